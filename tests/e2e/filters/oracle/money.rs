//! Amounts of things, of which several records may each hold a part.

use rust_decimal::Decimal;

use super::{Said, Thing};

impl Thing {
    /// An amount with its currency: that of the record whose word counts, or the sum of its
    /// instalments; none if these are of several currencies.
    pub fn money(&self, field: &str) -> Option<(Decimal, String)> {
        let amount = |record: &Said| -> Option<(Decimal, String)> {
            let amount = record.cells.get(field)?.as_str()?.parse().ok()?;
            Some((amount, record.cells.get("currency")?.as_str()?.to_owned()))
        };
        let decider = self.decider(field)?;
        let is_part = |record: &Said| match field {
            "paidAmount" if record.object.starts_with("OPLACCTGDOCITEMCUBE/") => true,
            "paidAmount" | "approvedAmount" => record.object == "BenefitAllocation",
            _ => false,
        };
        if !is_part(decider) {
            return amount(decider);
        }
        let parts = self.records.iter().filter(|record| is_part(record)).filter_map(amount);
        let sum = |a: Option<(Decimal, String)>, (more, currency): (Decimal, String)| {
            let (sum, own) = a?;
            (own == currency).then_some((sum + more, currency))
        };
        let mut parts = parts;
        let first = parts.next();
        parts.fold(first, sum)
    }
}

impl Thing {
    /// The records of a role, as if there were no others; of none, what has no role.
    pub fn in_roles(&self, roles: &[&str]) -> Self {
        let is_in = |record: &&Said| {
            roles.iter().any(|role| record.cells.get("role").is_some_and(|own| own == role))
        };
        Self { records: self.records.iter().filter(is_in).cloned().collect(), ..*self }
    }

    /// The records that say what was paid, each by itself.
    pub fn payments(&self) -> Vec<Self> {
        let Some(decider) = self.decider("paidAmount") else { return Vec::new() };
        let is_item = decider.object.starts_with("OPLACCTGDOCITEMCUBE/");
        let alike = |record: &&Said| match decider.object {
            _ if is_item => record.object.starts_with("OPLACCTGDOCITEMCUBE/"),
            "BenefitAllocation" => record.object == "BenefitAllocation",
            _ => std::ptr::eq(*record, decider),
        };
        let alone = |record: &Said| Self { records: vec![record.clone()], ..*self };
        let payments = self.records.iter().filter(alike).map(alone);
        payments.filter(|payment| payment.money("paidAmount").is_some()).collect()
    }
}
