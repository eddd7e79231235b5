//! IATI activities, 1.01 to 2.03, streamed: one activity at a time becomes one record.
//!
//! An activity that isn't well-formed is reported with its place and skipped; the next one is read. Entities beyond XML's own
//! five and numeric references are never expanded. Contact data is not kept.

mod activity;
mod code;
mod money;
mod place;
mod split;
mod theme;
mod tree;
mod value;

use std::{borrow::Cow, io::BufRead};

use comity_core::{At, Loss};
use compact_str::{CompactString, format_compact};

use crate::{Error, Out, open::Options};
pub(crate) use split::advance;
use split::{Piece, Split};
use tree::Tree;

/// An activity may be as large as this many of the largest values.
const VALUES_AN_ACTIVITY: usize = 4;

/// Reads a file of IATI activities.
pub fn read(input: &mut dyn BufRead, options: &Options, out: &mut Out<'_>) -> Result<(), Error> {
    let file = out.name().to_owned();
    let limit = options.limits.value.saturating_mul(VALUES_AN_ACTIVITY);
    let mut split = Split::new(input, &file, limit);
    let mut unknown = None;
    while let Some((piece, range, at)) = split.next()? {
        let bytes = split.bytes(range);
        match piece {
            Piece::Activity => one(bytes, at, out),
            Piece::Unclosed(because) => {
                let text = String::from_utf8_lossy(bytes);
                let reason = format!("the activity is not closed before {because}");
                let way_out = "get the file again: it may be cut off, or the end tag is missing";
                out.problem(
                    Loss::Record,
                    at,
                    "iati-activity",
                    identifier(&text).unwrap_or(""),
                    reason,
                    way_out,
                );
            }
            Piece::TooLarge => {
                let reason = format!("the activity is larger than {} MB", limit >> 20);
                out.problem(Loss::Record, at, "iati-activity", "", reason, "split it, or raise the limit");
            }
            Piece::Entities => {
                let reason = "the file declares entities; they are not expanded";
                let way_out = "write the characters themselves and leave out the document type";
                out.problem(Loss::Nothing, at, "!DOCTYPE", "", reason, way_out);
            }
            Piece::Text => {
                let reason = "text stands where only activities may";
                out.problem(
                    Loss::Value,
                    at,
                    "iati-activities",
                    "",
                    reason,
                    "check the file with an XML validator",
                );
            }
            Piece::Tag => {
                let text = String::from_utf8_lossy(bytes);
                if text.starts_with("<iati-activities") {
                    list(&text, at, out);
                } else if unknown.is_none() {
                    unknown = Some((tag_name(&text).to_owned(), at, 0u64));
                }
                if let Some((_, _, count)) =
                    unknown.as_mut().filter(|_| !text.starts_with("<iati-activities"))
                {
                    *count += 1;
                }
            }
        }
    }
    if let Some((name, at, count)) = unknown {
        let reason = format!(
            "{count} elements outside of activities, the first of them `<{name}>`, are not understood"
        );
        out.problem(Loss::Nothing, at, &name, "", reason, "nothing to do if they hold no activities");
    }
    Ok(())
}

/// The start tag of the list says the version.
fn list(tag: &str, at: At, out: &mut Out<'_>) {
    let closed = tag.trim_end_matches('>').trim_end_matches('/');
    let text = format!("{closed}/>");
    let Ok(tree) = Tree::parse(&text, at) else { return };
    let Some(version) = tree.root().and_then(|root| root.attribute("version")) else { return };
    out.format = format!("IATI {version}");
    if !matches!(version, "1.01" | "1.02" | "1.03" | "1.04" | "1.05" | "2.01" | "2.02" | "2.03") {
        let reason = format!("`{version}` is no version of IATI known here; read as 2.03");
        out.problem(Loss::Nothing, at, "iati-activities@version", "", reason, "check what was read");
    }
}

fn one(bytes: &[u8], at: At, out: &mut Out<'_>) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let place = split::advance(at, bytes.get(..error.valid_up_to()).unwrap_or_default());
            let reason = "bytes that are no UTF-8 are read as replacement characters";
            out.problem(
                Loss::Mended,
                place,
                "iati-activity",
                "",
                reason,
                "say the file's encoding in its first line",
            );
            String::from_utf8_lossy(bytes)
        }
    };
    let mended = tree::mend_angles(&text);
    let text = mended.as_deref().unwrap_or(&text);
    let tree = match Tree::parse(text, at) {
        Ok(tree) => tree,
        Err(fault) => {
            let id = identifier(text).unwrap_or("");
            return out.problem(Loss::Record, fault.at, &fault.element, id, fault.reason, fault.way_out);
        }
    };
    let Some(root) = tree.root() else { return };
    let stated = root.children().map(|child| (child.name(), child.text()));
    let id = stated
        .filter(|(name, text)| *name == "iati-identifier" && !text.is_empty())
        .map(|(_, text)| text)
        .next();
    let id: CompactString = match id {
        Some(id) => id.into(),
        None => {
            let made = format_compact!("{}#{}:{}", out.name(), at.line, at.column);
            let reason = format!("no identifier; `{made}` stands for it");
            out.problem(
                Loss::Nothing,
                at,
                "iati-identifier",
                &made,
                reason,
                "give every activity an identifier",
            );
            made
        }
    };
    for fault in &tree.mended {
        out.problem(Loss::Mended, fault.at, &fault.element, &id, fault.reason.clone(), fault.way_out);
    }
    activity::read(root, &id, out);
}

/// The identifier of an activity that can't be parsed.
fn identifier(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<iati-identifier")?;
    let (_, rest) = rest.split_once('>')?;
    let (id, _) = rest.split_once('<')?;
    Some(id.trim()).filter(|id| !id.is_empty() && id.len() <= 200)
}

fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches('<');
    name.split([' ', '\t', '\r', '\n', '/', '>']).next().unwrap_or_default()
}
