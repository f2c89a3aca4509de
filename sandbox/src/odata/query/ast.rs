//! A filter as written.

use super::literal::Literal;

/// An expression; `and` and `or` hold all their branches, so that long chains are not deep.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Literal(Literal),
    /// A property, or one reached through navigations: `to_Customer/CustomerName`.
    Path(Vec<String>),
    Call(Function, Vec<Node>),
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
    Compare(Operator, Box<Node>, Box<Node>),
    In(Box<Node>, Vec<Literal>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::odata) enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Operator {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "eq" => Self::Eq,
            "ne" => Self::Ne,
            "gt" => Self::Gt,
            "ge" => Self::Ge,
            "lt" => Self::Lt,
            "le" => Self::Le,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::odata) enum Function {
    /// v4: whether the first text holds the second.
    Contains,
    /// v2: whether the second text holds the first.
    SubstringOf,
    StartsWith,
    EndsWith,
    ToLower,
    ToUpper,
    Trim,
    Length,
}

impl Function {
    pub(super) fn named(name: &str, v2: bool) -> Option<Self> {
        Some(match name {
            "contains" if !v2 => Self::Contains,
            "substringof" if v2 => Self::SubstringOf,
            "startswith" => Self::StartsWith,
            "endswith" => Self::EndsWith,
            "tolower" => Self::ToLower,
            "toupper" => Self::ToUpper,
            "trim" => Self::Trim,
            "length" => Self::Length,
            _ => return None,
        })
    }

    /// The number of arguments, all of them text.
    pub(super) fn arguments(self) -> usize {
        match self {
            Self::Contains | Self::SubstringOf | Self::StartsWith | Self::EndsWith => 2,
            Self::ToLower | Self::ToUpper | Self::Trim | Self::Length => 1,
        }
    }
}
