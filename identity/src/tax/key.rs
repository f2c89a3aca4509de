//! Tax ids as they are looked up: country and number as one text.

use super::dress::{bounded, compact, pieces, reading, without_suffix};

/// Builds the key under which a tax id is looked up: country and number, without what people put
/// between and around. A bare number gets its country from the record's. Of several ids in one
/// field the first counts. Nothing if the id is too short to tell companies apart, or no country is
/// known.
pub fn tax_key(tax_id: &str, country: Option<&str>) -> Option<String> {
    let text = bounded(tax_id);
    let mut readings = pieces(text).chain([text]).filter_map(|one| reading(one, country));
    let reading = readings.find(|reading| tells_companies_apart(&reading.number))?;
    Some([&*reading.country, &reading.number].concat())
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

/// Returns true if a number is long enough to be a company's own.
pub(super) fn tells_companies_apart(number: &str) -> bool {
    number.len() >= 6 && number.bytes().filter(u8::is_ascii_digit).count() >= 5
}

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
        // The `E` of a UID stands right before its digits.
        assert_eq!(tax_key("EE00000", Some("CH")).as_deref(), Some("CHEE00000"));
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
        fn a_key_is_its_own_key(
            text in any::<String>(),
            id in "[A-Z]{0,3}[- .]?[0-9]{5,10}[A-Z]{0,4}",
        ) {
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
