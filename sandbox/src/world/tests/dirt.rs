//! The world has the proportions and the dirt it is said to have.

use std::collections::{BTreeMap, BTreeSet};

use super::super::checksum;
use super::world;
use crate::truth::{Node, Record, Ref, System};

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn knows<T>(node: &Node<T>, system: System) -> bool {
    node.iter().any(|record| record.source == system)
}

/// The nodes that a CRM knows.
fn in_a_crm<T: Clone>(nodes: &[Node<T>]) -> Vec<Node<T>> {
    nodes
        .iter()
        .filter(|node| System::CRMS.iter().any(|system| knows(node, *system)))
        .cloned()
        .collect()
}

/// Counts the nodes that Salesforce knows, HubSpot knows, and both know.
fn overlap<T>(nodes: &[Node<T>]) -> (f64, f64, f64) {
    let count = |test: &dyn Fn(&Node<T>) -> bool| {
        share(nodes.iter().filter(|node| test(node)).count(), nodes.len())
    };
    let [salesforce, hubspot] = System::CRMS;
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
        let partners = in_a_crm(&truth.partners);
        assert_eq!(partners.len(), 1000);
        let (salesforce, hubspot, both) = overlap(&partners);
        assert!(
            (0.76..0.84).contains(&salesforce)
                && (0.66..0.74).contains(&hubspot)
                && (0.46..0.54).contains(&both),
            "{salesforce} {hubspot} {both}"
        );
        let deals = in_a_crm(&truth.deals);
        for (_, _, both) in [overlap(&deals), overlap(&in_a_crm(&truth.leads))] {
            assert!((0.45..0.57).contains(&both), "{both}");
        }
        assert!((4000..5200).contains(&deals.len()), "{}", deals.len());

        let records: Vec<_> = partners
            .iter()
            .flatten()
            .filter(|record| System::CRMS.contains(&record.source))
            .collect();
        let unlinked = records.iter().filter(|record| !record.linkable).count();
        assert!((5..60).contains(&unlinked), "{unlinked} partner records that nothing ties");
        let no_domain = share(
            records.iter().filter(|record| record.values.domain.is_none()).count(),
            records.len(),
        );
        assert!((0.05..0.25).contains(&no_domain), "{no_domain}");
        for system in System::CRMS {
            let of = |node: &Node<_>| {
                node.iter().filter(|record: &&Record<_>| record.source == system).count()
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
        let lost = deals
            .iter()
            .flatten()
            .filter(|record| !record.linkable && System::CRMS.contains(&record.source))
            .count();
        assert!(
            (0.04..0.11).contains(&share(lost, deals.len())),
            "{lost} deal records that nothing ties"
        );
    }
}

/// The pairs of a Salesforce and a HubSpot record in one node.
fn pairs<T>(nodes: &[Node<T>]) -> impl Iterator<Item = (&T, &T)> {
    nodes.iter().filter_map(|node| {
        let of = |system: System| node.iter().find(|record: &&Record<T>| record.source == system);
        Some((&of(System::Salesforce)?.values, &of(System::Hubspot)?.values))
    })
}

#[test]
fn the_dirt_is_there() {
    let world = world(1, 1000);
    let truth = &world.truth;
    let among = |count: usize, what: &str| assert!(count > 0, "no {what}");
    among(
        pairs(&truth.partners).filter(|(a, b)| a.name != b.name).count(),
        "partner with two names",
    );
    among(
        pairs(&truth.partners).filter(|(a, b)| a.tier_name != b.tier_name).count(),
        "partner with two tiers",
    );
    among(pairs(&truth.deals).filter(|(a, b)| a.stage != b.stage).count(), "deal with two stages");
    among(
        pairs(&truth.deals).filter(|(a, b)| a.close_date != b.close_date).count(),
        "deal with two close dates",
    );
    among(
        pairs(&truth.deals)
            .filter(|(a, b)| a.currency == b.currency && a.amount != b.amount)
            .count(),
        "deal with two amounts",
    );
    among(
        truth.deals.iter().flatten().filter(|record| record.values.stage.is_none()).count(),
        "deal in an unknown stage",
    );

    let companies = &world.hubspot.objects["companies"].rows;
    let among_domains = |test: &dyn Fn(&str) -> bool| {
        companies.values().filter_map(|row| row.get("domain")).filter(|domain| test(domain)).count()
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
    let named: Vec<_> = deals.filter_map(|row| row.get("hs_salesforceopportunityid")).collect();
    among(named.iter().filter(|id| id.len() == 15).count(), "id of 15 characters");
    let dangling = named
        .iter()
        .filter(|id| {
            !world.salesforce.objects["Opportunity"].rows.contains_key(&format!(
                "{}{}",
                &id[..15],
                checksum(&id[..15])
            ))
        })
        .count();
    among(dangling, "deal that names an opportunity that is gone");
    assert!(share(dangling, named.len()) < 0.1, "{dangling} of {}", named.len());

    // Two partners may share a domain; then each says its own tax id in every record but AWS's,
    // which know none.
    let mut by_domain: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for node in &truth.partners {
        let domains: BTreeSet<_> =
            node.iter().filter_map(|record| record.values.domain.clone()).collect();
        for domain in domains {
            by_domain.entry(domain).or_default().push(node);
        }
    }
    let families: Vec<_> = by_domain.values().filter(|nodes| nodes.len() > 1).collect();
    among(families.len(), "domain of two partners");
    for nodes in families {
        let records =
            nodes.iter().flat_map(|node| node.iter()).filter(|record| record.source != System::Aws);
        let tax_ids: BTreeSet<_> = records.map(|record| record.values.tax_id.clone()).collect();
        assert!(tax_ids.len() == nodes.len() && !tax_ids.contains(&None), "{tax_ids:?}");
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
                node.iter().any(|record| record.values.domain.as_deref() == Some("acme.de"))
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
        let node: Vec<_> =
            node.iter().filter(|record| System::CRMS.contains(&record.source)).cloned().collect();
        assert_eq!(
            node.iter().map(says).collect::<Vec<_>>(),
            [owned("ACME Corporation"), owned("Acme Corp.")]
        );
        let refs: Vec<_> = node
            .iter()
            .map(|record| Ref { source: record.source, id: record.id.clone() })
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
        let both = open.iter().filter(|node| {
            System::CRMS.iter().all(|system| knows(node, *system))
                && node.iter().all(|record| record.linkable)
        });
        let both = both.count();
        assert_eq!((open.len(), both), (8, 4));
    }
}

#[test]
fn a_tax_id_is_one_partners_and_a_lone_record_shares_no_key() {
    let world = world(5, 1000);
    let mut owner: BTreeMap<_, usize> = BTreeMap::new();
    for (index, node) in world.truth.partners.iter().enumerate() {
        for tax_id in node.iter().filter_map(|record| record.values.tax_id.clone()) {
            assert_eq!(*owner.entry(tax_id.clone()).or_insert(index), index, "{tax_id}");
        }
        let first = &node[0].values;
        for record in node.iter().filter(|record| !record.linkable) {
            let says = &record.values;
            let shares = |a: &Option<_>, b: &Option<_>| a.is_some() && a == b;
            assert!(
                !shares(&says.domain, &first.domain) && !shares(&says.tax_id, &first.tax_id),
                "{record:?}"
            );
        }
    }
    assert!(owner.len() > 700, "{}", owner.len());
}
