//! Contacts of persons, which are never kept: Comity is about institutions.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in the place of an address.
const GONE: &str = "(address not kept)";

/// Whether a field by its name holds a person or a way to reach one.
pub(crate) fn is_contact(field: &str) -> bool {
    let field = field.to_lowercase();
    [
        "contact",
        "email",
        "e-mail",
        "e_mail",
        "phone",
        "telephone",
        "mobile",
        "fax",
        "focal point",
        "focal_point",
    ]
    .iter()
    .any(|word| field.contains(word))
        || matches!(field.as_str(), "mail" | "tel" | "createdby" | "lastupdatedby" | "author")
}

/// Where the mail addresses of a text stand: the one place that says what an address is.
fn addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    // Chinese and Japanese write no blank before an address, so their characters end it
    let inside =
        |c: char| c.is_alphanumeric() && c < '\u{2e80}' || matches!(c, '.' | '_' | '-' | '+' | '@' | '%');
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let sign = from + memchr::memchr(b'@', text.as_bytes().get(from..)?)?;
            let start = text.get(from..sign)?.rfind(|c| !inside(c)).map_or(from, |last| {
                let after = from + last;
                after + text.get(after..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
            });
            let end = text.get(sign..)?.find(|c| !inside(c)).map_or(text.len(), |length| sign + length);
            from = end;
            let user = text.get(start..sign).unwrap_or_default();
            let host = text.get(sign + 1..end).unwrap_or_default();
            let hosted = host.split_once('.').is_some_and(|(name, top)| !name.is_empty() && top.len() >= 2);
            if !user.is_empty() && hosted {
                return Some(start..end);
            }
        }
    })
}

/// Whether a text holds a mail address anywhere.
pub(crate) fn has_address(text: &str) -> bool {
    addresses(text).next().is_some()
}

/// The text with every mail address in it replaced.
pub(crate) fn without_addresses(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut from = 0;
    for address in addresses(text) {
        out.push_str(text.get(from..address.start).unwrap_or_default());
        out.push_str(GONE);
        from = address.end;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether a text is a telephone number and nothing else: `+93 70 123 4567`, `(0) 70-12-34-56`.
pub(crate) fn is_telephone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let marked = text.starts_with(['+', '(']) || text.starts_with("00");
    (8..=15).contains(&digits)
        && marked
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | ' ' | '/' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_go_and_the_rest_stays() {
        for (text, want) in [
            ("ask a.b+c@who.int, or @who", "ask (address not kept), or @who"),
            ("mailto:x@y.org", "mailto:(address not kept)"),
            ("联系a@b.cn谢谢", "联系(address not kept)谢谢"),
            ("jörg@x.org;né@y.org", "(address not kept);(address not kept)"),
            ("Фаза 2 @ Душанбе", "Фаза 2 @ Душанбе"),
            ("user@ home, @ 5.00, a@b", "user@ home, @ 5.00, a@b"),
            ("@@@a@", "@@@a@"),
            ("", ""),
        ] {
            assert_eq!(without_addresses(text), want);
            assert_eq!(has_address(text), text != want, "{text}");
        }
    }

    #[test]
    fn a_telephone_number_is_one_and_nothing_else() {
        assert!(is_telephone("+000 00 000 0000"));
        assert!(!is_telephone("2021-03-01") && !is_telephone("12345678"));
    }

    #[test]
    fn contact_fields_are_known_by_their_names() {
        assert!(is_contact("contactName") && is_contact("Focal Point") && is_contact("E-mail"));
        assert!(!is_contact("organization") && !is_contact("reportChannel"));
    }
}
