//! Lists: over the index, merged from several tables, named by ids, or hanging off other nodes.

mod by_id;
mod children;
mod family;
mod merge;
mod of_partners;
mod partners;
mod stream;

use channelgraph_schema::EntityKind;

use super::{Engine, ListQuery, Listed, Needs, Problem};

impl Engine {
    /// A page of a list of any entity, by whichever way costs the fewest calls.
    pub(super) async fn page(
        &self,
        kind: EntityKind,
        query: &ListQuery,
        needs: Needs,
    ) -> Result<Listed, Problem> {
        if kind == EntityKind::Partner {
            let mut pages = self.partner_pages(std::slice::from_ref(query), needs).await;
            return Ok(pages.pop().unwrap_or_default());
        }
        if let Some(ids) = &query.ids {
            return self.list_of(kind, ids, query, needs).await;
        }
        if let Some((relation, partners, rest)) = self.of_partners(kind, query) {
            let mut pages = self.children_of(kind, relation, vec![partners], &rest, needs).await?;
            return Ok(pages.pop().unwrap_or_default());
        }
        self.merged(kind, query, needs).await
    }
}
