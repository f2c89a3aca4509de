//! The configuration, checked: sources, the tables in which they hold each entity, and who has
//! authority over which field.

mod links;

use std::{collections::HashMap, sync::Arc};

use channelgraph_core::{Connector, Error, FieldCapabilities, Told};
use channelgraph_schema::{
    EntityKind, FieldId, FieldSet, Locale, Record, RecordKey, Role, Value,
    mapping::{LinkSpec, ObjectMapping, Row},
};
use chrono::Utc;
pub use links::{Link, LinkedTables, key_of};
use strum::VariantArray;

/// One configured source.
pub struct Source {
    /// Its name in the config.
    pub name: Arc<str>,
    /// The kind of connector: `salesforce`, `hubspot` …
    pub kind: &'static str,
    /// The connector that speaks to it.
    pub connector: Arc<dyn Connector>,
}

/// One object of one source that stands for an entity.
pub struct Table {
    /// Its place among the entity's tables: lower is listed first, and has authority unless the
    /// config says otherwise.
    pub rank: usize,
    /// The source that holds it.
    pub source: Arc<Source>,
    /// The mapping from its rows to records.
    pub mapping: ObjectMapping,
    /// The fields that can cost a call for each record: its details.
    pub per_record: FieldSet,
    /// Those of them that lists tell of some records.
    pub told_sometimes: FieldSet,
    /// The fields that every answer tells.
    pub told_always: FieldSet,
    /// The fields by whose text its source cannot find rows.
    pub unsearchable: FieldSet,
}

/// A table among all: its entity and rank.
pub type TableId = (EntityKind, usize);

impl Table {
    /// Which one it is among all tables.
    pub fn id(&self) -> TableId {
        (self.mapping.kind, self.rank)
    }

    /// The key of one of its records.
    pub fn key(&self, id: &str) -> RecordKey {
        RecordKey {
            source: self.source.name.clone(),
            object: self.mapping.object.clone(),
            id: id.into(),
        }
    }

    /// Returns true if its source finds rows by a part of this field's text, without reading them.
    pub fn finds_text_of(&self, field: FieldId) -> bool {
        !self.unsearchable.contains(field) && !self.per_record.contains(field)
    }

    /// The answers that tell one of its source's own fields.
    pub fn told(&self, name: &str) -> Told {
        self.source.connector.field_capabilities(&self.mapping.object, name).told
    }

    /// The field by which lists tell a record's version, if its details are kept by that.
    pub fn version(&self) -> Option<FieldId> {
        let field = self.mapping.kind.with_role(Role::Modified)?;
        let is_listed = self.mapping.mapped().difference(self.per_record).contains(field);
        (!self.per_record.is_empty() && is_listed).then_some(field)
    }

    /// Returns true if it holds this record.
    pub fn holds(&self, key: &RecordKey) -> bool {
        self.source.name == key.source && self.mapping.object == key.object
    }

    /// The locale by which these fields are read. The source is asked for it only where one of them
    /// depends on it.
    ///
    /// # Errors
    /// If the source fails to tell.
    pub async fn locale(&self, fields: FieldSet) -> Result<Arc<Locale>, Error> {
        if self.mapping.is_local(fields) {
            self.source.connector.locale().await
        } else {
            Ok(Arc::default())
        }
    }

    /// A row as a record that holds `fields`, of a source with this locale. Ids of other records
    /// are in their source's canonical form, so that they can be compared.
    pub fn record(&self, row: &Row, fields: FieldSet, attributes: bool, locale: &Locale) -> Record {
        let mut record = self.mapping.record(row, fields, attributes, Utc::now(), locale);
        let (connector, object) = (&self.source.connector, &self.mapping.object);
        for value in &mut record.values {
            let Value::Reference(reference) = value else { continue };
            let canonical = match reference.by {
                None => connector.canonical_id(object, &reference.id),
                Some(_) => Some(connector.canonical_key(object, &reference.id)),
            };
            if let Some(canonical) = canonical {
                reference.id = canonical.into();
            }
        }
        record
            .aliases
            .iter_mut()
            .for_each(|(_, key)| *key = connector.canonical_key(object, key).into());
        record
    }
}

/// Everything that is configured, checked and connected.
pub struct Model {
    /// The sources, in order of authority.
    pub sources: Vec<Arc<Source>>,
    tables: HashMap<EntityKind, Vec<Arc<Table>>>,
    links: HashMap<EntityKind, Vec<Link>>,
    /// For each entity (in the order of its variants), tables by rank.
    linked: Vec<Vec<LinkedTables>>,
    /// For each entity (in the order of its variants) and field, tables by rank in order of
    /// authority.
    authority: Vec<Vec<Vec<usize>>>,
}

/// Objects that one entity may come from: as many as a set of ranks holds.
pub const MOST_TABLES: usize = 64;

/// For an entity's fields, by name, the sources in order of authority.
pub type Authority = HashMap<EntityKind, HashMap<String, Vec<String>>>;

impl Model {
    /// Puts mappings and rules of authority together. `mappings` stand in the order of the sources.
    ///
    /// # Errors
    /// If a rule names a source, a field or an object that there is not; the text says which and
    /// what to do.
    pub fn new(
        sources: Vec<Arc<Source>>,
        mappings: Vec<ObjectMapping>,
        rules: &Authority,
    ) -> Result<Self, String> {
        let mut tables: HashMap<EntityKind, Vec<Arc<Table>>> = HashMap::new();
        let mut mappings = mappings;
        links::sort(&mut mappings);
        links::set_aliases(&sources, &mut mappings)?;
        for mapping in mappings {
            let Some(source) = sources.iter().find(|source| source.name == mapping.source) else {
                continue;
            };
            let of_kind = tables.entry(mapping.kind).or_default();
            let per_record = fields_that(source, &mapping, |field| field.told.is_per_record());
            let never_listed = fields_that(source, &mapping, |field| field.told == Told::Singly);
            let other = fields_that(source, &mapping, |field| field.told != Told::Always);
            let told_always = mapping.mapped().difference(other);
            let unsearchable = fields_that(source, &mapping, |field| !field.finds_text);
            of_kind.push(Arc::new(Table {
                rank: of_kind.len(),
                source: source.clone(),
                mapping,
                per_record,
                told_sometimes: per_record.difference(never_listed),
                told_always,
                unsearchable,
            }));
        }
        let mut model = Self {
            sources,
            tables,
            links: HashMap::new(),
            linked: Vec::new(),
            authority: Vec::new(),
        };
        for kind in EntityKind::VARIANTS {
            let links = links::find(&model.sources, model.tables(*kind))?;
            model.linked.push(links::linked(model.tables(*kind), &links));
            model.links.insert(*kind, links);
            if model.tables(*kind).len() > MOST_TABLES {
                return Err(format!(
                    "{kind} comes from more than {MOST_TABLES} objects; take some out with `enabled = false`"
                ));
            }
            let authority = model.rank_fields(*kind, rules)?;
            model.authority.push(authority);
        }
        Ok(model)
    }

    /// The tables that hold an entity, by rank.
    pub fn tables(&self, kind: EntityKind) -> &[Arc<Table>] {
        self.tables.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The table that holds a record.
    pub fn table_of(&self, kind: EntityKind, key: &RecordKey) -> Option<&Arc<Table>> {
        self.tables(kind).iter().find(|table| table.holds(key))
    }

    /// A source by its name.
    pub fn source(&self, name: &str) -> Option<&Arc<Source>> {
        self.sources.iter().find(|source| &*source.name == name)
    }

    /// The tables by rank, highest authority over the field first.
    pub fn authority(&self, kind: EntityKind, field: FieldId) -> &[usize] {
        self.authority
            .get(kind as usize)
            .and_then(|fields| fields.get(field.index()))
            .map_or(&[], Vec::as_slice)
    }

    /// The rules of a mapping that lead nowhere though there is the source that they name.
    pub fn loose_links<'a>(
        &'a self,
        mapping: &'a ObjectMapping,
    ) -> impl Iterator<Item = &'a LinkSpec> {
        let leads = move |rule: usize| {
            let own = |link: &&Link| {
                link.from.source.name == mapping.source
                    && link.from.mapping.object == mapping.object
            };
            self.links(mapping.kind).iter().filter(own).any(|link| link.rule == rule)
        };
        let names_one = move |spec: &LinkSpec| {
            spec.source.as_ref().is_none_or(|name| {
                self.sources.iter().any(|source| *source.name == **name || source.kind == name)
            })
        };
        mapping
            .links
            .iter()
            .enumerate()
            .filter(move |(rule, spec)| names_one(spec) && !leads(*rule))
            .map(|(_, spec)| spec)
    }

    /// The rules by which records of an entity's tables name one another.
    pub fn links(&self, kind: EntityKind) -> &[Link] {
        self.links.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The tables whose records can be part of a node with those of a table.
    pub fn linked(&self, table: &Table) -> &LinkedTables {
        &self.linked[table.mapping.kind as usize][table.rank]
    }

    fn rank_fields(&self, kind: EntityKind, rules: &Authority) -> Result<Vec<Vec<usize>>, String> {
        let tables = self.tables(kind);
        let mut authority: Vec<Vec<usize>> = kind
            .all()
            .iter()
            .map(|field| {
                let mut ranks: Vec<_> = tables
                    .iter()
                    .filter(|table| table.mapping.mapped().contains(field))
                    .map(|table| table.rank)
                    .collect();
                let weight = |rank: &usize| {
                    tables[*rank].mapping.spec(field).map_or(0, |spec| spec.authority)
                };
                ranks.sort_by_key(|rank| std::cmp::Reverse(weight(rank)));
                ranks
            })
            .collect();
        for (name, order) in rules.get(&kind).into_iter().flatten() {
            let fields = kind.fields_under(name);
            if fields.is_empty() {
                let near = channelgraph_schema::did_you_mean(
                    name,
                    kind.fields().iter().map(|field| field.name),
                );
                return Err(format!("authority.{kind}: {kind} has no field `{name}`{near}"));
            }
            // A source, or one of its tables where it has several: `erp/settlmtdoc/SetlDoc`.
            let means = |name: &str, table: &Table| {
                let object =
                    name.strip_prefix(&*table.source.name).and_then(|rest| rest.strip_prefix('/'));
                name == &*table.source.name || object == Some(&*table.mapping.object)
            };
            let is_known = |name: &str| {
                self.source(name).is_some() || tables.iter().any(|table| means(name, table))
            };
            if let Some(unknown) = order.iter().find(|name| !is_known(name)) {
                let near = channelgraph_schema::did_you_mean(
                    unknown,
                    self.sources.iter().map(|source| &*source.name),
                );
                return Err(format!(
                    "authority.{kind}.{name}: there is no source `{unknown}`{near}, nor a table of that name (source/object)"
                ));
            }
            let place = |rank: &usize| {
                order.iter().position(|name| means(name, &tables[*rank])).unwrap_or(order.len())
            };
            for field in fields.iter() {
                authority[field.index()].sort_by_key(place);
            }
        }
        Ok(authority)
    }
}

/// The fields of a table of which one of the source's own can do this.
fn fields_that(
    source: &Source,
    mapping: &ObjectMapping,
    can: impl Fn(FieldCapabilities) -> bool,
) -> FieldSet {
    let any = |field: &FieldId| {
        let names = mapping.spec(*field).into_iter().flat_map(|spec| spec.source_fields());
        names
            .into_iter()
            .any(|name| can(source.connector.field_capabilities(&mapping.object, name)))
    };
    mapping.mapped().iter().filter(any).collect()
}
