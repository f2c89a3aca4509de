//! Records incentives: market development funds in Salesforce, everything else in HubSpot's custom
//! object.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::terms::{DealStage, IncentiveKind, IncentiveStatus};
use crate::truth::{Incentive, Node, Record, Ref, System, Text};
use crate::world::plan::{moment, now, today};
use crate::world::record::Recorder;
use crate::world::record::deals::Deals;
use crate::world::record::funds::{self, Wish};
use crate::world::record::partner_view::PROGRAMS;
use crate::world::record::partners::Faces;
use crate::world::vendor::hubspot_fields::INCENTIVES;
use crate::world::vendor::hubspot_rows as hs;
use crate::world::vendor::ties::Tie;

/// Enters the fund requests with their claims, then HubSpot's incentives, `per_partner` of each on
/// average.
pub(crate) fn record(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deals: &Deals,
    per_partner: f64,
) -> Vec<Node<Incentive>> {
    let wishes = wishes(recorder, faces, System::Salesforce, per_partner);
    let mut nodes = funds::record(recorder, faces, &wishes);
    let plan = recorder.plan;
    let mut won = vec![Vec::new(); plan.companies.len()];
    for (index, deal) in plan.deals.iter().enumerate() {
        if let (Some(partner), DealStage::Won, Some(id)) =
            (deal.partner, deal.stage, deals.of(index, System::Hubspot))
        {
            won[partner].push(id.clone());
        }
    }
    for (made, company) in self::wishes(recorder, faces, System::Hubspot, per_partner) {
        if let Some(face) = faces.of(company, System::Hubspot) {
            let record = enter_hubspot(recorder, company, made, &face.id, &won[company]);
            nodes.push(vec![record]);
        }
    }
    nodes
}

/// The partners of a system who get an incentive, with the time, the oldest first.
fn wishes(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    system: System,
    per_partner: f64,
) -> Vec<Wish> {
    let plan = recorder.plan;
    let mut wishes = Vec::new();
    for &company in &plan.partners {
        if faces.of(company, system).is_some() {
            for _ in 0..recorder.dice.around(per_partner) {
                let made = moment(now() - Duration::days(300), now(), recorder.dice);
                wishes.push((made, company));
            }
        }
    }
    wishes.sort_unstable();
    wishes
}

fn enter_hubspot(
    recorder: &mut Recorder<'_>,
    company: usize,
    made: DateTime<Utc>,
    partner: &Text,
    won: &[Text],
) -> Record<Incentive> {
    use IncentiveKind::{
        Bonus, Commission, Credit, Discount, MarketDevelopmentFund, Other, Rebate, ReferralFee,
        Spiff,
    };
    use IncentiveStatus::{
        Approved, Cancelled, Draft, Earned, Expired, Paid, Rejected, Requested, Scheduled,
    };
    let plan = &recorder.plan.companies[company];
    let kind = recorder.dice.weighted(&[
        (Rebate, 8),
        (Spiff, 6),
        (Commission, 4),
        (ReferralFee, 3),
        (MarketDevelopmentFund, 2),
        (Discount, 1),
        (Credit, 2),
        (Bonus, 2),
        (Other, 1),
    ]);
    let status = recorder.dice.weighted(&[
        (Draft, 1),
        (Requested, 2),
        (Approved, 3),
        (Earned, 5),
        (Scheduled, 3),
        (Paid, 6),
        (Rejected, 1),
        (Expired, 1),
        (Cancelled, 1),
    ]);
    let amount = Decimal::new(
        recorder.dice.between(50, 15_000) * 100
            + if recorder.dice.chance(0.3) { recorder.dice.between(0, 99) } else { 0 },
        2,
    );
    let (start, end) = quarter_of(made.date_naive());
    let settled = matches!(status, Earned | Scheduled | Paid);
    let paid = status == Paid;
    let program = plan.partner.as_ref().map(|partner| PROGRAMS[partner.program]);
    let deal = (!won.is_empty() && recorder.dice.chance(0.4))
        .then(|| Ref { source: System::Hubspot, id: recorder.dice.pick(won) });
    let entered = recorder.entered(System::Hubspot, INCENTIVES, made);
    let updated = recorder.changed(System::Hubspot, entered);
    let says = Incentive {
        name: Some(
            format!(
                "{} Q{} {}",
                kind.hubspot().replace('_', " "),
                start.month0() / 3 + 1,
                start.year()
            )
            .into(),
        ),
        kind: Some(kind),
        role: Some(kind.role_in_hubspot()),
        status: Some(status),
        source_status: Some(status.hubspot().into()),
        amount: (status != Draft).then_some(amount),
        requested_amount: (!settled || recorder.dice.chance(0.3)).then_some(amount),
        approved_amount: None,
        paid_amount: paid.then_some(amount),
        currency: Some(plan.country.currency.into()),
        program: program.map(Into::into),
        partner: Some(Ref { source: System::Hubspot, id: partner.clone() }),
        deal: deal.clone(),
        request: None,
        campaign: None,
        period_start: Some(start),
        period_end: Some(end),
        earned_at: settled.then(|| end.min(today())),
        due_at: matches!(status, Scheduled | Paid).then(|| end + Duration::days(30)),
        paid_at: paid.then(|| updated.date_naive()),
        expires_at: recorder.dice.chance(0.3).then(|| end + Duration::days(180)),
        approvals: None,
        created_at: Some(entered),
        updated_at: Some(updated),
    };
    let mut row = hs::Row::new();
    hs::incentive(&mut row, &says);
    let id = recorder.hubspot(INCENTIVES, row);
    Tie::IncentivePartner.make(&mut recorder.hubspot, hs::id(&id), hs::id(partner));
    if let Some(deal) = deal {
        Tie::IncentiveDeal.make(&mut recorder.hubspot, hs::id(&id), hs::id(&deal.id));
    }
    Record { source: System::Hubspot, object: INCENTIVES, id, linkable: true, values: says }
}

/// First and last day of the quarter of a day.
fn quarter_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let month = day.month0() / 3 * 3;
    let first = |month: u32| {
        let year = day.year() + i32::from(month > 11);
        NaiveDate::from_ymd_opt(year, month % 12 + 1, 1).unwrap_or_default()
    };
    (first(month), first(month + 3) - Duration::days(1))
}
