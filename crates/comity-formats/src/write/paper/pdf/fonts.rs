//! Which fonts a paper is set in: those of the system, the best of what is there.

use std::{collections::BTreeSet, fmt, path::Path};

use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
use parley::{
    FontContext,
    fontique::{Collection, CollectionOptions, FontStyle, FontWeight, FontWidth, SourceCache},
};
use skrifa::{FontRef, MetadataProvider, Tag, raw::TableProvider};

use crate::write::{
    WriteError,
    paper::{Block, Paper},
};

/// Where systems keep their fonts. Folders that aren't there are passed over.
const SYSTEM: [&str; 5] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:\\Windows\\Fonts",
];

/// Fonts that papers can be set in. They are read when a paper needs them, and only as far as it does.
#[derive(Clone)]
pub struct Fonts {
    found: FontContext,
    families: BTreeSet<String>,
}

/// The two types of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// What is read: a serif, in Chinese 宋体.
    Text,
    /// What is found again: a bold sans, in Chinese 黑体.
    Strong,
}

const TEXT: &[&str] =
    &["Noto Serif", "Source Serif 4", "PT Serif", "Times New Roman", "Liberation Serif", "DejaVu Serif"];
const TEXT_CHINESE: &[&str] =
    &["Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Songti SC", "SimSun"];
const STRONG: &[&str] = &["Noto Sans", "Source Sans 3", "PT Sans", "Arial", "Liberation Sans", "DejaVu Sans"];
const STRONG_CHINESE: &[&str] =
    &["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimHei"];

/// The families of a paper's two types, the preferred one first.
pub(super) struct Chosen {
    pub fonts: FontContext,
    pub text: Vec<String>,
    pub strong: Vec<String>,
}

/// Characters that no font has.
#[derive(Debug)]
pub struct Lacking(BTreeSet<char>);

impl Fonts {
    /// The fonts of this system.
    pub fn of_system() -> Fonts {
        Fonts::in_folders(SYSTEM)
    }

    /// The fonts in these folders and what is below them.
    pub fn in_folders(folders: impl IntoIterator<Item = impl AsRef<Path>>) -> Fonts {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut found =
            FontContext { collection: Collection::new(options), source_cache: SourceCache::default() };
        found.collection.load_fonts_from_paths(folders);
        let families = found.collection.family_names().map(str::to_owned).collect();
        Fonts { found, families }
    }

    /// Fonts that have all characters of the paper.
    pub(super) fn choose(&self, paper: &Paper) -> Result<Chosen, WriteError> {
        let wanted = characters(paper);
        let mut chosen = Chosen { fonts: self.found.clone(), text: Vec::new(), strong: Vec::new() };
        chosen.text = self.stack(Face::Text, paper, &wanted)?;
        chosen.strong = self.stack(Face::Strong, paper, &wanted)?;
        Ok(chosen)
    }

    /// The families that are needed, in the order in which they are liked; those that nobody knows come last, by name.
    fn stack(&self, face: Face, paper: &Paper, wanted: &BTreeSet<char>) -> Result<Vec<String>, WriteError> {
        let lists = match (face, paper.is_chinese()) {
            (Face::Text, true) => [TEXT_CHINESE, TEXT, STRONG_CHINESE, STRONG],
            (Face::Text, false) => [TEXT, TEXT_CHINESE, STRONG, STRONG_CHINESE],
            (Face::Strong, true) => [STRONG_CHINESE, STRONG, TEXT_CHINESE, TEXT],
            (Face::Strong, false) => [STRONG, STRONG_CHINESE, TEXT, TEXT_CHINESE],
        };
        let known = lists.concat();
        let others = self.families.iter().map(String::as_str).filter(|name| !known.contains(name));
        let mut fonts = self.found.clone();
        let mut lacking = wanted.clone();
        let mut stack = Vec::new();
        for family in known.iter().copied().chain(others) {
            if lacking.is_empty() {
                break;
            }
            let before = lacking.len();
            remove_covered(&mut fonts, family, face, &mut lacking);
            if lacking.len() < before {
                stack.push(family.to_owned());
            }
        }
        if lacking.is_empty() { Ok(stack) } else { Err(WriteError::Fonts(Lacking(lacking))) }
    }
}

impl Face {
    pub(super) fn weight(self) -> FontWeight {
        match self {
            Face::Text => FontWeight::NORMAL,
            Face::Strong => FontWeight::BOLD,
        }
    }
}

/// Takes away what the family can draw. A font of pictures alone draws nothing here.
fn remove_covered(fonts: &mut FontContext, family: &str, face: Face, lacking: &mut BTreeSet<char>) {
    let Some(family) = fonts.collection.family_by_name(family) else { return };
    let Some(info) = family.match_font(FontWidth::NORMAL, FontStyle::Normal, face.weight(), false) else {
        return;
    };
    let Some(data) = info.load(Some(&mut fonts.source_cache)) else { return };
    let Ok(font) = FontRef::from_index(data.as_ref(), info.index()) else { return };
    let drawn = [b"glyf", b"CFF ", b"CFF2"].into_iter().any(|tag| font.data_for_tag(Tag::new(tag)).is_some());
    if drawn {
        let charmap = font.charmap();
        lacking.retain(|c| charmap.map(*c).is_none());
    }
}

/// Every character that has to be drawn.
fn characters(paper: &Paper) -> BTreeSet<char> {
    let mut all = BTreeSet::new();
    let mut add = |text: &str| all.extend(text.chars().filter(|c| is_drawn(*c)));
    // what head and foot add
    add("TLP:CLEARGNAMBSTID+0123456789/…•");
    add(&paper.title);
    for (word, is) in &paper.about {
        add(word);
        add(is);
    }
    for block in &paper.blocks {
        match block {
            Block::Heading(_, text) | Block::Paragraph(text) | Block::Note(text) => add(text),
            Block::Item { mark, text, under } => {
                add(mark);
                add(text);
                under.iter().for_each(|text| add(text));
            }
            Block::List(points) => points.iter().for_each(|text| add(text)),
            Block::Table(table) => {
                add(&table.caption);
                table.columns.iter().for_each(|column| add(&column.head));
                table.rows.iter().flatten().for_each(|text| add(text));
            }
        }
    }
    all
}

/// Whether a character leaves ink.
pub(super) fn is_drawn(c: char) -> bool {
    !c.is_whitespace() && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

impl Lacking {
    pub(super) fn one(c: char) -> Lacking {
        Lacking(BTreeSet::from([c]))
    }
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMED: usize = 12;
        for (index, c) in self.0.iter().take(NAMED).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{c} (U+{:04X})", u32::from(*c))?;
        }
        match self.0.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
