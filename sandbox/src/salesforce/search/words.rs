//! The words of a text as the search engine indexes them: cut at blanks and punctuation, without
//! case, in composed form.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// One word of a text: as it stands, and its runs of letters and of digits.
///
/// `blue12` is found as `blue12`, as `blue` and as `12`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word(pub(super) Vec<String>);

/// Cuts a text into its words.
pub(super) fn words(text: &str) -> Vec<Word> {
    let text = composed(text).to_lowercase();
    text.split(|c| !belongs(c)).filter(|word| !word.is_empty()).map(word).collect()
}

/// The canonically composed form.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

/// Whether a character is part of a word; a combining mark stays with the letter before it.
pub(super) fn belongs(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn word(text: &str) -> Word {
    let mut all = vec![text.to_owned()];
    let mut piece = String::new();
    for c in text.chars() {
        let turns = piece.chars().last().is_some_and(|last| last.is_numeric() != c.is_numeric());
        if turns {
            all.push(std::mem::take(&mut piece));
        }
        piece.push(c);
    }
    if all.len() > 1 {
        all.push(piece);
    }
    Word(all)
}
