//! Prices of named queries over CRMs, ERP and marketplace.

use super::{
    Priced,
    crms::{FIRST, NESTED},
};

/// The queries.
pub(super) const TABLE: &[Priced] = &[
    Priced {
        name: "a partner's billing",
        query: "{ partner(by: {domain: \"acme.de\"}) { billing { accountNumber paymentTerms blocked } } }",
        cold: 1,
        levels: 1,
        linked: (1, 1),
        why: "only the ERP knows it: one read of the business partner with what hangs off it, as an expansion",
    },
    Priced {
        name: "a partner with its records in all systems",
        query: "{ partner(by: {domain: \"acme.de\"}) { name records { source { name } id fields } } }",
        cold: 4,
        levels: 1,
        linked: (4, 1),
        why: "every record is wanted: one call to each system",
    },
    Priced {
        name: "a partner's incentives from CRM, ERP and marketplace",
        query: "{ partner(by: {domain: \"acme.de\"}) { incentives(first: 25) { nodes { name kind status paidAmount { amount } } } } }",
        cold: 21,
        levels: 6,
        linked: (17, 2),
        why: "what refers to the partner: four objects in Salesforce, associations and a batch in HubSpot, two sides each of contracts, settlements and \
              payments in the ERP, the applications in AWS, with a call for each of the three that its list tells too little of; who names whom: a query for \
              the claims that settlements name, the settlements of both sides that name the claims, the payments of those (those of the other side \
              are known to be none), and the allocations",
    },
    Priced {
        name: "a partner's deals from CRM and marketplace",
        query: "{ partner(by: {domain: \"acme.de\"}) { deals(first: 25) { nodes { name marketplace { stage reviewStatus } } } } }",
        cold: 9,
        levels: 8,
        linked: (5, 4),
        why: "a query in Salesforce, associations and a batch in HubSpot, the Salesforce deals that those name, and searches with their \
              associations for HubSpot deals that name others; AWS cannot be asked by the CRM's id: two pages tell who names whom, and one list \
              brings those that are meant",
    },
    Priced {
        name: "both, each field with its provenance",
        query: "{ partner(by: {domain: \"acme.de\"}) { name \
                deals(first: 25) { nodes { name records { source { name } fields } } } \
                incentives(first: 25) { nodes { name status records { source { name } fields } } } } }",
        cold: 46,
        levels: 12,
        linked: (36, 7),
        why: "the two above; every record of each is wanted, with all that is shown of it: HubSpot's batches and associations again for its wider \
              fields, a batch for the stages of its deals, Salesforce's approvals by processes and by flows, and AWS one by one for what no list tells",
    },
    Priced {
        name: "what was paid last",
        query: "{ incentives(first: 5, orderBy: [{field: PAID_AT, direction: DESC}]) { nodes { name paidAt paidAmount { amount } } } }",
        cold: 51,
        levels: 7,
        linked: (43, 6),
        why: "AWS tells when an allocation was paid only of each singly, and the order goes by that: eighteen calls; the rest is pages of the tables \
              that hold a day of payment, and who names whom among them",
    },
    Priced {
        name: "what is to be paid to whom",
        query: "{ incentives(first: 5, filter: {status: {eq: SCHEDULED}}, orderBy: [{field: DUE_AT}]) { nodes { name dueAt partner { name } } } }",
        cold: 22,
        levels: 12,
        linked: (13, 8),
        why: "pages of payments on both sides, with and without a day; what they name, by number, and what names that, in two steps; the \
              partners' names are in the index",
    },
    Priced {
        name: "rebates agreed in the ERP",
        query: "{ incentives(first: 5, filter: {source: {eq: \"erp\"}, kind: {eq: REBATE}}, orderBy: [{field: CREATED_AT}]) { nodes { name periodStart } } }",
        cold: 2,
        levels: 1,
        linked: (2, 1),
        why: "contracts with customers and with suppliers are asked apart, and hold the day of their making: nothing else can come before",
    },
    Priced {
        name: "deals shared with AWS by close date",
        query: "{ deals(first: 10, filter: {source: {eq: \"aws\"}}, orderBy: [{field: CLOSE_DATE}]) { nodes { name closeDate marketplace { stage } } } }",
        cold: 9,
        levels: 5,
        linked: (7, 4),
        why: "one page of AWS by date; the CRM's deals that it names, one read in each; who else names those; and one call for each title that no CRM has",
    },
    Priced {
        name: "leads from AWS",
        query: "{ leads(first: 10, filter: {source: {eq: \"aws\"}}, orderBy: [{field: CREATED_AT, direction: DESC}]) { nodes { company status } } }",
        cold: 17,
        levels: 4,
        linked: (15, 3),
        why: "invitations sent and received, and engagements, in pages; the engagements that invitations name; then one call for each lead shown, as \
              no list tells the company",
    },
    Priced {
        name: "benefits from AWS",
        query: "{ incentives(first: 10, filter: {source: {eq: \"aws\"}}) { nodes { name kind status requestedAmount { amount } } } }",
        cold: 7,
        levels: 4,
        linked: (6, 3),
        why: "a page of applications, a page of allocations for who names whom, and one call for each allocation that is shown, whose list tells no \
              money, or application whose list tells too little",
    },
    Priced {
        name: "names of fifty partners over all systems",
        query: "{ partners(first: 50) { nodes { name country } } }",
        cold: 0,
        levels: 0,
        linked: (0, 0),
        why: "the index holds both, whichever system they are from",
    },
    Priced {
        name: "gold partners with their largest open deals, over all systems",
        query: FIRST,
        cold: 7,
        levels: 5,
        linked: (5, 3),
        why: "as over the CRMs: neither the ERP nor AWS can hold one of these deals",
    },
    Priced {
        name: "partners with their deals, over all systems",
        query: NESTED,
        cold: 12,
        levels: 9,
        linked: (10, 5),
        why: "as over the CRMs, and the pages of AWS's opportunities tell who names whom among the others",
    },
    Priced {
        name: "open deals by close date, over all systems",
        query: "{ deals(first: 25, filter: {isClosed: {eq: false}}, orderBy: {field: CLOSE_DATE}) { nodes { name closeDate } } }",
        cold: 18,
        levels: 12,
        linked: (15, 10),
        why: "as over the CRMs, and further pages of the three, and one call for each title that only AWS knows",
    },
];
