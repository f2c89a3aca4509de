//! A Salesforce org as its REST API shows it.

pub mod store;
