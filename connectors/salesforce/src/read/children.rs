//! Reads of children: so many under each parent by subqueries, or all of them where a subquery cannot say what is asked.

use std::collections::{HashMap, HashSet};

use channelgraph_core::{Page, Read, Result};
use channelgraph_schema::{Filter, Test, Value, mapping::Row};
use futures::future::try_join_all;
use serde_json::Value as Json;

use crate::{
    api::Raw,
    connector::{Salesforce, wanted},
    id,
    path::{Column, Scope},
    query::{self, Compiled, Condition, Key, Statement, compile},
    rows::{self, Named},
};

/// Children for each parent up to which a subquery reads less than all of them, in most orgs.
const FEW: usize = 200;

impl Salesforce {
    /// The rows whose `field` refers to one of the parents.
    pub(crate) async fn children(&self, read: &Read, scope: &Scope, field: &str, parents: &[String]) -> Result<Page> {
        let mut parents: Vec<_> = parents.iter().filter_map(|id| id::canonical(id)).collect();
        parents.sort_unstable();
        parents.dedup();
        let key = query::key(scope, read.order.as_ref(), self.api.source())?;
        let filter = compile(scope, &read.filter);
        let Some(column) = scope.column(field).filter(|_| !parents.is_empty() && !filter.condition.is_never()) else {
            return Ok(Page { rows: Vec::new(), complete: true, exact: true, total: read.count.then_some(0) });
        };
        let columns = wanted(read, scope);
        // What SOQL cannot decide is decided on the rows: then a parent's first ones may all fall away.
        let few = read.limit <= FEW && filter.exact && !key.as_ref().is_some_and(|key| key.by_day);
        if few && let Some((parent, relation)) = self.relation(scope, column, &columns).await? {
            return self.few_children(read, &parent, &relation, &parents, &filter, key.as_ref(), &columns).await;
        }
        let mut page = self.all_children(scope, field, column, &parents, filter, key.as_ref(), columns).await?;
        page.total = total(read.count, &page);
        Ok(page)
    }

    /// The parents' object and its name for these children, if a subquery can bring the columns.
    async fn relation(&self, scope: &Scope, column: &Column, columns: &[Named<'_>]) -> Result<Option<(String, String)>> {
        let [parent] = column.field.reference_to.as_slice() else { return Ok(None) };
        if !column.is_own() || columns.iter().any(|(_, column)| column.child.is_some()) {
            return Ok(None);
        }
        let table = self.table(parent).await?;
        let relation = table.relation_of(&scope.table.name, &column.field.name);
        Ok(relation.map(|relation| (parent.clone(), relation.to_owned())))
    }

    #[expect(clippy::too_many_arguments, reason = "a question in its parts, used nowhere else")]
    async fn few_children(
        &self,
        read: &Read,
        parent: &str,
        relation: &str,
        parents: &[String],
        filter: &Compiled,
        key: Option<&Key<'_>>,
        columns: &[Named<'_>],
    ) -> Result<Page> {
        let select = query::select(columns.iter().map(|(_, column)| *column));
        // One more than wanted tells whether any follow.
        let children = Statement { select, from: relation.to_owned(), order: query::order_by(key), limit: Some(read.limit + 1) };
        let statement = Statement {
            select: format!("Id, ({})", children.with(&filter.condition)),
            from: parent.to_owned(),
            order: String::new(),
            limit: None,
        };
        let named = parents.iter().map(|id| format!("'{id}'")).collect();
        let pieces = self.cut(&statement, &Condition::In("Id IN (".into(), named, ")".into()))?;
        let pieces = try_join_all(pieces.conditions.iter().map(|piece| self.fetch(&statement, piece, usize::MAX, &[]))).await?;
        let mut found: Vec<Raw> = pieces.into_iter().flat_map(|piece| piece.records).collect();
        self.fill(&mut found, &HashSet::from([relation])).await?;
        let mut page = Page { rows: Vec::new(), complete: true, exact: true, total: None };
        for parent in &found {
            let children = parent.get(relation).and_then(|answer| answer.get("records")).and_then(Json::as_array);
            let children: Vec<_> = children.into_iter().flatten().filter_map(Json::as_object).collect();
            page.complete &= children.len() <= read.limit;
            let under = parent.get("Id").and_then(Json::as_str).map(str::to_owned);
            let rows = children.into_iter().filter_map(|raw| rows::row(raw, columns));
            page.rows.extend(rows.map(|row| Row { parent: under.clone(), ..row }));
        }
        page.total = total(read.count, &page);
        Ok(page)
    }

    #[expect(clippy::too_many_arguments, reason = "a question in its parts, used nowhere else")]
    async fn all_children(
        &self,
        scope: &Scope,
        field: &str,
        column: &Column,
        parents: &[String],
        filter: Compiled,
        key: Option<&Key<'_>>,
        columns: Vec<Named<'_>>,
    ) -> Result<Page> {
        let refer = parents.iter().map(|id| Value::Reference(id.as_str().into())).collect();
        let refer = compile(scope, &Filter::Test(field.to_owned(), Test::In(refer))).condition;
        let condition = Condition::all_of([refer, filter.condition]);
        let mut read = columns.clone();
        read.push((field, column));
        read.extend(key.and_then(|key| Some((key.name, scope.column(key.name)?))));
        let statement = super::statement(scope, &read, key);
        let mut records = self.fetch_all(&statement, &condition, &read).await?;
        records.sort_by(|a, b| rows::compare(key, a, b));
        let mut under: HashMap<String, Vec<Row>> = HashMap::new();
        for raw in &records {
            // Of several parents the first counts, as it does in the record itself.
            let parent = rows::value(raw, column);
            let parent = parent.as_array().map_or(Some(&parent), |several| several.first());
            if let (Some(parent), Some(row)) = (parent.and_then(Json::as_str).and_then(id::canonical), rows::row(raw, &columns)) {
                under.entry(parent.clone()).or_default().push(Row { parent: Some(parent), ..row });
            }
        }
        let rows = parents.iter().filter_map(|parent| under.remove(parent)).flatten().collect();
        Ok(Page { rows, complete: true, exact: filter.exact, total: None })
    }
}

fn total(wanted: bool, page: &Page) -> Option<u64> {
    (wanted && page.complete && page.exact).then(|| u64::try_from(page.rows.len()).ok()).flatten()
}
