//! Presets: what is known of an ERP beforehand.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ServiceSpec, Version};

/// An ERP of which services, manners and a mapping are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// SAP S/4HANA.
    #[serde(rename = "sap-s4hana")]
    SapS4hana,
    /// Dynamics 365 Business Central.
    BusinessCentral,
}

/// Roots of S/4HANA's services (SAP Business Accelerator Hub, 2026).
const SAP: [(&str, &str, Version); 5] = [
    ("API_BILLING_DOCUMENT", "/sap/opu/odata/sap/API_BILLING_DOCUMENT_SRV", Version::V2),
    ("API_BUSINESS_PARTNER", "/sap/opu/odata/sap/API_BUSINESS_PARTNER", Version::V2),
    ("OPLACCTGDOCITEMCUBE", "/sap/opu/odata/sap/API_OPLACCTGDOCITEMCUBE_SRV", Version::V2),
    (
        "conditioncontract",
        "/sap/opu/odata4/sap/api_condition_contract/srvd_a2x/sap/conditioncontract/0001",
        Version::V4,
    ),
    ("settlmtdoc", "/sap/opu/odata4/sap/api_settlmt_doc/srvd_a2x/sap/settlmtdoc/0001", Version::V4),
];

/// The root of Business Central's standard API for one company (API v2.0 reference, 2026).
const BUSINESS_CENTRAL: [(&str, &str, Version); 1] =
    [("v2.0", "/api/v2.0/companies({company})", Version::V4)];

impl Preset {
    pub(super) fn services(self) -> BTreeMap<String, ServiceSpec> {
        let table: &[(&str, &str, Version)] = match self {
            Self::SapS4hana => &SAP,
            Self::BusinessCentral => &BUSINESS_CENTRAL,
        };
        // The metadata is not one company's.
        let metadata = (self == Self::BusinessCentral).then(|| "/api/v2.0/$metadata".to_owned());
        let spec = |(name, root, version): &(&str, &str, Version)| {
            let metadata = metadata.clone();
            let spec = ServiceSpec {
                root: Some((*root).to_owned()),
                version: Some(*version),
                metadata,
                ..ServiceSpec::default()
            };
            ((*name).to_owned(), spec)
        };
        table.iter().map(spec).collect()
    }
}
