//! The tree of a query as it was written; nothing is looked up yet.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::like::Pattern;

/// A name or a dotted path, and the byte of the query where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub(crate) text: String,
    pub(crate) at: usize,
}

/// One `SELECT`, at the top or within parentheses.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) select: Vec<Item>,
    pub(crate) from: Path,
    pub(crate) alias: Option<String>,
    pub(crate) filter: Option<Condition>,
    pub(crate) group: Vec<Path>,
    pub(crate) order: Vec<Order>,
    pub(crate) limit: Option<usize>,
    pub(crate) offset: Option<usize>,
}

/// One entry of the select list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// `Name`, `Account.Name`, or with an alias in a grouped query.
    Path { path: Path, alias: Option<String> },
    /// `COUNT()`, `SUM(Amount) total`, `toLabel(StageName)`.
    Call { call: Call, alias: Option<String> },
    /// `FIELDS(ALL)` and its two subsets.
    Fields { set: FieldSet, at: usize },
    /// `(SELECT … FROM Contacts)`.
    Children(Box<Query>),
}

/// A function applied to at most one path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub(crate) function: Function,
    pub(crate) argument: Option<Path>,
    pub(crate) at: usize,
}

/// The functions that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
    ToLabel,
    ConvertCurrency,
}

impl Function {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "COUNT" => Self::Count,
            "COUNT_DISTINCT" => Self::CountDistinct,
            "SUM" => Self::Sum,
            "AVG" => Self::Avg,
            "MIN" => Self::Min,
            "MAX" => Self::Max,
            "TOLABEL" => Self::ToLabel,
            "CONVERTCURRENCY" => Self::ConvertCurrency,
            _ => return None,
        })
    }

    /// Whether it folds many rows into one value.
    pub(crate) fn folds(self) -> bool {
        !matches!(self, Self::ToLabel | Self::ConvertCurrency)
    }
}

/// The fields that `FIELDS(…)` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldSet {
    All,
    Standard,
    Custom,
}

/// A condition on rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare { path: Path, operator: Operator, value: Literal },
    Like { path: Path, pattern: Pattern },
    Among { path: Path, negated: bool, values: Vec<Literal> },
    Includes { path: Path, negated: bool, values: Vec<String> },
    Join { path: Path, negated: bool, query: Box<Query> },
}

/// A comparison other than LIKE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// The right-hand side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Null,
    Flag(bool),
    Number(Decimal),
    Text(String),
    Date(NaiveDate),
    Datetime(DateTime<Utc>),
    /// `TODAY`, or `LAST_N_DAYS:30` with its number.
    Named {
        name: String,
        count: Option<u32>,
    },
}

/// One key of `ORDER BY`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) key: OrderKey,
    pub(crate) descending: bool,
    pub(crate) nulls_last: bool,
}

/// A sort key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OrderKey {
    Path(Path),
    Call(Call),
}
