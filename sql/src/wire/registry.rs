//! The connections there are: how many, and how their statements are cancelled.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use crate::{Code, Failure};

/// The connections of a server.
#[derive(Default)]
pub(super) struct Registry {
    next: AtomicI32,
    live: Mutex<HashMap<i32, Entry>>,
}

struct Entry {
    secret: [u8; 4],
    user: String,
    running: Arc<Running>,
}

/// What a connection does now.
#[derive(Default)]
pub(super) struct Running {
    statement: Mutex<CancellationToken>,
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
        let entry = Entry { secret, user: user.to_owned(), running: running.clone() };
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

impl Drop for Seat {
    fn drop(&mut self) {
        self.registry.live.lock().remove(&self.pid);
    }
}
