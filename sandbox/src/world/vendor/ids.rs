//! Record ids as the vendors make them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::truth::Text;
use crate::{hubspot, salesforce};

/// The first number that a Salesforce id of the world carries.
pub(crate) const FIRST_SALESFORCE: u64 = 3_141_592_653;
/// The first record id in every HubSpot object: ids are unique within an object only.
const FIRST_HUBSPOT: u64 = 9_800_000_001;

/// The digits of Salesforce ids, in rising order.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The alphabet of the checksum: five bits a letter.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
/// The part between the key prefix and the number: the instance, and a reserved zero.
const POD: &str = "5g0";

/// The 18-character id of the record numbered `number` in the object with that key prefix.
pub(crate) fn salesforce_id(prefix: &str, number: u64) -> Text {
    let mut digits = [b'0'; 9];
    let mut left = number;
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(left % 62) as usize];
        left /= 62;
    }
    let mut id = String::with_capacity(18);
    id.push_str(prefix);
    id.push_str(POD);
    id.extend(digits.iter().map(|&byte| char::from(byte)));
    id.push_str(&checksum(&id));
    id.into()
}

/// The three characters that make a 15-character id safe where case is not kept: for each group of
/// five, a letter for the five bits that say which are capitals, the first of them lowest
/// (Salesforce Help, "How are 18-digit Salesforce IDs calculated").
pub fn checksum(id15: &str) -> String {
    id15.as_bytes()
        .chunks(5)
        .map(|group| {
            let bits = group
                .iter()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_uppercase())
                .fold(0, |bits, (place, _)| bits | 1usize << place);
            char::from(BASE32[bits])
        })
        .collect()
}

/// The 15 characters of an id without its checksum.
pub(crate) fn short(id18: &str) -> &str {
    id18.get(..15).unwrap_or(id18)
}

/// The number in an id that [`salesforce_id`] made.
fn number(id: &str) -> Option<u64> {
    let digits = id.as_bytes().get(6..15)?;
    digits.iter().try_fold(0, |sum, byte| {
        Some(sum * 62 + BASE62.iter().position(|digit| digit == byte)? as u64)
    })
}

/// The same row in full tree nodes: one that grew field by field leaves half of them empty.
fn packed<V>(row: BTreeMap<String, V>) -> BTreeMap<String, V> {
    row.into_iter().collect()
}

/// Enters a row under the next id of its object, which is told; nothing if the org has no such
/// object.
pub(crate) fn insert_salesforce(
    store: &mut salesforce::store::Store,
    object: &str,
    mut row: BTreeMap<String, Value>,
) -> Option<Text> {
    let object = store.objects.get_mut(object)?;
    let last = object.rows.last_key_value().and_then(|(id, _)| number(id));
    // Other people's records take numbers too.
    let next = last.map_or(FIRST_SALESFORCE, |last| last + 1 + last % 5);
    let id = salesforce_id(&object.key_prefix, next);
    row.insert("Id".to_owned(), Value::String(id.to_string()));
    object.rows.insert(id.to_string(), packed(row));
    Some(id)
}

/// Enters a record under the next id of its object, which is told; nothing if the account has no
/// such object.
pub(crate) fn insert_hubspot(
    store: &mut hubspot::store::Store,
    object: &str,
    mut row: BTreeMap<String, String>,
) -> Option<Text> {
    let object = store.objects.get_mut(object)?;
    let id = object.rows.last_key_value().map_or(FIRST_HUBSPOT, |(last, _)| last + 1 + last % 37);
    row.insert("hs_object_id".to_owned(), id.to_string());
    object.rows.insert(id, packed(row));
    Some(id.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_is_salesforces() {
        for id in ["0017000000hOMChAAO", "001D000000IRFmaIAH"] {
            assert_eq!(checksum(short(id)), &id[15..]);
        }
    }

    #[test]
    fn ids_rise_and_keep_their_shape() {
        let ids: Vec<_> = (0..10_000).map(|n| salesforce_id("006", n * 7)).collect();
        assert_eq!(number(&ids[9_999]), Some(69_993));
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.len() == 18 && id.starts_with("0065g0")));
    }
}
