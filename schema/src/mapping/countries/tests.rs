//! Every country by every name and code; names of several; texts as people write them.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// Country codes with their names.
fn listed() -> Vec<(&'static str, &'static str, &'static str, Vec<&'static str>)> {
    let lines = rows().filter(|(code, ..)| *code != SEVERAL);
    lines
        .map(|(code, alpha3, mut columns)| {
            (code, alpha3, columns.next().unwrap(), columns.collect())
        })
        .collect()
}

fn several() -> Vec<&'static str> {
    rows().filter(|(code, ..)| *code == SEVERAL).flat_map(|(.., names)| names.skip(1)).collect()
}

#[test]
fn every_country_is_read_by_its_codes() {
    let all = listed();
    assert_eq!(all.len(), 250, "249 of ISO 3166-1, and Kosovo");
    for (code, alpha3, number, _) in all {
        for form in [code, alpha3, number, &code.to_lowercase(), &format!(" {alpha3} ")] {
            assert_eq!(country(form), Some(code), "{form}");
        }
        assert_eq!(codes(code)[..3], [code, alpha3, number]);
    }
    for (form, code) in [("UK", "GB"), ("EL", "GR"), ("XI", "GB"), ("xk", "XK"), ("ＤＥ", "DE")] {
        assert_eq!(country(form), Some(code), "{form}");
    }
    // A number may have lost its zeros, or be a telephone's: 36 is Hungary's there, Australia here.
    for form in ["36", "4", "999", "000", "1", "D", "ZZ", "QQQ", "AN", "EU"] {
        assert_eq!(country(form), None, "{form}");
    }
}

#[test]
fn every_name_means_its_country_or_nothing() {
    let several: BTreeSet<String> = several().iter().map(|name| words(name).concat()).collect();
    let mut unread = Vec::new();
    for (code, _, _, names) in listed() {
        assert!(names.len() > 5, "{code}: {names:?}");
        for name in names.iter().filter(|name| !several.contains(&words(name).concat())) {
            if country(name) != Some(code) {
                unread.push((code, *name, country(name)));
            }
        }
    }
    // A code goes before a name: this is Russia in Vietnamese.
    let expected = [("RU", "Nga", Some("NG"))];
    assert_eq!(unread, expected);
}

/// Names in ten languages, and others by which countries go.
const WRITTEN: &[(&str, &[&str])] = &[
    ("AE", &["UAE", "U.A.E.", "United Arab Emirates", "Vereinigte Arabische Emirate"]),
    ("AT", &["Österreich", "Oesterreich", "OSTERREICH", "Autriche", "Oostenrijk", "オーストリア"]),
    ("BA", &["Bosnia & Herzegovina", "Bosnia and Herzegovina", "Bosnia-Herzegovina", "Bosnia"]),
    ("BE", &["België", "Belgie", "Belgique", "Belgien", "Koninkrijk België", "比利时"]),
    ("BO", &["Bolivia", "Bolivia (Plurinational State of)", "Bolivia, Plurinational State of"]),
    ("BR", &["Brasil", "Brazil", "Brésil", "Brasilien", "Brazylia", "Бразилия"]),
    ("CD", &["Democratic Republic of the Congo", "Congo, The Democratic Republic of the", "DRC"]),
    ("CD", &["Congo (Kinshasa)", "Zaire", "DR Congo", "Demokratische Republik Kongo"]),
    ("CG", &["Republic of the Congo", "Congo-Brazzaville", "Congo, Republic of the"]),
    ("CH", &["Schweiz", "Suisse", "Svizzera", "Svizra", "Switzerland", "Swiss Confederation"]),
    ("CI", &["Ivory Coast", "Côte d'Ivoire", "COTE D’IVOIRE", "Cote d Ivoire", "Elfenbeinküste"]),
    ("CN", &["China", "People's Republic of China", "PRC", "中国", "中國", "Volksrepublik China"]),
    ("CZ", &["Czechia", "Czech Republic", "Česko", "Česká republika", "Tschechien", "Tchéquie"]),
    (
        "DE",
        &["Germany", "Deutschland", "Allemagne", "Alemania", "Niemcy", "Germany (DE)", "ドイツ"],
    ),
    ("DE", &["DE - Germany", "Deutschland / Germany", "Federal Republic of Germany"]),
    ("ES", &["España", "Espana", "Spanien", "Espagne", "Hiszpania", "スペイン", "Canary Islands"]),
    ("GB", &["U.K.", "UK", "Great Britain", "United Kingdom", "England", "Scotland", "Wales"]),
    ("GB", &["Northern Ireland", "Ireland, Northern", "Vereinigtes Königreich", "Royaume-Uni"]),
    ("GE", &["Georgia", "Republic of Georgia", "Georgien", "Géorgie", "საქართველო"]),
    ("GN", &["Guinea", "Republic of Guinea"]),
    ("GQ", &["Equatorial Guinea", "Guinea, Equatorial", "Äquatorialguinea"]),
    ("GR", &["Greece", "ΕΛΛΆΣ", "Ελλάδα", "Griechenland", "Hellenic Republic"]),
    ("GW", &["Guinea-Bissau", "Guinea Bissau", "GUINEA‑BISSAU"]),
    ("IE", &["Republic of Ireland", "Ireland", "Éire", "Irland", "The Republic of Ireland"]),
    ("IR", &["Iran", "Iran (Islamic Republic of)", "Islamic Republic of Iran", "ایران"]),
    ("JP", &["日本", "日本国", "Japan", "Japon", "Japón", "Giappone"]),
    ("KP", &["North Korea", "Korea (Democratic People's Republic of)", "DPRK", "Nordkorea"]),
    (
        "KR",
        &["South Korea", "Republic of Korea", "Korea, Republic of", "대한민국", "한국", "Südkorea"],
    ),
    ("MD", &["Moldova", "Republic of Moldova", "Moldova, Republic of", "Moldavia"]),
    ("MK", &["Macedonia", "North Macedonia", "FYROM"]),
    ("MO", &["Macau", "Macao", "Macao SAR", "澳門"]),
    ("MX", &["México", "MEXICO", "Mexiko", "Mexique", "Estados Unidos Mexicanos"]),
    ("NL", &["The Netherlands", "Netherlands", "Holland", "Nederland", "Niederlande", "Pays-Bas"]),
    ("PS", &["Palestine, State of", "Palestine", "State of Palestine"]),
    ("RU", &["Russia", "Russian Federation", "Россия", "Российская Федерация", "Russland"]),
    ("SA", &["KSA", "Saudi Arabia", "Kingdom of Saudi Arabia", "المملكة العربية السعودية"]),
    ("SE", &["Sverige", "Sweden", "Schweden", "Suède", "Szwecja", "スウェーデン"]),
    ("ST", &["São Tomé & Príncipe", "Sao Tome and Principe", "São Tomé e Príncipe"]),
    ("SX", &["Sint Maarten", "Sint Maarten (Dutch part)", "Saint Martin (Dutch part)"]),
    ("SZ", &["Eswatini", "Swaziland"]),
    ("TR", &["Türkiye", "TÜRKİYE", "Turkey", "Turkiye", "Türkei", "Tuerkei", "Turquie"]),
    ("TT", &["Trinidad & Tobago", "Trinidad and Tobago", "Trinité-et-Tobago"]),
    ("TW", &["Taiwan", "Taiwan, Province of China", "Republic of China", "台灣"]),
    (
        "US",
        &["USA", "U.S.A.", "U. S. A.", "United States of America", "Vereinigte Staaten", "EE. UU."],
    ),
    ("VC", &["St. Vincent & the Grenadines", "Saint Vincent and The Grenadines"]),
    ("VE", &["Venezuela", "Venezuela (Bolivarian Republic of)"]),
    ("VG", &["Virgin Islands (British)", "British Virgin Islands", "Virgin Islands, British"]),
    ("VI", &["Virgin Islands (U.S.)", "U.S. Virgin Islands", "US Virgin Islands"]),
    ("VN", &["Viet Nam", "Vietnam", "Việt Nam", "VIETNAM"]),
    ("XK", &["Kosovo", "Republic of Kosovo", "XKX", "XKK"]),
    (
        "GB",
        &[
            "England",
            "Scotland",
            "U.K.",
            "Great Britain & N. Ireland",
            "Gt. Britain",
            "GBR",
            "United Kingdom of Great Britain and Northern Ireland",
        ],
    ),
    ("AE", &["UAE", "U.A.E", "United Arab Emirates (the)"]),
    (
        "HK",
        &[
            "Hong Kong SAR",
            "Hong Kong S.A.R.",
            "Hong Kong, China",
            "Hong Kong (SAR)",
            "HKG",
            "HongKong",
        ],
    ),
    ("VN", &["Viet Nam", "Vietnam, S.R."]),
    ("CD", &["DRC", "D.R. Congo", "Congo, Dem. Rep.", "Congo (DRC)"]),
    ("IR", &["Iran (Islamic Republic of)", "Iran, Islamic Republic of"]),
    ("US", &["United States of America (the)", "US of A", "U.S.", "The States", "United States"]),
    ("KR", &["Korea, South", "S. Korea", "Rep. of Korea", "Korea (South)", "Korea Rep."]),
    ("RU", &["Russian Fed.", "Russian Federation (the)"]),
    ("TZ", &["Tanzania, United Republic of", "Tanzania"]),
    ("LA", &["Lao PDR", "Laos", "Lao People's Democratic Republic"]),
    ("CV", &["Cape Verde", "Cabo Verde"]),
    ("MM", &["Burma", "Myanmar (Burma)"]),
    ("VA", &["Vatican", "Holy See", "Vatican City"]),
    ("SK", &["Slovak Republic", "Slovakia (Slovak Republic)"]),
    ("KG", &["Kyrgyz Republic"]),
    ("CZ", &["Czech Rep."]),
    ("SY", &["Syrian Arab Republic"]),
    ("GM", &["The Gambia", "Gambia, The"]),
    ("BS", &["Bahamas, The"]),
    ("TL", &["East Timor"]),
    ("MK", &["Macedonia, FYR", "Republic of North Macedonia"]),
    ("BN", &["Brunei"]),
    ("PS", &["Palestinian Territory, Occupied", "Palestinian Territories"]),
    ("FM", &["Micronesia (Federated States of)"]),
    ("NL", &["Netherlands (the)", "Netherlands (Kingdom of the)"]),
    ("TW", &["Taiwan ROC", "Chinese Taipei", "Taiwan (R.O.C.)"]),
    ("CN", &["Mainland China", "P.R. China", "PR China", "China PRC"]),
    ("ZA", &["RSA", "South Africa, Rep. of", "Südafrika"]),
    ("SA", &["Saudi", "Kingdom of Saudi-Arabia"]),
];

#[test]
fn countries_are_read_as_people_write_them() {
    for (code, forms) in WRITTEN {
        for form in *forms {
            assert_eq!(country(form), Some(*code), "{form}");
        }
    }
}

#[test]
fn what_several_countries_are_called_is_none_of_them() {
    for name in several() {
        assert_eq!(country(name), None, "{name}");
    }
    let unclear = ["the Congo", "KOREA", "Corée", "Virgin Islands", "Congo (Republic or not)"];
    let other = ["Germany / Austria", "China (Taiwan)", "Georgia, USA", "Berlin, Germany"];
    let nothing = ["", " ", "-", "n/a", "Atlantis", "Europe", "EMEA", "DACH", "Republic of", "the"];
    for text in unclear.into_iter().chain(other).chain(nothing) {
        assert_eq!(country(text), None, "{text}");
    }
    assert_eq!(country(&"Germany ".repeat(100)), None);
}

#[test]
fn codes_of_a_country_begin_with_its_own() {
    assert_eq!(codes("GB"), ["GB", "GBR", "826", "UK", "XI"]);
    assert_eq!(codes("GR"), ["GR", "GRC", "300", "EL"]);
    assert!(codes("ZZ").is_empty());
}

/// A name with its case, accents and punctuation changed.
fn disguised(name: &str, how: &[u8]) -> String {
    let mut how = how.iter().copied().cycle();
    let mut disguised = String::new();
    for c in name.chars() {
        let how = how.next().unwrap_or_default();
        match how % 3 {
            0 => disguised.extend(c.to_uppercase()),
            1 => disguised.extend(c.to_lowercase()),
            _ => disguised.push(c),
        }
        if c.is_alphabetic() && how % 5 == 0 && c.is_ascii() {
            disguised.push(['\u{301}', '\u{308}', '\u{327}'][usize::from(how) % 3]);
        }
        if c == ' ' {
            disguised.push_str([" ", "\u{a0}", "  ", ". ", "\t"][usize::from(how) % 5]);
        }
    }
    disguised
}

proptest! {
    #[test]
    fn case_accents_and_punctuation_make_no_difference(
        place in 0_usize..250, name in 0_usize..1000, how in proptest::collection::vec(any::<u8>(), 8)
    ) {
        let all = listed();
        let (_, _, _, names) = &all[place];
        let name = names[name % names.len()];
        // Capitals of some letters fold otherwise than the letters: İ, and vowels under a iota.
        prop_assume!(words(name).concat().len() > 3 && !name.contains(['İ', 'ı']));
        prop_assert_eq!(country(&disguised(name, &how)), country(name), "{}", disguised(name, &how));
    }

    #[test]
    fn no_text_panics_and_codes_are_their_own(text in any::<String>()) {
        if let Some(code) = country(&text) {
            prop_assert_eq!(country(code), Some(code));
        }
    }
}

#[test]
fn no_two_countries_share_a_folded_name_but_the_known_ones() {
    let mut bearers: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (code, _, _, names) in listed() {
        for name in names {
            bearers.entry(words(name).concat()).or_default().insert(code);
        }
    }
    bearers.retain(|_, codes| codes.len() > 1);
    assert_eq!(bearers.into_keys().collect::<Vec<_>>(), ["kongo"]);
}

/// Names in twelve languages that the table was not made of: those of i18n-iso-countries.
#[test]
fn names_of_another_list_are_read() {
    let mut unread = Vec::new();
    let mut read = 0;
    for line in include_str!("elsewhere.tsv").lines() {
        let mut columns = line.split('\t');
        let code = columns.next().unwrap();
        for name in columns {
            read += 1;
            if country(name) != Some(code) {
                unread.push(format!("{code} {name} {:?}", country(name)));
            }
        }
    }
    assert!(read > 2_000, "{read}");
    assert_eq!(unread, [] as [&str; 0]);
}
