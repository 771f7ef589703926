# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'judged' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs judged-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 judged-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 judged-test-VARIANT      the units of one variant; judged-test-UNIT: one unit
#     make -j8 judged-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 judged-shard-N           the units of one shard
#     make -j8 judged-selected          the units that judged_only names
#     make judged-build-VARIANT         only build; judged-build: all variants
#     make judged-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     judged_seed=N         another seed than HEAD's, to replay a run
#     judged_prebuilt=1     the programs are there: build nothing
#     judged_results=DIR    where the folders go, from the suite's folder
#     judged_platform=NAME  act as this platform of the manifest
#     judged_lane=NAME      say in the verdicts for which lane this runs
#     judged_only=UNITS     what judged-selected runs; a long list belongs into a makefile of its own, read before this one
#     judged_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     judged_exec_options=... more options of it

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
judged_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(judged_dir))'
judged_plan := b22626c40af19c0db60188397ed0d2d20778604d
judged_plan_file := $(judged_folder)../nix/judged.json
judged_results ?= build/nightshift
judged_prebuilt ?=
judged_lane ?=
judged_only ?=
judged_nightshift ?=
judged_exec_options ?=

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

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
judged_units := \
	a-asked \
	a-cut_0 \
	a-cut_1 \
	a-device \
	a-odd \
	a-own \
	a-plain \
	a-tap \
	b-asked \
	b-cut_0 \
	b-cut_1 \
	b-device \
	b-odd \
	b-own \
	b-plain \
	b-tap

judged_units_on_linux = $(judged_units)

# What each lane does on each platform, and the units it leaves out there.
judged_off_linux :=
judged_does_linux_pr := checked
judged_skip_linux_pr :=
judged_does_linux_merge := checked
judged_skip_linux_merge :=
judged_does_linux_nightly := checked
judged_skip_linux_nightly :=
judged_on_linux :=

judged_on := $(judged_on_$(judged_platform))
judged_variants := a b

judged_programs_a := 
judged_program_options_a := 
judged_make_a := :
judged_env_a :=
judged_of_a := \
	a-asked \
	a-cut_0 \
	a-cut_1 \
	a-device \
	a-odd \
	a-own \
	a-plain \
	a-tap

judged_programs_b := 
judged_program_options_b := 
judged_make_b := :
judged_env_b :=
judged_of_b := \
	b-asked \
	b-cut_0 \
	b-cut_1 \
	b-device \
	b-odd \
	b-own \
	b-plain \
	b-tap

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
judged_run_a-asked := - - - './test asked'
judged_judge_a-asked := '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_a-cut_0 := - - - './test cut 0'
judged_judge_a-cut_0 := '--protocol=junit' '--report=build/report-a-cut_0.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_a-cut_1 := - - - './test cut 1'
judged_judge_a-cut_1 := '--protocol=junit' '--report=build/report-a-cut_1.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_a-device := - - 2 './test device'
judged_judge_a-device := '--protocol=junit' '--report=build/report-a-device.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_a-odd := - - - ./odd
judged_judge_a-odd := '--protocol=junit' '--report=../r e'\''s \#a/$$x odd.xml' '--skip-status=123' '--may-skip=of the group'
judged_run_a-own := - 9 - ./own
judged_judge_a-own := '--skip-status=4' '--may-skip=too slow	here'
judged_run_a-plain := - - - './test plain'
judged_judge_a-plain := '--protocol=junit' '--report=build/report-a-plain.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_a-tap := - - - './tap tap'
judged_judge_a-tap := '--protocol=tap' '--may-skip=of the group'
judged_run_b-asked := - - - './test asked'
judged_judge_b-asked := '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_b-cut_0 := - - - './test cut 0'
judged_judge_b-cut_0 := '--protocol=junit' '--report=build/report-b-cut_0.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_b-cut_1 := - - - './test cut 1'
judged_judge_b-cut_1 := '--protocol=junit' '--report=build/report-b-cut_1.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_b-device := - - 2 './test device'
judged_judge_b-device := '--protocol=junit' '--report=build/report-b-device.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_b-odd := - - - ./odd
judged_judge_b-odd := '--protocol=junit' '--report=../r e'\''s \#b/$$x odd.xml' '--skip-status=123' '--may-skip=of the group'
judged_run_b-own := - 9 - ./own
judged_judge_b-own := '--skip-status=4' '--may-skip=too slow	here'
judged_run_b-plain := - - - './test plain'
judged_judge_b-plain := '--protocol=junit' '--report=build/report-b-plain.xml' '--may-skip=no hardware; see '\''it'\''s $$HOME'\'''
judged_run_b-tap := - - - './tap tap'
judged_judge_b-tap := '--protocol=tap' '--may-skip=of the group'

# What 'nightshift batch' runs: of each unit its line, fields parted by tabs; of each call, which is for the devices of a pool or for
# a worker, in one variant and with one seed, its options, that seed or -, and the units, heaviest first.
judged_line_a-asked := a-asked	run asked	1						no hardware; see 'it's $$HOME'
judged_line_a-device := a-device	./test device	1		2	junit	build/report-a-device.xml		no hardware; see 'it's $$HOME'
judged_line_b-asked := b-asked	run asked	1						no hardware; see 'it's $$HOME'
judged_line_b-device := b-device	./test device	1		2	junit	build/report-b-device.xml		no hardware; see 'it's $$HOME'
judged_call_boards.1 := '--device=b1' '--device=b2' '--pool=boards'
judged_call_seed_boards.1 := -
judged_call_variant_boards.1 := a
judged_call_units_boards.1 := \
	a-device

judged_call_boards.2 := '--device=b1' '--device=b2' '--pool=boards'
judged_call_seed_boards.2 := -
judged_call_variant_boards.2 := b
judged_call_units_boards.2 := \
	b-device

judged_calls_boards := boards.1 boards.2
judged_queued_boards = $(foreach c,$(judged_calls_boards),$(judged_call_units_$(c)))
judged_queues += boards
judged_call_shell.1 := '--worker=./worker'
judged_call_seed_shell.1 := -
judged_call_variant_shell.1 := a
judged_call_units_shell.1 := \
	a-asked

judged_call_shell.2 := '--worker=./worker'
judged_call_seed_shell.2 := -
judged_call_variant_shell.2 := b
judged_call_units_shell.2 := \
	b-asked

judged_calls_shell := shell.1 shell.2
judged_queued_shell = $(foreach c,$(judged_calls_shell),$(judged_call_units_$(c)))
ifneq ($(judged_nightshift),)
judged_queues += shell
endif

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define judged_sh :=
judged_unit() {
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
	printf '%s\n' 'nightshift 1' 'suite judged' 'plan $(judged_plan)' "run $$judged_run" "unit $$ns_unit" \
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

# What is true of a whole run of make, found out when its first unit starts.
define judged_start
judged_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
judged_commit := $(shell $(judged_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
judged_tree := $(if $(judged_commit),$(shell $(judged_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(judged_nightshift),)
export judged_sh judged_results judged_platform judged_lane judged_run judged_commit judged_tree judged_limit_sh
endif
endef
judged_go = $(eval $(value judged_start))$(eval judged_go := eval "$$$$judged_sh";)$(judged_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
judged_quote = '$(subst ','\'',$(1))'
judged_exec = $(eval $(value judged_start))$(eval judged_exec := $$(call judged_quote,$$(judged_nightshift)) exec $$(judged_exec_words))$(judged_exec)
judged_exec_words = -C $(call judged_quote,$(judged_dir)) --results=$(call judged_quote,$(judged_results)) --suite=judged --plan=$(judged_plan) \
	--run=$(judged_run)$(if $(judged_platform), --platform=$(call judged_quote,$(judged_platform)))$(if $(judged_lane), --lane=$(call judged_quote,$(judged_lane))) \
	$(if $(judged_commit),--commit=$(judged_commit) --tree=$(judged_tree)) $(judged_exec_options)
define judged_newline


endef
judged_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
judged_judge = $(if $(filter undefined,$(flavor judged_judge_$(1))),,$(judged_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
judged_part = $(if $(1),$(if $(filter undefined,$(flavor judged_part_$(1))),$(call judged_ask_parts,$(1)))$(judged_part_$(1)))
judged_ask_parts = $(if $(1),$(foreach p,$(subst $(judged_tab),:=,$(shell $(call judged_quote,$(judged_nightshift)) part --plan=$(call judged_quote,$(judged_plan_file)) --fingerprint=$(judged_plan)$(if $(judged_platform), --platform=$(call judged_quote,$(judged_platform))))),$(eval judged_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error judged: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor judged_part_$(1))),$(error judged: the plan '$(judged_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
judged_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
judged_unit_command = $(subst $(judged_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(judged_newline)$(1))

# What judged-selected runs.
$(if $(filter-out $(judged_units),$(judged_only)),$(error judged: no unit is named '$(firstword $(filter-out $(judged_units),$(judged_only)))'))
judged_selected := $(if $(judged_only),$(filter $(judged_only),$(or $(judged_units_on_$(judged_platform)),$(judged_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
judged_goals := $(strip $(patsubst judged-test-%,%,$(filter-out judged-selected,$(MAKECMDGOALS))) $(if $(filter judged-selected,$(MAKECMDGOALS)),$(judged_selected)))
judged_wanted := $(if $(or $(if $(judged_goals),,all),$(filter-out $(judged_units) $(judged_variants),$(judged_goals))),$(judged_variants),$(foreach v,$(judged_variants),$(if $(filter $(v) $(judged_of_$(v)),$(judged_goals)),$(v))))
.PHONY: judged-programs
judged-programs: $(if $(judged_prebuilt),,$(addprefix judged-build-,$(judged_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(judged_nightshift),)
define judged_unit
$$(judged_go) judged_unit $$* ''$$(judged_on)$$(judged_env_$(1)) $$(judged_run_$$*) $$(call judged_judge,$$*) -- $$(judged_programs_$(1))
endef
else
define judged_unit
$$(judged_exec) --unit=$$* --part=$$(strip $$(call judged_part,$$*)) $$(call judged_unit_options,$$(judged_run_$$*)) $$(call judged_judge,$$*) $$(judged_program_options_$(1)) -- $$(judged_on)$$(judged_env_$(1))$$(call judged_unit_command,$$(judged_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
judged_targets = $(foreach q,$(judged_queues),$(call judged_batch_target,$(q),$(1),$(filter $(judged_queued_$(q)),$(2)))) $(addprefix judged-test-,$(filter-out $(judged_queued),$(2)))
judged_queued := $(foreach q,$(judged_queues),$(judged_queued_$(q)))

# Those that hold devices, or that a worker runs, are one call of 'nightshift batch' after another, which get their units by a
# file: $(1) is the queue, $(2) the target, $(3) its units.
define judged_batch_rule
judged_batch_$(1)-$(2) := $(3)
.PHONY: judged-batch-$(1)-$(2)
judged-batch-$(1)-$(2): | judged-programs $$(sort $$(foreach u,$$(judged_batch_$(1)-$(2)),$$(judged_needs_$$(u)))) ; $$(call judged_batch,$(1),$(2),$$(judged_batch_$(1)-$(2)))
endef
judged_batch_target = $(if $(3),$(eval $(call judged_batch_rule,$(1),$(2),$(3)))judged-batch-$(1)-$(2))
ifeq ($(judged_nightshift),)
judged_batch = @echo "judged: $(words $(3)) unit$(if $(word 2,$(3)),s hold, holds) devices of pool '$(1)', which only nightshift hands out: say with judged_nightshift=PATH where it is" >&2; exit 1
else
# Only with the '+' make shares its job slots, and then it starts this with -n, too.
judged_batch = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),@echo,+@)$(judged_batch_begin)$(foreach c,$(judged_calls_$(1)),$(call judged_batch_call,$(c),$(1)-$(2)-$(c),$(filter $(3),$(judged_call_units_$(c)))))$(judged_batch_end)
judged_batch_begin = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),,ns_status=0; )
judged_batch_end = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),,exit $$ns_status)
judged_batch_call = $(if $(3),$(if $(findstring n,$(firstword -$(MAKEFLAGS))), $(3),$(call judged_batch_list,$(judged_results)/.batch,$(if $(filter /%,$(judged_results)),,$(judged_dir))$(judged_results)/.batch,$(2),$(3)) \
	(eval ''$(judged_on)$(judged_env_$(judged_call_variant_$(1))); exec $(subst exec -C,batch -C,$(judged_exec)) --units=$(call judged_quote,$(judged_results)/.batch/$(2)) $(judged_program_options_$(judged_call_variant_$(1))) $(judged_call_$(1))) || ns_status=1;))
# $(2) is the folder, $(3) the file, $(4) the units.
judged_batch_list = $(shell mkdir -p $(call judged_quote,$(2)))$(file >$(2)/$(3),$(subst $(judged_newline) ,$(judged_newline),$(foreach u,$(4),$(judged_line_$(u))$(judged_tab)$(strip $(call judged_part,$(u)))$(judged_newline))))
endif
$(if $(judged_queued),$(judged_queued:%=judged-test-%)): judged-test-%: | judged-programs ; $(call judged_batch,$(firstword $(foreach q,$(judged_queues),$(if $(filter $*,$(judged_queued_$(q))),$(q)))),test-$*,$*)

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
judged_builds := a b
define judged_build
judged-build-$(1): ; @$$(judged_cd) && sh -c $$(judged_on)$$(judged_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define judged_variant
.PHONY: judged-build-$(1) judged-test-$(1)
judged-test-$(1): $$(call judged_targets,test-$(1),$$(filter-out $$(judged_off_$$(judged_platform)),$$(judged_of_$(1)))) ; @$$(if $$^,:,echo 'judged: no unit of $(1) runs on this platform' >&2; exit 1)
endef
define judged_variant_units
$$(patsubst %,judged-test-%,$$(filter-out $$(judged_queued),$$(judged_of_$(1)))): judged-test-%: | judged-programs ; @$(call judged_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define judged_lane_target
.PHONY: judged-test-$(1)
judged-test-$(1): $$(if $$(filter checked,$$(judged_does_$$(judged_platform)_$(1))),$$(if $$(judged_skip_$$(judged_platform)_$(1)),$$(call judged_targets,test-$(1),$$(filter-out $$(judged_skip_$$(judged_platform)_$(1)),$$(judged_here))),judged-test),$$(if $$(filter build,$$(judged_does_$$(judged_platform)_$(1))),judged-build))
	@$$(if $$^,$$(if $$(filter build,$$(judged_does_$$(judged_platform)_$(1))),echo 'judged: lane $(1) only builds on $$(judged_platform)',:),echo 'judged: lane $(1) runs nothing on platform "$$(judged_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define judged_shard_target
.PHONY: judged-shard-$(1)
judged-shard-$(1): $$(call judged_targets,shard-$(1),$$(judged_shard_$(1)))
endef

judged_here := $(filter-out $(judged_off_$(judged_platform)),$(or $(judged_units_on_$(judged_platform)),$(judged_units)))

$(foreach v,$(judged_builds),$(eval $(call judged_build,$(v))))
$(foreach v,$(judged_variants),$(eval $(call judged_variant,$(v))))
$(foreach v,$(judged_variants),$(if $(filter-out $(judged_queued),$(judged_of_$(v))),$(eval $(call judged_variant_units,$(v)))))
$(foreach l,pr merge nightly,$(eval $(call judged_lane_target,$(l))))
$(foreach n,$(judged_shards),$(eval $(call judged_shard_target,$(n))))

.PHONY: judged-test judged-selected judged-build judged-list $(judged_units:%=judged-test-%)
judged-test: $(call judged_targets,test,$(judged_here)) ; @$(if $(judged_here),:,echo 'judged: no unit runs on platform "$(judged_platform)"' >&2; exit 1)
judged-selected: $(call judged_targets,selected,$(judged_selected)) ; @$(if $(judged_selected),:,echo 'judged: judged_only names no unit' >&2; exit 1)
judged-build: $(addprefix judged-build-,$(judged_variants))
judged-list: ; @:$(foreach u,$(judged_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter judged_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(judged_default_goal),$(if $(judged_alone),judged-test))
