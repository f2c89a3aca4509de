//! The keys by which partners are recognised: what two systems would write alike if they meant the
//! same company.

use psl::Psl;

/// Hosts at which people have mailboxes, not companies a home.
const FREE_MAIL: &[&str] = &[
    "aol.com",
    "btinternet.com",
    "comcast.net",
    "email.com",
    "fastmail.com",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rocketmail.com",
    "t-online.de",
    "tutanota.com",
    "virgilio.it",
    "wanadoo.fr",
    "web.de",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.it",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
    "163.com",
    "126.com",
];

/// Hosts that many companies share.
const SHARED_HOSTS: &[&str] = &[
    "about.me",
    "amazon.com",
    "bigcartel.com",
    "bit.ly",
    "blogspot.com",
    "business.site",
    "calendly.com",
    "canva.site",
    "carrd.co",
    "ebay.com",
    "etsy.com",
    "facebook.com",
    "fb.com",
    "github.com",
    "github.io",
    "godaddysites.com",
    "google.com",
    "hubspotpagebuilder.com",
    "instagram.com",
    "jimdo.com",
    "jimdofree.com",
    "linkedin.com",
    "linktr.ee",
    "medium.com",
    "myshopify.com",
    "netlify.app",
    "notion.site",
    "sharepoint.com",
    "shopify.com",
    "sites.google.com",
    "square.site",
    "squarespace.com",
    "strikingly.com",
    "tiktok.com",
    "twitter.com",
    "vercel.app",
    "webflow.io",
    "weebly.com",
    "wix.com",
    "wixsite.com",
    "wordpress.com",
    "x.com",
    "xing.com",
    "yelp.com",
    "youtube.com",
];

/// The registrable domain of a host (`shop.acme.co.uk` → `acme.co.uk`), if it tells one company
/// from another: not at a free mailbox, not at a host that many share, not under a suffix that a
/// hoster gives out, and none of the `extra` ones of the config.
pub fn domain_key(host: &str, extra: &[String]) -> Option<String> {
    let host = host.trim_end_matches('.').to_lowercase();
    let suffix = psl::List.suffix(host.as_bytes())?;
    if !suffix.is_known() || suffix.typ() == Some(psl::Type::Private) {
        return None;
    }
    let domain = psl::domain_str(&host)?;
    let shared = FREE_MAIL.contains(&domain)
        || SHARED_HOSTS.contains(&domain)
        || extra.iter().any(|other| other.eq_ignore_ascii_case(domain));
    (!shared).then(|| domain.to_owned())
}

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

/// Whether the first two letters are a country's: the record's own, or another one before a number
/// that could stand alone.
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

/// Name, country and city as one key, for the rule that is off unless the config turns it on.
pub fn name_key(name: &str, country: Option<&str>, city: Option<&str>) -> Option<String> {
    const LEGAL_FORMS: &[&str] = &[
        "ab",
        "ag",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "gmbh",
        "inc",
        "incorporated",
        "kg",
        "limited",
        "llc",
        "ltd",
        "nv",
        "oy",
        "plc",
        "sa",
        "sarl",
        "sas",
        "se",
        "sl",
        "spa",
        "srl",
    ];
    let name: String =
        name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<_> =
        name.split_whitespace().filter(|word| !LEGAL_FORMS.contains(word)).collect();
    (!words.is_empty()).then_some(())?;
    Some(format!("{}|{}|{}", words.join(" "), country?, city?.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_cut_by_the_public_suffix_list_and_shared_ones_do_not_count() {
        let key = |host: &str| domain_key(host, &["reseller-portal.com".to_owned()]);
        assert_eq!(key("acme.de").as_deref(), Some("acme.de"));
        assert_eq!(key("shop.Acme.co.uk").as_deref(), Some("acme.co.uk"));
        for shared in [
            "gmail.com",
            "facebook.com",
            "acme.wixsite.com",
            "acme.myshopify.com",
            "reseller-portal.com",
            "co.uk",
            "localhost",
        ] {
            assert_eq!(key(shared), None, "{shared}");
        }
    }

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

    #[test]
    fn names_are_compared_without_legal_form() {
        assert_eq!(
            name_key("ACME Corporation", Some("DE"), Some("Berlin")),
            name_key("Acme Corp.", Some("DE"), Some("berlin"))
        );
        assert_eq!(name_key("Acme", None, Some("Berlin")), None);
    }
}
