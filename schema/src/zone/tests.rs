//! Days of zones whose clocks are put forward and back, and of the outermost and odd offsets.

use proptest::prelude::*;

use super::*;

fn zone(name: &str) -> Zone {
    Zone::try_from(name.to_owned()).unwrap()
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_moment_belongs_to_the_day_that_clocks_show() {
    let table = [
        ("America/Phoenix", "2023-04-01T01:09:44Z", "2023-03-31"),
        ("America/Phoenix", "2023-04-01T06:59:59.999Z", "2023-03-31"),
        ("America/Phoenix", "2023-04-01T07:00:00Z", "2023-04-01"),
        ("US/Eastern", "2026-03-09T03:59:59Z", "2026-03-08"),
        ("America/New_York", "2026-03-09T04:00:00Z", "2026-03-09"),
        ("America/New_York", "2026-11-02T04:59:59Z", "2026-11-01"),
        ("Pacific/Kiritimati", "2026-01-01T09:59:59Z", "2026-01-01"),
        ("Pacific/Kiritimati", "2026-01-01T10:00:00Z", "2026-01-02"),
        ("Etc/GMT+12", "2026-01-01T11:59:59Z", "2025-12-31"),
        ("Etc/GMT+12", "2026-01-01T12:00:00Z", "2026-01-01"),
        ("Asia/Kolkata", "2026-01-01T18:29:59Z", "2026-01-01"),
        ("Asia/Kolkata", "2026-01-01T18:30:00Z", "2026-01-02"),
        ("Asia/Kathmandu", "2026-01-01T18:15:00Z", "2026-01-02"),
        // Clocks skipped midnight, and a whole day.
        ("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03"),
        ("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
        // Clocks were put back at a minute past midnight, to a minute past eleven.
        ("America/St_Johns", "2010-11-07T02:30:30Z", "2010-11-07"),
        ("America/St_Johns", "2010-11-07T02:31:00Z", "2010-11-07"),
        ("UTC", "2026-03-01T23:59:59.999Z", "2026-03-01"),
    ];
    for (name, moment, day) in table {
        assert_eq!(zone(name).day_of(time(moment)).to_string(), day, "{name} {moment}");
    }
}

#[test]
fn a_day_is_as_long_as_clocks_make_it() {
    let table = [
        ("America/New_York", "2026-03-08", 23 * 60),
        ("America/New_York", "2026-11-01", 25 * 60),
        ("America/New_York", "2026-06-01", 24 * 60),
        ("Australia/Lord_Howe", "2026-04-05", 24 * 60 + 30),
        ("America/Sao_Paulo", "2018-11-04", 23 * 60),
        ("America/Havana", "2026-11-01", 25 * 60),
        ("Pacific/Apia", "2011-12-30", 0),
        ("Asia/Kolkata", "2026-03-08", 24 * 60),
    ];
    for (name, day, minutes) in table {
        let (begin, end) = zone(name).bounds_of(day.parse().unwrap()).unwrap();
        assert_eq!((end - begin).num_minutes(), minutes, "{name} {day}");
    }
}

#[test]
fn the_ends_of_the_calendar_have_no_bounds_and_still_days() {
    let zone = zone("Pacific/Kiritimati");
    assert_eq!(zone.bounds_of(NaiveDate::MAX), None);
    assert_eq!(zone.bounds_of(NaiveDate::MIN), None);
    for time in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
        assert_eq!(zone.day_of(time), time.date_naive());
    }
}

#[test]
fn a_mistyped_zone_is_refused_with_a_suggestion() {
    let refusal = Zone::try_from("America/Pheonix".to_owned()).unwrap_err();
    assert!(refusal.contains("did you mean `America/Phoenix`?"), "{refusal}");
    assert_eq!(zone("Europe/Berlin").to_string(), "Europe/Berlin");
}

proptest! {
    #[test]
    fn a_moment_lies_within_its_day_in_every_zone(
        place in 0..TZ_VARIANTS.len(), seconds in -2_000_000_000i64..4_000_000_000, days in 0..3u64,
    ) {
        let zone = Zone(TZ_VARIANTS[place]);
        let time = DateTime::from_timestamp(seconds, 0).unwrap();
        let day = zone.day_of(time);
        let (begin, end) = zone.bounds_of(day).unwrap();
        prop_assert!(begin <= time && time < end, "{zone}: {time} is not between {begin} and {end}");
        let (later, _) = zone.bounds_of(day + Days::new(days)).unwrap();
        prop_assert!(begin <= later);
        prop_assert!(zone.day_of(begin) == day);
    }
}
