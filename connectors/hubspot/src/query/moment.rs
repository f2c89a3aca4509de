//! Moments and days as a search compares them: milliseconds since 1970, days as their midnight in
//! UTC (search guide).

use channelgraph_core::pushdown::{Comparison, Operand};
use channelgraph_schema::{Test, Value};
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Clause, Groups, Operator, Plan, Planner};

/// A moment in milliseconds since 1970.
pub(crate) fn millis(time: DateTime<Utc>) -> Operand<i64> {
    let held = time.timestamp_subsec_nanos().is_multiple_of(1_000_000);
    Operand { floor: time.timestamp_millis(), held }
}

/// The first millisecond of a day.
pub(crate) fn day(date: NaiveDate) -> i64 {
    date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

/// The first millisecond of the day after.
pub(crate) fn end_of_day(date: NaiveDate) -> Option<i64> {
    date.checked_add_days(Days::new(1)).map(day)
}

/// A moment among midnights.
fn midnight(time: DateTime<Utc>) -> Operand<i64> {
    let floor = day(time.date_naive());
    Operand { floor, held: Operand { floor, held: true } == millis(time) }
}

/// The first and the last moment of a day, as clauses.
pub(crate) fn within_day(name: &str, date: NaiveDate) -> Option<Vec<Clause>> {
    let (begin, end) = (day(date), end_of_day(date)?);
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
