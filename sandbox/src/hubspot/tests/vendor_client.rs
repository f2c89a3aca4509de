//! HubSpot's own Python client against the simulator, where that client is installed.

use std::process::Command;

use serde_json::json;

use super::{Config, Served, account};

/// Needs `pip install -r tests/clients/requirements-hubspot.txt` for the interpreter named by `HUBSPOT_CLIENT_PYTHON`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs HubSpot's Python client"]
async fn the_vendor_s_client_reads_the_account() {
    let served = Served::new(account(45)).await;
    served.simulator.set("searches_per_second", json!(5)).unwrap();
    let (url, config) = (served.base.clone(), Config::default());
    let python = std::env::var("HUBSPOT_CLIENT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let run = tokio::task::spawn_blocking(move || {
        Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/clients/hubspot_check.py"))
            .env("HUBSPOT_URL", url)
            .env("HUBSPOT_SERVICE_KEY", config.service_key)
            .env("HUBSPOT_CLIENT_ID", config.client_id)
            .env("HUBSPOT_CLIENT_SECRET", config.client_secret)
            .env("HUBSPOT_REFRESH_TOKEN", config.refresh_token)
            .output()
    });
    let output = run.await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
