//! What a cell says: numbers, coordinates and words for yes, no and how far a thing is, in five languages.

use comity_core::{Decimal, Status};
use icu_normalizer::DecomposingNormalizerBorrowed;

use crate::contact::without_addresses;

/// Lower case without accents, for comparing words: `Début` is `debut`, `й` is `и`.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
    NFKD.normalize(&text.to_lowercase()).chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
}

/// Words that stand for "nothing": `N/A`, `-`, `null`.
pub(crate) fn is_nothing(cell: &str) -> bool {
    cell.len() <= 8
        && ["n/a", "na", "-", "--", "null", "none", "nan", "#n/a", "n.a.", "?"]
            .iter()
            .any(|word| cell.eq_ignore_ascii_case(word))
}

/// The beginning of a cell for people, addresses left out.
pub(crate) fn short(cell: &str) -> String {
    let cell = without_addresses(cell);
    let mut short: String = cell.chars().take(60).collect();
    if short.len() < cell.len() {
        short.push('…');
    }
    short
}

/// A number as people write it: `1 234,50`, `1.234.567`, `$ 1,200`, `(300)`, `12 %`. A single comma with three
/// digits after it divides thousands, a single period never does.
pub(crate) fn number(cell: &str) -> Option<Decimal> {
    if let Ok(plain) = Decimal::from_str_exact(cell) {
        return Some(plain);
    }
    let cell = without_currency(cell);
    if cell.chars().any(char::is_alphabetic) {
        // `1.5E+3` is a spreadsheet's way to write a number; `CD74` is none
        let starts = cell.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        return starts.then(|| Decimal::from_scientific(cell).ok())?;
    }
    let mut digits = String::with_capacity(cell.len());
    let mut negative = false;
    for c in cell.chars() {
        match c {
            '0'..='9' | '.' | ',' => digits.push(c),
            '-' | '\u{2212}' | '(' if digits.is_empty() && !negative => negative = true,
            ')' | '%' | '$' | '€' | '£' | '¥' | '₽' | '\'' | '\u{2019}' | '+' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    let (commas, periods) = (digits.matches(',').count(), digits.matches('.').count());
    let plain = match (commas, periods) {
        (0, 0 | 1) => digits,
        (0, _) => digits.replace('.', ""),
        (1, 0) if digits.rsplit(',').next().is_some_and(|after| after.len() == 3) => digits.replace(',', ""),
        (1, 0) => digits.replace(',', "."),
        (_, 0) => digits.replace(',', ""),
        _ if digits.rfind(',') > digits.rfind('.') => digits.replace('.', "").replace(',', "."),
        _ => digits.replace(',', ""),
    };
    let value: Decimal = plain.trim_end_matches('.').parse().ok()?;
    Some(if negative { -value } else { value })
}

/// The cell without a currency code of three capitals before or behind the figure: `USD 300`, `300 EUR`, `US$ 5`.
fn without_currency(cell: &str) -> &str {
    let cell = cell.trim();
    let code = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    match (cell.split_once(' '), cell.rsplit_once(' ')) {
        (Some((head, rest)), _) if code(head) => rest,
        (_, Some((rest, last))) if code(last) => rest,
        _ => cell.strip_prefix("US$").unwrap_or(cell),
    }
}

/// One coordinate: a decimal point or comma, a degree sign, a letter of the compass.
pub(crate) fn degrees(cell: &str) -> Option<f64> {
    if let Ok(plain) = cell.parse::<f64>() {
        return plain.is_finite().then_some(plain);
    }
    let mut text = cell.trim().replace(',', ".").replace('\u{2212}', "-");
    let mut south_or_west = false;
    if let Some(letter) = text.chars().last().filter(char::is_ascii_alphabetic) {
        south_or_west = match letter.to_ascii_uppercase() {
            'S' | 'W' | 'O' => true,
            'N' | 'E' => false,
            _ => return None,
        };
        text.pop();
    }
    let value: f64 = text.trim_end_matches(['°', ' ']).trim().parse().ok()?;
    value.is_finite().then_some(if south_or_west { -value } else { value })
}

/// Latitude and longitude in one cell: `38.54, 68.78`, `38,54; 68,78`, `POINT(68.78 38.54)`.
pub(crate) fn lat_lon(cell: &str) -> Option<(f64, f64)> {
    let folded = cell.trim().to_ascii_lowercase();
    if let Some(inner) = folded.strip_prefix("point").map(|rest| rest.trim_matches([' ', '(', ')'])) {
        let (lon, lat) = inner.split_once(' ')?;
        return Some((degrees(lat.trim())?, degrees(lon.trim())?));
    }
    let inner = cell.trim().trim_matches(['(', ')', '[', ']']);
    let pair = inner.split_once(';').or_else(|| inner.split_once(", ")).or_else(|| inner.split_once(','));
    let (lat, lon) = pair.or_else(|| inner.split_once(' '))?;
    Some((degrees(lat.trim())?, degrees(lon.trim())?))
}

/// Yes or no in English, French, Spanish, Portuguese and Russian.
pub(crate) fn yes_no(cell: &str) -> Option<bool> {
    match fold(cell).as_str() {
        "yes" | "y" | "oui" | "si" | "sim" | "да" | "true" | "vrai" | "1" | "x" => Some(true),
        "no" | "n" | "non" | "nao" | "нет" | "false" | "faux" | "0" => Some(false),
        _ => None,
    }
}

/// How far an activity is, by the first words that say so in five languages.
pub(crate) fn status(cell: &str) -> Option<Status> {
    let word = fold(cell);
    let begins = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    let has = |stems: &[&str]| stems.iter().any(|stem| word.contains(stem));
    if has(&["cancel", "annul", "отмен"]) {
        Some(Status::Cancelled)
    } else if has(&["suspend", "suspens", "interromp", "приостанов", "on hold"]) {
        Some(Status::Suspended)
    } else if begins(&["closed", "ferme", "cerrad", "encerrad", "закрыт", "terminated"]) {
        Some(Status::Closed)
    } else if begins(&[
        "complet",
        "finish",
        "finali",
        "ended",
        "realis",
        "termin",
        "acheve",
        "conclu",
        "заверш",
        "выполнен",
        "executad",
        "done",
    ]) {
        Some(Status::Finished)
    } else if begins(&[
        "plan",
        "pipeline",
        "proposed",
        "prevu",
        "previst",
        "a venir",
        "заплан",
        "планир",
        "approved",
        "pending",
        "not started",
        "programad",
        "upcoming",
    ]) {
        Some(Status::Planned)
    } else if begins(&[
        "on-going",
        "ongoing",
        "on going",
        "active",
        "actif",
        "activ",
        "ativ",
        "en cours",
        "encours",
        "en ejec",
        "em curso",
        "em andamento",
        "en curso",
        "implement",
        "в процессе",
        "выполня",
        "идет",
        "действу",
        "in progress",
        "current",
        "under way",
        "underway",
        "started",
    ]) {
        Some(Status::Active)
    } else {
        None
    }
}

/// Whether a cell looks like a code that names one thing elsewhere: letters and digits together (`HCOL21-HEA-1`),
/// or at least six digits.
pub(crate) fn is_code(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    let shape = cell.len() >= 4 && cell.len() <= 80 && !cell.contains(char::is_whitespace);
    shape && digits > 0 && (letters > 0 && digits + letters >= 4 || digits >= 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (cell, want) in [
            ("1234.5", "1234.5"),
            ("1,234", "1234"),
            ("1,234.56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1 234,5", "1234.5"),
            ("1\u{a0}234\u{202f}567", "1234567"),
            ("1.234.567", "1234567"),
            ("$ 1,200", "1200"),
            ("USD 300", "300"),
            ("300 €", "300"),
            ("(45)", "-45"),
            ("-2,5", "-2.5"),
            ("69125944.0", "69125944.0"),
            ("1.5E+3", "1500"),
        ] {
            assert_eq!(number(cell), want.parse().ok(), "{cell}");
        }
        for cell in ["", "abc", "12 kits and 3", "2021-03-01", ".", ","] {
            assert_eq!(number(cell), None, "{cell}");
        }
    }

    #[test]
    fn coordinates_may_carry_commas_and_letters() {
        assert_eq!(degrees("38,54"), Some(38.54));
        assert_eq!(degrees("12.5 S"), Some(-12.5));
        assert_eq!(degrees("north"), None);
        assert_eq!(lat_lon("38.54, 68.78"), Some((38.54, 68.78)));
        assert_eq!(lat_lon("38,54; 68,78"), Some((38.54, 68.78)));
        assert_eq!(lat_lon("POINT(68.78 38.54)"), Some((38.54, 68.78)));
    }

    #[test]
    fn yes_and_no_in_five_languages() {
        for word in ["Yes", "oui", "Sí", "SIM", "да"] {
            assert_eq!(yes_no(word), Some(true), "{word}");
        }
        for word in ["no", "Non", "Não", "нет"] {
            assert_eq!(yes_no(word), Some(false), "{word}");
        }
        assert_eq!(yes_no("perhaps"), None);
    }

    #[test]
    fn states_in_five_languages() {
        for (word, want) in [
            ("On-going", Status::Active),
            ("En ejecución", Status::Active),
            ("Em curso", Status::Active),
            ("en cours", Status::Active),
            ("Concluído", Status::Finished),
            ("Réalisé", Status::Finished),
            ("Завершён", Status::Finished),
            ("Planejado", Status::Planned),
            ("Suspended", Status::Suspended),
            ("Closed / Terminated", Status::Closed),
        ] {
            assert_eq!(status(word), Some(want), "{word}");
        }
        assert_eq!(status("Antioquia"), None);
    }

    #[test]
    fn codes_are_no_words_and_no_small_numbers() {
        for code in ["HCOL21-HEA-172443-1", "REF-0000001", "P083908", "123456"] {
            assert!(is_code(code), "{code}");
        }
        for other in ["100", "Nutrition", "phase 2", "MAS"] {
            assert!(!is_code(other), "{other}");
        }
    }
}
