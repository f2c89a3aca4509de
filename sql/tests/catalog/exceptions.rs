//! Where ours may differ from the real server, and why.

use std::collections::HashSet;

use super::compare::{Answer, Names};

/// Columns that are not compared, wherever they come, and why.
const COLUMNS: &[(&str, &str)] = &[
    ("is_insertable_into", "ours cannot be written"),
    ("is_updatable", "ours cannot be written"),
    ("relfilenode", "ours has no files"),
    ("reltoastrelid", "ours has no files"),
    ("relfrozenxid", "ours has no transactions"),
    ("relminmxid", "ours has no transactions"),
    ("datfrozenxid", "ours has no transactions"),
    ("datminmxid", "ours has no transactions"),
    ("daticurules", "new in version 16"),
    ("nspowner", "the user owns all"),
    ("typowner", "the user owns all"),
    ("relowner", "the user owns all"),
    ("relacl", "ours has no grants: everybody may read"),
    ("nspacl", "ours has no grants: everybody may read"),
    ("Access privileges", "ours has no grants: everybody may read"),
    ("Size", "ours has no files"),
    ("total_rel_size", "ours has no files"),
    ("rel_size", "ours has no files"),
    ("index_rel_size", "ours has no files"),
    ("server_version_num", "16 against 15"),
];

/// Columns that are not compared in some files, and why.
const IN_FILES: &[(&str, &[&str], &str)] = &[
    ("metabase/02", &["update", "insert", "delete"], "ours cannot be written"),
    ("psql/03", &["Owner"], "the user owns all; pg_database_owner does not exist"),
    ("psql/04", &["Owner"], "the user owns all; pg_database_owner does not exist"),
    ("pgcli/23", &["owner"], "the user owns all; pg_database_owner does not exist"),
    ("psql/91", &["Owner"], "the user owns all"),
    ("pgcli/35", &["owner"], "the user owns all"),
    ("psql/78", &["Owner", "Source code", "Description"], "the function is not PostgreSQL's"),
    ("psql/129", &["pg_get_viewdef"], "the catalog's own views are not made of queries"),
    ("psql/114", &["relhasindex"], "the catalog's own tables have no indexes"),
    ("node/11", &["column_indexes", "column_names"], "no table has system columns"),
    ("jdbc/107", &["remarks", "specific_name"], "the function is not PostgreSQL's"),
    ("jdbc/108", &["oid"], "the function is not PostgreSQL's"),
    (
        "dbeaver/12",
        &["reltablespace", "relpages", "reltuples", "relallvisible", "relhasindex", "relisshared"],
        "the catalog's own tables are not stored",
    ),
    ("dbeaver/12", &["relnatts"], "16 has columns more than 15"),
    ("dbeaver/12", &["reloptions"], "the catalog's own views are not made of queries"),
    ("dbeaver/11", &["description"], "types have no comments"),
    ("dbeaver/11", &["typdefaultbin"], "no default is kept as a tree"),
    ("duckdb/03", &["relpages", "attnum"], "ours has no files; 16 has columns more than 15"),
];

/// Files of which ours has only some of the rows, and why.
const SUBSETS: &[(&str, &str)] = &[
    ("adbc/02", "no table has system columns"),
    ("psql/100", "settings that an installation changes"),
    ("psql/92", "ours lists no casts"),
    ("psql/109", "ours lists operator classes of B-trees only"),
];

/// Files of which only the names of columns are compared, and why.
const SHAPES: &[(&str, &str)] = &[
    ("jdbc/18", "ours lists only the functions that it has, with the types that it takes"),
    ("odbc/17", "ours lists only the functions that it has, with the types that it takes"),
    ("pgcli/10", "ours lists only the functions that it has, with the types that it takes"),
];

/// Cells of rows that only version 16 has, or that ours writes otherwise.
const CELLS: &[(&str, &str)] = &[
    ("stxdexpr", "an array of rows of pg_statistic is an array of texts here"),
    ("pg_auth_members", "pg_auth_members has three columns more in 16"),
    ("1261", "pg_auth_members has three columns more in 16"),
];

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
            self.0.contains(cell)
                || self.0.contains(cell.trim_matches('"'))
                || CELLS.iter().any(|(it, _)| *it == cell)
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
        for cell in row.iter_mut().filter(|cell| cell.starts_with("PostgreSQL 1")) {
            *cell = "PostgreSQL".to_owned();
        }
        let mut at = keep.iter();
        row.retain(|_| *at.next().unwrap_or(&true));
    }
    let mut at = keep.iter();
    answer.names.retain(|_| *at.next().unwrap_or(&true));
}

/// Tells if ours need not have all rows of a file.
pub fn is_subset(file: &str) -> bool {
    SUBSETS.iter().any(|(it, _)| file.starts_with(it)) || is_shape(file)
}

/// Tells if the rows of a file are not compared.
pub fn is_shape(file: &str) -> bool {
    SHAPES.iter().any(|(it, _)| file.starts_with(it))
}
