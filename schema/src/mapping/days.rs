//! Tests of days, where a source holds moments.

use crate::{Filter, Test, Value, Zone};

/// A test of a day as one of the moments of that day in a time zone.
pub(super) fn lower_day(name: &str, test: &Test, zone: Zone) -> Option<Filter<String>> {
    let one = |test: Test| Filter::Test(name.to_owned(), test);
    let day = |value: &Value| match value {
        Value::Date(date) => Some(*date),
        _ => None,
    };
    let bounds = |value: &Value| {
        let (begin, end) = zone.bounds_of(day(value)?)?;
        Some((Value::Time(begin), Value::Time(end)))
    };
    let within = |value: &Value| {
        let (begin, end) = bounds(value)?;
        Some(Filter::And(vec![one(Test::Gte(begin)), one(Test::Lt(end))]))
    };
    let without = |value: &Value| {
        let (begin, end) = bounds(value)?;
        Some(Filter::Or(vec![one(Test::Lt(begin)), one(Test::Gte(end))]))
    };
    Some(match test {
        Test::Eq(value) => within(value)?,
        Test::Ne(value) => without(value)?,
        Test::In(values) => Filter::any_of(values.iter().map(within).collect::<Option<Vec<_>>>()?),
        Test::NotIn(values) => Filter::all_of(
            values
                .iter()
                .map(without)
                .chain([Some(one(Test::IsNull(false)))])
                .collect::<Option<Vec<_>>>()?,
        ),
        Test::Gt(value) => one(Test::Gte(bounds(value)?.1)),
        Test::Gte(value) => one(Test::Gte(bounds(value)?.0)),
        Test::Lt(value) => one(Test::Lt(bounds(value)?.0)),
        Test::Lte(value) => one(Test::Lt(bounds(value)?.1)),
        Test::IsNull(null) => one(Test::IsNull(*null)),
        Test::Contains(_) | Test::StartsWith(_) => return None,
    })
}
