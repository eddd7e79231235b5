//! Checking the log of a database: not only that its lines hold together, but that everything else that is kept about them fits.

use std::collections::{BTreeMap, BTreeSet};

use comity_ledger::{Chain, Fault, Hash, Of, Opening, Report, Trust, VerifierKey, Why};
use uuid::Uuid;

use super::carry::PAGE;
use super::subject::{Subject, subjects_of_line, what};
use super::{Edge, damaged};
use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;

/// What was found to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The log itself.
    pub report: Report,
    /// Names, reasons and contents that stand beside the log and are what its entries commit to.
    pub openings: u64,
    /// Imports whose records are still those that were written.
    pub imports: u64,
    /// Imports of which the log no longer says what was written, because that was erased.
    pub erased_imports: u64,
}

/// What an entry says was written by an import: its id, and the commitment to the records.
struct Imported {
    seq: u64,
    import: Uuid,
    content: Vec<u8>,
}

impl Store {
    /// Checks the log of this database as of one moment: signatures, places and roots of all entries; the checkpoints that were made of it
    /// and those seen earlier; the nodes of the tree that proofs are made from; what opens its commitments; and that the records which imports wrote
    /// are still the ones that the log tells of.
    ///
    /// # Errors
    /// [`Error::Log`] and [`Error::Tampered`] with the first thing that is wrong; [`Error::Unlogged`] where there is no log; when the
    /// database can't be read.
    pub async fn audit_log(&self, trust: Trust) -> Result<Audit, Error> {
        let mut tx = self.read().await?;
        let edge = tx.edge().await?.ok_or(Error::Unlogged)?;
        let (report, imports) = tx.audit_entries(&edge, trust).await?;
        tx.audit_nodes(report.head.size).await?;
        let openings = tx.audit_openings().await?;
        let (mut whole, mut erased) = (0, 0);
        for import in &imports {
            match tx.audit_import(import).await? {
                true => whole += 1,
                false => erased += 1,
            }
        }
        let mut wrong = Vec::new();
        tx.check_contents(&mut wrong).await?;
        match wrong.into_iter().next() {
            Some(first) => Err(Error::Tampered { reason: first }),
            None => Ok(Audit { report, openings, imports: whole, erased_imports: erased }),
        }
    }
}

fn fault(entry: Option<u64>, why: Why) -> Error {
    Error::Log { fault: Box::new(Fault { line: 0, entry, why }) }
}

impl Tx {
    async fn audit_entries(&mut self, edge: &Edge, trust: Trust) -> Result<(Report, Vec<Imported>), Error> {
        let key = VerifierKey::parse(&edge.key).map_err(|error| damaged(&error))?;
        let mut checkpoints = self.checkpoints().await?;
        let mut chain = Chain::new(key.name().clone(), trust);
        let mut imports = Vec::new();
        loop {
            let rows = self
                .rows(
                    sql!(
                        "select e.line, e.leaf, n.hash, e.kind from ledger_entry e left join ledger_node n on n.level = 0 and n.n = e.seq \
                         where e.seq >= $1 order by e.seq limit $2"
                    ),
                    args![chain.size(), i64::from(PAGE)],
                )
                .await?;
            let mut subjects = self.subjects_from(chain.size(), chain.size() + rows.len() as u64).await?;
            for row in &rows {
                let seq = chain.size();
                let line: String = row.get(0)?;
                chain.entry(line.as_bytes()).map_err(|why| fault(Some(seq), why))?;
                let leaf = Hash::leaf(line.as_bytes()).0;
                if row.get::<Vec<u8>>(1)? != leaf
                    || row.get::<Option<Vec<u8>>>(2)?.as_deref() != Some(leaf.as_slice())
                {
                    return Err(tampered(format!("the kept hash of entry {seq} isn't that of its line")));
                }
                if let Some(named) = subjects_of_line(&line)
                    && named != subjects.remove(&seq).unwrap_or_default()
                {
                    return Err(tampered(format!("what entry {seq} is found by isn't what its line names")));
                }
                let event = event(&line).unwrap_or_default();
                if event.get("kind").and_then(|kind| kind.as_str()) != Some(row.get::<String>(3)?.as_str()) {
                    return Err(tampered(format!("the kept kind of entry {seq} isn't that of its line")));
                }
                imports.extend(imported(seq, &event));
                if let Some(note) = checkpoints.remove(&chain.size()) {
                    chain.checkpoint(&note).map_err(|why| fault(None, why))?;
                }
            }
            if rows.len() < PAGE as usize {
                break;
            }
        }
        let now = chain.size();
        if let Some(earlier) = checkpoints.into_keys().next_back() {
            return Err(fault(None, Why::Shorter { earlier, now }));
        }
        if chain.key() != Some(&key) {
            return Err(tampered("the kept key isn't the one that signed the last entry".to_owned()));
        }
        let report = chain.finish(Some(&edge.frontier)).map_err(|why| fault(None, why))?;
        Ok((report, imports))
    }

    /// What the entries of these places are found by.
    async fn subjects_from(
        &mut self,
        first: u64,
        end: u64,
    ) -> Result<BTreeMap<u64, BTreeSet<Subject>>, Error> {
        let rows = self
            .rows(
                sql!("select seq, what, value from ledger_subject where seq >= $1 and seq < $2 order by seq"),
                args![first, end],
            )
            .await?;
        let mut found: BTreeMap<u64, BTreeSet<Subject>> = BTreeMap::new();
        for row in &rows {
            let of = found.entry(row.get::<i64>(0)?.unsigned_abs()).or_default();
            of.insert((what(&row.get::<String>(1)?), row.get(2)?));
        }
        Ok(found)
    }

    /// Every kept node is made of the two below it, and none is missing or too many.
    async fn audit_nodes(&mut self, size: u64) -> Result<(), Error> {
        let (mut level, mut n) = (0i64, i64::MAX);
        let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
        loop {
            let rows = self
                .rows(
                    sql!(
                        "select p.level, p.n, p.hash, a.hash, b.hash from ledger_node p \
                         left join ledger_node a on a.level = p.level - 1 and a.n = 2 * p.n \
                         left join ledger_node b on b.level = p.level - 1 and b.n = 2 * p.n + 1 \
                         where (p.level, p.n) > ($1, $2) order by p.level, p.n limit $3"
                    ),
                    args![level, n, i64::from(PAGE)],
                )
                .await?;
            for row in &rows {
                (level, n) = (row.get(0)?, row.get(1)?);
                let halves = (hash(row.get(3)?), hash(row.get(4)?));
                let made = halves.0.zip(halves.1).map(|(left, right)| Hash::node(&left, &right));
                if made.is_none() || made != hash(row.get(2)?) {
                    return Err(tampered(format!("node {n} of level {level} isn't made of those below it")));
                }
                *counts.entry(level).or_default() += 1;
            }
            if rows.len() < PAGE as usize {
                break;
            }
        }
        let expected: BTreeMap<i64, u64> =
            (1..64).map(|level| (i64::from(level), size >> level)).filter(|(_, count)| *count > 0).collect();
        if counts == expected {
            Ok(())
        } else {
            Err(tampered("nodes of the tree are missing or were added".to_owned()))
        }
    }

    async fn audit_openings(&mut self) -> Result<u64, Error> {
        let (mut after, mut count) = (Vec::new(), 0);
        loop {
            let rows = self
                .rows(
                    sql!(
                        "select commitment, of_what, salt, value from ledger_opening where commitment > $1 \
                         order by commitment limit $2"
                    ),
                    args![after.clone(), i64::from(PAGE)],
                )
                .await?;
            for row in &rows {
                after = row.get(0)?;
                let of = row.get::<String>(1)?;
                let of =
                    [Of::User, Of::Reason, Of::Content].into_iter().find(|known| super::word(*known) == of);
                let salt = <[u8; 32]>::try_from(row.get::<Vec<u8>>(2)?).ok();
                let opening = of.zip(salt).zip(row.get::<Vec<u8>>(3).ok());
                let opens = opening.is_some_and(|((of, salt), value)| {
                    Opening::new(of, salt, value).commit().0.0.as_slice() == after.as_slice()
                });
                if !opens {
                    let named: String = after.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
                    return Err(tampered(format!(
                        "what is kept for commitment {named}\u{2026} isn't what was committed to"
                    )));
                }
                count += 1;
            }
            if rows.len() < PAGE as usize {
                return Ok(count);
            }
        }
    }

    /// Whether the records of an import are those that its entry commits to; `false` where what it commits to was erased.
    async fn audit_import(&mut self, import: &Imported) -> Result<bool, Error> {
        let row = self
            .row(
                sql!("select value from ledger_opening where commitment = $1 and of_what = 'content'"),
                args![import.content.clone()],
            )
            .await?;
        let Some(row) = row else { return Ok(false) };
        if row.get::<Vec<u8>>(0)? == self.digest_of_import(import.import).await? {
            return Ok(true);
        }
        Err(tampered(format!(
            "the records that import {} wrote aren't those that entry {} tells of",
            import.import, import.seq
        )))
    }
}

fn event(line: &str) -> Option<serde_json::Value> {
    let mut line: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(line.get_mut("entry")?.get_mut("event")?.take())
}

fn imported(seq: u64, event: &serde_json::Value) -> Option<Imported> {
    if event.get("kind")?.as_str()? != "imported" {
        return None;
    }
    let content = Hash::parse(event.get("content")?.as_str()?)?.0.to_vec();
    Some(Imported { seq, import: event.get("import")?.as_str()?.parse().ok()?, content })
}

fn hash(bytes: Option<Vec<u8>>) -> Option<Hash> {
    bytes.and_then(|bytes| bytes.try_into().ok()).map(Hash)
}

fn tampered(reason: String) -> Error {
    Error::Tampered { reason }
}
