//! Rebates and allocations: the truth says what the rows say, and the hard cases are there.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;

use super::{World, world};
use crate::terms::IncentiveStatus;
use crate::truth::{Incentive, Record};
use crate::world::vendor::salesforce_rows::{Row, number, text};

fn told<'a>(world: &'a World, object: &'a str) -> impl Iterator<Item = &'a Record<Incentive>> {
    world.truth.incentives.iter().flatten().filter(move |record| record.object == object)
}

fn row<'a>(world: &'a World, object: &str, id: &Value) -> &'a Row {
    &world.salesforce.objects[object].rows[id.as_str().unwrap()]
}

#[test]
fn a_payout_says_what_its_rows_say() {
    let world = world(6, 200);
    for record in told(&world, "RebateProgramMemberPayout") {
        let (says, id) = (&record.values, Value::from(&*record.id));
        let payout = row(&world, record.object, &id);
        let member = row(&world, "RebateProgramMember", &payout["MemberId"]);
        let period = row(&world, "RebateProgramPayoutPeriod", &payout["PeriodId"]);
        let payment = payout.get("PaymentId").map(|id| row(&world, "RebatePayment", id));
        assert_eq!(member["AccountId"], *says.partner.as_ref().unwrap().id);
        assert_eq!(period["StartDate"], says.period_start.unwrap().to_string());
        assert_eq!(period["EndDate"], says.period_end.unwrap().to_string());
        assert_eq!(says.earned_at, says.period_end);
        assert_eq!(payout["CalculatedRebateAmount"], number(says.amount.unwrap()));
        let total = Some(payout["TotalRebateAmount"].clone());
        let is_approved = payout["Status"] == "Approved";
        assert_eq!(says.approved_amount.map(number), total.clone().filter(|_| is_approved));
        let is_paid = payment.is_some_and(|payment| payment["Status"] == "Paid");
        assert_eq!(says.paid_amount.map(number), total.filter(|_| is_paid), "{}", record.id);
        assert_eq!(says.status == Some(IncentiveStatus::Paid), is_paid);
        let on = payment.and_then(|payment| payment.get("PaymentDate").cloned());
        assert_eq!(says.paid_at.map(|day| text(&day.to_string())), on);
    }
}

#[test]
fn rebates_have_their_hard_cases() {
    let world = world(6, 200);
    let all: Vec<_> = told(&world, "RebateProgramMemberPayout").map(|it| &it.values).collect();
    let count = |is: &dyn Fn(&Incentive) -> bool| all.iter().filter(|says| is(says)).count();
    let adjusted = |says: &Incentive| {
        says.approved_amount.is_some_and(|_| says.approved_amount != says.amount)
    };
    for (case, found) in [
        ("not approved", count(&|says| says.approved_amount.is_none())),
        ("clawback", count(&|says| says.amount < Some(Decimal::ZERO))),
        ("adjusted", count(&adjusted)),
        ("paid", count(&|says| says.paid_amount.is_some())),
        ("not paid", count(&|says| says.status == Some(IncentiveStatus::Approved))),
        ("under way", count(&|says| says.status == Some(IncentiveStatus::Draft))),
    ] {
        assert!(found > 2, "{case}: {found} of {}", all.len());
    }
    let rows = &world.salesforce.objects["RebateProgramMemberPayout"].rows;
    let mut by_payment: BTreeMap<&str, usize> = BTreeMap::new();
    for id in rows.values().filter_map(|row| row.get("PaymentId")?.as_str()) {
        *by_payment.entry(id).or_default() += 1;
    }
    assert!(by_payment.values().any(|payouts| *payouts > 1), "no payment pays two payouts");
    let payments = world.salesforce.objects["RebatePayment"].rows.values();
    assert!(payments.clone().any(|row| row["Status"] == "Rejected"));
    assert_eq!(payments.count(), by_payment.len(), "a payment pays nothing");
}

#[test]
fn requests_draw_on_the_allocation_that_they_name() {
    let world = world(6, 200);
    let requests = &world.salesforce.objects["PartnerFundRequest"].rows;
    let (mut drawing, mut alone) = (0, 0);
    for record in told(&world, "PartnerFundRequest") {
        let named = requests[&*record.id].get("AllocationId").and_then(Value::as_str);
        assert_eq!(record.values.request.as_ref().map(|request| &*request.id), named);
        *if named.is_some() { &mut drawing } else { &mut alone } += 1;
    }
    assert!(drawing > 30 && alone > 10, "{drawing} {alone}");
    let mut claimed: BTreeMap<&str, Decimal> = BTreeMap::new();
    for record in told(&world, "PartnerFundClaim") {
        let row = &world.salesforce.objects[record.object].rows[&*record.id];
        let request = &requests[row["RequestId"].as_str().unwrap()];
        assert_eq!(row.get("AllocationId"), request.get("AllocationId"), "{}", record.id);
        if let Some(allocation) = row.get("AllocationId").and_then(Value::as_str) {
            *claimed.entry(allocation).or_default() += record.values.amount.unwrap_or_default();
        }
    }
    let exceeded = told(&world, "PartnerFundAllocation").filter(|allocation| {
        let claimed = claimed.get(&*allocation.id).copied();
        claimed > allocation.values.approved_amount
    });
    assert!(exceeded.count() > 3, "claims hardly exceed an allocation");
}
