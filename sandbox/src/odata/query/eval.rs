//! Applies a bound filter to a row, in the logic of three values: what is compared with nothing is
//! neither true nor false.

use super::ast::{Function, Operator};
use super::bind::{Bound, Path};
use super::cell::Cell;
use crate::odata::store::Row;
use crate::odata::view::{View, padded};

/// Whether the filter lets a row through: only what is true does.
pub(in crate::odata) fn passes<'a>(view: &View<'a>, filter: &Bound<'a>, row: &'a Row) -> bool {
    eval(view, filter, row) == Cell::Boolean(true)
}

/// The value of a property of a row, as it is compared and sorted.
pub(super) fn value<'a>(view: &View<'a>, path: &Path<'a>, row: &'a Row) -> Cell {
    let mut at = row;
    for navigation in &path.steps {
        match view.links.first(view.service, navigation, at) {
            Some(next) => at = next,
            None => return Cell::Null,
        }
    }
    comparable(
        view,
        Cell::of(path.property.kind, &view.shown(path.set, path.name, at)),
        path.padded,
    )
}

/// A value as it compares: text padded to ten digits if it stands for a number, and without regard
/// to case if there is none.
pub(super) fn comparable(view: &View<'_>, cell: Cell, ten_digits: bool) -> Cell {
    let cell = match cell {
        Cell::Text(text) if ten_digits => Cell::Text(padded(&text)),
        other => other,
    };
    match view.switches.case_sensitive {
        true => cell,
        false => cell.folded(view.switches.ascii_case),
    }
}

fn eval<'a>(view: &View<'a>, bound: &Bound<'a>, row: &'a Row) -> Cell {
    match bound {
        Bound::Value(cell) => cell.clone(),
        Bound::Property(path) => value(view, path, row),
        Bound::Call(function, arguments) => {
            let arguments: Vec<Cell> =
                arguments.iter().map(|argument| eval(view, argument, row)).collect();
            call(*function, &arguments, view.switches.ascii_case)
        }
        Bound::Not(inner) => match eval(view, inner, row) {
            Cell::Boolean(value) => Cell::Boolean(!value),
            _ => Cell::Null,
        },
        Bound::All(branches) => until(view, branches, row, false),
        Bound::Any(branches) => until(view, branches, row, true),
        Bound::Compare(operator, left, right) => {
            let tests_null =
                [left, right].into_iter().any(|side| matches!(**side, Bound::Value(Cell::Null)));
            compare(
                *operator,
                &eval(view, left, row),
                &eval(view, right, row),
                tests_null || view.switches.null_matches_ne,
            )
        }
        Bound::In(inner, list) => match eval(view, inner, row) {
            Cell::Null if !list.contains(&Cell::Null) && !view.switches.null_matches_ne => {
                Cell::Null
            }
            cell => Cell::Boolean(list.contains(&cell)),
        },
    }
}

/// `or` ends at the first true branch, `and` at the first false one; with neither, an unknown
/// branch makes the whole unknown.
fn until<'a>(view: &View<'a>, branches: &[Bound<'a>], row: &'a Row, end: bool) -> Cell {
    let mut whole = Cell::Boolean(!end);
    for branch in branches {
        match eval(view, branch, row) {
            Cell::Boolean(value) if value == end => return Cell::Boolean(end),
            Cell::Boolean(_) => {}
            _ => whole = Cell::Null,
        }
    }
    whole
}

/// Compares two values. `definite`: a comparison with nothing is true or false, not unknown.
fn compare(operator: Operator, left: &Cell, right: &Cell, definite: bool) -> Cell {
    let missing = *left == Cell::Null || *right == Cell::Null;
    if missing && !definite {
        return Cell::Null;
    }
    Cell::Boolean(match operator {
        Operator::Eq => left == right,
        Operator::Ne => left != right,
        _ if missing => false,
        Operator::Gt => left > right,
        Operator::Ge => left >= right,
        Operator::Lt => left < right,
        Operator::Le => left <= right,
    })
}

/// `ascii`: whether the letters of ASCII alone have a case.
fn call(function: Function, arguments: &[Cell], ascii: bool) -> Cell {
    match (function, arguments) {
        (Function::Contains, [Cell::Text(whole), Cell::Text(part)]) => {
            Cell::Boolean(whole.contains(part.as_str()))
        }
        (Function::SubstringOf, [Cell::Text(part), Cell::Text(whole)]) => {
            Cell::Boolean(whole.contains(part.as_str()))
        }
        (Function::StartsWith, [Cell::Text(whole), Cell::Text(part)]) => {
            Cell::Boolean(whole.starts_with(part.as_str()))
        }
        (Function::EndsWith, [Cell::Text(whole), Cell::Text(part)]) => {
            Cell::Boolean(whole.ends_with(part.as_str()))
        }
        (Function::ToLower, [Cell::Text(text)]) if ascii => Cell::Text(text.to_ascii_lowercase()),
        (Function::ToUpper, [Cell::Text(text)]) if ascii => Cell::Text(text.to_ascii_uppercase()),
        (Function::ToLower, [Cell::Text(text)]) => Cell::Text(text.to_lowercase()),
        (Function::ToUpper, [Cell::Text(text)]) => Cell::Text(text.to_uppercase()),
        (Function::Trim, [Cell::Text(text)]) => Cell::Text(text.trim().to_owned()),
        (Function::Length, [Cell::Text(text)]) => Cell::Number(text.chars().count().into()),
        _ => Cell::Null,
    }
}
