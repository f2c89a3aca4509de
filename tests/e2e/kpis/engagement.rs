//! Engagement, held to the truth: what each partner did, and how much that is.

use std::collections::{BTreeMap, BTreeSet};

use channelgraph_sandbox::{CompanyDirt, Options};
use channelgraph_schema::EntityKind;
use chrono::{NaiveDate, Utc};
use serde_json::{Value, json};

use super::{
    fold::{Figure, World},
    question::{Question, Span},
};
use crate::{filters::Case, harness::small};

const TEXT: &str = "
    query ($by: [PerformanceDimension!]!, $period: PeriodInput!) {
      performance(groupBy: $by, period: $period, first: 1000, compare: NONE) {
        total { ...row } rows { keys { value } ...row } coverage { complete unmapped }
      }
    }
    fragment row on PerformanceRow {
      engagement { level activities registrations leadsAccepted coursesCompleted certificationsIssued }
    }";

/// The counts of a partner: registrations, leads, courses, certifications.
type Counts = [u64; 4];
const NAMES: [&str; 4] =
    ["registrations", "leadsAccepted", "coursesCompleted", "certificationsIssued"];

fn so(case: &Case, span: Span) -> BTreeMap<String, Counts> {
    let world = World::in_utc(&case.oracle);
    let question = Question::by_partner(span);
    let mut all: BTreeMap<String, Counts> = BTreeMap::new();
    for ((keys, _), figures) in world.performance(&question).rows {
        let count = |name| match figures[name] {
            Figure::Count(count) => count,
            other => panic!("{name} is {other:?}"),
        };
        let partner = keys[0].clone().expect("a partner");
        let counts = all.entry(partner).or_default();
        (counts[0], counts[1]) = (count("registrations.submitted"), count("leads.accepted"));
    }
    let within = |thing: &_, field| world.day(thing, field).is_some_and(|day| span.holds(day));
    for thing in case.oracle.of(EntityKind::CourseEnrollment) {
        let is_done = thing.value("status") == "COMPLETED" && within(thing, "completedAt");
        if let Some(partner) = thing.value("partner").as_str().filter(|_| is_done) {
            all.entry(partner.to_owned()).or_default()[2] += 1;
        }
    }
    for thing in case.oracle.of(EntityKind::Certification) {
        let is_issued = within(thing, "issuedAt");
        if let Some(partner) = thing.value("partner").as_str().filter(|_| is_issued) {
            all.entry(partner.to_owned()).or_default()[3] += 1;
        }
    }
    all
}

/// How much so many activities are, over days of which some may be to come.
fn level(activities: u64, span: Span) -> &'static str {
    let today = Utc::now().date_naive();
    let passed = (span.to.min(today) - span.from).num_days() + 1;
    let monthly = activities as f64 * 30.0 / passed as f64;
    match () {
        () if activities == 0 => "NONE",
        () if monthly >= 0.6 => "HIGH",
        () if monthly >= 0.1 => "MEDIUM",
        () => "LOW",
    }
}

fn hold(told: &Value, counts: Counts, level: Option<&str>) {
    let told = &told["engagement"];
    for (name, count) in NAMES.into_iter().zip(counts) {
        assert_eq!(told[name], count, "{name}: {told}");
    }
    assert_eq!(told["activities"], counts.iter().sum::<u64>(), "{told}");
    assert_eq!(told["level"], json!(level), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn engagement_is_what_the_truth_says() {
    let options = Options { companies: CompanyDirt::default(), ..small(23) };
    let case = Case::start_with(options, |config| {
        let thresholds = "medium = 0.1\nhigh = \"0.6\"";
        config.performance.engagement = toml::from_str(thresholds).expect("thresholds");
    })
    .await;
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
    let spans = [
        Span { from: day(2026, 1, 1), to: day(2026, 12, 31) },
        Span { from: day(2026, 4, 1), to: day(2026, 6, 30) },
        Span { from: day(2026, 9, 15), to: day(2026, 10, 14) },
        Span { from: day(2024, 1, 1), to: day(2025, 12, 31) },
    ];
    let mut levels = BTreeSet::new();
    for span in spans {
        let all = so(&case, span);
        let period = json!({ "days": { "from": span.from, "to": span.to } });
        let ask = async |by: Value| {
            let given = json!({ "by": by, "period": period });
            let answer = case.gateway.ask_with(TEXT, given).await;
            assert!(answer["errors"].is_null(), "{:#}", answer["errors"]);
            assert_eq!(answer["data"]["performance"]["coverage"]["complete"], true);
            answer["data"]["performance"].clone()
        };
        let told = ask(json!(["PARTNER"])).await;
        let mut known = BTreeSet::new();
        for row in told["rows"].as_array().expect("rows") {
            let partner = row["keys"][0]["value"].as_str().expect("a partner").to_owned();
            let counts = all.get(&partner).copied().unwrap_or_default();
            let level = level(counts.iter().sum(), span);
            hold(row, counts, Some(level));
            levels.insert(level);
            known.insert(partner);
        }
        let did = all.iter().filter(|(_, counts)| counts.iter().sum::<u64>() > 0);
        assert!(did.clone().count() > 5);
        for (partner, _) in did {
            assert!(known.contains(partner), "{partner} has no row");
        }
        let sum = |place: usize| all.values().map(|counts| counts[place]).sum();
        hold(&told["total"], [sum(0), sum(1), sum(2), sum(3)], None);
        let by_deals = ask(json!(["CHANNEL"])).await;
        for row in by_deals["rows"].as_array().expect("rows") {
            assert!(row["engagement"].is_null(), "{row}");
        }
    }
    assert_eq!(levels.len(), 4, "every level occurs: {levels:?}");
}
