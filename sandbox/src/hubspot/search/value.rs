//! Values of properties, compared by the property's type.

use super::super::clock;

/// Comparison of a property's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Without regard to case.
    Text,
    /// As options are spelt.
    Enumeration,
    /// By size.
    Number,
    /// By time; days are their midnight in UTC.
    Time,
    /// `true` or `false`.
    Bool,
}

/// One value, ready to be compared with others of its kind.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub(super) enum Scalar {
    Text(String),
    Number(f64),
    Time(i64),
}

impl Kind {
    /// The kind of a property type, as the properties endpoint names it.
    pub(super) fn of(property_type: &str) -> Self {
        match property_type {
            "number" => Self::Number,
            "date" | "datetime" => Self::Time,
            "bool" => Self::Bool,
            "enumeration" => Self::Enumeration,
            _ => Self::Text,
        }
    }

    /// A value from its string; none if it is no value of this kind.
    pub(super) fn read(self, text: &str) -> Option<Scalar> {
        match self {
            Self::Text => Some(Scalar::Text(text.to_lowercase())),
            Self::Enumeration => Some(Scalar::Text(text.to_owned())),
            Self::Number => text
                .trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .map(Scalar::Number),
            Self::Time => clock::millis(text).map(Scalar::Time),
            Self::Bool => {
                let text = text.to_lowercase();
                matches!(text.as_str(), "true" | "false").then_some(Scalar::Text(text))
            }
        }
    }

    /// The code of the error for a string that is no value of this kind.
    pub(super) fn error_code(self) -> &'static str {
        match self {
            Self::Number => "INVALID_INTEGER",
            Self::Time => "INVALID_DATE",
            Self::Bool => "INVALID_BOOLEAN",
            Self::Text | Self::Enumeration => "INVALID_VALUE",
        }
    }
}
