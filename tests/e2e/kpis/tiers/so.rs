//! What each partner has of what tiers require, as the truth says.

use std::collections::{BTreeMap, HashMap};

use channelgraph_schema::EntityKind;
use chrono::{Datelike, Days, Months, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::super::{
    fold::{Figure, World},
    question::{Question, Span},
};
use crate::filters::{Case, oracle::Thing};

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
pub struct So<'a> {
    case: &'a Case,
    today: NaiveDate,
    figures: BTreeMap<&'static str, HashMap<String, Option<Decimal>>>,
}

impl<'a> So<'a> {
    pub fn new(case: &'a Case) -> Self {
        let world = World::in_utc(&case.oracle);
        let today = Utc::now().date_naive();
        let year = Span {
            from: NaiveDate::from_ymd_opt(today.year(), 1, 1).expect("a day"),
            to: NaiveDate::from_ymd_opt(today.year(), 12, 31).expect("a day"),
        };
        let months = Span { from: today - Months::new(12) + Days::new(1), to: today };
        let of = |name, span, attribution: Option<Vec<&'static str>>| {
            let question = Question { attribution, ..Question::by_partner(span) };
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

    pub fn hold(&self, told: &Value, program: &str, tier: &str, partner: &str) -> Vec<String> {
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
            let gap =
                actual.map(|actual| if name == &"lost" { actual - least } else { least - actual });
            let gap = gap.map(|gap| gap.max(Decimal::ZERO)).filter(|_| state != "UNKNOWN");
            let told_gap =
                told["gap"].as_str().map(|text| text.parse::<Decimal>().expect("a number"));
            let near = |(a, b): (Decimal, Decimal)| (a - b).abs() < Decimal::new(1, 6);
            assert_eq!(told_gap.is_some(), gap.is_some(), "{told}");
            assert!(told_gap.zip(gap).is_none_or(near), "{told}: {gap:?}");
            states.push(state.to_owned());
        }
        states
    }
}
