//! What the user says of tables: a mapping file for all of them (what columns mean where the reader guesses wrongly, and values that no
//! column has), and choices for those of one shape.

use std::collections::BTreeMap;

use comity_core::{Currency, Lang};
use serde::Deserialize;

use super::{cells::fold, choice::Choices, dates::Order, field::Field};

/// A mapping file in TOML, and choices, which it overrules.
///
/// ```
/// let mapping = comity_formats::table::Mapping::parse(r#"
///     reporter = "Ministry of Water"
///     currency = "USD"
///     date_format = "dd/mm/yyyy"
///     language = "fr"
///     year = 2022
///     [columns]
///     "Nom du projet" = "title"
///     C = "start date"
///     Remarks = "skip"
/// "#).unwrap();
/// assert!(comity_formats::table::Mapping::parse("[columns]\nA = 'colour'").is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    pub(crate) reporter: String,
    pub(crate) currency: Currency,
    pub(crate) order: Option<Order>,
    pub(crate) language: Lang,
    pub(crate) year: Option<i16>,
    pub(crate) country: String,
    pub(crate) choices: Choices,
    columns: BTreeMap<String, Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    reporter: String,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    date_format: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    country: String,
    year: Option<i16>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
}

impl Mapping {
    /// Reads a mapping file. The error names the line or the word, and the words that would do.
    pub fn parse(toml: &str) -> Result<Mapping, String> {
        let written: Written = toml::from_str(toml).map_err(|e| e.to_string())?;
        let mut columns = BTreeMap::new();
        for (column, word) in written.columns {
            let field = Field::named(&word).map_err(|wrong| format!("column `{column}`: {wrong}"))?;
            columns.insert(fold(column.trim()), field);
        }
        let currency = Currency::parse(&written.currency);
        if currency == Currency::NONE && !written.currency.is_empty() {
            return Err(format!("currency `{}` is no code of three letters, such as USD", written.currency));
        }
        let order = match fold(&written.date_format).trim_start_matches(|c: char| !c.is_alphabetic()) {
            "" => None,
            day if day.starts_with('d') => Some(Order::DayFirst),
            month if month.starts_with('m') => Some(Order::MonthFirst),
            year if year.starts_with('y') => None,
            _ => {
                return Err(format!(
                    "date_format `{}` is none of dd/mm/yyyy, mm/dd/yyyy, yyyy-mm-dd",
                    written.date_format
                ));
            }
        };
        Ok(Mapping {
            reporter: written.reporter.trim().to_owned(),
            currency,
            order,
            language: Lang::parse(&written.language),
            year: written.year,
            country: written.country.trim().to_owned(),
            choices: Choices::default(),
            columns,
        })
    }

    /// The same, with what was said of tables by their shape.
    #[must_use]
    pub fn with_choices(self, choices: Choices) -> Mapping {
        Mapping { choices, ..self }
    }

    /// What the user says of a column, by its header or else its letter.
    pub(crate) fn field(&self, header: &str, index: usize) -> Option<Field> {
        let by_header = self.columns.get(&fold(header.trim())).filter(|_| !header.trim().is_empty());
        by_header.or_else(|| self.columns.get(&letter(index).to_ascii_lowercase())).copied()
    }

    /// Columns that the file names and the table lacks.
    pub(crate) fn unused<'a>(&'a self, headers: &[String]) -> Vec<&'a str> {
        let known: Vec<String> = headers
            .iter()
            .enumerate()
            .flat_map(|(index, header)| [fold(header.trim()), letter(index).to_ascii_lowercase()])
            .collect();
        self.columns.keys().filter(|column| !known.contains(column)).map(String::as_str).collect()
    }
}

/// The letter of a column as spreadsheets write it, from 0: A, B, .. Z, AA.
pub(crate) fn letter(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_by_header_or_letter() {
        let mapping =
            Mapping::parse("reporter = 'X'\n[columns]\n'Début ' = 'start date'\nC = 'skip'").expect("reads");
        assert_eq!(mapping.field("debut", 9), Some(Field::Start));
        assert_eq!(mapping.field("anything", 2), Some(Field::Skip));
        assert_eq!(mapping.field("anything", 3), None);
        assert_eq!(mapping.unused(&["a".into()]), ["c", "debut"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = Mapping::parse("[columns]\nA = 'colour'").expect_err("no field");
        assert!(error.contains("`colour`") && error.contains("start date"), "{error}");
        assert!(Mapping::parse("currency = 'dollars'").is_err());
        assert!(Mapping::parse("date_format = 'long'").is_err());
        assert!(Mapping::parse("colour = 'red'").is_err());
    }

    #[test]
    fn letters_as_spreadsheets_write_them() {
        assert_eq!([0, 25, 26, 701, 702].map(letter), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
