//! Seeded chance: everything random in the world is drawn here, in one order, so that a seed is a
//! world.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// The source of all chance.
pub(crate) struct Dice(StdRng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Dice for one part of the world alone: what they say changes nothing elsewhere.
    pub(crate) fn of(seed: u64, part: &str) -> Self {
        let salt = part.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        Self::new(seed ^ salt)
    }

    /// True with the probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.0.random_bool(p)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// An index below `len`; 0 if there is nothing to choose from.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        if len == 0 { 0 } else { self.0.random_range(0..len) }
    }

    /// One of `items`, which must not be empty.
    pub(crate) fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.0.random_range(0..items.len())].clone()
    }

    /// One of `items`, as likely as its weight says.
    pub(crate) fn weighted<T: Copy>(&mut self, items: &[(T, u32)]) -> T {
        let total: u32 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.0.random_range(0..total);
        for (item, weight) in items {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        items[0].0
    }

    /// `len` letters and digits, as in the ids that AWS makes.
    pub(crate) fn letters(&mut self, len: usize) -> String {
        const SIGNS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        (0..len).map(|_| char::from(SIGNS[self.0.random_range(0..SIGNS.len())])).collect()
    }

    /// A Guid.
    pub(crate) fn guid(&mut self) -> String {
        let bits: u128 = self.0.random();
        let hex = format!("{bits:032x}");
        format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
    }

    /// A whole number that is `mean` on average, mostly small and now and then large.
    pub(crate) fn around(&mut self, mean: f64) -> usize {
        let uniform: f64 = self.0.random_range(f64::MIN_POSITIVE..1.0);
        (-uniform.ln() * mean).round() as usize
    }
}

/// Cases dealt like cards: in any order, yet each as often as it is in the deck. So a small world,
/// too, has every case.
pub(crate) struct Deck<T: 'static> {
    cards: &'static [(T, usize)],
    left: Vec<T>,
}

impl<T: Copy> Deck<T> {
    /// A deck with each case as often as said.
    pub(crate) fn new(cards: &'static [(T, usize)]) -> Self {
        Self { cards, left: Vec::new() }
    }

    /// The next case that suits; the others wait for their turn. A deck that has none that suits is
    /// joined by a new one.
    ///
    /// `suits` must hold for some case of the deck.
    pub(crate) fn deal(&mut self, dice: &mut Dice, suits: impl Fn(T) -> bool) -> T {
        loop {
            if let Some(place) = self.left.iter().rposition(|card| suits(*card)) {
                return self.left.remove(place);
            }
            let from = self.left.len();
            self.left.extend(
                self.cards.iter().flat_map(|(card, times)| std::iter::repeat_n(*card, *times)),
            );
            for place in (from + 1..self.left.len()).rev() {
                let other = from + dice.index(place + 1 - from);
                self.left.swap(place, other);
            }
        }
    }
}
