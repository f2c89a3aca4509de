//! Everything that everyone sees: all nodes with their values and records, as the whole gateway
//! answers them.

use std::collections::{HashMap, HashSet};

use channelgraph_sandbox::World;
use channelgraph_schema::{EntityKind, NodeId, RecordKey, Role};
use serde_json::{Value, json};

use crate::{gateway::Gateway, operation, schema::Schema, sight::KINDS};

/// A record by its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Named {
    /// The source.
    pub source: String,
    /// The object.
    pub object: String,
    /// The id.
    pub id: String,
}

/// A node.
#[derive(Debug, Clone)]
pub struct Thing {
    /// Its entity.
    pub kind: EntityKind,
    /// Its id.
    pub id: String,
    /// What it answers.
    pub value: Value,
    /// Its records.
    pub records: Vec<Named>,
}

impl Thing {
    fn new(kind: EntityKind, value: Value) -> Self {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let named = |record: &Value| Named {
            source: text(&record["source"]["name"]),
            object: text(&record["object"]),
            id: text(&record["id"]),
        };
        let records = value["records"].as_array().expect("records").iter().map(named).collect();
        Self { kind, id: text(&value["id"]), value, records }
    }

    /// The ids of its records, each of which leads to it.
    pub fn ids(&self) -> Vec<String> {
        self.records.iter().map(|record| record.node_id(self.kind)).collect()
    }

    /// The values of the field that filters name so.
    pub fn values(&self, name: &str) -> Vec<Value> {
        let field = self.kind.fields().iter().find(|field| {
            field.filter.is_some_and(|filter| filter.name == name) || field.name == name
        });
        let field = field.unwrap_or_else(|| panic!("{} has no field {name}", self.kind));
        let value = match field.role {
            Role::Ids => return self.ids().into_iter().map(Value::from).collect(),
            Role::Sources => return self.records.iter().map(|it| json!(it.source)).collect(),
            Role::CurrencyOf(money) => &self.value[money]["currency"],
            _ => operation::at(&self.value, field.path),
        };
        match value {
            Value::Null => Vec::new(),
            Value::Array(items) => items.clone(),
            Value::Object(of) if of.contains_key("id") => vec![of["id"].clone()],
            Value::Object(money) => vec![money["amount"].clone()],
            one => vec![one.clone()],
        }
    }
}

impl Named {
    /// The key that the model has for the record.
    pub fn key(&self) -> RecordKey {
        RecordKey {
            source: self.source.as_str().into(),
            object: self.object.as_str().into(),
            id: self.id.as_str().into(),
        }
    }

    /// The id of a node of this record.
    pub fn node_id(&self, kind: EntityKind) -> String {
        NodeId { kind, record: self.key() }.encode()
    }
}

/// All nodes.
pub struct Snapshot {
    /// The nodes.
    pub things: Vec<Thing>,
}

impl Snapshot {
    /// Asks a gateway for everything, as everyone. Contacts, which no list tells, are those that
    /// the world's records are.
    pub async fn take(schema: &Schema, gateway: &Gateway, world: &World) -> Self {
        let mut things = Vec::new();
        for kind in KINDS {
            let Some(list) = kind.entity().many else { continue };
            let select = whole(schema, kind);
            let mut after = Value::Null;
            loop {
                let query = format!(
                    "query ($after: String) {{ {list}(first: 200, after: $after) {{ \
                     nodes {{ {select} }} pageInfo {{ endCursor hasNextPage }} }} }}"
                );
                let page = &gateway.data(&query, json!({ "after": after })).await[list];
                let nodes = page["nodes"].as_array().expect("nodes");
                things.extend(nodes.iter().map(|node| Thing::new(kind, node.clone())));
                after = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
            }
        }
        let mut snapshot = Self { things };
        let contacts = snapshot.contacts(schema, gateway, world).await;
        snapshot.things.extend(contacts);
        snapshot
    }

    async fn contacts(&self, schema: &Schema, gateway: &Gateway, world: &World) -> Vec<Thing> {
        let partners = self.of(EntityKind::Partner);
        let of_record: HashMap<&Named, &str> = partners
            .flat_map(|partner| partner.records.iter().map(|it| (it, partner.id.as_str())))
            .collect();
        let owners: HashMap<String, Value> = people(world)
            .into_iter()
            .map(|(contact, owner)| {
                let owner = owner.and_then(|owner| of_record.get(&owner).copied());
                (contact.node_id(EntityKind::Contact), json!(owner))
            })
            .collect();
        let select = whole(schema, EntityKind::Contact);
        let query = format!(
            "query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Contact {{ {select} }} }} }}"
        );
        let mut ids: Vec<&String> = owners.keys().collect();
        ids.sort_unstable();
        let mut things = Vec::new();
        for some in ids.chunks(200) {
            let data = gateway.data(&query, json!({ "ids": some })).await;
            for mut node in data["nodes"].as_array().expect("nodes").iter().cloned() {
                if let Some(owner) = node["id"].as_str().and_then(|id| owners.get(id)) {
                    node["partner"] = owner.clone();
                    things.push(Thing::new(EntityKind::Contact, node));
                }
            }
        }
        things
    }

    /// The nodes of an entity.
    pub fn of(&self, kind: EntityKind) -> impl Iterator<Item = &Thing> {
        self.things.iter().filter(move |thing| thing.kind == kind)
    }

    /// The partner of this id.
    pub fn partner(&self, id: &str) -> Option<&Thing> {
        self.of(EntityKind::Partner).find(|partner| partner.id == id)
    }

    /// The ids of the partners below one.
    pub fn children(&self, partner: &Thing) -> Vec<String> {
        let below =
            self.of(EntityKind::Partner).filter(|it| it.value["parent"]["id"] == partner.id);
        below.map(|child| child.id.clone()).collect()
    }

    /// The groups of records that are one, of these nodes.
    pub fn groups(&self, among: &dyn Fn(&Thing) -> bool) -> HashSet<Vec<String>> {
        let groups = self.things.iter().filter(|thing| among(thing)).map(|thing| {
            let name = |it: &Named| format!("{} {}:{}:{}", thing.kind, it.source, it.object, it.id);
            let mut names: Vec<String> = thing.records.iter().map(name).collect();
            names.sort_unstable();
            names
        });
        groups.collect()
    }
}

/// A selection of all that a node says of itself, and of the nodes beside it their ids.
fn whole(schema: &Schema, kind: EntityKind) -> String {
    let fields = schema.fields(&kind.to_string()).into_iter().filter_map(|field| {
        let ty = field.ty.inner_named_type().as_str();
        match field.name.as_str() {
            "records" => Some("records { id object source { name } }".to_owned()),
            "conflicts" | "attributes" | "suggestions" | "related" | "performance"
            | "statement" | "tierProgress" | "results" => None,
            name if ty.ends_with("Connection") => {
                let _ = name;
                None
            }
            name if schema.is_heavy(ty) => Some(format!("{name} {{ id }}")),
            name => Some(format!("{name} {}", plain(schema, ty))),
        }
    });
    fields.collect::<Vec<_>>().join(" ")
}

/// A selection of all that takes no argument; nothing for a scalar.
fn plain(schema: &Schema, ty: &str) -> String {
    let fields = schema.fields(ty).into_iter().filter(|field| field.arguments.is_empty());
    let fields: Vec<String> = fields
        .map(|field| format!("{} {}", field.name, plain(schema, field.ty.inner_named_type())))
        .collect();
    match fields.is_empty() {
        true => String::new(),
        false => format!("{{ {} }}", fields.join(" ")),
    }
}

/// The records of people, each with the partner's record that it names.
fn people(world: &World) -> Vec<(Named, Option<Named>)> {
    let named = |source: &str, object: &str, id: String| Named {
        source: source.to_owned(),
        object: object.to_owned(),
        id,
    };
    let mut people = Vec::new();
    if let Some(contacts) = world.salesforce.objects.get("Contact") {
        people.extend(contacts.rows.iter().map(|(id, row)| {
            let account = row.get("AccountId").and_then(Value::as_str);
            let account = account.map(|id| named("salesforce", "Account", id.to_owned()));
            (named("salesforce", "Contact", id.clone()), account)
        }));
    }
    let links = world.hubspot.associations.get(&("contacts".to_owned(), "companies".to_owned()));
    if let Some(contacts) = world.hubspot.objects.get("contacts") {
        people.extend(contacts.rows.keys().map(|id| {
            let mut links = links.and_then(|links| links.get(id)).into_iter().flatten();
            let is_primary = |link: &&channelgraph_sandbox::hubspot::store::Link| {
                link.types.iter().any(|(.., label)| label.as_deref() == Some("Primary"))
            };
            let company = links.find(is_primary);
            let company = company.map(|link| named("hubspot", "companies", link.to.to_string()));
            (named("hubspot", "contacts", id.to_string()), company)
        }));
    }
    people
}
