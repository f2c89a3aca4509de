//! The number of connections, in total and from one address: more are closed at once, before
//! anything is read of them.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

use crate::config;

/// The time between two lines that tell of closed connections.
const QUIET: Duration = Duration::from_secs(60);

/// The connections that are open.
pub(super) struct Connections {
    all: Arc<Semaphore>,
    most: usize,
    most_of_one: usize,
    /// The keys of the two bounds.
    keys: [&'static str; 2],
    by_address: Mutex<HashMap<IpAddr, usize>>,
    closed: Mutex<Closed>,
}

/// The connections that were closed since this was told last.
#[derive(Default)]
struct Closed {
    count: u64,
    told: Option<Instant>,
}

/// The place of one connection among those of its address; it is free once this is dropped.
pub(super) struct Place {
    connections: Arc<Connections>,
    address: IpAddr,
}

impl Connections {
    pub(super) fn new(config: &config::Server) -> Arc<Self> {
        let keys = ["server.max_connections", "server.max_connections_per_address"];
        Self::of(config.max_connections, config.max_connections_per_address, keys)
    }

    /// So many at once, and so many of one address; `keys` name the two bounds.
    pub(super) fn of(most: usize, most_of_one: usize, keys: [&'static str; 2]) -> Arc<Self> {
        Arc::new(Self {
            all: Arc::new(Semaphore::new(most)),
            most,
            most_of_one,
            keys,
            by_address: Mutex::default(),
            closed: Mutex::default(),
        })
    }

    /// Takes one more connection, if there is room for it.
    pub(super) fn take(&self) -> Option<OwnedSemaphorePermit> {
        let permit = self.all.clone().try_acquire_owned().ok();
        if permit.is_none() {
            self.tell(self.keys[0]);
        }
        permit
    }

    /// Takes one more connection of an address, if there is room for it.
    pub(super) fn take_from(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let address = site(address);
        let mut by_address = self.by_address.lock();
        let open = by_address.entry(address).or_default();
        if *open < self.most_of_one {
            *open += 1;
            return Some(Place { connections: self.clone(), address });
        }
        drop(by_address);
        self.tell(self.keys[1]);
        None
    }

    /// The number of connections that are open.
    pub(super) fn count(&self) -> usize {
        self.most - self.all.available_permits()
    }

    /// Tells of connections that are closed because there are too many, now and then.
    fn tell(&self, bound: &str) {
        let mut closed = self.closed.lock();
        closed.count += 1;
        if closed.told.is_none_or(|told| told.elapsed() >= QUIET) {
            let connections = std::mem::take(&mut closed.count);
            closed.told = Some(Instant::now());
            tracing::warn!(connections, bound, "Connections are closed: there are too many.");
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut by_address = self.connections.by_address.lock();
        if let Some(open) = by_address.get_mut(&self.address) {
            *open -= 1;
            if *open == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

/// The addresses that count as one: a subscriber of IPv6 has a /64 at least.
fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() >> 64 << 64;
            Ipv6Addr::from_bits(network).into()
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_its_own_bound_and_a_place_is_given_back() {
        let config = config::Server {
            max_connections: 3,
            max_connections_per_address: 2,
            ..config::Server::default()
        };
        let connections = Connections::new(&config);
        let from = |address: &str| connections.take_from(address.parse().unwrap());
        for (one, same, other) in [
            ("10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2"),
            ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1"),
        ] {
            let first = from(one);
            let second = from(same);
            assert!(first.is_some() && second.is_some());
            assert!(from(one).is_none() && from(same).is_none(), "{one}");
            assert!(from(other).is_some(), "{other}");
            drop(second);
            assert!(from(one).is_some());
            drop(first);
        }
        assert!(connections.by_address.lock().is_empty(), "nothing is kept of who has gone");
        let taken: Vec<_> = (0..3).filter_map(|_| connections.take()).collect();
        assert_eq!((taken.len(), connections.count()), (3, 3));
        assert!(connections.take().is_none());
        drop(taken);
        assert!(connections.take().is_some());
    }
}
