//! The cache over fetches that are counted, fail, or never end.

use std::sync::atomic::{AtomicUsize, Ordering};

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

fn patience(source: &Arc<str>) -> Patience<'_> {
    Patience { source, time: Duration::from_secs(8) }
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
    let (minute, source) = (Duration::from_secs(60), "s".into());
    let ask = |keys: Vec<u32>| {
        cache.get(keys, minute, patience(&source), |missing| doubled(missing, calls.clone()))
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
    let second = Duration::from_secs(1);
    cache.put(&Letters("ab"), "ab", 10 * second);
    tokio::time::advance(6 * second).await;
    cache.put(&Letters("cd"), "cd", 10 * second);
    let known = |letters| cache.cached(&Letters(letters));
    assert_eq!((known("a"), known("d"), known("bc")), (Some("ab"), Some("cd"), None));
    tokio::time::advance(5 * second).await;
    assert_eq!((known("a"), known("d")), (None, Some("cd")));
    cache.put(&Letters("cde"), "cde", 10 * second);
    assert_eq!((known("d"), known("e")), (Some("cde"), Some("cde")));
}

#[tokio::test]
async fn a_failure_reaches_all_who_joined_and_is_not_kept() {
    let cache = Keyed::<u32>::new(1 << 20);
    let (minute, source) = (Duration::from_secs(60), "s".into());
    let fail = |_| async { Err(Error::new(ErrorKind::Unavailable, &"s".into(), "no")) };
    let (a, b) = tokio::join!(
        cache.get(vec![1], minute, patience(&source), fail),
        cache.get(vec![1], minute, patience(&source), fail)
    );
    assert!(a.error.is_some() && b.error.is_some());
    let good =
        cache.get(vec![1], minute, patience(&source), |keys| doubled(keys, Arc::default())).await;
    assert_eq!(good.values[&1], 2);
}

#[tokio::test]
async fn one_value_that_failed_takes_no_other_along_and_only_its_askers_hear_of_it() {
    let cache = Keyed::<u32>::new(1 << 20);
    let (minute, source) = (Duration::from_secs(60), "s".into());
    let odd_fail = |keys: Vec<u32>| async move {
        let failure = Some(Error::new(ErrorKind::Unavailable, &"s".into(), "odd"));
        let even = keys.into_iter().filter(|key| key % 2 == 0);
        tokio::task::yield_now().await;
        Ok(Partial { values: even.map(|key| (key, key * 2)).collect(), failure })
    };
    let (both, even) = tokio::join!(
        cache.get(vec![1, 2, 4], minute, patience(&source), odd_fail),
        cache.get(vec![2], minute, patience(&source), odd_fail)
    );
    assert!(both.error.is_some() && both.values.len() == 2);
    assert!(even.error.is_none() && even.values[&2] == 4);
    assert!(cache.cached(&1).is_none() && cache.cached(&4) == Some(8));
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_is_not_waited_for_and_there_for_the_next() {
    let cache = Keyed::<u32>::new(1 << 20);
    let (minute, source) = (Duration::from_secs(60), "s".into());
    let slow = |keys: Vec<u32>| async move {
        tokio::time::sleep(Duration::from_secs(10)).await;
        doubled(keys, Arc::default()).await
    };
    let first = cache.get(vec![1], minute, patience(&source), slow).await;
    assert_eq!(first.error.map(|error| error.kind()), Some(ErrorKind::Timeout));
    let next = cache.get(vec![1], minute, patience(&source), slow).await;
    assert_eq!(next.values.get(&1), Some(&2));
}

#[tokio::test]
async fn a_client_joins_no_fetch_that_lets_others_go_first() {
    let cache = Keyed::<u32>::new(1 << 20);
    let (minute, source) = (Duration::from_secs(60), "s".into());
    let classes = Arc::new(Mutex::new(Vec::new()));
    let ask = || {
        cache.get(vec![1], minute, patience(&source), |missing| {
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
