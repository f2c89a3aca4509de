//! What named queries cost in counted calls to the systems, and in levels of calls that follow one
//! another: cold, and warm.

use std::collections::BTreeMap;

use channelgraph::demo::{CRMS, SYSTEMS};

use super::harness::{Gateway, small};

/// A named query with its price: the fewest calls that can answer it, and why it cannot be fewer.
/// The connectors' knowledge of the systems (descriptions, owners, pipelines) is warm, as it is in
/// a gateway that runs.
struct Priced {
    name: &'static str,
    query: &'static str,
    cold: u64,
    /// The longest chain of calls, each of which needs the answer of the one before.
    levels: u64,
    /// Calls and levels where the index of links knows who names whom.
    linked: (u64, u64),
    why: &'static str,
}

const TABLE: &[Priced] = &[
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
        cold: 4,
        levels: 2,
        linked: (4, 2),
        why: "requests and claims are two objects in Salesforce, a query each; associations and a batch read in HubSpot; the partner itself is \
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

/// Gold partners with their largest open deals, as the README asks for them first.
const FIRST: &str = "{ partners(filter: {tier: {eq: \"Gold\"}, country: {eq: \"DE\"}}, \
                     orderBy: [{field: NAME}], first: 2) { totalCount nodes { name domain \
                     deals(filter: {isClosed: {eq: false}}, orderBy: [{field: AMOUNT, direction: DESC}], \
                     first: 5) { nodes { name stage amount { amount currency } } } } } }";

/// Partners with their deals, and the partner of each again.
const NESTED: &str = "{ partners(first: 50) { nodes { id name tier { name } country deals(first: 5) \
                      { nodes { id name stage amount { amount currency } partner { name } } } } } }";

/// The same over ERP and marketplace too.
const OVER_ALL: &[Priced] = &[
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
        cold: 19,
        levels: 6,
        linked: (15, 2),
        why: "what refers to the partner: two objects in Salesforce, associations and a batch in HubSpot, two sides each of contracts, settlements and \
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
        cold: 33,
        levels: 11,
        linked: (24, 6),
        why: "the two above; every record of each is wanted, with all that is shown of it: HubSpot's batches and associations again for its wider \
              fields, and AWS one by one for what no list tells",
    },
    Priced {
        name: "what was paid last",
        query: "{ incentives(first: 5, orderBy: [{field: PAID_AT, direction: DESC}]) { nodes { name paidAt paidAmount { amount } } } }",
        cold: 50,
        levels: 7,
        linked: (42, 6),
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
];

/// The nested query: partners, each with its deals, each with its partner.
fn nested(partners: usize) -> String {
    format!(
        "{{ partners(first: {partners}) {{ nodes {{ name deals(first: 5) {{ nodes {{ name partner {{ name }} }} }} }} }} }}"
    )
}

/// A gateway over the default world whose connectors know what the systems look like, with nothing
/// of the data cached.
async fn gateway(systems: &[&str]) -> Gateway {
    let gateway = Gateway::over(small(1), systems, None, |_| {}).await;
    gateway.data("{ deals(first: 1, filter: {source: {eq: \"hubspot\"}}) { nodes { sourceStage owner { name } } } }").await;
    gateway.data("{ leads(first: 1) { nodes { sourceStatus owner { name } } } }").await;
    gateway
        .data("{ partners(first: 1) { nodes { programs { program } manager { name } } } }")
        .await;
    gateway.app.engine.forget();
    gateway.calls();
    gateway
}

fn sum(calls: &BTreeMap<String, u64>) -> u64 {
    calls.values().sum()
}

#[tokio::test]
async fn named_queries_cost_their_price_cold_and_nothing_warm() {
    hold(&gateway(CRMS).await, TABLE).await;
}

#[tokio::test]
async fn named_queries_over_all_systems_cost_their_price() {
    let gateway = gateway(SYSTEMS).await;
    for Priced { query, .. } in OVER_ALL {
        gateway.data(query).await;
    }
    gateway.calls();
    hold(&gateway, OVER_ALL).await;
}

/// Forgets all that was read, but for the index of partners, which has just been refreshed.
async fn cool(gateway: &Gateway) {
    gateway.app.engine.forget();
    gateway.app.engine.refresh_index().await;
    gateway.calls();
}

async fn hold(gateway: &Gateway, table: &[Priced]) {
    let mut wrong = Vec::new();
    gateway.sandbox.control.hold_levels();
    for Priced { name, query, cold, levels, why, .. } in table {
        cool(gateway).await;
        gateway.data(query).await;
        let chain = gateway.sandbox.control.levels();
        let deep = chain.len() as u64;
        let calls = gateway.calls();
        println!("{:>2} cold in {deep} levels  {name}: {why}\n   {chain:?}", sum(&calls));
        if deep != *levels {
            wrong.push(format!("{name} took {deep} levels, not {levels}: {chain:#?}"));
        }
        if sum(&calls) != *cold {
            wrong.push(format!("{name} cost {} calls, not {cold}: {calls:#?}", sum(&calls)));
        }
        gateway.data(query).await;
        let warm = gateway.calls();
        if !warm.is_empty() {
            wrong.push(format!("{name} cost calls when all was cached: {warm:#?}"));
        }
    }
    gateway.look_for_links().await;
    for Priced { name, query, linked, .. } in table {
        cool(gateway).await;
        gateway.data(query).await;
        let chain = gateway.sandbox.control.levels();
        let price = (sum(&gateway.calls()), chain.len() as u64);
        println!("{price:?} with links known  {name}:\n   {chain:?}");
        if price != *linked {
            wrong.push(format!(
                "{name} cost {price:?} with links known, not {linked:?}: {chain:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_nested_query_does_not_grow_with_its_partners() {
    let gateway = gateway(CRMS).await;
    let mut prices = Vec::new();
    for partners in [10, 50, 100] {
        gateway.app.engine.forget();
        gateway.data(&nested(partners)).await;
        let mut calls = gateway.calls();
        // HubSpot takes a hundred records in a batch read: those calls go by the number of deals, a
        // hundred each.
        let batches = calls
            .remove("hubspot post /crm/objects/2026-09/{object}/batch/read")
            .unwrap_or_default();
        println!("{partners} partners: {} calls and {batches} batches of a hundred", sum(&calls));
        prices.push((sum(&calls), batches));
        gateway.data(&nested(partners)).await;
        assert_eq!(gateway.call_count(), 0);
    }
    assert_eq!(
        prices[1].0, prices[2].0,
        "the same calls for a hundred partners as for fifty: {prices:?}"
    );
    // The partners by name, a query for Salesforce's deals, the associations of HubSpot's, one look
    // at the Salesforce deals that those name; and where one of these names no partner, a search
    // for others that name it, with their associations.
    assert!(prices[0].0 <= prices[1].0 && prices[1].0 <= 6, "{prices:?}");
    assert!(prices[2].1 <= 6, "{prices:?}");
}
