//! Who works on a finding and until when, to whom it is offered, what is done about it.

use std::collections::BTreeSet;

use comity_core::{Day, Seat};
use comity_policy::RecordAction;
use comity_store::read::{FindingSeen, WholeFinding};
use comity_store::{Error as StoreError, Handed, Hands, Offer, Outcome, Question, Uuid};

use crate::desk::Desk;
use crate::error::Error;
use crate::findings::Opened;
use crate::wait::done;

/// The work on an opened finding, for a party that it concerns.
#[derive(Clone, Debug)]
pub struct Hand {
    /// Who works on it, party by party.
    pub hands: Vec<Hands>,
    /// How it changed hands, the newest first.
    pub history: Vec<Handed>,
    /// Offers that wait.
    pub offers: Vec<Offer>,
    /// To whom the viewer may offer it.
    pub desks: Vec<Seat>,
    /// What the viewer may decide or propose.
    pub outcomes: Vec<Outcome>,
    /// What was asked about it, the oldest first.
    pub questions: Vec<Question>,
    /// Parties that the viewer may ask.
    pub parties: Vec<String>,
    /// Whether the viewer may take it, hand it on, set its day.
    pub may_work: bool,
}

impl Desk<'_> {
    /// The work on an opened finding; nothing where it doesn't concern the viewer's party, or may not be seen whole.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn hand(&self, opened: &Opened) -> Result<Option<Hand>, Error> {
        let FindingSeen::Whole(whole) = &opened.seen else { return Ok(None) };
        let (store, asker) = (&self.node.store, self.asker());
        let Ok(own) = asker.seat().cloned() else { return Ok(None) };
        let hands = match store.hands(&asker, whole.id).await {
            Err(StoreError::Missing { .. } | StoreError::Denied { .. }) => return Ok(None),
            hands => hands?,
        };
        let may = |action| opened.sides.iter().any(|side| asker.may(action, &side.summary.class).is_ok());
        let proposed = whole.outcomes.iter().any(|outcome| outcome.state == "proposed");
        let fits = |outcome: &Outcome| *outcome != Outcome::Merge || whole.kind == "same";
        let outcomes = Outcome::ALL.into_iter().filter(fits);
        let offers = store.offers(&asker, whole.id).await?;
        let with = hands.iter().find(|hands| hands.seat.party == own.party).map_or(&own, |hands| &hands.seat);
        let desks = self.desks_for(opened, with).await?;
        Ok(Some(Hand {
            history: store.handed(&asker, whole.id).await?,
            desks,
            outcomes: if may(RecordAction::Decide) && !proposed { outcomes.collect() } else { Vec::new() },
            questions: store.questions(&asker, whole.id).await?,
            parties: owners(opened)
                .into_iter()
                .filter(|party| *party != own.party.as_str())
                .map(str::to_owned)
                .collect(),
            may_work: may(RecordAction::Verdict),
            hands,
            offers,
        }))
    }

    /// The desks of all parties that a finding concerns, without the one that has it; a party without desks stands for itself.
    async fn desks_for(&self, opened: &Opened, with: &Seat) -> Result<Vec<Seat>, Error> {
        let mut parties = owners(opened);
        parties.extend(self.viewer.party().map(|party| party.as_str()));
        let known = self.node.store.desks(None).await?;
        let mut seats = Vec::new();
        for party in parties {
            let before = seats.len();
            let open = known.iter().filter(|desk| desk.open && desk.seat.party.as_str() == party);
            seats.extend(open.map(|desk| desk.seat.clone()));
            if seats.len() == before {
                seats.push(Seat::of_party(party.into()));
            }
        }
        seats.retain(|seat| seat != with);
        Ok(seats)
    }

    /// Takes a finding to the viewer's desk.
    ///
    /// # Errors
    /// Where there is none, it doesn't concern the viewer's party, or policies don't let them answer.
    pub async fn take(&self, finding: Uuid) -> Result<(), Error> {
        self.whole(finding).await?;
        Ok(done(self.node.store.take_finding(&self.asker(), finding, None, self.node.now()))?)
    }

    /// Notes that the viewer's desk read a finding, which is no approval.
    ///
    /// # Errors
    /// Those of [`Desk::take`].
    pub async fn acknowledge(&self, finding: Uuid, note: &str) -> Result<(), Error> {
        self.whole(finding).await?;
        let (asker, now) = (self.asker(), self.node.now());
        Ok(done(self.node.store.acknowledge_finding(&asker, finding, note.trim(), now))?)
    }

    /// Sets another day until which the viewer's party works on a finding.
    ///
    /// # Errors
    /// Those of [`Desk::take`]; without a reason.
    pub async fn set_due(&self, finding: Uuid, due: Day, reason: &str) -> Result<(), Error> {
        self.whole(finding).await?;
        let (asker, now) = (self.asker(), self.node.now());
        Ok(done(self.node.store.set_due(&asker, finding, (due, reason.trim()), now))?)
    }

    /// Offers a finding to another desk.
    ///
    /// # Errors
    /// Those of [`Desk::take`]; without a reason, where an offer waits, or where the other desk couldn't see it.
    pub async fn offer(&self, finding: Uuid, to: &Seat, reason: &str) -> Result<(), Error> {
        self.whole(finding).await?;
        let (asker, now) = (self.asker(), self.node.now());
        Ok(done(self.node.store.offer_finding(&asker, finding, to, reason.trim(), now))?)
    }

    /// Accepts or refuses an offer.
    ///
    /// # Errors
    /// Those of [`Desk::take`]; where none waits for the viewer's desk; for a refusal without a reason.
    pub async fn answer_offer(&self, finding: Uuid, accept: bool, reason: &str) -> Result<(), Error> {
        self.whole(finding).await?;
        let (asker, now) = (self.asker(), self.node.now());
        Ok(done(self.node.store.answer_offer(&asker, finding, accept, reason.trim(), now))?)
    }

    /// Takes back an offer of the viewer's party.
    ///
    /// # Errors
    /// Those of [`Desk::take`]; where none waits.
    pub async fn take_offer_back(&self, finding: Uuid) -> Result<(), Error> {
        self.whole(finding).await?;
        Ok(done(self.node.store.take_offer_back(&self.asker(), finding, self.node.now()))?)
    }

    /// Asks another party about a finding.
    ///
    /// # Errors
    /// Those of [`Desk::take`]; without words, or where the finding doesn't concern that party.
    pub async fn ask(&self, finding: Uuid, party: &str, text: &str) -> Result<(), Error> {
        self.whole(finding).await?;
        let (asker, now) = (self.asker(), self.node.now());
        done(self.node.store.ask(&asker, finding, (party.trim(), text.trim()), now))?;
        Ok(())
    }

    /// Answers a question to the viewer's party about a finding.
    ///
    /// # Errors
    /// Those of [`Desk::take`]; where none waits; without words.
    pub async fn answer_question(&self, finding: Uuid, question: Uuid, text: &str) -> Result<(), Error> {
        self.whole(finding).await?;
        let (asker, now) = (self.asker(), self.node.now());
        Ok(done(self.node.store.answer_question(&asker, question, text.trim(), now))?)
    }

    /// Decides what is done about a finding, or proposes it to the others whom it binds.
    ///
    /// # Errors
    /// Where there is none, policies say no, no reason is given, or a proposal waits.
    pub async fn decide(&self, finding: Uuid, what: Outcome, reason: &str) -> Result<Uuid, Error> {
        self.whole(finding).await?;
        let (asker, now) = (self.asker(), self.node.now());
        Ok(done(self.node.store.conclude(&asker, finding, what, reason.trim(), now))?)
    }

    /// Agrees to a proposal about a finding, or declines it.
    ///
    /// # Errors
    /// Where none waits for the viewer's party, policies say no, or it is declined without a reason.
    pub async fn answer_outcome(
        &self,
        finding: Uuid,
        outcome: Uuid,
        agree: bool,
        reason: &str,
    ) -> Result<(), Error> {
        self.is_about(finding, outcome).await?;
        let (asker, now) = (self.asker(), self.node.now());
        Ok(done(self.node.store.answer_outcome(&asker, outcome, agree, reason.trim(), now))?)
    }

    /// Takes an own outcome or proposal back.
    ///
    /// # Errors
    /// Where it isn't the viewer's, or holds no more.
    pub async fn retract_outcome(&self, finding: Uuid, outcome: Uuid, reason: &str) -> Result<(), Error> {
        self.is_about(finding, outcome).await?;
        let (asker, now) = (self.asker(), self.node.now());
        Ok(done(self.node.store.retract_outcome(&asker, outcome, reason.trim(), now))?)
    }

    /// Whether an outcome of a finding waits for others.
    ///
    /// # Errors
    /// Where the finding isn't there for the viewer.
    pub async fn waits(&self, finding: Uuid, outcome: Uuid) -> Result<bool, Error> {
        let whole = self.whole(finding).await?;
        Ok(whole.outcomes.iter().any(|one| one.id == outcome && one.state == "proposed"))
    }

    /// Refuses an outcome that isn't one of a finding that the viewer sees whole.
    async fn is_about(&self, finding: Uuid, outcome: Uuid) -> Result<(), Error> {
        let whole = self.whole(finding).await?;
        let known = whole.outcomes.iter().any(|one| one.id == outcome);
        if known { Ok(()) } else { Err(Error::Absent { what: "outcome" }) }
    }

    /// A finding that is seen whole. What is only pointed to is answered, not worked on: its kind and its clock would tell of it.
    async fn whole(&self, finding: Uuid) -> Result<WholeFinding, Error> {
        match self.seen(finding).await? {
            FindingSeen::Whole(whole) => Ok(*whole),
            FindingSeen::Pointer { .. } => Err(Error::Absent { what: "finding" }),
        }
    }
}

/// The parties that own records of a finding.
fn owners(opened: &Opened) -> BTreeSet<&str> {
    opened.sides.iter().map(|side| side.summary.class.party()).collect()
}
