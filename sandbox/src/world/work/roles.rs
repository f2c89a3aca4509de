//! Partners on deals: those that the deal's own record lists, and further ones, each in its role.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::cast::Cast;
use super::{between, of_org, row, word};
use crate::salesforce::store::Store as Org;
use crate::truth::{Deal, DealPartner, Record, Ref, System, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::work_fields::ROLES;
use crate::world::vendor::{ids, salesforce_rows as sf};

const OBJECT: &str = "OpportunityPartner";

/// A partner on a deal while it is written.
struct Draft {
    deal: Text,
    account: Text,
    role: &'static str,
    made: DateTime<Utc>,
}

/// Dates the partners that deals list already, and enters further ones: of one deal in eight that
/// has a partner, one or two others. The flagship's first deal has two of them, and the flagship
/// itself is on another's deal.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let deals: Vec<&Record<Deal>> = world
        .truth
        .deals
        .iter()
        .flatten()
        .filter(|deal| deal.source == System::Salesforce && deal.values.partner.is_some())
        .collect();
    let made: BTreeMap<Text, DateTime<Utc>> = deals
        .iter()
        .map(|deal| (deal.id.clone(), deal.values.created_at.unwrap_or_else(now)))
        .collect();
    let mut drafts = Vec::new();
    let accounts: Vec<&Text> = cast.accounts().into_iter().map(|(_, account)| account).collect();
    let flagship = accounts.first().map(|account| of_org(account));
    let (mut own, mut foreign) = (flagship.clone(), flagship.clone());
    for deal in deals {
        let of_flagship = deal.values.partner == flagship;
        if of_flagship && own.take().is_some() {
            add(&accounts, deal, 2, &mut drafts, &mut dice);
        } else if !of_flagship && let Some(flagship) = foreign.take() {
            drafts.push(draft(deal, flagship.id, &mut dice));
        } else if dice.chance(0.12) {
            let count = dice.weighted(&[(1, 2), (2, 1)]);
            add(&accounts, deal, count, &mut drafts, &mut dice);
        }
    }
    date_known(&mut world.salesforce, &made);
    let known = known(&world.salesforce);
    drafts.retain(|draft| !known.contains(&(draft.deal.clone(), draft.account.clone())));
    drafts.sort_by_key(|draft| draft.made);
    for draft in drafts {
        insert(&mut world.salesforce, &draft);
    }
    tell(world);
}

/// Adds up to so many other partners to a deal.
fn add(
    accounts: &[&Text],
    deal: &Record<Deal>,
    count: usize,
    drafts: &mut Vec<Draft>,
    dice: &mut Dice,
) {
    let own = deal.values.partner.as_ref().map(|partner| &partner.id);
    let from = dice.index(accounts.len());
    let others = accounts.iter().cycle().skip(from).take(accounts.len());
    for &account in others.filter(|account| Some(**account) != own).take(count) {
        drafts.push(draft(deal, account.clone(), dice));
    }
}

/// A partner that came to a deal after it was made.
fn draft(deal: &Record<Deal>, account: Text, dice: &mut Dice) -> Draft {
    let made = deal.values.created_at.unwrap_or_else(now) + Duration::seconds(1);
    let role = dice.weighted(&[
        (ROLES[0], 1),
        (ROLES[1], 1),
        (ROLES[2], 3),
        (ROLES[3], 2),
        (ROLES[4], 4),
        (ROLES[5], 2),
    ]);
    Draft { deal: deal.id.clone(), account, role, made: between(made, now(), dice) }
}

/// Gives the rows that came with their deals the time of these.
fn date_known(org: &mut Org, made: &BTreeMap<Text, DateTime<Utc>>) {
    let rows = org.objects.get_mut(OBJECT).into_iter().flat_map(|object| &mut object.rows);
    for (_, row) in rows {
        let deal = row.get("OpportunityId").and_then(Value::as_str).unwrap_or_default();
        let time = made.get(deal).copied().unwrap_or_else(now);
        for field in ["CreatedDate", "SystemModstamp"] {
            sf::put(row, field, Some(sf::time(time)));
        }
    }
}

/// The partners that deals have so far.
fn known(org: &Org) -> BTreeSet<(Text, Text)> {
    let rows = org.objects.get(OBJECT).into_iter().flat_map(|object| object.rows.values());
    rows.filter_map(|row| {
        let text = |field: &str| row.get(field)?.as_str().map(Text::from);
        Some((text("OpportunityId")?, text("AccountToId")?))
    })
    .collect()
}

fn insert(org: &mut Org, draft: &Draft) {
    let row = row([
        ("OpportunityId", word(&draft.deal)),
        ("AccountToId", word(&draft.account)),
        ("Role", word(draft.role)),
        ("IsPrimary", Some(Value::Bool(false))),
        ("CreatedDate", Some(sf::time(draft.made))),
        ("SystemModstamp", Some(sf::time(draft.made))),
    ]);
    ids::insert_salesforce(org, OBJECT, row);
}

/// Tells the truth of every row.
fn tell(world: &mut World) {
    let rows = world.salesforce.objects.get(OBJECT).into_iter().flat_map(|object| &object.rows);
    let node = |(id, row): (&String, &sf::Row)| {
        let text = |field: &str| row.get(field)?.as_str().map(Text::from);
        let reference = |field: &str| text(field).map(|id| Ref { source: System::Salesforce, id });
        let time = |field: &str| {
            let time =
                DateTime::parse_from_str(row.get(field)?.as_str()?, "%Y-%m-%dT%H:%M:%S%.f%z");
            time.ok().map(|time| time.to_utc())
        };
        let values = DealPartner {
            deal: reference("OpportunityId"),
            partner: reference("AccountToId"),
            role: text("Role"),
            primary: row.get("IsPrimary").and_then(Value::as_bool),
            created_at: time("CreatedDate"),
            updated_at: time("SystemModstamp"),
        };
        let (source, id) = (System::Salesforce, id.as_str().into());
        vec![Record { source, object: OBJECT, id, linkable: true, values }]
    };
    world.truth.deal_partners = rows.map(node).collect();
}
