//! Codes in text: grant numbers, project numbers, transaction references, and what is left of an identifier after
//! the publisher's prefix. They link records better than words do.

use comity_core::Record;

/// Codes longer than this are cut off: they are addresses, not codes.
const LONGEST: usize = 60;

/// The codes of a record, folded to capital letters and digits.
pub fn of(record: &Record) -> Vec<String> {
    let mut out = Vec::new();
    for text in record.titles.iter().chain(&record.descriptions) {
        in_text(&text.value, &mut out);
    }
    for amount in &record.amounts {
        in_text(&amount.reference, &mut out);
        in_text(&amount.description, &mut out);
    }
    whole_and_tails(&record.id, &mut out);
    if let Some(local) = local_id(record) {
        out.extend(folded(local));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// What is left of an identifier after the reporter's reference; `None` when it doesn't begin with it.
pub fn local_id(record: &Record) -> Option<&str> {
    let reference = record.reporter.reference.as_str();
    let head = record.id.get(..reference.len())?;
    let local = record.id.get(reference.len()..)?.trim_start_matches(['-', '/', ':', '_', '.']);
    (!reference.is_empty() && head.eq_ignore_ascii_case(reference) && local.len() >= 4).then_some(local)
}

/// Finds the codes of a free text: words with at least three digits that are neither a year nor a plain number.
pub fn in_text(text: &str, out: &mut Vec<String>) {
    for chunk in
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"' | '|' | '[' | ']'))
    {
        let chunk = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        if chunk.len() >= 5 && chunk.bytes().filter(u8::is_ascii_digit).count() >= 3 {
            whole_and_tails(chunk, out);
        }
    }
}

/// `XM-OCHA-CBPF-AFG-20/3481` whole, and its tails after each mark while they still look like a code.
fn whole_and_tails(code: &str, out: &mut Vec<String>) {
    out.extend(folded(code));
    let tails = code.char_indices().filter(|(_, c)| matches!(c, '-' | '/' | ':' | '_' | '.'));
    for (at, mark) in tails.take(6) {
        out.extend(code.get(at + mark.len_utf8()..).and_then(folded));
    }
}

/// Capital letters and digits only; `None` for what is no code: too short, too long, a year, a date, a sum.
fn folded(code: &str) -> Option<String> {
    let letters: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let digits = letters.bytes().filter(u8::is_ascii_digit).count();
    let plain = digits == letters.len();
    let marks = code.chars().filter(|c| !c.is_alphanumeric()).count();
    let long_enough = letters.len() >= if plain { 6 } else { 5 } && letters.len() <= LONGEST && digits >= 3;
    // 31/12/2020, 2020/2021: every part is a year or a day
    let part =
        |part: &str| part.len() <= 2 || part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let date = plain && marks >= 1 && code.split(|c: char| !c.is_alphanumeric()).all(part);
    let sum = plain && (letters.ends_with("000") || code.contains('.') && marks == 1);
    let disease = letters.starts_with("COVID19")
        || letters.starts_with("CORONAVIRUS")
        || letters.starts_with("SARSCOV");
    (long_enough && !date && !sum && !disease && !code.contains("://")).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use comity_core::{At, PartyRef, Text};

    fn codes(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        in_text(text, &mut out);
        out
    }

    #[test]
    fn a_grant_code_is_found_with_its_tails() {
        let found = codes("Grant AFG-20/3481/RA3/N/UN/16123 to UNICEF (2020), 1,500,000 USD on 2020-03-01.");
        assert!(found.contains(&"AFG203481RA3NUN16123".to_owned()), "{found:?}");
        assert!(found.contains(&"3481RA3NUN16123".to_owned()));
        assert!(!found.iter().any(|code| code == "2020" || code == "20200301"));
    }

    #[test]
    fn years_dates_sums_and_the_disease_are_no_codes() {
        assert_eq!(codes("2020/2021 COVID-19 1500000 31/12/2020 12.50 COVID-19/2020"), Vec::<String>::new());
    }

    #[test]
    fn the_local_part_of_an_identifier_is_a_code() {
        let record = Record {
            id: "GB-GOV-1-301150-123".into(),
            reporter: PartyRef { reference: "GB-GOV-1".into(), ..PartyRef::default() },
            titles: vec![Text::plain("x", At::default())],
            ..Record::default()
        };
        assert_eq!(local_id(&record), Some("301150-123"));
        assert!(of(&record).contains(&"301150123".to_owned()));
    }
}
