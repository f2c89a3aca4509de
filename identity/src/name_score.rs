//! Scores of names: how much speaks for two names being one company's.

use crate::{
    features::{Name, Word},
    letters::edits,
    names::WordKind,
    resolution::Agreement,
    statistics::{Statistics, is_telling},
    weights::{
        ACRONYM, LEFT_OVER, LEFT_OVER_GROUP, LEFT_OVER_LEAST, LEFT_OVER_PLACE, LONG_WORD, NAME_CAP,
        NAME_CUT, NAME_JOINED, NAME_LEAST, NAME_LEAST_WHOLE, NAME_ORDER, NAME_WHOLE,
        NUMERALS_DIFFER, ONE_EDIT, ONE_EDIT_LONG, TWO_EDITS,
    },
};

/// How two names stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameScore {
    pub(crate) weight: i32,
    pub(crate) agreement: Agreement,
    /// True if a word that tells companies apart agrees.
    pub(crate) shares_word: bool,
    /// True if such a word agrees that hardly any other name has.
    pub(crate) shares_rare: bool,
    /// The number of words that agree.
    pub(crate) words: usize,
    /// True if only one of them has a place or a word for groups.
    pub(crate) is_branch: bool,
    /// True if only one of them has a place.
    pub(crate) has_place: bool,
    /// True if both have numbers, and other ones.
    pub(crate) numerals_differ: bool,
}

impl NameScore {
    /// The score of names that agree, with nothing left over.
    fn agreeing(weight: i32, words: usize, shares_rare: bool) -> Self {
        Self {
            weight,
            agreement: Agreement::Similar,
            shares_word: true,
            shares_rare,
            words,
            is_branch: false,
            has_place: false,
            numerals_differ: false,
        }
    }
}

/// Words beyond this do not count: names are no prose.
const MOST_WORDS: usize = 16;

/// Compares two names.
pub(crate) fn compare(statistics: &Statistics, a: &Name, b: &Name) -> NameScore {
    let mut pairing = Pairing::new(statistics, a, b);
    if a.core == b.core {
        pairing.pair_equal();
        if a.words.len() > 1 {
            // Ordinary words may tell a company where they are all of its name.
            pairing.shares_word = true;
        }
        return pairing.score(0, Agreement::Same);
    }
    if a.joined == b.joined {
        let more = if a.words.len() < b.words.len() { b } else { a };
        return whole(statistics, more, NAME_JOINED + NAME_WHOLE);
    }
    pairing.pair_equal();
    pairing.pair_joined();
    pairing.pair_like();
    if let Some(cut) = pairing.cut() {
        return cut;
    }
    if let Some(acronym) = pairing.acronym() {
        return acronym;
    }
    let order = if pairing.is_in_order() { 0 } else { NAME_ORDER };
    pairing.score(order, Agreement::Similar)
}

/// The score of a name that agrees as a whole.
fn whole(statistics: &Statistics, name: &Name, more: i32) -> NameScore {
    let words = || name.words.iter().take(MOST_WORDS);
    let sum: i32 = words().map(|word| statistics.word(word)).sum();
    let weight = sum.min(statistics.bits + NAME_CAP) + more;
    let shares_rare = words().any(|word| is_rare(statistics, word));
    NameScore::agreeing(weight, name.words.len(), shares_rare)
}

fn is_rare(statistics: &Statistics, word: &Word) -> bool {
    is_telling(word) && statistics.carriers(word) <= 2
}

/// The words of two names, paired.
struct Pairing<'a> {
    statistics: &'a Statistics,
    a: &'a Name,
    b: &'a Name,
    /// For each word of the one, the word of the other with which it is paired.
    of_a: [Option<u8>; MOST_WORDS],
    taken_b: [bool; MOST_WORDS],
    weight: i32,
    shares_word: bool,
    shares_rare: bool,
    words: usize,
}

impl<'a> Pairing<'a> {
    fn new(statistics: &'a Statistics, a: &'a Name, b: &'a Name) -> Self {
        Self {
            statistics,
            a,
            b,
            of_a: [None; MOST_WORDS],
            taken_b: [false; MOST_WORDS],
            weight: 0,
            shares_word: false,
            shares_rare: false,
            words: 0,
        }
    }

    fn left_a(&self) -> impl Iterator<Item = (usize, &'a Word)> + use<'a> {
        let of_a = self.of_a;
        let words = self.a.words.iter().enumerate().take(MOST_WORDS);
        words.filter(move |(place, _)| of_a[*place].is_none())
    }

    fn left_b(&self) -> impl Iterator<Item = (usize, &'a Word)> + use<'a> {
        let taken = self.taken_b;
        let words = self.b.words.iter().enumerate().take(MOST_WORDS);
        words.filter(move |(place, _)| !taken[*place])
    }

    fn pair(&mut self, at_a: usize, at_b: usize, weight: i32, word: &Word, is_sure: bool) {
        self.of_a[at_a] = u8::try_from(at_b).ok();
        self.taken_b[at_b] = true;
        self.weight += weight;
        self.words += 1;
        self.shares_word |= is_telling(word);
        self.shares_rare |= is_sure && is_rare(self.statistics, word);
    }

    /// Pairs equal words.
    fn pair_equal(&mut self) {
        for (at_a, word) in self.left_a() {
            let found = self.left_b().find(|(_, other)| other.hash == word.hash);
            if let Some((at_b, _)) = found {
                self.pair(at_a, at_b, self.statistics.word(word), word, true);
            }
        }
    }

    /// Pairs two neighbours on one side with what the other writes as one word.
    fn pair_joined(&mut self) {
        let (a, b) = (self.a, self.b);
        for at_a in 0..a.words.len().min(MOST_WORDS).saturating_sub(1) {
            if self.of_a[at_a].is_some() || self.of_a[at_a + 1].is_some() {
                continue;
            }
            let found = self.left_b().find(|(_, whole)| is_joined(&a.words, at_a, whole));
            if let Some((at_b, whole)) = found {
                let weight = self.statistics.word(whole) + NAME_JOINED;
                self.pair(at_a, at_b, weight, whole, true);
                self.of_a[at_a + 1] = u8::try_from(at_b).ok();
            }
        }
        for at_b in 0..b.words.len().min(MOST_WORDS).saturating_sub(1) {
            if self.taken_b[at_b] || self.taken_b[at_b + 1] {
                continue;
            }
            let found = self.left_a().find(|(_, whole)| is_joined(&b.words, at_b, whole));
            if let Some((at_a, whole)) = found {
                let weight = self.statistics.word(whole) + NAME_JOINED;
                self.pair(at_a, at_b, weight, whole, true);
                self.taken_b[at_b + 1] = true;
            }
        }
    }

    /// Pairs words that differ as a slip of the pen does. Of the two, the commoner one counts: the
    /// rarer may be the slip.
    fn pair_like(&mut self) {
        for (at_a, word) in self.left_a() {
            let letters = word.letters;
            if letters < 4 || word.kind == WordKind::Numeral {
                continue;
            }
            for (at_b, other) in self.left_b() {
                let longest = letters.max(other.letters);
                let most = if longest >= 10 { 2 } else { 1 };
                let is_alike = (word.bits ^ other.bits).count_ones() <= 2 * most as u32
                    && usize::from(letters.abs_diff(other.letters)) <= most;
                if longest < 5 || !is_alike || other.kind == WordKind::Numeral {
                    continue;
                }
                let (tenths, less) = match edits(&word.text, &other.text, most) {
                    1 if longest >= LONG_WORD && begin_alike(word, other) => ONE_EDIT_LONG,
                    1 => ONE_EDIT,
                    2 if most == 2 => TWO_EDITS,
                    _ => continue,
                };
                let common = self.statistics.word(word).min(self.statistics.word(other));
                self.pair(at_a, at_b, common * tenths / 10 + less, word, false);
                break;
            }
        }
    }

    /// Returns true if the words that agree stand in one order.
    fn is_in_order(&self) -> bool {
        self.of_a.iter().flatten().is_sorted()
    }

    /// The score of a cut name that begins as the other one does.
    fn cut(&self) -> Option<NameScore> {
        if !(self.a.is_cut || self.b.is_cut) {
            return None;
        }
        let (part, other) = match self.a.letters.len() < self.b.letters.len() {
            true => (self.a, self.b),
            false => (self.b, self.a),
        };
        let begins = part.is_cut && other.letters.starts_with(&*part.letters);
        begins.then(|| {
            // The last word may be a part of one: it tells what the whole word does.
            let words = part.words.iter().zip(&other.words).take(MOST_WORDS);
            let sum: i32 = words
                .map(|(cut, whole)| self.statistics.word(cut).min(self.statistics.word(whole)))
                .sum();
            let weight = sum.min(self.statistics.bits + NAME_CAP) + NAME_CUT;
            NameScore::agreeing(weight, part.words.len(), self.shares_rare)
        })
    }

    /// The score of one name that is the initials of the other.
    fn acronym(&self) -> Option<NameScore> {
        let is_of = |short: &Name, long: &Name| {
            let [word] = &*short.words else { return false };
            long.words.len() >= 3
                && long
                    .words
                    .iter()
                    .filter_map(|word| word.text.chars().next())
                    .eq(word.text.chars())
        };
        let found = self.words == 0 && (is_of(self.a, self.b) || is_of(self.b, self.a));
        found.then(|| NameScore::agreeing(ACRONYM, 1, false))
    }

    /// The score of the words as they are paired.
    fn score(&self, order: i32, agreement: Agreement) -> NameScore {
        let statistics = self.statistics;
        let left = || self.left_a().chain(self.left_b()).map(|(_, word)| word);
        let cost = |word: &Word| match word.kind {
            WordKind::Group => LEFT_OVER_GROUP,
            WordKind::Geographic => LEFT_OVER_PLACE,
            _ => LEFT_OVER_LEAST.min(-statistics.word(word) * LEFT_OVER / 10),
        };
        let costs: i32 = left().map(cost).sum();
        let is_number = |(_, word): (usize, &Word)| word.kind == WordKind::Numeral;
        let numerals_differ = self.left_a().any(is_number) && self.left_b().any(is_number);
        let numerals = if numerals_differ { NUMERALS_DIFFER } else { 0 };
        let is_whole = self.words > 1 && left().next().is_none();
        let order = if is_whole { order + NAME_WHOLE } else { order };
        // However usual its words are, hardly any other name has all of them.
        let least = if is_whole && agreement == Agreement::Same {
            statistics.bits + NAME_LEAST_WHOLE
        } else {
            0
        };
        let gain = self.weight.clamp(least - order.max(0), statistics.bits + NAME_CAP);
        let weight = (gain + order + costs + numerals).max(NAME_LEAST);
        let is_marker = |word: &Word| matches!(word.kind, WordKind::Group | WordKind::Geographic);
        NameScore {
            weight,
            agreement: if self.shares_word { agreement } else { Agreement::Different },
            shares_word: self.shares_word,
            shares_rare: self.shares_rare,
            words: self.words,
            is_branch: left().any(is_marker),
            has_place: left().any(|word| word.kind == WordKind::Geographic),
            numerals_differ,
        }
    }
}

/// Returns true if two words begin with one letter: a slip seldom hits the first one.
fn begin_alike(a: &Word, b: &Word) -> bool {
    a.text.chars().next() == b.text.chars().next()
}

/// Returns true if a word and the next one, written as one, are another word.
fn is_joined(words: &[Word], at: usize, whole: &Word) -> bool {
    let (first, second) = (&words[at], &words[at + 1]);
    whole.text.len() == first.text.len() + second.text.len()
        && whole.text.starts_with(&*first.text)
        && whole.text.ends_with(&*second.text)
}
