# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'small' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 small-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 small-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 small-selected              those that small_only names (a long list: in a makefile read before this one)
#     make small-build, small-build-VARIANT    only build; small-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: small_seed=N, small_platform=NAME, small_lane=NAME, small_results=DIR
# (from the suite's folder), small_prebuilt=1 (build nothing); small_nightshift=PATH hands all units to 'nightshift run' with small_options=...

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
small_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
small_cd := $(small_unset); cd -- '$(subst ','\'',$(small_dir))'
small_plan_file := $(small_folder)nix/small.json
small_top := $(small_folder)
small_results ?= build/nightshift
small_prebuilt ?=
small_lane ?=
small_only ?=
small_nightshift ?=
small_options ?=

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

# What each lane does on each platform.
small_does_linux := pr=checked merge=checked nightly=checked
small_on_linux :=

small_on := $(small_on_$(small_platform))
small_variants := only
small_programs_only := 
small_make_only := :
small_env_only :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
small_outside := $(filter small_run.%,$(.VARIABLES))
small_run.only-first := - only - - './test first'
small_run.only-second := 999997499 only - - './test second'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(small_outside),$(if $(filter line override,$(origin $(v))),$(error small: '$(v)' is set outside of this file, which alone says what units are)))
small_units := $(patsubst small_run.%,%,$(filter small_run.%,$(.VARIABLES)))
$(foreach v,$(small_outside),$(if $(filter file,$(origin $(v))),,$(eval small_units := $(filter-out $(v:small_run.%=%),$(small_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
small_weighed := $(foreach u,$(small_units),$(firstword $(small_run.$(u)))/$(u))
small_weighed := $(if $(findstring :$(small_platform)=off,$(small_weighed)),$(foreach w,$(small_weighed),$(if $(findstring :$(small_platform)=off,$(w)),,$(w))),$(small_weighed))
small_weight_here = $(patsubst $(small_platform)=%,%,$(filter $(small_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
small_weighed := $(if $(findstring :$(small_platform)=,$(small_weighed)),$(foreach w,$(small_weighed),$(addsuffix :,$(call small_weight_here,$(w)))$(w)),$(small_weighed))
ifneq ($(findstring $(small_blank)-,$(small_blank)$(small_weighed)),)
small_known := $(sort $(filter-out -%,$(small_weighed)))
small_median := $(if $(small_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(small_blank),,$(patsubst %,1,$(small_known))))),$(small_known))))))
small_weighed := $(patsubst -%,$(small_median)%,$(small_weighed))
endif
small_weighed := $(sort $(small_weighed))
small_here := $(notdir $(small_weighed))
small_in = $(filter $(1)-%,$(small_here))
ifneq ($(filter $(addsuffix -%,$(small_variants)),$(small_variants)),)
small_by_variant := $(foreach u,$(small_here),$(word 2,$(small_run.$(u)))/$(u))
small_in = $(notdir $(filter $(1)/%,$(small_by_variant)))
endif
small_later := $(if $(findstring :merge,$(small_weighed))$(findstring :nightly,$(small_weighed))$(findstring :none,$(small_weighed)),$(foreach w,$(small_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
small_of_pr := pr
small_of_merge := pr merge
small_of_nightly := pr merge nightly
$(foreach u,$(small_only),$(if $(filter undefined,$(origin small_run.$(u))),$(error small: no unit is named '$(u)')))
small_selected := $(if $(small_only),$(filter $(small_only),$(small_here)))

define small_sh :=
small_unit() {
	set +eu
	ns_unit=$$1 ns_seed=$$5 ns_limit=$$6 ns_command=$$2$$7 ns_skip=77 ns_report= ns_may= ns_reason=
	shift 7
	for ns_option do
		shift
		case $$ns_option in
		--) break ;;
		--report=*) ns_report=$${ns_option#*=} ;;
		--skip-status=*) ns_skip=$${ns_option#*=} ;;
		--may-skip=*) ns_may=1 ;;
		--pool=*) echo "small: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with small_nightshift=PATH where it is" >&2; exit 1 ;;
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
	unset small_sh
	ns_watch=$$small_limit_sh
	unset small_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite small' $${small_plan:+"plan $$small_plan"} "run $$small_run" "unit $$ns_unit" \
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

# It runs the command of a unit that may take so many seconds, whose status is 124 if it has not ended by then: timeout(1) is not
# everywhere, nor is it the same. What keeps the time beside it ends the command and all below it, as far as the system says what that is;
# those above first, since a shell whose child has ended goes on with its next command. While nothing is found and the command goes on, it looks again.
define small_limit_sh :=
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

# What is true of a whole run of make, found out when its first unit starts. Where there is no git, verdicts name no plan.
define small_start
small_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
small_plan := $(shell $(small_unset); git hash-object --no-filters -- $(call small_quote,$(small_plan_file)) 2>/dev/null)
small_commit := $(shell $(small_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
small_tree := $(if $(small_commit),$(shell $(small_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(small_nightshift),)
export small_sh small_results small_platform small_lane small_run small_plan small_limit_sh small_commit small_tree

endif
endef
small_go = $(eval $(value small_start))$(eval small_go := eval "$$$$small_sh";)$(small_go)

small_quote = '$(subst ','\'',$(1))'
define small_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
small_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
small_hand = $(if $(small_says_n),@echo ,+@)$(small_words) $(1) $(if $(small_says_n),$(2),--units=$(call small_quote,$(call small_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
small_mine :=
small_list = $(eval small_mine := $(shell mkdir -p -- $(call small_quote,$(small_dir)$(1)) && CDPATH= cd -- $(call small_quote,$(small_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(small_dir)$(1)/$(small_mine),$(subst $(small_blank),$(small_newline),$(2)))$(1)/$(small_mine)
small_words = $(eval $(value small_start))$(eval small_words := $$(call small_quote,$$(small_nightshift)) run --plan=$$(call small_quote,nix/small.json) $$(small_run_options))$(small_words)
small_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call small_quote,$(small_top).)$(if $(small_platform), --platform=$(call small_quote,$(small_platform)))$(if $(small_commit), --commit=$(small_commit) --tree=$(small_tree)) \
	$(if $(small_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(small_results)),--into=$(call small_quote,$(if $(filter /%,$(small_results)),,)$(small_results)) )$(if $(findstring k,$(small_flags)),,--fail-fast )$(small_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
small_goals := $(strip $(patsubst small-test-%,%,$(filter-out small-selected,$(MAKECMDGOALS))) $(if $(filter small-selected,$(MAKECMDGOALS)),$(small_selected)))
small_variant_of = $(if $(filter undefined,$(origin small_run.$(g))),all,$(word 2,$(small_run.$(g))))
small_wanted := $(if $(or $(if $(small_goals),,all),$(filter all,$(foreach g,$(filter-out $(small_variants),$(small_goals)),$(small_variant_of)))),$(small_variants),$(sort $(filter $(small_variants),$(small_goals)) $(foreach g,$(filter-out $(small_variants),$(small_goals)),$(small_variant_of))))
.PHONY: small-programs
small-programs: $(if $(small_prebuilt),,$(addprefix small-build-,$(small_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
small_builds := only
define small_build
small-build-$(1): ; @$$(small_cd) && sh -c $$(small_on)$$(small_make_$(1))
endef

.PHONY: $(addprefix small-build-,$(small_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: small-test small-selected small-build small-list $(addprefix small-test-,$(small_units) $(small_variants) pr merge nightly)
ifeq ($(small_nightshift),)
$(addprefix small-test-,$(small_units)): small-test-%: | small-programs ; @$(small_go) small_unit $* ''$(small_on)$(small_env_$(word 2,$(small_run.$*))) $(small_run.$*) -- $(small_programs_$(word 2,$(small_run.$*)))
small_needs = $(addprefix small-test-,$(1))
small_hand_over = @:
else
$(addprefix small-test-,$(small_units)): small-test-%: ; $(call small_hand,$(addprefix --lane=,$(small_lane)),$*)
small_needs =
small_hand_over = $(call small_hand,$(1),$(2))
endif
small_nothing = @echo "small: $(1)" >&2; exit 1
small-test: $(call small_needs,$(small_here)) ; $(if $(small_here),$(call small_hand_over,$(addprefix --lane=,$(small_lane)),$(small_here)),$(call small_nothing,no unit runs on platform '$(small_platform)'))
small-selected: $(call small_needs,$(small_selected)) ; $(if $(small_selected),$(call small_hand_over,$(addprefix --lane=,$(small_lane)),$(small_selected)),$(call small_nothing,small_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define small_variant
small-test-$(1): $$(call small_needs,$$(call small_in,$(1))) ; $$(if $$(call small_in,$(1)),$$(call small_hand_over,$$(addprefix --lane=,$$(small_lane)),$$(call small_in,$(1))),$$(call small_nothing,no unit of $(1) runs on this platform))
endef
small_owed = $(notdir $(filter $(small_of_$(1):%=%/%),$(small_later)))
define small_lane_checked
small-test-$(1): $$(if $$(small_nightshift),,$$(if $$(small_later),$$(call small_needs,$$(call small_owed,$(1))),small-test)) ; $$(if $$(if $$(small_later),$$(call small_owed,$(1)),$$(small_here)),$$(call small_hand_over,--lane=$(1),$$(if $$(small_later),$$(call small_owed,$(1)),$$(small_here))),$$(call small_nothing,lane $(1) runs nothing on platform '$$(small_platform)'))
endef
define small_lane_build
small-test-$(1): small-build ; @echo 'small: lane $(1) only builds on $$(small_platform)'
endef
define small_lane_none
small-test-$(1): ; $$(call small_nothing,lane $(1) runs nothing on platform '$$(small_platform)')
endef
$(foreach v,$(small_builds),$(eval $(call small_build,$(v))))
$(foreach v,$(small_variants),$(eval $(call small_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call small_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(small_does_$(small_platform)))),none),$(l))))
small-build: $(addprefix small-build-,$(small_variants))
small-list: ; @:$(foreach u,$(small_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter small_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(small_default_goal),$(if $(small_alone),small-test))
