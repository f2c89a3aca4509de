//! A page of a list: in AWS's own order where it has the one that is meant, else out of all rows
//! that pass.

use channelgraph_core::{Page, Result, local};
use channelgraph_schema::{Filter, Test};

use super::{Pages, Reading};
use crate::query::{CLOSE_DATE, Query, parts};

impl Reading<'_> {
    pub(super) async fn list(&self) -> Result<Page> {
        let query = Query::new(self.object, self.read);
        let by_null = self.read.after.as_ref().is_some_and(|after| after.key.is_null());
        let page = match query.sort {
            Some((field, _)) if !by_null => self.in_order(&query, field).await?,
            _ => local::page(self.read, &self.like, self.passing(self.all(&query).await?).await?),
        };
        self.filled(page).await
    }

    /// The page in the order of a date, read from its place on, and no further than it needs.
    async fn in_order(&self, query: &Query, field: &str) -> Result<Page> {
        let mut gather = local::Gather::new(self.read, &self.like);
        let from = query.clone().from(self.read);
        let mut pages = Pages::default();
        while let Some(rows) = self.next(&from, &mut pages).await? {
            let may_pass = rows.into_iter().filter(|row| self.may_pass(row)).collect();
            gather.take(self.with(&self.conditions, may_pass).await?);
            if gather.is_enough() {
                return Ok(gather.page(false));
            }
        }
        // A range leaves out what has no date, and that comes last of all.
        if field == CLOSE_DATE && from != *query && !self.needs(field) {
            let rest = self.all(query).await?;
            let undated = rest.into_iter().filter(|row| row.text(field).is_none()).collect();
            gather.take(self.with(&self.conditions, undated).await?);
        }
        let mut page = gather.page(true);
        // Whoever has seen all rows knows how many there are.
        page.total = (self.read.count && page.complete && self.read.after.is_none())
            .then_some(page.rows.len() as u64);
        Ok(page)
    }

    /// Whether only rows that have a field pass.
    fn needs(&self, field: &str) -> bool {
        let there = |part: &Filter<String>| matches!(part, Filter::Test(name, test) if name == field && *test != Test::IsNull(true));
        parts(&self.read.filter).iter().any(there)
    }
}
