//! The fold of the truth, as the definitions of the figures read.

use std::collections::{BTreeMap, BTreeSet};

use channelgraph_schema::EntityKind;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    groups::groups,
    money::{Rates, Sum},
    question::{Question, Span, of_deals},
};
use crate::filters::{
    eval::holds,
    oracle::{Oracle, Thing},
};

/// A figure: none where it has no value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    Count(u64),
    Exact(Option<Decimal>),
    Near(Option<f64>),
}

/// Figures by their path in an answer.
pub type Figures = BTreeMap<&'static str, Figure>;
/// A row's values, and its first day.
pub type Place = (Vec<Option<String>>, NaiveDate);

/// What must be answered.
#[derive(Debug, Default)]
pub struct So {
    pub total: Figures,
    pub rows: BTreeMap<Place, Figures>,
    /// `records`, `undated`, `withoutAmount`, `unconverted`, `unattributed`.
    pub coverage: BTreeMap<&'static str, u64>,
}

/// The truth, and what figures are worked out by.
pub struct World<'a> {
    pub oracle: &'a Oracle,
    pub zone: Tz,
    pub rates: Rates,
    pub accept_hours: Option<u32>,
}

/// A record with those who have a part in it.
#[derive(Clone)]
pub struct Entry<'a> {
    pub thing: &'a Thing,
    shares: Vec<Share>,
}

/// A partner with its parts in a record, and the groups to which that leads.
#[derive(Clone)]
struct Share {
    partner: String,
    parts: BTreeSet<&'static str>,
    groups: BTreeSet<Vec<Option<String>>>,
}

impl Entry<'_> {
    pub fn partners(&self) -> impl Iterator<Item = String> {
        self.shares.iter().map(|share| share.partner.clone())
    }

    /// Whether the partner that sells it, whose the registration is, is among them.
    pub fn is_own(&self) -> bool {
        let owner = self.thing.value("partner");
        self.shares.iter().any(|share| owner == share.partner.as_str())
    }

    pub fn parts(&self) -> BTreeSet<&'static str> {
        self.shares.iter().flat_map(|share| share.parts.clone()).collect()
    }

    fn groups(&self) -> impl Iterator<Item = Vec<Option<String>>> {
        self.shares.iter().flat_map(|share| share.groups.clone())
    }
}

/// What is no deal.
pub struct Others<'a> {
    pub leads: Vec<&'a Entry<'a>>,
    pub incentives: Vec<&'a Entry<'a>>,
    pub invoices: Vec<&'a Entry<'a>>,
}

/// Those of some records that belong to a group, with those who lead there.
fn within<'a>(entries: &[Entry<'a>], group: &[Option<String>]) -> Vec<Entry<'a>> {
    let leads = |share: &&Share| share.groups.iter().any(|own| own == group);
    let entry = |entry: &Entry<'a>| {
        let shares: Vec<_> = entry.shares.iter().filter(leads).cloned().collect();
        (!shares.is_empty()).then_some(Entry { thing: entry.thing, shares })
    };
    entries.iter().filter_map(entry).collect()
}

impl<'a> World<'a> {
    /// The truth by days in UTC and the rates of the org, with nothing agreed on leads.
    pub fn in_utc(oracle: &'a Oracle) -> Self {
        Self { oracle, zone: Tz::UTC, rates: Rates::of_the_org(), accept_hours: None }
    }

    /// The figures of a question.
    pub fn performance(&self, question: &Question) -> So {
        let today = Utc::now().with_timezone(&self.zone).date_naive();
        let deals = self.entries(question, EntityKind::Deal);
        let leads = self.entries(question, EntityKind::Lead);
        let incentives = self.entries(question, EntityKind::Incentive);
        let invoices = self.entries(question, EntityKind::Invoice);
        let mut so = So::default();
        let whole = question.span;
        let all: Vec<&Entry<'_>> = deals.iter().collect();
        let others = Others {
            leads: leads.iter().collect(),
            incentives: incentives.iter().collect(),
            invoices: invoices.iter().collect(),
        };
        so.total = self.figures(question, whole, today, &all, Some(&others));
        self.coverage(question, whole, today, &all, &others, &mut so);
        let of_deals = question.group_by.iter().any(|of| of_deals(of));
        let of_partners = leads.iter().chain(&incentives).chain(&invoices);
        let of_partners = of_partners.filter(|_| !of_deals);
        let groups = deals.iter().chain(of_partners);
        let mut groups: BTreeSet<_> = groups.flat_map(Entry::groups).collect();
        if question.group_by.is_empty() {
            groups.insert(Vec::new());
        }
        for span in question.parts() {
            for group in &groups {
                let mine = within(&deals, group);
                let mine: Vec<&Entry<'_>> = mine.iter().collect();
                let (leads, incentives) = (within(&leads, group), within(&incentives, group));
                let invoices = within(&invoices, group);
                let others = (!of_deals).then(|| Others {
                    leads: leads.iter().collect(),
                    incentives: incentives.iter().collect(),
                    invoices: invoices.iter().collect(),
                });
                let touches = |span: Span| {
                    mine.iter().any(|deal| self.counts(deal, span, today))
                        || others
                            .as_ref()
                            .is_some_and(|others| !self.counted(others, span).is_empty())
                };
                let before = span.before(question.compare, today);
                let is_line = question.group_by.is_empty();
                if is_line || touches(span) || before.is_some_and(touches) {
                    let figures = self.figures(question, span, today, &mine, others.as_ref());
                    so.rows.insert((group.clone(), span.from), figures);
                }
            }
        }
        so
    }

    /// The records of an entity in which a partner has a part that counts.
    fn entries(&self, question: &Question, kind: EntityKind) -> Vec<Entry<'_>> {
        let mut entries = Vec::new();
        let is_deal = kind == EntityKind::Deal;
        for thing in self.oracle.of(kind) {
            let Some(owner) = thing.value("partner").as_str().map(str::to_owned) else { continue };
            if is_deal && !holds(kind, &question.deals, thing) {
                continue;
            }
            let parts =
                if is_deal { self.parts_of(thing, &owner) } else { [(owner, [""].into())].into() };
            let share = |(id, mut parts): (String, BTreeSet<&'static str>)| {
                let partner = self.oracle.partners.iter().find(|partner| partner.id() == id);
                let partner = partner.expect("a partner");
                if let Some(wanted) = question.attribution.as_ref().filter(|_| is_deal) {
                    parts.retain(|part| wanted.contains(part));
                }
                let counts = holds(EntityKind::Partner, &question.partners, partner);
                let groups = groups(question, thing, partner, &parts);
                (counts && !parts.is_empty()).then_some(Share { partner: id, parts, groups })
            };
            let shares: Vec<_> = parts.into_iter().filter_map(share).collect();
            if !shares.is_empty() {
                entries.push(Entry { thing, shares });
            }
        }
        entries
    }

    /// The day of a moment or day.
    pub fn day(&self, thing: &Thing, field: &str) -> Option<NaiveDate> {
        let value = thing.value(field);
        let text = value.as_str()?;
        match text.parse::<DateTime<Utc>>() {
            Ok(time) => Some(time.with_timezone(&self.zone).date_naive()),
            Err(_) => text.parse().ok(),
        }
    }

    pub fn is_received(&self, lead: &Thing, span: Span) -> bool {
        self.day(lead, "assignedAt").is_some_and(|day| span.holds(day))
    }

    pub fn is_created(&self, deal: &Thing, span: Span) -> bool {
        self.day(deal, "createdAt").is_some_and(|day| span.holds(day))
    }

    pub fn is_closed(&self, deal: &Thing, span: Span) -> bool {
        is(deal, "isClosed") && self.day(deal, "closeDate").is_some_and(|day| span.holds(day))
    }

    pub fn is_open(&self, deal: &Thing, span: Span, today: NaiveDate) -> bool {
        if span.from > today {
            return false;
        }
        if span.to >= today {
            return !is(deal, "isClosed");
        }
        let was_there = self.day(deal, "createdAt").is_some_and(|day| day <= span.to);
        let closed_later = self.day(deal, "closeDate").is_some_and(|day| day > span.to);
        was_there && (!is(deal, "isClosed") || closed_later)
    }

    pub fn is_registered(&self, deal: &Thing, span: Span) -> bool {
        deal.value("registration.status") != "DRAFT"
            && self.day(deal, "registration.submittedAt").is_some_and(|day| span.holds(day))
    }

    pub fn counts(&self, entry: &Entry<'_>, span: Span, today: NaiveDate) -> bool {
        let deal = entry.thing;
        self.is_created(deal, span)
            || self.is_closed(deal, span)
            || self.is_open(deal, span, today)
            || (entry.is_own() && self.is_registered(deal, span))
    }

    /// Adds a deal's amount to a sum by the rate of a day; false if it has none, or there is no
    /// rate.
    pub fn add(&self, question: &Question, sum: &mut Sum, deal: &Thing, day: NaiveDate) -> bool {
        let amount = deal.value("amount").as_str().map(|text| text.parse().expect("a number"));
        let currency = deal.value("currency").as_str().unwrap_or_default().to_owned();
        let day = question.rates_on.unwrap_or(day);
        let fraction = self.rates.fraction(&currency, question.currency, day);
        let Some((amount, fraction)) = amount.zip(fraction) else { return false };
        sum.add(amount, fraction);
        true
    }

    fn coverage(
        &self,
        question: &Question,
        span: Span,
        today: NaiveDate,
        deals: &[&Entry<'_>],
        others: &Others<'_>,
        so: &mut So,
    ) {
        let mut counts = BTreeMap::from(
            ["records", "undated", "withoutAmount", "unconverted", "unattributed"]
                .map(|of| (of, 0)),
        );
        let mut count = |of, is: bool| *counts.entry(of).or_default() += u64::from(is);
        for entry in deals {
            let deal = entry.thing;
            let is_counted = self.counts(entry, span, today);
            count("records", is_counted);
            count("undated", is(deal, "isClosed") && deal.value("closeDate").is_null());
            let is_bare = entry.parts().iter().all(|part| *part == "UNATTRIBUTED");
            count("unattributed", is_counted && is_bare);
            let days = [
                self.day(deal, "createdAt").filter(|_| self.is_created(deal, span)),
                self.day(deal, "closeDate").filter(|_| self.is_closed(deal, span)),
                Some(span.to.min(today)).filter(|_| self.is_open(deal, span, today)),
            ];
            let days: Vec<_> = days.into_iter().flatten().collect();
            let has_none = deal.value("amount").is_null();
            let add = |day: &NaiveDate| self.add(question, &mut Sum::default(), deal, *day);
            count("withoutAmount", has_none && !days.is_empty());
            count("unconverted", !has_none && !days.iter().all(add));
        }
        *counts.entry("records").or_default() += self.counted(others, span).len() as u64;
        for incentive in &others.incentives {
            let incentive = incentive.thing;
            let counted = self.amounts(incentive, span);
            let rate = |(amount, day): &(Option<(Decimal, String)>, NaiveDate)| match amount {
                None => true,
                Some((_, currency)) => {
                    let day = question.rates_on.unwrap_or(*day);
                    self.rates.fraction(currency, question.currency, day).is_some()
                }
            };
            let mut count = |of, is: bool| *counts.entry(of).or_default() += u64::from(is);
            count("withoutAmount", counted.iter().any(|(amount, _)| amount.is_none()));
            count("unconverted", !counted.iter().all(rate));
            let undated = |field, is: bool| is && incentive.value(field).is_null();
            let earned = undated("earnedAt", self.earned(incentive).is_some());
            count("undated", earned || undated("paidAt", self.paid(incentive).is_some()));
        }
        for invoice in &others.invoices {
            for (of, is) in self.gaps_of_invoice(question, span, invoice.thing) {
                *counts.entry(of).or_default() += u64::from(is);
            }
        }
        so.coverage = counts;
    }
}

/// Whether a field says yes.
pub fn is(thing: &Thing, field: &str) -> bool {
    thing.value(field) == Value::Bool(true)
}

pub fn moment(thing: &Thing, field: &str) -> Option<DateTime<Utc>> {
    thing.value(field).as_str()?.parse().ok()
}
