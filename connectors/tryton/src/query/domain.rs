//! A domain: Tryton's word for a condition.

use serde_json::{Value as Json, json};

/// A condition on records.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Domain {
    /// All hold; with none in it, always true.
    All(Vec<Domain>),
    /// One holds; with none in it, never true.
    Any(Vec<Domain>),
    /// Field, operator, value.
    Clause(String, &'static str, Json),
}

impl Domain {
    pub(crate) fn clause(name: &str, operator: &'static str, value: impl Into<Json>) -> Self {
        Self::Clause(name.to_owned(), operator, value.into())
    }

    pub(crate) fn always() -> Self {
        Self::All(Vec::new())
    }

    pub(crate) fn never() -> Self {
        Self::Any(Vec::new())
    }

    /// All of them, with constants folded.
    pub(crate) fn all_of(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for part in parts {
            match part {
                Self::All(more) => all.extend(more),
                part if part.is_never() => return part,
                part => all.push(part),
            }
        }
        if all.len() == 1 { all.remove(0) } else { Self::All(all) }
    }

    /// One of them, with constants folded.
    pub(crate) fn any_of(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for part in parts {
            match part {
                Self::Any(more) => any.extend(more),
                part if part == Self::always() => return part,
                part => any.push(part),
            }
        }
        if any.len() == 1 { any.remove(0) } else { Self::Any(any) }
    }

    /// Whether it never holds.
    pub(crate) fn is_never(&self) -> bool {
        *self == Self::never()
    }

    /// As a call takes it: always a list of clauses. Never asked of what never holds.
    pub(crate) fn json(&self) -> Json {
        match self {
            Self::Clause(..) => json!([self.part()]),
            _ => self.part(),
        }
    }

    fn part(&self) -> Json {
        let joined = |word: &str, parts: &[Self]| {
            std::iter::once(Json::from(word)).chain(parts.iter().map(Self::part)).collect()
        };
        match self {
            Self::All(parts) if parts.is_empty() => json!([]),
            Self::All(parts) => joined("AND", parts),
            Self::Any(parts) => joined("OR", parts),
            Self::Clause(name, operator, value) => json!([name, operator, value]),
        }
    }
}
