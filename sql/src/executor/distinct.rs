//! Projections that the optimizer cannot take for one another.
//!
//! It drops a projection over one with the same expressions, as if computing twice were computing
//! once: `SELECT x + 1 AS x FROM (SELECT x + 1 AS x FROM t)` would add 1. DataFusion 55 does;
//! <https://github.com/apache/datafusion/pull/24686> mends it.

use std::collections::{BTreeMap, HashSet};

use datafusion::{
    common::{
        Result,
        metadata::FieldMetadata,
        tree_node::{Transformed, TransformedResult, TreeNodeRecursion},
    },
    logical_expr::{Expr, LogicalPlan, Projection, expr::Alias},
};

/// What tells two projections apart.
const KEY: &str = "projection";

/// The plan with a mark in each projection that computes a name which another one computes too.
pub(super) fn distinct(plan: LogicalPlan) -> Result<LogicalPlan> {
    let mut computed = HashSet::new();
    let mut marks = 0_usize;
    let marked = plan.transform_down_with_subqueries(|plan| match plan {
        LogicalPlan::Projection(projection) => {
            let again = again(&projection, &mut computed);
            match again {
                Some(place) => {
                    marks += 1;
                    let marked = mark(projection, place, marks)?;
                    Ok(Transformed::yes(LogicalPlan::Projection(marked)))
                }
                None => Ok(Transformed::no(LogicalPlan::Projection(projection))),
            }
        }
        // Both parts of a recursion have to have the same columns, to the last mark.
        LogicalPlan::RecursiveQuery(_) => {
            Ok(Transformed::new(plan, false, TreeNodeRecursion::Jump))
        }
        plan => Ok(Transformed::no(plan)),
    })?;
    if !marked.transformed {
        return Ok(marked.data);
    }
    let whole = |plan: LogicalPlan| plan.recompute_schema().map(Transformed::yes);
    marked.data.transform_up_with_subqueries(whole).data()
}

/// The place of the first expression whose name is computed elsewhere.
fn again(projection: &Projection, computed: &mut HashSet<String>) -> Option<usize> {
    let mut again = None;
    let fields = projection.schema.fields().iter();
    for (place, (expr, field)) in projection.expr.iter().zip(fields).enumerate() {
        let is_kept = matches!(expr, Expr::Column(column) if column.name == *field.name());
        if !is_kept && !computed.insert(field.name().clone()) {
            again.get_or_insert(place);
        }
    }
    again
}

/// The projection with a mark, which nobody reads, in the expression at a place.
fn mark(projection: Projection, place: usize, mark: usize) -> Result<Projection> {
    let (relation, field) = projection.schema.qualified_field(place);
    let (relation, name) = (relation.cloned(), field.name().clone());
    let mark = FieldMetadata::from(BTreeMap::from([(KEY.to_owned(), mark.to_string())]));
    let mut exprs = projection.expr;
    if let Some(expr) = exprs.get_mut(place) {
        let (inner, known) = match expr.clone() {
            Expr::Alias(Alias { expr, metadata, .. }) => (*expr, metadata),
            other => (other, None),
        };
        let mut metadata = known.unwrap_or_else(FieldMetadata::new_empty);
        metadata.extend(mark);
        *expr = Expr::Alias(Alias::new(inner, relation, name).with_metadata(Some(metadata)));
    }
    Projection::try_new(exprs, projection.input)
}
