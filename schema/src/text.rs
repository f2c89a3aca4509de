//! Text as it is compared: one folding for filters, search, orders, the index and keys.

use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfc_quick,
};

/// Characters whose canonical form is an ASCII character: the Kelvin sign, the Greek question mark
/// and the Greek varia.
const TWINS_OF_ASCII: [char; 3] = ['\u{212a}', '\u{37e}', '\u{1fef}'];

/// Text as it is compared: without regard to case, and to whether an accent stands by itself.
///
/// This is Unicode's simple case of the composed text (NFC), letter by letter, so that a part of a
/// text folds to a part of the folded text: `Σ`, `σ` and `ς` are one letter, `ß` is not `ss`. No
/// character outside of ASCII folds to one within it, so a text in ASCII means the same to every
/// source that ignores case.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Folding may bring letters together that only compose in small: J and its caron.
    composed(&composed(text).chars().map(fold_char).collect::<String>())
}

/// Returns true if two texts are one when they are folded.
pub fn is_same_text(a: &str, b: &str) -> bool {
    match (a.is_ascii(), b.is_ascii()) {
        (true, true) => a.eq_ignore_ascii_case(b),
        (false, false) => a == b || fold(a) == fold(b),
        // Nothing outside of ASCII folds into it.
        _ => false,
    }
}

/// One character, folded.
pub fn fold_char(char: char) -> char {
    if char.is_ascii() {
        return char.to_ascii_lowercase();
    }
    if is_combining_mark(char) {
        return char;
    }
    let upper = single(char.to_uppercase()).unwrap_or(char);
    let lower = single(upper.to_lowercase()).unwrap_or(upper);
    // Letters of old scripts and symbols that only share a capital stay what they are.
    let is_case_of = char == upper || char == lower || char == 'ς';
    if is_case_of && !lower.is_ascii() { lower } else { char }
}

/// Text in composed form (NFC), but for the twins of ASCII characters.
fn composed(text: &str) -> String {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text.to_owned();
    }
    let mut composed = String::with_capacity(text.len());
    for piece in text.split_inclusive(TWINS_OF_ASCII) {
        let plain = piece.trim_end_matches(TWINS_OF_ASCII);
        composed.extend(plain.nfc());
        composed.push_str(&piece[plain.len()..]);
    }
    composed
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_that_people_take_for_one_fold_alike() {
        for (a, b) in [
            ("ACME", "acme"),
            ("ÖBB Ost", "öbb ost"),
            ("Mu\u{308}ller", "MÜLLER"),
            ("ΟΔΟΣ", "οδος"),
            ("οδοσ", "οδος"),
            ("ООО РОМАШКА", "ооо ромашка"),
            ("GROẞ", "groß"),
            ("Å", "\u{212b}"),
            ("e\u{301}\u{323}", "e\u{323}\u{301}"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        for (a, b) in [("straße", "strasse"), ("Muller", "Müller"), ("\u{212a}", "k"), ("ı", "i")]
        {
            assert_ne!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn no_character_outside_of_ascii_folds_into_it() {
        for char in ('\u{80}'..=char::MAX).filter(|char| fold_char(*char) != *char) {
            assert!(!fold_char(char).is_ascii(), "{char}");
            assert_eq!(fold_char(fold_char(char)), fold_char(char), "{char}");
        }
        for twin in TWINS_OF_ASCII {
            assert!(!fold(&twin.to_string()).is_ascii());
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,12}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn texts_are_the_same_if_they_fold_to_one(a in "[aAéÉe\u{301}kK\u{212a}ß]{0,4}", b in "[aAéÉe\u{301}kK\u{212a}ß]{0,4}") {
            prop_assert_eq!(is_same_text(&a, &b), fold(&a) == fold(&b), "{} {}", a, b);
        }

        #[test]
        fn a_text_folds_like_its_decomposed_form(text in "\\PC{0,12}") {
            let apart: String = text.nfd().collect();
            if !text.contains(TWINS_OF_ASCII) {
                prop_assert_eq!(fold(&apart), fold(&text));
            }
        }
    }
}
