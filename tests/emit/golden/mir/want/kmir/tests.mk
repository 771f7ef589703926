# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'kmir' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 kmir-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 kmir-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 kmir-selected              those that kmir_only names (a long list: in a makefile read before this one)
#     make kmir-build, kmir-build-VARIANT    only build; kmir-list: print the units; kmir-fixture-ID
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: kmir_seed=N, kmir_platform=NAME, kmir_lane=NAME, kmir_results=DIR
# (from the suite's folder), kmir_prebuilt=1 (build nothing); kmir_nightshift=PATH hands all units to 'nightshift run' with kmir_options=...

# An older GNU Make reads what follows in another way, runs nothing and says success or nonsense: so it stops here. MAKE_VERSION may
# come from the environment instead of from make; then a feature tells that 4.3 was the first to have.
kmir_version := $(if $(findstring environment,$(origin MAKE_VERSION)),$(if $(filter grouped-target,$(.FEATURES)),4.3,an older one),$(MAKE_VERSION))
ifneq (,$(filter 0.% 1.% 2.% 3.% 4.0 4.0.% 4.1 4.1.% 4.2 4.2.% older,$(kmir_version)))
$(error kmir: this file needs GNU Make 4.3 or later, and this is $(kmir_version); macOS: brew install make, then gmake)
endif

kmir_default_goal := $(.DEFAULT_GOAL)
# The folder of this file, which is the last of MAKEFILE_LIST. That parts paths by blanks, and a path may have blanks itself: so
# it is the shortest end of the list that is a file.
kmir_blank := $(subst ,, )
kmir_path = $(if $(wildcard $(1)),$(1),$(if $(2),$(call kmir_path,$(lastword $(2))\$(kmir_blank)$(1),$(wordlist 2,$(words $(2)),- $(2)))))
kmir_file := $(or $(call kmir_path,$(lastword $(MAKEFILE_LIST)),$(wordlist 2,$(words $(MAKEFILE_LIST)),- $(MAKEFILE_LIST))),$(lastword $(MAKEFILE_LIST)))
kmir_folder := $(subst :blank:,$(kmir_blank),$(dir $(subst \$(kmir_blank),:blank:,$(kmir_file))))
kmir_alone := $(filter $(words $(MAKEFILE_LIST)),$(words $(kmir_file)))
kmir_dir := $(kmir_folder)
# Where every command runs. What make or a git hook has in its environment, and what changes where 'cd' goes or what a shell does
# first, is not for a program or a test ('nightshift exec' leaves out the same).
kmir_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
kmir_cd := $(kmir_unset); cd -- '$(subst ','\'',$(kmir_dir))'
kmir_plan_file := $(kmir_folder)../nix/kmir.json
kmir_top := $(kmir_folder)../
kmir_results ?= build/nightshift
kmir_prebuilt ?=
kmir_lane ?=
kmir_only ?=
kmir_nightshift ?=
kmir_options ?=

# The platform of this machine. GNU Make knows what it was built for, which costs no process; where it does not, uname(1) does.
kmir_host := $(or $(if $(findstring environment,$(origin MAKE_HOST)),,$(MAKE_HOST)),$(shell echo "$$(uname -m)-$$(uname -s | tr '[:upper:]' '[:lower:]')"))
kmir_cpu := $(firstword $(subst -, ,$(kmir_host)))
kmir_system := $(if $(filter arm% aarch64%,$(kmir_cpu)),aarch64,$(kmir_cpu))-$(or $(findstring darwin,$(kmir_host)),$(findstring linux,$(kmir_host)),other)
kmir_platform_x86_64-linux := linux
kmir_platform ?= $(kmir_platform_$(kmir_system))
kmir_platforms := linux

# With these options make says success although nothing ran, or something failed.
kmir_flags := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
$(if $(filter kmir-%,$(MAKECMDGOALS)),$(if $(findstring t,$(kmir_flags)),$(error kmir: with -t make runs nothing and succeeds: leave it out))$(if $(findstring i,$(kmir_flags)),$(error kmir: with -i make succeeds whatever fails: leave it out, or take -k)))

$(if $(filter-out $(kmir_platforms),$(kmir_platform)),$(error kmir: no platform is named '$(kmir_platform)'; there are: $(kmir_platforms)))

# What each lane does on each platform.
kmir_does_linux := pr=checked merge=none nightly=none
kmir_on_linux :=

kmir_on := $(kmir_on_$(kmir_platform))
kmir_variants := pytest
kmir_programs_pytest := 
kmir_make_pytest := :
kmir_env_pytest :=

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
kmir_outside := $(filter kmir_run.%,$(.VARIABLES))
kmir_run.pytest-cli-option-1 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-1]'\'''
kmir_run.pytest-cli-option-10 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-10]'\'''
kmir_run.pytest-cli-option-2 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-2]'\'''
kmir_run.pytest-cli-option-3 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-3]'\'''
kmir_run.pytest-cli-option-4 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-4]'\'''
kmir_run.pytest-cli-option-5 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-5]'\'''
kmir_run.pytest-cli-option-6 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-6]'\'''
kmir_run.pytest-cli-option-7 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-7]'\'''
kmir_run.pytest-cli-option-8 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-8]'\'''
kmir_run.pytest-cli-option-9 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_cli.py::test_cli[option-9]'\'''
kmir_run.pytest-crate_examples-crate-1 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_crate_examples[crate-1]'\'''
kmir_run.pytest-crate_examples-crate-2 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_crate_examples[crate-2]'\'''
kmir_run.pytest-crate_examples-crate-3 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_crate_examples[crate-3]'\'''
kmir_run.pytest-crate_examples-crate-4 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_crate_examples[crate-4]'\'''
kmir_run.pytest-crate_examples-crate-5 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_crate_examples[crate-5]'\'''
kmir_run.pytest-decode_value-value-1-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-1: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-10-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-10: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-11-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-11: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-12-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-12: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-13-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-13: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-14-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-14: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-15-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-15: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-16-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-16: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-17-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-17: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-18-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-18: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-19-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-19: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-2-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-2: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-20-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-20: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-21-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-21: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-22-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-22: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-23-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-23: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-24-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-24: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-25-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-25: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-26-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-26: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-27-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-27: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-28-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-28: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-3-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-3: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-4-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-4: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-5-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-5: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-6-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-6: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-7-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-7: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-8-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-8: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-decode_value-value-9-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_decode_value[value-9: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-exec_smir-program-1.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-1.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-1.state-llvm := 999914999:@kompiled-program-1 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-1 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-1.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-10.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-10.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-10.state-llvm := 999914999:@kompiled-program-10 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-10 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-10.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-11.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-11.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-11.state-llvm := 999914999:@kompiled-program-11 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-11 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-11.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-12.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-12.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-12.state-llvm := 999914999:@kompiled-program-12 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-12 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-12.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-13.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-13.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-13.state-llvm := 999914999:@kompiled-program-13 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-13 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-13.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-14.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-14.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-14.state-llvm := 999914999:@kompiled-program-14 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-14 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-14.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-15.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-15.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-15.state-llvm := 999914999:@kompiled-program-15 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-15 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-15.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-16.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-16.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-16.state-llvm := 999914999:@kompiled-program-16 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-16 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-16.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-17.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-17.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-17.state-llvm := 999914999:@kompiled-program-17 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-17 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-17.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-18.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-18.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-18.state-llvm := 999914999:@kompiled-program-18 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-18 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-18.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-19.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-19.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-19.state-llvm := 999914999:@kompiled-program-19 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-19 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-19.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-2.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-2.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-2.state-llvm := 999914999:@kompiled-program-2 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-2 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-2.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-20.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-20.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-20.state-llvm := 999914999:@kompiled-program-20 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-20 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-20.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-21.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-21.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-21.state-llvm := 999914999:@kompiled-program-21 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-21 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-21.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-22.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-22.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-22.state-llvm := 999914999:@kompiled-program-22 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-22 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-22.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-23.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-23.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-23.state-llvm := 999914999:@kompiled-program-23 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-23 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-23.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-24.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-24.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-24.state-llvm := 999914999:@kompiled-program-24 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-24 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-24.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-25.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-25.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-25.state-llvm := 999914999:@kompiled-program-25 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-25 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-25.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-26.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-26.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-26.state-llvm := 999914999:@kompiled-program-26 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-26 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-26.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-27.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-27.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-27.state-llvm := 999914999:@kompiled-program-27 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-27 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-27.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-28.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-28.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-28.state-llvm := 999914999:@kompiled-program-28 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-28 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-28.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-29.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-29.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-29.state-llvm := 999914999:@kompiled-program-29 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-29 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-29.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-3.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-3.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-3.state-llvm := 999914999:@kompiled-program-3 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-3 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-3.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-30.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-30.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-30.state-llvm := 999914999:@kompiled-program-30 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-30 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-30.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-31.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-31.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-31.state-llvm := 999914999:@kompiled-program-31 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-31 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-31.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-32.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-32.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-32.state-llvm := 999914999:@kompiled-program-32 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-32 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-32.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-33.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-33.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-33.state-llvm := 999914999:@kompiled-program-33 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-33 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-33.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-34.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-34.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-34.state-llvm := 999914999:@kompiled-program-34 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-34 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-34.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-35.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-35.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-35.state-llvm := 999914999:@kompiled-program-35 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-35 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-35.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-36.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-36.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-36.state-llvm := 999914999:@kompiled-program-36 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-36 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-36.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-37.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-37.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-37.state-llvm := 999914999:@kompiled-program-37 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-37 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-37.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-38.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-38.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-38.state-llvm := 999914999:@kompiled-program-38 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-38 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-38.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-39.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-39.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-39.state-llvm := 999914999:@kompiled-program-38 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-38 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-39.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-4.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-4.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-4.state-llvm := 999914999:@kompiled-program-4 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-4 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-4.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-5.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-5.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-5.state-llvm := 999914999:@kompiled-program-5 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-5 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-5.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-6.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-6.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-6.state-llvm := 999914999:@kompiled-program-6 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-6 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-6.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-7.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-7.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-7.state-llvm := 999914999:@kompiled-program-7 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-7 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-7.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-8.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-8.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-8.state-llvm := 999914999:@kompiled-program-8 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-8 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-8.state-llvm]'\'''
kmir_run.pytest-exec_smir-program-9.state-haskell := 999891999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-9.state-haskell]'\'''
kmir_run.pytest-exec_smir-program-9.state-llvm := 999914999:@kompiled-program-9 pytest - 3600 'KMIR_LLVM_DEFINITION=build/kompiled/program-9 uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_exec_smir[program-9.state-llvm]'\'''
kmir_run.pytest-functions := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 src/tests/integration/test_integration.py::test_functions'
kmir_run.pytest-prove-prove-1.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-1.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-10.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-10.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-11.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-11.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-12.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-12.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-13.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-13.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-14.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-14.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-15.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-15.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-16.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-16.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-17.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-17.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-18.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-18.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-19.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-19.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-2.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-2.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-20.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-20.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-21.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-21.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-22.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-22.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-23.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-23.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-24.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-24.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-25.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-25.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-26.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-26.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-27.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-27.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-28.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-28.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-29.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-29.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-3.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-3.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-30.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-30.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-31.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-31.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-32.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-32.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-33.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-33.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-34.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-34.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-35.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-35.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-36.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-36.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-37.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-37.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-38.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-38.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-39.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-39.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-4.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-4.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-40.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-40.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-41.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-41.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-42.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-42.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-43.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-43.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-44.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-44.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-45.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-45.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-46.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-46.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-47.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-47.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-48.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-48.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-49.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-49.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-5.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-5.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-50.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-50.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-51.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-51.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-52.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-52.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-53.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-53.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-54.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-54.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-55.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-55.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-56.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-56.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-57.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-57.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-58.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-58.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-59.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-59.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-6.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-6.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-60.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-60.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-61.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-61.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-62.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-62.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-63.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-63.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-64.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-64.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-65.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-65.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-66.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-66.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-67.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-67.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-68.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-68.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-69.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-69.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-7.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-7.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-70.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-70.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-71.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-71.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-72.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-72.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-73.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-73.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-74.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-74.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-75.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-75.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-76.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-76.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-77.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-77.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-78.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-78.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-79.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-79.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-8.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-8.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-80.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-80.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-81.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-81.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-82.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-82.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-83.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-83.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-84.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-84.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-85.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-85.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-86.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-86.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-87.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-87.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-88.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-88.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-89.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-89.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-9.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-9.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-90.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-90.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-91.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-91.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-92.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-92.rs $$SPEC]'\'''
kmir_run.pytest-prove-prove-93.rs-SPEC := 999996999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_prove.py::test_prove[prove-93.rs $$SPEC]'\'''
kmir_run.pytest-prove_termination-program-1 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-1]'\'''
kmir_run.pytest-prove_termination-program-10 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-10]'\'''
kmir_run.pytest-prove_termination-program-11 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-11]'\'''
kmir_run.pytest-prove_termination-program-12 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-12]'\'''
kmir_run.pytest-prove_termination-program-13 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-13]'\'''
kmir_run.pytest-prove_termination-program-14 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-14]'\'''
kmir_run.pytest-prove_termination-program-15 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-15]'\'''
kmir_run.pytest-prove_termination-program-16 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-16]'\'''
kmir_run.pytest-prove_termination-program-17 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-17]'\'''
kmir_run.pytest-prove_termination-program-18 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-18]'\'''
kmir_run.pytest-prove_termination-program-19 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-19]'\'''
kmir_run.pytest-prove_termination-program-2 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-2]'\'''
kmir_run.pytest-prove_termination-program-3 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-3]'\'''
kmir_run.pytest-prove_termination-program-4 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-4]'\'''
kmir_run.pytest-prove_termination-program-5 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-5]'\'''
kmir_run.pytest-prove_termination-program-6 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-6]'\'''
kmir_run.pytest-prove_termination-program-7 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-7]'\'''
kmir_run.pytest-prove_termination-program-8 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-8]'\'''
kmir_run.pytest-prove_termination-program-9 := 999920999 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_prove_termination[program-9]'\'''
kmir_run.pytest-python_decode_value-value-1-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-1: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-10-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-10: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-11-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-11: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-12-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-12: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-13-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-13: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-14-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-14: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-15-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-15: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-16-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-16: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-17-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-17: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-18-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-18: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-19-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-19: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-2-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-2: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-20-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-20: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-21-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-21: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-22-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-22: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-23-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-23: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-24-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-24: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-25-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-25: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-26-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-26: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-27-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-27: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-28-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-28: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-3-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-3: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-4-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-4: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-5-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-5: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-6-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-6: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-7-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-7: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-8-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-8: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-python_decode_value-value-9-u8-4-a := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_decode_value.py::test_python_decode_value[value-9: [u8; 4] & '\''\'\'''\''a'\''\'\'''\'']'\'''
kmir_run.pytest-run_smir_random-arithmetic-1 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-1]'\'''
kmir_run.pytest-run_smir_random-arithmetic-10 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-10]'\'''
kmir_run.pytest-run_smir_random-arithmetic-2 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-2]'\'''
kmir_run.pytest-run_smir_random-arithmetic-3 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-3]'\'''
kmir_run.pytest-run_smir_random-arithmetic-4 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-4]'\'''
kmir_run.pytest-run_smir_random-arithmetic-5 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-5]'\'''
kmir_run.pytest-run_smir_random-arithmetic-6 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-6]'\'''
kmir_run.pytest-run_smir_random-arithmetic-7 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-7]'\'''
kmir_run.pytest-run_smir_random-arithmetic-8 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-8]'\'''
kmir_run.pytest-run_smir_random-arithmetic-9 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[arithmetic-9]'\'''
kmir_run.pytest-run_smir_random-structs-1 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-1]'\'''
kmir_run.pytest-run_smir_random-structs-10 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-10]'\'''
kmir_run.pytest-run_smir_random-structs-2 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-2]'\'''
kmir_run.pytest-run_smir_random-structs-3 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-3]'\'''
kmir_run.pytest-run_smir_random-structs-4 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-4]'\'''
kmir_run.pytest-run_smir_random-structs-5 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-5]'\'''
kmir_run.pytest-run_smir_random-structs-6 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-6]'\'''
kmir_run.pytest-run_smir_random-structs-7 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-7]'\'''
kmir_run.pytest-run_smir_random-structs-8 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-8]'\'''
kmir_run.pytest-run_smir_random-structs-9 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_run_smir_random.py::test_run_smir_random[structs-9]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-1-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-1, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-10-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-10, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-11-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-11, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-12-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-12, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-13-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-13, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-14-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-14, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-15-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-15, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-16-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-16, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-17-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-17, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-18-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-18, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-19-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-19, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-2-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-2, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-20-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-20, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-21-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-21, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-22-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-22, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-23-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-23, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-24-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-24, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-25-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-25, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-26-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-26, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-27-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-27, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-28-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-28, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-29-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-29, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-3-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-3, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-30-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-30, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-31-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-31, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-32-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-32, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-33-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-33, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-34-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-34, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-4-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-4, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-5-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-5, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-6-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-6, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-7-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-7, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-8-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-8, "sort"]'\'''
kmir_run.pytest-schema_kapply_parse-kapply-9-sort := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_kapply_parse[kapply-9, "sort"]'\'''
kmir_run.pytest-schema_parse-schema-1 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-1]'\'''
kmir_run.pytest-schema_parse-schema-10 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-10]'\'''
kmir_run.pytest-schema_parse-schema-11 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-11]'\'''
kmir_run.pytest-schema_parse-schema-12 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-12]'\'''
kmir_run.pytest-schema_parse-schema-13 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-13]'\'''
kmir_run.pytest-schema_parse-schema-14 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-14]'\'''
kmir_run.pytest-schema_parse-schema-15 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-15]'\'''
kmir_run.pytest-schema_parse-schema-16 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-16]'\'''
kmir_run.pytest-schema_parse-schema-17 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-17]'\'''
kmir_run.pytest-schema_parse-schema-18 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-18]'\'''
kmir_run.pytest-schema_parse-schema-19 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-19]'\'''
kmir_run.pytest-schema_parse-schema-2 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-2]'\'''
kmir_run.pytest-schema_parse-schema-20 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-20]'\'''
kmir_run.pytest-schema_parse-schema-21 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-21]'\'''
kmir_run.pytest-schema_parse-schema-22 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-22]'\'''
kmir_run.pytest-schema_parse-schema-23 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-23]'\'''
kmir_run.pytest-schema_parse-schema-24 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-24]'\'''
kmir_run.pytest-schema_parse-schema-25 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-25]'\'''
kmir_run.pytest-schema_parse-schema-3 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-3]'\'''
kmir_run.pytest-schema_parse-schema-4 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-4]'\'''
kmir_run.pytest-schema_parse-schema-5 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-5]'\'''
kmir_run.pytest-schema_parse-schema-6 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-6]'\'''
kmir_run.pytest-schema_parse-schema-7 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-7]'\'''
kmir_run.pytest-schema_parse-schema-8 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-8]'\'''
kmir_run.pytest-schema_parse-schema-9 := 999999299 pytest - 3600 'uv run pytest --verbose --durations=0 '\''src/tests/integration/test_integration.py::test_schema_parse[schema-9]'\'''
# A variable of the environment adds no unit and changes none.
$(foreach v,$(kmir_outside),$(if $(filter line override,$(origin $(v))),$(error kmir: '$(v)' is set outside of this file, which alone says what units are)))
kmir_units := $(patsubst kmir_run.%,%,$(filter kmir_run.%,$(.VARIABLES)))
$(foreach v,$(kmir_outside),$(if $(filter file,$(origin $(v))),,$(eval kmir_units := $(filter-out $(v:kmir_run.%=%),$(kmir_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
kmir_weighed := $(foreach u,$(kmir_units),$(firstword $(kmir_run.$(u)))/$(u))
kmir_weighed := $(if $(findstring :$(kmir_platform)=off,$(kmir_weighed)),$(foreach w,$(kmir_weighed),$(if $(findstring :$(kmir_platform)=off,$(w)),,$(w))),$(kmir_weighed))
kmir_weight_here = $(patsubst $(kmir_platform)=%,%,$(filter $(kmir_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
kmir_weighed := $(if $(findstring :$(kmir_platform)=,$(kmir_weighed)),$(foreach w,$(kmir_weighed),$(addsuffix :,$(call kmir_weight_here,$(w)))$(w)),$(kmir_weighed))
ifneq ($(findstring $(kmir_blank)-,$(kmir_blank)$(kmir_weighed)),)
kmir_known := $(sort $(filter-out -%,$(kmir_weighed)))
kmir_median := $(if $(kmir_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(kmir_blank),,$(patsubst %,1,$(kmir_known))))),$(kmir_known))))))
kmir_weighed := $(patsubst -%,$(kmir_median)%,$(kmir_weighed))
endif
kmir_weighed := $(sort $(kmir_weighed))
kmir_here := $(notdir $(kmir_weighed))
kmir_in = $(filter $(1)-%,$(kmir_here))
ifneq ($(filter $(addsuffix -%,$(kmir_variants)),$(kmir_variants)),)
kmir_by_variant := $(foreach u,$(kmir_here),$(word 2,$(kmir_run.$(u)))/$(u))
kmir_in = $(notdir $(filter $(1)/%,$(kmir_by_variant)))
endif
kmir_later := $(if $(findstring :merge,$(kmir_weighed))$(findstring :nightly,$(kmir_weighed))$(findstring :none,$(kmir_weighed)),$(foreach w,$(kmir_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
kmir_of_pr := pr
kmir_of_merge := pr merge
kmir_of_nightly := pr merge nightly
$(foreach u,$(kmir_only),$(if $(filter undefined,$(origin kmir_run.$(u))),$(error kmir: no unit is named '$(u)')))
kmir_selected := $(if $(kmir_only),$(filter $(kmir_only),$(kmir_here)))

define kmir_sh :=
kmir_unit() {
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
		--pool=*) echo "kmir: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with kmir_nightshift=PATH where it is" >&2; exit 1 ;;
		esac
	done
	$(kmir_cd) || exit 3
	ns_out=$$kmir_results/$$ns_unit
	test -d "$$ns_out" || mkdir -p "$$ns_out" || exit 3
	: >"$$ns_out/verdict" && : >"$$ns_out/start" || exit 3
	for ns_program do
		test -f "$$ns_program" || { echo "kmir: $$ns_unit: there is no program '$$ns_program' to run" >&2; exit 1; }
	done
	test ! -e "$$ns_out/cases" || rm -f "$$ns_out/cases" || exit 3
	test -z "$$ns_report" || rm -f -- "$$ns_report" "$$ns_out/report.xml" || exit 3
	case $$ns_seed in
	-) ns_seed= ;;
	head) ns_seed=$$kmir_seed ;;
	esac
	unset kmir_sh
	ns_watch=$$kmir_limit_sh
	unset kmir_limit_sh
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
	printf '%s\n' 'nightshift 1' 'suite kmir' $${kmir_plan:+"plan $$kmir_plan"} "run $$kmir_run" "unit $$ns_unit" \
		$${kmir_platform:+"platform $$kmir_platform"} $${kmir_lane:+"lane $$kmir_lane"} \
		$${kmir_commit:+"commit $$kmir_commit" "tree $$kmir_tree"} $${ns_seed:+"seed $$ns_seed"} \
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
define kmir_limit_sh :=
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
define kmir_start
kmir_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
kmir_plan := $(shell $(kmir_unset); git hash-object --no-filters -- $(call kmir_quote,$(kmir_plan_file)) 2>/dev/null)
kmir_commit := $(shell $(kmir_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
kmir_tree := $(if $(kmir_commit),$(shell $(kmir_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
ifeq ($(kmir_nightshift),)
export kmir_sh kmir_results kmir_platform kmir_lane kmir_run kmir_plan kmir_limit_sh kmir_commit kmir_tree

endif
endef
kmir_go = $(eval $(value kmir_start))$(eval kmir_go := eval "$$$$kmir_sh";)$(kmir_go)

kmir_quote = '$(subst ','\'',$(1))'
define kmir_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
kmir_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
kmir_hand = $(if $(kmir_says_n),@echo ,+@)$(kmir_words) $(1) $(if $(kmir_says_n),$(2),--units=$(call kmir_quote,kmir/$(call kmir_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
kmir_mine :=
kmir_list = $(eval kmir_mine := $(shell mkdir -p -- $(call kmir_quote,$(kmir_dir)$(1)) && CDPATH= cd -- $(call kmir_quote,$(kmir_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(kmir_dir)$(1)/$(kmir_mine),$(subst $(kmir_blank),$(kmir_newline),$(2)))$(1)/$(kmir_mine)
kmir_words = $(eval $(value kmir_start))$(eval kmir_words := $$(call kmir_quote,$$(kmir_nightshift)) run --plan=$$(call kmir_quote,nix/kmir.json) $$(kmir_run_options))$(kmir_words)
kmir_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call kmir_quote,$(kmir_top).)$(if $(kmir_platform), --platform=$(call kmir_quote,$(kmir_platform)))$(if $(kmir_commit), --commit=$(kmir_commit) --tree=$(kmir_tree)) \
	$(if $(kmir_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(kmir_results)),--into=$(call kmir_quote,$(if $(filter /%,$(kmir_results)),,kmir/)$(kmir_results)) )$(if $(findstring k,$(kmir_flags)),,--fail-fast )$(kmir_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
kmir_goals := $(strip $(patsubst kmir-test-%,%,$(filter-out kmir-selected,$(MAKECMDGOALS))) $(if $(filter kmir-selected,$(MAKECMDGOALS)),$(kmir_selected)))
kmir_variant_of = $(if $(filter undefined,$(origin kmir_run.$(g))),all,$(word 2,$(kmir_run.$(g))))
kmir_wanted := $(if $(or $(if $(kmir_goals),,all),$(filter all,$(foreach g,$(filter-out $(kmir_variants),$(kmir_goals)),$(kmir_variant_of)))),$(kmir_variants),$(sort $(filter $(kmir_variants),$(kmir_goals)) $(foreach g,$(filter-out $(kmir_variants),$(kmir_goals)),$(kmir_variant_of))))
.PHONY: kmir-programs
kmir-programs: $(if $(kmir_prebuilt),,$(addprefix kmir-build-,$(kmir_wanted)))

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
kmir_builds := pytest
define kmir_build
kmir-build-$(1): ; @$$(kmir_cd) && sh -c $$(kmir_on)$$(kmir_make_$(1))
endef

.PHONY: $(addprefix kmir-build-,$(kmir_variants))

# What units share, once for each key: the variant whose programs its command calls or '-', its path, what it is made of and its limits as
# options of 'nightshift fixture', and the command, in the suite's folder.
kmir_outside := $(filter kmir_fixture.%,$(.VARIABLES))
kmir_fixture.kompiled-program-1 = - '--output=build/kompiled/program-1' '--input=src/tests/integration/data/exec-smir/program-1.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-1.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-10 = - '--output=build/kompiled/program-10' '--input=src/tests/integration/data/exec-smir/program-10.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-10.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-11 = - '--output=build/kompiled/program-11' '--input=src/tests/integration/data/exec-smir/program-11.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-11.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-12 = - '--output=build/kompiled/program-12' '--input=src/tests/integration/data/exec-smir/program-12.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-12.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-13 = - '--output=build/kompiled/program-13' '--input=src/tests/integration/data/exec-smir/program-13.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-13.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-14 = - '--output=build/kompiled/program-14' '--input=src/tests/integration/data/exec-smir/program-14.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-14.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-15 = - '--output=build/kompiled/program-15' '--input=src/tests/integration/data/exec-smir/program-15.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-15.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-16 = - '--output=build/kompiled/program-16' '--input=src/tests/integration/data/exec-smir/program-16.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-16.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-17 = - '--output=build/kompiled/program-17' '--input=src/tests/integration/data/exec-smir/program-17.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-17.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-18 = - '--output=build/kompiled/program-18' '--input=src/tests/integration/data/exec-smir/program-18.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-18.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-19 = - '--output=build/kompiled/program-19' '--input=src/tests/integration/data/exec-smir/program-19.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-19.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-2 = - '--output=build/kompiled/program-2' '--input=src/tests/integration/data/exec-smir/program-2.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-2.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-20 = - '--output=build/kompiled/program-20' '--input=src/tests/integration/data/exec-smir/program-20.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-20.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-21 = - '--output=build/kompiled/program-21' '--input=src/tests/integration/data/exec-smir/program-21.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-21.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-22 = - '--output=build/kompiled/program-22' '--input=src/tests/integration/data/exec-smir/program-22.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-22.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-23 = - '--output=build/kompiled/program-23' '--input=src/tests/integration/data/exec-smir/program-23.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-23.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-24 = - '--output=build/kompiled/program-24' '--input=src/tests/integration/data/exec-smir/program-24.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-24.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-25 = - '--output=build/kompiled/program-25' '--input=src/tests/integration/data/exec-smir/program-25.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-25.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-26 = - '--output=build/kompiled/program-26' '--input=src/tests/integration/data/exec-smir/program-26.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-26.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-27 = - '--output=build/kompiled/program-27' '--input=src/tests/integration/data/exec-smir/program-27.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-27.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-28 = - '--output=build/kompiled/program-28' '--input=src/tests/integration/data/exec-smir/program-28.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-28.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-29 = - '--output=build/kompiled/program-29' '--input=src/tests/integration/data/exec-smir/program-29.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-29.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-3 = - '--output=build/kompiled/program-3' '--input=src/tests/integration/data/exec-smir/program-3.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-3.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-30 = - '--output=build/kompiled/program-30' '--input=src/tests/integration/data/exec-smir/program-30.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-30.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-31 = - '--output=build/kompiled/program-31' '--input=src/tests/integration/data/exec-smir/program-31.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-31.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-32 = - '--output=build/kompiled/program-32' '--input=src/tests/integration/data/exec-smir/program-32.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-32.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-33 = - '--output=build/kompiled/program-33' '--input=src/tests/integration/data/exec-smir/program-33.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-33.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-34 = - '--output=build/kompiled/program-34' '--input=src/tests/integration/data/exec-smir/program-34.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-34.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-35 = - '--output=build/kompiled/program-35' '--input=src/tests/integration/data/exec-smir/program-35.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-35.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-36 = - '--output=build/kompiled/program-36' '--input=src/tests/integration/data/exec-smir/program-36.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-36.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-37 = - '--output=build/kompiled/program-37' '--input=src/tests/integration/data/exec-smir/program-37.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-37.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-38 = - '--output=build/kompiled/program-38' '--input=src/tests/integration/data/exec-smir/program-38.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-38.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-4 = - '--output=build/kompiled/program-4' '--input=src/tests/integration/data/exec-smir/program-4.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-4.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-5 = - '--output=build/kompiled/program-5' '--input=src/tests/integration/data/exec-smir/program-5.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-5.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-6 = - '--output=build/kompiled/program-6' '--input=src/tests/integration/data/exec-smir/program-6.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-6.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-7 = - '--output=build/kompiled/program-7' '--input=src/tests/integration/data/exec-smir/program-7.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-7.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-8 = - '--output=build/kompiled/program-8' '--input=src/tests/integration/data/exec-smir/program-8.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-8.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'
kmir_fixture.kompiled-program-9 = - '--output=build/kompiled/program-9' '--input=src/tests/integration/data/exec-smir/program-9.smir.json' '--timeout=900' '--wait=960' '--cache=.kompiled' '--cache-size=8589934592' -- ''$(kmir_on)'uv run kmir llvm-kompile src/tests/integration/data/exec-smir/program-9.smir.json --output-dir "$$NIGHTSHIFT_OUTPUT"'

kmir_fixtures := $(patsubst kmir_fixture.%,%,$(filter-out $(foreach v,$(kmir_outside),$(if $(filter file,$(origin $(v))),,$(v))),$(filter kmir_fixture.%,$(.VARIABLES))))

# One fixture: $* is its id. 'nightshift fixture' makes it once, however many makes want it. Without, this is right within one
# make, but another one that runs at the same time may make it, too; whose comes first is then replaced by the other's.
define kmir_fixture_fresh :=
$(kmir_cd) && test -e "$$ns_output" && test "$$(cat "$$ns_output.stamp" 2>/dev/null)" = "made by $$ns_command" && ns_newer=$$(find -L "$$@" "$$ns_output.stamp" -newer "$$ns_output.stamp" 2>/dev/null) && test -z "$$ns_newer"
endef
define kmir_fixture_sh :=
kmir_fixture() {
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
	if $(kmir_fixture_fresh); then exit; fi
	for ns_input do
		test -e "$$ns_input" || { echo "kmir: there is no '$$ns_input' to make '$$ns_output' of" >&2; exit 1; }
	done
	ns_made=$$ns_output.making-$$$$ ns_try=1
	trap 'rm -rf "$$ns_made"' EXIT
	trap 'exit 1' HUP INT TERM
	unset kmir_fixture_sh
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
			echo "kmir: '$$ns_newer' was written while '$$ns_output' was made from it, 3 times: it is used now, and made again the next time" >&2
			break
		}
		test $$ns_try -lt 3 || {
			rm -rf "$$ns_output.stamp" "$$ns_output"
			echo "kmir: '$$ns_newer' changed while '$$ns_output' was made from it, 3 times: if the command changes it, it cannot be an input" >&2
			exit 1
		}
		ns_try=$$((ns_try + 1))
		echo "kmir: '$$ns_newer' changed while '$$ns_output' was made from it: it is made again" >&2
	done
	test $$ns_status = 0 || {
		rm -rf "$$ns_output.stamp" "$$ns_output"
		echo "kmir: the command that makes '$$ns_output' failed (status $$ns_status); the end of $$ns_output.log:" >&2
		tail -n 20 "$$ns_output.log" >&2
		exit 1
	}
	test -e "$$NIGHTSHIFT_OUTPUT" || { echo "kmir: the command that makes '$$ns_output' succeeded, but made nothing at \$$NIGHTSHIFT_OUTPUT" >&2; exit 1; }
	rm -rf "$$ns_output.stamp" "$$ns_output" && mv "$$NIGHTSHIFT_OUTPUT" "$$ns_output" && mv "$$ns_made/.stamp" "$$ns_output.stamp" || exit 3
	echo "made $$ns_output"
	exit
}
endef
ifeq ($(kmir_nightshift),)
export kmir_fixture_sh
kmir_make_fixture = eval "$$kmir_fixture_sh"; kmir_fixture $(kmir_fixture.$*)
kmir_fresh_fixture = $(shell set -- $(kmir_fixture.$*); ns_output=; shift; for ns_option do shift; case $$ns_option in (--) break ;; (--output=*) ns_output=$${ns_option#*=} ;; (--input=*) set -- "$$@" "$${ns_option#*=}" ;; esac; done; ns_command=$$1; shift; if $(kmir_fixture_fresh); then echo fresh; fi)
else
kmir_make_fixture = $(call kmir_quote,$(kmir_nightshift)) fixture -C $(call kmir_quote,$(kmir_dir)) $(subst $(kmir_newline)$(firstword $(kmir_fixture.$*)) ,,$(kmir_newline)$(kmir_fixture.$*))
kmir_fresh_fixture =
endif
.PHONY: $(kmir_fixtures:%=kmir-fixture-%)
$(kmir_fixtures:%=kmir-fixture-%): kmir-fixture-%: ; $(if $(kmir_fresh_fixture),$(if $(filter $@,$(MAKECMDGOALS)),@:),@$(kmir_make_fixture))
$(foreach f,$(kmir_fixtures),$(if $(filter -,$(firstword $(kmir_fixture.$(f)))),,$(eval kmir-fixture-$(f): | $(if $(kmir_prebuilt),,kmir-build-$(firstword $(kmir_fixture.$(f)))))))

# Make starts a fixture when it comes to the heaviest unit that needs it, and goes on down the list; when that is through, it comes
# back for the units that waited, heaviest first again. One that is fresh starts no job, so that nothing waits for it.
kmir_need = $(if $(2),$(eval kmir-test-$(1): | $(2:@%=kmir-fixture-%)))
ifeq ($(kmir_nightshift),)
$(foreach u,$(kmir_units),$(if $(findstring :@,$(firstword $(kmir_run.$(u)))),$(call kmir_need,$(u),$(filter @%,$(subst :, ,$(firstword $(kmir_run.$(u))))))))
endif

# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: kmir-test kmir-selected kmir-build kmir-list $(addprefix kmir-test-,$(kmir_units) $(kmir_variants) pr merge nightly)
ifeq ($(kmir_nightshift),)
$(addprefix kmir-test-,$(kmir_units)): kmir-test-%: | kmir-programs ; @$(kmir_go) kmir_unit $* ''$(kmir_on)$(kmir_env_$(word 2,$(kmir_run.$*))) $(kmir_run.$*) -- $(kmir_programs_$(word 2,$(kmir_run.$*)))
kmir_needs = $(addprefix kmir-test-,$(1))
kmir_hand_over = @:
else
$(addprefix kmir-test-,$(kmir_units)): kmir-test-%: ; $(call kmir_hand,$(addprefix --lane=,$(kmir_lane)),$*)
kmir_needs =
kmir_hand_over = $(call kmir_hand,$(1),$(2))
endif
kmir_nothing = @echo "kmir: $(1)" >&2; exit 1
kmir-test: $(call kmir_needs,$(kmir_here)) ; $(if $(kmir_here),$(call kmir_hand_over,$(addprefix --lane=,$(kmir_lane)),$(kmir_here)),$(call kmir_nothing,no unit runs on platform '$(kmir_platform)'))
kmir-selected: $(call kmir_needs,$(kmir_selected)) ; $(if $(kmir_selected),$(call kmir_hand_over,$(addprefix --lane=,$(kmir_lane)),$(kmir_selected)),$(call kmir_nothing,kmir_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define kmir_variant
kmir-test-$(1): $$(call kmir_needs,$$(call kmir_in,$(1))) ; $$(if $$(call kmir_in,$(1)),$$(call kmir_hand_over,$$(addprefix --lane=,$$(kmir_lane)),$$(call kmir_in,$(1))),$$(call kmir_nothing,no unit of $(1) runs on this platform))
endef
kmir_owed = $(notdir $(filter $(kmir_of_$(1):%=%/%),$(kmir_later)))
define kmir_lane_checked
kmir-test-$(1): $$(if $$(kmir_nightshift),,$$(if $$(kmir_later),$$(call kmir_needs,$$(call kmir_owed,$(1))),kmir-test)) ; $$(if $$(if $$(kmir_later),$$(call kmir_owed,$(1)),$$(kmir_here)),$$(call kmir_hand_over,--lane=$(1),$$(if $$(kmir_later),$$(call kmir_owed,$(1)),$$(kmir_here))),$$(call kmir_nothing,lane $(1) runs nothing on platform '$$(kmir_platform)'))
endef
define kmir_lane_build
kmir-test-$(1): kmir-build ; @echo 'kmir: lane $(1) only builds on $$(kmir_platform)'
endef
define kmir_lane_none
kmir-test-$(1): ; $$(call kmir_nothing,lane $(1) runs nothing on platform '$$(kmir_platform)')
endef
$(foreach v,$(kmir_builds),$(eval $(call kmir_build,$(v))))
$(foreach v,$(kmir_variants),$(eval $(call kmir_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call kmir_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(kmir_does_$(kmir_platform)))),none),$(l))))
kmir-build: $(addprefix kmir-build-,$(kmir_variants))
kmir-list: ; @:$(foreach u,$(kmir_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter kmir_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(kmir_default_goal),$(if $(kmir_alone),kmir-test))
