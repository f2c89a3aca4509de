//! The histories of deals: a row for each stage that an opportunity reached.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::cast::{Cast, Employee};
use super::{Entry, between, insert, row, word};
use crate::salesforce::store::Store as Org;
use crate::terms::DealStage;
use crate::truth::{Deal, Record, StageChange, System, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::{ids, salesforce_rows as sf};

/// The object of histories.
pub(crate) const OBJECT: &str = "OpportunityHistory";

/// Enters the history of each opportunity: from its making to the stage that it is in.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let mut entries = Vec::new();
    for deal in world.truth.deals.iter_mut().flatten() {
        if deal.source != System::Salesforce {
            continue;
        }
        let owner = owner(cast, &world.salesforce, &deal.id);
        let mut changes = Vec::new();
        for (at, stage) in course(&deal.values, &mut dice) {
            let by = owner.filter(|_| dice.chance(0.7)).unwrap_or_else(|| cast.anybody(&mut dice));
            let change = match stage {
                Some(stage) => StageChange {
                    stage: Some(stage),
                    source_stage: Some(stage.salesforce().into()),
                    ..StageChange::default()
                },
                None => StageChange {
                    stage: deal.values.stage,
                    source_stage: deal.values.source_stage.clone(),
                    ..StageChange::default()
                },
            };
            let change = StageChange { at: Some(at), by_name: Some(by.name.clone()), ..change };
            entries.push(Entry::once(at, written(deal, &change, stage, &by.user, &mut dice)));
            // The org writes a row for a change of the amount, too.
            if dice.chance(0.2) {
                entries.push(Entry::once(at, written(deal, &change, stage, &by.user, &mut dice)));
            }
            changes.push(change);
        }
        deal.values.stages = Some(changes);
    }
    insert(&mut world.salesforce, OBJECT, entries);
}

fn owner<'a>(cast: &'a Cast, org: &Org, deal: &Text) -> Option<&'a Employee> {
    let row = org.objects.get("Opportunity")?.rows.get(&**deal)?;
    cast.employee(row.get("OwnerId")?.as_str()?)
}

/// The stages that a deal went through and when; the last, which is the one that it is in, is none.
/// A closed deal closed on the day that it says, if the record is not older.
pub(super) fn course(deal: &Deal, dice: &mut Dice) -> Vec<(DateTime<Utc>, Option<DealStage>)> {
    use DealStage::{Negotiation, Qualification};
    let made = deal.created_at.unwrap_or_else(now);
    let until = deal.updated_at.unwrap_or(made);
    let before = before(deal.stage.unwrap_or(Negotiation));
    // Who begins at the first stage has been back to it.
    let before = if before.is_empty() { vec![Qualification] } else { before };
    let count = dice.between(1, before.len().min(4) as i64) as usize;
    let skipped = before.len() - count;
    let mut stages = before;
    for _ in 0..skipped {
        stages.remove(dice.index(stages.len()));
    }
    let closed = deal.close_date.filter(|_| deal.is_closed == Some(true));
    let reached = match closed {
        Some(day) => (day.and_time(NaiveTime::MIN).and_utc()
            + Duration::seconds(dice.between(28_800, 64_800)))
        .min(until)
        .max(made),
        None => between(made, until, dice),
    };
    let mut times: Vec<_> = (1..count).map(|_| between(made, reached, dice)).collect();
    times.sort_unstable();
    let times = std::iter::once(made).chain(times).chain([reached]);
    times.zip(stages.into_iter().map(Some).chain([None])).collect()
}

/// The open stages before one.
fn before(stage: DealStage) -> Vec<DealStage> {
    let open = DealStage::ALL.iter().copied().filter(|stage| !stage.is_closed());
    match stage.is_closed() {
        true => open.collect(),
        false => open.filter(|other| other.percent() < stage.percent()).collect(),
    }
}

/// The row of a change; the amount changed on the way, for one deal in four.
fn written(
    deal: &Record<Deal>,
    change: &StageChange,
    stage: Option<DealStage>,
    user: &Text,
    dice: &mut Dice,
) -> sf::Row {
    let says = &deal.values;
    let grown = Decimal::new(if dice.chance(0.25) { dice.between(70, 130) } else { 100 }, 2);
    let amount = match stage {
        Some(_) => says.amount.map(|amount| (amount * grown).round_dp(2)),
        None => says.amount,
    };
    let share = match stage {
        Some(stage) => Some(Decimal::from(stage.percent())),
        None => says.probability.map(|share| share * Decimal::ONE_HUNDRED),
    };
    let mut row = reached(&deal.id, says, change);
    sf::put(&mut row, "Amount", amount.map(sf::number));
    sf::put(&mut row, "Probability", share.map(sf::number));
    sf::put(&mut row, "CreatedById", word(user));
    row
}

/// A deal as it is when it reaches a stage.
fn reached(id: &Text, says: &Deal, change: &StageChange) -> sf::Row {
    row([
        ("OpportunityId", word(id)),
        ("StageName", change.source_stage.as_deref().map(sf::text)),
        ("Amount", says.amount.map(sf::number)),
        ("CloseDate", says.close_date.map(sf::date)),
        ("Probability", says.probability.map(|share| sf::number(share * Decimal::ONE_HUNDRED))),
    ])
}

/// Adds the stage that a deal is in now to its history, as a change of the first user's.
pub(crate) fn append(org: &mut Org, id: &Text, says: &mut Deal) {
    let users = org.objects.get("User");
    let user = users.and_then(|users| users.rows.first_key_value());
    let (user, name) = match user {
        Some((id, row)) => (word(id), row.get("Name").and_then(Value::as_str).map(Text::from)),
        None => (None, None),
    };
    let stages = says.stages.take().unwrap_or_default();
    // A history never runs backwards, whatever time the change is said to have.
    let last = stages.last().and_then(|change| change.at);
    let at = says.updated_at.or(says.created_at).max(last);
    let change = StageChange {
        stage: says.stage,
        source_stage: says.source_stage.clone(),
        at,
        by_name: name,
    };
    let mut row = reached(id, says, &change);
    sf::put(&mut row, "CreatedById", user);
    for field in ["CreatedDate", "SystemModstamp"] {
        sf::put(&mut row, field, at.map(sf::time));
    }
    ids::insert_salesforce(org, OBJECT, row);
    says.stages = Some(stages.into_iter().chain([change]).collect());
}
