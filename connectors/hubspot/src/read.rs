//! Reads: records by id here, lists and children in modules of their own.

mod children;
pub(crate) mod links;
mod list;
mod listed;
mod seek;

use channelgraph_core::{Error, ErrorKind, Page, Read, Result, local};
use channelgraph_schema::{Filter, Value, mapping::Row};
use chrono::{DateTime, NaiveDate};
use futures::future::try_join;
use links::Around;
use rust_decimal::Decimal;

use crate::{
    api::wire::Object,
    connector::HubSpot,
    field::{Fields, Scope},
    rows,
};

impl HubSpot {
    /// The rows with these ids that pass the read's filter.
    pub(crate) async fn by_ids(&self, read: &Read, ids: &[String]) -> Result<Page> {
        let rows = self.rows_by_id(&read.object, ids, &with_conditions(read), &read.filter).await?;
        Ok(whole(read, rows))
    }

    /// The rows with these ids that pass the filter, in no order.
    async fn rows_by_id(
        &self,
        object: &str,
        ids: &[String],
        fields: &Fields,
        filter: &Filter<String>,
    ) -> Result<Vec<Row>> {
        let asked = (fields.properties(), fields.histories());
        let asked = (asked.0.as_slice(), asked.1.as_slice());
        // What is associated is known by the ids alone: it is asked for at the same time.
        let (records, around) = try_join(
            links::records(&self.api, &self.sizes, object, ids, asked),
            Around::links(&self.api, &self.sizes, object, fields, ids, self.max_rows),
        )
        .await?;
        let mut rows = self.finish(object, records, fields, around).await?;
        rows.retain(|row| local::passes(filter, row));
        Ok(rows)
    }

    /// Reads what the fields still need, and makes rows.
    async fn finish(
        &self,
        object: &str,
        records: Vec<Object>,
        fields: &Fields,
        around: Around,
    ) -> Result<Vec<Row>> {
        let around = around.with_records(&self.api, &self.sizes, fields);
        let (around, lookups) =
            try_join(around, self.catalog.lookups(object, fields, &records)).await?;
        Ok(rows::rows(object, records, fields, &around, &lookups))
    }

    /// A value as the key of an order is read, by the type of its property.
    fn key_like(&self, read: &Read, scope: &Scope) -> Value {
        let Some(order) = &read.order else { return Value::Null };
        match scope.property(&order.field).map_or("", |info| info.kind.as_str()) {
            "number" => Value::Number(Decimal::ZERO),
            "bool" => Value::Bool(false),
            "date" => Value::Date(NaiveDate::default()),
            "datetime" => Value::Time(DateTime::UNIX_EPOCH),
            _ => Value::Null,
        }
    }

    fn unsupported(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Unsupported, &self.api.source, message)
    }
}

/// A page of all rows there are.
pub(crate) fn whole(read: &Read, rows: Vec<Row>) -> Page {
    let total = read.count.then_some(rows.len() as u64);
    Page { rows, complete: true, exact: true, total, ..Page::default() }
}

/// The fields of a read, and those that its filter and order stand on.
fn with_conditions(read: &Read) -> Fields {
    let conditions = read.conditions();
    Fields::parse(read.fields.iter().chain(&conditions), &read.object)
}
