//! Record ids: 15 characters that differ by case, and the same with a checksum of three so that
//! case no longer matters.

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The 18-character form; nothing if the text cannot be an id, or its checksum is wrong.
pub(crate) fn canonical(id: &str) -> Option<String> {
    if !matches!(id.len(), 15 | 18) || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let (short, given) = id.split_at(15);
    let sum = checksum(short);
    (given.is_empty() || given == sum).then(|| format!("{short}{sum}"))
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
        assert_eq!(canonical(&id.to_lowercase()), None);
        for bad in ["", "1", "0018000001AbCd'", "0018000001AbCdEAAA", "00180000001ÄbCd"] {
            assert_eq!(canonical(bad), None, "{bad}");
        }
    }
}
