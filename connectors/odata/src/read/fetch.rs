//! Rows out of answers: all that pass a condition, or those of one order from its beginning, as far
//! as they are wanted.

use std::{collections::HashSet, ops::ControlFlow};

use channelgraph_core::{Error, ErrorKind, Progress, Restarts, Result, pushdown::Logic};
use channelgraph_schema::mapping::Row;
use futures::future::try_join_all;
use url::Url;

use super::Asked;
use crate::{
    connector::OData,
    query::{self, Condition, Dialect, Features, FilterText, Pieces},
    rows,
};

/// Query options beside the condition.
#[derive(Debug, Clone, Default)]
pub(super) struct Options {
    /// `$orderby=…`.
    pub(super) order: Option<String>,
    pub(super) top: Option<usize>,
    pub(super) count: bool,
}

impl OData {
    /// All rows that pass a condition, each once, in no order. `few`: they fit on one page.
    pub(super) async fn all(
        &self,
        asked: &Asked<'_>,
        condition: Condition,
        few: bool,
    ) -> Result<Vec<Row>> {
        // How many there are tells whether a service that gives no links has stopped before the
        // end.
        let options = Options { count: !few, ..Options::default() };
        let Pieces { conditions, .. } = self.cut(asked, condition, &options)?;
        let found =
            try_join_all(conditions.iter().map(|piece| self.piece(asked, piece, &options))).await?;
        let mut seen = HashSet::new();
        let rows: Vec<Row> =
            found.into_iter().flatten().filter(|row| seen.insert(row.id.clone())).collect();
        if rows.len() > self.max_rows { Err(self.too_many(asked)) } else { Ok(rows) }
    }

    async fn piece(
        &self,
        asked: &Asked<'_>,
        condition: &Condition,
        options: &Options,
    ) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.walk(asked, condition, options, |more, _| {
            rows.extend(more);
            ControlFlow::Continue(())
        })
        .await?;
        Ok(rows)
    }

    /// Brings rows, answer by answer, with how many there are in all if that is asked, until there
    /// are no more or `take` has enough; says whether there are no more than were brought.
    pub(super) async fn walk(
        &self,
        asked: &Asked<'_>,
        condition: &Condition,
        options: &Options,
        mut take: impl FnMut(Vec<Row>, Option<u64>) -> ControlFlow<()> + Send,
    ) -> Result<bool> {
        asked.uses(if condition.has_list(asked.dialect.takes) {
            Features::LIST
        } else {
            Features::NONE
        });
        let begin = self.address(asked, condition, options, asked.dialect)?;
        let mut next = Some(begin.clone());
        let (mut seen, mut nameless, mut empty, mut count) = (HashSet::new(), 0, 0, None);
        let (mut restarts, mut progress) = (Restarts::default(), Progress::of(&self.api.source));
        while let Some(url) = next {
            progress.to(url.as_str())?;
            let answered = match self.api.page(asked.service, &url).await {
                Err(error) if url != begin => {
                    // The link has died: the list begins anew, and only its new rows count.
                    restarts.after(error, seen.len())?;
                    next = Some(begin.clone());
                    (nameless, count) = (0, None);
                    progress.begin_anew();
                    continue;
                }
                answered => answered?,
            };
            count = count.or(answered.count);
            let mut rows: Vec<Row> = answered
                .rows
                .iter()
                .filter_map(|raw| rows::row(asked.dialect, asked.scope, raw))
                .collect();
            nameless += answered.rows.len() - rows.len();
            rows.retain(|row| seen.insert(row.id.clone()));
            empty += usize::from(rows.is_empty());
            // Answers without rows count too, or links to more of them would never end.
            if seen.len() + empty > self.max_rows {
                return Err(self.too_many(asked));
            }
            next = answered.next;
            if take(rows, count).is_break() {
                return Ok(false);
            }
        }
        self.is_whole(asked, options, seen.len() + nameless, count)
    }

    /// Says, of a walk that was given no further link, whether there are no more rows than it
    /// brought.
    fn is_whole(
        &self,
        asked: &Asked<'_>,
        options: &Options,
        brought: usize,
        count: Option<u64>,
    ) -> Result<bool> {
        let wanted = options.top.unwrap_or(usize::MAX);
        let left =
            count.is_some_and(|count| u64::try_from(brought).is_ok_and(|brought| brought < count));
        if left && brought < wanted {
            let message = format!(
                "`{}` stopped after {brought} of its rows and gave no link to the rest",
                asked.read.object
            );
            return Err(Error::new(ErrorKind::BadResponse, &self.api.source, message));
        }
        Ok(if count.is_some() { !left } else { brought < wanted })
    }

    /// Counts the rows that meet a condition; `None` if an address cannot hold it.
    pub(super) async fn count(
        &self,
        asked: &Asked<'_>,
        condition: Condition,
    ) -> Result<Option<u64>> {
        let takes = asked.dialect.takes.without(Features::LIST);
        let address = |piece: &Condition| {
            let filter = filter_option(piece, takes).unwrap_or_default();
            self.api.set_address(asked.service, &format!("{}/$count", asked.scope.set), &filter)
        };
        let Pieces { conditions, whole } =
            self.fit(asked, condition, takes, &address(&Condition::always())?);
        // A number is asked for in both spellings, and a system may take either: in two pieces its
        // row would be counted twice.
        if !whole || (asked.dialect.pads() && conditions.len() > 1) {
            return Ok(None);
        }
        let count = async |piece| self.api.count(asked.service, &address(piece)?).await;
        let counts = try_join_all(conditions.iter().map(count)).await?;
        Ok(Some(counts.iter().sum()))
    }

    /// The condition in pieces that an address holds.
    pub(super) fn cut(
        &self,
        asked: &Asked<'_>,
        condition: Condition,
        options: &Options,
    ) -> Result<Pieces> {
        let rest = self.address(asked, &Condition::always(), options, asked.dialect)?;
        Ok(self.fit(asked, condition, asked.dialect.takes, &rest))
    }

    /// The condition in pieces that fit an address beside the `rest` of it.
    fn fit(&self, asked: &Asked<'_>, condition: Condition, takes: Features, rest: &Url) -> Pieces {
        let schema = |piece: &Condition| {
            schema_option(asked.dialect, piece, takes).map_or(0, |option| option.len() + 1)
        };
        let filter =
            |piece: &Condition| filter_option(piece, takes).map_or(0, |filter| filter.len() + 1);
        let size = |piece: &Condition| rest.as_str().len() + filter(piece) + schema(piece);
        // A number may stand in two spellings.
        let items = self.sizes.ids * if asked.dialect.pads() { 2 } else { 1 };
        condition.fit(&size, self.sizes.url_bytes, items)
    }

    fn address(
        &self,
        asked: &Asked<'_>,
        condition: &Condition,
        options: &Options,
        dialect: Dialect,
    ) -> Result<Url> {
        let mut parts = query::select(asked.scope, asked.scope.columns().map(|(_, column)| column));
        parts.extend(options.order.clone());
        parts.extend(options.top.map(|top| format!("$top={top}")));
        if options.count {
            let count = if dialect.version == crate::config::Version::V2 {
                "$inlinecount=allpages"
            } else {
                "$count=true"
            };
            parts.push(count.to_owned());
        }
        let encoded = parts
            .iter()
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| format!("{name}={}", query::encode(value)));
        let mut query: Vec<String> =
            filter_option(condition, dialect.takes).into_iter().chain(encoded).collect();
        query.extend(schema_option(dialect, condition, dialect.takes).map(str::to_owned));
        let query = query.join("&");
        self.api.set_address(asked.service, &asked.scope.set, &query)
    }

    pub(super) fn too_many(&self, asked: &Asked<'_>) -> Error {
        let message = format!(
            "the read needs more than {} rows of `{}`; narrow the filter, or raise `max_rows`",
            self.max_rows, asked.read.object
        );
        Error::new(ErrorKind::TooMuch, &self.api.source, message)
    }
}

/// The option that a filter with `in` needs.
fn schema_option(dialect: Dialect, condition: &Condition, takes: Features) -> Option<&'static str> {
    (dialect.needs_schema() && condition.has_list(takes)).then_some("$schemaversion=2.1")
}

fn filter_option(condition: &Condition, takes: Features) -> Option<String> {
    (!condition.is_always()).then(|| format!("$filter={}", query::encode(&condition.render(takes))))
}
