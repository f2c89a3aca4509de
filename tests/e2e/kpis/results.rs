//! Results of campaigns, held to a fold of the truth that shares no code with the gateway.

use std::collections::BTreeSet;

use channelgraph_schema::EntityKind;
use chrono::{NaiveDate, Utc};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Value, json};

use super::{
    fold::{World, is},
    money::Sum,
    question::Span,
    start,
};
use crate::{filters::oracle::Thing, harness::small};

const TEXT: &str = "
    query ($period: PeriodInput, $currency: CurrencyCode, $after: String) {
      campaigns(first: 20, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id spent { amount currency } results(period: $period, currency: $currency) {
          currency leads deals pipeline { amount currency } dealsWon revenue { amount } influencedRevenue { amount }
          cost { amount } roi costPerLead { amount }
          coverage { complete missing { message } unmapped records }
        } }
      }
    }";

/// Whether a reference names a record of a thing.
fn names(reference: &Value, thing: &Thing) -> bool {
    let is_it = |source: &str, id: &str| reference["source"] == source && reference["id"] == id;
    thing.records.iter().any(|record| is_it(record.source, &record.id))
}

struct So<'a> {
    world: World<'a>,
    span: Option<Span>,
    currency: &'static str,
    today: NaiveDate,
}

impl So<'_> {
    fn counts(&self, day: Option<NaiveDate>) -> bool {
        self.span.is_none_or(|span| day.is_some_and(|day| span.holds(day)))
    }

    fn of<'c>(&'c self, kind: EntityKind, campaign: &'c Thing) -> impl Iterator<Item = &'c Thing> {
        let all = self.world.oracle.of(kind).iter();
        all.filter(|thing| names(&thing.value("campaign"), campaign))
    }

    fn money(&self, sum: &mut Sum, value: &Value, day: NaiveDate) -> bool {
        let Some(amount) = value["amount"].as_str() else { return false };
        let currency = value["currency"].as_str().expect("a currency");
        let fraction = self.world.rates.fraction(currency, self.currency, day);
        let Some(fraction) = fraction else { return false };
        sum.add(amount.parse().expect("a number"), fraction);
        true
    }

    fn deal(&self, sum: &mut Sum, deal: &Thing, day: NaiveDate, share: Decimal) {
        let amount = deal.value("amount");
        let Some(amount) = amount.as_str().or(amount["amount"].as_str()) else { return };
        let currency = deal.value("currency");
        let currency = currency.as_str().expect("a currency");
        if let Some(fraction) = self.world.rates.fraction(currency, self.currency, day) {
            sum.add(amount.parse::<Decimal>().expect("a number") * share, fraction);
        }
    }

    fn won(&self, deal: &Thing) -> Option<NaiveDate> {
        let is_won = is(deal, "isClosed") && is(deal, "isWon");
        let day = self.world.day(deal, "closeDate").filter(|_| is_won)?;
        self.counts(Some(day)).then_some(day)
    }

    fn hold(&self, campaign: &Thing, node: &Value) -> u64 {
        let told = &node["results"];
        assert_eq!(told["coverage"]["complete"], true, "{told:#}");
        assert_eq!(told["coverage"]["unmapped"], json!([]), "{told:#}");
        assert_eq!(told["currency"], self.currency);
        let leads: BTreeSet<String> = self
            .of(EntityKind::CampaignMember, campaign)
            .filter(|member| self.counts(self.world.day(member, "createdAt")))
            .map(|member| member.value("lead"))
            .filter(|lead| !lead.is_null())
            .map(|lead| lead.to_string())
            .collect();
        assert_eq!(told["leads"], leads.len(), "{told:#}");
        let (mut pipeline, mut revenue, mut influenced) =
            (Sum::default(), Sum::default(), Sum::default());
        let (mut created, mut won) = (0_u64, 0_u64);
        let mut counted = BTreeSet::new();
        for deal in self.of(EntityKind::Deal, campaign) {
            let day = self.world.day(deal, "createdAt");
            if self.counts(day) {
                created += 1;
                counted.insert(deal.id());
                self.deal(&mut pipeline, deal, day.expect("a day"), Decimal::ONE);
            }
            if let Some(day) = self.won(deal) {
                won += 1;
                counted.insert(deal.id());
                self.deal(&mut revenue, deal, day, Decimal::ONE);
            }
        }
        let mut shares = 0;
        for deal in self.world.oracle.of(EntityKind::Deal) {
            let own = self.of(EntityKind::CampaignInfluence, campaign);
            let own = own.filter(|row| names(&row.value("deal"), deal));
            let share = |row: &Thing| {
                let share = row.value("share");
                share.as_str().map(|text| text.parse::<Decimal>().expect("a number"))
            };
            let share: Decimal = own.filter_map(share).sum();
            if let Some(day) = self.won(deal).filter(|_| !share.is_zero()) {
                shares += 1;
                counted.insert(deal.id());
                self.deal(&mut influenced, deal, day, share.min(Decimal::ONE));
            }
        }
        assert_eq!(told["coverage"]["records"], leads.len() + counted.len(), "{told:#}");
        assert_eq!((&told["deals"], &told["dealsWon"]), (&json!(created), &json!(won)), "{told:#}");
        let amount = |name: &str| {
            told[name]["amount"].as_str().map(|text| text.parse::<Decimal>().expect("a number"))
        };
        assert_eq!(amount("pipeline"), Some(pipeline.rounded()), "{told:#}");
        assert_eq!(amount("revenue"), Some(revenue.rounded()), "{told:#}");
        assert_eq!(amount("influencedRevenue"), Some(influenced.rounded()), "{told:#}");
        self.cost(campaign, node, &revenue, leads.len());
        created + won + shares
    }

    /// Holds the cost, and what follows from it.
    fn cost(&self, campaign: &Thing, node: &Value, revenue: &Sum, leads: usize) {
        let told = &node["results"];
        let amount = |name: &str| {
            told[name]["amount"].as_str().map(|text| text.parse::<Decimal>().expect("a number"))
        };
        let ends = self.world.day(campaign, "endsAt").unwrap_or(self.today).min(self.today);
        let mut cost = Sum::default();
        let has_cost = self.money(&mut cost, &node["spent"], ends);
        assert_eq!(amount("cost"), has_cost.then(|| cost.rounded()), "{told:#}");
        let whole = cost.exact();
        let divisor = (self.span.is_none() && !whole.is_zero()).then_some(whole);
        let roi = divisor.and_then(|cost| ((revenue.exact() - cost) / cost).to_f64());
        let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-9 * b.abs().max(1.0),
            (a, b) => a == b,
        };
        assert!(near(told["roi"].as_f64(), roi), "{roi:?} {told:#}");
        assert_eq!(amount("costPerLead").is_some(), divisor.is_some() && leads > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_what_the_truth_says() {
    let case = start(small(22), |_| {}).await;
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a day");
    let half = Span { from: day(1, 1), to: day(6, 30) };
    let (mut campaigns, mut counted) = (0, 0);
    for (span, currency) in [(None, "USD"), (Some(half), "EUR")] {
        let world = World::in_utc(&case.oracle);
        let so = So { world, span, currency, today: Utc::now().date_naive() };
        let period = span.map(|span| json!({ "days": { "from": span.from, "to": span.to } }));
        let mut after = json!(null);
        loop {
            let given = json!({ "period": period, "currency": currency, "after": after });
            let answer = case.gateway.ask_with(TEXT, given).await;
            assert!(answer["errors"].is_null(), "{:#}", answer["errors"]);
            let page = &answer["data"]["campaigns"];
            for node in page["nodes"].as_array().expect("nodes") {
                let of = case.oracle.of(EntityKind::Campaign).iter();
                let thing =
                    of.into_iter().find(|thing| node["id"] == thing.id()).expect("a campaign");
                counted += so.hold(thing, node);
                campaigns += 1;
            }
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
        }
    }
    assert!(campaigns > 20 && counted > 40, "{campaigns} campaigns, {counted} records");
}
