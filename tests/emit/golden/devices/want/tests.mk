# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'simpler' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs simpler-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 simpler-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 simpler-test-VARIANT      the units of one variant; simpler-test-UNIT: one unit
#     make -j8 simpler-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 simpler-shard-N           the units of one shard
#     make -j8 simpler-selected          the units that simpler_only names
#     make simpler-build-VARIANT         only build; simpler-build: all variants
#     make simpler-list                  print the units of this platform
#
# No more than -j8 on a2a3: that is what its memory holds.
#
# No more than -j8 on sim: that is what its memory holds.
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     simpler_seed=N         another seed than HEAD's, to replay a run
#     simpler_prebuilt=1     the programs are there: build nothing
#     simpler_results=DIR    where the folders go, from the suite's folder
#     simpler_platform=NAME  act as this platform of the manifest
#     simpler_lane=NAME      say in the verdicts for which lane this runs
#     simpler_only=UNITS     what simpler-selected runs; a long list belongs into a makefile of its own, read before this one
#     simpler_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     simpler_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
simpler_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(simpler_version)))
$(error simpler: this file needs GNU Make 4.3 or later, and this is $(simpler_version); macOS: brew install make, then gmake)
endif

simpler_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
simpler_blank := $(subst ,, )
simpler_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call simpler_path,$(lastword $(2))\$(simpler_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
simpler_file := $(or $(call simpler_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
simpler_folder := $(subst :blank:,$(simpler_blank),$(dir $(subst \$(simpler_blank),:blank:,$(simpler_file))))
simpler_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(simpler_file)))
simpler_dir := $(simpler_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
simpler_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(simpler_dir))'
simpler_plan := 935b13a6632d9634b20e2fcc87e275d93fb56401
simpler_plan_file := $(simpler_folder)nix/simpler.json
simpler_results ?= build/nightshift
simpler_prebuilt ?=
simpler_lane ?=
simpler_only ?=
simpler_nightshift ?=
simpler_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
simpler_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
simpler_cpu := $(firstword $(subst -, ,$(simpler_host)))
simpler_system := $(if $(filter arm% aarch64%,$(simpler_cpu)),aarch64,$(simpler_cpu))-$(or $(findstring darwin,$(simpler_host)),$(findstring linux,$(simpler_host)),other)
simpler_platform_aarch64-linux := a2a3
simpler_platform_x86_64-linux := sim
simpler_platform ?= $(simpler_platform_$(simpler_system))
simpler_platforms := a2a3 sim

# With these options make says success although nothing ran, or something failed.
simpler_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter simpler-%,$(MAKECMDGOALS)),$(if $(findstring t,$(simpler_flags)),$(error simpler: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(simpler_flags)),$(error simpler: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(simpler_platforms),$(simpler_platform)),$(error simpler: no platform is named '$(simpler_platform)'; there are: $(simpler_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
simpler_units := \
	tensormap-pipeline \
	host_build_graph-all_reduce \
	tensormap-all_reduce \
	host_build_graph-paged_attention \
	tensormap-paged_attention \
	host_build_graph-sim_paged_attention \
	tensormap-sim_paged_attention \
	host_build_graph-matmul \
	tensormap-matmul \
	host_build_graph-vector_add \
	tensormap-vector_add \
	host_build_graph-sim_matmul \
	tensormap-sim_matmul \
	host_build_graph-sim_vector_add \
	tensormap-sim_vector_add

simpler_units_on_a2a3 = $(simpler_units)
simpler_units_on_sim = $(simpler_units)

# What each lane does on each platform, and the units it leaves out there.
simpler_off_a2a3 := host_build_graph-sim_paged_attention tensormap-sim_paged_attention host_build_graph-sim_matmul tensormap-sim_matmul host_build_graph-sim_vector_add tensormap-sim_vector_add
simpler_does_a2a3_pr := checked
simpler_skip_a2a3_pr := host_build_graph-paged_attention tensormap-paged_attention
simpler_does_a2a3_merge := checked
simpler_skip_a2a3_merge := host_build_graph-paged_attention tensormap-paged_attention
simpler_does_a2a3_nightly := checked
simpler_skip_a2a3_nightly :=
simpler_on_a2a3 :=
simpler_off_sim := tensormap-pipeline host_build_graph-all_reduce tensormap-all_reduce host_build_graph-paged_attention tensormap-paged_attention host_build_graph-matmul tensormap-matmul host_build_graph-vector_add tensormap-vector_add
simpler_does_sim_pr := checked
simpler_skip_sim_pr :=
simpler_does_sim_merge := checked
simpler_skip_sim_merge :=
simpler_does_sim_nightly := checked
simpler_skip_sim_nightly :=
simpler_on_sim :=

simpler_on := $(simpler_on_$(simpler_platform))
simpler_variants := host_build_graph tensormap

simpler_programs_host_build_graph := 
simpler_program_options_host_build_graph := 
simpler_make_host_build_graph := :
simpler_env_host_build_graph :=
simpler_of_host_build_graph := \
	host_build_graph-all_reduce \
	host_build_graph-paged_attention \
	host_build_graph-sim_paged_attention \
	host_build_graph-matmul \
	host_build_graph-vector_add \
	host_build_graph-sim_matmul \
	host_build_graph-sim_vector_add

simpler_programs_tensormap := 
simpler_program_options_tensormap := 
simpler_make_tensormap := :
simpler_env_tensormap :=
simpler_of_tensormap := \
	tensormap-pipeline \
	tensormap-all_reduce \
	tensormap-paged_attention \
	tensormap-sim_paged_attention \
	tensormap-matmul \
	tensormap-vector_add \
	tensormap-sim_matmul \
	tensormap-sim_vector_add

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
simpler_run_tensormap-pipeline := - 1800 2 'python ci.py --runtime tensormap --case default pipeline'
simpler_run_host_build_graph-all_reduce := - 1800 - 'python ci.py --runtime host_build_graph --case default all_reduce'
simpler_run_tensormap-all_reduce := - 1800 - 'python ci.py --runtime tensormap --case default all_reduce'
simpler_run_host_build_graph-paged_attention := - 600 - 'python ci.py --runtime host_build_graph --case default paged_attention'
simpler_run_tensormap-paged_attention := - 600 - 'python ci.py --runtime tensormap --case default paged_attention'
simpler_run_host_build_graph-sim_paged_attention := - 1200 - 'python ci.py --runtime host_build_graph --case default sim_paged_attention'
simpler_run_tensormap-sim_paged_attention := - 1200 - 'python ci.py --runtime tensormap --case default sim_paged_attention'
simpler_run_host_build_graph-matmul := - 600 - 'python ci.py --runtime host_build_graph --case small matmul'
simpler_run_tensormap-matmul := - 600 - 'python ci.py --runtime tensormap --case small matmul'
simpler_run_host_build_graph-vector_add := - 600 - 'python ci.py --runtime host_build_graph --case default vector_add'
simpler_run_tensormap-vector_add := - 600 - 'python ci.py --runtime tensormap --case default vector_add'
simpler_run_host_build_graph-sim_matmul := - 600 - 'python ci.py --runtime host_build_graph --case default sim_matmul'
simpler_run_tensormap-sim_matmul := - 600 - 'python ci.py --runtime tensormap --case default sim_matmul'
simpler_run_host_build_graph-sim_vector_add := - 600 - 'python ci.py --runtime host_build_graph --case default sim_vector_add'
simpler_run_tensormap-sim_vector_add := - 600 - 'python ci.py --runtime tensormap --case default sim_vector_add'

# What 'nightshift batch' runs: of each unit its line, fields parted by tabs; of each call, which is for the devices of a pool or for
# a worker, in one variant and with one seed, its options, that seed or -, and the units, heaviest first.
simpler_line_tensormap-pipeline := tensormap-pipeline	python ci.py --runtime tensormap --case default pipeline	8	1800	2				$()
simpler_line_host_build_graph-all_reduce := host_build_graph-all_reduce	python ci.py --runtime host_build_graph --case default all_reduce	2	1800					$()
simpler_line_tensormap-all_reduce := tensormap-all_reduce	python ci.py --runtime tensormap --case default all_reduce	2	1800					$()
simpler_line_host_build_graph-paged_attention := host_build_graph-paged_attention	paged_attention default	1	600					$()
simpler_line_tensormap-paged_attention := tensormap-paged_attention	paged_attention default	1	600					$()
simpler_line_host_build_graph-sim_paged_attention := host_build_graph-sim_paged_attention	sim_paged_attention default	1	1200					$()
simpler_line_tensormap-sim_paged_attention := tensormap-sim_paged_attention	sim_paged_attention default	1	1200					$()
simpler_line_host_build_graph-matmul := host_build_graph-matmul	matmul small	1	600					$()
simpler_line_tensormap-matmul := tensormap-matmul	matmul small	1	600					$()
simpler_line_host_build_graph-vector_add := host_build_graph-vector_add	vector_add default	1	600					$()
simpler_line_tensormap-vector_add := tensormap-vector_add	vector_add default	1	600					$()
simpler_line_host_build_graph-sim_matmul := host_build_graph-sim_matmul	sim_matmul default	1	600					$()
simpler_line_tensormap-sim_matmul := tensormap-sim_matmul	sim_matmul default	1	600					$()
simpler_line_host_build_graph-sim_vector_add := host_build_graph-sim_vector_add	sim_vector_add default	1	600					$()
simpler_line_tensormap-sim_vector_add := tensormap-sim_vector_add	sim_vector_add default	1	600					$()
simpler_call_npu.1 := '--device=0' '--device=1' '--device=2' '--device=3' '--device=4' '--device=5' '--device=6' '--device=7' '--pool=npu' '--lock=task-submit --device auto --device-num "$$NIGHTSHIFT_COUNT" --' '--quarantine=3'
simpler_call_seed_npu.1 := -
simpler_call_variant_npu.1 := tensormap
simpler_call_units_npu.1 := \
	tensormap-pipeline \
	tensormap-all_reduce

simpler_call_npu.2 := '--device=0' '--device=1' '--device=2' '--device=3' '--device=4' '--device=5' '--device=6' '--device=7' '--pool=npu' '--lock=task-submit --device auto --device-num "$$NIGHTSHIFT_COUNT" --' '--quarantine=3'
simpler_call_seed_npu.2 := -
simpler_call_variant_npu.2 := host_build_graph
simpler_call_units_npu.2 := \
	host_build_graph-all_reduce

simpler_call_npu.3 := '--worker=python ci.py --serve --runtime host_build_graph --device "$$NIGHTSHIFT_DEVICE"' '--device=0' '--device=1' '--device=2' '--device=3' '--device=4' '--device=5' '--device=6' '--device=7' '--pool=npu' '--lock=task-submit --device auto --device-num "$$NIGHTSHIFT_COUNT" --' '--quarantine=3'
simpler_call_seed_npu.3 := -
simpler_call_variant_npu.3 := host_build_graph
simpler_call_units_npu.3 := \
	host_build_graph-paged_attention \
	host_build_graph-matmul \
	host_build_graph-vector_add

simpler_call_npu.4 := '--worker=python ci.py --serve --runtime tensormap --device "$$NIGHTSHIFT_DEVICE"' '--device=0' '--device=1' '--device=2' '--device=3' '--device=4' '--device=5' '--device=6' '--device=7' '--pool=npu' '--lock=task-submit --device auto --device-num "$$NIGHTSHIFT_COUNT" --' '--quarantine=3'
simpler_call_seed_npu.4 := -
simpler_call_variant_npu.4 := tensormap
simpler_call_units_npu.4 := \
	tensormap-paged_attention \
	tensormap-matmul \
	tensormap-vector_add

simpler_calls_npu := npu.1 npu.2 npu.3 npu.4
simpler_queued_npu = $(foreach c,$(simpler_calls_npu),$(simpler_call_units_$(c)))
simpler_queues += npu
simpler_call_simulator.1 := '--worker=python ci.py --serve --runtime host_build_graph --simulate'
simpler_call_seed_simulator.1 := -
simpler_call_variant_simulator.1 := host_build_graph
simpler_call_units_simulator.1 := \
	host_build_graph-sim_paged_attention \
	host_build_graph-sim_matmul \
	host_build_graph-sim_vector_add

simpler_call_simulator.2 := '--worker=python ci.py --serve --runtime tensormap --simulate'
simpler_call_seed_simulator.2 := -
simpler_call_variant_simulator.2 := tensormap
simpler_call_units_simulator.2 := \
	tensormap-sim_paged_attention \
	tensormap-sim_matmul \
	tensormap-sim_vector_add

simpler_calls_simulator := simulator.1 simulator.2
simpler_queued_simulator = $(foreach c,$(simpler_calls_simulator),$(simpler_call_units_$(c)))
ifneq ($(simpler_nightshift),)
simpler_queues += simulator
endif

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define simpler_sh :=
simpler_unit() {
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
	$(simpler_cd) || exit 3
	ns_out=$$simpler_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "simpler: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$simpler_seed ;;
	esac
	unset simpler_sh
	ns_watch=$$simpler_limit_sh
	unset simpler_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite simpler' 'plan $(simpler_plan)' "run $$simpler_run" "unit $$ns_unit" \
		$${simpler_platform:+"platform $$simpler_platform"} $${simpler_lane:+"lane $$simpler_lane"} \
		$${simpler_commit:+"commit $$simpler_commit" "tree $$simpler_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define simpler_limit_sh :=
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
define simpler_start
simpler_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
simpler_commit := $(shell $(simpler_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
simpler_tree := $(if $(simpler_commit),$(shell $(simpler_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(simpler_nightshift),)
export simpler_sh simpler_results simpler_platform simpler_lane simpler_run simpler_commit simpler_tree simpler_limit_sh
endif
endef
simpler_go = $(eval $(value simpler_start))$(eval simpler_go := eval "$$$$simpler_sh";)$(simpler_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
simpler_quote = '$(subst ','\'',$(1))'
simpler_exec = $(eval $(value simpler_start))$(eval simpler_exec := $$(call simpler_quote,$$(simpler_nightshift)) exec $$(simpler_exec_words))$(simpler_exec)
simpler_exec_words = -C $(call simpler_quote,$(simpler_dir)) --results=$(call simpler_quote,$(simpler_results)) --suite=simpler --plan=$(simpler_plan) \
	--run=$(simpler_run)$(if $(simpler_platform), --platform=$(call simpler_quote,$(simpler_platform)))$(if $(simpler_lane), --lane=$(call simpler_quote,$(simpler_lane))) \
	$(if $(simpler_commit),--commit=$(simpler_commit) --tree=$(simpler_tree)) $(simpler_exec_options)
define simpler_newline


endef
simpler_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
simpler_judge = $(if $(filter undefined,$(flavor simpler_judge_$(1))),,$(simpler_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
simpler_part = $(if $(1),$(if $(filter undefined,$(flavor simpler_part_$(1))),$(call simpler_ask_parts,$(1)))$(simpler_part_$(1)))
simpler_ask_parts = $(if $(1),$(foreach p,$(subst $(simpler_tab),:=,$(shell $(call simpler_quote,$(simpler_nightshift)) part --plan=$(call simpler_quote,$(simpler_plan_file)) --fingerprint=$(simpler_plan)$(if $(simpler_platform), --platform=$(call simpler_quote,$(simpler_platform))))),$(eval simpler_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error simpler: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor simpler_part_$(1))),$(error simpler: the plan '$(simpler_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
simpler_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
simpler_unit_command = $(subst $(simpler_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(simpler_newline)$(1))

# What simpler-selected runs.
$(if $(filter-out $(simpler_units),$(simpler_only)),$(error simpler: no unit is named '$(firstword $(filter-out $(simpler_units),$(simpler_only)))'))
simpler_selected := $(if $(simpler_only),$(filter $(simpler_only),$(or $(simpler_units_on_$(simpler_platform)),$(simpler_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
simpler_goals := $(strip $(patsubst simpler-test-%,%,$(filter-out simpler-selected,$(MAKECMDGOALS))) $(if $(filter simpler-selected,$(MAKECMDGOALS)),$(simpler_selected)))
simpler_wanted := $(if $(or $(if $(simpler_goals),,all),$(filter-out $(simpler_units) $(simpler_variants),$(simpler_goals))),$(simpler_variants),$(foreach v,$(simpler_variants),$(if $(filter $(v) $(simpler_of_$(v)),$(simpler_goals)),$(v))))
.PHONY: simpler-programs
simpler-programs: $(if $(simpler_prebuilt),,$(addprefix simpler-build-,$(simpler_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(simpler_nightshift),)
define simpler_unit
$$(simpler_go) simpler_unit $$* ''$$(simpler_on)$$(simpler_env_$(1)) $$(simpler_run_$$*) $$(call simpler_judge,$$*) -- $$(simpler_programs_$(1))
endef
else
define simpler_unit
$$(simpler_exec) --unit=$$* --part=$$(strip $$(call simpler_part,$$*)) $$(call simpler_unit_options,$$(simpler_run_$$*)) $$(call simpler_judge,$$*) $$(simpler_program_options_$(1)) -- $$(simpler_on)$$(simpler_env_$(1))$$(call simpler_unit_command,$$(simpler_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
simpler_targets = $(foreach q,$(simpler_queues),$(call simpler_batch_target,$(q),$(1),$(filter $(simpler_queued_$(q)),$(2)))) $(addprefix simpler-test-,$(filter-out $(simpler_queued),$(2)))
simpler_queued := $(foreach q,$(simpler_queues),$(simpler_queued_$(q)))

# Those that hold devices, or that a worker runs, are one call of 'nightshift batch' after another, which get their units by a
# file: $(1) is the queue, $(2) the target, $(3) its units.
define simpler_batch_rule
simpler_batch_$(1)-$(2) := $(3)
.PHONY: simpler-batch-$(1)-$(2)
simpler-batch-$(1)-$(2): | simpler-programs $$(sort $$(foreach u,$$(simpler_batch_$(1)-$(2)),$$(simpler_needs_$$(u)))) ; $$(call simpler_batch,$(1),$(2),$$(simpler_batch_$(1)-$(2)))
endef
simpler_batch_target = $(if $(3),$(eval $(call simpler_batch_rule,$(1),$(2),$(3)))simpler-batch-$(1)-$(2))
ifeq ($(simpler_nightshift),)
simpler_batch = @echo "simpler: $(words $(3)) unit$(if $(word 2,$(3)),s hold, holds) devices of pool '$(1)', which only nightshift hands out: say with simpler_nightshift=PATH where it is" >&2; exit 1
else
# Only with the '+' make shares its job slots, and then it starts this with -n, too.
simpler_batch = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),@echo,+@)$(simpler_batch_begin)$(foreach c,$(simpler_calls_$(1)),$(call simpler_batch_call,$(c),$(1)-$(2)-$(c),$(filter $(3),$(simpler_call_units_$(c)))))$(simpler_batch_end)
simpler_batch_begin = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),,ns_status=0; )
simpler_batch_end = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),,exit $$ns_status)
simpler_batch_call = $(if $(3),$(if $(findstring n,$(firstword -$(MAKEFLAGS))), $(3),$(call simpler_batch_list,$(simpler_results)/.batch,$(if $(filter /%,$(simpler_results)),,$(simpler_dir))$(simpler_results)/.batch,$(2),$(3)) \
	(eval ''$(simpler_on)$(simpler_env_$(simpler_call_variant_$(1))); exec $(subst exec -C,batch -C,$(simpler_exec)) --units=$(call simpler_quote,$(simpler_results)/.batch/$(2)) $(simpler_program_options_$(simpler_call_variant_$(1))) $(simpler_call_$(1))) || ns_status=1;))
# $(2) is the folder, $(3) the file, $(4) the units.
simpler_batch_list = $(shell mkdir -p $(call simpler_quote,$(2)))$(file >$(2)/$(3),$(subst $(simpler_newline) ,$(simpler_newline),$(foreach u,$(4),$(simpler_line_$(u))$(simpler_tab)$(strip $(call simpler_part,$(u)))$(simpler_newline))))
endif
$(if $(simpler_queued),$(simpler_queued:%=simpler-test-%)): simpler-test-%: | simpler-programs ; $(call simpler_batch,$(firstword $(foreach q,$(simpler_queues),$(if $(filter $*,$(simpler_queued_$(q))),$(q)))),test-$*,$*)

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
simpler_builds := host_build_graph tensormap
define simpler_build
simpler-build-$(1): ; @$$(simpler_cd) && sh -c $$(simpler_on)$$(simpler_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define simpler_variant
.PHONY: simpler-build-$(1) simpler-test-$(1)
simpler-test-$(1): $$(call simpler_targets,test-$(1),$$(filter-out $$(simpler_off_$$(simpler_platform)),$$(simpler_of_$(1)))) ; @$$(if $$^,:,echo 'simpler: no unit of $(1) runs on this platform' >&2; exit 1)
endef
define simpler_variant_units
$$(patsubst %,simpler-test-%,$$(filter-out $$(simpler_queued),$$(simpler_of_$(1)))): simpler-test-%: | simpler-programs ; @$(call simpler_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define simpler_lane_target
.PHONY: simpler-test-$(1)
simpler-test-$(1): $$(if $$(filter checked,$$(simpler_does_$$(simpler_platform)_$(1))),$$(if $$(simpler_skip_$$(simpler_platform)_$(1)),$$(call simpler_targets,test-$(1),$$(filter-out $$(simpler_skip_$$(simpler_platform)_$(1)),$$(simpler_here))),simpler-test),$$(if $$(filter build,$$(simpler_does_$$(simpler_platform)_$(1))),simpler-build))
	@$$(if $$^,$$(if $$(filter build,$$(simpler_does_$$(simpler_platform)_$(1))),echo 'simpler: lane $(1) only builds on $$(simpler_platform)',:),echo 'simpler: lane $(1) runs nothing on platform "$$(simpler_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define simpler_shard_target
.PHONY: simpler-shard-$(1)
simpler-shard-$(1): $$(call simpler_targets,shard-$(1),$$(simpler_shard_$(1)))
endef

simpler_here := $(filter-out $(simpler_off_$(simpler_platform)),$(or $(simpler_units_on_$(simpler_platform)),$(simpler_units)))

$(foreach v,$(simpler_builds),$(eval $(call simpler_build,$(v))))
$(foreach v,$(simpler_variants),$(eval $(call simpler_variant,$(v))))
$(foreach v,$(simpler_variants),$(if $(filter-out $(simpler_queued),$(simpler_of_$(v))),$(eval $(call simpler_variant_units,$(v)))))
$(foreach l,pr merge nightly,$(eval $(call simpler_lane_target,$(l))))
$(foreach n,$(simpler_shards),$(eval $(call simpler_shard_target,$(n))))

.PHONY: simpler-test simpler-selected simpler-build simpler-list $(simpler_units:%=simpler-test-%)
simpler-test: $(call simpler_targets,test,$(simpler_here)) ; @$(if $(simpler_here),:,echo 'simpler: no unit runs on platform "$(simpler_platform)"' >&2; exit 1)
simpler-selected: $(call simpler_targets,selected,$(simpler_selected)) ; @$(if $(simpler_selected),:,echo 'simpler: simpler_only names no unit' >&2; exit 1)
simpler-build: $(addprefix simpler-build-,$(simpler_variants))
simpler-list: ; @:$(foreach u,$(simpler_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter simpler_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(simpler_default_goal),$(if $(simpler_alone),simpler-test))
