//! The programme's benefits, and what was applied for.

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::allocations::{Granted, enter_granted, enter_unasked};
use super::channel::Sellers;
use super::opportunities::Opportunities;
use super::{CATALOG, Market, lean, moment, reference};
use crate::terms::{IncentiveKind, IncentiveRole, IncentiveStatus};
use crate::truth::{Incentive, Node, Record, System, Text, Truth};
use crate::world::dice::Deck;
use crate::world::names::{mail, person};
use crate::world::plan::now;

/// The way in which a benefit is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Money that is paid out.
    Cash,
    /// Money that is used up.
    Wallet,
    /// Credits for what is used at AWS.
    Credits,
    /// No money.
    Access,
}

impl Form {
    /// AWS's word for it, which tells less.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Cash | Self::Wallet => "CASH",
            Self::Credits => "CREDITS",
            Self::Access => "ACCESS",
        }
    }

    pub(crate) fn kind(self) -> IncentiveKind {
        match self {
            Self::Cash | Self::Wallet => IncentiveKind::MarketDevelopmentFund,
            Self::Credits => IncentiveKind::Credit,
            Self::Access => IncentiveKind::Other,
        }
    }
}

/// (name, programme, form, status)
const BENEFITS: &[(&str, &str, Form, &str)] = &[
    ("Market development funds", "MDF", Form::Cash, "ACTIVE"),
    ("Migration credits", "Migration_Acceleration", Form::Credits, "ACTIVE"),
    ("Proof of concept wallet", "ISV-Accelerate", Form::Wallet, "ACTIVE"),
    ("Innovation sandbox", "ISV-Accelerate", Form::Access, "ACTIVE"),
    ("Launch bonus", "MDF", Form::Cash, "INACTIVE"),
];

const APPLIED: &[(usize, usize)] = &[(0, 5), (1, 4), (2, 3), (3, 1), (4, 1)];

/// AWS's word for the status of an application, its stage, and what it means.
const STATUSES: &[((&str, &str, IncentiveStatus), usize)] = &[
    (("PENDING_SUBMISSION", "Draft", IncentiveStatus::Draft), 2),
    (("IN_REVIEW", "Business approval", IncentiveStatus::Requested), 2),
    (("ACTION_REQUIRED", "Business approval", IncentiveStatus::Requested), 1),
    (("APPROVED", "Claim", IncentiveStatus::Approved), 9),
    (("REJECTED", "Business approval", IncentiveStatus::Rejected), 2),
    (("CANCELED", "Draft", IncentiveStatus::Cancelled), 1),
];

/// Whom an application says it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claimant {
    Partner,
    /// An AWS account that is no partner's.
    Other,
    Nobody,
}

const CLAIMANTS: &[(Claimant, usize)] =
    &[(Claimant::Partner, 8), (Claimant::Other, 1), (Claimant::Nobody, 1)];

/// The record that an application belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resources {
    Opportunity,
    TwoOpportunities,
    /// An earlier allocation, and no opportunity.
    Allocation,
    Nothing,
}

const RESOURCES: &[(Resources, usize)] = &[
    (Resources::Opportunity, 5),
    (Resources::TwoOpportunities, 1),
    (Resources::Allocation, 1),
    (Resources::Nothing, 4),
];

/// The number of allocations of an approved application.
const ALLOCATED: &[(usize, usize)] = &[(0, 2), (1, 4), (2, 2)];

/// The details of an application.
struct Details {
    account: Option<String>,
    /// The amount asked for, with its currency.
    requested: Option<(Decimal, &'static str)>,
    opportunities: Vec<Text>,
    resources: Vec<String>,
    partner: Option<Text>,
}

/// Enters an application for most partners that AWS knows, twenty at least, and what came of them.
pub(crate) fn record(
    market: &mut Market<'_>,
    sellers: &Sellers,
    opportunities: &Opportunities,
    truth: &mut Truth,
) {
    let benefits: Vec<String> =
        BENEFITS.iter().map(|benefit| enter_benefit(market, benefit)).collect();
    let (mut applied, mut statuses, mut allocated) =
        (Deck::new(APPLIED), Deck::new(STATUSES), Deck::new(ALLOCATED));
    let (mut claimants, mut resources) = (Deck::new(CLAIMANTS), Deck::new(RESOURCES));
    let mut granted = Granted::default();
    for _ in 0..(sellers.partners.len() * 4 / 5).max(20) {
        let place = applied.deal(&mut market.dice, |_| true);
        let form = BENEFITS[place].2;
        let (status, stage, means) = statuses.deal(&mut market.dice, |_| true);
        let claimant = claimants.deal(&mut market.dice, |_| true);
        let tied = resources.deal(&mut market.dice, |_| true);
        let details = details(market, form, claimant, tied, sellers, opportunities);
        let created =
            now() - Duration::milliseconds(market.dice.between(86_400_000, 280 * 86_400_000));
        let updated = market.later(created, created + Duration::days(30));
        let record = enter(
            market,
            &benefits[place],
            place,
            (status, stage),
            [created, updated],
            &details,
            means,
        );
        let id = record.id.clone();
        let mut node: Node<Incentive> = vec![record];
        if means == IncentiveStatus::Approved {
            let parts = allocated.deal(&mut market.dice, |_| true);
            let granted_in_all = details.requested.map(|(amount, currency)| {
                let share = market.dice.pick(&[Decimal::ONE, Decimal::ONE, Decimal::new(75, 2)]);
                ((amount * share).round_dp(2), currency)
            });
            node.extend(enter_granted(
                market,
                &mut granted,
                form,
                (&benefits[place], BENEFITS[place].0),
                &id,
                granted_in_all,
                parts,
                updated,
            ));
        }
        truth.incentives.push(node);
    }
    enter_unasked(market, &mut granted, &benefits[1], BENEFITS[1].0, truth);
}

fn enter_benefit(
    market: &mut Market<'_>,
    &(name, program, form, status): &(&str, &str, Form, &str),
) -> String {
    let id = format!("ben-{}", market.dice.letters(14));
    let text = json!({ "type": "string" });
    let benefit = json!({
        "Id": id,
        "Arn": format!("{CATALOG}/benefit/{id}"),
        "Name": name,
        "Description": format!("{name} for partners of the programme."),
        "Programs": [program],
        "FulfillmentTypes": [form.word()],
        "BenefitRequestSchema": {
            "type": "object",
            "properties": { "PartnerAwsAccountId": text, "RequestedAmount": text, "CurrencyCode": text, "Activity": text },
        },
        "Status": status,
    });
    market.store.benefits.insert(id.clone(), benefit);
    id
}

fn details(
    market: &mut Market<'_>,
    form: Form,
    claimant: Claimant,
    tied: Resources,
    sellers: &Sellers,
    opportunities: &Opportunities,
) -> Details {
    let partner = (claimant == Claimant::Partner && !sellers.partners.is_empty())
        .then(|| market.dice.pick(&sellers.partners));
    let account = match (&partner, claimant) {
        (Some((_, account, _)), _) => Some(account.clone()),
        (None, Claimant::Other) if !sellers.others.is_empty() => {
            Some(market.dice.pick(&sellers.others))
        }
        _ => None,
    };
    let requested = (form != Form::Access).then(|| {
        let amount = Decimal::new(market.dice.between(50_000, 5_000_000), 2);
        (amount, market.dice.weighted(&[("USD", 3), ("EUR", 2), ("GBP", 1)]))
    });
    // The partner's own deals come first, where AWS knows one.
    let own = partner
        .as_ref()
        .and_then(|(company, ..)| opportunities.of.get(&(*company)?))
        .unwrap_or(&opportunities.all);
    let (from, count) = match tied {
        Resources::Opportunity => (own, 1),
        Resources::TwoOpportunities => (&opportunities.all, 2),
        Resources::Allocation | Resources::Nothing => (own, 0),
    };
    let mut chosen: Vec<Text> =
        (0..count).filter(|_| !from.is_empty()).map(|_| market.dice.pick(from)).collect();
    chosen.dedup();
    let mut resources: Vec<String> =
        chosen.iter().map(|id| format!("{CATALOG}/opportunity/{id}")).collect();
    let earlier = market.store.allocations.keys().next().filter(|_| tied == Resources::Allocation);
    resources.extend(earlier.map(|id| format!("{CATALOG}/benefit-allocation/{id}")));
    Details {
        account,
        requested,
        opportunities: chosen,
        resources,
        partner: partner.map(|(.., id)| id),
    }
}

fn enter(
    market: &mut Market<'_>,
    benefit: &str,
    place: usize,
    (status, stage): (&str, &str),
    [created, updated]: [DateTime<Utc>; 2],
    details: &Details,
    means: IncentiveStatus,
) -> Record<Incentive> {
    let id = format!("benappl-{}", market.dice.letters(14));
    let (what, program, form, _) = BENEFITS[place];
    let activity = market.dice.pick(&["Webinar", "Event", "Pilot", "Migration", "Campaign"]);
    let name = format!("{activity} - {what}");
    let (first, last) = person(&mut market.dice);
    let asked: Value = json!({
        "PartnerAwsAccountId": details.account,
        "RequestedAmount": details.requested.map(|(amount, _)| amount.to_string()),
        "CurrencyCode": details.requested.map(|(_, currency)| currency),
        "Activity": activity,
    });
    let record = json!({
        "Id": id,
        "Arn": format!("{CATALOG}/benefit-application/{id}"),
        "BenefitId": benefit,
        "Name": name,
        "Description": format!("What the {} is for.", activity.to_lowercase()),
        "FulfillmentTypes": [form.word()],
        "BenefitApplicationDetails": asked,
        "Programs": [program],
        "Status": status,
        "Stage": stage,
        "StatusReason": (means == IncentiveStatus::Rejected).then_some("The budget of the quarter is spent."),
        "CreatedAt": moment(created),
        "UpdatedAt": moment(updated),
        "Revision": market.dice.between(1, 6).to_string(),
        "AssociatedResources": details.resources,
        "PartnerContacts": [{ "Email": mail(first, last, "vendor.example"), "FirstName": first, "LastName": last }],
    });
    market.store.applications.insert(id.clone(), lean(record));
    let values = Incentive {
        name: Some(name.into()),
        kind: Some(form.kind()),
        role: Some(IncentiveRole::Claim),
        status: Some(means),
        source_status: Some(status.into()),
        requested_amount: details.requested.map(|(amount, _)| amount),
        currency: details.requested.map(|(_, currency)| currency.into()),
        program: Some(program.into()),
        partner: details.partner.as_deref().map(reference),
        deal: details.opportunities.first().map(|id| reference(id)),
        created_at: Some(created),
        updated_at: Some(updated),
        ..Incentive::default()
    };
    Record {
        source: System::Aws,
        object: "BenefitApplication",
        id: id.into(),
        linkable: true,
        values,
    }
}
