# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'demo' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs demo-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 demo-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 demo-test-VARIANT      the units of one variant; demo-test-UNIT: one unit
#     make -j8 demo-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 demo-shard-N           the units of one shard
#     make -j8 demo-selected          the units that demo_only names
#     make demo-build-VARIANT         only build; demo-build: all variants
#     make demo-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     demo_seed=N         another seed than HEAD's, to replay a run
#     demo_prebuilt=1     the programs are there: build nothing
#     demo_results=DIR    where the folders go, from the suite's folder
#     demo_platform=NAME  act as this platform of the manifest
#     demo_lane=NAME      say in the verdicts for which lane this runs
#     demo_only=UNITS     what demo-selected runs; a long list belongs into a makefile of its own, read before this one
#     demo_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started when that ends, and knows attempts
#     demo_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
demo_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(demo_version)))
$(error demo: this file needs GNU Make 4.3 or later, and this is $(demo_version); macOS: brew install make, then gmake)
endif

demo_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
demo_blank := $(subst ,, )
demo_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call demo_path,$(lastword $(2))\$(demo_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
demo_file := $(or $(call demo_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
demo_folder := $(subst :blank:,$(demo_blank),$(dir $(subst \$(demo_blank),:blank:,$(demo_file))))
demo_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(demo_file)))
demo_dir := $(demo_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
demo_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(demo_dir))'
demo_plan := 4e6baf0c7a473cd67587f0b3156fff803a55faeb
demo_plan_file := $(demo_folder)nix/demo.json
demo_results ?= build/nightshift
demo_prebuilt ?=
demo_lane ?=
demo_only ?=
demo_nightshift ?=
demo_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
demo_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
demo_cpu := $(firstword $(subst -, ,$(demo_host)))
demo_system := $(if $(filter arm% aarch64%,$(demo_cpu)),aarch64,$(demo_cpu))-$(or $(findstring darwin,$(demo_host)),$(findstring linux,$(demo_host)),other)
demo_platform_aarch64-darwin := mac
demo_platform_x86_64-linux := linux
demo_platform ?= $(demo_platform_$(demo_system))
demo_platforms := linux mac

# With these options make says success although nothing ran, or something failed.
demo_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter demo-%,$(MAKECMDGOALS)),$(if $(findstring t,$(demo_flags)),$(error demo: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(demo_flags)),$(error demo: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(demo_platforms),$(demo_platform)),$(error demo: no platform is named '$(demo_platform)'; there are: $(demo_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
demo_units := \
	plain-parse \
	plain-print \
	plain-slow

demo_units_on_linux = $(demo_units)
demo_units_on_mac = $(demo_units)

# What each lane does on each platform, and the units it leaves out there.
demo_off_linux :=
demo_does_linux_pr := checked
demo_skip_linux_pr := plain-slow
demo_does_linux_merge := checked
demo_skip_linux_merge := plain-slow
demo_does_linux_nightly := checked
demo_skip_linux_nightly :=
demo_on_linux :=
demo_off_mac :=
demo_does_mac_pr := build
demo_skip_mac_pr :=
demo_does_mac_merge := build
demo_skip_mac_merge :=
demo_does_mac_nightly := checked
demo_skip_mac_nightly :=
demo_on_mac :=

demo_on := $(demo_on_$(demo_platform))
demo_variants := plain

demo_programs_plain := 
demo_program_options_plain := 
demo_make_plain := :
demo_env_plain :=
demo_of_plain := \
	plain-parse \
	plain-print \
	plain-slow

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
demo_run_plain-parse := - 60 - 'sh tests/parse.sh'
demo_run_plain-print := head 60 - 'sh tests/print.sh'
demo_run_plain-slow := - 60 - 'sh tests/slow.sh'

# Shard 1: lane nightly on linux, 60 s expected at -j1.
demo_shards += 1
demo_shard_1 := \
	plain-parse \
	plain-slow


# Shard 2: lane nightly on linux, 30 s expected at -j1.
demo_shards += 2
demo_shard_2 := \
	plain-print


# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define demo_sh :=
demo_unit() {
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
	$(demo_cd) || exit 3
	ns_out=$$demo_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "demo: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$demo_seed ;;
	esac
	if test "$$ns_seed"; then export DEMO_SEED="$$ns_seed"; else unset DEMO_SEED; fi
	unset demo_sh
	ns_watch=$$demo_limit_sh
	unset demo_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite demo' 'plan $(demo_plan)' "run $$demo_run" "unit $$ns_unit" \
		$${demo_platform:+"platform $$demo_platform"} $${demo_lane:+"lane $$demo_lane"} \
		$${demo_commit:+"commit $$demo_commit" "tree $$demo_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define demo_limit_sh :=
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
define demo_start
demo_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
demo_commit := $(shell $(demo_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
demo_tree := $(if $(demo_commit),$(shell $(demo_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
demo_seed := $(shell $(demo_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'demo: no commit to take the seed from, so it is 4711' >&2; echo 4711; fi)
ifeq ($(demo_nightshift),)
export demo_sh demo_results demo_platform demo_lane demo_run demo_commit demo_tree demo_limit_sh demo_seed
endif
endef
demo_go = $(eval $(value demo_start))$(eval demo_go := eval "$$$$demo_sh";)$(demo_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
demo_quote = '$(subst ','\'',$(1))'
demo_exec = $(eval $(value demo_start))$(eval demo_exec := $$(call demo_quote,$$(demo_nightshift)) exec $$(demo_exec_words))$(demo_exec)
demo_exec_words = -C $(call demo_quote,$(demo_dir)) --results=$(call demo_quote,$(demo_results)) --suite=demo --plan=$(demo_plan) \
	--run=$(demo_run)$(if $(demo_platform), --platform=$(call demo_quote,$(demo_platform)))$(if $(demo_lane), --lane=$(call demo_quote,$(demo_lane))) \
	$(if $(demo_commit),--commit=$(demo_commit) --tree=$(demo_tree)) $(demo_exec_options) --seed-env=DEMO_SEED
define demo_newline


endef
demo_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
demo_judge = $(if $(filter undefined,$(flavor demo_judge_$(1))),,$(demo_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
demo_part = $(if $(1),$(if $(filter undefined,$(flavor demo_part_$(1))),$(call demo_ask_parts,$(1)))$(demo_part_$(1)))
demo_ask_parts = $(if $(1),$(foreach p,$(subst $(demo_tab),:=,$(shell $(call demo_quote,$(demo_nightshift)) part --plan=$(call demo_quote,$(demo_plan_file)) --fingerprint=$(demo_plan)$(if $(demo_platform), --platform=$(call demo_quote,$(demo_platform))))),$(eval demo_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error demo: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor demo_part_$(1))),$(error demo: the plan '$(demo_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
demo_unit_options = $(addprefix --seed=,$(filter-out -,$(subst head,$(demo_seed),$(word 1,$(1))))) $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
demo_unit_command = $(subst $(demo_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(demo_newline)$(1))

# What demo-selected runs.
$(if $(filter-out $(demo_units),$(demo_only)),$(error demo: no unit is named '$(firstword $(filter-out $(demo_units),$(demo_only)))'))
demo_selected := $(if $(demo_only),$(filter $(demo_only),$(or $(demo_units_on_$(demo_platform)),$(demo_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
demo_goals := $(strip $(patsubst demo-test-%,%,$(filter-out demo-selected,$(MAKECMDGOALS))) $(if $(filter demo-selected,$(MAKECMDGOALS)),$(demo_selected)))
demo_wanted := $(if $(or $(if $(demo_goals),,all),$(filter-out $(demo_units) $(demo_variants),$(demo_goals))),$(demo_variants),$(foreach v,$(demo_variants),$(if $(filter $(v) $(demo_of_$(v)),$(demo_goals)),$(v))))
.PHONY: demo-programs
demo-programs: $(if $(demo_prebuilt),,$(addprefix demo-build-,$(demo_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(demo_nightshift),)
define demo_unit
$$(demo_go) demo_unit $$* ''$$(demo_on)$$(demo_env_$(1)) $$(demo_run_$$*) $$(call demo_judge,$$*) -- $$(demo_programs_$(1))
endef
else
define demo_unit
$$(demo_exec) --unit=$$* --part=$$(strip $$(call demo_part,$$*)) $$(call demo_unit_options,$$(demo_run_$$*)) $$(call demo_judge,$$*) $$(demo_program_options_$(1)) -- $$(demo_on)$$(demo_env_$(1))$$(call demo_unit_command,$$(demo_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
demo_targets = $(addprefix demo-test-,$(2))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
demo_builds := plain
define demo_build
demo-build-$(1): ; @$$(demo_cd) && sh -c $$(demo_on)$$(demo_make_$(1))
endef

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define demo_variant
.PHONY: demo-build-$(1) demo-test-$(1)
demo-test-$(1): $$(call demo_targets,test-$(1),$$(filter-out $$(demo_off_$$(demo_platform)),$$(demo_of_$(1)))) ; @$$(if $$^,:,echo 'demo: no unit of $(1) runs on this platform' >&2; exit 1)
$$(demo_of_$(1):%=demo-test-%): demo-test-%: | demo-programs ; @$(call demo_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define demo_lane_target
.PHONY: demo-test-$(1)
demo-test-$(1): $$(if $$(filter checked,$$(demo_does_$$(demo_platform)_$(1))),$$(if $$(demo_skip_$$(demo_platform)_$(1)),$$(call demo_targets,test-$(1),$$(filter-out $$(demo_skip_$$(demo_platform)_$(1)),$$(demo_here))),demo-test),$$(if $$(filter build,$$(demo_does_$$(demo_platform)_$(1))),demo-build))
	@$$(if $$^,$$(if $$(filter build,$$(demo_does_$$(demo_platform)_$(1))),echo 'demo: lane $(1) only builds on $$(demo_platform)',:),echo 'demo: lane $(1) runs nothing on platform "$$(demo_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define demo_shard_target
.PHONY: demo-shard-$(1)
demo-shard-$(1): $$(call demo_targets,shard-$(1),$$(demo_shard_$(1)))
endef

demo_here := $(filter-out $(demo_off_$(demo_platform)),$(or $(demo_units_on_$(demo_platform)),$(demo_units)))

$(foreach v,$(demo_builds),$(eval $(call demo_build,$(v))))
$(foreach v,$(demo_variants),$(eval $(call demo_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call demo_lane_target,$(l))))
$(foreach n,$(demo_shards),$(eval $(call demo_shard_target,$(n))))

.PHONY: demo-test demo-selected demo-build demo-list $(demo_units:%=demo-test-%)
demo-test: $(call demo_targets,test,$(demo_here)) ; @$(if $(demo_here),:,echo 'demo: no unit runs on platform "$(demo_platform)"' >&2; exit 1)
demo-selected: $(call demo_targets,selected,$(demo_selected)) ; @$(if $(demo_selected),:,echo 'demo: demo_only names no unit' >&2; exit 1)
demo-build: $(addprefix demo-build-,$(demo_variants))
demo-list: ; @:$(foreach u,$(demo_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter demo_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(demo_default_goal),$(if $(demo_alone),demo-test))
