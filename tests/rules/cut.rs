//! The cut-down world: the generated one without the records of hidden nodes, without references
//! to them, and its configuration without the fields that are not shown.

use std::collections::{BTreeMap, HashSet};

use channelgraph::{config::Config, engine::RecordName};
use channelgraph_sandbox::{World, hubspot, odata, salesforce::store::Field};
use channelgraph_schema::{
    EntityKind,
    mapping::{Condition, FieldSpec, MappingSpec, ObjectSpec},
};
use serde_json::{Value, json};

use crate::{
    role::{Mode, Role},
    sight::Sight,
    snapshot::Snapshot,
};

/// The property of HubSpot's contacts that tells those that are left: leads are read through
/// contacts too, so that the records of hidden ones have to stay.
const LEFT: &str = "left_in_this_world";
/// The same of the org's contacts and campaigns, through which partners are read.
const LEFT_IN_ORG: &str = "Left_In_This_World__c";
/// A number that no partner of the ERP has.
const NOBODY: &str = "0999999999";

/// The world without what is not seen.
pub fn cut(mut world: World, sight: &Sight) -> World {
    salesforce(&mut world, sight);
    hubspot(&mut world.hubspot, sight);
    erp(&mut world.erp, sight);
    aws(&mut world, sight);
    world
}

/// Takes from a configuration the fields that a role does not show, and has it tell the contacts
/// that are left.
pub fn configure(config: &mut Config, role: &Role) {
    for name in config.source_names() {
        let whole = config.source(&name).expect("a source").mapping();
        let Some(own) = own_mapping(config, &name) else { continue };
        for (kind, objects) in whole.0 {
            for (object, spec) in objects {
                let over = own
                    .0
                    .entry(kind)
                    .or_default()
                    .entry(object.clone())
                    .or_insert_with(|| ObjectSpec { enabled: true, ..ObjectSpec::default() });
                for field in spec.fields.keys() {
                    let def = kind.field(field).map(|field| kind.def(field));
                    let mode = def.map_or(Mode::Show, |def| role.mode(kind, def));
                    if mode != Mode::Show {
                        let unset = FieldSpec { unset: true, ..FieldSpec::default() };
                        over.fields.insert(field.clone(), unset);
                    }
                }
                let left = match (kind, object.as_str()) {
                    (EntityKind::Contact, "contacts") => LEFT,
                    (EntityKind::Contact, _) | (EntityKind::Campaign, "Campaign") => LEFT_IN_ORG,
                    _ => continue,
                };
                let yes: Condition = serde_json::from_value(json!(true)).expect("a condition");
                let none = Condition::Any(Vec::new());
                over.only.extend(spec.only.into_keys().map(|field| (field, none.clone())));
                over.only.insert(left.to_owned(), yes);
            }
        }
    }
}

/// Returns true if a role does not see a key by which partners' records are known as one.
pub fn lacks_keys(role: &Role) -> bool {
    let kind = EntityKind::Partner;
    let keys = kind.field("taxId").map(|field| kind.def(field));
    keys.is_some_and(|field| role.mode(kind, field) != Mode::Show)
}

/// Decides which records of visible partners are one, and which are not, where the world that is
/// left cannot know it by their keys.
pub fn decide(config: &mut Config, snapshot: &Snapshot, sight: &Sight) {
    let partners = snapshot.of(EntityKind::Partner);
    let visible = partners.filter(|partner| sight.visible.contains(&partner.id));
    let groups: Vec<Vec<RecordName>> = visible
        .map(|partner| partner.records.iter().map(|it| RecordName::of(&it.key())).collect())
        .collect();
    let firsts = groups.iter().filter_map(|group| group.first().cloned());
    config.identity.not_same = vec![firsts.collect()];
    config.identity.same = groups.into_iter().filter(|group| group.len() > 1).collect();
}

fn own_mapping<'a>(config: &'a mut Config, name: &str) -> Option<&'a mut MappingSpec> {
    match name {
        "salesforce" => config.salesforce.get_mut(name).map(|it| &mut it.mapping),
        "hubspot" => config.hubspot.get_mut(name).map(|it| &mut it.mapping),
        "erp" => config.odata.get_mut(name).map(|it| &mut it.mapping),
        #[cfg(feature = "aws")]
        "aws" => config.aws.get_mut(name).map(|it| &mut it.mapping),
        _ => None,
    }
}

/// Hidden accounts stay as companies, which customers of deals are too, but as partners they are
/// gone.
fn salesforce(world: &mut World, sight: &Sight) {
    let objects = &mut world.salesforce.objects;
    let partners: HashSet<String> = objects
        .get("Account")
        .map(|accounts| accounts.rows.iter())
        .into_iter()
        .flatten()
        .filter(|(_, row)| row.get("IsPartner") == Some(&json!(true)))
        .map(|(id, _)| id.clone())
        .collect();
    for (name, object) in objects.iter_mut() {
        let is_hidden = |id: &str| sight.hides("salesforce", name, id);
        match name.as_str() {
            "Account" => {
                for (_, row) in object.rows.iter_mut().filter(|(id, _)| is_hidden(id)) {
                    row.insert("IsPartner".to_owned(), json!(false));
                }
            }
            "Contact" | "Campaign" => {
                let flag = object.fields["Name"].clone();
                let flag = Field { kind: "boolean".to_owned(), nillable: false, ..flag };
                object.fields.insert(LEFT_IN_ORG.to_owned(), flag);
                for (id, row) in &mut object.rows {
                    let account = row.get("AccountId").and_then(Value::as_str);
                    let is_one =
                        name == "Campaign" || account.is_some_and(|id| partners.contains(id));
                    row.insert(LEFT_IN_ORG.to_owned(), json!(is_one && !is_hidden(id)));
                }
            }
            _ => object.rows.retain(|id, _| !is_hidden(id)),
        }
        let mut references = vec!["Partner__c", "PartnerAccountId", "ChannelPartnerId", "ParentId"];
        references.extend(["Account__c", "AccountToId"]);
        let has_account = ["Contact", "RebateProgramMember"].contains(&name.as_str());
        references.extend(has_account.then_some("AccountId"));
        for row in object.rows.values_mut() {
            row.retain(|field, value| {
                let hides =
                    |object| value.as_str().is_some_and(|id| sight.hides("salesforce", object, id));
                match field.as_str() {
                    "ConvertedOpportunityId" => !hides("Opportunity"),
                    "RequestId" => !hides("PartnerFundRequest"),
                    "AllocationId" => !hides("PartnerFundAllocation"),
                    field => !(references.contains(&field) && hides("Account")),
                }
            });
        }
    }
}

fn hubspot(store: &mut hubspot::store::Store, sight: &Sight) {
    let hides = |object: &str, id: u64| sight.hides("hubspot", object, &id.to_string());
    let word = store.objects["companies"].properties["is_partner"].clone();
    for (name, object) in &mut store.objects {
        match name.as_str() {
            "companies" => {
                for (id, row) in &mut object.rows {
                    if hides(name, *id) {
                        row.insert("is_partner".to_owned(), "false".to_owned());
                    }
                    let parent = row.get("hs_parent_company_id").and_then(|id| id.parse().ok());
                    if parent.is_some_and(|parent| hides(name, parent)) {
                        row.remove("hs_parent_company_id");
                    }
                }
            }
            "contacts" => {
                object.properties.insert(LEFT.to_owned(), word.clone());
                for (id, row) in &mut object.rows {
                    row.insert(LEFT.to_owned(), (!hides(name, *id)).to_string());
                }
            }
            _ => object.rows.retain(|id, _| !hides(name, *id)),
        }
    }
    store.files.retain(|id, _| !hides("files", *id));
    store.campaigns.retain(|id, _| !sight.hides("hubspot", "campaigns", id));
    for ((from, to), links) in &mut store.associations {
        let is_gone = |object: &str, id: u64| {
            !matches!(object, "companies" | "contacts") && hides(object, id)
        };
        links.retain(|id, _| !is_gone(from, *id));
        for (id, links) in links {
            links.retain(|link| !is_gone(to, link.to));
            for link in links.iter_mut() {
                let company = match (from.as_str(), to.as_str()) {
                    ("companies", _) => *id,
                    (_, "companies") => link.to,
                    _ => continue,
                };
                if hides("companies", company) {
                    let is_of_person = from == "contacts" || to == "contacts";
                    link.types
                        .retain(|(.., label)| !is_of_person && label.as_deref() != Some("Partner"));
                }
            }
            links.retain(|link| !link.types.is_empty());
        }
    }
}

fn erp(store: &mut odata::store::Store, sight: &Sight) {
    let mut gone: HashSet<String> = HashSet::new();
    for (root, service) in &mut store.services {
        for (name, set) in &mut service.sets {
            let tables: Vec<&HashSet<String>> = sight
                .hidden
                .iter()
                .filter(|((source, object), _)| source == "erp" && is_set(object, root, name))
                .map(|(_, ids)| ids)
                .collect();
            set.rows.retain(|key, row| {
                let id = key.join("/");
                let is_hidden = tables.iter().any(|ids| ids.contains(&id));
                if is_hidden && name == "A_BusinessPartner" {
                    let numbers = ["Customer", "Supplier"].into_iter();
                    let numbers = numbers.filter_map(|field| row.get(field)?.as_str());
                    gone.extend(numbers.filter(|number| !number.is_empty()).map(str::to_owned));
                }
                !is_hidden
            });
        }
    }
    let sets = store.services.values_mut().flat_map(|service| service.sets.iter_mut());
    for (_, set) in sets.filter(|(name, _)| !name.starts_with("A_BusinessPartner")) {
        for row in set.rows.values_mut() {
            forget_party(row, &gone);
        }
    }
}

/// Names nobody where a document names a partner that is gone: without a name it would not be read
/// at all.
fn forget_party(row: &mut BTreeMap<String, Value>, gone: &HashSet<String>) {
    for field in ["Customer", "Supplier", "BillToParty", "InvoicingParty", "SoldToParty"] {
        if let Some(value) = row.get_mut(field)
            && value.as_str().is_some_and(|number| gone.contains(number))
        {
            *value = json!(NOBODY);
        }
    }
}

/// Returns true if an object of the mapping (`settlmtdoc/SetlDoc#customer`) is an entity set of
/// the service with this root.
fn is_set(object: &str, root: &str, set: &str) -> bool {
    let table = object.split('#').next().unwrap_or(object);
    table.rsplit_once('/').is_some_and(|(service, name)| name == set && root.contains(service))
}

fn aws(world: &mut World, sight: &Sight) {
    let store = &mut world.aws;
    let hides = |object: &str, id: &str| sight.hides("aws", object, id);
    store.opportunities.retain(|id, _| !hides("Opportunity", id));
    store.invitations.retain(|id, _| !hides("EngagementInvitation", id));
    store.engagements.retain(|id, _| !hides("Engagement", id));
    store.applications.retain(|id, _| !hides("BenefitApplication", id));
    store.allocations.retain(|id, _| !hides("BenefitAllocation", id));
    let mut gone = HashSet::new();
    store.relationships.retain(|id, record| {
        let under = record["programManagementAccountId"].as_str().unwrap_or_default();
        let is_hidden = hides("Relationship", &format!("{under}/{id}"));
        if is_hidden {
            gone.extend(record["associatedAccountId"].as_str().map(str::to_owned));
        }
        !is_hidden
    });
    for application in store.applications.values_mut() {
        if let Some(details) = application["BenefitApplicationDetails"].as_object_mut() {
            let account = details.get("PartnerAwsAccountId").and_then(Value::as_str);
            if account.is_some_and(|account| gone.contains(account)) {
                details.remove("PartnerAwsAccountId");
            }
        }
    }
}
