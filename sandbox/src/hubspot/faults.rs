//! Failures on order: a status, a delay, or both, for the next calls to a path.

use std::time::Duration;

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::errors::ApiError;

/// One ordered failure, as the switch `fault` takes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    /// Calls whose `METHOD /path` contains this; empty: all.
    #[serde(default)]
    on: String,
    /// Number of calls to fail; absent: every one until the faults are cleared.
    times: Option<u64>,
    /// The status to refuse with; absent: only the delay.
    status: Option<u16>,
    /// The `Retry-After` header, in seconds.
    retry_after: Option<u64>,
    /// The `policyName` of a 429.
    policy: Option<String>,
    /// Waited before the answer, in milliseconds.
    #[serde(default)]
    delay_ms: u64,
}

/// The failures that are still to come, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Faults {
    ordered: Vec<Fault>,
}

impl Faults {
    /// Adds a fault from its JSON form; `null` clears all.
    pub(super) fn order(&mut self, value: Value) -> Result<(), String> {
        if value.is_null() {
            self.ordered.clear();
            return Ok(());
        }
        let fault: Fault =
            serde_json::from_value(value).map_err(|error| format!("switch `fault`: {error}"))?;
        if let Some(status) = fault.status
            && !(400..600).contains(&status)
        {
            return Err(format!("switch `fault`: status {status} is no failure (400 to 599)"));
        }
        self.ordered.push(fault);
        Ok(())
    }

    /// Takes the failure that hits this call, if any: how long to wait, and what to answer.
    pub(super) fn strike(
        &mut self,
        method: &str,
        path: &str,
    ) -> Option<(Duration, Option<ApiError>)> {
        let call = format!("{method} {path}");
        let at = self.ordered.iter().position(|fault| call.contains(&fault.on))?;
        let fault = self.ordered[at].clone();
        if let Some(times) = &mut self.ordered[at].times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.ordered.remove(at);
            }
        }
        Some((Duration::from_millis(fault.delay_ms), fault.error()))
    }
}

impl Fault {
    /// The refusal, in the shape that the API gives that status.
    fn error(&self) -> Option<ApiError> {
        let status = StatusCode::from_u16(self.status?).ok()?;
        let error = match status.as_u16() {
            401 => ApiError::unauthenticated(
                "EXPIRED_AUTHENTICATION",
                "The OAuth token used to make this call expired.",
            ),
            423 => ApiError::new(
                status,
                "LOCKED",
                "The record is locked by another write; wait at least 2 seconds.",
            ),
            429 => ApiError::rate_limited(self.policy.as_deref().unwrap_or("TEN_SECONDLY_ROLLING")),
            477 => ApiError::new(
                status,
                "MIGRATION_IN_PROGRESS",
                "The account is being moved between data centres.",
            ),
            _ => ApiError::new(
                status,
                "SERVICE_UNAVAILABLE",
                "The service cannot answer at the moment.",
            ),
        };
        Some(error.retry_after(self.retry_after))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fault_hits_its_path_as_often_as_ordered() {
        let mut faults = Faults::default();
        faults.order(json!({ "on": "POST /crm/v3/objects/deals", "times": 2, "status": 477, "retry_after": 60 })).unwrap();
        assert!(faults.strike("GET", "/crm/v3/objects/deals").is_none());
        for _ in 0..2 {
            let (_, error) = faults.strike("POST", "/crm/v3/objects/deals/search").unwrap();
            assert!(error.is_some());
        }
        assert!(faults.strike("POST", "/crm/v3/objects/deals/search").is_none());
    }

    #[test]
    fn an_order_that_is_no_failure_is_refused() {
        let mut faults = Faults::default();
        assert!(faults.order(json!({ "status": 200 })).unwrap_err().contains("200"));
        assert!(faults.order(json!({ "stauts": 500 })).unwrap_err().contains("stauts"));
        faults.order(json!({ "status": 500 })).unwrap();
        faults.order(Value::Null).unwrap();
        assert!(faults.strike("GET", "/").is_none());
    }
}
