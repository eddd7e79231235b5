//! What needs a desk now, and what others did since yesterday.

use std::collections::BTreeMap;

use comity_store::import::Made;
use comity_store::read::{FindingSeen, InHands, Queue, VerdictSeen, WholeFinding};
use comity_store::{Hands, Offer, Question, Time, Unfiled, Uuid};

use crate::desk::Desk;
use crate::error::Error;

/// The first page of a desk.
#[derive(Clone, Debug)]
pub struct Home {
    /// Offers of others that wait for the viewer's answer.
    pub offers: Vec<(Offer, WholeFinding)>,
    /// Questions of others that wait for an answer of the viewer's party.
    pub questions: Vec<(Question, WholeFinding)>,
    /// Findings with a proposal that waits for the agreement of the viewer's party.
    pub proposals: Vec<WholeFinding>,
    /// Findings that the viewer's desk works on, the most pressing first.
    pub hands: Vec<(Hands, WholeFinding)>,
    /// Other open findings about records of the viewer's party, as they stand in the queue.
    pub ours: Vec<FindingSeen>,
    /// Plans of the viewer's party that begin soon and aren't filed.
    pub unfiled: Vec<Unfiled>,
    /// Since when what follows is new.
    pub since: Time,
    /// New findings about records of the viewer's party, or where there are none, about others; the most urgent first.
    pub found: Vec<FindingSeen>,
    /// What others said of findings, the newest first.
    pub verdicts: Vec<(VerdictSeen, WholeFinding)>,
    /// Imports of the viewer's party, the newest first.
    pub imports: Vec<Made>,
}

/// Lines of one part of the page.
const LINES: u32 = 40;
/// New findings; the queue has them all.
const NEW: u32 = 8;
/// Verdicts and imports of others.
const OTHERS: u32 = 12;

impl Desk<'_> {
    /// The first page.
    ///
    /// # Errors
    /// For users without a seat; when the database can't be read.
    pub async fn home(&self) -> Result<Home, Error> {
        let (store, asker) = (&self.node.store, self.asker());
        let seat = asker.seat()?;
        // yesterday's midnight, UTC
        let since = Time::noon_of(self.node.today().plus(-1)).plus_seconds(-12 * 3600);
        let (offers, proposed) = (store.offered(&asker).await?, store.proposed(&asker).await?);
        let questions = store.asked(&asker).await?;
        let answered = store.answered_since(since, asker.person(), OTHERS).await?;
        let ids = offers.iter().map(|offer| offer.finding);
        let ids = ids.chain(questions.iter().map(|question| question.finding));
        let ids = ids.chain(proposed.iter().map(|(_, finding)| *finding)).chain(answered.iter().copied());
        let mut seen = self.by_id(ids.collect()).await?;
        let mut most = LINES;
        let hands = loop {
            let hands = store.in_hand(&asker, most).await?;
            let unread = hands.iter().map(|hands| hands.finding).filter(|id| !seen.contains_key(id));
            seen.extend(self.by_id(unread.collect()).await?);
            let is_whole = |hands: &&Hands| matches!(seen.get(&hands.finding), Some(FindingSeen::Whole(_)));
            // a finding that is only pointed to has no line; those behind it move up
            if hands.len() < most as usize
                || hands.iter().filter(is_whole).count() >= LINES as usize
                || most > 10 * LINES
            {
                break hands;
            }
            most *= 4;
        };
        let whole = |id: &Uuid| match seen.get(id) {
            Some(FindingSeen::Whole(whole)) => Some(whole.as_ref().clone()),
            _ => None,
        };
        let mut verdicts: Vec<(VerdictSeen, WholeFinding)> = answered
            .iter()
            .filter_map(whole)
            .flat_map(|finding| {
                let by_others = finding.verdicts.clone().into_iter().filter(|verdict| {
                    verdict.made_at >= since
                        && verdict.retracted_at.is_none()
                        && verdict.person != asker.person()
                });
                by_others.map(move |verdict| (verdict, finding.clone())).collect::<Vec<_>>()
            })
            .collect();
        verdicts.sort_by_key(|(verdict, _)| std::cmp::Reverse(verdict.made_at));
        verdicts.truncate(OTHERS as usize);
        let new = Queue { since: Some(since), ..Queue::default() };
        let with_ours = Queue { owner: Some(seat.party.to_string()), ..new.clone() };
        let mut found = store.findings(&self.visible, &with_ours, NEW).await?;
        if found.is_empty() {
            found = store.findings(&self.visible, &new, NEW).await?;
        }
        let imports = store.imports(&asker, None, OTHERS).await?;
        let about_ours = Queue {
            owner: Some(seat.party.to_string()),
            not_in_hands: Some(InHands::Of(seat.clone())),
            ..Queue::default()
        };
        let ours = store.findings(&self.visible, &about_ours, NEW).await?;
        Ok(Home {
            offers: offers
                .into_iter()
                .filter_map(|offer| Some((offer.clone(), whole(&offer.finding)?)))
                .collect(),
            questions: questions
                .into_iter()
                .filter_map(|question| Some((question.clone(), whole(&question.finding)?)))
                .collect(),
            proposals: proposed.iter().filter_map(|(_, finding)| whole(finding)).collect(),
            hands: hands
                .into_iter()
                .filter_map(|hands| Some((hands.clone(), whole(&hands.finding)?)))
                .take(LINES as usize)
                .collect(),
            ours,
            unfiled: self.unfiled().await?,
            since,
            found,
            verdicts,
            imports: imports.into_iter().filter(|made| made.started_at >= since).collect(),
        })
    }

    /// Findings of these ids that may be seen.
    pub(crate) async fn by_id(&self, ids: Vec<Uuid>) -> Result<BTreeMap<Uuid, FindingSeen>, Error> {
        let size = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let queue = Queue { ids: Some(ids), ..Queue::default() };
        let found = self.node.store.findings(&self.visible, &queue, size).await?;
        Ok(found.into_iter().map(|seen| (seen.id(), seen)).collect())
    }
}
