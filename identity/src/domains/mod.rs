//! Domains as they tell companies apart: a company's own, its place at a hoster, or one that many
//! share.

mod lists;

use channelgraph_schema::mapping::host as host_in;
use psl::Psl;

/// What a host says of the company that gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Site {
    /// The company's own registrable domain, in small letters and Unicode.
    Own(String),
    /// The company's place below a domain that a hoster gives out: `acme.wixsite.com`.
    Hosted(String),
    /// A domain of many: free or disposable mail, a site that many share, a placeholder.
    Shared(String),
    /// No domain.
    None,
}

impl Site {
    /// Reads a host, as people type it: also out of an address or a list of some. `shared` are
    /// further domains of many.
    pub fn of(host: &str, shared: &[String]) -> Self {
        let Some(host) = host_in(host) else { return Self::None };
        let Some(suffix) = psl::List.suffix(host.as_bytes()).filter(psl::Suffix::is_known) else {
            return Self::None;
        };
        let is_private = suffix.typ() == Some(psl::Type::Private);
        let Some(domain) = psl::domain_str(&host) else {
            // The suffix itself: a hoster's, or a country's.
            return if is_private { Self::Shared(host) } else { Self::None };
        };
        let is_below = |text: &String| host_in(text).is_some_and(|other| is_below(&host, &other));
        if shared.iter().any(is_below) {
            return Self::Shared(domain.to_owned());
        }
        if let Some(place) = lists::place(&host, domain) {
            return Self::Hosted(place.to_owned());
        }
        if lists::is_shared(domain) || lists::is_shared(&host) {
            return Self::Shared(domain.to_owned());
        }
        if is_private { Self::Hosted(domain.to_owned()) } else { Self::Own(domain.to_owned()) }
    }
}

/// The registrable domain of a host; the host itself where it has none.
pub fn registrable(host: &str) -> &str {
    psl::domain_str(host).unwrap_or(host)
}

/// The part of a domain before its public suffix: `acme` of `acme.co.uk`.
pub fn label(domain: &str) -> &str {
    let registrable = registrable(domain);
    let suffix = psl::suffix_str(registrable).map_or(0, str::len);
    let label = registrable.len().checked_sub(suffix + 1).and_then(|end| registrable.get(..end));
    label.unwrap_or(registrable)
}

/// Returns true if a host is another one or below it.
fn is_below(host: &str, other: &str) -> bool {
    host.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
