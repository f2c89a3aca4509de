//! The partners and the people whom the channel's work is about.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::salesforce::store::Store as Org;
use crate::terms::PartnerStatus;
use crate::truth::{self, Node, Record, System, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::hubspot_rows as hs;

/// HubSpot's type of the association from a company to its primary contact.
const CONTACT_OF: u32 = 2;

/// The flagship's domain.
const FLAGSHIP: &str = "acme.de";

/// A partner in the CRMs.
pub(super) struct Partner {
    pub account: Option<Text>,
    pub company: Option<Text>,
    pub name: Text,
    pub status: Option<PartnerStatus>,
    pub since: DateTime<Utc>,
    pub flagship: bool,
    /// Its contacts in the org.
    pub contacts: Vec<Text>,
    /// Its contacts in the account.
    pub people: Vec<Text>,
}

/// One of the vendor's people, as a user of the org.
pub(super) struct Employee {
    pub user: Text,
    pub name: Text,
    pub email: Option<Text>,
    pub phone: Option<Text>,
}

/// All of them. The flagship comes first.
pub(super) struct Cast {
    pub partners: Vec<Partner>,
    pub staff: Vec<Employee>,
}

impl Cast {
    /// The partners and people of a world of records.
    pub(super) fn of(world: &World) -> Self {
        let contacts = contacts(&world.salesforce);
        let nodes = world.truth.partners.iter();
        let mut partners: Vec<Partner> =
            nodes.filter_map(|node| partner(world, &contacts, node)).collect();
        // A world has one flagship: whoever has its domain in the org.
        let flagship = partners.iter().position(|partner| partner.flagship).unwrap_or_default();
        if let Some(head) = partners.get_mut(..=flagship) {
            head.rotate_right(1);
        }
        Self { partners, staff: staff(&world.salesforce) }
    }

    /// The partners that the org has.
    pub(super) fn accounts(&self) -> Vec<(&Partner, &Text)> {
        self.partners.iter().filter_map(|it| Some((it, it.account.as_ref()?))).collect()
    }

    /// The employee behind a user.
    pub(super) fn employee(&self, user: &str) -> Option<&Employee> {
        self.staff.iter().find(|employee| &*employee.user == user)
    }

    /// Any of the vendor's people.
    pub(super) fn anybody(&self, dice: &mut Dice) -> &Employee {
        &self.staff[dice.index(self.staff.len())]
    }
}

/// The partner of a node; none if no CRM has it.
fn partner(
    world: &World,
    contacts: &BTreeMap<&str, Vec<Text>>,
    node: &Node<truth::Partner>,
) -> Option<Partner> {
    let of = |system| node.iter().find(|record| record.source == system);
    let (account, company) = (of(System::Salesforce), of(System::Hubspot));
    let says = &account.or(company)?.values;
    let id = |record: Option<&Record<truth::Partner>>| record.map(|record| record.id.clone());
    let (account, company) = (id(account), id(company));
    let known = account.as_deref().and_then(|id| contacts.get(id)).cloned();
    Some(Partner {
        name: says.name.clone().unwrap_or_default(),
        status: says.status,
        since: says.created_at.unwrap_or_else(now),
        flagship: says.domain.as_deref() == Some(FLAGSHIP),
        contacts: known.unwrap_or_default(),
        people: company.as_ref().map(|id| people(world, id)).unwrap_or_default(),
        account,
        company,
    })
}

/// The contacts of the org by their account.
fn contacts(org: &Org) -> BTreeMap<&str, Vec<Text>> {
    let mut contacts: BTreeMap<&str, Vec<Text>> = BTreeMap::new();
    for (id, row) in org.objects.get("Contact").into_iter().flat_map(|object| &object.rows) {
        if let Some(account) = row.get("AccountId").and_then(Value::as_str) {
            contacts.entry(account).or_default().push(id.as_str().into());
        }
    }
    contacts
}

/// The contacts of a company in the account.
fn people(world: &World, company: &Text) -> Vec<Text> {
    let key = ("companies".to_owned(), "contacts".to_owned());
    let links = world.hubspot.associations.get(&key).and_then(|all| all.get(&hs::id(company)));
    links
        .into_iter()
        .flatten()
        .filter(|link| link.types.iter().any(|(_, kind, _)| *kind == CONTACT_OF))
        .map(|link| link.to.to_string().into())
        .collect()
}

/// The users of the org while all of them are the vendor's people.
fn staff(org: &Org) -> Vec<Employee> {
    let users = org.objects.get("User").into_iter().flat_map(|object| &object.rows);
    users
        .map(|(id, row)| {
            let text = |field: &str| row.get(field)?.as_str().map(Text::from);
            Employee {
                user: id.as_str().into(),
                name: text("Name").unwrap_or_default(),
                email: text("Email"),
                phone: text("Phone"),
            }
        })
        .collect()
}
