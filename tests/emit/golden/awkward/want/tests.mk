# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'awkward' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 awkward-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 awkward-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 awkward-selected              those that awkward_only names (a long list: in a makefile read before this one)
#     make awkward-build, awkward-build-VARIANT    only build; awkward-list: print the units
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: awkward_seed=N, awkward_platform=NAME, awkward_lane=NAME, awkward_results=DIR
# (from the suite's folder), awkward_prebuilt=1 (build nothing); awkward_nightshift=PATH hands all units to 'nightshift run' with awkward_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
awkward_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(awkward_version)))
$(error awkward: this file needs GNU Make 4.3 or later, and this is $(awkward_version); macOS: brew install make, then gmake)
endif

awkward_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
awkward_blank := $(subst ,, )
awkward_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call awkward_path,$(lastword $(2))\$(awkward_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
awkward_file := $(or $(call awkward_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
awkward_folder := $(subst :blank:,$(awkward_blank),$(dir $(subst \$(awkward_blank),:blank:,$(awkward_file))))
awkward_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(awkward_file)))
awkward_dir := $(awkward_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
awkward_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
awkward_cd := $(awkward_unset); cd -- '$(subst ','\'',$(awkward_dir))'
awkward_plan_file := $(awkward_folder)nix/awkward.json
awkward_top := $(awkward_folder)
awkward_results ?= build/nightshift
awkward_prebuilt ?=
awkward_lane ?=
awkward_only ?=
awkward_nightshift ?=
awkward_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
awkward_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
awkward_cpu := $(firstword $(subst -, ,$(awkward_host)))
awkward_system := $(if $(filter arm% aarch64%,$(awkward_cpu)),aarch64,$(awkward_cpu))-$(or $(findstring darwin,$(awkward_host)),$(findstring linux,$(awkward_host)),other)
awkward_platform_aarch64-darwin := mac
awkward_platform_x86_64-linux := linux
awkward_platform ?= $(awkward_platform_$(awkward_system))
awkward_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
awkward_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter awkward-%,$(MAKECMDGOALS)),$(if $(findstring t,$(awkward_flags)),$(error awkward: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(awkward_flags)),$(error awkward: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(awkward_platforms),$(awkward_platform)),$(error awkward: no platform is named '$(awkward_platform)'; there are: $(awkward_platforms)))

# What each lane does on each platform.
awkward_does_linux := pr=checked merge=checked nightly=checked
awkward_on_linux := 'export ON_PLATFORM='\''$$(HOME) `id` %d \# $$'\''; '
awkward_does_mac := pr=none merge=none nightly=none
awkward_on_mac :=

awkward_on := $(awkward_on_$(awkward_platform))
awkward_variants := other plain
awkward_programs_other := 'build other/it'\''s {x} {}/-n'
awkward_make_other := 'export BACKSLASH='\''\'\''; export BLANKS='\''  both ends  '\''; export COMMAS=a,b,,c; export DOLLAR='\''$$ $$$$ $$x $${x} $$(x) $${'\''; export EMPTY='\''not any more: '\''\'\'''\'''\''; export HASH='\''\# \\\# \\\\\# \#'\''; export PERCENT='\''%s %% %d'\''; export QUOTES='\'''\''\'\'''\'' " ` '\''\'\'''\'''\''\'\'''\'' "" '\''\'\'''\'''\''\'\'''\'''\''\'\'''\'' '\''\'\'''\'''\''\'\'''\''$${x} '\''\'\'''\''\'\''\'\'''\'''\''\'\'''\'''\''; export TAB='\''	a	'\''; export UNICODE='\''é 🌙    ﻿ �'\''; ( cc -o '\''build other/it'\''\'\'''\''s {x} {}/-n'\'' -DX=-n '\''-DY=-n'\'' "-DZ=-n" "$$(printf %s -n)" )'
awkward_env_other := 'export BACKSLASH='\''\'\''; export BLANKS='\''  both ends  '\''; export COMMAS=a,b,,c; export DOLLAR='\''$$ $$$$ $$x $${x} $$(x) $${'\''; export EMPTY='\''not any more: '\''\'\'''\'''\''; export HASH='\''\# \\\# \\\\\# \#'\''; export PERCENT='\''%s %% %d'\''; export QUOTES='\'''\''\'\'''\'' " ` '\''\'\'''\'''\''\'\'''\'' "" '\''\'\'''\'''\''\'\'''\'''\''\'\'''\'' '\''\'\'''\'''\''\'\'''\''$${x} '\''\'\'''\''\'\''\'\'''\'''\''\'\'''\'''\''; export TAB='\''	a	'\''; export UNICODE='\''é 🌙    ﻿ �'\''; '
awkward_programs_plain := 'build plain/it'\''s {x} {}/ '\''"$$ $$$$ $${x} '\'''\'' ` \ \# % , é 🌙 '
awkward_make_plain := 'export BACKSLASH='\''\'\''; export BLANKS='\''  both ends  '\''; export COMMAS=a,b,,c; export DOLLAR='\''$$ $$$$ $$x $${x} $$(x) $${'\''; export EMPTY='\'''\''; export HASH='\''\# \\\# \\\\\# \#'\''; export PERCENT='\''%s %% %d'\''; export QUOTES='\'''\''\'\'''\'' " ` '\''\'\'''\'''\''\'\'''\'' "" '\''\'\'''\'''\''\'\'''\'''\''\'\'''\'' '\''\'\'''\'''\''\'\'''\''$${x} '\''\'\'''\''\'\''\'\'''\'''\''\'\'''\'''\''; export TAB='\''	a	'\''; export UNICODE='\''é 🌙    ﻿ �'\''; ( cc -o '\''build plain/it'\''\'\'''\''s {x} {}/ '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' -DX='\'' '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' '\''-DY= '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' "-DZ= '\''\"\$$ \$$\$$ \$${x} '\'''\'' \` \\ \# % , é 🌙 " "$$(printf %s '\'' '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'')" )'
awkward_env_plain := 'export BACKSLASH='\''\'\''; export BLANKS='\''  both ends  '\''; export COMMAS=a,b,,c; export DOLLAR='\''$$ $$$$ $$x $${x} $$(x) $${'\''; export EMPTY='\'''\''; export HASH='\''\# \\\# \\\\\# \#'\''; export PERCENT='\''%s %% %d'\''; export QUOTES='\'''\''\'\'''\'' " ` '\''\'\'''\'''\''\'\'''\'' "" '\''\'\'''\'''\''\'\'''\'''\''\'\'''\'' '\''\'\'''\'''\''\'\'''\''$${x} '\''\'\'''\''\'\''\'\'''\'''\''\'\'''\'''\''; export TAB='\''	a	'\''; export UNICODE='\''é 🌙    ﻿ �'\''; '

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
awkward_outside := $(filter awkward_run.%,$(.VARIABLES))
awkward_run.other-ends := -:nightly other - 5 'export OWN='\'''\''\'\'''\''$$(OWN)'\''\'\'''\'' $$$$ \'\''; printf '\''%s'\'' '\''a\'\'' '\''\'\'' \\'
awkward_run.other-m := - other - 5 ''\''build other/it'\''\'\'''\''s {x} {}/-n'\'' m '\''--x=y'\'' '\''='\'' "-n" '\''-n'\'' { }'
awkward_run.plain-ends := -:nightly plain - 5 'export OWN='\'''\''\'\'''\''$$(OWN)'\''\'\'''\'' $$$$ \'\''; printf '\''%s'\'' '\''a\'\'' '\''\'\'' \\'
awkward_run.plain-m := - plain - 5 ''\''build plain/it'\''\'\'''\''s {x} {}/ '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' m -a '\'''\''\'\'''\''b'\''\'\'''\'''\'' '\''"c"'\'' '\''$$d'\'' '\''\'\'' '\''\#'\'' , '\''é'\'' " '\''\"\$$ \$$\$$ \$${x} '\'''\'' \` \\ \# % , é 🌙 " '\'' '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' { }'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(awkward_outside),$(if $(filter line override,$(origin $(v))),$(error awkward: '$(v)' is set outside of this file, which alone says what units are)))
awkward_units := $(patsubst awkward_run.%,%,$(filter awkward_run.%,$(.VARIABLES)))
$(foreach v,$(awkward_outside),$(if $(filter file,$(origin $(v))),,$(eval awkward_units := $(filter-out $(v:awkward_run.%=%),$(awkward_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
awkward_weighed := $(foreach u,$(awkward_units),$(firstword $(awkward_run.$(u)))/$(u))
awkward_weighed := $(if $(findstring :$(awkward_platform)=off,$(awkward_weighed)),$(foreach w,$(awkward_weighed),$(if $(findstring :$(awkward_platform)=off,$(w)),,$(w))),$(awkward_weighed))
awkward_weight_here = $(patsubst $(awkward_platform)=%,%,$(filter $(awkward_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
awkward_weighed := $(if $(findstring :$(awkward_platform)=,$(awkward_weighed)),$(foreach w,$(awkward_weighed),$(addsuffix :,$(call awkward_weight_here,$(w)))$(w)),$(awkward_weighed))
ifneq ($(findstring $(awkward_blank)-,$(awkward_blank)$(awkward_weighed)),)
awkward_known := $(sort $(filter-out -%,$(awkward_weighed)))
awkward_median := $(if $(awkward_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(awkward_blank),,$(patsubst %,1,$(awkward_known))))),$(awkward_known))))))
awkward_weighed := $(patsubst -%,$(awkward_median)%,$(awkward_weighed))
endif
awkward_weighed := $(sort $(awkward_weighed))
awkward_here := $(notdir $(awkward_weighed))
awkward_in = $(filter $(1)-%,$(awkward_here))
ifneq ($(filter $(addsuffix -%,$(awkward_variants)),$(awkward_variants)),)
awkward_by_variant := $(foreach u,$(awkward_here),$(word 2,$(awkward_run.$(u)))/$(u))
awkward_in = $(notdir $(filter $(1)/%,$(awkward_by_variant)))
endif
awkward_later := $(if $(findstring :merge,$(awkward_weighed))$(findstring :nightly,$(awkward_weighed))$(findstring :none,$(awkward_weighed)),$(foreach w,$(awkward_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
awkward_of_pr := pr
awkward_of_merge := pr merge
awkward_of_nightly := pr merge nightly
$(foreach u,$(awkward_only),$(if $(filter undefined,$(origin awkward_run.$(u))),$(error awkward: no unit is named '$(u)')))
awkward_selected := $(if $(awkward_only),$(filter $(awkward_only),$(awkward_here)))

define awkward_sh :=
awkward_unit() {
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
		--pool=*) echo "awkward: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with awkward_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(awkward_cd) || exit 3
	ns_out=$$awkward_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "awkward: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$awkward_seed ;;
	esac
	if test "$$ns_seed"; then export SEED="$$ns_seed"; else unset SEED; fi
	unset awkward_sh
	ns_watch=$$awkward_limit_sh
	unset awkward_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite awkward' $${awkward_plan:+"plan $$awkward_plan"} "run $$awkward_run" "unit $$ns_unit" \
		$${awkward_platform:+"platform $$awkward_platform"} $${awkward_lane:+"lane $$awkward_lane"} \
		$${awkward_commit:+"commit $$awkward_commit" "tree $$awkward_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define awkward_limit_sh :=
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
define awkward_start
awkward_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
awkward_plan := $(shell $(awkward_unset); git hash-object --no-filters -- $(call awkward_quote,$(awkward_plan_file)) 2>/dev/null)
awkward_commit := $(shell $(awkward_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
awkward_tree := $(if $(awkward_commit),$(shell $(awkward_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
awkward_seed := 0
ifeq ($(awkward_nightshift),)
export awkward_sh awkward_results awkward_platform awkward_lane awkward_run awkward_plan awkward_limit_sh awkward_commit awkward_tree awkward_seed

endif
endef
awkward_go = $(eval $(value awkward_start))$(eval awkward_go := eval "$$$$awkward_sh";)$(awkward_go)

awkward_quote = '$(subst ','\'',$(1))'
define awkward_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
awkward_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
awkward_hand = $(if $(awkward_says_n),@echo ,+@)$(awkward_words) $(1) $(if $(awkward_says_n),$(2),--units=$(call awkward_quote,$(call awkward_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
awkward_mine :=
awkward_list = $(eval awkward_mine := $(shell mkdir -p -- $(call awkward_quote,$(awkward_dir)$(1)) && CDPATH= cd -- $(call awkward_quote,$(awkward_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(awkward_dir)$(1)/$(awkward_mine),$(subst $(awkward_blank),$(awkward_newline),$(2)))$(1)/$(awkward_mine)
awkward_words = $(eval $(value awkward_start))$(eval awkward_words := $$(call awkward_quote,$$(awkward_nightshift)) run --plan=$$(call awkward_quote,nix/awkward.json) $$(awkward_run_options))$(awkward_words)
awkward_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call awkward_quote,$(awkward_top).)$(if $(awkward_platform), --platform=$(call awkward_quote,$(awkward_platform)))$(if $(awkward_commit), --commit=$(awkward_commit) --tree=$(awkward_tree)) \
	--seed=$(awkward_seed) $(if $(awkward_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(awkward_results)),--into=$(call awkward_quote,$(if $(filter /%,$(awkward_results)),,)$(awkward_results)) )$(if $(findstring k,$(awkward_flags)),,--fail-fast )$(awkward_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
awkward_goals := $(strip $(patsubst awkward-test-%,%,$(filter-out awkward-selected,$(MAKECMDGOALS))) $(if $(filter awkward-selected,$(MAKECMDGOALS)),$(awkward_selected)))
awkward_variant_of = $(if $(filter undefined,$(origin awkward_run.$(g))),all,$(word 2,$(awkward_run.$(g))))
awkward_wanted := $(if $(or $(if $(awkward_goals),,all),$(filter all,$(foreach g,$(filter-out $(awkward_variants),$(awkward_goals)),$(awkward_variant_of)))),$(awkward_variants),$(sort $(filter $(awkward_variants),$(awkward_goals)) $(foreach g,$(filter-out $(awkward_variants),$(awkward_goals)),$(awkward_variant_of))))
.PHONY: awkward-programs
awkward-programs: $(if $(awkward_prebuilt),,$(addprefix awkward-build-,$(awkward_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
awkward_builds := other plain
define awkward_build
awkward-build-$(1): ; @$$(awkward_cd) && sh -c $$(awkward_on)$$(awkward_make_$(1))
endef

.PHONY: $(addprefix awkward-build-,$(awkward_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: awkward-test awkward-selected awkward-build awkward-list $(addprefix awkward-test-,$(awkward_units) $(awkward_variants) pr merge nightly)
ifeq ($(awkward_nightshift),)
$(addprefix awkward-test-,$(awkward_units)): awkward-test-%: | awkward-programs ; @$(awkward_go) awkward_unit $* ''$(awkward_on)$(awkward_env_$(word 2,$(awkward_run.$*))) $(awkward_run.$*) -- $(awkward_programs_$(word 2,$(awkward_run.$*)))
awkward_needs = $(addprefix awkward-test-,$(1))
awkward_hand_over = @:
else
$(addprefix awkward-test-,$(awkward_units)): awkward-test-%: ; $(call awkward_hand,$(addprefix --lane=,$(awkward_lane)),$*)
awkward_needs =
awkward_hand_over = $(call awkward_hand,$(1),$(2))
endif
awkward_nothing = @echo "awkward: $(1)" >&2; exit 1
awkward-test: $(call awkward_needs,$(awkward_here)) ; $(if $(awkward_here),$(call awkward_hand_over,$(addprefix --lane=,$(awkward_lane)),$(awkward_here)),$(call awkward_nothing,no unit runs on platform '$(awkward_platform)'))
awkward-selected: $(call awkward_needs,$(awkward_selected)) ; $(if $(awkward_selected),$(call awkward_hand_over,$(addprefix --lane=,$(awkward_lane)),$(awkward_selected)),$(call awkward_nothing,awkward_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define awkward_variant
awkward-test-$(1): $$(call awkward_needs,$$(call awkward_in,$(1))) ; $$(if $$(call awkward_in,$(1)),$$(call awkward_hand_over,$$(addprefix --lane=,$$(awkward_lane)),$$(call awkward_in,$(1))),$$(call awkward_nothing,no unit of $(1) runs on this platform))
endef
awkward_owed = $(notdir $(filter $(awkward_of_$(1):%=%/%),$(awkward_later)))
define awkward_lane_checked
awkward-test-$(1): $$(if $$(awkward_nightshift),,$$(if $$(awkward_later),$$(call awkward_needs,$$(call awkward_owed,$(1))),awkward-test)) ; $$(if $$(if $$(awkward_later),$$(call awkward_owed,$(1)),$$(awkward_here)),$$(call awkward_hand_over,--lane=$(1),$$(if $$(awkward_later),$$(call awkward_owed,$(1)),$$(awkward_here))),$$(call awkward_nothing,lane $(1) runs nothing on platform '$$(awkward_platform)'))
endef
define awkward_lane_build
awkward-test-$(1): awkward-build ; @echo 'awkward: lane $(1) only builds on $$(awkward_platform)'
endef
define awkward_lane_none
awkward-test-$(1): ; $$(call awkward_nothing,lane $(1) runs nothing on platform '$$(awkward_platform)')
endef
$(foreach v,$(awkward_builds),$(eval $(call awkward_build,$(v))))
$(foreach v,$(awkward_variants),$(eval $(call awkward_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call awkward_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(awkward_does_$(awkward_platform)))),none),$(l))))
awkward-build: $(addprefix awkward-build-,$(awkward_variants))
awkward-list: ; @:$(foreach u,$(awkward_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter awkward_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(awkward_default_goal),$(if $(awkward_alone),awkward-test))
