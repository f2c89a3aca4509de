//! The engine's door: everything that code outside of `src/engine` can ask.
//!
//! Each question takes the [`Viewer`] who asks, and each node that comes out is [`Seen`].

mod find;
mod index;
mod known;
mod matches;
mod scan;
mod sources;
mod viewer;

pub use matches::SeenPair;

use std::sync::Arc;

use channelgraph_schema::{
    BadCursor, EntityKind, FieldId, Filter, NodeId, Place, RecordKey, Role, Test, Value,
};

use crate::model::Table;

use super::{
    Engine, ListQuery, Listed, Mark, Needs, Problem, Ranks, Seen, Viewer, context::Context,
    memo::Question,
};

impl Engine {
    /// A page of a list. A source that fails is a gap of the page, not an error.
    ///
    /// # Errors
    /// If the question is wrong, or cannot be answered within the bounds.
    pub async fn list(
        &self,
        viewer: &Viewer,
        kind: EntityKind,
        query: &ListQuery,
        needs: &Needs,
    ) -> Result<Arc<Listed<Seen>>, Problem> {
        self.check_place(kind, query)?;
        let asked = viewer.ask(kind, query)?;
        let needs = &viewer.needs(kind, needs);
        let question = Question::new(viewer, &("list", kind, query, needs));
        let whole = [Mark::of(&())];
        let pages = self.memo.pages.answers(question, &whole, |_| async {
            let page = self.context(kind, needs).page(&by_filter(kind, &asked)).await?;
            Ok::<_, Problem>(vec![Arc::new(page.seen(viewer))])
        });
        Ok(pages.await?.pop().unwrap_or_default())
    }

    /// For each of these parents, in their order, a page of the nodes whose `relation` refers to
    /// it.
    ///
    /// # Errors
    /// As [`Engine::list`], and if the query names ids.
    pub async fn children(
        &self,
        viewer: &Viewer,
        kind: EntityKind,
        relation: FieldId,
        parents: &[Seen],
        query: &ListQuery,
        needs: &Needs,
    ) -> Result<Vec<Arc<Listed<Seen>>>, Problem> {
        self.check_place(kind, query)?;
        if query.ids.is_some() {
            return Err(Problem::input(
                "`id` filters root lists only; drop it, or ask the list at the root",
            ));
        }
        let asked = viewer.ask_below(kind, relation, parents, query)?;
        let needs = &viewer.needs(kind, needs);
        let question = Question::new(viewer, &("children", kind, relation, query, needs));
        let marks: Vec<Mark> = parents.iter().map(Seen::mark).collect();
        let pages = self.memo.pages.answers(question, &marks, |missing| async move {
            let family = |place: &usize| vec![parents[*place].node().clone()];
            let families = missing.iter().map(family).collect();
            let pages = self.context(kind, needs).pages_below(relation, families, &asked).await?;
            Ok(pages.into_iter().map(|page| Arc::new(page.seen(viewer))).collect())
        });
        pages.await
    }

    /// Counts the nodes of a list, whatever its page; none where the sources cannot tell without
    /// reading them all, or one of them failed.
    ///
    /// # Errors
    /// As [`Engine::list`].
    pub async fn count(
        &self,
        viewer: &Viewer,
        kind: EntityKind,
        query: &ListQuery,
    ) -> Result<Option<u64>, Problem> {
        let query = ListQuery { first: 1, after: None, count: true, ..query.clone() };
        Ok(self.list(viewer, kind, &query, &Needs::default()).await?.total)
    }

    /// The context of a question about an entity.
    fn context(&self, kind: EntityKind, needs: &Needs) -> Context<'_> {
        Context { engine: self, kind, needs: *needs, absent: Ranks::default() }
    }

    /// Refuses a cursor that names a table which is not configured any more, or what cannot be a
    /// place of this list: it would be sent to the source.
    fn check_place(&self, kind: EntityKind, query: &ListQuery) -> Result<(), Problem> {
        let Some(cursor) = &query.after else { return Ok(()) };
        let gone = |source: &str| {
            Problem::input(format!(
                "`after` names a record of `{source}`, which is not among the sources any more; begin anew"
            ))
        };
        for (source, object) in cursor.stretches.iter().flat_map(|stretch| &stretch.without) {
            let is_one = |table: &Arc<Table>| {
                table.source.name == *source && table.mapping.object == *object
            };
            if !self.model.tables(kind).iter().any(is_one) {
                return Err(gone(source));
            }
        }
        for place in cursor.places() {
            let Place::At { key, record } = place else { continue };
            let Some(table) = self.model.table_of(kind, record) else {
                return Err(gone(&record.source));
            };
            let connector = &table.source.connector;
            let is_id =
                connector.canonical_id(&record.object, &record.id).as_deref() == Some(&*record.id);
            if !is_id || !query.order.can_have(kind, key) {
                return Err(Problem::input(BadCursor::Malformed.to_string()));
            }
        }
        Ok(())
    }
}

/// The query with the ids of partners as a condition: the index knows the id of every record.
fn by_filter(kind: EntityKind, query: &ListQuery) -> ListQuery {
    let mut query = query.clone();
    if kind != EntityKind::Partner {
        return query;
    }
    if let (Some(ids), Some(field)) = (query.ids.take(), kind.with_role(Role::Ids)) {
        let id = |record: RecordKey| Value::text(NodeId { kind, record }.encode());
        let one_of = Test::In(ids.into_iter().map(id).collect());
        query.filter = query.filter.and(Filter::Test(field, one_of));
    }
    query
}
