//! Lists of domains that many share.

/// Domains of free and disposable mail: a suffix a line, and what stands before it, sorted.
const MAIL: &str = include_str!("../../data/mail.txt");

/// Sites that many share, by section: whole domains, labels before any suffix, and the domains of
/// hosters that give out places below theirs.
const SITES: &str = include_str!("../../data/sites.txt");

/// Returns true for a domain that is of many.
pub(super) fn is_shared(domain: &str) -> bool {
    is_mail(domain) || is_site(domain)
}

/// The place below the domain of a hoster that gives out such.
pub(super) fn place<'a>(host: &'a str, domain: &str) -> Option<&'a str> {
    let label = super::label(domain);
    if !has("hosters", domain) && !has("hosters", &format!("{label}.*")) {
        return None;
    }
    let below = host.strip_suffix(domain)?.strip_suffix('.')?;
    let start = below.rfind('.').map_or(0, |dot| dot + 1);
    Some(&host[start..])
}

fn is_mail(domain: &str) -> bool {
    let Some((name, suffix)) = domain.split_once('.') else { return false };
    line(MAIL, suffix).is_some_and(|names| item(names, name))
}

fn is_site(domain: &str) -> bool {
    let label = super::label(domain);
    has("domains", domain) || has("labels", label) || {
        has("hosters", domain) || has("hosters", &format!("{label}.*"))
    }
}

/// Returns true if a section of the sites holds an entry.
fn has(section: &str, entry: &str) -> bool {
    line(SITES, section).is_some_and(|entries| item(entries, entry))
}

/// What stands in the line of a key, after a blank; lines are sorted by their keys.
fn line<'a>(lines: &'a str, key: &str) -> Option<&'a str> {
    let (mut from, mut to) = (0, lines.len());
    while from < to {
        let middle = lines.floor_char_boundary(from + (to - from) / 2);
        let start = lines[from..middle].rfind('\n').map_or(from, |at| from + at + 1);
        let end = lines[middle..to].find('\n').map_or(to, |at| middle + at);
        let (known, rest) = lines[start..end].split_once(' ')?;
        match known.cmp(key) {
            std::cmp::Ordering::Equal => return Some(rest),
            std::cmp::Ordering::Less => from = (end + 1).min(to),
            std::cmp::Ordering::Greater => to = start,
        }
    }
    None
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
