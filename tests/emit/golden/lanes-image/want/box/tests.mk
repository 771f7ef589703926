# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'image' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs image-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 image-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 image-test-VARIANT      the units of one variant; image-test-UNIT: one unit
#     make -j8 image-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 image-shard-N           the units of one shard
#     make -j8 image-selected          the units that image_only names
#     make image-build-VARIANT         only build; image-build: all variants
#     make image-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     image_seed=N         another seed than HEAD's, to replay a run
#     image_prebuilt=1     the programs are there: build nothing
#     image_results=DIR    where the folders go, from the suite's folder
#     image_platform=NAME  act as this platform of the manifest
#     image_lane=NAME      say in the verdicts for which lane this runs
#     image_only=UNITS     what image-selected runs; a long list belongs into a makefile of its own, read before this one
#     image_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     image_exec_options=... more options of it

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
image_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(image_dir))'
image_plan := 8baf622a816ec5f7d02a88e66a39f774dbc6b8e6
image_plan_file := $(image_folder)../nix/image.json
image_results ?= build/nightshift
image_prebuilt ?=
image_lane ?=
image_only ?=
image_nightshift ?=
image_exec_options ?=

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

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
image_units := \
	v-two \
	v-one

image_units_on_arm = $(image_units)
image_units_on_linux = $(image_units)

# What each lane does on each platform, and the units it leaves out there.
image_off_arm :=
image_does_arm_pr := build
image_skip_arm_pr :=
image_does_arm_merge := build
image_skip_arm_merge :=
image_does_arm_nightly := build
image_skip_arm_nightly :=
image_on_arm :=
image_off_linux :=
image_does_linux_pr := checked
image_skip_linux_pr :=
image_does_linux_merge := checked
image_skip_linux_merge :=
image_does_linux_nightly := checked
image_skip_linux_nightly :=
image_on_linux :=

image_on := $(image_on_$(image_platform))
image_variants := v

image_programs_v := build/v/t
image_program_options_v := '--program=build/v/t'
image_make_v := '( ./compile build/v/t )'
image_env_v :=
image_of_v := \
	v-two \
	v-one

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
image_run_v-two := - 60 - 'build/v/t two'
image_run_v-one := head 60 - 'build/v/t one'

# Shard 1: lane pr on linux, 2 s expected at -j1.
image_shards += 1
image_shard_1 := \
	v-two


# Shard 2: lane pr on linux, 1 s expected at -j1.
image_shards += 2
image_shard_2 := \
	v-one


# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define image_sh :=
image_unit() {
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
	printf '%s\n' 'nightshift 1' 'suite image' 'plan $(image_plan)' "run $$image_run" "unit $$ns_unit" \
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

# What is true of a whole run of make, found out when its first unit starts.
define image_start
image_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
image_commit := $(shell $(image_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
image_tree := $(if $(image_commit),$(shell $(image_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
image_seed := $(shell $(image_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'image: no commit to take the seed from, so it is 7' >&2; echo 7; fi)
ifeq ($(image_nightshift),)
export image_sh image_results image_platform image_lane image_run image_commit image_tree image_limit_sh image_seed
endif
endef
image_go = $(eval $(value image_start))$(eval image_go := eval "$$$$image_sh";)$(image_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
image_quote = '$(subst ','\'',$(1))'
image_exec = $(eval $(value image_start))$(eval image_exec := $$(call image_quote,$$(image_nightshift)) exec $$(image_exec_words))$(image_exec)
image_exec_words = -C $(call image_quote,$(image_dir)) --results=$(call image_quote,$(image_results)) --suite=image --plan=$(image_plan) \
	--run=$(image_run)$(if $(image_platform), --platform=$(call image_quote,$(image_platform)))$(if $(image_lane), --lane=$(call image_quote,$(image_lane))) \
	$(if $(image_commit),--commit=$(image_commit) --tree=$(image_tree)) $(image_exec_options) --seed-env=SEED
define image_newline


endef
image_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
image_judge = $(if $(filter undefined,$(flavor image_judge_$(1))),,$(image_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
image_part = $(if $(1),$(if $(filter undefined,$(flavor image_part_$(1))),$(call image_ask_parts,$(1)))$(image_part_$(1)))
image_ask_parts = $(if $(1),$(foreach p,$(subst $(image_tab),:=,$(shell $(call image_quote,$(image_nightshift)) part --plan=$(call image_quote,$(image_plan_file)) --fingerprint=$(image_plan)$(if $(image_platform), --platform=$(call image_quote,$(image_platform))))),$(eval image_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error image: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor image_part_$(1))),$(error image: the plan '$(image_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
image_unit_options = $(addprefix --seed=,$(filter-out -,$(subst head,$(image_seed),$(word 1,$(1))))) $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
image_unit_command = $(subst $(image_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(image_newline)$(1))

# What image-selected runs.
$(if $(filter-out $(image_units),$(image_only)),$(error image: no unit is named '$(firstword $(filter-out $(image_units),$(image_only)))'))
image_selected := $(if $(image_only),$(filter $(image_only),$(or $(image_units_on_$(image_platform)),$(image_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
image_goals := $(strip $(patsubst image-test-%,%,$(filter-out image-selected,$(MAKECMDGOALS))) $(if $(filter image-selected,$(MAKECMDGOALS)),$(image_selected)))
image_wanted := $(if $(or $(if $(image_goals),,all),$(filter-out $(image_units) $(image_variants),$(image_goals))),$(image_variants),$(foreach v,$(image_variants),$(if $(filter $(v) $(image_of_$(v)),$(image_goals)),$(v))))
.PHONY: image-programs
image-programs: $(if $(image_prebuilt),,$(addprefix image-build-,$(image_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(image_nightshift),)
define image_unit
$$(image_go) image_unit $$* ''$$(image_on)$$(image_env_$(1)) $$(image_run_$$*) $$(call image_judge,$$*) -- $$(image_programs_$(1))
endef
else
define image_unit
$$(image_exec) --unit=$$* --part=$$(strip $$(call image_part,$$*)) $$(call image_unit_options,$$(image_run_$$*)) $$(call image_judge,$$*) $$(image_program_options_$(1)) -- $$(image_on)$$(image_env_$(1))$$(call image_unit_command,$$(image_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
image_targets = $(addprefix image-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
image_builds := v
define image_build
image-build-$(1): ; @$$(image_cd) && sh -c $$(image_on)$$(image_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define image_variant
.PHONY: image-build-$(1) image-test-$(1)
image-test-$(1): $$(call image_targets,test-$(1),$$(filter-out $$(image_off_$$(image_platform)),$$(image_of_$(1)))) ; @$$(if $$^,:,echo 'image: no unit of $(1) runs on this platform' >&2; exit 1)
$$(image_of_$(1):%=image-test-%): image-test-%: | image-programs ; @$(call image_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define image_lane_target
.PHONY: image-test-$(1)
image-test-$(1): $$(if $$(filter checked,$$(image_does_$$(image_platform)_$(1))),$$(if $$(image_skip_$$(image_platform)_$(1)),$$(call image_targets,test-$(1),$$(filter-out $$(image_skip_$$(image_platform)_$(1)),$$(image_here))),image-test),$$(if $$(filter build,$$(image_does_$$(image_platform)_$(1))),image-build))
	@$$(if $$^,$$(if $$(filter build,$$(image_does_$$(image_platform)_$(1))),echo 'image: lane $(1) only builds on $$(image_platform)',:),echo 'image: lane $(1) runs nothing on platform "$$(image_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define image_shard_target
.PHONY: image-shard-$(1)
image-shard-$(1): $$(call image_targets,shard-$(1),$$(image_shard_$(1)))
endef

image_here := $(filter-out $(image_off_$(image_platform)),$(or $(image_units_on_$(image_platform)),$(image_units)))

$(foreach v,$(image_builds),$(eval $(call image_build,$(v))))
$(foreach v,$(image_variants),$(eval $(call image_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call image_lane_target,$(l))))
$(foreach n,$(image_shards),$(eval $(call image_shard_target,$(n))))

.PHONY: image-test image-selected image-build image-list $(image_units:%=image-test-%)
image-test: $(call image_targets,test,$(image_here)) ; @$(if $(image_here),:,echo 'image: no unit runs on platform "$(image_platform)"' >&2; exit 1)
image-selected: $(call image_targets,selected,$(image_selected)) ; @$(if $(image_selected),:,echo 'image: image_only names no unit' >&2; exit 1)
image-build: $(addprefix image-build-,$(image_variants))
image-list: ; @:$(foreach u,$(image_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter image_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(image_default_goal),$(if $(image_alone),image-test))
