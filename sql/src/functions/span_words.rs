//! Spans of time as PostgreSQL writes them, in words that the executor reads.

/// `1 day 02:30:00`, `3 4:05:06` and `1-2` in units; none for what has no such parts.
pub(super) fn in_units(text: &str) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_other = text.contains(',');
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        if let Some(units) = clock(word).or_else(|| years(word)) {
            // A number before a time of day counts days.
            if words.last().is_some_and(|last| last.parse::<i64>().is_ok()) {
                words.push("days".to_owned());
            }
            words.push(units);
            is_other = true;
        } else {
            words.push(word.to_owned());
        }
    }
    is_other.then(|| words.join(" "))
}

/// `-02:30:00.5` in hours, minutes and seconds.
fn clock(word: &str) -> Option<String> {
    let (sign, digits) = signed(word);
    let mut parts = digits.split(':');
    let (hours, minutes) = (parts.next()?, parts.next()?);
    let seconds = parts.next().unwrap_or("0");
    let (whole, part) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let is_clock = [hours, minutes, whole, part].into_iter().all(is_whole);
    (is_clock && parts.next().is_none())
        .then(|| format!("{sign}{hours} hours {sign}{minutes} minutes {sign}{seconds} seconds"))
}

/// `1-2` in years and months.
fn years(word: &str) -> Option<String> {
    let (sign, digits) = signed(word);
    let (years, months) = digits.split_once('-')?;
    (is_whole(years) && is_whole(months))
        .then(|| format!("{sign}{years} years {sign}{months} months"))
}

fn is_whole(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn signed(word: &str) -> (&str, &str) {
    match word.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", word.strip_prefix('+').unwrap_or(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::in_units;

    #[test]
    fn times_of_day_and_years_are_told_in_units() {
        for (text, wanted) in [
            ("1 day 02:00:00", Some("1 day 02 hours 00 minutes 00 seconds")),
            ("-02:30", Some("-02 hours -30 minutes -0 seconds")),
            ("3 4:05:06.789", Some("3 days 4 hours 05 minutes 06.789 seconds")),
            ("14 days, 10:20:30", Some("14 days 10 hours 20 minutes 30 seconds")),
            ("1-2", Some("1 years 2 months")),
            ("3 days, 5 hours", Some("3 days 5 hours")),
            ("1 day", None),
            ("P1D", None),
            ("1:2:3:4", None),
            ("a:b", None),
        ] {
            assert_eq!(in_units(text).as_deref(), wanted, "{text}");
        }
    }
}
