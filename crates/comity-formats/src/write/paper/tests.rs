//! Papers in three languages, and papers out of any strings.

mod sample;

use std::{collections::BTreeMap, sync::LazyLock};

use proptest::prelude::*;

use super::*;
use sample::minutes;

/// The fonts of this machine, which must have Noto.
pub(super) static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::of_system);

fn written(paper: &Paper, format: PaperFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_paper(paper, format, &FONTS, &mut bytes).expect("written");
    bytes
}

/// A table of two rows is enough to be looked at.
fn shorten(paper: &mut Paper) {
    for block in &mut paper.blocks {
        if let Block::Table(table) = block {
            table.rows.truncate(2);
        }
    }
}

#[test]
fn a_page_is_whole_and_says_its_language_and_label() {
    let short = |lang| {
        let mut paper = minutes(lang);
        shorten(&mut paper);
        let page = String::from_utf8(written(&paper, PaperFormat::Html)).expect("UTF-8");
        let (head, rest) = page.split_once("<style>").expect("a style");
        let (style, body) = rest.split_once("</style>").expect("its end");
        assert!(style.contains("content: 'TLP:AMBER'"), "{style}");
        format!("{head}{body}")
    };
    insta::assert_snapshot!("html_en", short("en"));
    insta::assert_snapshot!("html_zh", short("zh"));
}

#[test]
fn what_no_format_can_hold_is_seen() {
    assert_eq!(lines("\r\na\tb\u{0}c\r\nd\u{2028}e\u{ffff}\n"), "a b\u{fffd}c\nd\ne\u{fffd}");
    assert_eq!(line("two\nlines"), "two lines");
}

/// Writes the papers where a person can look at them: `PAPERS=/tmp/papers cargo nextest run --workspace --lib -E 'test(papers_to_look_at)'`.
#[test]
fn papers_to_look_at() {
    let Some(folder) = std::env::var_os("PAPERS").map(std::path::PathBuf::from) else { return };
    for lang in ["en", "ru", "zh"] {
        for (format, word) in PaperFormat::WORDS {
            std::fs::write(folder.join(format!("{lang}.{word}")), written(&minutes(lang), format))
                .expect("written");
        }
    }
}

/// The text of a PDF as poppler reads it in the order of the file, a page an element.
fn read_again(pdf: &[u8]) -> Vec<String> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), pdf).expect("written");
    let output = std::process::Command::new("pdftotext").arg("-raw").arg(file.path()).arg("-").output();
    let output = output.expect("pdftotext: install poppler-utils");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_terminator('\u{c}').map(str::to_owned).collect()
}

/// How often each character that leaves ink stands in a text.
pub(super) fn counted(text: &str) -> BTreeMap<char, usize> {
    let mut all = BTreeMap::new();
    text.chars().filter(|c| !c.is_whitespace()).for_each(|c| *all.entry(c).or_default() += 1);
    all
}

/// Everything that a paper says.
pub(super) fn words(paper: &Paper) -> String {
    let mut all = paper.title.clone();
    for (word, is) in &paper.about {
        all.extend([word.as_str(), is]);
    }
    for block in &paper.blocks {
        match block {
            Block::Heading(_, text) | Block::Paragraph(text) | Block::Note(text) => all.push_str(text),
            Block::Item { mark, text, under } => all.extend([mark.as_str(), text, &under.concat()]),
            Block::List(points) => all.push_str(&points.concat()),
            Block::Table(table) => {
                all.push_str(&table.caption);
                all.extend(table.columns.iter().map(|column| column.head.as_str()));
                all.extend(table.rows.iter().flatten().map(String::as_str));
            }
        }
    }
    all
}

#[test]
fn a_pdf_is_read_again_in_every_language() {
    for lang in ["en", "ru", "zh"] {
        let paper = minutes(lang);
        let pdf = written(&paper, PaperFormat::Pdf);
        let pages = read_again(&pdf);
        for (number, page) in (1..).zip(&pages) {
            assert_eq!(page.matches("TLP:AMBER").count(), 2, "{lang}: at the head and foot of {page}");
            assert!(page.contains(&format!("{number} / {}", pages.len())), "{lang}: {page}");
        }
        let head = match paper.blocks.iter().find(|block| matches!(block, Block::Table(_))) {
            Some(Block::Table(table)) => table.columns[1].head.clone(),
            _ => panic!("a table"),
        };
        let with_head = pages.iter().filter(|page| page.contains(&head)).count();
        assert!(with_head > 1, "{lang}: a table that goes on has its head again: {pages:#?}");
        let read = counted(&pages.concat());
        for (c, many) in counted(&words(&paper)) {
            assert!(read.get(&c) >= Some(&many), "{lang}: `{c}` {many} times in {pages:#?}");
        }
        let has = |bytes: &[u8]| pdf.windows(bytes.len()).any(|found| found == bytes);
        assert!(has(b"/StructTreeRoot") && has(b"pdfuaid"), "{lang}: tagged, as PDF/UA asks");
        assert!(
            has(format!("/Lang({lang})").as_bytes()) || has(format!("/Lang ({lang})").as_bytes()),
            "{lang}"
        );
    }
}

#[test]
fn no_chinese_line_begins_with_what_ends_a_clause() {
    let pages = read_again(&written(&minutes("zh"), PaperFormat::Pdf));
    for line in pages.iter().flat_map(|page| page.lines()) {
        assert!(!line.trim_start().starts_with(['，', '。', '；', '、', '）', '”', '：']), "{line}");
        assert!(!line.trim_end().ends_with(['（', '“']), "{line}");
    }
}

#[test]
fn a_docx_has_all_parts_and_says_everything() {
    for lang in ["en", "zh"] {
        let mut paper = minutes(lang);
        shorten(&mut paper);
        let bytes = written(&paper, PaperFormat::Docx);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a zip");
        let mut part = |name: &str| {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut zip.by_name(name).expect(name), &mut text).expect(name);
            text
        };
        insta::assert_snapshot!(format!("docx_{lang}"), part("word/document.xml"));
        let types = part("[Content_Types].xml");
        let rels = part("word/_rels/document.xml.rels");
        for name in
            ["document", "styles", "numbering", "settings", "fontTable", "header1", "header2", "footer1"]
        {
            assert!(types.contains(&format!("\"/word/{name}.xml\"")), "{name} has a type");
            assert!(name == "document" || rels.contains(&format!("\"{name}.xml\"")), "{name} is named");
            let text = part(&format!("word/{name}.xml"));
            let mut reader = quick_xml::Reader::from_str(&text);
            while !matches!(reader.read_event().expect(name), quick_xml::events::Event::Eof) {}
        }
        assert!(
            part("word/header1.xml").contains("TLP:AMBER") && part("word/header2.xml").contains("TLP:AMBER")
        );
        assert!(part("word/footer1.xml").contains("NUMPAGES"));
        let language = if lang == "zh" { "w:eastAsia=\"zh-CN\"" } else { "w:val=\"en-GB\"" };
        assert!(part("word/styles.xml").contains(language));
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    for (format, word) in PaperFormat::WORDS {
        assert_eq!(written(&minutes("ru"), format), written(&minutes("ru"), format), "{word}");
        let file: Vec<u8> = written(&minutes("en"), format);
        assert!(!file.is_empty(), "{word}");
    }
}

#[test]
fn a_character_that_no_font_has_is_named_with_what_to_install() {
    let fonts = Fonts::in_folders([tempfile::tempdir().expect("a folder").path()]);
    let error = write_paper(&minutes("zh"), PaperFormat::Pdf, &fonts, &mut Vec::new()).expect_err("no fonts");
    let told = error.to_string();
    assert!(told.contains("(U+002B)") && told.contains("fonts-noto-cjk"), "{told}");
    let mut paper = minutes("en");
    paper.blocks.push(Block::Note("\u{10ffff}".into()));
    let error =
        write_paper(&paper, PaperFormat::Pdf, &FONTS, &mut Vec::new()).expect_err("no such character");
    assert!(error.to_string().starts_with("no font here has the characters"), "{error}");
    assert!(error.to_string().contains("(U+10FFFF)"), "{error}");
}

/// Any text at all.
fn any_text() -> BoxedStrategy<String> {
    prop_oneof![
        any::<String>(),
        "[\u{5d0}-\u{5ea}\u{627}-\u{64a} a-z\n]{0,80}",
        "[\u{1f300}-\u{1f5ff}\u{200d}\u{fe0f}\u{1f3fb}]{0,12}",
        "[\u{7f}-\u{9f}\u{feff}\u{fffe}\u{e000}-\u{e010}]{0,20}",
    ]
    .boxed()
}

/// What Noto's fonts of text have.
pub(super) fn readable() -> BoxedStrategy<String> {
    prop_oneof![
        "[ -~]{0,300}",
        "[а-яё ,.—«»№\n]{0,300}",
        "[a-z]{300,900}",
        "[一-龥，。；（）“”0-9a-z]{0,300}",
        "[\u{0}-\u{1f}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069} a-z\u{ad}]{0,60}",
    ]
    .boxed()
}

pub(super) fn papers(text: BoxedStrategy<String>) -> impl Strategy<Value = Paper> {
    let lang = prop_oneof![Just("en"), Just("zh"), Just("x-\"<")];
    let about = proptest::collection::vec((text.clone(), text.clone()), 0..3);
    let blocks = proptest::collection::vec(block(text.clone()), 0..6);
    (text, lang, about, blocks).prop_map(|(title, lang, about, blocks)| Paper {
        title,
        lang: lang.into(),
        label: Tlp::Red,
        about,
        blocks,
    })
}

fn block(text: BoxedStrategy<String>) -> impl Strategy<Value = Block> {
    let text = || text.clone();
    let texts = || proptest::collection::vec(text(), 0..3);
    let rows = proptest::collection::vec([text(), text()], 0..4);
    prop_oneof![
        text().prop_map(|text| Block::Heading(Level::Part, text)),
        text().prop_map(|text| Block::Heading(Level::Section, text)),
        text().prop_map(Block::Paragraph),
        text().prop_map(Block::Note),
        texts().prop_map(Block::List),
        (text(), text(), texts()).prop_map(|(mark, text, under)| Block::Item { mark, text, under }),
        (text(), text(), rows, any::<u16>()).prop_map(|(caption, head, rows, weight)| {
            let columns = [Column::words(head.clone(), weight), Column::numbers(head, 1)];
            Block::Table(Table::new(caption, columns, rows))
        }),
    ]
}

proptest! {
    #[test]
    fn any_strings_make_a_paper_or_name_what_fonts_lack(paper in papers(any_text())) {
        for (format, name) in PaperFormat::WORDS {
            let mut bytes = Vec::new();
            match write_paper(&paper, format, &FONTS, &mut bytes) {
                Ok(()) => prop_assert!(!bytes.is_empty()),
                Err(WriteError::Fonts(_)) if format == PaperFormat::Pdf => {}
                Err(error) => prop_assert!(false, "{name}: {error}"),
            }
        }
    }
}
