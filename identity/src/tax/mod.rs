//! Tax ids and numbers of company registers, by scheme: how people write them, whether their check
//! digits are right, and the form in which they are compared.

mod check;
mod dress;
mod key;
mod placeholder;
mod schemes;
#[cfg(test)]
mod tests;

use std::fmt;

use dress::{Reading, bounded, pieces, reading, without_label, without_suffix};
use key::tells_companies_apart;
pub use key::{lookup_keys, names_of, tax_key};
pub(crate) use placeholder::is_placeholder;
use schemes::{Country, Row};

/// A register that gives each company one number. Different numbers of one scheme are different
/// companies'; numbers of two schemes never contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scheme {
    country: [u8; 2],
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// A scheme of the table, by its first row.
    Listed(u8),
    /// Numbers of a country without a table, by their length.
    Length(u8),
    /// A number in no form that its country has: nothing is known of its register, so it
    /// contradicts no other.
    Alone(u32),
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let country = str::from_utf8(&self.country).unwrap_or_default();
        let name = match self.kind {
            Kind::Listed(row) => {
                Country::of(country).and_then(|one| one.rows.get(usize::from(row)))
            }
            Kind::Length(_) | Kind::Alone(_) => None,
        };
        write!(f, "{country} {}", name.map_or("tax id", |row| row.name))
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
    /// The number in the one form in which it is compared: the company's own, where a tax's,
    /// an office's or a branch's number holds it (a SIREN of a French VAT number, say).
    pub number: String,
    /// The verdict of the check digits of the number as it was written.
    pub check: Check,
    /// True for a number that stands for none, such as `000000000`.
    pub placeholder: bool,
}

/// Reads the tax ids in a field, as people write them, in the country of the record. A bare number
/// without a country has no register and is none.
pub fn ids(text: &str, country: Option<&str>) -> Vec<TaxId> {
    let text = bounded(text);
    let upper = country.map(|country| country.trim().to_ascii_uppercase());
    let read = |one| id(&reading(one, upper.as_deref())?);
    let mut ids: Vec<TaxId> = Vec::new();
    for id in pieces(text).filter_map(read) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        ids.extend(read(text));
    }
    ids
}

/// The id that a number of a country is.
fn id(reading: &Reading<'_>) -> Option<TaxId> {
    let (country, number) = (&*reading.country, &*reading.number);
    let code: [u8; 2] = country.as_bytes().try_into().ok()?;
    // A number of the union's one-stop shop is no country's.
    if number.strip_prefix("EU").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let listed = Country::of(country);
    let known = listed.and_then(|country| {
        let of = |number| best(country, number);
        of(number).or_else(|| of(without_suffix(number))).or_else(|| of(without_label(number)))
    });
    if let Some((row, part, check)) = known {
        let scheme = Scheme { country: code, kind: Kind::Listed(row) };
        // The root of a number may be a row of zeros, as that of Banco do Brasil.
        let placeholder = is_placeholder(number) || country != "BR" && is_placeholder(&part);
        return Some(TaxId { scheme, number: part, check, placeholder });
    }
    // A court's number needs the court.
    let is_of_court = number.contains("HRB") || number.contains("HRA");
    if is_of_court || !tells_companies_apart(number) {
        return None;
    }
    let kind = match listed {
        Some(_) => Kind::Alone(digest(number)),
        None => Kind::Length(u8::try_from(number.len()).ok()?),
    };
    Some(TaxId {
        scheme: Scheme { country: code, kind },
        number: number.to_owned(),
        check: Check::Unknown,
        placeholder: is_placeholder(number),
    })
}

/// The scheme of a number by its first row, what it is compared by, and its check: of the first
/// form whose check digits are right, else of the first form.
fn best(country: &Country, number: &str) -> Option<(u8, String, Check)> {
    let mut found: Option<(&Row, String, Check)> = None;
    for row in country.rows {
        let Some((part, check)) = row.read(number) else { continue };
        let is_first = found.is_none();
        if is_first || check == Check::Valid {
            found = Some((row, part, check));
        }
        if check != Check::Invalid {
            break;
        }
    }
    let (row, part, check) = found?;
    let first = country.rows.iter().position(|one| one.name == row.name)?;
    Some((u8::try_from(first).ok()?, part, check))
}

/// A number's digest (FNV-1a).
fn digest(number: &str) -> u32 {
    number
        .bytes()
        .fold(0x811c_9dc5, |digest, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
