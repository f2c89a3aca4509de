//! Random operations: every way to every entity.

use apollo_compiler::ast::{FieldDefinition, Type};
use channelgraph_schema::EntityKind;
use rand::{Rng, SeedableRng, rngs::SmallRng, seq::IndexedRandom};
use serde_json::{Value, json};

use crate::{
    filters::filter,
    operation::{Arg, Field, Item, Operation},
    pool::Pool,
    schema::Schema,
    sight::KINDS,
};

/// The entries that the lists of an operation may have in all, counted as the product on each way.
const WIDTH: u64 = 30;
/// The share of arguments that are variables.
const VARIABLES: f64 = 0.3;

/// Fields that two gateways cannot agree on: times of reads, and what systems' calls were like; and
/// figures, which are compared on their own.
const OWN: [&str; 16] = [
    "fetchedAt",
    "cacheHitRate",
    "errorRate",
    "lastError",
    "lastSuccessAt",
    "latency",
    "quota",
    "status",
    "links",
    "subject",
    "roles",
    "performance",
    "statement",
    "tierProgress",
    "results",
    "__typename",
];

/// The random operation of a seed.
pub fn operation(schema: &Schema, pool: &Pool, seed: u64) -> Operation {
    let dice = SmallRng::seed_from_u64(seed);
    let mut maker = Maker { schema, pool, dice, operation: Operation::default(), names: 0 };
    for _ in 0..maker.dice.random_range(1..=2) {
        let roots = schema.fields("Query");
        let all: Vec<&FieldDefinition> = roots
            .into_iter()
            .flat_map(|field| std::iter::repeat_n(field, weight(field.name.as_str())))
            .collect();
        let Some(root) = all.choose(&mut maker.dice).copied() else { continue };
        let depth = maker.dice.random_range(1..=4);
        let item = maker.field("Query", root, depth, 1, true);
        maker.operation.items.push(item);
    }
    maker.operation
}

/// The weight of a root field.
fn weight(name: &str) -> usize {
    match name {
        "partners" | "leads" | "deals" | "incentives" => 8,
        "partner" | "node" | "nodes" | "search" => 5,
        "lead" | "deal" | "incentive" => 3,
        // Its partner is the viewer's own, which everyone has not.
        "viewer" => 0,
        // Figures are compared on their own.
        "performance" | "statements" => 0,
        _ => 1,
    }
}

struct Maker<'a> {
    schema: &'a Schema,
    pool: &'a Pool,
    dice: SmallRng,
    operation: Operation,
    names: usize,
}

impl Maker<'_> {
    fn name(&mut self, prefix: char) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    /// A selection of a field. Whatever takes arguments has an alias of its own, so that no two
    /// selections are at odds; so has everything where types meet.
    fn field(
        &mut self,
        parent: &str,
        field: &FieldDefinition,
        depth: usize,
        width: u64,
        alias: bool,
    ) -> Item {
        let ty = field.ty.inner_named_type().to_string();
        let (args, width) = self.args(parent, field, width);
        let aliased = alias || !args.is_empty() || self.dice.random_bool(0.1);
        let alias = aliased.then(|| self.name('a'));
        let items = match self.schema.is_composite(&ty) {
            true => self.selection(&ty, depth.saturating_sub(1), width),
            false => Vec::new(),
        };
        let name = field.name.to_string();
        Item::Field(Field { alias, name, ty, args, items })
    }

    fn selection(&mut self, ty: &str, depth: usize, width: u64) -> Vec<Item> {
        if self.schema.is_abstract(ty) {
            return self.any_of(depth, width);
        }
        let mut items = Vec::new();
        let schema = self.schema;
        let fields = schema.fields(ty);
        let fields = fields.into_iter().filter(|field| {
            let is_own = OWN.contains(&field.name.as_str());
            // Deals, leads and incentives have a status too.
            !is_own || (field.name == "status" && ty != "Source")
        });
        for field in fields {
            let of = field.ty.inner_named_type();
            let share = match (field.name.as_str(), schema.is_heavy(of)) {
                ("id", _) => 0.7,
                ("nodes" | "edges" | "node", _) => 0.6,
                (_, true) if depth == 0 => 0.0,
                (_, true) => 0.3,
                ("records" | "conflicts" | "attributes" | "matches", _) => 0.15,
                ("pageInfo" | "totalCount" | "endCursor", _) => 0.5,
                ("cursor", _) => 0.4,
                _ => 0.25,
            };
            if self.dice.random_bool(share) {
                // Pages and edges are no level of their own.
                let below = if matches!(field.name.as_str(), "nodes" | "edges" | "node") {
                    depth + 1
                } else {
                    depth
                };
                let item = self.field(ty, field, below, width, false);
                items.push(item);
            }
        }
        if items.is_empty() {
            items.push(typename());
        }
        self.wrapped(ty, items)
    }

    /// Now and then, in a fragment.
    fn wrapped(&mut self, ty: &str, items: Vec<Item>) -> Vec<Item> {
        match self.dice.random_range(0..12) {
            0 => vec![Item::Inline(ty.to_owned(), items)],
            1 => {
                self.operation.fragments.push((ty.to_owned(), items));
                vec![Item::Spread(self.operation.fragments.len() - 1)]
            }
            _ => items,
        }
    }

    /// A selection where several types can be.
    fn any_of(&mut self, depth: usize, width: u64) -> Vec<Item> {
        let mut items = vec![typename()];
        for kind in KINDS {
            let ty = kind.to_string();
            if !self.dice.random_bool(0.7) {
                continue;
            }
            let mut below = self.selection(&ty, depth, width);
            self.rename(&mut below);
            items.push(Item::Inline(ty, below));
        }
        items
    }

    /// Gives every field an alias: fields of several types meet here.
    fn rename(&mut self, items: &mut [Item]) {
        for item in items {
            match item {
                Item::Field(field) => {
                    field.alias.get_or_insert_with(|| {
                        self.names += 1;
                        format!("u{}", self.names)
                    });
                }
                Item::Inline(_, items) => self.rename(items),
                Item::Spread(at) => {
                    let mut items = std::mem::take(&mut self.operation.fragments[*at].1);
                    self.rename(&mut items);
                    self.operation.fragments[*at].1 = items;
                }
            }
        }
    }

    /// Arguments of a field, and the entries that are expected below it.
    fn args(&mut self, parent: &str, field: &FieldDefinition, width: u64) -> (Vec<Arg>, u64) {
        let mut args: Vec<Arg> = Vec::new();
        let mut below = width;
        let list = field.ty.inner_named_type().strip_suffix("Connection").unwrap_or_default();
        for input in &field.arguments {
            let name = input.name.as_str();
            let is_required = input.ty.is_non_null() && input.default_value.is_none();
            let share = match name {
                "first" => 1.0,
                "filter" => 0.6,
                "orderBy" => 0.5,
                "after" => 0.25,
                _ => 0.5,
            };
            if !is_required && !self.dice.random_bool(share) {
                continue;
            }
            let order = args.iter().find(|arg| arg.name == "orderBy").map(|arg| arg.value.clone());
            let value = match name {
                "first" => {
                    let most = (WIDTH / width).clamp(1, 8);
                    let is_root = parent == "Query" && self.dice.random_bool(0.1);
                    let first = if is_root { 50 } else { self.dice.random_range(1..=most) };
                    below = width * first.min(WIDTH);
                    json!(first)
                }
                "after" => match self.cursor(&list_name(list, order.as_ref())) {
                    Some(cursor) => cursor,
                    None => continue,
                },
                name => self.value(name, &input.ty, (parent, list)),
            };
            let variable = self.dice.random_bool(VARIABLES).then(|| self.name('v'));
            let ty = (*input.ty).clone();
            args.push(Arg { name: name.to_owned(), ty, value, variable });
        }
        (args, below)
    }

    /// A cursor that a list had, rarely that of another one.
    fn cursor(&mut self, list: &str) -> Option<Value> {
        if self.dice.random_bool(0.03) {
            return Some(json!("bm90IGEgY3Vyc29y"));
        }
        let cursors = self.pool.cursors(list);
        cursors.choose(&mut self.dice).map(|cursor| json!(cursor))
    }

    /// The value of an argument.
    fn value(&mut self, name: &str, ty: &Type, (parent, list): (&str, &str)) -> Value {
        let of_list = KINDS.into_iter().find(|kind| kind.to_string() == list);
        let of_parent = KINDS.into_iter().find(|kind| kind.to_string() == parent);
        match (name, ty.inner_named_type().as_str()) {
            ("filter", "SuggestionFilter") => json!({ "source": self.source() }),
            ("filter", _) => match of_list {
                Some(kind) => filter(self.schema, self.pool, kind, &mut self.dice, 2),
                None => json!({}),
            },
            ("orderBy", _) => {
                let keys = self.schema.words(&format!("{list}OrderField"));
                let key = keys.choose(&mut self.dice);
                let direction = ["ASC", "DESC"].choose(&mut self.dice);
                json!([{ "field": key, "direction": direction }])
            }
            ("by", "PartnerKey") => self.partner_key(),
            ("by", _) => {
                // The three entities that are found by a record or an id.
                let kind = *[EntityKind::Lead, EntityKind::Deal, EntityKind::Incentive]
                    .choose(&mut self.dice)
                    .expect("a kind");
                match self.dice.random_bool(0.5) {
                    true => json!({ "id": self.id(Some(kind)) }),
                    false => json!({ "record": self.record(kind) }),
                }
            }
            ("a" | "b", _) => self.record(EntityKind::Partner),
            ("id", _) => json!(self.id(None)),
            ("ids", _) => (0..self.dice.random_range(1..=6)).map(|_| self.id(None)).collect(),
            ("text", _) => json!(self.text()),
            ("kinds", _) => {
                let words = self.schema.words("EntityKind");
                words.into_iter().filter(|_| self.dice.random_bool(0.5)).collect()
            }
            ("currency", _) => json!(["EUR", "USD", "GBP"].choose(&mut self.dice)),
            ("on", _) => json!("2026-03-01"),
            ("names", _) => json!([["awsAccountId"], ["sector"]].choose(&mut self.dice)),
            _ => panic!("no value for `{name}` of {of_parent:?} {parent}"),
        }
    }

    fn source(&mut self) -> &'static str {
        ["salesforce", "hubspot", "erp", "aws"].choose(&mut self.dice).expect("a source")
    }

    fn partner_key(&mut self) -> Value {
        match self.dice.random_range(0..4) {
            0 => json!({ "domain": self.pool.domains.choose(&mut self.dice) }),
            1 => json!({ "taxId": self.pool.tax_ids.choose(&mut self.dice) }),
            2 => json!({ "record": self.record(EntityKind::Partner) }),
            _ => json!({ "id": self.id(Some(EntityKind::Partner)) }),
        }
    }

    /// The id of a node of this entity, or of any.
    fn id(&mut self, kind: Option<EntityKind>) -> String {
        let kind = kind.unwrap_or_else(|| *KINDS.choose(&mut self.dice).expect("a kind"));
        let ids = self.pool.ids.get(&kind).map(Vec::as_slice).unwrap_or_default();
        ids.choose(&mut self.dice).cloned().unwrap_or_else(|| "nothing".to_owned())
    }

    fn record(&mut self, kind: EntityKind) -> Value {
        let records = self.pool.records.get(&kind).map(Vec::as_slice).unwrap_or_default();
        match records.choose(&mut self.dice) {
            Some(record) if self.dice.random_bool(0.95) => {
                json!({ "source": record.source, "id": record.id })
            }
            _ => json!({ "source": self.source(), "id": "nobody" }),
        }
    }

    /// A part of a text that somebody has.
    fn text(&mut self) -> String {
        let text = self.pool.texts.choose(&mut self.dice).cloned().unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        let word = words.choose(&mut self.dice).copied().unwrap_or("ab");
        let many = self.dice.random_range(2..=8);
        word.chars().take(many).collect()
    }
}

/// The name under which cursors of a list are kept: its entity and order.
pub fn list_name(entity: &str, order: Option<&Value>) -> String {
    let key = order.map_or(&Value::Null, |order| &order[0]);
    format!("{entity} {} {}", key["field"], key["direction"])
}

fn typename() -> Item {
    Field::plain("__typename", "String", Vec::new())
}
