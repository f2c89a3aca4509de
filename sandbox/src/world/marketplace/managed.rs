//! Managed services and account plans, which AWS has had since November 2026: neither partner, lead
//! nor deal, and told in words that older clients do not know.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::{CATALOG, INDUSTRIES, Market, OWN_ACCOUNT, moment};
use crate::world::plan::now;

const CUSTOMER: &str = "Harbour Light Clinics";

/// Enters an account of managed services with the customer that is served under it, and an
/// invitation to plan that customer's account with the engagement that came of another.
pub(super) fn record(market: &mut Market<'_>) {
    let since = now() - Duration::days(9);
    let served = enter_relationship(market, since);
    let customer = json!({
        "Industry": INDUSTRIES[4],
        "CompanyName": CUSTOMER,
        "WebsiteUrl": "https://harbourlight.example",
        "CountryCode": "IE",
    });
    let account = json!({ "AccountIdentifier": format!("cust-acc-{}", market.dice.letters(13)), "Customer": customer });
    enter_plan(market, &served, &account, since);
    enter_engagement(market, account, since);
}

/// The AWS account of the customer.
fn enter_relationship(market: &mut Market<'_>, since: DateTime<Utc>) -> String {
    let (account, relationship) =
        (format!("pma-{}", market.dice.letters(13)), format!("rs-{}", market.dice.letters(13)));
    let (own, served) = (market.account(false), market.account(false));
    let record = json!({
        "id": account,
        "arn": format!("{CATALOG}/program-management-account/{account}"),
        "revision": "1",
        "program": "MANAGED_SERVICES_PROVIDER",
        "displayName": "Managed services",
        "accountId": own,
        "createdAt": moment(since),
        "updatedAt": moment(since),
        "startDate": moment(since),
        "status": "ACTIVE",
        "type": "MANAGED_SERVICES",
    });
    market.store.program_accounts.insert(account.clone(), record);
    let record = json!({
        "id": relationship,
        "arn": format!("{CATALOG}/program-management-account/{account}/relationship/{relationship}"),
        "revision": "1",
        "associationType": "MANAGED_SERVICES_END_CUSTOMER",
        "programManagementAccountId": account,
        "associatedAccountId": served,
        "displayName": CUSTOMER,
        "sector": "COMMERCIAL",
        "accountScope": "ENTIRE_ORGANIZATION",
        "channelContractId": format!("cc-{}", market.dice.letters(13)),
        "createdAt": moment(since),
        "updatedAt": moment(since),
        "startDate": moment(since),
        "endDate": moment(since + Duration::days(365)),
    });
    market.store.relationships.insert(relationship, record);
    served
}

fn enter_plan(market: &mut Market<'_>, sender: &str, account: &Value, invited: DateTime<Utc>) {
    let id = format!("engi-{}", market.dice.letters(13));
    let record = json!({
        "Id": id,
        "Arn": format!("{CATALOG}/engagement-invitation/{id}"),
        "PayloadType": "AccountPlanningInvitation",
        "EngagementId": format!("eng-{}", market.dice.letters(14)),
        "EngagementTitle": format!("{CUSTOMER}: account plan"),
        "Status": "PENDING",
        "InvitationDate": moment(invited),
        "ExpirationDate": moment(invited + Duration::days(15)),
        "SenderAwsAccountId": sender,
        "SenderCompanyName": "Amazon Web Services",
        "Receiver": { "Account": { "Alias": "Vendor", "AwsAccountId": OWN_ACCOUNT } },
        "ParticipantType": "RECEIVER",
        "Payload": { "AccountPlanningInvitation": account },
        "InvitationMessage": "Let us plan this account together.",
        "EngagementDescription": "What we want to do for this customer.",
        "ExistingMembers": [{ "CompanyName": "Amazon Web Services", "WebsiteUrl": "aws.amazon.com" }],
    });
    market.store.invitations.insert(id, record);
}

fn enter_engagement(market: &mut Market<'_>, account: Value, created: DateTime<Utc>) {
    let id = format!("eng-{}", market.dice.letters(14));
    let record = json!({
        "Id": id,
        "Arn": format!("{CATALOG}/engagement/{id}"),
        "Title": format!("{CUSTOMER} together"),
        "Description": "What we want to do for this customer.",
        "CreatedAt": moment(created),
        "CreatedBy": OWN_ACCOUNT,
        "MemberCount": 2,
        "Contexts": [{ "Id": "1", "Type": "CustomerAccount", "Payload": { "CustomerAccount": account } }],
    });
    market.store.engagements.insert(id, record);
}
