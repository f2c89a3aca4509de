//! One limit: the calls that count against it now.

use std::{collections::BTreeSet, time::Duration};

use tokio::time::Instant;

use super::{Limit, Manner};
use crate::Class;

/// A call that counts: the moment at which it leaves the window, its number, and its class.
pub(super) type Counted = (Instant, u64, Class);

/// One limit, and the calls that count against it.
#[derive(Debug)]
pub(super) struct Gate {
    pub(super) window: Duration,
    margin: Duration,
    calls: Bounds,
    running: Bounds,
    /// The calls of the last window.
    counted: BTreeSet<Counted>,
}

/// A number of calls, of which background work may have a part.
#[derive(Debug)]
struct Bounds {
    most: usize,
    most_in_background: usize,
    now: usize,
    now_in_background: usize,
}

impl Bounds {
    fn new(most: usize, share: f64) -> Self {
        let part = (most as f64 * share) as usize;
        Self {
            most: most.max(1),
            most_in_background: part.clamp(1, most.max(1)),
            now: 0,
            now_in_background: 0,
        }
    }

    fn has_room(&self, class: Class) -> bool {
        self.now < self.most
            && (class == Class::Interactive || self.now_in_background < self.most_in_background)
    }

    fn add(&mut self, class: Class) {
        self.now += 1;
        self.now_in_background += usize::from(class == Class::Background);
    }

    fn remove(&mut self, class: Class) {
        self.now -= 1;
        self.now_in_background -= usize::from(class == Class::Background);
    }
}

impl Gate {
    pub(super) fn new(limit: &Limit, manner: Manner) -> Self {
        Self {
            window: Duration::from_millis(limit.window_ms),
            margin: manner.margin,
            calls: Bounds::new(limit.calls, manner.background),
            running: Bounds::new(limit.concurrency, manner.background),
            counted: BTreeSet::new(),
        }
    }

    /// Forgets the calls that have left the window.
    pub(super) fn pass(&mut self, now: Instant) {
        while let Some((_, _, class)) = self.counted.first().copied().filter(|call| call.0 <= now) {
            self.counted.pop_first();
            self.calls.remove(class);
        }
    }

    /// Returns true if a call of this class may begin.
    pub(super) fn has_room(&self, class: Class) -> bool {
        self.calls.has_room(class) && self.running.has_room(class)
    }

    /// Counts a call that begins. The source counts it when it arrives, which is within the margin.
    pub(super) fn begin(&mut self, number: u64, class: Class, now: Instant) -> Counted {
        let call = (now + self.margin + self.window, number, class);
        self.counted.insert(call);
        self.calls.add(class);
        self.running.add(class);
        call
    }

    /// Notes that a call has ended: it had arrived by then.
    pub(super) fn end(&mut self, call: Counted, now: Instant) {
        let (leaves, number, class) = call;
        self.running.remove(class);
        if self.counted.remove(&call) {
            self.counted.insert((leaves.min(now + self.window), number, class));
        }
    }

    /// The moment at which a call that now finds no room in the window may find some, as far as is
    /// known; none if it waits for one to end.
    pub(super) fn next_room(&self, class: Class) -> Option<Instant> {
        let leaving = |all: bool| {
            self.counted.iter().find(|call| all || call.2 == class).map(|(leaves, ..)| *leaves)
        };
        let of_all = (self.calls.now >= self.calls.most).then(|| leaving(true)).flatten();
        let of_class = (class == Class::Background
            && self.calls.now_in_background >= self.calls.most_in_background)
            .then(|| leaving(false));
        of_all.max(of_class.flatten())
    }

    /// The earliest moment at which a client's call can begin behind so many others.
    pub(super) fn earliest(&self, ahead: usize, now: Instant) -> Instant {
        let free = self.calls.most.saturating_sub(self.calls.now);
        let Some(behind) = ahead.checked_sub(free) else { return now };
        // Of the calls ahead, each takes the place of one that leaves; after all have, a window
        // passes until the next may.
        let (rounds, place) = (behind / self.calls.most, behind % self.calls.most);
        let leaves = self.counted.iter().nth(place).or_else(|| self.counted.last());
        let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
        leaves.map_or(now, |(leaves, ..)| *leaves + self.window.saturating_mul(rounds))
    }
}
