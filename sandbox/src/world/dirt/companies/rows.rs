//! The rows in which partner records stand, written together with what the truth says of them.

use serde_json::Value;

use crate::truth::{Partner, Record, Ref, System};
use crate::world::World;
use crate::world::geo::Country;
use crate::world::marketplace::cut;
use crate::world::plan::Employee;
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};
use crate::{aws, hubspot, odata, salesforce};

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
    pub(super) salesforce: &'a mut salesforce::store::Store,
    pub(super) hubspot: &'a mut hubspot::store::Store,
    pub(super) erp: &'a mut odata::store::Store,
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
}
