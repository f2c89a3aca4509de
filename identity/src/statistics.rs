//! Statistics: how much a word or a value tells, by how many have it. All are rounded to whole
//! bits, so that a record that comes or goes seldom moves the weights of others.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::Arc,
};

use crate::{
    features::{Feature, Name, Register, Word, hash},
    letters::edits,
    names::WordKind,
    weights::{BIT, FEWEST_BITS, NAME_VOID_FROM, SHARED, VOID_FROM},
};

/// Takes keys that are hashes already as they are.
#[derive(Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

pub(crate) type ByHash<V> = HashMap<u64, V, BuildHasherDefault<AsIs>>;

/// How many have what.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Statistics {
    /// The bits that tell the companies apart, in thousandths.
    pub(crate) bits: i32,
    /// The records.
    records: u32,
    /// By name, its records and its words.
    cores: ByHash<u32>,
    /// By word, the different names that have it.
    words: ByHash<u32>,
    /// By country, by country and city, and by manager, their records.
    common: ByHash<u32>,
    /// By value, how many unlike names share it, from two on.
    shared: ByHash<u16>,
    /// Names that too many companies bear.
    void_names: ByHash<()>,
}

/// Values that unlike companies may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shared {
    Domain,
    Number,
    Phone,
    Address,
}

/// A value by its kind.
pub(crate) fn value(kind: Shared, value: u64) -> u64 {
    hash(&(kind as u8, value))
}

/// A register's number as a value.
pub(crate) fn number_value(register: Register, text: &str) -> u64 {
    value(Shared::Number, hash(&(register, text)))
}

impl Statistics {
    pub(crate) fn of(features: &[Arc<Feature>]) -> Self {
        let mut statistics = Self::default();
        features.iter().for_each(|feature| statistics.count(feature, true));
        statistics.close();
        let mut values = Vec::new();
        for (record, feature) in (0_u32..).zip(features) {
            values_of(feature, |_, value| values.push((value, record)));
        }
        statistics.count_shared(features, values);
        let mut keys = Vec::new();
        for feature in features {
            keys_of_names(feature, |core, key| keys.push((core, key)));
        }
        statistics.count_names(keys);
        statistics
    }

    /// Takes a record in, or out.
    pub(crate) fn count(&mut self, feature: &Feature, is_in: bool) {
        let step = |map: &mut ByHash<u32>, key: u64| {
            let count = map.entry(key).or_default();
            *count = if is_in { *count + 1 } else { count.saturating_sub(1) };
            let now = *count;
            if now == 0 {
                map.remove(&key);
            }
            now
        };
        for name in &feature.names {
            let now = step(&mut self.cores, name.core);
            if now == u32::from(is_in) {
                // The name is new, or gone.
                let mut words: Vec<u64> = name.words.iter().map(|word| word.hash).collect();
                words.sort_unstable();
                words.dedup();
                words.into_iter().for_each(|word| {
                    step(&mut self.words, word);
                });
            }
        }
        Self::common_of(feature).for_each(|key| {
            step(&mut self.common, key);
        });
        self.records = if is_in { self.records + 1 } else { self.records.saturating_sub(1) };
    }

    /// Works out what follows from the counts.
    pub(crate) fn close(&mut self) {
        let companies = u32::try_from(self.cores.len()).unwrap_or(u32::MAX);
        let bits = companies.max(1 << FEWEST_BITS).ilog2();
        self.bits = i32::try_from(bits).unwrap_or_default() * BIT;
    }

    /// The weight of a word.
    pub(crate) fn word(&self, word: &Word) -> i32 {
        let carriers = self.carriers(word);
        let less = if carriers <= 2 { 0 } else { carriers.ilog2() };
        (self.bits - i32::try_from(less).unwrap_or_default() * BIT).max(0)
    }

    /// The number of names that have a word.
    pub(crate) fn carriers(&self, word: &Word) -> u32 {
        self.words.get(&word.hash).copied().unwrap_or_default()
    }

    /// The weight of a word, and whether hardly any other name has it.
    pub(crate) fn of_word(&self, word: &Word) -> (i32, bool) {
        (self.word(word), self.carriers(word) <= 2)
    }

    /// The keys under which a record's country, city and manager are counted.
    pub(crate) fn common_of(feature: &Feature) -> impl Iterator<Item = u64> + use<> {
        let city = if feature.city == 0 { 0 } else { city_key(feature.country, feature.city) };
        [feature.country, city, feature.manager].into_iter().filter(|key| *key != 0)
    }

    /// How common a country, a city or a manager is, in whole bits.
    pub(crate) fn grade(&self, key: u64) -> u32 {
        self.common.get(&key).copied().unwrap_or(1).max(1).ilog2()
    }

    /// The number of records, in whole bits.
    fn size(&self) -> u32 {
        self.records.max(1).ilog2()
    }

    /// The numbers on which the weights of all records stand.
    pub(crate) fn scale(&self) -> (i32, u32) {
        (self.bits, self.size())
    }

    /// The weight of agreeing in a country, a city or a manager: how rare it is.
    pub(crate) fn rarity(&self, key: u64, most: i32) -> i32 {
        let bits = self.size().saturating_sub(self.grade(key));
        (i32::try_from(bits).unwrap_or_default() * BIT).clamp(0, most)
    }

    /// The weight of agreeing in a city of a country.
    pub(crate) fn rarity_of_city(&self, country: u64, city: u64, most: i32) -> i32 {
        let all = if country == 0 { self.size() } else { self.grade(country) };
        let bits = all.saturating_sub(self.grade(city_key(country, city)));
        (i32::try_from(bits).unwrap_or_default() * BIT).clamp(0, most)
    }

    /// How many unlike companies share a value: one, where they are alike.
    pub(crate) fn sharers(&self, value: u64) -> usize {
        self.shared.get(&value).map_or(1, |sharers| usize::from(*sharers))
    }

    /// The weight of a value that companies share: none if too many do.
    pub(crate) fn of_shared(&self, value: u64, weight: i32) -> Option<i32> {
        let sharers = self.sharers(value);
        if sharers >= VOID_FROM {
            return None;
        }
        // The logarithm of two is one, that of three about one and a half.
        let less = [0, 0, SHARED, SHARED * 8 / 5][sharers];
        Some(weight + less)
    }

    /// Returns true if a name tells a company from another.
    pub(crate) fn is_name(&self, name: &Name) -> bool {
        self.void_names.is_empty() || !self.void_names.contains_key(&name.core)
    }

    /// The values that too many share.
    pub(crate) fn void_values(&self) -> impl Iterator<Item = u64> {
        let void = self.shared.iter().filter(|(_, sharers)| usize::from(**sharers) >= VOID_FROM);
        void.map(|(value, _)| *value)
    }

    /// Counts the unlike companies that share each of some values, of which all records are given.
    pub(crate) fn count_shared(&mut self, features: &[Arc<Feature>], mut values: Vec<(u64, u32)>) {
        values.sort_unstable();
        values.dedup();
        for run in values.chunk_by(|a, b| a.0 == b.0) {
            let sharers = unlike(features, run);
            if sharers > 1 {
                self.shared.insert(run[0].0, u16::try_from(sharers).unwrap_or(u16::MAX));
            } else {
                self.shared.remove(&run[0].0);
            }
        }
    }

    /// Forgets who shares some values and bears some names, before they are counted anew.
    pub(crate) fn forget_shared(
        &mut self,
        values: impl Iterator<Item = u64>,
        names: impl Iterator<Item = u64>,
    ) {
        values.for_each(|value| {
            self.shared.remove(&value);
        });
        names.for_each(|name| {
            self.void_names.remove(&name);
        });
    }

    /// Returns true if some names tell no company from another.
    pub(crate) fn has_void_names(&self) -> bool {
        !self.void_names.is_empty()
    }

    /// Finds the names that too many companies bear, among those whose keys are all given.
    pub(crate) fn count_names(&mut self, mut keys: Vec<(u64, u64)>) {
        keys.sort_unstable();
        keys.dedup();
        for run in keys.chunk_by(|a, b| a.0 == b.0) {
            if run.len() >= NAME_VOID_FROM {
                self.void_names.insert(run[0].0, ());
            } else {
                self.void_names.remove(&run[0].0);
            }
        }
    }
}

fn city_key(country: u64, city: u64) -> u64 {
    hash(&(country, city))
}

/// The values of a record that companies may share, each with its kind.
pub(crate) fn values_of(feature: &Feature, mut each: impl FnMut(Shared, u64)) {
    if let Some(domain) = feature.domain {
        each(Shared::Domain, value(Shared::Domain, domain.hash));
    }
    for number in &feature.numbers {
        each(Shared::Number, number_value(number.register, &number.text));
    }
    if feature.phone != 0 {
        each(Shared::Phone, value(Shared::Phone, feature.phone));
    }
    if feature.address() != 0 {
        each(Shared::Address, value(Shared::Address, feature.address()));
    }
}

/// The names of a record with the keys that tell its company.
pub(crate) fn keys_of_names(feature: &Feature, mut each: impl FnMut(u64, u64)) {
    let key = match (feature.domain, feature.numbers.first()) {
        (Some(domain), _) => domain.hash,
        (None, Some(number)) => hash(&*number.text),
        (None, None) => return,
    };
    feature.names.iter().for_each(|name| each(name.core, key));
}

/// The number of groups of like names among the records of a value, counted as far as it matters.
fn unlike(features: &[Arc<Feature>], run: &[(u64, u32)]) -> usize {
    /// Companies are told apart by their heads among so many at most.
    const MOST: usize = 16;
    let mut heads: Vec<&Word> = Vec::new();
    for (_, record) in run {
        let feature = &features[*record as usize];
        let own = || feature.names.iter().filter_map(Name::head).filter(|word| is_telling(word));
        let is_known = own().any(|word| heads.iter().any(|known| is_like(known, word)));
        if !is_known && let Some(head) = own().next() {
            heads.push(head);
            if heads.len() >= MOST {
                break;
            }
        }
    }
    heads.len().max(1)
}

/// Returns true if a word can tell a company: a single letter does not.
pub(crate) fn is_telling(word: &Word) -> bool {
    word.kind == WordKind::Plain && word.letters > 1
}

/// Returns true if two words are one, or one with a slip of the pen.
fn is_like(a: &Word, b: &Word) -> bool {
    a.hash == b.hash
        || a.text.starts_with(&*b.text)
        || b.text.starts_with(&*a.text)
        || a.text.len() > 4 && edits(&a.text, &b.text, 2) <= 2
}
