//! What of a question a list can be asked: words of a field, ranges of a day or moment, and the
//! order by one.
//!
//! Only what the whole question implies is asked, so that a list brings more rows than are meant,
//! never fewer; the rest is decided on what it brings.

use std::collections::BTreeMap;

use channelgraph_core::{After, Read};
use channelgraph_schema::{Direction, Filter, Test, Value, mapping::SourceOrder};
use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use crate::field::Object;
use param::Param;

pub(crate) mod param;
#[cfg(test)]
mod tests;

/// What a list is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Query {
    words: BTreeMap<&'static str, Vec<String>>,
    ranges: BTreeMap<&'static str, Range>,
    /// The field that it is ordered by.
    pub(crate) sort: Option<(&'static str, Direction)>,
    /// Whether no row can pass.
    pub(crate) is_never: bool,
}

/// Bounds that are a little wider than what is meant, as AWS does not say of all whether they
/// include their own end.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Range {
    pub(crate) after: Option<DateTime<Utc>>,
    pub(crate) before: Option<DateTime<Utc>>,
}

/// The fields that opportunities can be ordered by, and asked for by range; of these, whether it is
/// a day.
pub(crate) const DATES: [(&str, bool); 3] =
    [("LastModifiedDate", false), ("CreatedDate", false), (CLOSE_DATE, true)];

/// The one of them that an opportunity may lack.
pub(crate) const CLOSE_DATE: &str = "LifeCycle.TargetCloseDate";

/// The field that tells in which of AWS's two lists an invitation stands: one has to be asked for.
pub(crate) const SIDE: &str = "ParticipantType";
/// The list of the invitations that we sent.
pub(crate) const SENDER: &str = "SENDER";
/// The list of the invitations that we received.
pub(crate) const RECEIVER: &str = "RECEIVER";

impl Query {
    /// What an object's list can be asked of a read.
    pub(crate) fn new(object: Object, read: &Read) -> Self {
        let mut query = Self::default();
        for part in parts(&read.filter) {
            if let Filter::Test(field, test) = part {
                query.is_never |= matches!(test, Test::In(values) if values.is_empty());
                query.ask_words(object, field, test);
                query.ask_range(object, field, test);
            }
        }
        query.sort = read
            .order
            .as_ref()
            .and_then(|order| Some((date(object, &order.field)?.0, order.direction)));
        query
    }

    /// The same question from a place on; only where the order is by a date, and the place is among
    /// the rows that have it.
    #[must_use]
    pub(crate) fn from(mut self, read: &Read) -> Self {
        if let (Some((field, direction)), Some(after)) = (self.sort, &read.after) {
            let day = read.order.as_ref().and_then(|order| day_of_place(order, after));
            let test = match (direction, day) {
                (Direction::Asc, Some((begin, _))) => Test::Gte(Value::Time(begin)),
                (Direction::Desc, Some((_, end))) => Test::Lte(Value::Time(end)),
                (Direction::Asc, None) => Test::Gte(after.key.clone()),
                (Direction::Desc, None) => Test::Lte(after.key.clone()),
            };
            self.ask_range(Object::Opportunity, field, &test);
        }
        self
    }

    /// The same question of these words of a field alone.
    #[must_use]
    pub(crate) fn with(mut self, field: &'static str, words: Vec<String>) -> Self {
        self.words.insert(field, words);
        self
    }

    /// The words asked of a field.
    pub(crate) fn words(&self, field: &str) -> Option<Vec<String>> {
        self.words.get(field).cloned()
    }

    /// Whether a word of a field may be among what is asked.
    pub(crate) fn allows(&self, field: &str, word: &str) -> bool {
        self.words.get(field).is_none_or(|words| words.iter().any(|asked| asked == word))
    }

    /// The range asked of a field.
    pub(crate) fn range(&self, field: &str) -> Option<Range> {
        self.ranges.get(field).copied()
    }

    fn ask_words(&mut self, object: Object, field: &str, test: &Test) {
        let values = match test {
            Test::Eq(value) => std::slice::from_ref(value),
            Test::In(values) => values,
            _ => return,
        };
        let Some(param) = Param::of(object, field) else { return };
        if let Some(words) =
            param.words(values.iter().map(plain)).filter(|words| words.len() <= param.most)
        {
            self.words.entry(param.field).or_insert(words);
        }
    }

    fn ask_range(&mut self, object: Object, field: &str, test: &Test) {
        let Some((field, by_day)) = date(object, field) else { return };
        let (value, from, to) = match test {
            Test::Eq(value) => (value, true, true),
            Test::Gt(value) | Test::Gte(value) => (value, true, false),
            Test::Lt(value) | Test::Lte(value) => (value, false, true),
            _ => return,
        };
        let Some((first, last)) = widened(value, by_day) else { return };
        let range = self.ranges.entry(field).or_default();
        if from {
            range.after = range.after.max(Some(first));
        }
        if to {
            range.before = Some(range.before.map_or(last, |before| before.min(last)));
        }
    }
}

/// The first moment of a place's day and of the next one, where the key is the day of a moment.
fn day_of_place(order: &SourceOrder, after: &After) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    match (order.by_day, &after.key) {
        (Some(zone), Value::Date(day)) if order.field != CLOSE_DATE => zone.bounds_of(*day),
        _ => None,
    }
}

/// The parts of a filter that all have to hold.
pub(crate) fn parts(filter: &Filter<String>) -> &[Filter<String>] {
    match filter {
        Filter::And(parts) => parts,
        one => std::slice::from_ref(one),
    }
}

/// The field of this name by whose range and order an object's list can be asked, if it is one; and
/// whether it is a day.
pub(crate) fn date(object: Object, field: &str) -> Option<(&'static str, bool)> {
    (object == Object::Opportunity).then(|| DATES.into_iter().find(|(name, _)| *name == field))?
}

/// A value as a list is asked for it; nothing for one that is no word.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Bool(yes) => Some(yes.to_string()),
        value => value.as_str().map(str::to_owned),
    }
}

/// The moments just before and just after a value: a day where days are compared, a second where
/// moments are.
fn widened(value: &Value, by_day: bool) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let (first, last) = match value {
        Value::Time(time) => (*time, *time),
        Value::Date(day) => {
            let last = if by_day { *day } else { day.checked_add_days(Days::new(1))? };
            (day.and_time(NaiveTime::MIN).and_utc(), last.and_time(NaiveTime::MIN).and_utc())
        }
        _ => return None,
    };
    let by = if by_day { TimeDelta::days(1) } else { TimeDelta::seconds(1) };
    let wide = (first.checked_sub_signed(by)?, last.checked_add_signed(by)?);
    // What AWS's own forms can say: years of four digits.
    let sayable = |time: DateTime<Utc>| (1000..=9999).contains(&chrono::Datelike::year(&time));
    (sayable(wide.0) && sayable(wide.1)).then_some(wide)
}
