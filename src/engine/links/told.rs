//! The index of links as it tells about itself.

use std::sync::Arc;

use channelgraph_core::Error;
use channelgraph_schema::EntityKind;
use chrono::{DateTime, Utc};
use strum::{IntoStaticStr, VariantArray};

use super::{Held, LinkIndex, Rule, TableLinks};
use crate::model::Link;

/// The state of a rule in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkState {
    /// Nothing has been read yet.
    Absent,
    /// A part of the table has been read.
    Building,
    /// The index answers who names a record.
    Ready,
    /// The last look that succeeded is too long ago; the index does not answer until the next one.
    Stale,
    /// The pairs do not fit into the memory for them.
    OverBound,
    /// The source does not list who names whom.
    Unlistable,
}

/// What the index holds of one rule by which the records of a table name others.
#[derive(Debug, Clone)]
pub struct LinkTold {
    /// The entity.
    pub kind: EntityKind,
    /// The object whose records name others.
    pub object: Arc<str>,
    /// Its field that holds the name.
    pub field: String,
    /// The source and the object whose records are named.
    pub to: String,
    /// The state.
    pub state: LinkState,
    /// The number of pairs of a record and a name.
    pub pairs: usize,
    /// The bytes of memory that they take.
    pub bytes: usize,
    /// When the last look at the table that succeeded began.
    pub refreshed: Option<DateTime<Utc>>,
    /// The failure of the last look.
    pub error: Option<Error>,
}

impl LinkIndex {
    /// What is held of each rule of a source.
    pub(in crate::engine) fn told(&self, source: &str) -> Vec<LinkTold> {
        let of_source = |at: &&TableLinks| *at.table.source.name == *source;
        let tables = self.tables.iter().filter(of_source);
        tables
            .flat_map(|at| at.rules.iter().map(|rule| at.told(self.link(at, rule), rule)))
            .collect()
    }
}

impl TableLinks {
    fn told(&self, link: &Link, rule: &Rule) -> LinkTold {
        let (held, look) = (rule.held.read(), self.look.lock());
        LinkTold {
            kind: self.table.mapping.kind,
            object: self.table.mapping.object.clone(),
            field: link.spec.field.clone(),
            to: format!("{}/{}", link.to.source.name, link.to.mapping.object),
            state: match &*held {
                Held::Absent => LinkState::Absent,
                Held::Some(_) => LinkState::Building,
                Held::All(_) if look.valid().is_some() => LinkState::Ready,
                Held::All(_) => LinkState::Stale,
                Held::OverBound => LinkState::OverBound,
                Held::Unlistable => LinkState::Unlistable,
            },
            pairs: held.pairs().map_or(0, |pairs| pairs.len()),
            bytes: held.bytes(),
            refreshed: look.refreshed.map(|(_, time)| time),
            error: look.error.clone(),
        }
    }
}
