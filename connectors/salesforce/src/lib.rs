//! Connector: salesforce.
