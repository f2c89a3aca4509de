//! Market development funds: what requests promise, and what claims on them are approved.

use serde_json::Value;

use super::world;
use crate::terms::{IncentiveRole, IncentiveStatus};
use crate::world::vendor::salesforce_rows as sf;

#[test]
fn a_claim_names_the_request_that_it_draws_on() {
    let world = world(5, 120);
    let rows = &world.salesforce.objects["PartnerFundClaim"].rows;
    let requests = &world.salesforce.objects["PartnerFundRequest"].rows;
    let claims = world.truth.incentives.iter().flatten().filter(|r| r.object == "PartnerFundClaim");
    let mut count = 0;
    for claim in claims {
        let request = claim.values.request.as_ref().unwrap();
        let row = &rows[&*claim.id];
        assert_eq!(row.get("RequestId").and_then(Value::as_str), Some(&*request.id));
        assert_eq!(requests[&*request.id].get("Status"), Some(&sf::text("Approved")));
        assert_eq!(claim.values.role, Some(IncentiveRole::Claim));
        count += 1;
    }
    assert!(count > 10, "{count}");
}

#[test]
fn what_is_approved_of_funds_is_in_amount_once_it_is() {
    let world = world(5, 120);
    let (mut approved, mut open) = (0, 0);
    for record in world.truth.incentives.iter().flatten() {
        if !record.object.starts_with("PartnerFund") {
            continue;
        }
        let says = &record.values;
        let is_approved =
            matches!(says.status, Some(IncentiveStatus::Approved | IncentiveStatus::Paid));
        let row = &world.salesforce.objects[record.object].rows[&*record.id];
        let amount = row.get("Amount").cloned().filter(|_| is_approved);
        assert_eq!(says.approved_amount.map(sf::number), amount, "{}", record.id);
        *if is_approved { &mut approved } else { &mut open } += 1;
    }
    assert!(approved > 10 && open > 10, "{approved} {open}");
}
