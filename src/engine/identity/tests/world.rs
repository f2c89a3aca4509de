//! Random worlds of partner records over two systems, without a system.

use std::sync::Arc;

use channelgraph_core::{Capabilities, Connector, Description, Page, Quota, Read, Result, Stats};
use channelgraph_schema::{
    Clue, FieldId, FieldType, LinkTarget, Record, Reference, Value,
    mapping::{ObjectMapping, ObjectSpec},
};
use chrono::{DateTime, NaiveDate, TimeDelta};
use rand::{Rng, SeedableRng, rngs::SmallRng, seq::IndexedRandom};

use super::super::{P, batch::Batch, records::loaded};
use crate::{
    engine::Ranks,
    model::{Authority, Model, Source, Table},
};

/// A source that nobody asks.
#[derive(Default)]
struct Silent {
    stats: Stats,
}

#[async_trait::async_trait]
impl Connector for Silent {
    fn capabilities(&self, _: &str) -> Capabilities {
        Capabilities {
            ids: 100,
            parents: 100,
            count: false,
            limit_per_parent: true,
            one_by_one: false,
            pages_by_id: true,
            lag: std::time::Duration::ZERO,
        }
    }
    async fn read(&self, _: &Read) -> Result<Page> {
        Ok(Page::default())
    }
    async fn describe(&self, _: &str) -> Result<Description> {
        Ok(Description::default())
    }
    async fn quota(&self) -> Result<Vec<Quota>> {
        Ok(Vec::new())
    }
    fn canonical_id(&self, _: &str, id: &str) -> Option<String> {
        Some(id.to_owned())
    }
    fn record_url(&self, _: &str, _: &str) -> Option<String> {
        None
    }
    fn stats(&self) -> &Stats {
        &self.stats
    }
}

/// Two systems with partners: `hub` has one table, `crm` two, and its companies name accounts.
pub(in crate::engine) fn model() -> Arc<Model> {
    let source = |name: &str| {
        let connector = Arc::new(Silent::default());
        Arc::new(Source { name: name.into(), kind: "silent", connector })
    };
    let fields: String = P
        .all()
        .iter()
        .map(|field| P.def(field))
        .filter(|def| def.indexed)
        .map(|def| {
            let spec = match def.ty {
                FieldType::Enum(of) => {
                    let words = of.words().map(|word| format!("{word} = \"{word}\""));
                    format!(
                        "{{ field = \"f\", values = {{ {} }} }}",
                        words.collect::<Vec<_>>().join(", ")
                    )
                }
                FieldType::Reference(_) => "{ field = \"f\" }".to_owned(),
                _ => "\"f\"".to_owned(),
            };
            format!("\"{}\" = {spec}\n", def.name)
        })
        .collect();
    let mapping = |source: &str, object: &str, rest: &str| {
        let spec: ObjectSpec = toml::from_str(&format!("{rest}\n[fields]\n{fields}")).unwrap();
        ObjectMapping::new(&source.into(), P, object, &spec).unwrap()
    };
    let clues = "identity = { phone = \"p\", duns = \"d\", lei = \"l\", same_as = \"s\", \
                 not_same_as = \"n\", cuts_at = 12 }";
    let named = "links = [{ field = \"a\", source = \"hub\", object = \"accounts\" }]";
    let by =
        "links = [{ field = \"b\", source = \"hub\", object = \"accounts\", by = \"number\" }]";
    let mappings = vec![
        mapping("hub", "accounts", clues),
        mapping("crm", "companies", named),
        mapping("crm", "people", by),
    ];
    let sources = vec![source("hub"), source("crm")];
    Arc::new(Model::new(sources, mappings, &Authority::default()).unwrap())
}

/// Words of names: many share one, some are not ASCII, some are short.
const WORDS: &[&str] = &[
    "Acme",
    "ACME",
    "Nord",
    "nordic",
    "Müller",
    "Mu\u{308}ller",
    "ΟΔΟΣ",
    "οδός",
    "Ltd",
    "GmbH",
    "A",
    "ß",
    "Straße",
    "日本",
    "x",
    "Systems",
    "Øst",
    "",
];

pub(in crate::engine) fn text(random: &mut SmallRng) -> String {
    let words = random.random_range(0..4);
    (0..words).map(|_| *WORDS.choose(random).unwrap()).collect::<Vec<_>>().join(" ")
}

/// A value of a column, as a filter or a record holds it; null now and then.
pub(in crate::engine) fn value(random: &mut SmallRng, field: FieldId) -> Value {
    if random.random_ratio(1, 5) {
        return Value::Null;
    }
    let def = P.def(field);
    let small = random.random_range(0..6_u32);
    match def.ty {
        FieldType::Enum(of) => Value::text(of.words().nth(small as usize % 3).unwrap()),
        FieldType::Integer | FieldType::Number => Value::Number(small.into()),
        FieldType::Date => Value::Date(NaiveDate::from_ymd_opt(2024, 1, 1 + small).unwrap()),
        FieldType::DateTime => {
            Value::Time(DateTime::UNIX_EPOCH + TimeDelta::milliseconds((small * 7).into()))
        }
        FieldType::Domain => Value::text(format!("a{}.example", random.random_range(0..30))),
        FieldType::Country => Value::text(["DE", "FR", "GB"][small as usize % 3]),
        FieldType::TextList | FieldType::List(_) => {
            Value::List((0..small % 4).map(|_| Value::text(text(random))).collect())
        }
        FieldType::Reference(_) => Value::Reference(Box::new(Reference {
            source: ["hub", "crm"][small as usize % 2].into(),
            by: (small == 5).then(|| "number".into()),
            id: random.random_range(0..20).to_string().into(),
        })),
        _ if def.name == "taxId" => Value::text(format!("DE10000000{small}")),
        _ => Value::text(text(random)),
    }
}

/// What a record says beside its columns, now and then.
fn clues(random: &mut SmallRng, table: &Table) -> Box<[(Clue, Box<str>)]> {
    let mut some = Vec::new();
    for (clue, _) in &table.mapping.clues {
        let near = random.random_range(0..40);
        let text = match clue {
            Clue::Phone => format!("+49 30 1234{near:03}"),
            Clue::Duns => format!("{:09}", 150_000_000 + near),
            Clue::Lei => format!("529900T8BM49AURSD{near:03}"),
            Clue::SameAs | Clue::NotSameAs => format!("hub:accounts:{near}; crm:people:{near}"),
        };
        if random.random_ratio(1, 6) {
            some.push((*clue, text.into()));
        }
    }
    some.into()
}

/// A record of a table with random columns.
pub(in crate::engine) fn record(random: &mut SmallRng, table: &Table, id: u32) -> Record {
    let fields = loaded(table);
    let links = table.mapping.links.iter().enumerate();
    let some =
        links.filter(|_| random.random_ratio(1, 4)).map(|(rule, _)| rule).collect::<Vec<_>>();
    let mut target = || random.random_range(0..40).to_string().into();
    let links = some.into_iter().map(|rule| LinkTarget { rule, id: target() }).collect();
    let aliases = table.mapping.aliases.iter().map(|by| (by.as_str().into(), target())).collect();
    let clues = clues(random, table);
    let mut values: Box<[Value]> = fields.iter().map(|field| value(random, field)).collect();
    // Domains and tax ids that a few records share, not all.
    let near = id / 2 + random.random_range(0..2);
    for (name, text) in
        [("domain", format!("a{near}.example")), ("taxId", format!("DE{:09}", 100_000 + id / 3))]
    {
        let place = fields.place(P.field(name).unwrap());
        if !values[place].is_null() {
            values[place] = if random.random_ratio(1, 2) { Value::text(text) } else { Value::Null };
        }
    }
    let name = fields.place(P.known("name"));
    if let Some(text) = values[name].as_str().filter(|_| random.random_ratio(2, 3)) {
        values[name] = Value::text(format!("{text} {id}"));
    }
    let modified = match &values[fields.place(P.known("updatedAt"))] {
        Value::Time(time) => Some(*time),
        _ => None,
    };
    let fetched = DateTime::UNIX_EPOCH + TimeDelta::microseconds(id.into());
    let key = table.key(&id.to_string());
    Record {
        key,
        loaded: fields,
        values,
        links,
        aliases,
        clues,
        attributes: None,
        modified,
        fetched,
    }
}

/// Records of every table, some of them, in any order.
pub(in crate::engine) fn records(model: &Model, seed: u64, size: u32) -> Vec<(usize, Record)> {
    let mut random = SmallRng::seed_from_u64(seed);
    let mut all = Vec::new();
    for table in model.tables(P) {
        for id in (0..size).rev() {
            if random.random_ratio(3, 4) {
                all.push((table.rank, record(&mut random, table, id)));
            }
        }
    }
    all
}

pub(in crate::engine) fn batch(records: &[(usize, Record)]) -> Batch {
    let mut batch = Batch::default();
    records.iter().for_each(|(rank, record)| batch.add(*rank, record));
    batch
}

/// Every table.
pub(in crate::engine) fn every(model: &Model) -> Ranks {
    model.tables(P).iter().map(|table| table.rank).collect()
}
