//! The mapping: which of a source's objects and fields stand for an entity and its fields. It is
//! data; this module reads and applies it.

mod check;
mod clues;
mod convert;
mod countries;
mod days;
mod host;
mod lower;
mod row;
mod spec;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};

pub use clues::{ClueField, IdentitySpec};
use convert::From;
pub use convert::{day, typed};
pub use countries::{country, plain_letter};
pub use host::host;
pub use lower::{Lowered, SourceOrder};
pub use row::Row;
pub use spec::{Condition, FieldSpec, LinkSpec, MappingSpec, ObjectSpec, Presence, SourceType};

use crate::{
    Clue, EntityKind, FieldId, FieldSet, FieldType, Filter, LinkTarget, Locale, Record, RecordKey,
    Role, Value, did_you_mean,
};

/// How one object of one source stands for one entity: an [`ObjectSpec`] that has been checked
/// against the entity.
#[derive(Debug)]
pub struct ObjectMapping {
    /// The source, as configured.
    pub source: Arc<str>,
    /// The entity.
    pub kind: EntityKind,
    /// The source's own name for the table.
    pub object: Arc<str>,
    /// Which rows of the object are meant, in the source's own fields.
    pub only: Filter<String>,
    /// Rules by which its records name records of other tables as the same thing.
    pub links: Vec<LinkSpec>,
    /// Source fields by which other records refer to, or name, its records; the model sets them.
    pub aliases: Vec<String>,
    /// Source fields that tell whose a record is, beside its fields.
    pub clues: Vec<(Clue, String)>,
    /// The number of characters at which the source cuts names; 0 if it does not.
    pub cuts_at: u16,
    columns: Vec<Option<FieldSpec>>,
    attributes: Vec<(Arc<str>, String)>,
    mapped: FieldSet,
}

/// A mapping that does not fit its entity. The text names the place and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("mapping of {kind}.{object}: {problem}")]
pub struct BadMapping {
    /// The entity.
    pub kind: EntityKind,
    /// The object.
    pub object: String,
    /// What is wrong, and what to do.
    pub problem: String,
}

impl ObjectMapping {
    /// Checks a spec against its entity.
    ///
    /// # Errors
    /// [`BadMapping`] for a field that the entity does not have, or a conversion that cannot give
    /// what the field holds.
    pub fn new(
        source: &Arc<str>,
        kind: EntityKind,
        object: &str,
        spec: &ObjectSpec,
    ) -> Result<Self, BadMapping> {
        let bad = |problem: String| BadMapping { kind, object: object.to_owned(), problem };
        let mut columns: Vec<Option<FieldSpec>> = vec![None; kind.fields().len()];
        for (name, field_spec) in &spec.fields {
            let Some(field) = kind.field(name) else {
                let near = did_you_mean(name, kind.fields().iter().map(|field| field.name));
                return Err(bad(format!("{kind} has no field `{name}`{near}")));
            };
            if matches!(kind.def(field).role, Role::Ids | Role::Sources) {
                return Err(bad(format!("`{name}` is not mapped: it is the record's own")));
            }
            if !field_spec.unset {
                field_spec
                    .check(kind.def(field))
                    .map_err(|problem| bad(format!("`{name}` {problem}")))?;
                columns[field.index()] = Some(field_spec.clone());
            }
        }
        if kind != EntityKind::Partner && spec.identity != IdentitySpec::default() {
            return Err(bad("only partners have an `identity`; take it out".into()));
        }
        let mapped = kind.all().iter().filter(|field| columns[field.index()].is_some()).collect();
        Ok(Self {
            source: source.clone(),
            kind,
            object: object.into(),
            only: all_of(&spec.only),
            links: spec.links.clone().unwrap_or_default(),
            aliases: Vec::new(),
            clues: spec.identity.clues(),
            cuts_at: spec.identity.cuts_at.unwrap_or_default(),
            columns,
            attributes: spec
                .attributes
                .iter()
                .map(|(name, field)| (name.as_str().into(), field.clone()))
                .collect(),
            mapped,
        })
    }

    /// The fields for which this object has a value to give.
    pub fn mapped(&self) -> FieldSet {
        self.mapped
    }

    /// How one field is mapped.
    pub fn spec(&self, field: FieldId) -> Option<&FieldSpec> {
        self.columns[field.index()].as_ref()
    }

    /// The source's own fields needed for these fields, for links and aliases, and for the
    /// attributes if asked for; sorted, each once.
    pub fn source_fields(&self, fields: FieldSet, attributes: bool) -> Vec<String> {
        let mut names = BTreeSet::new();
        for spec in fields.iter().filter_map(|field| self.spec(field)) {
            names.extend(spec.source_fields());
        }
        names.extend(self.links.iter().map(|link| link.field.as_str()));
        names.extend(self.aliases.iter().map(String::as_str));
        if attributes {
            names.extend(self.attributes.iter().map(|(_, field)| field.as_str()));
        }
        names.into_iter().map(str::to_owned).collect()
    }

    /// The source's own fields needed for these fields and for what tells whose a record is;
    /// sorted, each once.
    pub fn identity_fields(&self, fields: FieldSet) -> Vec<String> {
        let mut names = self.source_fields(fields, false);
        names.extend(self.clues.iter().map(|(_, field)| field.clone()));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Those of these fields of which a row has all values, null or not: a source may tell some of
    /// a record in one answer, and others in another.
    pub fn told_by(&self, row: &Row, fields: FieldSet) -> FieldSet {
        let is_told = |field: &FieldId| {
            let names = self.spec(*field).into_iter().flat_map(FieldSpec::source_fields);
            names.into_iter().all(|name| row.values.contains_key(name))
        };
        fields.iter().filter(is_told).collect()
    }

    /// Every source field that the mapping names, with where it is named: for `check`.
    pub fn all_source_fields(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for field in self.mapped.iter() {
            for name in self.spec(field).into_iter().flat_map(FieldSpec::source_fields) {
                all.push((name.to_owned(), format!("{}.{}", self.kind, self.kind.def(field).name)));
            }
        }
        all.extend(
            self.links.iter().map(|link| (link.field.clone(), format!("{}.links", self.kind))),
        );
        all.extend(self.clues.iter().map(|(clue, field)| {
            (field.clone(), format!("{}.identity.{}", self.kind, <&str>::from(*clue)))
        }));
        all.extend(
            self.attributes
                .iter()
                .map(|(name, field)| (field.clone(), format!("{}.attributes.{name}", self.kind))),
        );
        self.only
            .for_each_field(&mut |field| all.push((field.clone(), format!("{}.where", self.kind))));
        all
    }

    /// Tests if one of these fields is read by the source's locale: a day that the source holds as
    /// a moment, or an amount that may name no currency.
    pub fn is_local(&self, fields: FieldSet) -> bool {
        fields.iter().any(|field| {
            let def = self.kind.def(field);
            let spec = match def.role {
                Role::CurrencyOf(amount) => {
                    self.kind.field(amount).and_then(|amount| self.spec(amount))
                }
                _ => self.spec(field),
            };
            spec.is_some_and(|spec| match def.ty {
                FieldType::Date => spec.source_type == Some(SourceType::Datetime),
                FieldType::Money => spec.currency.is_none(),
                _ => matches!(def.role, Role::CurrencyOf(_)) && spec.currency.is_none(),
            })
        })
    }

    /// Translates a row into a record holding `fields`.
    pub fn record(
        &self,
        row: &Row,
        fields: FieldSet,
        attributes: bool,
        fetched: DateTime<Utc>,
        locale: &Locale,
    ) -> Record {
        let from = From { source: &self.source, locale };
        let value = |field: FieldId| match self.spec(field) {
            Some(spec) => spec.convert(self.kind.def(field).ty, from, row),
            None => Value::Null,
        };
        let modified =
            self.kind.with_role(Role::Modified).filter(|field| fields.contains(*field)).map(value);
        Record {
            key: RecordKey {
                source: self.source.clone(),
                object: self.object.clone(),
                id: row.id.as_str().into(),
            },
            loaded: fields,
            values: fields.iter().map(value).collect(),
            links: self
                .links
                .iter()
                .enumerate()
                .filter_map(|(rule, link)| link_of(rule, link, row))
                .collect(),
            aliases: self
                .aliases
                .iter()
                .filter_map(|field| Some((field.as_str().into(), row.text(field)?.into())))
                .collect(),
            clues: self
                .clues
                .iter()
                .filter_map(|(clue, field)| Some((*clue, row.text(field)?.into())))
                .collect(),
            attributes: attributes.then(|| {
                self.attributes
                    .iter()
                    .map(|(name, field)| (name.clone(), row.json(field)))
                    .collect()
            }),
            modified: modified.and_then(|value| match value {
                Value::Time(time) => Some(time),
                _ => None,
            }),
            fetched,
        }
    }
}

fn link_of(rule: usize, link: &LinkSpec, row: &Row) -> Option<LinkTarget> {
    Some(LinkTarget { rule, id: row.text(&link.field)?.into() })
}

/// Conditions on a source's fields as a filter: all must hold.
fn all_of(conditions: &std::collections::BTreeMap<String, Condition>) -> Filter<String> {
    Filter::all_of(
        conditions.iter().map(|(field, condition)| Filter::Test(field.clone(), condition.test())),
    )
}
