//! Records and findings to try the page with: some of Central Asia in 2006, hostile ones, and very many.

mod findings;
mod stress;

use comity_core::{
    ActivityKind, At, CompactString, DateKind, Day, Field, Finding, FindingKind, Need, Participant, Party,
    PartyId, PartyKind, PartyRef, Period, Place, PlaceLevel, Point, Precision, Record, Role, Says, Snapshot,
    Source, SourceId, StatedDate, Text, Theme, Tie, TieKind,
};

use findings::{evidence, findings, pair};
pub use stress::{hostile, large};

fn day(text: &str) -> Day {
    Day::parse(text).expect(text)
}

fn text(words: &str) -> Text {
    Text::plain(words, At::default())
}

fn country(code: &str) -> Place {
    Place { level: PlaceLevel::Country, vocabulary: "iso2".into(), code: code.into(), ..Place::default() }
}

fn themes(ids: &str) -> Vec<Theme> {
    ids.split(';')
        .map(|id| Theme { vocabulary: "security".into(), code: id.into(), ..Theme::default() })
        .collect()
}

/// id, reporter, title, kind, themes, place, countries, lat, lon, start, end, precision
type Row = (
    &'static str,
    &'static str,
    &'static str,
    ActivityKind,
    &'static str,
    &'static str,
    &'static str,
    f64,
    f64,
    &'static str,
    &'static str,
    Precision,
);

#[rustfmt::skip]
const ROWS: [Row; 14] = [
    ("sco-rats-exchange", "sco-rats", "Exchange of information about terrorist threats", ActivityKind::InformationExchange, "counter-terrorism;information-sharing", "Tashkent", "UZ", 41.31, 69.28, "2004-06-17", "", Precision::Day),
    ("sco-narcotics", "sco", "Joint initiatives against narcotics trafficking and organized crime", ActivityKind::Operation, "counter-narcotics;organized-crime", "Central Asia", "KZ;KG;TJ;UZ", 0.0, 0.0, "2003-01-01", "", Precision::Approximate),
    ("sco-east-antiterror-2006", "sco", "East-Antiterror-2006", ActivityKind::Exercise, "counter-terrorism", "Uzbekistan", "UZ", 41.31, 69.28, "2006-03-02", "2006-03-05", Precision::Month),
    ("cis-crdf", "cis", "Collective Rapid Deployment Force (earmarked battalions)", ActivityKind::Force, "counter-terrorism;rapid-reaction", "Central Asia", "KZ;KG;RU;TJ", 0.0, 0.0, "2001-05-25", "2002-10-07", Precision::Month),
    ("csto-crdf-command", "csto", "Collective Rapid Deployment Force with multinational staff and mobile command centre", ActivityKind::Force, "counter-terrorism;rapid-reaction", "Central Asia", "KZ;KG;RU;TJ", 0.0, 0.0, "2002-10-07", "", Precision::Year),
    ("csto-kanal-2004", "csto", "Kanal-2004 (Channel 2004)", ActivityKind::Operation, "counter-narcotics;border-security", "Tajik-Afghan border", "TJ;AF", 37.3, 68.7, "2004-09-01", "2004-11-30", Precision::Year),
    ("csto-kanal-2005", "csto", "Kanal-2005 (Channel 2005)", ActivityKind::Operation, "counter-narcotics;border-security", "Tajik-Afghan border", "TJ;AF", 37.3, 68.7, "2005-09-01", "2005-11-30", Precision::Year),
    ("nato-isaf", "nato", "International Security Assistance Force in Afghanistan", ActivityKind::Operation, "stabilization;security", "Afghanistan", "AF", 34.53, 69.17, "2003-08-11", "", Precision::Day),
    ("nato-tajik-border", "nato", "Technical assistance to Tajik border guards", ActivityKind::Assistance, "border-security;training", "Tajik-Afghan border", "TJ;AF", 37.3, 68.7, "2003-01-01", "", Precision::Approximate),
    ("nrc-cn-training", "nrc", "Counter-narcotics training initiative for Afghanistan and Central Asia", ActivityKind::Training, "counter-narcotics;training", "Afghanistan", "AF;KZ;KG;TJ;UZ;TM", 37.3, 68.7, "2005-12-08", "", Precision::Month),
    ("eu-trafficking", "eu", "Reduction of illicit trafficking in narcotics, small arms and people", ActivityKind::Programme, "counter-narcotics;small-arms;border-security", "Central Asia", "KZ;KG;TJ;TM;UZ", 0.0, 0.0, "2002-01-01", "", Precision::Approximate),
    ("osce-trafficking", "osce", "Curbing illicit trafficking in drugs and small arms", ActivityKind::Project, "counter-narcotics;small-arms", "Central Asia", "KZ;KG;TJ;TM;UZ", 0.0, 0.0, "2003-01-01", "", Precision::Approximate),
    ("osce-travel-docs", "osce", "Security of travel documents and border controls", ActivityKind::Project, "border-security", "Central Asia", "KZ;KG;TJ;TM;UZ", 0.0, 0.0, "2003-01-01", "", Precision::Approximate),
    ("cis-anti-terror-2005", "cis", "Anti-Terror 2005", ActivityKind::Exercise, "counter-terrorism", "Western Kazakhstan", "KZ", 43.65, 51.16, "2005-08-01", "2005-08-31", Precision::Month),
];

fn record(row: &Row, line: u32) -> Record {
    let (id, reporter, title, kind, about, place, countries, lat, lon, start, end, precision) = row;
    let level = if place.contains("border") { PlaceLevel::Line } else { PlaceLevel::Region };
    let mut places =
        vec![Place { level, names: vec![text(place)], point: Point::new(*lat, *lon), ..Place::default() }];
    places.extend(countries.split(';').map(country));
    let date = |kind, day: &str| {
        Day::parse(day).map(|day| StatedDate { kind, day, precision: *precision, at: At::default() })
    };
    Record {
        id: (*id).into(),
        reporter: PartyRef { reference: (*reporter).into(), ..PartyRef::default() },
        source: SourceId(0),
        at: At::new(line, 1),
        kind: *kind,
        titles: vec![text(title)],
        descriptions: vec![text(
            "One party’s own account, in a sentence or two, of what is done, for whom and with what means.",
        )],
        participants: countries
            .split(';')
            .map(|code| Participant {
                role: Role::Participant,
                party: PartyRef { reference: code.to_lowercase().into(), ..PartyRef::default() },
                activity_id: CompactString::default(),
            })
            .collect(),
        dates: [date(DateKind::ActualStart, start), date(DateKind::ActualEnd, end)]
            .into_iter()
            .flatten()
            .collect(),
        places,
        themes: themes(about),
        ..Record::default()
    }
}

fn party(id: &str, name: &str, aliases: &[&str], kind: PartyKind) -> Party {
    Party {
        id: id.into(),
        names: vec![text(name)],
        aliases: aliases.iter().map(|one| text(one)).collect(),
        kind,
        ..Party::default()
    }
}

fn parties() -> Vec<Party> {
    use PartyKind::{Institution, Organ, State};
    vec![
        party("sco", "Shanghai Cooperation Organization", &["ШОС", "上海合作组织", "SCO"], Institution),
        Party {
            organ_of: Some("sco".into()),
            ..party("sco-rats", "Regional Antiterrorism Structure", &["RATS", "РАТС"], Organ)
        },
        party("cis", "Commonwealth of Independent States", &["СНГ", "CIS", "独联体"], Institution),
        party("csto", "Collective Security Treaty Organization", &["ОДКБ", "CSTO", "集安组织"], Institution),
        party("nato", "North Atlantic Treaty Organization", &["НАТО", "NATO", "北约"], Institution),
        Party { organ_of: Some("nato".into()), ..party("nrc", "NATO-Russia Council", &["NRC"], Organ) },
        party("eu", "European Union", &["ЕС", "EU", "欧盟"], Institution),
        party(
            "osce",
            "Organization for Security and Co-operation in Europe",
            &["ОБСЕ", "OSCE", "欧安组织"],
            Institution,
        ),
        party("kz", "Kazakhstan", &[], State),
        party("kg", "Kyrgyzstan", &[], State),
        party("tj", "Tajikistan", &[], State),
        party("uz", "Uzbekistan", &[], State),
        party("ru", "Russian Federation", &[], State),
    ]
}

/// Fourteen records of eight parties, and nine findings of all kinds.
pub fn central_asia() -> (Snapshot, Vec<Finding>) {
    let mut snapshot = Snapshot {
        sources: vec![Source {
            name: "central-asia-2006/activities.csv".into(),
            format: "Central Asia table".into(),
            ..Source::default()
        }],
        records: ROWS.iter().zip(2..).map(|(row, line)| record(row, line)).collect(),
        parties: parties(),
        ..Snapshot::default()
    };
    for (from, to, kind) in [
        ("kz", "sco", TieKind::Member),
        ("kg", "sco", TieKind::Member),
        ("tj", "sco", TieKind::Member),
        ("uz", "sco", TieKind::Member),
        ("ru", "sco", TieKind::Member),
        ("kz", "csto", TieKind::Member),
        ("kg", "csto", TieKind::Member),
        ("tj", "csto", TieKind::Member),
        ("ru", "csto", TieKind::Member),
        ("kz", "nato", TieKind::Partner),
        ("tj", "nato", TieKind::Partner),
        ("kz", "osce", TieKind::Member),
        ("ru", "nrc", TieKind::Member),
        ("sco", "cis", TieKind::Other("cooperation".into())),
        ("eu", "osce", TieKind::Other("liaison".into())),
    ] {
        snapshot.ties.push(Tie {
            from: from.into(),
            to: to.into(),
            kind,
            period: Period { start: Some(day("2002-01-01")), ..Period::default() },
            note: CompactString::default(),
            source: SourceId(0),
            at: At::default(),
        });
    }
    for (id, title, about, by) in [
        (
            "need-heroin-transit",
            "Transit of Afghan heroin through Tajikistan to Russian and European markets",
            "counter-narcotics;border-security",
            vec!["sco", "csto", "nato"],
        ),
        ("need-manpads", "Uncontrolled small arms and MANPADS", "small-arms;export-controls", vec!["osce"]),
    ] {
        snapshot.needs.push(Need {
            id: id.into(),
            title: text(title),
            themes: themes(about),
            places: vec![country("TJ"), country("AF")],
            period: Period { start: Some(day("2001-01-01")), ..Period::default() },
            stated_by: by.into_iter().map(PartyId::from).collect(),
            source: SourceId(0),
            at: At::default(),
        });
    }
    let findings = findings(&snapshot);
    (snapshot, findings)
}
