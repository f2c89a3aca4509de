//! Other spellings: of cities, postal codes, streets.

use crate::world::dice::Dice;

/// Cities with their names in other languages and keyboards.
const CITIES: &[(&str, &[&str])] = &[
    ("München", &["Munich", "Muenchen", "MÜNCHEN", "Munchen"]),
    ("Köln", &["Cologne", "Koeln", "KÖLN"]),
    ("Wien", &["Vienna", "WIEN"]),
    ("Milano", &["Milan", "Mailand"]),
    ("Torino", &["Turin"]),
    ("Warszawa", &["Warsaw", "Warschau"]),
    ("Kraków", &["Cracow", "Krakow", "Krakau"]),
    ("Sevilla", &["Seville"]),
    ("Lyon", &["Lyons"]),
];

/// Types of streets, and other ways to write them.
const STREETS: &[(&str, &[&str])] = &[
    ("straße", &["str.", "strasse", "str"]),
    (" Straße", &[" Str.", " Strasse"]),
    ("platz", &["pl."]),
    ("Platz", &["Pl."]),
    (" Street", &[" St.", " St", " street"]),
    (" Road", &[" Rd.", " Rd"]),
    (" Avenue", &[" Ave.", " Ave"]),
    (" Lane", &[" Ln"]),
    (" Boulevard", &[" Blvd.", " Blvd"]),
    (" Drive", &[" Dr."]),
    (" Highway", &[" Hwy"]),
    ("Avenue ", &["Av. ", "Ave "]),
    ("Boulevard ", &["Bd ", "Bvd. "]),
    ("Rue ", &["R. ", "rue "]),
    ("Place ", &["Pl. "]),
    ("straat", &["str."]),
    ("Calle ", &["C/ ", "c. "]),
    ("Avenida ", &["Avda. ", "Av. "]),
    ("Plaza ", &["Pza. "]),
    ("Via ", &["V. "]),
    ("Corso ", &["C.so "]),
    ("Piazza ", &["P.za ", "P.zza "]),
    ("ulica ", &["ul. "]),
    ("aleja ", &["al. "]),
];

/// A city in another language.
pub(super) fn city(city: &str, dice: &mut Dice) -> Option<String> {
    let (_, others) = CITIES.iter().find(|(name, _)| *name == city)?;
    Some(dice.pick(others).to_owned())
}

/// A street with its type written in another way, or the house number elsewhere.
pub(super) fn street(street: &str, dice: &mut Dice) -> Option<String> {
    let (kind, others) = STREETS.iter().find(|(kind, _)| street.contains(kind))?;
    Some(street.replacen(kind, dice.pick(others), 1))
}

/// A postal code with its country, a blank more or a blank less.
pub(super) fn postal_code(code: &str, country: Option<&str>, dice: &mut Dice) -> Option<String> {
    let bare = || code.replace([' ', '-'], "");
    match country? {
        "DE" => Some(format!("D-{code}")),
        "AT" => Some(format!("A-{code}")),
        "US" => Some(format!("{code}-{:04}", dice.between(1, 9999))),
        "GB" => Some(if dice.chance(0.5) { bare() } else { code.to_lowercase() }),
        "NL" => Some(if dice.chance(0.7) { bare() } else { format!("NL-{code}") }),
        "FR" => Some(format!("F-{code}")),
        "IT" => Some(format!("I-{code}")),
        "ES" => Some(format!("E-{code}")),
        "PL" => Some(if dice.chance(0.7) { bare() } else { format!("PL {code}") }),
        _ => None,
    }
    .filter(|other| other != code)
}
