//! Names of fields in a mapping: `Name`, `Owner.Name` (up, to a parent),
//! `ChannelProgramMembers[].Level.Rank` (down, to children),
//! `ApprovalSubmission.RelatedRecordId[].Status` (down, to the records of an object that name this
//! one by a field, whether or not the parent lists them).

pub(crate) mod id;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use channelgraph_core::{Error, ErrorKind, Result};
use futures::future::try_join_all;

use crate::{
    api::Api,
    describe::{Catalog, Field, Table},
};

/// A path that was found in what the org describes.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// The field at its end.
    pub(crate) field: Arc<Field>,
    /// The path as SOQL has it, from the object, or from the children of `child`.
    pub(crate) path: String,
    /// The nillable lookups on the way up, as paths: where one of them is null, so is the value.
    pub(crate) lookups: Vec<String>,
    /// The children that it leads through.
    pub(crate) child: Option<Child>,
}

/// Children under the name by which their parent lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Child {
    /// The relationship's name.
    pub(crate) relation: String,
    /// Their object.
    pub(crate) object: String,
    /// Their field that refers to the parent.
    pub(crate) back: String,
    /// One of them is marked as primary, and comes first.
    pub(crate) primary: bool,
}

impl Column {
    /// It is a field of the object itself.
    pub(crate) fn is_own(&self) -> bool {
        self.child.is_none() && !self.path.contains('.')
    }
}

/// An object with those of the names asked for that it has.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) table: Arc<Table>,
    columns: HashMap<String, Column>,
    /// The objects whose records name those of this one.
    pub(crate) joins: Vec<Join>,
}

/// Records of another object that name those of this one by a field of theirs.
#[derive(Debug)]
pub(crate) struct Join {
    /// The field that names a record of this object, or a path up to it.
    pub(crate) back: String,
    /// The names that were asked for, each with what it is called from the other object.
    pub(crate) names: Vec<(String, String)>,
    /// The other object.
    pub(crate) scope: Scope,
}

/// The object, the field that leads back from it, and the rest of a name that goes down by them.
fn joined(name: &str) -> Option<(&str, &str, &str)> {
    let (way, rest) = name.split_once("[].")?;
    let (object, back) = way.split_once('.')?;
    Some((object, back, rest))
}

impl Scope {
    /// Finds the names of one question; what is not there is left out.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] if the org has no such object.
    pub(crate) async fn new(
        catalog: &Catalog,
        api: &Api,
        object: &str,
        names: impl IntoIterator<Item = &str>,
    ) -> Result<Self> {
        let (down, names): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| joined(name).is_some());
        let scope = Self::without_joins(catalog, api, object, names).await?;
        let mut ways: BTreeMap<(&str, &str), Vec<(String, String)>> = BTreeMap::new();
        for name in down {
            if let Some((object, back, rest)) = joined(name) {
                ways.entry((object, back)).or_default().push((name.to_owned(), rest.to_owned()));
            }
        }
        let joins = ways.into_iter().map(|((object, back), names)| async move {
            let wanted = names.iter().map(|(_, name)| name.as_str()).chain([back]);
            let scope = there(Self::without_joins(catalog, api, object, wanted).await)?;
            Ok::<_, Error>(scope.map(|scope| Join { back: back.to_owned(), names, scope }))
        });
        let joins = try_join_all(joins).await?.into_iter().flatten().collect();
        Ok(Self { joins, ..scope })
    }

    async fn without_joins(
        catalog: &Catalog,
        api: &Api,
        object: &str,
        names: impl IntoIterator<Item = &str>,
    ) -> Result<Self> {
        let table = catalog.table(api, object).await?;
        let columns = names.into_iter().map(|name| {
            let table = table.clone();
            async move {
                Ok::<_, Error>(
                    column(catalog, api, table, name)
                        .await?
                        .map(|column| (name.to_owned(), column)),
                )
            }
        });
        let columns = try_join_all(columns).await?.into_iter().flatten().collect();
        Ok(Self { table, columns, joins: Vec::new() })
    }

    /// Returns true if the name leads to the records of another object.
    pub(crate) fn is_joined(name: &str) -> bool {
        joined(name).is_some()
    }

    /// Returns true if the org has the field.
    pub(crate) fn has(&self, name: &str) -> bool {
        let is_there = |join: &Join| {
            let known = join.names.iter().find(|(known, _)| known == name);
            let back = join.scope.column(&join.back);
            known.is_some_and(|(_, rest)| join.scope.column(rest).and(back).is_some())
        };
        self.column(name).is_some() || self.joins.iter().any(is_there)
    }

    /// The column of a name; `None` if the org has no such field.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.get(name)
    }

    #[cfg(test)]
    pub(crate) fn of(object: &str, columns: HashMap<String, Column>) -> Self {
        Self { table: Arc::new(Table::empty(object)), columns, joins: Vec::new() }
    }
}

async fn column(
    catalog: &Catalog,
    api: &Api,
    mut table: Arc<Table>,
    name: &str,
) -> Result<Option<Column>> {
    let (child, path) = match name.split_once("[].") {
        None => (None, name),
        Some((relation, path)) => {
            let Some(found) = table.relation(relation).cloned() else { return Ok(None) };
            let Some(children) = there(catalog.table(api, &found.object).await)? else {
                return Ok(None);
            };
            table = children;
            let primary = table.field("IsPrimary").is_some();
            (
                Some(Child {
                    relation: relation.to_owned(),
                    object: found.object,
                    back: found.field,
                    primary,
                }),
                path,
            )
        }
    };
    let mut lookups = Vec::new();
    let mut steps = path.split('.').peekable();
    let mut above = String::new();
    while let Some(step) = steps.next() {
        if steps.peek().is_none() {
            let column = |field: &Arc<Field>| Column {
                field: field.clone(),
                path: path.to_owned(),
                lookups,
                child,
            };
            return Ok(table.field(step).map(column));
        }
        let Some(lookup) = table.lookup(step).cloned() else { return Ok(None) };
        if lookup.nillable {
            lookups.push(format!("{above}{}", lookup.name));
        }
        let Some(parent) = parent(catalog, api, &lookup).await? else { return Ok(None) };
        table = parent;
        above = format!("{above}{step}.");
    }
    Ok(None)
}

/// The object that a lookup leads to. SOQL sees the parent of a lookup with several objects (an
/// owner: a user or a queue) as a `Name`.
async fn parent(catalog: &Catalog, api: &Api, lookup: &Field) -> Result<Option<Arc<Table>>> {
    let several = (lookup.reference_to.len() > 1).then_some("Name");
    for object in several.into_iter().chain(lookup.reference_to.iter().map(String::as_str)) {
        if let Some(table) = there(catalog.table(api, object).await)? {
            return Ok(Some(table));
        }
    }
    Ok(None)
}

/// Nothing in place of the error that says that there is no such object.
pub(crate) fn there<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
