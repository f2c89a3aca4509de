//! From a configuration to a running gateway: sources connected, mappings checked against them, the
//! index built and kept fresh.

mod engine;
mod start;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use channelgraph_core::{Class, Error, ErrorKind, Pauses};
use channelgraph_schema::mapping::ObjectMapping;
use futures::future::{join, join_all};
pub use start::Start;
use tokio::time::Instant;

use crate::{
    auth::Caller,
    config::{self, Config, SourceConfig},
    engine::{Engine, Role, Viewer, Who},
    graphql::{Graphql, Limits},
    model::{Model, Source},
    money::Rates,
};

/// A gateway that can answer.
#[derive(Clone)]
pub struct App {
    /// The engine.
    pub engine: Arc<Engine>,
    /// The GraphQL side.
    pub graphql: Arc<Graphql>,
    /// Rates between currencies.
    pub rates: Rates,
    /// Columns of tables for BI tools that the configuration names.
    #[cfg(feature = "bi")]
    pub columns: Arc<crate::bi::Added>,
    /// The roles in which callers act.
    roles: Arc<BTreeMap<String, Arc<Role>>>,
}

/// A configuration that fits together, before anything is asked of a source.
pub struct Prepared {
    /// The configured sources, in order of authority, each with its mappings.
    sources: Vec<(Arc<Source>, Vec<ObjectMapping>)>,
    /// All of them together.
    pub model: Model,
    graphql: Arc<Graphql>,
    rates: Rates,
}

/// Checks that a configuration fits together.
///
/// # Errors
/// If a connector cannot be set up, or a mapping does not fit; the text says which, and the mend.
pub fn prepare(config: &Config) -> anyhow::Result<Prepared> {
    let names = config.source_names();
    let sources = names.iter().map(|name| source(config, name)).collect::<Result<Vec<_>, _>>()?;
    let all = sources.iter().map(|(source, _)| source.clone()).collect();
    let again = sources.iter().map(|(source, _)| mappings(config, &source.name));
    let again = again.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let model = Model::new(all, again, &config.authority).map_err(anyhow::Error::msg)?;
    let rates = config.money.rates();
    let graphql = Arc::new(graphql(config, &rates)?);
    Ok(Prepared { sources, model, graphql, rates })
}

/// The GraphQL side, trusted documents checked.
fn graphql(config: &Config, rates: &Rates) -> anyhow::Result<Graphql> {
    let limits = Limits {
        tokens: config.server.max_tokens,
        depth: config.server.max_depth,
        fields: config.server.max_fields,
        cached_bytes: config.cache.documents_mb << 20,
    };
    Graphql::new(limits, &config.documents, config.work(rates), config.cache.answers_mb << 20)
}

fn source(config: &Config, name: &str) -> anyhow::Result<(Arc<Source>, Vec<ObjectMapping>)> {
    let mappings = mappings(config, name)?;
    let name: Arc<str> = name.into();
    let of = configured(config, &name)?;
    let (kind, connector) = (of.kind(), of.connector(name.clone())?);
    Ok((Arc::new(Source { name, kind, connector }), mappings))
}

fn mappings(config: &Config, name: &str) -> anyhow::Result<Vec<ObjectMapping>> {
    let spec = configured(config, name)?.mapping();
    let objects = spec.0.iter().flat_map(|(kind, objects)| {
        objects.iter().map(move |(object, spec)| (*kind, object, spec))
    });
    let mappings = objects
        .map(|(kind, object, spec)| ObjectMapping::new(&name.into(), kind, object, spec))
        .collect::<Result<Vec<_>, _>>();
    mappings.with_context(|| format!("source `{name}`"))
}

fn configured<'a>(config: &'a Config, name: &str) -> anyhow::Result<SourceConfig<'a>> {
    config.source(name).with_context(|| format!("source `{name}` is not configured"))
}

/// Puts objects together that failed in the same way: a source that cannot be reached is told
/// once, and not for each of its objects.
pub fn by_failure<'a>(
    failed: impl IntoIterator<Item = (&'a str, Error)>,
) -> Vec<(Error, Vec<&'a str>)> {
    let mut groups: Vec<(Error, Vec<&str>)> = Vec::new();
    for (object, error) in failed {
        let same = |(other, _): &&mut (Error, Vec<&str>)| {
            (other.kind(), other.message()) == (error.kind(), error.message())
        };
        match groups.iter_mut().find(same) {
            Some((_, objects)) if objects.contains(&object) => {}
            Some((_, objects)) => objects.push(object),
            None => groups.push((error, vec![object])),
        }
    }
    groups
}

/// Asks a source what its mapped objects look like; tells for each mapping whether it is kept. An
/// object that is not there is left out.
async fn describe(source: &Source, mappings: &[ObjectMapping], start: &Start) -> Vec<bool> {
    let asked = mappings.iter().map(|mapping| source.connector.describe(&mapping.object));
    let outcomes = join_all(asked).await;
    let name = &source.name;
    let is_missing = |outcome: &Result<_, Error>| {
        outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    let kept = outcomes.iter().map(|outcome| !is_missing(outcome)).collect();
    let is_silent = outcomes.iter().all(|outcome| outcome.is_err() && !is_missing(outcome));
    let objects = mappings.iter().map(|mapping| &*mapping.object);
    let failed = objects.zip(outcomes);
    let failed = failed.filter_map(|(object, outcome)| Some((object, outcome.err()?)));
    for (error, objects) in by_failure(failed) {
        let objects = objects.join(", ");
        let code = error.code();
        if error.kind() == ErrorKind::NotFound {
            tracing::warn!(source = %name, objects, "The source has no such object: it is left out.");
        } else if is_silent {
            start.has_told(name.clone(), code);
            tracing::warn!(source = %name, %code, %error, "The source does not answer: what it holds is missing until it does.");
        } else {
            tracing::warn!(source = %name, objects, %code, %error, "The source does not describe these objects.");
        }
    }
    kept
}

/// Asks each source whose mappings depend on its locale for it, so that no query has to, and tells
/// of those that refuse.
async fn learn_locales(sources: &[(Arc<Source>, Vec<ObjectMapping>)]) {
    let needs = |mappings: &[ObjectMapping]| {
        mappings.iter().any(|mapping| mapping.is_local(mapping.mapped()))
    };
    let asked = sources.iter().filter(|(_, mappings)| needs(mappings));
    let asked = asked.map(async |(source, _)| (&source.name, source.connector.locale().await));
    for (source, locale) in join_all(asked).await {
        match locale {
            Ok(locale) => {
                if let Some(reason) = &locale.untold {
                    tracing::warn!(%source, zone = %locale.zone, reason = %reason, "The source does not tell its time zone and currency: set `time_zone` and `currency`.");
                }
            }
            // It does not describe its objects either, which is told, and is asked again.
            Err(error) => tracing::debug!(%source, %error, "The source tells no locale yet."),
        }
    }
}

impl App {
    /// Connects to the sources. An object that a source does not have (an add-on that was not
    /// bought) is left out; a source that does not answer keeps its place, and is asked again when
    /// it is needed.
    ///
    /// # Errors
    /// If the configuration does not fit together.
    pub async fn connect(config: &Config) -> anyhow::Result<Self> {
        Self::connect_prepared(config, prepare(config)?, &Start::default()).await
    }

    /// Connects to the sources of a prepared configuration, and tells `start` how far it has come.
    ///
    /// # Errors
    /// If the objects that the sources have do not fit together.
    pub async fn connect_prepared(
        config: &Config,
        prepared: Prepared,
        start: &Start,
    ) -> anyhow::Result<Self> {
        let Prepared { sources, graphql, rates, .. } = prepared;
        sources.iter().for_each(|(source, _)| start.asks(source.name.clone()));
        let described = sources.iter().map(|(source, mappings)| async move {
            let kept = describe(source, mappings, start).await;
            start.has_answer_of(&source.name);
            kept
        });
        let (described, ()) = join(join_all(described), learn_locales(&sources)).await;
        let kept: Vec<bool> = described.concat();
        let all = sources.iter().map(|(source, _)| source.clone()).collect();
        let mappings = sources.into_iter().flat_map(|(_, mappings)| mappings).zip(kept);
        let mappings = mappings.filter_map(|(mapping, kept)| kept.then_some(mapping)).collect();
        let model = Model::new(all, mappings, &config.authority).map_err(anyhow::Error::msg)?;
        let engine = Arc::new(engine::engine(config, Arc::new(model)));
        let role = |(name, role): (&String, &config::Role)| {
            let role = role.engine(name).map_err(anyhow::Error::msg)?;
            anyhow::Ok((name.clone(), Arc::new(role)))
        };
        let roles = config.roles.iter().map(role).collect::<anyhow::Result<_>>()?;
        let app = Self {
            engine,
            graphql,
            rates,
            #[cfg(feature = "bi")]
            columns: Arc::new((&config.bi).into()),
            roles: Arc::new(roles),
        };
        start.connected(app.clone());
        Ok(app)
    }

    /// The viewer that a caller is: his role's rules, bound to his partner. A role that is not
    /// configured sees nothing.
    pub async fn viewer(&self, caller: &Caller) -> Viewer {
        let role = caller.role.as_ref().map(|name| {
            let known = self.roles.get(&**name).cloned();
            known.unwrap_or_else(|| Arc::new(Role::seeing_nothing(name)))
        });
        let (subject, partner) = (caller.subject.clone(), caller.partner.clone());
        self.engine.viewer(&Who { subject, role, partner }).await
    }

    /// Keeps the rates fresh until the process ends, if a source has them.
    pub async fn keep_rates(self) {
        let Some(source) =
            self.rates.from().and_then(|from| self.engine.source(&from.source)).cloned()
        else {
            return;
        };
        self.rates.keep_fresh(source.name.clone(), source.connector.clone()).await;
    }

    /// Looks for partners that have changed, or reads all of them anew. Clients' calls go first,
    /// unless there is nothing yet that they could be answered with.
    async fn look(&self, is_rescan: bool, only_failed: bool) {
        let class =
            if self.engine.is_index_known() { Class::Background } else { Class::Interactive };
        if is_rescan {
            class.scope(self.engine.build_index(&|_| {})).await;
        } else if only_failed {
            class.scope(self.engine.retry_index()).await;
        } else {
            class.scope(self.engine.refresh_index()).await;
        }
    }

    /// Keeps the index fresh until the process ends: a look for changes at each interval, and now
    /// and then everything anew. What failed is tried again sooner, after growing pauses.
    pub async fn keep_fresh(self, refresh: Duration, rescan: Duration) {
        let (mut scanned, mut looked) = (Instant::now(), Instant::now());
        let mut pauses = Pauses::up_to(refresh);
        let mut told: BTreeSet<(Option<Arc<str>>, String)> = BTreeSet::new();
        loop {
            let failed = !self.engine.index_gaps().is_empty();
            let next = looked + refresh;
            let soon = failed.then(|| Instant::now() + pauses.after_failure(None));
            tokio::time::sleep_until(soon.unwrap_or(next).min(next)).await;
            let is_time = looked.elapsed() >= refresh;
            let is_rescan = is_time && scanned.elapsed() >= rescan;
            if is_rescan {
                scanned = Instant::now();
            }
            self.look(is_rescan, !is_time).await;
            if is_time {
                looked = Instant::now();
            }
            let gaps = self.engine.index_gaps();
            if gaps.is_empty() {
                pauses.reset();
            }
            // Told when it begins and when it ends, not at each look.
            for gap in &gaps {
                if told.insert((gap.source_name.clone(), gap.code.to_string())) {
                    tracing::warn!(source = gap.source_name.as_deref(), code = %gap.code, error = gap.message, "The partner index could not be refreshed.");
                }
            }
            told.retain(|(source, code)| {
                let lasts = gaps
                    .iter()
                    .any(|gap| (&gap.source_name, &*gap.code.to_string()) == (source, code));
                if !lasts {
                    tracing::info!(
                        source = source.as_deref(),
                        code,
                        "The partner index is refreshed again."
                    );
                }
                lasts
            });
        }
    }
}
