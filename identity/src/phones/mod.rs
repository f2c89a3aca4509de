//! Telephone numbers, as they are compared.

mod dialling;
#[cfg(test)]
mod tests;

use dialling::Dialling;

use crate::tax::is_placeholder;

/// The digits that a number needs to tell companies apart, without country and trunk code.
const SHORTEST: usize = 6;

/// Digits of the longest number (ITU-T E.164), with what is dialled before it.
const LONGEST: usize = 20;

/// Reads a telephone number as people write it, in the country of the record: country code and
/// national number, without what is dialled before either. What is dialled behind it (an
/// extension), and the zero of a switchboard in Germany and Austria, is left out. Without a country
/// a national number is read as it stands. Nothing for what is too short or stands for no number.
pub fn phone(text: &str, country: Option<&str>) -> Option<String> {
    let mut buffer = [0_u8; LONGEST];
    let (length, is_plus) = digits(text, &mut buffer);
    let digits = str::from_utf8(buffer.get(..length)?).ok()?;
    let home = country.and_then(of_country);
    let (dialling, national) = parts(digits, is_plus, home);
    let national = significant(dialling, national);
    if national.len() < SHORTEST || stands_for_none(digits) || stands_for_none(national) {
        return None;
    }
    let code = dialling.map_or("", |dialling| dialling.code);
    if code == "1" && is_fictitious(national) {
        return None;
    }
    Some([code, national].concat())
}

fn of_country(country: &str) -> Option<&'static Dialling> {
    let mut upper = [0_u8; 2];
    upper.copy_from_slice(country.trim().as_bytes().get(..2)?);
    upper.make_ascii_uppercase();
    Dialling::of(str::from_utf8(&upper).ok()?)
}

/// Reads the digits of the first number of a text, and tells if a plus stands before them.
fn digits(text: &str, buffer: &mut [u8; LONGEST]) -> (usize, bool) {
    let mut length = 0;
    let mut is_plus = false;
    let mut last = ' ';
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            let Some(place) = buffer.get_mut(length) else { break };
            *place = digit;
            length += 1;
        } else {
            // A slash parts two numbers, or a number and the code of its town.
            let is_slash = c == '/' && last == ' ' && length >= 8;
            let is_next = is_slash || matches!(c, ',' | ';' | '|' | '\n' | '#');
            let is_word = c.is_alphabetic();
            if length >= SHORTEST && (is_word || is_next || c == '+') {
                break;
            }
            // What came before were words, and digits in them.
            if is_word || is_next || c == '+' {
                length = 0;
                is_plus = c == '+' || is_plus && !is_word;
            }
        }
        last = c;
    }
    (length, is_plus)
}

/// The digit that a character is, in any of the usual scripts.
fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok().map(|digit| digit + b'0')
}

/// Parts a number's digits in country and national number.
fn parts<'a>(
    digits: &'a str,
    is_plus: bool,
    home: Option<&'static Dialling>,
) -> (Option<&'static Dialling>, &'a str) {
    let abroad =
        if is_plus { Some(digits.trim_start_matches('0')) } else { prefixed(digits, home) };
    if let Some(abroad) = abroad {
        let of_home = home.filter(|home| abroad.starts_with(home.code));
        if let Some(dialling) = of_home.or_else(|| Dialling::of_code(abroad)) {
            return (Some(dialling), abroad.strip_prefix(dialling.code).unwrap_or(abroad));
        }
    }
    let Some(home) = home else { return (None, digits) };
    // The country's code without a plus: too long for a national number, or without its trunk code.
    let rest = digits.strip_prefix(home.code).filter(|rest| rest.len() >= 8);
    let is_whole = match home.length {
        0 => home.trunk == "0" && digits.len() >= 10,
        length => digits.len() >= length + home.code.len(),
    };
    match rest {
        Some(rest) if is_whole => (Some(home), rest),
        _ => (Some(home), digits),
    }
}

/// What stands behind the prefix of calls abroad.
fn prefixed<'a>(digits: &'a str, home: Option<&'static Dialling>) -> Option<&'a str> {
    let prefix = match home.map(|home| home.country) {
        Some("AU") => "0011",
        Some("JP") => "010",
        _ if home.is_some_and(|home| home.code == "1") => "011",
        _ => "00",
    };
    let rest = digits.strip_prefix(prefix).or_else(|| digits.strip_prefix("00"));
    rest.filter(|rest| rest.len() >= 8 && Dialling::of_code(rest).is_some())
}

/// The digits that tell the number, without what is dialled before it at home.
fn significant<'a>(dialling: Option<&'static Dialling>, national: &'a str) -> &'a str {
    let Some(dialling) = dialling else { return national.trim_start_matches('0') };
    let without =
        |prefix: &str| national.strip_prefix(prefix).filter(|rest| rest.len() >= SHORTEST);
    let fits = |rest: &&str| dialling.length == 0 || rest.len() >= dialling.length;
    let national = match dialling.country {
        // Calls to mobiles have one more digit from abroad, or once had.
        "AR" => without("9").filter(fits).unwrap_or(national),
        "MX" => without("1").filter(fits).or_else(|| without("01")).unwrap_or(national),
        _ if !matches!(dialling.trunk, "" | "0") => {
            without(dialling.trunk).filter(fits).unwrap_or(national)
        }
        _ => national,
    };
    let national = national.trim_start_matches('0');
    match dialling.country {
        // Behind a number there are no other companies' numbers, so that the zero of the
        // switchboard, which is there in one spelling and not in the other, tells nothing.
        "DE" | "AT" => national.trim_end_matches('0'),
        _ => national,
    }
}

/// Returns true for digits that stand for no number.
fn stands_for_none(digits: &str) -> bool {
    let end = digits.get(digits.len().saturating_sub(7)..).unwrap_or_default();
    is_placeholder(digits) || end.bytes().all(|digit| end.bytes().next() == Some(digit))
}

/// Returns true for the numbers that North America keeps for films: 555-0100 to 555-0199.
fn is_fictitious(national: &str) -> bool {
    national.len() == 10 && national.get(3..8) == Some("55501")
}
