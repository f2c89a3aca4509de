//! Sorting: nulls first in both directions unless NULLS LAST, picklists by set-up order, text
//! without case.

use std::{cmp::Ordering, collections::HashMap};

use rust_decimal::Decimal;

use super::{
    ast::{Order, OrderKey},
    cell::{Cell, Kind},
    column::Column,
    error::SoqlError,
    plan::Binder,
    schema::Record,
};

/// A value in the form it sorts by; null comes before all others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Null,
    Flag(bool),
    Number(Decimal),
    /// The place of a picklist value in its set-up order.
    Rank(usize),
    Text(String),
}

/// One key of ORDER BY, bound.
#[derive(Debug, Clone)]
pub(crate) struct Sort<'a> {
    column: Column<'a>,
    ranks: HashMap<&'a str, usize>,
    pub(crate) direction: Direction,
}

/// The direction of a key, and the place of its nulls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Direction {
    pub(crate) descending: bool,
    pub(crate) nulls_last: bool,
}

impl Direction {
    pub(crate) fn compare(self, left: &Key, right: &Key) -> Ordering {
        let nulls = match self.nulls_last {
            true => Ordering::Greater,
            false => Ordering::Less,
        };
        match (left, right) {
            (Key::Null, Key::Null) => Ordering::Equal,
            (Key::Null, _) => nulls,
            (_, Key::Null) => nulls.reverse(),
            _ if self.descending => right.cmp(left),
            _ => left.cmp(right),
        }
    }
}

impl<'a> Sort<'a> {
    pub(crate) fn new(column: Column<'a>, order: &Order) -> Self {
        // Of a lookup that may be empty, and of what lies behind one, the server leaves the nulls
        // on top whatever the query says.
        let nulls_last = order.nulls_last && !column.may_lead_nowhere();
        let mut sort = Self::ascending(column);
        sort.direction = Direction { descending: order.descending, nulls_last };
        sort
    }

    pub(crate) fn ascending(column: Column<'a>) -> Self {
        let ranks = match column.kind {
            Kind::Picklist => column.field.picklist.iter().map(String::as_str).zip(0..).collect(),
            _ => HashMap::new(),
        };
        let direction = Direction { descending: false, nulls_last: false };
        Self { column, ranks, direction }
    }

    pub(crate) fn key(&self, record: Record<'a>) -> Key {
        match self.column.cell(record) {
            Cell::Null => Key::Null,
            Cell::Flag(flag) => Key::Flag(flag),
            Cell::Number(number) => Key::Number(number),
            Cell::Text(text) => match self.column.kind {
                Kind::Text => Key::Text(text.to_lowercase()),
                Kind::Picklist => match self.ranks.get(text) {
                    Some(rank) => Key::Rank(*rank),
                    None => Key::Text(text.to_lowercase()),
                },
                _ => Key::Text(text.to_owned()),
            },
        }
    }
}

/// The first `keep` records by all keys; ties keep the order of ids, which no caller should rely
/// on.
pub(crate) fn first<'a>(records: Vec<Record<'a>>, by: &[Sort<'a>], keep: usize) -> Vec<Record<'a>> {
    if by.is_empty() {
        return records;
    }
    // All keys lie in one row after another: a vector for each record would cost more than the
    // sorting.
    let keys: Vec<Key> =
        records.iter().flat_map(|record| by.iter().map(|sort| sort.key(*record))).collect();
    let compare = |left: &usize, right: &usize| {
        let width = by.len();
        let row = |place: usize| &keys[place * width..][..width];
        by.iter()
            .zip(row(*left).iter().zip(row(*right)))
            .map(|(sort, (left, right))| sort.direction.compare(left, right))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| left.cmp(right))
    };
    let mut places: Vec<usize> = (0..records.len()).collect();
    if (1..places.len()).contains(&keep) {
        places.select_nth_unstable_by(keep, compare);
    }
    places.truncate(keep);
    places.sort_unstable_by(compare);
    places.into_iter().map(|place| records[place]).collect()
}

impl<'a> Binder<'a, '_> {
    /// Binds ORDER BY of a query that does not fold rows.
    pub(super) fn sorts(&mut self, order: &[Order]) -> Result<Vec<Sort<'a>>, SoqlError> {
        order
            .iter()
            .map(|order| match &order.key {
                OrderKey::Path(path) => {
                    let column = self.column(path)?;
                    match column.kind.sortable() {
                        true => Ok(Sort::new(column, order)),
                        false => {
                            let message =
                                format!("field '{}' can not be sorted in a query call", path.text);
                            Err(SoqlError::new("INVALID_FIELD", message).at(path.at))
                        }
                    }
                }
                OrderKey::Call(call) => Err(SoqlError::malformed(
                    call.at,
                    "Ordered field must be grouped or aggregated",
                )),
            })
            .collect()
    }
}
