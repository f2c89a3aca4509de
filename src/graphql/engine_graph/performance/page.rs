//! Pages of rows. A cursor names a row by its keys and its first day, so that a page goes on where
//! the last one ended though figures have changed; where that row is gone, by its place.

use std::ops::Range;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use channelgraph_schema::BadCursor;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    engine::Problem,
    work::performance::{Dimension, Performance, Row},
};

/// The list of which a cursor is one.
const LIST: &str = "performance";

/// A row, as a cursor names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPlace {
    list: String,
    dimensions: Vec<String>,
    keys: Vec<Option<String>>,
    from: NaiveDate,
    place: usize,
}

impl RowPlace {
    /// The place of a cursor.
    ///
    /// # Errors
    /// If it is no cursor of rows, or one of rows by other dimensions.
    pub(super) fn decode(text: &str, dimensions: &[Dimension]) -> Result<Self, Problem> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor::Malformed)?;
        let place: Self = serde_json::from_slice(&bytes).map_err(|_| BadCursor::Malformed)?;
        if place.list != LIST {
            return Err(BadCursor::Malformed.into());
        }
        let asked = names(dimensions);
        if place.dimensions != asked {
            let message = format!(
                "`after` is the place of a row by [{}], and `groupBy` is [{}]; begin anew",
                place.dimensions.join(", "),
                asked.join(", ")
            );
            return Err(Problem::input(message));
        }
        Ok(place)
    }

    fn is(&self, row: &Row) -> bool {
        let keys = row.keys.iter().map(|key| &key.value);
        row.period.from == self.from && keys.eq(&self.keys)
    }
}

fn names(dimensions: &[Dimension]) -> Vec<String> {
    dimensions.iter().map(|dimension| <&str>::from(dimension).to_owned()).collect()
}

/// The cursor of a row.
pub(super) fn cursor(dimensions: &[Dimension], row: &Row, place: usize) -> Option<String> {
    let place = RowPlace {
        list: LIST.to_owned(),
        dimensions: names(dimensions),
        keys: row.keys.iter().map(|key| key.value.clone()).collect(),
        from: row.period.from,
        place,
    };
    Some(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&place).ok()?))
}

/// The rows of a page.
pub(super) fn range(answer: &Performance, first: usize, after: Option<&RowPlace>) -> Range<usize> {
    let rows = &answer.rows;
    let begin = after.map_or(0, |after| {
        let found = rows.iter().position(|row| after.is(row));
        found.map_or(after.place, |place| place.saturating_add(1)).min(rows.len())
    });
    begin..begin.saturating_add(first).min(rows.len())
}
