#![no_main]

use comity_council::Condition;

// a condition that is read is read again from what it is written as, and a mistake has a place
libfuzzer_sys::fuzz_target!(|text: &str| match Condition::parse(text) {
    Ok(condition) => {
        let written = condition.to_string();
        assert_eq!(Condition::parse(&written).map(|read| read.to_string()), Ok(written));
    }
    Err(error) => assert!(error.at >= 1 && error.at <= text.chars().count() + 1),
});
