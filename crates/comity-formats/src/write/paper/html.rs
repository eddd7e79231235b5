//! A paper as one HTML file: no script, nothing from elsewhere, readable on a screen and set for A4.

use std::fmt::Write;

use quick_xml::escape::escape;

use super::{Block, Level, Paper, Table};

const STYLE: &str = include_str!("paper.css");

/// The file.
pub(super) fn page(paper: &Paper) -> String {
    let mut html = String::new();
    let (title, lang, label) = (escape(&paper.title), escape(&paper.lang), paper.label);
    let mark = format!("<span class=\"tlp\">{label}</span>");
    let [red, green, blue] = super::colour(label);
    // in print, margin boxes carry the label over every page
    let style =
        STYLE.replace("LABEL", label.as_str()).replace("COLOUR", &format!("rgb({red} {green} {blue})"));
    html.push_str("<!DOCTYPE html>\n");
    // writing to a string can't fail
    let _ = write!(
        html,
        "<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{style}</style>\n</head>\n<body>\n<header>{mark}</header>\n<main>\n<h1>{title}</h1>\n",
    );
    if !paper.about.is_empty() {
        html.push_str("<dl>\n");
        for (word, is) in &paper.about {
            let _ = writeln!(html, "<div><dt>{}</dt><dd>{}</dd></div>", escape(word), text(is));
        }
        html.push_str("</dl>\n");
    }
    let mut blocks = paper.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        if matches!(block, Block::Item { .. }) {
            // items that follow each other are one list
            html.push_str("<ol>\n");
            self::block(&mut html, block);
            while let Some(next) = blocks.next_if(|next| matches!(next, Block::Item { .. })) {
                self::block(&mut html, next);
            }
            html.push_str("</ol>\n");
        } else {
            self::block(&mut html, block);
        }
    }
    let _ = write!(html, "</main>\n<footer>{mark}</footer>\n</body>\n</html>\n");
    html
}

fn block(html: &mut String, block: &Block) {
    let _ = match block {
        Block::Heading(Level::Part, words) => writeln!(html, "<h2>{}</h2>", escape(words)),
        Block::Heading(Level::Section, words) => writeln!(html, "<h3>{}</h3>", escape(words)),
        Block::Paragraph(words) => writeln!(html, "<p>{}</p>", text(words)),
        Block::Note(words) => writeln!(html, "<p class=\"note\">{}</p>", text(words)),
        Block::Item { mark, text: words, under } => {
            let under: String = under.iter().map(|words| format!("<p>{}</p>", text(words))).collect();
            writeln!(html, "<li><span>{}</span><div><p>{}</p>{under}</div></li>", escape(mark), text(words))
        }
        Block::List(points) => {
            let points: String = points.iter().map(|words| format!("<li>{}</li>\n", text(words))).collect();
            writeln!(html, "<ul>\n{points}</ul>")
        }
        Block::Table(table) => {
            self::table(html, table);
            Ok(())
        }
    };
}

fn table(html: &mut String, table: &Table) {
    let cells = |name: &str, cells: &mut dyn Iterator<Item = (&str, bool)>| {
        cells.fold(String::new(), |row, (words, numbers)| {
            let class = if numbers { " class=\"number\"" } else { "" };
            let end = name.split(' ').next().unwrap_or(name);
            row + &format!("<{name}{class}>{}</{end}>", text(words))
        })
    };
    html.push_str("<table>\n");
    if !table.caption.is_empty() {
        let _ = writeln!(html, "<caption>{}</caption>", escape(&table.caption));
    }
    html.push_str("<colgroup>");
    for share in table.shares() {
        let _ = write!(html, "<col style=\"width: {:.1}%\">", share * 100.0);
    }
    let heads = table.columns.iter().map(|column| (column.head.as_str(), column.numbers));
    let _ = write!(
        html,
        "</colgroup>\n<thead>\n<tr>{}</tr>\n</thead>\n<tbody>\n",
        cells("th scope=\"col\"", &mut heads.into_iter())
    );
    for row in &table.rows {
        let row = row.iter().zip(&table.columns).map(|(cell, column)| (cell.as_str(), column.numbers));
        let _ = writeln!(html, "<tr>{}</tr>", cells("td", &mut row.into_iter()));
    }
    html.push_str("</tbody>\n</table>\n");
}

fn text(words: &str) -> String {
    escape(words).replace('\n', "<br>")
}
