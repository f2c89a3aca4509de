//! The lists that hang off many nodes at once (the deals of fifty partners): one batch for each
//! table, not one call for each parent.
//!
//! A node's reference is decided by authority like any other field, so a deal can belong to a
//! partner by the word of one source while another holds its sort record. Therefore every table's
//! children are read, resolved, and only then put in order.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::{FieldId, RecordKey};
use futures::future::{join, join_all};
use tokio::sync::SetOnce;

use super::{
    candidate::Candidate,
    child_rows::{Children, Rows},
    family::Family,
    merge::place_of,
    progress::{Picked, Progress},
    resolve::{Failed, Resolved},
};
use crate::{
    engine::{
        ListQuery, Listed, Node, Problem, Ranks, assemble::Draft, context::Context, plan::Plan,
        query::note,
    },
    model::Table,
};

/// The rows of one table, while they are resolved.
struct TableRows {
    /// For each record, the places of its families.
    homes: HashMap<RecordKey, Vec<usize>>,
    /// By the places of families, the last rows that were read where more follow.
    horizons: Vec<(usize, Candidate)>,
    drafts: Vec<Draft>,
    /// The failure that may have kept rows out.
    failure: Option<Problem>,
}

impl Context<'_> {
    /// For each family of parents, the first nodes whose `relation` refers to one of them.
    ///
    /// # Errors
    /// As [`Self::merged`].
    #[tracing::instrument(name = "plan.children", skip_all, fields(entity = %self.kind, parents = parents.len() as i64, first = query.first as i64))]
    pub(super) async fn below(
        self,
        relation: FieldId,
        parents: Vec<Vec<Arc<Node>>>,
        query: &ListQuery,
    ) -> Result<Vec<Listed>, Problem> {
        let needs = self.needs.with([relation].into_iter().collect());
        let progress = Progress::of(self, query, place_of);
        let every_record = progress.needs_every_record(Ranks::default());
        let plan = Plan::of_children(self.engine, self.kind, query, relation);
        let plan = plan.with_every_record(every_record);
        let read = needs.with(plan.deciding).cheap_but(plan.deciding);
        let mut children = Children { context: self.with_needs(read), plan, relation };
        let mut families: Vec<Family> =
            parents.into_iter().map(|parents| Family::new(parents, relation)).collect();
        let most = self.engine.limits.max_scan;
        // Behind a cursor every row counts: its place is known only once the list is in order.
        let mut limit = if query.after.is_some() { most } else { query.first + 1 };
        let mut open: Vec<usize> = (0..families.len()).collect();
        while !open.is_empty() {
            let failed = children.read(&mut families, &open, limit).await?;
            if !failed.is_empty() {
                // What the tables that failed could tell of others' records is left out of all.
                children.context = children.context.without(children.context.absent.union(failed));
                open = (0..families.len()).collect();
                continue;
            }
            // Rows that did not belong may leave a page too short: those families are read again,
            // further.
            open.retain(|place| {
                let family = &mut families[*place];
                family.certain(query.order) <= query.first && !family.horizons.is_empty()
            });
            if limit >= most && !open.is_empty() {
                return Err(children.too_many());
            }
            limit = (limit * 4).min(most);
        }
        let absent = children.context.absent;
        Ok(self.with_needs(needs).without(absent).finish(&children, families).await)
    }

    /// Cuts each family's list, and reads what is selected of all of them together.
    async fn finish(self, children: &Children<'_>, families: Vec<Family>) -> Vec<Listed> {
        let query = children.plan.query;
        let mut listed = Vec::with_capacity(families.len());
        let (mut all, mut sizes) = (Vec::new(), Vec::new());
        for mut family in families {
            let gaps: Vec<Problem> = family.failed.iter().chain(&family.gaps).cloned().collect();
            let whole = family.horizons.is_empty();
            let is_counted = query.count && whole && gaps.is_empty();
            let total = is_counted.then_some(family.chosen.len() as u64);
            let picked = children.pick(&mut family);
            let has_next = picked.items.len() > query.first || picked.end.is_some();
            let mut candidates: Vec<Option<Candidate>> =
                family.chosen.into_iter().map(Some).collect();
            let before = all.len();
            for (index, cursor) in picked.items.into_iter().take(query.first) {
                all.extend(candidates[index].take().map(|candidate| (cursor, candidate)));
            }
            sizes.push(all.len() - before);
            listed.push(Listed { has_next, end: picked.end, total, gaps, ..Listed::default() });
        }
        let mut nodes = self.complete(all).await.into_iter();
        for (page, size) in listed.iter_mut().zip(sizes) {
            page.nodes = nodes.by_ref().take(size).collect();
            page.note_failures();
        }
        listed
    }
}

impl Children<'_> {
    /// Reads the first `limit` rows that each table holds for the open families, resolves them, all
    /// tables side by side, and sorts them in. Returns the tables that failed, without which all
    /// has to be read anew.
    async fn read(
        &self,
        families: &mut [Family],
        open: &[usize],
        limit: usize,
    ) -> Result<Ranks, Problem> {
        open.iter().for_each(|place| families[*place].forget());
        let absent = self.context.absent;
        let tables = self.context.tables().iter();
        let tables: Vec<_> = tables
            .filter(|table| !absent.contains(table.rank) && self.finds(table))
            .map(|table| (table, SetOnce::new()))
            .collect();
        let (known, all): (&[Family], _) = (families, &tables);
        let flows = tables.iter().map(|(table, is_read)| async move {
            let rows = self.rows(table, known, open, limit).await;
            // Nobody else sets it.
            let _ = is_read.set(());
            let Some(rows) = rows? else { return Ok::<_, Problem>(None) };
            let first = self.plan.query.first;
            let records = rows.rows.iter().flat_map(|(_, records, _)| records.iter().take(first));
            let drafts = records.map(|record| Draft::new(table, record.clone())).collect();
            let ahead = self.read_ahead(table, drafts, all);
            let follow = async {
                rows_of(&self.context.linked(table).outbound, all).await;
                self.follow_rows(table, rows).await
            };
            Ok(Some((*table, join(follow, ahead).await.0)))
        });
        let mut read = Vec::new();
        for outcome in join_all(flows).await {
            read.extend(outcome?);
        }
        let refusal = |(_, rows): &(&Arc<Table>, TableRows)| {
            rows.failure.clone().filter(Problem::is_unsupported)
        };
        let refusals: Vec<Problem> = read.iter().filter_map(refusal).collect();
        if refusals.len() == read.len()
            && absent.is_empty()
            && let Some(problem) = refusals.into_iter().next()
        {
            return Err(problem);
        }
        let sizes: Vec<usize> = read.iter().map(|(_, rows)| rows.drafts.len()).collect();
        let mut drafts: Vec<Draft> =
            read.iter_mut().flat_map(|(_, rows)| std::mem::take(&mut rows.drafts)).collect();
        self.context.find_deciding(self.plan, &mut drafts).await;
        let mut drafts = drafts.into_iter();
        let mut failed = Ranks::default();
        for ((table, mut rows), size) in read.into_iter().zip(sizes) {
            rows.drafts = drafts.by_ref().take(size).collect();
            failed = failed.union(self.sort_in(table, rows, families, open));
        }
        Ok(failed)
    }

    /// Reads ahead the records that link to a table's rows, where these name no others that could
    /// make that needless.
    async fn read_ahead(
        &self,
        table: &Arc<Table>,
        drafts: Vec<Draft>,
        all: &[(&Arc<Table>, SetOnce<()>)],
    ) {
        let linked = self.context.linked(table);
        if linked.outbound.is_empty() && !drafts.is_empty() {
            rows_of(&linked.inbound, all).await;
            self.context.read_ahead(self.plan, drafts).await;
        }
    }

    /// The items of a family's page, and one more if there is one.
    fn pick(&self, family: &mut Family) -> Picked {
        let query = self.plan.query;
        let certain = family.certain(query.order);
        let absent = if family.failed.is_empty() { Ranks::default() } else { self.context.absent };
        let nodes: Vec<Arc<Node>> =
            family.chosen.iter().map(|child| child.draft.node(self.context).clone()).collect();
        let item = |index: usize| {
            let candidate = &family.chosen[index];
            (&*nodes[index], candidate.position())
        };
        let place = |index: usize| family.chosen[index].place();
        let belongs = |node: &Node| {
            let value = |field: &FieldId| node.value(*field);
            query.filter.matches(&value) && family.is_child.matches(&value)
        };
        let progress = Progress::of(self.context, query, place_of);
        let size = (certain, family.horizons.is_empty());
        progress.pick(size, item, place, belongs, absent, query.first + 1)
    }

    /// The rows of one table as drafts, with the records that they name.
    async fn follow_rows(&self, table: &Arc<Table>, rows: Rows) -> TableRows {
        let mut homes: HashMap<RecordKey, Vec<usize>> = HashMap::new();
        let (mut drafts, mut horizons) = (Vec::new(), Vec::new());
        for (place, records, complete) in rows.rows {
            if let Some(last) = records.last().filter(|_| !complete) {
                horizons.push((place, self.candidate(Draft::new(table, last.clone()))));
            }
            for record in records {
                homes.entry(record.key.clone()).or_default().push(place);
                drafts.push(Draft::new(table, record));
            }
        }
        self.context.follow_links(&mut drafts).await;
        TableRows { homes, horizons, drafts, failure: rows.failure }
    }

    /// Adds those of a table's rows that are children to their families. Returns the tables that
    /// failed.
    fn sort_in(
        &self,
        table: &Table,
        rows: TableRows,
        families: &mut [Family],
        open: &[usize],
    ) -> Ranks {
        let mut failures = Ranks::default();
        let TableRows { homes, horizons, drafts, failure } = rows;
        for (place, horizon) in horizons {
            families[place].horizons.push(horizon);
        }
        if let Some(problem) = failure {
            let tables = self.note_gap(table, problem, families, open);
            failures = failures.union(tables);
        }
        let Resolved { drafts, mut lost, failed } = self.context.settle(self.plan, drafts);
        for (key, Failed { tables, problem }) in failed {
            failures = failures.union(tables);
            homes[&key].iter().for_each(|home| note(&mut families[*home].failed, problem.clone()));
        }
        for draft in drafts {
            let key = draft.seed().record.key.clone();
            let node = draft.node(self.context).clone();
            if self.plan.query.sort_record(&node).is_none() {
                continue;
            }
            let is_home =
                |home: &&usize| families[**home].is_child.matches(&|field| node.value(*field));
            match homes[&key].iter().find(is_home) {
                Some(home) => families[*home].add(self.candidate(draft)),
                None => lost.push((key, node.failures.clone())),
            }
        }
        for (key, errors) in lost {
            for home in &homes[&key] {
                let gaps = &mut families[*home].gaps;
                errors.iter().for_each(|error| note(gaps, error.clone().into()));
            }
        }
        failures
    }

    /// Names the failure of a table in every family that has records there. Returns the tables that
    /// are left out for it.
    fn note_gap(
        &self,
        table: &Table,
        problem: Problem,
        families: &mut [Family],
        open: &[usize],
    ) -> Ranks {
        let by = table.mapping.spec(self.relation).and_then(|spec| spec.by.as_deref());
        let passes = problem.may_pass();
        let tables = self.context.failing_with(table, &problem);
        let gap = problem.into_gap();
        for place in open {
            let family = &mut families[*place];
            if family.ids(table, by).next().is_some() {
                note(if passes { &mut family.failed } else { &mut family.gaps }, gap.clone());
            }
        }
        if passes { tables } else { Ranks::default() }
    }

    /// Returns true if a table can find nodes of the list: by its own records, or by those that are
    /// linked to them.
    fn finds(&self, table: &Table) -> bool {
        let query = self.plan.query;
        query.covers(table) || self.context.linked(table).all().any(|other| query.covers(other))
    }

    /// A node at the position of its sort record, or else of its first record.
    fn candidate(&self, draft: Draft) -> Candidate {
        let node = draft.node(self.context).clone();
        let query = self.plan.query;
        let sort_record = query.sort_record(&node).unwrap_or(&node.members[0]);
        Candidate::new(query.order, sort_record, draft)
    }
}

/// Waits for the rows of some tables: what is among them is not asked for again.
async fn rows_of(tables: &[Arc<Table>], all: &[(&Arc<Table>, SetOnce<()>)]) {
    for (other, is_read) in all {
        if tables.iter().any(|table| table.rank == other.rank) {
            is_read.wait().await;
        }
    }
}
