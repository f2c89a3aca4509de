//! Changes the world while it runs: a record in one system, and the truth with it.

mod deal;
mod entity;
mod incentive;
mod lead;
mod partner;
mod stage;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::truth::{Ref, System, Text};

pub(crate) use stage::Stage;

/// The entity of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A partner.
    Partners,
    /// A lead.
    Leads,
    /// A deal.
    Deals,
    /// An incentive.
    Incentives,
}

/// A record to insert or to change.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The system whose record it is.
    pub source: System,
    /// The entity.
    pub kind: Kind,
    /// The record to change; none to insert one.
    #[serde(default)]
    pub id: Option<Text>,
    /// For incentives in Salesforce, `PartnerFundRequest` or `PartnerFundClaim`.
    #[serde(default)]
    pub object: Option<String>,
    /// The new values, in the truth's own spelling; a value that is not named stays, null takes
    /// away.
    #[serde(default)]
    pub values: Map<String, Value>,
    /// For a new record, the one whose node it joins: as a thing that both systems know.
    #[serde(default)]
    pub same_as: Option<Ref>,
    /// With `same_as`: whether HubSpot's record names the Salesforce one, so that anybody can know.
    #[serde(default = "yes")]
    pub tied: bool,
    /// The vendor's own fields, written last and as they are; null takes away. The truth knows
    /// nothing of these.
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
}

impl Edit {
    /// A change of some values of a record, or a new record that no other system knows.
    pub fn of(source: System, kind: Kind, id: Option<Text>, values: Map<String, Value>) -> Self {
        let (same_as, tied, fields) = (None, false, BTreeMap::new());
        Self { source, kind, id, object: None, values, same_as, tied, fields }
    }
}

fn yes() -> bool {
    true
}

/// Why a record could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The system's records stay as they were made.
    #[error(
        "records of {0} cannot be changed while the sandbox runs, only those of salesforce and hubspot"
    )]
    Fixed(&'static str),
    /// There is no such record.
    #[error("{0} has no {1} with the id {2}")]
    NoRecord(&'static str, &'static str, Text),
    /// The system keeps no such value in that record.
    #[error("{source_name} keeps no '{field}' in {object}; it keeps {kept}")]
    NotKept {
        /// The system.
        source_name: &'static str,
        /// The table.
        object: &'static str,
        /// The field asked for.
        field: String,
        /// The fields that can be set.
        kept: String,
    },
    /// A value is not of the kind that the field holds, or a field has no such name.
    #[error("a value does not fit: {0}")]
    BadValue(#[from] serde_json::Error),
    /// No program has such a tier.
    #[error("no program has the tier '{0}'; there are {1}")]
    NoTier(String, String),
    /// The system has no such table for that kind of record.
    #[error(
        "{0} has no {1} for that kind of record; leave 'object' out, or name PartnerFundRequest or PartnerFundClaim"
    )]
    NoObject(&'static str, String),
}

/// The time of a change that is made now, in whole seconds, which is all that Salesforce keeps.
///
/// A change is younger than whatever was asked for before it, so that a reader who asks for what
/// was modified since then finds it; and it is younger than the change before it, and than the
/// world.
pub(crate) fn time_of_change(last: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let last = last.unwrap_or_else(crate::world::plan::now);
    (Utc::now() + Duration::seconds(1)).trunc_subsecs(0).max(last + Duration::seconds(1))
}
