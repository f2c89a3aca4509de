//! Settings of a session: those that clients of PostgreSQL set, and what they may be.

use std::time::Duration;

use datafusion::sql::sqlparser::ast::{Expr, UnaryOperator, Value};

use crate::{Code, Failure};

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name, in lower case.
    pub name: &'static str,
    /// Its value unless a client sets it.
    pub default: &'static str,
    rule: Rule,
}

/// What a client may set a setting to.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// Nothing else than what it is.
    Fixed,
    /// Anything: it changes nothing that this server does.
    Any,
    /// One of these, whatever the case.
    OneOf(&'static [&'static str]),
    /// UTC; another zone is taken with a warning.
    Zone,
    /// On or off.
    Switch,
    /// A time in milliseconds, or with a unit.
    Time,
}

const fn setting(name: &'static str, default: &'static str, rule: Rule) -> Setting {
    Setting { name, default, rule }
}

/// Clients that say SQL_ASCII take bytes as they come.
const UTF8: &[&str] = &["utf8", "unicode", "sqlascii"];
const ISO: &[&str] = &["iso", "iso, mdy", "iso, ymd", "iso, dmy", "mdy", "ymd", "iso,mdy"];
const LEVELS: &[&str] =
    &["read committed", "read uncommitted", "repeatable read", "serializable", "default"];

/// The settings that are known, by their names.
pub const KNOWN: &[Setting] = &[
    setting("application_name", "", Rule::Any),
    setting("backslash_quote", "safe_encoding", Rule::Any),
    setting("bytea_output", "hex", Rule::OneOf(&["hex"])),
    setting("channelgraph.partial", "off", Rule::Switch),
    setting("client_encoding", "UTF8", Rule::OneOf(UTF8)),
    setting("client_min_messages", "notice", Rule::Any),
    setting("datestyle", "ISO, MDY", Rule::OneOf(ISO)),
    setting("default_transaction_isolation", "read committed", Rule::OneOf(LEVELS)),
    setting("default_transaction_read_only", "on", Rule::OneOf(&["on", "true", "1", "yes"])),
    setting("enable_nestloop", "on", Rule::Any),
    setting("enable_seqscan", "on", Rule::Any),
    setting("extra_float_digits", "1", Rule::Any),
    setting("geqo", "on", Rule::Any),
    setting("idle_in_transaction_session_timeout", "0", Rule::Any),
    setting("idle_session_timeout", "0", Rule::Any),
    setting("in_hot_standby", "off", Rule::Fixed),
    setting("integer_datetimes", "on", Rule::Fixed),
    setting("intervalstyle", "postgres", Rule::OneOf(&["postgres"])),
    setting("is_superuser", "off", Rule::Fixed),
    setting("jit", "off", Rule::Any),
    setting("lc_collate", "C", Rule::Fixed),
    setting("lc_ctype", "C.UTF-8", Rule::Fixed),
    setting("lc_messages", "C", Rule::Any),
    setting("lc_monetary", "C", Rule::Any),
    setting("lc_numeric", "C", Rule::Any),
    setting("lc_time", "C", Rule::Any),
    setting("lock_timeout", "0", Rule::Any),
    setting("max_identifier_length", "63", Rule::Fixed),
    setting("max_index_keys", "32", Rule::Fixed),
    setting("plan_cache_mode", "auto", Rule::Any),
    setting("row_security", "on", Rule::Any),
    setting("search_path", "\"$user\", public", Rule::Any),
    setting("server_encoding", "UTF8", Rule::Fixed),
    setting("server_version", "16.6", Rule::Fixed),
    setting("server_version_num", "160006", Rule::Fixed),
    setting("session_authorization", "", Rule::Fixed),
    setting("standard_conforming_strings", "on", Rule::OneOf(&["on", "true", "1"])),
    setting("statement_timeout", "0", Rule::Time),
    setting("synchronize_seqscans", "on", Rule::Any),
    setting("synchronous_commit", "on", Rule::Any),
    setting("timezone", "UTC", Rule::Zone),
    setting("transaction_isolation", "read committed", Rule::OneOf(LEVELS)),
    setting("transaction_read_only", "on", Rule::OneOf(&["on", "true", "1", "yes"])),
    setting("work_mem", "4MB", Rule::Any),
];

/// What came of setting a setting.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// The value that it has now.
    pub value: String,
    /// What its client should know.
    pub warning: Option<String>,
}

/// What a setting becomes when a client sets it.
///
/// # Errors
/// If there is no such setting, or it cannot be that.
pub fn change(name: &str, value: &str) -> Result<Change, Failure> {
    let taken = |value: &str| Ok(Change { value: value.to_owned(), warning: None });
    let Some(known) = KNOWN.iter().find(|known| known.name == name) else {
        // PostgreSQL lets clients keep values under names with a point.
        if name.contains('.') && !name.starts_with("channelgraph.") {
            return taken(value);
        }
        let message = format!("unrecognized configuration parameter \"{name}\"");
        return Err(Failure::new(Code::Setting, message));
    };
    let mut lower = value.to_lowercase();
    if name == "client_encoding" {
        // Names of encodings are compared by their letters and digits.
        lower.retain(|letter| letter.is_ascii_alphanumeric());
    }
    match known.rule {
        Rule::Any => taken(value),
        Rule::OneOf(values) if values.contains(&&*lower) => {
            taken(if matches!(name, "client_encoding" | "datestyle") {
                known.default
            } else {
                &lower
            })
        }
        Rule::Zone => Ok(Change { value: known.default.to_owned(), warning: zone(&lower, value) }),
        Rule::Switch if ["on", "true", "1", "yes"].contains(&&*lower) => taken("on"),
        Rule::Switch if ["off", "false", "0", "no"].contains(&&*lower) => taken("off"),
        Rule::Switch => {
            let message = format!("parameter \"{name}\" requires a Boolean value");
            Err(Failure::new(Code::Value, message))
        }
        Rule::Time => match time(value) {
            Some(time) => taken(&written_time(time)),
            None => {
                let message = format!("invalid value for parameter \"{name}\": \"{value}\"");
                Err(Failure::new(Code::Value, message)
                    .hint("Give milliseconds, or a number with ms, s, min, h or d."))
            }
        },
        _ => {
            let message = format!("parameter \"{name}\" cannot be set to \"{value}\"");
            Err(Failure::new(Code::Unsupported, message)
                .hint(format!("It is \"{}\" here.", known.default)))
        }
    }
}

fn zone(lower: &str, value: &str) -> Option<String> {
    let is_utc = ["utc", "gmt", "etc/utc", "z", "zulu", "default", "0", "+00:00", "local"];
    (!is_utc.contains(&lower))
        .then(|| format!("times are given in UTC; the time zone \"{value}\" was not taken"))
}

/// A time as settings write it: milliseconds, or a number with a unit.
pub(crate) fn time(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let millis: u64 = match unit.trim() {
        "" | "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(millis).map(Duration::from_millis)
}

/// A time in the largest unit that it has a whole number of, as PostgreSQL shows it.
fn written_time(time: Duration) -> String {
    let millis = time.as_millis();
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")];
    let unit = units.into_iter().find(|(size, _)| millis > 0 && millis.is_multiple_of(*size));
    unit.map_or_else(|| "0".to_owned(), |(size, unit)| format!("{}{unit}", millis / size))
}

/// The value of a SET as text; none for DEFAULT.
pub(super) fn written(values: &[Expr]) -> Result<Option<String>, Failure> {
    let mut parts = Vec::new();
    for value in values {
        match value {
            Expr::Identifier(word) if word.value.eq_ignore_ascii_case("default") => {
                return Ok(None);
            }
            Expr::Identifier(word) => parts.push(word.value.clone()),
            Expr::Value(value) => parts.push(plain(&value.value)?),
            Expr::UnaryOp { op: UnaryOperator::Minus, expr } => parts.push(format!("-{expr}")),
            Expr::UnaryOp { op: UnaryOperator::Plus, expr } => parts.push(expr.to_string()),
            other => parts.push(other.to_string().trim_matches('\'').to_owned()),
        }
    }
    Ok(Some(parts.join(", ")))
}

fn plain(value: &Value) -> Result<String, Failure> {
    match value {
        Value::Placeholder(_) => {
            Err(Failure::new(Code::Syntax, "SET takes values, not parameters"))
        }
        Value::Number(digits, _) => Ok(digits.clone()),
        Value::Boolean(yes) => Ok(yes.to_string()),
        other => Ok(other.clone().into_string().unwrap_or_default()),
    }
}
