//! The connector trait: small, so that the next connector is cheap.

use std::sync::Arc;

use async_trait::async_trait;
use channelgraph_schema::Locale;
use chrono::{DateTime, Utc};

use crate::{Capabilities, FieldCapabilities, Page, Read, Result, Stats};

/// One configured source. It only translates: a [`Read`] into the vendor's call, the answer into
/// rows, a failure into one [`crate::Error`]. Waiting, limits, retries, caching and logging are not
/// its business.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Limits and abilities for an object.
    fn capabilities(&self, object: &str) -> Capabilities;

    /// Abilities for one field of an object, by the name that a mapping uses.
    fn field_capabilities(&self, _object: &str, _field: &str) -> FieldCapabilities {
        FieldCapabilities::default()
    }

    /// Answers one read, in as few calls as the vendor allows.
    ///
    /// # Errors
    /// If any of those calls fails for good. What the source does not have (a field, a record) is
    /// not an error.
    async fn read(&self, read: &Read) -> Result<Page>;

    /// Answers a read of a list or of children as far as lists tell it, and asks for no record
    /// singly: a field of [`crate::Told::Sometimes`] or [`crate::Told::Singly`] that a list did not
    /// tell is absent from its row. Filter and order never stand on such a field.
    ///
    /// # Errors
    /// As [`Self::read`].
    async fn read_listed(&self, read: &Read) -> Result<Page> {
        self.read(read).await
    }

    /// The fields of an object.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotFound`] if the source has no such object, or hides it from us.
    async fn describe(&self, object: &str) -> Result<Description>;

    /// The locale of the source: what its configuration sets, and else what the source tells, which
    /// the connector remembers.
    ///
    /// # Errors
    /// If a call was needed and failed; not if the source refuses to tell, for which
    /// [`Locale::untold`] is there.
    async fn locale(&self) -> Result<Arc<Locale>> {
        Ok(Arc::default())
    }

    /// Those of these names, as a mapping may use them, that the object does not have: nothing
    /// stands in a row under them.
    ///
    /// # Errors
    /// As [`Self::describe`].
    async fn missing(&self, object: &str, names: &[String]) -> Result<Vec<String>> {
        let description = self.describe(object).await?;
        let has = |name: &String| description.fields.iter().any(|field| field.name == *name);
        Ok(names.iter().filter(|name| !has(name)).cloned().collect())
    }

    /// The source's remaining quotas, as of its last answer. Costs a call only if the source does
    /// not report them with other answers.
    ///
    /// # Errors
    /// If a call was needed and failed.
    async fn quota(&self) -> Result<Vec<Quota>>;

    /// An id in the form in which it is compared (Salesforce: 18 characters; HubSpot: digits), or
    /// nothing if it cannot be one.
    fn canonical_id(&self, object: &str, id: &str) -> Option<String>;

    /// A value by which records refer to others where it is not an id (a customer number, the
    /// number of a document), in the form in which it is compared.
    fn canonical_key(&self, _object: &str, key: &str) -> String {
        key.trim().to_owned()
    }

    /// The spellings under which other systems may hold this id; the canonical one is among them.
    fn spellings(&self, _object: &str, id: &str) -> Vec<String> {
        vec![id.to_owned()]
    }

    /// The page of the vendor's own user interface for a record.
    fn record_url(&self, object: &str, id: &str) -> Option<String>;

    /// Statistics of its calls.
    fn stats(&self) -> &Stats;
}

/// An object as the source describes it.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Its fields, sorted by name.
    pub fields: Vec<FieldInfo>,
}

/// One field as the source describes it.
#[derive(Debug, Clone, Default)]
pub struct FieldInfo {
    /// The name, or the path that a mapping can use.
    pub name: String,
    /// The source's own word for its type.
    pub kind: String,
    /// The words it may hold, if they are bounded.
    pub words: Vec<String>,
}

/// One allowance of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// The name: [`Self::DAILY`], `burst` …
    pub name: String,
    /// Calls in all.
    pub limit: u64,
    /// Calls left.
    pub remaining: u64,
    /// The time at which it starts anew, if the source reports it.
    pub resets_at: Option<DateTime<Utc>>,
}

impl Quota {
    /// The name of a quota of a day, of which a part is kept for clients.
    pub const DAILY: &str = "daily";

    /// Returns true if it is one of a day.
    pub fn is_daily(&self) -> bool {
        self.name == Self::DAILY
    }
}
