//! The cache over fetches that are counted, fail, or never end.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::*;

impl Key for u32 {
    type Slot = u32;
    type Value = u32;
    fn slot(&self) -> u32 {
        *self
    }
    fn answered_by(&self, _: &u32) -> bool {
        true
    }
    fn bytes(_: &u32) -> usize {
        4
    }
}

/// Lives of a minute, as long as values are not contradicted.
fn minute(version: &Arc<AtomicU64>) -> Life<'_> {
    Life { time: Duration::from_secs(60), version }
}

fn patience(source: &Arc<str>) -> Patience<'_> {
    Patience { source, time: Duration::from_secs(8), key: "server.source_timeout_ms" }
}

async fn doubled(keys: Vec<u32>, calls: Arc<AtomicUsize>) -> Result<Partial<u32, u32>, Error> {
    calls.fetch_add(keys.len(), Ordering::SeqCst);
    tokio::task::yield_now().await;
    Ok(keys.into_iter().map(|key| (key, key * 2)).collect::<HashMap<_, _>>().into())
}

#[tokio::test]
async fn equal_keys_under_way_are_fetched_once_and_then_cached() {
    let cache = Keyed::<u32>::new(1 << 20);
    let calls = Arc::new(AtomicUsize::new(0));
    let (version, source) = (Arc::default(), "s".into());
    let ask = |keys: Vec<u32>| {
        cache.get(keys, minute(&version), patience(&source), |missing| {
            doubled(missing, calls.clone())
        })
    };
    let (a, b) = tokio::join!(ask(vec![1, 2]), ask(vec![2, 3]));
    assert_eq!((a.values[&2], b.values[&2], b.values[&3]), (4, 4, 6));
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    assert_eq!(ask(vec![1, 2, 3]).await.hits.len(), 3);
    assert!(cache.running.lock().is_empty());
}

/// Some letters of one word: what is cached are letters that were read together.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Letters(&'static str);

impl Key for Letters {
    type Slot = ();
    type Value = &'static str;
    fn slot(&self) {}
    fn answered_by(&self, value: &&'static str) -> bool {
        self.0.chars().all(|letter| value.contains(letter))
    }
    fn replaces(new: &&'static str, old: &&'static str) -> bool {
        old.chars().all(|letter| new.contains(letter))
    }
    fn bytes(value: &&'static str) -> usize {
        value.len()
    }
}

#[tokio::test(start_paused = true)]
async fn values_that_do_not_replace_each_other_stay_side_by_side_each_for_its_lifetime() {
    let cache = Keyed::<Letters>::new(1 << 20);
    let (second, version) = (Duration::from_secs(1), Arc::default());
    let life = Life { time: 10 * second, version: &version };
    let put = |letters| cache.put(&Letters(letters), letters, Instant::now(), life);
    put("ab");
    tokio::time::advance(6 * second).await;
    put("cd");
    let known = |letters| cache.cached(&Letters(letters));
    assert_eq!((known("a"), known("d"), known("bc")), (Some("ab"), Some("cd"), None));
    tokio::time::advance(5 * second).await;
    assert_eq!((known("a"), known("d")), (None, Some("cd")));
    put("cde");
    assert_eq!((known("d"), known("e")), (Some("cde"), Some("cde")));
}

#[tokio::test]
async fn a_failure_reaches_all_who_joined_and_is_not_kept() {
    let cache = Keyed::<u32>::new(1 << 20);
    let (version, source) = (Arc::default(), "s".into());
    let fail = |_| async { Err(Error::new(ErrorKind::Unavailable, &"s".into(), "no")) };
    let (a, b) = tokio::join!(
        cache.get(vec![1], minute(&version), patience(&source), fail),
        cache.get(vec![1], minute(&version), patience(&source), fail)
    );
    assert!(a.error.is_some() && b.error.is_some());
    let good = cache
        .get(vec![1], minute(&version), patience(&source), |keys| doubled(keys, Arc::default()))
        .await;
    assert_eq!(good.values[&1], 2);
}

#[tokio::test]
async fn one_value_that_failed_takes_no_other_along_and_only_its_askers_hear_of_it() {
    let cache = Keyed::<u32>::new(1 << 20);
    let (version, source) = (Arc::default(), "s".into());
    let odd_fail = |keys: Vec<u32>| async move {
        let failure = Some(Error::new(ErrorKind::Unavailable, &"s".into(), "odd"));
        let even = keys.into_iter().filter(|key| key % 2 == 0);
        tokio::task::yield_now().await;
        Ok(Partial { values: even.map(|key| (key, key * 2)).collect(), failure })
    };
    let (both, even) = tokio::join!(
        cache.get(vec![1, 2, 4], minute(&version), patience(&source), odd_fail),
        cache.get(vec![2], minute(&version), patience(&source), odd_fail)
    );
    assert!(both.error.is_some() && both.values.len() == 2);
    assert!(even.error.is_none() && even.values[&2] == 4);
    assert!(cache.cached(&1).is_none() && cache.cached(&4) == Some(8));
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_is_not_waited_for_and_there_for_the_next() {
    let cache = Keyed::<u32>::new(1 << 20);
    let (version, source) = (Arc::default(), "s".into());
    let slow = |keys: Vec<u32>| async move {
        tokio::time::sleep(Duration::from_secs(10)).await;
        doubled(keys, Arc::default()).await
    };
    let first = cache.get(vec![1], minute(&version), patience(&source), slow).await;
    assert_eq!(first.error.map(|error| error.kind()), Some(ErrorKind::Timeout));
    let next = cache.get(vec![1], minute(&version), patience(&source), slow).await;
    assert_eq!(next.values.get(&1), Some(&2));
}

/// A word that stands in one place; another one there contradicts it.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Word;

impl Key for Word {
    type Slot = ();
    type Value = &'static str;
    fn slot(&self) {}
    fn answered_by(&self, _: &&'static str) -> bool {
        true
    }
    fn contradicts(new: &&'static str, old: &&'static str) -> bool {
        new != old
    }
    fn bytes(value: &&'static str) -> usize {
        value.len()
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_used_tells_when_it_was_read_how_long_it_is_good_and_that_nothing_failed() {
    let cache = Keyed::<u32>::new(1 << 20);
    let (version, source) = (Arc::default(), "s".into());
    let second = Duration::from_secs(1);
    let slow = |keys: Vec<u32>| async move {
        tokio::time::sleep(2 * second).await;
        doubled(keys, Arc::default()).await
    };
    let ask = || async {
        standing::scope(cache.get(vec![1], minute(&version), patience(&source), slow)).await.1
    };
    let begin = Instant::now();
    let fetched = ask().await;
    let now = Instant::now();
    assert_eq!((fetched.age(now), fetched.left(now)), (Some(2 * second), Some(58 * second)));
    tokio::time::advance(10 * second).await;
    let cached = ask().await;
    let now = Instant::now();
    assert_eq!((cached.age(now), cached.left(now)), (Some(12 * second), Some(48 * second)));
    assert!(cached.lives(begin + 59 * second) && !cached.lives(begin + 60 * second));

    let fail = |_| async { Err(Error::new(ErrorKind::Unavailable, &"s".into(), "no")) };
    let failed = cache.get(vec![2], minute(&version), patience(&source), fail);
    let (_, failed) = standing::scope(failed).await;
    assert!(!failed.lives(now), "what failed is not to be used again");
}

#[tokio::test]
async fn what_was_made_of_a_value_dies_when_another_contradicts_it() {
    let cache = Keyed::<Word>::new(1 << 20);
    let (version, source) = (Arc::default(), "s".into());
    let put = |word| cache.put(&Word, word, Instant::now(), minute(&version));
    put("old");
    let fetch = |_| async { Ok(HashMap::new().into()) };
    let used = cache.get(vec![Word], minute(&version), patience(&source), fetch);
    let (_, used) = standing::scope(used).await;
    put("old");
    assert!(used.lives(Instant::now()));
    put("new");
    assert!(!used.lives(Instant::now()));
}

#[tokio::test]
async fn a_client_joins_no_fetch_that_lets_others_go_first() {
    let cache = Keyed::<u32>::new(1 << 20);
    let (version, source) = (Arc::default(), "s".into());
    let classes = Arc::new(Mutex::new(Vec::new()));
    let ask = || {
        cache.get(vec![1], minute(&version), patience(&source), |missing| {
            let (classes, calls) = (classes.clone(), Arc::default());
            async move {
                classes.lock().push(Class::now());
                doubled(missing, calls).await
            }
        })
    };
    let [background, interactive] = [Class::Background, Class::Interactive];
    let _ = tokio::join!(background.scope(ask()), interactive.scope(ask()), ask());
    assert_eq!(*classes.lock(), [background, interactive]);
    classes.lock().clear();
    cache.clear();
    let _ = tokio::join!(ask(), background.scope(ask()));
    assert_eq!(*classes.lock(), [interactive], "who lets others go first may join");
    assert!(cache.running.lock().is_empty());
}
