# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'lanes_In.box' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs lanes_In.box-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 lanes_In.box-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 lanes_In.box-test-VARIANT      the units of one variant; lanes_In.box-test-UNIT: one unit
#     make -j8 lanes_In.box-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 lanes_In.box-shard-N           the units of one shard
#     make -j8 lanes_In.box-selected          the units that lanes_In_box_only names
#     make lanes_In.box-build-VARIANT         only build; lanes_In.box-build: all variants
#     make lanes_In.box-list                  print the units of this platform
#
# No more than -j2 on linux: that is what its memory holds.
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     lanes_In_box_seed=N         another seed than HEAD's, to replay a run
#     lanes_In_box_prebuilt=1     the programs are there: build nothing
#     lanes_In_box_results=DIR    where the folders go, from the suite's folder
#     lanes_In_box_platform=NAME  act as this platform of the manifest
#     lanes_In_box_lane=NAME      say in the verdicts for which lane this runs
#     lanes_In_box_only=UNITS     what lanes_In.box-selected runs; a long list belongs into a makefile of its own, read before this one
#     lanes_In_box_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     lanes_In_box_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
lanes_In_box_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(lanes_In_box_version)))
$(error lanes_In.box: this file needs GNU Make 4.3 or later, and this is $(lanes_In_box_version); macOS: brew install make, then gmake)
endif

lanes_In_box_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
lanes_In_box_blank := $(subst ,, )
lanes_In_box_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call lanes_In_box_path,$(lastword $(2))\$(lanes_In_box_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
lanes_In_box_file := $(or $(call lanes_In_box_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
lanes_In_box_folder := $(subst :blank:,$(lanes_In_box_blank),$(dir $(subst \$(lanes_In_box_blank),:blank:,$(lanes_In_box_file))))
lanes_In_box_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(lanes_In_box_file)))
lanes_In_box_dir := $(lanes_In_box_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
lanes_In_box_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(lanes_In_box_dir))'
lanes_In_box_plan := 79cf8fe1ec9b67b372b83d1b2bbe01cbb6072f1e
lanes_In_box_plan_file := $(lanes_In_box_folder)../nix/lanes_In.box.json
lanes_In_box_results ?= build/nightshift
lanes_In_box_prebuilt ?=
lanes_In_box_lane ?=
lanes_In_box_only ?=
lanes_In_box_nightshift ?=
lanes_In_box_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
lanes_In_box_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
lanes_In_box_cpu := $(firstword $(subst -, ,$(lanes_In_box_host)))
lanes_In_box_system := $(if $(filter arm% aarch64%,$(lanes_In_box_cpu)),aarch64,$(lanes_In_box_cpu))-$(or $(findstring darwin,$(lanes_In_box_host)),$(findstring linux,$(lanes_In_box_host)),other)
lanes_In_box_platform_aarch64-linux := arm
lanes_In_box_platform_x86_64-linux := linux
lanes_In_box_platform ?= $(lanes_In_box_platform_$(lanes_In_box_system))
lanes_In_box_platforms := arm linux

# With these options make says success although nothing ran, or something failed.
lanes_In_box_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter lanes_In.box-%,$(MAKECMDGOALS)),$(if $(findstring t,$(lanes_In_box_flags)),$(error lanes_In.box: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(lanes_In_box_flags)),$(error lanes_In.box: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(lanes_In_box_platforms),$(lanes_In_box_platform)),$(error lanes_In.box: no platform is named '$(lanes_In_box_platform)'; there are: $(lanes_In_box_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
lanes_In_box_units := \
	v-two \
	v-one

lanes_In_box_units_on_arm = $(lanes_In_box_units)
lanes_In_box_units_on_linux = $(lanes_In_box_units)

# What each lane does on each platform, and the units it leaves out there.
lanes_In_box_off_arm :=
lanes_In_box_does_arm_pr := build
lanes_In_box_skip_arm_pr :=
lanes_In_box_does_arm_merge := build
lanes_In_box_skip_arm_merge :=
lanes_In_box_does_arm_nightly := build
lanes_In_box_skip_arm_nightly :=
lanes_In_box_on_arm :=
lanes_In_box_off_linux :=
lanes_In_box_does_linux_pr := checked
lanes_In_box_skip_linux_pr :=
lanes_In_box_does_linux_merge := checked
lanes_In_box_skip_linux_merge :=
lanes_In_box_does_linux_nightly := checked
lanes_In_box_skip_linux_nightly :=
lanes_In_box_on_linux :=

lanes_In_box_on := $(lanes_In_box_on_$(lanes_In_box_platform))
lanes_In_box_variants := v

lanes_In_box_programs_v := build/v/t
lanes_In_box_program_options_v := '--program=build/v/t'
lanes_In_box_make_v := '( ./compile build/v/t )'
lanes_In_box_env_v :=
lanes_In_box_of_v := \
	v-two \
	v-one

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
lanes_In_box_run_v-two := - 60 - 'build/v/t two'
lanes_In_box_run_v-one := head 60 - 'build/v/t one'

# Shard 1: lane nightly on linux, 2 s expected at -j1.
lanes_In_box_shards += 1
lanes_In_box_shard_1 := \
	v-two


# Shard 2: lane nightly on linux, 1 s expected at -j1.
lanes_In_box_shards += 2
lanes_In_box_shard_2 := \
	v-one


# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define lanes_In_box_sh :=
lanes_In_box_unit() {
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
	$(lanes_In_box_cd) || exit 3
	ns_out=$$lanes_In_box_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "lanes_In.box: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$lanes_In_box_seed ;;
	esac
	if test "$$ns_seed"; then export SEED="$$ns_seed"; else unset SEED; fi
	unset lanes_In_box_sh
	ns_watch=$$lanes_In_box_limit_sh
	unset lanes_In_box_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite lanes_In.box' 'plan $(lanes_In_box_plan)' "run $$lanes_In_box_run" "unit $$ns_unit" \
		$${lanes_In_box_platform:+"platform $$lanes_In_box_platform"} $${lanes_In_box_lane:+"lane $$lanes_In_box_lane"} \
		$${lanes_In_box_commit:+"commit $$lanes_In_box_commit" "tree $$lanes_In_box_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define lanes_In_box_limit_sh :=
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
define lanes_In_box_start
lanes_In_box_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
lanes_In_box_commit := $(shell $(lanes_In_box_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
lanes_In_box_tree := $(if $(lanes_In_box_commit),$(shell $(lanes_In_box_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
lanes_In_box_seed := $(shell $(lanes_In_box_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'lanes_In.box: no commit to take the seed from, so it is 7' >&2; echo 7; fi)
ifeq ($(lanes_In_box_nightshift),)
export lanes_In_box_sh lanes_In_box_results lanes_In_box_platform lanes_In_box_lane lanes_In_box_run lanes_In_box_commit lanes_In_box_tree lanes_In_box_limit_sh lanes_In_box_seed
endif
endef
lanes_In_box_go = $(eval $(value lanes_In_box_start))$(eval lanes_In_box_go := eval "$$$$lanes_In_box_sh";)$(lanes_In_box_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
lanes_In_box_quote = '$(subst ','\'',$(1))'
lanes_In_box_exec = $(eval $(value lanes_In_box_start))$(eval lanes_In_box_exec := $$(call lanes_In_box_quote,$$(lanes_In_box_nightshift)) exec $$(lanes_In_box_exec_words))$(lanes_In_box_exec)
lanes_In_box_exec_words = -C $(call lanes_In_box_quote,$(lanes_In_box_dir)) --results=$(call lanes_In_box_quote,$(lanes_In_box_results)) --suite=lanes_In.box --plan=$(lanes_In_box_plan) \
	--run=$(lanes_In_box_run)$(if $(lanes_In_box_platform), --platform=$(call lanes_In_box_quote,$(lanes_In_box_platform)))$(if $(lanes_In_box_lane), --lane=$(call lanes_In_box_quote,$(lanes_In_box_lane))) \
	$(if $(lanes_In_box_commit),--commit=$(lanes_In_box_commit) --tree=$(lanes_In_box_tree)) $(lanes_In_box_exec_options) --seed-env=SEED
define lanes_In_box_newline


endef
lanes_In_box_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
lanes_In_box_judge = $(if $(filter undefined,$(flavor lanes_In_box_judge_$(1))),,$(lanes_In_box_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
lanes_In_box_part = $(if $(1),$(if $(filter undefined,$(flavor lanes_In_box_part_$(1))),$(call lanes_In_box_ask_parts,$(1)))$(lanes_In_box_part_$(1)))
lanes_In_box_ask_parts = $(if $(1),$(foreach p,$(subst $(lanes_In_box_tab),:=,$(shell $(call lanes_In_box_quote,$(lanes_In_box_nightshift)) part --plan=$(call lanes_In_box_quote,$(lanes_In_box_plan_file)) --fingerprint=$(lanes_In_box_plan)$(if $(lanes_In_box_platform), --platform=$(call lanes_In_box_quote,$(lanes_In_box_platform))))),$(eval lanes_In_box_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error lanes_In.box: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor lanes_In_box_part_$(1))),$(error lanes_In.box: the plan '$(lanes_In_box_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
lanes_In_box_unit_options = $(addprefix --seed=,$(filter-out -,$(subst head,$(lanes_In_box_seed),$(word 1,$(1))))) $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
lanes_In_box_unit_command = $(subst $(lanes_In_box_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(lanes_In_box_newline)$(1))

# What lanes_In.box-selected runs.
$(if $(filter-out $(lanes_In_box_units),$(lanes_In_box_only)),$(error lanes_In.box: no unit is named '$(firstword $(filter-out $(lanes_In_box_units),$(lanes_In_box_only)))'))
lanes_In_box_selected := $(if $(lanes_In_box_only),$(filter $(lanes_In_box_only),$(or $(lanes_In_box_units_on_$(lanes_In_box_platform)),$(lanes_In_box_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
lanes_In_box_goals := $(strip $(patsubst lanes_In.box-test-%,%,$(filter-out lanes_In.box-selected,$(MAKECMDGOALS))) $(if $(filter lanes_In.box-selected,$(MAKECMDGOALS)),$(lanes_In_box_selected)))
lanes_In_box_wanted := $(if $(or $(if $(lanes_In_box_goals),,all),$(filter-out $(lanes_In_box_units) $(lanes_In_box_variants),$(lanes_In_box_goals))),$(lanes_In_box_variants),$(foreach v,$(lanes_In_box_variants),$(if $(filter $(v) $(lanes_In_box_of_$(v)),$(lanes_In_box_goals)),$(v))))
.PHONY: lanes_In.box-programs
lanes_In.box-programs: $(if $(lanes_In_box_prebuilt),,$(addprefix lanes_In.box-build-,$(lanes_In_box_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(lanes_In_box_nightshift),)
define lanes_In_box_unit
$$(lanes_In_box_go) lanes_In_box_unit $$* ''$$(lanes_In_box_on)$$(lanes_In_box_env_$(1)) $$(lanes_In_box_run_$$*) $$(call lanes_In_box_judge,$$*) -- $$(lanes_In_box_programs_$(1))
endef
else
define lanes_In_box_unit
$$(lanes_In_box_exec) --unit=$$* --part=$$(strip $$(call lanes_In_box_part,$$*)) $$(call lanes_In_box_unit_options,$$(lanes_In_box_run_$$*)) $$(call lanes_In_box_judge,$$*) $$(lanes_In_box_program_options_$(1)) -- $$(lanes_In_box_on)$$(lanes_In_box_env_$(1))$$(call lanes_In_box_unit_command,$$(lanes_In_box_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
lanes_In_box_targets = $(addprefix lanes_In.box-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
lanes_In_box_builds := v
define lanes_In_box_build
lanes_In.box-build-$(1): ; @$$(lanes_In_box_cd) && sh -c $$(lanes_In_box_on)$$(lanes_In_box_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define lanes_In_box_variant
.PHONY: lanes_In.box-build-$(1) lanes_In.box-test-$(1)
lanes_In.box-test-$(1): $$(call lanes_In_box_targets,test-$(1),$$(filter-out $$(lanes_In_box_off_$$(lanes_In_box_platform)),$$(lanes_In_box_of_$(1)))) ; @$$(if $$^,:,echo 'lanes_In.box: no unit of $(1) runs on this platform' >&2; exit 1)
$$(lanes_In_box_of_$(1):%=lanes_In.box-test-%): lanes_In.box-test-%: | lanes_In.box-programs ; @$(call lanes_In_box_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define lanes_In_box_lane_target
.PHONY: lanes_In.box-test-$(1)
lanes_In.box-test-$(1): $$(if $$(filter checked,$$(lanes_In_box_does_$$(lanes_In_box_platform)_$(1))),$$(if $$(lanes_In_box_skip_$$(lanes_In_box_platform)_$(1)),$$(call lanes_In_box_targets,test-$(1),$$(filter-out $$(lanes_In_box_skip_$$(lanes_In_box_platform)_$(1)),$$(lanes_In_box_here))),lanes_In.box-test),$$(if $$(filter build,$$(lanes_In_box_does_$$(lanes_In_box_platform)_$(1))),lanes_In.box-build))
	@$$(if $$^,$$(if $$(filter build,$$(lanes_In_box_does_$$(lanes_In_box_platform)_$(1))),echo 'lanes_In.box: lane $(1) only builds on $$(lanes_In_box_platform)',:),echo 'lanes_In.box: lane $(1) runs nothing on platform "$$(lanes_In_box_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define lanes_In_box_shard_target
.PHONY: lanes_In.box-shard-$(1)
lanes_In.box-shard-$(1): $$(call lanes_In_box_targets,shard-$(1),$$(lanes_In_box_shard_$(1)))
endef

lanes_In_box_here := $(filter-out $(lanes_In_box_off_$(lanes_In_box_platform)),$(or $(lanes_In_box_units_on_$(lanes_In_box_platform)),$(lanes_In_box_units)))

$(foreach v,$(lanes_In_box_builds),$(eval $(call lanes_In_box_build,$(v))))
$(foreach v,$(lanes_In_box_variants),$(eval $(call lanes_In_box_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call lanes_In_box_lane_target,$(l))))
$(foreach n,$(lanes_In_box_shards),$(eval $(call lanes_In_box_shard_target,$(n))))

.PHONY: lanes_In.box-test lanes_In.box-selected lanes_In.box-build lanes_In.box-list $(lanes_In_box_units:%=lanes_In.box-test-%)
lanes_In.box-test: $(call lanes_In_box_targets,test,$(lanes_In_box_here)) ; @$(if $(lanes_In_box_here),:,echo 'lanes_In.box: no unit runs on platform "$(lanes_In_box_platform)"' >&2; exit 1)
lanes_In.box-selected: $(call lanes_In_box_targets,selected,$(lanes_In_box_selected)) ; @$(if $(lanes_In_box_selected),:,echo 'lanes_In.box: lanes_In_box_only names no unit' >&2; exit 1)
lanes_In.box-build: $(addprefix lanes_In.box-build-,$(lanes_In_box_variants))
lanes_In.box-list: ; @:$(foreach u,$(lanes_In_box_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter lanes_In_box_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(lanes_In_box_default_goal),$(if $(lanes_In_box_alone),lanes_In.box-test))
