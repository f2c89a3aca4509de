//! Values of records, each kept once: a cell of a column is a number.

use channelgraph_schema::Value;

use super::texts::{Known, Texts};

/// A value by its number among [`Values`]; the default is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Cell(u32);

impl Cell {
    pub(super) const NULL: Self = Self(0);

    // Even numbers are texts, odd ones are others; zero is taken by null.
    fn of_text(text: u32) -> Self {
        Self(text.saturating_add(1).saturating_mul(2))
    }

    fn of_other(other: u32) -> Self {
        Self(other.saturating_mul(2).saturating_add(1))
    }

    fn kind(self) -> Kind {
        match (self.0, self.0 % 2) {
            (0, _) => Kind::Null,
            (number, 0) => Kind::Text(number / 2 - 1),
            (number, _) => Kind::Other(number / 2),
        }
    }
}

enum Kind {
    Null,
    Text(u32),
    Other(u32),
}

/// The values of the index.
#[derive(Clone, Default)]
pub(super) struct Values {
    pub(super) texts: Texts,
    others: Vec<Value>,
}

impl Values {
    /// The value of a cell.
    pub(super) fn get(&self, cell: Cell) -> Value {
        match cell.kind() {
            Kind::Null => Value::Null,
            Kind::Text(text) => Value::text(self.texts.get(text)),
            Kind::Other(other) => self.others.get(other as usize).cloned().unwrap_or_default(),
        }
    }

    /// The text of a cell, if it holds text.
    pub(super) fn text(&self, cell: Cell) -> Option<&str> {
        match cell.kind() {
            Kind::Text(text) => Some(self.texts.get(text)),
            _ => None,
        }
    }

    /// Returns true if a cell holds exactly this value.
    pub(super) fn is(&self, cell: Cell, value: &Value) -> bool {
        match (cell.kind(), value) {
            (Kind::Null, value) => value.is_null(),
            (Kind::Text(text), Value::Text(other)) => self.texts.get(text) == &**other,
            (Kind::Other(known), value) => {
                self.others.get(known as usize).is_some_and(|known| is_alike(known, value))
            }
            _ => false,
        }
    }

    /// Adds a value without looking whether it is known.
    pub(super) fn push(&mut self, value: &Value) -> Cell {
        match value {
            Value::Null => Cell::NULL,
            Value::Text(text) => Cell::of_text(self.texts.push(text)),
            other => {
                self.others.push(other.clone());
                Cell::of_other(super::texts::number(self.others.len() - 1))
            }
        }
    }

    /// The number of values.
    pub(super) fn len(&self) -> usize {
        self.texts.len() + self.others.len()
    }

    /// Gives back the room that is not needed.
    pub(super) fn shrink(&mut self) {
        self.texts.shrink();
        self.others.shrink_to_fit();
    }

    /// The bytes on the heap.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        let others: usize = self.others.iter().map(Value::heap_bytes).sum();
        self.texts.heap() + self.others.capacity() * size_of::<Value>() + others
    }
}

/// Values while they are gathered, each kept once.
#[derive(Default)]
pub(super) struct Pool {
    pub(super) values: Values,
    texts: Known,
    others: Known,
}

impl Pool {
    /// The cell of a value.
    pub(super) fn cell(&mut self, value: &Value) -> Cell {
        match value {
            Value::Null => Cell::NULL,
            Value::Text(text) => Cell::of_text(self.text(text)),
            other => {
                let others = &mut self.values.others;
                Cell::of_other(self.others.item(others, other, is_alike))
            }
        }
    }

    /// The number of a text.
    pub(super) fn text(&mut self, text: &str) -> u32 {
        self.texts.text(&mut self.values.texts, text)
    }

    /// The cell of a value that other values hold.
    pub(super) fn copy(&mut self, from: &Values, cell: Cell) -> Cell {
        match cell.kind() {
            Kind::Null => Cell::NULL,
            Kind::Text(text) => Cell::of_text(self.text(from.texts.get(text))),
            Kind::Other(other) => {
                from.others.get(other as usize).map_or(Cell::NULL, |value| self.cell(value))
            }
        }
    }
}

/// Returns true if two values are the same to the last digit: 1.0 and 1.00 are equal, but print
/// otherwise.
fn is_alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.serialize() == b.serialize(),
        (Value::Money(a), Value::Money(b)) => {
            a.amount.serialize() == b.amount.serialize() && a.currency == b.currency
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_alike(a, b))
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        let number = |text: &str| Value::Number(text.parse().unwrap());
        let all = [
            Value::Null,
            Value::text("Müller"),
            Value::text(""),
            number("1.0"),
            number("1.00"),
            Value::from(true),
            Value::List(Vec::new()),
            Value::List(vec![Value::text("a"), number("2")]),
        ];
        let mut pool = Pool::default();
        let cells: Vec<Cell> = all.iter().map(|value| pool.cell(value)).collect();
        let again: Vec<Cell> = all.iter().map(|value| pool.cell(value)).collect();
        assert_eq!(cells, again);
        let mut other = Pool::default();
        for (value, cell) in all.iter().zip(cells) {
            assert_eq!(pool.values.get(cell).to_json(), value.to_json());
            let copied = other.copy(&pool.values, cell);
            assert_eq!(other.values.get(copied).to_json(), value.to_json());
            for another in &all {
                let is_it = another.to_json() == value.to_json();
                assert_eq!(pool.values.is(cell, another), is_it, "{value:?} {another:?}");
            }
        }
    }
}
