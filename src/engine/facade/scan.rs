//! A list as a stream of all its nodes, for whoever wants more than a page.

use std::{collections::VecDeque, sync::Arc};

use channelgraph_core::ErrorCode;
use channelgraph_schema::EntityKind;
use futures::{Stream, stream};

use crate::engine::{Engine, ListQuery, Needs, Problem, Seen, Viewer};

/// A scan under way.
struct Scan<'a> {
    engine: &'a Engine,
    viewer: &'a Viewer,
    kind: EntityKind,
    needs: Needs,
    /// The next page; none once the list is at its end.
    next: Option<ListQuery>,
    ready: VecDeque<Result<Seen, Problem>>,
    /// Gaps that were named already.
    named: Vec<(Option<Arc<str>>, ErrorCode)>,
}

impl Engine {
    /// Every node of a list in its order, read page by page as the stream is polled; `first` of the
    /// query is the size of a page. A source that fails gives one error among the nodes, and the
    /// others go on; an error of the list as a whole ends the stream.
    pub fn scan<'a>(
        &'a self,
        viewer: &'a Viewer,
        kind: EntityKind,
        query: ListQuery,
        needs: Needs,
    ) -> impl Stream<Item = Result<Seen, Problem>> + 'a {
        let next = Some(query);
        let (ready, named) = (VecDeque::new(), Vec::new());
        let scan = Scan { engine: self, viewer, kind, needs, next, ready, named };
        stream::unfold(scan, |mut scan| async move {
            let item = scan.next().await?;
            Some((item, scan))
        })
    }
}

impl Scan<'_> {
    async fn next(&mut self) -> Option<Result<Seen, Problem>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            let query = self.next.take()?;
            match self.engine.list(self.viewer, self.kind, &query, &self.needs).await {
                Err(problem) => self.ready.push_back(Err(problem)),
                Ok(page) => {
                    self.ready.extend(page.nodes.iter().map(|(_, node)| Ok(node.clone())));
                    self.name(&page.gaps);
                    self.next = page.next(&query);
                }
            }
        }
    }

    /// Gives each gap once.
    fn name(&mut self, gaps: &[Problem]) {
        for gap in gaps {
            let name = (gap.source_name.clone(), gap.code);
            if !self.named.contains(&name) {
                self.named.push(name);
                self.ready.push_back(Err(gap.clone()));
            }
        }
    }
}
