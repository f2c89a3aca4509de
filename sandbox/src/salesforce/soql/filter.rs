//! A bound condition, and whether a record satisfies it.

use std::{cmp::Ordering, collections::HashSet};

use rust_decimal::Decimal;

use super::{
    ast::{Condition, Literal, Operator, Path},
    cell::{Cell, Kind},
    column::Column,
    error::SoqlError,
    join,
    like::Pattern,
    operand::Operand,
    plan::Binder,
    schema::Record,
};

/// One test on a record. Null takes part as the org's switch says: see [`Test::matches`].
#[derive(Debug, Clone)]
pub(crate) enum Test<'a> {
    All(Vec<Test<'a>>),
    Any(Vec<Test<'a>>),
    Not(Box<Test<'a>>),
    Compare(Column<'a>, Operator, Operand),
    Like(Column<'a>, Pattern),
    Among(Column<'a>, bool, Set),
    Includes(Column<'a>, bool, Vec<Vec<String>>),
}

/// The values of an IN list, ready to be looked up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Set {
    null: bool,
    text: HashSet<String>,
    ids: HashSet<String>,
    numbers: HashSet<Decimal>,
    others: Vec<Operand>,
}

impl Set {
    fn insert(&mut self, operand: Operand) {
        match operand {
            Operand::Null => self.null = true,
            Operand::Text(text) | Operand::Moment(text) => {
                self.text.insert(text);
            }
            Operand::Id(id) => {
                self.ids.insert(id);
            }
            Operand::Number(number) => {
                self.numbers.insert(number);
            }
            other => self.others.push(other),
        }
    }

    fn contains(&self, kind: Kind, cell: Cell<'_>) -> bool {
        let found = match (kind, cell) {
            (_, Cell::Null) => self.null,
            (Kind::Id | Kind::Reference, Cell::Text(id)) => {
                self.ids.contains(id.get(..15).unwrap_or(id))
            }
            (Kind::Date | Kind::Datetime, Cell::Text(moment)) => self.text.contains(moment),
            (_, Cell::Text(text)) => self.text.contains(&text.to_lowercase()),
            (_, Cell::Number(number)) => self.numbers.contains(&number),
            (_, Cell::Flag(_)) => false,
        };
        found || self.others.iter().any(|operand| operand.order(cell) == Some(Ordering::Equal))
    }
}

impl<'a> Test<'a> {
    /// Whether the record passes. `!=`, NOT IN and EXCLUDES take a null as different from any value
    /// if `null_differs`; `<` and `>` never match null; NOT turns whatever its inside says.
    pub(crate) fn matches(&self, record: Record<'a>, null_differs: bool) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|test| test.matches(record, null_differs)),
            Self::Any(tests) => tests.iter().any(|test| test.matches(record, null_differs)),
            Self::Not(test) => !test.matches(record, null_differs),
            Self::Compare(column, operator, Operand::Null) => {
                let null = column.cell(record) == Cell::Null;
                (*operator == Operator::Equal) == null
            }
            Self::Compare(column, operator, operand) => {
                compare(*operator, operand.order(column.cell(record)), null_differs)
            }
            Self::Like(column, pattern) => match column.cell(record) {
                Cell::Text(text) => pattern.matches(text),
                _ => false,
            },
            Self::Among(column, negated, set) => match (column.cell(record), negated) {
                (Cell::Null, true) => null_differs && !set.null,
                (cell, negated) => set.contains(column.kind, cell) != *negated,
            },
            Self::Includes(column, negated, groups) => match (column.cell(record), negated) {
                (Cell::Text(text), negated) => includes(text, groups) != *negated,
                (_, negated) => *negated && null_differs,
            },
        }
    }

    /// The ids a record must have to pass, if the test says so by itself.
    pub(crate) fn ids(&self) -> Option<Vec<&str>> {
        match self {
            Self::All(tests) => tests.iter().find_map(Self::ids),
            Self::Compare(column, Operator::Equal, Operand::Id(id)) if own_id(column) => {
                Some(vec![id])
            }
            Self::Among(column, false, set) if own_id(column) => {
                Some(set.ids.iter().map(String::as_str).collect())
            }
            _ => None,
        }
    }
}

fn own_id(column: &Column<'_>) -> bool {
    column.kind == Kind::Id && column.hops.is_empty()
}

fn compare(operator: Operator, order: Option<Ordering>, null_differs: bool) -> bool {
    let Some(order) = order else {
        return operator == Operator::NotEqual && null_differs;
    };
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::LessEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterEqual => order.is_ge(),
    }
}

/// `INCLUDES('a;b', 'c')`: a and b together, or c.
fn includes(value: &str, groups: &[Vec<String>]) -> bool {
    let held: Vec<String> = value.split(';').map(str::to_lowercase).collect();
    groups.iter().any(|group| group.iter().all(|wanted| held.contains(wanted)))
}

impl<'a> Binder<'a, '_> {
    /// Binds a condition; `joinable` is false below OR and NOT, where semi-joins may not stand.
    pub(super) fn test(
        &mut self,
        condition: &Condition,
        joinable: bool,
    ) -> Result<Test<'a>, SoqlError> {
        match condition {
            Condition::All(all) => Ok(Test::All(self.tests(all, joinable)?)),
            Condition::Any(any) => Ok(Test::Any(self.tests(any, false)?)),
            Condition::Not(inner) => Ok(Test::Not(Box::new(self.test(inner, false)?))),
            Condition::Compare { path, operator, value } => self.compare(path, *operator, value),
            Condition::Like { path, pattern } => {
                let column = self.filterable(path)?;
                match column.kind {
                    Kind::Text | Kind::Picklist => Ok(Test::Like(column, pattern.clone())),
                    _ => Err(invalid_operator(path, "LIKE")),
                }
            }
            Condition::Among { path, negated, values } => {
                let column = self.filterable(path)?;
                let mut set = Set::default();
                for value in values {
                    set.insert(Operand::new(value, &column, path, self.schema.today)?);
                }
                Ok(Test::Among(column, *negated, set))
            }
            Condition::Includes { path, negated, values } => {
                let column = self.filterable(path)?;
                if column.kind != Kind::MultiPicklist {
                    return Err(invalid_operator(path, "INCLUDES"));
                }
                let split = |group: &String| group.split(';').map(str::to_lowercase).collect();
                let groups = values.iter().map(split).collect();
                Ok(Test::Includes(column, *negated, groups))
            }
            Condition::Join { path, negated, query } => {
                let column = self.filterable(path)?;
                self.joins += 1;
                let ids = join::ids(self, query, &column, path, joinable)?;
                let mut set = Set::default();
                for id in ids {
                    set.insert(Operand::Id(id));
                }
                Ok(Test::Among(column, *negated, set))
            }
        }
    }

    fn tests(&mut self, all: &[Condition], joinable: bool) -> Result<Vec<Test<'a>>, SoqlError> {
        all.iter().map(|condition| self.test(condition, joinable)).collect()
    }

    fn compare(
        &mut self,
        path: &Path,
        operator: Operator,
        value: &Literal,
    ) -> Result<Test<'a>, SoqlError> {
        let column = self.filterable(path)?;
        let ranged = !matches!(operator, Operator::Equal | Operator::NotEqual);
        let unordered = matches!(column.kind, Kind::Flag | Kind::MultiPicklist);
        if ranged && (unordered || *value == Literal::Null) {
            return Err(invalid_operator(path, "<, <=, > or >="));
        }
        let operand = Operand::new(value, &column, path, self.schema.today)?;
        Ok(Test::Compare(column, operator, operand))
    }

    fn filterable(&mut self, path: &Path) -> Result<Column<'a>, SoqlError> {
        let column = self.column(path)?;
        match column.kind.filterable() {
            true => Ok(column),
            false => {
                let message = format!("field '{}' can not be filtered in a query call", path.text);
                Err(SoqlError::new("INVALID_FIELD", message).at(path.at))
            }
        }
    }
}

pub(super) fn invalid_operator(path: &Path, operator: &str) -> SoqlError {
    let message = format!("invalid operator {operator} on field '{}'", path.text);
    SoqlError::new("INVALID_QUERY_FILTER_OPERATOR", message).at(path.at)
}
