//! Operands: what a test compares a field with, as a source's field can hold it.

use channelgraph_schema::{Test, Value};

/// A test by the kind of comparison that it makes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Comparison<'a> {
    /// The field is null (or, if false, is not).
    Null(bool),
    /// The field is one of these values.
    OneOf(&'a [Value]),
    /// The field is there, and none of these values.
    NoneOf(&'a [Value]),
    /// The field lies on this side of a value.
    Beyond(Side, &'a Value),
    /// The text of the field contains this.
    Contains(&'a str),
    /// The text of the field starts with this.
    StartsWith(&'a str),
}

impl<'a> From<&'a Test> for Comparison<'a> {
    fn from(test: &'a Test) -> Self {
        let beyond = |greater, equal, value| Self::Beyond(Side { greater, equal }, value);
        match test {
            Test::IsNull(null) => Self::Null(*null),
            Test::Eq(value) => Self::OneOf(std::slice::from_ref(value)),
            Test::In(values) => Self::OneOf(values),
            Test::Ne(value) => Self::NoneOf(std::slice::from_ref(value)),
            Test::NotIn(values) => Self::NoneOf(values),
            Test::Contains(text) => Self::Contains(text),
            Test::StartsWith(text) => Self::StartsWith(text),
            Test::Gt(value) => beyond(true, false, value),
            Test::Gte(value) => beyond(true, true, value),
            Test::Lt(value) => beyond(false, false, value),
            Test::Lte(value) => beyond(false, true, value),
        }
    }
}

/// A value as a field can be compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand<L> {
    /// The value itself, or the greatest value below it that the field can hold.
    pub floor: L,
    /// The field can hold the value itself.
    pub held: bool,
}

/// A side of a value: greater or less, with or without the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// Greater than the value; otherwise less.
    pub greater: bool,
    /// The value itself belongs to it.
    pub equal: bool,
}

impl Side {
    /// The same side, as compared with the floor of an operand: greater than a value between two
    /// that the field can hold is greater than the lower one, and less than it is up to the lower
    /// one.
    #[must_use]
    pub fn of_floor(self, held: bool) -> Self {
        if held { self } else { Self { equal: !self.greater, ..self } }
    }

    /// The same side of a span that counts as one value, such as the moments of a day: the side
    /// and the end of the span to compare with. `end` is the first value behind the span.
    pub fn of_span<L>(self, begin: L, end: L) -> (Self, L) {
        let bound = if self.greater == self.equal { begin } else { end };
        (Self { greater: self.greater, equal: self.greater }, bound)
    }

    /// The operator as a sign: `>`, `>=`, `<` or `<=`.
    pub fn sign(self) -> &'static str {
        match (self.greater, self.equal) {
            (true, false) => ">",
            (true, true) => ">=",
            (false, false) => "<",
            (false, true) => "<=",
        }
    }

    /// The operator as a word: `gt`, `ge`, `lt` or `le`.
    pub fn word(self) -> &'static str {
        match (self.greater, self.equal) {
            (true, false) => "gt",
            (true, true) => "ge",
            (false, false) => "lt",
            (false, true) => "le",
        }
    }
}
