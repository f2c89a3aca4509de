//! From a configuration to a running gateway: sources connected, mappings checked against them, the
//! index built and kept fresh.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use channelgraph_core::ErrorKind;
use channelgraph_schema::mapping::ObjectMapping;
use futures::future::{join, join_all};
use tokio::time::Instant;

use crate::{
    config::Config,
    engine::{Engine, IdentityRules, ListLimits},
    graphql::{Bounds, Graphql, Limits},
    load::{Store, StoreLimits},
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
}

/// The configured sources, in order of authority, each with its mapping.
///
/// # Errors
/// If a connector cannot be set up, or a mapping does not fit.
pub fn sources(config: &Config) -> anyhow::Result<Vec<(Arc<Source>, Vec<ObjectMapping>)>> {
    config.source_names().iter().map(|name| source(config, name)).collect()
}

fn source(config: &Config, name: &str) -> anyhow::Result<(Arc<Source>, Vec<ObjectMapping>)> {
    let name: Arc<str> = name.into();
    let Some(config) = config.source(&name) else {
        anyhow::bail!("source `{name}` is not configured")
    };
    let (kind, connector, spec) =
        (config.kind(), config.connector(name.clone())?, config.mapping());
    let objects = spec.0.iter().flat_map(|(kind, objects)| {
        objects.iter().map(move |(object, spec)| (*kind, object, spec))
    });
    let mappings = objects
        .map(|(kind, object, spec)| ObjectMapping::new(&name, kind, object, spec))
        .collect::<Result<Vec<_>, _>>();
    let mappings = mappings.with_context(|| format!("source `{name}`"))?;
    Ok((Arc::new(Source { name, kind, connector }), mappings))
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
        let sources = sources(config)?;
        let described = join_all(sources.iter().flat_map(|(source, mappings)| {
            mappings.iter().map(move |mapping| async move {
                (source, source.connector.describe(&mapping.object).await)
            })
        }));
        let (described, ()) = join(described, learn_locales(&sources)).await;
        let (mut all, mut kept) = (Vec::new(), Vec::new());
        let mut described = described.into_iter();
        for (source, mappings) in &sources {
            all.push(source.clone());
            for (mapping, outcome) in mappings.iter().zip(described.by_ref()) {
                match outcome.1 {
                    Err(error) if error.kind() == ErrorKind::NotFound => {
                        tracing::warn!(source = %source.name, object = %mapping.object, "The source has no such object: it is left out.");
                        kept.push(false);
                    }
                    Err(error) => {
                        tracing::warn!(source = %source.name, object = %mapping.object, %error, "The source does not describe the object.");
                        kept.push(true);
                    }
                    Ok(_) => kept.push(true),
                }
            }
        }
        let mappings = sources
            .into_iter()
            .flat_map(|(_, mappings)| mappings)
            .zip(kept)
            .filter_map(|(mapping, kept)| kept.then_some(mapping));
        let model = Arc::new(
            Model::new(all, mappings.collect(), &config.authority).map_err(anyhow::Error::msg)?,
        );
        Self::new(config, model)
    }

    fn new(config: &Config, model: Arc<Model>) -> anyhow::Result<Self> {
        let limits = StoreLimits {
            record_bytes: config.cache.records_mb << 20,
            page_bytes: config.cache.pages_mb << 20,
            patience: Duration::from_millis(config.server.source_timeout_ms),
        };
        let cache = config.cache.clone();
        let lifetime = move |table: &crate::model::Table| {
            let of = cache.of.get(&*table.source.name).and_then(|of| of.get(&table.mapping.kind));
            Duration::from_secs(of.copied().unwrap_or(cache.seconds))
        };
        let store = Arc::new(Store::new(
            limits,
            model.sources.iter().map(|source| source.name.clone()),
            lifetime,
        ));
        let rules = IdentityRules {
            shared_domains: config.identity.shared_domains.clone(),
            by_name: config.identity.match_by_name,
        };
        let limits =
            ListLimits { max_scan: config.lists.max_scan, max_twins: config.lists.max_twins };
        let engine = Engine::new(model, store, rules, limits);
        let rates = config.money.rates();
        let server = &config.server;
        let documents = Limits {
            tokens: server.max_tokens,
            depth: server.max_depth,
            fields: server.max_fields,
            cached_bytes: config.cache.documents_mb << 20,
        };
        let bounds = Bounds {
            timeout: Duration::from_millis(server.timeout_ms),
            complexity: server.max_complexity as u64,
            calls: server.max_calls,
        };
        let graphql = Arc::new(Graphql::new(documents, bounds, rates.clone())?);
        Ok(Self { engine: Arc::new(engine), graphql, rates })
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

    /// Keeps the index fresh until the process ends: a look for changes at each interval, and now
    /// and then everything anew.
    pub async fn keep_fresh(self, refresh: Duration, rescan: Duration) {
        let mut scanned = Instant::now();
        loop {
            tokio::time::sleep(refresh).await;
            if scanned.elapsed() >= rescan {
                scanned = Instant::now();
                self.engine.build_index(&|_| {}).await;
            } else {
                self.engine.refresh_index().await;
            }
            for gap in self.engine.index_gaps() {
                tracing::warn!(source = gap.source_name.as_deref(), code = %gap.code, error = gap.message, "The partner index could not be refreshed.");
            }
        }
    }
}
