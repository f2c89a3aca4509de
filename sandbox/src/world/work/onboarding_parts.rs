//! What an onboarding consists of: steps, documents, approvals.

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::approvals::{Draft, Request};
use super::cast::Cast;
use super::{Entry, between, row, word};
use crate::terms::{OnboardingStatus, Party, StepKind, StepState};
use crate::truth::{Document, Onboarding, Step, Text};
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::salesforce_rows as sf;

/// The steps in their order; those that need not be taken come last, and often are not there.
const STEPS: [(&str, StepKind, bool); 9] = [
    ("Application form", StepKind::Application, true),
    ("Company documents", StepKind::Document, true),
    ("Partner agreement", StepKind::Agreement, true),
    ("Compliance check", StepKind::Compliance, true),
    ("Channel approval", StepKind::Approval, true),
    ("Portal access", StepKind::Access, true),
    ("Basic training", StepKind::Training, false),
    ("Business plan", StepKind::Task, false),
    ("First deal", StepKind::FirstDeal, false),
];
/// The steps that every onboarding has.
const ALWAYS: usize = 6;
/// The documents, their kinds, and whether they are required.
const DOCUMENTS: [(&str, &str, bool); 4] = [
    ("Trade register extract", "Registration", true),
    ("Signed NDA", "Agreement", true),
    ("Insurance certificate", "Insurance", true),
    ("Reference list", "Other", false),
];

/// How far an onboarding is: the steps done, and the state of the next one.
fn reached(status: OnboardingStatus, dice: &mut Dice) -> (usize, StepState) {
    use StepState::{Expired, InProgress, InReview, Rejected, Submitted};
    match status {
        OnboardingStatus::Applied => (0, Submitted),
        OnboardingStatus::InReview => (0, InReview),
        OnboardingStatus::Rejected => (0, Rejected),
        OnboardingStatus::Withdrawn => (1, InProgress),
        OnboardingStatus::Blocked => {
            (dice.between(1, 3) as usize, dice.weighted(&[(Rejected, 2), (Expired, 1)]))
        }
        OnboardingStatus::Completed => (STEPS.len(), InProgress),
        OnboardingStatus::InProgress => (
            dice.between(1, 5) as usize,
            dice.weighted(&[(InProgress, 3), (Submitted, 1), (InReview, 1)]),
        ),
    }
}

/// The span in which something has happened so far.
fn span(says: &Onboarding) -> (DateTime<Utc>, DateTime<Utc>) {
    let from = says.applied_at.unwrap_or_else(now);
    (from, says.completed_at.or(says.updated_at).unwrap_or(from))
}

/// The steps of an onboarding: six to nine, each begun after the one before.
pub(super) fn steps(says: &mut Onboarding, cast: &Cast, dice: &mut Dice) -> Vec<Entry> {
    let status = says.status.unwrap_or(OnboardingStatus::Applied);
    let (done, next) = reached(status, dice);
    let chosen: Vec<_> = STEPS
        .iter()
        .enumerate()
        .filter(|(place, _)| *place < ALWAYS || dice.chance(0.5))
        .map(|(_, step)| step)
        .collect();
    let (from, until) = span(says);
    let each = (until - from) / chosen.len().max(1) as i32;
    let (mut told, mut entries) = (Vec::new(), Vec::new());
    for (place, (name, kind, required)) in chosen.into_iter().enumerate() {
        let state = match place {
            place if place < done => StepState::Done,
            place if place == done => next,
            _ => StepState::NotStarted,
        };
        let skipped = state == StepState::Done && !required && dice.chance(0.3);
        let state = if skipped { StepState::Skipped } else { state };
        let begin = whole(from + each * place as i32);
        let owner = cast.anybody(dice);
        let step = Step {
            name: Some((*name).into()),
            kind: Some(*kind),
            state: Some(state),
            source_state: Some(state.salesforce().into()),
            required: Some(*required),
            order: Some(place as u32 + 1),
            owner_name: Some(owner.name.clone()),
            waiting_for: waiting(*kind, state),
            started_at: (!matches!(state, StepState::NotStarted | StepState::Skipped))
                .then_some(begin),
            due_at: dice.chance(0.8).then(|| begin + Duration::days(14)),
            completed_at: (state == StepState::Done)
                .then(|| between(begin, whole(begin + each), dice)),
        };
        let changed = if place <= done { until } else { from };
        let row = step_row(&step, &owner.user);
        entries.push(Entry { made: from, changed, row });
        told.push(step);
    }
    says.steps = Some(told);
    entries
}

/// The time in whole seconds, which is all that the org keeps.
fn whole(time: DateTime<Utc>) -> DateTime<Utc> {
    time - Duration::nanoseconds(i64::from(time.timestamp_subsec_nanos()))
}

/// Who has to act next, where anybody has.
fn waiting(kind: StepKind, state: StepState) -> Option<Party> {
    use StepState::{Expired, InProgress, InReview, Rejected, Submitted};
    match (state, kind) {
        (Submitted | InReview, _) => Some(Party::Vendor),
        (InProgress, StepKind::Approval | StepKind::Access | StepKind::Compliance) => {
            Some(Party::Vendor)
        }
        (InProgress | Rejected | Expired, _) => Some(Party::Partner),
        _ => None,
    }
}

fn step_row(step: &Step, owner: &Text) -> sf::Row {
    row([
        ("Name", step.name.as_deref().map(sf::text)),
        ("Kind__c", step.kind.map(|kind| sf::text(kind.salesforce()))),
        ("State__c", step.source_state.as_deref().map(sf::text)),
        ("Required__c", step.required.map(Value::Bool)),
        ("Order__c", step.order.map(|order| sf::number(Decimal::from(order)))),
        ("Owner__c", word(owner)),
        ("Waiting_For__c", step.waiting_for.map(|party| sf::text(party.salesforce()))),
        ("Started__c", step.started_at.map(sf::time)),
        ("Due__c", step.due_at.map(sf::time)),
        ("Completed__c", step.completed_at.map(sf::time)),
    ])
}

/// The documents that an onboarding asks for.
pub(super) fn documents(says: &mut Onboarding, account: &Text, dice: &mut Dice) -> Vec<Entry> {
    use OnboardingStatus::{Applied, Completed};
    let (from, until) = span(says);
    let (mut told, mut entries) = (Vec::new(), Vec::new());
    for (name, kind, required) in DOCUMENTS {
        if !required && !dice.chance(0.4) {
            continue;
        }
        let status = match says.status {
            Some(Completed) => "Accepted",
            Some(Applied) => dice.weighted(&[("New", 2), ("Pending", 1)]),
            _ => dice.weighted(&[("New", 2), ("Pending", 2), ("Accepted", 4), ("Rejected", 1)]),
        };
        let state = match status {
            "New" => StepState::NotStarted,
            "Pending" => StepState::InReview,
            "Accepted" => StepState::Done,
            _ => StepState::Rejected,
        };
        let submitted = between(from, until, dice);
        let decided = between(submitted, until, dice);
        let is_decided = matches!(status, "Accepted" | "Rejected");
        let document = Document {
            name: Some(name.into()),
            kind: Some(kind.into()),
            state: Some(state),
            source_state: Some(status.into()),
            required: Some(required),
            submitted_at: (status != "New").then_some(submitted),
            decided_at: is_decided.then_some(decided),
            expires_at: (kind == "Insurance" && status == "Accepted")
                .then(|| (decided + Duration::days(365)).date_naive()),
        };
        let row = row([
            ("Name", word(name)),
            ("AccountId", word(account)),
            ("IsRequired", Some(Value::Bool(required))),
            ("IsAccepted", Some(Value::Bool(status == "Accepted"))),
            ("Status", word(status)),
            ("Kind__c", word(kind)),
            ("Submitted__c", document.submitted_at.map(sf::time)),
            ("Decided__c", document.decided_at.map(sf::time)),
            ("Expires__c", document.expires_at.map(sf::date)),
        ]);
        entries.push(Entry { made: from, changed: until, row });
        told.push(document);
    }
    says.documents = Some(told);
    entries
}

/// The name of the approvals.
pub(super) const APPROVAL: &str = "Partner approval";

/// The approvals of an onboarding that was ever looked at: one in seven was recalled first. `ways`
/// decide by which way each goes.
pub(super) fn approvals<'a>(
    says: &mut Onboarding,
    cast: &'a Cast,
    dice: &mut Dice,
    ways: &mut Dice,
) -> Vec<Draft<'a>> {
    use OnboardingStatus::{Applied, InReview, Rejected, Withdrawn};
    let (word_of, state) = match says.status {
        Some(Applied | Withdrawn) | None => return Vec::new(),
        Some(InReview) => (dice.weighted(&[("Pending", 4), ("Held", 1)]), StepState::InReview),
        Some(Rejected) => ("Rejected", StepState::Rejected),
        Some(_) => ("Approved", StepState::Done),
    };
    let (from, until) = span(says);
    let decided = says.decided_at.unwrap_or(until);
    let middle = whole(from + (decided - from) / 2);
    let mut all = vec![(word_of, state, middle, says.decided_at)];
    if dice.chance(0.15) {
        all.insert(0, ("Removed", StepState::Skipped, from, Some(between(from, middle, dice))));
    }
    let draft = |(status, state, submitted, decided)| {
        let (by, actor) = (cast.anybody(dice), cast.anybody(dice));
        let comment = dice.weighted(&[(None, 3), (Some("Please complete"), 1), (Some("Fine"), 1)]);
        let other = cast.anybody(ways);
        let request =
            Request { status, state, by, actor, other, submitted, decided, until, comment };
        Draft::of(request, APPROVAL, ways)
    };
    let mut drafts: Vec<_> = all.into_iter().map(draft).collect();
    drafts.sort_by_key(|(draft, _)| draft.order());
    let (drafts, told) = drafts.into_iter().unzip();
    says.approvals = Some(told);
    drafts
}
