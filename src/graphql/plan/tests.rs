use std::sync::Arc;

use apollo_compiler::Schema;
use serde_json::{Map, json};

use super::Plan;
use crate::graphql::{
    document::{Documents, Limits},
    types::sdl,
};

fn documents() -> Documents {
    let schema = Schema::parse_and_validate(sdl(), "schema.graphql").unwrap();
    let limits = Limits { tokens: 10_000, depth: 20, fields: 1_000, cached_bytes: 1 << 20 };
    Documents::new(Arc::new(schema), limits)
}

fn plan(text: &str, variables: serde_json::Value) -> Arc<Plan> {
    let documents = documents();
    let document = documents.get(text).unwrap_or_else(|errors| panic!("{errors:?}"));
    let operation = document.parsed.operations.get(None).unwrap();
    let variables: Map<_, _> = variables.as_object().unwrap().clone();
    documents.plan(&document, operation, &variables).unwrap()
}

#[test]
fn each_selection_has_its_own_needs() {
    let text = "{ partners(first: 50) { totalCount nodes { id name tier { name } \
                deals(first: 5) { nodes { name amount { amount currency } partner { country } } } \
                } } deals { nodes { conflicts { field } } } }";
    insta::assert_snapshot!("needs_of_each_selection", plan(text, json!({})).to_string());
}

#[test]
fn selections_of_one_key_are_merged_and_conditions_follow_their_variables() {
    let text = "query($w: Boolean!) { a: partners { nodes { name } nodes { ...F country @skip(if: $w) } \
                edges { cursor node { domain } } } } \
                fragment F on Partner { name manager { email } lead: leads(first: 1) { totalCount } }";
    insta::assert_snapshot!("merged_selections", plan(text, json!({ "w": true })).to_string());
}

#[test]
fn nodes_of_any_entity_are_planned_for_each_and_calls_start_from_both_sides_of_a_link() {
    let text =
        "{ node(id: \"x\") { id ... on Deal { lead { name } incentives { nodes { kind } } } } }";
    insta::assert_snapshot!("nodes_of_any_entity", plan(text, json!({})).to_string());
}

#[test]
fn partners_of_pairs_are_calls_of_their_own() {
    let text = "{ partnerSuggestions(first: 5) { totalCount nodes { weight by { kind } a { name \
                deals(first: 2) { totalCount } } rivals { domain } } } \
                partners { nodes { suggestions { odds b { website } } related { name } \
                records { matches { weight } } } } \
                explainMatch(a: { source: \"x\", id: \"1\" }, b: { source: \"x\", id: \"2\" }) { tied a { id } } }";
    insta::assert_snapshot!("partners_of_pairs", plan(text, json!({})).to_string());
}

#[test]
fn a_document_is_parsed_and_planned_once() {
    let documents = documents();
    let text = "{ viewer { subject } }";
    let (first, again) = (documents.get(text).unwrap(), documents.get(text).unwrap());
    assert!(Arc::ptr_eq(&first, &again));
    let operation = first.parsed.operations.get(None).unwrap();
    let plan = || documents.plan(&first, operation, &Map::new()).unwrap();
    assert!(Arc::ptr_eq(&plan(), &plan()));
}
