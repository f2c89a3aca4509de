//! What tables are read from: the door's other side.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use datafusion::arrow::record_batch::RecordBatch;
use futures::stream::BoxStream;

use crate::{Failure, Gaps, Table};

/// A value that rows are compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A text.
    Text(String),
    /// A boolean.
    Bool(bool),
    /// A number: its digits, and how many of them stand after the point.
    Number(i128, i8),
    /// A day.
    Date(NaiveDate),
    /// A moment.
    Time(DateTime<Utc>),
}

/// A condition on rows. A scan may give more rows than it lets through, never fewer: whoever reads
/// them tests each again.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All hold; with none in it, always true.
    All(Vec<Condition>),
    /// One holds; with none in it, never true.
    Any(Vec<Condition>),
    /// The column passes a test.
    Test(usize, Test),
}

/// A test of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Equal to one of these.
    In(Vec<Operand>),
    /// There, and equal to none of these.
    NotIn(Vec<Operand>),
    /// Less.
    Lt(Operand),
    /// Less or equal.
    Lte(Operand),
    /// Greater.
    Gt(Operand),
    /// Greater or equal.
    Gte(Operand),
    /// Text that begins with this, whatever the case.
    StartsWith(String),
    /// Text that has this in it, whatever the case.
    Contains(String),
    /// Whether there is no value.
    IsNull(bool),
}

/// An order of rows by one column, nulls last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The place of the column.
    pub column: usize,
    /// Greatest first.
    pub descending: bool,
}

/// A question to a table.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The table.
    pub table: Arc<Table>,
    /// The places of the columns to give, in this order.
    pub columns: Vec<usize>,
    /// The condition.
    pub condition: Condition,
    /// The part of it that the statement itself states. The rest narrows it by what is known by
    /// now, such as the keys of the other side of a join, and may be missing.
    pub stated: Condition,
    /// The order; none for any.
    pub sort: Option<Sort>,
    /// The number of rows that are wanted, if each one that comes is; more may come.
    pub limit: Option<usize>,
    /// How gaps are taken.
    pub gaps: Arc<Gaps>,
}

/// What a scan will cost, as far as can be told without asking anybody.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cost {
    /// The fewest calls of each source, by its name.
    pub calls: Vec<(String, u64)>,
    /// About how many rows will come.
    pub rows: u64,
}

/// Rows on their way, in batches of the columns that were asked for.
pub type Batches = BoxStream<'static, Result<RecordBatch, Failure>>;

/// Tables, as one caller sees them.
#[async_trait]
pub trait Source: fmt::Debug + Send + Sync + 'static {
    /// The tables.
    fn tables(&self) -> &[Arc<Table>];

    /// The rows of a table. Nothing is asked before the stream is polled, nor after it is dropped.
    fn scan(&self, scan: Scan) -> Batches;

    /// The number of rows that a condition lets through; none if it takes reading them.
    ///
    /// # Errors
    /// If what could tell failed.
    async fn count(&self, scan: &Scan) -> Result<Option<u64>, Failure>;

    /// What a scan will cost. Nobody is asked for it.
    fn cost(&self, scan: &Scan) -> Cost;

    /// The refusal of a column that the caller may not see, where one of this name exists in this
    /// table, or in any.
    fn hidden(&self, table: Option<&str>, column: &str) -> Option<Failure>;
}

impl Condition {
    /// The condition that every row passes.
    pub fn all() -> Self {
        Self::All(Vec::new())
    }

    /// Returns true if every row passes.
    pub fn is_all(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if other.is_all() => one,
            (one, other) if one.is_all() => other,
            (Self::All(mut parts), Self::All(more)) => {
                parts.extend(more);
                Self::All(parts)
            }
            (Self::All(mut parts), other) => {
                parts.push(other);
                Self::All(parts)
            }
            (one, other) => Self::All(vec![one]).and(other),
        }
    }

    /// The tests that every row passes: those that are not parts of an `Any`.
    pub fn certain(&self) -> Vec<(usize, &Test)> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::certain).collect(),
            Self::Test(column, test) => vec![(*column, test)],
            Self::Any(_) => Vec::new(),
        }
    }
}

impl Test {
    /// Returns true if a row without a value does not pass.
    pub fn needs_value(&self) -> bool {
        !matches!(self, Self::IsNull(true))
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Number(digits, scale) => f.write_str(&decimal(*digits, *scale)),
            Self::Date(day) => write!(f, "'{day}'"),
            Self::Time(time) => write!(f, "'{}'", time.to_rfc3339()),
        }
    }
}

/// A number as it is written.
fn decimal(digits: i128, scale: i8) -> String {
    let Ok(scale) = usize::try_from(scale) else { return digits.to_string() };
    let sign = if digits < 0 { "-" } else { "" };
    let text = format!("{:0>1$}", digits.unsigned_abs(), scale + 1);
    let (whole, part) = text.split_at(text.len() - scale);
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// The condition as SQL, for whoever reads an explained statement.
pub fn written(condition: &Condition, table: &Table) -> String {
    let list = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts.iter().map(|part| written(part, table)).collect();
        if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(word)) }
    };
    match condition {
        Condition::All(parts) if parts.is_empty() => "true".to_owned(),
        Condition::Any(parts) if parts.is_empty() => "false".to_owned(),
        Condition::All(parts) => list(parts, " AND "),
        Condition::Any(parts) => list(parts, " OR "),
        Condition::Test(column, test) => {
            let name = table.columns.get(*column).map_or("?", |column| &column.name);
            written_test(name, test)
        }
    }
}

fn written_test(name: &str, test: &Test) -> String {
    let list = |values: &[Operand]| {
        let shown = values.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let more = values.len().saturating_sub(5);
        if more > 0 { format!("{shown}, … {more} more") } else { shown }
    };
    match test {
        Test::In(values) if values.len() == 1 => format!("{name} = {}", list(values)),
        Test::In(values) => format!("{name} IN ({})", list(values)),
        Test::NotIn(values) if values.len() == 1 => format!("{name} <> {}", list(values)),
        Test::NotIn(values) => format!("{name} NOT IN ({})", list(values)),
        Test::Lt(value) => format!("{name} < {value}"),
        Test::Lte(value) => format!("{name} <= {value}"),
        Test::Gt(value) => format!("{name} > {value}"),
        Test::Gte(value) => format!("{name} >= {value}"),
        Test::StartsWith(text) => format!("{name} ILIKE '{text}%'"),
        Test::Contains(text) => format!("{name} ILIKE '%{text}%'"),
        Test::IsNull(true) => format!("{name} IS NULL"),
        Test::IsNull(false) => format!("{name} IS NOT NULL"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_the_digits_they_have() {
        for (digits, scale, text) in [
            (0, 0, "0"),
            (15, 1, "1.5"),
            (-5, 3, "-0.005"),
            (1_000_000_000, 9, "1"),
            (120, 0, "120"),
            (-120_500, 3, "-120.5"),
        ] {
            assert_eq!(Operand::Number(digits, scale).to_string(), text);
        }
    }
}
