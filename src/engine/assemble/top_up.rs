//! Topping up: reads the fields that cost a call for each record, once it is known which nodes are
//! shown.

use std::{collections::HashMap, sync::Arc};

use super::Draft;
use crate::{engine::context::Context, model::Table};

impl Context<'_> {
    /// Reads the fields that were put off of the records at hand, where they could change their
    /// node.
    #[tracing::instrument(name = "plan.top_up", skip_all, fields(entity = %self.kind, records = drafts.len() as i64))]
    pub(in crate::engine) async fn top_up(self, drafts: &mut [Draft]) {
        let fields = self.needs.fields;
        let costs = |table: &&Arc<Table>| !table.per_record.intersection(fields).is_empty();
        for table in self.tables().iter().filter(costs) {
            let lacking = self.lacking(table, drafts);
            if lacking.is_empty() {
                continue;
            }
            let (ids, needs) = (lacking.keys().cloned().collect(), self.needs);
            let found =
                self.engine.store.records(table, ids, needs.of(table), needs.attributes).await;
            for (id, places) in lacking {
                for place in places {
                    match found.get(&id) {
                        Some(Ok(record)) => drafts[place].replace(record),
                        Some(Err(error)) => drafts[place].fail(table, error),
                        None => {}
                    }
                }
            }
        }
    }

    /// The records of a table that lack a field which could change their node, by id, each with the
    /// places of its drafts.
    fn lacking(self, table: &Table, drafts: &[Draft]) -> HashMap<Arc<str>, Vec<usize>> {
        let mut lacking: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for (place, draft) in drafts.iter().enumerate() {
            for member in draft.members().iter().filter(|member| member.table.rank == table.rank) {
                let put_off = self.needs.of(table).difference(member.record.loaded);
                if !put_off.is_empty()
                    && (self.needs.every_record
                        || draft.node(self).could_be_changed_by(table, put_off))
                {
                    lacking.entry(member.record.key.id.clone()).or_default().push(place);
                }
            }
        }
        lacking
    }
}
