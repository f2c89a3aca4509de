//! The fold of the truth, as the definitions of the figures read.

use std::collections::{BTreeMap, BTreeSet};

use channelgraph_schema::EntityKind;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::Value;

use super::{
    money::{Rates, Sum, cents},
    question::{Question, Span},
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

/// A record with its partner, and the groups to which it belongs.
struct Entry<'a> {
    thing: &'a Thing,
    partner: String,
    groups: BTreeSet<Vec<Option<String>>>,
    parts: BTreeSet<&'static str>,
}

impl World<'_> {
    /// The figures of a question.
    pub fn performance(&self, question: &Question) -> So {
        let today = Utc::now().with_timezone(&self.zone).date_naive();
        let deals = self.entries(question, EntityKind::Deal);
        let leads = self.entries(question, EntityKind::Lead);
        let mut so = So::default();
        let whole = question.span;
        let all: Vec<&Entry<'_>> = deals.iter().collect();
        let (all_leads, no_leads) = (leads.iter().collect::<Vec<_>>(), Vec::new());
        so.total = self.figures(question, whole, today, &all, Some(&all_leads));
        self.coverage(question, whole, today, &all, &all_leads, &mut so);
        let of_deals = question.group_by.iter().any(|of| question::of_deals(of));
        let groups = deals.iter().chain(leads.iter().filter(|_| !of_deals));
        let mut groups: BTreeSet<_> = groups.flat_map(|entry| entry.groups.clone()).collect();
        if question.group_by.is_empty() {
            groups.insert(Vec::new());
        }
        for span in question.parts() {
            for group in &groups {
                let of = |entries: &[Entry<'_>]| -> Vec<usize> {
                    let within = |(_, entry): &(usize, &Entry<'_>)| entry.groups.contains(group);
                    entries.iter().enumerate().filter(within).map(|(place, _)| place).collect()
                };
                let mine: Vec<_> = of(&deals).into_iter().map(|place| &deals[place]).collect();
                let leads: Vec<_> = of(&leads).into_iter().map(|place| &leads[place]).collect();
                let leads = if of_deals { &no_leads } else { &leads };
                let touches = |span: Span| {
                    mine.iter().any(|deal| self.counts(deal, span, today))
                        || leads.iter().any(|lead| self.is_received(lead.thing, span))
                };
                let before = span.before(question.compare, today);
                let is_line = question.group_by.is_empty();
                if is_line || touches(span) || before.is_some_and(touches) {
                    let leads = (!of_deals).then_some(leads);
                    let figures = self.figures(question, span, today, &mine, leads);
                    so.rows.insert((group.clone(), span.from), figures);
                }
            }
        }
        so
    }

    /// The records of an entity that have a partner that counts.
    fn entries(&self, question: &Question, kind: EntityKind) -> Vec<Entry<'_>> {
        let mut entries = Vec::new();
        for thing in self.oracle.of(kind) {
            let Some(id) = thing.value("partner").as_str().map(str::to_owned) else { continue };
            let partner = self.oracle.partners.iter().find(|partner| partner.id() == id);
            let partner = partner.expect("a partner");
            let counts = holds(EntityKind::Partner, &question.partners, partner)
                && (kind != EntityKind::Deal || holds(kind, &question.deals, thing));
            let mut parts = parts_of(thing);
            if let Some(wanted) = question.attribution.as_ref().filter(|_| kind == EntityKind::Deal)
            {
                parts.retain(|part| wanted.contains(part));
            }
            if counts && (kind != EntityKind::Deal || !parts.is_empty()) {
                let groups = groups(question, thing, partner, &parts);
                entries.push(Entry { thing, partner: id, groups, parts });
            }
        }
        entries
    }

    /// The day of a moment or day.
    fn day(&self, thing: &Thing, field: &str) -> Option<NaiveDate> {
        let value = thing.value(field);
        let text = value.as_str()?;
        match text.parse::<DateTime<Utc>>() {
            Ok(time) => Some(time.with_timezone(&self.zone).date_naive()),
            Err(_) => text.parse().ok(),
        }
    }

    fn is_received(&self, lead: &Thing, span: Span) -> bool {
        self.day(lead, "assignedAt").is_some_and(|day| span.holds(day))
    }

    fn is_created(&self, deal: &Thing, span: Span) -> bool {
        self.day(deal, "createdAt").is_some_and(|day| span.holds(day))
    }

    fn is_closed(&self, deal: &Thing, span: Span) -> bool {
        is(deal, "isClosed") && self.day(deal, "closeDate").is_some_and(|day| span.holds(day))
    }

    fn is_open(&self, deal: &Thing, span: Span, today: NaiveDate) -> bool {
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

    fn is_registered(&self, deal: &Thing, span: Span) -> bool {
        deal.value("registration.status") != "DRAFT"
            && self.day(deal, "registration.submittedAt").is_some_and(|day| span.holds(day))
    }

    fn counts(&self, deal: &Entry<'_>, span: Span, today: NaiveDate) -> bool {
        let deal = deal.thing;
        self.is_created(deal, span)
            || self.is_closed(deal, span)
            || self.is_open(deal, span, today)
            || self.is_registered(deal, span)
    }

    /// Adds a deal's amount to a sum by the rate of a day; false if it has none, or there is no
    /// rate.
    fn add(&self, question: &Question, sum: &mut Sum, deal: &Thing, day: NaiveDate) -> bool {
        let amount = deal.value("amount").as_str().map(|text| text.parse().expect("a number"));
        let currency = deal.value("currency").as_str().unwrap_or_default().to_owned();
        let day = question.rates_on.unwrap_or(day);
        let fraction = self.rates.fraction(&currency, question.currency, day);
        let Some((amount, fraction)) = amount.zip(fraction) else { return false };
        sum.add(amount, fraction);
        true
    }

    fn figures(
        &self,
        question: &Question,
        span: Span,
        today: NaiveDate,
        deals: &[&Entry<'_>],
        leads: Option<&Vec<&Entry<'_>>>,
    ) -> Figures {
        let mut figures = Figures::new();
        self.pipeline(question, span, today, deals, &mut figures);
        self.closed(question, span, deals, &mut figures);
        self.registrations(span, deals, &mut figures);
        if let Some(leads) = leads {
            self.leads(span, leads, &mut figures);
        }
        let counted = deals.iter().filter(|deal| self.counts(deal, span, today));
        let received =
            leads.into_iter().flatten().filter(|lead| self.is_received(lead.thing, span));
        let partners: BTreeSet<_> = counted.chain(received).map(|entry| &entry.partner).collect();
        figures.insert("partners", Figure::Count(partners.len() as u64));
        if let Some(before) = span.before(question.compare, today) {
            let mut earlier = Figures::new();
            self.closed(question, before, deals, &mut earlier);
            figures.insert("growth.previous", earlier["revenue.amount"]);
        }
        figures
    }

    fn pipeline(
        &self,
        question: &Question,
        span: Span,
        today: NaiveDate,
        deals: &[&Entry<'_>],
        figures: &mut Figures,
    ) {
        let (mut created, mut open) = (Sum::default(), Sum::default());
        let (mut created_count, mut open_count) = (0, 0);
        let mut weighted = Decimal::ZERO;
        for Entry { thing: deal, .. } in deals {
            if self.is_created(deal, span) {
                created_count += 1;
                let day = self.day(deal, "createdAt").expect("a day");
                self.add(question, &mut created, deal, day);
            }
            if self.is_open(deal, span, today) {
                open_count += 1;
                let mut own = Sum::default();
                let day = span.to.min(today);
                self.add(question, &mut open, deal, day);
                let probability = deal.value("probability");
                if self.add(question, &mut own, deal, day)
                    && let Some(probability) = probability.as_str()
                {
                    weighted += own.exact() * probability.parse::<Decimal>().expect("a number");
                }
            }
        }
        figures.insert("pipelineCreated.count", Figure::Count(created_count));
        figures.insert("pipelineCreated.amount", Figure::Exact(Some(created.rounded())));
        figures.insert("openPipeline.count", Figure::Count(open_count));
        figures.insert("openPipeline.amount", Figure::Exact(Some(open.rounded())));
        figures.insert("weightedPipeline", Figure::Exact(Some(cents(weighted))));
    }

    fn closed(&self, question: &Question, span: Span, deals: &[&Entry<'_>], figures: &mut Figures) {
        let (mut won, mut lost, mut brought) = (Sum::default(), Sum::default(), Sum::default());
        let (mut won_count, mut lost_count) = (0_u64, 0_u64);
        let mut cycles = Vec::new();
        for Entry { thing: deal, parts, .. } in deals {
            if !self.is_closed(deal, span) {
                continue;
            }
            let close = self.day(deal, "closeDate").expect("a day");
            if !is(deal, "isWon") {
                lost_count += 1;
                self.add(question, &mut lost, deal, close);
                continue;
            }
            won_count += 1;
            self.add(question, &mut won, deal, close);
            if parts.contains("SOURCED") || parts.contains("FULFILLED") {
                self.add(question, &mut brought, deal, close);
            }
            let created = self.day(deal, "createdAt").expect("a day");
            cycles.extend(Some((close - created).num_days()).filter(|days| *days >= 0));
        }
        let rate = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        let whole = won.exact() + lost.exact();
        let by_value = (!whole.is_zero()).then(|| (won.exact() / whole).to_f64()).flatten();
        let mean =
            (!cycles.is_empty()).then(|| cycles.iter().sum::<i64>() as f64 / cycles.len() as f64);
        let average = (won.amounts > 0).then(|| cents(won.exact() / Decimal::from(won.amounts)));
        figures.insert("revenue.count", Figure::Count(won_count));
        figures.insert("revenue.amount", Figure::Exact(Some(won.rounded())));
        figures.insert("winRate", Figure::Near(rate(won_count, won_count + lost_count)));
        figures.insert("valueWinRate", Figure::Near(by_value));
        figures.insert("averageDealSize", Figure::Exact(average));
        figures.insert("meanCycleDays", Figure::Near(mean));
        figures.insert("medianCycleDays", Figure::Near(median(cycles)));
    }

    fn registrations(&self, span: Span, deals: &[&Entry<'_>], figures: &mut Figures) {
        let mut by_state: BTreeMap<&str, u64> = BTreeMap::new();
        let (mut submitted, mut won, mut waits) = (0, 0, Vec::new());
        for Entry { thing: deal, .. } in deals {
            if !self.is_registered(deal, span) {
                continue;
            }
            submitted += 1;
            let state = match deal.value("registration.status").as_str() {
                Some("SUBMITTED" | "IN_REVIEW") => "pending",
                Some("APPROVED") => "approved",
                Some("REJECTED") => "rejected",
                Some("EXPIRED") => "expired",
                _ => continue,
            };
            *by_state.entry(state).or_default() += 1;
            let is_approved = matches!(state, "approved" | "expired");
            won += u64::from(is_approved && is(deal, "isClosed") && is(deal, "isWon"));
            let times = moment(deal, "registration.submittedAt")
                .zip(moment(deal, "registration.decidedAt"));
            waits.extend(
                times.map(|(from, to)| (to - from).num_seconds()).filter(|wait| *wait >= 0),
            );
        }
        let of = |state: &str| by_state.get(state).copied().unwrap_or_default();
        let approved = of("approved") + of("expired");
        let rate = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        for (path, count) in [
            ("registrations.submitted", submitted),
            ("registrations.pending", of("pending")),
            ("registrations.approved", of("approved")),
            ("registrations.rejected", of("rejected")),
            ("registrations.expired", of("expired")),
        ] {
            figures.insert(path, Figure::Count(count));
        }
        let approval = rate(approved, approved + of("rejected"));
        figures.insert("registrations.approvalRate", Figure::Near(approval));
        figures.insert("registrations.conversionRate", Figure::Near(rate(won, approved)));
        let hours = median(waits).map(|seconds| seconds / 3600.0);
        figures.insert("registrations.medianHoursToDecision", Figure::Near(hours));
    }

    fn leads(&self, span: Span, leads: &[&Entry<'_>], figures: &mut Figures) {
        let (mut received, mut accepted, mut rejected, mut converted) = (0, 0, 0, 0);
        let (mut breaches, mut waits) = (0, Vec::new());
        for Entry { thing: lead, .. } in leads {
            if !self.is_received(lead, span) {
                continue;
            }
            received += 1;
            let status = lead.value("status");
            let status = status.as_str().unwrap_or_default();
            let assigned = moment(lead, "assignedAt").expect("a moment");
            let taken = moment(lead, "acceptedAt");
            let took = matches!(status, "ACCEPTED" | "WORKING" | "QUALIFIED" | "CONVERTED");
            rejected += u64::from(status == "REJECTED");
            accepted += u64::from(status != "REJECTED" && (took || taken.is_some()));
            let is_converted = status == "CONVERTED" || moment(lead, "convertedAt").is_some();
            converted += u64::from(is_converted);
            waits.extend(
                taken.map(|taken| (taken - assigned).num_seconds()).filter(|wait| *wait >= 0),
            );
            let waits_now = taken.is_none() && matches!(status, "NEW" | "ASSIGNED");
            let until = taken.or(waits_now.then(Utc::now));
            let due = self.accept_hours.map(|hours| assigned + TimeDelta::hours(hours.into()));
            breaches += u64::from(due.zip(until).is_some_and(|(due, until)| until > due));
        }
        let rate = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        figures.insert("leads.received", Figure::Count(received));
        figures.insert("leads.accepted", Figure::Count(accepted));
        figures.insert("leads.rejected", Figure::Count(rejected));
        figures.insert("leads.converted", Figure::Count(converted));
        figures.insert("leads.acceptanceRate", Figure::Near(rate(accepted, accepted + rejected)));
        figures.insert("leads.conversionRate", Figure::Near(rate(converted, received)));
        let hours = median(waits).map(|seconds| seconds / 3600.0);
        figures.insert("leads.medianHoursToAccept", Figure::Near(hours));
        let breaches = self.accept_hours.map(|_| Decimal::from(breaches));
        figures.insert("leads.slaBreaches", Figure::Exact(breaches));
    }

    fn coverage(
        &self,
        question: &Question,
        span: Span,
        today: NaiveDate,
        deals: &[&Entry<'_>],
        leads: &[&Entry<'_>],
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
            let is_bare = entry.parts.iter().all(|part| *part == "UNATTRIBUTED");
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
        let received = leads.iter().filter(|lead| self.is_received(lead.thing, span)).count();
        *counts.entry("records").or_default() += received as u64;
        so.coverage = counts;
    }
}

fn is(thing: &Thing, field: &str) -> bool {
    thing.value(field) == Value::Bool(true)
}

fn moment(thing: &Thing, field: &str) -> Option<DateTime<Utc>> {
    thing.value(field).as_str()?.parse().ok()
}

fn median(mut all: Vec<i64>) -> Option<f64> {
    all.sort_unstable();
    let middle = all.len() / 2;
    match all.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(all[middle] as f64),
        _ => Some((all[middle - 1] + all[middle]) as f64 / 2.0),
    }
}

/// The parts that a deal's partner has in it.
fn parts_of(deal: &Thing) -> BTreeSet<&'static str> {
    let status = deal.value("registration.status");
    let mut parts = BTreeSet::new();
    if status == "APPROVED" || status == "EXPIRED" {
        parts.insert("SOURCED");
    }
    if !deal.value("marketplace.offerId").is_null() {
        parts.insert("FULFILLED");
    }
    if parts.is_empty() {
        parts.insert("UNATTRIBUTED");
    }
    parts
}

/// The groups to which a record belongs.
fn groups(
    question: &Question,
    thing: &Thing,
    partner: &Thing,
    parts: &BTreeSet<&'static str>,
) -> BTreeSet<Vec<Option<String>>> {
    let mut groups = vec![Vec::new()];
    for dimension in &question.group_by {
        let values: Vec<Value> = match *dimension {
            "PARTNER" => vec![partner.id().into()],
            "TIER" => vec![partner.value("tier.name")],
            "TYPE" => vec![partner.value("type")],
            "REGION" => vec![partner.value("region")],
            "COUNTRY" => vec![partner.value("country")],
            "MANAGER" => vec![partner.value("manager.name")],
            "SEGMENT" => partner.value("segments").as_array().cloned().unwrap_or_default(),
            "PROGRAM" => {
                let memberships = partner.value("programs").as_array().cloned().unwrap_or_default();
                memberships.into_iter().map(|one| one["program"].clone()).collect()
            }
            "CHANNEL" => vec![thing.value("channel")],
            "CURRENCY" => vec![thing.value("currency")],
            "ATTRIBUTION" => parts.iter().map(|part| Value::from(*part)).collect(),
            other => panic!("{other} is no dimension"),
        };
        let values: BTreeSet<Option<String>> =
            values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        let values = if values.is_empty() { [None].into() } else { values };
        let longer = |group: Vec<Option<String>>| {
            let with = move |value: Option<String>| [group.clone(), vec![value]].concat();
            values.clone().into_iter().map(with)
        };
        groups = groups.into_iter().flat_map(longer).collect();
    }
    groups.into_iter().collect()
}
