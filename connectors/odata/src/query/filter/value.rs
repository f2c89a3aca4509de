//! Tests of numbers, days, moments and Guids, and what of them is the same for text.

use channelgraph_schema::Value;
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Compiler, Condition, test::NULL, text::Texts};
use crate::{
    config::Version,
    describe::Kind,
    field::Column,
    query::literal::{Point, day, moment, point, time_of_day},
};

impl Compiler<'_> {
    pub(super) fn one_of(&mut self, column: &Column, values: &[Value]) -> Option<Condition> {
        let path = column.path(&column.property);
        if let Kind::Text(_) = column.property.kind {
            let Texts { plain, folded } = self.texts(column, values)?;
            let folded = Condition::one_of(&format!("tolower({path})"), folded);
            return Some(Condition::any_of([Condition::one_of(&path, plain), folded]));
        }
        let mut literals = Vec::new();
        let mut others = Vec::new();
        for value in values {
            match (value, &column.time) {
                (Value::Date(date), _) if column.property.kind != Kind::Day => {
                    let (begin, end) = bounds(self.version(), &column.property.kind, *date)?;
                    others
                        .push(Condition::Plain(format!("({path} ge {begin} and {path} lt {end})")));
                }
                (Value::Time(time), Some(_)) => {
                    // The time of day may be null, which is read as midnight.
                    self.exact = false;
                    literals.push(day(self.version(), time.date_naive()));
                }
                (value, _) => {
                    let Point { floor, on } = self.point(column, value)?;
                    literals.extend(on.then_some(floor));
                }
            }
        }
        Some(Condition::any_of(others.into_iter().chain([Condition::one_of(&path, literals)])))
    }

    pub(super) fn none_of(&mut self, column: &Column, values: &[Value]) -> Option<Condition> {
        let path = column.path(&column.property);
        let mut parts = Vec::new();
        let differs =
            |path: &str, literal: &String| Condition::Plain(format!("{path} ne {literal}"));
        if let Kind::Text(_) = column.property.kind {
            let Texts { plain, folded } = self.texts(column, values)?;
            let lower = format!("tolower({path})");
            parts.extend(plain.iter().map(|literal| differs(&path, literal)));
            parts.extend(folded.iter().map(|literal| differs(&lower, literal)));
        } else {
            for value in values {
                if let (Value::Date(date), true) = (value, column.property.kind != Kind::Day) {
                    let (begin, end) = bounds(self.version(), &column.property.kind, *date)?;
                    parts.push(Condition::Plain(format!("({path} lt {begin} or {path} ge {end})")));
                } else if let (Value::Time(_), Some(_)) = (value, &column.time) {
                    return None;
                } else {
                    let Point { floor, on } = self.point(column, value)?;
                    parts.extend(on.then(|| differs(&path, &floor)));
                }
            }
        }
        // The protocol lets null pass what differs.
        parts.push(self.not_null(column));
        Some(Condition::all_of(parts))
    }

    pub(super) fn range(
        &mut self,
        column: &Column,
        value: &Value,
        side: Side,
    ) -> Option<Condition> {
        let path = column.path(&column.property);
        // How a service orders text is its own, and a Guid has no order.
        if matches!(column.property.kind, Kind::Text(_) | Kind::Guid | Kind::Time) {
            return None;
        }
        let plain = |operator: &str, literal: &str| {
            Condition::Plain(format!("{path} {operator} {literal}"))
        };
        let bounded = match (value, &column.time) {
            (Value::Date(date), _) if column.property.kind != Kind::Day => {
                let (begin, end) = bounds(self.version(), &column.property.kind, *date)?;
                match (side.greater, side.equal) {
                    (true, true) => plain("ge", &begin),
                    (true, false) => plain("ge", &end),
                    (false, true) => plain("lt", &end),
                    (false, false) => plain("lt", &begin),
                }
            }
            (Value::Time(time), Some(of_day)) => {
                // What a row has beside whole seconds, or null in their place, is decided on the
                // row.
                self.exact = false;
                let (date, time) =
                    (day(self.version(), time.date_naive()), time_of_day(self.version(), *time));
                let (strict, with) = (
                    Side { equal: false, ..side }.operator(),
                    Side { equal: true, ..side }.operator(),
                );
                let of_day_path = column.path(of_day);
                let none = if of_day.nullable {
                    format!(" or {of_day_path} eq null")
                } else {
                    String::new()
                };
                Condition::Plain(format!(
                    "({path} {strict} {date} or ({path} eq {date} and ({of_day_path} {with} {time}{none})))"
                ))
            }
            (value, _) => {
                let Point { floor, on } = self.point(column, value)?;
                // Between two values that the property can hold: above it is above the lower one,
                // below it is up to the lower one.
                let side = if on { side } else { Side { equal: !side.greater, ..side } };
                plain(side.operator(), &floor)
            }
        };
        // What stands for null is less than anything.
        let nulls = self.nulls(column).into_iter().filter(|null| null != NULL);
        let there = (!side.greater)
            .then_some(nulls)
            .into_iter()
            .flatten()
            .map(|null| Condition::Plain(format!("{path} ne {null}")));
        Some(Condition::all_of([bounded].into_iter().chain(there)))
    }

    /// Where a value stands among those of the column.
    fn point(&self, column: &Column, value: &Value) -> Option<Point> {
        point(self.version(), &column.property.kind, value)
    }
}

/// Which side of a value is meant, and whether the value itself is.
#[derive(Clone, Copy)]
pub(super) struct Side {
    pub(super) greater: bool,
    pub(super) equal: bool,
}

impl Side {
    fn operator(self) -> &'static str {
        match (self.greater, self.equal) {
            (true, false) => "gt",
            (true, true) => "ge",
            (false, false) => "lt",
            (false, true) => "le",
        }
    }
}

/// The first moment of a day and of the next, as literals.
fn bounds(version: Version, kind: &Kind, date: NaiveDate) -> Option<(String, String)> {
    let midnight =
        |date: NaiveDate| -> Option<DateTime<Utc>> { Some(date.and_hms_opt(0, 0, 0)?.and_utc()) };
    let literal = |date: NaiveDate| Some(moment(version, kind, midnight(date)?));
    matches!(kind, Kind::DateTime | Kind::Moment).then_some(())?;
    Some((literal(date)?, literal(date.checked_add_days(Days::new(1))?)?))
}
