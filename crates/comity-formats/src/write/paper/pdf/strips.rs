//! Blocks into strips: a strip is one line of a text, or one line of all cells of a row, with the tags that say what it belongs to.

use std::num::NonZeroU16;

use krilla::tagging::{ListNumbering, TableHeaderScope, Tag, TagKind};

use super::{
    fonts::Face,
    page,
    setting::{Line, Setter, Side, Style},
};
use crate::write::{
    WriteError,
    paper::{Block, Level, Paper, Table},
};

const TITLE: Style = Style { face: Face::Strong, size: 20.0, leading: 26.0, soft: false };
const PART: Style = Style { face: Face::Strong, size: 13.0, leading: 18.0, soft: false };
const SECTION: Style = Style { face: Face::Strong, size: 10.5, leading: 15.5, soft: false };
const BODY: Style = Style { face: Face::Text, size: 10.5, leading: 15.5, soft: false };
const UNDER: Style = Style { face: Face::Text, size: 9.5, leading: 14.0, soft: true };
const CELL: Style = Style { face: Face::Text, size: 9.5, leading: 13.5, soft: false };
const HEAD: Style = Style { face: Face::Strong, size: 8.5, leading: 12.0, soft: false };
const CAPTION: Style = Style { face: Face::Strong, size: 9.5, leading: 14.0, soft: false };

/// What stands before points.
const BULLET: &str = "•";
/// Where the texts of items and points begin.
const INDENT: f32 = 24.0;
/// Above and below what is no running text.
const SET_OFF: f32 = 14.0;
/// Between two columns.
const GUTTER: f32 = 14.0;
/// Where what is told below the title begins.
const ABOUT: f32 = 104.0;

/// A band over the width of the text, that no page parts.
pub(super) struct Strip {
    /// Space above it, unless it begins a page.
    pub above: f32,
    pub height: f32,
    pub draws: Vec<Draw>,
    /// Whether the next strip must stand on the same page.
    pub keep: bool,
    /// The head of the table that it belongs to.
    pub head: Option<usize>,
}

/// What a strip shows. Places are measured from its upper left corner.
pub(super) enum Draw {
    /// A line of the tagged text `part`.
    Line { x: f32, baseline: f32, line: Line, soft: bool, part: usize },
    /// A rule or a bar.
    Rule { x: f32, y: f32, width: f32, height: f32, shade: Shade },
}

/// How dark a rule is.
#[derive(Clone, Copy)]
pub(super) enum Shade {
    Ink,
    Edge,
    Faint,
}

/// What a reader who can't see the pages is told.
pub(super) enum Tagged {
    Group(TagKind, Vec<Tagged>),
    Part(TagKind, usize),
}

/// A paper as strips.
#[derive(Default)]
pub(super) struct Strips {
    pub strips: Vec<Strip>,
    /// The strips of each table's head.
    pub heads: Vec<Vec<usize>>,
    pub tags: Vec<Tagged>,
    /// How many tagged texts there are.
    pub parts: usize,
    /// Headings with their strips, the title first.
    pub headings: Vec<(Option<Level>, String, usize)>,
    /// Space that what stands last wants below it.
    below: f32,
}

/// A text on its way into strips.
struct Cell {
    x: f32,
    lines: Vec<Line>,
    style: Style,
    part: usize,
}

/// How strips of one text or row stand among the others.
#[derive(Clone, Copy, Default)]
struct Set {
    above: f32,
    /// White above the first line and below the last.
    pad: (f32, f32),
    /// Whether it must stand with what comes next, and whole.
    keep: bool,
    whole: bool,
    /// Whether lines stand at the foot of their row.
    low: bool,
    head: Option<usize>,
}

/// All strips of a paper.
pub(super) fn of(paper: &Paper, setter: &mut Setter) -> Result<Strips, WriteError> {
    let mut all = Strips::default();
    all.heading(setter, None, &paper.title)?;
    all.about(setter, &paper.about)?;
    let mut blocks = paper.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        match block {
            Block::Heading(level, text) => all.heading(setter, Some(*level), text)?,
            Block::Paragraph(text) => {
                let indent = if setter.chinese() { 2.0 * BODY.size } else { 0.0 };
                let lines = setter.set(text, BODY, page::TEXT, Side::Start, indent)?;
                let part = all.part();
                all.rows(
                    vec![Cell { x: 0.0, lines, style: BODY, part }],
                    Set { above: 7.0, ..Set::default() },
                );
                all.tags.push(Tagged::Part(Tag::P.into(), part));
            }
            Block::Note(text) => all.note(setter, text)?,
            Block::List(points) => {
                let mut tags = Vec::new();
                for point in points {
                    tags.push(all.item(setter, BULLET, point, &[], (8.0, INDENT), 3.0)?);
                }
                all.tags.push(Tagged::Group(Tag::L(ListNumbering::Disc).into(), tags));
            }
            Block::Item { .. } => {
                // items that follow each other are one list
                let mut tags = Vec::new();
                let mut next = Some(block);
                while let Some(Block::Item { mark, text, under }) = next {
                    tags.push(all.item(setter, mark, text, under, (0.0, INDENT), 7.0)?);
                    next = blocks.next_if(|next| matches!(next, Block::Item { .. }));
                }
                all.tags.push(Tagged::Group(Tag::L(ListNumbering::Decimal).into(), tags));
            }
            Block::Table(table) => all.table(setter, table)?,
        }
    }
    Ok(all)
}

impl Strips {
    fn part(&mut self) -> usize {
        self.parts += 1;
        self.parts - 1
    }

    fn heading(&mut self, setter: &mut Setter, level: Option<Level>, text: &str) -> Result<(), WriteError> {
        let (style, above, rank) = match level {
            None => (TITLE, 0.0, NonZeroU16::MIN),
            Some(Level::Part) => (PART, 22.0, NonZeroU16::MIN.saturating_add(1)),
            Some(Level::Section) => (SECTION, 14.0, NonZeroU16::MIN.saturating_add(2)),
        };
        let lines = setter.balanced(text, style, page::TEXT)?;
        let part = self.part();
        self.headings.push((level, text.to_owned(), self.strips.len()));
        let set = Set { above, keep: true, whole: true, ..Set::default() };
        self.rows(vec![Cell { x: 0.0, lines, style, part }], set);
        self.tags.push(Tagged::Part(Tag::Hn(rank, Some(text.to_owned())).into(), part));
        Ok(())
    }

    /// What stands below the title, between rules.
    fn about(&mut self, setter: &mut Setter, about: &[(String, String)]) -> Result<(), WriteError> {
        let mut tags = Vec::new();
        for (index, (word, is)) in about.iter().enumerate() {
            let words = setter.set(word, CELL, ABOUT - GUTTER, Side::Start, 0.0)?;
            let lines = setter.set(is, CELL, page::TEXT - ABOUT, Side::Start, 0.0)?;
            let (label, body) = (self.part(), self.part());
            let soft = Style { soft: true, ..CELL };
            let cells = vec![
                Cell { x: 0.0, lines: words, style: soft, part: label },
                Cell { x: ABOUT, lines, style: CELL, part: body },
            ];
            let first = self.strips.len();
            let above = if index == 0 { 16.0 } else { 0.0 };
            self.rows(cells, Set { above, pad: (4.0, 4.0), whole: true, ..Set::default() });
            if index == 0 {
                self.rule(first, 0.0, 0.8, Shade::Ink);
            }
            self.rule_below();
            tags.push(Tagged::Group(
                Tag::LI.into(),
                vec![Tagged::Part(Tag::Lbl.into(), label), Tagged::Part(Tag::LBody.into(), body)],
            ));
        }
        self.tags.push(Tagged::Group(Tag::L(ListNumbering::Decimal).into(), tags));
        self.below = SET_OFF;
        Ok(())
    }

    /// A mark at `at.0`, its text at `at.1` or right of a long mark.
    fn item(
        &mut self,
        setter: &mut Setter,
        mark: &str,
        text: &str,
        under: &[String],
        at: (f32, f32),
        above: f32,
    ) -> Result<Tagged, WriteError> {
        // a bullet of a bold sans is seen in every script
        let style = if mark == BULLET { Style { face: Face::Strong, ..BODY } } else { BODY };
        let marks = setter.set(mark, style, page::TEXT / 3.0, Side::Start, 0.0)?;
        let x = at.1.max(at.0 + marks.iter().map(|line| line.width).fold(0.0, f32::max) + 6.0);
        let lines = setter.set(text, BODY, page::TEXT - x, Side::Start, 0.0)?;
        let (label, body) = (self.part(), self.part());
        let cells = vec![
            Cell { x: at.0, lines: marks, style: BODY, part: label },
            Cell { x, lines, style: BODY, part: body },
        ];
        self.rows(cells, Set { above, keep: !under.is_empty(), ..Set::default() });
        let mut told = vec![Tagged::Part(Tag::P.into(), body)];
        for (index, text) in under.iter().enumerate() {
            let lines = setter.set(text, UNDER, page::TEXT - x, Side::Start, 0.0)?;
            let part = self.part();
            let set = Set { above: if index == 0 { 1.5 } else { 1.0 }, ..Set::default() };
            self.rows(vec![Cell { x, lines, style: UNDER, part }], set);
            told.push(Tagged::Part(Tag::P.into(), part));
        }
        Ok(Tagged::Group(
            Tag::LI.into(),
            vec![Tagged::Part(Tag::Lbl.into(), label), Tagged::Group(Tag::LBody.into(), told)],
        ))
    }

    fn note(&mut self, setter: &mut Setter, text: &str) -> Result<(), WriteError> {
        const BAR: f32 = 14.0;
        let lines = setter.set(text, UNDER, page::TEXT - BAR, Side::Start, 0.0)?;
        let part = self.part();
        let first = self.strips.len();
        let set = Set { above: SET_OFF, pad: (2.0, 2.0), ..Set::default() };
        self.rows(vec![Cell { x: BAR, lines, style: UNDER, part }], set);
        for strip in self.strips.get_mut(first..).unwrap_or_default() {
            let height = strip.height;
            strip.draws.push(Draw::Rule { x: 0.0, y: 0.0, width: 2.0, height, shade: Shade::Edge });
        }
        self.tags.push(Tagged::Part(Tag::P.into(), part));
        self.below = SET_OFF;
        Ok(())
    }

    fn table(&mut self, setter: &mut Setter, table: &Table) -> Result<(), WriteError> {
        let mut tags = Vec::new();
        if !table.caption.is_empty() {
            let lines = setter.set(&table.caption, CAPTION, page::TEXT, Side::Start, 0.0)?;
            let part = self.part();
            let set = Set { above: SET_OFF, keep: true, whole: true, ..Set::default() };
            self.rows(vec![Cell { x: 0.0, lines, style: CAPTION, part }], set);
            tags.push(Tagged::Part(Tag::Caption.into(), part));
        }
        let columns = columns(table);
        let heads: Vec<&str> = table.columns.iter().map(|column| column.head.as_str()).collect();
        let (cells, parts) = self.cells(setter, table, &columns, &heads, HEAD)?;
        let first = self.strips.len();
        let above = if table.caption.is_empty() { SET_OFF } else { 2.0 };
        self.rows(
            cells,
            Set { above, pad: (2.0, 4.0), keep: true, whole: true, low: true, ..Set::default() },
        );
        if let Some(strip) = self.strips.last_mut() {
            let y = strip.height - 0.8;
            strip.draws.push(Draw::Rule { x: 0.0, y, width: page::TEXT, height: 0.8, shade: Shade::Ink });
        }
        self.heads.push((first..self.strips.len()).collect());
        let row = |tag: &dyn Fn() -> TagKind, parts: Vec<usize>| {
            Tagged::Group(Tag::TR.into(), parts.into_iter().map(|part| Tagged::Part(tag(), part)).collect())
        };
        let head = row(&|| Tag::TH(TableHeaderScope::Column).into(), parts);
        tags.push(Tagged::Group(Tag::THead.into(), vec![head]));
        let mut body = Vec::new();
        for texts in &table.rows {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (cells, parts) = self.cells(setter, table, &columns, &texts, CELL)?;
            let head = Some(self.heads.len() - 1);
            self.rows(cells, Set { pad: (3.0, 4.0), whole: true, head, ..Set::default() });
            self.rule_below();
            body.push(row(&|| Tag::TD.into(), parts));
        }
        tags.push(Tagged::Group(Tag::TBody.into(), body));
        self.tags.push(Tagged::Group(Tag::Table.into(), tags));
        self.below = SET_OFF;
        Ok(())
    }

    /// The cells of a row, and the tagged texts that they are.
    fn cells(
        &mut self,
        setter: &mut Setter,
        table: &Table,
        columns: &[(f32, f32)],
        texts: &[&str],
        style: Style,
    ) -> Result<(Vec<Cell>, Vec<usize>), WriteError> {
        let mut cells = Vec::new();
        for ((text, column), (x, width)) in texts.iter().zip(&table.columns).zip(columns) {
            let side = if column.numbers { Side::End } else { Side::Start };
            let lines = setter.set(text, style, *width, side, 0.0)?;
            cells.push(Cell { x: *x, lines, style, part: self.part() });
        }
        let parts = cells.iter().map(|cell| cell.part).collect();
        Ok((cells, parts))
    }

    /// Texts side by side, a strip for each line.
    fn rows(&mut self, cells: Vec<Cell>, set: Set) {
        let many = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
        let leading = cells.iter().map(|cell| cell.style.leading).fold(0.0, f32::max);
        let first = self.strips.len();
        let above = set.above.max(std::mem::take(&mut self.below));
        for index in 0..many {
            let (top, bottom) = (index == 0, index + 1 == many);
            // neither the first line of a text nor the last stands alone
            let keep = if bottom { set.keep } else { set.whole || top || index + 2 == many };
            let white = if top { set.pad.0 } else { 0.0 } + if bottom { set.pad.1 } else { 0.0 };
            self.strips.push(Strip {
                above: if top { above } else { 0.0 },
                height: leading + white,
                draws: Vec::new(),
                keep,
                head: set.head,
            });
        }
        for cell in cells {
            let skipped = if set.low { many - cell.lines.len() } else { 0 };
            let Cell { x, lines, style, part } = cell;
            for (index, line) in lines.into_iter().enumerate() {
                let row = index + skipped;
                // a line's letters stand in the middle of its height: capitals are some seven tenths of the size high
                let baseline =
                    if row == 0 { set.pad.0 } else { 0.0 } + style.leading / 2.0 + style.size * 0.35;
                if let Some(strip) = self.strips.get_mut(first + row) {
                    strip.draws.push(Draw::Line { x, baseline, line, soft: style.soft, part });
                }
            }
        }
    }

    fn rule(&mut self, strip: usize, y: f32, height: f32, shade: Shade) {
        if let Some(strip) = self.strips.get_mut(strip) {
            strip.draws.push(Draw::Rule { x: 0.0, y, width: page::TEXT, height, shade });
        }
    }

    /// A hairline under the last strip.
    fn rule_below(&mut self) {
        if let Some(last) = self.strips.len().checked_sub(1) {
            let y = self.strips.get(last).map_or(0.0, |strip| strip.height - 0.5);
            self.rule(last, y, 0.5, Shade::Faint);
        }
    }
}

impl Strip {
    /// How much it takes of a page.
    pub(super) fn high(&self) -> f32 {
        self.above + self.height
    }
}

/// Where each column begins, and its width without what parts it from the next.
fn columns(table: &Table) -> Vec<(f32, f32)> {
    let mut x = 0.0;
    let last = table.columns.len().saturating_sub(1);
    let column = |(index, share): (usize, f32)| {
        let width = share * page::TEXT;
        let (from, gutter) = (x, if index == last { 0.0 } else { GUTTER.min(width / 3.0) });
        x += width;
        (from, width - gutter)
    };
    table.shares().enumerate().map(column).collect()
}
