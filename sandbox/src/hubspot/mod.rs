//! A HubSpot account as its CRM API shows it.

pub mod store;
