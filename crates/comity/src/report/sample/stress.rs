//! Samples that a page must stand: texts that try to break out of it, and very many records.

use super::*;

/// Texts that try to break out of the page.
pub fn hostile() -> (Snapshot, Vec<Finding>) {
    let (mut snapshot, _) = central_asia();
    let bad =
        "</script><script>alert(1)</script><img src=x onerror=alert(1)> [[comity:lines]] \u{202e}\u{2028}";
    for record in &mut snapshot.records {
        record.titles = vec![text(bad)];
        record.descriptions = vec![text(bad), text(&"unbreakable".repeat(200))];
        record.id = bad.into();
    }
    for party in &mut snapshot.parties {
        party.names = vec![text(bad)];
    }
    let findings = findings(&snapshot);
    (snapshot, findings)
}

/// 12,583 records and 20,000 findings, made from a fixed sequence.
pub fn large() -> (Snapshot, Vec<Finding>) {
    const PLACES: [(&str, f64, f64); 12] = [
        ("AF", 34.5, 69.2),
        ("TJ", 38.6, 68.8),
        ("KG", 42.9, 74.6),
        ("UZ", 41.3, 69.2),
        ("KE", -1.3, 36.8),
        ("SO", 2.0, 45.3),
        ("NP", 27.7, 85.3),
        ("HT", 18.5, -72.3),
        ("CO", 4.6, -74.1),
        ("BD", 23.7, 90.4),
        ("ML", 12.6, -8.0),
        ("UA", 50.4, 30.5),
    ];
    const WORDS: [&str; 12] = [
        "Support",
        "water supply",
        "primary health",
        "COVID-19 response",
        "border districts",
        "resilience",
        "schools",
        "rural roads",
        "nutrition",
        "protection of refugees",
        "governance",
        "emergency",
    ];
    let mut seed = 42_u64;
    let mut draw = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut snapshot = Snapshot {
        sources: vec![Source {
            name: "pool.xml.zst".into(),
            format: "IATI 2.03".into(),
            ..Source::default()
        }],
        ..Snapshot::default()
    };
    for number in 0..12_583_u32 {
        let (code, lat, lon) = PLACES[draw(PLACES.len())];
        let start = 14_600 + draw(4_000) as i32;
        let title = format!("{} {} {} {}", WORDS[draw(12)], WORDS[draw(12)], WORDS[draw(12)], draw(900));
        let date =
            |kind, day| StatedDate { kind, day: Day(day), precision: Precision::Day, at: At::default() };
        let mut places = vec![country(code)];
        if draw(100) < 39 {
            let point =
                Point::new(lat + draw(400) as f64 / 100.0 - 2.0, lon + draw(400) as f64 / 100.0 - 2.0);
            places.push(Place { level: PlaceLevel::Point, point, ..Place::default() });
        }
        snapshot.records.push(Record {
            id: format!("XM-DAC-{}-{number}", draw(200)).into(),
            reporter: PartyRef {
                reference: format!("XM-DAC-{}", draw(220)).into(),
                names: vec![text(&format!("Agency for {} {}", WORDS[draw(12)], draw(40)))],
                ..PartyRef::default()
            },
            at: At::new(number + 1, 1),
            kind: ActivityKind::Project,
            titles: vec![text(&title)],
            descriptions: vec![text(&format!(
                "{title}. {}",
                "What is done, for whom and with what means. ".repeat(1 + draw(30))
            ))],
            dates: vec![
                date(DateKind::ActualStart, start),
                date(DateKind::PlannedEnd, start + 30 + draw(1_500) as i32),
            ],
            places,
            themes: vec![Theme {
                vocabulary: "dac5".into(),
                code: format!("{}", 11_110 + draw(60) * 10).into(),
                ..Theme::default()
            }],
            ..Record::default()
        });
    }
    let mut findings = Vec::new();
    while findings.len() < 20_000 {
        let (a, b) = (draw(12_583), draw(12_583));
        let kind = FindingKind::ALL[draw(6)];
        let of = vec![
            evidence(Field::Title, Says::SimilarTitle { percent: draw(100) as u8 }, draw(120) as f64 / 10.0),
            evidence(Field::Place, Says::Distance { km: draw(400) as f64 }, draw(50) as f64 / 10.0),
            evidence(
                Field::Period,
                Says::SharedDays { shared: draw(300) as i32, of: 365 },
                draw(40) as f64 / 10.0,
            ),
            evidence(
                Field::Theme,
                Says::SameTheme { themes: vec![format!("dac5:{}", 11_110 + draw(60) * 10).into()] },
                2.0,
            ),
        ];
        let urgency = draw(10_000) as f64;
        findings.push(pair(&snapshot, kind, (a, b), urgency, of));
    }
    (snapshot, findings)
}
