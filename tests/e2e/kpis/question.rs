//! Random questions, with the days that they mean.

use chrono::{Datelike, Days, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::filters::oracle::Oracle;

/// Days that follow one another; both ends belong to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// A question about performance.
#[derive(Debug, Clone)]
pub struct Question {
    pub group_by: Vec<&'static str>,
    pub period: Value,
    pub span: Span,
    pub interval: Option<&'static str>,
    pub fiscal_start: u32,
    pub partners: Value,
    pub deals: Value,
    pub attribution: Option<Vec<&'static str>>,
    pub currency: &'static str,
    pub rates_on: Option<NaiveDate>,
    pub compare: &'static str,
}

/// A query for figures, with what is selected of them.
macro_rules! asking {
    ($selection:literal) => {
        concat!(
            "
    query ($by: [PerformanceDimension!]!, $period: PeriodInput!, $interval: Interval, $partners: PartnerFilter,
        $deals: DealFilter, $attribution: [Attribution!], $currency: CurrencyCode!, $on: Date, $compare: Comparison!) {
      performance(groupBy: $by, period: $period, interval: $interval, filter: $partners, dealFilter: $deals,
          attribution: $attribution, currency: $currency, ratesOn: $on, compare: $compare, first: 1000) {",
            $selection
        )
    };
}

/// Everything that is held to the truth.
pub const TEXT: &str = asking!(
    "        period { from to } previous { from to } currency rowCount
        total { ...row }
        rows { keys { dimension value } period { from to } ...row }
        coverage { complete missing { code message } records undated withoutAmount unconverted unattributed }
      }
    }
    fragment row on PerformanceRow {
      partners pipelineCreated { ...counted } openPipeline { ...counted } weightedPipeline { amount currency }
      revenue { ...counted } winRate valueWinRate averageDealSize { amount currency } medianCycleDays meanCycleDays
      registrations { submitted pending approved rejected expired approvalRate conversionRate medianHoursToDecision }
      leads { received accepted rejected converted acceptanceRate conversionRate medianHoursToAccept slaBreaches }
      renewalRate renewalValueRate
      earned: incentiveCost(basis: EARNED) { amount currency } earnedRoi: roi(basis: EARNED) earnedRatio: returnRatio(basis: EARNED)
      paid: incentiveCost(basis: PAID) { amount currency } paidRoi: roi(basis: PAID) paidRatio: returnRatio(basis: PAID)
      mdf { allocated { amount } requested { amount } approved { amount } claimed { amount } reimbursed { amount } utilisation }
      growth(of: REVENUE) { previous }
      billed { amount currency } billedGrowth: growth(of: BILLED) { previous }
    }
    fragment counted on CountedMoney { count amount { amount currency } }"
);

/// What rows lead to.
pub const DRILL: &str = asking!(
    "        rows { revenue { count } deals(first: 100) { nodes { id } } }
      }
    }"
);

const DIMENSIONS: [&str; 12] = [
    "PARTNER",
    "TIER",
    "TYPE",
    "REGION",
    "COUNTRY",
    "MANAGER",
    "SEGMENT",
    "PROGRAM",
    "CHANNEL",
    "CURRENCY",
    "ATTRIBUTION",
    "DEAL_TYPE",
];

/// Whether only deals have a dimension.
pub fn of_deals(dimension: &str) -> bool {
    matches!(dimension, "CHANNEL" | "CURRENCY" | "ATTRIBUTION" | "DEAL_TYPE")
}

/// Numbers that look like chance, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

impl Question {
    /// All figures of these days by partner, in dollars.
    pub fn by_partner(span: Span) -> Self {
        Self {
            group_by: vec!["PARTNER"],
            period: json!(null),
            span,
            interval: None,
            fiscal_start: 1,
            partners: json!({}),
            deals: json!({}),
            attribution: None,
            currency: "USD",
            rates_on: None,
            compare: "NONE",
        }
    }

    pub fn random(seed: u64, fiscal_start: u32, zone: Tz, oracle: &Oracle) -> Self {
        let dice = &mut Dice(seed);
        let mut group_by = Vec::new();
        for _ in 0..dice.below(4) {
            let dimension = dice.one_of(&DIMENSIONS);
            if !group_by.contains(&dimension) {
                group_by.push(dimension);
            }
        }
        let today = Utc::now().with_timezone(&zone).date_naive();
        let (period, span) = period(dice, fiscal_start, today);
        let few = group_by.len() < 2 && !group_by.contains(&"PARTNER");
        let length = (span.to - span.from).num_days();
        let interval = match dice.below(3) {
            _ if !few => None,
            0 if length < 40 => Some("DAY"),
            1 if length < 200 => Some("WEEK"),
            2 => Some(dice.one_of(&["MONTH", "QUARTER", "YEAR"])),
            _ => None,
        };
        let all = ["SOURCED", "FULFILLED", "UNATTRIBUTED", "INFLUENCED"];
        let wanted = |dice: &mut Dice| all.into_iter().filter(|_| dice.often(60)).collect();
        let attribution =
            dice.often(30).then(|| wanted(dice)).filter(|all: &Vec<_>| !all.is_empty());
        let on = NaiveDate::from_ymd_opt(2026, 1 + dice.below(12) as u32, 15);
        Self {
            group_by,
            period,
            span,
            interval,
            fiscal_start,
            partners: partners(dice, oracle),
            deals: deals(dice),
            attribution,
            currency: dice.one_of(&["USD", "USD", "EUR", "GBP"]),
            rates_on: on.filter(|_| dice.often(25)),
            compare: dice.one_of(&["PREVIOUS", "YEAR_AGO", "NONE"]),
        }
    }

    pub fn variables(&self) -> Value {
        json!({
            "by": self.group_by, "period": self.period, "interval": self.interval, "partners": self.partners,
            "deals": self.deals, "attribution": self.attribution, "currency": self.currency,
            "on": self.rates_on, "compare": self.compare,
        })
    }

    /// The parts of the period in which there are rows.
    pub fn parts(&self) -> Vec<Span> {
        let Some(interval) = self.interval else {
            return if self.group_by.is_empty() { Vec::new() } else { vec![self.span] };
        };
        let mut parts: Vec<Span> = Vec::new();
        let mut name = String::new();
        for day in self.span.from.iter_days().take_while(|day| *day <= self.span.to) {
            let own = interval_of(day, interval, self.fiscal_start);
            match parts.last_mut().filter(|_| own == name) {
                Some(last) => last.to = day,
                None => parts.push(Span { from: day, to: day }),
            }
            name = own;
        }
        parts
    }
}

/// A name for the interval that a day belongs to.
fn interval_of(day: NaiveDate, interval: &str, fiscal_start: u32) -> String {
    let since = day.year() * 12 + day.month0() as i32 - (fiscal_start as i32 - 1);
    match interval {
        "DAY" => day.to_string(),
        "WEEK" => format!("{:?}", day.iso_week()),
        "MONTH" => since.to_string(),
        "QUARTER" => since.div_euclid(3).to_string(),
        _ => since.div_euclid(12).to_string(),
    }
}

impl Span {
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days that it is compared with.
    pub fn before(self, compare: &str, today: NaiveDate) -> Option<Self> {
        if self.from > today {
            return None;
        }
        let next = self.to + Days::new(1);
        let whole = (self.from.day() == 1 && next.day() == 1).then(|| {
            (next.year() - self.from.year()) * 12 + next.month() as i32 - self.from.month() as i32
        });
        let back = |months: i32| Months::new(months as u32);
        let earlier = match (compare, whole) {
            ("NONE", _) => return None,
            ("YEAR_AGO", None) => Self { from: self.from - back(12), to: self.to - back(12) },
            ("YEAR_AGO", Some(_)) => {
                Self { from: self.from - back(12), to: (next - back(12)) - Days::new(1) }
            }
            (_, Some(months)) => {
                Self { from: self.from - back(months), to: self.from - Days::new(1) }
            }
            (_, None) => {
                let length = (self.to - self.from).num_days() as u64;
                let to = self.from - Days::new(1);
                Self { from: to - Days::new(length), to }
            }
        };
        if !self.holds(today) {
            return Some(earlier);
        }
        let passed = (today - self.from).num_days() as u64;
        Some(Self { to: earlier.to.min(earlier.from + Days::new(passed)), ..earlier })
    }
}

/// The period as it is asked for, and the days that it means.
fn period(dice: &mut Dice, fiscal_start: u32, today: NaiveDate) -> (Value, Span) {
    let first = |year: i32, month: u32| NaiveDate::from_ymd_opt(year, month, 1).expect("a day");
    match dice.below(3) {
        0 => {
            let from = first(2025, 6) + Days::new(dice.below(560) as u64);
            let length = dice.one_of(&[0, 6, 13, 30, 89, 180]);
            let to = from + Days::new(length);
            (json!({ "days": { "from": from, "to": to } }), Span { from, to })
        }
        1 => {
            let year = dice.one_of(&[2025, 2026]);
            let fiscal = dice.often(50);
            let begin = match (fiscal, fiscal_start) {
                (true, 2..) => first(year - 1, fiscal_start),
                _ => first(year, 1),
            };
            let (part, skip, months) = match dice.below(3) {
                0 => (json!({}), 0, 12),
                1 => {
                    let quarter = dice.below(4) as u32;
                    (json!({ "quarter": quarter + 1 }), quarter * 3, 3)
                }
                _ => {
                    let month = dice.below(12) as u32;
                    (json!({ "month": month + 1 }), month, 1)
                }
            };
            let from = begin + Months::new(skip);
            let to = from + Months::new(months) - Days::new(1);
            let mut calendar = json!({ "year": year, "fiscal": fiscal });
            part.as_object().expect("a part").iter().for_each(|(name, value)| {
                calendar[name] = value.clone();
            });
            (json!({ "calendar": calendar }), Span { from, to })
        }
        _ => {
            let (count, current) = (1 + dice.below(3), dice.often(50));
            let of = dice.one_of(&["WEEK", "MONTH", "QUARTER", "YEAR"]);
            let count = if of == "YEAR" { 1 } else { count };
            let own = |day: NaiveDate| interval_of(day, of, fiscal_start);
            let next = |day: NaiveDate| day + Days::new(1);
            let last = |day: NaiveDate| day - Days::new(1);
            let is_in = |name: &String, day: NaiveDate| own(day) == *name;
            let mut to = today;
            let name = own(today);
            while current && is_in(&name, next(to)) {
                to = next(to);
            }
            while !current && is_in(&name, to) {
                to = last(to);
            }
            let mut from = to;
            for place in 0..count {
                if place > 0 {
                    from = last(from);
                }
                let name = own(from);
                while is_in(&name, last(from)) {
                    from = last(from);
                }
            }
            let asked = json!({ "last": { "count": count, "of": of, "includeCurrent": current } });
            (asked, Span { from, to })
        }
    }
}

fn partners(dice: &mut Dice, oracle: &Oracle) -> Value {
    let some = &oracle.partners[dice.below(oracle.partners.len())];
    match dice.below(6) {
        0 => json!({ "type": { "in": ["RESELLER", "DISTRIBUTOR"] } }),
        1 => json!({ "tier": { "eq": "Gold" } }),
        2 if !some.value("country").is_null() => {
            json!({ "country": { "eq": some.value("country") } })
        }
        3 => json!({ "id": { "in": [some.id()] } }),
        _ => json!({}),
    }
}

fn deals(dice: &mut Dice) -> Value {
    match dice.below(5) {
        0 => json!({ "channel": { "in": ["INDIRECT", "HYBRID"] } }),
        1 => json!({ "amount": { "gte": "20000" } }),
        2 => json!({ "not": { "currency": { "eq": "EUR" } } }),
        _ => json!({}),
    }
}
