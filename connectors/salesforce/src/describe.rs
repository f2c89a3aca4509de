//! Descriptions of the org's objects, remembered for a while, and the paths of a
//! mapping found in it.

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::{Error, ErrorKind, FieldInfo, Memory, Result};
use serde::Deserialize;
use tokio::time::Duration;

use crate::api::Api;

/// A field as the org describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default = "yes")]
    pub(crate) nillable: bool,
    #[serde(default = "yes")]
    pub(crate) filterable: bool,
    #[serde(default)]
    pub(crate) case_sensitive: bool,
    #[serde(default)]
    pub(crate) reference_to: Vec<String>,
    #[serde(default)]
    pub(crate) relationship_name: Option<String>,
    #[serde(default)]
    pub(crate) picklist_values: Vec<Word>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Word {
    value: String,
}

fn yes() -> bool {
    true
}

/// Records that refer to a parent, as the parent is described.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChildRelation {
    #[serde(rename = "childSObject")]
    pub(crate) object: String,
    pub(crate) field: String,
    #[serde(default)]
    pub(crate) relationship_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    #[serde(default)]
    key_prefix: Option<String>,
    fields: Vec<Field>,
    #[serde(default)]
    child_relationships: Vec<ChildRelation>,
}

/// One object.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    key_prefix: Option<String>,
    fields: HashMap<String, Arc<Field>>,
    children: Vec<ChildRelation>,
}

impl Table {
    #[cfg(test)]
    pub(crate) fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            key_prefix: None,
            fields: HashMap::new(),
            children: Vec::new(),
        }
    }

    /// Tests by its first characters if an id is one of this object's.
    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.key_prefix.as_ref().is_none_or(|prefix| id.starts_with(prefix.as_str()))
    }

    pub(crate) fn field(&self, name: &str) -> Option<&Arc<Field>> {
        self.fields.get(name)
    }

    /// The relationship under which a parent of this object lists those that refer to it by
    /// `field`.
    pub(crate) fn relation_of(&self, object: &str, field: &str) -> Option<&str> {
        self.children
            .iter()
            .find(|child| child.object == object && child.field == field)?
            .relationship_name
            .as_deref()
    }

    pub(crate) fn relation(&self, name: &str) -> Option<&ChildRelation> {
        self.children.iter().find(|child| child.relationship_name.as_deref() == Some(name))
    }

    pub(crate) fn lookup(&self, relation: &str) -> Option<&Arc<Field>> {
        self.fields.values().find(|field| field.relationship_name.as_deref() == Some(relation))
    }

    /// The fields as the engine is told them.
    pub(crate) fn field_infos(&self) -> Vec<FieldInfo> {
        let info = |field: &Arc<Field>| FieldInfo {
            name: field.name.clone(),
            kind: field.kind.clone(),
            words: field.picklist_values.iter().map(|word| word.value.clone()).collect(),
        };
        let mut infos: Vec<_> = self.fields.values().map(info).collect();
        infos.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        infos
    }
}

/// Everything that is remembered of the org's objects.
pub(crate) struct Catalog(Memory<Table>);

impl Catalog {
    pub(crate) fn new(life: Duration) -> Self {
        Self(Memory::new(life))
    }

    /// Forgets everything: something was not as remembered.
    pub(crate) fn forget(&self) {
        self.0.forget(|_| true);
    }

    /// The object of this name.
    pub(crate) async fn table(&self, api: &Api, name: &str) -> Result<Arc<Table>> {
        self.0.get(name, describe(api, name)).await
    }
}

async fn describe(api: &Api, name: &str) -> Result<Table> {
    let described: Described = api.describe(name).await.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            let mend = "check the name in the mapping, the user's right to read it, and whether the org has the licence it belongs to";
            Error::new(ErrorKind::NotFound, api.source(), format!("the org has no object `{name}`, or hides it: {mend}"))
        }
        _ => error,
    })?;
    let Described { key_prefix, fields, child_relationships: children } = described;
    let fields = fields.into_iter().map(|field| (field.name.clone(), Arc::new(field))).collect();
    Ok(Table { name: name.to_owned(), key_prefix, fields, children })
}
