//! Changes to deals and leads, and what the channel's work says of them.

use serde_json::{Map, Value, json};

use super::small;
use crate::control::Control;
use crate::test_client;
use crate::truth::{Deal, Record, Ref, System};
use crate::world::edit::{Edit, Kind};

/// Changes values of a record of the org.
fn change(control: &Control, kind: Kind, id: &str, values: Value) {
    let values: Map<String, Value> = serde_json::from_value(values).unwrap();
    control.edit(Edit::of(System::Salesforce, kind, Some(id.into()), values)).unwrap();
}

/// The first opportunity that suits.
fn opportunity(control: &Control, suits: impl Fn(&Record<Deal>) -> bool) -> Record<Deal> {
    let truth = control.truth();
    let mut deals = truth.deals.iter().flatten().filter(|deal| deal.source == System::Salesforce);
    deals.find(|deal| suits(deal)).unwrap().clone()
}

/// The stages of a deal in the order of the rows of its history.
fn history(control: &Control, id: &str) -> Vec<String> {
    let org = control.simulators().salesforce.store.read();
    let rows = org.objects["OpportunityHistory"].rows.values();
    rows.filter(|row| row["OpportunityId"] == id)
        .map(|row| row["StageName"].as_str().unwrap().to_owned())
        .collect()
}

fn stages(control: &Control, id: &str) -> Vec<String> {
    let deal = opportunity(control, |deal| *deal.id == *id);
    let stages = deal.values.stages.unwrap_or_default();
    assert!(stages.iter().map(|change| change.at).is_sorted());
    stages.iter().map(|change| change.source_stage.as_deref().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_stage_that_a_deal_reaches_is_in_its_history_and_no_other_change_is() {
    let sandbox = small().await;
    let control = &sandbox.control;
    let deal = opportunity(control, |deal| deal.values.is_closed == Some(false));
    let before = history(control, &deal.id);
    assert_eq!(before, stages(control, &deal.id));
    change(control, Kind::Deals, &deal.id, json!({ "name": "Quite New" }));
    assert_eq!(history(control, &deal.id), before);
    change(control, Kind::Deals, &deal.id, json!({ "stage": "WON" }));
    let after: Vec<_> = before.into_iter().chain(["Closed Won".to_owned()]).collect();
    assert_eq!(history(control, &deal.id), after);
    assert_eq!(stages(control, &deal.id), after);
    let made = control.insert_deal(System::Salesforce, &Deal::default()).unwrap();
    assert_eq!(history(control, &made), ["Prospecting"]);
    assert_eq!(stages(control, &made), ["Prospecting"]);
}

/// The labels, or the ids, of the stages in the history of a deal in the account, and those in its
/// truth.
fn of_account(control: &Control, id: &str) -> (Vec<String>, Vec<String>) {
    let account = control.simulators().hubspot.store.read();
    let key = ("deals".to_owned(), id.parse().unwrap(), "dealstage".to_owned());
    let kept = account.histories.get(&key).into_iter().flatten();
    let kept: Vec<_> = kept.map(|version| (version.at.clone(), version.value.clone())).collect();
    assert!(kept.is_sorted_by_key(|(at, _)| at.clone()));
    let truth = control.truth();
    let deal = truth.deals.iter().flatten().find(|deal| *deal.id == *id);
    let says = deal.into_iter().flat_map(|deal| deal.values.stages.iter().flatten());
    let says = says.map(|change| change.source_stage.as_deref().unwrap().to_owned());
    (kept.into_iter().map(|(_, value)| value).collect(), says.collect())
}

#[tokio::test]
async fn a_stage_in_the_account_is_in_its_history_until_the_deal_goes() {
    let sandbox = small().await;
    let control = &sandbox.control;
    let made = control.insert_deal(System::Hubspot, &Deal::default()).unwrap();
    let edit = |values: Value| {
        let values: Map<String, Value> = serde_json::from_value(values).unwrap();
        let edit = Edit::of(System::Hubspot, Kind::Deals, Some(made.clone()), values);
        control.edit(edit).unwrap();
    };
    let one = |text: &str| vec![text.to_owned()];
    let first = (one("appointmentscheduled"), one("Appointment Scheduled"));
    assert_eq!(of_account(control, &made), first);
    edit(json!({ "name": "Quite New" }));
    assert_eq!(of_account(control, &made), first);
    edit(json!({ "stage": "WON" }));
    let (ids, labels) = of_account(control, &made);
    assert_eq!(ids, ["appointmentscheduled", "closedwon"]);
    assert_eq!(labels, ["Appointment Scheduled", "Closed Won"]);
    control.remove(Kind::Deals, &Ref { source: System::Hubspot, id: made.clone() }).unwrap();
    assert_eq!(of_account(control, &made), (vec![], vec![]));
}

#[tokio::test]
async fn partners_of_a_deal_go_from_the_truth_with_their_rows() {
    let sandbox = small().await;
    let control = &sandbox.control;
    let on = |id: &str| {
        let truth = control.truth();
        let partners = truth.deal_partners.iter().flatten();
        partners.filter(|it| it.values.deal.as_ref().is_some_and(|deal| *deal.id == *id)).count()
    };
    let deal = opportunity(control, |deal| on(&deal.id) > 0);
    let all = control.truth().deal_partners.len();
    let gone = on(&deal.id);
    change(control, Kind::Deals, &deal.id, json!({ "partner": null }));
    assert_eq!(on(&deal.id), 0);
    let org = control.simulators().salesforce.store.read();
    assert_eq!(org.objects["OpportunityPartner"].rows.len(), all - gone);
    assert_eq!(control.truth().deal_partners.len(), all - gone);
}

#[tokio::test]
async fn what_names_a_lead_stays_when_it_changes_or_goes() {
    let sandbox = small().await;
    let control = &sandbox.control;
    let lead = {
        let truth = control.truth();
        let assigned = truth.lead_assignments.iter().flatten().next().unwrap();
        assigned.values.lead.clone().unwrap()
    };
    let said = || {
        let truth = control.truth();
        format!("{:?}", (&truth.lead_assignments, &truth.campaign_members))
    };
    let rows = || {
        let org = control.simulators().salesforce.store.read();
        ["Lead_Assignment__c", "CampaignMember"].map(|object| org.objects[object].rows.clone())
    };
    let before = (said(), rows());
    let away = json!({ "status": "REJECTED", "partner": null });
    change(control, Kind::Leads, &lead.id, away);
    assert!((said(), rows()) == before);
    control.remove(Kind::Leads, &Ref { source: lead.source, id: lead.id.clone() }).unwrap();
    assert!((said(), rows()) == before);
}

#[tokio::test]
async fn the_truth_of_the_work_is_told() {
    let sandbox = small().await;
    for kind in [
        "campaigns",
        "campaignMembers",
        "campaignInfluences",
        "certifications",
        "courses",
        "courseEnrollments",
        "onboardings",
        "assets",
        "leadAssignments",
        "dealPartners",
        "invoices",
    ] {
        let url = format!("{}/control/truth/{kind}", sandbox.control_url);
        let nodes: Value = test_client().get(url).send().await.unwrap().json().await.unwrap();
        assert!(nodes[0][0]["values"]["createdAt"].is_string(), "{kind}: {nodes}");
    }
}
