//! Whatever the filter, the order and the size of the pages: exactly the rows that the schema means, in its order.

use std::cmp::Ordering;

use channelgraph_core::{After, Connector, Read, Select};
use channelgraph_schema::{
    Direction, Filter, Test, Value, compare_ids, compare_keys,
    mapping::{Row, SourceOrder},
};
use proptest::prelude::*;
use serde_json::json;
use tokio::runtime::Runtime;

use super::{Setup, all, setup};
use crate::query::typed;

/// Fields that filters are made of, each with the variant of its literals.
const FIELDS: [(&str, Variant); 16] = [
    ("dealname", Variant::Text),
    ("amount", Variant::Number),
    ("amount_in_home_currency", Variant::Number),
    ("closedate", Variant::Time),
    ("createdate", Variant::Time),
    ("dealstage", Variant::Text),
    ("dealstage.state", Variant::Text),
    ("dealstage.isClosed", Variant::Bool),
    ("hs_is_closed_won", Variant::Bool),
    ("sales_channel", Variant::Text),
    ("registration_status", Variant::Text),
    ("hubspot_owner_id", Variant::Text),
    ("hubspot_owner_id.email", Variant::Text),
    ("companies#Partner", Variant::Text),
    ("companies#primary.name", Variant::Text),
    ("no_such_property", Variant::Text),
];

const ORDERS: [(&str, bool, Variant); 6] = [
    ("createdate", false, Variant::Time),
    ("closedate", true, Variant::Date),
    ("closedate", false, Variant::Time),
    ("amount", false, Variant::Number),
    ("hs_is_closed", false, Variant::Bool),
    ("hs_object_id", false, Variant::Number),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Variant {
    Text,
    Number,
    Bool,
    Time,
    Date,
}

impl Variant {
    fn read(self, text: &str) -> Value {
        typed(
            text,
            &match self {
                Self::Text => Value::text(""),
                Self::Number => Value::Number(Default::default()),
                Self::Bool => Value::Bool(true),
                Self::Time => Value::Time(Default::default()),
                Self::Date => Value::Date(Default::default()),
            },
        )
    }
}

/// A filter as numbers, turned into values that occur once the rows are known.
#[derive(Debug, Clone)]
enum Shape {
    Test { field: usize, test: usize, rows: [usize; 3], twist: usize },
    And(Vec<Shape>),
    Or(Vec<Shape>),
}

fn shape() -> impl Strategy<Value = Shape> {
    let test = (0..FIELDS.len(), 0..11usize, any::<[usize; 3]>(), 0..4usize);
    let test = test.prop_map(|(field, test, rows, twist)| Shape::Test { field, test, rows, twist });
    test.prop_recursive(2, 8, 4, |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..4).prop_map(Shape::And), prop::collection::vec(inner, 0..4).prop_map(Shape::Or)]
    })
}

fn filter(shape: &Shape, rows: &[Row]) -> Filter<String> {
    match shape {
        Shape::And(parts) => Filter::And(parts.iter().map(|part| filter(part, rows)).collect()),
        Shape::Or(parts) => Filter::Or(parts.iter().map(|part| filter(part, rows)).collect()),
        Shape::Test { field, test, rows: from, twist } => {
            let (name, variant) = FIELDS[*field];
            let value = |row: usize| {
                let text = rows[row % rows.len()].text(name).unwrap_or_else(|| "nobody's \"value\"".to_owned());
                match (variant, twist) {
                    (Variant::Text, 1) => Value::text(text.to_uppercase()),
                    (Variant::Text, 2) => Value::text(text.chars().skip(1).collect::<String>()),
                    _ => Some(variant.read(&text)).filter(|value| !value.is_null()).unwrap_or_else(|| variant.read("true")),
                }
            };
            let values = || from.iter().map(|row| value(*row)).filter(|value| !value.is_null()).collect::<Vec<_>>();
            let part = || value(from[0]).as_str().unwrap_or("a").chars().skip(from[1] % 4).take(1 + from[2] % 7).collect::<String>();
            let one = value(from[0]);
            let test = match test {
                _ if one.is_null() => Test::IsNull(from[1] % 2 == 0),
                0 => Test::Eq(one),
                1 => Test::Ne(one),
                2 => Test::In(values()),
                3 => Test::NotIn(values()),
                4 => Test::IsNull(from[1] % 2 == 0),
                5 if variant == Variant::Text => Test::Contains(part().into()),
                6 if variant == Variant::Text => Test::StartsWith(part().into()),
                7 if variant != Variant::Text => Test::Gt(one),
                8 if variant != Variant::Text => Test::Gte(one),
                9 if variant != Variant::Text => Test::Lt(one),
                10 if variant != Variant::Text => Test::Lte(one),
                _ => Test::In(vec![one]),
            };
            Filter::Test(name.to_owned(), test)
        }
    }
}

fn passes(filter: &Filter<String>, row: &Row) -> bool {
    match filter {
        Filter::And(parts) => parts.iter().all(|part| passes(part, row)),
        Filter::Or(parts) => parts.iter().any(|part| passes(part, row)),
        Filter::Not(part) => !passes(part, row),
        Filter::Test(name, test) => {
            let variant = FIELDS.iter().find(|(field, _)| field == name).unwrap().1;
            test.passes(&row.text(name).map_or(Value::Null, |text| variant.read(&text)))
        }
    }
}

/// Every deal there is, by id.
async fn everything(setup: &Setup) -> Vec<Row> {
    let mut names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).chain(ORDERS.iter().map(|(name, ..)| *name)).collect();
    names.sort_unstable();
    names.dedup();
    let ids: Vec<String> = setup.account.store.read().objects["deals"].rows.keys().map(u64::to_string).collect();
    let read = Read { select: Select::Ids(ids), ..all("deals", &names) };
    setup.hubspot.read(&read).await.unwrap().rows
}

/// An account whose deals have many equal keys, and some none.
async fn tied() -> (Setup, Vec<Row>) {
    let setup = setup("sizes = { page = 9, batch = 40, associations = 50 }").await;
    for (place, row) in setup.account.store.write().objects.get_mut("deals").unwrap().rows.values_mut().enumerate() {
        if place % 3 == 0 {
            row.insert("amount".into(), (1000 * (place % 4)).to_string());
        }
        if place % 7 == 0 {
            row.remove("amount");
        }
        if place % 2 == 0 {
            row.insert("closedate".into(), format!("2026-03-0{}T12:00:00.{:03}Z", 1 + place % 3, place % 5));
        }
    }
    let rows = everything(&setup).await;
    assert!(rows.len() > 100);
    (setup, rows)
}

fn key(order: Option<&(SourceOrder, Variant)>, row: &Row) -> Value {
    order.and_then(|(order, variant)| Some(variant.read(&row.text(&order.field)?))).unwrap_or_default()
}

async fn check(setup: &Setup, rows: &[Row], filter: Filter<String>, order: Option<(SourceOrder, Variant)>, limit: usize) {
    let compare = |a: &Row, b: &Row| match &order {
        Some((by, _)) => {
            compare_keys(&key(order.as_ref(), a), &key(order.as_ref(), b), by.direction).then_with(|| compare_ids(&a.id, &b.id))
        }
        None => compare_ids(&a.id, &b.id),
    };
    let mut expected: Vec<&Row> = rows.iter().filter(|row| passes(&filter, row)).collect();
    expected.sort_by(|a, b| compare(a, b));
    let mut read = Read {
        filter,
        order: order.as_ref().map(|(order, _)| order.clone()),
        limit,
        count: true,
        ..all("deals", &["amount", "closedate", "createdate", "hs_is_closed", "hs_object_id"])
    };
    let by_id: std::collections::HashMap<&str, &Row> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let mut found: Vec<String> = Vec::new();
    loop {
        let page = setup.hubspot.read(&read).await.unwrap_or_else(|error| panic!("{error:?} {read:?}"));
        assert!(page.complete || page.rows.len() >= limit, "a short page that is not the last: {read:?}");
        assert!(page.rows.is_sorted_by(|a, b| compare(a, b) == Ordering::Less), "out of order: {read:?}");
        if let Some(total) = page.total {
            assert_eq!(total, expected.len() as u64, "total of {read:?}");
        }
        let passing = page.rows.iter().filter(|row| passes(&read.filter, by_id[row.id.as_str()])).map(|row| row.id.clone());
        let passing: Vec<String> = passing.collect();
        assert!(!page.exact || passing.len() == page.rows.len(), "not exact: {read:?}");
        found.extend(passing);
        match page.rows.last() {
            Some(last) if !page.complete => read.after = Some(After { key: key(order.as_ref(), last), id: Some(last.id.clone()) }),
            _ => break,
        }
    }
    assert_eq!(found, expected.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), "{read:?}");
}

#[test]
fn any_question_is_answered_exactly() {
    let runtime = Runtime::new().unwrap();
    let (setup, rows) = runtime.block_on(tied());
    for nulls_excluded in [true, false] {
        setup.account.set("negation_excludes_null", json!(nulls_excluded)).unwrap();
        setup.account.set("nulls_sort", json!(if nulls_excluded { "first" } else { "last" })).unwrap();
        let order = (any::<prop::sample::Index>(), any::<bool>(), 0..8usize);
        let strategy = (shape(), order, 1..40usize);
        proptest!(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() }, |((shape, (by, descending, none), limit) in strategy)| {
            let (field, by_day, variant) = ORDERS[by.index(ORDERS.len())];
            let direction = if descending { Direction::Desc } else { Direction::Asc };
            let order = (none > 1).then(|| (SourceOrder { field: field.into(), direction, by_day }, variant));
            runtime.block_on(check(&setup, &rows, filter(&shape, &rows), order, limit));
        });
    }
}

#[test]
fn a_place_before_or_behind_all_rows_of_a_key_is_one() {
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        let (setup, rows) = tied().await;
        for (field, by_day, variant) in ORDERS {
            let order = (SourceOrder { field: field.into(), direction: Direction::Asc, by_day }, variant);
            let at = key(Some(&order), &rows[rows.len() / 2]);
            for at in [at, Value::Null] {
                for (id, from) in [(None, Ordering::Greater), (Some(String::new()), Ordering::Equal)] {
                    let place = Some(After { key: at.clone(), id });
                    let read = Read { order: Some(order.0.clone()), after: place, limit: 10_000, ..all("deals", &["amount"]) };
                    let mut found: Vec<String> = setup.hubspot.read(&read).await.unwrap().rows.into_iter().map(|row| row.id).collect();
                    let behind = |row: &&Row| compare_keys(&key(Some(&order), row), &at, Direction::Asc) >= from;
                    let mut expected: Vec<String> = rows.iter().filter(behind).map(|row| row.id.clone()).collect();
                    found.sort();
                    expected.sort();
                    assert_eq!(found, expected, "{read:?}");
                }
            }
        }
    });
}
