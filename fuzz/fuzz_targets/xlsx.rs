#![no_main]

// a workbook is told by the first bytes of a zip file
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| comity_fuzz::any(&[b"PK\x03\x04", bytes].concat()));
