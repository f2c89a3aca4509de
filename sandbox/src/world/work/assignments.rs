//! To whom leads were given: the partner that a lead names, and some that had it before.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::cast::Cast;
use super::{Entry, between, insert, named, nodes, of_org, row, word};
use crate::terms::{AssignmentOutcome, LeadStatus};
use crate::truth::{Lead, LeadAssignment, Record, Ref, System, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::salesforce_rows as sf;

const OBJECT: &str = "Lead_Assignment__c";
/// The hours in which a partner has to accept a lead.
const HOURS: i64 = 48;

/// Enters the assignments, in the order of their making.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let accounts = cast.accounts();
    let owners = owners(world);
    let mut all = Vec::new();
    // The flagship has had a lead, whatever the dice say.
    let mut flagship = accounts.first().map(|(_, account)| of_org(account));
    for lead in world.truth.leads.iter().flatten() {
        let says = &lead.values;
        let (Some(partner), Some(assigned), true) =
            (&says.partner, says.assigned_at, lead.source == System::Salesforce)
        else {
            continue;
        };
        let first = flagship.take_if(|flagship| flagship != partner);
        let before = first.or_else(|| {
            let other = dice.chance(0.12).then(|| of_org(dice.pick(&accounts).1));
            other.filter(|other| other != partner)
        });
        if let Some(before) = before {
            all.push(earlier(lead, before, assigned, &mut dice));
        }
        all.push(last(lead, partner.clone(), assigned, &mut dice));
    }
    all.sort_by_key(|says| says.assigned_at);
    let entries = all.iter().zip(1..).map(|(says, number)| entry(says, number, &owners));
    let ids = insert(&mut world.salesforce, OBJECT, entries.collect());
    world.truth.lead_assignments = nodes(OBJECT, ids, all);
}

/// The users who own leads.
fn owners(world: &World) -> BTreeMap<Text, Value> {
    let rows = world.salesforce.objects.get("Lead").into_iter().flat_map(|object| &object.rows);
    rows.filter_map(|(id, row)| Some((id.as_str().into(), row.get("OwnerId")?.clone()))).collect()
}

/// What all assignments of a lead say. One in seven has no time by which to accept.
fn assignment(
    lead: &Record<Lead>,
    partner: Ref,
    assigned: DateTime<Utc>,
    dice: &mut Dice,
) -> LeadAssignment {
    LeadAssignment {
        lead: Some(of_org(&lead.id)),
        partner: Some(partner),
        owner_name: lead.values.owner_name.clone(),
        owner_email: lead.values.owner_email.clone(),
        owner_phone: lead.values.owner_phone.clone(),
        assigned_at: Some(assigned),
        due_at: dice.chance(0.86).then(|| assigned + Duration::hours(HOURS)),
        created_at: Some(assigned),
        ..LeadAssignment::default()
    }
}

/// The assignment that a lead names: as far as the lead's status tells.
fn last(
    lead: &Record<Lead>,
    partner: Ref,
    assigned: DateTime<Utc>,
    dice: &mut Dice,
) -> LeadAssignment {
    use AssignmentOutcome::{Accepted, Converted, Rejected, Waiting};
    let accepted = lead.values.accepted_at;
    let outcome = match lead.values.status {
        Some(LeadStatus::Converted) => Converted,
        Some(LeadStatus::Rejected) => Rejected,
        Some(LeadStatus::New | LeadStatus::Assigned) | None => Waiting,
        Some(_) => Accepted,
    };
    let ended = match outcome {
        // The lead knows the day, not the hour.
        Converted => lead.values.converted_at.max(accepted).max(Some(assigned)),
        Rejected => Some(between(assigned, (assigned + Duration::hours(96)).min(now()), dice)),
        _ => None,
    };
    let reason =
        (outcome == Rejected).then(|| dice.pick(&["No capacity", "Wrong region", "No fit"]));
    let settled = ended.or(accepted).unwrap_or(assigned);
    LeadAssignment {
        accepted_at: accepted,
        ended_at: ended,
        outcome: Some(outcome),
        reason: reason.map(Into::into),
        updated_at: Some(settled),
        ..assignment(lead, partner, assigned, dice)
    }
}

/// An assignment to a partner that had the lead before, between its making and `until`.
fn earlier(
    lead: &Record<Lead>,
    partner: Ref,
    until: DateTime<Utc>,
    dice: &mut Dice,
) -> LeadAssignment {
    use AssignmentOutcome::{Expired, Reassigned};
    let made = lead.values.created_at.unwrap_or(until).min(until);
    let assigned = between(made, until, dice).min(until - Duration::seconds(1)).max(made);
    let outcome = dice.weighted(&[(Reassigned, 2), (Expired, 1)]);
    let ended = between(assigned, until, dice);
    let reason = (outcome == Reassigned).then(|| dice.pick(&["No answer", "Wrong region"]));
    LeadAssignment {
        ended_at: Some(ended),
        outcome: Some(outcome),
        reason: reason.map(Into::into),
        updated_at: Some(ended),
        ..assignment(lead, partner, assigned, dice)
    }
}

fn entry(says: &LeadAssignment, number: usize, owners: &BTreeMap<Text, Value>) -> Entry {
    let row = row([
        ("Name", word(&format!("LA-{number:06}"))),
        ("Lead__c", named(&says.lead)),
        ("Partner__c", named(&says.partner)),
        ("OwnerId", says.lead.as_ref().and_then(|lead| owners.get(&lead.id).cloned())),
        ("Assigned_At__c", says.assigned_at.map(sf::time)),
        ("Due_At__c", says.due_at.map(sf::time)),
        ("Accepted_At__c", says.accepted_at.map(sf::time)),
        ("Ended_At__c", says.ended_at.map(sf::time)),
        ("Outcome__c", says.outcome.map(|outcome| sf::text(outcome.salesforce()))),
        ("Reason__c", says.reason.as_deref().map(sf::text)),
    ]);
    let made = says.created_at.unwrap_or_else(now);
    Entry { made, changed: says.updated_at.unwrap_or(made), row }
}
