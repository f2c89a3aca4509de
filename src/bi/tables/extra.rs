//! Tables that are no entity's: provenance, sources, watermarks.

use std::sync::Arc;

use channelgraph_sql::{Column, ColumnType, Table, Tests};

use super::{Cell, Definition, Rows};

const T: ColumnType = ColumnType::Text;

/// A column: its name, type, whether it is nullable, and its comment.
type Row = (&'static str, ColumnType, bool, &'static str);

/// The tables that tell where values come from.
pub(super) fn provenance() -> Vec<Definition> {
    vec![
        table(
            Rows::Records,
            "records",
            RECORDS,
            "Records of the sources, each with its node.",
            &RECORD,
        ),
        table(
            Rows::Conflicts,
            "conflicts",
            &[],
            "Values in which records of one node disagree.",
            &CONFLICT,
        ),
        table(Rows::Sources, "sources", &[0], "The systems behind the gateway.", &SOURCE),
        table(
            Rows::Watermarks,
            "watermarks",
            &[0, 1],
            "Until when the changes of a source's records are known for certain.",
            &WATERMARK,
        ),
    ]
}

/// The table of the sources' own fields.
pub(super) fn attributes() -> Definition {
    let doc = "The sources' own fields, as the mapping names them.";
    table(Rows::Attributes, "attributes", &[], doc, &ATTRIBUTE)
}

/// The table of what the last statement of a session lacked.
pub(super) fn gaps() -> Definition {
    let doc = "What the last statement of this session lacked that read from sources: each source \
               that did not answer, with `channelgraph.partial` on or off.";
    table(Rows::Gaps, "gaps", &[], doc, &GAP)
}

/// The columns that are the key of `records`.
const RECORDS: &[usize] = &[0, 2, 3, 4];

const RECORD: [Row; 9] = [
    ("entity", T, false, "Entity: `PARTNER`, `DEAL`."),
    ("node_id", T, false, "Id of the node."),
    ("source", T, false, "Source."),
    ("object", T, false, "Object of the source that holds the record."),
    ("record_id", T, false, "Id of the record in its source."),
    ("matched_by", T, true, "Rules that tied the record to the others, with semicolons between."),
    ("modified_at", ColumnType::Time, true, "Time of the record's last change."),
    ("fetched_at", ColumnType::Time, false, "Time at which it was read."),
    ("url", T, true, "Page of the record in its source."),
];

const CONFLICT: [Row; 10] = [
    ("entity", T, false, "Entity: `PARTNER`, `DEAL`."),
    ("node_id", T, false, "Id of the node."),
    ("field", T, false, "Field."),
    ("chosen_source", T, false, "Source of the value that the node shows."),
    ("chosen_record_id", T, false, "Record of the value that the node shows."),
    ("chosen_value", T, true, "Value that the node shows, as JSON."),
    ("source", T, false, "Source of the other value."),
    ("record_id", T, false, "Record of the other value."),
    ("value", T, true, "The other value, as JSON."),
    ("modified_at", ColumnType::Time, true, "Time of the last change of the other record."),
];

const ATTRIBUTE: [Row; 6] = [
    ("entity", T, false, "Entity: `PARTNER`, `DEAL`."),
    ("node_id", T, false, "Id of the node."),
    ("source", T, false, "Source."),
    ("record_id", T, false, "Record."),
    ("name", T, false, "Name of the field."),
    ("value", T, true, "Value, as JSON."),
];

const GAP: [Row; 6] = [
    ("table_name", T, false, "Table that was read."),
    ("entity", T, true, "Entity of the table: `PARTNER`, `DEAL`; null for tables of several."),
    ("source", T, true, "Source; null if it is no source that failed."),
    ("code", T, false, "Code of the failure, as GraphQL tells it: `UPSTREAM_UNAVAILABLE`."),
    ("message", T, false, "What happened."),
    ("hint", T, true, "What helps."),
];

const SOURCE: [Row; 7] = [
    ("name", T, false, "Name of the source, as configured."),
    ("connector", T, false, "Connector."),
    ("entities", T, false, "Entities of which it has records, with semicolons between."),
    ("calls", ColumnType::Integer, false, "Calls in the last minutes."),
    ("failures", ColumnType::Integer, false, "Calls of these that failed."),
    ("last_success_at", ColumnType::Time, true, "Time of the last call that was answered."),
    ("last_error", T, true, "Text of the last failure."),
];

const WATERMARK: [Row; 3] = [
    ("source", T, false, "Source."),
    ("entity", T, false, "Entity."),
    (
        "safe_until",
        ColumnType::Time,
        true,
        "Changes up to this time are all in what is read now: caches, lists and clocks may lag \
         behind. Null while nothing is known for certain.",
    ),
];

fn table(rows: Rows, name: &str, key: &[usize], doc: &str, columns: &[Row]) -> Definition {
    let column = |(name, ty, nullable, doc): &Row| {
        // What belongs to one node, or one entity, need not be looked for among all.
        let tests = match *name {
            "entity" => Tests::Words,
            "node_id" => Tests::Ids,
            _ => Tests::None,
        };
        Column {
            name: (*name).to_owned(),
            ty: *ty,
            nullable: *nullable,
            doc: (*doc).to_owned(),
            tests,
            sorts: false,
        }
    };
    let table = Table {
        name: name.to_owned(),
        doc: doc.to_owned(),
        columns: columns.iter().map(column).collect(),
        key: key.to_vec(),
        foreign_keys: Vec::new(),
    };
    Definition { table: Arc::new(table), rows, cells: vec![Cell::Extra; columns.len()] }
}
