//! The two CRMs hold for each seed what they have always held: the documentation shows it.

use super::{Options, World};
use crate::Dirt;
use crate::salesforce::store::Object;
use crate::truth::{Node, System};
use crate::world::vendor::salesforce_rows as sf;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Fields that a later system, or the channel's work, brought into the org.
const ADDED: &[&str] =
    &["Claim_Number__c", "AWS_Account_Id__c", "Campaign__c", "ContactId", "UserType"];
/// Objects that came later.
const ADDED_OBJECTS: &[&str] = &[
    "ApprovalSubmission",
    "ApprovalWorkItem",
    "Campaign",
    "CampaignInfluence",
    "CampaignInfluenceModel",
    "CampaignMember",
    "Certification__c",
    "ContentVersion",
    "DatedConversionRate",
    "DocumentChecklistItem",
    "EnablementProgram",
    "Lead_Assignment__c",
    "LearningItem",
    "LearningItemAssignment",
    "LearningItemProgress",
    "Onboarding_Step__c",
    "OpportunityHistory",
    "Partner_Application__c",
    "ProcessDefinition",
    "ProcessInstance",
    "ProcessInstanceStep",
    "ProcessInstanceWorkitem",
    "RebatePayment",
    "RebateProgram",
    "RebateProgramMember",
    "RebateProgramMemberPayout",
    "RebateProgramPayoutPeriod",
];
/// Incentives that came later.
const ADDED_INCENTIVES: &[&str] = &["PartnerFundAllocation", "RebateProgramMemberPayout"];
/// The custom object of the account that came later.
const CERTIFICATIONS: &str = "2-1002";

/// A fingerprint of text (FNV-1a, 64 bits), the same on every machine and in every release.
fn fingerprint(text: &str, so_far: u64) -> u64 {
    text.bytes().fold(so_far, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn truth_of_crms<T: Serialize>(nodes: &[Node<T>], mut hash: u64) -> u64 {
    for record in nodes.iter().flatten().filter(|record| System::CRMS.contains(&record.source)) {
        hash = fingerprint(&serde_json::to_string(record).unwrap(), hash);
    }
    hash
}

/// Takes the channel's work out of the tables that were there before it.
fn take_out_work(world: &mut World) {
    let org = &mut world.salesforce.objects;
    org.get_mut("User").unwrap().rows.retain(|_, row| !row.contains_key("ContactId"));
    let opportunities = org.get_mut("Opportunity").unwrap();
    opportunities.fields.get_mut("CampaignId").unwrap().reference = None;
    opportunities.fields.get_mut("CampaignId").unwrap().child_relationship = None;
    opportunities.rows.values_mut().for_each(|row| {
        row.remove("CampaignId");
    });
    let made: BTreeMap<String, Value> = opportunities
        .rows
        .iter()
        .map(|(id, row)| (id.clone(), row["CreatedDate"].clone()))
        .collect();
    let partners = org.get_mut("OpportunityPartner").unwrap();
    partners.fields.get_mut("Role").unwrap().picklist.truncate(3);
    // Those that came later are younger than their deals.
    partners
        .rows
        .retain(|_, row| made[row["OpportunityId"].as_str().unwrap()] == row["CreatedDate"]);
    for time in ["CreatedDate", "SystemModstamp"] {
        partners.fields.remove(time);
        partners.rows.values_mut().for_each(|row| {
            row.remove(time);
        });
    }
    put_allocations_back(&mut world.salesforce.objects);
    let account = &mut world.hubspot;
    account.objects.remove(CERTIFICATIONS);
    account.associations.retain(|(from, to), _| from != CERTIFICATIONS && to != CERTIFICATIONS);
}

/// Has each partner's requests and claims draw on its allocation again, all of them as large.
fn put_allocations_back(org: &mut BTreeMap<String, Object>) {
    let mut of_partner: BTreeMap<String, String> = BTreeMap::new();
    for (id, row) in &mut org.get_mut("PartnerFundAllocation").unwrap().rows {
        row.insert("Amount".to_owned(), sf::number(20_000.into()));
        of_partner.insert(row["ChannelPartnerId"].to_string(), id.clone());
    }
    for object in ["PartnerFundRequest", "PartnerFundClaim"] {
        for row in org.get_mut(object).unwrap().rows.values_mut() {
            let allocation = sf::text(&of_partner[&row["ChannelPartnerId"].to_string()]);
            row.insert("AllocationId".to_owned(), allocation);
        }
    }
}

#[test]
fn what_the_crms_hold_is_what_it_always_was() {
    let mut world = World::generate(&Options {
        seed: 1,
        partners: 120,
        time_zone: chrono_tz::UTC,
        dirt: Dirt::none(),
        ..Options::kind()
    });
    world.salesforce.objects.retain(|name, _| !ADDED_OBJECTS.contains(&name.as_str()));
    take_out_work(&mut world);
    for object in world.salesforce.objects.values_mut() {
        object.fields.retain(|name, _| !ADDED.contains(&name.as_str()));
        object
            .rows
            .values_mut()
            .for_each(|row| row.retain(|name, _| !ADDED.contains(&name.as_str())));
    }
    let start = 0xcbf2_9ce4_8422_2325;
    let stores = format!("{:?}", (&world.salesforce, &world.hubspot, &world.owners));
    // The account's settings came later, too.
    let settings = format!(", settings: {:?}", world.hubspot.settings);
    // So did its marketing, and the histories of its deals.
    let account = &world.hubspot;
    let work = format!(
        ", campaigns: {:?}, files: {:?}, histories: {:?}",
        account.campaigns, account.files, account.histories
    );
    let stores = stores.replace(&settings, "").replace(&work, "");
    let stores = fingerprint(&stores, start);
    // So did what deals and incentives say of their types, stages and approval.
    for record in world.truth.deals.iter_mut().flatten() {
        let says = &mut record.values;
        (says.kind, says.campaign, says.stages) = (None, None, None);
        says.registration_approvals = None;
    }
    let incentives = &mut world.truth.incentives;
    incentives.retain(|node| !ADDED_INCENTIVES.contains(&node[0].object));
    for record in incentives.iter_mut().flatten() {
        let says = &mut record.values;
        (says.role, says.approved_amount, says.request) = (None, None, None);
        (says.campaign, says.approvals) = (None, None);
    }
    let truth = &world.truth;
    let truth = truth_of_crms(
        &truth.incentives,
        truth_of_crms(
            &truth.deals,
            truth_of_crms(&truth.leads, truth_of_crms(&truth.partners, start)),
        ),
    );
    assert_eq!((stores, truth), (9_285_198_960_888_543_546, 17_388_700_353_035_229_531));
}
