//! Invoices to the customers of Business Central, and the credit memos that cancel some of them.

use chrono::Duration;
use rust_decimal::Decimal;

use super::business_central::{Account, Document, Kind, write};
use super::{Books, by_today};
use crate::world::dice::Deck;

/// The status of an invoice; one that is `Canceled` is so by a credit memo that is `Corrective`.
const STATUSES: &[(&str, usize)] =
    &[("Open", 4), ("Paid", 5), ("Draft", 1), ("In Review", 1), ("Canceled", 2)];

/// Bills every customer, the persons among them too.
pub(crate) fn record(books: &mut Books<'_>, customers: &[Account]) {
    let mut statuses = Deck::new(STATUSES);
    for account in customers {
        for _ in 0..books.dice.between(1, 4) {
            let status = statuses.deal(&mut books.dice, |_| true);
            let booked = books.day_of_billing();
            let invoice = Document {
                kind: Kind::SalesInvoice,
                account,
                status,
                booked,
                net: Decimal::new(books.dice.between(20_000, 2_500_000), 2),
                currency: if books.dice.chance(0.1) { "GBP" } else { account.currency },
                claim: None,
            };
            write(books, &invoice);
            if status == "Canceled" {
                let later = Duration::days(books.dice.between(0, 30));
                let credit = Document {
                    kind: Kind::SalesCreditMemo,
                    status: "Corrective",
                    booked: by_today(booked + later),
                    ..invoice
                };
                write(books, &credit);
            }
        }
    }
}
