//! Limits on a paused clock: no window holds more, no class takes more than its share, and clients
//! do not feel what is done in the background.

use futures::future::join_all;
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::*;

const MANNER: Manner = Manner { margin: Duration::from_millis(200), background: 0.5 };

fn limiter(calls: usize, concurrency: usize) -> Limiter {
    let limit = Limit { calls, window_ms: 1000, concurrency };
    Limiter::new(&[("search".to_owned(), limit)].into(), MANNER)
}

fn far() -> Instant {
    Instant::now() + Duration::from_secs(3600)
}

#[test]
fn a_class_that_is_none_is_refused() {
    let limit = Limit { calls: 1, window_ms: 1, concurrency: 1 };
    let own = BTreeMap::from([("search".to_owned(), limit.clone())]);
    let refused =
        overlaid(&"crm".into(), own.clone(), &BTreeMap::from([("serach".to_owned(), limit)]))
            .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "crm: `limits` has no class `serach`; it has search; did you mean `search`?"
    );
    assert_eq!(overlaid(&"crm".into(), own.clone(), &BTreeMap::new()).unwrap(), own);
}

#[tokio::test(start_paused = true)]
async fn no_window_holds_more_than_its_calls() {
    let limiter = limiter(5, 100);
    let start = Instant::now();
    for _ in 0..12 {
        limiter.acquire(&["search"], start + Duration::from_secs(60)).await.unwrap();
    }
    assert_eq!(start.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_turn_after_the_deadline_is_refused_with_the_wait() {
    let limiter = limiter(1, 1);
    let soon = Instant::now() + Duration::from_millis(100);
    drop(limiter.acquire(&["search"], soon).await.unwrap());
    assert_eq!(limiter.acquire(&["search"], soon).await.unwrap_err(), Duration::from_secs(1));
    assert!(limiter.acquire(&["other"], soon).await.is_ok());
    // Two seconds hold two more calls, and none behind them.
    let late = Instant::now() + Duration::from_millis(2100);
    let sent = async || limiter.acquire(&["search"], late).await.is_ok();
    assert_eq!(join_all((0..4).map(|_| sent())).await, [true, true, false, false]);
}

#[tokio::test(start_paused = true)]
async fn a_call_counts_from_its_arrival_which_is_between_its_sending_and_its_answer() {
    for (answered, next) in [(50, 1050), (200, 1200), (900, 1200)] {
        let (limiter, begun) = (limiter(1, 2), Instant::now());
        let first = limiter.acquire(&["search"], far()).await.unwrap();
        let answer = async {
            tokio::time::sleep(Duration::from_millis(answered)).await;
            drop(first);
        };
        let (second, ()) = tokio::join!(limiter.acquire(&["search"], far()), answer);
        assert!(second.is_ok());
        assert_eq!(begun.elapsed(), Duration::from_millis(next), "answered after {answered} ms");
    }
}

/// A call as it was: its class, what it counted against, when it wanted to begin, did, and ended.
#[derive(Debug, Clone)]
struct Made {
    class: Class,
    is_search: bool,
    wanted: Instant,
    begun: Instant,
    arrived: Instant,
    ended: Instant,
}

const SEARCH: &[&str] = &["search", "burst"];
const SEARCHES: Limit = Limit { calls: 5, window_ms: 1_000, concurrency: 4 };
const BURST: Limit = Limit { calls: 30, window_ms: 10_000, concurrency: 10 };

/// A call to be made: its class, whether it is a search, when, how long it takes, and when it
/// arrives.
type Plan = (Class, bool, u64, u64, u64);

async fn make(calls: Vec<Plan>) -> Vec<Made> {
    let limits = [("search".to_owned(), SEARCHES), ("burst".to_owned(), BURST)].into();
    let limiter = Limiter::new(&limits, MANNER);
    let call = async |(class, is_search, after, takes, arrives): Plan| {
        tokio::time::sleep(Duration::from_millis(after)).await;
        let wanted = Instant::now();
        let classes = if is_search { SEARCH } else { &SEARCH[1..] };
        let permit = class.scope(limiter.acquire(classes, far())).await.unwrap();
        let begun = Instant::now();
        tokio::time::sleep(Duration::from_millis(takes)).await;
        drop(permit);
        let arrived = begun + Duration::from_millis(arrives);
        Made { class, is_search, wanted, begun, arrived, ended: Instant::now() }
    };
    join_all(calls.into_iter().map(call)).await
}

/// So much that all of it cannot be done at once.
fn flood(random: &mut StdRng) -> Vec<Plan> {
    let mut call = |_| {
        let takes = random.random_range(20..900);
        (Class::Background, random.random_bool(0.5), 0, takes, takes.min(200))
    };
    (0..300).map(&mut call).collect()
}

/// Calls of clients at any time over a minute, more than the limits allow now and then.
fn clients(random: &mut StdRng) -> Vec<Plan> {
    let mut call = |_| {
        let (takes, arrives) = (random.random_range(20..900), random.random_range(0..=200));
        let after = random.random_range(0..60_000);
        (Class::Interactive, random.random_bool(0.5), after, takes, arrives.min(takes))
    };
    (0..120).map(&mut call).collect()
}

/// The most of these moments that any window holds.
fn densest(mut moments: Vec<Instant>, window: u64) -> usize {
    moments.sort();
    let window = Duration::from_millis(window);
    let within =
        |from: &Instant| moments.iter().filter(|at| (*from..*from + window).contains(at)).count();
    moments.iter().map(within).max().unwrap_or_default()
}

/// The most of these calls that were under way at once.
fn most_at_once(calls: &[&Made]) -> usize {
    let at =
        |moment: Instant| calls.iter().filter(|c| c.begun <= moment && moment < c.ended).count();
    calls.iter().map(|call| at(call.begun)).max().unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn limits_and_shares_hold_whatever_comes_and_clients_go_first() {
    for seed in 0..20 {
        let mut random = StdRng::seed_from_u64(seed);
        let made = make([flood(&mut random), clients(&mut random)].concat()).await;
        for (limit, counts) in [(&SEARCHES, true), (&BURST, false)] {
            let all: Vec<_> = made.iter().filter(|call| call.is_search || !counts).collect();
            let in_background = |call: &&Made| call.class == Class::Background;
            let background = all.iter().copied().filter(in_background).collect();
            for (calls, share) in [(all, 1), (background, 2)] {
                let arrived = calls.iter().map(|call| call.arrived).collect();
                assert!(densest(arrived, limit.window_ms) <= limit.calls / share, "{seed}");
                assert!(most_at_once(&calls) <= limit.concurrency / share, "{seed}");
            }
        }
        for client in made.iter().filter(|call| call.class == Class::Interactive) {
            let overtaking = made.iter().find(|other| {
                other.class == Class::Background
                    && (client.wanted < other.begun && other.begun < client.begun)
                    && (client.is_search || !other.is_search)
            });
            assert!(overtaking.is_none(), "{seed}: {client:?} waited while {overtaking:?} began");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn clients_that_leave_the_background_its_share_do_not_wait_at_all() {
    for seed in 0..20 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut calls = flood(&mut random);
        for number in 1..80 {
            let (takes, is_search) = (random.random_range(20..700), random.random_bool(0.5));
            calls.push((Class::Interactive, is_search, number * 700, takes, 0));
        }
        let waited = |call: &&Made| call.class == Class::Interactive && call.begun > call.wanted;
        let made = make(calls).await;
        assert_eq!(made.iter().filter(waited).count(), 0, "{seed}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_gives_up_holds_nobody_back() {
    let limiter = limiter(2, 1);
    let first = limiter.acquire(&["search"], far()).await.unwrap();
    {
        let gives_up = limiter.acquire(&["search"], far());
        assert!(tokio::time::timeout(Duration::from_millis(10), gives_up).await.is_err());
    }
    let begun = Instant::now();
    let (second, ()) = tokio::join!(limiter.acquire(&["search"], far()), async { drop(first) });
    assert!(second.is_ok());
    assert_eq!(begun.elapsed(), Duration::ZERO);
}
