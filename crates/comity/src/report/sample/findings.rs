//! Findings about the sample records: one of each kind, with the evidence that real ones carry.

use comity_core::{Evidence, Field, Finding, FindingKind, PartyId, Period, RecordRef, Says, Snapshot};

use super::day;

pub(super) fn evidence(field: Field, says: Says, weight: f64) -> Evidence {
    Evidence { field, says, weight }
}

/// A finding of a gist and its evidence, about nothing yet.
fn finding(kind: FindingKind, gist: Says, urgency: f64, evidence: Vec<Evidence>) -> Finding {
    let weight = evidence.iter().map(|one| one.weight).sum();
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
        parties: Vec::new(),
        needs: Vec::new(),
        place: None,
        period: None,
        themes: Vec::new(),
        money: None,
        ways: Vec::new(),
        evidence,
    }
}

/// A finding about two records by their index, the prior added.
pub(super) fn pair(
    snapshot: &Snapshot,
    kind: FindingKind,
    (a, b): (usize, usize),
    urgency: f64,
    mut of: Vec<Evidence>,
) -> Finding {
    let (left, right) = (&snapshot.records[a], &snapshot.records[b]);
    of.push(evidence(Field::Prior, Says::Prior { one_in: 40_000 }, -6.3));
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
        records: [left, right]
            .map(|record| RecordRef {
                id: record.id.clone(),
                reporter: record.reporter.reference.clone(),
                source: format!("activities.csv:{}", record.at.line),
            })
            .to_vec(),
        indices: vec![a as u32, b as u32],
        parties: [left, right].map(|record| PartyId(record.reporter.reference.clone())).to_vec(),
        place,
        period: Some(left.period()),
        themes: left
            .themes
            .iter()
            .filter(|one| right.themes.iter().any(|other| other.code == one.code))
            .map(|theme| format!("{}:{}", theme.vocabulary, theme.code).into())
            .collect(),
        ..finding(kind, gist, urgency, of)
    }
}

/// Nine findings of all kinds about the records of [`super::central_asia`].
pub(super) fn findings(snapshot: &Snapshot) -> Vec<Finding> {
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
    Finding {
        parties: parties.iter().map(|id| PartyId::from(*id)).collect(),
        needs: vec![need.into()],
        ways: vec![
            Says::BridgeMember {
                party: "kz".into(),
                name: "Kazakhstan".into(),
                left_tie: "member of CSTO".into(),
                right_tie: "partner of NATO".into(),
            },
            Says::BridgeProposal {
                proposal: "p-nato-csto-contacts".into(),
                title: "Contacts between NATO and the CSTO".into(),
            },
        ],
        ..finding(kind, gist, urgency, of)
    }
}
