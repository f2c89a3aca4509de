//! Parameters that are lists: `x = ANY ($1)`. What a list asks is planned once its items are known,
//! as `x IN (…)`, so that sources can be asked for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use datafusion::{
    arrow::{array::Array as _, compute::cast, datatypes::DataType},
    error::DataFusionError,
    scalar::ScalarValue,
    sql::sqlparser::ast::{
        self, Array, Expr, Query, Statement, Value, visit_expressions, visit_expressions_mut,
    },
};

use super::parameters::{parameter, typed};
use crate::{Failure, syntax};

/// The places of the parameters of a query that are lists; the first place is 0.
pub fn places(query: &Query) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let _ = visit_expressions(query, |expr| {
        found.extend(list(expr));
        ControlFlow::<()>::Continue(())
    });
    found
}

/// Asks of one item what is asked of the list, so that a plan tells the type of its items.
pub(super) fn of_items(statement: &mut Statement) {
    let _ = visit_expressions_mut(statement, |expr| {
        if let Some(place) = list(expr)
            && let Expr::AnyOp { left, compare_op: op, .. }
            | Expr::AllOp { left, compare_op: op, .. } = expr
        {
            let item = Value::Placeholder(format!("${}", place + 1));
            let (left, op, right) = (left.clone(), op.clone(), Box::new(Expr::value(item)));
            *expr = Expr::Nested(Box::new(Expr::BinaryOp { left, op, right }));
        }
        ControlFlow::<()>::Continue(())
    });
}

/// Puts lists in the places of their parameters; nothing is known of what is asked of a list that
/// is null.
pub fn put(query: &mut Query, lists: &BTreeMap<usize, Option<Expr>>) {
    let _ = visit_expressions_mut(query, |expr| {
        match list(expr).and_then(|place| lists.get(&place)) {
            Some(Some(list)) => {
                if let Expr::AnyOp { right, .. } | Expr::AllOp { right, .. } = expr {
                    **right = list.clone();
                }
            }
            Some(None) => *expr = syntax::cast(Expr::value(Value::Null), ast::DataType::Boolean),
            None => {}
        }
        ControlFlow::<()>::Continue(())
    });
}

/// A list written out; none if it is null.
///
/// # Errors
/// If its items cannot be written out.
pub fn written(value: &ScalarValue) -> Result<Option<Expr>, Failure> {
    let ScalarValue::List(list) = value else { return Ok(None) };
    if list.is_null(0) {
        return Ok(None);
    }
    let items = list.value(0);
    let texts = cast(&items, &DataType::Utf8).map_err(DataFusionError::from)?;
    let texts = datafusion::common::cast::as_string_array(&texts)?;
    let item = |text: Option<&str>| {
        let text = text.map(|text| Value::SingleQuotedString(text.to_owned()));
        typed(Expr::value(text.unwrap_or(Value::Null)), items.data_type())
    };
    let elem = texts.iter().map(item).collect();
    Ok(Some(Expr::Array(Array { elem, named: true })))
}

/// The place of the list that is asked about.
fn list(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::AnyOp { right, .. } | Expr::AllOp { right, .. } => uncast(right),
        _ => None,
    }
}

/// The place of a parameter, as it is or cast to a list.
fn uncast(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Nested(inner) => uncast(inner),
        Expr::Cast { expr, data_type: ast::DataType::Array(_), .. } => uncast(expr),
        expr => parameter(expr),
    }
}
