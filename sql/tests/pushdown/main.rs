//! Each rule of what is pushed, by random rows and predicates: the rows of a statement are the
//! same whether its source decides all it can, or nothing.

#![allow(clippy::unwrap_used, reason = "whatever is not as expected here is a failed test")]

mod predicate;
mod source;

use std::sync::{Arc, OnceLock};

use channelgraph_sql::{
    Gaps, Source,
    catalog::{Catalog, SessionFacts},
    executor::Executor,
    statement::{Command, parse_one},
};
use futures::TryStreamExt;
use proptest::prelude::*;
use source::{Memory, Row, row};

/// What the catalog tells of a table does not depend on what its source decides.
static CATALOG: OnceLock<Catalog> = OnceLock::new();

/// The ids of the rows that a statement gives, in its order, and how many rows its source gave.
async fn ids(source: Memory, sql: &str) -> (Vec<String>, usize) {
    let given = source.given.clone();
    let source: Arc<dyn Source> = Arc::new(source);
    let catalog = CATALOG.get_or_init(|| Catalog::new(source.tables(), "channelgraph"));
    let facts = Arc::new(SessionFacts::new("somebody", "channelgraph", 1));
    let executor = Executor::new(source, catalog, &facts, 64 << 20).unwrap();
    let Some(Command::Query(query)) = parse_one(sql).unwrap() else { panic!("{sql}") };
    let plan = executor.plan(&query, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let running = executor.start(&plan, Arc::new(Gaps::default())).await.unwrap();
    let batches: Vec<_> = running.stream.try_collect().await.unwrap();
    let mut ids = Vec::new();
    for batch in batches {
        let column = batch.column(0).clone();
        for row in 0..batch.num_rows() {
            let value = datafusion::scalar::ScalarValue::try_from_array(&column, row).unwrap();
            ids.push(value.to_string());
        }
    }
    let given = *given.lock();
    (ids, given)
}

fn block<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn what_is_pushed_drops_no_row(
        rows in prop::collection::vec(row(), 0..60),
        predicate in predicate::predicate(),
    ) {
        let sql = format!("SELECT id FROM things WHERE {predicate} ORDER BY id");
        let (pushed, _) = block(ids(Memory::new(rows.clone(), true), &sql));
        let (plain, _) = block(ids(Memory::new(rows, false), &sql));
        prop_assert_eq!(pushed, plain, "{}", sql);
    }

    #[test]
    fn a_limit_gives_rows_that_pass_and_as_many_as_there_are(
        rows in prop::collection::vec(row(), 0..60),
        predicate in predicate::predicate(),
        limit in 0_usize..20,
    ) {
        let all = format!("SELECT id FROM things WHERE {predicate}");
        let (all, _) = block(ids(Memory::new(rows.clone(), false), &all));
        let sql = format!("SELECT id FROM things WHERE {predicate} LIMIT {limit}");
        let (some, _) = block(ids(Memory::new(rows, true), &sql));
        prop_assert_eq!(some.len(), all.len().min(limit), "{}", sql);
        prop_assert!(some.iter().all(|id| all.contains(id)), "{}", sql);
    }

    #[test]
    fn counts_are_those_of_the_rows(
        rows in prop::collection::vec(row(), 0..60),
        predicate in predicate::predicate(),
    ) {
        let sql = format!("SELECT count(*) FROM things WHERE {predicate}");
        let (counted, _) = block(ids(Memory::new(rows.clone(), true), &sql));
        let all = format!("SELECT id FROM things WHERE {predicate}");
        let (all, _) = block(ids(Memory::new(rows, false), &all));
        prop_assert_eq!(counted, vec![all.len().to_string()], "{}", sql);
    }

    #[test]
    fn orders_are_those_of_the_executor(
        rows in prop::collection::vec(row(), 0..60),
        predicate in predicate::predicate(),
        order in predicate::order(),
    ) {
        // Ties may stand in any order: the keys are compared.
        let key = order.split(' ').next().unwrap_or_default();
        let sql = format!("SELECT {key} FROM things WHERE {predicate} ORDER BY {order} LIMIT 15");
        let (pushed, _) = block(ids(Memory::new(rows.clone(), true), &sql));
        let (plain, _) = block(ids(Memory::new(rows, false), &sql));
        prop_assert_eq!(pushed, plain, "{}", sql);
    }

    #[test]
    fn joins_are_those_of_all_rows(
        rows in prop::collection::vec(row(), 0..40),
        predicate in predicate::predicate(),
    ) {
        let sql = format!(
            "SELECT one.id || ' ' || other.id FROM (SELECT * FROM things WHERE {predicate}) one \
             JOIN things other ON other.parent_id = one.id ORDER BY 1"
        );
        let (pushed, _) = block(ids(Memory::new(rows.clone(), true), &sql));
        let (plain, _) = block(ids(Memory::new(rows, false), &sql));
        prop_assert_eq!(pushed, plain, "{}", sql);
    }
}

/// So many rows, each with its number.
fn numbered(count: i64) -> Vec<Row> {
    let row = |number: i64| Row {
        id: format!("{number:05}"),
        number: Some(i128::from(number) * 1_000_000_000),
        text: Some(if number % 2 == 0 { "Even" } else { "odd" }.to_owned()),
        ..Row::default()
    };
    (0..count).map(row).collect()
}

#[test]
fn rows_without_a_value_pass_where_sql_lets_them() {
    let row = |id: &str, flag, word| Row { id: id.to_owned(), flag, word, ..Row::default() };
    let rows = vec![row("a", None, None), row("b", Some(true), Some("WON"))];
    for (predicate, passes) in [
        ("flag IS UNKNOWN", vec!["a"]),
        ("flag IS NOT UNKNOWN", vec!["b"]),
        ("flag IS NOT TRUE", vec!["a"]),
        ("flag = NULL", vec![]),
        ("flag <> true", vec![]),
        ("word IS DISTINCT FROM 'WON'", vec!["a"]),
        ("word <> 'LOST'", vec!["b"]),
        ("word NOT IN ('LOST', NULL)", vec![]),
    ] {
        let sql = format!("SELECT id FROM things WHERE {predicate} ORDER BY id");
        assert_eq!(block(ids(Memory::new(rows.clone(), true), &sql)).0, passes, "{predicate}");
    }
}

#[test]
fn a_limit_stops_the_reading_though_rows_are_tested_again() {
    let sql = "SELECT id FROM things WHERE text = 'Even' AND length(text) = 4 LIMIT 3";
    let (found, given) = block(ids(Memory::new(numbered(5_000), true), sql));
    assert_eq!(found.len(), 3);
    assert!(given <= 2 * source::BATCH, "{given} rows were read for 3");
}

#[test]
fn a_join_asks_for_the_keys_of_its_first_side() {
    let mut rows = numbered(5_000);
    rows[4_999].parent_id = Some("00007".to_owned());
    let sql = "SELECT b.id FROM things a JOIN things b ON b.parent_id = a.id WHERE a.id = '00007'";
    let (found, given) = block(ids(Memory::new(rows, true), sql));
    assert_eq!(found, ["04999"]);
    assert!(given <= 2, "{given} rows were read for one pair");
}

#[test]
fn more_values_than_are_asked_for_at_once_give_each_row_once() {
    let values: Vec<String> = (0..1_200).map(|number| format!("'{:05}'", number % 700)).collect();
    let texts = ["'even'", "'EVEN'", "'Even'"].map(str::to_owned);
    let sql = format!("SELECT count(*) FROM things WHERE id IN ({})", values.join(", "));
    let (found, _) = block(ids(Memory::new(numbered(5_000), true), &sql));
    assert_eq!(found, ["700"]);
    let many: Vec<String> = (0..900).map(|number| format!("'x{number}'")).chain(texts).collect();
    let sql = format!("SELECT count(*) FROM things WHERE text IN ({})", many.join(", "));
    let (found, _) = block(ids(Memory::new(numbered(5_000), true), &sql));
    assert_eq!(found, ["2500"]);
}
