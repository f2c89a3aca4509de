//! Streets.

use std::{collections::HashMap, sync::LazyLock};

use crate::names::fold;

/// Reads street and house number as people write them, in either order: the street's letters
/// without the words for streets (`Hauptstr. 5`, `Hauptstraße 5`), then the first house number.
/// Floors, suites and the like are left out. Nothing for a text without a name.
pub fn street(text: &str) -> Option<String> {
    let mut folded = fold(line(text));
    if let Some((short, kind)) = CUT.iter().find(|(short, _)| folded.starts_with(short)) {
        folded.replace_range(..short.len(), kind);
    }
    let tokens: Vec<&str> = folded.split(' ').filter(|token| !token.is_empty()).collect();
    let tokens = without_unit(&tokens);
    let house = house(tokens);
    let mut name = String::with_capacity(folded.len());
    let is_of_number = |place: usize| {
        house.contains(&place) || place + 1 == house.start && NUMBER.contains(&tokens[place])
    };
    let words = || tokens.iter().enumerate().filter(|(place, _)| !is_of_number(*place));
    let first = words().next().map(|(place, _)| place);
    for (place, token) in words() {
        let is_last = place + 1 == house.start || place + 1 == tokens.len();
        push(&mut name, token, Some(place) == first, is_last);
    }
    if name.is_empty() {
        // A street that is called after its kind.
        words().for_each(|(_, token)| name.push_str(token));
    }
    if !name.chars().any(char::is_alphabetic) {
        return None;
    }
    if let Some(number) = tokens.get(house.start) {
        name.push(' ');
        name.push_str(number.trim_start_matches('0'));
        let letter = tokens.get(house.start + 1).filter(|_| house.len() > 1);
        let is_bare = number.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(letter) = letter.filter(|letter| is_bare && is_letter(letter)) {
            name.push_str(letter);
        }
    }
    Some(name)
}

/// The part of an address up to the comma behind which no more of the street comes: a town, say.
fn line(text: &str) -> &str {
    let text = text.split('#').find(|part| part.contains(char::is_alphabetic)).unwrap_or(text);
    let mut start = 0;
    for (comma, _) in text.match_indices([',', ';', '\n']) {
        let part = text[start..comma].trim();
        let first = part.split_whitespace().next().unwrap_or_default();
        let last = part.rsplit([' ', '-', '/']).next().unwrap_or_default();
        if UNITS.iter().any(|unit| first.trim_end_matches('.').eq_ignore_ascii_case(unit)) {
            start = comma + 1;
            continue;
        }
        let has_number = first.starts_with(|c: char| c.is_ascii_digit())
            || last.starts_with(|c: char| c.is_ascii_digit());
        if has_number && part.split_whitespace().nth(1).is_some() {
            return part;
        }
    }
    &text[start..]
}

/// Adds what a word tells of a street's name.
fn push(name: &mut String, word: &str, is_first: bool, is_last: bool) {
    if let Some(kind) = kind(word, is_first, is_last) {
        name.push_str(kind);
        return;
    }
    let glued = GLUED.iter().find_map(|(end, kind)| {
        let stem = word.strip_suffix(end).filter(|stem| stem.chars().count() >= 3)?;
        Some((stem, *kind))
    });
    match glued {
        Some((stem, kind)) => {
            name.push_str(stem);
            name.push_str(kind);
        }
        None => name.push_str(word),
    }
}

/// The places of the house number among the words: at the front, else at the end, else anywhere.
fn house(tokens: &[&str]) -> std::ops::Range<usize> {
    let is_house = |place: usize| {
        let of_number =
            |token: &&str| is_letter(token) && place > 0 && is_number(tokens[place - 1]);
        tokens.get(place).is_some_and(|token| is_number(token) || of_number(token))
    };
    // Before a street, these letters are a quarter of the wind or a kind of street.
    let is_other =
        |token: &str| matches!(token, "n" | "s" | "e" | "w" | "r" | "c" | "v" | "g" | "u");
    let is_front = |place: &usize| is_house(*place) && !is_other(tokens[*place]);
    let front = (0..tokens.len()).take_while(is_front).count();
    if front > 0 && front < tokens.len() {
        return 0..front;
    }
    let end = (0..tokens.len()).rev().take_while(|&place| is_house(place)).count();
    if end > 0 {
        return tokens.len() - end..tokens.len();
    }
    let middle = (0..tokens.len()).find(|&place| is_house(place));
    middle.map_or(tokens.len()..tokens.len(), |place| place..place + 1)
}

/// Returns true for `5`, `5a` and `17bis`, but not for `5th`.
fn is_number(token: &str) -> bool {
    let letters = token.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = token.len() - letters.len();
    (1..=6).contains(&digits) && (letters.len() < 2 || letters == "bis" || letters == "ter")
}

fn is_letter(token: &str) -> bool {
    matches!(token, "bis" | "ter")
        || token.len() == 1 && token.bytes().all(|b| b.is_ascii_lowercase())
}

/// The words before a flat, a floor or a suite; if nothing but these is there, all words.
fn without_unit<'a, 'b>(tokens: &'a [&'b str]) -> &'a [&'b str] {
    let counts = |token: &&str| is_letter(token) || token.starts_with(|c: char| c.is_ascii_digit());
    let is_unit = |place: &usize| {
        let before = place.checked_sub(1).and_then(|before| tokens.get(before));
        (tokens.get(place + 1).is_none_or(counts) || before.is_some_and(counts))
            && UNITS.contains(&tokens[*place])
    };
    let Some(place) = (0..tokens.len()).find(is_unit) else { return tokens };
    if place > 1 {
        return &tokens[..place];
    }
    // `Suite 5, 12 High Street`: the unit and its number stand before the street.
    let rest = tokens.get(place + 2..).unwrap_or_default();
    if rest.len() >= 2 { rest } else { tokens }
}

/// What a word for a kind of street is compared by; nothing for the most usual kind of a language.
fn kind(word: &str, is_first: bool, is_last: bool) -> Option<&'static str> {
    static KIND: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
        let words =
            KINDS.iter().flat_map(|(kind, words)| words.split(' ').map(|word| (fold(word), *kind)));
        words.collect()
    });
    match word {
        // A saint before a name, a street behind it.
        "st" => Some(if is_first { "st" } else { "" }),
        "saint" | "sankt" | "sainte" => Some("st"),
        "r" | "c" | "v" if !is_first => None,
        "g" | "u" if !is_first && !is_last => None,
        word => KIND.get(word).copied(),
    }
}

/// Kinds of streets that Italians write with a dot inside.
const CUT: &[(&str, &str)] =
    &[("p za ", "piazza "), ("v le ", "viale "), ("c so ", "corso "), ("p le ", "piazzale ")];

/// Kinds of streets that are glued to names: the end of a word, and what it is compared by.
const GLUED: &[(&str, &str)] = &[
    ("strasse", ""),
    ("stras", ""),
    ("strat", ""),
    ("str", ""),
    ("gatan", ""),
    ("gata", ""),
    ("gade", ""),
    ("katu", ""),
    ("platz", "place"),
    ("pl", "place"),
    ("plein", "place"),
    ("allee", "avenue"),
    ("gasse", "gasse"),
    ("weg", "weg"),
];

/// Words for kinds of streets, as they are written, by what they are compared by.
const KINDS: &[(&str, &str)] = &[
    (
        "",
        "street str straße strasse straat rue via calle rua ulica ulice ul utca u gata gatan gade \
         katu strada stradă sokak sk odos οδός улица ул вулиця вул r c v g jalan jl carrer cl",
    ),
    ("road", "road rd"),
    (
        "avenue",
        "avenue ave av avenida avda avd avinguda viale vle allee allée aleja aleje al alameda",
    ),
    ("boulevard", "boulevard blvd bd bld bvd bulevar bulevardul bulvar bul бульвар"),
    ("lane", "lane ln"),
    ("drive", "drive dr drv"),
    (
        "place",
        "platz plaza piazza place pl plac pza plz plein plads plass plats praça praca pç pca pzza \
         náměstí nám tér ter tori",
    ),
    ("square", "square sq"),
    ("court", "court ct"),
    ("highway", "highway hwy"),
    ("parkway", "parkway pkwy pky"),
    ("circle", "circle cir"),
    ("crescent", "crescent cres"),
    ("terrace", "terrace terr"),
    ("way", "way wy"),
    ("route", "route rte"),
    ("chemin", "chemin ch che"),
    ("impasse", "impasse imp"),
    ("quai", "quai quay"),
    ("corso", "corso cso"),
    ("carretera", "carretera ctra crta"),
    ("paseo", "paseo pso passeig"),
    ("travessa", "travessa tv trav"),
    ("rodovia", "rodovia rod"),
    ("prospekt", "prospekt проспект пр просп"),
    ("gasse", "gasse"),
    ("weg", "weg"),
    ("box", "postfach pobox"),
    ("1st", "first 1st"),
    ("2nd", "second 2nd"),
    ("3rd", "third 3rd"),
    ("4th", "fourth 4th"),
    ("5th", "fifth 5th"),
    ("6th", "sixth 6th"),
    ("7th", "seventh 7th"),
    ("8th", "eighth 8th"),
    ("9th", "ninth 9th"),
    ("10th", "tenth 10th"),
    ("n", "north"),
    ("s", "south"),
    ("e", "east"),
    ("w", "west"),
];

/// Words before a house number.
const NUMBER: &[&str] = &["n", "no", "nr", "num", "numero", "nummer", "number", "d"];

/// Words for parts of a house, as folded.
const UNITS: &[&str] = &[
    "suite",
    "ste",
    "unit",
    "apt",
    "apartment",
    "floor",
    "fl",
    "flat",
    "room",
    "rm",
    "level",
    "lvl",
    "bldg",
    "building",
    "og",
    "eg",
    "stock",
    "stg",
    "etage",
    "top",
    "stiege",
    "bus",
    "bte",
    "boite",
    "piso",
    "planta",
    "puerta",
    "scala",
    "interno",
    "int",
    "lokal",
    "lok",
    "sala",
    "conjunto",
    "wing",
    "block",
    "bureau",
    "appartement",
    "escalier",
    "hinterhaus",
    "dept",
    "office",
];
