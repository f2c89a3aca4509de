//! Domains as keys: those that tell one company from another.

use channelgraph_schema::mapping::host as host_in;
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
    let host = host_in(host)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_cut_by_the_public_suffix_list_and_shared_ones_do_not_count() {
        let key = |host: &str| domain_key(host, &["reseller-portal.com".to_owned()]);
        assert_eq!(key("acme.de").as_deref(), Some("acme.de"));
        assert_eq!(key("shop.Acme.co.uk").as_deref(), Some("acme.co.uk"));
        for form in ["www.пример.рф", "xn--e1afmkfd.xn--p1ai", "https://ПРИМЕР.рф./"]
        {
            assert_eq!(key(form).as_deref(), Some("пример.рф"), "{form}");
        }
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
}
