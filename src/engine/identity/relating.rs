//! What records say of others: links, decisions of people, and parents.

use std::{collections::HashMap, sync::Arc};

use channelgraph_identity::Relations;
use channelgraph_schema::{Clue, Value};

use super::{
    IdentityRules, P, PARENT,
    decisions::RecordName,
    records::{Records, alias_key},
};
use crate::model::{Link, Model, Table, key_of};

/// Records by the number of the rule and the name it goes by: none for a name that several have.
type Named = HashMap<(usize, String), Option<u32>>;

/// Looks up the records that others name.
pub(super) struct Relating<'a> {
    model: &'a Model,
    records: &'a Records,
    named: Named,
    /// What the configuration says of records.
    decisions: HashMap<u32, Relations>,
    /// Records by what else their source's records refer to them.
    aliases: HashMap<String, Option<u32>>,
}

impl<'a> Relating<'a> {
    /// The look-up among these records.
    pub(super) fn new(model: &'a Model, records: &'a Records, rules: &IdentityRules) -> Self {
        let decisions = decisions(model, records, rules);
        let (named, aliases) = (named(model, records), aliases(model, records));
        Self { model, records, named, decisions, aliases }
    }

    /// What a record says of others.
    pub(super) fn of(&self, record: u32) -> Relations {
        let links = self.records.links.get(record).iter();
        let target = |(rule, id): &(u16, u32)| {
            self.linked(record, usize::from(*rule), self.records.values.texts.get(*id))
        };
        let is_other = |other: &u32| *other != record;
        let mut relations = Relations {
            links: links.filter_map(target).filter(is_other).collect(),
            same: self.decided(record, Clue::SameAs).filter(is_other).collect(),
            not_same: self.decided(record, Clue::NotSameAs).filter(is_other).collect(),
            parent: self.parent(record).filter(is_other),
        };
        if let Some(decided) = self.decisions.get(&record) {
            relations.same.extend(&decided.same);
            relations.not_same.extend(&decided.not_same);
        }
        relations
    }

    /// The record that another names by a rule.
    fn linked(&self, record: u32, rule: usize, id: &str) -> Option<u32> {
        let rank = self.records.rank(record);
        let mut rules = self.model.links(P).iter().enumerate();
        let (number, link) = rules.find(|(_, link)| link.from.rank == rank && link.rule == rule)?;
        if link.spec.by.is_some() {
            return *self.named.get(&(number, key_in(link, id)))?;
        }
        let id = link.to.source.connector.canonical_id(&link.to.mapping.object, id)?;
        self.records.find(link.to.rank, &id)
    }

    /// The records that a field of a record says people have decided it is, or is not.
    fn decided(&self, record: u32, clue: Clue) -> impl Iterator<Item = u32> {
        let names = self.records.clue(record, clue).unwrap_or_default();
        let found = |name: &str| RecordName::parse(name)?.find(self.model, self.records);
        names.split(';').filter_map(found)
    }

    /// The record that another names as its parent.
    fn parent(&self, record: u32) -> Option<u32> {
        let cell = self.records.cell(record, PARENT);
        let Value::Reference(reference) = self.records.values.get(cell) else { return None };
        match &reference.by {
            None => self.records.of_reference(self.model, &reference),
            Some(by) => *self.aliases.get(&alias_key(&reference.source, by, &reference.id))?,
        }
    }
}

/// What the configuration says of each record.
fn decisions(model: &Model, records: &Records, rules: &IdentityRules) -> HashMap<u32, Relations> {
    let mut decisions: HashMap<u32, Relations> = HashMap::new();
    let found = |group: &[RecordName]| -> Vec<u32> {
        let mut found: Vec<u32> =
            group.iter().filter_map(|name| name.find(model, records)).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    for group in &rules.same {
        for pair in found(group).windows(2) {
            decisions.entry(pair[0]).or_default().same.push(pair[1]);
        }
    }
    for group in &rules.not_same {
        let found = found(group);
        for (place, record) in found.iter().enumerate() {
            decisions.entry(*record).or_default().not_same.extend(&found[place + 1..]);
        }
    }
    decisions
}

/// The records that rules of links can name by something else than their ids.
fn named(model: &Model, records: &Records) -> Named {
    let mut named = Named::new();
    for (number, link) in model.links(P).iter().enumerate() {
        let Some(by) = &link.spec.by else { continue };
        let of_table = records.of_table.get(link.to.rank).cloned().unwrap_or_default();
        for record in of_table {
            if let Some(name) = records.alias(record, by).map(|name| key_in(link, name)) {
                named
                    .entry((number, name))
                    .and_modify(|known| *known = None)
                    .or_insert(Some(record));
            }
        }
    }
    named
}

/// Records by what references to parents go by, where that is not the id: none for what several
/// have.
fn aliases(model: &Model, records: &Records) -> HashMap<String, Option<u32>> {
    let mut aliases = HashMap::new();
    let spec =
        |table: &Arc<Table>| table.mapping.spec(PARENT).is_some_and(|spec| spec.by.is_some());
    if !model.tables(P).iter().any(spec) {
        return aliases;
    }
    for record in 0..records.len() {
        for key in records.alias_keys(model, record) {
            aliases.entry(key).and_modify(|known| *known = None).or_insert(Some(record));
        }
    }
    aliases
}

/// A key as it is compared.
fn key_in(link: &Link, key: &str) -> String {
    key_of(&link.to.source.connector.canonical_key(&link.to.mapping.object, key))
}
