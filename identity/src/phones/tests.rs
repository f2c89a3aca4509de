//! Spellings of one number, and numbers of several companies.

use proptest::prelude::*;

use super::phone;

/// Spellings of one number, with the country of the record that has it; empty for none.
const ALIKE: &[(&str, &[(&str, &str)])] = &[
    (
        "49894135217",
        &[
            ("+49 89 4135217", ""),
            ("+49 (0)89 4135217", ""),
            ("+49 (0) 89 / 413 52 17", "DE"),
            ("0049 89 4135217", "DE"),
            ("0049 (0)89 4135217", "AT"),
            ("089 4135217", "DE"),
            ("089/4135217", "DE"),
            ("(089) 413-5217", "DE"),
            ("49 89 4135217", "DE"),
            ("tel:+49-89-4135217", ""),
            ("Tel.: 089 4135217", "DE"),
            ("+49 89 4135217-0", ""),
            ("089 4135217-0", "DE"),
            ("089 41352170", "DE"),
            ("+49 89 4135217 ext. 12", ""),
            ("+49 89 4135217 x12", ""),
            ("+49 89 4135217 Durchwahl 12", ""),
            ("+49 89 4135217 DW 12", ""),
            ("+49 89 4135217;ext=12", ""),
            ("+49 89 4135217 #12", ""),
            ("+49 89 4135217, +49 89 4135218", ""),
            ("+49 89 4135217 / +49 89 4135218", ""),
            ("＋４９ ８９ ４１３５２１７", ""),
            ("089 4135217", "de"),
        ],
    ),
    (
        "14155326473",
        &[
            ("+1 415 532 6473", ""),
            ("(415) 532-6473", "US"),
            ("1-415-532-6473", "US"),
            ("415.532.6473", "CA"),
            ("001 415 532 6473", "DE"),
            ("011 1 415 532 6473", "CA"),
            ("+1 (415) 532-6473 extension 9", "FR"),
        ],
    ),
    (
        "442079460958",
        &[
            ("+44 20 7946 0958", ""),
            ("+44 (0)20 7946 0958", "GB"),
            ("020 7946 0958", "GB"),
            ("0044 20 7946 0958", "DE"),
            ("+442079460958", "US"),
        ],
    ),
    (
        "33142685300",
        &[("+33 1 42 68 53 00", ""), ("01 42 68 53 00", "FR"), ("01.42.68.53.00", "FR")],
    ),
    ("39262134", &[("+39 02 62134", ""), ("02 62134", "IT"), ("+39 (0)2 62134", "")]),
    ("34915842317", &[("+34 915 84 23 17", ""), ("91 584 23 17", "ES"), ("34 915842317", "ES")]),
    ("48225842317", &[("+48 22 584 23 17", ""), ("22 584 23 17", "PL"), ("48225842317", "PL")]),
    ("3615842317", &[("+36 1 584 2317", ""), ("06 1 584 2317", "HU")]),
    ("74955842317", &[("+7 495 584-23-17", ""), ("8 (495) 584-23-17", "RU")]),
    ("375175842317", &[("+375 17 584-23-17", ""), ("8 017 584-23-17", "BY")]),
    ("37052584231", &[("+370 5 258 4231", ""), ("8 5 258 4231", "LT"), ("(8-5) 258 4231", "LT")]),
    (
        "525558423179",
        &[("+52 55 5842 3179", ""), ("+52 1 55 5842 3179", ""), ("01 55 5842 3179", "MX")],
    ),
    (
        "541158423179",
        &[("+54 11 5842-3179", ""), ("+54 9 11 5842-3179", ""), ("011 5842-3179", "AR")],
    ),
    (
        "61258423179",
        &[("+61 2 5842 3179", ""), ("(02) 5842 3179", "AU"), ("0011 61 2 5842 3179", "AU")],
    ),
    ("81358423179", &[("+81 3 5842 3179", ""), ("03-5842-3179", "JP"), ("+81 (0)3-5842-3179", "")]),
    (
        "551158423179",
        &[("+55 11 5842-3179", ""), ("(11) 5842-3179", "BR"), ("(011) 5842-3179", "BR")],
    ),
    ("97148423179", &[("+971 4 842 3179", ""), ("04 842 3179", "AE"), ("٠٤ ٨٤٢ ٣١٧٩", "AE")]),
    ("4758423179", &[("+47 58 42 31 79", ""), ("58423179", "NO"), ("0047 58423179", "SE")]),
    ("41445842317", &[("+41 44 584 23 17", ""), ("044 584 23 17", "CH"), ("0041445842317", "LI")]),
    ("4315842317", &[("+43 1 5842317", ""), ("01/58 42 317", "AT"), ("+43 (1) 5842317-0", "")]),
    ("31205842317", &[("+31 20 584 2317", ""), ("020-5842317", "NL"), ("+31(0)20-5842317", "")]),
];

#[test]
fn spellings_of_one_number_are_equal() {
    for (number, spellings) in ALIKE {
        for (text, country) in *spellings {
            let country = (!country.is_empty()).then_some(*country);
            assert_eq!(phone(text, country).as_deref(), Some(*number), "{text} {country:?}");
        }
    }
}

#[test]
fn equal_last_digits_in_two_countries_are_two_numbers() {
    let texts =
        [("089 4135217", "DE"), ("089 4135217", "AT"), ("0894135217", "IT"), ("+1 894135217", "")];
    for (place, (text, country)) in texts.iter().enumerate() {
        for (other, of) in &texts[place + 1..] {
            assert_ne!(phone(text, Some(country)), phone(other, Some(of)), "{text} {country} {of}");
        }
    }
}

#[test]
fn what_stands_for_no_number_is_none() {
    let none = [
        "",
        "-",
        "n/a",
        "none",
        "0000000",
        "1234567",
        "0123456789",
        "1111111111",
        "987654321",
        "12345",
        "+49 0000000",
        "+1 555 555 5555",
        "(999) 999-9999",
        "+1 212 555 0123",
        "1-800-FLOWERS",
        "+",
        "+49",
        "089",
        "+49 89 0000000",
        "0",
    ];
    for text in none {
        for country in [None, Some("DE"), Some("US"), Some("XX"), Some("")] {
            assert_eq!(phone(text, country), None, "{text} {country:?}");
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_a_number_has_digits_alone(
        text in "\\PC{0,40}",
        tail in "[+0]{0,2}[0-9 ()/-]{0,20}",
    ) {
        for text in [text.clone(), tail.clone(), format!("{text}{tail}")] {
            for country in [None, Some("DE"), Some("US"), Some("RU"), Some("é"), Some("D")] {
                let Some(number) = phone(&text, country) else { continue };
                prop_assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }

    #[test]
    fn a_number_with_its_country_code_is_its_own(
        country in prop::sample::select(vec!["DE", "US", "RU", "IT", "PL", "MX", "HU", "CH", "JP"]),
        digits in "[2-7][0-9]{8}[1-9]",
    ) {
        if let Some(number) = phone(&digits, Some(country)) {
            let again = phone(&format!("+{number}"), None);
            prop_assert_eq!(again, Some(number));
        }
    }
}

/// Prints what reading costs, in nanoseconds. Run it in release.
#[test]
#[ignore = "measures"]
fn reading_is_fast() {
    let spellings: Vec<_> = ALIKE.iter().flat_map(|(_, texts)| *texts).collect();
    let each = crate::cost::each(&spellings, |(text, country)| phone(text, Some(country)));
    println!("phone: {each} ns");
    assert!(each < 1_000, "{each} ns");
}
