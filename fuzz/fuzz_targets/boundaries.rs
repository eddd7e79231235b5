#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    _ = comity_formats::reference::boundaries::read("fuzz", bytes, &comity_core::gazetteer::Gazetteer::default());
});
