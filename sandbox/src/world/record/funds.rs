//! Records market development funds in Salesforce's own objects: budget, allocations, requests,
//! claims.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;

use super::Recorder;
use super::partners::Faces;
use crate::salesforce::store::Store as Org;
use crate::terms::{IncentiveKind, IncentiveRole, IncentiveStatus};
use crate::truth::{Incentive, Node, Record, Ref, System, Text};
use crate::world::plan::now;
use crate::world::vendor::salesforce_rows as sf;

/// The title of the one budget that all requests and claims draw on: their program, as people read
/// it.
pub(crate) const BUDGET: &str = "Partner marketing 2026";
/// The year of the budget.
pub(crate) const BUDGET_YEAR: i32 = 2026;

/// The purposes of fund requests.
pub(crate) const ACTIVITIES: &[&str] = &["Event", "Webinar", "Advertising", "Content", "Training"];

/// A request of a partner (by its index among the companies), and when it is made.
pub(crate) type Wish = (DateTime<Utc>, usize);

/// Enters these requests, which come in the order of their making, and a claim for most of those
/// approved.
pub(crate) fn record(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    wishes: &[Wish],
) -> Vec<Node<Incentive>> {
    let budget = enter_budget(recorder);
    let mut allocations = vec![None; recorder.plan.companies.len()];
    for &(_, company) in wishes {
        if let (None, Some(face)) = (&allocations[company], faces.of(company, System::Salesforce)) {
            allocations[company] = Some(enter_allocation(recorder, company, &face.id, &budget));
        }
    }
    let mut nodes = Vec::new();
    for &(made, company) in wishes {
        let (Some(face), Some(allocation)) =
            (faces.of(company, System::Salesforce), &allocations[company])
        else {
            continue;
        };
        // The fields that requests and claims have alike.
        let mut pot = sf::Row::new();
        sf::put(&mut pot, "AllocationId", Some(sf::text(allocation)));
        sf::put(&mut pot, "BudgetId", Some(sf::text(&budget)));
        let owner = recorder.plan.companies[company].owner;
        let user = recorder.users.get(owner).map(|user| sf::text(user));
        sf::put(&mut pot, "OwnerId", user);
        enter_request(recorder, company, made, &face.id, pot, &mut nodes);
    }
    nodes
}

/// Gives each claim a number, in the order of their ids, and tells the numbers.
pub(crate) fn number_claims(org: &mut Org) -> BTreeMap<Text, String> {
    let rows =
        org.objects.get_mut("PartnerFundClaim").into_iter().flat_map(|object| &mut object.rows);
    rows.zip(1..)
        .map(|((id, row), place)| {
            let number = format!("CLM-{place:06}");
            sf::put(row, "Claim_Number__c", Some(sf::text(&number)));
            (Text::from(id.as_str()), number)
        })
        .collect()
}

fn fund_row(
    recorder: &mut Recorder<'_>,
    owner: usize,
    object: &'static str,
    title: &str,
    amount: Decimal,
) -> sf::Row {
    let time = recorder.entered(System::Salesforce, object, now() - Duration::days(320));
    let user = recorder.users.get(owner).map(|user| sf::text(user));
    let mut row = sf::Row::new();
    sf::put(&mut row, "Title", Some(sf::text(title)));
    sf::put(&mut row, "Amount", Some(sf::number(amount)));
    sf::put(&mut row, "OwnerId", user);
    for field in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
        sf::put(&mut row, field, Some(sf::time(time)));
    }
    row
}

fn enter_budget(recorder: &mut Recorder<'_>) -> Text {
    let object = "PartnerMarketingBudget";
    let mut row = fund_row(recorder, 0, object, BUDGET, Decimal::from(2_000_000));
    sf::put(&mut row, "StartDate", Some(sf::text(&format!("{BUDGET_YEAR}-01-01"))));
    sf::put(&mut row, "EndDate", Some(sf::text(&format!("{BUDGET_YEAR}-12-31"))));
    recorder.salesforce(object, row)
}

fn enter_allocation(
    recorder: &mut Recorder<'_>,
    company: usize,
    account: &Text,
    budget: &Text,
) -> Text {
    let company = &recorder.plan.companies[company];
    let (object, title) = ("PartnerFundAllocation", format!("{} 2026", company.stem));
    let mut row = fund_row(recorder, company.owner, object, &title, Decimal::from(20_000));
    sf::put(&mut row, "BudgetId", Some(sf::text(budget)));
    sf::put(&mut row, "ChannelPartnerId", Some(sf::text(account)));
    recorder.salesforce(object, row)
}

fn enter_request(
    recorder: &mut Recorder<'_>,
    company: usize,
    made: DateTime<Utc>,
    account: &Text,
    pot: sf::Row,
    nodes: &mut Vec<Node<Incentive>>,
) {
    use IncentiveStatus::{Approved, Draft, Rejected};
    let activity = recorder.dice.pick(ACTIVITIES);
    let asked = Decimal::new(recorder.dice.between(5, 200) * 10_000, 2);
    let status = recorder.dice.weighted(&[(Draft, 3), (Approved, 6), (Rejected, 1)]);
    let granted = if status == Approved && recorder.dice.chance(0.3) {
        (asked * Decimal::new(75, 2)).round_dp(2)
    } else {
        asked
    };
    let entered = recorder.entered(System::Salesforce, "PartnerFundRequest", made);
    let stem = &recorder.plan.companies[company].stem;
    let request = Incentive {
        name: Some(format!("{activity} {stem}").into()),
        kind: Some(IncentiveKind::MarketDevelopmentFund),
        role: Some(IncentiveRole::Promise),
        status: Some(status),
        source_status: Some(status.salesforce().into()),
        amount: Some(granted),
        requested_amount: Some(asked),
        approved_amount: (status == Approved).then_some(granted),
        currency: Some("USD".into()),
        program: Some(BUDGET.into()),
        partner: Some(Ref { source: System::Salesforce, id: account.clone() }),
        created_at: Some(entered),
        updated_at: Some(recorder.changed(System::Salesforce, entered)),
        ..Incentive::default()
    };
    let mut row = pot.clone();
    sf::fund_request(&mut row, &request);
    sf::put(&mut row, "Activity", Some(sf::text(activity)));
    let id = recorder.salesforce("PartnerFundRequest", row);
    if status == Approved && recorder.dice.chance(0.7) {
        let claim = claim(recorder, &id, &request, granted);
        let mut row = pot;
        sf::fund_claim(&mut row, &claim);
        let claim_id = recorder.salesforce("PartnerFundClaim", row);
        nodes.push(alone("PartnerFundClaim", claim_id, claim));
    }
    nodes.push(alone("PartnerFundRequest", id, request));
}

fn alone(object: &'static str, id: Text, values: Incentive) -> Node<Incentive> {
    vec![Record { source: System::Salesforce, object, id, linkable: true, values }]
}

/// The claim on a granted request.
fn claim(
    recorder: &mut Recorder<'_>,
    request_id: &Text,
    request: &Incentive,
    granted: Decimal,
) -> Incentive {
    use IncentiveStatus::{Approved, Draft, Paid, Rejected};
    let status = recorder.dice.weighted(&[(Draft, 2), (Approved, 3), (Rejected, 1), (Paid, 4)]);
    let requested = request.created_at.unwrap_or_else(now);
    let entered = recorder.entered(System::Salesforce, "PartnerFundClaim", requested);
    let updated = recorder.changed(System::Salesforce, entered);
    let part = Decimal::new(recorder.dice.between(60, 100), 2);
    let amount = (granted * part).round_dp(2);
    Incentive {
        name: request.name.as_ref().map(|name| format!("Claim: {name}").into()),
        kind: request.kind,
        role: Some(IncentiveRole::Claim),
        status: Some(status),
        source_status: Some(status.salesforce().into()),
        amount: Some(amount),
        approved_amount: matches!(status, Approved | Paid).then_some(amount),
        currency: request.currency.clone(),
        program: request.program.clone(),
        partner: request.partner.clone(),
        request: Some(Ref { source: System::Salesforce, id: request_id.clone() }),
        paid_at: (status == Paid).then(|| updated.date_naive()),
        created_at: Some(entered),
        updated_at: Some(updated),
        ..Incentive::default()
    }
}
