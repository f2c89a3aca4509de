//! Moments and days as a search compares them: milliseconds since 1970, days as their midnight in
//! UTC (search guide).

use channelgraph_core::pushdown::{Comparison, Operand};
use channelgraph_schema::{Test, Value, Zone};
use chrono::{DateTime, NaiveDate, Utc};

use super::{Clause, Groups, Operator, Plan, Planner};

/// A moment in milliseconds since 1970.
pub(crate) fn millis(time: DateTime<Utc>) -> Operand<i64> {
    let held = time.timestamp_subsec_nanos().is_multiple_of(1_000_000);
    Operand { floor: time.timestamp_millis(), held }
}

/// The millisecond by which a search knows a day: its midnight in UTC.
pub(crate) fn day(date: NaiveDate) -> i64 {
    date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

/// A moment among midnights.
fn midnight(time: DateTime<Utc>) -> Operand<i64> {
    let floor = day(time.date_naive());
    Operand { floor, held: Operand { floor, held: true } == millis(time) }
}

/// The first millisecond of a day in a time zone, and of the next one.
pub(crate) fn bounds(zone: Zone, date: NaiveDate) -> Option<(i64, i64)> {
    let (begin, end) = zone.bounds_of(date)?;
    Some((begin.timestamp_millis(), end.timestamp_millis()))
}

/// The moments of a day in a time zone, as clauses.
pub(crate) fn within_day(name: &str, zone: Zone, date: NaiveDate) -> Option<Vec<Clause>> {
    let (begin, end) = bounds(zone, date)?;
    Some(vec![
        Clause::one(name, Operator::Gte, begin.to_string()),
        Clause::one(name, Operator::Lt, end.to_string()),
    ])
}

impl Planner<'_> {
    /// Tests of moments; `whole_days`: on a property that holds days.
    pub(super) fn moments(&self, name: &str, test: &Test, whole_days: bool) -> Plan {
        let moment = |value: &Value| match value {
            Value::Time(time) => Some(if whole_days { midnight(*time) } else { millis(*time) }),
            _ => None,
        };
        let held = |values: &[Value]| -> Vec<String> {
            let held = values.iter().filter_map(moment).filter(|moment| moment.held);
            held.map(|moment| moment.floor.to_string()).collect()
        };
        match Comparison::from(test) {
            Comparison::Beyond(side, value) => {
                moment(value).map_or_else(Plan::undecided, |Operand { floor, held }| {
                    let operator = Operator::of(side.of_floor(held));
                    Plan::exactly(Groups::one(Clause::one(name, operator, floor.to_string())))
                })
            }
            Comparison::OneOf(values) => self.one_of(name, &held(values)),
            Comparison::NoneOf(values) => self.none_of(name, &held(values)),
            Comparison::Null(_) | Comparison::Contains(_) | Comparison::StartsWith(_) => {
                Plan::undecided()
            }
        }
    }
}
