//! What conditions say of the periods and currencies of figures, and what notices tell.

use futures::StreamExt;
use tokio_postgres::AsyncMessage;

use super::{
    super::{Door, code, key, one, rows},
    FIGURES, Row, selection, table, told,
};

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
