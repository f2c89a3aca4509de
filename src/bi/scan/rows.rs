//! Nodes as rows.

use std::{collections::HashMap, sync::Arc};

use channelgraph_schema::{EntityKind, FieldId, Reference, Value};
use channelgraph_sql::{
    Code, ColumnType, Failure, Scan,
    arrow::{
        array::ArrayRef,
        record_batch::{RecordBatch, RecordBatchOptions},
    },
};

use rust_decimal::Decimal;

use super::{
    Reader,
    builder::Builder,
    value::{self, NULL, Told, item, places},
};
use crate::{
    bi::tables::{Cell, Definition, Rows},
    engine::{Look, Needs, Seen},
};

/// A row: its node, and the place of its object in the node's list, and among its rows.
struct Row<'a> {
    node: &'a Seen,
    item: usize,
    position: usize,
}

/// The rows of some nodes, as a batch of the columns of a scan.
pub(super) async fn batch(
    reader: &Reader,
    definition: &Definition,
    scan: &Scan,
    nodes: &[Seen],
) -> Result<RecordBatch, Failure> {
    let rows = rows(reader, definition, nodes);
    let mut arrays = Vec::with_capacity(scan.columns.len());
    let schema = definition.table.schema().project(&scan.columns);
    let schema = Arc::new(schema.map_err(|error| internal(&error))?);
    for place in &scan.columns {
        let (Some(cell), Some(column)) =
            (definition.cells.get(*place), definition.table.columns.get(*place))
        else {
            return Err(internal(&"a column is not there"));
        };
        arrays.push(array(reader, scan, *cell, column.ty, nodes, &rows).await?);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(schema, arrays, &options).map_err(|error| internal(&error))
}

/// The number of rows of each node.
pub(super) fn lengths(reader: &Reader, definition: &Definition, nodes: &[Seen]) -> Vec<usize> {
    let of = |node: &Seen| rows(reader, definition, std::slice::from_ref(node)).len();
    nodes.iter().map(of).collect()
}

fn rows<'a>(reader: &Reader, definition: &Definition, nodes: &'a [Seen]) -> Vec<Row<'a>> {
    let of = |node: &'a Seen| {
        let items: Vec<usize> = match definition.rows {
            Rows::Nested(_, nested) => places(&reader.viewer, node, nested),
            Rows::Items(_, field) => (0..value::length(&reader.viewer, node, field)).collect(),
            _ => vec![0],
        };
        items.into_iter().enumerate().map(move |(place, item)| Row {
            node,
            item,
            position: place + 1,
        })
    };
    nodes.iter().flat_map(of).collect()
}

/// The values of one column.
async fn array(
    reader: &Reader,
    scan: &Scan,
    cell: Cell,
    ty: ColumnType,
    nodes: &[Seen],
    rows: &[Row<'_>],
) -> Result<ArrayRef, Failure> {
    let mut builder = Builder::new(ty, rows.len());
    match cell {
        Cell::Reference(field, to) => {
            let ids = referred(reader, scan, field, to, nodes).await?;
            for row in rows {
                match ids.get(row.node.id()) {
                    Some(id) => builder.text(id),
                    None => builder.value(NULL),
                }
            }
        }
        cell => rows.iter().for_each(|row| add(reader, cell, row, &mut builder)),
    }
    Ok(builder.finish())
}

/// Adds the value of a row that is known from its node alone.
fn add(reader: &Reader, cell: Cell, row: &Row<'_>, builder: &mut Builder) {
    let (viewer, node) = (&reader.viewer, row.node);
    match cell {
        Cell::Id => builder.text(node.id()),
        Cell::Position => builder.integer(row.position as i64),
        Cell::ChangedAt => {
            let members = node.records(viewer).iter();
            let changed = members.filter_map(|member| member.record.modified).max();
            builder.value(&changed.map_or(Value::Null, Value::Time));
        }
        Cell::Value(field) => builder.told(value::told(viewer, node, field)),
        Cell::Item(field) => builder.told(item(viewer, node, field, row.item)),
        Cell::Amount(field) | Cell::Currency(field) => match value::told(viewer, node, field) {
            // An amount of no currency says nothing.
            Told::Value(Value::Money(money)) if !money.currency.is_empty() => {
                if matches!(cell, Cell::Amount(_)) {
                    builder.number(money.amount);
                } else {
                    builder.text(&money.currency);
                }
            }
            _ => builder.value(NULL),
        },
        Cell::Reporting(amount, day) => match reporting(reader, node, amount, day) {
            Some(amount) => builder.number(amount),
            None => builder.value(NULL),
        },
        Cell::Attribute(place) => match attribute(reader, node, place) {
            Some(text) => builder.text(&text),
            None => builder.value(NULL),
        },
        Cell::Derived(derived) => {
            let of = |field: &FieldId| match node.look(viewer, *field) {
                Look::Value(value) => value,
                Look::Masked(_) | Look::Forbidden => NULL,
            };
            let values: Vec<&Value> = (derived.from)().iter().map(of).collect();
            builder.value(&(derived.of)(&values));
        }
        // The first is asked for, and the others no table of an entity has.
        Cell::Reference(..) | Cell::Extra | Cell::Figure(_) | Cell::Line(_) | Cell::DealOfLine => {
            builder.value(NULL)
        }
    }
}

/// An amount in the reporting currency by the rate of a day.
fn reporting(reader: &Reader, node: &Seen, amount: FieldId, day: FieldId) -> Option<Decimal> {
    let currency = reader.app.columns.reporting.as_ref()?;
    let of = |field| match value::told(&reader.viewer, node, field) {
        Told::Value(value) => Some(value),
        Told::Mask(_) => None,
    };
    match (of(amount)?, of(day)?) {
        (Value::Money(money), Value::Date(day)) => {
            reader.app.rates.worth_in(money, currency.as_str(), *day)
        }
        _ => None,
    }
}

/// A source's own field: the value of the first record that has one.
fn attribute(reader: &Reader, node: &Seen, place: usize) -> Option<String> {
    let name = reader.app.columns.attributes(node.kind()).get(place)?;
    let members = node.with_attributes(&reader.viewer).iter();
    let mut values = members.filter_map(|member| {
        let mut all = member.record.attributes.iter().flat_map(|all| all.iter());
        all.find(|(known, value)| known == name && !value.is_null())
    });
    values.next().map(|(_, value)| match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    })
}

/// The ids of the nodes that a field of these nodes refers to, by the ids of those.
pub(super) async fn referred(
    reader: &Reader,
    scan: &Scan,
    field: FieldId,
    to: EntityKind,
    nodes: &[Seen],
) -> Result<HashMap<String, String>, Failure> {
    let (engine, viewer) = (&reader.app.engine, &reader.viewer);
    let with: Vec<(&Seen, &Reference)> =
        nodes.iter().filter_map(|node| Some((node, node.reference(viewer, field)?))).collect();
    let mut distinct: Vec<&Reference> = Vec::new();
    let mut place_of: HashMap<&Reference, usize> = HashMap::new();
    for (_, reference) in &with {
        place_of.entry(reference).or_insert_with(|| {
            distinct.push(reference);
            distinct.len() - 1
        });
    }
    let found = engine.referred(viewer, to, &distinct, &Needs::default()).await;
    let mut ids: Vec<Option<String>> = Vec::new();
    for outcome in found {
        ids.push(match outcome {
            Ok(node) => node.map(|node| node.id().to_owned()),
            Err(problem) => {
                reader.gap(scan, &problem)?;
                None
            }
        });
    }
    let mut named: HashMap<String, String> = HashMap::new();
    for (node, reference) in &with {
        let place = place_of.get(reference).copied();
        if let Some(Some(id)) = place.and_then(|place| ids.get(place)) {
            named.insert(node.id().to_owned(), id.clone());
        }
    }
    let reverse = nodes.iter().next().and_then(|node| {
        let relation = node.kind().entity().relation(node.kind().def(field).name)?;
        relation.field()
    });
    if let Some(reverse) = reverse {
        let has = |node: &&Seen| node.reference(viewer, field).is_none();
        let lacking: Vec<Seen> = nodes.iter().filter(has).cloned().collect();
        refer_back(reader, scan, to, reverse, &lacking, &mut named).await?;
    }
    Ok(named)
}

/// Some sources keep a link on the other side: the first node there that refers back.
async fn refer_back(
    reader: &Reader,
    scan: &Scan,
    to: EntityKind,
    by: FieldId,
    lacking: &[Seen],
    named: &mut HashMap<String, String>,
) -> Result<(), Failure> {
    if lacking.is_empty() {
        return Ok(());
    }
    let query = crate::engine::ListQuery::first_of_all(1);
    let (engine, viewer) = (&reader.app.engine, &reader.viewer);
    let pages = engine.children(viewer, to, by, lacking, &query, &Needs::default()).await;
    for (page, node) in pages.map_err(|problem| reader.told(&problem))?.iter().zip(lacking) {
        for gap in &page.gaps {
            reader.gap(scan, gap)?;
        }
        if let Some((_, first)) = page.nodes.first() {
            named.insert(node.id().to_owned(), first.id().to_owned());
        }
    }
    Ok(())
}

fn internal(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Code::Internal, error.to_string())
}
