//! The suite of all connectors, over the simulated account.

use channelgraph_conformance::{Field, Kind, Relation, Subject, hold};
use serde_json::json;

use super::{
    Setup, setup,
    truth::{campaign_rows, file_rows, rows},
};

fn deals() -> Vec<Field> {
    vec![
        Field::new("hs_object_id", Kind::Number).ordered(),
        Field::new("dealname", Kind::Text),
        Field::new("amount", Kind::Number).ordered().to_the_digit(),
        Field::new("amount_in_home_currency", Kind::Number).ordered().to_the_digit(),
        Field::new("closedate", Kind::Time).ordered(),
        Field::new("createdate", Kind::Time).ordered(),
        Field::new("hs_is_closed", Kind::Bool).ordered(),
        Field::new("hs_is_closed_won", Kind::Bool).ordered(),
        Field::new("dealstage", Kind::Text),
        Field::new("dealstage.state", Kind::Text),
        Field::new("dealstage.isClosed", Kind::Bool),
        Field::new("sales_channel", Kind::Text),
        Field::new("registration_status", Kind::Text),
        Field::new("hubspot_owner_id", Kind::Id),
        Field::new("hubspot_owner_id.email", Kind::Text),
        Field::new("companies#Partner", Kind::Id),
        Field::new("companies#primary.name", Kind::Text).path(),
        Field::new("dealstage[].value", Kind::Text),
        Field::new("dealstage[].at", Kind::Time),
        Field::new("dealstage[].state", Kind::Text),
    ]
}

/// An account whose deals have many equal keys, some none, and some at the very ends of a day.
async fn tied() -> Setup {
    let setup = setup("sizes = { page = 9, batch = 40, associations = 50 }").await;
    for (place, row) in
        setup.account.store.write().objects.get_mut("deals").unwrap().rows.values_mut().enumerate()
    {
        if place % 3 == 0 {
            row.insert("amount".into(), (1000 * (place % 4)).to_string());
        }
        if place % 7 == 0 {
            row.remove("amount");
        }
        if place % 2 == 0 {
            let time = ["00:00:00.000", "12:00:00.001", "23:59:59.999"][place / 2 % 3];
            row.insert("closedate".into(), format!("2026-03-0{}T{time}Z", 1 + place / 2 % 4));
        }
    }
    setup
}

async fn holds(setup: &Setup, object: &str, fields: Vec<Field>, relation: Relation) {
    let rows = rows(setup, object, &fields);
    assert!(rows.len() > 20, "{object}: {}", rows.len());
    let subject = Subject {
        relations: vec![relation],
        unknown: vec!["1".into(), "22".into()],
        ..Subject::new(&setup.hubspot, object, fields, rows)
    };
    hold(&subject).await;
}

#[tokio::test]
async fn deals_with_many_ties_hold() {
    let setup = tied().await;
    // Either way in which an account may read negations of what is null, and order it.
    for nulls_excluded in [true, false] {
        setup.account.set("negation_excludes_null", json!(nulls_excluded)).unwrap();
        setup
            .account
            .set("nulls_sort", json!(if nulls_excluded { "first" } else { "last" }))
            .unwrap();
        holds(&setup, "deals", deals(), Relation::to_each("companies#Partner")).await;
    }
}

#[tokio::test]
async fn companies_of_the_world_hold() {
    let companies = vec![
        Field::new("name", Kind::Text),
        Field::new("domain", Kind::Text),
        Field::new("vat_number", Kind::Text),
        Field::new("numberofemployees", Kind::Number).ordered().to_the_digit(),
        Field::new("is_partner", Kind::Bool).ordered(),
        Field::new("partner_since", Kind::Date).ordered(),
        Field::new("hs_lastmodifieddate", Kind::Time).ordered(),
        Field::new("hs_parent_company_id", Kind::Id),
    ];
    holds(&setup("").await, "companies", companies, Relation::to_one("hs_parent_company_id")).await;
}

#[tokio::test]
async fn campaigns_hold() {
    let campaigns = vec![
        Field::new("hs_name", Kind::Text),
        Field::new("hs_campaign_status", Kind::Text),
        Field::new("hs_start_date", Kind::Date).ordered(),
        Field::new("hs_end_date", Kind::Date).ordered(),
        Field::new("hs_budget_items_sum_amount", Kind::Number).ordered().to_the_digit(),
        Field::new("hs_currency_code", Kind::Text),
        Field::new("hs_owner", Kind::Id),
        Field::new("hs_owner.email", Kind::Text),
        Field::new("createdAt", Kind::Time).ordered(),
        Field::new("updatedAt", Kind::Time).ordered(),
    ];
    let setup = setup("sizes = { listed = 7, campaigns = 3 }").await;
    let rows = campaign_rows(&setup, &campaigns);
    assert!(rows.len() > 5, "{}", rows.len());
    let subject = Subject {
        relations: vec![Relation::to_one("hs_owner")],
        unknown: vec!["00000000-0000-4000-8000-000000000000".into()],
        ..Subject::new(&setup.hubspot, "campaigns", campaigns, rows)
    };
    hold(&subject).await;
}

#[tokio::test]
async fn files_hold() {
    let files = vec![
        Field::new("name", Kind::Text),
        Field::new("extension", Kind::Text),
        Field::new("type", Kind::Text),
        Field::new("size", Kind::Number).ordered(),
        Field::new("folder", Kind::Text),
        Field::new("parentFolderId", Kind::Id),
        Field::new("isPublic", Kind::Bool).ordered(),
        Field::new("url", Kind::Text),
        Field::new("expiresAt", Kind::Time).ordered(),
        Field::new("createdAt", Kind::Time).ordered(),
        Field::new("updatedAt", Kind::Time).ordered(),
    ];
    let setup = setup("sizes = { listed = 4 }").await;
    let rows = file_rows(&setup, &files);
    assert!(rows.len() > 8, "{}", rows.len());
    let subject = Subject {
        relations: vec![Relation::to_one("parentFolderId")],
        unknown: vec!["22".into()],
        ..Subject::new(&setup.hubspot, "files", files, rows)
    };
    hold(&subject).await;
}

#[tokio::test]
async fn a_custom_object_of_the_world_holds() {
    let incentives = vec![
        Field::new("incentive_name", Kind::Text),
        Field::new("incentive_kind", Kind::Text),
        Field::new("amount", Kind::Number).ordered().to_the_digit(),
        Field::new("period_start", Kind::Date).ordered(),
        Field::new("createdate", Kind::Time).ordered(),
        Field::new("companies#Partner", Kind::Id),
        Field::new("deals#Deal", Kind::Id),
    ];
    holds(&setup("").await, "2-1001", incentives, Relation::to_each("companies#Partner")).await;
}
