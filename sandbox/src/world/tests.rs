//! The world is the same for the same seed, has the shape it is said to have, and its truth is about records that are there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Options, World, checksum};
use crate::truth::{Node, Record, Ref, System};

fn world(seed: u64, partners: usize) -> World {
    World::generate(&Options {
        seed,
        partners,
        ..Options::default()
    })
}

/// A world as text, whole.
fn print(world: &World) -> String {
    let truth = &world.truth;
    format!(
        "{:?}",
        (
            &world.salesforce,
            &world.hubspot,
            &truth.partners,
            &truth.leads,
            &truth.deals,
            &truth.incentives
        )
    )
}

/// (source, object, id) of every record that the truth speaks of.
fn records(world: &World) -> Vec<(System, &'static str, String)> {
    fn of<T>(nodes: &[Node<T>]) -> impl Iterator<Item = (System, &'static str, String)> + '_ {
        nodes
            .iter()
            .flatten()
            .map(|record| (record.source, record.object, record.id.to_string()))
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
        System::Salesforce => world.salesforce.objects[object].rows.contains_key(id),
        System::Hubspot => id
            .parse()
            .is_ok_and(|id: u64| world.hubspot.objects[object].rows.contains_key(&id)),
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
    assert_eq!(
        told.len(),
        records(&world).len(),
        "a record stands in two nodes"
    );
    for (system, object, id) in &told {
        assert!(
            exists(&world, *system, object, id),
            "{system:?} {object} {id}"
        );
    }
    let rows = |object: &str| {
        world.salesforce.objects[object]
            .rows
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let opportunities = rows("Opportunity")
        .into_iter()
        .chain(rows("Lead"))
        .chain(rows("PartnerFundRequest"))
        .chain(rows("PartnerFundClaim"))
        .count();
    let hubspot = ["deals", "leads", "2-1001"]
        .map(|object| world.hubspot.objects[object].rows.len())
        .iter()
        .sum::<usize>();
    let partner = |row: &&BTreeMap<String, Value>| row["IsPartner"] == Value::Bool(true);
    let accounts = world.salesforce.objects["Account"]
        .rows
        .values()
        .filter(partner)
        .count();
    let companies = world.hubspot.objects["companies"]
        .rows
        .values()
        .filter(|row| row.get("is_partner").is_some_and(|is| is == "true"))
        .count();
    assert_eq!(told.len(), opportunities + hubspot + accounts + companies);
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
                let field = object
                    .fields
                    .get(field)
                    .unwrap_or_else(|| panic!("{name} has no {field}"));
                if let Some((target, _)) = &field.reference {
                    assert!(
                        exists(&world, System::Salesforce, target, value.as_str().unwrap()),
                        "{name} {row:?}"
                    );
                }
            }
            for (field, set_up) in object.fields.iter().filter(|(_, field)| !field.nillable) {
                assert!(
                    row.contains_key(field),
                    "{name}.{field} of kind {} is null",
                    set_up.kind
                );
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
                let options: Vec<_> = set_up
                    .options
                    .iter()
                    .map(|(value, _)| value.as_str())
                    .collect();
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
                assert_eq!(
                    returns,
                    Some(link.types.len()),
                    "{from} {id} → {to} {}",
                    link.to
                );
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
        let times: Vec<_> = world.hubspot.objects[object]
            .rows
            .values()
            .map(|row| &row["createdate"])
            .collect();
        assert!(times.is_sorted(), "{object}");
        assert!(
            times.windows(2).any(|pair| pair[0] == pair[1]),
            "{object} has no two made at once"
        );
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn knows<T>(node: &Node<T>, system: System) -> bool {
    node.iter().any(|record| record.source == system)
}

/// How many of the nodes Salesforce knows, HubSpot knows, and both know.
fn overlap<T>(nodes: &[Node<T>]) -> (f64, f64, f64) {
    let count = |test: &dyn Fn(&Node<T>) -> bool| {
        share(nodes.iter().filter(|node| test(node)).count(), nodes.len())
    };
    let [salesforce, hubspot] = System::ALL;
    (
        count(&|node| knows(node, salesforce)),
        count(&|node| knows(node, hubspot)),
        count(&|node| knows(node, salesforce) && knows(node, hubspot)),
    )
}

#[test]
fn proportions_hold_for_any_seed() {
    for seed in 1..=4 {
        let world = world(seed, 1000);
        let truth = &world.truth;
        assert_eq!(truth.partners.len(), 1000);
        let (salesforce, hubspot, both) = overlap(&truth.partners);
        assert!(
            (0.76..0.84).contains(&salesforce)
                && (0.66..0.74).contains(&hubspot)
                && (0.46..0.54).contains(&both),
            "{salesforce} {hubspot} {both}"
        );
        for (_, _, both) in [overlap(&truth.deals), overlap(&truth.leads)] {
            assert!((0.45..0.57).contains(&both), "{both}");
        }
        assert!(
            (4000..5200).contains(&truth.deals.len()),
            "{}",
            truth.deals.len()
        );

        let records: Vec<_> = truth.partners.iter().flatten().collect();
        let unlinked = records.iter().filter(|record| !record.linkable).count();
        assert!(
            (5..60).contains(&unlinked),
            "{unlinked} partner records that nothing ties"
        );
        let no_domain = share(
            records
                .iter()
                .filter(|record| record.values.domain.is_none())
                .count(),
            records.len(),
        );
        assert!((0.05..0.25).contains(&no_domain), "{no_domain}");
        for system in System::ALL {
            let of = |node: &Node<_>| {
                node.iter()
                    .filter(|record: &&Record<_>| record.source == system)
                    .count()
            };
            let doubles = share(
                truth.partners.iter().filter(|node| of(node) > 1).count(),
                truth.partners.iter().filter(|node| of(node) > 0).count(),
            );
            assert!(
                (0.004..0.03).contains(&doubles),
                "{doubles} of the partners stand twice in {system:?}"
            );
        }
        let lost = truth
            .deals
            .iter()
            .flatten()
            .filter(|record| !record.linkable)
            .count();
        assert!(
            (0.04..0.11).contains(&share(lost, truth.deals.len())),
            "{lost} deal records that nothing ties"
        );
    }
}

/// The pairs of a Salesforce and a HubSpot record in one node.
fn pairs<T>(nodes: &[Node<T>]) -> impl Iterator<Item = (&T, &T)> {
    nodes.iter().filter_map(|node| {
        let of = |system: System| {
            node.iter()
                .find(|record: &&Record<T>| record.source == system)
        };
        Some((
            &of(System::Salesforce)?.values,
            &of(System::Hubspot)?.values,
        ))
    })
}

#[test]
fn the_dirt_is_there() {
    let world = world(1, 1000);
    let truth = &world.truth;
    let among = |count: usize, what: &str| assert!(count > 0, "no {what}");
    among(
        pairs(&truth.partners)
            .filter(|(a, b)| a.name != b.name)
            .count(),
        "partner with two names",
    );
    among(
        pairs(&truth.partners)
            .filter(|(a, b)| a.tier_name != b.tier_name)
            .count(),
        "partner with two tiers",
    );
    among(
        pairs(&truth.deals)
            .filter(|(a, b)| a.stage != b.stage)
            .count(),
        "deal with two stages",
    );
    among(
        pairs(&truth.deals)
            .filter(|(a, b)| a.close_date != b.close_date)
            .count(),
        "deal with two close dates",
    );
    among(
        pairs(&truth.deals)
            .filter(|(a, b)| a.currency == b.currency && a.amount != b.amount)
            .count(),
        "deal with two amounts",
    );
    among(
        truth
            .deals
            .iter()
            .flatten()
            .filter(|record| record.values.stage.is_none())
            .count(),
        "deal in an unknown stage",
    );

    let companies = &world.hubspot.objects["companies"].rows;
    let among_domains = |test: &dyn Fn(&str) -> bool| {
        companies
            .values()
            .filter_map(|row| row.get("domain"))
            .filter(|domain| test(domain))
            .count()
    };
    for host in [
        "gmail.com",
        "web.de",
        "facebook.com",
        ".wixsite.com",
        ".myshopify.com",
        ".co.uk",
        ".com.au",
    ] {
        among(among_domains(&|domain| domain.ends_with(host)), host);
    }
    let deals = world.hubspot.objects["deals"].rows.values();
    let named: Vec<_> = deals
        .filter_map(|row| row.get("hs_salesforceopportunityid"))
        .collect();
    among(
        named.iter().filter(|id| id.len() == 15).count(),
        "id of 15 characters",
    );
    let dangling = named
        .iter()
        .filter(|id| {
            !world.salesforce.objects["Opportunity"]
                .rows
                .contains_key(&format!("{}{}", &id[..15], checksum(&id[..15])))
        })
        .count();
    among(dangling, "deal that names an opportunity that is gone");
    assert!(
        share(dangling, named.len()) < 0.1,
        "{dangling} of {}",
        named.len()
    );

    // Two partners may share a domain; then each says its own tax id in every record.
    let mut by_domain: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for node in &truth.partners {
        let domains: BTreeSet<_> = node
            .iter()
            .filter_map(|record| record.values.domain.clone())
            .collect();
        for domain in domains {
            by_domain.entry(domain).or_default().push(node);
        }
    }
    let families: Vec<_> = by_domain.values().filter(|nodes| nodes.len() > 1).collect();
    among(families.len(), "domain of two partners");
    for nodes in families {
        let tax_ids: BTreeSet<_> = nodes
            .iter()
            .flat_map(|node| node.iter().map(|record| record.values.tax_id.clone()))
            .collect();
        assert!(
            tax_ids.len() == nodes.len() && !tax_ids.contains(&None),
            "{tax_ids:?}"
        );
    }
}

#[test]
fn the_flagship_is_gold_and_german_with_deals_in_both_systems() {
    for seed in [1, 2] {
        let world = world(seed, 40);
        let node = world
            .truth
            .partners
            .iter()
            .find(|node| {
                node.iter()
                    .any(|record| record.values.domain.as_deref() == Some("acme.de"))
            })
            .unwrap();
        let says = |record: &Record<crate::truth::Partner>| {
            (
                record.values.name.clone().unwrap().to_string(),
                record.values.tier_name.clone().unwrap().to_string(),
                record.values.country.clone().unwrap().to_string(),
            )
        };
        let owned = |name: &str| (name.to_owned(), "Gold".to_owned(), "DE".to_owned());
        assert_eq!(
            node.iter().map(says).collect::<Vec<_>>(),
            [owned("ACME Corporation"), owned("Acme Corp.")]
        );
        let refs: Vec<_> = node
            .iter()
            .map(|record| Ref {
                source: record.source,
                id: record.id.clone(),
            })
            .collect();
        let open: Vec<_> = world
            .truth
            .deals
            .iter()
            .filter(|node| {
                node.iter().any(|record| {
                    record.values.is_closed == Some(false)
                        && record
                            .values
                            .partner
                            .as_ref()
                            .is_some_and(|partner| refs.contains(partner))
                })
            })
            .collect();
        let both = open
            .iter()
            .filter(|node| node.len() == 2 && node.iter().all(|record| record.linkable))
            .count();
        assert_eq!((open.len(), both), (8, 4));
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
        (
            json["source"].as_str(),
            json["object"].as_str(),
            json["linkable"].as_bool()
        ),
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
