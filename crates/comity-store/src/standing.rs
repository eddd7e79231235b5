//! Where a finding stands: whether it is open, answered or settled, out of what persons said and decided.

use uuid::Uuid;

use crate::error::Error;
use crate::sql::{args, sql};
use crate::tx::Tx;

/// In SQL over `finding`: an outcome holds that settles it. That one party goes ahead settles nothing for the others.
macro_rules! decided {
    () => {
        "(exists (select 1 from outcome o where o.finding_id = finding.id and o.state = 'holds' and o.what <> 'proceed') \
          or (exists (select 1 from outcome o where o.finding_id = finding.id and o.state = 'holds') \
          and not exists (select 1 from finding_record fr join record r on r.id = fr.record_id \
          where fr.finding_id = finding.id and not exists (select 1 from outcome p where p.finding_id = finding.id \
          and p.state = 'holds' and p.what = 'proceed' and p.party = r.owner))))"
    };
}
/// In SQL over `finding`: the newest verdict that counts is one of these words.
macro_rules! newest_says {
    ($words:literal) => {
        concat!(
            "exists (select 1 from verdict v where v.finding_id = finding.id and v.retracted_at is null and v.answer in (",
            $words,
            ") and not exists (select 1 from verdict n where n.finding_id = v.finding_id and n.retracted_at is null \
             and n.id > v.id))"
        )
    };
}
pub(crate) use {decided, newest_says};

impl Tx {
    /// Whether a finding is open or answered follows from what persons said and decided.
    pub(crate) async fn settle(&mut self, finding: Uuid) -> Result<(), Error> {
        self.run(
            sql!(concat!(
                "update finding set status = case when ",
                decided!(),
                " or ",
                newest_says!("'confirm', 'reject'"),
                " then 'answered' else 'open' end where finding.id = $1 and status <> 'gone'"
            )),
            args![finding],
        )
        .await?;
        Ok(())
    }
}
