//! Records the rates that the org keeps by date (Salesforce, advanced currency management): so many
//! units are worth one of its own currency.

use rust_decimal::Decimal;

use crate::salesforce::store::Store;
use crate::world::vendor::{ids, salesforce_rows as sf};

/// A currency, the day from which a rate holds, the day before which it ends, and the rate in
/// ten-thousandths.
const RATES: &[(&str, &str, &str, i64)] = &[
    ("EUR", "2020-01-01", "2026-07-01", 9_500),
    ("EUR", "2026-07-01", "9999-12-31", 9_250),
    ("GBP", "2020-01-01", "2026-07-01", 8_000),
    ("GBP", "2026-07-01", "9999-12-31", 7_870),
];

/// Enters the rates.
pub(crate) fn enter(org: &mut Store) {
    for (currency, from, to, rate) in RATES {
        let mut row: sf::Row = [("IsoCode", currency), ("StartDate", from), ("NextStartDate", to)]
            .map(|(field, value)| (field.to_owned(), sf::text(value)))
            .into();
        sf::put(&mut row, "ConversionRate", Some(sf::number(Decimal::new(*rate, 4))));
        ids::insert_salesforce(org, "DatedConversionRate", row);
    }
}
