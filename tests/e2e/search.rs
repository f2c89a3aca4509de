//! Searches: few calls, and every node that shows the text.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::harness::{Gateway, nodes, small};

/// All hits of a search, page by page.
async fn hits(gateway: &Gateway, kind: &str, text: &str) -> Vec<String> {
    let query = "query($text: String!, $kinds: [EntityKind!], $after: String) {
        search(text: $text, kinds: $kinds, first: 7, after: $after) {
            nodes { ... on Deal { id } ... on Incentive { id } }
            pageInfo { hasNextPage endCursor }
        }
    }";
    let (mut ids, mut after) = (Vec::new(), Value::Null);
    for _ in 0..200 {
        let variables = json!({ "text": text, "kinds": [kind], "after": after });
        let answer = gateway.ask_with(query, variables).await;
        assert!(answer["errors"].is_null(), "{text}: {answer:#}");
        let page = &answer["data"]["search"];
        ids.extend(nodes(page).iter().map(|node| node["id"].as_str().expect("an id").to_owned()));
        if page["pageInfo"]["hasNextPage"] != true {
            return ids;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    panic!("the search for {text} does not end");
}

/// The ids of a list's nodes whose name has the text.
async fn listed(gateway: &Gateway, list: &str, text: &str) -> BTreeSet<String> {
    let query = format!(
        "query($text: String!, $after: String) {{
            list: {list}(first: 200, after: $after, filter: {{ name: {{ contains: $text }} }}) {{
                nodes {{ id }} pageInfo {{ hasNextPage endCursor }}
            }}
        }}"
    );
    let (mut ids, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let answer = gateway.ask_with(&query, json!({ "text": text, "after": after })).await;
        assert!(answer["errors"].is_null(), "{text}: {answer:#}");
        let page = &answer["data"]["list"];
        ids.extend(nodes(page).iter().map(|node| node["id"].as_str().expect("an id").to_owned()));
        if page["pageInfo"]["hasNextPage"] != true {
            return ids;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

#[tokio::test]
async fn a_search_finds_what_a_list_with_that_filter_holds() {
    let gateway = Gateway::over_crms(small(5)).await;
    for (kind, list) in [("DEAL", "deals"), ("INCENTIVE", "incentives")] {
        for text in
            ["phase", "Branch netw", "ück", "ÖBB", "οδος", "Fe", "s - l", "Pilot", "nowhere"]
        {
            let found = hits(&gateway, kind, text).await;
            let distinct: BTreeSet<String> = found.iter().cloned().collect();
            assert_eq!(found.len(), distinct.len(), "{list} with {text}: one came twice");
            assert_eq!(distinct, listed(&gateway, list, text).await, "{list} with {text}");
        }
    }
}

#[tokio::test]
async fn a_search_without_hits_reads_no_table() {
    let gateway = Gateway::start(small(5)).await;
    for text in ["zzqqxx", "Müllerzz", "4711 999", "zz@nowhere.example"] {
        gateway.calls();
        let query = format!(
            "{{ search(text: \"{text}\") {{ nodes {{ __typename }} missing {{ source {{ name }} code }} }} }}"
        );
        let page = gateway.data(&query).await["search"].clone();
        assert_eq!(nodes(&page).len(), 0, "{page:#}");
        // Salesforce's eleven objects, one of them described first, HubSpot's five, and the ERP's
        // three sets in their two parts each.
        let calls = gateway.calls();
        assert!(calls.values().sum::<u64>() <= 23, "{text}: {calls:#?}");
        assert!(!calls.keys().any(|call| call.starts_with("aws")), "{calls:#?}");
        // What was left out for that is named.
        assert_eq!(
            page["missing"],
            json!([
                { "source": { "name": "hubspot" }, "code": "QUERY_TOO_COMPLEX" },
                { "source": { "name": "aws" }, "code": "QUERY_TOO_COMPLEX" },
            ])
        );
    }
}
