//! The suite of all connectors, over the small org and over the sandbox's world.

use channelgraph_conformance::{Field, Kind, Relation, Subject, hold};
use channelgraph_sandbox::{
    salesforce::store::Store,
    world::{Options, World},
};
use channelgraph_schema::mapping::Row;
use serde_json::{Value as Json, json};

use super::org::{self, Org};

const PARTNERS: &str = "OpportunityPartnersFrom[].AccountToId";

/// The rows of an object with these fields, out of the org's own store.
fn rows(store: &Store, object: &str, fields: &[Field]) -> Vec<Row> {
    let row = |id: &String| {
        let values = fields
            .iter()
            .map(|field| (field.name().to_owned(), at(store, object, id, field.name())));
        Row { id: id.clone(), parent: None, values: values.collect() }
    };
    store.objects[object].rows.keys().map(row).collect()
}

/// What stands at the end of a path from a record.
fn at(store: &Store, object: &str, id: &str, path: &str) -> Json {
    let rows = |object: &str| store.objects[object].rows.clone();
    if let Some(field) = path.strip_prefix("OpportunityPartnersFrom[].") {
        let mut children: Vec<_> = rows("OpportunityPartner")
            .into_iter()
            .filter(|(_, row)| row["OpportunityId"] == json!(id))
            .collect();
        // The primary one first.
        children.sort_by_key(|(id, row)| (row["IsPrimary"] != json!(true), id.clone()));
        return children.iter().map(|(id, _)| at(store, "OpportunityPartner", id, field)).collect();
    }
    let Some((relation, rest)) = path.split_once('.') else {
        return store.objects[object].rows[id].get(path).cloned().unwrap_or_default();
    };
    let mut lookups = store.objects[object]
        .fields
        .iter()
        .filter_map(|(name, field)| Some((name, field.reference.as_ref()?)));
    let (name, (parent, _)) = lookups.find(|(_, (_, path))| path == relation).unwrap();
    match store.objects[object].rows[id].get(name).and_then(Json::as_str) {
        Some(id) => at(store, parent, id, rest),
        None => Json::Null,
    }
}

fn unknown(prefix: &str) -> Vec<String> {
    [99_998, 99_999].map(|n| org::id(prefix, n)).to_vec()
}

fn deals() -> Vec<Field> {
    vec![
        Field::new("Name", Kind::Text),
        Field::new("StageName", Kind::Text),
        Field::new("Amount", Kind::Number).ordered().to_the_digit(),
        Field::new("CloseDate", Kind::Date).ordered(),
        Field::new("CreatedDate", Kind::Time).ordered(),
        Field::new("LastActivity", Kind::Time).ordered(),
        Field::new("IsWon", Kind::Bool).ordered(),
        Field::new("AccountId", Kind::Id),
        Field::new("Account.IsPartner", Kind::Bool).path().ordered(),
        Field::new("Account.NumberOfEmployees", Kind::Number).path().ordered(),
        Field::new(PARTNERS, Kind::Id).path(),
    ]
}

#[tokio::test]
async fn the_small_org_holds() {
    let org = Org::start().await;
    let rows = rows(&org.simulator.store.read(), "Opportunity", &deals());
    let relations = vec![Relation::to_one("AccountId"), Relation::to_one(PARTNERS)];
    let subject = |connector| Subject {
        relations: relations.clone(),
        unknown: unknown("001"),
        ..Subject::new(connector, "Opportunity", deals(), rows.clone())
    };
    // Either way in which an org may read `!=` of what is null.
    for tolerant in [false, true] {
        org.simulator.set("null_matches_not_equal", tolerant.into()).unwrap();
        hold(&subject(&org.connector)).await;
    }
}

#[tokio::test]
async fn an_org_whose_addresses_are_short_holds() {
    let org = Org::start().await;
    let rows = rows(&org.simulator.store.read(), "Opportunity", &deals());
    // What it must cut, it cannot always count.
    let terse = org.with(org::AUTH, "query_bytes = 1000");
    let subject = Subject {
        relations: vec![Relation::to_one("AccountId"), Relation::to_one(PARTNERS)],
        unknown: unknown("001"),
        refuses: true,
        totals: false,
        ..Subject::new(&terse, "Opportunity", deals(), rows)
    };
    hold(&subject).await;
}

#[tokio::test]
async fn the_world_holds() {
    let org =
        Org::over(World::generate(&Options { partners: 60, ..Options::default() }).salesforce)
            .await;
    let claims = vec![
        Field::new("Title", Kind::Text),
        Field::new("Amount", Kind::Number).ordered().to_the_digit(),
        Field::new("Status", Kind::Text),
        Field::new("CreatedDate", Kind::Time).ordered(),
        Field::new("Paid_Date__c", Kind::Date).ordered(),
        Field::new("ChannelPartnerId", Kind::Id),
        Field::new("Budget.Title", Kind::Text).path(),
    ];
    let accounts = vec![
        Field::new("Id", Kind::Id),
        Field::new("Name", Kind::Text),
        Field::new("BillingCountryCode", Kind::Text),
        Field::new("NumberOfEmployees", Kind::Number).ordered(),
        Field::new("IsPartner", Kind::Bool).ordered(),
        Field::new("ParentId", Kind::Id),
        Field::new("Owner.Email", Kind::Text).path(),
    ];
    for (object, fields, parent) in
        [("PartnerFundClaim", claims, "ChannelPartnerId"), ("Account", accounts, "ParentId")]
    {
        let rows = rows(&org.simulator.store.read(), object, &fields);
        assert!(rows.len() > 20, "{object}: {}", rows.len());
        let subject = Subject {
            relations: vec![Relation::to_one(parent)],
            unknown: unknown("001"),
            ..Subject::new(&org.connector, object, fields, rows)
        };
        hold(&subject).await;
    }
}
