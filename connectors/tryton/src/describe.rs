//! Descriptions of the database's models, remembered for a while.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use channelgraph_core::{Error, ErrorKind, FieldInfo, Memory, Result};
use serde::Deserialize;
use serde_json::Value as Json;
use tokio::time::Duration;

use crate::{api::Api, error::is_word, field::Kind};

/// A field as `fields_get` describes it.
#[derive(Deserialize)]
struct Described {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    searchable: bool,
    #[serde(default)]
    sortable: bool,
    #[serde(default)]
    translate: Option<bool>,
    #[serde(default)]
    loading: Option<String>,
    #[serde(default)]
    relation: Option<String>,
    #[serde(default)]
    selection: Json,
}

/// One field of a model.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) kind: Kind,
    /// Tryton can search by it, with exact results.
    pub(crate) searchable: bool,
    /// Tryton can order by it.
    pub(crate) sortable: bool,
    /// The model of the records it refers to.
    pub(crate) relation: Option<String>,
    /// The words that it may hold, if they are bounded and said.
    pub(crate) words: Option<Vec<String>>,
    word: String,
}

impl Field {
    fn new(name: &str, described: Described) -> Self {
        let kind = if name == "id" { Kind::Id } else { Kind::of(&described.kind) };
        // What a method computes is loaded lazily, and so are a few kinds that are stored. A method
        // that searches by its values knows less than one that computes them: by a balance of zero,
        // parties without any booking are not found. The one that the framework itself has is good.
        let lazy_kind = matches!(kind, Kind::Many | Kind::Reference | Kind::Other);
        let computed = described.loading.as_deref() == Some("lazy")
            && !lazy_kind
            && described.translate != Some(true);
        let sound = !computed || name == "last_modified_at";
        let words = described.selection.as_array().map(|pairs| {
            let words = pairs
                .iter()
                .filter_map(|pair| pair.get(0)?.as_str())
                .filter(|word| !word.is_empty());
            words.map(str::to_owned).collect()
        });
        Self {
            kind,
            searchable: described.searchable && sound,
            sortable: described.sortable && sound,
            relation: described.relation,
            words: words.filter(|_| kind == Kind::Word),
            word: described.kind,
        }
    }
}

/// One model.
#[derive(Debug, Default)]
pub(crate) struct Model {
    fields: HashMap<String, Arc<Field>>,
}

impl Model {
    pub(crate) fn field(&self, name: &str) -> Option<&Arc<Field>> {
        self.fields.get(name)
    }

    /// The fields as the engine is told them.
    pub(crate) fn field_infos(&self) -> Vec<FieldInfo> {
        let info = |(name, field): (&String, &Arc<Field>)| FieldInfo {
            name: name.clone(),
            kind: field.relation.as_ref().map_or_else(
                || field.word.clone(),
                |relation| format!("{} {relation}", field.word),
            ),
            words: field.words.clone().unwrap_or_default(),
        };
        let mut infos: Vec<_> = self.fields.iter().map(info).collect();
        infos.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        infos
    }
}

/// Everything that is remembered of the database's models.
pub(crate) struct Catalog(Memory<Model>);

impl Catalog {
    pub(crate) fn new(life: Duration) -> Self {
        Self(Memory::new(life))
    }

    /// Forgets these models: one of them was not as remembered.
    pub(crate) fn forget(&self, models: &BTreeSet<String>) {
        self.0.forget(|name| models.contains(name));
    }

    /// The model of this name.
    pub(crate) async fn model(&self, api: &Api, name: &str) -> Result<Arc<Model>> {
        self.0.get(name, describe(api, name)).await
    }
}

async fn describe(api: &Api, name: &str) -> Result<Model> {
    let none = || {
        let mend =
            "check the name in the mapping, and whether the module it belongs to is activated";
        Error::new(
            ErrorKind::NotFound,
            api.source(),
            format!("the database has no model `{name}`: {mend}"),
        )
    };
    // The name is part of the method's, and comes from a mapping.
    if !is_word(name) {
        return Err(none());
    }
    let described: BTreeMap<String, Described> =
        api.fields_get(name).await.map_err(|error| match error.kind() {
            ErrorKind::NotFound => none(),
            _ => error,
        })?;
    let fields = described
        .into_iter()
        .map(|(name, described)| (name.clone(), Arc::new(Field::new(&name, described))))
        .collect();
    Ok(Model { fields })
}

#[cfg(test)]
impl Field {
    pub(crate) fn test(kind: Kind) -> Self {
        Self {
            kind,
            searchable: true,
            sortable: true,
            relation: None,
            words: None,
            word: String::new(),
        }
    }

    pub(crate) fn with_words(mut self, words: &[&str]) -> Self {
        self.words = Some(words.iter().map(|word| (*word).to_owned()).collect());
        self
    }
}
