//! One test of one field as a domain.

use channelgraph_core::local::literal;
use channelgraph_schema::{Test, Value, mapping::typed};
use serde_json::Value as Json;

use crate::{
    field::{Column, Kind},
    query::{
        Compiled, Domain,
        value::{Operand, operand, pattern},
    },
};

/// The test as Tryton can be asked it. What it cannot decide it lets through.
pub(crate) fn compile(column: &Column, test: &Test) -> Compiled {
    if !column.searchable || column.field.kind == Kind::Other {
        return Compiled { domain: Domain::always(), exact: false };
    }
    let compiled = match (test, column.field.kind) {
        // Of several records, only their values tell which is the first one in use.
        (Test::IsNull(true), _) if column.is_many() => Some(wide(Domain::always())),
        (Test::IsNull(true), _) => Some(exact(is_null(column))),
        (Test::IsNull(false), _) => Some(exact(not_null(column))),
        (_, Kind::Text) => text(column, test),
        (_, Kind::Word) => column
            .field
            .words
            .as_ref()
            .map_or_else(|| text(column, test), |words| word(column, words, test)),
        (_, Kind::Bool) => yes_or_no(column, test),
        (Test::Eq(_) | Test::In(_), Kind::Many) => {
            listed(column, Kind::Id, test).map(|compiled| wide(compiled.domain))
        }
        (Test::Eq(_) | Test::In(_) | Test::Ne(_) | Test::NotIn(_), kind) => {
            listed(column, kind, test)
        }
        (Test::Gt(_) | Test::Gte(_) | Test::Lt(_) | Test::Lte(_), Kind::Reference) => None,
        (Test::Gt(value) | Test::Gte(value) | Test::Lt(value) | Test::Lte(value), kind) => {
            let by_text = kind == Kind::Id && matches!(value, Value::Text(_));
            operand(kind, value)
                .filter(|_| !by_text)
                .and_then(|operand| compared(column, test, operand))
        }
        _ => None,
    };
    let Compiled { domain, exact } = compiled.unwrap_or_else(|| wide(not_null(column)));
    // A record passes if one of its several values does: some of those pass whose first value does
    // not.
    Compiled { domain, exact: exact && !column.is_many() }
}

fn exact(domain: Domain) -> Compiled {
    Compiled { domain, exact: true }
}

fn wide(domain: Domain) -> Compiled {
    Compiled { domain, exact: false }
}

/// No value at the end of the path, or no record on the way.
pub(super) fn is_null(column: &Column) -> Domain {
    let ways = column.ways().into_iter().map(|way| Domain::clause(&way, "=", Json::Null));
    let own = match column.field.kind {
        Kind::Bool => Domain::never(),
        Kind::Word => Domain::any_of([
            Domain::clause(&column.name, "=", Json::Null),
            Domain::clause(&column.name, "=", ""),
        ]),
        _ => Domain::clause(&column.name, "=", Json::Null),
    };
    Domain::any_of(ways.chain([own]))
}

/// A value at the end of the path. Of several records it can only be said that there are any.
fn not_null(column: &Column) -> Domain {
    let many = column.steps.iter().position(|step| step.many);
    let ways = column.ways();
    let known = many.map_or(ways.len(), |place| place + 1);
    let ways = ways.into_iter().take(known).map(|way| Domain::clause(&way, "!=", Json::Null));
    let own = match column.field.kind {
        Kind::Bool => Domain::always(),
        _ if many.is_some() => Domain::always(),
        Kind::Word => Domain::all_of([
            Domain::clause(&column.name, "!=", Json::Null),
            Domain::clause(&column.name, "!=", ""),
        ]),
        _ => Domain::clause(&column.name, "!=", Json::Null),
    };
    Domain::all_of(ways.chain([own]))
}

/// Text, which databases compare in ways of their own: some without accents, SQLite with regard to
/// case outside of ASCII.
fn text(column: &Column, test: &Test) -> Option<Compiled> {
    let like = |pattern: String| Domain::clause(&column.name, "ilike", pattern);
    let equal = |value: &Value| match value {
        Value::Text(text) if text.is_empty() => Some(Domain::never()),
        Value::Text(text) => Some(like(pattern(text))),
        _ => None,
    };
    match test {
        Test::Eq(value) => Some(wide(equal(value)?)),
        Test::In(values) => {
            Some(wide(Domain::any_of(values.iter().map(equal).collect::<Option<Vec<_>>>()?)))
        }
        Test::Contains(part) | Test::StartsWith(part) if part.is_empty() => {
            Some(exact(not_null(column)))
        }
        Test::Contains(part) => Some(wide(like(format!("%{}%", pattern(part))))),
        Test::StartsWith(part) => Some(wide(like(format!("{}%", pattern(part))))),
        _ => None,
    }
}

/// Any test of a word is one of the words that pass it.
fn word(column: &Column, words: &[String], test: &Test) -> Option<Compiled> {
    let like = literal(test).unwrap_or(&Value::Null);
    let (passing, failing): (Vec<&String>, Vec<_>) =
        words.iter().partition(|word| test.passes(&typed(word, like)));
    Some(match test {
        // A word that is no longer one of them passes too.
        Test::Ne(_) | Test::NotIn(_) => {
            exact(without(column, failing.into_iter().cloned().map(Json::from).collect()))
        }
        _ => exact(among(column, passing.into_iter().cloned().map(Json::from).collect())),
    })
}

fn yes_or_no(column: &Column, test: &Test) -> Option<Compiled> {
    let like = literal(test).unwrap_or(&Value::Null);
    let passes = |yes: bool| test.passes(&typed(if yes { "true" } else { "false" }, like));
    Some(exact(match (passes(true), passes(false)) {
        (true, true) => not_null(column),
        (false, false) => Domain::never(),
        (yes, _) => Domain::clause(&column.name, "=", yes),
    }))
}

fn listed(column: &Column, kind: Kind, test: &Test) -> Option<Compiled> {
    let (values, positive) = match test {
        Test::Eq(value) => (std::slice::from_ref(value), true),
        Test::In(values) => (values.as_slice(), true),
        Test::Ne(value) => (std::slice::from_ref(value), false),
        Test::NotIn(values) => (values.as_slice(), false),
        _ => return None,
    };
    let like = values.first();
    let alike = |value: &Value| {
        like.is_none_or(|like| std::mem::discriminant(like) == std::mem::discriminant(value))
    };
    let mut items = Vec::new();
    let mut precise = true;
    for value in values {
        // A text that is no id is no record's.
        let no_id = kind == Kind::Id && matches!(value, Value::Text(_));
        match operand(kind, value).filter(|_| alike(value)) {
            Some(operand) if operand.held => {
                precise &= operand.precise;
                items.push(operand.json);
            }
            Some(_) => {}
            None if no_id && alike(value) => {}
            None => return None,
        }
    }
    match (positive, precise) {
        (true, _) => Some(Compiled { domain: among(column, items), exact: precise }),
        (false, true) => Some(exact(without(column, items))),
        (false, false) => None,
    }
}

fn among(column: &Column, values: Vec<Json>) -> Domain {
    if values.is_empty() { Domain::never() } else { Domain::clause(&column.name, "in", values) }
}

fn without(column: &Column, values: Vec<Json>) -> Domain {
    // Tryton counts no value, and no record on the way, as other than these; and of several records
    // asks for none that is.
    if values.is_empty() || column.is_many() {
        return not_null(column);
    }
    Domain::all_of([not_null(column), Domain::clause(&column.name, "not in", values)])
}

fn compared(
    column: &Column,
    test: &Test,
    Operand { json, held, precise }: Operand,
) -> Option<Compiled> {
    let operator = match test {
        Test::Gt(_) if precise => ">",
        Test::Gte(_) if !held => ">",
        Test::Gt(_) | Test::Gte(_) => ">=",
        Test::Lt(_) if held && precise => "<",
        Test::Lt(_) | Test::Lte(_) => "<=",
        _ => return None,
    };
    Some(Compiled { domain: Domain::clause(&column.name, operator, json), exact: precise })
}
