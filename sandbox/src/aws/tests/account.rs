//! A small account: few records, with ties, gaps and amounts that no float holds.

use serde_json::{Value, json};

use crate::aws::store::Store;

/// The prefix of the account's ARNs.
pub(super) const CATALOG: &str = "arn:aws:partnercentral:us-east-1:123456789012:catalog/Sandbox";

pub(super) fn account() -> Store {
    let benefit = |n: u8, programs: Value, types: Value, status: &str| {
        let id = format!("ben-{n:014}");
        json!({ "Id": id, "Arn": format!("{CATALOG}/benefit/{id}"), "Name": format!("Benefit {n}"), "Programs": programs,
            "FulfillmentTypes": types, "Status": status, "BenefitRequestSchema": { "type": "object" } })
    };
    Store {
        opportunities: by_id([
            opportunity(
                "O110",
                "Prospect",
                "Pending Submission",
                "Acme",
                None,
                "2026-03-01T10:00:00Z",
            ),
            opportunity(
                "O102",
                "Qualified",
                "Approved",
                "acme",
                Some("2026-09-30"),
                "2026-03-02T10:00:00Z",
            ),
            opportunity(
                "O103",
                "Committed",
                "Approved",
                "Zeta",
                Some("2026-10-01"),
                "2026-03-02T10:00:00.000Z",
            ),
            opportunity(
                "O104",
                "Launched",
                "Approved",
                "Beta",
                Some("2026-09-30"),
                "2026-03-04T11:00:00+01:00",
            ),
            opportunity(
                "O201",
                "Closed Lost",
                "Rejected",
                "Gamma",
                Some("2026-05-05"),
                "2026-03-02T10:00:00Z",
            ),
        ]),
        invitations: by_id([
            invitation(1, 1, "RECEIVER", "PENDING", "LeadInvitation", "2026-02-01T00:00:00Z"),
            invitation(
                2,
                2,
                "RECEIVER",
                "ACCEPTED",
                "OpportunityInvitation",
                "2026-02-03T00:00:00Z",
            ),
            invitation(3, 1, "RECEIVER", "ACCEPTED", "LeadInvitation", "2026-02-02T00:00:00Z"),
            invitation(4, 1, "SENDER", "PENDING", "LeadInvitation", "2026-02-02T00:00:00Z"),
        ]),
        engagements: by_id([
            engagement(1, &["Lead"], "000000000042", "2026-01-10T00:00:00Z"),
            engagement(
                2,
                &["CustomerProject", "Lead", "Lead"],
                "123456789012",
                "2026-01-12T00:00:00Z",
            ),
            engagement(3, &[], "123456789012", "2026-01-11T00:00:00Z"),
        ]),
        benefits: by_id([
            benefit(1, json!(["MDF"]), json!(["CASH"]), "ACTIVE"),
            benefit(2, json!(["POC", "MDF"]), json!(["CREDITS", "ACCESS"]), "INACTIVE"),
        ]),
        applications: by_id([
            application(
                1,
                1,
                "APPROVED",
                "CASH",
                r#"{"Title": "Fair", "Amount": 12345678901234567.10, "Places": ["Turin"], "Note": null}"#,
            ),
            application(2, 1, "IN_REVIEW", "CASH", "{}"),
            application(3, 2, "APPROVED", "CREDITS", "{}"),
        ]),
        allocations: by_id([
            allocation(
                1,
                1,
                "FULFILLED",
                "CASH",
                json!({ "DisbursementDetails": { "DisbursedAmount": euros("500.10") } }),
            ),
            allocation(
                2,
                3,
                "ACTIVE",
                "CREDITS",
                json!({ "CreditDetails": { "AllocatedAmount": euros("10.00") } }),
            ),
        ]),
        program_accounts: by_id([
            program_account(1, "DISTRIBUTION", "ACTIVE", "2026-02-02T00:00:00Z"),
            program_account(2, "SOLUTION_PROVIDER", "PENDING", "2026-02-01T00:00:00Z"),
        ]),
        relationships: by_id([
            relationship(1, 1, "DOWNSTREAM_SELLER", "North", "2026-02-03T00:00:00Z"),
            relationship(2, 1, "END_CUSTOMER", "South", "2026-02-01T00:00:00Z"),
            relationship(3, 2, "DOWNSTREAM_SELLER", "East", "2026-02-02T00:00:00Z"),
        ]),
    }
}

fn by_id<M: FromIterator<(String, Value)>>(records: impl IntoIterator<Item = Value>) -> M {
    let id = |record: &Value| {
        record.get("Id").or(record.get("id")).unwrap().as_str().unwrap().to_owned()
    };
    records.into_iter().map(|record| (id(&record), record)).collect()
}

fn euros(amount: &str) -> Value {
    json!({ "Amount": amount, "CurrencyCode": "EUR" })
}

fn opportunity(
    id: &str,
    stage: &str,
    review: &str,
    company: &str,
    close: Option<&str>,
    modified: &str,
) -> Value {
    json!({
        "Id": id,
        "Arn": format!("{CATALOG}/opportunity/{id}"),
        "PartnerOpportunityIdentifier": format!("CRM-{id}"),
        "OpportunityType": "Net New Business",
        // O102 is of the second of January, and so on.
        "CreatedDate": format!("2026-01-{}T08:00:00.500Z", &id[2..]),
        "LastModifiedDate": modified,
        "LifeCycle": { "Stage": stage, "ReviewStatus": review, "TargetCloseDate": close, "NextStepsHistory": [] },
        "Customer": {
            "Account": { "CompanyName": company, "AwsAccountId": "012345678901", "Address": { "CountryCode": "IT", "StreetAddress": "Via Roma" } },
            "Contacts": [{ "Email": "ada@example.com" }],
        },
        "Project": {
            "Title": "Migration",
            "ExpectedCustomerSpend": [{ "Amount": "1250.50", "CurrencyCode": "EUR", "Frequency": "Monthly", "TargetCompany": "AWS" }],
        },
        "PrimaryNeedsFromAws": if stage == "Qualified" { json!(["Co-Sell - Deal Support"]) } else { json!([]) },
        "RelatedEntityIdentifiers": { "Solutions": ["S-0000001"] },
        "SoftwareRevenue": { "DeliveryModel": "Contract", "Value": euros("98765432109876543.21") },
        "OpportunityTeam": [{ "Email": "bo@example.com" }],
        "Marketing": { "AwsFundingUsed": "Yes" },
    })
}

fn invitation(
    n: u8,
    engagement: u8,
    participant: &str,
    status: &str,
    payload: &str,
    date: &str,
) -> Value {
    let id = format!("engi-{n:013}");
    json!({
        "Id": id,
        "Arn": format!("{CATALOG}/engagement-invitation/{id}"),
        "EngagementId": format!("eng-{engagement:014}"),
        "PayloadType": payload,
        "Status": status,
        "InvitationDate": date,
        "SenderAwsAccountId": "000000000042",
        "Receiver": { "Account": { "AwsAccountId": "123456789012" } },
        "ParticipantType": participant,
        "Payload": { payload: { "Customer": { "CompanyName": "Delta" } } },
    })
}

fn engagement(n: u8, contexts: &[&str], by: &str, at: &str) -> Value {
    let id = format!("eng-{n:014}");
    let contexts: Vec<_> =
        contexts.iter().map(|kind| json!({ "Type": kind, "Payload": {} })).collect();
    json!({ "Id": id, "Arn": format!("{CATALOG}/engagement/{id}"), "Title": "Together", "CreatedAt": at, "CreatedBy": by, "MemberCount": 2,
        "Contexts": contexts })
}

fn application(n: u8, benefit: u8, status: &str, kind: &str, details: &str) -> Value {
    let id = format!("benappl-{n:014}");
    let details: Value = serde_json::from_str(details).unwrap();
    json!({
        "Id": id,
        "Arn": format!("{CATALOG}/benefit-application/{id}"),
        "BenefitId": format!("ben-{benefit:014}"),
        "Programs": ["MDF"],
        "FulfillmentTypes": [kind],
        "Status": status,
        "Stage": if n == 1 { "Paid" } else { "Review" },
        "Revision": "1",
        "BenefitApplicationDetails": details,
        "AssociatedResources": [format!("{CATALOG}/opportunity/O10{n}")],
    })
}

fn allocation(n: u8, application: u8, status: &str, kind: &str, details: Value) -> Value {
    let id = format!("benalloc-{n:014}");
    json!({
        "Id": id,
        "Arn": format!("{CATALOG}/benefit-allocation/{id}"),
        "Status": status,
        "BenefitId": format!("ben-{n:014}"),
        "BenefitApplicationId": format!("benappl-{application:014}"),
        "FulfillmentType": kind,
        "FulfillmentDetail": details,
    })
}

fn program_account(n: u8, program: &str, status: &str, updated: &str) -> Value {
    let id = format!("pma-{n:013}");
    json!({ "id": id, "arn": format!("{CATALOG}/program-management-account/{id}"), "program": program, "displayName": format!("Programme {n}"),
        "accountId": format!("{n:012}"), "updatedAt": updated, "status": status })
}

fn relationship(n: u8, account: u8, kind: &str, name: &str, updated: &str) -> Value {
    let id = format!("rs-{n:013}");
    json!({
        "id": id,
        "arn": format!("{CATALOG}/program-management-account/pma-{account:013}/relationship/{id}"),
        "associationType": kind,
        "programManagementAccountId": format!("pma-{account:013}"),
        "associatedAccountId": format!("{n:012}"),
        "displayName": name,
        "resaleAccountModel": "DISTRIBUTOR",
        "updatedAt": updated,
    })
}
