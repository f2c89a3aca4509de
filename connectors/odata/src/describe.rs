//! Descriptions of the services: their `$metadata`, remembered for a while.

mod metadata;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use channelgraph_core::{Error, ErrorKind, FieldInfo, Memory, Result};

use crate::{api::Api, query::Features};

pub(crate) use metadata::parse;

/// Type of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, of so many characters at most if it is said.
    Text(Option<usize>),
    /// One of the words of this type, as they stand on the wire.
    Enum(String, Vec<String>),
    Bool,
    /// A whole number of up to 32 bits.
    Whole,
    /// A whole number of 64 bits.
    Long,
    Decimal,
    Double,
    /// A day.
    Day,
    /// Version 2's `Edm.DateTime` that is not said to be a day: it may be one all the same.
    DateTime,
    /// A moment with its offset.
    Moment,
    /// A time of day.
    Time,
    Guid,
    /// Anything else: it is read as it is, and never asked for.
    Other,
}

/// A property.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
    pub(crate) filterable: bool,
    pub(crate) sortable: bool,
}

/// A way to other records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Navigation {
    /// The name of their type.
    pub(crate) to: String,
    pub(crate) many: bool,
}

/// A type of record.
#[derive(Debug, Default)]
pub(crate) struct Entity {
    /// The names of the key's properties, in their order.
    pub(crate) key: Vec<String>,
    pub(crate) properties: BTreeMap<String, Arc<Property>>,
    pub(crate) navigations: BTreeMap<String, Navigation>,
}

/// An entity set: its type, and what it restricts.
#[derive(Debug, Default)]
pub(crate) struct Set {
    pub(crate) entity: String,
    /// It takes no filter, or no order, at all.
    pub(crate) no_filter: bool,
    pub(crate) no_order: bool,
    /// Paths that it takes no filter on, or no order by.
    pub(crate) unfilterable: HashSet<String>,
    pub(crate) unsortable: HashSet<String>,
}

/// A service.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) sets: HashMap<String, Set>,
    /// Types by name, without their namespace.
    pub(crate) types: HashMap<String, Entity>,
    /// Hash of the metadata.
    digest: u64,
    /// Features that the service has refused.
    refused: AtomicU8,
}

impl Model {
    /// Features that the service takes, as far as known.
    pub(crate) fn takes(&self) -> Features {
        Features::ALL.without(Features(self.refused.load(Ordering::Relaxed)))
    }

    /// Remembers that the service refuses this.
    pub(crate) fn refuses(&self, features: Features) {
        self.refused.fetch_or(features.0, Ordering::Relaxed);
    }

    /// Both describe the service alike.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        self.digest == other.digest
    }

    /// A set with its type.
    pub(crate) fn set(&self, name: &str) -> Option<(&Set, &Entity)> {
        let set = self.sets.get(name)?;
        Some((set, self.types.get(&set.entity)?))
    }

    /// The fields of a set as a mapping can name them: its own, and those one step away.
    pub(crate) fn field_infos(&self, entity: &Entity) -> Vec<FieldInfo> {
        let mut infos: Vec<FieldInfo> =
            entity.properties.values().map(|property| info("", property)).collect();
        for (name, navigation) in &entity.navigations {
            let prefix = if navigation.many { format!("{name}[].") } else { format!("{name}.") };
            let there = self
                .types
                .get(&navigation.to)
                .into_iter()
                .flat_map(|entity| entity.properties.values());
            infos.extend(there.map(|property| info(&prefix, property)));
        }
        infos.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        infos
    }
}

fn info(prefix: &str, property: &Property) -> FieldInfo {
    let (kind, words) = match &property.kind {
        Kind::Enum(name, words) => (name.clone(), words.clone()),
        kind => {
            (format!("{kind:?}").split('(').next().unwrap_or_default().to_lowercase(), Vec::new())
        }
    };
    FieldInfo { name: format!("{prefix}{}", property.name), kind, words }
}

/// The least time between two renewals of the metadata after refusals.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Everything that is remembered of the services.
pub(crate) struct Catalog(Memory<Model>);

impl Catalog {
    pub(crate) fn new(life: Duration) -> Self {
        Self(Memory::new(life))
    }

    /// The service of this name.
    pub(crate) async fn model(&self, api: &Api, service: &str) -> Result<Arc<Model>> {
        self.0.get(service, read(api, service)).await
    }

    /// The service of this name, looked at anew if that was not done a short while ago: something
    /// was not as `seen`.
    pub(crate) async fn renewed(
        &self,
        api: &Api,
        service: &str,
        seen: &Arc<Model>,
    ) -> Result<Arc<Model>> {
        let look = async {
            let model = read(api, service).await?;
            // What the same service has refused it will refuse again.
            if model.is_as(seen) {
                model.refuses(Features(seen.refused.load(Ordering::Relaxed)));
            }
            Ok(model)
        };
        self.0.renewed(service, seen, LOOK_AGAIN, look).await
    }
}

async fn read(api: &Api, service: &str) -> Result<Model> {
    let text = api.metadata(api.service(service)?).await.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            let mend = "check its `root`, whether it is activated, and the user's right to it";
            Error::new(
                ErrorKind::NotFound,
                &api.source,
                format!("there is no metadata of the service `{service}`: {mend}"),
            )
        }
        _ => error,
    })?;
    parse(&text).map_err(|problem| {
        Error::new(
            ErrorKind::BadResponse,
            &api.source,
            format!("the metadata of the service `{service}` cannot be read: {problem}"),
        )
    })
}

#[cfg(test)]
mod tests;
