//! Tax ids that are wrong: such as stand for none, and such with a wrong digit.

use crate::world::dice::Dice;
use crate::world::geo::COUNTRIES;

/// What people type where a tax id is demanded that they do not know.
pub(super) fn placeholder(country: Option<&str>, dice: &mut Dice) -> &'static str {
    match country {
        Some("US") => dice.pick(&["00-0000000", "99-9999999", "12-3456789", "XAXX010101000"]),
        Some("DE") => dice.pick(&["DE000000000", "DE999999999", "DE123456789", "000000000"]),
        Some("FR" | "IT") => dice.pick(&["00000000000", "99999999999", "12345678901"]),
        Some("ES") => dice.pick(&["B00000000", "X0000000T", "B12345678"]),
        Some("NL") => dice.pick(&["NL000000000B00", "NL123456789B01", "000000000B00"]),
        _ => dice.pick(&["000000000", "999999999", "123456789", "111111111"]),
    }
}

/// A tax id with another digit somewhere behind the country.
pub(super) fn mistyped(tax_id: &str, dice: &mut Dice) -> Option<String> {
    let places: Vec<usize> =
        tax_id.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|it| it.0).collect();
    let place = *places.get(dice.index(places.len()))?;
    let digit = tax_id[place..].chars().next()?.to_digit(10)?;
    let other = (digit + 1 + dice.index(8) as u32) % 10;
    let other = char::from_digit(other, 10)?;
    Some(format!("{}{other}{}", &tax_id[..place], &tax_id[place + 1..]))
}

/// A tax id as the gateway shows it: with its country, letters and digits.
pub(super) fn meant(typed: &str, country: Option<&str>) -> Option<String> {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_uppercase();
    let has_country = COUNTRIES.iter().any(|own| own.code != "US" && plain.starts_with(own.code));
    if has_country { Some(plain) } else { country.map(|code| format!("{code}{plain}")) }
}
