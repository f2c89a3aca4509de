//! What vendors answer to each connector: tokens, descriptions, rows, next pages and refusals, with
//! their status and headers. One answer of each case is changed, and the others are good.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "what is not as expected here is a failed test"
)]

mod aws;
mod hubspot;
mod odata;
mod salesforce;
mod subject;
mod tryton;
mod vendor;
