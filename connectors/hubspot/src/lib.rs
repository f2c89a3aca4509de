//! Connector: hubspot.
