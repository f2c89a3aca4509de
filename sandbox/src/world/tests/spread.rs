//! Dirt is where it is asked for, in the rows as in the truth, and changes nothing else.

use std::collections::BTreeMap;

use chrono::{DateTime, Timelike, Utc};
use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{Options, World, erp, marketplace, print};
use crate::Dirt;
use crate::terms::DealType;
use crate::truth::{Node, Record, System, Text};

fn made(dirt: Dirt) -> World {
    World::generate(&Options {
        seed: 3,
        partners: 120,
        time_zone: chrono_tz::America::Phoenix,
        dirt,
        ..Options::kind()
    })
}

/// The names of all records, by system, table and id: of leads, the companies.
fn names(world: &World) -> BTreeMap<(System, &'static str, Text), String> {
    fn of<'a, T>(
        nodes: &'a [Node<T>],
        name: fn(&T) -> &Option<Text>,
    ) -> impl Iterator<Item = ((System, &'static str, Text), String)> + 'a {
        let named = move |record: &'a Record<T>| {
            let name = name(&record.values).as_deref()?.to_owned();
            Some(((record.source, record.object, record.id.clone()), name))
        };
        nodes.iter().flatten().filter_map(named)
    }
    let truth = &world.truth;
    of(&truth.partners, |partner| &partner.name)
        .chain(of(&truth.deals, |deal| &deal.name))
        .chain(of(&truth.leads, |lead| &lead.company))
        .chain(of(&truth.incentives, |incentive| &incentive.name))
        .collect()
}

/// Whether the row of a record holds a text, or for a HubSpot lead its contact does.
fn holds(world: &World, (system, object, id): &(System, &'static str, Text), text: &str) -> bool {
    let found = |row: &Value| row.to_string().contains(&Value::from(text).to_string());
    match system {
        System::Salesforce => {
            world.salesforce.objects[*object].rows[&**id].values().any(|value| value == text)
        }
        System::Hubspot => {
            let mut leads = world.truth.leads.iter().flatten();
            let lead = leads.find(|lead| (lead.object, &lead.id) == (*object, id));
            let contact = lead.and_then(|lead| lead.values.contact.clone());
            let (object, id) =
                contact.map_or((*object, id.clone()), |contact| ("contacts", contact.id));
            let row = &world.hubspot.objects[object].rows[&id.parse().unwrap()];
            row.values().any(|value| value == text)
        }
        System::Erp => erp::row(world, object, id).unwrap().values().any(|value| value == text),
        System::Aws => found(marketplace::row(world, object, id).unwrap()),
    }
}

#[test]
fn without_dirt_a_world_is_what_it_was() {
    assert!(print(&made(Dirt::none())) == print(&made(Dirt { half_emojis: 0.0, ..Dirt::none() })));
}

#[test]
fn names_are_rewritten_in_the_rows_and_in_the_truth_alike() {
    let clean = names(&made(Dirt::none()));
    let half = |text: &str| text.ends_with(char::REPLACEMENT_CHARACTER);
    let apart = |text: &str| !is_nfc(text);
    let capital = |text: &str| text.chars().next().is_some_and(|c| !c.is_ascii());
    type Case = (&'static str, Dirt, fn(&str) -> bool, [System; 2]);
    let cases: [Case; 3] = [
        ("half", Dirt { half_emojis: 0.2, ..Dirt::none() }, half, [System::Erp, System::Aws]),
        ("apart", Dirt { combining_marks: 0.5, ..Dirt::none() }, apart, System::CRMS),
        ("capital", Dirt { capitals: 0.2, ..Dirt::none() }, capital, System::CRMS),
    ];
    for (kind, dirt, is_dirty, also) in cases {
        let world = made(dirt);
        let names = names(&world);
        assert!(clean.keys().eq(names.keys()), "{kind}");
        let changed: Vec<_> = names.iter().filter(|(key, name)| clean[*key] != **name).collect();
        for (key, name) in &changed {
            assert!(is_dirty(name), "{kind}: {name}");
            assert!(holds(&world, key, name), "{kind}: {key:?} {name}");
        }
        for system in System::CRMS.into_iter().chain(also) {
            let of = changed.iter().filter(|((source, ..), _)| *source == system).count();
            assert!(of > 0, "{kind}: no dirty name in {system:?}");
        }
        if kind == "apart" {
            assert!(changed.iter().all(|(key, name)| clean[*key].nfc().eq(name.nfc())));
        }
        let acme = world.truth.partners.iter().flatten().find(|record| {
            record.values.name.as_deref().is_some_and(|name| name == "ACME Corporation")
        });
        assert!(acme.is_some(), "the flagship stays clean");
    }
}

fn close_dates(world: &World) -> Vec<(String, chrono::NaiveDate)> {
    let deals = world.truth.deals.iter().flatten();
    deals
        .filter(|record| record.source == System::Hubspot)
        .filter_map(|record| {
            let row = &world.hubspot.objects["deals"].rows[&record.id.parse().unwrap()];
            Some((row.get("closedate")?.clone(), record.values.close_date?))
        })
        .collect()
}

#[test]
fn deals_close_on_the_days_of_the_accounts_zone() {
    let world = made(Dirt { near_midnight: 0.5, ..Dirt::none() });
    let dates = close_dates(&world);
    let mut next_day_in_utc = 0;
    let mut late = 0;
    for (moment, day) in &dates {
        let moment: DateTime<Utc> = moment.parse().unwrap();
        let local = moment.with_timezone(&world.hubspot.settings.time_zone);
        assert_eq!(local.date_naive(), *day);
        next_day_in_utc += usize::from(moment.date_naive() != *day);
        late += usize::from(local.hour() == 23);
    }
    assert!(
        next_day_in_utc * 4 > dates.len() && late * 6 > dates.len(),
        "{next_day_in_utc} {late}"
    );
}

#[test]
fn a_type_that_is_in_no_picklist_is_none() {
    let world = made(Dirt { odd_types: 0.5, ..Dirt::none() });
    let rows = &world.salesforce.objects["Opportunity"].rows;
    let (mut odd, mut known) = (0, 0);
    let records = world.truth.deals.iter().flatten();
    for record in records.filter(|record| record.source == System::Salesforce) {
        let word = rows[&*record.id].get("Type").and_then(Value::as_str);
        let kind = match word {
            Some("New Business") => Some(DealType::New),
            Some("Existing Business") => Some(DealType::Renewal),
            Some("Strategic") | None => None,
            Some(word) => panic!("{word}"),
        };
        assert_eq!(record.values.kind, kind, "{word:?}");
        odd += usize::from(word == Some("Strategic"));
        known += usize::from(kind.is_some());
    }
    assert!(odd > 20 && known > 20, "{odd} {known}");
}

#[test]
fn currencies_are_left_out_where_they_are_the_companys() {
    let world = made(Dirt { no_currency: 0.5, ..Dirt::none() });
    let deals = &world.hubspot.objects["deals"].rows;
    let mut silent = 0;
    for record in world.truth.deals.iter().flatten() {
        if record.source != System::Hubspot {
            continue;
        }
        let row = &deals[&record.id.parse().unwrap()];
        let says = record.values.currency.as_deref().unwrap();
        silent += usize::from(!row.contains_key("deal_currency_code"));
        assert_eq!(row.get("deal_currency_code").map_or("USD", String::as_str), says);
    }
    assert!(silent * 4 > deals.len() && silent < deals.len(), "{silent} of {}", deals.len());
}

#[test]
fn countries_are_written_in_many_ways_and_stay_the_same_countries() {
    let (clean, dirty) = (made(Dirt::none()), made(Dirt { country_names: 1.0, ..Dirt::none() }));
    assert!(format!("{:?}", clean.truth) == format!("{:?}", dirty.truth));
    for object in ["companies", "contacts"] {
        let written = |world: &World| -> Vec<Option<String>> {
            world.hubspot.objects[object]
                .rows
                .values()
                .map(|row| row.get("country").cloned())
                .collect()
        };
        let pairs: Vec<_> = written(&clean).into_iter().zip(written(&dirty)).collect();
        assert!(pairs.iter().all(|(clean, dirty)| clean.is_some() == dirty.is_some()));
        assert!(pairs.iter().filter(|(clean, _)| clean.is_some()).all(|(c, d)| c != d));
    }
}

#[tokio::test]
async fn half_an_emoji_is_printed_as_the_apis_do() {
    let sandbox = crate::Sandbox::start(Options {
        partners: 10,
        dirt: Dirt { half_emojis: 1.0, ..Dirt::none() },
        ..Options::default()
    })
    .await
    .unwrap();
    let key = sandbox.simulators().hubspot.config.service_key.clone();
    let reply = crate::test_client()
        .get(format!("{}/crm/v3/objects/deals?limit=100", sandbox.url(System::Hubspot)))
        .bearer_auth(key)
        .send()
        .await
        .unwrap();
    let text = reply.text().await.unwrap();
    assert!(text.contains(r#" \ud83d""#) && !text.contains(char::REPLACEMENT_CHARACTER), "{text}");
    assert!(serde_json::from_str::<Value>(&text).is_err());
    let truth = sandbox.control.truth();
    let names = truth.deals.iter().flatten().filter_map(|record| record.values.name.as_deref());
    assert!(names.into_iter().any(|name| name.ends_with(char::REPLACEMENT_CHARACTER)));
}

#[test]
fn the_documented_names_stay_clean() {
    let world = World::generate(&Options::default());
    let made: std::collections::BTreeSet<String> = names(&world).into_values().collect();
    for shown in [
        "ACME Corporation",
        "Kalstonedora Solutions - Managed backup",
        "Telnovadora Informatik - Phase 2",
        "Palquestfield Networks - Phase 2",
        "Dellundxis Security - Phase 2",
        "Palkoravia Informatik - Managed backup",
        "Alhavenhaven Cloud AG",
        "Telcadestone Networks - Phase 2",
        "Urcadezura Informatik - Pilot",
        "Helfieldstone Automation - ERP rollout",
        "Delionana Software - Branch network",
        "Claim: Event ACME",
        "Event ACME",
        "Webinar - Launch bonus",
        "Velnovanova Logic - Renewal",
        "Alstoneport Digital - Support upgrade",
    ] {
        assert!(made.contains(shown), "the docs show {shown}, and the world has it no longer");
    }
    let small = World::generate(&Options { partners: 50, ..Options::default() });
    let shown = "Brightnovavia Digital AG";
    assert!(names(&small).values().any(|name| name == shown));
}
