//! The countries of the world, with what a company looks like in each: towns, legal forms, tax ids,
//! domains.

use crate::world::dice::Dice;

/// A country in which companies of the world sit.
pub(crate) struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// English name, as both systems write it.
    pub name: &'static str,
    /// Another way people write it.
    pub other_name: &'static str,
    /// The sales region it belongs to.
    pub region: &'static str,
    /// The endings of its companies' domains, the most usual first.
    pub suffixes: &'static [&'static str],
    /// Legal forms: written out for the books, and short.
    pub forms: &'static [(&'static str, &'static str)],
    /// (town, state, first digits of the postal code)
    pub towns: &'static [(&'static str, &'static str, &'static str)],
    /// The pattern of a tax id: `9` a digit, anything else itself. Empty: none is kept.
    pub tax: &'static str,
    /// The international dialling code.
    pub dial: &'static str,
    /// The currency its deals are made in.
    pub currency: &'static str,
    /// The share of the companies in this country.
    pub weight: u32,
}

/// The countries of the vendor's partners and customers.
pub(crate) const COUNTRIES: &[Country] = &[
    Country {
        code: "DE",
        name: "Germany",
        other_name: "Deutschland",
        region: "DACH",
        suffixes: &["de", "com", "eu"],
        forms: &[("GmbH", "GmbH"), ("AG", "AG"), ("GmbH & Co. KG", "KG")],
        towns: &[
            ("Berlin", "Berlin", "10"),
            ("München", "Bayern", "80"),
            ("Hamburg", "Hamburg", "20"),
            ("Köln", "Nordrhein-Westfalen", "50"),
        ],
        tax: "999999999",
        dial: "+49",
        currency: "EUR",
        weight: 24,
    },
    Country {
        code: "US",
        name: "United States",
        other_name: "USA",
        region: "North America",
        suffixes: &["com", "io", "net"],
        forms: &[("Incorporated", "Inc."), ("Corporation", "Corp."), ("LLC", "LLC")],
        towns: &[
            ("Austin", "TX", "787"),
            ("Boston", "MA", "021"),
            ("Denver", "CO", "802"),
            ("Seattle", "WA", "981"),
        ],
        tax: "99-9999999",
        dial: "+1",
        currency: "USD",
        weight: 22,
    },
    Country {
        code: "GB",
        name: "United Kingdom",
        other_name: "UK",
        region: "UKI",
        suffixes: &["co.uk", "com", "uk"],
        forms: &[("Limited", "Ltd"), ("plc", "PLC")],
        towns: &[
            ("London", "Greater London", "EC"),
            ("Leeds", "West Yorkshire", "LS"),
            ("Bristol", "Bristol", "BS"),
        ],
        tax: "999999999",
        dial: "+44",
        currency: "GBP",
        weight: 14,
    },
    Country {
        code: "FR",
        name: "France",
        other_name: "FRANCE",
        region: "South Europe",
        suffixes: &["fr", "com"],
        forms: &[("SARL", "S.à r.l."), ("SAS", "S.A.S.")],
        towns: &[("Paris", "Île-de-France", "75"), ("Lyon", "Auvergne-Rhône-Alpes", "69")],
        tax: "99999999999",
        dial: "+33",
        currency: "EUR",
        weight: 10,
    },
    Country {
        code: "NL",
        name: "Netherlands",
        other_name: "The Netherlands",
        region: "Benelux",
        suffixes: &["nl", "com"],
        forms: &[("B.V.", "BV")],
        towns: &[("Amsterdam", "Noord-Holland", "10"), ("Utrecht", "Utrecht", "35")],
        tax: "999999999B99",
        dial: "+31",
        currency: "EUR",
        weight: 7,
    },
    Country {
        code: "ES",
        name: "Spain",
        other_name: "España",
        region: "South Europe",
        suffixes: &["es", "com"],
        forms: &[("S.L.", "SL"), ("S.A.", "SA")],
        towns: &[("Madrid", "Madrid", "28"), ("Sevilla", "Andalucía", "41")],
        tax: "B99999999",
        dial: "+34",
        currency: "EUR",
        weight: 6,
    },
    Country {
        code: "IT",
        name: "Italy",
        other_name: "Italia",
        region: "South Europe",
        suffixes: &["it", "com"],
        forms: &[("S.r.l.", "Srl"), ("S.p.A.", "SpA")],
        towns: &[("Milano", "Lombardia", "20"), ("Torino", "Piemonte", "10")],
        tax: "99999999999",
        dial: "+39",
        currency: "EUR",
        weight: 6,
    },
    Country {
        code: "AT",
        name: "Austria",
        other_name: "Österreich",
        region: "DACH",
        suffixes: &["at", "co.at", "com"],
        forms: &[("GmbH", "Ges.m.b.H.")],
        towns: &[("Wien", "Wien", "10"), ("Graz", "Steiermark", "80")],
        tax: "U99999999",
        dial: "+43",
        currency: "EUR",
        weight: 4,
    },
    Country {
        code: "PL",
        name: "Poland",
        other_name: "Polska",
        region: "East Europe",
        suffixes: &["pl", "com.pl"],
        forms: &[("Sp. z o.o.", "sp. z o.o.")],
        towns: &[("Warszawa", "Mazowieckie", "00"), ("Kraków", "Małopolskie", "30")],
        tax: "9999999999",
        dial: "+48",
        currency: "EUR",
        weight: 4,
    },
    Country {
        code: "AU",
        name: "Australia",
        other_name: "AUSTRALIA",
        region: "APAC",
        suffixes: &["com.au", "net.au"],
        forms: &[("Pty Ltd", "Pty. Ltd.")],
        towns: &[("Sydney", "NSW", "20"), ("Melbourne", "VIC", "30")],
        tax: "",
        dial: "+61",
        currency: "USD",
        weight: 3,
    },
];

impl Country {
    /// The tax id of company number `number`: no two companies of a country share one. In the one
    /// way to write it: country, then letters and digits.
    pub(crate) fn tax_id(&self, number: usize, dice: &mut Dice) -> Option<String> {
        let places = self.tax.bytes().filter(|&byte| byte == b'9').count();
        // The number fills the last six places, chance the rest.
        let digits: Vec<u8> = (0..places)
            .map(|place| {
                if place == 0 {
                    dice.between(1, 9) as u8
                } else if place + 6 < places {
                    dice.between(0, 9) as u8
                } else {
                    (number / 10usize.pow((places - 1 - place) as u32) % 10) as u8
                }
            })
            .collect();
        let mut digits = digits.iter();
        let body: String = self
            .tax
            .chars()
            .filter(|&c| c != '-')
            .filter_map(|c| {
                if c == '9' { digits.next().map(|&d| char::from(b'0' + d)) } else { Some(c) }
            })
            .collect();
        (!self.tax.is_empty()).then(|| format!("{}{body}", self.code))
    }

    /// A tax id as somebody typed it: with or without the country, in groups, with dots or blanks.
    pub(crate) fn mistype(&self, tax_id: &str, dice: &mut Dice) -> String {
        let body = tax_id.strip_prefix(self.code).unwrap_or(tax_id);
        if self.code == "US" {
            return if dice.chance(0.7) {
                format!("{}-{}", &body[..2], &body[2..])
            } else {
                body.to_owned()
            };
        }
        let separator = dice.weighted(&[("", 6), (" ", 3), (".", 1)]);
        let body = if separator.is_empty() {
            body.to_owned()
        } else {
            let groups: Vec<_> = body.as_bytes().chunks(3).map(String::from_utf8_lossy).collect();
            groups.join(separator)
        };
        match dice.weighted(&[(0, 6), (1, 2), (2, 2)]) {
            0 => format!("{}{body}", self.code),
            1 => format!("{} {body}", self.code),
            _ => body,
        }
    }
}
