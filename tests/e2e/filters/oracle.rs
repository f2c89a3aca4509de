//! What is so, as the unified schema means it: each thing with its records, and what each record
//! says.

mod money;

use std::collections::HashMap;

use channelgraph_sandbox::{
    truth::{Node, Record, System, Truth},
    world::{Options, World},
};
use channelgraph_schema::{EntityKind, NodeId, RecordKey};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    eval::{compare, holds, is_null},
    fields::Class,
    work,
};

/// One record of a thing.
#[derive(Debug, Clone)]
pub struct Said {
    pub source: &'static str,
    pub object: &'static str,
    pub id: String,
    /// Its table's place: by the order of the systems, then those that name others of their system
    /// behind these, then by name.
    rank: (usize, usize, &'static str),
    cells: Map<String, Value>,
}

impl Said {
    /// How much its word counts: what was settled and paid, the books know.
    fn weight(&self, field: &str) -> u8 {
        match (self.object, field) {
            ("BenefitAllocation", "status") => 1,
            (object, "status" | "sourceStatus" | "paidAt" | "dueAt" | "earnedAt")
                if object.starts_with("settlmtdoc/SetlDoc") =>
            {
                1
            }
            (object, "status" | "paidAt" | "dueAt" | "earnedAt" | "paidAmount")
                if object.starts_with("OPLACCTGDOCITEMCUBE/") =>
            {
                2
            }
            _ => 0,
        }
    }
}

/// One lead, deal, incentive or partner.
#[derive(Debug, Clone)]
pub struct Thing {
    kind: EntityKind,
    /// By rank, then by id: the shorter first.
    pub records: Vec<Said>,
}

impl Thing {
    fn new(kind: EntityKind, mut records: Vec<Said>) -> Self {
        records.sort_by(|a, b| (a.rank, a.id.len(), &a.id).cmp(&(b.rank, b.id.len(), &b.id)));
        Self { kind, records }
    }

    /// The id that clients see.
    pub fn id(&self) -> String {
        let Said { source, object, id, .. } = &self.records[0];
        NodeId {
            kind: self.kind,
            record: RecordKey {
                source: (*source).into(),
                object: (*object).into(),
                id: id.as_str().into(),
            },
        }
        .encode()
    }

    /// The record whose word counts: of those that say anything the one with the most weight, else
    /// the first.
    fn decider(&self, field: &str) -> Option<&Said> {
        let says = self
            .records
            .iter()
            .filter(|record| record.cells.get(field).is_some_and(|cell| !is_null(cell)));
        // Of equals the last is the greatest, so the first is looked for from the end.
        says.rev().max_by_key(|record| record.weight(field))
    }

    /// What the thing shows.
    pub fn value(&self, field: &str) -> Value {
        match field {
            "id" => self
                .records
                .iter()
                .map(|record| Value::from(Self { records: vec![record.clone()], ..*self }.id()))
                .collect(),
            "source" => self.records.iter().map(|record| Value::from(record.source)).collect(),
            // A currency belongs to its amount.
            "currency" => self
                .decider("amount")
                .map_or(Value::Null, |record| record.cells["currency"].clone()),
            _ => self.decider(field).map_or(Value::Null, |record| record.cells[field].clone()),
        }
    }

    /// All that its records say of a field.
    pub fn all(&self, field: &str) -> Vec<Value> {
        self.records.iter().filter_map(|record| record.cells.get(field).cloned()).collect()
    }
}

/// How a list is ordered.
#[derive(Debug, Clone)]
pub struct Sort {
    /// The key as GraphQL names it, the field behind it (none for the id), and what that field
    /// holds.
    pub key: (&'static str, Option<&'static str>, Class),
    pub down: bool,
}

/// Everything there is.
pub struct Oracle {
    pub deals: Vec<Thing>,
    pub leads: Vec<Thing>,
    pub incentives: Vec<Thing>,
    pub partners: Vec<Thing>,
    /// What else there is.
    work: HashMap<EntityKind, Vec<Thing>>,
    /// The id of the partner that a record belongs to.
    partner_of: HashMap<(System, String), String>,
}

impl Oracle {
    /// What is so. Which partner records are one is taken from the gateway, and tested elsewhere.
    pub fn new(options: &Options, truth: &Truth, clusters: &[Vec<(String, String)>]) -> Self {
        let domains = domains(options);
        let mut partner_records: HashMap<(System, String), Said> = HashMap::new();
        for record in truth.partners.iter().flatten() {
            let mut said = said(record);
            let key = (record.source, record.id.to_string());
            let own = said.cells.remove("domain");
            let host = domains.get(&key);
            // What goes over the wire encoded, the truth has in letters.
            let is_encoded = host.is_some_and(|host| host.contains("xn--"));
            let domain = if is_encoded { own } else { host.map(|host| json!(host)) };
            said.cells.extend(domain.map(|domain| ("domain".to_owned(), domain)));
            // In the account a tier's rank follows from its name.
            let tiers = ["Registered", "Silver", "Gold", "Platinum"];
            if let Some(rank) =
                tiers.iter().position(|tier| said.cells.get("tier.name") == Some(&json!(tier)))
            {
                said.cells.entry("tier.rank").or_insert(json!(rank + 1));
            }
            partner_records.insert(key, said);
        }
        let mut oracle = Self {
            deals: Vec::new(),
            leads: Vec::new(),
            incentives: Vec::new(),
            partners: Vec::new(),
            work: HashMap::new(),
            partner_of: HashMap::new(),
        };
        for cluster in clusters {
            let system = |name: &str| {
                System::ALL.into_iter().find(|system| system.name() == name).expect("a system")
            };
            let keys: Vec<_> =
                cluster.iter().map(|(source, id)| (system(source), id.clone())).collect();
            let partner = Thing::new(
                EntityKind::Partner,
                keys.iter().map(|key| partner_records[key].clone()).collect(),
            );
            oracle.partner_of.extend(keys.into_iter().map(|key| (key, partner.id())));
            oracle.partners.push(partner);
        }
        oracle.take(truth);
        oracle
    }

    /// Takes everything but partners from the truth as it now is.
    pub fn take(&mut self, truth: &Truth) {
        self.deals = self.things(EntityKind::Deal, &truth.deals, deal);
        self.leads = self.things(EntityKind::Lead, &truth.leads, |cells, _, _| {
            cells.extend(
                cells
                    .get("estimatedValue")
                    .cloned()
                    .map(|value| ("reportingValue".to_owned(), value)),
            );
        });
        self.incentives = self.things(EntityKind::Incentive, &truth.incentives, incentive);
        self.work = work::things(self, truth);
    }

    /// The things of an entity, as its nodes in the truth have them.
    pub fn things<T: Serialize>(
        &self,
        kind: EntityKind,
        nodes: &[Node<T>],
        settle: impl Fn(&mut Map<String, Value>, System, &'static str),
    ) -> Vec<Thing> {
        let record = |record: &Record<T>| {
            let mut said = said(record);
            settle(&mut said.cells, record.source, record.object);
            if let Some(reference) = said.cells.remove("partner") {
                let id = reference["id"].as_str().expect("an id").to_owned();
                said.cells.extend(
                    self.partner_of
                        .get(&(record.source, id))
                        .map(|id| ("partner".to_owned(), json!(id))),
                );
            }
            said
        };
        let mut things = Vec::new();
        for node in nodes {
            let (together, apart): (Vec<_>, Vec<_>) =
                node.iter().partition(|record| record.linkable);
            things.push(Thing::new(kind, together.into_iter().map(record).collect()));
            things.extend(apart.into_iter().map(|one| Thing::new(kind, vec![record(one)])));
        }
        things
    }

    pub fn of(&self, kind: EntityKind) -> &[Thing] {
        match kind {
            EntityKind::Deal => &self.deals,
            EntityKind::Lead => &self.leads,
            EntityKind::Incentive => &self.incentives,
            EntityKind::Partner => &self.partners,
            kind => self.work.get(&kind).map(Vec::as_slice).unwrap_or_default(),
        }
    }

    /// The list that a filter and an order mean.
    pub fn list(&self, kind: EntityKind, filter: &Value, sort: &Sort) -> Vec<&Thing> {
        // At the top of a filter `source` names the systems whose records hold the places.
        let names = &filter["source"];
        let sources: Option<Vec<&str>> =
            (kind != EntityKind::Partner && names.is_object()).then(|| {
                let several = names["in"].as_array().cloned().unwrap_or_default();
                let named = |name: &&'static str| {
                    names["eq"] == **name || several.iter().any(|other| other == *name)
                };
                System::ALL.map(System::name).into_iter().filter(named).collect()
            });
        let plays =
            |record: &Said| sources.as_ref().is_none_or(|sources| sources.contains(&record.source));
        let mut places: Vec<(&Thing, &Said, Value)> = Vec::new();
        for thing in self.of(kind).iter().filter(|thing| holds(kind, filter, thing)) {
            let first = thing.records.iter().find(|record| plays(record));
            let decider = sort
                .key
                .1
                .and_then(|key| thing.decider(key))
                .filter(|record| plays(record) && kind != EntityKind::Partner);
            let Some(holder) = decider.or(first) else { continue };
            let key = match sort.key.1 {
                Some(key) if kind == EntityKind::Partner => thing.value(key),
                Some(key) => holder.cells.get(key).cloned().unwrap_or_default(),
                None => Value::Null,
            };
            places.push((thing, holder, key));
        }
        places.sort_by(|(_, a, a_key), (_, b, b_key)| {
            let keys = match (is_null(a_key), is_null(b_key)) {
                (false, false) if sort.down => compare(sort.key.2, b_key, a_key),
                (false, false) => compare(sort.key.2, a_key, b_key),
                (a, b) => a.cmp(&b),
            };
            keys.then_with(|| (a.rank, a.id.len(), &a.id).cmp(&(b.rank, b.id.len(), &b.id)))
        });
        places.into_iter().map(|(thing, ..)| thing).collect()
    }
}

fn said<T: Serialize>(record: &Record<T>) -> Said {
    let Ok(Value::Object(cells)) = serde_json::to_value(&record.values) else {
        panic!("values are an object")
    };
    let names_others = matches!(record.object, "BenefitAllocation" | "EngagementInvitation")
        || record.object.starts_with("OPLACCTGDOCITEMCUBE/");
    let rank = (record.source as usize, usize::from(names_others), record.object);
    Said {
        source: record.source.name(),
        object: record.object,
        id: record.id.to_string(),
        rank,
        cells,
    }
}

fn deal(cells: &mut Map<String, Value>, source: System, object: &'static str) {
    // AWS keeps an amount in its own currency only.
    if source == System::Aws {
        return;
    }
    // The demo's mapping reads one field of the Opportunity; a partner that stands elsewhere is not
    // seen.
    if object == "Opportunity" && cells.get("partner.via").is_some_and(|via| via != "Partner__c") {
        cells.remove("partner");
    }
    let rate = match cells.get("currency").and_then(Value::as_str) {
        Some("EUR") => Decimal::new(108, 2),
        Some("GBP") => Decimal::new(127, 2),
        _ => Decimal::ONE,
    };
    if let Some(amount) = cells.get("amount").and_then(Value::as_str) {
        let amount: Decimal = amount.parse().expect("a number");
        cells.insert("reportingAmount".to_owned(), json!((amount * rate).round_dp(2)));
    }
}

fn incentive(cells: &mut Map<String, Value>, _: System, object: &'static str) {
    // The custom object keeps no amount in the home currency, and a request's amount is money only
    // once it is approved.
    let all = ["PartnerFundClaim", "PartnerFundAllocation", "RebateProgramMemberPayout"];
    let reported = all.contains(&object)
        || (object == "PartnerFundRequest" && cells["sourceStatus"] == "Approved");
    let amount = cells.get("amount").cloned().filter(|_| reported);
    cells.extend(amount.map(|amount| ("reportingAmount".to_owned(), amount)));
}

/// The hosts that the systems have on record for partners, by record: a thing that the truth tells
/// only where it is the partner's own.
fn domains(options: &Options) -> HashMap<(System, String), String> {
    let World { salesforce, hubspot, .. } = World::generate(options);
    let host = |text: &str| {
        let text = text.to_lowercase();
        let host = text.split("://").last()?.split('/').next()?.to_owned();
        Some(host.strip_prefix("www.").map_or(host.clone(), str::to_owned))
    };
    let accounts = salesforce.objects["Account"].rows.iter().filter_map(|(id, row)| {
        let website = row.get("Website")?.as_str()?;
        Some(((System::Salesforce, id.clone()), host(website)?))
    });
    let companies = hubspot.objects["companies"].rows.iter().filter_map(|(id, row)| {
        let website = row.get("domain").or_else(|| row.get("website"))?;
        Some(((System::Hubspot, id.to_string()), host(website)?))
    });
    accounts.chain(companies).collect()
}
