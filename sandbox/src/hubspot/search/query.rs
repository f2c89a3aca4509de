//! The `query` of a search: words looked for at the start of words, in the properties that identify
//! a record.

use super::super::objects::Row;
use super::super::store::Object;

/// Properties of a custom object that a query looks into, at most.
const CUSTOM_MAX: usize = 20;

/// A query over the searched properties of one object.
#[derive(Debug)]
pub(super) struct Query {
    words: Vec<String>,
    properties: Vec<String>,
}

impl Query {
    pub(super) fn new(text: &str, key: &str, object: &Object) -> Self {
        let properties = match key {
            "companies" => owned(&["name", "domain", "website", "phone"]),
            "contacts" => owned(&["firstname", "lastname", "email", "phone", "company"]),
            "deals" => owned(&["dealname", "pipeline", "dealstage", "description", "dealtype"]),
            "leads" => owned(&["hs_lead_name"]),
            _ => {
                let strings =
                    object.properties.iter().filter(|(_, property)| property.kind == "string");
                strings.map(|(name, _)| name.clone()).take(CUSTOM_MAX).collect()
            }
        };
        Self {
            words: text.to_lowercase().split_whitespace().map(str::to_owned).collect(),
            properties,
        }
    }

    /// Whether each word of the query begins a word of the record.
    pub(super) fn matches(&self, row: &Row) -> bool {
        let texts: Vec<String> = self
            .properties
            .iter()
            .filter_map(|property| row.get(property))
            .map(|text| text.to_lowercase())
            .collect();
        self.words.iter().all(|word| texts.iter().any(|text| begins_a_word(text, word)))
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn begins_a_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}
