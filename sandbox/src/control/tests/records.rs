//! Records that are inserted, changed and deleted, with the truth about them.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{send, small};
use crate::control::Control;
use crate::truth::{Deal, System};
use crate::world::{Options, World};
use crate::{Simulators, hubspot, test_client};

#[tokio::test]
async fn records_change_and_the_truth_follows() {
    let sandbox = small().await;
    let control = &sandbox.control;
    let (company, opportunity) = {
        let truth = control.truth();
        let of = |system: System| {
            truth
                .partners
                .iter()
                .flatten()
                .find(|record| record.source == system)
                .unwrap()
                .id
                .to_string()
        };
        (
            of(System::Hubspot),
            truth
                .deals
                .iter()
                .flatten()
                .find(|record| record.source == System::Salesforce)
                .unwrap()
                .id
                .to_string(),
        )
    };
    let values = json!({ "name": "Between two pages", "stage": "PROPOSAL", "amount": "1200.50", "currency": "EUR", "closeDate": "2026-12-01", "partner": { "source": "hubspot", "id": company } });
    let (status, made) = send(
        &sandbox,
        "records",
        json!({ "source": "hubspot", "kind": "deals", "values": values, "same_as": { "source": "salesforce", "id": opportunity } }),
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let id = made["id"].as_str().unwrap();
    let number: u64 = id.parse().unwrap();
    {
        let store = control.simulators().hubspot.store.read();
        let row = &store.objects["deals"].rows[&number];
        assert_eq!(store.objects["deals"].rows.keys().last(), Some(&number));
        assert_eq!(
            (
                row["amount"].as_str(),
                row["amount_in_home_currency"].as_str(),
                row["dealstage"].as_str()
            ),
            ("1200.5", "1296.54", "presentationscheduled")
        );
        assert_eq!(
            (row["closedate"].as_str(), &row["hs_salesforceopportunityid"]),
            ("2026-12-01T07:00:00.000Z", &opportunity),
            "the first moment of the day in Phoenix"
        );
        let links = &store.associations[&("companies".to_owned(), "deals".to_owned())]
            [&company.parse().unwrap()];
        assert!(links.iter().any(|link| link.to == number && link.types[0].1 == 38));
    }
    let (status, body) = send(&sandbox, "records", json!({ "source": "hubspot", "kind": "deals", "id": id, "values": { "stage": "WON", "partner": null }, "fields": { "dealtype": "newbusiness" } })).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let truth: Vec<Vec<Value>> = test_client()
        .get(format!("{}/control/truth/deals", sandbox.control_url))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let node = truth
        .iter()
        .find(|node| node.iter().any(|record| record["id"] == id && record["source"] == "hubspot"))
        .unwrap();
    assert!(node.iter().any(|record| record["id"] == opportunity.as_str()));
    let values = &node.iter().find(|record| record["id"] == id).unwrap()["values"];
    assert_eq!(
        (
            &values["stage"],
            &values["isWon"],
            &values["sourceStage"],
            &values["amount"],
            values.get("partner")
        ),
        (&json!("WON"), &json!(true), &json!("Closed Won"), &json!("1200.50"), None)
    );
    let store = control.simulators().hubspot.store.read();
    let row = &store.objects["deals"].rows[&number];
    assert_eq!(
        (row["dealstage"].as_str(), row["dealtype"].as_str(), row["hs_is_closed_won"].as_str()),
        ("closedwon", "newbusiness", "true")
    );
    assert!(store.associations[&("deals".to_owned(), "companies".to_owned())][&number].is_empty());
}

#[tokio::test]
async fn a_deal_inserted_from_rust_is_last_and_can_be_taken_away() {
    let sandbox = small().await;
    let control = &sandbox.control;
    let before = control.truth().deals.len();
    let id = control
        .insert_deal(System::Salesforce, &Deal { name: Some("Late".into()), ..Deal::default() })
        .unwrap();
    assert_eq!(
        control.simulators().salesforce.store.read().objects["Opportunity"]
            .rows
            .last_key_value()
            .map(|(id, row)| (id.as_str(), row["Name"].as_str().unwrap())),
        Some((&*id, "Late"))
    );
    assert_eq!(control.truth().deals.len(), before + 1);
    let record = crate::truth::Ref { source: System::Salesforce, id: id.clone() };
    control.remove(crate::world::edit::Kind::Deals, &record).unwrap();
    assert!(
        !control.simulators().salesforce.store.read().objects["Opportunity"]
            .rows
            .contains_key(&*id)
    );
    assert_eq!(control.truth().deals.len(), before);
    assert!(control.remove(crate::world::edit::Kind::Deals, &record).is_err());
}

#[tokio::test]
async fn a_partner_moves_up_where_each_system_keeps_its_tier() {
    let sandbox = small().await;
    let control = &sandbox.control;
    let acme: Vec<_> = {
        let truth = control.truth();
        let node = truth
            .partners
            .iter()
            .find(|node| node[0].values.domain.as_deref() == Some("acme.de"))
            .unwrap();
        node.iter()
            .filter(|record| System::CRMS.contains(&record.source))
            .map(|record| (record.source, record.id.to_string()))
            .collect()
    };
    for (source, id) in &acme {
        let (status, answer) =
            send(&sandbox, "records", json!({ "source": source, "kind": "partners", "id": id, "values": { "tier.name": "Platinum" } }))
                .await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let (status, answer) =
            send(&sandbox, "records", json!({ "source": source, "kind": "partners", "id": id, "values": { "tier.name": "Diamond" } }))
                .await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    }
    let org = control.simulators().salesforce.store.read();
    let member = org.objects["ChannelProgramMember"]
        .rows
        .values()
        .find(|row| row["PartnerId"] == acme[0].1.as_str())
        .unwrap();
    let level = &org.objects["ChannelProgramLevel"].rows[member["LevelId"].as_str().unwrap()];
    assert_eq!(
        (level["Name"].as_str(), &level["ProgramId"]),
        (Some("Platinum"), &member["ProgramId"])
    );
    let account = control.simulators().hubspot.store.read();
    assert_eq!(
        account.objects["companies"].rows[&acme[1].1.parse().unwrap()]["partner_tier"],
        "platinum"
    );
    let truth = control.truth();
    let node = truth.partners.iter().find(|node| *node[0].id == *acme[0].1).unwrap();
    let mut crms = node.iter().filter(|record| System::CRMS.contains(&record.source));
    assert!(crms.all(|record| record.values.tier_name.as_deref() == Some("Platinum")));
    assert_eq!(node[0].values.programs.as_ref().unwrap()[0].tier_rank, Some(4));
}

#[tokio::test]
async fn a_new_opportunity_is_named_by_the_deal_that_it_joins() {
    let sandbox = small().await;
    let control = &sandbox.control;
    let deal = {
        let truth = control.truth();
        let alone =
            truth.deals.iter().find(|node| node.len() == 1 && node[0].source == System::Hubspot);
        alone.unwrap()[0].id.to_string()
    };
    let (status, made) = send(
        &sandbox,
        "records",
        json!({ "source": "salesforce", "kind": "deals", "values": { "stage": "WON" }, "same_as": { "source": "hubspot", "id": deal } }),
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{made}");
    assert_eq!(
        control.simulators().hubspot.store.read().objects["deals"].rows[&deal.parse().unwrap()]["hs_salesforceopportunityid"],
        made["id"].as_str().unwrap()
    );
    let org = control.simulators().salesforce.store.read();
    let object = &org.objects["Opportunity"];
    let row = &object.rows[made["id"].as_str().unwrap()];
    let missing: Vec<_> = object
        .fields
        .iter()
        .filter(|(name, field)| !field.nillable && !row.contains_key(*name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    let truth = control.truth();
    let node = truth.deals.iter().find(|node| *node[0].id == *deal).unwrap();
    assert_eq!(
        node[1].values.owner_email.as_deref(),
        org.objects["User"].rows[row["OwnerId"].as_str().unwrap()]["Email"].as_str()
    );
}

/// Every value that one record of each kind says can be said again without changing anything.
#[tokio::test]
async fn saying_the_same_again_changes_nothing_but_the_time() {
    let world = World::generate(&Options { partners: 40, ..Options::default() });
    let rows = |store: &hubspot::store::Store| {
        store
            .objects
            .iter()
            .map(|(name, object)| (name.clone(), object.rows.clone()))
            .collect::<Vec<_>>()
    };
    let before = rows(&world.hubspot);
    let deals: Vec<_> = world
        .truth
        .deals
        .iter()
        .flatten()
        .filter(|record| record.source == System::Hubspot)
        .cloned()
        .collect();
    let (simulators, truth) = Simulators::new(world);
    let control = Control::new(simulators, truth);
    for record in &deals {
        let values = json!({ "name": record.values.name, "updatedAt": record.values.updated_at });
        let edit =
            json!({ "source": "hubspot", "kind": "deals", "id": record.id, "values": values });
        control.edit(serde_json::from_value(edit).unwrap()).unwrap();
    }
    assert!(rows(&control.simulators().hubspot.store.read()) == before);
    let truth = control.truth();
    let after: Vec<_> =
        truth.deals.iter().flatten().filter(|record| record.source == System::Hubspot).collect();
    assert!(deals.iter().eq(after));
}

/// A reader that asks for what was modified since it last looked finds every later change.
#[tokio::test]
async fn changes_are_dated_when_they_are_made() {
    let world = World::generate(&Options { partners: 5, ..Options::default() });
    let (simulators, truth) = Simulators::new(world);
    let control = Control::new(simulators, truth);
    let dated = |record: &crate::truth::Ref| {
        let truth = control.truth();
        let mut all = truth.partners.iter().flatten();
        all.find(|known| known.id == record.id).unwrap().values.updated_at.unwrap()
    };
    let mut last = chrono::Utc::now();
    for (source, id, values) in [
        ("salesforce", None, json!({ "name": "New" })),
        ("hubspot", None, json!({ "name": "New" })),
        ("salesforce", Some(0), json!({ "name": "Renamed" })),
        ("hubspot", Some(1), json!({ "name": "Renamed" })),
    ] {
        let known: Vec<_> = ["salesforce", "hubspot"]
            .map(|source| {
                let truth = control.truth();
                let mut all = truth.partners.iter().flatten();
                all.find(|record| record.source.name() == source).unwrap().id.clone()
            })
            .into();
        let id = id.map(|place: usize| known[place].clone());
        let edit = json!({ "source": source, "kind": "partners", "id": id, "values": values });
        let made = control.edit(serde_json::from_value(edit).unwrap()).unwrap();
        let now = dated(&made);
        assert!(now > last && now.timestamp_subsec_millis() == 0, "{source}: {now} after {last}");
        let row = match source {
            "salesforce" => {
                let org = control.simulators().salesforce.store.read();
                org.objects["Account"].rows[&*made.id]["SystemModstamp"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            }
            _ => {
                let account = control.simulators().hubspot.store.read();
                let number: u64 = made.id.parse().unwrap();
                account.objects["companies"].rows[&number]["hs_lastmodifieddate"].clone()
            }
        };
        assert!(row.starts_with(&now.format("%Y-%m-%dT%H:%M:%S.000").to_string()), "{row}");
        last = now;
    }
    let old = json!({
        "source": "hubspot", "kind": "partners", "values": { "updatedAt": "2026-01-01T00:00:00Z" },
    });
    let made = control.edit(serde_json::from_value(old).unwrap()).unwrap();
    assert_eq!(dated(&made).to_rfc3339(), "2026-01-01T00:00:00+00:00");
}
