//! Onboardings: applications of companies that want to be, or have become, partners.

use chrono::{DateTime, Duration, Utc};

use super::cast::{Cast, Employee, Partner};
use super::onboarding_parts::{self, APPROVAL, documents, steps};
use super::{Entry, ago, approvals, between, insert, nodes, of_org, row, share, word};
use crate::salesforce::store::Store as Org;
use crate::terms::{OnboardingStatus, PartnerStatus};
use crate::truth::{Onboarding, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::record::partner_view::PROGRAMS;
use crate::world::vendor::salesforce_rows as sf;

const OBJECT: &str = "Partner_Application__c";

/// A row that belongs to an application, by the application's place.
pub(super) type Part = (usize, Entry);

/// Enters onboardings: of all partners on their way, and of some who have arrived. The flagship's
/// is complete. `ways` decide by which way its approvals go.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice, mut ways: Dice) {
    let partners = applicants(cast, &mut dice);
    let mut says = Vec::new();
    let mut entries = Vec::new();
    let mut parts: [Vec<Part>; 2] = Default::default();
    let mut drafts = Vec::new();
    for (place, (partner, account)) in partners.iter().enumerate() {
        let owner = cast.anybody(&mut dice);
        let status =
            if place == 0 { OnboardingStatus::Completed } else { status(partner, &mut dice) };
        let mut onboarding = times(partner, status, place == 0, &mut dice);
        onboarding.partner = Some(of_org(account));
        onboarding.owner_name = Some(owner.name.clone());
        (onboarding.owner_email, onboarding.owner_phone) =
            (owner.email.clone(), owner.phone.clone());
        let made = onboarding.applied_at.unwrap_or_else(now);
        let changed = last(&onboarding, &mut dice);
        (onboarding.created_at, onboarding.updated_at) = (Some(made), Some(changed));
        let row = written(&onboarding, owner, account, &partner.name);
        entries.push(Entry { made, changed, row });
        let mut keep = |part: usize, rows: Vec<Entry>| {
            parts[part].extend(rows.into_iter().map(|entry| (place, entry)));
        };
        keep(0, steps(&mut onboarding, cast, &mut dice));
        keep(1, documents(&mut onboarding, account, &mut dice));
        let own = onboarding_parts::approvals(&mut onboarding, cast, &mut dice, &mut ways);
        drafts.extend(own.into_iter().map(|draft| (place, draft)));
        says.push(onboarding);
    }
    let ids = insert(&mut world.salesforce, OBJECT, entries);
    for ((object, field), parts) in
        [("Onboarding_Step__c", "Application__c"), ("DocumentChecklistItem", "ParentRecordId")]
            .into_iter()
            .zip(parts)
    {
        insert_parts(&mut world.salesforce, object, field, &ids, parts);
    }
    approvals::enter(&mut world.salesforce, (OBJECT, &ids), APPROVAL, &drafts);
    world.truth.onboardings = nodes(OBJECT, ids, says);
}

fn insert_parts(org: &mut Org, object: &'static str, field: &str, ids: &[Text], parts: Vec<Part>) {
    let entry = |(place, mut entry): Part| {
        sf::put(&mut entry.row, field, ids.get(place).map(|id| sf::text(id)));
        entry
    };
    insert(org, object, parts.into_iter().map(entry).collect());
}

/// The flagship, then those on their way, then others until there are enough.
fn applicants<'a>(cast: &'a Cast, dice: &mut Dice) -> Vec<(&'a Partner, &'a Text)> {
    let total = share(cast.partners.len(), 0.25, 4);
    let accounts = cast.accounts();
    let Some((first, rest)) = accounts.split_first() else { return Vec::new() };
    let (mut chosen, others): (Vec<_>, Vec<_>) = rest.iter().copied().partition(|(partner, _)| {
        let status = partner.status;
        matches!(status, Some(PartnerStatus::Onboarding | PartnerStatus::Applied))
    });
    let chance = total as f64 / others.len().max(1) as f64;
    let wanted = others.into_iter().filter(|_| dice.chance(chance.min(1.0)));
    chosen.extend(wanted.collect::<Vec<_>>());
    chosen.truncate(total - 1);
    chosen.insert(0, *first);
    chosen
}

/// The status that goes with a partner's.
fn status(partner: &Partner, dice: &mut Dice) -> OnboardingStatus {
    use OnboardingStatus::{
        Applied, Blocked, Completed, InProgress, InReview, Rejected, Withdrawn,
    };
    match partner.status {
        Some(PartnerStatus::Applied) => dice.weighted(&[(Applied, 2), (InReview, 3)]),
        Some(PartnerStatus::Onboarding) => dice.weighted(&[(InProgress, 4), (Blocked, 1)]),
        Some(PartnerStatus::Prospect) => dice.weighted(&[(Rejected, 1), (Withdrawn, 1)]),
        _ => dice.weighted(&[(Completed, 20), (Rejected, 1), (Withdrawn, 1)]),
    }
}

/// The status and the times of an onboarding. One in five has no day by which it has to be done.
fn times(
    partner: &Partner,
    status: OnboardingStatus,
    flagship: bool,
    dice: &mut Dice,
) -> Onboarding {
    use OnboardingStatus::{Applied, Blocked, Completed, InProgress, InReview, Withdrawn};
    let days = |low: i64, high: i64, dice: &mut Dice| {
        Duration::seconds(dice.between(low * 86_400, high * 86_400))
    };
    let applied = match status {
        Applied | InReview => ago((2, 30), dice),
        InProgress | Blocked => ago((30, 100), dice),
        // Nobody is a partner for less than 200 days.
        _ => partner.since.min(now() - Duration::days(160)) + days(0, 5, dice),
    };
    let decided = applied + days(1, 15, dice);
    let started = decided + days(0, 3, dice);
    let completed = started + days(20, 110, dice);
    let is_decided = !matches!(status, Applied | InReview | Withdrawn);
    let is_started = matches!(status, InProgress | Blocked | Completed);
    let due = (started + Duration::days(90)).date_naive();
    Onboarding {
        status: Some(status),
        source_status: Some(status.salesforce().into()),
        program: (flagship || dice.chance(0.95)).then(|| dice.pick(&PROGRAMS).into()),
        applied_at: Some(applied),
        decided_at: is_decided.then_some(decided),
        started_at: is_started.then_some(started),
        due_at: (is_started && (flagship || dice.chance(0.8))).then_some(due),
        completed_at: (status == Completed).then_some(completed),
        ..Onboarding::default()
    }
}

/// When anything of an onboarding was last changed.
fn last(says: &Onboarding, dice: &mut Dice) -> DateTime<Utc> {
    let times = [says.applied_at, says.decided_at, says.started_at, says.completed_at];
    let last = times.into_iter().flatten().max().unwrap_or_else(now);
    if says.completed_at.is_some() { last } else { between(last, now(), dice) }
}

fn written(says: &Onboarding, owner: &Employee, account: &Text, name: &str) -> sf::Row {
    row([
        ("Name", word(&format!("Application {name}"))),
        ("Account__c", word(account)),
        ("Status__c", says.source_status.as_deref().map(sf::text)),
        ("Program__c", says.program.as_deref().map(sf::text)),
        ("OwnerId", word(&owner.user)),
        ("Applied__c", says.applied_at.map(sf::time)),
        ("Decided__c", says.decided_at.map(sf::time)),
        ("Started__c", says.started_at.map(sf::time)),
        ("Due__c", says.due_at.map(sf::date)),
        ("Completed__c", says.completed_at.map(sf::time)),
    ])
}
