//! Values as the protocol's literals, by what the property holds, and the spellings of one number.

use channelgraph_core::pushdown::Operand;
use channelgraph_schema::Value;
use chrono::{DateTime, NaiveDate, SecondsFormat, Timelike, Utc};

use crate::{
    config::Version,
    describe::{Kind, Property},
};

/// Digits that SAP gives the numbers of most records.
const DIGITS: usize = 10;

/// Digits up to which a part of a key is taken for a code: of a company, a year, an item.
const CODE: usize = 4;

/// A value as an operand for a property; `None` if it cannot be compared with
/// them.
pub(crate) fn point(version: Version, kind: &Kind, value: &Value) -> Option<Operand<String>> {
    let at = |floor: String, held: bool| Some(Operand { floor, held });
    match (kind, value) {
        (Kind::Whole | Kind::Long, Value::Number(number)) => {
            let mark = if *kind == Kind::Long && version == Version::V2 { "L" } else { "" };
            at(format!("{}{mark}", number.floor().normalize()), number.fract().is_zero())
        }
        (Kind::Decimal, Value::Number(number)) => {
            at(format!("{}{}", number.normalize(), mark(version, "M")), true)
        }
        (Kind::Double, Value::Number(number)) => {
            at(format!("{}{}", number.normalize(), mark(version, "d")), true)
        }
        (Kind::Day, Value::Date(date)) => at(day(version, *date), true),
        // A day stands for its midnight.
        (Kind::Day, Value::Time(time)) => at(
            day(version, time.date_naive()),
            time.num_seconds_from_midnight() == 0 && time.nanosecond() == 0,
        ),
        (Kind::DateTime | Kind::Moment, Value::Time(time)) => {
            at(moment(version, kind, *time), true)
        }
        (Kind::Guid, Value::Text(text)) => at(guid(version, text)?, true),
        _ => None,
    }
}

fn mark(version: Version, mark: &'static str) -> &'static str {
    if version == Version::V2 { mark } else { "" }
}

/// Text as a literal.
pub(crate) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A day as a literal.
pub(crate) fn day(version: Version, date: NaiveDate) -> String {
    match version {
        Version::V2 => format!("datetime'{date}T00:00:00'"),
        Version::V4 => date.to_string(),
    }
}

/// A moment as a literal.
pub(crate) fn moment(version: Version, kind: &Kind, time: DateTime<Utc>) -> String {
    let text = time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    match (version, kind) {
        (Version::V4, _) => text,
        (Version::V2, Kind::DateTime) => format!("datetime'{}'", text.trim_end_matches('Z')),
        (Version::V2, _) => format!("datetimeoffset'{text}'"),
    }
}

/// A moment's time of day, in whole seconds, as a literal.
pub(crate) fn time_of_day(version: Version, time: DateTime<Utc>) -> String {
    match version {
        Version::V2 => {
            format!("time'PT{:02}H{:02}M{:02}S'", time.hour(), time.minute(), time.second())
        }
        Version::V4 => time.format("%H:%M:%S").to_string(),
    }
}

/// A Guid as a literal; nothing if the text is none.
pub(crate) fn guid(version: Version, text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    is_guid(text).then(|| if version == Version::V2 { format!("guid'{lower}'") } else { lower })
}

fn is_guid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// An id, or one part of several, in the form that a row has it in: Guids in small letters, and
/// where numbers are padded (`pads`) without their zeros.
pub(crate) fn canonical_id(part: &str, pads: bool, several: bool) -> String {
    match (pads, several) {
        _ if is_guid(part) => part.to_ascii_lowercase(),
        (true, true) => canonical_part(part).to_owned(),
        (true, false) => canonical_text(part).to_owned(),
        (false, _) => part.to_owned(),
    }
}

/// A part of a key, or an id referred to, as a literal; nothing if the property cannot hold it.
pub(crate) fn literal_of(version: Version, kind: &Kind, text: &str) -> Option<String> {
    match kind {
        Kind::Text(_) => Some(quote(text)),
        Kind::Guid => guid(version, text),
        Kind::Bool => text.parse::<bool>().ok().map(|yes| yes.to_string()),
        Kind::Time | Kind::Enum(..) | Kind::Other => None,
        Kind::Day => text.parse().ok().map(|date| day(version, date)),
        Kind::DateTime | Kind::Moment => {
            // In an id a midnight is its day.
            let midnight = || Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc());
            text.parse().ok().or_else(midnight).map(|time| moment(version, kind, time))
        }
        Kind::Whole | Kind::Long | Kind::Decimal | Kind::Double => {
            point(version, kind, &Value::Number(text.parse().ok()?))
                .filter(|point| point.held)
                .map(|point| point.floor)
        }
    }
}

/// Tests if a property holds numbers of records, which SAP pads with zeros to ten digits inside,
/// and may show either way.
pub(crate) fn pads(property: &Property) -> bool {
    matches!(property.kind, Kind::Text(None | Some(DIGITS)))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A padded number without its zeros; any other text as it is.
pub(crate) fn canonical_text(text: &str) -> &str {
    if text.len() == DIGITS && is_number(text) { without_zeros(text) } else { text }
}

/// A part of a key of several as it stands in an id: a padded number without its zeros, unless it
/// is so short that it may be a code.
pub(crate) fn canonical_part(text: &str) -> &str {
    let plain = canonical_text(text);
    if plain.len() > CODE { plain } else { text }
}

/// A part of a key of several in every spelling that a record may have it in.
pub(crate) fn part_spellings(property: &Property, part: &str) -> Vec<String> {
    let holds = matches!(property.kind, Kind::Text(longest) if longest.is_none_or(|longest| longest >= DIGITS));
    if holds && part.len() > CODE { spellings(part) } else { vec![part.to_owned()] }
}

/// A number without leading zeros; any other text as it is.
fn without_zeros(text: &str) -> &str {
    match text.trim_start_matches('0') {
        "" if is_number(text) => "0",
        rest if is_number(rest) => rest,
        _ => text,
    }
}

/// A number plain and padded; any other text as it is, and so what has zeros of its own before it:
/// a postal code, a company's code.
pub(crate) fn spellings(text: &str) -> Vec<String> {
    let plain = canonical_text(text).to_owned();
    if is_number(&plain) && plain.len() < DIGITS && without_zeros(&plain) == plain {
        let padded = format!("{plain:0>DIGITS$}");
        return vec![plain, padded];
    }
    vec![plain]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_between_two_that_a_property_can_hold() {
        let place = |kind: Kind, value: Value| {
            point(Version::V4, &kind, &value).map(|point| (point.floor, point.held))
        };
        let time = |text: &str| Value::Time(text.parse().unwrap());
        assert_eq!(
            place(Kind::Whole, Value::Number("-2.5".parse().unwrap())),
            Some(("-3".into(), false))
        );
        assert_eq!(
            place(Kind::Day, time("2026-03-01T10:00:00Z")),
            Some(("2026-03-01".into(), false))
        );
        assert_eq!(
            place(Kind::Day, time("2026-03-01T00:00:00Z")),
            Some(("2026-03-01".into(), true))
        );
        assert_eq!(place(Kind::Decimal, Value::text("5")), None);
        assert_eq!(place(Kind::Guid, Value::text("5")), None);
    }

    #[test]
    fn a_part_of_a_key_is_written_as_its_property_holds_it() {
        let of = |kind: Kind, text: &str| literal_of(Version::V2, &kind, text);
        assert_eq!(
            of(Kind::DateTime, "2026-03-01").as_deref(),
            Some("datetime'2026-03-01T00:00:00'")
        );
        assert_eq!(
            of(Kind::DateTime, "2026-03-01T10:00:00Z").as_deref(),
            Some("datetime'2026-03-01T10:00:00'")
        );
        assert_eq!(of(Kind::DateTime, "soon"), None);
        assert_eq!(of(Kind::Whole, "1.5"), None);
    }

    #[test]
    fn an_id_has_one_form_whoever_writes_it() {
        const GUID: &str = "0A1B2C3D-0000-0000-0000-00000000000F";
        assert_eq!(canonical_id(GUID, true, false), GUID.to_lowercase());
        assert_eq!(
            (canonical_id("0000000042", true, false), canonical_id("0000000042", false, false)),
            ("42".into(), "0000000042".into())
        );
        assert_eq!(
            (canonical_id("0001", true, false), canonical_id("C-10001", false, false)),
            ("0001".into(), "C-10001".into())
        );
        assert_eq!(canonical_id("0000000042", true, true), "0000000042");
    }

    #[test]
    fn a_number_has_two_spellings_and_other_text_one() {
        assert_eq!(spellings("42"), ["42", "0000000042"]);
        assert_eq!(spellings("0000000042"), ["42", "0000000042"]);
        assert_eq!(spellings("1234567890"), ["1234567890"]);
        assert_eq!(spellings("0000000000"), ["0", "0000000000"]);
        assert_eq!(spellings("0A1"), ["0A1"]);
        assert_eq!(spellings("01067"), ["01067"]);
        assert_eq!(spellings(""), [""]);
        assert_eq!(
            (canonical_part("0001900173"), canonical_part("0000000042"), canonical_part("001")),
            ("1900173", "0000000042", "001")
        );
        assert_eq!(
            (canonical_text("0000000042"), canonical_text("01067"), canonical_text("00000000A2")),
            ("42", "01067", "00000000A2")
        );
    }
}
