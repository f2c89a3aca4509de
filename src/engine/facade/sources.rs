//! The sources behind the engine.

use std::sync::Arc;

use channelgraph_schema::{EntityKind, FieldId, fold};
use chrono::{DateTime, TimeDelta, Utc};
use strum::VariantArray;

use crate::{
    engine::{
        Engine, Problem, Ranks,
        pages::{CLOCKS, lag},
    },
    model::{Source, Table},
};

impl Engine {
    /// The configured sources, in order of authority.
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.model.sources
    }

    /// The source of this exact name.
    pub fn source(&self, name: &str) -> Option<&Arc<Source>> {
        self.model.source(name)
    }

    /// The source of this name, in whatever case it is written.
    ///
    /// # Errors
    /// If there is none; the text says which is near.
    pub fn source_named(&self, name: &str) -> Result<&Arc<Source>, Problem> {
        let mut sources = self.sources().iter();
        sources.find(|source| fold(&source.name) == fold(name)).ok_or_else(|| self.no_source(name))
    }

    /// The entities that a source has records of.
    pub fn entities_of(&self, source: &str) -> Vec<EntityKind> {
        let has = |kind: &EntityKind| {
            self.model.tables(*kind).iter().any(|table| *table.source.name == *source)
        };
        EntityKind::VARIANTS.iter().copied().filter(has).collect()
    }

    /// The source of each table that holds an entity, in order of the tables' rank.
    pub fn sources_of(&self, kind: EntityKind) -> impl Iterator<Item = &Arc<str>> {
        self.model.tables(kind).iter().map(|table| &table.source.name)
    }

    /// The sources that hold a field of an entity, in order of their tables' rank.
    pub fn sources_holding(
        &self,
        kind: EntityKind,
        field: FieldId,
    ) -> impl Iterator<Item = &Arc<str>> {
        let tables = self.model.tables(kind).iter();
        let holding = tables.filter(move |table| table.mapping.mapped().contains(field));
        holding.map(|table| &table.source.name)
    }

    /// The time up to which the changes of a source's records of an entity are all in what is read
    /// at `now`: a cache may hold what was read before, lists and clocks of the source may lag, and
    /// partners are found by an index. None if the source has no such records, or its partners are
    /// not known yet.
    pub fn safe_until(
        &self,
        source: &str,
        kind: EntityKind,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let tables = self.model.tables(kind).iter();
        let of_table = |table: &Arc<Table>| {
            let cached = TimeDelta::from_std(self.store.lifetime(table)).ok()?;
            let read = now.checked_sub_signed(cached)?;
            let read = match kind {
                EntityKind::Partner => self.index.confirmed(table)?.min(read),
                _ => read,
            };
            read.checked_sub_signed(lag(table) + CLOCKS)
        };
        let of_source = tables.filter(|table| *table.source.name == *source);
        // One table that is not known leaves nothing certain.
        let times: Option<Vec<_>> = of_source.map(of_table).collect();
        times?.into_iter().min()
    }

    /// The share of what was asked of a source that the cache answered, 0 to 1; none if nothing was
    /// asked.
    pub fn cache_hit_rate(&self, source: &str) -> Option<f64> {
        self.store.hit_rate(source)
    }

    /// The tables of `kind` whose records a `relation` of another entity can refer to: those of the
    /// sources that map it. [`crate::engine::Needs::referred_to`] takes them.
    pub fn tables_referred_to(
        &self,
        kind: EntityKind,
        from: EntityKind,
        relation: FieldId,
    ) -> Ranks {
        let refers = |source: &str| {
            let mut tables = self.model.tables(from).iter();
            tables.any(|table| {
                *table.source.name == *source && table.mapping.mapped().contains(relation)
            })
        };
        let tables = self.model.tables(kind).iter();
        tables.filter(|table| refers(&table.source.name)).map(|table| table.rank).collect()
    }
}
