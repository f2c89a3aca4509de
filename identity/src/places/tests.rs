//! Spellings of one place, and places that are two.

use proptest::prelude::*;

use super::{city, postal_code, street};

fn country(code: &str) -> Option<&str> {
    (!code.is_empty()).then_some(code)
}

const POSTAL_CODES: &[(&str, &[(&str, &str)])] = &[
    (
        "10117",
        &[
            ("10117", "DE"),
            ("D-10117", "DE"),
            ("D 10117", ""),
            ("DE-10117", "DE"),
            ("d10117", "DE"),
            ("10117 ", ""),
        ],
    ),
    ("01067", &[("01067", "DE"), ("1067", "DE"), ("D-01067", "DE"), ("1067.0", "DE")]),
    ("1010", &[("1010", "AT"), ("A-1010", "AT"), ("AT-1010", "AT"), ("A 1010", "")]),
    ("8001", &[("8001", "CH"), ("CH-8001", "CH"), ("CH 8001", "")]),
    ("SW1A1AA", &[("SW1A 1AA", "GB"), ("SW1A1AA", "GB"), ("sw1a 1aa", ""), ("SW1A  1AA", "GB")]),
    ("EC1A1BB", &[("EC1A 1BB", "GB"), ("EC1A1BB", "")]),
    ("1234AB", &[("1234 AB", "NL"), ("1234AB", "NL"), ("NL-1234 AB", "NL"), ("1234 ab", "")]),
    (
        "00123",
        &[("00-123", "PL"), ("00123", "PL"), ("PL 00-123", "PL"), ("PL-00-123", ""), ("123", "PL")],
    ),
    ("12345", &[("123 45", "SE"), ("12345", "SE"), ("SE-123 45", "SE"), ("S-123 45", "SE")]),
    ("94105", &[("94105", "US"), ("94105-1234", "US"), ("941051234", "US"), ("94105-1234", "")]),
    ("02116", &[("02116", "US"), ("2116", "US"), ("02116-4321", "US")]),
    ("75008", &[("75008", "FR"), ("F-75008", "FR"), ("FR-75008", "FR")]),
    ("06000", &[("06000", "FR"), ("6000", "FR")]),
    ("20121", &[("20121", "IT"), ("I-20121", "IT"), ("IT 20121", "IT")]),
    ("28013", &[("28013", "ES"), ("E-28013", "ES")]),
    ("00100", &[("00100", "FI"), ("FI-00100", "FI"), ("FIN-00100", "FI")]),
    ("11000", &[("110 00", "CZ"), ("11000", "CZ"), ("CZ-110 00", "CZ")]),
    ("K1A0B6", &[("K1A 0B6", "CA"), ("k1a0b6", "CA"), ("K1A-0B6", "CA")]),
    ("01310100", &[("01310-100", "BR"), ("01310100", "BR"), ("1310100", "BR")]),
    ("1000001", &[("100-0001", "JP"), ("〒100-0001", "JP"), ("１００－０００１", "JP")]),
    ("0800", &[("0800", "AU"), ("800", "AU")]),
    ("1010", &[("LV-1010", "LV"), ("1010", "LV")]),
    ("D02X285", &[("D02 X285", "IE"), ("d02x285", "IE")]),
    ("1425", &[("C1425ABC", "AR"), ("1425", "AR")]),
    ("1234", &[("L-1234", "LU"), ("1234", "LU"), ("LU-1234", "")]),
];

#[test]
fn spellings_of_one_postal_code_are_equal() {
    for (code, spellings) in POSTAL_CODES {
        for (text, of) in *spellings {
            assert_eq!(postal_code(text, country(of)).as_deref(), Some(*code), "{text} {of}");
        }
    }
    for none in
        ["", "-", "n/a", "none", "00000", "99999", "0000", "12", "Berlin", "1234567890123456789"]
    {
        assert_eq!(postal_code(none, Some("DE")), None, "{none}");
    }
}

const CITIES: &[&[&str]] = &[
    &[
        "München",
        "Munich",
        "Muenchen",
        "MUNCHEN",
        "80331 München",
        "München (Pasing)",
        "Monaco di Baviera",
        "Munich, Germany",
    ],
    &["Köln", "Cologne", "Koeln", "Colonia", "50667 Köln"],
    &["Wien", "Vienna", "Vienne", "1010 Wien", "Bécs", "Вена"],
    &["Milano", "Milan", "Mailand", "Milán", "MILANO (MI)"],
    &[
        "Frankfurt am Main",
        "Frankfurt",
        "Frankfurt/Main",
        "Frankfurt a.M.",
        "Frankfurt a. M.",
        "Frankfurt (Main)",
    ],
    &["Frankfurt (Oder)", "Frankfurt/Oder", "Frankfurt an der Oder"],
    &["Genève", "Geneva", "Genf", "Ginevra", "GENEVE"],
    &["Zürich", "Zurich", "Zuerich", "8001 Zürich", "Zurigo"],
    &["Paris", "Paris 8e", "75008 PARIS", "Paris Cedex 08", "PARIS CEDEX", "Parigi"],
    &["Praha", "Prague", "Prag", "Praha 1", "110 00 Praha"],
    &["Warszawa", "Warsaw", "Warschau", "00-123 Warszawa"],
    &["København", "Copenhagen", "Kopenhagen", "Kobenhavn", "København K", "Koebenhavn"],
    &["Göteborg", "Gothenburg", "Goteborg", "Goeteborg"],
    &["Den Haag", "The Hague", "'s-Gravenhage", "La Haye"],
    &["Bruxelles", "Brussels", "Brussel", "Brüssel", "1000 Bruxelles"],
    &["Antwerpen", "Antwerp", "Anvers"],
    &["Lisboa", "Lisbon", "Lissabon"],
    &["Athína", "Athens", "Athen", "Αθήνα"],
    &["Moskva", "Moscow", "Moskau", "Москва"],
    &["Kyiv", "Kiev", "Київ", "Киев"],
    &["St. Petersburg", "Saint Petersburg", "Sankt-Peterburg", "Санкт-Петербург"],
    &["New York", "New York City", "NYC", "New York, NY", "NEW YORK"],
    &["St. Louis", "Saint Louis", "St Louis", "Saint Louis, MO"],
    &["México D.F.", "Mexico City", "CDMX", "Ciudad de México"],
    &["Mumbai", "Bombay"],
    &["Bengaluru", "Bangalore"],
    &["Beijing", "Peking", "北京"],
    &["Tokyo", "Tokio", "東京", "東京都"],
    &["Seoul", "서울"],
    &["Düsseldorf", "Duesseldorf", "Dusseldorf", "DÜSSELDORF"],
    &["Halle (Saale)", "Halle", "Halle/Saale", "Halle a. d. Saale"],
    &["Freiburg im Breisgau", "Freiburg i. Br.", "Freiburg"],
    &["Montréal", "Montreal", "Montreal, QC"],
    &["Saint-Denis", "St Denis", "ST-DENIS", "Saint Denis"],
    &["Bad Homburg", "Bad-Homburg", "BAD HOMBURG"],
    &["Austin", "austin", " Austin ", "Austin, TX", "Austin TX 78701"],
    &["Tel Aviv", "Tel Aviv-Yafo", "תל אביב"],
    &["Biel/Bienne", "Biel", "Bienne"],
];

#[test]
fn names_of_one_city_are_equal_and_cities_differ() {
    let mut seen = std::collections::HashMap::new();
    for names in CITIES {
        let one = city(names[0]);
        assert!(one.is_some(), "{names:?}");
        for name in *names {
            assert_eq!(city(name), one, "{name}");
        }
        assert_eq!(seen.insert(one, names), None, "{names:?}");
    }
    for none in ["", "-", "12345", "...", "0"] {
        assert_eq!(city(none), None, "{none}");
    }
}

const STREETS: &[&[&str]] = &[
    &[
        "Hauptstraße 5",
        "Hauptstr. 5",
        "Hauptstrasse 5",
        "HAUPTSTR 5",
        "Haupt Straße 5",
        "Haupt-Str. 5",
        "Hauptstr. 005",
    ],
    &["Hauptstraße 5a", "Hauptstr. 5 a", "Hauptstr. 5A"],
    &[
        "Hauptstraße 15-17",
        "Hauptstr. 15 - 17",
        "Hauptstr. 15–17",
        "Hauptstr. 15",
        "Hauptstr. 15/17",
    ],
    &["Hauptplatz 5", "Haupt Platz 5", "Hauptpl. 5"],
    &["Straße des 17. Juni 135", "Str. des 17. Juni 135"],
    &["Kurfürstendamm 21", "Kurfuerstendamm 21", "Kurfürsten-Damm 21"],
    &[
        "Mariahilfer Straße 1",
        "Mariahilferstraße 1",
        "Mariahilfer Str. 1",
        "Mariahilfer Str. 1, 2. OG",
        "Mariahilfer Str. 1 Top 5",
    ],
    &[
        "12 High Street",
        "12 High St",
        "12, High St.",
        "High Street 12",
        "12 High Street, London",
        "Suite 5, 12 High Street",
    ],
    &["12 High Road", "12 High Rd."],
    &[
        "100 Main Street",
        "100 Main St",
        "100 Main St, Suite 400",
        "100 Main St. #400",
        "100 MAIN ST STE 400",
        "Main Street 100",
    ],
    &["350 5th Avenue", "350 Fifth Ave", "350 5th Ave.", "350 Fifth Avenue, Floor 21"],
    &["1 North Main St", "1 N Main Street", "1 N. Main St."],
    &["1 South Main St", "1 S Main Street"],
    &["10 St. James Street", "10 Saint James St", "10 St James St."],
    &["2 Park Avenue", "2 Park Ave", "2 Park Av."],
    &["2 Park Boulevard", "2 Park Blvd"],
    &[
        "12 rue de Rivoli",
        "12, rue de Rivoli",
        "12 R. de Rivoli",
        "Rue de Rivoli 12",
        "12 RUE DE RIVOLI",
    ],
    &["12 bis rue de la Paix", "12bis, rue de la Paix"],
    &["12 avenue de l'Opéra", "12 av. de l'Opera", "12 Ave de l'Opéra"],
    &["Via Roma 7", "Via Roma, 7", "V. Roma 7", "via Roma n. 7", "Via Roma, n° 7"],
    &["Piazza Roma 7", "P.za Roma 7", "Pza Roma, 7"],
    &["Viale Roma 7", "V.le Roma 7"],
    &["Calle Mayor 3", "C/ Mayor, 3", "C. Mayor 3", "Calle Mayor, nº 3", "CL MAYOR 3"],
    &["Avenida de la Constitución 3", "Avda. de la Constitución, 3", "Av. de la Constitucion 3"],
    &["Plaza de España 3", "Pza. de España 3", "Pl. de España, 3"],
    &["Rua Augusta 9", "R. Augusta, 9", "R Augusta 9"],
    &["ul. Długa 4", "ulica Długa 4", "Długa 4", "ul. Dluga 4", "ul. Długa 4/12"],
    &["al. Jana Pawła II 4", "aleja Jana Pawła II 4", "Aleje Jana Pawla II 4"],
    &["Kerkstraat 8", "Kerkstr. 8", "Kerk straat 8", "Kerkstraat 8 bus 3"],
    &["Drottninggatan 6", "Drottning gatan 6"],
    &["Váci utca 2", "Váci u. 2", "Vaci utca 2."],
    &["Broadway 12", "12 Broadway"],
    &["Am Markt 3", "Am Markt 03"],
    &["Postfach 1234", "POSTFACH 1234"],
];

#[test]
fn spellings_of_one_street_are_equal_and_streets_differ() {
    let mut seen = std::collections::HashMap::new();
    let mut wrong = Vec::new();
    for spellings in STREETS {
        let one = street(spellings[0]);
        assert!(one.is_some(), "{spellings:?}");
        for spelling in *spellings {
            if street(spelling) != one {
                wrong.push(format!("{spelling}: {:?}, not {one:?}", street(spelling)));
            }
        }
        if let Some(other) = seen.insert(one, spellings) {
            wrong.push(format!("{other:?} {spellings:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for none in ["", "-", "12", "5 - 7"] {
        assert_eq!(street(none), None, "{none}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_places_are_their_own(
        text in "\\PC{0,40}",
        code in "[A-Z]{0,3}[- ]?[0-9A-Z -]{0,12}",
    ) {
        for of in [None, Some("DE"), Some("US"), Some("GB"), Some("AR"), Some("é"), Some("")] {
            for text in [&text, &code] {
                if let Some(code) = postal_code(text, of) {
                    prop_assert_eq!(postal_code(&code, of), Some(code), "{} {:?}", text, of);
                }
            }
        }
        city(&text);
        street(&text);
    }
}

/// Prints what reading costs, in nanoseconds. Run it in release.
#[test]
#[ignore = "measures"]
fn reading_is_fast() {
    let codes: Vec<_> = POSTAL_CODES.iter().flat_map(|(_, texts)| *texts).collect();
    let cities: Vec<_> = CITIES.iter().copied().flatten().collect();
    let streets: Vec<_> = STREETS.iter().copied().flatten().collect();
    let costs = [
        crate::cost::each(&codes, |(text, of)| postal_code(text, country(of))),
        crate::cost::each(&cities, |text| city(text)),
        crate::cost::each(&streets, |text| street(text)),
    ];
    println!("postal_code, city, street: {costs:?} ns");
    assert!(costs.iter().all(|cost| *cost < 1_000), "{costs:?} ns");
}
