//! Columns beside those that follow from the declarations: those that `[bi]` of a configuration
//! names.

use std::{collections::BTreeMap, sync::Arc};

use channelgraph_schema::{Currency, EntityKind, FieldId};

use crate::config;

const DEAL: EntityKind = EntityKind::Deal;
const INCENTIVE: EntityKind = EntityKind::Incentive;
const INVOICE: EntityKind = EntityKind::Invoice;

/// Columns that a configuration names.
#[derive(Debug, Clone, Default)]
pub struct Added {
    /// The currency in which amounts are told a second time.
    pub(in crate::bi) reporting: Option<Currency>,
    /// The names of attributes that are columns, by entity.
    attributes: BTreeMap<EntityKind, Vec<Arc<str>>>,
}

impl From<&config::Bi> for Added {
    fn from(bi: &config::Bi) -> Self {
        let names = |names: &Vec<String>| names.iter().map(|name| name.as_str().into()).collect();
        let of = bi.columns.iter().map(|(kind, all)| (*kind, names(all)));
        Self { reporting: bi.reporting_currency.clone(), attributes: of.collect() }
    }
}

impl Added {
    /// The names of an entity's attributes that are columns.
    pub(in crate::bi) fn attributes(&self, kind: EntityKind) -> &[Arc<str>] {
        self.attributes.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The day whose rate an amount is told by in the reporting currency: that by which figures count
/// it; none of amounts that are not told a second time.
pub(super) fn day_of(kind: EntityKind, amount: FieldId) -> Option<FieldId> {
    const PAID: FieldId = INCENTIVE.known("paidAmount");
    match kind {
        DEAL => Some(const { DEAL.known("closeDate") }),
        INCENTIVE if amount == PAID => Some(const { INCENTIVE.known("paidAt") }),
        INCENTIVE => Some(const { INCENTIVE.known("earnedAt") }),
        INVOICE => Some(const { INVOICE.known("issuedAt") }),
        _ => None,
    }
}
