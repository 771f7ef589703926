# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'affected' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs affected-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 affected-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 affected-test-VARIANT      the units of one variant; affected-test-UNIT: one unit
#     make -j8 affected-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 affected-shard-N           the units of one shard
#     make -j8 affected-selected          the units that affected_only names
#     make affected-build-VARIANT         only build; affected-build: all variants
#     make affected-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     affected_seed=N         another seed than HEAD's, to replay a run
#     affected_prebuilt=1     the programs are there: build nothing
#     affected_results=DIR    where the folders go, from the suite's folder
#     affected_platform=NAME  act as this platform of the manifest
#     affected_lane=NAME      say in the verdicts for which lane this runs
#     affected_only=UNITS     what affected-selected runs; a long list belongs into a makefile of its own, read before this one
#     affected_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started, keeps time where there is no timeout(1), and knows attempts
#     affected_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
affected_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(affected_version)))
$(error affected: this file needs GNU Make 4.3 or later, and this is $(affected_version); macOS: brew install make, then gmake)
endif

affected_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
affected_blank := $(subst ,, )
affected_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call affected_path,$(lastword $(2))\$(affected_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
affected_file := $(or $(call affected_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
affected_folder := $(subst :blank:,$(affected_blank),$(dir $(subst \$(affected_blank),:blank:,$(affected_file))))
affected_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(affected_file)))
affected_dir := $(affected_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
affected_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(affected_dir))'
affected_plan := 29dc07c70fcc8a8ffd571323d1e97acfd0c16dd6
affected_plan_file := $(affected_folder)nix/affected.json
affected_results ?= build/nightshift
affected_prebuilt ?=
affected_lane ?=
affected_only ?=
affected_nightshift ?=
affected_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
affected_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
affected_cpu := $(firstword $(subst -, ,$(affected_host)))
affected_system := $(if $(filter arm% aarch64%,$(affected_cpu)),aarch64,$(affected_cpu))-$(or $(findstring darwin,$(affected_host)),$(findstring linux,$(affected_host)),other)
affected_platform_aarch64-darwin := mac
affected_platform_x86_64-linux := linux
affected_platform ?= $(affected_platform_$(affected_system))
affected_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
affected_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter affected-%,$(MAKECMDGOALS)),$(if $(findstring t,$(affected_flags)),$(error affected: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(affected_flags)),$(error affected: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(affected_platforms),$(affected_platform)),$(error affected: no platform is named '$(affected_platform)'; there are: $(affected_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
affected_units := \
	v-all \
	v-alone \
	v-chunks_0 \
	v-chunks_1 \
	v-chunks_2 \
	v-chunks_3 \
	v-utf16 \
	v-utf32 \
	v-utf8 \
	w-all \
	w-alone \
	w-chunks_0 \
	w-chunks_1 \
	w-chunks_2 \
	w-chunks_3 \
	w-utf16 \
	w-utf32 \
	w-utf8

affected_units_on_linux = $(affected_units)
affected_units_on_mac = $(affected_units)

# What each lane does on each platform, and the units it leaves out there.
affected_off_linux :=
affected_does_linux_pr := checked
affected_skip_linux_pr :=
affected_does_linux_merge := checked
affected_skip_linux_merge :=
affected_does_linux_nightly := checked
affected_skip_linux_nightly :=
affected_on_linux :=
affected_off_mac :=
affected_does_mac_pr := build
affected_skip_mac_pr :=
affected_does_mac_merge := checked
affected_skip_mac_merge :=
affected_does_mac_nightly := checked
affected_skip_mac_nightly :=
affected_on_mac :=

affected_on := $(affected_on_$(affected_platform))
affected_variants := v w

affected_programs_v := 
affected_program_options_v := 
affected_make_v := :
affected_env_v :=
affected_of_v := \
	v-all \
	v-alone \
	v-chunks_0 \
	v-chunks_1 \
	v-chunks_2 \
	v-chunks_3 \
	v-utf16 \
	v-utf32 \
	v-utf8

affected_programs_w := 
affected_program_options_w := 
affected_make_w := :
affected_env_w :=
affected_of_w := \
	w-all \
	w-alone \
	w-chunks_0 \
	w-chunks_1 \
	w-chunks_2 \
	w-chunks_3 \
	w-utf16 \
	w-utf32 \
	w-utf8

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
affected_run_v-all := - - - './test all'
affected_run_v-alone := - - - './test alone'
affected_run_v-chunks_0 := - - - './test chunks 0'
affected_run_v-chunks_1 := - - - './test chunks 1'
affected_run_v-chunks_2 := - - - './test chunks 2'
affected_run_v-chunks_3 := - - - './test chunks 3'
affected_run_v-utf16 := - - - './test utf16'
affected_run_v-utf32 := - - - './test utf32'
affected_run_v-utf8 := - - - './test utf8'
affected_run_w-all := - - - './test all'
affected_run_w-alone := - - - './test alone'
affected_run_w-chunks_0 := - - - './test chunks 0'
affected_run_w-chunks_1 := - - - './test chunks 1'
affected_run_w-chunks_2 := - - - './test chunks 2'
affected_run_w-chunks_3 := - - - './test chunks 3'
affected_run_w-utf16 := - - - './test utf16'
affected_run_w-utf32 := - - - './test utf32'
affected_run_w-utf8 := - - - './test utf8'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define affected_sh :=
affected_unit() {
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
	$(affected_cd) || exit 3
	ns_out=$$affected_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "affected: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$affected_seed ;;
	esac
	case $$ns_limit:$$affected_timeout in
	-:* | *:) ns_limit= ;;
	*) ns_limit="$$affected_timeout $$ns_limit" ;;
	esac
	unset affected_sh
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
	printf '%s\n' 'nightshift 1' 'suite affected' 'plan $(affected_plan)' "run $$affected_run" "unit $$ns_unit" \
		$${affected_platform:+"platform $$affected_platform"} $${affected_lane:+"lane $$affected_lane"} \
		$${affected_commit:+"commit $$affected_commit" "tree $$affected_tree"} $${ns_seed:+"seed $$ns_seed"} \
		"verdict $$ns_verdict" "status $$ns_status" 'seen exit-status' $${ns_reason:+"reason $$ns_reason"} end >"$$ns_out/verdict" || exit 3
	if test $$ns_status = 0; then echo "pass $$ns_unit"; exit; fi
	case $$ns_verdict$$ns_may in skip1) printf '%s\n' "skip $$ns_unit: $$ns_reason"; exit ;; esac
	echo "$$ns_verdict $$ns_unit (status $$ns_status$${ns_seed:+, seed $$ns_seed}); the end of $$ns_out/log:" >&2
	tail -n 20 "$$ns_out/log" >&2
	exit 1
}
endef

# What is true of a whole run of make, found out when its first unit starts.
define affected_start
affected_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
affected_commit := $(shell $(affected_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
affected_tree := $(if $(affected_commit),$(shell $(affected_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(affected_nightshift),)
export affected_sh affected_results affected_platform affected_lane affected_run affected_commit affected_tree
endif
endef
affected_go = $(eval $(value affected_start))$(eval affected_go := eval "$$$$affected_sh";)$(affected_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
affected_quote = '$(subst ','\'',$(1))'
affected_exec = $(eval $(value affected_start))$(eval affected_exec := $$(call affected_quote,$$(affected_nightshift)) exec $$(affected_exec_words))$(affected_exec)
affected_exec_words = -C $(call affected_quote,$(affected_dir)) --results=$(call affected_quote,$(affected_results)) --suite=affected --plan=$(affected_plan) \
	--run=$(affected_run)$(if $(affected_platform), --platform=$(call affected_quote,$(affected_platform)))$(if $(affected_lane), --lane=$(call affected_quote,$(affected_lane))) \
	$(if $(affected_commit),--commit=$(affected_commit) --tree=$(affected_tree)) $(affected_exec_options)
define affected_newline


endef
affected_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
affected_judge = $(if $(filter undefined,$(flavor affected_judge_$(1))),,$(affected_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
affected_part = $(if $(1),$(if $(filter undefined,$(flavor affected_part_$(1))),$(call affected_ask_parts,$(1)))$(affected_part_$(1)))
affected_ask_parts = $(if $(1),$(foreach p,$(subst $(affected_tab),:=,$(shell $(call affected_quote,$(affected_nightshift)) part --plan=$(call affected_quote,$(affected_plan_file)) --fingerprint=$(affected_plan)$(if $(affected_platform), --platform=$(call affected_quote,$(affected_platform))))),$(eval affected_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error affected: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor affected_part_$(1))),$(error affected: the plan '$(affected_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
affected_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
affected_unit_command = $(subst $(affected_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(affected_newline)$(1))

# What affected-selected runs.
$(if $(filter-out $(affected_units),$(affected_only)),$(error affected: no unit is named '$(firstword $(filter-out $(affected_units),$(affected_only)))'))
affected_selected := $(if $(affected_only),$(filter $(affected_only),$(or $(affected_units_on_$(affected_platform)),$(affected_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
affected_goals := $(strip $(patsubst affected-test-%,%,$(filter-out affected-selected,$(MAKECMDGOALS))) $(if $(filter affected-selected,$(MAKECMDGOALS)),$(affected_selected)))
affected_wanted := $(if $(or $(if $(affected_goals),,all),$(filter-out $(affected_units) $(affected_variants),$(affected_goals))),$(affected_variants),$(foreach v,$(affected_variants),$(if $(filter $(v) $(affected_of_$(v)),$(affected_goals)),$(v))))
.PHONY: affected-programs
affected-programs: $(if $(affected_prebuilt),,$(addprefix affected-build-,$(affected_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(affected_nightshift),)
define affected_unit
$$(affected_go) affected_unit $$* ''$$(affected_on)$$(affected_env_$(1)) $$(affected_run_$$*) $$(call affected_judge,$$*) -- $$(affected_programs_$(1))
endef
else
define affected_unit
$$(affected_exec) --unit=$$* --part=$$(strip $$(call affected_part,$$*)) $$(call affected_unit_options,$$(affected_run_$$*)) $$(call affected_judge,$$*) $$(affected_program_options_$(1)) -- $$(affected_on)$$(affected_env_$(1))$$(call affected_unit_command,$$(affected_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
affected_targets = $(addprefix affected-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
affected_builds := v w
define affected_build
affected-build-$(1): ; @$$(affected_cd) && sh -c $$(affected_on)$$(affected_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define affected_variant
.PHONY: affected-build-$(1) affected-test-$(1)
affected-test-$(1): $$(call affected_targets,test-$(1),$$(filter-out $$(affected_off_$$(affected_platform)),$$(affected_of_$(1)))) ; @$$(if $$^,:,echo 'affected: no unit of $(1) runs on this platform' >&2; exit 1)
$$(affected_of_$(1):%=affected-test-%): affected-test-%: | affected-programs ; @$(call affected_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define affected_lane_target
.PHONY: affected-test-$(1)
affected-test-$(1): $$(if $$(filter checked,$$(affected_does_$$(affected_platform)_$(1))),$$(if $$(affected_skip_$$(affected_platform)_$(1)),$$(call affected_targets,test-$(1),$$(filter-out $$(affected_skip_$$(affected_platform)_$(1)),$$(affected_here))),affected-test),$$(if $$(filter build,$$(affected_does_$$(affected_platform)_$(1))),affected-build))
	@$$(if $$^,$$(if $$(filter build,$$(affected_does_$$(affected_platform)_$(1))),echo 'affected: lane $(1) only builds on $$(affected_platform)',:),echo 'affected: lane $(1) runs nothing on platform "$$(affected_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define affected_shard_target
.PHONY: affected-shard-$(1)
affected-shard-$(1): $$(call affected_targets,shard-$(1),$$(affected_shard_$(1)))
endef

affected_here := $(filter-out $(affected_off_$(affected_platform)),$(or $(affected_units_on_$(affected_platform)),$(affected_units)))

$(foreach v,$(affected_builds),$(eval $(call affected_build,$(v))))
$(foreach v,$(affected_variants),$(eval $(call affected_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call affected_lane_target,$(l))))
$(foreach n,$(affected_shards),$(eval $(call affected_shard_target,$(n))))

.PHONY: affected-test affected-selected affected-build affected-list $(affected_units:%=affected-test-%)
affected-test: $(call affected_targets,test,$(affected_here)) ; @$(if $(affected_here),:,echo 'affected: no unit runs on platform "$(affected_platform)"' >&2; exit 1)
affected-selected: $(call affected_targets,selected,$(affected_selected)) ; @$(if $(affected_selected),:,echo 'affected: affected_only names no unit' >&2; exit 1)
affected-build: $(addprefix affected-build-,$(affected_variants))
affected-list: ; @:$(foreach u,$(affected_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter affected_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(affected_default_goal),$(if $(affected_alone),affected-test))
