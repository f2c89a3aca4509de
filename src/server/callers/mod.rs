//! Callers: how much each of them may ask.
//!
//! A caller is known by subject and role, or by address where nobody says who he is. What is
//! remembered of one that has asked nothing for a minute is what is known of a new one, so he can
//! be forgotten.

mod rights;

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::http::StatusCode;
use channelgraph_core::{ErrorCode, Purse};
use parking_lot::Mutex;
use tokio::time::Instant;

use self::rights::Allowance;
use super::answer::Refusal;
use crate::{
    auth::Caller,
    bucket::Bucket,
    config::Config,
    graphql::{Account, Asker, Ceiling, Rights},
};

/// Callers that are remembered. Where there are more who have asked lately, those who come then
/// share one share.
const MOST_CALLERS: usize = 20_000;
/// The part of a minute whose calls exports leave to requests that do not wait.
const KEPT: Duration = Duration::from_secs(15);
/// The time between two looks for callers to forget, where there are too many.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(1);
/// The bits of an IPv6 address that stand for one network, whose addresses one host may all use.
const NETWORK: u128 = !0 << 64;

/// All callers, and what those of each role may ask, by whichever door they come.
pub struct Callers {
    roles: BTreeMap<Arc<str>, Arc<Allowance>>,
    /// What callers may ask who act in no role, as the gateway is open.
    open: Arc<Allowance>,
    known: Mutex<Known>,
}

struct Known {
    callers: HashMap<Key, Arc<Share>>,
    most: usize,
    /// The share of those who come when there are too many, by role.
    others: HashMap<Option<Arc<str>>, Arc<Share>>,
    swept: Option<Instant>,
}

/// One caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    role: Option<Arc<str>>,
    subject: Arc<str>,
    /// Of a caller whom nobody names.
    address: Option<IpAddr>,
}

/// What is left to one caller.
#[derive(Debug)]
struct Share {
    requests: Mutex<Bucket>,
    calls: Mutex<Bucket>,
    running: AtomicUsize,
}

/// A request that may go on. Its caller has one operation less until it is dropped.
pub(super) struct Admitted {
    allowance: Arc<Allowance>,
    share: Option<Arc<Share>>,
    calls: Arc<AtomicU64>,
    account: Arc<dyn Account>,
}

/// The calls of one operation, which its caller pays for.
#[derive(Debug)]
struct Spent {
    calls: Arc<AtomicU64>,
    share: Option<Arc<Share>>,
}

impl Callers {
    /// Knows no caller yet.
    pub fn new(config: &Config) -> Self {
        let of = |name: &String, role| {
            let name: Arc<str> = name.as_str().into();
            (name, Arc::new(Allowance::of_role(&config.server, role, &config.documents)))
        };
        Self {
            roles: config.roles.iter().map(|(name, role)| of(name, role)).collect(),
            open: Arc::new(Allowance::open(&config.server, &config.documents)),
            known: Mutex::new(Known {
                callers: HashMap::new(),
                most: MOST_CALLERS,
                others: HashMap::new(),
                swept: None,
            }),
        }
    }

    /// Admits a request of a caller, who sends it from this address.
    ///
    /// # Errors
    /// If he has used up what he may ask.
    pub(super) fn admit(
        &self,
        caller: &Caller,
        address: Option<IpAddr>,
    ) -> Result<Admitted, Refusal> {
        let allowance = self.allowance(caller)?;
        let Some(limits) = &allowance.limits else {
            return Ok(Admitted::new(allowance.clone(), None));
        };
        let now = Instant::now();
        let share = self.known.lock().share(key(caller, address), limits, now);
        share.requests.lock().take(now).map_err(|pause| {
            let most = limits.requests_per_minute;
            let message = format!(
                "you have sent more than {most} requests a minute (`requests_per_minute` of your \
                 role); try again after the time that `Retry-After` names"
            );
            rate_limited(message, pause)
        })?;
        let running = share.running.fetch_add(1, Ordering::Relaxed);
        let admitted = Admitted::new(allowance.clone(), Some(share));
        if running >= limits.concurrent {
            let message = format!(
                "{} of your operations are under way, which is as many as may be (`concurrent` of \
                 your role); try again when one has ended",
                limits.concurrent
            );
            return Err(rate_limited(message, Duration::from_secs(1)));
        }
        Ok(admitted)
    }

    /// What pays for the calls of a caller who is not admitted request by request.
    #[cfg(feature = "bi")]
    pub(crate) fn account(&self, caller: &Caller) -> Arc<dyn Account> {
        let limits = self.allowance(caller).ok().and_then(|allowance| allowance.limits.as_ref());
        let mut known = self.known.lock();
        let share = limits.map(|limits| known.share(key(caller, None), limits, Instant::now()));
        Arc::new(Spent { calls: Arc::default(), share })
    }

    /// What a caller may ask.
    ///
    /// # Errors
    /// If his role is not configured.
    fn allowance(&self, caller: &Caller) -> Result<&Arc<Allowance>, Refusal> {
        let Some(role) = &caller.role else { return Ok(&self.open) };
        self.roles.get(role).ok_or_else(|| {
            let message = "your role is not configured; the operator can add it under `[roles]`";
            Refusal::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, message)
        })
    }
}

/// The key of a caller who sends from this address.
fn key(caller: &Caller, address: Option<IpAddr>) -> Key {
    let network = |address: IpAddr| match address {
        IpAddr::V6(of) => match of.to_ipv4_mapped() {
            Some(of) => IpAddr::V4(of),
            None => IpAddr::V6((of.to_bits() & NETWORK).into()),
        },
        of => of,
    };
    let is_named = !caller.is_anonymous();
    let address = address.filter(|_| !is_named).map(network);
    Key { role: caller.role.clone(), subject: caller.subject.clone(), address }
}

fn rate_limited(message: String, pause: Duration) -> Refusal {
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited, message).retry_after(pause)
}

impl Known {
    /// What is left to a caller.
    fn share(&mut self, key: Key, limits: &rights::Limits, now: Instant) -> Arc<Share> {
        if let Some(share) = self.callers.get(&key) {
            return share.clone();
        }
        let new = || Arc::new(Share::new(limits, now));
        if self.callers.len() >= self.most {
            self.sweep(now);
        }
        if self.callers.len() >= self.most {
            return self.others.entry(key.role).or_insert_with(new).clone();
        }
        self.callers.entry(key).or_insert_with(new).clone()
    }

    /// Forgets callers of whom nothing is to be remembered.
    fn sweep(&mut self, now: Instant) {
        if self.swept.is_some_and(|swept| now < swept + BETWEEN_SWEEPS) {
            return;
        }
        self.swept = Some(now);
        // Who holds a share has an operation under way.
        let is_used = |share: &Arc<Share>| Arc::strong_count(share) > 1;
        self.callers.retain(|_, share| is_used(share) || !share.is_full(now));
    }
}

impl Share {
    fn new(limits: &rights::Limits, now: Instant) -> Self {
        Self {
            requests: Mutex::new(Bucket::new(limits.requests_per_minute, now)),
            calls: Mutex::new(Bucket::new(limits.calls_per_minute, now)),
            running: AtomicUsize::new(0),
        }
    }

    /// Returns true if it is what a new caller has.
    fn is_full(&self, now: Instant) -> bool {
        self.requests.lock().is_full(now) && self.calls.lock().is_full(now)
    }
}

impl Admitted {
    fn new(allowance: Arc<Allowance>, share: Option<Arc<Share>>) -> Self {
        let calls = Arc::new(AtomicU64::new(0));
        let account = Arc::new(Spent { calls: calls.clone(), share: share.clone() });
        Self { allowance, share, calls, account }
    }

    /// The bytes that the request may have, and the key of the configuration that says so.
    pub(super) fn body(&self) -> Ceiling {
        self.allowance.body
    }

    /// What the caller may ask for.
    pub(super) fn rights(&self) -> &Rights {
        &self.allowance.rights
    }

    /// The caller, as far as his bounds go.
    pub(super) fn asker(&self) -> Asker<'_> {
        Asker { rights: &self.allowance.rights, account: &self.account }
    }

    /// The count of the calls of sources that are spent.
    pub(super) fn calls(&self) -> Arc<AtomicU64> {
        self.calls.clone()
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        if let Some(share) = &self.share {
            share.running.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Purse for Spent {
    fn spent(&self, calls: u64) {
        self.calls.fetch_add(calls, Ordering::Relaxed);
        if let Some(share) = &self.share {
            share.calls.lock().spend(calls, Instant::now());
        }
    }
}

impl Account for Spent {
    fn pause(&self) -> Option<Duration> {
        self.share.as_ref()?.calls.lock().pause(Instant::now())
    }

    fn pause_of_exports(&self) -> Option<Duration> {
        self.share.as_ref()?.calls.lock().pause_beside(KEPT, Instant::now())
    }
}

#[cfg(test)]
mod tests;
