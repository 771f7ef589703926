# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'discover' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs discover-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 discover-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 discover-test-VARIANT      the units of one variant; discover-test-UNIT: one unit
#     make -j8 discover-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 discover-shard-N           the units of one shard
#     make -j8 discover-selected          the units that discover_only names
#     make discover-build-VARIANT         only build; discover-build: all variants
#     make discover-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     discover_seed=N         another seed than HEAD's, to replay a run
#     discover_prebuilt=1     the programs are there: build nothing
#     discover_results=DIR    where the folders go, from the suite's folder
#     discover_platform=NAME  act as this platform of the manifest
#     discover_lane=NAME      say in the verdicts for which lane this runs
#     discover_only=UNITS     what discover-selected runs; a long list belongs into a makefile of its own, read before this one
#     discover_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     discover_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
discover_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(discover_version)))
$(error discover: this file needs GNU Make 4.3 or later, and this is $(discover_version); macOS: brew install make, then gmake)
endif

discover_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
discover_blank := $(subst ,, )
discover_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call discover_path,$(lastword $(2))\$(discover_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
discover_file := $(or $(call discover_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
discover_folder := $(subst :blank:,$(discover_blank),$(dir $(subst \$(discover_blank),:blank:,$(discover_file))))
discover_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(discover_file)))
discover_dir := $(discover_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
discover_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(discover_dir))'
discover_plan := f322d09a9624181f59adf3a8f75093ebba79155c
discover_plan_file := $(discover_folder)nix/discover.json
discover_results ?= build/nightshift
discover_prebuilt ?=
discover_lane ?=
discover_only ?=
discover_nightshift ?=
discover_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
discover_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
discover_cpu := $(firstword $(subst -, ,$(discover_host)))
discover_system := $(if $(filter arm% aarch64%,$(discover_cpu)),aarch64,$(discover_cpu))-$(or $(findstring darwin,$(discover_host)),$(findstring linux,$(discover_host)),other)
discover_platform_x86_64-linux := linux
discover_platform ?= $(discover_platform_$(discover_system))
discover_platforms := linux

# With these options make says success although nothing ran, or something failed.
discover_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter discover-%,$(MAKECMDGOALS)),$(if $(findstring t,$(discover_flags)),$(error discover: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(discover_flags)),$(error discover: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(discover_platforms),$(discover_platform)),$(error discover: no platform is named '$(discover_platform)'; there are: $(discover_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
discover_units := \
	v-by_hand \
	v-it \
	v-last \
	v-leb128 \
	v-slow \
	v-utf8

discover_units_on_linux = $(discover_units)

# What each lane does on each platform, and the units it leaves out there.
discover_off_linux :=
discover_does_linux_pr := checked
discover_skip_linux_pr := v-slow
discover_does_linux_merge := checked
discover_skip_linux_merge := v-slow
discover_does_linux_nightly := checked
discover_skip_linux_nightly :=
discover_on_linux :=

discover_on := $(discover_on_$(discover_platform))
discover_variants := v

discover_programs_v := 
discover_program_options_v := 
discover_make_v := :
discover_env_v :=
discover_of_v := \
	v-by_hand \
	v-it \
	v-last \
	v-leb128 \
	v-slow \
	v-utf8

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
discover_run_v-by_hand := - - - './test by_hand none'
discover_run_v-it := - 3 - './test it '\''it'\''\'\'''\''s $$x'\'' -a '\''b c'\'''
discover_run_v-last := - - - './test last none'
discover_run_v-leb128 := - - - './test leb128 none'
discover_run_v-slow := - - - './test slow none'
discover_run_v-utf8 := - - - './test utf8 utf8.c'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define discover_sh :=
discover_unit() {
	set +eu
	ns_unit=$$1 ns_seed=$$3 ns_limit=$$4 ns_command=$$2$$6 ns_skip=77 ns_report= ns_may= ns_reason=
	shift 6
	for ns_option do
		shift
		case $$ns_option in
		--) break ;;
		--report=*) ns_report=$${ns_option#*=} ;;
		--skip-status=*) ns_skip=$${ns_option#*=} ;;
		--may-skip=*) ns_may=1 ;;
		esac
	done
	$(discover_cd) || exit 3
	ns_out=$$discover_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "discover: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$discover_seed ;;
	esac
	unset discover_sh
	ns_watch=$$discover_limit_sh
	unset discover_limit_sh
	if test "$$ns_limit" != -; then
		sh -c "$$ns_watch" sh "$$ns_limit" "$$ns_command"
	else
		sh -c "$$ns_command"
	fi >"$$ns_out/log" 2>&1 </dev/null
	ns_status=$$?
	if test "$$ns_report" && test -f "$$ns_report"; then
		cmp -s -- "$$ns_report" "$$ns_out/report.xml" || cp -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	fi
	case $$ns_status:$$ns_limit in
	0:*) ns_verdict=pass ;;
	124:[!-]*) ns_verdict=timeout ;;
	129:* | 1[3-8]?:* | 19[0-2]:*) ns_verdict=crash ;;
	$$ns_skip:*)
		ns_verdict=skip
		ns_reason=$$(tail -n 20 "$$ns_out/log" | LC_ALL=C tr -c '\n\40-\176' '?' | sed -n -e '/[^ ?]/h' -e '$${' -e x -e 's/^ *//p' -e '}' | cut -c 1-300)
		ns_reason=$${ns_reason:-exit status $$ns_status}
		;;
	*) ns_verdict=fail ;;
	esac
	printf '%s\n' 'nightshift 1' 'suite discover' 'plan $(discover_plan)' "run $$discover_run" "unit $$ns_unit" \
		$${discover_platform:+"platform $$discover_platform"} $${discover_lane:+"lane $$discover_lane"} \
		$${discover_commit:+"commit $$discover_commit" "tree $$discover_tree"} $${ns_seed:+"seed $$ns_seed"} \
		"verdict $$ns_verdict" "status $$ns_status" 'seen exit-status' $${ns_reason:+"reason $$ns_reason"} end >"$$ns_out/verdict" || exit 3
	if test $$ns_status = 0; then echo "pass $$ns_unit"; exit; fi
	case $$ns_verdict$$ns_may in skip1) printf '%s\n' "skip $$ns_unit: $$ns_reason"; exit ;; esac
	echo "$$ns_verdict $$ns_unit (status $$ns_status$${ns_seed:+, seed $$ns_seed}); the end of $$ns_out/log:" >&2
	tail -n 20 "$$ns_out/log" >&2
	exit 1
}
endef

# It runs the command of a unit that may take so many seconds, whose status is 124 if it has not ended by then: timeout(1) is not
# everywhere, nor is it the same. What keeps the time beside it ends the command and all below it, as far as the system says what that is;
# those above first, since a shell whose child has ended goes on with its next command. While nothing is found and the command goes on, it looks again.
define discover_limit_sh :=
exec 2>/dev/null
ns_left=$$1 ns_nap= ns_pids= ns_late=
ns_all() { ps -A -o pid= -o ppid= || cat /proc/[0-9]*/stat | sed 's/^\([0-9]*\) .*) . \([0-9]*\) .*/\1 \2/'; }
ns_below() { ns_all | awk -v top=$$$$ -v but="$$ns_timer" '{ of[$$1] = $$2 } END { for (p in of) { d = 1; for (q = of[p]; q != top && q != but && q in of; q = of[q]) d++; if (q == top && p != but) { at[d] = at[d] " " p; if (d > most) most = d } } for (d = 1; d <= most; d++) print at[d] }'; }
ns_lives() {
	for ns_pid in $$ns_pids; do kill -0 $$ns_pid && return; done
	return 1
}
ns_timer() {
	trap 'kill $$ns_nap; exit 0' TERM
	while test $$ns_left -gt 0 && kill -0 $$$$; do
		ns_step=$$((ns_left < 5 ? ns_left : 5)) ns_left=$$((ns_left - ns_step))
		sleep $$ns_step &
		ns_nap=$$!
		wait $$ns_nap
	done
	trap '' TERM
	ns_timer=$$(exec sh -c 'echo $$PPID')
	while ns_pids=$$(ns_below); test -z "$$ns_pids"; do
		kill -0 $$$$ || exit 0
		sleep 1
	done
	kill -s USR1 $$$$
	kill -s TERM $$ns_pids
	kill -s CONT $$ns_pids
	ns_left=10
	while ns_lives && test $$ns_left -gt 0; do sleep 1; ns_left=$$((ns_left - 1)); done
	kill -s KILL $$ns_pids $$(ns_below)
	exit 124
}
# What keeps the time is waited for only if it has said that time is up: some shells lose a signal that comes as they begin.
trap ns_late=1 USR1
ns_timer >/dev/null &
ns_timer=$$!
sh -c "$$2" 2>&1
ns_status=$$?
kill $$ns_timer
test "$$ns_late" || exit $$ns_status
wait $$ns_timer
test $$? != 124 || ns_status=124
exit $$ns_status
endef

# What is true of a whole run of make, found out when its first unit starts.
define discover_start
discover_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
discover_commit := $(shell $(discover_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
discover_tree := $(if $(discover_commit),$(shell $(discover_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(discover_nightshift),)
export discover_sh discover_results discover_platform discover_lane discover_run discover_commit discover_tree discover_limit_sh
endif
endef
discover_go = $(eval $(value discover_start))$(eval discover_go := eval "$$$$discover_sh";)$(discover_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
discover_quote = '$(subst ','\'',$(1))'
discover_exec = $(eval $(value discover_start))$(eval discover_exec := $$(call discover_quote,$$(discover_nightshift)) exec $$(discover_exec_words))$(discover_exec)
discover_exec_words = -C $(call discover_quote,$(discover_dir)) --results=$(call discover_quote,$(discover_results)) --suite=discover --plan=$(discover_plan) \
	--run=$(discover_run)$(if $(discover_platform), --platform=$(call discover_quote,$(discover_platform)))$(if $(discover_lane), --lane=$(call discover_quote,$(discover_lane))) \
	$(if $(discover_commit),--commit=$(discover_commit) --tree=$(discover_tree)) $(discover_exec_options)
define discover_newline


endef
discover_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
discover_judge = $(if $(filter undefined,$(flavor discover_judge_$(1))),,$(discover_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
discover_part = $(if $(1),$(if $(filter undefined,$(flavor discover_part_$(1))),$(call discover_ask_parts,$(1)))$(discover_part_$(1)))
discover_ask_parts = $(if $(1),$(foreach p,$(subst $(discover_tab),:=,$(shell $(call discover_quote,$(discover_nightshift)) part --plan=$(call discover_quote,$(discover_plan_file)) --fingerprint=$(discover_plan)$(if $(discover_platform), --platform=$(call discover_quote,$(discover_platform))))),$(eval discover_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error discover: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor discover_part_$(1))),$(error discover: the plan '$(discover_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
discover_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
discover_unit_command = $(subst $(discover_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(discover_newline)$(1))

# What discover-selected runs.
$(if $(filter-out $(discover_units),$(discover_only)),$(error discover: no unit is named '$(firstword $(filter-out $(discover_units),$(discover_only)))'))
discover_selected := $(if $(discover_only),$(filter $(discover_only),$(or $(discover_units_on_$(discover_platform)),$(discover_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
discover_goals := $(strip $(patsubst discover-test-%,%,$(filter-out discover-selected,$(MAKECMDGOALS))) $(if $(filter discover-selected,$(MAKECMDGOALS)),$(discover_selected)))
discover_wanted := $(if $(or $(if $(discover_goals),,all),$(filter-out $(discover_units) $(discover_variants),$(discover_goals))),$(discover_variants),$(foreach v,$(discover_variants),$(if $(filter $(v) $(discover_of_$(v)),$(discover_goals)),$(v))))
.PHONY: discover-programs
discover-programs: $(if $(discover_prebuilt),,$(addprefix discover-build-,$(discover_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(discover_nightshift),)
define discover_unit
$$(discover_go) discover_unit $$* ''$$(discover_on)$$(discover_env_$(1)) $$(discover_run_$$*) $$(call discover_judge,$$*) -- $$(discover_programs_$(1))
endef
else
define discover_unit
$$(discover_exec) --unit=$$* --part=$$(strip $$(call discover_part,$$*)) $$(call discover_unit_options,$$(discover_run_$$*)) $$(call discover_judge,$$*) $$(discover_program_options_$(1)) -- $$(discover_on)$$(discover_env_$(1))$$(call discover_unit_command,$$(discover_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
discover_targets = $(addprefix discover-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
discover_builds := v
define discover_build
discover-build-$(1): ; @$$(discover_cd) && sh -c $$(discover_on)$$(discover_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define discover_variant
.PHONY: discover-build-$(1) discover-test-$(1)
discover-test-$(1): $$(call discover_targets,test-$(1),$$(filter-out $$(discover_off_$$(discover_platform)),$$(discover_of_$(1)))) ; @$$(if $$^,:,echo 'discover: no unit of $(1) runs on this platform' >&2; exit 1)
$$(discover_of_$(1):%=discover-test-%): discover-test-%: | discover-programs ; @$(call discover_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define discover_lane_target
.PHONY: discover-test-$(1)
discover-test-$(1): $$(if $$(filter checked,$$(discover_does_$$(discover_platform)_$(1))),$$(if $$(discover_skip_$$(discover_platform)_$(1)),$$(call discover_targets,test-$(1),$$(filter-out $$(discover_skip_$$(discover_platform)_$(1)),$$(discover_here))),discover-test),$$(if $$(filter build,$$(discover_does_$$(discover_platform)_$(1))),discover-build))
	@$$(if $$^,$$(if $$(filter build,$$(discover_does_$$(discover_platform)_$(1))),echo 'discover: lane $(1) only builds on $$(discover_platform)',:),echo 'discover: lane $(1) runs nothing on platform "$$(discover_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define discover_shard_target
.PHONY: discover-shard-$(1)
discover-shard-$(1): $$(call discover_targets,shard-$(1),$$(discover_shard_$(1)))
endef

discover_here := $(filter-out $(discover_off_$(discover_platform)),$(or $(discover_units_on_$(discover_platform)),$(discover_units)))

$(foreach v,$(discover_builds),$(eval $(call discover_build,$(v))))
$(foreach v,$(discover_variants),$(eval $(call discover_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call discover_lane_target,$(l))))
$(foreach n,$(discover_shards),$(eval $(call discover_shard_target,$(n))))

.PHONY: discover-test discover-selected discover-build discover-list $(discover_units:%=discover-test-%)
discover-test: $(call discover_targets,test,$(discover_here)) ; @$(if $(discover_here),:,echo 'discover: no unit runs on platform "$(discover_platform)"' >&2; exit 1)
discover-selected: $(call discover_targets,selected,$(discover_selected)) ; @$(if $(discover_selected),:,echo 'discover: discover_only names no unit' >&2; exit 1)
discover-build: $(addprefix discover-build-,$(discover_variants))
discover-list: ; @:$(foreach u,$(discover_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter discover_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(discover_default_goal),$(if $(discover_alone),discover-test))
