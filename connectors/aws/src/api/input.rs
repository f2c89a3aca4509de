//! What each operation is asked: the input as JSON.

use channelgraph_schema::Direction;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value as Json, json};

use super::{Members, PAGE, service::Service};
use crate::{
    field::{HAS_LEAD, Object},
    query::{CLOSE_DATE, DATES, Query, Range, SIDE, param::Param},
};

/// The input of a list.
pub(super) fn list(
    service: &Service,
    catalog: &str,
    object: Object,
    query: &Query,
    token: Option<&str>,
) -> Members {
    let mut input = Members::new();
    input.insert(service.spell("Catalog").into(), catalog.into());
    input.insert(service.spell("MaxResults").into(), PAGE.into());
    if let Some(token) = token {
        input.insert(service.spell("NextToken").into(), token.into());
    }
    for param in Param::all(object) {
        if let Some(words) = query.words(param.field) {
            input.insert(param.member.to_owned(), asked(param.field, words));
        }
    }
    for (field, by_day) in DATES {
        if let Some(range) = query.range(field) {
            let name = if field == CLOSE_DATE { "TargetCloseDate" } else { field };
            input.insert(name.to_owned(), bounds(name, range, by_day));
        }
    }
    if let Some((field, direction)) = query.sort {
        let by = if field == CLOSE_DATE { "TargetCloseDate" } else { field };
        let order = match direction {
            Direction::Asc => "ASCENDING",
            Direction::Desc => "DESCENDING",
        };
        input.insert("Sort".to_owned(), json!({ "SortBy": by, "SortOrder": order }));
    }
    input
}

/// The input that asks for one record; nothing for an id that cannot be asked for.
pub(super) fn get(service: &Service, catalog: &str, object: Object, id: &str) -> Option<Members> {
    let mut input = Members::new();
    input.insert(service.spell("Catalog").into(), catalog.into());
    let mut own = id;
    if object == Object::Relationship {
        let (account, relationship) = id.split_once('/')?;
        input.insert("programManagementAccountIdentifier".to_owned(), account.into());
        own = relationship;
    }
    input.insert(service.spell("Identifier").into(), own.into());
    Some(input)
}

/// The value of a member that takes a field's words.
fn asked(field: &str, words: Vec<String>) -> Json {
    match field {
        HAS_LEAD => json!(["Lead"]),
        // One of the two lists, not a choice of them.
        SIDE => words.into_iter().next().into(),
        _ => words.into(),
    }
}

fn bounds(name: &str, range: Range, by_day: bool) -> Json {
    let text = |time: DateTime<Utc>| match by_day {
        true => time.format("%Y-%m-%d").to_string(),
        false => moment(time),
    };
    let bound = |side: &str, time: Option<DateTime<Utc>>| {
        Some((format!("{side}{name}"), Json::String(text(time?))))
    };
    [bound("After", range.after), bound("Before", range.before)].into_iter().flatten().collect()
}

/// A moment as AWS reads it, which knows no leap seconds.
fn moment(time: DateTime<Utc>) -> String {
    let nanos = time.timestamp_subsec_nanos().min(999_999_999);
    let time = DateTime::from_timestamp(time.timestamp(), nanos).unwrap_or(time);
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
