//! Lateral joins over the catalog: the rows of the right side become a list beside each left row.

use datafusion::common::{Column, Result, TableReference, UnnestOptions};
use datafusion::functions::core::expr_ext::FieldAccessor;
use datafusion::logical_expr::{
    Expr, Join, JoinType, LogicalPlan, LogicalPlanBuilder, Subquery, SubqueryAlias, lit,
};

use super::State;
use super::bound::Question;
use super::subqueries::{ask, is_catalog};

/// The column with the rows of the right side.
const ROWS: &str = "$rows";

/// Rewrites a lateral join over the catalog.
pub fn rewrite(plan: LogicalPlan, state: &State) -> Result<LogicalPlan> {
    let LogicalPlan::Join(join) = &plan else { return Ok(plan) };
    let (subquery, alias) = match join.right.as_ref() {
        LogicalPlan::Subquery(subquery) => (subquery, None),
        LogicalPlan::SubqueryAlias(SubqueryAlias { input, alias, .. }) => match input.as_ref() {
            LogicalPlan::Subquery(subquery) => (subquery, Some(alias.clone())),
            _ => return Ok(plan),
        },
        _ => return Ok(plan),
    };
    let supported = matches!(join.join_type, JoinType::Inner)
        || (join.join_type == JoinType::Left && is_unconditional(join));
    if !supported || !is_catalog(&subquery.subquery) {
        return Ok(plan);
    }
    unnested(join, subquery, alias, state)
}

fn is_unconditional(join: &Join) -> bool {
    let condition = join.filter.as_ref();
    let always = lit(true);
    join.on.is_empty() && condition.is_none_or(|it| *it == always)
}

fn unnested(
    join: &Join,
    subquery: &Subquery,
    alias: Option<TableReference>,
    state: &State,
) -> Result<LogicalPlan> {
    let left = join.left.as_ref().clone();
    let right = join.right.schema().clone();
    let plan = subquery.subquery.as_ref().clone();
    let rows = ask(Question::Rows, plan, None, left.schema(), state)?.alias(ROWS);
    let of_left = left.schema().iter().map(Expr::from).collect::<Vec<_>>();
    let mut columns = of_left.clone();
    columns.push(rows);
    let options = UnnestOptions::new().with_preserve_nulls(join.join_type == JoinType::Left);
    let listed = LogicalPlanBuilder::from(left).project(columns)?;
    let unnested = listed.unnest_column_with_options(Column::from_name(ROWS), options)?;
    let mut columns = of_left;
    for (at, (qualifier, field)) in right.iter().enumerate() {
        let value = Expr::Column(Column::from_name(ROWS)).field(format!("c{at}"));
        let qualifier = alias.as_ref().or(qualifier).cloned();
        columns.push(value.alias_qualified(qualifier, field.name()));
    }
    let projected = unnested.project(columns)?;
    let on = join.on.iter().map(|(left, right)| left.clone().eq(right.clone()));
    let conditions = on.chain(join.filter.clone()).filter(|it| *it != lit(true));
    match conditions.reduce(Expr::and) {
        Some(condition) => projected.filter(condition)?.build(),
        None => projected.build(),
    }
}
