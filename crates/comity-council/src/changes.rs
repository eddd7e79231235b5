//! What if: ties, members and instruments as they might be.
//!
//! A scenario is a table `change,from,to,kind`. `add-tie` and `end-tie` name both ends and the kind; `admit` makes `from` a
//! member of `to`; `sign` and `denounce` name a party in `from` and the id of an instrument in `to`.

use comity_core::{CompactString, Day, Instrument, PartyId, Period, Tie, TieKind};
use comity_overlap::in_force;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supposed {
    /// What happens.
    pub what: What,
    /// Who does it.
    pub from: PartyId,
    /// With whom, or the id of an instrument.
    pub to: CompactString,
    /// The kind of a tie.
    pub kind: Option<TieKind>,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum What {
    AddTie,
    EndTie,
    Admit,
    Sign,
    Denounce,
}

impl What {
    /// Reads the word of a table.
    ///
    /// # Errors
    /// The sentence that names the words.
    pub fn parse(word: &str) -> Result<What, String> {
        match word.trim().to_lowercase().as_str() {
            "add-tie" => Ok(What::AddTie),
            "end-tie" => Ok(What::EndTie),
            "admit" => Ok(What::Admit),
            "sign" => Ok(What::Sign),
            "denounce" => Ok(What::Denounce),
            _ => Err(format!("`{word}` is no change: use add-tie, end-tie, admit, sign or denounce")),
        }
    }
}

/// Why a change meets nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum Nothing {
    #[error("no such tie of {from} with {to} is in force on {on}")]
    NoTie { from: PartyId, to: PartyId, on: Day },
    #[error("no instrument has the id `{id}`")]
    NoInstrument { id: CompactString },
    #[error("{party} is bound by `{id}` already")]
    Bound { party: PartyId, id: CompactString },
    #[error("{party} isn't bound by `{id}`")]
    NotBound { party: PartyId, id: CompactString },
}

/// Ties and instruments after some changes, as of a day.
///
/// # Errors
/// The number of the change (from 0) that meets nothing, and why: a tie to end that isn't in force, an instrument that
/// isn't there or isn't bound to the party.
pub fn supposed(
    ties: &[Tie],
    instruments: &[Instrument],
    changes: &[Supposed],
    on: Day,
) -> Result<(Vec<Tie>, Vec<Instrument>), (usize, Nothing)> {
    let (mut ties, mut instruments) = (ties.to_vec(), instruments.to_vec());
    for (number, change) in changes.iter().enumerate() {
        let Supposed { what, from, to, kind } = change;
        match what {
            What::AddTie | What::Admit => ties.push(Tie {
                from: from.clone(),
                to: PartyId::from(to.as_str()),
                kind: match what {
                    What::Admit => TieKind::Member,
                    _ => kind.clone().unwrap_or_else(|| TieKind::Other("contact".into())),
                },
                period: Period { start: Some(on), ..Period::default() },
                note: CompactString::default(),
                source: Default::default(),
                at: Default::default(),
            }),
            What::EndTie => {
                let is_it = |tie: &Tie| {
                    tie.from == *from
                        && tie.to.0 == *to
                        && kind.as_ref().is_none_or(|kind| tie.kind == *kind)
                        && in_force(tie, on)
                };
                let before = ties.len();
                ties.retain(|tie| !is_it(tie));
                if ties.len() == before {
                    let (from, to) = (from.clone(), PartyId(to.clone()));
                    return Err((number, Nothing::NoTie { from, to, on }));
                }
            }
            What::Sign | What::Denounce => {
                let Some(instrument) = instruments.iter_mut().find(|instrument| instrument.id == *to) else {
                    return Err((number, Nothing::NoInstrument { id: to.clone() }));
                };
                let bound = instrument.parties.contains(from);
                let (party, id) = (from.clone(), to.clone());
                match (what, bound) {
                    (What::Sign, false) => instrument.parties.push(from.clone()),
                    (What::Denounce, true) => instrument.parties.retain(|party| party != from),
                    (What::Sign, true) => return Err((number, Nothing::Bound { party, id })),
                    _ => return Err((number, Nothing::NotBound { party, id })),
                }
            }
        }
    }
    Ok((ties, instruments))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(what: What, from: &str, to: &str) -> Supposed {
        Supposed { what, from: from.into(), to: to.into(), kind: None }
    }

    #[test]
    fn what_is_added_can_be_ended_again() {
        let on = Day(13_000);
        let changes = [change(What::Admit, "tm", "sco"), change(What::EndTie, "tm", "sco")];
        let (ties, _) = supposed(&[], &[], &changes[..1], on).expect("admitted");
        assert_eq!(ties.len(), 1);
        assert!(in_force(&ties[0], on) && !in_force(&ties[0], on.plus(-1)));
        assert_eq!(supposed(&[], &[], &changes, on).expect("ended").0, []);
    }

    #[test]
    fn a_change_that_meets_nothing_is_named() {
        let on = Day(13_000);
        let wrong = |what, to: &str| {
            let (number, why) = supposed(&[], &[], &[change(what, "a", to)], on).expect_err("meets nothing");
            (number, why.to_string())
        };
        assert_eq!(
            wrong(What::EndTie, "b"),
            (0, "no such tie of a with b is in force on 2005-08-05".to_owned())
        );
        assert_eq!(wrong(What::Sign, "x"), (0, "no instrument has the id `x`".to_owned()));
        assert!(What::parse("join").is_err_and(|reason| reason.contains("admit")));
    }
}
