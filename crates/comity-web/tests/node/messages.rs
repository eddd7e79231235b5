//! Every language says everything, and nothing that nobody asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use comity_web::tongue::{FILES, Language};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// Ids with the names of their arguments, per language.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut out = BTreeMap::new();
    for (_, files) in FILES.iter().filter(|(of, _)| *of == language) {
        for (name, text) in *files {
            let resource = fluent_syntax::parser::parse(*text)
                .unwrap_or_else(|(_, errors)| panic!("{name}.ftl of {}: {errors:?}", language.tag()));
            for entry in resource.body {
                let Entry::Message(message) = entry else { continue };
                let mut variables = BTreeSet::new();
                variables_of(message.value.as_ref().expect("a message has a value"), &mut variables);
                let id = message.id.name.to_owned();
                assert!(out.insert(id.clone(), variables).is_none(), "{}: {id} stands twice", language.tag());
            }
        }
    }
    out
}

fn variables_of(pattern: &Pattern<&str>, out: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => variable(inline, out),
            Expression::Select { selector, variants } => {
                variable(selector, out);
                variants.iter().for_each(|variant| variables_of(&variant.value, out));
            }
        }
    }
}

fn variable(inline: &InlineExpression<&str>, out: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        out.insert(id.name.to_owned());
    }
}

/// What templates and sources ask for: whole keys, and tables of words.
fn asked() -> (BTreeSet<String>, BTreeSet<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for folder in [
        "templates",
        "src",
        "src/page",
        "src/page/activities",
        "src/page/councils",
        "src/page/joint",
        "src/page/ledger",
        "src/page/parties",
        "src/page/policies",
        "src/api",
        "src/tongue",
    ] {
        for file in std::fs::read_dir(root.join(folder)).expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_file() {
                texts.push(std::fs::read_to_string(path).expect("text"));
            }
        }
    }
    let (mut keys, mut tables) = (BTreeSet::new(), BTreeSet::new());
    for text in &texts {
        for call in [".say(", ".n(", ".w(", ".nw(", ".all(", ".word("] {
            let into = if call == ".word(" { &mut tables } else { &mut keys };
            // the key may stand on the next line
            let literals = text.split(call).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
            into.extend(literals.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    (keys, tables)
}

/// Keys that are put together or handed on as a whole, each where it is made.
const MADE: &[&str] = &[
    "date-",
    "month-",
    "period-",
    "tail-",
    "says-",
    "told-",
    "pair-",
    "error-",
    "done-",
    "setting-",
    "said-",
    "agreement-",
    "bar-",
    "tab-",
    "seen-",
    "policy-",
    "work-",
    "resolved-",
    "unknown-",
    "lost-",
    "mended",
    "council-",
    "decided-by",
    "meetings-",
    "propose-title-",
    "proposed-by",
    "refused-",
    "joint-refused-",
    "joint-sight-",
    "what-if-",
    "looks-wrong",
];

#[test]
fn the_languages_say_the_same_with_the_same_arguments() {
    let english = messages(Language::English);
    for language in [Language::Russian, Language::Chinese] {
        let other = messages(language);
        let missing: Vec<&String> = english.keys().filter(|id| !other.contains_key(*id)).collect();
        let more: Vec<&String> = other.keys().filter(|id| !english.contains_key(*id)).collect();
        assert_eq!((missing, more), (vec![], vec![]), "{}", language.tag());
        for (id, variables) in &other {
            // a language may leave out what it says otherwise, but asks for nothing that isn't given
            let mut given = english[id].clone();
            if given.contains("tail") {
                // it is made of these, which come beside it
                given.extend(["place", "period"].map(str::to_owned));
            }
            let unknown: Vec<&String> = variables.difference(&given).collect();
            assert!(unknown.is_empty(), "{}: {id} asks for {unknown:?}", language.tag());
        }
    }
}

#[test]
fn a_council_says_in_every_language_why_it_refuses() {
    let source = include_str!("../../../comity-council/src/proceedings/act.rs");
    let words = source.split("impl Refused {").nth(1).expect("its words");
    let words: BTreeSet<String> = words
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Refused::")?.split("=> \"").nth(1)?.split('"').next())
        .map(|word| format!("refused-{word}"))
        .collect();
    assert!(words.len() > 30 && words.contains("refused-known-proposal"), "{words:?}");
    for language in Language::ALL {
        let said = messages(language).into_keys().filter(|id| id.starts_with("refused-"));
        assert_eq!(said.collect::<BTreeSet<_>>(), words, "{}", language.tag());
    }
}

#[test]
fn nothing_is_missing_and_nothing_unused() {
    let english = messages(Language::English);
    let (keys, tables) = asked();
    let missing: Vec<&String> = keys.iter().filter(|key| !english.contains_key(*key)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "asked for and not there");
    let unused: Vec<&String> = english
        .keys()
        .filter(|id| {
            !keys.contains(*id)
                && !tables.iter().any(|table| id.starts_with(&format!("{table}-")))
                && !MADE.iter().any(|made| id.starts_with(made))
        })
        .collect();
    assert_eq!(unused, Vec::<&String>::new(), "there and never asked for");
}

#[test]
fn every_statement_of_the_engine_has_words() {
    // the keys of comity_core::Says, as its own source has them
    let source = include_str!("../../../comity-core/src/says.rs");
    let body = browser_between(source, "pub enum Says {", "\n}\n");
    let english = messages(Language::English);
    for line in body.lines() {
        let name = line.trim().trim_end_matches([' ', '{', ',']);
        let is_variant = line.starts_with("    ") && !line.starts_with("     ");
        if !is_variant || name.is_empty() || !name.chars().all(char::is_alphanumeric) {
            continue;
        }
        let key: String = name
            .chars()
            .enumerate()
            .flat_map(|(at, letter)| {
                let dash = (at > 0 && letter.is_uppercase()).then_some('-');
                dash.into_iter().chain(letter.to_lowercase())
            })
            .collect();
        if key == "pair-gist" {
            continue;
        }
        assert!(english.contains_key(&format!("says-{key}")), "says-{key} is missing");
    }
}

use crate::browser::between as browser_between;
