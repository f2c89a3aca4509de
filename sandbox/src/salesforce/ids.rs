//! Record ids: 15 case-sensitive characters, or 18 with a checksum that survives case folding.

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The 18-character form of an id made of a key prefix and a running number.
pub fn id(prefix: &str, number: u64) -> String {
    let mut tail = Vec::new();
    let mut rest = number;
    while rest > 0 {
        tail.push(char::from(ALPHABET[(rest % 62) as usize]));
        rest /= 62;
    }
    let width = 15_usize.saturating_sub(prefix.len());
    let digits: String = tail.iter().rev().collect();
    to_18(&format!("{prefix}{digits:0>width$}"))
}

/// Adds the three checksum characters to a 15-character id; anything else is returned as it is.
pub fn to_18(id: &str) -> String {
    if id.len() != 15 || !id.is_ascii() {
        return id.to_owned();
    }
    let mut full = id.to_owned();
    for chunk in id.as_bytes().chunks(5) {
        let bits = chunk
            .iter()
            .enumerate()
            .filter(|(_, byte)| byte.is_ascii_uppercase())
            .fold(0_usize, |bits, (place, _)| bits | 1 << place);
        full.push(char::from(CHECKSUM[bits]));
    }
    full
}

/// The 15 significant characters of an id in either form, or nothing if it is no id.
pub(crate) fn significant(id: &str) -> Option<&str> {
    let shaped = matches!(id.len(), 15 | 18) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    shaped.then(|| &id[..15])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_follows_the_published_example() {
        assert_eq!(to_18("001D000000IqhSL"), "001D000000IqhSLIAZ");
        assert_eq!(to_18("001D000000IqhSLIAZ"), "001D000000IqhSLIAZ");
    }

    #[test]
    fn running_numbers_sort_as_ids() {
        let ids: Vec<String> = [0, 9, 10, 61, 62, 4000].map(|n| id("001", n)).into();
        assert!(ids.is_sorted(), "{ids:?}");
        assert!(ids.iter().all(|id| id.len() == 18), "{ids:?}");
    }

    #[test]
    fn only_15_or_18_letters_and_digits_are_an_id() {
        assert_eq!(significant("001D000000IqhSLIAZ"), Some("001D000000IqhSL"));
        assert_eq!(significant("001D000000IqhSL"), Some("001D000000IqhSL"));
        assert_eq!(significant("001D000000IqhS"), None);
        assert_eq!(significant("001D00000'IqhSL"), None);
    }
}
