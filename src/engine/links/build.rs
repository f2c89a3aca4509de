//! Filling the index of links by reading tables page by page, and keeping it fresh by reading what
//! changed since. Nobody waits for it.

use std::time::Duration;

use channelgraph_core::{Class, Error, Pauses, Retry};
use channelgraph_schema::{FieldSet, Filter, Record};
use chrono::{DateTime, Utc};
use futures::future::join_all;
use tokio::time::Instant;

use super::{Held, LinkIndex, Rule, TableLinks, names::names_in, pairs::Pairs};
use crate::{
    engine::pages::{Pages, modified_since, overlap},
    load::standing,
};

/// The shortest pause between two looks at a table.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// The pause after a failure that comes again.
const LONG_PAUSE: Duration = Duration::from_secs(600);

/// A table that cannot tell what changed is read as a whole for one part in so many of the time.
const SHARE: u32 = 100;

/// Places that are swept in one go.
const SWEPT: usize = 20_000;

/// The reading of one table.
#[derive(Default)]
pub(super) struct Work {
    /// The reading of the whole table that is under way, or failed and is to go on.
    whole: Option<Whole>,
    /// When the last one that ended began.
    read: Option<Instant>,
}

/// A reading of a whole table.
struct Whole {
    pages: Pages,
    begun: (Instant, DateTime<Utc>),
}

impl LinkIndex {
    /// Takes one look at every table, all side by side: the first one reads it as a whole, further
    /// ones what changed since. A table that fails keeps what is known of it.
    pub(in crate::engine) async fn look(&self) {
        join_all(self.listed().map(|at| Class::Background.scope(self.look_at(at)))).await;
    }

    /// Keeps looking at all tables for ever.
    pub(in crate::engine) async fn keep(&self) {
        let each = self.listed().map(|at| Class::Background.scope(self.keep_table(at)));
        join_all(each).await;
    }

    fn listed(&self) -> impl Iterator<Item = &TableLinks> {
        self.tables.iter().filter(|at| !at.names.is_empty())
    }

    async fn keep_table(&self, at: &TableLinks) {
        let refresh = self.limits.refresh;
        let mut pauses = Pauses::up_to(refresh);
        loop {
            let pause = match self.look_at(at).await {
                Ok(()) => {
                    pauses.reset();
                    at.due()
                }
                Err(error) => {
                    let doubled = pauses.after_failure(None);
                    match error.retry() {
                        Retry::Never if at.tells_changes => refresh,
                        Retry::Never => LONG_PAUSE,
                        _ => doubled.max(error.retry_after().unwrap_or_default()),
                    }
                }
            };
            // A table over the bound says that it is due, and looking at it does nothing.
            tokio::time::sleep(pause.max(SHORTEST_PAUSE)).await;
        }
    }

    async fn look_at(&self, at: &TableLinks) -> Result<(), Error> {
        let mut work = at.work.lock().await;
        let is_due = work.read.is_none_or(|read| read.elapsed() >= self.limits.rescan);
        let is_whole = work.whole.is_some() || is_due || (!at.tells_changes && at.has_pairs());
        let mut outcome = Ok(());
        if is_whole {
            outcome = self.read_whole(at, &mut work).await;
        }
        // Also after a reading that took long, or failed.
        let is_old = !is_whole || at.due().is_zero();
        if at.tells_changes && is_old && work.read.is_some() && at.has_pairs() {
            outcome = outcome.and(self.read_changes(at).await);
        }
        at.note(outcome.as_ref().err());
        outcome
    }

    /// Reads a whole table into the pairs, and takes those out that are gone. What failed goes on
    /// where it stopped.
    async fn read_whole(&self, at: &TableLinks, work: &mut Work) -> Result<(), Error> {
        let begin = || {
            at.rules.iter().for_each(Rule::begin);
            Whole { pages: at.pages(Filter::all()), begun: (Instant::now(), Utc::now()) }
        };
        let whole = work.whole.get_or_insert_with(begin);
        while let Some(records) = whole.pages.next().await? {
            self.take(at, &records);
            if !at.has_pairs() {
                break;
            }
            // What is known stays fresh however long the table is.
            if at.tells_changes && work.read.is_some() && at.due().is_zero() {
                at.note(self.read_changes(at).await.err().as_ref());
            }
        }
        for rule in &at.rules {
            rule.end().await;
        }
        let begun = whole.begun;
        work.whole = None;
        work.read = Some(begun.0);
        let share = begun.0.elapsed() * SHARE;
        let refresh = self.limits.refresh;
        let every =
            if at.tells_changes { refresh } else { share.min(self.limits.rescan).max(refresh) };
        at.refreshed(begun, every);
        Ok(())
    }

    /// Reads what changed in a table since the last look.
    async fn read_changes(&self, at: &TableLinks) -> Result<(), Error> {
        let begun = (Instant::now(), Utc::now());
        let since = at.look.lock().refreshed.map_or(begun.1, |(_, since)| since);
        let mut pages = at.pages(modified_since(&at.table, since - overlap(&at.table)));
        while let Some(records) = pages.next().await? {
            self.take(at, &records);
        }
        at.refreshed(begun, self.limits.refresh);
        Ok(())
    }

    /// Takes in whom these records name, and drops a rule that has grown beyond the bound.
    fn take(&self, at: &TableLinks, records: &[Record]) {
        for rule in &at.rules {
            let link = self.link(at, rule);
            let named: Vec<_> = records.iter().map(|record| names_in(link, record)).collect();
            let mut is_changed = false;
            if let Some(pairs) = rule.held.write().pairs_mut() {
                for (record, names) in records.iter().zip(&named) {
                    is_changed |= pairs.put(&record.key.id, names);
                }
            }
            if is_changed {
                standing::move_version(&rule.version);
            }
            if self.bytes() > self.limits.bytes && rule.held.read().pairs().is_some() {
                *rule.held.write() = Held::OverBound;
                standing::move_version(&rule.version);
                let (source, object) = (&*at.table.source.name, &*at.table.mapping.object);
                tracing::warn!(
                    source,
                    object,
                    field = link.spec.field,
                    "The links of an object take more memory than links.memory_mb: they are looked up at the source."
                );
            }
        }
    }
}

impl TableLinks {
    /// The pages of the table's rows that pass, with whom they name.
    fn pages(&self, changed: Filter<String>) -> Pages {
        Pages::new(&self.table, FieldSet::EMPTY, self.names.clone(), changed)
    }

    /// The time until the next look.
    fn due(&self) -> Duration {
        let look = self.look.lock();
        let next = look.refreshed.map(|(read, _)| read + look.every);
        next.map_or(Duration::ZERO, |next| next.saturating_duration_since(Instant::now()))
    }

    /// Notes when a look began that succeeded, and the time until the next one.
    fn refreshed(&self, begun: (Instant, DateTime<Utc>), every: Duration) {
        let mut look = self.look.lock();
        (look.refreshed, look.every) = (Some(begun), every);
    }

    /// Notes the failure of a look. It is told when it begins and when it ends, not each time.
    fn note(&self, error: Option<&Error>) {
        let mut look = self.look.lock();
        let (source, object) = (&*self.table.source.name, &*self.table.mapping.object);
        match (&look.error, error) {
            (Some(known), Some(error)) if known.code() == error.code() => {}
            (_, Some(error)) => {
                let code = error.code();
                tracing::warn!(source, object, %code, %error, "The links of an object could not be read.");
            }
            (Some(_), None) => {
                tracing::info!(source, object, "The links of an object are read again.")
            }
            (None, None) => {}
        }
        look.error = error.cloned();
    }
}

impl Rule {
    /// Begins a reading of the whole table.
    fn begin(&self) {
        let mut held = self.held.write();
        match &mut *held {
            Held::Some(pairs) | Held::All(pairs) => pairs.set_marks(),
            Held::Absent | Held::OverBound => *held = Held::Some(Pairs::default()),
            Held::Unlistable => {}
        }
    }

    /// Ends a reading of the whole table: what was not in it is gone.
    async fn end(&self) {
        let mut from = Some(0);
        while let Some(place) = from {
            let mut is_changed = false;
            if let Some(pairs) = self.held.write().pairs_mut() {
                (from, is_changed) = pairs.sweep(place, SWEPT);
            } else {
                from = None;
            }
            if is_changed {
                standing::move_version(&self.version);
            }
            tokio::task::yield_now().await;
        }
        let mut held = self.held.write();
        if let Held::Some(pairs) = &mut *held {
            *held = Held::All(std::mem::take(pairs));
            standing::move_version(&self.version);
        }
    }
}
