//! Conditions on rows as filters of the engine.

use channelgraph_schema::{EntityKind, FieldId, FieldType, Filter, Test as Asked, Value};
use channelgraph_sql::{Condition, Operand, Test};
use rust_decimal::Decimal;

use super::tables::{Cell, Definition};

/// Tests in one filter at most: beyond, more is read and tested elsewhere.
const MAX_TESTS: usize = 2_000;

/// The filter that every row of a condition passes, as far as fields are tested. Ids are left to
/// whoever looks nodes up by them.
pub(super) fn filter(
    definition: &Definition,
    kind: EntityKind,
    condition: &Condition,
) -> Filter<FieldId> {
    let filter = of(definition, kind, condition);
    let mut tests = 0;
    filter.for_each_field(&mut |_| tests += 1);
    if tests > MAX_TESTS { Filter::all() } else { filter }
}

/// Returns true if a condition is a filter as a whole.
pub(super) fn is_filter(definition: &Definition, kind: EntityKind, condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().all(|part| is_filter(definition, kind, part))
        }
        Condition::Test(column, test) => match definition.cells.get(*column) {
            Some(Cell::Value(field) | Cell::Amount(field)) => {
                field_test(kind, *field, test).is_some()
            }
            _ => false,
        },
    }
}

fn of(definition: &Definition, kind: EntityKind, condition: &Condition) -> Filter<FieldId> {
    match condition {
        Condition::All(parts) => {
            Filter::all_of(parts.iter().map(|part| of(definition, kind, part)))
        }
        // An arm that says nothing lets all rows through.
        Condition::Any(parts) => {
            Filter::any_of(parts.iter().map(|part| of(definition, kind, part)))
        }
        Condition::Test(column, test) => match definition.cells.get(*column) {
            Some(Cell::Value(field) | Cell::Amount(field)) => {
                field_test(kind, *field, test).unwrap_or_else(Filter::all)
            }
            _ => Filter::all(),
        },
    }
}

/// A test of a field; none if a value cannot be one of the field's.
fn field_test(kind: EntityKind, field: FieldId, test: &Test) -> Option<Filter<FieldId>> {
    let ty = kind.def(field).ty;
    let one = |test| Filter::Test(field, test);
    let value = |operand: &Operand| value(ty, operand);
    // The engine compares texts whatever their case; what is no word of an enum equals none.
    let texts = |values: &[Operand]| {
        let is_word = |value: &&Operand| match (ty, value) {
            (FieldType::Enum(of), Operand::Text(text)) => {
                of.words.iter().any(|word| word.word == text)
            }
            _ => true,
        };
        values.iter().filter(is_word).map(value).collect::<Option<Vec<_>>>()
    };
    let is_texts = matches!(ty, FieldType::Enum(_)) || is_text(ty);
    Some(match test {
        Test::In(values) if is_texts => one(Asked::In(texts(values)?)),
        Test::NotIn(values) if is_texts => match texts(values)? {
            values if values.is_empty() => one(Asked::IsNull(false)),
            values => one(Asked::NotIn(values)),
        },
        Test::In(values) => {
            let each = |operand: &Operand| Some(equal(field, ty, value(operand)?));
            Filter::any_of(values.iter().map(each).collect::<Option<Vec<_>>>()?)
        }
        Test::NotIn(values) => {
            let apart = |operand: &Operand| {
                let value = value(operand)?;
                Some(Filter::any_of([one(Asked::Lt(value.clone())), one(Asked::Gt(value))]))
            };
            if ty == FieldType::Bool {
                let kept = [true, false].map(Operand::Bool);
                let kept = kept.iter().filter(|yes| !values.contains(yes));
                return Some(Filter::any_of(
                    kept.map(|yes| Some(one(Asked::Eq(value(yes)?))))
                        .collect::<Option<Vec<_>>>()?,
                ));
            }
            let there = std::iter::once(Some(one(Asked::IsNull(false))));
            let all = there.chain(values.iter().map(apart)).collect::<Option<Vec<_>>>()?;
            Filter::all_of(all)
        }
        Test::Lt(operand) => one(Asked::Lt(value(operand)?)),
        Test::Lte(operand) => one(Asked::Lte(value(operand)?)),
        Test::Gt(operand) => one(Asked::Gt(value(operand)?)),
        Test::Gte(operand) => one(Asked::Gte(value(operand)?)),
        Test::StartsWith(text) => one(Asked::StartsWith(text.as_str().into())),
        Test::Contains(text) => one(Asked::Contains(text.as_str().into())),
        Test::IsNull(null) => one(Asked::IsNull(*null)),
    })
}

/// Equality; of moments as a span, since sources do not offer it.
fn equal(field: FieldId, ty: FieldType, value: Value) -> Filter<FieldId> {
    let one = |test| Filter::Test(field, test);
    if ty == FieldType::DateTime {
        return Filter::all_of([one(Asked::Gte(value.clone())), one(Asked::Lte(value))]);
    }
    one(Asked::Eq(value))
}

fn is_text(ty: FieldType) -> bool {
    matches!(
        ty,
        FieldType::Text
            | FieldType::Url
            | FieldType::Domain
            | FieldType::Currency
            | FieldType::Country
    )
}

fn value(ty: FieldType, operand: &Operand) -> Option<Value> {
    Some(match operand {
        Operand::Text(text) => Value::text(text.as_str()),
        Operand::Bool(yes) => Value::Bool(*yes),
        Operand::Number(digits, scale) => Value::Number(number(*digits, *scale)?),
        Operand::Date(day) if ty == FieldType::Date => Value::Date(*day),
        Operand::Time(time) if ty == FieldType::DateTime => Value::Time(*time),
        Operand::Date(_) | Operand::Time(_) => return None,
    })
}

/// A number, without zeros at its end: it may have more digits than the engine's numbers.
fn number(mut digits: i128, scale: i8) -> Option<Decimal> {
    let mut scale = u32::try_from(scale).ok()?;
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    Decimal::try_from_i128_with_scale(digits, scale).ok()
}
