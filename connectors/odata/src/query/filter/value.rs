//! Tests of numbers, days, moments and Guids, and what of them is the same for text.

use channelgraph_core::pushdown::{Logic, Operand, Side};
use channelgraph_schema::{Value, Zone};
use chrono::NaiveDate;

use super::{Compiler, Condition, test::NULL, text::Texts};
use crate::{
    config::Version,
    describe::Kind,
    field::Column,
    query::{
        FilterText,
        literal::{day, moment, point, time_of_day},
    },
};

impl Compiler<'_> {
    pub(super) fn one_of(&mut self, column: &Column, values: &[Value]) -> Option<Condition> {
        let path = column.path(&column.property);
        if let Kind::Text(_) = column.property.kind {
            let Some(Texts { plain, folded }) = self.texts(column, values) else {
                return self.parts_of(column, values);
            };
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
                        .push(Condition::plain(format!("({path} ge {begin} and {path} lt {end})")));
                }
                (Value::Time(time), Some(_)) => {
                    // The time of day may be null, which is read as midnight.
                    self.exact = false;
                    literals.push(day(self.version(), time.date_naive()));
                }
                (value, _) => {
                    let Operand { floor, held } = self.point(column, value)?;
                    literals.extend(held.then_some(floor));
                }
            }
        }
        Some(Condition::any_of(others.into_iter().chain([Condition::one_of(&path, literals)])))
    }

    pub(super) fn none_of(&mut self, column: &Column, values: &[Value]) -> Option<Condition> {
        let path = column.path(&column.property);
        let mut parts = Vec::new();
        let differs =
            |path: &str, literal: &String| Condition::plain(format!("{path} ne {literal}"));
        if let Kind::Text(_) = column.property.kind {
            let Texts { plain, folded } = self.texts(column, values)?;
            let lower = format!("tolower({path})");
            parts.extend(plain.iter().map(|literal| differs(&path, literal)));
            parts.extend(folded.iter().map(|literal| differs(&lower, literal)));
        } else {
            for value in values {
                if let (Value::Date(date), true) = (value, column.property.kind != Kind::Day) {
                    let (begin, end) = bounds(self.version(), &column.property.kind, *date)?;
                    parts.push(Condition::plain(format!("({path} lt {begin} or {path} ge {end})")));
                } else if let (Value::Time(_), Some(_)) = (value, &column.time) {
                    return None;
                } else {
                    let Operand { floor, held } = self.point(column, value)?;
                    parts.extend(held.then(|| differs(&path, &floor)));
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
            Condition::plain(format!("{path} {operator} {literal}"))
        };
        let bounded = match (value, &column.time) {
            (Value::Date(date), _) if column.property.kind != Kind::Day => {
                let (begin, end) = bounds(self.version(), &column.property.kind, *date)?;
                let (side, bound) = side.of_span(begin, end);
                plain(side.word(), &bound)
            }
            (Value::Time(time), Some(of_day)) => {
                // What a row has beside whole seconds, or null in their place, is decided on the
                // row.
                self.exact = false;
                let (date, time) =
                    (day(self.version(), time.date_naive()), time_of_day(self.version(), *time));
                let (strict, with) =
                    (Side { equal: false, ..side }.word(), Side { equal: true, ..side }.word());
                let of_day_path = column.path(of_day);
                let none = if of_day.nullable {
                    format!(" or {of_day_path} eq null")
                } else {
                    String::new()
                };
                Condition::plain(format!(
                    "({path} {strict} {date} or ({path} eq {date} and ({of_day_path} {with} {time}{none})))"
                ))
            }
            (value, _) => {
                let Operand { floor, held } = self.point(column, value)?;
                plain(side.of_floor(held).word(), &floor)
            }
        };
        // What stands for null is less than anything.
        let nulls = self.nulls(column).into_iter().filter(|null| null != NULL);
        let there = (!side.greater)
            .then_some(nulls)
            .into_iter()
            .flatten()
            .map(|null| Condition::plain(format!("{path} ne {null}")));
        Some(Condition::all_of([bounded].into_iter().chain(there)))
    }

    /// A value as an operand for the column.
    fn point(&self, column: &Column, value: &Value) -> Option<Operand<String>> {
        point(self.version(), &column.property.kind, value)
    }
}

/// The first moment of a day in UTC and of the next, as literals.
fn bounds(version: Version, kind: &Kind, date: NaiveDate) -> Option<(String, String)> {
    matches!(kind, Kind::DateTime | Kind::Moment).then_some(())?;
    let (begin, end) = Zone::UTC.bounds_of(date)?;
    Some((moment(version, kind, begin), moment(version, kind, end)))
}
