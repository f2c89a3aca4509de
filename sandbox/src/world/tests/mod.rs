//! The world is the same for the same seed, and its truth is about records that are there.

mod approvals;
mod companies;
mod dirt;
mod erp;
mod funds;
mod marketplace;
mod rebates;
mod spread;
mod unchanged;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Options, World, checksum};
use crate::truth::{Node, System};

fn world(seed: u64, partners: usize) -> World {
    World::generate(&Options { seed, partners, ..Options::kind() })
}

/// A world as text, whole.
fn print(world: &World) -> String {
    let truth = &world.truth;
    format!(
        "{:?}",
        (
            &world.salesforce,
            &world.hubspot,
            &world.erp,
            &world.aws,
            &truth.partners,
            &truth.leads,
            &truth.deals,
            &truth.incentives,
            work::print(truth)
        )
    )
}

/// (source, object, id) of every record that the truth speaks of.
fn records(world: &World) -> Vec<(System, &'static str, String)> {
    fn of<T>(nodes: &[Node<T>]) -> impl Iterator<Item = (System, &'static str, String)> + '_ {
        nodes.iter().flatten().map(|record| (record.source, record.object, record.id.to_string()))
    }
    let truth = &world.truth;
    of(&truth.partners)
        .chain(of(&truth.leads))
        .chain(of(&truth.deals))
        .chain(of(&truth.incentives))
        .collect()
}

fn exists(world: &World, system: System, object: &str, id: &str) -> bool {
    match system {
        System::Erp => erp::row(world, object, id).is_some(),
        System::Aws => marketplace::row(world, object, id).is_some(),
        System::Salesforce => world.salesforce.objects[object].rows.contains_key(id),
        System::Hubspot => {
            id.parse().is_ok_and(|id: u64| world.hubspot.objects[object].rows.contains_key(&id))
        }
    }
}

#[test]
fn a_seed_is_a_world() {
    assert!(print(&world(7, 60)) == print(&world(7, 60)));
    assert!(print(&world(7, 60)) != print(&world(8, 60)));
}

#[test]
fn truth_and_stores_agree_on_what_exists() {
    let world = world(1, 300);
    let told: BTreeSet<_> = records(&world).into_iter().collect();
    assert_eq!(told.len(), records(&world).len(), "a record stands in two nodes");
    for (system, object, id) in &told {
        assert!(exists(&world, *system, object, id), "{system:?} {object} {id}");
    }
    let rows =
        |object: &str| world.salesforce.objects[object].rows.keys().cloned().collect::<Vec<_>>();
    let opportunities = rows("Opportunity")
        .into_iter()
        .chain(rows("Lead"))
        .chain(rows("PartnerFundRequest"))
        .chain(rows("PartnerFundClaim"))
        .chain(rows("PartnerFundAllocation"))
        .chain(rows("RebateProgramMemberPayout"))
        .count();
    let hubspot = ["deals", "leads", "2-1001"]
        .map(|object| world.hubspot.objects[object].rows.len())
        .iter()
        .sum::<usize>();
    let partner = |row: &&BTreeMap<String, Value>| row["IsPartner"] == Value::Bool(true);
    let accounts = world.salesforce.objects["Account"].rows.values().filter(partner).count();
    let companies = world.hubspot.objects["companies"]
        .rows
        .values()
        .filter(|row| row.get("is_partner").is_some_and(|is| is == "true"))
        .count();
    let channel = erp::rows(&world, "A_BusinessPartner")
        .filter(|row| row["BusinessPartnerGrouping"] == "CHAN")
        .count();
    // A booking that was reversed is nothing that a partner has.
    let counts = |row: &&BTreeMap<String, Value>| {
        row.get("SettlmtDocIsCanceled") != Some(&Value::Bool(true))
    };
    let books = ["SetlDoc", "A_OperationalAcctgDocItemCube", "ConditionContract"]
        .map(|set| erp::rows(&world, set).filter(counts).count());
    let aws = marketplace::count(&world);
    assert_eq!(
        told.len(),
        opportunities
            + hubspot
            + accounts
            + companies
            + channel
            + books.iter().sum::<usize>()
            + aws
    );
}

#[test]
fn salesforce_ids_are_valid_and_references_lead_somewhere() {
    let world = world(2, 120);
    for (name, object) in &world.salesforce.objects {
        assert!(!object.rows.is_empty(), "{name} is empty");
        for (id, row) in &object.rows {
            assert!(
                id.starts_with(&object.key_prefix) && id[15..] == checksum(&id[..15]),
                "{name} {id}"
            );
            for (field, value) in row {
                let field =
                    object.fields.get(field).unwrap_or_else(|| panic!("{name} has no {field}"));
                if let Some((target, _)) = &field.reference {
                    assert!(
                        exists(&world, System::Salesforce, target, value.as_str().unwrap()),
                        "{name} {row:?}"
                    );
                }
            }
            for (field, set_up) in object.fields.iter().filter(|(_, field)| !field.nillable) {
                assert!(row.contains_key(field), "{name}.{field} of kind {} is null", set_up.kind);
            }
        }
    }
}

#[test]
fn hubspot_rows_have_known_properties_and_associations_both_ways() {
    let world = world(2, 120);
    for (name, object) in &world.hubspot.objects {
        for row in object.rows.values() {
            for (property, value) in row {
                let set_up = object
                    .properties
                    .get(property)
                    .unwrap_or_else(|| panic!("{name} has no {property}"));
                let options: Vec<_> =
                    set_up.options.iter().map(|(value, _)| value.as_str()).collect();
                assert!(
                    options.is_empty() || value.split(';').all(|value| options.contains(&value)),
                    "{name}.{property} = {value}"
                );
            }
        }
    }
    for ((from, to), links) in &world.hubspot.associations {
        let back = &world.hubspot.associations[&(to.clone(), from.clone())];
        for (id, links) in links {
            for link in links {
                assert!(
                    exists(&world, System::Hubspot, from, &id.to_string())
                        && exists(&world, System::Hubspot, to, &link.to.to_string())
                );
                let returns = back[&link.to]
                    .iter()
                    .find(|other| other.to == *id)
                    .map(|other| other.types.len());
                assert_eq!(returns, Some(link.types.len()), "{from} {id} → {to} {}", link.to);
            }
        }
    }
}

#[test]
fn ids_rise_with_creation() {
    let world = world(3, 150);
    for object in ["Account", "Opportunity", "Lead"] {
        let times: Vec<_> = world.salesforce.objects[object]
            .rows
            .values()
            .map(|row| row["CreatedDate"].as_str().unwrap())
            .collect();
        assert!(times.is_sorted(), "{object}");
    }
    for object in ["companies", "deals", "leads"] {
        let times: Vec<_> =
            world.hubspot.objects[object].rows.values().map(|row| &row["createdate"]).collect();
        assert!(times.is_sorted(), "{object}");
        assert!(
            times.windows(2).any(|pair| pair[0] == pair[1]),
            "{object} has no two made at once"
        );
    }
}

#[test]
fn values_are_spelt_as_in_the_schema() {
    let world = world(1, 50);
    let node = world
        .truth
        .deals
        .iter()
        .find(|node| {
            node[0].source == System::Salesforce
                && node[0].values.registration_status.is_some()
                && node[0].values.stage.is_some()
        })
        .unwrap();
    let json = serde_json::to_value(&node[0]).unwrap();
    assert_eq!(
        (json["source"].as_str(), json["object"].as_str(), json["linkable"].as_bool()),
        (Some("salesforce"), Some("Opportunity"), Some(true))
    );
    let values = json["values"].as_object().unwrap();
    let amount = values.get("amount").map(|amount| amount.as_str().unwrap());
    assert!(
        amount.is_none_or(|amount| amount
            .rsplit_once('.')
            .is_some_and(|(_, cents)| cents.len() == 2)),
        "{amount:?}"
    );
    for name in ["stage", "registration.status"] {
        assert!(
            values[name]
                .as_str()
                .unwrap()
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_'),
            "{name}"
        );
    }
    assert!(
        values["createdAt"].as_str().unwrap().ends_with('Z')
            && values["closeDate"].as_str().unwrap().len() == 10
    );
    assert!(values.values().all(|value| !value.is_null()));
}

#[test]
#[ignore = "a measurement, for optimised builds"]
fn a_thousand_partners_are_made_in_a_quarter_of_a_second() {
    let start = tokio::time::Instant::now();
    assert_eq!(world(1, 1000).truth.partners.len(), 1000);
    let took = start.elapsed();
    assert!(took < std::time::Duration::from_millis(250), "{took:?}");
}
