//! Figures of the index by its size:
//! `cargo test --release --lib identity::tests::figures -- --ignored --nocapture`.

use std::{fs, sync::Arc};

use channelgraph_schema::{Clue, Direction, Filter, Order, Record, Test, Value};
use chrono::{DateTime, TimeDelta};

use super::super::{P, Snapshot, change::Tables, records::loaded};
use super::{rules, world};
use crate::model::{Model, Table};

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
const RUNS: u32 = 200;
/// Bytes that a record may take, with its part of columns and look-ups.
const MOST_BYTES: usize = 460;

/// The time that this thread has had a processor, in nanoseconds.
fn cpu() -> u64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or_default()
}

/// A company that both systems may know.
fn record(table: &Table, number: u32) -> Record {
    const CITIES: [&str; 5] = ["Berlin", "Lyon", "Leeds", "Wien", "München"];
    const TIERS: [&str; 4] = ["Registered", "Silver", "Gold", "Platinum"];
    const WORDS: [&str; 10] =
        ["Nord", "Süd", "Alpha", "Cloud", "Data", "Net", "Soft", "Trade", "Werk", "Link"];
    let word = |by: u32| WORDS[(number / by) as usize % WORDS.len()];
    let ago = |minutes: u32| {
        DateTime::UNIX_EPOCH
            + TimeDelta::minutes((number.wrapping_mul(7919) % 2_000_000 + minutes).into())
    };
    let value = |name: &str| match name {
        "name" => Value::text(format!("{} {} {number} GmbH", word(1), word(10))),
        "legalName" => Value::text(format!("{} {} {number} GmbH & Co. KG", word(1), word(10))),
        "address.street" => Value::text(format!("{}straße {}", word(10), number % 200 + 1)),
        "address.postalCode" => Value::text(format!("{:05}", number.wrapping_mul(7919) % 99_999)),
        "address.country" => {
            Value::text(["DE", "FR", "GB", "AT", "US", "NL", "ES"][number as usize % 7])
        }
        "manager.name" => Value::text(format!("{} {}", word(10), word(100))),
        "domain" => Value::text(format!("{}{number}.example", word(100).to_lowercase())),
        "taxId" => Value::text(format!("DE{:09}", number)),
        "tier.name" => Value::text(TIERS[number as usize % 4]),
        "tier.rank" => Value::Number((number % 4 + 1).into()),
        "country" => Value::text(["DE", "FR", "GB", "AT", "US", "NL", "ES"][number as usize % 7]),
        "address.city" => Value::text(CITIES[number as usize % 5]),
        "segments" => Value::List(vec![Value::text(WORDS[number as usize % 10])]),
        "createdAt" => Value::Time(ago(0)),
        "updatedAt" => Value::Time(ago(table.rank as u32 + 1)),
        "type" => Value::text(["RESELLER", "DISTRIBUTOR"][number as usize % 2]),
        _ => Value::Null,
    };
    let fields = loaded(table);
    let values = fields.iter().map(|field| value(P.def(field).name)).collect();
    let fetched = DateTime::UNIX_EPOCH;
    let key = table.key(&format!("0015g00003Q{number:07}"));
    let (links, aliases) = (Vec::new(), Box::default());
    Record {
        key,
        loaded: fields,
        values,
        links,
        aliases,
        clues: vec![(Clue::Phone, format!("+49 30 {number:07}").into())].into(),
        attributes: None,
        modified: None,
        fetched,
    }
}

fn build(model: &Arc<Model>, size: u32) -> Snapshot {
    let mut batch = super::super::batch::Batch::default();
    // As in the two CRMs of the sandbox: a little more than two records for each partner.
    let tables = model.tables(P);
    for number in 0..size {
        tables[..2].iter().for_each(|table| batch.add(table.rank, &record(table, number)));
        if number % 7 == 0 {
            batch.add(tables[2].rank, &record(&tables[2], number));
        }
    }
    let every = world::every(model);
    let tables = Tables { read: every, whole: every };
    Snapshot::empty(model.clone(), rules()).after(batch, tables).unwrap()
}

/// The questions that are measured, each with its order and the size of its page.
fn questions() -> Vec<(&'static str, Filter<channelgraph_schema::FieldId>, Order, usize)> {
    let test = |name: &str, test| Filter::Test(P.field(name).unwrap(), test);
    let by = |name: &str, direction| Order { key: P.field(name), direction };
    let both =
        test("tier.name", Test::Eq("gold".into())).and(test("country", Test::Eq("DE".into())));
    let contains = |part: &str| test("name", Test::Contains(part.into()));
    vec![
        ("gold partners in Germany, first 50", both.clone(), Order::default(), 50),
        ("gold partners in Germany by name, 50", both, by("name", Direction::Asc), 50),
        ("50 by name", Filter::all(), by("name", Direction::Asc), 50),
        ("50 by creation, last first", Filter::all(), by("createdAt", Direction::Desc), 50),
        ("name contains `cloud 77`, 50", contains("cloud 77"), Order::default(), 50),
        ("name contains `werk`, 50 by name", contains("werk"), by("name", Direction::Asc), 50),
        ("first: 1", Filter::all(), Order::default(), 1),
    ]
}

#[test]
fn a_record_takes_few_bytes() {
    let snapshot = build(&world::model(), 10_000);
    let bytes = snapshot.heap() / snapshot.records() as usize;
    println!("{bytes} bytes a record");
    assert!((100..=MOST_BYTES).contains(&bytes), "{bytes} bytes a record");
}

#[test]
#[ignore = "prints figures; they mean something in a release build only"]
fn figures() {
    let model = world::model();
    for size in SIZES {
        let begun = cpu();
        let snapshot = build(&model, size);
        let built = (cpu() - begun) / 1_000_000;
        let bytes = snapshot.heap() / snapshot.records() as usize;
        let (partners, records) = (snapshot.len(), snapshot.records());
        println!(
            "{partners} partners of {records} records: built in {built} ms, {bytes} bytes a record"
        );
        for (name, filter, order, first) in questions() {
            let begun = cpu();
            for _ in 0..RUNS {
                let selection = snapshot.select(&filter);
                let page = snapshot.sequence(order).next(&selection, 0, first + 1);
                page.iter().for_each(|partner| drop(snapshot.node(*partner)));
            }
            let each = (cpu() - begun) / u64::from(RUNS) / 1_000;
            let begun = cpu();
            let count = snapshot.select(&filter).count();
            let counted = (cpu() - begun) / 1_000;
            println!("  {name}: {each} µs; {counted} µs to count {count}");
        }
    }
}
