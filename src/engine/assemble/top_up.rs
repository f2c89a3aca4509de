//! Topping up: reads the fields that cost a call for each record, once it is known which nodes are
//! shown.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use channelgraph_core::Error;
use channelgraph_schema::{Record, RecordKey};
use futures::future::join_all;

use super::Draft;
use crate::{
    engine::{Member, context::Context},
    load::Partial,
    model::Table,
};

/// The places of the drafts that lack fields of a record, by its id.
type Lacking = HashMap<Arc<str>, Vec<usize>>;

impl Context<'_> {
    /// Reads the fields that were put off of the records at hand, where they could change their
    /// node: of each node first the record that decides before its others do, all tables side by
    /// side.
    #[tracing::instrument(name = "plan.top_up", skip_all, fields(entity = %self.kind, records = drafts.len() as i64))]
    pub(in crate::engine) async fn top_up(self, drafts: &mut [Draft]) {
        let fields = self.needs.fields;
        let costs = |table: &Arc<Table>| !table.per_record.intersection(fields).is_empty();
        if !self.tables().iter().any(costs) {
            return;
        }
        let mut asked: HashSet<RecordKey> = HashSet::new();
        let mut failures: HashMap<Arc<str>, Error> = HashMap::new();
        loop {
            let lacking = self.lacking(drafts, &mut asked);
            if lacking.is_empty() {
                return;
            }
            let reads = lacking.into_iter().map(|(rank, lacking)| {
                let table = &self.tables()[rank];
                // A source that did not tell everything has been waited for.
                let failure = failures.get(&table.source.name).cloned();
                async move {
                    let found = match failure {
                        Some(failure) => Partial::failed(failure),
                        None => self.read_put_off(table, lacking.keys().cloned().collect()).await,
                    };
                    (table, lacking, found)
                }
            });
            let reads: Vec<_> = reads.collect();
            for (table, lacking, found) in join_all(reads).await {
                put_in(table, &lacking, &found, drafts);
                let failure = found.failure.map(|failure| (table.source.name.clone(), failure));
                failures.extend(failure);
            }
        }
    }

    async fn read_put_off(self, table: &Arc<Table>, ids: Vec<Arc<str>>) -> Partial<Arc<Record>> {
        self.engine.store.records(table, ids, self.needs.held(table)).await
    }

    /// By the rank of their table the records that lack a field which could change their node: of
    /// each draft those of one table, unless every record is needed. Those in `asked` are left out;
    /// the others are put there.
    fn lacking(self, drafts: &[Draft], asked: &mut HashSet<RecordKey>) -> BTreeMap<usize, Lacking> {
        let mut lacking: BTreeMap<usize, Lacking> = BTreeMap::new();
        let mut now: HashSet<RecordKey> = HashSet::new();
        for (place, draft) in drafts.iter().enumerate() {
            let lacks = |member: &&Member| {
                let put_off = self.needs.of(&member.table).difference(member.record.loaded);
                !put_off.is_empty()
                    && !asked.contains(&member.record.key)
                    && (self.needs.every_record
                        || draft.node(self).could_be_changed_by(&member.table, put_off))
            };
            // A node has its records by rank, a draft as they were found.
            let mut first = None;
            for member in draft.node(self).members.iter().filter(lacks) {
                let rank = member.table.rank;
                if !self.needs.every_record && *first.get_or_insert(rank) != rank {
                    break;
                }
                let of_table = lacking.entry(rank).or_default();
                of_table.entry(member.record.key.id.clone()).or_default().push(place);
                now.insert(member.record.key.clone());
            }
        }
        asked.extend(now);
        lacking
    }
}

/// Puts what was found of a table's records in their places.
fn put_in(table: &Table, lacking: &Lacking, found: &Partial<Arc<Record>>, drafts: &mut [Draft]) {
    for (id, places) in lacking {
        for place in places {
            match found.get(id) {
                Some(Ok(record)) => drafts[*place].replace(record),
                Some(Err(error)) => drafts[*place].fail(table, error),
                None => {}
            }
        }
    }
}
