//! Spellings: asks a source for text so that it finds what the gateway takes for the same.
//!
//! Sources fold text in ways of their own: some know the case of ASCII alone, some keep accents as
//! characters of their own. So a text is asked for in each form that a source may hold and not take
//! for another; where these are too many, by a part of it that has few.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use channelgraph_schema::{fold, fold_char};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Spellings of one text that are asked for at most.
const MOST: usize = 16;

/// A part of a text, to look for in place of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Its spellings, with ASCII letters in lower case.
    pub spellings: Vec<String>,
    /// The text begins with it.
    pub at_start: bool,
    /// It is the whole text: what it finds is exactly what the text means.
    pub is_whole: bool,
}

/// The spellings of a text, with ASCII letters in lower case, for a source that ignores at least
/// their case; `None` if there are too many.
pub fn spellings(text: &str) -> Option<Vec<String>> {
    let fragment = fragment(text)?;
    fragment.is_whole.then_some(fragment.spellings)
}

/// The longest part of a text that has few spellings; `None` if none of its characters can be
/// asked for.
pub fn fragment(text: &str) -> Option<Fragment> {
    let folded: Vec<char> = fold(text).chars().collect();
    let next = folded.iter().skip(1).map(Some).chain([None]);
    let is_apart = |char: &char, next: Option<&char>| {
        [Some(char), next].into_iter().flatten().any(|char| UNFOLDED.apart.contains(char))
    };
    let each = folded.iter().zip(next);
    let forms: Vec<Vec<String>> = each
        .map(|(char, next)| if is_apart(char, next) { Vec::new() } else { forms(*char) })
        .collect();
    let (mut best, mut begin, mut count) = (0..0, 0, 1);
    for (at, own) in forms.iter().enumerate() {
        if own.is_empty() {
            (begin, count) = (at + 1, 1);
            continue;
        }
        count *= own.len();
        while count > MOST {
            count /= forms[begin].len();
            begin += 1;
        }
        if at + 1 - begin > best.len() {
            best = begin..at + 1;
        }
    }
    let mut all = vec![String::new()];
    for own in &forms[best.clone()] {
        all = all
            .iter()
            .flat_map(|begun| own.iter().map(move |form| format!("{begun}{form}")))
            .collect();
    }
    let is_whole = best.len() == folded.len();
    (!best.is_empty() || folded.is_empty()).then_some(Fragment {
        spellings: all,
        at_start: best.start == 0,
        is_whole,
    })
}

/// The forms of one folded character: those that fold to it, composed, decomposed, and composed in
/// part. None for the character that stands in the place of one which could not be read.
fn forms(char: char) -> Vec<String> {
    if char.is_ascii() {
        return vec![char.to_string()];
    }
    if char == char::REPLACEMENT_CHARACTER {
        return Vec::new();
    }
    let others = UNFOLDED.to.get(&char).map(Vec::as_slice).unwrap_or_default();
    let mut forms = BTreeSet::new();
    for form in others.iter().chain([&char]) {
        forms.insert(form.to_string());
        let apart: Vec<char> = form.nfd().collect();
        for composed in 1..=apart.len() {
            let (first, rest) = apart.split_at(composed);
            let form = first.iter().copied().nfc().chain(rest.iter().copied());
            forms.insert(form.map(|char| char.to_ascii_lowercase()).collect());
        }
    }
    forms.into_iter().collect()
}

/// The way back from folded characters.
#[derive(Default)]
struct Unfolded {
    /// The characters that fold to another one, by that one.
    to: HashMap<char, Vec<char>>,
    /// Marks that stand apart though there is a character for them with their letter (NFC leaves
    /// some out): what they stand with is not asked for.
    apart: HashSet<char>,
}

/// The end of the characters that fold: behind the ideographs for compatibility.
const END: char = '\u{2fa20}';

static UNFOLDED: LazyLock<Unfolded> = LazyLock::new(|| {
    let mut unfolded = Unfolded::default();
    for char in '\u{80}'..END {
        if fold_char(char) == char && is_nfc_quick([char].into_iter()) == IsNormalized::Yes {
            continue;
        }
        let folded = fold(&char.to_string());
        let mut chars = folded.chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) if one != char => unfolded.to.entry(one).or_default().push(char),
            (Some(_), Some(mark)) => unfolded.apart.extend([mark].into_iter().chain(chars)),
            _ => {}
        }
    }
    unfolded
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ascii_has_one_spelling_and_letters_outside_of_it_have_all() {
        assert_eq!(spellings("Acme & Co").unwrap(), ["acme & co"]);
        assert_eq!(spellings("日本 1").unwrap(), ["日本 1"]);
        assert_eq!(spellings("ÖBB").unwrap(), ["o\u{308}bb", "Öbb", "öbb"]);
        assert_eq!(spellings("Σ").unwrap(), ["Σ", "ς", "σ"]);
        assert_eq!(spellings("").unwrap(), [""]);
        assert_eq!(spellings("Größe über"), None);
        assert_eq!(spellings("a\u{fffd}b"), None);
        assert_eq!(spellings("神").unwrap(), ["神", "\u{fa19}"]);
        assert!(spellings("ế").unwrap().contains(&"ê\u{301}".to_owned()));
        assert_eq!(spellings("\u{9dc}"), None, "no composed form of it is composed");
        assert_eq!(fragment("\u{9ac}\u{9be}\u{9dc}\u{9bf}").unwrap().spellings, ["\u{9ac}\u{9be}"]);
    }

    #[test]
    fn a_text_with_too_many_spellings_is_asked_for_by_a_part_of_it() {
        let part = fragment("ООО Ромашка").unwrap();
        assert_eq!((part.is_whole, part.at_start, part.spellings.len()), (false, true, 16));
        assert_eq!(part.spellings[0], "ООО Р");
        let part = fragment("Éléonore's Hôtel").unwrap();
        assert_eq!(part.spellings[0], "le\u{301}onore's ho\u{302}tel");
        assert!(!part.is_whole && !part.at_start);
        let part = fragment("AC\u{fffd}ME").unwrap();
        assert_eq!((part.spellings.as_slice(), part.at_start), (&["ac".to_owned()][..], true));
        assert_eq!(fragment("\u{fffd}"), None);
    }

    proptest! {
        #[test]
        fn whatever_the_gateway_takes_for_the_same_is_found_however_the_source_folds(
            text in "[a-zA-ZäöüÄÖÜßéÉếẾσςΣйЙ日神\u{fa19}\u{9ac}\u{9dc} ]{0,6}", apart: bool, upper: bool
        ) {
            let mut held = if upper { text.to_uppercase() } else { text.clone() };
            if apart {
                held = held.nfd().collect();
            }
            if fold(&held) == fold(&text) {
                if let Some(all) = spellings(&text) {
                    prop_assert!(ways_of(&all, &held, false), "{text:?} {held:?} {all:?}");
                }
                // A text of which nothing can be asked for is asked for by nothing.
                if let Some(part) = fragment(&text) {
                    prop_assert!(
                        ways_of(&part.spellings, &held, true), "{text:?} {held:?} {part:?}"
                    );
                }
            }
        }
    }

    /// Whether sources that fold ASCII, all of Unicode, or the composed text find it.
    fn ways_of(spellings: &[String], held: &str, contains: bool) -> bool {
        let ways: [fn(&str) -> String; 3] =
            [|text| text.to_ascii_lowercase(), |text| text.to_lowercase(), fold];
        ways.iter().all(|way| {
            let held = way(held);
            spellings
                .iter()
                .map(|spelling| way(spelling))
                .any(|spelling| if contains { held.contains(&spelling) } else { held == spelling })
        })
    }
}
