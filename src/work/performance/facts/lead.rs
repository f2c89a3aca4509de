//! What counts of a lead.

use channelgraph_schema::{EntityKind, FieldId};
use chrono::{DateTime, NaiveDate, Utc};

use crate::work::reader::Reader;

const L: EntityKind = EntityKind::Lead;
/// The partner that works on it.
pub const PARTNER: FieldId = L.known("partner");
/// What became of it.
pub const STATUS: FieldId = L.known("status");
/// When it was assigned.
pub const ASSIGNED: FieldId = L.known("assignedAt");
/// When it was accepted.
pub const ACCEPTED: FieldId = L.known("acceptedAt");
/// When it was converted into a deal.
pub const CONVERTED: FieldId = L.known("convertedAt");

/// What counts of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    /// The time of assignment.
    pub assigned: DateTime<Utc>,
    /// The day of it.
    pub day: NaiveDate,
    /// The time of acceptance.
    pub accepted: Option<DateTime<Utc>>,
    /// What became of it; none if no word says.
    pub state: Option<LeadState>,
    /// Whether it became a deal.
    pub is_converted: bool,
}

/// What became of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadState {
    /// The partner has not answered.
    Waiting,
    /// The partner has taken it.
    Accepted,
    /// The partner has refused it.
    Rejected,
}

impl Lead {
    /// The facts of a node; none if it was assigned at no known time.
    pub fn of(node: Reader<'_>) -> Option<Self> {
        let assigned = node.moment(ASSIGNED)?;
        let (accepted, status) = (node.moment(ACCEPTED), node.text(STATUS));
        let state = match status {
            Some("REJECTED") => Some(LeadState::Rejected),
            Some("ACCEPTED" | "WORKING" | "QUALIFIED" | "CONVERTED") => Some(LeadState::Accepted),
            _ if accepted.is_some() => Some(LeadState::Accepted),
            Some("NEW" | "ASSIGNED") => Some(LeadState::Waiting),
            _ => None,
        };
        let is_converted = status == Some("CONVERTED") || node.moment(CONVERTED).is_some();
        let day = node.calendar.day_of(assigned);
        Some(Self { assigned, day, accepted, state, is_converted })
    }
}
