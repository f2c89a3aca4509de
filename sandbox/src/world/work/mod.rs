//! The channel's work: campaigns, courses, onboardings, assets, and what became of deals and leads.
//!
//! All of it is entered after the records that it is about, with dice of its own: those records are
//! the same with it and without.

mod allocations;
mod approvals;
mod assets;
mod assignments;
mod campaigns;
mod cast;
mod certifications;
mod courses;
mod decisions;
pub(crate) mod history;
mod influence;
mod marketing;
mod members;
mod onboarding;
mod onboarding_parts;
mod rebate_payouts;
mod rebates;
mod roles;
pub(crate) mod stage_values;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use self::cast::Cast;
use crate::salesforce::store::Store as Org;
use crate::truth::{Node, Record, Ref, System, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::{ids, salesforce_rows as sf};

/// Enters the channel's work into a world of records.
pub(crate) fn enter(seed: u64, world: &mut World) {
    let dice = |part: &str| Dice::of(seed, part);
    let cast = Cast::of(world);
    campaigns::enter(&cast, world, dice("campaigns"));
    influence::enter(&cast, world, dice("influence"));
    members::enter(&cast, world, dice("members"));
    campaigns::sum_up(world);
    assets::enter(&cast, world, dice("assets"));
    certifications::enter(&cast, world, dice("certifications"));
    courses::enter(&cast, world, dice("courses"));
    onboarding::enter(&cast, world, dice("onboardings"), dice("approvals"));
    assignments::enter(&cast, world, dice("assignments"));
    roles::enter(&cast, world, dice("roles"));
    history::enter(&cast, world, dice("histories"));
    allocations::enter(&cast, world, dice("allocations"));
    rebates::enter(&cast, world, dice("rebates"));
    decisions::enter(&cast, world, dice("decisions"));
    stage_values::enter(world, dice("histories of the account"));
    marketing::enter(&cast, world, dice("marketing of the account"));
}

/// A row that is to be entered, and its times.
struct Entry {
    made: DateTime<Utc>,
    changed: DateTime<Utc>,
    row: sf::Row,
}

impl Entry {
    /// A row that has not been changed since.
    fn once(made: DateTime<Utc>, row: sf::Row) -> Self {
        Self { made, changed: made, row }
    }
}

/// A row of these fields, null ones left out.
fn row<const N: usize>(fields: [(&str, Option<Value>); N]) -> sf::Row {
    let filled = fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?)));
    filled.collect()
}

/// Text as a value of a row.
fn word(text: &str) -> Option<Value> {
    Some(sf::text(text))
}

/// What a record of the org names, as a value of a row.
fn named(reference: &Option<Ref>) -> Option<Value> {
    reference.as_ref().map(|reference| sf::text(&reference.id))
}

/// A record of the org, as another one names it.
fn of_org(id: &Text) -> Ref {
    Ref { source: System::Salesforce, id: id.clone() }
}

/// Enters rows in the order of their making, as ids rise; tells the ids in the order given.
fn insert(org: &mut Org, object: &'static str, entries: Vec<Entry>) -> Vec<Text> {
    let mut ids = vec![Text::default(); entries.len()];
    let mut places: Vec<(usize, Entry)> = entries.into_iter().enumerate().collect();
    places.sort_by_key(|(_, entry)| entry.made);
    for (place, Entry { made, changed, mut row }) in places {
        sf::put(&mut row, "CreatedDate", Some(sf::time(made)));
        // What is written once has no time of a change.
        if !["OpportunityHistory", "ProcessInstanceStep"].contains(&object) {
            sf::put(&mut row, "LastModifiedDate", Some(sf::time(changed)));
        }
        sf::put(&mut row, "SystemModstamp", Some(sf::time(changed)));
        ids[place] = ids::insert_salesforce(org, object, row).unwrap_or_default();
    }
    ids
}

/// A node for each row that was entered, of what it says.
fn nodes<T>(object: &'static str, ids: Vec<Text>, says: Vec<T>) -> Vec<Node<T>> {
    let record =
        |(id, values)| Record { source: System::Salesforce, object, id, linkable: true, values };
    ids.into_iter().zip(says).map(|pair| vec![record(pair)]).collect()
}

/// A second between these times, or the first of them if they are the wrong way round.
fn between(from: DateTime<Utc>, to: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    from + Duration::seconds(dice.between(0, (to - from).num_seconds().max(0)))
}

/// A second so many days before now.
fn ago(days: (i64, i64), dice: &mut Dice) -> DateTime<Utc> {
    let day = 86_400;
    now() - Duration::seconds(dice.between(days.0 * day, days.1 * day))
}

/// The share of so many things, and at least so many.
fn share(of: usize, share: f64, least: usize) -> usize {
    ((of as f64 * share).round() as usize).max(least)
}
