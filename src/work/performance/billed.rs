//! What an ERP billed: which invoices are read, and how they are added up.

use channelgraph_schema::{EntityKind, FieldId, Filter, Test, Value};

use super::{
    Group,
    add::Record,
    ask::Spans,
    facts::{Invoice, invoice},
    lists::List,
    sums::Sums,
    terms::{AmountSeen, Terms},
};
use crate::{engine::Needs, work::period::Days};

/// The invoices to read.
pub(super) fn list(terms: &Terms<'_>, spans: &Spans) -> List {
    List {
        kind: EntityKind::Invoice,
        owner: invoice::PARTNER,
        filter: if terms.want(Group::Billed) { issued_in(spans) } else { Filter::none() },
        needs: Needs::default().with(invoice::fields()),
    }
}

/// Those that were issued on days that count, and those that were issued on no known day, which is
/// told.
fn issued_in(spans: &Spans) -> Filter<FieldId> {
    let billed = Test::In(invoice::BILLED.iter().map(|word| Value::text(*word)).collect());
    let is_billed = [billed, Test::IsNull(true)].map(|test| Filter::Test(invoice::STATUS, test));
    let undated = Filter::Test(invoice::ISSUED_AT, Test::IsNull(true));
    Filter::any_of([spans.hold_day(invoice::ISSUED_AT), undated.and(Filter::any_of(is_billed))])
}

impl Record for Invoice {
    fn belongs(&self, terms: &Terms<'_>, days: Days) -> bool {
        terms.want(Group::Billed) && Terms::hold(days, self.issued)
    }

    fn add(&self, terms: &Terms<'_>, _: Days, sums: &mut Sums, seen: &mut AmountSeen) {
        if let Some(day) = self.issued {
            sums.billed.add(terms.amount(self.amount.as_ref(), day, seen));
        }
    }
}
