//! Approvals of fund requests, of claims on them, and of registrations of deals.

use chrono::{DateTime, Utc};

use super::approvals::{self, Draft, Request};
use super::between;
use super::cast::Cast;
use crate::terms::{IncentiveStatus, RegistrationStatus, StepState};
use crate::truth::{Approval, Deal, Incentive, Record, System, Text};
use crate::world::World;
use crate::world::dice::Dice;

/// When something was asked for, when that was decided, and when its record was last changed.
type Times = (DateTime<Utc>, Option<DateTime<Utc>>, DateTime<Utc>);
/// The word of approval processes for a state, and the state.
type Word = (&'static str, StepState);

const PENDING: Word = ("Pending", StepState::InReview);
const APPROVED: Word = ("Approved", StepState::Done);
const REJECTED: Word = ("Rejected", StepState::Rejected);
const RECALLED: Word = ("Removed", StepState::Skipped);

/// Enters approvals of three in five of them.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let World { salesforce, truth, .. } = world;
    for (object, name) in
        [("PartnerFundRequest", "Fund approval"), ("PartnerFundClaim", "Claim approval")]
    {
        let of = truth.incentives.iter_mut().flatten().filter(|record| record.object == object);
        let (mut ids, mut drafts) = (Vec::new(), Vec::new());
        for record in of {
            let Some((word, times)) = of_incentive(record, &mut dice) else { continue };
            let own = drafted(word, times, name, cast, &mut dice);
            record.values.approvals = keep(&record.id, own, &mut ids, &mut drafts);
        }
        approvals::enter(salesforce, (object, &ids), name, &drafts);
    }
    let (mut ids, mut drafts) = (Vec::new(), Vec::new());
    let name = "Deal registration";
    let deals = truth.deals.iter_mut().flatten();
    for record in deals.filter(|record| record.source == System::Salesforce) {
        let Some((word, times)) = of_registration(record, &mut dice) else { continue };
        let own = drafted(word, times, name, cast, &mut dice);
        record.values.registration_approvals = keep(&record.id, own, &mut ids, &mut drafts);
    }
    approvals::enter(salesforce, ("Opportunity", &ids), name, &drafts);
}

/// What is asked of a fund: drafts are asked for by some only.
fn of_incentive(record: &Record<Incentive>, dice: &mut Dice) -> Option<(Word, Times)> {
    let says = &record.values;
    let word = match says.status? {
        IncentiveStatus::Draft if dice.chance(0.5) => PENDING,
        IncentiveStatus::Approved | IncentiveStatus::Paid => APPROVED,
        IncentiveStatus::Rejected => REJECTED,
        _ => return None,
    };
    let (made, changed) = (says.created_at?, says.updated_at?);
    let submitted = between(made, changed, dice);
    let decided = (word.0 != PENDING.0).then(|| between(submitted, changed, dice));
    dice.chance(0.6).then_some((word, (submitted, decided, changed)))
}

/// What is asked of a registration.
fn of_registration(record: &Record<Deal>, dice: &mut Dice) -> Option<(Word, Times)> {
    let says = &record.values;
    let word = match says.registration_status? {
        RegistrationStatus::Draft => return None,
        RegistrationStatus::Submitted | RegistrationStatus::InReview => PENDING,
        RegistrationStatus::Approved | RegistrationStatus::Expired => APPROVED,
        RegistrationStatus::Rejected => REJECTED,
    };
    let submitted = says.registration_submitted_at?;
    let decided = says.registration_decided_at.filter(|_| word.0 != PENDING.0);
    if decided.is_none() && word.0 != PENDING.0 {
        return None;
    }
    let until = says.updated_at?.max(decided.unwrap_or(submitted));
    dice.chance(0.6).then_some((word, (submitted, decided, until)))
}

/// The approvals of one record: one in eight was recalled first.
fn drafted<'a>(
    word: Word,
    (submitted, decided, until): Times,
    name: &str,
    cast: &'a Cast,
    dice: &mut Dice,
) -> Vec<(Draft<'a>, Approval)> {
    let mut all = vec![(word, submitted, decided)];
    if dice.chance(0.12) {
        all.insert(0, (RECALLED, submitted, Some(submitted)));
    }
    let draft = |((status, state), submitted, decided)| {
        let [by, actor, other] = std::array::from_fn(|_| cast.anybody(dice));
        let comment = dice.weighted(&[(None, 2), (Some("As agreed"), 1)]);
        let request =
            Request { status, state, by, actor, other, submitted, decided, until, comment };
        Draft::of(request, name, dice)
    };
    let mut drafts: Vec<_> = all.into_iter().map(draft).collect();
    drafts.sort_by_key(|(draft, _)| draft.order());
    drafts
}

/// Keeps the approvals of a record for later, and tells what they say.
fn keep<'a>(
    id: &Text,
    own: Vec<(Draft<'a>, Approval)>,
    ids: &mut Vec<Text>,
    drafts: &mut Vec<(usize, Draft<'a>)>,
) -> Option<Vec<Approval>> {
    ids.push(id.clone());
    let (own, says): (Vec<_>, Vec<_>) = own.into_iter().unzip();
    drafts.extend(own.into_iter().map(|draft| (ids.len() - 1, draft)));
    Some(says)
}
