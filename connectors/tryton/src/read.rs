//! Reads of lists, by ids and of children.

use channelgraph_core::{After, Error, ErrorKind, Page, Read, Result, local};
use channelgraph_schema::{
    Value,
    mapping::{Row, SourceOrder},
};
use serde_json::Value as Json;

use crate::{
    api::Search,
    connector::Tryton,
    field::Scope,
    query::{self, Compiled, Domain, Key, Sorting, compile, value::whole},
    rows,
};

impl Tryton {
    /// The rows with these ids.
    pub(crate) async fn by_ids(&self, read: &Read, scope: &Scope, ids: &[String]) -> Result<Page> {
        let mut ids: Vec<i64> = ids.iter().filter_map(|id| whole(id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let condition = compile(scope, &read.filter).domain;
        let pieces = ids.chunks(self.batch).map(|piece| Domain::all_of([Domain::clause("id", "in", piece), condition.clone()]));
        let pieces: Vec<Domain> = pieces.collect();
        let order = query::order(None);
        let found = futures::future::try_join_all(pieces.iter().map(|domain| self.search(scope, domain, &order, self.batch))).await?;
        let rows = found.into_iter().flatten().filter(|row| local::passes(&read.filter, row)).collect();
        Ok(Page { rows, complete: true, exact: true, total: None })
    }

    /// The rows whose `field` refers to one of the parents. Of several that it refers to, the first counts, as it does in the record itself.
    pub(crate) async fn children(&self, read: &Read, scope: &Scope, field: &str, parents: &[String]) -> Result<Page> {
        let Some(column) = scope.column(field).filter(|_| !parents.is_empty()) else {
            return Ok(Page { rows: Vec::new(), complete: true, exact: true, total: read.count.then_some(0) });
        };
        let Some(refers) = query::refers(column, parents).filter(|_| column.searchable) else {
            let message = format!("Tryton cannot look for `{}.{field}`: it is computed, and no field to refer by", scope.model);
            return Err(Error::new(ErrorKind::Unsupported, self.api.source(), message));
        };
        if matches!(query::sorting(scope, read.order.as_ref()), Sorting::Nowhere) {
            return Err(self.unordered(scope));
        }
        let rows = self.all(scope, &Domain::all_of([refers, compile(scope, &read.filter).domain])).await?;
        let under = rows.into_iter().filter_map(|mut row| {
            row.parent = row.text(field).filter(|parent| parents.contains(parent));
            row.parent.is_some().then_some(row)
        });
        let like = rows::like(read.order.as_ref().and_then(|order| scope.column(&order.field)));
        Ok(local::children(read, &like, under.collect()))
    }

    /// A page of a list, and how many rows it has in all.
    pub(crate) async fn list(&self, read: &Read, scope: &Scope) -> Result<Page> {
        let Compiled { domain, exact } = compile(scope, &read.filter);
        let key = match query::sorting(scope, read.order.as_ref()) {
            Sorting::ById => None,
            Sorting::By(key) => Some(key),
            Sorting::Here => {
                let like = rows::like(read.order.as_ref().and_then(|order| scope.column(&order.field)));
                return Ok(local::page(read, &like, self.all(scope, &domain).await?));
            }
            Sorting::Nowhere => return Err(self.unordered(scope)),
        };
        let counted = async { if read.count && exact { self.count(scope, &domain).await.map(Some) } else { Ok(None) } };
        let (page, counted) = futures::future::try_join(self.page(read, scope, &domain, key.as_ref()), counted).await?;
        let Sorted { mut rows, ended } = page;
        // With all rows at hand, what Tryton could not decide is decided here.
        if ended && !exact {
            rows.retain(|row| local::passes(&read.filter, row));
        }
        let whole = (ended && read.after.is_none()).then(|| u64::try_from(rows.len()).unwrap_or(u64::MAX));
        let complete = ended && rows.len() <= read.limit;
        rows.truncate(read.limit);
        let total = counted.or(whole).filter(|_| read.count);
        // Rows that are exact have a total where it is wanted.
        let exact = exact || ended && (total.is_some() || !read.count);
        Ok(Page { rows, complete, exact, total })
    }

    async fn page(&self, read: &Read, scope: &Scope, domain: &Domain, key: Option<&Key<'_>>) -> Result<Sorted> {
        let Some(place) = read.after.as_ref().map_or(Some(Domain::always()), |place| query::after(key, place)) else {
            let message = format!("no rows of `{}` can be sought after this place: its key is not of the kind that the field holds", scope.model);
            return Err(Error::new(ErrorKind::Unsupported, self.api.source(), message));
        };
        if read.limit == 0 {
            return Ok(Sorted { rows: Vec::new(), ended: false });
        }
        let here = Domain::all_of([domain.clone(), place]);
        // One row more than wanted tells whether any follow.
        let mut sorted = self.sorted(scope, &here, key, read.limit.saturating_add(1)).await?;
        if let Some(key) = key.filter(|key| key.by_day) {
            self.by_day(read, scope, &here, key, &mut sorted).await?;
        }
        Ok(sorted)
    }

    /// Puts rows that came by their moment in the order of their days. The last of them may have more rows than came, and is read as a whole.
    async fn by_day(&self, read: &Read, scope: &Scope, here: &Domain, key: &Key<'_>, sorted: &mut Sorted) -> Result<()> {
        let like = rows::like(Some(key.column));
        let order = read.order.as_ref();
        let day = |row: &Row| local::key(order, &like, row);
        if let (false, Some(Value::Date(last))) = (sorted.ended, sorted.rows.last().map(&day))
            && let Some(on_day) = query::on_day(key, last)
        {
            sorted.rows.retain(|row| day(row) != Value::Date(last));
            sorted.rows.extend(self.all(scope, &Domain::all_of([here.clone(), on_day])).await?);
        }
        sorted.rows.sort_by(|a, b| local::compare(order, (&day(a), &a.id), (&day(b), &b.id)));
        Ok(())
    }

    /// At least `want` rows in Tryton's order, if there are that many.
    async fn sorted(&self, scope: &Scope, here: &Domain, key: Option<&Key<'_>>, want: usize) -> Result<Sorted> {
        let fine = key.map(|key| Key { by_day: false, ..*key });
        let order = query::order(key);
        let by = key.map(|key| SourceOrder { field: key.column.name.clone(), direction: key.direction, by_day: false });
        let like = rows::like(key.map(|key| key.column));
        let mut rows: Vec<Row> = Vec::new();
        let mut place = Domain::always();
        loop {
            let size = (want - rows.len()).min(self.batch);
            let found = self.search(scope, &Domain::all_of([here.clone(), place]), &order, size).await?;
            let ended = found.len() < size;
            rows.extend(found);
            let Some(last) = rows.last().filter(|_| !ended && rows.len() < want) else { return Ok(Sorted { rows, ended }) };
            let last = After { key: local::key(by.as_ref(), &like, last), id: Some(last.id.clone()) };
            place = query::after(fine.as_ref(), &last).ok_or_else(|| {
                let message = format!("a row of `{}` holds a key that is not of its field's kind", scope.model);
                Error::new(ErrorKind::BadResponse, self.api.source(), message)
            })?;
            self.check(scope, rows.len())?;
        }
    }

    /// All rows that the domain lets through, by id.
    async fn all(&self, scope: &Scope, domain: &Domain) -> Result<Vec<Row>> {
        let Sorted { rows, .. } = self.sorted(scope, domain, None, self.max_rows.saturating_add(1)).await?;
        self.check(scope, rows.len())?;
        Ok(rows)
    }

    fn unordered(&self, scope: &Scope) -> Error {
        let message = format!("rows of `{}` cannot be ordered by the records that they refer to", scope.model);
        Error::new(ErrorKind::Unsupported, self.api.source(), message)
    }

    fn check(&self, scope: &Scope, rows: usize) -> Result<()> {
        if rows <= self.max_rows {
            return Ok(());
        }
        let message = format!("more than {} rows of `{}` for one question: narrow it, or raise `max_rows`", self.max_rows, scope.model);
        Err(Error::new(ErrorKind::Unsupported, self.api.source(), message))
    }

    async fn count(&self, scope: &Scope, domain: &Domain) -> Result<u64> {
        if domain.is_never() {
            return Ok(0);
        }
        self.api.search_count(&scope.model, domain.json()).await
    }

    async fn search(&self, scope: &Scope, domain: &Domain, order: &Json, limit: usize) -> Result<Vec<Row>> {
        if domain.is_never() {
            return Ok(Vec::new());
        }
        let mut fields: Vec<String> = scope.columns().flat_map(|column| column.asked()).collect();
        fields.push("id".into());
        fields.sort_unstable();
        fields.dedup();
        let search = Search { model: &scope.model, domain: domain.json(), order, limit, fields: &fields };
        let found = self.api.search_read(&search).await?;
        Ok(found.iter().filter_map(|raw| rows::row(raw, scope.columns())).collect())
    }
}

/// Rows in order.
struct Sorted {
    rows: Vec<Row>,
    /// Whether no others follow.
    ended: bool,
}
