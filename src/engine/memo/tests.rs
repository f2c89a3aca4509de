//! Remembered work over values that are counted.

use std::{
    convert::Infallible,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::*;
use crate::engine::rules::{Own, Role, Sight};

const SECOND: Duration = Duration::from_secs(1);
const LIMITS: MemoLimits = MemoLimits { bytes: 1 << 20, lifetime: Duration::from_secs(60) };

/// A value: a number, or a failure.
impl Value for Result<usize, ()> {
    fn is_whole(&self) -> bool {
        self.is_ok()
    }
    fn bytes(&self) -> usize {
        1000
    }
}

type Numbers = Remembered<Result<usize, ()>>;

fn question(asked: &str) -> Question {
    Question::new(&Viewer::everyone(), &asked)
}

/// Asks for the squares of numbers; what is asked of whom is counted.
async fn squares(
    numbers: &Numbers,
    of: &[usize],
    asked: &AtomicUsize,
    version: &Arc<AtomicU64>,
) -> Vec<Result<usize, ()>> {
    let marks: Vec<Mark> = of.iter().map(Mark::of).collect();
    let answers = numbers.answers(question("squares"), &marks, |missing| async move {
        standing::note_version(version);
        asked.fetch_add(missing.len(), Ordering::SeqCst);
        let square = |place: &usize| Ok(of[*place] * of[*place]);
        Ok::<_, Infallible>(missing.iter().map(square).collect())
    });
    let Ok(answers) = answers.await;
    answers
}

#[tokio::test(start_paused = true)]
async fn only_what_is_not_remembered_is_asked_again_and_all_keeps_its_order() {
    let numbers = Numbers::new(LIMITS, &Arc::default());
    let (asked, version) = (AtomicUsize::new(0), Arc::default());
    let ask = async |of: &[usize]| squares(&numbers, of, &asked, &version).await;
    assert_eq!(ask(&[1, 2]).await, [Ok(1), Ok(4)]);
    assert_eq!(ask(&[3, 2, 1]).await, [Ok(9), Ok(4), Ok(1)]);
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    standing::move_version(&version);
    assert_eq!(ask(&[1]).await, [Ok(1)]);
    assert_eq!(asked.load(Ordering::SeqCst), 4, "the data behind it has changed");
    tokio::time::advance(59 * SECOND).await;
    ask(&[1]).await;
    assert_eq!(asked.load(Ordering::SeqCst), 4);
    tokio::time::advance(SECOND).await;
    ask(&[1]).await;
    assert_eq!(asked.load(Ordering::SeqCst), 5, "its time is over");
}

#[tokio::test]
async fn what_failed_and_what_passes_is_not_remembered() {
    let numbers = Numbers::new(LIMITS, &Arc::default());
    let marks = [1, 2].map(|number: usize| Mark::of(&number));
    let ask = async |name: &str, fail: bool| {
        let answers = numbers.answers(question(name), &marks, |missing| async move {
            if fail {
                standing::note_passing();
            }
            Ok::<_, Infallible>(
                missing.iter().map(|place| place.checked_sub(1).ok_or(())).collect(),
            )
        });
        answers.await.unwrap();
        let known = numbers.known(question(name), &marks);
        known.iter().map(Option::is_some).collect::<Vec<_>>()
    };
    assert_eq!(ask("one fails", false).await, [false, true]);
    assert_eq!(ask("holds for the moment only", true).await, [false, false]);
}

#[tokio::test]
async fn many_answers_are_remembered_together_too_and_die_with_any_of_them() {
    let numbers = Numbers::new(LIMITS, &Arc::default());
    let (asked, version, other) = (AtomicUsize::new(0), Arc::default(), Arc::default());
    let all: Vec<usize> = (0..20).collect();
    let expected: Vec<_> = all.iter().map(|number| Ok(number * number)).collect();
    // One of them is known already, and stands on something else.
    squares(&numbers, &[7], &asked, &other).await;
    for _ in 0..2 {
        assert_eq!(squares(&numbers, &all, &asked, &version).await, expected);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 20);
    numbers.single.clear();
    assert_eq!(squares(&numbers, &all, &asked, &version).await, expected);
    assert_eq!(asked.load(Ordering::SeqCst), 20, "they are remembered together");
    standing::move_version(&other);
    assert_eq!(squares(&numbers, &all, &asked, &version).await, expected);
    assert_eq!(asked.load(Ordering::SeqCst), 40, "one of them stood on that");
}

#[test]
fn viewers_and_questions_do_not_share_answers() {
    let shelf = Shelf::<Result<usize, ()>>::new(LIMITS.bytes);
    let standing = Arc::default();
    shelf.put(question("a"), Ok(1), &standing);
    assert!(shelf.get(question("a")).is_some());
    assert!(shelf.get(question("b")).is_none());
    let role = Arc::new(Role::seeing_nothing("none"));
    let own = Own { partner: None, children: Vec::new(), tested: None };
    let other = Viewer::new("other".into(), Arc::new(Sight::new(&role, own)));
    assert!(shelf.get(Question::new(&other, &"a")).is_none());
}

#[tokio::test]
async fn what_uses_remembered_work_stands_on_what_that_stands_on() {
    let numbers = Numbers::new(LIMITS, &Arc::default());
    let (asked, version) = (AtomicUsize::new(0), Arc::default());
    squares(&numbers, &[1, 2], &asked, &version).await;
    squares(&numbers, &[3], &asked, &version).await;
    let (_, user) = standing::scope(squares(&numbers, &[3, 1], &asked, &version)).await;
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    let now = Instant::now();
    assert!(user.lives(now) && user.left(now).is_some_and(|left| left <= 60 * SECOND));
    standing::move_version(&version);
    assert!(!user.lives(now));
}

#[tokio::test]
async fn forgetting_reaches_what_was_made_of_remembered_work() {
    let memo = Memo::new(LIMITS);
    let marks = [Mark::of(&1)];
    let ask = async || {
        let answers = memo
            .nodes
            .answers(question("none"), &marks, |_| async { Ok::<_, Infallible>(vec![Ok(None)]) });
        standing::scope(answers).await.1
    };
    let (fresh, remembered) = (ask().await, ask().await);
    memo.forget();
    let now = Instant::now();
    assert!(!fresh.lives(now) && !remembered.lives(now));
}

#[test]
fn the_bytes_of_what_is_remembered_are_bounded() {
    let bounded = |bytes: u64| {
        let shelf = Shelf::<Result<usize, ()>>::new(bytes);
        for number in 0..1000_usize {
            shelf.put(Question::new(&Viewer::everyone(), &number), Ok(number), &Arc::default());
        }
        shelf.taken()
    };
    assert!((10_000..=50_000).contains(&bounded(50_000)));
    assert_eq!(bounded(0), 0);
}
