//! The same questions with the index of links in each of its states, and edits in between.

use std::collections::BTreeSet;

use channelgraph::config::Config as Configuration;
use channelgraph_sandbox::{
    truth::{Ref, System, Text},
    world::edit::Kind,
};
use channelgraph_schema::EntityKind;
use serde_json::json;
use tokio::runtime::Runtime;

use super::{Case, rough, setting};
use crate::harness::{Gateway, small};

/// The states of the index of links, over all rules of all sources.
pub async fn states(gateway: &Gateway) -> BTreeSet<String> {
    let sources = gateway.data("{ sources { links { state } } }").await;
    let sources = sources["sources"].as_array().cloned().unwrap_or_default();
    let links = sources.iter().flat_map(|source| source["links"].as_array().cloned());
    links.flatten().map(|link| link["state"].as_str().unwrap_or_default().to_owned()).collect()
}

fn is(states: &BTreeSet<String>, state: &str) -> bool {
    states.iter().eq([state])
}

/// A world of its own, with a runtime to ask it in.
fn world(change: impl FnOnce(&mut Configuration)) -> (Runtime, Case) {
    let runtime = Runtime::new().expect("a runtime");
    let options = small(u64::from(setting("WORLD", 7)));
    let case = runtime.block_on(Case::start_with(options, change));
    (runtime, case)
}

/// Asks a few questions of each entity that has links.
fn hold(runtime: &Runtime, case: &Case, usual: u32, seed: u32) {
    for kind in [EntityKind::Deal, EntityKind::Lead, EntityKind::Incentive] {
        case.hold(runtime, kind, false, usual, seed);
    }
    case.hold(runtime, EntityKind::Deal, true, usual, seed);
}

#[test]
fn lists_are_what_the_truth_says_with_links_known() {
    let (runtime, case) = world(|_| {});
    runtime.block_on(case.gateway.look_for_links());
    assert!(is(&runtime.block_on(states(&case.gateway)), "READY"));
    hold(&runtime, &case, 30, 2);
}

#[test]
fn lists_are_what_the_truth_says_while_links_are_being_read() {
    let (runtime, case) = world(|_| {});
    let control = &case.gateway.sandbox.control;
    control.put_fault(serde_json::from_value(json!({ "status": 400 })).expect("a fault")).unwrap();
    runtime.block_on(case.gateway.look_for_links());
    control.clear_faults();
    assert!(is(&runtime.block_on(states(&case.gateway)), "BUILDING"));
    hold(&runtime, &case, 6, 3);
}

#[test]
fn lists_are_what_the_truth_says_with_links_over_their_bound() {
    let (runtime, case) = world(|config| config.links.memory_mb = 0);
    runtime.block_on(case.gateway.look_for_links());
    assert!(is(&runtime.block_on(states(&case.gateway)), "OVER_BOUND"));
    hold(&runtime, &case, 6, 4);
}

#[test]
fn lists_are_what_the_truth_says_with_links_that_are_too_old() {
    let (runtime, case) = world(|config| {
        config.links.refresh_seconds = 0;
        config.links.rescan_seconds = 0;
    });
    runtime.block_on(case.gateway.look_for_links());
    assert!(is(&runtime.block_on(states(&case.gateway)), "STALE"));
    hold(&runtime, &case, 6, 5);
}

/// The ids of records of one system that are tied to another's.
fn tied<T>(nodes: &[channelgraph_sandbox::truth::Node<T>], source: System) -> Vec<Text> {
    let tied = nodes.iter().filter(|node| node.len() > 1).flatten();
    tied.filter(|record| record.source == source).map(|record| record.id.clone()).collect()
}

#[test]
fn lists_are_what_the_truth_says_while_records_change_behind_the_index() {
    let (runtime, mut case) = world(|config| config.cache.seconds = 0);
    runtime.block_on(case.gateway.look_for_links());
    for round in 0..2 {
        // Records that the index knows are gone, or say something else.
        let control = &case.gateway.sandbox.control;
        let deals = tied(&control.truth().deals, System::Hubspot);
        let leads = tied(&control.truth().leads, System::Hubspot);
        for (kind, ids) in [(Kind::Deals, deals), (Kind::Leads, leads)] {
            for id in ids.into_iter().skip(round).step_by(9) {
                control.remove(kind, &Ref { source: System::Hubspot, id }).expect("a record");
            }
        }
        case.oracle.take(&control.truth());
        hold(&runtime, &case, 8, 10 + round as u32);
        // New links are there after the next look.
        rough::roughen(control);
        runtime.block_on(case.gateway.look_for_links());
        case.oracle.take(&case.gateway.sandbox.control.truth());
        hold(&runtime, &case, 8, 20 + round as u32);
    }
}
