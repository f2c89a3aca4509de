//! The switches of a simulated org: limits, hidden parts, and behaviours that the documentation
//! leaves open.

use std::{collections::BTreeSet, time::Duration};

use serde_json::Value;

use super::store::Store;

/// The switches of the org.
#[derive(Debug, Clone)]
pub(crate) struct Switches {
    /// Calls allowed in 24 hours.
    pub(crate) daily_quota: u64,
    /// Lifetime of an unused token; each use starts it anew.
    pub(crate) token_idle: Duration,
    /// The calls that a token allows.
    pub(crate) token_calls: Option<u64>,
    /// `(object, field)` pairs that field-level security keeps from the integration user.
    pub(crate) hidden_fields: BTreeSet<(String, String)>,
    /// Objects the integration user has no licence for.
    pub(crate) hidden_objects: BTreeSet<String>,
    /// Whether `!=`, `NOT IN` and `EXCLUDES` also return rows whose field is null.
    pub(crate) null_matches_not_equal: bool,
    /// Rows of a page, child rows included.
    pub(crate) batch_size: usize,
    /// Child rows shown within one parent before the rest moves to a page of its own.
    pub(crate) child_batch_size: usize,
    /// Lifetime of a query locator.
    pub(crate) locator_lifetime: Duration,
    /// Whether collections retrieve accepts `Account.Name` among its fields.
    pub(crate) collections_parent_paths: bool,
    /// Whether the URLs inside a composite body are held to the length of an outer URL.
    pub(crate) composite_url_limit: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            daily_quota: 100_000,
            token_idle: Duration::from_secs(2 * 60 * 60),
            token_calls: None,
            hidden_fields: BTreeSet::new(),
            hidden_objects: BTreeSet::new(),
            null_matches_not_equal: true,
            batch_size: 2_000,
            child_batch_size: 2_000,
            locator_lifetime: Duration::from_secs(2 * 24 * 60 * 60),
            collections_parent_paths: false,
            composite_url_limit: false,
        }
    }
}

/// The switches [`Switches::set`] knows.
pub(crate) const NAMES: [&str; 11] = [
    "batch_size",
    "child_batch_size",
    "collections_parent_paths",
    "composite_url_limit",
    "daily_quota",
    "hidden_fields",
    "hidden_objects",
    "locator_seconds",
    "null_matches_not_equal",
    "token_calls",
    "token_seconds",
];

impl Switches {
    /// Turns one switch; `null` puts it back to where it was at the start. Names of objects and
    /// fields are checked against the store.
    pub(crate) fn set(&mut self, switch: &str, value: &Value, store: &Store) -> Result<(), String> {
        let start = Self::default();
        let put_back = value.is_null();
        let number = || whole(switch, value);
        let rows = || number().and_then(|n| bounded(switch, n, 2_000));
        match switch {
            "daily_quota" if put_back => self.daily_quota = start.daily_quota,
            "daily_quota" => self.daily_quota = number()?,
            "token_seconds" if put_back => self.token_idle = start.token_idle,
            "token_seconds" => self.token_idle = Duration::from_secs(number()?),
            "token_calls" if put_back => self.token_calls = start.token_calls,
            "token_calls" => self.token_calls = Some(number()?),
            "batch_size" if put_back => self.batch_size = start.batch_size,
            "batch_size" => self.batch_size = rows()?,
            "child_batch_size" if put_back => self.child_batch_size = start.child_batch_size,
            "child_batch_size" => self.child_batch_size = rows()?,
            "locator_seconds" if put_back => self.locator_lifetime = start.locator_lifetime,
            "locator_seconds" => self.locator_lifetime = Duration::from_secs(number()?),
            "null_matches_not_equal" => {
                self.null_matches_not_equal = put_back || flag(switch, value)?;
            }
            "collections_parent_paths" => {
                self.collections_parent_paths = !put_back && flag(switch, value)?;
            }
            "composite_url_limit" => {
                self.composite_url_limit = !put_back && flag(switch, value)?;
            }
            "hidden_fields" => self.hidden_fields = fields(switch, value, store)?,
            "hidden_objects" => self.hidden_objects = objects(switch, value, store)?,
            _ => return Err(format!("unknown switch '{switch}'")),
        }
        Ok(())
    }
}

fn whole(switch: &str, value: &Value) -> Result<u64, String> {
    value.as_u64().ok_or_else(|| format!("{switch} takes a whole number from 0, not {value}"))
}

fn bounded(switch: &str, number: u64, most: usize) -> Result<usize, String> {
    usize::try_from(number)
        .ok()
        .filter(|n| (1..=most).contains(n))
        .ok_or_else(|| format!("{switch} takes 1 to {most}, not {number}"))
}

fn flag(switch: &str, value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("{switch} takes true or false, not {value}"))
}

fn names<'a>(switch: &str, value: &'a Value) -> Result<Vec<&'a str>, String> {
    let wrong = || format!("{switch} takes an array of names, not {value}");
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => items.iter().map(|item| item.as_str().ok_or_else(wrong)).collect(),
        _ => Err(wrong()),
    }
}

fn objects(switch: &str, value: &Value, store: &Store) -> Result<BTreeSet<String>, String> {
    names(switch, value)?
        .into_iter()
        .map(|name| match store.objects.contains_key(name) {
            true => Ok(name.to_owned()),
            false => Err(format!("{switch}: the org has no object '{name}'")),
        })
        .collect()
}

fn fields(
    switch: &str,
    value: &Value,
    store: &Store,
) -> Result<BTreeSet<(String, String)>, String> {
    names(switch, value)?
        .into_iter()
        .map(|name| {
            let (object, field) = name
                .split_once('.')
                .ok_or_else(|| format!("{switch}: write 'Object.Field', not '{name}'"))?;
            let known =
                store.objects.get(object).is_some_and(|object| object.fields.contains_key(field));
            match known {
                true => Ok((object.to_owned(), field.to_owned())),
                false => Err(format!("{switch}: the org has no field '{name}'")),
            }
        })
        .collect()
}
