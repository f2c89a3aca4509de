//! The distinct values of a column, in their order, and which of them pass a test.
//!
//! Values have codes from 1 on, by their order; null is 0. Values that no filter and no order can
//! tell apart have one code.

use std::{cmp::Ordering, collections::HashMap, ops::Range};

use channelgraph_schema::{Test, Value, fold};

use super::{
    texts::{Texts, number},
    values::{Cell, Values},
};

/// The code of null.
pub(super) const NULL: u32 = 0;

/// The distinct values of a column.
pub(super) enum Dictionary {
    /// Texts, folded.
    Texts(Texts),
    /// Other values of one kind.
    Values(Vec<Value>),
    /// Lists: the values in them, and the codes of each list.
    Lists(Box<Self>, Vec<Box<[u32]>>),
}

/// Codes in ascending ranges that do not touch.
pub(super) type Codes = Vec<Range<u32>>;

impl Dictionary {
    /// The dictionary of some cells, and the code of each.
    pub(super) fn new(values: &Values, cells: &[Cell]) -> (Self, HashMap<Cell, u32>) {
        let mut distinct: Vec<Cell> = cells.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        distinct.retain(|cell| *cell != Cell::NULL);
        let (dictionary, codes) = if distinct.iter().all(|cell| values.text(*cell).is_some()) {
            Self::of_texts(distinct.iter().map(|cell| values.text(*cell).unwrap_or_default()))
        } else {
            Self::of_values(&distinct.iter().map(|cell| values.get(*cell)).collect::<Vec<_>>())
        };
        (dictionary, distinct.into_iter().zip(codes).collect())
    }

    fn of_texts<'t>(texts: impl Iterator<Item = &'t str>) -> (Self, Vec<u32>) {
        let folded: Vec<String> = texts.map(fold).collect();
        let mut sorted = Texts::default();
        let codes = codes_of(&folded, Ord::cmp, |text| _ = sorted.push(text));
        sorted.shrink();
        (Self::Texts(sorted), codes)
    }

    fn of_values(values: &[Value]) -> (Self, Vec<u32>) {
        if values.iter().any(|value| matches!(value, Value::List(_))) {
            return Self::of_lists(values);
        }
        let mut sorted = Vec::new();
        let codes = codes_of(values, compare, |value| sorted.push(value.clone()));
        (Self::Values(sorted), codes)
    }

    fn of_lists(lists: &[Value]) -> (Self, Vec<u32>) {
        let items = |list: &Value| match list {
            Value::List(items) => items.clone(),
            other => vec![other.clone()],
        };
        let all: Vec<Value> =
            lists.iter().flat_map(items).filter(|value| !value.is_null()).collect();
        let (within, codes) = if all.iter().all(|value| matches!(value, Value::Text(_))) {
            Self::of_texts(all.iter().filter_map(Value::as_str))
        } else {
            Self::of_values(&all)
        };
        let mut codes = codes.into_iter();
        let mut code = |value: &Value| {
            if value.is_null() { NULL } else { codes.next().unwrap_or(NULL) }
        };
        let coded: Vec<Box<[u32]>> =
            lists.iter().map(|list| items(list).iter().map(&mut code).collect()).collect();
        let mut sorted = Vec::new();
        let codes = codes_of(&coded, Ord::cmp, |list| sorted.push(list.clone()));
        (Self::Lists(within.into(), sorted), codes)
    }

    /// The number of distinct values.
    pub(super) fn len(&self) -> u32 {
        number(match self {
            Self::Texts(texts) => texts.len(),
            Self::Values(values) => values.len(),
            Self::Lists(_, lists) => lists.len(),
        })
    }

    /// The folded text of a code, in a column of texts.
    pub(super) fn text(&self, code: u32) -> &str {
        match self {
            Self::Texts(texts) => code.checked_sub(1).map_or("", |place| texts.get(place)),
            _ => "",
        }
    }

    /// The codes of the values that pass a test, null's among them.
    pub(super) fn passing(&self, test: &Test) -> Codes {
        match test {
            Test::Ne(other) => return self.except(self.equal(std::slice::from_ref(other))),
            Test::NotIn(others) => return self.except(self.equal(others)),
            Test::IsNull(null) if !matches!(self, Self::Lists(..)) => {
                return if *null { joined(Some(NULL..1)) } else { self.all() };
            }
            _ => {}
        }
        match self {
            Self::Lists(within, lists) => Self::lists_passing(within, lists, test),
            _ => match test {
                Test::Eq(other) => self.equal(std::slice::from_ref(other)),
                Test::In(others) => self.equal(others),
                Test::StartsWith(part) => self.beginning(part, test),
                Test::Gt(other) => self.compared(other, test, |order| order.is_gt()),
                Test::Gte(other) => self.compared(other, test, |order| order.is_ge()),
                Test::Lt(other) => self.compared(other, test, |order| order.is_lt()),
                Test::Lte(other) => self.compared(other, test, |order| order.is_le()),
                _ => self.tested(test),
            },
        }
    }

    fn all(&self) -> Codes {
        joined(Some(1..self.len() + 1))
    }

    /// All codes but null's and these.
    fn except(&self, codes: Codes) -> Codes {
        // Of a list every value must pass, and there must be one.
        let failing = match self {
            Self::Lists(_, lists) => {
                Self::each(lists, |list| list.is_empty() || list.contains(&NULL))
            }
            _ => Codes::new(),
        };
        let mut left: Vec<Range<u32>> = codes.into_iter().chain(failing).collect();
        left.sort_unstable_by_key(|range| range.start);
        let mut next = 1;
        let mut rest = Vec::new();
        for range in left {
            rest.push(next..range.start);
            next = next.max(range.end);
        }
        rest.push(next..self.len() + 1);
        joined(rest)
    }

    /// The codes of the values equal to one of these; of lists, those that hold one.
    fn equal(&self, others: &[Value]) -> Codes {
        let within = match self {
            Self::Lists(within, _) => within,
            one => one,
        };
        let mut found: Codes = others.iter().filter_map(|other| within.code_of(other)).collect();
        found.sort_unstable_by_key(|range| range.start);
        let found = joined(found);
        match self {
            Self::Lists(_, lists) => Self::lists_holding(lists, &found),
            _ => found,
        }
    }

    /// The codes of the values that are the same as one.
    fn code_of(&self, other: &Value) -> Option<Range<u32>> {
        match (self, other) {
            (Self::Texts(texts), Value::Text(text)) => {
                let text = fold(text);
                let place = texts.partition(|known| known < text.as_str());
                let is_it = (place as usize) < texts.len() && texts.get(place) == text;
                is_it.then_some(place + 1..place + 2)
            }
            (Self::Values(values), other) => {
                let begin = values.partition_point(|value| compare(value, other).is_lt());
                let is_it = |value: &&Value| compare(value, other).is_eq() && value.same(other);
                values.get(begin).filter(is_it)?;
                Some(number(begin) + 1..number(begin) + 2)
            }
            _ => None,
        }
    }

    fn beginning(&self, part: &str, test: &Test) -> Codes {
        let Self::Texts(texts) = self else { return self.tested(test) };
        let part = fold(part);
        let begin = texts.partition(|text| text < part.as_str());
        let end = texts.partition(|text| text < part.as_str() || text.starts_with(&part));
        joined(Some(begin + 1..end + 1))
    }

    fn compared(&self, other: &Value, test: &Test, passes: fn(Ordering) -> bool) -> Codes {
        let cut = |is_before: fn(Ordering) -> bool| match (self, other) {
            (Self::Texts(texts), Value::Text(other)) => {
                let other = fold(other);
                Some(texts.partition(|text| is_before(text.cmp(&other))))
            }
            (Self::Values(values), other)
                if values.iter().take(1).chain(values.last()).all(|v| kind(v) == kind(other)) =>
            {
                Some(number(values.partition_point(|value| is_before(value.compare(other)))))
            }
            _ => None,
        };
        // Less, equal, greater: where each begins.
        let (Some(equal), Some(greater)) = (cut(Ordering::is_lt), cut(Ordering::is_le)) else {
            return self.tested(test);
        };
        let parts = [
            (Ordering::Less, 1..equal + 1),
            (Ordering::Equal, equal + 1..greater + 1),
            (Ordering::Greater, greater + 1..self.len() + 1),
        ];
        joined(parts.into_iter().filter(|(order, _)| passes(*order)).map(|(_, range)| range))
    }

    /// The codes that pass, each value tested.
    fn tested(&self, test: &Test) -> Codes {
        let passing = |passes: &dyn Fn(u32) -> bool| {
            joined((1..=self.len()).filter(|code| passes(*code)).map(|code| code..code + 1))
        };
        match (self, test) {
            (Self::Texts(texts), Test::Contains(part)) => {
                let part = fold(part);
                passing(&|code| texts.get(code - 1).contains(&part))
            }
            (Self::Texts(texts), test) => {
                passing(&|code| test.passes(&Value::text(texts.get(code - 1))))
            }
            (Self::Values(values), test) => {
                passing(&|code| test.passes(&values[code as usize - 1]))
            }
            (Self::Lists(..), _) => Vec::new(),
        }
    }

    fn lists_passing(within: &Self, lists: &[Box<[u32]>], test: &Test) -> Codes {
        match test {
            Test::IsNull(null) => {
                let mut codes = Self::each(lists, |list| list.is_empty() == *null);
                if *null {
                    codes.insert(0, NULL..1);
                }
                joined(codes)
            }
            test => Self::lists_holding(lists, &within.passing(test)),
        }
    }

    /// The codes of the lists that hold one of these values.
    fn lists_holding(lists: &[Box<[u32]>], codes: &Codes) -> Codes {
        Self::each(lists, |list| list.iter().any(|code| holds(codes, *code)))
    }

    fn each(lists: &[Box<[u32]>], passes: impl Fn(&[u32]) -> bool) -> Codes {
        let passing = lists.iter().enumerate().filter(|(_, list)| passes(list));
        joined(passing.map(|(place, _)| number(place) + 1..number(place) + 2))
    }

    /// The bytes on the heap.
    #[cfg(test)]
    pub(super) fn heap(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.heap(),
            Self::Values(values) => {
                let heap: usize = values.iter().map(Value::heap_bytes).sum();
                values.capacity() * size_of::<Value>() + heap
            }
            Self::Lists(within, lists) => {
                let codes: usize = lists.iter().map(|list| 16 + list.len() * 4).sum();
                within.heap() + codes
            }
        }
    }
}

/// Returns true if a code is among these.
fn holds(codes: &Codes, code: u32) -> bool {
    let place = codes.partition_point(|range| range.end <= code);
    codes.get(place).is_some_and(|range| range.contains(&code))
}

/// Ascending ranges, those that touch as one, without empty ones.
fn joined(ranges: impl IntoIterator<Item = Range<u32>>) -> Codes {
    let mut all: Codes = Vec::new();
    for range in ranges.into_iter().filter(|range| range.start < range.end) {
        match all.last_mut() {
            Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
            _ => all.push(range),
        }
    }
    all
}

/// Gives equal items one code, by their order, from 1 on; `keep` is told each distinct one.
fn codes_of<T>(
    items: &[T],
    compare: impl Fn(&T, &T) -> Ordering,
    mut keep: impl FnMut(&T),
) -> Vec<u32> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_unstable_by(|a, b| compare(&items[*a], &items[*b]));
    let mut codes = vec![NULL; items.len()];
    let runs = order.chunk_by(|a, b| compare(&items[*a], &items[*b]).is_eq());
    for (code, run) in (1..).zip(runs) {
        keep(&items[run[0]]);
        run.iter().for_each(|place| codes[*place] = code);
    }
    codes
}

/// The order of values: as lists have it, and unequal ones apart.
fn compare(a: &Value, b: &Value) -> Ordering {
    let order = kind(a).cmp(&kind(b)).then_with(|| a.compare(b));
    match (a, b) {
        (Value::Reference(a), Value::Reference(b)) => {
            order.then_with(|| (&a.source, &a.by).cmp(&(&b.source, &b.by)))
        }
        _ => order,
    }
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) | Value::Money(_) => 2,
        Value::Date(_) => 3,
        Value::Time(_) => 4,
        Value::Text(_) => 5,
        Value::Reference(_) => 6,
        Value::List(_) => 7,
    }
}
