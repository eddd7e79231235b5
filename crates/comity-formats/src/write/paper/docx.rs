//! A paper as DOCX (ECMA-376, transitional): headings, lists and tables as Word knows them, so that a secretariat can go on writing.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use quick_xml::escape::escape;
use zip::{DateTime, ZipWriter, write::SimpleFileOptions};

use super::{Block, Level, Paper, Table};
use crate::write::WriteError;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                          xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// The width of the text in twentieths of a point: A4 without its margins.
const TEXT: f32 = 8866.0;

/// The file.
pub(super) fn file(paper: &Paper) -> Result<Vec<u8>, WriteError> {
    let local = locale(&paper.lang);
    let languages = match paper.is_chinese() {
        // Latin letters in a Chinese text are spelt as English
        true => format!("w:val=\"en-GB\" w:eastAsia=\"{local}\" w:bidi=\"ar-SA\""),
        false => format!("w:val=\"{local}\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\""),
    };
    let indent =
        if paper.is_chinese() { "<w:ind w:firstLineChars=\"200\" w:firstLine=\"420\"/>" } else { "" };
    let styles = include_str!("docx/styles.xml").replace("LANGUAGES", &languages).replace("INDENT", indent);
    let core = include_str!("docx/core.xml")
        .replace("LANGUAGE", &local)
        .replace("TITLE", &escape(paper.title.as_str()));
    let title = format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(paper.title.as_str()));
    let page = "<w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple>\
                <w:r><w:t xml:space=\"preserve\"> / </w:t></w:r>\
                <w:fldSimple w:instr=\" NUMPAGES \"><w:r><w:t>1</w:t></w:r></w:fldSimple>";
    let parts = [
        ("[Content_Types].xml", include_str!("docx/content-types.xml").to_owned()),
        ("_rels/.rels", include_str!("docx/package.rels").to_owned()),
        ("docProps/core.xml", core),
        ("word/_rels/document.xml.rels", include_str!("docx/document.rels").to_owned()),
        ("word/document.xml", document(paper)),
        ("word/styles.xml", styles),
        ("word/numbering.xml", include_str!("docx/numbering.xml").to_owned()),
        ("word/settings.xml", include_str!("docx/settings.xml").replace("LANGUAGES", &languages)),
        ("word/fontTable.xml", include_str!("docx/fonts.xml").to_owned()),
        ("word/header1.xml", margin(paper, "hdr", "Header", &title)),
        ("word/header2.xml", margin(paper, "hdr", "Header", "")),
        ("word/footer1.xml", margin(paper, "ftr", "Footer", page)),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // the clock has no part in the bytes
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, text) in parts {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The language with its country, which Word's spelling wants.
fn locale(lang: &str) -> String {
    match lang {
        "en" => "en-GB".into(),
        "ru" => "ru-RU".into(),
        "zh" => "zh-CN".into(),
        other => escape(other).into_owned(),
    }
}

/// What stands over or under the text: something on the left, the label on the right.
fn margin(paper: &Paper, root: &str, style: &str, left: &str) -> String {
    let (label, [red, green, blue]) = (paper.label, super::colour(paper.label));
    format!(
        "{DECLARATION}<w:{root} {NAMESPACES}><w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{left}\
         <w:r><w:tab/></w:r><w:r><w:rPr><w:rStyle w:val=\"Label\"/><w:color w:val=\"{red:02X}{green:02X}{blue:02X}\"/></w:rPr>\
         <w:t xml:space=\"preserve\">\u{a0}{label}\u{a0}</w:t></w:r></w:p></w:{root}>"
    )
}

fn document(paper: &Paper) -> String {
    let mut xml = format!("{DECLARATION}<w:document {NAMESPACES}><w:body>\n");
    paragraph(&mut xml, "Title", &paper.title);
    about(&mut xml, &paper.about);
    for block in &paper.blocks {
        self::block(&mut xml, block);
    }
    xml.push_str(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId5\"/><w:headerReference w:type=\"first\" r:id=\"rId6\"/>\
         <w:footerReference w:type=\"default\" r:id=\"rId7\"/><w:footerReference w:type=\"first\" r:id=\"rId7\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1760\" w:right=\"1520\" w:bottom=\"1560\" w:left=\"1520\" w:header=\"800\" w:footer=\"700\" w:gutter=\"0\"/>\
         <w:titlePg/></w:sectPr>\n</w:body></w:document>\n",
    );
    xml
}

fn block(xml: &mut String, block: &Block) {
    match block {
        Block::Heading(Level::Part, text) => paragraph(xml, "Heading1", text),
        Block::Heading(Level::Section, text) => paragraph(xml, "Heading2", text),
        Block::Paragraph(text) => paragraph(xml, "BodyText", text),
        Block::Note(text) => paragraph(xml, "Note", text),
        Block::Item { mark, text, under } => {
            // the mark is a text, for decisions keep their numbers whatever is written before them
            let _ = writeln!(
                xml,
                "<w:p><w:pPr><w:pStyle w:val=\"Item\"/>{}</w:pPr>{}<w:r><w:tab/></w:r>{}</w:p>",
                if under.is_empty() { "" } else { "<w:keepNext/>" },
                runs(mark),
                runs(text)
            );
            under.iter().for_each(|text| paragraph(xml, "ItemText", text));
        }
        Block::List(points) => points.iter().for_each(|text| paragraph(xml, "ListBullet", text)),
        Block::Table(table) => self::table(xml, table),
    }
}

fn paragraph(xml: &mut String, style: &str, text: &str) {
    // writing to a string can't fail
    let _ = writeln!(xml, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", runs(text));
}

/// A text as runs, a line each.
fn runs(text: &str) -> String {
    let run = |line: &str| format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(line));
    text.split('\n').map(run).collect::<Vec<_>>().join("<w:r><w:br/></w:r>")
}

/// What stands below the title: a table without a head.
fn about(xml: &mut String, about: &[(String, String)]) {
    if about.is_empty() {
        return;
    }
    begin_table(xml, "About", &[2080.0, TEXT - 2080.0]);
    for (word, is) in about {
        xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        cell(xml, 2080.0, "AboutWord", false, word);
        cell(xml, TEXT - 2080.0, "TableText", false, is);
        xml.push_str("</w:tr>\n");
    }
    end_table(xml);
}

fn table(xml: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        paragraph(xml, "Caption", &table.caption);
    }
    let widths: Vec<f32> = table.shares().map(|share| (share * TEXT).round()).collect();
    begin_table(xml, "Rows", &widths);
    let mut row = |kind: &str, style: &str, cells: &mut dyn Iterator<Item = &String>| {
        let _ = write!(xml, "<w:tr><w:trPr><w:cantSplit/>{kind}</w:trPr>");
        for ((text, column), width) in cells.zip(&table.columns).zip(&widths) {
            cell(xml, *width, style, column.numbers, text);
        }
        xml.push_str("</w:tr>\n");
    };
    row("<w:tblHeader/>", "TableHead", &mut table.columns.iter().map(|column| &column.head));
    for cells in &table.rows {
        row("", "TableText", &mut cells.iter());
    }
    end_table(xml);
}

fn begin_table(xml: &mut String, style: &str, widths: &[f32]) {
    let _ = write!(
        xml,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{TEXT}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>\
         <w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
         </w:tblPr><w:tblGrid>"
    );
    for width in widths {
        let _ = write!(xml, "<w:gridCol w:w=\"{width}\"/>");
    }
    xml.push_str("</w:tblGrid>\n");
}

/// Two tables without a paragraph between them would be one.
fn end_table(xml: &mut String) {
    xml.push_str("</w:tbl>\n");
    paragraph(xml, "AfterTable", "");
}

fn cell(xml: &mut String, width: f32, style: &str, right: bool, text: &str) {
    let side = if right { "<w:jc w:val=\"right\"/>" } else { "" };
    let _ = write!(
        xml,
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>\
         <w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{side}</w:pPr>{}</w:p></w:tc>",
        runs(text)
    );
}
