//! Results that no source gives in their order: all rows are read, and sorted here.

use std::cmp::Ordering;

use super::{MOST_HELD, Page, Reading};
use crate::bi::odata::{
    error::Refused,
    filter::literal,
    token::Token,
    value::{Row, Value},
};

impl Reading<'_> {
    /// A page of the sorted rows, behind the last row of the page before.
    pub(super) async fn sorted(&self, token: Token) -> Result<Page, Refused> {
        let keys = self.keys()?;
        let mut rows = self.all(MOST_HELD).await?;
        rows.sort_by(|one, other| compare(&keys, |key| (at(one, key), at(other, key))));
        if let Some(last) = &token.last {
            let last = last.iter().map(|text| literal(text)).collect::<Result<Vec<_>, _>>()?;
            let place = |key: usize| keys.iter().position(|(column, _)| *column == key);
            let of_last = |key: usize| place(key).and_then(|place| last.get(place));
            rows.retain(|row| {
                let null = &Value::Null;
                let sides = |key| (at(row, key), of_last(key).unwrap_or(null));
                compare(&keys, sides) == Ordering::Greater
            });
        }
        rows.drain(..token.skip.min(rows.len()));
        rows.truncate(token.top.unwrap_or(usize::MAX));
        let is_more = rows.len() > token.size;
        rows.truncate(token.size);
        let next = rows.last().filter(|_| is_more).map(|row| Token {
            last: Some(keys.iter().map(|(column, _)| at(row, *column).to_string()).collect()),
            skip: 0,
            top: token.top.map(|top| top - rows.len()),
            ..token
        });
        Ok(Page { rows, next })
    }

    /// The keys of the order; then those that tell all rows apart.
    fn keys(&self) -> Result<Vec<(usize, bool)>, Refused> {
        let mut keys = self.query.order.clone();
        for column in &self.set()?.key {
            if keys.iter().all(|(known, _)| known != column) {
                keys.push((*column, false));
            }
        }
        Ok(keys)
    }
}

fn at(row: &Row, column: usize) -> &Value {
    row.get(column).unwrap_or(&Value::Null)
}

/// The order of two rows: null first where it ascends.
fn compare<'a>(
    keys: &[(usize, bool)],
    sides: impl Fn(usize) -> (&'a Value, &'a Value),
) -> Ordering {
    let orders = keys.iter().map(|(column, descending)| {
        let (one, other) = sides(*column);
        let order = one.sort(other);
        if *descending { order.reverse() } else { order }
    });
    orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}
