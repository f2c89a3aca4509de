//! Names of companies as they are compared: words in one spelling, each with its kind, and the
//! legal form apart.

mod fold;
mod forms;
mod words;

pub use forms::{Class, Form};
pub use words::Words;

use fold::{Tokens, fold_into, is_and};
use forms::Split;

/// A company's name as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The words, in their order, without the legal form.
    pub words: Vec<Word>,
    /// The legal form, if it is known.
    pub form: Option<Form>,
    /// The folded words as they are spelled, with a blank between: without abbreviations and
    /// translations brought to one text.
    pub spelled: String,
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its one text: folded, abbreviations and translations alike.
    pub text: String,
    /// Its kind.
    pub kind: WordKind,
}

/// Kinds of words in names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordKind {
    /// Any other word: it tells a company from another.
    Plain,
    /// A word that many names have: a trade, or an ordinary word.
    Generic,
    /// A country, a region, or what is of it.
    Geographic,
    /// A word for groups and for parts of them.
    Group,
    /// A number.
    Numeral,
}

impl Name {
    /// Reads a name. Where its system has cut it at the end, a legal form may be cut, too.
    pub fn of(text: &str, is_cut: bool, rules: &Words) -> Self {
        let mut tokens = Tokens::of(text);
        let split = Split::of(&mut tokens, is_cut);
        let folded = Folded::of(&tokens, &split);
        let name = Self { words: folded.words(rules), form: split.form, spelled: folded.spelled() };
        let tells = name.words.iter().any(|word| word.kind != WordKind::Generic);
        if split.from > split.start && !tells {
            // What stands before nothing but generic words is the name, not its form.
            let whole = Split { form: None, from: split.start, ..split };
            let folded = Folded::of(&tokens, &whole);
            return Self { words: folded.words(rules), form: None, spelled: folded.spelled() };
        }
        name
    }
}

/// Folds a text that is no company's name, to compare it with [`Name::spelled`] or its like: its
/// words, with a blank between.
pub fn fold(text: &str) -> String {
    /// Letters of mixed scripts may make an `and` or initials only once they are folded.
    const ROUNDS: usize = 4;
    let mut folded = fold_once(text);
    for _ in 0..ROUNDS {
        let again = fold_once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

fn fold_once(text: &str) -> String {
    let tokens = Tokens::of(text);
    Folded::of(&tokens, &Split::whole(&tokens)).spelled()
}

/// Folded words in one text, nothing between them.
struct Folded {
    text: String,
    /// Where each word ends.
    ends: Vec<usize>,
}

impl Folded {
    /// Folds tokens; initials become one word.
    fn of(tokens: &Tokens, split: &Split) -> Self {
        let mut all = Self {
            text: String::with_capacity(tokens.joined(split.from, split.to).len()),
            ends: Vec::with_capacity(split.to - split.from),
        };
        let mut at = split.from;
        while at < split.to {
            let (gap, after) = split.gap;
            if (gap..after).contains(&at) {
                at = after;
                continue;
            }
            let end = if (gap..after).is_empty() || at >= after { split.to } else { gap };
            let initials = initials(tokens, at, end);
            if !tokens.joined(at, initials).is_empty() {
                let start = all.text.len();
                fold_into(tokens.joined(at, initials), &mut all.text);
                // What is only now an `and`, or nothing, is left out like any other.
                let word = &all.text[start..];
                if word.is_empty() || fold::is_and(word) {
                    all.text.truncate(start);
                } else {
                    all.ends.push(all.text.len());
                }
            }
            at = initials;
        }
        all
    }

    fn start(&self, word: usize) -> usize {
        word.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn words(&self, rules: &Words) -> Vec<Word> {
        let count = self.ends.len();
        let mut found = Vec::with_capacity(count);
        let mut at = 0;
        while at < count {
            let (word, after) = self.word(at, rules);
            found.push(word);
            at = after;
        }
        found
    }

    /// The word at a place, and the place after it.
    fn word(&self, at: usize, rules: &Words) -> (Word, usize) {
        let count = self.ends.len();
        let one = &self.text[self.start(at)..self.ends[at]];
        if let Some(kind) = rules.kind(one) {
            return (Word { text: one.to_owned(), kind }, at + 1);
        }
        for after in (at + 1..=count.min(at + words::MOST_JOINED)).rev() {
            let several = &self.text[self.start(at)..self.ends[after - 1]];
            let is_last = after == count && at > 0;
            if let Some(known) = words::known(several, after > at + 1, is_last) {
                return (Word { text: known.text.to_owned(), kind: known.kind }, after);
            }
        }
        let is_last = at + 1 == count && at > 0;
        let word = match numeral(one, is_last) {
            Some(text) => Word { text, kind: WordKind::Numeral },
            None => Word { text: one.to_owned(), kind: WordKind::Plain },
        };
        (word, at + 1)
    }

    fn spelled(&self) -> String {
        let mut spelled = String::with_capacity(self.text.len() + self.ends.len());
        for at in 0..self.ends.len() {
            if at > 0 {
                spelled.push(' ');
            }
            spelled.push_str(&self.text[self.start(at)..self.ends[at]]);
        }
        spelled
    }
}

/// The place after the initials that begin at a place: `J. P.`, `H & M`; or after its one token.
fn initials(tokens: &Tokens, from: usize, end: usize) -> usize {
    // Signs that are no sounds do not count.
    let sounds = |at: usize| tokens.get(at).chars().filter(|char| !matches!(char, 'ъ' | 'ь'));
    let is_letter = |at: usize| {
        let mut chars = sounds(at);
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    };
    let mut after = from + 1;
    if !is_letter(from) {
        return after;
    }
    loop {
        // Any number of `and` may stand between two.
        let next = (after..end).find(|at| sounds(*at).next().is_some()).unwrap_or(end);
        if next >= end || !is_letter(next) {
            break;
        }
        after = next + 1;
    }
    // Initials that read like an `and` are left apart.
    if is_and(tokens.joined(from, after)) { from + 1 } else { after }
}

/// The digits of a numeral: of a Roman one only at the end of a name.
fn numeral(word: &str, is_last: bool) -> Option<String> {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(word.to_owned());
    }
    if !is_last || word.len() < 2 || word.len() > 6 {
        return None;
    }
    let values = word.chars().map(|char| match char {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        _ => None,
    });
    let values: Vec<u32> = values.collect::<Option<_>>()?;
    let signed = values.iter().enumerate().map(|(at, value)| {
        let is_less = values.get(at + 1).is_some_and(|next| next > value);
        if is_less { -(*value as i32) } else { *value as i32 }
    });
    Some(signed.sum::<i32>().to_string())
}

#[cfg(test)]
mod tests;
