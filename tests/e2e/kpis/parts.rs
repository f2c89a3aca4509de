//! The parts that partners have in a deal, as their definitions read.

use std::collections::{BTreeMap, BTreeSet};

use channelgraph_schema::EntityKind;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::fold::{World, moment};
use crate::filters::oracle::Thing;

/// By partner.
pub type Parts = BTreeMap<String, BTreeSet<&'static str>>;

/// What an org's word for a role means, in the demo.
fn meaning(role: &Value) -> &'static str {
    match role.as_str() {
        Some("Reseller" | "Distributor") => "FULFILLED",
        Some("Referral") => "SOURCED",
        _ => "INFLUENCED",
    }
}

/// Whether one of a deal's records is the one that a reference names.
fn names(reference: &Value, deal: &Thing) -> bool {
    deal.records
        .iter()
        .any(|record| reference["source"] == record.source && reference["id"] == record.id.as_str())
}

impl World<'_> {
    /// The parts of everyone in a deal that a partner sells.
    pub fn parts_of(&self, deal: &Thing, owner: &str) -> Parts {
        // Who is named, for what, and since when.
        let mut named: Vec<(String, &str, Option<DateTime<Utc>>)> = Vec::new();
        for kind in [EntityKind::DealPartner, EntityKind::CampaignInfluence] {
            for row in self.oracle.of(kind).iter().filter(|row| names(&row.value("deal"), deal)) {
                if let Some(partner) = row.value("partner").as_str() {
                    let part = meaning(&row.value("role"));
                    named.push((partner.to_owned(), part, moment(row, "createdAt")));
                }
            }
        }
        let mut parts = Parts::new();
        let mut add =
            |partner: &str, part| _ = parts.entry(partner.to_owned()).or_default().insert(part);
        let status = deal.value("registration.status");
        let is_registered = status == "APPROVED" || status == "EXPIRED";
        let registered = moment(deal, "registration.decidedAt")
            .or_else(|| moment(deal, "registration.submittedAt"));
        // One alone sourced it: the earliest, of two at once the one that sells it.
        let mut sources: Vec<_> = named.iter().filter(|(_, part, _)| *part == "SOURCED").collect();
        let own = (owner.to_owned(), "SOURCED", registered);
        sources.extend(is_registered.then_some(&own));
        sources.sort_by_key(|(partner, _, at)| {
            (at.unwrap_or(DateTime::<Utc>::MAX_UTC), partner != owner, partner.clone())
        });
        if let Some((partner, ..)) = sources.first() {
            add(partner, "SOURCED");
        }
        if !deal.value("marketplace.offerId").is_null() {
            add(owner, "FULFILLED");
        }
        for (partner, part, _) in &named {
            if *part == "FULFILLED" {
                add(partner, part);
            }
        }
        let lost = sources.iter().skip(1).map(|(partner, ..)| partner);
        let others = named.iter().map(|(partner, ..)| partner).chain(lost);
        for partner in others {
            parts.entry(partner.clone()).or_insert_with(|| BTreeSet::from(["INFLUENCED"]));
        }
        parts.entry(owner.to_owned()).or_insert_with(|| BTreeSet::from(["UNATTRIBUTED"]));
        parts
    }
}
