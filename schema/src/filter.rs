//! Filters with one meaning, the same over every source.
//!
//! A test of a value that is null is false, except `IsNull(true)`; `Not` is the plain complement.
//! Text compares folded ([`fold`]), ids and enums exactly. A list passes a test if one of its
//! elements does, and an empty list is null.

use std::cmp::Ordering;

use crate::{Value, fold};

/// A condition on fields: unified ones ([`crate::FieldId`]) in the engine, a source's own names
/// once the mapping has lowered it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Filter<F> {
    /// All hold; with none in it, always true.
    And(Vec<Filter<F>>),
    /// One holds; with none in it, never true.
    Or(Vec<Filter<F>>),
    /// It does not hold.
    Not(Box<Filter<F>>),
    /// A field passes a test.
    Test(F, Test),
}

/// A test of one value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Test {
    /// Equal.
    Eq(Value),
    /// There, and not equal.
    Ne(Value),
    /// Equal to one of these.
    In(Vec<Value>),
    /// There, and equal to none of these.
    NotIn(Vec<Value>),
    /// Text that has this in it.
    Contains(Box<str>),
    /// Text that begins with this.
    StartsWith(Box<str>),
    /// Greater.
    Gt(Value),
    /// Greater or equal.
    Gte(Value),
    /// Less.
    Lt(Value),
    /// Less or equal.
    Lte(Value),
    /// Whether there is no value.
    IsNull(bool),
}

impl Test {
    /// Whether the value passes.
    pub fn passes(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::IsNull(null), Value::List(values)) => *null == values.is_empty(),
            (Self::IsNull(null), value) => *null == value.is_null(),
            (_, Value::Null) => false,
            (Self::Ne(_) | Self::NotIn(_), Value::List(values)) => {
                !values.is_empty() && values.iter().all(|value| self.passes(value))
            }
            (_, Value::List(values)) => values.iter().any(|value| self.passes(value)),
            (Self::Eq(other), value) => value.same(other),
            (Self::Ne(other), value) => !value.same(other),
            (Self::In(others), value) => is_among(value, others),
            (Self::NotIn(others), value) => !is_among(value, others),
            (Self::Contains(part), value) => {
                value.as_str().is_some_and(|text| fold(text).contains(&fold(part)))
            }
            (Self::StartsWith(part), value) => {
                value.as_str().is_some_and(|text| fold(text).starts_with(&fold(part)))
            }
            (Self::Gt(other), value) => value.compare(other) == Ordering::Greater,
            (Self::Gte(other), value) => value.compare(other) != Ordering::Less,
            (Self::Lt(other), value) => value.compare(other) == Ordering::Less,
            (Self::Lte(other), value) => value.compare(other) != Ordering::Greater,
        }
    }

    /// About how much it takes to test one value: 16 for each value to compare with, and its bytes.
    pub fn work(&self) -> usize {
        const EACH: usize = 16;
        let values = match self {
            Self::IsNull(_) => return EACH,
            Self::Contains(part) | Self::StartsWith(part) => return EACH + part.len(),
            Self::In(values) | Self::NotIn(values) => values.as_slice(),
            Self::Eq(value)
            | Self::Ne(value)
            | Self::Gt(value)
            | Self::Gte(value)
            | Self::Lt(value)
            | Self::Lte(value) => std::slice::from_ref(value),
        };
        values.iter().map(|value| EACH + value.heap_bytes()).sum()
    }

    /// The tests of which one holds exactly where this one does not.
    fn complement<F>(self, field: F) -> Filter<F>
    where
        F: Clone,
    {
        let opposite = match self {
            Self::IsNull(null) => return Filter::Test(field, Self::IsNull(!null)),
            Self::Eq(value) => Self::Ne(value),
            Self::Ne(value) => Self::Eq(value),
            Self::In(values) => Self::NotIn(values),
            Self::NotIn(values) => Self::In(values),
            Self::Gt(value) => Self::Lte(value),
            Self::Gte(value) => Self::Lt(value),
            Self::Lt(value) => Self::Gte(value),
            Self::Lte(value) => Self::Gt(value),
            text @ (Self::Contains(_) | Self::StartsWith(_)) => {
                return Filter::Not(Box::new(Filter::Test(field, text)));
            }
        };
        Filter::Or(vec![
            Filter::Test(field.clone(), opposite),
            Filter::Test(field, Self::IsNull(true)),
        ])
    }
}

/// Returns true if a value is the same as one of others. Its text is folded once for all of them.
fn is_among(value: &Value, others: &[Value]) -> bool {
    let Value::Text(text) = value else { return others.iter().any(|other| value.same(other)) };
    let text = Value::text(fold(text));
    others.iter().any(|other| text.same(other))
}

impl<F: Clone> Filter<F> {
    /// The filter that everything passes.
    pub fn all() -> Self {
        Self::And(Vec::new())
    }

    /// The filter that nothing passes.
    pub fn none() -> Self {
        Self::Or(Vec::new())
    }

    /// Whether everything passes, as far as can be told from its form.
    pub fn is_all(&self) -> bool {
        matches!(self, Self::And(parts) if parts.is_empty())
    }

    /// Whether nothing passes, as far as can be told from its form.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::Or(parts) if parts.is_empty())
    }

    /// Both, with constants folded and nested `And` flattened.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::all_of([self, other])
    }

    /// All of them, with constants folded and nested `And` flattened.
    pub fn all_of(filters: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for filter in filters {
            match filter {
                Self::And(more) => parts.extend(more),
                filter if filter.is_none() => return filter,
                filter => parts.push(filter),
            }
        }
        if parts.len() == 1 { parts.remove(0) } else { Self::And(parts) }
    }

    /// One of them, with constants folded and nested `Or` flattened.
    pub fn any_of(filters: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for filter in filters {
            match filter {
                Self::Or(more) => parts.extend(more),
                filter if filter.is_all() => return filter,
                filter => parts.push(filter),
            }
        }
        if parts.len() == 1 { parts.remove(0) } else { Self::Or(parts) }
    }

    /// Whether what `value` gives for each field passes.
    pub fn matches<'a>(&self, value: &impl Fn(&F) -> &'a Value) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.matches(value)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(value)),
            Self::Not(part) => !part.matches(value),
            Self::Test(field, test) => test.passes(value(field)),
        }
    }

    /// The same condition with `Not` only directly over a text test. Lists are left out of this
    /// promise: their complement is not a test of elements, so a field that holds a list is never
    /// lowered to a source.
    #[must_use]
    pub fn normal(self) -> Self {
        match self {
            Self::And(parts) => Self::all_of(parts.into_iter().map(Self::normal)),
            Self::Or(parts) => Self::any_of(parts.into_iter().map(Self::normal)),
            Self::Not(part) => match *part {
                Self::And(parts) => {
                    Self::any_of(parts.into_iter().map(|part| Self::Not(Box::new(part)).normal()))
                }
                Self::Or(parts) => {
                    Self::all_of(parts.into_iter().map(|part| Self::Not(Box::new(part)).normal()))
                }
                Self::Not(part) => part.normal(),
                Self::Test(field, test) => test.complement(field),
            },
            test @ Self::Test(..) => test,
        }
    }

    /// Calls `visit` for each field that a test stands on.
    pub fn for_each_field(&self, visit: &mut impl FnMut(&F)) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().for_each(|part| part.for_each_field(visit))
            }
            Self::Not(part) => part.for_each_field(visit),
            Self::Test(field, _) => visit(field),
        }
    }
}

#[cfg(test)]
mod tests;
