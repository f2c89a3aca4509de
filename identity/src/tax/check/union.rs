//! Check digits of the European Union, as the commission's "VIES VAT number construction rules"
//! (functional description, version 15) and the registers of its members are commonly quoted.

use super::{at, digit, eleven, eleven_twice, luhn, luhn_sum, ten, value, verdict, weighted};
use crate::tax::Check;

pub(in crate::tax) fn austria(number: &[u8]) -> Check {
    let digits = number.get(1..).unwrap_or_default();
    let sum = luhn_sum(digits.get(..7).unwrap_or_default());
    verdict((10 - (sum + 4) % 10) % 10 == at(digits, 7))
}

pub(in crate::tax) fn belgium(number: &[u8]) -> Check {
    let (head, tail) = number.split_at(number.len().min(8));
    verdict(97 - value(head) % 97 == value(tail))
}

pub(in crate::tax) fn bulgaria(number: &[u8]) -> Check {
    eleven_twice(number, &[1, 2, 3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 8, 9, 10])
}

pub(in crate::tax) fn cyprus(number: &[u8]) -> Check {
    const AT_ODD: [u64; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let digits = number.iter().take(8).map(|&byte| digit(byte)).enumerate();
    let worth = |(place, digit): (usize, u64)| match place % 2 {
        0 => usize::try_from(digit).ok().and_then(|at| AT_ODD.get(at)).copied().unwrap_or(0),
        _ => digit,
    };
    let sum: u64 = digits.map(worth).sum();
    verdict(number.get(8).map(|&letter| u64::from(letter.wrapping_sub(b'A'))) == Some(sum % 26))
}

/// The number of a legal person.
pub(in crate::tax) fn czechia(number: &[u8]) -> Check {
    let sum = weighted(number, &[8, 7, 6, 5, 4, 3, 2]);
    verdict((11 - sum % 11) % 10 == at(number, 7))
}

pub(in crate::tax) fn denmark(number: &[u8]) -> Check {
    verdict(weighted(number, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

pub(in crate::tax) fn estonia(number: &[u8]) -> Check {
    ten(number, &[3, 7, 1, 3, 7, 1, 3, 7])
}

/// The code of Estonia's business register.
pub(in crate::tax) fn estonian_register(number: &[u8]) -> Check {
    eleven_twice(number, &[1, 2, 3, 4, 5, 6, 7], &[3, 4, 5, 6, 7, 8, 9])
}

pub(in crate::tax) fn finland(number: &[u8]) -> Check {
    eleven(number, &[7, 9, 10, 5, 8, 4, 2], None)
}

/// The key before a SIREN. Keys with letters follow no published rule: the SIREN decides.
pub(in crate::tax) fn france(number: &[u8]) -> Check {
    let (key, siren) = number.split_at(number.len().min(2));
    if key.iter().all(u8::is_ascii_digit) && (12 + 3 * (value(siren) % 97)) % 97 != value(key) {
        return Check::Invalid;
    }
    luhn(siren)
}

/// A SIREN with the number of an establishment. Those of La Poste were given out by another rule.
pub(in crate::tax) fn siret(number: &[u8]) -> Check {
    let sum: u64 = number.iter().map(|&byte| digit(byte)).sum();
    if number.starts_with(b"356000000") && sum.is_multiple_of(5) {
        return Check::Valid;
    }
    luhn(number)
}

pub(in crate::tax) fn greece(number: &[u8]) -> Check {
    let sum = weighted(number, &[256, 128, 64, 32, 16, 8, 4, 2]);
    verdict(sum % 11 % 10 == at(number, 8))
}

pub(in crate::tax) fn hungary(number: &[u8]) -> Check {
    ten(number, &[9, 7, 3, 1, 9, 7, 3])
}

/// Seven digits, a letter, and, since 2013, another letter.
pub(in crate::tax) fn ireland(number: &[u8]) -> Check {
    let letter = |place: usize| match number.get(place) {
        None | Some(b'W') => 0,
        Some(&letter) => u64::from(letter.wrapping_sub(b'A')) + 1,
    };
    let sum = weighted(number, &[8, 7, 6, 5, 4, 3, 2]) + letter(8) * 9;
    verdict(sum % 23 == letter(7))
}

/// Numbers before 2013, with a letter in the second place.
pub(in crate::tax) fn old_ireland(number: &[u8]) -> Check {
    let [first, _, middle @ .., letter] = number else { return Check::Unknown };
    let mut new = *b"00000000";
    for (place, &byte) in new[1..].iter_mut().zip(middle.iter().chain([first, letter])) {
        *place = byte;
    }
    ireland(&new)
}

pub(in crate::tax) fn lithuania(number: &[u8]) -> Check {
    eleven_twice(number, &[1, 2, 3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 8, 9, 1])
}

/// Taxpayers who are registered for a time.
pub(in crate::tax) fn lithuania_for_a_time(number: &[u8]) -> Check {
    const FIRST: [u64; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2];
    eleven_twice(number, &FIRST, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4])
}

pub(in crate::tax) fn luxembourg(number: &[u8]) -> Check {
    let (head, tail) = number.split_at(number.len().min(6));
    verdict(value(head) % 89 == value(tail))
}

/// The number of a legal person; those of people begin with a date.
pub(in crate::tax) fn latvia(number: &[u8]) -> Check {
    if at(number, 0) < 4 {
        return Check::Unknown;
    }
    let sum = weighted(number, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6]);
    // 14 less the remainder is 3 less it, without going below nothing.
    verdict((14 - sum % 11) % 11 == at(number, 10))
}

pub(in crate::tax) fn malta(number: &[u8]) -> Check {
    let sum = weighted(number, &[3, 4, 6, 7, 8, 9]);
    verdict(37 - sum % 37 == value(number.get(6..).unwrap_or_default()))
}

/// By the old rule, which companies have, or by MOD 97 over the letters too, which sole traders
/// have since 2020.
pub(in crate::tax) fn netherlands(number: &[u8]) -> Check {
    let tail = value(number.get(10..).unwrap_or_default());
    let number = number.get(..9).unwrap_or_default();
    // N, L and B as two digits each.
    let all = 2321 * 10_u64.pow(13) + value(number) * 10_000 + 1100 + tail;
    verdict(rsin(number) == Check::Valid || all % 97 == 1)
}

/// The number of a legal person in the Netherlands.
pub(in crate::tax) fn rsin(number: &[u8]) -> Check {
    verdict(weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == at(number, 8))
}

pub(in crate::tax) fn poland(number: &[u8]) -> Check {
    verdict(weighted(number, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == at(number, 9))
}

/// Poland's register of the national economy.
pub(in crate::tax) fn regon(number: &[u8]) -> Check {
    verdict(weighted(number, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == at(number, 8))
}

pub(in crate::tax) fn portugal(number: &[u8]) -> Check {
    eleven(number, &[9, 8, 7, 6, 5, 4, 3, 2], Some(0))
}

pub(in crate::tax) fn romania(number: &[u8]) -> Check {
    let mut all = *b"0000000000";
    for (place, &byte) in all.iter_mut().rev().zip(number.iter().rev()) {
        *place = byte;
    }
    let sum = weighted(&all, &[7, 5, 3, 2, 1, 7, 5, 3, 2]);
    verdict(sum * 10 % 11 % 10 == at(&all, 9))
}

/// An organisation number, with the tax office's two digits behind it or without.
pub(in crate::tax) fn sweden(number: &[u8]) -> Check {
    luhn(number.get(..10).unwrap_or_default())
}

pub(in crate::tax) fn slovenia(number: &[u8]) -> Check {
    let sum = weighted(number, &[8, 7, 6, 5, 4, 3, 2]);
    verdict(!sum.is_multiple_of(11) && (11 - sum % 11) % 10 == at(number, 7))
}

pub(in crate::tax) fn slovakia(number: &[u8]) -> Check {
    verdict(value(number).is_multiple_of(11))
}

/// Spain's numbers of companies, of people and of foreigners.
pub(in crate::tax) fn spain(number: &[u8]) -> Check {
    const OF_PEOPLE: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    const OF_COMPANIES: &[u8; 10] = b"JABCDEFGHI";
    let [first, middle @ .., last] = number else { return Check::Unknown };
    let of_people = |head: u64| {
        let number = head * 10_000_000 + value(middle);
        let place = usize::try_from(number % 23).unwrap_or(0);
        verdict(OF_PEOPLE.get(place) == Some(last))
    };
    match first {
        b'0'..=b'9' => of_people(digit(*first)),
        b'X' | b'K' | b'L' | b'M' => of_people(0),
        b'Y' => of_people(1),
        b'Z' => of_people(2),
        _ => {
            let rest = (10 - luhn_sum(&[middle, b"0"].concat()) % 10) % 10;
            let letter = usize::try_from(rest).ok().and_then(|place| OF_COMPANIES.get(place));
            verdict(digit(*last) == rest || letter == Some(last))
        }
    }
}

/// A number of a person in Czechia, from 1954 on; those before have no check digit.
pub(in crate::tax) fn czech_person(number: &[u8]) -> Check {
    if value(number).is_multiple_of(11) { Check::Valid } else { Check::Unknown }
}
