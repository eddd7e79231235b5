//! Every set of every small question, tried one by one, by rules written down a second time.

use std::collections::{BTreeMap, BTreeSet};

use comity_council::Unlock;
use proptest::prelude::*;

use super::{answer, question};

/// A small question, independent of the product's types.
#[derive(Clone, Debug)]
struct Case {
    rules: Vec<Rule>,
    /// By proposal and party.
    positions: BTreeMap<(usize, usize), Stance>,
    exclusions: BTreeSet<(usize, usize)>,
}

#[derive(Clone, Copy, Debug)]
enum Rule {
    Unanimity,
    Consensus,
    Silence,
    Majority,
    /// So many hundredths.
    Qualified(u32),
}

#[derive(Clone, Debug)]
enum Stance {
    Support,
    Oppose,
    Abstain,
    Undecided,
    Conditional(Expression),
}

#[derive(Clone, Debug)]
enum Expression {
    One(usize),
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
}

impl Expression {
    fn text(&self) -> String {
        match self {
            Expression::One(proposal) => format!("p{proposal}"),
            Expression::Not(inner) => format!("not ({})", inner.text()),
            Expression::And(a, b) => format!("({}) and ({})", a.text(), b.text()),
            Expression::Or(a, b) => format!("({}) or ({})", a.text(), b.text()),
        }
    }

    fn holds(&self, set: u32) -> bool {
        match self {
            Expression::One(proposal) => set >> proposal & 1 == 1,
            Expression::Not(inner) => !inner.holds(set),
            Expression::And(a, b) => a.holds(set) && b.holds(set),
            Expression::Or(a, b) => a.holds(set) || b.holds(set),
        }
    }
}

impl Case {
    fn feasible(&self, set: u32) -> bool {
        let is_in = |proposal: usize| set >> proposal & 1 == 1;
        if self.exclusions.iter().any(|(a, b)| is_in(*a) && is_in(*b)) {
            return false;
        }
        (0..self.rules.len()).filter(|proposal| is_in(*proposal)).all(|proposal| {
            let (mut yes, mut no, mut abstain) = (0_u32, 0_u32, 0_u32);
            for ((on, _), stance) in &self.positions {
                if *on != proposal {
                    continue;
                }
                match stance {
                    Stance::Support => yes += 1,
                    Stance::Oppose => no += 1,
                    Stance::Abstain => abstain += 1,
                    Stance::Undecided => {}
                    Stance::Conditional(condition) if condition.holds(set) => yes += 1,
                    Stance::Conditional(_) => no += 1,
                }
            }
            match self.rules[proposal] {
                Rule::Unanimity => no + abstain == 0,
                Rule::Consensus | Rule::Silence => no == 0,
                Rule::Majority => 2 * yes > yes + no,
                Rule::Qualified(hundredths) => yes > 0 && 100 * yes >= hundredths * (yes + no),
            }
        })
    }

    fn all_feasible(&self) -> Vec<u32> {
        (0..1_u32 << self.rules.len()).filter(|set| self.feasible(*set)).collect()
    }

    /// All sets that pass and that no larger one contains.
    fn maximal(&self) -> BTreeSet<Vec<String>> {
        let feasible = self.all_feasible();
        let largest = |set: &&u32| feasible.iter().all(|other| other == *set || *other & **set != **set);
        feasible.iter().filter(largest).filter(|set| **set != 0).map(|set| self.named(*set)).collect()
    }

    fn named(&self, set: u32) -> Vec<String> {
        (0..self.rules.len()).filter(|proposal| set >> proposal & 1 == 1).map(|p| format!("p{p}")).collect()
    }

    /// The fewest positions that, made support, let a set pass that holds `within`, and more than it where `more`.
    fn fewest(&self, within: u32, more: bool) -> Option<usize> {
        let movable: Vec<_> =
            self.positions.iter().filter(|(_, stance)| !matches!(stance, Stance::Support)).collect();
        let reaches = |changed: &u32| {
            let mut case = self.clone();
            for (at, (key, _)) in movable.iter().enumerate() {
                if changed >> at & 1 == 1 {
                    case.positions.insert(**key, Stance::Support);
                }
            }
            case.all_feasible().into_iter().any(|set| set & within == within && (!more || set != within))
        };
        (0..1_u32 << movable.len()).filter(reaches).map(|changed| changed.count_ones() as usize).min()
    }

    /// The case after the changes of an unlock, word for word.
    fn changed(&self, unlock: &Unlock) -> Case {
        let mut case = self.clone();
        for change in &unlock.changes {
            let number = |id: &str| id[1..].parse::<usize>().expect("a number");
            let key = (number(&change.proposal), number(change.party.as_str()));
            let to = match change.to {
                comity_core::Stance::Support => Stance::Support,
                comity_core::Stance::Abstain => Stance::Abstain,
                other => panic!("nobody is asked to become {other:?}"),
            };
            assert!(case.positions.insert(key, to).is_some(), "only positions that are held change");
        }
        case
    }

    fn bits(&self, ids: &[comity_core::CompactString]) -> u32 {
        ids.iter().map(|id| 1_u32 << id[1..].parse::<u32>().expect("a number")).sum()
    }

    fn tables(&self) -> (String, String, String) {
        let mut out = (String::new(), String::new(), String::new());
        for (number, rule) in self.rules.iter().enumerate() {
            let rule = match rule {
                Rule::Unanimity => "unanimity".to_owned(),
                Rule::Consensus => "consensus".to_owned(),
                Rule::Silence => "silence".to_owned(),
                Rule::Majority => "majority".to_owned(),
                Rule::Qualified(hundredths) => format!("qualified={hundredths}%"),
            };
            out.0.push_str(&format!("p{number},t,{rule}\n"));
        }
        for ((proposal, party), stance) in &self.positions {
            let (word, condition) = match stance {
                Stance::Support => ("support", String::new()),
                Stance::Oppose => ("oppose", String::new()),
                Stance::Abstain => ("abstain", String::new()),
                Stance::Undecided => ("undecided", String::new()),
                Stance::Conditional(condition) => ("conditional", condition.text()),
            };
            out.1.push_str(&format!("q{party},p{proposal},{word},{condition}\n"));
        }
        for (a, b) in &self.exclusions {
            out.2.push_str(&format!("p{a},p{b}\n"));
        }
        out
    }
}

fn expressions(proposals: usize) -> impl Strategy<Value = Expression> {
    let leaf = (0..proposals).prop_map(Expression::One);
    leaf.prop_recursive(3, 8, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            inner.prop_map(|one| Expression::Not(Box::new(one))),
            pair.clone().prop_map(|(a, b)| Expression::And(Box::new(a), Box::new(b))),
            pair.prop_map(|(a, b)| Expression::Or(Box::new(a), Box::new(b))),
        ]
    })
}

fn cases(most: usize, parties: usize) -> impl Strategy<Value = Case> {
    (1..=most).prop_flat_map(move |proposals| {
        let rule = prop_oneof![
            Just(Rule::Unanimity),
            Just(Rule::Consensus),
            Just(Rule::Silence),
            Just(Rule::Majority),
            (1..=100_u32).prop_map(Rule::Qualified),
        ];
        let stance = prop_oneof![
            4 => Just(Stance::Support),
            1 => Just(Stance::Oppose),
            1 => Just(Stance::Abstain),
            1 => Just(Stance::Undecided),
            4 => expressions(proposals).prop_map(Stance::Conditional),
        ];
        let positions = proptest::collection::btree_map(
            (0..proposals, 0..parties),
            stance,
            0..=proposals * parties / 2 + 1,
        );
        let pair = (0..proposals, 0..proposals).prop_filter("two", |(a, b)| a != b);
        let exclusions = if proposals > 1 {
            proptest::collection::btree_set(pair, 0..3).boxed()
        } else {
            Just(BTreeSet::new()).boxed()
        };
        (proptest::collection::vec(rule, proposals), positions, exclusions)
            .prop_map(|(rules, positions, exclusions)| Case { rules, positions, exclusions })
    })
}

fn solved(case: &Case) -> comity_council::Packages {
    let (proposals, positions, exclusions) = case.tables();
    answer(&question(&proposals, &positions, &exclusions, None))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn packages_are_those_of_brute_force(case in cases(10, 5)) {
        let packages = solved(&case);
        prop_assert!(packages.listed.is_whole());
        let found: Vec<Vec<String>> =
            packages.packages.iter().map(|package| package.proposals.iter().map(ToString::to_string).collect()).collect();
        let distinct: BTreeSet<Vec<String>> = found.iter().cloned().collect();
        prop_assert_eq!(distinct.len(), found.len(), "none twice");
        prop_assert_eq!(&distinct, &case.maximal());
        prop_assert!(found.windows(2).all(|two| two[0].len() >= two[1].len()), "the largest first");
        let passing: BTreeSet<&String> = found.iter().flatten().collect();
        let blocked: BTreeSet<String> = packages.blocked.iter().map(|one| one.proposal.to_string()).collect();
        let expected: BTreeSet<String> =
            case.named(u32::MAX).into_iter().filter(|id| !passing.contains(id)).collect();
        prop_assert_eq!(blocked, expected);
    }

    #[test]
    fn a_package_depends_on_those_who_could_still_stop_it(case in cases(6, 4)) {
        for package in solved(&case).packages {
            let set = case.bits(&package.proposals);
            // however the undecided answer who are not named, the set passes
            let named = |party: &usize| package.depends_on.iter().any(|id| id.as_str() == format!("q{party}"));
            let mut worst = case.clone();
            for ((_, party), stance) in &mut worst.positions {
                if matches!(stance, Stance::Undecided) && !named(party) {
                    *stance = Stance::Oppose;
                }
            }
            prop_assert!(worst.feasible(set));
            // and if all who are named refuse, it doesn't
            for ((_, party), stance) in &mut worst.positions {
                if matches!(stance, Stance::Undecided) && named(party) {
                    *stance = Stance::Oppose;
                }
            }
            prop_assert_eq!(worst.feasible(set), package.depends_on.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_change_is_smaller_than_those_that_unlock(case in cases(4, 3)) {
        let packages = solved(&case);
        for blocked in &packages.blocked {
            let set = case.bits(std::slice::from_ref(&blocked.proposal));
            let ways: Vec<_> =
                packages.unlocks.iter().filter(|way| way.with.is_empty() && case.bits(&way.proposals) == set).collect();
            let fewest = case.fewest(set, false);
            prop_assert_eq!(ways.first().map(|way| way.changes.len()), fewest);
            prop_assert!(ways.iter().all(|way| Some(way.changes.len()) == fewest));
        }
        for package in &packages.packages {
            let set = case.bits(&package.proposals);
            if let Some(fewest) = case.fewest(set, true) {
                prop_assert!(fewest > 0, "it is maximal");
            }
        }
        for unlock in &packages.unlocks {
            let wanted = case.bits(&unlock.proposals) | case.bits(&unlock.with);
            let passes = |case: &Case| case.all_feasible().into_iter().any(|set| set & wanted == wanted);
            prop_assert!(!passes(&case), "it doesn't pass now: {}", unlock.says);
            prop_assert!(passes(&case.changed(unlock)), "it passes then: {}", unlock.says);
        }
    }
}
