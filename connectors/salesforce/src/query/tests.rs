//! Queries as they are sent, for many questions.

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::pushdown::Pushed;
use channelgraph_schema::Filter;

use super::*;
use crate::describe::Field;

fn column(name: &str, kind: &str) -> Column {
    let (child, path) = match name.split_once("[].") {
        Some((relation, path)) => {
            let back = "ParentId".to_owned();
            let primary = relation == "Partners";
            (
                Some(Child {
                    relation: relation.to_owned(),
                    object: format!("{relation}Row"),
                    back,
                    primary,
                }),
                path,
            )
        }
        None => (None, name),
    };
    let lookups =
        path.split_once('.').map(|(parent, _)| format!("{parent}Id")).into_iter().collect();
    let field: Field =
        serde_json::from_value(serde_json::json!({ "name": path, "type": kind })).unwrap();
    Column { field: Arc::new(field), path: path.to_owned(), lookups, child }
}

fn scope() -> Scope {
    let columns = [
        ("Id", "id"),
        ("Name", "string"),
        ("StageName", "picklist"),
        ("Segments", "multipicklist"),
        ("Amount", "currency"),
        ("Employees", "int"),
        ("CloseDate", "date"),
        ("CreatedDate", "datetime"),
        ("IsWon", "boolean"),
        ("OwnerId", "reference"),
        ("Account.Name", "string"),
        ("Account.IsPartner", "boolean"),
        ("Members[].Level.Name", "string"),
        ("Members[].Level.Rank", "int"),
        ("Partners[].AccountToId", "reference"),
    ];
    Scope::of(
        "Deal",
        columns
            .into_iter()
            .map(|(name, kind)| (name.to_owned(), column(name, kind)))
            .collect::<HashMap<_, _>>(),
    )
}

fn test(name: &str, test: Test) -> Filter<String> {
    Filter::Test(name.to_owned(), test)
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}
fn time(text: &str) -> Value {
    Value::Time(text.parse().unwrap())
}
fn date(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

#[track_caller]
fn pushed(filter: Filter<String>, expected: &str) {
    let Pushed { condition, exact } = compile(&scope(), &filter);
    assert_eq!((condition.render().as_str(), exact), (expected, true));
}

#[track_caller]
fn not_pushed(filter: Filter<String>) {
    let Pushed { condition, exact } = compile(&scope(), &filter);
    assert!(condition.is_always() && !exact, "{condition:?}");
}

const ID: &str = "0018000001AbCdEAAV";

#[test]
fn tests_of_text() {
    pushed(test("Name", Test::Eq(r"O'Hara\".into())), r"Name = 'O\'Hara\\'");
    pushed(
        test("Name", Test::Ne("x' OR Name != '".into())),
        r"Name != 'x\' OR Name != \'' AND Name != null",
    );
    pushed(test("Name", Test::In(vec!["b".into(), "a".into(), "b".into()])), "Name IN ('a','b')");
    pushed(
        test("Name", Test::NotIn(vec!["a".into(), "b".into()])),
        "Name NOT IN ('a','b') AND Name != null",
    );
    pushed(test("Name", Test::NotIn(vec![])), "Name != null");
    pushed(test("Name", Test::Contains("50%_'".into())), r"Name LIKE '%50\%\_\'%'");
    pushed(
        test("Name", Test::StartsWith("Ä\n".into())),
        "Name LIKE 'a\u{308}\\n%' OR Name LIKE 'Ä\\n%' OR Name LIKE 'ä\\n%'",
    );
    pushed(test("Name", Test::Eq("Ö".into())), "Name IN ('o\u{308}','Ö','ö')");
    let wide = |given: Test| {
        let pushed = compile(&scope(), &test("Name", given));
        assert!(!pushed.exact);
        pushed.condition
    };
    assert_eq!(wide(Test::Eq("ÄÖÜ GmbH & Co".into())).render().matches("LIKE").count(), 9);
    assert!(wide(Test::Ne("ÄÖÜ".into())).is_always());
    assert_eq!(wide(Test::Contains("\u{fffd}".into())).render(), "Name != null");
    pushed(test("Name", Test::Contains("".into())), "Name != null");
    pushed(test("Name", Test::IsNull(true)), "Name = null");
    pushed(test("Account.Name", Test::IsNull(true)), "Account.Name = null OR AccountId = null");
    not_pushed(test("Name", Test::Gt("a".into())));
    not_pushed(test("Segments", Test::Eq("A".into())));
    not_pushed(test("Amount", Test::Contains("1".into())));
}

#[test]
fn what_cannot_be_is_not_asked() {
    for filter in [
        test("Name", Test::In(vec![])),
        test("Name", Test::Eq("".into())),
        test("OwnerId", Test::Eq("007".into())),
        test("Employees", Test::Eq(number("2.5"))),
        test("CreatedDate", Test::Eq(time("2026-03-01T10:00:00.5Z"))),
        test("CloseDate", Test::Eq(time("2026-03-01T10:00:00Z"))),
        test("Nowhere", Test::Ne("x".into())),
        Filter::Or(vec![]),
    ] {
        let compiled = compile(&scope(), &filter);
        assert!(compiled.condition.is_never() && compiled.exact, "{filter:?}");
    }
    assert!(compile(&scope(), &test("Nowhere", Test::IsNull(true))).condition.is_always());
}

#[test]
fn tests_of_numbers_and_checkboxes() {
    pushed(test("Amount", Test::Gte(number("1200.50"))), "Amount >= 1200.5");
    pushed(test("Employees", Test::Gte(number("2.5"))), "Employees > 2");
    pushed(test("Employees", Test::Lt(number("-2.5"))), "Employees <= -3");
    pushed(test("IsWon", Test::Ne(true.into())), "IsWon = false");
    pushed(
        test("Account.IsPartner", Test::Eq(false.into())),
        "Account.IsPartner = false AND AccountId != null",
    );
    assert!(compile(&scope(), &test("IsWon", Test::IsNull(false))).condition.is_always());
    assert!(compile(&scope(), &test("IsWon", Test::IsNull(true))).condition.is_never());
}

#[test]
fn days_and_moments_are_asked_as_the_field_holds_them() {
    pushed(test("CloseDate", Test::Gt(date("2026-03-01"))), "CloseDate > 2026-03-01");
    pushed(test("CloseDate", Test::Gte(time("2026-03-01T10:00:00Z"))), "CloseDate > 2026-03-01");
    pushed(test("CloseDate", Test::Lt(time("2026-03-01T00:00:00Z"))), "CloseDate < 2026-03-01");
    pushed(test("CloseDate", Test::Lt(time("2026-03-01T00:00:01Z"))), "CloseDate <= 2026-03-01");
    pushed(
        test("CreatedDate", Test::Lt(time("2026-03-01T10:00:00.5Z"))),
        "CreatedDate <= 2026-03-01T10:00:00Z",
    );
    pushed(
        test("CreatedDate", Test::Gt(date("2026-03-01"))),
        "CreatedDate >= 2026-03-02T00:00:00Z",
    );
    pushed(
        test("CreatedDate", Test::Eq(date("2026-02-28"))),
        "CreatedDate >= 2026-02-28T00:00:00Z AND CreatedDate < 2026-03-01T00:00:00Z",
    );
    pushed(
        test("CreatedDate", Test::Ne(date("2026-02-28"))),
        "CreatedDate < 2026-02-28T00:00:00Z OR CreatedDate >= 2026-03-01T00:00:00Z",
    );
    not_pushed(test("CloseDate", Test::Gt(date("0099-03-01"))));
}

#[test]
fn parts_are_put_together_with_parentheses_and_what_cannot_be_asked_lets_more_through() {
    let won = || test("IsWon", Test::Eq(true.into()));
    let big = || test("Amount", Test::Gt(number("5")));
    let text = || test("Name", Test::Gt("m".into()));
    pushed(
        Filter::And(vec![won(), Filter::Or(vec![big(), Filter::And(vec![won(), big()])])]),
        "IsWon = true AND (Amount > 5 OR (IsWon = true AND Amount > 5))",
    );
    let both = compile(&scope(), &Filter::And(vec![won(), text()]));
    assert_eq!((both.condition.render().as_str(), both.exact), ("IsWon = true", false));
    let either = compile(&scope(), &Filter::Or(vec![won(), text()]));
    assert!(either.condition.is_always() && !either.exact);
}

#[test]
fn a_path_down_is_a_semi_join() {
    let asked = |filter: &Filter<String>| {
        let Pushed { condition, exact } = compile(&scope(), filter);
        assert!(!exact);
        condition.render()
    };
    let partner =
        test("Partners[].AccountToId", Test::In(vec![ID.into(), "0018000001AbCdF".into()]));
    assert_eq!(
        asked(&partner),
        "Id IN (SELECT ParentId FROM PartnersRow WHERE AccountToId IN ('0018000001AbCdEAAV','0018000001AbCdFAAV'))"
    );
    let level = test("Members[].Level.Name", Test::Ne("Gold".into()));
    assert_eq!(
        asked(&level),
        "Id IN (SELECT ParentId FROM MembersRow WHERE Level.Name != 'Gold' AND Level.Name != null)"
    );
    assert_eq!(
        asked(&test("Members[].Level.Name", Test::IsNull(false))),
        "Id IN (SELECT ParentId FROM MembersRow)"
    );
    not_pushed(test("Members[].Level.Name", Test::IsNull(true)));
    not_pushed(Filter::Or(vec![level.clone(), test("Name", Test::Eq("x".into()))]));
    let three = Filter::And(vec![level.clone(), level.clone(), level]);
    assert_eq!(asked(&three).matches("SELECT").count(), 2);
}

fn statement(key: Option<&Key<'_>>, names: &[&str], limit: Option<usize>) -> Statement {
    let scope = scope();
    let select = select(names.iter().map(|name| scope.column(name).unwrap()));
    Statement { select, from: "Deal".into(), order: order_by(key), limit }
}

#[test]
fn fields_of_one_relationship_share_a_subquery() {
    let names = [
        "Account.Name",
        "Id",
        "Members[].Level.Name",
        "Members[].Level.Rank",
        "Partners[].AccountToId",
    ];
    assert_eq!(
        statement(None, &names, Some(5)).with(&Condition::always()),
        "SELECT Id, Account.Name, (SELECT Level.Name, Level.Rank FROM Members ORDER BY Id), \
         (SELECT AccountToId FROM Partners ORDER BY IsPrimary DESC, Id) FROM Deal ORDER BY Id LIMIT 5"
    );
}

fn ordered(field: &SourceOrder, place: Option<After>) -> Result<String> {
    let scope = scope();
    let key = key(&scope, Some(field), &"crm".into())?;
    let condition = place.map_or(Condition::always(), |place| {
        let compiled = compile(&scope, &after(key.as_ref(), &place));
        assert!(compiled.exact);
        compiled.condition
    });
    Ok(statement(key.as_ref(), &[], Some(3)).with(&condition))
}

fn by(field: &str, direction: Direction) -> SourceOrder {
    SourceOrder { field: field.to_owned(), direction, by_day: None }
}

#[test]
fn a_page_is_sought_after_a_key_and_an_id() {
    let place = |key: Value| Some(After { key, id: Some(ID.into()) });
    assert_eq!(
        ordered(&by("Amount", Direction::Desc), place(number("10"))).unwrap(),
        "SELECT Id FROM Deal WHERE Amount < 10 OR (Amount = 10 AND Id > '0018000001AbCdEAAV') OR Amount = null \
         ORDER BY Amount DESC NULLS LAST, Id LIMIT 3"
    );
    assert_eq!(
        ordered(&by("CloseDate", Direction::Asc), place(Value::Null)).unwrap(),
        "SELECT Id FROM Deal WHERE CloseDate = null AND Id > '0018000001AbCdEAAV' ORDER BY CloseDate ASC NULLS LAST, Id LIMIT 3"
    );
    assert_eq!(
        ordered(&by("Amount", Direction::Asc), Some(After { key: number("10"), id: None }))
            .unwrap(),
        "SELECT Id FROM Deal WHERE Amount > 10 OR Amount = null ORDER BY Amount ASC NULLS LAST, Id LIMIT 3"
    );
    assert_eq!(
        ordered(
            &by("Amount", Direction::Asc),
            Some(After { key: number("10"), id: Some(String::new()) })
        )
        .unwrap(),
        "SELECT Id FROM Deal WHERE Amount > 10 OR Amount = 10 OR Amount = null ORDER BY Amount ASC NULLS LAST, Id LIMIT 3"
    );
    let day = SourceOrder { by_day: Some(Zone::UTC), ..by("CreatedDate", Direction::Desc) };
    assert_eq!(
        ordered(&day, place(date("2026-03-01"))).unwrap(),
        "SELECT Id FROM Deal WHERE CreatedDate < 2026-03-01T00:00:00Z OR (CreatedDate >= 2026-03-01T00:00:00Z AND \
         CreatedDate < 2026-03-02T00:00:00Z AND Id > '0018000001AbCdEAAV') OR CreatedDate = null \
         ORDER BY CreatedDate DESC NULLS LAST, Id LIMIT 3"
    );
    let there = Zone::try_from("America/Phoenix".to_owned()).unwrap();
    let day = SourceOrder { by_day: Some(there), ..by("CreatedDate", Direction::Asc) };
    assert_eq!(
        ordered(&day, place(date("2026-03-01"))).unwrap(),
        "SELECT Id FROM Deal WHERE CreatedDate >= 2026-03-02T07:00:00Z OR (CreatedDate >= 2026-03-01T07:00:00Z AND \
         CreatedDate < 2026-03-02T07:00:00Z AND Id > '0018000001AbCdEAAV') OR CreatedDate = null \
         ORDER BY CreatedDate ASC NULLS LAST, Id LIMIT 3"
    );
    let by_id = compile(&scope(), &after(None, &After { key: Value::Null, id: Some(ID.into()) }));
    assert_eq!(by_id.condition.render(), "Id > '0018000001AbCdEAAV'");
    assert!(
        compile(&scope(), &after(None, &After { key: Value::Null, id: None })).condition.is_never()
    );
}

#[test]
fn an_order_that_is_not_everybodys_is_refused() {
    for field in ["Name", "StageName", "OwnerId", "Account.Name", "Segments"] {
        let error = ordered(&by(field, Direction::Asc), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.message().contains(&format!("`Deal.{field}`")), "{error}");
    }
}
