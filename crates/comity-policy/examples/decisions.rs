//! What a decision costs: `cargo run --release -p comity-policy --example decisions`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

use comity_core::UserRole;
use comity_policy::{
    AccessClass, Circumstances, ClassId, Policies, RecordAction, Relation,
    kinds::{TODAY, kinds},
};

fn main() {
    let kinds = kinds().unwrap();
    // 240 classes: the kinds of the table under ten owners
    let classes: Vec<AccessClass> = (0..10)
        .flat_map(|owner| {
            kinds.iter().map(move |kind| {
                let mut class = kind.class.clone();
                class.owner.party = format!("party-{owner}").as_str().into();
                class
            })
        })
        .collect();
    let viewer = Relation::Audience.viewer(UserRole::DeskOfficer).unwrap();
    let today = Circumstances::on(TODAY);
    let numbered = || classes.iter().enumerate().map(|(n, class)| (ClassId(n as i64), class));
    let mut cold = Vec::new();
    let mut warm = Vec::new();
    let loading = Instant::now();
    Policies::shipped().unwrap();
    let loading = loading.elapsed();
    for _ in 0..21 {
        let policies = Policies::shipped().unwrap();
        for times in [&mut cold, &mut warm] {
            let start = Instant::now();
            let filter = policies.permitted_classes(&viewer, RecordAction::See, &today, numbered());
            times.push(start.elapsed());
            assert!(!filter.ids().is_empty());
        }
    }
    let median = |mut times: Vec<std::time::Duration>| {
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1e6 / classes.len() as f64
    };
    println!("policies loaded and checked in {:.1} ms", loading.as_secs_f64() * 1e3);
    println!(
        "{} classes: {:.1} µs each when asked first, {:.2} µs when remembered",
        classes.len(),
        median(cold),
        median(warm)
    );
}
