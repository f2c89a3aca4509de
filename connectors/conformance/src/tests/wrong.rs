//! Connectors that are each wrong in one way.

use std::sync::Arc;

use async_trait::async_trait;
use channelgraph_core::{
    Capabilities, Connector, Description, Error, ErrorKind, Page, Quota, Read, Result, Select,
    Stats,
};
use channelgraph_schema::{Direction, Filter, Test, mapping::Row};
use serde_json::{Value as Json, json};

use super::memory::Memory;

/// What is done wrong.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// The question is understood otherwise.
    Asked(fn(&mut Read)),
    /// The answer is changed.
    Answered(fn(&Read, &mut Page)),
    /// Some questions are refused.
    Refused(fn(&Read) -> bool),
    /// The object is described otherwise.
    Described(fn(&str, Result<Description>) -> Result<Description>),
    /// Every id is taken for canonical as it stands, but for its length.
    Ids,
}

pub(super) struct Wrong {
    pub(super) right: Memory,
    pub(super) wrong: How,
}

pub(super) const ALL: &[(&str, How)] = &[
    ("no filter, and called exact", How::Asked(|read| read.filter = Filter::all())),
    (
        "a test of null is left out",
        How::Asked(|read| read.filter = without_nulls(read.filter.clone())),
    ),
    ("parts of text are whole", How::Asked(|read| read.filter = whole(read.filter.clone()))),
    (
        "greater is greater or equal",
        How::Asked(|read| read.filter = not_strict(read.filter.clone())),
    ),
    ("no order", How::Asked(|read| read.order = None)),
    (
        "always up",
        How::Asked(|read| read.order.iter_mut().for_each(|order| order.direction = Direction::Asc)),
    ),
    ("no days", How::Asked(|read| read.order.iter_mut().for_each(|order| order.by_day = None))),
    (
        "ties are passed over",
        How::Asked(|read| read.after.iter_mut().for_each(|after| after.id = None)),
    ),
    ("the place is not looked at", How::Asked(|read| read.after = None)),
    ("nulls first going down", How::Answered(nulls_first)),
    ("ties by the text of ids", How::Answered(ties_by_text)),
    (
        "one row is lost",
        How::Answered(|_, page| {
            drop(page.rows.len().checked_sub(2).map(|place| page.rows.remove(place)))
        }),
    ),
    ("complete too early", How::Answered(|_, page| page.complete = true)),
    ("a short page with more to come", How::Answered(short)),
    ("the total of the page", How::Answered(|_, page| page.total = Some(page.rows.len() as u64))),
    ("no total", How::Answered(|_, page| page.total = None)),
    ("amounts as binary fractions", How::Answered(|_, page| page.rows.iter_mut().for_each(binary))),
    (
        "the names of fields are its own",
        How::Answered(|_, page| page.rows.iter_mut().for_each(renamed)),
    ),
    (
        "something under a name that is nobody's",
        How::Answered(|_, page| page.rows.iter_mut().for_each(invented)),
    ),
    (
        "children name no parent",
        How::Answered(|_, page| page.rows.iter_mut().for_each(|row| row.parent = None)),
    ),
    ("a limit for all parents", How::Answered(limit_for_all)),
    (
        "an unknown id fails",
        How::Refused(
            |read| matches!(&read.select, Select::Ids(ids) if ids.iter().any(|id| id == "77777")),
        ),
    ),
    (
        "a field that is not there fails",
        How::Refused(|read| read.fields.iter().any(|name| name == "no_such_field")),
    ),
    ("a test of a field that is not there fails", How::Refused(tests_nothing)),
    (
        "an order by a field that is not there fails",
        How::Refused(|read| read.order.as_ref().is_some_and(|by| by.field == "no_such_field")),
    ),
    (
        "an order that should be is refused",
        How::Refused(|read| read.order.as_ref().is_some_and(|by| by.field == "closed")),
    ),
    (
        "fields in no order",
        How::Described(|_, described| {
            described.map(|mut all| {
                all.fields.reverse();
                all
            })
        }),
    ),
    (
        "a field is not described",
        How::Described(|_, described| {
            described.map(|mut all| {
                all.fields.pop();
                all
            })
        }),
    ),
    ("any object is there", How::Described(|_, described| Ok(described.unwrap_or_default()))),
    ("ids in two forms", How::Ids),
];

fn each_test(
    filter: Filter<String>,
    change: &impl Fn(String, Test) -> Filter<String>,
) -> Filter<String> {
    match filter {
        Filter::And(parts) => {
            Filter::And(parts.into_iter().map(|part| each_test(part, change)).collect())
        }
        Filter::Or(parts) => {
            Filter::Or(parts.into_iter().map(|part| each_test(part, change)).collect())
        }
        Filter::Test(field, test) => change(field, test),
        Filter::Not(part) => Filter::Not(Box::new(each_test(*part, change))),
    }
}

/// As in SQL without care: what is not equal is also what is not there.
fn without_nulls(filter: Filter<String>) -> Filter<String> {
    each_test(filter, &|field, test| match test {
        Test::Ne(_) | Test::NotIn(_) => Filter::Or(vec![
            Filter::Test(field.clone(), Test::IsNull(true)),
            Filter::Test(field, test),
        ]),
        test => Filter::Test(field, test),
    })
}

fn whole(filter: Filter<String>) -> Filter<String> {
    each_test(filter, &|field, test| match test {
        Test::Contains(part) => Filter::Test(field, Test::StartsWith(part)),
        test => Filter::Test(field, test),
    })
}

fn not_strict(filter: Filter<String>) -> Filter<String> {
    each_test(filter, &|field, test| match test {
        Test::Gt(value) => Filter::Test(field, Test::Gte(value)),
        test => Filter::Test(field, test),
    })
}

fn tests_nothing(read: &Read) -> bool {
    let mut is_there = false;
    read.filter.for_each_field(&mut |field| is_there |= field == "no_such_field");
    is_there
}

fn nulls_first(read: &Read, page: &mut Page) {
    if let Some(order) = read.order.as_ref().filter(|order| order.direction == Direction::Desc) {
        page.rows.sort_by_key(|row| !row.json(&order.field).is_null());
    }
}

fn ties_by_text(read: &Read, page: &mut Page) {
    if read.order.is_none() {
        page.rows.sort_by(|a, b| a.id.cmp(&b.id));
    }
}

fn short(read: &Read, page: &mut Page) {
    if !page.complete && read.limit > 1 {
        page.rows.pop();
    }
}

fn limit_for_all(read: &Read, page: &mut Page) {
    if matches!(read.select, Select::Children { .. }) && page.rows.len() > read.limit {
        page.rows.truncate(read.limit);
        page.complete = false;
    }
}

fn binary(row: &mut Row) {
    if let Some(Json::Number(number)) = row.values.get_mut("amount")
        && let Some(fraction) = number.as_f64()
    {
        row.values.insert("amount".into(), json!(fraction));
    }
}

fn renamed(row: &mut Row) {
    if let Some(value) = row.values.remove("name") {
        row.values.insert("Name".into(), value);
    }
}

fn invented(row: &mut Row) {
    row.values.insert("no_such_field".into(), json!("something"));
}

#[async_trait]
impl Connector for Wrong {
    fn capabilities(&self, object: &str) -> Capabilities {
        self.right.capabilities(object)
    }

    async fn read(&self, read: &Read) -> Result<Page> {
        let mut asked = read.clone();
        match self.wrong {
            How::Asked(change) => change(&mut asked),
            How::Refused(which) if which(read) => {
                return Err(Error::new(ErrorKind::Rejected, &Arc::from("memory"), "no"));
            }
            _ => {}
        }
        let mut page = self.right.read(&asked).await?;
        if let How::Answered(change) = self.wrong {
            change(read, &mut page);
        }
        Ok(page)
    }

    async fn describe(&self, object: &str) -> Result<Description> {
        let described = self.right.describe(object).await;
        if let How::Described(change) = self.wrong { change(object, described) } else { described }
    }

    async fn quota(&self) -> Result<Vec<Quota>> {
        self.right.quota().await
    }

    fn canonical_id(&self, object: &str, id: &str) -> Option<String> {
        if let How::Ids = self.wrong {
            Some(format!("{id:0>5}"))
        } else {
            self.right.canonical_id(object, id)
        }
    }

    fn record_url(&self, object: &str, id: &str) -> Option<String> {
        self.right.record_url(object, id)
    }

    fn stats(&self) -> &Stats {
        self.right.stats()
    }
}
