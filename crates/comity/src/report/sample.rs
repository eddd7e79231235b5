//! Records and findings to try the page with: some of Central Asia in 2006, hostile ones, and very many.

mod stress;

use comity_core::{
    ActivityKind, At, CompactString, DateKind, Day, Evidence, Field, Finding, FindingKind, Need, Participant,
    Party, PartyId, PartyKind, PartyRef, Period, Place, PlaceLevel, Point, Precision, Record, RecordRef,
    Role, Says, Snapshot, Source, SourceId, StatedDate, Text, Theme, Tie, TieKind,
};

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

fn evidence(field: Field, says: Says, weight: f64) -> Evidence {
    Evidence { field, says, weight }
}

/// A finding about two records by their index, the prior added.
fn pair(
    snapshot: &Snapshot,
    kind: FindingKind,
    (a, b): (usize, usize),
    urgency: f64,
    mut of: Vec<Evidence>,
) -> Finding {
    let (left, right) = (&snapshot.records[a], &snapshot.records[b]);
    of.push(evidence(Field::Prior, Says::Prior { one_in: 40_000 }, -6.3));
    let weight = of.iter().map(|one| one.weight).sum();
    let place = left
        .places
        .first()
        .map(|place| place.names.first().map(|name| name.value.to_string()).unwrap_or_default());
    let period = right.period().start.map(|start| Period {
        start: Some(start),
        end: left.period().end,
        ..right.period()
    });
    let gist = Says::PairGist {
        kind,
        left: left.label().into(),
        left_by: left.reporter.reference.clone(),
        right: right.label().into(),
        right_by: right.reporter.reference.clone(),
        place: place.clone().unwrap_or_default().into(),
        period: period
            .filter(|period| period.end.is_none_or(|end| period.start.is_none_or(|start| start < end))),
    };
    Finding {
        kind,
        weight,
        probability: Finding::probability_of(weight),
        urgency,
        sentence: gist.to_string(),
        gist,
        records: [left, right]
            .map(|record| RecordRef {
                id: record.id.clone(),
                reporter: record.reporter.reference.clone(),
                source: format!("activities.csv:{}", record.at.line),
            })
            .to_vec(),
        indices: vec![a as u32, b as u32],
        pairs: Vec::new(),
        parties: [left, right].map(|record| PartyId(record.reporter.reference.clone())).to_vec(),
        needs: Vec::new(),
        place,
        period: Some(left.period()),
        themes: left
            .themes
            .iter()
            .filter(|one| right.themes.iter().any(|other| other.code == one.code))
            .map(|theme| format!("{}:{}", theme.vocabulary, theme.code).into())
            .collect(),
        money: None,
        ways: Vec::new(),
        evidence: of,
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

fn findings(snapshot: &Snapshot) -> Vec<Finding> {
    let border = || evidence(Field::Place, Says::SamePlace { place: "Tajik-Afghan border".into() }, 5.1);
    let theme = |id: &str, weight| {
        evidence(Field::Theme, Says::SameTheme { themes: vec![id.replace('-', " ").into()] }, weight)
    };
    let none = || evidence(Field::Party, Says::NoSharedParty, -1.2);
    let mut out = vec![
        pair(
            snapshot,
            FindingKind::Overlap,
            (6, 9),
            9.4,
            vec![
                evidence(Field::Need, Says::SharedNeed { need: "need-heroin-transit".into() }, 6.2),
                theme("counter-narcotics", 3.9),
                evidence(Field::Place, Says::Distance { km: 12.0 }, 3.4),
                evidence(Field::Period, Says::Apart { days: 8 }, -0.8),
                none(),
            ],
        ),
        pair(
            snapshot,
            FindingKind::Overlap,
            (10, 11),
            8.8,
            vec![
                evidence(
                    Field::Title,
                    Says::SharedWords {
                        words: vec!["illicit".into(), "trafficking".into(), "small arms".into()],
                    },
                    7.4,
                ),
                evidence(
                    Field::Place,
                    Says::SharedCountries {
                        countries: ["KZ", "KG", "TJ", "TM", "UZ"].map(Into::into).to_vec(),
                    },
                    2.8,
                ),
                theme("small-arms", 3.6),
                evidence(Field::Period, Says::OpenPeriod, 0.6),
            ],
        ),
        pair(
            snapshot,
            FindingKind::Conflict,
            (2, 13),
            8.1,
            vec![
                evidence(
                    Field::Kind,
                    Says::ExclusiveKinds {
                        left: "exercise".into(),
                        right: "exercise".into(),
                        km: 500.0,
                        days: 30,
                    },
                    4.2,
                ),
                theme("counter-terrorism", 1.9),
                evidence(Field::Period, Says::StartsApart { days: 213 }, -2.1),
            ],
        ),
        pair(
            snapshot,
            FindingKind::Complement,
            (5, 8),
            7.2,
            vec![
                evidence(
                    Field::Kind,
                    Says::TrainingBesideOperation {
                        training: "Technical assistance to Tajik border guards".into(),
                        operation: "Kanal-2004".into(),
                    },
                    3.7,
                ),
                border(),
                theme("border-security", 2.2),
                evidence(Field::Period, Says::SharedDays { shared: 90, of: 91 }, 1.8),
            ],
        ),
        pair(
            snapshot,
            FindingKind::Same,
            (3, 4),
            7.0,
            vec![
                evidence(Field::Title, Says::SimilarTitle { percent: 71 }, 5.5),
                theme("rapid-reaction", 3.0),
                border(),
                evidence(Field::Title, Says::SameMeaning { left: "ru".into(), right: "en".into() }, 1.0),
            ],
        ),
        pair(
            snapshot,
            FindingKind::Part,
            (5, 6),
            3.0,
            vec![
                evidence(
                    Field::Title,
                    Says::SameTitleButNumber { left: "2004".into(), right: "2005".into() },
                    9.0,
                ),
                evidence(Field::Series, Says::Series { name: "Kanal".into(), editions: 3 }, 4.0),
            ],
        ),
        pair(
            snapshot,
            FindingKind::Chain,
            (10, 12),
            2.0,
            vec![
                evidence(
                    Field::Party,
                    Says::FundsTheOther { funder: "eu".into(), implementer: "osce".into() },
                    6.0,
                ),
                evidence(Field::Code, Says::SharedCode { code: "TACIS/2003/077-536".into() }, 11.0),
            ],
        ),
    ];
    let untied = Says::UntiedGist {
        left: "csto".into(),
        right: "nato".into(),
        needs: vec!["need-heroin-transit".into()],
        on: day("2006-06-01"),
    };
    out.push(about_parties(
        FindingKind::Untied,
        untied,
        &["csto", "nato"],
        "need-heroin-transit",
        9.9,
        vec![
            evidence(
                Field::Tie,
                Says::NoTie { left: "csto".into(), right: "nato".into(), on: day("2006-06-01") },
                3.0,
            ),
            evidence(Field::Place, Says::CoPresent { place: "TJ".into(), activities: 3 }, 4.1),
            evidence(Field::Need, Says::SharedNeed { need: "need-heroin-transit".into() }, 4.4),
        ],
    ));
    let gap =
        Says::GapGist { need: "need-manpads".into(), place: "Central Asia".into(), by: vec!["osce".into()] };
    out.push(about_parties(
        FindingKind::Gap,
        gap,
        &["osce"],
        "need-manpads",
        6.0,
        vec![
            evidence(Field::Need, Says::Coverage { activities: 1, wanted: 4 }, 2.2),
            evidence(Field::Theme, Says::Uncovered { themes: vec!["export-controls".into()] }, 1.6),
        ],
    ));
    out
}

fn about_parties(
    kind: FindingKind,
    gist: Says,
    parties: &[&str],
    need: &str,
    urgency: f64,
    of: Vec<Evidence>,
) -> Finding {
    let weight = of.iter().map(|one| one.weight).sum();
    Finding {
        kind,
        weight,
        probability: Finding::probability_of(weight),
        urgency,
        sentence: gist.to_string(),
        gist,
        records: Vec::new(),
        indices: Vec::new(),
        pairs: Vec::new(),
        parties: parties.iter().map(|id| PartyId::from(*id)).collect(),
        needs: vec![need.into()],
        place: None,
        period: None,
        themes: Vec::new(),
        money: None,
        ways: vec![
            Says::BridgeMember {
                party: "kz".into(),
                left_tie: "member of CSTO".into(),
                right_tie: "partner of NATO".into(),
            },
            Says::BridgeProposal {
                proposal: "p-nato-csto-contacts".into(),
                title: "Contacts between NATO and the CSTO".into(),
            },
        ],
        evidence: of,
    }
}
