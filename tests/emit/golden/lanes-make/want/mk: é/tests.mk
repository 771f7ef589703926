# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'lanes' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs lanes-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 lanes-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 lanes-test-VARIANT      the units of one variant; lanes-test-UNIT: one unit
#     make -j8 lanes-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 lanes-shard-N           the units of one shard
#     make -j8 lanes-selected          the units that lanes_only names
#     make lanes-build-VARIANT         only build; lanes-build: all variants
#     make lanes-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     lanes_seed=N         another seed than HEAD's, to replay a run
#     lanes_prebuilt=1     the programs are there: build nothing
#     lanes_results=DIR    where the folders go, from the suite's folder
#     lanes_platform=NAME  act as this platform of the manifest
#     lanes_lane=NAME      say in the verdicts for which lane this runs
#     lanes_only=UNITS     what lanes-selected runs; a long list belongs into a makefile of its own, read before this one
#     lanes_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started, keeps time where there is no timeout(1), and knows attempts
#     lanes_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
lanes_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(lanes_version)))
$(error lanes: this file needs GNU Make 4.3 or later, and this is $(lanes_version); macOS: brew install make, then gmake)
endif

lanes_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
lanes_blank := $(subst ,, )
lanes_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call lanes_path,$(lastword $(2))\$(lanes_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
lanes_file := $(or $(call lanes_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
lanes_folder := $(subst :blank:,$(lanes_blank),$(dir $(subst \$(lanes_blank),:blank:,$(lanes_file))))
lanes_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(lanes_file)))
lanes_dir := $(lanes_folder)../it's a dir
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
lanes_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(lanes_dir))'
lanes_plan := 07d811c080e5792fbb45607a1a48cec56cc3995c
lanes_plan_file := $(lanes_folder)plan.json
lanes_results ?= build/nightshift
lanes_prebuilt ?=
lanes_lane ?=
lanes_only ?=
lanes_nightshift ?=
lanes_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
lanes_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
lanes_cpu := $(firstword $(subst -, ,$(lanes_host)))
lanes_system := $(if $(filter arm% aarch64%,$(lanes_cpu)),aarch64,$(lanes_cpu))-$(or $(findstring darwin,$(lanes_host)),$(findstring linux,$(lanes_host)),other)
lanes_platform_aarch64-darwin := mac.arm
lanes_platform_x86_64-linux := linux
lanes_platform ?= $(lanes_platform_$(lanes_system))
lanes_platforms := linux mac.arm

# With these options make says success although nothing ran, or something failed.
lanes_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter lanes-%,$(MAKECMDGOALS)),$(if $(findstring t,$(lanes_flags)),$(error lanes: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(lanes_flags)),$(error lanes: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(lanes_platforms),$(lanes_platform)),$(error lanes: no platform is named '$(lanes_platform)'; there are: $(lanes_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
lanes_units := \
	a-slow \
	b.c+d-slow \
	a-heads \
	b.c+d-heads \
	a-quick \
	b.c+d-quick

lanes_units_on_linux = $(lanes_units)
lanes_units_on_mac.arm = $(lanes_units)

# What each lane does on each platform, and the units it leaves out there.
lanes_off_linux :=
lanes_does_linux_pr := checked
lanes_skip_linux_pr := a-slow b.c+d-slow
lanes_does_linux_merge := checked
lanes_skip_linux_merge := a-slow b.c+d-slow
lanes_does_linux_nightly := checked
lanes_skip_linux_nightly :=
lanes_on_linux :=
lanes_off_mac.arm :=
lanes_does_mac.arm_pr := build
lanes_skip_mac.arm_pr :=
lanes_does_mac.arm_merge := none
lanes_skip_mac.arm_merge :=
lanes_does_mac.arm_nightly := checked
lanes_skip_mac.arm_nightly :=
lanes_on_mac.arm :=

lanes_on := $(lanes_on_$(lanes_platform))
lanes_variants := a b.c+d

lanes_programs_a := 'build/a/a program'
lanes_program_options_a := '--program=build/a/a program'
lanes_make_a := 'export QUOTED='\''  '\''\'\'''\''a'\''\'\'''\'' "b" \# c: d é $$x `y` '\''; ( mkdir -p build/a && cp prog '\''build/a/a program'\'' )'
lanes_env_a := 'export QUOTED='\''  '\''\'\'''\''a'\''\'\'''\'' "b" \# c: d é $$x `y` '\''; '
lanes_of_a := \
	a-slow \
	a-heads \
	a-quick

lanes_programs_b.c+d := 'build/b.c+d/a program'
lanes_program_options_b.c+d := '--program=build/b.c+d/a program'
lanes_make_b.c+d := 'export QUOTED='\''  '\''\'\'''\''a'\''\'\'''\'' "b" \# c: d é $$x `y` '\''; ( mkdir -p build/b.c+d && cp prog '\''build/b.c+d/a program'\'' )'
lanes_env_b.c+d := 'export QUOTED='\''  '\''\'\'''\''a'\''\'\'''\'' "b" \# c: d é $$x `y` '\''; '
lanes_of_b.c+d := \
	b.c+d-slow \
	b.c+d-heads \
	b.c+d-quick

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
lanes_run_a-slow := - - - ''\''build/a/a program'\'' slow'
lanes_run_b.c+d-slow := - - - ''\''build/b.c+d/a program'\'' slow'
lanes_run_a-heads := head - - ''\''build/a/a program'\'' heads'
lanes_run_b.c+d-heads := head - - ''\''build/b.c+d/a program'\'' heads'
lanes_run_a-quick := - - - ''\''build/a/a program'\'' quick'
lanes_run_b.c+d-quick := - - - ''\''build/b.c+d/a program'\'' quick'

# Shard 1: lane pr on linux, 3 s expected at -j1.
lanes_shards += 1
lanes_shard_1 := \
	a-heads \
	a-quick


# Shard 2: lane pr on linux, 3 s expected at -j1.
lanes_shards += 2
lanes_shard_2 := \
	b.c+d-heads \
	b.c+d-quick


# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define lanes_sh :=
lanes_unit() {
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
	$(lanes_cd) || exit 3
	ns_out=$$lanes_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "lanes: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$lanes_seed ;;
	esac
	if test "$$ns_seed"; then export SEED="$$ns_seed"; else unset SEED; fi
	case $$ns_limit:$$lanes_timeout in
	-:* | *:) ns_limit= ;;
	*) ns_limit="$$lanes_timeout $$ns_limit" ;;
	esac
	unset lanes_sh
	$$ns_limit sh -c "$$ns_command" >"$$ns_out/log" 2>&1 </dev/null
	ns_status=$$?
	if test "$$ns_report" && test -f "$$ns_report"; then
		cmp -s -- "$$ns_report" "$$ns_out/report.xml" || cp -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	fi
	case $$ns_status:$$ns_limit in
	0:*) ns_verdict=pass ;;
	124:?*) ns_verdict=timeout ;;
	129:* | 1[3-8]?:* | 19[0-2]:*) ns_verdict=crash ;;
	$$ns_skip:*)
		ns_verdict=skip
		ns_reason=$$(tail -n 20 "$$ns_out/log" | LC_ALL=C tr -c '\n\40-\176' '?' | sed -n -e '/[^ ?]/h' -e '$${' -e x -e 's/^ *//p' -e '}' | cut -c 1-300)
		ns_reason=$${ns_reason:-exit status $$ns_status}
		;;
	*) ns_verdict=fail ;;
	esac
	printf '%s\n' 'nightshift 1' 'suite lanes' 'plan $(lanes_plan)' "run $$lanes_run" "unit $$ns_unit" \
		$${lanes_platform:+"platform $$lanes_platform"} $${lanes_lane:+"lane $$lanes_lane"} \
		$${lanes_commit:+"commit $$lanes_commit" "tree $$lanes_tree"} $${ns_seed:+"seed $$ns_seed"} \
		"verdict $$ns_verdict" "status $$ns_status" 'seen exit-status' $${ns_reason:+"reason $$ns_reason"} end >"$$ns_out/verdict" || exit 3
	if test $$ns_status = 0; then echo "pass $$ns_unit"; exit; fi
	case $$ns_verdict$$ns_may in skip1) printf '%s\n' "skip $$ns_unit: $$ns_reason"; exit ;; esac
	echo "$$ns_verdict $$ns_unit (status $$ns_status$${ns_seed:+, seed $$ns_seed}); the end of $$ns_out/log:" >&2
	tail -n 20 "$$ns_out/log" >&2
	exit 1
}
endef

# What is true of a whole run of make, found out when its first unit starts.
define lanes_start
lanes_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
lanes_commit := $(shell $(lanes_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
lanes_tree := $(if $(lanes_commit),$(shell $(lanes_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
lanes_seed := $(shell $(lanes_cd) && if id=$$(git rev-parse --verify -q 'HEAD:./' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'lanes: no commit to take the seed from, so it is 1' >&2; echo 1; fi)
ifeq ($(lanes_nightshift),)
export lanes_sh lanes_results lanes_platform lanes_lane lanes_run lanes_commit lanes_tree lanes_seed
endif
endef
lanes_go = $(eval $(value lanes_start))$(eval lanes_go := eval "$$$$lanes_sh";)$(lanes_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
lanes_quote = '$(subst ','\'',$(1))'
lanes_exec = $(eval $(value lanes_start))$(eval lanes_exec := $$(call lanes_quote,$$(lanes_nightshift)) exec $$(lanes_exec_words))$(lanes_exec)
lanes_exec_words = -C $(call lanes_quote,$(lanes_dir)) --results=$(call lanes_quote,$(lanes_results)) --suite=lanes --plan=$(lanes_plan) \
	--run=$(lanes_run)$(if $(lanes_platform), --platform=$(call lanes_quote,$(lanes_platform)))$(if $(lanes_lane), --lane=$(call lanes_quote,$(lanes_lane))) \
	$(if $(lanes_commit),--commit=$(lanes_commit) --tree=$(lanes_tree)) $(lanes_exec_options) --seed-env=SEED
define lanes_newline


endef
lanes_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
lanes_judge = $(if $(filter undefined,$(flavor lanes_judge_$(1))),,$(lanes_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
lanes_part = $(if $(1),$(if $(filter undefined,$(flavor lanes_part_$(1))),$(call lanes_ask_parts,$(1)))$(lanes_part_$(1)))
lanes_ask_parts = $(if $(1),$(foreach p,$(subst $(lanes_tab),:=,$(shell $(call lanes_quote,$(lanes_nightshift)) part --plan=$(call lanes_quote,$(lanes_plan_file)) --fingerprint=$(lanes_plan)$(if $(lanes_platform), --platform=$(call lanes_quote,$(lanes_platform))))),$(eval lanes_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error lanes: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor lanes_part_$(1))),$(error lanes: the plan '$(lanes_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
lanes_unit_options = $(addprefix --seed=,$(filter-out -,$(subst head,$(lanes_seed),$(word 1,$(1))))) $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
lanes_unit_command = $(subst $(lanes_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(lanes_newline)$(1))

# What lanes-selected runs.
$(if $(filter-out $(lanes_units),$(lanes_only)),$(error lanes: no unit is named '$(firstword $(filter-out $(lanes_units),$(lanes_only)))'))
lanes_selected := $(if $(lanes_only),$(filter $(lanes_only),$(or $(lanes_units_on_$(lanes_platform)),$(lanes_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
lanes_goals := $(strip $(patsubst lanes-test-%,%,$(filter-out lanes-selected,$(MAKECMDGOALS))) $(if $(filter lanes-selected,$(MAKECMDGOALS)),$(lanes_selected)))
lanes_wanted := $(if $(or $(if $(lanes_goals),,all),$(filter-out $(lanes_units) $(lanes_variants),$(lanes_goals))),$(lanes_variants),$(foreach v,$(lanes_variants),$(if $(filter $(v) $(lanes_of_$(v)),$(lanes_goals)),$(v))))
.PHONY: lanes-programs
lanes-programs: $(if $(lanes_prebuilt),,$(addprefix lanes-build-,$(lanes_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(lanes_nightshift),)
define lanes_unit
$$(lanes_go) lanes_unit $$* ''$$(lanes_on)$$(lanes_env_$(1)) $$(lanes_run_$$*) $$(call lanes_judge,$$*) -- $$(lanes_programs_$(1))
endef
else
define lanes_unit
$$(lanes_exec) --unit=$$* --part=$$(strip $$(call lanes_part,$$*)) $$(call lanes_unit_options,$$(lanes_run_$$*)) $$(call lanes_judge,$$*) $$(lanes_program_options_$(1)) -- $$(lanes_on)$$(lanes_env_$(1))$$(call lanes_unit_command,$$(lanes_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
lanes_targets = $(addprefix lanes-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
lanes_builds := a b.c+d
define lanes_build
lanes-build-$(1): ; @$$(lanes_cd) && sh -c $$(lanes_on)$$(lanes_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define lanes_variant
.PHONY: lanes-build-$(1) lanes-test-$(1)
lanes-test-$(1): $$(call lanes_targets,test-$(1),$$(filter-out $$(lanes_off_$$(lanes_platform)),$$(lanes_of_$(1)))) ; @$$(if $$^,:,echo 'lanes: no unit of $(1) runs on this platform' >&2; exit 1)
$$(lanes_of_$(1):%=lanes-test-%): lanes-test-%: | lanes-programs ; @$(call lanes_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define lanes_lane_target
.PHONY: lanes-test-$(1)
lanes-test-$(1): $$(if $$(filter checked,$$(lanes_does_$$(lanes_platform)_$(1))),$$(if $$(lanes_skip_$$(lanes_platform)_$(1)),$$(call lanes_targets,test-$(1),$$(filter-out $$(lanes_skip_$$(lanes_platform)_$(1)),$$(lanes_here))),lanes-test),$$(if $$(filter build,$$(lanes_does_$$(lanes_platform)_$(1))),lanes-build))
	@$$(if $$^,$$(if $$(filter build,$$(lanes_does_$$(lanes_platform)_$(1))),echo 'lanes: lane $(1) only builds on $$(lanes_platform)',:),echo 'lanes: lane $(1) runs nothing on platform "$$(lanes_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define lanes_shard_target
.PHONY: lanes-shard-$(1)
lanes-shard-$(1): $$(call lanes_targets,shard-$(1),$$(lanes_shard_$(1)))
endef

lanes_here := $(filter-out $(lanes_off_$(lanes_platform)),$(or $(lanes_units_on_$(lanes_platform)),$(lanes_units)))

$(foreach v,$(lanes_builds),$(eval $(call lanes_build,$(v))))
$(foreach v,$(lanes_variants),$(eval $(call lanes_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call lanes_lane_target,$(l))))
$(foreach n,$(lanes_shards),$(eval $(call lanes_shard_target,$(n))))

.PHONY: lanes-test lanes-selected lanes-build lanes-list $(lanes_units:%=lanes-test-%)
lanes-test: $(call lanes_targets,test,$(lanes_here)) ; @$(if $(lanes_here),:,echo 'lanes: no unit runs on platform "$(lanes_platform)"' >&2; exit 1)
lanes-selected: $(call lanes_targets,selected,$(lanes_selected)) ; @$(if $(lanes_selected),:,echo 'lanes: lanes_only names no unit' >&2; exit 1)
lanes-build: $(addprefix lanes-build-,$(lanes_variants))
lanes-list: ; @:$(foreach u,$(lanes_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter lanes_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(lanes_default_goal),$(if $(lanes_alone),lanes-test))
