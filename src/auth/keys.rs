//! Callers with API keys.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use subtle::ConstantTimeEq;
use tokio::time::Instant;

use super::{ApiKey, Caller, Reason, Refused, audit};
use crate::config::{self, Day, KeyHash};

/// The time between two lines that tell of the use of one key.
const TOLD_EACH: Duration = Duration::from_secs(600);

/// The API keys that are known, by their hashes.
pub(super) struct Keys(Vec<Known>);

struct Known {
    name: Arc<str>,
    hash: KeyHash,
    caller: Caller,
    /// The moment from which it is no longer good.
    end: Option<DateTime<Utc>>,
    told: Mutex<Option<Instant>>,
}

impl Keys {
    pub(super) fn new(keys: &[config::Key]) -> Self {
        let known = keys.iter().map(|key| Known {
            name: key.name.as_str().into(),
            hash: key.hash.clone(),
            caller: Caller {
                subject: format!("key:{}", key.name).into(),
                role: Some(key.role.as_str().into()),
                partner: key.partner.clone(),
            },
            end: key.expires.and_then(Day::end),
            told: Mutex::default(),
        });
        Self(known.collect())
    }

    /// The caller with this key.
    pub(super) fn caller(&self, text: &str, audit: &audit::Stream) -> Result<Caller, Refused> {
        let hash = ApiKey::read(text).ok_or(Reason::Malformed)?.hash();
        // Each is looked at, and each as long as the others: the time tells nothing of a key.
        let same = |known: &&Known| known.hash.as_bytes().ct_eq(hash.as_bytes()).into();
        let known = self.0.iter().rfold(None, |found, known| found.or(Some(known).filter(same)));
        let known = known.ok_or(Reason::UnknownKey)?;
        if known.end.is_some_and(|end| Utc::now() >= end) {
            return Err(Refused { reason: Reason::KeyExpired, by: Some(known.name.clone()) });
        }
        if known.is_to_be_told() {
            audit.accepted("key", &known.name, &known.caller);
        }
        Ok(known.caller.clone())
    }
}

impl Known {
    /// Tests if the last line of this key's use is long ago.
    fn is_to_be_told(&self) -> bool {
        let (mut told, now) = (self.told.lock(), Instant::now());
        let is_due = told.is_none_or(|told| now.duration_since(told) >= TOLD_EACH);
        if is_due {
            *told = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    fn keys(expires: Option<Day>) -> (String, Keys) {
        let key = ApiKey::random().unwrap();
        let other = ApiKey::random().unwrap();
        let config = |name: &str, key: &ApiKey| config::Key {
            name: name.into(),
            hash: key.hash(),
            sql: None,
            role: "reader".into(),
            partner: Some("domain:acme.de".parse().unwrap()),
            expires,
        };
        let known = [config("other", &other), config("export", &key)];
        (key.expose().to_owned(), Keys::new(&known))
    }

    #[test]
    fn a_key_is_its_caller() {
        let (text, keys) = keys(None);
        let caller = keys.caller(&text, &audit::Stream::default()).unwrap();
        assert_eq!(&*caller.subject, "key:export");
        assert_eq!(caller.role.as_deref(), Some("reader"));
        assert!(caller.partner.is_some());
    }

    #[test]
    fn a_key_is_good_on_its_last_day_and_not_after_it() {
        let today = Utc::now().date_naive();
        let outcome = |day| {
            let (text, keys) = keys(Some(Day(day)));
            keys.caller(&text, &audit::Stream::default()).map_err(|refused| refused.reason)
        };
        assert!(outcome(today).is_ok());
        assert_eq!(outcome(today - Days::new(1)), Err(Reason::KeyExpired));
    }

    #[test]
    fn another_key_is_not_known() {
        let (_, keys) = keys(None);
        let other = ApiKey::random().unwrap();
        let refused = keys.caller(other.expose(), &audit::Stream::default()).unwrap_err();
        assert_eq!(refused, Reason::UnknownKey.into());
    }
}
