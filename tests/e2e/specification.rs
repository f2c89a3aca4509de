//! GraphQL over HTTP as the public audit of the package graphql-http sees it, and requests that try
//! to cost more than they may.

use std::{path::Path, process::Stdio, time::Duration};

use serde_json::{Value, json};
use tokio::process::Command;

use super::harness::{Gateway, small};

#[tokio::test]
async fn the_public_audit_finds_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--prefer-offline"]).current_dir(&folder);
    let installed = npm.stdout(Stdio::null()).status().await;
    if !installed.as_ref().is_ok_and(std::process::ExitStatus::success) {
        let live = std::env::var("CHANNELGRAPH_LIVE").is_ok_and(|live| live == "1");
        assert!(!live, "npm cannot install tests/spec: {installed:?}");
        eprintln!("SKIPPED: npm cannot install tests/spec: {installed:?}");
        return;
    }
    let gateway = Gateway::over_crms(small(1)).await;
    let url = format!("{}/graphql", gateway.url);
    let audit = Command::new("node").args(["audit.mjs", &url]).current_dir(&folder).output().await;
    let audit = audit.expect("node runs");
    println!("{}", String::from_utf8_lossy(&audit.stdout));
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
}

/// Requests that are small and want much: each nested, repeated or spread in another place.
pub fn abuses() -> Vec<(&'static str, String)> {
    let around = |before: &str, open: &str, times: usize, close: &str, after: &str| {
        format!("{before}{}{}{after}", open.repeat(times), close.repeat(times))
    };
    let doubling = |times: usize, on: &str, leaf: &str| {
        let spread =
            |at: usize| format!("fragment f{at} on {on} {{ ...f{} ...f{} }} ", at + 1, at + 1);
        let spreads: String = (0..times).map(spread).collect();
        format!("{spreads}fragment f{times} on {on} {{ {leaf} }}")
    };
    let aliased = |times: usize, text: &dyn Fn(usize) -> String| -> String {
        (0..times).map(|at| text(at) + " ").collect()
    };
    let relations = |times: usize| {
        let parent = |at: usize| {
            let next = at + 1;
            format!(
                "fragment f{at} on Partner {{ a: parent {{ ...f{next} }} b: parent {{ ...f{next} }} }} "
            )
        };
        let parents: String = (0..times).map(parent).collect();
        format!("{parents}fragment f{times} on Partner {{ name }}")
    };
    vec![
        ("or", around("{ partners(filter:{or:[", "{or:[", 500, "]}", "]}){ totalCount } }")),
        ("and", around("{ deals(filter:", "{and:[", 500, "]}", "){ totalCount } }")),
        ("not", around("{ deals(filter:", "{not:", 3000, "}", "){ totalCount } }")),
        ("lists", around("{ nodes(ids:", "[", 5000, "]", "){ id } }")),
        (
            "default",
            around("query($f: DealFilter = ", "{not:", 3000, "}", "){ viewer { subject } }"),
        ),
        ("directive", around("{ viewer @skip(if: ", "[", 3000, "]", ") { subject } }")),
        (
            "type",
            around("query($x: ", "[", 3000, "]", "){ viewer { subject } }")
                .replacen("[]", "[Int]", 1),
        ),
        ("selections", around("{ partners { nodes ", "{ parent ", 3000, "}", "} }")),
        (
            "inline fragments",
            around("", "{ ... ", 3000, "}", "").replacen("{ ... }", "{ ... { __typename } }", 1),
        ),
        ("doubling fragments", format!("{{ ...f0 }} {}", doubling(40, "Query", "__typename"))),
        (
            "doubling in a field",
            format!("{{ partners {{ nodes {{ ...f0 }} }} }} {}", doubling(40, "Partner", "id")),
        ),
        (
            "doubling relations",
            format!("{{ partners(first: 1) {{ nodes {{ ...f0 }} }} }} {}", relations(18)),
        ),
        (
            "a circle",
            "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }".to_owned(),
        ),
        ("wide", format!("{{ {} }}", "__typename ".repeat(12_000))),
        ("wide aliases", format!("{{ {} }}", aliased(6_000, &|at| format!("a{at}: __typename")))),
        (
            "searches",
            format!(
                "{{ {} }}",
                aliased(300, &|at| format!(
                    "a{at}: search(text:\"zq{at}\", first:1){{ nodes {{ __typename }} }}"
                ))
            ),
        ),
        (
            "lists of leads",
            format!(
                "{{ {} }}",
                aliased(300, &|at| format!(
                    "a{at}: leads(first:{}){{ nodes {{ name }} }}",
                    at % 200 + 1
                ))
            ),
        ),
        (
            "introspection",
            format!(
                "{{ __schema {{ {} }} }}",
                aliased(300, &|at| format!("a{at}: types {{ fields {{ args {{ name }} }} }}"))
            ),
        ),
        (
            "nested introspection",
            around("{ __schema { types ", "{ fields { type ", 40, "} }", " } }").replacen(
                "type }",
                "type { name } }",
                1,
            ),
        ),
        ("directives", format!("{{ viewer {} {{ subject }} }}", "@skip(if: false) ".repeat(3_000))),
        (
            "variables",
            format!(
                "query({}) {{ viewer {{ subject }} }}",
                aliased(3_000, &|at| format!("$v{at}: Int"))
            ),
        ),
        (
            "many names",
            format!(
                "{{ partners(first: 200) {{ nodes {{ {} }} }} }}",
                aliased(300, &|at| format!(
                    "a{at}: attributes(names: [{}]) {{ name }}",
                    "\"x\" ".repeat(20)
                ))
            ),
        ),
        (
            "skipped",
            format!(
                "{{ {} }} fragment f on Node {{ {} }}",
                aliased(400, &|at| format!("a{at}: node(id: \"x\") {{ ...f }}")),
                "id ".repeat(4_000)
            ),
        ),
        ("a long name", format!("{{ {} }}", "a".repeat(100_000))),
    ]
}

fn cpu_and_memory() -> (Duration, u64) {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks: u64 =
        [fields[11], fields[12]].iter().filter_map(|text| text.parse::<u64>().ok()).sum();
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    let kilobytes = resident.trim().trim_end_matches(" kB").parse().expect("a number");
    (Duration::from_millis(ticks * 10), kilobytes)
}

#[tokio::test]
async fn small_requests_that_want_much_are_refused_at_little_cost() {
    let gateway = Gateway::start_with(small(1), |config| config.server.max_calls = 250).await;
    for (name, query) in abuses() {
        let begun = cpu_and_memory();
        let answer = gateway.ask(&query).await;
        let spent = cpu_and_memory();
        let (cpu, memory) = (spent.0.saturating_sub(begun.0), spent.1.saturating_sub(begun.1));
        println!("{name}: {} bytes, {} ms of CPU, {memory} kB", query.len(), cpu.as_millis());
        let code = &answer["errors"][0]["extensions"]["code"];
        let is_refused = code == "BAD_INPUT" || code == "QUERY_TOO_COMPLEX";
        // What costs nothing may as well be answered.
        let is_cheap = answer["errors"].is_null() && query.len() < 100_000;
        assert!(
            is_refused || is_cheap,
            "{name}: {}",
            answer.to_string().chars().take(500).collect::<String>()
        );
        assert!(answer.to_string().len() < 200_000, "{name}: the answer is long");
        // Tests run unoptimised and beside others: the figures of a release build are in the docs.
        assert!(cpu < Duration::from_secs(5), "{name}: {cpu:?}");
        assert!(memory < 200_000, "{name}: {memory} kB");
    }
    assert_eq!(gateway.call_count(), 0, "no system is asked for the sake of such requests");
}

#[tokio::test]
async fn an_operation_has_a_budget_of_calls_and_answers_what_it_got_with_it() {
    // The plan tells of one call for each table; what it comes to is known only on the way.
    let query = "{ incentives(first: 5, orderBy: [{field: PAID_AT, direction: DESC}]) \
                 { nodes { name paidAt } } }";
    let free = Gateway::start(small(1)).await;
    free.data(query).await;
    let price = free.call_count();
    let bounded = Gateway::start_with(small(1), |config| config.server.max_calls = 20).await;
    let answer = bounded.ask(query).await;
    let errors = answer["errors"].as_array().expect("errors");
    let is_spent = |error: &Value| error["extensions"]["code"] == "QUERY_TOO_COMPLEX";
    assert!(errors.iter().any(is_spent), "{answer:#}");
    assert!(answer["data"]["incentives"]["nodes"].is_array(), "{answer:#}");
    let calls = bounded.call_count();
    assert!((1..price).contains(&calls), "{calls} calls of {price}");
    // Its end is no one else's.
    bounded.data("{ leads(first: 5) { nodes { name } } }").await;
}

#[tokio::test]
async fn an_error_of_one_list_leaves_the_others() {
    let gateway = Gateway::over_crms(small(1)).await;
    let answer = gateway
        .ask(
            "{ a: leads(orderBy: {field: ID, direction: DESC}) { nodes { id } } \
             b: partners(first: 1) { nodes { name } } c: deals(first: 0) { totalCount } }",
        )
        .await;
    assert_eq!(answer["data"]["b"]["nodes"][0]["name"].as_str().map(str::is_empty), Some(false));
    let paths: Vec<&Value> =
        answer["errors"].as_array().expect("errors").iter().map(|error| &error["path"]).collect();
    assert_eq!(paths, [&json!(["a"]), &json!(["c"])], "{answer:#}");
}

#[tokio::test]
async fn values_of_any_type_stand_in_json_fields() {
    let gateway = Gateway::start(small(1)).await;
    let query = "{ incentives(first: 50, filter: {role: {eq: CLAIM}}) { nodes { conflicts { field chosen { value } others { value } } } } }";
    let data = gateway.data(query).await;
    let nodes = data["incentives"]["nodes"].as_array().expect("nodes");
    let values = nodes.iter().flat_map(|node| node["conflicts"].as_array().into_iter().flatten());
    let values: Vec<&Value> = values.map(|conflict| &conflict["chosen"]["value"]).collect();
    assert!(!values.is_empty());
    for value in values {
        assert_ne!(*value, json!({}), "a number or money is no empty object");
    }
}
