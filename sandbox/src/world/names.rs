//! Names: of companies, of people, and the ways in which one name gets written.

use std::collections::HashSet;

use crate::world::dice::Dice;
use crate::world::geo::Country;

pub(crate) const HEADS: &[&str] = &[
    "Al", "Bel", "Cor", "Del", "El", "Fal", "Gran", "Hel", "Ist", "Jor", "Kal", "Lum", "Mer",
    "Nor", "Ost", "Pal", "Quan", "Ril", "Sol", "Tel", "Ur", "Vel", "Wes", "Zen", "Brü", "Grün",
    "Sür", "Bright", "Clear", "North",
];
pub(crate) const TAILS: &[&str] = &[
    "ana", "bridge", "cade", "dora", "enta", "field", "gate", "haven", "ion", "kora", "lund",
    "mark", "nova", "ora", "port", "quest", "ria", "stone", "tana", "una", "via", "well", "wick",
    "xis", "yard", "zura",
];
pub(crate) const TRADES: &[&str] = &[
    "Systems",
    "Networks",
    "Consulting",
    "Software",
    "Solutions",
    "Cloud",
    "Digital",
    "Data",
    "Technologies",
    "IT",
    "Informatik",
    "Services",
    "Security",
    "Automation",
    "Logic",
    "Labs",
];
pub(crate) const FIRST: &[&str] = &[
    "Anna", "Ben", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Katja",
    "Luca", "Maria", "Noah", "Olga", "Paul", "Rosa", "Sven", "Tina", "Yusuf", "Zoë", "O'Brien",
];
pub(crate) const LAST: &[&str] = &[
    "Adler", "Bauer", "Conti", "Dubois", "Evans", "Fischer", "García", "Hansen", "Ivanov",
    "Jansen", "Kowalski", "Lehmann", "Moreau", "Novak", "O'Neill", "Peters", "Rossi", "Schmidt",
    "Taylor", "Vermeer", "Weber", "Young",
];

/// The subjects of deals.
pub(crate) const PROJECTS: &[&str] = &[
    "ERP rollout",
    "Cloud migration",
    "Renewal",
    "Licence expansion",
    "Security audit",
    "Data platform",
    "Managed backup",
    "Branch network",
    "New seats",
    "Pilot",
    "Phase 2",
    "Support upgrade",
];
/// The vendor's words for what companies do: Salesforce's and HubSpot's.
pub(crate) const INDUSTRIES: &[(&str, &str)] = &[
    ("Technology", "INFORMATION_TECHNOLOGY_AND_SERVICES"),
    ("Software", "COMPUTER_SOFTWARE"),
    ("Manufacturing", "MACHINERY"),
    ("Retail", "RETAIL"),
    ("Healthcare", "HOSPITAL_HEALTH_CARE"),
    ("Banking", "BANKING"),
    ("Education", "HIGHER_EDUCATION"),
    ("Energy", "OIL_ENERGY"),
    ("Logistics", "LOGISTICS_AND_SUPPLY_CHAIN"),
];
/// Hosts of mail that anybody can have.
pub(crate) const FREE_MAIL: &[&str] =
    &["gmail.com", "web.de", "gmx.de", "outlook.com", "yahoo.com", "t-online.de"];

/// Company names given so far.
#[derive(Default)]
pub(crate) struct Names {
    stems: HashSet<String>,
    slugs: HashSet<String>,
}

impl Names {
    /// A company name without its legal form, and the part of a domain made from it; both new.
    pub(crate) fn company(&mut self, dice: &mut Dice) -> (String, String) {
        loop {
            let mut stem = format!("{}{}", dice.pick(HEADS), dice.pick(TAILS));
            // The plainest names run out first.
            if dice.chance(0.35) || self.stems.len() > 300 {
                stem.push_str(dice.pick(TAILS));
            }
            stem = format!("{stem} {}", dice.pick(TRADES));
            let slug = slug(&stem, if dice.chance(0.5) { "-" } else { "" });
            if !self.stems.contains(&stem) && !self.slugs.contains(&slug) {
                self.stems.insert(stem.clone());
                self.slugs.insert(slug.clone());
                return (stem, slug);
            }
        }
    }
}

/// A name as it can stand in a domain.
pub(crate) fn slug(name: &str, between: &str) -> String {
    let plain = unaccented(&name.to_lowercase());
    plain.split(' ').collect::<Vec<_>>().join(between)
}

/// Umlauts and accents as people write them where they cannot type them.
pub(crate) fn unaccented(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'ü' => "ue".to_owned(),
            'Ü' => "Ue".to_owned(),
            'ë' | 'é' => "e".to_owned(),
            'í' => "i".to_owned(),
            '\'' => String::new(),
            other => other.to_string(),
        })
        .collect()
}

/// One of the ways in which people write a company's name; `forms` are its legal form in full and
/// in short.
pub(crate) fn variant(stem: &str, forms: (&str, &str), dice: &mut Dice) -> String {
    let (long, short) = forms;
    let name = match dice.weighted(&[(0, 40), (1, 25), (2, 15), (3, 6), (4, 6), (5, 4), (6, 4)]) {
        0 => format!("{stem} {long}"),
        1 => format!("{stem} {short}"),
        2 => stem.to_owned(),
        3 => format!("{stem} {long}").to_uppercase(),
        4 => format!("{stem}, {short}"),
        5 => format!("{} {short}", unaccented(stem)),
        _ => format!("{} {}", stem.to_lowercase(), short.to_lowercase()),
    };
    // Who has no legal form has nothing behind the name.
    name.trim_end_matches([' ', ',']).to_owned()
}

/// First and last name.
pub(crate) fn person(dice: &mut Dice) -> (&'static str, &'static str) {
    (dice.pick(FIRST), dice.pick(LAST))
}

/// The mail address of a person at a host.
pub(crate) fn mail(first: &str, last: &str, host: &str) -> String {
    format!("{}.{}@{host}", slug(first, ""), slug(last, ""))
}

/// A telephone number, in one of the ways to write it.
pub(crate) fn phone(country: &Country, dice: &mut Dice) -> String {
    let (area, line) = (dice.between(20, 899), dice.between(100_000, 9_999_999));
    match dice.weighted(&[(0, 3), (1, 1), (2, 1)]) {
        0 => format!("{} {area} {line}", country.dial),
        1 => format!("{}{area}{line}", country.dial),
        _ => format!("0{area}/{line}"),
    }
}
