//! Where the header stands: below title lines, above or below an HXL tag row, over one row or two.

use super::{
    cells::{number, yes_no},
    dates::{Order, date},
    headers::Header,
    hxl::{Tag, tag_row},
    row::Row,
};
use crate::contact::{has_address, without_addresses};

/// Rows at the top in which a header is looked for.
const WITHIN: usize = 15;

/// The head of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// Header of each column, empty where there is none.
    pub(crate) headers: Vec<String>,
    /// Tag of each column.
    pub(crate) tags: Vec<Option<Tag>>,
    /// Columns that have a header or a tag; of the usual row where there is neither.
    pub(crate) width: usize,
    /// Lines above the header.
    pub(crate) titles: Vec<String>,
    /// Index of the first row of data among the rows looked at.
    pub(crate) first: usize,
    /// Row of the header in the table, from 1; 0 without one.
    pub(crate) header_row: u32,
    /// Row of the tags in the table, from 1; 0 without one.
    pub(crate) tag_row: u32,
}

/// Finds the head of a table in its first rows.
pub(crate) fn layout(head: &[Row]) -> Layout {
    let tags_at = tag_row(head);
    let usual = usual_filled(head);
    let header_at = match tags_at {
        Some(0) => head.get(1).filter(|row| looks_like_header(row)).map(|_| 1),
        Some(at) => {
            let fits = |row: &Row| row.filled() >= 2 || usual < 2;
            (0..at).rev().find(|index| head.get(*index).is_some_and(fits))
        }
        None => best_header(head, usual),
    };
    let first = header_at.max(tags_at).map_or(0, |last| last + 1);
    let width = head.iter().map(Row::width).max().unwrap_or(0);
    let mut headers: Vec<String> =
        header_at.and_then(|at| head.get(at)).map(|row| row.cells().map(tidy).collect()).unwrap_or_default();
    headers.resize(headers.len().max(width), String::new());
    let mut titles_until = header_at.unwrap_or(0);
    if let Some(above) = header_at.and_then(|at| at.checked_sub(1)).and_then(|at| head.get(at))
        && merge(&mut headers, above)
    {
        titles_until -= 1;
    }
    let mut tags: Vec<Option<Tag>> = tags_at
        .and_then(|at| head.get(at))
        .map(|row| row.cells().map(Tag::read).collect())
        .unwrap_or_default();
    // a column that nobody named may bear its name in the tag row: `Comments`
    if let Some(row) = tags_at.and_then(|at| head.get(at)) {
        for (index, header) in headers.iter_mut().enumerate() {
            if header.is_empty() && tags.get(index).is_some_and(Option::is_none) {
                *header = tidy(row.get(index));
            }
        }
    }
    tags.resize(headers.len().max(tags.len()), None);
    headers.resize(tags.len(), String::new());
    let number_of = |at: Option<usize>| at.and_then(|at| head.get(at)).map_or(0, |row| row.number);
    Layout {
        titles: head
            .iter()
            .take(titles_until)
            .map(|row| tidy(&row.cells().collect::<Vec<_>>().join(" ")))
            .collect(),
        width: named_width(&headers, &tags).unwrap_or(usual),
        headers,
        tags,
        first,
        header_row: number_of(header_at),
        tag_row: number_of(tags_at),
    }
}

fn named_width(headers: &[String], tags: &[Option<Tag>]) -> Option<usize> {
    let header = headers.iter().rposition(|header| !header.is_empty());
    header.max(tags.iter().rposition(Option::is_some)).map(|last| last + 1)
}

/// One line without runs of white space: headers of spreadsheets are broken over lines. No address either.
fn tidy(cell: &str) -> String {
    without_addresses(&cell.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// How many cells of a row are usually filled.
fn usual_filled(head: &[Row]) -> usize {
    let mut filled: Vec<usize> = head.iter().map(Row::filled).collect();
    filled.sort_unstable();
    filled.get(filled.len() / 2).copied().unwrap_or(0)
}

fn is_value(cell: &str) -> bool {
    number(cell).is_some()
        || date(cell, Order::DayFirst, None).is_some()
        || yes_no(cell).is_some()
        || has_address(cell)
}

fn looks_like_header(row: &Row) -> bool {
    let filled = row.filled();
    let values = row.cells().filter(|cell| !cell.is_empty() && is_value(cell)).count();
    let known = row.cells().filter(|cell| Header::read(cell).known() > 0).count();
    filled > 0 && values == 0 && known * 3 >= filled
}

fn best_header(head: &[Row], usual: usize) -> Option<usize> {
    let score = |row: &Row| -> i64 {
        let mut score = 0;
        let mut seen: Vec<&str> = Vec::new();
        for cell in row.cells().filter(|cell| !cell.is_empty()) {
            score += match () {
                () if is_value(cell) => -4,
                () if cell.len() > 120 => -2,
                () if seen.contains(&cell) => 1,
                () => 1 + 3 * i64::from(Header::read(cell).known().min(1)),
            };
            seen.push(cell);
        }
        score
    };
    // of the rows below one that can name its columns only a fuller one can, or one that has words of headers in most of its cells
    let overrules = |row: &Row, above: &Row| {
        let known = row.cells().filter(|cell| Header::read(cell).known() > 0).count();
        row.filled() > above.filled() || known * 2 > row.filled()
    };
    let wide_enough = |row: &Row| row.filled() * 2 >= usual.max(1);
    let mut best: Option<(usize, i64)> = None;
    for (index, row) in head.iter().enumerate().take(WITHIN).filter(|(_, row)| wide_enough(row)) {
        let score = score(row);
        let better = best.is_none_or(|(above, before)| {
            let above = head.get(above).filter(|above| can_name(above));
            score > before && above.is_none_or(|above| overrules(row, above))
        });
        if better {
            best = Some((index, score));
        }
    }
    let best = best.filter(|(_, score)| *score > 0).map(|(index, _)| index);
    best.map(|at| if is_title_above_names(head, at) { at + 1 } else { at })
}

/// A row of texts that differ names its columns, whatever its words mean.
fn can_name(row: &Row) -> bool {
    let mut cells: Vec<&str> = row.cells().filter(|cell| !cell.is_empty()).collect();
    let (filled, values) = (cells.len(), cells.iter().filter(|cell| is_value(cell)).count());
    cells.sort_unstable();
    cells.dedup();
    values == 0 && cells.len() == filled
}

/// Titles may be made of words of headers: `Projects by sector | Partner: Acted`. Names that say nothing stand below them where that row fills
/// more columns, and one that the titles leave empty holds a text there and values in every row below. A header that leaves a column
/// unnamed is told apart by its first row of data, which holds a value in that column as the others do.
fn is_title_above_names(head: &[Row], at: usize) -> bool {
    let (Some(titles), Some(names)) = (head.get(at), head.get(at + 1)) else { return false };
    let below = head.get(at + 2..).unwrap_or_default();
    let holds_values = |column: usize| {
        let cells: Vec<&str> =
            below.iter().map(|row| row.get(column)).filter(|cell| !cell.is_empty()).collect();
        cells.len() >= 2 && cells.into_iter().all(is_value)
    };
    names.filled() > titles.filled()
        && can_name(names)
        && (0..names.width()).any(|column| {
            titles.get(column).is_empty() && !names.get(column).is_empty() && holds_values(column)
        })
}

/// A row of group headings above the header, each spread over the columns to its right: joined where the header
/// itself repeats a name or leaves it out. Where it does neither the row is a title.
fn merge(headers: &mut [String], above: &Row) -> bool {
    let repeated = |name: &String| headers.iter().filter(|other| *other == name).count() > 1;
    let needy: Vec<bool> = headers.iter().map(|name| name.is_empty() || repeated(name)).collect();
    if above.filled() < 2 || above.cells().any(|cell| !cell.is_empty() && is_value(cell)) {
        return false;
    }
    let mut group = "";
    for (index, header) in headers.iter_mut().enumerate() {
        let cell = above.get(index);
        if !cell.is_empty() {
            group = cell;
        }
        if needy.get(index) == Some(&true) && !group.is_empty() {
            *header = tidy(&format!("{group} {header}"));
        }
    }
    needy.contains(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<Row> {
        let mut out = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let mut row = Row::default();
            line.split('|').for_each(|cell| row.push(cell));
            row.number = index as u32 + 1;
            out.push(row);
        }
        out
    }

    #[test]
    fn titles_stand_above_the_header() {
        let found = layout(&rows(&[
            "3W of 2021||",
            "Update: June||",
            "Organisation|Sector|Start date",
            "A|WASH|2021-01-01",
        ]));
        assert_eq!((found.header_row, found.first, found.titles.len()), (3, 3, 2));
        assert_eq!(found.headers, ["Organisation", "Sector", "Start date"]);
    }

    #[test]
    fn tags_may_stand_above_the_header() {
        let found = layout(&rows(&["#org|#sector|#adm1", "Organisation|Sector|Province", "A|WASH|B"]));
        assert_eq!((found.tag_row, found.header_row, found.first), (1, 2, 2));
        let found = layout(&rows(&["#org|#sector|#adm1", "A|WASH|B"]));
        assert_eq!((found.tag_row, found.header_row, found.first), (1, 0, 1));
    }

    #[test]
    fn group_headings_are_joined_to_repeated_names() {
        let found = layout(&rows(&[
            "Donor||Implementing partner|",
            "Name|Type|Name|Type",
            "A|UN|B|NGO",
            "C|UN|D|NGO",
        ]));
        assert_eq!(
            found.headers,
            ["Donor Name", "Donor Type", "Implementing partner Name", "Implementing partner Type"]
        );
    }

    #[test]
    fn names_that_say_nothing_are_a_header_all_the_same() {
        let first = |lines: &[&str]| layout(&rows(lines)).header_row;
        assert_eq!(first(&["aa|bb|cc", "Training|Osh|Helvetas", "Project B|Batken|Acted"]), 1);
        assert_eq!(
            first(&["\u{645}|\u{642}|\u{62a}", "Organisation|Sector|Start", "A|WASH|x"]),
            2,
            "two languages"
        );
        let found = layout(&rows(&["ask a@example.org||", "aa|bb|b@example.org", "c|d|e"]));
        assert!(found.titles.iter().chain(&found.headers).all(|text| !text.contains('@')), "{found:?}");
    }

    #[test]
    fn titles_made_of_words_of_headers_are_no_header() {
        let titled = [
            "Projects by sector|Partner: Acted||",
            "aa|bb|cc|dd",
            "Wells|Osh|12|2021-01-01",
            "Roads|Batken|7|2021-02-01",
        ];
        let found = layout(&rows(&titled));
        assert_eq!((found.header_row, found.first, found.titles.len()), (2, 2, 1));
        assert_eq!(found.headers, ["aa", "bb", "cc", "dd"]);
        // a header that leaves a column unnamed is one all the same, and one whose first date isn't known yet
        let first = |lines: &[&str]| layout(&rows(lines)).header_row;
        assert_eq!(first(&["Project|Partner|", "Wells|Acted|12", "Roads|Helvetas|7", "Dams|Acted|8"]), 1);
        let dates = [
            "Project|Partner|Start|",
            "Wells|Acted|not yet|new",
            "Roads|Helvetas|2021-02-01|",
            "Dams|Acted|2021-03-01|",
        ];
        assert_eq!(first(&dates), 1);
    }

    #[test]
    fn a_table_of_numbers_has_no_header() {
        let found = layout(&rows(&["1|2|3", "4|5|6"]));
        assert_eq!((found.header_row, found.first), (0, 0));
    }
}
