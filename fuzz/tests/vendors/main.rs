//! What vendors answer to each connector: tokens, descriptions, rows, next pages and refusals, with
//! their status and headers. One answer of each case is changed, and the others are good.

mod aws;
mod hubspot;
mod odata;
mod salesforce;
mod subject;
mod tryton;
mod vendor;
