//! One activity as a flat, borrowed list of its elements in document order, each with its place.
//!
//! An activity is a few kilobytes: the list lives as long as its record is being made. Faults that leave the meaning clear
//! (a bare `&`, a `<` in text, an unknown entity) are mended and reported; others end the activity.

use std::borrow::Cow;

use comity_core::At;
use quick_xml::{
    Reader, XmlVersion,
    errors::{Error as XmlError, IllFormedError},
    events::{Event, attributes::Attributes},
};

use super::split::advance;

/// Deeper than any honest activity; IATI needs eight.
const DEEPEST: usize = 64;

/// Stands in for a `<` that begins no tag, so that all places stay as they are. Not allowed in XML, so never there before.
const STRAY: &str = "\u{1}";

/// Something wrong with the XML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: At,
    pub(super) element: String,
    pub(super) reason: String,
    pub(super) way_out: &'static str,
}

struct Node<'a> {
    name: &'a str,
    attributes: (usize, usize),
    text: Cow<'a, str>,
    /// First node after the descendants.
    end: usize,
    at: At,
}

/// The elements of one activity.
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// What was mended.
    pub(super) mended: Vec<Fault>,
}

/// One element of a [`Tree`].
#[derive(Clone, Copy)]
pub(super) struct Element<'t> {
    tree: &'t Tree<'t>,
    index: usize,
}

/// Replaces every `<` that can't begin a tag; `None` when there is none.
pub(super) fn mend_angles(text: &str) -> Option<String> {
    let begins_tag = |next: Option<&u8>| {
        next.is_some_and(|next| next.is_ascii_alphabetic() || !next.is_ascii() || b"_:/!?".contains(next))
    };
    let bytes = text.as_bytes();
    let stray: Vec<usize> =
        memchr::memchr_iter(b'<', bytes).filter(|place| !begins_tag(bytes.get(place + 1))).collect();
    if stray.is_empty() {
        return None;
    }
    let mut mended = String::with_capacity(text.len());
    let mut from = 0;
    for place in stray {
        mended.push_str(text.get(from..place).unwrap_or_default());
        mended.push_str(STRAY);
        from = place + 1;
    }
    mended.push_str(text.get(from..).unwrap_or_default());
    Some(mended)
}

impl<'a> Tree<'a> {
    /// Parses one activity that begins at `start` in its file. The text should have gone through [`mend_angles`].
    pub(super) fn parse(text: &'a str, start: At) -> Result<Tree<'a>, Fault> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        let mut tree =
            Tree { nodes: Vec::with_capacity(256), attributes: Vec::with_capacity(256), mended: Vec::new() };
        let mut open: Vec<usize> = Vec::with_capacity(16);
        let mut lines = Lines { text, offset: 0, at: start };
        loop {
            let before = offset(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = lines.at(offset(reader.error_position()));
                    let fault =
                        Fault { at, element: tree.name_of(&open), reason: explain(&error), way_out: REWRITE };
                    return Err(fault);
                }
            };
            let after = offset(reader.buffer_position());
            match event {
                Event::Start(_) | Event::Empty(_) => {
                    let empty = matches!(event, Event::Empty(_));
                    let tag = text
                        .get(before + 1..after.saturating_sub(if empty { 2 } else { 1 }))
                        .unwrap_or_default();
                    let at = lines.at(before);
                    if open.len() >= DEEPEST {
                        let reason = format!("elements are nested more than {DEEPEST} deep");
                        return Err(Fault { at, element: tree.name_of(&open), reason, way_out: REWRITE });
                    }
                    let index = tree.element(tag, at);
                    if !empty {
                        open.push(index);
                    }
                }
                Event::End(_) => {
                    if let Some(index) = open.pop() {
                        let end = tree.nodes.len();
                        if let Some(node) = tree.nodes.get_mut(index) {
                            node.end = end;
                        }
                    }
                }
                Event::Text(_) | Event::GeneralRef(_) => {
                    let raw = text.get(before..after).unwrap_or_default();
                    tree.text(raw, &open, lines.at(before));
                }
                Event::CData(_) => {
                    let raw = text.get(before + 9..after.saturating_sub(3)).unwrap_or_default();
                    tree.append(&open, raw);
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        if let Some(index) = open.last() {
            let at = tree.nodes.get(*index).map_or(start, |node| node.at);
            let reason = format!("`<{}>` is never closed", tree.name_of(&open));
            return Err(Fault { at, element: tree.name_of(&open), reason, way_out: REWRITE });
        }
        Ok(tree)
    }

    /// The activity's own element.
    pub(super) fn root(&self) -> Option<Element<'_>> {
        (!self.nodes.is_empty()).then_some(Element { tree: self, index: 0 })
    }

    fn name_of(&self, open: &[usize]) -> String {
        open.last()
            .and_then(|index| self.nodes.get(*index))
            .map_or_else(String::new, |node| node.name.to_owned())
    }

    fn element(&mut self, tag: &'a str, at: At) -> usize {
        let length = tag.find([' ', '\t', '\r', '\n', '/']).unwrap_or(tag.len());
        let name = tag.get(..length).unwrap_or_default();
        let first = self.attributes.len();
        for attribute in Attributes::new(tag, length) {
            match attribute {
                Ok(attribute) => {
                    let key = attribute.key.0;
                    let value = if attribute.value.contains('&') {
                        attribute.normalized_value(XmlVersion::Explicit1_0).unwrap_or_else(|_| {
                            let reason =
                                format!("`{}` holds an `&` that begins no reference", attribute.value);
                            self.mend(at, &format!("{name}@{key}"), reason, "write `&amp;`");
                            attribute.value.clone()
                        })
                    } else {
                        attribute.value
                    };
                    self.attributes.push((key, value));
                }
                Err(error) => self.mend(at, name, format!("an attribute can't be read: {error}"), REWRITE),
            }
        }
        let index = self.nodes.len();
        let attributes = (first, self.attributes.len());
        self.nodes.push(Node { name, attributes, text: Cow::Borrowed(""), end: index + 1, at });
        index
    }

    fn text(&mut self, raw: &'a str, open: &[usize], at: At) {
        if raw.contains(STRAY) {
            self.mend(at, &self.name_of(open), "`<` in text begins no tag".to_owned(), "write `&lt;`");
        }
        if !raw.starts_with('&') {
            match raw.contains(STRAY) {
                true => self.append(open, &raw.replace(STRAY, "<")),
                false => self.append_borrowed(open, raw),
            }
            return;
        }
        let name = raw.strip_prefix('&').and_then(|rest| rest.strip_suffix(';'));
        match name.and_then(character) {
            Some(character) => self.append(open, character.encode_utf8(&mut [0; 4])),
            None => {
                let element = self.name_of(open);
                match name {
                    Some(name) => self.mend(
                        at,
                        &element,
                        format!("the entity `&{name};` is none of XML's five and is not expanded"),
                        "write the character itself",
                    ),
                    None => self.mend(at, &element, "a bare `&` in text".to_owned(), "write `&amp;`"),
                }
                self.append(open, &raw.replace(STRAY, "<"));
            }
        }
    }

    fn append_borrowed(&mut self, open: &[usize], raw: &'a str) {
        if let Some(node) = open.last().and_then(|index| self.nodes.get_mut(*index)) {
            if !node.text.is_empty() {
                node.text.to_mut().push_str(raw);
            } else if raw.bytes().any(|byte| !byte.is_ascii_whitespace()) {
                node.text = Cow::Borrowed(raw);
            }
        }
    }

    fn append(&mut self, open: &[usize], text: &str) {
        if let Some(node) = open.last().and_then(|index| self.nodes.get_mut(*index)) {
            node.text.to_mut().push_str(text);
        }
    }

    fn mend(&mut self, at: At, element: &str, reason: String, way_out: &'static str) {
        self.mended.push(Fault { at, element: element.to_owned(), reason, way_out });
    }
}

impl<'t> Element<'t> {
    fn node(&self) -> Option<&'t Node<'t>> {
        self.tree.nodes.get(self.index)
    }

    /// Name with its prefix, as written.
    pub(super) fn name(&self) -> &'t str {
        self.node().map_or("", |node| node.name)
    }

    /// Where its start tag begins.
    pub(super) fn at(&self) -> At {
        self.node().map(|node| node.at).unwrap_or_default()
    }

    /// Its own text, without that of its children, white space at the ends removed.
    pub(super) fn text(&self) -> &'t str {
        self.node().map_or("", |node| node.text.trim())
    }

    /// Attributes as written, in order.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'t str, &'t str)> + use<'t> {
        let (from, to) = self.node().map_or((0, 0), |node| node.attributes);
        let all = self.tree.attributes.get(from..to).unwrap_or_default();
        all.iter().map(|(key, value)| (*key, value.as_ref()))
    }

    /// The value of an attribute, trimmed; `None` when it is missing or blank.
    pub(super) fn attribute(&self, name: &str) -> Option<&'t str> {
        let (_, value) = self.attributes().find(|(key, _)| *key == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Its children, in order.
    pub(super) fn children(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        let end = self.node().map_or(0, |node| node.end);
        let tree = self.tree;
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            let child = Element { tree, index };
            let node = tree.nodes.get(index).filter(|_| index < end)?;
            index = node.end;
            Some(child)
        })
    }

    /// The first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.name() == name)
    }
}

const REWRITE: &str = "check the file with an XML validator and publish it again";

/// Counts lines on the way forward; places are asked for in order.
struct Lines<'a> {
    text: &'a str,
    offset: usize,
    at: At,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> At {
        if let Some(gap) = self.text.as_bytes().get(self.offset..offset) {
            self.at = advance(self.at, gap);
            self.offset = offset;
        }
        self.at
    }
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// One of XML's five entities, or a numeric reference to a character that XML allows.
fn character(name: &str) -> Option<char> {
    match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => {}
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
}

fn explain(error: &XmlError) -> String {
    match error {
        XmlError::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            format!("`</{found}>` stands where `</{expected}>` must")
        }
        XmlError::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
            format!("`</{found}>` closes nothing that is open")
        }
        other => format!("the XML is not well-formed: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> String {
        fn walk(element: Element<'_>, depth: usize, into: &mut String) {
            let At { line, column } = element.at();
            *into += &format!("{}{line}:{column} {}", "  ".repeat(depth), element.name());
            for (key, value) in element.attributes() {
                *into += &format!(" {key}={value}");
            }
            *into += &format!(" {}\n", element.text());
            element.children().for_each(|child| walk(child, depth + 1, into));
        }
        let mut out = String::new();
        let mended = mend_angles(text);
        match Tree::parse(mended.as_deref().unwrap_or(text), At::new(10, 5)) {
            Ok(tree) => {
                if let Some(root) = tree.root() {
                    walk(root, 0, &mut out);
                }
                for fault in &tree.mended {
                    out += &format!(
                        "! {}:{} {}: {}\n",
                        fault.at.line, fault.at.column, fault.element, fault.reason
                    );
                }
            }
            Err(fault) => {
                out = format!("{}:{} {}: {}\n", fault.at.line, fault.at.column, fault.element, fault.reason);
            }
        }
        out
    }

    #[test]
    fn elements_keep_their_places() {
        let text = "<a x='1' y=\"&lt;2\">\n <b>one &amp; two &#x41;</b><c/>\n<d><![CDATA[<raw>]]></d></a>";
        insta::assert_snapshot!(outline(text));
    }

    #[test]
    fn what_is_clear_is_mended_and_said() {
        insta::assert_snapshot!(outline("<a><t>R&D < 5 &nbsp; x</t><u v='a & b' v='2'/></a>"));
    }

    #[test]
    fn what_is_not_clear_ends_the_activity() {
        let deep = "<a>".repeat(100);
        let broken = ["<a>\n<b>x</a>", "<a><b>", "<a b='1></a>", "<a></b></a>", "<a><!-- </a>", &deep];
        insta::assert_snapshot!(broken.map(outline).concat());
    }
}
