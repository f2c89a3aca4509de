//! Records while they are gathered, before they are put in the order of their keys.

use std::{ops::Range, sync::Arc};

use channelgraph_schema::Record;

use super::{P, columns, records::Records, texts::number, values::Pool};
use crate::{engine::Ranks, model::Model};

/// Records as they come, in any order; of several with one key the last one counts.
#[derive(Default)]
pub(super) struct Batch {
    pool: Pool,
    rows: Records,
}

impl Batch {
    /// Adds a record of the table with this rank.
    pub(super) fn add(&mut self, rank: usize, record: &Record) {
        let Self { pool, rows } = self;
        rows.ranks.push(u8::try_from(rank).unwrap_or(u8::MAX));
        rows.ids.push(pool.text(&record.key.id));
        rows.cells.extend(columns().iter().map(|field| pool.cell(record.get(field))));
        let links = record.links.iter();
        rows.links.push(links.map(|link| (small(link.rule), pool.text(&link.id))));
        let aliases = record.aliases.iter();
        let names = &mut rows.alias_names;
        rows.aliases.push(aliases.map(|(by, value)| (name(names, by), pool.text(value))));
        let clues = record.clues.iter();
        rows.clues.push(clues.map(|(clue, value)| (*clue as u16, pool.text(value))));
        rows.fetched.push(record.fetched);
    }

    /// Adds a record of others.
    pub(super) fn copy(&mut self, from: &Records, record: u32) {
        let Self { pool, rows } = self;
        rows.ranks.push(from.ranks[record as usize]);
        rows.ids.push(pool.text(from.id(record)));
        rows.cells.extend(from.row(record).iter().map(|cell| pool.copy(&from.values, *cell)));
        let links = from.links.get(record).iter();
        rows.links.push(links.map(|(rule, text)| (*rule, pool.text(from.values.texts.get(*text)))));
        let names = &mut rows.alias_names;
        let aliases = from.aliases.get(record).iter().filter_map(|(by, text)| {
            let by = from.alias_names.get(usize::from(*by))?;
            Some((name(names, by), pool.text(from.values.texts.get(*text))))
        });
        rows.aliases.push(aliases);
        let clues = from.clues.get(record).iter();
        rows.clues.push(clues.map(|(clue, text)| (*clue, pool.text(from.values.texts.get(*text)))));
        rows.fetched.push(from.fetched.get(record));
    }

    /// Puts the records of these tables in the order of their keys, each once.
    pub(super) fn finish(self, model: &Model, tables: Ranks) -> Records {
        let Self { pool, mut rows } = self;
        rows.values = pool.values;
        let places = places(model);
        let place = |record: u32| places.get(rows.rank(record)).copied().unwrap_or_default();
        let mut order: Vec<u32> =
            (0..rows.len()).filter(|record| tables.contains(rows.rank(*record))).collect();
        let compare =
            |a: &u32, b: &u32| place(*a).cmp(&place(*b)).then_with(|| rows.id(*a).cmp(rows.id(*b)));
        // Stable, so that the last of one key stays the last.
        order.sort_by(compare);
        order.reverse();
        order.dedup_by(|a, b| compare(a, b).is_eq());
        order.reverse();
        in_order(rows, &order, model)
    }
}

/// The same records in this order.
fn in_order(from: Records, order: &[u32], model: &Model) -> Records {
    let mut sorted = Records::default();
    let picked = |record: &u32| *record as usize;
    sorted.ranks = order.iter().map(|record| from.ranks[picked(record)]).collect();
    sorted.ids = order.iter().map(|record| from.ids[picked(record)]).collect();
    sorted.cells = order.iter().flat_map(|record| from.row(*record)).copied().collect();
    sorted.cells.shrink_to_fit();
    for record in order {
        sorted.fetched.push(from.fetched.get(*record));
        sorted.links.push(from.links.get(*record).iter().copied());
        sorted.aliases.push(from.aliases.get(*record).iter().copied());
        sorted.clues.push(from.clues.get(*record).iter().copied());
    }
    sorted.links.shrink();
    sorted.aliases.shrink();
    sorted.clues.shrink();
    sorted.of_table = ranges(&sorted.ranks, model.tables(P).len());
    sorted.alias_names = from.alias_names;
    sorted.values = from.values;
    sorted.values.shrink();
    sorted
}

/// For each table, by rank, its place in the order of keys.
fn places(model: &Model) -> Vec<usize> {
    let tables = model.tables(P);
    let mut order: Vec<usize> = (0..tables.len()).collect();
    order.sort_by_key(|rank| (&tables[*rank].source.name, &tables[*rank].mapping.object));
    let mut places = vec![0; tables.len()];
    order.into_iter().enumerate().for_each(|(place, rank)| places[rank] = place);
    places
}

/// For each table, by rank, its records, which stand together.
fn ranges(ranks: &[u8], tables: usize) -> Vec<Range<u32>> {
    let mut ranges = vec![0..0; tables];
    let mut begin = 0;
    for run in ranks.chunk_by(|a, b| a == b) {
        let end = begin + number(run.len());
        if let Some(range) = run.first().and_then(|rank| ranges.get_mut(usize::from(*rank))) {
            *range = begin..end;
        }
        begin = end;
    }
    ranges
}

/// The number of a name, which is added if it is new.
fn name(names: &mut Vec<Arc<str>>, name: &Arc<str>) -> u16 {
    let known = names.iter().position(|known| known == name);
    small(known.unwrap_or_else(|| {
        names.push(name.clone());
        names.len() - 1
    }))
}

/// A number of rules or names, of which a configuration has a few.
fn small(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
