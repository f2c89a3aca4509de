//! The examples that GraphiQL opens with, over the demo's own world.

use std::{
    fs,
    path::{Path, PathBuf},
};

use channelgraph_sandbox::Options;
use serde_json::Value;

use super::harness::Gateway;

/// What each example promises to show: paths into its data, at the end of which there must be
/// something; `*` is any item.
const PROMISED: &[(&str, &[&str])] = &[
    (
        "1-gold-partners",
        &[
            "partners.totalCount",
            "partners.nodes.*.deals.nodes.*.amount.amount",
            "partners.nodes.*.manager.name",
        ],
    ),
    (
        "2-partner-by-domain",
        &[
            "partner.name",
            "partner.records.0.url",
            "partner.records.1.matchedBy.*",
            "partner.conflicts.*.others.*.value",
        ],
    ),
    (
        "3-pipeline",
        &[
            "deals.nodes.19.closeDate",
            "deals.nodes.*.amount.amount",
            "deals.nodes.*.partner.name",
            "deals.pageInfo.endCursor",
        ],
    ),
    (
        "4-incentives",
        &[
            "partners.nodes.*.waiting.nodes.*",
            "partners.nodes.*.owed.nodes.*",
            "partners.nodes.*.paid.nodes.*.paidAt",
        ],
    ),
    ("5-waiting-leads", &["leads.nodes.19.name", "leads.nodes.*.partner.manager.name"]),
    ("6-search", &["search.nodes.9.name"]),
    (
        "7-sources",
        &["sources.*.quota.*.remaining", "sources.1.latency.p50Ms", "sources.1.lastSuccessAt"],
    ),
    (
        "8-money",
        &[
            "partner.billing.accountNumber",
            "partner.deals.nodes.*.marketplace.stage",
            "partner.incentives.nodes.*.paidAmount.amount",
            "partner.incentives.nodes.*.amount.euros.amount",
            "partner.incentives.nodes.*.records.3.fields.*",
            "partner.incentives.nodes.*.conflicts.*.others.*.value",
        ],
    ),
    (
        "9-why-one-partner",
        &[
            "partner.records.2.matchedBy.*",
            "partner.records.*.matches.*.with.name",
            "partner.records.*.matches.*.by.3.weight",
        ],
    ),
    (
        "10-suggestions",
        &[
            "partnerSuggestions.totalCount",
            "partnerSuggestions.nodes.*.a.country",
            "partnerSuggestions.nodes.*.rivals.*.name",
            "partnerSuggestions.nodes.*.by.2.weight",
        ],
    ),
    (
        "11-performance",
        &[
            "performance.total.revenue.amount.amount",
            "performance.total.growth.kind",
            "performance.total.registrations.submitted",
            "performance.rows.1.keys.0.value",
            "performance.rows.*.revenue.amount.amount",
            "performance.rows.*.winRate",
            "performance.coverage.records",
        ],
    ),
    (
        "12-partner-performance",
        &[
            "partner.performance.total.revenue.amount.amount",
            "partner.performance.total.leads.received",
            "partner.performance.rows.3.period.from",
            "partner.performance.total.deals.nodes.*.name",
            "partner.performance.coverage.records",
        ],
    ),
    (
        "13-onboarding",
        &[
            "onboardings.totalCount",
            "onboardings.nodes.*.partner.name",
            "onboardings.nodes.*.progress",
            "onboardings.nodes.*.steps.*.waitingFor",
            "onboardings.nodes.*.documents.0.name",
            "onboardings.nodes.*.approvals.*.decidedAt",
        ],
    ),
    (
        "14-expiring-certifications",
        &[
            "certifications.nodes.19.expiresAt",
            "certifications.nodes.*.person.name",
            "certifications.nodes.*.partner.manager.name",
            "certifications.nodes.*.records.1.object",
        ],
    ),
    (
        "15-campaigns",
        &[
            "campaigns.totalCount",
            "campaigns.nodes.*.partner.name",
            "campaigns.nodes.*.reported.revenue.amount",
            "campaigns.nodes.*.results.roi",
            "campaigns.nodes.*.results.influencedRevenue.amount",
            "campaigns.nodes.*.members.nodes.*.company",
            "campaigns.nodes.*.deals.nodes.*.amount.amount",
            "campaigns.nodes.*.influences.nodes.*.deal.name",
            "campaigns.nodes.*.funds.nodes.*.status",
        ],
    ),
    (
        "16-late-leads",
        &[
            "leadAssignments.totalCount",
            "leadAssignments.nodes.19.dueAt",
            "leadAssignments.nodes.*.partner.manager.name",
            "leadAssignments.nodes.*.lead.assignments.nodes.1.outcome",
        ],
    ),
    (
        "17-tiers",
        &[
            "partners.nodes.*.tierProgress.*.met",
            "partners.nodes.*.tierProgress.*.keep.*.gap",
            "partners.nodes.*.tierProgress.*.keep.*.until",
            "partners.nodes.*.tierProgress.*.reach.*.actual",
        ],
    ),
];

#[tokio::test]
async fn every_example_shows_what_it_promises() {
    let gateway = Gateway::start(Options::default()).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/src/examples");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the examples")
        .map(|entry| entry.expect("an example").path())
        .collect();
    let number = |file: &PathBuf| {
        let name = file.file_stem()?.to_str()?;
        name.split_once('-')?.0.parse::<u32>().ok()
    };
    files.sort_by_key(number);
    let names: Vec<_> = files.iter().filter_map(|file| file.file_stem()?.to_str()).collect();
    assert_eq!(
        names,
        PROMISED.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        "each example says here what it promises"
    );

    let mut broken = Vec::new();
    for (file, (name, paths)) in files.iter().zip(PROMISED) {
        let answer = gateway.ask(&fs::read_to_string(file).expect("a query")).await;
        if !answer["errors"].is_null() {
            broken.push(format!("{name} has errors: {:#}", answer["errors"]));
        }
        broken.extend(
            paths
                .iter()
                .filter(|path| !there(&answer["data"], path))
                .map(|path| format!("{name} shows nothing at {path}")),
        );
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Whether there is something at the end of a path.
fn there(value: &Value, path: &str) -> bool {
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    match (step, value) {
        ("", Value::Null) => false,
        ("", Value::Array(items)) => !items.is_empty(),
        ("", _) => true,
        ("*", Value::Array(items)) => items.iter().any(|item| there(item, rest)),
        (place, Value::Array(items)) => place
            .parse()
            .ok()
            .and_then(|place: usize| items.get(place))
            .is_some_and(|item| there(item, rest)),
        (field, value) => there(&value[field], rest),
    }
}
