//! What is asked, for every test and in every dialect.

use channelgraph_schema::{Direction, Filter, Test, Value, mapping::SourceOrder};

use super::*;
use crate::{describe::parse, field::Scope};

const METADATA: &str = r#"<Edmx xmlns:sap="http://www.sap.com/Protocols/SAPData"><Schema Namespace="N">
<EnumType Name="Status"><Member Name="_x0020_"/><Member Name="Open"/><Member Name="In_x0020_Review"/></EnumType>
<EntityType Name="Doc"><Key><PropertyRef Name="Id"/></Key>
 <Property Name="Id" Type="Edm.String" Nullable="false" MaxLength="10"/>
 <Property Name="Name" Type="Edm.String" MaxLength="80"/>
 <Property Name="Party" Type="Edm.String" MaxLength="10"/>
 <Property Name="Amount" Type="Edm.Decimal"/>
 <Property Name="Count" Type="Edm.Int32" Nullable="false"/>
 <Property Name="Big" Type="Edm.Int64"/>
 <Property Name="Blocked" Type="Edm.Boolean"/>
 <Property Name="Day" Type="DAY" sap:display-format="Date"/>
 <Property Name="At" Type="Edm.DateTimeOffset"/>
 <Property Name="Time" Type="TIME" Nullable="false"/>
 <Property Name="Ref" Type="Edm.Guid"/>
 <Property Name="Status" Type="N.Status"/>
 <Property Name="Hidden" Type="Edm.String" sap:filterable="false" sap:sortable="false"/>
 <NavigationProperty Name="to_One" Type="N.Other" Relationship="N.a" ToRole="O"/>
 <NavigationProperty Name="to_Many" Type="Collection(N.Other)" Relationship="N.a" ToRole="M"/></EntityType>
<EntityType Name="Other"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.String"/><Property Name="Tax" Type="Edm.String" MaxLength="20"/>
 <NavigationProperty Name="to_Deep" Type="Collection(N.Other)" Relationship="N.a" ToRole="M"/></EntityType>
<Association Name="a"><End Role="O" Type="N.Other" Multiplicity="0..1"/><End Role="M" Type="N.Other" Multiplicity="*"/></Association>
<EntityContainer Name="C"><EntitySet Name="Docs" EntityType="N.Doc"/></EntityContainer></Schema></Edmx>"#;

const NAMES: [&str; 19] = [
    "Id",
    "Name",
    "Party",
    "Amount",
    "Count",
    "Big",
    "Blocked",
    "Day",
    "At",
    "Time",
    "Ref",
    "Status",
    "Hidden",
    "Day+Time",
    "to_One.Tax",
    "to_Many[].Tax",
    "to_One.to_Deep[].Tax",
    "@etag",
    "Unknown",
];

/// SAP in version 2, SAP in version 4, and Business Central.
const DIALECTS: [(&str, Version, Option<Preset>); 3] = [
    ("v2", Version::V2, Some(Preset::SapS4hana)),
    ("v4", Version::V4, Some(Preset::SapS4hana)),
    ("bc", Version::V4, Some(Preset::BusinessCentral)),
];

fn scope(version: Version, names: &[&str]) -> Scope {
    let (day, time) = if version == Version::V2 { ("Edm.DateTime", "Edm.Time") } else { ("Edm.Date", "Edm.TimeOfDay") };
    let mut metadata = METADATA.replace("DAY", day).replace("TIME", time);
    if version == Version::V2 {
        // A navigation of version 2 has no type of its own.
        metadata = metadata.replace("Type=\"N.Other\" Rel", "Rel").replace("Type=\"Collection(N.Other)\" ", "");
    }
    Scope::new(&parse(&metadata).unwrap(), version, "Docs", names.iter().copied()).unwrap()
}

fn filter_of(version: Version, preset: Option<Preset>, takes: Features, filter: &Filter<String>) -> String {
    let scope = scope(version, &NAMES);
    let compiled = Compiler::new(&scope, Dialect { version, preset, takes }).compile(filter);
    let mark = if compiled.exact { "" } else { "   (and more)" };
    match &compiled.condition {
        condition if condition.is_always() => format!("always{mark}"),
        condition if condition.is_never() => format!("never{mark}"),
        condition => format!("{}{mark}", condition.render(takes)),
    }
}

fn test(name: &str, test: Test) -> Filter<String> {
    Filter::Test(name.to_owned(), test)
}

fn texts(texts: &[&str]) -> Vec<Value> {
    texts.iter().map(|text| Value::text(*text)).collect()
}

fn all_tests() -> Vec<Filter<String>> {
    let number = |text: &str| Value::Number(text.parse().unwrap());
    let day = |text: &str| Value::Date(text.parse().unwrap());
    let time = |text: &str| Value::Time(text.parse().unwrap());
    let guid = "6B17E81D-5a06-4e2c-a19d-4f1a3b0e6c11";
    vec![
        test("Name", Test::Eq("O'Neil & Söhne".into())),
        test("Name", Test::Eq("4711".into())),
        test("Name", Test::Eq("".into())),
        test("Name", Test::Eq(number("5"))),
        test("Name", Test::Ne("Acme".into())),
        test("Name", Test::In(texts(&["Acme", "100%", "Beta"]))),
        test("Name", Test::NotIn(texts(&["Acme", "4711"]))),
        test("Name", Test::Contains("Müller".into())),
        test("Name", Test::Contains("".into())),
        test("Name", Test::StartsWith("O'N".into())),
        test("Name", Test::IsNull(true)),
        test("Name", Test::IsNull(false)),
        test("Name", Test::Gt("A".into())),
        test("Id", Test::IsNull(true)),
        test("Party", Test::Eq("42".into())),
        test("Party", Test::Eq("0000000042".into())),
        test("Party", Test::Ne("42".into())),
        test("Party", Test::Contains("42".into())),
        test("Party", Test::StartsWith("42".into())),
        test("Amount", Test::Eq(number("0.1"))),
        test("Amount", Test::In(vec![number("40.113"), number("12345678901234567890.50")])),
        test("Amount", Test::Ne(number("-5"))),
        test("Amount", Test::Gt(number("1000"))),
        test("Amount", Test::IsNull(true)),
        test("Amount", Test::Eq("five".into())),
        test("Count", Test::Gte(number("2.5"))),
        test("Count", Test::Lt(number("2.5"))),
        test("Count", Test::Eq(number("2.5"))),
        test("Count", Test::IsNull(true)),
        test("Count", Test::IsNull(false)),
        test("Big", Test::Lte(number("9007199254740993"))),
        test("Blocked", Test::Eq(true.into())),
        test("Blocked", Test::Ne(true.into())),
        test("Blocked", Test::In(vec![true.into(), false.into()])),
        test("Day", Test::Eq(day("2026-03-01"))),
        test("Day", Test::NotIn(vec![day("2026-03-01"), day("2026-03-02")])),
        test("Day", Test::Gt(time("2026-03-01T10:00:00Z"))),
        test("Day", Test::Lte(day("2026-03-01"))),
        test("Day", Test::IsNull(true)),
        test("At", Test::Eq(time("2026-03-01T10:00:00.123Z"))),
        test("At", Test::Eq(day("2026-03-01"))),
        test("At", Test::Ne(day("2026-03-01"))),
        test("At", Test::Gt(day("2026-03-01"))),
        test("At", Test::Lt(time("2026-03-01T10:00:00Z"))),
        test("At", Test::IsNull(false)),
        test("Day+Time", Test::Gt(time("2026-03-01T10:00:00Z"))),
        test("Day+Time", Test::Lte(time("2026-03-01T10:00:00Z"))),
        test("Day+Time", Test::Gte(day("2026-03-01"))),
        test("Day+Time", Test::Eq(time("2026-03-01T10:00:00Z"))),
        test("Day+Time", Test::Ne(time("2026-03-01T10:00:00Z"))),
        test("Day+Time", Test::IsNull(false)),
        test("Time", Test::Eq("10:00:00".into())),
        test("Ref", Test::Eq(guid.into())),
        test("Ref", Test::In(texts(&[guid, "00000000-0000-0000-0000-000000000001"]))),
        test("Ref", Test::IsNull(true)),
        test("Ref", Test::Eq("none".into())),
        test("Ref", Test::Gt(guid.into())),
        test("Status", Test::Eq("open".into())),
        test("Status", Test::Ne("Open".into())),
        test("Status", Test::Contains("in r".into())),
        test("Status", Test::IsNull(true)),
        test("Hidden", Test::Eq("4711".into())),
        test("to_One.Tax", Test::Eq("DE1".into())),
        test("to_One.Tax", Test::IsNull(true)),
        test("to_Many[].Tax", Test::Eq("1".into())),
        test("@etag", Test::Eq("1".into())),
        test("Unknown", Test::Eq("1".into())),
        test("Unknown", Test::IsNull(true)),
    ]
}

#[test]
fn every_test_is_asked_in_every_dialect() {
    let mut asked = String::new();
    for filter in all_tests() {
        let Filter::Test(name, one) = &filter else { panic!() };
        asked.push_str(&format!("{name} {one:?}\n"));
        for (label, version, preset) in DIALECTS {
            asked.push_str(&format!("  {label}: {}\n", filter_of(version, preset, Features::ALL, &filter)));
        }
    }
    insta::assert_snapshot!(asked);
}

#[test]
fn what_a_service_refuses_is_said_in_other_words_or_left_out() {
    let plain = |filter: &Filter<String>| filter_of(Version::V4, None, Features::NONE, filter);
    let name = |one: Test| plain(&test("Name", one));
    assert_eq!(name(Test::Eq("RB-1".into())), "Name eq 'RB-1' or Name eq 'Rb-1' or Name eq 'rB-1' or Name eq 'rb-1'");
    assert_eq!(name(Test::Eq("Söhne".into())), "always   (and more)");
    assert_eq!(name(Test::Eq("Acme Group".into())), "always   (and more)");
    assert_eq!(name(Test::In(texts(&["1", "2"]))), "Name eq '1' or Name eq '2'");
    assert_eq!(name(Test::Contains("1".into())), "always   (and more)");
    assert_eq!(plain(&test("to_One.Tax", Test::Eq("1".into()))), "always   (and more)");
}

#[test]
fn one_of_several_fields_is_not_asked_of_business_central() {
    let either = Filter::Or(vec![test("Name", Test::Eq("1".into())), test("Count", Test::Eq(Value::Number(2.into())))]);
    let same = Filter::Or(vec![test("Count", Test::Eq(Value::Number(2.into()))), test("Count", Test::Gt(Value::Number(5.into())))]);
    let both = Filter::And(vec![either, same]);
    let [sap, bc] = [DIALECTS[1], DIALECTS[2]].map(|(_, version, preset)| filter_of(version, preset, Features::ALL, &both));
    assert_eq!(sap, "(Name eq '1' or Count eq 2) and (Count eq 2 or Count gt 5)");
    assert_eq!(bc, "Count eq 2 or Count gt 5   (and more)");
    assert_eq!(filter_of(Version::V4, None, Features::ALL, &Filter::Not(Box::new(both))), "always   (and more)");
}

#[test]
fn paths_are_selected_and_expanded() {
    let mut asked = String::new();
    for (label, version, _) in DIALECTS {
        let scope = scope(version, &NAMES);
        let mut names: Vec<_> = scope.columns().map(|(name, _)| name).collect();
        names.sort_unstable();
        let options = select(&scope, scope.columns().map(|(_, column)| column)).join("&");
        asked.push_str(&format!("{label}: {}\n  {options}\n", names.join(" ")));
    }
    insta::assert_snapshot!(asked);
}

#[test]
fn only_sure_orders_are_asked_for() {
    let by = |field: &str, direction| SourceOrder { field: field.to_owned(), direction, by_day: false };
    let scope = scope(Version::V2, &NAMES);
    let asked = |field: &str, direction| key(&scope, Some(&by(field, direction))).map(|key| key.option());
    for field in ["Id", "Name", "Ref", "Status", "Hidden", "to_One.Tax", "to_Many[].Tax", "Unknown", "@etag"] {
        assert_eq!(asked(field, Direction::Asc), None, "{field}");
    }
    assert_eq!(asked("Amount", Direction::Asc).as_deref(), Some("$orderby=Amount"));
    assert_eq!(asked("Day+Time", Direction::Desc).as_deref(), Some("$orderby=Day desc,Time desc"));
    assert!(key(&scope, None).is_none());
}

#[test]
fn what_stands_in_an_address_reads_back() {
    let text = "Name eq 'O''Neil & Söhne +49 100%?#;=' and x in ('a','b')";
    let url = url::Url::parse(&format!("https://a.b/q?$filter={}", encode(text))).unwrap();
    assert_eq!(url.query_pairs().next().unwrap().1, text);
    assert_eq!(url.query().unwrap().len(), encode(text).len() + "$filter=".len(), "nothing is encoded further");
}
