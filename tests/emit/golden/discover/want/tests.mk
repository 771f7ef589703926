# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'discover' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 discover-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 discover-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 discover-selected              those that discover_only names (a long list: in a makefile read before this one)
#     make discover-build, discover-build-VARIANT    only build; discover-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: discover_seed=N, discover_platform=NAME, discover_lane=NAME, discover_results=DIR
# (from the suite's folder), discover_prebuilt=1 (build nothing); discover_nightshift=PATH hands all units to 'nightshift run' with discover_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
discover_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(discover_version)))
$(error discover: this file needs GNU Make 4.3 or later, and this is $(discover_version); macOS: brew install make, then gmake)
endif

discover_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
discover_blank := $(subst ,, )
discover_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call discover_path,$(lastword $(2))\$(discover_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
discover_file := $(or $(call discover_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
discover_folder := $(subst :blank:,$(discover_blank),$(dir $(subst \$(discover_blank),:blank:,$(discover_file))))
discover_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(discover_file)))
discover_dir := $(discover_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
discover_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
discover_cd := $(discover_unset); cd -- '$(subst ','\'',$(discover_dir))'
discover_plan_file := $(discover_folder)nix/discover.json
discover_top := $(discover_folder)
discover_results ?= build/nightshift
discover_prebuilt ?=
discover_lane ?=
discover_only ?=
discover_nightshift ?=
discover_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
discover_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
discover_cpu := $(firstword $(subst -, ,$(discover_host)))
discover_system := $(if $(filter arm% aarch64%,$(discover_cpu)),aarch64,$(discover_cpu))-$(or $(findstring darwin,$(discover_host)),$(findstring linux,$(discover_host)),other)
discover_platform_x86_64-linux := linux
discover_platform ?= $(discover_platform_$(discover_system))
discover_platforms := linux

# With these options make says success although nothing ran, or something failed.
discover_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter discover-%,$(MAKECMDGOALS)),$(if $(findstring t,$(discover_flags)),$(error discover: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(discover_flags)),$(error discover: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(discover_platforms),$(discover_platform)),$(error discover: no platform is named '$(discover_platform)'; there are: $(discover_platforms)))

# What each lane does on each platform.
discover_does_linux := pr=checked merge=checked nightly=checked
discover_on_linux :=

discover_on := $(discover_on_$(discover_platform))
discover_variants := v
discover_programs_v := 
discover_make_v := :
discover_env_v :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
discover_outside := $(filter discover_run.%,$(.VARIABLES))
discover_run.v-by_hand := - v - - './test by_hand none'
discover_run.v-it := - v - 3 './test it '\''it'\''\'\'''\''s $$x'\'' -a '\''b c'\'''
discover_run.v-last := - v - - './test last none'
discover_run.v-leb128 := 999997499 v - - './test leb128 none'
discover_run.v-slow := -:nightly v - - './test slow none'
discover_run.v-utf8 := - v - - './test utf8 utf8.c'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(discover_outside),$(if $(filter line override,$(origin $(v))),$(error discover: '$(v)' is set outside of this file, which alone says what units are)))
discover_units := $(patsubst discover_run.%,%,$(filter discover_run.%,$(.VARIABLES)))
$(foreach v,$(discover_outside),$(if $(filter file,$(origin $(v))),,$(eval discover_units := $(filter-out $(v:discover_run.%=%),$(discover_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
discover_weighed := $(foreach u,$(discover_units),$(firstword $(discover_run.$(u)))/$(u))
discover_weighed := $(if $(findstring :$(discover_platform)=off,$(discover_weighed)),$(foreach w,$(discover_weighed),$(if $(findstring :$(discover_platform)=off,$(w)),,$(w))),$(discover_weighed))
discover_weight_here = $(patsubst $(discover_platform)=%,%,$(filter $(discover_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
discover_weighed := $(if $(findstring :$(discover_platform)=,$(discover_weighed)),$(foreach w,$(discover_weighed),$(addsuffix :,$(call discover_weight_here,$(w)))$(w)),$(discover_weighed))
ifneq ($(findstring $(discover_blank)-,$(discover_blank)$(discover_weighed)),)
discover_known := $(sort $(filter-out -%,$(discover_weighed)))
discover_median := $(if $(discover_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(discover_blank),,$(patsubst %,1,$(discover_known))))),$(discover_known))))))
discover_weighed := $(patsubst -%,$(discover_median)%,$(discover_weighed))
endif
discover_weighed := $(sort $(discover_weighed))
discover_here := $(notdir $(discover_weighed))
discover_in = $(filter $(1)-%,$(discover_here))
ifneq ($(filter $(addsuffix -%,$(discover_variants)),$(discover_variants)),)
discover_by_variant := $(foreach u,$(discover_here),$(word 2,$(discover_run.$(u)))/$(u))
discover_in = $(notdir $(filter $(1)/%,$(discover_by_variant)))
endif
discover_later := $(if $(findstring :merge,$(discover_weighed))$(findstring :nightly,$(discover_weighed))$(findstring :none,$(discover_weighed)),$(foreach w,$(discover_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
discover_of_pr := pr
discover_of_merge := pr merge
discover_of_nightly := pr merge nightly
$(foreach u,$(discover_only),$(if $(filter undefined,$(origin discover_run.$(u))),$(error discover: no unit is named '$(u)')))
discover_selected := $(if $(discover_only),$(filter $(discover_only),$(discover_here)))

define discover_sh :=
discover_unit() {
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
		--pool=*) echo "discover: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with discover_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(discover_cd) || exit 3
	ns_out=$$discover_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "discover: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$discover_seed ;;
	esac
	unset discover_sh
	ns_watch=$$discover_limit_sh
	unset discover_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite discover' $${discover_plan:+"plan $$discover_plan"} "run $$discover_run" "unit $$ns_unit" \
		$${discover_platform:+"platform $$discover_platform"} $${discover_lane:+"lane $$discover_lane"} \
		$${discover_commit:+"commit $$discover_commit" "tree $$discover_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define discover_limit_sh :=
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
define discover_start
discover_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
discover_plan := $(shell $(discover_unset); git hash-object --no-filters -- $(call discover_quote,$(discover_plan_file)) 2>/dev/null)
discover_commit := $(shell $(discover_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
discover_tree := $(if $(discover_commit),$(shell $(discover_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(discover_nightshift),)
export discover_sh discover_results discover_platform discover_lane discover_run discover_plan discover_limit_sh discover_commit discover_tree

endif
endef
discover_go = $(eval $(value discover_start))$(eval discover_go := eval "$$$$discover_sh";)$(discover_go)

discover_quote = '$(subst ','\'',$(1))'
define discover_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
discover_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
discover_hand = $(if $(discover_says_n),@echo ,+@)$(discover_words) $(1) $(if $(discover_says_n),$(2),--units=$(call discover_quote,$(call discover_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
discover_mine :=
discover_list = $(eval discover_mine := $(shell mkdir -p -- $(call discover_quote,$(discover_dir)$(1)) && CDPATH= cd -- $(call discover_quote,$(discover_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(discover_dir)$(1)/$(discover_mine),$(subst $(discover_blank),$(discover_newline),$(2)))$(1)/$(discover_mine)
discover_words = $(eval $(value discover_start))$(eval discover_words := $$(call discover_quote,$$(discover_nightshift)) run --plan=$$(call discover_quote,nix/discover.json) $$(discover_run_options))$(discover_words)
discover_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call discover_quote,$(discover_top).)$(if $(discover_platform), --platform=$(call discover_quote,$(discover_platform)))$(if $(discover_commit), --commit=$(discover_commit) --tree=$(discover_tree)) \
	$(if $(discover_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(discover_results)),--into=$(call discover_quote,$(if $(filter /%,$(discover_results)),,)$(discover_results)) )$(if $(findstring k,$(discover_flags)),,--fail-fast )$(discover_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
discover_goals := $(strip $(patsubst discover-test-%,%,$(filter-out discover-selected,$(MAKECMDGOALS))) $(if $(filter discover-selected,$(MAKECMDGOALS)),$(discover_selected)))
discover_variant_of = $(if $(filter undefined,$(origin discover_run.$(g))),all,$(word 2,$(discover_run.$(g))))
discover_wanted := $(if $(or $(if $(discover_goals),,all),$(filter all,$(foreach g,$(filter-out $(discover_variants),$(discover_goals)),$(discover_variant_of)))),$(discover_variants),$(sort $(filter $(discover_variants),$(discover_goals)) $(foreach g,$(filter-out $(discover_variants),$(discover_goals)),$(discover_variant_of))))
.PHONY: discover-programs
discover-programs: $(if $(discover_prebuilt),,$(addprefix discover-build-,$(discover_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
discover_builds := v
define discover_build
discover-build-$(1): ; @$$(discover_cd) && sh -c $$(discover_on)$$(discover_make_$(1))
endef

.PHONY: $(addprefix discover-build-,$(discover_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: discover-test discover-selected discover-build discover-list $(addprefix discover-test-,$(discover_units) $(discover_variants) pr merge nightly)
ifeq ($(discover_nightshift),)
$(addprefix discover-test-,$(discover_units)): discover-test-%: | discover-programs ; @$(discover_go) discover_unit $* ''$(discover_on)$(discover_env_$(word 2,$(discover_run.$*))) $(discover_run.$*) -- $(discover_programs_$(word 2,$(discover_run.$*)))
discover_needs = $(addprefix discover-test-,$(1))
discover_hand_over = @:
else
$(addprefix discover-test-,$(discover_units)): discover-test-%: ; $(call discover_hand,$(addprefix --lane=,$(discover_lane)),$*)
discover_needs =
discover_hand_over = $(call discover_hand,$(1),$(2))
endif
discover_nothing = @echo "discover: $(1)" >&2; exit 1
discover-test: $(call discover_needs,$(discover_here)) ; $(if $(discover_here),$(call discover_hand_over,$(addprefix --lane=,$(discover_lane)),$(discover_here)),$(call discover_nothing,no unit runs on platform '$(discover_platform)'))
discover-selected: $(call discover_needs,$(discover_selected)) ; $(if $(discover_selected),$(call discover_hand_over,$(addprefix --lane=,$(discover_lane)),$(discover_selected)),$(call discover_nothing,discover_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define discover_variant
discover-test-$(1): $$(call discover_needs,$$(call discover_in,$(1))) ; $$(if $$(call discover_in,$(1)),$$(call discover_hand_over,$$(addprefix --lane=,$$(discover_lane)),$$(call discover_in,$(1))),$$(call discover_nothing,no unit of $(1) runs on this platform))
endef
discover_owed = $(notdir $(filter $(discover_of_$(1):%=%/%),$(discover_later)))
define discover_lane_checked
discover-test-$(1): $$(if $$(discover_nightshift),,$$(if $$(discover_later),$$(call discover_needs,$$(call discover_owed,$(1))),discover-test)) ; $$(if $$(if $$(discover_later),$$(call discover_owed,$(1)),$$(discover_here)),$$(call discover_hand_over,--lane=$(1),$$(if $$(discover_later),$$(call discover_owed,$(1)),$$(discover_here))),$$(call discover_nothing,lane $(1) runs nothing on platform '$$(discover_platform)'))
endef
define discover_lane_build
discover-test-$(1): discover-build ; @echo 'discover: lane $(1) only builds on $$(discover_platform)'
endef
define discover_lane_none
discover-test-$(1): ; $$(call discover_nothing,lane $(1) runs nothing on platform '$$(discover_platform)')
endef
$(foreach v,$(discover_builds),$(eval $(call discover_build,$(v))))
$(foreach v,$(discover_variants),$(eval $(call discover_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call discover_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(discover_does_$(discover_platform)))),none),$(l))))
discover-build: $(addprefix discover-build-,$(discover_variants))
discover-list: ; @:$(foreach u,$(discover_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter discover_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(discover_default_goal),$(if $(discover_alone),discover-test))
