//! Lists over several pages.

use serde_json::{Value, json};

use super::{Served, ids};

/// All pages of a list, by the ids on each.
async fn pages(served: &Served, operation: &str, input: Value, token: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut next = input.clone();
    loop {
        let answer = served.answer(operation, next).await;
        pages.push(ids(&answer));
        let Some(given) = answer.get(token) else { return pages };
        next = input.clone();
        next[token] = given.clone();
    }
}

#[tokio::test]
async fn a_list_goes_on_where_it_stopped() {
    let served = Served::new().await;
    let opportunities =
        pages(&served, "ListOpportunities", json!({ "MaxResults": 2 }), "NextToken").await;
    assert_eq!(opportunities, [vec!["O104", "O201"], vec!["O102", "O103"], vec!["O110"]]);
    let relationships =
        pages(&served, "ListRelationships", json!({ "maxResults": 3 }), "nextToken").await;
    assert_eq!(relationships.len(), 1, "a last page that is full is still the last");
    assert_eq!(
        pages(&served, "ListBenefits", json!({ "MaxResults": 1 }), "NextToken").await,
        [["1"], ["2"]]
    );
}

#[tokio::test]
async fn a_page_holds_twenty_rows_unless_asked_otherwise_and_no_more_than_the_cap() {
    let served = Served::new().await;
    let one = served.simulator.store.read().opportunities["O104"].clone();
    served.simulator.store.write().opportunities = (1..=21)
        .map(|n| {
            let mut record = one.clone();
            record["Id"] = json!(format!("O{n}"));
            (format!("O{n}"), record)
        })
        .collect();
    let sizes = async |input: Value| {
        pages(&served, "ListOpportunities", input, "NextToken")
            .await
            .iter()
            .map(Vec::len)
            .collect::<Vec<_>>()
    };
    assert_eq!(sizes(json!({})).await, [20, 1]);
    assert_eq!(sizes(json!({ "MaxResults": 100 })).await, [21]);
    served.simulator.set("page_cap", json!(8)).unwrap();
    assert_eq!(sizes(json!({ "MaxResults": 100 })).await, [8, 8, 5]);
    assert!(served.simulator.set("page_cap", json!(0)).is_err());
}

#[tokio::test]
async fn no_row_is_repeated_or_left_out_when_others_come_and_go() {
    let served = Served::new().await;
    let first = served.answer("ListOpportunities", json!({ "MaxResults": 2 })).await;
    {
        let mut store = served.simulator.store.write();
        // The last row of the page goes, and a new one comes before it.
        store.opportunities.remove("O201");
        let mut newest = store.opportunities["O104"].clone();
        newest["Id"] = json!("O999");
        store.opportunities.insert("O999".to_owned(), newest);
    }
    let next = json!({ "MaxResults": 2, "NextToken": first["NextToken"] });
    assert_eq!(ids(&served.answer("ListOpportunities", next).await), ["O102", "O103"]);
}

#[tokio::test]
async fn a_token_serves_its_own_query_alone() {
    let served = Served::new().await;
    let query =
        json!({ "Catalog": "Sandbox", "MaxResults": 1, "LifeCycleReviewStatus": ["Approved"] });
    let token = served.call("ListOpportunities", query.clone()).await.body["NextToken"].clone();
    assert!(token.as_str().unwrap().len() <= 2048);
    let with = |changes: Value| {
        let mut query = query.clone();
        query["NextToken"] = token.clone();
        query.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        query
    };
    for changes in [
        json!({ "MaxResults": 2 }),
        json!({ "LifeCycleReviewStatus": ["Approved", "Rejected"] }),
        json!({ "Sort": { "SortBy": "Identifier", "SortOrder": "ASCENDING" } }),
        json!({ "Catalog": "AWS" }),
        json!({ "NextToken": "made-up" }),
    ] {
        let reply = served.call("ListOpportunities", with(changes.clone())).await;
        assert_eq!(reply.error(), "ValidationException", "{changes}");
        assert_eq!(reply.body["ErrorList"][0]["FieldName"], "NextToken");
    }
    let elsewhere = json!({ "Catalog": "Sandbox", "MaxResults": 1, "NextToken": token });
    assert_eq!(served.call("ListBenefits", elsewhere).await.error(), "ValidationException");
    for _ in 0..2 {
        let served_again = served.call("ListOpportunities", with(json!({}))).await;
        assert_eq!(ids(&served_again.body), ["O102"]);
    }
}

#[tokio::test]
async fn how_long_and_for_which_page_size_a_token_serves_are_switches() {
    let served = Served::new().await;
    served.simulator.set("token_binds_page_size", json!(false)).unwrap();
    let token =
        served.answer("ListOpportunities", json!({ "MaxResults": 2 })).await["NextToken"].clone();
    let next = json!({ "Catalog": "Sandbox", "MaxResults": 3, "NextToken": token });
    assert_eq!(
        ids(&served.call("ListOpportunities", next.clone()).await.body),
        ["O102", "O103", "O110"]
    );
    served.simulator.set("token_lifetime_ms", json!(0)).unwrap();
    assert_eq!(served.call("ListOpportunities", next).await.error(), "ValidationException");
}
