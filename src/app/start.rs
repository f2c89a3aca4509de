//! The start of a gateway, as those see it who ask how far it has come.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use channelgraph_core::ErrorCode;
use parking_lot::Mutex;

use super::App;

/// A gateway that starts, and is there at the end. Clones share it.
#[derive(Clone, Default)]
pub struct Start(Arc<Inner>);

#[derive(Default)]
struct Inner {
    app: OnceLock<App>,
    /// Sources that have not yet told what they hold.
    asked: Mutex<Vec<Arc<str>>>,
    /// Sources of which was told already that they do not answer, and how.
    told: Mutex<Vec<(Arc<str>, ErrorCode)>>,
    /// Records of partners read for the index.
    records: AtomicU64,
}

impl From<App> for Start {
    fn from(app: App) -> Self {
        let start = Self::default();
        start.connected(app);
        start
    }
}

impl Start {
    /// The gateway, once its sources were asked what they hold.
    pub fn app(&self) -> Option<&App> {
        self.0.app.get()
    }

    /// The counter of partner records that were read.
    pub fn records(&self) -> &AtomicU64 {
        &self.0.records
    }

    pub(super) fn connected(&self, app: App) {
        // A second one cannot come: a start has one end.
        drop(self.0.app.set(app));
    }

    pub(super) fn asks(&self, source: Arc<str>) {
        self.0.asked.lock().push(source);
    }

    pub(super) fn has_answer_of(&self, source: &str) {
        self.0.asked.lock().retain(|asked| **asked != *source);
    }

    pub(super) fn has_told(&self, source: Arc<str>, code: ErrorCode) {
        self.0.told.lock().push((source, code));
    }

    /// Tests if it was told already that a source fails in this way.
    pub fn is_told(&self, source: Option<&str>, code: ErrorCode) -> bool {
        let told = self.0.told.lock();
        told.iter().any(|(other, how)| (Some(&**other), *how) == (source, code))
    }

    /// Says for what the gateway waits; nothing once it is ready.
    pub fn waits_for(&self) -> Option<String> {
        let Some(app) = self.app() else {
            let asked = self.0.asked.lock();
            if asked.is_empty() {
                return Some("the gateway starts".to_owned());
            }
            let names = asked.join(", ");
            return Some(format!("the sources are asked what they hold; waiting for {names}"));
        };
        match (app.engine.is_index_built(), app.engine.is_index_known()) {
            (true, true) => None,
            (true, false) => {
                let gaps = app.engine.index_gaps().into_iter();
                let gap = |gap: crate::engine::Problem| {
                    format!("{} ({})", gap.source_name.unwrap_or_default(), gap.code)
                };
                let mut gaps: Vec<_> = gaps.map(gap).collect();
                gaps.dedup();
                Some(format!("no source's partners have been read yet: {}", gaps.join(", ")))
            }
            (false, _) => Some(match self.0.records.load(Ordering::Relaxed) {
                0 => "the partners are being read".to_owned(),
                records => format!("the partners are being read: {records} records so far"),
            }),
        }
    }
}
