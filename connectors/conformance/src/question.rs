//! Questions at random: filters, orders and places of one subject.

use channelgraph_core::{After, Read};
use channelgraph_schema::{Direction, Filter, Test, Value, Zone, mapping::SourceOrder};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::{Field, Kind, literal, truth::Truth};

/// Time zones whose days moments are ordered by: behind and before UTC, with half hours, and as far
/// from it as any.
const ZONES: [&str; 5] =
    ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Etc/GMT+12"];

/// A question for everything, to be narrowed.
pub(crate) fn everything(truth: &Truth<'_>) -> Read {
    Read::all(truth.subject.object, &[], truth.subject.rows.len() + 1)
}

/// The fields of the subject, and one that it does not have.
pub(crate) fn names(truth: &Truth<'_>) -> Vec<String> {
    let mut names: Vec<String> =
        truth.subject.fields.iter().map(|field| field.name.clone()).collect();
    names.push(truth.subject.absent.to_owned());
    names.sort_unstable();
    names
}

/// Some of the fields, sorted.
pub(crate) fn fields(truth: &Truth<'_>) -> impl Strategy<Value = Vec<String>> + use<> {
    let names = names(truth);
    let count = names.len();
    proptest::sample::subsequence(names, 0..=count)
}

/// The fields of the subject, and one that it does not have, as text and as a number.
pub(crate) fn asked_about(truth: &Truth<'_>) -> Vec<Field> {
    let absent = [Kind::Text, Kind::Number].map(|kind| Field::new(truth.subject.absent, kind));
    truth.subject.fields.iter().cloned().chain(absent).collect()
}

/// Any filter without `Not`, mostly short, on any field but one.
pub(crate) fn filter(
    truth: &Truth<'_>,
    but: Option<&str>,
) -> impl Strategy<Value = Filter<String>> + use<> {
    let mut fields = asked_about(truth);
    fields.retain(|field| but != Some(field.name.as_str()));
    let tests = proptest::strategy::Union::new(fields.iter().map(|field| test(truth, field)));
    tests.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Filter::And),
            vec(inner, 0..4).prop_map(Filter::Or)
        ]
    })
}

/// Any test of a field.
pub(crate) fn test(truth: &Truth<'_>, field: &Field) -> BoxedStrategy<Filter<String>> {
    let one = select(literal::values(truth, field));
    let several = vec(one.clone(), 0..5);
    let whole = prop_oneof![
        one.clone().prop_map(Test::Eq),
        one.clone().prop_map(Test::Ne),
        several.clone().prop_map(Test::In),
        several.prop_map(Test::NotIn),
        any::<bool>().prop_map(Test::IsNull),
    ];
    let greater = prop_oneof![
        one.clone().prop_map(Test::Gt),
        one.clone().prop_map(Test::Gte),
        one.clone().prop_map(Test::Lt),
        one.clone().prop_map(Test::Lte),
    ];
    let test = match field.kind {
        Kind::Text => {
            let part = select(literal::parts(truth, field)).prop_map(String::into_boxed_str);
            let parts =
                prop_oneof![part.clone().prop_map(Test::Contains), part.prop_map(Test::StartsWith)];
            prop_oneof![4 => whole, 3 => parts, 1 => greater].boxed()
        }
        Kind::Id => {
            // As long as the lists that the engine asks with.
            let many = vec(one, 20..60);
            prop_oneof![4 => whole, 1 => many.clone().prop_map(Test::In), 1 => many.prop_map(Test::NotIn)].boxed()
        }
        _ => prop_oneof![1 => whole, 1 => greater].boxed(),
    };
    let name = field.name.clone();
    test.prop_map(move |test| Filter::Test(name.clone(), test)).boxed()
}

/// Any order, also by fields that cannot be ordered by, or are not there.
pub(crate) fn order(truth: &Truth<'_>) -> impl Strategy<Value = Option<SourceOrder>> + use<> {
    let absent = Field::new(truth.subject.absent, Kind::Text);
    let (ordered, mut others): (Vec<_>, Vec<_>) =
        truth.subject.fields.iter().partition(|field| field.ordered);
    others.push(&absent);
    let seldom = prop_oneof![2 => Just(None), 1 => by(others).prop_map(Some)];
    if ordered.is_empty() {
        seldom.boxed()
    } else {
        prop_oneof![1 => seldom, 3 => by(ordered).prop_map(Some)].boxed()
    }
}

/// Every order by a field: both ways, and of moments also by their days in several zones. None by
/// an id, unless that is said to be one: ids have no order that all agree on.
pub(crate) fn orders(field: &Field) -> Vec<SourceOrder> {
    if field.kind == Kind::Id && !field.ordered {
        return Vec::new();
    }
    let zones = ZONES.iter().filter_map(|name| Zone::try_from((*name).to_owned()).ok());
    let days = zones.filter(|_| field.kind == Kind::Time).map(Some);
    let ways = [None]
        .into_iter()
        .chain(days)
        .flat_map(|by_day| [Direction::Asc, Direction::Desc].map(|direction| (direction, by_day)));
    ways.map(|(direction, by_day)| SourceOrder { field: field.name.clone(), direction, by_day })
        .collect()
}

/// Any order by one of these fields.
fn by(fields: Vec<&Field>) -> impl Strategy<Value = SourceOrder> + use<> {
    let orders = fields.into_iter().map(orders).filter(|orders| !orders.is_empty());
    select(orders.collect::<Vec<_>>()).prop_flat_map(select)
}

/// A place in an order: at a row, or before or behind everything with a key that a row may or may
/// not have.
pub(crate) fn place(
    truth: &Truth<'_>,
    order: Option<&SourceOrder>,
) -> impl Strategy<Value = After> + use<> {
    let rows: Vec<After> = truth
        .subject
        .rows
        .iter()
        .map(|row| After { key: truth.key(order, row), id: Some(row.id.clone()) })
        .collect();
    let field = order.and_then(|order| truth.field(&order.field));
    let mut keys = field.map_or_else(Vec::new, |field| literal::values(truth, field));
    if let Some(zone) = order.and_then(|order| order.by_day) {
        keys = keys.into_iter().map(|key| day(key, zone)).collect();
    }
    keys.push(Value::Null);
    let key = (select(keys), any::<bool>())
        .prop_map(|(key, is_behind)| After { key, id: (!is_behind).then(String::new) });
    if rows.is_empty() { key.boxed() } else { prop_oneof![1 => select(rows), 1 => key].boxed() }
}

fn day(value: Value, zone: Zone) -> Value {
    match value {
        Value::Time(time) => Value::Date(zone.day_of(time)),
        value => value,
    }
}
