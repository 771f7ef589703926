# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'shards' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 shards-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 shards-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 shards-selected              those that shards_only names (a long list: in a makefile read before this one)
#     make shards-build, shards-build-VARIANT    only build; shards-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: shards_seed=N, shards_platform=NAME, shards_lane=NAME, shards_results=DIR
# (from the suite's folder), shards_prebuilt=1 (build nothing); shards_nightshift=PATH hands all units to 'nightshift run' with shards_options=...

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
shards_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
shards_cd := $(shards_unset); cd -- '$(subst ','\'',$(shards_dir))'
shards_plan_file := $(shards_folder)nix/shards.json
shards_top := $(shards_folder)
shards_results ?= build/nightshift
shards_prebuilt ?=
shards_lane ?=
shards_only ?=
shards_nightshift ?=
shards_options ?=

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

# What each lane does on each platform.
shards_does_linux := pr=checked merge=checked nightly=checked
shards_on_linux :=
shards_does_mac := pr=none merge=none nightly=checked
shards_on_mac :=

shards_on := $(shards_on_$(shards_platform))
shards_variants := debug release
shards_programs_debug := 
shards_make_debug := :
shards_env_debug :=
shards_programs_release := 
shards_make_release := :
shards_env_release :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
shards_outside := $(filter shards_run.%,$(.VARIABLES))
shards_run.debug-heavy := 999899999 debug - - './test debug heavy'
shards_run.debug-light := 999998999 debug - - './test debug light'
shards_run.debug-many_0 := 999979999 debug - - './test debug many 0'
shards_run.debug-many_1 := 999979999 debug - - './test debug many 1'
shards_run.debug-many_2 := 999979999 debug - - './test debug many 2'
shards_run.debug-many_3 := 999979999 debug - - './test debug many 3'
shards_run.debug-many_4 := 999979999 debug - - './test debug many 4'
shards_run.debug-many_5 := 999979999 debug - - './test debug many 5'
shards_run.debug-slow := 999949999:nightly debug - - './test debug slow'
shards_run.release-heavy := 999899999 release - - './test release heavy'
shards_run.release-light := 999998999 release - - './test release light'
shards_run.release-many_0 := 999979999 release - - './test release many 0'
shards_run.release-many_1 := 999979999 release - - './test release many 1'
shards_run.release-many_2 := 999979999 release - - './test release many 2'
shards_run.release-many_3 := 999979999 release - - './test release many 3'
shards_run.release-many_4 := 999979999 release - - './test release many 4'
shards_run.release-many_5 := 999979999 release - - './test release many 5'
shards_run.release-slow := 999949999:nightly release - - './test release slow'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(shards_outside),$(if $(filter line override,$(origin $(v))),$(error shards: '$(v)' is set outside of this file, which alone says what units are)))
shards_units := $(patsubst shards_run.%,%,$(filter shards_run.%,$(.VARIABLES)))
$(foreach v,$(shards_outside),$(if $(filter file,$(origin $(v))),,$(eval shards_units := $(filter-out $(v:shards_run.%=%),$(shards_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
shards_weighed := $(foreach u,$(shards_units),$(firstword $(shards_run.$(u)))/$(u))
shards_weighed := $(if $(findstring :$(shards_platform)=off,$(shards_weighed)),$(foreach w,$(shards_weighed),$(if $(findstring :$(shards_platform)=off,$(w)),,$(w))),$(shards_weighed))
shards_weight_here = $(patsubst $(shards_platform)=%,%,$(filter $(shards_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
shards_weighed := $(if $(findstring :$(shards_platform)=,$(shards_weighed)),$(foreach w,$(shards_weighed),$(addsuffix :,$(call shards_weight_here,$(w)))$(w)),$(shards_weighed))
ifneq ($(findstring $(shards_blank)-,$(shards_blank)$(shards_weighed)),)
shards_known := $(sort $(filter-out -%,$(shards_weighed)))
shards_median := $(if $(shards_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(shards_blank),,$(patsubst %,1,$(shards_known))))),$(shards_known))))))
shards_weighed := $(patsubst -%,$(shards_median)%,$(shards_weighed))
endif
shards_weighed := $(sort $(shards_weighed))
shards_here := $(notdir $(shards_weighed))
shards_in = $(filter $(1)-%,$(shards_here))
ifneq ($(filter $(addsuffix -%,$(shards_variants)),$(shards_variants)),)
shards_by_variant := $(foreach u,$(shards_here),$(word 2,$(shards_run.$(u)))/$(u))
shards_in = $(notdir $(filter $(1)/%,$(shards_by_variant)))
endif
shards_later := $(if $(findstring :merge,$(shards_weighed))$(findstring :nightly,$(shards_weighed))$(findstring :none,$(shards_weighed)),$(foreach w,$(shards_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
shards_of_pr := pr
shards_of_merge := pr merge
shards_of_nightly := pr merge nightly
$(foreach u,$(shards_only),$(if $(filter undefined,$(origin shards_run.$(u))),$(error shards: no unit is named '$(u)')))
shards_selected := $(if $(shards_only),$(filter $(shards_only),$(shards_here)))

define shards_sh :=
shards_unit() {
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
		--pool=*) echo "shards: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with shards_nightshift=PATH where it is" >&2; exit 1 ;;
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
	unset shards_sh
	ns_watch=$$shards_limit_sh
	unset shards_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite shards' $${shards_plan:+"plan $$shards_plan"} "run $$shards_run" "unit $$ns_unit" \
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

# It runs the command of a unit that may take so many seconds, whose status is 124 if it has not ended by then: timeout(1) is not
# everywhere, nor is it the same. What keeps the time beside it ends the command and all below it, as far as the system says what that is;
# those above first, since a shell whose child has ended goes on with its next command. While nothing is found and the command goes on, it looks again.
define shards_limit_sh :=
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
define shards_start
shards_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
shards_plan := $(shell $(shards_unset); git hash-object --no-filters -- $(call shards_quote,$(shards_plan_file)) 2>/dev/null)
shards_commit := $(shell $(shards_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
shards_tree := $(if $(shards_commit),$(shell $(shards_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(shards_nightshift),)
export shards_sh shards_results shards_platform shards_lane shards_run shards_plan shards_limit_sh shards_commit shards_tree

endif
endef
shards_go = $(eval $(value shards_start))$(eval shards_go := eval "$$$$shards_sh";)$(shards_go)

shards_quote = '$(subst ','\'',$(1))'
define shards_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
shards_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
shards_hand = $(if $(shards_says_n),@echo ,+@)$(shards_words) $(1) $(if $(shards_says_n),$(2),--units=$(call shards_quote,$(call shards_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
shards_mine :=
shards_list = $(eval shards_mine := $(shell mkdir -p -- $(call shards_quote,$(shards_dir)$(1)) && CDPATH= cd -- $(call shards_quote,$(shards_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(shards_dir)$(1)/$(shards_mine),$(subst $(shards_blank),$(shards_newline),$(2)))$(1)/$(shards_mine)
shards_words = $(eval $(value shards_start))$(eval shards_words := $$(call shards_quote,$$(shards_nightshift)) run --plan=$$(call shards_quote,nix/shards.json) $$(shards_run_options))$(shards_words)
shards_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call shards_quote,$(shards_top).)$(if $(shards_platform), --platform=$(call shards_quote,$(shards_platform)))$(if $(shards_commit), --commit=$(shards_commit) --tree=$(shards_tree)) \
	$(if $(shards_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(shards_results)),--into=$(call shards_quote,$(if $(filter /%,$(shards_results)),,)$(shards_results)) )$(if $(findstring k,$(shards_flags)),,--fail-fast )$(shards_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
shards_goals := $(strip $(patsubst shards-test-%,%,$(filter-out shards-selected,$(MAKECMDGOALS))) $(if $(filter shards-selected,$(MAKECMDGOALS)),$(shards_selected)))
shards_variant_of = $(if $(filter undefined,$(origin shards_run.$(g))),all,$(word 2,$(shards_run.$(g))))
shards_wanted := $(if $(or $(if $(shards_goals),,all),$(filter all,$(foreach g,$(filter-out $(shards_variants),$(shards_goals)),$(shards_variant_of)))),$(shards_variants),$(sort $(filter $(shards_variants),$(shards_goals)) $(foreach g,$(filter-out $(shards_variants),$(shards_goals)),$(shards_variant_of))))
.PHONY: shards-programs
shards-programs: $(if $(shards_prebuilt),,$(addprefix shards-build-,$(shards_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
shards_builds := debug release
define shards_build
shards-build-$(1): ; @$$(shards_cd) && sh -c $$(shards_on)$$(shards_make_$(1))
endef

.PHONY: $(addprefix shards-build-,$(shards_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: shards-test shards-selected shards-build shards-list $(addprefix shards-test-,$(shards_units) $(shards_variants) pr merge nightly)
ifeq ($(shards_nightshift),)
$(addprefix shards-test-,$(shards_units)): shards-test-%: | shards-programs ; @$(shards_go) shards_unit $* ''$(shards_on)$(shards_env_$(word 2,$(shards_run.$*))) $(shards_run.$*) -- $(shards_programs_$(word 2,$(shards_run.$*)))
shards_needs = $(addprefix shards-test-,$(1))
shards_hand_over = @:
else
$(addprefix shards-test-,$(shards_units)): shards-test-%: ; $(call shards_hand,$(addprefix --lane=,$(shards_lane)),$*)
shards_needs =
shards_hand_over = $(call shards_hand,$(1),$(2))
endif
shards_nothing = @echo "shards: $(1)" >&2; exit 1
shards-test: $(call shards_needs,$(shards_here)) ; $(if $(shards_here),$(call shards_hand_over,$(addprefix --lane=,$(shards_lane)),$(shards_here)),$(call shards_nothing,no unit runs on platform '$(shards_platform)'))
shards-selected: $(call shards_needs,$(shards_selected)) ; $(if $(shards_selected),$(call shards_hand_over,$(addprefix --lane=,$(shards_lane)),$(shards_selected)),$(call shards_nothing,shards_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define shards_variant
shards-test-$(1): $$(call shards_needs,$$(call shards_in,$(1))) ; $$(if $$(call shards_in,$(1)),$$(call shards_hand_over,$$(addprefix --lane=,$$(shards_lane)),$$(call shards_in,$(1))),$$(call shards_nothing,no unit of $(1) runs on this platform))
endef
shards_owed = $(notdir $(filter $(shards_of_$(1):%=%/%),$(shards_later)))
define shards_lane_checked
shards-test-$(1): $$(if $$(shards_nightshift),,$$(if $$(shards_later),$$(call shards_needs,$$(call shards_owed,$(1))),shards-test)) ; $$(if $$(if $$(shards_later),$$(call shards_owed,$(1)),$$(shards_here)),$$(call shards_hand_over,--lane=$(1),$$(if $$(shards_later),$$(call shards_owed,$(1)),$$(shards_here))),$$(call shards_nothing,lane $(1) runs nothing on platform '$$(shards_platform)'))
endef
define shards_lane_build
shards-test-$(1): shards-build ; @echo 'shards: lane $(1) only builds on $$(shards_platform)'
endef
define shards_lane_none
shards-test-$(1): ; $$(call shards_nothing,lane $(1) runs nothing on platform '$$(shards_platform)')
endef
$(foreach v,$(shards_builds),$(eval $(call shards_build,$(v))))
$(foreach v,$(shards_variants),$(eval $(call shards_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call shards_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(shards_does_$(shards_platform)))),none),$(l))))
shards-build: $(addprefix shards-build-,$(shards_variants))
shards-list: ; @:$(foreach u,$(shards_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter shards_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(shards_default_goal),$(if $(shards_alone),shards-test))
