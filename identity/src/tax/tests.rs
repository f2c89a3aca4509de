//! Vectors by country, and what holds for all numbers.
//!
//! The first number of each country of the union, and of Great Britain, is a sample of the "VIES VAT
//! number construction rules" (version 15) as the document is commonly quoted. A comment names the
//! authority to which other numbers, forms and rules are commonly ascribed. The rest are samples
//! that validators publish.

mod europe;
mod union_from_croatia;
mod union_to_france;
mod world;

use proptest::prelude::*;

use super::{Check, TaxId, ids};

/// Numbers of a scheme.
#[derive(Debug, Clone)]
struct Vector {
    /// The record's country.
    country: &'static str,
    /// The scheme.
    scheme: &'static str,
    /// Right numbers, each as `ids` compares them and as people write them. A country in brackets
    /// before a spelling is the record's, where it is another one; empty brackets: it has none.
    right: &'static [(&'static str, &'static [&'static str])],
    /// Numbers with one digit changed; none where no digit is a check.
    wrong: &'static [&'static str],
    /// The verdict on the right ones.
    check: Check,
}

/// The vectors of all countries.
fn all() -> Vec<&'static Vector> {
    let lists =
        [union_to_france::VECTORS, union_from_croatia::VECTORS, europe::VECTORS, world::VECTORS];
    lists.into_iter().flatten().collect()
}

fn one(text: &str, country: Option<&str>) -> TaxId {
    let mut ids = ids(text, country);
    assert_eq!(ids.len(), 1, "{text} {country:?}: {ids:?}");
    ids.remove(0)
}

/// A spelling with the country of its record.
fn spelling(text: &'static str, country: &'static str) -> (&'static str, Option<&'static str>) {
    match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((other, text)) => (text, (!other.is_empty()).then_some(other)),
        None => (text, Some(country)),
    }
}

#[test]
fn spellings_of_one_number_are_equal_and_its_check_is_told() {
    let mut failed = Vec::new();
    for vector in all() {
        let told = |text: &str, country: Option<&str>| {
            let ids = ids(text, country);
            let [id] = ids.as_slice() else { return format!("{ids:?}") };
            format!("{} {} {:?} {}", id.scheme, id.number, id.check, id.placeholder)
        };
        for (number, spellings) in vector.right {
            for text in *spellings {
                let (text, country) = spelling(text, vector.country);
                let expected = format!("{} {number} {:?} false", vector.scheme, vector.check);
                if told(text, country) != expected {
                    failed.push(format!("{text} {country:?}: {}", told(text, country)));
                }
            }
        }
        for text in vector.wrong {
            let id = one(text, Some(vector.country));
            if id.check != Check::Invalid || id.scheme.to_string() != vector.scheme {
                failed.push(format!(
                    "{text} {}: {}",
                    vector.country,
                    told(text, Some(vector.country))
                ));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn the_vectors_are_of_at_least_30_countries_with_two_numbers_each() {
    let countries: std::collections::HashSet<_> =
        all().into_iter().filter(|one| one.right.len() > 1).map(|one| one.country).collect();
    assert!(countries.len() >= 30, "{}", countries.len());
}

#[test]
fn numbers_of_two_schemes_never_have_one() {
    let of_germany =
        ["DE136695976", "St.-Nr. 181/815/08155", "2893081508152"].map(|text| one(text, Some("DE")));
    for (place, id) in of_germany.iter().enumerate() {
        for other in &of_germany[place + 1..] {
            assert_ne!(id.scheme, other.scheme, "{id:?} {other:?}");
        }
    }
    // A court's number tells nothing without the court.
    assert_eq!(ids("HRB 12345", Some("DE")), []);
    assert_ne!(one("434031494", Some("GB")).scheme, one("SC123456", Some("GB")).scheme);
    // In no form of the country: each is a scheme of its own.
    assert_ne!(one("12345678", Some("DE")).scheme, one("12345679", Some("DE")).scheme);
    assert_eq!(one("12345678", Some("DE")), one("DE 12.345.678", None));
    // A country without a table: its numbers of one length contradict each other.
    assert_eq!(one("1234567891", Some("ET")).scheme, one("9876543211", Some("ET")).scheme);
}

#[test]
fn several_ids_in_one_field_are_several() {
    let both = ids("DE136695976, ATU10223006", None);
    let schemes: Vec<String> = both.iter().map(|id| id.scheme.to_string()).collect();
    assert_eq!(schemes, ["DE VAT", "AT VAT"]);
    assert_eq!(ids("DE136695976; DE 136 695 976", None).len(), 1);
}

#[test]
fn numbers_that_stand_for_none_are_told() {
    let placeholders = [
        ("000000000", "DE"),
        ("999999999", "DE"),
        ("DE999999999", ""),
        ("DE123456789", ""),
        ("123456789", "GB"),
        ("987654321", "US"),
        ("00-0000000", "US"),
        ("12-3456789", "US"),
        ("99-9999999", "US"),
        ("XAXX010101000", "MX"),
        ("XEXX010101000", "MX"),
        ("FR99999999999", ""),
        ("FR 99 999999995", ""),
        ("ATU00000000", ""),
        ("ATU12345678", ""),
        ("NL000000000B01", ""),
        ("NL123456789B01", ""),
        ("1111111111", "PL"),
        ("11111111111", "TR"),
        ("2222222222", "TR"),
        ("00000000000", "IT"),
        ("00.000.000/0000-00", "BR"),
        ("0123456789", "BE"),
        ("CHE-000.000.000", ""),
        ("100000000", "DE"),
        ("999999999", "ET"),
    ];
    for (text, country) in placeholders {
        let country = (!country.is_empty()).then_some(country);
        assert!(one(text, country).placeholder, "{text}");
    }
    for text in [
        "",
        "n/a",
        "N/A",
        "none",
        "pending",
        "-",
        "EU",
        "EU372012345",
        "tbd",
        "0",
        "not registered",
    ] {
        for country in [None, Some("DE"), Some("US"), Some("MX"), Some("FR")] {
            assert_eq!(ids(text, country), [], "{text}");
        }
    }
    // The first number of Brazil's register is a bank's.
    assert!(!one("00.000.000/0001-91", Some("BR")).placeholder);
}

/// Numbers whose every wrong digit is told. Great Britain's are right by either of two rules, so
/// that a wrong one may be right by the other.
const STRICT: &[(&str, &str)] = &[
    ("AT", "U10223006"),
    ("DE", "136695976"),
    ("DK", "13585628"),
    ("FR", "404833048"),
    ("HR", "33392005961"),
    ("IT", "00743110157"),
    ("PL", "5260001246"),
    ("PT", "502757191"),
    ("SE", "5561888404"),
    ("CH", "107787577"),
    ("NO", "923609016"),
    ("AU", "51824753556"),
    ("BE", "0776091951"),
    ("LU", "10000356"),
    ("SK", "4030000007"),
    ("BR", "11222333000181"),
    ("IN", "27AAPFU0939F1ZV"),
    ("CN", "91350100M000100Y43"),
];

proptest! {
    #[test]
    fn no_text_panics_and_a_number_is_its_own(
        text in "\\PC{0,40}",
        id in "[A-Z]{0,3}[- .]?[0-9]{5,14}[A-Z]{0,4}[0-9]{0,3}",
        country in prop::sample::select(all()).prop_map(|vector| vector.country),
    ) {
        for text in [text.clone(), id.clone(), format!("{id} {text}"), format!("{text}{id}")] {
            for country in [None, Some(country), Some("ET"), Some("é"), Some("")] {
                for id in ids(&text, country) {
                    let of = id.country();
                    let again = ids(&format!("{of}{}", id.number), Some(&of));
                    let is_own = |one: &TaxId| one.number == id.number && one.scheme == id.scheme;
                    let is_one = again.len() == 1 && is_own(&again[0]);
                    prop_assert!(is_one, "{} {:?} {:?}", text, id, again);
                }
            }
        }
    }

    #[test]
    fn one_wrong_digit_is_told(
        (country, number) in prop::sample::select(STRICT),
        place in any::<prop::sample::Index>(),
        step in 1_u8..10,
    ) {
        let mut bytes = number.as_bytes().to_vec();
        let digits: Vec<usize> =
            (0..bytes.len()).filter(|&place| bytes[place].is_ascii_digit()).collect();
        let place = digits[place.index(digits.len())];
        bytes[place] = b'0' + (bytes[place] - b'0' + step) % 10;
        let wrong = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(ids(number, Some(country))[0].check, Check::Valid);
        prop_assert_ne!(ids(&wrong, Some(country))[0].check, Check::Valid, "{}", wrong);
    }

    #[test]
    fn dress_tells_nothing(
        vector in prop::sample::select(all()),
        gaps in prop::collection::vec(prop::sample::select(vec!["", "", "", " ", ".", "-"]), 24),
        is_lower in any::<bool>(),
    ) {
        for (number, spellings) in vector.right {
            let (text, country) = spelling(spellings[0], vector.country);
            // A blank behind letters may make a label of them.
            let is_bare = text.starts_with(|c: char| c.is_ascii_digit());
            let gap = |gap: &'static str| if is_bare || gap != " " { gap } else { "-" };
            let dressed: String =
                text.chars().zip(&gaps).map(|(c, one)| format!("{c}{}", gap(one))).collect();
            let dressed = if is_lower { dressed.to_lowercase() } else { dressed };
            let id = one(&dressed, country);
            prop_assert_eq!(&id.number, number, "{}", dressed);
        }
    }
}

impl TaxId {
    fn country(&self) -> String {
        self.scheme.to_string().chars().take(2).collect()
    }
}

/// Prints what reading costs, in nanoseconds. Run it in release.
#[test]
#[ignore = "measures"]
fn reading_is_fast() {
    let spellings: Vec<(&str, Option<&str>)> = all()
        .into_iter()
        .flat_map(|vector| {
            let texts = vector.right.iter().flat_map(|(_, texts)| *texts);
            texts.map(|text| spelling(text, vector.country))
        })
        .collect();
    let each = crate::cost::each(&spellings, |(text, country)| ids(text, *country));
    println!("tax::ids: {each} ns");
    assert!(each < 1_000, "{each} ns");
}
