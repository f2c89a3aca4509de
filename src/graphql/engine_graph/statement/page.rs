//! Pages of lines. A cursor names the incentive of a line, so that a page goes on where the last
//! one ended though lines have come or gone; where that line is gone, by its place.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use channelgraph_schema::BadCursor;
use serde::{Deserialize, Serialize};

use super::{LineOf, StatementOf};
use crate::{
    engine::Problem,
    graphql::{
        engine_graph::thing::Thing,
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
    after: Option<LinePlace>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct LinePlace {
    list: String,
    incentive: String,
    place: usize,
}

/// The cursors of the lines of a page that begins at a place.
struct LineCursors(Arc<StatementOf>, usize);

impl LinesAsked {
    /// So many lines after a cursor.
    ///
    /// # Errors
    /// If it is no cursor of lines.
    pub(super) fn new(first: usize, after: Option<&str>) -> Result<Self, Problem> {
        let decode = |text: &str| -> Result<LinePlace, Problem> {
            let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor::Malformed)?;
            let place: LinePlace =
                serde_json::from_slice(&bytes).map_err(|_| BadCursor::Malformed)?;
            if place.list == LIST { Ok(place) } else { Err(BadCursor::Malformed.into()) }
        };
        Ok(Self { first, after: after.map(decode).transpose()? })
    }

    /// The page of a statement's lines.
    pub(super) fn page(&self, of: &Arc<StatementOf>) -> Outcome<Thing> {
        let lines = &of.told.statement.lines;
        let begin = self.after.as_ref().map_or(0, |after| {
            let is_it = |line| of.incentive(line).is_some_and(|node| node.id() == after.incentive);
            let found = lines.iter().position(is_it);
            found.unwrap_or(after.place).saturating_add(1).min(lines.len())
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
        let place = LinePlace { list: LIST.to_owned(), incentive, place };
        Some(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&place).ok()?))
    }
}
