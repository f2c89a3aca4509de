//! The rows in which partner records stand, written together with what the truth says of them.

use std::collections::HashMap;

use serde_json::Value;

use crate::truth::{Partner, Record, Ref, System, Text};
use crate::world::World;
use crate::world::erp::PARTNERS;
use crate::world::geo::Country;
use crate::world::marketplace::cut;
use crate::world::plan::Employee;
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};
use crate::{aws, hubspot, odata, salesforce};

/// The longest first line of a name in the ERP.
const LINE: usize = 40;
/// The longest name at AWS.
const DISPLAY_NAME: usize = 30;

/// A text of a partner record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    LegalName,
    Website,
    Domain,
    TaxId,
    City,
    PostalCode,
    Street,
    Phone,
}

impl Field {
    fn salesforce(self) -> Option<&'static str> {
        Some(match self {
            Self::Name => "Name",
            Self::LegalName => "Legal_Name__c",
            Self::Website => "Website",
            Self::Domain => return None,
            Self::TaxId => "Tax_Id__c",
            Self::City => "BillingCity",
            Self::PostalCode => "BillingPostalCode",
            Self::Street => "BillingStreet",
            Self::Phone => "Phone",
        })
    }

    fn hubspot(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::LegalName => "legal_name",
            Self::Website => "website",
            Self::Domain => "domain",
            Self::TaxId => "vat_number",
            Self::City => "city",
            Self::PostalCode => "zip",
            Self::Street => "address",
            Self::Phone => "phone",
        }
    }
}

/// The stores of all systems.
pub(super) struct Rows<'a> {
    salesforce: &'a mut salesforce::store::Store,
    hubspot: &'a mut hubspot::store::Store,
    erp: &'a mut odata::store::Store,
    aws: &'a mut aws::store::Store,
}

impl<'a> Rows<'a> {
    /// The stores of a world, and its truth.
    pub(super) fn of(world: &'a mut World) -> (Self, &'a mut crate::truth::Truth) {
        let World { salesforce, hubspot, erp, aws, truth, .. } = world;
        (Self { salesforce, hubspot, erp, aws }, truth)
    }

    /// A text as the row has it.
    pub(super) fn text(&mut self, record: &Record<Partner>, field: Field) -> Option<String> {
        match record.source {
            System::Salesforce => self
                .account(record)?
                .get(field.salesforce()?)
                .and_then(Value::as_str)
                .map(str::to_owned),
            System::Hubspot => self.company(record)?.get(field.hubspot()).cloned(),
            System::Erp => match field {
                Field::TaxId => self.erp_text(record, "A_BusinessPartnerTaxNumber", "BPTaxNumber"),
                Field::Street => {
                    let street = self.erp_text(record, "A_BusinessPartnerAddress", "StreetName")?;
                    let house = self.erp_text(record, "A_BusinessPartnerAddress", "HouseNumber");
                    Some(format!("{street} {}", house.unwrap_or_default()).trim().to_owned())
                }
                Field::City => self.erp_text(record, "A_BusinessPartnerAddress", "CityName"),
                Field::PostalCode => {
                    self.erp_text(record, "A_BusinessPartnerAddress", "PostalCode")
                }
                Field::Name => {
                    self.erp_text(record, "A_BusinessPartner", "BusinessPartnerFullName")
                }
                _ => None,
            },
            System::Aws if field == Field::Name => {
                self.relationship(record)?.get("displayName")?.as_str().map(str::to_owned)
            }
            System::Aws => None,
        }
    }

    /// Writes a text, or clears it, in the row and in what the truth says of it. A website and a
    /// tax id are written as typed, and the truth, which says what is meant, is the caller's.
    pub(super) fn write(&mut self, record: &mut Record<Partner>, field: Field, text: Option<&str>) {
        match record.source {
            System::Salesforce => {
                if let (Some(row), Some(name)) = (self.account(record), field.salesforce()) {
                    let text = text.map(|text| Value::String(text.to_owned()));
                    sf::put(row, name, text);
                }
            }
            System::Hubspot => {
                if let Some(row) = self.company(record) {
                    hs::put(row, field.hubspot(), text);
                }
            }
            System::Erp => return self.write_erp(record, field, text.unwrap_or_default()),
            System::Aws => {
                let name = cut(text.unwrap_or_default(), DISPLAY_NAME);
                if let (Some(row), Field::Name) = (self.relationship(record), field) {
                    row["displayName"] = Value::String(name.clone());
                    record.values.name = Some(name.into());
                }
                return;
            }
        }
        let said = text.map(Into::into);
        match field {
            Field::Name => record.values.name = said,
            Field::LegalName => record.values.legal_name = said,
            Field::City => record.values.city = said,
            Field::PostalCode => record.values.postal_code = said,
            Field::Street => record.values.street = said,
            Field::Website | Field::Domain | Field::TaxId | Field::Phone => {}
        }
    }

    /// Says in which country, state and sales region a record's company sits.
    pub(super) fn place(
        &mut self,
        record: &mut Record<Partner>,
        country: &'static Country,
        state: &str,
    ) {
        // What a record does not say, it does not say of the new country either.
        let told = record.values.country.is_some();
        let code = told.then_some(country.code);
        match record.source {
            System::Salesforce => {
                let Some(row) = self.account(record) else { return };
                for (field, value) in [
                    ("BillingState", Some(state)),
                    ("BillingCountry", Some(country.name)),
                    ("BillingCountryCode", Some(country.code)),
                    ("Region__c", Some(country.region)),
                ] {
                    sf::put(row, field, value.map(sf::text));
                }
            }
            System::Hubspot => {
                let Some(row) = self.company(record) else { return };
                hs::put(row, "state", Some(state));
                hs::put(row, "partner_region", Some(country.region));
                if record.values.country.as_deref() != code {
                    hs::put(row, "country", code.map(|_| country.name));
                }
            }
            System::Erp => {
                let region = if matches!(country.code, "US" | "AU") { state } else { "" };
                self.set_erp(record, "A_BusinessPartnerAddress", "Country", country.code);
                self.set_erp(record, "A_BusinessPartnerAddress", "Region", region);
                record.values.state = (!region.is_empty()).then(|| region.into());
            }
            System::Aws => return,
        }
        if record.source != System::Erp {
            record.values.state = Some(state.into());
            record.values.region = Some(country.region.into());
        }
        record.values.country = code.map(Into::into);
        record.values.address_country = code.map(Into::into);
    }

    /// Says who of the vendor's people looks after a record's company.
    pub(super) fn own(
        &mut self,
        record: &mut Record<Partner>,
        employee: &Employee,
        user: Option<&str>,
        owner: Option<u64>,
    ) {
        match record.source {
            System::Salesforce => {
                if let Some(row) = self.account(record) {
                    sf::put(row, "OwnerId", user.map(sf::text));
                }
                record.values.manager_phone = Some(employee.phone.clone());
            }
            System::Hubspot => {
                if let Some(row) = self.company(record) {
                    hs::put(row, "hubspot_owner_id", owner);
                }
            }
            System::Erp | System::Aws => return,
        }
        record.values.manager_name = Some(employee.name.clone());
        record.values.manager_email = Some(employee.email.clone());
    }

    /// Puts a record below another one of its system.
    pub(super) fn put_below(&mut self, record: &mut Record<Partner>, parent: Ref) {
        match record.source {
            System::Salesforce => {
                if let Some(row) = self.account(record) {
                    sf::put(row, "ParentId", Some(sf::text(&parent.id)));
                }
            }
            System::Hubspot => {
                if let Some(row) = self.company(record) {
                    hs::put(row, "hs_parent_company_id", Some(&parent.id));
                }
            }
            System::Erp | System::Aws => return,
        }
        record.values.parent = Some(parent);
    }

    /// Gives the tax number of a business partner the type of its country.
    pub(super) fn type_tax(&mut self, record: &Record<Partner>, country: &Country) {
        let kind = format!("{}0", country.code);
        if record.source == System::Erp {
            self.set_erp(record, "A_BusinessPartnerTaxNumber", "BPTaxType", &kind);
        }
    }

    /// Moves the mail addresses of people to other domains: by the record that they belong to, the
    /// old domain and the new one.
    pub(super) fn move_contacts(&mut self, moves: &HashMap<Ref, (Text, Text)>) {
        let moved = |source: System, id: &str, mail: &str| {
            let (old, new) = moves.get(&Ref { source, id: id.into() })?;
            mail.strip_suffix(&**old).map(|local| format!("{local}{new}"))
        };
        let contacts = self.salesforce.objects.get_mut("Contact");
        for row in contacts.into_iter().flat_map(|contacts| contacts.rows.values_mut()) {
            let account = row.get("AccountId").and_then(Value::as_str);
            let mail = account.zip(row.get("Email").and_then(Value::as_str));
            let mail = mail.and_then(|(account, mail)| moved(System::Salesforce, account, mail));
            if let Some(mail) = mail {
                sf::put(row, "Email", Some(Value::String(mail)));
            }
        }
        let ties = (String::from("companies"), String::from("contacts"));
        let links = self.hubspot.associations.get(&ties);
        let Some(contacts) = self.hubspot.objects.get_mut("contacts") else { return };
        for (company, links) in links.into_iter().flatten() {
            for link in links {
                let Some(row) = contacts.rows.get_mut(&link.to) else { continue };
                let mail = row.get("email");
                let mail = mail.and_then(|mail| moved(System::Hubspot, &company.to_string(), mail));
                if let Some(mail) = mail {
                    hs::put(row, "email", Some(mail));
                }
            }
        }
    }

    fn write_erp(&mut self, record: &mut Record<Partner>, field: Field, text: &str) {
        match field {
            Field::Name => {
                let line: String = text.chars().take(LINE).collect();
                self.set_erp(record, "A_BusinessPartner", "BusinessPartnerFullName", text);
                self.set_erp(record, "A_BusinessPartner", "OrganizationBPName1", line.trim_end());
                for (role, name) in [("Customer", "CustomerName"), ("Supplier", "SupplierName")] {
                    let set = format!("A_{role}");
                    if let Some(number) = self.erp_text(record, "A_BusinessPartner", role) {
                        set_of(self.erp.sets(&set), &number, name, text);
                    }
                }
                record.values.name = Some(text.into());
                record.values.legal_name = Some(line.trim_end().into());
            }
            Field::TaxId if text.is_empty() => {
                if let Some(set) = self.erp.sets("A_BusinessPartnerTaxNumber") {
                    set.rows.retain(|key, _| key.first().map(String::as_str) != Some(&*record.id));
                }
                self.set_vat(record, "");
            }
            Field::TaxId => {
                self.set_erp(record, "A_BusinessPartnerTaxNumber", "BPTaxNumber", text);
                let vat: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
                self.set_vat(record, &vat);
            }
            Field::Street => {
                let (street, house) = text.rsplit_once(' ').unwrap_or((text, ""));
                self.set_erp(record, "A_BusinessPartnerAddress", "StreetName", street);
                self.set_erp(record, "A_BusinessPartnerAddress", "HouseNumber", house);
                record.values.street = Some(street.into());
            }
            Field::City => {
                self.set_erp(record, "A_BusinessPartnerAddress", "CityName", text);
                record.values.city = Some(text.into());
            }
            Field::PostalCode => {
                self.set_erp(record, "A_BusinessPartnerAddress", "PostalCode", text);
                record.values.postal_code = Some(text.into());
            }
            _ => {}
        }
    }

    /// Writes the VAT registration of a business partner's roles.
    fn set_vat(&mut self, record: &Record<Partner>, vat: &str) {
        for role in ["Customer", "Supplier"] {
            let set = format!("A_{role}");
            if let Some(number) = self.erp_text(record, "A_BusinessPartner", role) {
                set_of(self.erp.sets(&set), &number, "VATRegistration", vat);
            }
        }
    }

    fn account(&mut self, record: &Record<Partner>) -> Option<&mut sf::Row> {
        self.salesforce.objects.get_mut("Account")?.rows.get_mut(&*record.id)
    }

    fn company(&mut self, record: &Record<Partner>) -> Option<&mut hs::Row> {
        self.hubspot.objects.get_mut("companies")?.rows.get_mut(&hs::id(&record.id))
    }

    fn relationship(&mut self, record: &Record<Partner>) -> Option<&mut Value> {
        let own = record.id.rsplit_once('/').map_or(&*record.id, |(_, own)| own);
        self.aws.relationships.get_mut(own)
    }

    fn erp_text(&mut self, record: &Record<Partner>, set: &str, field: &str) -> Option<String> {
        let row = row_of(self.erp.sets(set)?, &record.id)?;
        let text = row.get(field)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn set_erp(&mut self, record: &Record<Partner>, set: &str, field: &str, text: &str) {
        set_of(self.erp.sets(set), &record.id, field, text);
    }
}

impl odata::store::Store {
    /// An entity set of the business partners.
    fn sets(&mut self, name: &str) -> Option<&mut odata::store::EntitySet> {
        self.services.get_mut(PARTNERS)?.sets.get_mut(name)
    }
}

/// The row whose key is, or begins with, a number.
fn row_of<'a>(
    set: &'a mut odata::store::EntitySet,
    number: &str,
) -> Option<&'a mut odata::store::Row> {
    let (key, row) = set.rows.range_mut(vec![number.to_owned()]..).next()?;
    (key.first().map(String::as_str) == Some(number)).then_some(row)
}

fn set_of(set: Option<&mut odata::store::EntitySet>, number: &str, field: &str, text: &str) {
    if let Some(cell) = set.and_then(|set| row_of(set, number)).and_then(|row| row.get_mut(field)) {
        *cell = Value::String(text.to_owned());
    }
}
