//! Reads, each by the way that takes the fewest calls: lists and ids here, children
//! and the fetching of it all beside.

mod children;
mod fetch;
mod join;

use channelgraph_core::{
    Error, ErrorKind, Page, Read, Result,
    pushdown::{Logic, Pushed},
};
use channelgraph_schema::{Filter, Test, Value, mapping::Row};
use futures::future::try_join_all;

use crate::{
    api::Raw,
    connector::Salesforce,
    field::{Scope, id},
    query::{self, Condition, Key, Pieces, Statement, compile},
    read::fetch::{Fetched, List},
    rows::{self, Named},
};

impl Salesforce {
    /// The rows with these ids: a collections retrieve where only fields of the object itself are
    /// asked for, else a query.
    pub(crate) async fn by_ids(&self, read: &Read, scope: &Scope, ids: &[String]) -> Result<Page> {
        let mut ids: Vec<_> = ids
            .iter()
            .filter_map(|id| id::canonical(id))
            .filter(|id| scope.table.has_id(id))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let columns = wanted(read, scope);
        if read.filter.is_all() && columns.iter().all(|(_, column)| column.is_own()) {
            let mut fields = vec!["Id"];
            fields.extend(columns.iter().map(|(name, _)| *name).filter(|name| *name != "Id"));
            let pieces = ids
                .chunks(self.retrieve_ids)
                .map(|ids| self.api.retrieve(&scope.table.name, ids, &fields));
            let found = try_join_all(pieces).await?.into_iter().flatten().flatten();
            return Ok(Page {
                rows: found.filter_map(|raw| rows::row(&raw, &columns)).collect(),
                complete: true,
                exact: true,
                total: None,
                ..Page::default()
            });
        }
        let named = ids.into_iter().map(Value::text).collect();
        let named = compile(scope, &Filter::Test("Id".to_owned(), Test::In(named)));
        let Pushed { condition, exact } = compile(scope, &read.filter);
        let statement = statement(scope, &columns, None);
        let fetched = self
            .fetch_all(&statement, &Condition::all_of([named.condition, condition]), &columns)
            .await?;
        Ok(Page {
            rows: to_rows(&fetched, &columns),
            complete: true,
            exact,
            total: None,
            ..Page::default()
        })
    }

    /// A page of a list, and how many rows it has in all.
    pub(crate) async fn list(&self, read: &Read, scope: &Scope) -> Result<Page> {
        let key = query::key(scope, read.order.as_ref(), self.api.source())?;
        let Pushed { condition, exact } = compile(scope, &read.filter);
        let place = match &read.after {
            Some(after) => compile(scope, &query::after(key.as_ref(), after)),
            None => Pushed::constant(true),
        };
        if !place.exact {
            let message = format!(
                "no rows of `{}` can be sought after this place: its key is not of the kind that the field holds",
                read.object
            );
            return Err(Error::new(ErrorKind::Unsupported, self.api.source(), message));
        }
        let here = Condition::all_of([condition.clone(), place.condition]);
        let mut columns = wanted(read, scope);
        if let Some((key, column)) =
            key.as_ref().and_then(|key| Some((key, scope.column(key.name)?)))
            && !columns.iter().any(|(name, _)| *name == key.name)
        {
            columns.push((key.name, column));
        }
        let wants_total = read.count && exact;
        // How many there are after a place, or with a key, says nothing of how many there are: that
        // is a question of its own, asked meanwhile.
        let is_part = read.after.is_some() || key.as_ref().is_some_and(|key| key.may_lack);
        let asks_apart = wants_total && (is_part || read.limit == 0);
        let list = self.page(read, scope, &here, key.as_ref(), &columns, wants_total && !is_part);
        let count = async {
            if asks_apart { self.count(scope, &condition).await.map(Some) } else { Ok(None) }
        };
        let (fetched, counted) = futures::future::try_join(list, count).await?;
        let whole = !fetched.more && read.after.is_none();
        let total = counted.or(if whole {
            u64::try_from(fetched.records.len()).ok()
        } else {
            fetched.total
        });
        Ok(Page {
            rows: to_rows(&fetched.records, &columns),
            complete: !fetched.more,
            exact,
            total: total.filter(|_| wants_total),
            ..Page::default()
        })
    }

    async fn page(
        &self,
        read: &Read,
        scope: &Scope,
        here: &Condition,
        key: Option<&Key<'_>>,
        columns: &[Named<'_>],
        total: bool,
    ) -> Result<Fetched> {
        if here.is_never() {
            return Ok(Fetched { records: Vec::new(), more: false, total: Some(0) });
        }
        if read.limit == 0 {
            return Ok(Fetched { records: Vec::new(), more: true, total: None });
        }
        // One row more than wanted tells whether any follow, unless it would cost another answer.
        let want = if read.limit.is_multiple_of(self.batch_size) {
            read.limit
        } else {
            read.limit.saturating_add(1)
        };
        // Without a limit the first answer says how many rows there are in all, which saves a call
        // to count them.
        let statement =
            Statement { limit: (!total).then_some(want), ..statement(scope, columns, key) };
        let list = List { statement, condition: here, want, columns, scope };
        let mut fetched = match key.filter(|key| key.may_lack) {
            Some(key) => self.keyed_first(&list, key).await?,
            None => self.fetch_list(&list, key).await?,
        };
        if let (Some(key), true) = (key.filter(|key| key.by_day.is_some()), fetched.more) {
            self.whole_last_day(scope, &list, key, &mut fetched).await?;
        }
        Ok(fetched)
    }

    async fn count(&self, scope: &Scope, condition: &Condition) -> Result<u64> {
        if condition.is_never() {
            return Ok(0);
        }
        let statement = Statement {
            select: "COUNT()".into(),
            from: scope.table.name.clone(),
            order: String::new(),
            limit: None,
        };
        let Pieces { conditions, disjoint } = self.cut(&statement, condition)?;
        if !disjoint {
            // Pieces that share rows: only their ids tell how many there are.
            let rows = self
                .fetch_all(&Statement { select: "Id".into(), ..statement }, condition, &[])
                .await?;
            return Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX));
        }
        let statements: Vec<_> = conditions.iter().map(|piece| statement.with(piece)).collect();
        let counts = statements.iter().map(|soql| self.api.query(&statement.from, soql, None));
        let counts = try_join_all(counts).await?;
        Ok(counts.iter().map(|count| count.total_size).sum())
    }
}

/// The fields of a question that the org has.
fn wanted<'a>(read: &'a Read, scope: &'a Scope) -> Vec<Named<'a>> {
    read.fields.iter().filter_map(|name| Some((name.as_str(), scope.column(name)?))).collect()
}

fn statement(scope: &Scope, columns: &[Named<'_>], key: Option<&Key<'_>>) -> Statement {
    let select = query::select(columns.iter().map(|(_, column)| *column));
    Statement { select, from: scope.table.name.clone(), order: query::order_by(key), limit: None }
}

fn to_rows(records: &[Raw], columns: &[Named<'_>]) -> Vec<Row> {
    records.iter().filter_map(|raw| rows::row(raw, columns)).collect()
}
