//! Partner records as the systems hold them: what is known of each, as typed, without any call.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::World;
use super::erp::PARTNERS;
use super::vendor::{hubspot_rows as hs, ids};
use crate::truth::{Node, Partner, Record, Ref, System, Text};

/// One partner record, as its system holds it. What the system does not hold is none, and an empty
/// text counts as that.
#[derive(Debug, Clone, Default)]
pub struct PartnerRecord {
    /// The number of its company: the index of its node among the truth's partners.
    pub company: usize,
    /// The system and the id.
    pub key: Option<Ref>,
    /// The system's name for the table.
    pub object: &'static str,
    /// The name, as typed.
    pub name: Option<String>,
    /// The registered name, as typed.
    pub legal_name: Option<String>,
    /// The website, as typed.
    pub website: Option<String>,
    /// HubSpot's company domain, as typed.
    pub domain: Option<String>,
    /// HubSpot's additional domains, with `;` between them.
    pub more_domains: Option<String>,
    /// The tax id, as typed.
    pub tax_id: Option<String>,
    /// The country's code, if the system says one or the truth knows what it means.
    pub country: Option<String>,
    /// The city, as typed.
    pub city: Option<String>,
    /// The postal code, as typed.
    pub postal_code: Option<String>,
    /// Street and house number, as typed.
    pub street: Option<String>,
    /// The telephone number, as typed.
    pub phone: Option<String>,
    /// The mail address of the vendor's person who looks after it.
    pub manager: Option<String>,
    /// Characters at which the system cuts names; 0 if it does not.
    pub cuts_at: u16,
    /// The record that it names as its parent, by index in the answer.
    pub parent: Option<usize>,
    /// Records that it says it is, by index in the answer: HubSpot's Salesforce account, and the
    /// AWS account that a Salesforce account tells.
    pub links: Vec<usize>,
    /// The dirt that was applied to it.
    pub causes: Vec<&'static str>,
}

/// Characters at which AWS cuts names.
const AWS_CUTS_AT: u16 = 30;

impl World {
    /// Lists all partner records by system, then by id, as the systems hold them.
    pub fn partner_records(&self) -> Vec<PartnerRecord> {
        let mut nodes: Vec<(usize, &Record<Partner>)> = self
            .truth
            .partners
            .iter()
            .enumerate()
            .flat_map(|(company, node): (usize, &Node<Partner>)| {
                node.iter().map(move |record| (company, record))
            })
            .collect();
        nodes.sort_by(|(_, a), (_, b)| {
            (a.source, a.object, &a.id).cmp(&(b.source, b.object, &b.id))
        });
        let index: HashMap<Ref, usize> =
            nodes.iter().enumerate().map(|(at, (_, record))| (key(record), at)).collect();
        let aws = self.aws_accounts();
        let numbers = self.tax_numbers();
        nodes
            .iter()
            .map(|&(company, record)| {
                let row = match record.source {
                    System::Salesforce => self.of_salesforce(&record.id, &index, &aws),
                    System::Hubspot => self.of_hubspot(record, &index),
                    System::Erp => self.of_erp(&record.id, &numbers),
                    System::Aws => self.of_aws(&record.id),
                };
                PartnerRecord {
                    company,
                    key: Some(key(record)),
                    object: record.object,
                    causes: self.truth.dirt.get(&key(record)).cloned().unwrap_or_default(),
                    country: record.values.country.as_deref().map(str::to_owned),
                    manager: record.values.manager_email.as_deref().map(str::to_owned),
                    parent: record.values.parent.as_ref().and_then(|it| index.get(it).copied()),
                    ..row
                }
            })
            .collect()
    }

    /// The relationships with partners by the AWS account that they are with.
    fn aws_accounts(&self) -> BTreeMap<&str, String> {
        let relationships = self.aws.relationships.iter().filter_map(|(id, record)| {
            let under = record.get("programManagementAccountId")?.as_str()?;
            Some((record.get("associatedAccountId")?.as_str()?, format!("{under}/{id}")))
        });
        relationships.collect()
    }

    /// The tax numbers of the ERP's business partners.
    fn tax_numbers(&self) -> HashMap<&str, &str> {
        let rows = self.erp_rows("A_BusinessPartnerTaxNumber");
        rows.filter_map(|row| {
            Some((row.get("BusinessPartner")?.as_str()?, row.get("BPTaxNumber")?.as_str()?))
        })
        .collect()
    }

    fn erp_rows(&self, set: &str) -> impl Iterator<Item = &crate::odata::store::Row> {
        let set = self.erp.services.get(PARTNERS).and_then(|service| service.sets.get(set));
        set.into_iter().flat_map(|set| set.rows.values())
    }

    fn of_salesforce(
        &self,
        id: &Text,
        index: &HashMap<Ref, usize>,
        aws: &BTreeMap<&str, String>,
    ) -> PartnerRecord {
        let row = self.salesforce.objects.get("Account").and_then(|object| object.rows.get(&**id));
        let Some(row) = row else { return PartnerRecord::default() };
        let said = |field: &str| filled(row.get(field)?.as_str());
        let told = row.get("AWS_Account_Id__c").and_then(Value::as_str);
        let linked = told.and_then(|account| aws.get(account)).and_then(|id| {
            index.get(&Ref { source: System::Aws, id: id.as_str().into() }).copied()
        });
        PartnerRecord {
            name: said("Name"),
            legal_name: said("Legal_Name__c"),
            website: said("Website"),
            tax_id: said("Tax_Id__c"),
            city: said("BillingCity"),
            postal_code: said("BillingPostalCode"),
            street: said("BillingStreet"),
            phone: said("Phone"),
            links: linked.into_iter().collect(),
            ..PartnerRecord::default()
        }
    }

    fn of_hubspot(&self, record: &Record<Partner>, index: &HashMap<Ref, usize>) -> PartnerRecord {
        let companies = self.hubspot.objects.get("companies");
        let row = companies.and_then(|object| object.rows.get(&hs::id(&record.id)));
        let Some(row) = row else { return PartnerRecord::default() };
        let said = |property: &str| filled(row.get(property).map(String::as_str));
        let linked = said("salesforceaccountid").and_then(|account| {
            let id = format!("{}{}", ids::short(&account), ids::checksum(ids::short(&account)));
            index.get(&Ref { source: System::Salesforce, id: id.into() }).copied()
        });
        PartnerRecord {
            name: said("name"),
            legal_name: said("legal_name"),
            website: said("website"),
            domain: said("domain"),
            more_domains: said("hs_additional_domains"),
            tax_id: said("vat_number"),
            city: said("city"),
            postal_code: said("zip"),
            street: said("address"),
            phone: said("phone"),
            links: linked.into_iter().collect(),
            ..PartnerRecord::default()
        }
    }

    fn of_erp(&self, id: &Text, numbers: &HashMap<&str, &str>) -> PartnerRecord {
        let service = self.erp.services.get(PARTNERS);
        let set = |name: &str| service.and_then(|service| service.sets.get(name));
        let row = set("A_BusinessPartner").and_then(|set| set.rows.get(&vec![id.to_string()]));
        let Some(row) = row else { return PartnerRecord::default() };
        // An address's key begins with its partner's.
        let address = set("A_BusinessPartnerAddress").and_then(|set| {
            let from = vec![id.to_string()];
            set.rows.range(from..).next().map(|(_, address)| address)
        });
        let said = |field: &str| filled(row.get(field)?.as_str());
        let lives = |field: &str| filled(address?.get(field)?.as_str());
        let street = lives("StreetName").map(|street| match lives("HouseNumber") {
            Some(house) => format!("{street} {house}"),
            None => street,
        });
        PartnerRecord {
            name: said("BusinessPartnerFullName"),
            legal_name: said("OrganizationBPName1"),
            tax_id: numbers.get(&**id).map(|&number| number.to_owned()),
            city: lives("CityName"),
            postal_code: lives("PostalCode"),
            street,
            ..PartnerRecord::default()
        }
    }

    fn of_aws(&self, id: &Text) -> PartnerRecord {
        let own = id.rsplit_once('/').map_or(&**id, |(_, own)| own);
        let name = self.aws.relationships.get(own).and_then(|record| record.get("displayName"));
        PartnerRecord {
            name: filled(name.and_then(Value::as_str)),
            cuts_at: AWS_CUTS_AT,
            ..PartnerRecord::default()
        }
    }
}

fn key(record: &Record<Partner>) -> Ref {
    Ref { source: record.source, id: record.id.clone() }
}

fn filled(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).map(str::to_owned)
}
