//! From records as a service prints them to rows under the names that were asked for.

use std::sync::Arc;

use channelgraph_schema::mapping::Row;
use chrono::{DateTime, SecondsFormat};
use serde_json::Value as Json;

use crate::{
    api::Raw,
    config::Version,
    describe::{Kind, Property},
    field::{Column, ETAG, Scope, Step},
    query::{Dialect, canonical_part, canonical_text, pads},
};

/// The Guid by which Business Central says that there is no relation.
pub(crate) const ZERO_GUID: &str = "00000000-0000-0000-0000-000000000000";

/// The day by which Business Central says that there is none.
const ZERO_DAY: &str = "0001-01-01";

/// The word by which Business Central says that none is chosen.
pub(crate) const BLANK: &str = "_x0020_";

/// The row of a record; nothing if its key is not whole.
pub(crate) fn row(dialect: Dialect, scope: &Scope, raw: &Raw) -> Option<Row> {
    let values =
        scope.columns().map(|(name, column)| (name.to_owned(), value(dialect, column, raw)));
    Some(Row { id: id(dialect, scope, raw)?, parent: None, values: values.collect() })
}

/// The key's values, joined by `/`. A slash within one of several is written `%2F`.
fn id(dialect: Dialect, scope: &Scope, raw: &Raw) -> Option<String> {
    let part = |property: &Arc<Property>| match plain(
        dialect.version,
        &property.kind,
        raw.get(&property.name)?,
    ) {
        Json::String(text) if property.kind == Kind::Guid => Some(text.to_ascii_lowercase()),
        Json::String(text) if !text.is_empty() => Some(text),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(yes) => Some(yes.to_string()),
        _ => None,
    };
    if let [single] = scope.key.as_slice() {
        let id = part(single)?;
        let number = dialect.pads() && matches!(single.kind, Kind::Text(_));
        return Some(if number { canonical_text(&id).to_owned() } else { id });
    }
    let canonical =
        |part: String| if dialect.pads() { canonical_part(&part).to_owned() } else { part };
    let parts: Option<Vec<String>> =
        scope.key.iter().map(|property| Some(escape(&canonical(part(property)?)))).collect();
    Some(parts?.join("/"))
}

fn escape(part: &str) -> String {
    part.replace('%', "%25").replace('/', "%2F")
}

/// The values of a key out of an id; nothing if it has not as many as the key.
pub(crate) fn id_parts(id: &str, count: usize) -> Option<Vec<String>> {
    if count == 1 {
        return (!id.is_empty()).then(|| vec![id.to_owned()]);
    }
    let parts: Vec<_> =
        id.split('/').map(|part| part.replace("%2F", "/").replace("%25", "%")).collect();
    (parts.len() == count).then_some(parts)
}

/// The value at the end of a path; of a path to several records, one for each.
fn value(dialect: Dialect, column: &Column, raw: &Raw) -> Json {
    if column.property.name == ETAG {
        let etag = match dialect.version {
            Version::V2 => raw.get("__metadata").and_then(|metadata| metadata.get("etag")),
            Version::V4 => raw.get("@odata.etag"),
        };
        return etag.cloned().unwrap_or_default();
    }
    reach(dialect, column, &column.steps, raw)
}

fn reach(dialect: Dialect, column: &Column, steps: &[Step], raw: &Raw) -> Json {
    let Some((step, rest)) = steps.split_first() else { return end(dialect, column, raw) };
    let there = raw.get(&step.name);
    if !step.many {
        return there
            .and_then(Json::as_object)
            .map_or(Json::Null, |raw| reach(dialect, column, rest, raw));
    }
    let several = there.map(|there| there.get("results").unwrap_or(there)).and_then(Json::as_array);
    several
        .into_iter()
        .flatten()
        .filter_map(Json::as_object)
        .map(|raw| reach(dialect, column, rest, raw))
        .collect()
}

fn end(dialect: Dialect, column: &Column, raw: &Raw) -> Json {
    let own = |property: &Property| {
        raw.get(&property.name).map_or(Json::Null, |json| held(dialect, property, json))
    };
    let value = own(&column.property);
    match (&column.time, &value) {
        (Some(time), Json::String(day)) => match own(time) {
            // SAP says neither's time zone: they are taken as UTC.
            Json::String(time) => Json::String(format!("{}T{time}Z", day.get(..10).unwrap_or(day))),
            _ => value,
        },
        _ => value,
    }
}

/// A property's value: what stands for null is null.
fn held(dialect: Dialect, property: &Property, json: &Json) -> Json {
    let Json::String(text) = plain(dialect.version, &property.kind, json) else {
        return plain(dialect.version, &property.kind, json);
    };
    let zeros = dialect.has_zeros();
    let text = match &property.kind {
        Kind::Guid => text.to_ascii_lowercase(),
        Kind::Text(_) if zeros && text == BLANK => String::new(),
        Kind::Enum(..) => decoded(&text),
        Kind::Text(_) if dialect.pads() && pads(property) => canonical_text(&text).to_owned(),
        _ => text,
    };
    let is_null = match property.kind {
        Kind::Guid => zeros && text == ZERO_GUID,
        Kind::Day | Kind::Moment => zeros && text.starts_with(ZERO_DAY),
        Kind::Enum(..) => text.trim().is_empty(),
        _ => false,
    };
    if text.is_empty() || is_null { Json::Null } else { Json::String(text) }
}

/// A value as version 4 prints it.
fn plain(version: Version, kind: &Kind, json: &Json) -> Json {
    match (version, kind, json) {
        (_, _, Json::Object(_)) => Json::Null,
        (Version::V2, Kind::Day | Kind::DateTime | Kind::Moment, Json::String(text)) => {
            ticks(kind, text).map_or(Json::Null, Json::String)
        }
        (Version::V2, Kind::Time, Json::String(text)) => {
            duration(text).map_or(Json::Null, Json::String)
        }
        (_, _, json) => json.clone(),
    }
}

/// `/Date(1772323200000)/` or `/Date(1772323200000+0060)/`, where the offset changes nothing of the
/// moment: a day, or a moment.
fn ticks(kind: &Kind, text: &str) -> Option<String> {
    let inside = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let end = inside
        .char_indices()
        .skip(1)
        .find(|(_, char)| matches!(char, '+' | '-'))
        .map_or(inside.len(), |(place, _)| place);
    let millis: i64 = inside[..end].parse().ok()?;
    let time = DateTime::from_timestamp_millis(millis)?;
    let is_midnight = millis % 86_400_000 == 0;
    if *kind == Kind::Day || (*kind == Kind::DateTime && is_midnight) {
        return Some(time.date_naive().to_string());
    }
    Some(time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// `PT10H05M00S` as `10:05:00`.
fn duration(text: &str) -> Option<String> {
    let mut parts = [("H", String::new()), ("M", String::new()), ("S", String::new())];
    let mut rest = text.strip_prefix("PT")?;
    for (unit, value) in &mut parts {
        if let Some((number, after)) = rest.split_once(*unit) {
            (*value, rest) = (number.to_owned(), after);
        }
    }
    let [hours, minutes, seconds] = parts.map(|(_, value)| value);
    let (seconds, fraction) = seconds
        .split_once('.')
        .map_or((seconds.as_str(), String::new()), |(whole, part)| (whole, format!(".{part}")));
    (rest.is_empty() && text.len() > 2)
        .then(|| format!("{hours:0>2}:{minutes:0>2}:{seconds:0>2}{fraction}"))
}

/// Text in which `_x0020_` stands for the character of that code, as names in Business Central's
/// enums have it.
pub(crate) fn decoded(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(place) = rest.find("_x") {
        let code =
            rest.get(place + 2..place + 6).filter(|_| rest.get(place + 6..place + 7) == Some("_"));
        let char = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let end = if char.is_some() { place + 7 } else { place + 2 };
        plain.push_str(&rest[..if char.is_some() { place } else { end }]);
        plain.extend(char);
        rest = &rest[end..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_moments_and_times_of_day_are_printed_one_way() {
        let day = |text| ticks(&Kind::Day, text);
        assert_eq!(day("/Date(1772323200000)/").as_deref(), Some("2026-03-01"));
        assert_eq!(day("/Date(-86400000)/").as_deref(), Some("1969-12-31"));
        assert_eq!(
            ticks(&Kind::DateTime, "/Date(1772359200000)/").as_deref(),
            Some("2026-03-01T10:00:00Z")
        );
        assert_eq!(ticks(&Kind::DateTime, "/Date(1772323200000)/").as_deref(), Some("2026-03-01"));
        assert_eq!(
            ticks(&Kind::Moment, "/Date(1743501600123+0060)/").as_deref(),
            Some("2025-04-01T10:00:00.123Z")
        );
        for bad in ["", "/Date()/", "/Date(é)/", "2026-03-01", "/Date(99999999999999999999)/"] {
            assert_eq!(day(bad), None, "{bad}");
        }
        assert_eq!(duration("PT10H05M00S").as_deref(), Some("10:05:00"));
        assert_eq!(duration("PT0S").as_deref(), Some("00:00:00"));
        assert_eq!(duration("PT7M1.5S").as_deref(), Some("00:07:01.5"));
        assert_eq!(duration("10:00"), None);
    }

    #[test]
    fn codes_stand_for_characters() {
        assert_eq!(decoded("_x0020_"), " ");
        assert_eq!(decoded("In_x0020_Review"), "In Review");
        assert_eq!(decoded("a_xé_x002"), "a_xé_x002");
        assert_eq!(decoded("_x_x0041_"), "_xA");
    }

    #[test]
    fn an_id_reads_back_into_its_key() {
        let parts = ["1010".to_owned(), "a/b%2F".to_owned()];
        let id = parts.iter().map(|part| escape(part)).collect::<Vec<_>>().join("/");
        assert_eq!(id_parts(&id, 2).unwrap(), parts);
        assert_eq!(id_parts("a/b", 1).unwrap(), ["a/b"]);
        assert_eq!(id_parts("a/b", 3), None);
    }
}
