# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'lanes-nix' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs lanes-nix-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 lanes-nix-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 lanes-nix-test-VARIANT      the units of one variant; lanes-nix-test-UNIT: one unit
#     make -j8 lanes-nix-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 lanes-nix-shard-N           the units of one shard
#     make -j8 lanes-nix-selected          the units that lanes_nix_only names
#     make lanes-nix-build-VARIANT         only build; lanes-nix-build: all variants
#     make lanes-nix-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     lanes_nix_seed=N         another seed than HEAD's, to replay a run
#     lanes_nix_prebuilt=1     the programs are there: build nothing
#     lanes_nix_results=DIR    where the folders go, from the suite's folder
#     lanes_nix_platform=NAME  act as this platform of the manifest
#     lanes_nix_lane=NAME      say in the verdicts for which lane this runs
#     lanes_nix_only=UNITS     what lanes-nix-selected runs; a long list belongs into a makefile of its own, read before this one
#     lanes_nix_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started, keeps time where there is no timeout(1), and knows attempts
#     lanes_nix_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
lanes_nix_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(lanes_nix_version)))
$(error lanes-nix: this file needs GNU Make 4.3 or later, and this is $(lanes_nix_version); macOS: brew install make, then gmake)
endif

lanes_nix_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
lanes_nix_blank := $(subst ,, )
lanes_nix_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call lanes_nix_path,$(lastword $(2))\$(lanes_nix_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
lanes_nix_file := $(or $(call lanes_nix_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
lanes_nix_folder := $(subst :blank:,$(lanes_nix_blank),$(dir $(subst \$(lanes_nix_blank),:blank:,$(lanes_nix_file))))
lanes_nix_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(lanes_nix_file)))
lanes_nix_dir := $(lanes_nix_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
lanes_nix_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(lanes_nix_dir))'
lanes_nix_plan := e5b5ba478be69a2d6ee93a8d166f51c9bef08757
lanes_nix_plan_file := $(lanes_nix_folder)../nix/lanes-nix.json
lanes_nix_results ?= build/nightshift
lanes_nix_prebuilt ?=
lanes_nix_lane ?=
lanes_nix_only ?=
lanes_nix_nightshift ?=
lanes_nix_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
lanes_nix_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
lanes_nix_cpu := $(firstword $(subst -, ,$(lanes_nix_host)))
lanes_nix_system := $(if $(filter arm% aarch64%,$(lanes_nix_cpu)),aarch64,$(lanes_nix_cpu))-$(or $(findstring darwin,$(lanes_nix_host)),$(findstring linux,$(lanes_nix_host)),other)
lanes_nix_platform_aarch64-linux := arm
lanes_nix_platform_x86_64-linux := linux
lanes_nix_platform ?= $(lanes_nix_platform_$(lanes_nix_system))
lanes_nix_platforms := arm linux same

# With these options make says success although nothing ran, or something failed.
lanes_nix_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter lanes-nix-%,$(MAKECMDGOALS)),$(if $(findstring t,$(lanes_nix_flags)),$(error lanes-nix: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(lanes_nix_flags)),$(error lanes-nix: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(lanes_nix_platforms),$(lanes_nix_platform)),$(error lanes-nix: no platform is named '$(lanes_nix_platform)'; there are: $(lanes_nix_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
lanes_nix_units := \
	a-one \
	b.c+d-one \
	a-two \
	b.c+d-two

lanes_nix_units_on_arm = $(lanes_nix_units)
lanes_nix_units_on_linux = $(lanes_nix_units)
lanes_nix_units_on_same = $(lanes_nix_units)

# What each lane does on each platform, and the units it leaves out there.
lanes_nix_off_arm :=
lanes_nix_does_arm_pr := build
lanes_nix_skip_arm_pr :=
lanes_nix_does_arm_merge := checked
lanes_nix_skip_arm_merge :=
lanes_nix_does_arm_nightly := none
lanes_nix_skip_arm_nightly :=
lanes_nix_on_arm :=
lanes_nix_off_linux :=
lanes_nix_does_linux_pr := checked
lanes_nix_skip_linux_pr :=
lanes_nix_does_linux_merge := checked
lanes_nix_skip_linux_merge :=
lanes_nix_does_linux_nightly := none
lanes_nix_skip_linux_nightly :=
lanes_nix_on_linux :=
lanes_nix_off_same :=
lanes_nix_does_same_pr := build
lanes_nix_skip_same_pr :=
lanes_nix_does_same_merge := none
lanes_nix_skip_same_merge :=
lanes_nix_does_same_nightly := none
lanes_nix_skip_same_nightly :=
lanes_nix_on_same :=

lanes_nix_on := $(lanes_nix_on_$(lanes_nix_platform))
lanes_nix_variants := a b.c+d

lanes_nix_programs_a := 
lanes_nix_program_options_a := 
lanes_nix_make_a := :
lanes_nix_env_a :=
lanes_nix_of_a := \
	a-one \
	a-two

lanes_nix_programs_b.c+d := 
lanes_nix_program_options_b.c+d := 
lanes_nix_make_b.c+d := :
lanes_nix_env_b.c+d :=
lanes_nix_of_b.c+d := \
	b.c+d-one \
	b.c+d-two

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
lanes_nix_run_a-one := - - - './t one'
lanes_nix_run_b.c+d-one := - - - './t one'
lanes_nix_run_a-two := - - - './t two'
lanes_nix_run_b.c+d-two := - - - './t two'

# Shard 1: lane pr on linux, 3 s expected at -j1.
lanes_nix_shards += 1
lanes_nix_shard_1 := \
	a-one \
	a-two


# Shard 2: lane pr on linux, 3 s expected at -j1.
lanes_nix_shards += 2
lanes_nix_shard_2 := \
	b.c+d-one \
	b.c+d-two


# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define lanes_nix_sh :=
lanes_nix_unit() {
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
	$(lanes_nix_cd) || exit 3
	ns_out=$$lanes_nix_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "lanes-nix: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$lanes_nix_seed ;;
	esac
	case $$ns_limit:$$lanes_nix_timeout in
	-:* | *:) ns_limit= ;;
	*) ns_limit="$$lanes_nix_timeout $$ns_limit" ;;
	esac
	unset lanes_nix_sh
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
	printf '%s\n' 'nightshift 1' 'suite lanes-nix' 'plan $(lanes_nix_plan)' "run $$lanes_nix_run" "unit $$ns_unit" \
		$${lanes_nix_platform:+"platform $$lanes_nix_platform"} $${lanes_nix_lane:+"lane $$lanes_nix_lane"} \
		$${lanes_nix_commit:+"commit $$lanes_nix_commit" "tree $$lanes_nix_tree"} $${ns_seed:+"seed $$ns_seed"} \
		"verdict $$ns_verdict" "status $$ns_status" 'seen exit-status' $${ns_reason:+"reason $$ns_reason"} end >"$$ns_out/verdict" || exit 3
	if test $$ns_status = 0; then echo "pass $$ns_unit"; exit; fi
	case $$ns_verdict$$ns_may in skip1) printf '%s\n' "skip $$ns_unit: $$ns_reason"; exit ;; esac
	echo "$$ns_verdict $$ns_unit (status $$ns_status$${ns_seed:+, seed $$ns_seed}); the end of $$ns_out/log:" >&2
	tail -n 20 "$$ns_out/log" >&2
	exit 1
}
endef

# What is true of a whole run of make, found out when its first unit starts.
define lanes_nix_start
lanes_nix_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
lanes_nix_commit := $(shell $(lanes_nix_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
lanes_nix_tree := $(if $(lanes_nix_commit),$(shell $(lanes_nix_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(lanes_nix_nightshift),)
export lanes_nix_sh lanes_nix_results lanes_nix_platform lanes_nix_lane lanes_nix_run lanes_nix_commit lanes_nix_tree
endif
endef
lanes_nix_go = $(eval $(value lanes_nix_start))$(eval lanes_nix_go := eval "$$$$lanes_nix_sh";)$(lanes_nix_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
lanes_nix_quote = '$(subst ','\'',$(1))'
lanes_nix_exec = $(eval $(value lanes_nix_start))$(eval lanes_nix_exec := $$(call lanes_nix_quote,$$(lanes_nix_nightshift)) exec $$(lanes_nix_exec_words))$(lanes_nix_exec)
lanes_nix_exec_words = -C $(call lanes_nix_quote,$(lanes_nix_dir)) --results=$(call lanes_nix_quote,$(lanes_nix_results)) --suite=lanes-nix --plan=$(lanes_nix_plan) \
	--run=$(lanes_nix_run)$(if $(lanes_nix_platform), --platform=$(call lanes_nix_quote,$(lanes_nix_platform)))$(if $(lanes_nix_lane), --lane=$(call lanes_nix_quote,$(lanes_nix_lane))) \
	$(if $(lanes_nix_commit),--commit=$(lanes_nix_commit) --tree=$(lanes_nix_tree)) $(lanes_nix_exec_options)
define lanes_nix_newline


endef
lanes_nix_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
lanes_nix_judge = $(if $(filter undefined,$(flavor lanes_nix_judge_$(1))),,$(lanes_nix_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
lanes_nix_part = $(if $(1),$(if $(filter undefined,$(flavor lanes_nix_part_$(1))),$(call lanes_nix_ask_parts,$(1)))$(lanes_nix_part_$(1)))
lanes_nix_ask_parts = $(if $(1),$(foreach p,$(subst $(lanes_nix_tab),:=,$(shell $(call lanes_nix_quote,$(lanes_nix_nightshift)) part --plan=$(call lanes_nix_quote,$(lanes_nix_plan_file)) --fingerprint=$(lanes_nix_plan)$(if $(lanes_nix_platform), --platform=$(call lanes_nix_quote,$(lanes_nix_platform))))),$(eval lanes_nix_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error lanes-nix: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor lanes_nix_part_$(1))),$(error lanes-nix: the plan '$(lanes_nix_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
lanes_nix_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
lanes_nix_unit_command = $(subst $(lanes_nix_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(lanes_nix_newline)$(1))

# What lanes-nix-selected runs.
$(if $(filter-out $(lanes_nix_units),$(lanes_nix_only)),$(error lanes-nix: no unit is named '$(firstword $(filter-out $(lanes_nix_units),$(lanes_nix_only)))'))
lanes_nix_selected := $(if $(lanes_nix_only),$(filter $(lanes_nix_only),$(or $(lanes_nix_units_on_$(lanes_nix_platform)),$(lanes_nix_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
lanes_nix_goals := $(strip $(patsubst lanes-nix-test-%,%,$(filter-out lanes-nix-selected,$(MAKECMDGOALS))) $(if $(filter lanes-nix-selected,$(MAKECMDGOALS)),$(lanes_nix_selected)))
lanes_nix_wanted := $(if $(or $(if $(lanes_nix_goals),,all),$(filter-out $(lanes_nix_units) $(lanes_nix_variants),$(lanes_nix_goals))),$(lanes_nix_variants),$(foreach v,$(lanes_nix_variants),$(if $(filter $(v) $(lanes_nix_of_$(v)),$(lanes_nix_goals)),$(v))))
.PHONY: lanes-nix-programs
lanes-nix-programs: $(if $(lanes_nix_prebuilt),,$(addprefix lanes-nix-build-,$(lanes_nix_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(lanes_nix_nightshift),)
define lanes_nix_unit
$$(lanes_nix_go) lanes_nix_unit $$* ''$$(lanes_nix_on)$$(lanes_nix_env_$(1)) $$(lanes_nix_run_$$*) $$(call lanes_nix_judge,$$*) -- $$(lanes_nix_programs_$(1))
endef
else
define lanes_nix_unit
$$(lanes_nix_exec) --unit=$$* --part=$$(strip $$(call lanes_nix_part,$$*)) $$(call lanes_nix_unit_options,$$(lanes_nix_run_$$*)) $$(call lanes_nix_judge,$$*) $$(lanes_nix_program_options_$(1)) -- $$(lanes_nix_on)$$(lanes_nix_env_$(1))$$(call lanes_nix_unit_command,$$(lanes_nix_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
lanes_nix_targets = $(addprefix lanes-nix-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
lanes_nix_builds := a b.c+d
define lanes_nix_build
lanes-nix-build-$(1): ; @$$(lanes_nix_cd) && sh -c $$(lanes_nix_on)$$(lanes_nix_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define lanes_nix_variant
.PHONY: lanes-nix-build-$(1) lanes-nix-test-$(1)
lanes-nix-test-$(1): $$(call lanes_nix_targets,test-$(1),$$(filter-out $$(lanes_nix_off_$$(lanes_nix_platform)),$$(lanes_nix_of_$(1)))) ; @$$(if $$^,:,echo 'lanes-nix: no unit of $(1) runs on this platform' >&2; exit 1)
$$(lanes_nix_of_$(1):%=lanes-nix-test-%): lanes-nix-test-%: | lanes-nix-programs ; @$(call lanes_nix_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define lanes_nix_lane_target
.PHONY: lanes-nix-test-$(1)
lanes-nix-test-$(1): $$(if $$(filter checked,$$(lanes_nix_does_$$(lanes_nix_platform)_$(1))),$$(if $$(lanes_nix_skip_$$(lanes_nix_platform)_$(1)),$$(call lanes_nix_targets,test-$(1),$$(filter-out $$(lanes_nix_skip_$$(lanes_nix_platform)_$(1)),$$(lanes_nix_here))),lanes-nix-test),$$(if $$(filter build,$$(lanes_nix_does_$$(lanes_nix_platform)_$(1))),lanes-nix-build))
	@$$(if $$^,$$(if $$(filter build,$$(lanes_nix_does_$$(lanes_nix_platform)_$(1))),echo 'lanes-nix: lane $(1) only builds on $$(lanes_nix_platform)',:),echo 'lanes-nix: lane $(1) runs nothing on platform "$$(lanes_nix_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define lanes_nix_shard_target
.PHONY: lanes-nix-shard-$(1)
lanes-nix-shard-$(1): $$(call lanes_nix_targets,shard-$(1),$$(lanes_nix_shard_$(1)))
endef

lanes_nix_here := $(filter-out $(lanes_nix_off_$(lanes_nix_platform)),$(or $(lanes_nix_units_on_$(lanes_nix_platform)),$(lanes_nix_units)))

$(foreach v,$(lanes_nix_builds),$(eval $(call lanes_nix_build,$(v))))
$(foreach v,$(lanes_nix_variants),$(eval $(call lanes_nix_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call lanes_nix_lane_target,$(l))))
$(foreach n,$(lanes_nix_shards),$(eval $(call lanes_nix_shard_target,$(n))))

.PHONY: lanes-nix-test lanes-nix-selected lanes-nix-build lanes-nix-list $(lanes_nix_units:%=lanes-nix-test-%)
lanes-nix-test: $(call lanes_nix_targets,test,$(lanes_nix_here)) ; @$(if $(lanes_nix_here),:,echo 'lanes-nix: no unit runs on platform "$(lanes_nix_platform)"' >&2; exit 1)
lanes-nix-selected: $(call lanes_nix_targets,selected,$(lanes_nix_selected)) ; @$(if $(lanes_nix_selected),:,echo 'lanes-nix: lanes_nix_only names no unit' >&2; exit 1)
lanes-nix-build: $(addprefix lanes-nix-build-,$(lanes_nix_variants))
lanes-nix-list: ; @:$(foreach u,$(lanes_nix_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter lanes_nix_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(lanes_nix_default_goal),$(if $(lanes_nix_alone),lanes-nix-test))
