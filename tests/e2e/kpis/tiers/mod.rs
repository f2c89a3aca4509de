//! Progress towards tiers, held to the truth: what is measured, what lacks, and what follows.

mod so;

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use self::so::So;
use super::start;
use crate::harness::small;

const PROGRAMS: &str = r#"
["authorized partner program"]
tiers = ["Registered", "Silver", "Gold", "Platinum"]
requirements = [
  { tier = "Silver", name = "won", metric = "DEALS_WON", at_least = 1, months = 12 },
  { tier = "Gold", name = "revenue", metric = "REVENUE", at_least = "9000.50", months = 12 },
  { tier = "Gold", name = "sourced", metric = "PIPELINE_CREATED", at_least = 1, months = 12, attribution = ["SOURCED"] },
  { tier = "Gold", name = "lost", metric = "WIN_RATE", at_most = "0.9", months = 12 },
  { tier = "Platinum", name = "experts", metric = "CERTIFICATIONS", at_least = 1, levels = ["expert"] },
  { tier = "Platinum", name = "people", metric = "CERTIFIED_PEOPLE", at_least = 1 },
]
["Managed Services Program"]
tiers = ["Registered", "Silver", "Gold", "Platinum"]
groups = { score = { points = 50 }, two = { at_least = 1 } }
requirements = [
  { tier = "Silver", name = "leads", metric = "LEADS_ACCEPTED", at_least = 1, program_year = true, group = "two" },
  { tier = "Silver", name = "courses", metric = "COURSES_COMPLETED", at_least = 1, months = 24, group = "two" },
  { tier = "Gold", name = "won", metric = "DEALS_WON", at_least = 2, months = 12, group = "score", points = 60 },
  { tier = "Gold", name = "people", metric = "CERTIFIED_PEOPLE", at_least = 2, group = "score", points = 40 },
]
["Technology Alliance"]
active = false
tiers = ["Registered", "Silver", "Gold", "Platinum"]
"#;

const TEXT: &str = "
    query ($after: String) {
      partners(first: 60, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id tierProgress {
          program tier { name rank } next { name rank } met atRisk qualifies missing { message }
          keep { ...judged } reach { ...judged } keepGroups { ...group } reachGroups { ...group }
        } }
      }
    }
    fragment judged on RequirementProgress { requirement { name } actual gap state until points }
    fragment group on GroupProgress { group { name } actual state }";

const TIERS: [&str; 4] = ["Registered", "Silver", "Gold", "Platinum"];

fn met(states: &[String]) -> Value {
    let is = |word: &str| states.iter().any(|state| state == word);
    if is("NOT_MET") {
        json!(false)
    } else if is("UNKNOWN") {
        json!(null)
    } else {
        json!(true)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_what_the_truth_says() {
    let case = start(small(21), |config| {
        config.programs = toml::from_str(PROGRAMS).expect("programmes");
    })
    .await;
    let so = So::new(&case);
    let (mut after, mut held, mut states) = (json!(null), 0, BTreeSet::new());
    loop {
        let answer = case.gateway.ask_with(TEXT, json!({ "after": after })).await;
        assert!(answer["errors"].is_null(), "{:#}", answer["errors"]);
        let page = &answer["data"]["partners"];
        for node in page["nodes"].as_array().expect("nodes") {
            let id = node["id"].as_str().expect("an id");
            let partner = case.oracle.partners.iter().find(|partner| partner.id() == id);
            let partner = partner.expect("a partner");
            let memberships = partner.value("programs").as_array().cloned().unwrap_or_default();
            let of = |name: &str| {
                memberships.iter().find(|one| {
                    one["program"].as_str().unwrap_or_default().to_lowercase()
                        == name.to_lowercase()
                })
            };
            let mut told = node["tierProgress"].as_array().expect("a list").iter();
            // In the order of the configuration, which is that of the names.
            for program in ["Managed Services Program", "authorized partner program"] {
                let Some(membership) = of(program) else { continue };
                let told =
                    told.next().unwrap_or_else(|| panic!("{program} of {partner:?}", partner = id));
                assert_eq!(told["program"], program);
                assert_eq!(told["missing"], json!([]));
                let own = membership["tier.name"].clone();
                let only = memberships.len() == 1 && own.is_null();
                let tier = if only { partner.value("tier.name") } else { own };
                assert_eq!(told["tier"]["name"], tier, "{membership}");
                let place = TIERS.iter().position(|name| tier == *name);
                let next = place.map_or(0, |place| place + 1);
                assert_eq!(told["next"]["name"], json!(TIERS.get(next)), "{told}");
                let keep = so.hold(&told["keep"], program, tier.as_str().unwrap_or_default(), id);
                let reach = so.hold(&told["reach"], program, TIERS.get(next).unwrap_or(&""), id);
                if program == "authorized partner program" {
                    let is_told = |states: &[String], lowest| !states.is_empty() || lowest;
                    let kept =
                        if is_told(&keep, place == Some(0)) { met(&keep) } else { json!(null) };
                    assert_eq!(told["met"], kept, "{told:#}");
                    let expires = keep.iter().any(|state| state == "EXPIRING");
                    let risk =
                        if expires { json!(true) } else { kept.as_bool().map(|met| !met).into() };
                    assert_eq!(told["atRisk"], risk, "{told:#}");
                    assert_eq!(told["next"]["rank"], json!(TIERS.get(next).map(|_| next + 1)));
                    let reached = if reach.is_empty() { json!(null) } else { met(&reach) };
                    assert_eq!(told["qualifies"], reached, "{told:#}");
                } else {
                    groups(told);
                }
                states.extend(keep.into_iter().chain(reach));
                held += 1;
            }
            assert_eq!(told.next(), None, "{id}");
        }
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
    }
    assert!(held > 60, "{held} progresses");
    let all = ["EXPIRING", "MET", "NOT_MET", "UNKNOWN"];
    assert_eq!(states, all.map(str::to_owned).into(), "every state occurs");
}

/// Holds groups to what is told of their requirements.
fn groups(told: &Value) {
    for (tier, list, groups) in
        [("keep", "met", "keepGroups"), ("reach", "qualifies", "reachGroups")]
    {
        let of = told[tier].as_array().expect("a list");
        let Some(group) = told[groups].get(0) else { continue };
        let number =
            |value: &Value| value.as_str().expect("a number").parse::<Decimal>().expect("a number");
        let is_enough = if group["group"]["name"] == "two" {
            let met = |one: &&Value| ["MET", "EXPIRING"].iter().any(|state| one["state"] == *state);
            assert_eq!(number(&group["actual"]), of.iter().filter(met).count().into(), "{told:#}");
            number(&group["actual"]) >= Decimal::ONE
        } else {
            let part = |one: &Value, least: u32, points: u32| {
                let part = number(&one["actual"]) / Decimal::from(least);
                part.min(Decimal::ONE) * Decimal::from(points)
            };
            let parts = [part(&of[0], 2, 60), part(&of[1], 2, 40)];
            for (of, points) in of.iter().zip(parts) {
                assert_eq!(number(&of["points"]), points.round_dp(2), "{told:#}");
            }
            let points = parts[0] + parts[1];
            assert_eq!(number(&group["actual"]), points, "{told:#}");
            points >= 50.into()
        };
        assert_eq!(told[list], json!(is_enough), "{told:#}");
        assert_eq!(group["state"] != "NOT_MET", is_enough, "{told:#}");
    }
}
