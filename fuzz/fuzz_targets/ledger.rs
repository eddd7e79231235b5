#![no_main]

use comity_ledger::{Checkpoint, Trust, Verifier, VerifierKey};

// an export that nobody signed must never pass, in whatever pieces it comes
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut verifier = Verifier::new(Trust::default());
    for piece in bytes.chunks(61) {
        let _ = verifier.push(piece);
    }
    let _ = verifier.finish();
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(checkpoint) = Checkpoint::parse(text) {
            assert_eq!(checkpoint.to_string(), text);
        }
        if let Ok(key) = VerifierKey::parse(text) {
            assert_eq!(key.to_string(), text);
        }
    }
});
