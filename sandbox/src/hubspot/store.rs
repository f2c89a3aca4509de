//! The records of a simulated account: objects with string properties, and directed, labelled
//! associations.

use std::collections::BTreeMap;

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
