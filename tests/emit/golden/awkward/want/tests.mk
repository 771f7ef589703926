# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'awkward' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs awkward-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 awkward-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 awkward-test-VARIANT      the units of one variant; awkward-test-UNIT: one unit
#     make -j8 awkward-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 awkward-shard-N           the units of one shard
#     make -j8 awkward-selected          the units that awkward_only names
#     make awkward-build-VARIANT         only build; awkward-build: all variants
#     make awkward-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     awkward_seed=N         another seed than HEAD's, to replay a run
#     awkward_prebuilt=1     the programs are there: build nothing
#     awkward_results=DIR    where the folders go, from the suite's folder
#     awkward_platform=NAME  act as this platform of the manifest
#     awkward_lane=NAME      say in the verdicts for which lane this runs
#     awkward_only=UNITS     what awkward-selected runs; a long list belongs into a makefile of its own, read before this one
#     awkward_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     awkward_exec_options=... more options of it

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
awkward_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(awkward_dir))'
awkward_plan := 1ad845a5fe88206542e13c5d076d79b196629580
awkward_plan_file := $(awkward_folder)nix/awkward.json
awkward_results ?= build/nightshift
awkward_prebuilt ?=
awkward_lane ?=
awkward_only ?=
awkward_nightshift ?=
awkward_exec_options ?=

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

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
awkward_units := \
	other-ends \
	other-m \
	plain-ends \
	plain-m

awkward_units_on_linux = $(awkward_units)
awkward_units_on_mac = $(awkward_units)

# What each lane does on each platform, and the units it leaves out there.
awkward_off_linux :=
awkward_does_linux_pr := checked
awkward_skip_linux_pr := other-ends plain-ends
awkward_does_linux_merge := checked
awkward_skip_linux_merge := other-ends plain-ends
awkward_does_linux_nightly := checked
awkward_skip_linux_nightly :=
awkward_on_linux := 'export ON_PLATFORM='\''$$(HOME) `id` %d \# $$'\''; '
awkward_off_mac :=
awkward_does_mac_pr := none
awkward_skip_mac_pr :=
awkward_does_mac_merge := none
awkward_skip_mac_merge :=
awkward_does_mac_nightly := none
awkward_skip_mac_nightly :=
awkward_on_mac :=

awkward_on := $(awkward_on_$(awkward_platform))
awkward_variants := other plain

awkward_programs_other := 'build other/it'\''s {x} {}/-n'
awkward_program_options_other := '--program=build other/it'\''s {x} {}/-n'
awkward_make_other := 'export BACKSLASH='\''\'\''; export BLANKS='\''  both ends  '\''; export COMMAS=a,b,,c; export DOLLAR='\''$$ $$$$ $$x $${x} $$(x) $${'\''; export EMPTY='\''not any more: '\''\'\'''\'''\''; export HASH='\''\# \\\# \\\\\# \#'\''; export PERCENT='\''%s %% %d'\''; export QUOTES='\'''\''\'\'''\'' " ` '\''\'\'''\'''\''\'\'''\'' "" '\''\'\'''\'''\''\'\'''\'''\''\'\'''\'' '\''\'\'''\'''\''\'\'''\''$${x} '\''\'\'''\''\'\''\'\'''\'''\''\'\'''\'''\''; export TAB='\''	a	'\''; export UNICODE='\''é 🌙    ﻿ �'\''; ( cc -o '\''build other/it'\''\'\'''\''s {x} {}/-n'\'' -DX=-n '\''-DY=-n'\'' "-DZ=-n" "$$(printf %s -n)" )'
awkward_env_other := 'export BACKSLASH='\''\'\''; export BLANKS='\''  both ends  '\''; export COMMAS=a,b,,c; export DOLLAR='\''$$ $$$$ $$x $${x} $$(x) $${'\''; export EMPTY='\''not any more: '\''\'\'''\'''\''; export HASH='\''\# \\\# \\\\\# \#'\''; export PERCENT='\''%s %% %d'\''; export QUOTES='\'''\''\'\'''\'' " ` '\''\'\'''\'''\''\'\'''\'' "" '\''\'\'''\'''\''\'\'''\'''\''\'\'''\'' '\''\'\'''\'''\''\'\'''\''$${x} '\''\'\'''\''\'\''\'\'''\'''\''\'\'''\'''\''; export TAB='\''	a	'\''; export UNICODE='\''é 🌙    ﻿ �'\''; '
awkward_of_other := \
	other-ends \
	other-m

awkward_programs_plain := 'build plain/it'\''s {x} {}/ '\''"$$ $$$$ $${x} '\'''\'' ` \ \# % , é 🌙 '
awkward_program_options_plain := '--program=build plain/it'\''s {x} {}/ '\''"$$ $$$$ $${x} '\'''\'' ` \ \# % , é 🌙 '
awkward_make_plain := 'export BACKSLASH='\''\'\''; export BLANKS='\''  both ends  '\''; export COMMAS=a,b,,c; export DOLLAR='\''$$ $$$$ $$x $${x} $$(x) $${'\''; export EMPTY='\'''\''; export HASH='\''\# \\\# \\\\\# \#'\''; export PERCENT='\''%s %% %d'\''; export QUOTES='\'''\''\'\'''\'' " ` '\''\'\'''\'''\''\'\'''\'' "" '\''\'\'''\'''\''\'\'''\'''\''\'\'''\'' '\''\'\'''\'''\''\'\'''\''$${x} '\''\'\'''\''\'\''\'\'''\'''\''\'\'''\'''\''; export TAB='\''	a	'\''; export UNICODE='\''é 🌙    ﻿ �'\''; ( cc -o '\''build plain/it'\''\'\'''\''s {x} {}/ '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' -DX='\'' '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' '\''-DY= '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' "-DZ= '\''\"\$$ \$$\$$ \$${x} '\'''\'' \` \\ \# % , é 🌙 " "$$(printf %s '\'' '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'')" )'
awkward_env_plain := 'export BACKSLASH='\''\'\''; export BLANKS='\''  both ends  '\''; export COMMAS=a,b,,c; export DOLLAR='\''$$ $$$$ $$x $${x} $$(x) $${'\''; export EMPTY='\'''\''; export HASH='\''\# \\\# \\\\\# \#'\''; export PERCENT='\''%s %% %d'\''; export QUOTES='\'''\''\'\'''\'' " ` '\''\'\'''\'''\''\'\'''\'' "" '\''\'\'''\'''\''\'\'''\'''\''\'\'''\'' '\''\'\'''\'''\''\'\'''\''$${x} '\''\'\'''\''\'\''\'\'''\'''\''\'\'''\'''\''; export TAB='\''	a	'\''; export UNICODE='\''é 🌙    ﻿ �'\''; '
awkward_of_plain := \
	plain-ends \
	plain-m

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
awkward_run_other-ends := - 5 - 'export OWN='\'''\''\'\'''\''$$(OWN)'\''\'\'''\'' $$$$ \'\''; printf '\''%s'\'' '\''a\'\'' '\''\'\'' \\'
awkward_run_other-m := - 5 - ''\''build other/it'\''\'\'''\''s {x} {}/-n'\'' m '\''--x=y'\'' '\''='\'' "-n" '\''-n'\'' { }'
awkward_run_plain-ends := - 5 - 'export OWN='\'''\''\'\'''\''$$(OWN)'\''\'\'''\'' $$$$ \'\''; printf '\''%s'\'' '\''a\'\'' '\''\'\'' \\'
awkward_run_plain-m := - 5 - ''\''build plain/it'\''\'\'''\''s {x} {}/ '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' m -a '\'''\''\'\'''\''b'\''\'\'''\'''\'' '\''"c"'\'' '\''$$d'\'' '\''\'\'' '\''\#'\'' , '\''é'\'' " '\''\"\$$ \$$\$$ \$${x} '\'''\'' \` \\ \# % , é 🌙 " '\'' '\''\'\'''\''"$$ $$$$ $${x} '\''\'\'''\'''\''\'\'''\'' ` \ \# % , é 🌙 '\'' { }'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define awkward_sh :=
awkward_unit() {
	set +eu
	ns_unit=$$1 ns_seed=$$3 ns_limit=$$4 ns_command=$$2$$6 ns_skip=77 ns_report= ns_may= ns_reason=
	shift 6
	for ns_option do
		shift
		case $$ns_option in
		--) break ;;
		--report=*) ns_report=$${ns_option#*=} ;;
		--skip-status=*) ns_skip=$${ns_option#*=} ;;
		--may-skip=*) ns_may=1 ;;
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
	printf '%s\n' 'nightshift 1' 'suite awkward' 'plan $(awkward_plan)' "run $$awkward_run" "unit $$ns_unit" \
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

# What is true of a whole run of make, found out when its first unit starts.
define awkward_start
awkward_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
awkward_commit := $(shell $(awkward_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
awkward_tree := $(if $(awkward_commit),$(shell $(awkward_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
awkward_seed := 0
ifeq ($(awkward_nightshift),)
export awkward_sh awkward_results awkward_platform awkward_lane awkward_run awkward_commit awkward_tree awkward_limit_sh awkward_seed
endif
endef
awkward_go = $(eval $(value awkward_start))$(eval awkward_go := eval "$$$$awkward_sh";)$(awkward_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
awkward_quote = '$(subst ','\'',$(1))'
awkward_exec = $(eval $(value awkward_start))$(eval awkward_exec := $$(call awkward_quote,$$(awkward_nightshift)) exec $$(awkward_exec_words))$(awkward_exec)
awkward_exec_words = -C $(call awkward_quote,$(awkward_dir)) --results=$(call awkward_quote,$(awkward_results)) --suite=awkward --plan=$(awkward_plan) \
	--run=$(awkward_run)$(if $(awkward_platform), --platform=$(call awkward_quote,$(awkward_platform)))$(if $(awkward_lane), --lane=$(call awkward_quote,$(awkward_lane))) \
	$(if $(awkward_commit),--commit=$(awkward_commit) --tree=$(awkward_tree)) $(awkward_exec_options) --seed-env=SEED
define awkward_newline


endef
awkward_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
awkward_judge = $(if $(filter undefined,$(flavor awkward_judge_$(1))),,$(awkward_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
awkward_part = $(if $(1),$(if $(filter undefined,$(flavor awkward_part_$(1))),$(call awkward_ask_parts,$(1)))$(awkward_part_$(1)))
awkward_ask_parts = $(if $(1),$(foreach p,$(subst $(awkward_tab),:=,$(shell $(call awkward_quote,$(awkward_nightshift)) part --plan=$(call awkward_quote,$(awkward_plan_file)) --fingerprint=$(awkward_plan)$(if $(awkward_platform), --platform=$(call awkward_quote,$(awkward_platform))))),$(eval awkward_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error awkward: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor awkward_part_$(1))),$(error awkward: the plan '$(awkward_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
awkward_unit_options = $(addprefix --seed=,$(filter-out -,$(subst head,$(awkward_seed),$(word 1,$(1))))) $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
awkward_unit_command = $(subst $(awkward_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(awkward_newline)$(1))

# What awkward-selected runs.
$(if $(filter-out $(awkward_units),$(awkward_only)),$(error awkward: no unit is named '$(firstword $(filter-out $(awkward_units),$(awkward_only)))'))
awkward_selected := $(if $(awkward_only),$(filter $(awkward_only),$(or $(awkward_units_on_$(awkward_platform)),$(awkward_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
awkward_goals := $(strip $(patsubst awkward-test-%,%,$(filter-out awkward-selected,$(MAKECMDGOALS))) $(if $(filter awkward-selected,$(MAKECMDGOALS)),$(awkward_selected)))
awkward_wanted := $(if $(or $(if $(awkward_goals),,all),$(filter-out $(awkward_units) $(awkward_variants),$(awkward_goals))),$(awkward_variants),$(foreach v,$(awkward_variants),$(if $(filter $(v) $(awkward_of_$(v)),$(awkward_goals)),$(v))))
.PHONY: awkward-programs
awkward-programs: $(if $(awkward_prebuilt),,$(addprefix awkward-build-,$(awkward_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(awkward_nightshift),)
define awkward_unit
$$(awkward_go) awkward_unit $$* ''$$(awkward_on)$$(awkward_env_$(1)) $$(awkward_run_$$*) $$(call awkward_judge,$$*) -- $$(awkward_programs_$(1))
endef
else
define awkward_unit
$$(awkward_exec) --unit=$$* --part=$$(strip $$(call awkward_part,$$*)) $$(call awkward_unit_options,$$(awkward_run_$$*)) $$(call awkward_judge,$$*) $$(awkward_program_options_$(1)) -- $$(awkward_on)$$(awkward_env_$(1))$$(call awkward_unit_command,$$(awkward_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
awkward_targets = $(addprefix awkward-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
awkward_builds := other plain
define awkward_build
awkward-build-$(1): ; @$$(awkward_cd) && sh -c $$(awkward_on)$$(awkward_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define awkward_variant
.PHONY: awkward-build-$(1) awkward-test-$(1)
awkward-test-$(1): $$(call awkward_targets,test-$(1),$$(filter-out $$(awkward_off_$$(awkward_platform)),$$(awkward_of_$(1)))) ; @$$(if $$^,:,echo 'awkward: no unit of $(1) runs on this platform' >&2; exit 1)
$$(awkward_of_$(1):%=awkward-test-%): awkward-test-%: | awkward-programs ; @$(call awkward_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define awkward_lane_target
.PHONY: awkward-test-$(1)
awkward-test-$(1): $$(if $$(filter checked,$$(awkward_does_$$(awkward_platform)_$(1))),$$(if $$(awkward_skip_$$(awkward_platform)_$(1)),$$(call awkward_targets,test-$(1),$$(filter-out $$(awkward_skip_$$(awkward_platform)_$(1)),$$(awkward_here))),awkward-test),$$(if $$(filter build,$$(awkward_does_$$(awkward_platform)_$(1))),awkward-build))
	@$$(if $$^,$$(if $$(filter build,$$(awkward_does_$$(awkward_platform)_$(1))),echo 'awkward: lane $(1) only builds on $$(awkward_platform)',:),echo 'awkward: lane $(1) runs nothing on platform "$$(awkward_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define awkward_shard_target
.PHONY: awkward-shard-$(1)
awkward-shard-$(1): $$(call awkward_targets,shard-$(1),$$(awkward_shard_$(1)))
endef

awkward_here := $(filter-out $(awkward_off_$(awkward_platform)),$(or $(awkward_units_on_$(awkward_platform)),$(awkward_units)))

$(foreach v,$(awkward_builds),$(eval $(call awkward_build,$(v))))
$(foreach v,$(awkward_variants),$(eval $(call awkward_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call awkward_lane_target,$(l))))
$(foreach n,$(awkward_shards),$(eval $(call awkward_shard_target,$(n))))

.PHONY: awkward-test awkward-selected awkward-build awkward-list $(awkward_units:%=awkward-test-%)
awkward-test: $(call awkward_targets,test,$(awkward_here)) ; @$(if $(awkward_here),:,echo 'awkward: no unit runs on platform "$(awkward_platform)"' >&2; exit 1)
awkward-selected: $(call awkward_targets,selected,$(awkward_selected)) ; @$(if $(awkward_selected),:,echo 'awkward: awkward_only names no unit' >&2; exit 1)
awkward-build: $(addprefix awkward-build-,$(awkward_variants))
awkward-list: ; @:$(foreach u,$(awkward_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter awkward_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(awkward_default_goal),$(if $(awkward_alone),awkward-test))
