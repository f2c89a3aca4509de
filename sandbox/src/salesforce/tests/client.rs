//! The vendor's most used Python client against the org.

use std::{path::Path, process::Command};

use serde_json::json;

use super::{
    Org, PRIVATE_KEY, USER,
    org::{add, small},
};

/// Needs Python with `tests/clients/requirements.txt`, in `.venv` or as `PYTHON`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a Python with simple-salesforce: PYTHON=.venv/bin/python cargo test -- --ignored"]
async fn simple_salesforce_finds_what_it_expects() {
    let mut store = small();
    let account = store.objects["Account"].rows.keys().next().unwrap().clone();
    for n in 0..450 {
        let name = format!("Deal {n}");
        let values = json!({
            "Name": name, "AccountId": account, "StageName": "Proposal", "CloseDate": "2026-06-01", "Amount": n,
        });
        add(&mut store, "Opportunity", values);
    }
    let org = Org::start(store).await;
    let spent = Org::start(small()).await;
    spent.set("daily_quota", json!(0));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| ".venv/bin/python".into());
    let mut command = Command::new(python);
    command
        .current_dir(&root)
        .arg("tests/clients/salesforce_check.py")
        .env("SALESFORCE_URL", &org.url)
        .env("SALESFORCE_CLIENT_ID", "channelgraph")
        .env("SALESFORCE_CLIENT_SECRET", "channelgraph-secret")
        .env("SALESFORCE_USERNAME", USER)
        .env("SALESFORCE_PRIVATE_KEY", PRIVATE_KEY)
        .env("SALESFORCE_SPENT_URL", &spent.url);
    let status = tokio::task::spawn_blocking(move || command.status());
    assert!(status.await.unwrap().unwrap().success());
}
