//! The systems behind the gateway, as clients see them.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};

use super::{
    enums::{EntityKind, SourceStatus},
    error::{ErrorCode, note, retry_at},
    request::Request,
    scalars::DateTime,
};
use crate::{
    engine::{Engine, Problem},
    model,
};

/// A configured system.
pub struct Source {
    /// The engine.
    pub engine: Arc<Engine>,
    /// The system.
    pub source: Arc<model::Source>,
}

/// One of the systems behind the gateway.
#[Object]
impl Source {
    /// Its name, as configured: salesforce, hubspot-emea …
    async fn name(&self) -> &str {
        &self.source.name
    }

    /// The kind of connector: salesforce, hubspot …
    async fn connector(&self) -> &str {
        self.source.kind
    }

    /// How it is doing, by its calls of the last minute.
    async fn status(&self) -> SourceStatus {
        let stats = self.source.connector.stats().snapshot();
        match (stats.calls, stats.failures) {
            (0, _) => SourceStatus::Unknown,
            (_, 0) => SourceStatus::Up,
            (calls, failures) if calls == failures => SourceStatus::Down,
            _ => SourceStatus::Degraded,
        }
    }

    /// The kinds of thing it has records of.
    async fn entities(&self) -> Vec<EntityKind> {
        self.engine.entities_of(&self.source.name).into_iter().map(EntityKind::from).collect()
    }

    /// What is left of the calls that it allows, as it last said.
    async fn quota(&self, ctx: &Context<'_>) -> Vec<Quota> {
        match self.source.connector.quota().await {
            Ok(quotas) => quotas.into_iter().map(Quota::from).collect(),
            Err(error) => {
                note(ctx, &error.into());
                Vec::new()
            }
        }
    }

    /// How long its calls of the last minute took.
    async fn latency(&self) -> Option<Latency> {
        let stats = self.source.connector.stats().snapshot();
        let millis = |took: std::time::Duration| took.as_micros() as f64 / 1e3;
        Some(Latency { p50_ms: millis(stats.p50?), p99_ms: millis(stats.p99?) })
    }

    /// Which share of its calls of the last minute failed, 0 to 1.
    async fn error_rate(&self) -> Option<f64> {
        let stats = self.source.connector.stats().snapshot();
        (stats.calls > 0).then(|| stats.failures as f64 / stats.calls as f64)
    }

    /// Which share of what was asked of it the cache answered, 0 to 1, since the start.
    async fn cache_hit_rate(&self) -> Option<f64> {
        self.engine.cache_hit_rate(&self.source.name)
    }

    /// When a call last succeeded.
    async fn last_success_at(&self) -> Option<DateTime> {
        self.source.connector.stats().snapshot().last_success.map(DateTime)
    }

    /// What its last failure said.
    async fn last_error(&self) -> Option<String> {
        self.source.connector.stats().snapshot().last_error
    }
}

/// An allowance of calls.
#[derive(SimpleObject)]
pub struct Quota {
    /// What it is called: daily, burst …
    name: String,
    /// Calls in all.
    limit: i64,
    /// Calls left.
    remaining: i64,
    /// When it begins anew.
    resets_at: Option<DateTime>,
}

impl From<channelgraph_core::Quota> for Quota {
    fn from(quota: channelgraph_core::Quota) -> Self {
        let count = |calls: u64| i64::try_from(calls).unwrap_or(i64::MAX);
        Self {
            name: quota.name,
            limit: count(quota.limit),
            remaining: count(quota.remaining),
            resets_at: quota.resets_at.map(DateTime),
        }
    }
}

/// How long calls took.
#[derive(SimpleObject)]
pub struct Latency {
    /// Half of them took at most so many milliseconds.
    p50_ms: f64,
    /// 99 of 100 took at most so many milliseconds.
    p99_ms: f64,
}

/// A system that did not answer.
pub struct SourceGap(pub Problem);

/// A system that should have answered and did not.
#[Object]
impl SourceGap {
    /// The system.
    async fn source(&self, ctx: &Context<'_>) -> async_graphql::Result<Source> {
        let engine = ctx.data_unchecked::<Request>().engine();
        let name = self.0.source_name.as_deref().unwrap_or_default();
        let source = engine
            .source(name)
            .cloned()
            .ok_or_else(|| Problem::input(format!("there is no source `{name}`")))?;
        Ok(Source { engine: engine.clone(), source })
    }

    /// Why, as a code.
    async fn code(&self) -> ErrorCode {
        self.0.code.into()
    }

    /// Why, in words.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// When to try again, if that is known.
    async fn retry_after(&self) -> Option<DateTime> {
        retry_at(&self.0)
    }
}
