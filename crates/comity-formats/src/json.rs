//! JSON that knows where it stands: elements of one long array out of a stream, and values with their line and column.
//!
//! serde_json gives no place to a value that it has read. [`Elements`] finds the ends of an array's elements while the
//! bytes stream by, so that a truncated or partly wrong file loses only what is wrong; [`Part`] reads into one element,
//! keeping the raw text of every value, whose distance from the element's start is its place.

use std::{borrow::Cow, io::BufRead};

use comity_core::{At, CompactString};
use serde::{
    Deserializer as _,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{Error, Limits};

/// Elements of the arrays called `name` (at any depth), of a bare outer array, and outer values that are neither.
pub(crate) struct Elements<'a> {
    input: &'a mut dyn BufRead,
    file: String,
    name: &'static str,
    limit: usize,
    at: At,
    /// Open brackets: `{`, `[`, and `*` for the array whose elements are given out.
    open: Vec<u8>,
    /// The last string read, a key if a colon follows.
    word: Vec<u8>,
    key_is_name: bool,
}

/// One element: its bytes and where it begins.
pub(crate) struct Element {
    pub bytes: Vec<u8>,
    pub at: At,
}

impl<'a> Elements<'a> {
    pub fn new(input: &'a mut dyn BufRead, file: &str, name: &'static str, limits: &Limits) -> Self {
        Elements {
            input,
            file: file.to_owned(),
            name,
            limit: limits.value,
            at: At::new(1, 1),
            open: Vec::new(),
            word: Vec::new(),
            key_is_name: false,
        }
    }

    fn next_byte(&mut self) -> Result<Option<(u8, At)>, Error> {
        let byte = match self.input.fill_buf() {
            Ok(bytes) => bytes.first().copied(),
            Err(error) => return Err(Error::io(&self.file, error)),
        };
        let Some(byte) = byte else { return Ok(None) };
        self.input.consume(1);
        let at = self.at;
        if byte == b'\n' {
            self.at = At::new(at.line.saturating_add(1), 1);
        } else {
            self.at.column = at.column.saturating_add(1);
        }
        Ok(Some((byte, at)))
    }

    /// The next element, or none at the end.
    ///
    /// # Errors
    /// When the input breaks off inside a value, or a value is larger than the limit.
    pub fn next(&mut self) -> Result<Option<Element>, Error> {
        while let Some((byte, at)) = self.next_byte()? {
            match byte {
                b'{' if self.gives_out() => return self.collect(at).map(Some),
                b'{' => self.open.push(b'{'),
                b'[' if self.key_is_name || self.open.is_empty() => self.open.push(b'*'),
                b'[' => self.open.push(b'['),
                b'}' | b']' => {
                    self.open.pop();
                }
                b'"' => {
                    self.string(at)?;
                    continue;
                }
                b':' => {
                    self.key_is_name = self.word == self.name.as_bytes();
                    continue;
                }
                byte if byte.is_ascii_whitespace() => continue,
                _ => {}
            }
            self.key_is_name = false;
        }
        match self.open.is_empty() {
            true => Ok(None),
            false => Err(self.broken_off(self.at)),
        }
    }

    /// Gives every element to `take`; whether there was one.
    ///
    /// # Errors
    /// As [`Elements::next`], after what stands before was taken.
    pub fn each(mut self, mut take: impl FnMut(&Element)) -> Result<bool, Error> {
        let mut found = false;
        while let Some(element) = self.next()? {
            found = true;
            take(&element);
        }
        Ok(found)
    }

    fn gives_out(&self) -> bool {
        self.open.last() == Some(&b'*')
    }

    fn string(&mut self, from: At) -> Result<(), Error> {
        self.word.clear();
        let mut escaped = false;
        while let Some((byte, _)) = self.next_byte()? {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => return Ok(()),
                // only needed to be compared with a short name
                _ if self.word.len() < 64 => self.word.push(byte),
                _ => {}
            }
        }
        Err(self.broken_off(from))
    }

    fn collect(&mut self, from: At) -> Result<Element, Error> {
        let mut bytes = vec![b'{'];
        let (mut depth, mut quoted, mut escaped) = (1u32, false, false);
        while let Some((byte, _)) = self.next_byte()? {
            bytes.push(byte);
            if bytes.len() > self.limit {
                let reason = format!("one value is larger than {} bytes", self.limit);
                return Err(Error::Limit { file: self.file.clone(), at: from, reason });
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(Element { bytes, at: from });
            }
        }
        Err(self.broken_off(from))
    }

    fn broken_off(&self, from: At) -> Error {
        Error::Damaged {
            file: self.file.clone(),
            at: from,
            reason: "the JSON breaks off inside the value that begins here".to_owned(),
            way_out: "download or export the file again".to_owned(),
        }
    }
}

/// A value with the text that it is part of.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    raw: &'a str,
    whole: &'a str,
    from: At,
}

impl<'a> Part<'a> {
    /// The element as a value; what is not JSON is told with its place.
    pub fn new(text: &'a str, from: At) -> Result<Self, (At, String)> {
        match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) => Ok(Part { raw: raw.get(), whole: text, from }),
            Err(error) => {
                let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
                let column = u32::try_from(error.column()).unwrap_or(u32::MAX);
                let column =
                    if line <= 1 { from.column.saturating_add(column).saturating_sub(1) } else { column };
                let at = At::new(from.line.saturating_add(line).saturating_sub(1), column);
                let words = error.to_string();
                let reason = words.split(" at line ").next().unwrap_or_default().to_lowercase();
                Err((at, format!("the JSON is not well-formed: {reason}")))
            }
        }
    }

    /// Where it begins.
    pub fn at(&self) -> At {
        let offset = (self.raw.as_ptr() as usize).saturating_sub(self.whole.as_ptr() as usize);
        let before = self.whole.as_bytes().get(..offset).unwrap_or_default();
        let lines = before.iter().filter(|byte| **byte == b'\n').count();
        let in_line = before.iter().rev().take_while(|byte| **byte != b'\n').count();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match lines {
            0 => At::new(self.from.line, self.from.column.saturating_add(number(in_line))),
            _ => At::new(self.from.line.saturating_add(number(lines)), number(in_line).saturating_add(1)),
        }
    }

    /// The text as written, quotes and all.
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// Whether there is something in it: not null, not an empty string, list or object.
    pub fn is_empty(&self) -> bool {
        let inner = self.raw.trim_matches(['{', '}', '[', ']', '"', ' ', '\n', '\r', '\t']);
        inner.is_empty() || self.raw == "null"
    }

    /// Members of an object in their order; none for anything else.
    pub fn members(&self) -> Vec<(CompactString, Part<'a>)> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(CompactString, &'de RawValue)>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut all = Vec::new();
                while let Some((key, value)) = map.next_entry::<Cow<'de, str>, &'de RawValue>()? {
                    all.push((CompactString::from(key), value));
                }
                Ok(all)
            }
        }
        let found = serde_json::Deserializer::from_str(self.raw).deserialize_map(Members).unwrap_or_default();
        found.into_iter().map(|(key, raw)| (key, self.inner(raw))).collect()
    }

    /// Items of an array in their order; none for anything else.
    pub fn items(&self) -> Vec<Part<'a>> {
        struct Items;
        impl<'de> Visitor<'de> for Items {
            type Value = Vec<&'de RawValue>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
                let mut all = Vec::new();
                while let Some(item) = seq.next_element::<&'de RawValue>()? {
                    all.push(item);
                }
                Ok(all)
            }
        }
        let found = serde_json::Deserializer::from_str(self.raw).deserialize_seq(Items).unwrap_or_default();
        found.into_iter().map(|raw| self.inner(raw)).collect()
    }

    fn inner(&self, raw: &'a RawValue) -> Part<'a> {
        Part { raw: raw.get(), ..*self }
    }

    /// One member of an object.
    pub fn member(&self, name: &str) -> Option<Part<'a>> {
        self.members().into_iter().find(|(key, _)| key == name).map(|(_, part)| part)
    }

    /// A string, a number or a truth value as text; empty for null, lists and objects.
    pub fn text(&self) -> CompactString {
        match self.raw.as_bytes().first() {
            Some(b'"') => serde_json::from_str::<Cow<'_, str>>(self.raw)
                .map(|text| text.trim().into())
                .unwrap_or_default(),
            Some(b'{' | b'[') | None => CompactString::default(),
            _ if self.raw == "null" => CompactString::default(),
            _ => CompactString::from(self.raw),
        }
    }

    /// A list of texts, or one text as a list of one.
    pub fn texts(&self) -> Vec<(CompactString, At)> {
        let parts = if self.raw.starts_with('[') { self.items() } else { vec![*self] };
        parts.iter().map(|part| (part.text(), part.at())).filter(|(text, _)| !text.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(text: &str) -> (Vec<(String, At)>, Option<Error>) {
        let mut input = text.as_bytes();
        let mut stream = Elements::new(&mut input, "t.json", "flows", &Limits::default());
        let mut found = Vec::new();
        loop {
            match stream.next() {
                Ok(Some(element)) => found.push((String::from_utf8(element.bytes).unwrap(), element.at)),
                Ok(None) => return (found, None),
                Err(error) => return (found, Some(error)),
            }
        }
    }

    #[test]
    fn elements_come_out_of_named_and_bare_arrays() {
        let (found, error) = elements("{\"a\":[{\"x\":1}],\n \"flows\":[{\"b\":\"}\\\"\"},\n {\"c\":[{}]}]}");
        assert!(error.is_none());
        assert_eq!(
            found,
            [("{\"b\":\"}\\\"\"}".into(), At::new(2, 11)), ("{\"c\":[{}]}".into(), At::new(3, 2))]
        );
        assert_eq!(elements("[{},{}]").0.len(), 2);
    }

    #[test]
    fn what_stands_before_the_break_is_given_out() {
        let (found, error) = elements("{\"flows\":[{\"a\":1},\n{\"b\":");
        assert_eq!(found.len(), 1);
        assert_eq!(error.unwrap().at(), At::new(2, 1));
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "{\"a\": 1,\n  \"b\": [null, \"x\\u0041\"]}";
        let part = Part::new(text, At::new(10, 5)).unwrap();
        assert_eq!(part.member("a").unwrap().at(), At::new(10, 11));
        let list = part.member("b").unwrap();
        assert_eq!(list.texts(), [("xA".into(), At::new(11, 15))]);
        assert!(Part::new("{\"a\":}", At::new(3, 1)).is_err_and(|(at, _)| at == At::new(3, 6)));
    }
}
