//! Every id of AWS's leads somewhere, and ties are what they are said to be.

use std::collections::BTreeSet;

use serde_json::Value;

use super::cases::{resources, text, told};
use super::{last, row};
use crate::truth::{Record, System};
use crate::world::checksum;
use crate::world::tests::world;

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
