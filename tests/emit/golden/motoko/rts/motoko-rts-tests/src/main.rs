#[no_mangle]
pub extern "C" fn test_bigint() {}
#[no_mangle]
pub extern "C" fn test_bitrel() {}
#[no_mangle]
pub extern "C" fn test_continuation_table() {}
#[no_mangle]
pub extern "C" fn test_crc32() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_0() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_1() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_2() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_3() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_4() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_5() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_6() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_7() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_8() {}
#[no_mangle]
pub extern "C" fn test_gc_chunk_9() {}
#[no_mangle]
pub extern "C" fn test_gc_components() {}
#[no_mangle]
pub extern "C" fn test_gc_predefined() {}
#[no_mangle]
pub extern "C" fn test_leb128() {}
#[no_mangle]
pub extern "C" fn test_persistence() {}
#[no_mangle]
pub extern "C" fn test_persistence_20k() {}
#[no_mangle]
pub extern "C" fn test_persistence_small() {}
#[no_mangle]
pub extern "C" fn test_principal_id() {}
#[no_mangle]
pub extern "C" fn test_stable_option() {}
#[no_mangle]
pub extern "C" fn test_text() {}
#[no_mangle]
pub extern "C" fn test_utf8() {}
