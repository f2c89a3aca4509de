//! The rows that one table holds of the children of several families.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_schema::{FieldId, Filter, Locale, Record, Test};
use futures::future::join;

use super::family::Family;
use crate::{
    engine::{
        Problem,
        context::Context,
        plan::{Plan, Reach},
    },
    load::{ChildrenRead, ListPage, Partial},
    model::Table,
};

/// The children of several families, while they are read.
pub(super) struct Children<'a> {
    pub(super) context: Context<'a>,
    pub(super) plan: Plan<'a>,
    pub(super) relation: FieldId,
}

/// The rows of one table.
pub(super) struct Rows {
    /// For each family (by place) the rows of a parent, with whether they are all.
    pub(super) rows: Vec<(usize, Vec<Arc<Record>>, bool)>,
    /// The failure that may have kept rows out.
    pub(super) failure: Option<Problem>,
}

impl Rows {
    fn failed(failure: Problem) -> Self {
        Self { rows: Vec::new(), failure: Some(failure) }
    }
}

impl Children<'_> {
    /// The rows that one table holds of the open families; none if it cannot hold any.
    ///
    /// # Errors
    /// If a parent has more rows than a list may read.
    pub(super) async fn rows(
        &self,
        table: &Arc<Table>,
        families: &[Family],
        open: &[usize],
        limit: usize,
    ) -> Result<Option<Rows>, Problem> {
        let Some(spec) = table.mapping.spec(self.relation) else { return Ok(None) };
        let Some(field) = spec.field.clone() else { return Ok(None) };
        let mut ids: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for place in open {
            let own = families[*place].ids(table, spec.by.as_deref());
            own.for_each(|id| ids.entry(id).or_default().push(*place));
        }
        // The relation is a condition of its own, exact in every table: the read itself names the
        // parents.
        let of_a_parent = Filter::Test(self.relation, Test::IsNull(false));
        let filter = of_a_parent.and(self.plan.query.filter.clone());
        if ids.is_empty() {
            return Ok(None);
        }
        let locale = match self.context.engine.store.locale(table, self.plan.deciding).await {
            Ok(locale) => locale,
            Err(error) => return Ok(Some(Rows::failed(error.into()))),
        };
        let filter = self.plan.pushdown(table, &filter, &locale);
        if filter.is_none() {
            return Ok(None);
        }
        let order = match self.plan.order_of(table, &locale) {
            Ok(order) => order,
            Err(problem) => return Ok(Some(Rows::failed(problem))),
        };
        let reach = self.plan.reach(table);
        let most = self.context.engine.limits.max_scan;
        let read = ChildrenRead {
            filter: without_parent(filter, &field),
            field,
            order,
            limit: if reach == Reach::All { most } else { limit },
        };
        self.read_rows(table, &ids, read, reach).await.map(Some)
    }

    /// Reads the rows of these parents, each with the places of its families.
    async fn read_rows(
        &self,
        table: &Arc<Table>,
        ids: &HashMap<Arc<str>, Vec<usize>>,
        read: ChildrenRead,
        reach: Reach,
    ) -> Result<Rows, Problem> {
        let mut asked: Vec<Arc<str>> = ids.keys().cloned().collect();
        asked.sort_unstable();
        let (store, held) = (&self.context.engine.store, self.context.needs.held(table));
        let keyless = self.keyless(table, &read, reach);
        let rest = async {
            match keyless {
                Some(keyless) => store.children(table, asked.clone(), keyless, held).await,
                None => Partial::default(),
            }
        };
        let (pages, rest) = join(store.children(table, asked.clone(), read, held), rest).await;
        let failure = pages.failure.or(rest.failure).map(Problem::from);
        let mut rows = Rows { rows: Vec::new(), failure };
        for id in &asked {
            let (Some(page), keyless) = (pages.values.get(id), rest.values.get(id)) else {
                continue;
            };
            let is_cut = |page: &ListPage| !page.complete;
            if keyless.is_some_and(|page| is_cut(page)) || (reach == Reach::All && is_cut(page)) {
                return Err(self.too_many());
            }
            let records = with_keyless(page, keyless.map(|page| &**page));
            rows.rows.extend(ids[id].iter().map(|place| (*place, records.clone(), page.complete)));
        }
        Ok(rows)
    }

    /// The read of all rows without a key, where those are needed besides the first ones.
    fn keyless(&self, table: &Table, read: &ChildrenRead, reach: Reach) -> Option<ChildrenRead> {
        let most = self.context.engine.limits.max_scan;
        let key = self.plan.query.order.key;
        let key = key.filter(|_| reach == Reach::FirstAndKeyless && read.limit < most)?;
        // Whether there is a key does not depend on a locale.
        let is_null = Filter::Test(key, Test::IsNull(true));
        let null = table.mapping.lower(&is_null, &Locale::default()).filter;
        Some(ChildrenRead { filter: read.filter.clone().and(null), limit: most, ..read.clone() })
    }

    /// The problem that a family has more rows than a list may read.
    pub(super) fn too_many(&self) -> Problem {
        Problem::too_complex(format!(
            "more than {} rows of one parent would have to be read to fill a page; narrow the filter, or raise `lists.max_scan`",
            self.context.engine.limits.max_scan
        ))
    }
}

/// The records of a page with those without a key in front, as the last one tells how far the first
/// ones go.
fn with_keyless(page: &ListPage, keyless: Option<&ListPage>) -> Vec<Arc<Record>> {
    let Some(keyless) = keyless else { return page.records.clone() };
    let known: HashSet<_> = page.records.iter().map(|record| &record.key).collect();
    let more = keyless.records.iter().filter(|record| !known.contains(&record.key));
    more.chain(&page.records).cloned().collect()
}

/// The filter without the test that there is a parent.
fn without_parent(filter: Filter<String>, field: &str) -> Filter<String> {
    let asks = |part: &Filter<String>| matches!(part, Filter::Test(name, Test::IsNull(false)) if name == field);
    match filter {
        Filter::And(parts) => Filter::all_of(parts.into_iter().filter(|part| !asks(part))),
        part if asks(&part) => Filter::all(),
        other => other,
    }
}
