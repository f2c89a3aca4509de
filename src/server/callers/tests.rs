//! Tests of callers: each has his own share, and what is remembered of them is bounded.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::config::{CallerLimits, Role};

fn callers(limits: CallerLimits) -> Callers {
    let role = Role { limits, ..Role::default() };
    let roles = BTreeMap::from([("partner".to_owned(), role)]);
    Callers::new(&Config { roles, ..Config::default() })
}

fn caller(subject: &str) -> Caller {
    Caller { subject: subject.into(), role: Some("partner".into()), partner: None }
}

fn few() -> CallerLimits {
    CallerLimits { requests_per_minute: 3, calls_per_minute: 10, ..CallerLimits::default() }
}

/// The status of a refused request, and after how many seconds to try again.
fn refused(outcome: Result<Admitted, Refusal>) -> (u16, Option<u64>) {
    use axum::response::IntoResponse;
    let response = outcome.err().expect("a refusal").into_response();
    let after = response.headers().get("retry-after");
    let after = after.map(|after| after.to_str().unwrap().parse().unwrap());
    (response.status().as_u16(), after)
}

#[tokio::test(start_paused = true)]
async fn each_caller_uses_up_his_own_share_only() {
    let callers = callers(few());
    let (mine, yours) = (caller("me"), caller("you"));
    for _ in 0..3 {
        assert!(callers.admit(&mine, None).is_ok());
    }
    assert_eq!(refused(callers.admit(&mine, None)), (429, Some(20)));
    assert!(callers.admit(&yours, None).is_ok());
    tokio::time::advance(Duration::from_millis(19_999)).await;
    assert_eq!(refused(callers.admit(&mine, None)), (429, Some(1)));
    tokio::time::advance(Duration::from_millis(1)).await;
    assert!(callers.admit(&mine, None).is_ok());
}

#[tokio::test(start_paused = true)]
async fn as_many_operations_run_at_once_as_may() {
    let callers = callers(CallerLimits { concurrent: 2, ..CallerLimits::default() });
    let mine = caller("me");
    let (first, _second) = (callers.admit(&mine, None), callers.admit(&mine, None));
    assert_eq!(refused(callers.admit(&mine, None)), (429, Some(1)));
    assert_eq!(refused(callers.admit(&mine, None)), (429, Some(1)), "a refusal takes no place");
    drop(first);
    assert!(callers.admit(&mine, None).is_ok());
}

#[tokio::test(start_paused = true)]
async fn calls_are_paid_when_they_are_spent_and_may_be_owed() {
    let callers = callers(few());
    let admitted = callers.admit(&caller("me"), None).unwrap();
    let account = admitted.asker().account.clone();
    account.spent(9);
    assert_eq!(account.pause(), None);
    account.spent(7);
    assert_eq!(admitted.calls().load(Ordering::Relaxed), 16);
    assert_eq!(account.pause(), Some(Duration::from_secs(42)), "six are owed, and one is needed");
    let other = callers.admit(&caller("me"), None).unwrap();
    assert!(other.asker().account.pause().is_some(), "all of his operations share them");
    assert_eq!(other.calls().load(Ordering::Relaxed), 0);
    let yours = callers.admit(&caller("you"), None).unwrap();
    assert_eq!(yours.asker().account.pause(), None);
    tokio::time::advance(Duration::from_secs(42)).await;
    assert_eq!(account.pause(), None);
}

#[tokio::test(start_paused = true)]
async fn callers_without_a_name_are_told_apart_by_their_network() {
    let callers = callers(CallerLimits { requests_per_minute: 1, ..CallerLimits::default() });
    let anonymous = caller("anonymous");
    let status = |address: &str| {
        let outcome = callers.admit(&anonymous, Some(address.parse().unwrap()));
        outcome.map_or_else(|refusal| refused(Err(refusal)).0, |_| 200)
    };
    assert_eq!(["10.0.0.1", "10.0.0.1", "10.0.0.2"].map(status), [200, 429, 200]);
    assert_eq!(status("::ffff:10.0.0.1"), 429, "the same address in another dress");
    assert_eq!(["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"].map(status), [200, 429, 200]);
    let named = |address: &str| callers.admit(&caller("me"), Some(address.parse().unwrap()));
    assert!(named("10.0.0.1").is_ok());
    assert_eq!(refused(named("10.0.0.2")).0, 429, "a name is one caller wherever he is");
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_callers_does_not_grow_what_is_remembered() {
    let callers = callers(few());
    callers.known.lock().most = 100;
    let mine = caller("me");
    for _ in 0..3 {
        assert!(callers.admit(&mine, None).is_ok());
    }
    let mut admitted = 0;
    for number in 0..10_000 {
        admitted += usize::from(callers.admit(&caller(&number.to_string()), None).is_ok());
    }
    assert_eq!(callers.known.lock().callers.len(), 100);
    assert_eq!(admitted, 99 + 3, "whoever comes late shares one share with the others");
    assert_eq!(refused(callers.admit(&mine, None)).0, 429, "nobody's share is given anew");

    tokio::time::advance(Duration::from_secs(60)).await;
    assert!(callers.admit(&caller("late"), None).is_ok());
    assert_eq!(callers.known.lock().callers.len(), 1, "who is idle is forgotten");
}

#[tokio::test(start_paused = true)]
async fn whoever_has_an_operation_under_way_is_not_forgotten() {
    let callers = callers(few());
    callers.known.lock().most = 1;
    let admitted = callers.admit(&caller("me"), None).unwrap();
    tokio::time::advance(Duration::from_secs(60)).await;
    assert!(callers.admit(&caller("you"), None).is_ok());
    let account = admitted.asker().account.clone();
    account.spent(11);
    let again = callers.admit(&caller("me"), None).unwrap();
    assert!(again.asker().account.pause().is_some());
}

#[test]
fn the_smaller_of_role_and_server_counts() {
    let limits = CallerLimits {
        max_complexity: Some(1_000),
        max_calls: Some(1_000),
        max_body: Some(5_000),
        timeout_ms: Some(60_000),
        ..CallerLimits::default()
    };
    let callers = callers(limits);
    let admitted = callers.admit(&caller("me"), None).unwrap();
    let Ceiling { most, key } = admitted.body();
    assert_eq!((most, key), (5_000, "max_body of your role"));
    let bounds = admitted.rights().bounds;
    assert_eq!(bounds.complexity, Ceiling { most: 1_000, key: "max_complexity of your role" });
    assert_eq!(bounds.calls, Ceiling { most: 250, key: "server.max_calls" });
    assert_eq!(bounds.timeout, Duration::from_secs(30));
    assert!(!admitted.rights().introspection);
}

#[test]
fn an_open_gateway_counts_nothing_and_an_unknown_role_may_nothing() {
    let callers = callers(few());
    let open = Caller { role: None, ..caller("anonymous") };
    for _ in 0..100 {
        assert!(callers.admit(&open, None).is_ok_and(|of| of.rights().introspection));
    }
    assert!(callers.known.lock().callers.is_empty());
    let stranger = Caller { role: Some(Arc::from("admin")), ..caller("me") };
    assert_eq!(refused(callers.admit(&stranger, None)), (403, None));
}

proptest! {
    /// In any stretch of time, nobody is admitted more often than a minute's worth and what the
    /// stretch itself brings; and whoever waits as long as he is told is admitted.
    #[test]
    fn no_more_are_admitted_than_the_time_brings(
        a_minute in 1_u64..200,
        steps in proptest::collection::vec(0_u64..5_000, 1..300),
    ) {
        let begun = Instant::now();
        let mut bucket = Bucket::new(a_minute, begun);
        let (mut now, mut times) = (begun, Vec::new());
        for step in steps {
            now += Duration::from_millis(step);
            match bucket.take(now) {
                Ok(()) => times.push(now),
                Err(pause) => prop_assert!(bucket.pause(now + pause).is_none()),
            }
        }
        for (at, first) in times.iter().enumerate() {
            for (count, last) in times[at..].iter().enumerate() {
                let brought = (*last - *first).as_secs_f64() * a_minute as f64 / 60.0;
                prop_assert!(count as f64 <= a_minute as f64 + brought, "{count} in {brought}");
            }
        }
    }
}
