//! Check digits of Asia, Africa and the Pacific.

use super::{Check, at, digit, digit_or_letter, luhn, ten, verdict, weighted, written};

/// Australia's ABN: the first two digits are the check.
pub(in crate::tax) fn abn(number: &[u8]) -> Check {
    let sum = weighted(number, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    // The first digit counts one less.
    verdict(at(number, 0) > 0 && (sum + 79).is_multiple_of(89))
}

/// Australia's number of companies.
pub(in crate::tax) fn acn(number: &[u8]) -> Check {
    ten(number, &[8, 7, 6, 5, 4, 3, 2, 1])
}

/// New Zealand's number of taxpayers, of nine digits.
pub(in crate::tax) fn ird(number: &[u8]) -> Check {
    let expected = |weights: [u64; 8]| (11 - weighted(number, &weights) % 11) % 11;
    let check = match expected([3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => expected([7, 4, 3, 2, 5, 2, 7, 6]),
        other => other,
    };
    verdict(check == at(number, 8))
}

/// A number of GS1 with 13 digits, such as New Zealand's number of businesses.
pub(in crate::tax) fn gs1(number: &[u8]) -> Check {
    ten(number, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3])
}

/// India's GSTIN: the last of its 15 characters.
pub(in crate::tax) fn gstin(number: &[u8]) -> Check {
    let Some((&last, head)) = number.split_last() else { return Check::Unknown };
    let factors = [1, 2].into_iter().cycle();
    let sum: u64 = head
        .iter()
        .zip(factors)
        .map(|(&byte, factor)| digit_or_letter(byte) * factor)
        .map(|product| product / 36 + product % 36)
        .sum();
    verdict((36 - sum % 36) % 36 == digit_or_letter(last))
}

/// Japan's corporate number: its first digit.
pub(in crate::tax) fn japan(number: &[u8]) -> Check {
    let sum = weighted(number, &[0, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
    verdict(9 - sum % 9 == at(number, 0))
}

/// Japan's number of qualified invoice issuers: a T before the corporate number.
pub(in crate::tax) fn japan_invoice(number: &[u8]) -> Check {
    japan(number.get(1..).unwrap_or_default())
}

/// Korea's number of businesses.
pub(in crate::tax) fn korea(number: &[u8]) -> Check {
    let sum = weighted(number, &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + at(number, 8) * 5 / 10;
    verdict((10 - sum % 10) % 10 == at(number, 9))
}

/// China's unified social credit code (GB 32100-2015).
pub(in crate::tax) fn uscc(number: &[u8]) -> Check {
    const LETTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let worth = |byte: u8| LETTERS.iter().zip(0_u64..).find(|(one, _)| **one == byte);
    let mut sum = 0;
    let mut weight = 1;
    for &byte in number.iter().take(17) {
        let Some((_, worth)) = worth(byte) else { return Check::Invalid };
        sum += worth * weight;
        weight = weight * 3 % 31;
    }
    let last = number.last().and_then(|&byte| worth(byte)).map(|(_, worth)| worth);
    verdict(last == Some((31 - sum % 31) % 31))
}

/// China's code of organisations (GB 11714-1997).
pub(in crate::tax) fn organisation(number: &[u8]) -> Check {
    const WEIGHTS: [u64; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let products = number.iter().zip(WEIGHTS).map(|(&byte, weight)| digit_or_letter(byte) * weight);
    let sum: u64 = products.sum();
    let expected = match 11 - sum % 11 {
        10 => b'X',
        rest => written(rest % 11),
    };
    verdict(number.get(8) == Some(&expected))
}

/// Thailand's number of taxpayers.
pub(in crate::tax) fn thailand(number: &[u8]) -> Check {
    let sum = weighted(number, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    verdict((11 - sum % 11) % 10 == at(number, 12))
}

/// Kazakhstan's number of businesses: by other weights if the first give ten.
pub(in crate::tax) fn kazakhstan(number: &[u8]) -> Check {
    let first = weighted(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
    let rest = match first {
        10 => weighted(number, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11,
        other => other,
    };
    verdict(rest == at(number, 11))
}

/// Vietnam's number of taxpayers.
pub(in crate::tax) fn vietnam(number: &[u8]) -> Check {
    let sum = weighted(number, &[31, 29, 23, 19, 17, 13, 7, 5, 3]);
    verdict(10_u64.checked_sub(sum % 11) == Some(at(number, 9)))
}

/// Taiwan's unified business number, which since 2023 divides by five.
pub(in crate::tax) fn taiwan(number: &[u8]) -> Check {
    let products = number.iter().zip([1, 2, 1, 2, 1, 2, 4, 1]);
    let sum: u64 = products
        .map(|(&byte, weight)| digit(byte) * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    verdict(sum.is_multiple_of(5) || at(number, 6) == 7 && (sum + 1).is_multiple_of(5))
}

/// South Africa's number of taxes on sales begins with 4.
pub(in crate::tax) fn south_africa(number: &[u8]) -> Check {
    if number.starts_with(b"4") { luhn(number) } else { Check::Invalid }
}
