# Written by nightshift 0.1.0 from suite.xml; not to be edited. To change it: nightshift generate
#
# The suite 'rts' for GNU Make 4.3 or later: include it, or use it alone with 'make -f'.
#
#     make -j8 rts-test              build the test programs, run every unit of this platform, heaviest first
#     make -j8 rts-test-VARIANT      the units of one variant; rts-test-UNIT: one unit
#     make -j8 rts-test-LANE         what pr, merge or nightly run on this platform
#     make -j8 rts-shard-N           the units of one shard
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

rts_dir := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
rts_plan := 837bae21157087987ece01cee3404bd08d6309cc
rts_results ?= build/nightshift

# The platform of this machine. GNU Make knows what it was built for, which costs no process.
rts_cpu := $(firstword $(subst -, ,$(MAKE_HOST)))
rts_system := $(if $(filter arm% aarch64%,$(rts_cpu)),aarch64,$(rts_cpu))-$(or $(findstring darwin,$(MAKE_HOST)),$(findstring linux,$(MAKE_HOST)),other)
rts_platform_aarch64-darwin := mac
rts_platform_aarch64-linux := arm
rts_platform_x86_64-darwin := intel
rts_platform_x86_64-linux := linux
rts_platform ?= $(rts_platform_$(rts_system))

# Every unit, heaviest first: make starts the prerequisites of a target in the order of their list.
rts_units := \
	64-persistence_20k \
	64-persistence_small \
	64-gc_chunk_0 \
	64-gc_chunk_1 \
	64-gc_chunk_2 \
	64-gc_chunk_3 \
	64-gc_chunk_4 \
	64-gc_chunk_5 \
	64-gc_chunk_6 \
	64-gc_chunk_7 \
	64-gc_chunk_8 \
	64-gc_chunk_9 \
	incremental-gc_chunk_0 \
	incremental-gc_chunk_1 \
	incremental-gc_chunk_2 \
	incremental-gc_chunk_3 \
	incremental-gc_chunk_4 \
	incremental-gc_chunk_5 \
	incremental-gc_chunk_6 \
	incremental-gc_chunk_7 \
	incremental-gc_chunk_8 \
	incremental-gc_chunk_9 \
	non-incremental-gc_chunk_0 \
	non-incremental-gc_chunk_1 \
	non-incremental-gc_chunk_2 \
	non-incremental-gc_chunk_3 \
	non-incremental-gc_chunk_4 \
	non-incremental-gc_chunk_5 \
	non-incremental-gc_chunk_6 \
	non-incremental-gc_chunk_7 \
	non-incremental-gc_chunk_8 \
	non-incremental-gc_chunk_9 \
	64-gc_predefined \
	incremental-gc_predefined \
	non-incremental-gc_predefined \
	64-gc_components \
	incremental-gc_components \
	non-incremental-gc_components \
	incremental-persistence \
	non-incremental-persistence \
	64-bigint \
	64-bitrel \
	64-continuation_table \
	64-crc32 \
	64-leb128 \
	64-principal_id \
	64-stable_option \
	64-text \
	64-utf8 \
	incremental-bigint \
	incremental-bitrel \
	incremental-continuation_table \
	incremental-crc32 \
	incremental-leb128 \
	incremental-principal_id \
	incremental-stable_option \
	incremental-text \
	incremental-utf8 \
	non-incremental-bigint \
	non-incremental-bitrel \
	non-incremental-continuation_table \
	non-incremental-crc32 \
	non-incremental-leb128 \
	non-incremental-principal_id \
	non-incremental-stable_option \
	non-incremental-text \
	non-incremental-utf8

# What each lane does on each platform, and the units it leaves out there.
rts_does_arm_pr := checked
rts_does_arm_merge := checked
rts_does_arm_nightly := checked
rts_does_intel_pr := none
rts_does_intel_merge := build
rts_does_intel_nightly := none
rts_does_linux_pr := checked
rts_does_linux_merge := checked
rts_does_linux_nightly := checked
rts_does_mac_pr := build
rts_does_mac_merge := build
rts_does_mac_nightly := checked

rts_variants := 64 incremental non-incremental

rts_programs_64 := motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm
rts_make_64 := ( make _build/libtommath_wasm64.a _build/wasm64/tommath_bindings.rs ) && ( cd motoko-rts-tests && cargo build --target=wasm64-unknown-unknown '-Zbuild-std=core,alloc,std,panic_abort' --features=enhanced_orthogonal_persistence )
rts_env_64 := export CARGO_TARGET_DIR=target-64; export RUSTFLAGS='-C target-feature=+bulk-memory'; export WASMTIME_BACKTRACE_DETAILS=1; $()
rts_of_64 := \
	64-persistence_20k \
	64-persistence_small \
	64-gc_chunk_0 \
	64-gc_chunk_1 \
	64-gc_chunk_2 \
	64-gc_chunk_3 \
	64-gc_chunk_4 \
	64-gc_chunk_5 \
	64-gc_chunk_6 \
	64-gc_chunk_7 \
	64-gc_chunk_8 \
	64-gc_chunk_9 \
	64-gc_predefined \
	64-gc_components \
	64-bigint \
	64-bitrel \
	64-continuation_table \
	64-crc32 \
	64-leb128 \
	64-principal_id \
	64-stable_option \
	64-text \
	64-utf8

rts_programs_incremental := motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm
rts_make_incremental := ( make _build/libtommath_wasm32.a _build/wasm32/tommath_bindings.rs ) && ( cd motoko-rts-tests && cargo build --target=wasm32-wasip1 --features=classical_persistence,incremental_gc )
rts_env_incremental := export CARGO_TARGET_DIR=target-incremental; export RUSTFLAGS='-C target-feature=+bulk-memory'; export WASMTIME_BACKTRACE_DETAILS=1; $()
rts_of_incremental := \
	incremental-gc_chunk_0 \
	incremental-gc_chunk_1 \
	incremental-gc_chunk_2 \
	incremental-gc_chunk_3 \
	incremental-gc_chunk_4 \
	incremental-gc_chunk_5 \
	incremental-gc_chunk_6 \
	incremental-gc_chunk_7 \
	incremental-gc_chunk_8 \
	incremental-gc_chunk_9 \
	incremental-gc_predefined \
	incremental-gc_components \
	incremental-persistence \
	incremental-bigint \
	incremental-bitrel \
	incremental-continuation_table \
	incremental-crc32 \
	incremental-leb128 \
	incremental-principal_id \
	incremental-stable_option \
	incremental-text \
	incremental-utf8

rts_programs_non-incremental := motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm
rts_make_non-incremental := ( make _build/libtommath_wasm32.a _build/wasm32/tommath_bindings.rs ) && ( cd motoko-rts-tests && cargo build --target=wasm32-wasip1 --features=classical_persistence )
rts_env_non-incremental := export CARGO_TARGET_DIR=target-non-incremental; export RUSTFLAGS='-C target-feature=+bulk-memory'; export WASMTIME_BACKTRACE_DETAILS=1; $()
rts_of_non-incremental := \
	non-incremental-gc_chunk_0 \
	non-incremental-gc_chunk_1 \
	non-incremental-gc_chunk_2 \
	non-incremental-gc_chunk_3 \
	non-incremental-gc_chunk_4 \
	non-incremental-gc_chunk_5 \
	non-incremental-gc_chunk_6 \
	non-incremental-gc_chunk_7 \
	non-incremental-gc_chunk_8 \
	non-incremental-gc_chunk_9 \
	non-incremental-gc_predefined \
	non-incremental-gc_components \
	non-incremental-persistence \
	non-incremental-bigint \
	non-incremental-bitrel \
	non-incremental-continuation_table \
	non-incremental-crc32 \
	non-incremental-leb128 \
	non-incremental-principal_id \
	non-incremental-stable_option \
	non-incremental-text \
	non-incremental-utf8

# What each unit runs, in the suite's folder; the seed it takes, and how many seconds it may take, if any.
rts_run_64-persistence_20k := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_persistence_20k motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-persistence_20k := 4711
rts_limit_64-persistence_20k := 14400
rts_run_64-persistence_small := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_persistence_small motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-persistence_small := head
rts_limit_64-persistence_small := 14400
rts_run_64-gc_chunk_0 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_0 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_0 := head
rts_limit_64-gc_chunk_0 := 14400
rts_run_64-gc_chunk_1 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_1 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_1 := head
rts_limit_64-gc_chunk_1 := 14400
rts_run_64-gc_chunk_2 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_2 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_2 := head
rts_limit_64-gc_chunk_2 := 14400
rts_run_64-gc_chunk_3 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_3 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_3 := head
rts_limit_64-gc_chunk_3 := 14400
rts_run_64-gc_chunk_4 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_4 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_4 := head
rts_limit_64-gc_chunk_4 := 14400
rts_run_64-gc_chunk_5 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_5 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_5 := head
rts_limit_64-gc_chunk_5 := 14400
rts_run_64-gc_chunk_6 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_6 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_6 := head
rts_limit_64-gc_chunk_6 := 14400
rts_run_64-gc_chunk_7 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_7 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_7 := head
rts_limit_64-gc_chunk_7 := 14400
rts_run_64-gc_chunk_8 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_8 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_8 := head
rts_limit_64-gc_chunk_8 := 14400
rts_run_64-gc_chunk_9 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_chunk_9 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-gc_chunk_9 := head
rts_limit_64-gc_chunk_9 := 14400
rts_run_incremental-gc_chunk_0 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_0 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_0 := head
rts_limit_incremental-gc_chunk_0 := 14400
rts_run_incremental-gc_chunk_1 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_1 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_1 := head
rts_limit_incremental-gc_chunk_1 := 14400
rts_run_incremental-gc_chunk_2 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_2 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_2 := head
rts_limit_incremental-gc_chunk_2 := 14400
rts_run_incremental-gc_chunk_3 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_3 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_3 := head
rts_limit_incremental-gc_chunk_3 := 14400
rts_run_incremental-gc_chunk_4 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_4 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_4 := head
rts_limit_incremental-gc_chunk_4 := 14400
rts_run_incremental-gc_chunk_5 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_5 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_5 := head
rts_limit_incremental-gc_chunk_5 := 14400
rts_run_incremental-gc_chunk_6 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_6 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_6 := head
rts_limit_incremental-gc_chunk_6 := 14400
rts_run_incremental-gc_chunk_7 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_7 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_7 := head
rts_limit_incremental-gc_chunk_7 := 14400
rts_run_incremental-gc_chunk_8 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_8 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_8 := head
rts_limit_incremental-gc_chunk_8 := 14400
rts_run_incremental-gc_chunk_9 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_9 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-gc_chunk_9 := head
rts_limit_incremental-gc_chunk_9 := 14400
rts_run_non-incremental-gc_chunk_0 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_0 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_0 := head
rts_limit_non-incremental-gc_chunk_0 := 14400
rts_run_non-incremental-gc_chunk_1 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_1 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_1 := head
rts_limit_non-incremental-gc_chunk_1 := 14400
rts_run_non-incremental-gc_chunk_2 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_2 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_2 := head
rts_limit_non-incremental-gc_chunk_2 := 14400
rts_run_non-incremental-gc_chunk_3 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_3 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_3 := head
rts_limit_non-incremental-gc_chunk_3 := 14400
rts_run_non-incremental-gc_chunk_4 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_4 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_4 := head
rts_limit_non-incremental-gc_chunk_4 := 14400
rts_run_non-incremental-gc_chunk_5 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_5 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_5 := head
rts_limit_non-incremental-gc_chunk_5 := 14400
rts_run_non-incremental-gc_chunk_6 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_6 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_6 := head
rts_limit_non-incremental-gc_chunk_6 := 14400
rts_run_non-incremental-gc_chunk_7 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_7 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_7 := head
rts_limit_non-incremental-gc_chunk_7 := 14400
rts_run_non-incremental-gc_chunk_8 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_8 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_8 := head
rts_limit_non-incremental-gc_chunk_8 := 14400
rts_run_non-incremental-gc_chunk_9 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_chunk_9 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-gc_chunk_9 := head
rts_limit_non-incremental-gc_chunk_9 := 14400
rts_run_64-gc_predefined := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_predefined motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_limit_64-gc_predefined := 14400
rts_run_incremental-gc_predefined := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_predefined motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_limit_incremental-gc_predefined := 14400
rts_run_non-incremental-gc_predefined := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_predefined motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_limit_non-incremental-gc_predefined := 14400
rts_run_64-gc_components := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_gc_components motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_limit_64-gc_components := 14400
rts_run_incremental-gc_components := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_components motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_limit_incremental-gc_components := 14400
rts_run_non-incremental-gc_components := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_gc_components motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_limit_non-incremental-gc_components := 14400
rts_run_incremental-persistence := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_persistence motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-persistence := head
rts_limit_incremental-persistence := 14400
rts_run_non-incremental-persistence := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_persistence motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-persistence := head
rts_limit_non-incremental-persistence := 14400
rts_run_64-bigint := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_bigint motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-bigint := head
rts_limit_64-bigint := 14400
rts_run_64-bitrel := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_bitrel motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-bitrel := head
rts_limit_64-bitrel := 14400
rts_run_64-continuation_table := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_continuation_table motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-continuation_table := head
rts_limit_64-continuation_table := 14400
rts_run_64-crc32 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_crc32 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-crc32 := head
rts_limit_64-crc32 := 14400
rts_run_64-leb128 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_leb128 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-leb128 := head
rts_limit_64-leb128 := 14400
rts_run_64-principal_id := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_principal_id motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-principal_id := head
rts_limit_64-principal_id := 14400
rts_run_64-stable_option := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_stable_option motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-stable_option := head
rts_limit_64-stable_option := 14400
rts_run_64-text := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_text motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-text := head
rts_limit_64-text := 14400
rts_run_64-utf8 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y -W memory64 --env RTS_TEST_SEED --invoke test_utf8 motoko-rts-tests/target-64/wasm64-unknown-unknown/debug/motoko-rts-tests.wasm'
rts_takes_64-utf8 := head
rts_limit_64-utf8 := 14400
rts_run_incremental-bigint := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_bigint motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-bigint := head
rts_limit_incremental-bigint := 14400
rts_run_incremental-bitrel := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_bitrel motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-bitrel := head
rts_limit_incremental-bitrel := 14400
rts_run_incremental-continuation_table := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_continuation_table motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-continuation_table := head
rts_limit_incremental-continuation_table := 14400
rts_run_incremental-crc32 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_crc32 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-crc32 := head
rts_limit_incremental-crc32 := 14400
rts_run_incremental-leb128 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_leb128 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-leb128 := head
rts_limit_incremental-leb128 := 14400
rts_run_incremental-principal_id := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_principal_id motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-principal_id := head
rts_limit_incremental-principal_id := 14400
rts_run_incremental-stable_option := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_stable_option motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-stable_option := head
rts_limit_incremental-stable_option := 14400
rts_run_incremental-text := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_text motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-text := head
rts_limit_incremental-text := 14400
rts_run_incremental-utf8 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_utf8 motoko-rts-tests/target-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_incremental-utf8 := head
rts_limit_incremental-utf8 := 14400
rts_run_non-incremental-bigint := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_bigint motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-bigint := head
rts_limit_non-incremental-bigint := 14400
rts_run_non-incremental-bitrel := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_bitrel motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-bitrel := head
rts_limit_non-incremental-bitrel := 14400
rts_run_non-incremental-continuation_table := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_continuation_table motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-continuation_table := head
rts_limit_non-incremental-continuation_table := 14400
rts_run_non-incremental-crc32 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_crc32 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-crc32 := head
rts_limit_non-incremental-crc32 := 14400
rts_run_non-incremental-leb128 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_leb128 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-leb128 := head
rts_limit_non-incremental-leb128 := 14400
rts_run_non-incremental-principal_id := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_principal_id motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-principal_id := head
rts_limit_non-incremental-principal_id := 14400
rts_run_non-incremental-stable_option := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_stable_option motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-stable_option := head
rts_limit_non-incremental-stable_option := 14400
rts_run_non-incremental-text := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_text motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-text := head
rts_limit_non-incremental-text := 14400
rts_run_non-incremental-utf8 := rts_limited 14400 sh -c 'wasmtime -C cache=n -W nan-canonicalization=y --env RTS_TEST_SEED --invoke test_utf8 motoko-rts-tests/target-non-incremental/wasm32-wasip1/debug/motoko-rts-tests.wasm'
rts_takes_non-incremental-utf8 := head
rts_limit_non-incremental-utf8 := 14400

# The same shell for every unit, handed down in the environment. A verdict is whole if its last line is 'end'; it is
# empty while the unit runs, so a killed run leaves none. Nothing here starts a process that a unit does not need.
define rts_sh :=
rts_begin() {
	cd '$(rts_dir)' || exit 3
	unit=$$1 takes=$$2 limit=$$3
	shift 3
	out=$$rts_results/$$unit
	test -d "$$out" || mkdir -p "$$out" || exit 3
	: >"$$out/verdict" && : >"$$out/start" || exit 3
	for program do
		test -f "$$program" || { echo "rts: $$unit: there is no program '$$program' to run" >&2; exit 1; }
	done
	test "$$takes" != head || takes=$$rts_seed
	if test "$$takes"; then export RTS_TEST_SEED="$$takes"; else unset RTS_TEST_SEED; fi
}
rts_limited() {
	if test "$$rts_timeout"; then $$rts_timeout "$$@"; else shift && "$$@"; fi
}
rts_end() {
	case $$1:$$limit in
	0:*) verdict=pass ;;
	124:?*) verdict=timeout ;;
	12[5-9]:* | 1[3-9]?:* | 2??:*) verdict=crash ;;
	*) verdict=fail ;;
	esac
	printf '%s\n' 'nightshift 1' 'suite rts' 'plan $(rts_plan)' "run $$rts_run" "unit $$unit" \
		$${rts_platform:+"platform $$rts_platform"} $${rts_lane:+"lane $$rts_lane"} \
		$${rts_commit:+"commit $$rts_commit" "tree $$rts_tree"} $${takes:+"seed $$takes"} \
		"verdict $$verdict" "status $$1" end >"$$out/verdict" || exit 3
	if test $$1 = 0; then echo "pass $$unit"; return; fi
	echo "$$verdict $$unit (status $$1$${takes:+, seed $$takes}); the end of $$out/log:" >&2
	tail -n 20 "$$out/log" >&2
	exit 1
}
endef

# What is true of a whole run of make, found out when its first unit starts.
define rts_start
export rts_sh rts_results rts_platform rts_lane
export rts_run := $(shell echo "$$(date -u +%Y%m%dT%H%M%SZ)-$$(uname -n | tr -c 'A-Za-z0-9\n' -)-$$PPID")
export rts_commit := $(shell cd '$(rts_dir)' && git rev-parse --verify -q HEAD 2>/dev/null)
export rts_tree := $(if $(rts_commit),$(shell cd '$(rts_dir)' && git diff --quiet HEAD 2>/dev/null && echo clean || echo dirty))
export rts_seed := $(shell cd '$(rts_dir)' && if id=$$(git rev-parse --verify -q 'HEAD' 2>/dev/null); then echo $$((0x$$(printf %.8s "$$id") & 0x7fffffff)); else echo 'rts: no commit to take the seed from, so it is 4711' >&2; echo 4711; fi)
export rts_timeout := $(shell for t in timeout gtimeout; do $$t --foreground -k 1 1 true 2>/dev/null && echo "$$t --foreground -k 10" && exit; done; echo 'rts: there is no timeout(1) here, so no unit is stopped' >&2)
endef
rts_go = $(eval $(value rts_start))$(eval rts_go := eval "$$$$rts_sh";)$(rts_go)

# The programs of the goals' variants, built before any unit starts: a unit that waited for its own build would be passed by
# all that come behind it in the list, and the heaviest would start last (make goes on down the list while it waits).
rts_goals := $(MAKECMDGOALS:rts-test-%=%)
rts_wanted := $(if $(or $(if $(rts_goals),,all),$(filter-out $(rts_units) $(rts_variants),$(rts_goals))),$(rts_variants),$(foreach v,$(rts_variants),$(if $(filter $(v) $(rts_of_$(v)),$(rts_goals)),$(v))))
.PHONY: rts-programs
rts-programs: $(if $(rts_prebuilt),,$(addprefix rts-build-,$(rts_wanted)))

# One unit: $(1) is its id, $(2) its variant.
define rts_unit
rts-test-$(1): | rts-programs; @$$(rts_go) rts_begin $(1) "$$(rts_takes_$(1))" "$$(rts_limit_$(1))" $$(rts_programs_$(2)); ( unset rts_sh MAKEFLAGS MFLAGS MAKELEVEL; $$(rts_env_on_$$(rts_platform))$$(rts_env_$(2))$$(rts_run_$(1)) ) >"$$$$out/log" 2>&1 </dev/null; rts_end $$$$?
endef

# One variant: $(1) is its name.
define rts_variant
.PHONY: rts-build-$(1) rts-test-$(1)
rts-build-$(1): ; @cd '$$(rts_dir)' && unset MAKEFLAGS MFLAGS MAKELEVEL; $$(rts_env_on_$$(rts_platform))$$(rts_env_$(1))$$(rts_make_$(1))
rts-test-$(1): $$(addprefix rts-test-,$$(filter-out $$(rts_off_$$(rts_platform)),$$(rts_of_$(1)))) ; @$$(if $$^,:,echo 'rts: no unit of $(1) runs on this platform' >&2; exit 1)
$$(foreach u,$$(rts_of_$(1)),$$(eval $$(call rts_unit,$$(u),$(1))))
endef

# One lane: $(1) is its name. A lane that only builds here builds; one that does nothing here is no success.
define rts_lane_target
.PHONY: rts-test-$(1)
rts-test-$(1): $$(if $$(filter checked,$$(rts_does_$$(rts_platform)_$(1))),$$(addprefix rts-test-,$$(filter-out $$(rts_skip_$$(rts_platform)_$(1)),$$(rts_here))),$$(if $$(filter build,$$(rts_does_$$(rts_platform)_$(1))),rts-build))
	@$$(if $$^,$$(if $$(filter build,$$(rts_does_$$(rts_platform)_$(1))),echo 'rts: lane $(1) only builds on $$(rts_platform)',:),echo 'rts: lane $(1) runs nothing on platform "$$(rts_platform)"' >&2; exit 1)
endef

# One shard: $(1) is its number.
define rts_shard_target
.PHONY: rts-shard-$(1)
rts-shard-$(1): $$(addprefix rts-test-,$$(rts_shard_$(1)))
endef

rts_here := $(filter-out $(rts_off_$(rts_platform)),$(or $(rts_units_on_$(rts_platform)),$(rts_units)))

$(foreach v,$(rts_variants),$(eval $(call rts_variant,$(v))))
$(foreach l,pr merge nightly,$(eval $(call rts_lane_target,$(l))))
$(foreach n,$(rts_shards),$(eval $(call rts_shard_target,$(n))))

.PHONY: rts-test rts-build rts-list $(rts_units:%=rts-test-%)
rts-test: $(addprefix rts-test-,$(rts_here))
rts-build: $(addprefix rts-build-,$(rts_variants))
rts-list: ; @:$(foreach u,$(rts_here),$(info $(u)))
