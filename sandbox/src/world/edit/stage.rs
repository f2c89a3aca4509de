//! Makes a change: in the system's rows, and in the truth.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::entity::{Entity, Place};
use super::{Edit, EditError, Kind};
use crate::truth::{
    Deal, DealPartner, Incentive, Lead, Node, Partner, Record, Ref, System, Text, Truth,
};
use crate::world::record::partner_view::TIERS;
use crate::world::vendor::{hubspot_rows as hs, ids};
use crate::{hubspot, salesforce};

/// The stores and the truth, all of them in hand.
pub(crate) struct Stage<'a> {
    pub salesforce: &'a mut salesforce::store::Store,
    pub hubspot: &'a mut hubspot::store::Store,
    pub truth: &'a mut Truth,
    /// The time of the change.
    pub now: DateTime<Utc>,
}

impl Stage<'_> {
    /// Makes the change, and tells the record's id.
    pub(crate) fn edit(&mut self, edit: Edit) -> Result<Ref, EditError> {
        changeable(edit.source)?;
        if let Some(other) = &edit.same_as {
            changeable(other.source)?;
        }
        match edit.kind {
            Kind::Partners => self.edit_as::<Partner>(edit),
            Kind::Leads => self.edit_as::<Lead>(edit),
            Kind::Deals => {
                let record = self.edit_as::<Deal>(edit)?;
                self.forget_deal_partners();
                Ok(record)
            }
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
                    _ => ids::insert_hubspot(self.hubspot, object, BTreeMap::new()),
                };
                let id = id.ok_or_else(|| EditError::NoObject(source.name(), object.to_owned()))?;
                let mut values = self.write(source, object, &id, None, values, &edit);
                if source == System::Salesforce {
                    self.own(object, &id, &mut values);
                }
                if let Some(other) = edit.same_as.as_ref().filter(|_| edit.tied) {
                    self.refer::<T>(source, &id, other);
                }
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

    /// Takes the partners of deals out of the truth whose rows have gone.
    fn forget_deal_partners(&mut self) {
        if let Some(table) = self.salesforce.objects.get("OpportunityPartner") {
            let stays = |record: &Record<DealPartner>| table.rows.contains_key(&*record.id);
            self.truth.deal_partners.retain(|node| node.iter().any(stays));
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
        if let Some(Value::String(tier)) = patch.get("tier.name")
            && !TIERS.contains(&tier.as_str())
        {
            return Err(EditError::NoTier(tier.clone(), TIERS.join(", ")));
        }
        let mut values = serde_json::to_value(before)?;
        if let Value::Object(all) = &mut values {
            all.insert("updatedAt".to_owned(), serde_json::to_value(self.now)?);
            if patch.contains_key("partner") {
                // Whatever named the partner before, from now on the usual field does.
                all.remove("partner.via");
            }
            all.extend(patch.clone());
        }
        Ok(from_value(values)?)
    }

    /// Writes what changes between two states of a record, and leaves alone what the unified model
    /// does not know.
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
                let place = Place { object, pipeline: "", account: self.hubspot };
                after.settle(source, &place);
                let new = after.salesforce(&place);
                let old = before.map(|before| before.salesforce(&place)).unwrap_or_default();
                if let Some(row) = self
                    .salesforce
                    .objects
                    .get_mut(object)
                    .and_then(|table| table.rows.get_mut(&**id))
                {
                    apply(row, old, new);
                    apply_raw(row, &edit.fields, Clone::clone);
                }
                after.relate(self.salesforce, id, before);
            }
            _ => {
                let number = hs::id(id);
                let pipeline = self
                    .hubspot
                    .objects
                    .get(object)
                    .and_then(|table| table.rows.get(&number)?.get("pipeline").cloned())
                    .unwrap_or_else(|| "default".to_owned());
                let place = Place { object, pipeline: &pipeline, account: self.hubspot };
                after.settle(source, &place);
                let new = after.hubspot(&place);
                let old = before.map(|before| before.hubspot(&place)).unwrap_or_default();
                if let Some(row) = self
                    .hubspot
                    .objects
                    .get_mut(object)
                    .and_then(|table| table.rows.get_mut(&number))
                {
                    apply(row, old, new);
                    apply_raw(row, &edit.fields, |value| {
                        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
                    });
                }
                after.tie(self.hubspot, number, before);
            }
        }
        after
    }

    /// Gives a new row of the org the owner that each must have: the first user.
    fn own<T: Entity>(&mut self, object: &str, id: &Text, values: &mut T) {
        let users = self.salesforce.objects.get("User");
        let Some((user, row)) = users.and_then(|users| users.rows.first_key_value()) else {
            return;
        };
        let text = |field: &str| row.get(field)?.as_str().map(Text::from);
        values.owned_by(text("Name"), text("Email"), text("Phone"));
        let user = Value::String(user.clone());
        if let Some(table) = self.salesforce.objects.get_mut(object)
            && let Some(row) = table.rows.get_mut(&**id)
        {
            row.entry("OwnerId".to_owned()).or_insert(user);
        }
    }

    /// Lets the HubSpot record of two name the Salesforce one.
    fn refer<T: Entity>(&mut self, source: System, id: &Text, other: &Ref) {
        let (named, naming) = match (source, other.source) {
            (System::Salesforce, System::Hubspot) => (id, &other.id),
            (System::Hubspot, System::Salesforce) => (&other.id, id),
            _ => return,
        };
        let object = T::object(System::Hubspot, None).unwrap_or_default();
        if let Some(table) = self.hubspot.objects.get_mut(object)
            && let Some(row) = table.rows.get_mut(&hs::id(naming))
            && let Some(property) = T::REFERENCE
        {
            hs::put(row, property, Some(named));
        }
    }

    /// Takes a record out of its system, with its associations, and out of the truth. What names it
    /// stays, and so does what the truth says of that: campaign members of a lead that is gone,
    /// influences and partners of a deal that is gone name nothing, as in life.
    pub(crate) fn remove(&mut self, kind: Kind, record: &Ref) -> Result<(), EditError> {
        changeable(record.source)?;
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
            _ => {
                let number = hs::id(&gone.id);
                if let Some(table) = self.hubspot.objects.get_mut(object) {
                    table.rows.remove(&number);
                }
                // The next record may take the id.
                let is_gone = |of: &str, id: u64| of == object && id == number;
                self.hubspot.histories.retain(|(of, id, _), _| !is_gone(of, *id));
                for ((from, to), links) in &mut self.hubspot.associations {
                    if from == object {
                        links.remove(&number);
                    }
                    if to == object {
                        links.values_mut().for_each(|links| links.retain(|link| link.to != number));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Only the CRMs' records change.
fn changeable(source: System) -> Result<(), EditError> {
    System::CRMS.contains(&source).then_some(()).ok_or(EditError::Fixed(source.name()))
}

fn from_value<T: DeserializeOwned>(mut value: Value) -> serde_json::Result<T> {
    if let Value::Object(all) = &mut value {
        all.retain(|_, value| !value.is_null());
    }
    serde_json::from_value(value)
}

/// The position of a record in the nodes.
fn find<T>(nodes: &[Node<T>], source: System, id: &str) -> Option<(usize, usize)> {
    nodes.iter().enumerate().find_map(|(node, records)| {
        Some((
            node,
            records.iter().position(|record| record.source == source && *record.id == *id)?,
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
    row.extend(new.into_iter().filter(|(field, value)| old.get(field) != Some(value)));
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
