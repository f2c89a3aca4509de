//! Tables for BI tools: a viewer gets the rows and columns of a world without the rest.

use std::collections::BTreeMap;

use channelgraph::{bi::Reader, engine::Viewer};
use channelgraph_sql::{
    Condition, Scan, Source,
    arrow::{
        array::Array,
        util::display::{ArrayFormatter, FormatOptions},
    },
};
use futures::TryStreamExt;

use crate::run::{Eyes, Run};

/// Tables that tell of the gateway itself.
const OF_GATEWAYS: &[&str] = &["sources", "watermarks"];
/// Columns that differ between two gateways over the same rows: times of reads, addresses of
/// simulators, and by which of several rules records were tied, which depends on the others.
const MOVING: &[&str] = &["fetched_at", "url", "matched_by"];
const MAX_ROWS: usize = 1_000_000;

/// The rows of a table by their keys: each column with its value, null for none.
type Rows = BTreeMap<String, BTreeMap<String, Option<String>>>;

async fn rows(reader: &Reader, name: &str) -> Result<Rows, String> {
    let table = reader.table(name).map_err(|failure| failure.to_string())?;
    let scan = Scan {
        table: table.clone(),
        columns: (0..table.columns.len()).collect(),
        condition: Condition::all(),
        stated: Condition::all(),
        sort: None,
        limit: None,
        gaps: std::sync::Arc::default(),
    };
    let batches: Vec<_> =
        reader.scan(scan).try_collect().await.map_err(|failure| format!("{name}: {failure}"))?;
    let mut rows = Rows::new();
    for batch in batches {
        let options = FormatOptions::new();
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|array| ArrayFormatter::try_new(array, &options).expect("a known type"))
            .collect();
        for row in 0..batch.num_rows() {
            let value = |place: usize| {
                let is_null = batch.column(place).is_null(row);
                (!is_null).then(|| columns[place].value(row).to_string())
            };
            let all =
                (0..columns.len()).map(|place| (table.columns[place].name.clone(), value(place)));
            let values: BTreeMap<_, _> =
                all.filter(|(name, _)| !MOVING.contains(&name.as_str())).collect();
            let key: Vec<String> = if table.key.is_empty() {
                values.values().map(|value| value.clone().unwrap_or_default()).collect()
            } else {
                table.key.iter().map(|place| value(*place).unwrap_or_default()).collect()
            };
            let known = rows.insert(key.join("\u{1f}"), values);
            if known.is_some() && !table.key.is_empty() {
                return Err(format!("{name}: two rows have the key {key:?}"));
            }
        }
    }
    Ok(rows)
}

/// How a column of a viewer's table is to that of the world that is left for him.
fn is_told(of: &str, whole: &Rows, cut: &Rows) -> bool {
    let pairs = || {
        whole.iter().filter_map(|(key, row)| {
            Some((row.get(of)?.as_deref(), cut.get(key)?.get(of)?.as_deref()))
        })
    };
    // The world that is left has no masked values at all.
    let is_mask = |text: &str| text.ends_with("•••") && text.chars().count() <= 4;
    let is_shown = pairs().all(|(told, there)| told == there);
    let is_hidden = || pairs().all(|(told, _)| told.is_none());
    let is_masked = || pairs().all(|(told, left)| told.is_none_or(is_mask) && left.is_none());
    is_shown || is_hidden() || is_masked()
}

impl Run {
    /// Compares every table of every viewer; returns how many rows there were, and the differences.
    pub async fn tables(&self) -> (usize, Vec<String>) {
        let (mut count, mut differences) = (0, Vec::new());
        for eyes in &self.eyes {
            let told = Reader::new(self.whole.app.clone(), eyes.viewer.clone(), MAX_ROWS);
            let left = Reader::new(eyes.cut.app.clone(), Viewer::everyone(), MAX_ROWS);
            for table in told.tables() {
                let name = table.name.as_str();
                if OF_GATEWAYS.contains(&name) {
                    continue;
                }
                match (rows(&told, name).await, rows(&left, name).await) {
                    (Ok(whole), Ok(cut)) => {
                        count += whole.len();
                        differences.extend(different(eyes, name, &whole, &cut));
                    }
                    (whole, cut) => differences.extend(whole.err().into_iter().chain(cut.err())),
                }
            }
        }
        (count, differences)
    }
}

fn different(eyes: &Eyes, name: &str, whole: &Rows, cut: &Rows) -> Option<String> {
    let role = eyes.role.name;
    // What has no key is told by its values, which may be masked.
    if whole.len() != cut.len() {
        return Some(format!("{role}: {name} has {} rows for {}", whole.len(), cut.len()));
    }
    let has_keys = whole.keys().eq(cut.keys());
    let columns = whole.values().next().map(|row| row.keys()).into_iter().flatten();
    let untold = columns.into_iter().find(|column| has_keys && !is_told(column, whole, cut));
    untold.map(|column| {
        let pairs =
            whole.iter().filter_map(|(key, row)| Some((&row[column], &cut.get(key)?[column])));
        let mut pairs = pairs;
        let pair = pairs.find(|(told, left)| told != left);
        format!("{role}: {name}.{column} is not that of what is left: {pair:?}")
    })
}
