//! Streets and postal codes as their countries have them.

use crate::world::dice::Dice;
use crate::world::plan::Company;

/// Streets by country.
const STREETS: &[(&str, &[&str])] = &[
    (
        "DE",
        &[
            "Hauptstraße",
            "Bahnhofstraße",
            "Gartenstraße",
            "Industriestraße",
            "Lindenallee",
            "Goethestraße",
            "Am Markt",
            "Schillerplatz",
            "Berliner Straße",
            "Mühlenweg",
        ],
    ),
    (
        "AT",
        &["Hauptstraße", "Mariahilfer Straße", "Wiener Straße", "Ringstraße", "Kärntner Straße"],
    ),
    (
        "US",
        &[
            "Main Street",
            "Park Avenue",
            "Oak Street",
            "Market Street",
            "Broadway",
            "Washington Boulevard",
            "Commerce Drive",
            "Lake Road",
            "2nd Avenue",
            "Sunset Boulevard",
        ],
    ),
    (
        "GB",
        &[
            "High Street",
            "Station Road",
            "London Road",
            "Church Lane",
            "Park Avenue",
            "Victoria Road",
            "Kings Square",
            "Mill Lane",
        ],
    ),
    (
        "FR",
        &[
            "Rue du Port",
            "Rue de la République",
            "Avenue Victor Hugo",
            "Boulevard Haussmann",
            "Rue des Lilas",
            "Place de la Gare",
        ],
    ),
    ("NL", &["Hoofdstraat", "Stationsweg", "Kerkstraat", "Industrieweg", "Keizersgracht"]),
    ("ES", &["Calle Mayor", "Avenida de la Constitución", "Plaza de España", "Calle Real"]),
    ("IT", &["Via Roma", "Via Garibaldi", "Corso Italia", "Piazza Duomo", "Via Dante"]),
    ("PL", &["ulica Długa", "ulica Krótka", "aleja Jana Pawła II", "ulica Polna"]),
    ("AU", &["George Street", "Collins Street", "King Street", "Pacific Highway"]),
];

/// Gives a company a street and a postal code of its country.
pub(super) fn settle(company: &mut Company, dice: &mut Dice) {
    let country = company.country;
    let streets = STREETS.iter().find(|(code, _)| *code == country.code);
    if let Some((_, streets)) = streets {
        company.street = format!("{} {}", dice.pick(streets), dice.between(1, 180));
    }
    let start = country.towns[company.town].2;
    let letter = |dice: &mut Dice| char::from(b'A' + dice.index(26) as u8);
    company.zip = match country.code {
        "US" => format!("{start}{:02}", dice.between(0, 99)),
        "GB" => {
            let (district, sector) = (dice.between(1, 20), dice.between(1, 9));
            format!("{start}{district} {sector}{}{}", letter(dice), letter(dice))
        }
        "NL" => format!("{start}{:02} {}{}", dice.between(1, 99), letter(dice), letter(dice)),
        "AT" | "AU" => format!("{start}{:02}", dice.between(0, 99)),
        "PL" => format!("{start}-{:03}", dice.between(1, 999)),
        _ => format!("{start}{:03}", dice.between(1, 999)),
    };
}
