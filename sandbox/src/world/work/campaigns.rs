//! Campaigns: the vendor's own, and those with one partner.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::cast::{Cast, Partner};
use super::{Entry, ago, between, insert, named, nodes, of_org, row, share, word};
use crate::salesforce::store::Store as Org;
use crate::terms::CampaignStatus;
use crate::truth::{Campaign, Ref, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::salesforce_rows as sf;
use crate::world::vendor::work_fields::CAMPAIGNS;

const OBJECT: &str = "Campaign";
/// The vendor's own campaigns, which others are part of.
const OWN: [&str; 4] = ["Partner Summit", "Spring Launch", "Cloud Weeks", "Security Roadshow"];

/// A campaign while it is planned: the partner is none for the vendor's own.
struct Draft<'a> {
    partner: Option<(&'a Partner, &'a Text)>,
    made: DateTime<Utc>,
    /// Whether it is the flagship's: over, with all there is to say of it.
    flagship: bool,
}

/// Enters the campaigns, the vendor's own first, and names them in fund requests.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let total = share(cast.partners.len(), 0.15, 8);
    let own = drafts(cast, total / 7 + 1, true, &mut dice);
    let own = enter_all(cast, world, own, &[], &mut dice);
    let joint = drafts(cast, total - own.len().min(total), false, &mut dice);
    enter_all(cast, world, joint, &own, &mut dice);
    name_in_requests(world, &mut dice);
}

fn drafts<'a>(cast: &'a Cast, count: usize, own: bool, dice: &mut Dice) -> Vec<Draft<'a>> {
    let accounts = cast.accounts();
    let draft = |place: usize| {
        let flagship = place == 0 && !own;
        let partner = match own || accounts.is_empty() {
            true => None,
            false if flagship => Some(accounts[0]),
            false => Some(dice.pick(&accounts)),
        };
        let made = match (own, flagship) {
            (_, true) => now() - Duration::days(340),
            (true, _) => ago((300, 800), dice),
            _ => ago((4, 420), dice),
        };
        Draft { partner, made, flagship }
    };
    (0..count).map(draft).collect()
}

/// Enters campaigns, each fourth of them as part of one of `parents`, and tells their ids.
fn enter_all(
    cast: &Cast,
    world: &mut World,
    drafts: Vec<Draft<'_>>,
    parents: &[Text],
    dice: &mut Dice,
) -> Vec<Text> {
    let (mut entries, mut says) = (Vec::new(), Vec::new());
    for draft in drafts {
        let parent = !parents.is_empty() && dice.chance(0.25);
        let parent = parent.then(|| of_org(&dice.pick(parents)));
        let owner = cast.anybody(dice);
        let campaign = Campaign {
            parent,
            owner_name: Some(owner.name.clone()),
            owner_email: owner.email.clone(),
            owner_phone: owner.phone.clone(),
            ..plan(&draft, dice)
        };
        let changed = between(draft.made, now(), dice);
        says.push(Campaign {
            created_at: Some(draft.made),
            updated_at: Some(changed),
            ..campaign.clone()
        });
        let row = written(&campaign, &owner.user);
        entries.push(Entry { made: draft.made, changed, row });
    }
    let ids = insert(&mut world.salesforce, OBJECT, entries);
    world.truth.campaigns.extend(nodes(OBJECT, ids.clone(), says));
    ids
}

/// What a campaign is about. One in sixteen has no days.
fn plan(draft: &Draft<'_>, dice: &mut Dice) -> Campaign {
    use CampaignStatus::{Active, Cancelled, Completed, Planned};
    let kind = dice.pick(&CAMPAIGNS);
    let start = (draft.made + Duration::days(dice.between(5, 60))).date_naive();
    let end = start + Duration::days(dice.between(1, 60));
    let today = now().date_naive();
    let status = match () {
        () if end < today && (draft.flagship || dice.chance(0.9)) => Completed,
        () if end < today => Cancelled,
        () if start <= today => Active,
        () => Planned,
    };
    let dated = draft.flagship || dice.chance(0.94);
    let name = match draft.partner {
        Some((partner, _)) => format!("{kind} with {}", partner.name),
        None => format!("{} {}", dice.pick(&OWN), draft.made.format("%Y")),
    };
    let mut money = |low, high, chance| {
        let amount = Decimal::new(dice.between(low, high) * 10_000, 2);
        (draft.flagship || dice.chance(chance)).then_some(amount)
    };
    let (budget, expected) = (money(5, 300, 0.7), money(50, 3000, 0.5));
    let spent = money(4, 320, 0.6).filter(|_| matches!(status, Completed | Cancelled));
    Campaign {
        name: Some(name.into()),
        kind: Some(kind.into()),
        status: Some(status),
        source_status: Some(status.salesforce().into()),
        partner: draft.partner.map(|(_, account)| of_org(account)),
        starts_at: Some(start).filter(|_| dated),
        ends_at: Some(end).filter(|_| dated),
        budget,
        spent,
        expected_revenue: expected,
        currency: Some("USD".into()),
        ..Campaign::default()
    }
}

/// The row of a campaign, before there are members and deals to count.
fn written(says: &Campaign, user: &Text) -> sf::Row {
    row([
        ("Name", says.name.as_deref().map(sf::text)),
        ("Type", says.kind.as_deref().map(sf::text)),
        ("Status", says.source_status.as_deref().map(sf::text)),
        ("StartDate", says.starts_at.map(sf::date)),
        ("EndDate", says.ends_at.map(sf::date)),
        ("IsActive", Some(Value::Bool(says.status == Some(CampaignStatus::Active)))),
        ("ParentId", named(&says.parent)),
        ("BudgetedCost", says.budget.map(sf::number)),
        ("ActualCost", says.spent.map(sf::number)),
        ("ExpectedRevenue", says.expected_revenue.map(sf::number)),
        ("OwnerId", word(user)),
        ("Partner__c", named(&says.partner)),
    ])
}

/// Has two of three fund requests name a campaign of their partner, where it has one.
fn name_in_requests(world: &mut World, dice: &mut Dice) {
    let mut of_partner: BTreeMap<Ref, Vec<Ref>> = BTreeMap::new();
    for campaign in world.truth.campaigns.iter().flatten() {
        if let Some(partner) = campaign.values.partner.clone() {
            of_partner.entry(partner).or_default().push(of_org(&campaign.id));
        }
    }
    let Some(requests) = world.salesforce.objects.get_mut("PartnerFundRequest") else { return };
    let records = world.truth.incentives.iter_mut().flatten();
    for record in records.filter(|record| record.object == "PartnerFundRequest") {
        let campaigns = record.values.partner.as_ref().and_then(|it| of_partner.get(it));
        let Some(campaigns) = campaigns.filter(|_| dice.chance(0.67)) else { continue };
        let campaign = dice.pick(campaigns);
        if let Some(row) = requests.rows.get_mut(&*record.id) {
            sf::put(row, "Campaign__c", Some(sf::text(&campaign.id)));
            record.values.campaign = Some(campaign);
        }
    }
}

/// What the org counts by itself of a campaign.
#[derive(Default)]
struct Sums {
    leads: u32,
    converted: u32,
    contacts: u32,
    responses: u32,
    deals: u32,
    won: u32,
    amount: Decimal,
    amount_won: Decimal,
}

/// Writes into each campaign how many members and deals it has: the org counts deals by their
/// primary campaign, and amounts whatever their currency.
pub(super) fn sum_up(world: &mut World) {
    let mut sums = count_members(world);
    for deal in world.truth.deals.iter().flatten() {
        let Some(campaign) = &deal.values.campaign else { continue };
        let sums = sums.entry(campaign.id.clone()).or_default();
        let amount = deal.values.amount.unwrap_or_default();
        sums.deals += 1;
        sums.amount += amount;
        if deal.values.is_won == Some(true) {
            sums.won += 1;
            sums.amount_won += amount;
        }
    }
    for record in world.truth.campaigns.iter_mut().flatten() {
        let sums = sums.remove(&record.id).unwrap_or_default();
        write_sums(&mut world.salesforce, &record.id, &sums);
        let says = &mut record.values;
        says.reported_leads = Some(sums.leads);
        says.reported_responses = Some(sums.responses);
        says.reported_deals = Some(sums.deals);
        says.reported_revenue = Some(sums.amount_won);
    }
}

fn count_members(world: &World) -> BTreeMap<Text, Sums> {
    let leads = world.truth.leads.iter().flatten();
    let converted: BTreeMap<&Text, bool> =
        leads.map(|lead| (&lead.id, lead.values.converted_at.is_some())).collect();
    let mut all: BTreeMap<Text, Sums> = BTreeMap::new();
    for member in world.truth.campaign_members.iter().flatten() {
        let says = &member.values;
        let Some(campaign) = &says.campaign else { continue };
        let sums = all.entry(campaign.id.clone()).or_default();
        sums.responses += u32::from(says.responded == Some(true));
        sums.contacts += u32::from(says.contact.is_some());
        if let Some(lead) = &says.lead {
            sums.leads += 1;
            sums.converted += u32::from(converted.get(&lead.id) == Some(&true));
        }
    }
    all
}

fn write_sums(org: &mut Org, id: &str, sums: &Sums) {
    let Some(row) = org.objects.get_mut(OBJECT).and_then(|object| object.rows.get_mut(id)) else {
        return;
    };
    for (field, count) in [
        ("NumberOfLeads", sums.leads),
        ("NumberOfConvertedLeads", sums.converted),
        ("NumberOfContacts", sums.contacts),
        ("NumberOfResponses", sums.responses),
        ("NumberOfOpportunities", sums.deals),
        ("NumberOfWonOpportunities", sums.won),
    ] {
        sf::put(row, field, Some(Value::from(count)));
    }
    sf::put(row, "AmountAllOpportunities", Some(sf::number(sums.amount)));
    sf::put(row, "AmountWonOpportunities", Some(sf::number(sums.amount_won)));
}
