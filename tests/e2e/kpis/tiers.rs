//! Progress towards tiers, held to the truth: what is measured, what lacks, and what follows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use channelgraph_sandbox::{CompanyDirt, Options};
use channelgraph_schema::EntityKind;
use chrono::{Days, Months, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    fold::{Figure, World},
    money::Rates,
    question::{Question, Span},
};
use crate::{
    filters::{Case, oracle::Thing},
    harness::small,
};

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

/// A programme, a tier, and what it requires: names, and how much.
type Required = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const REQUIREMENTS: [Required; 5] = [
    ("authorized partner program", "Silver", &[("won", "1")]),
    (
        "authorized partner program",
        "Gold",
        &[("revenue", "9000.50"), ("sourced", "1"), ("lost", "0.9")],
    ),
    ("authorized partner program", "Platinum", &[("experts", "1"), ("people", "1")]),
    ("Managed Services Program", "Silver", &[("leads", "1"), ("courses", "1")]),
    ("Managed Services Program", "Gold", &[("won", "2"), ("people", "2")]),
];

/// What each partner has of each requirement's metric, by name.
struct So<'a> {
    case: &'a Case,
    today: NaiveDate,
    figures: BTreeMap<&'static str, HashMap<String, Option<Decimal>>>,
}

impl<'a> So<'a> {
    fn new(case: &'a Case) -> Self {
        let world = World {
            oracle: &case.oracle,
            zone: chrono_tz::UTC,
            rates: Rates::of_the_org(),
            accept_hours: Some(48),
        };
        let today = Utc::now().date_naive();
        let year = Span {
            from: NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day"),
            to: NaiveDate::from_ymd_opt(2026, 12, 31).expect("a day"),
        };
        let months = Span { from: today - Months::new(12) + Days::new(1), to: today };
        let of = |name, span, attribution: Option<Vec<&'static str>>| {
            let question = Question {
                group_by: vec!["PARTNER"],
                period: json!(null),
                span,
                interval: None,
                fiscal_start: 1,
                partners: json!({}),
                deals: json!({}),
                attribution,
                currency: "USD",
                rates_on: None,
                compare: "NONE",
            };
            let rows = world.performance(&question).rows.into_iter();
            let value = |figure: Figure| match figure {
                Figure::Count(count) => Some(count.into()),
                Figure::Exact(amount) => amount,
                Figure::Near(rate) => rate.and_then(Decimal::from_f64_retain),
            };
            rows.filter_map(|((keys, _), figures)| Some((keys[0].clone()?, value(figures[name]))))
                .collect::<HashMap<_, _>>()
        };
        let figures = BTreeMap::from([
            ("won", of("revenue.count", months, None)),
            ("revenue", of("revenue.amount", months, None)),
            ("sourced", of("pipelineCreated.amount", months, Some(vec!["SOURCED"]))),
            ("lost", of("winRate", months, None)),
            ("leads", of("leads.accepted", year, None)),
        ]);
        Self { case, today, figures }
    }

    /// What a partner has, and the last days of what is counted.
    fn actual(&self, name: &str, partner: &str) -> (Option<Decimal>, Vec<Option<NaiveDate>>) {
        let own = |kind| {
            let all = self.case.oracle.of(kind).iter();
            all.filter(|thing| thing.value("partner") == partner)
        };
        let day = |thing: &Thing, field: &str| {
            let value = thing.value(field);
            value.as_str().and_then(|text| text.get(..10)?.parse::<NaiveDate>().ok())
        };
        let valid = || {
            own(EntityKind::Certification).filter(|thing| {
                thing.value("status") == "ACTIVE"
                    && day(thing, "expiresAt").is_none_or(|day| day >= self.today)
            })
        };
        match name {
            "experts" => {
                let experts = valid().filter(|thing| thing.value("level") == "Expert");
                let ends: Vec<_> = experts.map(|thing| day(thing, "expiresAt")).collect();
                (Some(ends.len().into()), ends)
            }
            "people" => {
                let mut last: HashMap<String, Option<NaiveDate>> = HashMap::new();
                for thing in valid().filter(|thing| !thing.value("person").is_null()) {
                    let end = day(thing, "expiresAt");
                    let known = last.entry(thing.value("person").to_string()).or_insert(end);
                    *known = known.and_then(|known| Some(known.max(end?)));
                }
                (Some(last.len().into()), last.into_values().collect())
            }
            "courses" => {
                let from = self.today - Months::new(24) + Days::new(1);
                let done = own(EntityKind::CourseEnrollment).filter(|thing| {
                    thing.value("status") == "COMPLETED"
                        && day(thing, "completedAt")
                            .is_some_and(|day| from <= day && day <= self.today)
                });
                (Some(done.count().into()), Vec::new())
            }
            // A rate of nothing is none; a sum of nothing is 0.
            "lost" => (self.figures[name].get(partner).copied().flatten(), Vec::new()),
            name => {
                let known = self.figures[name].get(partner).copied().flatten();
                (Some(known.unwrap_or_default()), Vec::new())
            }
        }
    }

    /// How a requirement stands, and until when.
    fn state(
        &self,
        name: &str,
        least: Decimal,
        partner: &str,
    ) -> (&'static str, Option<NaiveDate>) {
        let (actual, mut ends) = self.actual(name, partner);
        let Some(actual) = actual else { return ("UNKNOWN", None) };
        let is_met = if name == "lost" { actual <= least } else { actual >= least };
        if !is_met {
            return ("NOT_MET", None);
        }
        // The most that can end while enough are left, each as if today were that day.
        ends.sort_by_key(|end| (end.is_none(), *end));
        let days = ends.iter().flatten().copied().collect::<Vec<_>>();
        let enough = |day: NaiveDate| {
            let left = ends.iter().filter(|end| end.is_none_or(|end| end >= day)).count();
            Decimal::from(left) >= least
        };
        let until = days.into_iter().find(|day| !enough(*day + Days::new(1)));
        let soon = until.is_some_and(|day| day < self.today + Days::new(90));
        (if soon { "EXPIRING" } else { "MET" }, until)
    }

    fn hold(&self, told: &Value, program: &str, tier: &str, partner: &str) -> Vec<String> {
        let empty: &[(&str, &str)] = &[];
        let found = REQUIREMENTS.iter().find(|(p, t, _)| *p == program && *t == tier);
        let required = found.map_or(empty, |(_, _, all)| *all);
        let told = told.as_array().expect("a list");
        assert_eq!(told.len(), required.len(), "{program} {tier}");
        let mut states = Vec::new();
        for (told, (name, least)) in told.iter().zip(required) {
            let least: Decimal = least.parse().expect("a number");
            assert_eq!(told["requirement"]["name"], *name);
            let actual = self.actual(name, partner).0;
            let said =
                told["actual"].as_str().map(|text| text.parse::<Decimal>().expect("a number"));
            let same = match (said, actual) {
                (Some(said), Some(actual)) => (said - actual).abs() < Decimal::new(1, 6),
                (said, actual) => said == actual,
            };
            assert!(same, "{partner} {name}: {said:?}, not {actual:?}");
            let (state, until) = self.state(name, least, partner);
            assert_eq!(told["state"], state, "{partner} {name}: {told}");
            assert_eq!(told["until"], json!(until), "{partner} {name}: {told}");
            states.push(state.to_owned());
        }
        states
    }
}

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
    let options = Options { companies: CompanyDirt::default(), ..small(21) };
    let case = Case::start_with(options, |config| {
        config.programs = toml::from_str(PROGRAMS).expect("programmes");
        let from = "source = 'salesforce'\nobject = 'DatedConversionRate'\ncurrency = 'IsoCode'\n\
                    rate = 'ConversionRate'\ndate = 'StartDate'";
        config.money.rates_from = Some(toml::from_str(from).expect("a table of rates"));
    })
    .await;
    let source = case.gateway.app.engine.source("salesforce").expect("the org").clone();
    case.gateway.app.rates.refresh(&source.name, &*source.connector).await.expect("rates");
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
            let points = part(&of[0], 2, 60) + part(&of[1], 2, 40);
            assert_eq!(number(&group["actual"]), points, "{told:#}");
            points >= 50.into()
        };
        assert_eq!(told[list], json!(is_enough), "{told:#}");
        assert_eq!(group["state"] != "NOT_MET", is_enough, "{told:#}");
    }
}
