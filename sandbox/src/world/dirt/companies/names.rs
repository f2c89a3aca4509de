//! Names as one system spells them: with a typo, in short, in another order.

use crate::world::dice::Dice;
use crate::world::names::{HEADS, TAILS};

use super::plan::TRADES;

/// Words in short.
const SHORT: &[(&str, &[&str])] = &[
    ("Technologies", &["Tech", "Techn.", "Technology"]),
    ("Systems", &["Sys", "Syst."]),
    ("Services", &["Svcs", "Serv.", "Service"]),
    ("Solutions", &["Sol.", "Solns"]),
    ("Consulting", &["Consult.", "Cons."]),
    ("Networks", &["Netw.", "Network"]),
    ("International", &["Intl", "Int'l", "Intl."]),
    ("Management", &["Mgmt"]),
    ("Automation", &["Autom."]),
    ("Informatik", &["Inf."]),
    ("Engineering", &["Eng.", "Engg"]),
    ("Communications", &["Comms"]),
    ("Group", &["Grp", "Grp."]),
    ("Security", &["Sec."]),
];

/// A name taken apart: what the company is called, and its legal form behind it.
pub(super) struct Parts<'a> {
    pub words: Vec<&'a str>,
    /// With what parts it from the name.
    pub form: &'a str,
}

impl<'a> Parts<'a> {
    /// Takes apart a name of which the first `words` words are what the company is called.
    pub(super) fn of(name: &'a str, words: usize) -> Self {
        let end =
            name.match_indices(' ').nth(words.saturating_sub(1)).map_or(name.len(), |it| it.0);
        let stem = name[..end].trim_end_matches(',');
        Self { words: stem.split(' ').collect(), form: &name[stem.len()..] }
    }

    fn with(&self, stem: &str) -> String {
        format!("{stem}{}", self.form)
    }

    fn is_upper(&self) -> bool {
        self.words.iter().all(|word| word.to_uppercase() == **word)
    }
}

/// One of the ways to spell a name in another way; none where it cannot be.
pub(super) type Respell = fn(&Parts<'_>, &mut Dice) -> Option<String>;

/// Swaps, drops, doubles or changes a letter of the brand word.
pub(super) fn typo(name: &Parts<'_>, dice: &mut Dice) -> Option<String> {
    let mut letters: Vec<char> = name.words.first()?.chars().collect();
    if letters.len() < 4 {
        return None;
    }
    let at = 1 + dice.index(letters.len() - 2);
    match dice.weighted(&[(0, 3), (1, 3), (2, 2), (3, 2)]) {
        0 if letters[at] != letters[at + 1] => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => {
            let letter = char::from(b'a' + dice.index(26) as u8);
            let letter = if letter == letters[at] { 'q' } else { letter };
            letters[at] = letter;
        }
    }
    let brand: String = letters.into_iter().collect();
    Some(name.with(&[&[brand.as_str()], &name.words[1..]].concat().join(" ")))
}

/// Leaves out the last trade word.
pub(super) fn dropped(name: &Parts<'_>, _: &mut Dice) -> Option<String> {
    let (last, rest) = name.words.split_last()?;
    (!rest.is_empty() && is_trade(last)).then(|| name.with(&rest.join(" ")))
}

/// Shortens a trade word.
pub(super) fn abbreviated(name: &Parts<'_>, dice: &mut Dice) -> Option<String> {
    let at = name.words.iter().skip(1).rposition(|word| short(word).is_some())? + 1;
    let mut words: Vec<&str> = name.words.clone();
    words[at] = dice.pick(short(words[at])?);
    let stem = words.join(" ");
    Some(name.with(&if name.is_upper() { stem.to_uppercase() } else { stem }))
}

/// Writes the first two words as one.
pub(super) fn joined(name: &Parts<'_>, dice: &mut Dice) -> Option<String> {
    let [first, second, rest @ ..] = name.words.as_slice() else { return None };
    let both = match dice.weighted(&[(0, 4), (1, 4), (2, 2)]) {
        0 => format!("{first}-{second}"),
        1 => format!("{first}{}", second.to_lowercase()),
        _ => format!("{first}{second}"),
    };
    Some(name.with(&[&[both.as_str()], rest].concat().join(" ")))
}

/// Puts a word behind.
pub(super) fn appended(name: &Parts<'_>, dice: &mut Dice) -> Option<String> {
    let word = dice.pick(&["Group", "International", "Holding", "Europe"]);
    let has = name.words.iter().any(|own| own.eq_ignore_ascii_case(word));
    (!has).then(|| name.with(&format!("{} {word}", name.words.join(" "))))
}

/// Puts the first word behind the second.
pub(super) fn swapped(name: &Parts<'_>, _: &mut Dice) -> Option<String> {
    let [first, second, rest @ ..] = name.words.as_slice() else { return None };
    Some(name.with(&[&[*second, *first], rest].concat().join(" ")))
}

/// Initials.
pub(super) fn acronym(name: &Parts<'_>, _: &mut Dice) -> Option<String> {
    let initials: String = name
        .words
        .iter()
        .flat_map(|word| {
            // A brand of two words in one keeps two letters (`Nordquest` is `NQ` to nobody).
            word.chars().take(if name.words.len() == 2 { 2 } else { 1 })
        })
        .filter(|c| c.is_alphanumeric())
        .collect();
    (name.words.len() > 1 && initials.chars().count() > 1)
        .then(|| name.with(&initials.to_uppercase()))
}

/// Another name.
pub(super) fn renamed(name: &Parts<'_>, dice: &mut Dice) -> Option<String> {
    let brand = format!("{}{}{}", dice.pick(HEADS), dice.pick(TAILS), dice.pick(TAILS));
    Some(name.with(&format!("{brand} {}", dice.weighted(TRADES))))
}

/// Umlauts without their dots.
pub(super) fn plain_umlauts(name: &Parts<'_>, _: &mut Dice) -> Option<String> {
    let stem = name.words.join(" ");
    let plain = stem.replace('ü', "u").replace('ö', "o").replace('ä', "a").replace('Ü', "U");
    (plain != stem).then(|| name.with(&plain))
}

/// The name in Cyrillic letters.
pub(super) fn script(name: &Parts<'_>, _: &mut Dice) -> Option<String> {
    const LATIN: &str = "abcdefghijklmnopqrstuvwxyzü";
    const CYRILLIC: &str = "абцдефгхийклмнопкрстуввксизю";
    let stem: String = name
        .words
        .join(" ")
        .to_lowercase()
        .chars()
        .map(|c| {
            let place = LATIN.chars().position(|latin| latin == c);
            place.and_then(|place| CYRILLIC.chars().nth(place)).unwrap_or(c)
        })
        .collect();
    let mut letters = stem.chars();
    let first = letters.next()?;
    Some(name.with(&format!("{}{}", first.to_uppercase(), letters.as_str())))
}

fn short(word: &str) -> Option<&'static [&'static str]> {
    SHORT.iter().find(|(long, _)| long.eq_ignore_ascii_case(word)).map(|(_, short)| *short)
}

fn is_trade(word: &str) -> bool {
    let known = crate::world::names::TRADES.iter().chain(TRADES.iter().map(|(word, _)| word));
    known.into_iter().any(|trade| trade.eq_ignore_ascii_case(word))
}
