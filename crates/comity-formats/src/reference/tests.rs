use super::*;
use comity_core::{At, Currency, Day, Decimal, Lang, PartyRef, Place, Text, Theme};

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(Library::packed)
}

#[test]
fn the_packed_files_have_no_problem() {
    let problems: Vec<String> =
        library().problems().iter().map(|p| format!("{}:{:?} {}", p.file, p.line, p.reason)).collect();
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn real_place_names_resolve() {
    let gazetteer = library().gazetteer();
    let of = |iso2: &str| gazetteer.by_code("iso2", iso2).into_iter().collect::<Vec<_>>();
    let lines: Vec<String> = [
        ("Ош", ""),
        ("撒马尔罕", ""),
        ("Tajik-Afghan border", ""),
        ("Tajik-Afghan border and northern route", ""),
        ("Kalémie", "CD"),
        ("Western Kazakhstan", "KZ"),
        ("Central Asia", ""),
        ("OSCE area", ""),
        ("Horn of Africa", ""),
        ("Sahel", ""),
        ("West Bank", "PS"),
        ("Bishkek", "KG"),
        ("Душанбе", ""),
        ("Afghanistan and Central Asia", ""),
        ("Asie centrale", ""),
        ("Kunduz Province", "AF"),
        ("Nowhere", ""),
    ]
    .into_iter()
    .map(|(name, country)| {
        let place = Place { names: vec![Text::plain(name, At::default())], ..Place::default() };
        let found = gazetteer.resolve_all(&place, &of(country));
        let codes: Vec<&str> = found.iter().map(|found| gazetteer.code(found.place)).collect();
        format!("{name} [{country}] -> {}", codes.join(" "))
    })
    .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_pcode_and_a_point_resolve() {
    let gazetteer = library().gazetteer();
    let place = Place { vocabulary: "pcode".into(), code: "CD7402".into(), ..Place::default() };
    let found = gazetteer.resolve(&place, &[]).unwrap();
    assert_eq!(gazetteer.code(gazetteer.country_of(found.place).unwrap()), "iso2:CD");
    let point = Place { point: comity_core::Point::new(41.31, 69.28), ..Place::default() };
    let found = gazetteer.resolve(&point, &[]).unwrap();
    assert_eq!(gazetteer.code(gazetteer.country_of(found.place).unwrap()), "iso2:UZ");
}

#[test]
fn every_theme_of_central_asia_2006_resolves() {
    let themes = library().themes();
    for word in "basing border-security counter-narcotics counter-terrorism designation dialogue energy export-controls governance \
                 human-rights human-trafficking information-sharing law-enforcement logistics organized-crime policy poverty-reduction \
                 rapid-reaction regional-cooperation research security security-sector-reform small-arms stabilization terrorist-financing \
                 trade training transit transport travel-documents"
        .split_whitespace()
    {
        let theme = Theme { vocabulary: "security".into(), code: word.into(), ..Theme::default() };
        assert!(!themes.resolve(&theme).is_empty(), "{word}");
    }
}

#[test]
fn theme_words_meet_across_languages_and_vocabularies() {
    let themes = library().themes();
    let best = |a: &str, b: &str| {
        let (a, b) = (themes.find(a), themes.find(b));
        a.iter().flat_map(|a| b.iter().map(|b| themes.similarity(*a, *b))).fold(0.0_f32, f32::max)
    };
    assert!(best("Protección", "Protection") > 0.99);
    assert!(best("Здравоохранение", "health") > 0.99);
    assert!(best("WASH", "Water Supply & Sanitation") > 0.85);
    assert!(best("transport", "health") < 0.2);
    let narcotics = themes.by_code("security", "counter-narcotics").unwrap();
    let code = themes.by_code("dac5", "16063").unwrap();
    assert!(themes.similarity(narcotics, code) > 0.85);
}

#[test]
fn organisations_meet_across_spellings() {
    let directory = library().directory();
    let found = |reference: &str, name: &str| {
        let party = PartyRef {
            reference: reference.into(),
            names: vec![Text::plain(name, At::default())],
            ..PartyRef::default()
        };
        directory.resolve(&party).map(|org| directory.name(org, Lang::UNKNOWN).to_owned())
    };
    for (reference, name) in [
        ("41122", ""),
        ("XM-DAC-41122", ""),
        ("", "UNICEF"),
        ("", "ЮНИСЕФ"),
        ("N/A", "United Nations Children’s Fund"),
    ] {
        assert_eq!(
            found(reference, name).as_deref(),
            Some("United Nations Children's Fund"),
            "{reference} {name}"
        );
    }
    assert_eq!(found("", "ШОС").as_deref(), Some("Shanghai Cooperation Organization"));
    assert_eq!(found("GB-GOV-1", "").as_deref(), Some("Foreign, Commonwealth and Development Office"));
    assert!(directory.is_placeholder("N/A") && !directory.is_placeholder("NATO"));
}

#[test]
fn rates_of_the_central_bank_convert() {
    let usd = Currency::parse("USD");
    let day = Day::from_ymd(2021, 6, 6).unwrap();
    let got = library().rates().convert(Decimal::from(100), Currency::parse("EUR"), usd, day).unwrap();
    assert_eq!(
        (got.value.round_dp(2), got.day),
        (Decimal::new(12117, 2), Day::from_ymd(2021, 6, 4).unwrap())
    );
}

#[test]
fn a_users_file_extends_or_replaces_and_bad_rows_are_located() {
    let own =
        "id,level,name,parent,points\npcode:XX01,admin1,My District,iso2:TJ,38.1 68.2\nx,village,Bad,,\n";
    let library = Library::packed().add(("mine.csv", own.as_bytes().to_vec()), false).unwrap();
    assert_eq!(library.gazetteer().find("my district").len(), 1);
    let problems = library.problems();
    assert_eq!((problems[0].line, problems[0].reason.as_str()), (Some(3), "`village` is no level"));
    let rates = Library::packed().add(("r.csv", b"Date,AFN\n2021-01-01,95\n".to_vec()), true).unwrap();
    assert_eq!(rates.rates().currencies().count(), 1);
    let two = Library::packed().add(("a.csv", b"Date,AFN\n2021-01-01,95\n".to_vec()), true).unwrap();
    let two = two.add(("b.csv", b"Date,KGS\n2021-01-01,100\n".to_vec()), true).unwrap();
    assert_eq!(two.rates().currencies().count(), 2, "a second file of the user doesn't push out the first");
    assert!(Library::packed().add(("what.csv", b"a,b\n1,2\n".to_vec()), false).is_err());
}
