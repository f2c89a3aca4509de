//! The suite of all connectors, over the simulated account.

use channelgraph_conformance::{Field, Kind, Relation, Subject, hold};
use channelgraph_sandbox::aws::store::Store;
use channelgraph_schema::mapping::Row;
use serde_json::{Value as Json, json};

use super::{setup, store};

/// The rows that records mean: values at their paths, those of lists as lists.
fn rows<'a>(records: impl IntoIterator<Item = (String, &'a Json)>, fields: &[Field]) -> Vec<Row> {
    let row = |(id, record): (String, &Json)| {
        let value = |field: &Field| match (field.name(), id.split('/').next_back()) {
            ("AssociatedResources.opportunity", _) => Json::Array(
                record["AssociatedResources"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|arn| arn.as_str().unwrap().rsplit('/').next().into())
                    .collect(),
            ),
            (name, _) => name.split('.').fold(record.clone(), |record, name| record[name].clone()),
        };
        let values = fields.iter().map(|field| (field.name().to_owned(), value(field))).collect();
        Row { id, parent: None, values }
    };
    records.into_iter().map(row).collect()
}

/// Opportunities of which many share a date, and some have none.
fn tied(count: u32) -> Store {
    let mut store = store::opportunities(count);
    for (place, record) in store.opportunities.values_mut().enumerate() {
        if place % 5 != 0 {
            record["LifeCycle"]["TargetCloseDate"] =
                json!(format!("2026-0{}-1{}", place % 3 + 1, place % 2));
        }
        if place % 7 == 0 {
            record["SoftwareRevenue"] = Json::Null;
            record["PartnerOpportunityIdentifier"] = Json::Null;
        }
        if place % 11 == 0 {
            record["LifeCycle"]["Stage"] = json!("Brand New Stage");
        }
    }
    store
}

#[tokio::test]
async fn opportunities_hold() {
    let fields = vec![
        Field::new("PartnerOpportunityIdentifier", Kind::Id).ordered(),
        Field::new("LifeCycle.Stage", Kind::Text).ordered(),
        Field::new("LifeCycle.ReviewStatus", Kind::Text).ordered(),
        Field::new("LifeCycle.TargetCloseDate", Kind::Date).ordered(),
        Field::new("CreatedDate", Kind::Time).ordered(),
        Field::new("LastModifiedDate", Kind::Time).ordered(),
        Field::new("Customer.Account.CompanyName", Kind::Text).ordered(),
    ];
    let store = tied(36);
    let rows = rows(store.opportunities.iter().map(|(id, record)| (id.clone(), record)), &fields);
    let setup = setup(store, "").await;
    // Either way in which AWS may read what its documents leave open, and pages that are not full.
    for (nulls, bounds, cap) in [
        ("first", json!([]), Json::Null),
        (
            "last",
            json!([
                "AfterTargetCloseDate",
                "BeforeTargetCloseDate",
                "AfterCreatedDate",
                "BeforeLastModifiedDate"
            ]),
            json!(15),
        ),
    ] {
        setup.account.set("nulls_sort", json!(nulls)).unwrap();
        setup.account.set("inclusive_bounds", bounds).unwrap();
        setup.account.set("page_cap", cap).unwrap();
        let subject = Subject {
            relations: vec![Relation::to_one("PartnerOpportunityIdentifier")],
            unknown: vec!["O99999".into()],
            ..Subject::new(&setup.aws, "Opportunity", fields.clone(), rows.clone())
        };
        hold(&subject).await;
    }
}

#[tokio::test]
async fn opportunities_asked_for_singly_hold() {
    let fields = vec![
        Field::new("LifeCycle.Stage", Kind::Text).ordered(),
        Field::new("LastModifiedDate", Kind::Time).ordered(),
        Field::new("Project.Title", Kind::Text).ordered(),
        Field::new("SoftwareRevenue.Value.Amount", Kind::Number).ordered().to_the_digit(),
    ];
    let store = tied(15);
    let rows = rows(store.opportunities.iter().map(|(id, record)| (id.clone(), record)), &fields);
    let setup = setup(store, "").await;
    hold(&Subject {
        unknown: vec!["O99999".into()],
        ..Subject::new(&setup.aws, "Opportunity", fields, rows)
    })
    .await;
}

#[tokio::test]
async fn benefit_applications_hold() {
    let mut store = Store::default();
    let statuses = ["APPROVED", "IN_REVIEW", "REJECTED", "NEW_STATUS"];
    for number in 0..14usize {
        let id = format!("benappl-{number:014}");
        let arn = |number: usize| {
            format!(
                "arn:aws:partnercentral:us-east-1:123456789012:catalog/Sandbox/opportunity/O{number}"
            )
        };
        let record = json!({
            "Id": id, "Name": format!("Application {}", number % 9), "Status": statuses[number % 4], "FulfillmentTypes": ["CASH"],
            "BenefitId": format!("ben-{:014}", number % 3), "CreatedAt": format!("2026-01-{:02}T00:00:00Z", number % 6 + 1),
            "StatusReason": if number % 2 == 0 { json!("a reason") } else { Json::Null },
            "AssociatedResources": [arn(number % 5), arn(number % 7 + 5)],
            "BenefitApplicationDetails": { "PartnerAwsAccountId": format!("{:012}", number % 4), "Budget": { "Amount": format!("{number}.10") } },
        });
        store.applications.insert(id, record);
    }
    let fields = vec![
        Field::new("Name", Kind::Text).ordered(),
        Field::new("Status", Kind::Text).ordered(),
        Field::new("StatusReason", Kind::Text).ordered(),
        Field::new("CreatedAt", Kind::Time).ordered(),
        Field::new("BenefitId", Kind::Id).ordered(),
        Field::new("AssociatedResources.opportunity", Kind::Id),
        Field::new("BenefitApplicationDetails.PartnerAwsAccountId", Kind::Id).ordered().path(),
        Field::new("BenefitApplicationDetails.Budget.Amount", Kind::Text).ordered().path(),
    ];
    let rows = rows(store.applications.iter().map(|(id, record)| (id.clone(), record)), &fields);
    let setup = setup(store, "").await;
    let subject = Subject {
        relations: vec![
            Relation::to_one("BenefitId"),
            Relation::to_one("BenefitApplicationDetails.PartnerAwsAccountId"),
            Relation::to_one("AssociatedResources.opportunity"),
        ],
        unknown: vec!["benappl-zzzzzzzzzzzzzz".into()],
        ..Subject::new(&setup.aws, "BenefitApplication", fields, rows)
    };
    hold(&subject).await;
}

#[tokio::test]
async fn relationships_hold() {
    let fields = vec![
        Field::new("displayName", Kind::Text).ordered(),
        Field::new("associationType", Kind::Text).ordered(),
        Field::new("associatedAccountId", Kind::Id).ordered(),
        Field::new("programManagementAccountId", Kind::Text).ordered(),
        Field::new("updatedAt", Kind::Time).ordered(),
    ];
    let store = store::channel(24);
    let id = |record: &Json| {
        format!(
            "{}/{}",
            record["programManagementAccountId"].as_str().unwrap(),
            record["id"].as_str().unwrap()
        )
    };
    let rows = rows(store.relationships.values().map(|record| (id(record), record)), &fields);
    let setup = setup(store, "").await;
    let subject = Subject {
        relations: vec![
            Relation::to_one("associatedAccountId"),
            Relation::to_one("programManagementAccountId"),
        ],
        unknown: vec!["pma-0000000000000/rs-zzzzzzzzzzzzz".into()],
        ..Subject::new(&setup.aws, "Relationship", fields, rows)
    };
    hold(&subject).await;
}
