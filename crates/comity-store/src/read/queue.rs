//! Which findings of the queue, and in which order: most urgent first, with what the asker's party taught by its verdicts.

use comity_core::{FindingKind, Seat};
use uuid::Uuid;

use crate::access::{Asker, Use, Visible};
use crate::error::Error;
use crate::handing::words;
use crate::sql::{Query, args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

/// Which findings.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// `open`, `answered`, `gone`; open ones when empty.
    pub status: String,
    /// Only these kinds.
    pub kinds: Vec<FindingKind>,
    /// Only those about records of this owner.
    pub owner: Option<String>,
    /// Only those about this record.
    pub record: Option<Uuid>,
    /// Only these, whatever their status.
    pub ids: Option<Vec<Uuid>>,
    /// Only those found for the first time since then, the latest found first.
    pub since: Option<Time>,
    /// Only those that are in these hands.
    pub hands: Option<InHands>,
    /// Only those that are not in these hands, or only pointed to.
    pub not_in_hands: Option<InHands>,
    /// Of those in hands only what has to be ended before then.
    pub due_before: Option<Time>,
    /// What is added to the urgency of a pattern's findings, in thousandths.
    pub shifts: Vec<(String, i64)>,
    /// After this one, whose place in the order is looked up.
    pub after: Option<Uuid>,
}

/// In whose hands findings are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InHands {
    /// In those of who sits there: what their desk works on, and what no desk of the party has.
    Of(Seat),
    /// In those of this desk and no other.
    Desk(Seat),
}

/// What is in hands is sorted as a whole up to so many findings; beyond that it is looked for along the order of all.
const FEW: i64 = 1000;

/// What a party said of the findings of one pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Lesson {
    pub pattern: String,
    pub confirmed: u32,
    pub rejected: u32,
}

/// The place of a finding in the order.
struct Place {
    urgency: i64,
    id: Uuid,
}

impl Store {
    /// What the asker's party said of findings, pattern by pattern: of each finding the party's newest answer that counts. Answers of others
    /// aren't in it: they may be about findings that the party can't see.
    ///
    /// # Errors
    /// [`Error::Seatless`]; when the database can't be read.
    pub async fn lessons(&self, asker: &Asker<'_>) -> Result<Vec<Lesson>, Error> {
        let rows = self
            .read()
            .await?
            .rows(
                sql!(
                    "select f.pattern, v.answer, count(*) from verdict v join finding f on f.id = v.finding_id \
                     where v.party = $1 and v.retracted_at is null and v.answer in ('confirm', 'reject') and f.pattern <> '' \
                     and not exists (select 1 from verdict n where n.finding_id = v.finding_id and n.party = v.party \
                     and n.retracted_at is null and n.id > v.id) \
                     group by f.pattern, v.answer order by f.pattern, v.answer"
                ),
                args![asker.party()?],
            )
            .await?;
        let mut lessons: Vec<Lesson> = Vec::new();
        for row in &rows {
            let (pattern, answer): (String, String) = (row.get(0)?, row.get(1)?);
            let count = u32::try_from(row.get::<i64>(2)?).unwrap_or(u32::MAX);
            if lessons.last().is_none_or(|last| last.pattern != pattern) {
                lessons.push(Lesson { pattern, ..Lesson::default() });
            }
            if let Some(last) = lessons.last_mut() {
                match answer.as_str() {
                    "confirm" => last.confirmed = count,
                    _ => last.rejected = count,
                }
            }
        }
        Ok(lessons)
    }
}

impl Tx {
    /// The statement of a queue. Findings of a pattern that is moved are asked for by themselves, so that each part is read in the order of
    /// its index and stops early.
    pub(super) async fn queue(
        &mut self,
        visible: &Visible,
        queue: &Queue,
        size: u32,
    ) -> Result<Query, Error> {
        let after = match queue.after {
            Some(id) => Some(self.place(queue, id).await?),
            None => None,
        };
        let moved: Vec<String> = queue.shifts.iter().map(|(pattern, _)| pattern.clone()).collect();
        let mut query = Query::default();
        let few = match &queue.hands {
            Some(hands) => self.are_few(hands, queue.due_before).await?,
            None => queue.record.is_some() && queue.since.is_none(),
        };
        if few {
            // what a desk has in hand is little as a rule, and what there is about one record always: it is all looked at, and sorted
            query.push("select * from (");
            select(&mut query, visible, queue, true, |query| {
                query.push("case f.pattern");
                for (pattern, shift) in &queue.shifts {
                    query.push(" when ").bind(pattern.as_str()).push(" then ").bind(*shift);
                }
                query.push(if queue.shifts.is_empty() {
                    " when '' then 0 else 0 end"
                } else {
                    " else 0 end"
                });
            });
            query.push(") part");
            if let Some(place) = &after {
                query.push(" where (place, id) < (").bind(place.urgency);
                query.push(", ").bind(place.id).push(")");
            }
            query.push(" order by place desc, id desc limit ").bind(i64::from(size));
            return Ok(query);
        }
        let part = |query: &mut Query, pattern: Option<&str>, shift: i64| {
            query.push("select * from (");
            select(query, visible, queue, false, |query| {
                query.bind(shift);
            });
            match pattern {
                Some(pattern) => {
                    query.push(" and f.pattern = ").bind(pattern);
                }
                None if !moved.is_empty() => {
                    query.push(" and not (f.pattern in ").list("texts", moved.clone()).push(")");
                }
                None => {}
            }
            if let Some(place) = &after {
                query.push(" and (f.urgency, f.id) < (").bind(place.urgency - shift);
                query.push(", ").bind(place.id).push(")");
            }
            let order = match queue.since {
                Some(_) => " order by f.first_found desc, f.urgency desc, f.id desc limit ",
                None => " order by f.urgency desc, f.id desc limit ",
            };
            query.push(order).bind(i64::from(size)).push(") part");
        };
        part(&mut query, None, 0);
        let asked = |pattern: &str| {
            // a pattern begins with its kind
            let kind = pattern.split(' ').next().unwrap_or_default();
            queue.kinds.is_empty() || queue.kinds.iter().any(|asked| asked.as_str() == kind)
        };
        for (pattern, shift) in queue.shifts.iter().filter(|(pattern, _)| asked(pattern)) {
            query.push(" union all ");
            part(&mut query, Some(pattern), *shift);
        }
        let order = match queue.since {
            Some(_) => " order by first_found desc, place desc, id desc limit ",
            None => " order by place desc, id desc limit ",
        };
        query.push(order).bind(i64::from(size));
        Ok(query)
    }

    /// Whether at most [`FEW`] findings are in these hands.
    async fn are_few(&mut self, hands: &InHands, due_before: Option<Time>) -> Result<bool, Error> {
        let mut query = Query::default();
        query.push("select count(*) from (select 1 from finding_desk d where ");
        in_hands(&mut query, hands, due_before);
        query.push(" limit ").bind(FEW + 1).push(") few");
        let rows = self.rows_of("findings in hand", query).await?;
        let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
        Ok(count <= FEW)
    }

    /// The place of a finding, which must have been looked for before: whether it may be seen isn't asked here.
    async fn place(&mut self, queue: &Queue, id: Uuid) -> Result<Place, Error> {
        let row = self.row(sql!("select urgency, pattern from finding where id = $1"), args![id]).await?;
        let row = row.ok_or(Error::Missing { what: "finding", id })?;
        let pattern: String = row.get(1)?;
        let moved = queue.shifts.iter().find(|(moved, _)| *moved == pattern);
        Ok(Place { urgency: row.get::<i64>(0)? + moved.map_or(0, |(_, shift)| *shift), id })
    }
}

/// That a line `d` of `finding_desk` is in these hands.
pub(crate) fn in_hands(query: &mut Query, hands: &InHands, due_before: Option<Time>) {
    let (InHands::Of(seat) | InHands::Desk(seat)) = hands;
    let (organ, desk) = words(seat);
    query.push("d.party = ").bind(seat.party.as_str()).push(" and d.state <> 'handed'");
    match hands {
        // one at no organ or desk works for all of the party; what no desk has is everyone's
        InHands::Of(_) => {
            for (column, own) in [(" and d.organ in ('', ", organ), (" and d.desk in ('', ", desk)] {
                if !own.is_empty() {
                    query.push(column).bind(own).push(")");
                }
            }
        }
        InHands::Desk(_) => {
            query.push(" and d.organ = ").bind(organ).push(" and d.desk = ").bind(desk);
        }
    }
    if let Some(before) = due_before {
        query.push(" and d.due_at < ").bind(before);
    }
}

/// The columns, and every condition but pattern and place. `few` begins with what is in hands or about one record, and not with the order;
/// `shift` writes what is added to the urgency.
fn select(query: &mut Query, visible: &Visible, queue: &Queue, few: bool, shift: impl FnOnce(&mut Query)) {
    let seen = visible.classes(Use::See, |_| true);
    query.push(
        "select f.id as id, f.kind, f.status, f.urgency, f.content, f.first_found as first_found, f.last_found, f.pattern, \
         f.urgency + ",
    );
    shift(query);
    // a cross join keeps SQLite from reading the whole queue in its order
    match (&queue.hands, queue.record) {
        (None, None) => {
            query.push(" as place from finding f where ");
        }
        (None, Some(record)) => {
            query.push(" as place from (select distinct finding_id from finding_record where record_id = ");
            query.bind(record).push(") about cross join finding f where f.id = about.finding_id and ");
        }
        (Some(hands), _) if few => {
            query.push(" as place from finding_desk d cross join finding f where f.id = d.finding_id and ");
            in_hands(query, hands, queue.due_before);
            query.push(" and ");
        }
        (Some(hands), _) => {
            query.push(" as place from finding f where exists (select 1 from finding_desk d where d.finding_id = f.id and ");
            in_hands(query, hands, queue.due_before);
            query.push(") and ");
        }
    }
    match &queue.ids {
        Some(ids) => query.push("f.id in ").list("ids", ids.clone()),
        None => {
            query.push("f.status = ");
            query.bind(if queue.status.is_empty() { "open" } else { queue.status.as_str() })
        }
    };
    match queue.kinds.as_slice() {
        [] => {}
        // alone it leads to an index that has the order
        [kind] => {
            query.push(" and f.kind = ").bind(kind.as_str());
        }
        kinds => {
            let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
            query.push(" and f.kind in ").list("texts", kinds);
        }
    }
    if let Some(since) = queue.since {
        query.push(" and f.first_found >= ").bind(since);
    }
    const RECORDS: &str =
        " (select 1 from finding_record fr join record r on r.id = fr.record_id where fr.finding_id = f.id";
    if let Some(hands) = &queue.not_in_hands {
        query.push(" and not (exists (select 1 from finding_desk d where d.finding_id = f.id and ");
        in_hands(query, hands, None);
        // a pointer stays: that it is missing here would say that it is in hand, and so its kind
        query.push(") and not exists").push(RECORDS).push(" and not (r.class_id in ");
        query.list("ints", seen.clone()).push(")))");
    }
    query.push(" and not exists").push(RECORDS).push(" and not (r.class_id in ");
    // asked by kind, a pointer would say its kind; asked by desk, too: only conflicts come to desks by themselves
    let told = if queue.kinds.is_empty() && queue.hands.is_none() {
        visible.classes(Use::Pointer, |_| true)
    } else {
        seen.clone()
    };
    query.list("ints", told).push("))");
    query.push(" and (exists").push(RECORDS).push(" and r.class_id in ").list("ints", seen.clone()).push(")");
    query.push(
        " or (not exists (select 1 from finding_record fr where fr.finding_id = f.id) and not exists \
                (select 1 from access_class c where c.state = 'current' and not (c.id in ",
    );
    query.list("ints", seen.clone()).push("))))");
    if let Some(owner) = &queue.owner {
        query.push(" and exists").push(RECORDS).push(" and r.owner = ").bind(owner.as_str());
        query.push(" and r.class_id in ").list("ints", seen.clone()).push(")");
    }
    if let Some(record) = queue.record {
        query.push(" and exists").push(RECORDS).push(" and r.id = ").bind(record);
        query.push(" and r.class_id in ").list("ints", seen).push(")");
    }
}
