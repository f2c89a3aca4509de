//! HubSpot: the token, properties, pipelines, owners, searches, batches and associations.

use channelgraph_core::Connector;
use channelgraph_hubspot::{HubSpot, Leads, default_mapping};
use channelgraph_schema::{Direction, EntityKind, mapping::SourceOrder};

use crate::{
    subject::{Answers, CONFIG, FREE, Question, Subject, all, by_ids, mapping, under},
    vendor::Asked,
};

const GOOD: &[&str] = &[
    r#"search 200
content-type: application/json;charset=utf-8
x-hubspot-ratelimit-max: 190
x-hubspot-ratelimit-remaining: 189

{"total":2,"results":[
{"id":"51","properties":{"dealname":"M\u00fcller","dealstage":"won","amount":"1500.25","deal_currency_code":"EUR","closedate":"2026-03-01T09:30:00Z","createdate":"2026-03-01T09:30:00.123Z","hs_lastmodifieddate":"2026-03-02T09:30:00Z","hubspot_owner_id":"7"},"createdAt":"2026-03-01T09:30:00.123Z","archived":false},
{"id":52,"properties":{"dealname":null,"dealstage":"new","amount":"","createdate":"1772357400000","hubspot_owner_id":"8"}}],
"paging":{"next":{"after":"2","link":"?after=2"}}}"#,
    r#"search-more 200

{"total":2,"results":[{"id":"53","properties":{"dealname":"c","createdate":"2026-03-03T09:30:00Z"}}]}"#,
    r#"batch-read/deals 200

{"status":"COMPLETE","results":[{"id":"51","properties":{"dealname":"a","dealstage":"won","amount":"7","hubspot_owner_id":"7","createdate":"2026-03-01T09:30:00.123Z"},"propertiesWithHistory":{"dealstage":[{"value":"won","timestamp":"2026-03-02T09:30:00Z","sourceType":"CRM_UI","sourceId":"userId:7","updatedByUserId":7},{"value":"new","timestamp":"2026-03-01T09:30:00.123Z","sourceType":"API"}]}},
{"id":"52","properties":{"dealstage":"new","createdate":"1772357400000"}},{"id":53,"properties":{"dealname":"c","createdate":"2026-03-03T09:30:00Z"},"propertiesWithHistory":{"dealstage":[]}}],"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"Could not get some objects","context":{"ids":["9"]}}]}"#,
    r#"batch-read/companies 200

{"status":"COMPLETE","results":[{"id":"3","properties":{"name":"Acme","domain":"acme.de","country":"Germany","industry":"STEEL"}}]}"#,
    r#"associations/deals 200

{"status":"COMPLETE","results":[{"from":{"id":"51"},"to":[{"toObjectId":3,"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":5,"label":"Primary"},{"category":"USER_DEFINED","typeId":37,"label":"Partner"}]}],"paging":{"next":{"after":"3"}}}]}"#,
    r#"associations-more/deals 200

{"results":[{"from":{"id":"51"},"to":[{"toObjectId":"4","associationTypes":[{"category":"USER_DEFINED","typeId":37,"label":"Partner"}]}]}],"errors":[{"category":"x","subCategory":"crm.associations.NO_ASSOCIATIONS_FOUND"}]}"#,
    r#"associations/companies 200

{"results":[{"from":{"id":"3"},"to":[{"toObjectId":51,"associationTypes":[{"category":"USER_DEFINED","typeId":37,"label":"Partner"}]}]}]}"#,
    r#"properties/deals 200

{"results":[{"name":"dealname","type":"string","fieldType":"text","options":[]},{"name":"amount","type":"number","fieldType":"number"},{"name":"createdate","type":"datetime","fieldType":"date"},{"name":"hubspot_owner_id","type":"enumeration","fieldType":"select"},
{"name":"dealstage","type":"enumeration","fieldType":"radio","options":[{"label":"Won","value":"won"}]},{"name":"hs_lastmodifieddate","type":"datetime"}]}"#,
    r#"properties/companies 200

{"results":[{"name":"name","type":"string","fieldType":"text"}]}"#,
    r#"pipelines/deals 200

{"results":[{"id":"default","label":"Sales","displayOrder":0,"stages":[{"id":"new","label":"Appointment Scheduled","metadata":{"isClosed":"false","probability":"0.2"}},{"id":"won","label":"Closed won","metadata":{"isClosed":"true","probability":"1.0"}}]}]}"#,
    r#"owners 200

{"results":[{"id":"7","email":"jane@acme.de","firstName":"Jane","lastName":"Roe","userId":70,"archived":false}],"paging":{"next":{"after":"x"}}}"#,
    r#"owners-more 200

{"results":[{"id":8,"email":null,"firstName":"","lastName":"Doe"}]}"#,
    r#"labels 200

{"results":[{"category":"USER_DEFINED","typeId":37,"label":"Partner"},{"category":"HUBSPOT_DEFINED","typeId":5,"label":null}]}"#,
    r#"details 200

{"portalId":62515,"timeZone":"US/Eastern","companyCurrency":"USD","additionalCurrencies":[]}"#,
    r#"token 200

{"access_token":"CJ-x","refresh_token":"r-2","expires_in":1800,"token_type":"bearer"}"#,
];

const ODD: &[&str] = &[
    // Pages that lead in a circle, or bring nothing.
    r#"search-more 200

{"total":9,"results":[{"id":"52","properties":{"createdate":"1772357400000"}}],"paging":{"next":{"after":"2"}}}"#,
    r#"search-more 200

{"total":9,"results":[],"paging":{"next":{"after":"2"}}}"#,
    r#"associations-more/deals 200

{"results":[{"from":{"id":"51"},"to":[],"paging":{"next":{"after":"3"}}}]}"#,
    r#"associations-more/deals 200

{"results":[{"from":{"id":"51"},"to":[{"toObjectId":4}],"paging":{"next":{"after":3}}}]}"#,
    r#"owners-more 200

{"results":[],"paging":{"next":{"after":"x"}}}"#,
    r#"search 429
retry-after: 18446744073709551615

{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT","policyName":"DAILY","correlationId":"x"}"#,
    r#"search 400

{"status":"error","message":"Property does not exist","category":"VALIDATION_ERROR","errors":[{"message":"x","code":"PROPERTY_DOESNT_EXIST","context":{"propertyName":["x"]}}]}"#,
    r#"search 401

{"status":"error","category":"EXPIRED_AUTHENTICATION","message":"The OAuth token is expired"}"#,
    r#"search 477
retry-after: Tue, 31 Dec 9999 23:59:59 GMT

"#,
    r#"token 400

{"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token"}"#,
    r#"details 403

{"category":"MISSING_SCOPES","errors":[{"context":{"requiredScopes":["oauth"]}}]}"#,
    r#"batch-read/deals 207
content-encoding: gzip

{"results":[],"errors":[{"category":"VALIDATION_ERROR"}]}"#,
];

const REMEMBERED: &[&str] = &[
    "token",
    "properties/deals",
    "properties/companies",
    "pipelines/deals",
    "owners",
    "owners-more",
    "details",
];

fn place(asked: &Asked) -> String {
    let parts: Vec<&str> = asked.path().trim_matches('/').split('/').collect();
    let is_more = asked.says("\"after\"") || asked.query().contains("after=");
    let more = if is_more { "-more" } else { "" };
    match parts[..] {
        ["oauth", ..] => "token".to_owned(),
        ["account-info", ..] => "details".to_owned(),
        ["crm", "objects", _, _, "search"]
            if asked.says("\"GT\"")
                || asked.says("\"LT\"")
                || asked.says("\"EQ\"")
                || asked.says("NOT_HAS") =>
        {
            "search-more".to_owned()
        }
        ["crm", "objects", _, _, "search"] => "search".to_owned(),
        ["crm", "objects", _, object, ..] => format!("batch-read/{object}"),
        ["crm", "associations", .., "labels"] => "labels".to_owned(),
        ["crm", "associations", _, from, ..] => format!("associations{more}/{from}"),
        ["crm", "owners", ..] => format!("owners{more}"),
        ["crm", area, _, object] => format!("{area}/{object}"),
        _ => asked.path().to_owned(),
    }
}

fn connect(url: &str) -> Box<dyn Connector> {
    let config = format!(
        "base_url = '{url}'\nauth = {{ oauth = {{ client_id = 'a', client_secret = 'b', \
         refresh_token = 'c' }} }}\nlimits = {{ burst = {FREE}, search = {FREE} }}\n{CONFIG}"
    );
    let config = toml::from_str(&config).unwrap();
    Box::new(HubSpot::new("crm".into(), &config).unwrap())
}

#[test]
fn hubspot() {
    let spec = default_mapping(Leads::Contacts);
    let deals = || mapping(&spec, EntityKind::Deal, "deals");
    let mut list = all(&deals(), 3);
    list.count = true;
    list.order =
        Some(SourceOrder { field: "createdate".into(), direction: Direction::Asc, by_day: None });
    let children = under(&deals(), "companies#Partner", &["3"]);
    let names = ["amount", "dealstage.label", "companies#Partner", "x"].map(str::to_owned).to_vec();
    let around = vec![
        "batch-read/companies",
        "batch-read/deals",
        "associations/deals",
        "associations-more/deals",
        "owners",
        "owners-more",
        "pipelines/deals",
        "token",
    ];
    let questions = vec![
        (
            [&["search", "search-more", "properties/deals"][..], &around].concat(),
            Question::read(deals(), list),
        ),
        (vec!["batch-read/deals"], Question::read(deals(), by_ids(&deals(), &["51", "9"]))),
        (vec!["associations/companies"], Question::read(deals(), children)),
        (
            vec!["properties/deals", "labels", "properties/companies", "pipelines/deals"],
            Question::Describe("deals", names),
        ),
        (vec!["details"], Question::Account),
    ];
    let answers = Answers { remembered: REMEMBERED, good: GOOD, odd: ODD };
    Subject { name: "hubspot", connect, place, questions, answers }.run();
}
