//! The rows to which a record belongs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::question::Question;
use crate::filters::oracle::Thing;

/// The groups to which a record belongs.
pub fn groups(
    question: &Question,
    thing: &Thing,
    partner: &Thing,
    parts: &BTreeSet<&'static str>,
) -> BTreeSet<Vec<Option<String>>> {
    let mut groups = vec![Vec::new()];
    for dimension in &question.group_by {
        let values: Vec<Value> = match *dimension {
            "PARTNER" => vec![partner.id().into()],
            "TIER" => vec![partner.value("tier.name")],
            "TYPE" => vec![partner.value("type")],
            "REGION" => vec![partner.value("region")],
            "COUNTRY" => vec![partner.value("country")],
            "MANAGER" => vec![partner.value("manager.name")],
            "SEGMENT" => partner.value("segments").as_array().cloned().unwrap_or_default(),
            "PROGRAM" => {
                let memberships = partner.value("programs").as_array().cloned().unwrap_or_default();
                memberships.into_iter().map(|one| one["program"].clone()).collect()
            }
            "CHANNEL" => vec![thing.value("channel")],
            "DEAL_TYPE" => vec![thing.value("type")],
            "CURRENCY" => vec![thing.value("currency")],
            "ATTRIBUTION" => parts.iter().map(|part| Value::from(*part)).collect(),
            other => panic!("{other} is no dimension"),
        };
        let values: BTreeSet<Option<String>> =
            values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        let values = if values.is_empty() { [None].into() } else { values };
        let longer = |group: Vec<Option<String>>| {
            let with = move |value: Option<String>| [group.clone(), vec![value]].concat();
            values.clone().into_iter().map(with)
        };
        groups = groups.into_iter().flat_map(longer).collect();
    }
    groups.into_iter().collect()
}
