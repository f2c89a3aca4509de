//! Records incentives: market development funds in Salesforce's own objects, everything else in HubSpot's custom one.

use chrono::{Datelike, Duration, NaiveDate};
use rust_decimal::Decimal;

use crate::terms::{DealStage, IncentiveKind, IncentiveStatus};
use crate::truth::{Incentive, Node, Record, Ref, System, Text};
use crate::world::plan::{moment, now, today};
use crate::world::record::Recorder;
use crate::world::record::deals::Deals;
use crate::world::record::partner_view::PROGRAMS;
use crate::world::record::partners::Faces;
use crate::world::vendor::hubspot_fields::INCENTIVES;
use crate::world::vendor::ties::Tie;
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};

/// What funds are asked for.
pub(crate) const ACTIVITIES: &[&str] = &["Event", "Webinar", "Advertising", "Content", "Training"];

/// Enters the fund requests with their claims, then HubSpot's incentives, `per_partner` of each on average.
pub(crate) fn record(
    recorder: &mut Recorder<'_>,
    faces: &Faces,
    deals: &Deals,
    per_partner: f64,
) -> Vec<Node<Incentive>> {
    let budget = enter_budget(recorder);
    let plan = recorder.plan;
    let mut nodes = Vec::new();
    for &company in &plan.partners {
        if let Some(face) = faces.of(company, System::Salesforce) {
            let count = recorder.dice.around(per_partner);
            if count > 0 {
                enter_funds(recorder, company, &face.id, &budget, count, &mut nodes);
            }
        }
    }
    let mut won = vec![Vec::new(); plan.companies.len()];
    for (index, deal) in plan.deals.iter().enumerate() {
        if let (Some(partner), DealStage::Won, Some(id)) =
            (deal.partner, deal.stage, deals.of(index, System::Hubspot))
        {
            won[partner].push(id.clone());
        }
    }
    for &company in &plan.partners {
        if let Some(face) = faces.of(company, System::Hubspot) {
            for _ in 0..recorder.dice.around(per_partner) {
                nodes.push(vec![enter_hubspot(
                    recorder,
                    company,
                    &face.id,
                    &won[company],
                )]);
            }
        }
    }
    nodes
}

fn fund_row(
    recorder: &mut Recorder<'_>,
    owner: usize,
    object: &'static str,
    title: &str,
    amount: Decimal,
) -> sf::Row {
    let time = recorder.entered(System::Salesforce, object, now() - Duration::days(320));
    let mut row = sf::Row::new();
    sf::put(&mut row, "Title", Some(sf::text(title)));
    sf::put(&mut row, "Amount", Some(sf::number(amount)));
    sf::put(
        &mut row,
        "OwnerId",
        recorder.users.get(owner).map(|user| sf::text(user)),
    );
    for field in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
        sf::put(&mut row, field, Some(sf::time(time)));
    }
    row
}

fn enter_budget(recorder: &mut Recorder<'_>) -> Text {
    let mut row = fund_row(
        recorder,
        0,
        "PartnerMarketingBudget",
        "Partner marketing 2026",
        Decimal::from(2_000_000),
    );
    sf::put(&mut row, "StartDate", Some(sf::text("2026-01-01")));
    sf::put(&mut row, "EndDate", Some(sf::text("2026-12-31")));
    recorder.salesforce("PartnerMarketingBudget", row)
}

/// A partner's allocation, its requests, and a claim for most of those approved.
fn enter_funds(
    recorder: &mut Recorder<'_>,
    company: usize,
    account: &Text,
    budget: &Text,
    count: usize,
    nodes: &mut Vec<Node<Incentive>>,
) {
    let (owner, stem) = (
        recorder.plan.companies[company].owner,
        recorder.plan.companies[company].stem.clone(),
    );
    let mut row = fund_row(
        recorder,
        owner,
        "PartnerFundAllocation",
        &format!("{stem} 2026"),
        Decimal::from(20_000),
    );
    sf::put(&mut row, "BudgetId", Some(sf::text(budget)));
    sf::put(&mut row, "ChannelPartnerId", Some(sf::text(account)));
    let allocation = recorder.salesforce("PartnerFundAllocation", row);
    let pot = |row: &mut sf::Row| {
        sf::put(row, "AllocationId", Some(sf::text(&allocation)));
        sf::put(row, "BudgetId", Some(sf::text(budget)));
        sf::put(row, "OwnerId", None);
    };
    let partner = Some(Ref {
        source: System::Salesforce,
        id: account.clone(),
    });
    for _ in 0..count {
        let activity = recorder.dice.pick(ACTIVITIES);
        let asked = Decimal::from(recorder.dice.between(5, 200) * 100);
        let status = recorder.dice.weighted(&[
            (IncentiveStatus::Draft, 3),
            (IncentiveStatus::Approved, 6),
            (IncentiveStatus::Rejected, 1),
        ]);
        let approved = status == IncentiveStatus::Approved;
        let granted = if approved && recorder.dice.chance(0.3) {
            (asked * Decimal::new(75, 2)).round_dp(2)
        } else {
            asked
        };
        let made = moment(now() - Duration::days(300), now(), recorder.dice);
        let entered = recorder.entered(System::Salesforce, "PartnerFundRequest", made);
        let request = Incentive {
            name: Some(format!("{activity} {stem}").into()),
            kind: Some(IncentiveKind::MarketDevelopmentFund),
            status: Some(status),
            source_status: Some(status.salesforce().into()),
            amount: Some(granted),
            requested_amount: Some(asked),
            currency: Some("USD".into()),
            partner: partner.clone(),
            created_at: Some(entered),
            updated_at: Some(recorder.changed(System::Salesforce, entered)),
            ..Incentive::default()
        };
        let mut row = sf::Row::new();
        sf::fund_request(&mut row, &request);
        pot(&mut row);
        sf::put(
            &mut row,
            "OwnerId",
            recorder.users.get(owner).map(|user| sf::text(user)),
        );
        sf::put(&mut row, "Activity", Some(sf::text(activity)));
        let id = recorder.salesforce("PartnerFundRequest", row);
        let record = |object, id, values| {
            vec![Record {
                source: System::Salesforce,
                object,
                id,
                linkable: true,
                values,
            }]
        };
        if approved && recorder.dice.chance(0.7) {
            let claim = claim(recorder, &request, granted);
            let mut row = sf::Row::new();
            sf::fund_claim(&mut row, &claim);
            pot(&mut row);
            sf::put(
                &mut row,
                "OwnerId",
                recorder.users.get(owner).map(|user| sf::text(user)),
            );
            sf::put(&mut row, "RequestId", Some(sf::text(&id)));
            let claim_id = recorder.salesforce("PartnerFundClaim", row);
            nodes.push(record("PartnerFundClaim", claim_id, claim));
        }
        nodes.push(record("PartnerFundRequest", id, request));
    }
}

/// What a partner claims of a request that was granted.
fn claim(recorder: &mut Recorder<'_>, request: &Incentive, granted: Decimal) -> Incentive {
    let status = recorder.dice.weighted(&[
        (IncentiveStatus::Draft, 2),
        (IncentiveStatus::Approved, 3),
        (IncentiveStatus::Rejected, 1),
        (IncentiveStatus::Paid, 4),
    ]);
    let entered = recorder.entered(
        System::Salesforce,
        "PartnerFundClaim",
        request.created_at.unwrap_or_else(now),
    );
    let updated = recorder.changed(System::Salesforce, entered);
    Incentive {
        name: request
            .name
            .as_ref()
            .map(|name| format!("Claim: {name}").into()),
        kind: request.kind,
        status: Some(status),
        source_status: Some(status.salesforce().into()),
        amount: Some((granted * Decimal::new(recorder.dice.between(60, 100), 2)).round_dp(2)),
        currency: request.currency.clone(),
        partner: request.partner.clone(),
        paid_at: (status == IncentiveStatus::Paid).then(|| updated.date_naive()),
        created_at: Some(entered),
        updated_at: Some(updated),
        ..Incentive::default()
    }
}

fn enter_hubspot(
    recorder: &mut Recorder<'_>,
    company: usize,
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
            + if recorder.dice.chance(0.3) {
                recorder.dice.between(0, 99)
            } else {
                0
            },
        2,
    );
    let (start, end) = quarter(recorder.dice.between(0, 5));
    let settled = matches!(status, Earned | Scheduled | Paid);
    let paid = status == Paid;
    let program = plan
        .partner
        .as_ref()
        .map(|partner| PROGRAMS[partner.program]);
    let deal = (!won.is_empty() && recorder.dice.chance(0.4)).then(|| Ref {
        source: System::Hubspot,
        id: recorder.dice.pick(won),
    });
    let made = moment(
        start.and_time(chrono::NaiveTime::MIN).and_utc(),
        now(),
        recorder.dice,
    );
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
        status: Some(status),
        source_status: Some(status.hubspot().into()),
        amount: (status != Draft).then_some(amount),
        requested_amount: (!settled || recorder.dice.chance(0.3)).then_some(amount),
        paid_amount: paid.then_some(amount),
        currency: Some(plan.country.currency.into()),
        program: program.map(Into::into),
        partner: Some(Ref {
            source: System::Hubspot,
            id: partner.clone(),
        }),
        deal: deal.clone(),
        period_start: Some(start),
        period_end: Some(end),
        earned_at: settled.then(|| end.min(today())),
        due_at: matches!(status, Scheduled | Paid).then(|| end + Duration::days(30)),
        paid_at: paid.then(|| updated.date_naive()),
        expires_at: recorder.dice.chance(0.3).then(|| end + Duration::days(180)),
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
    Record {
        source: System::Hubspot,
        object: INCENTIVES,
        id,
        linkable: true,
        values: says,
    }
}

/// First and last day of a quarter: 0 is the third of 2025, 5 the last of 2026.
fn quarter(number: i64) -> (NaiveDate, NaiveDate) {
    let month = 6 + number as u32 * 3;
    let first = |month: u32| {
        NaiveDate::from_ymd_opt(2025 + (month / 12) as i32, month % 12 + 1, 1).unwrap_or_default()
    };
    (first(month), first(month + 3) - Duration::days(1))
}
