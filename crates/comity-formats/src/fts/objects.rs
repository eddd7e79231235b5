//! What a flow goes from and to: organisations, places, clusters, plans, emergencies, projects, years.

use comity_core::{
    At, CompactString, DateKind, Day, DeclaredLink, Kept, LinkKind, Participant, PartyRef, Place, PlaceLevel,
    Precision, Record, Role, StatedDate, Text, Theme,
};

use crate::json::Part;

struct Object {
    kind: CompactString,
    id: CompactString,
    name: CompactString,
    code: CompactString,
    organisation_kind: String,
    at: At,
}

fn objects(list: Part<'_>) -> Vec<Object> {
    let object = |part: Part<'_>| {
        let text = |name: &str| part.member(name).map(|value| value.text()).unwrap_or_default();
        let kinds =
            ["organizationTypes", "organizationSubTypes"].into_iter().filter_map(|name| part.member(name));
        let kinds: Vec<CompactString> = kinds.flat_map(|value| value.texts()).map(|(word, _)| word).collect();
        Object {
            kind: text("type"),
            id: text("id"),
            name: text("name"),
            code: text("code"),
            organisation_kind: kinds.join("; "),
            at: part.at(),
        }
    };
    list.items().into_iter().map(object).collect()
}

/// Where the money comes from. Only the organisations say something about the activity; the rest is kept.
pub(super) fn sources(list: Part<'_>, record: &mut Record) {
    for object in objects(list) {
        match object.kind.as_str() {
            "Organization" => record.participants.push(participant(&object, Role::Funder)),
            "Plan" | "Emergency" => scope(&object, record),
            _ => keep(&object, "sourceObjects", record),
        }
    }
}

/// Where it goes: who does the work, where, on what, in which years.
pub(super) fn destinations(list: Part<'_>, record: &mut Record) {
    let mut years: Vec<(Day, At)> = Vec::new();
    for object in objects(list) {
        match object.kind.as_str() {
            "Organization" => record.participants.push(participant(&object, Role::Implementer)),
            "Location" => record.places.push(Place {
                level: PlaceLevel::Country,
                vocabulary: "fts".into(),
                code: object.id.clone(),
                names: vec![Text::plain(&object.name, object.at)],
                at: object.at,
                ..Place::default()
            }),
            // the numbers up to 11 are those of the IASC's global clusters
            "GlobalCluster" => record.themes.push(theme("cluster", &object)),
            "Cluster" => record.themes.push(theme("fts-cluster", &object)),
            "Plan" | "Emergency" => scope(&object, record),
            "Project" => {
                let to = if object.code.is_empty() { &object.id } else { &object.code };
                record.links.push(DeclaredLink { kind: LinkKind::Parent, to: to.clone(), at: object.at });
                keep(&object, "destinationObjects", record);
            }
            "UsageYear" => match Day::parse(&format!("{}-01-01", object.name)) {
                Some(day) => years.push((day, object.at)),
                None => keep(&object, "destinationObjects", record),
            },
            _ => keep(&object, "destinationObjects", record),
        }
    }
    let first = years.iter().min_by_key(|(day, _)| *day).map(|year| (DateKind::PlannedStart, year));
    let last = years.iter().max_by_key(|(day, _)| *day).map(|year| (DateKind::PlannedEnd, year));
    for (kind, (day, at)) in first.into_iter().chain(last) {
        record.dates.push(StatedDate { kind, day: *day, precision: Precision::Year, at: *at });
    }
}

fn participant(object: &Object, role: Role) -> Participant {
    let party = PartyRef {
        reference: if object.id.is_empty() {
            CompactString::default()
        } else {
            format!("fts:{}", object.id).into()
        },
        names: vec![Text::plain(&object.name, object.at)],
        kind: object.organisation_kind.as_str().into(),
        at: object.at,
    };
    Participant { role, party, activity_id: CompactString::default() }
}

fn theme(vocabulary: &str, object: &Object) -> Theme {
    Theme {
        vocabulary: vocabulary.into(),
        code: object.id.clone(),
        names: vec![Text::plain(&object.name, object.at)],
        at: object.at,
        ..Theme::default()
    }
}

fn scope(object: &Object, record: &mut Record) {
    let scheme = object.kind.to_lowercase();
    let mut codes = vec![CompactString::from(format!("fts-{scheme}:{}", object.id))];
    if !object.code.is_empty() {
        codes.push(format!("{}:{}", if scheme == "plan" { "hrp" } else { "glide" }, object.code).into());
    }
    for code in codes {
        if !record.scopes.contains(&code) {
            record.scopes.push(code.clone());
            record.kept.push(Kept { name: code, value: object.name.clone(), at: object.at });
        }
    }
}

fn keep(object: &Object, side: &str, record: &mut Record) {
    let name = CompactString::from(format!("{side}/{}", object.kind));
    let value = if object.code.is_empty() {
        CompactString::from(format!("{} {}", object.id, object.name))
    } else {
        CompactString::from(format!("{} {} {}", object.id, object.code, object.name))
    };
    record.kept.push(Kept { name, value, at: object.at });
}

/// The only participant with a role; none when there are several.
pub(super) fn only(record: &Record, role: Role) -> Option<Box<PartyRef>> {
    let mut all = record.participants.iter().filter(|participant| participant.role == role);
    let first = all.next()?;
    all.next().is_none().then(|| Box::new(first.party.clone()))
}
