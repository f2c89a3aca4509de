//! Subjects of the suite: a connector, and the truth about one of its objects.

use channelgraph_core::Connector;
use channelgraph_schema::{Value, mapping::Row};
use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;

/// A connector with an object whose rows are known.
pub struct Subject<'a> {
    /// The connector.
    pub connector: &'a dyn Connector,
    /// The object.
    pub object: &'a str,
    /// Its fields that are asked for, and asked about.
    pub fields: Vec<Field>,
    /// All rows that it has, with the values of those fields. Never read through the connector: it
    /// would be its own witness.
    pub rows: Vec<Row>,
    /// The fields by which rows are read as children.
    pub relations: Vec<Relation>,
    /// Ids in canonical form that no row has, neither as its own nor in a field.
    pub unknown: Vec<String>,
    /// The name of a field that the object does not have. Default: `no_such_field`.
    pub absent: &'a str,
    /// The name of an object that the source does not have. Default: `NoSuchObject`.
    pub nowhere: &'a str,
    /// The connector may refuse a question that is too long for it as
    /// [`channelgraph_core::ErrorKind::Unsupported`]. Default: no.
    pub refuses: bool,
    /// Every exact page has a total if it is asked for, and the capabilities say that it
    /// can be. Default: yes.
    pub totals: bool,
}

impl<'a> Subject<'a> {
    /// An object without relations, and nothing out of the ordinary.
    pub fn new(
        connector: &'a dyn Connector,
        object: &'a str,
        fields: Vec<Field>,
        rows: Vec<Row>,
    ) -> Self {
        Self {
            connector,
            object,
            fields,
            rows,
            relations: Vec::new(),
            unknown: Vec::new(),
            absent: "no_such_field",
            nowhere: "NoSuchObject",
            refuses: false,
            totals: true,
        }
    }
}

/// A field that rows are asked for.
#[derive(Debug, Clone)]
pub struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) ordered: bool,
    pub(crate) digits: bool,
    pub(crate) path: bool,
}

impl Field {
    /// A field of this name, as a mapping uses it.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), kind, ordered: false, digits: false, path: false }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Rows can be ordered by it. By one that is not marked they may be: then they must be in
    /// order.
    #[must_use]
    pub fn ordered(self) -> Self {
        Self { ordered: true, ..self }
    }

    /// Of a number: it comes with as many decimals as the truth has, not only with its value.
    #[must_use]
    pub fn to_the_digit(self) -> Self {
        Self { digits: true, ..self }
    }

    /// It leads to another object, or is made by the connector: `describe` need not list it.
    #[must_use]
    pub fn path(self) -> Self {
        Self { path: true, ..self }
    }
}

/// Type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, or the word of a list.
    Text,
    /// A number or an amount.
    Number,
    /// Yes or no.
    Bool,
    /// A day.
    Date,
    /// A moment.
    Time,
    /// The id of a record. It is compared whole: no question asks for a part of it, or what is
    /// greater.
    Id,
}

impl Kind {
    /// Any value of this kind.
    pub(crate) fn like(self) -> Value {
        match self {
            Self::Text | Self::Id => Value::text(""),
            Self::Number => Value::Number(Decimal::ZERO),
            Self::Bool => Value::Bool(false),
            Self::Date => Value::Date(NaiveDate::default()),
            Self::Time => Value::Time(DateTime::UNIX_EPOCH),
        }
    }
}

/// A field by which rows are found under others.
#[derive(Debug, Clone)]
pub struct Relation {
    pub(crate) field: String,
    pub(crate) several: bool,
}

impl Relation {
    /// A field that refers to one record; of several, the first counts.
    pub fn to_one(field: impl Into<String>) -> Self {
        Self { field: field.into(), several: false }
    }

    /// A field that refers to several: the row is found under each of them.
    pub fn to_each(field: impl Into<String>) -> Self {
        Self { field: field.into(), several: true }
    }
}
