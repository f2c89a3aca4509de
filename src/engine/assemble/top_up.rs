//! Topping up: reads the fields that cost a call for each record, once it is known which nodes are
//! shown.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::EntityKind;

use super::Draft;
use crate::engine::{Engine, Needs};

impl Engine {
    /// Reads what was put off of the records at hand, where it could change what their node says.
    #[tracing::instrument(name = "plan.top_up", skip_all, fields(entity = %kind, records = drafts.len()))]
    pub(in crate::engine) async fn top_up(
        &self,
        kind: EntityKind,
        drafts: &mut [Draft],
        needs: Needs,
    ) {
        for table in self
            .model
            .tables(kind)
            .iter()
            .filter(|table| !table.singly.intersection(needs.fields).is_empty())
        {
            let mut lacking: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
            for (place, draft) in drafts.iter().enumerate() {
                let node = draft.node(self, kind);
                for member in draft.members.iter().filter(|member| member.table.rank == table.rank)
                {
                    let put_off = needs.of(table).difference(member.record.loaded);
                    if !put_off.is_empty()
                        && (needs.every_record || node.could_be_changed_by(table, put_off))
                    {
                        lacking.entry(member.record.key.id.clone()).or_default().push(place);
                    }
                }
            }
            if lacking.is_empty() {
                continue;
            }
            let (found, error) = self
                .store
                .records(
                    table,
                    lacking.keys().cloned().collect(),
                    needs.of(table),
                    needs.attributes,
                )
                .await;
            for (id, places) in lacking {
                for place in places {
                    match (found.get(&id), &error) {
                        (Some(record), _) => drafts[place].replace(record),
                        (None, Some(error)) => drafts[place].fail(error),
                        (None, None) => {}
                    }
                }
            }
        }
    }
}
