# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'small' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs small-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 small-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 small-test-VARIANT      the units of one variant; small-test-UNIT: one unit
#     make -j8 small-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 small-shard-N           the units of one shard
#     make -j8 small-selected          the units that small_only names
#     make small-build-VARIANT         only build; small-build: all variants
#     make small-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     small_seed=N         another seed than HEAD's, to replay a run
#     small_prebuilt=1     the programs are there: build nothing
#     small_results=DIR    where the folders go, from the suite's folder
#     small_platform=NAME  act as this platform of the manifest
#     small_lane=NAME      say in the verdicts for which lane this runs
#     small_only=UNITS     what small-selected runs; a long list belongs into a makefile of its own, read before this one
#     small_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started, keeps time where there is no timeout(1), and knows attempts
#     small_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
small_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(small_version)))
$(error small: this file needs GNU Make 4.3 or later, and this is $(small_version); macOS: brew install make, then gmake)
endif

small_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
small_blank := $(subst ,, )
small_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call small_path,$(lastword $(2))\$(small_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
small_file := $(or $(call small_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
small_folder := $(subst :blank:,$(small_blank),$(dir $(subst \$(small_blank),:blank:,$(small_file))))
small_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(small_file)))
small_dir := $(small_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
small_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(small_dir))'
small_plan := c6b983156d18d779d4ad0f072d945303d1f6daaf
small_plan_file := $(small_folder)nix/small.json
small_results ?= build/nightshift
small_prebuilt ?=
small_lane ?=
small_only ?=
small_nightshift ?=
small_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
small_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
small_cpu := $(firstword $(subst -, ,$(small_host)))
small_system := $(if $(filter arm% aarch64%,$(small_cpu)),aarch64,$(small_cpu))-$(or $(findstring darwin,$(small_host)),$(findstring linux,$(small_host)),other)
small_platform_x86_64-linux := linux
small_platform ?= $(small_platform_$(small_system))
small_platforms := linux

# With these options make says success although nothing ran, or something failed.
small_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter small-%,$(MAKECMDGOALS)),$(if $(findstring t,$(small_flags)),$(error small: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(small_flags)),$(error small: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(small_platforms),$(small_platform)),$(error small: no platform is named '$(small_platform)'; there are: $(small_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
small_units := \
	only-first \
	only-second

small_units_on_linux = $(small_units)

# What each lane does on each platform, and the units it leaves out there.
small_off_linux :=
small_does_linux_pr := checked
small_skip_linux_pr :=
small_does_linux_merge := checked
small_skip_linux_merge :=
small_does_linux_nightly := checked
small_skip_linux_nightly :=
small_on_linux :=

small_on := $(small_on_$(small_platform))
small_variants := only

small_programs_only := 
small_program_options_only := 
small_make_only := :
small_env_only :=
small_of_only := \
	only-first \
	only-second

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
small_run_only-first := - - - './test first'
small_run_only-second := - - - './test second'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define small_sh :=
small_unit() {
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
	$(small_cd) || exit 3
	ns_out=$$small_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "small: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$small_seed ;;
	esac
	case $$ns_limit:$$small_timeout in
	-:* | *:) ns_limit= ;;
	*) ns_limit="$$small_timeout $$ns_limit" ;;
	esac
	unset small_sh
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
	printf '%s\n' 'nightshift 1' 'suite small' 'plan $(small_plan)' "run $$small_run" "unit $$ns_unit" \
		$${small_platform:+"platform $$small_platform"} $${small_lane:+"lane $$small_lane"} \
		$${small_commit:+"commit $$small_commit" "tree $$small_tree"} $${ns_seed:+"seed $$ns_seed"} \
		"verdict $$ns_verdict" "status $$ns_status" 'seen exit-status' $${ns_reason:+"reason $$ns_reason"} end >"$$ns_out/verdict" || exit 3
	if test $$ns_status = 0; then echo "pass $$ns_unit"; exit; fi
	case $$ns_verdict$$ns_may in skip1) printf '%s\n' "skip $$ns_unit: $$ns_reason"; exit ;; esac
	echo "$$ns_verdict $$ns_unit (status $$ns_status$${ns_seed:+, seed $$ns_seed}); the end of $$ns_out/log:" >&2
	tail -n 20 "$$ns_out/log" >&2
	exit 1
}
endef

# What is true of a whole run of make, found out when its first unit starts.
define small_start
small_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
small_commit := $(shell $(small_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
small_tree := $(if $(small_commit),$(shell $(small_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(small_nightshift),)
export small_sh small_results small_platform small_lane small_run small_commit small_tree
endif
endef
small_go = $(eval $(value small_start))$(eval small_go := eval "$$$$small_sh";)$(small_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
small_quote = '$(subst ','\'',$(1))'
small_exec = $(eval $(value small_start))$(eval small_exec := $$(call small_quote,$$(small_nightshift)) exec $$(small_exec_words))$(small_exec)
small_exec_words = -C $(call small_quote,$(small_dir)) --results=$(call small_quote,$(small_results)) --suite=small --plan=$(small_plan) \
	--run=$(small_run)$(if $(small_platform), --platform=$(call small_quote,$(small_platform)))$(if $(small_lane), --lane=$(call small_quote,$(small_lane))) \
	$(if $(small_commit),--commit=$(small_commit) --tree=$(small_tree)) $(small_exec_options)
define small_newline


endef
small_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
small_judge = $(if $(filter undefined,$(flavor small_judge_$(1))),,$(small_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
small_part = $(if $(1),$(if $(filter undefined,$(flavor small_part_$(1))),$(call small_ask_parts,$(1)))$(small_part_$(1)))
small_ask_parts = $(if $(1),$(foreach p,$(subst $(small_tab),:=,$(shell $(call small_quote,$(small_nightshift)) part --plan=$(call small_quote,$(small_plan_file)) --fingerprint=$(small_plan)$(if $(small_platform), --platform=$(call small_quote,$(small_platform))))),$(eval small_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error small: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor small_part_$(1))),$(error small: the plan '$(small_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
small_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
small_unit_command = $(subst $(small_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(small_newline)$(1))

# What small-selected runs.
$(if $(filter-out $(small_units),$(small_only)),$(error small: no unit is named '$(firstword $(filter-out $(small_units),$(small_only)))'))
small_selected := $(if $(small_only),$(filter $(small_only),$(or $(small_units_on_$(small_platform)),$(small_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
small_goals := $(strip $(patsubst small-test-%,%,$(filter-out small-selected,$(MAKECMDGOALS))) $(if $(filter small-selected,$(MAKECMDGOALS)),$(small_selected)))
small_wanted := $(if $(or $(if $(small_goals),,all),$(filter-out $(small_units) $(small_variants),$(small_goals))),$(small_variants),$(foreach v,$(small_variants),$(if $(filter $(v) $(small_of_$(v)),$(small_goals)),$(v))))
.PHONY: small-programs
small-programs: $(if $(small_prebuilt),,$(addprefix small-build-,$(small_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(small_nightshift),)
define small_unit
$$(small_go) small_unit $$* ''$$(small_on)$$(small_env_$(1)) $$(small_run_$$*) $$(call small_judge,$$*) -- $$(small_programs_$(1))
endef
else
define small_unit
$$(small_exec) --unit=$$* --part=$$(strip $$(call small_part,$$*)) $$(call small_unit_options,$$(small_run_$$*)) $$(call small_judge,$$*) $$(small_program_options_$(1)) -- $$(small_on)$$(small_env_$(1))$$(call small_unit_command,$$(small_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
small_targets = $(addprefix small-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
small_builds := only
define small_build
small-build-$(1): ; @$$(small_cd) && sh -c $$(small_on)$$(small_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define small_variant
.PHONY: small-build-$(1) small-test-$(1)
small-test-$(1): $$(call small_targets,test-$(1),$$(filter-out $$(small_off_$$(small_platform)),$$(small_of_$(1)))) ; @$$(if $$^,:,echo 'small: no unit of $(1) runs on this platform' >&2; exit 1)
$$(small_of_$(1):%=small-test-%): small-test-%: | small-programs ; @$(call small_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define small_lane_target
.PHONY: small-test-$(1)
small-test-$(1): $$(if $$(filter checked,$$(small_does_$$(small_platform)_$(1))),$$(if $$(small_skip_$$(small_platform)_$(1)),$$(call small_targets,test-$(1),$$(filter-out $$(small_skip_$$(small_platform)_$(1)),$$(small_here))),small-test),$$(if $$(filter build,$$(small_does_$$(small_platform)_$(1))),small-build))
	@$$(if $$^,$$(if $$(filter build,$$(small_does_$$(small_platform)_$(1))),echo 'small: lane $(1) only builds on $$(small_platform)',:),echo 'small: lane $(1) runs nothing on platform "$$(small_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define small_shard_target
.PHONY: small-shard-$(1)
small-shard-$(1): $$(call small_targets,shard-$(1),$$(small_shard_$(1)))
endef

small_here := $(filter-out $(small_off_$(small_platform)),$(or $(small_units_on_$(small_platform)),$(small_units)))

$(foreach v,$(small_builds),$(eval $(call small_build,$(v))))
$(foreach v,$(small_variants),$(eval $(call small_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call small_lane_target,$(l))))
$(foreach n,$(small_shards),$(eval $(call small_shard_target,$(n))))

.PHONY: small-test small-selected small-build small-list $(small_units:%=small-test-%)
small-test: $(call small_targets,test,$(small_here)) ; @$(if $(small_here),:,echo 'small: no unit runs on platform "$(small_platform)"' >&2; exit 1)
small-selected: $(call small_targets,selected,$(small_selected)) ; @$(if $(small_selected),:,echo 'small: small_only names no unit' >&2; exit 1)
small-build: $(addprefix small-build-,$(small_variants))
small-list: ; @:$(foreach u,$(small_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter small_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(small_default_goal),$(if $(small_alone),small-test))
