//! Texts in one run of bytes, each by its number: many short texts cost little more than their
//! letters.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// A number as the columns keep it. Nothing here comes near 2³² entries or bytes.
pub(super) fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Texts by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    bytes: String,
    /// Where each text ends.
    ends: Vec<u32>,
}

impl Texts {
    /// The text of a number.
    pub(super) fn get(&self, number: u32) -> &str {
        let place = number as usize;
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(place).copied().unwrap_or_default();
        self.bytes.get(begin.unwrap_or_default() as usize..end as usize).unwrap_or_default()
    }

    /// Adds a text and returns its number.
    pub(super) fn push(&mut self, text: &str) -> u32 {
        self.bytes.push_str(text);
        self.ends.push(number(self.bytes.len()));
        number(self.ends.len() - 1)
    }

    /// The number of texts.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The first number from which on a test fails, of texts that are sorted by it.
    pub(super) fn partition(&self, is_before: impl Fn(&str) -> bool) -> u32 {
        let (mut low, mut high) = (0, number(self.len()));
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(self.get(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Gives back the room that is not needed.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The bytes on the heap.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u32>()
    }
}

/// Finds the numbers of things that are kept once each.
#[derive(Default)]
pub(super) struct Known {
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl Known {
    /// The number of a text, which is added if it is new.
    pub(super) fn text(&mut self, texts: &mut Texts, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        if let Some(known) = self.numbers.find(hash, |known| texts.get(*known) == text) {
            return *known;
        }
        let new = texts.push(text);
        self.numbers.insert_unique(hash, new, |known| self.hasher.hash_one(texts.get(*known)));
        new
    }

    /// The number of a thing in a list, which is added if it is new.
    pub(super) fn item<T: std::hash::Hash + Clone>(
        &mut self,
        items: &mut Vec<T>,
        item: &T,
        is_same: impl Fn(&T, &T) -> bool,
    ) -> u32 {
        let hash = self.hasher.hash_one(item);
        if let Some(known) = self.numbers.find(hash, |known| is_same(&items[*known as usize], item))
        {
            return *known;
        }
        let new = number(items.len());
        items.push(item.clone());
        let hash_of = |known: &u32| self.hasher.hash_one(&items[*known as usize]);
        self.numbers.insert_unique(hash, new, hash_of);
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_kept_once_and_found_by_its_number() {
        let (mut texts, mut known) = (Texts::default(), Known::default());
        let numbers: Vec<u32> =
            ["b", "", "é", "b", "c", ""].map(|text| known.text(&mut texts, text)).into();
        assert_eq!(numbers, [0, 1, 2, 0, 3, 1]);
        assert_eq!([0, 1, 2, 3].map(|number| texts.get(number)), ["b", "", "é", "c"]);
        assert_eq!(texts.get(9), "");
    }

    #[test]
    fn sorted_texts_are_cut_where_a_test_fails() {
        let mut texts = Texts::default();
        for text in ["a", "b", "b", "d"] {
            texts.push(text);
        }
        assert_eq!(texts.partition(|text| text < "b"), 1);
        assert_eq!(texts.partition(|text| text <= "c"), 3);
        assert_eq!(texts.partition(|_| true), 4);
    }
}
