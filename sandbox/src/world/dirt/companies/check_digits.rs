//! Tax ids with the check digits that their countries demand.

use crate::world::dice::Dice;
use crate::world::geo::Country;

/// The tax id of company number `number` in the one way to write it: no two companies of a country
/// share one. The number fills six places, chance the rest.
pub(super) fn tax_id(country: &Country, number: usize, dice: &mut Dice) -> Option<String> {
    let number = number % 1_000_000;
    let body = loop {
        let lead = |dice: &mut Dice, digits: u32| {
            dice.between(10_i64.pow(digits - 1), 10_i64.pow(digits) - 1)
        };
        let found = match country.code {
            "DE" => Some(with_iso_7064(&format!("{}{number:06}", lead(dice, 2)))),
            "GB" => Some(with_mod_97(&format!("{}{number:06}", lead(dice, 1)))),
            "FR" => Some(with_key(&with_luhn(&format!("{}{number:06}", lead(dice, 2))))),
            "NL" => {
                with_eleven(&format!("{}{number:06}", lead(dice, 2)), &[9, 8, 7, 6, 5, 4, 3, 2])
                    .map(|digits| format!("{digits}B{:02}", dice.between(1, 3)))
            }
            "ES" => Some(format!("B{}", with_luhn(&format!("{}{number:06}", lead(dice, 1))))),
            "IT" => {
                let office = dice.between(1, 100);
                Some(with_luhn(&format!("{}{number:06}{office:03}", lead(dice, 1))))
            }
            "AT" => Some(format!("U{}", with_austrian(&format!("{}{number:06}", lead(dice, 1))))),
            "PL" => {
                let digits = format!("{}{number:06}", lead(dice, 3));
                with_eleven(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7])
            }
            _ => return country.tax_id(number, dice),
        };
        if let Some(found) = found {
            break found;
        }
    };
    Some(format!("{}{body}", country.code))
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// ISO 7064, MOD 11,10, as in German VAT ids.
fn with_iso_7064(text: &str) -> String {
    let product = digits(text).into_iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        2 * if sum == 0 { 10 } else { sum } % 11
    });
    format!("{text}{}", (11 - product) % 10)
}

/// Two digits that make the weighted sum a multiple of 97, as in British VAT numbers.
fn with_mod_97(text: &str) -> String {
    let sum: u32 =
        digits(text).iter().zip((2..=8).rev()).map(|(digit, weight)| digit * weight).sum();
    format!("{text}{:02}", 97 - sum % 97)
}

/// The sum of Luhn's formula, the last digit doubled first or not.
fn luhn(text: &str, doubled: bool) -> u32 {
    let places = digits(text).into_iter().rev().enumerate();
    places
        .map(|(place, digit)| match (place % 2 == 0) == doubled {
            true => digit * 2 / 10 + digit * 2 % 10,
            false => digit,
        })
        .sum()
}

/// Luhn's check digit, as in SIREN, Partita IVA and the Spanish CIF.
fn with_luhn(text: &str) -> String {
    format!("{text}{}", (10 - luhn(text, true) % 10) % 10)
}

fn with_austrian(text: &str) -> String {
    format!("{text}{}", (16 - luhn(text, false) % 10) % 10)
}

/// The French key before a SIREN.
fn with_key(siren: &str) -> String {
    let number: u64 = siren.parse().unwrap_or_default();
    format!("{:02}{siren}", (12 + 3 * (number % 97)) % 97)
}

/// The remainder of the weighted sum by eleven; none if that is no digit.
fn with_eleven(text: &str, weights: &[u32]) -> Option<String> {
    let sum: u32 = digits(text).iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    (sum % 11 < 10).then(|| format!("{text}{}", sum % 11))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that the countries or the companies themselves publish.
    #[test]
    fn known_numbers_have_their_check_digits() {
        assert_eq!(with_iso_7064("13669597"), "136695976");
        assert_eq!(with_mod_97("9807806"), "980780684");
        assert_eq!(with_key(&with_luhn("40483304")), "83404833048");
        assert_eq!(with_eleven("00449544", &[9, 8, 7, 6, 5, 4, 3, 2]).unwrap(), "004495445");
        assert_eq!(with_luhn("5881850"), "58818501");
        assert_eq!(with_luhn("0074311015"), "00743110157");
        assert_eq!(with_austrian("1358562"), "13585627");
        assert_eq!(with_eleven("856734621", &[6, 5, 7, 2, 3, 4, 5, 6, 7]).unwrap(), "8567346215");
    }
}
