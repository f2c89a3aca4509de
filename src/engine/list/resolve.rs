//! Resolving: from rows of one table to the nodes among them that belong into a list.

use channelgraph_core::{Error, ErrorCode};
use channelgraph_schema::{FieldSet, RecordKey};

use crate::{
    engine::{
        Needs, Problem, Ranks,
        assemble::{Draft, Wanted},
        context::Context,
        plan::Plan,
    },
    model::Table,
};

/// The nodes of a page of one table, as far as they match.
pub(super) struct Resolved {
    pub(super) drafts: Vec<Draft>,
    /// By a record of theirs, those that do not match as far as is known, with what failed: had it
    /// not, they might.
    pub(super) lost: Vec<(RecordKey, Vec<Error>)>,
    /// By a record of theirs, those of which it cannot be told now what they are.
    pub(super) failed: Vec<(RecordKey, Failed)>,
}

/// A failure that leaves tables out.
pub(super) struct Failed {
    /// The tables; none if the list as a whole failed.
    pub(super) tables: Ranks,
    /// The failure.
    pub(super) problem: Problem,
}

impl Context<'_> {
    /// Of the records of a page of one table, those whose node matches, as far along as that could
    /// be told: with every record that could change a deciding field, or be the sort record.
    pub(super) async fn resolve(self, plan: Plan<'_>, mut drafts: Vec<Draft>) -> Resolved {
        let Some(table) = drafts.first().map(|draft| draft.seed().table.clone()) else {
            return self.settle(plan, drafts);
        };
        self.follow_links(&mut drafts).await;
        let wider = self.with_needs(self.with_sort_records(plan, &table));
        wider.find_inbound(&mut drafts, plan.deciding).await;
        self.settle(plan, drafts)
    }

    /// Finds the records that link to those of several tables and could change a deciding field, or
    /// be the sort record: one question for all, that also asks for what could change the selection
    /// if it has room.
    pub(super) async fn find_deciding(self, plan: Plan<'_>, drafts: &mut [Draft]) {
        let needs = self.needs_of_drafts(plan);
        let (fields, beside) = (plan.deciding, self.needs.fields);
        self.find_wanted(drafts, &Wanted { fields, beside, needs: &needs }).await;
    }

    /// Reads ahead what [`Self::find_deciding`] will look for, and what could change the selection,
    /// as far as the index of links knows it.
    pub(super) async fn read_ahead(self, plan: Plan<'_>, drafts: Vec<Draft>) {
        let needs = self.needs_of_drafts(plan);
        let fields = plan.deciding.union(self.needs.fields);
        self.read_known(drafts, &Wanted { fields, beside: FieldSet::EMPTY, needs: &needs }).await;
    }

    /// For each draft, the needs that tell the sort records of its table's records.
    fn needs_of_drafts(self, plan: Plan<'_>) -> impl Fn(&Draft) -> Needs + Sync {
        let tables = self.tables().iter();
        let by_rank: Vec<Needs> = tables.map(|table| self.with_sort_records(plan, table)).collect();
        move |draft| by_rank.get(draft.seed().table.rank).copied().unwrap_or(self.needs)
    }

    /// Parts drafts into those that match, and those of which it cannot be told.
    pub(super) fn settle(self, plan: Plan<'_>, mut drafts: Vec<Draft>) -> Resolved {
        let (mut lost, mut failed) = (Vec::new(), Vec::new());
        drafts.retain(|draft| {
            let fails = self.failure(draft);
            failed.extend(fails.map(|failure| (draft.seed().record.key.clone(), failure)));
            let node = draft.node(self);
            let matches = plan.query.holds(node);
            if !matches && !node.failures.is_empty() {
                lost.push((draft.seed().record.key.clone(), node.failures.clone()));
            }
            matches
        });
        Resolved { drafts, lost, failed }
    }

    /// The passing failure of a source that kept records of a draft out.
    fn failure(self, draft: &Draft) -> Option<Failed> {
        draft.failures().iter().find_map(|(rank, error)| {
            let (problem, table) = (Problem::from(error.clone()), self.tables().get(*rank)?);
            let passes = problem.is_of_source() || problem.code == ErrorCode::UpstreamBadResponse;
            passes.then(|| Failed { tables: self.failing_with(table, &problem), problem })
        })
    }

    /// The needs that tell the sort records of a table's records.
    fn with_sort_records(self, plan: Plan<'_>, table: &Table) -> Needs {
        let query = plan.query;
        let needs = Needs { every_record: plan.every_record, ..self.needs };
        let linked = self.linked(table);
        if !query.covers(table) || linked.outbound.iter().any(|other| !query.covers(other)) {
            // Where a record that cannot be a sort record is in between, the sort record is the
            // first of those that link to it. Other tables tell nothing about that, but where they
            // lead to one that does.
            let sorts = linked.all().map(|other| &**other).chain([table]);
            let referred_to = sorts.filter(|other| query.covers(other)).map(|other| other.rank);
            return Needs { referred_to: referred_to.collect(), ..needs };
        }
        // A record of a table that stands before this one is the sort record, whatever it says; so
        // is one of this very table that links to the same thing, where what it links to is not.
        let is_before = |other: &Table| other.rank < table.rank && query.covers(other);
        let same = linked.outbound.iter().any(|other| !is_before(other)).then_some(table.rank);
        let before = linked.all().filter(|other| is_before(other)).map(|other| other.rank);
        Needs { referred_to: before.chain(same).collect(), ..needs }
    }
}
