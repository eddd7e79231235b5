//! Findings: what an engine's run found, kept under a key that the next run meets again, so that verdicts stay with them.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{Field, Finding};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::account::{pack, short};
use crate::error::Error;
use crate::ids::Ids;
use crate::read::Handle;
use crate::schema::table;
use crate::sql::{Row, args, sql};
use crate::standing::{decided, newest_says};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::{Time, Value};

/// What a run changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    /// Not found before.
    pub new: u64,
    /// Found again.
    pub again: u64,
    /// Found before and not any more; kept with what persons said about them.
    pub gone: u64,
}

/// What is kept of a finding: its own form, and which of its records meet, by their places in it.
#[derive(serde::Serialize)]
struct Content<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pairs: &'a [(u32, u32)],
}

impl Store {
    /// Keeps the findings of a run over everything in this node. `handles` says which record each index of a finding is.
    ///
    /// # Errors
    /// When the database fails; nothing of the run is kept then.
    pub async fn keep_findings(
        &self,
        findings: &[Finding],
        handles: &[Handle],
        now: Time,
    ) -> Result<Found, Error> {
        let ids = Ids::at(now);
        let mut kept = BTreeMap::new();
        for finding in findings {
            let records: Vec<Handle> =
                finding.indices.iter().filter_map(|index| handles.get(*index as usize)).copied().collect();
            let json = serde_json::to_vec(&Content { finding, pairs: &finding.pairs }).map_err(|error| {
                Error::Refused { reason: format!("a finding has no form in JSON: {error}") }
            })?;
            // two findings of one key: the more urgent, which comes first, stands
            kept.entry(key(finding, &records)).or_insert((finding, records, pack(&json)?));
        }
        self.run_tx("findings: keep", async |tx| {
            let known = tx.known_findings().await?;
            let mut found = Found::default();
            let mut rows: [Vec<Vec<Value>>; 4] = Default::default();
            let [new, records_of, parties_of, needs_of] = &mut rows;
            let mut moved = Vec::new();
            for (key, (finding, records, content)) in &kept {
                let (weight, urgency) = (thousandths(finding.weight), thousandths(finding.urgency));
                let about = About::of(finding, records);
                let hash = about.hash();
                let id = match known.get(key) {
                    Some(Known { id, about: before, .. }) => {
                        found.again += 1;
                        tx.run(
                            sql!(concat!(
                                "update finding set weight = $2, urgency = $3, content = $4, last_found = $5, pattern = $6, about = $7, \
                                 status = case when status <> 'gone' then status when ",
                                decided!(),
                                " or ",
                                newest_says!("'confirm', 'reject'"),
                                " then 'answered' else 'open' end where finding.id = $1"
                            )),
                            args![*id, weight, urgency, content.clone(), now, pattern(finding), hash.clone()],
                        )
                        .await?;
                        // most findings are about the same as before
                        if *before == hash {
                            continue;
                        }
                        moved.push(*id);
                        *id
                    }
                    None => {
                        let id = ids.next();
                        found.new += 1;
                        new.push(vec![
                            id.into(),
                            key.clone().into(),
                            finding.kind.as_str().into(),
                            "open".into(),
                            weight.into(),
                            urgency.into(),
                            content.clone().into(),
                            now.into(),
                            now.into(),
                            pattern(finding).into(),
                            hash.into(),
                        ]);
                        id
                    }
                };
                for (n, handle) in (0i64..).zip(about.records) {
                    records_of.push(vec![id.into(), n.into(), handle.record.into(), handle.version.into()]);
                }
                for (n, party) in (0i64..).zip(about.parties) {
                    parties_of.push(vec![id.into(), n.into(), party.into()]);
                }
                for (n, need) in (0i64..).zip(about.needs) {
                    needs_of.push(vec![id.into(), n.into(), need.into()]);
                }
            }
            tx.forget_records_of(&moved).await?;
            let [new, records_of, parties_of, needs_of] = rows;
            tx.insert(table::finding, new).await?;
            tx.insert(table::finding_record, records_of).await?;
            tx.insert(table::finding_party, parties_of).await?;
            tx.insert(table::finding_need, needs_of).await?;
            let gone: Vec<Uuid> = known
                .iter()
                .filter(|(key, known)| known.status != "gone" && !kept.contains_key(*key))
                .map(|(_, known)| known.id)
                .collect();
            found.gone = gone.len() as u64;
            for part in gone.chunks(5000) {
                tx.run(sql!("update finding set status = 'gone' where id in @ids($1)"), args![part.to_vec()]).await?;
            }
            tx.open_clocks(now).await?;
            tx.route_findings(now).await?;
            // until who searched says so, nobody knows what these were found from
            tx.run(sql!("delete from search_basis"), args![]).await?;
            Ok(found)
        })
        .await
    }

    /// Says what the findings that are kept were found from, in words of the searcher's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_search_basis(&self, basis: &str) -> Result<(), Error> {
        self.run_tx("findings: basis", async |tx| {
            tx.run(
                sql!(
                    "insert into search_basis (id, basis) values (1, $1) on conflict (id) do update \
                     set basis = excluded.basis"
                ),
                args![basis],
            )
            .await
            .map(drop)
        })
        .await
    }

    /// What the findings that are kept were found from; nothing where nobody said so.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn search_basis(&self) -> Result<Option<String>, Error> {
        let row =
            self.read().await?.row(sql!("select basis from search_basis where id = 1"), args![]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    /// Does for the findings that are kept what comes with the day: conflicts whose time is not over are in the hands of desks, with a clock.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_clocks(&self, now: Time) -> Result<(), Error> {
        self.run_tx("findings: clocks", async |tx| {
            tx.open_clocks(now).await?;
            tx.route_findings(now).await.map(drop)
        })
        .await
    }
}

/// The pattern of a finding: its kind, and which fields speak for it (+) and against it (-), each once, in the order of their names. What
/// desks said of findings of one pattern is told of the others of it.
fn pattern(finding: &Finding) -> String {
    let mut fields = BTreeMap::new();
    for line in finding.evidence.iter().filter(|line| line.field != Field::Prior) {
        let field = serde_json::to_value(line.field).unwrap_or_default();
        *fields.entry(field.as_str().unwrap_or_default().to_owned()).or_insert(0.0) += line.weight;
    }
    let signed =
        |(field, weight): (&String, &f64)| format!("{}{field}", if *weight < 0.0 { '-' } else { '+' });
    let fields: Vec<String> = fields.iter().map(signed).collect();
    format!("{} {}", finding.kind.as_str(), fields.join(" "))
}

/// Thousandths, as columns keep weights.
fn thousandths(number: f64) -> i64 {
    (number * 1000.0).round() as i64
}

/// SHA-256 of what makes a finding the same finding: its kind, and the records, parties and needs it is about, in any order.
fn key(finding: &Finding, records: &[Handle]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(finding.kind.as_str());
    for record in records.iter().map(|handle| handle.record).collect::<BTreeSet<_>>() {
        hash.update([1]);
        hash.update(record.as_bytes());
    }
    // what has records is named by them; the rest by parties and needs
    if records.is_empty() {
        for party in finding.parties.iter().collect::<BTreeSet<_>>() {
            hash.update([2]);
            hash.update(party.as_str());
        }
    }
    for need in finding.needs.iter().collect::<BTreeSet<_>>() {
        hash.update([3]);
        hash.update(need.as_str());
    }
    hash.finalize().to_vec()
}

/// A finding that is kept.
struct Known {
    id: Uuid,
    status: String,
    /// [`About::hash`] of what it was about.
    about: Vec<u8>,
}

/// What a finding is about, each in a table of its own.
struct About<'f> {
    records: &'f [Handle],
    parties: BTreeSet<String>,
    needs: BTreeSet<String>,
}

impl<'f> About<'f> {
    fn of(finding: &Finding, records: &'f [Handle]) -> About<'f> {
        About {
            records,
            parties: finding.parties.iter().map(|party| short(party.as_str())).collect(),
            needs: finding.needs.iter().map(|need| short(need)).collect(),
        }
    }

    /// SHA-256 of all of it, records in their order with their versions.
    fn hash(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        for handle in self.records {
            hash.update([1]);
            hash.update(handle.record.as_bytes());
            hash.update(handle.version.to_le_bytes());
        }
        for (kind, words) in [(2, &self.parties), (3, &self.needs)] {
            for word in words {
                hash.update([kind]);
                hash.update((word.len() as u64).to_le_bytes());
                hash.update(word);
            }
        }
        hash.finalize().to_vec()
    }
}

impl Tx {
    /// What is kept, by key.
    async fn known_findings(&mut self) -> Result<BTreeMap<Vec<u8>, Known>, Error> {
        let rows = self.rows(sql!("select key, id, status, about from finding"), args![]).await?;
        let known = |row: &Row| Ok(Known { id: row.get(1)?, status: row.get(2)?, about: row.get(3)? });
        rows.iter().map(|row| Ok((row.get(0)?, known(row)?))).collect()
    }

    async fn forget_records_of(&mut self, findings: &[Uuid]) -> Result<(), Error> {
        for part in findings.chunks(5000) {
            self.run(sql!("delete from finding_record where finding_id in @ids($1)"), args![part.to_vec()])
                .await?;
            self.run(sql!("delete from finding_party where finding_id in @ids($1)"), args![part.to_vec()])
                .await?;
            self.run(sql!("delete from finding_need where finding_id in @ids($1)"), args![part.to_vec()])
                .await?;
        }
        Ok(())
    }
}
