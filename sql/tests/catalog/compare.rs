//! Compares answers: the same rows, with identifiers of objects replaced by the objects' names.

use std::collections::{BTreeMap, HashMap};

use super::render::NULL;

/// The answer to a query.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The names of the columns.
    pub names: Vec<String>,
    /// The rows, as text.
    pub rows: Vec<Vec<String>>,
}

/// Lists the objects that have no fixed identifier.
pub const OBJECTS: &str = "
    SELECT oid::text, 'class ' || relnamespace::regnamespace::text || '.' || relname FROM pg_class
    UNION ALL SELECT oid::text, 'type ' || typname FROM pg_type
    UNION ALL SELECT oid::text, 'constraint ' || conrelid::text || conname FROM pg_constraint
    UNION ALL SELECT oid::text, 'function ' || proname FROM pg_proc
    UNION ALL SELECT oid::text, 'database ' || datname FROM pg_database
    UNION ALL SELECT oid::text, 'role ' || rolname FROM pg_roles
    UNION ALL SELECT '', 'schema ' || nspname FROM pg_namespace
    UNION ALL SELECT '', 'extension ' || extname FROM pg_extension
    UNION ALL SELECT '', 'language ' || lanname FROM pg_language
    UNION ALL SELECT '', 'collation ' || collname FROM pg_collation
    UNION ALL SELECT '', 'operators ' || opcname FROM pg_opclass
    UNION ALL SELECT '', 'configuration ' || cfgname FROM pg_ts_config
    UNION ALL SELECT '', 'column ' || attname FROM pg_attribute WHERE attnum > 0
    UNION ALL SELECT '', 'setting ' || name FROM pg_settings";

/// The objects of one server by the text of their identifiers.
pub struct Names {
    by_oid: HashMap<String, String>,
    objects: Vec<String>,
}

impl Names {
    /// Reads the answer to [`OBJECTS`].
    pub fn new(objects: Answer) -> Self {
        let variable = |row: &Vec<String>| row[0].len() >= 5;
        let all = objects.rows.iter().map(|row| row[1].clone()).collect();
        let pairs = objects.rows.into_iter().filter(variable);
        let by_oid = pairs.map(|mut row| (row.remove(0), row.remove(0))).collect();
        Self { by_oid, objects: all }
    }

    /// Returns the kinds and names of all objects.
    pub fn objects(&self) -> &[String] {
        &self.objects
    }

    /// Returns the identifier of an object.
    pub fn oid(&self, object: &str) -> Option<&str> {
        self.by_oid.iter().find(|(_, name)| *name == object).map(|(oid, _)| oid.as_str())
    }

    /// Replaces identifiers in a text.
    fn replace(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let tail = &rest[start..];
            let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
            out.push_str(&rest[..start]);
            match self.by_oid.get(&tail[..end]) {
                Some(name) => out.push_str(&format!("<{}>", self.bare(name))),
                None => out.push_str(&tail[..end]),
            }
            rest = &tail[end..];
        }
        out.push_str(rest);
        out
    }

    /// Removes the identifier of a table in the name of a constraint.
    fn bare(&self, name: &str) -> String {
        match name.strip_prefix("constraint ") {
            Some(name) => {
                format!("constraint {}", name.trim_start_matches(|c: char| c.is_ascii_digit()))
            }
            None => name.to_owned(),
        }
    }

    /// Counts the rows of an answer.
    pub fn count(&self, answer: &Answer) -> BTreeMap<Vec<String>, usize> {
        let mut counts = BTreeMap::new();
        for row in &answer.rows {
            let row =
                row.iter().map(|cell| self.replace(without_version(cell))).collect::<Vec<_>>();
            *counts.entry(row).or_default() += 1;
        }
        counts
    }
}

/// PostgreSQL 15.20 keeps a number of its own among the options of each column of a table, where
/// 15.18 has no options.
fn without_version(cell: &str) -> &str {
    let version = cell.strip_prefix("{pg_attver=").and_then(|rest| rest.strip_suffix('}'));
    match version {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => NULL,
        _ => cell,
    }
}

/// Returns the rows that `left` has more often than `right`.
pub fn missing(
    left: &BTreeMap<Vec<String>, usize>,
    right: &BTreeMap<Vec<String>, usize>,
) -> Vec<Vec<String>> {
    let more = |(row, count): &(&Vec<String>, &usize)| {
        right.get(*row).copied().unwrap_or_default() < **count
    };
    left.iter().filter(more).map(|(row, _)| row.clone()).collect()
}
