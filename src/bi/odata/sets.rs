//! Entity sets: the tables, their keys, and the navigation properties that follow from foreign
//! keys.

use std::sync::Arc;

use channelgraph_sql::{Table, Tests};

/// The sets of one viewer.
#[derive(Debug)]
pub(super) struct Sets {
    sets: Vec<Set>,
}

/// An entity set.
#[derive(Debug)]
pub(super) struct Set {
    /// Its table.
    pub(super) table: Arc<Table>,
    /// The places of the columns of its key.
    pub(super) key: Vec<usize>,
    /// Its navigation properties.
    pub(super) links: Vec<Link>,
}

/// A navigation property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Its name.
    pub(super) name: String,
    /// The place of the other set.
    pub(super) to: usize,
    /// The place of the foreign key: in the other table if many rows are linked, else in this one.
    pub(super) column: usize,
    /// True if many rows can be linked.
    pub(super) many: bool,
    /// The name of the property that leads back, if there is one.
    pub(super) partner: Option<String>,
}

impl Sets {
    /// The sets of these tables.
    pub(super) fn of(tables: &[Arc<Table>]) -> Self {
        let set =
            |table: &Arc<Table>| Set { table: table.clone(), key: key(table), links: Vec::new() };
        let mut sets = Self { sets: tables.iter().map(set).collect() };
        for (from, table) in tables.iter().enumerate() {
            for foreign in &table.foreign_keys {
                let Some(to) = tables.iter().position(|other| other.name == foreign.table) else {
                    continue;
                };
                let same = |other: &&channelgraph_sql::ForeignKey| other.table == foreign.table;
                let is_only = table.foreign_keys.iter().filter(same).count() == 1;
                sets.link(from, to, foreign.column, is_only);
            }
        }
        sets
    }

    /// Adds the two properties of a foreign key.
    fn link(&mut self, from: usize, to: usize, column: usize, is_only: bool) {
        let (Some(one), Some(other)) = (self.sets.get(from), self.sets.get(to)) else { return };
        let Some(key) = one.table.columns.get(column) else { return };
        let name = key.name.strip_suffix("_id").unwrap_or(&key.name);
        let name = one.free(name.to_owned());
        let back = if is_only && from != to {
            one.table.name.clone()
        } else {
            format!("{}_by_{name}", one.table.name)
        };
        // Where a source may keep a link on the other side, what a scan finds is not all.
        let is_found = key.tests == Tests::Ids;
        let back = is_found.then(|| other.free(back));
        let forth = Link { name: name.clone(), to, column, many: false, partner: back.clone() };
        if let Some(set) = self.sets.get_mut(from) {
            set.links.push(forth);
        }
        if let (Some(set), Some(back)) = (self.sets.get_mut(to), back) {
            set.links.push(Link { name: back, to: from, column, many: true, partner: Some(name) });
        }
    }

    /// All sets.
    pub(super) fn all(&self) -> &[Set] {
        &self.sets
    }

    /// A set by its place.
    pub(super) fn at(&self, place: usize) -> Option<&Set> {
        self.sets.get(place)
    }

    /// The place of the set of a name: exactly, or whatever its case.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let names =
            |is: fn(&str, &str) -> bool| self.sets.iter().position(|set| is(&set.table.name, name));
        names(|one, other| one == other).or_else(|| names(str::eq_ignore_ascii_case))
    }
}

impl Set {
    /// The navigation property of a name.
    pub(super) fn link(&self, name: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.name == name)
    }

    /// A name, changed if the type has a property of this name.
    fn free(&self, name: String) -> String {
        let is_taken = self.table.column(&name).is_some() || self.link(&name).is_some();
        if is_taken { format!("{name}_link") } else { name }
    }
}

/// The columns that tell rows apart: the primary key, or all that always have a value.
fn key(table: &Table) -> Vec<usize> {
    if !table.key.is_empty() {
        return table.key.clone();
    }
    let columns = table.columns.iter().enumerate();
    columns.filter(|(_, column)| !column.nullable).map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use channelgraph_sql::{Column, ColumnType, ForeignKey};

    use super::*;

    fn column(name: &str, tests: Tests) -> Column {
        let (ty, nullable, doc, sorts) = (ColumnType::Text, name != "id", String::new(), false);
        Column { name: name.to_owned(), ty, nullable, doc, tests, sorts }
    }

    fn table(name: &str, columns: &[(&str, Tests)], keys: &[(usize, &str)]) -> Arc<Table> {
        let foreign = |(column, table): &(usize, &str)| ForeignKey {
            column: *column,
            table: (*table).to_owned(),
        };
        Arc::new(Table {
            name: name.to_owned(),
            doc: String::new(),
            columns: columns.iter().map(|(name, tests)| column(name, *tests)).collect(),
            key: vec![0],
            foreign_keys: keys.iter().map(foreign).collect(),
        })
    }

    #[test]
    fn foreign_keys_are_links_in_both_directions_under_free_names() {
        let id = ("id", Tests::Ids);
        let sets = Sets::of(&[
            table(
                "partners",
                &[id, ("parent_id", Tests::Ids), ("deals", Tests::None)],
                &[(1, "partners")],
            ),
            table(
                "deals",
                &[id, ("partner_id", Tests::Ids), ("lead_id", Tests::None)],
                &[(1, "partners"), (2, "leads")],
            ),
            table("leads", &[id], &[]),
        ]);
        let names = |set: &str| {
            let set = sets.find(set).and_then(|place| sets.at(place)).unwrap();
            let link = |link: &Link| (link.name.clone(), link.partner.clone(), link.many);
            set.links.iter().map(link).collect::<Vec<_>>()
        };
        let link =
            |name: &str, partner: &str, many| (name.to_owned(), Some(partner.to_owned()), many);
        assert_eq!(
            names("partners"),
            [
                link("parent", "partners_by_parent", false),
                link("partners_by_parent", "parent", true),
                link("deals_link", "partner", true),
            ]
        );
        // What refers to leads cannot be looked for: the link leads one way.
        assert_eq!(
            names("DEALS"),
            [link("partner", "deals_link", false), ("lead".to_owned(), None, false)]
        );
        assert_eq!(names("leads"), []);
    }
}
