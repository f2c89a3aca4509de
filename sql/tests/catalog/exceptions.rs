//! Where ours may differ from the real server, and why.

use std::collections::HashSet;

use super::compare::{Answer, Names};

/// Columns that are not compared, by name, wherever they come.
const COLUMNS: &[(&str, &str)] = &[
    ("is_insertable_into", "ours cannot be written"),
    ("is_updatable", "ours cannot be written"),
    ("relfilenode", "ours has no files"),
    ("reltoastrelid", "ours has no files"),
    ("relfrozenxid", "ours has no transactions"),
    ("relminmxid", "ours has no transactions"),
    ("relacl", "ours has no grants: all may read"),
    ("nspacl", "ours has no grants: all may read"),
    ("Size", "ours has no files"),
    ("total_rel_size", "ours has no files"),
    ("rel_size", "ours has no files"),
];

/// Columns that are not compared in some files, and why.
const IN_FILES: &[(&str, &[&str], &str)] = &[];

/// Files of which ours has only some of the rows, and why.
const SUBSETS: &[(&str, &str)] = &[];

/// Names of objects that one server has and the other has not.
pub struct OnlyOne(HashSet<String>);

impl OnlyOne {
    /// Compares the objects of two servers.
    pub fn new(left: &Names, right: &Names) -> Self {
        let (left, right) = (left.objects(), right.objects());
        let bare = |object: &String| {
            let (_, name) = object.split_once(' ').unwrap_or_default();
            name.rsplit('.').next().unwrap_or(name).to_owned()
        };
        let left = left.iter().map(bare).collect::<HashSet<_>>();
        let right = right.iter().map(bare).collect::<HashSet<_>>();
        Self(left.symmetric_difference(&right).cloned().collect())
    }

    /// Tells if a row is about such an object.
    pub fn explains(&self, row: &[String]) -> bool {
        row.iter().any(|cell| {
            let cell = cell.trim_matches(['<', '>']);
            let cell = cell.rsplit([' ', '.']).next().unwrap_or(cell);
            self.0.contains(cell) || self.0.contains(cell.trim_matches('"'))
        })
    }
}

/// Removes columns that are not compared, and writes the version as one word.
pub fn reduce(file: &str, answer: &mut Answer) {
    let in_file = IN_FILES.iter().filter(|(it, ..)| file.starts_with(it));
    let in_file = in_file.flat_map(|(_, columns, _)| columns.iter().copied()).collect::<Vec<_>>();
    let skipped = |name: &String| {
        COLUMNS.iter().any(|(it, _)| it == name) || in_file.contains(&name.as_str())
    };
    let keep = answer.names.iter().map(|name| !skipped(name)).collect::<Vec<_>>();
    for row in &mut answer.rows {
        for (cell, name) in row.iter_mut().zip(&answer.names) {
            if cell.starts_with("PostgreSQL 1") {
                *cell = "PostgreSQL".to_owned();
            }
            if name.starts_with("server_version") {
                cell.clear();
            }
        }
        let mut at = keep.iter();
        row.retain(|_| *at.next().unwrap_or(&true));
    }
}

/// Tells if ours need not have all rows of a file.
pub fn is_subset(file: &str) -> bool {
    SUBSETS.iter().any(|(it, _)| file.starts_with(it))
}
