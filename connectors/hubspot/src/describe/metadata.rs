//! What is remembered of an account: its details, properties, pipelines and owners, each fetched
//! once by whoever needs it first.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use channelgraph_core::{Error, ErrorKind, Memory, Restarts, Result};
use channelgraph_schema::Locale;
use futures::{
    FutureExt, TryFutureExt,
    future::{BoxFuture, try_join},
};
use parking_lot::Mutex;

use crate::{
    api::{
        Api,
        wire::{self, Object, Pipeline, PipelineStage, Property, Version},
    },
    field::{Field, Fields, OwnerPart, PastPart, StagePart},
};

/// Ids remembered as not to be found, at most.
const MISSING: usize = 10_000;
/// Pages of owners read, at most.
const OWNER_PAGES: usize = 200;

/// The least time between two renewals of properties after refusals.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// The owners are the account's, not an object's.
const OWNERS: &str = "owners";

/// The properties of an object, by name.
pub(crate) type PropertyMap = BTreeMap<String, Property>;

/// Descriptions of one account's objects, remembered for a while.
pub(crate) struct Catalog {
    pub(super) api: Arc<Api>,
    /// The locale that the configuration sets.
    pub(super) configured: Arc<Locale>,
    pub(super) locales: Memory<Locale>,
    properties: Memory<PropertyMap>,
    stages: Memory<Table<Stage>>,
    owners: Memory<Table<Owner>>,
}

/// Things by id, and the ids that were looked for in vain since the table was fetched.
pub(crate) struct Table<T> {
    pub(crate) by_id: BTreeMap<String, T>,
    missing: Mutex<HashSet<String>>,
}

/// A stage of a pipeline.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) pipeline: String,
    label: String,
    probability: Option<String>,
    closed: bool,
    won: bool,
}

/// Someone who may own records.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    name: Option<String>,
    email: Option<String>,
}

/// The tables that the fields of one read stand on.
#[derive(Default)]
pub(crate) struct Lookups {
    pub(crate) stages: HashMap<String, Arc<Table<Stage>>>,
    pub(crate) owners: Option<Arc<Table<Owner>>>,
}

impl Catalog {
    pub(crate) fn new(api: Arc<Api>, life: Duration, configured: Locale) -> Self {
        Self {
            api,
            configured: Arc::new(configured),
            locales: Memory::new(life),
            properties: Memory::new(life),
            stages: Memory::new(life),
            owners: Memory::new(life),
        }
    }

    /// The properties of an object.
    pub(crate) async fn properties(&self, object: &str) -> Result<Arc<PropertyMap>> {
        self.properties.get(object, self.fetch_properties(object)).await
    }

    /// The properties of an object, fetched anew if that was not done a short while ago: one was
    /// not as `seen`.
    pub(crate) async fn renewed_properties(
        &self,
        object: &str,
        seen: &Arc<PropertyMap>,
    ) -> Result<Arc<PropertyMap>> {
        self.properties.renewed(object, seen, LOOK_AGAIN, self.fetch_properties(object)).await
    }

    async fn fetch_properties(&self, object: &str) -> Result<PropertyMap> {
        let properties = self.api.properties(object).await.map_err(|error| match error.kind() {
            // Of an object alone, a refusal can only mean that there is none such.
            ErrorKind::Rejected => Error::new(
                ErrorKind::NotFound,
                &self.api.source,
                format!("HubSpot has no object `{object}`"),
            ),
            _ => error,
        })?;
        Ok(properties.into_iter().map(|property| (property.name.clone(), property)).collect())
    }

    /// The stages of an object's pipelines; none for an object without pipelines.
    pub(crate) async fn stages(&self, object: &str) -> Result<Arc<Table<Stage>>> {
        self.stages.get(object, self.fetch_stages(object)).await
    }

    async fn fetch_stages(&self, object: &str) -> Result<Table<Stage>> {
        match self.api.pipelines(object).await {
            Ok(pipelines) => Ok(Table::new(pipelines.into_iter().flat_map(stages_of))),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Rejected) => {
                Ok(Table::new([]))
            }
            Err(error) => Err(error),
        }
    }

    fn fetch_owners(&self) -> BoxFuture<'_, Result<Table<Owner>>> {
        let both = try_join(self.list_owners(false), self.list_owners(true));
        both.map_ok(|(here, left)| Table::new(left.into_iter().chain(here))).boxed()
    }

    async fn list_owners(&self, left: bool) -> Result<Vec<(String, Owner)>> {
        let mut owners = Vec::new();
        let (mut after, mut restarts) = (None, Restarts::default());
        for _ in 0..OWNER_PAGES {
            let page = match self.api.owners(left, after.as_deref()).await {
                Err(error) if after.take().is_some() => {
                    // The place to go on from has died: the list begins anew.
                    restarts.after(error, owners.len())?;
                    continue;
                }
                page => page?,
            };
            owners.extend(page.results.into_iter().map(|entry| {
                let names: Vec<_> = [entry.first_name, entry.last_name]
                    .into_iter()
                    .flatten()
                    .filter(|name| !name.is_empty())
                    .collect();
                let name = (!names.is_empty()).then(|| names.join(" "));
                (entry.id, Owner { name, email: entry.email })
            }));
            after = wire::next(page.paging);
            if after.is_none() {
                return Ok(owners);
            }
        }
        Err(Error::new(ErrorKind::BadResponse, &self.api.source, "the list of owners does not end"))
    }

    /// The tables that these fields of `object` stand on. If a record holds an id that a table does
    /// not have, that table is fetched anew, once for each such id.
    pub(crate) async fn lookups(
        &self,
        object: &str,
        fields: &Fields,
        records: &[Object],
    ) -> Result<Lookups> {
        let mut lookups = Lookups::default();
        for (on, field) in fields.flat(object) {
            let held = |property: &str| -> Vec<String> {
                let own = records.iter().filter(|_| on == object);
                let values = own.flat_map(|record| {
                    let past = record.histories.get(property).into_iter().flatten();
                    past.filter_map(Version::text).chain(wire::text(&record.properties, property))
                });
                values.collect()
            };
            match field {
                Field::Stage(property, _) | Field::Past(property, PastPart::Stage(_)) => {
                    let stages = match lookups.stages.get(on) {
                        Some(stages) => stages.clone(),
                        None => self.stages(on).await?,
                    };
                    let stages =
                        complete(&self.stages, on, stages, &held(property), self.fetch_stages(on))
                            .await?;
                    lookups.stages.insert(on.to_owned(), stages);
                }
                Field::Owner(property, _) => {
                    let owners = match &lookups.owners {
                        Some(owners) => owners.clone(),
                        None => self.owners.get(OWNERS, self.fetch_owners()).await?,
                    };
                    lookups.owners = Some(
                        complete(
                            &self.owners,
                            OWNERS,
                            owners,
                            &held(property),
                            self.fetch_owners(),
                        )
                        .await?,
                    );
                }
                _ => {}
            }
        }
        Ok(lookups)
    }
}

/// The table, fetched anew if it lacks one of the ids that are held and it was not found lacking
/// before.
async fn complete<T>(
    memory: &Memory<Table<T>>,
    name: &str,
    table: Arc<Table<T>>,
    held: &[String],
    fetch: impl Future<Output = Result<Table<T>>>,
) -> Result<Arc<Table<T>>> {
    if !table.lacks_news(held) {
        return Ok(table);
    }
    let renewed = memory.renewed(name, &table, Duration::ZERO, fetch).await?;
    renewed.note_missing(held, &table);
    Ok(renewed)
}

impl<T> Table<T> {
    pub(crate) fn new(entries: impl IntoIterator<Item = (String, T)>) -> Self {
        Self { by_id: entries.into_iter().collect(), missing: Mutex::default() }
    }

    fn lacks_news(&self, held: &[String]) -> bool {
        let missing = self.missing.lock();
        missing.len() < MISSING
            && held.iter().any(|id| !self.by_id.contains_key(id) && !missing.contains(id))
    }

    fn note_missing(&self, held: &[String], before: &Self) {
        let known: Vec<String> = before.missing.lock().iter().cloned().collect();
        let absent = held.iter().cloned().chain(known).filter(|id| !self.by_id.contains_key(id));
        self.missing.lock().extend(absent.take(MISSING));
    }
}

/// HubSpot says `isClosed` of the stages of deals; where it does not, a certain probability says
/// it.
pub(crate) fn stages_of(pipeline: Pipeline) -> impl Iterator<Item = (String, Stage)> {
    let name = pipeline.id;
    pipeline.stages.into_iter().map(move |PipelineStage { id, label, metadata }| {
        let probability = wire::text(&metadata, "probability");
        let certain = probability.as_deref().and_then(|text| text.parse::<f64>().ok());
        let (won, lost) = (certain == Some(1.0), certain == Some(0.0));
        let closed = match wire::text(&metadata, "isClosed") {
            Some(closed) => closed == "true",
            None => won || lost,
        };
        (id, Stage { pipeline: name.clone(), label, probability, closed, won: closed && won })
    })
}

impl Stage {
    /// A part of it, as text.
    pub(crate) fn part(&self, part: StagePart) -> Option<String> {
        match part {
            StagePart::State if self.won => Some("won".to_owned()),
            StagePart::State if self.closed => Some("lost".to_owned()),
            StagePart::State | StagePart::Label => {
                Some(self.label.clone()).filter(|label| !label.is_empty())
            }
            StagePart::IsClosed => Some(self.closed.to_string()),
            StagePart::IsWon => Some(self.won.to_string()),
            StagePart::Probability => self.probability.clone(),
        }
    }
}

impl Owner {
    /// A part of it.
    pub(crate) fn part(&self, part: OwnerPart) -> Option<String> {
        match part {
            OwnerPart::Name => self.name.clone(),
            OwnerPart::Email => self.email.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(metadata: &str) -> Stage {
        let pipeline =
            format!(r#"{{"id":"p","stages":[{{"id":"s","label":"Here","metadata":{metadata}}}]}}"#);
        stages_of(serde_json::from_str(&pipeline).unwrap()).next().unwrap().1
    }

    #[test]
    fn a_stage_is_won_or_lost_by_its_metadata_alone() {
        let cases = [
            (r#"{"isClosed":"true","probability":"1.0"}"#, "won"),
            (r#"{"isClosed":"true","probability":"0.0"}"#, "lost"),
            (r#"{"isClosed":"false","probability":"1.0"}"#, "Here"),
            (r#"{"probability":"1.0"}"#, "won"),
            (r#"{"probability":"0.4"}"#, "Here"),
            ("{}", "Here"),
        ];
        for (metadata, state) in cases {
            assert_eq!(stage(metadata).part(StagePart::State).unwrap(), state, "{metadata}");
        }
    }

    #[test]
    fn an_id_that_is_nowhere_is_looked_for_once() {
        let old = Table::new([("a".to_owned(), ())]);
        let held = ["a".to_owned(), "gone".to_owned()];
        assert!(old.lacks_news(&held));
        let new = Table::new([("a".to_owned(), ())]);
        new.note_missing(&held, &old);
        assert!(!new.lacks_news(&held));
    }
}
