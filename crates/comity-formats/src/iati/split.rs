//! Cuts a stream of IATI XML into activities without parsing it, so that one broken activity can't take the others along.
//!
//! Only `<iati-activity` and its end are looked for; comments and CDATA are stepped over. Memory is bounded by the largest activity.

use std::{io::BufRead, ops::Range};

use comity_core::At;
use memchr::{memchr, memchr_iter, memmem};

use crate::Error;

const NAME: &[u8] = b"iati-activity";

/// What stands at the top level of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A start tag that holds activities, or isn't known.
    Tag,
    /// One activity, from its start tag to its end tag.
    Activity,
    /// An activity that never ends: another begins, or the list or the file ends first. Says which.
    Unclosed(&'static str),
    /// An activity larger than the limit; its bytes are gone.
    TooLarge,
    /// A document type that declares entities.
    Entities,
    /// Text where only elements may stand.
    Text,
}

/// The stream, and how far it has been read.
pub(super) struct Split<'a> {
    input: &'a mut dyn BufRead,
    file: &'a str,
    buffer: Vec<u8>,
    from: usize,
    /// Where `buffer[from]` stands.
    at: At,
    ended: bool,
    limit: usize,
}

impl<'a> Split<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead, file: &'a str, limit: usize) -> Self {
        Split { input, file, buffer: Vec::new(), from: 0, at: At::new(1, 1), ended: false, limit }
    }

    /// The bytes of a piece.
    pub(super) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.buffer.get(range).unwrap_or_default()
    }

    /// The next piece, its bytes (for [`Split::bytes`], until the next call) and where it begins.
    pub(super) fn next(&mut self) -> Result<Option<(Piece, Range<usize>, At)>, Error> {
        loop {
            let Some(open) = self.find(0, |rest| memchr(b'<', rest))? else {
                let text = self.rest().iter().any(|byte| !byte.is_ascii_whitespace());
                let end = self.buffer.len();
                return Ok(text.then(|| self.take(Piece::Text, end)));
            };
            if self.rest().get(..open).is_some_and(|gap| gap.iter().any(|byte| !byte.is_ascii_whitespace())) {
                return Ok(Some(self.take(Piece::Text, self.from + open)));
            }
            self.consume(open);
            self.need(NAME.len() + 2)?;
            let rest = self.rest();
            if rest.starts_with(b"<!--") {
                self.step_over(b"-->")?;
            } else if rest.starts_with(b"<?") {
                self.step_over(b"?>")?;
            } else if rest.starts_with(b"<!") {
                if let Some(found) = self.document_type()? {
                    return Ok(Some(found));
                }
            } else if rest.starts_with(b"</") {
                self.step_over(b">")?;
            } else if rest.get(1..).is_some_and(begins_activity) {
                return self.activity().map(Some);
            } else {
                let end = self
                    .find(0, |rest| memchr(b'>', rest))?
                    .map_or(self.buffer.len(), |end| self.from + end + 1);
                return Ok(Some(self.take(Piece::Tag, end)));
            }
        }
    }

    fn activity(&mut self) -> Result<(Piece, Range<usize>, At), Error> {
        let mut searched = NAME.len() + 1;
        if let Some(close) = self.find(0, |rest| memchr(b'>', rest))?
            && self.rest().get(close.wrapping_sub(1)) == Some(&b'/')
        {
            return Ok(self.take(Piece::Activity, self.from + close + 1));
        }
        loop {
            let Some((hit, mark)) = self.mark_after(searched)? else {
                let piece = if self.rest().len() > self.limit {
                    return self.skip_large();
                } else {
                    Piece::Unclosed("the file ends")
                };
                let end = self.buffer.len();
                return Ok(self.take(piece, end));
            };
            if let Some(past) = self.inside_comment(hit)? {
                searched = past;
                continue;
            }
            let end = self.from + hit;
            return Ok(match mark {
                Mark::End => {
                    let close = self.find(hit, |rest| memchr(b'>', rest))?;
                    let end = close.map_or(self.buffer.len(), |close| self.from + close + 1);
                    self.take(Piece::Activity, end)
                }
                Mark::Start => self.take(Piece::Unclosed("another activity begins"), end),
                Mark::EndOfList => self.take(Piece::Unclosed("the list of activities ends"), end),
            });
        }
    }

    /// The next tag of an activity or of their list, from `searched` on, both counted from `self.from`.
    fn mark_after(&mut self, mut searched: usize) -> Result<Option<(usize, Mark)>, Error> {
        let finder = memmem::Finder::new(b"iati-activit");
        loop {
            let rest = self.rest();
            for found in finder.find_iter(rest.get(searched..).unwrap_or_default()) {
                let name = searched + found;
                let after = rest.get(name..).unwrap_or_default();
                if after.len() <= NAME.len() + 2 && !self.ended {
                    break;
                }
                let before = rest.get(..name).unwrap_or_default();
                if before.ends_with(b"</") && begins_activity(after) {
                    return Ok(Some((name - 2, Mark::End)));
                } else if before.ends_with(b"<") && begins_activity(after) {
                    return Ok(Some((name - 1, Mark::Start)));
                } else if before.ends_with(b"</") && after.starts_with(b"iati-activities") {
                    return Ok(Some((name - 2, Mark::EndOfList)));
                }
            }
            if rest.len() > self.limit || self.ended {
                return Ok(None);
            }
            searched = searched.max(rest.len().saturating_sub(2 * NAME.len() + 4));
            self.fill()?;
        }
    }

    /// Where the comment or CDATA section ends that holds `hit`, if one does.
    fn inside_comment(&mut self, hit: usize) -> Result<Option<usize>, Error> {
        let mut from = 0;
        loop {
            let Some(open) = self.rest().get(from..hit).and_then(|gap| memmem::find(gap, b"<!")) else {
                return Ok(None);
            };
            let open = from + open;
            let rest = self.rest().get(open..).unwrap_or_default();
            let end: &[u8] = match rest {
                _ if rest.starts_with(b"<!--") => b"-->",
                _ if rest.starts_with(b"<![CDATA[") => b"]]>",
                _ => b">",
            };
            match self.find(open, |rest| memmem::find(rest, end))? {
                // a comment that never ends hides nothing: what looks like an end is taken for one
                None => return Ok(None),
                Some(close) if close >= hit => return Ok(Some(close + end.len())),
                Some(close) => from = close + end.len(),
            }
        }
    }

    /// An activity beyond the limit: forgets its bytes up to its end or the next one.
    fn skip_large(&mut self) -> Result<(Piece, Range<usize>, At), Error> {
        let at = self.at;
        loop {
            match self.mark_after(0)? {
                Some((hit, Mark::End)) => {
                    self.consume(hit);
                    self.step_over(b">")?;
                    break;
                }
                Some((hit, _)) if hit > 0 => {
                    self.consume(hit);
                    break;
                }
                _ if self.ended => {
                    self.consume(self.rest().len());
                    break;
                }
                _ => self.consume(self.rest().len().saturating_sub(3 * NAME.len()).max(1)),
            }
        }
        Ok((Piece::TooLarge, 0..0, at))
    }

    fn document_type(&mut self) -> Result<Option<(Piece, Range<usize>, At)>, Error> {
        let end = self.find(0, |rest| memchr(b'>', rest))?;
        let head = self.rest().get(..end.unwrap_or(0)).unwrap_or_default();
        if memchr(b'[', head).is_none() {
            self.step_over(b">")?;
            return Ok(None);
        }
        let end = self.find(0, |rest| memmem::find(rest, b"]>"))?;
        let end = end.map_or(self.buffer.len(), |end| self.from + end + 2);
        let found = self.take(Piece::Entities, end);
        Ok(memmem::find(self.bytes(found.1.clone()), b"<!ENTITY").map(|_| found))
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.from..).unwrap_or_default()
    }

    /// Position of what `seek` finds in the rest from `start` on, reading on until it is found, the input ends or the
    /// limit is reached.
    fn find(&mut self, start: usize, seek: impl Fn(&[u8]) -> Option<usize>) -> Result<Option<usize>, Error> {
        let mut searched = start;
        loop {
            if let Some(found) = self.rest().get(searched..).and_then(&seek) {
                return Ok(Some(searched + found));
            }
            if self.ended || self.rest().len() > self.limit {
                return Ok(None);
            }
            searched = searched.max(self.rest().len().saturating_sub(16));
            self.fill()?;
        }
    }

    fn need(&mut self, bytes: usize) -> Result<(), Error> {
        while self.rest().len() < bytes && !self.ended {
            self.fill()?;
        }
        Ok(())
    }

    fn fill(&mut self) -> Result<(), Error> {
        if self.from > self.buffer.len() / 2 {
            self.buffer.drain(..self.from);
            self.from = 0;
        }
        let more = loop {
            match self.input.fill_buf() {
                Ok(more) => break more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::io(self.file, error)),
            }
        };
        let length = more.len();
        self.buffer.extend_from_slice(more);
        self.input.consume(length);
        self.ended = length == 0;
        Ok(())
    }

    /// Steps over everything up to and with `end`, in bounded memory.
    fn step_over(&mut self, end: &[u8]) -> Result<(), Error> {
        loop {
            if let Some(found) = self.find(0, |rest| memmem::find(rest, end))? {
                self.consume(found + end.len());
                return Ok(());
            }
            let keep = if self.ended { 0 } else { end.len() };
            self.consume(self.rest().len().saturating_sub(keep));
            if self.ended {
                return Ok(());
            }
        }
    }

    fn take(&mut self, piece: Piece, end: usize) -> (Piece, Range<usize>, At) {
        let (from, at) = (self.from, self.at);
        self.consume(end.saturating_sub(from));
        (piece, from..end, at)
    }

    fn consume(&mut self, bytes: usize) {
        let end = (self.from + bytes).min(self.buffer.len());
        self.at = advance(self.at, self.buffer.get(self.from..end).unwrap_or_default());
        self.from = end;
    }
}

enum Mark {
    Start,
    End,
    EndOfList,
}

/// `iati-activity` and then what may follow a name.
fn begins_activity(name: &[u8]) -> bool {
    name.starts_with(NAME) && name.get(NAME.len()).is_none_or(|byte| b" \t\r\n>/".contains(byte))
}

/// The position after `bytes` that begin at `at`. Lines saturate rather than wrap.
pub(crate) fn advance(at: At, bytes: &[u8]) -> At {
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    match memchr::memrchr(b'\n', bytes) {
        None => At::new(at.line, at.column.saturating_add(narrow(bytes.len()))),
        Some(last) => At::new(
            at.line.saturating_add(narrow(memchr_iter(b'\n', bytes).count())),
            narrow(bytes.len() - last),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(text: &[u8], chunk: usize, limit: usize) -> Vec<(Piece, String, At)> {
        let mut input = std::io::BufReader::with_capacity(chunk.max(1), text);
        let mut split = Split::new(&mut input, "test", limit);
        let mut all = Vec::new();
        while let Some((piece, range, at)) = split.next().expect("memory doesn't fail") {
            let bytes = String::from_utf8_lossy(split.bytes(range)).into_owned();
            all.push((piece, bytes, at));
        }
        all
    }

    const MIXED: &str = "<?xml version='1.0'?>\n<!-- <iati-activity> -->\n<iati-activities version='2.03'>\n\
        <iati-activity><a><![CDATA[</iati-activity>]]></a></iati-activity>\n  <iati-activity/>\n\
        <iati-activity><b><iati-activity x='1'></iati-activity ></iati-activities>";

    #[test]
    fn activities_are_cut_out_and_located() {
        let found: Vec<_> = pieces(MIXED.as_bytes(), 4096, 1 << 20)
            .into_iter()
            .map(|(piece, text, at)| format!("{}:{} {piece:?} {text}", at.line, at.column))
            .collect();
        assert_eq!(
            found,
            [
                "3:1 Tag <iati-activities version='2.03'>",
                "4:1 Activity <iati-activity><a><![CDATA[</iati-activity>]]></a></iati-activity>",
                "5:3 Activity <iati-activity/>",
                "6:1 Unclosed(\"another activity begins\") <iati-activity><b>",
                "6:19 Activity <iati-activity x='1'></iati-activity >",
            ]
        );
    }

    #[test]
    fn a_large_activity_is_forgotten_and_the_next_is_found() {
        let text = format!("<iati-activity>{}</iati-activity><iati-activity/>", "x".repeat(100_000));
        let found = pieces(text.as_bytes(), 1000, 5000);
        assert_eq!(found.len(), 2);
        assert_eq!(found.first().map(|piece| &piece.0), Some(&Piece::TooLarge));
        assert_eq!(found.last().map(|piece| piece.1.as_str()), Some("<iati-activity/>"));
    }

    proptest! {
        #[test]
        fn chunks_make_no_difference(chunk in 1usize..200, cut in 0usize..400) {
            let text = MIXED.as_bytes();
            let text = &text[..cut.min(text.len())];
            prop_assert_eq!(pieces(text, chunk, 1 << 20), pieces(text, 1 << 16, 1 << 20));
        }

        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(prop_oneof![Just(b'<'), Just(b'>'), Just(b'!'), Just(b'-'), any::<u8>()], 0..300)) {
            pieces(&bytes, 7, 64);
        }
    }
}
