//! Invoices through the public endpoint: who was billed, and what is told of it where the ERP does
//! not answer. Lists of them, and the figure `billed`, are held against the world elsewhere.

use channelgraph_sandbox::{Options, World, truth::System};
use channelgraph_schema::mapping::MappingSpec;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::harness::{Gateway, nodes, small};

const PERIOD: &str = r#"period: { days: { from: "2025-01-01", to: "2026-12-31" } }"#;

#[tokio::test]
async fn an_invoice_is_found_by_its_partner_its_id_and_its_number() {
    let gateway = Gateway::start(small(3)).await;
    let query = "{ invoices(first: 200) { totalCount nodes { id number partner { id } } } }";
    let listed = gateway.data(query).await["invoices"].clone();
    let (strangers, billed): (Vec<Value>, Vec<Value>) =
        nodes(&listed).into_iter().partition(|invoice| invoice["partner"].is_null());
    assert!(!strangers.is_empty(), "customers that are no partners are billed too");
    let invoice = billed.first().expect("a partner that was billed");
    let query = format!(
        "{{ partner(by: {{ id: {} }}) {{ invoices(first: 200) {{ nodes {{ id }} }} }} \
         invoice(by: {{ id: {} }}) {{ number partner {{ id }} }} \
         search(text: {}, kinds: [INVOICE]) {{ nodes {{ ... on Invoice {{ id }} }} }} }}",
        invoice["partner"]["id"], invoice["id"], invoice["number"]
    );
    let found = gateway.data(&query).await;
    let own: Vec<_> =
        billed.iter().filter(|other| other["partner"] == invoice["partner"]).collect();
    let of_partner = nodes(&found["partner"]["invoices"]);
    assert!(own.iter().all(|one| of_partner.contains(&json!({ "id": one["id"] }))), "{found:#}");
    assert_eq!(found["invoice"]["number"], invoice["number"]);
    assert_eq!(found["invoice"]["partner"], invoice["partner"]);
    assert_eq!(nodes(&found["search"]), [json!({ "id": invoice["id"] })]);
}

#[tokio::test]
async fn what_was_billed_is_unknown_where_no_erp_tells_it() {
    let query = format!(
        "{{ performance({PERIOD}) {{ total {{ billed {{ amount }} revenue {{ count }} \
         growth(of: BILLED) {{ kind }} }} coverage {{ complete unmapped }} }} }}"
    );
    let without = Gateway::over_crms(small(3)).await;
    let told = without.data(&query).await["performance"].clone();
    assert_eq!(told["total"]["billed"], Value::Null);
    assert_eq!(told["total"]["growth"]["kind"], "UNKNOWN");
    assert_eq!(told["coverage"], json!({ "complete": true, "unmapped": ["billed"] }));

    let gateway = Gateway::start(small(3)).await;
    let whole = gateway.data(&query).await["performance"].clone();
    assert!(whole["total"]["billed"]["amount"].is_string(), "{whole:#}");
    let fault = json!({ "source": System::Erp, "endpoint": "*", "status": 503 });
    let control = &gateway.sandbox.control;
    control.put_fault(serde_json::from_value(fault).expect("a fault")).expect("it fits");
    gateway.app.engine.forget();
    let answer = gateway.ask(&query).await;
    let told = &answer["data"]["performance"];
    assert_eq!(told["total"]["billed"], Value::Null, "{answer:#}");
    assert!(told["total"]["revenue"]["count"].as_u64() > Some(0), "{answer:#}");
    assert_eq!(told["coverage"]["complete"], false, "{answer:#}");
}

#[tokio::test]
async fn a_partner_sees_what_it_was_billed_and_nothing_else() {
    let world = World::generate(&small(3));
    let billed = world.truth.invoices[0][0].values.partner.clone().expect("a partner");
    let name = format!("record:erp:{}", billed.id);
    let gateway = Gateway::start_with(small(3), |config| {
        config.auth.open = false;
        for key in config.auth.keys.iter_mut().filter(|key| key.partner.is_some()) {
            key.partner = Some(name.parse().expect("a partner's name"));
        }
    })
    .await;
    let key = |name: &str| {
        let personas = &gateway.config.auth.personas;
        personas.iter().find(|persona| persona.name == name).expect("a persona").key.clone()
    };
    let query = "{ invoices(first: 200) { nodes { id amount { amount } partner { id } } } }";
    let own = gateway.ask_as(&key("Partner's user"), query).await;
    let all = gateway.ask_as(&key("Channel manager"), query).await;
    let own = nodes(&own["data"]["invoices"]);
    let first = own.first().expect("an invoice to the partner");
    assert!(first["partner"]["id"].is_string() && first["amount"]["amount"].is_string());
    let expected: Vec<Value> = nodes(&all["data"]["invoices"])
        .into_iter()
        .filter(|invoice| invoice["partner"] == first["partner"])
        .collect();
    assert_eq!(own, expected);
}

/// What Business Central billed partners in a currency, as its rows have it.
fn billed_by_daughter(options: &Options, currency: &str) -> (Decimal, usize) {
    let world = World::generate(options);
    let service = world.erp.services.iter().find(|(root, _)| root.starts_with(COMPANIES));
    let sets = &service.expect("Business Central").1.sets;
    let companies: Vec<&Value> = sets["customers"]
        .rows
        .values()
        .filter(|customer| customer["type"] == "Company")
        .map(|customer| &customer["id"])
        .collect();
    let (mut sum, mut bills) = (Decimal::ZERO, 0);
    for (set, sign) in [("salesInvoices", Decimal::ONE), ("salesCreditMemos", -Decimal::ONE)] {
        for row in sets[set].rows.values() {
            let own = row["currencyCode"].as_str().filter(|code| !code.is_empty());
            let is_billed = (row["status"] == "Open" || row["status"] == "Paid")
                && companies.contains(&&row["customerId"])
                && own.unwrap_or("EUR") == currency;
            if is_billed {
                let net = row["totalAmountExcludingTax"].as_str().expect("an amount");
                sum += sign * net.parse::<Decimal>().expect("a number");
                bills += 1;
            }
        }
    }
    (sum, bills)
}

/// The beginning of Business Central's root.
const COMPANIES: &str = "/api/v2.0/companies(";

#[tokio::test]
async fn drafts_and_cancelled_documents_bill_nothing() {
    let options = small(3);
    let world = World::generate(&options);
    let company = world.erp.services.keys().find_map(|root| root.strip_prefix(COMPANIES));
    let company = company.expect("a company").trim_end_matches(')').to_owned();
    let gateway = Gateway::start_with(options.clone(), |config| {
        let erp = config.odata.get_mut("erp").expect("the ERP");
        erp.preset = Some(serde_json::from_value(json!("business-central")).expect("a preset"));
        erp.company = Some(company);
        erp.mapping = MappingSpec::default();
        erp.currency = Some("EUR".to_owned().try_into().expect("a currency"));
        // Without rates only what is in the currency of the question can be told.
        config.money.rates.clear();
    })
    .await;
    for currency in ["EUR", "GBP"] {
        let query = format!(
            "{{ performance({PERIOD}, currency: \"{currency}\") {{ total {{ billed {{ amount }} }} \
             coverage {{ complete unconverted }} }} }}"
        );
        let told = gateway.data(&query).await["performance"].clone();
        let (sum, bills) = billed_by_daughter(&options, currency);
        assert!(bills > 3, "{bills} in {currency}");
        let billed = told["total"]["billed"]["amount"].as_str().map(str::parse::<Decimal>);
        assert_eq!(billed, Some(Ok(sum)), "{currency}: {told:#}");
        assert!(told["coverage"]["unconverted"].as_u64() > Some(0), "{told:#}");
    }
}
