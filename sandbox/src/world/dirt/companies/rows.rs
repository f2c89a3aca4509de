//! The rows in which partner records stand, written together with what the truth says of them.

use serde_json::Value;

use crate::truth::{Partner, Record, System};
use crate::world::World;
use crate::world::erp::PARTNERS;
use crate::world::marketplace::cut;
use crate::world::vendor::hubspot_rows as hs;
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
                    crate::world::vendor::salesforce_rows::put(row, name, text);
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
            Field::TaxId => {
                self.set_erp(record, "A_BusinessPartnerTaxNumber", "BPTaxNumber", text);
                let vat: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
                for role in ["Customer", "Supplier"] {
                    let set = format!("A_{role}");
                    if let Some(number) = self.erp_text(record, "A_BusinessPartner", role) {
                        set_of(self.erp.sets(&set), &number, "VATRegistration", &vat);
                    }
                }
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

    fn account(
        &mut self,
        record: &Record<Partner>,
    ) -> Option<&mut crate::world::vendor::salesforce_rows::Row> {
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
