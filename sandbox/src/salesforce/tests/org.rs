//! A small org: three accounts in a hierarchy, their opportunities and contacts, and a user.

use serde_json::{Value, json};

use crate::salesforce::{
    ids::id,
    store::{Field, Object, Store},
};

fn field(kind: &str, nillable: bool) -> Field {
    Field {
        kind: kind.to_owned(),
        nillable,
        reference: None,
        child_relationship: None,
        picklist: Vec::new(),
    }
}

fn lookup(object: &str, path: &str, children: &str) -> Field {
    Field {
        reference: Some((object.to_owned(), path.to_owned())),
        child_relationship: (!children.is_empty()).then(|| children.to_owned()),
        ..field("reference", true)
    }
}

fn picklist(kind: &str, values: &[&str]) -> Field {
    Field { picklist: values.iter().map(ToString::to_string).collect(), ..field(kind, true) }
}

fn object(prefix: &str, fields: Vec<(&str, Field)>) -> Object {
    let mut object = Object { key_prefix: prefix.to_owned(), ..Object::default() };
    for (name, field) in fields {
        object.fields.insert(name.to_owned(), field);
    }
    for name in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
        object.fields.insert(name.to_owned(), field("datetime", false));
    }
    object.fields.insert("Id".to_owned(), self::field("id", false));
    object
}

/// Adds a record, and returns its id.
pub(crate) fn add(store: &mut Store, object: &str, values: Value) -> String {
    let object = store.objects.get_mut(object).unwrap();
    let id = id(&object.key_prefix, object.rows.len() as u64 + 1);
    let mut row: std::collections::BTreeMap<String, Value> =
        serde_json::from_value(values).unwrap();
    for name in ["CreatedDate", "LastModifiedDate", "SystemModstamp"] {
        row.entry(name.to_owned()).or_insert_with(|| json!("2026-02-01T08:00:00.000+0000"));
    }
    row.insert("Id".to_owned(), json!(id));
    object.rows.insert(id.clone(), row);
    id
}

/// Objects without records.
pub(crate) fn empty() -> Store {
    let account = object(
        "001",
        vec![
            ("Name", field("string", false)),
            ("Phone", field("phone", true)),
            ("Type", picklist("picklist", &["Reseller", "Distributor", "Agent"])),
            ("ParentId", lookup("Account", "Parent", "ChildAccounts")),
            ("OwnerId", lookup("User", "Owner", "")),
            ("NumberOfEmployees", field("int", true)),
            ("IsPartner", field("boolean", false)),
            ("Segments__c", picklist("multipicklist", &["SMB", "Mid", "Enterprise"])),
            ("Partner_Since__c", field("date", true)),
        ],
    );
    let opportunity = object(
        "006",
        vec![
            ("Name", field("string", false)),
            ("AccountId", lookup("Account", "Account", "Opportunities")),
            ("Partner__c", lookup("Account", "Partner__r", "Partner_Deals__r")),
            (
                "StageName",
                picklist("picklist", &["Prospecting", "Proposal", "Closed Won", "Closed Lost"]),
            ),
            ("Amount", field("currency", true)),
            ("Probability", field("percent", true)),
            ("CloseDate", field("date", false)),
            ("IsClosed", field("boolean", false)),
            ("IsWon", field("boolean", false)),
            ("PartnerAccountId", lookup("Account", "PartnerAccount", "")),
        ],
    );
    let contact = object(
        "003",
        vec![
            ("AccountId", lookup("Account", "Account", "Contacts")),
            ("FirstName", field("string", true)),
            ("LastName", field("string", false)),
            ("Name", field("string", true)),
            ("Email", field("email", true)),
        ],
    );
    let user = object("005", vec![("Name", field("string", false))]);
    let objects =
        [("Account", account), ("Opportunity", opportunity), ("Contact", contact), ("User", user)];
    Store { objects: objects.map(|(name, object)| (name.to_owned(), object)).into() }
}

/// The records most tests speak of.
pub(crate) fn small() -> Store {
    let mut store = empty();
    let user = add(&mut store, "User", json!({ "Name": "Uma Owner" }));
    let top = add(
        &mut store,
        "Account",
        json!({
            "Name": "Acme", "Type": "Reseller", "OwnerId": user, "NumberOfEmployees": 50, "IsPartner": true,
            "Segments__c": "SMB;Mid", "Partner_Since__c": "2020-05-01",
        }),
    );
    let middle = add(
        &mut store,
        "Account",
        json!({
            "Name": "beta GmbH", "Type": "Agent", "ParentId": top, "OwnerId": user, "Phone": "+49 30 1",
            "Segments__c": "Enterprise", "Partner_Since__c": "2026-02-28",
        }),
    );
    add(
        &mut store,
        "Account",
        json!({ "Name": "Café 100%", "ParentId": middle, "NumberOfEmployees": 7 }),
    );
    for (name, account, partner, stage, amount, close) in [
        ("Big", &top, Some(&middle), "Closed Won", Some("1000.10"), "2026-03-01"),
        ("Small", &top, None, "Prospecting", Some("0.20"), "2026-04-15"),
        ("Unpriced", &top, None, "Proposal", None, "2026-05-01"),
        ("Lost", &middle, Some(&middle), "Closed Lost", Some("25"), "2025-12-31"),
    ] {
        let amount = amount.map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
        add(
            &mut store,
            "Opportunity",
            json!({
                "Name": name, "AccountId": account, "Partner__c": partner, "StageName": stage,
                "Amount": amount, "CloseDate": close, "IsClosed": stage.starts_with("Closed"),
            }),
        );
    }
    for (first, last) in [("Ann", "Ash"), ("Bob", "Birch"), ("Cy", "Cedar")] {
        let name = format!("{first} {last}");
        add(
            &mut store,
            "Contact",
            json!({
                "AccountId": top, "FirstName": first, "LastName": last, "Name": name,
            }),
        );
    }
    store
}
