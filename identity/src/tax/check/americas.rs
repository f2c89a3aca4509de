//! Check digits of the Americas.

use super::{Check, at, digit, eleven, verdict, weighted, written};

/// Employer identification numbers have no check digit, but the revenue service's list of the
/// campuses' prefixes lacks a few.
pub(in crate::tax) fn ein(number: &[u8]) -> Check {
    const NEVER_GIVEN: [u64; 17] = [0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97];
    let prefix = at(number, 0) * 10 + at(number, 1);
    if NEVER_GIVEN.contains(&prefix) { Check::Invalid } else { Check::Unknown }
}

/// Mexico's RFC: the last character, of 12 for companies and 13 for people.
pub(in crate::tax) fn rfc(number: &[u8]) -> Check {
    // N, an ampersand, O; then a blank before the twelve of a company, worth 37.
    let worth = |byte: u8| match byte {
        b'0'..=b'9' => digit(byte),
        b'A'..=b'N' => u64::from(byte - b'A') + 10,
        b'O'..=b'Z' => u64::from(byte - b'A') + 11,
        _ => 0,
    };
    let Some((&last, head)) = number.split_last() else { return Check::Unknown };
    let blank = if head.len() == 11 { 37 * 13 } else { 0 };
    let weights = 2_u64..;
    let sum: u64 = head.iter().rev().zip(weights).map(|(&byte, weight)| worth(byte) * weight).sum();
    let expected = match 11 - (sum + blank) % 11 {
        11 => b'0',
        10 => b'A',
        other => written(other),
    };
    verdict(last == expected)
}

/// Brazil's CNPJ: two digits behind twelve letters or digits, each worth its place in ASCII.
pub(in crate::tax) fn cnpj(number: &[u8]) -> Check {
    const WEIGHTS: [u64; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let is_right = |length: usize| {
        let head = number.get(..length).unwrap_or_default();
        let rest = weighted(head, &WEIGHTS[13 - length..]) % 11;
        at(number, length) == if rest < 2 { 0 } else { 11 - rest }
    };
    verdict(is_right(12) && is_right(13))
}

/// Brazil's CPF.
pub(in crate::tax) fn cpf(number: &[u8]) -> Check {
    const WEIGHTS: [u64; 10] = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    let first = eleven(number, &WEIGHTS[1..], Some(0));
    verdict(first == Check::Valid && eleven(number, &WEIGHTS, Some(0)) == Check::Valid)
}

/// Argentina's CUIT.
pub(in crate::tax) fn cuit(number: &[u8]) -> Check {
    eleven(number, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], None)
}

/// Peru's RUC.
pub(in crate::tax) fn ruc(number: &[u8]) -> Check {
    let sum = weighted(number, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    verdict((11 - sum % 11) % 10 == at(number, 10))
}

/// Chile's RUT: a digit, or K for ten.
pub(in crate::tax) fn rut(number: &[u8]) -> Check {
    let Some((&last, head)) = number.split_last() else { return Check::Unknown };
    let weights = [2, 3, 4, 5, 6, 7, 2, 3];
    let sum: u64 = head.iter().rev().zip(weights).map(|(&byte, weight)| digit(byte) * weight).sum();
    let expected = match 11 - sum % 11 {
        11 => b'0',
        10 => b'K',
        other => written(other),
    };
    verdict(last == expected)
}

/// Colombia's NIT, with its digit.
pub(in crate::tax) fn nit(number: &[u8]) -> Check {
    let rest = weighted(number, &[41, 37, 29, 23, 19, 17, 13, 7, 3]) % 11;
    verdict(at(number, 9) == if rest < 2 { rest } else { 11 - rest })
}

/// Canada's business number with a program account behind it.
pub(in crate::tax) fn canada(number: &[u8]) -> Check {
    super::luhn(number.get(..9).unwrap_or_default())
}
