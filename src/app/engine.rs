//! The engine as it is configured.

use std::{sync::Arc, time::Duration};

use crate::{
    config::Config,
    engine::{Engine, KeptLimits, LinkLimits, ListLimits, MemoLimits},
    load::{Store, StoreLimits},
    model::{Model, Table},
};

/// An engine over these sources, with the bounds of the configuration.
pub(super) fn engine(config: &Config, model: Arc<Model>) -> Engine {
    let limits = StoreLimits {
        record_bytes: config.cache.records_mb << 20,
        page_bytes: config.cache.pages_mb << 20,
        details_bytes: config.cache.details_mb << 20,
        patience: Duration::from_millis(config.server.source_timeout_ms),
        details_patience: Duration::from_millis(config.lists.detail_ms),
        scan: config.lists.max_scan,
    };
    let cache = config.cache.clone();
    let lifetime = move |table: &Table| {
        let of = cache.of.get(&*table.source.name).and_then(|of| of.get(&table.mapping.kind));
        Duration::from_secs(of.copied().unwrap_or(cache.seconds))
    };
    let store = Arc::new(Store::new(
        limits,
        model.sources.iter().map(|source| source.name.clone()),
        lifetime,
    ));
    let rules = config.identity.rules();
    let limits = ListLimits { max_scan: config.lists.max_scan, max_twins: config.lists.max_twins };
    let links = config.links.enabled.then(|| LinkLimits {
        bytes: config.links.memory_mb << 20,
        refresh: Duration::from_secs(config.links.refresh_seconds),
        rescan: Duration::from_secs(config.links.rescan_seconds),
    });
    let memo = MemoLimits {
        bytes: config.cache.nodes_mb << 20,
        lifetime: Duration::from_secs(config.cache.seconds),
    };
    let of = config.cache.of.values().flat_map(|of| of.values());
    let of = of.map(|seconds| Duration::from_secs(*seconds));
    let kept = KeptLimits {
        nodes: config.performance.kept_nodes,
        // What stands on several tables is no fresher than the one that is read most often.
        fresh: of.fold(memo.lifetime, Duration::min),
        settled: Duration::from_secs(config.performance.closed_seconds),
        lifetime: Duration::from_secs(config.performance.kept_seconds),
    };
    Engine::new(model, store, rules, links, limits, memo, kept)
}
