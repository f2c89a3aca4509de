//! Check digits of Europe outside of the union.

use super::{Check, at, eleven, value, verdict, weighted};

/// His Majesty's Revenue and Customs: modulus 97, and less 55 for numbers since 2009.
pub(in crate::tax) fn britain(number: &[u8]) -> Check {
    let head = weighted(number, &[8, 7, 6, 5, 4, 3, 2]);
    let sum = head + value(number.get(7..9).unwrap_or_default());
    verdict(sum.is_multiple_of(97) || (sum + 55).is_multiple_of(97))
}

/// The federal statistical office: the UID's ninth digit.
pub(in crate::tax) fn switzerland(number: &[u8]) -> Check {
    eleven(number, &[5, 4, 3, 2, 7, 6, 5, 4], None)
}

/// The register of Brønnøysund.
pub(in crate::tax) fn norway(number: &[u8]) -> Check {
    eleven(number, &[3, 2, 7, 6, 5, 4, 3, 2], None)
}

/// Iceland's kennitala: its ninth digit; the tenth tells the century.
pub(in crate::tax) fn iceland(number: &[u8]) -> Check {
    eleven(number, &[3, 2, 7, 6, 5, 4, 3, 2], None)
}

/// The INN of a company.
pub(in crate::tax) fn inn(number: &[u8]) -> Check {
    let sum = weighted(number, &[2, 4, 10, 3, 5, 9, 4, 6, 8]);
    verdict(sum % 11 % 10 == at(number, 9))
}

/// The INN of a person.
pub(in crate::tax) fn inn_of_person(number: &[u8]) -> Check {
    let first = weighted(number, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    let second = weighted(number, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    verdict(first == at(number, 10) && second == at(number, 11))
}

/// The OGRN: the remainder of what stands before its last digit, by 11, and by 13 for traders.
pub(in crate::tax) fn ogrn(number: &[u8]) -> Check {
    let (by, last) = (number.len().saturating_sub(2).max(1), number.len().saturating_sub(1));
    let head = value(number.get(..last).unwrap_or_default());
    verdict(head % u64::try_from(by).unwrap_or(1) % 10 == at(number, last))
}

/// Ukraine's register of enterprises. Sources differ on the rule for numbers between 30 and 60
/// millions.
pub(in crate::tax) fn edrpou(number: &[u8]) -> Check {
    if (30_000_000..60_000_000).contains(&value(number)) {
        return Check::Unknown;
    }
    super::eleven_twice(number, &[1, 2, 3, 4, 5, 6, 7], &[3, 4, 5, 6, 7, 8, 9])
}

/// Turkey's number of taxpayers.
pub(in crate::tax) fn turkey(number: &[u8]) -> Check {
    let worth = |(place, &byte): (u64, &u8)| {
        let shifted = (super::digit(byte) + 9 - place) % 10;
        match (shifted << (9 - place)) % 9 {
            0 if shifted != 0 => 9,
            rest => rest,
        }
    };
    let sum: u64 = (0..9).zip(number).map(worth).sum();
    verdict((10 - sum % 10) % 10 == at(number, 9))
}

/// Turkey's number of persons, which sole traders pay tax under.
pub(in crate::tax) fn turkish_person(number: &[u8]) -> Check {
    let odd = weighted(number, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = weighted(number, &[0, 1, 0, 1, 0, 1, 0, 1]);
    let tenth = (odd * 7 + 90 - even) % 10;
    verdict(tenth == at(number, 9) && (odd + even + tenth) % 10 == at(number, 10))
}
