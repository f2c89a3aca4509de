//! Prices of named queries over the two CRMs.

use super::Priced;

/// Gold partners with their largest open deals, as the README asks for them first.
pub(super) const FIRST: &str = "{ partners(filter: {tier: {eq: \"Gold\"}, country: {eq: \"DE\"}}, \
                     orderBy: [{field: NAME}], first: 2) { totalCount nodes { name domain \
                     deals(filter: {isClosed: {eq: false}}, orderBy: [{field: AMOUNT, direction: DESC}], \
                     first: 5) { nodes { name stage amount { amount currency } } } } } }";

/// Partners with their deals, and the partner of each again.
pub(super) const NESTED: &str = "{ partners(first: 50) { nodes { id name tier { name } country deals(first: 5) \
                      { nodes { id name stage amount { amount currency } partner { name } } } } } }";

/// The queries.
pub(super) const TABLE: &[Priced] = &[
    Priced {
        name: "ids of partners",
        query: "{ partners(first: 50) { totalCount nodes { id } } }",
        cold: 0,
        levels: 0,
        linked: (0, 0),
        why: "the index knows them",
    },
    Priced {
        name: "sources",
        query: "{ sources { name status entities } }",
        cold: 0,
        levels: 0,
        linked: (0, 0),
        why: "the gateway knows them",
    },
    Priced {
        name: "names of fifty partners",
        query: "{ partners(first: 50) { nodes { name country } } }",
        cold: 0,
        levels: 0,
        linked: (0, 0),
        why: "the index holds both, and a look for changes has just confirmed it",
    },
    Priced {
        name: "a partner by domain",
        query: "{ partner(by: {domain: \"acme.de\"}) { name status } }",
        cold: 0,
        levels: 0,
        linked: (0, 0),
        why: "the index holds both",
    },
    Priced {
        name: "a partner with tier and manager",
        query: "{ partner(by: {domain: \"acme.de\"}) { name tier { name rank } manager { name } } }",
        cold: 1,
        levels: 1,
        linked: (1, 1),
        why: "a path up and one down are one SOQL query",
    },
    Priced {
        name: "a partner with its records and conflicts",
        query: "{ partner(by: {domain: \"acme.de\"}) { name records { id source { name } fields } conflicts { field } } }",
        cold: 2,
        levels: 1,
        linked: (2, 1),
        why: "every record is wanted: one query in Salesforce, one batch read in HubSpot",
    },
    Priced {
        name: "deals by id",
        query: "{ deals(first: 25) { nodes { name stage closeDate } } }",
        cold: 1,
        levels: 1,
        linked: (1, 1),
        why: "by id Salesforce's deals come first, and these fields are never lacking there: HubSpot is not asked",
    },
    Priced {
        name: "open deals by close date",
        query: "{ deals(first: 25, filter: {isClosed: {eq: false}}, orderBy: {field: CLOSE_DATE}) { nodes { name closeDate } } }",
        cold: 3,
        levels: 2,
        linked: (3, 2),
        why: "a query, a search, and one look whether the Salesforce deals that HubSpot's name are there",
    },
    Priced {
        name: "the pipeline with partners",
        query: "{ deals(first: 25, filter: {isClosed: {eq: false}}, orderBy: {field: CLOSE_DATE}) { nodes { name partner { name } } } }",
        cold: 6,
        levels: 5,
        linked: (4, 3),
        why: "the three above; the associations of HubSpot's deals; a search with its associations for deals whose Salesforce record names \
              no partner; the partners' names are in the index",
    },
    Priced {
        name: "leads by creation",
        query: "{ leads(first: 25, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { name company status } } }",
        cold: 5,
        levels: 4,
        linked: (5, 4),
        why: "a query, a search, one look at the Salesforce leads that HubSpot's name; HubSpot's lead objects keep name and company at their \
              contacts: associations and a batch read",
    },
    Priced {
        name: "a partner's incentives",
        query: "{ partner(by: {domain: \"acme.de\"}) { incentives(first: 25) { nodes { name kind status amount { amount currency } } } } }",
        cold: 6,
        levels: 2,
        linked: (6, 2),
        why: "allocations, requests, claims and rebates are four objects in Salesforce, a query each; associations and a batch read in HubSpot; the partner itself is \
              known to the index",
    },
    Priced {
        name: "a search among partners",
        query: "{ search(text: \"acme\", kinds: [PARTNER]) { nodes { ... on Partner { name } } } }",
        cold: 0,
        levels: 0,
        linked: (0, 0),
        why: "the index finds them, and holds their names",
    },
    Priced {
        name: "deals with lead and incentives",
        query: "{ deals(first: 25) { nodes { name lead { name } incentives { nodes { name } } } } }",
        cold: 5,
        levels: 4,
        linked: (5, 4),
        why: "a query for the deals and one for the leads of all twenty-five; Salesforce's incentives name no deal, but HubSpot's do, so a search \
              for the HubSpot records of these deals, the associations of those, and a batch read of the incentives",
    },
    Priced {
        name: "gold partners with their largest open deals",
        query: FIRST,
        cold: 7,
        levels: 5,
        linked: (5, 3),
        why: "Salesforce's deals in one query, HubSpot's by associations and a batch read; the opportunities that those name, and deals that name \
              others, with their associations; the partners are known to the index",
    },
    Priced {
        name: "partners with their deals",
        query: NESTED,
        cold: 8,
        levels: 5,
        linked: (8, 3),
        why: "the partners' tiers; Salesforce's deals in one query, HubSpot's by associations and a batch read for each hundred; the opportunities \
              that those name; a search with its associations for HubSpot deals that name others; names are in the index",
    },
    Priced {
        name: "two hundred deals with their partners",
        query: "{ deals(first: 200) { nodes { id name stage sourceStage probability amount { amount currency } closeDate isClosed isWon \
                createdAt updatedAt partner { name } } } }",
        cold: 5,
        levels: 3,
        linked: (3, 2),
        why: "the deals of Salesforce; for those that name no partner searches for HubSpot deals that name them, which tell whose they are only by \
              their associations; the partners' names are in the index",
    },
];
