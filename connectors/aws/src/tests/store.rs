//! A small account: each record with what tests look at.

use channelgraph_sandbox::aws::store::Store;
use serde_json::{Value as Json, json};

/// `O1` … `O<count>`, created in the order of their numbers, and each one's stage, date and amount
/// by its number.
pub(crate) fn opportunities(count: u32) -> Store {
    let opportunities =
        (1..=count).map(|number| (format!("O{number}"), opportunity(number))).collect();
    Store { opportunities, ..Store::default() }
}

fn opportunity(number: u32) -> Json {
    let stages = ["Prospect", "Qualified", "Launched"];
    json!({
        "Id": format!("O{number}"),
        "Arn": format!("arn:aws:partnercentral:us-east-1:123456789012:catalog/Sandbox/opportunity/O{number}"),
        "PartnerOpportunityIdentifier": format!("crm-{}", number % 7),
        "CreatedDate": format!("2026-01-01T{:02}:{:02}:00Z", number / 60, number % 60),
        // Several share a moment.
        "LastModifiedDate": format!("2026-02-01T{:02}:{:02}:00.5Z", number / 180, (number / 3) % 60),
        "LifeCycle": { "Stage": stages[number as usize % 3], "ReviewStatus": "In review" },
        "Customer": { "Account": { "CompanyName": format!("Company {}", number % 5), "AwsAccountId": "000000000042" } },
        "Project": {
            "Title": format!("Title {number}"),
            "ExpectedCustomerSpend": [{ "Amount": "1000.00", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS" }],
        },
        "SoftwareRevenue": { "Value": { "Amount": format!("{number}.50"), "CurrencyCode": "EUR" } },
        "RelatedEntityIdentifiers": { "AwsMarketplaceOffers": ["arn:aws:aws-marketplace:us-east-1:1:AWSMarketplace/Offer/offer-abc"] },
    })
}

/// Invitations of both lists; `engi-…1` and `…3` were received.
pub(crate) fn invitations() -> Store {
    let mut store = Store::default();
    for number in 1..=4 {
        let id = format!("engi-{number:013}");
        let who = if number % 2 == 1 { "RECEIVER" } else { "SENDER" };
        let payload = match number {
            4 => {
                json!({ "OpportunityInvitation": { "ReceiverResponsibilities": [], "Customer": {}, "Project": { "Title": "Cloud" } } })
            }
            _ => {
                json!({ "LeadInvitation": { "Customer": { "CompanyName": format!("Lead {number}"), "CountryCode": "DE" } } })
            }
        };
        let kind = if number == 4 { "OpportunityInvitation" } else { "LeadInvitation" };
        let record = json!({
            "Id": id, "PayloadType": kind, "ParticipantType": who, "Status": "PENDING", "EngagementId": format!("eng-{number:014}"),
            "EngagementTitle": format!("Invitation {number}"), "InvitationDate": "2026-03-01T00:00:00Z",
            "SenderCompanyName": "AWS", "Payload": payload,
        });
        store.invitations.insert(id, record);
    }
    store
}

/// Engagements of which every other has a lead, behind another context.
pub(crate) fn engagements(count: u32) -> Store {
    let mut store = Store::default();
    for number in 1..=count {
        let id = format!("eng-{number:014}");
        let project =
            json!({ "Id": "1", "Type": "CustomerProject", "Payload": { "CustomerProject": {} } });
        let lead = json!({ "Id": "2", "Type": "Lead", "Payload": { "Lead": {
            "QualificationStatus": "Qualified", "Customer": { "CompanyName": format!("Lead {number}") }, "Interactions": [
                { "SourceType": "Event", "SourceId": "s", "SourceName": "n", "CustomerAction": "a",
                  "Contact": { "Email": "jane@example.com", "FirstName": "Jane", "LastName": "Doe", "BusinessTitle": "CTO" } },
            ],
        } } });
        let contexts = if number % 2 == 0 { json!([project, lead]) } else { json!([project]) };
        let record = json!({ "Id": id, "Title": format!("Engagement {number}"), "CreatedAt": "2026-01-01T00:00:00Z", "Contexts": contexts });
        store.engagements.insert(id, record);
    }
    store
}

/// Applications and allocations, whose amounts take every form of the union.
pub(crate) fn benefits() -> Store {
    let mut store = Store::default();
    for number in 1..=3 {
        let id = format!("benappl-{number:014}");
        let record = json!({
            "Id": id, "Name": format!("Application {number}"), "Status": "APPROVED", "FulfillmentTypes": ["CASH"],
            "Programs": ["APN"], "CreatedAt": "2026-01-01T00:00:00Z",
            "AssociatedResources": [format!("arn:aws:partnercentral:us-east-1:123456789012:catalog/Sandbox/opportunity/O{number}")],
            "BenefitApplicationDetails": { "PartnerAwsAccountId": format!("{number:012}"), "Budget": { "Amount": 1234.56 } },
        });
        store.applications.insert(id, record);
    }
    let money = |amount: &str| json!({ "Amount": amount, "CurrencyCode": "USD" });
    let details = [
        (
            "CASH",
            json!({ "DisbursementDetails": { "DisbursedAmount": money("0.1"), "IssuanceDetails": { "IssuanceId": "i-1", "IssuanceAmount": money("0.05"), "IssuedAt": "2026-05-01T00:00:00Z" } } }),
        ),
        (
            "CREDITS",
            json!({ "CreditDetails": { "AllocatedAmount": money("123.450"), "IssuedAmount": money("100"), "Codes": [
            { "AwsAccountId": "000000000001", "AwsCreditCode": "REDEEM-ME", "Status": "ACTIVE", "IssuedAt": "2026-05-01T00:00:00Z", "ExpiresAt": "2027-05-01T00:00:00Z" },
        ] } }),
        ),
        ("ACCESS", json!({ "AccessDetails": { "Description": "a seat" } })),
        ("CASH", json!({ "DisbursementDetails": { "DisbursedAmount": money("") } })),
    ];
    for (number, (kind, detail)) in details.into_iter().enumerate() {
        let id = format!("benalloc-{number:014}");
        let record = json!({
            "Id": id, "Name": format!("Allocation {number}"), "Status": "ACTIVE", "FulfillmentType": kind, "FulfillmentDetail": detail,
            "BenefitApplicationId": format!("benappl-{:014}", number % 3 + 1), "CreatedAt": "2026-02-01T00:00:00Z",
            "UpdatedAt": "2026-02-02T00:00:00Z",
        });
        store.allocations.insert(id, record);
    }
    store
}

/// Two accounts with relationships of both types.
pub(crate) fn channel(count: u32) -> Store {
    let mut store = Store::default();
    for number in 0..2 {
        let id = format!("pma-{number:013}");
        let record = json!({ "id": id, "program": "DISTRIBUTION_SELLER", "displayName": format!("Account {number}"), "accountId": format!("{number:012}"), "status": "ACTIVE" });
        store.program_accounts.insert(id, record);
    }
    for number in 1..=count {
        let id = format!("rs-{number:013}");
        let record = json!({
            "id": id, "programManagementAccountId": format!("pma-{:013}", number % 2), "associatedAccountId": format!("{number:012}"),
            "associationType": if number % 3 == 0 { "END_CUSTOMER" } else { "DOWNSTREAM_SELLER" }, "displayName": format!("Seller {number}"),
            "resaleAccountModel": "DISTRIBUTOR", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-02T00:00:00Z",
        });
        store.relationships.insert(id, record);
    }
    store
}
