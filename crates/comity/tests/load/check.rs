//! "With or without conflict?" asked by programs as fast as they can.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::server::Server;
use crate::user::User;

/// Programs that ask at once.
const ASKERS: usize = 8;

/// Plans made of records that the node has, each asked by a program of its own connection, for so long; gives what to say of it.
pub async fn flood(server: &Server, token: &str, seconds: u64) -> String {
    let user = User::at(&server.address);
    let records = user.api("/api/v1/records?size=200", token).await;
    let plans: Vec<serde_json::Value> = records["records"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|record| {
            serde_json::json!({
                "title": record["title"], "kind": record["kind"], "start": record["first_day"],
            })
        })
        .collect();
    let first = Instant::now();
    user.send_json("/api/v1/check", token, &plans[0]).await;
    let prepared = first.elapsed();
    let until = Instant::now() + Duration::from_secs(seconds);
    let (begun, before) = (Instant::now(), server.processor());
    let mut asking = JoinSet::new();
    for asker in 0..ASKERS {
        let (user, token, plans) = (User::at(&server.address), token.to_owned(), plans.clone());
        asking.spawn(async move {
            let mut took = Vec::new();
            for plan in plans.iter().cycle().skip(asker * plans.len() / ASKERS) {
                if Instant::now() > until {
                    break;
                }
                let begun = Instant::now();
                let answer = user.send_json("/api/v1/check", &token, plan).await;
                assert!(answer["against"].is_u64(), "{answer}");
                took.push(begun.elapsed().as_micros() as u64);
            }
            took
        });
    }
    let mut took = asking.join_all().await.concat();
    let elapsed = begun.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |part: usize| took[(took.len() - 1) * part / 100] as f64 / 1e3;
    format!(
        "check: {:.0} a second of {ASKERS} programs, p50 {:.1} ms, p99 {:.1} ms; {:.2} ms of processor each; the first took {:.0} ms",
        took.len() as f64 / elapsed,
        at(50),
        at(99),
        (server.processor() - before) * 1e3 / took.len() as f64,
        prepared.as_secs_f64() * 1e3,
    )
}
