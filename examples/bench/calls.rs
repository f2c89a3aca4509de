//! When calls to vendors were under way, read off their spans.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::time::Instant;
use tracing::{Subscriber, span};
use tracing_subscriber::{Layer, layer::Context, registry::LookupSpan};

/// The span that a connector's stack puts around each call on the wire: from sending it until the
/// answer is read.
pub const SPAN: &str = "source.call";

/// The calls since the last look.
#[derive(Clone, Default)]
pub struct Calls(Arc<Mutex<Vec<(Instant, Instant)>>>);

/// How long vendors took.
#[derive(Default)]
pub struct Vendors {
    /// How many calls there were.
    pub count: usize,
    /// For how long at least one was under way.
    pub under_way: Duration,
    /// A level is a run of calls that overlap; the longest call of each, added up. Less than
    /// `under_way` where a level's calls are many.
    pub slowest_of_levels: Duration,
}

impl Calls {
    /// What there was since the last look.
    pub fn take(&self) -> Vendors {
        let mut calls = std::mem::take(&mut *self.0.lock());
        calls.sort_unstable();
        let mut vendors = Vendors { count: calls.len(), ..Vendors::default() };
        let mut level: Option<(Instant, Instant, Duration)> = None;
        for (from, to) in calls {
            level = Some(match level {
                Some((begun, ended, slowest)) if from <= ended => {
                    (begun, ended.max(to), slowest.max(to - from))
                }
                other => {
                    vendors.add(other);
                    (from, to, to - from)
                }
            });
        }
        vendors.add(level);
        vendors
    }
}

impl Vendors {
    fn add(&mut self, level: Option<(Instant, Instant, Duration)>) {
        if let Some((begun, ended, slowest)) = level {
            self.under_way += ended - begun;
            self.slowest_of_levels += slowest;
        }
    }
}

struct Begun(Instant);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Calls {
    fn on_new_span(&self, _: &span::Attributes<'_>, id: &span::Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Begun(Instant::now()));
        }
    }

    fn on_close(&self, id: span::Id, context: Context<'_, S>) {
        if let Some(span) = context.span(&id)
            && let Some(Begun(begun)) = span.extensions().get()
        {
            self.0.lock().push((*begun, Instant::now()));
        }
    }
}
