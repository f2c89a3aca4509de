use channelgraph_core::{After, Read};
use channelgraph_schema::{Direction, Filter, Test, Value, Zone, mapping::SourceOrder};
use chrono::{DateTime, NaiveDate};

use super::*;

fn read(filter: Vec<(&str, Test)>, order: Option<(&str, Direction)>) -> Read {
    let tests = filter.into_iter().map(|(field, test)| Filter::Test(field.to_owned(), test));
    let order = order.map(|(field, direction)| SourceOrder {
        field: field.into(),
        direction,
        by_day: None,
    });
    Read { filter: Filter::all_of(tests), order, ..Read::all("o", &[], 10) }
}

fn any(words: &[&str]) -> Test {
    Test::In(words.iter().map(|word| Value::text(*word)).collect())
}

fn asked(object: Object, field: &str, test: Test) -> Option<Vec<String>> {
    Query::new(object, &read(vec![(field, test)], None)).words(field)
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn words_are_asked_in_awss_spelling_and_only_if_aws_knows_them_all() {
    let stage = |test| asked(Object::Opportunity, "LifeCycle.Stage", test);
    assert_eq!(stage(Test::Eq("closed lost".into())).unwrap(), ["Closed Lost"]);
    assert_eq!(
        stage(any(&["Prospect", "prospect", "Launched"])).unwrap(),
        ["Launched", "Prospect"]
    );
    assert_eq!(stage(any(&["Prospect", "Invented"])), None);
    assert_eq!(stage(Test::Ne("Prospect".into())), None);
    assert_eq!(
        asked(Object::Opportunity, "LifeCycle.ReviewStatus", Test::Eq("In Review".into())).unwrap(),
        ["In review"]
    );
    assert_eq!(
        asked(Object::Opportunity, "Customer.Account.CompanyName", Test::Eq("Acme".into())),
        None
    );
    assert_eq!(
        asked(Object::Engagement, "ContextTypes.Lead", Test::Eq(Value::Bool(true))).unwrap(),
        ["true"]
    );
    assert_eq!(asked(Object::Engagement, "ContextTypes.Lead", Test::Eq(Value::Bool(false))), None);
}

#[test]
fn ids_are_asked_in_their_form_and_as_many_as_a_list_takes() {
    let accounts =
        |accounts: &[&str]| asked(Object::Relationship, "associatedAccountId", any(accounts));
    assert_eq!(accounts(&["001234567890"]).unwrap(), ["001234567890"]);
    assert_eq!(accounts(&["1234567890"]), None);
    let status = |statuses: &[&str]| asked(Object::BenefitApplication, "Status", any(statuses));
    assert_eq!(status(&["APPROVED"]).unwrap(), ["APPROVED"]);
    assert_eq!(status(&["APPROVED", "REJECTED"]), None);
    let many: Vec<String> = (0..21).map(|number| format!("O{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(asked(Object::Opportunity, "Id", any(&many)), None);
    assert_eq!(asked(Object::Opportunity, "Id", any(&many[1..])).map(|ids| ids.len()), Some(20));
}

#[test]
fn only_what_the_whole_question_implies_is_asked() {
    let stage = |word: &str| Filter::Test("LifeCycle.Stage".to_owned(), Test::Eq(word.into()));
    let mut read = read(Vec::new(), None);
    read.filter = Filter::Or(vec![stage("Prospect"), stage("Launched")]);
    assert_eq!(Query::new(Object::Opportunity, &read), Query::default());
    read.filter = Filter::Test("LifeCycle.Stage".to_owned(), Test::In(Vec::new()));
    assert!(Query::new(Object::Opportunity, &read).is_never);
}

#[test]
fn ranges_are_wider_than_meant_by_a_second_or_a_day() {
    let time = |text| Value::Time(moment(text));
    let tests = vec![
        ("LastModifiedDate", Test::Gt(time("2026-03-01T10:00:00Z"))),
        ("LastModifiedDate", Test::Gte(time("2026-02-01T10:00:00Z"))),
        ("LastModifiedDate", Test::Lt(time("2026-04-01T00:00:00Z"))),
        (
            "LifeCycle.TargetCloseDate",
            Test::Eq(Value::Date(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap())),
        ),
        ("CreatedDate", Test::Gte(Value::Number(1.into()))),
    ];
    let query = Query::new(Object::Opportunity, &read(tests, None));
    let range =
        |after, before| Some(Range { after: Some(moment(after)), before: Some(moment(before)) });
    assert_eq!(
        query.range("LastModifiedDate"),
        range("2026-03-01T09:59:59Z", "2026-04-01T00:00:01Z")
    );
    assert_eq!(
        query.range("LifeCycle.TargetCloseDate"),
        range("2026-02-28T00:00:00Z", "2026-03-02T00:00:00Z")
    );
    assert_eq!(query.range("CreatedDate"), None);
    let far = vec![("CreatedDate", Test::Gt(time("0001-01-01T00:00:00Z")))];
    assert_eq!(Query::new(Object::Opportunity, &read(far, None)).range("CreatedDate"), None);
}

#[test]
fn a_place_is_a_bound_of_the_order() {
    for (direction, by_day, key, expected) in [
        (
            Direction::Asc,
            None,
            Value::Time(moment("2026-03-01T10:00:00Z")),
            (Some("2026-03-01T09:59:59Z"), None),
        ),
        (
            Direction::Desc,
            None,
            Value::Time(moment("2026-03-01T10:00:00Z")),
            (None, Some("2026-03-01T10:00:01Z")),
        ),
        (
            Direction::Desc,
            Some("UTC"),
            Value::Date(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()),
            (None, Some("2026-03-02T00:00:01Z")),
        ),
        (
            Direction::Desc,
            Some("America/Phoenix"),
            Value::Date(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()),
            (None, Some("2026-03-02T07:00:01Z")),
        ),
        (
            Direction::Asc,
            Some("Pacific/Kiritimati"),
            Value::Date(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()),
            (Some("2026-02-28T09:59:59Z"), None),
        ),
    ] {
        let mut read = read(Vec::new(), Some(("CreatedDate", direction)));
        let zone = by_day.map(|name| Zone::try_from(name.to_owned()).unwrap());
        read.order.as_mut().unwrap().by_day = zone;
        read.after = Some(After { key, id: Some("O1".into()) });
        let query = Query::new(Object::Opportunity, &read).from(&read);
        let range = Range { after: expected.0.map(moment), before: expected.1.map(moment) };
        assert_eq!(
            (query.sort, query.range("CreatedDate")),
            (Some(("CreatedDate", direction)), Some(range))
        );
    }
    let text = read(Vec::new(), Some(("Customer.Account.CompanyName", Direction::Asc)));
    assert_eq!(Query::new(Object::Opportunity, &text).sort, None);
}
