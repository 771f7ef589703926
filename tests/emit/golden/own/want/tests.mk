# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'own' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs own-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 own-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 own-test-VARIANT      the units of one variant; own-test-UNIT: one unit
#     make -j8 own-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 own-shard-N           the units of one shard
#     make -j8 own-selected          the units that own_only names
#     make own-build-VARIANT         only build; own-build: all variants
#     make own-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     own_seed=N         another seed than HEAD's, to replay a run
#     own_prebuilt=1     the programs are there: build nothing
#     own_results=DIR    where the folders go, from the suite's folder
#     own_platform=NAME  act as this platform of the manifest
#     own_lane=NAME      say in the verdicts for which lane this runs
#     own_only=UNITS     what own-selected runs; a long list belongs into a makefile of its own, read before this one
#     own_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     own_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
own_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(own_version)))
$(error own: this file needs GNU Make 4.3 or later, and this is $(own_version); macOS: brew install make, then gmake)
endif

own_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
own_blank := $(subst ,, )
own_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call own_path,$(lastword $(2))\$(own_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
own_file := $(or $(call own_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
own_folder := $(subst :blank:,$(own_blank),$(dir $(subst \$(own_blank),:blank:,$(own_file))))
own_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(own_file)))
own_dir := $(own_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
own_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(own_dir))'
own_plan := 7f6edadfa3df267f666cb18c25f3c5a1b7d33c65
own_plan_file := $(own_folder)nix/own.json
own_results ?= build/nightshift
own_prebuilt ?=
own_lane ?=
own_only ?=
own_nightshift ?=
own_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
own_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
own_cpu := $(firstword $(subst -, ,$(own_host)))
own_system := $(if $(filter arm% aarch64%,$(own_cpu)),aarch64,$(own_cpu))-$(or $(findstring darwin,$(own_host)),$(findstring linux,$(own_host)),other)
own_platform_aarch64-darwin := mac
own_platform_x86_64-linux := linux
own_platform ?= $(own_platform_$(own_system))
own_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
own_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter own-%,$(MAKECMDGOALS)),$(if $(findstring t,$(own_flags)),$(error own: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(own_flags)),$(error own: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(own_platforms),$(own_platform)),$(error own: no platform is named '$(own_platform)'; there are: $(own_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
own_units := \
	plain-check

own_units_on_linux = $(own_units)
own_units_on_mac = $(own_units)

# What each lane does on each platform, and the units it leaves out there.
own_off_linux :=
own_does_linux_pr := checked
own_skip_linux_pr :=
own_does_linux_merge := checked
own_skip_linux_merge :=
own_does_linux_nightly := checked
own_skip_linux_nightly :=
own_on_linux :=
own_off_mac :=
own_does_mac_pr := build
own_skip_mac_pr :=
own_does_mac_merge := build
own_skip_mac_merge :=
own_does_mac_nightly := checked
own_skip_mac_nightly :=
own_on_mac :=

own_on := $(own_on_$(own_platform))
own_variants := plain

own_programs_plain := queue
own_program_options_plain := '--program=queue'
own_make_plain := '( make all )'
own_env_plain :=
own_of_plain := \
	plain-check

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
own_run_plain-check := - 60 - 'make check'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define own_sh :=
own_unit() {
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
	$(own_cd) || exit 3
	ns_out=$$own_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "own: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$own_seed ;;
	esac
	unset own_sh
	ns_watch=$$own_limit_sh
	unset own_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite own' 'plan $(own_plan)' "run $$own_run" "unit $$ns_unit" \
		$${own_platform:+"platform $$own_platform"} $${own_lane:+"lane $$own_lane"} \
		$${own_commit:+"commit $$own_commit" "tree $$own_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define own_limit_sh :=
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
define own_start
own_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
own_commit := $(shell $(own_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
own_tree := $(if $(own_commit),$(shell $(own_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(own_nightshift),)
export own_sh own_results own_platform own_lane own_run own_commit own_tree own_limit_sh
endif
endef
own_go = $(eval $(value own_start))$(eval own_go := eval "$$$$own_sh";)$(own_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
own_quote = '$(subst ','\'',$(1))'
own_exec = $(eval $(value own_start))$(eval own_exec := $$(call own_quote,$$(own_nightshift)) exec $$(own_exec_words))$(own_exec)
own_exec_words = -C $(call own_quote,$(own_dir)) --results=$(call own_quote,$(own_results)) --suite=own --plan=$(own_plan) \
	--run=$(own_run)$(if $(own_platform), --platform=$(call own_quote,$(own_platform)))$(if $(own_lane), --lane=$(call own_quote,$(own_lane))) \
	$(if $(own_commit),--commit=$(own_commit) --tree=$(own_tree)) $(own_exec_options)
define own_newline


endef
own_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
own_judge = $(if $(filter undefined,$(flavor own_judge_$(1))),,$(own_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
own_part = $(if $(1),$(if $(filter undefined,$(flavor own_part_$(1))),$(call own_ask_parts,$(1)))$(own_part_$(1)))
own_ask_parts = $(if $(1),$(foreach p,$(subst $(own_tab),:=,$(shell $(call own_quote,$(own_nightshift)) part --plan=$(call own_quote,$(own_plan_file)) --fingerprint=$(own_plan)$(if $(own_platform), --platform=$(call own_quote,$(own_platform))))),$(eval own_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error own: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor own_part_$(1))),$(error own: the plan '$(own_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
own_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
own_unit_command = $(subst $(own_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(own_newline)$(1))

# What own-selected runs.
$(if $(filter-out $(own_units),$(own_only)),$(error own: no unit is named '$(firstword $(filter-out $(own_units),$(own_only)))'))
own_selected := $(if $(own_only),$(filter $(own_only),$(or $(own_units_on_$(own_platform)),$(own_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
own_goals := $(strip $(patsubst own-test-%,%,$(filter-out own-selected,$(MAKECMDGOALS))) $(if $(filter own-selected,$(MAKECMDGOALS)),$(own_selected)))
own_wanted := $(if $(or $(if $(own_goals),,all),$(filter-out $(own_units) $(own_variants),$(own_goals))),$(own_variants),$(foreach v,$(own_variants),$(if $(filter $(v) $(own_of_$(v)),$(own_goals)),$(v))))
.PHONY: own-programs
own-programs: $(if $(own_prebuilt),,$(addprefix own-build-,$(own_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(own_nightshift),)
define own_unit
$$(own_go) own_unit $$* ''$$(own_on)$$(own_env_$(1)) $$(own_run_$$*) $$(call own_judge,$$*) -- $$(own_programs_$(1))
endef
else
define own_unit
$$(own_exec) --unit=$$* --part=$$(strip $$(call own_part,$$*)) $$(call own_unit_options,$$(own_run_$$*)) $$(call own_judge,$$*) $$(own_program_options_$(1)) -- $$(own_on)$$(own_env_$(1))$$(call own_unit_command,$$(own_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
own_targets = $(addprefix own-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
own_builds := plain
define own_build
own-build-$(1): ; @$$(own_cd) && sh -c $$(own_on)$$(own_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define own_variant
.PHONY: own-build-$(1) own-test-$(1)
own-test-$(1): $$(call own_targets,test-$(1),$$(filter-out $$(own_off_$$(own_platform)),$$(own_of_$(1)))) ; @$$(if $$^,:,echo 'own: no unit of $(1) runs on this platform' >&2; exit 1)
$$(own_of_$(1):%=own-test-%): own-test-%: | own-programs ; @$(call own_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define own_lane_target
.PHONY: own-test-$(1)
own-test-$(1): $$(if $$(filter checked,$$(own_does_$$(own_platform)_$(1))),$$(if $$(own_skip_$$(own_platform)_$(1)),$$(call own_targets,test-$(1),$$(filter-out $$(own_skip_$$(own_platform)_$(1)),$$(own_here))),own-test),$$(if $$(filter build,$$(own_does_$$(own_platform)_$(1))),own-build))
	@$$(if $$^,$$(if $$(filter build,$$(own_does_$$(own_platform)_$(1))),echo 'own: lane $(1) only builds on $$(own_platform)',:),echo 'own: lane $(1) runs nothing on platform "$$(own_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define own_shard_target
.PHONY: own-shard-$(1)
own-shard-$(1): $$(call own_targets,shard-$(1),$$(own_shard_$(1)))
endef

own_here := $(filter-out $(own_off_$(own_platform)),$(or $(own_units_on_$(own_platform)),$(own_units)))

$(foreach v,$(own_builds),$(eval $(call own_build,$(v))))
$(foreach v,$(own_variants),$(eval $(call own_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call own_lane_target,$(l))))
$(foreach n,$(own_shards),$(eval $(call own_shard_target,$(n))))

.PHONY: own-test own-selected own-build own-list $(own_units:%=own-test-%)
own-test: $(call own_targets,test,$(own_here)) ; @$(if $(own_here),:,echo 'own: no unit runs on platform "$(own_platform)"' >&2; exit 1)
own-selected: $(call own_targets,selected,$(own_selected)) ; @$(if $(own_selected),:,echo 'own: own_only names no unit' >&2; exit 1)
own-build: $(addprefix own-build-,$(own_variants))
own-list: ; @:$(foreach u,$(own_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter own_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(own_default_goal),$(if $(own_alone),own-test))
