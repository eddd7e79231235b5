//! Papers of a meeting (invitation, agenda, minutes, decisions), as HTML, DOCX and PDF. Same paper, same bytes; a PDF also wants the same fonts.
//!
//! A paper says everything in its reader's language already: whoever makes it knows languages, the writers know type. Control characters, which
//! none of the formats can hold, are made visible as U+FFFD; line breaks stay in paragraphs and cells.

mod docx;
mod html;
mod pdf;

use std::io::Write;

use comity_core::Tlp;

use super::WriteError;
pub use pdf::Fonts;
pub(super) use pdf::Lacking;

/// What a council hands out.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Its name: "Minutes of the third meeting".
    pub title: String,
    /// The language of all its words, as BCP 47 writes it: `en`, `ru`, `zh`.
    pub lang: String,
    /// How far it travels; stands at the head and foot of every page (TLP 2.0, usage in documents).
    pub label: Tlp,
    /// What stands below the title: a word ("Place") and what it is.
    pub about: Vec<(String, String)>,
    /// The text.
    pub blocks: Vec<Block>,
}

/// A piece of the text.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading.
    Heading(Level, String),
    /// A paragraph.
    Paragraph(String),
    /// A numbered or lettered item, with what is said below it.
    Item {
        /// Its number or letter, as it is written: `3.`, `(a)`.
        mark: String,
        /// What it is.
        text: String,
        /// What is said of it, a paragraph each.
        under: Vec<String>,
    },
    /// Points without an order.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// What stands beside the text: a rule of procedure, a hint.
    Note(String),
}

/// How high a heading stands, below the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A part of the paper.
    Part,
    /// A section of a part.
    Section,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// How wide it is, compared with the others; none becomes so narrow that its words can't be read.
    pub weight: u16,
    /// Whether numbers stand in it, which are set to the right.
    pub numbers: bool,
}

/// A table. Its rows have as many cells as it has columns: [`Table::new`] takes no others.
#[derive(Clone, Debug)]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of `N` columns. The caption may be empty.
    pub fn new<const N: usize>(
        caption: impl Into<String>,
        columns: [Column; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> Table {
        let rows = rows.into_iter().map(|row| row.map(|cell| lines(&cell)).to_vec()).collect();
        let column = |column: Column| Column { head: line(&column.head), ..column };
        Table { caption: line(&caption.into()), columns: columns.map(column).to_vec(), rows }
    }

    /// The share of the width that each column has; together they are 1. A little is given to each before weights are asked.
    fn shares(&self) -> impl Iterator<Item = f32> + '_ {
        let many = self.columns.len() as f32;
        let least = (0.5 / many).min(0.05);
        let all: u32 = self.columns.iter().map(Column::width).sum();
        self.columns
            .iter()
            .map(move |column| least + (1.0 - least * many) * column.width() as f32 / all as f32)
    }
}

impl Column {
    /// A column of words.
    pub fn words(head: impl Into<String>, weight: u16) -> Column {
        Column { head: head.into(), weight, numbers: false }
    }

    /// A column of numbers.
    pub fn numbers(head: impl Into<String>, weight: u16) -> Column {
        Column { head: head.into(), weight, numbers: true }
    }

    fn width(&self) -> u32 {
        u32::from(self.weight.max(1))
    }
}

/// How a paper is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaperFormat {
    /// One file that needs nothing else, and prints on A4.
    Html,
    /// What Word and LibreOffice go on writing.
    Docx,
    /// What is handed out.
    Pdf,
}

impl PaperFormat {
    /// Every format with its word, which is also the usual ending of its files.
    pub const WORDS: [(PaperFormat, &'static str); 3] =
        [(PaperFormat::Pdf, "pdf"), (PaperFormat::Docx, "docx"), (PaperFormat::Html, "html")];
}

/// Writes a paper. Only a PDF needs fonts.
///
/// # Errors
/// When the sink fails, or no font has a character of a PDF.
pub fn write_paper(
    paper: &Paper,
    format: PaperFormat,
    fonts: &Fonts,
    sink: &mut (dyn Write + Send),
) -> Result<(), WriteError> {
    let paper = paper.writable();
    match format {
        PaperFormat::Html => sink.write_all(html::page(&paper).as_bytes())?,
        PaperFormat::Docx => sink.write_all(&docx::file(&paper)?)?,
        PaperFormat::Pdf => sink.write_all(&pdf::file(&paper, fonts)?)?,
    }
    Ok(())
}

impl Paper {
    /// The paper as every format can hold it. Lists and tables with nothing in them are no blocks.
    fn writable(&self) -> Paper {
        Paper {
            title: line(&self.title),
            lang: self.lang.clone(),
            label: self.label,
            about: self.about.iter().map(|(word, is)| (line(word), lines(is))).collect(),
            blocks: self.blocks.iter().filter_map(Block::writable).collect(),
        }
    }

    /// Chinese has its own habits: no slanted type, paragraphs begin two characters in.
    fn is_chinese(&self) -> bool {
        self.lang.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case("zh"))
    }
}

impl Block {
    fn writable(&self) -> Option<Block> {
        let all = |texts: &[String]| texts.iter().map(|text| lines(text)).collect::<Vec<_>>();
        Some(match self {
            Block::Heading(level, text) => Block::Heading(*level, line(text)),
            Block::Paragraph(text) => Block::Paragraph(lines(text)),
            Block::Item { mark, text, under } => {
                Block::Item { mark: line(mark), text: lines(text), under: all(under) }
            }
            Block::List(points) if points.is_empty() => return None,
            Block::List(points) => Block::List(all(points)),
            Block::Table(table) if table.columns.is_empty() => return None,
            Block::Table(table) => Block::Table(table.clone()),
            Block::Note(text) => Block::Note(lines(text)),
        })
    }
}

/// The colour in which a label stands on black, as TLP 2.0 gives it: red, green, blue.
fn colour(label: Tlp) -> [u8; 3] {
    match label {
        Tlp::Clear => [0xff, 0xff, 0xff],
        Tlp::Green => [0x33, 0xff, 0x00],
        Tlp::Amber | Tlp::AmberStrict => [0xff, 0xc0, 0x00],
        Tlp::Red => [0xff, 0x2b, 0x2b],
    }
}

/// A text of one line.
fn line(text: &str) -> String {
    lines(text).replace('\n', " ")
}

/// A text that may have several lines, parted by `\n`.
fn lines(text: &str) -> String {
    let text = text.trim_matches(['\r', '\n']).replace("\r\n", "\n");
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            // what XML 1.0 has no place for (section 2.2), and the controls of before Unicode
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests;
