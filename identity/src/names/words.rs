//! Words that many names have: trades, groups, places.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::{
    WordKind,
    fold::{Tokens, fold_into},
};

/// For each word the one text that stands for its spellings, its kind, and the spellings, folded;
/// no text for spellings that stand for themselves. `~` marks those that join several words, `$` those that count as the last word of a name only.
const DATA: &str = include_str!("../../data/words.tsv");

/// The most words that one spelling joins.
pub(super) const MOST_JOINED: usize = 4;

static TABLE: LazyLock<HashMap<&'static str, Known>> = LazyLock::new(read);

/// A word of the table.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// The text that stands for the word.
    pub(super) text: &'static str,
    /// Its kind.
    pub(super) kind: WordKind,
    is_joined: bool,
    is_last: bool,
}

/// Words that a configuration adds to those that many names have, or takes from them.
#[derive(Debug, Clone, Default)]
pub struct Words {
    generic: HashSet<String>,
    brands: HashSet<String>,
}

impl Words {
    /// Makes them of the words that tell no company from another, and of those that do.
    pub fn new(generic: &[String], brands: &[String]) -> Self {
        Self { generic: folded(generic), brands: folded(brands) }
    }

    /// The kind that the configuration gives a word.
    pub(super) fn kind(&self, folded: &str) -> Option<WordKind> {
        if self.brands.contains(folded) {
            return Some(WordKind::Plain);
        }
        self.generic.contains(folded).then_some(WordKind::Generic)
    }
}

/// The words of texts, folded.
fn folded(texts: &[String]) -> HashSet<String> {
    let tokens = texts.iter().map(|text| Tokens::of(text));
    tokens
        .flat_map(|tokens| {
            (0..tokens.len())
                .map(|at| {
                    let mut folded = String::new();
                    fold_into(tokens.get(at), &mut folded);
                    folded
                })
                .collect::<Vec<_>>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// What a folded word is, or several that are joined: one that many names have, if any.
pub(super) fn known(folded: &str, is_joined: bool, is_last: bool) -> Option<Known> {
    let known = TABLE.get(folded)?;
    ((!is_joined || known.is_joined) && (is_last || !known.is_last)).then_some(*known)
}

fn read() -> HashMap<&'static str, Known> {
    let mut table = HashMap::with_capacity(8192);
    for line in DATA.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let text = column();
        let kind = match column() {
            "group" => WordKind::Group,
            "place" => WordKind::Geographic,
            _ => WordKind::Generic,
        };
        for spelling in column().split(' ') {
            let bare = spelling.trim_start_matches(['~', '$']);
            let is_joined = spelling.starts_with('~');
            let is_last = spelling.starts_with('$');
            let text = if text.is_empty() { bare } else { text };
            table.entry(bare).or_insert(Known { text, kind, is_joined, is_last });
        }
    }
    table
}
