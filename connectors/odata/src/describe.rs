//! What the services look like: their `$metadata`, read once and remembered for a while.

mod metadata;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use channelgraph_core::{Error, ErrorKind, FieldInfo, Result};
use tokio::{
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::{api::Api, query::Features};

pub(crate) use metadata::parse;

/// What a property holds.
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
    /// Whether it takes no filter, or no order, at all.
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
    /// What tells this metadata from another.
    digest: u64,
    /// What the service has refused to be asked.
    refused: AtomicU8,
}

impl Model {
    /// What the service takes, as far as it is known.
    pub(crate) fn takes(&self) -> Features {
        Features::ALL.without(Features(self.refused.load(Ordering::Relaxed)))
    }

    /// Remembers that the service refuses this.
    pub(crate) fn refuses(&self, features: Features) {
        self.refused.fetch_or(features.0, Ordering::Relaxed);
    }

    /// Whether another memory of the service is the same.
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
        let mut infos: Vec<FieldInfo> = entity.properties.values().map(|property| info("", property)).collect();
        for (name, navigation) in &entity.navigations {
            let prefix = if navigation.many { format!("{name}[].") } else { format!("{name}.") };
            let there = self.types.get(&navigation.to).into_iter().flat_map(|entity| entity.properties.values());
            infos.extend(there.map(|property| info(&prefix, property)));
        }
        infos.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        infos
    }
}

fn info(prefix: &str, property: &Property) -> FieldInfo {
    let (kind, words) = match &property.kind {
        Kind::Enum(name, words) => (name.clone(), words.clone()),
        kind => (format!("{kind:?}").split('(').next().unwrap_or_default().to_lowercase(), Vec::new()),
    };
    FieldInfo { name: format!("{prefix}{}", property.name), kind, words }
}

/// How long after a look at the metadata that a refusal gave rise to there is no other.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Everything that is remembered of the services.
pub(crate) struct Catalog {
    life: Duration,
    slots: HashMap<String, Slot>,
}

/// Locked while it is being read, so that whoever comes meanwhile waits for this one's answer.
type Slot = Mutex<Option<Known>>;

/// What is remembered of a service. That it is not there is remembered too.
struct Known {
    since: Instant,
    /// When it was last looked at anew before its time.
    looked: Option<Instant>,
    model: Result<Arc<Model>>,
}

impl Catalog {
    pub(crate) fn new<'a>(life: Duration, services: impl Iterator<Item = &'a String>) -> Self {
        Self { life, slots: services.map(|name| (name.clone(), Slot::default())).collect() }
    }

    /// The service of this name.
    pub(crate) async fn model(&self, api: &Api, service: &str) -> Result<Arc<Model>> {
        let slot = self.slots.get(service).ok_or_else(|| api.no_service(service))?;
        let mut kept = slot.lock().await;
        if let Some(known) = kept.as_ref().filter(|known| known.since.elapsed() < self.life) {
            return known.model.clone();
        }
        let model = read(api, service).await;
        if is_told(&model) {
            *kept = Some(Known { since: Instant::now(), looked: None, model: model.clone() });
        }
        model
    }

    /// The service of this name, looked at anew if that was not done a short while ago: something was not as `seen`. If it is the same, so is
    /// what is remembered of it.
    pub(crate) async fn renewed(&self, api: &Api, service: &str, seen: &Arc<Model>) -> Result<Arc<Model>> {
        let slot = self.slots.get(service).ok_or_else(|| api.no_service(service))?;
        let mut kept = slot.lock().await;
        let Some(known) = kept.as_mut() else { return Ok(seen.clone()) };
        let is_seen = known.model.as_ref().is_ok_and(|model| Arc::ptr_eq(model, seen));
        if !is_seen || known.looked.is_some_and(|looked| looked.elapsed() < LOOK_AGAIN) {
            return known.model.clone();
        }
        known.looked = Some(Instant::now());
        let model = read(api, service).await;
        if model.as_ref().is_ok_and(|model| model.is_as(seen)) {
            return Ok(seen.clone());
        }
        if is_told(&model) {
            (known.since, known.model) = (Instant::now(), model.clone());
        }
        model
    }
}

/// Whether the service said what it is, or that it is not there.
fn is_told(model: &Result<Arc<Model>>) -> bool {
    !matches!(model, Err(error) if error.kind() != ErrorKind::NotFound)
}

async fn read(api: &Api, service: &str) -> Result<Arc<Model>> {
    let text = api.metadata(service).await.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            let mend = "check its `root`, whether it is activated, and the user's right to it";
            Error::new(ErrorKind::NotFound, &api.source, format!("there is no metadata of the service `{service}`: {mend}"))
        }
        _ => error,
    })?;
    let model = parse(&text).map_err(|problem| {
        Error::new(ErrorKind::BadResponse, &api.source, format!("the metadata of the service `{service}` cannot be read: {problem}"))
    })?;
    Ok(Arc::new(model))
}

#[cfg(test)]
mod tests;
