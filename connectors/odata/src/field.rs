//! The names that a mapping can use, and where in a service they lead: `SettlmtDoc`,
//! `to_Customer.VATRegistration` (to one record), `to_BusinessPartnerTax[].BPTaxNumber` (to
//! several), `LastChangeDate+LastChangeTime` (a day and a time of day as one moment).

use std::{collections::HashMap, sync::Arc};

use crate::{
    config::Version,
    describe::{Entity, Kind, Model, Property, Set},
};

/// The name under which a row keeps the record's ETag.
pub(crate) const ETAG: &str = "@etag";

/// A name that was found in a service's metadata.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// The ways to other records that it leads along.
    pub(crate) steps: Vec<Step>,
    /// The property at its end.
    pub(crate) property: Arc<Property>,
    /// The time of day that belongs to a day.
    pub(crate) time: Option<Arc<Property>>,
    /// Filters, or orders, may use it.
    pub(crate) filterable: bool,
    pub(crate) sortable: bool,
}

/// One way to other records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) many: bool,
}

impl Column {
    /// The path of one of its properties as a filter has it.
    pub(crate) fn path(&self, property: &Property) -> String {
        self.steps
            .iter()
            .map(|step| format!("{}/", step.name))
            .chain([property.name.clone()])
            .collect()
    }

    /// The value may be null.
    pub(crate) fn nullable(&self) -> bool {
        self.property.nullable || !self.steps.is_empty()
    }
}

/// An entity set with those of the names asked for that it has.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) version: Version,
    /// The set's name, as it stands in the address.
    pub(crate) set: String,
    /// The key's properties, in their order.
    pub(crate) key: Vec<Arc<Property>>,
    /// Filters, and orders, may use the key.
    pub(crate) key_filterable: bool,
    pub(crate) key_sortable: bool,
    columns: HashMap<String, Column>,
}

impl Scope {
    /// Finds the names of one question; what is not there is left out. Nothing if there is no such
    /// set.
    pub(crate) fn new<'a>(
        model: &Model,
        version: Version,
        set: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Option<Self> {
        let (restricted, entity) = model.set(set)?;
        let key: Vec<_> =
            entity.key.iter().filter_map(|name| entity.properties.get(name).cloned()).collect();
        if key.is_empty() {
            return None;
        }
        let key_filterable = !restricted.no_filter
            && key
                .iter()
                .all(|part| part.filterable && !restricted.unfilterable.contains(&part.name));
        let key_sortable = !restricted.no_order
            && key.iter().all(|part| part.sortable && !restricted.unsortable.contains(&part.name));
        let column =
            |name: &'a str| Some((name.to_owned(), column(model, restricted, entity, name)?));
        let columns = names.into_iter().filter_map(column).collect();
        Some(Self { version, set: set.to_owned(), key, key_filterable, key_sortable, columns })
    }

    /// The column of a name; `None` if the set has no such field.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.get(name)
    }

    /// All names that lead somewhere.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, &Column)> {
        self.columns.iter().map(|(name, column)| (name.as_str(), column))
    }
}

fn column(model: &Model, set: &Set, entity: &Entity, name: &str) -> Option<Column> {
    if name == ETAG {
        let property = Property {
            name: ETAG.into(),
            kind: Kind::Other,
            nullable: true,
            filterable: false,
            sortable: false,
        };
        return Some(Column {
            steps: Vec::new(),
            property: Arc::new(property),
            time: None,
            filterable: false,
            sortable: false,
        });
    }
    let (way, last) = name.rsplit_once('.').map_or((None, name), |(way, last)| (Some(way), last));
    let mut steps = Vec::new();
    let mut here = entity;
    for part in way.into_iter().flat_map(|way| way.split('.')) {
        let (name, many) = part.strip_suffix("[]").map_or((part, false), |name| (name, true));
        let navigation = here.navigations.get(name).filter(|navigation| navigation.many == many)?;
        here = model.types.get(&navigation.to)?;
        steps.push(Step { name: name.to_owned(), many });
    }
    if steps.iter().filter(|step| step.many).count() > 1 {
        return None;
    }
    let (property, time) =
        last.split_once('+').map_or((last, None), |(day, time)| (day, Some(time)));
    let property = here.properties.get(property)?.clone();
    let time = match time {
        Some(time) => {
            Some(here.properties.get(time).filter(|time| time.kind == Kind::Time)?.clone())
        }
        None => None,
    };
    if time.is_some() && !matches!(property.kind, Kind::Day | Kind::DateTime) {
        return None;
    }
    let mut column = Column { steps, property, time, filterable: false, sortable: false };
    let to_one = column.steps.iter().all(|step| !step.many);
    let taken =
        |no: bool, paths: &std::collections::HashSet<String>, says: fn(&Property) -> bool| {
            let mut parts = [Some(&column.property), column.time.as_ref()].into_iter().flatten();
            to_one
                && !no
                && parts.all(|part| {
                    says(part) && part.kind != Kind::Other && !paths.contains(&column.path(part))
                })
        };
    let filterable = taken(set.no_filter, &set.unfilterable, |part| part.filterable);
    let sortable =
        taken(set.no_order, &set.unsortable, |part| part.sortable) && column.steps.is_empty();
    (column.filterable, column.sortable) = (filterable, sortable);
    Some(column)
}
