//! The lists that hang off many nodes at once (the deals of fifty partners): one batch for each
//! table, not one call for each parent.
//!
//! A node's reference is decided by authority like any other field, so a deal can belong to a
//! partner by the word of one source while another holds its sort record. Therefore every table's
//! children are read, resolved, and only then put in order.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::{FieldId, RecordKey};
use futures::future::join_all;

use super::{
    candidate::Candidate,
    child_rows::{Children, Rows},
    family::Family,
    position::Position,
    resolve::Resolved,
};
use crate::{
    engine::{
        ListQuery, Listed, Node, Problem, assemble::Draft, context::Context, plan::Plan,
        query::note,
    },
    model::Table,
};

impl Context<'_> {
    /// For each family of parents, the first nodes whose `relation` refers to one of them.
    ///
    /// # Errors
    /// As [`Self::merged`].
    #[tracing::instrument(name = "plan.children", skip_all, fields(entity = %self.kind, parents = parents.len(), first = query.first))]
    pub(super) async fn below(
        self,
        relation: FieldId,
        parents: Vec<Vec<Arc<Node>>>,
        query: &ListQuery,
    ) -> Result<Vec<Listed>, Problem> {
        let needs = self.needs.with([relation].into_iter().collect());
        let plan = Plan::of_children(self.engine, self.kind, query, relation);
        let read = needs.with(plan.deciding).cheap_but(plan.deciding);
        let children = Children { context: self.with_needs(read), plan, relation };
        let mut families: Vec<Family> =
            parents.into_iter().map(|parents| Family::new(parents, relation)).collect();
        let most = self.engine.limits.max_scan;
        // Behind a cursor every row counts: its place is known only once the list is in order.
        let mut limit = if query.after.is_some() { most } else { query.first + 1 };
        let mut open: Vec<usize> = (0..families.len()).collect();
        while !open.is_empty() {
            children.read(&mut families, &open, limit).await?;
            // Rows that did not belong may leave a page too short: those families are read again,
            // further.
            open.retain(|place| {
                let family = &mut families[*place];
                let certain =
                    family.certain(query.order, |candidate| children.is_behind_cursor(candidate));
                certain <= query.first && !family.horizons.is_empty()
            });
            if limit >= most && !open.is_empty() {
                return Err(children.too_many());
            }
            limit = (limit * 4).min(most);
        }
        Ok(self.with_needs(needs).finish(&children, families).await)
    }

    /// Cuts each family's list, and reads what is selected of all of them together.
    async fn finish(self, children: &Children<'_>, families: Vec<Family>) -> Vec<Listed> {
        let query = children.plan.query;
        let mut listed = Vec::with_capacity(families.len());
        let (mut all, mut sizes) = (Vec::new(), Vec::new());
        for mut family in families {
            let whole = family.horizons.is_empty() && family.gaps.is_empty();
            let total = (query.count && whole).then_some(family.chosen.len() as u64);
            let is_behind = |candidate: &Candidate| children.is_behind_cursor(candidate);
            let certain = family.certain(query.order, is_behind);
            let mut chosen: Vec<_> = family.chosen.into_iter().filter(is_behind).collect();
            let has_next = certain > query.first || !family.horizons.is_empty();
            chosen.truncate(certain.min(query.first));
            sizes.push(chosen.len());
            all.append(&mut chosen);
            listed.push(Listed { has_next, total, gaps: family.gaps, ..Listed::default() });
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
    /// Reads the first `limit` rows that each table holds for the open families, all tables side by
    /// side, and sorts them in.
    async fn read(
        &self,
        families: &mut [Family],
        open: &[usize],
        limit: usize,
    ) -> Result<(), Problem> {
        open.iter().for_each(|place| families[*place].forget());
        let tables = self.context.tables().iter().filter(|table| self.finds(table));
        let known: &[Family] = families;
        let reads =
            tables.map(|table| async move { (table, self.rows(table, known, open, limit).await) });
        let mut read = Vec::new();
        for (table, outcome) in join_all(reads).await {
            read.extend(outcome?.map(|rows| (table, rows)));
        }
        let refusal =
            |(_, rows): &(&Arc<Table>, Rows)| rows.failure.clone().filter(Problem::is_unsupported);
        let refusals: Vec<Problem> = read.iter().filter_map(refusal).collect();
        if refusals.len() == read.len()
            && let Some(problem) = refusals.into_iter().next()
        {
            return Err(problem);
        }
        for (table, rows) in read {
            self.sort_in(table, rows, families, open).await;
        }
        Ok(())
    }

    /// Resolves the rows of one table, and adds those that are children to their families.
    async fn sort_in(
        &self,
        table: &Arc<Table>,
        rows: Rows,
        families: &mut [Family],
        open: &[usize],
    ) {
        let mut homes: HashMap<RecordKey, Vec<usize>> = HashMap::new();
        let mut drafts = Vec::new();
        for (place, records, complete) in rows.rows {
            if let Some(last) = records.last().filter(|_| !complete) {
                families[place].horizons.push(self.candidate(Draft::new(table, last.clone())));
            }
            for record in records {
                homes.entry(record.key.clone()).or_default().push(place);
                drafts.push(Draft::new(table, record));
            }
        }
        if let Some(gap) = rows.failure.map(Problem::into_gap) {
            self.note_gap(table, &gap, families, open);
        }
        let Resolved { drafts, mut lost } = self.context.resolve(self.plan, drafts).await;
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
    }

    /// Names the failure of a table in every family that has records there.
    fn note_gap(&self, table: &Table, gap: &Problem, families: &mut [Family], open: &[usize]) {
        let by = table.mapping.spec(self.relation).and_then(|spec| spec.by.as_deref());
        for place in open {
            if families[*place].ids(table, by).next().is_some() {
                note(&mut families[*place].gaps, gap.clone());
            }
        }
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

    fn is_behind_cursor(&self, candidate: &Candidate) -> bool {
        let query = self.plan.query;
        query.after.as_ref().is_none_or(|after| {
            let model = &self.context.engine.model;
            let after = Position::at(model, self.context.kind, after);
            candidate.position().compare(after, query.order.direction).is_gt()
        })
    }
}
