//! In which order a list comes.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::filter::point;
use super::keep::at;
use super::operations::{List, Service};
use super::shape::Path;
use super::switches::{Nulls, Switches};

/// The order that a call asks for, or that its operation has of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    by: Option<(Path, bool)>,
    nulls: Nulls,
    ignores_case: bool,
}

/// The place of a record in an order. A record can be found again by it, though others have come
/// and gone.
#[derive(Debug, Clone)]
pub(super) struct Place {
    key: Option<String>,
    id: String,
}

impl Order {
    /// The order of a valid call.
    pub(super) fn new(
        list: &List,
        service: Service,
        input: &Map<String, Value>,
        switches: &Switches,
    ) -> Self {
        let by = input.get(&service.spell("Sort")).and_then(|sort| {
            let name = sort.get(service.spell("SortBy"))?.as_str()?;
            let (_, path) = list.sorts.iter().find(|(known, _)| *known == name)?;
            let descends =
                sort.get(service.spell("SortOrder"))?.as_str()?.eq_ignore_ascii_case("descending");
            Some((*path, descends))
        });
        Self {
            by: by.or(list.sorted),
            nulls: switches.nulls_sort,
            ignores_case: switches.text_ignores_case,
        }
    }

    /// The place of a record.
    pub(super) fn place(&self, id: &str, record: &Value) -> Place {
        let key = self
            .by
            .and_then(|(path, _)| at(record, path).into_iter().find_map(Value::as_str))
            .map(|text| {
                let point = point(text);
                if self.ignores_case { point.to_lowercase() } else { point }
            });
        Place { key, id: id.to_owned() }
    }

    /// Compares two places. What AWS does with ties is not documented: here ids read
    /// backwards decide, so that nobody can take the order for one by id.
    pub(super) fn compare(&self, a: &Place, b: &Place) -> Ordering {
        let missing = |missing| match (self.nulls, missing) {
            (Nulls::First, true) => 0,
            (Nulls::Last, true) => 2,
            (_, false) => 1,
        };
        let by_key = match (&a.key, &b.key) {
            (Some(a), Some(b)) if self.by.is_some_and(|(_, descends)| descends) => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => missing(a.is_none()).cmp(&missing(b.is_none())),
        };
        by_key.then_with(|| a.id.chars().rev().cmp(b.id.chars().rev()))
    }
}
