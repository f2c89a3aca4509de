//! The command `identity`: what it prints for people, for scripts and for spreadsheets.

use channelgraph::demo;
use channelgraph_sandbox::{Options, Sandbox, truth::System};
use serde_json::{Value, json};

use super::process::{File, run};

async fn sandbox() -> Sandbox {
    let options = Options {
        seed: 3,
        partners: 400,
        deals_per_partner: 0.0,
        leads_per_partner: 0.0,
        incentives_per_partner: 0.0,
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).await.expect("a sandbox");
    // Each command begins anew, so several at once ask more than HubSpot grants in ten seconds.
    sandbox.control.switch(System::Hubspot, "burst_per_10s", Value::Null).expect("a switch");
    sandbox
}

fn config(name: &str, sandbox: &Sandbox, identity: &str) -> File {
    let text = demo::text(sandbox, demo::SYSTEMS, None);
    File::new(name, &format!("{text}\n[identity]\n{identity}\n"))
}

#[tokio::test]
async fn suggestions_are_printed_and_explained() {
    let sandbox = sandbox().await;
    let file = config("suggest", &sandbox, "");
    let table = run(&["identity", "suggest", "--config", file.path()]).await;
    assert_eq!(table.code, Some(0), "{}", table.err);
    assert!(table.err.contains("partners in"), "progress is told beside: {}", table.err);
    let sheet = run(&["identity", "suggest", "--csv", "--config", file.path()]).await;
    assert_eq!(sheet.code, Some(0), "{}", sheet.err);
    let mut reader = csv::Reader::from_reader(sheet.out.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len() + 1, table.out.lines().count(), "one line for each pair");
    let cell = |row: usize, name: &str| {
        let column = header.iter().position(|column| column == name).expect("a column");
        rows[row][column].to_owned()
    };
    let key = |side: &str| {
        format!("{}:{}", cell(0, &format!("{side}_source")), cell(0, &format!("{side}_id")))
    };
    let (a, b) = (key("a"), key("b"));
    let told = run(&["identity", "explain", &a, &b, "--config", file.path()]).await;
    assert_eq!(told.code, Some(0), "{}", told.err);
    let verdict = format!("Two partners ({})", cell(0, "reason"));
    for words in [&*a, &*b, "PRIOR", "NAME", "SUM", &verdict, &cell(0, "config")] {
        assert!(told.out.contains(words), "{words} in {}", told.out);
    }
    let whole = format!("{}:{}:{}", cell(0, "b_source"), cell(0, "b_object"), cell(0, "b_id"));
    let json = run(&["identity", "explain", &whole, &a, "--json", "--config", file.path()]).await;
    let json: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["weight"].as_f64(), cell(0, "weight").parse().ok(), "{json:#}");
    assert_eq!((&json["tied"], &json["reason"]), (&json!(false), &json!(cell(0, "reason"))));
    let few = run(&[
        "identity",
        "suggest",
        "--min-weight",
        "-1",
        "--reason",
        "name-alone",
        "--config",
        file.path(),
    ])
    .await;
    assert_eq!(few.code, Some(0), "{}", few.err);
    let is_wanted = |row: &usize| {
        cell(*row, "reason") == "NAME_ALONE"
            && cell(*row, "weight").parse::<f64>().is_ok_and(|bits| bits >= -1.0)
    };
    let wanted = (0..rows.len()).filter(is_wanted).count();
    assert_eq!(few.out.lines().count(), 1 + wanted, "{}\n{}", few.out, sheet.out);
}

#[tokio::test]
async fn a_review_tells_what_would_merge_and_part() {
    let sandbox = sandbox().await;
    let now = config("review-now", &sandbox, "");
    let new = config("review-new", &sandbox, "merge_at = 30.0");
    let strict =
        run(&["identity", "review", "--config", new.path(), "--against", now.path(), "--json"])
            .await;
    assert_eq!(strict.code, Some(0), "{}", strict.err);
    let strict: Value = serde_json::from_str(&strict.out).expect("JSON");
    let parted = strict["part"].as_array().expect("a list").len();
    assert!(parted > 0 && strict["merge"] == json!([]), "{strict:#}");
    assert!(strict["after"].as_u64() > strict["before"].as_u64(), "{strict:#}");
    let back = run(&["identity", "review", "--config", now.path(), "--against", new.path()]).await;
    let line = format!("{parted} ties would be made and 0 taken away");
    assert!(back.out.starts_with(&line), "{line}: {}", back.out);
    assert!(back.out.contains("\nwould merge\n"), "{}", back.out);
    let same = run(&["identity", "review", "--config", now.path()]).await;
    assert!(same.out.starts_with("0 ties would be made and 0 taken away"), "{}", same.out);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_mend() {
    let sandbox = sandbox().await;
    let file = config("identity-wrong", &sandbox, "");
    let explain =
        async |a: &str, b: &str| run(&["identity", "explain", a, b, "--config", file.path()]).await;
    let unknown = explain("hubspot:1", "salesforce:2").await;
    assert_eq!((unknown.code, &*unknown.out), (Some(1), ""));
    assert!(
        unknown.err.contains("hubspot has no partner record `hubspot:1` (NOT_FOUND)"),
        "{}",
        unknown.err
    );
    let nobody = explain("hubspott:1", "salesforce:2").await;
    assert!(nobody.err.contains("did you mean `hubspot`?"), "{}", nobody.err);
    let unnamed = explain("1", "salesforce:2").await;
    assert_eq!(unnamed.code, Some(2));
    assert!(unnamed.err.contains("write `source:id`"), "{}", unnamed.err);
    let reason = run(&["identity", "suggest", "--reason", "so", "--config", file.path()]).await;
    assert!(reason.code == Some(2) && reason.err.contains("NAME_ALONE"), "{}", reason.err);
    // Where a source is down, the rest is told, and that it is not all.
    let fault = json!({ "source": System::Hubspot, "endpoint": "*", "status": 401 });
    sandbox.control.put_fault(serde_json::from_value(fault).expect("a fault")).expect("it fits");
    let part = run(&["identity", "suggest", "--config", file.path()]).await;
    assert_eq!(part.code, Some(1), "{}", part.err);
    assert!(part.err.contains("its partners are missing") && !part.out.is_empty(), "{}", part.err);
}
