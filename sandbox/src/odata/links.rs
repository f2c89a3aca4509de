//! Follows navigations from row to row.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::store::{EntitySet, Navigation, Row, Service};

/// Rows of one set by the values they are joined on.
type Index<'a> = HashMap<Vec<String>, Vec<&'a Row>>;

/// A set, and the properties of it that are joined on.
type Join<'a> = (&'a str, Vec<&'a str>);

/// The indexes that a call has needed so far.
#[derive(Default)]
pub(super) struct Links<'a> {
    indexes: RefCell<HashMap<Join<'a>, Rc<Index<'a>>>>,
}

impl<'a> Links<'a> {
    /// The rows that a navigation of this row leads to, in the order of their keys.
    pub(super) fn all(
        &self,
        service: &'a Service,
        navigation: &'a Navigation,
        row: &Row,
    ) -> Vec<&'a Row> {
        let Some(set) = service.sets.get(&navigation.to) else {
            return Vec::new();
        };
        if let Some(key) = whole_key(set, navigation) {
            return values(row, key.into_iter())
                .and_then(|key| set.rows.get(&key))
                .into_iter()
                .collect();
        }
        let Some(here) = values(row, navigation.on.iter().map(|(here, _)| here.as_str())) else {
            return Vec::new();
        };
        self.index(set, navigation).get(&here).cloned().unwrap_or_default()
    }

    /// The row that a to-one navigation leads to.
    pub(super) fn first(
        &self,
        service: &'a Service,
        navigation: &'a Navigation,
        row: &Row,
    ) -> Option<&'a Row> {
        self.all(service, navigation, row).into_iter().next()
    }

    fn index(&self, set: &'a EntitySet, navigation: &'a Navigation) -> Rc<Index<'a>> {
        let on: Vec<&str> = navigation.on.iter().map(|(_, there)| there.as_str()).collect();
        let mut indexes = self.indexes.borrow_mut();
        let index = indexes.entry((navigation.to.as_str(), on)).or_insert_with_key(|(_, on)| {
            let mut index = Index::new();
            for row in set.rows.values() {
                if let Some(there) = values(row, on.iter().copied()) {
                    index.entry(there).or_default().push(row);
                }
            }
            Rc::new(index)
        });
        Rc::clone(index)
    }
}

/// If the join names the whole key of the other set: the properties here, in the order of that key.
fn whole_key<'a>(set: &EntitySet, navigation: &'a Navigation) -> Option<Vec<&'a str>> {
    let here = |key: &String| {
        navigation.on.iter().find(|(_, there)| there == key).map(|(here, _)| here.as_str())
    };
    if navigation.on.len() != set.key.len() {
        return None;
    }
    set.key.iter().map(here).collect()
}

/// The values of these properties as text; none if one is missing.
fn values<'n>(row: &Row, names: impl Iterator<Item = &'n str>) -> Option<Vec<String>> {
    names
        .map(|name| match row.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        })
        .collect()
}
