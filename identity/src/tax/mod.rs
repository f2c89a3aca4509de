//! Tax ids and numbers of company registers, by scheme: how people write them, whether their check
//! digits are right, and the form in which they are compared.

mod key;

use std::fmt;

pub use key::{lookup_keys, names_of, tax_key};

/// A register that gives a company one number. Numbers of different schemes never contradict each
/// other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scheme(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// Numbers of a country that fit none of its known schemes, by their length.
    Other { country: [u8; 2], length: u8 },
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Kind::Other { country: [a, b], .. } = self.0;
        write!(f, "{}{} tax id", char::from(a), char::from(b))
    }
}

/// The verdict of a number's check digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The check digits are right.
    Valid,
    /// The check digits are wrong: the number was mistyped or made up.
    Invalid,
    /// The scheme has no check digits, or none that are made public.
    Unknown,
}

/// One number of a company in one register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxId {
    /// The register.
    pub scheme: Scheme,
    /// The number in the one form in which it is compared.
    pub number: String,
    /// The verdict of its check digits.
    pub check: Check,
    /// True for a number that stands for none, such as `000000000`.
    pub placeholder: bool,
}

/// Reads the tax ids in a field, as people write them, in the country of the record.
pub fn ids(text: &str, country: Option<&str>) -> Vec<TaxId> {
    let of_key = |key: String| {
        let country: [u8; 2] = key.as_bytes().get(..2)?.try_into().ok()?;
        let number = key.get(2..)?.to_owned();
        let length = u8::try_from(number.len()).ok()?;
        let placeholder = number.bytes().all(|byte| Some(&byte) == number.as_bytes().first());
        let scheme = Scheme(Kind::Other { country, length });
        Some(TaxId { scheme, number, check: Check::Unknown, placeholder })
    };
    tax_key(text, country).and_then(of_key).into_iter().collect()
}
