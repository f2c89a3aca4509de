//! What goes over the wire, and answers that a healthy server does not give, over a server that
//! gives them.

use std::sync::Arc;

use axum::{
    Json as Body, Router, extract::State, http::HeaderMap, http::StatusCode, routing::post,
};
use channelgraph_core::{Connector, ErrorKind};
use parking_lot::Mutex;
use serde_json::{Value as Json, json};

use super::read;
use crate::Tryton;

/// What is answered to a call: the first of these whose word is in the method's name, each once.
type Script = Vec<(&'static str, u16, Json)>;

/// A call, with its authorization.
type Call = (Json, Option<String>);

#[derive(Clone, Default)]
struct Odd {
    script: Arc<Mutex<Script>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

async fn answer(
    State(odd): State<Odd>,
    headers: HeaderMap,
    Body(call): Body<Json>,
) -> (StatusCode, Body<Json>) {
    let method = call["method"].as_str().unwrap().to_owned();
    let authorization =
        headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
    odd.calls.lock().push((call, authorization));
    let mut script = odd.script.lock();
    let place = script
        .iter()
        .position(|(word, ..)| method.contains(word))
        .unwrap_or_else(|| panic!("{method} is not expected"));
    let (_, status, body) = script.remove(place);
    (StatusCode::from_u16(status).unwrap(), Body(body))
}

async fn start(script: Script) -> (Odd, Tryton) {
    let odd = Odd { script: Arc::new(Mutex::new(script)), ..Odd::default() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().route("/acme/rpc/", post(answer)).with_state(odd.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let config = format!(
        "url = {url:?}\ndatabase = 'acme'\nlogin = 'gate'\npassword = 'hush'\ncompany = 3\nlanguage = 'de'"
    );
    (odd, Tryton::new("erp".into(), &toml::from_str(&config).unwrap()).unwrap())
}

fn session(number: u32) -> (&'static str, u16, Json) {
    ("login", 200, json!({ "id": 1, "result": [7, format!("s{number}"), null] }))
}

fn fields() -> (&'static str, u16, Json) {
    let name = json!({ "type": "char", "searchable": true, "sortable": true, "loading": "eager" });
    (
        "fields_get",
        200,
        json!({ "id": 1, "result": { "id": { "type": "integer", "searchable": true }, "name": name } }),
    )
}

#[tokio::test]
async fn a_call_has_three_keys_its_context_last_and_the_session() {
    let found = json!({ "id": 1, "result": [{ "id": 5, "name": "Ä" }] });
    let (odd, tryton) = start(vec![session(1), fields(), ("search_read", 200, found)]).await;
    let page = tryton.read(&read("party.party#own", &["name"])).await.unwrap();
    assert_eq!((page.rows[0].id.as_str(), page.rows[0].json("name")), ("5", json!("Ä")));
    let calls = odd.calls.lock();
    let context = json!({ "language": "de", "active_test": false, "company": 3 });
    assert_eq!(
        calls[0].0,
        json!({ "id": 1, "method": "common.db.login", "params": ["gate", { "password": "hush" }, "de"] })
    );
    assert_eq!(
        calls[1].0,
        json!({ "id": 1, "method": "model.party.party.fields_get", "params": [null, context] })
    );
    let params = json!([[], 0, 1000, [["id", "ASC"]], ["id", "name"], context]);
    assert_eq!(
        calls[2].0,
        json!({ "id": 1, "method": "model.party.party.search_read", "params": params })
    );
    // gate:7:s1
    assert_eq!(
        (calls[0].1.as_deref(), calls[2].1.as_deref()),
        (None, Some("Session Z2F0ZTo3OnMx"))
    );
}

#[tokio::test]
async fn a_session_that_is_refused_is_replaced_once() {
    let refused = || ("fields_get", 401, json!(null));
    let (odd, tryton) = start(vec![session(1), refused(), session(2), refused()]).await;
    let error = tryton.describe("party.party").await.unwrap_err();
    assert_eq!((error.kind(), odd.calls.lock().len()), (ErrorKind::TokenRejected, 4));
}

#[tokio::test]
async fn a_server_that_asks_for_more_than_a_password_is_not_asked_again() {
    let asks =
        json!({ "id": 1, "error": ["LoginException", ["sms_code", "Enter the code", "char"]] });
    let (odd, tryton) = start(vec![("login", 200, asks)]).await;
    for _ in 0..3 {
        let error = tryton.describe("party.party").await.unwrap_err();
        assert!(
            error.kind() == ErrorKind::Auth && error.message().contains("`sms_code`"),
            "{error}"
        );
    }
    assert_eq!(odd.calls.lock().len(), 1);
}

#[tokio::test]
async fn a_field_that_has_gone_is_left_out_once_that_is_known() {
    let gone = json!({ "id": 1, "error": ["'name'", ""] });
    let less = json!({ "id": 1, "result": { "id": { "type": "integer" } } });
    let found = json!({ "id": 1, "result": [{ "id": 5 }] });
    let script = vec![
        session(1),
        fields(),
        ("search_read", 200, gone),
        ("fields_get", 200, less),
        ("search_read", 200, found),
    ];
    let (_, tryton) = start(script).await;
    let page = tryton.read(&read("party.party", &["name"])).await.unwrap();
    assert_eq!((page.rows.len(), page.rows[0].text("name")), (1, None));
}

#[tokio::test]
async fn only_what_was_asked_for_and_has_gone_is_looked_up_anew() {
    let party = json!({ "type": "many2one", "relation": "party.party", "searchable": true, "sortable": true, "loading": "eager" });
    let agent = (
        "fields_get",
        200,
        json!({ "id": 1, "result": { "id": { "type": "integer", "searchable": true }, "party": party } }),
    );
    let missed =
        |name: &str| ("search_read", 200, json!({ "id": 1, "error": [format!("'{name}'"), ""] }));
    let found = ("search_read", 200, json!({ "id": 1, "result": [] }));
    // The server misses something of its own: nothing is asked again.
    let script = vec![session(1), fields(), agent.clone(), fields(), missed("weekday")];
    let (odd, tryton) = start(script).await;
    tryton.describe("res.user").await.unwrap();
    let asked = read("commission.agent", &["party.name"]);
    let error = tryton.read(&asked).await.unwrap_err();
    assert_eq!((error.kind(), odd.calls.lock().len()), (ErrorKind::Rejected, 5));
    // It misses a field on a path: the models of that question are described anew, and no others.
    odd.script.lock().extend([missed("name"), agent, fields(), found]);
    tryton.read(&asked).await.unwrap();
    tryton.describe("res.user").await.unwrap();
    assert_eq!((odd.calls.lock().len(), odd.script.lock().len()), (9, 0));
}
