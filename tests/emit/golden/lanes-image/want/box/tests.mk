# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'image' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 image-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 image-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 image-selected              those that image_only names (a long list: in a makefile read before this one)
#     make image-build, image-build-VARIANT    only build; image-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: image_seed=N, image_platform=NAME, image_lane=NAME, image_results=DIR
# (from the suite's folder), image_prebuilt=1 (build nothing); image_nightshift=PATH hands all units to 'nightshift run' with image_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
image_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(image_version)))
$(error image: this file needs GNU Make 4.3 or later, and this is $(image_version); macOS: brew install make, then gmake)
endif

image_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
image_blank := $(subst ,, )
image_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call image_path,$(lastword $(2))\$(image_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
image_file := $(or $(call image_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
image_folder := $(subst :blank:,$(image_blank),$(dir $(subst \$(image_blank),:blank:,$(image_file))))
image_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(image_file)))
image_dir := $(image_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
image_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
image_cd := $(image_unset); cd -- '$(subst ','\'',$(image_dir))'
image_plan_file := $(image_folder)../nix/image.json
image_top := $(image_folder)../
image_results ?= build/nightshift
image_prebuilt ?=
image_lane ?=
image_only ?=
image_nightshift ?=
image_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
image_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
image_cpu := $(firstword $(subst -, ,$(image_host)))
image_system := $(if $(filter arm% aarch64%,$(image_cpu)),aarch64,$(image_cpu))-$(or $(findstring darwin,$(image_host)),$(findstring linux,$(image_host)),other)
image_platform_aarch64-linux := arm
image_platform_x86_64-linux := linux
image_platform ?= $(image_platform_$(image_system))
image_platforms := arm linux

# With these options make says success although nothing ran, or something failed.
image_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter image-%,$(MAKECMDGOALS)),$(if $(findstring t,$(image_flags)),$(error image: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(image_flags)),$(error image: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(image_platforms),$(image_platform)),$(error image: no platform is named '$(image_platform)'; there are: $(image_platforms)))

# What each lane does on each platform.
image_does_arm := pr=build merge=build nightly=build
image_on_arm :=
image_does_linux := pr=checked merge=checked nightly=checked
image_on_linux :=

image_on := $(image_on_$(image_platform))
image_variants := v
image_programs_v := build/v/t
image_make_v := '( ./compile build/v/t )'
image_env_v :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
image_outside := $(filter image_run.%,$(.VARIABLES))
image_run.v-one := 999998999 v head 60 'build/v/t one'
image_run.v-two := 999997999 v - 60 'build/v/t two'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(image_outside),$(if $(filter line override,$(origin $(v))),$(error image: '$(v)' is set outside of this file, which alone says what units are)))
image_units := $(patsubst image_run.%,%,$(filter image_run.%,$(.VARIABLES)))
$(foreach v,$(image_outside),$(if $(filter file,$(origin $(v))),,$(eval image_units := $(filter-out $(v:image_run.%=%),$(image_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
image_weighed := $(foreach u,$(image_units),$(firstword $(image_run.$(u)))/$(u))
image_weighed := $(if $(findstring :$(image_platform)=off,$(image_weighed)),$(foreach w,$(image_weighed),$(if $(findstring :$(image_platform)=off,$(w)),,$(w))),$(image_weighed))
image_weight_here = $(patsubst $(image_platform)=%,%,$(filter $(image_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
image_weighed := $(if $(findstring :$(image_platform)=,$(image_weighed)),$(foreach w,$(image_weighed),$(addsuffix :,$(call image_weight_here,$(w)))$(w)),$(image_weighed))
ifneq ($(findstring $(image_blank)-,$(image_blank)$(image_weighed)),)
image_known := $(sort $(filter-out -%,$(image_weighed)))
image_median := $(if $(image_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(image_blank),,$(patsubst %,1,$(image_known))))),$(image_known))))))
image_weighed := $(patsubst -%,$(image_median)%,$(image_weighed))
endif
image_weighed := $(sort $(image_weighed))
image_here := $(notdir $(image_weighed))
image_in = $(filter $(1)-%,$(image_here))
ifneq ($(filter $(addsuffix -%,$(image_variants)),$(image_variants)),)
image_by_variant := $(foreach u,$(image_here),$(word 2,$(image_run.$(u)))/$(u))
image_in = $(notdir $(filter $(1)/%,$(image_by_variant)))
endif
image_later := $(if $(findstring :merge,$(image_weighed))$(findstring :nightly,$(image_weighed))$(findstring :none,$(image_weighed)),$(foreach w,$(image_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
image_of_pr := pr
image_of_merge := pr merge
image_of_nightly := pr merge nightly
$(foreach u,$(image_only),$(if $(filter undefined,$(origin image_run.$(u))),$(error image: no unit is named '$(u)')))
image_selected := $(if $(image_only),$(filter $(image_only),$(image_here)))

define image_sh :=
image_unit() {
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
		--pool=*) echo "image: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with image_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(image_cd) || exit 3
	ns_out=$$image_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "image: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$image_seed ;;
	esac
	if test "$$ns_seed"; then export SEED="$$ns_seed"; else unset SEED; fi
	unset image_sh
	ns_watch=$$image_limit_sh
	unset image_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite image' $${image_plan:+"plan $$image_plan"} "run $$image_run" "unit $$ns_unit" \
		$${image_platform:+"platform $$image_platform"} $${image_lane:+"lane $$image_lane"} \
		$${image_commit:+"commit $$image_commit" "tree $$image_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define image_limit_sh :=
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
define image_start
image_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
image_plan := $(shell $(image_unset); git hash-object --no-filters -- $(call image_quote,$(image_plan_file)) 2>/dev/null)
image_commit := $(shell $(image_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
image_tree := $(if $(image_commit),$(shell $(image_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
image_seed := $(shell $(image_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'image: no commit to take the seed from, so it is 7' >&2; echo 7; fi)
ifeq ($(image_nightshift),)
export image_sh image_results image_platform image_lane image_run image_plan image_limit_sh image_commit image_tree image_seed

endif
endef
image_go = $(eval $(value image_start))$(eval image_go := eval "$$$$image_sh";)$(image_go)

image_quote = '$(subst ','\'',$(1))'
define image_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
image_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
image_hand = $(if $(image_says_n),@echo ,+@)$(image_words) $(1) $(if $(image_says_n),$(2),--units=$(call image_quote,box/$(call image_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
image_mine :=
image_list = $(eval image_mine := $(shell mkdir -p -- $(call image_quote,$(image_dir)$(1)) && CDPATH= cd -- $(call image_quote,$(image_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(image_dir)$(1)/$(image_mine),$(subst $(image_blank),$(image_newline),$(2)))$(1)/$(image_mine)
image_words = $(eval $(value image_start))$(eval image_words := $$(call image_quote,$$(image_nightshift)) run --plan=$$(call image_quote,nix/image.json) $$(image_run_options))$(image_words)
image_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call image_quote,$(image_top).)$(if $(image_platform), --platform=$(call image_quote,$(image_platform)))$(if $(image_commit), --commit=$(image_commit) --tree=$(image_tree)) \
	--seed=$(image_seed) $(if $(image_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(image_results)),--into=$(call image_quote,$(if $(filter /%,$(image_results)),,box/)$(image_results)) )$(if $(findstring k,$(image_flags)),,--fail-fast )$(image_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
image_goals := $(strip $(patsubst image-test-%,%,$(filter-out image-selected,$(MAKECMDGOALS))) $(if $(filter image-selected,$(MAKECMDGOALS)),$(image_selected)))
image_variant_of = $(if $(filter undefined,$(origin image_run.$(g))),all,$(word 2,$(image_run.$(g))))
image_wanted := $(if $(or $(if $(image_goals),,all),$(filter all,$(foreach g,$(filter-out $(image_variants),$(image_goals)),$(image_variant_of)))),$(image_variants),$(sort $(filter $(image_variants),$(image_goals)) $(foreach g,$(filter-out $(image_variants),$(image_goals)),$(image_variant_of))))
.PHONY: image-programs
image-programs: $(if $(image_prebuilt),,$(addprefix image-build-,$(image_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
image_builds := v
define image_build
image-build-$(1): ; @$$(image_cd) && sh -c $$(image_on)$$(image_make_$(1))
endef

.PHONY: $(addprefix image-build-,$(image_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: image-test image-selected image-build image-list $(addprefix image-test-,$(image_units) $(image_variants) pr merge nightly)
ifeq ($(image_nightshift),)
$(addprefix image-test-,$(image_units)): image-test-%: | image-programs ; @$(image_go) image_unit $* ''$(image_on)$(image_env_$(word 2,$(image_run.$*))) $(image_run.$*) -- $(image_programs_$(word 2,$(image_run.$*)))
image_needs = $(addprefix image-test-,$(1))
image_hand_over = @:
else
$(addprefix image-test-,$(image_units)): image-test-%: ; $(call image_hand,$(addprefix --lane=,$(image_lane)),$*)
image_needs =
image_hand_over = $(call image_hand,$(1),$(2))
endif
image_nothing = @echo "image: $(1)" >&2; exit 1
image-test: $(call image_needs,$(image_here)) ; $(if $(image_here),$(call image_hand_over,$(addprefix --lane=,$(image_lane)),$(image_here)),$(call image_nothing,no unit runs on platform '$(image_platform)'))
image-selected: $(call image_needs,$(image_selected)) ; $(if $(image_selected),$(call image_hand_over,$(addprefix --lane=,$(image_lane)),$(image_selected)),$(call image_nothing,image_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define image_variant
image-test-$(1): $$(call image_needs,$$(call image_in,$(1))) ; $$(if $$(call image_in,$(1)),$$(call image_hand_over,$$(addprefix --lane=,$$(image_lane)),$$(call image_in,$(1))),$$(call image_nothing,no unit of $(1) runs on this platform))
endef
image_owed = $(notdir $(filter $(image_of_$(1):%=%/%),$(image_later)))
define image_lane_checked
image-test-$(1): $$(if $$(image_nightshift),,$$(if $$(image_later),$$(call image_needs,$$(call image_owed,$(1))),image-test)) ; $$(if $$(if $$(image_later),$$(call image_owed,$(1)),$$(image_here)),$$(call image_hand_over,--lane=$(1),$$(if $$(image_later),$$(call image_owed,$(1)),$$(image_here))),$$(call image_nothing,lane $(1) runs nothing on platform '$$(image_platform)'))
endef
define image_lane_build
image-test-$(1): image-build ; @echo 'image: lane $(1) only builds on $$(image_platform)'
endef
define image_lane_none
image-test-$(1): ; $$(call image_nothing,lane $(1) runs nothing on platform '$$(image_platform)')
endef
$(foreach v,$(image_builds),$(eval $(call image_build,$(v))))
$(foreach v,$(image_variants),$(eval $(call image_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call image_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(image_does_$(image_platform)))),none),$(l))))
image-build: $(addprefix image-build-,$(image_variants))
image-list: ; @:$(foreach u,$(image_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter image_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(image_default_goal),$(if $(image_alone),image-test))
