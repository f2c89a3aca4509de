//! Cities.

use std::{collections::HashMap, sync::LazyLock};

use crate::names::fold;

/// Cities with their names in other languages and in short: `one = another = another`.
const NAMES: &str = include_str!("../../data/own-cities.txt");

/// Reads a city as people write it: folded as names are, the usual cities under one of their names.
/// Its postal code, its districts by number, and what stands in brackets or behind a comma are left
/// out. Nothing for a text without letters.
pub fn city(text: &str) -> Option<String> {
    let whole = fold(text);
    if let Some(known) = known(&whole) {
        return Some(known);
    }
    let end = text.find([',', ';', '(', '|', '\n']).unwrap_or(text.len());
    let mut name = if end == text.len() { whole } else { fold(text.get(..end)?) };
    // What is no part of the name: numbers, and words for the districts that they count.
    if name.bytes().any(|byte| byte.is_ascii_digit()) || name.contains(' ') {
        name = words(&name);
    }
    if let Some(known) = known(&name) {
        return Some(known);
    }
    let name = saint(&name);
    name.chars().any(char::is_alphabetic).then(|| known(&name).unwrap_or(name))
}

/// The one name of a city of the list.
fn known(folded: &str) -> Option<String> {
    static ONE: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
        let mut all = HashMap::new();
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            let names: Vec<String> = line.split('=').map(fold).collect();
            let others = names.iter().filter(|name| !name.is_empty());
            all.extend(others.map(|name| (name.clone(), names[0].clone())));
        }
        all
    });
    ONE.get(folded).cloned()
}

/// The words of a name, without numbers, the state before a code, and the letter of a district.
fn words(name: &str) -> String {
    let mut words: Vec<&str> = Vec::with_capacity(4);
    for word in name.split(' ') {
        let is_code = word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        if is_code && words.len() > 1 && words.last().is_some_and(|state| state.len() == 2) {
            words.pop();
        }
        if is_of_name(word) {
            words.push(word);
        }
    }
    if words.len() > 1 && words.last().is_some_and(|letter| letter.len() == 1) {
        words.pop();
    }
    words.join(" ")
}

/// Returns true for words of a city's name, but not for numbers and what goes with them.
fn is_of_name(word: &str) -> bool {
    const OF_MAIL: [&str; 6] =
        ["cedex", "arrondissement", "city", "ville", "stadt", "municipality"];
    let starts_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
    !starts_with_digit && !OF_MAIL.contains(&word)
}

/// A name with one word for saints.
fn saint(name: &str) -> String {
    match name.split_once(' ') {
        Some(("saint" | "sankt" | "sint" | "sainte" | "ste" | "szent", rest)) => {
            ["st ", rest].concat()
        }
        _ => name.to_owned(),
    }
}
