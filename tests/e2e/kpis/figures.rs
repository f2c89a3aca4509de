//! The figures of some records, as their definitions read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta, Utc};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    fold::{Entry, Figure, Figures, Others, World, is, moment},
    money::{Sum, cents},
    question::{Question, Span},
};

impl World<'_> {
    /// The figures of some records over some days.
    pub fn figures(
        &self,
        question: &Question,
        span: Span,
        today: NaiveDate,
        deals: &[&Entry<'_>],
        others: Option<&Others<'_>>,
    ) -> Figures {
        let mut figures = Figures::new();
        self.pipeline(question, span, today, deals, &mut figures);
        self.closed(question, span, deals, &mut figures);
        self.registrations(span, deals, &mut figures);
        if let Some(others) = others {
            self.leads(span, &others.leads, &mut figures);
            self.incentives(question, span, &others.incentives, &mut figures);
        }
        let before = span.before(question.compare, today);
        self.invoices(question, (span, before), others, &mut figures);
        figures.remove("brought");
        let counted = deals.iter().filter(|deal| self.counts(deal, span, today));
        let counted = counted.flat_map(|entry| entry.partners());
        let others = others.map(|others| self.counted(others, span)).unwrap_or_default();
        let partners: BTreeSet<_> = counted.chain(others).collect();
        figures.insert("partners", Figure::Count(partners.len() as u64));
        if let Some(before) = before {
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
        let (mut renewed, mut renewals) = (Sum::default(), Sum::default());
        let (mut renewed_count, mut renewals_count) = (0_u64, 0_u64);
        let (mut won_count, mut lost_count) = (0_u64, 0_u64);
        let mut cycles = Vec::new();
        for entry in deals {
            let (deal, parts) = (entry.thing, entry.parts());
            if !self.is_closed(deal, span) {
                continue;
            }
            let close = self.day(deal, "closeDate").expect("a day");
            if deal.value("type") == "RENEWAL" {
                renewals_count += 1;
                self.add(question, &mut renewals, deal, close);
                if is(deal, "isWon") {
                    renewed_count += 1;
                    self.add(question, &mut renewed, deal, close);
                }
            }
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
        let all = renewals.exact();
        let by_renewed = (!all.is_zero()).then(|| (renewed.exact() / all).to_f64()).flatten();
        figures.insert("renewalRate", Figure::Near(rate(renewed_count, renewals_count)));
        figures.insert("renewalValueRate", Figure::Near(by_renewed));
        figures.insert("brought", Figure::Exact(Some(brought.rounded())));
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
        for entry in deals.iter().filter(|entry| entry.is_own()) {
            let deal = entry.thing;
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
