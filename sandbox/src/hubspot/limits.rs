//! Limits of calls: the ten-second burst, the day, and searches per second
//! (HubSpot API usage guidelines).

use std::collections::VecDeque;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::NaiveDate;
use tokio::time::Instant;

use super::auth::Caller;
use super::errors::{ApiError, ApiResult};
use super::switches::Switches;

const BURST: Duration = Duration::from_secs(10);
const SECOND: Duration = Duration::from_secs(1);

/// Calls the account has taken since it was opened; refused ones are not among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// Searches.
    pub searches: u64,
    /// All calls but searches and token requests.
    pub others: u64,
}

/// The calls counted so far.
#[derive(Debug, Default)]
pub(super) struct Limits {
    service_key: Window,
    oauth: Window,
    searches: Window,
    day: NaiveDate,
    today: u64,
    pub(super) calls: Calls,
}

impl Limits {
    /// Counts a call, or refuses it by the first limit that it is over. A refused call counts
    /// nowhere.
    pub(super) fn admit(
        &mut self,
        caller: Caller,
        is_search: bool,
        today: NaiveDate,
        switches: &Switches,
    ) -> ApiResult<()> {
        let now = Instant::now();
        if self.day != today {
            (self.day, self.today) = (today, 0);
        }
        if caller == Caller::ServiceKey
            && switches.daily_quota.is_some_and(|quota| self.today >= quota)
        {
            return Err(ApiError::rate_limited("DAILY"));
        }
        let (window, max) = self.burst(caller, switches);
        if max.is_some_and(|max| window.used(now, BURST) >= max) {
            return Err(ApiError::rate_limited("TEN_SECONDLY_ROLLING"));
        }
        if is_search {
            let max = switches.searches_per_second;
            if max.is_some_and(|max| self.searches.used(now, SECOND) >= max) {
                return Err(ApiError::rate_limited("SECONDLY"));
            }
            if max.is_some() {
                self.searches.taken.push_back(now);
            }
            self.calls.searches += 1;
        } else {
            self.calls.others += 1;
        }
        let (window, max) = self.burst(caller, switches);
        if max.is_some() {
            window.taken.push_back(now);
        }
        self.today += u64::from(caller == Caller::ServiceKey);
        Ok(())
    }

    /// The headers that tell what is left; search replies carry none of them.
    pub(super) fn headers(&mut self, caller: Caller, switches: &Switches) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut put = |name: &'static str, value: u64| {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        };
        let (window, max) = self.burst(caller, switches);
        if let Some(max) = max {
            let left = max.saturating_sub(window.used(Instant::now(), BURST));
            put("x-hubspot-ratelimit-max", max as u64);
            put("x-hubspot-ratelimit-remaining", left as u64);
            put("x-hubspot-ratelimit-interval-milliseconds", BURST.as_millis() as u64);
        }
        if let (Caller::ServiceKey, Some(quota)) = (caller, switches.daily_quota) {
            put("x-hubspot-ratelimit-daily", quota);
            put("x-hubspot-ratelimit-daily-remaining", quota.saturating_sub(self.today));
        }
        headers
    }

    fn burst(&mut self, caller: Caller, switches: &Switches) -> (&mut Window, Option<usize>) {
        match caller {
            Caller::ServiceKey => (&mut self.service_key, switches.burst_per_10s),
            Caller::OAuth => (&mut self.oauth, switches.oauth_burst_per_10s),
        }
    }
}

/// The times of the calls in the last span; its limit bounds its length.
#[derive(Debug, Default)]
struct Window {
    taken: VecDeque<Instant>,
}

impl Window {
    fn used(&mut self, now: Instant, span: Duration) -> usize {
        while self.taken.front().is_some_and(|&at| now.duration_since(at) >= span) {
            self.taken.pop_front();
        }
        self.taken.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, day).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn each_limit_refuses_and_then_takes_calls_again() {
        let switches = Switches {
            burst_per_10s: Some(4),
            searches_per_second: Some(2),
            daily_quota: Some(6),
            ..Switches::default()
        };
        let mut limits = Limits::default();
        let mut call = |is_search, today| {
            limits.admit(Caller::ServiceKey, is_search, day(today), &switches).is_ok()
        };

        assert_eq!(
            [call(true, 1), call(true, 1), call(true, 1)],
            [true, true, false],
            "two searches a second"
        );
        assert_eq!(
            [call(false, 1), call(false, 1), call(false, 1)],
            [true, true, false],
            "four calls in ten seconds"
        );
        tokio::time::advance(SECOND).await;
        assert!(!call(true, 1), "the burst still holds");
        tokio::time::advance(BURST).await;
        assert_eq!(
            [call(true, 1), call(false, 1), call(false, 1)],
            [true, true, false],
            "six calls a day"
        );
        assert!(call(false, 2), "the next day has its own six");
    }

    #[tokio::test(start_paused = true)]
    async fn headers_tell_what_is_left_and_an_oauth_caller_sees_no_day() {
        let switches = Switches::default();
        let mut limits = Limits::default();
        for caller in [Caller::ServiceKey, Caller::OAuth, Caller::OAuth] {
            limits.admit(caller, false, day(1), &switches).unwrap();
        }
        let key = limits.headers(Caller::ServiceKey, &switches);
        assert_eq!(key["x-hubspot-ratelimit-remaining"], "189");
        assert_eq!(key["x-hubspot-ratelimit-daily-remaining"], "649999");
        let oauth = limits.headers(Caller::OAuth, &switches);
        assert_eq!(oauth["x-hubspot-ratelimit-remaining"], "108");
        assert!(!oauth.contains_key("x-hubspot-ratelimit-daily"));
    }
}
