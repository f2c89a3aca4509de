//! Allocations: the granted part of a benefit, which is paid out, used up, issued, or lapsed.

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::applications::Form;
use super::{CATALOG, Market, lean, moment, money};
use crate::terms::{IncentiveRole, IncentiveStatus};
use crate::truth::{Incentive, Record, System, Text, Truth};
use crate::world::dice::Deck;
use crate::world::plan::now;

/// The state of an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// Nothing has reached the partner yet.
    Waiting,
    Partly,
    Wholly,
    /// The time for it is over.
    Lapsed,
}

const CASH: &[(Progress, usize)] =
    &[(Progress::Wholly, 3), (Progress::Partly, 2), (Progress::Waiting, 2), (Progress::Lapsed, 1)];
const OTHERS: &[(Progress, usize)] =
    &[(Progress::Partly, 2), (Progress::Waiting, 1), (Progress::Wholly, 1), (Progress::Lapsed, 1)];

/// The decks that allocations are dealt from, one for each form of benefit.
pub(crate) struct Granted([Deck<Progress>; 4]);

impl Default for Granted {
    fn default() -> Self {
        Self([Deck::new(CASH), Deck::new(OTHERS), Deck::new(OTHERS), Deck::new(OTHERS)])
    }
}

/// The money of an allocation.
struct Grant {
    detail: Value,
    paid: Option<Decimal>,
    issued: Option<DateTime<Utc>>,
}

/// Enters the allocations that came of an application, in so many parts.
#[expect(
    clippy::too_many_arguments,
    reason = "an allocation repeats most of what its application says"
)]
pub(crate) fn enter_granted(
    market: &mut Market<'_>,
    granted: &mut Granted,
    form: Form,
    benefit: (&str, &str),
    application: &Text,
    money: Option<(Decimal, &'static str)>,
    parts: usize,
    from: DateTime<Utc>,
) -> Vec<Record<Incentive>> {
    let shares = match (parts, money) {
        (2, Some((amount, currency))) => {
            let first = (amount * Decimal::new(6, 1)).round_dp(2);
            vec![Some((first, currency)), Some((amount - first, currency))]
        }
        (parts, money) => vec![money; parts],
    };
    shares
        .into_iter()
        .map(|share| enter(market, granted, form, benefit, Some(application), share, from))
        .collect()
}

/// Enters credits that nobody had applied for: one for every sixty partners, and two at least.
pub(crate) fn enter_unasked(
    market: &mut Market<'_>,
    granted: &mut Granted,
    benefit: &str,
    name: &str,
    truth: &mut Truth,
) {
    for _ in 0..(market.plan.partners.len() / 60).max(2) {
        let amount = Decimal::new(market.dice.between(1, 50) * 10_000, 2);
        let from = now() - Duration::days(market.dice.between(30, 200));
        let record = enter(
            market,
            granted,
            Form::Credits,
            (benefit, name),
            None,
            Some((amount, "USD")),
            from,
        );
        truth.incentives.push(vec![record]);
    }
}

fn enter(
    market: &mut Market<'_>,
    granted: &mut Granted,
    form: Form,
    (benefit, name): (&str, &str),
    application: Option<&Text>,
    money: Option<(Decimal, &'static str)>,
    from: DateTime<Utc>,
) -> Record<Incentive> {
    let id = format!("benalloc-{}", market.dice.letters(14));
    let progress = granted.0[form as usize].deal(&mut market.dice, |_| true);
    let created = market.later(from, from + Duration::days(14));
    let updated = market.later(created, now());
    let (status, means) = match progress {
        Progress::Waiting | Progress::Partly => ("ACTIVE", IncentiveStatus::Approved),
        Progress::Wholly => ("FULFILLED", IncentiveStatus::Paid),
        Progress::Lapsed => ("INACTIVE", IncentiveStatus::Expired),
    };
    let expires = match progress {
        Progress::Lapsed => Some(market.later(created, updated)),
        _ => market.dice.chance(0.7).then(|| created + Duration::days(365)),
    };
    let grant = match money {
        None => Grant {
            detail: json!({ "AccessDetails": { "Description": "An account to try things in." } }),
            paid: None,
            issued: None,
        },
        Some(money) => {
            let paid = paid(market, progress, money.0);
            match form {
                Form::Wallet => wallet(market, money, paid, [created, updated]),
                Form::Credits => credits(market, money, paid, [created, updated], status),
                Form::Cash | Form::Access => cash(market, money, paid, [created, updated]),
            }
        }
    };
    let record = json!({
        "Id": id,
        "Arn": format!("{CATALOG}/benefit-allocation/{id}"),
        "Name": name,
        "Description": format!("{name}, as granted."),
        "Status": status,
        "StatusReason": (progress == Progress::Lapsed).then_some("Not claimed in time."),
        "BenefitApplicationId": application.map(|id| &**id),
        "BenefitId": benefit,
        "FulfillmentType": form.word(),
        "FulfillmentDetail": grant.detail,
        "CreatedAt": moment(created),
        "UpdatedAt": moment(updated),
        "StartsAt": moment(created),
        "ExpiresAt": expires.map(moment),
    });
    market.store.allocations.insert(id.clone(), lean(record));
    let values = Incentive {
        name: Some(name.into()),
        kind: Some(form.kind()),
        role: Some(IncentiveRole::Earning),
        status: Some(means),
        source_status: Some(status.into()),
        amount: money.map(|(amount, _)| amount),
        approved_amount: money.map(|(amount, _)| amount),
        paid_amount: grant.paid,
        currency: money.map(|(_, currency)| currency.into()),
        paid_at: grant.issued.map(|at| at.date_naive()),
        expires_at: expires.map(|at| at.date_naive()),
        created_at: Some(created),
        updated_at: Some(updated),
        ..Incentive::default()
    };
    Record {
        source: System::Aws,
        object: "BenefitAllocation",
        id: id.into(),
        linkable: true,
        values,
    }
}

/// The part that has reached the partner.
fn paid(market: &mut Market<'_>, progress: Progress, amount: Decimal) -> Option<Decimal> {
    match progress {
        Progress::Waiting | Progress::Lapsed => None,
        Progress::Partly => {
            Some((amount * Decimal::new(market.dice.between(10, 90), 2)).round_dp(2))
        }
        Progress::Wholly => Some(amount),
    }
}

/// Of cash AWS tells what was issued, and what of it was disbursed.
fn cash(
    market: &mut Market<'_>,
    (amount, currency): (Decimal, &str),
    paid: Option<Decimal>,
    [from, to]: [DateTime<Utc>; 2],
) -> Grant {
    let issued = market.later(from, to);
    let detail = json!({ "DisbursementDetails": {
        "DisbursedAmount": paid.map(|paid| money(paid, currency)),
        "IssuanceDetails": {
            "IssuanceId": format!("iss-{}", market.dice.letters(10)),
            "IssuanceAmount": money(amount, currency),
            "IssuedAt": moment(issued),
        },
    } });
    Grant { detail, paid, issued: Some(issued) }
}

/// Of a wallet AWS tells what is left; how it was issued, only of some that were used.
fn wallet(
    market: &mut Market<'_>,
    (amount, currency): (Decimal, &str),
    paid: Option<Decimal>,
    [from, to]: [DateTime<Utc>; 2],
) -> Grant {
    let issued = market.later(from, to);
    let issued = paid.and_then(|_| market.dice.chance(0.5).then_some(issued));
    let detail = json!({ "ConsumableDetails": {
        "AllocatedAmount": money(amount, currency),
        "RemainingAmount": money(amount - paid.unwrap_or_default(), currency),
        "UtilizedAmount": paid.map(|paid| money(paid, currency)),
        "IssuanceDetails": issued.map(|issued| json!({ "IssuanceAmount": money(amount, currency), "IssuedAt": moment(issued) })),
    } });
    Grant { detail, paid, issued }
}

/// Of credits AWS tells always what was issued, be it nothing.
fn credits(
    market: &mut Market<'_>,
    (amount, currency): (Decimal, &str),
    paid: Option<Decimal>,
    [from, to]: [DateTime<Utc>; 2],
    status: &str,
) -> Grant {
    let code = paid.map(|paid| {
        json!({
            "AwsAccountId": market.account(false),
            "Value": money(paid, currency),
            "AwsCreditCode": format!("PC{}", market.dice.letters(14).to_uppercase()),
            "Status": status,
            "IssuedAt": moment(market.later(from, to)),
            "ExpiresAt": moment(to + Duration::days(365)),
        })
    });
    let paid = paid.unwrap_or_default();
    let detail = json!({ "CreditDetails": {
        "AllocatedAmount": money(amount, currency),
        "IssuedAmount": money(paid, currency),
        "Codes": code.into_iter().collect::<Vec<_>>(),
    } });
    Grant { detail, paid: Some(paid), issued: None }
}
