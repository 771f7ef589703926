# Written by nightshift from nightshift.xml; not to be edited. To change it: nightshift generate
#
# The suite 'greet' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 greet-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 greet-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 greet-selected              those that greet_only names (a long list: in a makefile read before this one)
#     make greet-build, greet-build-VARIANT    only build; greet-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: greet_seed=N, greet_platform=NAME, greet_lane=NAME, greet_results=DIR
# (from the suite's folder), greet_prebuilt=1 (build nothing); greet_nightshift=PATH hands all units to 'nightshift run' with greet_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
greet_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(greet_version)))
$(error greet: this file needs GNU Make 4.3 or later, and this is $(greet_version); macOS: brew install make, then gmake)
endif

greet_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
greet_blank := $(subst ,, )
greet_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call greet_path,$(lastword $(2))\$(greet_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
greet_file := $(or $(call greet_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
greet_folder := $(subst :blank:,$(greet_blank),$(dir $(subst \$(greet_blank),:blank:,$(greet_file))))
greet_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(greet_file)))
greet_dir := $(greet_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
greet_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
greet_cd := $(greet_unset); cd -- '$(subst ','\'',$(greet_dir))'
greet_plan_file := $(greet_folder)../nix/greet.json
greet_top := $(greet_folder)../
greet_results ?= build/nightshift
greet_prebuilt ?=
greet_lane ?=
greet_only ?=
greet_nightshift ?=
greet_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
greet_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
greet_cpu := $(firstword $(subst -, ,$(greet_host)))
greet_system := $(if $(filter arm% aarch64%,$(greet_cpu)),aarch64,$(greet_cpu))-$(or $(findstring darwin,$(greet_host)),$(findstring linux,$(greet_host)),other)
greet_platform_aarch64-darwin := mac
greet_platform_x86_64-linux := linux
greet_platform ?= $(greet_platform_$(greet_system))
greet_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
greet_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter greet-%,$(MAKECMDGOALS)),$(if $(findstring t,$(greet_flags)),$(error greet: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(greet_flags)),$(error greet: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(greet_platforms),$(greet_platform)),$(error greet: no platform is named '$(greet_platform)'; there are: $(greet_platforms)))

# What each lane does on each platform.
greet_does_linux := pr=checked merge=checked nightly=checked
greet_on_linux :=
greet_does_mac := pr=build merge=build nightly=checked
greet_on_mac :=

greet_on := $(greet_on_$(greet_platform))
greet_variants := debug fast
greet_programs_debug := build/debug/greet-tests
greet_make_debug := '( make BUILD=build/debug CFLAGS="-O0 -g" build/debug/greet-tests )'
greet_env_debug :=
greet_programs_fast := build/fast/greet-tests
greet_make_fast := '( make BUILD=build/fast CFLAGS="-O2" build/fast/greet-tests )'
greet_env_fast :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
greet_outside := $(filter greet_run.%,$(.VARIABLES))
greet_run.debug-room_0 := 999999499 debug head 60 'build/debug/greet-tests room 0 2499'
greet_run.debug-room_1 := 999999499 debug head 60 'build/debug/greet-tests room 2500 4999'
greet_run.debug-room_2 := 999999499 debug head 60 'build/debug/greet-tests room 5000 7499'
greet_run.debug-room_3 := 999999499 debug head 60 'build/debug/greet-tests room 7500 9999'
greet_run.debug-words := - debug - 60 'build/debug/greet-tests words'
greet_run.fast-room_0 := 999999499 fast head 60 'build/fast/greet-tests room 0 2499'
greet_run.fast-room_1 := 999999499 fast head 60 'build/fast/greet-tests room 2500 4999'
greet_run.fast-room_2 := 999999499 fast head 60 'build/fast/greet-tests room 5000 7499'
greet_run.fast-room_3 := 999999499 fast head 60 'build/fast/greet-tests room 7500 9999'
greet_run.fast-words := - fast - 60 'build/fast/greet-tests words'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(greet_outside),$(if $(filter line override,$(origin $(v))),$(error greet: '$(v)' is set outside of this file, which alone says what units are)))
greet_units := $(patsubst greet_run.%,%,$(filter greet_run.%,$(.VARIABLES)))
$(foreach v,$(greet_outside),$(if $(filter file,$(origin $(v))),,$(eval greet_units := $(filter-out $(v:greet_run.%=%),$(greet_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
greet_weighed := $(foreach u,$(greet_units),$(firstword $(greet_run.$(u)))/$(u))
greet_weighed := $(if $(findstring :$(greet_platform)=off,$(greet_weighed)),$(foreach w,$(greet_weighed),$(if $(findstring :$(greet_platform)=off,$(w)),,$(w))),$(greet_weighed))
greet_weight_here = $(patsubst $(greet_platform)=%,%,$(filter $(greet_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
greet_weighed := $(if $(findstring :$(greet_platform)=,$(greet_weighed)),$(foreach w,$(greet_weighed),$(addsuffix :,$(call greet_weight_here,$(w)))$(w)),$(greet_weighed))
ifneq ($(findstring $(greet_blank)-,$(greet_blank)$(greet_weighed)),)
greet_known := $(sort $(filter-out -%,$(greet_weighed)))
greet_median := $(if $(greet_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(greet_blank),,$(patsubst %,1,$(greet_known))))),$(greet_known))))))
greet_weighed := $(patsubst -%,$(greet_median)%,$(greet_weighed))
endif
greet_weighed := $(sort $(greet_weighed))
greet_here := $(notdir $(greet_weighed))
greet_in = $(filter $(1)-%,$(greet_here))
ifneq ($(filter $(addsuffix -%,$(greet_variants)),$(greet_variants)),)
greet_by_variant := $(foreach u,$(greet_here),$(word 2,$(greet_run.$(u)))/$(u))
greet_in = $(notdir $(filter $(1)/%,$(greet_by_variant)))
endif
greet_later := $(if $(findstring :merge,$(greet_weighed))$(findstring :nightly,$(greet_weighed))$(findstring :none,$(greet_weighed)),$(foreach w,$(greet_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
greet_of_pr := pr
greet_of_merge := pr merge
greet_of_nightly := pr merge nightly
$(foreach u,$(greet_only),$(if $(filter undefined,$(origin greet_run.$(u))),$(error greet: no unit is named '$(u)')))
greet_selected := $(if $(greet_only),$(filter $(greet_only),$(greet_here)))

define greet_sh :=
greet_unit() {
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
		--pool=*) echo "greet: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with greet_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(greet_cd) || exit 3
	ns_out=$$greet_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "greet: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$greet_seed ;;
	esac
	if test "$$ns_seed"; then export GREET_SEED="$$ns_seed"; else unset GREET_SEED; fi
	unset greet_sh
	ns_watch=$$greet_limit_sh
	unset greet_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite greet' $${greet_plan:+"plan $$greet_plan"} "run $$greet_run" "unit $$ns_unit" \
		$${greet_platform:+"platform $$greet_platform"} $${greet_lane:+"lane $$greet_lane"} \
		$${greet_commit:+"commit $$greet_commit" "tree $$greet_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define greet_limit_sh :=
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
define greet_start
greet_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
greet_plan := $(shell $(greet_unset); git hash-object --no-filters -- $(call greet_quote,$(greet_plan_file)) 2>/dev/null)
greet_commit := $(shell $(greet_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
greet_tree := $(if $(greet_commit),$(shell $(greet_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
greet_seed := $(shell $(greet_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'greet: no commit to take the seed from, so it is 4711' >&2; echo 4711; fi)
ifeq ($(greet_nightshift),)
export greet_sh greet_results greet_platform greet_lane greet_run greet_plan greet_limit_sh greet_commit greet_tree greet_seed

endif
endef
greet_go = $(eval $(value greet_start))$(eval greet_go := eval "$$$$greet_sh";)$(greet_go)

greet_quote = '$(subst ','\'',$(1))'
define greet_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
greet_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
greet_hand = $(if $(greet_says_n),@echo ,+@)$(greet_words) $(1) $(if $(greet_says_n),$(2),--units=$(call greet_quote,greet/$(call greet_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
greet_mine :=
greet_list = $(eval greet_mine := $(shell mkdir -p -- $(call greet_quote,$(greet_dir)$(1)) && CDPATH= cd -- $(call greet_quote,$(greet_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(greet_dir)$(1)/$(greet_mine),$(subst $(greet_blank),$(greet_newline),$(2)))$(1)/$(greet_mine)
greet_words = $(eval $(value greet_start))$(eval greet_words := $$(call greet_quote,$$(greet_nightshift)) run --plan=$$(call greet_quote,nix/greet.json) $$(greet_run_options))$(greet_words)
greet_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call greet_quote,$(greet_top).)$(if $(greet_platform), --platform=$(call greet_quote,$(greet_platform)))$(if $(greet_commit), --commit=$(greet_commit) --tree=$(greet_tree)) \
	--seed=$(greet_seed) $(if $(greet_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(greet_results)),--into=$(call greet_quote,$(if $(filter /%,$(greet_results)),,greet/)$(greet_results)) )$(if $(findstring k,$(greet_flags)),,--fail-fast )$(greet_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
greet_goals := $(strip $(patsubst greet-test-%,%,$(filter-out greet-selected,$(MAKECMDGOALS))) $(if $(filter greet-selected,$(MAKECMDGOALS)),$(greet_selected)))
greet_variant_of = $(if $(filter undefined,$(origin greet_run.$(g))),all,$(word 2,$(greet_run.$(g))))
greet_wanted := $(if $(or $(if $(greet_goals),,all),$(filter all,$(foreach g,$(filter-out $(greet_variants),$(greet_goals)),$(greet_variant_of)))),$(greet_variants),$(sort $(filter $(greet_variants),$(greet_goals)) $(foreach g,$(filter-out $(greet_variants),$(greet_goals)),$(greet_variant_of))))
.PHONY: greet-programs
greet-programs: $(if $(greet_prebuilt),,$(addprefix greet-build-,$(greet_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
greet_builds := debug fast
define greet_build
greet-build-$(1): ; @$$(greet_cd) && sh -c $$(greet_on)$$(greet_make_$(1))
endef

.PHONY: $(addprefix greet-build-,$(greet_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: greet-test greet-selected greet-build greet-list $(addprefix greet-test-,$(greet_units) $(greet_variants) pr merge nightly)
ifeq ($(greet_nightshift),)
$(addprefix greet-test-,$(greet_units)): greet-test-%: | greet-programs ; @$(greet_go) greet_unit $* ''$(greet_on)$(greet_env_$(word 2,$(greet_run.$*))) $(greet_run.$*) -- $(greet_programs_$(word 2,$(greet_run.$*)))
greet_needs = $(addprefix greet-test-,$(1))
greet_hand_over = @:
else
$(addprefix greet-test-,$(greet_units)): greet-test-%: ; $(call greet_hand,$(addprefix --lane=,$(greet_lane)),$*)
greet_needs =
greet_hand_over = $(call greet_hand,$(1),$(2))
endif
greet_nothing = @echo "greet: $(1)" >&2; exit 1
greet-test: $(call greet_needs,$(greet_here)) ; $(if $(greet_here),$(call greet_hand_over,$(addprefix --lane=,$(greet_lane)),$(greet_here)),$(call greet_nothing,no unit runs on platform '$(greet_platform)'))
greet-selected: $(call greet_needs,$(greet_selected)) ; $(if $(greet_selected),$(call greet_hand_over,$(addprefix --lane=,$(greet_lane)),$(greet_selected)),$(call greet_nothing,greet_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define greet_variant
greet-test-$(1): $$(call greet_needs,$$(call greet_in,$(1))) ; $$(if $$(call greet_in,$(1)),$$(call greet_hand_over,$$(addprefix --lane=,$$(greet_lane)),$$(call greet_in,$(1))),$$(call greet_nothing,no unit of $(1) runs on this platform))
endef
greet_owed = $(notdir $(filter $(greet_of_$(1):%=%/%),$(greet_later)))
define greet_lane_checked
greet-test-$(1): $$(if $$(greet_nightshift),,$$(if $$(greet_later),$$(call greet_needs,$$(call greet_owed,$(1))),greet-test)) ; $$(if $$(if $$(greet_later),$$(call greet_owed,$(1)),$$(greet_here)),$$(call greet_hand_over,--lane=$(1),$$(if $$(greet_later),$$(call greet_owed,$(1)),$$(greet_here))),$$(call greet_nothing,lane $(1) runs nothing on platform '$$(greet_platform)'))
endef
define greet_lane_build
greet-test-$(1): greet-build ; @echo 'greet: lane $(1) only builds on $$(greet_platform)'
endef
define greet_lane_none
greet-test-$(1): ; $$(call greet_nothing,lane $(1) runs nothing on platform '$$(greet_platform)')
endef
$(foreach v,$(greet_builds),$(eval $(call greet_build,$(v))))
$(foreach v,$(greet_variants),$(eval $(call greet_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call greet_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(greet_does_$(greet_platform)))),none),$(l))))
greet-build: $(addprefix greet-build-,$(greet_variants))
greet-list: ; @:$(foreach u,$(greet_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter greet_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(greet_default_goal),$(if $(greet_alone),greet-test))
