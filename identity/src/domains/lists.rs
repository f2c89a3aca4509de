//! Lists of domains that many share.

use std::{collections::HashMap, sync::LazyLock};

/// Domains of free and disposable mail: a suffix a line, and what stands before it, sorted.
static MAIL: LazyLock<Lines> = LazyLock::new(|| read(include_str!("../../data/mail.txt")));

/// Sites that many share, by section: whole domains, labels before any suffix, and the domains of
/// hosters that give out places below theirs.
static SITES: LazyLock<Lines> = LazyLock::new(|| read(include_str!("../../data/sites.txt")));

/// Returns true for a domain that is of many.
pub(super) fn is_shared(domain: &str) -> bool {
    is_mail(domain) || is_site(domain)
}

/// The place below the domain of a hoster that gives out such.
pub(super) fn place<'a>(host: &'a str, domain: &str) -> Option<&'a str> {
    if !is_hoster(domain) {
        return None;
    }
    let below = host.strip_suffix(domain)?.strip_suffix('.')?;
    let start = below.rfind('.').map_or(0, |dot| dot + 1);
    Some(&host[start..])
}

fn is_mail(domain: &str) -> bool {
    let Some((name, suffix)) = domain.split_once('.') else { return false };
    line(&MAIL, suffix).is_some_and(|names| item(names, name))
}

fn is_site(domain: &str) -> bool {
    has("domains", domain) || has("labels", super::label(domain)) || is_hoster(domain)
}

/// Returns true for the domain of a hoster that gives out places below it.
fn is_hoster(domain: &str) -> bool {
    has("hosters", domain) || has("hosters", &format!("{}.*", super::label(domain)))
}

/// Returns true if a section of the sites holds an entry.
fn has(section: &str, entry: &str) -> bool {
    line(&SITES, section).is_some_and(|entries| item(entries, entry))
}

/// What stands in the line of a key, after a blank.
fn line(lines: &'static LazyLock<Lines>, key: &str) -> Option<&'static str> {
    lines.get(key).copied()
}

type Lines = HashMap<&'static str, &'static str>;

/// Lines by their keys.
fn read(lines: &'static str) -> Lines {
    lines.lines().filter_map(|line| line.split_once(' ')).collect()
}

/// Returns true if a word is among sorted ones with a blank between.
fn item(words: &str, word: &str) -> bool {
    let (mut from, mut to) = (0, words.len());
    while from < to {
        let middle = words.floor_char_boundary(from + (to - from) / 2);
        let start = words[from..middle].rfind(' ').map_or(from, |at| from + at + 1);
        let end = words[middle..to].find(' ').map_or(to, |at| middle + at);
        match words[start..end].cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => from = (end + 1).min(to),
            std::cmp::Ordering::Greater => to = start,
        }
    }
    false
}
