# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'regression' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs regression-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 regression-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 regression-test-VARIANT      the units of one variant; regression-test-UNIT: one unit
#     make -j8 regression-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 regression-shard-N           the units of one shard
#     make -j8 regression-selected          the units that regression_only names
#     make regression-build-VARIANT         only build; regression-build: all variants
#     make regression-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     regression_seed=N         another seed than HEAD's, to replay a run
#     regression_prebuilt=1     the programs are there: build nothing
#     regression_results=DIR    where the folders go, from the suite's folder
#     regression_platform=NAME  act as this platform of the manifest
#     regression_lane=NAME      say in the verdicts for which lane this runs
#     regression_only=UNITS     what regression-selected runs; a long list belongs into a makefile of its own, read before this one
#     regression_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     regression_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
regression_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(regression_version)))
$(error regression: this file needs GNU Make 4.3 or later, and this is $(regression_version); macOS: brew install make, then gmake)
endif

regression_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
regression_blank := $(subst ,, )
regression_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call regression_path,$(lastword $(2))\$(regression_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
regression_file := $(or $(call regression_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
regression_folder := $(subst :blank:,$(regression_blank),$(dir $(subst \$(regression_blank),:blank:,$(regression_file))))
regression_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(regression_file)))
regression_dir := $(regression_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
regression_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(regression_dir))'
regression_plan := 2da3373d048d1971bb994a54cd8d7c60a21aa101
regression_plan_file := $(regression_folder)../../nix/regression.json
regression_results ?= build/nightshift
regression_prebuilt ?=
regression_lane ?=
regression_only ?=
regression_nightshift ?=
regression_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
regression_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
regression_cpu := $(firstword $(subst -, ,$(regression_host)))
regression_system := $(if $(filter arm% aarch64%,$(regression_cpu)),aarch64,$(regression_cpu))-$(or $(findstring darwin,$(regression_host)),$(findstring linux,$(regression_host)),other)
regression_platform_x86_64-linux := linux
regression_platform ?= $(regression_platform_$(regression_system))
regression_platforms := linux

# With these options make says success although nothing ran, or something failed.
regression_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter regression-%,$(MAKECMDGOALS)),$(if $(findstring t,$(regression_flags)),$(error regression: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(regression_flags)),$(error regression: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(regression_platforms),$(regression_platform)),$(error regression: no platform is named '$(regression_platform)'; there are: $(regression_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
regression_units := \
	docker-style-13-prod \
	docker-style-1-prod \
	docker-style-3-prod \
	docker-style-2-prod \
	docker-style-4-prod \
	docker-style-5-prod \
	docker-style-6-prod \
	docker-style-7-prod \
	docker-style-8-prod \
	docker-style-9-prod \
	docker-style-10-prod \
	docker-style-11-prod \
	docker-style-12-prod \
	docker-style-14-prod \
	docker-style-16-prod \
	docker-style-17-prod \
	docker-style-18-prod \
	docker-style-19-prod \
	docker-style-20-prod \
	docker-style-15-prod \
	docker-style-21-prod \
	docker-hdr-regression \
	docker-hdr-hlg-regression \
	docker-font-variant-numeric \
	docker-hdr-image-only \
	docker-sub-composition-video \
	docker-css-spinner-render-compat \
	docker-raf-ball-render-compat \
	docker-gsap-timeline-render-compat \
	docker-iframe-render-compat \
	docker-mov-prores \
	docker-webm-transparency \
	docker-png-sequence \
	docker-missing-host-comp-id \
	docker-parallel-capture-regression \
	docker-overlay-montage-prod \
	docker-chat \
	docker-variables-prod \
	docker-audio-mux-parity \
	docker-many-cuts \
	docker-vignelli-stacking \
	docker-many-cuts-audio \
	docker-mp4-h265-sdr \
	docker-animejs-adapter \
	docker-css-animation-adapter \
	docker-lottie-adapter \
	docker-three-adapter \
	docker-typegpu-adapter \
	docker-waapi-adapter \
	docker-sub-composition-timing \
	docker-text-overflow

regression_units_on_linux = $(regression_units)

# What each lane does on each platform, and the units it leaves out there.
regression_off_linux :=
regression_does_linux_pr := checked
regression_skip_linux_pr :=
regression_does_linux_merge := checked
regression_skip_linux_merge :=
regression_does_linux_nightly := none
regression_skip_linux_nightly :=
regression_on_linux :=

regression_on := $(regression_on_$(regression_platform))
regression_variants := docker

regression_programs_docker := 
regression_program_options_docker := 
regression_make_docker := :
regression_env_docker :=
regression_of_docker := \
	docker-style-13-prod \
	docker-style-1-prod \
	docker-style-3-prod \
	docker-style-2-prod \
	docker-style-4-prod \
	docker-style-5-prod \
	docker-style-6-prod \
	docker-style-7-prod \
	docker-style-8-prod \
	docker-style-9-prod \
	docker-style-10-prod \
	docker-style-11-prod \
	docker-style-12-prod \
	docker-style-14-prod \
	docker-style-16-prod \
	docker-style-17-prod \
	docker-style-18-prod \
	docker-style-19-prod \
	docker-style-20-prod \
	docker-style-15-prod \
	docker-style-21-prod \
	docker-hdr-regression \
	docker-hdr-hlg-regression \
	docker-font-variant-numeric \
	docker-hdr-image-only \
	docker-sub-composition-video \
	docker-css-spinner-render-compat \
	docker-raf-ball-render-compat \
	docker-gsap-timeline-render-compat \
	docker-iframe-render-compat \
	docker-mov-prores \
	docker-webm-transparency \
	docker-png-sequence \
	docker-missing-host-comp-id \
	docker-parallel-capture-regression \
	docker-overlay-montage-prod \
	docker-chat \
	docker-variables-prod \
	docker-audio-mux-parity \
	docker-many-cuts \
	docker-vignelli-stacking \
	docker-many-cuts-audio \
	docker-mp4-h265-sdr \
	docker-animejs-adapter \
	docker-css-animation-adapter \
	docker-lottie-adapter \
	docker-three-adapter \
	docker-typegpu-adapter \
	docker-waapi-adapter \
	docker-sub-composition-timing \
	docker-text-overflow

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
regression_run_docker-style-13-prod := - 1800 - 'node harness --sequential style-13-prod'
regression_run_docker-style-1-prod := - 1800 - 'node harness --sequential style-1-prod'
regression_run_docker-style-3-prod := - 1800 - 'node harness --sequential style-3-prod'
regression_run_docker-style-2-prod := - 1800 - 'node harness --sequential style-2-prod'
regression_run_docker-style-4-prod := - 1800 - 'node harness --sequential style-4-prod'
regression_run_docker-style-5-prod := - 1800 - 'node harness --sequential style-5-prod'
regression_run_docker-style-6-prod := - 1800 - 'node harness --sequential style-6-prod'
regression_run_docker-style-7-prod := - 1800 - 'node harness --sequential style-7-prod'
regression_run_docker-style-8-prod := - 1800 - 'node harness --sequential style-8-prod'
regression_run_docker-style-9-prod := - 1800 - 'node harness --sequential style-9-prod'
regression_run_docker-style-10-prod := - 1800 - 'node harness --sequential style-10-prod'
regression_run_docker-style-11-prod := - 1800 - 'node harness --sequential style-11-prod'
regression_run_docker-style-12-prod := - 1800 - 'node harness --sequential style-12-prod'
regression_run_docker-style-14-prod := - 1800 - 'node harness --sequential style-14-prod'
regression_run_docker-style-16-prod := - 1800 - 'node harness --sequential style-16-prod'
regression_run_docker-style-17-prod := - 1800 - 'node harness --sequential style-17-prod'
regression_run_docker-style-18-prod := - 1800 - 'node harness --sequential style-18-prod'
regression_run_docker-style-19-prod := - 1800 - 'node harness --sequential style-19-prod'
regression_run_docker-style-20-prod := - 1800 - 'node harness --sequential style-20-prod'
regression_run_docker-style-15-prod := - 1800 - 'node harness --sequential '\''--mode=distributed'\'' style-15-prod'
regression_run_docker-style-21-prod := - 1800 - 'node harness --sequential style-21-prod'
regression_run_docker-hdr-regression := - 1800 - 'node harness --sequential hdr-regression'
regression_run_docker-hdr-hlg-regression := - 1800 - 'node harness --sequential hdr-hlg-regression'
regression_run_docker-font-variant-numeric := - 1800 - 'node harness --sequential font-variant-numeric'
regression_run_docker-hdr-image-only := - 1800 - 'node harness --sequential hdr-image-only'
regression_run_docker-sub-composition-video := - 1800 - 'node harness --sequential '\''--mode=distributed'\'' sub-composition-video'
regression_run_docker-css-spinner-render-compat := - 1800 - 'node harness --sequential css-spinner-render-compat'
regression_run_docker-raf-ball-render-compat := - 1800 - 'node harness --sequential raf-ball-render-compat'
regression_run_docker-gsap-timeline-render-compat := - 1800 - 'node harness --sequential gsap-timeline-render-compat'
regression_run_docker-iframe-render-compat := - 1800 - 'node harness --sequential iframe-render-compat'
regression_run_docker-mov-prores := - 1800 - 'node harness --sequential mov-prores'
regression_run_docker-webm-transparency := - 1800 - 'node harness --sequential webm-transparency'
regression_run_docker-png-sequence := - 1800 - 'node harness --sequential png-sequence'
regression_run_docker-missing-host-comp-id := - 1800 - 'node harness --sequential missing-host-comp-id'
regression_run_docker-parallel-capture-regression := - 1800 - 'node harness --sequential parallel-capture-regression'
regression_run_docker-overlay-montage-prod := - 1800 - 'node harness --sequential overlay-montage-prod'
regression_run_docker-chat := - 1800 - 'node harness --sequential chat'
regression_run_docker-variables-prod := - 1800 - 'node harness --sequential variables-prod'
regression_run_docker-audio-mux-parity := - 1800 - 'node harness --sequential audio-mux-parity'
regression_run_docker-many-cuts := - 1800 - 'node harness --sequential many-cuts'
regression_run_docker-vignelli-stacking := - 1800 - 'node harness --sequential vignelli-stacking'
regression_run_docker-many-cuts-audio := - 1800 - 'node harness --sequential many-cuts-audio'
regression_run_docker-mp4-h265-sdr := - 1800 - 'node harness --sequential mp4-h265-sdr'
regression_run_docker-animejs-adapter := - 1800 - 'node harness --sequential animejs-adapter'
regression_run_docker-css-animation-adapter := - 1800 - 'node harness --sequential css-animation-adapter'
regression_run_docker-lottie-adapter := - 1800 - 'node harness --sequential lottie-adapter'
regression_run_docker-three-adapter := - 1800 - 'node harness --sequential three-adapter'
regression_run_docker-typegpu-adapter := - 1800 - 'node harness --sequential typegpu-adapter'
regression_run_docker-waapi-adapter := - 1800 - 'node harness --sequential waapi-adapter'
regression_run_docker-sub-composition-timing := - 1800 - 'node harness --sequential sub-composition-timing'
regression_run_docker-text-overflow := - 1800 - 'node harness --sequential text-overflow'

# Shard 1: lane pr on linux, 898 s expected at -j1.
regression_shards += 1
regression_shard_1 := \
	docker-style-13-prod


# Shard 2: lane pr on linux, 806 s expected at -j1.
regression_shards += 2
regression_shard_2 := \
	docker-style-1-prod \
	docker-style-16-prod \
	docker-hdr-regression \
	docker-gsap-timeline-render-compat \
	docker-parallel-capture-regression \
	docker-css-animation-adapter


# Shard 3: lane pr on linux, 839 s expected at -j1.
regression_shards += 3
regression_shard_3 := \
	docker-style-3-prod \
	docker-style-14-prod \
	docker-style-19-prod \
	docker-css-spinner-render-compat \
	docker-missing-host-comp-id \
	docker-many-cuts-audio \
	docker-waapi-adapter


# Shard 4: lane pr on linux, 829 s expected at -j1.
regression_shards += 4
regression_shard_4 := \
	docker-style-2-prod \
	docker-style-12-prod \
	docker-style-20-prod \
	docker-font-variant-numeric \
	docker-webm-transparency \
	docker-animejs-adapter \
	docker-sub-composition-timing


# Shard 5: lane pr on linux, 837 s expected at -j1.
regression_shards += 5
regression_shard_5 := \
	docker-style-4-prod \
	docker-style-11-prod \
	docker-style-17-prod \
	docker-mov-prores \
	docker-variables-prod \
	docker-audio-mux-parity \
	docker-lottie-adapter


# Shard 6: lane pr on linux, 837 s expected at -j1.
regression_shards += 6
regression_shard_6 := \
	docker-style-5-prod \
	docker-style-10-prod \
	docker-style-18-prod \
	docker-iframe-render-compat \
	docker-overlay-montage-prod \
	docker-vignelli-stacking \
	docker-typegpu-adapter


# Shard 7: lane pr on linux, 823 s expected at -j1.
regression_shards += 7
regression_shard_7 := \
	docker-style-6-prod \
	docker-style-9-prod \
	docker-style-21-prod \
	docker-hdr-image-only \
	docker-png-sequence \
	docker-mp4-h265-sdr \
	docker-text-overflow


# Shard 8: lane pr on linux, 836 s expected at -j1.
regression_shards += 8
regression_shard_8 := \
	docker-style-7-prod \
	docker-style-8-prod \
	docker-hdr-hlg-regression \
	docker-raf-ball-render-compat \
	docker-chat \
	docker-many-cuts \
	docker-three-adapter


# Shard 9: lane pr on linux, 213 s expected at -j1.
regression_shards += 9
regression_shard_9 := \
	docker-style-15-prod \
	docker-sub-composition-video


# Shard 10: lane merge on linux, 898 s expected at -j1.
regression_shards += 10
regression_shard_10 := \
	docker-style-13-prod


# Shard 11: lane merge on linux, 806 s expected at -j1.
regression_shards += 11
regression_shard_11 := \
	docker-style-1-prod \
	docker-style-16-prod \
	docker-hdr-regression \
	docker-gsap-timeline-render-compat \
	docker-parallel-capture-regression \
	docker-css-animation-adapter


# Shard 12: lane merge on linux, 839 s expected at -j1.
regression_shards += 12
regression_shard_12 := \
	docker-style-3-prod \
	docker-style-14-prod \
	docker-style-19-prod \
	docker-css-spinner-render-compat \
	docker-missing-host-comp-id \
	docker-many-cuts-audio \
	docker-waapi-adapter


# Shard 13: lane merge on linux, 829 s expected at -j1.
regression_shards += 13
regression_shard_13 := \
	docker-style-2-prod \
	docker-style-12-prod \
	docker-style-20-prod \
	docker-font-variant-numeric \
	docker-webm-transparency \
	docker-animejs-adapter \
	docker-sub-composition-timing


# Shard 14: lane merge on linux, 837 s expected at -j1.
regression_shards += 14
regression_shard_14 := \
	docker-style-4-prod \
	docker-style-11-prod \
	docker-style-17-prod \
	docker-mov-prores \
	docker-variables-prod \
	docker-audio-mux-parity \
	docker-lottie-adapter


# Shard 15: lane merge on linux, 837 s expected at -j1.
regression_shards += 15
regression_shard_15 := \
	docker-style-5-prod \
	docker-style-10-prod \
	docker-style-18-prod \
	docker-iframe-render-compat \
	docker-overlay-montage-prod \
	docker-vignelli-stacking \
	docker-typegpu-adapter


# Shard 16: lane merge on linux, 823 s expected at -j1.
regression_shards += 16
regression_shard_16 := \
	docker-style-6-prod \
	docker-style-9-prod \
	docker-style-21-prod \
	docker-hdr-image-only \
	docker-png-sequence \
	docker-mp4-h265-sdr \
	docker-text-overflow


# Shard 17: lane merge on linux, 836 s expected at -j1.
regression_shards += 17
regression_shard_17 := \
	docker-style-7-prod \
	docker-style-8-prod \
	docker-hdr-hlg-regression \
	docker-raf-ball-render-compat \
	docker-chat \
	docker-many-cuts \
	docker-three-adapter


# Shard 18: lane merge on linux, 213 s expected at -j1.
regression_shards += 18
regression_shard_18 := \
	docker-style-15-prod \
	docker-sub-composition-video


# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define regression_sh :=
regression_unit() {
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
	$(regression_cd) || exit 3
	ns_out=$$regression_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "regression: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$regression_seed ;;
	esac
	unset regression_sh
	ns_watch=$$regression_limit_sh
	unset regression_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite regression' 'plan $(regression_plan)' "run $$regression_run" "unit $$ns_unit" \
		$${regression_platform:+"platform $$regression_platform"} $${regression_lane:+"lane $$regression_lane"} \
		$${regression_commit:+"commit $$regression_commit" "tree $$regression_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define regression_limit_sh :=
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
define regression_start
regression_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
regression_commit := $(shell $(regression_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
regression_tree := $(if $(regression_commit),$(shell $(regression_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(regression_nightshift),)
export regression_sh regression_results regression_platform regression_lane regression_run regression_commit regression_tree regression_limit_sh
endif
endef
regression_go = $(eval $(value regression_start))$(eval regression_go := eval "$$$$regression_sh";)$(regression_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
regression_quote = '$(subst ','\'',$(1))'
regression_exec = $(eval $(value regression_start))$(eval regression_exec := $$(call regression_quote,$$(regression_nightshift)) exec $$(regression_exec_words))$(regression_exec)
regression_exec_words = -C $(call regression_quote,$(regression_dir)) --results=$(call regression_quote,$(regression_results)) --suite=regression --plan=$(regression_plan) \
	--run=$(regression_run)$(if $(regression_platform), --platform=$(call regression_quote,$(regression_platform)))$(if $(regression_lane), --lane=$(call regression_quote,$(regression_lane))) \
	$(if $(regression_commit),--commit=$(regression_commit) --tree=$(regression_tree)) $(regression_exec_options)
define regression_newline


endef
regression_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
regression_judge = $(if $(filter undefined,$(flavor regression_judge_$(1))),,$(regression_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
regression_part = $(if $(1),$(if $(filter undefined,$(flavor regression_part_$(1))),$(call regression_ask_parts,$(1)))$(regression_part_$(1)))
regression_ask_parts = $(if $(1),$(foreach p,$(subst $(regression_tab),:=,$(shell $(call regression_quote,$(regression_nightshift)) part --plan=$(call regression_quote,$(regression_plan_file)) --fingerprint=$(regression_plan)$(if $(regression_platform), --platform=$(call regression_quote,$(regression_platform))))),$(eval regression_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error regression: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor regression_part_$(1))),$(error regression: the plan '$(regression_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
regression_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
regression_unit_command = $(subst $(regression_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(regression_newline)$(1))

# What regression-selected runs.
$(if $(filter-out $(regression_units),$(regression_only)),$(error regression: no unit is named '$(firstword $(filter-out $(regression_units),$(regression_only)))'))
regression_selected := $(if $(regression_only),$(filter $(regression_only),$(or $(regression_units_on_$(regression_platform)),$(regression_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
regression_goals := $(strip $(patsubst regression-test-%,%,$(filter-out regression-selected,$(MAKECMDGOALS))) $(if $(filter regression-selected,$(MAKECMDGOALS)),$(regression_selected)))
regression_wanted := $(if $(or $(if $(regression_goals),,all),$(filter-out $(regression_units) $(regression_variants),$(regression_goals))),$(regression_variants),$(foreach v,$(regression_variants),$(if $(filter $(v) $(regression_of_$(v)),$(regression_goals)),$(v))))
.PHONY: regression-programs
regression-programs: $(if $(regression_prebuilt),,$(addprefix regression-build-,$(regression_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(regression_nightshift),)
define regression_unit
$$(regression_go) regression_unit $$* ''$$(regression_on)$$(regression_env_$(1)) $$(regression_run_$$*) $$(call regression_judge,$$*) -- $$(regression_programs_$(1))
endef
else
define regression_unit
$$(regression_exec) --unit=$$* --part=$$(strip $$(call regression_part,$$*)) $$(call regression_unit_options,$$(regression_run_$$*)) $$(call regression_judge,$$*) $$(regression_program_options_$(1)) -- $$(regression_on)$$(regression_env_$(1))$$(call regression_unit_command,$$(regression_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
regression_targets = $(addprefix regression-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
regression_builds := docker
define regression_build
regression-build-$(1): ; @$$(regression_cd) && sh -c $$(regression_on)$$(regression_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define regression_variant
.PHONY: regression-build-$(1) regression-test-$(1)
regression-test-$(1): $$(call regression_targets,test-$(1),$$(filter-out $$(regression_off_$$(regression_platform)),$$(regression_of_$(1)))) ; @$$(if $$^,:,echo 'regression: no unit of $(1) runs on this platform' >&2; exit 1)
$$(regression_of_$(1):%=regression-test-%): regression-test-%: | regression-programs ; @$(call regression_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define regression_lane_target
.PHONY: regression-test-$(1)
regression-test-$(1): $$(if $$(filter checked,$$(regression_does_$$(regression_platform)_$(1))),$$(if $$(regression_skip_$$(regression_platform)_$(1)),$$(call regression_targets,test-$(1),$$(filter-out $$(regression_skip_$$(regression_platform)_$(1)),$$(regression_here))),regression-test),$$(if $$(filter build,$$(regression_does_$$(regression_platform)_$(1))),regression-build))
	@$$(if $$^,$$(if $$(filter build,$$(regression_does_$$(regression_platform)_$(1))),echo 'regression: lane $(1) only builds on $$(regression_platform)',:),echo 'regression: lane $(1) runs nothing on platform "$$(regression_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define regression_shard_target
.PHONY: regression-shard-$(1)
regression-shard-$(1): $$(call regression_targets,shard-$(1),$$(regression_shard_$(1)))
endef

regression_here := $(filter-out $(regression_off_$(regression_platform)),$(or $(regression_units_on_$(regression_platform)),$(regression_units)))

$(foreach v,$(regression_builds),$(eval $(call regression_build,$(v))))
$(foreach v,$(regression_variants),$(eval $(call regression_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call regression_lane_target,$(l))))
$(foreach n,$(regression_shards),$(eval $(call regression_shard_target,$(n))))

.PHONY: regression-test regression-selected regression-build regression-list $(regression_units:%=regression-test-%)
regression-test: $(call regression_targets,test,$(regression_here)) ; @$(if $(regression_here),:,echo 'regression: no unit runs on platform "$(regression_platform)"' >&2; exit 1)
regression-selected: $(call regression_targets,selected,$(regression_selected)) ; @$(if $(regression_selected),:,echo 'regression: regression_only names no unit' >&2; exit 1)
regression-build: $(addprefix regression-build-,$(regression_variants))
regression-list: ; @:$(foreach u,$(regression_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter regression_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(regression_default_goal),$(if $(regression_alone),regression-test))
