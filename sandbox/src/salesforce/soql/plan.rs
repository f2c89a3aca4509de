//! A query bound to the org: which records it yields, in which order.

use super::{
    ast::{Item, Path, Query},
    column::Column,
    error::SoqlError,
    filter::Test,
    order::{self, Sort},
    schema::{Entity, Record, Schema},
    select::Selection,
};

/// The most levels of child subqueries below the first object.
const MAX_LEVELS: usize = 5;
const MAX_OFFSET: usize = 2_000;

/// A query that yields records.
#[derive(Debug, Clone)]
pub(crate) struct Plan<'a> {
    pub(crate) selection: Selection<'a>,
    pub(crate) rows: Rows<'a>,
}

/// The part of a query that decides about rows.
#[derive(Debug, Clone)]
pub(crate) struct Rows<'a> {
    schema: Schema<'a>,
    pub(crate) entity: Entity<'a>,
    test: Option<Test<'a>>,
    sorts: Vec<Sort<'a>>,
    pub(crate) limit: usize,
    offset: usize,
}

/// The state that the clauses of one query share while they are bound.
pub(super) struct Binder<'a, 'q> {
    pub(super) schema: Schema<'a>,
    pub(super) entity: Entity<'a>,
    pub(super) alias: Option<&'q str>,
    pub(super) joins: usize,
}

impl<'a> Binder<'a, '_> {
    pub(super) fn column(&self, path: &Path) -> Result<Column<'a>, SoqlError> {
        Column::bind(&self.schema, self.entity, self.alias, path)
    }
}

impl<'a> Plan<'a> {
    /// Binds a query on an object; `FROM` has been looked up already.
    pub(crate) fn bind(
        schema: Schema<'a>,
        query: &Query,
        entity: Entity<'a>,
    ) -> Result<Self, SoqlError> {
        Self::bind_below(schema, query, entity, 0)
    }

    pub(super) fn bind_below(
        schema: Schema<'a>,
        query: &Query,
        entity: Entity<'a>,
        depth: usize,
    ) -> Result<Self, SoqlError> {
        if depth > MAX_LEVELS {
            let message = format!("child subqueries may nest {MAX_LEVELS} levels deep");
            return Err(SoqlError::malformed(query.from.at, message));
        }
        if depth > 0 && folds(query) {
            let message = "Aggregate functions and GROUP BY are not allowed in a child subquery";
            return Err(SoqlError::malformed(query.from.at, message));
        }
        let mut binder = Binder { schema, entity, alias: query.alias.as_deref(), joins: 0 };
        let selection = binder.selection(query, depth)?;
        let mut rows = Rows::bind(schema, query, entity)?;
        rows.sorts = binder.sorts(&query.order)?;
        Ok(Self { selection, rows })
    }
}

impl<'a> Rows<'a> {
    /// Binds WHERE, LIMIT and OFFSET; sorting is left to the caller, who knows whether rows are
    /// folded.
    pub(super) fn bind(
        schema: Schema<'a>,
        query: &Query,
        entity: Entity<'a>,
    ) -> Result<Self, SoqlError> {
        let offset = query.offset.unwrap_or(0);
        if offset > MAX_OFFSET {
            let message = format!("Maximum SOQL offset allowed is {MAX_OFFSET}");
            return Err(SoqlError::new("NUMBER_OUTSIDE_VALID_RANGE", message));
        }
        let mut binder = Binder { schema, entity, alias: query.alias.as_deref(), joins: 0 };
        let test = match &query.filter {
            Some(condition) => Some(binder.test(condition, true)?),
            None => None,
        };
        Ok(Self {
            schema,
            entity,
            test,
            sorts: Vec::new(),
            limit: query.limit.unwrap_or(usize::MAX),
            offset,
        })
    }

    /// All records that pass, unsorted and uncut. A filter on the object's own id is answered from
    /// the key.
    pub(crate) fn matching(&self) -> Vec<Record<'a>> {
        match self.test.as_ref().and_then(Test::ids) {
            Some(mut ids) => {
                ids.sort_unstable();
                ids.into_iter()
                    .filter_map(|id| self.entity.record(id))
                    .filter(|record| self.passes(*record))
                    .collect()
            }
            None => self.entity.records().filter(|record| self.passes(*record)).collect(),
        }
    }

    pub(crate) fn passes(&self, record: Record<'a>) -> bool {
        let differs = self.schema.switches.null_matches_not_equal;
        (self.schema.with_deleted || !record.deleted())
            && self.test.as_ref().is_none_or(|test| test.matches(record, differs))
    }

    /// Sorts and cuts what [`Rows::matching`] found.
    pub(crate) fn arrange(&self, records: Vec<Record<'a>>) -> Vec<Record<'a>> {
        let keep = self.offset.saturating_add(self.limit);
        let mut records = order::first(records, &self.sorts, keep);
        records.drain(..self.offset.min(records.len()));
        records.truncate(self.limit);
        records
    }
}

/// Whether a query folds rows into groups or counts.
pub(crate) fn folds(query: &Query) -> bool {
    !query.group.is_empty()
        || query
            .select
            .iter()
            .any(|item| matches!(item, Item::Call { call, .. } if call.function.folds()))
}

/// The object after FROM.
pub(crate) fn entity<'a>(schema: Schema<'a>, query: &Query) -> Result<Entity<'a>, SoqlError> {
    let name = &query.from.text;
    schema.entity(name).ok_or_else(|| {
        let message = format!(
            "sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
        );
        SoqlError::new("INVALID_TYPE", message).at(query.from.at)
    })
}
