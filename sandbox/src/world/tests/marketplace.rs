//! The records of the partner's account at AWS, and the truth about them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use super::{World, world};
use crate::truth::{Node, Record, System};

mod cases;
mod ties;

/// The record of AWS's that a record of the truth is about.
pub(super) fn row<'a>(world: &'a World, object: &str, id: &str) -> Option<&'a Value> {
    let store = &world.aws;
    match object {
        "Opportunity" => store.opportunities.get(id),
        "EngagementInvitation" => {
            store.invitations.get(id).filter(|row| row["PayloadType"] == "LeadInvitation")
        }
        "Engagement" => store.engagements.get(id).filter(|row| lead(row).is_some()),
        "BenefitApplication" => store.applications.get(id),
        "BenefitAllocation" => store.allocations.get(id),
        "Relationship" => {
            let (account, id) = id.split_once('/')?;
            store
                .relationships
                .get(id)
                .filter(|row| row["programManagementAccountId"] == account && is_seller(row))
        }
        _ => None,
    }
}

/// The number of records that the truth has to name.
pub(super) fn count(world: &World) -> usize {
    let store = &world.aws;
    let leads =
        store.invitations.values().filter(|row| row["PayloadType"] == "LeadInvitation").count();
    let leads = leads + store.engagements.values().filter(|row| lead(row).is_some()).count();
    let partners = store.relationships.values().filter(|row| is_seller(row)).count();
    store.opportunities.len()
        + store.applications.len()
        + store.allocations.len()
        + leads
        + partners
}

/// The lead among an engagement's contexts.
fn lead(row: &Value) -> Option<&Value> {
    row["Contexts"]
        .as_array()?
        .iter()
        .find(|context| context["Type"] == "Lead")
        .map(|context| &context["Payload"]["Lead"])
}

fn is_seller(row: &Value) -> bool {
    row["associationType"] == "DOWNSTREAM_SELLER"
}

/// AWS's records among these.
fn of_aws<T>(nodes: &[Node<T>]) -> impl Iterator<Item = &Record<T>> {
    nodes.iter().flatten().filter(|record| record.source == System::Aws)
}

/// A moment as the truth writes it.
fn moment(value: &Value) -> Value {
    value.as_str().map_or(Value::Null, |text| json!(text.parse::<DateTime<Utc>>().unwrap()))
}

/// The day of a moment.
fn day(value: &Value) -> Value {
    value
        .as_str()
        .map_or(Value::Null, |text| json!(text.parse::<DateTime<Utc>>().unwrap().date_naive()))
}

/// The last part of an ARN.
fn last(arn: &Value) -> &str {
    arn.as_str().unwrap().rsplit('/').next().unwrap()
}

/// The meaning of a word, of those in `words`: each `WORD=MEANING`.
fn means(word: &Value, words: &str) -> Value {
    let pairs = words.split_whitespace().filter_map(|pair| pair.split_once('='));
    pairs
        .into_iter()
        .find(|(known, _)| word == &known.replace('_', " ") || word == known)
        .map_or(Value::Null, |(_, means)| json!(means))
}

const STAGES: &str = "Prospect=PROSPECTING Qualified=QUALIFICATION Technical_Validation=PROPOSAL Business_Validation=NEGOTIATION \
    Committed=COMMITTED Launched=WON Closed_Lost=LOST";

fn deal(row: &Value) -> Value {
    let (cycle, account, value) =
        (&row["LifeCycle"], &row["Customer"]["Account"], &row["SoftwareRevenue"]["Value"]);
    let domain = account["WebsiteUrl"].as_str().map(|url| {
        let host = url.rsplit('/').next().unwrap();
        host.strip_prefix("www.").unwrap_or(host)
    });
    json!({
        "name": row["Project"]["Title"],
        "stage": means(&cycle["Stage"], STAGES),
        "sourceStage": cycle["Stage"],
        "type": means(&row["OpportunityType"], "Net_New_Business=NEW Expansion=EXPANSION Flat_Renewal=RENEWAL"),
        "isClosed": cycle["Stage"] == "Launched" || cycle["Stage"] == "Closed Lost",
        "isWon": cycle["Stage"] == "Launched",
        "closeDate": cycle["TargetCloseDate"],
        "amount": value["Amount"],
        "currency": value["CurrencyCode"],
        "customer.name": account["CompanyName"],
        "customer.domain": domain,
        "customer.country": account["Address"]["CountryCode"],
        "customer.industry": account["Industry"],
        "marketplace.marketplace": "AWS",
        "marketplace.opportunityId": row["Id"],
        "marketplace.offerId": row["RelatedEntityIdentifiers"]["AwsMarketplaceOffers"].get(0).map(last),
        "marketplace.stage": cycle["Stage"],
        "marketplace.reviewStatus": cycle["ReviewStatus"],
        "createdAt": moment(&row["CreatedDate"]),
        "updatedAt": moment(&row["LastModifiedDate"]),
    })
}

fn lead_values(row: &Value) -> Value {
    if let Some(payload) = row["Payload"].get("LeadInvitation") {
        return json!({
            "name": row["EngagementTitle"],
            "company": payload["Customer"]["CompanyName"],
            "country": payload["Customer"]["CountryCode"],
            "status": means(&row["Status"], "PENDING=NEW ACCEPTED=ACCEPTED REJECTED=REJECTED EXPIRED=LOST"),
            "sourceStatus": row["Status"],
            "origin": payload["Interaction"]["SourceType"],
            "createdAt": moment(&row["InvitationDate"]),
        });
    }
    let lead = lead(row).unwrap();
    let first = &lead["Interactions"][0];
    json!({
        "name": row["Title"],
        "company": lead["Customer"]["CompanyName"],
        "email": first["Contact"]["Email"],
        "phone": first["Contact"]["Phone"],
        "country": lead["Customer"]["Address"]["CountryCode"],
        "sourceStatus": lead["QualificationStatus"],
        "origin": first["SourceType"],
        "createdAt": moment(&row["CreatedAt"]),
        "updatedAt": moment(&row["ModifiedAt"]),
    })
}

const KINDS: &str = "CASH=MARKET_DEVELOPMENT_FUND CREDITS=CREDIT ACCESS=OTHER";
const APPLICATION_STATUSES: &str = "PENDING_SUBMISSION=DRAFT IN_REVIEW=REQUESTED ACTION_REQUIRED=REQUESTED APPROVED=APPROVED \
    REJECTED=REJECTED CANCELED=CANCELLED";

fn application(world: &World, row: &Value) -> Value {
    let details = &row["BenefitApplicationDetails"];
    let seller = |other: &&Value| {
        other["associatedAccountId"] == details["PartnerAwsAccountId"] && is_seller(other)
    };
    let partner = world.aws.relationships.values().find(seller).map(|seller| {
        let id = format!(
            "{}/{}",
            seller["programManagementAccountId"].as_str().unwrap(),
            seller["id"].as_str().unwrap()
        );
        json!({ "source": "aws", "id": id })
    });
    let resources = row["AssociatedResources"].as_array().unwrap();
    let opportunity = resources.iter().find(|arn| arn.as_str().unwrap().contains("/opportunity/"));
    json!({
        "name": row["Name"],
        "kind": means(&row["FulfillmentTypes"][0], KINDS),
        "role": "CLAIM",
        "status": means(&row["Status"], APPLICATION_STATUSES),
        "sourceStatus": row["Status"],
        "requestedAmount": details["RequestedAmount"],
        "currency": details["CurrencyCode"],
        "program": row["Programs"][0],
        "partner": partner,
        "deal": opportunity.map(|arn| json!({ "source": "aws", "id": last(arn) })),
        "createdAt": moment(&row["CreatedAt"]),
        "updatedAt": moment(&row["UpdatedAt"]),
    })
}

fn allocation(row: &Value) -> Value {
    let detail = row["FulfillmentDetail"].as_object().unwrap();
    let (form, detail) = detail.iter().next().unwrap();
    let (amount, paid) = match form.as_str() {
        "DisbursementDetails" => {
            (&detail["IssuanceDetails"]["IssuanceAmount"], &detail["DisbursedAmount"])
        }
        "ConsumableDetails" => (&detail["AllocatedAmount"], &detail["UtilizedAmount"]),
        _ => (&detail["AllocatedAmount"], &detail["IssuedAmount"]),
    };
    json!({
        "name": row["Name"],
        "kind": means(&row["FulfillmentType"], KINDS),
        "role": "EARNING",
        "status": means(&row["Status"], "ACTIVE=APPROVED FULFILLED=PAID INACTIVE=EXPIRED"),
        "sourceStatus": row["Status"],
        "amount": amount["Amount"],
        "approvedAmount": amount["Amount"],
        "currency": amount["CurrencyCode"],
        "paidAmount": paid["Amount"],
        "paidAt": day(&detail["IssuanceDetails"]["IssuedAt"]),
        "expiresAt": day(&row["ExpiresAt"]),
        "createdAt": moment(&row["CreatedAt"]),
        "updatedAt": moment(&row["UpdatedAt"]),
    })
}

fn partner(row: &Value) -> Value {
    json!({
        "name": row["displayName"],
        "joinedAt": day(&row["startDate"]),
        "createdAt": moment(&row["createdAt"]),
        "updatedAt": moment(&row["updatedAt"]),
    })
}

/// Values without those that are null, and amounts whatever their zeros.
fn plain(values: Value) -> BTreeMap<String, Value> {
    let Value::Object(values) = values else { panic!("values are an object") };
    let amount = |name: &str, value: Value| match value.as_str() {
        Some(text) if name.to_lowercase().ends_with("amount") => {
            json!(text.parse::<Decimal>().unwrap().normalize())
        }
        _ => value,
    };
    let said = values.into_iter().filter(|(_, value)| !value.is_null());
    said.map(|(name, value)| (name.clone(), amount(&name, value))).collect()
}

fn agree<T: Serialize>(
    world: &World,
    nodes: &[Node<T>],
    read: impl Fn(&Record<T>, &Value) -> Value,
) {
    let mut found = 0;
    for record in of_aws(nodes) {
        let row = row(world, record.object, &record.id).unwrap();
        assert_eq!(
            plain(serde_json::to_value(&record.values).unwrap()),
            plain(read(record, row)),
            "{row}"
        );
        found += 1;
    }
    assert!(found > 15, "{found}");
}

#[test]
fn the_truth_says_what_the_account_says() {
    for seed in 1..=3 {
        let world = world(seed, 120);
        let truth = &world.truth;
        agree(&world, &truth.deals, |_, row| deal(row));
        agree(&world, &truth.leads, |_, row| lead_values(row));
        agree(&world, &truth.partners, |_, row| partner(row));
        agree(&world, &truth.incentives, |record, row| match record.object {
            "BenefitApplication" => application(&world, row),
            _ => allocation(row),
        });
    }
}
