//! Filters, orders and places, as Tryton is asked them.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::{describe::Field, field::Step};

fn column(name: &str, kind: Kind, many: bool) -> Column {
    let ways = name.split('.').count() - 1;
    let steps = name.split('.').take(ways).map(|step| Step {
        name: step.to_owned(),
        many,
        can_retire: many,
    });
    let field = Field::test(kind);
    let field = if kind == Kind::Word { field.with_words(&["lead", "won", "lost"]) } else { field };
    Column::test(name, steps.collect(), Arc::new(field))
}

fn scope() -> Scope {
    Scope::of([
        column("name", Kind::Text, false),
        column("state", Kind::Word, false),
        column("amount", Kind::Number, false),
        column("count", Kind::Whole, false),
        column("at", Kind::Fine, false),
        column("active", Kind::Bool, false),
        column("party", Kind::Id, false),
        column("party.name", Kind::Text, false),
        column("party.state", Kind::Word, false),
        column("lines.amount", Kind::Number, true),
        column("blob", Kind::Other, false),
    ])
}

fn asked(field: &str, test: Test) -> (Json, bool) {
    let Pushed { condition: domain, exact } =
        compile(&scope(), &Filter::Test(field.to_owned(), test));
    (if domain.is_never() { json!("never") } else { domain.json() }, exact)
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

#[test]
fn each_test_is_asked_as_tryton_understands_it() {
    let ten = json!({ "__class__": "Decimal", "decimal": "10" });
    let table = [
        ("name", Test::Eq("100%".into()), json!([["name", "ilike", "100\\%"]]), false),
        ("name", Test::Contains("é".into()), json!([["name", "ilike", "%%%"]]), false),
        ("name", Test::Ne("a".into()), json!([["name", "!=", null]]), false),
        ("name", Test::Eq("".into()), json!("never"), false),
        ("name", Test::IsNull(true), json!([["name", "=", null]]), true),
        ("state", Test::Eq("WON".into()), json!([["state", "in", ["won"]]]), true),
        ("state", Test::StartsWith("l".into()), json!([["state", "in", ["lead", "lost"]]]), true),
        (
            "state",
            Test::Ne("won".into()),
            json!([
                "AND",
                ["state", "!=", null],
                ["state", "!=", ""],
                ["state", "not in", ["won"]]
            ]),
            true,
        ),
        (
            "state",
            Test::IsNull(true),
            json!(["OR", ["state", "=", null], ["state", "=", ""]]),
            true,
        ),
        ("amount", Test::Gt(number("10")), json!([["amount", ">", ten]]), true),
        ("amount", Test::Gt("10".into()), json!([["amount", "!=", null]]), false),
        ("count", Test::Gte(number("1.5")), json!([["count", ">", 1]]), true),
        ("count", Test::Lt(number("1.5")), json!([["count", "<=", 1]]), true),
        ("count", Test::In(vec![number("1.5")]), json!("never"), true),
        ("active", Test::Ne(true.into()), json!([["active", "=", false]]), true),
        ("active", Test::IsNull(true), json!("never"), true),
        ("party", Test::In(vec!["1".into(), "x".into()]), json!([["party", "in", [1]]]), true),
        (
            "party",
            Test::NotIn(vec!["1".into()]),
            json!(["AND", ["party", "!=", null], ["party", "not in", [1]]]),
            true,
        ),
        (
            "party.name",
            Test::IsNull(true),
            json!(["OR", ["party", "=", null], ["party.name", "=", null]]),
            true,
        ),
        (
            "party.name",
            Test::IsNull(false),
            json!(["AND", ["party", "!=", null], ["party.name", "!=", null]]),
            true,
        ),
        ("party.state", Test::In(Vec::new()), json!("never"), true),
        ("lines.amount", Test::Eq(number("10")), json!([["lines.amount", "in", [ten]]]), false),
        ("lines.amount", Test::Ne(number("10")), json!([["lines", "!=", null]]), false),
        ("lines.amount", Test::IsNull(true), json!([]), false),
        ("blob", Test::IsNull(false), json!([]), false),
        ("nope", Test::IsNull(true), json!([]), true),
        ("nope", Test::Eq("x".into()), json!("never"), true),
    ];
    for (field, test, domain, exact) in table {
        assert_eq!(asked(field, test.clone()), (domain, exact), "{field} {test:?}");
    }
}

#[test]
fn long_numbers_are_asked_for_widely() {
    let long = number("0.1234567890123456789");
    let (domain, exact) = asked("amount", Test::Gt(long.clone()));
    assert_eq!((domain[0][1].as_str(), exact), (Some(">="), false));
    assert_eq!(asked("amount", Test::Ne(long)), (json!([["amount", "!=", null]]), false));
}

#[test]
fn a_part_that_cannot_be_asked_leaves_the_others() {
    let won = Filter::Test("state".into(), Test::Eq("won".into()));
    let odd = Filter::Test("blob".into(), Test::Eq("x".into()));
    let Pushed { condition: domain, exact } =
        compile(&scope(), &Filter::And(vec![won.clone(), odd.clone()]));
    assert_eq!((domain.json(), exact), (json!([["state", "in", ["won"]]]), false));
    let Pushed { condition: domain, exact } = compile(&scope(), &Filter::Or(vec![won, odd]));
    assert_eq!((domain.json(), exact), (json!([]), false));
}

fn place(field: Option<(&str, Direction, bool)>, key: Value, id: Option<&str>) -> Option<Json> {
    let scope = scope();
    let order = field.map(|(field, direction, by_day)| SourceOrder {
        field: field.into(),
        direction,
        by_day: by_day.then_some(Zone::UTC),
    });
    let key_of = match sorting(&scope, order.as_ref()) {
        Sorting::By(key) => Some(key),
        _ => None,
    };
    let domain = after(key_of.as_ref(), &After { key, id: id.map(str::to_owned) })?;
    Some(if domain.is_never() { json!("never") } else { domain.json() })
}

#[test]
fn a_place_is_sought_by_key_and_id_with_nulls_last() {
    let ten = json!({ "__class__": "Decimal", "decimal": "10" });
    let up = Some(("amount", Direction::Asc, false));
    assert_eq!(place(None, Value::Null, Some("7")), Some(json!([["id", ">", 7]])));
    assert_eq!(place(None, Value::Null, Some("")), Some(json!([])));
    assert_eq!(place(None, Value::Null, None), Some(json!("never")));
    let behind = json!([
        "OR",
        ["amount", ">", ten],
        ["AND", ["amount", "=", ten], ["id", ">", 7]],
        ["amount", "=", null]
    ]);
    assert_eq!(place(up, number("10"), Some("7")), Some(behind));
    assert_eq!(
        place(up, number("10"), None),
        Some(json!(["OR", ["amount", ">", ten], ["amount", "=", null]]))
    );
    assert_eq!(
        place(up, Value::Null, Some("7")),
        Some(json!(["AND", ["amount", "=", null], ["id", ">", 7]]))
    );
    assert_eq!(place(up, Value::text("x"), Some("7")), None);
    let down = place(
        Some(("at", Direction::Desc, true)),
        Value::Date("2026-03-01".parse().unwrap()),
        Some("7"),
    )
    .unwrap();
    let day = |day: u32| json!({ "__class__": "datetime", "year": 2026, "month": 3, "day": day, "hour": 0, "minute": 0, "second": 0, "microsecond": 0 });
    let within = json!(["AND", ["at", ">=", day(1)], ["at", "<", day(2)], ["id", ">", 7]]);
    assert_eq!(down, json!(["OR", ["at", "<", day(1)], within, ["at", "=", null]]));
}

#[test]
fn only_what_every_database_orders_alike_is_ordered_by_tryton() {
    let scope = scope();
    let by =
        |field: &str| SourceOrder { field: field.into(), direction: Direction::Asc, by_day: None };
    for (field, here) in
        [("amount", false), ("at", false), ("name", true), ("state", true), ("lines.amount", true)]
    {
        assert_eq!(matches!(sorting(&scope, Some(&by(field))), Sorting::Here), here, "{field}");
    }
    assert!(matches!(sorting(&scope, Some(&by("party"))), Sorting::Nowhere));
    assert!(matches!(sorting(&scope, Some(&by("nope"))), Sorting::ById));
}
