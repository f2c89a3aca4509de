//! Semi-joins and anti-joins: `Id IN (SELECT AccountId FROM Opportunity WHERE …)`, and what the
//! platform refuses of them.

use super::{
    ast::{Condition, Item, Path, Query},
    cell::{Cell, Kind},
    column::Column,
    error::SoqlError,
    filter::invalid_operator,
    plan::{self, Binder, Rows},
};

/// Semi- and anti-joins of one query.
const MAX_JOINS: usize = 2;

/// The ids that the sub-select yields, in their 15 significant characters.
///
/// `joinable` is false below OR and NOT.
pub(super) fn ids(
    outer: &Binder<'_, '_>,
    query: &Query,
    left: &Column<'_>,
    path: &Path,
    joinable: bool,
) -> Result<Vec<String>, SoqlError> {
    let refuse = |at, message: &str| Err(SoqlError::malformed(at, message));
    if !joinable {
        let message = "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.";
        return refuse(path.at, message);
    }
    if outer.joins > MAX_JOINS {
        let message = format!("Maximum {MAX_JOINS} semi join sub-selects are allowed.");
        return Err(SoqlError::new("EXCEEDED_MAX_SEMIJOIN_SUBSELECTS", message).at(path.at));
    }
    if !matches!(left.kind, Kind::Id | Kind::Reference) {
        return Err(invalid_operator(path, "IN (SELECT …)"));
    }
    if !left.hops.is_empty() {
        return refuse(path.at, "the left operand of a semi join may not cross a relationship");
    }
    let [Item::Path { path: selected, alias: None }] = query.select.as_slice() else {
        return refuse(query.from.at, "a semi join sub-select selects exactly one id field");
    };
    if !query.order.is_empty() || query.limit.is_some() || plan::folds(query) {
        let message = "ORDER BY, LIMIT and GROUP BY are not allowed in a semi join sub-select";
        return refuse(query.from.at, message);
    }
    if query.filter.as_ref().is_some_and(joins) {
        return refuse(query.from.at, "Nesting of semi join sub-selects is not supported");
    }
    let entity = plan::entity(outer.schema, query)?;
    if entity.name == outer.entity.name {
        let message = "The inner and outer selects should not be on the same object type";
        return refuse(query.from.at, message);
    }
    let column = Column::bind(&outer.schema, entity, query.alias.as_deref(), selected)?;
    if !matches!(column.kind, Kind::Id | Kind::Reference) || !column.hops.is_empty() {
        let message = format!(
            "semi join sub-selects can only query id fields, cannot use: '{}'",
            selected.text
        );
        return refuse(selected.at, &message);
    }
    if column.refers_to(entity) != left.refers_to(outer.entity) {
        let message = format!(
            "The inner select field '{}' and outer field '{}' refer to different object types",
            selected.text, path.text
        );
        return refuse(selected.at, &message);
    }
    let rows = Rows::bind(outer.schema, query, entity)?;
    let records = rows.matching().into_iter();
    Ok(records
        .filter_map(|record| match column.cell(record) {
            Cell::Text(id) => id.get(..15).map(str::to_owned),
            _ => None,
        })
        .collect())
}

fn joins(condition: &Condition) -> bool {
    match condition {
        Condition::All(all) | Condition::Any(all) => all.iter().any(joins),
        Condition::Not(inner) => joins(inner),
        Condition::Join { .. } => true,
        _ => false,
    }
}
