//! The input of a call, as data: members, their shapes and constraints, and what each of them asks
//! of a record.

use super::switches::Bound;

/// The path of a value in a record, member by member; it passes through lists.
pub(super) type Path = &'static [&'static str];

/// Sort keys of a list: names, and the path of each in a record.
pub(super) type Sorts = &'static [(&'static str, Path)];

/// Whether a text has the form that the model's pattern and lengths ask for.
pub(super) type Form = fn(&str) -> bool;

/// A member of a structure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
    /// The condition that the value puts on a record.
    pub(super) test: Option<Test>,
}

/// The type and constraints of a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A text of some form.
    Text(Form),
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these names of what can be sorted by.
    Key(Sorts),
    /// A whole number within bounds.
    Integer { min: i64, max: i64 },
    /// A time, in ISO 8601.
    Time,
    /// Several values.
    List { min: usize, max: usize, of: &'static Shape },
    /// Named values.
    Structure(&'static [Member]),
}

/// A condition on records. Between members all have to hold; of the values of one member one is
/// enough.
#[derive(Debug, Clone, Copy)]
pub(super) enum Test {
    /// A value given stands at the path.
    OneOf(Path),
    /// A text given stands at the path; whether case counts is a switch.
    Text(Path),
    /// An id or an ARN given names the same as what stands at the path.
    Names(Path),
    /// No value given stands at the path.
    NoneOf(Path),
    /// The value at the path is later.
    After(Bound, Path),
    /// The value at the path is earlier.
    Before(Bound, Path),
}

/// A member that every call has to give.
pub(super) const fn required(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: true, test: None }
}

/// A member that a call may give.
pub(super) const fn optional(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: false, test: None }
}

/// A member that filters.
pub(super) const fn filter(name: &'static str, shape: Shape, test: Test) -> Member {
    Member { name, shape, required: false, test: Some(test) }
}

/// A list with at most so many values.
pub(super) const fn up_to(max: usize, of: &'static Shape) -> Shape {
    Shape::List { min: 0, max, of }
}

/// A list with one value at least.
pub(super) const fn one_to(max: usize, of: &'static Shape) -> Shape {
    Shape::List { min: 1, max, of }
}

/// A list that the model puts no bound to.
pub(super) const fn any_number(of: &'static Shape) -> Shape {
    Shape::List { min: 0, max: usize::MAX, of }
}
