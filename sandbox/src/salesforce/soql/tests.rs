//! Queries against the small org: what they find, in which order, and what is wrong with the bad
//! ones.

use serde_json::{Value, json};

use super::{
    SoqlError, aggregate,
    aggregate::Folded,
    parse,
    plan::{self, Plan},
    schema::Schema,
};
use crate::salesforce::{
    store::Store,
    switches::Switches,
    tests::org::{add, small},
};

fn schema<'a>(store: &'a Store, switches: &'a Switches) -> Schema<'a> {
    Schema { store, switches, today: "2026-03-01".parse().unwrap(), with_deleted: false }
}

/// The names of the records a query finds.
fn names(store: &Store, switches: &Switches, soql: &str) -> Result<Vec<String>, SoqlError> {
    let schema = schema(store, switches);
    let query = parse(soql)?;
    let entity = plan::entity(schema, &query)?;
    let plan = Plan::bind(schema, &query, entity)?;
    let records = plan.rows.arrange(plan.rows.matching());
    let name = |value: &Value| value.as_str().unwrap().to_owned();
    Ok(records.iter().map(|record| name(&record.cells["Name"])).collect())
}

fn folded(store: &Store, soql: &str) -> Result<Folded, SoqlError> {
    let switches = Switches::default();
    let schema = schema(store, &switches);
    let query = parse(soql)?;
    let entity = plan::entity(schema, &query)?;
    aggregate::run(schema, &query, entity)
}

#[test]
fn conditions() {
    let (store, switches) = (small(), Switches::default());
    for (condition, expected) in [
        ("Name = 'ACME'", "Acme"),
        ("Name LIKE '%a%'", "Acme,beta GmbH,Café 100%"),
        (r"Name LIKE '%\%'", "Café 100%"),
        ("(NOT Name LIKE 'a%')", "beta GmbH,Café 100%"),
        ("Type != 'Reseller'", "beta GmbH,Café 100%"),
        ("Type NOT IN ('Reseller')", "beta GmbH,Café 100%"),
        ("Type NOT IN ('Reseller', null)", "beta GmbH"),
        ("Type IN ('RESELLER', 'agent')", "Acme,beta GmbH"),
        ("Type = null", "Café 100%"),
        ("Type != null", "Acme,beta GmbH"),
        ("Phone = ''", "Acme,Café 100%"),
        ("NumberOfEmployees > 7", "Acme"),
        ("NumberOfEmployees >= 7.0", "Acme,Café 100%"),
        ("NumberOfEmployees IN (7.00)", "Café 100%"),
        ("NumberOfEmployees != 7", "Acme,beta GmbH"),
        ("IsPartner = false", "beta GmbH,Café 100%"),
        ("Parent.Name = 'acme'", "beta GmbH"),
        ("Parent.Name = null", "Acme"),
        ("Parent.Parent.Name = 'Acme'", "Café 100%"),
        ("Segments__c INCLUDES ('SMB;Mid', 'Enterprise')", "Acme,beta GmbH"),
        ("Segments__c INCLUDES ('SMB;Enterprise')", ""),
        ("Segments__c EXCLUDES ('Mid')", "beta GmbH,Café 100%"),
        ("Partner_Since__c < 2026-01-01", "Acme"),
        ("Partner_Since__c = YESTERDAY", "beta GmbH"),
        ("Partner_Since__c = LAST_N_DAYS:3", "beta GmbH"),
        (
            "CreatedDate = LAST_MONTH AND CreatedDate >= 2026-02-01T09:00:00+01:00",
            "Acme,beta GmbH,Café 100%",
        ),
        ("CreatedDate > 2026-02-01T08:00:00Z", ""),
        ("Type = 'Agent' OR (Type = 'Reseller' AND Phone = null)", "Acme,beta GmbH"),
        ("NOT Type = 'Agent' AND Name != 'Acme'", "Café 100%"),
        ("Id IN (SELECT AccountId FROM Opportunity WHERE Amount > 100)", "Acme"),
        ("Id NOT IN (SELECT AccountId FROM Contact)", "beta GmbH,Café 100%"),
        ("Id IN (SELECT Partner__c FROM Opportunity)", "beta GmbH"),
    ] {
        let soql = format!("SELECT Id FROM Account WHERE {condition} ORDER BY Name");
        let found = names(&store, &switches, &soql).map(|names| names.join(","));
        assert_eq!(found, Ok(expected.to_owned()), "{condition}");
    }
}

#[test]
fn the_null_switch_turns_not_equal_into_that_of_sql() {
    let store = small();
    let switches = Switches { null_matches_not_equal: false, ..Switches::default() };
    for condition in
        ["Type != 'Reseller'", "Type NOT IN ('Reseller')", "Segments__c EXCLUDES ('Mid')"]
    {
        let soql = format!("SELECT Id FROM Account WHERE {condition}");
        assert_eq!(names(&store, &switches, &soql).unwrap(), ["beta GmbH"], "{condition}");
    }
}

#[test]
fn strings_that_need_escapes() {
    let (mut store, switches) = (small(), Switches::default());
    for name in ["O'Neil", r"back\slash", "line\nbreak", "Ünï"] {
        add(&mut store, "Account", json!({ "Name": name }));
    }
    for (literal, expected) in [
        (r"O\'Neil", "O'Neil"),
        (r"back\\slash", r"back\slash"),
        (r"LINE\nBREAK", "line\nbreak"),
        (r"\u00fcNÏ", "Ünï"),
    ] {
        let soql = format!("SELECT Id FROM Account WHERE Name = '{literal}'");
        assert_eq!(names(&store, &switches, &soql).unwrap(), [expected]);
    }
}

#[test]
fn ids_in_either_form() {
    let (store, switches) = (small(), Switches::default());
    let id = store.objects["Account"].rows.keys().next().unwrap();
    for condition in [
        format!("Id = '{id}'"),
        format!("Id = '{}'", &id[..15]),
        format!("Id IN ('{}', '001000000000999AAA')", &id[..15]),
        format!("Id <= '{id}'"),
    ] {
        let soql = format!("SELECT Id FROM Account WHERE {condition}");
        assert_eq!(names(&store, &switches, &soql).unwrap(), ["Acme"], "{condition}");
    }
    let soql = format!("SELECT Id FROM Opportunity WHERE AccountId = '{}'", &id[..15]);
    assert_eq!(names(&store, &switches, &soql).unwrap().len(), 3);
}

#[test]
fn orders() {
    let (store, switches) = (small(), Switches::default());
    for (order, expected) in [
        ("Name", "Big,Lost,Small,Unpriced"),
        ("Name DESC", "Unpriced,Small,Lost,Big"),
        ("StageName", "Small,Unpriced,Big,Lost"),
        ("StageName DESC", "Lost,Big,Unpriced,Small"),
        ("Amount", "Unpriced,Small,Lost,Big"),
        ("Amount DESC", "Unpriced,Big,Lost,Small"),
        ("Amount NULLS LAST", "Small,Lost,Big,Unpriced"),
        ("Amount DESC NULLS LAST", "Big,Lost,Small,Unpriced"),
        ("Partner__c DESC NULLS LAST, Name", "Small,Unpriced,Big,Lost"),
        ("IsClosed, CloseDate DESC", "Unpriced,Small,Big,Lost"),
        ("Account.Name DESC, Name LIMIT 2", "Lost,Big"),
        ("Name LIMIT 2 OFFSET 1", "Lost,Small"),
        ("Name LIMIT 0", ""),
    ] {
        let soql = format!("SELECT Id FROM Opportunity ORDER BY {order}");
        assert_eq!(names(&store, &switches, &soql).unwrap().join(","), expected, "{order}");
    }
}

#[test]
fn groups() {
    let store = small();
    for (soql, expected) in [
        (
            "SELECT Account.Name, COUNT(Id) n, SUM(Amount), AVG(Amount) FROM Opportunity GROUP BY Account.Name ORDER BY Account.Name",
            r#"[{"Name":"Acme","n":3,"expr0":1000.30,"expr1":500.15},{"Name":"beta GmbH","n":1,"expr0":25,"expr1":25}]"#,
        ),
        (
            "SELECT IsClosed, MAX(CloseDate), MIN(StageName) s, COUNT(Amount) FROM Opportunity GROUP BY IsClosed ORDER BY COUNT(Amount) DESC LIMIT 1",
            r#"[{"IsClosed":true,"expr0":"2026-03-01","s":"Closed Won","expr1":2}]"#,
        ),
        ("SELECT SUM(Amount) FROM Opportunity WHERE Name = 'none'", r#"[{"expr0":null}]"#),
        ("SELECT COUNT_DISTINCT(Partner__c) FROM Opportunity", r#"[{"expr0":1}]"#),
        (
            "SELECT Partner__r.Name p FROM Opportunity GROUP BY Partner__r.Name",
            r#"[{"p":null},{"p":"beta GmbH"}]"#,
        ),
    ] {
        let Ok(Folded::Groups(mut rows)) = folded(&store, soql) else {
            panic!("{soql}");
        };
        for row in &mut rows {
            let attributes = row.as_object_mut().unwrap().shift_remove("attributes");
            assert_eq!(attributes, Some(json!({ "type": "AggregateResult" })));
        }
        assert_eq!(
            Value::Array(rows).to_string(),
            serde_json::from_str::<Value>(expected).unwrap().to_string(),
            "{soql}"
        );
    }
    assert_eq!(
        folded(&store, "SELECT COUNT() FROM Opportunity WHERE Amount > 1"),
        Ok(Folded::Count(2))
    );
    assert_eq!(folded(&store, "SELECT COUNT() FROM Opportunity LIMIT 3"), Ok(Folded::Count(3)));
}

#[test]
fn more_groups_than_a_batch_are_refused() {
    let mut store = small();
    for n in 0..2_000 {
        add(&mut store, "User", json!({ "Name": format!("u{n}") }));
    }
    let error = folded(&store, "SELECT Name, COUNT(Id) FROM User GROUP BY Name").unwrap_err();
    assert_eq!(error.code, "EXCEEDED_ID_LIMIT");
    assert!(folded(&store, "SELECT Name FROM User GROUP BY Name LIMIT 2000").is_ok());
}

#[test]
fn faults() {
    let (store, switches) = (small(), Switches::default());
    let malformed = "MALFORMED_QUERY";
    let field = "INVALID_FIELD";
    let operator = "INVALID_QUERY_FILTER_OPERATOR";
    for (soql, expected, hint) in [
        ("", malformed, "unexpected token: '<EOF>'"),
        ("SELECT FROM Account", malformed, "unexpected token: 'FROM'"),
        ("SELECT Id FROM Account WHERE", malformed, "<EOF>"),
        ("SELECT Id FROM Account WHERE Name = 'x", malformed, "end of string"),
        ("SELECT Id FROM Account WHERE Name = 'a\nb'", malformed, "end of string"),
        (r"SELECT Id FROM Account WHERE Name = 'a\d'", malformed, "Illegal character sequence"),
        (r"SELECT Id FROM Account WHERE Name = 'a\_d'", malformed, "Illegal character sequence"),
        ("SELECT Id FROM Account WHERE Name = \"x\"", malformed, "unexpected token: '\"'"),
        ("SELECT Id FROM Account WHERE Name NOT LIKE 'x'", malformed, "LIKE"),
        ("SELECT Id FROM Account WHERE Name IS NULL", malformed, "IS"),
        ("SELECT Id FROM Account WHERE Name = Phone", malformed, "Phone"),
        ("SELECT Id FROM Account WHERE Name IN ()", malformed, "')'"),
        ("SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", malformed, "OR"),
        ("SELECT Id FROM Account OFFSET 1 LIMIT 1", malformed, "LIMIT"),
        ("SELECT Id FROM Account LIMIT -1", malformed, "-1"),
        (
            "SELECT Id FROM Account WHERE CreatedDate > 2026-03-01T10:00:00",
            malformed,
            "2026-03-01T10:00:00",
        ),
        ("SELECT Id x FROM Account", malformed, "aliasing"),
        ("SELECT Id, (SELECT Id FROM Contacts OFFSET 1) FROM Account", malformed, "OFFSET"),
        ("SELECT Id, (SELECT COUNT(Id) FROM Contacts) FROM Account", malformed, "Aggregate"),
        ("SELECT FIELDS(ALL) FROM Account LIMIT 201", malformed, "200"),
        ("SELECT FIELDS(ALL) FROM Account", malformed, "200"),
        (
            "SELECT Id FROM Account WHERE Name = 'x' OR Id IN (SELECT AccountId FROM Contact)",
            malformed,
            "Semi join",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT Name FROM Contact)",
            malformed,
            "only query id fields",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact LIMIT 1)",
            malformed,
            "LIMIT",
        ),
        ("SELECT Bogus FROM Account", field, "No such column 'Bogus'"),
        ("SELECT Bogus.Name FROM Account", field, "relationship 'Bogus'"),
        ("SELECT Partner__c.Name FROM Opportunity", field, "relationship 'Partner__c'"),
        ("SELECT Id FROM Account ORDER BY Segments__c", field, "can not be sorted"),
        ("SELECT Id FROM Account WHERE Name = 5", field, "must be of type string"),
        (
            "SELECT Id FROM Account WHERE CreatedDate > 2026-03-01",
            field,
            "must be of type dateTime",
        ),
        (
            "SELECT Id FROM Account WHERE Partner_Since__c > 2026-03-01T00:00:00Z",
            field,
            "must be of type date and",
        ),
        (
            "SELECT Id FROM Account WHERE Partner_Since__c > '2026-03-01'",
            field,
            "should not be enclosed",
        ),
        ("SELECT Id FROM Account WHERE NumberOfEmployees = '5'", field, "type double"),
        ("SELECT Id FROM Account WHERE ParentId = 'zzz'", operator, "invalid ID field: zzz"),
        ("SELECT Id FROM Account WHERE NumberOfEmployees LIKE '5'", operator, "LIKE"),
        ("SELECT Id FROM Account WHERE Name INCLUDES ('5')", operator, "INCLUDES"),
        ("SELECT Id FROM Account WHERE IsPartner > false", operator, ">"),
        ("SELECT Id FROM Bogus", "INVALID_TYPE", "sObject type 'Bogus'"),
        (
            "SELECT Id, (SELECT Id FROM Contact) FROM Account",
            "INVALID_TYPE",
            "relationship 'Contact'",
        ),
        ("SELECT Id FROM Account LIMIT 9 OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "2000"),
        (
            "SELECT Parent.Parent.Parent.Parent.Parent.Parent.Id FROM Account",
            malformed,
            "at most 5",
        ),
    ] {
        let error = names(&store, &switches, soql).unwrap_err();
        assert_eq!(error.code, expected, "{soql}: {error:?}");
        assert!(error.message.contains(hint), "{soql}: {error:?}");
    }
    for (soql, hint) in [
        ("SELECT Name, COUNT(Id) FROM Account", "must be grouped"),
        ("SELECT COUNT(Id), COUNT() FROM Account", "only element"),
        (
            "SELECT Account.Name, Partner__r.Name FROM Opportunity GROUP BY Account.Name, Partner__r.Name",
            "duplicate alias: Name",
        ),
        ("SELECT SUM(Name) FROM Account", "does not support"),
        ("SELECT Amount FROM Opportunity GROUP BY Amount", "can not be grouped"),
        ("SELECT COUNT() FROM Account ORDER BY Name", "ORDER BY"),
        ("SELECT Type FROM Account GROUP BY Type ORDER BY Name", "must be grouped"),
    ] {
        let error = folded(&store, soql).unwrap_err();
        assert_eq!(error.code, malformed, "{soql}");
        assert!(error.message.contains(hint), "{soql}: {error:?}");
    }
}

#[test]
fn nesting_is_bounded() {
    let deep = format!(
        "SELECT Id FROM Account WHERE {}Name = 'x'{}",
        "(".repeat(5_000),
        ")".repeat(5_000)
    );
    assert_eq!(parse(&deep).unwrap_err().code, "MALFORMED_QUERY");
    let negated = format!("SELECT Id FROM Account WHERE {}Name = 'x'", "NOT ".repeat(5_000));
    assert!(parse(&negated).is_ok());
    let long = "x".repeat(4_001);
    assert!(parse(&format!("SELECT Id FROM Account WHERE Name = '{long}'")).is_err());
    assert!(parse(&format!("SELECT Id FROM Account WHERE Name = '{}'", &long[1..])).is_ok());
}
