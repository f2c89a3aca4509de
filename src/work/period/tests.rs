use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(from: &str, to: &str) -> Days {
    Days { from: day(from), to: day(to) }
}

const APRIL: Calendar = Calendar { zone: Zone::UTC, fiscal_start: 4 };

fn fiscal(year: i32, part: Option<Part>) -> Result<Days, String> {
    Wanted::Calendar { year, part, fiscal: true }.days(APRIL, day("2026-11-29"))
}

#[test]
fn a_fiscal_year_has_the_number_of_the_year_in_which_it_ends() {
    assert_eq!(fiscal(2027, None), Ok(days("2026-04-01", "2027-03-31")));
    assert_eq!(fiscal(2027, Some(Part::Quarter(4))), Ok(days("2027-01-01", "2027-03-31")));
    assert_eq!(fiscal(2027, Some(Part::Month(1))), Ok(days("2026-04-01", "2026-04-30")));
    let plain = Wanted::Calendar { year: 2028, part: Some(Part::Month(2)), fiscal: false };
    assert_eq!(plain.days(APRIL, day("2026-11-29")), Ok(days("2028-02-01", "2028-02-29")));
}

#[test]
fn what_is_no_period_is_told() {
    for (wanted, part) in [
        (Wanted::Days(days("2026-02-02", "2026-02-01")), "before it begins"),
        (Wanted::Days(days("1815-01-01", "1815-02-01")), "1900 to 2200"),
        (Wanted::Calendar { year: i32::MIN, part: None, fiscal: true }, "no year"),
        (Wanted::Calendar { year: 2026, part: Some(Part::Quarter(5)), fiscal: false }, "quarter 5"),
        (Wanted::Calendar { year: 2026, part: Some(Part::Month(0)), fiscal: false }, "month 0"),
        (Wanted::Last { count: 0, of: Interval::Day, current: true }, "`count`"),
        (Wanted::Last { count: 400, of: Interval::Year, current: true }, "1900 to 2200"),
    ] {
        let problem = wanted.days(APRIL, day("2026-11-29")).unwrap_err();
        assert!(problem.contains(part), "{wanted:?}: {problem}");
    }
}

#[test]
fn the_last_periods_end_before_today_or_hold_it() {
    let last = |count, of, current| {
        Wanted::Last { count, of, current }.days(APRIL, day("2026-11-29")).unwrap()
    };
    assert_eq!(last(2, Interval::Month, false), days("2026-09-01", "2026-10-31"));
    assert_eq!(last(1, Interval::Quarter, true), days("2026-10-01", "2026-12-31"));
    assert_eq!(last(1, Interval::Year, false), days("2025-04-01", "2026-03-31"));
    // 29 November 2026 is a Sunday: the week of ISO 8601 ends with it.
    assert_eq!(last(1, Interval::Week, true), days("2026-11-23", "2026-11-29"));
    assert_eq!(last(3, Interval::Day, false), days("2026-11-26", "2026-11-28"));
}

#[test]
fn parts_are_cut_to_the_period() {
    let parts = APRIL.parts(days("2026-02-10", "2026-07-05"), Interval::Quarter, 10).unwrap();
    let expected = [
        days("2026-02-10", "2026-03-31"),
        days("2026-04-01", "2026-06-30"),
        days("2026-07-01", "2026-07-05"),
    ];
    assert_eq!(parts, expected);
    assert!(APRIL.parts(days("2026-01-01", "2026-12-31"), Interval::Day, 364).is_none());
    assert_eq!(
        APRIL.parts(days("2026-01-01", "2026-12-31"), Interval::Day, 365).unwrap().len(),
        365
    );
}

#[test]
fn the_period_before_has_as_many_months_or_days() {
    let long_ago = day("2030-01-01");
    let before = |from: &str, to: &str| days(from, to).before(Comparison::Previous, long_ago);
    assert_eq!(before("2026-04-01", "2026-06-30"), Some(days("2026-01-01", "2026-03-31")));
    assert_eq!(before("2026-03-01", "2026-03-31"), Some(days("2026-02-01", "2026-02-28")));
    assert_eq!(before("2026-03-02", "2026-03-11"), Some(days("2026-02-20", "2026-03-01")));
    let ago = |from: &str, to: &str| days(from, to).before(Comparison::YearAgo, long_ago);
    assert_eq!(ago("2025-02-01", "2025-02-28"), Some(days("2024-02-01", "2024-02-29")));
    assert_eq!(ago("2024-02-29", "2024-03-15"), Some(days("2023-02-28", "2023-03-15")));
    assert_eq!(days("2026-01-01", "2026-01-31").before(Comparison::None, long_ago), None);
}

#[test]
fn a_period_under_way_is_compared_with_as_many_days() {
    let today = day("2026-05-10");
    let quarter = days("2026-04-01", "2026-06-30");
    let before = quarter.before(Comparison::Previous, today);
    assert_eq!(before, Some(days("2026-01-01", "2026-02-09")));
    // March has more days than February: the earlier period is not longer than it was.
    let march = days("2026-03-01", "2026-03-31");
    let before = march.before(Comparison::Previous, day("2026-03-30"));
    assert_eq!(before, Some(days("2026-02-01", "2026-02-28")));
}

#[test]
fn moments_belong_to_days_of_the_zone() {
    let zone = Zone::try_from("America/Bogota".to_owned()).unwrap();
    let calendar = Calendar { zone, fiscal_start: 1 };
    assert_eq!(calendar.day_of("2026-04-01T04:30:00Z".parse().unwrap()), day("2026-03-31"));
    let (from, to) = calendar.moments(days("2026-03-31", "2026-03-31")).unwrap();
    assert_eq!(
        (from.to_rfc3339(), to.to_rfc3339()),
        ("2026-03-31T05:00:00+00:00".to_owned(), "2026-04-01T05:00:00+00:00".to_owned())
    );
}
