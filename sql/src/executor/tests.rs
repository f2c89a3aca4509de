//! What statements over no tables give, and how they are refused.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::{arrow::datatypes::DataType, logical_expr::LogicalPlan, scalar::ScalarValue};
use futures::TryStreamExt;

use super::{Executor, Workers};
use crate::{
    Batches, Code, Cost, Failure, Gaps, Scan, Source, Table,
    catalog::{Catalog, SessionFacts},
    statement::{Command, parse_one},
};

/// A source without tables.
#[derive(Debug)]
struct Nothing;

#[async_trait]
impl Source for Nothing {
    fn tables(&self) -> &[Arc<Table>] {
        &[]
    }

    fn scan(&self, _: Scan) -> Batches {
        Box::pin(futures::stream::empty())
    }

    async fn count(&self, _: &Scan) -> Result<Option<u64>, Failure> {
        Ok(None)
    }

    fn cost(&self, _: &Scan) -> Cost {
        Cost::default()
    }

    fn hidden(&self, _: Option<&str>, _: &str) -> Option<Failure> {
        None
    }
}

/// The values of the first column that a statement gives.
pub(super) async fn values(sql: &str) -> Result<Vec<String>, Failure> {
    let workers = Workers::new(1).expect("a thread");
    let on = workers.handle().expect("it runs").clone();
    let sql = sql.to_owned();
    on.spawn(async move { answered(&sql).await }).await.expect("no panic")
}

async fn planned(sql: &str) -> Result<(Executor, LogicalPlan), Failure> {
    let catalog = Catalog::new(&[], "channelgraph");
    let facts = Arc::new(SessionFacts::new("somebody", "channelgraph", 1));
    let executor = Executor::new(Arc::new(Nothing), &catalog, &facts, 64 << 20)?;
    let Some(Command::Query(query)) = parse_one(sql)? else { panic!("{sql}") };
    let plan = executor.plan(&query, &[]).await?;
    Ok((executor, plan))
}

async fn answered(sql: &str) -> Result<Vec<String>, Failure> {
    let (executor, plan) = planned(sql).await?;
    let running = executor.start(&plan, Arc::new(Gaps::default())).await?;
    let batches: Vec<_> = running.stream.try_collect().await?;
    let mut values = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            values.push(ScalarValue::try_from_array(batch.column(0), row)?.to_string());
        }
    }
    Ok(values)
}

/// The code by which a statement is refused.
async fn refused(sql: &str) -> Option<Code> {
    values(sql).await.err().map(|failure| failure.code)
}

#[tokio::test]
async fn short_statements_make_no_long_values() {
    let deep = |from: &str, times: usize| {
        let inner = |query: String, _| format!("SELECT x || x AS x FROM ({query})");
        (0..times).fold(format!("SELECT {from} AS x"), inner)
    };
    for sql in [
        "SELECT lpad('a', 2000000000)",
        "SELECT rpad('a', 2000000000, 'b')",
        "SELECT length(repeat('a', 2000000000))",
        "SELECT repeat('a', n::int) FROM (VALUES (10), (2000000000)) AS t(n)",
        "SELECT replace(repeat('a', 200000), 'a', repeat('b', 200000))",
        "SELECT regexp_replace(repeat('a', 200000), 'a', repeat('b', 200000), 'g')",
        "SELECT concat(x, x, x) FROM (SELECT repeat('a', 200000) AS x) AS t",
        "SELECT concat_ws(x, 'a', 'b', 'c') FROM (SELECT repeat('a', 200000) AS x) AS t",
        "SELECT encode(x::bytea, 'hex') FROM (SELECT repeat('a', 200000) AS x) AS t",
        "SELECT format('%1$s%1$s%1$s', x) FROM (SELECT repeat('a', 200000) AS x) AS t",
        "SELECT array_to_string(array_agg(i), repeat('a', 1000)) FROM generate_series(1, 1000) AS i",
        "SELECT generate_series(now(), now() + interval '1 year', interval '1 microsecond')",
        "SELECT string_agg(x, ',') FROM (SELECT repeat('a', 200000) AS x FROM generate_series(1, 9))",
        deep("'abc'", 30).as_str(),
    ] {
        assert_eq!(refused(sql).await, Some(crate::Code::TooComplex), "{sql}");
    }
}

#[tokio::test]
async fn values_that_are_not_long_are_made() {
    for (sql, value) in [
        ("SELECT lpad('7', 3, '0')", "007"),
        ("SELECT length(repeat('a', 200000))::text", "200000"),
        ("SELECT replace('a.b', '.', ', ')", "a, b"),
        ("SELECT regexp_replace('a1b2', '([0-9])', '<\\1>', 'g')", "a<1>b<2>"),
        ("SELECT 'a' || 1 || 'b'", "a1b"),
        ("SELECT coalesce('a' || null, 'none')", "none"),
        ("SELECT concat_ws('-', 'a', null, 'b')", "a-b"),
        ("SELECT count(*)::text FROM generate_series(1, 1000000)", "1000000"),
    ] {
        assert_eq!(values(sql).await.expect(sql), [value], "{sql}");
    }
}

#[tokio::test]
async fn what_windows_keep_and_lists_repeat_is_counted() {
    let rows = "generate_series(1, 1000) AS a, generate_series(1, 1000) AS b";
    for sql in [
        format!(
            "SELECT max(n) FROM (SELECT sum(a * b) OVER () AS n FROM {rows}, \
                 generate_series(1, 50) AS c)"
        ),
        "SELECT max(x) FROM (SELECT x, unnest(l) FROM (SELECT repeat('a', 200000) AS x, \
         array_agg(i) AS l FROM generate_series(1, 100000) AS i))"
            .to_owned(),
    ] {
        assert_eq!(refused(&sql).await, Some(crate::Code::Memory), "{sql}");
    }
}

#[tokio::test]
async fn functions_that_postgresql_does_not_have_do_not_exist() {
    for call in ["array_repeat(1, 2)", "range(1, 3)", "arrow_typeof(1)", "map(['a'], [1])"] {
        let sql = format!("SELECT {call}");
        assert_eq!(refused(&sql).await, Some(crate::Code::NoFunction), "{sql}");
    }
    let removed = values("SELECT array_remove(ARRAY[1, 2, 1], 1)::text").await;
    assert_eq!(removed.expect("it is offered"), ["{2}"]);
}
#[tokio::test]
async fn the_same_expression_computed_twice_is_computed_twice() {
    let twice = |expr: &str, from: &str| {
        format!("SELECT {expr} FROM (SELECT {expr} FROM (SELECT {expr} FROM (SELECT {from})))")
    };
    for (sql, value) in [
        (twice("x + 1 AS x", "1 AS x"), "4"),
        (twice("x || x AS x", "'ab' AS x"), "abababababababab"),
        (twice("y AS x, x AS y", "1 AS x, 2 AS y"), "2"),
        (twice("x + y AS x, y", "1 AS x, 2 AS y"), "7"),
        (
            "SELECT x + 1 AS x FROM (SELECT x + 0 + 1 AS x FROM (SELECT 1 AS x)) WHERE x > 0"
                .into(),
            "3",
        ),
        (
            "SELECT t.x * 2 AS x FROM (SELECT t.x * 2 AS x FROM (SELECT 3 AS x) AS t) AS t".into(),
            "12",
        ),
        (
            "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT x + 1 AS x FROM b"
                .into(),
            "3",
        ),
    ] {
        assert_eq!(values(&sql).await.expect(&sql), [value], "{sql}");
    }
}
#[tokio::test]
async fn planning_lets_others_have_their_turn() {
    let workers = Workers::new(1).expect("a thread");
    let long = format!("SELECT {}x FROM (SELECT 1 AS x)", "x + ".repeat(600));
    let on = workers.handle().expect("it runs");
    let planned = on.spawn(async move { answered(&long).await.map(|_| ()) });
    // The only thread takes other work while the statement is planned.
    on.spawn(async {}).await.expect("it has its turn");
    assert!(!planned.is_finished());
    planned.abort();
    assert!(planned.await.expect_err("it ends").is_cancelled());
}

#[tokio::test]
async fn a_sum_is_right_or_refused() {
    let of = |what: &str, amounts: &str| {
        format!("SELECT {what}::text FROM (VALUES ({amounts})) AS t(a)").replace("; ", "), (")
    };
    let large = "99999999999999999999999999999.999999999::numeric(38,9)";
    for what in ["sum(a)", "sum(a) FILTER (WHERE a > 0)", "sum(a) OVER ()"] {
        let sum = of(what, &format!("{large}; {large}"));
        assert_eq!(refused(&sum).await, Some(crate::Code::Range), "{sum}");
    }
    // What passes the bound on the way comes back.
    let sum = of("sum(a)", &format!("{large}; {large}; -{large}"));
    assert_eq!(values(&sum).await.unwrap(), ["99999999999999999999999999999.999999999"]);
    let mean = of("avg(a)", "99999999999999999999999.9::numeric(38,9); 0.1");
    assert_eq!(values(&mean).await.unwrap(), ["50000000000000000000000.0000000000000"]);
}

#[tokio::test]
async fn what_is_distinct_is_ordered_by_sums_too() {
    let of = "FROM (VALUES ('b', 1::numeric(38,9)), ('a', 2), ('b', 3)) AS t(k, n)";
    for sql in [
        format!(
            "SELECT DISTINCT k, sum(n) OVER (PARTITION BY k) {of} \
             ORDER BY sum(n) OVER (PARTITION BY k) DESC"
        ),
        format!("SELECT DISTINCT k, sum(n) {of} GROUP BY k ORDER BY sum(n) DESC"),
        format!("SELECT DISTINCT k, sum(n) AS s {of} GROUP BY k ORDER BY s DESC"),
    ] {
        assert_eq!(values(&sql).await.unwrap(), ["b", "a"], "{sql}");
    }
}

#[tokio::test]
async fn spans_are_as_long_as_they_are() {
    let of = "FROM (VALUES (timestamptz '2026-01-15 10:20:30.5+00'), \
              (timestamptz '2026-02-28 00:00:00+00')) AS t(at)";
    let span = "at - timestamptz '2026-01-01 00:00:00+00'";
    for (select, wanted) in [
        (format!("({span})::text"), ["14 days 10:20:30.5", "58 days"].as_slice()),
        (format!("({span} > interval '20 days')::text"), &["false", "true"]),
        (
            format!("({span} BETWEEN interval '1 hour' AND interval '1 month')::text"),
            &["true", "false"],
        ),
        (
            "(now() - at > interval '1 day' OR now() < at + interval '1 day')::text".to_owned(),
            &["true", "true"],
        ),
        (format!("extract(epoch from {span})::text"), &["1246830.500000", "5011200.000000"]),
        (format!("extract(hour from {span})::text"), &["10", "0"]),
        (format!("avg({span})::text"), &["36 days 05:10:15.25"]),
        (format!("sum({span})::text"), &["72 days 10:20:30.5"]),
        ("max(at - at)::text".to_owned(), &["00:00:00"]),
        ("bool_and(interval '24 hours' = interval '1 day')::text".to_owned(), &["true"]),
        (
            "max(interval '1 year 2 mons 3 days 04:05:06.5')::text".to_owned(),
            &["1 year 2 mons 3 days 04:05:06.5"],
        ),
        ("max('3 4:05'::interval)::text".to_owned(), &["3 days 04:05:00"]),
        ("max('14 days, 10:20:30'::interval)::text".to_owned(), &["14 days 10:20:30"]),
    ] {
        let made = values(&format!("SELECT {select} {of}")).await;
        assert_eq!(
            made.unwrap_or_else(|failure| panic!("{select}: {failure:?}")),
            wanted,
            "{select}"
        );
    }
}

#[tokio::test]
async fn casts_of_one_column_stand_side_by_side() {
    let of = "FROM (VALUES (1.5::numeric(38,9), date '2026-01-31')) AS t(n, d)";
    for (sql, wanted) in [
        (format!("SELECT max(n)::text || max(n::int) || max(n::float8) {of}"), "1.5000000002"),
        (format!("SELECT n::int::text || n::float8 {of} GROUP BY n::int, n::float8, n"), "21.5"),
        (
            format!("SELECT d::timestamp::text || d {of} GROUP BY d::timestamp, d"),
            "2026-01-31 00:00:002026-01-31",
        ),
        (format!("SELECT concat(n > 1, d > d) {of}"), "tf"),
        (format!("SELECT n::int::text {of} ORDER BY d FETCH FIRST 1 ROWS ONLY"), "2"),
    ] {
        let values = values(&sql).await.unwrap();
        assert!(values.len() == 1 && values[0].starts_with(wanted), "{sql}: {values:?}");
    }
    for sets in ["EXCEPT ALL", "INTERSECT ALL"] {
        let sql = format!("SELECT 1 {sets} SELECT 2");
        assert_eq!(refused(&sql).await, Some(crate::Code::Unsupported), "{sql}");
    }
}

#[tokio::test]
async fn a_pattern_that_cannot_be_read_is_told_by_its_code() {
    for pattern in ["a(?=b)", "(", "\\mbar"] {
        for sql in [
            format!("SELECT 'foo bar' ~ '{pattern}'"),
            format!("SELECT x ~ '{pattern}' FROM (VALUES ('a'), ('b')) AS t(x)"),
            format!("SELECT regexp_replace('foo bar', '{pattern}', '')"),
        ] {
            assert_eq!(refused(&sql).await, Some(crate::Code::Pattern), "{sql}");
        }
    }
}

/// The types of the columns that clients are told, and those of what comes.
async fn types(sql: &'static str) -> (Vec<DataType>, Vec<DataType>) {
    let workers = Workers::new(1).expect("a thread");
    let on = workers.handle().expect("it runs").clone();
    let types = async move {
        let (executor, plan) = planned(sql).await.unwrap();
        let running = executor.start(&plan, Arc::new(Gaps::default())).await.unwrap();
        let told = plan.schema().fields().iter().map(|field| field.data_type().clone());
        let come = running.schema.fields().iter().map(|field| field.data_type().clone());
        (told.collect(), come.collect())
    };
    on.spawn(types).await.expect("no panic")
}

#[tokio::test]
async fn columns_have_the_types_that_are_told() {
    for sql in [
        "SELECT CASE WHEN x > 1 THEN 0 ELSE x END, sum(x) OVER ()
           FROM (VALUES (1.5), (2)) AS t(x)",
        "SELECT sum(CASE WHEN x > 1 THEN 0 ELSE x END),
                max(CASE x WHEN 1 THEN 1 ELSE 1.5::float8 END)
           FROM (VALUES (1.5), (2)) AS t(x)",
        "SELECT 1 AS x, NULL AS y UNION ALL SELECT 2.5, 1 UNION SELECT 3::float8, NULL ORDER BY 1",
        "SELECT x, x / 2, x + 1 FROM (SELECT 1 AS x UNION ALL SELECT 2.5) AS u",
        "WITH a AS (SELECT 1 AS x UNION SELECT 2.5) SELECT max(x), avg(x), count(*) FROM a",
        "SELECT coalesce(1, 2.5), greatest(1, 2.5::float8), 1.5::float8 / 2, 1.5::float8 + 2.5",
        "SELECT CASE WHEN true THEN date '2024-01-01' ELSE timestamp '2024-01-01 10:00' END",
    ] {
        let (told, come) = types(sql).await;
        assert_eq!(told, come, "{sql}");
    }
}

#[tokio::test]
async fn values_without_a_common_type_are_refused() {
    for (sql, code) in [
        ("SELECT CASE WHEN true THEN 1 ELSE 'x' END", Code::Text),
        ("SELECT CASE WHEN true THEN 1 ELSE date '2024-01-01' END", Code::Type),
        ("SELECT 1 UNION ALL SELECT true", Code::Type),
        ("SELECT 1 UNION SELECT 'x'", Code::Text),
        ("SELECT * FROM generate_series(1.0, 2.0, 0.5)", Code::NoFunction),
        ("SELECT 1::float8 / 0", Code::Zero),
        ("SELECT 1 / x FROM (VALUES (0::float8)) AS t(x)", Code::Zero),
    ] {
        assert_eq!(refused(sql).await, Some(code), "{sql}");
    }
}
