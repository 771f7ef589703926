# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'seconds' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs seconds-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 seconds-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 seconds-test-VARIANT      the units of one variant; seconds-test-UNIT: one unit
#     make -j8 seconds-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 seconds-shard-N           the units of one shard
#     make -j8 seconds-selected          the units that seconds_only names
#     make seconds-build-VARIANT         only build; seconds-build: all variants
#     make seconds-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     seconds_seed=N         another seed than HEAD's, to replay a run
#     seconds_prebuilt=1     the programs are there: build nothing
#     seconds_results=DIR    where the folders go, from the suite's folder
#     seconds_platform=NAME  act as this platform of the manifest
#     seconds_lane=NAME      say in the verdicts for which lane this runs
#     seconds_only=UNITS     what seconds-selected runs; a long list belongs into a makefile of its own, read before this one
#     seconds_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started, keeps time where there is no timeout(1), and knows attempts
#     seconds_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
seconds_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(seconds_version)))
$(error seconds: this file needs GNU Make 4.3 or later, and this is $(seconds_version); macOS: brew install make, then gmake)
endif

seconds_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
seconds_blank := $(subst ,, )
seconds_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call seconds_path,$(lastword $(2))\$(seconds_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
seconds_file := $(or $(call seconds_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
seconds_folder := $(subst :blank:,$(seconds_blank),$(dir $(subst \$(seconds_blank),:blank:,$(seconds_file))))
seconds_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(seconds_file)))
seconds_dir := $(seconds_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
seconds_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(seconds_dir))'
seconds_plan := 0a88a5085ff11a7a722ba99a01a880367c9a0613
seconds_plan_file := $(seconds_folder)nix/seconds.json
seconds_results ?= build/nightshift
seconds_prebuilt ?=
seconds_lane ?=
seconds_only ?=
seconds_nightshift ?=
seconds_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
seconds_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
seconds_cpu := $(firstword $(subst -, ,$(seconds_host)))
seconds_system := $(if $(filter arm% aarch64%,$(seconds_cpu)),aarch64,$(seconds_cpu))-$(or $(findstring darwin,$(seconds_host)),$(findstring linux,$(seconds_host)),other)
seconds_platform_aarch64-darwin := mac
seconds_platform_x86_64-linux := linux
seconds_platform ?= $(seconds_platform_$(seconds_system))
seconds_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
seconds_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter seconds-%,$(MAKECMDGOALS)),$(if $(findstring t,$(seconds_flags)),$(error seconds: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(seconds_flags)),$(error seconds: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(seconds_platforms),$(seconds_platform)),$(error seconds: no platform is named '$(seconds_platform)'; there are: $(seconds_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
seconds_units := \
	w-said \
	v-measured \
	w-measured \
	v-windowed \
	v-cut_0 \
	v-cut_1 \
	v-unknown \
	w-cut_0 \
	w-cut_1 \
	w-unknown \
	v-said

# Measured seconds put the units of 'linux' into another order.
seconds_units_on_linux := \
	w-said \
	w-measured \
	v-cut_0 \
	v-cut_1 \
	v-unknown \
	w-cut_0 \
	w-cut_1 \
	w-unknown \
	v-measured \
	v-windowed \
	v-said

# Measured seconds put the units of 'mac' into another order.
seconds_units_on_mac := \
	w-said \
	v-measured \
	w-measured \
	v-windowed \
	v-cut_0 \
	v-cut_1 \
	v-unknown \
	w-cut_0 \
	w-unknown \
	v-said \
	w-cut_1


# What each lane does on each platform, and the units it leaves out there.
seconds_off_linux := v-windowed
seconds_does_linux_pr := checked
seconds_skip_linux_pr :=
seconds_does_linux_merge := checked
seconds_skip_linux_merge :=
seconds_does_linux_nightly := checked
seconds_skip_linux_nightly :=
seconds_on_linux :=
seconds_off_mac :=
seconds_does_mac_pr := checked
seconds_skip_mac_pr :=
seconds_does_mac_merge := checked
seconds_skip_mac_merge :=
seconds_does_mac_nightly := checked
seconds_skip_mac_nightly :=
seconds_on_mac :=

seconds_on := $(seconds_on_$(seconds_platform))
seconds_variants := v w

seconds_programs_v := 
seconds_program_options_v := 
seconds_make_v := :
seconds_env_v :=
seconds_of_v := \
	v-measured \
	v-windowed \
	v-cut_0 \
	v-cut_1 \
	v-unknown \
	v-said

seconds_programs_w := 
seconds_program_options_w := 
seconds_make_w := :
seconds_env_w :=
seconds_of_w := \
	w-said \
	w-measured \
	w-cut_0 \
	w-cut_1 \
	w-unknown

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
seconds_run_w-said := - - - './test w said'
seconds_run_v-measured := - - - './test v measured'
seconds_run_w-measured := - - - './test w measured'
seconds_run_v-windowed := - - - './test v windowed'
seconds_run_v-cut_0 := - - - './test v cut 0'
seconds_run_v-cut_1 := - - - './test v cut 1'
seconds_run_v-unknown := - - - './test v unknown'
seconds_run_w-cut_0 := - - - './test w cut 0'
seconds_run_w-cut_1 := - - - './test w cut 1'
seconds_run_w-unknown := - - - './test w unknown'
seconds_run_v-said := - - - './test v said'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define seconds_sh :=
seconds_unit() {
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
	$(seconds_cd) || exit 3
	ns_out=$$seconds_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "seconds: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$seconds_seed ;;
	esac
	case $$ns_limit:$$seconds_timeout in
	-:* | *:) ns_limit= ;;
	*) ns_limit="$$seconds_timeout $$ns_limit" ;;
	esac
	unset seconds_sh
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
	printf '%s\n' 'nightshift 1' 'suite seconds' 'plan $(seconds_plan)' "run $$seconds_run" "unit $$ns_unit" \
		$${seconds_platform:+"platform $$seconds_platform"} $${seconds_lane:+"lane $$seconds_lane"} \
		$${seconds_commit:+"commit $$seconds_commit" "tree $$seconds_tree"} $${ns_seed:+"seed $$ns_seed"} \
		"verdict $$ns_verdict" "status $$ns_status" 'seen exit-status' $${ns_reason:+"reason $$ns_reason"} end >"$$ns_out/verdict" || exit 3
	if test $$ns_status = 0; then echo "pass $$ns_unit"; exit; fi
	case $$ns_verdict$$ns_may in skip1) printf '%s\n' "skip $$ns_unit: $$ns_reason"; exit ;; esac
	echo "$$ns_verdict $$ns_unit (status $$ns_status$${ns_seed:+, seed $$ns_seed}); the end of $$ns_out/log:" >&2
	tail -n 20 "$$ns_out/log" >&2
	exit 1
}
endef

# What is true of a whole run of make, found out when its first unit starts.
define seconds_start
seconds_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
seconds_commit := $(shell $(seconds_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
seconds_tree := $(if $(seconds_commit),$(shell $(seconds_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(seconds_nightshift),)
export seconds_sh seconds_results seconds_platform seconds_lane seconds_run seconds_commit seconds_tree
endif
endef
seconds_go = $(eval $(value seconds_start))$(eval seconds_go := eval "$$$$seconds_sh";)$(seconds_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
seconds_quote = '$(subst ','\'',$(1))'
seconds_exec = $(eval $(value seconds_start))$(eval seconds_exec := $$(call seconds_quote,$$(seconds_nightshift)) exec $$(seconds_exec_words))$(seconds_exec)
seconds_exec_words = -C $(call seconds_quote,$(seconds_dir)) --results=$(call seconds_quote,$(seconds_results)) --suite=seconds --plan=$(seconds_plan) \
	--run=$(seconds_run)$(if $(seconds_platform), --platform=$(call seconds_quote,$(seconds_platform)))$(if $(seconds_lane), --lane=$(call seconds_quote,$(seconds_lane))) \
	$(if $(seconds_commit),--commit=$(seconds_commit) --tree=$(seconds_tree)) $(seconds_exec_options)
define seconds_newline


endef
seconds_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
seconds_judge = $(if $(filter undefined,$(flavor seconds_judge_$(1))),,$(seconds_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
seconds_part = $(if $(1),$(if $(filter undefined,$(flavor seconds_part_$(1))),$(call seconds_ask_parts,$(1)))$(seconds_part_$(1)))
seconds_ask_parts = $(if $(1),$(foreach p,$(subst $(seconds_tab),:=,$(shell $(call seconds_quote,$(seconds_nightshift)) part --plan=$(call seconds_quote,$(seconds_plan_file)) --fingerprint=$(seconds_plan)$(if $(seconds_platform), --platform=$(call seconds_quote,$(seconds_platform))))),$(eval seconds_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error seconds: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor seconds_part_$(1))),$(error seconds: the plan '$(seconds_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
seconds_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
seconds_unit_command = $(subst $(seconds_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(seconds_newline)$(1))

# What seconds-selected runs.
$(if $(filter-out $(seconds_units),$(seconds_only)),$(error seconds: no unit is named '$(firstword $(filter-out $(seconds_units),$(seconds_only)))'))
seconds_selected := $(if $(seconds_only),$(filter $(seconds_only),$(or $(seconds_units_on_$(seconds_platform)),$(seconds_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
seconds_goals := $(strip $(patsubst seconds-test-%,%,$(filter-out seconds-selected,$(MAKECMDGOALS))) $(if $(filter seconds-selected,$(MAKECMDGOALS)),$(seconds_selected)))
seconds_wanted := $(if $(or $(if $(seconds_goals),,all),$(filter-out $(seconds_units) $(seconds_variants),$(seconds_goals))),$(seconds_variants),$(foreach v,$(seconds_variants),$(if $(filter $(v) $(seconds_of_$(v)),$(seconds_goals)),$(v))))
.PHONY: seconds-programs
seconds-programs: $(if $(seconds_prebuilt),,$(addprefix seconds-build-,$(seconds_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(seconds_nightshift),)
define seconds_unit
$$(seconds_go) seconds_unit $$* ''$$(seconds_on)$$(seconds_env_$(1)) $$(seconds_run_$$*) $$(call seconds_judge,$$*) -- $$(seconds_programs_$(1))
endef
else
define seconds_unit
$$(seconds_exec) --unit=$$* --part=$$(strip $$(call seconds_part,$$*)) $$(call seconds_unit_options,$$(seconds_run_$$*)) $$(call seconds_judge,$$*) $$(seconds_program_options_$(1)) -- $$(seconds_on)$$(seconds_env_$(1))$$(call seconds_unit_command,$$(seconds_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
seconds_targets = $(addprefix seconds-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
seconds_builds := v w
define seconds_build
seconds-build-$(1): ; @$$(seconds_cd) && sh -c $$(seconds_on)$$(seconds_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define seconds_variant
.PHONY: seconds-build-$(1) seconds-test-$(1)
seconds-test-$(1): $$(call seconds_targets,test-$(1),$$(filter-out $$(seconds_off_$$(seconds_platform)),$$(seconds_of_$(1)))) ; @$$(if $$^,:,echo 'seconds: no unit of $(1) runs on this platform' >&2; exit 1)
$$(seconds_of_$(1):%=seconds-test-%): seconds-test-%: | seconds-programs ; @$(call seconds_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define seconds_lane_target
.PHONY: seconds-test-$(1)
seconds-test-$(1): $$(if $$(filter checked,$$(seconds_does_$$(seconds_platform)_$(1))),$$(if $$(seconds_skip_$$(seconds_platform)_$(1)),$$(call seconds_targets,test-$(1),$$(filter-out $$(seconds_skip_$$(seconds_platform)_$(1)),$$(seconds_here))),seconds-test),$$(if $$(filter build,$$(seconds_does_$$(seconds_platform)_$(1))),seconds-build))
	@$$(if $$^,$$(if $$(filter build,$$(seconds_does_$$(seconds_platform)_$(1))),echo 'seconds: lane $(1) only builds on $$(seconds_platform)',:),echo 'seconds: lane $(1) runs nothing on platform "$$(seconds_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define seconds_shard_target
.PHONY: seconds-shard-$(1)
seconds-shard-$(1): $$(call seconds_targets,shard-$(1),$$(seconds_shard_$(1)))
endef

seconds_here := $(filter-out $(seconds_off_$(seconds_platform)),$(or $(seconds_units_on_$(seconds_platform)),$(seconds_units)))

$(foreach v,$(seconds_builds),$(eval $(call seconds_build,$(v))))
$(foreach v,$(seconds_variants),$(eval $(call seconds_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call seconds_lane_target,$(l))))
$(foreach n,$(seconds_shards),$(eval $(call seconds_shard_target,$(n))))

.PHONY: seconds-test seconds-selected seconds-build seconds-list $(seconds_units:%=seconds-test-%)
seconds-test: $(call seconds_targets,test,$(seconds_here)) ; @$(if $(seconds_here),:,echo 'seconds: no unit runs on platform "$(seconds_platform)"' >&2; exit 1)
seconds-selected: $(call seconds_targets,selected,$(seconds_selected)) ; @$(if $(seconds_selected),:,echo 'seconds: seconds_only names no unit' >&2; exit 1)
seconds-build: $(addprefix seconds-build-,$(seconds_variants))
seconds-list: ; @:$(foreach u,$(seconds_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter seconds_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(seconds_default_goal),$(if $(seconds_alone),seconds-test))
