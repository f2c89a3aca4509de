//! Which calls answer a question: the parts that all kinds of question share.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicUsize, Ordering},
};

use channelgraph_core::{Error, ErrorKind, Page, Read, Restarts, Result, Select, local};
use channelgraph_schema::{Filter, Value, mapping::Row};
use futures::{StreamExt, TryStreamExt, future::try_join, stream};

use crate::{
    api::Api,
    field::Object,
    query::{Query, RECEIVER, SENDER, SIDE, parts},
};

mod children;
mod ids;
mod list;

/// Records asked for singly at once; the stack keeps the limit, this keeps one question from
/// waiting in every turn of it.
const AT_ONCE: usize = 8;

/// The pages of one list, as far as they have come.
#[derive(Default)]
struct Pages {
    /// The tokens that the pages gave, each for the next one.
    tokens: Vec<String>,
    /// The ids of their rows.
    seen: HashSet<String>,
    /// Pages without a new row.
    empty: usize,
    ended: bool,
    restarts: Restarts,
}

/// One question on its way.
pub(crate) struct Reading<'a> {
    api: &'a Api,
    object: Object,
    read: &'a Read,
    max_rows: usize,
    max_details: usize,
    /// Records that have been asked for singly.
    details: AtomicUsize,
    /// The fields that are wanted.
    wanted: Vec<String>,
    /// Those, and what the filter, the order and the reference to a parent stand on.
    names: Vec<String>,
    /// What the filter, the order and the reference stand on.
    conditions: Vec<String>,
    /// A value of the kind as which the order's key is compared.
    like: Value,
    /// Whether records are asked for singly where a list has not told all that is wanted.
    asks_singly: bool,
}

impl<'a> Reading<'a> {
    /// A question to an object.
    pub(crate) fn new(
        api: &'a Api,
        object: Object,
        read: &'a Read,
        max_rows: usize,
        max_details: usize,
    ) -> Self {
        let conditions = Read { fields: Vec::new(), ..read.clone() }.names().into_iter().collect();
        let like = local::like(
            read,
            read.order.as_ref().map_or(Value::Null, |order| object.like(&order.field)),
        );
        Self {
            api,
            object,
            read,
            max_rows,
            max_details,
            details: AtomicUsize::new(0),
            wanted: read.fields.clone(),
            names: read.names().into_iter().collect(),
            conditions,
            like,
            asks_singly: true,
        }
    }

    /// The same question, of which what lists do not tell is left out.
    #[must_use]
    pub(crate) fn of_lists_alone(self) -> Self {
        Self { asks_singly: false, ..self }
    }

    /// The answer.
    pub(crate) async fn page(&self) -> Result<Page> {
        if self.read.filter.is_none() || Query::new(self.object, self.read).is_never {
            return Ok(local::page(self.read, &self.like, Vec::new()));
        }
        match &self.read.select {
            Select::All => self.list().await,
            Select::Ids(ids) => self.ids(ids).await,
            Select::Children { field, parents } => self.children(field, parents).await,
        }
    }

    /// All rows of a list that may pass, as the list tells them.
    async fn all(&self, query: &Query) -> Result<Vec<Row>> {
        if self.object != Object::EngagementInvitation {
            return self.all_of(query).await;
        }
        // AWS keeps two lists: what we sent, and what we received.
        let one = async |side: &str| match query.allows(SIDE, side) {
            true => self.all_of(&query.clone().with(SIDE, vec![side.to_owned()])).await,
            false => Ok(Vec::new()),
        };
        let (mut rows, received) = try_join(one(SENDER), one(RECEIVER)).await?;
        let sent: HashSet<String> = rows.iter().map(|row| row.id.clone()).collect();
        rows.extend(received.into_iter().filter(|row| !sent.contains(&row.id)));
        Ok(rows)
    }

    async fn all_of(&self, query: &Query) -> Result<Vec<Row>> {
        let (mut rows, mut pages) = (Vec::new(), Pages::default());
        while let Some(more) = self.next(query, &mut pages).await? {
            rows.extend(more.into_iter().filter(|row| self.may_pass(row)));
        }
        Ok(rows)
    }

    /// The rows of a list's next page that did not come before; nothing after the last page.
    async fn next(&self, query: &Query, pages: &mut Pages) -> Result<Option<Vec<Row>>> {
        if pages.ended {
            return Ok(None);
        }
        let token = pages.tokens.last().map(String::as_str);
        let mut page = match self.api.list(self.object, query, token, &self.names).await {
            Err(error) if token.is_some() => {
                // The token has died: the list begins anew, and only its new rows count.
                pages.restarts.after(error, pages.seen.len())?;
                pages.tokens.clear();
                return Ok(Some(Vec::new()));
            }
            page => page?,
        };
        page.rows.retain(|row| pages.seen.insert(row.id.clone()));
        // A page may be empty though more follow; it counts, so that there is an end.
        pages.empty += usize::from(page.rows.is_empty());
        self.within(pages.seen.len() + pages.empty)?;
        match page.next {
            Some(next) if pages.tokens.contains(&next) => {
                let message = "a list goes in a circle: its NextToken came a second time";
                return Err(Error::new(ErrorKind::BadResponse, &self.api.source, message));
            }
            Some(next) => pages.tokens.push(next),
            None => pages.ended = true,
        }
        Ok(Some(page.rows))
    }

    /// Whether a row passes as far as what is known of it can tell.
    fn may_pass(&self, row: &Row) -> bool {
        let is_known = |part: &Filter<String>| {
            let mut known = true;
            part.for_each_field(&mut |field| known &= !self.lacks(row, field));
            known
        };
        parts(&self.read.filter).iter().all(|part| !is_known(part) || local::passes(part, row))
    }

    /// Whether a row does not hold a field that the record asked for singly would tell.
    fn lacks(&self, row: &Row, name: &str) -> bool {
        !row.values.contains_key(name) && self.object.tells(name)
    }

    /// The rows with these fields: a record is asked for singly where a list has not told one of
    /// them, and never otherwise.
    async fn with(&self, names: &[String], rows: Vec<Row>) -> Result<Vec<Row>> {
        let missing = |row: &Row| -> Vec<String> {
            names.iter().filter(|name| self.lacks(row, name)).cloned().collect()
        };
        let asked =
            rows.iter().filter(|row| names.iter().any(|name| self.lacks(row, name))).count();
        self.bounded(asked)?;
        let one = async |mut row: Row| {
            let missing = missing(&row);
            if !missing.is_empty() {
                // One that has gone since the list was read keeps what the list told of it.
                let found = self.api.get(self.object, &row.id, &missing).await?;
                row.values.extend(found.into_iter().flat_map(|found| found.values));
            }
            Ok(row)
        };
        stream::iter(rows).map(one).buffered(AT_ONCE).try_collect().await
    }

    /// The rows that pass, with all that decides it.
    async fn passing(&self, rows: Vec<Row>) -> Result<Vec<Row>> {
        let mut rows = self.with(&self.conditions, rows).await?;
        rows.retain(|row| local::passes(&self.read.filter, row));
        Ok(rows)
    }

    /// The page with all that is wanted of its rows.
    async fn filled(&self, mut page: Page) -> Result<Page> {
        if self.asks_singly {
            page.rows = self.with(&self.wanted, page.rows).await?;
        }
        Ok(page)
    }

    /// An error if one question has brought too many records.
    fn within(&self, records: usize) -> Result<()> {
        if records <= self.max_rows {
            return Ok(());
        }
        let mend =
            "narrow the question, order it by a date that AWS can order by, or raise max_rows";
        Err(self
            .too_many(format!("more than {} records would have to be read; {mend}", self.max_rows)))
    }

    /// An error if the question, with so many records more, would ask for too many of them singly.
    fn bounded(&self, records: usize) -> Result<()> {
        if self.details.fetch_add(records, Ordering::Relaxed) + records <= self.max_details {
            return Ok(());
        }
        let mend =
            "narrow the question, leave out the fields that no list tells, or raise max_details";
        Err(self.too_many(format!(
            "more than {} records would have to be asked for singly; {mend}",
            self.max_details
        )))
    }

    fn too_many(&self, message: String) -> Error {
        Error::new(ErrorKind::TooMuch, &self.api.source, message)
    }
}
