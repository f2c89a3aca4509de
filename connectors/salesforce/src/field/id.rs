//! Record ids: 15 characters that differ by case, and the same with a checksum of three so that
//! case no longer matters.

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The 18-character form of an id as people and systems write it: of 15 or 18 characters, with
/// blanks, or in an address. An id of 18 characters whose case was lost gets it back from its
/// checksum. Nothing if the text holds no id, or the checksum is that of another one.
pub(crate) fn canonical(id: &str) -> Option<String> {
    if id.len() > LONGEST {
        return None;
    }
    let compact: String = id.chars().filter(|c| !is_blank(*c)).collect();
    let address = compact.split_once("://").map_or(compact.as_str(), |(_, rest)| rest);
    match address.split_once('/') {
        Some((_, path)) => in_address(path),
        None if address.contains('=') => in_address(address),
        None => of_text(&compact),
    }
}

/// Bytes of the longest text that is looked at: an address.
const LONGEST: usize = 2_000;

/// Returns true for what stands around an id, or within it where a table was pasted.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '"' | '\'')
}

/// The record's id in an address: in its path the last one, as a record's page stands below those
/// of others, else the first in its query. An id of 15 characters has a digit, unlike many a word.
fn in_address(address: &str) -> Option<String> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let id = |part: &str| {
        let has_digit = part.bytes().any(|byte| byte.is_ascii_digit());
        has_digit.then(|| of_text(part)).flatten()
    };
    let ends = |c: char| !c.is_ascii_alphanumeric();
    path.rsplit(ends).find_map(id).or_else(|| query.split(ends).find_map(id))
}

fn of_text(id: &str) -> Option<String> {
    if !matches!(id.len(), 15 | 18) || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let (short, given) = id.split_at(15);
    let sum = checksum(short);
    if given.is_empty() || given == sum {
        return Some(format!("{short}{sum}"));
    }
    let lacks = |is: fn(&u8) -> bool| !id.bytes().any(|byte| is(&byte));
    let is_lost = lacks(u8::is_ascii_uppercase) || lacks(u8::is_ascii_lowercase);
    // Salesforce writes checksums in capitals: small letters there say that the case was changed.
    let is_changed = given.bytes().any(|byte| byte.is_ascii_lowercase());
    if is_lost || is_changed { with_case(short, &given.to_ascii_uppercase()) } else { None }
}

/// The id with the case of its letters as its checksum says; nothing if that says a digit is a
/// capital, or is no checksum.
fn with_case(short: &str, sum: &str) -> Option<String> {
    let mut restored = String::with_capacity(18);
    for (part, code) in short.as_bytes().chunks(5).zip(sum.bytes()) {
        let capitals = ALPHABET.iter().position(|known| *known == code)?;
        for (place, byte) in part.iter().enumerate() {
            let byte = match capitals >> place & 1 {
                1 if byte.is_ascii_digit() => return None,
                1 => byte.to_ascii_uppercase(),
                _ => byte.to_ascii_lowercase(),
            };
            restored.push(char::from(byte));
        }
    }
    restored.push_str(sum);
    Some(restored)
}

/// One character for each five: a bit for each capital letter, the first lowest.
fn checksum(short: &str) -> String {
    let capitals = |part: &[u8]| {
        part.iter().rev().fold(0, |bits, byte| bits << 1 | usize::from(byte.is_ascii_uppercase()))
    };
    short.as_bytes().chunks(5).map(|part| char::from(ALPHABET[capitals(part)])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::canonical;

    #[test]
    fn the_short_form_gets_its_checksum() {
        assert_eq!(canonical("0018000001AbCdE").as_deref(), Some("0018000001AbCdEAAV"));
        assert_eq!(canonical("AAAAAZZZZZzzzzZ").as_deref(), Some("AAAAAZZZZZzzzzZ55Q"));
        assert_eq!(canonical("001000000000001").as_deref(), Some("001000000000001AAA"));
    }

    #[test]
    fn only_ids_pass() {
        let id = canonical("0018000001AbCdE").unwrap();
        assert_eq!(canonical(&id), Some(id.clone()));
        let other_sum = ["0018000001AbCdEAAA", "0018000001AbCdeAAV", "0018000001ABCDE99Z"];
        let texts = ["", "1", " ", "0018000001AbCd'", "00180000001ÄbCd", "0018000001AbCdEAAV1"];
        let addresses = [
            "https://acme.my.salesforce.com/",
            "https://acme.my.salesforce.com/lightning/o/Account/list?filterName=Recent",
            "https://acme.my.salesforce.com/lightning/page/accountsettings",
            "https://0018000001AbCdE.example/",
            "https://acme.my.salesforce.com/0018000001AbCdEAAA",
        ];
        for bad in other_sum.into_iter().chain(texts).chain(addresses) {
            assert_eq!(canonical(bad), None, "{bad}");
        }
        assert_eq!(canonical(&"0".repeat(5_000)), None);
    }

    #[test]
    fn an_id_is_read_however_it_was_typed() {
        let id = "0018000001AbCdEAAV";
        for form in [
            "0018000001abcdeaav",
            "0018000001ABCDEAAV",
            "0018000001aBcDeaav",
            " 0018000001AbCdEAAV\n",
            "\u{a0}0018000001AbCdE ",
            "001 8000001 AbCdE AAV",
            "\u{feff}0018000001AbCdEAAV",
            "\"0018000001AbCdE\"",
            "https://acme.my.salesforce.com/0018000001AbCdE",
            "https://acme.my.salesforce.com/0018000001abcdeaav",
            "acme.my.salesforce.com/0018000001AbCdEAAV",
            "/0018000001AbCdE",
            "https://acme.lightning.force.com/lightning/r/Account/0018000001AbCdEAAV/view",
            "https://acme.lightning.force.com/lightning/r/0018000001AbCdEAAV/view?0.source=x",
            "https://acme.lightning.force.com/one/one.app#/sObject/0018000001AbCdEAAV/view",
            "https://acme.my.salesforce.com/apex/page?id=0018000001AbCdE&retURL=/0068000001AbCdE",
            "https://acme.my.salesforce.com/0018000001AbCdE?ws=%2Fr%2F0068000001AbCdE%2Fview",
            "https://acme.my.salesforce.com/a0X8000000abcdE/0018000001AbCdE",
            "id=0018000001AbCdE",
            "page?id=0018000001AbCdE",
        ] {
            assert_eq!(canonical(form).as_deref(), Some(id), "{form}");
        }
    }

    proptest! {
        #[test]
        fn an_id_comes_back_from_every_case(short in "00[0-9A-Za-z]{13}", text in any::<String>()) {
            let id = canonical(&short).unwrap();
            for form in [id.to_lowercase(), id.to_uppercase(), format!(" {id}")] {
                prop_assert_eq!(canonical(&form), Some(id.clone()), "{}", form);
            }
            for text in [text.clone(), format!("{text}/{short}"), format!("{id}{text}")] {
                if let Some(found) = canonical(&text) {
                    prop_assert_eq!(canonical(&found), Some(found.clone()), "{}", text);
                }
            }
        }
    }
}
