//! Records that come and change while somebody pages through a list.

use std::collections::BTreeSet;

use channelgraph_sandbox::{
    Options,
    truth::{Deal, System},
    world::edit::Kind,
};
use channelgraph_schema::EntityKind;
use chrono::{Days, NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use serde_json::json;

use super::{
    Case,
    fields::keys,
    oracle::{Oracle, Sort},
    walk::{Page, Question},
};
use crate::harness::change;

/// The deal that is put in before the page of this number: each has another place in every order.
fn newcomer(number: u32) -> Deal {
    let number = number * 7919 % 997;
    let day = NaiveDate::from_ymd_opt(2024, 1, 1)
        .expect("a day")
        .checked_add_days(Days::new(u64::from(number)))
        .expect("a day");
    Deal {
        name: Some(format!("Newcomer {number}").into()),
        amount: (!number.is_multiple_of(5)).then(|| Decimal::from(number * 300)),
        close_date: Some(day),
        created_at: Some(
            day.and_hms_opt(8, 0, 0).expect("a time").and_utc()
                + TimeDelta::seconds(i64::from(number)),
        ),
        ..Deal::default()
    }
}

/// Where in the list a node stands.
fn place(oracle: &Oracle, question: &Question, id: &str) -> Option<usize> {
    oracle
        .list(question.kind, &question.filter, &question.sort)
        .iter()
        .position(|thing| thing.id() == id)
}

async fn page_while_deals_come(case: &mut Case, question: &Question) {
    let ids = |oracle: &Oracle| -> Vec<String> {
        oracle
            .list(question.kind, &question.filter, &question.sort)
            .iter()
            .map(|thing| thing.id())
            .collect()
    };
    let mut due: BTreeSet<String> = ids(&case.oracle).into_iter().collect();
    let mut seen: Vec<String> = Vec::new();
    let mut next: Option<String> = None;
    for number in 0_u32.. {
        let Page { nodes, next: after, .. } =
            question.page(&case.gateway, next.as_deref()).await.expect("a page");
        seen.extend(nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()));
        let Some(after) = after else { break };
        next = Some(after);
        let control = &case.gateway.sandbox.control;
        if number < 12 {
            let source =
                if number.is_multiple_of(2) { System::Salesforce } else { System::Hubspot };
            control.insert_deal(source, &newcomer(number)).expect("a deal");
        }
        if question.sort.key.0 != "UPDATED_AT" {
            // A change of what the order does not go by leaves a deal in its place.
            let old = control.truth().deals[number as usize][0].clone();
            change(
                control,
                old.source,
                Kind::Deals,
                old.id,
                "name",
                json!(format!("Renamed {number}")),
            );
        }
        case.oracle.take(&case.gateway.sandbox.control.truth());
        let cursor = place(&case.oracle, question, seen.last().expect("a node")).expect("a place");
        due.extend(ids(&case.oracle).into_iter().skip(cursor + 1));
    }
    let twice: Vec<_> =
        seen.iter().enumerate().filter(|(place, id)| seen[..*place].contains(id)).collect();
    assert!(twice.is_empty(), "{}: seen twice: {twice:?}", question.variables(None));
    let lost: Vec<_> = due.iter().filter(|id| !seen.contains(id)).collect();
    assert!(
        lost.is_empty(),
        "{}: {} of {} lost: {lost:?}",
        question.variables(None),
        lost.len(),
        due.len()
    );
}

#[tokio::test]
async fn what_was_there_is_seen_once_and_what_comes_behind_the_cursor_is_seen() {
    for key in &keys(EntityKind::Deal) {
        for down in [false, true] {
            if key.0 == "ID" && down {
                continue;
            }
            let options = Options {
                seed: 11,
                partners: 25,
                leads_per_partner: 0.0,
                incentives_per_partner: 0.0,
                ..Options::default()
            };
            let mut case = Case::start_with(options, |config| config.cache.seconds = 0).await;
            let mut question = Question::new(EntityKind::Deal, json!({}), Sort { key: *key, down });
            question.first = 7;
            page_while_deals_come(&mut case, &question).await;
        }
    }
}

#[tokio::test]
async fn a_cache_without_lifetime_shows_a_change_at_once() {
    let mut case =
        Case::start_with(Options { seed: 12, partners: 10, ..Options::default() }, |config| {
            config.cache.seconds = 0
        })
        .await;
    let question = Question {
        shown: "name",
        ..Question::new(
            EntityKind::Deal,
            json!({}),
            Sort { key: keys(EntityKind::Deal)[0], down: false },
        )
    };
    for number in 0..3 {
        case.gateway
            .sandbox
            .control
            .insert_deal(System::Hubspot, &newcomer(number))
            .expect("a deal");
        case.oracle.take(&case.gateway.sandbox.control.truth());
        question.check(&case.gateway, &case.oracle).await.expect("what is so");
    }
}
