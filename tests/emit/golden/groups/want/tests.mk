# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'groups' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs groups-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 groups-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 groups-test-VARIANT      the units of one variant; groups-test-UNIT: one unit
#     make -j8 groups-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 groups-shard-N           the units of one shard
#     make -j8 groups-selected          the units that groups_only names
#     make groups-build-VARIANT         only build; groups-build: all variants
#     make groups-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     groups_seed=N         another seed than HEAD's, to replay a run
#     groups_prebuilt=1     the programs are there: build nothing
#     groups_results=DIR    where the folders go, from the suite's folder
#     groups_platform=NAME  act as this platform of the manifest
#     groups_lane=NAME      say in the verdicts for which lane this runs
#     groups_only=UNITS     what groups-selected runs; a long list belongs into a makefile of its own, read before this one
#     groups_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     groups_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
groups_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(groups_version)))
$(error groups: this file needs GNU Make 4.3 or later, and this is $(groups_version); macOS: brew install make, then gmake)
endif

groups_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
groups_blank := $(subst ,, )
groups_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call groups_path,$(lastword $(2))\$(groups_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
groups_file := $(or $(call groups_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
groups_folder := $(subst :blank:,$(groups_blank),$(dir $(subst \$(groups_blank),:blank:,$(groups_file))))
groups_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(groups_file)))
groups_dir := $(groups_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
groups_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(groups_dir))'
groups_plan := 54ee35f435e186274541122b14c95bfcda13e9bb
groups_plan_file := $(groups_folder)nix/groups.json
groups_results ?= build/nightshift
groups_prebuilt ?=
groups_lane ?=
groups_only ?=
groups_nightshift ?=
groups_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
groups_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
groups_cpu := $(firstword $(subst -, ,$(groups_host)))
groups_system := $(if $(filter arm% aarch64%,$(groups_cpu)),aarch64,$(groups_cpu))-$(or $(findstring darwin,$(groups_host)),$(findstring linux,$(groups_host)),other)
groups_platform_aarch64-darwin := mac
groups_platform_x86_64-linux := linux
groups_platform ?= $(groups_platform_$(groups_system))
groups_platforms := linux mac second

# With these options make says success although nothing ran, or something failed.
groups_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter groups-%,$(MAKECMDGOALS)),$(if $(findstring t,$(groups_flags)),$(error groups: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(groups_flags)),$(error groups: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(groups_platforms),$(groups_platform)),$(error groups: no platform is named '$(groups_platform)'; there are: $(groups_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
groups_units := \
	a-plain \
	a-soak \
	a-window \
	b-menu \
	b-plain \
	b-soak \
	b-soak_own \
	a-soak_short \
	b-soak_short

groups_units_on_linux = $(groups_units)
groups_units_on_mac = $(groups_units)
groups_units_on_second = $(groups_units)

# What each lane does on each platform, and the units it leaves out there.
groups_off_linux := b-menu
groups_does_linux_pr := checked
groups_skip_linux_pr := a-soak b-soak b-soak_own a-soak_short b-soak_short
groups_does_linux_merge := checked
groups_skip_linux_merge := a-soak b-soak b-soak_own
groups_does_linux_nightly := checked
groups_skip_linux_nightly :=
groups_on_linux := 'export WHERE=here; '
groups_off_mac :=
groups_does_mac_pr := build
groups_skip_mac_pr :=
groups_does_mac_merge := build
groups_skip_mac_merge :=
groups_does_mac_nightly := checked
groups_skip_mac_nightly :=
groups_on_mac :=
groups_off_second := a-window b-menu
groups_does_second_pr := none
groups_skip_second_pr :=
groups_does_second_merge := checked
groups_skip_second_merge := a-soak b-soak b-soak_own
groups_does_second_nightly := checked
groups_skip_second_nightly :=
groups_on_second :=

groups_on := $(groups_on_$(groups_platform))
groups_variants := a b

groups_programs_a := 
groups_program_options_a := 
groups_make_a := :
groups_env_a :=
groups_of_a := \
	a-plain \
	a-soak \
	a-window \
	a-soak_short

groups_programs_b := 
groups_program_options_b := 
groups_make_b := :
groups_env_b :=
groups_of_b := \
	b-menu \
	b-plain \
	b-soak \
	b-soak_own \
	b-soak_short

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
groups_run_a-plain := - - - './test plain suite'
groups_run_a-soak := head 5400 - 'export BOTH=group; export FROM=group; ./test soak group'
groups_run_a-window := - - - './show window'
groups_run_b-menu := - - - './show menu'
groups_run_b-plain := - - - './test plain variant'
groups_run_b-soak := head 5400 - 'export BOTH=group; export FROM=group; ./test soak group'
groups_run_b-soak_own := - 5400 - 'export BOTH=module; export FROM=group; ./soak soak_own module'
groups_run_a-soak_short := 12 900 - 'export BOTH=group; export FROM=group; ./test soak_short group'
groups_run_b-soak_short := 12 900 - 'export BOTH=group; export FROM=group; ./test soak_short group'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define groups_sh :=
groups_unit() {
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
	$(groups_cd) || exit 3
	ns_out=$$groups_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "groups: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$groups_seed ;;
	esac
	if test "$$ns_seed"; then export SEED="$$ns_seed"; else unset SEED; fi
	unset groups_sh
	ns_watch=$$groups_limit_sh
	unset groups_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite groups' 'plan $(groups_plan)' "run $$groups_run" "unit $$ns_unit" \
		$${groups_platform:+"platform $$groups_platform"} $${groups_lane:+"lane $$groups_lane"} \
		$${groups_commit:+"commit $$groups_commit" "tree $$groups_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define groups_limit_sh :=
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
define groups_start
groups_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
groups_commit := $(shell $(groups_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
groups_tree := $(if $(groups_commit),$(shell $(groups_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
groups_seed := $(shell $(groups_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'groups: no commit to take the seed from, so it is 7' >&2; echo 7; fi)
ifeq ($(groups_nightshift),)
export groups_sh groups_results groups_platform groups_lane groups_run groups_commit groups_tree groups_limit_sh groups_seed
endif
endef
groups_go = $(eval $(value groups_start))$(eval groups_go := eval "$$$$groups_sh";)$(groups_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
groups_quote = '$(subst ','\'',$(1))'
groups_exec = $(eval $(value groups_start))$(eval groups_exec := $$(call groups_quote,$$(groups_nightshift)) exec $$(groups_exec_words))$(groups_exec)
groups_exec_words = -C $(call groups_quote,$(groups_dir)) --results=$(call groups_quote,$(groups_results)) --suite=groups --plan=$(groups_plan) \
	--run=$(groups_run)$(if $(groups_platform), --platform=$(call groups_quote,$(groups_platform)))$(if $(groups_lane), --lane=$(call groups_quote,$(groups_lane))) \
	$(if $(groups_commit),--commit=$(groups_commit) --tree=$(groups_tree)) $(groups_exec_options) --seed-env=SEED
define groups_newline


endef
groups_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
groups_judge = $(if $(filter undefined,$(flavor groups_judge_$(1))),,$(groups_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
groups_part = $(if $(1),$(if $(filter undefined,$(flavor groups_part_$(1))),$(call groups_ask_parts,$(1)))$(groups_part_$(1)))
groups_ask_parts = $(if $(1),$(foreach p,$(subst $(groups_tab),:=,$(shell $(call groups_quote,$(groups_nightshift)) part --plan=$(call groups_quote,$(groups_plan_file)) --fingerprint=$(groups_plan)$(if $(groups_platform), --platform=$(call groups_quote,$(groups_platform))))),$(eval groups_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error groups: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor groups_part_$(1))),$(error groups: the plan '$(groups_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
groups_unit_options = $(addprefix --seed=,$(filter-out -,$(subst head,$(groups_seed),$(word 1,$(1))))) $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
groups_unit_command = $(subst $(groups_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(groups_newline)$(1))

# What groups-selected runs.
$(if $(filter-out $(groups_units),$(groups_only)),$(error groups: no unit is named '$(firstword $(filter-out $(groups_units),$(groups_only)))'))
groups_selected := $(if $(groups_only),$(filter $(groups_only),$(or $(groups_units_on_$(groups_platform)),$(groups_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
groups_goals := $(strip $(patsubst groups-test-%,%,$(filter-out groups-selected,$(MAKECMDGOALS))) $(if $(filter groups-selected,$(MAKECMDGOALS)),$(groups_selected)))
groups_wanted := $(if $(or $(if $(groups_goals),,all),$(filter-out $(groups_units) $(groups_variants),$(groups_goals))),$(groups_variants),$(foreach v,$(groups_variants),$(if $(filter $(v) $(groups_of_$(v)),$(groups_goals)),$(v))))
.PHONY: groups-programs
groups-programs: $(if $(groups_prebuilt),,$(addprefix groups-build-,$(groups_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(groups_nightshift),)
define groups_unit
$$(groups_go) groups_unit $$* ''$$(groups_on)$$(groups_env_$(1)) $$(groups_run_$$*) $$(call groups_judge,$$*) -- $$(groups_programs_$(1))
endef
else
define groups_unit
$$(groups_exec) --unit=$$* --part=$$(strip $$(call groups_part,$$*)) $$(call groups_unit_options,$$(groups_run_$$*)) $$(call groups_judge,$$*) $$(groups_program_options_$(1)) -- $$(groups_on)$$(groups_env_$(1))$$(call groups_unit_command,$$(groups_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
groups_targets = $(addprefix groups-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
groups_builds := a b
define groups_build
groups-build-$(1): ; @$$(groups_cd) && sh -c $$(groups_on)$$(groups_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define groups_variant
.PHONY: groups-build-$(1) groups-test-$(1)
groups-test-$(1): $$(call groups_targets,test-$(1),$$(filter-out $$(groups_off_$$(groups_platform)),$$(groups_of_$(1)))) ; @$$(if $$^,:,echo 'groups: no unit of $(1) runs on this platform' >&2; exit 1)
$$(groups_of_$(1):%=groups-test-%): groups-test-%: | groups-programs ; @$(call groups_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define groups_lane_target
.PHONY: groups-test-$(1)
groups-test-$(1): $$(if $$(filter checked,$$(groups_does_$$(groups_platform)_$(1))),$$(if $$(groups_skip_$$(groups_platform)_$(1)),$$(call groups_targets,test-$(1),$$(filter-out $$(groups_skip_$$(groups_platform)_$(1)),$$(groups_here))),groups-test),$$(if $$(filter build,$$(groups_does_$$(groups_platform)_$(1))),groups-build))
	@$$(if $$^,$$(if $$(filter build,$$(groups_does_$$(groups_platform)_$(1))),echo 'groups: lane $(1) only builds on $$(groups_platform)',:),echo 'groups: lane $(1) runs nothing on platform "$$(groups_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define groups_shard_target
.PHONY: groups-shard-$(1)
groups-shard-$(1): $$(call groups_targets,shard-$(1),$$(groups_shard_$(1)))
endef

groups_here := $(filter-out $(groups_off_$(groups_platform)),$(or $(groups_units_on_$(groups_platform)),$(groups_units)))

$(foreach v,$(groups_builds),$(eval $(call groups_build,$(v))))
$(foreach v,$(groups_variants),$(eval $(call groups_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call groups_lane_target,$(l))))
$(foreach n,$(groups_shards),$(eval $(call groups_shard_target,$(n))))

.PHONY: groups-test groups-selected groups-build groups-list $(groups_units:%=groups-test-%)
groups-test: $(call groups_targets,test,$(groups_here)) ; @$(if $(groups_here),:,echo 'groups: no unit runs on platform "$(groups_platform)"' >&2; exit 1)
groups-selected: $(call groups_targets,selected,$(groups_selected)) ; @$(if $(groups_selected),:,echo 'groups: groups_only names no unit' >&2; exit 1)
groups-build: $(addprefix groups-build-,$(groups_variants))
groups-list: ; @:$(foreach u,$(groups_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter groups_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(groups_default_goal),$(if $(groups_alone),groups-test))
