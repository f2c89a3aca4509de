//! The OData feed, through HTTP: its rows against those of SQL, its options against the rows.

mod batches;
mod callers;
mod connector;
mod filters;
mod links;
mod metadata;
mod pages;
mod refusals;
mod sorting;

use std::collections::BTreeMap;

use channelgraph::{auth::Caller, bi::Reader};
use channelgraph_sql::{
    Condition, Scan, Source,
    arrow::util::display::{ArrayFormatter, FormatOptions},
};
use futures::TryStreamExt;
use serde_json::{Map, Value};

use super::harness::{Gateway, client};

/// A row as JSON.
type Row = Map<String, Value>;

/// A request to the feed of a gateway.
struct Asking<'a> {
    gateway: &'a Gateway,
    headers: Vec<(&'static str, String)>,
}

/// An answer of the feed.
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("JSON: {}", self.text))
    }

    fn rows(&self) -> Vec<Row> {
        assert_eq!(self.status, 200, "{}", self.text);
        let rows = self.json()["value"].as_array().cloned().expect("a list of rows");
        rows.iter().map(|row| row.as_object().cloned().expect("an object")).collect()
    }
}

fn ask(gateway: &Gateway) -> Asking<'_> {
    Asking { gateway, headers: Vec::new() }
}

impl Asking<'_> {
    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The answer to a request for an address below the root, or for a whole one.
    async fn get(&self, address: &str) -> Answer {
        let url = if address.starts_with("http") {
            address.to_owned()
        } else {
            format!("{}/odata/v4/{address}", self.gateway.url)
        };
        let mut request = client().get(url);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.to_string(), value.to_str().expect("a text").to_owned()));
        let headers = headers.collect();
        Answer { status, headers, text: response.text().await.expect("text") }
    }

    /// The rows of an address, and of all pages that follow; and the number of pages.
    async fn all(&self, address: &str) -> (Vec<Row>, usize) {
        let (mut rows, mut pages, mut next) = (Vec::new(), 0, Some(address.to_owned()));
        while let Some(address) = next {
            let answer = self.get(&address).await;
            rows.extend(answer.rows());
            next = answer.json()["@odata.nextLink"].as_str().map(str::to_owned);
            pages += 1;
            assert!(pages < 2_000, "the pages of {address} do not end");
        }
        (rows, pages)
    }
}

/// The reader of SQL over the same gateway.
async fn reader(gateway: &Gateway) -> Reader {
    let caller = Caller { subject: "anonymous".into(), role: None, partner: None };
    let viewer = gateway.app.viewer(&caller).await;
    Reader::new(gateway.app.clone(), viewer, 1_000_000)
}

/// The rows of a table as SQL reads them, each as text by column, sorted.
async fn table(reader: &Reader, name: &str) -> Vec<BTreeMap<String, String>> {
    let table = reader.tables().iter().find(|table| table.name == name).expect("a table").clone();
    let scan = Scan {
        columns: (0..table.columns.len()).collect(),
        condition: Condition::all(),
        stated: Condition::all(),
        sort: None,
        limit: None,
        gaps: std::sync::Arc::default(),
        table,
    };
    let batches: Vec<_> = reader.scan(scan).try_collect().await.expect("rows");
    let options = FormatOptions::default().with_null("null");
    let mut rows = Vec::new();
    for batch in &batches {
        let columns = batch.columns().iter();
        let columns: Vec<_> = columns
            .map(|column| ArrayFormatter::try_new(column, &options).expect("text"))
            .collect();
        for at in 0..batch.num_rows() {
            let schema = batch.schema();
            let cell = |place: usize| {
                let name = schema.field(place).name().clone();
                (name, plain(&columns[place].value(at).to_string()))
            };
            rows.push((0..columns.len()).map(cell).collect());
        }
    }
    rows.sort();
    rows
}

/// A value's text in one form, whoever wrote it: numbers without zeros at their end, times to the
/// microsecond.
fn plain(text: &str) -> String {
    if let Ok(number) = text.parse::<rust_decimal::Decimal>() {
        return number.normalize().to_string();
    }
    match chrono::DateTime::parse_from_rfc3339(text) {
        Ok(time) => time.timestamp_micros().to_string(),
        Err(_) => text.to_owned(),
    }
}

/// The same of a row of the feed.
fn plain_row(row: &Row) -> BTreeMap<String, String> {
    let cell = |(name, value): (&String, &Value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        (name.clone(), plain(&text))
    };
    row.iter().map(cell).collect()
}

fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}
