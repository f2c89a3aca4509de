//! Tax ids, as they are compared.

/// A tax id as it is compared: country and number, without what people put between. A bare number
/// gets its country from the record's. Nothing if it is too short to tell companies apart, or no
/// country is known.
pub fn tax_key(tax_id: &str, country: Option<&str>) -> Option<String> {
    let compact: String =
        tax_id.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let (prefix, rest) =
        match compact.get(..2).filter(|prefix| names_country(prefix, country, &compact)) {
            Some("EL") => ("GR".to_owned(), &compact[2..]),
            Some("UK") => ("GB".to_owned(), &compact[2..]),
            Some(prefix) => (prefix.to_owned(), &compact[2..]),
            None => (country?.to_owned(), compact.as_str()),
        };
    (rest.len() >= 6 && rest.bytes().filter(u8::is_ascii_digit).count() >= 5)
        .then(|| format!("{prefix}{rest}"))
}

/// Returns true if the first two letters are a country's: the record's own, or another one before a
/// number that could stand alone.
fn names_country(prefix: &str, country: Option<&str>, compact: &str) -> bool {
    if !prefix.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return false;
    }
    let alias = match prefix {
        "EL" => "GR",
        "UK" => "GB",
        other => other,
    };
    country == Some(alias) || (VAT_COUNTRIES.contains(&prefix) && compact.len() >= 9)
}

/// Prefixes of VAT numbers, and of the like in daily use.
const VAT_COUNTRIES: &[&str] = &[
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GB", "GR", "HR",
    "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "UK",
    "US",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_ids_are_compared_without_their_dress() {
        for form in ["DE123456789", "de 123 456 789", "123.456.789"] {
            assert_eq!(tax_key(form, Some("DE")).as_deref(), Some("DE123456789"), "{form}");
        }
        assert_eq!(tax_key("ATU12345678", Some("AT")), tax_key("U12345678", Some("AT")));
        assert_eq!(tax_key("12-3456789", Some("US")).as_deref(), Some("US123456789"));
        assert_eq!(tax_key("NL123456789B01", None).as_deref(), Some("NL123456789B01"));
        assert_eq!(tax_key("DE123456789", Some("AT")).as_deref(), Some("DE123456789"));
        assert_eq!(tax_key("123456789", None), None);
        assert_eq!(tax_key("n/a", Some("DE")), None);
    }
}
