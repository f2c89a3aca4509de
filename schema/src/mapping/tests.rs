//! Reading, overlaying and applying mappings.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

mod clues;
mod country;
mod locale;

use super::*;
use crate::{Test, Zone};

const DEAL: &str = r#"
[Deal.Opportunity]
where = { IsDeleted = false }
links = [{ source = "erp", object = "Order", field = "Order__c" }, { object = "Quote", field = "Quote__c", by = "Number" }]
[Deal.Opportunity.fields]
name = "Name"
stage = { field = "StageName", values = { Prospecting = "PROSPECTING", "Closed Won" = "WON", "Booked" = "WON" } }
sourceStage = "StageName"
amount = { field = "Amount", currency = "USD" }
probability = { field = "Probability", scale = "0.01" }
closeDate = { field = "closedate", else_field = "plandate", type = "datetime" }
channel = { constant = "INDIRECT" }
isWon = { field = "StageName", values = { Booked = "true", "Closed Won" = "true", Prospecting = "false" } }
"registration.status" = { constant = "APPROVED", when = { Probability = { null = false }, StageName = ["Booked", "Closed Won"] }, else_constant = "SUBMITTED" }
"marketplace.stage" = { field = "StageName", when = { Probability = 50 } }
"marketplace.reviewStatus" = { field = "StageName", else_field = "Note", when = { Probability = [10, 50] } }
[Deal.Opportunity.attributes]
forecast = "ForecastCategory"
"#;

fn mapping(toml: &str) -> ObjectMapping {
    let spec: MappingSpec = toml::from_str(toml).unwrap();
    ObjectMapping::new(
        &"crm".into(),
        EntityKind::Deal,
        "Opportunity",
        &spec.0[&EntityKind::Deal]["Opportunity"],
    )
    .unwrap()
}

fn field(name: &str) -> FieldId {
    EntityKind::Deal.field(name).unwrap()
}

fn row(values: Json) -> Row {
    let Json::Object(values) = values else { panic!("an object") };
    Row { id: "1".into(), parent: None, values: values.into_iter().collect() }
}

#[test]
fn a_row_becomes_a_record() {
    let mapping = mapping(DEAL);
    let row = row(json!({
        "Name": "Big one", "StageName": "closed won", "Amount": serde_json::from_str::<Json>("1200.50").unwrap(), "Probability": 90,
        "closedate": "2026-03-01T23:30:00Z", "ForecastCategory": "Best", "Order__c": "A-7",
    }));
    let record = mapping.record(&row, mapping.mapped(), true, Utc::now(), &Locale::default());
    assert_eq!(record.get(field("stage")), &Value::text("WON"));
    assert_eq!(
        record.get(field("amount")).to_json(),
        json!({"amount": "1200.50", "currency": "USD"})
    );
    assert_eq!(record.get(field("probability")).to_json(), json!("0.9"));
    assert_eq!(record.get(field("closeDate")).to_json(), json!("2026-03-01"));
    assert_eq!(record.get(field("channel")), &Value::text("INDIRECT"));
    assert_eq!(record.links, [crate::LinkTarget { rule: 0, id: "A-7".into() }]);
    assert_eq!(record.get(field("isWon")), &Value::Bool(true));
    assert_eq!(record.attributes.as_deref().unwrap()[0].1, json!("Best"));
}

#[test]
fn an_unknown_word_is_null_and_stays_readable_as_the_source_said_it() {
    let mapping = mapping(DEAL);
    let record = mapping.record(
        &row(json!({"StageName": "On ice"})),
        mapping.mapped(),
        false,
        Utc::now(),
        &Locale::default(),
    );
    assert!(record.get(field("stage")).is_null());
    assert_eq!(record.get(field("sourceStage")), &Value::text("On ice"));
}

#[test]
fn a_users_part_lies_over_the_default() {
    let base: MappingSpec = toml::from_str(DEAL).unwrap();
    let over: MappingSpec =
        toml::from_str("[Deal.Opportunity.fields]\nname = 'Title__c'\nchannel = false").unwrap();
    let spec = base.overlaid(over);
    let mapping = ObjectMapping::new(
        &"crm".into(),
        EntityKind::Deal,
        "Opportunity",
        &spec.0[&EntityKind::Deal]["Opportunity"],
    )
    .unwrap();
    assert_eq!(
        mapping.source_fields([field("name"), field("channel")].into_iter().collect(), false),
        ["Order__c", "Quote__c", "Title__c"]
    );
    assert!(!mapping.mapped().contains(field("channel")));
    assert!(mapping.mapped().contains(field("stage")));
}

#[test]
fn an_empty_list_takes_a_condition_out() {
    let base: MappingSpec =
        toml::from_str("[Partner.Account]\nwhere = { kind = 'PARTNER', live = true }").unwrap();
    let over: MappingSpec =
        toml::from_str("[Partner.Account]\nwhere = { kind = [], flag = 'x' }").unwrap();
    let fields: Vec<_> =
        base.overlaid(over).0[&EntityKind::Partner]["Account"].only.keys().cloned().collect();
    assert_eq!(fields, ["flag", "live"]);
}

#[test]
fn another_field_speaks_where_a_condition_does_not_hold() {
    let mapping = mapping(DEAL);
    let says = |percent: Option<u32>, stage: Option<&str>, note: Option<&str>| {
        let row = row(json!({"StageName": stage, "Probability": percent, "Note": note}));
        let all = mapping.mapped();
        let record = mapping.record(&row, all, false, Utc::now(), &Locale::default());
        record.get(field("marketplace.reviewStatus")).as_str().map(str::to_owned)
    };
    assert_eq!(says(Some(50), Some("Booked"), Some("later")).as_deref(), Some("Booked"));
    assert_eq!(says(Some(50), None, Some("later")).as_deref(), Some("later"));
    assert_eq!(says(Some(33), Some("Booked"), Some("later")).as_deref(), Some("later"));
    assert_eq!(says(None, Some("Booked"), None), None);
}

#[test]
fn mistakes_are_named_with_their_mend() {
    let problem = |toml: &str| {
        let spec: MappingSpec = toml::from_str(toml).unwrap();
        ObjectMapping::new(&"crm".into(), EntityKind::Deal, "D", &spec.0[&EntityKind::Deal]["D"])
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        problem("[Deal.D.fields]\nclosDate = 'x'"),
        "mapping of Deal.D: Deal has no field `closDate`; did you mean `closeDate`?"
    );
    assert!(problem("[Deal.D.fields]\nstage = 'x'").contains("needs `values`"));
    assert!(
        problem("[Deal.D.fields]\nstage = { field = 'x', values = { a = 'WONN' } }")
            .contains("did you mean `WON`?")
    );
    assert!(
        problem("[Deal.D.fields]\nname = { field = 'x', else_constant = 'y' }")
            .contains("without a `when`")
    );
    assert!(
        problem("[Deal.D.fields]\nlead = { field = 'x', by = 'y' }")
            .contains("only a reference to a partner")
    );
    assert!(problem("[Deal.D.fields]\namount = 'x'").contains("needs a `currency`"));
    assert!(
        problem("[Deal.D.fields]\nname = { field = 'x', also_field = 'y' }")
            .contains("only lists of several objects")
    );
}

#[test]
fn an_enum_is_lowered_to_every_word_that_means_it() {
    let mapping = mapping(DEAL);
    let lowered =
        mapping.lower(&Filter::Test(field("stage"), Test::Eq("WON".into())), &Locale::default());
    assert!(lowered.exact);
    assert_eq!(
        lowered.filter,
        Filter::Test("StageName".into(), Test::In(vec!["Booked".into(), "Closed Won".into()]))
    );
    let never =
        mapping.lower(&Filter::Test(field("stage"), Test::Eq("LOST".into())), &Locale::default());
    assert!(never.filter.is_none());
}

#[test]
fn references_are_lowered_to_the_sources_own_ids() {
    let mapping = mapping("[Deal.Opportunity.fields]\npartner = 'Partner__c'");
    let refers = |source: &str, by: Option<&str>, id: &str| {
        Value::Reference(Box::new(crate::Reference {
            source: source.into(),
            by: by.map(Into::into),
            id: id.into(),
        }))
    };
    let any = Test::In(vec![
        refers("crm", None, "1"),
        refers("erp", None, "2"),
        refers("crm", Some("Number"), "3"),
    ]);
    let lowered = mapping.lower(&Filter::Test(field("partner"), any.clone()), &Locale::default());
    assert_eq!(lowered.filter, Filter::Test("Partner__c".into(), Test::In(vec!["1".into()])));
    let mapping = self::mapping(
        "[Deal.Opportunity.fields]\npartner = { field = 'PartnerNo', by = 'Number' }",
    );
    let lowered = mapping.lower(&Filter::Test(field("partner"), any), &Locale::default());
    assert_eq!(lowered.filter, Filter::Test("PartnerNo".into(), Test::In(vec!["3".into()])));
    let record = mapping.record(
        &row(json!({"PartnerNo": "3"})),
        mapping.mapped(),
        false,
        Utc::now(),
        &Locale::default(),
    );
    assert_eq!(record.get(field("partner")), &refers("crm", Some("Number"), "3"));
}

#[test]
fn constants_and_unmapped_fields_are_decided_at_once() {
    let mapping = mapping(DEAL);
    assert!(
        mapping
            .lower(&Filter::Test(field("channel"), Test::Eq("DIRECT".into())), &Locale::default())
            .filter
            .is_none()
    );
    assert!(
        mapping
            .lower(&Filter::Test(field("channel"), Test::Ne("DIRECT".into())), &Locale::default())
            .filter
            .is_all()
    );
    assert!(
        mapping
            .lower(
                &Filter::Test(field("registration.reason"), Test::IsNull(true)),
                &Locale::default()
            )
            .filter
            .is_all()
    );
    assert!(
        mapping
            .lower(
                &Filter::Test(field("registration.reason"), Test::IsNull(false)),
                &Locale::default()
            )
            .filter
            .is_none()
    );
}

/// Zones on both sides of UTC, the outermost ones, one with half hours, and one whose clocks are
/// put forward on a day that is asked for.
const ZONES: [&str; 7] = [
    "UTC",
    "America/Phoenix",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
    "Asia/Kolkata",
    "Europe/Berlin",
    "Asia/Beirut",
];

fn zone(name: &str) -> Zone {
    name.to_owned().try_into().unwrap()
}

fn test() -> impl Strategy<Value = Filter<FieldId>> {
    let day = (1..6u32)
        .prop_map(|day| Value::Date(chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap()));
    let word = prop::sample::select(vec!["PROSPECTING", "WON", "LOST"]).prop_map(Value::from);
    let percent = prop::sample::select(vec!["0.1", "0.5", "0.333"])
        .prop_map(|n| Value::Number(n.parse().unwrap()));
    fn tests(value: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Test> {
        prop_oneof![
            value.clone().prop_map(Test::Eq),
            value.clone().prop_map(Test::Ne),
            value.clone().prop_map(Test::Gt),
            value.clone().prop_map(Test::Lte),
            prop::collection::vec(value, 0..3).prop_map(Test::NotIn),
            any::<bool>().prop_map(Test::IsNull),
        ]
    }
    let enums = prop_oneof![
        word.clone().prop_map(Test::Eq),
        word.prop_map(Test::Ne),
        any::<bool>().prop_map(Test::IsNull)
    ];
    prop_oneof![
        tests(day).prop_map(|test| Filter::Test(field("closeDate"), test)),
        tests(percent).prop_map(|test| Filter::Test(field("probability"), test)),
        enums.prop_map(|test| Filter::Test(field("stage"), test)),
        tests(any::<bool>().prop_map(Value::Bool))
            .prop_map(|test| Filter::Test(field("isWon"), test)),
        tests(prop::sample::select(vec!["APPROVED", "SUBMITTED", "DRAFT"]).prop_map(Value::from))
            .prop_map(|test| Filter::Test(field("registration.status"), test)),
        tests(prop::sample::select(vec!["Booked", "on ice"]).prop_map(Value::from))
            .prop_map(|test| Filter::Test(field("marketplace.stage"), test)),
        tests(prop::sample::select(vec!["Booked", "later"]).prop_map(Value::from))
            .prop_map(|test| Filter::Test(field("marketplace.reviewStatus"), test)),
    ]
}

/// What the source would compare: its own field, read as the literals of lowered tests are meant.
fn source_value(row: &Row, name: &str) -> Value {
    let raw = row.text(name);
    match (name, raw) {
        (_, None) => Value::Null,
        ("closedate" | "plandate", Some(text)) => Value::Time(text.parse().unwrap()),
        ("Probability", Some(text)) => Value::Number(text.parse().unwrap()),
        (_, Some(text)) => Value::text(text),
    }
}

proptest! {
    #[test]
    fn a_lowered_filter_lets_the_same_rows_through(
        filter in prop::collection::vec(test(), 1..4).prop_map(Filter::And), negate: bool,
        stage in prop::option::of(prop::sample::select(vec!["Prospecting", "Booked", "Closed Won", "On ice"])),
        percent in prop::option::of(prop::sample::select(vec![10, 50, 33])),
        close in prop::option::of((1..6u32, 0..24u32)), plan in prop::option::of((1..6u32, 0..24u32)),
        zone in prop::sample::select(ZONES.to_vec()),
        note in prop::option::of(prop::sample::select(vec!["Booked", "later"])),
    ) {
        let locale = Locale::configured(Some(self::zone(zone)), None);
        let mapping = mapping(DEAL);
        let filter = if negate { Filter::Not(Box::new(filter)) } else { filter };
        let moment = |(day, hour)| format!("2026-03-{day:02}T{hour:02}:00:00Z");
        let (close, plan) = (close.map(moment), plan.map(moment));
        let row = row(json!({"StageName": stage, "Probability": percent, "closedate": close, "plandate": plan, "Note": note}));
        let record = mapping.record(&row, mapping.mapped(), false, Utc::now(), &locale);
        let here = filter.matches(&|field| record.get(*field));
        let lowered = mapping.lower(&filter, &locale);
        let values: std::collections::HashMap<String, Value> =
            ["StageName", "Probability", "closedate", "plandate", "Note"].into_iter().map(|name| (name.to_owned(), source_value(&row, name))).collect();
        let there = lowered.filter.matches(&|name| &values[name]);
        prop_assert!(there || !here, "the source would withhold a row that matches");
        if lowered.exact {
            prop_assert_eq!(here, there);
        }
    }
}
