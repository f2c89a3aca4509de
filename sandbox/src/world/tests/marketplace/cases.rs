//! The shares of what AWS knows, and each mixed case, which is there even in a small world.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{is_seller, last, of_aws, row};
use crate::truth::System;
use crate::world::tests::{World, world};

pub(super) fn text<'a>(row: &'a Value, member: &str) -> &'a str {
    row[member].as_str().unwrap_or_default()
}

pub(super) fn resources(row: &Value) -> impl Iterator<Item = &Value> {
    row["AssociatedResources"].as_array().into_iter().flatten()
}

/// The accounts in Salesforce that tell an AWS account: their ids by what they tell.
pub(super) fn told(world: &World) -> BTreeMap<&str, &str> {
    let rows = world.salesforce.objects["Account"].rows.iter();
    rows.filter_map(|(id, row)| Some((row.get("AWS_Account_Id__c")?.as_str()?, id.as_str())))
        .collect()
}

#[test]
fn a_third_of_the_partners_and_three_deals_in_ten_are_known_to_aws() {
    for seed in 1..=2 {
        let world = world(seed, 1000);
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        let joined: Vec<_> =
            world.truth.partners.iter().filter(|node| node[0].values.joined_at.is_some()).collect();
        let joined = joined.iter().filter(|node| System::CRMS.contains(&node[0].source));
        let known = joined
            .clone()
            .filter(|node| node.iter().any(|record| record.source == System::Aws))
            .count();
        assert!((0.3..0.4).contains(&share(known, joined.count())), "{known}");
        let of_crms: Vec<_> = world
            .truth
            .deals
            .iter()
            .filter(|node| System::CRMS.contains(&node[0].source))
            .collect();
        let shared = of_crms
            .iter()
            .filter(|node| node.iter().any(|record| record.source == System::Aws))
            .count();
        assert!((0.27..0.33).contains(&share(shared, of_crms.len())), "{shared}");
        let of_salesforce =
            world.truth.partners.iter().filter(|node| node[0].source == System::Salesforce);
        let sellers: Vec<_> =
            of_salesforce.flatten().filter(|record| record.object == "Relationship").collect();
        let tied = sellers.iter().filter(|record| record.linkable).count();
        assert!((0.65..0.75).contains(&share(tied, sellers.len())), "{tied} of {}", sellers.len());
        let worth =
            of_aws(&world.truth.deals).filter(|record| record.values.amount.is_some()).count();
        assert!(
            (0.45..0.65).contains(&share(worth, of_aws(&world.truth.deals).count())),
            "{worth}"
        );
    }
}

/// Each case that has to be there, and how often it is.
fn cases(world: &World) -> BTreeMap<&'static str, usize> {
    let (truth, store) = (&world.truth, &world.aws);
    let mut counts = BTreeMap::new();
    let mut among =
        |what: &'static str, is: bool| *counts.entry(what).or_default() += usize::from(is);
    for node in &truth.deals {
        let own: Vec<_> = node.iter().filter(|record| record.source == System::Aws).collect();
        let first = node.iter().find(|record| record.source != System::Aws);
        among("deal shared twice", own.iter().filter(|record| record.linkable).count() > 1);
        among("opportunity of nobody's", first.is_none());
        for (record, first) in own.iter().filter_map(|record| Some((record, first?))) {
            let id = row(world, record.object, &record.id).unwrap()["PartnerOpportunityIdentifier"]
                .as_str();
            let (says, theirs, salesforce) =
                (&record.values, &first.values, first.source == System::Salesforce);
            among("id of 18 characters", record.linkable && id.is_some_and(|id| id.len() == 18));
            among("id of 15 characters", record.linkable && id.is_some_and(|id| id.len() == 15));
            among("id of HubSpot's", record.linkable && !salesforce);
            among("Salesforce id that is gone", !record.linkable && id.is_some() && salesforce);
            among("HubSpot id that is gone", !record.linkable && id.is_some() && !salesforce);
            among("no id", id.is_none());
            among(
                "another stage",
                record.linkable && says.stage != theirs.stage && theirs.stage.is_some(),
            );
            among(
                "another close date",
                record.linkable
                    && says.close_date.is_some()
                    && says.close_date != theirs.close_date,
            );
            among("no close date", says.close_date.is_none());
            let same_money = says.currency == theirs.currency && says.amount.is_some();
            among("another amount", record.linkable && same_money && says.amount != theirs.amount);
            among(
                "another currency",
                record.linkable && says.currency.is_some() && says.currency != theirs.currency,
            );
            among("no amount", says.amount.is_none());
            among("an offer", says.marketplace_offer_id.is_some());
        }
    }
    let told = told(world);
    among(
        "account told that is gone",
        told.keys().any(|told| {
            store.relationships.values().all(|row| text(row, "associatedAccountId") != *told)
        }),
    );
    for row in store.relationships.values() {
        among(
            "account with zeros",
            is_seller(row) && text(row, "associatedAccountId").starts_with('0'),
        );
        among("seller without a beginning", is_seller(row) && row.get("startDate").is_none());
        among("end customer", row["associationType"] == "END_CUSTOMER");
        among("internal", row["associationType"] == "INTERNAL");
    }
    for row in store.program_accounts.values() {
        among("account in the programme of sellers", row["program"] == "DISTRIBUTION_SELLER");
    }
    for node in &truth.partners {
        for record in node.iter().filter(|record| record.object == "Relationship") {
            among("seller of AWS's alone", node.len() == 1);
            among(
                "seller that nothing ties",
                !record.linkable && node[0].source == System::Salesforce,
            );
            among("seller that only HubSpot knows", node[0].source == System::Hubspot);
        }
    }
    for node in &truth.incentives {
        let Some(first) = node.first().filter(|first| first.source == System::Aws) else {
            continue;
        };
        let allocations = &node[usize::from(first.object == "BenefitApplication")..];
        among("allocation that nobody applied for", first.object == "BenefitAllocation");
        if first.object == "BenefitApplication" {
            let row = &store.applications[&*first.id];
            let account = row["BenefitApplicationDetails"].get("PartnerAwsAccountId");
            among("application of a partner", first.values.partner.is_some());
            among(
                "application of another account",
                first.values.partner.is_none() && account.is_some(),
            );
            among("application of nobody", account.is_none());
            among("application of a deal", first.values.deal.is_some());
            among("application of no deal", first.values.deal.is_none());
            among(
                "application of an allocation",
                resources(row).any(|arn| last(arn).starts_with("benalloc-")),
            );
            among("application without an amount", first.values.requested_amount.is_none());
            among(
                "approved, and nothing came of it",
                row["Status"] == "APPROVED" && allocations.is_empty(),
            );
            among("two allocations", allocations.len() == 2);
        }
        for record in allocations {
            let detail = &store.allocations[&*record.id]["FulfillmentDetail"];
            let says = &record.values;
            among("cash", detail.get("DisbursementDetails").is_some());
            among("wallet", detail.get("ConsumableDetails").is_some());
            among("credits", detail.get("CreditDetails").is_some());
            among(
                "paid in part",
                says.paid_amount.is_some_and(|paid| !paid.is_zero() && Some(paid) < says.amount),
            );
            among("paid in full", says.paid_amount.is_some() && says.paid_amount == says.amount);
            among("not paid", says.amount.is_some() && says.paid_amount.is_none());
            among("lapsed", says.source_status.as_deref() == Some("INACTIVE"));
        }
    }
    for record in of_aws(&truth.leads) {
        let row = row(world, record.object, &record.id).unwrap();
        for participant in ["RECEIVER", "SENDER"] {
            among(participant, row["ParticipantType"] == participant);
        }
        for status in ["PENDING", "ACCEPTED", "REJECTED", "EXPIRED"] {
            among(status, row["Status"] == status);
        }
        among(
            "lead beside a project",
            row["Contexts"].as_array().is_some_and(|contexts| contexts.len() > 1),
        );
        among(
            "lead without a telephone",
            record.object == "Engagement" && record.values.phone.is_none(),
        );
        among("lead without a country", record.values.country.is_none());
    }
    among(
        "invitation to an opportunity",
        store.invitations.values().any(|row| row["PayloadType"] == "OpportunityInvitation"),
    );
    among(
        "engagement without contexts",
        store.engagements.values().any(|row| row["Contexts"].as_array().is_some_and(Vec::is_empty)),
    );
    among(
        "engagement without a lead",
        store
            .engagements
            .values()
            .any(|row| super::lead(row).is_none() && row["Contexts"].get(0).is_some()),
    );
    counts
}

#[test]
fn each_case_is_there_in_a_small_world() {
    for seed in 1..=5 {
        let counts = cases(&world(seed, 120));
        let missing: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
        assert!(missing.is_empty(), "seed {seed}: no {missing:?}");
    }
}
