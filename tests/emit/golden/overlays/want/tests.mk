# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'overlays' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs overlays-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 overlays-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 overlays-test-VARIANT      the units of one variant; overlays-test-UNIT: one unit
#     make -j8 overlays-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 overlays-shard-N           the units of one shard
#     make -j8 overlays-selected          the units that overlays_only names
#     make overlays-build-VARIANT         only build; overlays-build: all variants
#     make overlays-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     overlays_seed=N         another seed than HEAD's, to replay a run
#     overlays_prebuilt=1     the programs are there: build nothing
#     overlays_results=DIR    where the folders go, from the suite's folder
#     overlays_platform=NAME  act as this platform of the manifest
#     overlays_lane=NAME      say in the verdicts for which lane this runs
#     overlays_only=UNITS     what overlays-selected runs; a long list belongs into a makefile of its own, read before this one
#     overlays_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     overlays_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
overlays_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(overlays_version)))
$(error overlays: this file needs GNU Make 4.3 or later, and this is $(overlays_version); macOS: brew install make, then gmake)
endif

overlays_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
overlays_blank := $(subst ,, )
overlays_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call overlays_path,$(lastword $(2))\$(overlays_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
overlays_file := $(or $(call overlays_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
overlays_folder := $(subst :blank:,$(overlays_blank),$(dir $(subst \$(overlays_blank),:blank:,$(overlays_file))))
overlays_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(overlays_file)))
overlays_dir := $(overlays_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
overlays_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(overlays_dir))'
overlays_plan := 8e55a9d9357771bba7f17850dfeba9abf396db5f
overlays_plan_file := $(overlays_folder)nix/overlays.json
overlays_results ?= build/nightshift
overlays_prebuilt ?=
overlays_lane ?=
overlays_only ?=
overlays_nightshift ?=
overlays_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
overlays_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
overlays_cpu := $(firstword $(subst -, ,$(overlays_host)))
overlays_system := $(if $(filter arm% aarch64%,$(overlays_cpu)),aarch64,$(overlays_cpu))-$(or $(findstring darwin,$(overlays_host)),$(findstring linux,$(overlays_host)),other)
overlays_platform_x86_64-linux := linux
overlays_platform ?= $(overlays_platform_$(overlays_system))
overlays_platforms := linux

# With these options make says success although nothing ran, or something failed.
overlays_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter overlays-%,$(MAKECMDGOALS)),$(if $(findstring t,$(overlays_flags)),$(error overlays: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(overlays_flags)),$(error overlays: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(overlays_platforms),$(overlays_platform)),$(error overlays: no platform is named '$(overlays_platform)'; there are: $(overlays_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
overlays_units := \
	kwok-aks \
	kwok-aks-inference \
	kwok-aks-training \
	kwok-eks \
	kwok-eks-inference \
	kwok-eks-training \
	kwok-gb200-eks \
	kwok-gb200-eks-inference \
	kwok-gb200-eks-inference-ubuntu \
	kwok-gb200-eks-training \
	kwok-gb200-eks-training-slurm \
	kwok-gb200-eks-training-ubuntu \
	kwok-gke \
	kwok-gke-inference \
	kwok-gke-training \
	kwok-h100-aks \
	kwok-h100-aks-inference \
	kwok-h100-aks-inference-ubuntu \
	kwok-h100-aks-training \
	kwok-h100-aks-training-slurm \
	kwok-h100-aks-training-ubuntu \
	kwok-h100-eks \
	kwok-h100-eks-inference \
	kwok-h100-eks-inference-ubuntu \
	kwok-h100-eks-training \
	kwok-h100-eks-training-slurm \
	kwok-h100-eks-training-ubuntu \
	kwok-h100-gke \
	kwok-h100-gke-inference \
	kwok-h100-gke-training \
	kwok-h100-gke-training-cos \
	kwok-h100-kind \
	kwok-h100-kind-inference \
	kwok-h100-kind-training \
	kwok-kind \
	kwok-kind-training

overlays_units_on_linux = $(overlays_units)

# What each lane does on each platform, and the units it leaves out there.
overlays_off_linux :=
overlays_does_linux_pr := checked
overlays_skip_linux_pr :=
overlays_does_linux_merge := checked
overlays_skip_linux_merge :=
overlays_does_linux_nightly := checked
overlays_skip_linux_nightly :=
overlays_on_linux :=

overlays_on := $(overlays_on_$(overlays_platform))
overlays_variants := kwok

overlays_programs_kwok := 
overlays_program_options_kwok := 
overlays_make_kwok := :
overlays_env_kwok :=
overlays_of_kwok := \
	kwok-aks \
	kwok-aks-inference \
	kwok-aks-training \
	kwok-eks \
	kwok-eks-inference \
	kwok-eks-training \
	kwok-gb200-eks \
	kwok-gb200-eks-inference \
	kwok-gb200-eks-inference-ubuntu \
	kwok-gb200-eks-training \
	kwok-gb200-eks-training-slurm \
	kwok-gb200-eks-training-ubuntu \
	kwok-gke \
	kwok-gke-inference \
	kwok-gke-training \
	kwok-h100-aks \
	kwok-h100-aks-inference \
	kwok-h100-aks-inference-ubuntu \
	kwok-h100-aks-training \
	kwok-h100-aks-training-slurm \
	kwok-h100-aks-training-ubuntu \
	kwok-h100-eks \
	kwok-h100-eks-inference \
	kwok-h100-eks-inference-ubuntu \
	kwok-h100-eks-training \
	kwok-h100-eks-training-slurm \
	kwok-h100-eks-training-ubuntu \
	kwok-h100-gke \
	kwok-h100-gke-inference \
	kwok-h100-gke-training \
	kwok-h100-gke-training-cos \
	kwok-h100-kind \
	kwok-h100-kind-inference \
	kwok-h100-kind-training \
	kwok-kind \
	kwok-kind-training

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
overlays_run_kwok-aks := - 1800 - 'scripts/simulate aks any'
overlays_run_kwok-aks-inference := - 1800 - 'scripts/simulate aks-inference any'
overlays_run_kwok-aks-training := - 1800 - 'scripts/simulate aks-training any'
overlays_run_kwok-eks := - 1800 - 'scripts/simulate eks any'
overlays_run_kwok-eks-inference := - 1800 - 'scripts/simulate eks-inference any'
overlays_run_kwok-eks-training := - 1800 - 'scripts/simulate eks-training any'
overlays_run_kwok-gb200-eks := - 1800 - 'scripts/simulate gb200-eks gb200'
overlays_run_kwok-gb200-eks-inference := - 1800 - 'scripts/simulate gb200-eks-inference gb200'
overlays_run_kwok-gb200-eks-inference-ubuntu := - 1800 - 'scripts/simulate gb200-eks-inference-ubuntu gb200'
overlays_run_kwok-gb200-eks-training := - 1800 - 'scripts/simulate gb200-eks-training gb200'
overlays_run_kwok-gb200-eks-training-slurm := - 1800 - 'scripts/simulate gb200-eks-training-slurm gb200'
overlays_run_kwok-gb200-eks-training-ubuntu := - 1800 - 'scripts/simulate gb200-eks-training-ubuntu gb200'
overlays_run_kwok-gke := - 1800 - 'scripts/simulate gke any'
overlays_run_kwok-gke-inference := - 1800 - 'scripts/simulate gke-inference any'
overlays_run_kwok-gke-training := - 1800 - 'scripts/simulate gke-training any'
overlays_run_kwok-h100-aks := - 1800 - 'scripts/simulate h100-aks h100'
overlays_run_kwok-h100-aks-inference := - 1800 - 'scripts/simulate h100-aks-inference h100'
overlays_run_kwok-h100-aks-inference-ubuntu := - 1800 - 'scripts/simulate h100-aks-inference-ubuntu h100'
overlays_run_kwok-h100-aks-training := - 1800 - 'scripts/simulate h100-aks-training h100'
overlays_run_kwok-h100-aks-training-slurm := - 1800 - 'scripts/simulate h100-aks-training-slurm h100'
overlays_run_kwok-h100-aks-training-ubuntu := - 1800 - 'scripts/simulate h100-aks-training-ubuntu h100'
overlays_run_kwok-h100-eks := - 1800 - 'scripts/simulate h100-eks h100'
overlays_run_kwok-h100-eks-inference := - 1800 - 'scripts/simulate h100-eks-inference h100'
overlays_run_kwok-h100-eks-inference-ubuntu := - 1800 - 'scripts/simulate h100-eks-inference-ubuntu h100'
overlays_run_kwok-h100-eks-training := - 1800 - 'scripts/simulate h100-eks-training h100'
overlays_run_kwok-h100-eks-training-slurm := - 1800 - 'scripts/simulate h100-eks-training-slurm h100'
overlays_run_kwok-h100-eks-training-ubuntu := - 1800 - 'scripts/simulate h100-eks-training-ubuntu h100'
overlays_run_kwok-h100-gke := - 1800 - 'scripts/simulate h100-gke h100'
overlays_run_kwok-h100-gke-inference := - 1800 - 'scripts/simulate h100-gke-inference h100'
overlays_run_kwok-h100-gke-training := - 1800 - 'scripts/simulate h100-gke-training h100'
overlays_run_kwok-h100-gke-training-cos := - 1800 - 'scripts/simulate h100-gke-training-cos h100'
overlays_run_kwok-h100-kind := - 1800 - 'scripts/simulate h100-kind h100'
overlays_run_kwok-h100-kind-inference := - 1800 - 'scripts/simulate h100-kind-inference h100'
overlays_run_kwok-h100-kind-training := - 1800 - 'scripts/simulate h100-kind-training h100'
overlays_run_kwok-kind := - 1800 - 'scripts/simulate kind any'
overlays_run_kwok-kind-training := - 1800 - 'scripts/simulate kind-training any'

# Shard 1: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 1
overlays_shard_1 := \
	kwok-aks \
	kwok-gke \
	kwok-h100-eks-training


# Shard 2: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 2
overlays_shard_2 := \
	kwok-aks-inference \
	kwok-gke-inference \
	kwok-h100-eks-training-slurm


# Shard 3: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 3
overlays_shard_3 := \
	kwok-aks-training \
	kwok-gke-training \
	kwok-h100-eks-training-ubuntu


# Shard 4: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 4
overlays_shard_4 := \
	kwok-eks \
	kwok-h100-aks \
	kwok-h100-gke


# Shard 5: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 5
overlays_shard_5 := \
	kwok-eks-inference \
	kwok-h100-aks-inference \
	kwok-h100-gke-inference


# Shard 6: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 6
overlays_shard_6 := \
	kwok-eks-training \
	kwok-h100-aks-inference-ubuntu \
	kwok-h100-gke-training


# Shard 7: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 7
overlays_shard_7 := \
	kwok-gb200-eks \
	kwok-h100-aks-training \
	kwok-h100-gke-training-cos


# Shard 8: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 8
overlays_shard_8 := \
	kwok-gb200-eks-inference \
	kwok-h100-aks-training-slurm \
	kwok-h100-kind


# Shard 9: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 9
overlays_shard_9 := \
	kwok-gb200-eks-inference-ubuntu \
	kwok-h100-aks-training-ubuntu \
	kwok-h100-kind-inference


# Shard 10: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 10
overlays_shard_10 := \
	kwok-gb200-eks-training \
	kwok-h100-eks \
	kwok-h100-kind-training


# Shard 11: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 11
overlays_shard_11 := \
	kwok-gb200-eks-training-slurm \
	kwok-h100-eks-inference \
	kwok-kind


# Shard 12: lane merge on linux, 2250 s expected at -j1.
overlays_shards += 12
overlays_shard_12 := \
	kwok-gb200-eks-training-ubuntu \
	kwok-h100-eks-inference-ubuntu \
	kwok-kind-training


# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define overlays_sh :=
overlays_unit() {
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
	$(overlays_cd) || exit 3
	ns_out=$$overlays_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "overlays: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$overlays_seed ;;
	esac
	unset overlays_sh
	ns_watch=$$overlays_limit_sh
	unset overlays_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite overlays' 'plan $(overlays_plan)' "run $$overlays_run" "unit $$ns_unit" \
		$${overlays_platform:+"platform $$overlays_platform"} $${overlays_lane:+"lane $$overlays_lane"} \
		$${overlays_commit:+"commit $$overlays_commit" "tree $$overlays_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define overlays_limit_sh :=
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
define overlays_start
overlays_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
overlays_commit := $(shell $(overlays_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
overlays_tree := $(if $(overlays_commit),$(shell $(overlays_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(overlays_nightshift),)
export overlays_sh overlays_results overlays_platform overlays_lane overlays_run overlays_commit overlays_tree overlays_limit_sh
endif
endef
overlays_go = $(eval $(value overlays_start))$(eval overlays_go := eval "$$$$overlays_sh";)$(overlays_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
overlays_quote = '$(subst ','\'',$(1))'
overlays_exec = $(eval $(value overlays_start))$(eval overlays_exec := $$(call overlays_quote,$$(overlays_nightshift)) exec $$(overlays_exec_words))$(overlays_exec)
overlays_exec_words = -C $(call overlays_quote,$(overlays_dir)) --results=$(call overlays_quote,$(overlays_results)) --suite=overlays --plan=$(overlays_plan) \
	--run=$(overlays_run)$(if $(overlays_platform), --platform=$(call overlays_quote,$(overlays_platform)))$(if $(overlays_lane), --lane=$(call overlays_quote,$(overlays_lane))) \
	$(if $(overlays_commit),--commit=$(overlays_commit) --tree=$(overlays_tree)) $(overlays_exec_options)
define overlays_newline


endef
overlays_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
overlays_judge = $(if $(filter undefined,$(flavor overlays_judge_$(1))),,$(overlays_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
overlays_part = $(if $(1),$(if $(filter undefined,$(flavor overlays_part_$(1))),$(call overlays_ask_parts,$(1)))$(overlays_part_$(1)))
overlays_ask_parts = $(if $(1),$(foreach p,$(subst $(overlays_tab),:=,$(shell $(call overlays_quote,$(overlays_nightshift)) part --plan=$(call overlays_quote,$(overlays_plan_file)) --fingerprint=$(overlays_plan)$(if $(overlays_platform), --platform=$(call overlays_quote,$(overlays_platform))))),$(eval overlays_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error overlays: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor overlays_part_$(1))),$(error overlays: the plan '$(overlays_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
overlays_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
overlays_unit_command = $(subst $(overlays_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(overlays_newline)$(1))

# What overlays-selected runs.
$(if $(filter-out $(overlays_units),$(overlays_only)),$(error overlays: no unit is named '$(firstword $(filter-out $(overlays_units),$(overlays_only)))'))
overlays_selected := $(if $(overlays_only),$(filter $(overlays_only),$(or $(overlays_units_on_$(overlays_platform)),$(overlays_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
overlays_goals := $(strip $(patsubst overlays-test-%,%,$(filter-out overlays-selected,$(MAKECMDGOALS))) $(if $(filter overlays-selected,$(MAKECMDGOALS)),$(overlays_selected)))
overlays_wanted := $(if $(or $(if $(overlays_goals),,all),$(filter-out $(overlays_units) $(overlays_variants),$(overlays_goals))),$(overlays_variants),$(foreach v,$(overlays_variants),$(if $(filter $(v) $(overlays_of_$(v)),$(overlays_goals)),$(v))))
.PHONY: overlays-programs
overlays-programs: $(if $(overlays_prebuilt),,$(addprefix overlays-build-,$(overlays_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(overlays_nightshift),)
define overlays_unit
$$(overlays_go) overlays_unit $$* ''$$(overlays_on)$$(overlays_env_$(1)) $$(overlays_run_$$*) $$(call overlays_judge,$$*) -- $$(overlays_programs_$(1))
endef
else
define overlays_unit
$$(overlays_exec) --unit=$$* --part=$$(strip $$(call overlays_part,$$*)) $$(call overlays_unit_options,$$(overlays_run_$$*)) $$(call overlays_judge,$$*) $$(overlays_program_options_$(1)) -- $$(overlays_on)$$(overlays_env_$(1))$$(call overlays_unit_command,$$(overlays_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
overlays_targets = $(addprefix overlays-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
overlays_builds := kwok
define overlays_build
overlays-build-$(1): ; @$$(overlays_cd) && sh -c $$(overlays_on)$$(overlays_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define overlays_variant
.PHONY: overlays-build-$(1) overlays-test-$(1)
overlays-test-$(1): $$(call overlays_targets,test-$(1),$$(filter-out $$(overlays_off_$$(overlays_platform)),$$(overlays_of_$(1)))) ; @$$(if $$^,:,echo 'overlays: no unit of $(1) runs on this platform' >&2; exit 1)
$$(overlays_of_$(1):%=overlays-test-%): overlays-test-%: | overlays-programs ; @$(call overlays_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define overlays_lane_target
.PHONY: overlays-test-$(1)
overlays-test-$(1): $$(if $$(filter checked,$$(overlays_does_$$(overlays_platform)_$(1))),$$(if $$(overlays_skip_$$(overlays_platform)_$(1)),$$(call overlays_targets,test-$(1),$$(filter-out $$(overlays_skip_$$(overlays_platform)_$(1)),$$(overlays_here))),overlays-test),$$(if $$(filter build,$$(overlays_does_$$(overlays_platform)_$(1))),overlays-build))
	@$$(if $$^,$$(if $$(filter build,$$(overlays_does_$$(overlays_platform)_$(1))),echo 'overlays: lane $(1) only builds on $$(overlays_platform)',:),echo 'overlays: lane $(1) runs nothing on platform "$$(overlays_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define overlays_shard_target
.PHONY: overlays-shard-$(1)
overlays-shard-$(1): $$(call overlays_targets,shard-$(1),$$(overlays_shard_$(1)))
endef

overlays_here := $(filter-out $(overlays_off_$(overlays_platform)),$(or $(overlays_units_on_$(overlays_platform)),$(overlays_units)))

$(foreach v,$(overlays_builds),$(eval $(call overlays_build,$(v))))
$(foreach v,$(overlays_variants),$(eval $(call overlays_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call overlays_lane_target,$(l))))
$(foreach n,$(overlays_shards),$(eval $(call overlays_shard_target,$(n))))

.PHONY: overlays-test overlays-selected overlays-build overlays-list $(overlays_units:%=overlays-test-%)
overlays-test: $(call overlays_targets,test,$(overlays_here)) ; @$(if $(overlays_here),:,echo 'overlays: no unit runs on platform "$(overlays_platform)"' >&2; exit 1)
overlays-selected: $(call overlays_targets,selected,$(overlays_selected)) ; @$(if $(overlays_selected),:,echo 'overlays: overlays_only names no unit' >&2; exit 1)
overlays-build: $(addprefix overlays-build-,$(overlays_variants))
overlays-list: ; @:$(foreach u,$(overlays_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter overlays_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(overlays_default_goal),$(if $(overlays_alone),overlays-test))
