//! Figures in the OData feed.

use serde_json::Value;

use super::{
    super::{Door, key, rows},
    digits,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_has_the_rows_that_its_filters_name() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let filter = "period_length eq 'QUARTER' and period_from ge 2026-01-01 and currency eq 'EUR'";
    let ask = async |url: String, query: &[(&str, &str)]| -> Value {
        let request = crate::harness::client().get(url).query(query);
        let request = request.bearer_auth(key("channel-manager"));
        request.send().await.expect("an answer").json().await.expect("JSON")
    };
    let query = [("$filter", filter), ("$select", "partner_id,period_from,revenue_amount")];
    let mut page = ask(format!("{}/odata/v4/performance", door.gateway.url), &query).await;
    let mut fed: Vec<Vec<String>> = Vec::new();
    loop {
        for row in page["value"].as_array().unwrap_or_else(|| panic!("{page}")) {
            let values = ["partner_id", "period_from", "revenue_amount"].map(|name| &row[name]);
            let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
            fed.push(values.into_iter().map(|value| digits(text(value))).collect());
        }
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        page = ask(next.to_owned(), &[]).await;
    }
    fed.sort();
    let sql = "SELECT partner_id, period_from, revenue_amount FROM performance WHERE period_length \
               = 'QUARTER' AND period_from >= '2026-01-01' AND currency = 'EUR'";
    let found = rows(&client, sql).await.into_iter();
    let mut told: Vec<Vec<String>> =
        found.map(|row| row.into_iter().flatten().map(digits).collect()).collect();
    told.sort();
    assert!(told.len() > 300, "{}", told.len());
    assert_eq!(fed, told);
}
