//! The rows of a simulated org: objects described by their fields, records keyed by 18-character
//! id.

use std::collections::BTreeMap;

use serde_json::Value;

/// Everything one org holds.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// Objects by API name: `Account`, `Opportunity`, `Rebate__c` …
    pub objects: BTreeMap<String, Object>,
}

/// One object (table) of the org.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// The three characters its record ids begin with.
    pub key_prefix: String,
    /// Fields by API name.
    pub fields: BTreeMap<String, Field>,
    /// Records by 18-character id. A value is JSON as the REST API would print it; an absent field
    /// is null.
    pub rows: BTreeMap<String, BTreeMap<String, Value>>,
}

/// One field, as describe shows it.
#[derive(Debug, Clone)]
pub struct Field {
    /// The type as describe names it: `string`, `picklist`, `currency`, `reference`, `date`,
    /// `datetime`, `boolean`, `double`, `int`, `url`, `textarea` …
    pub kind: String,
    /// Whether the value may be null.
    pub nillable: bool,
    /// For references: the object pointed to, and the parent path (`Account`, `Partner__r`).
    pub reference: Option<(String, String)>,
    /// For references: the name under which the parent lists its children (`Opportunities`,
    /// `Things__r`).
    pub child_relationship: Option<String>,
    /// For picklists: the values in set-up order, which is also their sort order.
    pub picklist: Vec<String>,
}
