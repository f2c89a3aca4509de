//! What was billed.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    fold::{Entry, Figure, Figures, Others, World},
    money::Sum,
    question::{Question, Span},
};
use crate::filters::oracle::Thing;

/// Drafts and cancelled ones are no bills; what has no status is one.
fn is_bill(invoice: &Thing) -> bool {
    let status = invoice.value("status");
    status != "DRAFT" && status != "CANCELLED"
}

impl World<'_> {
    /// The day of an invoice that is billed in some days.
    fn billed_on(&self, invoice: &Thing, span: Span) -> Option<NaiveDate> {
        let day = self.day(invoice, "issuedAt")?;
        (is_bill(invoice) && span.holds(day)).then_some(day)
    }

    /// The partner of each invoice that counts in some days.
    pub fn billed_to<'a>(
        &self,
        others: &'a Others<'_>,
        span: Span,
    ) -> impl Iterator<Item = String> + use<'a, '_> {
        let counts = move |entry: &&&Entry<'_>| self.billed_on(entry.thing, span).is_some();
        others.invoices.iter().filter(counts).flat_map(|entry| entry.partners())
    }

    /// The sum of what was billed.
    pub fn billed(&self, question: &Question, span: Span, invoices: &[&Entry<'_>]) -> Decimal {
        let mut sum = Sum::default();
        for Entry { thing: invoice, .. } in invoices {
            if let Some(day) = self.billed_on(invoice, span) {
                self.add(question, &mut sum, invoice, day);
            }
        }
        sum.rounded()
    }

    /// Adds the figure of invoices: null in rows that go by what only deals have.
    pub fn invoices(
        &self,
        question: &Question,
        spans: (Span, Option<Span>),
        others: Option<&Others<'_>>,
        figures: &mut Figures,
    ) {
        let billed = |span| others.map(|others| self.billed(question, span, &others.invoices));
        figures.insert("billed", Figure::Exact(billed(spans.0)));
        if let Some(before) = spans.1 {
            figures.insert("billedGrowth.previous", Figure::Exact(billed(before)));
        }
    }

    /// Whether an invoice lacks an amount that counts, whether there is no rate for it, and whether
    /// it was issued on no known day.
    pub fn gaps_of_invoice(
        &self,
        question: &Question,
        span: Span,
        invoice: &Thing,
    ) -> [(&'static str, bool); 3] {
        let day = self.billed_on(invoice, span);
        let has_none = invoice.value("amount").is_null();
        let add = |day| self.add(question, &mut Sum::default(), invoice, day);
        [
            ("withoutAmount", day.is_some() && has_none),
            ("unconverted", day.is_some_and(|day| !has_none && !add(day))),
            ("undated", is_bill(invoice) && invoice.value("issuedAt").is_null()),
        ]
    }
}
