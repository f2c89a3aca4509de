//! One field: its name, what it holds, which answers tell it, and how it is read from a record.

use serde_json::Value as Json;

use super::value::at;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// Several texts.
    Texts,
    /// One of these words, or one that AWS has added since; perhaps several.
    Word(&'static [&'static str]),
    /// An exact number, as text or as JSON's own.
    Number,
    /// Yes or no.
    Flag,
    /// A day.
    Day,
    /// A moment, in RFC 3339.
    Moment,
}

/// The answers that tell a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Always,
    ByLists,
    Singly,
}

/// A field of an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// The name by which a mapping names it.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) kind: Kind,
    told: Told,
    value: fn(&Json, &'static str) -> Json,
}

/// A field that lists and single records tell, and that stands at the path of its name.
pub(super) const fn always(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, told: Told::Always, value: at }
}

/// A field that only lists tell.
pub(super) const fn by_lists(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, told: Told::ByLists, value: at }
}

/// A field that only a record asked for singly tells.
pub(super) const fn singly(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, told: Told::Singly, value: at }
}

impl Column {
    /// The same field, worked out of a record and the field's name by this.
    pub(super) const fn by(self, value: fn(&Json, &'static str) -> Json) -> Self {
        Self { value, ..self }
    }

    /// Whether lists tell it.
    pub(crate) fn is_listed(&self) -> bool {
        self.told != Told::Singly
    }

    /// Whether a record asked for singly tells it.
    pub(crate) fn is_single(&self) -> bool {
        self.told != Told::ByLists
    }

    /// Its value in a record.
    pub(crate) fn value(&self, record: &Json) -> Json {
        (self.value)(record, self.name)
    }
}
