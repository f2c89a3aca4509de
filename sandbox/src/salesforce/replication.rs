//! Replication: the records of an object that changed or went in a span of time, by SystemModstamp.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{
    Simulator,
    call::Call,
    errors::ApiError,
    soql::{schema::Record, values::print_datetime},
};

const MAX_DAYS: i64 = 30;
const MAX_IDS: usize = 600_000;

/// `GET /sobjects/{T}/updated`.
pub(crate) fn updated(
    simulator: &Simulator,
    call: &Call<'_>,
    object: &str,
) -> Result<Value, ApiError> {
    let (found, until) = span(simulator, call, object, false)?;
    let ids: Vec<&String> = found.iter().map(|(id, _)| id).collect();
    Ok(json!({ "ids": ids, "latestDateCovered": until }))
}

/// `GET /sobjects/{T}/deleted`.
pub(crate) fn deleted(
    simulator: &Simulator,
    call: &Call<'_>,
    object: &str,
) -> Result<Value, ApiError> {
    let (found, until) = span(simulator, call, object, true)?;
    let records: Vec<Value> =
        found.iter().map(|(id, date)| json!({ "id": id, "deletedDate": date })).collect();
    let earliest = print_datetime(minute(simulator.now() - TimeDelta::days(MAX_DAYS)));
    Ok(json!({
        "deletedRecords": records,
        "earliestDateAvailable": earliest,
        "latestDateCovered": until,
    }))
}

/// Ids and stamps of the records in the span, oldest first, and where the span ends.
fn span(
    simulator: &Simulator,
    call: &Call<'_>,
    object: &str,
    gone: bool,
) -> Result<(Vec<(String, String)>, String), ApiError> {
    let refuse = |message: &str| ApiError::new(400, "INVALID_REPLICATION_DATE", message);
    let now = simulator.now();
    let start = time(call, "start")?;
    let end = time(call, "end")?.min(minute(now));
    if start >= end {
        return Err(refuse("startDate must be before endDate, and at least a minute before"));
    }
    if start < minute(now - TimeDelta::days(MAX_DAYS)) {
        return Err(refuse("startDate cannot be more than 30 days ago"));
    }
    let (from, until) = (print_datetime(start), print_datetime(end));
    let switches = simulator.switches();
    let store = simulator.store.read();
    let schema = simulator.schema(&store, &switches);
    let entity = schema.entity(object).ok_or_else(ApiError::not_found)?;
    let stamp = |record: &Record<'_>| {
        let stamp = record.cells.get("SystemModstamp")?.as_str()?;
        (from.as_str() <= stamp && stamp < until.as_str()).then(|| stamp.to_owned())
    };
    let mut found: Vec<(String, String)> = entity
        .records()
        .filter(|record| record.deleted() == gone)
        .filter_map(|record| Some((record.id.to_owned(), stamp(&record)?)))
        .collect();
    if found.len() > MAX_IDS {
        let message = format!("more than {MAX_IDS} ids: ask for a shorter span");
        return Err(ApiError::new(400, "EXCEEDED_ID_LIMIT", message));
    }
    found.sort_by(|(_, left), (_, right)| left.cmp(right));
    Ok((found, until))
}

/// A bound of the span; its seconds are ignored.
fn time(call: &Call<'_>, name: &str) -> Result<DateTime<Utc>, ApiError> {
    let text = call.param(name).ok_or_else(|| {
        ApiError::new(400, "MISSING_ARGUMENT", format!("The {name} parameter is required"))
    })?;
    super::soql::datetime(text).map(minute).ok_or_else(|| {
        let message = format!("{name} is a date and time with an offset, not '{text}'");
        ApiError::new(400, "INVALID_REPLICATION_DATE", message)
    })
}

fn minute(time: DateTime<Utc>) -> DateTime<Utc> {
    time.duration_trunc(TimeDelta::minutes(1)).unwrap_or(time)
}
