//! A dossier: the records that persons hold to be about one activity, each value with who said it and when. Nothing is overwritten.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use uuid::Uuid;

use super::list::Summary;
use super::record::Version;
use crate::access::{Use, Visible};
use crate::account::Account;
use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;

/// A dossier as one viewer may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    /// Its records with their current versions, the one that was asked for first.
    pub records: Vec<(Summary, Version)>,
    /// Every value, field by field.
    pub values: Vec<Stated>,
}

/// A value, and which records state it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// The field of the record: `titles`, `dates`, `amounts`..
    pub field: String,
    /// The value as the record has it, without its place in the file.
    pub value: Json,
    /// Indices of [`Dossier::records`], ascending.
    pub by: Vec<usize>,
}

/// Larger ones are no one activity.
const MOST: usize = 200;

impl Store {
    /// The dossier of a record: what confirmed findings of the kind `same`, and links of persons, tie to it, by way of records that the viewer
    /// sees. What a person keeps apart from one of its records stays outside, nearer ones first.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no such record for the viewer.
    pub async fn dossier(&self, visible: &Visible, record: Uuid) -> Result<Dossier, Error> {
        let ids = self.read().await?.held_together(record, visible).await?;
        let mut records = Vec::new();
        for id in ids {
            let full = self.record(visible, id).await?;
            if let Some(version) = full.versions.into_iter().next() {
                records.push((full.summary, version));
            }
        }
        let values = side_by_side(records.iter().map(|(_, version)| &version.account));
        Ok(Dossier { records, values })
    }
}

impl Tx {
    /// The record, and all that is held to be the same, nearest first.
    async fn held_together(&mut self, record: Uuid, visible: &Visible) -> Result<Vec<Uuid>, Error> {
        let seen = visible.classes(Use::See, |_| true);
        let mut all = vec![record];
        let mut known = BTreeSet::from([record]);
        let mut newest = vec![record];
        while !newest.is_empty() && all.len() < MOST {
            let mut next = self.confirmed_with(&newest, &seen).await?;
            next.extend(self.linked_with(&newest, &seen).await?);
            next.retain(|id| !known.contains(id));
            let apart = self.apart(&all, &next).await?;
            newest = next.into_iter().filter(|id| !apart.contains(id) && known.insert(*id)).collect();
            all.extend(&newest);
        }
        all.truncate(MOST);
        Ok(all)
    }

    /// Records of findings whose newest verdict says that they are the same, as its maker had them before them.
    async fn confirmed_with(&mut self, records: &[Uuid], seen: &[i64]) -> Result<Vec<Uuid>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select distinct b.record_id from verdict_record a join verdict v on v.id = a.verdict_id \
                     join finding f on f.id = v.finding_id join verdict_record b on b.verdict_id = v.id \
                     join record r on r.id = b.record_id \
                     where a.record_id in @ids($1) and r.class_id in @ints($2) and f.kind = 'same' and v.answer = 'confirm' \
                     and v.retracted_at is null \
                     and not exists (select 1 from verdict n where n.finding_id = v.finding_id \
                     and n.retracted_at is null and n.id > v.id) order by b.record_id"
                ),
                args![records.to_vec(), seen.to_vec()],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Those of some records that a person keeps apart from one of the others.
    async fn apart(&mut self, from: &[Uuid], records: &[Uuid]) -> Result<BTreeSet<Uuid>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select to_record from link where kind = 'apart' and ended_at is null and from_record in @ids($1) \
                     and to_record in @ids($2) union select from_record from link where kind = 'apart' and ended_at is null \
                     and to_record in @ids($1) and from_record in @ids($2)"
                ),
                args![from.to_vec(), records.to_vec()],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    async fn linked_with(&mut self, records: &[Uuid], seen: &[i64]) -> Result<Vec<Uuid>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select r.id from record r where r.class_id in @ints($2) and (\
                     r.id in (select to_record from link where from_record in @ids($1) and kind = 'same' and ended_at is null) \
                     or r.id in (select from_record from link where to_record in @ids($1) and kind = 'same' and ended_at is null)) \
                     order by r.id"
                ),
                args![records.to_vec(), seen.to_vec()],
            )
            .await?;
        rows.iter().map(|row| row.get(0)).collect()
    }
}

/// Every value of every field with the accounts that state it; values that say the same are one.
fn side_by_side<'a>(accounts: impl Iterator<Item = &'a Account>) -> Vec<Stated> {
    let mut values: Vec<Stated> = Vec::new();
    for (index, account) in accounts.enumerate() {
        for (field, value) in fields(account) {
            match values.iter_mut().find(|stated| stated.field == field && stated.value == value) {
                Some(stated) if stated.by.last() != Some(&index) => stated.by.push(index),
                Some(_) => {}
                None => values.push(Stated { field, value, by: vec![index] }),
            }
        }
    }
    values.sort_by(|one, other| one.field.cmp(&other.field));
    values
}

/// Field by field, lists item by item.
fn fields(account: &Account) -> Vec<(String, Json)> {
    // an account is an object of one member, named after what it is about
    let Ok(Json::Object(outer)) = serde_json::to_value(account) else { return Vec::new() };
    let Some(Json::Object(members)) = outer.into_iter().next().map(|(_, inner)| inner) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (field, mut value) in members {
        if field == "at" || field == "source" {
            continue;
        }
        without_places(&mut value);
        match value {
            Json::Array(items) => out.extend(items.into_iter().map(|item| (field.clone(), item))),
            Json::Null => {}
            value => out.push((field, value)),
        }
    }
    out
}

fn without_places(value: &mut Json) {
    match value {
        Json::Object(members) => {
            members.shift_remove("at");
            members.values_mut().for_each(without_places);
        }
        Json::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}
