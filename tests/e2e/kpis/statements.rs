//! Statements of partners, held to a fold of the truth that shares no code with the gateway.

use std::collections::BTreeMap;

use channelgraph_schema::EntityKind;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    fold::World,
    line::{AMOUNTS, Line, Part},
    money::{Sum, cents},
    question::Question,
};
use crate::filters::{Case, eval::holds};

const TEXT: &str = "
    query ($period: PeriodInput!, $basis: StatementBasis!, $partners: PartnerFilter, $currency: CurrencyCode!) {
      statements(period: $period, basis: $basis, filter: $partners, currency: $currency, first: 12) {
        nodes {
          partner { id } currency opening { amount } closing { amount }
          promised { ...m } claimed { ...m } earned { ...m } approved { ...m } paid { ...m }
          coverage { complete undated unconverted records }
          lines(first: 200) { totalCount nodes {
            incentive { id } status promised { ...m } claimed { ...m } earned { ...m } approved { ...m } paid { ...m }
            differences { unused { ...m } reduced { ...m } outstanding { ...m } overpaid { ...m } reasons }
          } }
        }
      }
    }
    fragment m on Money { amount currency }";

/// A question, and by which days it counts.
pub struct Asked<'a> {
    pub question: &'a Question,
    pub is_cash: bool,
}

impl Asked<'_> {
    /// The parts of an amount that count.
    fn counted<'l>(&self, line: &'l Line<'_>, place: usize) -> Vec<&'l Part> {
        let span = self.question.span;
        let counts = |day: Option<NaiveDate>| day.is_some_and(|day| span.holds(day));
        let covers = line.covers.is_some_and(|own| own.from <= span.to && span.from <= own.to);
        let is_in = |part: &&Part| match (place, self.is_cash) {
            (0, _) => covers,
            (_, true) => counts(part.day),
            (_, false) => counts(line.day),
        };
        line.parts[place].iter().filter(is_in).collect()
    }

    /// Whether an incentive is a line.
    fn is_line(&self, line: &Line<'_>) -> bool {
        if line.is_nothing() {
            return false;
        }
        let span = self.question.span;
        let covers = line.covers.is_some_and(|own| own.from <= span.to && span.from <= own.to);
        let amounts = (0..5).any(|place| !self.counted(line, place).is_empty());
        match self.is_cash {
            // What is still owed at one of its ends belongs to it.
            true => {
                let first = span.from.pred_opt().unwrap_or_default();
                amounts || [first, span.to].into_iter().any(|end| line.is_owed(end))
            }
            false => covers || line.day.is_some_and(|day| span.holds(day)),
        }
    }

    fn add(&self, world: &World<'_>, sum: &mut Sum, part: &Part, day: Option<NaiveDate>) {
        let (amount, currency) = &part.money;
        let fraction =
            day.and_then(|day| world.rates.fraction(currency, self.question.currency, day));
        if let Some(fraction) = fraction {
            sum.add(*amount, fraction);
        }
    }

    fn check(&self, world: &World<'_>, told: &Value) -> Result<usize, String> {
        let id = told["partner"]["id"].as_str().ok_or("no partner")?;
        if told["coverage"]["complete"] != true {
            return Err("it is not complete".to_owned());
        }
        let own = world.oracle.of(EntityKind::Incentive).iter();
        let own = own.filter(|thing| thing.value("partner") == id);
        let all: Vec<Line<'_>> = own.map(|thing| world.line(thing)).collect();
        let lines: Vec<_> = all.iter().filter(|line| self.is_line(line)).collect();
        let nodes = told["lines"]["nodes"].as_array().ok_or("no lines")?;
        let by_id: BTreeMap<String, &Value> = nodes
            .iter()
            .map(|node| (node["incentive"]["id"].as_str().unwrap_or_default().to_owned(), node))
            .collect();
        for line in &lines {
            let node = by_id.get(&line.thing.id()).ok_or(format!("no line of {line}"))?;
            self.line(line, node).map_err(|why| format!("{why}\n{node}\n{line}"))?;
        }
        if nodes.len() != lines.len() {
            let extra = by_id.iter().find(|(id, _)| lines.iter().all(|l| l.thing.id() != **id));
            let own = extra.and_then(|(id, _)| all.iter().find(|l| l.thing.id() == **id));
            let own = own.map(ToString::to_string);
            return Err(format!("{} lines, not {}: {extra:?} {own:?}", nodes.len(), lines.len()));
        }
        // Of what is paid in another currency the totals go by way of the line's own, which is
        // not held here.
        if all.iter().any(Line::is_mixed) {
            return Ok(lines.len());
        }
        for (place, name) in AMOUNTS.into_iter().enumerate() {
            let mut sum = Sum::default();
            for line in &lines {
                // What a promise holds that draws on another one is a part of that.
                if place == 0 && !line.thing.value("request").is_null() {
                    continue;
                }
                for part in self.counted(line, place) {
                    let day = match (place, self.is_cash) {
                        (0, _) => line.covers.map(|days| days.from.max(self.question.span.from)),
                        (_, true) => part.day,
                        (_, false) => line.day,
                    };
                    self.add(world, &mut sum, part, day);
                }
            }
            let all: Vec<_> = lines.iter().map(ToString::to_string).collect();
            same(name, &told[name], Some(sum.rounded()))
                .map_err(|why| format!("{why}: {all:?}"))?;
        }
        self.standing(world, told, &all)?;
        Ok(lines.len())
    }

    /// What was approved and not paid before the period, and at its end.
    fn standing(&self, world: &World<'_>, told: &Value, all: &[Line<'_>]) -> Result<(), String> {
        let span = self.question.span;
        for (name, is_before) in [("opening", true), ("closing", false)] {
            let mut sum = Sum::default();
            let parts = all.iter().flat_map(|line| {
                let owed = line.parts[3].iter().map(|part| (Decimal::ONE, part));
                owed.chain(line.parts[4].iter().map(|part| (-Decimal::ONE, part)))
            });
            for (sign, part) in parts {
                let end = |day: NaiveDate| if is_before { day < span.from } else { day <= span.to };
                let (amount, currency) = part.money.clone();
                let part = Part { money: (amount * sign, currency), ..part.clone() };
                self.add(world, &mut sum, &part, part.day.filter(|day| end(*day)));
            }
            same(name, &told[name], self.is_cash.then(|| sum.rounded()))?;
        }
        Ok(())
    }

    fn line(&self, line: &Line<'_>, told: &Value) -> Result<(), String> {
        if told["status"] != line.thing.value("status") {
            return Err(format!("its status is {}", told["status"]));
        }
        let mut amounts: [Option<Decimal>; 5] = [None; 5];
        for (place, name) in AMOUNTS.into_iter().enumerate() {
            let parts = self.counted(line, place);
            let Some(first) = parts.first() else {
                // Of what may be paid, nothing was.
                let none = place == 4 && !self.is_cash && line.covers.is_none();
                same(name, &told[name], none.then_some(Decimal::ZERO))?;
                continue;
            };
            let is_one = parts.iter().all(|part| part.money.1 == first.money.1);
            // What is of another currency than the line is held by the totals.
            if is_one && told[name]["currency"] == json!(first.money.1) {
                let sum = parts.iter().map(|part| part.money.0).sum();
                same(name, &told[name], Some(sum))?;
                amounts[place] = Some(sum);
            }
        }
        self.differences(line, amounts, told)
    }

    fn differences(
        &self,
        line: &Line<'_>,
        [_, claimed, _, approved, paid]: [Option<Decimal>; 5],
        told: &Value,
    ) -> Result<(), String> {
        if self.is_cash || line.is_mixed() {
            return Ok(());
        }
        let differences = &told["differences"];
        let reasons = differences["reasons"].as_array().ok_or("no reasons")?;
        if line.is_unmatched {
            return (*reasons == [json!("UNMATCHED_PAYMENT")])
                .then_some(())
                .ok_or("it is not unmatched".to_owned());
        }
        let reduced = claimed.zip(approved).map(|(claimed, approved)| claimed - approved);
        same("reduced", &differences["reduced"], reduced)?;
        let owed = approved.map(|approved| approved - paid.unwrap_or_default());
        let outstanding = owed.map(|owed| owed.max(Decimal::ZERO));
        let overpaid = owed.map(|owed| (-owed).max(Decimal::ZERO));
        same("outstanding", &differences["outstanding"], outstanding)?;
        same("overpaid", &differences["overpaid"], overpaid)
    }
}

fn same(name: &str, told: &Value, so: Option<Decimal>) -> Result<(), String> {
    let amount = told["amount"].as_str().and_then(|text| text.parse::<Decimal>().ok());
    let is_same = amount == so.map(cents) && told.is_null() == so.is_none();
    is_same.then_some(()).ok_or(format!("{name} is {told}, not {so:?}"))
}

/// Asks for random statements of a world: how many were held to the truth, and their lines.
pub async fn hold(
    case: &Case,
    world: &World<'_>,
    seed: u64,
    fiscal_start: u32,
    questions: usize,
) -> (usize, usize) {
    let (mut statements, mut lines, mut differ) = (0, 0, Vec::new());
    for number in 0..questions {
        let seed = seed * 10_000 + 5_000 + number as u64;
        let mut question = Question::random(seed, fiscal_start, world.zone, &case.oracle);
        // Most partners have no incentives: of those that have, some are asked for.
        if question.partners == json!({}) {
            let all = case.oracle.of(EntityKind::Incentive).iter().skip(seed as usize % 90);
            let of: Vec<_> = all.map(|one| one.value("partner")).filter(Value::is_string).collect();
            question.partners = json!({ "id": { "in": of.iter().take(40).collect::<Vec<_>>() } });
        }
        let asked = Asked { question: &question, is_cash: number % 2 == 1 };
        let mut variables = question.variables();
        variables["basis"] = json!(if asked.is_cash { "CASH" } else { "COHORT" });
        let answer = case.gateway.ask_with(TEXT, variables.clone()).await;
        assert!(answer["errors"].is_null(), "{question:#?}\n{answer:#}");
        for told in answer["data"]["statements"]["nodes"].as_array().expect("statements") {
            let partner = case.oracle.partners.iter().find(|one| told["partner"]["id"] == one.id());
            let partner = partner.expect("a partner");
            assert!(holds(EntityKind::Partner, &question.partners, partner), "{told:#}");
            match asked.check(world, told) {
                Ok(held) => lines += held,
                Err(why) => {
                    differ.push(format!(
                        "seed {seed}, {}, {:?}: {why}",
                        variables["basis"], question.span
                    ));
                }
            }
            statements += 1;
        }
    }
    let few: Vec<_> = differ.iter().take(5).map(String::as_str).collect();
    assert!(differ.is_empty(), "{} of {statements} differ:\n{}", differ.len(), few.join("\n"));
    (statements, lines)
}
