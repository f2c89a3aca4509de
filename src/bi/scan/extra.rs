//! The rows of tables that are no entity's.

use std::sync::Arc;

use channelgraph_core::Class;
use channelgraph_schema::{EntityKind, NodeId, RecordKey, Value};
use channelgraph_sql::{
    Batches, Code, Condition, Failure, Gap, Operand, Scan, Test,
    arrow::record_batch::{RecordBatch, RecordBatchOptions},
};
use chrono::{DateTime, Utc};
use futures::{StreamExt, TryStreamExt, stream};
use strum::VariantArray;

use super::{Reader, builder::Builder, channel, with_changes};
use crate::{
    bi::tables::Rows,
    engine::{Disagreement, ListQuery, Needs, Seen},
};

/// The column of the node of a row.
pub(super) const NODE: &str = "node_id";
/// Nodes of a page.
const PAGE: usize = 500;

/// A value of a row.
#[derive(Clone)]
pub(super) enum Told {
    Text(Option<String>),
    Time(Option<DateTime<Utc>>),
    Integer(u64),
    Value(Value),
}

/// A row.
pub(super) type Line = Vec<Told>;

fn text(text: impl Into<String>) -> Told {
    Told::Text(Some(text.into()))
}

/// The rows of a table.
pub(super) fn rows(reader: Reader, scan: Scan, rows: Rows) -> Batches {
    match rows {
        Rows::Sources => one(&scan, sources(&reader)),
        Rows::Watermarks => one(&scan, watermarks(&reader)),
        Rows::Gaps => one(&scan, gaps(&reader, &scan)),
        Rows::Figures | Rows::Totals | Rows::Lines => channel::rows(reader, scan, rows),
        _ => of_nodes(reader, scan, rows),
    }
}

/// The entities whose nodes a scan reads: those that it asks for.
pub(super) fn kinds(scan: &Scan, rows: Rows) -> Vec<EntityKind> {
    if matches!(rows, Rows::Sources | Rows::Watermarks | Rows::Gaps) {
        return Vec::new();
    }
    let asked = |name: &str| {
        let mut found = None;
        for (column, test) in scan.condition.certain() {
            let is_it = scan.table.columns.get(column).is_some_and(|column| column.name == name);
            if let (true, Test::In(values)) = (is_it, test) {
                found = Some(values.iter().map(ToString::to_string).collect::<Vec<_>>());
            }
        }
        found
    };
    let words = asked("entity");
    let ids = ids(scan, NODE);
    let is_asked = |kind: &&EntityKind| {
        let word = format!("'{}'", kind.entity().word);
        words.as_ref().is_none_or(|words| words.contains(&word))
            && ids.as_ref().is_none_or(|ids| ids.iter().any(|id| id.kind == **kind))
    };
    EntityKind::VARIANTS.iter().filter(is_asked).copied().collect()
}

/// The nodes that a scan asks for by a column of their ids; none if it asks for all.
pub(super) fn ids(scan: &Scan, column: &str) -> Option<Vec<NodeId>> {
    let place = scan.table.column(column)?;
    scan.condition.certain().into_iter().find_map(|(column, test)| match test {
        Test::In(values) if column == place => {
            let id = |value: &Operand| match value {
                Operand::Text(text) => NodeId::decode(text).ok(),
                _ => None,
            };
            Some(values.iter().filter_map(id).collect())
        }
        _ => None,
    })
}

fn of_nodes(reader: Reader, scan: Scan, rows: Rows) -> Batches {
    if matches!(&scan.condition, Condition::Any(parts) if parts.is_empty()) {
        return stream::empty().boxed();
    }
    let kinds = kinds(&scan, rows);
    let asked = ids(&scan, NODE);
    stream::iter(kinds)
        .flat_map(move |kind| {
            let of = (reader.clone(), scan.clone());
            let nodes = nodes(of, kind, needs(kind, rows), asked.clone(), PAGE);
            let (reader, scan) = (reader.clone(), scan.clone());
            nodes.and_then(move |nodes| {
                let lines = nodes.iter().flat_map(|node| lines(&reader, node, rows)).collect();
                std::future::ready(batch(&scan, lines))
            })
        })
        .boxed()
}

/// What the nodes have to hold for the rows.
pub(super) fn needs(kind: EntityKind, rows: Rows) -> Needs {
    match rows {
        Rows::Attributes => Needs { attributes: true, every_record: true, ..Needs::default() },
        Rows::Conflicts => {
            let fields = kind.fields_that(channelgraph_schema::FieldDef::is_comparable);
            with_changes(kind, Needs { fields, ..Needs::default() })
        }
        _ => with_changes(kind, Needs::default()),
    }
}

/// The nodes of an entity, page by page; only those of some ids, if they are asked for.
pub(super) fn nodes(
    (reader, scan): (Reader, Scan),
    kind: EntityKind,
    needs: Needs,
    asked: Option<Vec<NodeId>>,
    size: usize,
) -> stream::BoxStream<'static, Result<Vec<Seen>, Failure>> {
    if let Some(ids) = asked {
        return stream::once(async move { by_ids(&reader, &scan, kind, &needs, &ids).await })
            .boxed();
    }
    let state = Some(ListQuery::first_of_all(size));
    stream::try_unfold(state, move |query| {
        let (reader, scan) = (reader.clone(), scan.clone());
        async move {
            let Some(query) = query else { return Ok(None) };
            let page = reader.app.engine.list(&reader.viewer, kind, &query, &needs);
            let page = Class::Export.scope(page).await;
            let page = page.map_err(|problem| reader.told(&problem))?;
            Ok(Some((reader.of_page(&scan, &page)?, page.next(&query))))
        }
    })
    .boxed()
}

/// The nodes of an entity among some ids, each once.
pub(super) async fn by_ids(
    reader: &Reader,
    scan: &Scan,
    kind: EntityKind,
    needs: &Needs,
    ids: &[NodeId],
) -> Result<Vec<Seen>, Failure> {
    let of = ids.iter().filter(|id| id.kind == kind).map(|id| id.record.clone());
    let keys: Vec<RecordKey> = of.collect();
    let found = reader.app.engine.nodes(&reader.viewer, kind, &keys, needs);
    let mut nodes: Vec<Seen> = Vec::new();
    for outcome in Class::Export.scope(found).await {
        let node = reader.found(scan, outcome)?;
        let is_new = |node: &Seen| nodes.iter().all(|known| known.id() != node.id());
        nodes.extend(node.filter(is_new));
    }
    Ok(nodes)
}

/// The rows of the nodes with some ids.
pub(super) async fn of_ids(
    reader: &Reader,
    scan: &Scan,
    rows: Rows,
    ids: &[NodeId],
) -> Result<Vec<Line>, Failure> {
    let mut all = Vec::new();
    for kind in kinds(scan, rows) {
        let nodes = by_ids(reader, scan, kind, &needs(kind, rows), ids).await?;
        all.extend(nodes.iter().flat_map(|node| lines(reader, node, rows)));
    }
    Ok(all)
}

/// The rows of a node.
pub(super) fn lines(reader: &Reader, node: &Seen, rows: Rows) -> Vec<Line> {
    let viewer = &reader.viewer;
    let word = node.kind().entity().word;
    match rows {
        Rows::Records => node
            .records(viewer)
            .iter()
            .map(|member| {
                let key = &member.record.key;
                let rules: Vec<&str> = member.matched_by.iter().map(<&str>::from).collect();
                let rules = (!rules.is_empty()).then(|| rules.join(";"));
                let url = member.table.source.connector.record_url(&key.object, &key.id);
                vec![
                    text(word),
                    text(node.id()),
                    text(&*key.source),
                    text(&*key.object),
                    text(&*key.id),
                    Told::Text(rules),
                    Told::Time(member.record.modified),
                    Told::Time(Some(member.record.fetched)),
                    Told::Text(url),
                ]
            })
            .collect(),
        Rows::Attributes => node
            .with_attributes(viewer)
            .iter()
            .flat_map(|member| {
                let all = member.record.attributes.iter().flat_map(|all| all.iter());
                all.map(move |(name, value)| {
                    let value = (!value.is_null()).then(|| value.to_string());
                    vec![
                        text(word),
                        text(node.id()),
                        text(&*member.record.key.source),
                        text(&*member.record.key.id),
                        text(&**name),
                        Told::Text(value),
                    ]
                })
            })
            .collect(),
        _ => conflicts(reader, node),
    }
}

fn conflicts(reader: &Reader, node: &Seen) -> Vec<Line> {
    let word = node.kind().entity().word;
    let written = |value: &Value| (!value.is_null()).then(|| value.to_json().to_string());
    let mut lines = Vec::new();
    for Disagreement { field, chosen, others } in
        node.disagreements(&reader.viewer, &reader.app.engine)
    {
        for other in others {
            lines.push(vec![
                text(word),
                text(node.id()),
                text(node.kind().def(field).name),
                text(&*chosen.key.source),
                text(&*chosen.key.id),
                Told::Text(written(chosen.value)),
                text(&*other.key.source),
                text(&*other.key.id),
                Told::Text(written(other.value)),
                Told::Time(other.modified),
            ]);
        }
    }
    lines
}

/// The rows of `gaps`.
fn gaps(reader: &Reader, scan: &Scan) -> Vec<Line> {
    let line = |gap: &Gap| {
        let kind = reader.tables.get(&gap.table).and_then(|of| of.rows.kind());
        vec![
            text(&*gap.table),
            Told::Text(kind.map(|kind| kind.entity().word.to_owned())),
            Told::Text(gap.source.clone()),
            text(&*gap.code),
            text(&*gap.failure.message),
            Told::Text(gap.failure.hint.clone()),
        ]
    };
    scan.gaps.before().iter().map(line).collect()
}

/// The rows of `sources`.
pub(super) fn sources(reader: &Reader) -> Vec<Line> {
    let engine = &reader.app.engine;
    let line = |source: &Arc<crate::model::Source>| {
        let stats = source.connector.stats().snapshot();
        let kinds = engine.entities_of(&source.name).into_iter();
        let words: Vec<&str> = kinds.map(|kind| kind.entity().word).collect();
        vec![
            text(&*source.name),
            text(source.kind),
            text(words.join(";")),
            Told::Integer(stats.calls as u64),
            Told::Integer(stats.failures as u64),
            Told::Time(stats.last_success),
            Told::Text(stats.last_error),
        ]
    };
    engine.sources().iter().map(line).collect()
}

/// The rows of `watermarks`.
pub(super) fn watermarks(reader: &Reader) -> Vec<Line> {
    let (engine, now) = (&reader.app.engine, Utc::now());
    let of = |source: &Arc<crate::model::Source>| {
        let name = source.name.clone();
        engine.entities_of(&source.name).into_iter().map(move |kind| {
            let until = engine.safe_until(&name, kind, now);
            vec![text(&*name), text(kind.entity().word), Told::Time(until)]
        })
    };
    engine.sources().iter().flat_map(of).collect()
}

fn one(scan: &Scan, lines: Vec<Line>) -> Batches {
    stream::once(std::future::ready(batch(scan, lines))).boxed()
}

/// Rows as a batch of the columns of a scan.
pub(super) fn batch(scan: &Scan, lines: Vec<Line>) -> Result<RecordBatch, Failure> {
    let internal = |error: &dyn std::fmt::Display| Failure::new(Code::Internal, error.to_string());
    let schema = scan.table.schema().project(&scan.columns).map_err(|error| internal(&error))?;
    let column = |place: &usize| {
        let ty = scan.table.columns.get(*place).map(|column| column.ty);
        let mut builder =
            Builder::new(ty.unwrap_or(channelgraph_sql::ColumnType::Text), lines.len());
        for line in &lines {
            match line.get(*place) {
                Some(Told::Text(Some(text))) => builder.text(text),
                Some(Told::Time(Some(time))) => builder.value(&Value::Time(*time)),
                Some(Told::Value(value)) => builder.value(value),
                Some(Told::Integer(number)) => {
                    builder.integer(i64::try_from(*number).unwrap_or(i64::MAX));
                }
                _ => builder.value(&Value::Null),
            }
        }
        builder.finish()
    };
    let arrays = scan.columns.iter().map(column).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(lines.len()));
    RecordBatch::try_new_with_options(Arc::new(schema), arrays, &options)
        .map_err(|error| internal(&error))
}
