//! Access tokens: opaque, without a stated lifetime, kept alive by use.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, Hasher, RandomState},
};

use rand::{Rng, SeedableRng, distr::Alphanumeric, rngs::StdRng};
use tokio::time::Instant;

use super::settings::Settings;

/// Tokens alive at once; the oldest gives way.
const MAX_TOKENS: usize = 10_000;

/// The tokens of an org.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    live: HashMap<String, Token>,
    order: VecDeque<String>,
}

#[derive(Debug)]
struct Token {
    used: Instant,
    calls: u64,
}

impl Tokens {
    /// A new token.
    pub(crate) fn issue(&mut self) -> String {
        let token = format!("00D8Z000001gate!{}", random(80));
        if self.order.len() >= MAX_TOKENS
            && let Some(oldest) = self.order.pop_front()
        {
            self.live.remove(&oldest);
        }
        let fresh = Token { used: Instant::now(), calls: 0 };
        self.live.insert(token.clone(), fresh);
        self.order.push_back(token.clone());
        token
    }

    /// Counts one use; false if the token is unknown, has lain idle too long, or is used up.
    pub(crate) fn accept(&mut self, token: &str, settings: &Settings) -> bool {
        let Some(known) = self.live.get_mut(token) else {
            return false;
        };
        let idle = known.used.elapsed() >= settings.token_idle;
        let spent = settings.token_calls.is_some_and(|most| known.calls >= most);
        if idle || spent {
            return false;
        }
        known.used = Instant::now();
        known.calls += 1;
        true
    }

    /// Ends every token.
    pub(crate) fn clear(&mut self) {
        self.live.clear();
        self.order.clear();
    }
}

/// Letters and digits that differ from call to call and from run to run.
pub(crate) fn random(length: usize) -> String {
    let seed = RandomState::new().build_hasher().finish();
    StdRng::seed_from_u64(seed).sample_iter(Alphanumeric).take(length).map(char::from).collect()
}
