//! Tables as files.

use super::{Door, key, rows};
use crate::harness::client;

async fn file(door: &Door, role: &str, path: &str) -> (u16, Vec<u8>) {
    let request = client().get(format!("{}{path}", door.gateway.url)).bearer_auth(key(role));
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    (status, response.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_the_rows_of_its_table() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let told = rows(&client, "SELECT id, name, is_won, amount FROM deals").await;
    let (status, csv) =
        file(&door, "bi-reader", "/export/deals.csv?select=id,name,is_won,amount").await;
    assert_eq!(status, 200);
    let mut reader = csv::Reader::from_reader(&*csv);
    let lines: Vec<Vec<String>> =
        reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(lines.len(), told.len());
    let (_, json) =
        file(&door, "bi-reader", "/export/deals.ndjson?select=id,name,is_won,amount").await;
    let text = String::from_utf8(json).unwrap();
    for ((line, json), row) in lines.iter().zip(text.lines()).zip(&told) {
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(
            (Some(line[0].as_str()), json["id"].as_str()),
            (row[0].as_deref(), row[0].as_deref())
        );
        assert_eq!(json["amount"].as_str(), row[3].as_deref());
        assert_eq!(
            json["is_won"].as_bool().map(|won| if won { "t" } else { "f" }),
            row[2].as_deref()
        );
    }
    let (_, parquet) = file(&door, "bi-reader", "/export/deals.parquet").await;
    assert_eq!((&parquet[..4], &parquet[parquet.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_is_that_of_graphql_and_mistakes_are_told() {
    let door = Door::open().await;
    let client = door.client("bi-reader").await;
    let won = rows(&client, "SELECT id FROM deals WHERE stage = 'WON'").await.len();
    let filter = "%7B%22stage%22%3A%7B%22eq%22%3A%22WON%22%7D%7D";
    let (_, csv) = file(&door, "bi-reader", &format!("/export/deals.csv?filter={filter}")).await;
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), won + 1);
    for (path, status) in [
        ("/export/deals.xlsx", 404),
        ("/export/dealz.csv", 404),
        ("/export/deals.csv?select=nam", 400),
        ("/export/deals.csv?filter=%7B", 400),
        ("/export/deals.csv?filter=%7B%22stage%22%3A%7B%22eq%22%3A%22won%22%7D%7D", 400),
        ("/export/deals.csv?since=yesterday", 400),
        ("/export/deals.csv?nonsense=1", 400),
    ] {
        assert_eq!(file(&door, "bi-reader", path).await.0, status, "{path}");
    }
    assert_eq!(file(&door, "partner", "/export/deals.csv?select=probability").await.0, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_filtered_by_their_columns() {
    let door = Door::open().await;
    let sql = door.client("bi-reader").await;
    let select = "period_length,revenue_count,revenue_amount,currency";
    for (table, filter, condition) in [
        (
            "performance_total",
            r#"{"period_length":{"in":["QUARTER","YEAR"]},"period_from":{"gte":"2026-02-01"},"currency":{"eq":"EUR"}}"#,
            "period_length IN ('QUARTER', 'YEAR') AND period_from >= '2026-02-01' AND currency = 'EUR'",
        ),
        ("performance", "{}", "true"),
    ] {
        let rest = format!("FROM {table} WHERE {condition}");
        let told = rows(&sql, &format!("SELECT {select} {rest}")).await;
        assert!(!told.is_empty());
        let request = client()
            .get(format!("{}/export/{table}.csv", door.gateway.url))
            .query(&[("select", select), ("filter", filter)])
            .bearer_auth(key("bi-reader"));
        let answer = request.send().await.expect("an answer");
        let csv = answer.bytes().await.expect("a file");
        let mut reader = csv::Reader::from_reader(&*csv);
        let lines: Vec<Vec<Option<String>>> = reader
            .records()
            .map(|line| line.unwrap().iter().map(|text| Some(text.to_owned())).collect())
            .collect();
        assert_eq!(lines, told, "{table}");
    }
    for wrong in ["{\"revenue_count\":{\"eq\":1}}", "{\"currency\":{\"gt\":\"EUR\"}}", "[]"] {
        let request = client()
            .get(format!("{}/export/performance.csv", door.gateway.url))
            .query(&[("filter", wrong)])
            .bearer_auth(key("bi-reader"));
        assert_eq!(request.send().await.expect("an answer").status().as_u16(), 400, "{wrong}");
    }
}
