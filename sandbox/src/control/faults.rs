//! Faults: delays, errors and broken answers in place of a vendor's API.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::truth::System;

/// The most faults that may be pending at once.
const MOST_FAULTS: usize = 1000;
/// The longest delay of a fault: ten minutes.
const LONGEST_MS: u64 = 600_000;

/// A fault. At most one of `status`, `cut` and `bad_json` is given; with none of them the vendor
/// answers as usual, after the delay.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// The system whose calls it applies to; none: all systems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<System>,
    /// The endpoints that it applies to, as they are counted (`POST /services/oauth2/token`); `*`
    /// matches any text. Empty: all endpoints.
    pub endpoint: String,
    /// Delay before anything else, in milliseconds; at most ten minutes.
    pub latency_ms: u64,
    /// The HTTP status to answer with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The headers of that answer.
    pub headers: BTreeMap<String, String>,
    /// The body of that answer: text as it is, anything else as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Whether the connection breaks in the middle of the answer.
    pub cut: bool,
    /// Whether the answer is a 200 whose JSON stops half-way.
    pub bad_json: bool,
    /// The number of calls that it lets pass before; with 1, it befalls a list's second page.
    #[serde(skip_serializing_if = "is_zero")]
    pub after: u32,
    /// The number of calls that it applies to; none: until cleared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Fault {
    /// Validates the fault; the error says what is wrong with it.
    fn check(&self) -> Result<(), String> {
        let effects = [self.status.is_some(), self.cut, self.bad_json]
            .into_iter()
            .filter(|given| *given)
            .count();
        if effects > 1 {
            return Err("give at most one of 'status', 'cut' and 'bad_json'".to_owned());
        }
        if self.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err("'status' must be from 200 to 599".to_owned());
        }
        if self.status.is_none() && (self.body.is_some() || !self.headers.is_empty()) {
            return Err("'body' and 'headers' need a 'status'".to_owned());
        }
        if self.latency_ms > LONGEST_MS {
            return Err(format!("'latency_ms' must be at most {LONGEST_MS}"));
        }
        for (name, value) in &self.headers {
            HeaderName::try_from(name).map_err(|_| format!("'{name}' is no header name"))?;
            HeaderValue::try_from(value)
                .map_err(|_| format!("the value of '{name}' cannot stand in a header"))?;
        }
        Ok(())
    }

    fn befalls(&self, source: System, endpoint: &str) -> bool {
        self.source.is_none_or(|own| own == source)
            && (self.endpoint.is_empty() || matches(&self.endpoint, endpoint))
    }

    /// The delay of the call.
    pub(super) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms)
    }

    /// The answer in the vendor's place, if there is one.
    pub(super) fn answer(&self) -> Option<Response> {
        if self.cut {
            return Some(Response::new(Body::from_stream(futures::stream::iter([
                Ok(r#"{"records":[{"#),
                Err(io::Error::new(io::ErrorKind::ConnectionReset, "the connection was cut")),
            ]))));
        }
        if self.bad_json {
            return Some(json(StatusCode::OK, r#"{"results":[{"id":"1","prop"#.to_owned()));
        }
        let status = StatusCode::from_u16(self.status?).ok()?;
        let mut response = match &self.body {
            None => Response::new(Body::empty()),
            Some(Value::String(text)) => Response::new(Body::from(text.clone())),
            Some(body) => json(status, body.to_string()),
        };
        *response.status_mut() = status;
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name), HeaderValue::try_from(value))
            {
                response.headers_mut().insert(name, value);
            }
        }
        Some(response)
    }
}

fn json(status: StatusCode, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Whether `text` is `pattern` with any text for each `*`.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(head) else {
        return false;
    };
    text.char_indices().map(|(at, _)| at).chain([text.len()]).any(|at| matches(rest, &text[at..]))
}

/// The faults that wait for calls, in the order in which they were put.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(super) fn put(&self, fault: Fault) -> Result<(), String> {
        fault.check()?;
        let mut faults = self.0.lock();
        if faults.len() == MOST_FAULTS {
            return Err(format!("{MOST_FAULTS} faults are waiting already: clear them first"));
        }
        if fault.count != Some(0) {
            faults.push(fault);
        }
        Ok(())
    }

    pub(super) fn all(&self) -> Vec<Fault> {
        self.0.lock().clone()
    }

    pub(super) fn clear(&self) {
        self.0.lock().clear();
    }

    /// The first fault that befalls a call, used up by one. Those that still let calls pass have
    /// one fewer to let pass.
    pub(super) fn take(&self, source: System, endpoint: &str) -> Option<Fault> {
        let mut faults = self.0.lock();
        let mut place = None;
        for (at, fault) in faults.iter_mut().enumerate() {
            if !fault.befalls(source, endpoint) {
                continue;
            }
            if fault.after > 0 {
                fault.after -= 1;
            } else {
                place = Some(at);
                break;
            }
        }
        let place = place?;
        match &mut faults[place].count {
            Some(1) => Some(faults.remove(place)),
            Some(count) => {
                *count -= 1;
                Some(faults[place].clone())
            }
            None => Some(faults[place].clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("POST *", "POST /a", true),
            ("POST *", "GET /a", false),
            ("*/search", "POST /x/search", true),
            ("*/search", "POST /x/searches", false),
            ("GET /a", "GET /a", true),
            ("*a*b", "xaab", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_counted_fault_is_used_up_and_the_next_one_follows() {
        let faults = Faults::default();
        faults.put(Fault { status: Some(503), count: Some(2), ..Fault::default() }).unwrap();
        faults.put(Fault { source: Some(System::Hubspot), cut: true, ..Fault::default() }).unwrap();
        let take = |source| faults.take(source, "GET /").map(|fault| fault.status);
        assert_eq!(
            [
                take(System::Salesforce),
                take(System::Hubspot),
                take(System::Hubspot),
                take(System::Salesforce)
            ],
            [Some(Some(503)), Some(Some(503)), Some(None), None]
        );
    }

    #[test]
    fn a_fault_befalls_a_later_page() {
        let faults = Faults::default();
        let endpoint = "POST */search".to_owned();
        faults
            .put(Fault {
                endpoint,
                status: Some(400),
                after: 1,
                count: Some(1),
                ..Fault::default()
            })
            .unwrap();
        let take = |endpoint| faults.take(System::Hubspot, endpoint).is_some();
        let pages = ["POST /a/search", "GET /a", "POST /a/search", "POST /a/search"].map(take);
        assert_eq!(pages, [false, false, true, false]);
    }

    #[test]
    fn a_fault_that_makes_no_sense_is_refused() {
        for fault in [
            Fault { cut: true, bad_json: true, ..Fault::default() },
            Fault { status: Some(99), ..Fault::default() },
            Fault { body: Some(Value::Null), ..Fault::default() },
            Fault { latency_ms: 600_001, ..Fault::default() },
        ] {
            assert!(Faults::default().put(fault.clone()).is_err(), "{fault:?}");
        }
    }
}
