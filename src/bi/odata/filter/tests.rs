//! Tests of filters: their grammar, their meaning, and what is pushed of them.

use std::collections::BTreeSet;

use channelgraph_sql::{Column, ColumnType, Condition, Operand, Table, Test, Tests};
use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::bi::odata::{error::Refused, value::Row};

fn column(name: &str, ty: ColumnType, tests: Tests) -> Column {
    let (nullable, doc, sorts) = (true, String::new(), false);
    Column { name: name.to_owned(), ty, nullable, doc, tests, sorts }
}

fn table() -> Table {
    Table {
        name: "deals".to_owned(),
        doc: String::new(),
        columns: vec![
            column("name", ColumnType::Text, Tests::Text),
            column("stage", ColumnType::Text, Tests::Words),
            column("won", ColumnType::Bool, Tests::Words),
            column("size", ColumnType::Number, Tests::Range),
            column("day", ColumnType::Date, Tests::Range),
            column("at", ColumnType::Time, Tests::Range),
            column("free", ColumnType::Text, Tests::None),
        ],
        key: vec![0],
        foreign_keys: Vec::new(),
    }
}

fn filter(text: &str) -> Result<Filter, Refused> {
    checked(parse(text)?, &table(), &|name| Refused::bad(format!("no {name}")))
}

fn number(digits: i128, scale: i8) -> Value {
    Value::Number(digits, scale)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A row of some values.
fn row() -> Row {
    vec![
        text("Acme"),
        Value::Null,
        Value::Bool(true),
        number(1_500_000_000, 9),
        Value::Date(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()),
        Value::Time(DateTime::from_timestamp(1_772_323_200, 0).unwrap()),
        text("it's"),
    ]
}

#[test]
fn filters_mean_what_the_protocol_says() {
    for (text, passes) in [
        ("name eq 'Acme'", true),
        ("name eq 'acme'", false),
        ("tolower(name) eq 'acme'", true),
        ("contains(name,'cm') and startswith(name,'A') and endswith(name,'me')", true),
        ("free eq 'it''s'", true),
        ("stage eq null", true),
        ("stage ne null", false),
        ("stage ne 'WON'", true),
        ("stage eq 'WON'", false),
        ("not (stage eq 'WON')", true),
        ("stage lt 'WON'", false),
        ("not (stage lt 'WON')", true),
        ("contains(stage,'W')", false),
        ("not contains(stage,'W')", false),
        ("contains(stage,'W') or won", true),
        ("won", true),
        ("not won", false),
        ("won eq true and won ne false", true),
        ("size eq 1.5", true),
        ("size eq 1.50000000000", true),
        ("size gt 1.4999999999 and size lt 15e-1 or size eq 15e-1", true),
        ("size ge 2", false),
        ("size in (1,1.5)", true),
        ("stage in ('WON',null)", true),
        ("1 lt size", true),
        ("day ge 2026-03-01 and day lt 2026-03-02", true),
        ("year(day) eq 2026 and month(day) eq 3 and day(at) eq 1", true),
        ("at eq 2026-03-01T00:00:00Z", true),
        ("at eq 2026-03-01T01:00+01:00", true),
        ("length(name) eq 4", true),
        ("trim(' x ') eq 'x'", true),
        ("true", true),
        ("null", false),
        ("size gt 1 eq true", true),
        ("size eq 1 or size eq 1.5 and won eq false", false),
        ("(size eq 1 or size eq 1.5) and won", true),
    ] {
        let filter = filter(text).unwrap_or_else(|refused| panic!("{text}: {}", refused.message));
        assert_eq!(filter.passes(&row()), passes, "{text}");
    }
}

#[test]
fn what_is_wrong_is_refused_and_what_is_missing_is_told() {
    for (text, status) in [
        ("", 400),
        ("name", 400),
        ("name eq", 400),
        ("name eq 'a", 400),
        ("name eq 1", 400),
        ("size eq '1'", 400),
        ("day eq 2026-03-01T00:00:00Z", 400),
        ("nothing eq 1", 400),
        ("won lt true", 400),
        ("not size", 400),
        ("(won", 400),
        ("won)", 400),
        ("won and", 400),
        ("contains(name)", 400),
        ("frobnicate(name)", 400),
        ("size eq 12345678901234567890123456789012345678901", 400),
        ("name eq \"a\"", 400),
        ("size add 1 eq 2", 501),
        ("indexof(name,'a') eq 1", 501),
        ("partner/name eq 'a'", 501),
        ("geo.distance(name,'a') lt 1", 501),
    ] {
        assert_eq!(filter(text).unwrap_err().status.as_u16(), status, "{text}");
    }
    let deep = format!("{}won{}", "(".repeat(60), ")".repeat(60));
    assert!(filter(&deep).is_err());
    assert!(filter(&format!("{}won", "not ".repeat(60))).is_err());
}

#[test]
fn what_sources_can_decide_is_pushed() {
    let test = |column, test| Condition::Test(column, test);
    let texts = |all: &[&str]| all.iter().map(|one| Operand::Text((*one).to_owned())).collect();
    for (text, condition, exact) in [
        ("name eq 'a'", test(0, Test::In(texts(&["a"]))), false),
        ("name eq 'a' or name eq 'b'", test(0, Test::In(texts(&["a", "b"]))), false),
        ("name ne 'a'", Condition::all(), false),
        ("tolower(name) eq 'a'", test(0, Test::In(texts(&["a"]))), false),
        ("contains(name,'a')", test(0, Test::Contains("a".into())), false),
        ("not contains(name,'a')", Condition::all(), false),
        ("stage in ('A','B')", test(1, Test::In(texts(&["A", "B"]))), true),
        (
            "stage ne 'A'",
            Condition::Any(vec![test(1, Test::NotIn(texts(&["A"]))), test(1, Test::IsNull(true))]),
            true,
        ),
        ("stage ne null", test(1, Test::IsNull(false)), true),
        ("not (stage eq null)", test(1, Test::IsNull(false)), true),
        ("won", test(2, Test::In(vec![Operand::Bool(true)])), true),
        ("not won", test(2, Test::In(vec![Operand::Bool(false)])), true),
        ("size gt 1.5", test(3, Test::Gt(Operand::Number(15, 1))), true),
        ("1.5 lt size", test(3, Test::Gt(Operand::Number(15, 1))), true),
        ("size gt null", Condition::Any(Vec::new()), true),
        ("free eq 'a'", Condition::all(), false),
        ("free eq 'a' or won", Condition::all(), false),
        ("free eq 'a' and won", test(2, Test::In(vec![Operand::Bool(true)])), false),
    ] {
        let pushed = pushed(&filter(text).unwrap(), &table());
        assert_eq!((pushed.condition, pushed.exact), (condition, exact), "{text}");
    }
}

/// Tests a row as the engine does: text whatever its case, ids and words exactly.
fn lets_through(condition: &Condition, row: &Row) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| lets_through(part, row)),
        Condition::Any(parts) => parts.iter().any(|part| lets_through(part, row)),
        Condition::Test(column, test) => {
            let value = &row[*column];
            let folds = *column == 0;
            let fold = |text: &str| if folds { text.to_lowercase() } else { text.to_owned() };
            let same = |operand: &Operand| match (value, operand) {
                (Value::Text(one), Operand::Text(other)) => fold(one) == fold(other),
                _ => compared_with(value, operand) == Some(std::cmp::Ordering::Equal),
            };
            let order = |operand: &Operand| compared_with(value, operand);
            let has = |is: fn(&str, &str) -> bool, part: &str| matches!(value, Value::Text(text) if is(&fold(text), &fold(part)));
            match test {
                Test::In(all) => all.iter().any(same),
                Test::NotIn(all) => !value.is_null() && !all.iter().any(same),
                Test::Lt(operand) => order(operand).is_some_and(std::cmp::Ordering::is_lt),
                Test::Lte(operand) => order(operand).is_some_and(std::cmp::Ordering::is_le),
                Test::Gt(operand) => order(operand).is_some_and(std::cmp::Ordering::is_gt),
                Test::Gte(operand) => order(operand).is_some_and(std::cmp::Ordering::is_ge),
                Test::StartsWith(part) => has(|text, part| text.starts_with(part), part),
                Test::Contains(part) => has(|text, part| text.contains(part), part),
                Test::IsNull(null) => value.is_null() == *null,
            }
        }
    }
}

fn compared_with(value: &Value, operand: &Operand) -> Option<std::cmp::Ordering> {
    value.compare(&match operand {
        Operand::Text(text) => Value::Text(text.clone()),
        Operand::Bool(yes) => Value::Bool(*yes),
        Operand::Number(digits, scale) => Value::Number(*digits, *scale),
        Operand::Date(day) => Value::Date(*day),
        Operand::Time(time) => Value::Time(*time),
    })
}

fn of_type(ty: ColumnType) -> BoxedStrategy<Value> {
    match ty {
        ColumnType::Text => "[aB']{0,2}".prop_map(Value::Text).boxed(),
        ColumnType::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        ColumnType::Number | ColumnType::Integer => {
            (-30_i128..30).prop_map(|digits| Value::Number(digits, 0)).boxed()
        }
        ColumnType::Date => (0_i64..5)
            .prop_map(|day| {
                Value::Date(DateTime::from_timestamp(day * 86_400, 0).unwrap().date_naive())
            })
            .boxed(),
        ColumnType::Time => (0_i64..5)
            .prop_map(|at| Value::Time(DateTime::from_timestamp_micros(at).unwrap()))
            .boxed(),
    }
}

fn maybe(ty: ColumnType) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 4 => of_type(ty)].boxed()
}

fn rows() -> impl Strategy<Value = Row> {
    let cells: Vec<_> = table().columns.iter().map(|column| maybe(column.ty)).collect();
    cells
}

/// A condition on one column.
fn leaf() -> impl Strategy<Value = Expr<String>> {
    let columns = table().columns;
    (0..columns.len()).prop_flat_map(move |place| {
        let (name, ty) = (columns[place].name.clone(), columns[place].ty);
        let column = Expr::Column(name);
        let ops = if ty == ColumnType::Bool {
            vec![Op::Eq, Op::Ne]
        } else {
            vec![Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge]
        };
        let one = column.clone();
        let compared = (prop::sample::select(ops), maybe(ty), any::<bool>()).prop_map(
            move |(op, value, flips)| {
                let sides = (one.clone(), Expr::Value(value));
                let sides = if flips { (sides.1, sides.0) } else { sides };
                Expr::Compare(op, Box::new(sides))
            },
        );
        let one = column.clone();
        let listed = prop::collection::vec(maybe(ty), 1..3)
            .prop_map(move |values| Expr::In(Box::new(one.clone()), values));
        if ty != ColumnType::Text {
            return prop_oneof![compared, listed].boxed();
        }
        let functions = [Function::Contains, Function::StartsWith, Function::EndsWith];
        let called = (prop::sample::select(functions.to_vec()), of_type(ty), any::<bool>())
            .prop_map(move |(function, value, lowers)| {
                let side = column.clone();
                let side = if lowers { Expr::Call(Function::ToLower, vec![side]) } else { side };
                Expr::Call(function, vec![side, Expr::Value(value)])
            });
        prop_oneof![compared, listed, called].boxed()
    })
}

fn filters() -> impl Strategy<Value = Expr<String>> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            inner.prop_map(|part| Expr::Not(Box::new(part))),
            several.clone().prop_map(Expr::All),
            several.prop_map(Expr::Any),
        ]
    })
}

proptest! {
    #[test]
    fn a_filter_is_read_as_it_is_written(filter in filters()) {
        prop_assert_eq!(parse(&filter.to_string()), Ok(filter));
    }

    #[test]
    fn no_text_breaks_the_parser(text in "[ -~]{0,40}", other in "\\PC{0,20}") {
        let _ = filter(&text);
        let _ = filter(&other);
        let _ = filter(&format!("name eq '{text}'"));
        let _ = literal(&text);
    }

    /// What is pushed lets every row through that passes; and no other, where it says so.
    #[test]
    fn what_is_pushed_is_no_less_than_the_filter(
        expr in filters(),
        rows in prop::collection::vec(rows(), 1..20),
    ) {
        let filter = filter(&expr.to_string()).unwrap();
        let pushed = pushed(&filter, &table());
        for row in &rows {
            let (passes, comes) = (filter.passes(row), lets_through(&pushed.condition, row));
            prop_assert!(comes || !passes, "{} loses {:?}", expr, row);
            prop_assert!(!pushed.exact || comes == passes, "{} is not exact for {:?}", expr, row);
        }
    }

    #[test]
    fn a_filter_is_true_false_or_neither(expr in filters(), row in rows()) {
        let text = expr.to_string();
        let yes = filter(&text).unwrap().passes(&row);
        let no = filter(&format!("not ({text})")).unwrap().passes(&row);
        prop_assert!(!(yes && no), "{}", text);
    }
}

#[test]
fn columns_of_a_filter_are_found() {
    let filter = filter("contains(name,'a') and (size gt 1 or not won) and day in (null)").unwrap();
    let mut columns = Vec::new();
    filter.columns(&mut columns);
    let columns: BTreeSet<usize> = columns.into_iter().copied().collect();
    assert_eq!(columns, BTreeSet::from([0, 2, 3, 4]));
}
