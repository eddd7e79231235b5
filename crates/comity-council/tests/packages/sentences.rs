//! The answers as people read them, and what is said of a question that is none.

use std::fmt::Write as _;

use comity_core::{Rule, Snapshot};
use comity_council::{Limits, Listed, Question};
use comity_formats::central_asia::Table;

use super::{answer, question, read, snapshot};

fn central_asia() -> Snapshot {
    snapshot(&[
        (Table::Parties, "parties.csv", include_str!("../../../../data/central-asia-2006/parties.csv")),
        (Table::Proposals, "proposals.csv", include_str!("../../../../data/central-asia-2006/proposals.csv")),
        (Table::Positions, "positions.csv", include_str!("../../../../data/central-asia-2006/positions.csv")),
    ])
}

#[test]
fn central_asia_by_every_rule() {
    let mut out = String::new();
    for rule in ["unanimity", "consensus", "silence", "majority", "qualified=0.55"] {
        let rule: Rule = rule.parse().expect("a rule");
        let packages = answer(&Question::of(&central_asia(), Some(rule)).expect("a question"));
        let _ = writeln!(out, "== {rule}");
        for package in &packages.packages {
            let _ = writeln!(
                out,
                "{:?}\n    depends on {:?}\n    gains {:?}",
                package.proposals, package.depends_on, package.gains
            );
        }
        for blocked in &packages.blocked {
            let _ = writeln!(out, "{} by {:?}: {}", blocked.proposal, blocked.by, blocked.why);
        }
        for unlock in &packages.unlocks {
            let _ = writeln!(out, "{}", unlock.says);
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn who_blocks_what_and_why() {
    let proposals = "opposed,t,\nabstained,t,unanimity\nfollows,t,\nwants-both,t,\nfew,t,majority\nnobody,t,qualified=2/3\nx,t,\ny,t,\n";
    let positions = "a,opposed,oppose,\nb,opposed,oppose,\na,abstained,abstain,\nb,abstained,support,\n\
        a,follows,conditional,opposed or abstained\na,wants-both,conditional,x and not y\nb,wants-both,conditional,y\n\
        a,few,support,\nb,few,oppose,\nc,few,oppose,\nd,few,conditional,opposed\n";
    let packages = answer(&question(proposals, positions, "x,y\n", None));
    let mut out = String::new();
    for blocked in &packages.blocked {
        let _ = writeln!(out, "{} by {:?}: {}", blocked.proposal, blocked.by, blocked.why);
    }
    for unlock in &packages.unlocks {
        let _ = writeln!(out, "{}", unlock.says);
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_larger_set_passes_where_adding_one_by_one_ends_early() {
    // a and b pass only together; c passes only without them
    let positions = "q,a,conditional,b\nq,b,conditional,a\nq,c,conditional,not a and not b\n";
    let packages = answer(&question("a,t,\nb,t,\nc,t,\n", positions, "", None));
    let sets: Vec<_> = packages.packages.iter().map(|package| package.proposals.join(" ")).collect();
    assert_eq!(sets, ["a b", "c"]);
}

#[test]
fn what_is_not_listed_is_counted() {
    let (mut proposals, mut exclusions) = (String::new(), String::new());
    for pair in 0..60 {
        let _ = write!(proposals, "a{pair},t,\nb{pair},t,\n");
        let _ = writeln!(exclusions, "a{pair},b{pair}");
    }
    let question = question(&proposals, "", &exclusions, None);
    let packages = question.packages(Limits { packages: 100, ..Limits::default() }).expect("an answer");
    assert_eq!(packages.packages.len(), 100);
    assert_eq!(packages.listed, Listed::Some { of: (1_u128 << 60).to_string() });
    let json = serde_json::to_value(&packages).expect("JSON");
    assert_eq!(json["listed"]["of"], "1152921504606846976");
}

#[test]
fn a_question_that_is_none_says_where() {
    let positions = "a,x,conditional,y and z\na,y,conditional,x and\nb,x,conditional,\nb,y,support,x\na,x,oppose,\nc,w,support,\n";
    let problems =
        Question::of(&read("x,t,\ny,t,most\ny,t,\n", positions, "x,x\nx,z\n"), None).expect_err("is none");
    let said: Vec<String> = problems
        .iter()
        .map(|p| {
            format!(
                "{}:{} {} of {}: {} ({})",
                p.file,
                p.line.unwrap_or(0),
                p.element,
                p.identifier,
                p.reason,
                p.way_out
            )
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}
