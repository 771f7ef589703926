# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'told' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 told-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 told-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 told-selected              those that told_only names (a long list: in a makefile read before this one)
#     make told-build, told-build-VARIANT    only build; told-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: told_seed=N, told_platform=NAME, told_lane=NAME, told_results=DIR
# (from the suite's folder), told_prebuilt=1 (build nothing); told_nightshift=PATH hands all units to 'nightshift run' with told_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
told_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(told_version)))
$(error told: this file needs GNU Make 4.3 or later, and this is $(told_version); macOS: brew install make, then gmake)
endif

told_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
told_blank := $(subst ,, )
told_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call told_path,$(lastword $(2))\$(told_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
told_file := $(or $(call told_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
told_folder := $(subst :blank:,$(told_blank),$(dir $(subst \$(told_blank),:blank:,$(told_file))))
told_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(told_file)))
told_dir := $(told_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
told_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
told_cd := $(told_unset); cd -- '$(subst ','\'',$(told_dir))'
told_plan_file := $(told_folder)nix/told.json
told_top := $(told_folder)
told_results ?= build/nightshift
told_prebuilt ?=
told_lane ?=
told_only ?=
told_nightshift ?=
told_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
told_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
told_cpu := $(firstword $(subst -, ,$(told_host)))
told_system := $(if $(filter arm% aarch64%,$(told_cpu)),aarch64,$(told_cpu))-$(or $(findstring darwin,$(told_host)),$(findstring linux,$(told_host)),other)
told_platform_aarch64-darwin := mac
told_platform_x86_64-linux := linux
told_platform ?= $(told_platform_$(told_system))
told_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
told_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter told-%,$(MAKECMDGOALS)),$(if $(findstring t,$(told_flags)),$(error told: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(told_flags)),$(error told: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(told_platforms),$(told_platform)),$(error told: no platform is named '$(told_platform)'; there are: $(told_platforms)))

# What each lane does on each platform.
told_does_linux := pr=checked merge=checked nightly=checked
told_on_linux :=
told_does_mac := pr=build merge=build nightly=checked
told_on_mac :=

told_on := $(told_on_$(told_platform))
told_variants := v
told_programs_v := 
told_make_v := :
told_env_v :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
told_outside := $(filter told_run.%,$(.VARIABLES))
told_run.v-db := - v - - 'sh answer --test-dir built --no-tests=error --output-on-failure --output-junit junit/v-db.xml -R '\''^db$$'\''' '--report=built/junit/v-db.xml' '--pool=lock.port'
told_run.v-db2 := -:nightly v - - 'sh answer --test-dir built --no-tests=error --output-on-failure --output-junit junit/v-db2.xml -R '\''^db2$$'\''' '--report=built/junit/v-db2.xml' '--pool=lock.port'
told_run.v-gc++mark+_+.wide+5d := 999997499 v - 30 'sh answer --test-dir built --no-tests=error --output-on-failure --output-junit junit/v-gc++mark+_+.wide+5d.xml -R '\''^gc::mark \[wide\]$$'\''' '--report=built/junit/v-gc++mark+_+.wide+5d.xml'
told_run.v-t+-+c3+bc+.1+5d.t := - v - - 'sh '\''t/ü[1].t'\'''
told_run.v-t+-plain.t := - v - - 'sh t/plain.t'
told_run.v-t+-sub+-with+_blank.t := - v - - 'sh '\''t/sub/with blank.t'\'''
# A variable of the environment adds no unit and changes none.
$(foreach v,$(told_outside),$(if $(filter line override,$(origin $(v))),$(error told: '$(v)' is set outside of this file, which alone says what units are)))
told_units := $(patsubst told_run.%,%,$(filter told_run.%,$(.VARIABLES)))
$(foreach v,$(told_outside),$(if $(filter file,$(origin $(v))),,$(eval told_units := $(filter-out $(v:told_run.%=%),$(told_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
told_weighed := $(foreach u,$(told_units),$(firstword $(told_run.$(u)))/$(u))
told_weighed := $(if $(findstring :$(told_platform)=off,$(told_weighed)),$(foreach w,$(told_weighed),$(if $(findstring :$(told_platform)=off,$(w)),,$(w))),$(told_weighed))
told_weight_here = $(patsubst $(told_platform)=%,%,$(filter $(told_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
told_weighed := $(if $(findstring :$(told_platform)=,$(told_weighed)),$(foreach w,$(told_weighed),$(addsuffix :,$(call told_weight_here,$(w)))$(w)),$(told_weighed))
ifneq ($(findstring $(told_blank)-,$(told_blank)$(told_weighed)),)
told_known := $(sort $(filter-out -%,$(told_weighed)))
told_median := $(if $(told_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(told_blank),,$(patsubst %,1,$(told_known))))),$(told_known))))))
told_weighed := $(patsubst -%,$(told_median)%,$(told_weighed))
endif
told_weighed := $(sort $(told_weighed))
told_here := $(notdir $(told_weighed))
told_in = $(filter $(1)-%,$(told_here))
ifneq ($(filter $(addsuffix -%,$(told_variants)),$(told_variants)),)
told_by_variant := $(foreach u,$(told_here),$(word 2,$(told_run.$(u)))/$(u))
told_in = $(notdir $(filter $(1)/%,$(told_by_variant)))
endif
told_later := $(if $(findstring :merge,$(told_weighed))$(findstring :nightly,$(told_weighed))$(findstring :none,$(told_weighed)),$(foreach w,$(told_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
told_of_pr := pr
told_of_merge := pr merge
told_of_nightly := pr merge nightly
$(foreach u,$(told_only),$(if $(filter undefined,$(origin told_run.$(u))),$(error told: no unit is named '$(u)')))
told_selected := $(if $(told_only),$(filter $(told_only),$(told_here)))

define told_sh :=
told_unit() {
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
		--pool=*) echo "told: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with told_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(told_cd) || exit 3
	ns_out=$$told_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "told: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$told_seed ;;
	esac
	unset told_sh
	ns_watch=$$told_limit_sh
	unset told_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite told' $${told_plan:+"plan $$told_plan"} "run $$told_run" "unit $$ns_unit" \
		$${told_platform:+"platform $$told_platform"} $${told_lane:+"lane $$told_lane"} \
		$${told_commit:+"commit $$told_commit" "tree $$told_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define told_limit_sh :=
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
define told_start
told_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
told_plan := $(shell $(told_unset); git hash-object --no-filters -- $(call told_quote,$(told_plan_file)) 2>/dev/null)
told_commit := $(shell $(told_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
told_tree := $(if $(told_commit),$(shell $(told_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(told_nightshift),)
export told_sh told_results told_platform told_lane told_run told_plan told_limit_sh told_commit told_tree

endif
endef
told_go = $(eval $(value told_start))$(eval told_go := eval "$$$$told_sh";)$(told_go)

told_quote = '$(subst ','\'',$(1))'
define told_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
told_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
told_hand = $(if $(told_says_n),@echo ,+@)$(told_words) $(1) $(if $(told_says_n),$(2),--units=$(call told_quote,$(call told_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
told_mine :=
told_list = $(eval told_mine := $(shell mkdir -p -- $(call told_quote,$(told_dir)$(1)) && CDPATH= cd -- $(call told_quote,$(told_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(told_dir)$(1)/$(told_mine),$(subst $(told_blank),$(told_newline),$(2)))$(1)/$(told_mine)
told_words = $(eval $(value told_start))$(eval told_words := $$(call told_quote,$$(told_nightshift)) run --plan=$$(call told_quote,nix/told.json) $$(told_run_options))$(told_words)
told_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call told_quote,$(told_top).)$(if $(told_platform), --platform=$(call told_quote,$(told_platform)))$(if $(told_commit), --commit=$(told_commit) --tree=$(told_tree)) \
	$(if $(told_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(told_results)),--into=$(call told_quote,$(if $(filter /%,$(told_results)),,)$(told_results)) )$(if $(findstring k,$(told_flags)),,--fail-fast )$(told_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
told_goals := $(strip $(patsubst told-test-%,%,$(filter-out told-selected,$(MAKECMDGOALS))) $(if $(filter told-selected,$(MAKECMDGOALS)),$(told_selected)))
told_variant_of = $(if $(filter undefined,$(origin told_run.$(g))),all,$(word 2,$(told_run.$(g))))
told_wanted := $(if $(or $(if $(told_goals),,all),$(filter all,$(foreach g,$(filter-out $(told_variants),$(told_goals)),$(told_variant_of)))),$(told_variants),$(sort $(filter $(told_variants),$(told_goals)) $(foreach g,$(filter-out $(told_variants),$(told_goals)),$(told_variant_of))))
.PHONY: told-programs
told-programs: $(if $(told_prebuilt),,$(addprefix told-build-,$(told_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
told_builds := v
define told_build
told-build-$(1): ; @$$(told_cd) && sh -c $$(told_on)$$(told_make_$(1))
endef

.PHONY: $(addprefix told-build-,$(told_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: told-test told-selected told-build told-list $(addprefix told-test-,$(told_units) $(told_variants) pr merge nightly)
ifeq ($(told_nightshift),)
$(addprefix told-test-,$(told_units)): told-test-%: | told-programs ; @$(told_go) told_unit $* ''$(told_on)$(told_env_$(word 2,$(told_run.$*))) $(told_run.$*) -- $(told_programs_$(word 2,$(told_run.$*)))
told_needs = $(addprefix told-test-,$(1))
told_hand_over = @:
else
$(addprefix told-test-,$(told_units)): told-test-%: ; $(call told_hand,$(addprefix --lane=,$(told_lane)),$*)
told_needs =
told_hand_over = $(call told_hand,$(1),$(2))
endif
told_nothing = @echo "told: $(1)" >&2; exit 1
told-test: $(call told_needs,$(told_here)) ; $(if $(told_here),$(call told_hand_over,$(addprefix --lane=,$(told_lane)),$(told_here)),$(call told_nothing,no unit runs on platform '$(told_platform)'))
told-selected: $(call told_needs,$(told_selected)) ; $(if $(told_selected),$(call told_hand_over,$(addprefix --lane=,$(told_lane)),$(told_selected)),$(call told_nothing,told_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define told_variant
told-test-$(1): $$(call told_needs,$$(call told_in,$(1))) ; $$(if $$(call told_in,$(1)),$$(call told_hand_over,$$(addprefix --lane=,$$(told_lane)),$$(call told_in,$(1))),$$(call told_nothing,no unit of $(1) runs on this platform))
endef
told_owed = $(notdir $(filter $(told_of_$(1):%=%/%),$(told_later)))
define told_lane_checked
told-test-$(1): $$(if $$(told_nightshift),,$$(if $$(told_later),$$(call told_needs,$$(call told_owed,$(1))),told-test)) ; $$(if $$(if $$(told_later),$$(call told_owed,$(1)),$$(told_here)),$$(call told_hand_over,--lane=$(1),$$(if $$(told_later),$$(call told_owed,$(1)),$$(told_here))),$$(call told_nothing,lane $(1) runs nothing on platform '$$(told_platform)'))
endef
define told_lane_build
told-test-$(1): told-build ; @echo 'told: lane $(1) only builds on $$(told_platform)'
endef
define told_lane_none
told-test-$(1): ; $$(call told_nothing,lane $(1) runs nothing on platform '$$(told_platform)')
endef
$(foreach v,$(told_builds),$(eval $(call told_build,$(v))))
$(foreach v,$(told_variants),$(eval $(call told_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call told_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(told_does_$(told_platform)))),none),$(l))))
told-build: $(addprefix told-build-,$(told_variants))
told-list: ; @:$(foreach u,$(told_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter told_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(told_default_goal),$(if $(told_alone),told-test))
