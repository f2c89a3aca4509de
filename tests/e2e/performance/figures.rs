//! How figures fit together: rows and total, rows and their deals, partners and their rows, a
//! period and the one before.

use std::collections::BTreeMap;

use channelgraph::config::Config;
use serde_json::{Value, json};

use super::{PERIOD, amount, list, number, performance};
use crate::harness::{Gateway, nodes, small};

const REVENUE: &str = "revenue { count amount { amount currency } }";

#[tokio::test]
async fn every_row_leads_to_exactly_its_deals() {
    let wide = |config: &mut Config| config.server.max_complexity = 100_000_000;
    let gateway = Gateway::start_with(small(4), wide).await;
    let one = "partner { id country }";
    let all = format!("{one} partners {{ nodes {{ {one} }} }} campaigns {{ nodes {{ {one} }} }}");
    let deals = format!(
        "deals(first: 200) {{ nodes {{ id isWon isClosed closeDate {all} }} \
         pageInfo {{ hasNextPage }} }}"
    );
    let fields = format!("rows {{ keys {{ value }} period {{ from to }} {REVENUE} {deals} }}");
    for group in ["groupBy: [PARTNER] first: 40", "groupBy: [COUNTRY] interval: YEAR"] {
        let of = performance(&gateway, group, &fields).await;
        let rows = list(&of["rows"]);
        let mut met = 0;
        for row in rows {
            let found = nodes(&row["deals"]);
            assert_eq!(row["deals"]["pageInfo"]["hasNextPage"], false, "{row:#}");
            assert_eq!(number(&row["revenue"]["count"]), found.len() as i64, "{row:#}");
            met += found.len();
            let key = &row["keys"][0]["value"];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let (from, to) = (text(&row["period"]["from"]), text(&row["period"]["to"]));
            for deal in &found {
                assert_eq!(deal["isWon"], true, "{deal:#}");
                let close = text(&deal["closeDate"]);
                assert!(from <= close && close <= to, "{close} in {from} to {to}");
                let own = if group.contains("PARTNER") { "id" } else { "country" };
                let others = [&deal["partners"], &deal["campaigns"]];
                let others = others.into_iter().flat_map(nodes).map(|row| row["partner"].clone());
                let mut all = others.chain([deal["partner"].clone()]);
                assert!(all.any(|partner| partner[own] == *key), "{key} has no part in {deal:#}");
            }
        }
        assert!(met > 20, "{group}: {met} deals");
    }
}

#[tokio::test]
async fn deals_of_a_row_come_in_pages() {
    let gateway = Gateway::start(small(4)).await;
    let page = async |after: Option<&str>| {
        let after = after.map(|after| format!("after: \"{after}\"")).unwrap_or_default();
        let fields = format!(
            "total {{ {REVENUE} deals(first: 10 {after}) {{ nodes {{ id }}
                pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        performance(&gateway, "", &fields).await["total"].clone()
    };
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let total = page(after.as_deref()).await;
        let deals = &total["deals"];
        ids.extend(nodes(deals).into_iter().map(|deal| deal["id"].to_string()));
        let info = &deals["pageInfo"];
        if info["hasNextPage"] == false {
            assert_eq!(number(&total["revenue"]["count"]), ids.len() as i64);
            break;
        }
        after = info["endCursor"].as_str().map(str::to_owned);
    }
    assert!(ids.len() > 20, "{} deals", ids.len());
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "each deal once");
}

#[tokio::test]
async fn a_partner_has_the_figures_of_its_row() {
    let gateway = Gateway::start(small(5)).await;
    let figures = format!("{REVENUE} winRate leads {{ received accepted }} partners");
    let of = performance(
        &gateway,
        "groupBy: [PARTNER] first: 6",
        &format!("rows {{ keys {{ dimension value partner {{ id name }} }} {figures} }}"),
    )
    .await;
    for row in list(&of["rows"]) {
        let key = &row["keys"][0];
        assert_eq!(key["dimension"], "PARTNER");
        assert_eq!(key["partner"]["id"], key["value"]);
        let id = &key["value"];
        let query = format!(
            "{{ partner(by: {{ id: {id} }}) {{ name
                performance({PERIOD} interval: YEAR) {{ total {{ keys {{ value }} {figures} }}
                    rows {{ period {{ from }} {REVENUE} }} coverage {{ complete }} }} }} }}"
        );
        let partner = gateway.data(&query).await["partner"].clone();
        assert_eq!(partner["name"], key["partner"]["name"]);
        let own = &partner["performance"];
        let mut expected = row.clone();
        expected["keys"] = json!([]);
        assert_eq!(own["total"], expected, "{id}");
        assert_eq!(own["coverage"]["complete"], true);
        let years = list(&own["rows"]);
        assert_eq!(years.len(), 2, "a row for each year, with or without deals");
        let counts = years.iter().map(|year| number(&year["revenue"]["count"]));
        assert_eq!(counts.sum::<i64>(), number(&row["revenue"]["count"]));
    }
}

#[tokio::test]
async fn one_partner_met_twice_has_the_same_figures_twice() {
    let gateway = Gateway::start(small(5)).await;
    let query = format!(
        "{{ deals(first: 100) {{ nodes {{ partner {{ id
            performance({PERIOD}) {{ total {{ {REVENUE} }} }} }} }} }} }}"
    );
    let answer = gateway.data(&query).await;
    let mut known = BTreeMap::new();
    let mut again = 0;
    for partner in nodes(&answer["deals"]).iter().map(|deal| &deal["partner"]) {
        let Some(id) = partner["id"].as_str() else { continue };
        let figures = &partner["performance"]["total"]["revenue"];
        assert!(figures["count"].is_number(), "{partner:#}");
        if let Some(before) = known.insert(id.to_owned(), figures.clone()) {
            assert_eq!(before, *figures, "{id}");
            again += 1;
        }
    }
    assert!(again > 0, "no partner was met twice");
}

#[tokio::test]
async fn growth_is_against_the_period_before() {
    let gateway = Gateway::start(small(6)).await;
    let ask = async |year: i32, compare: &str| {
        let query = format!(
            "{{ performance(period: {{ calendar: {{ year: {year} }} }} compare: {compare}) {{
                previous {{ from to }}
                total {{ {REVENUE} winRate growth {{ previous absolute ratio kind }}
                    won: growth(of: DEALS_WON) {{ previous absolute kind }}
                    rate: growth(of: WIN_RATE) {{ previous ratio }} }} }} }}"
        );
        gateway.data(&query).await["performance"].clone()
    };
    let (now, before) = (ask(2025, "PREVIOUS").await, ask(2024, "NONE").await);
    assert_eq!(now["previous"], json!({ "from": "2024-01-01", "to": "2024-12-31" }));
    for name in ["growth", "won", "rate"] {
        assert_eq!(before["total"][name], Value::Null, "there is nothing to compare with");
    }
    let decimal = |value: &Value| -> f64 {
        value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{now:#}"))
    };
    let revenue = |of: &Value| amount(&of["total"]["revenue"]["amount"]);
    let growth = &now["total"]["growth"];
    assert!((decimal(&growth["previous"]) - revenue(&before)).abs() < 0.001, "{now:#}\n{before:#}");
    let difference = revenue(&now) - revenue(&before);
    assert!((decimal(&growth["absolute"]) - difference).abs() < 0.011, "{now:#}");
    let won = &now["total"]["won"];
    let count = |of: &Value| number(&of["total"]["revenue"]["count"]) as f64;
    assert!((decimal(&won["previous"]) - count(&before)).abs() < 0.001, "{now:#}");
    assert!((decimal(&won["absolute"]) - (count(&now) - count(&before))).abs() < 0.001);
    assert_eq!(now["total"]["rate"]["ratio"], Value::Null, "rates change in points");
}
