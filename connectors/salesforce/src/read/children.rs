//! Reads of children: so many under each parent by subqueries, or all of them where a subquery
//! cannot say what is asked.

use std::collections::{BTreeMap, HashSet};

use channelgraph_core::{
    Error, ErrorKind, Page, Read, Result, is_of_dead_cursor,
    pushdown::{Logic, Pushed},
};
use channelgraph_schema::{Filter, Test, Value, mapping::Row};
use futures::future::try_join_all;
use serde_json::Value as Json;

use crate::{
    api::Raw,
    connector::Salesforce,
    field::{Column, Scope, id, there},
    query::{self, Class, Clause, Condition, Key, Statement, compile},
    rows::{self, Named},
};

/// Children for each parent up to which a subquery reads less than all of them, in most orgs.
const FEW: usize = 200;

impl Salesforce {
    /// The rows whose `field` refers to one of the parents.
    pub(crate) async fn children(
        &self,
        read: &Read,
        scope: &Scope,
        field: &str,
        parents: &[String],
    ) -> Result<Page> {
        let key = query::key(scope, read.order.as_ref(), self.api.source())?;
        let filter = compile(scope, &read.filter);
        let column = scope.column(field);
        let mut parents: Vec<_> = column
            .iter()
            .flat_map(|column| parents.iter().filter_map(|id| referred(column, id)))
            .collect();
        parents.sort_unstable();
        parents.dedup();
        let Some(column) = column.filter(|_| !parents.is_empty() && !filter.condition.is_never())
        else {
            return Ok(Page {
                rows: Vec::new(),
                complete: true,
                exact: true,
                total: read.count.then_some(0),
                ..Page::default()
            });
        };
        let columns = super::wanted(read, scope);
        // What SOQL cannot decide is decided on the rows: then a parent's first ones may all fall
        // away.
        let few = read.limit <= FEW
            && filter.exact
            && key.as_ref().is_none_or(|key| key.by_day.is_none() && !key.may_lack);
        if few && let Some((parent, relation)) = self.relation(scope, column, &columns).await? {
            let few = self
                .few_children(read, &parent, &relation, &parents, &filter, key.as_ref(), &columns)
                .await?;
            if let Some(page) = few {
                return Ok(page);
            }
        }
        let mut page = self
            .all_children(read, scope, (field, column), &parents, key.as_ref(), &columns)
            .await?;
        page.exact = filter.exact;
        page.total = total(read.count, &page);
        Ok(page)
    }

    /// The parents' object and its name for these children, if a subquery can bring the columns.
    async fn relation(
        &self,
        scope: &Scope,
        column: &Column,
        columns: &[Named<'_>],
    ) -> Result<Option<(String, String)>> {
        let [parent] = column.field.reference_to.as_slice() else { return Ok(None) };
        if !column.is_own() || columns.iter().any(|(_, column)| column.child.is_some()) {
            return Ok(None);
        }
        let table = there(self.table(parent).await)?;
        let relation = table
            .as_ref()
            .and_then(|table| table.relation_of(&scope.table.name, &column.field.name));
        Ok(relation.map(|relation| (parent.clone(), relation.to_owned())))
    }

    /// So many children of each parent; nothing if a locator died on the way.
    #[expect(clippy::too_many_arguments, reason = "a question in its parts, used nowhere else")]
    async fn few_children(
        &self,
        read: &Read,
        parent: &str,
        relation: &str,
        parents: &[String],
        filter: &Pushed<Condition>,
        key: Option<&Key<'_>>,
        columns: &[Named<'_>],
    ) -> Result<Option<Page>> {
        let select = query::select(columns.iter().map(|(_, column)| *column));
        // One more than wanted tells whether any follow.
        let children = Statement {
            select,
            from: relation.to_owned(),
            order: query::order_by(key),
            limit: Some(read.limit + 1),
        };
        let statement = Statement {
            select: format!("Id, ({})", children.with(&filter.condition)),
            from: parent.to_owned(),
            order: query::order_by(None),
            limit: None,
        };
        let named = parents.iter().map(|id| format!("'{id}'")).collect();
        let pieces = self
            .cut(&statement, &Condition::Clause(Clause::In("Id IN (".into(), named, ")".into())))?;
        let pieces = try_join_all(
            pieces
                .conditions
                .iter()
                .map(|piece| self.fetch(&statement, piece, usize::MAX, &[], None)),
        )
        .await?;
        let mut found: Vec<Raw> = pieces.into_iter().flat_map(|piece| piece.records).collect();
        match self.fill(&mut found, &HashSet::from([relation])).await {
            Err(error) if is_of_dead_cursor(&error) => return Ok(None),
            filled => filled?,
        }
        let mut page =
            Page { rows: Vec::new(), complete: true, exact: true, total: None, ..Page::default() };
        for parent in &found {
            let children = parent
                .get(relation)
                .and_then(|answer| answer.get("records"))
                .and_then(Json::as_array);
            let children: Vec<_> =
                children.into_iter().flatten().filter_map(Json::as_object).collect();
            page.complete &= children.len() <= read.limit;
            let under = parent.get("Id").and_then(Json::as_str).map(str::to_owned);
            let rows = children.into_iter().filter_map(|raw| rows::row(raw, columns));
            page.rows.extend(rows.map(|row| Row { parent: under.clone(), ..row }));
        }
        page.total = total(read.count, &page);
        Ok(Some(page))
    }

    async fn all_children(
        &self,
        read: &Read,
        scope: &Scope,
        (field, column): Named<'_>,
        parents: &[String],
        key: Option<&Key<'_>>,
        columns: &[Named<'_>],
    ) -> Result<Page> {
        let number = matches!(Class::of(&column.field), Class::Whole | Class::Number);
        let refer = parents.iter().filter_map(|id| {
            if number { id.parse().ok().map(Value::Number) } else { Some(Value::text(id.as_str())) }
        });
        let refer = Filter::Test(field.to_owned(), Test::In(refer.collect()));
        if compile(scope, &refer).condition.is_always() {
            let message = format!(
                "Salesforce cannot look for `{}.{field}` ({}): it is no field to refer by",
                scope.table.name, column.field.kind
            );
            return Err(Error::new(ErrorKind::Unsupported, self.api.source(), message));
        }
        // Together, because the org counts the semi-joins of both.
        let condition = compile(scope, &refer.and(read.filter.clone())).condition;
        let mut wide = columns.to_vec();
        wide.push((field, column));
        wide.extend(key.and_then(|key| Some((key.name, scope.column(key.name)?))));
        let statement = super::statement(scope, &wide, key);
        let mut records = self.fetch_all(&statement, &condition, &wide).await?;
        records.sort_by(|a, b| rows::compare(key, a, b));
        let mut under: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for raw in &records {
            // Of several parents the first counts, as it does in the record itself.
            let parent = match rows::value(raw, column) {
                Json::Array(several) => several.into_iter().next().unwrap_or_default(),
                one => one,
            };
            let parent = parent
                .as_str()
                .map(str::to_owned)
                .or_else(|| parent.is_number().then(|| parent.to_string()));
            let parent = parent.and_then(|parent| referred(column, &parent));
            if let (Some(parent), Some(row)) = (parent, rows::row(raw, columns)) {
                under.entry(parent.clone()).or_default().push(Row { parent: Some(parent), ..row });
            }
        }
        // A path down brings rows too whose first parent is not among those meant.
        under.retain(|parent, _| column.child.is_none() || parents.binary_search(parent).is_ok());
        Ok(Page {
            rows: under.into_values().flatten().collect(),
            complete: true,
            exact: true,
            total: None,
            ..Page::default()
        })
    }
}

/// An id as the field holds it: one of this org's records, or one of another system.
fn referred(column: &Column, id: &str) -> Option<String> {
    if Class::of(&column.field) == Class::Id { id::canonical(id) } else { Some(id.to_owned()) }
}

fn total(wanted: bool, page: &Page) -> Option<u64> {
    (wanted && page.complete && page.exact).then(|| u64::try_from(page.rows.len()).ok()).flatten()
}
