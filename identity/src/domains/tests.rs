use super::*;

fn site(host: &str) -> Site {
    Site::of(host, &["reseller-portal.com".to_owned()])
}

#[test]
fn a_domain_of_its_own_is_one_text() {
    for (form, domain) in [
        ("acme.de", "acme.de"),
        ("shop.Acme.co.uk", "acme.co.uk"),
        ("www.пример.рф", "пример.рф"),
        ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("https://ПРИМЕР.рф./", "пример.рф"),
        ("http://https://www.x.de", "x.de"),
        ("www.a.de, www.a.com", "a.de"),
        ("mailto:info@ACME.de", "acme.de"),
        ("acme.de.:8080", "acme.de"),
        ("xn--mller-kva.de", "müller.de"),
        ("amazon-consulting.de", "amazon-consulting.de"),
        ("googleberatung.de", "googleberatung.de"),
    ] {
        assert_eq!(site(form), Site::Own(domain.to_owned()), "{form}");
    }
}

#[test]
fn what_many_share_is_no_ones_own() {
    for form in [
        "gmail.com",
        "https://www.facebook.com/acme",
        "google.de",
        "blogspot.de",
        "sites.google.com/view/acme",
        "www.reseller-portal.com",
        "acme.reseller-portal.com",
        "example.org",
        "none.com",
        "yahoo.co.jp",
        "wa.me",
        "jimdo.com",
    ] {
        assert!(matches!(site(form), Site::Shared(_)), "{form} {:?}", site(form));
    }
    for form in ["", "co.uk", "localhost", "n/a", "192.168.0.1"] {
        assert_eq!(site(form), Site::None, "{form}");
    }
}

#[test]
fn a_place_at_a_hoster_is_told_by_its_host() {
    for (form, place) in [
        ("acme.wixsite.com/shop", "acme.wixsite.com"),
        ("acme.myshopify.com", "acme.myshopify.com"),
        ("www.acme.blogspot.de", "acme.blogspot.de"),
        ("shop.acme.jimdo.com", "acme.jimdo.com"),
        ("acme.webnode.cz", "acme.webnode.cz"),
    ] {
        assert_eq!(site(form), Site::Hosted(place.to_owned()), "{form}");
    }
}

#[test]
fn a_label_stands_before_the_public_suffix() {
    for (domain, expected) in [
        ("acme.co.uk", "acme"),
        ("acme.de", "acme"),
        ("shop.acme.de", "acme"),
        ("acme.wixsite.com", "acme"),
        ("acme", "acme"),
        ("", ""),
        ("пример.рф", "пример"),
    ] {
        assert_eq!(label(domain), expected, "{domain}");
    }
}

#[test]
fn providers_and_sites_of_many_are_shared() {
    let lines = include_str!("shared.txt").lines().filter(|line| !line.starts_with('#'));
    let all: Vec<_> = lines.flat_map(str::split_whitespace).collect();
    assert!(all.len() > 400, "{}", all.len());
    let own: Vec<_> =
        all.into_iter().filter(|host| !matches!(site(host), Site::Shared(_))).collect();
    assert!(own.is_empty(), "{}", own.join(" "));
}

#[test]
fn a_companys_domain_that_looks_like_a_shared_one_is_its_own() {
    for domain in [
        "amazon-consulting.de",
        "amazonas-reisen.de",
        "googly.com",
        "facebook-agentur.de",
        "ebayern.de",
        "xing-ming.com",
        "webnode-profis.de",
        "blogspot-design.com",
        "example-company.com",
        "gmx-trading.com",
        "mailbox-kiel.de",
        "freenet-consult.de",
        "twitterberatung.at",
        "test-gmbh.de",
        "appleton.com",
        "bingen.de",
        "vk-consulting.de",
        "kompass-beratung.de",
        "quora-systems.com",
        "none-such.com",
        "allegro-musik.de",
        "wixhausen.de",
        "jimdo-experte.de",
        "domain-services.com",
        "contactgoogle.com",
    ] {
        assert_eq!(site(domain), Site::Own(domain.to_owned()), "{domain}");
    }
}

#[test]
fn lists_are_sorted_as_they_are_searched() {
    for list in [include_str!("../../data/mail.txt"), include_str!("../../data/sites.txt")] {
        let lines: Vec<_> = list.lines().filter_map(|line| line.split_once(' ')).collect();
        assert!(lines.is_sorted_by(|(a, _), (b, _)| a < b));
        for (_, names) in &lines {
            assert!(names.split(' ').is_sorted_by(|a, b| a < b), "{names}");
        }
        assert_eq!(lines.len(), list.lines().count());
    }
    for line in include_str!("../../data/mail.txt").lines() {
        let mut words = line.split(' ');
        let suffix = words.next().unwrap();
        for name in words {
            assert!(lists::is_shared(&format!("{name}.{suffix}")), "{name}.{suffix}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_site(text in ".*", host in "[a-z.]{0,20}") {
        for text in [&text, &host, &format!("{host}.com")] {
            if let Site::Own(domain) | Site::Hosted(domain) = site(text) {
                proptest::prop_assert_eq!(label(&domain).is_empty(), false);
                proptest::prop_assert!(matches!(site(&domain), Site::Own(_) | Site::Hosted(_)));
            }
            label(text);
            registrable(text);
        }
    }
}
