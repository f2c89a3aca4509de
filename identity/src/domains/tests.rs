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
