//! Rows in the making: a cell for each group and part of the period.

use std::{collections::HashMap, sync::Arc};

use rust_decimal::Decimal;

use super::{Dimension, Key, Row, known::Known, partners::Partner, sums::Sums};
use crate::{
    engine::{Problem, Seen},
    money::rounded,
    work::period::Days,
};

/// Some days, and those with which they are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) now: Days,
    pub(super) before: Option<Days>,
}

/// The sums of both.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) now: Sums,
    pub(super) before: Sums,
}

/// The values of a row's dimensions.
pub(super) type Keys = Vec<Option<String>>;

/// One group: a row in each part of the period that it has records in.
struct Group {
    /// The names by which groups are put in order: a partner's, else the value.
    names: Keys,
    partner: Option<Seen>,
    /// By part of the period.
    cells: HashMap<usize, Cell>,
}

/// All groups.
#[derive(Default)]
pub(super) struct Groups {
    groups: HashMap<Keys, Group>,
    rows: usize,
}

impl Cell {
    /// The row.
    pub(super) fn row(&self, keys: Vec<Key>, piece: Piece, known: &Known) -> Row {
        let previous = piece.before.map(|_| self.before.figures(known));
        Row { keys, period: piece.now, figures: self.now.figures(known), previous }
    }
}

impl Groups {
    /// One group of everything, with a row in each of so many parts of the period.
    pub(super) fn of_all(parts: usize) -> Self {
        let cells = (0..parts).map(|place| (place, Cell::default())).collect();
        let group = Group { names: Vec::new(), partner: None, cells };
        Self { groups: [(Vec::new(), group)].into(), rows: parts }
    }

    /// A cell of a group.
    ///
    /// # Errors
    /// If there are more rows than `most`.
    pub(super) fn cell(
        &mut self,
        keys: &Keys,
        dimensions: &[Dimension],
        partner: &Arc<Partner>,
        place: usize,
        most: usize,
    ) -> Result<&mut Cell, Problem> {
        let rows = &mut self.rows;
        let group = self.groups.entry(keys.clone()).or_insert_with(|| {
            let is_partner = |dimension: &Dimension| *dimension == Dimension::Partner;
            let mut names = keys.clone();
            if let Some(place) = dimensions.iter().position(is_partner) {
                names[place].clone_from(&partner.name);
            }
            let partner = dimensions.iter().any(is_partner).then(|| partner.node.clone());
            Group { names, partner, cells: HashMap::new() }
        });
        let cell = group.cells.entry(place).or_insert_with(|| {
            *rows += 1;
            Cell::default()
        });
        if *rows > most {
            return Err(Problem::too_complex(format!(
                "there are more than {most} rows; group by less, ask for longer intervals or a \
                 narrower `filter`, or raise `performance.max_groups`"
            )));
        }
        Ok(cell)
    }

    /// The rows in their order: groups with the most revenue first, then by name; of one group by
    /// period.
    pub(super) fn rows(
        self,
        dimensions: &[Dimension],
        pieces: &[Piece],
        known: &Known,
    ) -> Vec<Row> {
        let mut groups: Vec<_> = self.groups.into_iter().collect();
        let revenue = |group: &Group| {
            let cells = group.cells.values();
            let sums = cells.map(|cell| cell.now.deals.won.sum());
            rounded(sums.fold(Decimal::ZERO, Decimal::saturating_add))
        };
        groups.sort_by_cached_key(|(keys, group)| {
            // Groups without a value come last.
            let by_name: Vec<_> =
                group.names.iter().map(|name| (name.is_none(), name.clone())).collect();
            (std::cmp::Reverse(revenue(group)), by_name, keys.clone())
        });
        let mut rows = Vec::new();
        for (keys, group) in groups {
            let mut cells: Vec<_> = group.cells.into_iter().collect();
            cells.sort_by_key(|(place, _)| *place);
            for (place, cell) in cells {
                let keys = told(&keys, dimensions, group.partner.as_ref());
                rows.extend(pieces.get(place).map(|piece| cell.row(keys, *piece, known)));
            }
        }
        rows
    }
}

fn told(keys: &Keys, dimensions: &[Dimension], partner: Option<&Seen>) -> Vec<Key> {
    let key = |(value, dimension): (&Option<String>, &Dimension)| Key {
        dimension: *dimension,
        value: value.clone(),
        partner: partner.filter(|_| *dimension == Dimension::Partner).cloned(),
    };
    keys.iter().zip(dimensions).map(key).collect()
}
