//! The records of a simulated account: objects with string properties, and directed, labelled
//! associations.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// Everything one account holds.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// Objects by plural name (`companies`, `deals`, `contacts`, `leads`) or, for custom ones, by
    /// type id (`2-1001`).
    pub objects: BTreeMap<String, Object>,
    /// Pipelines by object name.
    pub pipelines: BTreeMap<String, Vec<Pipeline>>,
    /// Associations: (from object, to object) → from id → links, in the order in which they were
    /// made.
    pub associations: BTreeMap<(String, String), BTreeMap<u64, Vec<Link>>>,
    /// The account's own settings.
    pub settings: Settings,
    /// Campaigns by GUID.
    pub campaigns: BTreeMap<String, Campaign>,
    /// Files of the file manager by id.
    pub files: BTreeMap<u64, File>,
    /// Values that properties have had.
    pub histories: Histories,
}

/// Values that properties have had, by object, record and property, the oldest first. A property
/// without an entry has had the value that it has.
pub type Histories = BTreeMap<(String, u64, String), Vec<Version>>;

/// A value that a property got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The value; empty where the property was cleared.
    pub value: String,
    /// When it got it.
    pub at: String,
    /// Through what: `CRM_UI`, `INTEGRATION` …
    pub source: &'static str,
}

/// A campaign of the marketing tools.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// Properties by name; an absent one is empty.
    pub properties: BTreeMap<String, String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A file of the file manager.
#[derive(Debug, Clone)]
pub struct File {
    /// The name without its extension.
    pub name: String,
    /// The folder's path: `/Brand`; empty for the topmost.
    pub folder: String,
    /// The folder's id, none for the topmost.
    pub folder_id: Option<u64>,
    /// `pdf`, `png` …
    pub extension: String,
    /// `IMG`, `DOCUMENT`, `AUDIO`, `MOVIE` or `OTHER`.
    pub kind: &'static str,
    /// Bytes.
    pub size: u64,
    /// Its address.
    pub url: String,
    /// `PUBLIC_INDEXABLE`, `PUBLIC_NOT_INDEXABLE`, `PRIVATE`, `SENSITIVE` or one of the `HIDDEN_…`.
    pub access: &'static str,
    /// When it will be deleted.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Settings of the account, as account-info shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The time zone in which the account's people see, and choose, their days.
    pub time_zone: Tz,
    /// The currency of deals that name none (ISO 4217).
    pub company_currency: String,
    /// The other currencies that the account has.
    pub additional_currencies: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_zone: Tz::UTC,
            company_currency: "USD".to_owned(),
            additional_currencies: vec!["EUR".to_owned(), "GBP".to_owned()],
        }
    }
}

impl Settings {
    /// The first moment of a day in the account's time zone.
    pub fn begin_of(&self, day: NaiveDate) -> DateTime<Utc> {
        // Where clocks skip midnight, the day begins behind the gap: all gaps are whole quarters of
        // an hour, and at most a day long.
        let midnight = day.and_time(NaiveTime::MIN);
        (0..=96)
            .filter_map(|quarter| {
                let local = midnight + chrono::Duration::minutes(15 * quarter);
                self.time_zone.from_local_datetime(&local).earliest()
            })
            .next()
            .map_or_else(|| midnight.and_utc(), |time| time.to_utc())
    }

    /// The last millisecond of a day in the account's time zone.
    pub fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        self.begin_of(day + Days::new(1)) - chrono::Duration::milliseconds(1)
    }
}

/// One object (table) of the account.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// The type id: `0-2`, `0-136`, `2-1001` …
    pub type_id: String,
    /// The fully qualified name of a custom object (`p1234_incentive`), none for the standard ones.
    pub qualified_name: Option<String>,
    /// Properties by name.
    pub properties: BTreeMap<String, Property>,
    /// Records by id; an absent property is null. `hs_object_id`, the create and the modified time
    /// stand among the properties.
    pub rows: BTreeMap<u64, BTreeMap<String, String>>,
}

/// One property, as the properties endpoint shows it.
#[derive(Debug, Clone)]
pub struct Property {
    /// The label people see.
    pub label: String,
    /// `string`, `number`, `bool`, `date`, `datetime`, `enumeration`, `phone_number`.
    pub kind: String,
    /// For enumerations: (value, label).
    pub options: Vec<(String, String)>,
    /// Whether two records may not share a value.
    pub unique: bool,
}

/// A pipeline with its stages in display order.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// Its id: `default` or digits.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its stages.
    pub stages: Vec<Stage>,
}

/// One stage of a pipeline.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its id: a word in the default pipeline, digits elsewhere.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The metadata as strings: `probability` (`0.0` … `1.0`), `isClosed`.
    pub metadata: BTreeMap<String, String>,
}

/// One end of an association, seen from the other.
#[derive(Debug, Clone)]
pub struct Link {
    /// The record pointed to.
    pub to: u64,
    /// (category, type id, label): `("HUBSPOT_DEFINED", 341, None)`, `("USER_DEFINED", 37,
    /// Some("Partner"))`.
    pub types: Vec<(String, u32, Option<String>)>,
}
