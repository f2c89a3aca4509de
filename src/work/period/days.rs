//! The arithmetic of periods.

use channelgraph_schema::Zone;
use chrono::{DateTime, Datelike, Days as Count, Months, NaiveDate, TimeDelta, Utc, Weekday};

use super::{Calendar, Comparison, Days, Interval, Part, Wanted};

/// The first and the last year that periods can lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;
/// Periods of one length that can be asked for back from today.
const MOST_BACK: u32 = 400;

impl Default for Calendar {
    fn default() -> Self {
        Self { zone: Zone::UTC, fiscal_start: 1 }
    }
}

impl Wanted {
    /// The days that are meant, seen from `today`.
    ///
    /// # Errors
    /// If there are no such days; the text says why.
    pub fn days(self, calendar: Calendar, today: NaiveDate) -> Result<Days, String> {
        let days = match self {
            Self::Days(days) => days,
            Self::Calendar { year, part, fiscal } => calendar_days(calendar, year, part, fiscal)?,
            Self::Last { count, of, current } => last(calendar, count, of, current, today)?,
        };
        if days.to < days.from {
            return Err(format!("it ends on {}, before it begins on {}", days.to, days.from));
        }
        let is_known = |day: NaiveDate| YEARS.contains(&day.year());
        if !(is_known(days.from) && is_known(days.to)) {
            let (first, last) = YEARS.into_inner();
            return Err(format!("it must lie within the years {first} to {last}"));
        }
        Ok(days)
    }
}

fn calendar_days(
    calendar: Calendar,
    year: i32,
    part: Option<Part>,
    fiscal: bool,
) -> Result<Days, String> {
    let start = if fiscal { calendar.fiscal_start } else { 1 };
    // A fiscal year that does not begin in January has the number of the year in which it ends.
    let begins = if start == 1 { Some(year) } else { year.checked_sub(1) };
    let first = begins.and_then(|year| NaiveDate::from_ymd_opt(year, start, 1));
    let (skipped, months) = match part {
        None => (0, 12),
        Some(Part::Quarter(quarter @ 1..=4)) => ((quarter - 1) * 3, 3),
        Some(Part::Month(month @ 1..=12)) => (month - 1, 1),
        Some(Part::Quarter(quarter)) => return Err(format!("there is no quarter {quarter}")),
        Some(Part::Month(month)) => return Err(format!("there is no month {month}")),
    };
    let days = first.and_then(|first| {
        let from = first.checked_add_months(Months::new(skipped))?;
        let next = from.checked_add_months(Months::new(months))?;
        Some(Days { from, to: next.pred_opt()? })
    });
    days.ok_or_else(|| format!("there is no year {year}"))
}

fn last(
    calendar: Calendar,
    count: u32,
    of: Interval,
    current: bool,
    today: NaiveDate,
) -> Result<Days, String> {
    if !(1..=MOST_BACK).contains(&count) {
        return Err(format!("`count` must be 1 to {MOST_BACK}, and is {count}"));
    }
    let begin = calendar.begin(of, today);
    let next = if current { calendar.next(of, begin) } else { Some(begin) };
    let days = next.and_then(|next| {
        let to = next.pred_opt()?;
        let mut from = calendar.begin(of, to);
        for _ in 1..count {
            from = calendar.begin(of, from.pred_opt()?);
        }
        Some(Days { from, to })
    });
    days.ok_or_else(|| "there are no such days".to_owned())
}

impl Calendar {
    /// The day that a moment belongs to.
    pub fn day_of(self, time: DateTime<Utc>) -> NaiveDate {
        self.zone.day_of(time)
    }

    /// The first day of the interval that a day belongs to.
    fn begin(self, interval: Interval, day: NaiveDate) -> NaiveDate {
        let back = |months| {
            let first = day.with_day(1).unwrap_or(day);
            first.checked_sub_months(Months::new(months)).unwrap_or(first)
        };
        // Months since the fiscal year began.
        let since = (day.month() + 12 - self.fiscal_start) % 12;
        match interval {
            Interval::Day => day,
            Interval::Week => day.week(Weekday::Mon).checked_first_day().unwrap_or(day),
            Interval::Month => back(0),
            Interval::Quarter => back(since % 3),
            Interval::Year => back(since),
        }
    }

    /// The first day of the interval after the one that begins on this day.
    fn next(self, interval: Interval, begin: NaiveDate) -> Option<NaiveDate> {
        match interval {
            Interval::Day => begin.succ_opt(),
            Interval::Week => begin.checked_add_days(Count::new(7)),
            Interval::Month => begin.checked_add_months(Months::new(1)),
            Interval::Quarter => begin.checked_add_months(Months::new(3)),
            Interval::Year => begin.checked_add_months(Months::new(12)),
        }
    }

    /// The whole intervals that hold these days; none if there are no such days.
    pub fn whole(self, days: Days, interval: Interval) -> Option<Days> {
        let last = self.begin(interval, days.to);
        Some(Days {
            from: self.begin(interval, days.from),
            to: self.next(interval, last)?.pred_opt()?,
        })
    }

    /// The parts of a period, each within one interval, in their order; none if there are more
    /// than `most`.
    pub fn parts(self, days: Days, interval: Interval, most: usize) -> Option<Vec<Days>> {
        let mut parts = Vec::new();
        let mut from = days.from;
        loop {
            if parts.len() == most {
                return None;
            }
            let next = self.next(interval, self.begin(interval, from));
            let end = next.and_then(|next| next.pred_opt()).unwrap_or(days.to);
            let part = Days { from, to: end.min(days.to) };
            parts.push(part);
            match part.to.succ_opt().filter(|_| part.to < days.to) {
                Some(next) => from = next,
                None => return Some(parts),
            }
        }
    }

    /// So many months that end with a day.
    pub fn months_up_to(self, to: NaiveDate, months: u32) -> Option<Days> {
        Some(Days { from: to.checked_sub_months(Months::new(months))?.succ_opt()?, to })
    }

    /// The fiscal year that a day belongs to.
    pub fn fiscal_year_of(self, day: NaiveDate) -> Option<Days> {
        let from = self.begin(Interval::Year, day);
        Some(Days { from, to: self.next(Interval::Year, from)?.pred_opt()? })
    }

    /// The first moment of a period, and the first one after it.
    pub fn moments(self, days: Days) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        Some((self.zone.begin_of(days.from)?, self.zone.begin_of(days.to.succ_opt()?)?))
    }
}

impl Days {
    /// Returns true if a day belongs to it.
    pub fn hold(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The number of days.
    pub fn count(self) -> u64 {
        u64::try_from((self.to - self.from).num_days()).unwrap_or_default() + 1
    }

    /// The days with which these are compared: as many whole months before if these are whole
    /// months, else as many days. If these hold `today`, the others are cut at as many days as
    /// have passed of these. What is still to come is compared with nothing.
    pub fn before(self, comparison: Comparison, today: NaiveDate) -> Option<Self> {
        if self.from > today {
            return None;
        }
        let months = self.months();
        let back = match comparison {
            Comparison::None => return None,
            Comparison::YearAgo => Some(12),
            Comparison::Previous => months,
        };
        let before = match back {
            Some(back) => {
                let back = Months::new(back);
                let from = self.from.checked_sub_months(back)?;
                // The last of a month stays the last: 29 February after 28 February.
                let to = match months {
                    Some(_) => self.to.succ_opt()?.checked_sub_months(back)?.pred_opt()?,
                    None => self.to.checked_sub_months(back)?,
                };
                Self { from, to }
            }
            None => {
                let to = self.from.pred_opt()?;
                Self { from: to.checked_sub_days(Count::new(self.count() - 1))?, to }
            }
        };
        if !self.hold(today) {
            return Some(before);
        }
        let passed = today - self.from;
        let cut = before.from.checked_add_signed(passed)?;
        Some(Self { to: before.to.min(cut), ..before })
    }

    /// The number of months, if it is made of whole ones.
    fn months(self) -> Option<u32> {
        let next = self.to.checked_add_signed(TimeDelta::days(1))?;
        let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        let is_whole = self.from.day() == 1 && next.day() == 1;
        is_whole.then(|| u32::try_from(months(next) - months(self.from)).ok()).flatten()
    }
}
