//! Keeps the keys of one issuer: reads them when they are needed, again as they age, and once more
//! when a token names a key that is not among them.

use std::{sync::Arc, time::Duration};

use channelgraph_core::Http;
use jsonwebtoken::Algorithm;
use parking_lot::Mutex;
use reqwest::{StatusCode, header};
use serde::Deserialize;
use tokio::time::Instant;
use url::Url;

use super::{
    super::Reason,
    key_set::{KeySet, SigningKey},
};
use crate::config::{self, KeysUrl};

/// Bytes that a set of keys or a discovery document may have.
const MAX_BODY: usize = 512 << 10;
/// The time that each of them may take.
const TIME: Duration = Duration::from_secs(5);

/// The keys of one issuer.
pub(super) struct Keeper {
    name: Arc<str>,
    issuer: String,
    /// The address of the keys, where it is configured.
    keys_url: Option<Url>,
    http: Http,
    times: Times,
    kept: Mutex<Kept>,
    /// Held while keys are read: who comes meanwhile waits for what is read.
    reading: tokio::sync::Mutex<()>,
}

/// The times that keys have.
#[derive(Clone, Copy)]
pub(super) struct Times {
    /// The age from which they are read again.
    pub(super) refresh: Duration,
    /// The least time between two readings.
    pub(super) cooldown: Duration,
    /// The age from which they are no longer good.
    pub(super) keep: Duration,
}

#[derive(Default)]
struct Kept {
    set: Option<(Arc<KeySet>, Instant)>,
    /// The end of the last reading, whether it went well or not.
    tried: Option<Instant>,
}

/// The part of a discovery document that is needed (OpenID Connect Discovery 1.0, 3).
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl Keeper {
    /// # Errors
    /// If TLS cannot be set up on this machine.
    pub(super) fn new(name: &Arc<str>, config: &config::Issuer) -> anyhow::Result<Self> {
        let seconds = Duration::from_secs;
        Ok(Self {
            name: name.clone(),
            issuer: config.issuer.clone(),
            keys_url: config.jwks_url.as_ref().map(|url| url.url().clone()),
            http: Http::new(name, MAX_BODY, config.outgoing())?,
            times: Times {
                refresh: seconds(config.refresh_seconds),
                cooldown: seconds(config.cooldown_seconds),
                keep: seconds(config.keep_seconds),
            },
            kept: Mutex::default(),
            reading: tokio::sync::Mutex::default(),
        })
    }

    /// The keys as they are known; none if they never were, or are too old. Old ones are read again
    /// in the background.
    pub(super) fn current(self: &Arc<Self>) -> Option<Arc<KeySet>> {
        let now = Instant::now();
        let (set, read) = self.kept.lock().set.clone()?;
        let age = now.duration_since(read);
        if age >= self.times.refresh && self.may_try(now) {
            tokio::spawn(self.clone().read());
        }
        (age < self.times.keep).then_some(set)
    }

    /// The key of this name for this algorithm. If it is not known, the keys are read again, unless
    /// they just were.
    pub(super) async fn find(
        self: &Arc<Self>,
        kid: &str,
        algorithm: Algorithm,
    ) -> Result<Arc<SigningKey>, Reason> {
        let known = |set: &Arc<KeySet>| set.find(kid, algorithm).cloned();
        if let Some(key) = self.current().as_ref().and_then(known) {
            return Ok(key);
        }
        if self.may_try(Instant::now()) {
            // A task of its own: a caller who goes away does not end what others wait for.
            drop(tokio::spawn(self.clone().read()).await);
        }
        let set = self.current().ok_or(Reason::KeysUnavailable)?;
        known(&set).ok_or(Reason::SigningKey)
    }

    /// Tests if the last reading is long enough ago.
    fn may_try(&self, now: Instant) -> bool {
        let tried = self.kept.lock().tried;
        tried.is_none_or(|tried| now.duration_since(tried) >= self.times.cooldown)
    }

    /// Reads the keys, or waits for whoever reads them.
    async fn read(self: Arc<Self>) {
        let _reading = self.reading.lock().await;
        if !self.may_try(Instant::now()) {
            return;
        }
        let outcome = self.published().await;
        let now = Instant::now();
        let mut kept = self.kept.lock();
        kept.tried = Some(now);
        match outcome {
            Ok((set, left_out)) => {
                tracing::debug!(
                    issuer = &*self.name,
                    keys = set.len(),
                    left_out,
                    "The keys of an issuer were read."
                );
                kept.set = Some((Arc::new(set), now));
            }
            Err(problem) => tracing::warn!(
                issuer = &*self.name,
                problem,
                "The keys of an issuer cannot be read; those that are known stay for a while."
            ),
        }
    }

    /// Reads what the issuer publishes.
    async fn published(&self) -> Result<(KeySet, usize), String> {
        let url = match &self.keys_url {
            Some(url) => url.clone(),
            None => self.discovered().await?,
        };
        KeySet::read(&self.get(url).await?).map_err(Into::into)
    }

    /// The address of the keys as the issuer tells it. It must be as safe as a configured one.
    async fn discovered(&self) -> Result<Url, String> {
        let root = self.issuer.trim_end_matches('/');
        let url = format!("{root}/.well-known/openid-configuration");
        let url = Url::parse(&url).map_err(|_| "its address is unusable".to_owned())?;
        let told: Discovery = serde_json::from_slice(&self.get(url).await?)
            .map_err(|_| "its discovery document is none".to_owned())?;
        if told.issuer != self.issuer {
            return Err("its discovery document is that of another issuer".to_owned());
        }
        let keys = KeysUrl::try_from(told.jwks_uri)
            .map_err(|_| "its discovery document names no safe address of keys".to_owned())?;
        if keys.url().scheme() == "http" && root.starts_with("https:") {
            return Err("its discovery document leads from https:// to http://".to_owned());
        }
        if !self.http.permits(keys.url()) {
            return Err(
                "its discovery document leads to another server; if the keys are meant to \
                        be there, name their address in `jwks_url`"
                    .to_owned(),
            );
        }
        Ok(keys.url().clone())
    }

    /// Gets a document within the bounds of size and time. Redirects are not followed.
    async fn get(&self, url: Url) -> Result<Vec<u8>, String> {
        let request = self.http.client().get(url).header(header::ACCEPT, "application/json");
        let answer = self.http.send(request.timeout(TIME)).await;
        let answer = answer.map_err(|error| error.message().to_owned())?;
        match answer.status {
            StatusCode::OK => Ok(answer.body.to_vec()),
            status if status.is_redirection() => {
                Err(format!("it answers {}, and redirects are not followed", status.as_u16()))
            }
            status => Err(format!("it answers {}", status.as_u16())),
        }
    }
}
