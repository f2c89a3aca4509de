//! Figures and statements as tables: to the last digit what GraphQL says.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use rust_decimal::Decimal;
use serde_json::Value;
use tokio_postgres::AsyncMessage;

use super::{Door, code, key, one, rows};

type Row = BTreeMap<String, Option<String>>;

/// A column, and the way to its value in GraphQL.
type Way = (&'static str, &'static str);

const FIGURES: &[Way] = &[
    ("period_from", "period from"),
    ("period_to", "period to"),
    ("period_closed", "period closed"),
    ("pipeline_created_count", "pipelineCreated count"),
    ("pipeline_created_amount", "pipelineCreated amount amount"),
    ("open_pipeline_count", "openPipeline count"),
    ("open_pipeline_amount", "openPipeline amount amount"),
    ("weighted_pipeline", "weightedPipeline amount"),
    ("revenue_count", "revenue count"),
    ("revenue_amount", "revenue amount amount"),
    ("billed", "billed amount"),
    ("win_rate", "winRate"),
    ("value_win_rate", "valueWinRate"),
    ("average_deal_size", "averageDealSize amount"),
    ("median_cycle_days", "medianCycleDays"),
    ("mean_cycle_days", "meanCycleDays"),
    ("renewal_rate", "renewalRate"),
    ("renewal_value_rate", "renewalValueRate"),
    ("registrations_submitted", "registrations submitted"),
    ("registrations_approved", "registrations approved"),
    ("registrations_approval_rate", "registrations approvalRate"),
    ("registrations_conversion_rate", "registrations conversionRate"),
    ("registrations_median_hours_to_decision", "registrations medianHoursToDecision"),
    ("leads_received", "leads received"),
    ("leads_accepted", "leads accepted"),
    ("leads_waiting", "leads waiting"),
    ("leads_acceptance_rate", "leads acceptanceRate"),
    ("leads_median_hours_to_accept", "leads medianHoursToAccept"),
    ("leads_sla_breaches", "leads slaBreaches"),
    ("engagement_activities", "engagement activities"),
    ("engagement_courses_completed", "engagement coursesCompleted"),
    ("mdf_allocated", "mdf allocated amount"),
    ("mdf_requested", "mdf requested amount"),
    ("mdf_claimed", "mdf claimed amount"),
    ("mdf_utilisation", "mdf utilisation"),
    ("incentive_cost_earned", "earned:incentiveCost(basis:EARNED) amount"),
    ("incentive_cost_paid", "paid:incentiveCost(basis:PAID) amount"),
    ("roi_earned", "roi(basis:EARNED)"),
    ("roi_paid", "roiPaid:roi(basis:PAID)"),
    ("return_ratio_earned", "returnRatio(basis:EARNED)"),
    ("return_ratio_paid", "ratioPaid:returnRatio(basis:PAID)"),
    ("leads_rejected", "leads rejected"),
];

const LINES: &[Way] = &[
    ("incentive_id", "incentive id"),
    ("deal_id", "deal id"),
    ("program", "program"),
    ("kind", "kind"),
    ("status", "status"),
    ("due_at", "dueAt"),
    ("paid_at", "paidAt"),
    ("promised", "promised amount"),
    ("claimed", "claimed amount"),
    ("earned", "earned amount"),
    ("approved", "approved amount"),
    ("paid", "paid amount"),
    ("differences_unused", "differences unused amount"),
    ("differences_reduced", "differences reduced amount"),
    ("differences_outstanding", "differences outstanding amount"),
    ("differences_overpaid", "differences overpaid amount"),
    ("differences_reasons", "differences reasons"),
];

/// The columns, with commas between.
fn columns(ways: &[Way]) -> String {
    ways.iter().map(|(column, _)| *column).collect::<Vec<_>>().join(", ")
}

/// The selection of all these ways.
fn selection(ways: &[Way]) -> String {
    let one = |(_, way): &Way| {
        let fields: Vec<&str> = way.split(' ').collect();
        format!("{}{}", fields.join("{"), "}".repeat(fields.len() - 1))
    };
    ways.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// The values of an object, as SQL writes them.
fn told(of: &Value, ways: &[Way]) -> Row {
    let value = |(column, way): &Way| {
        let mut value = of;
        for field in way.split(' ') {
            let name = field.split(['(', ':']).next().unwrap_or_default();
            value = &value[name];
        }
        let text = match value {
            Value::Null => None,
            Value::Bool(yes) => Some(if *yes { "t" } else { "f" }.to_owned()),
            Value::Number(number) => Some(digits(number.to_string())),
            Value::String(text) => Some(digits(text.clone())),
            Value::Array(words) => {
                let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                (!words.is_empty()).then(|| words.join(";"))
            }
            Value::Object(_) => panic!("{column} is an object"),
        };
        ((*column).to_owned(), text)
    };
    ways.iter().map(value).collect()
}

/// A number by the digits that a column has, without zeros at its end; any other text as it is.
fn digits(text: String) -> String {
    let number = text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&text));
    let away = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    number.map_or(text, |number| number.round_dp_with_strategy(9, away).normalize().to_string())
}

/// The rows of a statement by the names of their columns.
async fn table(client: &tokio_postgres::Client, ways: &[Way], rest: &str) -> Vec<Row> {
    let found = rows(client, &format!("SELECT {} {rest}", columns(ways))).await;
    let row = |values: Vec<Option<String>>| {
        let values = values.into_iter().map(|value| value.map(digits));
        ways.iter().map(|(column, _)| (*column).to_owned()).zip(values).collect()
    };
    found.into_iter().map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_partners_are_those_of_graphql() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let ask = format!(
        "{{ partners(first: 12) {{ nodes {{ id performance(interval: MONTH, period: {{ last: {{ \
         count: 12, of: MONTH, includeCurrent: true }} }}) {{ currency rows {{ {} }} }} }} }} }}",
        selection(FIGURES)
    );
    let answer = door.gateway.ask_as(&key("channel-manager"), &ask).await;
    let partners = answer["data"]["partners"]["nodes"].as_array().expect("partners");
    let mut is_told = BTreeSet::new();
    for partner in partners {
        let id = partner["id"].as_str().expect("an id");
        let expected: Vec<Row> = partner["performance"]["rows"]
            .as_array()
            .unwrap_or_else(|| panic!("{answer}"))
            .iter()
            .map(|row| told(row, FIGURES))
            .collect();
        assert_eq!(expected.len(), 12);
        let rest = format!("FROM performance WHERE partner_id = '{id}' ORDER BY period_from");
        let found = table(&client, FIGURES, &rest).await;
        assert_eq!(found, expected, "{id}");
        let values = found.iter().flatten().filter(|(_, value)| value.is_some());
        is_told.extend(values.map(|(column, _)| column.clone()));
    }
    for column in ["revenue_amount", "open_pipeline_amount", "win_rate", "incentive_cost_earned"] {
        assert!(is_told.contains(column), "{column} has no value at all");
    }
    // The same whether partners are named, or all are read.
    let some = "SELECT partner_id, period_from, revenue_amount, leads_received, mdf_claimed, \
                roi_earned FROM performance";
    let whole = rows(&client, &format!("{some} ORDER BY 1, 2")).await;
    let ids: Vec<String> = partners.iter().map(|partner| partner["id"].to_string()).collect();
    let ids = ids.join(",").replace('"', "'");
    let named = format!("{some} WHERE partner_id IN ({ids}) ORDER BY 1, 2");
    let named = rows(&client, &named).await;
    let among: Vec<_> = whole.iter().filter(|row| named.contains(row)).cloned().collect();
    assert_eq!(among, named);
    let count = one(&client, "SELECT count(*) FROM partners").await.parse::<usize>().unwrap();
    assert_eq!(whole.len(), count * 12, "every partner has every month");
    // How many rows there are does not hang on their columns, and takes no call.
    door.gateway.app.engine.forget();
    door.gateway.calls();
    let counted = one(&client, "SELECT count(*) FROM performance").await;
    assert_eq!(counted, whole.len().to_string());
    assert_eq!(door.gateway.call_count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_say_which_periods_and_currencies() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let ask = |period: &str, interval: &str| {
        format!(
            "{{ performance(interval: {interval}, currency: \"EUR\", period: {period}) {{ currency \
             rows {{ {} }} }} }}",
            selection(FIGURES)
        )
    };
    for (period, interval, condition) in [
        (
            "{ days: { from: \"2025-10-01\", to: \"2026-09-30\" } }",
            "QUARTER",
            "period_length = 'QUARTER' AND period_from BETWEEN '2025-10-01' AND '2026-09-30'",
        ),
        (
            "{ calendar: { year: 2026 } }",
            "YEAR",
            "'2026-06-15' BETWEEN period_from AND period_to AND period_length IN ('YEAR')",
        ),
        (
            "{ calendar: { year: 2026, month: 3 } }",
            "WEEK",
            "period_length = 'WEEK' AND period_from > '2026-03-01' AND period_to < '2026-03-30'",
        ),
    ] {
        let answer = door.gateway.ask_as(&key("channel-manager"), &ask(period, interval)).await;
        let answered = answer["data"]["performance"]["rows"].as_array();
        let all = answered.unwrap_or_else(|| panic!("{answer}")).iter();
        let mut expected: Vec<Row> = all.map(|row| told(row, FIGURES)).collect();
        if interval == "WEEK" {
            // GraphQL cuts weeks at the ends of the period.
            expected.retain(|row| {
                let day = |name: &str| row[name].clone().unwrap().parse::<chrono::NaiveDate>();
                (day("period_to").unwrap() - day("period_from").unwrap()).num_days() == 6
            });
        }
        let rest = format!(
            "FROM performance_total WHERE {condition} AND currency = 'EUR' ORDER BY period_from"
        );
        assert!(!expected.is_empty());
        assert_eq!(table(&client, FIGURES, &rest).await, expected, "{condition}");
    }
    let words = "SELECT DISTINCT period_length, currency FROM performance_total";
    let told = |one: &str, other: &str| vec![Some(one.to_owned()), Some(other.to_owned())];
    assert_eq!(rows(&client, words).await, [told("MONTH", "USD")]);
    let both = format!("{words} WHERE currency IN ('USD', 'EUR') ORDER BY 2");
    assert_eq!(rows(&client, &both).await, [told("MONTH", "EUR"), told("MONTH", "USD")]);
    assert_eq!(rows(&client, &format!("{words} WHERE currency = 'eur'")).await.len(), 0);
    let long = "SELECT count(*) FROM performance_total WHERE period_from >= '1900-01-01'";
    assert_eq!(code(&client, long).await, "54001");
    // A day that is worked out says as much as one that is written; the keys of a join say nothing.
    let since = "period_from >= date_trunc('month', current_date) - interval '29 months'";
    let periods = format!("SELECT count(*) FROM performance_total WHERE {since}");
    assert_eq!(one(&client, &periods).await, "30");
    let joined = "SELECT count(*) FROM performance_total f JOIN (SELECT DATE '2020-05-01' AS day \
                  UNION ALL SELECT date_trunc('month', current_date)::date) d \
                  ON f.period_from = d.day";
    assert_eq!(one(&client, joined).await, "1");
    let explained = rows(&client, "EXPLAIN SELECT revenue_amount FROM performance").await;
    let text: String = explained.into_iter().flatten().flatten().collect();
    assert!(text.contains("salesforce") && !text.contains("erp"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_of_statements_are_those_of_graphql() {
    let door = Door::open().await;
    let client = door.client("channel-manager").await;
    let lines = selection(LINES);
    let mut count = 0;
    for basis in ["COHORT", "CASH"] {
        let ask = format!(
            "{{ partners(first: 15) {{ nodes {{ id statement(basis: {basis}, period: {{ calendar: \
             {{ year: 2026, quarter: 2 }} }}) {{ lines(first: 200) {{ nodes {{ {lines} }} }} }} }} }} }}"
        );
        let answer = door.gateway.ask_as(&key("channel-manager"), &ask).await;
        let partners = answer["data"]["partners"]["nodes"].as_array();
        for partner in partners.unwrap_or_else(|| panic!("{answer}")) {
            let id = partner["id"].as_str().expect("an id");
            let nodes = partner["statement"]["lines"]["nodes"].as_array();
            let nodes = nodes.unwrap_or_else(|| panic!("{answer}"));
            let mut expected: Vec<Row> = nodes.iter().map(|line| told(line, LINES)).collect();
            expected.sort();
            let basis = match basis {
                "COHORT" => String::new(),
                other => format!("AND basis = '{other}'"),
            };
            let rest = format!(
                "FROM statements WHERE partner_id = '{id}' AND period_length = 'QUARTER' AND \
                 period_from = '2026-04-01' {basis}"
            );
            let mut found = table(&client, LINES, &rest).await;
            found.sort();
            assert_eq!(found, expected, "{id} {basis}");
            count += found.len();
        }
    }
    assert!(count > 20, "{count} lines in all");
    // By months, each incentive is in the month of its quarter in which it counts.
    let of = "SELECT count(DISTINCT incentive_id) FROM statements WHERE earned IS NOT NULL AND \
              promised IS NULL AND period_from >= '2026-04-01' AND period_to <= '2026-06-30'";
    let months = one(&client, of).await;
    assert_ne!(months, "0");
    assert_eq!(months, one(&client, &format!("{of} AND period_length = 'QUARTER'")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_that_a_role_may_not_see_are_no_columns() {
    let door = Door::open().await;
    let client = door.client("partner").await;
    assert_eq!(code(&client, "SELECT weighted_pipeline FROM performance").await, "42501");
    let mine = rows(&client, "SELECT DISTINCT partner_id FROM performance").await;
    let all = rows(&client, "SELECT id FROM partners").await;
    assert!(!mine.is_empty() && mine.len() == all.len(), "{} of {}", mine.len(), all.len());
    let query = "{ performance(interval: MONTH, period: { last: { count: 12, of: MONTH, \
                 includeCurrent: true } }) { rows { openPipeline { count amount { amount } } } } }";
    let answer = door.gateway.ask_as(&key("partner"), query).await;
    let ways = [
        ("open_pipeline_count", "openPipeline count"),
        ("open_pipeline_amount", "openPipeline amount amount"),
    ];
    let told: Vec<Row> = answer["data"]["performance"]["rows"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"))
        .iter()
        .map(|row| told(row, &ways))
        .collect();
    let rest = "FROM performance_total ORDER BY period_from";
    assert_eq!(table(&client, &ways, rest).await, told);
    // Who may not see what they stand on has no such tables.
    let door = Door::over(crate::harness::small(1), |config| {
        let role = config.roles.get_mut("bi-reader").expect("a role");
        *role = toml::from_str(
            "rows = \"all\"\n[fields]\nfinance = \"show\"\n\"Deal.partner\" = \"forbid\"\n\
             \"Lead.partner\" = \"forbid\"\n\"Incentive.partner\" = \"forbid\"\n\
             \"Invoice.partner\" = \"forbid\"\n\"CourseEnrollment.partner\" = \"forbid\"",
        )
        .expect("a role");
    })
    .await;
    let client = door.client("bi-reader").await;
    for table in ["performance", "performance_total", "statements"] {
        assert_eq!(code(&client, &format!("SELECT * FROM {table}")).await, "42P01", "{table}");
    }
}

/// The notices that a statement gives.
async fn notices(door: &Door, sql: &str) -> Vec<String> {
    let url = door.url("demo-channel-manager", &key("channel-manager"));
    let (client, mut connection) =
        tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("it logs in");
    let messages = futures::stream::poll_fn(move |context| connection.poll_message(context));
    let told = tokio::spawn(messages.collect::<Vec<_>>());
    client.simple_query(sql).await.expect("it is answered");
    drop(client);
    let notice = |message: Result<AsyncMessage, _>| match message.expect("a message") {
        AsyncMessage::Notice(notice) => {
            Some(format!("{}: {}", notice.severity(), notice.message()))
        }
        _ => None,
    };
    told.await.expect("it ends").into_iter().filter_map(notice).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_says_which_periods_there_were() {
    let door = Door::open().await;
    let read_from = async |sql: &str| {
        let told = notices(&door, sql).await;
        let said = "NOTICE: `performance_total` was read from 20";
        told.iter().filter(|notice| notice.starts_with(said)).count()
    };
    let sql = "SELECT sum(revenue_count) FROM performance_total";
    assert_eq!(read_from(sql).await, 1);
    assert_eq!(read_from(&format!("{sql} WHERE period_from >= '2026-01-01'")).await, 0);
    assert_eq!(read_from(&format!("{sql} WHERE extract(month FROM period_from) = 3")).await, 1);
}

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
