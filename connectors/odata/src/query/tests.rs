//! What is asked, for every test and in every dialect.

mod all;

use channelgraph_core::pushdown::{Logic, Pushdown};
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
    let (day, time) = if version == Version::V2 {
        ("Edm.DateTime", "Edm.Time")
    } else {
        ("Edm.Date", "Edm.TimeOfDay")
    };
    let mut metadata = METADATA.replace("DAY", day).replace("TIME", time);
    if version == Version::V2 {
        // A navigation of version 2 has no type of its own.
        metadata = metadata
            .replace("Type=\"N.Other\" Rel", "Rel")
            .replace("Type=\"Collection(N.Other)\" ", "");
    }
    Scope::new(&parse(&metadata).unwrap(), version, "Docs", names.iter().copied()).unwrap()
}

fn filter_of(
    version: Version,
    preset: Option<Preset>,
    takes: Features,
    filter: &Filter<String>,
) -> String {
    let scope = scope(version, &NAMES);
    let compiled = Compiler::new(&scope, Dialect { version, preset, takes }).push(filter);
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

#[test]
fn every_test_is_asked_in_every_dialect() {
    let mut asked = String::new();
    for filter in all::tests() {
        let Filter::Test(name, one) = &filter else { panic!() };
        asked.push_str(&format!("{name} {one:?}\n"));
        for (label, version, preset) in DIALECTS {
            asked.push_str(&format!(
                "  {label}: {}\n",
                filter_of(version, preset, Features::ALL, &filter)
            ));
        }
    }
    insta::assert_snapshot!(asked);
}

#[test]
fn what_a_service_refuses_is_said_in_other_words_or_left_out() {
    let plain = |filter: &Filter<String>| filter_of(Version::V4, None, Features::NONE, filter);
    let name = |one: Test| plain(&test("Name", one));
    assert_eq!(
        name(Test::Eq("RB-1".into())),
        "Name eq 'RB-1' or Name eq 'Rb-1' or Name eq 'rB-1' or Name eq 'rb-1'"
    );
    assert_eq!(name(Test::Eq("Söhne".into())), "always   (and more)");
    assert_eq!(name(Test::Eq("Acme Group".into())), "always   (and more)");
    assert_eq!(name(Test::In(texts(&["1", "2"]))), "Name eq '1' or Name eq '2'");
    assert_eq!(name(Test::Contains("1".into())), "always   (and more)");
    assert_eq!(plain(&test("to_One.Tax", Test::Eq("1".into()))), "always   (and more)");
}

#[test]
fn one_of_several_fields_is_not_asked_of_business_central() {
    let either = Filter::Or(vec![
        test("Name", Test::Eq("1".into())),
        test("Count", Test::Eq(Value::Number(2.into()))),
    ]);
    let same = Filter::Or(vec![
        test("Count", Test::Eq(Value::Number(2.into()))),
        test("Count", Test::Gt(Value::Number(5.into()))),
    ]);
    let both = Filter::And(vec![either, same]);
    let [sap, bc] = [DIALECTS[1], DIALECTS[2]]
        .map(|(_, version, preset)| filter_of(version, preset, Features::ALL, &both));
    assert_eq!(sap, "(Name eq '1' or Count eq 2) and (Count eq 2 or Count gt 5)");
    assert_eq!(bc, "Count eq 2 or Count gt 5   (and more)");
    assert_eq!(
        filter_of(Version::V4, None, Features::ALL, &Filter::Not(Box::new(both))),
        "always   (and more)"
    );
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
    let by =
        |field: &str, direction| SourceOrder { field: field.to_owned(), direction, by_day: None };
    let scope = scope(Version::V2, &NAMES);
    let asked =
        |field: &str, direction| key(&scope, Some(&by(field, direction))).map(|key| key.option());
    for field in
        ["Id", "Name", "Ref", "Status", "Hidden", "to_One.Tax", "to_Many[].Tax", "Unknown", "@etag"]
    {
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
    assert_eq!(
        url.query().unwrap().len(),
        encode(text).len() + "$filter=".len(),
        "nothing is encoded further"
    );
}
