//! Content lines of RFC 5545, section 3.1: unfolded, split into name, parameters and value, each with its place.

use std::io::{BufRead, Read};

use comity_core::{At, CompactString, Day, Lang, Text};

use crate::Error;

/// Unfolded lines out of a stream, with the line on which each begins.
pub(super) struct Lines<'a> {
    input: &'a mut dyn BufRead,
    file: String,
    limit: usize,
    number: u32,
    /// The line that was read to see whether it goes on the one before.
    next: Option<(Vec<u8>, u32)>,
}

impl<'a> Lines<'a> {
    pub fn new(input: &'a mut dyn BufRead, file: &str, limit: usize) -> Self {
        Lines { input, file: file.to_owned(), limit, number: 0, next: None }
    }

    fn raw(&mut self) -> Result<Option<(Vec<u8>, u32)>, Error> {
        let mut line = Vec::new();
        let limit = u64::try_from(self.limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut bounded = (&mut *self.input).take(limit);
        let read = bounded.read_until(b'\n', &mut line).map_err(|error| Error::io(&self.file, error))?;
        if read == 0 {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        self.within(line.len(), self.number)?;
        while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            line.pop();
        }
        Ok(Some((line, self.number)))
    }

    fn within(&self, length: usize, line: u32) -> Result<(), Error> {
        if length <= self.limit {
            return Ok(());
        }
        let reason = format!("one line is longer than {} bytes", self.limit);
        Err(Error::Limit { file: self.file.clone(), at: At::new(line, 0), reason })
    }

    /// The next line that is not blank.
    pub fn next(&mut self) -> Result<Option<(String, At)>, Error> {
        let first = match self.next.take() {
            Some(line) => Some(line),
            None => self.raw()?,
        };
        let Some((mut bytes, number)) = first else { return Ok(None) };
        while let Some((line, at)) = self.raw()? {
            match line.split_first() {
                // joined as bytes: a fold may stand inside a character
                Some((b' ' | b'\t', rest)) => {
                    bytes.extend_from_slice(rest);
                    self.within(bytes.len(), number)?;
                }
                None => {}
                Some(_) => {
                    self.next = Some((line, at));
                    break;
                }
            }
        }
        match bytes.is_empty() {
            true if self.next.is_some() => self.next(),
            true => Ok(None),
            false => Ok(Some((String::from_utf8_lossy(&bytes).into_owned(), At::new(number, 1)))),
        }
    }
}

/// One content line.
pub(super) struct Line {
    pub name: String,
    parameters: Vec<(String, String)>,
    /// As written, still escaped.
    pub value: String,
    pub at: At,
}

impl Line {
    /// `NAME;PARAM=value;PARAM="quoted: value":value`; none when there is no name or no colon.
    pub fn parse(text: &str, at: At) -> Option<Line> {
        let mut quoted = false;
        let colon = text.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == ':' && !quoted
        });
        let (head, value) = (text.get(..colon?.0)?, text.get(colon?.0 + 1..)?);
        let mut quoted = false;
        let mut parts = head.split(|c: char| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        let name = parts.next()?.trim().to_ascii_uppercase();
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let parameters = parts
            .filter_map(|part| part.split_once('='))
            .map(|(key, value)| (key.trim().to_ascii_uppercase(), value.trim_matches('"').to_owned()));
        is_name.then(|| Line { name, parameters: parameters.collect(), value: value.trim().to_owned(), at })
    }

    /// A parameter, `""` when it is not there.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// The value as TEXT: escapes undone.
    pub fn text(&self) -> CompactString {
        unescape(&self.value).into()
    }

    /// The value as a list of TEXT.
    pub fn texts(&self) -> impl Iterator<Item = String> {
        let mut escaped = false;
        let items = self.value.split(move |c: char| {
            let is_end = c == ',' && !escaped;
            escaped = c == '\\' && !escaped;
            is_end
        });
        items.map(|item| unescape(item).trim().to_owned()).filter(|item| !item.is_empty())
    }

    /// Words in the language of the line.
    pub fn words(&self, words: &str) -> Text {
        Text { lang: Lang::parse(self.parameter("LANGUAGE")), ..Text::plain(words, self.at) }
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

/// The day of a DATE or DATE-TIME: `20060312`, `20060312T090000`, `20060312T090000Z`.
pub(super) fn day(value: &str) -> Option<Day> {
    let (year, month, of_month) = (value.get(..4)?, value.get(4..6)?, value.get(6..8)?);
    matches!(value.as_bytes().get(8), None | Some(b'T')).then_some(())?;
    Day::parse(&format!("{year}-{month}-{of_month}"))
}

/// Whole days of a DURATION, begun ones counted: `P2W`, `P3D`, `P1DT2H`; a part of a day is one.
pub(super) fn whole_days(value: &str) -> Option<i32> {
    let (days, time) = match value.trim_start_matches('+').strip_prefix('P')?.split_once('T') {
        Some((days, time)) => (days, !time.is_empty()),
        None => (value.trim_start_matches('+').strip_prefix('P')?, false),
    };
    let count = match (days.strip_suffix('W'), days.strip_suffix('D')) {
        (Some(weeks), _) => weeks.parse::<i32>().ok()?.checked_mul(7)?,
        (_, Some(days)) => days.parse::<i32>().ok()?,
        _ => 0,
    };
    count.checked_add(i32::from(time))
}
