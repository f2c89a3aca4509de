//! A full pull by the documented recipe, while a system fails on and off: what comes is held
//! against the truth.

use std::{
    collections::BTreeSet,
    process::{Command, Stdio},
};

use channelgraph_sandbox::{Options, truth::System};
use serde_json::{Value, json};

use super::harness::Gateway;

/// Lets calls to AWS succeed and fail by turns: so many of each, so many times over.
fn flap(gateway: &Gateway, well: u32, ill: u32, times: usize) {
    for _ in 0..times {
        for fault in [
            json!({ "source": System::Aws, "endpoint": "*", "count": well }),
            json!({ "source": System::Aws, "endpoint": "*", "status": 503, "count": ill }),
        ] {
            let fault = serde_json::from_value(fault).expect("a fault");
            gateway.sandbox.control.put_fault(fault).expect("it fits");
        }
    }
}

/// Python, if it is here.
fn python() -> Option<&'static str> {
    let has = |name: &&str| {
        let mut command = Command::new(name);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    ["python3", "python"].into_iter().find(has)
}

/// The records of one node, by source and id.
type Records = Vec<(String, String)>;

/// The records of each node that the recipe pulls of a list, and what it tells on the way.
async fn pulled(python: &'static str, url: &str, list: &'static str) -> (Vec<Records>, String) {
    let url = format!("{url}/graphql");
    let run = move || {
        Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/clients/pull.py"))
            .args([&url, list, "id records { source { name } id }"])
            .args(["--first", "200", "--patience", "60", "--pause", "0.001"])
            .output()
    };
    let output = tokio::task::spawn_blocking(run).await.expect("it runs").expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{list}: {told}");
    let text = String::from_utf8(output.stdout).expect("text");
    let records = |line: &str| {
        let node: Value = serde_json::from_str(line).expect("a node");
        let records = node["records"].as_array().expect("records").clone();
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        records
            .iter()
            .map(|record| (text(&record["source"]["name"]), text(&record["id"])))
            .collect()
    };
    (text.lines().map(records).collect(), told)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_pull_by_the_recipe_loses_nothing_while_aws_fails_on_and_off() {
    let Some(python) = python() else {
        eprintln!("SKIPPED: there is no Python to run docs/clients/pull.py");
        return;
    };
    let options = Options { seed: 8, partners: 1000, ..Options::default() };
    // Without attempts of its own the gateway shows each failure.
    let gateway = Gateway::start_with(options, |config| {
        config.aws.values_mut().for_each(|source| source.call.attempts = 1);
    })
    .await;
    let lists = {
        let truth = gateway.sandbox.control.truth();
        macro_rules! records {
            ($things:expr) => {
                $things
                    .iter()
                    .flatten()
                    .map(|record| (record.source.name().to_owned(), record.id.to_string()))
                    .collect::<BTreeSet<_>>()
            };
        }
        [
            ("partners", records!(truth.partners)),
            ("deals", records!(truth.deals)),
            ("leads", records!(truth.leads)),
            ("incentives", records!(truth.incentives)),
        ]
    };
    let mut failures = 0;
    for (list, there) in lists {
        flap(&gateway, 4, 3, 12);
        let (nodes, told) = pulled(python, &gateway.url, list).await;
        gateway.sandbox.control.clear_faults();
        failures += told.matches("aws").count();
        let shown: Vec<_> = nodes.iter().flatten().cloned().collect();
        let distinct: BTreeSet<_> = shown.iter().cloned().collect();
        assert_eq!(shown.len(), distinct.len(), "{list}: nothing comes twice");
        let lost: Vec<_> = there.difference(&distinct).take(5).collect();
        assert_eq!((distinct.len(), lost), (there.len(), vec![]), "{list}");
    }
    assert!(failures > 1, "the recipe saw AWS fail");
}
