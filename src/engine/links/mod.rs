//! The index of links: which record names which other one, for the entities that are not indexed
//! whole. It answers who names a record without a call, and holds nothing that cannot be read
//! again.

mod build;
pub(super) mod names;
mod pairs;
mod told;

use std::{
    collections::HashMap,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use build::Work;
use channelgraph_core::Error;
use channelgraph_schema::EntityKind;
use chrono::{DateTime, Utc};
use pairs::Pairs;
use parking_lot::{Mutex, RwLock};
use strum::VariantArray;
use tokio::time::Instant;
pub use told::{LinkState, LinkTold};

use super::pages::tells_changes;
use crate::{
    load::standing,
    model::{Link, Model, Table},
};

/// The settings of the index of links.
#[derive(Debug, Clone, Copy, Default)]
pub struct LinkLimits {
    /// Bytes of all pairs.
    pub bytes: usize,
    /// The time between looks for changes.
    pub refresh: Duration,
    /// The time between readings of a whole table.
    pub rescan: Duration,
}

/// Looks that a table may miss before its links are no longer answered from the index.
const MISSED: u32 = 5;

/// The index of links.
pub(super) struct LinkIndex {
    model: Arc<Model>,
    limits: LinkLimits,
    tables: Vec<TableLinks>,
}

/// The links of one table's records.
struct TableLinks {
    table: Arc<Table>,
    rules: Vec<Rule>,
    /// The source's own fields in which they are listed.
    names: Vec<String>,
    /// True if its source can be asked for what changed since a moment.
    tells_changes: bool,
    look: Mutex<Look>,
    work: tokio::sync::Mutex<Work>,
}

/// The last look at a table.
#[derive(Default)]
struct Look {
    /// When the last look that succeeded began.
    refreshed: Option<(Instant, DateTime<Utc>)>,
    /// The time until the next one.
    every: Duration,
    /// The failure of the last one.
    error: Option<Error>,
}

/// One rule by which a table's records name others.
struct Rule {
    /// Its place among the rules of the entity.
    place: usize,
    held: RwLock<Held>,
    /// Moved whenever the pairs change.
    version: Arc<AtomicU64>,
}

/// The knowledge of a rule's links.
enum Held {
    /// None yet.
    Absent,
    /// Those of the part of the table that was read.
    Some(Pairs),
    /// All of them.
    All(Pairs),
    /// None, because they take more memory than there may be.
    OverBound,
    /// None, because the source tells who names whom of single records only.
    Unlistable,
}

impl LinkIndex {
    /// An index without links yet; without limits it stays without.
    pub(super) fn new(model: Arc<Model>, limits: Option<LinkLimits>) -> Self {
        let kinds = EntityKind::VARIANTS.iter().filter(|kind| **kind != EntityKind::Partner);
        let tables = kinds.filter(|_| limits.is_some()).flat_map(|kind| model.tables(*kind));
        let tables = tables.filter_map(|table| TableLinks::new(&model, table)).collect();
        Self { model, limits: limits.unwrap_or_default(), tables }
    }

    /// The ids of the records that hold each of these names by a rule, in their order; none if the
    /// index cannot tell, and the source has to be asked.
    pub(super) fn ids_naming(
        &self,
        link: &Link,
        names: &[Arc<str>],
    ) -> Option<HashMap<Arc<str>, Vec<Arc<str>>>> {
        let at = self.tables.iter().find(|at| Arc::ptr_eq(&at.table, &link.from))?;
        let links = self.model.links(link.from.mapping.kind);
        let rule = at.rules.iter().find(|rule| links[rule.place].rule == link.rule)?;
        let (read, end) = at.look.lock().valid()?;
        standing::note_version(&rule.version);
        let held = rule.held.read();
        let Held::All(pairs) = &*held else { return None };
        standing::note_read(read, end);
        Some(names.iter().map(|name| (name.clone(), pairs.ids(name))).collect())
    }

    fn link(&self, at: &TableLinks, rule: &Rule) -> &Link {
        &self.model.links(at.table.mapping.kind)[rule.place]
    }

    /// The bytes that all pairs take.
    fn bytes(&self) -> usize {
        let rules = self.tables.iter().flat_map(|at| &at.rules);
        rules.fold(0, |sum, rule| sum.saturating_add(rule.held.read().bytes()))
    }
}

impl TableLinks {
    /// The links of a table; none if its records name no others.
    fn new(model: &Model, table: &Arc<Table>) -> Option<Self> {
        let links = model.links(table.mapping.kind).iter().enumerate();
        let own = || links.clone().filter(|(_, link)| Arc::ptr_eq(&link.from, table));
        let rule = |(place, link)| Rule {
            place,
            held: RwLock::new(if is_listed(link) { Held::Absent } else { Held::Unlistable }),
            version: Arc::default(),
        };
        let listed = own().filter(|(_, link)| is_listed(link));
        let names = listed.map(|(_, link)| link.spec.field.clone()).collect();
        (own().next().is_some()).then(|| Self {
            table: table.clone(),
            rules: own().map(rule).collect(),
            names,
            tells_changes: tells_changes(table),
            look: Mutex::default(),
            work: tokio::sync::Mutex::default(),
        })
    }

    /// Returns true if pairs are held, or being read, of one of its rules at least.
    fn has_pairs(&self) -> bool {
        self.rules.iter().any(|rule| rule.held.read().pairs().is_some())
    }
}

/// Returns true if a list tells which records of the rule's table name others: that must not cost a
/// call for each record.
fn is_listed(link: &Link) -> bool {
    let (mapping, connector) = (&link.from.mapping, &link.from.source.connector);
    let is_listed =
        |field: &str| !connector.field_capabilities(&mapping.object, field).told.is_per_record();
    let mut all = is_listed(&link.spec.field);
    mapping.only.for_each_field(&mut |field| all &= is_listed(field));
    all
}

impl Look {
    /// When the last look began, and until when it is good; none if that has passed.
    fn valid(&self) -> Option<(Instant, Instant)> {
        let (read, _) = self.refreshed?;
        let end = read + self.every * MISSED;
        (Instant::now() < end).then_some((read, end))
    }
}

impl Held {
    fn pairs(&self) -> Option<&Pairs> {
        match self {
            Self::Some(pairs) | Self::All(pairs) => Some(pairs),
            Self::Absent | Self::OverBound | Self::Unlistable => None,
        }
    }

    fn pairs_mut(&mut self) -> Option<&mut Pairs> {
        match self {
            Self::Some(pairs) | Self::All(pairs) => Some(pairs),
            Self::Absent | Self::OverBound | Self::Unlistable => None,
        }
    }

    fn bytes(&self) -> usize {
        self.pairs().map_or(0, Pairs::bytes)
    }
}
