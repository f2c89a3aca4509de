//! The members of campaigns: leads, of which some have been converted since, and contacts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::cast::Cast;
use super::{Entry, between, insert, named, nodes, of_org, row};
use crate::truth::{Campaign, CampaignMember, Record, Ref, System, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::salesforce_rows as sf;
use crate::world::vendor::work_fields::MEMBERS;

const OBJECT: &str = "CampaignMember";
/// The draws for members of a campaign on average: who is drawn twice is one member.
const PER_CAMPAIGN: f64 = 14.0;

/// Somebody whom a campaign can address.
struct Person {
    id: Text,
    is_lead: bool,
    partner: Option<Text>,
    name: Text,
    company: Option<Text>,
    since: DateTime<Utc>,
}

/// Enters the members of all campaigns: half of them people of the campaign's partner, where it has
/// any.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let people = people(cast, world);
    let mut of_partner: BTreeMap<&Text, Vec<&Person>> = BTreeMap::new();
    for person in &people {
        if let Some(partner) = &person.partner {
            of_partner.entry(partner).or_default().push(person);
        }
    }
    let flagship = cast.partners.first().and_then(|partner| partner.account.as_ref());
    let (mut entries, mut says) = (Vec::new(), Vec::new());
    for campaign in world.truth.campaigns.iter().flatten() {
        let partner = campaign.values.partner.as_ref().map(|partner| &partner.id);
        let near = partner.and_then(|id| of_partner.get(id)).map_or(&[][..], Vec::as_slice);
        let least = if partner.is_some() && partner == flagship { 5 } else { 0 };
        let mut known = BTreeSet::new();
        for _ in 0..dice.around(PER_CAMPAIGN).max(least) {
            let person = match !near.is_empty() && dice.chance(0.5) {
                true => dice.pick(near),
                false => &people[dice.index(people.len())],
            };
            if known.insert(&person.id) {
                let member = member(campaign, person, &mut dice);
                entries.push(entry(&member));
                says.push(member);
            }
        }
    }
    let ids = insert(&mut world.salesforce, OBJECT, entries);
    world.truth.campaign_members = nodes(OBJECT, ids, says);
}

/// The leads and contacts of the org.
fn people(cast: &Cast, world: &World) -> Vec<Person> {
    let leads = world.truth.leads.iter().flatten();
    let leads = leads.filter(|lead| lead.source == System::Salesforce).map(|lead| Person {
        id: lead.id.clone(),
        is_lead: true,
        partner: lead.values.partner.as_ref().map(|partner| partner.id.clone()),
        name: lead.values.name.clone().unwrap_or_default(),
        company: lead.values.company.clone(),
        since: lead.values.created_at.unwrap_or_else(now),
    });
    let rows = world.salesforce.objects.get("Contact").map(|object| &object.rows);
    let contacts = cast.accounts().into_iter().flat_map(|(partner, account)| {
        partner.contacts.iter().filter_map(move |id| {
            let name = rows?.get(&**id)?.get("Name")?.as_str()?;
            Some(Person {
                id: id.clone(),
                is_lead: false,
                partner: Some(account.clone()),
                name: name.into(),
                company: Some(partner.name.clone()),
                since: partner.since,
            })
        })
    });
    leads.chain(contacts).collect()
}

/// What a member says. One response in twenty has no day.
fn member(campaign: &Record<Campaign>, person: &Person, dice: &mut Dice) -> CampaignMember {
    let begun = campaign.values.created_at.unwrap_or_else(now);
    let made = between(begun.max(person.since), now(), dice);
    let status =
        dice.weighted(&[(MEMBERS[0], 5), (MEMBERS[1], 2), (MEMBERS[2], 2), (MEMBERS[3], 2)]);
    let responded = status != MEMBERS[0];
    let day = (made + Duration::days(dice.between(0, 20))).min(now()).date_naive();
    let reference = of_org(&person.id);
    let (lead, contact): (Option<Ref>, _) =
        if person.is_lead { (Some(reference), None) } else { (None, Some(reference)) };
    CampaignMember {
        campaign: Some(of_org(&campaign.id)),
        lead,
        contact,
        partner: campaign.values.partner.clone(),
        name: Some(person.name.clone()),
        company: person.company.clone(),
        status: Some(status.into()),
        responded: Some(responded),
        responded_at: (responded && dice.chance(0.95)).then_some(day),
        created_at: Some(made),
        updated_at: Some(between(made, now(), dice)),
    }
}

fn entry(says: &CampaignMember) -> Entry {
    let row = row([
        ("CampaignId", named(&says.campaign)),
        ("LeadId", named(&says.lead)),
        ("ContactId", named(&says.contact)),
        ("Name", says.name.as_deref().map(sf::text)),
        ("CompanyOrAccount", says.company.as_deref().map(sf::text)),
        ("Status", says.status.as_deref().map(sf::text)),
        ("HasResponded", says.responded.map(Value::Bool)),
        ("FirstRespondedDate", says.responded_at.map(sf::date)),
    ]);
    let made = says.created_at.unwrap_or_else(now);
    Entry { made, changed: says.updated_at.unwrap_or(made), row }
}
