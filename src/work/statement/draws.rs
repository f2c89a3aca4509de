//! What is drawn on promises.

use super::{
    Row,
    row::Status::{Cancelled, Rejected},
};

/// For each of these, the claims that draw on it, also over promises that draw on it themselves.
pub(super) fn drawn(rows: &[Row]) -> Vec<Vec<&Row>> {
    let mut drawn: Vec<Vec<&Row>> = vec![Vec::new(); rows.len()];
    let is_void = |row: &Row| matches!(row.status, Some(Rejected | Cancelled));
    for claim in rows.iter().filter(|row| row.claimed.is_some() && !is_void(row)) {
        let mut above = claim.draws_on;
        // A promise that draws on itself, over however many others, ends the way.
        for _ in 0..rows.len() {
            let Some(place) = above.filter(|place| *place < rows.len()) else { break };
            if drawn[place].last().is_some_and(|last| std::ptr::eq(*last, claim)) {
                break;
            }
            drawn[place].push(claim);
            above = rows[place].draws_on;
        }
    }
    drawn
}
