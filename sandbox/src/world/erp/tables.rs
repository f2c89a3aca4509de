//! The ERPs' services: their entity sets and properties, as `$metadata` tells them.

use serde_json::Value;

use crate::odata::store::{
    Edm, EntitySet, Navigation, Property, Row, Service, Store, Vendor, Version,
};
use crate::truth::Text;

/// SAP: business partners, their addresses, tax numbers and roles.
pub(crate) const PARTNERS: &str = "/sap/opu/odata/sap/API_BUSINESS_PARTNER";
/// SAP: what was agreed with a partner for later.
pub(crate) const CONTRACTS: &str =
    "/sap/opu/odata4/sap/api_condition_contract/srvd_a2x/sap/conditioncontract/0001";
/// SAP: what a partner is owed of it.
pub(crate) const SETTLEMENTS: &str =
    "/sap/opu/odata4/sap/api_settlmt_doc/srvd_a2x/sap/settlmtdoc/0001";
/// SAP: items of accounting documents, among them the payments.
pub(crate) const ITEMS: &str = "/sap/opu/odata/sap/API_OPLACCTGDOCITEMCUBE_SRV";
/// SAP: what customers are billed.
pub(crate) const BILLING: &str = "/sap/opu/odata/sap/API_BILLING_DOCUMENT_SRV";
/// Business Central: its one company.
pub(crate) const BUSINESS_CENTRAL: &str =
    "/api/v2.0/companies(8d3f1c6a-4b7e-4c1d-9a52-6f0e1b2c3d4e)";

/// One entity set in short: its name, its entity type, its properties, its navigations.
///
/// A property is `name:kind` if it may be null, `name:kind!` if it may not, `name:kind*` if it is
/// part of the key; a navigation is `name>set:here=there`, with `>>` if it leads to many.
type Set = (&'static str, &'static str, &'static str, &'static str);

/// (root, version, vendor, namespace, sets)
const SERVICES: &[(&str, Version, Vendor, &str, &[Set])] = &[
    (
        PARTNERS,
        Version::V2,
        Vendor::Sap,
        "API_BUSINESS_PARTNER",
        &[
            (
                "A_BusinessPartner",
                "A_BusinessPartnerType",
                "BusinessPartner:string* Customer:string Supplier:string BusinessPartnerCategory:string BusinessPartnerGrouping:string BusinessPartnerFullName:string OrganizationBPName1:string BusinessPartnerIsBlocked:boolean IsMarkedForArchiving:boolean CreationDate:date CreationTime:time LastChangeDate:date LastChangeTime:time BusinessPartnerUUID:guid BusinessPartnerIDByExtSystem:string SearchTerm1:string",
                "to_BusinessPartnerAddress>>A_BusinessPartnerAddress:BusinessPartner=BusinessPartner to_BusinessPartnerTax>>A_BusinessPartnerTaxNumber:BusinessPartner=BusinessPartner to_Customer>A_Customer:Customer=Customer to_Supplier>A_Supplier:Supplier=Supplier",
            ),
            (
                "A_BusinessPartnerAddress",
                "A_BusinessPartnerAddressType",
                "BusinessPartner:string* AddressID:string* StreetName:string HouseNumber:string CityName:string PostalCode:string Country:string Region:string",
                "",
            ),
            (
                "A_BusinessPartnerTaxNumber",
                "A_BusinessPartnerTaxNumberType",
                "BusinessPartner:string* BPTaxType:string* BPTaxNumber:string",
                "",
            ),
            (
                "A_Customer",
                "A_CustomerType",
                "Customer:string* CustomerName:string VATRegistration:string BillingIsBlockedForCustomer:string PostingIsBlocked:boolean",
                "to_CustomerCompany>>A_CustomerCompany:Customer=Customer",
            ),
            (
                "A_CustomerCompany",
                "A_CustomerCompanyType",
                "Customer:string* CompanyCode:string* PaymentTerms:string",
                "",
            ),
            (
                "A_Supplier",
                "A_SupplierType",
                "Supplier:string* SupplierName:string VATRegistration:string PaymentIsBlockedForSupplier:boolean PostingIsBlocked:boolean",
                "to_SupplierCompany>>A_SupplierCompany:Supplier=Supplier",
            ),
            (
                "A_SupplierCompany",
                "A_SupplierCompanyType",
                "Supplier:string* CompanyCode:string* PaymentTerms:string Currency:string",
                "",
            ),
        ],
    ),
    (
        CONTRACTS,
        Version::V4,
        Vendor::Sap,
        "com.sap.gateway.srvd_a2x.conditioncontract.v0001",
        &[(
            "ConditionContract",
            "ConditionContractType",
            "ConditionContract:string* CndnContrType:string! Supplier:string! Customer:string! CndnContrActvtnStatus:string! CndnContrValidFrom:date CndnContrValidTo:date CndnContrCurrency:string! DocumentReferenceID:string! ExternalDocumentReferenceID:string! CreationUTCDateTime:moment LastChangeUTCDateTime:moment",
            "",
        )],
    ),
    (
        SETTLEMENTS,
        Version::V4,
        Vendor::Sap,
        "com.sap.gateway.srvd_a2x.settlmtdoc.v0001",
        &[(
            "SetlDoc",
            "SetlDocType",
            "SettlmtDoc:string* SettlmtDocType:string! SettlmtProcessType:string! PostingDate:date DocumentDate:date InvoicingParty:string! PayeeParty:string! BillToParty:string! PayerParty:string! SettlmtDocCurrency:string! SettlmtDocCurrencyISOCode:string! ExchangeRate:decimal! SupplierTotalNetAmount:decimal! SupplierTotalGrossAmount:decimal! SupplierTotalTaxAmount:decimal! CustomerTotalNetAmount:decimal! CustomerTotalGrossAmount:decimal! CustomerTotalTaxAmount:decimal! TotalGrossAmount:decimal! SettlmtDocIsCanceled:boolean! CanceledSettlmtDoc:string! SettlmtApplSts:string! DocumentReferenceID:string! AssignmentReference:string! PaymentReference:string!",
            "",
        )],
    ),
    (
        ITEMS,
        Version::V2,
        Vendor::Sap,
        "API_OPLACCTGDOCITEMCUBE_SRV",
        &[(
            "A_OperationalAcctgDocItemCube",
            "A_OperationalAcctgDocItemCubeType",
            "CompanyCode:string* FiscalYear:string* AccountingDocument:string* AccountingDocumentItem:string* Customer:string Supplier:string PostingDate:date NetDueDate:date ClearingDate:date ClearingAccountingDocument:string AmountInTransactionCurrency:decimal TransactionCurrency:string AssignmentReference:string DocumentReferenceID:string",
            "",
        )],
    ),
    (
        BILLING,
        Version::V2,
        Vendor::Sap,
        "API_BILLING_DOCUMENT_SRV",
        &[(
            "A_BillingDocument",
            "A_BillingDocumentType",
            "BillingDocument:string* SDDocumentCategory:string BillingDocumentType:string CreationDate:date CreationTime:time LastChangeDateTime:moment BillingDocumentDate:date BillingDocumentIsCancelled:boolean CancelledBillingDocument:string TotalNetAmount:decimal TaxAmount:decimal TotalGrossAmount:decimal TransactionCurrency:string SoldToParty:string PayerParty:string CompanyCode:string FiscalYear:string InvoiceClearingStatus:string",
            "",
        )],
    ),
    (
        BUSINESS_CENTRAL,
        Version::V4,
        Vendor::BusinessCentral,
        "Microsoft.NAV",
        &[
            (
                "vendors",
                "vendor",
                "id:guid* number:string! displayName:string! addressLine1:string! city:string! postalCode:string! country:string! website:string! email:string! taxRegistrationNumber:string! currencyId:guid! currencyCode:string! blocked:string! balance:decimal! lastModifiedDateTime:moment!",
                "",
            ),
            (
                "customers",
                "customer",
                "id:guid* number:string! displayName:string! type:string! addressLine1:string! city:string! postalCode:string! country:string! website:string! email:string! taxRegistrationNumber:string! currencyId:guid! currencyCode:string! blocked:string! balanceDue:decimal! creditLimit:decimal! overdueAmount:decimal! lastModifiedDateTime:moment!",
                "",
            ),
            (
                "purchaseInvoices",
                "purchaseInvoice",
                "id:guid* number:string! invoiceDate:date! postingDate:date! dueDate:date! vendorInvoiceNumber:string! vendorId:guid! vendorNumber:string! vendorName:string! currencyCode:string! status:string! totalAmountExcludingTax:decimal! totalAmountIncludingTax:decimal! lastModifiedDateTime:moment!",
                "vendor>vendors:vendorId=id",
            ),
            (
                "purchaseCreditMemos",
                "purchaseCreditMemo",
                "id:guid* number:string! creditMemoDate:date! postingDate:date! dueDate:date! vendorId:guid! vendorNumber:string! vendorName:string! currencyCode:string! status:string! totalAmountExcludingTax:decimal! totalAmountIncludingTax:decimal! lastModifiedDateTime:moment!",
                "vendor>vendors:vendorId=id",
            ),
            (
                "salesInvoices",
                "salesInvoice",
                "id:guid* number:string! externalDocumentNumber:string! invoiceDate:date! postingDate:date! dueDate:date! customerId:guid! customerNumber:string! customerName:string! billToCustomerId:guid! billToCustomerNumber:string! currencyCode:string! status:string! totalAmountExcludingTax:decimal! totalAmountIncludingTax:decimal! lastModifiedDateTime:moment!",
                "customer>customers:customerId=id",
            ),
            (
                "salesCreditMemos",
                "salesCreditMemo",
                "id:guid* number:string! externalDocumentNumber:string! creditMemoDate:date! postingDate:date! dueDate:date! customerId:guid! customerNumber:string! customerName:string! currencyCode:string! status:string! totalAmountExcludingTax:decimal! totalAmountIncludingTax:decimal! lastModifiedDateTime:moment!",
                "customer>customers:customerId=id",
            ),
        ],
    ),
];

/// ERPs with their services and without a row.
pub(crate) fn empty_store() -> Store {
    let services = SERVICES.iter().map(|(root, version, vendor, namespace, sets)| {
        let sets = sets.iter().map(|set| (set.0.to_owned(), entity_set(set))).collect();
        (
            (*root).to_owned(),
            Service {
                version: *version,
                vendor: *vendor,
                namespace: (*namespace).to_owned(),
                sets,
            },
        )
    });
    Store { services: services.collect() }
}

fn entity_set((_, entity, properties, navigations): &Set) -> EntitySet {
    let mut set = EntitySet { entity: (*entity).to_owned(), ..EntitySet::default() };
    for property in properties.split(' ') {
        let (name, kind) = property.split_once(':').unwrap_or((property, "string"));
        let nullable = !kind.ends_with(['!', '*']);
        if kind.ends_with('*') {
            set.key.push(name.to_owned());
        }
        let kind = match kind.trim_end_matches(['!', '*']) {
            "boolean" => Edm::Boolean,
            "decimal" => Edm::Decimal,
            "date" => Edm::Date,
            "moment" => Edm::Moment,
            "time" => Edm::Time,
            "guid" => Edm::Guid,
            _ => Edm::String,
        };
        set.properties
            .insert(name.to_owned(), Property { kind, nullable, filterable: true, sortable: true });
    }
    for navigation in navigations.split_whitespace() {
        let Some(((name, to), (here, there))) = navigation
            .split_once(':')
            .and_then(|(way, on)| Some((way.split_once('>')?, on.split_once('=')?)))
        else {
            continue;
        };
        let on = vec![(here.to_owned(), there.to_owned())];
        let navigation =
            Navigation { to: to.trim_start_matches('>').to_owned(), many: to.starts_with('>'), on };
        set.navigations.insert(name.to_owned(), navigation);
    }
    set
}

/// Enters a row, and tells its id: the key's values with `/` between. What the row does not say is
/// null, or empty where it may not be null.
pub(crate) fn insert(
    store: &mut Store,
    service: &str,
    set: &str,
    values: Vec<(&str, Value)>,
) -> Text {
    let Some(set) = store.services.get_mut(service).and_then(|service| service.sets.get_mut(set))
    else {
        return Text::default();
    };
    let mut row: Row =
        set.properties.iter().map(|(name, property)| (name.clone(), nothing(*property))).collect();
    for (name, value) in values {
        debug_assert!(row.contains_key(name), "{} has no {name}", set.entity);
        row.insert(name.to_owned(), value);
    }
    let key: Vec<String> = set
        .key
        .iter()
        .map(|name| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned())
        .collect();
    let id = key.join("/");
    set.rows.insert(key, row);
    id.into()
}

fn nothing(property: Property) -> Value {
    match property.kind {
        _ if property.nullable => Value::Null,
        Edm::Boolean => Value::Bool(false),
        Edm::Int32 => Value::from(0),
        Edm::Decimal => Value::from("0.00"),
        Edm::Date => Value::from(NO_DATE),
        Edm::Guid => Value::from(NO_GUID),
        Edm::String | Edm::Moment | Edm::Time => Value::from(""),
    }
}

/// Business Central's value for no day.
pub(crate) const NO_DATE: &str = "0001-01-01";
/// Business Central's value for no record.
pub(crate) const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";
