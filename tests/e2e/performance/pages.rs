//! Pages of rows, and what answers cost.

use serde_json::Value;

use super::{PERIOD, amount, list, number, performance};
use crate::harness::{Gateway, small};

const ROW: &str = "rows { keys { dimension value } period { from to } revenue { count amount { \
                   amount } } }";

#[tokio::test]
async fn pages_of_rows_are_parts_of_the_whole() {
    let gateway = Gateway::start(small(2)).await;
    let group = "groupBy: [PARTNER] interval: QUARTER";
    let whole = performance(
        &gateway,
        &format!("{group} first: 1000"),
        &format!("{ROW} rowCount pageInfo {{ hasNextPage hasPreviousPage }}"),
    )
    .await;
    let all = list(&whole["rows"]);
    assert!(all.len() > 30, "the world is too small: {} rows", all.len());
    assert_eq!(number(&whole["rowCount"]), all.len() as i64);
    assert_eq!(whole["pageInfo"]["hasNextPage"], false);
    assert_eq!(whole["pageInfo"]["hasPreviousPage"], false);

    let size = all.len() / 3 + 1;
    let (mut rows, mut after): (Vec<Value>, Option<String>) = (Vec::new(), None);
    for page in 0..3 {
        let place = after.map(|after| format!("after: \"{after}\"")).unwrap_or_default();
        let fields = format!("{ROW} rowCount pageInfo {{ hasNextPage hasPreviousPage endCursor }}");
        let part = performance(&gateway, &format!("{group} first: {size} {place}"), &fields).await;
        assert_eq!(part["rowCount"], whole["rowCount"]);
        assert_eq!(part["pageInfo"]["hasNextPage"], page < 2);
        assert_eq!(part["pageInfo"]["hasPreviousPage"], page > 0);
        rows.extend_from_slice(list(&part["rows"]));
        after = part["pageInfo"]["endCursor"].as_str().map(str::to_owned);
    }
    assert_eq!(rows, all);

    // A cursor is of rows by these dimensions.
    let after = after.expect("a cursor");
    let query =
        format!("{{ performance({PERIOD} groupBy: [COUNTRY] after: \"{after}\") {{ rowCount }} }}");
    let (code, message) = gateway.error(&query).await;
    assert_eq!(code, "BAD_INPUT");
    assert!(message.contains("[PARTNER]") && message.contains("[COUNTRY]"), "{message}");
}

#[tokio::test]
async fn groups_come_by_revenue_whatever_is_printed_of_them() {
    let gateway = Gateway::start(small(2)).await;
    let group = "groupBy: [PARTNER] first: 1000";
    let rows = performance(&gateway, group, ROW).await["rows"].clone();
    let revenue: Vec<f64> =
        list(&rows).iter().map(|row| amount(&row["revenue"]["amount"])).collect();
    assert!(revenue.is_sorted_by(|a, b| a >= b), "{revenue:?}");
    assert!(revenue.first() > revenue.last());
    let keys = performance(&gateway, group, "rows { keys { value } }").await["rows"].clone();
    let values = |rows: &Value| -> Vec<Value> {
        list(rows).iter().map(|row| row["keys"][0]["value"].clone()).collect()
    };
    assert_eq!(values(&keys), values(&rows));
}

#[tokio::test]
async fn a_total_alone_has_no_rows() {
    let gateway = Gateway::start(small(2)).await;
    let of = performance(&gateway, "", &format!("{ROW} rowCount pageInfo {{ endCursor }}")).await;
    assert_eq!(list(&of["rows"]).len(), 0);
    assert_eq!(number(&of["rowCount"]), 0);
    assert_eq!(of["pageInfo"]["endCursor"], Value::Null);
}

#[tokio::test]
async fn what_would_cost_too_much_is_refused_before_it_is_asked() {
    let gateway = Gateway::start_with(small(2), |config| config.server.max_complexity = 200).await;
    let query = |first: u32| {
        format!("{{ performance({PERIOD} groupBy: [PARTNER] first: {first}) {{ {ROW} }} }}")
    };
    let (code, _) = gateway.error(&query(100)).await;
    assert_eq!(code, "QUERY_TOO_COMPLEX", "the rows of a page count");
    assert_eq!(gateway.call_count(), 0);
    gateway.data(&query(5)).await;

    let gateway = Gateway::start_with(small(2), |config| config.server.max_calls = 1).await;
    let query = format!("{{ performance({PERIOD}) {{ total {{ revenue {{ count }} }} }} }}");
    let (code, message) = gateway.error(&query).await;
    assert_eq!(code, "QUERY_TOO_COMPLEX");
    assert!(message.contains("calls of sources"), "{message}");
    assert_eq!(gateway.call_count(), 0);
    let query = format!("{{ performance({PERIOD}) {{ period {{ closed }} currency }} }}");
    gateway.data(&query).await;
    assert_eq!(gateway.call_count(), 0, "no figure is printed");
}
