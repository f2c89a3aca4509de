//! Walks through whole lists, page by page.

use channelgraph_schema::EntityKind;
use serde_json::{Value, json};

use super::{
    eval::compare,
    fields::{Class, fields},
    oracle::{Oracle, Sort, Thing},
};
use crate::harness::Gateway;

/// A list as it is asked for.
#[derive(Debug, Clone)]
pub struct Question {
    pub kind: EntityKind,
    pub filter: Value,
    pub sort: Sort,
    /// Nodes of a page.
    pub first: usize,
    /// What is selected of each node besides its id.
    pub shown: &'static str,
    /// The partner whose list it is; none for the root's.
    pub under: Option<String>,
}

impl Question {
    pub fn new(kind: EntityKind, filter: Value, sort: Sort) -> Self {
        Self { kind, filter, sort, first: 50, shown: "", under: None }
    }

    /// The question with its variables, for copying.
    pub fn variables(&self, after: Option<&str>) -> Value {
        let order = match self.sort.key.0 {
            "ID" => json!([]),
            key => {
                json!([{ "field": key, "direction": if self.sort.down { "DESC" } else { "ASC" } }])
            }
        };
        json!({ "filter": self.filter, "order": order, "first": self.first, "after": after, "under": self.under })
    }

    fn query(&self) -> String {
        let Self { kind, shown, .. } = self;
        let list = list_of(*kind);
        let types =
            format!("$filter: {kind}Filter, $order: [{kind}Order!], $first: Int!, $after: String");
        let field = format!(
            "list: {list}(filter: $filter, orderBy: $order, first: $first, after: $after) {{
                pageInfo {{ hasNextPage endCursor }} totalCount missing {{ message }} nodes {{ id {shown} }} }}"
        );
        match self.under {
            None => format!("query({types}) {{ {field} }}"),
            Some(_) => format!(
                "query({types}, $under: ID!) {{ partner(by: {{ id: $under }}) {{ {field} }} }}"
            ),
        }
    }

    /// One page.
    pub async fn page(&self, gateway: &Gateway, after: Option<&str>) -> Result<Page, String> {
        let answer = gateway.ask_with(&self.query(), self.variables(after)).await;
        if !answer["errors"].is_null() {
            return Err(format!("{:#}", answer["errors"]));
        }
        let list = if self.under.is_some() {
            &answer["data"]["partner"]["list"]
        } else {
            &answer["data"]["list"]
        };
        if list["missing"] != json!([]) {
            return Err(format!("missing {}", list["missing"]));
        }
        let nodes = list["nodes"].as_array().ok_or_else(|| format!("no list: {answer:#}"))?.clone();
        let next = (list["pageInfo"]["hasNextPage"] == true)
            .then(|| list["pageInfo"]["endCursor"].as_str().unwrap_or_default().to_owned());
        if nodes.len() > self.first || (next.is_some() && nodes.len() < self.first) {
            return Err(format!(
                "a page of {} of {} nodes, and more follow: {}",
                nodes.len(),
                self.first,
                next.is_some()
            ));
        }
        Ok(Page { nodes, next, total: list["totalCount"].as_u64() })
    }

    /// The whole list: its nodes, and the total that the first page told.
    pub async fn walk(&self, gateway: &Gateway) -> Result<(Vec<Value>, Option<u64>), String> {
        let Page { mut nodes, mut next, total } = self.page(gateway, None).await?;
        while let Some(after) = next {
            let page = self.page(gateway, Some(&after)).await?;
            nodes.extend(page.nodes);
            next = page.next;
            if nodes.len() > 50_000 {
                return Err("the list does not end".into());
            }
        }
        Ok((nodes, total))
    }

    /// Walks through the list and holds it to what is so. The number of its rows, or what is wrong
    /// with it.
    pub async fn check(&self, gateway: &Gateway, oracle: &Oracle) -> Result<usize, String> {
        let mut expected = oracle.list(self.kind, &self.filter, &self.sort);
        if let Some(partner) = &self.under {
            expected.retain(|thing| thing.value("partner") == json!(partner));
        }
        let (nodes, total) = self.walk(gateway).await?;
        let found: Vec<&str> =
            nodes.iter().map(|node| node["id"].as_str().unwrap_or_default()).collect();
        let ids: Vec<String> = expected.iter().map(|thing| thing.id()).collect();
        if found != ids {
            return Err(self.difference(&found, &expected, oracle));
        }
        if total.is_some_and(|total| total as usize != ids.len()) {
            return Err(format!("{} rows, and a total of {total:?}", ids.len()));
        }
        for (node, thing) in nodes.iter().zip(&expected) {
            self.check_values(node, thing)?;
        }
        Ok(ids.len())
    }

    /// What a node shows under a plain name must be what is so.
    fn check_values(&self, node: &Value, thing: &Thing) -> Result<(), String> {
        for field in fields(self.kind) {
            let Some(shown) = node.get(field.path).filter(|_| field.class != Class::Id) else {
                continue;
            };
            let (shown, so) =
                (if shown.is_object() { &shown["amount"] } else { shown }, thing.value(field.path));
            let same = match (shown.is_null(), so.is_null()) {
                (false, false) => compare(field.class, shown, &so).is_eq(),
                (a, b) => a == b,
            };
            if !same {
                return Err(format!("{} shows {} {shown}, and {so} is so", node["id"], field.path));
            }
        }
        Ok(())
    }

    /// The first place at which two lists differ, and what is lacking and what is too much.
    fn difference(&self, found: &[&str], expected: &[&Thing], oracle: &Oracle) -> String {
        let describe = |id: &str| {
            let Some(thing) = oracle.of(self.kind).iter().find(|thing| thing.id() == id) else {
                return format!("unknown {id}");
            };
            let records: Vec<_> =
                thing.records.iter().map(|record| (record.source, &record.id)).collect();
            let tested = fields(self.kind)
                .iter()
                .filter(|field| self.filter.to_string().contains(field.name));
            let values: Vec<_> =
                tested.map(|field| (field.path, thing.value(field.path))).collect();
            let key = self.sort.key.1.map(|key| (thing.value(key), thing.all(key)));
            format!("{records:?} {values:?} key {key:?}")
        };
        let ids: Vec<String> = expected.iter().map(|thing| thing.id()).collect();
        let lost: Vec<_> =
            ids.iter().filter(|id| !found.contains(&id.as_str())).map(|id| describe(id)).collect();
        let extra: Vec<_> = found
            .iter()
            .filter(|id| !ids.iter().any(|other| other == *id))
            .map(|id| describe(id))
            .collect();
        let twice =
            found.iter().enumerate().filter(|(place, id)| found[..*place].contains(id)).count();
        let place =
            found.iter().zip(&ids).position(|(a, b)| a != b).unwrap_or(found.len().min(ids.len()));
        let at = |list: Vec<&str>| list.get(place).map(|id| describe(id));
        format!(
            "{} rows for {}; {twice} twice; {} lost: {:#?}; {} too many: {:#?}; at {place} there is {:#?} instead of {:#?}",
            found.len(),
            ids.len(),
            lost.len(),
            &lost[..lost.len().min(4)],
            extra.len(),
            &extra[..extra.len().min(4)],
            at(found.to_vec()),
            at(ids.iter().map(String::as_str).collect()),
        )
    }
}

/// A page of a list.
pub struct Page {
    pub nodes: Vec<Value>,
    /// The cursor to go on from, if more follow.
    pub next: Option<String>,
    pub total: Option<u64>,
}

/// The field that lists an entity: `campaignMembers`.
fn list_of(kind: EntityKind) -> String {
    let mut name = format!("{kind}s");
    name[..1].make_ascii_lowercase();
    name
}
