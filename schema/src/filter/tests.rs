//! What filters mean, and that normal form means the same.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn number(n: i64) -> Value {
    Value::Number(Decimal::from(n))
}

#[test]
fn null_passes_only_is_null() {
    for test in [
        Test::Eq(number(1)),
        Test::Ne(number(1)),
        Test::NotIn(vec![number(1)]),
        Test::Lt(number(1)),
        Test::Contains("a".into()),
        Test::IsNull(false),
    ] {
        assert!(!test.passes(&Value::Null), "{test:?}");
    }
    assert!(Test::IsNull(true).passes(&Value::Null));
}

#[test]
fn text_compares_without_regard_to_case() {
    let value = Value::text("ACME Münch");
    assert!(Test::Eq("acme mÜnch".into()).passes(&value));
    assert!(Test::Contains("ME MÜ".into()).passes(&value));
    assert!(Test::StartsWith("acme".into()).passes(&value));
    assert!(!Test::Ne("Acme münch".into()).passes(&value));
}

#[test]
fn a_list_passes_by_one_element_and_is_null_when_empty() {
    let list = Value::List(vec!["a".into(), "b".into()]);
    assert!(Test::Eq("A".into()).passes(&list));
    assert!(!Test::Ne("a".into()).passes(&list));
    assert!(Test::IsNull(true).passes(&Value::List(Vec::new())));
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), (0..4i64).prop_map(number)]
}

fn filter() -> impl Strategy<Value = Filter<usize>> {
    let test = prop_oneof![
        (0..4i64).prop_map(|n| Test::Eq(number(n))),
        (0..4i64).prop_map(|n| Test::Ne(number(n))),
        prop::collection::vec(0..4i64, 0..3)
            .prop_map(|ns| Test::NotIn(ns.into_iter().map(number).collect())),
        (0..4i64).prop_map(|n| Test::Gte(number(n))),
        any::<bool>().prop_map(Test::IsNull),
    ];
    let leaf = (0..3usize, test).prop_map(|(field, test)| Filter::Test(field, test));
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::Or),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

fn has_not(filter: &Filter<usize>) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(has_not),
        Filter::Not(_) => true,
        Filter::Test(..) => false,
    }
}

proptest! {
    #[test]
    fn normal_form_means_the_same_and_has_no_not(filter in filter(), values in prop::collection::vec(value(), 3)) {
        let normal = filter.clone().normal();
        prop_assert!(!has_not(&normal));
        prop_assert_eq!(filter.matches(&|field| &values[*field]), normal.matches(&|field| &values[*field]));
    }
}
