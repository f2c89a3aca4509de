//! Statements as the public endpoint answers them. What a line comes to is held against
//! hand-worked figures elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use channelgraph::{
    config::{AllOr, Config},
    engine::Mode,
};
use channelgraph_sandbox::truth::{Incentive, Record};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::harness::{Gateway, nodes, small};

/// Days that hold the whole world.
const PERIOD: &str = r#"period: { days: { from: "2020-01-01", to: "2027-12-31" } }"#;
const AMOUNTS: &str = "promised { amount } claimed { amount currency } earned { amount } \
                       approved { amount } paid { amount currency }";

fn decimal(money: &Value) -> Option<Decimal> {
    money["amount"].as_str().map(|text| text.parse().expect("a number"))
}

/// The statement of the partner with a record in Salesforce.
async fn statement(gateway: &Gateway, partner: &str, args: &str, fields: &str) -> Value {
    let query = format!(
        "{{ partner(by: {{record: {{source: \"salesforce\", id: \"{partner}\"}}}}) {{ \
         statement({args}) {{ {fields} }} }} }}"
    );
    gateway.data(&query).await["partner"]["statement"].clone()
}

/// Claims that were settled and paid, with all their records.
fn paid_claims(gateway: &Gateway) -> Vec<Vec<Record<Incentive>>> {
    let truth = gateway.sandbox.control.truth();
    let tied = truth
        .incentives
        .iter()
        .map(|node| node.iter().filter(|record| record.linkable).cloned().collect::<Vec<_>>());
    let is_paid = |node: &Vec<Record<Incentive>>| {
        node[0].object == "PartnerFundClaim"
            && node.iter().any(|record| record.values.paid_amount.is_some())
    };
    tied.filter(|node| !node.is_empty() && is_paid(node)).collect()
}

#[tokio::test]
async fn a_claim_with_its_settlement_and_payments_is_one_line() {
    let gateway = Gateway::start(small(1)).await;
    let claims = paid_claims(&gateway);
    assert!(claims.len() > 5, "{}", claims.len());
    for claim in claims.iter().take(8) {
        let says = &claim[0].values;
        let partner = says.partner.as_ref().expect("a partner");
        let fields = format!(
            "lines(first: 200) {{ nodes {{ kind status {AMOUNTS} differences {{ reasons }} \
             incentive {{ records {{ id }} }} }} }}"
        );
        let statement = statement(&gateway, &partner.id, PERIOD, &fields).await;
        let is_of_claim = |line: &Value| {
            let records = line["incentive"]["records"].as_array().expect("records");
            records.iter().any(|record| record["id"] == json!(claim[0].id))
        };
        let lines = nodes(&statement["lines"]);
        let lines: Vec<_> = lines.iter().filter(|line| is_of_claim(line)).collect();
        assert_eq!(lines.len(), 1, "{statement:#}");
        let line = lines[0];
        let own = |record: &&Record<Incentive>| record.values.currency == says.currency;
        let payments = claim.iter().filter(|record| record.values.paid_amount.is_some());
        if payments.clone().all(|record| own(&record)) {
            let paid: Decimal = payments.filter_map(|record| record.values.paid_amount).sum();
            assert_eq!(decimal(&line["paid"]), Some(paid), "{line:#}");
        }
        assert_eq!(line["kind"], "MARKET_DEVELOPMENT_FUND");
        assert_eq!(line["status"], "PAID");
        assert_eq!(decimal(&line["promised"]), None);
        assert!(decimal(&line["claimed"]).is_some() && decimal(&line["earned"]).is_some());
    }
}

#[tokio::test]
async fn closing_is_opening_and_what_was_approved_without_what_was_paid() {
    let gateway = Gateway::start(small(1)).await;
    let query = format!(
        "{{ statements(first: 40, basis: CASH, currency: \"EUR\", \
         period: {{ calendar: {{ year: 2026, quarter: 3 }} }}) {{ \
         nodes {{ basis currency period {{ from to closed }} partner {{ id }} opening {{ amount }} \
         closing {{ amount currency }} {AMOUNTS} \
         differences {{ outstanding {{ amount }} overpaid {{ amount }} }} \
         coverage {{ complete records undated }} lines(first: 1) {{ totalCount }} }} }} }}"
    );
    let data = gateway.data(&query).await;
    let all = nodes(&data["statements"]);
    assert_eq!(all.len(), 40);
    let cents = |money: &Value| decimal(money).expect("an amount");
    let (mut partners, mut moved) = (BTreeSet::new(), 0);
    for statement in &all {
        partners.insert(statement["partner"]["id"].to_string());
        let so = json!({ "from": "2026-07-01", "to": "2026-09-30", "closed": true });
        assert_eq!(statement["period"], so);
        assert_eq!((&statement["basis"], &statement["currency"]), (&json!("CASH"), &json!("EUR")));
        let [opening, closing] = ["opening", "closing"].map(|name| cents(&statement[name]));
        let [approved, paid] = ["approved", "paid"].map(|name| cents(&statement[name]));
        // Each is rounded once.
        let off = (opening + approved - paid - closing).abs();
        assert!(off <= Decimal::new(2, 2), "{statement:#}");
        let owed = &statement["differences"];
        let off = (cents(&owed["outstanding"]) - cents(&owed["overpaid"]) - closing).abs();
        assert!(off <= Decimal::new(2, 2), "{statement:#}");
        assert_eq!(statement["coverage"]["complete"], true);
        assert_eq!(statement["lines"]["totalCount"], statement["coverage"]["records"]);
        moved += usize::from(!approved.is_zero() && !closing.is_zero());
    }
    assert_eq!(partners.len(), 40);
    assert!(moved > 5, "{moved}");
}

#[tokio::test]
async fn lines_are_paged_in_one_order() {
    let gateway = Gateway::start(small(1)).await;
    let claim = paid_claims(&gateway).remove(0);
    let partner = claim[0].values.partner.clone().expect("a partner").id;
    let fields = "lines(first: 200) { totalCount nodes { incentive { id } deal { id } } }";
    let whole = statement(&gateway, &partner, PERIOD, fields).await;
    let all = nodes(&whole["lines"]);
    assert!(all.len() > 2, "{whole:#}");
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let fields = format!(
            "lines(first: 2, after: {after}) {{ totalCount edges {{ cursor }} \
             nodes {{ incentive {{ id }} deal {{ id }} }} \
             pageInfo {{ hasNextPage hasPreviousPage endCursor }} }}"
        );
        let page = statement(&gateway, &partner, PERIOD, &fields).await["lines"].clone();
        let info = &page["pageInfo"];
        assert_eq!(info["hasPreviousPage"], json!(!after.is_null()));
        assert_eq!(page["totalCount"], json!(all.len()));
        seen.extend(nodes(&page));
        after = info["endCursor"].clone();
        if info["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(seen, all);
}

#[tokio::test]
async fn a_source_that_is_down_is_named_and_the_rest_is_served() {
    let gateway = Gateway::start(small(1)).await;
    let claim = paid_claims(&gateway).remove(0);
    let partner = claim[0].values.partner.clone().expect("a partner").id;
    let query = format!(
        "{{ partner(by: {{record: {{source: \"salesforce\", id: \"{partner}\"}}}}) {{ \
         statement({PERIOD}) {{ claimed {{ amount }} \
         coverage {{ complete missing {{ source {{ name }} }} }} lines(first: 200) {{ \
         missing {{ source {{ name }} }} nodes {{ incentive {{ id }} }} }} }} }} }}"
    );
    let well = gateway.data(&query).await["partner"]["statement"].clone();
    assert_eq!(well["coverage"], json!({ "complete": true, "missing": [] }));
    gateway.app.engine.forget();
    let down = json!({ "source": "erp", "endpoint": "*", "status": 503 });
    let fault = serde_json::from_value(down).expect("a fault");
    gateway.sandbox.control.put_fault(fault).expect("it fits");
    let answer = gateway.ask(&query).await;
    let ill = &answer["data"]["partner"]["statement"];
    let missing = json!([{ "source": { "name": "erp" } }]);
    assert_eq!(ill["coverage"], json!({ "complete": false, "missing": missing }), "{answer:#}");
    assert_eq!(ill["lines"]["missing"], missing);
    assert!(decimal(&ill["claimed"]).is_some() && !nodes(&ill["lines"]).is_empty());
    assert_eq!(answer["errors"][0]["extensions"]["source"], "erp");
}

#[tokio::test]
async fn wrong_arguments_are_named() {
    let gateway = Gateway::start(small(1)).await;
    let of = |args: &str| format!("{{ statements({args}) {{ nodes {{ basis }} }} }}");
    let period = "period: { calendar: { year: 2026, quarter: 5 } }";
    let (code, message) = gateway.error(&of(period)).await;
    assert_eq!(code, "BAD_INPUT");
    assert!(message.contains("there is no quarter 5"), "{message}");
    let (_, message) = gateway.error(&of(&format!("{PERIOD} first: 0"))).await;
    assert!(message.contains("a page has 1 to 200 entries"), "{message}");
    let lines = r#"nodes { lines(after: "nothing") { nodes { kind } } }"#;
    let query = format!("{{ statements({PERIOD} first: 1) {{ {lines} }} }}");
    let (code, _) = gateway.error(&query).await;
    assert_eq!(code, "BAD_INPUT");
}

#[tokio::test]
async fn who_may_not_see_amounts_gets_no_statement() {
    let modes = [("finance", Mode::Forbid), ("personal", Mode::Mask), ("provenance", Mode::Show)];
    let modes: BTreeMap<String, Mode> =
        modes.iter().map(|(name, mode)| ((*name).to_owned(), *mode)).collect();
    let change = |config: &mut Config| {
        config.auth.open = false;
        let role = config.roles.get_mut("bi-reader").expect("the demo's role");
        role.fields = AllOr::Only(modes);
    };
    let gateway = Gateway::start_with(small(1), change).await;
    let personas = &gateway.config.auth.personas;
    let key = personas.iter().find(|persona| persona.name == "BI reader").expect("it").key.clone();
    let query = format!("{{ statements({PERIOD}) {{ nodes {{ paid {{ amount }} }} }} }}");
    let answer = gateway.ask_as(&key, &query).await;
    assert_eq!(answer["data"]["statements"]["nodes"], json!([]), "{answer:#}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
}

#[tokio::test]
async fn a_partner_sees_its_own_statement_and_those_below_it() {
    let gateway = Gateway::start_with(small(1), |config| config.auth.open = false).await;
    let personas = &gateway.config.auth.personas;
    let key = |name: &str| {
        personas.iter().find(|persona| persona.name == name).expect("a persona").key.clone()
    };
    let query = format!(
        "{{ viewer {{ partner {{ id statement({PERIOD}) {{ earned {{ amount }} \
         lines(first: 200) {{ totalCount nodes {{ incentive {{ partner {{ id }} }} }} }} }} }} }} \
         partners(first: 200) {{ nodes {{ id }} }} \
         statements(first: 200, {PERIOD}) {{ nodes {{ partner {{ id }} }} }} }}"
    );
    let answer = gateway.ask_as(&key("Partner's user"), &query).await;
    assert!(answer["errors"].is_null(), "{answer:#}");
    let own = &answer["data"]["viewer"]["partner"];
    let lines = nodes(&own["statement"]["lines"]);
    assert!(!lines.is_empty(), "{own:#}");
    for line in &lines {
        assert_eq!(line["incentive"]["partner"]["id"], own["id"], "{line:#}");
    }
    let ids = |list: &str, of: fn(&Value) -> &Value| -> BTreeSet<String> {
        nodes(&answer["data"][list]).iter().map(|node| of(node).to_string()).collect()
    };
    let statements = ids("statements", |statement| &statement["partner"]["id"]);
    assert_eq!(statements, ids("partners", |partner| &partner["id"]));
    assert!(statements.len() > 1);
}
