#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| comity_fuzz::text(bytes, comity_formats::jsonl::read));
