//! The configuration of a gateway over the sandbox. It is text like any user's, so that it is read and checked like any user's.

use channelgraph_sandbox::Sandbox;

use crate::config::{BadConfig, Config, read};

const SALESFORCE: &str = include_str!("../demo/salesforce.toml");
const HUBSPOT: &str = include_str!("../demo/hubspot.toml");

/// A gateway over a running sandbox.
///
/// # Errors
/// If the text is no configuration, which a test rules out.
pub fn config(sandbox: &Sandbox) -> Result<Config, BadConfig> {
    read("the demo's configuration", &text(sandbox))
}

/// The configuration as text.
pub fn text(sandbox: &Sandbox) -> String {
    let (salesforce, hubspot) = (&sandbox.credentials.salesforce, &sandbox.credentials.hubspot);
    format!(
        r#"sources = ["salesforce", "hubspot"]

[money]
reporting = "USD"
rates = {{ EUR = "1.08", GBP = "1.27" }}

[salesforce.salesforce]
my_domain = "{}"
auth = {{ flow = "client_credentials", client_id = "{}", client_secret = "{}" }}
{}
[hubspot.hubspot]
base_url = "{}"
auth = {{ service_key = "{}" }}
leads = "objects"
{}"#,
        sandbox.salesforce_url,
        salesforce.client_id,
        salesforce.client_secret,
        under("salesforce.salesforce.mapping", SALESFORCE),
        sandbox.hubspot_url,
        hubspot.service_key,
        under("hubspot.hubspot.mapping", HUBSPOT),
    )
}

/// A mapping's tables as tables below `path`.
fn under(path: &str, mapping: &str) -> String {
    let lines = mapping.lines().map(|line| match line.strip_prefix('[') {
        Some(table) => format!("[{path}.{table}\n"),
        None => format!("{line}\n"),
    });
    lines.collect()
}
