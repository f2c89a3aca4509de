//! Ids of partners: each leads on to the partner that has its record, whatever becomes of that.

use std::collections::BTreeSet;

use channelgraph::{config::Config, demo};
use channelgraph_sandbox::{
    truth::{Ref, System},
    world::edit::Kind,
};
use channelgraph_schema::{
    EntityKind, NodeId, RecordKey,
    mapping::{ClueField, IdentitySpec},
};
use serde_json::{Value, json};

use super::harness::{Gateway, change, nodes, small};

/// A record as clients see it: its system and id.
type Seen = (String, String);

/// Decisions stand in fields that the sandbox lets a test write.
fn with_decisions(config: &mut Config) {
    let field = |name: &str| Some(ClueField(Some(name.to_owned())));
    let companies = config.hubspot.values_mut().flat_map(|source| {
        let partners = source.mapping.0.get_mut(&EntityKind::Partner);
        partners.and_then(|objects| objects.get_mut("companies"))
    });
    for object in companies {
        object.identity = IdentitySpec {
            same_as: field("industry"),
            not_same_as: field("state"),
            ..object.identity.clone()
        };
    }
}

/// The id of the node of a record alone.
fn id_of((source, id): &Seen) -> String {
    let object = if source == "salesforce" { "Account" } else { "companies" };
    let record =
        RecordKey { source: source.as_str().into(), object: object.into(), id: id.as_str().into() };
    NodeId { kind: EntityKind::Partner, record }.encode()
}

fn records(node: &Value) -> BTreeSet<Seen> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let records = node["records"].as_array().expect("records").iter();
    records.map(|record| (text(&record["source"]["name"]), text(&record["id"]))).collect()
}

/// The records of the partner to which an id leads, and how they were tied.
async fn led(gateway: &Gateway, seen: &Seen) -> Option<(BTreeSet<Seen>, String)> {
    let query = format!(
        "{{ node(id: \"{}\") {{ ... on Partner {{ records {{ id matchedBy source {{ name }} }} }} }} }}",
        id_of(seen)
    );
    let node = gateway.data(&query).await["node"].clone();
    (!node.is_null()).then(|| (records(&node), node.to_string()))
}

/// Writes a field of a company and has the index look for changes.
async fn write(gateway: &Gateway, company: &Seen, field: &str, value: Value) {
    let control = &gateway.sandbox.control;
    change(control, System::Hubspot, Kind::Partners, company.1.as_str().into(), field, value);
    gateway.app.engine.forget();
    gateway.app.engine.refresh_index().await;
}

async fn all(gateway: &Gateway) -> Vec<BTreeSet<Seen>> {
    let query = "{ partners(first: 200) { nodes { records { id source { name } } } } }";
    nodes(&gateway.data(query).await["partners"]).iter().map(records).collect()
}

/// The records of the first partner that has one of each of these systems, and no other.
fn first_of(partners: &[BTreeSet<Seen>], systems: &[&str], skip: usize) -> Vec<Seen> {
    let is_it = |partner: &&BTreeSet<Seen>| {
        partner.iter().map(|(source, _)| source.as_str()).eq(systems.iter().copied())
    };
    let found = partners.iter().filter(is_it).nth(skip).expect("such a partner");
    found.iter().cloned().collect()
}

#[tokio::test]
async fn ids_lead_on_after_a_confirmation_a_refusal_a_merge_and_a_split() {
    let gateway = Gateway::over(small(1), demo::CRMS, None, with_decisions).await;
    let partners = all(&gateway).await;
    let account = first_of(&partners, &["salesforce"], 0).remove(0);
    let company = first_of(&partners, &["hubspot"], 0).remove(0);
    let both = BTreeSet::from([account.clone(), company.clone()]);
    let alone = |seen: &Seen| BTreeSet::from([seen.clone()]);
    let told = json!(format!("nobody:1; salesforce:Account:{}", account.1));
    for round in 0..2 {
        write(&gateway, &company, "industry", told.clone()).await;
        for seen in &both {
            let (records, said) = led(&gateway, seen).await.expect("a partner");
            assert_eq!(records, both, "confirmed, round {round}");
            assert!(said.contains("confirmed"), "{said}");
        }
        write(&gateway, &company, "industry", json!("Software")).await;
        for seen in &both {
            assert_eq!(led(&gateway, seen).await.expect("a partner").0, alone(seen), "split");
        }
    }
    let tied = first_of(&partners, &["hubspot", "salesforce"], 0);
    let (company, account) = (&tied[0], &tied[1]);
    write(&gateway, company, "address.state", json!(format!("salesforce:{}", account.1))).await;
    for seen in &tied {
        let records = led(&gateway, seen).await.expect("a partner").0;
        assert_eq!(records, alone(seen), "refused");
    }
    write(&gateway, company, "address.state", json!("Bavaria")).await;
    for seen in &tied {
        let records = led(&gateway, seen).await.expect("a partner").0;
        assert_eq!(records, tied.iter().cloned().collect(), "merged again");
    }
}

#[tokio::test]
async fn ids_of_the_other_records_lead_on_after_one_is_lost() {
    let gateway = Gateway::over(small(1), demo::CRMS, None, with_decisions).await;
    let partners = all(&gateway).await;
    for (place, lost) in [(0, System::Salesforce), (1, System::Hubspot)] {
        let mut tied = first_of(&partners, &["hubspot", "salesforce"], place);
        let at = tied.iter().position(|(source, _)| source == lost.name()).expect("it has one");
        let gone = tied.remove(at);
        let record = Ref { source: lost, id: gone.1.as_str().into() };
        gateway.sandbox.control.remove(Kind::Partners, &record).expect("it is there");
        gateway.app.engine.forget();
        gateway.app.engine.build_index(&|_| {}).await;
        assert_eq!(led(&gateway, &gone).await, None, "nothing is known of a record that is lost");
        let records = led(&gateway, &tied[0]).await.expect("a partner").0;
        assert_eq!(records, BTreeSet::from([tied[0].clone()]));
    }
}

#[tokio::test]
async fn decisions_of_the_configuration_hold_after_a_restart() {
    let mut config = None;
    let gateway = Gateway::over(small(1), demo::CRMS, None, |own| config = Some(own.clone())).await;
    let mut config = config.expect("a configuration");
    let partners = all(&gateway).await;
    let account = first_of(&partners, &["salesforce"], 0).remove(0);
    let company = first_of(&partners, &["hubspot"], 0).remove(0);
    let tied = first_of(&partners, &["hubspot", "salesforce"], 0);
    let name = |(source, id): &Seen| format!("{source}:{id}");
    let group = |pair: [&Seen; 2]| {
        let names = pair.map(|seen| channelgraph::engine::RecordName::parse(&name(seen)));
        names.into_iter().flatten().collect::<Vec<_>>()
    };
    config.identity.same = vec![group([&account, &company])];
    config.identity.not_same = vec![group([&tied[0], &tied[1]])];
    let decided = gateway.beside(&config).await;
    let both = BTreeSet::from([account.clone(), company.clone()]);
    for seen in &both {
        assert_eq!(led(&decided, seen).await.expect("a partner").0, both);
    }
    for seen in &tied {
        assert_eq!(led(&decided, seen).await.expect("a partner").0, BTreeSet::from([seen.clone()]));
    }
}
