//! Pairs: which record names what, by one rule, as compactly as hash tables of numbers allow.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use channelgraph_schema::compare_ids;
use hashbrown::HashTable;

/// Parts of a hash table, so that one that grows does not hold a core for long.
const SHARDS: usize = 16;

/// One pair: where its text begins, and the lengths of the record's id and of the name in it. A
/// place that is free has no name.
#[derive(Clone, Copy, Default)]
struct Pair {
    at: u32,
    id: u32,
    name: u32,
}

/// Places of pairs by the hash of an id or of a name.
#[derive(Default)]
struct Places([HashTable<u32>; SHARDS]);

/// Pairs of a record's id and a name that it holds, found by either.
#[derive(Default)]
pub(super) struct Pairs {
    /// Each pair's id and name, one behind the other.
    text: Vec<u8>,
    pairs: Vec<Pair>,
    by_id: Places,
    by_name: Places,
    /// Free places by the length of their text, which a pair of that length takes over.
    free: HashMap<u32, Vec<u32>>,
    /// For each place, true if it was seen since the marks were set.
    marks: Option<Vec<bool>>,
    /// True once there was a pair too many for the numbers.
    is_full: bool,
    hasher: RandomState,
}

impl Places {
    fn at(&self, hash: u64) -> impl Iterator<Item = usize> {
        self.0[shard(hash)].iter_hash(hash).map(|place| *place as usize)
    }

    fn add(&mut self, hash: u64, place: u32, hash_of: impl Fn(u32) -> u64) {
        self.0[shard(hash)].insert_unique(hash, place, |place| hash_of(*place));
    }

    fn remove(&mut self, hash: u64, place: u32) {
        if let Ok(entry) = self.0[shard(hash)].find_entry(hash, |known| *known == place) {
            entry.remove();
        }
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(HashTable::allocation_size).sum()
    }
}

/// The part of a table that a hash belongs to, by bits that the table itself makes little use of.
fn shard(hash: u64) -> usize {
    (hash >> 40) as usize % SHARDS
}

impl Pairs {
    /// The ids of the records that hold a name, in their order.
    pub(super) fn ids(&self, name: &str) -> Vec<Arc<str>> {
        let mut ids: Vec<Arc<str>> = self
            .by_name
            .at(hash(&self.hasher, name.as_bytes()))
            .filter(|place| self.name(*place) == name.as_bytes())
            .map(|place| String::from_utf8_lossy(self.id(place)).into())
            .collect();
        ids.sort_by(|a, b| compare_ids(a, b));
        ids
    }

    /// The number of pairs.
    pub(super) fn len(&self) -> usize {
        self.pairs.len() - self.free.values().map(Vec::len).sum::<usize>()
    }

    /// The bytes of memory that they take; more than there are if a pair did not fit.
    pub(super) fn bytes(&self) -> usize {
        if self.is_full {
            return usize::MAX;
        }
        let free: usize = self.free.values().map(|places| 4 * places.capacity() + 40).sum();
        size_of::<Self>()
            + self.text.capacity()
            + self.pairs.capacity() * size_of::<Pair>()
            + self.marks.as_ref().map_or(0, Vec::capacity)
            + self.by_id.bytes()
            + self.by_name.bytes()
            + free
    }

    /// Takes in which names a record holds now, in the place of those that it held; returns true if
    /// that changes anything.
    pub(super) fn put(&mut self, id: &str, names: &[Arc<str>]) -> bool {
        let known: Vec<usize> = self
            .by_id
            .at(hash(&self.hasher, id.as_bytes()))
            .filter(|place| self.id(*place) == id.as_bytes())
            .collect();
        let mut is_changed = false;
        for place in &known {
            let stays = names.iter().any(|name| name.as_bytes() == self.name(*place));
            match &mut self.marks {
                Some(marks) if stays => marks[*place] = true,
                _ => {}
            }
            if !stays {
                self.remove(*place);
                is_changed = true;
            }
        }
        for (nth, name) in names.iter().enumerate() {
            let is_known = known.iter().any(|place| self.name(*place) == name.as_bytes());
            if !is_known && !names[..nth].contains(name) {
                self.add(id, name);
                is_changed = true;
            }
        }
        is_changed
    }

    /// Marks all pairs as not seen; [`Self::put`] marks those that it is given.
    pub(super) fn set_marks(&mut self) {
        self.marks = Some(vec![false; self.pairs.len()]);
    }

    /// Removes the pairs that were not seen, `most` places from a place on; returns the place to go
    /// on from, if there is more, and whether one was removed.
    pub(super) fn sweep(&mut self, from: usize, most: usize) -> (Option<usize>, bool) {
        let end = self.pairs.len().min(from + most);
        let mut is_changed = false;
        for place in from..end {
            let is_seen = self.marks.as_ref().is_none_or(|marks| marks[place]);
            if !is_seen && self.pairs[place].name > 0 {
                self.remove(place);
                is_changed = true;
            }
        }
        if end < self.pairs.len() {
            return (Some(end), is_changed);
        }
        self.marks = None;
        (None, is_changed)
    }

    fn id(&self, place: usize) -> &[u8] {
        self.pairs[place].id_in(&self.text)
    }

    fn name(&self, place: usize) -> &[u8] {
        self.pairs[place].name_in(&self.text)
    }

    fn add(&mut self, id: &str, name: &str) {
        let Some(place) = self.write(id, name) else {
            self.is_full = true;
            return;
        };
        let Self { text, pairs, by_id, by_name, hasher, marks, .. } = self;
        if let Some(marks) = marks {
            marks.resize(pairs.len(), false);
            marks[place as usize] = true;
        }
        let of = |place: u32| pairs[place as usize];
        by_id.add(hash(hasher, id.as_bytes()), place, |place| hash(hasher, of(place).id_in(text)));
        by_name.add(hash(hasher, name.as_bytes()), place, |place| {
            hash(hasher, of(place).name_in(text))
        });
    }

    /// Writes a pair where one of its length was, or behind all others; none if there is no room
    /// for it.
    fn write(&mut self, id: &str, name: &str) -> Option<u32> {
        let lengths = (u32::try_from(id.len()).ok()?, u32::try_from(name.len()).ok()?);
        let length = lengths.0.checked_add(lengths.1)?;
        let free = self.free.get_mut(&length).and_then(Vec::pop);
        let place = match free {
            Some(place) => place,
            None => {
                let at = u32::try_from(self.text.len()).ok()?;
                at.checked_add(length)?;
                let place = u32::try_from(self.pairs.len()).ok()?;
                reserve(&mut self.text, length as usize);
                self.text.resize(self.text.len() + length as usize, 0);
                reserve(&mut self.pairs, 1);
                self.pairs.push(Pair { at, ..Pair::default() });
                place
            }
        };
        let pair = &mut self.pairs[place as usize];
        (pair.id, pair.name) = lengths;
        let text = &mut self.text[pair.at as usize..][..length as usize];
        let (own_id, own_name) = text.split_at_mut(id.len());
        own_id.copy_from_slice(id.as_bytes());
        own_name.copy_from_slice(name.as_bytes());
        Some(place)
    }

    fn remove(&mut self, place: usize) {
        let (by_id, by_name) =
            (hash(&self.hasher, self.id(place)), hash(&self.hasher, self.name(place)));
        let length = self.pairs[place].id + self.pairs[place].name;
        // A place has been given out as such a number.
        let number = place as u32;
        self.by_id.remove(by_id, number);
        self.by_name.remove(by_name, number);
        self.pairs[place] = Pair { at: self.pairs[place].at, ..Pair::default() };
        self.free.entry(length).or_default().push(number);
    }
}

impl Pair {
    fn id_in(self, text: &[u8]) -> &[u8] {
        &text[self.at as usize..][..self.id as usize]
    }

    fn name_in(self, text: &[u8]) -> &[u8] {
        &text[(self.at + self.id) as usize..][..self.name as usize]
    }
}

fn hash(hasher: &RandomState, text: &[u8]) -> u64 {
    hasher.hash_one(text)
}

/// Makes room in steps of an eighth: twice the room, as a vector takes by itself, is too dear here.
fn reserve<T>(all: &mut Vec<T>, more: usize) {
    if all.capacity() - all.len() < more {
        all.reserve_exact(more.max(all.len() / 8));
    }
}

#[cfg(test)]
mod tests;
