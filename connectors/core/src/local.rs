//! Filter, order and page on rows that are at hand, for what a source cannot be asked. The meaning
//! is the schema's.

use std::{cmp::Ordering, collections::BTreeMap};

use channelgraph_schema::{
    Filter, Test, Value, compare_ids, compare_keys,
    mapping::{Row, SourceOrder, day, typed},
};

use crate::{After, Page, Read};

/// Tests a row against a filter. Its values are read as what they are compared with; of several
/// values of a field the first counts, as it does in a record.
pub fn passes(filter: &Filter<String>, row: &Row) -> bool {
    match filter {
        Filter::And(parts) => parts.iter().all(|part| passes(part, row)),
        Filter::Or(parts) => parts.iter().any(|part| passes(part, row)),
        Filter::Not(part) => !passes(part, row),
        Filter::Test(field, test) => {
            let like = literal(test).unwrap_or(&Value::Null);
            test.passes(&row.text(field).map_or(Value::Null, |text| typed(&text, like)))
        }
    }
}

/// A value that a test compares with; none for a test of text's parts, or of null.
pub fn literal(test: &Test) -> Option<&Value> {
    match test {
        Test::Eq(value)
        | Test::Ne(value)
        | Test::Gt(value)
        | Test::Gte(value)
        | Test::Lt(value)
        | Test::Lte(value) => Some(value),
        Test::In(values) | Test::NotIn(values) => values.first(),
        Test::Contains(_) | Test::StartsWith(_) | Test::IsNull(_) => None,
    }
}

/// A value of the kind as which the order's key is read: that of the place to go on after, which is
/// the record's, else the source's own.
pub fn like(read: &Read, own: Value) -> Value {
    match &read.after {
        Some(After { key, .. }) if !key.is_null() => key.clone(),
        _ => own,
    }
}

/// The key by which a row is ordered, read as `like` is (a day where the order is by days).
pub fn key(order: Option<&SourceOrder>, like: &Value, row: &Row) -> Value {
    let Some((order, text)) = order.and_then(|order| Some((order, row.text(&order.field)?))) else {
        return Value::Null;
    };
    match (order.by_day, like) {
        (Some(zone), Value::Time(_) | Value::Date(_)) => {
            day(&text, zone).map_or(Value::Null, Value::Date)
        }
        _ => typed(&text, like),
    }
}

/// The order of two rows with these keys and ids.
pub fn compare(
    order: Option<&SourceOrder>,
    (a, x): (&Value, &str),
    (b, y): (&Value, &str),
) -> Ordering {
    let by_key = order.map_or(Ordering::Equal, |order| compare_keys(a, b, order.direction));
    by_key.then_with(|| compare_ids(x, y))
}

/// Tests if a row with this key and id comes after a position.
pub fn is_after(order: Option<&SourceOrder>, (key, id): (&Value, &str), after: &After) -> bool {
    let by_key =
        order.map_or(Ordering::Equal, |order| compare_keys(key, &after.key, order.direction));
    match after.id.as_deref() {
        None => by_key.is_gt(),
        Some(last) => by_key.then_with(|| compare_ids(id, last)).is_gt(),
    }
}

/// The page of a list out of all rows there are: those that pass, in order, after the place, up to
/// the limit.
pub fn page(read: &Read, like: &Value, rows: Vec<Row>) -> Page {
    let order = read.order.as_ref();
    let mut keyed: Vec<(Value, Row)> = rows
        .into_iter()
        .filter(|row| passes(&read.filter, row))
        .map(|row| (key(order, like, &row), row))
        .collect();
    let total = read.count.then_some(keyed.len() as u64);
    keyed.retain(|(key, row)| {
        read.after.as_ref().is_none_or(|after| is_after(order, (key, &row.id), after))
    });
    keyed.sort_by(|(a, x), (b, y)| compare(order, (a, &x.id), (b, &y.id)));
    let complete = keyed.len() <= read.limit;
    keyed.truncate(read.limit);
    Page {
        rows: keyed.into_iter().map(|(_, row)| row).collect(),
        complete,
        exact: true,
        total,
        ..Page::default()
    }
}

/// The children of each parent out of all rows there are under any of them ([`Row::parent`] is
/// set): those that pass, in order, all of them.
pub fn children(read: &Read, like: &Value, rows: Vec<Row>) -> Page {
    let order = read.order.as_ref();
    let mut under: BTreeMap<String, Vec<(Value, Row)>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| passes(&read.filter, row)) {
        if let Some(parent) = row.parent.clone() {
            under.entry(parent).or_default().push((key(order, like, &row), row));
        }
    }
    let sorted = under.into_values().flat_map(|mut rows| {
        rows.sort_by(|(a, x), (b, y)| compare(order, (a, &x.id), (b, &y.id)));
        rows.into_iter().map(|(_, row)| row)
    });
    let rows: Vec<Row> = sorted.collect();
    let total = read.count.then_some(rows.len() as u64);
    Page { rows, complete: true, exact: true, total, ..Page::default() }
}

/// Rows of a list that come in the order of its key, from a source that breaks ties, and places
/// nulls, in its own way.
///
/// What is certain of them is put in the schema's order: a key's rows are known only once a later
/// key has come, and those without a key, which come last, only once all rows have.
pub struct Gather<'a> {
    read: &'a Read,
    like: &'a Value,
    rows: Vec<(Value, Row)>,
    last: Value,
}

impl<'a> Gather<'a> {
    /// Nothing gathered yet, for a read whose key is read as `like` is.
    pub fn new(read: &'a Read, like: &'a Value) -> Self {
        Self { read, like, rows: Vec::new(), last: Value::Null }
    }

    /// Takes in the next rows of the source's order. Those that do not pass, or stand before the
    /// place, are dropped.
    pub fn take(&mut self, rows: impl IntoIterator<Item = Row>) {
        for row in rows {
            let key = key(self.read.order.as_ref(), self.like, &row);
            if !key.is_null() {
                self.last = key.clone();
            }
            let after = self.read.after.as_ref();
            let wanted = after
                .is_none_or(|after| is_after(self.read.order.as_ref(), (&key, &row.id), after));
            if wanted && passes(&self.read.filter, &row) {
                self.rows.push((key, row));
            }
        }
    }

    /// Enough rows are certain to fill the page.
    pub fn is_enough(&self) -> bool {
        self.rows.iter().filter(|(key, _)| self.is_certain(key)).count() >= self.read.limit.max(1)
    }

    fn is_certain(&self, key: &Value) -> bool {
        !key.is_null() && !key.same(&self.last)
    }

    /// The page: all of it if the source has no further row (`ended`), else what is certain.
    pub fn page(mut self, ended: bool) -> Page {
        let order = self.read.order.as_ref();
        if !ended {
            let rows = std::mem::take(&mut self.rows);
            self.rows = rows.into_iter().filter(|(key, _)| self.is_certain(key)).collect();
        }
        self.rows.sort_by(|(a, x), (b, y)| compare(order, (a, &x.id), (b, &y.id)));
        let complete = ended && self.rows.len() <= self.read.limit;
        self.rows.truncate(self.read.limit);
        Page {
            rows: self.rows.into_iter().map(|(_, row)| row).collect(),
            complete,
            exact: true,
            total: None,
            ..Page::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use channelgraph_schema::Direction;
    use serde_json::json;

    use super::*;
    use crate::Select;

    fn row(id: &str, amount: Option<i64>) -> Row {
        Row { id: id.into(), parent: None, values: [("amount".to_owned(), json!(amount))].into() }
    }

    fn read(limit: usize, after: Option<After>) -> Read {
        let order =
            Some(SourceOrder { field: "amount".into(), direction: Direction::Asc, by_day: None });
        Read {
            object: "o".into(),
            fields: vec!["amount".into()],
            select: Select::All,
            filter: Filter::all(),
            order,
            after,
            limit,
            count: true,
        }
    }

    fn ids(page: &Page) -> Vec<&str> {
        page.rows.iter().map(|row| row.id.as_str()).collect()
    }

    const LIKE: Value = Value::Number(rust_decimal::Decimal::ZERO);

    #[test]
    fn a_page_is_in_order_with_nulls_last_and_goes_on_after_its_end() {
        let rows =
            || vec![row("10", Some(2)), row("9", Some(2)), row("1", None), row("2", Some(1))];
        let first = page(&read(2, None), &LIKE, rows());
        assert_eq!((ids(&first), first.complete, first.total), (vec!["2", "9"], false, Some(4)));
        let after = After { key: Value::Number(2.into()), id: Some("9".into()) };
        let second = page(&read(2, Some(after)), &LIKE, rows());
        assert_eq!((ids(&second), second.complete), (vec!["10", "1"], true));
    }

    /// A day may stand for a moment in a record, and the other way round: what comes after a place
    /// is told in the place's kind.
    #[test]
    fn a_place_of_another_kind_than_the_source_s_is_a_place_all_the_same() {
        let row = |id: &str, day: &str| Row {
            values: [("amount".to_owned(), json!(day))].into(),
            ..row(id, None)
        };
        let rows = vec![row("1", "2026-03-01"), row("2", "2026-03-02")];
        let after = After {
            key: Value::Time("2026-03-01T00:00:00Z".parse().unwrap()),
            id: Some("1".into()),
        };
        let read = read(2, Some(after));
        assert_eq!(
            ids(&page(&read, &like(&read, Value::Date("2026-01-01".parse().unwrap())), rows)),
            ["2"]
        );
    }

    #[test]
    fn what_is_gathered_is_certain_only_behind_a_later_key() {
        let read = read(2, None);
        let mut gather = Gather::new(&read, &LIKE);
        gather.take([row("4", None), row("3", Some(1)), row("2", Some(1))]);
        assert!(!gather.is_enough());
        gather.take([row("1", Some(1)), row("5", Some(2))]);
        assert!(gather.is_enough());
        let page = gather.page(false);
        assert_eq!((ids(&page), page.complete), (vec!["1", "2"], false));
    }
}
