//! Lists whose sources fail on and off: whoever reads on gets everything, and nothing twice.

use std::collections::BTreeSet;

use channelgraph::config::Config;
use channelgraph_sandbox::truth::System;
use channelgraph_schema::NodeId;
use serde_json::{Value, json};

use super::{
    harness::{Gateway, nodes, small},
    homes::{homes, once},
};

/// Pages after which a walk has gone astray.
const MOST_PAGES: usize = 400;

/// Lets every call to a system fail.
fn fail(gateway: &Gateway, system: System) {
    let fault = json!({ "source": system, "endpoint": "*", "status": 503 });
    let fault = serde_json::from_value(fault).expect("a fault");
    gateway.sandbox.control.put_fault(fault).expect("it fits");
}

/// A list to walk: where it stands in an answer, and its question with room for `$after`.
struct List {
    path: &'static str,
    query: String,
}

impl List {
    fn at_root(list: &str, size: usize, arguments: &str) -> Self {
        let page = "pageInfo { hasNextPage endCursor } missing { source { name } code }";
        let query = format!(
            "query($after: String) {{ list: {list}(first: {size}, after: $after {arguments}) {{ {page} nodes {{ id }} \
             edges {{ cursor }} }} }}"
        );
        Self { path: "/list", query }
    }

    async fn page(&self, gateway: &Gateway, after: &Value) -> Value {
        let answer = gateway.ask_with(&self.query, json!({ "after": after })).await;
        answer["data"].pointer(self.path).cloned().unwrap_or_else(|| panic!("{answer:#}"))
    }

    /// The ids of all nodes in their order.
    async fn walk(
        &self,
        gateway: &Gateway,
        before: impl FnMut(&Gateway, usize, bool),
    ) -> Vec<String> {
        let steps = self.steps(gateway, before).await;
        steps.into_iter().map(|(id, _)| id).collect()
    }

    /// The ids of all nodes, page by page, each with whether its page had a gap. `before` is told
    /// the number of each page, and whether nothing but a gap was there last, before it is asked.
    async fn steps(
        &self,
        gateway: &Gateway,
        mut before: impl FnMut(&Gateway, usize, bool),
    ) -> Vec<(String, bool)> {
        let (mut ids, mut after, mut is_stuck) = (Vec::new(), Value::Null, false);
        for number in 0..MOST_PAGES {
            gateway.app.engine.forget();
            before(gateway, number, is_stuck);
            let page = self.page(gateway, &after).await;
            let shown = nodes(&page);
            is_stuck = shown.is_empty();
            let is_whole = page["missing"] == json!([]);
            let id = |node: &Value| (node["id"].as_str().expect("an id").to_owned(), !is_whole);
            ids.extend(shown.iter().map(id));
            if page["pageInfo"]["hasNextPage"] != true {
                // Only what a bound leaves out is never brought.
                let is_bound = |gap: &Value| gap["code"] == "QUERY_TOO_COMPLEX";
                let gaps = page["missing"].as_array().expect("gaps");
                assert!(
                    gaps.iter().all(is_bound),
                    "a page with a gap has one that follows: {page:#}"
                );
                return ids;
            }
            let end = &page["pageInfo"]["endCursor"];
            assert!(end.is_string(), "there is a way to go on: {page:#}");
            if is_whole {
                assert_eq!(
                    Some(end),
                    page["edges"].as_array().and_then(|e| Some(&e.last()?["cursor"]))
                );
            }
            after = end.clone();
        }
        panic!("{} does not end", self.query)
    }
}

/// Lists of every kind and order, each while one system fails on and off: from its beginning, and
/// from the middle.
#[tokio::test]
async fn a_list_whose_system_fails_on_and_off_loses_nothing_and_shows_nothing_twice() {
    // Without attempts of their own: each failure is shown at once.
    let gateway = Gateway::start_with(small(3), |config| {
        config.salesforce.values_mut().for_each(|source| source.call.attempts = 1);
        config.hubspot.values_mut().for_each(|source| source.call.attempts = 1);
        config.odata.values_mut().for_each(|source| source.call.attempts = 1);
        config.aws.values_mut().for_each(|source| source.call.attempts = 1);
    })
    .await;
    let lists = [
        ("deals", ""),
        ("deals", "orderBy: {field: CLOSE_DATE, direction: DESC}"),
        ("deals", "orderBy: {field: AMOUNT}"),
        ("leads", "orderBy: {field: CREATED_AT}"),
        ("incentives", ""),
        ("incentives", "filter: {status: {in: [PAID, EARNED]}}"),
    ];
    let systems = [System::Salesforce, System::Hubspot, System::Aws, System::Erp];
    for (list, arguments) in lists {
        gateway.app.engine.forget();
        let (count, homes) = homes(&gateway, list, arguments).await;
        assert!(count > 20, "{list} {arguments} has only {count}");
        let walked = List::at_root(list, count.div_ceil(9), arguments);
        for system in systems {
            let begins: &[usize] = if system == System::Salesforce { &[0, 2] } else { &[1] };
            for &begin in begins {
                let found = walked
                    .steps(&gateway, |gateway, number, is_stuck| {
                        gateway.sandbox.control.clear_faults();
                        if !is_stuck && number >= begin && (number - begin) % 3 != 2 && number < 12
                        {
                            fail(gateway, system);
                        }
                    })
                    .await;
                gateway.sandbox.control.clear_faults();
                let case =
                    format!("{list} {arguments} while {} fails, from {begin}", system.name());
                assert_eq!(once(&homes, &found, &case).len(), count, "{case}: nothing is lost");
            }
        }
    }
}

/// A system that never comes back does not keep the others' rows back, and the page says that more
/// is to come.
#[tokio::test]
async fn a_list_goes_on_past_a_system_that_stays_down() {
    let gateway = Gateway::start(small(1)).await;
    let list = List::at_root("deals", 60, "orderBy: {field: CLOSE_DATE}");
    let well = list.walk(&gateway, |_, _, _| ()).await;
    gateway.app.engine.forget();
    fail(&gateway, System::Aws);
    let (mut ids, mut after) = (Vec::new(), Value::Null);
    let last = loop {
        let page = list.page(&gateway, &after).await;
        assert_eq!(page["missing"][0]["source"]["name"], "aws", "{page:#}");
        assert_eq!(page["pageInfo"]["hasNextPage"], true, "{page:#}");
        after = page["pageInfo"]["endCursor"].clone();
        let shown = nodes(&page);
        if shown.is_empty() {
            break page;
        }
        ids.extend(shown.iter().map(|node| node["id"].as_str().expect("an id").to_owned()));
    };
    let is_aws = |id: &&String| &*NodeId::decode(id).expect("an id").record.source == "aws";
    let others: BTreeSet<&String> = well.iter().filter(|id| !is_aws(id)).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>(), others);
    assert_eq!(ids.len(), others.len());
    // The same cursor again says the same, until the system is back.
    let again = list.page(&gateway, &after).await;
    assert_eq!(again["pageInfo"], last["pageInfo"]);
    gateway.sandbox.control.clear_faults();
    while after.is_string() {
        let page = list.page(&gateway, &after).await;
        ids.extend(nodes(&page).iter().map(|node| node["id"].as_str().expect("id").to_owned()));
        let info = &page["pageInfo"];
        after = if info["hasNextPage"] == true { info["endCursor"].clone() } else { Value::Null };
    }
    assert_eq!(ids.len(), well.len());
    assert_eq!(ids.iter().collect::<BTreeSet<_>>(), well.iter().collect());
}

/// The only source of a list fails: at once, and between two pages.
#[tokio::test]
async fn a_list_of_one_system_goes_on_where_that_failed() {
    let only = |config: &mut Config| config.sources.retain(|source| source == "salesforce");
    let gateway = Gateway::over(small(1), &["salesforce"], None, only).await;
    let list = List::at_root("deals", 100, "");
    let well = list.walk(&gateway, |_, _, _| ()).await;
    assert!(well.len() > 150);
    for bad in [[0, 1], [1, 2], [1, 3]] {
        let found = list
            .walk(&gateway, |gateway, number, _| {
                gateway.sandbox.control.clear_faults();
                if bad.contains(&number) {
                    fail(gateway, System::Salesforce);
                }
            })
            .await;
        assert_eq!(found, well, "down at {bad:?}: the same nodes in the same order");
    }
}

#[tokio::test]
async fn the_lists_below_a_partner_and_a_search_go_on_too() {
    let gateway = Gateway::start(small(1)).await;
    let page = "pageInfo { hasNextPage endCursor } missing { source { name } code } nodes { id } edges { cursor }";
    let deals = |order: &str| List {
        path: "/partner/deals",
        query: format!(
            "query($after: String) {{ partner(by: {{domain: \"acme.de\"}}) {{ deals(first: 2, after: $after {order}) {{ {page} }} }} }}"
        ),
    };
    let searched = page.replace("nodes { id }", "nodes { ... on Node { id } }");
    let lists = [
        deals(""),
        deals("orderBy: {field: CLOSE_DATE}"),
        List {
            path: "/search",
            query: format!(
                "query($after: String) {{ search(text: \"an\", first: 40, after: $after) {{ {searched} }} }}"
            ),
        },
    ];
    for list in lists {
        let well = list.walk(&gateway, |_, _, _| ()).await;
        assert!(well.len() > 2, "{}", list.query);
        // What a search shows of a system's records without that system has another id.
        let is_search = list.path == "/search";
        let systems = [System::Hubspot, System::Salesforce];
        for system in systems.into_iter().take(if is_search { 1 } else { 2 }) {
            let found = list
                .walk(&gateway, |gateway, number, is_stuck| {
                    gateway.sandbox.control.clear_faults();
                    if number > 0 && number < 8 && number % 2 == 1 && !is_stuck {
                        fail(gateway, system);
                    }
                })
                .await;
            let case = format!("{} while {} fails", list.query, system.name());
            let (all, expected) = (found.len(), well.len());
            let (found, well): (BTreeSet<_>, BTreeSet<_>) =
                (found.iter().collect(), well.iter().collect());
            assert_eq!(found.len(), all, "{case}: nothing comes twice");
            assert!(found.is_superset(&well), "{case}: nothing is lost");
            // A node that only matches without the word of the system that failed is shown too.
            assert!(is_search || all == expected, "{case}");
        }
    }
}

/// A gateway that starts while a system is down does not know its partners: a list of partners goes
/// on once it does, also over a restart.
#[tokio::test]
async fn partners_that_the_index_did_not_know_come_later() {
    let mut kept = None;
    let gateway = Gateway::start_with(small(1), |config| kept = Some(config.clone())).await;
    let config = kept.expect("the configuration");
    let (count, homes) = homes(&gateway, "partners", "orderBy: {field: NAME}").await;
    let list = List::at_root("partners", 30, "orderBy: {field: NAME}");
    for system in [System::Salesforce, System::Hubspot] {
        fail(&gateway, system);
        let ill = gateway.beside(&config).await;
        let mut found: Vec<(String, bool)> = Vec::new();
        let id = |node: &Value| node["id"].as_str().expect("an id").to_owned();
        let mut after = Value::Null;
        for _ in 0..2 {
            let page = list.page(&ill, &after).await;
            assert_eq!(page["missing"][0]["source"]["name"], system.name(), "{page:#}");
            found.extend(nodes(&page).iter().map(|node| (id(node), true)));
            after = page["pageInfo"]["endCursor"].clone();
        }
        gateway.sandbox.control.clear_faults();
        // What kept failing is asked again after a pause.
        while !ill.app.engine.index_gaps().is_empty() {
            ill.app.engine.build_index(&|_| {}).await;
        }
        while after.is_string() {
            let page = list.page(&ill, &after).await;
            found.extend(nodes(&page).iter().map(|node| (id(node), false)));
            let info = &page["pageInfo"];
            after =
                if info["hasNextPage"] == true { info["endCursor"].clone() } else { Value::Null };
        }
        assert_eq!(once(&homes, &found, system.name()).len(), count, "{}", system.name());
    }
}
