//! The evidence of a pair in words: every field that weighs anything, with what it shows. The sum is the weight.

use comity_core::{CompactString, Evidence, Field, LinkKind, Says};

use crate::{
    columns::{View, part},
    compare::{Comparison, Edition, Money, Nearness, Themes, Timing, common},
    engine::Engine,
    pairs::{DECLARED_BITS, Pair},
    weigh::{Question, field},
};

/// At most so many words, parties or themes are listed.
const LISTED: usize = 4;

/// The waterfall of a pair, strongest first, the prior last. `same`: also weighed against two editions of one programme.
pub(crate) fn of_pair(engine: &Engine, pair: &Pair, question: Question, same: bool) -> Vec<Evidence> {
    let (left, right) = (engine.columns.view(pair.left), engine.columns.view(pair.right));
    let mut out = of_views(engine, &left, &right, &pair.comparison, question);
    if same {
        let bits = engine.weights.bits(&pair.comparison, Question::Identity);
        push(&mut out, Field::Series, Says::PerhapsAnEdition, engine.weights.edition(&bits));
    }
    if let Some(kind) = pair.declared.filter(|_| question == Question::Identity) {
        let relation = relation(kind).into();
        push(&mut out, Field::DeclaredLink, Says::DeclaresLink { relation }, DECLARED_BITS);
    }
    finish(out)
}

/// The same for any two views; not yet in order.
pub(crate) fn of_views(
    engine: &Engine,
    left: &View,
    right: &View,
    comparison: &Comparison,
    question: Question,
) -> Vec<Evidence> {
    let bits = engine.weights.bits(comparison, question);
    let mut out = Vec::new();
    push(&mut out, Field::Title, title(engine, left, right, comparison), bits[field::TITLE]);
    push(&mut out, Field::Title, meaning(comparison), bits[field::MEANING]);
    let words = words(&engine.columns.texts, left.texts, right.texts, &engine.rarities.texts);
    push(&mut out, Field::Description, Says::SharedDescription { words }, bits[field::TEXT]);
    if let Some((code, _)) = comparison.code {
        let code = engine.columns.codes.word(code).to_uppercase().into();
        push(&mut out, Field::Code, Says::SharedCode { code }, bits[field::CODE]);
    }
    push(&mut out, Field::Party, party(engine, left, right, comparison), bits[field::PARTY]);
    push(&mut out, Field::Place, place(engine, left, right, comparison), bits[field::PLACE]);
    push(&mut out, Field::Period, period(comparison), bits[field::TIME]);
    push(&mut out, Field::Theme, themes(engine, left, right, comparison), bits[field::THEME]);
    push(&mut out, Field::Amount, money(left, right, comparison), bits[field::MONEY]);
    if let Some(asset) = comparison.asset {
        let asset = engine.columns.asset_names.word(asset).to_uppercase().into();
        push(&mut out, Field::Asset, Says::SharedAsset { asset }, bits[field::ASSET]);
    }
    push(&mut out, Field::Prior, prior(engine.weights.prior), engine.weights.prior);
    out
}

/// The prior in words.
pub(crate) fn prior(bits: f32) -> Says {
    Says::Prior { one_in: f64::from(-bits).exp2().round().max(1.0) as u64 }
}

/// Adds a line that weighs something.
pub(crate) fn push(out: &mut Vec<Evidence>, field: Field, says: Says, weight: f32) {
    // hundredths of a bit: the sum a reader adds up is the weight that is shown
    let weight = (f64::from(weight) * 100.0).round() / 100.0;
    if weight != 0.0 {
        out.push(Evidence { field, says, weight });
    }
}

/// Strongest first, the prior last.
pub(crate) fn finish(mut out: Vec<Evidence>) -> Vec<Evidence> {
    out.sort_by(|a, b| {
        let key = |e: &Evidence| e.field == Field::Prior;
        key(a).cmp(&key(b)).then(b.weight.abs().total_cmp(&a.weight.abs())).then(a.field.cmp(&b.field))
    });
    out
}

fn relation(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Parent | LinkKind::Child => "parent and child",
        LinkKind::Sibling => "siblings",
        LinkKind::CoFunded => "funded together",
        LinkKind::ThirdParty => "reported by a third party",
        LinkKind::ProviderActivity | LinkKind::ReceiverActivity => "provider and receiver",
        LinkKind::ParticipantActivity => "the participant's own record",
        LinkKind::OtherIdentifier => "another identifier",
        LinkKind::Related => "related",
    }
}

fn words(sets: &comity_link::tokens::TokenSets, a: &[u32], b: &[u32], rarity: &[f32]) -> Vec<CompactString> {
    let rare = common(a, b).filter(|word| rarity.get(*word as usize).is_some_and(|bits| *bits > 0.0));
    rare.take(LISTED).map(|word| sets.word(word).into()).collect()
}

fn title(engine: &Engine, left: &View, right: &View, comparison: &Comparison) -> Says {
    let shared = words(&engine.columns.titles, left.titles, right.titles, &engine.rarities.titles);
    match comparison.edition {
        _ if left.titles == right.titles && !left.titles.is_empty() => Says::SameTitle,
        Edition::Differs => Says::SimilarTitle { percent: (comparison.title.shared.jaccard() * 100.0) as u8 },
        _ if shared.is_empty() => {
            let words = learned(engine, left, right);
            if words.is_empty() { Says::DifferentTitle } else { Says::LearnedWords { words } }
        }
        _ => Says::SharedWords { words: shared },
    }
}

/// Words of the titles that stand for each other, the rarest first.
fn learned(engine: &Engine, left: &View, right: &View) -> Vec<CompactString> {
    let word = |token: u32| engine.columns.titles.word(token);
    let known = left.titles.iter().filter_map(|from| {
        let to = engine.rarities.lexicon.counterpart(*from, right.titles)?;
        Some(format!("{} = {}", word(*from), word(to)).into())
    });
    known.take(LISTED).collect()
}

fn meaning(comparison: &Comparison) -> Says {
    Says::AlikeMeaning { deviations: (comparison.meaning * 10.0).round() / 10.0 }
}

fn party(engine: &Engine, left: &View, right: &View, comparison: &Comparison) -> Says {
    let name = |party: u32| engine.parties.name(party);
    match funds(comparison) {
        Some(true) => {
            return Says::FundsTheOther { funder: name(left.reporter), implementer: name(right.reporter) };
        }
        Some(false) => {
            return Says::FundsTheOther { funder: name(right.reporter), implementer: name(left.reporter) };
        }
        None => {}
    }
    if comparison.left_in_right != 0 {
        return Says::NamesReporter { party: name(left.reporter) };
    }
    if comparison.right_in_left != 0 {
        return Says::NamesReporter { party: name(right.reporter) };
    }
    if let Some(party) = comparison.counterpart {
        return Says::SharedCounterpart { party: name(party) };
    }
    let shared: Vec<CompactString> = left
        .parties
        .iter()
        .filter(|(party, _)| *party != left.reporter && *party != right.reporter && right.part(*party) != 0)
        .take(LISTED)
        .map(|(party, _)| name(*party))
        .collect();
    if shared.is_empty() { Says::NoSharedParty } else { Says::SharedParties { parties: shared } }
}

/// `Some(true)` when the left record's reporter gives money that the right one's receives, `Some(false)` the other way.
pub(crate) fn funds(comparison: &Comparison) -> Option<bool> {
    let left_gives =
        comparison.left_in_right & part::GIVES != 0 || comparison.right_in_left & part::DOES != 0;
    let right_gives =
        comparison.right_in_left & part::GIVES != 0 || comparison.left_in_right & part::DOES != 0;
    match (left_gives, right_gives) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (true, true) if comparison.left_in_right & part::GIVES != 0 => Some(true),
        (true, true) => Some(false),
        (false, false) => None,
    }
}

fn countries(engine: &Engine, list: impl Iterator<Item = u32>) -> Vec<CompactString> {
    list.take(LISTED).filter_map(|at| engine.columns.country_names.get(at as usize).cloned()).collect()
}

/// The name of the narrowest place of a record.
pub(crate) fn place_name(engine: &Engine, view: &View) -> CompactString {
    let narrow = view.places.first().and_then(|at| engine.columns.spots.get(*at as usize));
    narrow
        .map(|spot| spot.name.clone())
        .filter(|name| !name.is_empty())
        .or_else(|| countries(engine, view.countries.iter().copied()).into_iter().next())
        .unwrap_or_default()
}

fn place(engine: &Engine, left: &View, right: &View, comparison: &Comparison) -> Says {
    match (comparison.nearness, comparison.place) {
        (_, Some(place)) => {
            let spot = engine.columns.spots.get(place as usize);
            Says::SamePlace { place: spot.map(|spot| spot.name.clone()).unwrap_or_default() }
        }
        (Nearness::Same | Nearness::Near | Nearness::Region, None) => {
            Says::Distance { km: f64::from(comparison.km.max(0.0)) }
        }
        (Nearness::Country, None) => {
            Says::SharedCountries { countries: countries(engine, common(left.countries, right.countries)) }
        }
        _ => Says::DifferentPlace { left: place_name(engine, left), right: place_name(engine, right) },
    }
}

fn period(comparison: &Comparison) -> Says {
    match comparison.timing {
        Timing::Apart => Says::Apart { days: comparison.gap_days },
        Timing::Touching => Says::FollowsOn { days: comparison.gap_days },
        Timing::Same => Says::SameDates,
        _ if comparison.of_days == i32::MAX => Says::OpenPeriod,
        Timing::Shared => Says::SharedDays { shared: comparison.shared_days, of: comparison.of_days },
        _ => Says::StartsApart { days: comparison.starts_apart },
    }
}

fn themes(engine: &Engine, left: &View, right: &View, comparison: &Comparison) -> Says {
    if comparison.themes < Themes::Wide {
        return Says::DifferentTheme;
    }
    let mut shared: Vec<u32> = common(left.themes, right.themes).collect();
    if shared.is_empty() {
        let all = |view: &View| {
            let mut all: Vec<u32> = view.themes.iter().chain(view.wide_themes).copied().collect();
            all.sort_unstable();
            all
        };
        shared = common(&all(left), &all(right)).collect();
    }
    let name = |at: u32| engine.reference.theme_name(engine.columns.theme_ids.word(at));
    Says::SameTheme { themes: shared.into_iter().take(LISTED).map(name).collect() }
}

fn money(left: &View, right: &View, comparison: &Comparison) -> Says {
    let percent = if left.total > 0.0 && right.total > 0.0 {
        100.0 * (left.total - right.total).abs() / left.total.max(right.total)
    } else {
        100.0
    };
    if comparison.money == Money::Same {
        let same = left.sums.iter().find(|x| right.sums.iter().any(|y| x.exact == y.exact && x.digits >= 2));
        let amount =
            same.map_or_else(CompactString::default, |sum| format!("about EUR {:.0}", sum.euros).into());
        return Says::SameAmount { amount };
    }
    Says::AmountsDiffer { percent: percent as u32 }
}
