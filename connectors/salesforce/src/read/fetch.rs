//! Queries with everything that belongs to their answer: further pages, children paged on their
//! own, pieces of one too long.

use std::collections::HashSet;

use channelgraph_core::{After, Error, ErrorKind, Progress, Restarts, Result, pushdown::Logic};
use channelgraph_schema::{Filter, Test, compare_keys};
use futures::future::try_join_all;
use serde_json::Value as Json;

use crate::{
    api::{Answered, Raw, encode},
    connector::Salesforce,
    field::Scope,
    query::{self, Condition, Key, Pieces, Soql, Statement, compile},
    rows::{self, Named},
};

/// Result of a query.
#[derive(Default)]
pub(crate) struct Fetched {
    pub(crate) records: Vec<Raw>,
    /// More rows may follow.
    pub(crate) more: bool,
    /// Number of all rows, if the answer tells.
    pub(crate) total: Option<u64>,
}

/// A list to be read.
pub(crate) struct List<'a> {
    pub(crate) statement: Statement,
    pub(crate) condition: &'a Condition,
    /// Rows that are wanted.
    pub(crate) want: usize,
    pub(crate) columns: &'a [Named<'a>],
    pub(crate) scope: &'a Scope,
}

/// The fields of an object, and the key that its rows are ordered by.
pub(crate) type Order<'a> = (&'a Scope, &'a Key<'a>);

impl Salesforce {
    /// The conditions of the calls that a query takes: one, or several if its address would be too
    /// long.
    pub(crate) fn cut(&self, statement: &Statement, condition: &Condition) -> Result<Pieces> {
        let size = |condition: &Condition| encode(&statement.with(condition)).len();
        condition.cut(&size, self.query_bytes).ok_or_else(|| {
            let message = format!(
                "the filter makes a query of more than {} bytes: ask for less at once",
                self.query_bytes
            );
            Error::new(ErrorKind::Unsupported, self.api.source(), message)
        })
    }

    /// All rows of a query.
    pub(crate) async fn fetch_all(
        &self,
        statement: &Statement,
        condition: &Condition,
        columns: &[Named<'_>],
    ) -> Result<Vec<Raw>> {
        if condition.is_never() {
            return Ok(Vec::new());
        }
        let pieces = self.cut(statement, condition)?;
        let pieces = try_join_all(
            pieces
                .conditions
                .iter()
                .map(|piece| self.fetch(statement, piece, usize::MAX, columns, None)),
        )
        .await?;
        let mut records: Vec<Raw> = pieces.into_iter().flat_map(|piece| piece.records).collect();
        once_each(&mut records);
        Ok(records)
    }

    /// At least `want` rows of one query, if there are that many; not many more.
    pub(crate) async fn fetch(
        &self,
        statement: &Statement,
        condition: &Condition,
        want: usize,
        columns: &[Named<'_>],
        order: Option<Order<'_>>,
    ) -> Result<Fetched> {
        let relations: HashSet<&str> = columns
            .iter()
            .filter_map(|(_, column)| Some(column.child.as_ref()?.relation.as_str()))
            .collect();
        let mut restarts = Restarts::default();
        loop {
            let mut fetched = self.fetch_rows(statement, condition, want, order).await?;
            match self.fill(&mut fetched.records, &relations).await {
                Ok(()) => return Ok(fetched),
                // A locator of children is known to the query that gave it, and to none other.
                Err(error) => restarts.after(error, 0)?,
            }
        }
    }

    async fn fetch_rows(
        &self,
        statement: &Statement,
        condition: &Condition,
        want: usize,
        order: Option<Order<'_>>,
    ) -> Result<Fetched> {
        let batch = |rows: usize| {
            statement.limit.is_none().then(|| want.saturating_sub(rows).min(self.batch_size))
        };
        let soql = statement.with(condition);
        let Answered { total_size, mut next_records_url, mut records } =
            self.api.query(&statement.from, &soql, batch(0)).await?;
        let (mut restarts, mut progress) = (Restarts::default(), Progress::of(self.api.source()));
        while let Some(next) = next_records_url.take_if(|_| records.len() < want) {
            progress.to(next.as_str())?;
            let before = records.len();
            match self.api.more(&next).await {
                Ok(answer) => {
                    records.extend(answer.records);
                    next_records_url = answer.next_records_url;
                }
                Err(error) => {
                    restarts.after(error, records.len())?;
                    progress.begin_anew();
                    let behind = behind(statement, condition, order, &records);
                    let batch = batch(records.len());
                    let answer = self.api.query(&statement.from, &behind, batch).await?;
                    records.extend(answer.records);
                    once_each(&mut records);
                    next_records_url = answer.next_records_url;
                }
            }
            progress.brought(records.len().saturating_sub(before))?;
            self.within(records.len())?;
        }
        let more = next_records_url.is_some()
            || records.len() > want
            || statement.limit.is_some_and(|limit| records.len() >= limit);
        records.truncate(want);
        Ok(Fetched { records, more, total: statement.limit.is_none().then_some(total_size) })
    }

    /// Brings the children that Salesforce paged away, of each record on its own.
    pub(crate) async fn fill(&self, records: &mut [Raw], relations: &HashSet<&str>) -> Result<()> {
        let paged = records
            .iter_mut()
            .flat_map(|raw| raw.iter_mut().filter(|(name, _)| relations.contains(name.as_str())));
        let rests = paged.filter_map(|(_, children)| {
            let next = children.get("nextRecordsUrl")?.as_str()?.to_owned();
            Some(async move {
                let (mut next, mut progress) = (Some(next), Progress::of(self.api.source()));
                while let Some(url) = next.take() {
                    progress.to(url.as_str())?;
                    let answer = self.api.more(&url).await?;
                    progress.brought(answer.records.len())?;
                    next = answer.next_records_url;
                    if let Some(Json::Array(known)) = children.get_mut("records") {
                        known.extend(answer.records.into_iter().map(Json::Object));
                        self.within(known.len())?;
                    }
                }
                Ok::<_, Error>(())
            })
        });
        try_join_all(rests).await.map(drop)
    }

    /// An error if one question has brought too many rows.
    fn within(&self, rows: usize) -> Result<()> {
        if rows <= self.max_rows {
            return Ok(());
        }
        let message = format!(
            "more than {} rows for one question: narrow it, or raise `max_rows`",
            self.max_rows
        );
        Err(Error::new(ErrorKind::TooMuch, self.api.source(), message))
    }

    /// Makes the last day of a page whole. Salesforce has ordered it by the moment, and only its
    /// whole can be ordered by id: its rows are read again, from the day on its own.
    pub(crate) async fn whole_last_day(
        &self,
        scope: &Scope,
        list: &List<'_>,
        key: &Key<'_>,
        fetched: &mut Fetched,
    ) -> Result<()> {
        let Some(day) = fetched.records.last().and_then(|raw| rows::day_of(key, raw)) else {
            return Ok(());
        };
        let Some(on_day) = query::on_day(key, day) else { return Ok(()) };
        let on_day = compile(scope, &on_day).condition;
        let statement =
            Statement { order: "Id".into(), limit: Some(list.want), ..list.statement.clone() };
        let condition = Condition::all_of([list.condition.clone(), on_day]);
        let day_list = List { statement, condition: &condition, ..*list };
        fetched.records.retain(|raw| rows::day_of(key, raw) != Some(day));
        fetched.records.extend(self.fetch_list(&day_list, None).await?.records);
        Ok(())
    }

    /// The rows that have a key, then those without, which Salesforce puts first whatever the query
    /// says if the key stands in a parent that they lack (SOQL, ORDER BY, 2026).
    pub(crate) async fn keyed_first(&self, list: &List<'_>, key: &Key<'_>) -> Result<Fetched> {
        let lacks = |is_null: bool| {
            let test = Filter::Test(key.name.to_owned(), Test::IsNull(is_null));
            Condition::all_of([list.condition.clone(), compile(list.scope, &test).condition])
        };
        let statement = list.statement.clone();
        let keyed = List { statement, condition: &lacks(false), ..*list };
        let mut fetched = self.fetch_list(&keyed, Some(key)).await?;
        if fetched.more {
            return Ok(fetched);
        }
        let want = list.want.saturating_sub(fetched.records.len());
        let limit = list.statement.limit.map(|_| want);
        let statement = Statement { order: query::order_by(None), limit, ..list.statement.clone() };
        let keyless = List { statement, condition: &lacks(true), want, ..*list };
        let rest = self.fetch_list(&keyless, None).await?;
        fetched.records.extend(rest.records);
        Ok(Fetched { more: rest.more, total: None, ..fetched })
    }

    /// The pieces of a list, put together in order.
    pub(crate) async fn fetch_list(
        &self,
        list: &List<'_>,
        key: Option<&Key<'_>>,
    ) -> Result<Fetched> {
        let Pieces { conditions, disjoint } = self.cut(&list.statement, list.condition)?;
        let order = key.map(|key| (list.scope, key));
        let pieces = conditions
            .iter()
            .map(|piece| self.fetch(&list.statement, piece, list.want, list.columns, order));
        Ok(merged(key, try_join_all(pieces).await?, disjoint))
    }
}

/// Drops records that came before.
fn once_each(records: &mut Vec<Raw>) {
    let mut seen = HashSet::new();
    records.retain(|raw| {
        raw.get("Id").and_then(Json::as_str).is_some_and(|id| seen.insert(id.to_owned()))
    });
}

/// The query for the rows behind those that came. Where their order does not say which these are,
/// it asks for all of them again.
fn behind(
    statement: &Statement,
    condition: &Condition,
    order: Option<Order<'_>>,
    records: &[Raw],
) -> String {
    let place = || {
        let last = records.last()?;
        let id = Some(last.get("Id")?.as_str()?.to_owned());
        match order {
            None if statement.order == query::order_by(None) => {
                Some(Condition::plain(format!("Id > '{}'", id?)))
            }
            Some((scope, key)) => {
                // Salesforce orders by the moment, also where its day is meant.
                let key = Key { by_day: None, ..key.clone() };
                let after = After { key: rows::key_of(&key, last), id };
                let place = compile(scope, &query::after(Some(&key), &after));
                place.exact.then_some(place.condition)
            }
            None => None,
        }
    };
    let rest = place()
        .map_or_else(|| condition.clone(), |place| Condition::all_of([condition.clone(), place]));
    let limit = statement.limit.map(|limit| limit.saturating_sub(records.len()));
    let limit = if rest == *condition { statement.limit } else { limit };
    Statement { limit, ..statement.clone() }.with(&rest)
}

/// Pieces of one list as one, in order. Beyond the last row of a piece that has more, nothing is
/// known: what follows there is left out.
pub(crate) fn merged(key: Option<&Key<'_>>, pieces: Vec<Fetched>, disjoint: bool) -> Fetched {
    let by_day = key.filter(|key| key.by_day.is_some());
    if let (1, None) = (pieces.len(), by_day) {
        return pieces.into_iter().next().unwrap_or_default();
    }
    let total = pieces.iter().map(|piece| piece.total).sum::<Option<u64>>().filter(|_| disjoint);
    let more = pieces.iter().any(|piece| piece.more);
    let ends =
        pieces.iter().filter(|piece| piece.more).filter_map(|piece| piece.records.last().cloned());
    let end = ends.min_by(|a, b| rows::compare(key, a, b));
    let mut records: Vec<Raw> = pieces.into_iter().flat_map(|piece| piece.records).collect();
    records.sort_by(|a, b| rows::compare(key, a, b));
    records.dedup_by(|a, b| a.get("Id") == b.get("Id"));
    if let Some(end) = end {
        // Of the day on which a piece ends nothing is known by id: it stays, to be read as a whole.
        let day = by_day.filter(|key| rows::day_of(key, &end).is_some());
        records.retain(|raw| match day {
            Some(key) => {
                compare_keys(&rows::key_of(key, raw), &rows::key_of(key, &end), key.direction)
                    .is_le()
            }
            None => rows::compare(key, raw, &end).is_le(),
        });
    }
    Fetched { records, more, total }
}
