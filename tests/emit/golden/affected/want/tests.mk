# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'affected' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 affected-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 affected-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 affected-selected              those that affected_only names (a long list: in a makefile read before this one)
#     make affected-build, affected-build-VARIANT    only build; affected-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: affected_seed=N, affected_platform=NAME, affected_lane=NAME, affected_results=DIR
# (from the suite's folder), affected_prebuilt=1 (build nothing); affected_nightshift=PATH hands all units to 'nightshift run' with affected_options=...

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
affected_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
affected_cd := $(affected_unset); cd -- '$(subst ','\'',$(affected_dir))'
affected_plan_file := $(affected_folder)nix/affected.json
affected_top := $(affected_folder)
affected_results ?= build/nightshift
affected_prebuilt ?=
affected_lane ?=
affected_only ?=
affected_nightshift ?=
affected_options ?=

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

# What each lane does on each platform.
affected_does_linux := pr=checked merge=checked nightly=checked
affected_on_linux :=
affected_does_mac := pr=build merge=checked nightly=checked
affected_on_mac :=

affected_on := $(affected_on_$(affected_platform))
affected_variants := v w
affected_programs_v := 
affected_make_v := :
affected_env_v :=
affected_programs_w := 
affected_make_w := :
affected_env_w :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
affected_outside := $(filter affected_run.%,$(.VARIABLES))
affected_run.v-all := - v - - './test all'
affected_run.v-alone := - v - - './test alone'
affected_run.v-chunks_0 := - v - - './test chunks 0'
affected_run.v-chunks_1 := - v - - './test chunks 1'
affected_run.v-chunks_2 := - v - - './test chunks 2'
affected_run.v-chunks_3 := - v - - './test chunks 3'
affected_run.v-utf16 := - v - - './test utf16'
affected_run.v-utf32 := - v - - './test utf32'
affected_run.v-utf8 := - v - - './test utf8'
affected_run.w-all := - w - - './test all'
affected_run.w-alone := - w - - './test alone'
affected_run.w-chunks_0 := - w - - './test chunks 0'
affected_run.w-chunks_1 := - w - - './test chunks 1'
affected_run.w-chunks_2 := - w - - './test chunks 2'
affected_run.w-chunks_3 := - w - - './test chunks 3'
affected_run.w-utf16 := - w - - './test utf16'
affected_run.w-utf32 := - w - - './test utf32'
affected_run.w-utf8 := - w - - './test utf8'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(affected_outside),$(if $(filter line override,$(origin $(v))),$(error affected: '$(v)' is set outside of this file, which alone says what units are)))
affected_units := $(patsubst affected_run.%,%,$(filter affected_run.%,$(.VARIABLES)))
$(foreach v,$(affected_outside),$(if $(filter file,$(origin $(v))),,$(eval affected_units := $(filter-out $(v:affected_run.%=%),$(affected_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
affected_weighed := $(foreach u,$(affected_units),$(firstword $(affected_run.$(u)))/$(u))
affected_weighed := $(if $(findstring :$(affected_platform)=off,$(affected_weighed)),$(foreach w,$(affected_weighed),$(if $(findstring :$(affected_platform)=off,$(w)),,$(w))),$(affected_weighed))
affected_weight_here = $(patsubst $(affected_platform)=%,%,$(filter $(affected_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
affected_weighed := $(if $(findstring :$(affected_platform)=,$(affected_weighed)),$(foreach w,$(affected_weighed),$(addsuffix :,$(call affected_weight_here,$(w)))$(w)),$(affected_weighed))
ifneq ($(findstring $(affected_blank)-,$(affected_blank)$(affected_weighed)),)
affected_known := $(sort $(filter-out -%,$(affected_weighed)))
affected_median := $(if $(affected_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(affected_blank),,$(patsubst %,1,$(affected_known))))),$(affected_known))))))
affected_weighed := $(patsubst -%,$(affected_median)%,$(affected_weighed))
endif
affected_weighed := $(sort $(affected_weighed))
affected_here := $(notdir $(affected_weighed))
affected_in = $(filter $(1)-%,$(affected_here))
ifneq ($(filter $(addsuffix -%,$(affected_variants)),$(affected_variants)),)
affected_by_variant := $(foreach u,$(affected_here),$(word 2,$(affected_run.$(u)))/$(u))
affected_in = $(notdir $(filter $(1)/%,$(affected_by_variant)))
endif
affected_later := $(if $(findstring :merge,$(affected_weighed))$(findstring :nightly,$(affected_weighed))$(findstring :none,$(affected_weighed)),$(foreach w,$(affected_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
affected_of_pr := pr
affected_of_merge := pr merge
affected_of_nightly := pr merge nightly
$(foreach u,$(affected_only),$(if $(filter undefined,$(origin affected_run.$(u))),$(error affected: no unit is named '$(u)')))
affected_selected := $(if $(affected_only),$(filter $(affected_only),$(affected_here)))

define affected_sh :=
affected_unit() {
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
		--pool=*) echo "affected: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with affected_nightshift=PATH where it is" >&2; exit 1 ;;
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
	unset affected_sh
	ns_watch=$$affected_limit_sh
	unset affected_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite affected' $${affected_plan:+"plan $$affected_plan"} "run $$affected_run" "unit $$ns_unit" \
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

# It runs the command of a unit that may take so many seconds, whose status is 124 if it has not ended by then: timeout(1) is not
# everywhere, nor is it the same. What keeps the time beside it ends the command and all below it, as far as the system says what that is;
# those above first, since a shell whose child has ended goes on with its next command. While nothing is found and the command goes on, it looks again.
define affected_limit_sh :=
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
define affected_start
affected_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
affected_plan := $(shell $(affected_unset); git hash-object --no-filters -- $(call affected_quote,$(affected_plan_file)) 2>/dev/null)
affected_commit := $(shell $(affected_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
affected_tree := $(if $(affected_commit),$(shell $(affected_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(affected_nightshift),)
export affected_sh affected_results affected_platform affected_lane affected_run affected_plan affected_limit_sh affected_commit affected_tree

endif
endef
affected_go = $(eval $(value affected_start))$(eval affected_go := eval "$$$$affected_sh";)$(affected_go)

affected_quote = '$(subst ','\'',$(1))'
define affected_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
affected_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
affected_hand = $(if $(affected_says_n),@echo ,+@)$(affected_words) $(1) $(if $(affected_says_n),$(2),--units=$(call affected_quote,$(call affected_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
affected_mine :=
affected_list = $(eval affected_mine := $(shell mkdir -p -- $(call affected_quote,$(affected_dir)$(1)) && CDPATH= cd -- $(call affected_quote,$(affected_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(affected_dir)$(1)/$(affected_mine),$(subst $(affected_blank),$(affected_newline),$(2)))$(1)/$(affected_mine)
affected_words = $(eval $(value affected_start))$(eval affected_words := $$(call affected_quote,$$(affected_nightshift)) run --plan=$$(call affected_quote,nix/affected.json) $$(affected_run_options))$(affected_words)
affected_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call affected_quote,$(affected_top).)$(if $(affected_platform), --platform=$(call affected_quote,$(affected_platform)))$(if $(affected_commit), --commit=$(affected_commit) --tree=$(affected_tree)) \
	$(if $(affected_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(affected_results)),--into=$(call affected_quote,$(if $(filter /%,$(affected_results)),,)$(affected_results)) )$(if $(findstring k,$(affected_flags)),,--fail-fast )$(affected_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
affected_goals := $(strip $(patsubst affected-test-%,%,$(filter-out affected-selected,$(MAKECMDGOALS))) $(if $(filter affected-selected,$(MAKECMDGOALS)),$(affected_selected)))
affected_variant_of = $(if $(filter undefined,$(origin affected_run.$(g))),all,$(word 2,$(affected_run.$(g))))
affected_wanted := $(if $(or $(if $(affected_goals),,all),$(filter all,$(foreach g,$(filter-out $(affected_variants),$(affected_goals)),$(affected_variant_of)))),$(affected_variants),$(sort $(filter $(affected_variants),$(affected_goals)) $(foreach g,$(filter-out $(affected_variants),$(affected_goals)),$(affected_variant_of))))
.PHONY: affected-programs
affected-programs: $(if $(affected_prebuilt),,$(addprefix affected-build-,$(affected_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
affected_builds := v w
define affected_build
affected-build-$(1): ; @$$(affected_cd) && sh -c $$(affected_on)$$(affected_make_$(1))
endef

.PHONY: $(addprefix affected-build-,$(affected_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: affected-test affected-selected affected-build affected-list $(addprefix affected-test-,$(affected_units) $(affected_variants) pr merge nightly)
ifeq ($(affected_nightshift),)
$(addprefix affected-test-,$(affected_units)): affected-test-%: | affected-programs ; @$(affected_go) affected_unit $* ''$(affected_on)$(affected_env_$(word 2,$(affected_run.$*))) $(affected_run.$*) -- $(affected_programs_$(word 2,$(affected_run.$*)))
affected_needs = $(addprefix affected-test-,$(1))
affected_hand_over = @:
else
$(addprefix affected-test-,$(affected_units)): affected-test-%: ; $(call affected_hand,$(addprefix --lane=,$(affected_lane)),$*)
affected_needs =
affected_hand_over = $(call affected_hand,$(1),$(2))
endif
affected_nothing = @echo "affected: $(1)" >&2; exit 1
affected-test: $(call affected_needs,$(affected_here)) ; $(if $(affected_here),$(call affected_hand_over,$(addprefix --lane=,$(affected_lane)),$(affected_here)),$(call affected_nothing,no unit runs on platform '$(affected_platform)'))
affected-selected: $(call affected_needs,$(affected_selected)) ; $(if $(affected_selected),$(call affected_hand_over,$(addprefix --lane=,$(affected_lane)),$(affected_selected)),$(call affected_nothing,affected_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define affected_variant
affected-test-$(1): $$(call affected_needs,$$(call affected_in,$(1))) ; $$(if $$(call affected_in,$(1)),$$(call affected_hand_over,$$(addprefix --lane=,$$(affected_lane)),$$(call affected_in,$(1))),$$(call affected_nothing,no unit of $(1) runs on this platform))
endef
affected_owed = $(notdir $(filter $(affected_of_$(1):%=%/%),$(affected_later)))
define affected_lane_checked
affected-test-$(1): $$(if $$(affected_nightshift),,$$(if $$(affected_later),$$(call affected_needs,$$(call affected_owed,$(1))),affected-test)) ; $$(if $$(if $$(affected_later),$$(call affected_owed,$(1)),$$(affected_here)),$$(call affected_hand_over,--lane=$(1),$$(if $$(affected_later),$$(call affected_owed,$(1)),$$(affected_here))),$$(call affected_nothing,lane $(1) runs nothing on platform '$$(affected_platform)'))
endef
define affected_lane_build
affected-test-$(1): affected-build ; @echo 'affected: lane $(1) only builds on $$(affected_platform)'
endef
define affected_lane_none
affected-test-$(1): ; $$(call affected_nothing,lane $(1) runs nothing on platform '$$(affected_platform)')
endef
$(foreach v,$(affected_builds),$(eval $(call affected_build,$(v))))
$(foreach v,$(affected_variants),$(eval $(call affected_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call affected_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(affected_does_$(affected_platform)))),none),$(l))))
affected-build: $(addprefix affected-build-,$(affected_variants))
affected-list: ; @:$(foreach u,$(affected_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter affected_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(affected_default_goal),$(if $(affected_alone),affected-test))
