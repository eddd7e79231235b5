//! Why joint work refuses an act.

use comity_core::{CompactString, PartyId};
use thiserror::Error;

/// Why something can't be done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum Refused {
    #[error("it was begun already")]
    Begun,
    #[error("it was not begun")]
    NotBegun,
    #[error("it has ended")]
    Ended,
    #[error("the field `{0}` is empty")]
    Missing(&'static str),
    #[error("it ends before it begins")]
    Backwards,
    #[error("an amount is not below nought")]
    Negative,
    #[error("an amount is at most 1,000,000,000,000,000, with six digits after the point")]
    TooLarge,
    #[error("there is no number {0}")]
    NoNumber(usize),
    #[error("number {0} was taken back")]
    TakenBack(usize),
    #[error("{0} is no partner")]
    NoPartner(PartyId),
    #[error("{0} is a partner already")]
    Partner(PartyId),
    #[error("{0} was not asked")]
    NotAsked(PartyId),
    #[error("{0} was asked already")]
    Asked(PartyId),
    #[error("{0} leads: let another partner lead first, or end the joint work")]
    Leads(PartyId),
    #[error("more was delivered than was pledged: pledge the rest first")]
    OverDelivered,
    #[error("something of it was delivered: it can't be taken back")]
    Delivered,
    #[error("money goes through another partner, not through the one who gives it")]
    ThroughItself,
    #[error("the record lies in the dossier already")]
    Laid,
    #[error("the record does not lie in the dossier")]
    NotLaid,
    #[error("a figure is part of another partner's, and in the end of its own")]
    Circle,
    #[error("the report of `{0}` is closed: reopen it first")]
    Closed(CompactString),
    #[error("the report of `{0}` is not closed")]
    NotClosed(CompactString),
    #[error("nothing was reported for `{0}`")]
    NothingReported(CompactString),
    #[error("something is held ready from one on")]
    NothingHeld,
    #[error("it is offered already: take the offer back first")]
    Offered,
    #[error("it is not offered to {0}")]
    NotOffered(PartyId),
    #[error("{0} holds it already")]
    Holds(PartyId),
    #[error("there is an edition `{0}` already")]
    KnownEdition(CompactString),
    #[error("there is no edition `{0}`")]
    NoEdition(CompactString),
    #[error("the edition `{0}` was called off")]
    CalledOff(CompactString),
    #[error("a lesson is taken up in a later edition than its own")]
    NotLater,
}

impl Refused {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Refused::Begun => "begun",
            Refused::NotBegun => "not-begun",
            Refused::Ended => "ended",
            Refused::Missing(_) => "missing",
            Refused::Backwards => "backwards",
            Refused::Negative => "negative",
            Refused::TooLarge => "too-large",
            Refused::NoNumber(_) => "no-number",
            Refused::TakenBack(_) => "taken-back",
            Refused::NoPartner(_) => "no-partner",
            Refused::Partner(_) => "partner",
            Refused::NotAsked(_) => "not-asked",
            Refused::Asked(_) => "asked",
            Refused::Leads(_) => "leads",
            Refused::OverDelivered => "over-delivered",
            Refused::Delivered => "delivered",
            Refused::ThroughItself => "through-itself",
            Refused::Laid => "laid",
            Refused::NotLaid => "not-laid",
            Refused::Circle => "circle",
            Refused::Closed(_) => "closed",
            Refused::NotClosed(_) => "not-closed",
            Refused::NothingReported(_) => "nothing-reported",
            Refused::NothingHeld => "nothing-held",
            Refused::Offered => "offered",
            Refused::NotOffered(_) => "not-offered",
            Refused::Holds(_) => "holds",
            Refused::KnownEdition(_) => "known-edition",
            Refused::NoEdition(_) => "no-edition",
            Refused::CalledOff(_) => "called-off",
            Refused::NotLater => "not-later",
        }
    }
}
