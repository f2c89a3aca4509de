//! The calls that wait for their turn. Of each class they begin in the order in which they came,
//! but for those that find room where earlier ones do not need it; clients' calls go first.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    sync::{Notify, oneshot},
    time::Instant,
};

use super::gate::{Counted, Gate};
use crate::Class;

/// The gates of one source, and the calls that wait before them.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// Something has changed: a call came or ended.
    changed: Notify,
}

#[derive(Debug)]
struct State {
    gates: Vec<Gate>,
    clients: VecDeque<Waiting>,
    background: VecDeque<Waiting>,
    /// The number of the next call.
    next: u64,
    /// A task lets calls in whenever there is room. It ends when none is waiting.
    is_attended: bool,
}

/// A call that waits.
#[derive(Debug)]
struct Waiting {
    gates: Vec<usize>,
    turn: oneshot::Sender<Permit>,
}

/// A call under way: counts until it is dropped.
#[derive(Debug)]
pub struct Permit {
    queue: Arc<Queue>,
    counted: Vec<(usize, Counted)>,
}

/// The place of a call that comes.
pub(super) enum Place {
    /// It is its turn.
    Turn(Permit),
    /// It is told when.
    Waiting(oneshot::Receiver<Permit>),
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.queue.state.lock();
        let now = Instant::now();
        for (gate, call) in self.counted.drain(..) {
            state.gates[gate].end(call, now);
        }
        if state.is_attended {
            self.queue.changed.notify_one();
        }
    }
}

impl Queue {
    pub(super) fn new(gates: Vec<Gate>) -> Self {
        let state = State {
            gates,
            clients: VecDeque::new(),
            background: VecDeque::new(),
            next: 0,
            is_attended: false,
        };
        Self { state: Mutex::new(state), changed: Notify::new() }
    }

    pub(super) fn longest_window(&self) -> Duration {
        self.state.lock().gates.iter().map(|gate| gate.window).max().unwrap_or_default()
    }

    /// Takes a call in that needs a place at these gates.
    ///
    /// # Errors
    /// If a client's call cannot begin before its deadline: how long it would have to wait.
    pub(super) fn enter(
        self: &Arc<Self>,
        gates: Vec<usize>,
        class: Class,
        deadline: Instant,
    ) -> Result<Place, Duration> {
        let now = Instant::now();
        let mut state = self.state.lock();
        state.gates.iter_mut().for_each(|gate| gate.pass(now));
        if !state.is_attended && state.has_room(&gates, class) {
            return Ok(Place::Turn(state.begin(self, &gates, class, now)));
        }
        let earliest = state.earliest(&gates, class, now);
        if earliest > deadline {
            return Err(earliest - now);
        }
        let (turn, told) = oneshot::channel();
        state.line(class).push_back(Waiting { gates, turn });
        if std::mem::replace(&mut state.is_attended, true) {
            self.changed.notify_one();
        } else {
            tokio::spawn(self.clone().attend());
        }
        Ok(Place::Waiting(told))
    }

    /// Lets calls in until none is waiting.
    async fn attend(self: Arc<Self>) {
        loop {
            let next = {
                let mut state = self.state.lock();
                let (next, begun) = state.let_in(&self, Instant::now());
                state.is_attended = !state.clients.is_empty() || !state.background.is_empty();
                let ends = !state.is_attended;
                drop(state);
                // Told without the lock: a call given up meanwhile ends at once, and takes it.
                for (turn, permit) in begun {
                    drop(turn.send(permit));
                }
                if ends {
                    return;
                }
                next
            };
            match next {
                Some(next) => {
                    let _ = tokio::time::timeout_at(next, self.changed.notified()).await;
                }
                None => self.changed.notified().await,
            }
        }
    }
}

impl State {
    fn line(&mut self, class: Class) -> &mut VecDeque<Waiting> {
        match class {
            Class::Interactive => &mut self.clients,
            Class::Background | Class::Export => &mut self.background,
        }
    }

    fn has_room(&self, gates: &[usize], class: Class) -> bool {
        gates.iter().all(|gate| self.gates[*gate].has_room(class))
    }

    fn begin(&mut self, queue: &Arc<Queue>, gates: &[usize], class: Class, now: Instant) -> Permit {
        self.next += 1;
        let number = self.next;
        let begin = |gate: &usize| (*gate, self.gates[*gate].begin(number, class, now));
        Permit { queue: queue.clone(), counted: gates.iter().map(begin).collect() }
    }

    /// The earliest moment at which a call can begin, as far as is known. Background work waits as
    /// long as it takes.
    fn earliest(&self, gates: &[usize], class: Class, now: Instant) -> Instant {
        if class == Class::Background {
            return now;
        }
        let earliest = gates.iter().map(|gate| {
            let waits = |other: &&Waiting| other.gates.contains(gate) && !other.turn.is_closed();
            let ahead = self.clients.iter().filter(waits).count();
            self.gates[*gate].earliest(ahead, now)
        });
        earliest.max().unwrap_or(now)
    }

    /// Lets in all calls that find room; tells the moment at which the next may, if it is known.
    fn let_in(
        &mut self,
        queue: &Arc<Queue>,
        now: Instant,
    ) -> (Option<Instant>, Vec<(oneshot::Sender<Permit>, Permit)>) {
        self.gates.iter_mut().for_each(|gate| gate.pass(now));
        let (mut begun, mut next) = (Vec::new(), None);
        // Gates at which an earlier call waits: a later one does not take its place.
        let mut closed = vec![false; self.gates.len()];
        // Gates that a client's call needs that waits, if only for another one.
        let mut needed = vec![false; self.gates.len()];
        for class in [Class::Interactive, Class::Background] {
            for waiting in std::mem::take(self.line(class)) {
                if waiting.turn.is_closed() {
                    continue;
                }
                let may = |gate: &usize| !closed[*gate] && self.gates[*gate].has_room(class);
                if waiting.gates.iter().all(may) {
                    let permit = self.begin(queue, &waiting.gates, class, now);
                    begun.push((waiting.turn, permit));
                    continue;
                }
                for gate in waiting.gates.iter().copied() {
                    needed[gate] = true;
                    if !closed[gate] && !self.gates[gate].has_room(class) {
                        closed[gate] = true;
                        let room = self.gates[gate].next_room(class);
                        next = [next, room].into_iter().flatten().min();
                    }
                }
                self.line(class).push_back(waiting);
            }
            closed.clone_from(&needed);
        }
        (next, begun)
    }
}
