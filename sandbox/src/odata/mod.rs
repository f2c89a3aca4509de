//! A simulator of ERPs that speak OData: SAP S/4HANA (v2 and v4) and Business Central (v4).

pub mod store;
