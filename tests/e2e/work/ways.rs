//! What nodes lead to: the same as the references that lead back.

use std::collections::{BTreeMap, BTreeSet};

use channelgraph::{config::Config, demo};

use super::{Key, RECORDS, Thing, all, keys, read, things};
use crate::harness::{Gateway, small};

/// A way from one list's nodes to another's: the list, the relation, the list of what it leads to,
/// and the reference by which that names the first.
const WAYS: &[(&str, &str, &str, &str)] = &[
    ("partners", "campaigns", "campaigns", "partner"),
    ("partners", "certifications", "certifications", "partner"),
    ("partners", "enrollments", "courseEnrollments", "partner"),
    ("partners", "onboardings", "onboardings", "partner"),
    ("partners", "assets", "assets", "partner"),
    ("partners", "leadAssignments", "leadAssignments", "partner"),
    ("partners", "dealRoles", "dealPartners", "partner"),
    ("campaigns", "members", "campaignMembers", "campaign"),
    ("campaigns", "influences", "campaignInfluences", "campaign"),
    ("campaigns", "assets", "assets", "campaign"),
    ("campaigns", "deals", "deals", "campaign"),
    ("campaigns", "funds", "incentives", "campaign"),
    ("courses", "enrollments", "courseEnrollments", "course"),
    ("leads", "assignments", "leadAssignments", "lead"),
    ("leads", "campaigns", "campaignMembers", "lead"),
    ("deals", "partners", "dealPartners", "deal"),
    ("deals", "campaigns", "campaignInfluences", "deal"),
];

/// Each thing's records, by each record that it names.
fn named(things: &[Thing], reference: &str) -> BTreeMap<Key, BTreeSet<BTreeSet<Key>>> {
    let mut named: BTreeMap<Key, BTreeSet<BTreeSet<Key>>> = BTreeMap::new();
    for thing in things {
        if let Some(key) = thing.refers(reference) {
            named.entry(key).or_default().insert(thing.keys());
        }
    }
    named
}

#[tokio::test]
async fn relations_lead_to_what_names_them() {
    // Whole lists of whole lists are more than one may ask for otherwise.
    let wide = |config: &mut Config| config.server.max_complexity = 100_000_000;
    let gateway = Gateway::over(small(7), demo::SYSTEMS, None, wide).await;
    let known = {
        let truth = gateway.sandbox.control.truth();
        let mut known: BTreeMap<&str, Vec<Thing>> = all(&truth).into_iter().collect();
        known.insert("deals", things(&truth.deals));
        known.insert("incentives", things(&truth.incentives));
        known
    };
    for (list, relation, to, by) in WAYS {
        let named = named(&known[to], by);
        let select =
            format!("{relation}(first: 200) {{ missing {{ message }} nodes {{ {RECORDS} }} }}");
        let mut found = 0;
        for node in read(&gateway, list, &select).await {
            let own = keys(&node);
            let expected: BTreeSet<_> =
                own.iter().filter_map(|key| named.get(key)).flatten().cloned().collect();
            let nodes = node[*relation]["nodes"].as_array().expect("nodes");
            let led: BTreeSet<_> = nodes.iter().map(keys).collect();
            assert_eq!(led, expected, "{relation} of {own:?}");
            assert_eq!(led.len(), nodes.len(), "{relation} of {own:?}: one of them twice");
            found += led.len();
        }
        println!("{list} {relation}: {found}");
        assert!(found > 3, "{list} {relation} lead nowhere");
    }
}
