//! A look-up of partners by text: sorted, so that it costs little more than the texts.

use super::texts::{Texts, number};

/// By a text, the partners that have it.
#[derive(Default)]
pub(super) struct Lookup {
    /// Sorted, each once.
    keys: Texts,
    /// Where the partners of each text begin.
    starts: Vec<u32>,
    partners: Vec<u32>,
}

impl Lookup {
    /// The look-up of these texts and partners.
    pub(super) fn new(mut entries: Vec<(String, u32)>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        let mut lookup = Self::default();
        for run in entries.chunk_by(|(a, _), (b, _)| a == b) {
            lookup.keys.push(&run[0].0);
            lookup.starts.push(number(lookup.partners.len()));
            lookup.partners.extend(run.iter().map(|(_, partner)| *partner));
        }
        lookup.keys.shrink();
        lookup.starts.shrink_to_fit();
        lookup.partners.shrink_to_fit();
        lookup
    }

    /// The partners that have a text, in their order.
    pub(super) fn get(&self, text: &str) -> &[u32] {
        let place = self.keys.partition(|key| key < text);
        if place as usize == self.keys.len() || self.keys.get(place) != text {
            return &[];
        }
        let start = |place: u32| self.starts.get(place as usize).map(|start| *start as usize);
        let end = start(place + 1).unwrap_or(self.partners.len());
        self.partners.get(start(place).unwrap_or(end)..end).unwrap_or_default()
    }

    /// The bytes on the heap.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        self.keys.heap() + (self.starts.capacity() + self.partners.capacity()) * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_leads_to_each_of_its_partners_once() {
        let entries = [("b", 2), ("a", 1), ("b", 0), ("b", 2), ("é", 7)];
        let lookup = Lookup::new(entries.map(|(text, of)| (text.to_owned(), of)).into());
        assert_eq!(lookup.get("a"), [1]);
        assert_eq!(lookup.get("b"), [0, 2]);
        assert_eq!(lookup.get("é"), [7]);
        for none in ["", "aa", "c", "z\u{10ffff}"] {
            assert!(lookup.get(none).is_empty(), "{none}");
        }
    }
}
