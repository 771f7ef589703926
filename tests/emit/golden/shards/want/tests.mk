# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'shards' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs shards-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 shards-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 shards-test-VARIANT      the units of one variant; shards-test-UNIT: one unit
#     make -j8 shards-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 shards-shard-N           the units of one shard
#     make -j8 shards-selected          the units that shards_only names
#     make shards-build-VARIANT         only build; shards-build: all variants
#     make shards-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     shards_seed=N         another seed than HEAD's, to replay a run
#     shards_prebuilt=1     the programs are there: build nothing
#     shards_results=DIR    where the folders go, from the suite's folder
#     shards_platform=NAME  act as this platform of the manifest
#     shards_lane=NAME      say in the verdicts for which lane this runs
#     shards_only=UNITS     what shards-selected runs; a long list belongs into a makefile of its own, read before this one
#     shards_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started, keeps time where there is no timeout(1), and knows attempts
#     shards_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
shards_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(shards_version)))
$(error shards: this file needs GNU Make 4.3 or later, and this is $(shards_version); macOS: brew install make, then gmake)
endif

shards_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
shards_blank := $(subst ,, )
shards_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call shards_path,$(lastword $(2))\$(shards_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
shards_file := $(or $(call shards_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
shards_folder := $(subst :blank:,$(shards_blank),$(dir $(subst \$(shards_blank),:blank:,$(shards_file))))
shards_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(shards_file)))
shards_dir := $(shards_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
shards_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(shards_dir))'
shards_plan := 344f40b9a5eb0fb8d7de96c4a9bde08b1c3c02de
shards_plan_file := $(shards_folder)nix/shards.json
shards_results ?= build/nightshift
shards_prebuilt ?=
shards_lane ?=
shards_only ?=
shards_nightshift ?=
shards_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
shards_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
shards_cpu := $(firstword $(subst -, ,$(shards_host)))
shards_system := $(if $(filter arm% aarch64%,$(shards_cpu)),aarch64,$(shards_cpu))-$(or $(findstring darwin,$(shards_host)),$(findstring linux,$(shards_host)),other)
shards_platform_aarch64-darwin := mac
shards_platform_x86_64-linux := linux
shards_platform ?= $(shards_platform_$(shards_system))
shards_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
shards_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter shards-%,$(MAKECMDGOALS)),$(if $(findstring t,$(shards_flags)),$(error shards: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(shards_flags)),$(error shards: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(shards_platforms),$(shards_platform)),$(error shards: no platform is named '$(shards_platform)'; there are: $(shards_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
shards_units := \
	debug-heavy \
	release-heavy \
	debug-slow \
	release-slow \
	debug-many_0 \
	debug-many_1 \
	debug-many_2 \
	debug-many_3 \
	debug-many_4 \
	debug-many_5 \
	release-many_0 \
	release-many_1 \
	release-many_2 \
	release-many_3 \
	release-many_4 \
	release-many_5 \
	debug-light \
	release-light

shards_units_on_linux = $(shards_units)
shards_units_on_mac = $(shards_units)

# What each lane does on each platform, and the units it leaves out there.
shards_off_linux :=
shards_does_linux_pr := checked
shards_skip_linux_pr := debug-slow release-slow
shards_does_linux_merge := checked
shards_skip_linux_merge := debug-slow release-slow
shards_does_linux_nightly := checked
shards_skip_linux_nightly :=
shards_on_linux :=
shards_off_mac :=
shards_does_mac_pr := none
shards_skip_mac_pr :=
shards_does_mac_merge := none
shards_skip_mac_merge :=
shards_does_mac_nightly := checked
shards_skip_mac_nightly :=
shards_on_mac :=

shards_on := $(shards_on_$(shards_platform))
shards_variants := debug release

shards_programs_debug := 
shards_program_options_debug := 
shards_make_debug := :
shards_env_debug :=
shards_of_debug := \
	debug-heavy \
	debug-slow \
	debug-many_0 \
	debug-many_1 \
	debug-many_2 \
	debug-many_3 \
	debug-many_4 \
	debug-many_5 \
	debug-light

shards_programs_release := 
shards_program_options_release := 
shards_make_release := :
shards_env_release :=
shards_of_release := \
	release-heavy \
	release-slow \
	release-many_0 \
	release-many_1 \
	release-many_2 \
	release-many_3 \
	release-many_4 \
	release-many_5 \
	release-light

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
shards_run_debug-heavy := - - - './test debug heavy'
shards_run_release-heavy := - - - './test release heavy'
shards_run_debug-slow := - - - './test debug slow'
shards_run_release-slow := - - - './test release slow'
shards_run_debug-many_0 := - - - './test debug many 0'
shards_run_debug-many_1 := - - - './test debug many 1'
shards_run_debug-many_2 := - - - './test debug many 2'
shards_run_debug-many_3 := - - - './test debug many 3'
shards_run_debug-many_4 := - - - './test debug many 4'
shards_run_debug-many_5 := - - - './test debug many 5'
shards_run_release-many_0 := - - - './test release many 0'
shards_run_release-many_1 := - - - './test release many 1'
shards_run_release-many_2 := - - - './test release many 2'
shards_run_release-many_3 := - - - './test release many 3'
shards_run_release-many_4 := - - - './test release many 4'
shards_run_release-many_5 := - - - './test release many 5'
shards_run_debug-light := - - - './test debug light'
shards_run_release-light := - - - './test release light'

# Shard 1: lane pr on linux, 160 s expected at -j1.
shards_shards += 1
shards_shard_1 := \
	debug-heavy \
	debug-many_5 \
	release-many_2 \
	release-many_5


# Shard 2: lane pr on linux, 141 s expected at -j1.
shards_shards += 2
shards_shard_2 := \
	release-heavy \
	release-many_0 \
	release-many_3 \
	debug-light


# Shard 3: lane pr on linux, 141 s expected at -j1.
shards_shards += 3
shards_shard_3 := \
	debug-many_0 \
	debug-many_1 \
	debug-many_2 \
	debug-many_3 \
	debug-many_4 \
	release-many_1 \
	release-many_4 \
	release-light


# Shard 4: lane merge on linux, 100 s expected at -j1.
shards_shards += 4
shards_shard_4 := \
	debug-heavy


# Shard 5: lane merge on linux, 100 s expected at -j1.
shards_shards += 5
shards_shard_5 := \
	release-heavy


# Shard 6: lane merge on linux, 20 s expected at -j1.
shards_shards += 6
shards_shard_6 := \
	debug-many_0


# Shard 7: lane merge on linux, 20 s expected at -j1.
shards_shards += 7
shards_shard_7 := \
	debug-many_1


# Shard 8: lane merge on linux, 20 s expected at -j1.
shards_shards += 8
shards_shard_8 := \
	debug-many_2


# Shard 9: lane merge on linux, 20 s expected at -j1.
shards_shards += 9
shards_shard_9 := \
	debug-many_3


# Shard 10: lane merge on linux, 20 s expected at -j1.
shards_shards += 10
shards_shard_10 := \
	debug-many_4


# Shard 11: lane merge on linux, 20 s expected at -j1.
shards_shards += 11
shards_shard_11 := \
	debug-many_5


# Shard 12: lane merge on linux, 20 s expected at -j1.
shards_shards += 12
shards_shard_12 := \
	release-many_0


# Shard 13: lane merge on linux, 20 s expected at -j1.
shards_shards += 13
shards_shard_13 := \
	release-many_1


# Shard 14: lane merge on linux, 20 s expected at -j1.
shards_shards += 14
shards_shard_14 := \
	release-many_2


# Shard 15: lane merge on linux, 20 s expected at -j1.
shards_shards += 15
shards_shard_15 := \
	release-many_3


# Shard 16: lane merge on linux, 20 s expected at -j1.
shards_shards += 16
shards_shard_16 := \
	release-many_4


# Shard 17: lane merge on linux, 20 s expected at -j1.
shards_shards += 17
shards_shard_17 := \
	release-many_5


# Shard 18: lane merge on linux, 1 s expected at -j1.
shards_shards += 18
shards_shard_18 := \
	debug-light


# Shard 19: lane merge on linux, 1 s expected at -j1.
shards_shards += 19
shards_shard_19 := \
	release-light


# Shard 20: lane nightly on linux, 271 s expected at -j1.
shards_shards += 20
shards_shard_20 := \
	debug-heavy \
	debug-slow \
	debug-many_0 \
	debug-many_2 \
	debug-many_4 \
	release-many_0 \
	release-many_2 \
	release-many_4 \
	debug-light


# Shard 21: lane nightly on linux, 271 s expected at -j1.
shards_shards += 21
shards_shard_21 := \
	release-heavy \
	release-slow \
	debug-many_1 \
	debug-many_3 \
	debug-many_5 \
	release-many_1 \
	release-many_3 \
	release-many_5 \
	release-light


# Shard 22: lane nightly on mac, 100 s expected at -j1.
shards_shards += 22
shards_shard_22 := \
	debug-heavy


# Shard 23: lane nightly on mac, 100 s expected at -j1.
shards_shards += 23
shards_shard_23 := \
	release-heavy


# Shard 24: lane nightly on mac, 90 s expected at -j1.
shards_shards += 24
shards_shard_24 := \
	debug-slow \
	release-many_0 \
	release-many_4


# Shard 25: lane nightly on mac, 90 s expected at -j1.
shards_shards += 25
shards_shard_25 := \
	release-slow \
	release-many_1 \
	release-many_5


# Shard 26: lane nightly on mac, 81 s expected at -j1.
shards_shards += 26
shards_shard_26 := \
	debug-many_0 \
	debug-many_2 \
	debug-many_4 \
	release-many_2 \
	debug-light


# Shard 27: lane nightly on mac, 81 s expected at -j1.
shards_shards += 27
shards_shard_27 := \
	debug-many_1 \
	debug-many_3 \
	debug-many_5 \
	release-many_3 \
	release-light


# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define shards_sh :=
shards_unit() {
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
	$(shards_cd) || exit 3
	ns_out=$$shards_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "shards: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$shards_seed ;;
	esac
	case $$ns_limit:$$shards_timeout in
	-:* | *:) ns_limit= ;;
	*) ns_limit="$$shards_timeout $$ns_limit" ;;
	esac
	unset shards_sh
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
	printf '%s\n' 'nightshift 1' 'suite shards' 'plan $(shards_plan)' "run $$shards_run" "unit $$ns_unit" \
		$${shards_platform:+"platform $$shards_platform"} $${shards_lane:+"lane $$shards_lane"} \
		$${shards_commit:+"commit $$shards_commit" "tree $$shards_tree"} $${ns_seed:+"seed $$ns_seed"} \
		"verdict $$ns_verdict" "status $$ns_status" 'seen exit-status' $${ns_reason:+"reason $$ns_reason"} end >"$$ns_out/verdict" || exit 3
	if test $$ns_status = 0; then echo "pass $$ns_unit"; exit; fi
	case $$ns_verdict$$ns_may in skip1) printf '%s\n' "skip $$ns_unit: $$ns_reason"; exit ;; esac
	echo "$$ns_verdict $$ns_unit (status $$ns_status$${ns_seed:+, seed $$ns_seed}); the end of $$ns_out/log:" >&2
	tail -n 20 "$$ns_out/log" >&2
	exit 1
}
endef

# What is true of a whole run of make, found out when its first unit starts.
define shards_start
shards_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
shards_commit := $(shell $(shards_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
shards_tree := $(if $(shards_commit),$(shell $(shards_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(shards_nightshift),)
export shards_sh shards_results shards_platform shards_lane shards_run shards_commit shards_tree
endif
endef
shards_go = $(eval $(value shards_start))$(eval shards_go := eval "$$$$shards_sh";)$(shards_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
shards_quote = '$(subst ','\'',$(1))'
shards_exec = $(eval $(value shards_start))$(eval shards_exec := $$(call shards_quote,$$(shards_nightshift)) exec $$(shards_exec_words))$(shards_exec)
shards_exec_words = -C $(call shards_quote,$(shards_dir)) --results=$(call shards_quote,$(shards_results)) --suite=shards --plan=$(shards_plan) \
	--run=$(shards_run)$(if $(shards_platform), --platform=$(call shards_quote,$(shards_platform)))$(if $(shards_lane), --lane=$(call shards_quote,$(shards_lane))) \
	$(if $(shards_commit),--commit=$(shards_commit) --tree=$(shards_tree)) $(shards_exec_options)
define shards_newline


endef
shards_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
shards_judge = $(if $(filter undefined,$(flavor shards_judge_$(1))),,$(shards_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
shards_part = $(if $(1),$(if $(filter undefined,$(flavor shards_part_$(1))),$(call shards_ask_parts,$(1)))$(shards_part_$(1)))
shards_ask_parts = $(if $(1),$(foreach p,$(subst $(shards_tab),:=,$(shell $(call shards_quote,$(shards_nightshift)) part --plan=$(call shards_quote,$(shards_plan_file)) --fingerprint=$(shards_plan)$(if $(shards_platform), --platform=$(call shards_quote,$(shards_platform))))),$(eval shards_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error shards: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor shards_part_$(1))),$(error shards: the plan '$(shards_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
shards_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
shards_unit_command = $(subst $(shards_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(shards_newline)$(1))

# What shards-selected runs.
$(if $(filter-out $(shards_units),$(shards_only)),$(error shards: no unit is named '$(firstword $(filter-out $(shards_units),$(shards_only)))'))
shards_selected := $(if $(shards_only),$(filter $(shards_only),$(or $(shards_units_on_$(shards_platform)),$(shards_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
shards_goals := $(strip $(patsubst shards-test-%,%,$(filter-out shards-selected,$(MAKECMDGOALS))) $(if $(filter shards-selected,$(MAKECMDGOALS)),$(shards_selected)))
shards_wanted := $(if $(or $(if $(shards_goals),,all),$(filter-out $(shards_units) $(shards_variants),$(shards_goals))),$(shards_variants),$(foreach v,$(shards_variants),$(if $(filter $(v) $(shards_of_$(v)),$(shards_goals)),$(v))))
.PHONY: shards-programs
shards-programs: $(if $(shards_prebuilt),,$(addprefix shards-build-,$(shards_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(shards_nightshift),)
define shards_unit
$$(shards_go) shards_unit $$* ''$$(shards_on)$$(shards_env_$(1)) $$(shards_run_$$*) $$(call shards_judge,$$*) -- $$(shards_programs_$(1))
endef
else
define shards_unit
$$(shards_exec) --unit=$$* --part=$$(strip $$(call shards_part,$$*)) $$(call shards_unit_options,$$(shards_run_$$*)) $$(call shards_judge,$$*) $$(shards_program_options_$(1)) -- $$(shards_on)$$(shards_env_$(1))$$(call shards_unit_command,$$(shards_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
shards_targets = $(addprefix shards-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
shards_builds := debug release
define shards_build
shards-build-$(1): ; @$$(shards_cd) && sh -c $$(shards_on)$$(shards_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define shards_variant
.PHONY: shards-build-$(1) shards-test-$(1)
shards-test-$(1): $$(call shards_targets,test-$(1),$$(filter-out $$(shards_off_$$(shards_platform)),$$(shards_of_$(1)))) ; @$$(if $$^,:,echo 'shards: no unit of $(1) runs on this platform' >&2; exit 1)
$$(shards_of_$(1):%=shards-test-%): shards-test-%: | shards-programs ; @$(call shards_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define shards_lane_target
.PHONY: shards-test-$(1)
shards-test-$(1): $$(if $$(filter checked,$$(shards_does_$$(shards_platform)_$(1))),$$(if $$(shards_skip_$$(shards_platform)_$(1)),$$(call shards_targets,test-$(1),$$(filter-out $$(shards_skip_$$(shards_platform)_$(1)),$$(shards_here))),shards-test),$$(if $$(filter build,$$(shards_does_$$(shards_platform)_$(1))),shards-build))
	@$$(if $$^,$$(if $$(filter build,$$(shards_does_$$(shards_platform)_$(1))),echo 'shards: lane $(1) only builds on $$(shards_platform)',:),echo 'shards: lane $(1) runs nothing on platform "$$(shards_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define shards_shard_target
.PHONY: shards-shard-$(1)
shards-shard-$(1): $$(call shards_targets,shard-$(1),$$(shards_shard_$(1)))
endef

shards_here := $(filter-out $(shards_off_$(shards_platform)),$(or $(shards_units_on_$(shards_platform)),$(shards_units)))

$(foreach v,$(shards_builds),$(eval $(call shards_build,$(v))))
$(foreach v,$(shards_variants),$(eval $(call shards_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call shards_lane_target,$(l))))
$(foreach n,$(shards_shards),$(eval $(call shards_shard_target,$(n))))

.PHONY: shards-test shards-selected shards-build shards-list $(shards_units:%=shards-test-%)
shards-test: $(call shards_targets,test,$(shards_here)) ; @$(if $(shards_here),:,echo 'shards: no unit runs on platform "$(shards_platform)"' >&2; exit 1)
shards-selected: $(call shards_targets,selected,$(shards_selected)) ; @$(if $(shards_selected),:,echo 'shards: shards_only names no unit' >&2; exit 1)
shards-build: $(addprefix shards-build-,$(shards_variants))
shards-list: ; @:$(foreach u,$(shards_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter shards_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(shards_default_goal),$(if $(shards_alone),shards-test))
