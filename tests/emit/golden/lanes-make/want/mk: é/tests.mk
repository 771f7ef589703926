# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'lanes' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 lanes-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 lanes-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 lanes-selected              those that lanes_only names (a long list: in a makefile read before this one)
#     make lanes-build, lanes-build-VARIANT    only build; lanes-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: lanes_seed=N, lanes_platform=NAME, lanes_lane=NAME, lanes_results=DIR
# (from the suite's folder), lanes_prebuilt=1 (build nothing); lanes_nightshift=PATH hands all units to 'nightshift run' with lanes_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
lanes_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(lanes_version)))
$(error lanes: this file needs GNU Make 4.3 or later, and this is $(lanes_version); macOS: brew install make, then gmake)
endif

lanes_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
lanes_blank := $(subst ,, )
lanes_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call lanes_path,$(lastword $(2))\$(lanes_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
lanes_file := $(or $(call lanes_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
lanes_folder := $(subst :blank:,$(lanes_blank),$(dir $(subst \$(lanes_blank),:blank:,$(lanes_file))))
lanes_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(lanes_file)))
lanes_dir := $(lanes_folder)../it's a dir
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
lanes_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
lanes_cd := $(lanes_unset); cd -- '$(subst ','\'',$(lanes_dir))'
lanes_plan_file := $(lanes_folder)plan.json
lanes_top := $(lanes_folder)../
lanes_results ?= build/nightshift
lanes_prebuilt ?=
lanes_lane ?=
lanes_only ?=
lanes_nightshift ?=
lanes_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
lanes_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
lanes_cpu := $(firstword $(subst -, ,$(lanes_host)))
lanes_system := $(if $(filter arm% aarch64%,$(lanes_cpu)),aarch64,$(lanes_cpu))-$(or $(findstring darwin,$(lanes_host)),$(findstring linux,$(lanes_host)),other)
lanes_platform_aarch64-darwin := mac.arm
lanes_platform_x86_64-linux := linux
lanes_platform ?= $(lanes_platform_$(lanes_system))
lanes_platforms := linux mac.arm

# With these options make says success although nothing ran, or something failed.
lanes_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter lanes-%,$(MAKECMDGOALS)),$(if $(findstring t,$(lanes_flags)),$(error lanes: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(lanes_flags)),$(error lanes: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(lanes_platforms),$(lanes_platform)),$(error lanes: no platform is named '$(lanes_platform)'; there are: $(lanes_platforms)))

# What each lane does on each platform.
lanes_does_linux := pr=checked merge=checked nightly=checked
lanes_on_linux :=
lanes_does_mac.arm := pr=build merge=none nightly=checked
lanes_on_mac.arm :=

lanes_on := $(lanes_on_$(lanes_platform))
lanes_variants := a b.c+d
lanes_programs_a := 'build/a/a program'
lanes_make_a := 'export QUOTED='\''  '\''\'\'''\''a'\''\'\'''\'' "b" \# c: d é $$x `y` '\''; ( mkdir -p build/a && cp prog '\''build/a/a program'\'' )'
lanes_env_a := 'export QUOTED='\''  '\''\'\'''\''a'\''\'\'''\'' "b" \# c: d é $$x `y` '\''; '
lanes_programs_b.c+d := 'build/b.c+d/a program'
lanes_make_b.c+d := 'export QUOTED='\''  '\''\'\'''\''a'\''\'\'''\'' "b" \# c: d é $$x `y` '\''; ( mkdir -p build/b.c+d && cp prog '\''build/b.c+d/a program'\'' )'
lanes_env_b.c+d := 'export QUOTED='\''  '\''\'\'''\''a'\''\'\'''\'' "b" \# c: d é $$x `y` '\''; '

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
lanes_outside := $(filter lanes_run.%,$(.VARIABLES))
lanes_run.a-heads := 999997999 a head - ''\''build/a/a program'\'' heads'
lanes_run.a-quick := 999998999 a - - ''\''build/a/a program'\'' quick'
lanes_run.a-slow := 999994999:nightly a - - ''\''build/a/a program'\'' slow'
lanes_run.b.c+d-heads := 999997999 b.c+d head - ''\''build/b.c+d/a program'\'' heads'
lanes_run.b.c+d-quick := 999998999 b.c+d - - ''\''build/b.c+d/a program'\'' quick'
lanes_run.b.c+d-slow := 999994999:nightly b.c+d - - ''\''build/b.c+d/a program'\'' slow'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(lanes_outside),$(if $(filter line override,$(origin $(v))),$(error lanes: '$(v)' is set outside of this file, which alone says what units are)))
lanes_units := $(patsubst lanes_run.%,%,$(filter lanes_run.%,$(.VARIABLES)))
$(foreach v,$(lanes_outside),$(if $(filter file,$(origin $(v))),,$(eval lanes_units := $(filter-out $(v:lanes_run.%=%),$(lanes_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
lanes_weighed := $(foreach u,$(lanes_units),$(firstword $(lanes_run.$(u)))/$(u))
lanes_weighed := $(if $(findstring :$(lanes_platform)=off,$(lanes_weighed)),$(foreach w,$(lanes_weighed),$(if $(findstring :$(lanes_platform)=off,$(w)),,$(w))),$(lanes_weighed))
lanes_weight_here = $(patsubst $(lanes_platform)=%,%,$(filter $(lanes_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
lanes_weighed := $(if $(findstring :$(lanes_platform)=,$(lanes_weighed)),$(foreach w,$(lanes_weighed),$(addsuffix :,$(call lanes_weight_here,$(w)))$(w)),$(lanes_weighed))
ifneq ($(findstring $(lanes_blank)-,$(lanes_blank)$(lanes_weighed)),)
lanes_known := $(sort $(filter-out -%,$(lanes_weighed)))
lanes_median := $(if $(lanes_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(lanes_blank),,$(patsubst %,1,$(lanes_known))))),$(lanes_known))))))
lanes_weighed := $(patsubst -%,$(lanes_median)%,$(lanes_weighed))
endif
lanes_weighed := $(sort $(lanes_weighed))
lanes_here := $(notdir $(lanes_weighed))
lanes_in = $(filter $(1)-%,$(lanes_here))
ifneq ($(filter $(addsuffix -%,$(lanes_variants)),$(lanes_variants)),)
lanes_by_variant := $(foreach u,$(lanes_here),$(word 2,$(lanes_run.$(u)))/$(u))
lanes_in = $(notdir $(filter $(1)/%,$(lanes_by_variant)))
endif
lanes_later := $(if $(findstring :merge,$(lanes_weighed))$(findstring :nightly,$(lanes_weighed))$(findstring :none,$(lanes_weighed)),$(foreach w,$(lanes_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
lanes_of_pr := pr
lanes_of_merge := pr merge
lanes_of_nightly := pr merge nightly
$(foreach u,$(lanes_only),$(if $(filter undefined,$(origin lanes_run.$(u))),$(error lanes: no unit is named '$(u)')))
lanes_selected := $(if $(lanes_only),$(filter $(lanes_only),$(lanes_here)))

define lanes_sh :=
lanes_unit() {
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
		--pool=*) echo "lanes: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with lanes_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(lanes_cd) || exit 3
	ns_out=$$lanes_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "lanes: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$lanes_seed ;;
	esac
	if test "$$ns_seed"; then export SEED="$$ns_seed"; else unset SEED; fi
	unset lanes_sh
	ns_watch=$$lanes_limit_sh
	unset lanes_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite lanes' $${lanes_plan:+"plan $$lanes_plan"} "run $$lanes_run" "unit $$ns_unit" \
		$${lanes_platform:+"platform $$lanes_platform"} $${lanes_lane:+"lane $$lanes_lane"} \
		$${lanes_commit:+"commit $$lanes_commit" "tree $$lanes_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define lanes_limit_sh :=
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
define lanes_start
lanes_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
lanes_plan := $(shell $(lanes_unset); git hash-object --no-filters -- $(call lanes_quote,$(lanes_plan_file)) 2>/dev/null)
lanes_commit := $(shell $(lanes_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
lanes_tree := $(if $(lanes_commit),$(shell $(lanes_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
lanes_seed := $(shell $(lanes_cd) && if id=$$(git rev-parse --verify -q 'HEAD:./' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'lanes: no commit to take the seed from, so it is 1' >&2; echo 1; fi)
ifeq ($(lanes_nightshift),)
export lanes_sh lanes_results lanes_platform lanes_lane lanes_run lanes_plan lanes_limit_sh lanes_commit lanes_tree lanes_seed

endif
endef
lanes_go = $(eval $(value lanes_start))$(eval lanes_go := eval "$$$$lanes_sh";)$(lanes_go)

lanes_quote = '$(subst ','\'',$(1))'
define lanes_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
lanes_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
lanes_hand = $(if $(lanes_says_n),@echo ,+@)$(lanes_words) $(1) $(if $(lanes_says_n),$(2),--units=$(call lanes_quote,it's a dir/$(call lanes_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
lanes_mine :=
lanes_list = $(eval lanes_mine := $(shell mkdir -p -- $(call lanes_quote,$(lanes_dir)$(1)) && CDPATH= cd -- $(call lanes_quote,$(lanes_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(lanes_dir)$(1)/$(lanes_mine),$(subst $(lanes_blank),$(lanes_newline),$(2)))$(1)/$(lanes_mine)
lanes_words = $(eval $(value lanes_start))$(eval lanes_words := $$(call lanes_quote,$$(lanes_nightshift)) run --plan=$$(call lanes_quote,mk: é/plan.json) $$(lanes_run_options))$(lanes_words)
lanes_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call lanes_quote,$(lanes_top).)$(if $(lanes_platform), --platform=$(call lanes_quote,$(lanes_platform)))$(if $(lanes_commit), --commit=$(lanes_commit) --tree=$(lanes_tree)) \
	--seed=$(lanes_seed) $(if $(lanes_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(lanes_results)),--into=$(call lanes_quote,$(if $(filter /%,$(lanes_results)),,it's a dir/)$(lanes_results)) )$(if $(findstring k,$(lanes_flags)),,--fail-fast )$(lanes_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
lanes_goals := $(strip $(patsubst lanes-test-%,%,$(filter-out lanes-selected,$(MAKECMDGOALS))) $(if $(filter lanes-selected,$(MAKECMDGOALS)),$(lanes_selected)))
lanes_variant_of = $(if $(filter undefined,$(origin lanes_run.$(g))),all,$(word 2,$(lanes_run.$(g))))
lanes_wanted := $(if $(or $(if $(lanes_goals),,all),$(filter all,$(foreach g,$(filter-out $(lanes_variants),$(lanes_goals)),$(lanes_variant_of)))),$(lanes_variants),$(sort $(filter $(lanes_variants),$(lanes_goals)) $(foreach g,$(filter-out $(lanes_variants),$(lanes_goals)),$(lanes_variant_of))))
.PHONY: lanes-programs
lanes-programs: $(if $(lanes_prebuilt),,$(addprefix lanes-build-,$(lanes_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
lanes_builds := a b.c+d
define lanes_build
lanes-build-$(1): ; @$$(lanes_cd) && sh -c $$(lanes_on)$$(lanes_make_$(1))
endef

.PHONY: $(addprefix lanes-build-,$(lanes_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: lanes-test lanes-selected lanes-build lanes-list $(addprefix lanes-test-,$(lanes_units) $(lanes_variants) pr merge nightly)
ifeq ($(lanes_nightshift),)
$(addprefix lanes-test-,$(lanes_units)): lanes-test-%: | lanes-programs ; @$(lanes_go) lanes_unit $* ''$(lanes_on)$(lanes_env_$(word 2,$(lanes_run.$*))) $(lanes_run.$*) -- $(lanes_programs_$(word 2,$(lanes_run.$*)))
lanes_needs = $(addprefix lanes-test-,$(1))
lanes_hand_over = @:
else
$(addprefix lanes-test-,$(lanes_units)): lanes-test-%: ; $(call lanes_hand,$(addprefix --lane=,$(lanes_lane)),$*)
lanes_needs =
lanes_hand_over = $(call lanes_hand,$(1),$(2))
endif
lanes_nothing = @echo "lanes: $(1)" >&2; exit 1
lanes-test: $(call lanes_needs,$(lanes_here)) ; $(if $(lanes_here),$(call lanes_hand_over,$(addprefix --lane=,$(lanes_lane)),$(lanes_here)),$(call lanes_nothing,no unit runs on platform '$(lanes_platform)'))
lanes-selected: $(call lanes_needs,$(lanes_selected)) ; $(if $(lanes_selected),$(call lanes_hand_over,$(addprefix --lane=,$(lanes_lane)),$(lanes_selected)),$(call lanes_nothing,lanes_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define lanes_variant
lanes-test-$(1): $$(call lanes_needs,$$(call lanes_in,$(1))) ; $$(if $$(call lanes_in,$(1)),$$(call lanes_hand_over,$$(addprefix --lane=,$$(lanes_lane)),$$(call lanes_in,$(1))),$$(call lanes_nothing,no unit of $(1) runs on this platform))
endef
lanes_owed = $(notdir $(filter $(lanes_of_$(1):%=%/%),$(lanes_later)))
define lanes_lane_checked
lanes-test-$(1): $$(if $$(lanes_nightshift),,$$(if $$(lanes_later),$$(call lanes_needs,$$(call lanes_owed,$(1))),lanes-test)) ; $$(if $$(if $$(lanes_later),$$(call lanes_owed,$(1)),$$(lanes_here)),$$(call lanes_hand_over,--lane=$(1),$$(if $$(lanes_later),$$(call lanes_owed,$(1)),$$(lanes_here))),$$(call lanes_nothing,lane $(1) runs nothing on platform '$$(lanes_platform)'))
endef
define lanes_lane_build
lanes-test-$(1): lanes-build ; @echo 'lanes: lane $(1) only builds on $$(lanes_platform)'
endef
define lanes_lane_none
lanes-test-$(1): ; $$(call lanes_nothing,lane $(1) runs nothing on platform '$$(lanes_platform)')
endef
$(foreach v,$(lanes_builds),$(eval $(call lanes_build,$(v))))
$(foreach v,$(lanes_variants),$(eval $(call lanes_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call lanes_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(lanes_does_$(lanes_platform)))),none),$(l))))
lanes-build: $(addprefix lanes-build-,$(lanes_variants))
lanes-list: ; @:$(foreach u,$(lanes_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter lanes_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(lanes_default_goal),$(if $(lanes_alone),lanes-test))
