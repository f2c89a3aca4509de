//! `UNION`: the executor takes the types of its first part for those of all, and casts the others
//! to them when all around it has been planned. So it is a table until then, whose planner gives
//! each column the type of all its parts.

use std::{ops::ControlFlow, sync::Arc};

use datafusion::{
    common::{DFSchema, Result},
    logical_expr::{
        Distinct, LogicalPlan, Union,
        expr_rewriter::coerce_plan_expr_for_schema,
        planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning},
    },
    prelude::SessionContext,
    sql::sqlparser::ast::{
        Query, SetExpr, SetOperator, Statement, TableFactor, VisitMut, VisitorMut, visit_relations,
    },
};

use crate::{functions::common, syntax};

/// The name of such a table, which no client can give: a name of PostgreSQL has no such letter.
const TABLE: &str = "$union";

/// Makes each union of a statement such a table, but for those that call themselves.
pub(super) fn mark(statement: &mut Statement) {
    struct Marker;
    impl VisitorMut for Marker {
        type Break = ();

        fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
            marked(&mut query.body, false);
            for with in query.with.iter_mut().filter(|with| with.recursive) {
                for cte in &mut with.cte_tables {
                    let name = syntax::folded(&cte.alias.name);
                    if calls(&cte.query, &name)
                        && let Some(union) = union_of(&mut cte.query.body)
                    {
                        cte.query.body = union.body.clone();
                    }
                }
            }
            ControlFlow::Continue(())
        }
    }
    let _ = statement.visit(&mut Marker);
}

/// A union among the parts of another one is settled with it.
fn marked(body: &mut SetExpr, is_part: bool) {
    let SetExpr::SetOperation { op, left, right, .. } = body else { return };
    let is_union = *op == SetOperator::Union;
    marked(left, is_union);
    marked(right, is_union);
    if is_union
        && !is_part
        && let Some(mut table) = syntax::query(r#"SELECT * FROM (SELECT 1) AS "$union""#)
        && let Some(query) = union_of(&mut table.body)
    {
        std::mem::swap(&mut *query.body, body);
        *body = *table.body;
    }
}

/// The union that is such a table.
fn union_of(body: &mut SetExpr) -> Option<&mut Query> {
    let SetExpr::Select(select) = body else { return None };
    match &mut select.from.first_mut()?.relation {
        TableFactor::Derived { subquery, alias: Some(alias), .. } if alias.name.value == TABLE => {
            Some(subquery)
        }
        _ => None,
    }
}

fn calls(query: &Query, name: &str) -> bool {
    visit_relations(query, |relation| match &syntax::parts(relation)[..] {
        [only] if only == name => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    })
    .is_break()
}

/// Has such tables planned.
pub(super) fn register(context: &SessionContext) -> Result<()> {
    context.state_ref().write().register_relation_planner(Arc::new(Unions))
}

#[derive(Debug)]
struct Unions;

impl RelationPlanner for Unions {
    fn plan_relation(
        &self,
        mut relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        match &mut relation {
            TableFactor::Derived { alias, .. }
                if alias.as_ref().is_some_and(|alias| alias.name.value == TABLE) =>
            {
                *alias = None;
            }
            _ => return Ok(RelationPlanning::Original(Box::new(relation))),
        }
        let plan = settled(context.plan(relation)?)?;
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(plan, None))))
    }
}

/// A union whose parts have the same types.
fn settled(plan: LogicalPlan) -> Result<LogicalPlan> {
    match plan {
        LogicalPlan::Distinct(Distinct::All(input)) => {
            let input = settled(Arc::unwrap_or_clone(input))?;
            Ok(LogicalPlan::Distinct(Distinct::All(Arc::new(input))))
        }
        LogicalPlan::Union(union) => {
            let parts = union.inputs.into_iter().map(|part| settled(Arc::unwrap_or_clone(part)));
            let parts = parts.collect::<Result<Vec<_>>>()?;
            let schema = together(&union.schema, &parts)?;
            let alike = |part| coerce_plan_expr_for_schema(part, &schema).map(Arc::new);
            let parts = parts.into_iter().map(alike).collect::<Result<Vec<_>>>()?;
            Ok(LogicalPlan::Union(Union::try_new(parts)?))
        }
        plan => Ok(plan),
    }
}

/// The columns of the first part, each with the type of all.
fn together(first: &DFSchema, parts: &[LogicalPlan]) -> Result<DFSchema> {
    let mut columns = Vec::with_capacity(first.fields().len());
    for (place, (table, field)) in first.iter().enumerate() {
        let types = parts.iter().map(|part| part.schema().field(place).data_type());
        let field = field.as_ref().clone().with_data_type(common("UNION", types)?);
        columns.push((table.cloned(), Arc::new(field)));
    }
    DFSchema::new_with_metadata(columns, first.metadata().clone())
}
