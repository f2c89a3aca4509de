//! The roles of the test, and who acts in them.

use std::collections::BTreeMap;

use channelgraph_schema::EntityKind::{self, *};
use serde_json::{Value, json};
use strum::VariantArray;

use crate::{
    role::{
        Clause,
        Mode::{self, Forbid, Hide, Mask, Show},
        Role, Rows,
    },
    snapshot::{Snapshot, Thing},
};

fn clause(only: Value) -> Clause {
    Clause { only, when: None }
}

fn fields(modes: &[(&'static str, Mode)]) -> Option<BTreeMap<&'static str, Mode>> {
    Some(modes.iter().copied().collect())
}

fn classes(all: [Mode; 4]) -> Vec<(&'static str, Mode)> {
    ["finance", "personal", "provenance", "attributes"].into_iter().zip(all).collect()
}

fn role(name: &'static str, rows: Rows, modes: [Mode; 4]) -> Role {
    Role { name, rows, fields: fields(&classes(modes)) }
}

/// What a partner has: itself, its resellers if it is a distributor, and all that is its own.
fn own() -> Rows {
    let child = Clause {
        only: json!({ "parent": { "eq": "$partner" } }),
        when: Some(json!({ "type": { "eq": "DISTRIBUTOR" } })),
    };
    let family = json!({ "partner": { "in": ["$partner", "$children"] } });
    Rows::Of(vec![
        (Partner, vec![clause(json!({ "id": { "eq": "$partner" } })), child]),
        (Lead, vec![clause(family.clone())]),
        (Deal, vec![clause(family.clone())]),
        (Incentive, vec![clause(json!({ "partner": { "eq": "$partner" } }))]),
        (Contact, vec![clause(family.clone())]),
        (Campaign, vec![clause(family.clone())]),
        (CampaignMember, vec![clause(family.clone())]),
        (CampaignInfluence, vec![clause(json!({ "partner": { "eq": "$partner" } }))]),
        (Certification, vec![clause(family.clone())]),
        (Course, Vec::new()),
        (CourseEnrollment, vec![clause(family.clone())]),
        (Onboarding, vec![clause(json!({ "partner": { "eq": "$partner" } }))]),
        (Asset, vec![clause(family.clone()), clause(json!({ "public": { "eq": true } }))]),
        (LeadAssignment, vec![clause(family.clone())]),
        (DealPartner, vec![clause(family)]),
        (Invoice, vec![clause(json!({ "partner": { "eq": "$partner" } }))]),
    ])
}

/// Nodes by what they say.
fn region() -> Rows {
    Rows::Of(vec![
        (Partner, vec![clause(json!({ "country": { "in": ["US", "DE", "GB"] } }))]),
        (Lead, vec![clause(json!({ "not": { "country": { "eq": "US" } } }))]),
        (
            Deal,
            vec![
                clause(json!({ "amount": { "gte": "20000" }, "isWon": { "eq": false } })),
                clause(json!({ "stage": { "in": ["WON", "COMMITTED"] } })),
            ],
        ),
        (Incentive, vec![clause(json!({ "kind": { "ne": "MARKET_DEVELOPMENT_FUND" } }))]),
        (Contact, Vec::new()),
        (Campaign, vec![clause(json!({ "status": { "ne": "COMPLETED" } }))]),
        (CampaignMember, vec![clause(json!({ "responded": { "eq": true } }))]),
        (CampaignInfluence, vec![clause(json!({ "share": { "gte": "0.5" } }))]),
        (Certification, vec![clause(json!({ "status": { "eq": "ACTIVE" } }))]),
        (CourseEnrollment, vec![clause(json!({ "overdue": { "eq": false } }))]),
        (Onboarding, vec![clause(json!({ "not": { "status": { "eq": "COMPLETED" } } }))]),
        (Asset, vec![clause(json!({ "kind": { "in": ["IMAGE", "DOCUMENT", "TEMPLATE"] } }))]),
        (LeadAssignment, vec![clause(json!({ "outcome": { "in": ["ACCEPTED", "WAITING"] } }))]),
        (DealPartner, vec![clause(json!({ "primary": { "eq": false } }))]),
        (Invoice, vec![clause(json!({ "kind": { "eq": "INVOICE" } }))]),
    ])
}

/// Partners of some, and everything else of all.
fn open_books() -> Rows {
    let some = json!({ "type": { "in": ["RESELLER", "DISTRIBUTOR"] } });
    let others = EntityKind::VARIANTS.iter().filter(|kind| **kind != Partner);
    let all = others.map(|kind| (*kind, Vec::new()));
    let partners = (Partner, vec![clause(some)]);
    Rows::Of([partners].into_iter().chain(all).collect())
}

/// All roles.
pub fn roles() -> Vec<Role> {
    let mut named = classes([Show, Show, Show, Show]);
    named.extend([
        ("Deal.probability", Forbid),
        ("Deal.closeDate", Hide),
        ("Deal.name", Mask),
        ("Lead.status", Forbid),
        ("Lead.score", Hide),
        ("Partner.region", Hide),
        ("Partner.employeeCount", Mask),
        ("Incentive.program", Mask),
        ("Campaign.status", Hide),
        ("Campaign.spent", Forbid),
        ("Certification.status", Forbid),
        ("Certification.name", Mask),
        ("Onboarding.steps.state", Forbid),
        ("Onboarding.documents", Hide),
        ("LeadAssignment.dueAt", Hide),
        ("Deal.stageHistory", Forbid),
        ("DealPartner.role", Mask),
        ("Invoice.issuedAt", Hide),
        ("Invoice.number", Mask),
    ]);
    vec![
        Role { name: "all", rows: Rows::All, fields: None },
        role("nothing", Rows::Of(Vec::new()), [Forbid; 4]),
        role("own", own(), [Show, Mask, Hide, Hide]),
        role("own-open", own(), [Show; 4]),
        role("region", region(), [Show; 4]),
        role("region-hide", region(), [Hide, Hide, Show, Hide]),
        role("open-books", open_books(), [Forbid, Show, Show, Show]),
        role("hide", Rows::All, [Hide; 4]),
        role("forbid", Rows::All, [Forbid, Forbid, Forbid, Forbid]),
        role("mask", Rows::All, [Mask, Mask, Show, Mask]),
        Role { name: "named", rows: region(), fields: fields(&named) },
    ]
}

/// Who acts in the roles: of partners' users, that of the partner with the most deals and that of a
/// distributor.
pub fn viewers(snapshot: &Snapshot) -> Vec<(Role, Option<String>)> {
    let deals = |partner: &Thing| {
        let of = snapshot.of(Deal).filter(|deal| deal.value["partner"]["id"] == partner.id);
        of.count()
    };
    let busiest = snapshot.of(Partner).max_by_key(|partner| deals(partner));
    let distributor = snapshot
        .of(Partner)
        .filter(|partner| partner.value["type"] == "DISTRIBUTOR")
        .max_by_key(|partner| snapshot.children(partner).len());
    let mut viewers = Vec::new();
    for role in roles() {
        match role.name {
            "own" | "own-open" => {
                let partners = [busiest, distributor].into_iter().flatten();
                viewers.extend(partners.map(|it| (role.clone(), Some(it.id.clone()))));
            }
            _ => viewers.push((role, None)),
        }
    }
    viewers
}
