# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'seconds' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 seconds-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 seconds-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 seconds-selected              those that seconds_only names (a long list: in a makefile read before this one)
#     make seconds-build, seconds-build-VARIANT    only build; seconds-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: seconds_seed=N, seconds_platform=NAME, seconds_lane=NAME, seconds_results=DIR
# (from the suite's folder), seconds_prebuilt=1 (build nothing); seconds_nightshift=PATH hands all units to 'nightshift run' with seconds_options=...

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
seconds_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
seconds_cd := $(seconds_unset); cd -- '$(subst ','\'',$(seconds_dir))'
seconds_plan_file := $(seconds_folder)nix/seconds.json
seconds_top := $(seconds_folder)
seconds_results ?= build/nightshift
seconds_prebuilt ?=
seconds_lane ?=
seconds_only ?=
seconds_nightshift ?=
seconds_options ?=

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

# What each lane does on each platform.
seconds_does_linux := pr=checked merge=checked nightly=checked
seconds_on_linux :=
seconds_does_mac := pr=checked merge=checked nightly=checked
seconds_on_mac :=

seconds_on := $(seconds_on_$(seconds_platform))
seconds_variants := v w
seconds_programs_v := 
seconds_make_v := :
seconds_env_v :=
seconds_programs_w := 
seconds_make_w := :
seconds_env_w :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
seconds_outside := $(filter seconds_run.%,$(.VARIABLES))
seconds_run.v-cut_0 := 999995999 v - - './test v cut 0'
seconds_run.v-cut_1 := 999995999 v - - './test v cut 1'
seconds_run.v-measured := 999990499:linux=999997999 v - - './test v measured'
seconds_run.v-said := 999996999:linux=999999749 v - - './test v said'
seconds_run.v-unknown := - v - - './test v unknown'
seconds_run.v-windowed := 999994999:linux=off v - - './test v windowed'
seconds_run.w-cut_0 := 999995999 w - - './test w cut 0'
seconds_run.w-cut_1 := 999995999:mac=999999999 w - - './test w cut 1'
seconds_run.w-measured := - w - - './test w measured'
seconds_run.w-said := 999987999 w - - './test w said'
seconds_run.w-unknown := - w - - './test w unknown'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(seconds_outside),$(if $(filter line override,$(origin $(v))),$(error seconds: '$(v)' is set outside of this file, which alone says what units are)))
seconds_units := $(patsubst seconds_run.%,%,$(filter seconds_run.%,$(.VARIABLES)))
$(foreach v,$(seconds_outside),$(if $(filter file,$(origin $(v))),,$(eval seconds_units := $(filter-out $(v:seconds_run.%=%),$(seconds_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
seconds_weighed := $(foreach u,$(seconds_units),$(firstword $(seconds_run.$(u)))/$(u))
seconds_weighed := $(if $(findstring :$(seconds_platform)=off,$(seconds_weighed)),$(foreach w,$(seconds_weighed),$(if $(findstring :$(seconds_platform)=off,$(w)),,$(w))),$(seconds_weighed))
seconds_weight_here = $(patsubst $(seconds_platform)=%,%,$(filter $(seconds_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
seconds_weighed := $(if $(findstring :$(seconds_platform)=,$(seconds_weighed)),$(foreach w,$(seconds_weighed),$(addsuffix :,$(call seconds_weight_here,$(w)))$(w)),$(seconds_weighed))
ifneq ($(findstring $(seconds_blank)-,$(seconds_blank)$(seconds_weighed)),)
seconds_known := $(sort $(filter-out -%,$(seconds_weighed)))
seconds_median := $(if $(seconds_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(seconds_blank),,$(patsubst %,1,$(seconds_known))))),$(seconds_known))))))
seconds_weighed := $(patsubst -%,$(seconds_median)%,$(seconds_weighed))
endif
seconds_weighed := $(sort $(seconds_weighed))
seconds_here := $(notdir $(seconds_weighed))
seconds_in = $(filter $(1)-%,$(seconds_here))
ifneq ($(filter $(addsuffix -%,$(seconds_variants)),$(seconds_variants)),)
seconds_by_variant := $(foreach u,$(seconds_here),$(word 2,$(seconds_run.$(u)))/$(u))
seconds_in = $(notdir $(filter $(1)/%,$(seconds_by_variant)))
endif
seconds_later := $(if $(findstring :merge,$(seconds_weighed))$(findstring :nightly,$(seconds_weighed))$(findstring :none,$(seconds_weighed)),$(foreach w,$(seconds_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
seconds_of_pr := pr
seconds_of_merge := pr merge
seconds_of_nightly := pr merge nightly
$(foreach u,$(seconds_only),$(if $(filter undefined,$(origin seconds_run.$(u))),$(error seconds: no unit is named '$(u)')))
seconds_selected := $(if $(seconds_only),$(filter $(seconds_only),$(seconds_here)))

define seconds_sh :=
seconds_unit() {
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
		--pool=*) echo "seconds: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with seconds_nightshift=PATH where it is" >&2; exit 1 ;;
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
	unset seconds_sh
	ns_watch=$$seconds_limit_sh
	unset seconds_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite seconds' $${seconds_plan:+"plan $$seconds_plan"} "run $$seconds_run" "unit $$ns_unit" \
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

# It runs the command of a unit that may take so many seconds, whose status is 124 if it has not ended by then: timeout(1) is not
# everywhere, nor is it the same. What keeps the time beside it ends the command and all below it, as far as the system says what that is;
# those above first, since a shell whose child has ended goes on with its next command. While nothing is found and the command goes on, it looks again.
define seconds_limit_sh :=
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
define seconds_start
seconds_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
seconds_plan := $(shell $(seconds_unset); git hash-object --no-filters -- $(call seconds_quote,$(seconds_plan_file)) 2>/dev/null)
seconds_commit := $(shell $(seconds_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
seconds_tree := $(if $(seconds_commit),$(shell $(seconds_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(seconds_nightshift),)
export seconds_sh seconds_results seconds_platform seconds_lane seconds_run seconds_plan seconds_limit_sh seconds_commit seconds_tree

endif
endef
seconds_go = $(eval $(value seconds_start))$(eval seconds_go := eval "$$$$seconds_sh";)$(seconds_go)

seconds_quote = '$(subst ','\'',$(1))'
define seconds_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
seconds_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
seconds_hand = $(if $(seconds_says_n),@echo ,+@)$(seconds_words) $(1) $(if $(seconds_says_n),$(2),--units=$(call seconds_quote,$(call seconds_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
seconds_mine :=
seconds_list = $(eval seconds_mine := $(shell mkdir -p -- $(call seconds_quote,$(seconds_dir)$(1)) && CDPATH= cd -- $(call seconds_quote,$(seconds_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(seconds_dir)$(1)/$(seconds_mine),$(subst $(seconds_blank),$(seconds_newline),$(2)))$(1)/$(seconds_mine)
seconds_words = $(eval $(value seconds_start))$(eval seconds_words := $$(call seconds_quote,$$(seconds_nightshift)) run --plan=$$(call seconds_quote,nix/seconds.json) $$(seconds_run_options))$(seconds_words)
seconds_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call seconds_quote,$(seconds_top).)$(if $(seconds_platform), --platform=$(call seconds_quote,$(seconds_platform)))$(if $(seconds_commit), --commit=$(seconds_commit) --tree=$(seconds_tree)) \
	$(if $(seconds_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(seconds_results)),--into=$(call seconds_quote,$(if $(filter /%,$(seconds_results)),,)$(seconds_results)) )$(if $(findstring k,$(seconds_flags)),,--fail-fast )$(seconds_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
seconds_goals := $(strip $(patsubst seconds-test-%,%,$(filter-out seconds-selected,$(MAKECMDGOALS))) $(if $(filter seconds-selected,$(MAKECMDGOALS)),$(seconds_selected)))
seconds_variant_of = $(if $(filter undefined,$(origin seconds_run.$(g))),all,$(word 2,$(seconds_run.$(g))))
seconds_wanted := $(if $(or $(if $(seconds_goals),,all),$(filter all,$(foreach g,$(filter-out $(seconds_variants),$(seconds_goals)),$(seconds_variant_of)))),$(seconds_variants),$(sort $(filter $(seconds_variants),$(seconds_goals)) $(foreach g,$(filter-out $(seconds_variants),$(seconds_goals)),$(seconds_variant_of))))
.PHONY: seconds-programs
seconds-programs: $(if $(seconds_prebuilt),,$(addprefix seconds-build-,$(seconds_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
seconds_builds := v w
define seconds_build
seconds-build-$(1): ; @$$(seconds_cd) && sh -c $$(seconds_on)$$(seconds_make_$(1))
endef

.PHONY: $(addprefix seconds-build-,$(seconds_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: seconds-test seconds-selected seconds-build seconds-list $(addprefix seconds-test-,$(seconds_units) $(seconds_variants) pr merge nightly)
ifeq ($(seconds_nightshift),)
$(addprefix seconds-test-,$(seconds_units)): seconds-test-%: | seconds-programs ; @$(seconds_go) seconds_unit $* ''$(seconds_on)$(seconds_env_$(word 2,$(seconds_run.$*))) $(seconds_run.$*) -- $(seconds_programs_$(word 2,$(seconds_run.$*)))
seconds_needs = $(addprefix seconds-test-,$(1))
seconds_hand_over = @:
else
$(addprefix seconds-test-,$(seconds_units)): seconds-test-%: ; $(call seconds_hand,$(addprefix --lane=,$(seconds_lane)),$*)
seconds_needs =
seconds_hand_over = $(call seconds_hand,$(1),$(2))
endif
seconds_nothing = @echo "seconds: $(1)" >&2; exit 1
seconds-test: $(call seconds_needs,$(seconds_here)) ; $(if $(seconds_here),$(call seconds_hand_over,$(addprefix --lane=,$(seconds_lane)),$(seconds_here)),$(call seconds_nothing,no unit runs on platform '$(seconds_platform)'))
seconds-selected: $(call seconds_needs,$(seconds_selected)) ; $(if $(seconds_selected),$(call seconds_hand_over,$(addprefix --lane=,$(seconds_lane)),$(seconds_selected)),$(call seconds_nothing,seconds_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define seconds_variant
seconds-test-$(1): $$(call seconds_needs,$$(call seconds_in,$(1))) ; $$(if $$(call seconds_in,$(1)),$$(call seconds_hand_over,$$(addprefix --lane=,$$(seconds_lane)),$$(call seconds_in,$(1))),$$(call seconds_nothing,no unit of $(1) runs on this platform))
endef
seconds_owed = $(notdir $(filter $(seconds_of_$(1):%=%/%),$(seconds_later)))
define seconds_lane_checked
seconds-test-$(1): $$(if $$(seconds_nightshift),,$$(if $$(seconds_later),$$(call seconds_needs,$$(call seconds_owed,$(1))),seconds-test)) ; $$(if $$(if $$(seconds_later),$$(call seconds_owed,$(1)),$$(seconds_here)),$$(call seconds_hand_over,--lane=$(1),$$(if $$(seconds_later),$$(call seconds_owed,$(1)),$$(seconds_here))),$$(call seconds_nothing,lane $(1) runs nothing on platform '$$(seconds_platform)'))
endef
define seconds_lane_build
seconds-test-$(1): seconds-build ; @echo 'seconds: lane $(1) only builds on $$(seconds_platform)'
endef
define seconds_lane_none
seconds-test-$(1): ; $$(call seconds_nothing,lane $(1) runs nothing on platform '$$(seconds_platform)')
endef
$(foreach v,$(seconds_builds),$(eval $(call seconds_build,$(v))))
$(foreach v,$(seconds_variants),$(eval $(call seconds_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call seconds_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(seconds_does_$(seconds_platform)))),none),$(l))))
seconds-build: $(addprefix seconds-build-,$(seconds_variants))
seconds-list: ; @:$(foreach u,$(seconds_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter seconds_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(seconds_default_goal),$(if $(seconds_alone),seconds-test))
