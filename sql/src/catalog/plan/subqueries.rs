//! Finds subqueries over the catalog and makes them functions of the columns they refer to.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, Result, ScalarValue};
use datafusion::datasource::source_as_provider;
use datafusion::logical_expr::expr::{Exists, InSubquery, ScalarFunction};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{
    EmptyRelation, Expr, LogicalPlan, ScalarUDF, Subquery, SubqueryAlias,
};

use super::super::relation::CatalogTable;
use super::State;
use super::bound::{Bound, Question};
use super::lateral;

/// Rewrites a plan and the subqueries in it, innermost first.
pub fn rewrite(plan: LogicalPlan, state: &State) -> Result<LogicalPlan> {
    let plan = fold_empty(plan)?;
    let plan = plan.map_children(|child| Ok(Transformed::yes(rewrite(child, state)?)))?.data;
    let plan = unwrap(lateral::rewrite(plan, state)?)?;
    let schema = merge_schema(&plan.inputs());
    let names = NamePreserver::new(&plan);
    let rewritten = plan.map_expressions(|expr| {
        let name = names.save(&expr);
        let expr = expr.transform_up(|expr| subquery(expr, &schema, state))?;
        Ok(expr.update_data(|expr| name.restore(expr)))
    })?;
    if !rewritten.transformed {
        return Ok(rewritten.data);
    }
    rewritten.data.recompute_schema()
}

/// Removes the mark of a lateral subquery where there is no left side that it could refer to. What
/// it refers to is then outside of the whole query, and becomes a parameter of that.
fn unwrap(plan: LogicalPlan) -> Result<LogicalPlan> {
    if matches!(plan, LogicalPlan::SubqueryAlias(_)) {
        return Ok(plan);
    }
    let is_join = matches!(plan, LogicalPlan::Join(_));
    let mut is_right = false;
    let plan = plan.map_children(|child| {
        let keep = is_join && is_right;
        is_right = true;
        if keep { Ok(Transformed::no(child)) } else { unmarked(child).map(Transformed::yes) }
    })?;
    Ok(plan.data)
}

fn unmarked(plan: LogicalPlan) -> Result<LogicalPlan> {
    match plan {
        LogicalPlan::Subquery(subquery) if is_catalog(&subquery.subquery) => {
            Ok(subquery.subquery.as_ref().clone())
        }
        LogicalPlan::SubqueryAlias(alias) => match alias.input.as_ref() {
            LogicalPlan::Subquery(subquery) if is_catalog(&subquery.subquery) => {
                let alias = SubqueryAlias::try_new(subquery.subquery.clone(), alias.alias)?;
                Ok(LogicalPlan::SubqueryAlias(alias))
            }
            _ => Ok(LogicalPlan::SubqueryAlias(alias)),
        },
        plan => Ok(plan),
    }
}

/// Replaces a relation of the catalog that has no rows. The optimizer then removes what reads it.
fn fold_empty(plan: LogicalPlan) -> Result<LogicalPlan> {
    let LogicalPlan::TableScan(scan) = &plan else { return Ok(plan) };
    let provider = source_as_provider(&scan.source);
    let is_empty =
        provider.is_ok_and(|it| CatalogTable::of(it.as_ref()).is_some_and(CatalogTable::is_empty));
    if !is_empty {
        return Ok(plan);
    }
    let schema = scan.projected_schema.clone();
    Ok(LogicalPlan::EmptyRelation(EmptyRelation { produce_one_row: false, schema }))
}

/// Tells if a plan reads the catalog only.
pub fn is_catalog(plan: &LogicalPlan) -> bool {
    let mut catalog = true;
    let mut recursive = HashSet::new();
    let visited = plan.apply_with_subqueries(|plan| {
        match plan {
            LogicalPlan::RecursiveQuery(query) => {
                recursive.insert(query.name.clone());
            }
            LogicalPlan::TableScan(scan) => {
                let provider = source_as_provider(&scan.source);
                let of_catalog = |it: &dyn TableProvider| {
                    CatalogTable::of(it).is_some() || recursive.contains(scan.table_name.table())
                };
                catalog = provider.is_ok_and(|it| of_catalog(it.as_ref()));
            }
            _ => {}
        }
        Ok(if catalog { TreeNodeRecursion::Continue } else { TreeNodeRecursion::Stop })
    });
    visited.is_ok() && catalog
}

fn subquery(expr: Expr, schema: &DFSchema, state: &State) -> Result<Transformed<Expr>> {
    let replace = |question, subquery: &Subquery, operand: Option<&Expr>| {
        let plan = rewrite(subquery.subquery.as_ref().clone(), state)?;
        if !is_catalog(&plan) {
            return Ok(None);
        }
        ask(question, plan, operand, schema, state).map(Some)
    };
    let replaced = match &expr {
        Expr::ScalarSubquery(subquery) => replace(Question::Scalar, subquery, None)?,
        Expr::Exists(Exists { subquery, negated }) => {
            replace(Question::Exists { negated: *negated }, subquery, None)?
        }
        Expr::InSubquery(InSubquery { expr, subquery, negated }) => {
            replace(Question::In { negated: *negated }, subquery, Some(expr))?
        }
        _ => None,
    };
    Ok(replaced.map_or_else(|| Transformed::no(expr), Transformed::yes))
}

/// Makes the call that answers a question about the rows of a plan.
pub fn ask(
    question: Question,
    plan: LogicalPlan,
    operand: Option<&Expr>,
    schema: &DFSchema,
    state: &State,
) -> Result<Expr> {
    let (plan, outer) = parameters(plan)?;
    if let LogicalPlan::EmptyRelation(EmptyRelation { produce_one_row: false, .. }) = &plan {
        match question {
            Question::Exists { negated } | Question::In { negated } => {
                return Ok(Expr::Literal(ScalarValue::Boolean(Some(negated)), None));
            }
            Question::Scalar | Question::Rows => {}
        }
    }
    let arg = |(field, column): &(Arc<_>, Column)| match schema.has_column(column) {
        true => Expr::Column(column.clone()),
        false => Expr::OuterReferenceColumn(Arc::clone(field), column.clone()),
    };
    let mut args = outer.iter().map(arg).collect::<Vec<_>>();
    args.extend(operand.cloned());
    let bound = Bound::new(question, plan, outer.len(), state.clone());
    Ok(Expr::ScalarFunction(ScalarFunction::new_udf(
        Arc::new(ScalarUDF::new_from_impl(bound)),
        args,
    )))
}

type Outer = (datafusion::arrow::datatypes::FieldRef, Column);

/// Replaces what a plan refers to outside of it by parameters `$1`, `$2`, ...
fn parameters(plan: LogicalPlan) -> Result<(LogicalPlan, Vec<Outer>)> {
    let mut outer: Vec<Outer> = Vec::new();
    let plan = plan.transform_down_with_subqueries(|plan| {
        let rewritten = plan.map_expressions(|expr| {
            expr.transform(|expr| match expr {
                Expr::OuterReferenceColumn(field, column) => {
                    let known = outer.iter().position(|(_, it)| *it == column);
                    let at = known.unwrap_or_else(|| {
                        outer.push((field.clone(), column.clone()));
                        outer.len() - 1
                    });
                    Ok(Transformed::yes(super::run::parameter(at, field)))
                }
                expr => Ok(Transformed::no(expr)),
            })
        })?;
        if !rewritten.transformed {
            return Ok(rewritten);
        }
        Ok(Transformed::yes(rewritten.data))
    })?;
    Ok((plan.data, outer))
}
