//! Tryton: JSON-RPC of the log-in, preferences, fields, searches and counts.

use channelgraph_core::{Connector, Read};
use channelgraph_schema::{Direction, EntityKind, mapping::SourceOrder};
use channelgraph_tryton::{Tryton, default_mapping};

use crate::{
    subject::{Answers, CONFIG, FREE, Question, Subject, all, by_ids, mapping, under},
    vendor::Asked,
};

const GOOD: &[&str] = &[
    r#"search_read 200
content-type: application/json

{"id":1,"result":[{"id":11,"number":"1","description":"M\u00fcller","state":"won","amount":{"__class__":"Decimal","decimal":"1500.250"},"conversion_probability":0.5,"start_date":{"__class__":"date","year":2026,"month":3,"day":1},"end_date":{"__class__":"date","year":2026,"month":2,"day":28},"create_date":{"__class__":"datetime","year":2026,"month":3,"day":1,"hour":9,"minute":30,"second":0,"microsecond":123456},"last_modified_at":{"__class__":"datetime","year":2026,"month":3,"day":1,"hour":9,"minute":30,"second":0,"microsecond":0},"party":2,"party.":{"id":2,"name":"Acme","website":"acme.de","addresses":[4],"addresses.":[{"id":4,"active":true,"country.":{"id":1,"code":"DE"}},{"id":5,"active":0,"country.":null}]},"currency.":{"id":1,"code":"EUR"},"sales.":[{"id":3,"agent":7}]},
{"id":12,"number":"2","description":null,"state":"lost","amount":null,"create_date":null}]}"#,
    r#"search_read-more 200

{"id":1,"result":[{"id":13,"number":"3","create_date":{"__class__":"datetime","year":2026,"month":3,"day":2,"hour":9,"minute":30,"second":0,"microsecond":0}}]}"#,
    r#"search_count 200

{"id":1,"result":3}"#,
    r#"fields_get/sale.opportunity 200

{"id":1,"result":{"id":{"type":"integer","searchable":true,"sortable":true},"number":{"type":"char","searchable":true,"sortable":true},"description":{"type":"char","searchable":true,"translate":true,"loading":"lazy"},
"state":{"type":"selection","searchable":true,"selection":[["opportunity","Opportunity"],["won","Won"],["",""]]},"amount":{"type":"numeric","searchable":true,"sortable":true,"digits":[16,2]},"conversion_probability":{"type":"float","searchable":true},
"end_date":{"type":"date","searchable":true,"sortable":true},"create_date":{"type":"timestamp","searchable":true,"sortable":true},"last_modified_at":{"type":"timestamp","searchable":true,"sortable":true,"loading":"lazy"},
"party":{"type":"many2one","relation":"party.party","searchable":true},"currency":{"type":"many2one","relation":"currency.currency"},"sales":{"type":"one2many","relation":"sale.sale","searchable":true,"loading":"lazy"}}}"#,
    r#"fields_get 200

{"id":1,"result":{"id":{"type":"integer","searchable":true,"sortable":true},"active":{"type":"boolean","searchable":true},"name":{"type":"char","searchable":true},"code":{"type":"char","searchable":true},"website":{"type":"char","loading":"lazy"},
"addresses":{"type":"one2many","relation":"party.address","searchable":true},"country":{"type":"many2one","relation":"country.country","searchable":true},"agent":{"type":"many2one","relation":"commission.agent","searchable":true}}}"#,
    r#"get_preferences 200

{"id":1,"result":{"company":1,"language":"en","groups":[1,2]}}"#,
    r#"login 200

{"id":1,"result":[1,"ea7d5c09c8b94b1e8cd4a3d7"]}"#,
];

const ODD: &[&str] = &[
    // The same rows again and again, and more of them than were asked for.
    r#"search_read-more 200

{"id":1,"result":[{"id":12,"create_date":null},{"id":12,"create_date":null},{"id":12}]}"#,
    r#"search_read 200

{"id":1,"error":["UserError",["You are not allowed to access \"Opportunity\".","",null]]}"#,
    r#"search_read 200

{"id":1,"error":["'sale.opportunity'","Traceback (most recent call last):\n"]}"#,
    r#"search_read 200

{"id":1,"result":[{"id":18446744073709551615,"create_date":{"__class__":"datetime","year":262143,"month":12,"day":31,"hour":23,"minute":59,"second":59,"microsecond":1999999},"amount":{"__class__":"Decimal","decimal":"NaN"}}]}"#,
    r#"search_read 401

<!doctype html>"#,
    r#"login 429

<!doctype html>"#,
    r#"login 200

{"id":1,"error":["LoginException",["totp_code","Code for gate","char"]]}"#,
    r#"fields_get 200

{"id":1,"error":["'party.party'","Traceback"]}"#,
    r#"search_read 504
content-encoding: gzip

x"#,
];

const REMEMBERED: &[&str] =
    &["login", "get_preferences", "fields_get", "fields_get/sale.opportunity"];

fn place(asked: &Asked) -> String {
    let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let method = body["method"].as_str().unwrap_or_default();
    let (model, method) = method.rsplit_once('.').unwrap_or_default();
    match method {
        "fields_get" if model == "model.sale.opportunity" => "fields_get/sale.opportunity".into(),
        // The place from which a search goes on is a bound on the id.
        "search_read" if asked.says("[\"id\",\">\"") => "search_read-more".into(),
        method => method.to_owned(),
    }
}

fn connect(url: &str) -> Box<dyn Connector> {
    let config = format!(
        "url = '{url}'\ndatabase = 'acme'\nlogin = 'gate'\npassword = 'hush'\nbatch = 2\n\
         login_pause_seconds = 0\nlimits = {{ rpc = {FREE} }}\n{CONFIG}"
    );
    let config = toml::from_str(&config).unwrap();
    Box::new(Tryton::new("erp".into(), &config).unwrap())
}

#[test]
fn tryton() {
    let spec = default_mapping();
    let deals = || mapping(&spec, EntityKind::Deal, "sale.opportunity");
    let list = all(&deals(), 10);
    let order =
        SourceOrder { field: "create_date".into(), direction: Direction::Asc, by_day: None };
    let ordered = Read { order: Some(order), count: true, limit: 3, ..list.clone() };
    let names = ["amount", "party.addresses.country.code", "x"].map(str::to_owned).to_vec();
    let questions = vec![
        (
            vec![
                "search_read",
                "search_read-more",
                "fields_get/sale.opportunity",
                "fields_get",
                "get_preferences",
                "login",
            ],
            Question::read(deals(), list),
        ),
        (vec!["search_read", "search_read-more", "search_count"], Question::read(deals(), ordered)),
        (vec!["search_read"], Question::read(deals(), by_ids(&deals(), &["11", "99"]))),
        (vec!["search_read"], Question::read(deals(), under(&deals(), "party", &["2"]))),
        (
            vec!["fields_get/sale.opportunity", "fields_get"],
            Question::Describe("sale.opportunity", names),
        ),
    ];
    let answers = Answers { remembered: REMEMBERED, good: GOOD, odd: ODD };
    Subject { name: "tryton", connect, place, questions, answers }.run();
}
