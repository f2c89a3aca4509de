//! Failures of statements, as PostgreSQL tells them.

use std::fmt;

use datafusion::error::DataFusionError;

/// The codes that clients tell failures by. They are PostgreSQL's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// A connection broke the protocol.
    Protocol,
    /// Not something that this server does.
    Unsupported,
    /// The user or password is wrong.
    Password,
    /// The login is refused whatever the password.
    Login,
    /// No database of this name.
    Database,
    /// Too many connections or statements.
    TooMany,
    /// A statement that would write.
    ReadOnly,
    /// A transaction that has failed takes no statements.
    FailedTransaction,
    /// No open transaction.
    NoTransaction,
    /// A transaction is open.
    InTransaction,
    /// Malformed SQL.
    Syntax,
    /// No table of this name.
    NoTable,
    /// No column of this name.
    NoColumn,
    /// Several columns of this name.
    Ambiguous,
    /// A column that is neither grouped by nor aggregated.
    NotGrouped,
    /// No function of this name.
    NoFunction,
    /// No cursor of this name.
    NoCursor,
    /// A cursor of this name is open.
    CursorExists,
    /// No prepared statement of this name.
    NoStatement,
    /// No schema of this name.
    NoSchema,
    /// No setting of this name, or no other object.
    Setting,
    /// No value of this setting.
    Value,
    /// The caller may not see it.
    Forbidden,
    /// The types do not fit together.
    Type,
    /// Text that is no value of the type.
    Text,
    /// Text that is no date or time.
    Moment,
    /// A date or time that there is none of.
    MomentRange,
    /// A number that the type cannot hold.
    Range,
    /// A division by zero.
    Zero,
    /// Text that is no regular expression here.
    Pattern,
    /// The statement would do more than it may.
    TooComplex,
    /// The statement needs more memory than it may have.
    Memory,
    /// The caller's share of a source is used up.
    Quota,
    /// The client cancelled the statement, or its time is over.
    Cancelled,
    /// The server ends.
    Shutdown,
    /// The connection did nothing for too long.
    Idle,
    /// A source failed.
    Source,
    /// Nobody's fault but this server's.
    Internal,
}

impl Code {
    /// The five characters.
    pub fn sqlstate(self) -> &'static str {
        match self {
            Self::Protocol => "08P01",
            Self::Unsupported => "0A000",
            Self::Password => "28P01",
            Self::Login => "28000",
            Self::Database => "3D000",
            Self::TooMany => "53300",
            Self::ReadOnly => "25006",
            Self::FailedTransaction => "25P02",
            Self::NoTransaction => "25P01",
            Self::InTransaction => "25001",
            Self::Syntax => "42601",
            Self::NoTable => "42P01",
            Self::NoColumn => "42703",
            Self::Ambiguous => "42702",
            Self::NotGrouped => "42803",
            Self::NoFunction => "42883",
            Self::NoCursor => "34000",
            Self::CursorExists => "42P03",
            Self::NoStatement => "26000",
            Self::NoSchema => "3F000",
            Self::Setting => "42704",
            Self::Value => "22023",
            Self::Forbidden => "42501",
            Self::Type => "42804",
            Self::Text => "22P02",
            Self::Moment => "22007",
            Self::MomentRange => "22008",
            Self::Range => "22003",
            Self::Zero => "22012",
            Self::Pattern => "2201B",
            Self::TooComplex => "54001",
            Self::Memory => "53200",
            Self::Quota => "53400",
            Self::Cancelled => "57014",
            Self::Shutdown => "57P01",
            Self::Idle => "57P05",
            Self::Source => "HV000",
            Self::Internal => "XX000",
        }
    }
}

/// A failure of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind of failure.
    pub code: Code,
    /// What happened, in a sentence without its period.
    pub message: String,
    /// More about it.
    pub detail: Option<String>,
    /// The mend.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure with neither detail nor hint.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), detail: None, hint: None }
    }

    /// With the mend.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With more about it.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for DataFusionError {
    fn from(failure: Failure) -> Self {
        Self::External(Box::new(failure))
    }
}

impl From<DataFusionError> for Failure {
    fn from(error: DataFusionError) -> Self {
        let root = error.find_root();
        if let DataFusionError::External(inner) = root
            && let Some(failure) = inner.downcast_ref::<Self>()
        {
            return failure.clone();
        }
        let text = root.strip_backtrace();
        if text.contains("OuterReferenceColumn") {
            let message = "a subquery of this kind cannot refer to what stands outside of it";
            return Self::new(Code::Unsupported, message)
                .hint("Join the tables instead; LATERAL with LIMIT is row_number() over them.");
        }
        Self::new(code_of(root, &text), said(&text))
    }
}

/// The code of an error of the executor, which has kinds for some and words for others.
fn code_of(error: &DataFusionError, text: &str) -> Code {
    use datafusion::common::SchemaError;
    match error {
        DataFusionError::SQL(..) => Code::Syntax,
        DataFusionError::SchemaError(inner, _) => match **inner {
            SchemaError::FieldNotFound { .. } => Code::NoColumn,
            SchemaError::AmbiguousReference { .. } => Code::Ambiguous,
            _ => Code::Syntax,
        },
        DataFusionError::ResourcesExhausted(_) => Code::Memory,
        DataFusionError::NotImplemented(_) => Code::Unsupported,
        _ => {
            let known = [
                ("table '", Code::NoTable),
                ("Invalid function", Code::NoFunction),
                ("No function matches", Code::NoFunction),
                ("Divide by zero", Code::Zero),
                ("regex parse error", Code::Pattern),
                ("egular expression did not compile", Code::Pattern),
                ("must appear in the GROUP BY clause", Code::NotGrouped),
                ("out of range", Code::Range),
                ("overflow", Code::Range),
                ("Overflow", Code::Range),
                ("Can't cast value", Code::Range),
                ("too large to store", Code::Range),
                ("Error parsing", Code::Moment),
                ("Cannot cast string", Code::Text),
                ("Parser error", Code::Text),
                ("coerce", Code::Type),
                ("type_coercion", Code::Type),
                ("Unsupported CAST", Code::Type),
            ];
            if let Some(code) = moment(text) {
                return code;
            }
            let found = known.into_iter().find(|(words, _)| text.contains(words));
            match (found, error) {
                (Some((_, code)), _) => code,
                (None, DataFusionError::Plan(_)) => Code::Syntax,
                (None, DataFusionError::Execution(_) | DataFusionError::ArrowError(..)) => {
                    Code::Text
                }
                _ => Code::Internal,
            }
        }
    }
}

/// The code of a text that is no date or time: it looks like one, or it does not.
fn moment(text: &str) -> Option<Code> {
    let is_time = ["type of Date", "type of Time", "value of Date", "value of Time"];
    let is_cast = text.contains("Cannot cast string") && is_time.iter().any(|it| text.contains(it));
    if !is_cast && !text.contains("Error parsing timestamp") {
        return None;
    }
    let quoted = text.split('\'').nth(1).unwrap_or_default();
    let shape = quoted.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    let is_day = shape.take(10).eq(*b"0000-00-00");
    Some(if is_day { Code::MomentRange } else { Code::Moment })
}

/// The words of an error of the executor, without the names of its parts.
fn said(text: &str) -> String {
    let prefixes = [
        "Error during planning: ",
        "Schema error: ",
        "Execution error: ",
        "Arrow error: ",
        "SQL error: ",
        "This feature is not implemented: ",
    ];
    let mut text = text;
    while let Some(rest) = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)) {
        text = rest;
    }
    text.trim_end_matches('.').to_owned()
}
