//! The default mapping and the demo's over it, against the sandbox's world.

use std::collections::BTreeMap;

use channelgraph_core::{Connector, ErrorKind, Read, Select};
use channelgraph_sandbox::{Options, Sandbox, truth::System};
use channelgraph_schema::{
    Direction, Filter, Test,
    mapping::{MappingSpec, SourceOrder},
};
use serde_json::json;

use super::read;
use crate::{Config, Salesforce, default_mapping};

async fn start() -> (Sandbox, Salesforce) {
    let sandbox = Sandbox::start(Options { partners: 60, ..Options::default() }).await.unwrap();
    let known = &sandbox.simulators().salesforce.config;
    let user = known.user.as_ref().unwrap();
    let auth = format!(
        r#"{{ flow = "jwt_bearer", client_id = "{}", username = "{}", private_key = "{}" }}"#,
        known.client_id,
        user.username,
        user.private_key.replace('\n', "\\n"),
    );
    let config: Config = toml::from_str(&format!(
        "my_domain = \"{}\"\nauth = {auth}",
        sandbox.url(System::Salesforce)
    ))
    .unwrap();
    (sandbox, Salesforce::new("salesforce".into(), &config).unwrap())
}

/// The objects to which the paths of words lead.
const AHEAD: [(&str, &str); 6] = [
    ("OpportunityHistories[].", "OpportunityHistory"),
    ("Steps__r[].", "Onboarding_Step__c"),
    ("DocumentChecklistItems[].", "DocumentChecklistItem"),
    ("ProcessInstance.TargetObjectId[].", "ProcessInstance"),
    ("Payment.", "RebatePayment"),
    ("Progress.", "LearningItemProgress"),
];

#[tokio::test]
async fn every_path_and_word_of_the_mapping_is_there() {
    let (_sandbox, connector) = start().await;
    let demo: MappingSpec =
        toml::from_str(include_str!("../../../../demo/salesforce.toml")).unwrap();
    for (kind, objects) in default_mapping("USD").overlaid(demo).0 {
        for (object, spec) in objects {
            let paths = spec.fields.values().flat_map(|field| field.source_fields());
            let paths: Vec<_> =
                paths.chain(spec.only.keys().map(String::as_str)).map(str::to_owned).collect();
            assert_eq!(
                connector.missing(&object, &paths).await.unwrap(),
                Vec::<String>::new(),
                "{kind}.{object}"
            );
            for field in spec.fields.values().filter(|field| !field.values.is_empty()) {
                let path = field.field.as_deref().unwrap();
                let ahead =
                    AHEAD.iter().find_map(|(step, to)| Some((*to, path.strip_prefix(step)?)));
                let (object, name) = ahead.unwrap_or((&object, path));
                let described = connector.describe(object).await.unwrap();
                let info = described.fields.iter().find(|info| info.name == name).unwrap();
                let unknown: Vec<_> =
                    info.words.iter().filter(|word| !field.values.contains_key(*word)).collect();
                // An account that is somebody's customer is no kind of partner, and a fault no state.
                assert!(
                    unknown.is_empty() || unknown == ["Customer"] || unknown == ["Fault"],
                    "{kind}.{object}.{}: {unknown:?}",
                    info.name
                );
            }
        }
    }
}

#[tokio::test]
async fn partners_come_with_their_programs_and_each_with_its_latest_deals() {
    let (_sandbox, connector) = start().await;
    let paths =
        ["ChannelProgramMembers[].Level.Name", "ChannelProgramMembers[].Level.Rank", "Owner.Name"];
    let only = Filter::Test("IsPartner".to_owned(), Test::Eq(true.into()));
    let partners = connector.read(&Read { filter: only, ..read("Account", &paths) }).await.unwrap();
    assert!(partners.exact && partners.complete && partners.rows.len() > 20);
    let listed = |name: &str| {
        partners
            .rows
            .iter()
            .filter(|row| row.json(name).as_array().is_some_and(|list| !list.is_empty()))
            .count()
    };
    assert!(listed(paths[0]) > 0);
    assert_eq!(listed(paths[0]), listed(paths[1]));
    let parents: Vec<_> = partners.rows.iter().map(|row| row.id.clone()).collect();
    let select = Select::Children { field: "Partner__c".into(), parents: parents.clone() };
    let before = connector.stats().snapshot().calls;
    let deals = Read { select, limit: 3, ..read("Opportunity", &["Account.Name", "StageName"]) };
    let few = connector.read(&deals).await.unwrap();
    // The deals, and the description of two objects that were not met yet.
    assert!(connector.stats().snapshot().calls - before <= 3);
    assert!(!few.rows.is_empty());
    for parent in &parents {
        assert!(few.rows.iter().filter(|row| row.parent.as_ref() == Some(parent)).count() <= 4);
    }
}

#[tokio::test]
async fn records_that_name_those_of_a_page_are_one_query_more() {
    let (sandbox, connector) = start().await;
    let names = [
        "ApprovalSubmission.RelatedRecordId[].ApprovalWorkItems[].AssignedTo.Name",
        "ApprovalSubmission.RelatedRecordId[].Gone",
        "ApprovalSubmission.RelatedRecordId[].Status",
        "Gone.RelatedRecordId[].Status",
    ];
    let all = connector.read(&read("Partner_Application__c", &names)).await.unwrap();
    let before = connector.stats().snapshot().calls;
    let again = connector.read(&read("Partner_Application__c", &names)).await.unwrap();
    assert_eq!(connector.stats().snapshot().calls - before, 2);
    assert_eq!(all.rows.len(), again.rows.len());
    let mut told = BTreeMap::new();
    for row in &all.rows {
        let of = |name: &str| row.json(name).as_array().cloned().unwrap_or_default();
        let (states, who) = (of(names[2]), of(names[0]));
        // What the org lacks of them leaves each its place; what it lacks whole is not there.
        assert_eq!(of(names[1]), vec![serde_json::Value::Null; states.len()]);
        assert!(!row.values.contains_key(names[3]));
        assert_eq!(states.len(), who.len());
        told.insert(row.id.clone(), (states, who));
    }
    let mut found = 0;
    for onboarding in sandbox.control.truth().onboardings.iter().flatten() {
        let approvals = onboarding.values.approvals.as_deref().unwrap_or_default();
        let of_flows = approvals.iter().filter(|approval| approval.name.is_none());
        let (states, who): (Vec<_>, Vec<_>) = of_flows
            .map(|approval| (json!(approval.source_state), json!(approval.assignee_name)))
            .unzip();
        found += states.len();
        assert_eq!(told[&*onboarding.id], (states, who), "{}", onboarding.id);
    }
    assert!(found > 2, "{found}");
    let gone = connector.missing("Partner_Application__c", &names.map(str::to_owned)).await;
    assert_eq!(gone.unwrap(), [names[1], names[3]]);
}

#[tokio::test]
async fn what_other_records_hold_is_checked_after_reading_and_orders_nothing() {
    let (_sandbox, connector) = start().await;
    let name = "ApprovalSubmission.RelatedRecordId[].Status";
    let only = Filter::Test(name.to_owned(), Test::Eq("Approved".into()));
    let filtered = Read { filter: only, ..read("Partner_Application__c", &[name]) };
    let page = connector.read(&filtered).await.unwrap();
    assert!(!page.exact && !page.rows.is_empty());
    let order = SourceOrder { field: name.into(), direction: Direction::Asc, by_day: None };
    let ordered = Read { order: Some(order), ..read("Partner_Application__c", &[name]) };
    let error = connector.read(&ordered).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}
