//! `$orderby`: the keys of a sort, and the sort.

use std::cmp::Ordering;

use super::bind::{Path, path};
use super::cell::Cell;
use super::eval::value;
use crate::odata::errors::{Answer, Refusal};
use crate::odata::options::split;
use crate::odata::store::{EntitySet, Row};
use crate::odata::switches::Nulls;
use crate::odata::view::View;

/// One key of a sort.
#[derive(Debug)]
pub(in crate::odata) struct Order<'a> {
    path: Path<'a>,
    descending: bool,
}

/// Reads an `$orderby`.
pub(in crate::odata) fn order<'a>(
    view: &View<'a>,
    set: &'a EntitySet,
    text: &str,
) -> Answer<Vec<Order<'a>>> {
    split(text, ',')?
        .into_iter()
        .map(|item| {
            let (name, direction) = item.split_once(' ').unwrap_or((item, "asc"));
            let descending = match direction.trim() {
                "asc" => false,
                "desc" => true,
                other => {
                    return Err(Refusal::bad(format!("'{other}' is no direction of $orderby.")));
                }
            };
            let path = path(view, set, &name.split('/').collect::<Vec<_>>())?;
            match path.property.sortable {
                true => Ok(Order { path, descending }),
                false => {
                    Err(Refusal::bad(format!("The property '{name}' cannot be used in $orderby.")))
                }
            }
        })
        .collect()
}

/// Sorts rows by these keys, ties by the key of the set.
pub(in crate::odata) fn sort<'a>(
    view: &View<'a>,
    set: &'a EntitySet,
    orders: &[Order<'a>],
    rows: &mut [&'a Row],
) {
    let key = set
        .key
        .iter()
        .filter_map(|name| path(view, set, &[name]).ok())
        .map(|path| Order { path, descending: false });
    let key: Vec<Order<'a>> = key.collect();
    let orders: Vec<&Order<'a>> = orders.iter().chain(&key).collect();
    rows.sort_by_cached_key(|row| {
        let parts = orders.iter().map(|order| {
            Part::new(value(view, &order.path, row), order.descending, view.switches.nulls_sort)
        });
        parts.collect::<Vec<_>>()
    });
}

/// The value of a row for one key, in the order in which it sorts.
#[derive(PartialEq, Eq)]
struct Part {
    /// The place of a missing value: -1 before the others, 1 after them.
    place: i8,
    cell: Cell,
    descending: bool,
}

impl Part {
    fn new(cell: Cell, descending: bool, nulls: Nulls) -> Self {
        let first = match nulls {
            Nulls::First => true,
            Nulls::Last => false,
            Nulls::Least => !descending,
            Nulls::Greatest => descending,
        };
        let place = match (&cell, first) {
            (Cell::Null, true) => -1,
            (Cell::Null, false) => 1,
            _ => 0,
        };
        Self { place, cell, descending }
    }
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        let cells = || match self.descending {
            true => other.cell.cmp(&self.cell),
            false => self.cell.cmp(&other.cell),
        };
        self.place.cmp(&other.place).then_with(cells)
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
