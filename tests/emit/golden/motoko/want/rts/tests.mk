# Written by nightshift from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'rts' for GNU Make 4.3 or later: include it, where a Makefile keeps its own first target, or use it alone with 'make -f'.
#
#     make -j8 rts-test                  build the programs and run every unit of this platform, heaviest first; with -k whatever fails
#     make -j8 rts-test-VARIANT          those of a variant; likewise -UNIT, and -LANE: what pr, merge or nightly run here
#     make -j8 rts-selected              those that rts_only names (a long list: in a makefile read before this one)
#     make rts-build, rts-build-VARIANT    only build; rts-list: print the units; rts-prepare: what comes before
#
# Each leaves its log and its verdict in a folder of its own. On make's command line: rts_seed=N, rts_platform=NAME, rts_lane=NAME, rts_results=DIR
# (from the suite's folder), rts_prebuilt=1 (build nothing); rts_nightshift=PATH hands all units to 'nightshift run' with rts_options=...

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
rts_unset := unset CDPATH BASH_ENV ENV MAKEFILES MAKEFLAGS MFLAGS MAKELEVEL GNUMAKEFLAGS GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG \
	GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX \
	GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
rts_cd := $(rts_unset); cd -- '$(subst ','\'',$(rts_dir))'
rts_plan_file := $(rts_folder)../nix/rts.json
rts_top := $(rts_folder)../
rts_results ?= build/nightshift
rts_prebuilt ?=
rts_lane ?=
rts_only ?=
rts_nightshift ?=
rts_options ?=

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

# What each lane does on each platform.
rts_does_arm := pr=checked merge=checked nightly=checked
rts_on_arm :=
rts_does_intel := pr=none merge=build nightly=none
rts_on_intel :=
rts_does_linux := pr=checked merge=checked nightly=checked
rts_on_linux :=
rts_does_mac := pr=build merge=build nightly=checked
rts_on_mac :=

rts_on := $(rts_on_$(rts_platform))
rts_variants := 64 incremental non-incremental
rts_programs_64 := motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm
rts_make_64 := 'export CARGO_TARGET_DIR=target-64; export RUSTFLAGS='\''-C target-feature=+bulk-memory'\''; export WASMTIME_BACKTRACE_DETAILS=1; ( cd motoko-rts-tests && cargo build --target=wasm64-unknown-unknown '\''-Zbuild-std=core,alloc,std,panic_abort'\'' --features=enhanced_orthogonal_persistence )'
rts_env_64 := 'export CARGO_TARGET_DIR=target-64; export RUSTFLAGS='\''-C target-feature=+bulk-memory'\''; export WASMTIME_BACKTRACE_DETAILS=1; '
rts_programs_incremental := motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm
rts_make_incremental := 'export CARGO_TARGET_DIR=target-incremental; export RUSTFLAGS='\''-C target-feature=+bulk-memory'\''; export WASMTIME_BACKTRACE_DETAILS=1; ( cd motoko-rts-tests && cargo build --target=wasm32-wasip1 --features=classical_persistence,incremental_gc )'
rts_env_incremental := 'export CARGO_TARGET_DIR=target-incremental; export RUSTFLAGS='\''-C target-feature=+bulk-memory'\''; export WASMTIME_BACKTRACE_DETAILS=1; '
rts_programs_non-incremental := motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm
rts_make_non-incremental := 'export CARGO_TARGET_DIR=target-non-incremental; export RUSTFLAGS='\''-C target-feature=+bulk-memory'\''; export WASMTIME_BACKTRACE_DETAILS=1; ( cd motoko-rts-tests && cargo build --target=wasm32-wasip1 --features=classical_persistence )'
rts_env_non-incremental := 'export CARGO_TARGET_DIR=target-non-incremental; export RUSTFLAGS='\''-C target-feature=+bulk-memory'\''; export WASMTIME_BACKTRACE_DETAILS=1; '

# Of each unit: 999999999 less its milliseconds, so that sorted words have the heaviest first, or '-' if they are not known; with its lane if
# that is not pr, ':PLATFORM=off' or ':PLATFORM=' and the weight where it differs, and ':@FIXTURE' for what it needs. Then its variant, its
# seed and its seconds, each of them or '-'; its command in the suite's folder; and options.
rts_outside := $(filter rts_run.%,$(.VARIABLES))
rts_run.64-bigint := 999997999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_bigint motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-bitrel := 999997999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_bitrel motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-continuation_table := 999997999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_continuation_table motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-crc32 := 999997999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_crc32 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_0 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_0 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_1 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_1 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_2 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_2 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_3 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_3 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_4 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_4 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_5 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_5 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_6 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_6 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_7 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_7 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_8 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_8 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_chunk_9 := 999879999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_chunk_9 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_components := 999969999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_components motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-gc_predefined := 999939999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_gc_predefined motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-leb128 := 999997999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_leb128 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-persistence := 999994999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_persistence motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-persistence_20k := 994899999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_persistence_20k motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-persistence_small := 999099999 64 head 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_persistence_small motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm "$$RTS_TEST_SEED"'
rts_run.64-principal_id := 999997999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_principal_id motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-stable_option := 999997999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_stable_option motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-text := 999997999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_text motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.64-utf8 := 999997999 64 - 14400 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --invoke test_utf8 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_run.incremental-bigint := 999997999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_bigint motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-bitrel := 999997999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_bitrel motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-continuation_table := 999997999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_continuation_table motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-crc32 := 999997999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_crc32 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_0 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_0 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_1 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_1 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_2 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_2 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_3 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_3 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_4 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_4 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_5 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_5 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_6 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_6 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_7 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_7 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_8 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_8 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_chunk_9 := 999879999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_9 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_components := 999969999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_components motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-gc_predefined := 999939999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_predefined motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-leb128 := 999997999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_leb128 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-persistence := 999994999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_persistence motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-principal_id := 999997999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_principal_id motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-stable_option := 999997999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_stable_option motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-text := 999997999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_text motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.incremental-utf8 := 999997999 incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_utf8 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-bigint := 999997999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_bigint motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-bitrel := 999997999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_bitrel motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-continuation_table := 999997999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_continuation_table motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-crc32 := 999997999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_crc32 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_0 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_0 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_1 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_1 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_2 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_2 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_3 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_3 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_4 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_4 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_5 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_5 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_6 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_6 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_7 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_7 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_8 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_8 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_chunk_9 := 999879999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_chunk_9 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_components := 999969999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_components motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-gc_predefined := 999939999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_gc_predefined motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-leb128 := 999997999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_leb128 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-persistence := 999994999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_persistence motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-principal_id := 999997999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_principal_id motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-stable_option := 999997999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_stable_option motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-text := 999997999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_text motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_run.non-incremental-utf8 := 999997999 non-incremental - 14400 'wasmtime -C cache=n -W nan-canonicalization=y --invoke test_utf8 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
# A variable of the environment adds no unit and changes none.
$(foreach v,$(rts_outside),$(if $(filter line override,$(origin $(v))),$(error rts: '$(v)' is set outside of this file, which alone says what units are)))
rts_units := $(patsubst rts_run.%,%,$(filter rts_run.%,$(.VARIABLES)))
$(foreach v,$(rts_outside),$(if $(filter file,$(origin $(v))),,$(eval rts_units := $(filter-out $(v:rts_run.%=%),$(rts_units)))))

# Those of this platform, heaviest first: make starts the prerequisites of a target in the order of their list. What is not known takes the
# median of what is. Text is looked at whole before it is looked at word by word, since there may be a hundred thousand units.
rts_weighed := $(foreach u,$(rts_units),$(firstword $(rts_run.$(u)))/$(u))
rts_weighed := $(if $(findstring :$(rts_platform)=off,$(rts_weighed)),$(foreach w,$(rts_weighed),$(if $(findstring :$(rts_platform)=off,$(w)),,$(w))),$(rts_weighed))
rts_weight_here = $(patsubst $(rts_platform)=%,%,$(filter $(rts_platform)=%,$(subst :, ,$(patsubst %/,%,$(dir $(1))))))
rts_weighed := $(if $(findstring :$(rts_platform)=,$(rts_weighed)),$(foreach w,$(rts_weighed),$(addsuffix :,$(call rts_weight_here,$(w)))$(w)),$(rts_weighed))
ifneq ($(findstring $(rts_blank)-,$(rts_blank)$(rts_weighed)),)
rts_known := $(sort $(filter-out -%,$(rts_weighed)))
rts_median := $(if $(rts_known),$(firstword $(subst /, ,$(subst :, ,$(word $(words $(subst 11,1 ,$(subst $(rts_blank),,$(patsubst %,1,$(rts_known))))),$(rts_known))))))
rts_weighed := $(patsubst -%,$(rts_median)%,$(rts_weighed))
endif
rts_weighed := $(sort $(rts_weighed))
rts_here := $(notdir $(rts_weighed))
rts_in = $(filter $(1)-%,$(rts_here))
ifneq ($(filter $(addsuffix -%,$(rts_variants)),$(rts_variants)),)
rts_by_variant := $(foreach u,$(rts_here),$(word 2,$(rts_run.$(u)))/$(u))
rts_in = $(notdir $(filter $(1)/%,$(rts_by_variant)))
endif
rts_later := $(if $(findstring :merge,$(rts_weighed))$(findstring :nightly,$(rts_weighed))$(findstring :none,$(rts_weighed)),$(foreach w,$(rts_weighed),$(or $(filter merge nightly none,$(subst :, ,$(patsubst %/,%,$(dir $(w))))),pr)/$(notdir $(w))))
rts_of_pr := pr
rts_of_merge := pr merge
rts_of_nightly := pr merge nightly
$(foreach u,$(rts_only),$(if $(filter undefined,$(origin rts_run.$(u))),$(error rts: no unit is named '$(u)')))
rts_selected := $(if $(rts_only),$(filter $(rts_only),$(rts_here)))

define rts_sh :=
rts_unit() {
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
		--pool=*) echo "rts: $$ns_unit holds devices of pool '$${ns_option#*=}', which only nightshift hands out: say with rts_nightshift=PATH where it is" >&2; exit 1 ;;
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
	printf '%s\n' 'nightshift 1' 'suite rts' $${rts_plan:+"plan $$rts_plan"} "run $$rts_run" "unit $$ns_unit" \
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

# What is true of a whole run of make, found out when its first unit starts. Where there is no git, verdicts name no plan.
define rts_start
rts_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
rts_plan := $(shell $(rts_unset); git hash-object --no-filters -- $(call rts_quote,$(rts_plan_file)) 2>/dev/null)
rts_commit := $(shell $(rts_cd) && git rev-parse --verify -q HEAD 2>/dev/null)
rts_tree := $(if $(rts_commit),$(shell $(rts_cd) && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
rts_seed := $(shell $(rts_cd) && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'rts: no commit to take the seed from, so it is 4711' >&2; echo 4711; fi)
ifeq ($(rts_nightshift),)
export rts_sh rts_results rts_platform rts_lane rts_run rts_plan rts_limit_sh rts_commit rts_tree rts_seed

endif
endef
rts_go = $(eval $(value rts_start))$(eval rts_go := eval "$$$$rts_sh";)$(rts_go)

rts_quote = '$(subst ','\'',$(1))'
define rts_newline


endef

# All units of a target go to one 'nightshift run': $(1) is more of its options; $(2) are the units, in a file with the target's name, since
# a unit that the plan has not must be an error. With -n the names are shown. Only with the '+' make shares its job slots, and then it starts
# this with -n, too; a make without -j runs one at a time.
rts_says_n = $(findstring n,$(firstword -$(MAKEFLAGS)))
rts_hand = $(if $(rts_says_n),@echo ,+@)$(rts_words) $(1) $(if $(rts_says_n),$(2),--units=$(call rts_quote,rts/$(call rts_list,build/nightshift/.make,$(2))))
# Each make has lists of its own, whose names begin with its number: another one in this tree may want other units by the same target. Those
# of makes that have ended are removed.
rts_mine :=
rts_list = $(eval rts_mine := $(shell mkdir -p -- $(call rts_quote,$(rts_dir)$(1)) && CDPATH= cd -- $(call rts_quote,$(rts_dir)$(1)) && { for list in *.*; do kill -0 "$${list%%.*}" 2>/dev/null || rm -f -- "$$list"; done; echo $$PPID; }).$@)$(file >$(rts_dir)$(1)/$(rts_mine),$(subst $(rts_blank),$(rts_newline),$(2)))$(1)/$(rts_mine)
rts_words = $(eval $(value rts_start))$(eval rts_words := $$(call rts_quote,$$(rts_nightshift)) run --plan=$$(call rts_quote,nix/rts.json) $$(rts_run_options))$(rts_words)
rts_run_options = $(if $(filter -j --jobserver%,$(MAKEFLAGS)),,-j1 )-C $(call rts_quote,$(rts_top).)$(if $(rts_platform), --platform=$(call rts_quote,$(rts_platform)))$(if $(rts_commit), --commit=$(rts_commit) --tree=$(rts_tree)) \
	--seed=$(rts_seed) $(if $(rts_prebuilt),--no-build )$(if $(filter-out build/nightshift,$(rts_results)),--into=$(call rts_quote,$(if $(filter /%,$(rts_results)),,rts/)$(rts_results)) )$(if $(findstring k,$(rts_flags)),,--fail-fast )$(rts_options)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
rts_goals := $(strip $(patsubst rts-test-%,%,$(filter-out rts-selected,$(MAKECMDGOALS))) $(if $(filter rts-selected,$(MAKECMDGOALS)),$(rts_selected)))
rts_variant_of = $(if $(filter undefined,$(origin rts_run.$(g))),all,$(word 2,$(rts_run.$(g))))
rts_wanted := $(if $(or $(if $(rts_goals),,all),$(filter all,$(foreach g,$(filter-out $(rts_variants),$(rts_goals)),$(rts_variant_of)))),$(rts_variants),$(sort $(filter $(rts_variants),$(rts_goals)) $(foreach g,$(filter-out $(rts_variants),$(rts_goals)),$(rts_variant_of))))
.PHONY: rts-programs
rts-programs: $(if $(rts_prebuilt),,$(addprefix rts-build-,$(rts_wanted)))

# What is done once before any program is built.
.PHONY: rts-prepare
rts-prepare: ; @$(rts_cd) && sh -c $(rts_on)'export RUSTFLAGS='\''-C target-feature=+bulk-memory'\''; export WASMTIME_BACKTRACE_DETAILS=1; ( make _build/libtommath_wasm32.a _build/libtommath_wasm64.a _build/wasm32/tommath_bindings.rs _build/wasm64/tommath_bindings.rs )'

# One build: $(1) is the variant that it is named after. Others whose programs it makes, too, have no recipe of their own.
rts_builds := 64 incremental non-incremental
define rts_build
rts-build-$(1): rts-prepare ; @$$(rts_cd) && sh -c $$(rts_on)$$(rts_make_$(1))
endef

.PHONY: $(addprefix rts-build-,$(rts_variants))


# One unit: $* is its id. One rule is all of them: a hundred thousand would take make three times as long to read.
.PHONY: rts-test rts-selected rts-build rts-list $(addprefix rts-test-,$(rts_units) $(rts_variants) pr merge nightly)
ifeq ($(rts_nightshift),)
$(addprefix rts-test-,$(rts_units)): rts-test-%: | rts-programs ; @$(rts_go) rts_unit $* ''$(rts_on)$(rts_env_$(word 2,$(rts_run.$*))) $(rts_run.$*) -- $(rts_programs_$(word 2,$(rts_run.$*)))
rts_needs = $(addprefix rts-test-,$(1))
rts_hand_over = @:
else
$(addprefix rts-test-,$(rts_units)): rts-test-%: ; $(call rts_hand,$(addprefix --lane=,$(rts_lane)),$*)
rts_needs =
rts_hand_over = $(call rts_hand,$(1),$(2))
endif
rts_nothing = @echo "rts: $(1)" >&2; exit 1
rts-test: $(call rts_needs,$(rts_here)) ; $(if $(rts_here),$(call rts_hand_over,$(addprefix --lane=,$(rts_lane)),$(rts_here)),$(call rts_nothing,no unit runs on platform '$(rts_platform)'))
rts-selected: $(call rts_needs,$(rts_selected)) ; $(if $(rts_selected),$(call rts_hand_over,$(addprefix --lane=,$(rts_lane)),$(rts_selected)),$(call rts_nothing,rts_only names no unit))

# One variant, and one lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define rts_variant
rts-test-$(1): $$(call rts_needs,$$(call rts_in,$(1))) ; $$(if $$(call rts_in,$(1)),$$(call rts_hand_over,$$(addprefix --lane=,$$(rts_lane)),$$(call rts_in,$(1))),$$(call rts_nothing,no unit of $(1) runs on this platform))
endef
rts_owed = $(notdir $(filter $(rts_of_$(1):%=%/%),$(rts_later)))
define rts_lane_checked
rts-test-$(1): $$(if $$(rts_nightshift),,$$(if $$(rts_later),$$(call rts_needs,$$(call rts_owed,$(1))),rts-test)) ; $$(if $$(if $$(rts_later),$$(call rts_owed,$(1)),$$(rts_here)),$$(call rts_hand_over,--lane=$(1),$$(if $$(rts_later),$$(call rts_owed,$(1)),$$(rts_here))),$$(call rts_nothing,lane $(1) runs nothing on platform '$$(rts_platform)'))
endef
define rts_lane_build
rts-test-$(1): rts-build ; @echo 'rts: lane $(1) only builds on $$(rts_platform)'
endef
define rts_lane_none
rts-test-$(1): ; $$(call rts_nothing,lane $(1) runs nothing on platform '$$(rts_platform)')
endef
$(foreach v,$(rts_builds),$(eval $(call rts_build,$(v))))
$(foreach v,$(rts_variants),$(eval $(call rts_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call rts_lane_$(or $(patsubst $(l)=%,%,$(filter $(l)=%,$(rts_does_$(rts_platform)))),none),$(l))))
rts-build: $(addprefix rts-build-,$(rts_variants))
rts-list: ; @:$(foreach u,$(rts_here),$(info $(u)))

# Where all variables are exported (by a bare 'export'), these are not: the lists of a large suite fit into no environment.
unexport $(filter-out %_fixture_sh,$(filter rts_%,$(.VARIABLES)))
.DEFAULT_GOAL := $(or $(rts_default_goal),$(if $(rts_alone),rts-test))
