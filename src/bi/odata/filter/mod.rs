//! Filters: read, checked against a table, tested on rows, and pushed to its source.

mod check;
mod evaluate;
mod lex;
mod parse;
mod push;
#[cfg(test)]
mod tests;

use std::fmt::{self, Display};

pub(super) use check::checked;
pub(super) use parse::{literal, parse};
pub(super) use push::pushed;

use super::value::Value;

/// An expression; names are texts until they are checked, then places of columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr<N> {
    /// A literal.
    Value(Value),
    /// A column.
    Column(N),
    /// A call of a function.
    Call(Function, Vec<Expr<N>>),
    /// Not true.
    Not(Box<Expr<N>>),
    /// All are true.
    All(Vec<Expr<N>>),
    /// One is true.
    Any(Vec<Expr<N>>),
    /// A comparison.
    Compare(Op, Box<(Expr<N>, Expr<N>)>),
    /// One of several values.
    In(Box<Expr<N>>, Vec<Value>),
}

/// A filter over the columns of a table.
pub(super) type Filter = Expr<usize>;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Function {
    Contains,
    StartsWith,
    EndsWith,
    ToLower,
    ToUpper,
    Trim,
    Length,
    Year,
    Month,
    Day,
}

impl Function {
    /// The number of its arguments.
    fn arity(self) -> usize {
        match self {
            Self::Contains | Self::StartsWith | Self::EndsWith => 2,
            _ => 1,
        }
    }
}

impl Op {
    /// The comparison with its sides changed.
    fn flipped(self) -> Self {
        match self {
            Self::Eq | Self::Ne => self,
            Self::Lt => Self::Gt,
            Self::Le => Self::Ge,
            Self::Gt => Self::Lt,
            Self::Ge => Self::Le,
        }
    }
}

impl<N> Expr<N> {
    /// The columns in it.
    pub(super) fn columns<'a>(&'a self, found: &mut Vec<&'a N>) {
        match self {
            Self::Value(_) => {}
            Self::Column(name) => found.push(name),
            Self::Call(_, parts) | Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.columns(found));
            }
            Self::Not(part) | Self::In(part, _) => part.columns(found),
            Self::Compare(_, sides) => {
                sides.0.columns(found);
                sides.1.columns(found);
            }
        }
    }
}

/// As it is written in a URL, before it is encoded.
impl<N: Display> Display for Expr<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => value.fmt(f),
            Self::Column(name) => name.fmt(f),
            Self::Call(function, parts) => {
                let name: &str = function.into();
                write!(f, "{name}(")?;
                joined(f, parts, ",", |part, f| part.fmt(f))?;
                f.write_str(")")
            }
            Self::Not(part) => {
                f.write_str("not ")?;
                part.side(f)
            }
            Self::All(parts) => joined(f, parts, " and ", Self::side),
            Self::Any(parts) => joined(f, parts, " or ", Self::side),
            Self::Compare(op, sides) => {
                let name: &str = op.into();
                sides.0.side(f)?;
                write!(f, " {name} ")?;
                sides.1.side(f)
            }
            Self::In(part, values) => {
                part.side(f)?;
                f.write_str(" in (")?;
                joined(f, values, ",", |value, f| value.fmt(f))?;
                f.write_str(")")
            }
        }
    }
}

impl<N: Display> Expr<N> {
    /// As a side of something else: in parentheses, unless it is one word.
    fn side(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(_) | Self::Column(_) | Self::Call(..) => self.fmt(f),
            _ => write!(f, "({self})"),
        }
    }
}

fn joined<T>(
    f: &mut fmt::Formatter<'_>,
    parts: &[T],
    between: &str,
    write: impl Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(between)?;
        }
        write(part, f)?;
    }
    Ok(())
}
