# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 't' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 t-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 t-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 t-selected              those that t_only names (a long list: in a makefile read before this one)
#     make t-build, t-build-VARIANT    only build; t-list: print the units; t-prepare: what comes before; t-fixture-ID
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: t_seed=N, t_platform=NAME, t_lane=NAME, t_results=DIR
# (from the suite's folder), t_prebuilt=1 (build nothing); t_nightshift=PATH hands all units to 'nightshift run' with t_options=...

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
t_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
t_cd := $(t_unset); cd -- '$(subst ','\'',$(t_dir))'
t_plan_file := $(t_folder)nix/t.json
t_top := $(t_folder)
t_results ?= build/nightshift
t_prebuilt ?=
t_lane ?=
t_only ?=
t_nightshift ?=
t_options ?=

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

# What each lane does on each platform.
t_does_linux := pr=checked merge=checked nightly=checked
t_on_linux := 'export CC=gcc; '

t_on := $(t_on_$(t_platform))
t_variants := files reftable sha256
t_programs_files := build/plain/git build/plain/git-shell
t_make_files := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; export SHELL_LOG='\''it'\''\'\'''\''s a log'\''; ( mkdir -p build/plain && cp build/lib-t build/plain/git && cp build/lib-t build/plain/git-shell )'
t_env_files := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; export SHELL_LOG='\''it'\''\'\'''\''s a log'\''; '
t_programs_reftable := build/plain/git build/plain/git-shell
t_env_reftable := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=reftable; export SHELL_LOG='\''it'\''\'\'''\''s a log'\''; '
t_programs_sha256 := build/sha256/git build/sha256/git-shell
t_make_sha256 := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_HASH=sha256; export GIT_TEST_DEFAULT_REF_FORMAT=files; ( mkdir -p build/sha256 && cp build/lib-t build/sha256/git && cp build/lib-t build/sha256/git-shell )'
t_env_sha256 := 'export DEVELOPER=1; export GIT_TEST_DEFAULT_HASH=sha256; export GIT_TEST_DEFAULT_REF_FORMAT=files; '

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
t_outside := $(filter t_run.%,$(.VARIABLES))
t_run.files-t0000-basic := - files - - 'cat build/plain/git /dev/null'
t_run.reftable-t0000-basic := - reftable - - 'cat build/plain/git /dev/null'
t_run.reftable-t0001-init := -:@by-all:@plain-all reftable - - 'cat build/plain/git build/plain.list'
t_run.sha256-t0000-basic := - sha256 - - 'cat build/sha256/git /dev/null'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(t_outside),$(if $(filter line override,$(origin $(v))),$(error t: '$(v)' is set outside of this file, which alone says what units are)))
t_units := $(patsubst t_run.%,%,$(filter t_run.%,$(.VARIABLES)))
$(foreach v,$(t_outside),$(if $(filter file,$(origin $(v))),,$(eval t_units := $(filter-out $(v:t_run.%=%),$(t_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
t_weighed := $(foreach u,$(t_units),$(firstword $(t_run.$(u)))/$(u))
t_weighed := $(if $(findstring :$(t_platform)=off,$(t_weighed)),$(foreach w,$(t_weighed),$(if $(findstring :$(t_platform)=off,$(w)),,$(w))),$(t_weighed))
t_weight_here = $(patsubst $(t_platform)=%,%,$(filter $(t_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
t_weighed := $(if $(findstring :$(t_platform)=,$(t_weighed)),$(foreach w,$(t_weighed),$(addsuffix :,$(call t_weight_here,$(w)))$(w)),$(t_weighed))
ifneq ($(findstring $(t_blank)-,$(t_blank)$(t_weighed)),)
t_known := $(sort $(filter-out -%,$(t_weighed)))
t_median := $(if $(t_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(t_blank),,$(patsubst %,1,$(t_known))))),$(t_known))))))
t_weighed := $(patsubst -%,$(t_median)%,$(t_weighed))
endif
t_weighed := $(sort $(t_weighed))
t_here := $(notdir $(t_weighed))
t_in = $(filter $(1)-%,$(t_here))
ifneq ($(filter $(addsuffix -%,$(t_variants)),$(t_variants)),)
t_by_variant := $(foreach u,$(t_here),$(word 2,$(t_run.$(u)))/$(u))
t_in = $(notdir $(filter $(1)/%,$(t_by_variant)))
endif
t_later := $(if $(findstring :merge,$(t_weighed))$(findstring :nightly,$(t_weighed))$(findstring :none,$(t_weighed)),$(foreach w,$(t_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
t_of_pr := pr
t_of_merge := pr merge
t_of_nightly := pr merge nightly
$(foreach u,$(t_only),$(if $(filter undefined,$(origin t_run.$(u))),$(error t: no unit is named '$(u)')))
t_selected := $(if $(t_only),$(filter $(t_only),$(t_here)))

define t_sh :=
t_unit() {
	set +eu
	ns_unit=$$1 ns_seed=$$5 ns_limit=$$6 ns_command=$$2$$7 ns_skip=77 ns_report= ns_may= ns_reason=
	shift 7
	for ns_option do
		shift
		case $$ns_option in
		--) break ;;
		--report=*) ns_report=$${ns_option#*=} ;;
		--skip-status=*) ns_skip=$${ns_option#*=} ;;
		--may-skip=*) ns_may=1 ;;
		--pool=*) echo "t: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with t_nightshift=PATH where it is" >&2; exit 1 ;;
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
	unset t_sh
	ns_watch=$$t_limit_sh
	unset t_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite t' $${t_plan:+"plan $$t_plan"} "run $$t_run" "unit $$ns_unit" \
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

# It runs the command of a unit that may take so many seconds, whose status is 124 if it has not ended by then: timeout(1) is not
# everywhere, nor is it the same. What keeps the time beside it ends the command and all below it, as far as the system says what that is;
# those above first, since a shell whose child has ended goes on with its next command. While nothing is found and the command goes on, it looks again.
define t_limit_sh :=
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

# What is true of a whole run of make, found out when its first unit starts. Where there is no git, verdicts name no plan.
define t_start
t_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
t_plan := $(shell $(t_unset); git hash-object --no-filters -- $(call t_quote,$(t_plan_file)) 2>/dev/null)
t_commit := $(shell $(t_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
t_tree := $(if $(t_commit),$(shell $(t_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(t_nightshift),)
export t_sh t_results t_platform t_lane t_run t_plan t_limit_sh t_commit t_tree

endif
endef
t_go = $(eval $(value t_start))$(eval t_go := eval "$$$$t_sh";)$(t_go)

t_quote = '$(subst ','\'',$(1))'
define t_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
t_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
t_hand = $(if $(t_says_n),@echo ,+@)$(t_words) $(1) $(if $(t_says_n),$(2),--units=$(call t_quote,$(call t_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
t_mine :=
t_list = $(eval t_mine := $(shell mkdir -p -- $(call t_quote,$(t_dir)$(1)) && CDPATH= cd -- $(call t_quote,$(t_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(t_dir)$(1)/$(t_mine),$(subst $(t_blank),$(t_newline),$(2)))$(1)/$(t_mine)
t_words = $(eval $(value t_start))$(eval t_words := $$(call t_quote,$$(t_nightshift)) run --plan=$$(call t_quote,nix/t.json) $$(t_run_options))$(t_words)
t_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call t_quote,$(t_top).)$(if $(t_platform), --platform=$(call t_quote,$(t_platform)))$(if $(t_commit), --commit=$(t_commit) --tree=$(t_tree)) \
	$(if $(t_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(t_results)),--into=$(call t_quote,$(if $(filter /%,$(t_results)),,)$(t_results)) )$(if $(findstring k,$(t_flags)),,--fail-fast )$(t_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
t_goals := $(strip $(patsubst t-test-%,%,$(filter-out t-selected,$(MAKECMDGOALS))) $(if $(filter t-selected,$(MAKECMDGOALS)),$(t_selected)))
t_variant_of = $(if $(filter undefined,$(origin t_run.$(g))),all,$(word 2,$(t_run.$(g))))
t_wanted := $(if $(or $(if $(t_goals),,all),$(filter all,$(foreach g,$(filter-out $(t_variants),$(t_goals)),$(t_variant_of)))),$(t_variants),$(sort $(filter $(t_variants),$(t_goals)) $(foreach g,$(filter-out $(t_variants),$(t_goals)),$(t_variant_of))))
.PHONY: t-programs
t-programs: $(if $(t_prebuilt),,$(addprefix t-build-,$(t_wanted)))

# What is done once before any program is built.
.PHONY: t-prepare
t-prepare: ; @$(t_cd) && sh -c $(t_on)'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; ( mkdir -p build && echo "$$DEVELOPER" >build/lib-t ) && ( test -s build/lib-t )'

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
t_builds := files sha256
define t_build
t-build-$(1): t-prepare ; @$$(t_cd) && sh -c $$(t_on)$$(t_make_$(1))
endef
t-build-reftable: t-build-files

.PHONY: $(addprefix t-build-,$(t_variants))

# What units share, once for each key: the variant whose programs its command calls or '-', its path, what it is made of and its limits as
# options of 'nightshift fixture', and the command, in the suite's folder.
t_outside := $(filter t_fixture.%,$(.VARIABLES))
t_fixture.by-all = reftable '--output=build/by' '--wait=900' -- ''$(t_on)'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; cat build/plain/git >"$$NIGHTSHIFT_OUTPUT"'
t_fixture.plain-all = - '--output=build/plain.list' '--wait=900' -- ''$(t_on)'export DEVELOPER=1; export GIT_TEST_DEFAULT_REF_FORMAT=files; cp build/lib-t "$$NIGHTSHIFT_OUTPUT"'

t_fixtures := $(patsubst t_fixture.%,%,$(filter-out $(foreach v,$(t_outside),$(if $(filter file,$(origin $(v))),,$(v))),$(filter t_fixture.%,$(.VARIABLES))))

# One fixture: $* is its id. 'nightshift fixture' makes it once, however many makes want it. Without, this is right within one
# make, but another one that runs at the same time may make it, too; whose comes first is then replaced by the other's.
define t_fixture_fresh :=
$(t_cd) && test -e "$$ns_output" && test "$$(cat "$$ns_output.stamp" 2>/dev/null)" = "made by $$ns_command" && ns_newer=$$(find -L "$$@" "$$ns_output.stamp" -newer "$$ns_output.stamp" 2>/dev/null) && test -z "$$ns_newer"
endef
define t_fixture_sh :=
t_fixture() {
	set +eu
	ns_output=
	shift
	for ns_option do
		shift
		case $$ns_option in
		--) break ;;
		--output=*) ns_output=$${ns_option#*=} ;;
		--input=*) set -- "$$@" "$${ns_option#*=}" ;;
		esac
	done
	ns_command=$$1
	shift
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
t_make_fixture = eval "$$t_fixture_sh"; t_fixture $(t_fixture.$*)
t_fresh_fixture = $(shell set -- $(t_fixture.$*); ns_output=; shift; for ns_option do shift; case $$ns_option in (--) break ;; (--output=*) ns_output=$${ns_option#*=} ;; (--input=*) set -- "$$@" "$${ns_option#*=}" ;; esac; done; ns_command=$$1; shift; if $(t_fixture_fresh); then echo fresh; fi)
else
t_make_fixture = $(call t_quote,$(t_nightshift)) fixture -C $(call t_quote,$(t_dir)) $(subst $(t_newline)$(firstword $(t_fixture.$*)) ,,$(t_newline)$(t_fixture.$*))
t_fresh_fixture =
endif
.PHONY: $(t_fixtures:%=t-fixture-%)
$(t_fixtures:%=t-fixture-%): t-fixture-%: ; $(if $(t_fresh_fixture),$(if $(filter $@,$(MAKECMDGOALS)),@:),@$(t_make_fixture))
$(t_fixtures:%=t-fixture-%): | $(if $(t_prebuilt),,t-prepare)
$(foreach f,$(t_fixtures),$(if $(filter -,$(firstword $(t_fixture.$(f)))),,$(eval t-fixture-$(f): | $(if $(t_prebuilt),,t-build-$(firstword $(t_fixture.$(f)))))))

# Make starts a fixture when it comes to the heaviest unit that needs it, and goes on down the list; when that is through, it comes
# back for the units that waited, heaviest first again. One that is fresh starts no job, so that nothing waits for it.
t_need = $(if $(2),$(eval t-test-$(1): | $(2:@%=t-fixture-%)))
ifeq ($(t_nightshift),)
$(foreach u,$(t_units),$(if $(findstring :@,$(firstword $(t_run.$(u)))),$(call t_need,$(u),$(filter @%,$(subst :, ,$(firstword $(t_run.$(u))))))))
endif

# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: t-test t-selected t-build t-list $(addprefix t-test-,$(t_units) $(t_variants) pr merge nightly)
ifeq ($(t_nightshift),)
$(addprefix t-test-,$(t_units)): t-test-%: | t-programs ; @$(t_go) t_unit $* ''$(t_on)$(t_env_$(word 2,$(t_run.$*))) $(t_run.$*) -- $(t_programs_$(word 2,$(t_run.$*)))
t_needs = $(addprefix t-test-,$(1))
t_hand_over = @:
else
$(addprefix t-test-,$(t_units)): t-test-%: ; $(call t_hand,$(addprefix --lane=,$(t_lane)),$*)
t_needs =
t_hand_over = $(call t_hand,$(1),$(2))
endif
t_nothing = @echo "t: $(1)" >&2; exit 1
t-test: $(call t_needs,$(t_here)) ; $(if $(t_here),$(call t_hand_over,$(addprefix --lane=,$(t_lane)),$(t_here)),$(call t_nothing,no unit runs on platform '$(t_platform)'))
t-selected: $(call t_needs,$(t_selected)) ; $(if $(t_selected),$(call t_hand_over,$(addprefix --lane=,$(t_lane)),$(t_selected)),$(call t_nothing,t_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define t_variant
t-test-$(1): $$(call t_needs,$$(call t_in,$(1))) ; $$(if $$(call t_in,$(1)),$$(call t_hand_over,$$(addprefix --lane=,$$(t_lane)),$$(call t_in,$(1))),$$(call t_nothing,no unit of $(1) runs on this platform))
endef
t_owed = $(notdir $(filter $(t_of_$(1):%=%/%),$(t_later)))
define t_lane_checked
t-test-$(1): $$(if $$(t_nightshift),,$$(if $$(t_later),$$(call t_needs,$$(call t_owed,$(1))),t-test)) ; $$(if $$(if $$(t_later),$$(call t_owed,$(1)),$$(t_here)),$$(call t_hand_over,--lane=$(1),$$(if $$(t_later),$$(call t_owed,$(1)),$$(t_here))),$$(call t_nothing,lane $(1) runs nothing on platform '$$(t_platform)'))
endef
define t_lane_build
t-test-$(1): t-build ; @echo 't: lane $(1) only builds on $$(t_platform)'
endef
define t_lane_none
t-test-$(1): ; $$(call t_nothing,lane $(1) runs nothing on platform '$$(t_platform)')
endef
$(foreach v,$(t_builds),$(eval $(call t_build,$(v))))
$(foreach v,$(t_variants),$(eval $(call t_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call t_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(t_does_$(t_platform)))),none),$(l))))
t-build: $(addprefix t-build-,$(t_variants))
t-list: ; @:$(foreach u,$(t_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter t_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(t_default_goal),$(if $(t_alone),t-test))
