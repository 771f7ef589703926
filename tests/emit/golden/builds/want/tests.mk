# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 't' for GNU Make 4.3 or later: include it, or use it alone with 'make -f', which then runs t-test. A
# Makefile that includes it keeps its own first target, wherever the include stands.
#
#     make -j8 t-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 t-test-VARIANT      the units of one variant; t-test-UNIT: one unit
#     make -j8 t-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 t-shard-N           the units of one shard
#     make -j8 t-selected          the units that t_only names
#     make t-build-VARIANT         only build; t-build: all variants
#     make t-prepare               only what is done once before any of them
#     make -j8 t-fixture-ID        make what units share; ID is the fixture's name, '-' and its key
#     make t-list                  print the units of this platform
#
# With -k make goes on behind a failing unit. Every unit leaves its log and its verdict in a folder of its own; one
# without a verdict did not finish. Variables, on make's command line:
#
#     t_seed=N         another seed than HEAD's, to replay a run
#     t_prebuilt=1     the programs are there: build nothing
#     t_results=DIR    where the folders go, from the suite's folder
#     t_platform=NAME  act as this platform of the manifest
#     t_lane=NAME      say in the verdicts for which lane this runs
#     t_only=UNITS     what t-selected runs; a long list belongs into a makefile of its own, read before this one
#     t_nightshift=PATH  run each unit by 'nightshift exec' of this program: make starts it without a shell, it ends
#                        all that a unit has started, keeps time where there is no timeout(1), and knows attempts
#     t_exec_options=... more options of it

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
t_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(t_version)))
$(error t: this file needs GNU Make 4.3 or later, and this is $(t_version); macOS: brew install make, then gmake)
endif

t_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
t_blank := $(subst ,, )
t_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call t_path,$(lastword $(2))\$(t_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
t_file := $(or $(call t_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
t_folder := $(subst :blank:,$(t_blank),$(dir $(subst \$(t_blank),:blank:,$(t_file))))
t_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(t_file)))
t_dir := $(t_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
t_cd := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE; cd -- '$(subst ','\'',$(t_dir))'
t_plan := 055c754a150f26bfcad6e5390b05caece25d6208
t_plan_file := $(t_folder)nix/t.json
t_results ?= build/nightshift
t_prebuilt ?=
t_lane ?=
t_only ?=
t_nightshift ?=
t_exec_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
t_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
t_cpu := $(firstword $(subst -, ,$(t_host)))
t_system := $(if $(filter arm% aarch64%,$(t_cpu)),aarch64,$(t_cpu))-$(or $(findstring darwin,$(t_host)),$(findstring linux,$(t_host)),other)
t_platform_x86_64-linux := linux
t_platform ?= $(t_platform_$(t_system))
t_platforms := linux

# With these options make says success although nothing ran, or something failed.
t_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter t-%,$(MAKECMDGOALS)),$(if $(findstring t,$(t_flags)),$(error t: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(t_flags)),$(error t: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(t_platforms),$(t_platform)),$(error t: no platform is named '$(t_platform)'; there are: $(t_platforms)))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
t_units := \
	files-t0000-basic \
	reftable-t0000-basic \
	reftable-t0001-init \
	sha256-t0000-basic

t_units_on_linux = $(t_units)

# What each lane does on each platform, and the units it leaves out there.
t_off_linux :=
t_does_linux_pr := checked
t_skip_linux_pr :=
t_does_linux_merge := checked
t_skip_linux_merge :=
t_does_linux_nightly := checked
t_skip_linux_nightly :=
t_on_linux := 'export CC=gcc; '

t_on := $(t_on_$(t_platform))
t_variants := files reftable sha256

t_programs_files := build/plain/git build/plain/git-shell
t_program_options_files := '--program=build/plain/git' '--program=build/plain/git-shell'
t_make_files := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; export SHELL_LOG='\''it'\''\'\'''\''s a log'\''; ( mkdir -p build/plain && cp build/lib-t build/plain/git && cp build/lib-t build/plain/git-shell )'
t_env_files := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; export SHELL_LOG='\''it'\''\'\'''\''s a log'\''; '
t_of_files := \
	files-t0000-basic

t_programs_reftable := build/plain/git build/plain/git-shell
t_program_options_reftable := '--program=build/plain/git' '--program=build/plain/git-shell'
t_env_reftable := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=reftable; export SHELL_LOG='\''it'\''\'\'''\''s a log'\''; '
t_of_reftable := \
	reftable-t0000-basic \
	reftable-t0001-init

t_programs_sha256 := build/sha256/git build/sha256/git-shell
t_program_options_sha256 := '--program=build/sha256/git' '--program=build/sha256/git-shell'
t_make_sha256 := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_HASH=sha256; export GIT_TEST_DEFAULT_REF_FORMAT=files; ( mkdir -p build/sha256 && cp build/lib-t build/sha256/git && cp build/lib-t build/sha256/git-shell )'
t_env_sha256 := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_HASH=sha256; export GIT_TEST_DEFAULT_REF_FORMAT=files; '
t_of_sha256 := \
	sha256-t0000-basic

# Of each unit: the seed it takes, how many seconds it may take, in how many attempts, each of them or -; and what it runs, in
# the suite's folder. Of a unit that is judged by more than its exit status, skips by another one than 77, or may skip: the options
# of 'nightshift exec' that say so.
t_run_files-t0000-basic := - - - 'cat build/plain/git /dev/null'
t_run_reftable-t0000-basic := - - - 'cat build/plain/git /dev/null'
t_run_reftable-t0001-init := - - - 'cat build/plain/git build/plain.list'
t_run_sha256-t0000-basic := - - - 'cat build/sha256/git /dev/null'

# What units share, once for each key: what makes it, in the suite's folder; its path and those it is made of; the same as options
# of 'nightshift fixture', with its limits.
t_fixtures := \
	by-all \
	plain-all

t_fixture_by-all := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; cat build/plain/git >"$$NIGHTSHIFT_OUTPUT"'
t_fixture_paths_by-all := build/by 
t_fixture_options_by-all := '--output=build/by' '--wait=900'
t_fixture_plain-all := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; cp build/lib-t "$$NIGHTSHIFT_OUTPUT"'
t_fixture_paths_plain-all := build/plain.list 
t_fixture_options_plain-all := '--output=build/plain.list' '--wait=900'

# The same shell for every unit, handed down in the environment: its arguments are the unit, what sets its environment, what
# stands above of it, '--', and the programs it needs. A verdict is whole if its last line is 'end'; it is empty while the unit runs,
# so a killed run leaves none. Nobody looks at more than the exit status here, and the verdict says so; a report is kept for those
# who judge it later. Nothing here starts a process that a unit does not need. The variables have a name that is
# nobody's, since one that came from the environment would go on to the test.
define t_sh :=
t_unit() {
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
	$(t_cd) || exit 3
	ns_out=$$t_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "t: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$t_seed ;;
	esac
	case $$ns_limit:$$t_timeout in
	-:* | *:) ns_limit= ;;
	*) ns_limit="$$t_timeout $$ns_limit" ;;
	esac
	unset t_sh
	$$ns_limit sh -c "$$ns_command" >"$$ns_out/log" 2>&1 </dev/null
	ns_status=$$?
	if test "$$ns_report" && test -f "$$ns_report"; then
		cmp -s -- "$$ns_report" "$$ns_out/report.xml" || cp -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	fi
	case $$ns_status:$$ns_limit in
	0:*) ns_verdict=pass ;;
	124:?*) ns_verdict=timeout ;;
	129:* | 1[3-8]?:* | 19[0-2]:*) ns_verdict=crash ;;
	$$ns_skip:*)
		ns_verdict=skip
		ns_reason=$$(tail -n 20 "$$ns_out/log" | LC_ALL=C tr -c '\n\40-\176' '?' | sed -n -e '/[^ ?]/h' -e '$${' -e x -e 's/^ *//p' -e '}' | cut -c 1-300)
		ns_reason=$${ns_reason:-exit status $$ns_status}
		;;
	*) ns_verdict=fail ;;
	esac
	printf '%s\n' 'nightshift 1' 'suite t' 'plan $(t_plan)' "run $$t_run" "unit $$ns_unit" \
		$${t_platform:+"platform $$t_platform"} $${t_lane:+"lane $$t_lane"} \
		$${t_commit:+"commit $$t_commit" "tree $$t_tree"} $${ns_seed:+"seed $$ns_seed"} \
		"verdict $$ns_verdict" "status $$ns_status" 'seen exit-status' $${ns_reason:+"reason $$ns_reason"} end >"$$ns_out/verdict" || exit 3
	if test $$ns_status = 0; then echo "pass $$ns_unit"; exit; fi
	case $$ns_verdict$$ns_may in skip1) printf '%s\n' "skip $$ns_unit: $$ns_reason"; exit ;; esac
	echo "$$ns_verdict $$ns_unit (status $$ns_status$${ns_seed:+, seed $$ns_seed}); the end of $$ns_out/log:" >&2
	tail -n 20 "$$ns_out/log" >&2
	exit 1
}
endef

# What is true of a whole run of make, found out when its first unit starts.
define t_start
t_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
t_commit := $(shell $(t_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
t_tree := $(if $(t_commit),$(shell $(t_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(t_nightshift),)
export t_sh t_results t_platform t_lane t_run t_commit t_tree
endif
endef
t_go = $(eval $(value t_start))$(eval t_go := eval "$$$$t_sh";)$(t_go)

# The same for 'nightshift exec'. What is quoted, make hands on by itself: these lines need no shell.
t_quote = '$(subst ','\'',$(1))'
t_exec = $(eval $(value t_start))$(eval t_exec := $$(call t_quote,$$(t_nightshift)) exec $$(t_exec_words))$(t_exec)
t_exec_words = -C $(call t_quote,$(t_dir)) --results=$(call t_quote,$(t_results)) --suite=t --plan=$(t_plan) \
	--run=$(t_run)$(if $(t_platform), --platform=$(call t_quote,$(t_platform)))$(if $(t_lane), --lane=$(call t_quote,$(t_lane))) \
	$(if $(t_commit),--commit=$(t_commit) --tree=$(t_tree)) $(t_exec_options)
define t_newline


endef
t_tab := $(subst ,,	)
# How a unit is judged, if there is anything unusual about it.
t_judge = $(if $(filter undefined,$(flavor t_judge_$(1))),,$(t_judge_$(1)))
# The part of the plan that decides what a unit does: its verdict names it. 'nightshift run' has said it. If not, one question
# answers for all units, when the first of them starts; what it prints are lines of a unit, a tab and its part.
t_part = $(if $(1),$(if $(filter undefined,$(flavor t_part_$(1))),$(call t_ask_parts,$(1)))$(t_part_$(1)))
t_ask_parts = $(if $(1),$(foreach p,$(subst $(t_tab),:=,$(shell $(call t_quote,$(t_nightshift)) part --plan=$(call t_quote,$(t_plan_file)) --fingerprint=$(t_plan)$(if $(t_platform), --platform=$(call t_quote,$(t_platform))))),$(eval t_part_$(p))) \
	$(if $(filter-out 0,$(.SHELLSTATUS)),$(error t: no unit is started, since 'nightshift part' does not say which part of the plan it is)) \
	$(if $(filter undefined,$(flavor t_part_$(1))),$(error t: the plan '$(t_plan_file)' has no unit '$(1)')))
# Of what stands above of a unit: its options, and its command.
t_unit_options = $(addprefix --timeout=,$(filter-out -,$(word 2,$(1)))) $(addprefix --attempts=,$(filter-out -,$(word 3,$(1))))
t_unit_command = $(subst $(t_newline)$(word 1,$(1)) $(word 2,$(1)) $(word 3,$(1)) ,,$(t_newline)$(1))

# What t-selected runs.
$(if $(filter-out $(t_units),$(t_only)),$(error t: no unit is named '$(firstword $(filter-out $(t_units),$(t_only)))'))
t_selected := $(if $(t_only),$(filter $(t_only),$(or $(t_units_on_$(t_platform)),$(t_units))))

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
t_goals := $(strip $(patsubst t-test-%,%,$(filter-out t-selected,$(MAKECMDGOALS))) $(if $(filter t-selected,$(MAKECMDGOALS)),$(t_selected)))
t_wanted := $(if $(or $(if $(t_goals),,all),$(filter-out $(t_units) $(t_variants),$(t_goals))),$(t_variants),$(foreach v,$(t_variants),$(if $(filter $(v) $(t_of_$(v)),$(t_goals)),$(v))))
.PHONY: t-programs
t-programs: $(if $(t_prebuilt),,$(addprefix t-build-,$(t_wanted)))

# One unit: $* is its id, $(1) its variant.
ifeq ($(t_nightshift),)
define t_unit
$$(t_go) t_unit $$* ''$$(t_on)$$(t_env_$(1)) $$(t_run_$$*) $$(call t_judge,$$*) -- $$(t_programs_$(1))
endef
else
define t_unit
$$(t_exec) --unit=$$* --part=$$(strip $$(call t_part,$$*)) $$(call t_unit_options,$$(t_run_$$*)) $$(call t_judge,$$*) $$(t_program_options_$(1)) -- $$(t_on)$$(t_env_$(1))$$(call t_unit_command,$$(t_run_$$*))
endef
endif

# What a target runs: $(1) is its name, $(2) its units.
t_targets = $(addprefix t-test-,$(2))

# What is done once before any program is built.
.PHONY: t-prepare
t-prepare: ; @$(t_cd) && sh -c $(t_on)'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; ( mkdir -p build && echo "$$DEVELOPER" >build/lib-t ) && ( test -s build/lib-t )'

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
t_builds := files sha256
define t_build
t-build-$(1): t-prepare ; @$$(t_cd) && sh -c $$(t_on)$$(t_make_$(1))
endef
t-build-reftable: t-build-files

# One variant: $(1) is its name. One rule is all its units: a hundred thousand of them would take make three times as long to read.
define t_variant
.PHONY: t-build-$(1) t-test-$(1)
t-test-$(1): $$(call t_targets,test-$(1),$$(filter-out $$(t_off_$$(t_platform)),$$(t_of_$(1)))) ; @$$(if $$^,:,echo 't: no unit of $(1) runs on this platform' >&2; exit 1)
$$(t_of_$(1):%=t-test-%): t-test-%: | t-programs ; @$(call t_unit,$(1))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define t_lane_target
.PHONY: t-test-$(1)
t-test-$(1): $$(if $$(filter checked,$$(t_does_$$(t_platform)_$(1))),$$(if $$(t_skip_$$(t_platform)_$(1)),$$(call t_targets,test-$(1),$$(filter-out $$(t_skip_$$(t_platform)_$(1)),$$(t_here))),t-test),$$(if $$(filter build,$$(t_does_$$(t_platform)_$(1))),t-build))
	@$$(if $$^,$$(if $$(filter build,$$(t_does_$$(t_platform)_$(1))),echo 't: lane $(1) only builds on $$(t_platform)',:),echo 't: lane $(1) runs nothing on platform "$$(t_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define t_shard_target
.PHONY: t-shard-$(1)
t-shard-$(1): $$(call t_targets,shard-$(1),$$(t_shard_$(1)))
endef

# One fixture: $* is its id. 'nightshift fixture' makes it once, however many makes want it. Without, this is right within one
# make, but another one that runs at the same time may make it, too; whose comes first is then replaced by the other's.
define t_fixture_fresh :=
$(t_cd) && test -e "$$ns_output" && test "$$(cat "$$ns_output.stamp" 2>/dev/null)" = "made by $$ns_command" && ns_newer=$$(find -L "$$@" "$$ns_output.stamp" -newer "$$ns_output.stamp" 2>/dev/null) && test -z "$$ns_newer"
endef
define t_fixture_sh :=
t_fixture() {
	set +eu
	ns_command=$$1 ns_output=$$2
	shift 2
	if $(t_fixture_fresh); then exit; fi
	for ns_input do
		test -e "$$ns_input" || { echo "t: there is no '$$ns_input' to make '$$ns_output' of" >&2; exit 1; }
	done
	ns_made=$$ns_output.making-$$$$ ns_try=1
	trap 'rm -rf "$$ns_made"' EXIT
	trap 'exit 1' HUP INT TERM
	unset t_fixture_sh
	while
		rm -rf "$$ns_made" && mkdir -p "$$ns_made" || exit 3
		# The stamp is as old as what it was made of: what changes while it is made is newer.
		printf '%s\n' "made by $$ns_command" >"$$ns_made/.stamp" || exit 3
		export NIGHTSHIFT_OUTPUT="$$PWD/$$ns_made/$${ns_output##*/}"
		ns_status=0 ns_sum=$$(find -L "$$@" "$$ns_made/.stamp" -type f -exec cksum {} + 2>/dev/null)
		sh -c "$$ns_command" >"$$ns_output.log" 2>&1 </dev/null || ns_status=$$?
		ns_newer=$$(find -L "$$@" "$$ns_made/.stamp" -type f -newer "$$ns_made/.stamp" 2>/dev/null | head -n 1)
		test -n "$$ns_newer"
	do
		test $$ns_try -lt 3 || test "$$ns_sum" != "$$(find -L "$$@" "$$ns_made/.stamp" -type f -exec cksum {} + 2>/dev/null)" || {
			echo "t: '$$ns_newer' was written while '$$ns_output' was made from it, 3 times: it is used now, and made again the next time" >&2
			break
		}
		test $$ns_try -lt 3 || {
			rm -rf "$$ns_output.stamp" "$$ns_output"
			echo "t: '$$ns_newer' changed while '$$ns_output' was made from it, 3 times: if the command changes it, it cannot be an input" >&2
			exit 1
		}
		ns_try=$$((ns_try + 1))
		echo "t: '$$ns_newer' changed while '$$ns_output' was made from it: it is made again" >&2
	done
	test $$ns_status = 0 || {
		rm -rf "$$ns_output.stamp" "$$ns_output"
		echo "t: the command that makes '$$ns_output' failed (status $$ns_status); the end of $$ns_output.log:" >&2
		tail -n 20 "$$ns_output.log" >&2
		exit 1
	}
	test -e "$$NIGHTSHIFT_OUTPUT" || { echo "t: the command that makes '$$ns_output' succeeded, but made nothing at \$$NIGHTSHIFT_OUTPUT" >&2; exit 1; }
	rm -rf "$$ns_output.stamp" "$$ns_output" && mv "$$NIGHTSHIFT_OUTPUT" "$$ns_output" && mv "$$ns_made/.stamp" "$$ns_output.stamp" || exit 3
	echo "made $$ns_output"
	exit
}
endef
ifeq ($(t_nightshift),)
export t_fixture_sh
t_make_fixture = eval "$$t_fixture_sh"; t_fixture ''$(t_on)$(t_fixture_$*) $(t_fixture_paths_$*)
t_fresh_fixture = $(shell set -- ''$(t_on)$(t_fixture_$*) $(t_fixture_paths_$*); ns_command=$$1; ns_output=$$2; shift 2; if $(t_fixture_fresh); then echo fresh; fi)
else
t_make_fixture = $(call t_fixture_by,)
t_fixture_by = $(call t_quote,$(t_nightshift)) fixture $(1) -C $(call t_quote,$(t_dir)) $(t_fixture_options_$*) -- ''$(t_on)$(t_fixture_$*)
t_fresh_fixture = $(shell $(call t_fixture_by,--check) && echo fresh)
endif
.PHONY: $(t_fixtures:%=t-fixture-%)
$(t_fixtures:%=t-fixture-%): t-fixture-%: ; $(if $(t_fresh_fixture),$(if $(filter $@,$(MAKECMDGOALS)),@:),@$(t_make_fixture))
$(t_fixtures:%=t-fixture-%): | $(if $(t_prebuilt),,t-prepare)
t-fixture-by-all: | $(if $(t_prebuilt),,t-build-reftable)

# Make starts a fixture when it comes to the heaviest unit that needs it, and goes on down the list; when that is through, it comes
# back for the units that waited, heaviest first again. One that is fresh starts no job, so that nothing waits for it.
t-test-reftable-t0001-init: | t-fixture-by-all t-fixture-plain-all

t_here := $(filter-out $(t_off_$(t_platform)),$(or $(t_units_on_$(t_platform)),$(t_units)))

$(foreach v,$(t_builds),$(eval $(call t_build,$(v))))
$(foreach v,$(t_variants),$(eval $(call t_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call t_lane_target,$(l))))
$(foreach n,$(t_shards),$(eval $(call t_shard_target,$(n))))

.PHONY: t-test t-selected t-build t-list $(t_units:%=t-test-%)
t-test: $(call t_targets,test,$(t_here)) ; @$(if $(t_here),:,echo 't: no unit runs on platform "$(t_platform)"' >&2; exit 1)
t-selected: $(call t_targets,selected,$(t_selected)) ; @$(if $(t_selected),:,echo 't: t_only names no unit' >&2; exit 1)
t-build: $(addprefix t-build-,$(t_variants))
t-list: ; @:$(foreach u,$(t_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter t_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(t_default_goal),$(if $(t_alone),t-test))
