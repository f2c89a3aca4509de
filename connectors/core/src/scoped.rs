//! Reads that stand on a source's description of its objects. The description is remembered, so it
//! may be out of date: a field may have gone since. The read then runs once more on a new one.

use async_trait::async_trait;

use crate::{Error, Page, Read, Result};

/// A connector that looks up the names of a read in the source's description of its objects.
#[async_trait]
pub trait Scoped: Sync {
    /// The names of one read, looked up.
    type Scope: Send + Sync;

    /// Looks up the names of a read.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotFound`] if the source has no such object.
    async fn scope(&self, read: &Read) -> Result<Self::Scope>;

    /// Looks up the names of a read in a new description; `None` if it says the same as before.
    ///
    /// # Errors
    /// As [`Self::scope`].
    async fn renewed(&self, read: &Read, seen: &Self::Scope) -> Result<Option<Self::Scope>>;

    /// The error is one that an outdated description explains.
    fn is_stale(&self, error: &Error) -> bool;

    /// Answers a read by the names that were looked up.
    ///
    /// # Errors
    /// As [`crate::Connector::read`].
    async fn answer(&self, read: &Read, scope: &Self::Scope) -> Result<Page>;
}

/// Answers a read, and once more with a new description of its objects if the first answer shows
/// that the remembered one is out of date.
///
/// # Errors
/// As [`crate::Connector::read`].
pub async fn read_scoped<S: Scoped>(source: &S, read: &Read) -> Result<Page> {
    let scope = source.scope(read).await?;
    match source.answer(read, &scope).await {
        Err(error) if source.is_stale(&error) => match source.renewed(read, &scope).await? {
            Some(scope) => source.answer(read, &scope).await,
            None => Err(error),
        },
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    /// A source whose description was last changed at `now`; reads fail on any other.
    struct Changing {
        now: u8,
        remembered: u8,
    }

    #[async_trait]
    impl Scoped for Changing {
        type Scope = u8;

        async fn scope(&self, _: &Read) -> Result<u8> {
            Ok(self.remembered)
        }

        async fn renewed(&self, _: &Read, seen: &u8) -> Result<Option<u8>> {
            Ok((self.now != *seen).then_some(self.now))
        }

        fn is_stale(&self, error: &Error) -> bool {
            error.kind() == ErrorKind::Rejected
        }

        async fn answer(&self, _: &Read, scope: &u8) -> Result<Page> {
            let refused = *scope != 2;
            let error = || Error::new(ErrorKind::Rejected, &"crm".into(), "no such field");
            if refused { Err(error()) } else { Ok(Page::default()) }
        }
    }

    #[tokio::test]
    async fn a_read_runs_again_only_if_the_description_has_changed() {
        let read = Read::all("deals", &[], 1);
        let answer =
            async |remembered, now| read_scoped(&Changing { now, remembered }, &read).await.is_ok();
        assert!(answer(2, 2).await);
        assert!(answer(1, 2).await);
        assert!(!answer(1, 1).await);
        assert!(!answer(1, 3).await);
    }
}
