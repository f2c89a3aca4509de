//! One opportunity: its record at AWS, and what the unified model reads of it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{CATALOG, Market, OWN_ACCOUNT, industry, lean, moment};
use crate::terms::{DealStage, DealType};
use crate::truth::{self, Text};
use crate::world::names::{mail, person};
use crate::world::plan::{Company, Employee, Web, now};

/// An opportunity to be entered.
pub(crate) struct Draft<'a> {
    pub customer: &'a Company,
    pub title: String,
    pub renewal: bool,
    pub stage: DealStage,
    pub close: Option<NaiveDate>,
    /// The value of the software, with its currency.
    pub value: Option<(Decimal, &'static str)>,
    /// The partner's own id.
    pub names: Option<String>,
    pub created: DateTime<Utc>,
    pub owner: &'a Employee,
}

/// Enters an opportunity; its id, and what it says.
pub(crate) fn enter(market: &mut Market<'_>, draft: &Draft<'_>) -> (Text, truth::Deal) {
    let id: Text = format!("O{}", market.number("opportunity", 2_400_000)).into();
    let company = draft.customer;
    let name = format!("{} {}", company.stem, company.forms().1).trim_end().to_owned();
    let stage = stage_at_aws(draft.stage);
    let review = review(market, draft.stage);
    let updated = market.later(draft.created, now());
    let domain = match &company.web {
        Web::Own(domain) => Some(domain.clone()),
        _ => None,
    };
    let before = market.dice.pick(&["https://www.", "https://", "www.", ""]);
    let offers: Vec<String> = (0..market.dice.weighted(&[(0, 6), (1, 3), (2, 1)]))
        .map(|_| market.dice.letters(13))
        .collect();
    let amount = draft.value.map(|(amount, _)| written(market, amount));
    let kind = if draft.renewal {
        DealType::Renewal
    } else {
        market.dice.pick(&[DealType::New, DealType::Expansion])
    };
    let record = json!({
        "Id": &*id,
        "Arn": format!("{CATALOG}/opportunity/{id}"),
        "PartnerOpportunityIdentifier": draft.names,
        "OpportunityType": type_at_aws(kind),
        "PrimaryNeedsFromAws": if review == "Approved" { needs(market) } else { json!([]) },
        "CreatedDate": moment(draft.created),
        "LastModifiedDate": moment(updated),
        "LifeCycle": {
            "Stage": stage,
            "ReviewStatus": review,
            "ReviewComments": (review == "Action Required").then_some("Tell us more of the project."),
            "ReviewStatusReason": (review == "Rejected").then_some("Not a qualified opportunity."),
            "TargetCloseDate": draft.close.map(|day| day.to_string()),
            "ClosedLostReason": (draft.stage == DealStage::Lost)
                .then(|| market.dice.pick(&["Customer Deficiency", "Customer Experience", "Delay / Cancellation of Project"])),
            "NextSteps": if draft.stage.is_closed() { "" } else { "Meet the customer" },
            "NextStepsHistory": [],
        },
        "Customer": {
            "Account": {
                "CompanyName": name,
                "Industry": industry(company),
                "WebsiteUrl": domain.as_ref().map(|domain| format!("{before}{domain}")),
                "AwsAccountId": market.dice.chance(0.4).then(|| market.account(false)),
                "Address": {
                    "City": company.country.towns[company.town].0,
                    "PostalCode": company.zip,
                    "StateOrRegion": company.country.towns[company.town].1,
                    "CountryCode": company.country.code,
                    "StreetAddress": company.street,
                },
            },
            "Contacts": contacts(market, company, domain.as_deref()),
        },
        "Project": project(market, draft),
        // Those of the vendor's products and offers that it is about.
        "RelatedEntityIdentifiers": {
            "AwsMarketplaceOffers": offers.iter().map(|offer| offer_arn(offer)).collect::<Vec<_>>(),
            "Solutions": [format!("S-{:07}", market.dice.between(1, 40))],
            "AwsProducts": market.dice.pick(&[vec![], vec!["AmazonEC2"], vec!["AmazonS3", "AmazonRDS"]]),
        },
        "SoftwareRevenue": software(market, amount.as_deref().zip(draft.value.map(|(_, currency)| currency)), draft.close),
        "Marketing": market.dice.chance(0.5).then(|| json!({ "Source": "None", "AwsFundingUsed": "No" })),
        "OpportunityTeam": [{ "Email": &*draft.owner.email, "FirstName": draft.owner.first, "LastName": draft.owner.last }],
    });
    market.store.opportunities.insert(id.to_string(), lean(record));
    let values = truth::Deal {
        name: Some(draft.title.as_str().into()),
        stage: Some(draft.stage),
        source_stage: Some(stage.into()),
        kind: Some(kind),
        amount: draft.value.map(|(amount, _)| amount),
        currency: draft.value.map(|(_, currency)| currency.into()),
        close_date: draft.close,
        is_closed: Some(draft.stage.is_closed()),
        is_won: Some(draft.stage == DealStage::Won),
        customer_name: Some(name.into()),
        customer_domain: domain,
        customer_country: Some(company.country.code.into()),
        customer_industry: Some(industry(company).into()),
        marketplace: Some("AWS".into()),
        marketplace_opportunity_id: Some(id.clone()),
        marketplace_offer_id: offers.first().map(|offer| format!("offer-{offer}").into()),
        marketplace_stage: Some(stage.into()),
        marketplace_review_status: Some(review.into()),
        created_at: Some(draft.created),
        updated_at: Some(updated),
        ..truth::Deal::default()
    };
    (id, values)
}

/// AWS's word for a type of business.
fn type_at_aws(kind: DealType) -> Option<&'static str> {
    match kind {
        DealType::New => Some("Net New Business"),
        DealType::Expansion => Some("Expansion"),
        DealType::Renewal => Some("Flat Renewal"),
        DealType::Other => None,
    }
}

/// AWS's word for a stage.
fn stage_at_aws(stage: DealStage) -> &'static str {
    match stage {
        DealStage::Prospecting => "Prospect",
        DealStage::Qualification => "Qualified",
        DealStage::Proposal => "Technical Validation",
        DealStage::Negotiation => "Business Validation",
        DealStage::Committed => "Committed",
        DealStage::Won => "Launched",
        DealStage::Lost => "Closed Lost",
    }
}

/// The state of AWS's review: nothing goes on before it is through.
fn review(market: &mut Market<'_>, stage: DealStage) -> &'static str {
    match stage {
        DealStage::Prospecting => market.dice.weighted(&[
            ("Pending Submission", 3),
            ("Submitted", 2),
            ("In review", 2),
            ("Action Required", 2),
            ("Approved", 2),
        ]),
        DealStage::Lost => market.dice.weighted(&[("Rejected", 2), ("Approved", 3)]),
        _ => "Approved",
    }
}

fn needs(market: &mut Market<'_>) -> Value {
    market.dice.pick(&[
        json!([]),
        json!(["Co-Sell - Deal Support"]),
        json!(["Co-Sell - Pricing Assistance", "Co-Sell - Technical Consultation"]),
    ])
}

fn contacts(market: &mut Market<'_>, company: &Company, domain: Option<&str>) -> Value {
    let Some(domain) = domain else { return json!([]) };
    let (first, last) = person(&mut market.dice);
    let phone = format!("{}{}", company.country.dial, market.dice.between(20_000_000, 899_999_999));
    json!([{ "Email": mail(first, last, domain), "FirstName": first, "LastName": last, "BusinessTitle": "Head of IT", "Phone": phone }])
}

fn project(market: &mut Market<'_>, draft: &Draft<'_>) -> Value {
    let spend = Decimal::new(market.dice.between(2_000, 4_000_000), 2);
    json!({
        "Title": draft.title,
        "DeliveryModels": market.dice.pick(&[vec!["SaaS or PaaS"], vec!["Resell"], vec!["Managed Services", "Professional Services"]]),
        // What the customer is to spend at AWS in a month: never what the deal is worth.
        "ExpectedCustomerSpend": [{
            "Amount": spend.to_string(),
            "CurrencyCode": "USD",
            "Frequency": "Monthly",
            "TargetCompany": "AWS",
        }],
        "ApnPrograms": [],
        "CustomerBusinessProblem": "What there is today is slow, costly and hard to change.",
        "CustomerUseCase": market.dice.pick(&["Migration", "Business Applications", "Storage"]),
        "SalesActivities": ["Initialized discussions with customer"],
    })
}

/// The software's revenue; some say how it is sold, and not for how much.
fn software(
    market: &mut Market<'_>,
    value: Option<(&str, &str)>,
    from: Option<NaiveDate>,
) -> Value {
    let model = market.dice.pick(&["Contract", "Pay-as-you-go", "Subscription"]);
    match value {
        Some((amount, currency)) => json!({
            "DeliveryModel": model,
            "Value": { "Amount": amount, "CurrencyCode": currency },
            "EffectiveDate": from.map(|day| day.to_string()),
            "ExpirationDate": from.map(|day| (day + Duration::days(365)).to_string()),
        }),
        None if market.dice.chance(0.5) => json!({ "DeliveryModel": model }),
        None => Value::Null,
    }
}

/// An amount as somebody wrote it: whole ones with decimals or without.
fn written(market: &mut Market<'_>, amount: Decimal) -> String {
    let mut amount =
        if amount.fract().is_zero() && market.dice.chance(0.5) { amount.trunc() } else { amount };
    amount.rescale(if amount.scale() == 0 { 0 } else { 2 });
    amount.to_string()
}

fn offer_arn(offer: &str) -> String {
    format!("arn:aws:aws-marketplace:us-east-1:{OWN_ACCOUNT}:AWSMarketplace/Offer/offer-{offer}")
}
