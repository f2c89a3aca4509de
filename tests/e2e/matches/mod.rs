//! Why records are one partner, and which partners may be one: ties, explanations, suggestions.

mod suggestions;

use channelgraph::{config::Config, demo, engine::RecordName};
use channelgraph_sandbox::Options;
use serde_json::{Value, json};

use super::harness::{Gateway, nodes};

const EVIDENCE: &str = "kind agreement weight ours theirs note field";

/// A world that is quick to make, and large enough for doubt.
fn world() -> Options {
    Options {
        seed: 3,
        partners: 400,
        deals_per_partner: 0.0,
        leads_per_partner: 0.0,
        incentives_per_partner: 0.0,
        ..Options::default()
    }
}

/// All suggestions that pass a filter, page by page.
async fn listed(gateway: &Gateway, first: u32, filter: Value) -> Vec<Value> {
    let query = format!(
        "query($first: Int, $after: String, $filter: SuggestionFilter) {{
            partnerSuggestions(first: $first, after: $after, filter: $filter) {{
                totalCount pageInfo {{ hasNextPage endCursor }}
                nodes {{ weight odds reason config between {{ source object id name }}
                    a {{ id records {{ source {{ name }} }} }} b {{ id records {{ source {{ name }} }} }}
                    rivals {{ id }} by {{ {EVIDENCE} }} }} }} }}"
    );
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "first": first, "after": after, "filter": filter });
        let answer = gateway.ask_with(&query, variables).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
        let page = &answer["data"]["partnerSuggestions"];
        all.extend(nodes(page));
        if page["pageInfo"]["hasNextPage"] != true {
            assert_eq!(page["totalCount"], all.len(), "the count is that of the whole list");
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn weight(value: &Value) -> f64 {
    value["weight"].as_f64().expect("a weight")
}

/// Holds an explanation to its own word: its evidence adds up, and its odds are those of its sum.
fn add_up(told: &Value) {
    let by = list(&told["by"]);
    let sure = by.iter().filter(|evidence| evidence["weight"].is_null());
    let odds = told["odds"].as_f64().expect("odds");
    if told["weight"].is_null() {
        let for_one = sure.clone().all(|evidence| evidence["agreement"] == "SAME");
        assert!(sure.count() > 0, "something makes it sure: {told:#}");
        assert_eq!(odds, f64::from(u8::from(for_one)), "{told:#}");
        return;
    }
    assert_eq!(sure.count(), 0, "{told:#}");
    let sum: f64 = by.iter().map(weight).sum();
    assert!((sum - weight(told)).abs() < 1e-6, "{sum} is not the weight of {told:#}");
    assert!((odds - 1.0 / (1.0 + (-sum).exp2())).abs() < 1e-9, "{told:#}");
    assert_eq!(by[0]["kind"], "PRIOR", "{told:#}");
}

/// Text of a reference: `{ source: "crm", id: "1" }`.
fn reference(record: &Value) -> String {
    format!("{{ source: {}, id: {} }}", record["source"], record["id"])
}

async fn explained(gateway: &Gateway, a: &Value, b: &Value) -> Value {
    let query = format!(
        "{{ explainMatch(a: {}, b: {}) {{ weight odds tied reason a {{ id }} b {{ id }}
            between {{ source object id name }} rivals {{ id }} by {{ {EVIDENCE} }} }} }}",
        reference(a),
        reference(b)
    );
    gateway.data(&query).await["explainMatch"].clone()
}

#[tokio::test]
async fn ties_are_told_from_both_sides_and_add_up() {
    let gateway = Gateway::start(world()).await;
    let query = format!(
        "{{ partners(first: 100) {{ nodes {{ records {{ source {{ name }} id matchedBy
            matches {{ weight odds with {{ source id name }} by {{ {EVIDENCE} }} }} }} }} }} }}"
    );
    let partners = nodes(&gateway.data(&query).await["partners"]);
    let mut met = 0;
    for partner in &partners {
        let records = list(&partner["records"]);
        let key = |record: &Value| (record["source"]["name"].clone(), record["id"].clone());
        let mut ends = Vec::new();
        for record in records {
            let ties = list(&record["matches"]);
            assert_eq!(ties.is_empty(), records.len() == 1, "each record is tied: {partner:#}");
            assert_eq!(list(&record["matchedBy"]).is_empty(), ties.is_empty(), "{partner:#}");
            for tie in ties {
                add_up(tie);
                let with = (tie["with"]["source"].clone(), tie["with"]["id"].clone());
                let back = records.iter().find(|other| key(other) == with);
                let back = list(&back.expect("a record of the partner")["matches"]).iter();
                let back = back.filter(|back| {
                    (back["with"]["source"].clone(), back["with"]["id"].clone()) == key(record)
                });
                let back: Vec<_> = back.collect();
                let [back] = back[..] else { panic!("the tie is told once there: {partner:#}") };
                assert_eq!(turned(&back["by"]), tie["by"], "the same from the other side");
                met += 1;
                ends.push(with);
            }
        }
        assert_eq!(ends.len(), 2 * (records.len() - 1), "one tie fewer than records");
    }
    assert!(met > 50, "only {met} ties were met");
}

/// Evidence as the other record sees it.
fn turned(by: &Value) -> Value {
    let turn = |evidence: &Value| {
        let mut turned = evidence.clone();
        turned["ours"] = evidence["theirs"].clone();
        turned["theirs"] = evidence["ours"].clone();
        turned
    };
    list(by).iter().map(turn).collect()
}

#[tokio::test]
async fn an_explanation_is_the_same_from_both_sides() {
    let gateway = Gateway::start(world()).await;
    let all = listed(&gateway, 100, Value::Null).await;
    assert!(all.len() > 5, "only {} suggestions", all.len());
    for suggestion in all.iter().take(12) {
        let [a, b] = list(&suggestion["between"]) else { panic!("two: {suggestion:#}") };
        let (there, back) = (explained(&gateway, a, b).await, explained(&gateway, b, a).await);
        add_up(&there);
        assert_eq!(there["tied"], false, "nothing that is suggested is tied");
        for part in ["weight", "odds", "reason", "rivals", "by"] {
            assert_eq!(there[part], suggestion[part], "{part} is that of the suggestion");
            let seen = if part == "by" { turned(&back[part]) } else { back[part].clone() };
            assert_eq!(there[part], seen, "{part} is the same from the other side");
        }
        assert_eq!((&there["a"], &there["b"]), (&back["b"], &back["a"]));
        assert_eq!(there["a"]["id"], suggestion["a"]["id"]);
    }
    // Any two records can be explained, also those that have nothing in common.
    let (one, other) = (&all[0]["between"][0], &all[all.len() - 1]["between"][1]);
    add_up(&explained(&gateway, one, other).await);
}

#[tokio::test]
async fn what_cannot_be_explained_is_said() {
    let gateway = Gateway::start(world()).await;
    let all = listed(&gateway, 1, Value::Null).await;
    let known = reference(&all[0]["between"][0]);
    let nobody = "{ source: \"hubspot\", id: \"1\" }";
    let elsewhere = "{ source: \"hubspott\", id: \"1\" }";
    for (a, b, code, words) in [
        (&*known, nobody, "NOT_FOUND", "hubspot has no partner record `1`"),
        (nobody, &known, "NOT_FOUND", "hubspot has no partner record `1`"),
        (&known, elsewhere, "BAD_INPUT", "did you mean `hubspot`?"),
        (&known, &known, "BAD_INPUT", "are one record"),
    ] {
        let query = format!("{{ explainMatch(a: {a}, b: {b}) {{ tied }} }}");
        let (told, message) = gateway.error(&query).await;
        assert!(told == code && message.contains(words), "{a} {b}: {told} {message}");
    }
    for (query, code, words) in [
        ("{ partnerSuggestions(first: 101) { totalCount } }", "BAD_INPUT", "1 to 100"),
        ("{ partnerSuggestions(first: 0) { totalCount } }", "BAD_INPUT", "1 to 100"),
        ("{ partnerSuggestions(after: \"x\") { totalCount } }", "BAD_INPUT", "not a cursor"),
        (
            "{ partnerSuggestions(filter: { source: \"nobody\" }) { totalCount } }",
            "BAD_INPUT",
            "there is no source `nobody`",
        ),
        (
            "{ partners(first: 1) { nodes { suggestions(first: 101) { odds } } } }",
            "BAD_INPUT",
            "1 to 100",
        ),
        (
            "{ partners(first: 200) { nodes { suggestions(first: 100) { rivals { name country } } } } }",
            "QUERY_TOO_COMPLEX",
            "max_complexity",
        ),
    ] {
        let (told, message) = gateway.error(query).await;
        assert!(told == code && message.contains(words), "{query}: {told} {message}");
    }
}

#[tokio::test]
async fn records_of_other_nodes_have_no_ties() {
    let options = Options { deals_per_partner: 2.0, ..world() };
    let gateway = Gateway::start(options).await;
    let query = "{ deals(first: 20) { nodes { records { matches { odds } } } } }";
    for deal in nodes(&gateway.data(query).await["deals"]) {
        for record in list(&deal["records"]) {
            assert_eq!(record["matches"], json!([]));
        }
    }
}

#[tokio::test]
async fn what_people_decide_goes_before_evidence() {
    let gateway = Gateway::start(world()).await;
    let all = listed(&gateway, 100, Value::Null).await;
    let pair = &all[0];
    let [a, b] = list(&pair["between"]) else { panic!("two: {pair:#}") };
    let group = |pair: &Value| -> Vec<RecordName> {
        let text = format!("pair = {}", pair["config"].as_str().expect("a list"));
        let table: toml::Table = text.parse().expect("TOML");
        let names = table["pair"].as_array().expect("a list").iter();
        names.map(|name| RecordName::parse(name.as_str().expect("a name")).expect("one")).collect()
    };
    let decided = async |change: &dyn Fn(&mut Config)| {
        let mut config =
            demo::config(&gateway.sandbox, demo::SYSTEMS, None).expect("a configuration");
        change(&mut config);
        gateway.beside(&config).await
    };
    let refused = decided(&|config| config.identity.not_same = vec![group(pair)]).await;
    let is_pair = |one: &Value| one["config"] == pair["config"];
    assert!(!listed(&refused, 100, Value::Null).await.iter().any(is_pair), "it was refused");
    let told = explained(&refused, a, b).await;
    add_up(&told);
    assert_eq!((&told["tied"], &told["odds"]), (&json!(false), &json!(0)), "{told:#}");
    assert!(list(&told["by"]).iter().any(|one| one["kind"] == "DECISION"), "{told:#}");

    let confirmed = decided(&|config| config.identity.same = vec![group(pair)]).await;
    let told = explained(&confirmed, a, b).await;
    assert_eq!((&told["tied"], &told["a"]["id"]), (&json!(true), &told["b"]["id"]), "{told:#}");
    let query = format!(
        "{{ partner(by: {{ record: {} }}) {{ records {{ id matchedBy matches {{ odds }} }} }} }}",
        reference(a)
    );
    let partner = confirmed.data(&query).await["partner"].clone();
    let records = list(&partner["records"]);
    let own = records.iter().find(|record| record["id"] == a["id"]).expect("the record");
    assert!(list(&own["matchedBy"]).contains(&json!("confirmed")), "{partner:#}");
}
