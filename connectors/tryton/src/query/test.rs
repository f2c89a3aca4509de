//! One test of one field as a domain.

use channelgraph_core::{
    local::literal,
    pushdown::{Comparison, Logic, Operand, Pushed, Side},
};
use channelgraph_schema::{Test, Value, mapping::typed};
use serde_json::Value as Json;

use crate::{
    field::{Column, Kind},
    query::{
        AsJson, Domain,
        value::{is_precise, operand, pattern},
    },
};

/// Translates one test to a domain. A test that Tryton cannot decide matches more records.
pub(crate) fn compile(column: &Column, test: &Test) -> Pushed<Domain> {
    if !column.searchable || column.field.kind == Kind::Other {
        return Pushed::undecided();
    }
    let pushed = match (Comparison::from(test), column.field.kind) {
        // Of several records, only their values tell which is the first one in use.
        (Comparison::Null(true), _) if column.is_many() => Some(Pushed::undecided()),
        (Comparison::Null(true), _) => Some(Pushed::exactly(is_null(column))),
        (Comparison::Null(false), _) => Some(Pushed::exactly(not_null(column))),
        (_, Kind::Text) => text(column, test),
        (_, Kind::Word) => column
            .field
            .words
            .as_ref()
            .map_or_else(|| text(column, test), |words| Some(word(column, words, test))),
        (_, Kind::Bool) => Some(yes_or_no(column, test)),
        (Comparison::OneOf(values), Kind::Many) => {
            one_of(column, Kind::Id, values).map(|pushed| Pushed::wide(pushed.condition))
        }
        (Comparison::OneOf(values), kind) => one_of(column, kind, values),
        (Comparison::NoneOf(values), kind) => none_of(column, kind, values),
        (Comparison::Beyond(..), Kind::Reference) => None,
        (Comparison::Beyond(_, Value::Text(_)), Kind::Id) => None,
        (Comparison::Beyond(side, value), kind) => beyond(column, kind, side, value),
        (Comparison::Contains(_) | Comparison::StartsWith(_), _) => None,
    };
    let Pushed { condition, exact } = pushed.unwrap_or_else(|| Pushed::wide(not_null(column)));
    // A record matches if one of its several values does, but its first value is the one that
    // counts.
    Pushed { condition, exact: exact && !column.is_many() }
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
fn text(column: &Column, test: &Test) -> Option<Pushed<Domain>> {
    let like = |pattern: String| Domain::clause(&column.name, "ilike", pattern);
    let equal = |value: &Value| match value {
        Value::Text(text) if text.is_empty() => Some(Domain::never()),
        Value::Text(text) => Some(like(pattern(text))),
        _ => None,
    };
    match Comparison::from(test) {
        Comparison::OneOf(values) => {
            let equal = values.iter().map(equal).collect::<Option<Vec<_>>>()?;
            Some(Pushed::wide(Domain::any_of(equal)))
        }
        Comparison::Contains("") | Comparison::StartsWith("") => {
            Some(Pushed::exactly(not_null(column)))
        }
        Comparison::Contains(part) => Some(Pushed::wide(like(format!("%{}%", pattern(part))))),
        Comparison::StartsWith(part) => Some(Pushed::wide(like(format!("{}%", pattern(part))))),
        _ => None,
    }
}

/// Translates a test of a word to a list of the words that pass it.
fn word(column: &Column, words: &[String], test: &Test) -> Pushed<Domain> {
    let like = literal(test).unwrap_or(&Value::Null);
    let (passing, failing): (Vec<&String>, Vec<_>) =
        words.iter().partition(|word| test.passes(&typed(word, like)));
    let json = |words: Vec<&String>| words.into_iter().cloned().map(Json::from).collect();
    Pushed::exactly(match Comparison::from(test) {
        // A word that is no longer one of them passes too.
        Comparison::NoneOf(_) => without(column, json(failing)),
        _ => among(column, json(passing)),
    })
}

fn yes_or_no(column: &Column, test: &Test) -> Pushed<Domain> {
    let like = literal(test).unwrap_or(&Value::Null);
    let passes = |yes: bool| test.passes(&typed(if yes { "true" } else { "false" }, like));
    Pushed::exactly(match (passes(true), passes(false)) {
        (true, true) => not_null(column),
        (false, false) => Domain::never(),
        (yes, _) => Domain::clause(&column.name, "=", yes),
    })
}

fn one_of(column: &Column, kind: Kind, values: &[Value]) -> Option<Pushed<Domain>> {
    let (items, exact) = items(kind, values)?;
    Some(Pushed { condition: among(column, items), exact })
}

fn none_of(column: &Column, kind: Kind, values: &[Value]) -> Option<Pushed<Domain>> {
    let (items, exact) = items(kind, values)?;
    exact.then(|| Pushed::exactly(without(column, items)))
}

/// The values as a field of this kind can hold them, and whether the database compares all of them
/// as the gateway does; `None` if one is of another kind than the field or the first value.
fn items(kind: Kind, values: &[Value]) -> Option<(Vec<Json>, bool)> {
    let like = values.first();
    let alike = |value: &Value| {
        like.is_none_or(|like| std::mem::discriminant(like) == std::mem::discriminant(value))
    };
    let mut items = Vec::new();
    let mut exact = true;
    for value in values {
        // A text that is no id names no record.
        let no_id = kind == Kind::Id && matches!(value, Value::Text(_));
        match operand(kind, value).filter(|_| alike(value)) {
            Some(Operand { floor, held: true }) => {
                exact &= is_precise(kind, value);
                items.push(floor);
            }
            Some(_) => {}
            None if no_id && alike(value) => {}
            None => return None,
        }
    }
    Some((items, exact))
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

fn beyond(column: &Column, kind: Kind, side: Side, value: &Value) -> Option<Pushed<Domain>> {
    let Operand { floor, held } = operand(kind, value)?;
    let exact = is_precise(kind, value);
    let side = side.of_floor(held);
    // A number that the database rounds may be equal to it there, and not here.
    let side = Side { equal: side.equal || !exact, ..side };
    Some(Pushed { condition: Domain::clause(&column.name, side.sign(), floor), exact })
}
