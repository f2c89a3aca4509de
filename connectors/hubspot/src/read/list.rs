//! Lists: a search, or, where records are meant by what they are associated with, those records
//! themselves.

use std::{cmp::Ordering, collections::HashMap};

use channelgraph_core::{
    After, ErrorKind, Page, Read, Result, local,
    pushdown::{Logic, Pushdown},
};
use channelgraph_schema::{Direction, Filter, Test, Value, mapping::Row};
use rust_decimal::Decimal;

use super::{
    links::{self, Around},
    seek::{ID, Key, Seek},
    whole, with_conditions,
};
use crate::{
    api::wire::Object,
    connector::HubSpot,
    field::{Field, Fields, Link, Scope},
    query::{Plan, Planner, association_property, body, canonical},
};

impl HubSpot {
    /// A page of a list: by a search, or out of the records that an association names.
    pub(crate) async fn list(&self, read: &Read, scope: &Scope) -> Result<Page> {
        if let Some((link, ids)) = self.meant_by_association(read)
            && let Some(page) = self.associated_with(read, scope, &link, &ids).await?
        {
            return Ok(page);
        }
        let object = read.object.as_ref();
        let fields = Fields::parse(&read.fields, object);
        let (key, after) = self.key(read, scope)?;
        let sort: Vec<String> = key.iter().map(|key| key.property.clone()).collect();
        let wanted = self.wanted(&fields, &sort);
        let plan = self.plan(object, &read.filter, scope, &wanted, key.as_ref()).await?;
        if plan.condition.is_never() {
            return Ok(whole(read, Vec::new()));
        }
        let exact = plan.exact;
        let seek = Seek {
            sizes: &self.sizes,
            groups: plan.condition,
            properties: wanted,
            key,
            limit: read.limit,
        };
        let found = seek.run(after.as_ref(), &self.api, object).await?;
        let total = match found.total {
            _ if !read.count || !exact => None,
            Some(total) => Some(total),
            None if found.complete && after.is_none() => Some(found.records.len() as u64),
            None => self.api.search(object, &body(&seek.groups, ID, false, &[], 1)).await?.total,
        };
        Ok(Page {
            rows: self.found_rows(object, found.records, &fields).await?,
            complete: found.complete,
            exact,
            total,
            ..Page::default()
        })
    }

    /// Properties that a search reads of each record: nothing but the keys, if the records are read
    /// by their ids anyway.
    pub(super) fn wanted(&self, fields: &Fields, keys: &[String]) -> Vec<String> {
        let mut properties =
            if self.is_read_by_id(fields) { Vec::new() } else { fields.properties() };
        properties.extend(
            keys.iter().filter(|key| !properties.contains(key)).cloned().collect::<Vec<_>>(),
        );
        properties
    }

    /// Returns true if a search cannot tell the fields: the names alone would fill its body, or the
    /// history of a property is among them.
    fn is_read_by_id(&self, fields: &Fields) -> bool {
        let names: usize = fields.properties().iter().map(|name| name.len() + 3).sum();
        names > self.sizes.body / 2 || !fields.histories().is_empty()
    }

    /// The rows of records that a search has found, in their order.
    pub(super) async fn found_rows(
        &self,
        object: &str,
        records: Vec<Object>,
        fields: &Fields,
    ) -> Result<Vec<Row>> {
        let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
        if self.is_read_by_id(fields) {
            let rows = self.rows_by_id(object, &ids, fields, &Filter::all()).await?;
            let mut by_id: HashMap<String, Row> =
                rows.into_iter().map(|row| (row.id.clone(), row)).collect();
            return Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect());
        }
        let around =
            Around::links(&self.api, &self.sizes, object, fields, &ids, self.max_rows).await?;
        self.finish(object, records, fields, around).await
    }

    pub(super) async fn plan(
        &self,
        object: &str,
        filter: &Filter<String>,
        scope: &Scope,
        wanted: &[String],
        key: Option<&Key>,
    ) -> Result<Plan> {
        let mut names = Vec::new();
        filter.for_each_field(&mut |name: &String| names.push(name.clone()));
        let conditions = Fields::parse(&names, object);
        let mut lookups = self.catalog.lookups(object, &conditions, &[]).await?;
        let bare = |name: &str| scope.property(name).is_some_and(|info| info.options.is_empty());
        let of_pipeline = |field: &Field| matches!(field, Field::Property(name) if is_of_pipeline(name) && bare(name));
        if !lookups.stages.contains_key(object)
            && conditions.named.iter().any(|(_, field)| of_pipeline(field))
        {
            lookups.stages.insert(object.to_owned(), self.catalog.stages(object).await?);
        }
        let sort = key.map_or(ID, |key| &key.property);
        let reserve = key.map_or(1, Key::clauses);
        Ok(Planner { object, scope, lookups: &lookups, sizes: &self.sizes, wanted, sort, reserve }
            .push(filter))
    }

    /// The order key, and the position to continue from.
    fn key(&self, read: &Read, scope: &Scope) -> Result<(Option<Key>, Option<After>)> {
        let Some(order) = &read.order else { return Ok((None, read.after.clone())) };
        let Field::Property(property) = Field::parse(&order.field, &read.object) else {
            return Err(self.unsupported(format!(
                "HubSpot cannot order by `{}`: it is not a property of its own",
                order.field
            )));
        };
        match scope.property(&property) {
            // Where no record has a key, the order is by id, and every place with a key is before
            // all of them.
            None => Ok((None, read.after.clone().filter(|after| after.key.is_null()))),
            Some(_) if property == ID && order.direction == Direction::Asc => {
                Ok((None, read.after.clone().map(by_id)))
            }
            Some(info) => Ok((
                Some(Key::new(order, &info.kind).map_err(|message| self.unsupported(message))?),
                read.after.clone(),
            )),
        }
    }

    /// The records that the filter means by what they are associated with, where a search cannot
    /// ask for them: it knows one record at a time, and no custom objects.
    fn meant_by_association(&self, read: &Read) -> Option<(Link, Vec<String>)> {
        let one = |filter: &Filter<String>| {
            let Filter::Test(name, test) = filter else { return None };
            let Field::Linked(link, None) = Field::parse(name, &read.object) else { return None };
            let ids: Vec<String> = match test {
                Test::Eq(value) => canonical(value).into_iter().collect(),
                Test::In(values) => values.iter().filter_map(canonical).collect(),
                _ => return None,
            };
            let searchable =
                ids.len() == 1 && association_property(&read.object, &link.to).is_some();
            (!searchable).then_some((link, ids))
        };
        match &read.filter {
            Filter::And(parts) => parts.iter().find_map(one),
            filter => one(filter),
        }
    }

    /// The records associated with these, filtered and ordered here; nothing if there are too many
    /// of them to be read.
    async fn associated_with(
        &self,
        read: &Read,
        scope: &Scope,
        link: &Link,
        with: &[String],
    ) -> Result<Option<Page>> {
        let object = read.object.as_ref();
        let found = match links::associations(
            &self.api,
            &self.sizes,
            &link.to,
            object,
            with,
            self.max_rows,
        )
        .await
        {
            Err(error) if error.kind() == ErrorKind::TooMuch => return Ok(None),
            found => found?,
        };
        let mut ids: Vec<String> =
            found.values().flat_map(|children| link.label.pick(children)).collect();
        ids.sort_by(|a, b| channelgraph_schema::compare_ids(a, b));
        ids.dedup();
        if ids.len() > self.max_rows {
            return Ok(None);
        }
        if read.order.is_none() && !read.count {
            return self.next_by_id(read, &ids).await.map(Some);
        }
        let rows = self.rows_by_id(object, &ids, &with_conditions(read), &read.filter).await?;
        // They are all here: none is left for another read of the same records.
        let whole = Read { limit: usize::MAX, ..read.clone() };
        Ok(Some(local::page(&whole, &self.key_like(read, scope), rows)))
    }

    /// The next rows of these, by id.
    async fn next_by_id(&self, read: &Read, ids: &[String]) -> Result<Page> {
        let begin = match &read.after {
            Some(After { id: Some(id), .. }) => ids.partition_point(|other| {
                channelgraph_schema::compare_ids(other, id) != Ordering::Greater
            }),
            Some(After { id: None, .. }) => ids.len(),
            None => 0,
        };
        let fields = with_conditions(read);
        let mut rest = ids.get(begin..).unwrap_or_default();
        let mut rows = Vec::new();
        while !rest.is_empty() && rows.len() < read.limit.max(1) {
            let pieces = (read.limit - rows.len()).div_ceil(self.sizes.batch.max(1)).max(1);
            let (next, later) = rest.split_at(rest.len().min(pieces * self.sizes.batch.max(1)));
            let mut more = self.rows_by_id(&read.object, next, &fields, &read.filter).await?;
            more.sort_by(|a, b| channelgraph_schema::compare_ids(&a.id, &b.id));
            rows.append(&mut more);
            rest = later;
        }
        Ok(Page { rows, complete: rest.is_empty(), exact: true, total: None, ..Page::default() })
    }
}

/// A place in the order by id, as a place in the order without a key.
fn by_id(after: After) -> After {
    match (&after.key, &after.id) {
        // Behind every key.
        (Value::Null, _) => After { key: Value::Null, id: None },
        (Value::Number(number), None) => {
            After { key: Value::Null, id: Some(number.normalize().to_string()) }
        }
        (Value::Number(number), Some(id)) if id.is_empty() => {
            let before = number.saturating_sub(Decimal::ONE);
            After { key: Value::Null, id: Some(before.normalize().to_string()) }
        }
        _ => After { key: Value::Null, id: after.id },
    }
}

/// Tests if a property holds a stage or a pipeline, whose words the pipelines tell.
fn is_of_pipeline(name: &str) -> bool {
    matches!(name, "dealstage" | "pipeline" | "hs_pipeline_stage" | "hs_pipeline")
}
