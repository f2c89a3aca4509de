//! Scenarios through the public endpoint: one binary, because each costs time to link.

#![allow(clippy::expect_used, reason = "whatever is not as expected here is a failed test")]

mod abuse;
mod answers;
mod audit;
mod bad_input;
#[cfg(feature = "bi")]
mod bi;
mod bounds;
mod calls;
mod clients;
#[cfg(feature = "aws")]
mod details;
mod examples;
mod failures;
mod filters;
mod forged;
mod fresh;
mod harness;
mod homes;
mod http;
mod identity;
mod identity_command;
mod instalments;
mod invoices;
mod kpis;
mod lifecycle;
mod links;
mod locale;
mod matches;
mod money;
#[cfg(feature = "bi")]
mod odata;
mod orders;
mod output;
mod paging;
mod partner_ids;
mod performance;
mod personas;
mod process;
mod provenance;
mod pull;
mod rules;
mod schema;
mod search;
mod served;
mod specification;
mod statements;
mod tiers;
mod tokens;
mod traces;
mod tryton;
mod work;
