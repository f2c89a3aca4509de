//! Open query cursors: the ids still to be printed, and the query that says how.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use tokio::time::Instant;

use super::{auth::random, errors::ApiError, ids, soql::ast::Query};

/// Cursors open at once; the oldest gives way.
const MAX_CURSORS: usize = 10_000;

/// A result of which pages are yet to be read. Rows are printed as they are when their page is
/// asked for.
#[derive(Debug)]
pub(crate) struct Cursor {
    pub(crate) object: String,
    pub(crate) query: Query,
    pub(crate) ids: Vec<String>,
    pub(crate) batch: usize,
    pub(crate) with_deleted: bool,
}

/// All open cursors of an org.
#[derive(Debug, Default)]
pub(crate) struct Cursors {
    open: HashMap<String, Arc<Cursor>>,
    order: VecDeque<(Instant, String)>,
}

impl Cursors {
    /// Keeps a cursor, and returns its id.
    pub(crate) fn open(&mut self, cursor: Cursor, lifetime: Duration) -> String {
        self.expire(lifetime);
        if self.order.len() >= MAX_CURSORS
            && let Some((_, oldest)) = self.order.pop_front()
        {
            self.open.remove(&oldest);
        }
        let id = ids::to_18(&format!("01g{}", random(12)));
        self.open.insert(id.clone(), Arc::new(cursor));
        self.order.push_back((Instant::now(), id.clone()));
        id
    }

    /// The cursor and the place that a locator (`01g…-2000`) names.
    pub(crate) fn find(
        &mut self,
        locator: &str,
        lifetime: Duration,
    ) -> Result<(String, Arc<Cursor>, usize), ApiError> {
        self.expire(lifetime);
        let invalid = || ApiError::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        let (id, offset) = locator.rsplit_once('-').ok_or_else(invalid)?;
        let cursor = self.open.get(id).ok_or_else(invalid)?;
        let offset = offset.parse().map_err(|_| invalid())?;
        if offset >= cursor.ids.len() {
            return Err(invalid());
        }
        Ok((id.to_owned(), Arc::clone(cursor), offset))
    }

    fn expire(&mut self, lifetime: Duration) {
        while let Some((since, id)) = self.order.front()
            && since.elapsed() >= lifetime
        {
            self.open.remove(id);
            self.order.pop_front();
        }
    }
}
