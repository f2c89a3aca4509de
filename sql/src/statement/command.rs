//! Statements as commands.

use datafusion::sql::sqlparser::ast::{
    self, CloseCursor, CopySource, CopyTarget, DiscardObject, FetchDirection, Ident, ObjectName,
    Query, Reset, Set, Statement, TransactionMode, Value,
};

use super::{CopyOptions, copy, read_only, settings};
use crate::{Code, Failure};

/// How many rows of a cursor are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// At most so many.
    Some(usize),
    /// All that are left.
    All,
}

/// One thing that a client wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Rows.
    Query(Box<Query>),
    /// The plan of a statement, and what it will cost.
    Explain {
        /// The statement.
        query: Box<Query>,
        /// Whether it is run as well.
        analyze: bool,
        /// Whether as JSON.
        json: bool,
    },
    /// Rows as a file.
    Copy {
        /// The statement.
        query: Box<Query>,
        /// The form of the file.
        options: CopyOptions,
    },
    /// Sets a setting.
    Set {
        /// Its name, in lower case.
        name: String,
        /// Its value; none for its default.
        value: Option<String>,
        /// Whether for this transaction only.
        local: bool,
    },
    /// Sets all settings to their defaults.
    ResetAll,
    /// Tells a setting, or all of them.
    Show(String),
    /// Opens a transaction.
    Begin {
        /// Its isolation level, if one is named.
        level: Option<String>,
        /// The words of the statement, which its tag repeats.
        word: &'static str,
    },
    /// Ends the transaction.
    Commit,
    /// Ends the transaction, which has failed or not.
    Rollback,
    /// Marks a place in the transaction, or drops the mark.
    Savepoint(&'static str),
    /// Goes back to a mark: the transaction has not failed any more.
    RollbackTo,
    /// Opens a cursor.
    Declare {
        /// Its name.
        name: String,
        /// The statement.
        query: Box<Query>,
        /// Whether it stays open after the transaction.
        hold: bool,
        /// Whether its rows are sent in binary form.
        binary: bool,
    },
    /// The next rows of a cursor.
    Fetch {
        /// Its name.
        name: String,
        /// How many.
        count: Count,
        /// Whether they are passed over, and not sent.
        moves: bool,
    },
    /// Closes a cursor, or all of them.
    Close(Option<String>),
    /// Keeps a statement under a name.
    Prepare {
        /// The name.
        name: String,
        /// The statement.
        query: Box<Query>,
    },
    /// Runs a statement that was kept.
    Execute {
        /// The name.
        name: String,
        /// The values of its parameters.
        values: Vec<ast::Expr>,
    },
    /// Drops a statement that was kept, or all of them.
    Deallocate(Option<String>),
    /// Forgets what the session has kept.
    Discard {
        /// Whether settings, cursors and statements, or nothing that there is here.
        all: bool,
    },
    /// Has no effect here.
    Nothing(&'static str),
}

impl Command {
    /// The query in it, if it has one.
    pub fn query(&self) -> Option<&Query> {
        match self {
            Self::Query(query)
            | Self::Copy { query, .. }
            | Self::Declare { query, .. }
            | Self::Explain { query, .. } => Some(query),
            _ => None,
        }
    }
}

/// The command that a statement is.
pub(super) fn of(statement: Statement) -> Result<Command, Failure> {
    match statement {
        Statement::Query(query) => read_only::query(query).map(Command::Query),
        Statement::Explain { statement, analyze, format, .. } => {
            let json = format.is_some_and(|format| format.to_string().contains("JSON"));
            Ok(Command::Explain { query: inner(*statement)?, analyze, json })
        }
        Statement::Copy {
            source,
            to: true,
            target: CopyTarget::Stdout,
            options,
            legacy_options,
            ..
        } => {
            let query = match source {
                CopySource::Query(query) => read_only::query(query)?,
                CopySource::Table { table_name, columns } => copy::table(&table_name, &columns)?,
            };
            Ok(Command::Copy { query, options: CopyOptions::of(options, legacy_options)? })
        }
        Statement::Copy { to: true, .. } => {
            Err(Failure::new(Code::Forbidden, "COPY writes to STDOUT only")
                .hint("Use COPY … TO STDOUT, or \\copy in psql."))
        }
        Statement::Set(set) => settings_of(set),
        Statement::Reset(reset) => Ok(match reset.reset {
            Reset::ALL => Command::ResetAll,
            Reset::ConfigurationParameter(name) => {
                Command::Set { name: lower(&name), value: None, local: false }
            }
        }),
        Statement::ShowVariable { variable } => Ok(Command::Show(shown(&variable))),
        Statement::StartTransaction { modes, begin: is_begin, .. } => {
            let word = if is_begin { "BEGIN" } else { "START TRANSACTION" };
            Ok(Command::Begin { level: level(&modes)?, word })
        }
        Statement::Commit { .. } => Ok(Command::Commit),
        Statement::Rollback { savepoint: Some(_), .. } => Ok(Command::RollbackTo),
        Statement::Rollback { .. } => Ok(Command::Rollback),
        Statement::Savepoint { .. } => Ok(Command::Savepoint("SAVEPOINT")),
        Statement::ReleaseSavepoint { .. } => Ok(Command::Savepoint("RELEASE")),
        Statement::Declare { stmts } => declare(stmts),
        Statement::Fetch { name, direction, into: None, .. } => {
            Ok(Command::Fetch { name: name.value, count: count(direction)?, moves: false })
        }
        Statement::Close { cursor } => Ok(Command::Close(match cursor {
            CloseCursor::All => None,
            CloseCursor::Specific { name } => Some(name.value),
        })),
        Statement::Prepare { name, statement, .. } => {
            Ok(Command::Prepare { name: name.value, query: inner(*statement)? })
        }
        Statement::Execute { name: Some(name), parameters, .. } => {
            Ok(Command::Execute { name: last(&name), values: parameters })
        }
        Statement::Deallocate { name, .. } => {
            let all = name.quote_style.is_none() && name.value.eq_ignore_ascii_case("all");
            Ok(Command::Deallocate((!all).then_some(name.value)))
        }
        Statement::Discard { object_type } => {
            Ok(Command::Discard { all: matches!(object_type, DiscardObject::ALL) })
        }
        Statement::LISTEN { .. } => Ok(Command::Nothing("LISTEN")),
        Statement::UNLISTEN { .. } => Ok(Command::Nothing("UNLISTEN")),
        other => Err(refused(&other)),
    }
}

fn inner(statement: Statement) -> Result<Box<Query>, Failure> {
    match statement {
        Statement::Query(query) => read_only::query(query),
        other => Err(refused(&other)),
    }
}

/// Why a statement is not taken: it would write, or nobody does it here.
fn refused(statement: &Statement) -> Failure {
    let word = statement.to_string();
    let word = word.split_whitespace().next().unwrap_or_default().to_uppercase();
    let writes = [
        "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "DROP", "ALTER", "TRUNCATE", "GRANT",
        "REVOKE", "COPY", "COMMENT", "VACUUM", "ANALYZE",
    ];
    if writes.contains(&&*word) {
        let message = format!("cannot execute {word} in a read-only transaction");
        return Failure::new(Code::ReadOnly, message)
            .hint("channelgraph owns no data; write to the system that owns it.");
    }
    Failure::new(Code::Unsupported, format!("{word} is not supported"))
}

fn settings_of(set: Set) -> Result<Command, Failure> {
    match set {
        Set::SingleAssignment { scope, variable, values, .. } => {
            let local = scope.is_some_and(|scope| scope.to_string().trim() == "LOCAL");
            let value = settings::written(&values)?;
            Ok(Command::Set { name: lower(&variable), value, local })
        }
        Set::SetTimeZone { local, value } => {
            let value = settings::written(&[value])?;
            Ok(Command::Set { name: "timezone".to_owned(), value, local })
        }
        Set::SetNames { charset_name, .. } => {
            let value = Some(charset_name.value);
            Ok(Command::Set { name: "client_encoding".to_owned(), value, local: false })
        }
        Set::SetTransaction { modes, session, .. } => match level(&modes)? {
            Some(level) => {
                let of =
                    if session { "default_transaction_isolation" } else { "transaction_isolation" };
                Ok(Command::Set { name: of.to_owned(), value: Some(level), local: !session })
            }
            None => Ok(Command::Nothing("SET")),
        },
        Set::SetRole { .. } | Set::SetSessionAuthorization(_) => {
            Err(Failure::new(Code::Forbidden, "a session keeps the role of its user"))
        }
        other => Err(Failure::new(Code::Unsupported, format!("{other} is not supported"))),
    }
}

/// All isolation levels are taken: there is no snapshot that could tell them apart. Writing is not.
fn level(modes: &[TransactionMode]) -> Result<Option<String>, Failure> {
    let writes = modes.iter().any(|mode| {
        matches!(mode, TransactionMode::AccessMode(ast::TransactionAccessMode::ReadWrite))
    });
    if writes {
        let message = "cannot set transaction read-write mode: this server only reads";
        return Err(Failure::new(Code::ReadOnly, message));
    }
    Ok(modes.iter().find_map(|mode| match mode {
        TransactionMode::IsolationLevel(level) => Some(level.to_string().to_lowercase()),
        TransactionMode::AccessMode(_) => None,
    }))
}

fn declare(mut stmts: Vec<ast::Declare>) -> Result<Command, Failure> {
    let unsupported = || Failure::new(Code::Unsupported, "DECLARE is for one cursor of a query");
    let (Some(one), true) = (stmts.pop(), stmts.is_empty()) else { return Err(unsupported()) };
    if one.scroll == Some(true) {
        return Err(Failure::new(Code::Unsupported, "cursors go forward only")
            .hint("Declare the cursor NO SCROLL."));
    }
    let (Some(name), Some(query)) = (one.names.into_iter().next(), one.for_query) else {
        return Err(unsupported());
    };
    let (hold, binary) = (one.hold == Some(true), one.binary == Some(true));
    Ok(Command::Declare { name: name.value, query: read_only::query(query)?, hold, binary })
}

fn count(direction: FetchDirection) -> Result<Count, Failure> {
    let number = |value: &ast::ValueWithSpan| match &value.value {
        Value::Number(digits, _) => digits.parse().ok(),
        _ => None,
    };
    let found = match &direction {
        FetchDirection::Next | FetchDirection::Forward { limit: None } => Some(Count::Some(1)),
        FetchDirection::Count { limit }
        | FetchDirection::Forward { limit: Some(limit) }
        | FetchDirection::Relative { limit } => number(limit).map(Count::Some),
        FetchDirection::All | FetchDirection::ForwardAll => Some(Count::All),
        _ => None,
    };
    found.ok_or_else(|| Failure::new(Code::Unsupported, "cursors go forward only"))
}

fn shown(variable: &[Ident]) -> String {
    let words: Vec<String> = variable.iter().map(|word| word.value.to_lowercase()).collect();
    match words.join(" ").as_str() {
        "transaction isolation level" => "transaction_isolation".to_owned(),
        "time zone" => "timezone".to_owned(),
        "session authorization" => "session_authorization".to_owned(),
        _ => words.join("."),
    }
}

fn lower(name: &ObjectName) -> String {
    let parts: Vec<String> = name.0.iter().map(|part| part.to_string().to_lowercase()).collect();
    parts.join(".").replace('"', "")
}

fn last(name: &ObjectName) -> String {
    let part = name.0.last().and_then(|part| part.as_ident());
    part.map(|ident| ident.value.clone()).unwrap_or_default()
}
