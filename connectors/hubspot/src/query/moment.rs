//! Moments and days as a search compares them: milliseconds since 1970, days as their midnight in
//! UTC (search guide).

use channelgraph_schema::{Test, Value};
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Clause, Operator, Planner, groups::Plan};

/// Milliseconds since 1970, and whether the moment has a part finer than that.
pub(crate) fn millis(time: DateTime<Utc>) -> (i64, bool) {
    (time.timestamp_millis(), !time.timestamp_subsec_nanos().is_multiple_of(1_000_000))
}

/// The first millisecond of a day.
pub(crate) fn day(date: NaiveDate) -> i64 {
    date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

/// The first millisecond of the day after.
pub(crate) fn end_of_day(date: NaiveDate) -> Option<i64> {
    date.checked_add_days(Days::new(1)).map(day)
}

/// The midnight before, and whether the moment is after it.
fn midnight(time: DateTime<Utc>) -> (i64, bool) {
    let midnight = day(time.date_naive());
    (midnight, (midnight, false) != millis(time))
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
        let clause = |operator, ms: i64| {
            Plan::exactly(vec![vec![Clause::one(name, operator, ms.to_string())]])
        };
        let moment = |value: &Value| match value {
            Value::Time(time) => Some(if whole_days { midnight(*time) } else { millis(*time) }),
            _ => None,
        };
        // Behind a moment between two milliseconds (or within a day) is behind the last one before
        // it.
        match test {
            Test::Gt(value) => moment(value).map(|(ms, _)| clause(Operator::Gt, ms)),
            Test::Gte(value) => moment(value)
                .map(|(ms, part)| clause(if part { Operator::Gt } else { Operator::Gte }, ms)),
            Test::Lt(value) => moment(value)
                .map(|(ms, part)| clause(if part { Operator::Lte } else { Operator::Lt }, ms)),
            Test::Lte(value) => moment(value).map(|(ms, _)| clause(Operator::Lte, ms)),
            _ => {
                let exact = |value: &Value| {
                    moment(value).filter(|(_, part)| !part).map(|(ms, _)| ms.to_string())
                };
                match test {
                    Test::Eq(value) if exact(value).is_none() => Some(Plan::known(false)),
                    Test::In(values) => {
                        let values: Vec<String> = values.iter().filter_map(exact).collect();
                        Some(if values.is_empty() {
                            Plan::known(false)
                        } else {
                            self.one_of(name, &values)
                        })
                    }
                    Test::NotIn(values) => {
                        let values: Vec<String> = values.iter().filter_map(exact).collect();
                        Some(if values.is_empty() {
                            self.property_is_there(name)
                        } else {
                            self.none_of(name, &values)
                        })
                    }
                    Test::Ne(value) if exact(value).is_none() => Some(self.property_is_there(name)),
                    test => Some(self.compared(name, test, &exact)),
                }
            }
        }
        .unwrap_or_else(Plan::unknown)
    }
}
