//! What counts of an invoice.

use channelgraph_schema::{EntityKind, FieldId, FieldSet, Money};
use chrono::NaiveDate;

use crate::work::reader::Reader;

const V: EntityKind = EntityKind::Invoice;
/// The partner that was billed.
pub const PARTNER: FieldId = V.known("partner");
/// The status.
pub const STATUS: FieldId = V.known("status");
/// The net amount: negative of a credit memo.
pub const AMOUNT: FieldId = V.known("amount");
/// The day by which it is booked.
pub const ISSUED_AT: FieldId = V.known("issuedAt");
/// Statuses of what is billed; so is what has none.
pub const BILLED: [&str; 2] = ["OPEN", "PAID"];

/// What counts of an invoice or credit memo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The day by which it is booked; none if nothing says it.
    pub issued: Option<NaiveDate>,
    /// The net amount; none if nothing says it.
    pub amount: Option<Money>,
}

impl Invoice {
    /// The facts of a node; none if it bills nothing: a draft, or one that was cancelled.
    pub fn of(node: Reader<'_>) -> Option<Self> {
        let is_billed = node.text(STATUS).is_none_or(|status| BILLED.contains(&status));
        is_billed.then(|| Self { issued: node.day(ISSUED_AT), amount: node.money(AMOUNT) })
    }
}

/// The fields that are read.
pub fn fields() -> FieldSet {
    [PARTNER, STATUS, AMOUNT, ISSUED_AT].into_iter().collect()
}
