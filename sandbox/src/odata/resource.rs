//! Finds the resource that a path names.

use std::iter;

use super::address::{Key, segment};
use super::errors::{Answer, Reason, Refusal};
use super::query::{Cell, Literal};
use super::store::{EntitySet, Row};
use super::view::{View, padded};

/// The resource of a path. Rows come with the name of their set.
pub(super) enum Resource<'a> {
    Rows(&'a str, &'a EntitySet, Vec<&'a Row>),
    Row(&'a str, &'a EntitySet, &'a Row),
    /// A to-one navigation without a row.
    Nothing,
    Property(&'a EntitySet, &'a str, &'a Row),
    /// The bare value of a property: `/$value`.
    Raw(&'a EntitySet, &'a str, &'a Row),
    /// The number of rows: `/$count`.
    Count(&'a EntitySet, Vec<&'a Row>),
}

/// Follows a path from the root of the service.
pub(super) fn find<'a>(view: &View<'a>, path: &[String]) -> Answer<Resource<'a>> {
    let mut at = None;
    for text in path {
        at = Some(match at {
            None => root(view, text)?,
            Some(at) => step(view, at, text)?,
        });
    }
    at.ok_or_else(|| missing(""))
}

fn missing(segment: &str) -> Refusal {
    Refusal::new(Reason::NoResource, format!("Resource not found for the segment '{segment}'."))
}

fn root<'a>(view: &View<'a>, text: &str) -> Answer<Resource<'a>> {
    let segment = segment(text, view.service.version)?;
    let (name, set) =
        view.service.sets.get_key_value(&segment.name).ok_or_else(|| missing(&segment.name))?;
    match &segment.key {
        Some(key) => Ok(Resource::Row(name, set, by_key(view, set, key, candidates(set, key))?)),
        None => Ok(Resource::Rows(name, set, set.rows.values().collect())),
    }
}

fn step<'a>(view: &View<'a>, at: Resource<'a>, text: &str) -> Answer<Resource<'a>> {
    match (at, text) {
        (Resource::Rows(_, set, rows), "$count") => Ok(Resource::Count(set, rows)),
        (Resource::Property(set, name, row), "$value") => Ok(Resource::Raw(set, name, row)),
        (Resource::Row(_, set, row), _) => member(view, set, row, text),
        _ => Err(missing(text)),
    }
}

/// A property of a row, or what one of its navigations leads to.
fn member<'a>(
    view: &View<'a>,
    set: &'a EntitySet,
    row: &'a Row,
    text: &str,
) -> Answer<Resource<'a>> {
    let segment = segment(text, view.service.version)?;
    if let (Some((name, _)), None) = (set.properties.get_key_value(&segment.name), &segment.key) {
        return Ok(Resource::Property(set, name, row));
    }
    let navigation = set.navigations.get(&segment.name).ok_or_else(|| missing(&segment.name))?;
    let other = view.set(&navigation.to)?;
    let rows = view.links.all(view.service, navigation, row);
    match (&segment.key, navigation.many) {
        (None, true) => Ok(Resource::Rows(&navigation.to, other, rows)),
        (Some(key), true) => {
            Ok(Resource::Row(&navigation.to, other, by_key(view, other, key, rows.into_iter())?))
        }
        (None, false) => Ok(rows
            .first()
            .map_or(Resource::Nothing, |row| Resource::Row(&navigation.to, other, row))),
        (Some(_), false) => Err(missing(&segment.name)),
    }
}

/// The rows of a set that may have this key: the one that is kept under it as it is written, or
/// else all.
fn candidates<'a>(set: &'a EntitySet, key: &Key) -> Box<dyn Iterator<Item = &'a Row> + 'a> {
    let text = |literal: Option<&Literal>| match literal {
        Some(Literal::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let written: Option<Vec<String>> = set.key.iter().map(|name| text(key.part(name))).collect();
    match written.and_then(|key| set.rows.get(&key)) {
        Some(row) => Box::new(iter::once(row)),
        None => Box::new(set.rows.values()),
    }
}

/// The row with this key, of those given.
fn by_key<'a>(
    view: &View<'a>,
    set: &'a EntitySet,
    key: &Key,
    mut rows: impl Iterator<Item = &'a Row>,
) -> Answer<&'a Row> {
    let wanted = wanted(view, set, key)?;
    let own = |row: &'a Row| {
        iter::zip(&set.key, &wanted).all(|(name, wanted)| cell(view, set, name, row) == *wanted)
    };
    rows.find(|row| own(row))
        .ok_or_else(|| Refusal::new(Reason::NoEntity, format!("No '{}' has this key.", set.entity)))
}

/// The values that a key asks for, in the order of the set's key.
fn wanted(view: &View<'_>, set: &EntitySet, key: &Key) -> Answer<Vec<Cell>> {
    let wrong =
        || Refusal::bad(format!("The key of '{}' is made of {}.", set.entity, set.key.join(", ")));
    let parts = match key {
        Key::Single(_) => 1,
        Key::Named(pairs) => pairs.len(),
    };
    if parts != set.key.len() {
        return Err(wrong());
    }
    set.key
        .iter()
        .map(|name| {
            let literal = key.part(name).ok_or_else(wrong)?;
            let suits =
                set.properties.get(name).is_some_and(|property| literal.suits(property.kind));
            if !suits || *literal == Literal::Null {
                return Err(Refusal::bad(format!("The key '{name}' has a value of another type.")));
            }
            Ok(spelled(view, name, Cell::from(literal)))
        })
        .collect()
}

fn cell<'a>(view: &View<'a>, set: &'a EntitySet, name: &str, row: &'a Row) -> Cell {
    let kind = set.properties.get(name).map(|property| property.kind);
    kind.map_or(Cell::Null, |kind| spelled(view, name, Cell::of(kind, &view.shown(set, name, row))))
}

/// A number of ten digits in its long spelling.
fn spelled(view: &View<'_>, name: &str, cell: Cell) -> Cell {
    match cell {
        Cell::Text(text) if view.is_padded(name) => Cell::Text(padded(&text)),
        other => other,
    }
}
