# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'overlays' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 overlays-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 overlays-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 overlays-selected              those that overlays_only names (a long list: in a makefile read before this one)
#     make overlays-build, overlays-build-VARIANT    only build; overlays-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: overlays_seed=N, overlays_platform=NAME, overlays_lane=NAME, overlays_results=DIR
# (from the suite's folder), overlays_prebuilt=1 (build nothing); overlays_nightshift=PATH hands all units to 'nightshift run' with overlays_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
overlays_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(overlays_version)))
$(error overlays: this file needs GNU Make 4.3 or later, and this is $(overlays_version); macOS: brew install make, then gmake)
endif

overlays_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
overlays_blank := $(subst ,, )
overlays_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call overlays_path,$(lastword $(2))\$(overlays_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
overlays_file := $(or $(call overlays_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
overlays_folder := $(subst :blank:,$(overlays_blank),$(dir $(subst \$(overlays_blank),:blank:,$(overlays_file))))
overlays_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(overlays_file)))
overlays_dir := $(overlays_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
overlays_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
overlays_cd := $(overlays_unset); cd -- '$(subst ','\'',$(overlays_dir))'
overlays_plan_file := $(overlays_folder)nix/overlays.json
overlays_top := $(overlays_folder)
overlays_results ?= build/nightshift
overlays_prebuilt ?=
overlays_lane ?=
overlays_only ?=
overlays_nightshift ?=
overlays_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
overlays_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
overlays_cpu := $(firstword $(subst -, ,$(overlays_host)))
overlays_system := $(if $(filter arm% aarch64%,$(overlays_cpu)),aarch64,$(overlays_cpu))-$(or $(findstring darwin,$(overlays_host)),$(findstring linux,$(overlays_host)),other)
overlays_platform_x86_64-linux := linux
overlays_platform ?= $(overlays_platform_$(overlays_system))
overlays_platforms := linux

# With these options make says success although nothing ran, or something failed.
overlays_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter overlays-%,$(MAKECMDGOALS)),$(if $(findstring t,$(overlays_flags)),$(error overlays: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(overlays_flags)),$(error overlays: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(overlays_platforms),$(overlays_platform)),$(error overlays: no platform is named '$(overlays_platform)'; there are: $(overlays_platforms)))

# What each lane does on each platform.
overlays_does_linux := pr=checked merge=checked nightly=checked
overlays_on_linux :=

overlays_on := $(overlays_on_$(overlays_platform))
overlays_variants := kwok
overlays_programs_kwok := 
overlays_make_kwok := :
overlays_env_kwok :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
overlays_outside := $(filter overlays_run.%,$(.VARIABLES))
overlays_run.kwok-aks := 999249999 kwok - 1800 'scripts/simulate aks any'
overlays_run.kwok-aks-inference := 999249999 kwok - 1800 'scripts/simulate aks-inference any'
overlays_run.kwok-aks-training := 999249999 kwok - 1800 'scripts/simulate aks-training any'
overlays_run.kwok-eks := 999249999 kwok - 1800 'scripts/simulate eks any'
overlays_run.kwok-eks-inference := 999249999 kwok - 1800 'scripts/simulate eks-inference any'
overlays_run.kwok-eks-training := 999249999 kwok - 1800 'scripts/simulate eks-training any'
overlays_run.kwok-gb200-eks := 999249999 kwok - 1800 'scripts/simulate gb200-eks gb200'
overlays_run.kwok-gb200-eks-inference := 999249999 kwok - 1800 'scripts/simulate gb200-eks-inference gb200'
overlays_run.kwok-gb200-eks-inference-ubuntu := 999249999 kwok - 1800 'scripts/simulate gb200-eks-inference-ubuntu gb200'
overlays_run.kwok-gb200-eks-training := 999249999 kwok - 1800 'scripts/simulate gb200-eks-training gb200'
overlays_run.kwok-gb200-eks-training-slurm := 999249999 kwok - 1800 'scripts/simulate gb200-eks-training-slurm gb200'
overlays_run.kwok-gb200-eks-training-ubuntu := 999249999 kwok - 1800 'scripts/simulate gb200-eks-training-ubuntu gb200'
overlays_run.kwok-gke := 999249999 kwok - 1800 'scripts/simulate gke any'
overlays_run.kwok-gke-inference := 999249999 kwok - 1800 'scripts/simulate gke-inference any'
overlays_run.kwok-gke-training := 999249999 kwok - 1800 'scripts/simulate gke-training any'
overlays_run.kwok-h100-aks := 999249999 kwok - 1800 'scripts/simulate h100-aks h100'
overlays_run.kwok-h100-aks-inference := 999249999 kwok - 1800 'scripts/simulate h100-aks-inference h100'
overlays_run.kwok-h100-aks-inference-ubuntu := 999249999 kwok - 1800 'scripts/simulate h100-aks-inference-ubuntu h100'
overlays_run.kwok-h100-aks-training := 999249999 kwok - 1800 'scripts/simulate h100-aks-training h100'
overlays_run.kwok-h100-aks-training-slurm := 999249999 kwok - 1800 'scripts/simulate h100-aks-training-slurm h100'
overlays_run.kwok-h100-aks-training-ubuntu := 999249999 kwok - 1800 'scripts/simulate h100-aks-training-ubuntu h100'
overlays_run.kwok-h100-eks := 999249999 kwok - 1800 'scripts/simulate h100-eks h100'
overlays_run.kwok-h100-eks-inference := 999249999 kwok - 1800 'scripts/simulate h100-eks-inference h100'
overlays_run.kwok-h100-eks-inference-ubuntu := 999249999 kwok - 1800 'scripts/simulate h100-eks-inference-ubuntu h100'
overlays_run.kwok-h100-eks-training := 999249999 kwok - 1800 'scripts/simulate h100-eks-training h100'
overlays_run.kwok-h100-eks-training-slurm := 999249999 kwok - 1800 'scripts/simulate h100-eks-training-slurm h100'
overlays_run.kwok-h100-eks-training-ubuntu := 999249999 kwok - 1800 'scripts/simulate h100-eks-training-ubuntu h100'
overlays_run.kwok-h100-gke := 999249999 kwok - 1800 'scripts/simulate h100-gke h100'
overlays_run.kwok-h100-gke-inference := 999249999 kwok - 1800 'scripts/simulate h100-gke-inference h100'
overlays_run.kwok-h100-gke-training := 999249999 kwok - 1800 'scripts/simulate h100-gke-training h100'
overlays_run.kwok-h100-gke-training-cos := 999249999 kwok - 1800 'scripts/simulate h100-gke-training-cos h100'
overlays_run.kwok-h100-kind := 999249999 kwok - 1800 'scripts/simulate h100-kind h100'
overlays_run.kwok-h100-kind-inference := 999249999 kwok - 1800 'scripts/simulate h100-kind-inference h100'
overlays_run.kwok-h100-kind-training := 999249999 kwok - 1800 'scripts/simulate h100-kind-training h100'
overlays_run.kwok-kind := 999249999 kwok - 1800 'scripts/simulate kind any'
overlays_run.kwok-kind-training := 999249999 kwok - 1800 'scripts/simulate kind-training any'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(overlays_outside),$(if $(filter line override,$(origin $(v))),$(error overlays: '$(v)' is set outside of this file, which alone says what units are)))
overlays_units := $(patsubst overlays_run.%,%,$(filter overlays_run.%,$(.VARIABLES)))
$(foreach v,$(overlays_outside),$(if $(filter file,$(origin $(v))),,$(eval overlays_units := $(filter-out $(v:overlays_run.%=%),$(overlays_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
overlays_weighed := $(foreach u,$(overlays_units),$(firstword $(overlays_run.$(u)))/$(u))
overlays_weighed := $(if $(findstring :$(overlays_platform)=off,$(overlays_weighed)),$(foreach w,$(overlays_weighed),$(if $(findstring :$(overlays_platform)=off,$(w)),,$(w))),$(overlays_weighed))
overlays_weight_here = $(patsubst $(overlays_platform)=%,%,$(filter $(overlays_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
overlays_weighed := $(if $(findstring :$(overlays_platform)=,$(overlays_weighed)),$(foreach w,$(overlays_weighed),$(addsuffix :,$(call overlays_weight_here,$(w)))$(w)),$(overlays_weighed))
ifneq ($(findstring $(overlays_blank)-,$(overlays_blank)$(overlays_weighed)),)
overlays_known := $(sort $(filter-out -%,$(overlays_weighed)))
overlays_median := $(if $(overlays_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(overlays_blank),,$(patsubst %,1,$(overlays_known))))),$(overlays_known))))))
overlays_weighed := $(patsubst -%,$(overlays_median)%,$(overlays_weighed))
endif
overlays_weighed := $(sort $(overlays_weighed))
overlays_here := $(notdir $(overlays_weighed))
overlays_in = $(filter $(1)-%,$(overlays_here))
ifneq ($(filter $(addsuffix -%,$(overlays_variants)),$(overlays_variants)),)
overlays_by_variant := $(foreach u,$(overlays_here),$(word 2,$(overlays_run.$(u)))/$(u))
overlays_in = $(notdir $(filter $(1)/%,$(overlays_by_variant)))
endif
overlays_later := $(if $(findstring :merge,$(overlays_weighed))$(findstring :nightly,$(overlays_weighed))$(findstring :none,$(overlays_weighed)),$(foreach w,$(overlays_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
overlays_of_pr := pr
overlays_of_merge := pr merge
overlays_of_nightly := pr merge nightly
$(foreach u,$(overlays_only),$(if $(filter undefined,$(origin overlays_run.$(u))),$(error overlays: no unit is named '$(u)')))
overlays_selected := $(if $(overlays_only),$(filter $(overlays_only),$(overlays_here)))

define overlays_sh :=
overlays_unit() {
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
		--pool=*) echo "overlays: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with overlays_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(overlays_cd) || exit 3
	ns_out=$$overlays_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "overlays: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$overlays_seed ;;
	esac
	unset overlays_sh
	ns_watch=$$overlays_limit_sh
	unset overlays_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite overlays' $${overlays_plan:+"plan $$overlays_plan"} "run $$overlays_run" "unit $$ns_unit" \
		$${overlays_platform:+"platform $$overlays_platform"} $${overlays_lane:+"lane $$overlays_lane"} \
		$${overlays_commit:+"commit $$overlays_commit" "tree $$overlays_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define overlays_limit_sh :=
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
define overlays_start
overlays_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
overlays_plan := $(shell $(overlays_unset); git hash-object --no-filters -- $(call overlays_quote,$(overlays_plan_file)) 2>/dev/null)
overlays_commit := $(shell $(overlays_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
overlays_tree := $(if $(overlays_commit),$(shell $(overlays_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(overlays_nightshift),)
export overlays_sh overlays_results overlays_platform overlays_lane overlays_run overlays_plan overlays_limit_sh overlays_commit overlays_tree

endif
endef
overlays_go = $(eval $(value overlays_start))$(eval overlays_go := eval "$$$$overlays_sh";)$(overlays_go)

overlays_quote = '$(subst ','\'',$(1))'
define overlays_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
overlays_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
overlays_hand = $(if $(overlays_says_n),@echo ,+@)$(overlays_words) $(1) $(if $(overlays_says_n),$(2),--units=$(call overlays_quote,$(call overlays_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
overlays_mine :=
overlays_list = $(eval overlays_mine := $(shell mkdir -p -- $(call overlays_quote,$(overlays_dir)$(1)) && CDPATH= cd -- $(call overlays_quote,$(overlays_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(overlays_dir)$(1)/$(overlays_mine),$(subst $(overlays_blank),$(overlays_newline),$(2)))$(1)/$(overlays_mine)
overlays_words = $(eval $(value overlays_start))$(eval overlays_words := $$(call overlays_quote,$$(overlays_nightshift)) run --plan=$$(call overlays_quote,nix/overlays.json) $$(overlays_run_options))$(overlays_words)
overlays_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call overlays_quote,$(overlays_top).)$(if $(overlays_platform), --platform=$(call overlays_quote,$(overlays_platform)))$(if $(overlays_commit), --commit=$(overlays_commit) --tree=$(overlays_tree)) \
	$(if $(overlays_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(overlays_results)),--into=$(call overlays_quote,$(if $(filter /%,$(overlays_results)),,)$(overlays_results)) )$(if $(findstring k,$(overlays_flags)),,--fail-fast )$(overlays_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
overlays_goals := $(strip $(patsubst overlays-test-%,%,$(filter-out overlays-selected,$(MAKECMDGOALS))) $(if $(filter overlays-selected,$(MAKECMDGOALS)),$(overlays_selected)))
overlays_variant_of = $(if $(filter undefined,$(origin overlays_run.$(g))),all,$(word 2,$(overlays_run.$(g))))
overlays_wanted := $(if $(or $(if $(overlays_goals),,all),$(filter all,$(foreach g,$(filter-out $(overlays_variants),$(overlays_goals)),$(overlays_variant_of)))),$(overlays_variants),$(sort $(filter $(overlays_variants),$(overlays_goals)) $(foreach g,$(filter-out $(overlays_variants),$(overlays_goals)),$(overlays_variant_of))))
.PHONY: overlays-programs
overlays-programs: $(if $(overlays_prebuilt),,$(addprefix overlays-build-,$(overlays_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
overlays_builds := kwok
define overlays_build
overlays-build-$(1): ; @$$(overlays_cd) && sh -c $$(overlays_on)$$(overlays_make_$(1))
endef

.PHONY: $(addprefix overlays-build-,$(overlays_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: overlays-test overlays-selected overlays-build overlays-list $(addprefix overlays-test-,$(overlays_units) $(overlays_variants) pr merge nightly)
ifeq ($(overlays_nightshift),)
$(addprefix overlays-test-,$(overlays_units)): overlays-test-%: | overlays-programs ; @$(overlays_go) overlays_unit $* ''$(overlays_on)$(overlays_env_$(word 2,$(overlays_run.$*))) $(overlays_run.$*) -- $(overlays_programs_$(word 2,$(overlays_run.$*)))
overlays_needs = $(addprefix overlays-test-,$(1))
overlays_hand_over = @:
else
$(addprefix overlays-test-,$(overlays_units)): overlays-test-%: ; $(call overlays_hand,$(addprefix --lane=,$(overlays_lane)),$*)
overlays_needs =
overlays_hand_over = $(call overlays_hand,$(1),$(2))
endif
overlays_nothing = @echo "overlays: $(1)" >&2; exit 1
overlays-test: $(call overlays_needs,$(overlays_here)) ; $(if $(overlays_here),$(call overlays_hand_over,$(addprefix --lane=,$(overlays_lane)),$(overlays_here)),$(call overlays_nothing,no unit runs on platform '$(overlays_platform)'))
overlays-selected: $(call overlays_needs,$(overlays_selected)) ; $(if $(overlays_selected),$(call overlays_hand_over,$(addprefix --lane=,$(overlays_lane)),$(overlays_selected)),$(call overlays_nothing,overlays_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define overlays_variant
overlays-test-$(1): $$(call overlays_needs,$$(call overlays_in,$(1))) ; $$(if $$(call overlays_in,$(1)),$$(call overlays_hand_over,$$(addprefix --lane=,$$(overlays_lane)),$$(call overlays_in,$(1))),$$(call overlays_nothing,no unit of $(1) runs on this platform))
endef
overlays_owed = $(notdir $(filter $(overlays_of_$(1):%=%/%),$(overlays_later)))
define overlays_lane_checked
overlays-test-$(1): $$(if $$(overlays_nightshift),,$$(if $$(overlays_later),$$(call overlays_needs,$$(call overlays_owed,$(1))),overlays-test)) ; $$(if $$(if $$(overlays_later),$$(call overlays_owed,$(1)),$$(overlays_here)),$$(call overlays_hand_over,--lane=$(1),$$(if $$(overlays_later),$$(call overlays_owed,$(1)),$$(overlays_here))),$$(call overlays_nothing,lane $(1) runs nothing on platform '$$(overlays_platform)'))
endef
define overlays_lane_build
overlays-test-$(1): overlays-build ; @echo 'overlays: lane $(1) only builds on $$(overlays_platform)'
endef
define overlays_lane_none
overlays-test-$(1): ; $$(call overlays_nothing,lane $(1) runs nothing on platform '$$(overlays_platform)')
endef
$(foreach v,$(overlays_builds),$(eval $(call overlays_build,$(v))))
$(foreach v,$(overlays_variants),$(eval $(call overlays_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call overlays_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(overlays_does_$(overlays_platform)))),none),$(l))))
overlays-build: $(addprefix overlays-build-,$(overlays_variants))
overlays-list: ; @:$(foreach u,$(overlays_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter overlays_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(overlays_default_goal),$(if $(overlays_alone),overlays-test))
