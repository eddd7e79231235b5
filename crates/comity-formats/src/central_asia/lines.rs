//! Line ends made one: the csv crate counts a CRLF late and takes a blank line for the row after it, so that a row's
//! line would be wrong. With every end a single line feed the line follows from where a row ends.

use std::io::{BufRead, Read};

/// CRLF and CR come out as LF, and the last line is ended.
pub(super) struct LineFeeds<'a> {
    input: &'a mut dyn BufRead,
    after_return: bool,
    ended: bool,
}

impl<'a> LineFeeds<'a> {
    pub fn new(input: &'a mut dyn BufRead) -> Self {
        LineFeeds { input, after_return: false, ended: false }
    }
}

impl Read for LineFeeds<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                let last = !std::mem::replace(&mut self.ended, true);
                if let (true, Some(first)) = (last, buffer.first_mut()) {
                    *first = b'\n';
                    return Ok(1);
                }
                return Ok(0);
            }
            let (mut taken, mut given) = (0, 0);
            for (byte, place) in bytes.iter().scan(self.after_return, |after_return, byte| {
                let second_half = *after_return && *byte == b'\n';
                *after_return = *byte == b'\r';
                Some((*byte, second_half))
            }) {
                let Some(slot) = buffer.get_mut(given) else { break };
                taken += 1;
                self.after_return = byte == b'\r';
                if !place {
                    *slot = if byte == b'\r' { b'\n' } else { byte };
                    given += 1;
                }
            }
            self.input.consume(taken);
            if given > 0 {
                return Ok(given);
            }
        }
    }
}

/// The line on which a row begins, from the line on which the next one can begin.
pub(super) fn first_line(next: u64, row: &csv::ByteRecord) -> u32 {
    let inside = row.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
    u32::try_from(next.saturating_sub(1).saturating_sub(inside)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_is_a_line_feed() {
        for step in 1..4 {
            let mut input = std::io::BufReader::with_capacity(step, &b"a\r\n\r\nb\rc\nd"[..]);
            let mut out = String::new();
            LineFeeds::new(&mut input).read_to_string(&mut out).unwrap();
            assert_eq!(out, "a\n\nb\nc\nd\n");
        }
    }
}
