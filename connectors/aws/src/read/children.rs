//! Records by what they refer to: by a list that can be asked for it, else picked out of all.

use std::collections::{HashMap, HashSet};

use channelgraph_core::{Page, Result, local};
use channelgraph_schema::mapping::Row;
use futures::future::try_join_all;

use super::Reading;
use crate::query::{Query, param::Param};

/// Lists that are asked for one question at most, before all records are read instead: a list of
/// all is rarely longer than so many pages.
const LISTS: usize = 10;

impl Reading<'_> {
    /// The records whose `field` refers to one of the parents. Of several that it refers to, the
    /// first counts, as it does in the record itself.
    pub(super) async fn children(&self, field: &str, parents: &[String]) -> Result<Page> {
        let query = Query::new(self.object, self.read);
        let rows = match self.lists_of(&query, field, parents) {
            Some(lists) => try_join_all(lists.iter().map(|query| self.all(query)))
                .await?
                .into_iter()
                .flatten()
                .collect(),
            None => self.all(&query).await?,
        };
        let parents: HashSet<&str> = parents.iter().map(String::as_str).collect();
        let parent = |row: &Row| row.text(field).filter(|id| parents.contains(id.as_str()));
        // Who refers to none of them need not be looked at any closer.
        let near = rows
            .into_iter()
            .filter(|row| self.lacks(row, field) || parent(row).is_some())
            .collect();
        let under = self.passing(near).await?.into_iter().filter_map(|mut row| {
            row.parent = parent(&row);
            row.parent.is_some().then_some(row)
        });
        let page = self.first(local::children(self.read, &self.like, under.collect()));
        self.filled(page).await
    }

    /// The lists that bring the children of these parents, if there are few enough of them.
    fn lists_of(&self, query: &Query, field: &str, parents: &[String]) -> Option<Vec<Query>> {
        let param = Param::of(self.object, field)?;
        let ids = param.words(parents.iter().map(|id| Some(id.clone())))?;
        let lists = ids.chunks(param.most);
        (lists.len() <= LISTS)
            .then(|| lists.map(|ids| query.clone().with(param.field, ids.to_vec())).collect())
    }

    /// So many under each parent as are wanted: what is cut off here need not be asked for singly.
    fn first(&self, mut page: Page) -> Page {
        let mut under: HashMap<Option<String>, usize> = HashMap::new();
        let before = page.rows.len();
        page.rows.retain(|row| {
            let seen = under.entry(row.parent.clone()).or_default();
            *seen += 1;
            *seen <= self.read.limit.max(1)
        });
        page.complete = page.rows.len() == before;
        page
    }
}
