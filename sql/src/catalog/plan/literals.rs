//! Literals beside object identifiers: `typinput = 'array_in'` compares with the function's number.

use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::config::ConfigOptions;
use datafusion::logical_expr::expr::{BinaryExpr, InList, ScalarFunction};
use datafusion::logical_expr::expr_rewriter::FunctionRewrite;
use datafusion::logical_expr::{Expr, ExprSchemable, Operator};

use super::super::functions::{Environment, function};
use super::super::names::Registry;
use super::super::rewrite::elements;
use super::super::types::TYPE_KEY;
use crate::functions;

/// Reads text that is compared with `regclass` and its like as a name, before types are coerced.
#[derive(Debug)]
pub struct Literals {
    environment: Arc<Environment>,
}

impl Literals {
    /// Makes the rule for one connection.
    pub fn new(environment: Arc<Environment>) -> Self {
        Self { environment }
    }

    /// Returns the cast to the type of `expr`, if that is one of names.
    fn cast_of(&self, expr: &Expr, schema: &DFSchema) -> Option<String> {
        let (_, field) = expr.to_field(schema).ok()?;
        let tag = field.metadata().get(TYPE_KEY)?;
        let is_named = *field.data_type() == DataType::UInt32;
        (is_named && Registry::of_type(tag).is_some()).then(|| format!("${tag}"))
    }

    fn cast(&self, expr: Expr, cast: &str) -> Expr {
        match (&expr, function(cast, &self.environment)) {
            (Expr::Literal(ScalarValue::Utf8(Some(_)), _), Some(function)) => {
                Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(function), vec![expr]))
            }
            _ => expr,
        }
    }
}

/// Reads the text of a boolean.
fn boolean(expr: &Expr) -> Option<Expr> {
    let Expr::Literal(ScalarValue::Utf8(Some(text)), _) = expr else { return None };
    let value = match text.trim().to_lowercase().as_str() {
        "t" | "true" | "yes" | "on" | "1" => true,
        "f" | "false" | "no" | "off" | "0" => false,
        _ => return None,
    };
    Some(Expr::Literal(ScalarValue::Boolean(Some(value)), None))
}

/// A time that is written without its seconds, with them.
fn complete(expr: &Expr) -> Option<Expr> {
    let Expr::Literal(ScalarValue::Utf8(Some(text)), _) = expr else { return None };
    let text = functions::completed(text)?;
    Some(Expr::Literal(ScalarValue::Utf8(Some(text)), None))
}

/// Reads text that is compared with an array or a boolean as one.
fn typed_literal(
    left: Expr,
    op: Operator,
    right: Expr,
    schema: &DFSchema,
) -> Result<Transformed<Expr>> {
    let same = |left: Expr, right: Expr| {
        Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
    };
    if let Ok(DataType::Timestamp(..)) = left.get_type(schema)
        && let Some(value) = complete(&right)
    {
        return Ok(Transformed::yes(same(left, value)));
    }
    if let Ok(DataType::Boolean) = left.get_type(schema)
        && let Some(value) = boolean(&right)
    {
        return Ok(Transformed::yes(same(left, value)));
    }
    if let Expr::Literal(ScalarValue::Utf8(Some(text)), _) = &right
        && let Some(items) = elements(text)
        && let Ok(DataType::List(item)) = left.get_type(schema)
    {
        let read = |text: Option<String>| match text {
            Some(text) => ScalarValue::try_from_string(text, item.data_type()),
            None => ScalarValue::try_from(item.data_type()),
        };
        let items = items.into_iter().map(read).collect::<Result<Vec<_>>>()?;
        let list = ScalarValue::new_list(&items, item.data_type(), true);
        return Ok(Transformed::yes(same(left, Expr::Literal(ScalarValue::List(list), None))));
    }
    Ok(Transformed::no(same(left, right)))
}

fn compares(op: Operator) -> bool {
    matches!(
        op,
        Operator::Eq
            | Operator::NotEq
            | Operator::Lt
            | Operator::LtEq
            | Operator::Gt
            | Operator::GtEq
            | Operator::IsDistinctFrom
            | Operator::IsNotDistinctFrom
    )
}

fn is_text(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(ScalarValue::Utf8(Some(_)), _))
}

impl FunctionRewrite for Literals {
    fn name(&self) -> &str {
        "postgres_literals"
    }

    fn rewrite(
        &self,
        expr: Expr,
        schema: &DFSchema,
        _: &ConfigOptions,
    ) -> Result<Transformed<Expr>> {
        Ok(match expr {
            Expr::BinaryExpr(BinaryExpr { left, op, right })
                if compares(op)
                    && (is_text(&left) || is_text(&right))
                    && (self.cast_of(&left, schema).is_some()
                        || self.cast_of(&right, schema).is_some()) =>
            {
                let cast = self.cast_of(&left, schema).or_else(|| self.cast_of(&right, schema));
                let (mut left, mut right) = (*left, *right);
                let found = cast.is_some();
                if let Some(cast) = cast {
                    left = self.cast(left, &cast);
                    right = self.cast(right, &cast);
                }
                let expr = Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)));
                if found { Transformed::yes(expr) } else { Transformed::no(expr) }
            }
            Expr::BinaryExpr(BinaryExpr { left, op, right }) if compares(op) => {
                typed_literal(*left, op, *right, schema)?
            }
            Expr::Case(mut case) => {
                let is_bool = |expr: &Expr| matches!(expr.get_type(schema), Ok(DataType::Boolean));
                let found = case.expr.as_deref().is_some_and(is_bool);
                for (when, _) in case.when_then_expr.iter_mut().filter(|_| found) {
                    if let Some(value) = boolean(when) {
                        **when = value;
                    }
                }
                if found {
                    Transformed::yes(Expr::Case(case))
                } else {
                    Transformed::no(Expr::Case(case))
                }
            }
            Expr::Between(mut between)
                if matches!(between.expr.get_type(schema), Ok(DataType::Timestamp(..))) =>
            {
                for side in [&mut between.low, &mut between.high] {
                    if let Some(value) = complete(side) {
                        **side = value;
                    }
                }
                Transformed::yes(Expr::Between(between))
            }
            Expr::InList(InList { expr, list, negated }) if list.iter().any(is_text) => {
                let cast = self.cast_of(&expr, schema);
                let found = cast.is_some();
                let list = match cast {
                    Some(cast) => list.into_iter().map(|it| self.cast(it, &cast)).collect(),
                    None => list,
                };
                let expr = Expr::InList(InList::new(expr, list, negated));
                if found { Transformed::yes(expr) } else { Transformed::no(expr) }
            }
            expr => Transformed::no(expr),
        })
    }
}
