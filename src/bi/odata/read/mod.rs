//! Rows of a question: page by page in the order of their scan, or sorted here.

mod count;
mod linked;
mod phases;
mod sorted;

use std::{sync::Arc, time::Duration};

use channelgraph_sql::{ColumnType, Gaps};
pub(super) use linked::Linked;
use phases::Phase;
use tokio::time::Instant;

use super::{
    error::Refused,
    query::Query,
    sets::{Set, Sets},
    token::Token,
    value::{self, Row},
};
use crate::bi::{Reader, Spot};

/// Nodes that are read at once, at most.
const CHUNK: usize = 500;
/// The time after which a page ends with what it has: the next one goes on.
const PAGE_TIME: Duration = Duration::from_secs(30);
/// Rows that are read for one page, at most.
const PAGE_READS: usize = 50_000;
/// Rows that are held to be sorted or counted, at most.
pub(super) const MOST_HELD: usize = 10_000;

/// The reading of one question.
pub(super) struct Reading<'a> {
    pub(super) reader: &'a Reader,
    pub(super) sets: &'a Sets,
    pub(super) query: &'a Query,
    pub(super) gaps: Arc<Gaps>,
    /// Rows that may be read to answer one question as a whole.
    pub(super) max_rows: usize,
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its rows.
    pub(super) rows: Vec<Row>,
    /// Where the next one begins; none if nothing follows.
    pub(super) next: Option<Token>,
}

impl<'a> Reading<'a> {
    /// The page of a token.
    ///
    /// # Errors
    /// If a source fails, or the question takes more than it may.
    pub(super) async fn page(&self, token: Token) -> Result<Page, Refused> {
        match self.phases()? {
            Some(phases) => self.scanned(&phases, token).await,
            None => self.sorted(token).await,
        }
    }

    fn set(&self) -> Result<&'a Set, Refused> {
        let missing = || Refused::not_found("there is no such set");
        self.sets.at(self.query.set).ok_or_else(missing)
    }

    /// A page in the order of its scans.
    async fn scanned(&self, phases: &[Phase], token: Token) -> Result<Page, Refused> {
        let types = types(self.set()?);
        let (size, begun) = (token.size, Instant::now());
        let mut at = token;
        let wanted = at.top.map_or(size, |top| top.min(size));
        let mut chunk = wanted.saturating_add(at.skip).clamp(1, CHUNK);
        let (mut rows, mut read) = (Vec::new(), 0);
        if at.top == Some(0) {
            return Ok(Page::default());
        }
        while let Some(phase) = phases.get(at.phase) {
            let part = self.reader.part(&phase.scan, &at.spot, chunk).await?;
            let found = value::rows(&part.batch, &phase.scan.columns, &types);
            read += found.len();
            let (mut found, mut from) = (found.into_iter(), 0);
            for (end, behind) in part.ends {
                let of_node = found.by_ref().take(end - from);
                let mut passed: Vec<Row> = of_node.filter(|row| phase.passes(row)).collect();
                from = end;
                let skipped = at.skip.min(passed.len());
                passed.drain(..skipped);
                passed.truncate(at.top.unwrap_or(usize::MAX));
                if !rows.is_empty() && rows.len() + passed.len() > size {
                    return Ok(Page { rows, next: Some(at) });
                }
                at.skip -= skipped;
                at.top = at.top.map(|top| top - passed.len());
                at.spot = behind;
                rows.append(&mut passed);
                if at.top == Some(0) {
                    return Ok(Page { rows, next: None });
                }
            }
            match part.next {
                Some(spot) => at.spot = spot,
                None => (at.phase, at.spot) = (at.phase + 1, Spot::default()),
            }
            let is_over = read >= PAGE_READS || begun.elapsed() >= PAGE_TIME;
            if at.phase < phases.len() && (rows.len() >= size || is_over) {
                return Ok(Page { rows, next: Some(at) });
            }
            chunk = chunk.saturating_mul(2).min(CHUNK);
        }
        Ok(Page { rows, next: None })
    }

    /// All rows that pass, in no order.
    async fn all(&self, most: usize) -> Result<Vec<Row>, Refused> {
        self.all_of(&self.unsorted()?, most).await
    }

    async fn all_of(&self, phase: &Phase, most: usize) -> Result<Vec<Row>, Refused> {
        let types = types(self.set()?);
        let (mut rows, mut read, mut spot) = (Vec::new(), 0, Some(Spot::default()));
        while let Some(at) = spot {
            let part = self.reader.part(&phase.scan, &at, CHUNK).await?;
            let found = value::rows(&part.batch, &phase.scan.columns, &types);
            read += found.len();
            rows.extend(found.into_iter().filter(|row| phase.passes(row)));
            if rows.len() > most || read > self.max_rows {
                return Err(self.too_many(most, read));
            }
            spot = part.next;
        }
        Ok(rows)
    }

    fn too_many(&self, most: usize, read: usize) -> Refused {
        let table = self.sets.at(self.query.set).map(|set| set.table.name.clone());
        let table = table.unwrap_or_default();
        if read > self.max_rows {
            return Refused::too_much(format!(
                "`{table}` has more than {} rows here (`bi.max_rows`); filter by more",
                self.max_rows
            ));
        }
        Refused::too_much(format!(
            "the gateway sorts and counts at most {most} rows of `{table}` by itself: filter by \
             more, or follow the pages without this option"
        ))
    }

    /// The only row, where a question has one.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub(super) async fn only(&self) -> Result<Option<Row>, Refused> {
        Ok(self.all(MOST_HELD).await?.into_iter().next())
    }
}

/// The types of a set's columns.
fn types(set: &Set) -> Vec<ColumnType> {
    set.table.columns.iter().map(|column| column.ty).collect()
}
