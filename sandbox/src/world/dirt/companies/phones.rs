//! Telephone numbers: a company has one, which people write in many ways.

use crate::world::dice::Dice;
use crate::world::geo::Country;

/// A number: area code and line, digits only.
pub(super) fn number(country: &Country, dice: &mut Dice) -> (String, String) {
    let line = dice.between(1_000_000, 9_999_999).to_string();
    let area = match country.code {
        "US" => dice.between(201, 989),
        "GB" => dice.between(113, 199),
        "FR" | "AU" => dice.between(1, 8),
        "ES" => dice.between(91, 98),
        "PL" => dice.between(12, 95),
        _ => dice.between(20, 899),
    };
    (area.to_string(), line)
}

/// A number as somebody typed it.
pub(super) fn typed(country: &Country, number: &(String, String), dice: &mut Dice) -> String {
    let (area, line) = number;
    let dial = country.dial;
    let abroad = dial.replace('+', "00");
    // In these countries numbers have no zero in front at home.
    let zero = if matches!(country.code, "US" | "ES" | "PL") { "" } else { "0" };
    let (left, right) = line.split_at(3);
    match dice.weighted(&[
        (0, 30),
        (1, 14),
        (2, 12),
        (3, 10),
        (4, 10),
        (5, 8),
        (6, 8),
        (7, 4),
        (8, 4),
    ]) {
        0 => format!("{dial} {area} {line}"),
        1 => format!("{dial}{area}{line}"),
        2 => format!("{zero}{area}/{line}"),
        3 => format!("({zero}{area}) {left} {right}"),
        4 => format!("{abroad} {area} {left}-{right}"),
        5 if !zero.is_empty() => format!("{dial} (0){area} {line}"),
        6 => format!("{zero}{area} {left} {right}"),
        7 => format!("{dial} {area} {line} ext. {}", dice.between(1, 99)),
        _ => format!("{dial}-{area}-{left}-{right}"),
    }
}
