//! The rules by which records of different tables are one thing because one names the other.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use channelgraph_schema::{
    FieldType, did_you_mean,
    mapping::{LinkSpec, ObjectMapping},
};

use super::{Source, Table};
use crate::config::KINDS;

/// A rule by which records of one table name records of another.
pub struct Link {
    /// The table whose records name others.
    pub from: Arc<Table>,
    /// The table that they name records of.
    pub to: Arc<Table>,
    /// The rule.
    pub spec: LinkSpec,
    /// The rule's place in the mapping of `from`.
    pub rule: usize,
}

impl Link {
    /// Returns true if the source can be asked which records name a given one; else its table has
    /// to be read.
    pub fn can_be_asked(&self) -> bool {
        let Self { from, spec, .. } = self;
        from.source.connector.field_capabilities(&from.mapping.object, &spec.field).finds_by
    }
}

/// The key of a link that does not go by id, as it is compared: numbers on documents are typed by
/// people, and pasted with blanks and invisible characters around them.
pub fn key_of(text: &str) -> String {
    let is_around = |c: char| {
        c.is_whitespace()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
    };
    channelgraph_schema::fold(text.trim_matches(is_around))
}

/// The rules among the tables of one entity.
///
/// # Errors
/// If a rule's source cannot be told; the text says what to do.
pub(super) fn find(sources: &[Arc<Source>], tables: &[Arc<Table>]) -> Result<Vec<Link>, String> {
    let mut links = Vec::new();
    for from in tables {
        for (rule, spec) in from.mapping.links.iter().enumerate() {
            // A default mapping names a kind of connector; where there is no such source, there is
            // nothing to link to.
            let Some(source) = named(sources, spec, &from.source.name)? else { continue };
            let to = tables
                .iter()
                .find(|table| table.source.name == source && *table.mapping.object == *spec.object);
            if let Some(to) = to {
                links.push(Link { from: from.clone(), to: to.clone(), spec: spec.clone(), rule });
            }
        }
    }
    Ok(links)
}

/// Puts the tables of a source behind those that they name, by the number of steps: what is named
/// was there first, so that a node keeps its id when more comes to it.
pub(super) fn sort(mappings: &mut [ObjectMapping]) {
    let names = |one: &ObjectMapping, other: &ObjectMapping| {
        let own = |spec: &LinkSpec| {
            spec.source.as_deref().is_none_or(|name| name == &*one.source)
                && *spec.object == *other.object
        };
        one.kind == other.kind
            && one.source == other.source
            && one.object != other.object
            && one.links.iter().any(own)
    };
    let mut steps = vec![0; mappings.len()];
    // Tables that name each other in a circle would climb for ever.
    for _ in 0..mappings.len() {
        for (place, one) in mappings.iter().enumerate() {
            let below = mappings
                .iter()
                .zip(&steps)
                .filter(|(other, _)| names(one, other))
                .map(|(_, steps)| steps + 1)
                .max();
            steps[place] = below.unwrap_or(0).min(mappings.len());
        }
    }
    let steps: HashMap<_, _> = mappings
        .iter()
        .zip(steps)
        .map(|(one, steps)| ((one.kind, one.source.clone(), one.object.clone()), steps))
        .collect();
    let of_source = |one: &ObjectMapping| {
        steps.get(&(one.kind, one.source.clone(), one.object.clone())).copied()
    };
    mappings.chunk_by_mut(|a, b| a.source == b.source).for_each(|own| own.sort_by_key(of_source));
}

/// Tells each mapping by which of its source's fields other records go: rules of links, and
/// references by another field than the id.
///
/// # Errors
/// As [`find`].
pub(super) fn set_aliases(
    sources: &[Arc<Source>],
    mappings: &mut [ObjectMapping],
) -> Result<(), String> {
    let mut wanted: Vec<BTreeSet<String>> = vec![BTreeSet::new(); mappings.len()];
    for from in mappings.iter() {
        for spec in &from.links {
            if named(sources, spec, &from.source)?.as_ref() == Some(&from.source)
                && *spec.object == *from.object
            {
                return Err(format!(
                    "a link of {}.{} of {} leads to itself; name another object",
                    from.kind, from.object, from.source
                ));
            }
            let (Some(by), Some(source)) = (&spec.by, named(sources, spec, &from.source)?) else {
                continue;
            };
            let is_target = |to: &ObjectMapping| {
                to.kind == from.kind && to.source == source && *to.object == *spec.object
            };
            let target = mappings.iter().position(is_target);
            target.into_iter().for_each(|place| _ = wanted[place].insert(by.clone()));
        }
        for spec in from
            .mapped()
            .iter()
            .filter_map(|field| Some((from.kind.def(field).ty, from.spec(field)?)))
        {
            let (FieldType::Reference(kind), Some(by)) = (spec.0, &spec.1.by) else { continue };
            let places = mappings
                .iter()
                .enumerate()
                .filter(|(_, to)| to.kind == kind && to.source == from.source)
                .map(|(place, _)| place);
            let places: Vec<usize> = places.collect();
            if places.is_empty() {
                return Err(format!(
                    "{}.{} of {} refers to a {kind} by `{by}`, and no {kind} is mapped from that source; map one, or take `by` out",
                    from.kind, from.object, from.source
                ));
            }
            places.into_iter().for_each(|place| _ = wanted[place].insert(by.clone()));
        }
    }
    for (mapping, aliases) in mappings.iter_mut().zip(wanted) {
        mapping.aliases = aliases.into_iter().collect();
    }
    Ok(())
}

/// The source that a rule names; none if there is none of that name or kind.
fn named(
    sources: &[Arc<Source>],
    spec: &LinkSpec,
    own: &Arc<str>,
) -> Result<Option<Arc<str>>, String> {
    let Some(name) = &spec.source else { return Ok(Some(own.clone())) };
    if let Some(source) = sources.iter().find(|source| *source.name == **name) {
        return Ok(Some(source.name.clone()));
    }
    let mut of_kind = sources.iter().filter(|source| source.kind == name);
    match (of_kind.next(), of_kind.next()) {
        (Some(_), Some(_)) => Err(format!(
            "a link names `{name}`, and there are several such sources; say which in the mapping's `links` (by the source's name)"
        )),
        (Some(source), None) => Ok(Some(source.name.clone())),
        (None, _) if KINDS.contains(&name.as_str()) => Ok(None),
        (None, _) => {
            let near = did_you_mean(name, sources.iter().map(|source| &*source.name).chain(KINDS));
            Err(format!("a link names `{name}`, which is no source, and no kind of one{near}"))
        }
    }
}

/// Linked tables: those whose records can be part of a node with those of one table.
pub struct LinkedTables {
    /// Inbound: tables whose records link to this one's, and those that are with them. A record
    /// here cannot know of them.
    pub inbound: Vec<Arc<Table>>,
    /// Outbound: others, which a record here can only be with if it links to another itself.
    pub outbound: Vec<Arc<Table>>,
    /// The source fields here that hold links.
    pub fields: Vec<String>,
}

/// The linked tables of each of an entity's tables, by rank.
pub(super) fn linked(tables: &[Arc<Table>], links: &[Link]) -> Vec<LinkedTables> {
    tables.iter().map(|table| LinkedTables::new(tables, links, table.rank)).collect()
}

impl LinkedTables {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.inbound.iter().chain(&self.outbound)
    }

    fn new(tables: &[Arc<Table>], links: &[Link], rank: usize) -> Self {
        // Which tables can be reached, and by which field their records were: a record names one
        // thing by one field.
        let reach = |first: Vec<(usize, Option<&str>)>| {
            let mut reached: BTreeSet<(usize, Option<String>)> = BTreeSet::new();
            let mut open: Vec<(usize, Option<String>)> =
                first.into_iter().map(|(at, by)| (at, by.map(str::to_owned))).collect();
            while let Some((at, by)) = open.pop() {
                if at == rank || !reached.insert((at, by.clone())) {
                    continue;
                }
                let back = links
                    .iter()
                    .filter(|link| link.to.rank == at)
                    .map(|link| (link.from.rank, Some(link.spec.field.clone())));
                let on = links
                    .iter()
                    .filter(|link| link.from.rank == at && by.as_ref() != Some(&link.spec.field))
                    .map(|link| (link.to.rank, None));
                open.extend(back.chain(on));
            }
            reached.into_iter().map(|(at, _)| at).collect::<BTreeSet<usize>>()
        };
        let inbound = reach(
            links
                .iter()
                .filter(|link| link.to.rank == rank)
                .map(|link| (link.from.rank, Some(link.spec.field.as_str())))
                .collect(),
        );
        let outbound = reach(
            links
                .iter()
                .filter(|link| link.from.rank == rank)
                .map(|link| (link.to.rank, None))
                .collect(),
        );
        let of = |ranks: &BTreeSet<usize>| {
            tables.iter().filter(|table| ranks.contains(&table.rank)).cloned().collect()
        };
        let fields = links
            .iter()
            .filter(|link| link.from.rank == rank)
            .map(|link| link.spec.field.clone())
            .collect();
        Self {
            outbound: of(&outbound.difference(&inbound).copied().collect()),
            inbound: of(&inbound),
            fields,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::key_of;

    #[test]
    fn keys_are_compared_without_case_and_what_stands_around_them() {
        for form in
            ["INV-1001", " inv-1001\n", "\u{feff}Inv-1001\u{200b}", "\u{a0}INV-1001\u{2060} "]
        {
            assert_eq!(key_of(form), "inv-1001", "{form:?}");
        }
        assert_eq!(key_of(" \u{200b}"), "");
        assert_ne!(key_of("INV 1001"), key_of("INV-1001"), "both may be numbers of documents");
    }
}
