//! Salesforce: the log-in, descriptions, queries with their further pages, and retrieves.

use channelgraph_core::{After, Connector};
use channelgraph_salesforce::{Salesforce, default_mapping};
use channelgraph_schema::{Direction, EntityKind, Value, mapping::SourceOrder};

use crate::{
    subject::{Answers, CONFIG, FREE, Question, Subject, all, by_ids, mapping, under},
    vendor::Asked,
};

const GOOD: &[&str] = &[
    r#"query 200
content-type: application/json;charset=UTF-8
sforce-limit-info: api-usage=25/100000

{"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v67.0/query/0r8Z0list-2","records":[
{"attributes":{"type":"Opportunity"},"Id":"0068Z0000000001QAA","Name":"M\u00fcller","StageName":"Closed Won","Amount":1500.25,"CloseDate":"2026-03-01","IsWon":true,"Probability":100,"PartnerAccountId":"0018Z0000000001QAA","CreatedDate":"2026-03-01T09:30:00.000+0000","SystemModstamp":"2026-03-02T09:30:00.000+0000","Account":{"attributes":{"type":"Account"},"Name":"Acme","Website":"https://www.acme.co.uk/x","BillingCountryCode":"GB"},"Owner":null},
{"attributes":{"type":"Opportunity"},"Id":"0068Z0000000002QAA","Name":null,"StageName":"Prospecting","Amount":null,"CloseDate":"2026-03-01","IsWon":false,"CreatedDate":"2026-03-01T23:30:00.000+0000","SystemModstamp":"2026-03-02T09:30:00Z"}]}"#,
    r#"more 200
content-type: application/json

{"totalSize":3,"done":true,"records":[{"Id":"0068Z0000000003QAA","Name":"c","StageName":"Won","Amount":1e3,"CloseDate":"2026-03-09","CreatedDate":"2026-03-03T09:30:00.000+0000"}]}"#,
    r#"children 200

{"totalSize":1,"done":true,"records":[{"Id":"0018Z0000000001QAA","Opportunities":{"totalSize":2,"done":false,"nextRecordsUrl":"{url}/services/data/v67.0/query/0r8Z0child-1","records":[{"Id":"0068Z0000000001QAA","Name":"a","Amount":"7","CreatedDate":"2026-03-01T09:30:00.000+0000"}]}}]}"#,
    r#"child-more 200

{"totalSize":2,"done":true,"records":[{"Id":"0068Z0000000002QAA","Name":"b","CloseDate":"2026-02-30"}]}"#,
    r#"count 200

{"totalSize":3,"done":true,"records":[]}"#,
    r#"retrieve 200

[{"Id":"0018Z0000000001QAA","Name":"Acme","IsPartner":true,"Industry":null},null]"#,
    r#"limits 200

{"DailyApiRequests":{"Max":100000,"Remaining":99975},"DailyBulkApiBatches":{"Max":1,"Remaining":1}}"#,
    r#"token 200
content-type: application/json;charset=UTF-8

{"access_token":"00D8Z0!AQ.x_y","instance_url":"{url}","id":"{url}/id/00D/005","token_type":"Bearer","issued_at":"1790000000000","expires_in":"7200"}"#,
    r#"describe/Opportunity 200

{"name":"Opportunity","keyPrefix":"006","fields":[
{"name":"Id","type":"id","nillable":false},{"name":"Name","type":"string"},
{"name":"StageName","type":"picklist","picklistValues":[{"value":"Prospecting"},{"value":"Closed Won"}]},
{"name":"Amount","type":"currency"},{"name":"CloseDate","type":"date","nillable":false},{"name":"IsWon","type":"boolean","nillable":false},
{"name":"Probability","type":"percent"},{"name":"CreatedDate","type":"datetime","nillable":false},{"name":"SystemModstamp","type":"datetime"},
{"name":"PartnerAccountId","type":"reference","referenceTo":["Account"],"relationshipName":"PartnerAccount"},
{"name":"AccountId","type":"reference","referenceTo":["Account"],"relationshipName":"Account"},
{"name":"OwnerId","type":"reference","referenceTo":["User"],"relationshipName":"Owner"}],
"childRelationships":[{"childSObject":"OpportunityPartner","field":"OpportunityId","relationshipName":"OpportunityPartnersFrom"}]}"#,
    r#"describe/Account 200

{"name":"Account","keyPrefix":"001","fields":[{"name":"Id","type":"id"},{"name":"Name","type":"string"},{"name":"IsPartner","type":"boolean"},
{"name":"Website","type":"url"},{"name":"BillingCountryCode","type":"picklist"},{"name":"Industry","type":"picklist"}],
"childRelationships":[{"childSObject":"Opportunity","field":"PartnerAccountId","relationshipName":"Opportunities"}]}"#,
    r#"describe/User 200

{"name":"User","keyPrefix":"005","fields":[{"name":"Id","type":"id"},{"name":"Name","type":"string"},{"name":"Email","type":"email"}]}"#,
];

const ODD: &[&str] = &[
    // Next pages that lead in a circle, or bring nothing.
    r#"more 200

{"totalSize":9,"done":false,"nextRecordsUrl":"/services/data/v67.0/query/0r8Z0list-2","records":[{"Id":"0068Z0000000003QAA"}]}"#,
    r#"more 200

{"totalSize":9,"done":false,"nextRecordsUrl":"/services/data/v67.0/query/0r8Z0list-2","records":[]}"#,
    r#"child-more 200

{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v67.0/query/0r8Z0child-2","records":[{"Id":"0068Z0000000002QAA"}]}"#,
    r#"child-more 200

{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v67.0/query/0r8Z0child-2","records":[]}"#,
    r#"query 200

{"totalSize":2,"nextRecordsUrl":"https://elsewhere.example/services/data/../../x","records":[]}"#,
    r#"query 400
content-type: application/json

[{"message":"\nSELECT Id, Foo FROM Lead\n           ^\nERROR at Row:1:Column:12\nNo such column 'Foo'","errorCode":"INVALID_FIELD"}]"#,
    r#"query 503
retry-after: 18446744073709551615

<html>maintenance</html>"#,
    r#"more 400

[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]"#,
    r#"query 401
content-type: text/xml

<Errors><Error><errorCode>INVALID_SESSION_ID</errorCode><message>Session expired or invalid</message></Error></Errors>"#,
    r#"token 400

{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}"#,
    r#"query 200
content-encoding: gzip

{"records":[]}"#,
];

const REMEMBERED: &[&str] =
    &["token", "describe/Opportunity", "describe/Account", "describe/User", "limits"];

fn place(asked: &Asked) -> String {
    let (path, query) = (asked.path(), asked.query());
    let name = match () {
        () if path.ends_with("/token") => "token",
        () if path.ends_with("/limits") => "limits",
        () if path.contains("/composite/") => "retrieve",
        () if path.contains("child-") => "child-more",
        () if path.contains("/query/") => "more",
        () if query.contains("COUNT()") => "count",
        () if query.contains("FROM+Opportunities") => "children",
        () if path.ends_with("/query") => "query",
        () => return path.rsplit('/').take(2).collect::<Vec<_>>().join("/"),
    };
    name.to_owned()
}

fn connect(url: &str) -> Box<dyn Connector> {
    let config = format!(
        "my_domain = '{url}'\nauth = {{ flow = 'client_credentials', client_id = 'a', \
         client_secret = 'b' }}\nlimits = {{ api = {FREE} }}\n{CONFIG}"
    );
    let config = toml::from_str(&config).unwrap();
    Box::new(Salesforce::new("crm".into(), &config).unwrap())
}

#[test]
fn salesforce() {
    let spec = default_mapping("USD");
    let deals = || mapping(&spec, EntityKind::Deal, "Opportunity");
    let partners = mapping(&spec, EntityKind::Partner, "Account");
    let mut list = all(&deals(), 3);
    list.count = true;
    let order =
        |by_day| SourceOrder { field: "CreatedDate".into(), direction: Direction::Asc, by_day };
    list.order = Some(order(None));
    let key = Value::Time("2026-03-01T00:00:00Z".parse().unwrap());
    let after = After { key, id: Some("0068Z0000000001QAA".into()) };
    let behind = channelgraph_core::Read { after: Some(after), ..list.clone() };
    let by_day = channelgraph_core::Read {
        order: Some(order(Some("UTC".to_owned().try_into().unwrap()))),
        limit: 2,
        ..list.clone()
    };
    let children = under(&deals(), "PartnerAccountId", &["0018Z0000000001QAA"]);
    let mut plain = by_ids(&partners, &["0018Z0000000001QAA", "0018Z0000000002QAA"]);
    plain.fields = vec!["Industry".into(), "IsPartner".into(), "Name".into()];
    let names = ["Amount", "Account.Name", "Nothing.Name"].map(str::to_owned).to_vec();
    let described = vec!["describe/Opportunity", "describe/Account", "describe/User"];
    let questions = vec![
        (
            vec![
                "query",
                "more",
                "token",
                "describe/Opportunity",
                "describe/Account",
                "describe/User",
            ],
            Question::read(deals(), list),
        ),
        (vec!["count"], Question::read(deals(), behind)),
        (vec!["query"], Question::read(deals(), by_day)),
        (vec!["children", "child-more", "describe/Opportunity"], Question::read(deals(), children)),
        (vec!["retrieve"], Question::read(partners, plain)),
        (described, Question::Describe("Opportunity", names)),
        (vec!["limits"], Question::Account),
    ];
    let answers = Answers { remembered: REMEMBERED, good: GOOD, odd: ODD };
    Subject { name: "salesforce", connect, place, questions, answers }.run();
}
