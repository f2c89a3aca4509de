//! Days and amounts by the locale of a source.

use super::*;
use crate::Currency;

/// Zones whose clocks change at midnight, by half an hour, or have skipped a day.
const CHANGING: [&str; 6] = [
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Havana",
    "Australia/Lord_Howe",
    "Pacific/Apia",
];

#[test]
fn a_moment_becomes_the_day_of_the_sources_zone_and_a_day_stays() {
    let mapping = mapping(DEAL);
    let close = |text: &str, name: &str| {
        let locale = Locale::configured(Some(zone(name)), None);
        let row = row(json!({ "closedate": text }));
        let record = mapping.record(&row, mapping.mapped(), false, Utc::now(), &locale);
        record.get(field("closeDate")).to_json()
    };
    assert_eq!(close("2023-04-01T01:09:44Z", "America/Phoenix"), json!("2023-03-31"));
    assert_eq!(close("1680311384000", "America/Phoenix"), json!("2023-03-31"));
    assert_eq!(close("2023-04-01T01:09:44Z", "UTC"), json!("2023-04-01"));
    assert_eq!(close("2023-04-01", "America/Phoenix"), json!("2023-04-01"));
}

#[test]
fn a_day_is_asked_for_from_midnight_to_midnight_there() {
    let mapping = mapping(
        "[Deal.Opportunity.fields]\ncloseDate = { field = 'closedate', type = 'datetime' }",
    );
    let asked = |day: &str| {
        let locale = Locale::configured(Some(zone("America/New_York")), None);
        let test = Test::Eq(Value::Date(day.parse().unwrap()));
        let lowered = mapping.lower(&Filter::Test(field("closeDate"), test), &locale);
        let Filter::And(bounds) = lowered.filter else { panic!("{:?}", lowered.filter) };
        let moment = |bound: &Filter<String>| match bound {
            Filter::Test(_, Test::Gte(Value::Time(time)) | Test::Lt(Value::Time(time))) => {
                time.format("%dT%H").to_string()
            }
            other => panic!("{other:?}"),
        };
        bounds.iter().map(moment).collect::<Vec<_>>().join(" to ")
    };
    assert_eq!(asked("2026-03-07"), "07T05 to 08T05");
    assert_eq!(asked("2026-03-08"), "08T05 to 09T04", "23 hours");
    assert_eq!(asked("2026-11-01"), "01T04 to 02T05", "25 hours");
}

#[test]
fn an_amount_that_names_no_currency_is_in_the_sources_own() {
    let mapping = mapping(
        "[Deal.Opportunity.fields]\namount = { field = 'amount', currency_field = 'code' }\ncurrency = 'code'",
    );
    let dollars = Locale::configured(None, Some(Currency::try_from("USD".to_owned()).unwrap()));
    let rows = [
        row(json!({ "amount": "10" })),
        row(json!({ "amount": "10", "code": "EUR" })),
        row(json!({ "code": "EUR" })),
    ];
    let currencies = rows.each_ref().map(|row| {
        let record = mapping.record(row, mapping.mapped(), false, Utc::now(), &dollars);
        match record.get(field("amount")) {
            Value::Money(money) => money.currency.to_string(),
            _ => "none".to_owned(),
        }
    });
    assert_eq!(currencies, ["USD", "EUR", "none"]);
    let passing = |test: Test, locale: &Locale| {
        let lowered = mapping.lower(&Filter::Test(field("currency"), test), locale);
        assert!(lowered.exact);
        let of = |row: &Row, name: &str| row.text(name).map_or(Value::Null, Value::text);
        rows.each_ref().map(|row| {
            let values = ["amount", "code"].map(|name| of(row, name));
            lowered.filter.matches(&|name| if *name == "amount" { &values[0] } else { &values[1] })
        })
    };
    let (usd, eur) = (Value::text("USD"), Value::text("eur"));
    assert_eq!(passing(Test::Eq(usd.clone()), &dollars), [true, false, false]);
    assert_eq!(passing(Test::In(vec![usd.clone(), eur.clone()]), &dollars), [true, true, false]);
    assert_eq!(passing(Test::Ne(usd.clone()), &dollars), [false, true, false]);
    assert_eq!(passing(Test::IsNull(true), &dollars), [false, false, true]);
    assert_eq!(passing(Test::IsNull(true), &Locale::default()), [true, false, true]);
    assert_eq!(passing(Test::Eq(usd), &Locale::default()), [false, false, false]);
}

#[test]
fn only_what_needs_it_is_read_by_the_locale() {
    let mapping = mapping(DEAL);
    let local = |name: &str| mapping.is_local([field(name)].into_iter().collect());
    assert!(local("closeDate") && !local("amount") && !local("currency") && !local("name"));
    let mapping = self::mapping(
        "[Deal.Opportunity.fields]\namount = { field = 'a', currency_field = 'c' }\ncloseDate = 'd'",
    );
    let local = |name: &str| mapping.is_local([field(name)].into_iter().collect());
    assert!(local("amount") && local("currency") && !local("closeDate"));
}

/// A test of a day, of every kind that days have.
fn day_test(kind: usize, days: Vec<Value>) -> Test {
    let first = days[0].clone();
    match kind {
        0 => Test::Eq(first),
        1 => Test::Ne(first),
        2 => Test::Gt(first),
        3 => Test::Gte(first),
        4 => Test::Lt(first),
        5 => Test::Lte(first),
        6 => Test::In(days),
        _ => Test::NotIn(days),
    }
}

proptest! {
    /// Moments over sixty years, and days just beside theirs, so that clocks change between them.
    #[test]
    fn a_day_asked_of_moments_is_the_day_that_rows_show(
        zone in prop::sample::select([ZONES.as_slice(), &CHANGING].concat()),
        millis in 0i64..1_900_000_000_000,
        kind in 0..8usize,
        shifts in prop::collection::vec(-2i64..3, 1..3),
    ) {
        let zone = self::zone(zone);
        let locale = Locale::configured(Some(zone), None);
        let mapping = mapping(
            "[Deal.Opportunity.fields]\ncloseDate = { field = 'closedate', type = 'datetime' }",
        );
        let time = DateTime::from_timestamp_millis(millis).unwrap();
        let beside = |days: &i64| Value::Date(zone.day_of(time) + chrono::Duration::days(*days));
        let test = day_test(kind, shifts.iter().map(beside).collect());
        let filter = Filter::Test(field("closeDate"), test);
        let row = row(json!({ "closedate": millis.to_string() }));
        let record = mapping.record(&row, mapping.mapped(), false, Utc::now(), &locale);
        let lowered = mapping.lower(&filter, &locale);
        prop_assert!(lowered.exact);
        let here = filter.matches(&|field| record.get(*field));
        let held = Value::Time(time);
        prop_assert_eq!(lowered.filter.matches(&|_| &held), here, "{:?} {}", filter, time);
    }
}
