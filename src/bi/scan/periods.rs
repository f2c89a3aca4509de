//! What conditions ask of tables that have a row for each period: the periods, and the words by
//! which rows are worked out.

use std::collections::BTreeSet;

use channelgraph_sql::{Code, Condition, Failure, Operand, Scan, Test};
use chrono::NaiveDate;

use crate::work::period::{Calendar, Days, Interval, Wanted};

/// Periods that a scan has without a condition on them.
const USUAL: u32 = 12;
/// Periods of one length that a scan may have.
const MOST: usize = 1_000;
/// Words of one column, such as currencies, that a scan may name.
const MOST_WORDS: usize = 10;

/// Periods of one length that follow one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The length.
    pub(super) length: Interval,
    /// All of their days.
    pub(super) days: Days,
    /// The periods.
    pub(super) parts: Vec<Days>,
    /// True if no condition says where they begin.
    pub(super) is_usual: bool,
}

/// The periods that a scan asks for, by their lengths. What a join narrows says nothing here: it
/// may be known or not. There may be more of them than the condition lets through, never fewer.
///
/// # Errors
/// If they are too many, or lie too far away.
pub(super) fn spans(
    scan: &Scan,
    calendar: Calendar,
    today: NaiveDate,
) -> Result<Vec<Span>, Failure> {
    let table = &scan.table;
    let columns = ["period_from", "period_to"].map(|name| table.column(name));
    let Some(bounds) = bounds(&scan.stated, &columns) else { return Ok(Vec::new()) };
    let mut spans = Vec::new();
    let lengths = words(scan, "period_length", Interval::Month, |word| word.parse().ok())?;
    for length in lengths {
        let Some(days) =
            bounds.days(length, calendar, today).map_err(|text| refused(scan, &text))?
        else {
            continue;
        };
        let parts = calendar.parts(days, length, MOST).ok_or_else(|| {
            refused(scan, &format!("it would have more than {MOST} of them of one length here"))
        })?;
        spans.push(Span { length, days, parts, is_usual: bounds.from.is_none() });
    }
    Ok(spans)
}

fn refused(scan: &Scan, text: &str) -> Failure {
    let message = format!("the periods of `{}`: {text}", scan.table.name);
    Failure::new(Code::TooComplex, message)
        .hint("Narrow them by `period_from` and `period_to`, or ask for longer ones.")
}

/// The words of a column that conditions name, or a usual one where they name none. What is none of
/// its words has no rows.
///
/// # Errors
/// If they are too many.
pub(super) fn words<T>(
    scan: &Scan,
    column: &str,
    usual: T,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Failure> {
    let place = scan.table.column(column);
    let Some(named) = place.and_then(|place| named(&scan.stated, place)) else {
        return Ok(vec![usual]);
    };
    let known: Vec<T> = named.iter().filter_map(|word| read(word)).collect();
    if known.len() > MOST_WORDS {
        let message = format!("a condition names more than {MOST_WORDS} of `{column}`");
        return Err(Failure::new(Code::TooComplex, message));
    }
    Ok(known)
}

/// The texts with which conditions compare a column; none if there is no such condition.
fn named(condition: &Condition, column: usize) -> Option<BTreeSet<String>> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            let all = parts.iter().filter_map(|part| named(part, column));
            all.reduce(|mut all, more| {
                all.extend(more);
                all
            })
        }
        Condition::Test(place, Test::In(values)) if *place == column => {
            let text = |value: &Operand| match value {
                Operand::Text(text) => Some(text.clone()),
                _ => None,
            };
            Some(values.iter().filter_map(text).collect())
        }
        Condition::Test(..) => None,
    }
}

/// Days that every row's period meets: it ends no earlier than `from`, and begins no later than
/// `to`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Bounds {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// The bounds that a condition sets; none if it lets no row through.
fn bounds(condition: &Condition, columns: &[Option<usize>]) -> Option<Bounds> {
    match condition {
        Condition::All(parts) => {
            let mut all = Bounds::default();
            for part in parts {
                let part = bounds(part, columns)?;
                all.from = all.from.max(part.from);
                all.to = [all.to, part.to].into_iter().flatten().min();
            }
            Some(all)
        }
        Condition::Any(parts) => {
            let parts = parts.iter().filter_map(|part| bounds(part, columns));
            parts.reduce(|one, other| Bounds {
                from: one.from.min(other.from),
                to: one.to.zip(other.to).map(|(one, other)| one.max(other)),
            })
        }
        Condition::Test(column, test) if columns.contains(&Some(*column)) => Some(of(test)),
        Condition::Test(..) => Some(Bounds::default()),
    }
}

/// The bounds that a test of a period's first or last day sets.
fn of(test: &Test) -> Bounds {
    let day = |operand: &Operand| match operand {
        Operand::Date(day) => Some(*day),
        Operand::Time(time) => Some(time.date_naive()),
        _ => None,
    };
    match test {
        Test::In(values) => {
            let days: Option<Vec<NaiveDate>> = values.iter().map(day).collect();
            let days = days.unwrap_or_default();
            Bounds { from: days.iter().min().copied(), to: days.iter().max().copied() }
        }
        Test::Gt(value) | Test::Gte(value) => Bounds { from: day(value), to: None },
        Test::Lt(value) | Test::Lte(value) => Bounds { from: None, to: day(value) },
        _ => Bounds::default(),
    }
}

impl Bounds {
    /// The days of the periods of a length that meet them: without a beginning, the usual number of
    /// periods up to the end; without an end, up to today's. None if there are none.
    fn days(
        self,
        length: Interval,
        calendar: Calendar,
        today: NaiveDate,
    ) -> Result<Option<Days>, String> {
        let days = match (self.from, self.to) {
            (Some(from), to) => {
                let to = to.unwrap_or_else(|| today.max(from));
                // Each of them alone, as one period can meet both with the last before the first.
                let whole = |day| calendar.whole(Days { from: day, to: day }, length);
                match (whole(from), whole(to)) {
                    (Some(first), Some(last)) if first.from <= last.to => {
                        Days { from: first.from, to: last.to }
                    }
                    (Some(_), Some(_)) => return Ok(None),
                    _ => return Err("there are no such days".to_owned()),
                }
            }
            (None, to) => {
                let last = Wanted::Last { count: USUAL, of: length, current: true };
                last.days(calendar, to.unwrap_or(today))?
            }
        };
        Wanted::Days(days).days(calendar, today).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use channelgraph_sql::{Column, ColumnType, Table, Tests};

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn scan(condition: Condition) -> Scan {
        let column = |name: &str| Column {
            name: name.to_owned(),
            ty: ColumnType::Date,
            nullable: false,
            doc: String::new(),
            tests: Tests::Range,
            sorts: false,
        };
        let columns = ["period_length", "period_from", "period_to"].map(column).to_vec();
        let (name, doc) = ("performance".to_owned(), String::new());
        let table = Table { name, doc, columns, key: Vec::new(), foreign_keys: Vec::new() };
        let (table, columns) = (Arc::new(table), vec![0]);
        let (stated, sort, limit, gaps) = (condition.clone(), None, None, Arc::default());
        Scan { table, columns, condition, stated, sort, limit, gaps }
    }

    fn found(condition: Condition) -> Vec<(Interval, String, String, usize)> {
        let calendar = Calendar { fiscal_start: 4, ..Calendar::default() };
        let spans = spans(&scan(condition), calendar, day("2026-11-30")).unwrap();
        let told = |span: Span| {
            let (from, to) = (span.days.from.to_string(), span.days.to.to_string());
            (span.length, from, to, span.parts.len())
        };
        spans.into_iter().map(told).collect()
    }

    fn one(
        length: Interval,
        from: &str,
        to: &str,
        parts: usize,
    ) -> Vec<(Interval, String, String, usize)> {
        vec![(length, from.to_owned(), to.to_owned(), parts)]
    }

    fn from(test: fn(Operand) -> Test, text: &str) -> Condition {
        Condition::Test(1, test(Operand::Date(day(text))))
    }

    fn to(test: fn(Operand) -> Test, text: &str) -> Condition {
        Condition::Test(2, test(Operand::Date(day(text))))
    }

    fn length(words: &[&str]) -> Condition {
        let words = words.iter().map(|word| Operand::Text((*word).to_owned()));
        Condition::Test(0, Test::In(words.collect()))
    }

    fn is(day: Operand) -> Test {
        Test::In(vec![day])
    }

    #[test]
    fn without_a_condition_there_are_twelve_periods_up_to_now() {
        let months = one(Interval::Month, "2025-12-01", "2026-11-30", 12);
        assert_eq!(found(Condition::all()), months);
        let quarters = one(Interval::Quarter, "2024-01-01", "2026-12-31", 12);
        assert_eq!(found(length(&["QUARTER"])), quarters);
        let both = found(length(&["YEAR", "MONTH", "month", "AGE"]));
        assert_eq!(both.iter().map(|span| span.3).collect::<Vec<_>>(), [12, 12]);
        assert_eq!(found(length(&["month"])), []);
        let until = one(Interval::Month, "2023-04-01", "2024-03-31", 12);
        assert_eq!(found(from(Test::Lte, "2024-03-15")), until);
    }

    #[test]
    fn whole_periods_are_found_that_conditions_may_mean() {
        let march = one(Interval::Month, "2026-03-01", "2026-03-31", 1);
        assert_eq!(found(from(is, "2026-03-01")), march);
        assert_eq!(found(to(is, "2026-03-31")), march);
        // The period that holds a day.
        let holds = from(Test::Lte, "2026-03-15").and(to(Test::Gte, "2026-03-15"));
        assert_eq!(found(holds), march);
        let within = to(Test::Gte, "2026-03-20").and(from(Test::Lte, "2026-03-10"));
        assert_eq!(found(within), march);
        assert_eq!(found(from(Test::Gte, "2026-05-01").and(to(Test::Lt, "2026-04-01"))), []);
        let since = one(Interval::Month, "2026-09-01", "2026-11-30", 3);
        assert_eq!(found(from(Test::Gt, "2026-09-01")), since);
        let later = one(Interval::Month, "2027-02-01", "2027-02-28", 1);
        assert_eq!(found(from(Test::Gte, "2027-02-01")), later);
        let year = from(Test::Gte, "2025-06-01").and(length(&["YEAR"]));
        assert_eq!(found(year), one(Interval::Year, "2025-04-01", "2027-03-31", 2));
    }

    #[test]
    fn arms_of_a_condition_are_all_found() {
        let arms = vec![from(is, "2024-02-01"), from(is, "2024-05-01")];
        let both = one(Interval::Month, "2024-02-01", "2024-05-31", 4);
        assert_eq!(found(Condition::Any(arms.clone())), both);
        // An arm that says nothing of periods takes no bound away from the others around it.
        let open = Condition::Any(vec![from(is, "2024-02-01"), length(&["MONTH"])]);
        let since = Condition::All(vec![open, from(Test::Gte, "2026-10-01")]);
        assert_eq!(found(since), one(Interval::Month, "2026-10-01", "2026-11-30", 2));
        assert_eq!(found(Condition::Any(Vec::new())), []);
    }

    #[test]
    fn more_periods_than_may_be_are_refused() {
        let calendar = Calendar::default();
        let of = |condition| spans(&scan(condition), calendar, day("2026-11-30"));
        let days = length(&["DAY"]).and(from(Test::Gte, "2023-01-01"));
        assert_eq!(of(days).unwrap_err().code, Code::TooComplex);
        assert_eq!(of(from(Test::Gte, "1753-01-01")).unwrap_err().code, Code::TooComplex);
        let words: Vec<String> = (0..11).map(|number| number.to_string()).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let many =
            super::words(&scan(length(&words)), "period_length", 0_u32, |word| word.parse().ok());
        assert_eq!(many.unwrap_err().code, Code::TooComplex);
    }
}
