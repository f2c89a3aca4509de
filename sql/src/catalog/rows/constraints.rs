//! Keys, and what depends on what.

use super::super::objects::Objects;
use super::super::oid;
use super::super::relation::Rows;
use super::super::types::type_oid;
use super::super::value::Value;

/// The relation `pg_constraint`, which rows of `pg_depend` refer to.
const CONSTRAINT_RELATION: u32 = 2606;

pub(super) fn pg_constraint(objects: &Objects, rows: &mut Rows) {
    for key in &objects.constraints {
        let (kind, target, columns) = match &key.refers {
            Some((target, columns)) => ('f', *target, Some(columns.clone())),
            None => ('p', 0, None),
        };
        let of_foreign = |letter: char| if kind == 'f' { letter } else { ' ' };
        let operators = (kind == 'f').then(|| equalities(objects, key.class, &key.columns));
        rows.push([
            ("oid", key.oid.into()),
            ("conname", key.name.as_str().into()),
            ("connamespace", oid::PUBLIC.into()),
            ("contype", kind.into()),
            ("convalidated", true.into()),
            ("conrelid", key.class.into()),
            ("conindid", key.index.into()),
            ("confrelid", target.into()),
            ("confupdtype", of_foreign('a').into()),
            ("confdeltype", of_foreign('a').into()),
            ("confmatchtype", of_foreign('s').into()),
            ("conislocal", true.into()),
            ("connoinherit", true.into()),
            ("conkey", key.columns.clone().into()),
            ("confkey", columns.into()),
            ("conpfeqop", operators.clone().into()),
            ("conppeqop", operators.clone().into()),
            ("conffeqop", operators.into()),
        ]);
    }
}

/// Returns the operators that compare the columns of a foreign key for equality.
fn equalities(objects: &Objects, class: u32, columns: &[i16]) -> Vec<u32> {
    const OPERATORS: [(&str, u32); 6] = [
        ("text", 98),
        ("bool", 91),
        ("int8", 410),
        ("numeric", 1752),
        ("date", 1093),
        ("timestamptz", 1320),
    ];
    let Some(class) = objects.class(class) else { return Vec::new() };
    let types = columns.iter().filter_map(|at| class.columns.get(*at as usize - 1));
    let operator = |ty: u32| OPERATORS.iter().find(|(name, _)| type_oid(name) == ty);
    types.map(|column| operator(column.ty).map_or(0, |(_, operator)| *operator)).collect()
}

/// Lists what a constraint needs: its columns, and of a foreign key the index it refers to.
pub(super) fn pg_depend(objects: &Objects, rows: &mut Rows) {
    let class = oid::CLASS_RELATION;
    let mut push = |from: (u32, u32), to: (u32, u32, Value), kind: char| {
        rows.push([
            ("classid", from.0.into()),
            ("objid", from.1.into()),
            ("refclassid", to.0.into()),
            ("refobjid", to.1.into()),
            ("refobjsubid", to.2),
            ("deptype", kind.into()),
        ]);
    };
    for key in &objects.constraints {
        let constraint = (CONSTRAINT_RELATION, key.oid);
        let kind = if key.refers.is_none() { 'a' } else { 'n' };
        for column in &key.columns {
            push(constraint, (class, key.class, (*column).into()), 'a');
        }
        match &key.refers {
            None => push((class, key.index), (CONSTRAINT_RELATION, key.oid, 0.into()), 'i'),
            Some((target, columns)) => {
                push(constraint, (class, key.index, 0.into()), kind);
                for column in columns {
                    push(constraint, (class, *target, (*column).into()), kind);
                }
            }
        }
    }
}
