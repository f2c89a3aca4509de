//! The lists that hang off many nodes at once (the deals of fifty partners): one batch for each
//! table, not one call for each parent.
//!
//! A node's reference is decided by authority like any other field, so a deal can belong to a
//! partner by the word of one source while another has its place in the order. Therefore every
//! table's children are read, resolved, and only then put in order.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_schema::{Cursor, EntityKind, FieldId, FieldSet, Filter, Record, Test, Value};
use futures::future::{join, join_all};

use super::{
    family::{Family, refers_to},
    stream::{Candidate, Resolved},
};
use crate::{
    engine::{
        Engine, ListQuery, Listed, Needs, Node, Problem,
        assemble::Draft,
        plan::{Reach, reach, relaxed},
        query::note,
    },
    load::ChildrenRead,
    model::Table,
};

/// One question for the children of several families.
struct Plan<'a> {
    engine: &'a Engine,
    kind: EntityKind,
    relation: FieldId,
    query: &'a ListQuery,
    /// The fields that decide whose children there are, and where they stand.
    deciding: FieldSet,
    needs: Needs,
}

impl Engine {
    /// For each family of parents, the first nodes whose `relation` refers to one of them.
    ///
    /// # Errors
    /// As [`Engine::list`].
    #[tracing::instrument(name = "plan.children", skip_all, fields(entity = %kind, parents = parents.len(), first = query.first))]
    pub(in crate::engine) async fn children_of(
        &self,
        kind: EntityKind,
        relation: FieldId,
        parents: Vec<Vec<Arc<Node>>>,
        query: &ListQuery,
        needs: Needs,
    ) -> Result<Vec<Listed>, Problem> {
        if kind == EntityKind::Partner {
            // The index knows which partner records are one, and which partner each of them names.
            let below = |parents: Vec<Arc<Node>>| ListQuery {
                filter: refers_to(&parents, relation).and(query.filter.clone()),
                ..query.clone()
            };
            let queries: Vec<ListQuery> = parents.into_iter().map(below).collect();
            return Ok(self.partner_pages(&queries, needs).await);
        }
        let needs = needs.with([relation].into_iter().collect());
        let deciding = query.fields(kind).union([relation].into_iter().collect());
        let plan = Plan {
            engine: self,
            kind,
            relation,
            query,
            deciding,
            needs: needs.with(deciding).cheap_but(deciding),
        };
        let mut families: Vec<Family> =
            parents.into_iter().map(|parents| Family::new(parents, relation)).collect();
        // Behind a cursor every row counts: its place is known only once the list is in order.
        let mut limit = if query.after.is_some() { self.limits.max_scan } else { query.first + 1 };
        let mut open: Vec<usize> = (0..families.len()).collect();
        while !open.is_empty() {
            plan.read(&mut families, &open, limit).await?;
            // Rows that did not belong may leave a page too short: those families are read again,
            // further.
            open.retain(|place| {
                families[*place].certain(query.order, |candidate| plan.is_behind_cursor(candidate))
                    <= query.first
                    && !families[*place].horizons.is_empty()
            });
            if limit >= self.limits.max_scan && !open.is_empty() {
                return Err(plan.too_many());
            }
            limit = (limit * 4).min(self.limits.max_scan);
        }
        plan.finish(families, needs).await
    }
}

impl Plan<'_> {
    /// Reads the first `limit` rows that each table holds for the open families, all tables side by
    /// side, and sorts them in.
    async fn read(
        &self,
        families: &mut [Family],
        open: &[usize],
        limit: usize,
    ) -> Result<(), Problem> {
        for place in open {
            families[*place].forget();
        }
        let tables = self.engine.model.tables(self.kind).iter().filter(|table| self.finds(table));
        let known: &[Family] = families;
        let reads = tables
            .map(|table| async move { (table, self.read_table(table, known, open, limit).await) });
        for (table, outcome) in join_all(reads).await {
            let Rows { rows, gap } = outcome?;
            let mut homes = HashMap::new();
            let mut drafts = Vec::new();
            for (place, records, complete) in rows {
                if let Some(last) = records.last().filter(|_| !complete) {
                    families[place].horizons.push(self.candidate(Draft::new(table, last.clone())));
                }
                for record in records {
                    homes.entry(record.key.clone()).or_insert_with(Vec::new).push(place);
                    drafts.push(Draft::new(table, record));
                }
            }
            if let Some(gap) = gap {
                let by = table.mapping.spec(self.relation).and_then(|spec| spec.by.as_deref());
                let touched = open
                    .iter()
                    .filter(|place| families[**place].ids(table, by).next().is_some())
                    .copied()
                    .collect::<Vec<_>>();
                touched.into_iter().for_each(|place| note(&mut families[place].gaps, gap.clone()));
            }
            let Resolved { drafts, mut lost } =
                self.engine.resolve(self.kind, self.query, self.deciding, self.needs, drafts).await;
            for draft in drafts {
                let key = draft.members[0].record.key.clone();
                let candidate = self.candidate(draft);
                let node = candidate.draft.node(self.engine, self.kind);
                if self.query.holder(&node).is_none() {
                    continue;
                }
                let home = homes[&key]
                    .iter()
                    .find(|home| families[**home].is_child.matches(&|field| node.value(*field)));
                let Some(family) = home.map(|home| &mut families[*home]) else {
                    lost.push((key, node.failures));
                    continue;
                };
                if family.known.insert(candidate.record.key.clone()) {
                    family.chosen.push(candidate);
                }
            }
            for (key, errors) in lost {
                for (home, error) in homes[&key]
                    .iter()
                    .flat_map(|home| errors.iter().map(move |error| (home, error)))
                {
                    note(&mut families[*home].gaps, error.clone().into());
                }
            }
        }
        Ok(())
    }

    /// Whether a table can find nodes of the list: by its own records, or by those that are linked
    /// to them.
    fn finds(&self, table: &Table) -> bool {
        let kin = self.engine.model.kin(table);
        self.query.plays(table)
            || kin.naming.iter().chain(&kin.named).any(|other| self.query.plays(other))
    }

    /// A node at its place: that of the record which decides the order's key, or else of its first
    /// record.
    fn candidate(&self, draft: Draft) -> Candidate {
        let node = draft.node(self.engine, self.kind);
        let holder = self.query.holder(&node).unwrap_or(&node.members[0]);
        let key = self.query.order.key.map_or(Value::Null, |key| holder.record.get(key).clone());
        Candidate { key, rank: holder.table.rank, record: holder.record.clone(), draft }
    }

    fn is_behind_cursor(&self, candidate: &Candidate) -> bool {
        let rank = |cursor: &Cursor| {
            self.engine
                .model
                .table_of(self.kind, &cursor.record)
                .map_or(usize::MAX, |table| table.rank)
        };
        self.query
            .after
            .as_ref()
            .is_none_or(|cursor| candidate.is_after(self.query.order, rank(cursor), cursor))
    }

    /// The rows that one table holds of the open families.
    async fn read_table(
        &self,
        table: &Arc<Table>,
        families: &[Family],
        open: &[usize],
        limit: usize,
    ) -> Result<Rows, Problem> {
        let Some(spec) = table.mapping.spec(self.relation) else { return Ok(Rows::default()) };
        let Some(field) = spec.field.clone() else { return Ok(Rows::default()) };
        let by = spec.by.as_deref();
        let mut ids: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for place in open {
            families[*place].ids(table, by).for_each(|id| ids.entry(id).or_default().push(*place));
        }
        // The relation is a condition of its own, exact in every table: the read itself names the
        // parents.
        let of_a_parent = Filter::Test(self.relation, Test::IsNull(false));
        let filter = of_a_parent.and(self.query.filter.clone());
        let filter =
            relaxed(&self.engine.model, self.kind, table, &filter, self.query, Some(self.relation));
        if ids.is_empty() || filter.is_none() {
            return Ok(Rows::default());
        }
        let order = table.mapping.order(self.query.order).map_err(Problem::input)?;
        let filter = without_parent(filter, &field);
        let most = self.engine.limits.max_scan;
        let reach = reach(&self.engine.model, self.kind, table, self.query);
        let limit = if reach == Reach::All { most } else { limit };
        let read = ChildrenRead {
            field,
            filter,
            order,
            limit,
            fields: self.needs.of(table),
            attributes: self.needs.attributes,
        };
        let mut asked: Vec<Arc<str>> = ids.keys().cloned().collect();
        asked.sort_unstable();
        let keyless =
            self.query.order.key.filter(|_| reach == Reach::FirstAndKeyless && limit < most);
        let keyless = keyless.map(|key| {
            let null = table.mapping.lower(&Filter::Test(key, Test::IsNull(true))).filter;
            ChildrenRead { filter: read.filter.clone().and(null), limit: most, ..read.clone() }
        });
        let store = &self.engine.store;
        let rest = async {
            match keyless {
                Some(keyless) => store.children(table, asked.clone(), keyless).await,
                None => Default::default(),
            }
        };
        let ((pages, error), (rest, other_error)) =
            join(store.children(table, asked.clone(), read), rest).await;
        let mut rows = Rows { rows: Vec::new(), gap: error.or(other_error).map(Problem::from) };
        for id in &asked {
            let (Some(page), keyless) = (pages.get(id), rest.get(id)) else { continue };
            if keyless.is_some_and(|keyless| !keyless.complete)
                || (reach == Reach::All && !page.complete)
            {
                return Err(self.too_many());
            }
            let mut records = page.records.clone();
            let known: HashSet<_> = records.iter().map(|record| record.key.clone()).collect();
            // In front, as the last one tells how far the first ones go.
            let more = keyless
                .into_iter()
                .flat_map(|keyless| &keyless.records)
                .filter(|record| !known.contains(&record.key));
            records.splice(0..0, more.cloned());
            rows.rows.extend(ids[id].iter().map(|place| (*place, records.clone(), page.complete)));
        }
        Ok(rows)
    }

    fn too_many(&self) -> Problem {
        Problem::too_complex(format!(
            "more than {} rows of one parent would have to be read to fill a page; narrow the filter, or ask for fewer",
            self.engine.limits.max_scan
        ))
    }

    /// Cuts each family's list, and reads what is selected of all of them together.
    async fn finish(&self, families: Vec<Family>, needs: Needs) -> Result<Vec<Listed>, Problem> {
        let mut listed = Vec::with_capacity(families.len());
        let (mut all, mut sizes) = (Vec::new(), Vec::new());
        for mut family in families {
            let whole = family.horizons.is_empty() && family.gaps.is_empty();
            let total = (self.query.count && whole).then_some(family.chosen.len() as u64);
            let certain =
                family.certain(self.query.order, |candidate| self.is_behind_cursor(candidate));
            let mut chosen: Vec<_> = family
                .chosen
                .into_iter()
                .filter(|candidate| self.is_behind_cursor(candidate))
                .collect();
            let has_next = certain > self.query.first || !family.horizons.is_empty();
            chosen.truncate(certain.min(self.query.first));
            sizes.push(chosen.len());
            all.append(&mut chosen);
            listed.push(Listed { has_next, total, gaps: family.gaps, ..Listed::default() });
        }
        let mut nodes = self.engine.complete(self.kind, all, needs).await.into_iter();
        for (page, size) in listed.iter_mut().zip(sizes) {
            page.nodes = nodes.by_ref().take(size).collect();
            page.note_failures();
        }
        Ok(listed)
    }
}

/// For each family (by place) the rows of a parent, with whether they are all.
#[derive(Default)]
struct Rows {
    rows: Vec<(usize, Vec<Arc<Record>>, bool)>,
    gap: Option<Problem>,
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
