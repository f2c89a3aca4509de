//! Tax ids, as they are compared.

/// Builds the key under which a tax id is compared: country and number, without what people put
/// between and around. A bare number gets its country from the record's. Of several ids in one
/// field the first counts. Nothing if the id is too short to tell companies apart, or no country is
/// known.
pub fn tax_key(tax_id: &str, country: Option<&str>) -> Option<String> {
    let several = tax_id.split([',', ';', '|', '\n']);
    several.chain([tax_id]).find_map(|one| key_of_one(one, country))
}

/// The keys under which a partner may be looked up by a tax id as a client writes it: with its
/// country, and as a number of any country.
pub fn lookup_keys(tax_id: &str) -> Vec<String> {
    let compact = compact(tax_id);
    let bare = without_suffix(&compact).to_owned();
    let mut keys: Vec<String> = tax_key(tax_id, None).into_iter().chain([bare, compact]).collect();
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}

/// What a key may be looked up by: itself, and its number without the country; Belgian numbers also
/// as before their leading zero came.
pub fn names_of(key: &str) -> impl Iterator<Item = &str> {
    [Some(key), key.get(2..), key.strip_prefix("BE0")].into_iter().flatten()
}

fn key_of_one(tax_id: &str, country: Option<&str>) -> Option<String> {
    let compact = compact(tax_id);
    let (country, number) =
        match compact.get(..2).filter(|prefix| names_country(prefix, country, &compact)) {
            Some(prefix) => (of_prefix(prefix), &compact[2..]),
            None => (of_prefix(country?), compact.as_str()),
        };
    let number = in_country(country, number);
    (number.len() >= 6 && number.bytes().filter(u8::is_ascii_digit).count() >= 5)
        .then(|| format!("{country}{number}"))
}

/// Letters and digits in capitals, without the words for the kind of number before it.
fn compact(tax_id: &str) -> String {
    let plain: String = tax_id.chars().map(half_width).collect();
    let mut rest = plain.trim();
    let mut labelled = false;
    // A blank or colon ends a word; `USt-IdNr.` is one.
    while let Some((word, after)) = rest.split_once([' ', ':', '\t', '#', '\u{a0}']) {
        let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        let letters = letters.to_ascii_uppercase();
        let is_label = letters.is_empty()
            || LABELS.contains(&letters.as_str())
            || labelled && LABEL_ENDS.contains(&letters.as_str());
        if !is_label {
            break;
        }
        labelled = true;
        rest = after.trim_start();
    }
    rest.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

/// The half-width form of a full-width letter or digit.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// A number in the one form that its country has for it.
fn in_country(country: &str, number: &str) -> String {
    match country {
        // The UID (CHE-123.456.789) is the VAT number too, with the tax's name behind it.
        "CH" => without_suffix(number.strip_prefix('E').unwrap_or(number)).to_owned(),
        "NO" => without_suffix(number).to_owned(),
        // Numbers of nine digits got a zero before them in 2005.
        "BE" if number.len() == 9 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("0{number}")
        }
        _ => number.to_owned(),
    }
}

/// A number without the names of taxes and registers behind it.
fn without_suffix(number: &str) -> &str {
    let mut bare = number;
    while let Some(rest) = SUFFIXES.iter().find_map(|suffix| bare.strip_suffix(suffix)) {
        bare = rest;
    }
    if bare.ends_with(|c: char| c.is_ascii_digit()) { bare } else { number }
}

/// Returns true if the first two letters are a country's: the record's own, or another one before a
/// number that could stand alone.
fn names_country(prefix: &str, country: Option<&str>, compact: &str) -> bool {
    if !prefix.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return false;
    }
    country.map(of_prefix) == Some(of_prefix(prefix))
        || (VAT_COUNTRIES.contains(&prefix) && compact.len() >= 9)
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

/// Prefixes of VAT numbers, and of the like in daily use.
const VAT_COUNTRIES: &[&str] = &[
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GB", "GR", "HR",
    "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "UK",
    "US", "XI",
];

/// Words for the kind of number, before it, without punctuation.
const LABELS: &[&str] = &[
    "VAT",
    "VATIN",
    "VATID",
    "VATNO",
    "VATNR",
    "VATNUMBER",
    "TAX",
    "TAXID",
    "TIN",
    "EIN",
    "UST",
    "USTID",
    "USTIDNR",
    "UID",
    "UIDNR",
    "TVA",
    "NTVA",
    "MWST",
    "MWSTNR",
    "IVA",
    "PIVA",
    "PARTITAIVA",
    "BTW",
    "BTWNR",
    "NIF",
    "CIF",
    "NIP",
    "MOMS",
    "MVA",
    "ABN",
    "GSTIN",
    "RFC",
];

/// Words that follow those.
const LABEL_ENDS: &[&str] = &["NO", "NR", "N", "ID", "IDNR", "NUMBER", "NUMMER", "REG", "REGNO"];

/// Names of taxes and registers behind a number.
const SUFFIXES: &[&str] = &["MWST", "TVA", "IVA", "VAT", "TPV", "HR", "RC", "MVA"];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Spellings of one tax id, with the country of the record that has it.
    const ALIKE: &[(&str, &[(&str, &str)])] = &[
        (
            "DE123456789",
            &[
                ("DE123456789", ""),
                ("de 123 456 789", ""),
                ("123.456.789", "DE"),
                ("DE-123-456-789", "AT"),
                ("VAT: DE123456789", "DE"),
                ("VAT 123456789", "DE"),
                ("USt-IdNr.: DE 123456789", ""),
                ("VAT No. DE123456789", "DE"),
                ("ＤＥ１２３４５６７８９", ""),
                ("DE123456789, ATU12345678", ""),
                ("n/a; DE123456789", ""),
            ],
        ),
        (
            "GB123456782",
            &[
                ("GB 123 4567 82", "GB"),
                ("XI123456782", "GB"),
                ("XI 123 4567 82", ""),
                ("UK123456782", ""),
                ("123 4567 82", "GB"),
                ("GB123456782", "IE"),
                ("XI123456782", "IE"),
                ("VAT Reg. No. 123 4567 82", "GB"),
            ],
        ),
        (
            "CH107787577",
            &[
                ("CHE-107.787.577 MWST", "CH"),
                ("CHE107787577", "CH"),
                ("CHE107787577", ""),
                ("CHE-107.787.577 TVA", ""),
                ("che-107.787.577 iva", "DE"),
                ("CHE-107.787.577 HR", "CH"),
                ("CHE 107 787 577 HR/MWST", "CH"),
                ("CHE-107.787.577", "CH"),
                ("CH107787577", ""),
                ("107.787.577", "CH"),
                ("107.787.577 MWST", "CH"),
                ("UID: CHE-107.787.577", "CH"),
            ],
        ),
        ("GR123456789", &[("EL123456789", ""), ("GR123456789", ""), ("123456789", "GR")]),
        ("BE0412345678", &[("BE 0412.345.678", ""), ("BE412345678", ""), ("412.345.678", "BE")]),
        ("NO923609016", &[("NO 923 609 016 MVA", ""), ("923609016MVA", "NO"), ("923609016", "NO")]),
        ("ATU12345678", &[("ATU12345678", ""), ("ATU 1234 5678", "AT"), ("U12345678", "AT")]),
        ("US123456789", &[("12-3456789", "US"), ("US12-3456789", ""), ("EIN 12-3456789", "US")]),
        ("NL123456789B01", &[("NL123456789B01", ""), ("NL 1234.56.789.B.01", "NL")]),
        ("FRXX123456789", &[("FR XX 123456789", ""), ("XX 123 456 789", "FR")]),
        ("GBSC123456", &[("SC123456", "GB"), ("SC 123456", "GB")]),
        ("MXABC010101XX1", &[("ABC-010101-XX1", "MX"), ("MX ABC010101XX1", "MX")]),
    ];

    #[test]
    fn tax_ids_are_compared_without_their_dress() {
        for (key, forms) in ALIKE {
            for (form, country) in *forms {
                let country = (!country.is_empty()).then_some(*country);
                assert_eq!(tax_key(form, country).as_deref(), Some(*key), "{form} {country:?}");
            }
        }
        assert_eq!(tax_key("123456789", None), None);
        assert_eq!(tax_key("VAT NO 123456789", None), None);
        for nothing in ["", "n/a", "MWST", "-", "12345", "DE"] {
            assert_eq!(tax_key(nothing, Some("DE")), None, "{nothing}");
        }
    }

    #[test]
    fn a_record_is_found_by_every_spelling_of_its_tax_id() {
        for (key, forms) in ALIKE {
            let names: Vec<&str> = names_of(key).collect();
            for (form, _) in *forms {
                let keys = lookup_keys(form);
                assert!(keys.iter().any(|key| names.contains(&key.as_str())), "{form}: {keys:?}");
            }
        }
        let names: Vec<&str> = names_of("SG201912345K").collect();
        assert!(lookup_keys("sg 2019 12345 K").iter().any(|key| names.contains(&key.as_str())));
        assert!(lookup_keys(" - ").is_empty());
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(text in any::<String>(), id in "[A-Z]{0,3}[- .]?[0-9]{5,10}[A-Z]{0,4}") {
            for text in [text.clone(), id.clone(), format!("{id} {text}"), format!("{text}{id}")] {
                for country in [None, Some("CH"), Some("GB"), Some("BE"), Some("DE")] {
                    lookup_keys(&text);
                    if let Some(key) = tax_key(&text, country) {
                        let of = Some(&key[..2]);
                        prop_assert_eq!(tax_key(&key, of), Some(key.clone()), "{}", text);
                    }
                }
            }
        }
    }
}
