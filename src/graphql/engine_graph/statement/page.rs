//! Pages of lines.

use std::sync::Arc;

use super::{LineOf, StatementOf};
use crate::{
    engine::Problem,
    graphql::{
        engine_graph::{place::Behind, thing::Thing},
        walk::{Cursors, Outcome, Page},
    },
};

/// The list of which a cursor is one.
const LIST: &str = "statement";

/// Lines as they are asked for.
#[derive(Debug, Clone)]
pub struct LinesAsked {
    /// Lines of a page at most.
    pub(in crate::graphql::engine_graph) first: usize,
    /// The place behind the line of an incentive, by its id.
    after: Option<Behind<String>>,
}

/// The cursors of the lines of a page that begins at a place.
struct LineCursors(Arc<StatementOf>, usize);

impl LinesAsked {
    /// So many lines after a cursor.
    ///
    /// # Errors
    /// If it is no cursor of lines.
    pub(super) fn new(first: usize, after: Option<&str>) -> Result<Self, Problem> {
        let after = after.map(|cursor| Behind::decode(LIST, cursor)).transpose()?;
        Ok(Self { first, after })
    }

    /// The page of a statement's lines.
    pub(super) fn page(&self, of: &Arc<StatementOf>) -> Outcome<Thing> {
        let lines = &of.told.statement.lines;
        let begin = self.after.as_ref().map_or(0, |after| {
            let is_it = |line| of.incentive(line).is_some_and(|node| node.id() == after.item);
            after.begins(lines.iter().position(is_it)).min(lines.len())
        });
        let end = begin.saturating_add(self.first).min(lines.len());
        let line = |place| Thing::Line(LineOf { of: of.clone(), place });
        Outcome::Page(Page {
            nodes: (begin..end).map(line).collect(),
            cursors: Arc::new(LineCursors(of.clone(), begin)),
            has_next: end < lines.len(),
            end: None,
            continued: self.after.is_some(),
            total: Some(lines.len() as u64),
            gaps: of.told.statement.coverage.missing.clone(),
            failures: Vec::new(),
            failed: None,
        })
    }
}

impl Cursors for LineCursors {
    fn at(&self, place: usize) -> Option<String> {
        let Self(of, begin) = self;
        let place = begin.checked_add(place)?;
        let incentive = of.incentive(of.told.statement.lines.get(place)?)?.id().to_owned();
        Behind::cursor(LIST, incentive, place)
    }
}
