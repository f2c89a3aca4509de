//! The records of the ERP: services with their entity sets, each a table of rows.

use std::collections::BTreeMap;

use serde_json::Value;

/// All services, by the path of their root: `/sap/opu/odata/sap/API_BUSINESS_PARTNER`.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// The services.
    pub services: BTreeMap<String, Service>,
}

/// One service.
#[derive(Debug, Clone)]
pub struct Service {
    /// The protocol that it speaks.
    pub version: Version,
    /// The vendor whose conventions it follows.
    pub vendor: Vendor,
    /// The namespace of its types in `$metadata`.
    pub namespace: String,
    /// Its entity sets by name.
    pub sets: BTreeMap<String, EntitySet>,
}

/// A version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `{"d": …}`, decimals as strings, `/Date(…)/`, no `in`.
    V2,
    /// `{"value": …}`, decimals as numbers, ISO dates.
    V4,
}

/// The conventions of a service where the protocol leaves them open: next links, page sizes,
/// log-in, errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vendor {
    /// SAP S/4HANA.
    Sap,
    /// Dynamics 365 Business Central.
    BusinessCentral,
}

/// One entity set with its rows.
#[derive(Debug, Clone, Default)]
pub struct EntitySet {
    /// The name of its entity type.
    pub entity: String,
    /// The names of the key's properties, in their order.
    pub key: Vec<String>,
    /// The properties by name.
    pub properties: BTreeMap<String, Property>,
    /// The navigation properties by name.
    pub navigations: BTreeMap<String, Navigation>,
    /// The rows by their key's values, each value as text.
    pub rows: BTreeMap<Vec<String>, Row>,
}

/// A row: values by property. Decimals, days, moments, times of day and Guids are kept as text
/// (`"40.113"`, `"2026-03-01"`, `"2026-03-01T10:00:00Z"`, `"10:00:00"`); booleans and whole numbers
/// as themselves; what is absent is null.
pub type Row = BTreeMap<String, Value>;

/// A property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Property {
    /// Its type.
    pub kind: Edm,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether `$filter` takes it.
    pub filterable: bool,
    /// Whether `$orderby` takes it.
    pub sortable: bool,
}

/// The types that properties have. Which name that is in `$metadata` hangs on the version (a day is
/// `Edm.DateTime` in v2, `Edm.Date` in v4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edm {
    /// Text.
    String,
    /// Yes or no.
    Boolean,
    /// A whole number.
    Int32,
    /// An exact number.
    Decimal,
    /// A day.
    Date,
    /// A moment, UTC.
    Moment,
    /// A time of day (v2 `Edm.Time`, v4 `Edm.TimeOfDay`).
    Time,
    /// A Guid.
    Guid,
}

/// A way from one set to another of the same service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Navigation {
    /// The other set.
    pub to: String,
    /// Whether it leads to several rows.
    pub many: bool,
    /// Pairs of properties that are equal: here, and there.
    pub on: Vec<(String, String)>,
}
