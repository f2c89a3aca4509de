//! The basis `COHORT`: what the period earned, whenever it is paid. Everything of an incentive
//! counts with it, by the rates of its day.

use super::{
    Line, Row, Standing, Terms,
    row::Placed,
    sums::{Folded, Purse},
};

/// The statement of the incentives whose day lies in the period.
pub(super) fn fold(rows: &[Row], standings: &[Standing], terms: &Terms) -> Folded {
    let mut folded = Folded::default();
    for (place, (row, standing)) in rows.iter().zip(standings).enumerate() {
        if standing.is_nothing(row) {
            continue;
        }
        let placed = row.placed();
        folded.coverage.undated += u64::from(placed == Placed::Nowhere);
        let Some(day) = placed.within(terms.days) else { continue };
        let currency = standing.currency.as_deref().unwrap_or_default();
        let mut purse = Purse { terms, currency, is_short: false };
        let (sums, columns, differences) =
            (&mut folded.sums, standing.columns, &standing.differences);
        // What a promise under another one holds is part of that.
        if !row.is_promise() || row.draws_on.is_none() {
            purse.add(columns.promised, day, &mut sums.promised);
            purse.add(differences.unused, day, &mut sums.unused);
        }
        for (amount, sum) in [
            (columns.claimed, &mut sums.claimed),
            (columns.earned, &mut sums.earned),
            (columns.approved, &mut sums.approved),
            (columns.paid, &mut sums.paid),
            (differences.reduced, &mut sums.reduced),
            (differences.outstanding, &mut sums.outstanding),
            (differences.overpaid, &mut sums.overpaid),
        ] {
            purse.add(amount, day, sum);
        }
        let line = Line {
            place,
            currency: standing.currency.clone(),
            columns,
            differences: differences.clone(),
        };
        folded.note(Some(day), line, &purse);
    }
    folded
}
