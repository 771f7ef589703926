# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'nix' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs nix-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 nix-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 nix-test-VARIANT      the units of one variant; nix-test-UNIT: one unit
#     make -j8 nix-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 nix-shard-N           the units of one shard
#     make -j8 nix-selected          the units that nix_only names
#     make nix-build-VARIANT         only build; nix-build: all variants
#     make nix-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     nix_seed=N         another seed than HEAD's, to replay a run
#     nix_prebuilt=1     the programs are there: build nothing
#     nix_results=DIR    where the folders go, from the suite's folder
#     nix_platform=NAME  act as this platform of the manifest
#     nix_lane=NAME      say in the verdicts for which lane this runs
#     nix_only=UNITS     what nix-selected runs; a long list belongs into a makefile of its own, read before this one
#     nix_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started, keeps time where there is no timeout(1), and knows attempts
#     nix_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
nix_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(nix_version)))
$(error nix: this file needs GNU Make 4.3 or later, and this is $(nix_version); macOS: brew install make, then gmake)
endif

nix_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
nix_blank := $(subst ,, )
nix_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call nix_path,$(lastword $(2))\$(nix_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
nix_file := $(or $(call nix_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
nix_folder := $(subst :blank:,$(nix_blank),$(dir $(subst \$(nix_blank),:blank:,$(nix_file))))
nix_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(nix_file)))
nix_dir := $(nix_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
nix_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(nix_dir))'
nix_plan := 7eaa95ca7980fd91471e0b17f0a5ef3f9f5693d0
nix_plan_file := $(nix_folder)../../nix/nix.json
nix_results ?= build/nightshift
nix_prebuilt ?=
nix_lane ?=
nix_only ?=
nix_nightshift ?=
nix_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
nix_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
nix_cpu := $(firstword $(subst -, ,$(nix_host)))
nix_system := $(if $(filter arm% aarch64%,$(nix_cpu)),aarch64,$(nix_cpu))-$(or $(findstring darwin,$(nix_host)),$(findstring linux,$(nix_host)),other)
nix_platform_aarch64-darwin := mac
nix_platform_x86_64-darwin := intel
nix_platform_x86_64-linux := fast
nix_platform ?= $(nix_platform_$(nix_system))
nix_platforms := fast intel mac slow

# With these options make says success although nothing ran, or something failed.
nix_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter nix-%,$(MAKECMDGOALS)),$(if $(findstring t,$(nix_flags)),$(error nix: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(nix_flags)),$(error nix: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(nix_platforms),$(nix_platform)),$(error nix: no platform is named '$(nix_platform)'; there are: $(nix_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
nix_units := \
	a-soak \
	b-soak \
	b-fixed \
	a-draw \
	b-draw \
	a-plain \
	b-plain \
	a-fixed \
	a-there \
	b-there \
	a-here \
	b-here \
	a-many_0 \
	a-many_1 \
	a-many_2 \
	a-many_3 \
	a-many_4 \
	a-many_5 \
	a-many_6 \
	a-many_7 \
	a-many_8 \
	a-many_9 \
	b-many_0 \
	b-many_1 \
	b-many_2 \
	b-many_3 \
	b-many_4 \
	b-many_5 \
	b-many_6 \
	b-many_7 \
	b-many_8 \
	b-many_9 \
	a-light \
	b-light

# Measured seconds put the units of 'fast' into another order.
nix_units_on_fast := \
	a-soak \
	b-soak \
	b-fixed \
	a-draw \
	b-draw \
	b-plain \
	a-fixed \
	a-there \
	b-there \
	a-here \
	b-here \
	a-many_0 \
	a-many_1 \
	a-many_2 \
	a-many_3 \
	a-many_4 \
	a-many_5 \
	a-many_6 \
	a-many_7 \
	a-many_8 \
	a-many_9 \
	a-plain \
	b-many_0 \
	b-many_1 \
	b-many_2 \
	b-many_3 \
	b-many_4 \
	b-many_5 \
	b-many_6 \
	b-many_7 \
	b-many_8 \
	b-many_9 \
	a-light \
	b-light

# Measured seconds put the units of 'intel' into another order.
nix_units_on_intel := \
	a-soak \
	b-soak \
	a-draw \
	b-draw \
	a-plain \
	b-plain \
	a-fixed \
	b-fixed \
	a-there \
	b-there \
	a-here \
	b-here \
	a-many_0 \
	a-many_1 \
	a-many_2 \
	a-many_3 \
	a-many_4 \
	a-many_5 \
	a-many_6 \
	a-many_7 \
	a-many_8 \
	a-many_9 \
	b-many_0 \
	b-many_1 \
	b-many_2 \
	b-many_3 \
	b-many_4 \
	b-many_5 \
	b-many_6 \
	b-many_7 \
	b-many_8 \
	b-many_9 \
	a-light \
	b-light

# Measured seconds put the units of 'mac' into another order.
nix_units_on_mac := \
	a-soak \
	b-soak \
	a-draw \
	b-draw \
	a-plain \
	b-plain \
	a-fixed \
	b-fixed \
	a-there \
	b-there \
	a-here \
	b-here \
	a-many_0 \
	a-many_1 \
	a-many_2 \
	a-many_3 \
	a-many_4 \
	a-many_5 \
	a-many_6 \
	a-many_7 \
	a-many_8 \
	a-many_9 \
	b-many_0 \
	b-many_1 \
	b-many_2 \
	b-many_3 \
	b-many_4 \
	b-many_5 \
	b-many_6 \
	b-many_7 \
	b-many_8 \
	b-many_9 \
	a-light \
	b-light

# Measured seconds put the units of 'slow' into another order.
nix_units_on_slow := \
	a-soak \
	b-soak \
	a-draw \
	b-draw \
	a-plain \
	b-plain \
	a-fixed \
	a-there \
	b-there \
	a-here \
	b-here \
	a-many_0 \
	a-many_1 \
	a-many_2 \
	a-many_3 \
	a-many_4 \
	a-many_5 \
	a-many_6 \
	a-many_7 \
	a-many_8 \
	a-many_9 \
	b-many_0 \
	b-many_1 \
	b-many_2 \
	b-many_3 \
	b-many_4 \
	b-many_5 \
	b-many_6 \
	b-many_7 \
	b-many_8 \
	b-many_9 \
	b-fixed \
	a-light \
	b-light


# What each lane does on each platform, and the units it leaves out there.
nix_off_fast := a-there b-there
nix_does_fast_pr := checked
nix_skip_fast_pr := a-soak b-soak a-draw b-draw
nix_does_fast_merge := checked
nix_skip_fast_merge := a-soak b-soak a-draw b-draw
nix_does_fast_nightly := none
nix_skip_fast_nightly :=
nix_on_fast :=
nix_off_intel := a-there b-there a-here b-here
nix_does_intel_pr := none
nix_skip_intel_pr :=
nix_does_intel_merge := none
nix_skip_intel_merge :=
nix_does_intel_nightly := none
nix_skip_intel_nightly :=
nix_on_intel :=
nix_off_mac := a-here b-here
nix_does_mac_pr := none
nix_skip_mac_pr :=
nix_does_mac_merge := build
nix_skip_mac_merge :=
nix_does_mac_nightly := checked
nix_skip_mac_nightly :=
nix_on_mac :=
nix_off_slow := a-here b-here
nix_does_slow_pr := none
nix_skip_slow_pr :=
nix_does_slow_merge := none
nix_skip_slow_merge :=
nix_does_slow_nightly := checked
nix_skip_slow_nightly :=
nix_on_slow :=

nix_on := $(nix_on_$(nix_platform))
nix_variants := a b

nix_programs_a := 
nix_program_options_a := 
nix_make_a := :
nix_env_a :=
nix_of_a := \
	a-soak \
	a-draw \
	a-plain \
	a-fixed \
	a-there \
	a-here \
	a-many_0 \
	a-many_1 \
	a-many_2 \
	a-many_3 \
	a-many_4 \
	a-many_5 \
	a-many_6 \
	a-many_7 \
	a-many_8 \
	a-many_9 \
	a-light

nix_programs_b := 
nix_program_options_b := 
nix_make_b := :
nix_env_b :=
nix_of_b := \
	b-soak \
	b-fixed \
	b-draw \
	b-plain \
	b-there \
	b-here \
	b-many_0 \
	b-many_1 \
	b-many_2 \
	b-many_3 \
	b-many_4 \
	b-many_5 \
	b-many_6 \
	b-many_7 \
	b-many_8 \
	b-many_9 \
	b-light

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
nix_run_a-soak := - - - './t a soak'
nix_run_b-soak := - - - './t b soak'
nix_run_b-fixed := 7 - - './t b fixed'
nix_run_a-draw := head - - './t a draw'
nix_run_b-draw := head - - './t b draw'
nix_run_a-plain := - - - './t a plain'
nix_run_b-plain := - - - './t b plain'
nix_run_a-fixed := 7 - - './t a fixed'
nix_run_a-there := - - - './t a there'
nix_run_b-there := - - - './t b there'
nix_run_a-here := - - - './t a here'
nix_run_b-here := - - - './t b here'
nix_run_a-many_0 := head - - './t a many 0'
nix_run_a-many_1 := head - - './t a many 1'
nix_run_a-many_2 := head - - './t a many 2'
nix_run_a-many_3 := head - - './t a many 3'
nix_run_a-many_4 := head - - './t a many 4'
nix_run_a-many_5 := head - - './t a many 5'
nix_run_a-many_6 := head - - './t a many 6'
nix_run_a-many_7 := head - - './t a many 7'
nix_run_a-many_8 := head - - './t a many 8'
nix_run_a-many_9 := head - - './t a many 9'
nix_run_b-many_0 := head - - './t b many 0'
nix_run_b-many_1 := head - - './t b many 1'
nix_run_b-many_2 := head - - './t b many 2'
nix_run_b-many_3 := head - - './t b many 3'
nix_run_b-many_4 := head - - './t b many 4'
nix_run_b-many_5 := head - - './t b many 5'
nix_run_b-many_6 := head - - './t b many 6'
nix_run_b-many_7 := head - - './t b many 7'
nix_run_b-many_8 := head - - './t b many 8'
nix_run_b-many_9 := head - - './t b many 9'
nix_run_a-light := - - - './t a light'
nix_run_b-light := - - - './t b light'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define nix_sh :=
nix_unit() {
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
	$(nix_cd) || exit 3
	ns_out=$$nix_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "nix: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$nix_seed ;;
	esac
	if test "$$ns_seed"; then export SEED="$$ns_seed"; else unset SEED; fi
	case $$ns_limit:$$nix_timeout in
	-:* | *:) ns_limit= ;;
	*) ns_limit="$$nix_timeout $$ns_limit" ;;
	esac
	unset nix_sh
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
	printf '%s\n' 'nightshift 1' 'suite nix' 'plan $(nix_plan)' "run $$nix_run" "unit $$ns_unit" \
		$${nix_platform:+"platform $$nix_platform"} $${nix_lane:+"lane $$nix_lane"} \
		$${nix_commit:+"commit $$nix_commit" "tree $$nix_tree"} $${ns_seed:+"seed $$ns_seed"} \
		"verdict $$ns_verdict" "status $$ns_status" 'seen exit-status' $${ns_reason:+"reason $$ns_reason"} end >"$$ns_out/verdict" || exit 3
	if test $$ns_status = 0; then echo "pass $$ns_unit"; exit; fi
	case $$ns_verdict$$ns_may in skip1) printf '%s\n' "skip $$ns_unit: $$ns_reason"; exit ;; esac
	echo "$$ns_verdict $$ns_unit (status $$ns_status$${ns_seed:+, seed $$ns_seed}); the end of $$ns_out/log:" >&2
	tail -n 20 "$$ns_out/log" >&2
	exit 1
}
endef

# What is true of a whole run of make, found out when its first unit starts.
define nix_start
nix_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
nix_commit := $(shell $(nix_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
nix_tree := $(if $(nix_commit),$(shell $(nix_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
nix_seed := $(shell $(nix_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'nix: no commit to take the seed from, so it is 4711' >&2; echo 4711; fi)
ifeq ($(nix_nightshift),)
export nix_sh nix_results nix_platform nix_lane nix_run nix_commit nix_tree nix_seed
endif
endef
nix_go = $(eval $(value nix_start))$(eval nix_go := eval "$$$$nix_sh";)$(nix_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
nix_quote = '$(subst ','\'',$(1))'
nix_exec = $(eval $(value nix_start))$(eval nix_exec := $$(call nix_quote,$$(nix_nightshift)) exec $$(nix_exec_words))$(nix_exec)
nix_exec_words = -C $(call nix_quote,$(nix_dir)) --results=$(call nix_quote,$(nix_results)) --suite=nix --plan=$(nix_plan) \
	--run=$(nix_run)$(if $(nix_platform), --platform=$(call nix_quote,$(nix_platform)))$(if $(nix_lane), --lane=$(call nix_quote,$(nix_lane))) \
	$(if $(nix_commit),--commit=$(nix_commit) --tree=$(nix_tree)) $(nix_exec_options) --seed-env=SEED
define nix_newline


endef
nix_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
nix_judge = $(if $(filter undefined,$(flavor nix_judge_$(1))),,$(nix_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
nix_part = $(if $(1),$(if $(filter undefined,$(flavor nix_part_$(1))),$(call nix_ask_parts,$(1)))$(nix_part_$(1)))
nix_ask_parts = $(if $(1),$(foreach p,$(subst $(nix_tab),:=,$(shell $(call nix_quote,$(nix_nightshift)) part --plan=$(call nix_quote,$(nix_plan_file)) --fingerprint=$(nix_plan)$(if $(nix_platform), --platform=$(call nix_quote,$(nix_platform))))),$(eval nix_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error nix: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor nix_part_$(1))),$(error nix: the plan '$(nix_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
nix_unit_options = $(addprefix --seed=,$(filter-out -,$(subst head,$(nix_seed),$(word 1,$(1))))) $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
nix_unit_command = $(subst $(nix_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(nix_newline)$(1))

# What nix-selected runs.
$(if $(filter-out $(nix_units),$(nix_only)),$(error nix: no unit is named '$(firstword $(filter-out $(nix_units),$(nix_only)))'))
nix_selected := $(if $(nix_only),$(filter $(nix_only),$(or $(nix_units_on_$(nix_platform)),$(nix_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
nix_goals := $(strip $(patsubst nix-test-%,%,$(filter-out nix-selected,$(MAKECMDGOALS))) $(if $(filter nix-selected,$(MAKECMDGOALS)),$(nix_selected)))
nix_wanted := $(if $(or $(if $(nix_goals),,all),$(filter-out $(nix_units) $(nix_variants),$(nix_goals))),$(nix_variants),$(foreach v,$(nix_variants),$(if $(filter $(v) $(nix_of_$(v)),$(nix_goals)),$(v))))
.PHONY: nix-programs
nix-programs: $(if $(nix_prebuilt),,$(addprefix nix-build-,$(nix_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(nix_nightshift),)
define nix_unit
$$(nix_go) nix_unit $$* ''$$(nix_on)$$(nix_env_$(1)) $$(nix_run_$$*) $$(call nix_judge,$$*) -- $$(nix_programs_$(1))
endef
else
define nix_unit
$$(nix_exec) --unit=$$* --part=$$(strip $$(call nix_part,$$*)) $$(call nix_unit_options,$$(nix_run_$$*)) $$(call nix_judge,$$*) $$(nix_program_options_$(1)) -- $$(nix_on)$$(nix_env_$(1))$$(call nix_unit_command,$$(nix_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
nix_targets = $(addprefix nix-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
nix_builds := a b
define nix_build
nix-build-$(1): ; @$$(nix_cd) && sh -c $$(nix_on)$$(nix_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define nix_variant
.PHONY: nix-build-$(1) nix-test-$(1)
nix-test-$(1): $$(call nix_targets,test-$(1),$$(filter-out $$(nix_off_$$(nix_platform)),$$(nix_of_$(1)))) ; @$$(if $$^,:,echo 'nix: no unit of $(1) runs on this platform' >&2; exit 1)
$$(nix_of_$(1):%=nix-test-%): nix-test-%: | nix-programs ; @$(call nix_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define nix_lane_target
.PHONY: nix-test-$(1)
nix-test-$(1): $$(if $$(filter checked,$$(nix_does_$$(nix_platform)_$(1))),$$(if $$(nix_skip_$$(nix_platform)_$(1)),$$(call nix_targets,test-$(1),$$(filter-out $$(nix_skip_$$(nix_platform)_$(1)),$$(nix_here))),nix-test),$$(if $$(filter build,$$(nix_does_$$(nix_platform)_$(1))),nix-build))
	@$$(if $$^,$$(if $$(filter build,$$(nix_does_$$(nix_platform)_$(1))),echo 'nix: lane $(1) only builds on $$(nix_platform)',:),echo 'nix: lane $(1) runs nothing on platform "$$(nix_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define nix_shard_target
.PHONY: nix-shard-$(1)
nix-shard-$(1): $$(call nix_targets,shard-$(1),$$(nix_shard_$(1)))
endef

nix_here := $(filter-out $(nix_off_$(nix_platform)),$(or $(nix_units_on_$(nix_platform)),$(nix_units)))

$(foreach v,$(nix_builds),$(eval $(call nix_build,$(v))))
$(foreach v,$(nix_variants),$(eval $(call nix_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call nix_lane_target,$(l))))
$(foreach n,$(nix_shards),$(eval $(call nix_shard_target,$(n))))

.PHONY: nix-test nix-selected nix-build nix-list $(nix_units:%=nix-test-%)
nix-test: $(call nix_targets,test,$(nix_here)) ; @$(if $(nix_here),:,echo 'nix: no unit runs on platform "$(nix_platform)"' >&2; exit 1)
nix-selected: $(call nix_targets,selected,$(nix_selected)) ; @$(if $(nix_selected),:,echo 'nix: nix_only names no unit' >&2; exit 1)
nix-build: $(addprefix nix-build-,$(nix_variants))
nix-list: ; @:$(foreach u,$(nix_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter nix_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(nix_default_goal),$(if $(nix_alone),nix-test))
