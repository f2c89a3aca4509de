//! The rows of a business partner: its name, its address, its tax number and its roles.

use serde_json::Value;

use super::rows::{Field, Rows};
use crate::odata::store::{EntitySet, Row, Store};
use crate::truth::{Partner, Record};
use crate::world::erp::PARTNERS;

/// The longest first line of a name.
const LINE: usize = 40;

impl Rows<'_> {
    /// Writes a text, or clears it, in the row and in what the truth says of it.
    pub(super) fn write_erp(&mut self, record: &mut Record<Partner>, field: Field, text: &str) {
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

    pub(super) fn erp_text(
        &mut self,
        record: &Record<Partner>,
        set: &str,
        field: &str,
    ) -> Option<String> {
        let row = row_of(self.erp.sets(set)?, &record.id)?;
        let text = row.get(field)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(super) fn set_erp(&mut self, record: &Record<Partner>, set: &str, field: &str, text: &str) {
        set_of(self.erp.sets(set), &record.id, field, text);
    }
}

impl Store {
    /// An entity set of the business partners.
    fn sets(&mut self, name: &str) -> Option<&mut EntitySet> {
        self.services.get_mut(PARTNERS)?.sets.get_mut(name)
    }
}

/// The row whose key is, or begins with, a number.
fn row_of<'a>(set: &'a mut EntitySet, number: &str) -> Option<&'a mut Row> {
    let (key, row) = set.rows.range_mut(vec![number.to_owned()]..).next()?;
    (key.first().map(String::as_str) == Some(number)).then_some(row)
}

fn set_of(set: Option<&mut EntitySet>, number: &str, field: &str, text: &str) {
    if let Some(cell) = set.and_then(|set| row_of(set, number)).and_then(|row| row.get_mut(field)) {
        *cell = Value::String(text.to_owned());
    }
}
