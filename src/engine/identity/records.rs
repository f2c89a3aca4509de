//! The records of the index, as rows of numbers, in the order of their keys.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use channelgraph_schema::{
    Clue, FieldId, FieldSet, LinkTarget, Record, RecordKey, Reference, Value,
};
use chrono::{DateTime, Utc};

use super::{
    P, columns,
    texts::number,
    values::{Cell, Values},
    width,
};
use crate::model::{Model, Table};

/// Lists of pairs of numbers, one list for each record.
#[derive(Clone, Default)]
pub(super) struct Pairs {
    all: Vec<(u16, u32)>,
    ends: Vec<u32>,
}

impl Pairs {
    pub(super) fn push(&mut self, pairs: impl IntoIterator<Item = (u16, u32)>) {
        self.all.extend(pairs);
        self.ends.push(number(self.all.len()));
    }

    pub(super) fn get(&self, place: u32) -> &[(u16, u32)] {
        let end = |place: u32| self.ends.get(place as usize).copied().unwrap_or_default();
        let begin = place.checked_sub(1).map_or(0, end);
        self.all.get(begin as usize..end(place) as usize).unwrap_or_default()
    }

    pub(super) fn shrink(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    #[cfg(test)]
    fn heap(&self) -> usize {
        self.all.capacity() * size_of::<(u16, u32)>() + self.ends.capacity() * size_of::<u32>()
    }
}

/// A moment of each record, in microseconds. It can be moved where it stands: a record that was
/// read again, and holds what it held, is as new as that reading.
#[derive(Default)]
pub(super) struct Times(Vec<AtomicI64>);

impl Times {
    pub(super) fn push(&mut self, time: DateTime<Utc>) {
        self.0.push(AtomicI64::new(time.timestamp_micros()));
    }

    pub(super) fn get(&self, record: u32) -> DateTime<Utc> {
        let time = self.0.get(record as usize).map(|time| time.load(Ordering::Relaxed));
        DateTime::from_timestamp_micros(time.unwrap_or_default()).unwrap_or_default()
    }

    pub(super) fn set(&self, record: u32, time: DateTime<Utc>) {
        if let Some(known) = self.0.get(record as usize) {
            known.store(time.timestamp_micros(), Ordering::Relaxed);
        }
    }
}

impl Clone for Times {
    fn clone(&self) -> Self {
        Self(self.0.iter().map(|time| AtomicI64::new(time.load(Ordering::Relaxed))).collect())
    }
}

/// Records as rows, by number. Of a record's `modified` only what its columns tell is kept.
#[derive(Clone, Default)]
pub(super) struct Records {
    pub(super) values: Values,
    /// The source fields by which records are named.
    pub(super) alias_names: Vec<Arc<str>>,
    /// The rank of each record's table.
    pub(super) ranks: Vec<u8>,
    /// The id of each record, by the number of its text.
    pub(super) ids: Vec<u32>,
    /// The columns of each record, in the order of [`columns`].
    pub(super) cells: Vec<Cell>,
    /// The rule and the text of each link.
    pub(super) links: Pairs,
    /// The source field and the text of each alias.
    pub(super) aliases: Pairs,
    /// The kind and the text of each clue.
    pub(super) clues: Pairs,
    /// When each record was read.
    pub(super) fetched: Times,
    /// For each table, by rank, its records.
    pub(super) of_table: Vec<Range<u32>>,
}

impl Records {
    /// The number of records.
    pub(super) fn len(&self) -> u32 {
        number(self.ranks.len())
    }

    /// The rank of a record's table.
    pub(super) fn rank(&self, record: u32) -> usize {
        self.ranks.get(record as usize).copied().unwrap_or_default().into()
    }

    /// The table of a record.
    pub(super) fn table<'m>(&self, model: &'m Model, record: u32) -> Option<&'m Arc<Table>> {
        model.tables(P).get(self.rank(record))
    }

    /// The id of a record.
    pub(super) fn id(&self, record: u32) -> &str {
        self.values.texts.get(self.ids.get(record as usize).copied().unwrap_or(u32::MAX))
    }

    /// The cell of a column.
    pub(super) fn cell(&self, record: u32, field: FieldId) -> Cell {
        let columns = columns();
        if !columns.contains(field) {
            return Cell::NULL;
        }
        let place = record as usize * columns.len() + columns.place(field);
        self.cells.get(place).copied().unwrap_or_default()
    }

    /// The cells of a record.
    pub(super) fn row(&self, record: u32) -> &[Cell] {
        let width = width();
        let begin = record as usize * width;
        self.cells.get(begin..begin + width).unwrap_or_default()
    }

    /// The text of a column, if it holds text.
    pub(super) fn text(&self, record: u32, field: FieldId) -> Option<&str> {
        self.values.text(self.cell(record, field))
    }

    /// What a source field holds by which records are named.
    pub(super) fn alias(&self, record: u32, by: &str) -> Option<&str> {
        let is_meant = |(name, _): &&(u16, u32)| {
            self.alias_names.get(usize::from(*name)).is_some_and(|known| **known == *by)
        };
        let found = self.aliases.get(record).iter().find(is_meant);
        found.map(|(_, text)| self.values.texts.get(*text))
    }

    /// What a record tells of whose it is, beside its columns.
    pub(super) fn clue(&self, record: u32, clue: Clue) -> Option<&str> {
        let found = self.clues.get(record).iter().find(|(kind, _)| *kind == clue as u16);
        found.map(|(_, text)| self.values.texts.get(*text))
    }

    /// The keys of what records of its source refer to a record by, beside its id.
    pub(super) fn alias_keys(&self, model: &Model, record: u32) -> impl Iterator<Item = String> {
        let source = self.table(model, record).map(|table| &table.source.name);
        self.aliases.get(record).iter().filter_map(move |(by, text)| {
            let by = self.alias_names.get(usize::from(*by))?;
            Some(alias_key(source?, by, self.values.texts.get(*text)))
        })
    }

    /// The record of a table with an id.
    pub(super) fn find(&self, rank: usize, id: &str) -> Option<u32> {
        let Range { start, end } = self.of_table.get(rank)?.clone();
        let (mut low, mut high) = (start, end);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.id(middle).cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The record of a key.
    pub(super) fn of_key(&self, model: &Model, key: &RecordKey) -> Option<u32> {
        self.find(model.table_of(P, key)?.rank, &key.id)
    }

    /// The record that a source's reference means by an id, whatever the object; none if it goes by
    /// something else.
    pub(super) fn of_reference(&self, model: &Model, reference: &Reference) -> Option<u32> {
        let tables = model.tables(P).iter().filter(|table| table.source.name == reference.source);
        tables
            .filter(|_| reference.by.is_none())
            .find_map(|table| self.find(table.rank, &reference.id))
    }

    /// The key of a record.
    pub(super) fn key(&self, table: &Table, record: u32) -> RecordKey {
        table.key(self.id(record))
    }

    /// Makes the record of a number.
    pub(super) fn record(&self, table: &Table, record: u32) -> Record {
        let loaded = loaded(table);
        let value = |field| self.values.get(self.cell(record, field));
        let text = |text: u32| Box::from(self.values.texts.get(text));
        let link = |(rule, id): &(u16, u32)| LinkTarget { rule: (*rule).into(), id: text(*id) };
        let alias = |(name, value): &(u16, u32)| {
            Some((self.alias_names.get(usize::from(*name))?.clone(), text(*value)))
        };
        let clue = |(kind, value): &(u16, u32)| Some((Clue::from_repr(*kind)?, text(*value)));
        let modified = match value(const { P.known("updatedAt") }) {
            Value::Time(time) => Some(time),
            _ => None,
        };
        Record {
            key: self.key(table, record),
            loaded,
            values: loaded.iter().map(value).collect(),
            links: self.links.get(record).iter().map(link).collect(),
            aliases: self.aliases.get(record).iter().filter_map(alias).collect(),
            clues: self.clues.get(record).iter().filter_map(clue).collect(),
            attributes: None,
            modified,
            fetched: self.fetched.get(record),
        }
    }

    /// Returns true if a record holds exactly what one of others does.
    pub(super) fn is_like(&self, record: u32, others: &Self, other: u32) -> bool {
        let is_value = |(own, its): (&Cell, &Cell)| self.values.is(*own, &others.values.get(*its));
        self.names_like(record, others, other)
            && self.row(record).iter().zip(others.row(other)).all(is_value)
    }

    /// Returns true if a column of a record holds exactly what that of one of others does.
    pub(super) fn is_cell_like(
        &self,
        record: u32,
        others: &Self,
        other: u32,
        field: FieldId,
    ) -> bool {
        self.values.is(self.cell(record, field), &others.values.get(others.cell(other, field)))
    }

    /// Returns true if a record names, and is named by, exactly what one of others does, and gives
    /// the same clues.
    pub(super) fn names_like(&self, record: u32, others: &Self, other: u32) -> bool {
        let text =
            |(own, its): (u32, u32)| self.values.texts.get(own) == others.values.texts.get(its);
        let link = |(own, its): (&(u16, u32), &(u16, u32))| own.0 == its.0 && text((own.1, its.1));
        let alias = |(own, its): (&(u16, u32), &(u16, u32))| {
            self.alias_names.get(usize::from(own.0)) == others.alias_names.get(usize::from(its.0))
                && text((own.1, its.1))
        };
        let (links, other_links) = (self.links.get(record), others.links.get(other));
        let (aliases, other_aliases) = (self.aliases.get(record), others.aliases.get(other));
        let (clues, other_clues) = (self.clues.get(record), others.clues.get(other));
        (links.len(), aliases.len()) == (other_links.len(), other_aliases.len())
            && clues.len() == other_clues.len()
            && links.iter().zip(other_links).all(link)
            && clues.iter().zip(other_clues).all(link)
            && aliases.iter().zip(other_aliases).all(alias)
    }

    /// Replaces the columns of a record by those of one of others.
    pub(super) fn replace(&mut self, record: u32, others: &Self, other: u32) {
        let width = width();
        for (place, cell) in others.row(other).iter().enumerate() {
            let own = record as usize * width + place;
            let value = others.values.get(*cell);
            if !self.values.is(self.cells[own], &value) {
                self.cells[own] = self.values.push(&value);
            }
        }
        self.fetched.set(record, others.fetched.get(other));
    }

    /// The bytes on the heap.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        let lists = self.ids.capacity() * size_of::<u32>()
            + self.cells.capacity() * size_of::<Cell>()
            + self.fetched.0.capacity() * size_of::<i64>();
        let pairs = self.links.heap() + self.aliases.heap() + self.clues.heap();
        self.values.heap() + self.ranks.capacity() + lists + pairs
    }
}

/// The columns that a table's records have.
pub(super) fn loaded(table: &Table) -> FieldSet {
    columns().intersection(table.mapping.mapped())
}

/// The key of a record's other name, as the records of its source use it.
pub(super) fn alias_key(source: &str, by: &str, id: &str) -> String {
    format!("{source}\n{by}\n{id}")
}
