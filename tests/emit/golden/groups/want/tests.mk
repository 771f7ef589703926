# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'groups' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 groups-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 groups-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 groups-selected              those that groups_only names (a long list: in a makefile read before this one)
#     make groups-build, groups-build-VARIANT    only build; groups-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: groups_seed=N, groups_platform=NAME, groups_lane=NAME, groups_results=DIR
# (from the suite's folder), groups_prebuilt=1 (build nothing); groups_nightshift=PATH hands all units to 'nightshift run' with groups_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
groups_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(groups_version)))
$(error groups: this file needs GNU Make 4.3 or later, and this is $(groups_version); macOS: brew install make, then gmake)
endif

groups_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
groups_blank := $(subst ,, )
groups_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call groups_path,$(lastword $(2))\$(groups_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
groups_file := $(or $(call groups_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
groups_folder := $(subst :blank:,$(groups_blank),$(dir $(subst \$(groups_blank),:blank:,$(groups_file))))
groups_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(groups_file)))
groups_dir := $(groups_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
groups_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
groups_cd := $(groups_unset); cd -- '$(subst ','\'',$(groups_dir))'
groups_plan_file := $(groups_folder)nix/groups.json
groups_top := $(groups_folder)
groups_results ?= build/nightshift
groups_prebuilt ?=
groups_lane ?=
groups_only ?=
groups_nightshift ?=
groups_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
groups_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
groups_cpu := $(firstword $(subst -, ,$(groups_host)))
groups_system := $(if $(filter arm% aarch64%,$(groups_cpu)),aarch64,$(groups_cpu))-$(or $(findstring darwin,$(groups_host)),$(findstring linux,$(groups_host)),other)
groups_platform_aarch64-darwin := mac
groups_platform_x86_64-linux := linux
groups_platform ?= $(groups_platform_$(groups_system))
groups_platforms := linux mac second

# With these options make says success although nothing ran, or something failed.
groups_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter groups-%,$(MAKECMDGOALS)),$(if $(findstring t,$(groups_flags)),$(error groups: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(groups_flags)),$(error groups: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(groups_platforms),$(groups_platform)),$(error groups: no platform is named '$(groups_platform)'; there are: $(groups_platforms)))

# What each lane does on each platform.
groups_does_linux := pr=checked merge=checked nightly=checked
groups_on_linux := 'export WHERE=here; '
groups_does_mac := pr=build merge=build nightly=checked
groups_on_mac :=
groups_does_second := pr=none merge=checked nightly=checked
groups_on_second :=

groups_on := $(groups_on_$(groups_platform))
groups_variants := a b
groups_programs_a := 
groups_make_a := :
groups_env_a :=
groups_programs_b := 
groups_make_b := :
groups_env_b :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
groups_outside := $(filter groups_run.%,$(.VARIABLES))
groups_run.a-plain := - a - - './test plain suite'
groups_run.a-soak := 996399999:nightly a head 5400 'export BOTH=group; export FROM=group; ./test soak group'
groups_run.a-soak_short := 999399999:merge a 12 900 'export BOTH=group; export FROM=group; ./test soak_short group'
groups_run.a-window := -:second=off a - - './show window'
groups_run.b-menu := -:linux=off:second=off b - - './show menu'
groups_run.b-plain := - b - - './test plain variant'
groups_run.b-soak := 996399999:nightly b head 5400 'export BOTH=group; export FROM=group; ./test soak group'
groups_run.b-soak_own := 996399999:nightly b - 5400 'export BOTH=module; export FROM=group; ./soak soak_own module'
groups_run.b-soak_short := 999399999:merge b 12 900 'export BOTH=group; export FROM=group; ./test soak_short group'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(groups_outside),$(if $(filter line override,$(origin $(v))),$(error groups: '$(v)' is set outside of this file, which alone says what units are)))
groups_units := $(patsubst groups_run.%,%,$(filter groups_run.%,$(.VARIABLES)))
$(foreach v,$(groups_outside),$(if $(filter file,$(origin $(v))),,$(eval groups_units := $(filter-out $(v:groups_run.%=%),$(groups_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
groups_weighed := $(foreach u,$(groups_units),$(firstword $(groups_run.$(u)))/$(u))
groups_weighed := $(if $(findstring :$(groups_platform)=off,$(groups_weighed)),$(foreach w,$(groups_weighed),$(if $(findstring :$(groups_platform)=off,$(w)),,$(w))),$(groups_weighed))
groups_weight_here = $(patsubst $(groups_platform)=%,%,$(filter $(groups_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
groups_weighed := $(if $(findstring :$(groups_platform)=,$(groups_weighed)),$(foreach w,$(groups_weighed),$(addsuffix :,$(call groups_weight_here,$(w)))$(w)),$(groups_weighed))
ifneq ($(findstring $(groups_blank)-,$(groups_blank)$(groups_weighed)),)
groups_known := $(sort $(filter-out -%,$(groups_weighed)))
groups_median := $(if $(groups_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(groups_blank),,$(patsubst %,1,$(groups_known))))),$(groups_known))))))
groups_weighed := $(patsubst -%,$(groups_median)%,$(groups_weighed))
endif
groups_weighed := $(sort $(groups_weighed))
groups_here := $(notdir $(groups_weighed))
groups_in = $(filter $(1)-%,$(groups_here))
ifneq ($(filter $(addsuffix -%,$(groups_variants)),$(groups_variants)),)
groups_by_variant := $(foreach u,$(groups_here),$(word 2,$(groups_run.$(u)))/$(u))
groups_in = $(notdir $(filter $(1)/%,$(groups_by_variant)))
endif
groups_later := $(if $(findstring :merge,$(groups_weighed))$(findstring :nightly,$(groups_weighed))$(findstring :none,$(groups_weighed)),$(foreach w,$(groups_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
groups_of_pr := pr
groups_of_merge := pr merge
groups_of_nightly := pr merge nightly
$(foreach u,$(groups_only),$(if $(filter undefined,$(origin groups_run.$(u))),$(error groups: no unit is named '$(u)')))
groups_selected := $(if $(groups_only),$(filter $(groups_only),$(groups_here)))

define groups_sh :=
groups_unit() {
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
		--pool=*) echo "groups: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with groups_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(groups_cd) || exit 3
	ns_out=$$groups_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "groups: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$groups_seed ;;
	esac
	if test "$$ns_seed"; then export SEED="$$ns_seed"; else unset SEED; fi
	unset groups_sh
	ns_watch=$$groups_limit_sh
	unset groups_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite groups' $${groups_plan:+"plan $$groups_plan"} "run $$groups_run" "unit $$ns_unit" \
		$${groups_platform:+"platform $$groups_platform"} $${groups_lane:+"lane $$groups_lane"} \
		$${groups_commit:+"commit $$groups_commit" "tree $$groups_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define groups_limit_sh :=
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
define groups_start
groups_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
groups_plan := $(shell $(groups_unset); git hash-object --no-filters -- $(call groups_quote,$(groups_plan_file)) 2>/dev/null)
groups_commit := $(shell $(groups_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
groups_tree := $(if $(groups_commit),$(shell $(groups_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
groups_seed := $(shell $(groups_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'groups: no commit to take the seed from, so it is 7' >&2; echo 7; fi)
ifeq ($(groups_nightshift),)
export groups_sh groups_results groups_platform groups_lane groups_run groups_plan groups_limit_sh groups_commit groups_tree groups_seed

endif
endef
groups_go = $(eval $(value groups_start))$(eval groups_go := eval "$$$$groups_sh";)$(groups_go)

groups_quote = '$(subst ','\'',$(1))'
define groups_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
groups_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
groups_hand = $(if $(groups_says_n),@echo ,+@)$(groups_words) $(1) $(if $(groups_says_n),$(2),--units=$(call groups_quote,$(call groups_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
groups_mine :=
groups_list = $(eval groups_mine := $(shell mkdir -p -- $(call groups_quote,$(groups_dir)$(1)) && CDPATH= cd -- $(call groups_quote,$(groups_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(groups_dir)$(1)/$(groups_mine),$(subst $(groups_blank),$(groups_newline),$(2)))$(1)/$(groups_mine)
groups_words = $(eval $(value groups_start))$(eval groups_words := $$(call groups_quote,$$(groups_nightshift)) run --plan=$$(call groups_quote,nix/groups.json) $$(groups_run_options))$(groups_words)
groups_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call groups_quote,$(groups_top).)$(if $(groups_platform), --platform=$(call groups_quote,$(groups_platform)))$(if $(groups_commit), --commit=$(groups_commit) --tree=$(groups_tree)) \
	--seed=$(groups_seed) $(if $(groups_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(groups_results)),--into=$(call groups_quote,$(if $(filter /%,$(groups_results)),,)$(groups_results)) )$(if $(findstring k,$(groups_flags)),,--fail-fast )$(groups_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
groups_goals := $(strip $(patsubst groups-test-%,%,$(filter-out groups-selected,$(MAKECMDGOALS))) $(if $(filter groups-selected,$(MAKECMDGOALS)),$(groups_selected)))
groups_variant_of = $(if $(filter undefined,$(origin groups_run.$(g))),all,$(word 2,$(groups_run.$(g))))
groups_wanted := $(if $(or $(if $(groups_goals),,all),$(filter all,$(foreach g,$(filter-out $(groups_variants),$(groups_goals)),$(groups_variant_of)))),$(groups_variants),$(sort $(filter $(groups_variants),$(groups_goals)) $(foreach g,$(filter-out $(groups_variants),$(groups_goals)),$(groups_variant_of))))
.PHONY: groups-programs
groups-programs: $(if $(groups_prebuilt),,$(addprefix groups-build-,$(groups_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
groups_builds := a b
define groups_build
groups-build-$(1): ; @$$(groups_cd) && sh -c $$(groups_on)$$(groups_make_$(1))
endef

.PHONY: $(addprefix groups-build-,$(groups_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: groups-test groups-selected groups-build groups-list $(addprefix groups-test-,$(groups_units) $(groups_variants) pr merge nightly)
ifeq ($(groups_nightshift),)
$(addprefix groups-test-,$(groups_units)): groups-test-%: | groups-programs ; @$(groups_go) groups_unit $* ''$(groups_on)$(groups_env_$(word 2,$(groups_run.$*))) $(groups_run.$*) -- $(groups_programs_$(word 2,$(groups_run.$*)))
groups_needs = $(addprefix groups-test-,$(1))
groups_hand_over = @:
else
$(addprefix groups-test-,$(groups_units)): groups-test-%: ; $(call groups_hand,$(addprefix --lane=,$(groups_lane)),$*)
groups_needs =
groups_hand_over = $(call groups_hand,$(1),$(2))
endif
groups_nothing = @echo "groups: $(1)" >&2; exit 1
groups-test: $(call groups_needs,$(groups_here)) ; $(if $(groups_here),$(call groups_hand_over,$(addprefix --lane=,$(groups_lane)),$(groups_here)),$(call groups_nothing,no unit runs on platform '$(groups_platform)'))
groups-selected: $(call groups_needs,$(groups_selected)) ; $(if $(groups_selected),$(call groups_hand_over,$(addprefix --lane=,$(groups_lane)),$(groups_selected)),$(call groups_nothing,groups_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define groups_variant
groups-test-$(1): $$(call groups_needs,$$(call groups_in,$(1))) ; $$(if $$(call groups_in,$(1)),$$(call groups_hand_over,$$(addprefix --lane=,$$(groups_lane)),$$(call groups_in,$(1))),$$(call groups_nothing,no unit of $(1) runs on this platform))
endef
groups_owed = $(notdir $(filter $(groups_of_$(1):%=%/%),$(groups_later)))
define groups_lane_checked
groups-test-$(1): $$(if $$(groups_nightshift),,$$(if $$(groups_later),$$(call groups_needs,$$(call groups_owed,$(1))),groups-test)) ; $$(if $$(if $$(groups_later),$$(call groups_owed,$(1)),$$(groups_here)),$$(call groups_hand_over,--lane=$(1),$$(if $$(groups_later),$$(call groups_owed,$(1)),$$(groups_here))),$$(call groups_nothing,lane $(1) runs nothing on platform '$$(groups_platform)'))
endef
define groups_lane_build
groups-test-$(1): groups-build ; @echo 'groups: lane $(1) only builds on $$(groups_platform)'
endef
define groups_lane_none
groups-test-$(1): ; $$(call groups_nothing,lane $(1) runs nothing on platform '$$(groups_platform)')
endef
$(foreach v,$(groups_builds),$(eval $(call groups_build,$(v))))
$(foreach v,$(groups_variants),$(eval $(call groups_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call groups_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(groups_does_$(groups_platform)))),none),$(l))))
groups-build: $(addprefix groups-build-,$(groups_variants))
groups-list: ; @:$(foreach u,$(groups_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter groups_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(groups_default_goal),$(if $(groups_alone),groups-test))
