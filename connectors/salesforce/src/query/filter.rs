//! A filter as a condition in SOQL, with exactly the filter's meaning: where SOQL's own differs
//! (null, case, kinds of date) it is said so that it does not.

use channelgraph_core::pushdown::{
    Comparison, Fragment, Logic, Operand, Pushdown, Pushed, Side, fragment, spellings,
};
use channelgraph_schema::{Filter, Test, Value};

use super::{
    condition::{Clause, Condition, Soql},
    literal::{Class, day_bounds, pattern, point, quote},
};
use crate::field::{Child, Column, Scope};

/// Semi-joins in one query at most (Salesforce, comparison operators, 2026).
const SEMI_JOINS: usize = 2;

/// Translates a filter to SOQL.
pub(crate) fn compile(scope: &Scope, filter: &Filter<String>) -> Pushed<Condition> {
    Compiler { scope, semi_joins: 0 }.push(filter)
}

struct Compiler<'a> {
    scope: &'a Scope,
    semi_joins: usize,
}

impl Pushdown for Compiler<'_> {
    type Condition = Condition;

    fn test(&mut self, name: &str, test: &Test, required: bool) -> Pushed<Condition> {
        let Some(column) = self.scope.column(name) else {
            // What other queries bring, this one cannot decide.
            return match Scope::is_joined(name) {
                true => Pushed::undecided(),
                false => Pushed::of_absent_field(test),
            };
        };
        let Some(child) = &column.child else {
            return condition(column, test).unwrap_or_else(Pushed::undecided);
        };
        // SOQL takes a semi-join only where every row has to meet it.
        if !required || self.semi_joins == SEMI_JOINS {
            return Pushed::undecided();
        }
        let Some(joined) = semi_join(column, child, test) else { return Pushed::undecided() };
        self.semi_joins += 1;
        // One matching child is enough for SOQL; the mapping decides which of the children counts.
        Pushed::wide(joined)
    }
}

/// The parents with a child that passes. A superset, whether the mapping takes all children or the
/// first.
fn semi_join(column: &Column, child: &Child, test: &Test) -> Option<Condition> {
    let inner = match test {
        Test::IsNull(true) => return None,
        Test::IsNull(false) => Condition::always(),
        test => condition(column, test)?.condition,
    };
    let before = format!("Id IN (SELECT {} FROM {}", child.back, child.object);
    Some(match inner {
        never if never.is_never() => never,
        always if always.is_always() => Condition::plain(format!("{before})")),
        Condition::Clause(Clause::In(head, items, tail)) => Condition::Clause(Clause::In(
            format!("{before} WHERE {head}"),
            items,
            format!("{tail})"),
        )),
        inner => Condition::plain(format!("{before} WHERE {})", inner.render())),
    })
}

/// One test; nothing where SOQL cannot decide it with the test's meaning.
pub(super) fn condition(column: &Column, test: &Test) -> Option<Pushed<Condition>> {
    if !column.field.filterable {
        return None;
    }
    let class = Class::of(&column.field);
    let condition = match Comparison::from(test) {
        Comparison::Null(true) => Some(null(column)),
        Comparison::Null(false) => Some(not_null(column)),
        _ if class == Class::Bool => Some(boolean(column, test)),
        Comparison::OneOf(values) if class == Class::Text => return one_text_of(column, values),
        Comparison::OneOf(values) => one_of(column, class, values),
        Comparison::NoneOf(values) => none_of(column, class, values),
        Comparison::Contains(text) if class == Class::Text => return like(column, text, false),
        Comparison::StartsWith(text) if class == Class::Text => return like(column, text, true),
        Comparison::Contains(_) | Comparison::StartsWith(_) => None,
        Comparison::Beyond(side, value) => range(column, class, value, side),
    };
    condition.map(Pushed::exactly)
}

fn plain(column: &Column, operator: &str, literal: &str) -> Condition {
    Condition::plain(format!("{} {operator} {literal}", column.path))
}

/// Null itself, or for want of a parent to have it.
fn null(column: &Column) -> Condition {
    let missing = column.lookups.iter().map(|lookup| Condition::plain(format!("{lookup} = null")));
    // A checkbox is never null.
    let own = (Class::of(&column.field) != Class::Bool).then(|| plain(column, "=", "null"));
    Condition::any_of(own.into_iter().chain(missing))
}

fn not_null(column: &Column) -> Condition {
    if Class::of(&column.field) == Class::Bool {
        return Condition::all_of(
            column.lookups.iter().map(|lookup| Condition::plain(format!("{lookup} != null"))),
        );
    }
    plain(column, "!=", "null")
}

/// A checkbox by which of its two values pass. Under a missing parent Salesforce may take it for
/// false.
fn boolean(column: &Column, test: &Test) -> Condition {
    match (test.passes(&Value::Bool(true)), test.passes(&Value::Bool(false))) {
        (false, false) => Condition::never(),
        (true, true) => not_null(column),
        (yes, _) => Condition::all_of([
            plain(column, "=", if yes { "true" } else { "false" }),
            not_null(column),
        ]),
    }
}

/// The literals of those values that the field can hold; nothing if one of them cannot be said.
fn literals(class: Class, values: &[Value]) -> Option<Vec<String>> {
    let mut literals = Vec::new();
    for value in values {
        let Some(Operand { floor, held: true }) = point(class, value)? else { continue };
        match value {
            Value::Text(text) if class == Class::Text && !text.is_ascii() => {
                literals.extend(spellings(text)?.iter().map(|spelling| quote(spelling)));
            }
            _ => literals.push(floor),
        }
    }
    literals.sort_unstable();
    literals.dedup();
    Some(literals)
}

/// Days asked of a field of moments, each as all its moments.
fn days(class: Class, values: &[Value]) -> Option<Vec<(String, String)>> {
    let day = |value: &Value| match value {
        Value::Date(date) => day_bounds(*date),
        _ => None,
    };
    if class == Class::Moment && !values.is_empty() {
        values.iter().map(day).collect()
    } else {
        None
    }
}

fn one_of(column: &Column, class: Class, values: &[Value]) -> Option<Condition> {
    if let Some(days) = days(class, values) {
        let within = |(begin, end): &(String, String)| {
            Condition::all_of([plain(column, ">=", begin), plain(column, "<", end)])
        };
        return Some(Condition::any_of(days.iter().map(within)));
    }
    Some(among(column, literals(class, values)?))
}

fn among(column: &Column, mut literals: Vec<String>) -> Condition {
    match literals.len() {
        0 => Condition::never(),
        1 => plain(column, "=", &literals.remove(0)),
        _ => Condition::Clause(Clause::In(format!("{} IN (", column.path), literals, ")".into())),
    }
}

/// Texts of which some may have too many spellings to be asked for as a whole.
fn one_text_of(column: &Column, values: &[Value]) -> Option<Pushed<Condition>> {
    if let Some(literals) = literals(Class::Text, values) {
        return Some(Pushed::exactly(among(column, literals)));
    }
    let each = |value: &Value| match literals(Class::Text, std::slice::from_ref(value)) {
        Some(literals) => Some(Pushed::exactly(among(column, literals))),
        None => like(column, value.as_str()?, false).map(|part| Pushed::wide(part.condition)),
    };
    Some(Pushed::any_of(values.iter().map(each).collect::<Option<Vec<_>>>()?))
}

fn none_of(column: &Column, class: Class, values: &[Value]) -> Option<Condition> {
    if let Some(days) = days(class, values) {
        let without = |(begin, end): &(String, String)| {
            Condition::any_of([plain(column, "<", begin), plain(column, ">=", end)])
        };
        return Some(Condition::all_of(days.iter().map(without)));
    }
    let literals = literals(class, values)?;
    let differs = match literals.as_slice() {
        [] => None,
        [one] => Some(plain(column, "!=", one)),
        several => Some(plain(column, "NOT IN", &format!("({})", several.join(",")))),
    };
    // Salesforce lets null pass what differs.
    Some(Condition::all_of(differs.into_iter().chain([not_null(column)])))
}

/// Text with this in it, or at its beginning.
fn like(column: &Column, text: &str, begins: bool) -> Option<Pushed<Condition>> {
    if text.is_empty() {
        return Some(Pushed::exactly(not_null(column)));
    }
    let part = if text.is_ascii() {
        Fragment { spellings: vec![text.to_owned()], at_start: true, is_whole: true }
    } else {
        match fragment(text) {
            Some(part) => part,
            None => return Some(Pushed::wide(not_null(column))),
        }
    };
    let before = if begins && part.at_start { "" } else { "%" };
    let patterns = part.spellings.iter().map(|spelling| pattern(before, spelling, "%"));
    let each = patterns.map(|pattern| Some(plain(column, "LIKE", &pattern?)));
    let condition = Condition::any_of(each.collect::<Option<Vec<_>>>()?);
    Some(Pushed { condition, exact: part.is_whole })
}

fn range(column: &Column, class: Class, value: &Value, side: Side) -> Option<Condition> {
    if let Some([(begin, end)]) = days(class, std::slice::from_ref(value)).as_deref() {
        let (side, bound) = side.of_span(begin, end);
        return Some(plain(column, side.sign(), bound));
    }
    // Text goes by the collation of the user's language there, and ids have no order but their own.
    if class == Class::Text || (class == Class::Id && column.path != "Id") {
        return None;
    }
    let Operand { floor, held } = point(class, value)??;
    Some(plain(column, side.of_floor(held).sign(), &floor))
}
