//! Conditions: AND and OR over clauses of a vendor's language, with constants folded.

/// A language of conditions with AND and OR, and constants.
pub trait Logic: Sized {
    /// The condition that every row meets.
    fn always() -> Self;

    /// The condition that no row meets.
    fn never() -> Self;

    /// Every row meets it, as far as its form tells.
    fn is_always(&self) -> bool;

    /// No row meets it, as far as its form tells.
    fn is_never(&self) -> bool;

    /// The condition that all of these hold.
    fn all_of(parts: impl IntoIterator<Item = Self>) -> Self;

    /// The condition that one of these holds.
    fn any_of(parts: impl IntoIterator<Item = Self>) -> Self;
}

/// A tree of AND and OR over a vendor's clauses. It has no NOT, so a clause with a list can be cut
/// into several: what holds for a part of the list holds for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition<C> {
    /// All hold; without parts, every row meets it.
    All(Vec<Self>),
    /// One holds; without parts, no row meets it.
    Any(Vec<Self>),
    /// One clause.
    Clause(C),
}

impl<C> Logic for Condition<C> {
    fn always() -> Self {
        Self::All(Vec::new())
    }

    fn never() -> Self {
        Self::Any(Vec::new())
    }

    fn is_always(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    fn is_never(&self) -> bool {
        matches!(self, Self::Any(parts) if parts.is_empty())
    }

    fn all_of(parts: impl IntoIterator<Item = Self>) -> Self {
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

    fn any_of(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for part in parts {
            match part {
                Self::Any(more) => any.extend(more),
                part if part.is_always() => return part,
                part => any.push(part),
            }
        }
        if any.len() == 1 { any.remove(0) } else { Self::Any(any) }
    }
}
