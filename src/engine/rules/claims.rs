//! Where records of a node disagree, as a viewer is told it.

use channelgraph_schema::{FieldId, RecordKey, Value};
use chrono::{DateTime, Utc};

use super::{Seen, Viewer};
use crate::engine::Engine;

/// What one record says of a field.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// The record.
    pub key: &'a RecordKey,
    /// The value.
    pub value: &'a Value,
    /// When the record changed last, if it is one of the node's and says so.
    pub modified: Option<DateTime<Utc>>,
}

/// A field in which records disagree.
pub struct Disagreement<'a> {
    /// The field.
    pub field: FieldId,
    /// The value that the node shows.
    pub chosen: Claim<'a>,
    /// The others.
    pub others: Vec<Claim<'a>>,
}

impl Seen {
    /// The conflicts within the node, and records that were kept out of it, as far as a viewer may
    /// see them.
    pub fn disagreements<'a>(
        &'a self,
        viewer: &'a Viewer,
        engine: &'a Engine,
    ) -> Vec<Disagreement<'a>> {
        let claim = |(key, value): (&'a RecordKey, &'a Value)| {
            let mut members = self.records(viewer).iter();
            let member = members.find(|member| member.record.key == *key);
            Claim { key, value, modified: member.and_then(|member| member.record.modified) }
        };
        let within = self.conflicts(viewer).into_iter().map(|conflict| Disagreement {
            field: conflict.field,
            chosen: claim(conflict.chosen),
            others: conflict.others.into_iter().map(claim).collect(),
        });
        let kept_out = self.contradictions(viewer, engine).map(|(own, kept_out)| Disagreement {
            field: kept_out.field,
            chosen: claim((&own.record.key, own.record.get(kept_out.field))),
            others: vec![Claim { key: &kept_out.other, value: &kept_out.value, modified: None }],
        });
        within.chain(kept_out).collect()
    }
}
