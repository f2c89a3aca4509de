//! Orders: which tables can put their rows in the order of a list.

use channelgraph_schema::{Locale, mapping::SourceOrder};

use super::Plan;
use crate::{engine::Problem, model::Table};

impl Plan<'_> {
    /// The order as a table is asked for it: none by id, and where it has no such field.
    ///
    /// # Errors
    /// If the table holds the field in a form by which it cannot order.
    pub(in crate::engine) fn order_of(
        &self,
        table: &Table,
        locale: &Locale,
    ) -> Result<Option<SourceOrder>, Problem> {
        table
            .mapping
            .order(self.query.order, locale)
            .map_err(|text| Problem::unsupported(table, text))
    }

    /// Refuses an order by a field that none of the list's tables has: it would silently be one by
    /// id.
    ///
    /// # Errors
    /// If so; the text names the sources.
    pub(in crate::engine) fn check_order(&self) -> Result<(), Problem> {
        let Some(key) = self.query.order.key else { return Ok(()) };
        let tables =
            || self.model.tables(self.kind).iter().filter(|table| self.query.covers(table));
        if tables().next().is_none() || tables().any(|table| table.mapping.mapped().contains(key)) {
            return Ok(());
        }
        let mut sources: Vec<&str> = tables().map(|table| &*table.source.name).collect();
        sources.dedup();
        let (kind, key) = (self.kind, self.kind.def(key).name);
        let told = |of: &str| {
            format!(
                "{kind}s{of} cannot be ordered by `{key}`: no mapping of these sources has that \
                 field; order by another one, or add the field to a mapping"
            )
        };
        let named = told(&format!(" of {}", sources.join(", ")));
        Err(Problem { discreet: Some(told("")), ..Problem::input(named) })
    }
}
