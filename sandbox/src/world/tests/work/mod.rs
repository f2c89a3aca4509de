//! The channel's work: the truth says what the rows say, and all of it is about records that exist.

mod account;
mod cases;
mod fields;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::{Options, World, exists, world};
use crate::truth::{Node, System, Truth};

/// The truth of the channel's work as text.
pub(super) fn print(truth: &Truth) -> String {
    format!("{:?}", lists(truth))
}

/// A record of the truth, its values as JSON.
#[derive(Debug)]
struct Told {
    source: System,
    object: &'static str,
    id: String,
    values: Value,
}

fn told<T: Serialize>(nodes: &[Node<T>]) -> Vec<Told> {
    let records = nodes.iter().flatten().map(|record| Told {
        source: record.source,
        object: record.object,
        id: record.id.to_string(),
        values: serde_json::to_value(&record.values).unwrap(),
    });
    records.collect()
}

/// The lists of the channel's work, each with the table of the org that it is of.
fn lists(truth: &Truth) -> [(&'static str, Vec<Told>); 10] {
    [
        ("Campaign", told(&truth.campaigns)),
        ("CampaignMember", told(&truth.campaign_members)),
        ("CampaignInfluence", told(&truth.campaign_influences)),
        ("Certification__c", told(&truth.certifications)),
        ("LearningItem", told(&truth.courses)),
        ("LearningItemAssignment", told(&truth.course_enrollments)),
        ("Partner_Application__c", told(&truth.onboardings)),
        ("ContentVersion", told(&truth.assets)),
        ("Lead_Assignment__c", told(&truth.lead_assignments)),
        ("OpportunityPartner", told(&truth.deal_partners)),
    ]
}

/// What stands at the end of a path from a record of the org.
fn at(world: &World, object: &str, id: &str, path: &str) -> Value {
    let table = &world.salesforce.objects[object];
    let row = &table.rows[id];
    let Some((relation, rest)) = path.split_once('.') else {
        assert!(table.fields.contains_key(path), "{object} has no {path}");
        return row.get(path).cloned().unwrap_or_default();
    };
    let lookup = table.fields.iter().find_map(|(name, field)| {
        let (target, known) = field.reference.as_ref()?;
        (known == relation).then_some((name, target))
    });
    let (name, target) = lookup.unwrap_or_else(|| panic!("{object} has no {relation}"));
    match row.get(name).and_then(Value::as_str) {
        Some(parent) => at(world, target, parent, rest),
        None => Value::Null,
    }
}

/// Whether the truth tells of a row: not of earlier versions, and of the default model alone.
fn counts(world: &World, object: &str, id: &str) -> bool {
    match object {
        "ContentVersion" => at(world, object, id, "IsLatest") == Value::Bool(true),
        "CampaignInfluence" => at(world, object, id, "Model.IsDefaultModel") == Value::Bool(true),
        _ => true,
    }
}

#[test]
fn the_truth_tells_of_every_row_once() {
    let world = world(1, 200);
    for (object, list) in lists(&world.truth) {
        let of_org: Vec<_> = list.iter().filter(|told| told.source == System::Salesforce).collect();
        assert!(of_org.iter().all(|told| told.object == object), "{object}");
        let ids: BTreeSet<_> = of_org.iter().map(|told| told.id.as_str()).collect();
        assert_eq!(ids.len(), of_org.len(), "{object} has a record in two nodes");
        let rows = world.salesforce.objects[object].rows.keys().map(String::as_str);
        let rows: BTreeSet<_> = rows.filter(|id| counts(&world, object, id)).collect();
        assert!(
            !rows.is_empty() && rows == ids,
            "{object}: {} rows, {} told",
            rows.len(),
            ids.len()
        );
    }
    let of_account = told(&world.truth.certifications);
    let ids: BTreeSet<u64> = of_account
        .iter()
        .filter(|told| told.source == System::Hubspot)
        .map(|told| told.id.parse().unwrap())
        .collect();
    assert!(world.hubspot.objects["2-1002"].rows.keys().eq(&ids));
}

#[test]
fn what_the_truth_names_is_there() {
    let world = world(3, 120);
    let mut named = 0;
    for told in lists(&world.truth).iter().flat_map(|(_, list)| list) {
        for (name, value) in told.values.as_object().unwrap() {
            let Some(id) = value.get("id").and_then(Value::as_str) else { continue };
            let object = match (name.as_str(), told.source) {
                ("campaign" | "parent", _) => "Campaign",
                ("lead", _) => "Lead",
                ("deal", _) => "Opportunity",
                ("course", _) => "LearningItem",
                ("contact" | "person", System::Salesforce) => "Contact",
                ("person", _) => "contacts",
                ("partner", System::Salesforce) => "Account",
                ("partner", _) => "companies",
                (other, _) => panic!("{other}"),
            };
            assert!(exists(&world, told.source, object, id), "{name} of {told:?}");
            named += 1;
        }
    }
    let deals = world.truth.deals.iter().flatten().filter_map(|deal| deal.values.campaign.as_ref());
    let funds = world.truth.incentives.iter().flatten();
    let funds: Vec<_> = funds.filter_map(|fund| fund.values.campaign.as_ref()).collect();
    assert!(!funds.is_empty() && named > 1000, "{} {named}", funds.len());
    for campaign in deals.chain(funds) {
        assert!(exists(&world, System::Salesforce, "Campaign", &campaign.id));
    }
}

#[test]
fn a_world_of_a_thousand_partners_has_enough_of_each() {
    let world = World::generate(&Options::default());
    let rows = |object: &str| world.salesforce.objects[object].rows.len();
    for (object, from, to) in [
        ("Campaign", 140, 160),
        ("CampaignMember", 1200, 1900),
        ("CampaignInfluence", 700, 950),
        ("LearningItem", 12, 12),
        ("LearningItemAssignment", 750, 850),
        ("Partner_Application__c", 200, 260),
        ("Onboarding_Step__c", 1200, 2300),
        ("DocumentChecklistItem", 600, 1100),
        ("ProcessInstance", 700, 1200),
        ("ApprovalSubmission", 450, 850),
        ("ContentVersion", 210, 400),
        ("Lead_Assignment__c", 900, 2000),
        ("OpportunityHistory", 6000, 20_000),
    ] {
        assert!((from..=to).contains(&rows(object)), "{object}: {}", rows(object));
    }
    assert_eq!(world.truth.certifications.len(), 1200);
    let assets = world.truth.assets.iter().flatten();
    let of_org = assets.filter(|asset| asset.source == System::Salesforce).count();
    assert_eq!((of_org, world.hubspot.campaigns.len(), world.hubspot.files.len()), (200, 80, 250));
    // The smallest world has the flagship, and so some of everything.
    for (object, list) in lists(&self::world(5, 1).truth) {
        assert!(!list.is_empty() || object.starts_with("Lead_") || object == "OpportunityPartner");
    }
}
