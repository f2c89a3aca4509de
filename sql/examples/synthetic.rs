//! A server of one table of made-up rows, to measure the wire by:
//! `cargo run --release -p channelgraph-sql --example synthetic -- <rows> [<port>]`.

#![allow(clippy::expect_used, reason = "what it makes up fits together")]

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use channelgraph_sql::{
    Batches, Code, Column, ColumnType, Cost, Failure, Scan, Source, Table, Tests,
    arrow::{
        array::{
            ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray,
            TimestampMicrosecondArray,
        },
        record_batch::{RecordBatch, RecordBatchOptions},
    },
    wire::{Door, Limits, Server},
};
use futures::StreamExt;
use tokio_util::sync::CancellationToken;

const BATCH: usize = 1_000;

#[derive(Debug)]
struct Made {
    tables: Vec<Arc<Table>>,
    rows: usize,
}

fn table() -> Table {
    let column = |name: &str, ty| Column {
        name: name.to_owned(),
        ty,
        nullable: true,
        doc: String::new(),
        tests: Tests::None,
        sorts: false,
    };
    let types = [
        ("id", ColumnType::Text),
        ("name", ColumnType::Text),
        ("stage", ColumnType::Text),
        ("amount", ColumnType::Number),
        ("amount_currency", ColumnType::Text),
        ("quantity", ColumnType::Integer),
        ("is_won", ColumnType::Bool),
        ("close_date", ColumnType::Date),
        ("updated_at", ColumnType::Time),
    ];
    Table {
        name: "deals".to_owned(),
        doc: "Made-up deals.".to_owned(),
        columns: types.map(|(name, ty)| column(name, ty)).into(),
        key: vec![0],
        foreign_keys: Vec::new(),
    }
}

fn column(place: usize, from: usize, to: usize) -> ArrayRef {
    let number = |row: usize| i64::try_from(row).unwrap_or_default();
    let rows = from..to;
    match place {
        0 => Arc::new(StringArray::from_iter_values(rows.map(|row| format!("deal-{row:08}")))),
        1 => Arc::new(StringArray::from_iter_values(rows.map(|row| format!("Deal of row {row}")))),
        2 => {
            let stages = ["PROSPECTING", "QUALIFICATION", "WON", "LOST"];
            Arc::new(StringArray::from_iter_values(rows.map(|row| stages[row % 4])))
        }
        3 => Arc::new(
            Decimal128Array::from_iter_values(
                rows.map(|row| i128::from(number(row)) * 1_250_000_000),
            )
            .with_precision_and_scale(38, 9)
            .expect("digits that fit"),
        ),
        4 => Arc::new(StringArray::from_iter_values(rows.map(|_| "EUR"))),
        5 => Arc::new(Int64Array::from_iter_values(rows.map(number))),
        6 => Arc::new(rows.map(|row| Some(row % 3 == 0)).collect::<BooleanArray>()),
        7 => Arc::new(Date32Array::from_iter_values(
            rows.map(|row| 20_000 + i32::try_from(row % 900).unwrap_or_default()),
        )),
        _ => Arc::new(
            TimestampMicrosecondArray::from_iter_values(
                rows.map(|row| 1_760_000_000_000_000 + number(row) * 1_001),
            )
            .with_timezone("UTC"),
        ),
    }
}

#[async_trait]
impl Source for Made {
    fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    fn scan(&self, scan: Scan) -> Batches {
        let rows = self.rows;
        let schema = Arc::new(scan.table.schema().project(&scan.columns).expect("its columns"));
        let batch = move |from: usize| {
            let to = (from + BATCH).min(rows);
            let arrays = scan.columns.iter().map(|place| column(*place, from, to)).collect();
            let options = RecordBatchOptions::new().with_row_count(Some(to - from));
            RecordBatch::try_new_with_options(schema.clone(), arrays, &options)
                .map_err(|error| Failure::new(Code::Internal, error.to_string()))
        };
        futures::stream::iter((0..rows).step_by(BATCH)).map(batch).boxed()
    }

    async fn count(&self, _: &Scan) -> Result<Option<u64>, Failure> {
        Ok(Some(self.rows as u64))
    }

    fn cost(&self, _: &Scan) -> Cost {
        Cost { calls: Vec::new(), rows: self.rows as u64 }
    }

    fn hidden(&self, _: Option<&str>, _: &str) -> Option<Failure> {
        None
    }
}

struct Open(usize);

#[async_trait]
impl Door for Open {
    fn verifier(&self, _: &str) -> Option<String> {
        // The password `made-up`.
        Some(
            "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$\
             atQtin/Il2KtDlR9seY9whUoRHLqnZWleeTGfih14Rs=:\
             F0ejE3GBE0L19xudQHer3ziQfF/EydF5vEkpSDwSmeo="
                .to_owned(),
        )
    }

    async fn login(&self, _: &str, _: Option<&str>) -> Result<Arc<dyn Source>, Failure> {
        Ok(Arc::new(Made { tables: vec![Arc::new(table())], rows: self.0 }))
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let rows = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let port: u16 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("{}", listener.local_addr()?.port());
    let limits = Limits { statement: Duration::from_secs(3_600), ..Limits::default() };
    let server = Arc::new(Server::new(Arc::new(Open(rows)), limits, None)?);
    server.serve(listener, CancellationToken::new()).await;
    Ok(())
}
