//! Lists and children of a table that tells details singly: of each row what lists tell, and the
//! details where a filter or an order stands on them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use channelgraph_core::{Error, Page, Read, Select, local};
use channelgraph_schema::{
    FieldType, Filter, Value,
    mapping::{Row, SourceOrder, SourceType},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::Details;
use crate::{
    load::{
        asked::age_of,
        keyed::{Key, Life},
        partial::Partial,
    },
    model::{Table, TableId},
};

/// A question for all rows of a table that may pass, as lists tell them. It does not know order and
/// place, so that all pages of a list ask the same.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ListingAsked {
    table: TableId,
    read: Arc<Read>,
}

/// All of these rows.
pub(super) struct Listing {
    rows: Vec<Row>,
    fetched: DateTime<Utc>,
}

impl Key for ListingAsked {
    type Slot = Self;
    type Value = Arc<Listing>;

    fn slot(&self) -> Self {
        self.clone()
    }
    fn answered_by(&self, _: &Self::Value) -> bool {
        true
    }
    fn bytes(value: &Self::Value) -> usize {
        let of_value =
            |(name, json): (&String, &Json)| 80 + name.len() + json.as_str().map_or(0, str::len);
        let of_row = |row: &Row| 150 + row.values.iter().map(of_value).sum::<usize>();
        value.rows.iter().map(of_row).sum()
    }
    fn age(value: &Self::Value) -> std::time::Duration {
        age_of(value.fetched)
    }
}

impl Details {
    /// The page of a list, or of children, with the time at which it was read. Of the fields of
    /// `needed` every row has the value; of other details, those that lists tell.
    ///
    /// # Errors
    /// If the source fails, or does not tell within the patience what the page stands on.
    pub(in crate::load) async fn page(
        self: &Arc<Self>,
        table: &Arc<Table>,
        read: Read,
        needed: &[String],
    ) -> Result<(Page, DateTime<Utc>), Error> {
        let begun = Utc::now();
        if table.per_record.is_empty() {
            return Ok((table.source.connector.read(&read).await?, begun));
        }
        let conditions = conditions(&read);
        let needed: Vec<String> = conditions
            .iter()
            .chain(needed)
            .filter(|name| table.told(name).is_per_record())
            .cloned()
            .collect();
        if conditions.iter().any(|name| table.told(name).is_per_record()) {
            return self.out_of_all(table, read, &needed).await;
        }
        let mut page = table.source.connector.read_listed(&read).await?;
        self.confirm(table, &page.rows, begun);
        let oldest = self.complete(table, &mut page.rows, &needed).await?;
        Ok((page, begun.min(oldest)))
    }

    /// The page of a question whose filter, order or reference stands on details: out of all rows
    /// that may pass.
    async fn out_of_all(
        self: &Arc<Self>,
        table: &Arc<Table>,
        read: Read,
        needed: &[String],
    ) -> Result<(Page, DateTime<Utc>), Error> {
        let listing = self.listing(table, loose(table, &read)).await?;
        let mut rows = listing.rows.clone();
        let oldest = self.complete(table, &mut rows, needed).await?;
        let own = read.order.as_ref().map_or(Value::Null, |order| kind_of_key(table, order));
        let like = local::like(&read, own);
        let page = match &read.select {
            Select::Children { field, parents } => {
                let parents: HashSet<&str> = parents.iter().map(String::as_str).collect();
                for row in &mut rows {
                    row.parent = row.text(field).filter(|parent| parents.contains(&**parent));
                }
                first_of_each(local::children(&read, &like, rows), read.limit)
            }
            Select::All | Select::Ids(_) => local::page(&read, &like, rows),
        };
        Ok((page, listing.fetched.min(oldest)))
    }

    async fn listing(
        self: &Arc<Self>,
        table: &Arc<Table>,
        read: Read,
    ) -> Result<Arc<Listing>, Error> {
        let key = ListingAsked { table: table.id(), read: Arc::new(read) };
        let patience = self.patience_of(table);
        let fetch = |_| {
            let (details, table, key) = (self.clone(), table.clone(), key.clone());
            async move {
                let fetched = Utc::now();
                let rows = table.source.connector.read_listed(&key.read).await?.rows;
                details.confirm(&table, &rows, fetched);
                Ok(Partial::from(HashMap::from([(key, Arc::new(Listing { rows, fetched }))])))
            }
        };
        let life = Life { time: (self.lifetime)(table), version: &self.version };
        self.listings.get(vec![key.clone()], life, patience, fetch).await.only(&key, table)
    }

    /// Adds what these rows lack of some details, and returns the time of which the oldest are.
    ///
    /// # Errors
    /// If those of a row cannot be had within the patience.
    async fn complete(
        self: &Arc<Self>,
        table: &Arc<Table>,
        rows: &mut [Row],
        names: &[String],
    ) -> Result<DateTime<Utc>, Error> {
        let lacks = |row: &Row| names.iter().any(|name| !row.values.contains_key(name));
        let lacking = rows.iter().filter(|row| lacks(row)).map(|row| row.id.as_str().into());
        let Partial { values: found, failure } = self.many(table, lacking.collect()).await;
        if let Some(failure) = failure {
            return Err(failure);
        }
        for row in rows.iter_mut().filter(|row| lacks(row)) {
            let Some(kept) = found.get(row.id.as_str()) else { continue };
            for name in names {
                // One that has gone since the list was read keeps what the list told of it.
                let value = || kept.value(name).cloned().unwrap_or(Json::Null);
                row.values.entry(name.clone()).or_insert_with(value);
            }
        }
        let oldest = found.values().map(|kept| kept.since()).min();
        Ok(oldest.unwrap_or_else(Utc::now))
    }
}

/// The fields that decide which rows a page has.
fn conditions(read: &Read) -> Vec<String> {
    let field = match &read.select {
        Select::Children { field, .. } => Some(field.clone()),
        Select::All | Select::Ids(_) => None,
    };
    read.conditions().into_iter().chain(field).collect()
}

/// The question for all rows that may pass, as far as lists can tell.
fn loose(table: &Table, read: &Read) -> Read {
    let stands_on_details = |part: &Filter<String>| {
        let mut any = false;
        part.for_each_field(&mut |field| any |= table.told(field).is_per_record());
        any
    };
    let parts = match &read.filter {
        Filter::And(parts) => parts.clone(),
        one => vec![one.clone()],
    };
    let filter = Filter::all_of(parts.into_iter().filter(|part| !stands_on_details(part)));
    let select = match &read.select {
        Select::Children { field, .. } if table.told(field).is_per_record() => Select::All,
        select => select.clone(),
    };
    Read {
        fields: read.names().into_iter().collect(),
        select,
        filter,
        order: None,
        after: None,
        limit: usize::MAX,
        count: false,
        ..read.clone()
    }
}

/// A value of the kind as which a source field is ordered.
fn kind_of_key(table: &Table, order: &SourceOrder) -> Value {
    let mapping = &table.mapping;
    let is_key = |spec: &channelgraph_schema::mapping::FieldSpec| {
        spec.field.as_ref() == Some(&order.field) && spec.values.is_empty()
    };
    let field = mapping.mapped().iter().find(|field| mapping.spec(*field).is_some_and(is_key));
    let Some(field) = field else { return Value::Null };
    let source_type = mapping.spec(field).and_then(|spec| spec.source_type);
    match mapping.kind.def(field).ty {
        FieldType::Integer | FieldType::Number | FieldType::Money => Value::Number(Decimal::ZERO),
        FieldType::Bool => Value::Bool(false),
        FieldType::Date if source_type != Some(SourceType::Datetime) => {
            Value::Date(NaiveDate::default())
        }
        FieldType::Date | FieldType::DateTime => Value::Time(DateTime::default()),
        _ => Value::Null,
    }
}

/// So many under each parent as are wanted.
fn first_of_each(mut page: Page, limit: usize) -> Page {
    let before = page.rows.len();
    let mut under: HashMap<Option<String>, usize> = HashMap::new();
    page.rows.retain(|row| {
        let seen = under.entry(row.parent.clone()).or_default();
        *seen += 1;
        *seen <= limit.max(1)
    });
    page.complete = page.rows.len() == before;
    page
}
