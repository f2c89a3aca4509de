//! Reads of lists, by ids and of children.

mod fetch;

use std::collections::HashSet;

use channelgraph_core::{
    Error, ErrorKind, Page, Read, Result, local,
    pushdown::{Logic, Pushed},
};
use channelgraph_schema::{Filter, Value};
use futures::future::{try_join, try_join_all};

use crate::{
    connector::Tryton,
    field::{Column, Scope},
    query::{self, AsJson, Domain, Key, Sorting, compile, value::whole},
    read::fetch::Sorted,
    rows,
};

/// A question with its names looked up.
pub(crate) struct Question<'a> {
    /// The work left to the connector: without the filter, if Tryton decides all of it.
    read: Read,
    scope: &'a Scope,
    /// The columns to read: those wanted, and those that the connector needs.
    columns: Vec<&'a Column>,
    /// The filter as Tryton is asked it.
    domain: Domain,
    exact: bool,
}

impl<'a> Question<'a> {
    pub(crate) fn new(read: &Read, scope: &'a Scope) -> Self {
        let Pushed { condition: domain, exact } = compile(scope, &read.filter);
        let filter = if exact { Filter::all() } else { read.filter.clone() };
        let read = Read { filter, ..read.clone() };
        let columns = read.names().iter().filter_map(|name| scope.column(name)).collect();
        Self { read, scope, columns, domain, exact }
    }

    /// A value of the kind that the order's key is.
    fn like(&self) -> Value {
        local::like(
            &self.read,
            rows::like(self.read.order.as_ref().and_then(|order| self.scope.column(&order.field))),
        )
    }
}

impl Tryton {
    /// The rows with these ids.
    pub(crate) async fn by_ids(&self, question: &Question<'_>, ids: &[String]) -> Result<Page> {
        let mut ids: Vec<i64> = ids.iter().filter_map(|id| whole(id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let named = |ids: &[i64]| {
            Domain::all_of([Domain::clause("id", "in", ids), question.domain.clone()])
        };
        let pieces: Vec<Domain> = ids.chunks(self.batch).map(named).collect();
        let order = query::order(None);
        let found = try_join_all(
            pieces.iter().map(|domain| self.search(question, domain, &order, self.batch)),
        )
        .await?;
        let rows = found
            .into_iter()
            .flatten()
            .filter(|row| local::passes(&question.read.filter, row))
            .collect();
        Ok(Page { rows, complete: true, exact: true, total: None, ..Page::default() })
    }

    /// The rows whose `field` refers to one of the parents. Of several that it refers to, the first
    /// counts, as it does in the record itself.
    pub(crate) async fn children(
        &self,
        question: &Question<'_>,
        field: &str,
        parents: &[String],
    ) -> Result<Page> {
        let Question { read, scope, .. } = question;
        let Some(column) = scope.column(field).filter(|_| !parents.is_empty()) else {
            return Ok(Page {
                rows: Vec::new(),
                complete: true,
                exact: true,
                total: read.count.then_some(0),
                ..Page::default()
            });
        };
        if !column.searchable {
            let message = format!(
                "Tryton cannot look for `{}.{field}`: it is computed, and no field to refer by",
                scope.model
            );
            return Err(Error::new(ErrorKind::Unsupported, self.api.source(), message));
        }
        if matches!(query::sorting(scope, read.order.as_ref()), Sorting::Nowhere) {
            return Err(self.unordered(scope));
        }
        let rows = self
            .all(
                question,
                &Domain::all_of([query::refers(column, parents), question.domain.clone()]),
            )
            .await?;
        let parents: HashSet<&str> = parents.iter().map(String::as_str).collect();
        let under = rows.into_iter().filter_map(|mut row| {
            row.parent = row.text(field).filter(|parent| parents.contains(parent.as_str()));
            row.parent.is_some().then_some(row)
        });
        Ok(local::children(read, &question.like(), under.collect()))
    }

    /// A page of a list, and how many rows it has in all.
    pub(crate) async fn list(&self, question: &Question<'_>) -> Result<Page> {
        let Question { read, scope, domain, .. } = question;
        let key = match query::sorting(scope, read.order.as_ref()) {
            Sorting::ById => None,
            Sorting::By(key) => Some(key),
            Sorting::Here => {
                return Ok(local::page(read, &question.like(), self.all(question, domain).await?));
            }
            Sorting::Nowhere => return Err(self.unordered(scope)),
        };
        let counted = async {
            if read.count && question.exact {
                self.count(scope, domain).await.map(Some)
            } else {
                Ok(None)
            }
        };
        let (Sorted { mut rows, ended }, counted) =
            try_join(self.page(question, key.as_ref()), counted).await?;
        // With all rows at hand, what Tryton could not decide is decided here.
        if ended {
            rows.retain(|row| local::passes(&read.filter, row));
        }
        let whole =
            (ended && read.after.is_none()).then(|| u64::try_from(rows.len()).unwrap_or(u64::MAX));
        let total = counted.or(whole).filter(|_| read.count);
        let complete = ended && rows.len() <= read.limit;
        rows.truncate(read.limit);
        // Rows that are exact have a total where it is wanted.
        let exact = question.exact || ended && (total.is_some() || !read.count);
        Ok(Page { rows, complete, exact, total, ..Page::default() })
    }

    async fn page(&self, question: &Question<'_>, key: Option<&Key<'_>>) -> Result<Sorted> {
        let Question { read, scope, domain, .. } = question;
        let Some(place) =
            read.after.as_ref().map_or(Some(Domain::always()), |place| query::after(key, place))
        else {
            let message = format!(
                "no rows of `{}` can be sought after this place: its key is not of the kind that the field holds",
                scope.model
            );
            return Err(Error::new(ErrorKind::Unsupported, self.api.source(), message));
        };
        if read.limit == 0 {
            return Ok(Sorted { rows: Vec::new(), ended: false });
        }
        let here = Domain::all_of([domain.clone(), place]);
        // One row more than wanted tells whether any follow, unless it would cost another call.
        let want = if read.limit.is_multiple_of(self.batch) {
            read.limit
        } else {
            read.limit.saturating_add(1)
        };
        let mut sorted = self.sorted(question, &here, key, want).await?;
        if let Some(key) = key.filter(|key| key.by_day.is_some()) {
            self.by_day(question, &here, key, &mut sorted).await?;
        }
        Ok(sorted)
    }

    fn unordered(&self, scope: &Scope) -> Error {
        let message = format!(
            "rows of `{}` cannot be ordered by the records that they refer to",
            scope.model
        );
        Error::new(ErrorKind::Unsupported, self.api.source(), message)
    }
}
