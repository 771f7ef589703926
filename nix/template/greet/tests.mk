# Written by nightshift 0.1.0 from nightshift.xml; not to be edited. To change it: nightshift generate
#
# The suite 'greet' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs greet-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 greet-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 greet-test-VARIANT      the units of one variant; greet-test-UNIT: one unit
#     make -j8 greet-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 greet-shard-N           the units of one shard
#     make -j8 greet-selected          the units that greet_only names
#     make greet-build-VARIANT         only build; greet-build: all variants
#     make greet-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     greet_seed=N         another seed than HEAD's, to replay a run
#     greet_prebuilt=1     the programs are there: build nothing
#     greet_results=DIR    where the folders go, from the suite's folder
#     greet_platform=NAME  act as this platform of the manifest
#     greet_lane=NAME      say in the verdicts for which lane this runs
#     greet_only=UNITS     what greet-selected runs; a long list belongs into a makefile of its own, read before this one
#     greet_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     greet_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
greet_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(greet_version)))
$(error greet: this file needs GNU Make 4.3 or later, and this is $(greet_version); macOS: brew install make, then gmake)
endif

greet_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
greet_blank := $(subst ,, )
greet_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call greet_path,$(lastword $(2))\$(greet_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
greet_file := $(or $(call greet_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
greet_folder := $(subst :blank:,$(greet_blank),$(dir $(subst \$(greet_blank),:blank:,$(greet_file))))
greet_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(greet_file)))
greet_dir := $(greet_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
greet_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(greet_dir))'
greet_plan := c2533bc97a07e84fed38e551bf19985191d03e9c
greet_plan_file := $(greet_folder)../nix/greet.json
greet_results ?= build/nightshift
greet_prebuilt ?=
greet_lane ?=
greet_only ?=
greet_nightshift ?=
greet_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
greet_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
greet_cpu := $(firstword $(subst -, ,$(greet_host)))
greet_system := $(if $(filter arm% aarch64%,$(greet_cpu)),aarch64,$(greet_cpu))-$(or $(findstring darwin,$(greet_host)),$(findstring linux,$(greet_host)),other)
greet_platform_aarch64-darwin := mac
greet_platform_x86_64-linux := linux
greet_platform ?= $(greet_platform_$(greet_system))
greet_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
greet_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter greet-%,$(MAKECMDGOALS)),$(if $(findstring t,$(greet_flags)),$(error greet: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(greet_flags)),$(error greet: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(greet_platforms),$(greet_platform)),$(error greet: no platform is named '$(greet_platform)'; there are: $(greet_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
greet_units := \
	debug-room_0 \
	debug-room_1 \
	debug-room_2 \
	debug-room_3 \
	debug-words \
	fast-room_0 \
	fast-room_1 \
	fast-room_2 \
	fast-room_3 \
	fast-words

greet_units_on_linux = $(greet_units)
greet_units_on_mac = $(greet_units)

# What each lane does on each platform, and the units it leaves out there.
greet_off_linux :=
greet_does_linux_pr := checked
greet_skip_linux_pr :=
greet_does_linux_merge := checked
greet_skip_linux_merge :=
greet_does_linux_nightly := checked
greet_skip_linux_nightly :=
greet_on_linux :=
greet_off_mac :=
greet_does_mac_pr := build
greet_skip_mac_pr :=
greet_does_mac_merge := build
greet_skip_mac_merge :=
greet_does_mac_nightly := checked
greet_skip_mac_nightly :=
greet_on_mac :=

greet_on := $(greet_on_$(greet_platform))
greet_variants := debug fast

greet_programs_debug := build/debug/greet-tests
greet_program_options_debug := '--program=build/debug/greet-tests'
greet_make_debug := '( make BUILD=build/debug CFLAGS="-O0 -g" build/debug/greet-tests )'
greet_env_debug :=
greet_of_debug := \
	debug-room_0 \
	debug-room_1 \
	debug-room_2 \
	debug-room_3 \
	debug-words

greet_programs_fast := build/fast/greet-tests
greet_program_options_fast := '--program=build/fast/greet-tests'
greet_make_fast := '( make BUILD=build/fast CFLAGS="-O2" build/fast/greet-tests )'
greet_env_fast :=
greet_of_fast := \
	fast-room_0 \
	fast-room_1 \
	fast-room_2 \
	fast-room_3 \
	fast-words

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
greet_run_debug-room_0 := head 60 - 'build/debug/greet-tests room 0 2499'
greet_run_debug-room_1 := head 60 - 'build/debug/greet-tests room 2500 4999'
greet_run_debug-room_2 := head 60 - 'build/debug/greet-tests room 5000 7499'
greet_run_debug-room_3 := head 60 - 'build/debug/greet-tests room 7500 9999'
greet_run_debug-words := - 60 - 'build/debug/greet-tests words'
greet_run_fast-room_0 := head 60 - 'build/fast/greet-tests room 0 2499'
greet_run_fast-room_1 := head 60 - 'build/fast/greet-tests room 2500 4999'
greet_run_fast-room_2 := head 60 - 'build/fast/greet-tests room 5000 7499'
greet_run_fast-room_3 := head 60 - 'build/fast/greet-tests room 7500 9999'
greet_run_fast-words := - 60 - 'build/fast/greet-tests words'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define greet_sh :=
greet_unit() {
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
	$(greet_cd) || exit 3
	ns_out=$$greet_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "greet: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$greet_seed ;;
	esac
	if test "$$ns_seed"; then export GREET_SEED="$$ns_seed"; else unset GREET_SEED; fi
	unset greet_sh
	ns_watch=$$greet_limit_sh
	unset greet_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite greet' 'plan $(greet_plan)' "run $$greet_run" "unit $$ns_unit" \
		$${greet_platform:+"platform $$greet_platform"} $${greet_lane:+"lane $$greet_lane"} \
		$${greet_commit:+"commit $$greet_commit" "tree $$greet_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define greet_limit_sh :=
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
define greet_start
greet_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
greet_commit := $(shell $(greet_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
greet_tree := $(if $(greet_commit),$(shell $(greet_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
greet_seed := $(shell $(greet_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'greet: no commit to take the seed from, so it is 4711' >&2; echo 4711; fi)
ifeq ($(greet_nightshift),)
export greet_sh greet_results greet_platform greet_lane greet_run greet_commit greet_tree greet_limit_sh greet_seed
endif
endef
greet_go = $(eval $(value greet_start))$(eval greet_go := eval "$$$$greet_sh";)$(greet_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
greet_quote = '$(subst ','\'',$(1))'
greet_exec = $(eval $(value greet_start))$(eval greet_exec := $$(call greet_quote,$$(greet_nightshift)) exec $$(greet_exec_words))$(greet_exec)
greet_exec_words = -C $(call greet_quote,$(greet_dir)) --results=$(call greet_quote,$(greet_results)) --suite=greet --plan=$(greet_plan) \
	--run=$(greet_run)$(if $(greet_platform), --platform=$(call greet_quote,$(greet_platform)))$(if $(greet_lane), --lane=$(call greet_quote,$(greet_lane))) \
	$(if $(greet_commit),--commit=$(greet_commit) --tree=$(greet_tree)) $(greet_exec_options) --seed-env=GREET_SEED
define greet_newline


endef
greet_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
greet_judge = $(if $(filter undefined,$(flavor greet_judge_$(1))),,$(greet_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
greet_part = $(if $(1),$(if $(filter undefined,$(flavor greet_part_$(1))),$(call greet_ask_parts,$(1)))$(greet_part_$(1)))
greet_ask_parts = $(if $(1),$(foreach p,$(subst $(greet_tab),:=,$(shell $(call greet_quote,$(greet_nightshift)) part --plan=$(call greet_quote,$(greet_plan_file)) --fingerprint=$(greet_plan)$(if $(greet_platform), --platform=$(call greet_quote,$(greet_platform))))),$(eval greet_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error greet: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor greet_part_$(1))),$(error greet: the plan '$(greet_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
greet_unit_options = $(addprefix --seed=,$(filter-out -,$(subst head,$(greet_seed),$(word 1,$(1))))) $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
greet_unit_command = $(subst $(greet_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(greet_newline)$(1))

# What greet-selected runs.
$(if $(filter-out $(greet_units),$(greet_only)),$(error greet: no unit is named '$(firstword $(filter-out $(greet_units),$(greet_only)))'))
greet_selected := $(if $(greet_only),$(filter $(greet_only),$(or $(greet_units_on_$(greet_platform)),$(greet_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
greet_goals := $(strip $(patsubst greet-test-%,%,$(filter-out greet-selected,$(MAKECMDGOALS))) $(if $(filter greet-selected,$(MAKECMDGOALS)),$(greet_selected)))
greet_wanted := $(if $(or $(if $(greet_goals),,all),$(filter-out $(greet_units) $(greet_variants),$(greet_goals))),$(greet_variants),$(foreach v,$(greet_variants),$(if $(filter $(v) $(greet_of_$(v)),$(greet_goals)),$(v))))
.PHONY: greet-programs
greet-programs: $(if $(greet_prebuilt),,$(addprefix greet-build-,$(greet_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(greet_nightshift),)
define greet_unit
$$(greet_go) greet_unit $$* ''$$(greet_on)$$(greet_env_$(1)) $$(greet_run_$$*) $$(call greet_judge,$$*) -- $$(greet_programs_$(1))
endef
else
define greet_unit
$$(greet_exec) --unit=$$* --part=$$(strip $$(call greet_part,$$*)) $$(call greet_unit_options,$$(greet_run_$$*)) $$(call greet_judge,$$*) $$(greet_program_options_$(1)) -- $$(greet_on)$$(greet_env_$(1))$$(call greet_unit_command,$$(greet_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
greet_targets = $(addprefix greet-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
greet_builds := debug fast
define greet_build
greet-build-$(1): ; @$$(greet_cd) && sh -c $$(greet_on)$$(greet_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define greet_variant
.PHONY: greet-build-$(1) greet-test-$(1)
greet-test-$(1): $$(call greet_targets,test-$(1),$$(filter-out $$(greet_off_$$(greet_platform)),$$(greet_of_$(1)))) ; @$$(if $$^,:,echo 'greet: no unit of $(1) runs on this platform' >&2; exit 1)
$$(greet_of_$(1):%=greet-test-%): greet-test-%: | greet-programs ; @$(call greet_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define greet_lane_target
.PHONY: greet-test-$(1)
greet-test-$(1): $$(if $$(filter checked,$$(greet_does_$$(greet_platform)_$(1))),$$(if $$(greet_skip_$$(greet_platform)_$(1)),$$(call greet_targets,test-$(1),$$(filter-out $$(greet_skip_$$(greet_platform)_$(1)),$$(greet_here))),greet-test),$$(if $$(filter build,$$(greet_does_$$(greet_platform)_$(1))),greet-build))
	@$$(if $$^,$$(if $$(filter build,$$(greet_does_$$(greet_platform)_$(1))),echo 'greet: lane $(1) only builds on $$(greet_platform)',:),echo 'greet: lane $(1) runs nothing on platform "$$(greet_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define greet_shard_target
.PHONY: greet-shard-$(1)
greet-shard-$(1): $$(call greet_targets,shard-$(1),$$(greet_shard_$(1)))
endef

greet_here := $(filter-out $(greet_off_$(greet_platform)),$(or $(greet_units_on_$(greet_platform)),$(greet_units)))

$(foreach v,$(greet_builds),$(eval $(call greet_build,$(v))))
$(foreach v,$(greet_variants),$(eval $(call greet_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call greet_lane_target,$(l))))
$(foreach n,$(greet_shards),$(eval $(call greet_shard_target,$(n))))

.PHONY: greet-test greet-selected greet-build greet-list $(greet_units:%=greet-test-%)
greet-test: $(call greet_targets,test,$(greet_here)) ; @$(if $(greet_here),:,echo 'greet: no unit runs on platform "$(greet_platform)"' >&2; exit 1)
greet-selected: $(call greet_targets,selected,$(greet_selected)) ; @$(if $(greet_selected),:,echo 'greet: greet_only names no unit' >&2; exit 1)
greet-build: $(addprefix greet-build-,$(greet_variants))
greet-list: ; @:$(foreach u,$(greet_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter greet_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(greet_default_goal),$(if $(greet_alone),greet-test))
