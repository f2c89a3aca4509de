//! Rows in memory, which decide conditions as sources do: text whatever its case, ids by any name.

use std::sync::Arc;

use async_trait::async_trait;
use channelgraph_sql::{
    Batches, Column, ColumnType, Condition, Cost, Failure, Operand, Scan, Source, Table, Test,
    Tests,
    arrow::{
        array::{
            ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray,
            TimestampMicrosecondArray,
        },
        record_batch::{RecordBatch, RecordBatchOptions},
    },
};
use futures::{StreamExt, stream};
use parking_lot::Mutex;
use proptest::prelude::*;

/// Rows of a batch.
pub const BATCH: usize = 8;

/// A row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub id: String,
    pub text: Option<String>,
    pub word: Option<&'static str>,
    pub number: Option<i128>,
    pub count: Option<i64>,
    pub day: Option<i32>,
    pub moment: Option<i64>,
    pub flag: Option<bool>,
    pub parent_id: Option<String>,
}

/// A random row.
pub fn row() -> impl Strategy<Value = Row> {
    let text = prop::sample::select(vec![
        "Acme", "acme", "ACME", "Äcme", "äcme", "a_c", "abc", "100%", "1000", "", "It's", "ß",
    ]);
    let number =
        prop::sample::select(vec![0, 1_500_000_000, -1_500_000_000, 2_000_000_000, 1_500_000_001]);
    let moment = prop::sample::select(vec![
        1_767_312_000_000_000_i64,
        1_767_348_000_000_000,
        1_767_348_000_000_001,
        1_767_398_400_000_000,
    ]);
    (
        0..30_u32,
        prop::option::of(text),
        prop::option::of(prop::sample::select(vec!["WON", "LOST", "OPEN"])),
        prop::option::of(number),
        prop::option::of(-3_i64..4),
        prop::option::of(20_453..20_457),
        prop::option::of(moment),
        prop::option::of(any::<bool>()),
        prop::option::of(0..30_u32),
    )
        .prop_map(|(id, text, word, number, count, day, moment, flag, parent)| Row {
            id: format!("n{id}"),
            text: text.map(str::to_owned),
            word,
            number,
            count,
            day,
            moment,
            flag,
            parent_id: parent.map(|parent| format!("n{parent}")),
        })
}

/// A source of rows.
#[derive(Debug)]
pub struct Memory {
    tables: Vec<Arc<Table>>,
    rows: Arc<Vec<Row>>,
    /// Rows that were given so far.
    pub given: Arc<Mutex<usize>>,
}

impl Memory {
    /// A source that decides what it can, or nothing.
    pub fn new(rows: Vec<Row>, decides: bool) -> Self {
        let column = |name: &str, ty, tests, sorts| Column {
            name: name.to_owned(),
            ty,
            nullable: name != "id",
            doc: String::new(),
            tests: if decides { tests } else { Tests::None },
            sorts: sorts && decides,
        };
        let columns = vec![
            column("id", ColumnType::Text, Tests::Ids, false),
            column("text", ColumnType::Text, Tests::Text, false),
            column("word", ColumnType::Text, Tests::Words, false),
            column("number", ColumnType::Number, Tests::Range, true),
            column("count", ColumnType::Integer, Tests::Range, true),
            column("day", ColumnType::Date, Tests::Range, true),
            column("moment", ColumnType::Time, Tests::Range, true),
            column("flag", ColumnType::Bool, Tests::Words, false),
            column("parent_id", ColumnType::Text, Tests::Ids, false),
        ];
        let (name, doc, key) = ("things".to_owned(), String::new(), vec![0]);
        let table = Table { name, doc, columns, key, foreign_keys: Vec::new() };
        Self { tables: vec![Arc::new(table)], rows: Arc::new(rows), given: Arc::default() }
    }
}

fn operand(row: &Row, column: usize) -> Option<Operand> {
    match column {
        0 => Some(Operand::Text(row.id.clone())),
        1 => row.text.clone().map(Operand::Text),
        2 => row.word.map(|word| Operand::Text(word.to_owned())),
        3 => row.number.map(|number| Operand::Number(number, 9)),
        4 => row.count.map(|count| Operand::Number(i128::from(count), 0)),
        5 => row.day.and_then(|day| {
            let seconds = i64::from(day) * 86_400;
            Some(Operand::Date(chrono::DateTime::from_timestamp(seconds, 0)?.date_naive()))
        }),
        6 => row.moment.and_then(chrono::DateTime::from_timestamp_micros).map(Operand::Time),
        7 => row.flag.map(Operand::Bool),
        _ => row.parent_id.clone().map(Operand::Text),
    }
}

/// Text that sources take for the same.
fn fold(text: &str) -> String {
    text.to_lowercase().replace('ä', "a")
}

fn compare(a: &Operand, b: &Operand) -> std::cmp::Ordering {
    match (a, b) {
        (Operand::Number(a, of_a), Operand::Number(b, of_b)) => {
            let scaled = |value: i128, scale: i8| {
                value.saturating_mul(10_i128.pow(u32::try_from(30 - scale).unwrap_or_default()))
            };
            scaled(*a, *of_a).cmp(&scaled(*b, *of_b))
        }
        (Operand::Date(a), Operand::Date(b)) => a.cmp(b),
        (Operand::Time(a), Operand::Time(b)) => a.cmp(b),
        (Operand::Bool(a), Operand::Bool(b)) => a.cmp(b),
        (Operand::Text(a), Operand::Text(b)) => a.cmp(b),
        _ => panic!("{a:?} is compared with {b:?}"),
    }
}

fn passes(row: &Row, condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| passes(row, part)),
        Condition::Any(parts) => parts.iter().any(|part| passes(row, part)),
        Condition::Test(column, test) => test_passes(row, *column, test),
    }
}

fn test_passes(row: &Row, column: usize, test: &Test) -> bool {
    use std::cmp::Ordering;
    let value = operand(row, column);
    if let Test::IsNull(null) = test {
        return *null == value.is_none();
    }
    let Some(value) = value else { return false };
    let same = |other: &Operand| match (column, &value, other) {
        (1, Operand::Text(a), Operand::Text(b)) => fold(a) == fold(b),
        // Each record of a node has an id that means the node.
        (0 | 8, Operand::Text(a), Operand::Text(b)) => a == b || *b == format!("alias of {a}"),
        _ => compare(&value, other) == Ordering::Equal,
    };
    let text = match &value {
        Operand::Text(text) => fold(text),
        _ => String::new(),
    };
    match test {
        Test::In(values) => values.iter().any(same),
        Test::NotIn(values) => !values.iter().any(same),
        Test::Lt(other) => compare(&value, other) == Ordering::Less,
        Test::Lte(other) => compare(&value, other) != Ordering::Greater,
        Test::Gt(other) => compare(&value, other) == Ordering::Greater,
        Test::Gte(other) => compare(&value, other) != Ordering::Less,
        Test::StartsWith(begin) => text.starts_with(&fold(begin)),
        Test::Contains(part) => text.contains(&fold(part)),
        Test::IsNull(_) => unreachable!(),
    }
}

fn array(rows: &[Row], column: usize) -> ArrayRef {
    match column {
        0 => Arc::new(rows.iter().map(|row| Some(row.id.as_str())).collect::<StringArray>()),
        1 => Arc::new(rows.iter().map(|row| row.text.as_deref()).collect::<StringArray>()),
        2 => Arc::new(rows.iter().map(|row| row.word).collect::<StringArray>()),
        3 => Arc::new(
            rows.iter()
                .map(|row| row.number)
                .collect::<Decimal128Array>()
                .with_precision_and_scale(38, 9)
                .unwrap(),
        ),
        4 => Arc::new(rows.iter().map(|row| row.count).collect::<Int64Array>()),
        5 => Arc::new(rows.iter().map(|row| row.day).collect::<Date32Array>()),
        6 => Arc::new(
            rows.iter()
                .map(|row| row.moment)
                .collect::<TimestampMicrosecondArray>()
                .with_timezone("UTC"),
        ),
        7 => Arc::new(rows.iter().map(|row| row.flag).collect::<BooleanArray>()),
        _ => Arc::new(rows.iter().map(|row| row.parent_id.as_deref()).collect::<StringArray>()),
    }
}

#[async_trait]
impl Source for Memory {
    fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    fn scan(&self, scan: Scan) -> Batches {
        let mut rows: Vec<Row> =
            self.rows.iter().filter(|row| passes(row, &scan.condition)).cloned().collect();
        if let Some(sort) = scan.sort {
            rows.sort_by(|a, b| match (operand(a, sort.column), operand(b, sort.column)) {
                (None, None) => std::cmp::Ordering::Equal,
                (None, _) => std::cmp::Ordering::Greater,
                (_, None) => std::cmp::Ordering::Less,
                (Some(a), Some(b)) if sort.descending => compare(&b, &a),
                (Some(a), Some(b)) => compare(&a, &b),
            });
        }
        let given = self.given.clone();
        let schema = Arc::new(scan.table.schema().project(&scan.columns).unwrap());
        let chunks: Vec<Vec<Row>> = rows.chunks(BATCH).map(<[Row]>::to_vec).collect();
        stream::iter(chunks)
            .map(move |rows| {
                *given.lock() += rows.len();
                let arrays = scan.columns.iter().map(|column| array(&rows, *column)).collect();
                let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
                Ok(RecordBatch::try_new_with_options(schema.clone(), arrays, &options).unwrap())
            })
            .boxed()
    }

    async fn count(&self, scan: &Scan) -> Result<Option<u64>, Failure> {
        let count = self.rows.iter().filter(|row| passes(row, &scan.condition)).count();
        Ok(Some(count as u64))
    }

    fn cost(&self, scan: &Scan) -> Cost {
        let rows = if scan.condition.certain().is_empty() { 1_000 } else { 10 };
        Cost { calls: Vec::new(), rows }
    }

    fn hidden(&self, _: Option<&str>, _: &str) -> Option<Failure> {
        None
    }
}
