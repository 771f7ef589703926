# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'own' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 own-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 own-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 own-selected              those that own_only names (a long list: in a makefile read before this one)
#     make own-build, own-build-VARIANT    only build; own-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: own_seed=N, own_platform=NAME, own_lane=NAME, own_results=DIR
# (from the suite's folder), own_prebuilt=1 (build nothing); own_nightshift=PATH hands all units to 'nightshift run' with own_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
own_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(own_version)))
$(error own: this file needs GNU Make 4.3 or later, and this is $(own_version); macOS: brew install make, then gmake)
endif

own_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
own_blank := $(subst ,, )
own_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call own_path,$(lastword $(2))\$(own_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
own_file := $(or $(call own_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
own_folder := $(subst :blank:,$(own_blank),$(dir $(subst \$(own_blank),:blank:,$(own_file))))
own_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(own_file)))
own_dir := $(own_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
own_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
own_cd := $(own_unset); cd -- '$(subst ','\'',$(own_dir))'
own_plan_file := $(own_folder)nix/own.json
own_top := $(own_folder)
own_results ?= build/nightshift
own_prebuilt ?=
own_lane ?=
own_only ?=
own_nightshift ?=
own_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
own_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
own_cpu := $(firstword $(subst -, ,$(own_host)))
own_system := $(if $(filter arm% aarch64%,$(own_cpu)),aarch64,$(own_cpu))-$(or $(findstring darwin,$(own_host)),$(findstring linux,$(own_host)),other)
own_platform_aarch64-darwin := mac
own_platform_x86_64-linux := linux
own_platform ?= $(own_platform_$(own_system))
own_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
own_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter own-%,$(MAKECMDGOALS)),$(if $(findstring t,$(own_flags)),$(error own: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(own_flags)),$(error own: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(own_platforms),$(own_platform)),$(error own: no platform is named '$(own_platform)'; there are: $(own_platforms)))

# What each lane does on each platform.
own_does_linux := pr=checked merge=checked nightly=checked
own_on_linux :=
own_does_mac := pr=build merge=build nightly=checked
own_on_mac :=

own_on := $(own_on_$(own_platform))
own_variants := plain
own_programs_plain := queue
own_make_plain := '( make all )'
own_env_plain :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
own_outside := $(filter own_run.%,$(.VARIABLES))
own_run.plain-check := - plain - 60 'make check'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(own_outside),$(if $(filter line override,$(origin $(v))),$(error own: '$(v)' is set outside of this file, which alone says what units are)))
own_units := $(patsubst own_run.%,%,$(filter own_run.%,$(.VARIABLES)))
$(foreach v,$(own_outside),$(if $(filter file,$(origin $(v))),,$(eval own_units := $(filter-out $(v:own_run.%=%),$(own_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
own_weighed := $(foreach u,$(own_units),$(firstword $(own_run.$(u)))/$(u))
own_weighed := $(if $(findstring :$(own_platform)=off,$(own_weighed)),$(foreach w,$(own_weighed),$(if $(findstring :$(own_platform)=off,$(w)),,$(w))),$(own_weighed))
own_weight_here = $(patsubst $(own_platform)=%,%,$(filter $(own_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
own_weighed := $(if $(findstring :$(own_platform)=,$(own_weighed)),$(foreach w,$(own_weighed),$(addsuffix :,$(call own_weight_here,$(w)))$(w)),$(own_weighed))
ifneq ($(findstring $(own_blank)-,$(own_blank)$(own_weighed)),)
own_known := $(sort $(filter-out -%,$(own_weighed)))
own_median := $(if $(own_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(own_blank),,$(patsubst %,1,$(own_known))))),$(own_known))))))
own_weighed := $(patsubst -%,$(own_median)%,$(own_weighed))
endif
own_weighed := $(sort $(own_weighed))
own_here := $(notdir $(own_weighed))
own_in = $(filter $(1)-%,$(own_here))
ifneq ($(filter $(addsuffix -%,$(own_variants)),$(own_variants)),)
own_by_variant := $(foreach u,$(own_here),$(word 2,$(own_run.$(u)))/$(u))
own_in = $(notdir $(filter $(1)/%,$(own_by_variant)))
endif
own_later := $(if $(findstring :merge,$(own_weighed))$(findstring :nightly,$(own_weighed))$(findstring :none,$(own_weighed)),$(foreach w,$(own_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
own_of_pr := pr
own_of_merge := pr merge
own_of_nightly := pr merge nightly
$(foreach u,$(own_only),$(if $(filter undefined,$(origin own_run.$(u))),$(error own: no unit is named '$(u)')))
own_selected := $(if $(own_only),$(filter $(own_only),$(own_here)))

define own_sh :=
own_unit() {
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
		--pool=*) echo "own: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with own_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(own_cd) || exit 3
	ns_out=$$own_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "own: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$own_seed ;;
	esac
	unset own_sh
	ns_watch=$$own_limit_sh
	unset own_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite own' $${own_plan:+"plan $$own_plan"} "run $$own_run" "unit $$ns_unit" \
		$${own_platform:+"platform $$own_platform"} $${own_lane:+"lane $$own_lane"} \
		$${own_commit:+"commit $$own_commit" "tree $$own_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define own_limit_sh :=
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
define own_start
own_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
own_plan := $(shell $(own_unset); git hash-object --no-filters -- $(call own_quote,$(own_plan_file)) 2>/dev/null)
own_commit := $(shell $(own_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
own_tree := $(if $(own_commit),$(shell $(own_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(own_nightshift),)
export own_sh own_results own_platform own_lane own_run own_plan own_limit_sh own_commit own_tree

endif
endef
own_go = $(eval $(value own_start))$(eval own_go := eval "$$$$own_sh";)$(own_go)

own_quote = '$(subst ','\'',$(1))'
define own_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
own_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
own_hand = $(if $(own_says_n),@echo ,+@)$(own_words) $(1) $(if $(own_says_n),$(2),--units=$(call own_quote,$(call own_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
own_mine :=
own_list = $(eval own_mine := $(shell mkdir -p -- $(call own_quote,$(own_dir)$(1)) && CDPATH= cd -- $(call own_quote,$(own_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(own_dir)$(1)/$(own_mine),$(subst $(own_blank),$(own_newline),$(2)))$(1)/$(own_mine)
own_words = $(eval $(value own_start))$(eval own_words := $$(call own_quote,$$(own_nightshift)) run --plan=$$(call own_quote,nix/own.json) $$(own_run_options))$(own_words)
own_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call own_quote,$(own_top).)$(if $(own_platform), --platform=$(call own_quote,$(own_platform)))$(if $(own_commit), --commit=$(own_commit) --tree=$(own_tree)) \
	$(if $(own_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(own_results)),--into=$(call own_quote,$(if $(filter /%,$(own_results)),,)$(own_results)) )$(if $(findstring k,$(own_flags)),,--fail-fast )$(own_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
own_goals := $(strip $(patsubst own-test-%,%,$(filter-out own-selected,$(MAKECMDGOALS))) $(if $(filter own-selected,$(MAKECMDGOALS)),$(own_selected)))
own_variant_of = $(if $(filter undefined,$(origin own_run.$(g))),all,$(word 2,$(own_run.$(g))))
own_wanted := $(if $(or $(if $(own_goals),,all),$(filter all,$(foreach g,$(filter-out $(own_variants),$(own_goals)),$(own_variant_of)))),$(own_variants),$(sort $(filter $(own_variants),$(own_goals)) $(foreach g,$(filter-out $(own_variants),$(own_goals)),$(own_variant_of))))
.PHONY: own-programs
own-programs: $(if $(own_prebuilt),,$(addprefix own-build-,$(own_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
own_builds := plain
define own_build
own-build-$(1): ; @$$(own_cd) && sh -c $$(own_on)$$(own_make_$(1))
endef

.PHONY: $(addprefix own-build-,$(own_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: own-test own-selected own-build own-list $(addprefix own-test-,$(own_units) $(own_variants) pr merge nightly)
ifeq ($(own_nightshift),)
$(addprefix own-test-,$(own_units)): own-test-%: | own-programs ; @$(own_go) own_unit $* ''$(own_on)$(own_env_$(word 2,$(own_run.$*))) $(own_run.$*) -- $(own_programs_$(word 2,$(own_run.$*)))
own_needs = $(addprefix own-test-,$(1))
own_hand_over = @:
else
$(addprefix own-test-,$(own_units)): own-test-%: ; $(call own_hand,$(addprefix --lane=,$(own_lane)),$*)
own_needs =
own_hand_over = $(call own_hand,$(1),$(2))
endif
own_nothing = @echo "own: $(1)" >&2; exit 1
own-test: $(call own_needs,$(own_here)) ; $(if $(own_here),$(call own_hand_over,$(addprefix --lane=,$(own_lane)),$(own_here)),$(call own_nothing,no unit runs on platform '$(own_platform)'))
own-selected: $(call own_needs,$(own_selected)) ; $(if $(own_selected),$(call own_hand_over,$(addprefix --lane=,$(own_lane)),$(own_selected)),$(call own_nothing,own_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define own_variant
own-test-$(1): $$(call own_needs,$$(call own_in,$(1))) ; $$(if $$(call own_in,$(1)),$$(call own_hand_over,$$(addprefix --lane=,$$(own_lane)),$$(call own_in,$(1))),$$(call own_nothing,no unit of $(1) runs on this platform))
endef
own_owed = $(notdir $(filter $(own_of_$(1):%=%/%),$(own_later)))
define own_lane_checked
own-test-$(1): $$(if $$(own_nightshift),,$$(if $$(own_later),$$(call own_needs,$$(call own_owed,$(1))),own-test)) ; $$(if $$(if $$(own_later),$$(call own_owed,$(1)),$$(own_here)),$$(call own_hand_over,--lane=$(1),$$(if $$(own_later),$$(call own_owed,$(1)),$$(own_here))),$$(call own_nothing,lane $(1) runs nothing on platform '$$(own_platform)'))
endef
define own_lane_build
own-test-$(1): own-build ; @echo 'own: lane $(1) only builds on $$(own_platform)'
endef
define own_lane_none
own-test-$(1): ; $$(call own_nothing,lane $(1) runs nothing on platform '$$(own_platform)')
endef
$(foreach v,$(own_builds),$(eval $(call own_build,$(v))))
$(foreach v,$(own_variants),$(eval $(call own_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call own_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(own_does_$(own_platform)))),none),$(l))))
own-build: $(addprefix own-build-,$(own_variants))
own-list: ; @:$(foreach u,$(own_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter own_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(own_default_goal),$(if $(own_alone),own-test))
