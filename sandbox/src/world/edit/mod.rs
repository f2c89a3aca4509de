//! Changes the world while it runs: a record in one system, and the truth with it.

mod deal;
mod entity;
mod incentive;
mod lead;
mod partner;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::truth::{Deal, Incentive, Lead, Node, Partner, Record, Ref, System, Text, Truth};
use crate::world::vendor::{hubspot_rows as hs, ids};
use crate::{hubspot, salesforce};
use entity::{Entity, Place};

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A partner.
    Partners,
    /// A lead.
    Leads,
    /// A deal.
    Deals,
    /// An incentive.
    Incentives,
}

/// A record to insert or to change.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The system whose record it is.
    pub source: System,
    /// What it is about.
    pub kind: Kind,
    /// The record to change; none to insert one.
    #[serde(default)]
    pub id: Option<Text>,
    /// For incentives in Salesforce, `PartnerFundRequest` or `PartnerFundClaim`.
    #[serde(default)]
    pub object: Option<String>,
    /// What it says from now on, in the truth's own spelling; what is not named stays, null takes away.
    #[serde(default)]
    pub values: Map<String, Value>,
    /// For a new record, the one whose node it joins: as a thing that both systems know.
    #[serde(default)]
    pub same_as: Option<Ref>,
    /// With `same_as`: whether HubSpot's record names the Salesforce one, so that anybody can know.
    #[serde(default = "yes")]
    pub tied: bool,
    /// The vendor's own fields, written last and as they are; null takes away. The truth knows nothing of these.
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
}

fn yes() -> bool {
    true
}

/// Why a record could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is no such record.
    #[error("{0} has no {1} with the id {2}")]
    NoRecord(&'static str, &'static str, Text),
    /// The system keeps no such value in that record.
    #[error("{source_name} keeps no '{field}' in {object}; it keeps {kept}")]
    NotKept {
        /// The system.
        source_name: &'static str,
        /// The table.
        object: &'static str,
        /// What was asked for.
        field: String,
        /// What can be set.
        kept: String,
    },
    /// A value is not of the kind that the field holds, or a field has no such name.
    #[error("a value does not fit: {0}")]
    BadValue(#[from] serde_json::Error),
    /// The system has no such table for that kind of record.
    #[error(
        "{0} has no {1} for that kind of record; leave 'object' out, or name PartnerFundRequest or PartnerFundClaim"
    )]
    NoObject(&'static str, String),
}

/// The stores and the truth, all of them in hand.
pub(crate) struct Stage<'a> {
    pub salesforce: &'a mut salesforce::store::Store,
    pub hubspot: &'a mut hubspot::store::Store,
    pub truth: &'a mut Truth,
    /// The time of the change.
    pub now: DateTime<Utc>,
}

/// The time of the `count`th change: whole seconds after the day on which the world was made.
pub(crate) fn time_of_change(count: u32) -> DateTime<Utc> {
    crate::world::plan::now() + Duration::seconds(i64::from(count))
}

impl Stage<'_> {
    /// Makes the change, and tells the record's id.
    pub(crate) fn edit(&mut self, edit: Edit) -> Result<Ref, EditError> {
        match edit.kind {
            Kind::Partners => self.edit_as::<Partner>(edit),
            Kind::Leads => self.edit_as::<Lead>(edit),
            Kind::Deals => self.edit_as::<Deal>(edit),
            Kind::Incentives => self.edit_as::<Incentive>(edit),
        }
    }

    fn edit_as<T: Entity>(&mut self, edit: Edit) -> Result<Ref, EditError> {
        let source = edit.source;
        match &edit.id {
            Some(id) => {
                let id = id.clone();
                let (node, place) =
                    find::<T>(T::nodes(self.truth), source, &id).ok_or_else(|| {
                        EditError::NoRecord(
                            source.name(),
                            T::object(source, None).unwrap_or("record"),
                            id.clone(),
                        )
                    })?;
                let record = &T::nodes(self.truth)[node][place];
                let (object, before) = (record.object, record.values.clone());
                let after = self.merged(source, object, &before, &edit.values)?;
                let after = self.write(source, object, &id, Some(&before), after, &edit);
                T::nodes(self.truth)[node][place].values = after;
                Ok(Ref { source, id })
            }
            None => {
                let object = T::object(source, edit.object.as_deref()).ok_or_else(|| {
                    EditError::NoObject(source.name(), edit.object.clone().unwrap_or_default())
                })?;
                let values =
                    self.merged(source, object, &T::fresh(source, self.now), &edit.values)?;
                let home = match &edit.same_as {
                    None => None,
                    Some(other) => Some(
                        find::<T>(T::nodes(self.truth), other.source, &other.id)
                            .ok_or_else(|| {
                                EditError::NoRecord(
                                    other.source.name(),
                                    T::object(other.source, None).unwrap_or("record"),
                                    other.id.clone(),
                                )
                            })?
                            .0,
                    ),
                };
                let id = match source {
                    System::Salesforce => {
                        ids::insert_salesforce(self.salesforce, object, BTreeMap::new())
                    }
                    System::Hubspot => ids::insert_hubspot(self.hubspot, object, BTreeMap::new()),
                };
                let id = id.ok_or_else(|| EditError::NoObject(source.name(), object.to_owned()))?;
                let values = self.write(source, object, &id, None, values, &edit);
                let record = Record {
                    source,
                    object,
                    id: id.clone(),
                    linkable: home.is_none() || edit.tied,
                    values,
                };
                let nodes = T::nodes(self.truth);
                match home {
                    Some(home) => nodes[home].push(record),
                    None => nodes.push(vec![record]),
                }
                Ok(Ref { source, id })
            }
        }
    }

    /// `before` with the patch over it.
    fn merged<T: Entity>(
        &self,
        source: System,
        object: &'static str,
        before: &T,
        patch: &Map<String, Value>,
    ) -> Result<T, EditError> {
        let kept = T::kept(source, object);
        if let Some(field) = patch.keys().find(|field| !kept.contains(&field.as_str())) {
            return Err(EditError::NotKept {
                source_name: source.name(),
                object,
                field: field.clone(),
                kept: kept.join(", "),
            });
        }
        let mut values = serde_json::to_value(before)?;
        if let Value::Object(all) = &mut values {
            all.insert("updatedAt".to_owned(), serde_json::to_value(self.now)?);
            all.extend(patch.clone());
        }
        Ok(from_value(values)?)
    }

    /// Writes what changes between two states of a record, and leaves alone what the unified model does not know.
    fn write<T: Entity>(
        &mut self,
        source: System,
        object: &'static str,
        id: &Text,
        before: Option<&T>,
        mut after: T,
        edit: &Edit,
    ) -> T {
        match source {
            System::Salesforce => {
                let place = Place {
                    object,
                    pipeline: "",
                    account: self.hubspot,
                };
                after.settle(source, &place);
                let new = after.salesforce(&place);
                let old = before
                    .map(|before| before.salesforce(&place))
                    .unwrap_or_default();
                if let Some(row) = self
                    .salesforce
                    .objects
                    .get_mut(object)
                    .and_then(|table| table.rows.get_mut(&**id))
                {
                    apply(row, old, new);
                    apply_raw(row, &edit.fields, Clone::clone);
                }
            }
            System::Hubspot => {
                let number = hs::id(id);
                let pipeline = self
                    .hubspot
                    .objects
                    .get(object)
                    .and_then(|table| table.rows.get(&number)?.get("pipeline").cloned())
                    .unwrap_or_else(|| "default".to_owned());
                let place = Place {
                    object,
                    pipeline: &pipeline,
                    account: self.hubspot,
                };
                after.settle(source, &place);
                let new = after.hubspot(&place);
                let old = before
                    .map(|before| before.hubspot(&place))
                    .unwrap_or_default();
                if let Some(row) = self
                    .hubspot
                    .objects
                    .get_mut(object)
                    .and_then(|table| table.rows.get_mut(&number))
                {
                    apply(row, old, new);
                    if let Some(other) = edit
                        .same_as
                        .as_ref()
                        .filter(|other| edit.tied && other.source == System::Salesforce)
                    {
                        hs::put(row, T::REFERENCE, Some(&other.id));
                    }
                    apply_raw(row, &edit.fields, |value| {
                        value
                            .as_str()
                            .map_or_else(|| value.to_string(), str::to_owned)
                    });
                }
                after.tie(self.hubspot, number, before);
            }
        }
        after
    }

    /// Takes a record out of its system, with its associations, and out of the truth.
    pub(crate) fn remove(&mut self, kind: Kind, record: &Ref) -> Result<(), EditError> {
        match kind {
            Kind::Partners => self.remove_as::<Partner>(record),
            Kind::Leads => self.remove_as::<Lead>(record),
            Kind::Deals => self.remove_as::<Deal>(record),
            Kind::Incentives => self.remove_as::<Incentive>(record),
        }
    }

    fn remove_as<T: Entity>(&mut self, gone: &Ref) -> Result<(), EditError> {
        let nodes = T::nodes(self.truth);
        let (node, place) = find(nodes, gone.source, &gone.id).ok_or_else(|| {
            EditError::NoRecord(
                gone.source.name(),
                T::object(gone.source, None).unwrap_or("record"),
                gone.id.clone(),
            )
        })?;
        let object = nodes[node].remove(place).object;
        match nodes[node].first_mut() {
            // Whatever comes first is what the rest is measured by.
            Some(first) => first.linkable = true,
            None => {
                nodes.remove(node);
            }
        }
        match gone.source {
            System::Salesforce => {
                if let Some(table) = self.salesforce.objects.get_mut(object) {
                    table.rows.remove(&*gone.id);
                }
            }
            System::Hubspot => {
                let number = hs::id(&gone.id);
                if let Some(table) = self.hubspot.objects.get_mut(object) {
                    table.rows.remove(&number);
                }
                for ((from, to), links) in &mut self.hubspot.associations {
                    if from == object {
                        links.remove(&number);
                    }
                    if to == object {
                        links
                            .values_mut()
                            .for_each(|links| links.retain(|link| link.to != number));
                    }
                }
            }
        }
        Ok(())
    }
}

fn from_value<T: DeserializeOwned>(mut value: Value) -> serde_json::Result<T> {
    if let Value::Object(all) = &mut value {
        all.retain(|_, value| !value.is_null());
    }
    serde_json::from_value(value)
}

/// Where in the nodes a record stands.
fn find<T>(nodes: &[Node<T>], source: System, id: &str) -> Option<(usize, usize)> {
    nodes.iter().enumerate().find_map(|(node, records)| {
        Some((
            node,
            records
                .iter()
                .position(|record| record.source == source && *record.id == *id)?,
        ))
    })
}

/// Brings the difference between two renderings of a record into its row.
fn apply<V: PartialEq>(
    row: &mut BTreeMap<String, V>,
    old: BTreeMap<String, V>,
    new: BTreeMap<String, V>,
) {
    for field in old.keys().filter(|field| !new.contains_key(*field)) {
        row.remove(field);
    }
    row.extend(
        new.into_iter()
            .filter(|(field, value)| old.get(field) != Some(value)),
    );
}

fn apply_raw<V>(
    row: &mut BTreeMap<String, V>,
    fields: &BTreeMap<String, Value>,
    spell: impl Fn(&Value) -> V,
) {
    for (field, value) in fields {
        if value.is_null() {
            row.remove(field);
        } else {
            row.insert(field.clone(), spell(value));
        }
    }
}
