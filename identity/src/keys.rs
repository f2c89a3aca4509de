//! Exact keys: ties the records that share a tax id, a link, a domain or a name, unless what else
//! is known contradicts.

mod union;

use std::collections::HashMap;

use self::union::Union;
use crate::{
    By, Facts, Records, Relations, Resolution, Rules,
    domains::Site,
    names::{Name, Words, fold},
    tax::{self, tax_key},
};

/// Keys of one record.
#[derive(Debug, Clone, Default)]
struct Keys {
    tax: Option<String>,
    domain: Option<String>,
    name: Option<String>,
}

impl Keys {
    fn of(facts: &Facts<'_>, rules: &Rules) -> Self {
        let Facts { country, city, .. } = *facts;
        let name = facts.names.first().filter(|_| rules.by_name);
        let stands_for_none = |tax: &str| tax::ids(tax, country).iter().any(|id| id.placeholder);
        let tax = facts.tax_id.filter(|tax| !stands_for_none(tax));
        Self {
            tax: tax.and_then(|tax| tax_key(tax, country)),
            domain: facts.domain.and_then(|host| match Site::of(host, &rules.shared_values) {
                Site::Own(domain) => Some(domain),
                Site::Hosted(_) | Site::Shared(_) | Site::None => None,
            }),
            name: name.and_then(|name| name_key(name, country, city)),
        }
    }
}

/// Ties records by keys, the strongest first: decisions, tax ids, links, domains, names. Two tax
/// ids never end up in one company, nor do a parent and its child, nor what people have parted.
pub(crate) fn resolve(records: &dyn Records, rules: &Rules) -> Resolution {
    let all = || 0..records.len();
    let keys: Vec<Keys> = all().map(|record| Keys::of(&records.facts(record), rules)).collect();
    let relations: Vec<Relations> = all().map(|record| records.relations(record)).collect();
    let mut union = Union::new(keys.iter().map(|keys| keys.tax.as_deref()).collect(), &relations);
    for (record, relations) in all().zip(&relations) {
        relations.same.iter().for_each(|other| union.tie(record, *other, By::Confirmed));
    }
    for group in groups(keys.iter().map(|keys| keys.tax.as_deref())) {
        union.tie_all(&group, By::Register);
    }
    for (record, relations) in all().zip(&relations) {
        relations.links.iter().for_each(|other| union.tie(record, *other, By::Link));
    }
    for group in groups(keys.iter().map(|keys| keys.domain.as_deref())) {
        union.tie_unambiguous(&group, By::Domain);
    }
    for group in groups(keys.iter().map(|keys| keys.name.as_deref())) {
        union.tie_unambiguous(&group, By::Name);
    }
    union.finish()
}

/// The records that share a key, in groups of at least two, in a fixed order.
fn groups<'a>(keys: impl Iterator<Item = Option<&'a str>>) -> Vec<Vec<u32>> {
    let mut by_key: HashMap<&str, Vec<u32>> = HashMap::new();
    for (record, key) in (0..).zip(keys) {
        if let Some(key) = key {
            by_key.entry(key).or_default().push(record);
        }
    }
    let mut groups: Vec<_> = by_key.into_values().filter(|group| group.len() > 1).collect();
    groups.sort_unstable();
    groups
}

/// Name, country and city as one key, without legal form.
fn name_key(name: &str, country: Option<&str>, city: Option<&str>) -> Option<String> {
    let name = Name::of(name, false, &Words::default()).spelled;
    (!name.is_empty()).then_some(())?;
    Some(format!("{name}|{}|{}", country?, fold(city?)))
}

#[cfg(test)]
mod tests;
