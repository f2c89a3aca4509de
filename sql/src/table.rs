//! Tables as a client sees them: names, types, keys and comments.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// Digits of a number, before and after its point.
pub const PRECISION: u8 = 38;
/// Digits of a number after its point.
pub const SCALE: i8 = 9;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// `text`.
    Text,
    /// `boolean`.
    Bool,
    /// `bigint`.
    Integer,
    /// `numeric(38,9)`, exact.
    Number,
    /// `date`.
    Date,
    /// `timestamp with time zone`, in microseconds of UTC.
    Time,
}

/// What a scan may be asked about a column, beside giving its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tests {
    /// Nothing.
    #[default]
    None,
    /// Equality with one of several values, exactly; it tells rows without a value apart.
    Words,
    /// Equality, parts and beginnings, whatever the case: more rows than SQL means.
    Text,
    /// Comparison, exactly.
    Range,
    /// Equality with one of several ids. The rows hold the ids of the nodes that were found.
    Ids,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name, in snake case.
    pub name: String,
    /// The type.
    pub ty: ColumnType,
    /// Whether rows without a value can exist.
    pub nullable: bool,
    /// The comment.
    pub doc: String,
    /// What a scan can test.
    pub tests: Tests,
    /// Whether a scan can give its rows in the order of this column, nulls last.
    pub sorts: bool,
}

/// A column that names a row of another table by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// The place of the column.
    pub column: usize,
    /// The name of the other table.
    pub table: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name, in snake case.
    pub name: String,
    /// The comment.
    pub doc: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The places of the columns of the primary key; empty if there is none.
    pub key: Vec<usize>,
    /// The foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
}

impl ColumnType {
    /// The type of its values in memory.
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Bool => DataType::Boolean,
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Decimal128(PRECISION, SCALE),
            Self::Date => DataType::Date32,
            Self::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        }
    }

    /// The type as SQL writes it.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Bool => "boolean",
            Self::Integer => "bigint",
            Self::Number => "numeric(38,9)",
            Self::Date => "date",
            Self::Time => "timestamp with time zone",
        }
    }
}

impl Table {
    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The schema of rows of all columns.
    pub fn schema(&self) -> SchemaRef {
        let field =
            |column: &Column| Field::new(&column.name, column.ty.data_type(), column.nullable);
        Arc::new(Schema::new(self.columns.iter().map(field).collect::<Vec<_>>()))
    }
}
