//! The suite of all connectors, over the real server.

use channelgraph_conformance::{Field, Kind, Relation, Subject, hold};

use super::Live;

async fn holds(live: &Live, object: &str, fields: Vec<Field>, relations: Vec<Relation>) {
    let model = object.split('#').next().unwrap();
    let rows = live.rows(model);
    let unknown = vec!["999998".into(), "999999".into()];
    hold(&Subject { relations, unknown, ..Subject::new(&live.tryton, object, fields, rows) }).await;
}

#[tokio::test]
async fn parties_hold() {
    // Pages that the rows do not fit into.
    let Some(live) = Live::start("batch = 25") else { return };
    let fields = vec![
        Field::new("id", Kind::Number).ordered(),
        Field::new("name", Kind::Text),
        Field::new("code", Kind::Text),
        Field::new("active", Kind::Bool).ordered(),
        Field::new("website", Kind::Text),
        Field::new("tax_identifier.code", Kind::Text).path(),
        Field::new("addresses.city", Kind::Text).path(),
        Field::new("addresses.country.code", Kind::Text).path(),
        Field::new("customer_payment_term.name", Kind::Text).path(),
        Field::new("create_date", Kind::Time).ordered(),
        Field::new("write_date", Kind::Time).ordered(),
        Field::new("last_modified_at", Kind::Time).ordered(),
    ];
    holds(&live, "party.party", fields, Vec::new()).await;
}

#[tokio::test]
async fn commissions_hold() {
    let Some(live) = Live::start("") else { return };
    let fields = vec![
        Field::new("agent", Kind::Id),
        Field::new("agent.party", Kind::Id).path(),
        Field::new("agent.party.name", Kind::Text).path(),
        Field::new("amount", Kind::Number).ordered().to_the_digit(),
        Field::new("date", Kind::Date).ordered(),
        Field::new("currency.code", Kind::Text).path(),
        Field::new("invoice_state", Kind::Text),
        Field::new("invoice_line.invoice.state", Kind::Text).path(),
        Field::new("last_modified_at", Kind::Time).ordered(),
    ];
    holds(
        &live,
        "commission",
        fields,
        vec![Relation::to_one("agent"), Relation::to_one("agent.party")],
    )
    .await;
}

#[tokio::test]
async fn opportunities_hold() {
    let Some(live) = Live::start("batch = 40") else { return };
    let fields = vec![
        Field::new("party", Kind::Id),
        Field::new("party.name", Kind::Text).path(),
        Field::new("state", Kind::Text),
        Field::new("amount", Kind::Number).ordered().to_the_digit(),
        Field::new("currency.code", Kind::Text).path(),
        Field::new("conversion_probability", Kind::Number).ordered(),
        Field::new("description", Kind::Text),
        Field::new("end_date", Kind::Date).ordered(),
        Field::new("employee.party.name", Kind::Text).path(),
        Field::new("sales.agent", Kind::Id).path(),
    ];
    holds(
        &live,
        "sale.opportunity#lead",
        fields,
        vec![Relation::to_one("party"), Relation::to_one("sales.agent")],
    )
    .await;
}

#[tokio::test]
async fn agents_hold() {
    let Some(live) = Live::start("") else { return };
    let fields = vec![
        Field::new("party", Kind::Id),
        Field::new("party.name", Kind::Text).path(),
        Field::new("type_", Kind::Text),
        Field::new("plan.name", Kind::Text).path(),
        Field::new("currency.code", Kind::Text).path(),
        Field::new("active", Kind::Bool).ordered(),
        Field::new("create_date", Kind::Time).ordered(),
    ];
    holds(&live, "commission.agent", fields, vec![Relation::to_one("party")]).await;
}
