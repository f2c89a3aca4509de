//! Searches with all that belongs to their answer: further pages, and the whole of a day.

use channelgraph_core::{After, Error, ErrorKind, Result, local, pushdown::Logic};
use channelgraph_schema::{
    Value,
    mapping::{Row, SourceOrder},
};
use serde_json::Value as Json;

use crate::{
    api::Search,
    connector::Tryton,
    field::Scope,
    query::{self, AsJson, Domain, Key},
    read::Question,
    rows,
};

/// Rows in order.
pub(crate) struct Sorted {
    pub(crate) rows: Vec<Row>,
    /// No others follow.
    pub(crate) ended: bool,
}

impl Tryton {
    /// At least `want` rows in Tryton's order, if there are that many.
    pub(crate) async fn sorted(
        &self,
        question: &Question<'_>,
        here: &Domain,
        key: Option<&Key<'_>>,
        want: usize,
    ) -> Result<Sorted> {
        let fine = key.map(|key| Key { by_day: None, ..*key });
        let order = query::order(key);
        let by = key.map(|key| SourceOrder {
            field: key.column.name.clone(),
            direction: key.direction,
            by_day: None,
        });
        let like = rows::like(key.map(|key| key.column));
        let mut rows: Vec<Row> = Vec::new();
        let mut place = Domain::always();
        loop {
            let size = (want - rows.len()).min(self.batch);
            let found =
                self.search(question, &Domain::all_of([here.clone(), place]), &order, size).await?;
            let ended = found.len() < size;
            rows.extend(found);
            let Some(last) = rows.last().filter(|_| !ended && rows.len() < want) else {
                return Ok(Sorted { rows, ended });
            };
            let last =
                After { key: local::key(by.as_ref(), &like, last), id: Some(last.id.clone()) };
            place = query::after(fine.as_ref(), &last).ok_or_else(|| {
                let message = format!(
                    "a row of `{}` holds a key that is not of its field's kind",
                    question.scope.model
                );
                Error::new(ErrorKind::BadResponse, self.api.source(), message)
            })?;
            self.check(question.scope, rows.len())?;
        }
    }

    /// All rows that the domain lets through, by id.
    pub(crate) async fn all(&self, question: &Question<'_>, domain: &Domain) -> Result<Vec<Row>> {
        let Sorted { rows, .. } =
            self.sorted(question, domain, None, self.max_rows.saturating_add(1)).await?;
        self.check(question.scope, rows.len())?;
        Ok(rows)
    }

    /// Puts rows that came by their moment in the order of their days. The last of them may have
    /// more rows than came, and is read as a whole.
    pub(crate) async fn by_day(
        &self,
        question: &Question<'_>,
        here: &Domain,
        key: &Key<'_>,
        sorted: &mut Sorted,
    ) -> Result<()> {
        let like = question.like();
        let order = question.read.order.as_ref();
        let day = |row: &Row| local::key(order, &like, row);
        if let (false, Some(Value::Date(last))) = (sorted.ended, sorted.rows.last().map(&day))
            && let Some(on_day) = query::on_day(key, last)
        {
            sorted.rows.retain(|row| day(row) != Value::Date(last));
            sorted.rows.extend(self.all(question, &Domain::all_of([here.clone(), on_day])).await?);
        }
        sorted.rows.sort_by(|a, b| local::compare(order, (&day(a), &a.id), (&day(b), &b.id)));
        Ok(())
    }

    /// Counts the rows that the domain matches.
    pub(crate) async fn count(&self, scope: &Scope, domain: &Domain) -> Result<u64> {
        if domain.is_never() {
            return Ok(0);
        }
        self.api.search_count(&scope.model, domain.json()).await
    }

    /// Up to `limit` rows that the domain lets through, in one call.
    pub(crate) async fn search(
        &self,
        question: &Question<'_>,
        domain: &Domain,
        order: &Json,
        limit: usize,
    ) -> Result<Vec<Row>> {
        if domain.is_never() {
            return Ok(Vec::new());
        }
        let mut fields: Vec<String> =
            question.columns.iter().flat_map(|column| column.asked()).collect();
        fields.push("id".into());
        fields.sort_unstable();
        fields.dedup();
        let model = question.scope.model.as_str();
        let found = self
            .api
            .search_read(&Search { model, domain: domain.json(), order, limit, fields: &fields })
            .await?;
        Ok(found.iter().filter_map(|raw| rows::row(raw, &question.columns)).collect())
    }

    fn check(&self, scope: &Scope, rows: usize) -> Result<()> {
        if rows <= self.max_rows {
            return Ok(());
        }
        let message = format!(
            "more than {} rows of `{}` for one question: narrow it, or raise `max_rows`",
            self.max_rows, scope.model
        );
        Err(Error::new(ErrorKind::TooMuch, self.api.source(), message))
    }
}
