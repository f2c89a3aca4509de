//! What is asked of a search, for filters of every kind.

use std::sync::Arc;

use channelgraph_core::pushdown::Pushdown;
use channelgraph_schema::{Filter, Test, Value};
use rust_decimal::Decimal;

use super::{Planner, body, groups::print};
use crate::{
    api::wire::{List, Pipeline, Property},
    config::Sizes,
    describe::metadata::{Lookups, PropertyMap, Table},
    field::Scope,
};

fn properties() -> PropertyMap {
    let list: List<Property> = serde_json::from_str(
        r#"{"results":[{"name":"dealname","type":"string"},{"name":"amount","type":"number"},{"name":"hs_object_id","type":"number"},
        {"name":"closedate","type":"datetime"},{"name":"since","type":"date"},{"name":"live","type":"bool"},
        {"name":"tier","type":"enumeration","options":[{"value":"gold"},{"value":"Silver"},{"value":"iron"}]},
        {"name":"tags","type":"enumeration","fieldType":"checkbox","options":[{"value":"a"}]},
        {"name":"hubspot_owner_id","type":"enumeration"},{"name":"dealstage","type":"enumeration"}]}"#,
    )
    .unwrap();
    list.results.into_iter().map(|property| (property.name.clone(), property)).collect()
}

fn lookups() -> Lookups {
    let pipeline: Pipeline = serde_json::from_str(
        r#"{"id":"default","stages":[{"id":"new","label":"New"},{"id":"won1","label":"Yes","metadata":{"isClosed":"true","probability":"1.0"}},
        {"id":"lost1","label":"No","metadata":{"isClosed":"true","probability":"0.0"}}]}"#,
    )
    .unwrap();
    let stages = Arc::new(Table::new(crate::describe::metadata::stages_of(pipeline)));
    Lookups { stages: [("deals".to_owned(), stages)].into(), owners: None }
}

fn planned(reserve: usize, filter: &Filter<String>) -> String {
    let (scope, lookups, sizes) = (Scope::of(properties()), lookups(), Sizes::default());
    let mut planner = Planner {
        object: "deals",
        scope: &scope,
        lookups: &lookups,
        sizes: &sizes,
        wanted: &[],
        sort: "hs_object_id",
        reserve,
    };
    print(&planner.push(filter))
}

fn test(field: &str, test: Test) -> Filter<String> {
    Filter::Test(field.to_owned(), test)
}

fn text(text: &str) -> Value {
    Value::text(text)
}

fn number(text: &str) -> Value {
    Value::Number(text.parse::<Decimal>().unwrap())
}

fn time(text: &str) -> Value {
    Value::Time(text.parse().unwrap())
}

#[test]
fn each_test_is_asked_in_hubspots_terms() {
    let cases = [
        ("dealname", Test::Eq(text("A \"b\" U")), "dealname Eq A \"b\" U"),
        ("dealname", Test::Eq(text("A Ü")), "dealname In a u\u{308}|a Ü|a ü"),
        (
            "dealname",
            Test::In(vec![text("Acme"), text("ÜBER")]),
            "dealname In acme|u\u{308}ber|Über|über",
        ),
        ("dealname", Test::Eq(text("ÄÖÜ x")), "~ dealname ContainsToken *x*"),
        ("dealname", Test::Ne(text("ÄÖÜ x")), "~ dealname HasProperty"),
        ("dealname", Test::Contains("Mu\u{308}ller".into()), "~ dealname ContainsToken *ller*"),
        ("dealname", Test::Contains("PO 12345-a".into()), "~ dealname ContainsToken *12345*"),
        ("dealname", Test::Ne(text("x")), "dealname Neq x & dealname HasProperty"),
        (
            "dealname",
            Test::NotIn(vec![text("X"), text("y")]),
            "dealname NotIn x|y & dealname HasProperty",
        ),
        ("dealname", Test::IsNull(true), "dealname NotHasProperty"),
        ("dealname", Test::Contains("re: North-Wind 7".into()), "~ dealname ContainsToken *north*"),
        ("dealname", Test::StartsWith("7%".into()), "~ dealname ContainsToken *7*"),
        ("dealname", Test::Gt(text("a")), "~ "),
        ("amount", Test::Gte(number("1500.50")), "amount Gte 1500.5"),
        (
            "amount",
            Test::NotIn(vec![number("1"), number("2")]),
            "amount NotIn 1|2 & amount HasProperty",
        ),
        ("amount", Test::Eq(text("1500")), "amount Eq 1500"),
        ("hs_object_id", Test::In(vec![text("7"), text("no id"), text("08")]), "hs_object_id Eq 7"),
        ("closedate", Test::Gt(time("2026-03-01T00:00:00.0015Z")), "closedate Gt 1772323200001"),
        ("closedate", Test::Gte(time("2026-03-01T00:00:00.0015Z")), "closedate Gt 1772323200001"),
        ("closedate", Test::Lt(time("2026-03-01T00:00:00.0015Z")), "closedate Lte 1772323200001"),
        ("closedate", Test::Eq(time("2026-03-01T00:00:00.0015Z")), ""),
        ("closedate", Test::Eq(time("2026-03-01T00:00:00Z")), "closedate Eq 1772323200000"),
        ("since", Test::Lte(Value::Date("2026-03-01".parse().unwrap())), "since Lte 1772323200000"),
        ("since", Test::Gte(time("2026-03-01T10:00:00Z")), "since Gt 1772323200000"),
        ("live", Test::Ne(Value::Bool(true)), "live Eq false"),
        ("tier", Test::Eq(text("GOLD")), "tier Eq gold"),
        ("tier", Test::In(vec![text("silver"), text("Old")]), "tier In Silver|Old"),
        ("tier", Test::Ne(text("SILVER")), "tier Neq Silver & tier HasProperty"),
        ("tier", Test::Contains("R".into()), "~ tier Neq gold & tier HasProperty"),
        ("tags", Test::Eq(text("a")), "~ "),
        ("hubspot_owner_id", Test::Eq(text("42")), "hubspot_owner_id Eq 42"),
        ("dealstage", Test::Eq(text("NEW")), "dealstage Eq new"),
        ("dealstage.state", Test::In(vec![text("WON"), text("new")]), "dealstage In new|won1"),
        ("dealstage.state", Test::Ne(text("won")), "dealstage In lost1|new"),
        (
            "dealstage.state",
            Test::IsNull(true),
            "dealstage NotIn lost1|new|won1 & dealstage HasProperty || dealstage NotHasProperty",
        ),
        ("dealstage.isClosed", Test::Eq(Value::Bool(true)), "dealstage In lost1|won1"),
        ("dealstage.state", Test::Eq(text("nowhere")), ""),
        ("companies#Partner", Test::Eq(text("7")), "~ associations.company Eq 7"),
        ("companies#Partner", Test::IsNull(true), "~ "),
        ("companies#primary.name", Test::Eq(text("Acme")), "~ "),
        ("2-7#Host", Test::Eq(text("7")), "~ "),
        ("gone", Test::Eq(text("x")), ""),
        ("gone", Test::IsNull(true), ""),
    ];
    for (field, given, expected) in cases {
        assert_eq!(
            planned(1, &test(field, given.clone())).trim_end(),
            expected.trim_end(),
            "{field} {given:?}"
        );
    }
    assert_eq!(planned(1, &test("gone", Test::IsNull(true))), planned(1, &Filter::all()));
}

#[test]
fn alternatives_are_groups_and_equalities_one_list() {
    let one_of = Filter::Or(vec![
        test("dealname", Test::Eq(text("A"))),
        test("amount", Test::Gt(number("5"))),
        test("dealname", Test::In(vec![text("B")])),
    ]);
    assert_eq!(planned(1, &one_of), "dealname In a|b || amount Gt 5");
    let both = one_of.and(test("live", Test::Eq(Value::Bool(true))));
    assert_eq!(planned(1, &both), "live Eq true & dealname In a|b || live Eq true & amount Gt 5");
}

#[test]
fn what_does_not_fit_is_left_out_the_dearest_first() {
    let either = |a: &str, b: &str| {
        Filter::Or(vec![test("amount", Test::Lt(number(a))), test("amount", Test::Gt(number(b)))])
    };
    let filter = Filter::And(vec![
        either("1", "9"),
        either("2", "8"),
        either("3", "7"),
        test("dealname", Test::Ne(text("x"))),
        test("live", Test::Eq(Value::Bool(true))),
    ]);
    // Two alternatives make four groups: with five clauses in each they are more than 18.
    let expected = "~ live Eq true & dealname Neq x & dealname HasProperty & amount Lt 1 || live Eq true & dealname Neq x & dealname HasProperty & amount Gt 9";
    assert_eq!(planned(2, &filter), expected);
    let many: Vec<Value> =
        (0..250).map(|place| text(&format!("a name of some length {place}"))).collect();
    assert_eq!(planned(1, &test("dealname", Test::In(many))), "~ ");
    let ids: Vec<Value> = (0..150).map(|place| text(&format!("{}", 1000 + place))).collect();
    assert!(
        planned(1, &test("hs_object_id", Test::In(ids))).contains(" || "),
        "two lists in two groups"
    );
}

#[test]
fn the_body_is_as_documented() {
    let (scope, lookups, sizes) = (Scope::of(properties()), lookups(), Sizes::default());
    let mut planner = Planner {
        object: "deals",
        scope: &scope,
        lookups: &lookups,
        sizes: &sizes,
        wanted: &[],
        sort: "hs_object_id",
        reserve: 1,
    };
    let plan = planner.push(&test("dealname", Test::In(vec![text("A"), text("B\"\\")])));
    assert_eq!(
        body(&plan.condition, "createdate", true, &["dealname".to_owned()], 20).to_string(),
        r#"{"filterGroups":[{"filters":[{"propertyName":"dealname","operator":"IN","values":["a","b\"\\"]}]}],"sorts":[{"propertyName":"createdate","direction":"DESCENDING"}],"properties":["dealname"],"limit":20}"#
    );
}
