//! What a form sends: its fields by name, read as what they are.

use std::collections::BTreeSet;

use comity_core::{CompactString, Day, Decimal, PartyId, Tlp};

use crate::failure::{Code, Failure};
use crate::page::groups::members;

/// What a form sends, by name; a name may come several times.
pub struct Fields(Vec<(String, String)>);

/// A form that can't be read, and why.
pub fn wrong(detail: impl Into<String>) -> Failure {
    Failure::new(Code::Input, detail)
}

impl Fields {
    /// What a form sent; browsers end lines by two characters.
    pub fn new(fields: Vec<(String, String)>) -> Fields {
        Fields(fields.into_iter().map(|(name, value)| (name, value.replace("\r\n", "\n"))).collect())
    }

    /// A field, trimmed; empty where it wasn't sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// All values of a field that may come several times.
    pub fn several<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// An id that stands in addresses and conditions.
    pub fn id(&self, name: &str) -> Result<CompactString, Failure> {
        let id = self.get(name);
        let good = (1..=80).contains(&id.chars().count())
            && !id.chars().any(|c| {
                c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | '@' | '/' | '?' | '#')
            });
        if good {
            Ok(id.into())
        } else {
            Err(wrong(format!("`{name}` is 1 to 80 characters without blanks, brackets, @, /, ? and #")))
        }
    }

    /// A party, by its id.
    pub fn party(&self, name: &str) -> Result<PartyId, Failure> {
        members([self.get(name)].into_iter())?
            .into_iter()
            .next()
            .ok_or_else(|| wrong("write the id of a party"))
    }

    /// Parties, parted by commas or lines.
    pub fn parties(&self, name: &str) -> Result<BTreeSet<PartyId>, Failure> {
        members(self.get(name).split([',', '\n']))
    }

    /// A day.
    pub fn day(&self, name: &str) -> Result<Day, Failure> {
        let text = self.get(name);
        Day::parse(text).ok_or_else(|| wrong(format!("`{text}` is no day: write it as 2006-03-12")))
    }

    /// A whole number.
    pub fn number<N: std::str::FromStr>(&self, name: &str) -> Result<N, Failure> {
        let text = self.get(name);
        text.parse().map_err(|_| wrong(format!("`{name}` is a whole number, not `{text}`")))
    }

    /// A level of TLP 2.0.
    pub fn label(&self) -> Result<Tlp, Failure> {
        Tlp::try_from(self.get("label").to_owned()).map_err(|error| wrong(error.to_string()))
    }

    /// Fields whose names begin so, with the rest of the name.
    pub fn beginning<'f>(&'f self, start: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.0.iter().filter_map(move |(key, value)| Some((key.strip_prefix(start)?, value.as_str())))
    }

    /// A text that may be long.
    pub fn text(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// A day, or none.
    pub fn some_day(&self, name: &str) -> Result<Option<Day>, Failure> {
        if self.get(name).is_empty() { Ok(None) } else { self.day(name).map(Some) }
    }

    /// A party, or none.
    pub fn some_party(&self, name: &str) -> Result<Option<PartyId>, Failure> {
        if self.get(name).is_empty() { Ok(None) } else { self.party(name).map(Some) }
    }

    /// An amount or another number, written with a point or a comma before its parts.
    pub fn amount(&self, name: &str) -> Result<Option<Decimal>, Failure> {
        let text: String = self.get(name).chars().filter(|c| !c.is_whitespace()).collect();
        if text.is_empty() {
            return Ok(None);
        }
        let written = if text.contains('.') { text.replace(',', "") } else { text.replace(',', ".") };
        written.parse().map(Some).map_err(|_| wrong(format!("`{text}` is no number: write it as 125000.50")))
    }
}
