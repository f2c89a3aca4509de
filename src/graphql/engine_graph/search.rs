//! Searches: lists of several entities, one behind the other, each by the text of its searched
//! fields.

use std::sync::Arc;

use channelgraph_core::ErrorCode;
use channelgraph_schema::{Cursor, EntityKind};
use futures::future::join_all;

use super::{
    EngineGraph,
    ask::Found,
    bind::{self, Search},
};
use crate::{
    engine::{Listed, Problem, Seen},
    graphql::{
        plan::Call,
        walk::{Cursors, Outcome, Page},
    },
    load::standing,
};

/// How far the entities of a search were read.
type Places = Vec<(EntityKind, Cursor)>;

/// The cursors of a search's hits.
struct HitCursors(Vec<Places>);

impl Cursors for HitCursors {
    fn at(&self, place: usize) -> Option<String> {
        self.0.get(place).map(|places| bind::joined(places))
    }
}

/// The page of a search while it is filled.
#[derive(Default)]
struct Hits {
    nodes: Vec<(Places, Seen)>,
    gaps: Vec<Problem>,
    /// The cursors of entities whose hits are not all here, because a source failed.
    owed: Places,
}

impl EngineGraph<'_> {
    /// The page of a search. Partners are found in the index; only if these do not fill the page,
    /// the other entities are asked for, all at once.
    pub(super) async fn search(&self, call: &Call, search: &Search) -> Result<Found, Problem> {
        let mut hits = Hits::default();
        let mut rest = search.kinds.as_slice();
        while !rest.is_empty() && hits.lack(search) > 0 {
            let at_once = if rest.starts_with(&[EntityKind::Partner]) { 1 } else { rest.len() };
            let (now, later) = rest.split_at(at_once);
            rest = later;
            for (kind, listed) in self.hits(call, search, now, hits.lack(search)).await {
                if hits.lack(search) == 0 {
                    break;
                }
                match listed {
                    Ok(listed) => hits.take(search, kind, &listed),
                    Err(problem) if problem.code == ErrorCode::QueryTooComplex => {
                        hits.note_gap(problem);
                    }
                    Err(problem) => return Err(problem),
                }
            }
        }
        Ok(hits.page(search))
    }

    /// The first hits of some entities.
    async fn hits(
        &self,
        call: &Call,
        search: &Search,
        kinds: &[EntityKind],
        first: usize,
    ) -> Vec<(EntityKind, Result<Arc<Listed<Seen>>, Problem>)> {
        let lists = kinds.iter().filter_map(|kind| {
            let query = search.query(*kind, search.from(*kind)?, first);
            let needs = self.needs(call, *kind);
            Some(async move { (*kind, self.engine.list(self.viewer, *kind, &query, &needs).await) })
        });
        join_all(lists).await
    }
}

impl Hits {
    /// The hits that the page lacks, with the one that tells whether others follow.
    fn lack(&self, search: &Search) -> usize {
        (search.first + 1).saturating_sub(self.nodes.len())
    }

    fn take(&mut self, search: &Search, kind: EntityKind, listed: &Listed<Seen>) {
        let lacking = self.lack(search);
        listed.gaps.iter().for_each(|gap| self.note_gap(gap.clone()));
        let hit = |(cursor, node): &(Cursor, Seen)| {
            let own = self.owed.iter().cloned().chain([(kind, cursor.clone())]);
            (own.chain(search.behind(kind)).collect(), node.clone())
        };
        self.nodes.extend(listed.nodes.iter().take(lacking).map(hit));
        self.owed.extend(listed.end.iter().map(|end| (kind, end.clone())));
    }

    fn note_gap(&mut self, gap: Problem) {
        standing::note_passing();
        let is_known =
            |known: &Problem| known.source_name == gap.source_name && known.code == gap.code;
        if !self.gaps.iter().any(is_known) {
            self.gaps.push(gap);
        }
    }

    fn page(self, search: &Search) -> Found {
        let is_more = self.lack(search) == 0;
        let Self { mut nodes, mut gaps, owed } = self;
        nodes.truncate(search.first);
        let end = (!is_more && !owed.is_empty()).then(|| search.end(owed));
        let (cursors, nodes) = nodes.into_iter().unzip();
        let cursors = Arc::new(HitCursors(cursors));
        // A source that a bound left out has not failed.
        let is_failure =
            |gap: &&Problem| gap.code != ErrorCode::QueryTooComplex || gap.source_name.is_none();
        let failures = gaps.iter().filter(is_failure).cloned().collect();
        gaps.retain(|gap| gap.source_name.is_some());
        Outcome::Page(Page {
            nodes,
            cursors,
            has_next: is_more || end.is_some(),
            end,
            continued: !search.after.is_empty(),
            total: None,
            gaps,
            failures,
            failed: None,
        })
    }
}
