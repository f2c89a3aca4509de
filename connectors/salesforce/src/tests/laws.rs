//! Whatever is asked, the rows are those that the filter's own meaning lets through, in the order's own order, page by page.

use std::{cmp::Ordering, collections::HashMap};

use channelgraph_core::{After, Connector, ErrorKind, Read};
use channelgraph_schema::{
    Direction, Filter, Test, Value, compare_ids, compare_keys,
    mapping::{Row, SourceOrder},
};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;

use super::{
    children,
    org::{self, Org},
    read,
};
use crate::Salesforce;

/// The fields that are asked about, and what they hold.
const FIELDS: [(&str, &str); 10] = [
    ("Name", "text"),
    ("StageName", "text"),
    ("Amount", "number"),
    ("CloseDate", "day"),
    ("CreatedDate", "moment"),
    ("LastActivity", "moment"),
    ("IsWon", "bool"),
    ("AccountId", "id"),
    ("Account.IsPartner", "bool"),
    ("Account.NumberOfEmployees", "number"),
];

const PARTNER: &str = "OpportunityPartnersFrom[].AccountToId";

fn value(kind: &str, row: &Row, name: &str) -> Value {
    let Some(text) = row.text(name) else { return Value::Null };
    match kind {
        "number" => Value::Number(text.parse().unwrap()),
        "day" => Value::Date(text.parse().unwrap()),
        "moment" => Value::Time(DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f%z").unwrap().with_timezone(&Utc)),
        "bool" => Value::Bool(text == "true"),
        _ => Value::text(text),
    }
}

fn literal(kind: &'static str) -> BoxedStrategy<Value> {
    let day = |day: u32| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    match kind {
        "number" => (0..45i64, 0..5u32).prop_map(|(n, scale)| Value::Number(rust_decimal::Decimal::new(n * 25, scale))).boxed(),
        "day" => (1..11u32).prop_map(move |n| Value::Date(day(n))).boxed(),
        "moment" => (1..7u32, 0..24u32, 0..2u32)
            .prop_map(move |(n, hour, half)| Value::Time(day(n).and_hms_milli_opt(hour, 30, 0, half * 500).unwrap().and_utc()))
            .boxed(),
        "bool" => any::<bool>().prop_map(Value::Bool).boxed(),
        "id" => (0..40usize).prop_map(|n| org::id("001", n).as_str().into()).boxed(),
        _ => prop::sample::select(vec!["plain", "o'hara", r"BACK\SLASH", "müller", "new\nline", "100%", "_", "Zero", "two", "", r"\'"])
            .prop_map(Value::from)
            .boxed(),
    }
}

fn test() -> impl Strategy<Value = Filter<String>> {
    prop::sample::select(FIELDS.to_vec()).prop_flat_map(|(name, kind)| {
        let one = literal(kind);
        let text = literal("text").prop_map(|value| value.as_str().unwrap_or_default().into());
        let any = prop_oneof![
            one.clone().prop_map(Test::Eq),
            one.clone().prop_map(Test::Ne),
            prop::collection::vec(one.clone(), 0..4).prop_map(Test::In),
            prop::collection::vec(one.clone(), 0..4).prop_map(Test::NotIn),
            one.clone().prop_map(Test::Gt),
            one.clone().prop_map(Test::Gte),
            one.clone().prop_map(Test::Lt),
            one.prop_map(Test::Lte),
            any::<bool>().prop_map(Test::IsNull),
        ];
        let any = if kind == "id" {
            // Long enough to be cut where an address holds little.
            let many = prop::collection::vec(literal("id"), 20..60);
            prop_oneof![any, many.clone().prop_map(Test::In), many.prop_map(Test::NotIn)].boxed()
        } else {
            any.boxed()
        };
        let test = if kind == "text" {
            prop_oneof![any, text.clone().prop_map(Test::Contains), text.prop_map(Test::StartsWith)].boxed()
        } else {
            any
        };
        test.prop_map(move |test| Filter::Test(name.to_owned(), test))
    })
}

fn filter() -> impl Strategy<Value = Filter<String>> {
    test().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::And),
            prop::collection::vec(inner, 0..3).prop_map(Filter::Or)
        ]
    })
}

fn order() -> impl Strategy<Value = Option<SourceOrder>> {
    let keys = vec![
        ("Amount", false),
        ("CloseDate", false),
        ("CreatedDate", false),
        ("LastActivity", true),
        ("CreatedDate", true),
        ("IsWon", false),
    ];
    let direction = prop::sample::select(vec![Direction::Asc, Direction::Desc]);
    let one = (prop::sample::select(keys), direction);
    prop::option::of(one.prop_map(|((field, by_day), direction)| SourceOrder { field: field.into(), direction, by_day }))
}

/// The value by which a row is ordered.
fn key(order: Option<&SourceOrder>, row: &Row) -> Value {
    let Some(order) = order else { return Value::Null };
    let kind = FIELDS.iter().find(|(name, _)| *name == order.field).unwrap().1;
    match value(kind, row, &order.field) {
        Value::Time(time) if order.by_day => Value::Date(time.date_naive()),
        value => value,
    }
}

fn compare(order: Option<&SourceOrder>, a: &Row, b: &Row) -> Ordering {
    let direction = order.map_or(Direction::Asc, |order| order.direction);
    compare_keys(&key(order, a), &key(order, b), direction).then_with(|| compare_ids(&a.id, &b.id))
}

fn passes(filter: &Filter<String>, row: &Row) -> bool {
    let values: HashMap<&str, Value> = FIELDS.iter().map(|(name, kind)| (*name, value(kind, row, name))).collect();
    filter.matches(&|name| &values[name.as_str()])
}

/// All pages of a list one after the other, as far as they pass.
async fn paged(connector: &Salesforce, asked: &Read) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut asked = asked.clone();
    loop {
        let page = connector.read(&asked).await.unwrap();
        assert!(page.complete || page.rows.len() >= asked.limit);
        let Some(last) = page.rows.last() else { return rows };
        asked.after = Some(After { key: key(asked.order.as_ref(), last), id: Some(last.id.clone()) });
        let passing = page.rows.iter().filter(|row| passes(&asked.filter, row)).cloned();
        assert!(!page.exact || page.rows.iter().all(|row| passes(&asked.filter, row)), "{:?}", asked.filter);
        rows.extend(passing);
        if page.complete {
            return rows;
        }
    }
}

struct Bench {
    runtime: tokio::runtime::Runtime,
    org: Org,
    /// A connector that must cut what the other can ask at once.
    terse: Salesforce,
    /// All deals.
    rows: Vec<Row>,
    all: Read,
}

impl Bench {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let org = runtime.block_on(Org::start());
        let terse = org.with(org::AUTH, "query_bytes = 1000");
        let mut names = FIELDS.map(|(name, _)| name).to_vec();
        names.push(PARTNER);
        let all = read("Opportunity", &names);
        let rows = runtime.block_on(org.connector.read(&all)).unwrap().rows;
        assert_eq!(rows.len(), org::DEALS);
        Self { runtime, org, terse, rows, all }
    }

    /// The rows that are meant, in order.
    fn expected(&self, asked: &Read) -> Vec<&Row> {
        let mut expected: Vec<_> = self.rows.iter().filter(|row| passes(&asked.filter, row)).collect();
        expected.sort_by(|a, b| compare(asked.order.as_ref(), a, b));
        expected
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn every_list_is_what_its_filter_and_order_mean() {
    let bench = Bench::new();
    proptest!(config(64), |(filter in filter(), order in order(), limit in 20..200usize, tolerant: bool, count: bool, terse: bool)| {
        bench.org.simulator.set("null_matches_not_equal", tolerant.into()).unwrap();
        let connector = if terse { &bench.terse } else { &bench.org.connector };
        let asked = Read { filter, order, limit, count, ..bench.all.clone() };
        let first = match bench.runtime.block_on(connector.read(&asked)) {
            // Too long for an address, and no list to cut.
            Err(error) if terse && error.kind() == ErrorKind::Unsupported => return Ok(()),
            first => first.unwrap(),
        };
        let expected: Vec<_> = bench.expected(&asked).into_iter().map(|row| row.id.as_str()).collect();
        let found = bench.runtime.block_on(paged(connector, &asked));
        prop_assert_eq!(found.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), &*expected);
        let known = first.total == Some(expected.len() as u64);
        let must = count && first.exact && !terse;
        prop_assert!(known || (first.total.is_none() && !must), "{:?}", first.total);
    });
}

#[test]
fn the_children_of_each_parent_are_what_filter_and_order_mean() {
    let bench = Bench::new();
    let some_parents = prop::collection::btree_set(0..40usize, 1..40);
    let fields = prop::sample::select(vec!["AccountId", PARTNER]);
    let limits = prop_oneof![0..6usize, Just(1000)];
    proptest!(config(64), |(filter in filter(), order in order(), limit in limits, field in fields, parents in some_parents, terse: bool)| {
        let connector = if terse { &bench.terse } else { &bench.org.connector };
        let parents: Vec<_> = parents.into_iter().map(|n| org::id("001", n)).collect();
        let asked = Read { filter, order, limit, ..bench.all.clone() };
        // A path down among the fields would keep all of them from the subquery.
        let fields = if field == PARTNER { asked.fields.clone() } else { asked.fields.iter().filter(|name| *name != PARTNER).cloned().collect() };
        let page = match bench.runtime.block_on(connector.read(&children(Read { fields, ..asked.clone() }, field, parents.clone()))) {
            Err(error) if terse && error.kind() == ErrorKind::Unsupported => return Ok(()),
            page => page.unwrap(),
        };
        let expected = bench.expected(&asked);
        for parent in &parents {
            let of = |row: &Row| row.text(field).as_ref() == Some(parent);
            let meant: Vec<_> = expected.iter().filter(|row| of(row)).map(|row| row.id.as_str()).collect();
            let under = page.rows.iter().filter(|row| row.parent.as_ref() == Some(parent));
            let found: Vec<_> = under.filter(|row| passes(&asked.filter, row)).map(|row| row.id.as_str()).collect();
            let known = if page.complete { meant.len() } else { meant.len().min(limit) };
            prop_assert!(found.len() >= known && meant.starts_with(&found), "{:?} {:?}", found, meant);
        }
        prop_assert!(page.rows.iter().all(|row| row.parent.as_ref().is_some_and(|parent| parents.contains(parent))));
    });
}
