//! One `iati-activity` as a record. What isn't understood is kept; what can't be read is kept and reported.

use comity_core::{
    At, CompactString, Currency, DateKind, DeclaredLink, Kept, Lang, LinkKind, Loss, Participant, PartyRef,
    Precision, Record, Role, StatedDate, Text,
};
use compact_str::format_compact;
use rustc_hash::FxHashSet;

use super::{code, tree::Element, value};
use crate::{Out, contact::without_addresses};

/// Contact data is about persons: that it is there is kept, what it says is not.
const PERSONAL: [&str; 7] =
    ["contact-info", "email", "telephone", "person-name", "job-title", "mailing-address", "department"];

/// A record in the making.
pub(super) struct Activity<'o, 'a> {
    pub(super) out: &'o mut Out<'a>,
    pub(super) record: Record,
    pub(super) lang: Lang,
    pub(super) currency: Currency,
    /// Themes, places and links said already, since transactions repeat them.
    pub(super) said: FxHashSet<(CompactString, CompactString)>,
}

/// Reads the activity into `out`.
pub(super) fn read(root: Element<'_>, id: &str, out: &mut Out<'_>) {
    let record = Record { source: out.source(), at: root.at(), id: id.into(), ..Record::default() };
    let lang = Lang::parse(root.attribute("xml:lang").unwrap_or_default());
    let currency = Currency::parse(root.attribute("default-currency").unwrap_or_default());
    let mut activity = Activity { out, record, lang, currency, said: FxHashSet::default() };
    activity.attributes(root);
    for child in root.children() {
        activity.child(child);
    }
    activity.check_shares();
    let Activity { out, record, .. } = activity;
    out.record(record);
}

impl Activity<'_, '_> {
    fn attributes(&mut self, root: Element<'_>) {
        for (name, value) in root.attributes() {
            let value = value.trim();
            match name {
                "default-currency" => {
                    if !value.is_empty() && self.currency == Currency::NONE && value != "XXX" {
                        self.unknown_code(root.at(), "@default-currency", value, "ISO 4217");
                    }
                }
                "hierarchy" => {
                    self.record.hierarchy = value.parse().ok();
                    if self.record.hierarchy.is_none() && !value.is_empty() {
                        self.lost(
                            root.at(),
                            "@hierarchy",
                            format!("`{value}` is no level"),
                            "write 1, 2, ..",
                        );
                        self.note("@hierarchy", value, root.at());
                    }
                }
                "humanitarian" => self.record.humanitarian = matches!(value, "1" | "true"),
                "last-updated-datetime" => {
                    self.date(DateKind::Reported, value, root.at(), "@last-updated-datetime")
                }
                "xml:lang" => {}
                _ if name == "xmlns" || name.starts_with("xmlns:") || value.is_empty() => {}
                _ => self.note(&format!("@{name}"), value, root.at()),
            }
        }
    }

    fn child(&mut self, child: Element<'_>) {
        match child.name() {
            "iati-identifier" => self.identifier(child),
            "reporting-org" => {
                self.record.reporter = self.party(child);
                self.keep_rest(child, "reporting-org", &["ref", "type"], &["narrative"]);
            }
            "title" => {
                let titles = self.texts(child);
                self.record.titles.extend(titles);
            }
            "description" => {
                let descriptions = self.texts(child);
                self.record.descriptions.extend(descriptions);
                self.keep_rest(child, "description", &["type"], &["narrative"]);
                if child.attribute("type").is_some_and(|kind| kind != "1") {
                    self.note("description@type", child.attribute("type").unwrap_or_default(), child.at());
                }
            }
            "participating-org" => self.participant(child),
            "activity-date" => self.activity_date(child),
            "activity-status" => match child.attribute("code").map(|code| (code, code::status(code))) {
                Some((_, Some(status))) => self.record.status = status,
                Some((code, None)) => {
                    self.unknown_code(child.at(), "activity-status", code, "ActivityStatus");
                    self.keep(child, "activity-status");
                }
                None => self.keep(child, "activity-status"),
            },
            "recipient-country" => self.country(child, "recipient-country"),
            "recipient-region" => self.region(child, "recipient-region"),
            "location" => self.location(child),
            "sector" => self.sector(child, "sector"),
            "tag" => {
                let vocabulary = code::tag_vocabulary(child.attribute("vocabulary").unwrap_or_default());
                self.theme(child, vocabulary, None);
                self.keep_rest(child, "tag", &["code", "vocabulary"], &["narrative"]);
            }
            "transaction" => self.transaction(child),
            "budget" => self.budget(child),
            "planned-disbursement" => self.planned_disbursement(child),
            "related-activity" => {
                let code = child.attribute("type").unwrap_or_default();
                let kind = code::related(code).unwrap_or_else(|| {
                    self.unknown_code(child.at(), "related-activity@type", code, "RelatedActivityType");
                    LinkKind::Related
                });
                self.link(kind, child.attribute("ref").unwrap_or(child.text()), child.at());
            }
            "other-identifier" => {
                self.link(
                    LinkKind::OtherIdentifier,
                    child.attribute("ref").unwrap_or(child.text()),
                    child.at(),
                );
                self.keep_rest(child, "other-identifier", &["ref"], &[]);
            }
            "humanitarian-scope" => {
                let of = |name| child.attribute(name).unwrap_or_default();
                self.record.scopes.push(code::scope(of("vocabulary"), of("code")));
                self.keep_rest(child, "humanitarian-scope", &["vocabulary", "code", "type"], &[]);
            }
            "default-aid-type" => {
                let code = child.attribute("code").unwrap_or_default();
                if self.record.kind_as_written.is_empty()
                    && matches!(child.attribute("vocabulary"), None | Some("1"))
                {
                    self.record.kind = code::aid_type(code);
                    self.record.kind_as_written = code.into();
                }
                self.keep(child, "default-aid-type");
            }
            name => self.keep(child, name),
        }
    }

    fn identifier(&mut self, element: Element<'_>) {
        let text = element.text();
        if text.contains(char::is_whitespace) {
            let way_out = "write the identifier without spaces";
            self.odd(element.at(), "iati-identifier", format!("`{text}` holds white space"), way_out);
        }
        if self.record.id != text && !text.is_empty() {
            let way_out = "leave one `iati-identifier`";
            self.odd(element.at(), "iati-identifier", format!("a second identifier, `{text}`"), way_out);
            self.keep(element, "iati-identifier");
        }
    }

    fn participant(&mut self, element: Element<'_>) {
        let word = element.attribute("role").unwrap_or_default();
        let role = code::role(word).unwrap_or_else(|| {
            self.unknown_code(element.at(), "participating-org@role", word, "OrganisationRole");
            self.note("participating-org@role", word, element.at());
            Role::Unstated
        });
        let activity_id: CompactString = element.attribute("activity-id").unwrap_or_default().into();
        if !activity_id.is_empty() && activity_id != self.record.id {
            self.link(LinkKind::ParticipantActivity, &activity_id, element.at());
        }
        let party = self.party(element);
        self.record.participants.push(Participant { role, party, activity_id });
        self.keep_rest(element, "participating-org", &["role", "ref", "type", "activity-id"], &["narrative"]);
    }

    fn activity_date(&mut self, element: Element<'_>) {
        let code = element.attribute("type").unwrap_or_default();
        let Some(kind) = code::date_kind(code) else {
            self.unknown_code(element.at(), "activity-date@type", code, "ActivityDateType");
            return self.keep(element, "activity-date");
        };
        let stated = element.attribute("iso-date").unwrap_or(element.text());
        self.date(kind, stated, element.at(), "activity-date");
        self.keep_rest(element, "activity-date", &["type", "iso-date"], &[]);
    }

    fn date(&mut self, kind: DateKind, text: &str, at: At, element: &str) {
        if let Some((day, precision)) = self.day(text, at, element) {
            self.record.dates.push(StatedDate { kind, day, precision, at });
        }
    }

    /// A day; one that can't be read is reported and kept as written.
    pub(super) fn day(&mut self, text: &str, at: At, element: &str) -> Option<(comity_core::Day, Precision)> {
        match value::date(text) {
            Ok((read, odd)) => {
                if let Some(reason) = odd {
                    self.odd(at, element, reason, "write dates as 2021-03-31");
                }
                Some(read)
            }
            Err(reason) => {
                self.lost(at, element, reason, "write dates as 2021-03-31");
                if !text.trim().is_empty() {
                    self.note(element, text.trim(), at);
                }
                None
            }
        }
    }

    pub(super) fn party(&mut self, element: Element<'_>) -> PartyRef {
        PartyRef {
            reference: element.attribute("ref").unwrap_or_default().into(),
            names: self.texts(element),
            kind: element.attribute("type").unwrap_or_default().into(),
            at: element.at(),
        }
    }

    /// Narratives with their languages; 1.0x has the text in the element itself.
    pub(super) fn texts(&self, element: Element<'_>) -> Vec<Text> {
        let said = |tag: Option<&str>, or: Lang| tag.map_or(or, Lang::parse);
        let own = said(element.attribute("xml:lang"), self.lang);
        let mut texts = Vec::new();
        let narratives = element.children().filter(|child| child.name() == "narrative");
        for part in std::iter::once(element).chain(narratives) {
            if !part.text().is_empty() {
                let lang = said(part.attribute("xml:lang"), own);
                let value = without_addresses(part.text()).as_ref().into();
                texts.push(Text { value, lang, at: part.at() });
            }
        }
        texts
    }

    /// A declared link, once.
    pub(super) fn link(&mut self, kind: LinkKind, to: &str, at: At) {
        if to.is_empty() {
            return self.lost(
                at,
                "@ref",
                "a link that names no activity",
                "give the other activity's identifier",
            );
        }
        if self.said.insert((format_compact!("link {kind:?}"), to.into())) {
            self.record.links.push(DeclaredLink { kind, to: to.into(), at });
        }
    }

    /// Keeps an element that isn't understood, with all below it.
    pub(super) fn keep(&mut self, element: Element<'_>, path: &str) {
        if PERSONAL.contains(&element.name()) {
            return self.note(path, "", element.at());
        }
        let mut value = CompactString::default();
        for (name, written) in element.attributes().filter(|(_, written)| !written.trim().is_empty()) {
            value.push_str(if value.is_empty() { "" } else { " " });
            value.push_str(&format_compact!("{name}=\"{written}\""));
        }
        if !element.text().is_empty() {
            value.push_str(if value.is_empty() { "" } else { " " });
            value.push_str(element.text());
        }
        if !value.is_empty() {
            self.note(path, &value, element.at());
        }
        for child in element.children() {
            self.keep(child, &format_compact!("{path}/{}", child.name()));
        }
    }

    /// Keeps the attributes and children of an understood element that are not among those named.
    pub(super) fn keep_rest(
        &mut self,
        element: Element<'_>,
        path: &str,
        attributes: &[&str],
        children: &[&str],
    ) {
        self.keep_attributes(element, path, attributes);
        for child in element.children().filter(|child| !children.contains(&child.name())) {
            self.keep(child, &format_compact!("{path}/{}", child.name()));
        }
    }

    /// Keeps the attributes of an understood element that are not among those named.
    pub(super) fn keep_attributes(&mut self, element: Element<'_>, path: &str, known: &[&str]) {
        for (name, value) in element.attributes() {
            if !known.contains(&name) && name != "xml:lang" && !value.trim().is_empty() {
                self.note(&format_compact!("{path}@{name}"), value.trim(), element.at());
            }
        }
    }

    /// Keeps one value.
    pub(super) fn note(&mut self, name: &str, value: &str, at: At) {
        let value = without_addresses(value).as_ref().into();
        self.record.kept.push(Kept { name: name.into(), value, at });
    }

    pub(super) fn unknown_code(&mut self, at: At, element: &str, code: &str, list: &str) {
        let reason = match code {
            "" => "the code is missing".to_owned(),
            code => format!("`{code}` is not in the codelist {list}"),
        };
        self.odd(at, element, reason, &format!("use a code of the codelist {list}"));
    }

    /// Reports a value that was read but looks wrong.
    pub(super) fn odd(&mut self, at: At, element: &str, reason: impl Into<String>, way_out: &str) {
        self.out.problem(Loss::Nothing, at, element, &self.record.id, reason, way_out);
    }

    /// Reports a value that could not be read.
    pub(super) fn lost(&mut self, at: At, element: &str, reason: impl Into<String>, way_out: &str) {
        self.out.problem(Loss::Value, at, element, &self.record.id, reason, way_out);
    }
}
