//! Countries as people and systems write them, by code or name.
//!
//! A country field holds a country, so a name that a place elsewhere bears too means the country:
//! Georgia is no state of the US here. A name that several countries bear (Congo, Korea, Virgin
//! Islands), or a text that names several, means none: nothing is guessed. England, Scotland, Wales
//! and Northern Ireland are GB. A dissolved country is its one successor, or none.

use std::{collections::HashMap, sync::LazyLock};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// For each country its codes of two and three letters, its number, and its names in some fifty
/// languages; first, as `--`, the names that several bear. Made by `schema/data/countries.py`.
const DATA: &str = include_str!("../../data/countries.tsv");

/// What stands in place of a code before names that several countries bear.
const SEVERAL: &str = "--";

/// Codes in use that ISO 3166-1 does not have, and the country each means: in VAT numbers Greece is
/// EL and Northern Ireland XI.
const ALIASES: &[(&str, &str)] = &[("UK", "GB"), ("XI", "GB"), ("EL", "GR"), ("XKX", "XK")];

/// What a country is called as a state, before its name: `Republic of Ireland`.
const STATE: &[&str] = &[
    "republic of",
    "federal republic of",
    "democratic republic of",
    "islamic republic of",
    "peoples republic of",
    "kingdom of",
    "state of",
    "commonwealth of",
    "principality of",
    "federation of",
    "union of",
    "republik",
    "königreich",
    "république de",
    "république du",
    "royaume de",
    "royaume du",
    "república de",
    "república del",
    "república da",
    "república do",
    "república",
    "reino de",
    "reino da",
    "repubblica di",
    "repubblica del",
    "repubblica",
    "regno di",
    "republiek",
    "koninkrijk",
    "republika",
    "republiken",
    "republikken",
    "konungariket",
    "kongeriget",
    "kongeriket",
    "республика",
];

/// Words between the parts of a name, which may be written otherwise (`&`) or left out.
const SMALL_WORDS: &[&str] =
    &["and", "the", "und", "et", "y", "e", "en", "och", "og", "ja", "a", "i", "ve", "и", "и"];

/// Words that have a shorter form.
const SHORT_WORDS: &[(&str, &str)] =
    &[("st", "saint"), ("rep", "republic"), ("dem", "democratic"), ("s", "south"), ("n", "north")];

/// Bytes of the longest text that is looked at: no name is longer.
const LONGEST: usize = 200;

/// Countries by their codes, in capitals, and by their folded names: none for a name of several.
struct Countries {
    codes: HashMap<&'static str, &'static str>,
    names: HashMap<String, Option<&'static str>>,
}

static COUNTRIES: LazyLock<Countries> = LazyLock::new(Countries::read);

/// [`STATE`], folded.
static STATES: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| STATE.iter().map(|state| words(state)).collect());

/// Reads a country given by an ISO 3166-1 code of two or three letters or three digits, or by a
/// name, as its code of two letters.
pub fn country(text: &str) -> Option<&'static str> {
    if text.len() > LONGEST {
        return None;
    }
    named(text).or_else(|| {
        // `Korea, Republic of` is a name turned; the parts of `Germany (DE)` name one country.
        let parts: Vec<&str> = parts(text).collect();
        let [first, rest @ ..] = parts.as_slice() else { return None };
        if rest.is_empty() {
            return None;
        }
        let turned = rest.iter().rev().chain([first]).copied().collect::<Vec<_>>().join(" ");
        named(&turned).or_else(|| {
            let code = named(first)?;
            rest.iter().all(|part| named(part) == Some(code)).then_some(code)
        })
    })
}

/// Codes by which a source may hold a country, its own code of two letters first.
pub(super) fn codes(country: &str) -> Vec<&'static str> {
    let mut lines = rows().filter(|(code, ..)| *code == country && *code != SEVERAL);
    let Some((code, alpha3, mut columns)) = lines.next() else { return Vec::new() };
    let aliases = ALIASES.iter().filter(|(_, means)| *means == code).map(|(alias, _)| *alias);
    [code, alpha3].into_iter().chain(columns.next()).chain(aliases).collect()
}

/// The country of one code or name.
fn named(text: &str) -> Option<&'static str> {
    let code: String =
        text.nfkc().filter(|c| !c.is_whitespace() && *c != '.').collect::<String>().to_uppercase();
    if let Some(known) = COUNTRIES.codes.get(code.as_str()) {
        return Some(known);
    }
    let words = words(text);
    let find = |words: &[String]| COUNTRIES.names.get(&words.concat()).copied();
    if let Some(known) = find(&words) {
        return known;
    }
    let large = large(words);
    if let Some(known) = find(&large) {
        return known;
    }
    let as_state = |state: &[String]| large.strip_prefix(state).filter(|name| !name.is_empty());
    STATES.iter().filter_map(|state| as_state(state)).find_map(|name| find(name).flatten())
}

/// The words without small ones.
fn large(mut words: Vec<String>) -> Vec<String> {
    words.retain(|word| !SMALL_WORDS.contains(&word.as_str()));
    words
}

/// The parts of a text that are separated by more than a blank.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '/', '|', '(', ')', '（', '）', '[', ']', '–', '—', '-', ':', '\n'])
        .map(str::trim)
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

/// The words of a text, folded: compatibility forms as their letters, without case, accents and
/// what else stands about letters, and with letters that have a near form in ASCII as that.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.nfkd().flat_map(char::to_lowercase).nfkd() {
        match c {
            '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{670}' => {}
            '.' | '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{200b}'..='\u{200f}' | '\u{ad}' => {
            }
            '&' | '+' => words.extend(["and".to_owned(), String::new()]),
            c if c.is_alphanumeric() || is_combining_mark(c) => {
                let Some(word) = words.last_mut() else { continue };
                match plain_letter(c) {
                    Some(plain) => word.push_str(plain),
                    None => word.push(c),
                }
            }
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    for word in &mut words {
        // The article is one word with its name in Arabic.
        if let Some(name) = word.strip_prefix("ال").filter(|name| name.chars().count() > 2) {
            *word = name.to_owned();
        }
        if let Some((_, long)) = SHORT_WORDS.iter().find(|(short, _)| short == word) {
            *word = (*long).to_owned();
        }
    }
    words
}

/// The plain form of a letter that has one, but no accent that could be taken off: `ss` for `ß`.
pub fn plain_letter(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        'ħ' => "h",
        'ς' => "σ",
        'ة' => "ه",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        _ => return None,
    })
}

/// The same name with its umlauts written out, as where a keyboard has none.
fn written_out(name: &str) -> Option<String> {
    let name: String = name.nfc().collect();
    let has = name.contains(['ä', 'ö', 'ü', 'å', 'ø', 'Ä', 'Ö', 'Ü', 'Å', 'Ø']);
    has.then(|| {
        let name = name.replace(['ä', 'Ä'], "ae").replace(['ö', 'Ö', 'ø', 'Ø'], "oe");
        name.replace(['ü', 'Ü'], "ue").replace(['å', 'Å'], "aa")
    })
}

/// The countries: code, code of three letters, and number with names.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, std::str::Split<'static, char>)> {
    DATA.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns))
    })
}

impl Countries {
    fn read() -> Self {
        let mut all = Self { codes: ALIASES.iter().copied().collect(), names: HashMap::new() };
        for (code, alpha3, mut columns) in rows() {
            let number = columns.next().unwrap_or_default();
            let means = (code != SEVERAL).then_some(code);
            if means.is_some() {
                all.codes.extend([code, alpha3, number].map(|known| (known, code)));
            }
            for name in columns {
                all.add(name, means);
                written_out(name).iter().for_each(|name| all.add(name, means));
            }
        }
        all
    }

    /// Adds a name, with and without its small words.
    fn add(&mut self, name: &str, means: Option<&'static str>) {
        let words = words(name);
        for key in [words.concat(), large(words).concat()] {
            let known = self.names.entry(key).or_insert(means);
            *known = known.filter(|known| Some(*known) == means);
        }
    }
}

#[cfg(test)]
mod tests;
