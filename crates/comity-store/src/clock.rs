//! The clock of a conflict: until when the desks of its parties decide, by a rule until a person sets another day.

use std::collections::BTreeMap;

use comity_core::{Day, Seat};
use uuid::Uuid;

use crate::access::class_of;
use crate::error::Error;
use crate::handing::words;
use crate::sql::{args, sql};
use crate::tx::Tx;
use crate::value::{NO_START, Time};

/// Days that a desk has at least, however late a conflict is found.
const SOONEST: i32 = 3;

/// The last day for deciding a conflict that was found on a day: so many days ahead of the start of the earlier activity, so that it
/// can still be moved. Where no start is stated it counts from the finding.
pub(crate) fn due_day(found: Day, start: Option<Day>, ahead: i32) -> Day {
    match start {
        Some(start) => start.plus(-ahead).max(found.plus(SOONEST)),
        None => found.plus(ahead.max(SOONEST)),
    }
}

/// What the rule looks at.
#[derive(Default)]
struct Conflict {
    found: Time,
    start: Option<Day>,
    /// The desk of each owner: that of its first record.
    desks: BTreeMap<String, Seat>,
    /// Whether one of its activities goes on or lies ahead.
    alive: bool,
}

impl Tx {
    /// Puts every conflict that can still be decided into the hands of its parties' desks. Days that a person set stay.
    pub(crate) async fn open_clocks(&mut self, now: Time) -> Result<(), Error> {
        let ahead = self.days("clock-days").await?;
        for (finding, conflict) in self.conflicts(now.day()).await? {
            if !conflict.alive {
                continue;
            }
            let due = Time::noon_of(due_day(conflict.found.day(), conflict.start, ahead));
            for seat in conflict.desks.values() {
                let (organ, desk) = words(seat);
                self.run(
                    sql!(
                        "insert into finding_desk (finding_id, party, organ, desk, state, due_at, person, changed_at, due_by) \
                         values ($1, $2, $3, $4, 'open', $5, '', $6, 'rule') on conflict (finding_id, party) do update \
                         set due_at = excluded.due_at where finding_desk.due_by = 'rule'"
                    ),
                    args![finding, seat.party.as_str(), organ, desk, due, now],
                )
                .await?;
            }
        }
        Ok(())
    }

    async fn conflicts(&mut self, today: Day) -> Result<BTreeMap<Uuid, Conflict>, Error> {
        let rows = self
            .rows(
                sql!(
                    "select f.id, f.first_found, r.first_day, r.end_day, c.seat, c.label, c.state from finding f \
                     join finding_record fr on fr.finding_id = f.id join record r on r.id = fr.record_id \
                     join access_class c on c.id = r.class_id where f.kind = 'conflict' and f.status <> 'gone' \
                     order by f.id, fr.n"
                ),
                args![],
            )
            .await?;
        let mut out: BTreeMap<Uuid, Conflict> = BTreeMap::new();
        for row in &rows {
            let conflict = out.entry(row.get(0)?).or_default();
            conflict.found = row.get(1)?;
            let (first, end): (Day, Day) = (row.get(2)?, row.get(3)?);
            let first = Some(first).filter(|day| *day != NO_START);
            conflict.start = match (conflict.start, first) {
                (Some(known), Some(first)) => Some(known.min(first)),
                (known, first) => known.or(first),
            };
            conflict.alive |= end > today;
            let owner = class_of(row, 4)?.owner;
            conflict.desks.entry(owner.party.to_string()).or_insert(owner);
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_desk_has_time_and_the_activity_has_not_begun_where_that_can_be(
            found in -20_000i32..60_000, start in proptest::option::of(-20_000i32..60_000), ahead in 0i32..400
        ) {
            let due = due_day(Day(found), start.map(Day), ahead);
            prop_assert!(due >= Day(found + SOONEST));
            if let Some(start) = start {
                prop_assert!(due <= Day(start) || due == Day(found + SOONEST));
                prop_assert!(due_day(Day(found), Some(Day(start + 1)), ahead) >= due, "a later start is no earlier clock");
            }
        }
    }
}
