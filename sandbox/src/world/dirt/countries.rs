//! Countries as people write them: in English, German, French, Spanish, Portuguese and their own
//! language, long, short and abbreviated.

use crate::hubspot::store::Store;
use crate::world::dice::Dice;
use crate::world::geo::{COUNTRIES, Country};

/// The code of a country, and names of it beside the two of [`Country`].
const NAMES: &[(&str, &[&str])] = &[
    ("DE", &["Allemagne", "Alemania", "Alemanha", "Federal Republic of Germany", "germany", "GER"]),
    (
        "US",
        &[
            "United States of America",
            "U.S.A.",
            "Vereinigte Staaten",
            "États-Unis",
            "Estados Unidos",
        ],
    ),
    ("GB", &["U.K.", "Great Britain", "Vereinigtes Königreich", "Royaume-Uni", "Reino Unido"]),
    ("FR", &["Frankreich", "Francia", "França", "French Republic"]),
    ("NL", &["Niederlande", "Pays-Bas", "Países Bajos", "Países Baixos", "Nederland"]),
    ("ES", &["Spanien", "Espagne", "Espanha", "Kingdom of Spain", "ESPAÑA"]),
    ("IT", &["Italien", "Italie", "Itália", "Italian Republic"]),
    ("AT", &["Autriche", "Áustria", "Republic of Austria", "ÖSTERREICH"]),
    ("PL", &["Polen", "Pologne", "Polonia", "Polónia", "Republic of Poland"]),
    ("AU", &["Australien", "Australie", "Austrália", "Commonwealth of Australia"]),
];

/// Writes countries of companies and contacts in other ways.
pub(super) fn respell(account: &mut Store, rate: f64, mut dice: Dice) {
    for object in ["companies", "contacts"] {
        let Some(object) = account.objects.get_mut(object) else { continue };
        for row in object.rows.values_mut() {
            let Some(written) = row.get_mut("country") else { continue };
            let names = of(written).map_or([].as_slice(), others);
            if !names.is_empty() && dice.chance(rate) {
                *written = dice.pick(names).to_owned();
            }
        }
    }
}

fn of(written: &str) -> Option<&'static Country> {
    COUNTRIES
        .iter()
        .find(|country| [country.code, country.name, country.other_name].contains(&written))
}

fn others(country: &Country) -> &'static [&'static str] {
    NAMES.iter().find(|(code, _)| *code == country.code).map_or(&[], |(_, names)| names)
}
