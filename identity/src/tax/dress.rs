//! The dress of tax ids: what people write between, before and behind the characters of a number,
//! and how they tell its country.

use std::borrow::Cow;

use super::schemes::Country;

/// A number of a country, in letters and digits.
pub(super) struct Reading<'a> {
    /// The country's ISO code.
    pub(super) country: Cow<'a, str>,
    pub(super) number: String,
}

/// The bytes of a field that are read.
const LENGTH: usize = 256;

/// What is read of a field.
pub(super) fn bounded(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LENGTH)).unwrap_or_default()
}

/// The texts between commas and the like in a field.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '|', '\n'])
}

/// Reads a text as one number.
pub(super) fn reading<'a>(text: &str, country: Option<&'a str>) -> Option<Reading<'a>> {
    let compact = compact(text);
    let own = country.map(of_prefix);
    if let Some((prefix, rest)) = compact.split_at_checked(2)
        && prefix.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        let foreign = of_prefix(prefix);
        if own == Some(foreign) {
            let number = in_country(foreign, rest);
            return Some(Reading { country: Cow::Owned(foreign.to_owned()), number });
        }
        if let Some(listed) = Country::of(foreign) {
            let number = in_country(foreign, rest);
            let is_known = listed.knows(&number);
            let is_own = || own.and_then(Country::of).is_some_and(|own| own.knows(&compact));
            if is_known || listed.is_prefix && compact.len() >= 9 && !is_own() {
                return Some(Reading { country: Cow::Borrowed(listed.code), number });
            }
        }
    }
    let own = own?;
    Some(Reading { country: Cow::Borrowed(own), number: in_country(own, &compact) })
}

/// Letters and digits in capitals, without the words for the kind of number before it.
pub(super) fn compact(text: &str) -> String {
    let plain = half_width(text);
    let mut rest = plain.trim();
    let mut is_labelled = false;
    // A blank or colon ends a word; `USt-IdNr.` is one.
    while let Some(end) = rest.find([' ', ':', '\t', '#', '\u{a0}']) {
        let (word, after) = rest.split_at(end);
        if !is_label(word, is_labelled) {
            break;
        }
        is_labelled = true;
        rest = after.trim_start_matches([' ', ':', '\t', '#', '\u{a0}']);
    }
    let mut compact = String::with_capacity(rest.len());
    let characters = rest.chars().filter(char::is_ascii_alphanumeric);
    compact.extend(characters.map(|c| c.to_ascii_uppercase()));
    compact
}

/// Returns true for a word of the kind of number, and for the words that follow such a word.
fn is_label(word: &str, is_labelled: bool) -> bool {
    // Other letters than those of numbers: `DIČ`, `ИНН`.
    if !word.is_ascii() && !word.contains(|c: char| c.is_ascii_digit()) {
        return true;
    }
    let mut letters = [0_u8; 16];
    let mut length = 0;
    for byte in word.bytes().filter(u8::is_ascii_alphanumeric) {
        let Some(place) = letters.get_mut(length) else { return false };
        *place = byte.to_ascii_uppercase();
        length += 1;
    }
    let letters = str::from_utf8(&letters[..length]).unwrap_or_default();
    letters.is_empty()
        || LABELS.contains(&letters)
        || (is_labelled || word.ends_with('.')) && LABEL_ENDS.contains(&letters)
}

/// The text with half-width forms for full-width letters and digits.
fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    Cow::Owned(text.chars().map(half).collect())
}

/// A number in the one form that its country has for it.
fn in_country(country: &str, number: &str) -> String {
    match country {
        // The UID (CHE-123.456.789) is the VAT number too, with the tax's name behind it.
        "CH" => {
            let bare = number.strip_prefix('E');
            let bare = bare.filter(|bare| bare.starts_with(|c: char| c.is_ascii_digit()));
            without_suffix(bare.unwrap_or(number)).to_owned()
        }
        "NO" => without_suffix(number).to_owned(),
        // Numbers of nine digits got a zero before them in 2005.
        "BE" if number.len() == 9 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            ["0", number].concat()
        }
        _ => number.to_owned(),
    }
}

/// A number without the names of taxes and registers behind it.
pub(super) fn without_suffix(number: &str) -> &str {
    let mut bare = number;
    while let Some(rest) = SUFFIXES.iter().find_map(|suffix| bare.strip_suffix(suffix)) {
        bare = rest;
    }
    if bare.ends_with(|c: char| c.is_ascii_digit()) { bare } else { number }
}

/// A number without a word for its kind that was written close to it.
pub(super) fn without_label(number: &str) -> &str {
    let bare = LABELS.iter().filter_map(|label| number.strip_prefix(label));
    bare.min_by_key(|bare| bare.len()).unwrap_or(number)
}

/// The country of a prefix: in VAT numbers Greece is EL, and Northern Ireland, whose numbers are
/// the United Kingdom's, XI.
fn of_prefix(prefix: &str) -> &str {
    match prefix {
        "EL" => "GR",
        "UK" | "XI" => "GB",
        other => other,
    }
}

/// Words for the kind of number, before it, without punctuation.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "ABN", "ACN", "AFM", "BIN", "BN", "BRN", "BTW", "BTWNR", "BULSTAT", "BUSINESSNUMBER", "CF",
    "CIF", "CNPJ", "CODICEFISCALE", "COMPANYNO", "COMPANYNUMBER", "CPF", "CRN", "CUI", "CUIT",
    "CVR", "CVRNR", "DIC", "EDRPOU", "EIK", "EIN", "FEIN", "FISCALCODE", "GST", "GSTIN", "GSTNO",
    "HST", "ICDPH", "ICO", "INN", "IRD", "ITIN", "IVA", "KENNITALA", "KRS", "KVK", "KVKNR", "MOMS",
    "MOMSNR", "MST", "MVA", "MWST", "MWSTNR", "NIF", "NIP", "NIPC", "NIT", "NTVA", "NZBN", "OGRN",
    "OIB", "ORGNR", "ORGNUMMER", "PAN", "PARTITAIVA", "PIB", "PIVA", "REGON", "RFC", "RSIN", "RUC",
    "RUT", "SIREN", "SIRET", "STEUERNR", "STEUERNUMMER", "STNR", "TAX", "TAXID", "TAXNO",
    "TAXNUMBER", "TCKN", "TIN", "TRN", "TVA", "UEN", "UID", "UIDNR", "USCC", "UST", "USTID",
    "USTIDNR", "UTR", "VAT", "VATID", "VATIN", "VATNO", "VATNR", "VATNUMBER", "VATREG", "VATREGNO",
    "VKN", "VSK", "YTUNNUS",
];

/// Words that follow those.
const LABEL_ENDS: &[&str] =
    &["DPH", "NO", "NR", "N", "ID", "IDNR", "NUMBER", "NUMMER", "REG", "REGNO"];

/// Names of taxes and registers behind a number.
const SUFFIXES: &[&str] = &["MWST", "TVA", "IVA", "VAT", "TPV", "HR", "RC", "MVA"];
