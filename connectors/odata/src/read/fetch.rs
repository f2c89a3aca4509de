//! Rows out of answers: all that pass a condition, or those of one order from its beginning, as far as they are wanted.

use std::{collections::HashSet, ops::ControlFlow};

use channelgraph_core::{Error, ErrorKind, Result};
use channelgraph_schema::mapping::Row;
use futures::{StreamExt, TryStreamExt, stream};
use url::Url;

use super::Asked;
use crate::{
    connector::OData,
    query::{self, Condition, Dialect, Features},
    rows,
};

/// Questions that one read has under way at once; the limits of the source hold beside it.
const SIDE_BY_SIDE: usize = 8;

/// What a walk through answers came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walked {
    /// Whether there are no more rows than were brought.
    pub(super) ended: bool,
    /// Rows in all, if that was asked.
    pub(super) count: Option<u64>,
}

/// What is asked beside the condition.
#[derive(Debug, Clone, Default)]
pub(super) struct Options {
    /// `$orderby=…`.
    pub(super) order: Option<String>,
    pub(super) top: Option<usize>,
    pub(super) count: bool,
}

impl OData {
    /// All rows that pass a condition, each once, in no order.
    pub(super) async fn all(&self, asked: &Asked<'_>, condition: Condition) -> Result<Vec<Row>> {
        let options = Options { count: true, ..Options::default() };
        let pieces = self.cut(asked, condition, &options)?;
        let fetched = pieces.iter().map(|piece| self.piece(asked, piece, &options));
        let found: Vec<Vec<Row>> = stream::iter(fetched).buffered(SIDE_BY_SIDE).try_collect().await?;
        let mut seen = HashSet::new();
        let rows: Vec<Row> = found.into_iter().flatten().filter(|row| seen.insert(row.id.clone())).collect();
        if rows.len() > self.max_rows { Err(self.too_many(asked)) } else { Ok(rows) }
    }

    async fn piece(&self, asked: &Asked<'_>, condition: &Condition, options: &Options) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.walk(asked, condition, options, |more| {
            rows.extend(more);
            ControlFlow::Continue(())
        })
        .await?;
        Ok(rows)
    }

    /// Brings rows, answer by answer, until there are no more or `take` has enough.
    pub(super) async fn walk(
        &self,
        asked: &Asked<'_>,
        condition: &Condition,
        options: &Options,
        mut take: impl FnMut(Vec<Row>) -> ControlFlow<()> + Send,
    ) -> Result<Walked> {
        let mut next = Some(self.address(asked, condition, options, asked.dialect)?);
        let (mut brought, mut count) = (0, None);
        while let Some(url) = next {
            let answered = self.api.page(asked.service, &url).await?;
            brought += answered.rows.len();
            count = count.or(answered.count);
            if brought > self.max_rows {
                return Err(self.too_many(asked));
            }
            let rows = answered.rows.iter().filter_map(|raw| rows::row(asked.dialect, asked.scope, raw)).collect();
            next = answered.next;
            // A link to where we are leads nowhere.
            if take(rows).is_break() || next.as_ref() == Some(&url) {
                return Ok(Walked { ended: false, count });
            }
        }
        let wanted = options.top.unwrap_or(usize::MAX);
        let left = count.is_some_and(|count| u64::try_from(brought).is_ok_and(|brought| brought < count));
        if left && brought < wanted {
            let message = format!("`{}` stopped after {brought} of its rows and gave no link to the rest", asked.read.object);
            return Err(Error::new(ErrorKind::BadResponse, &self.api.source, message));
        }
        Ok(Walked { ended: if count.is_some() { !left } else { brought < wanted }, count })
    }

    /// How many rows pass a condition.
    pub(super) async fn count(&self, asked: &Asked<'_>, condition: Condition) -> Result<u64> {
        if condition.is_never() {
            return Ok(0);
        }
        let pieces = self.cut(asked, condition, &Options::default())?;
        let counts = pieces.iter().map(|piece| async {
            let filter = filter_option(piece, asked.dialect.takes);
            let url = self.api.set_address(asked.service, &format!("{}/$count", asked.scope.set), &filter.unwrap_or_default())?;
            self.api.count(asked.service, &url).await
        });
        let counts: Vec<u64> = stream::iter(counts).buffered(SIDE_BY_SIDE).try_collect().await?;
        Ok(counts.iter().sum())
    }

    /// The condition in pieces that an address holds.
    pub(super) fn cut(&self, asked: &Asked<'_>, condition: Condition, options: &Options) -> Result<Vec<Condition>> {
        let rest = self.address(asked, &Condition::always(), options, asked.dialect)?.as_str().len();
        let takes = asked.dialect.takes;
        // An apostrophe is encoded once more when the address is put together.
        let size = |piece: &Condition| filter_option(piece, takes).map_or(0, |filter| filter.len() + 1) + rest;
        Ok(condition.fit(&size, self.sizes.url_bytes, self.sizes.ids))
    }

    fn address(&self, asked: &Asked<'_>, condition: &Condition, options: &Options, dialect: Dialect) -> Result<Url> {
        let mut parts = query::select(asked.scope, asked.scope.columns().map(|(_, column)| column));
        parts.extend(options.order.clone());
        parts.extend(options.top.map(|top| format!("$top={top}")));
        if options.count {
            let count = if dialect.version == crate::config::Version::V2 { "$inlinecount=allpages" } else { "$count=true" };
            parts.push(count.to_owned());
        }
        let encoded = parts.iter().filter_map(|part| part.split_once('=')).map(|(name, value)| format!("{name}={}", query::encode(value)));
        let query = filter_option(condition, dialect.takes).into_iter().chain(encoded).collect::<Vec<_>>().join("&");
        self.api.set_address(asked.service, &asked.scope.set, &query)
    }

    fn too_many(&self, asked: &Asked<'_>) -> Error {
        let message = format!("more than {} rows of `{}` would have to be read; narrow the filter", self.max_rows, asked.read.object);
        Error::new(ErrorKind::Unsupported, &self.api.source, message)
    }
}

fn filter_option(condition: &Condition, takes: Features) -> Option<String> {
    (!condition.is_always()).then(|| format!("$filter={}", query::encode(&condition.render(takes))))
}
