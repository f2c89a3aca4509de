//! Check digits, by the rules of the registers as they are commonly quoted. Each function takes a
//! number whose form its scheme has already told.

pub(super) mod americas;
pub(super) mod asia;
pub(super) mod europe;
pub(super) mod union;

use super::Check;

/// The rule of a scheme's check digits.
pub(super) type Rule = fn(&[u8]) -> Check;

/// A scheme without check digits, or without published ones.
pub(super) fn unknown(_: &[u8]) -> Check {
    Check::Unknown
}

/// Turns a comparison into a verdict.
fn verdict(is_right: bool) -> Check {
    if is_right { Check::Valid } else { Check::Invalid }
}

/// The value of a digit.
fn digit(byte: u8) -> u64 {
    u64::from(byte.wrapping_sub(b'0'))
}

/// A digit as it is written.
fn written(digit: u64) -> u8 {
    b'0'.saturating_add(u8::try_from(digit).unwrap_or(0))
}

/// The value of a digit, or of a letter: `A` is ten.
fn digit_or_letter(byte: u8) -> u64 {
    match byte {
        b'0'..=b'9' => digit(byte),
        _ => u64::from(byte.wrapping_sub(b'A')) + 10,
    }
}

/// The value of all digits of a text as one number, without anything else in it.
fn value(number: &[u8]) -> u64 {
    let digits = number.iter().filter(|byte| byte.is_ascii_digit());
    digits.fold(0, |value: u64, &byte| value.wrapping_mul(10).wrapping_add(digit(byte)))
}

/// The sum of the digits, each times its weight.
fn weighted(number: &[u8], weights: &[u64]) -> u64 {
    number.iter().zip(weights).map(|(&byte, weight)| digit(byte) * weight).sum()
}

/// The value of the digit at a place; out of range of digits if there is none.
fn at(number: &[u8], place: usize) -> u64 {
    number.get(place).map_or(u64::MAX, |&byte| digit(byte))
}

/// Tells if the digit behind those with a weight is 11 less the remainder by 11: `0` for 11, and
/// `ten` for 10, where it can be.
fn eleven(number: &[u8], weights: &[u64], ten: Option<u64>) -> Check {
    let expected = match 11 - weighted(number, weights) % 11 {
        11 => Some(0),
        10 => ten,
        other => Some(other),
    };
    verdict(expected == Some(at(number, weights.len())))
}

/// Tells if the digit behind those with a weight is the remainder by 11, by other weights if it is
/// 10, and 0 if it is so again.
fn eleven_twice(number: &[u8], first: &[u64], second: &[u64]) -> Check {
    let mut rest = weighted(number, first) % 11;
    if rest == 10 {
        rest = weighted(number, second) % 11 % 10;
    }
    verdict(rest == at(number, first.len()))
}

/// Tells if the digit behind those with a weight fills their sum up to tens.
fn ten(number: &[u8], weights: &[u64]) -> Check {
    let expected = (10 - weighted(number, weights) % 10) % 10;
    verdict(expected == at(number, weights.len()))
}

/// The sum of the digits by ISO/IEC 7812-1, annex B (Luhn): every second one, from the right,
/// twice.
fn luhn_sum(number: &[u8]) -> u64 {
    let digits = number.iter().rev().map(|&byte| digit(byte));
    let doubled = |(place, digit): (usize, u64)| match place % 2 {
        0 => digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    };
    digits.enumerate().map(doubled).sum()
}

/// Luhn's digit is the last one.
pub(super) fn luhn(number: &[u8]) -> Check {
    verdict(luhn_sum(number).is_multiple_of(10))
}

/// ISO/IEC 7064, MOD 11,10: the last digit.
pub(super) fn mod_11_10(number: &[u8]) -> Check {
    let product = number.iter().rev().skip(1).rev().fold(10, |product, &byte| {
        let sum = (digit(byte) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    verdict((11 - product) % 10 == at(number, number.len().wrapping_sub(1)))
}
