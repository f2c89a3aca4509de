//! Connector: ERPs that speak OData v2 or v4.
