# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'simpler' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 simpler-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 simpler-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 simpler-selected              those that simpler_only names (a long list: in a makefile read before this one)
#     make simpler-build, simpler-build-VARIANT    only build; simpler-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: simpler_seed=N, simpler_platform=NAME, simpler_lane=NAME, simpler_results=DIR
# (from the suite's folder), simpler_prebuilt=1 (build nothing); simpler_nightshift=PATH hands all units to 'nightshift run' with simpler_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
simpler_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(simpler_version)))
$(error simpler: this file needs GNU Make 4.3 or later, and this is $(simpler_version); macOS: brew install make, then gmake)
endif

simpler_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
simpler_blank := $(subst ,, )
simpler_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call simpler_path,$(lastword $(2))\$(simpler_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
simpler_file := $(or $(call simpler_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
simpler_folder := $(subst :blank:,$(simpler_blank),$(dir $(subst \$(simpler_blank),:blank:,$(simpler_file))))
simpler_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(simpler_file)))
simpler_dir := $(simpler_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
simpler_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
simpler_cd := $(simpler_unset); cd -- '$(subst ','\'',$(simpler_dir))'
simpler_plan_file := $(simpler_folder)nix/simpler.json
simpler_top := $(simpler_folder)
simpler_results ?= build/nightshift
simpler_prebuilt ?=
simpler_lane ?=
simpler_only ?=
simpler_nightshift ?=
simpler_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
simpler_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
simpler_cpu := $(firstword $(subst -, ,$(simpler_host)))
simpler_system := $(if $(filter arm% aarch64%,$(simpler_cpu)),aarch64,$(simpler_cpu))-$(or $(findstring darwin,$(simpler_host)),$(findstring linux,$(simpler_host)),other)
simpler_platform_aarch64-linux := a2a3
simpler_platform_x86_64-linux := sim
simpler_platform ?= $(simpler_platform_$(simpler_system))
simpler_platforms := a2a3 sim

# With these options make says success although nothing ran, or something failed.
simpler_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter simpler-%,$(MAKECMDGOALS)),$(if $(findstring t,$(simpler_flags)),$(error simpler: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(simpler_flags)),$(error simpler: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(simpler_platforms),$(simpler_platform)),$(error simpler: no platform is named '$(simpler_platform)'; there are: $(simpler_platforms)))

# What each lane does on each platform.
simpler_does_a2a3 := pr=checked merge=checked nightly=checked
simpler_on_a2a3 :=
simpler_does_sim := pr=checked merge=checked nightly=checked
simpler_on_sim :=

simpler_on := $(simpler_on_$(simpler_platform))
simpler_variants := host_build_graph tensormap
simpler_programs_host_build_graph := 
simpler_make_host_build_graph := :
simpler_env_host_build_graph :=
simpler_programs_tensormap := 
simpler_make_tensormap := :
simpler_env_tensormap :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
simpler_outside := $(filter simpler_run.%,$(.VARIABLES))
simpler_run.host_build_graph-all_reduce := 999939999:sim=off host_build_graph - 1800 'python ci.py --runtime host_build_graph --case default all_reduce' '--pool=npu'
simpler_run.host_build_graph-matmul := 999990999:sim=off host_build_graph - 600 'python ci.py --runtime host_build_graph --case small matmul' '--pool=npu'
simpler_run.host_build_graph-paged_attention := 999959999:nightly:sim=off host_build_graph - 600 'python ci.py --runtime host_build_graph --case default paged_attention' '--pool=npu'
simpler_run.host_build_graph-sim_matmul := 999997999:a2a3=off host_build_graph - 600 'python ci.py --runtime host_build_graph --case default sim_matmul'
simpler_run.host_build_graph-sim_paged_attention := 999969999:a2a3=off host_build_graph - 1200 'python ci.py --runtime host_build_graph --case default sim_paged_attention'
simpler_run.host_build_graph-sim_vector_add := 999998999:a2a3=off host_build_graph - 600 'python ci.py --runtime host_build_graph --case default sim_vector_add'
simpler_run.host_build_graph-vector_add := 999995999:sim=off host_build_graph - 600 'python ci.py --runtime host_build_graph --case default vector_add' '--pool=npu'
simpler_run.tensormap-all_reduce := 999939999:sim=off tensormap - 1800 'python ci.py --runtime tensormap --case default all_reduce' '--pool=npu'
simpler_run.tensormap-matmul := 999990999:sim=off tensormap - 600 'python ci.py --runtime tensormap --case small matmul' '--pool=npu'
simpler_run.tensormap-paged_attention := 999959999:nightly:sim=off tensormap - 600 'python ci.py --runtime tensormap --case default paged_attention' '--pool=npu'
simpler_run.tensormap-pipeline := 999879999:sim=off tensormap - 1800 'python ci.py --runtime tensormap --case default pipeline' '--pool=npu'
simpler_run.tensormap-sim_matmul := 999997999:a2a3=off tensormap - 600 'python ci.py --runtime tensormap --case default sim_matmul'
simpler_run.tensormap-sim_paged_attention := 999969999:a2a3=off tensormap - 1200 'python ci.py --runtime tensormap --case default sim_paged_attention'
simpler_run.tensormap-sim_vector_add := 999998999:a2a3=off tensormap - 600 'python ci.py --runtime tensormap --case default sim_vector_add'
simpler_run.tensormap-vector_add := 999995999:sim=off tensormap - 600 'python ci.py --runtime tensormap --case default vector_add' '--pool=npu'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(simpler_outside),$(if $(filter line override,$(origin $(v))),$(error simpler: '$(v)' is set outside of this file, which alone says what units are)))
simpler_units := $(patsubst simpler_run.%,%,$(filter simpler_run.%,$(.VARIABLES)))
$(foreach v,$(simpler_outside),$(if $(filter file,$(origin $(v))),,$(eval simpler_units := $(filter-out $(v:simpler_run.%=%),$(simpler_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
simpler_weighed := $(foreach u,$(simpler_units),$(firstword $(simpler_run.$(u)))/$(u))
simpler_weighed := $(if $(findstring :$(simpler_platform)=off,$(simpler_weighed)),$(foreach w,$(simpler_weighed),$(if $(findstring :$(simpler_platform)=off,$(w)),,$(w))),$(simpler_weighed))
simpler_weight_here = $(patsubst $(simpler_platform)=%,%,$(filter $(simpler_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
simpler_weighed := $(if $(findstring :$(simpler_platform)=,$(simpler_weighed)),$(foreach w,$(simpler_weighed),$(addsuffix :,$(call simpler_weight_here,$(w)))$(w)),$(simpler_weighed))
ifneq ($(findstring $(simpler_blank)-,$(simpler_blank)$(simpler_weighed)),)
simpler_known := $(sort $(filter-out -%,$(simpler_weighed)))
simpler_median := $(if $(simpler_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(simpler_blank),,$(patsubst %,1,$(simpler_known))))),$(simpler_known))))))
simpler_weighed := $(patsubst -%,$(simpler_median)%,$(simpler_weighed))
endif
simpler_weighed := $(sort $(simpler_weighed))
simpler_here := $(notdir $(simpler_weighed))
simpler_in = $(filter $(1)-%,$(simpler_here))
ifneq ($(filter $(addsuffix -%,$(simpler_variants)),$(simpler_variants)),)
simpler_by_variant := $(foreach u,$(simpler_here),$(word 2,$(simpler_run.$(u)))/$(u))
simpler_in = $(notdir $(filter $(1)/%,$(simpler_by_variant)))
endif
simpler_later := $(if $(findstring :merge,$(simpler_weighed))$(findstring :nightly,$(simpler_weighed))$(findstring :none,$(simpler_weighed)),$(foreach w,$(simpler_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
simpler_of_pr := pr
simpler_of_merge := pr merge
simpler_of_nightly := pr merge nightly
$(foreach u,$(simpler_only),$(if $(filter undefined,$(origin simpler_run.$(u))),$(error simpler: no unit is named '$(u)')))
simpler_selected := $(if $(simpler_only),$(filter $(simpler_only),$(simpler_here)))

define simpler_sh :=
simpler_unit() {
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
		--pool=*) echo "simpler: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with simpler_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(simpler_cd) || exit 3
	ns_out=$$simpler_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "simpler: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$simpler_seed ;;
	esac
	unset simpler_sh
	ns_watch=$$simpler_limit_sh
	unset simpler_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite simpler' $${simpler_plan:+"plan $$simpler_plan"} "run $$simpler_run" "unit $$ns_unit" \
		$${simpler_platform:+"platform $$simpler_platform"} $${simpler_lane:+"lane $$simpler_lane"} \
		$${simpler_commit:+"commit $$simpler_commit" "tree $$simpler_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define simpler_limit_sh :=
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
define simpler_start
simpler_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
simpler_plan := $(shell $(simpler_unset); git hash-object --no-filters -- $(call simpler_quote,$(simpler_plan_file)) 2>/dev/null)
simpler_commit := $(shell $(simpler_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
simpler_tree := $(if $(simpler_commit),$(shell $(simpler_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(simpler_nightshift),)
export simpler_sh simpler_results simpler_platform simpler_lane simpler_run simpler_plan simpler_limit_sh simpler_commit simpler_tree

endif
endef
simpler_go = $(eval $(value simpler_start))$(eval simpler_go := eval "$$$$simpler_sh";)$(simpler_go)

simpler_quote = '$(subst ','\'',$(1))'
define simpler_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
simpler_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
simpler_hand = $(if $(simpler_says_n),@echo ,+@)$(simpler_words) $(1) $(if $(simpler_says_n),$(2),--units=$(call simpler_quote,$(call simpler_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
simpler_mine :=
simpler_list = $(eval simpler_mine := $(shell mkdir -p -- $(call simpler_quote,$(simpler_dir)$(1)) && CDPATH= cd -- $(call simpler_quote,$(simpler_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(simpler_dir)$(1)/$(simpler_mine),$(subst $(simpler_blank),$(simpler_newline),$(2)))$(1)/$(simpler_mine)
simpler_words = $(eval $(value simpler_start))$(eval simpler_words := $$(call simpler_quote,$$(simpler_nightshift)) run --plan=$$(call simpler_quote,nix/simpler.json) $$(simpler_run_options))$(simpler_words)
simpler_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call simpler_quote,$(simpler_top).)$(if $(simpler_platform), --platform=$(call simpler_quote,$(simpler_platform)))$(if $(simpler_commit), --commit=$(simpler_commit) --tree=$(simpler_tree)) \
	$(if $(simpler_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(simpler_results)),--into=$(call simpler_quote,$(if $(filter /%,$(simpler_results)),,)$(simpler_results)) )$(if $(findstring k,$(simpler_flags)),,--fail-fast )$(simpler_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
simpler_goals := $(strip $(patsubst simpler-test-%,%,$(filter-out simpler-selected,$(MAKECMDGOALS))) $(if $(filter simpler-selected,$(MAKECMDGOALS)),$(simpler_selected)))
simpler_variant_of = $(if $(filter undefined,$(origin simpler_run.$(g))),all,$(word 2,$(simpler_run.$(g))))
simpler_wanted := $(if $(or $(if $(simpler_goals),,all),$(filter all,$(foreach g,$(filter-out $(simpler_variants),$(simpler_goals)),$(simpler_variant_of)))),$(simpler_variants),$(sort $(filter $(simpler_variants),$(simpler_goals)) $(foreach g,$(filter-out $(simpler_variants),$(simpler_goals)),$(simpler_variant_of))))
.PHONY: simpler-programs
simpler-programs: $(if $(simpler_prebuilt),,$(addprefix simpler-build-,$(simpler_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
simpler_builds := host_build_graph tensormap
define simpler_build
simpler-build-$(1): ; @$$(simpler_cd) && sh -c $$(simpler_on)$$(simpler_make_$(1))
endef

.PHONY: $(addprefix simpler-build-,$(simpler_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: simpler-test simpler-selected simpler-build simpler-list $(addprefix simpler-test-,$(simpler_units) $(simpler_variants) pr merge nightly)
ifeq ($(simpler_nightshift),)
$(addprefix simpler-test-,$(simpler_units)): simpler-test-%: | simpler-programs ; @$(simpler_go) simpler_unit $* ''$(simpler_on)$(simpler_env_$(word 2,$(simpler_run.$*))) $(simpler_run.$*) -- $(simpler_programs_$(word 2,$(simpler_run.$*)))
simpler_needs = $(addprefix simpler-test-,$(1))
simpler_hand_over = @:
else
$(addprefix simpler-test-,$(simpler_units)): simpler-test-%: ; $(call simpler_hand,$(addprefix --lane=,$(simpler_lane)),$*)
simpler_needs =
simpler_hand_over = $(call simpler_hand,$(1),$(2))
endif
simpler_nothing = @echo "simpler: $(1)" >&2; exit 1
simpler-test: $(call simpler_needs,$(simpler_here)) ; $(if $(simpler_here),$(call simpler_hand_over,$(addprefix --lane=,$(simpler_lane)),$(simpler_here)),$(call simpler_nothing,no unit runs on platform '$(simpler_platform)'))
simpler-selected: $(call simpler_needs,$(simpler_selected)) ; $(if $(simpler_selected),$(call simpler_hand_over,$(addprefix --lane=,$(simpler_lane)),$(simpler_selected)),$(call simpler_nothing,simpler_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define simpler_variant
simpler-test-$(1): $$(call simpler_needs,$$(call simpler_in,$(1))) ; $$(if $$(call simpler_in,$(1)),$$(call simpler_hand_over,$$(addprefix --lane=,$$(simpler_lane)),$$(call simpler_in,$(1))),$$(call simpler_nothing,no unit of $(1) runs on this platform))
endef
simpler_owed = $(notdir $(filter $(simpler_of_$(1):%=%/%),$(simpler_later)))
define simpler_lane_checked
simpler-test-$(1): $$(if $$(simpler_nightshift),,$$(if $$(simpler_later),$$(call simpler_needs,$$(call simpler_owed,$(1))),simpler-test)) ; $$(if $$(if $$(simpler_later),$$(call simpler_owed,$(1)),$$(simpler_here)),$$(call simpler_hand_over,--lane=$(1),$$(if $$(simpler_later),$$(call simpler_owed,$(1)),$$(simpler_here))),$$(call simpler_nothing,lane $(1) runs nothing on platform '$$(simpler_platform)'))
endef
define simpler_lane_build
simpler-test-$(1): simpler-build ; @echo 'simpler: lane $(1) only builds on $$(simpler_platform)'
endef
define simpler_lane_none
simpler-test-$(1): ; $$(call simpler_nothing,lane $(1) runs nothing on platform '$$(simpler_platform)')
endef
$(foreach v,$(simpler_builds),$(eval $(call simpler_build,$(v))))
$(foreach v,$(simpler_variants),$(eval $(call simpler_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call simpler_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(simpler_does_$(simpler_platform)))),none),$(l))))
simpler-build: $(addprefix simpler-build-,$(simpler_variants))
simpler-list: ; @:$(foreach u,$(simpler_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter simpler_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(simpler_default_goal),$(if $(simpler_alone),simpler-test))
