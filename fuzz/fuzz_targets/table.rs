#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    comity_fuzz::text(bytes, |input, options, out| {
        comity_formats::table::read_csv(input, &options.mapping, &options.limits, out).map(|_| ())
    });
});
