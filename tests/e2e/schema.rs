//! The schema as clients see it: written down, described throughout, and served.

use serde_json::Value;

use super::harness::{Gateway, get, small};

const INTROSPECTION: &str = "{ __schema {
    types {
        kind name description
        fields(includeDeprecated: true) { name description args { name description } }
        inputFields { name description }
        enumValues(includeDeprecated: true) { name description }
    }
    directives { name description args { name description } }
} }";

#[test]
fn the_schema_that_is_written_down_is_the_one_that_is_served() {
    let written = include_str!("../../schema/schema.graphql");
    // Line by line: the first difference says more than two whole texts.
    for (number, (written, now)) in
        written.lines().zip(channelgraph::graphql::sdl().lines()).enumerate()
    {
        assert_eq!(
            written,
            now,
            "schema/schema.graphql differs from line {} on; if that is meant: cargo run -- schema > schema/schema.graphql",
            number + 1
        );
    }
    assert_eq!(
        written.lines().count(),
        channelgraph::graphql::sdl().lines().count(),
        "schema/schema.graphql has another end; if that is meant: cargo run -- schema > schema/schema.graphql"
    );
}

#[tokio::test]
async fn everything_in_the_schema_says_what_it_is() {
    let gateway = Gateway::start(small(1)).await;
    let schema = gateway.data(INTROSPECTION).await["__schema"].take();
    let mut silent = Vec::new();
    let mut met = 0;
    for of_schema in ["types", "directives"] {
        for item in list(&schema[of_schema]).iter().filter(|item| !of_graphql_itself(name(item))) {
            look(item, "", &mut silent, &mut met);
        }
    }
    assert!(
        met > 400,
        "only {met} types, fields, arguments and values were met: the walk is broken"
    );
    assert!(silent.is_empty(), "without a description: {}", silent.join(", "));
}

#[tokio::test]
async fn the_schema_can_be_fetched() {
    let gateway = Gateway::start(small(1)).await;
    assert_eq!(
        get(&gateway, "/schema.graphql").await,
        (200, channelgraph::graphql::sdl().to_owned())
    );
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn name(item: &Value) -> &str {
    item["name"].as_str().expect("a name")
}

fn of_graphql_itself(name: &str) -> bool {
    const OWN: [&str; 10] = [
        "Boolean",
        "Float",
        "ID",
        "Int",
        "String",
        "skip",
        "include",
        "deprecated",
        "specifiedBy",
        "oneOf",
    ];
    name.starts_with("__") || OWN.contains(&name)
}

/// Looks at an item and all below it, and notes which say nothing.
fn look(item: &Value, within: &str, silent: &mut Vec<String>, met: &mut usize) {
    let path = format!("{within}{}", name(item));
    *met += 1;
    if item["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
        silent.push(path.clone());
    }
    for below in ["fields", "args", "inputFields", "enumValues"] {
        list(&item[below]).iter().for_each(|item| look(item, &format!("{path}."), silent, met));
    }
}
