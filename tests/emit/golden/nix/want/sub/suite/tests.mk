# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'nix' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 nix-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 nix-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 nix-selected              those that nix_only names (a long list: in a makefile read before this one)
#     make nix-build, nix-build-VARIANT    only build; nix-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: nix_seed=N, nix_platform=NAME, nix_lane=NAME, nix_results=DIR
# (from the suite's folder), nix_prebuilt=1 (build nothing); nix_nightshift=PATH hands all units to 'nightshift run' with nix_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
nix_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(nix_version)))
$(error nix: this file needs GNU Make 4.3 or later, and this is $(nix_version); macOS: brew install make, then gmake)
endif

nix_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
nix_blank := $(subst ,, )
nix_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call nix_path,$(lastword $(2))\$(nix_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
nix_file := $(or $(call nix_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
nix_folder := $(subst :blank:,$(nix_blank),$(dir $(subst \$(nix_blank),:blank:,$(nix_file))))
nix_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(nix_file)))
nix_dir := $(nix_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
nix_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
nix_cd := $(nix_unset); cd -- '$(subst ','\'',$(nix_dir))'
nix_plan_file := $(nix_folder)../../nix/nix.json
nix_top := $(nix_folder)../../
nix_results ?= build/nightshift
nix_prebuilt ?=
nix_lane ?=
nix_only ?=
nix_nightshift ?=
nix_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
nix_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
nix_cpu := $(firstword $(subst -, ,$(nix_host)))
nix_system := $(if $(filter arm% aarch64%,$(nix_cpu)),aarch64,$(nix_cpu))-$(or $(findstring darwin,$(nix_host)),$(findstring linux,$(nix_host)),other)
nix_platform_aarch64-darwin := mac
nix_platform_x86_64-darwin := intel
nix_platform_x86_64-linux := fast
nix_platform ?= $(nix_platform_$(nix_system))
nix_platforms := fast intel mac slow

# With these options make says success although nothing ran, or something failed.
nix_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter nix-%,$(MAKECMDGOALS)),$(if $(findstring t,$(nix_flags)),$(error nix: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(nix_flags)),$(error nix: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(nix_platforms),$(nix_platform)),$(error nix: no platform is named '$(nix_platform)'; there are: $(nix_platforms)))

# What each lane does on each platform.
nix_does_fast := pr=checked merge=checked nightly=none
nix_on_fast :=
nix_does_intel := pr=none merge=none nightly=none
nix_on_intel :=
nix_does_mac := pr=none merge=build nightly=checked
nix_on_mac :=
nix_does_slow := pr=none merge=none nightly=checked
nix_on_slow :=

nix_on := $(nix_on_$(nix_platform))
nix_variants := a b
nix_programs_a := 
nix_make_a := :
nix_env_a :=
nix_programs_b := 
nix_make_b := :
nix_env_b :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
nix_outside := $(filter nix_run.%,$(.VARIABLES))
nix_run.a-draw := 999979999:nightly a head - './t a draw'
nix_run.a-fixed := 999990999 a 7 - './t a fixed'
nix_run.a-here := 999995999:intel=off:mac=off:slow=off a - - './t a here'
nix_run.a-light := 999998999 a - - './t a light'
nix_run.a-many_0 := 999996999 a head - './t a many 0'
nix_run.a-many_1 := 999996999 a head - './t a many 1'
nix_run.a-many_2 := 999996999 a head - './t a many 2'
nix_run.a-many_3 := 999996999 a head - './t a many 3'
nix_run.a-many_4 := 999996999 a head - './t a many 4'
nix_run.a-many_5 := 999996999 a head - './t a many 5'
nix_run.a-many_6 := 999996999 a head - './t a many 6'
nix_run.a-many_7 := 999996999 a head - './t a many 7'
nix_run.a-many_8 := 999996999 a head - './t a many 8'
nix_run.a-many_9 := 999996999 a head - './t a many 9'
nix_run.a-plain := 999985999:fast=999996999:intel=999987999:mac=999987999 a - - './t a plain'
nix_run.a-soak := 999899999:nightly a - - './t a soak'
nix_run.a-there := 999994999:fast=off:intel=off a - - './t a there'
nix_run.b-draw := 999979999:nightly b head - './t b draw'
nix_run.b-fixed := 999974999:intel=999990999:mac=999990999:slow=999997999 b 7 - './t b fixed'
nix_run.b-here := 999995999:intel=off:mac=off:slow=off b - - './t b here'
nix_run.b-light := 999998999 b - - './t b light'
nix_run.b-many_0 := 999996999 b head - './t b many 0'
nix_run.b-many_1 := 999996999 b head - './t b many 1'
nix_run.b-many_2 := 999996999 b head - './t b many 2'
nix_run.b-many_3 := 999996999 b head - './t b many 3'
nix_run.b-many_4 := 999996999 b head - './t b many 4'
nix_run.b-many_5 := 999996999 b head - './t b many 5'
nix_run.b-many_6 := 999996999 b head - './t b many 6'
nix_run.b-many_7 := 999996999 b head - './t b many 7'
nix_run.b-many_8 := 999996999 b head - './t b many 8'
nix_run.b-many_9 := 999996999 b head - './t b many 9'
nix_run.b-plain := 999987999 b - - './t b plain'
nix_run.b-soak := 999899999:nightly b - - './t b soak'
nix_run.b-there := 999994999:fast=off:intel=off b - - './t b there'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(nix_outside),$(if $(filter line override,$(origin $(v))),$(error nix: '$(v)' is set outside of this file, which alone says what units are)))
nix_units := $(patsubst nix_run.%,%,$(filter nix_run.%,$(.VARIABLES)))
$(foreach v,$(nix_outside),$(if $(filter file,$(origin $(v))),,$(eval nix_units := $(filter-out $(v:nix_run.%=%),$(nix_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
nix_weighed := $(foreach u,$(nix_units),$(firstword $(nix_run.$(u)))/$(u))
nix_weighed := $(if $(findstring :$(nix_platform)=off,$(nix_weighed)),$(foreach w,$(nix_weighed),$(if $(findstring :$(nix_platform)=off,$(w)),,$(w))),$(nix_weighed))
nix_weight_here = $(patsubst $(nix_platform)=%,%,$(filter $(nix_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
nix_weighed := $(if $(findstring :$(nix_platform)=,$(nix_weighed)),$(foreach w,$(nix_weighed),$(addsuffix :,$(call nix_weight_here,$(w)))$(w)),$(nix_weighed))
ifneq ($(findstring $(nix_blank)-,$(nix_blank)$(nix_weighed)),)
nix_known := $(sort $(filter-out -%,$(nix_weighed)))
nix_median := $(if $(nix_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(nix_blank),,$(patsubst %,1,$(nix_known))))),$(nix_known))))))
nix_weighed := $(patsubst -%,$(nix_median)%,$(nix_weighed))
endif
nix_weighed := $(sort $(nix_weighed))
nix_here := $(notdir $(nix_weighed))
nix_in = $(filter $(1)-%,$(nix_here))
ifneq ($(filter $(addsuffix -%,$(nix_variants)),$(nix_variants)),)
nix_by_variant := $(foreach u,$(nix_here),$(word 2,$(nix_run.$(u)))/$(u))
nix_in = $(notdir $(filter $(1)/%,$(nix_by_variant)))
endif
nix_later := $(if $(findstring :merge,$(nix_weighed))$(findstring :nightly,$(nix_weighed))$(findstring :none,$(nix_weighed)),$(foreach w,$(nix_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
nix_of_pr := pr
nix_of_merge := pr merge
nix_of_nightly := pr merge nightly
$(foreach u,$(nix_only),$(if $(filter undefined,$(origin nix_run.$(u))),$(error nix: no unit is named '$(u)')))
nix_selected := $(if $(nix_only),$(filter $(nix_only),$(nix_here)))

define nix_sh :=
nix_unit() {
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
		--pool=*) echo "nix: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with nix_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(nix_cd) || exit 3
	ns_out=$$nix_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "nix: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$nix_seed ;;
	esac
	if test "$$ns_seed"; then export SEED="$$ns_seed"; else unset SEED; fi
	unset nix_sh
	ns_watch=$$nix_limit_sh
	unset nix_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite nix' $${nix_plan:+"plan $$nix_plan"} "run $$nix_run" "unit $$ns_unit" \
		$${nix_platform:+"platform $$nix_platform"} $${nix_lane:+"lane $$nix_lane"} \
		$${nix_commit:+"commit $$nix_commit" "tree $$nix_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define nix_limit_sh :=
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
define nix_start
nix_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
nix_plan := $(shell $(nix_unset); git hash-object --no-filters -- $(call nix_quote,$(nix_plan_file)) 2>/dev/null)
nix_commit := $(shell $(nix_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
nix_tree := $(if $(nix_commit),$(shell $(nix_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
nix_seed := $(shell $(nix_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'nix: no commit to take the seed from, so it is 4711' >&2; echo 4711; fi)
ifeq ($(nix_nightshift),)
export nix_sh nix_results nix_platform nix_lane nix_run nix_plan nix_limit_sh nix_commit nix_tree nix_seed

endif
endef
nix_go = $(eval $(value nix_start))$(eval nix_go := eval "$$$$nix_sh";)$(nix_go)

nix_quote = '$(subst ','\'',$(1))'
define nix_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
nix_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
nix_hand = $(if $(nix_says_n),@echo ,+@)$(nix_words) $(1) $(if $(nix_says_n),$(2),--units=$(call nix_quote,sub/suite/$(call nix_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
nix_mine :=
nix_list = $(eval nix_mine := $(shell mkdir -p -- $(call nix_quote,$(nix_dir)$(1)) && CDPATH= cd -- $(call nix_quote,$(nix_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(nix_dir)$(1)/$(nix_mine),$(subst $(nix_blank),$(nix_newline),$(2)))$(1)/$(nix_mine)
nix_words = $(eval $(value nix_start))$(eval nix_words := $$(call nix_quote,$$(nix_nightshift)) run --plan=$$(call nix_quote,nix/nix.json) $$(nix_run_options))$(nix_words)
nix_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call nix_quote,$(nix_top).)$(if $(nix_platform), --platform=$(call nix_quote,$(nix_platform)))$(if $(nix_commit), --commit=$(nix_commit) --tree=$(nix_tree)) \
	--seed=$(nix_seed) $(if $(nix_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(nix_results)),--into=$(call nix_quote,$(if $(filter /%,$(nix_results)),,sub/suite/)$(nix_results)) )$(if $(findstring k,$(nix_flags)),,--fail-fast )$(nix_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
nix_goals := $(strip $(patsubst nix-test-%,%,$(filter-out nix-selected,$(MAKECMDGOALS))) $(if $(filter nix-selected,$(MAKECMDGOALS)),$(nix_selected)))
nix_variant_of = $(if $(filter undefined,$(origin nix_run.$(g))),all,$(word 2,$(nix_run.$(g))))
nix_wanted := $(if $(or $(if $(nix_goals),,all),$(filter all,$(foreach g,$(filter-out $(nix_variants),$(nix_goals)),$(nix_variant_of)))),$(nix_variants),$(sort $(filter $(nix_variants),$(nix_goals)) $(foreach g,$(filter-out $(nix_variants),$(nix_goals)),$(nix_variant_of))))
.PHONY: nix-programs
nix-programs: $(if $(nix_prebuilt),,$(addprefix nix-build-,$(nix_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
nix_builds := a b
define nix_build
nix-build-$(1): ; @$$(nix_cd) && sh -c $$(nix_on)$$(nix_make_$(1))
endef

.PHONY: $(addprefix nix-build-,$(nix_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: nix-test nix-selected nix-build nix-list $(addprefix nix-test-,$(nix_units) $(nix_variants) pr merge nightly)
ifeq ($(nix_nightshift),)
$(addprefix nix-test-,$(nix_units)): nix-test-%: | nix-programs ; @$(nix_go) nix_unit $* ''$(nix_on)$(nix_env_$(word 2,$(nix_run.$*))) $(nix_run.$*) -- $(nix_programs_$(word 2,$(nix_run.$*)))
nix_needs = $(addprefix nix-test-,$(1))
nix_hand_over = @:
else
$(addprefix nix-test-,$(nix_units)): nix-test-%: ; $(call nix_hand,$(addprefix --lane=,$(nix_lane)),$*)
nix_needs =
nix_hand_over = $(call nix_hand,$(1),$(2))
endif
nix_nothing = @echo "nix: $(1)" >&2; exit 1
nix-test: $(call nix_needs,$(nix_here)) ; $(if $(nix_here),$(call nix_hand_over,$(addprefix --lane=,$(nix_lane)),$(nix_here)),$(call nix_nothing,no unit runs on platform '$(nix_platform)'))
nix-selected: $(call nix_needs,$(nix_selected)) ; $(if $(nix_selected),$(call nix_hand_over,$(addprefix --lane=,$(nix_lane)),$(nix_selected)),$(call nix_nothing,nix_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define nix_variant
nix-test-$(1): $$(call nix_needs,$$(call nix_in,$(1))) ; $$(if $$(call nix_in,$(1)),$$(call nix_hand_over,$$(addprefix --lane=,$$(nix_lane)),$$(call nix_in,$(1))),$$(call nix_nothing,no unit of $(1) runs on this platform))
endef
nix_owed = $(notdir $(filter $(nix_of_$(1):%=%/%),$(nix_later)))
define nix_lane_checked
nix-test-$(1): $$(if $$(nix_nightshift),,$$(if $$(nix_later),$$(call nix_needs,$$(call nix_owed,$(1))),nix-test)) ; $$(if $$(if $$(nix_later),$$(call nix_owed,$(1)),$$(nix_here)),$$(call nix_hand_over,--lane=$(1),$$(if $$(nix_later),$$(call nix_owed,$(1)),$$(nix_here))),$$(call nix_nothing,lane $(1) runs nothing on platform '$$(nix_platform)'))
endef
define nix_lane_build
nix-test-$(1): nix-build ; @echo 'nix: lane $(1) only builds on $$(nix_platform)'
endef
define nix_lane_none
nix-test-$(1): ; $$(call nix_nothing,lane $(1) runs nothing on platform '$$(nix_platform)')
endef
$(foreach v,$(nix_builds),$(eval $(call nix_build,$(v))))
$(foreach v,$(nix_variants),$(eval $(call nix_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call nix_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(nix_does_$(nix_platform)))),none),$(l))))
nix-build: $(addprefix nix-build-,$(nix_variants))
nix-list: ; @:$(foreach u,$(nix_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter nix_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(nix_default_goal),$(if $(nix_alone),nix-test))
