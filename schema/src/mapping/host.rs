//! Hosts as people type them into a field for a domain, a website or an e-mail address.

/// Bytes of the longest text that is looked at.
const LONGEST: usize = 2_000;

/// Finds the first domain name in a text: a domain, a web address, an e-mail address, or several of
/// them with a comma, a semicolon, a bar or a blank between. The name is in small letters, in
/// Unicode rather than Punycode, without `www.` and the dot at its end. An IP address is no domain.
pub fn host(text: &str) -> Option<String> {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    text.split(|c: char| c.is_whitespace() || is_between(c)).find_map(domain)
}

/// Returns true for a character that is in no address as people type them, or that ends one.
fn is_between(c: char) -> bool {
    matches!(c, ',' | ';' | '|' | '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\'' | '，')
        // The ideographic comma, and the forms that a domain's letters would turn into it.
        || matches!(c, '、' | '､' | '︑' | '﹑')
}

/// The domain name of one address.
fn domain(address: &str) -> Option<String> {
    let address = address.replace('\\', "/").to_lowercase();
    let mut rest = address.as_str();
    while let Some(shorter) = without_scheme(rest) {
        rest = shorter;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let ascii = idna::domain_to_ascii(host.trim_matches(['.', '。'])).ok()?;
    let mut bare = ascii.trim_matches('.');
    while let Some(shorter) = bare.strip_prefix("www.").filter(|rest| rest.contains('.')) {
        bare = shorter;
    }
    is_domain(bare).then(|| idna::domain_to_unicode(bare).0)
}

/// What follows a scheme, as it is and as it is mistyped: `http://`, `https:/`, `http//`,
/// `mailto:`, `//`. A user's name before a password reads like a scheme, and may go too; a host
/// before a port has a dot.
fn without_scheme(address: &str) -> Option<&str> {
    if let Some(rest) = address.strip_prefix('/') {
        return Some(rest);
    }
    for scheme in ["https//", "http//"] {
        if let Some(rest) = address.strip_prefix(scheme) {
            return Some(rest);
        }
    }
    let (scheme, rest) = address.split_once(':')?;
    let is_scheme = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-".contains(c));
    is_scheme.then_some(rest)
}

/// Returns true for two or more labels, the last a top-level domain.
fn is_domain(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let is_top = |label: &str| {
        label.starts_with("xn--")
            || label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    host.len() <= 253
        && host.split('.').all(is_label)
        && host.rsplit_once('.').is_some_and(|(_, top)| is_top(top))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::host;

    #[test]
    fn hosts_are_read_out_of_what_people_type() {
        for form in [
            "acme.de",
            "ACME.DE",
            "  acme.de\t",
            "acme.de.",
            "www.acme.de",
            "WWW.ACME.de",
            "www.www.acme.de",
            "acme.de/",
            "acme.de:8080",
            "acme.de/shop?x=1#top",
            "acme.de?utm=1",
            "//acme.de",
            "http://acme.de",
            "https://www.acme.de/shop?x=http://other.de",
            "HTTPS://ACME.DE",
            "http://https://acme.de",
            "https://https://www.acme.de/",
            "http:https://acme.de",
            "https:/acme.de",
            "https:acme.de",
            "http//acme.de",
            "https//www.acme.de",
            "htp://acme.de",
            "http:\\\\acme.de\\shop",
            "ftp://acme.de",
            "http://me@acme.de:8080/",
            "https://me:secret@acme.de/",
            "me:secret@acme.de",
            "mailto:info@acme.de",
            "mailto:info@acme.de?subject=x",
            "info@acme.de",
            "Acme <info@acme.de>",
            "<https://acme.de>",
            "\"acme.de\"",
            "Website: acme.de",
            "(acme.de)",
            "https:// acme.de",
            "acme.de, acme.com",
            "acme.de,acme.com",
            "acme.de; acme.com",
            "acme.de;acme.com",
            "acme.de | acme.com",
            "acme.de / acme.com",
            "acme.de/acme.com",
            "acme.de acme.com",
            "acme.de\nacme.com",
            "www.acme.de, www.acme.com",
            "n/a, acme.de",
            "acme.de、acme.com",
            "acme.de､acme.com",
            "acme.de︑acme.com",
            "acme.de﹑acme.com",
            "ａｃｍｅ．ｄｅ",
            "acme。de",
        ] {
            assert_eq!(host(form).as_deref(), Some("acme.de"), "{form}");
        }
    }

    #[test]
    fn a_host_keeps_its_labels_and_has_one_spelling_of_letters() {
        for (form, expected) in [
            ("shop.acme.co.uk", "shop.acme.co.uk"),
            ("www.de", "www.de"),
            ("www2.acme.de", "www2.acme.de"),
            ("MÜLLER.de", "müller.de"),
            ("xn--mller-kva.de", "müller.de"),
            ("https://XN--MLLER-KVA.DE/", "müller.de"),
            ("mu\u{308}ller.de", "müller.de"),
            ("例え.jp", "例え.jp"),
            ("пример.рф", "пример.рф"),
            ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
            ("acme.example", "acme.example"),
            ("my_shop.acme.de", "my_shop.acme.de"),
        ] {
            assert_eq!(host(form).as_deref(), Some(expected), "{form}");
        }
    }

    #[test]
    fn what_names_no_domain_is_none() {
        let nothing = ["", " ", "n/a", "n.a.", "-", ".", "..", "none", "acme", "localhost:8080"];
        let wrong = [
            "acme..de",
            "-acme.de",
            "acme.d",
            "192.168.0.1",
            "http://10.0.0.1/",
            "a.1",
            "@",
            "://",
        ];
        for form in nothing.into_iter().chain(wrong) {
            assert_eq!(host(form), None, "{form}");
        }
    }

    proptest! {
        #[test]
        fn a_host_is_its_own_host(text in any::<String>(), name in "[a-zäß]{1,9}(\\.[a-z]{2,9}){1,3}") {
            for text in [text.clone(), name.clone(), format!("{text}://{name}"), format!("{name}{text}")] {
                if let Some(found) = host(&text) {
                    let again = host(&found);
                    prop_assert_eq!(again.as_ref(), Some(&found), "{}", text);
                    // `ß` has no capital that a domain may hold: SS is two letters.
                    let capitals = found.to_uppercase();
                    if capitals.to_lowercase() == found {
                        prop_assert_eq!(host(&capitals), again, "{}", text);
                    }
                }
            }
        }
    }
}
