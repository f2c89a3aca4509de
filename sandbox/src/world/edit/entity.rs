//! The differences between entities when a record is changed at run time.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::hubspot::store::Store as Account;
use crate::salesforce::store::Store as Org;
use crate::truth::{Node, Ref, System, Text, Truth};
use crate::world::vendor::ties::Tie;
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};

/// The place of a record.
pub(crate) struct Place<'a> {
    pub object: &'static str,
    /// The pipeline of a HubSpot deal.
    pub pipeline: &'a str,
    pub account: &'a Account,
}

/// One of the four entities, as far as changing its records goes.
pub(crate) trait Entity: Clone + Default + Serialize + DeserializeOwned {
    /// The property by which HubSpot's record names Salesforce's, if there is one.
    const REFERENCE: Option<&'static str>;
    /// The entity's nodes.
    fn nodes(truth: &mut Truth) -> &mut Vec<Node<Self>>;
    /// The table that a system keeps it in; nothing if the system has none of the name asked for.
    fn object(source: System, asked: Option<&str>) -> Option<&'static str>;
    /// The values that can be set in that table.
    fn kept(source: System, object: &str) -> &'static [&'static str];
    /// A new record of which nothing more is said.
    fn fresh(source: System, now: DateTime<Utc>) -> Self;
    /// Brings the values that follow from others up to date.
    fn settle(&mut self, source: System, place: &Place<'_>);
    /// The record as a row of the org.
    fn salesforce(&self, place: &Place<'_>) -> sf::Row;
    /// The record as properties of the account.
    fn hubspot(&self, place: &Place<'_>) -> hs::Row;
    /// Renews what the account keeps beside the record: associations, the history of its stages.
    fn tie(&mut self, account: &mut Account, id: u64, before: Option<&Self>);
    /// Renews the rows of the org that are about the record.
    fn relate(&mut self, _org: &mut Org, _id: &Text, _before: Option<&Self>) {}
    /// Says whose the record is, where the entity has an owner.
    fn owned_by(&mut self, _name: Option<Text>, _email: Option<Text>, _phone: Option<Text>) {}
}

/// Ties a record anew to what it now names, if it named something else before.
pub(crate) fn retie(
    account: &mut Account,
    tie: Tie,
    id: u64,
    now: Option<&Ref>,
    before: Option<&Ref>,
) {
    if now == before {
        return;
    }
    tie.cut(account, id);
    if let Some(now) = now.filter(|now| now.source == System::Hubspot) {
        tie.make(account, id, hs::id(&now.id));
    }
}

pub(crate) fn only(asked: Option<&str>, object: &'static str) -> Option<&'static str> {
    asked.is_none_or(|asked| asked == object).then_some(object)
}
