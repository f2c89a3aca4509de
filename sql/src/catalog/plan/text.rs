//! Text forms: where an object identifier with a name, an array or a vector is cast to text.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, Result};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan, LogicalPlanBuilder};

use super::super::functions::{Environment, function};
use super::super::names::Registry;
use super::super::types::TYPE_KEY;
use crate::functions;

/// Rewrites casts to text in all expressions of a plan.
pub fn rewrite(plan: LogicalPlan, environment: &Arc<Environment>) -> Result<LogicalPlan> {
    let rewritten = plan.transform_up_with_subqueries(|plan| {
        let mut schema = merge_schema(&plan.inputs());
        if let LogicalPlan::TableScan(scan) = &plan {
            schema = scan.projected_schema.as_ref().clone();
        }
        let names = NamePreserver::new(&plan);
        let rewritten = plan.map_expressions(|expr| {
            let name = names.save(&expr);
            let expr = expr.transform_up(|expr| cast(expr, &schema, environment))?;
            Ok(expr.update_data(|expr| name.restore(expr)))
        })?;
        if !rewritten.transformed {
            return Ok(rewritten);
        }
        Ok(Transformed::yes(rewritten.data.recompute_schema()?))
    })?;
    Ok(rewritten.data)
}

fn cast(
    expr: Expr,
    schema: &DFSchema,
    environment: &Arc<Environment>,
) -> Result<Transformed<Expr>> {
    let inner = match &expr {
        Expr::Cast(cast)
            if matches!(cast.field.data_type(), DataType::Utf8 | DataType::Utf8View) =>
        {
            Some(cast.expr.as_ref())
        }
        Expr::ScalarFunction(call) if call.name() == functions::SHOWN => call.args.first(),
        _ => None,
    };
    if let Some(inner) = inner
        && let Ok((_, field)) = inner.to_field(schema)
        && (is_named(&field) || matches!(field.data_type(), DataType::List(_)))
    {
        return Ok(Transformed::yes(shown(inner.clone(), environment)));
    }
    Ok(Transformed::no(expr))
}

fn shown(expr: Expr, environment: &Arc<Environment>) -> Expr {
    match function("$text", environment) {
        Some(function) => {
            Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(function), vec![expr]))
        }
        None => expr,
    }
}

/// Tells if values of a field are numbers that stand for names.
fn is_named(field: &Field) -> bool {
    let tag = field.metadata().get(TYPE_KEY);
    let number = match field.data_type() {
        DataType::List(item) => item.data_type(),
        other => other,
    };
    *number == DataType::UInt32 && tag.is_some_and(|tag| Registry::of_type(tag).is_some())
}

/// Shows names instead of numbers in the result of a plan. Their fields stay tagged.
pub fn show(plan: LogicalPlan, environment: &Arc<Environment>) -> Result<LogicalPlan> {
    let hidden = matches!(
        plan,
        LogicalPlan::Explain(_)
            | LogicalPlan::Analyze(_)
            | LogicalPlan::Statement(_)
            | LogicalPlan::Copy(_)
            | LogicalPlan::Dml(_)
    );
    let schema = plan.schema().clone();
    if hidden || !schema.fields().iter().any(|field| is_named(field)) {
        return Ok(plan);
    }
    let columns = schema.iter().map(|(qualifier, field)| {
        let column = Expr::from((qualifier, field));
        if !is_named(field) {
            return column;
        }
        let metadata = field.metadata().clone().into();
        let name = field.name().to_owned();
        shown(column, environment).alias_qualified_with_metadata(
            qualifier.cloned(),
            name,
            Some(metadata),
        )
    });
    LogicalPlanBuilder::from(plan).project(columns.collect::<Vec<_>>())?.build()
}
