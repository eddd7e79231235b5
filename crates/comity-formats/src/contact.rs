//! Contacts of persons, which are never kept: Comity is about institutions.

use std::borrow::Cow;

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

/// The text with every mail address in it replaced.
pub(crate) fn without_addresses(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@' | '%');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(inside) {
        let (before, tail) = rest.split_at(start);
        let end = tail.find(|c| !inside(c)).unwrap_or(tail.len());
        let (word, after) = tail.split_at(end);
        out.push_str(before);
        let is_address =
            word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
        out.push_str(if is_address { GONE } else { word });
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_go_and_the_rest_stays() {
        assert_eq!(without_addresses("ask a.b+c@who.int, or @who"), "ask (address not kept), or @who");
        assert_eq!(without_addresses("mailto:x@y.org"), "mailto:(address not kept)");
        assert_eq!(without_addresses("Фаза 2 @ Душанбе"), "Фаза 2 @ Душанбе");
    }

    #[test]
    fn contact_fields_are_known_by_their_names() {
        assert!(is_contact("contactName") && is_contact("Focal Point") && is_contact("E-mail"));
        assert!(!is_contact("organization") && !is_contact("reportChannel"));
    }
}
