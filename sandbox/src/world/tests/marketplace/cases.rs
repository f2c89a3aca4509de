//! Every id of AWS's leads somewhere, ties are what they are said to be, and each mixed case is
//! there in a small world.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{is_seller, last, of_aws, row};
use crate::truth::{Record, System};
use crate::world::checksum;
use crate::world::tests::{World, world};

fn text<'a>(row: &'a Value, member: &str) -> &'a str {
    row[member].as_str().unwrap_or_default()
}

fn resources(row: &Value) -> impl Iterator<Item = &Value> {
    row["AssociatedResources"].as_array().into_iter().flatten()
}

/// The accounts in Salesforce that tell an AWS account: their ids by what they tell.
fn told(world: &World) -> BTreeMap<&str, &str> {
    let rows = world.salesforce.objects["Account"].rows.iter();
    rows.filter_map(|(id, row)| Some((row.get("AWS_Account_Id__c")?.as_str()?, id.as_str())))
        .collect()
}

/// The Salesforce id or the HubSpot id that an opportunity names, in the form of the truth.
fn named(row: &Value) -> Option<String> {
    let id = row["PartnerOpportunityIdentifier"].as_str()?;
    Some(if id.len() == 15 { format!("{id}{}", checksum(id)) } else { id.to_owned() })
}

#[test]
fn every_id_has_its_form_and_leads_somewhere() {
    fn holds_null(value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Array(items) => items.iter().any(holds_null),
            Value::Object(members) => members.values().any(holds_null),
            _ => false,
        }
    }
    let world = world(2, 120);
    let store = &world.aws;
    let kinds = [
        (&store.opportunities, "O", 8),
        (&store.invitations, "engi-", 18),
        (&store.engagements, "eng-", 18),
        (&store.benefits, "ben-", 18),
        (&store.applications, "benappl-", 22),
        (&store.allocations, "benalloc-", 23),
        (&store.program_accounts, "pma-", 17),
        (&store.relationships, "rs-", 16),
    ];
    for (rows, prefix, length) in kinds {
        assert!(!rows.is_empty(), "there is no {prefix}");
        for (id, row) in rows {
            let own = row.get("Id").or_else(|| row.get("id"));
            assert!(
                own == Some(&id.as_str().into()) && id.starts_with(prefix) && id.len() == length,
                "{id}"
            );
            let arn = row.get("Arn").or_else(|| row.get("arn")).unwrap();
            assert!(last(arn) == id && !holds_null(row), "{row}");
        }
    }
    for row in store.applications.values() {
        assert!(store.benefits.contains_key(text(row, "BenefitId")));
        let known = |arn: &Value| {
            store.opportunities.contains_key(last(arn)) || store.allocations.contains_key(last(arn))
        };
        assert!(resources(row).all(known), "{row}");
    }
    for row in store.allocations.values() {
        assert!(store.benefits.contains_key(text(row, "BenefitId")));
        assert!(
            row.get("BenefitApplicationId")
                .is_none_or(|id| store.applications.contains_key(id.as_str().unwrap())),
            "{row}"
        );
    }
    for row in store.invitations.values() {
        assert_eq!(
            row["Status"] == "ACCEPTED",
            store.engagements.contains_key(text(row, "EngagementId")),
            "{row}"
        );
        assert!(text(row, "EngagementTitle").chars().count() <= 40);
    }
    let mut accounts = BTreeSet::new();
    for row in store.relationships.values() {
        assert!(store.program_accounts.contains_key(text(row, "programManagementAccountId")));
        let account = text(row, "associatedAccountId");
        assert!(
            account.len() == 12
                && account.bytes().all(|byte| byte.is_ascii_digit())
                && accounts.insert(account),
            "{account}"
        );
        assert!((1..=30).contains(&text(row, "displayName").chars().count()));
    }
}

#[test]
fn an_opportunity_is_tied_by_the_id_that_it_names_or_by_nothing() {
    for seed in 1..=5 {
        let world = world(seed, 120);
        let everywhere = |id: &str| {
            world.salesforce.objects["Opportunity"].rows.contains_key(id)
                || id
                    .parse()
                    .is_ok_and(|id: u64| world.hubspot.objects["deals"].rows.contains_key(&id))
        };
        for node in &world.truth.deals {
            for record in node.iter().filter(|record| record.source == System::Aws) {
                let id = named(row(&world, record.object, &record.id).unwrap());
                let Some(first) = node.iter().find(|other| other.source != System::Aws) else {
                    assert!(
                        record.linkable && node.len() == 1 && !id.is_some_and(|id| everywhere(&id))
                    );
                    continue;
                };
                assert_eq!(record.linkable, id.as_deref() == Some(&*first.id), "{record:?}");
                assert!(record.linkable || !id.is_some_and(|id| everywhere(&id)), "{record:?}");
            }
        }
    }
}

#[test]
fn a_seller_is_tied_by_the_aws_account_that_salesforce_tells_or_by_nothing() {
    for seed in 1..=5 {
        let world = world(seed, 120);
        let told = told(&world);
        for node in &world.truth.partners {
            for record in node.iter().filter(|record| record.object == "Relationship") {
                let account =
                    text(row(&world, record.object, &record.id).unwrap(), "associatedAccountId");
                let names =
                    |other: &Record<_>| other.linkable && told.get(account) == Some(&&*other.id);
                assert_eq!(
                    record.linkable,
                    node.iter().any(names) || node.len() == 1,
                    "{record:?}"
                );
                assert!(record.linkable || !told.contains_key(account), "{record:?}");
            }
        }
    }
}

#[test]
fn a_lead_that_was_accepted_is_its_engagement_and_the_invitation_that_names_it() {
    for seed in 1..=5 {
        let world = world(seed, 120);
        let mut both = 0;
        for node in &world.truth.leads {
            let objects: Vec<_> = node
                .iter()
                .filter(|record| record.source == System::Aws)
                .map(|record| record.object)
                .collect();
            if objects == ["Engagement", "EngagementInvitation"] {
                let row = row(&world, "EngagementInvitation", &node[1].id).unwrap();
                assert_eq!(
                    (text(row, "EngagementId"), text(row, "Status")),
                    (&*node[0].id, "ACCEPTED")
                );
                assert!(node.iter().all(|record| record.linkable) && node.len() == 2);
                both += 1;
            } else {
                assert!(objects.len() < 2, "{objects:?}");
                assert!(
                    objects.is_empty()
                        || node[0].values.source_status.as_deref() != Some("ACCEPTED"),
                    "{node:?}"
                );
            }
        }
        assert!(both > 3, "{both}");
    }
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
