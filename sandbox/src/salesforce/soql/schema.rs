//! The org's objects as the integration user sees them: names without case, hidden parts left out.

use std::{collections::BTreeMap, ops::Bound, sync::LazyLock};

use chrono::NaiveDate;
use serde_json::Value;

use super::{
    super::{
        store::{Field, Object, Store},
        switches::Switches,
    },
    cell::Kind,
};

/// One record: its 18-character id and its values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    pub(crate) id: &'a str,
    pub(crate) cells: &'a BTreeMap<String, Value>,
}

impl Record<'_> {
    /// Whether the record is in the recycle bin.
    pub(crate) fn deleted(&self) -> bool {
        self.cells.get("IsDeleted") == Some(&Value::Bool(true))
    }
}

/// An object together with the name it is known under.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entity<'a> {
    pub(crate) name: &'a str,
    pub(crate) object: &'a Object,
}

impl<'a> Entity<'a> {
    /// The record with this id, in its 15- or 18-character form.
    pub(crate) fn record(&self, id: &str) -> Option<Record<'a>> {
        let start = super::super::ids::significant(id)?;
        self.object
            .rows
            .range::<str, _>((Bound::Included(start), Bound::Unbounded))
            .next()
            .filter(|(id, _)| id.starts_with(start))
            .map(|(id, cells)| Record { id, cells })
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = Record<'a>> + use<'a> {
        self.object.rows.iter().map(|(id, cells)| Record { id, cells })
    }
}

/// Every object has the flag, whether or not the store describes it.
static IS_DELETED: LazyLock<Field> = LazyLock::new(|| Field {
    kind: "boolean".to_owned(),
    nillable: false,
    reference: None,
    child_relationship: None,
    picklist: Vec::new(),
});

/// The schema that a query is bound against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema<'a> {
    pub(crate) store: &'a Store,
    pub(crate) switches: &'a Switches,
    /// The day that `TODAY` means.
    pub(crate) today: NaiveDate,
    /// Whether records in the recycle bin are rows too, as under `/queryAll`.
    pub(crate) with_deleted: bool,
}

impl<'a> Schema<'a> {
    /// All objects the user may see.
    pub(crate) fn entities(&self) -> impl Iterator<Item = Entity<'a>> + use<'a> {
        let switches = self.switches;
        self.store
            .objects
            .iter()
            .filter(move |(name, _)| !switches.hidden_objects.contains(*name))
            .map(|(name, object)| Entity { name, object })
    }

    pub(crate) fn entity(&self, name: &str) -> Option<Entity<'a>> {
        self.entities().find(|entity| entity.name.eq_ignore_ascii_case(name))
    }

    /// All fields of an object the user may see.
    pub(crate) fn fields(
        &self,
        entity: Entity<'a>,
    ) -> impl Iterator<Item = (&'a str, &'a Field)> + use<'a> {
        let switches = self.switches;
        let implied = (!entity.object.fields.contains_key("IsDeleted"))
            .then_some(("IsDeleted", &*IS_DELETED));
        entity
            .object
            .fields
            .iter()
            .filter(move |(name, _)| {
                switches.hidden_fields.is_empty()
                    || !switches.hidden_fields.contains(&(entity.name.to_owned(), (*name).clone()))
            })
            .map(|(name, field)| (name.as_str(), field))
            .chain(implied)
    }

    pub(crate) fn field(&self, entity: Entity<'a>, name: &str) -> Option<(&'a str, &'a Field)> {
        self.fields(entity).find(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// The lookup field behind a parent path segment, and the object it leads to.
    pub(crate) fn parent(
        &self,
        entity: Entity<'a>,
        relationship: &str,
    ) -> Option<(&'a str, &'a Field, Entity<'a>)> {
        self.fields(entity).find_map(|(name, field)| {
            let (object, path) = field.reference.as_ref()?;
            path.eq_ignore_ascii_case(relationship)
                .then_some(())
                .and_then(|()| Some((name, field, self.entity(object)?)))
        })
    }

    /// The object behind a child relationship, its lookup field to the parent, and the relationship
    /// as it is spelt.
    pub(crate) fn children(
        &self,
        parent: Entity<'a>,
        relationship: &str,
    ) -> Option<(Entity<'a>, &'a str, &'a str)> {
        self.entities().find_map(|entity| {
            self.fields(entity).find_map(|(name, field)| {
                let spelt = field.child_relationship.as_deref()?;
                let (object, _) = field.reference.as_ref()?;
                (object == parent.name && spelt.eq_ignore_ascii_case(relationship))
                    .then_some((entity, name, spelt))
            })
        })
    }
}

/// The kind of a field; `Id` is one whatever the store calls it.
pub(crate) fn kind_of(name: &str, field: &Field) -> Kind {
    match name {
        "Id" => Kind::Id,
        _ => Kind::named(&field.kind),
    }
}
