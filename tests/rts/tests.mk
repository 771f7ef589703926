# Written by nightshift 0.1.0 from tests/rts/suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'rts' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs rts-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 rts-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 rts-test-VARIANT      the units of one variant; rts-test-UNIT: one unit
#     make -j8 rts-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 rts-shard-N           the units of one shard
#     make -j8 rts-selected          the units that rts_only names
#     make rts-build-VARIANT         only build; rts-build: all variants
#     make rts-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     rts_seed=N         another seed than HEAD's, to replay a run
#     rts_prebuilt=1     the programs are there: build nothing
#     rts_results=DIR    where the folders go, from the suite's folder
#     rts_platform=NAME  act as this platform of the manifest
#     rts_lane=NAME      say in the verdicts for which lane this runs
#     rts_only=UNITS     what rts-selected runs; a long list belongs into a makefile of its own, read before this one
#     rts_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     rts_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
rts_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(rts_version)))
$(error rts: this file needs GNU Make 4.3 or later, and this is $(rts_version); macOS: brew install make, then gmake)
endif

rts_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
rts_blank := $(subst ,, )
rts_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call rts_path,$(lastword $(2))\$(rts_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
rts_file := $(or $(call rts_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
rts_folder := $(subst :blank:,$(rts_blank),$(dir $(subst \$(rts_blank),:blank:,$(rts_file))))
rts_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(rts_file)))
rts_dir := $(rts_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
rts_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(rts_dir))'
rts_plan := 3d3ea8afcf2ea885a6592bc27b69d0c8b3fcb27b
rts_plan_file := $(rts_folder)../../nix/rts.json
rts_results ?= build/nightshift
rts_prebuilt ?=
rts_lane ?=
rts_only ?=
rts_nightshift ?=
rts_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
rts_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
rts_cpu := $(firstword $(subst -, ,$(rts_host)))
rts_system := $(if $(filter arm% aarch64%,$(rts_cpu)),aarch64,$(rts_cpu))-$(or $(findstring darwin,$(rts_host)),$(findstring linux,$(rts_host)),other)
rts_platform_aarch64-darwin := mac
rts_platform_aarch64-linux := arm
rts_platform_x86_64-darwin := intel
rts_platform_x86_64-linux := linux
rts_platform ?= $(rts_platform_$(rts_system))
rts_platforms := arm intel linux mac

# With these options make says success although nothing ran, or something failed.
rts_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter rts-%,$(MAKECMDGOALS)),$(if $(findstring t,$(rts_flags)),$(error rts: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(rts_flags)),$(error rts: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(rts_platforms),$(rts_platform)),$(error rts: no platform is named '$(rts_platform)'; there are: $(rts_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
rts_units := \
	wide-persistence_20k \
	copying-persistence \
	incremental-persistence \
	wide-persistence \
	copying-gc_0 \
	copying-gc_1 \
	copying-gc_2 \
	copying-gc_3 \
	copying-gc_4 \
	copying-gc_5 \
	copying-gc_6 \
	copying-gc_7 \
	copying-gc_8 \
	copying-gc_9 \
	incremental-gc_0 \
	incremental-gc_1 \
	incremental-gc_2 \
	incremental-gc_3 \
	incremental-gc_4 \
	incremental-gc_5 \
	incremental-gc_6 \
	incremental-gc_7 \
	incremental-gc_8 \
	incremental-gc_9 \
	wide-gc_0 \
	wide-gc_1 \
	wide-gc_2 \
	wide-gc_3 \
	wide-gc_4 \
	wide-gc_5 \
	wide-gc_6 \
	wide-gc_7 \
	wide-gc_8 \
	wide-gc_9 \
	copying-bigint \
	copying-bitrel \
	copying-blob \
	copying-continuation \
	copying-crc32 \
	copying-forwarding \
	copying-leb128 \
	copying-principal \
	copying-semispace \
	copying-stable_option \
	copying-text \
	copying-trie \
	copying-utf8 \
	incremental-barrier \
	incremental-bigint \
	incremental-blob \
	incremental-continuation \
	incremental-mark_bitmap \
	incremental-mark_stack \
	incremental-remembered_set \
	incremental-stable_option \
	incremental-text \
	incremental-trie \
	wide-barrier \
	wide-bigint \
	wide-bitrel \
	wide-blob \
	wide-continuation \
	wide-crc32 \
	wide-leb128 \
	wide-mark_bitmap \
	wide-mark_stack \
	wide-principal \
	wide-remembered_set \
	wide-stable_option \
	wide-text \
	wide-trie \
	wide-utf8

rts_units_on_arm = $(rts_units)
rts_units_on_intel = $(rts_units)
rts_units_on_linux = $(rts_units)
rts_units_on_mac = $(rts_units)

# What each lane does on each platform, and the units it leaves out there.
rts_off_arm :=
rts_does_arm_pr := build
rts_skip_arm_pr :=
rts_does_arm_merge := checked
rts_skip_arm_merge :=
rts_does_arm_nightly := checked
rts_skip_arm_nightly :=
rts_on_arm :=
rts_off_intel :=
rts_does_intel_pr := none
rts_skip_intel_pr :=
rts_does_intel_merge := build
rts_skip_intel_merge :=
rts_does_intel_nightly := none
rts_skip_intel_nightly :=
rts_on_intel :=
rts_off_linux :=
rts_does_linux_pr := checked
rts_skip_linux_pr :=
rts_does_linux_merge := checked
rts_skip_linux_merge :=
rts_does_linux_nightly := checked
rts_skip_linux_nightly :=
rts_on_linux :=
rts_off_mac :=
rts_does_mac_pr := build
rts_skip_mac_pr :=
rts_does_mac_merge := build
rts_skip_mac_merge :=
rts_does_mac_nightly := checked
rts_skip_mac_nightly :=
rts_on_mac :=

rts_on := $(rts_on_$(rts_platform))
rts_variants := copying incremental wide

rts_programs_copying := build/copying/rts-tests
rts_program_options_copying := '--program=build/copying/rts-tests'
rts_make_copying := '( make BUILD=build/copying CFLAGS="-DRTS_GC=COPYING" build/copying/rts-tests )'
rts_env_copying :=
rts_of_copying := \
	copying-persistence \
	copying-gc_0 \
	copying-gc_1 \
	copying-gc_2 \
	copying-gc_3 \
	copying-gc_4 \
	copying-gc_5 \
	copying-gc_6 \
	copying-gc_7 \
	copying-gc_8 \
	copying-gc_9 \
	copying-bigint \
	copying-bitrel \
	copying-blob \
	copying-continuation \
	copying-crc32 \
	copying-forwarding \
	copying-leb128 \
	copying-principal \
	copying-semispace \
	copying-stable_option \
	copying-text \
	copying-trie \
	copying-utf8

rts_programs_incremental := build/incremental/rts-tests
rts_program_options_incremental := '--program=build/incremental/rts-tests'
rts_make_incremental := '( make BUILD=build/incremental CFLAGS="-DRTS_GC=INCREMENTAL" build/incremental/rts-tests )'
rts_env_incremental :=
rts_of_incremental := \
	incremental-persistence \
	incremental-gc_0 \
	incremental-gc_1 \
	incremental-gc_2 \
	incremental-gc_3 \
	incremental-gc_4 \
	incremental-gc_5 \
	incremental-gc_6 \
	incremental-gc_7 \
	incremental-gc_8 \
	incremental-gc_9 \
	incremental-barrier \
	incremental-bigint \
	incremental-blob \
	incremental-continuation \
	incremental-mark_bitmap \
	incremental-mark_stack \
	incremental-remembered_set \
	incremental-stable_option \
	incremental-text \
	incremental-trie

rts_programs_wide := build/wide/rts-tests
rts_program_options_wide := '--program=build/wide/rts-tests'
rts_make_wide := '( make BUILD=build/wide CFLAGS="-DRTS_GC=INCREMENTAL -DRTS_WORD=64" build/wide/rts-tests )'
rts_env_wide :=
rts_of_wide := \
	wide-persistence_20k \
	wide-persistence \
	wide-gc_0 \
	wide-gc_1 \
	wide-gc_2 \
	wide-gc_3 \
	wide-gc_4 \
	wide-gc_5 \
	wide-gc_6 \
	wide-gc_7 \
	wide-gc_8 \
	wide-gc_9 \
	wide-barrier \
	wide-bigint \
	wide-bitrel \
	wide-blob \
	wide-continuation \
	wide-crc32 \
	wide-leb128 \
	wide-mark_bitmap \
	wide-mark_stack \
	wide-principal \
	wide-remembered_set \
	wide-stable_option \
	wide-text \
	wide-trie \
	wide-utf8

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
rts_run_wide-persistence_20k := 4711 600 - 'build/wide/rts-tests persistence_20k'
rts_run_copying-persistence := head 600 - 'build/copying/rts-tests persistence'
rts_run_incremental-persistence := head 600 - 'build/incremental/rts-tests persistence'
rts_run_wide-persistence := head 600 - 'build/wide/rts-tests persistence'
rts_run_copying-gc_0 := head 600 - 'build/copying/rts-tests gc 0 9'
rts_run_copying-gc_1 := head 600 - 'build/copying/rts-tests gc 10 19'
rts_run_copying-gc_2 := head 600 - 'build/copying/rts-tests gc 20 29'
rts_run_copying-gc_3 := head 600 - 'build/copying/rts-tests gc 30 39'
rts_run_copying-gc_4 := head 600 - 'build/copying/rts-tests gc 40 49'
rts_run_copying-gc_5 := head 600 - 'build/copying/rts-tests gc 50 59'
rts_run_copying-gc_6 := head 600 - 'build/copying/rts-tests gc 60 69'
rts_run_copying-gc_7 := head 600 - 'build/copying/rts-tests gc 70 79'
rts_run_copying-gc_8 := head 600 - 'build/copying/rts-tests gc 80 89'
rts_run_copying-gc_9 := head 600 - 'build/copying/rts-tests gc 90 99'
rts_run_incremental-gc_0 := head 600 - 'build/incremental/rts-tests gc 0 9'
rts_run_incremental-gc_1 := head 600 - 'build/incremental/rts-tests gc 10 19'
rts_run_incremental-gc_2 := head 600 - 'build/incremental/rts-tests gc 20 29'
rts_run_incremental-gc_3 := head 600 - 'build/incremental/rts-tests gc 30 39'
rts_run_incremental-gc_4 := head 600 - 'build/incremental/rts-tests gc 40 49'
rts_run_incremental-gc_5 := head 600 - 'build/incremental/rts-tests gc 50 59'
rts_run_incremental-gc_6 := head 600 - 'build/incremental/rts-tests gc 60 69'
rts_run_incremental-gc_7 := head 600 - 'build/incremental/rts-tests gc 70 79'
rts_run_incremental-gc_8 := head 600 - 'build/incremental/rts-tests gc 80 89'
rts_run_incremental-gc_9 := head 600 - 'build/incremental/rts-tests gc 90 99'
rts_run_wide-gc_0 := head 600 - 'build/wide/rts-tests gc 0 9'
rts_run_wide-gc_1 := head 600 - 'build/wide/rts-tests gc 10 19'
rts_run_wide-gc_2 := head 600 - 'build/wide/rts-tests gc 20 29'
rts_run_wide-gc_3 := head 600 - 'build/wide/rts-tests gc 30 39'
rts_run_wide-gc_4 := head 600 - 'build/wide/rts-tests gc 40 49'
rts_run_wide-gc_5 := head 600 - 'build/wide/rts-tests gc 50 59'
rts_run_wide-gc_6 := head 600 - 'build/wide/rts-tests gc 60 69'
rts_run_wide-gc_7 := head 600 - 'build/wide/rts-tests gc 70 79'
rts_run_wide-gc_8 := head 600 - 'build/wide/rts-tests gc 80 89'
rts_run_wide-gc_9 := head 600 - 'build/wide/rts-tests gc 90 99'
rts_run_copying-bigint := head 600 - 'build/copying/rts-tests bigint'
rts_run_copying-bitrel := head 600 - 'build/copying/rts-tests bitrel'
rts_run_copying-blob := head 600 - 'build/copying/rts-tests blob'
rts_run_copying-continuation := head 600 - 'build/copying/rts-tests continuation'
rts_run_copying-crc32 := head 600 - 'build/copying/rts-tests crc32'
rts_run_copying-forwarding := head 600 - 'build/copying/rts-tests forwarding'
rts_run_copying-leb128 := head 600 - 'build/copying/rts-tests leb128'
rts_run_copying-principal := head 600 - 'build/copying/rts-tests principal'
rts_run_copying-semispace := head 600 - 'build/copying/rts-tests semispace'
rts_run_copying-stable_option := head 600 - 'build/copying/rts-tests stable_option'
rts_run_copying-text := head 600 - 'build/copying/rts-tests text'
rts_run_copying-trie := head 600 - 'build/copying/rts-tests trie'
rts_run_copying-utf8 := head 600 - 'build/copying/rts-tests utf8'
rts_run_incremental-barrier := head 600 - 'build/incremental/rts-tests barrier'
rts_run_incremental-bigint := head 600 - 'build/incremental/rts-tests bigint'
rts_run_incremental-blob := head 600 - 'build/incremental/rts-tests blob'
rts_run_incremental-continuation := head 600 - 'build/incremental/rts-tests continuation'
rts_run_incremental-mark_bitmap := head 600 - 'build/incremental/rts-tests mark_bitmap'
rts_run_incremental-mark_stack := head 600 - 'build/incremental/rts-tests mark_stack'
rts_run_incremental-remembered_set := head 600 - 'build/incremental/rts-tests remembered_set'
rts_run_incremental-stable_option := head 600 - 'build/incremental/rts-tests stable_option'
rts_run_incremental-text := head 600 - 'build/incremental/rts-tests text'
rts_run_incremental-trie := head 600 - 'build/incremental/rts-tests trie'
rts_run_wide-barrier := head 600 - 'build/wide/rts-tests barrier'
rts_run_wide-bigint := head 600 - 'build/wide/rts-tests bigint'
rts_run_wide-bitrel := head 600 - 'build/wide/rts-tests bitrel'
rts_run_wide-blob := head 600 - 'build/wide/rts-tests blob'
rts_run_wide-continuation := head 600 - 'build/wide/rts-tests continuation'
rts_run_wide-crc32 := head 600 - 'build/wide/rts-tests crc32'
rts_run_wide-leb128 := head 600 - 'build/wide/rts-tests leb128'
rts_run_wide-mark_bitmap := head 600 - 'build/wide/rts-tests mark_bitmap'
rts_run_wide-mark_stack := head 600 - 'build/wide/rts-tests mark_stack'
rts_run_wide-principal := head 600 - 'build/wide/rts-tests principal'
rts_run_wide-remembered_set := head 600 - 'build/wide/rts-tests remembered_set'
rts_run_wide-stable_option := head 600 - 'build/wide/rts-tests stable_option'
rts_run_wide-text := head 600 - 'build/wide/rts-tests text'
rts_run_wide-trie := head 600 - 'build/wide/rts-tests trie'
rts_run_wide-utf8 := head 600 - 'build/wide/rts-tests utf8'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define rts_sh :=
rts_unit() {
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
	$(rts_cd) || exit 3
	ns_out=$$rts_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "rts: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$rts_seed ;;
	esac
	if test "$$ns_seed"; then export RTS_TEST_SEED="$$ns_seed"; else unset RTS_TEST_SEED; fi
	unset rts_sh
	ns_watch=$$rts_limit_sh
	unset rts_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite rts' 'plan $(rts_plan)' "run $$rts_run" "unit $$ns_unit" \
		$${rts_platform:+"platform $$rts_platform"} $${rts_lane:+"lane $$rts_lane"} \
		$${rts_commit:+"commit $$rts_commit" "tree $$rts_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define rts_limit_sh :=
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
define rts_start
rts_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
rts_commit := $(shell $(rts_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
rts_tree := $(if $(rts_commit),$(shell $(rts_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
rts_seed := $(shell $(rts_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'rts: no commit to take the seed from, so it is 4711' >&2; echo 4711; fi)
ifeq ($(rts_nightshift),)
export rts_sh rts_results rts_platform rts_lane rts_run rts_commit rts_tree rts_limit_sh rts_seed
endif
endef
rts_go = $(eval $(value rts_start))$(eval rts_go := eval "$$$$rts_sh";)$(rts_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
rts_quote = '$(subst ','\'',$(1))'
rts_exec = $(eval $(value rts_start))$(eval rts_exec := $$(call rts_quote,$$(rts_nightshift)) exec $$(rts_exec_words))$(rts_exec)
rts_exec_words = -C $(call rts_quote,$(rts_dir)) --results=$(call rts_quote,$(rts_results)) --suite=rts --plan=$(rts_plan) \
	--run=$(rts_run)$(if $(rts_platform), --platform=$(call rts_quote,$(rts_platform)))$(if $(rts_lane), --lane=$(call rts_quote,$(rts_lane))) \
	$(if $(rts_commit),--commit=$(rts_commit) --tree=$(rts_tree)) $(rts_exec_options) --seed-env=RTS_TEST_SEED
define rts_newline


endef
rts_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
rts_judge = $(if $(filter undefined,$(flavor rts_judge_$(1))),,$(rts_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
rts_part = $(if $(1),$(if $(filter undefined,$(flavor rts_part_$(1))),$(call rts_ask_parts,$(1)))$(rts_part_$(1)))
rts_ask_parts = $(if $(1),$(foreach p,$(subst $(rts_tab),:=,$(shell $(call rts_quote,$(rts_nightshift)) part --plan=$(call rts_quote,$(rts_plan_file)) --fingerprint=$(rts_plan)$(if $(rts_platform), --platform=$(call rts_quote,$(rts_platform))))),$(eval rts_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error rts: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor rts_part_$(1))),$(error rts: the plan '$(rts_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
rts_unit_options = $(addprefix --seed=,$(filter-out -,$(subst head,$(rts_seed),$(word 1,$(1))))) $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
rts_unit_command = $(subst $(rts_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(rts_newline)$(1))

# What rts-selected runs.
$(if $(filter-out $(rts_units),$(rts_only)),$(error rts: no unit is named '$(firstword $(filter-out $(rts_units),$(rts_only)))'))
rts_selected := $(if $(rts_only),$(filter $(rts_only),$(or $(rts_units_on_$(rts_platform)),$(rts_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
rts_goals := $(strip $(patsubst rts-test-%,%,$(filter-out rts-selected,$(MAKECMDGOALS))) $(if $(filter rts-selected,$(MAKECMDGOALS)),$(rts_selected)))
rts_wanted := $(if $(or $(if $(rts_goals),,all),$(filter-out $(rts_units) $(rts_variants),$(rts_goals))),$(rts_variants),$(foreach v,$(rts_variants),$(if $(filter $(v) $(rts_of_$(v)),$(rts_goals)),$(v))))
.PHONY: rts-programs
rts-programs: $(if $(rts_prebuilt),,$(addprefix rts-build-,$(rts_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(rts_nightshift),)
define rts_unit
$$(rts_go) rts_unit $$* ''$$(rts_on)$$(rts_env_$(1)) $$(rts_run_$$*) $$(call rts_judge,$$*) -- $$(rts_programs_$(1))
endef
else
define rts_unit
$$(rts_exec) --unit=$$* --part=$$(strip $$(call rts_part,$$*)) $$(call rts_unit_options,$$(rts_run_$$*)) $$(call rts_judge,$$*) $$(rts_program_options_$(1)) -- $$(rts_on)$$(rts_env_$(1))$$(call rts_unit_command,$$(rts_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
rts_targets = $(addprefix rts-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
rts_builds := copying incremental wide
define rts_build
rts-build-$(1): ; @$$(rts_cd) && sh -c $$(rts_on)$$(rts_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define rts_variant
.PHONY: rts-build-$(1) rts-test-$(1)
rts-test-$(1): $$(call rts_targets,test-$(1),$$(filter-out $$(rts_off_$$(rts_platform)),$$(rts_of_$(1)))) ; @$$(if $$^,:,echo 'rts: no unit of $(1) runs on this platform' >&2; exit 1)
$$(rts_of_$(1):%=rts-test-%): rts-test-%: | rts-programs ; @$(call rts_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define rts_lane_target
.PHONY: rts-test-$(1)
rts-test-$(1): $$(if $$(filter checked,$$(rts_does_$$(rts_platform)_$(1))),$$(if $$(rts_skip_$$(rts_platform)_$(1)),$$(call rts_targets,test-$(1),$$(filter-out $$(rts_skip_$$(rts_platform)_$(1)),$$(rts_here))),rts-test),$$(if $$(filter build,$$(rts_does_$$(rts_platform)_$(1))),rts-build))
	@$$(if $$^,$$(if $$(filter build,$$(rts_does_$$(rts_platform)_$(1))),echo 'rts: lane $(1) only builds on $$(rts_platform)',:),echo 'rts: lane $(1) runs nothing on platform "$$(rts_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define rts_shard_target
.PHONY: rts-shard-$(1)
rts-shard-$(1): $$(call rts_targets,shard-$(1),$$(rts_shard_$(1)))
endef

rts_here := $(filter-out $(rts_off_$(rts_platform)),$(or $(rts_units_on_$(rts_platform)),$(rts_units)))

$(foreach v,$(rts_builds),$(eval $(call rts_build,$(v))))
$(foreach v,$(rts_variants),$(eval $(call rts_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call rts_lane_target,$(l))))
$(foreach n,$(rts_shards),$(eval $(call rts_shard_target,$(n))))

.PHONY: rts-test rts-selected rts-build rts-list $(rts_units:%=rts-test-%)
rts-test: $(call rts_targets,test,$(rts_here)) ; @$(if $(rts_here),:,echo 'rts: no unit runs on platform "$(rts_platform)"' >&2; exit 1)
rts-selected: $(call rts_targets,selected,$(rts_selected)) ; @$(if $(rts_selected),:,echo 'rts: rts_only names no unit' >&2; exit 1)
rts-build: $(addprefix rts-build-,$(rts_variants))
rts-list: ; @:$(foreach u,$(rts_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter rts_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(rts_default_goal),$(if $(rts_alone),rts-test))
