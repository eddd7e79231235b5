//! Votes of a council as a table, a row each.

use std::io::Write;

use comity_core::Day;

use super::{
    WriteError,
    rows::{Cell, Kind, Rows},
    tables,
};

/// One party's vote on one proposal.
#[derive(Clone, Debug)]
pub struct Vote {
    /// The meeting, as it is called.
    pub meeting: String,
    /// Its day.
    pub day: Day,
    /// The number of the decision; none where nothing was decided.
    pub decision: Option<u32>,
    /// The id of the proposal.
    pub proposal: String,
    /// What it proposes.
    pub title: String,
    /// Who votes.
    pub party: String,
    /// In which capacity it is there.
    pub capacity: String,
    /// How.
    pub vote: String,
    /// What it says to that.
    pub words: String,
}

const COLUMNS: [(&str, Kind); 9] = [
    ("meeting", Kind::Text),
    ("day", Kind::Day),
    ("decision", Kind::Number),
    ("proposal", Kind::Text),
    ("title", Kind::Text),
    ("party", Kind::Text),
    ("capacity", Kind::Text),
    ("vote", Kind::Text),
    ("words", Kind::Text),
];

/// Writes votes as CSV, in their order.
///
/// # Errors
/// When the sink fails.
pub fn write_votes(votes: &[Vote], sink: &mut (dyn Write + Send)) -> Result<(), WriteError> {
    let row = |vote: &Vote| {
        vec![
            Cell::Text(vote.meeting.clone()),
            Cell::Day(vote.day),
            vote.decision.map_or(Cell::Empty, |number| Cell::Number(f64::from(number))),
            Cell::Text(vote.proposal.clone()),
            Cell::Text(vote.title.clone()),
            Cell::Text(vote.party.clone()),
            Cell::Text(vote.capacity.clone()),
            Cell::Text(vote.vote.clone()),
            Cell::Text(vote.words.clone()),
        ]
    };
    tables::csv(&Rows { columns: COLUMNS.to_vec(), rows: votes.iter().map(row).collect() }, sink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_a_vote_and_no_formula() {
        let vote = |decision, party: &str, words: &str| Vote {
            meeting: "Third meeting".into(),
            day: Day::parse("2026-03-12").expect("a day"),
            decision,
            proposal: "P-7".into(),
            title: "Joint training, \"Khorog\"".into(),
            party: party.into(),
            capacity: "member".into(),
            vote: "support".into(),
            words: words.into(),
        };
        let mut bytes = Vec::new();
        let votes = [vote(Some(7), "osce", ""), vote(None, "csto", "=HYPERLINK(\"x\")\n二行")];
        write_votes(&votes, &mut bytes).expect("written");
        insta::assert_snapshot!(String::from_utf8(bytes).expect("UTF-8"));
    }
}
