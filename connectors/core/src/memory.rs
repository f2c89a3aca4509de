//! Descriptions of a source's objects, remembered for a while.

use std::{collections::HashMap, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::{Class, ErrorKind, Result};

/// Names that are remembered at once; a mapping and its paths name a few dozen.
const KEPT: usize = 512;

/// Descriptions by name. The first caller that needs one fetches it for all; that an object does
/// not exist is remembered too.
pub struct Memory<T> {
    life: Duration,
    slots: Mutex<HashMap<String, Slot<T>>>,
}

/// Locked while it is being asked for, so that whoever comes meanwhile waits for this one's answer.
type Slot<T> = Arc<tokio::sync::Mutex<Option<Known<T>>>>;

struct Known<T> {
    answer: Result<Arc<T>>,
    since: Instant,
    /// When it was last asked for anew before its time.
    renewed: Option<Instant>,
}

impl<T> Memory<T> {
    /// A memory in which each answer lives this long.
    pub fn new(life: Duration) -> Self {
        Self { life, slots: Mutex::default() }
    }

    /// Forgets the names for which this holds: what they stand for was not as remembered.
    pub fn forget(&self, outdated: impl Fn(&str) -> bool) {
        self.slots.lock().retain(|name, _| !outdated(name));
    }

    /// Returns the description of this name, fetching it if it is not remembered. Errors other than
    /// `NotFound` are not remembered.
    pub async fn get(&self, name: &str, ask: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let slot = self.slot(name);
        let mut kept = slot.lock().await;
        if let Some(known) = kept.as_ref().filter(|known| known.since.elapsed() < self.life) {
            return known.answer.clone();
        }
        let answer = for_all(ask).await.map(Arc::new);
        if is_told(&answer) {
            *kept = Some(Known { answer: answer.clone(), since: Instant::now(), renewed: None });
        }
        answer
    }

    /// Replaces `seen`, which proved out of date: by what another caller has fetched meanwhile, or
    /// by a new description. Within `pause` of the last renewal it returns the remembered one.
    pub async fn renewed(
        &self,
        name: &str,
        seen: &Arc<T>,
        pause: Duration,
        ask: impl Future<Output = Result<T>>,
    ) -> Result<Arc<T>> {
        let slot = self.slot(name);
        let mut kept = slot.lock().await;
        if let Some(known) = kept.as_ref() {
            let is_seen = known.answer.as_ref().is_ok_and(|answer| Arc::ptr_eq(answer, seen));
            if !is_seen || known.renewed.is_some_and(|renewed| renewed.elapsed() < pause) {
                return known.answer.clone();
            }
        }
        let answer = for_all(ask).await.map(Arc::new);
        let now = Instant::now();
        if is_told(&answer) {
            *kept = Some(Known { answer: answer.clone(), since: now, renewed: Some(now) });
        } else if let Some(known) = kept.as_mut() {
            known.renewed = Some(now);
        }
        answer
    }

    fn slot(&self, name: &str) -> Slot<T> {
        let mut slots = self.slots.lock();
        if slots.len() >= KEPT && !slots.contains_key(name) {
            slots.clear();
        }
        slots.entry(name.to_owned()).or_default().clone()
    }
}

/// Asks as if a client waited: whoever comes meanwhile waits for this answer, whatever its class.
async fn for_all<T>(ask: impl Future<Output = T>) -> T {
    Class::Interactive.scope(ask).await
}

/// The source described the object, or said that it does not exist.
fn is_told<T>(answer: &Result<T>) -> bool {
    !matches!(answer, Err(error) if error.kind() != ErrorKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    async fn get(memory: &Memory<u8>, name: &str, answer: Result<u8>) -> Result<u8> {
        memory.get(name, async { answer }).await.map(|value| *value)
    }

    fn error(kind: ErrorKind) -> Result<u8> {
        Err(Error::new(kind, &"source".into(), "no".to_owned()))
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_lives_its_time_and_a_failure_does_not() {
        let memory = Memory::new(Duration::from_secs(10));
        assert!(get(&memory, "a", error(ErrorKind::Timeout)).await.is_err());
        assert_eq!(get(&memory, "a", Ok(1)).await.unwrap(), 1);
        assert!(get(&memory, "b", error(ErrorKind::NotFound)).await.is_err());
        assert_eq!(get(&memory, "a", Ok(2)).await.unwrap(), 1);
        assert!(get(&memory, "b", Ok(2)).await.is_err());
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(get(&memory, "a", Ok(2)).await.unwrap(), 2);
        assert_eq!(get(&memory, "b", Ok(3)).await.unwrap(), 3);
        memory.forget(|name| name == "a");
        assert_eq!(get(&memory, "a", Ok(4)).await.unwrap(), 4);
        assert_eq!(get(&memory, "b", Ok(4)).await.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_not_as_remembered_is_asked_for_anew_once_in_a_while() {
        const PAUSE: Duration = Duration::from_secs(60);
        let memory = Memory::new(Duration::from_secs(1000));
        let renewed =
            async |seen: &Arc<u8>, answer| memory.renewed("a", seen, PAUSE, async { answer }).await;
        let first = memory.get("a", async { Ok(1) }).await.unwrap();
        let second = renewed(&first, Ok(2)).await.unwrap();
        assert_eq!(*second, 2);
        // Whoever still has the first gets the second, and for a while nobody gets another.
        assert!(Arc::ptr_eq(&renewed(&first, Ok(3)).await.unwrap(), &second));
        assert!(Arc::ptr_eq(&renewed(&second, Ok(3)).await.unwrap(), &second));
        tokio::time::advance(PAUSE).await;
        assert!(renewed(&second, error(ErrorKind::Timeout)).await.is_err());
        assert!(Arc::ptr_eq(&renewed(&second, Ok(3)).await.unwrap(), &second));
        tokio::time::advance(PAUSE).await;
        assert_eq!(*renewed(&second, Ok(3)).await.unwrap(), 3);
    }
}
