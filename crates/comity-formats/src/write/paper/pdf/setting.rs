//! Text into lines: parley shapes, chooses fonts and breaks; what comes out is glyphs at their places.

use std::{borrow::Cow, collections::HashMap, ops::Range, rc::Rc};

use krilla::text::{Font, GlyphId, KrillaGlyph, Tag};
use parley::{
    FontContext, FontFamily, FontFamilyName, LayoutContext, LineHeight, OverflowWrap, StyleProperty,
    layout::{BreakReason, Cluster, Run as Shaped},
    style::Language,
};

use super::fonts::{Chosen, Face, Lacking, is_drawn};
use crate::write::{WriteError, paper::Paper};

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub face: Face,
    /// Size and distance of lines in points.
    pub size: f32,
    pub leading: f32,
    pub soft: bool,
}

/// Where lines stand in their width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Where reading begins.
    Start,
    /// Where numbers end.
    End,
}

/// A line: what is drawn, from left to right.
pub(super) struct Line {
    pub runs: Vec<Run>,
    /// From the left end of what is drawn to the right, without spaces at the end.
    pub width: f32,
}

/// Glyphs of one font.
pub(super) struct Run {
    pub font: Font,
    pub size: f32,
    pub x: f32,
    pub glyphs: Vec<KrillaGlyph>,
    pub text: Rc<str>,
}

/// A font that was taken: its data, its place in the file, its variations.
type Key = (u64, u32, Vec<([u8; 4], u32)>);

pub(super) struct Setter {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    text: Vec<String>,
    strong: Vec<String>,
    language: Option<Language>,
    chinese: bool,
    taken: HashMap<Key, Font>,
}

impl Setter {
    pub(super) fn new(chosen: Chosen, paper: &Paper) -> Setter {
        Setter {
            fonts: chosen.fonts,
            layouts: LayoutContext::new(),
            text: chosen.text,
            strong: chosen.strong,
            language: Language::parse(&paper.lang).ok(),
            chinese: paper.is_chinese(),
            taken: HashMap::new(),
        }
    }

    /// Whether paragraphs begin two characters in and end flush, as in Chinese.
    pub(super) fn chinese(&self) -> bool {
        self.chinese
    }

    /// The lines of a heading, none much longer than the others.
    pub(super) fn balanced(&mut self, text: &str, style: Style, width: f32) -> Result<Vec<Line>, WriteError> {
        let mut lines = self.set(text, style, width, Side::Start, 0.0)?;
        // two to four lines are headings; more are a text
        if !(2..=4).contains(&lines.len()) {
            return Ok(lines);
        }
        let (mut narrow, mut wide) = (width / 2.0, width);
        while wide - narrow > style.size / 2.0 {
            let middle = (narrow + wide) / 2.0;
            let tried = self.set(text, style, middle, Side::Start, 0.0)?;
            if tried.len() > lines.len() {
                narrow = middle;
            } else {
                (wide, lines) = (middle, tried);
            }
        }
        Ok(lines)
    }

    /// The lines of a text; there is at least one. The first is set in by `indent`.
    pub(super) fn set(
        &mut self,
        text: &str,
        style: Style,
        width: f32,
        side: Side,
        indent: f32,
    ) -> Result<Vec<Line>, WriteError> {
        let mut lines = Vec::new();
        for (index, text) in text.split('\n').enumerate() {
            // a line's end within a cluster is none that parley reckons with
            let indent = if index == 0 { indent } else { 0.0 };
            lines.extend(self.broken(text, style, width, side, indent)?);
        }
        Ok(lines)
    }

    /// The lines of a text that has no line breaks of its own. Where marks without ink (of direction, of joining) keep parley from setting
    /// all letters, the letters go before the marks.
    fn broken(
        &mut self,
        text: &str,
        style: Style,
        width: f32,
        side: Side,
        indent: f32,
    ) -> Result<Vec<Line>, WriteError> {
        let lines = self.shaped(text, style, width, side, indent)?;
        if unset(&lines, text).is_none() {
            return Ok(lines);
        }
        let inked: String = text.chars().filter(|c| c.is_whitespace() || is_drawn(*c)).collect();
        let lines = self.shaped(&inked, style, width, side, indent)?;
        match unset(&lines, &inked) {
            None => Ok(lines),
            Some(c) => {
                Err(WriteError::Pdf(format!("`{c}` (U+{:04X}) can't be set in `{text}`", u32::from(c))))
            }
        }
    }

    fn shaped(
        &mut self,
        text: &str,
        style: Style,
        width: f32,
        side: Side,
        indent: f32,
    ) -> Result<Vec<Line>, WriteError> {
        let families = match style.face {
            Face::Text => &self.text,
            Face::Strong => &self.strong,
        };
        let families: Vec<FontFamilyName<'_>> =
            families.iter().map(|name| FontFamilyName::Named(Cow::Borrowed(name))).collect();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(&families))));
        builder.push_default(StyleProperty::FontWeight(style.face.weight()));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(style.leading)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.push_default(StyleProperty::Locale(self.language));
        let mut layout = builder.build(text);
        layout.set_text_indent(indent, Default::default());
        layout.break_all_lines(Some(width));

        let shared: Rc<str> = Rc::from(text);
        let right = side == Side::End || layout.is_rtl();
        let mut lines = Vec::new();
        for line in layout.lines() {
            let metrics = line.metrics();
            let drawn = metrics.advance - metrics.trailing_whitespace;
            let indent = if lines.is_empty() { indent } else { 0.0 };
            let left = width - indent - drawn;
            let full = line.break_reason() == BreakReason::Regular;
            // what a line lacks because a mark may not begin the next is spread over its characters
            let clusters: usize = line.runs().map(|run| run.len()).sum();
            let flush =
                self.chinese && full && side == Side::Start && (0.0..2.0 * style.size).contains(&left);
            let gap = if flush && clusters > 1 { left / (clusters - 1) as f32 } else { 0.0 };
            let mut x = if right { left.max(0.0) } else { indent };
            let mut runs = Vec::new();
            for run in line.runs() {
                let set = taken(&mut self.taken, &run, &shared, x, gap)?;
                x = set.1;
                runs.push(set.0);
            }
            lines.push(Line { runs, width: drawn });
        }
        if lines.is_empty() {
            lines.push(Line { runs: Vec::new(), width: 0.0 });
        }
        Ok(lines)
    }
}

/// A character that should leave ink and is in no glyph.
fn unset(lines: &[Line], text: &str) -> Option<char> {
    let mut set = vec![false; text.len()];
    for glyph in lines.iter().flat_map(|line| &line.runs).flat_map(|run| &run.glyphs) {
        set.get_mut(glyph.text_range.clone()).unwrap_or_default().fill(true);
    }
    text.char_indices().find(|(at, c)| is_drawn(*c) && set.get(*at) != Some(&true)).map(|(_, c)| c)
}

/// The glyphs of a run from `x` on, and where it ends.
fn taken(
    known: &mut HashMap<Key, Font>,
    run: &Shaped<'_, ()>,
    text: &Rc<str>,
    start: f32,
    gap: f32,
) -> Result<(Run, f32), WriteError> {
    let size = run.font_size();
    // a ligature's glyph stands at its first character, whichever way the run is read
    let mut clusters: Vec<(Cluster<'_, ()>, Range<usize>)> = Vec::with_capacity(run.len());
    for cluster in run.clusters() {
        match clusters.last_mut() {
            Some((_, range)) if cluster.is_ligature_continuation() => range.end = cluster.text_range().end,
            _ => clusters.push((cluster, cluster.text_range())),
        }
    }
    if run.is_rtl() {
        clusters.reverse();
    }
    let mut glyphs: Vec<KrillaGlyph> = Vec::new();
    let mut x = start;
    for (cluster, range) in clusters {
        let words = text.get(range.clone()).unwrap_or_default();
        let inkless = !words.chars().any(is_drawn);
        let many = cluster.glyphs().count();
        for (index, glyph) in cluster.glyphs().enumerate() {
            if glyph.id == 0 {
                match words.chars().find(|c| is_drawn(*c)) {
                    Some(c) => return Err(WriteError::Fonts(Lacking::one(c))),
                    // a line's end, a mark of direction: nothing to draw
                    None if inkless => continue,
                    None => {}
                }
            }
            let wide = glyph.advance + if index + 1 == many { gap } else { 0.0 };
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(glyph.id),
                wide / size,
                glyph.x / size,
                glyph.y / size,
                0.0,
                range.clone(),
                None,
            ));
            x += wide;
        }
    }
    let (data, id) = run.font().data.clone().into_raw_parts();
    let coordinates: Vec<([u8; 4], f32)> =
        run.synthesis().variation_settings().iter().map(|(tag, at)| (tag.to_be_bytes(), *at)).collect();
    let key = (id, run.font().index, coordinates.iter().map(|(tag, at)| (*tag, at.to_bits())).collect());
    let font = match known.get(&key) {
        Some(font) => font.clone(),
        None => {
            let variations: Vec<(Tag, f32)> =
                coordinates.iter().map(|(tag, at)| (Tag::new(tag), *at)).collect();
            let font = Font::new_variable(data.into(), run.font().index, &variations)
                .ok_or_else(|| WriteError::Pdf("a font of the system can't be read".into()))?;
            known.insert(key, font.clone());
            font
        }
    };
    Ok((Run { font, size, x: start, glyphs, text: text.clone() }, x))
}
