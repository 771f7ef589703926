# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'regression' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 regression-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 regression-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 regression-selected              those that regression_only names (a long list: in a makefile read before this one)
#     make regression-build, regression-build-VARIANT    only build; regression-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: regression_seed=N, regression_platform=NAME, regression_lane=NAME, regression_results=DIR
# (from the suite's folder), regression_prebuilt=1 (build nothing); regression_nightshift=PATH hands all units to 'nightshift run' with regression_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
regression_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(regression_version)))
$(error regression: this file needs GNU Make 4.3 or later, and this is $(regression_version); macOS: brew install make, then gmake)
endif

regression_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
regression_blank := $(subst ,, )
regression_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call regression_path,$(lastword $(2))\$(regression_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
regression_file := $(or $(call regression_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
regression_folder := $(subst :blank:,$(regression_blank),$(dir $(subst \$(regression_blank),:blank:,$(regression_file))))
regression_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(regression_file)))
regression_dir := $(regression_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
regression_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
regression_cd := $(regression_unset); cd -- '$(subst ','\'',$(regression_dir))'
regression_plan_file := $(regression_folder)../../nix/regression.json
regression_top := $(regression_folder)../../
regression_results ?= build/nightshift
regression_prebuilt ?=
regression_lane ?=
regression_only ?=
regression_nightshift ?=
regression_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
regression_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
regression_cpu := $(firstword $(subst -, ,$(regression_host)))
regression_system := $(if $(filter arm% aarch64%,$(regression_cpu)),aarch64,$(regression_cpu))-$(or $(findstring darwin,$(regression_host)),$(findstring linux,$(regression_host)),other)
regression_platform_x86_64-linux := linux
regression_platform ?= $(regression_platform_$(regression_system))
regression_platforms := linux

# With these options make says success although nothing ran, or something failed.
regression_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter regression-%,$(MAKECMDGOALS)),$(if $(findstring t,$(regression_flags)),$(error regression: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(regression_flags)),$(error regression: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(regression_platforms),$(regression_platform)),$(error regression: no platform is named '$(regression_platform)'; there are: $(regression_platforms)))

# What each lane does on each platform.
regression_does_linux := pr=checked merge=checked nightly=none
regression_on_linux :=

regression_on := $(regression_on_$(regression_platform))
regression_variants := docker
regression_programs_docker := 
regression_make_docker := :
regression_env_docker :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
regression_outside := $(filter regression_run.%,$(.VARIABLES))
regression_run.docker-animejs-adapter := 999952999 docker - 1800 'node harness --sequential animejs-adapter'
regression_run.docker-audio-mux-parity := 999947999 docker - 1800 'node harness --sequential audio-mux-parity'
regression_run.docker-chat := 999929999 docker - 1800 'node harness --sequential chat'
regression_run.docker-css-animation-adapter := 999953999 docker - 1800 'node harness --sequential css-animation-adapter'
regression_run.docker-css-spinner-render-compat := 999901999 docker - 1800 'node harness --sequential css-spinner-render-compat'
regression_run.docker-font-variant-numeric := 999900999 docker - 1800 'node harness --sequential font-variant-numeric'
regression_run.docker-gsap-timeline-render-compat := 999906999 docker - 1800 'node harness --sequential gsap-timeline-render-compat'
regression_run.docker-hdr-hlg-regression := 999897999 docker - 1800 'node harness --sequential hdr-hlg-regression'
regression_run.docker-hdr-image-only := 999900999 docker - 1800 'node harness --sequential hdr-image-only'
regression_run.docker-hdr-regression := 999888999 docker - 1800 'node harness --sequential hdr-regression'
regression_run.docker-iframe-render-compat := 999906999 docker - 1800 'node harness --sequential iframe-render-compat'
regression_run.docker-lottie-adapter := 999956999 docker - 1800 'node harness --sequential lottie-adapter'
regression_run.docker-many-cuts := 999947999 docker - 1800 'node harness --sequential many-cuts'
regression_run.docker-many-cuts-audio := 999949999 docker - 1800 'node harness --sequential many-cuts-audio'
regression_run.docker-missing-host-comp-id := 999916999 docker - 1800 'node harness --sequential missing-host-comp-id'
regression_run.docker-mov-prores := 999908999 docker - 1800 'node harness --sequential mov-prores'
regression_run.docker-mp4-h265-sdr := 999951999 docker - 1800 'node harness --sequential mp4-h265-sdr'
regression_run.docker-overlay-montage-prod := 999928999 docker - 1800 'node harness --sequential overlay-montage-prod'
regression_run.docker-parallel-capture-regression := 999917999 docker - 1800 'node harness --sequential parallel-capture-regression'
regression_run.docker-png-sequence := 999909999 docker - 1800 'node harness --sequential png-sequence'
regression_run.docker-raf-ball-render-compat := 999901999 docker - 1800 'node harness --sequential raf-ball-render-compat'
regression_run.docker-style-1-prod := 999686999 docker - 1800 'node harness --sequential style-1-prod'
regression_run.docker-style-10-prod := 999804999 docker - 1800 'node harness --sequential style-10-prod'
regression_run.docker-style-11-prod := 999819999 docker - 1800 'node harness --sequential style-11-prod'
regression_run.docker-style-12-prod := 999828999 docker - 1800 'node harness --sequential style-12-prod'
regression_run.docker-style-13-prod := 999101999 docker - 1800 'node harness --sequential style-13-prod'
regression_run.docker-style-14-prod := 999829999 docker - 1800 'node harness --sequential style-14-prod'
regression_run.docker-style-15-prod := 999885999 docker - 1800 'node harness --sequential '\''--mode=distributed'\'' style-15-prod'
regression_run.docker-style-16-prod := 999838999 docker - 1800 'node harness --sequential style-16-prod'
regression_run.docker-style-17-prod := 999845999 docker - 1800 'node harness --sequential style-17-prod'
regression_run.docker-style-18-prod := 999861999 docker - 1800 'node harness --sequential style-18-prod'
regression_run.docker-style-19-prod := 999876999 docker - 1800 'node harness --sequential style-19-prod'
regression_run.docker-style-2-prod := 999719999 docker - 1800 'node harness --sequential style-2-prod'
regression_run.docker-style-20-prod := 999882999 docker - 1800 'node harness --sequential style-20-prod'
regression_run.docker-style-21-prod := 999885999 docker - 1800 'node harness --sequential style-21-prod'
regression_run.docker-style-3-prod := 999718999 docker - 1800 'node harness --sequential style-3-prod'
regression_run.docker-style-4-prod := 999739999 docker - 1800 'node harness --sequential style-4-prod'
regression_run.docker-style-5-prod := 999747999 docker - 1800 'node harness --sequential style-5-prod'
regression_run.docker-style-6-prod := 999753999 docker - 1800 'node harness --sequential style-6-prod'
regression_run.docker-style-7-prod := 999757999 docker - 1800 'node harness --sequential style-7-prod'
regression_run.docker-style-8-prod := 999763999 docker - 1800 'node harness --sequential style-8-prod'
regression_run.docker-style-9-prod := 999791999 docker - 1800 'node harness --sequential style-9-prod'
regression_run.docker-sub-composition-timing := 999975999 docker - 1800 'node harness --sequential sub-composition-timing'
regression_run.docker-sub-composition-video := 999900999 docker - 1800 'node harness --sequential '\''--mode=distributed'\'' sub-composition-video'
regression_run.docker-text-overflow := 999981999 docker - 1800 'node harness --sequential text-overflow'
regression_run.docker-three-adapter := 999963999 docker - 1800 'node harness --sequential three-adapter'
regression_run.docker-typegpu-adapter := 999963999 docker - 1800 'node harness --sequential typegpu-adapter'
regression_run.docker-variables-prod := 999942999 docker - 1800 'node harness --sequential variables-prod'
regression_run.docker-vignelli-stacking := 999947999 docker - 1800 'node harness --sequential vignelli-stacking'
regression_run.docker-waapi-adapter := 999965999 docker - 1800 'node harness --sequential waapi-adapter'
regression_run.docker-webm-transparency := 999908999 docker - 1800 'node harness --sequential webm-transparency'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(regression_outside),$(if $(filter line override,$(origin $(v))),$(error regression: '$(v)' is set outside of this file, which alone says what units are)))
regression_units := $(patsubst regression_run.%,%,$(filter regression_run.%,$(.VARIABLES)))
$(foreach v,$(regression_outside),$(if $(filter file,$(origin $(v))),,$(eval regression_units := $(filter-out $(v:regression_run.%=%),$(regression_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
regression_weighed := $(foreach u,$(regression_units),$(firstword $(regression_run.$(u)))/$(u))
regression_weighed := $(if $(findstring :$(regression_platform)=off,$(regression_weighed)),$(foreach w,$(regression_weighed),$(if $(findstring :$(regression_platform)=off,$(w)),,$(w))),$(regression_weighed))
regression_weight_here = $(patsubst $(regression_platform)=%,%,$(filter $(regression_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
regression_weighed := $(if $(findstring :$(regression_platform)=,$(regression_weighed)),$(foreach w,$(regression_weighed),$(addsuffix :,$(call regression_weight_here,$(w)))$(w)),$(regression_weighed))
ifneq ($(findstring $(regression_blank)-,$(regression_blank)$(regression_weighed)),)
regression_known := $(sort $(filter-out -%,$(regression_weighed)))
regression_median := $(if $(regression_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(regression_blank),,$(patsubst %,1,$(regression_known))))),$(regression_known))))))
regression_weighed := $(patsubst -%,$(regression_median)%,$(regression_weighed))
endif
regression_weighed := $(sort $(regression_weighed))
regression_here := $(notdir $(regression_weighed))
regression_in = $(filter $(1)-%,$(regression_here))
ifneq ($(filter $(addsuffix -%,$(regression_variants)),$(regression_variants)),)
regression_by_variant := $(foreach u,$(regression_here),$(word 2,$(regression_run.$(u)))/$(u))
regression_in = $(notdir $(filter $(1)/%,$(regression_by_variant)))
endif
regression_later := $(if $(findstring :merge,$(regression_weighed))$(findstring :nightly,$(regression_weighed))$(findstring :none,$(regression_weighed)),$(foreach w,$(regression_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
regression_of_pr := pr
regression_of_merge := pr merge
regression_of_nightly := pr merge nightly
$(foreach u,$(regression_only),$(if $(filter undefined,$(origin regression_run.$(u))),$(error regression: no unit is named '$(u)')))
regression_selected := $(if $(regression_only),$(filter $(regression_only),$(regression_here)))

define regression_sh :=
regression_unit() {
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
		--pool=*) echo "regression: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with regression_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(regression_cd) || exit 3
	ns_out=$$regression_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "regression: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$regression_seed ;;
	esac
	unset regression_sh
	ns_watch=$$regression_limit_sh
	unset regression_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite regression' $${regression_plan:+"plan $$regression_plan"} "run $$regression_run" "unit $$ns_unit" \
		$${regression_platform:+"platform $$regression_platform"} $${regression_lane:+"lane $$regression_lane"} \
		$${regression_commit:+"commit $$regression_commit" "tree $$regression_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define regression_limit_sh :=
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
define regression_start
regression_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
regression_plan := $(shell $(regression_unset); git hash-object --no-filters -- $(call regression_quote,$(regression_plan_file)) 2>/dev/null)
regression_commit := $(shell $(regression_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
regression_tree := $(if $(regression_commit),$(shell $(regression_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(regression_nightshift),)
export regression_sh regression_results regression_platform regression_lane regression_run regression_plan regression_limit_sh regression_commit regression_tree

endif
endef
regression_go = $(eval $(value regression_start))$(eval regression_go := eval "$$$$regression_sh";)$(regression_go)

regression_quote = '$(subst ','\'',$(1))'
define regression_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
regression_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
regression_hand = $(if $(regression_says_n),@echo ,+@)$(regression_words) $(1) $(if $(regression_says_n),$(2),--units=$(call regression_quote,packages/producer/$(call regression_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
regression_mine :=
regression_list = $(eval regression_mine := $(shell mkdir -p -- $(call regression_quote,$(regression_dir)$(1)) && CDPATH= cd -- $(call regression_quote,$(regression_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(regression_dir)$(1)/$(regression_mine),$(subst $(regression_blank),$(regression_newline),$(2)))$(1)/$(regression_mine)
regression_words = $(eval $(value regression_start))$(eval regression_words := $$(call regression_quote,$$(regression_nightshift)) run --plan=$$(call regression_quote,nix/regression.json) $$(regression_run_options))$(regression_words)
regression_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call regression_quote,$(regression_top).)$(if $(regression_platform), --platform=$(call regression_quote,$(regression_platform)))$(if $(regression_commit), --commit=$(regression_commit) --tree=$(regression_tree)) \
	$(if $(regression_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(regression_results)),--into=$(call regression_quote,$(if $(filter /%,$(regression_results)),,packages/producer/)$(regression_results)) )$(if $(findstring k,$(regression_flags)),,--fail-fast )$(regression_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
regression_goals := $(strip $(patsubst regression-test-%,%,$(filter-out regression-selected,$(MAKECMDGOALS))) $(if $(filter regression-selected,$(MAKECMDGOALS)),$(regression_selected)))
regression_variant_of = $(if $(filter undefined,$(origin regression_run.$(g))),all,$(word 2,$(regression_run.$(g))))
regression_wanted := $(if $(or $(if $(regression_goals),,all),$(filter all,$(foreach g,$(filter-out $(regression_variants),$(regression_goals)),$(regression_variant_of)))),$(regression_variants),$(sort $(filter $(regression_variants),$(regression_goals)) $(foreach g,$(filter-out $(regression_variants),$(regression_goals)),$(regression_variant_of))))
.PHONY: regression-programs
regression-programs: $(if $(regression_prebuilt),,$(addprefix regression-build-,$(regression_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
regression_builds := docker
define regression_build
regression-build-$(1): ; @$$(regression_cd) && sh -c $$(regression_on)$$(regression_make_$(1))
endef

.PHONY: $(addprefix regression-build-,$(regression_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: regression-test regression-selected regression-build regression-list $(addprefix regression-test-,$(regression_units) $(regression_variants) pr merge nightly)
ifeq ($(regression_nightshift),)
$(addprefix regression-test-,$(regression_units)): regression-test-%: | regression-programs ; @$(regression_go) regression_unit $* ''$(regression_on)$(regression_env_$(word 2,$(regression_run.$*))) $(regression_run.$*) -- $(regression_programs_$(word 2,$(regression_run.$*)))
regression_needs = $(addprefix regression-test-,$(1))
regression_hand_over = @:
else
$(addprefix regression-test-,$(regression_units)): regression-test-%: ; $(call regression_hand,$(addprefix --lane=,$(regression_lane)),$*)
regression_needs =
regression_hand_over = $(call regression_hand,$(1),$(2))
endif
regression_nothing = @echo "regression: $(1)" >&2; exit 1
regression-test: $(call regression_needs,$(regression_here)) ; $(if $(regression_here),$(call regression_hand_over,$(addprefix --lane=,$(regression_lane)),$(regression_here)),$(call regression_nothing,no unit runs on platform '$(regression_platform)'))
regression-selected: $(call regression_needs,$(regression_selected)) ; $(if $(regression_selected),$(call regression_hand_over,$(addprefix --lane=,$(regression_lane)),$(regression_selected)),$(call regression_nothing,regression_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define regression_variant
regression-test-$(1): $$(call regression_needs,$$(call regression_in,$(1))) ; $$(if $$(call regression_in,$(1)),$$(call regression_hand_over,$$(addprefix --lane=,$$(regression_lane)),$$(call regression_in,$(1))),$$(call regression_nothing,no unit of $(1) runs on this platform))
endef
regression_owed = $(notdir $(filter $(regression_of_$(1):%=%/%),$(regression_later)))
define regression_lane_checked
regression-test-$(1): $$(if $$(regression_nightshift),,$$(if $$(regression_later),$$(call regression_needs,$$(call regression_owed,$(1))),regression-test)) ; $$(if $$(if $$(regression_later),$$(call regression_owed,$(1)),$$(regression_here)),$$(call regression_hand_over,--lane=$(1),$$(if $$(regression_later),$$(call regression_owed,$(1)),$$(regression_here))),$$(call regression_nothing,lane $(1) runs nothing on platform '$$(regression_platform)'))
endef
define regression_lane_build
regression-test-$(1): regression-build ; @echo 'regression: lane $(1) only builds on $$(regression_platform)'
endef
define regression_lane_none
regression-test-$(1): ; $$(call regression_nothing,lane $(1) runs nothing on platform '$$(regression_platform)')
endef
$(foreach v,$(regression_builds),$(eval $(call regression_build,$(v))))
$(foreach v,$(regression_variants),$(eval $(call regression_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call regression_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(regression_does_$(regression_platform)))),none),$(l))))
regression-build: $(addprefix regression-build-,$(regression_variants))
regression-list: ; @:$(foreach u,$(regression_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter regression_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(regression_default_goal),$(if $(regression_alone),regression-test))
