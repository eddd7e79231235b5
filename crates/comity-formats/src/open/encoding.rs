//! Turns text of any encoding into UTF-8 without a byte-order mark, on the way, and says where a declaration was wrong.

use std::io::{self, BufRead, Read};

use comity_core::At;

use crate::error::Refusal;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How a text is to be decoded.
pub(super) struct Choice {
    /// The encoding of all of it; UTF-8 is checked as it goes.
    encoding: &'static Encoding,
    /// How to read bytes that are no UTF-8.
    fallback: &'static Encoding,
    /// Such bytes were declared, so they are no problem.
    declared: bool,
    /// What to say before the text is read, and about which place.
    pub(super) problem: Option<(At, String)>,
}

/// Decides by mark, declaration and the first bytes.
pub(super) fn choose(head: &[u8]) -> Choice {
    let all = |encoding, problem| Choice { encoding, fallback: WINDOWS_1252, declared: false, problem };
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return all(encoding, None);
    }
    let zero = |parity: usize| {
        let mut bytes = head.iter().take(64).enumerate().filter(|(place, _)| place % 2 == parity).peekable();
        bytes.peek().is_some() && bytes.all(|(_, byte)| *byte == 0)
    };
    match (head.len() >= 4, zero(0), zero(1)) {
        (true, false, true) => return all(UTF_16LE, None),
        (true, true, false) => return all(UTF_16BE, None),
        _ => {}
    }
    let label = declaration(head);
    let named = label.map(|label| (label, Encoding::for_label(label.as_bytes())));
    let (valid, invalid) = sequences(head);
    let guess = || {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(head, true);
        detector.guess(None, chardetng::Utf8Detection::Deny)
    };
    match named {
        Some((label, None)) if invalid == 0 => all(
            UTF_8,
            Some((At::new(1, 1), format!("the declared encoding `{label}` is not known; read as UTF-8"))),
        ),
        Some((label, Some(named))) if named != UTF_8 => {
            if invalid > 0 && named != UTF_16LE && named != UTF_16BE {
                return all(named, None);
            }
            let wrong = (valid > 0 || named == UTF_16LE || named == UTF_16BE)
                .then(|| (At::new(1, 1), format!("the declaration says `{label}`, but the text is UTF-8")));
            Choice { encoding: UTF_8, fallback: named, declared: wrong.is_none(), problem: wrong }
        }
        _ if invalid > valid => {
            let guess = guess();
            let said = if label.is_some() {
                "the declaration says otherwise, but"
            } else {
                "no encoding is declared, and"
            };
            let valid = std::str::from_utf8(head).map_or_else(|error| error.valid_up_to(), str::len);
            let at = crate::iati::advance(At::new(1, 1), head.get(..valid).unwrap_or_default());
            all(guess, Some((at, format!("{said} the text is not UTF-8; read as {}", guess.name()))))
        }
        // a few strange bytes say too little to guess by
        _ => all(UTF_8, None),
    }
}

/// `encoding` of an XML declaration.
fn declaration(head: &[u8]) -> Option<&str> {
    let line = head.get(..head.len().min(200))?;
    let end = line.strip_prefix(b"<?xml").and_then(|rest| memchr::memmem::find(rest, b"?>"))?;
    let line = std::str::from_utf8(line.get(5..5 + end)?).ok()?;
    let (_, rest) = line.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}

/// How many UTF-8 sequences beyond ASCII there are, and how many bytes that are none.
fn sequences(head: &[u8]) -> (usize, usize) {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in head.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    // the last sequence may only be cut off by the end of the head
    let cut =
        head.utf8_chunks().last().is_some_and(|last| !last.invalid().is_empty() && last.invalid().len() < 4);
    (valid, if cut && invalid == 1 && valid > 0 { 0 } else { invalid })
}

/// A reader of UTF-8.
pub(super) struct Utf8<R> {
    inner: R,
    decoder: Decoder,
    plain: bool,
    choice: Choice,
    raw: Vec<u8>,
    text: Vec<u8>,
    from: usize,
    ended: bool,
    begun: bool,
    at: At,
    /// How many bytes were no UTF-8, and where the first stood.
    pub(super) strange: Option<(u64, At)>,
}

const CHUNK: usize = 1 << 17;

impl<R: Read> Utf8<R> {
    pub(super) fn new(inner: R, choice: Choice) -> Self {
        Utf8 {
            inner,
            decoder: choice.encoding.new_decoder_with_bom_removal(),
            plain: choice.encoding == UTF_8,
            choice,
            raw: Vec::new(),
            text: Vec::new(),
            from: 0,
            ended: false,
            begun: false,
            at: At::new(1, 1),
            strange: None,
        }
    }

    /// The problem to report about bytes that were no UTF-8.
    pub(super) fn complaint(&self) -> Option<(At, String)> {
        let (count, at) = self.strange.filter(|_| !self.choice.declared)?;
        Some((at, format!("{count} bytes are no UTF-8; read as {}", self.choice.fallback.name())))
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.from = 0;
        let kept = self.raw.len();
        self.raw.resize(kept + CHUNK, 0);
        let read = self.inner.read(self.raw.get_mut(kept..).unwrap_or_default());
        self.raw.truncate(kept + read.as_ref().map_or(0, |read| *read));
        self.ended = read.map_err(|error| self.located(error))? == 0;
        if !self.plain {
            return self.decode();
        }
        if !self.begun && (self.raw.len() >= 3 || self.ended) {
            self.begun = true;
            if self.raw.starts_with(&[0xef, 0xbb, 0xbf]) {
                self.raw.drain(..3);
            }
        }
        let mut from = 0;
        loop {
            let rest = self.raw.get(from..).unwrap_or_default();
            let error = match std::str::from_utf8(rest) {
                Ok(_) if from == 0 => {
                    self.at = self.seen(rest);
                    std::mem::swap(&mut self.raw, &mut self.text);
                    self.raw.clear();
                    return Ok(());
                }
                Ok(_) => {
                    self.at = self.seen(rest);
                    self.text.extend_from_slice(rest);
                    self.raw.clear();
                    return Ok(());
                }
                Err(error) => error,
            };
            let valid = rest.get(..error.valid_up_to()).unwrap_or_default();
            self.at = self.seen(valid);
            self.text.extend_from_slice(valid);
            from += valid.len();
            let Some(length) = error.error_len().or(self.ended.then_some(rest.len() - valid.len())) else {
                self.raw.drain(..from);
                return Ok(());
            };
            let bytes = self.raw.get(from..from + length).unwrap_or_default();
            let (strange, _) = self.choice.fallback.decode_without_bom_handling(bytes);
            self.text.extend_from_slice(strange.as_bytes());
            let (count, first) = self.strange.unwrap_or((0, self.at));
            self.strange = Some((count + length as u64, first));
            from += length;
        }
    }

    /// A refusal of what lies below knows no lines: it is said where the text stood then.
    fn located(&self, error: io::Error) -> io::Error {
        let refusal = error.get_ref().and_then(|inner| inner.downcast_ref::<Refusal>()).cloned();
        match refusal {
            Some(refusal) if self.plain && self.strange.is_none() => refusal.at(self.at).into(),
            _ => error,
        }
    }

    /// Lines are counted until the first strange byte.
    fn seen(&self, bytes: &[u8]) -> At {
        if self.strange.is_some() {
            return self.at;
        }
        crate::iati::advance(self.at, bytes)
    }

    fn decode(&mut self) -> io::Result<()> {
        let room = self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(4 * CHUNK);
        self.text.resize(room, 0);
        let (result, read, written, _) = self.decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
        self.text.truncate(written);
        self.raw.drain(..read);
        match result {
            CoderResult::InputEmpty | CoderResult::OutputFull => Ok(()),
        }
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.from >= self.text.len() && !(self.ended && self.raw.is_empty()) {
            self.fill()?;
        }
        Ok(self.text.get(self.from..).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.from = (self.from + bytes).min(self.text.len());
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.fill_buf()?;
        let read = ready.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(bytes: &[u8]) -> (String, Option<String>, Option<String>) {
        let choice = choose(bytes);
        let problem = choice.problem.clone().map(|(_, reason)| reason);
        let mut reader = Utf8::new(bytes, choice);
        let mut text = String::new();
        reader.read_to_string(&mut text).expect("utf-8");
        (text, problem, reader.complaint().map(|(at, reason)| format!("{}:{} {reason}", at.line, at.column)))
    }

    #[test]
    fn marks_and_declarations_are_believed_where_they_are_right() {
        for (bytes, want) in [
            (b"\xef\xbb\xbfa,b".to_vec(), "a,b"),
            (b"\xff\xfe<\0a\0>\0".to_vec(), "<a>"),
            (b"\0<\0a\0>\0x".to_vec(), "<a>x"),
            (
                b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>".to_vec(),
                "<?xml version='1.0' encoding='ISO-8859-1'?><a>\u{e9}</a>",
            ),
            (
                b"<?xml version='1.0' encoding=\"windows-1251\"?>\xcf\xf0".to_vec(),
                "<?xml version='1.0' encoding=\"windows-1251\"?>\u{41f}\u{440}",
            ),
        ] {
            assert_eq!(decoded(&bytes), (want.to_owned(), None, None));
        }
    }

    #[test]
    fn wrong_declarations_are_said_and_the_text_is_read() {
        let (text, problem, _) =
            decoded("<?xml version='1.0' encoding='ISO-8859-1'?>\u{e9}\u{e9}".as_bytes());
        assert!(text.ends_with("\u{e9}\u{e9}"));
        assert_eq!(problem.as_deref(), Some("the declaration says `ISO-8859-1`, but the text is UTF-8"));
        let russian =
            b"\xcf\xf0\xee\xe5\xea\xf2 \xef\xee \xe2\xee\xe4\xee\xf1\xed\xe0\xe1\xe6\xe5\xed\xe8\xfe";
        let (text, problem, _) = decoded(&[b"<?xml version='1.0' encoding='UTF-8'?>", &russian[..]].concat());
        assert!(text.contains("Проект по водоснабжению"), "{text}");
        assert_eq!(
            problem.as_deref(),
            Some("the declaration says otherwise, but the text is not UTF-8; read as windows-1251")
        );
    }

    #[test]
    fn single_strange_bytes_are_counted_and_located() {
        let text = "caf\u{e9}, \u{e9}t\u{e9},\n".as_bytes();
        let (text, problem, complaint) = decoded(&[text, b"ol\xe9\n"].concat());
        assert_eq!((text.as_str(), problem), ("caf\u{e9}, \u{e9}t\u{e9},\nol\u{e9}\n", None));
        assert_eq!(complaint.as_deref(), Some("2:3 1 bytes are no UTF-8; read as windows-1252"));
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            decoded(&bytes);
        }

        #[test]
        fn utf8_stays_as_it_is(text in "[a-zа-я中\n<>]{0,200}") {
            prop_assert_eq!(decoded(text.as_bytes()).0, text);
        }
    }
}
