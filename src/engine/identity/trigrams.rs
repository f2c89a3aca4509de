//! Which texts hold which three bytes in a row: a text that contains a part holds all of its.
//!
//! In UTF-8 a text contains another exactly if its bytes do.

use std::collections::HashMap;

use roaring::RoaringBitmap;

/// Trigrams of a part that are looked up at most, the rarest ones: the rest hardly narrow it.
const MOST: usize = 6;

/// By three bytes in a row, the partners whose folded text holds them.
#[derive(Default)]
pub(super) struct Trigrams {
    holding: HashMap<[u8; 3], RoaringBitmap>,
    /// Those whose text is shorter.
    short: RoaringBitmap,
}

impl Trigrams {
    /// The trigrams of these folded texts, one of each partner.
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut trigrams = Self::default();
        for (partner, text) in (0..).zip(texts) {
            if (1..3).contains(&text.len()) {
                trigrams.short.insert(partner);
            }
            for three in text.as_bytes().windows(3) {
                if let Ok(three) = three.try_into() {
                    // Partners come in their order; twice in one text is once.
                    _ = trigrams.holding.entry(three).or_default().try_push(partner);
                }
            }
        }
        trigrams.holding.shrink_to_fit();
        trigrams
    }

    /// The partners that may contain a part of at least three bytes; of exactly three, those that
    /// do.
    pub(super) fn candidates(&self, part: &str) -> RoaringBitmap {
        let mut found: Vec<(u64, &RoaringBitmap)> = Vec::new();
        for three in part.as_bytes().windows(3) {
            let Some(holding) =
                <[u8; 3]>::try_from(three).ok().and_then(|three| self.holding.get(&three))
            else {
                return RoaringBitmap::new();
            };
            found.push((holding.len(), holding));
        }
        found.sort_unstable_by_key(|(size, _)| *size);
        found.truncate(MOST);
        let mut found = found.into_iter().map(|(_, holding)| holding);
        let first = found.next().cloned().unwrap_or_default();
        found.fold(first, |all, holding| all & holding)
    }

    /// The partners that contain a part of less than three bytes. `is_it` tells of one with a short
    /// text.
    pub(super) fn containing_short(
        &self,
        part: &str,
        is_it: impl Fn(u32) -> bool,
    ) -> RoaringBitmap {
        let part = part.as_bytes();
        let holds = |three: &[u8; 3]| three.windows(part.len()).any(|window| window == part);
        let mut all: RoaringBitmap = self.short.iter().filter(|partner| is_it(*partner)).collect();
        for (_, holding) in self.holding.iter().filter(|(three, _)| holds(three)) {
            all |= holding;
        }
        all
    }

    /// The bytes on the heap, about.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        let of = |holding: &RoaringBitmap| holding.serialized_size() + 96;
        self.holding.values().map(of).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_in_the_texts_that_contain_it() {
        let texts = ["acme", "ac", "", "cmea", "müller", "mü", "abacaba"];
        let trigrams = Trigrams::new(texts.into_iter());
        for part in ["a", "c", "ac", "ü", "üll", "cme", "acme", "aba", "mü", "acmea", "zzz"] {
            let is_it = |partner: u32| texts[partner as usize].contains(part);
            let found = match part.len() {
                0..3 => trigrams.containing_short(part, is_it),
                _ => trigrams.candidates(part),
            };
            for (partner, text) in (0..).zip(texts) {
                assert!(!text.contains(part) || found.contains(partner), "{part} in {text}");
                let is_exact = part.len() <= 3;
                assert!(
                    !is_exact || text.contains(part) || !found.contains(partner),
                    "{part} {text}"
                );
            }
        }
    }
}
