//! A path of a query, bound: the lookups to follow and the field at their end.

use serde_json::Value;

use super::{
    super::store::Field,
    ast::Path,
    cell::{Cell, Kind},
    error::SoqlError,
    schema::{Entity, Record, Schema, kind_of},
};

/// The most lookups that a path may follow.
const MAX_HOPS: usize = 5;

/// A field of the record itself, or of a parent up to five lookups away.
#[derive(Debug, Clone)]
pub(crate) struct Column<'a> {
    pub(crate) hops: Vec<Hop<'a>>,
    pub(crate) name: &'a str,
    pub(crate) field: &'a Field,
    pub(crate) kind: Kind,
}

/// One lookup followed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hop<'a> {
    /// The path segment as it is spelt in the org: `Account`, `Partner__r`.
    pub(crate) relationship: &'a str,
    /// The lookup field: `AccountId`.
    pub(crate) lookup: &'a str,
    /// The object that it leads to.
    pub(crate) entity: Entity<'a>,
    /// Whether the lookup may be empty.
    pub(crate) may_be_empty: bool,
}

impl<'a> Hop<'a> {
    /// The parent of a record; nothing when the lookup is empty or dangles.
    pub(crate) fn follow(&self, record: Record<'a>) -> Option<Record<'a>> {
        self.entity.record(record.cells.get(self.lookup)?.as_str()?)
    }
}

impl<'a> Column<'a> {
    /// Binds a path. A first segment that is the object's own name or alias is dropped, unless a
    /// relationship has that name.
    pub(crate) fn bind(
        schema: &Schema<'a>,
        entity: Entity<'a>,
        alias: Option<&str>,
        path: &Path,
    ) -> Result<Self, SoqlError> {
        let mut segments: Vec<&str> = path.text.split('.').collect();
        if segments.len() > 1 {
            let first = segments[0];
            let own = alias.is_some_and(|alias| alias.eq_ignore_ascii_case(first))
                || (first.eq_ignore_ascii_case(entity.name)
                    && schema.parent(entity, first).is_none());
            if own {
                segments.remove(0);
            }
        }
        let name = segments.pop().unwrap_or_default();
        if segments.len() > MAX_HOPS {
            let message = format!("a field path may cross at most {MAX_HOPS} relationships");
            return Err(SoqlError::malformed(path.at, message));
        }
        let mut hops = Vec::with_capacity(segments.len());
        let mut here = entity;
        for segment in segments {
            let (lookup, field, parent) = schema
                .parent(here, segment)
                .ok_or_else(|| unknown_relationship(segment, path.at))?;
            let relationship = field.reference.as_ref().map_or("", |(_, path)| path);
            let may_be_empty = field.nillable;
            hops.push(Hop { relationship, lookup, entity: parent, may_be_empty });
            here = parent;
        }
        let (name, field) =
            schema.field(here, name).ok_or_else(|| unknown_field(name, here.name, path.at))?;
        Ok(Self { hops, name, field, kind: kind_of(name, field) })
    }

    /// Whether it is, or crosses, a lookup that may be empty.
    pub(crate) fn may_lead_nowhere(&self) -> bool {
        self.kind == Kind::Reference && self.field.nillable
            || self.hops.iter().any(|hop| hop.may_be_empty)
    }

    /// The path as the org spells it.
    pub(crate) fn path(&self) -> String {
        let hops = self.hops.iter().map(|hop| hop.relationship);
        hops.chain([self.name]).collect::<Vec<_>>().join(".")
    }

    /// The object that an id in this column is of.
    pub(crate) fn refers_to(&self, entity: Entity<'a>) -> Option<&'a str> {
        match self.kind {
            Kind::Id => Some(self.hops.last().map_or(entity.name, |hop| hop.entity.name)),
            _ => self.field.reference.as_ref().map(|(object, _)| object.as_str()),
        }
    }

    /// The value in one record; an absent parent makes it null.
    pub(crate) fn cell(&self, record: Record<'a>) -> Cell<'a> {
        let Some(record) = self.holder(record) else {
            return Cell::Null;
        };
        match record.cells.get(self.name).map(Cell::of) {
            _ if self.kind == Kind::Id => Cell::Text(record.id),
            // A checkbox is never null.
            None | Some(Cell::Null) if self.kind == Kind::Flag => Cell::Flag(false),
            Some(cell) => cell,
            None => Cell::Null,
        }
    }

    /// The record the value is taken from: this one, or a parent of it.
    fn holder(&self, record: Record<'a>) -> Option<Record<'a>> {
        self.hops.iter().try_fold(record, |record, hop| hop.follow(record))
    }

    /// The value as an answer prints it, taken from wherever the path leads.
    pub(crate) fn reach(&self, record: Record<'a>) -> Value {
        self.holder(record).map_or(Value::Null, |record| self.print(record))
    }

    /// The value as an answer prints it, when this is the record that holds it.
    pub(crate) fn print(&self, record: Record<'a>) -> Value {
        if self.kind == Kind::Id {
            return Value::String(record.id.to_owned());
        }
        match record.cells.get(self.name) {
            None | Some(Value::Null) if self.kind == Kind::Flag => Value::Bool(false),
            Some(value) => value.clone(),
            None => Value::Null,
        }
    }
}

fn unknown_field(name: &str, entity: &str, at: usize) -> SoqlError {
    let message = format!(
        "No such column '{name}' on entity '{entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
    );
    SoqlError::new("INVALID_FIELD", message).at(at)
}

fn unknown_relationship(name: &str, at: usize) -> SoqlError {
    let message = format!(
        "Didn't understand relationship '{name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
    );
    SoqlError::new("INVALID_FIELD", message).at(at)
}
