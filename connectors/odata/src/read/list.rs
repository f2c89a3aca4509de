//! Lists: in the order of a key as the service keeps it, with ties and nulls put right here; else
//! all rows are read and put in order here.

use std::ops::ControlFlow;

use channelgraph_core::{
    Page, Read, Result, local,
    local::Gather,
    pushdown::{Logic, Pushed},
};
use channelgraph_schema::{Filter, Test, mapping::Row};

use super::{Asked, fetch::Options};
use crate::{
    connector::OData,
    query::{self, Condition, Key},
};

/// Growth of a read each time that it was not enough.
const FURTHER: usize = 4;

impl OData {
    /// A page of a list.
    pub(crate) async fn list(&self, asked: &Asked<'_>) -> Result<Page> {
        let filter = asked.filter();
        if filter.condition.is_never() {
            return Ok(Page {
                rows: Vec::new(),
                complete: true,
                exact: true,
                total: asked.read.count.then_some(0),
                ..Page::default()
            });
        }
        if asked.read.limit == 0 {
            let total = self.total(asked, filter).await?;
            return Ok(Page {
                rows: Vec::new(),
                complete: false,
                exact: true,
                total,
                ..Page::default()
            });
        }
        match query::key(asked.scope, asked.read.order.as_ref()) {
            Some(key) => self.by_key(asked, key, filter).await,
            None if asked
                .read
                .order
                .as_ref()
                .is_none_or(|order| asked.scope.column(&order.field).is_none()) =>
            {
                let mut page = self.by_id(asked, filter.condition.clone()).await?;
                if page.total.is_none() {
                    page.total = self.total(asked, filter).await?;
                }
                Ok(page)
            }
            None => self.whole(asked, filter.condition).await,
        }
    }

    /// Counts all rows that match, if the service can tell.
    async fn total(&self, asked: &Asked<'_>, filter: Pushed<Condition>) -> Result<Option<u64>> {
        if !asked.read.count || !filter.exact {
            return Ok(None);
        }
        self.count(asked, filter.condition).await
    }

    /// All rows, put in order here; as they are all at hand, none that follow are held back.
    pub(super) async fn whole(&self, asked: &Asked<'_>, condition: Condition) -> Result<Page> {
        let rows = self.all(asked, condition, false).await?;
        Ok(local::page(&Read { limit: usize::MAX, ..asked.read.clone() }, &asked.like(), rows))
    }

    pub(super) async fn by_key(
        &self,
        asked: &Asked<'_>,
        key: Key<'_>,
        filter: Pushed<Condition>,
    ) -> Result<Page> {
        let read = asked.read;
        let test = |test: Test| asked.compile(&Filter::Test(key.name.to_owned(), test));
        let (with, without) = (test(Test::IsNull(false)), test(Test::IsNull(true)));
        // Rows without a key come last: where the service can tell them apart, they are read by
        // themselves.
        let splits = key.column.filterable
            && !without.condition.is_never()
            && !without.condition.is_always();
        let at_nulls = splits && read.after.as_ref().is_some_and(|after| after.key.is_null());
        let mut page = Page { complete: true, exact: true, ..Page::default() };
        if !at_nulls {
            let from = read.after.as_ref().and_then(|after| key.from(&after.key));
            let from = from.filter(|_| key.column.filterable).map(|from| test(from).condition);
            let there = splits.then_some(with.condition);
            let here =
                Condition::all_of([filter.condition.clone()].into_iter().chain(there).chain(from));
            page = self.stretch(asked, key, here).await?;
        }
        // A condition that an address could not hold is not asked: each part keeps to its own rows
        // all the same.
        let like = asked.like();
        let has_key = |row: &Row| !local::key(read.order.as_ref(), &like, row).is_null();
        if splits {
            page.rows.retain(has_key);
        }
        if splits && page.complete && page.rows.len() < read.limit {
            let here = Condition::all_of([filter.condition.clone(), without.condition]);
            let rest = self.whole(asked, here).await?;
            page.rows.extend(rest.rows.into_iter().filter(|row| !has_key(row)));
        } else if splits {
            // As many as are wanted are there: whether some without a key follow is seen when they
            // are asked for.
            page.complete = false;
        }
        page.total = match (read.count, page.complete && read.after.is_none()) {
            (true, true) => u64::try_from(page.rows.len()).ok(),
            (true, false) => self.total(asked, filter).await?,
            (false, _) => None,
        };
        Ok(page)
    }

    /// The first rows of a stretch that the service keeps in order, as many as are wanted and
    /// certain.
    async fn stretch(&self, asked: &Asked<'_>, key: Key<'_>, condition: Condition) -> Result<Page> {
        let (read, like) = (asked.read, asked.like());
        // A few more than wanted: the last key is certain only once the one after it is seen.
        let mut top = read.limit.saturating_add(read.limit / 4 + 10);
        loop {
            let options =
                Options { order: Some(key.option()), top: Some(top), count: top > self.sizes.page };
            let pieces = self.cut(asked, condition.clone(), &options)?;
            let [piece] = pieces.conditions.as_slice() else {
                // Of lists side by side no one knows where the others stand.
                return self.whole(asked, condition).await;
            };
            let mut gather = Gather::new(read, &like);
            let ended = self
                .walk(asked, piece, &options, |rows, _| {
                    gather.take(rows);
                    if gather.is_enough() {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                })
                .await?;
            if ended || gather.is_enough() {
                return Ok(gather.page(ended));
            }
            if top > self.max_rows {
                return Err(self.too_many(asked));
            }
            top = top.saturating_mul(FURTHER);
        }
    }
}
