//! Mistakes in the file, and how they are told.

use super::*;

const GOOD: &str = r#"
[salesforce.crm]
my_domain = "https://acme.my.salesforce.com"
auth = { flow = "client_credentials", client_id = "key", client_secret = "hunter2" }
"#;

fn refused(text: &str) -> String {
    read("gateway.toml", text).expect_err("it must be refused").to_string()
}

#[test]
fn a_short_file_is_enough_and_never_prints_its_secret() {
    let config = read("gateway.toml", GOOD).unwrap();
    assert_eq!(config.source_names(), ["crm"]);
    assert_eq!(config.server.listen.port(), 8080);
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn mistakes_are_told_with_place_and_mend() {
    assert_eq!(
        refused("[server]\nlisten = \"127.0.0.1:80\"\nmax_dept = 3\n").split(", expected").next(),
        Some("gateway.toml:3:1: unknown field `max_dept`")
    );
    assert!(refused("[server]\nmax_dept = 3\n").ends_with("did you mean `max_depth`?"));
    assert!(refused("[salesfroce.crm]\n").ends_with("did you mean `salesforce`?"));
    assert!(refused("[server]\nlisten = \"here\"\n").starts_with("gateway.toml:2:10: `listen`: "));
    assert!(refused("").contains("no source is configured"));
    assert!(refused(&format!("sources = [\"crn\"]\n{GOOD}")).ends_with("did you mean `crm`?"));
    assert!(
        refused(&format!("sources = [\"crm\", \"crm\"]\n{GOOD}")).ends_with("names `crm` twice")
    );
    assert!(
        refused(&format!("{GOOD}[money]\nreporting = \"dollars\""))
            .contains("`dollars` in [money]")
    );
    assert!(
        refused(&format!("{GOOD}[telemetry]\nlevel = \"loud==\"")).contains("`telemetry.level`")
    );
    assert!(
        refused(&format!("{GOOD}[telemetry]\notlp_endpoint = \"localhost:4317\""))
            .contains("such as http://")
    );
    assert!(
        refused(&format!("{GOOD}[telemetry]\nlogs = \"jsom\"")).ends_with("did you mean `json`?")
    );
    let nothing = "[odata.erp]\nbase_url = \"https://erp.acme.com\"\nauth = { user = \"me\", password = \"word\" }";
    assert!(refused(nothing).contains("`erp` maps nothing"));
}

#[test]
fn secrets_stay_out_of_every_error() {
    for text in [
        GOOD.replace("\"hunter2\"", "hunter2"),
        GOOD.replace("client_id", "client_idd"),
        GOOD.replace("\"hunter2\" }", "[\"hunter2\"] }"),
        GOOD.replace(" }", ", hunter = \"hunter2\" }"),
        format!("{GOOD}describe_seconds = \"soon\""),
        "[salesforce.crm]\nmy_domain = \"https://acme.my.salesforce.com\"\nauth = \"hunter2\""
            .into(),
        "[hubspot.crm]\nauth = \"pat-hunter2\"".into(),
        "[hubspot.crm]\nauth = { service_key = \"env:pat-hunter2\" }".into(),
        "[odata.erp]\nbase_url = \"https://me:hunter2@erp.acme.com\"".into(),
    ] {
        let error = refused(&text);
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn a_secret_that_is_not_there_is_named() {
    let error = refused(&GOOD.replace("hunter2", "env:CHANNELGRAPH_NO_SUCH_SECRET"));
    assert!(error.contains("`CHANNELGRAPH_NO_SUCH_SECRET` is not set"), "{error}");
}

/// Every number of the file, as the line of its table and its key.
const NUMBERS: &[(&str, &[&str])] = &[
    (
        "[server]",
        &[
            "timeout_ms",
            "source_timeout_ms",
            "max_body",
            "max_operations",
            "max_depth",
            "max_complexity",
            "max_fields",
            "max_tokens",
            "max_calls",
            "head_seconds",
            "body_seconds",
            "idle_seconds",
            "send_seconds",
            "answer_seconds",
        ],
    ),
    ("[identity]", &["refresh_seconds", "rescan_seconds"]),
    ("[cache]", &["records_mb", "pages_mb", "details_mb", "documents_mb", "seconds"]),
    ("[cache.of.crm]", &["Partner"]),
    ("[lists]", &["max_scan", "max_twins", "detail_ms"]),
    ("[money.rates_from]", &["refresh_seconds"]),
    (
        "[salesforce.crm]",
        &["describe_seconds", "batch_size", "retrieve_ids", "query_bytes", "max_rows"],
    ),
    ("[hubspot.crm]", &["portal_id", "metadata_seconds", "max_rows"]),
    (
        "[hubspot.crm.sizes]",
        &["batch", "associations", "page", "values", "groups", "filters", "all_filters", "body"],
    ),
    ("[odata.crm]", &["describe_seconds", "max_rows"]),
    ("[odata.crm.sizes]", &["page", "ids", "url_bytes"]),
    ("[tryton.crm]", &["company", "describe_seconds", "batch", "max_rows"]),
    #[cfg(feature = "aws")]
    ("[aws.crm]", &["max_rows", "max_details"]),
    ("[salesforce.crm.call]", &["deadline_ms", "attempts", "max_body"]),
    ("[hubspot.crm.limits.search]", &["calls", "window_ms", "concurrency"]),
];

#[test]
fn a_number_that_makes_no_sense_is_refused_with_place_value_and_mend() {
    for (table, keys) in NUMBERS {
        for key in *keys {
            for value in ["0", "-1", "9223372036854775807", "0.5"] {
                let said = refused(&format!("{table}\n{key} = {value}\n"));
                let column = key.len() + 4;
                let said_rightly = said.starts_with(&format!(
                    "gateway.toml:2:{column}: `{key}`: {value} is out of range"
                )) && said.contains("; give a whole number from ");
                assert!(said_rightly, "{table} {key} = {value}: {said}");
            }
            let said = refused(&format!("{table}\n{key} = \"hunter2\"\n"));
            assert!(said.contains("expected a whole number from"), "{table} {key}: {said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
    let inline =
        refused("[odata.crm]\nlimits = { api = { calls = 0, window_ms = 1, concurrency = 1 } }");
    assert!(inline.starts_with("gateway.toml:2:28: `calls`: 0 is out of range"), "{inline}");
}

#[test]
fn a_rate_is_greater_than_nothing() {
    for rate in ["0", "\"0\"", "\"-1.5\"", "-1"] {
        let said = refused(&format!("{GOOD}[money.rates]\nEUR = {rate}\n"));
        assert!(
            said.starts_with("gateway.toml:6:7: `EUR`: ") && said.contains("no rate"),
            "{said}"
        );
    }
    read("gateway.toml", &format!("{GOOD}[money.rates]\nEUR = \"1.08\"\nGBP = 1.27\n")).unwrap();
}

#[test]
fn all_secrets_that_are_not_there_are_told_at_once() {
    let text = r#"
[salesforce.crm]
my_domain = "https://acme.my.salesforce.com"
auth = { flow = "client_credentials", client_id = "key", client_secret = "env:CHANNELGRAPH_NO_A" }
[hubspot.marketing]
auth = { service_key = 'env:CHANNELGRAPH_NO_B' }
[tryton.books]
url = "https://erp.acme.com"
database = "acme"
login = "gate"
password = "file:/surely/not/there"
"#;
    let said = refused(text);
    for told in [
        "gateway.toml: 3 secrets cannot be read:",
        "\n  line 4: the environment variable `CHANNELGRAPH_NO_A` is not set",
        "\n  line 6: the environment variable `CHANNELGRAPH_NO_B` is not set",
        "\n  line 11: the secret file `/surely/not/there` cannot be read",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let one = refused(&GOOD.replace("hunter2", "env:CHANNELGRAPH_NO_A"));
    assert!(one.starts_with("gateway.toml:4:74: the environment variable"), "{one}");
}

#[test]
fn the_numbers_of_a_mapping_make_sense() {
    let field = |spec: &str| {
        refused(&format!(
            "{GOOD}[salesforce.crm.mapping.Deal.Opportunity.fields]\namount = {spec}\n"
        ))
    };
    let scale = field("{ field = \"Amount\", currency = \"USD\", scale = \"0\" }");
    assert!(scale.contains("`crm`: Deal.Opportunity.amount has a `scale` of 0"), "{scale}");
    for weight in ["300", "-1"] {
        let said = field(&format!("{{ field = \"Amount\", authority = {weight} }}"));
        assert!(said.contains("expected a whole number from 0 to 255"), "{said}");
    }
}

/// A configuration with a secret under every key that takes one.
const SECRETS: &str = r#"
[salesforce.org]
my_domain = "https://acme.my.salesforce.com"
auth = { flow = "client_credentials", client_id = "key", client_secret = "hunter2-a" }
[salesforce.other]
my_domain = "https://other.my.salesforce.com"
auth = { flow = "jwt_bearer", client_id = "key", username = "me", private_key = "hunter2-b" }
[hubspot.key]
auth = { service_key = "hunter2-c" }
[hubspot.app]
auth = { oauth = { client_id = "a", client_secret = "hunter2-d", refresh_token = "hunter2-e" } }
[odata.erp]
preset = "sap-s4hana"
base_url = "https://erp.acme.com"
auth = { user = "me", password = "hunter2-f" }
[odata.cloud]
preset = "sap-s4hana"
base_url = "https://app.acme.com"
[odata.cloud.auth.oauth]
token_url = "https://login.acme.com"
client_id = "a"
client_secret = "hunter2-g"
[tryton.books]
url = "https://books.acme.com"
database = "acme"
login = "gate"
password = "hunter2-h"
[aws.cosell]
access_key_id = "AKIA"
secret_access_key = "hunter2-i"
session_token = "hunter2-j"
"#;

/// Every secret, in every form in which a configuration or a mistake in it can be printed.
#[cfg(feature = "aws")]
#[test]
fn no_secret_prints_in_any_form() {
    let config = read("gateway.toml", SECRETS).unwrap();
    let mut printed = vec![format!("{config:?}"), format!("{config:#?}")];
    let secrets: Vec<&str> =
        SECRETS.split('"').filter(|text| text.starts_with("hunter2")).collect();
    assert_eq!(secrets.len(), 10);
    for secret in secrets {
        let quoted = format!("\"{secret}\"");
        for wrong in [
            // Not a text, another type, broken off, empty of its key, twice, and not there.
            secret.to_owned(),
            format!("[{quoted}]"),
            format!("{{ secret = {quoted} }}"),
            format!("\"{secret}"),
            format!("{quoted} {quoted}"),
            format!("\"env:{secret}\""),
            format!("\"command:{secret} | cat\""),
            format!("\"command:false {secret}\""),
        ] {
            let error = read("gateway.toml", &SECRETS.replace(&quoted, &wrong)).unwrap_err();
            printed.extend([format!("{error}"), format!("{error:?}")]);
        }
    }
    for text in printed {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

/// The documentation names the keys of secrets; the configuration above has them all.
#[test]
fn every_documented_secret_is_among_those_tested() {
    let page = include_str!("../../../docs/configuration.md");
    let section = page.split("\n## Secrets\n").nth(1).unwrap();
    let sentence = section.split(" are written in").next().unwrap();
    let keys: Vec<&str> = sentence.split('`').skip(1).step_by(2).collect();
    assert!(keys.len() >= 7, "{keys:?}");
    for key in keys {
        assert!(SECRETS.contains(&format!("{key} = \"hunter2")), "{key}");
    }
}
