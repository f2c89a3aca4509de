//! Arguments: which are refused, and which days periods mean.

use serde_json::{Value, json};

use super::PERIOD;
use crate::harness::{Gateway, small};

#[tokio::test]
async fn wrong_arguments_are_named_and_leave_the_rest_of_the_answer() {
    let gateway = Gateway::start(small(1)).await;
    let of = |period: &str| format!("period: {{ {period} }}");
    let with = |more: &str| format!("{PERIOD} {more}");
    let wrong = [
        (of(r#"days: { from: "2026-02-01", to: "2026-01-31" }"#), "`period`: it ends on"),
        (of("calendar: { year: 2026, quarter: 5 }"), "`period`: there is no quarter 5"),
        (of("calendar: { year: 2026, month: 0 }"), "`period`: there is no month 0"),
        (of("calendar: { year: 2026, month: -1 }"), "`period`: `month` is -1"),
        (of("calendar: { year: 2026, quarter: 1, month: 1 }"), "`quarter` or `month`, not both"),
        (of("calendar: { year: 99999 }"), "`period`:"),
        (of("last: { count: 0, of: MONTH }"), "`period`: `count` must be 1"),
        (of("last: { count: -3, of: MONTH }"), "`period`: `count` is -3"),
        (with("groupBy: [TIER, TYPE, REGION, COUNTRY]"), "`groupBy` has 4 dimensions; at most 3"),
        (with("groupBy: [TIER, TIER]"), "`groupBy` names TIER twice"),
        (with("first: 0"), "`first` is 0; a page has 1 to 1000 rows"),
        (with("first: 1001"), "`first` is 1001"),
        (with(r#"after: "nothing""#), "cursor"),
        (with("attribution: []"), "`attribution` is empty"),
        (with(r#"dealFilter: { source: { eq: "hubspot" } }"#), "`dealFilter` takes no `id` and no"),
        (with(r#"filter: { id: { eq: "nothing" } }"#), "nothing"),
    ];
    for (args, message) in wrong {
        let query = format!(
            "{{ performance({args}) {{ total {{ revenue {{ count }} }} }} sources {{ name }} }}"
        );
        let answer = gateway.ask(&query).await;
        assert_eq!(answer["data"]["performance"], Value::Null, "{args}");
        assert!(answer["data"]["sources"].is_array(), "{args}: {answer:#}");
        let errors = answer["errors"].as_array().expect("errors");
        assert_eq!(errors.len(), 1, "{args}: {answer:#}");
        assert_eq!(errors[0]["extensions"]["code"], "BAD_INPUT", "{args}: {answer:#}");
        assert_eq!(errors[0]["path"], json!(["performance"]));
        let told = errors[0]["message"].as_str().expect("a message");
        assert!(told.contains(message), "{args}: {told}");
    }
}

#[tokio::test]
async fn too_many_parts_of_a_period_are_refused() {
    let gateway = Gateway::start(small(1)).await;
    let query = r#"{ performance(period: { days: { from: "2010-01-01", to: "2026-12-31" } }
        interval: DAY) { rows { revenue { count } } } }"#;
    let (code, message) = gateway.error(query).await;
    assert_eq!(code, "QUERY_TOO_COMPLEX");
    assert!(message.contains("more than 1000 of these intervals"), "{message}");
}

#[tokio::test]
async fn periods_are_days_of_the_configured_zone_and_fiscal_year() {
    let gateway = Gateway::start_with(small(1), |config| {
        config.reporting.time_zone = "America/New_York".to_owned().try_into().expect("a zone");
        config.reporting.fiscal_year_start = 2;
    })
    .await;
    let told = async |period: &str, compare: &str| {
        let query = format!(
            "{{ performance(period: {{ {period} }} {compare}) {{ currency
                period {{ from to timeZone closed }} previous {{ from to }}
                total {{ period {{ from to closed }} }} }} }}"
        );
        gateway.data(&query).await["performance"].clone()
    };
    let quarter = told("calendar: { year: 2026, quarter: 1, fiscal: true }", "").await;
    let days = json!({ "from": "2025-02-01", "to": "2025-04-30" });
    assert_eq!(quarter["period"]["from"], days["from"]);
    assert_eq!(quarter["period"]["to"], days["to"]);
    assert_eq!(quarter["period"]["timeZone"], "America/New_York");
    assert_eq!(quarter["period"]["closed"], true);
    assert_eq!(quarter["total"]["period"]["to"], days["to"]);
    assert_eq!(quarter["previous"], json!({ "from": "2024-11-01", "to": "2025-01-31" }));
    assert_eq!(quarter["currency"], gateway.config.money.reporting);

    let month = "calendar: { year: 2025, month: 3 }";
    let year_ago = told(month, "compare: YEAR_AGO").await;
    assert_eq!(year_ago["previous"], json!({ "from": "2024-03-01", "to": "2024-03-31" }));
    let alone = told(month, "compare: NONE").await;
    assert_eq!(alone["previous"], Value::Null);
    let open = told("last: { of: YEAR, includeCurrent: true }", "").await;
    assert_eq!(open["period"]["closed"], false, "it holds today");
    assert_eq!(open["total"]["period"]["closed"], false);
}

#[tokio::test]
async fn variables_may_hold_a_period() {
    let gateway = Gateway::start(small(1)).await;
    let query = "query($of: PeriodInput!, $by: [PerformanceDimension!]!) {
        performance(period: $of, groupBy: $by) { period { from to } rows { keys { dimension } } } }";
    let of = json!({ "calendar": { "year": 2026, "month": 2 } });
    let answer = gateway.ask_with(query, json!({ "of": of, "by": ["TYPE"] })).await;
    let days = json!({ "from": "2026-02-01", "to": "2026-02-28" });
    assert_eq!(answer["data"]["performance"]["period"], days, "{answer:#}");
    let two = json!({ "calendar": { "year": 2026 }, "last": { "of": "MONTH" } });
    let refused = gateway.ask_with(query, json!({ "of": two, "by": [] })).await;
    let message = refused["errors"][0]["message"].as_str().expect("a message");
    assert!(message.contains("exactly one"), "{refused:#}");
}
