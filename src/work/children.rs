//! What belongs to partners or campaigns, each list read to its end.

use channelgraph_schema::{EntityKind, FieldId};

use super::{PAGE, sources::each_once};
use crate::engine::{Engine, ListQuery, Listed, Needs, Problem, Seen, Viewer};

/// The nodes that belong to one parent.
#[derive(Default)]
pub struct Children {
    /// The nodes.
    pub nodes: Vec<Seen>,
    gaps: Vec<Problem>,
    next: Option<ListQuery>,
}

impl Children {
    /// The nodes of an entity that refer to each of these parents by a field, in their order.
    ///
    /// # Errors
    /// As [`Engine::children`]. A source that fails is a gap.
    pub async fn of(
        (engine, viewer): (&Engine, &Viewer),
        (kind, by): (EntityKind, FieldId),
        parents: &[Seen],
        needs: &Needs,
    ) -> Result<Vec<Self>, Problem> {
        let query = ListQuery::first_of_all(PAGE);
        let pages = engine.children(viewer, kind, by, parents, &query, needs).await?;
        let mut all = Vec::with_capacity(parents.len());
        for (page, parent) in pages.iter().zip(parents) {
            let mut children = Self::default();
            children.add(page, &query);
            while let Some(query) = children.next.take() {
                let parent = std::slice::from_ref(parent);
                for page in engine.children(viewer, kind, by, parent, &query, needs).await? {
                    children.add(&page, &query);
                }
            }
            all.push(children);
        }
        Ok(all)
    }

    fn add(&mut self, page: &Listed<Seen>, query: &ListQuery) {
        self.nodes.extend(page.nodes.iter().map(|(_, node)| node.clone()));
        self.gaps.extend(page.gaps.iter().cloned());
        self.next = page.next(query);
    }

    /// The sources that did not answer, each once.
    pub fn missing(&self, engine: &Engine) -> Vec<Problem> {
        let failures = self.nodes.iter().flat_map(Seen::failures);
        each_once(engine.index_gaps().into_iter().chain(self.gaps.iter().cloned()).chain(failures))
    }
}
