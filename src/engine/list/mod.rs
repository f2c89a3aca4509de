//! Lists: over the index, merged from several tables, named by ids, or hanging off other nodes.

mod by_id;
mod candidate;
mod child_rows;
mod children;
mod family;
mod merge;
mod of_partners;
mod partners;
mod position;
mod progress;
mod resolve;
mod stream;

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldId};

use super::{ListQuery, Listed, Node, Problem, context::Context, plan::Plan};

impl Context<'_> {
    /// A page of a list of any entity, by whichever way costs the fewest calls.
    ///
    /// # Errors
    /// If the question is wrong, or cannot be answered within the bounds.
    pub(super) async fn page(self, query: &ListQuery) -> Result<Listed, Problem> {
        Plan::of_list(self.engine, self.kind, query).check_order()?;
        if self.kind == EntityKind::Partner {
            return Ok(self.partners(query).await);
        }
        if let Some(ids) = &query.ids {
            return Ok(self.list_of(ids, query).await);
        }
        if let Some((relation, partners, rest)) = self.of_partners(query) {
            let mut pages = self.below(relation, vec![partners], &rest).await?;
            return Ok(pages.pop().unwrap_or_default());
        }
        self.merged(query).await
    }

    /// For each family of parents, a page of the nodes whose `relation` refers to one of them.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub(super) async fn pages_below(
        self,
        relation: FieldId,
        parents: Vec<Vec<Arc<Node>>>,
        query: &ListQuery,
    ) -> Result<Vec<Listed>, Problem> {
        Plan::of_list(self.engine, self.kind, query).check_order()?;
        if self.kind == EntityKind::Partner {
            // The index knows which partner records are one, and which partner each of them names.
            return Ok(self.partners_below(relation, &parents, query).await);
        }
        self.below(relation, parents, query).await
    }
}
