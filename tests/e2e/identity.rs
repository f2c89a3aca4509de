//! Which partner records are one: the gateway's nodes held against the truth, pair by pair.

use std::collections::BTreeSet;

use channelgraph_sandbox::Options;

use super::harness::{Gateway, nodes, small};

/// A record as both sides name it: system and id.
type Key = (String, String);

/// The records of each partner that the gateway shows.
pub async fn clusters(gateway: &Gateway) -> Vec<Vec<Key>> {
    let mut clusters = Vec::new();
    let mut after = None;
    loop {
        let query = "query($after: String) { partners(first: 200, after: $after) {
            pageInfo { hasNextPage endCursor } nodes { id records { source { name } id object } } } }";
        let answer = gateway.ask_with(query, serde_json::json!({ "after": after })).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
        let page = &answer["data"]["partners"];
        for node in nodes(page) {
            let records = node["records"].as_array().expect("records").clone();
            let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
            clusters.push(
                records
                    .iter()
                    .map(|record| (text(&record["source"]["name"]), text(&record["id"])))
                    .collect(),
            );
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return clusters;
        }
        after = page["pageInfo"]["endCursor"].as_str().map(str::to_owned);
    }
}

/// All pairs of records that stand in one group.
fn pairs(groups: &[Vec<Key>]) -> BTreeSet<(&Key, &Key)> {
    let of = |group: &'_ Vec<Key>| -> Vec<(usize, usize)> {
        (0..group.len()).flat_map(|b| (0..b).map(move |a| (a, b))).collect()
    };
    let ordered = |a, b| if a < b { (a, b) } else { (b, a) };
    groups
        .iter()
        .flat_map(|group| of(group).into_iter().map(move |(a, b)| ordered(&group[a], &group[b])))
        .collect()
}

/// How well the gateway does.
#[derive(Default)]
struct Score {
    /// Pairs of records that are one partner.
    so: usize,
    /// Pairs that the gateway shows as one.
    found: usize,
    /// Pairs that are both.
    both: usize,
}

impl Score {
    fn add(&mut self, other: &Self) {
        self.so += other.so;
        self.found += other.found;
        self.both += other.both;
    }

    fn precision(&self) -> f64 {
        self.both as f64 / self.found as f64
    }

    fn recall(&self) -> f64 {
        self.both as f64 / self.so as f64
    }

    fn assert_good(&self) {
        assert!(self.precision() >= 0.999, "precision {}", self.precision());
        assert!(self.recall() >= 0.94, "recall {}", self.recall());
    }
}

async fn score(options: Options) -> Score {
    let (seed, partners) = (options.seed, options.partners);
    let gateway = Gateway::start(options).await;
    let found = clusters(&gateway).await;
    let key = |source: channelgraph_sandbox::truth::System, id: &str| {
        (source.name().to_owned(), id.to_owned())
    };
    let truth = gateway.sandbox.control.truth();
    let of_node = |node: &channelgraph_sandbox::truth::Node<_>| -> Vec<Key> {
        node.iter().map(|record| key(record.source, &record.id)).collect()
    };
    let so: Vec<Vec<Key>> = truth.partners.iter().map(of_node).collect();
    let all = |groups: &[Vec<Key>]| -> BTreeSet<Key> { groups.iter().flatten().cloned().collect() };
    assert_eq!(
        found.iter().map(Vec::len).sum::<usize>(),
        all(&found).len(),
        "no record is in two nodes"
    );
    assert_eq!(all(&found), all(&so), "every record is in a node, and no other");
    let (found, so) = (pairs(&found), pairs(&so));
    let both = found.intersection(&so).count();
    let score = Score { so: so.len(), found: found.len(), both };
    println!(
        "seed {seed}, {partners} partners: {} pairs, {} found, precision {:.4}, recall {:.4}",
        score.so,
        score.found,
        score.precision(),
        score.recall()
    );
    score
}

/// The figures proper are those of the resolver, in the crate of identity; this is that the whole
/// gateway, from the systems' own spellings to the answer, comes to the same.
#[tokio::test]
async fn partners_of_the_default_world_are_recognised() {
    score(Options::default()).await.assert_good();
}

#[tokio::test]
async fn partners_of_other_worlds_are_recognised_too() {
    let mut all = Score::default();
    for seed in 2..=11 {
        // Deals and leads are not looked at here, and would only take time to make.
        let options = Options {
            seed,
            partners: 250,
            deals_per_partner: 0.0,
            leads_per_partner: 0.0,
            incentives_per_partner: 0.0,
            ..Options::default()
        };
        all.add(&score(options).await);
    }
    all.assert_good();
}

/// The partners below one are nodes like all others, each once.
#[tokio::test]
async fn the_partners_below_a_partner_are_those_that_the_index_knows() {
    let gateway = Gateway::start(small(1)).await;
    let query = "{ partners(first: 150) { nodes { id parent { id } children(first: 50) { totalCount nodes { id parent { id } records { id } } } } } }";
    let data = gateway.data(query).await;
    let partners = nodes(&data["partners"]);
    let known: std::collections::HashSet<&str> =
        partners.iter().filter_map(|partner| partner["id"].as_str()).collect();
    let mut below = 0;
    for partner in &partners {
        let children = nodes(&partner["children"]);
        assert_eq!(partner["children"]["totalCount"], children.len());
        for child in &children {
            assert!(
                known.contains(child["id"].as_str().expect("an id")),
                "{child} is no partner of the list"
            );
            assert_eq!(child["parent"]["id"], partner["id"]);
        }
        below += children.len();
    }
    let with_parent = partners.iter().filter(|partner| partner["parent"]["id"].is_string()).count();
    assert!(below > 0 && below == with_parent, "{below} below others, {with_parent} with a parent");
}

/// A partner is found by what a client pastes, as its records are recognised by what people type.
#[tokio::test]
async fn a_partner_is_found_by_its_keys_however_they_are_written() {
    let gateway = Gateway::over_crms(small(1)).await;
    let query =
        "query($by: PartnerKey!) { partner(by: $by) { id taxId records { id source { name } } } }";
    let find = async |by: serde_json::Value| {
        let answer = gateway.ask_with(query, serde_json::json!({ "by": by })).await;
        assert!(answer["errors"].is_null(), "{by}: {answer:#}");
        answer["data"]["partner"].clone()
    };
    let acme = find(serde_json::json!({ "domain": "acme.de" })).await;
    let domains = [
        "ACME.DE",
        " acme.de ",
        "https://www.acme.de/about?x=1",
        "http://https://acme.de",
        "shop.acme.de.",
        "mailto:info@acme.de",
        "acme.de, acme.com",
    ];
    let mut keys: Vec<_> = domains.map(|domain| serde_json::json!({ "domain": domain })).into();
    let tax_id = acme["taxId"].as_str().expect("acme.de has a tax id");
    let spaced: String = tax_id.chars().flat_map(|c| [c, ' ']).collect();
    for tax_id in [tax_id.to_lowercase(), spaced, format!("VAT no. {tax_id}")] {
        keys.push(serde_json::json!({ "taxId": tax_id }));
    }
    let records = acme["records"].as_array().expect("records").clone();
    for record in &records {
        let (source, id) = (&record["source"]["name"], record["id"].as_str().expect("an id"));
        let address = match source.as_str() {
            Some("salesforce") => format!("https://acme.my.salesforce.com/{id}"),
            _ => format!("https://app.hubspot.com/contacts/1/record/0-2/{id}"),
        };
        for id in [id.to_lowercase(), id.to_uppercase(), format!(" {id}\n"), address] {
            keys.push(serde_json::json!({ "record": { "source": source, "id": id } }));
        }
    }
    assert!(records.len() > 1, "{acme}");
    for key in keys {
        assert_eq!(find(key.clone()).await["id"], acme["id"], "{key}");
    }
    for none in [serde_json::json!({ "domain": "acme" }), serde_json::json!({ "taxId": " - " })] {
        assert!(find(none.clone()).await.is_null(), "{none}");
    }
}
