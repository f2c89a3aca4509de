//! One filter of a search: the thirteen operators over one property, and the association
//! pseudo-property.

use std::borrow::Cow;

use super::super::objects::Row;
use super::super::store::Store;
use super::super::switches::Switches;
use super::value::{Kind, Scalar};

/// A filter with its values read.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) subject: Subject,
    pub(super) kind: Kind,
    pub(super) test: Test,
}

/// The value that a filter tests.
#[derive(Debug)]
pub(super) enum Subject {
    /// The record's id, which is not read from its properties.
    Id,
    /// A property.
    Property(String),
    /// Whether the record is associated with another, by the pair of objects: (this, that).
    Associated((String, String)),
}

/// The test of a filter.
#[derive(Debug)]
pub(super) enum Test {
    Known(bool),
    Equal(Scalar),
    NotEqual(Scalar),
    Less(Scalar),
    AtMost(Scalar),
    Greater(Scalar),
    AtLeast(Scalar),
    Between(Scalar, Scalar),
    In(Vec<Scalar>),
    NotIn(Vec<Scalar>),
    Contains(Tokens),
    NotContains(Tokens),
}

impl Filter {
    pub(super) fn matches(&self, store: &Store, id: u64, row: &Row, switches: &Switches) -> bool {
        match &self.subject {
            Subject::Id => self.test.holds(&Scalar::Number(id as f64)),
            Subject::Associated(pair) => self.associated(store, pair, id),
            Subject::Property(name) => match row.get(name).filter(|value| !value.is_empty()) {
                Some(value) => self.holds_for(value),
                None => self.holds_for_null(switches),
            },
        }
    }

    fn holds_for(&self, value: &str) -> bool {
        match &self.test {
            Test::Known(known) => *known,
            Test::Contains(tokens) => tokens.are_in(value, self.kind),
            Test::NotContains(tokens) => !tokens.are_in(value, self.kind),
            // A record with several options is found by any of them.
            Test::In(_) if self.kind == Kind::Enumeration => self.holds_for_any_option(value),
            Test::NotIn(_) if self.kind == Kind::Enumeration => self.holds_for_all_options(value),
            test => self.kind.read(value).is_some_and(|value| test.holds(&value)),
        }
    }

    fn holds_for_any_option(&self, value: &str) -> bool {
        value.split(';').any(|option| self.test.holds(&Scalar::Text(option.to_owned())))
    }

    fn holds_for_all_options(&self, value: &str) -> bool {
        value.split(';').all(|option| self.test.holds(&Scalar::Text(option.to_owned())))
    }

    fn holds_for_null(&self, switches: &Switches) -> bool {
        match self.test {
            Test::Known(known) => !known,
            Test::NotEqual(_) | Test::NotIn(_) | Test::NotContains(_) => {
                !switches.negation_excludes_null
            }
            _ => false,
        }
    }

    fn associated(&self, store: &Store, pair: &(String, String), id: u64) -> bool {
        let links = store.associations.get(pair).and_then(|links| links.get(&id));
        links.is_some_and(|links| {
            links.iter().any(|link| self.test.holds(&Scalar::Number(link.to as f64)))
        })
    }

    /// The only ids that can match, if the filter lists them.
    pub(super) fn ids(&self) -> Option<Vec<u64>> {
        if !matches!(self.subject, Subject::Id) {
            return None;
        }
        match &self.test {
            Test::Equal(id) => Some(vec![whole(id)]),
            Test::In(ids) => Some(ids.iter().map(whole).collect()),
            _ => None,
        }
    }

    /// The lowest and the highest id that can match.
    pub(super) fn id_range(&self) -> (u64, u64) {
        if !matches!(self.subject, Subject::Id) {
            return (0, u64::MAX);
        }
        match &self.test {
            Test::Equal(id) => (whole(id), whole(id)),
            Test::Greater(low) | Test::AtLeast(low) => (whole(low), u64::MAX),
            Test::Less(high) | Test::AtMost(high) => (0, whole(high).saturating_add(1)),
            Test::Between(low, high) => (whole(low), whole(high).saturating_add(1)),
            _ => (0, u64::MAX),
        }
    }
}

/// An id out of a filter's number; a fraction is cut, which only widens a range.
fn whole(value: &Scalar) -> u64 {
    match value {
        Scalar::Number(number) => *number as u64,
        _ => 0,
    }
}

impl Test {
    fn holds(&self, value: &Scalar) -> bool {
        match self {
            Self::Known(known) => *known,
            Self::Equal(other) => value == other,
            Self::NotEqual(other) => value != other,
            Self::Less(other) => value < other,
            Self::AtMost(other) => value <= other,
            Self::Greater(other) => value > other,
            Self::AtLeast(other) => value >= other,
            Self::Between(low, high) => low <= value && value <= high,
            Self::In(others) => others.contains(value),
            Self::NotIn(others) => !others.contains(value),
            // Tokens look at the text itself, see `Filter::holds_for`.
            Self::Contains(_) | Self::NotContains(_) => false,
        }
    }
}

/// The words that CONTAINS_TOKEN looks for; all of them have to be there.
#[derive(Debug)]
pub(super) struct Tokens(Vec<String>);

impl Tokens {
    pub(super) fn read(text: &str, kind: Kind) -> Self {
        let text = folded(text, kind);
        Self(words(&text, kind, true).map(str::to_owned).collect())
    }

    fn are_in(&self, value: &str, kind: Kind) -> bool {
        let value = folded(value, kind);
        let there = |token: &String| words(&value, kind, false).any(|word| fits(token, word));
        !self.0.is_empty() && self.0.iter().all(there)
    }
}

/// A text without its case, unless the case counts.
fn folded(text: &str, kind: Kind) -> Cow<'_, str> {
    if kind == Kind::Enumeration { text.into() } else { text.to_lowercase().into() }
}

/// The words of a text. Addresses and domains are one word; options are, whatever they are made of.
fn words(text: &str, kind: Kind, stars: bool) -> impl Iterator<Item = &str> {
    let parts = move |c: char| match kind {
        Kind::Enumeration => c == ';',
        _ => !(c.is_alphanumeric() || matches!(c, '@' | '.' | '_') || (stars && c == '*')),
    };
    text.split(parts).map(|word| word.trim_matches('.')).filter(|word| !word.is_empty())
}

/// Whether a word is what a token says, where a `*` at either end of the token stands for anything.
fn fits(token: &str, word: &str) -> bool {
    let core = token.trim_matches('*');
    match (token.starts_with('*'), token.ends_with('*')) {
        (true, true) => word.contains(core),
        (true, false) => word.ends_with(core),
        (false, true) => word.starts_with(core),
        (false, false) => word == core,
    }
}
