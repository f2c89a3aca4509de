//! Hosts that are nobody's own: of mail that anybody can have, and of sites that many share.

use crate::world::dice::Dice;
use crate::world::geo::Country;
use crate::world::names::slug;
use crate::world::plan::{Company, Web};

/// Providers of mail everywhere.
const PROVIDERS: &[&str] = &[
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "proton.me",
    "aol.com",
    "live.com",
    "mail.com",
    "googlemail.com",
    "protonmail.com",
    "msn.com",
    "me.com",
    "zoho.com",
];
/// Providers of mail by country.
const AT_HOME: &[(&str, &[&str])] = &[
    ("DE", &["web.de", "gmx.de", "t-online.de", "freenet.de", "yahoo.de", "posteo.de", "arcor.de"]),
    ("AT", &["gmx.at", "aon.at", "chello.at", "hotmail.at"]),
    ("US", &["comcast.net", "verizon.net", "att.net", "sbcglobal.net", "ymail.com"]),
    ("GB", &["btinternet.com", "yahoo.co.uk", "hotmail.co.uk", "sky.com", "virginmedia.com"]),
    ("FR", &["orange.fr", "free.fr", "wanadoo.fr", "laposte.net", "gmx.fr", "yahoo.fr", "sfr.fr"]),
    ("NL", &["ziggo.nl", "kpnmail.nl", "xs4all.nl", "hetnet.nl", "planet.nl"]),
    ("ES", &["yahoo.es", "hotmail.es", "telefonica.net", "terra.es"]),
    ("IT", &["libero.it", "virgilio.it", "tiscali.it", "hotmail.it", "alice.it"]),
    ("PL", &["wp.pl", "onet.pl", "o2.pl", "interia.pl"]),
    ("AU", &["bigpond.com", "optusnet.com.au", "yahoo.com.au"]),
];
/// Sites that many companies share, with places for the company's part and the country's ending.
const SITES: &[&str] = &[
    "https://www.facebook.com/{}",
    "https://www.facebook.{tld}/{}",
    "https://www.linkedin.com/company/{}",
    "https://www.instagram.com/{}",
    "https://www.xing.com/pages/{}",
    "https://www.youtube.com/@{}",
    "https://x.com/{}",
    "https://twitter.com/{}",
    "https://{}.wixsite.com/home",
    "https://{}.myshopify.com",
    "https://{}.wordpress.com",
    "https://{}.blogspot.com",
    "https://{}.weebly.com",
    "https://{}.jimdofree.com",
    "https://{}.jimdosite.com",
    "https://{}.webnode.{tld}",
    "https://{}.github.io",
    "https://{}.business.site",
    "https://sites.google.com/view/{}",
    "https://{}.godaddysites.com",
    "https://{}.netlify.app",
    "https://{}.vercel.app",
    "https://{}.azurewebsites.net",
    "https://{}.strikingly.com",
    "https://linktr.ee/{}",
    "https://www.ebay.{tld}/str/{}",
    "https://www.amazon.{tld}/stores/{}",
    "https://www.etsy.com/shop/{}",
    "https://www.yelp.{tld}/biz/{}",
    "https://www.gelbeseiten.de/gsbiz/{}",
    "https://maps.google.{tld}/{}",
    "https://{}.squarespace.com",
];

/// A provider of mail that is usual in a country.
pub(super) fn provider(country: &Country, dice: &mut Dice) -> &'static str {
    let at_home = AT_HOME.iter().find(|(code, _)| *code == country.code);
    match at_home {
        Some((_, hosts)) if dice.chance(0.5) => dice.pick(hosts),
        _ => dice.pick(PROVIDERS),
    }
}

/// Puts a company that has no domain of its own on other people's.
pub(super) fn rehost(company: &mut Company, _: usize, dice: &mut Dice) {
    let own = slug(&company.stem, "");
    let ending = company.country.suffixes[0];
    match &mut company.web {
        Web::FreeMail(host) => *host = provider(company.country, dice),
        Web::Shared(url) => *url = dice.pick(SITES).replace("{tld}", ending).replace("{}", &own),
        Web::Own(_) | Web::None => {}
    }
}
