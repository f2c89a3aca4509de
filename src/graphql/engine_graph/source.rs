//! Fields of sources, and of the gaps that they leave.

use std::sync::Arc;

use channelgraph_core::Snapshot;

use super::{
    EngineGraph,
    object::{Item, Shown, count, objects, owned, text, time},
};
use crate::{
    engine::{LinkTold, Mode, Problem},
    graphql::{
        error::retry_at,
        types::Plain,
        walk::{Leaf, Resolved},
    },
    load::standing,
    model::Source,
};

impl EngineGraph<'_> {
    /// The configured sources.
    pub(super) fn sources(&self) -> Shown<'_> {
        match self.viewer.provenance() {
            Mode::Show => objects(self.engine.sources().iter().map(Item::Source)),
            Mode::Hide => Resolved::List(Vec::new()),
            Mode::Mask | Mode::Forbid => self.none("the sources"),
        }
    }

    /// A field of a source. Who may not see where values come from meets sources in gaps alone.
    pub(super) fn source<'a>(&'a self, source: &'a Arc<Source>, plain: Plain) -> Shown<'a> {
        if self.viewer.provenance() != Mode::Show {
            return withheld(plain);
        }
        let is_fixed =
            matches!(plain, Plain::SourceName | Plain::SourceConnector | Plain::SourceEntities);
        if !is_fixed {
            standing::note_passing();
        }
        let stats = || source.connector.stats().snapshot();
        let share = |share: Option<f64>| {
            share.map_or(Resolved::Null, |share| Resolved::Leaf(Leaf::Float(share)))
        };
        match plain {
            Plain::SourceName => text(&source.name),
            Plain::SourceConnector => text(source.kind),
            Plain::SourceStatus => text(health(&stats())),
            Plain::SourceEntities => {
                let kinds = self.engine.entities_of(&source.name);
                Resolved::List(kinds.into_iter().map(|kind| text(kind.entity().word)).collect())
            }
            Plain::SourceQuota => match self.quotas.get(&source.name) {
                Some(Ok(quotas)) => objects(quotas.iter().map(Item::Quota)),
                Some(Err(problem)) => {
                    Resolved::Beside(problem.clone(), Box::new(Resolved::List(Vec::new())))
                }
                None => Resolved::List(Vec::new()),
            },
            Plain::SourceLatency => {
                let stats = stats();
                let millis = |took: std::time::Duration| took.as_micros() as f64 / 1e3;
                match (stats.p50, stats.p99) {
                    (Some(p50), Some(p99)) => {
                        Resolved::Object(Item::Latency(millis(p50), millis(p99)))
                    }
                    _ => Resolved::Null,
                }
            }
            Plain::SourceErrorRate => {
                let stats = stats();
                share((stats.calls > 0).then(|| stats.failures as f64 / stats.calls as f64))
            }
            Plain::SourceCacheHitRate => share(self.engine.cache_hit_rate(&source.name)),
            // They count what is there, also what he may not see.
            Plain::SourceLinks if !self.viewer.sees_all_rows() => Resolved::List(Vec::new()),
            Plain::SourceLinks => {
                let links = self.engine.links_of(&source.name).into_iter();
                objects(links.map(|told| Item::Links(Arc::new(told))))
            }
            Plain::SourceLastSuccessAt => time(stats().last_success),
            _ => stats().last_error.map_or(Resolved::Null, owned),
        }
    }

    pub(super) fn gap_field<'a>(&'a self, problem: &'a Problem, plain: Plain) -> Shown<'a> {
        match plain {
            Plain::GapSource => {
                let name = problem.source_name.as_deref().unwrap_or_default();
                let source = self.engine.source(name);
                match source {
                    Some(source) => Resolved::Object(Item::Source(source)),
                    None => {
                        Resolved::Failed(Problem::input(format!("there is no source `{name}`")))
                    }
                }
            }
            Plain::GapCode => owned(problem.code.to_string()),
            Plain::GapMessage => owned(self.viewer.tell(problem).into_owned().message),
            _ => {
                standing::note_passing();
                retry_at(problem).map_or(Resolved::Null, owned)
            }
        }
    }
}

/// A field of a source of which no more is told than that it is one.
fn withheld<'a>(plain: Plain) -> Shown<'a> {
    match plain {
        Plain::SourceName | Plain::SourceConnector => text("withheld"),
        Plain::SourceStatus => text("UNKNOWN"),
        Plain::SourceEntities | Plain::SourceQuota | Plain::SourceLinks => {
            Resolved::List(Vec::new())
        }
        _ => Resolved::Null,
    }
}

pub(super) fn links<'a>(told: &LinkTold, plain: Plain) -> Shown<'a> {
    match plain {
        Plain::LinksEntity => text(told.kind.entity().word),
        Plain::LinksObject => owned(&*told.object),
        Plain::LinksField => owned(&*told.field),
        Plain::LinksTo => owned(&*told.to),
        Plain::LinksState => text(told.state.into()),
        Plain::LinksPairs => count(told.pairs as u64),
        Plain::LinksBytes => count(told.bytes as u64),
        Plain::LinksRefreshedAt => time(told.refreshed),
        _ => told.error.as_ref().map_or(Resolved::Null, |error| owned(error.to_string())),
    }
}

fn health(stats: &Snapshot) -> &'static str {
    match (stats.calls, stats.failures) {
        _ if stats.is_down => "DOWN",
        (0, _) => "UNKNOWN",
        (_, 0) => "UP",
        (calls, failures) if calls == failures => "DOWN",
        _ => "DEGRADED",
    }
}
