//! Levels: holds calls until no other can begin, and so counts how many have to follow one another.
//!
//! A measure by time would depend on how busy the machine is. This one goes by turns of the
//! runtime: it needs a caller that runs on the same single thread, as in a test.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::oneshot;

/// Turns of the runtime without a new call after which no more is expected. In each, every task
/// that can go on does, and sockets are looked at; from an answer to the next call it takes about
/// ten.
const QUIET: usize = 400;

/// Holds the calls of each level until all of them are there.
#[derive(Debug, Default)]
pub(super) struct Levels(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// True while calls are held.
    on: bool,
    /// The calls that wait for the others of their level, by their endpoints.
    held: Vec<(String, oneshot::Sender<()>)>,
    /// Calls that were let go, and are not answered yet.
    running: usize,
    /// The endpoints of each level so far.
    levels: Vec<Vec<String>>,
}

/// A call that was let go; it ends with the value.
pub(super) struct Running(Arc<Mutex<State>>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
    }
}

impl Levels {
    /// Begins to hold calls, and to count levels.
    pub(super) fn hold(&self) {
        self.0.lock().on = true;
    }

    /// The endpoints of each level since the start, or since the last reset.
    pub(super) fn all(&self) -> Vec<Vec<String>> {
        self.0.lock().levels.clone()
    }

    pub(super) fn reset(&self) {
        self.0.lock().levels.clear();
    }

    /// Waits for the other calls of the level; none where calls are not held.
    pub(super) async fn join(&self, endpoint: &str) -> Option<Running> {
        let released = {
            let mut state = self.0.lock();
            if !state.on {
                return None;
            }
            let (release, released) = oneshot::channel();
            state.held.push((endpoint.to_owned(), release));
            if state.held.len() == 1 {
                tokio::spawn(release_when_quiet(self.0.clone()));
            }
            released
        };
        // Counted as running when it was let go.
        released.await.is_ok().then(|| Running(self.0.clone()))
    }
}

/// Lets the calls of a level go once no more of them come and those before are answered.
async fn release_when_quiet(state: Arc<Mutex<State>>) {
    let now = || {
        let state = state.lock();
        (state.held.len(), state.running)
    };
    let (mut last, mut turns) = (now(), 0);
    while turns < QUIET || last.1 > 0 {
        tokio::task::yield_now().await;
        let next = now();
        turns = if next == last { turns + 1 } else { 0 };
        last = next;
    }
    let mut state = state.lock();
    let mut level = Vec::new();
    for (endpoint, release) in std::mem::take(&mut state.held) {
        state.running += 1;
        level.push(endpoint);
        if release.send(()).is_err() {
            // The caller has gone.
            state.running -= 1;
        }
    }
    level.sort_unstable();
    state.levels.push(level);
}
