//! The connections there are: how many, and how their statements are cancelled.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI32, Ordering},
    },
    time::SystemTime,
};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use crate::{
    Code, Failure,
    catalog::{Activity, Sessions, micros},
};

/// Bytes of a statement that others see.
const QUERY: usize = 1_024;

/// The connections of a server.
#[derive(Debug, Default)]
pub(super) struct Registry {
    next: AtomicI32,
    live: Mutex<HashMap<i32, Entry>>,
}

#[derive(Debug)]
struct Entry {
    secret: [u8; 4],
    user: String,
    since: SystemTime,
    running: Arc<Running>,
}

/// What a connection does now.
#[derive(Debug, Default)]
pub(super) struct Running {
    statement: Mutex<CancellationToken>,
    /// What ends the connection.
    end: CancellationToken,
    query: Mutex<String>,
    is_active: AtomicBool,
}

/// A place among the connections, free again when it is dropped.
pub(super) struct Seat {
    registry: Arc<Registry>,
    pub(super) pid: i32,
    pub(super) secret: [u8; 4],
    pub(super) running: Arc<Running>,
}

impl Running {
    /// Begins a statement: the token is cancelled when the client wants that.
    pub(super) fn begin(&self) -> CancellationToken {
        let token = CancellationToken::new();
        *self.statement.lock() = token.clone();
        token
    }

    /// What ends the connection.
    pub(super) fn end(&self) -> &CancellationToken {
        &self.end
    }

    /// Notes the text of a statement that begins.
    pub(super) fn asks(&self, query: &str) {
        let mut shown = query.len().min(QUERY);
        while !query.is_char_boundary(shown) {
            shown -= 1;
        }
        query[..shown].clone_into(&mut self.query.lock());
        self.is_active.store(true, Ordering::Relaxed);
    }

    /// Notes that the connection waits for its client.
    pub(super) fn rests(&self) {
        self.is_active.store(false, Ordering::Relaxed);
    }
}

impl Registry {
    /// Takes a place for a user, who may have so many.
    ///
    /// # Errors
    /// If he has them all.
    pub(super) fn seat(
        self: &Arc<Self>,
        user: &str,
        secret: [u8; 4],
        per_user: usize,
    ) -> Result<Seat, Failure> {
        let mut live = self.live.lock();
        if live.values().filter(|entry| entry.user == user).count() >= per_user {
            let message = format!("too many connections of the user \"{user}\": {per_user}");
            return Err(Failure::new(Code::TooMany, message)
                .hint("Close some, or raise `bi.max_connections_per_user`."));
        }
        let pid = self.next.fetch_add(1, Ordering::Relaxed).wrapping_add(1).abs().max(1);
        let running = Arc::<Running>::default();
        let since = SystemTime::now();
        let entry = Entry { secret, user: user.to_owned(), since, running: running.clone() };
        live.insert(pid, entry);
        Ok(Seat { registry: self.clone(), pid, secret, running })
    }

    /// The number of connections that have logged in.
    pub(super) fn count(&self) -> usize {
        self.live.lock().len()
    }

    /// Cancels what a connection does now, for whoever knows its secret.
    pub(super) fn cancel(&self, pid: i32, secret: &[u8]) {
        let live = self.live.lock();
        if let Some(entry) = live.get(&pid).filter(|entry| entry.secret == secret) {
            entry.running.statement.lock().cancel();
        }
    }
}

impl Sessions for Registry {
    fn of(&self, user: &str) -> Vec<Activity> {
        let live = self.live.lock();
        let own = live.iter().filter(|(_, entry)| entry.user == user);
        let mut all: Vec<Activity> = own
            .map(|(pid, entry)| Activity {
                pid: *pid,
                since: micros(entry.since),
                query: entry.running.query.lock().clone(),
                is_active: entry.running.is_active.load(Ordering::Relaxed),
            })
            .collect();
        all.sort_by_key(|activity| activity.pid);
        all
    }

    fn cancel(&self, user: &str, pid: i32) -> bool {
        let live = self.live.lock();
        let found = live.get(&pid).filter(|entry| entry.user == user);
        found.inspect(|entry| entry.running.statement.lock().cancel()).is_some()
    }

    fn end(&self, user: &str, pid: i32) -> bool {
        let live = self.live.lock();
        let found = live.get(&pid).filter(|entry| entry.user == user);
        found.inspect(|entry| entry.running.end.cancel()).is_some()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.registry.live.lock().remove(&self.pid);
    }
}
