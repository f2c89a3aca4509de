//! Pages of rows.

use std::ops::Range;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    engine::Problem,
    graphql::engine_graph::place::Behind,
    work::performance::{Dimension, Performance, Row},
};

/// The list of which a cursor is one.
const LIST: &str = "performance";

/// The place behind a row.
pub(super) type RowPlace = Behind<RowName>;

/// What names a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowName {
    dimensions: Vec<String>,
    keys: Vec<Option<String>>,
    from: NaiveDate,
}

impl RowName {
    fn is(&self, row: &Row) -> bool {
        let keys = row.keys.iter().map(|key| &key.value);
        row.period.from == self.from && keys.eq(&self.keys)
    }
}

/// The place of a cursor.
///
/// # Errors
/// If it is no cursor of rows, or one of rows by other dimensions.
pub(super) fn decode(text: &str, dimensions: &[Dimension]) -> Result<RowPlace, Problem> {
    let place = RowPlace::decode(LIST, text)?;
    let asked = names(dimensions);
    if place.item.dimensions != asked {
        let message = format!(
            "`after` is the place of a row by [{}], and `groupBy` is [{}]; begin anew",
            place.item.dimensions.join(", "),
            asked.join(", ")
        );
        return Err(Problem::input(message));
    }
    Ok(place)
}

fn names(dimensions: &[Dimension]) -> Vec<String> {
    dimensions.iter().map(|dimension| <&str>::from(dimension).to_owned()).collect()
}

/// The cursor of a row.
pub(super) fn cursor(dimensions: &[Dimension], row: &Row, place: usize) -> Option<String> {
    let name = RowName {
        dimensions: names(dimensions),
        keys: row.keys.iter().map(|key| key.value.clone()).collect(),
        from: row.period.from,
    };
    RowPlace::cursor(LIST, name, place)
}

/// The rows of a page.
pub(super) fn range(answer: &Performance, first: usize, after: Option<&RowPlace>) -> Range<usize> {
    let rows = &answer.rows;
    let begin = after.map_or(0, |after| {
        after.begins(rows.iter().position(|row| after.item.is(row))).min(rows.len())
    });
    begin..begin.saturating_add(first).min(rows.len())
}
