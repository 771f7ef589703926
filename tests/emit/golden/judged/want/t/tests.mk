# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'judged' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 judged-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 judged-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 judged-selected              those that judged_only names (a long list: in a makefile read before this one)
#     make judged-build, judged-build-VARIANT    only build; judged-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: judged_seed=N, judged_platform=NAME, judged_lane=NAME, judged_results=DIR
# (from the suite's folder), judged_prebuilt=1 (build nothing); judged_nightshift=PATH hands all units to 'nightshift run' with judged_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
judged_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(judged_version)))
$(error judged: this file needs GNU Make 4.3 or later, and this is $(judged_version); macOS: brew install make, then gmake)
endif

judged_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
judged_blank := $(subst ,, )
judged_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call judged_path,$(lastword $(2))\$(judged_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
judged_file := $(or $(call judged_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
judged_folder := $(subst :blank:,$(judged_blank),$(dir $(subst \$(judged_blank),:blank:,$(judged_file))))
judged_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(judged_file)))
judged_dir := $(judged_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
judged_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
judged_cd := $(judged_unset); cd -- '$(subst ','\'',$(judged_dir))'
judged_plan_file := $(judged_folder)../nix/judged.json
judged_top := $(judged_folder)../
judged_results ?= build/nightshift
judged_prebuilt ?=
judged_lane ?=
judged_only ?=
judged_nightshift ?=
judged_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
judged_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
judged_cpu := $(firstword $(subst -, ,$(judged_host)))
judged_system := $(if $(filter arm% aarch64%,$(judged_cpu)),aarch64,$(judged_cpu))-$(or $(findstring darwin,$(judged_host)),$(findstring linux,$(judged_host)),other)
judged_platform_x86_64-linux := linux
judged_platform ?= $(judged_platform_$(judged_system))
judged_platforms := linux

# With these options make says success although nothing ran, or something failed.
judged_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter judged-%,$(MAKECMDGOALS)),$(if $(findstring t,$(judged_flags)),$(error judged: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(judged_flags)),$(error judged: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(judged_platforms),$(judged_platform)),$(error judged: no platform is named '$(judged_platform)'; there are: $(judged_platforms)))

# What each lane does on each platform.
judged_does_linux := pr=checked merge=checked nightly=checked
judged_on_linux :=

judged_on := $(judged_on_$(judged_platform))
judged_variants := a b
judged_programs_a := 
judged_make_a := :
judged_env_a :=
judged_programs_b := 
judged_make_b := :
judged_env_b :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
judged_outside := $(filter judged_run.%,$(.VARIABLES))
judged_run.a-asked := - a - - './test asked' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run.a-cut_0 := - a - - './test cut 0' '--report=build/report-a-cut_0.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run.a-cut_1 := - a - - './test cut 1' '--report=build/report-a-cut_1.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run.a-device := - a - - './test device' '--report=build/report-a-device.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\''' '--pool=boards'
judged_run.a-odd := - a - - ./odd '--report=../r e'\''s \#a/$$x odd.xml' '--skip-status=123' '--may-skip=of the group'
judged_run.a-own := - a - 9 ./own '--skip-status=4' '--may-skip=too slow	here'
judged_run.a-plain := - a - - './test plain' '--report=build/report-a-plain.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run.a-tap := - a - - './tap tap' '--may-skip=of the group'
judged_run.b-asked := - b - - './test asked' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run.b-cut_0 := - b - - './test cut 0' '--report=build/report-b-cut_0.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run.b-cut_1 := - b - - './test cut 1' '--report=build/report-b-cut_1.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run.b-device := - b - - './test device' '--report=build/report-b-device.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\''' '--pool=boards'
judged_run.b-odd := - b - - ./odd '--report=../r e'\''s \#b/$$x odd.xml' '--skip-status=123' '--may-skip=of the group'
judged_run.b-own := - b - 9 ./own '--skip-status=4' '--may-skip=too slow	here'
judged_run.b-plain := - b - - './test plain' '--report=build/report-b-plain.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run.b-tap := - b - - './tap tap' '--may-skip=of the group'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(judged_outside),$(if $(filter line override,$(origin $(v))),$(error judged: '$(v)' is set outside of this file, which alone says what units are)))
judged_units := $(patsubst judged_run.%,%,$(filter judged_run.%,$(.VARIABLES)))
$(foreach v,$(judged_outside),$(if $(filter file,$(origin $(v))),,$(eval judged_units := $(filter-out $(v:judged_run.%=%),$(judged_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
judged_weighed := $(foreach u,$(judged_units),$(firstword $(judged_run.$(u)))/$(u))
judged_weighed := $(if $(findstring :$(judged_platform)=off,$(judged_weighed)),$(foreach w,$(judged_weighed),$(if $(findstring :$(judged_platform)=off,$(w)),,$(w))),$(judged_weighed))
judged_weight_here = $(patsubst $(judged_platform)=%,%,$(filter $(judged_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
judged_weighed := $(if $(findstring :$(judged_platform)=,$(judged_weighed)),$(foreach w,$(judged_weighed),$(addsuffix :,$(call judged_weight_here,$(w)))$(w)),$(judged_weighed))
ifneq ($(findstring $(judged_blank)-,$(judged_blank)$(judged_weighed)),)
judged_known := $(sort $(filter-out -%,$(judged_weighed)))
judged_median := $(if $(judged_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(judged_blank),,$(patsubst %,1,$(judged_known))))),$(judged_known))))))
judged_weighed := $(patsubst -%,$(judged_median)%,$(judged_weighed))
endif
judged_weighed := $(sort $(judged_weighed))
judged_here := $(notdir $(judged_weighed))
judged_in = $(filter $(1)-%,$(judged_here))
ifneq ($(filter $(addsuffix -%,$(judged_variants)),$(judged_variants)),)
judged_by_variant := $(foreach u,$(judged_here),$(word 2,$(judged_run.$(u)))/$(u))
judged_in = $(notdir $(filter $(1)/%,$(judged_by_variant)))
endif
judged_later := $(if $(findstring :merge,$(judged_weighed))$(findstring :nightly,$(judged_weighed))$(findstring :none,$(judged_weighed)),$(foreach w,$(judged_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
judged_of_pr := pr
judged_of_merge := pr merge
judged_of_nightly := pr merge nightly
$(foreach u,$(judged_only),$(if $(filter undefined,$(origin judged_run.$(u))),$(error judged: no unit is named '$(u)')))
judged_selected := $(if $(judged_only),$(filter $(judged_only),$(judged_here)))

define judged_sh :=
judged_unit() {
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
		--pool=*) echo "judged: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with judged_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(judged_cd) || exit 3
	ns_out=$$judged_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "judged: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$judged_seed ;;
	esac
	unset judged_sh
	ns_watch=$$judged_limit_sh
	unset judged_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite judged' $${judged_plan:+"plan $$judged_plan"} "run $$judged_run" "unit $$ns_unit" \
		$${judged_platform:+"platform $$judged_platform"} $${judged_lane:+"lane $$judged_lane"} \
		$${judged_commit:+"commit $$judged_commit" "tree $$judged_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define judged_limit_sh :=
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
define judged_start
judged_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
judged_plan := $(shell $(judged_unset); git hash-object --no-filters -- $(call judged_quote,$(judged_plan_file)) 2>/dev/null)
judged_commit := $(shell $(judged_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
judged_tree := $(if $(judged_commit),$(shell $(judged_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(judged_nightshift),)
export judged_sh judged_results judged_platform judged_lane judged_run judged_plan judged_limit_sh judged_commit judged_tree

endif
endef
judged_go = $(eval $(value judged_start))$(eval judged_go := eval "$$$$judged_sh";)$(judged_go)

judged_quote = '$(subst ','\'',$(1))'
define judged_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
judged_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
judged_hand = $(if $(judged_says_n),@echo ,+@)$(judged_words) $(1) $(if $(judged_says_n),$(2),--units=$(call judged_quote,t/$(call judged_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
judged_mine :=
judged_list = $(eval judged_mine := $(shell mkdir -p -- $(call judged_quote,$(judged_dir)$(1)) && CDPATH= cd -- $(call judged_quote,$(judged_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(judged_dir)$(1)/$(judged_mine),$(subst $(judged_blank),$(judged_newline),$(2)))$(1)/$(judged_mine)
judged_words = $(eval $(value judged_start))$(eval judged_words := $$(call judged_quote,$$(judged_nightshift)) run --plan=$$(call judged_quote,nix/judged.json) $$(judged_run_options))$(judged_words)
judged_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call judged_quote,$(judged_top).)$(if $(judged_platform), --platform=$(call judged_quote,$(judged_platform)))$(if $(judged_commit), --commit=$(judged_commit) --tree=$(judged_tree)) \
	$(if $(judged_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(judged_results)),--into=$(call judged_quote,$(if $(filter /%,$(judged_results)),,t/)$(judged_results)) )$(if $(findstring k,$(judged_flags)),,--fail-fast )$(judged_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
judged_goals := $(strip $(patsubst judged-test-%,%,$(filter-out judged-selected,$(MAKECMDGOALS))) $(if $(filter judged-selected,$(MAKECMDGOALS)),$(judged_selected)))
judged_variant_of = $(if $(filter undefined,$(origin judged_run.$(g))),all,$(word 2,$(judged_run.$(g))))
judged_wanted := $(if $(or $(if $(judged_goals),,all),$(filter all,$(foreach g,$(filter-out $(judged_variants),$(judged_goals)),$(judged_variant_of)))),$(judged_variants),$(sort $(filter $(judged_variants),$(judged_goals)) $(foreach g,$(filter-out $(judged_variants),$(judged_goals)),$(judged_variant_of))))
.PHONY: judged-programs
judged-programs: $(if $(judged_prebuilt),,$(addprefix judged-build-,$(judged_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
judged_builds := a b
define judged_build
judged-build-$(1): ; @$$(judged_cd) && sh -c $$(judged_on)$$(judged_make_$(1))
endef

.PHONY: $(addprefix judged-build-,$(judged_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: judged-test judged-selected judged-build judged-list $(addprefix judged-test-,$(judged_units) $(judged_variants) pr merge nightly)
ifeq ($(judged_nightshift),)
$(addprefix judged-test-,$(judged_units)): judged-test-%: | judged-programs ; @$(judged_go) judged_unit $* ''$(judged_on)$(judged_env_$(word 2,$(judged_run.$*))) $(judged_run.$*) -- $(judged_programs_$(word 2,$(judged_run.$*)))
judged_needs = $(addprefix judged-test-,$(1))
judged_hand_over = @:
else
$(addprefix judged-test-,$(judged_units)): judged-test-%: ; $(call judged_hand,$(addprefix --lane=,$(judged_lane)),$*)
judged_needs =
judged_hand_over = $(call judged_hand,$(1),$(2))
endif
judged_nothing = @echo "judged: $(1)" >&2; exit 1
judged-test: $(call judged_needs,$(judged_here)) ; $(if $(judged_here),$(call judged_hand_over,$(addprefix --lane=,$(judged_lane)),$(judged_here)),$(call judged_nothing,no unit runs on platform '$(judged_platform)'))
judged-selected: $(call judged_needs,$(judged_selected)) ; $(if $(judged_selected),$(call judged_hand_over,$(addprefix --lane=,$(judged_lane)),$(judged_selected)),$(call judged_nothing,judged_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define judged_variant
judged-test-$(1): $$(call judged_needs,$$(call judged_in,$(1))) ; $$(if $$(call judged_in,$(1)),$$(call judged_hand_over,$$(addprefix --lane=,$$(judged_lane)),$$(call judged_in,$(1))),$$(call judged_nothing,no unit of $(1) runs on this platform))
endef
judged_owed = $(notdir $(filter $(judged_of_$(1):%=%/%),$(judged_later)))
define judged_lane_checked
judged-test-$(1): $$(if $$(judged_nightshift),,$$(if $$(judged_later),$$(call judged_needs,$$(call judged_owed,$(1))),judged-test)) ; $$(if $$(if $$(judged_later),$$(call judged_owed,$(1)),$$(judged_here)),$$(call judged_hand_over,--lane=$(1),$$(if $$(judged_later),$$(call judged_owed,$(1)),$$(judged_here))),$$(call judged_nothing,lane $(1) runs nothing on platform '$$(judged_platform)'))
endef
define judged_lane_build
judged-test-$(1): judged-build ; @echo 'judged: lane $(1) only builds on $$(judged_platform)'
endef
define judged_lane_none
judged-test-$(1): ; $$(call judged_nothing,lane $(1) runs nothing on platform '$$(judged_platform)')
endef
$(foreach v,$(judged_builds),$(eval $(call judged_build,$(v))))
$(foreach v,$(judged_variants),$(eval $(call judged_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call judged_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(judged_does_$(judged_platform)))),none),$(l))))
judged-build: $(addprefix judged-build-,$(judged_variants))
judged-list: ; @:$(foreach u,$(judged_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter judged_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(judged_default_goal),$(if $(judged_alone),judged-test))
