//! Connector: core.
