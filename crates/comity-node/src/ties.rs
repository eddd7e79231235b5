//! Who is tied to whom on a day, as far as the viewer may see.

use comity_core::{Day, Party, Period, Tie};
use comity_store::read::{Filter, Sort};
use comity_store::{Account, Thing, Uuid};

use crate::desk::Desk;
use crate::error::Error;

/// Parties and the ties in force on a day.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    /// The parties, by name.
    pub parties: Vec<(Uuid, Party)>,
    /// The ties in force.
    pub ties: Vec<TieLine>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// A tie and its record.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct TieLine {
    pub record: Uuid,
    pub tie: Tie,
}

const MOST: u32 = 300;

impl Desk<'_> {
    /// Parties and the ties in force on a day.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn ties(&self, on: Day) -> Result<Ties, Error> {
        let mut out = Ties::default();
        for account in self.accounts(Thing::Party, None, &mut out.more).await? {
            if let (id, Account::Party(party)) = account {
                out.parties.push((id, party));
            }
        }
        let day = Period { start: Some(on), end: Some(on.plus(1)), ..Period::default() };
        for account in self.accounts(Thing::Tie, Some(day), &mut out.more).await? {
            if let (record, Account::Tie(tie)) = account
                && tie.period.holds(on)
            {
                out.ties.push(TieLine { record, tie });
            }
        }
        out.ties.sort_by(|one, other| (&one.tie.from, &one.tie.to).cmp(&(&other.tie.from, &other.tie.to)));
        Ok(out)
    }

    async fn accounts(
        &self,
        thing: Thing,
        period: Option<Period>,
        more: &mut bool,
    ) -> Result<Vec<(Uuid, Account)>, Error> {
        let filter = Filter { thing: Some(thing), period, ..Filter::default() };
        let page = self.node.store.list(&self.visible, &filter, Sort::Title, None, MOST).await?;
        *more |= page.next.is_some();
        let mut out = Vec::new();
        for line in page.lines {
            let full = self.node.store.record(&self.visible, line.id).await?;
            out.extend(full.versions.into_iter().next().map(|version| (line.id, version.account)));
        }
        Ok(out)
    }
}
