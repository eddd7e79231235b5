//! Looking at a record from outside: what another would see of it and why, and to whom it was given.

use std::collections::BTreeSet;

use comity_core::{GroupId, Membership, PartyId, Seat, UserHandle, UserRole, Viewer};
use comity_policy::{Circumstances, Recipient, RecordAction};
use comity_store::read::Full;
use comity_store::{AccessClass, Asker, Disclosed, Given, Uuid};

use crate::desk::Desk;
use crate::error::Error;

/// What someone may do to a record, and by which policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The action.
    pub action: RecordAction,
    /// Whether.
    pub allowed: bool,
    /// Ids of the policies that say so; none where no policy opens it.
    pub policies: Vec<String>,
}

/// A record through the eyes of another.
#[derive(Clone, Debug)]
pub struct Eyes {
    /// The record as the viewer sees it.
    pub full: Full,
    /// The groups that the viewer may know the other to belong to.
    pub groups: BTreeSet<GroupId>,
    /// Whether the label names groups of whose members the viewer doesn't know all: the answer may be wider for one of them.
    pub unsure: bool,
    /// Action by action.
    pub rulings: Vec<Ruling>,
}

/// A disclosure as a page may show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenOut {
    /// What is written down.
    pub disclosed: Disclosed,
    /// Whether the recipient may be named. Not where only the hidden membership of a group explains how it came to see the record.
    pub named: bool,
}

/// What is asked about with another's eyes; the rest is about the owner's own work.
const ASKED: [RecordAction; 7] = [
    RecordAction::See,
    RecordAction::Search,
    RecordAction::Count,
    RecordAction::Pointer,
    RecordAction::Export,
    RecordAction::Verdict,
    RecordAction::Edit,
];

impl Desk<'_> {
    /// What a user of a role at a seat would see of a record. Hidden memberships don't count, unless the viewer knows them: else one could
    /// ask party after party who belongs to a group.
    ///
    /// # Errors
    /// Where there is no such record, or none that the viewer may see.
    pub async fn seen_as(&self, record: Uuid, seat: &Seat, role: UserRole) -> Result<Eyes, Error> {
        let node = self.node;
        let full = node.store.record(&self.visible, record).await?;
        let known = node.store.groups(&self.asker()).await?;
        let own = self.viewer.seat.as_ref();
        let other = Viewer {
            user: UserHandle::new("someone")
                .map_err(|error| Error::Input { field: "user", reason: error.to_string() })?,
            roles: [role].into(),
            seat: Some(seat.clone()),
            groups: Recipient::known_to(own, seat.clone(), &known).groups,
        };
        let class = &full.summary.class;
        let circumstances = Circumstances::on(node.today());
        let asker = Asker::new(&self.in_force.policies, &other, circumstances);
        let rulings = ASKED
            .into_iter()
            .map(|action| match asker.may(action, class) {
                Ok(permit) => Ruling { action, allowed: true, policies: texts(permit.policies()) },
                Err(comity_store::Error::Denied { denial }) => {
                    Ruling { action, allowed: false, policies: texts(denial.policies()) }
                }
                Err(_) => Ruling { action, allowed: false, policies: Vec::new() },
            })
            .collect();
        let unsure = self.names_unknown_group(class, &known);
        Ok(Eyes { groups: other.groups, unsure, rulings, full })
    }

    /// Whether a label names a group of whose members the viewer doesn't know all.
    fn names_unknown_group(&self, class: &AccessClass, known: &[comity_core::Group]) -> bool {
        class.label.terms().audience.groups.iter().any(|named| {
            let group = known.iter().find(|group| group.id == *named);
            group.is_none_or(|group| {
                group.membership == Membership::Hidden && self.viewer.party() != Some(&group.keeper)
            })
        })
    }

    /// To whom a record was given, the newest first: for its owner, and for who reads the ledger.
    ///
    /// # Errors
    /// Where there is no such record, or none that the viewer may see.
    pub async fn disclosures(
        &self,
        record: Uuid,
        before: Option<Uuid>,
        size: u32,
    ) -> Result<(Full, Vec<GivenOut>), Error> {
        let node = self.node;
        let full = node.store.record(&self.visible, record).await?;
        let given = Given { of: Some(record), to: None, before };
        let disclosed = node.store.disclosures(&self.asker(), &given, size).await?;
        let reads_ledger = self.may(comity_policy::NodeAction::ReadLedger);
        let known = node.store.groups(&self.asker()).await?;
        let mut classes: Vec<&AccessClass> = vec![&full.summary.class];
        classes.extend(full.events.iter().flat_map(|event| event.old.iter().chain(&event.new)));
        let hides = classes.iter().any(|class| self.names_unknown_group(class, &known));
        let lines = disclosed.into_iter().map(|disclosed| {
            let named = reads_ledger || !hides || self.explains(&disclosed, &classes, &known);
            GivenOut { disclosed, named }
        });
        let lines = lines.collect();
        Ok((full, lines))
    }

    /// Whether what the viewer knows of groups explains that a recipient was given the record.
    fn explains(
        &self,
        disclosed: &Disclosed,
        classes: &[&AccessClass],
        known: &[comity_core::Group],
    ) -> bool {
        let seat = Seat { party: disclosed.to.clone(), organ: disclosed.to_organ.clone(), desk: None };
        let groups = Recipient::known_to(self.viewer.seat.as_ref(), seat.clone(), known).groups;
        classes.iter().any(|class| {
            let terms = class.label.terms();
            let audience = &terms.audience;
            // a label of another level was not the one under which it was given
            terms.tlp.as_str() == disclosed.tlp
                && (audience.holds(&seat, &groups)
                    || (audience.is_empty()
                        && matches!(terms.tlp, comity_core::Tlp::Green | comity_core::Tlp::Clear))
                    || class.owner.party == seat.party)
        })
    }

    /// A party of a text, for a form that asks with another's eyes.
    ///
    /// # Errors
    /// [`Error::Input`] where the text can't be a party.
    pub fn seat_of(party: &str, organ: &str) -> Result<Seat, Error> {
        let name = |text: &str, field: &'static str| -> Result<PartyId, Error> {
            let text = text.trim();
            if text.is_empty() || text.chars().count() > 200 || text.chars().any(char::is_control) {
                return Err(Error::Input {
                    field,
                    reason: "write the party by its id, 1 to 200 characters, such as `osce`".to_owned(),
                });
            }
            Ok(text.into())
        };
        let seat = Seat::of_party(name(party, "party")?);
        if organ.trim().is_empty() { Ok(seat) } else { Ok(seat.in_organ(name(organ, "organ")?)) }
    }
}

fn texts<S: AsRef<str>>(ids: &[S]) -> Vec<String> {
    ids.iter().map(|id| id.as_ref().to_owned()).collect()
}
