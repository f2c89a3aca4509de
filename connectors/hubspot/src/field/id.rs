//! Record ids: whole numbers, as people type and paste them.

use super::listed::Listed;

/// Bytes of the longest text that is looked at: an address.
const LONGEST: usize = 2_000;

/// Objects with HubSpot's ids of their types, and the singular that addresses had before those.
const TYPES: [(&str, &str, &str); 5] = [
    ("contacts", "0-1", "contact"),
    ("companies", "0-2", "company"),
    ("deals", "0-3", "deal"),
    ("tickets", "0-5", "ticket"),
    ("leads", "0-136", "lead"),
];

/// The digits of an id of `object`, without blanks and leading zeros, also out of the address of a
/// record's page or of the API. Nothing if the text names no record of that object.
pub(crate) fn canonical(object: &str, text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    if let Some(listed) = Listed::parse(object) {
        return listed.canonical(text);
    }
    let text: String = text.chars().filter(|c| !is_blank(*c)).collect();
    let id = if text.contains('/') { in_address(object, &text)? } else { &text };
    digits(id)
}

/// The digits of an id without blanks and leading zeros.
pub(super) fn digits(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !is_blank(*c)).collect();
    let digits = text.trim_start_matches('0');
    let fits = (1..=20).contains(&digits.len()) && is_digits(digits);
    fits.then(|| digits.to_owned())
}

/// HubSpot's id of the type of an object, as it stands in addresses; nothing for a custom object by
/// its name, which is not in the address.
pub(crate) fn type_of(object: &str) -> Option<&str> {
    let known = TYPES.iter().find(|(name, ..)| *name == object).map(|(_, id, _)| *id);
    known.or_else(|| is_type(object).then_some(object))
}

/// Returns true for what stands around an id, or within it where a table was pasted.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '"' | '\'' | '#')
}

/// What stands behind the object in an address: `…/record/0-2/456`, `…/company/456/`,
/// `…/objects/companies/456`.
fn in_address<'a>(object: &str, address: &'a str) -> Option<&'a str> {
    let path = address.split(['?', '#']).next()?;
    let segments: Vec<&str> = path.split('/').collect();
    // The address of every page begins with `contacts` and the account's number: the name of an
    // object counts in an address of the API only.
    let is_object = |segment: &str| match TYPES.iter().find(|(name, ..)| *name == object) {
        Some((_, id, singular)) => segment == *id || segment == *singular,
        None => segment == object || is_type(segment) && !is_type(object),
    };
    let is_named = |before: &[&str]| match before {
        [.., "objects", name] if *name == object => true,
        [.., name] => is_object(name),
        [] => false,
    };
    let places = (1..segments.len()).rev();
    let mut ids = places.filter(|at| is_digits(segments[*at]) && is_named(&segments[..*at]));
    ids.next().map(|at| segments[at])
}

/// Returns true for the id of a type: `0-2`, `2-1234`.
fn is_type(text: &str) -> bool {
    text.split_once('-').is_some_and(|(kind, number)| is_digits(kind) && is_digits(number))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_id_is_read_however_it_was_typed() {
        for form in [
            "456",
            "00456",
            " 456\n",
            "\u{a0}4 56",
            "\u{feff}456",
            "#456",
            "\"456\"",
            "https://app.hubspot.com/contacts/123/record/0-2/456",
            "https://app-eu1.hubspot.com/contacts/123/record/0-2/456/?eschref=%2Fcontacts%2F9",
            "app.hubspot.com/contacts/123/record/0-2/456/view/1?x=1",
            "https://app.hubspot.com/contacts/123/company/456/",
            "https://api.hubapi.com/crm/v3/objects/companies/456?properties=name",
        ] {
            assert_eq!(canonical("companies", form).as_deref(), Some("456"), "{form}");
        }
        let address = "https://app.hubspot.com/contacts/123/record/2-77/456";
        for object in ["2-77", "p42_visit"] {
            assert_eq!(canonical(object, address).as_deref(), Some("456"), "{object}");
        }
    }

    #[test]
    fn what_names_no_record_of_the_object_is_none() {
        for text in [
            "",
            " ",
            "0",
            "12a",
            "-1",
            "4.5",
            "0018000001AbCdE",
            "123456789012345678901",
            "https://app.hubspot.com/contacts/123/record/0-3/456",
            "https://app.hubspot.com/contacts/123/deal/456",
            "https://app.hubspot.com/contacts/123/objects/0-2/views/all/list",
            "https://app.hubspot.com/contacts/123",
        ] {
            assert_eq!(canonical("companies", text), None, "{text}");
        }
        let address = "https://app.hubspot.com/contacts/123/record/2-78/456";
        assert_eq!(canonical("2-77", address), None);
        // What stands behind `contacts` in the address of another page is the portal.
        let contact = "https://app.hubspot.com/contacts/123/record/0-1/456";
        assert_eq!(canonical("contacts", contact).as_deref(), Some("456"));
        let company = "https://app.hubspot.com/contacts/123/record/0-2/456";
        assert_eq!(canonical("contacts", company), None);
    }

    proptest! {
        #[test]
        fn an_id_is_its_own_id(text in any::<String>(), id in "[0-9]{1,20}") {
            for text in [text.clone(), id.clone(), format!("{text}/record/0-2/{id}")] {
                if let Some(found) = canonical("companies", &text) {
                    prop_assert_eq!(canonical("companies", &found), Some(found.clone()), "{}", text);
                }
            }
        }
    }
}
