//! Children: the records that refer to given ones, by an association or by a property that holds an
//! id.

use std::collections::HashSet;

use channelgraph_core::{Page, Read, Result, local};
use channelgraph_schema::{Filter, Test, Value, mapping::Row};
use futures::future::{try_join, try_join_all};

use super::{
    links::{self, Around, Links},
    seek::Seek,
    with_conditions,
};
use crate::{
    api::wire::To,
    connector::HubSpot,
    field::{Field, Fields, Link, Scope},
};

impl HubSpot {
    pub(crate) async fn children(
        &self,
        read: &Read,
        scope: &Scope,
        field: &str,
        parents: &[String],
    ) -> Result<Page> {
        let rows = match Field::parse(field, &read.object) {
            Field::Linked(link, None) => self.associated(read, field, &link, parents).await?,
            Field::Property(property) => self.referring(read, scope, &property, parents).await?,
            _ => {
                return Err(self.unsupported(format!(
                    "records cannot be found by `{field}`; map the reference to an association"
                )));
            }
        };
        Ok(local::children(read, &self.key_like(read, scope), rows))
    }

    /// The records associated with the parents: one call for their ids, then all of them in pieces
    /// side by side.
    async fn associated(
        &self,
        read: &Read,
        field: &str,
        link: &Link,
        parents: &[String],
    ) -> Result<Vec<Row>> {
        let (object, api, sizes) = (read.object.as_ref(), &self.api, &self.sizes);
        let found =
            links::associations(api, sizes, &link.to, object, parents, self.max_rows).await?;
        let parents_of = by_child(&found, link);
        let ids: Vec<String> = parents_of.keys().cloned().collect();
        if ids.len() > self.max_rows {
            let message = format!(
                "{} {object} belong to these {}; ask for fewer of them, or raise `max_rows`",
                ids.len(),
                link.to
            );
            return Err(self.unsupported(message));
        }
        let fields = with_conditions(read);
        let known = knows(&fields, link);
        let mut around = Around::default();
        if known {
            // Seen from the parents, the associations are known already.
            around.links.insert(link.to.clone(), parents_of.clone());
        }
        let others = Fields {
            named: fields
                .named
                .iter()
                .filter(|(_, field)| !(known && is_to(field, link)))
                .cloned()
                .collect(),
        };
        let (properties, histories) = (fields.properties(), fields.histories());
        let (records, more) = try_join(
            links::records(api, sizes, object, &ids, (&properties, &histories)),
            Around::links(api, sizes, object, &others, &ids, self.max_rows),
        )
        .await?;
        around.links.extend(more.links);
        let mut rows = Vec::new();
        for row in self.finish(object, records, &fields, around).await? {
            let under = parents_of.get(&row.id).into_iter().flatten();
            for parent in under {
                let mut row = Row { parent: Some(parent.id.clone()), ..row.clone() };
                if known && let Some(value) = row.values.get_mut(field) {
                    *value = parent.id.clone().into();
                }
                if local::passes(&read.filter, &row) {
                    rows.push(row);
                }
            }
        }
        Ok(rows)
    }

    /// The records in which a property holds the id of a parent.
    async fn referring(
        &self,
        read: &Read,
        scope: &Scope,
        property: &str,
        parents: &[String],
    ) -> Result<Vec<Row>> {
        if scope.property(property).is_none() {
            return Ok(Vec::new());
        }
        let names = read.conditions().into_iter().chain([property.to_owned()]).collect::<Vec<_>>();
        let fields = Fields::parse(read.fields.iter().chain(&names), &read.object);
        let pieces = parents
            .chunks(self.sizes.values.max(1))
            .map(|piece| self.referring_to(read, property, piece, &fields, scope));
        let asked: HashSet<&String> = parents.iter().collect();
        let rows = try_join_all(pieces).await?.into_iter().flatten();
        let parented = rows.map(|row| Row { parent: row.text(property), ..row });
        Ok(parented
            .filter(|row| {
                row.parent.as_ref().is_some_and(|parent| asked.contains(parent))
                    && local::passes(&read.filter, row)
            })
            .collect())
    }

    async fn referring_to(
        &self,
        read: &Read,
        property: &str,
        parents: &[String],
        fields: &Fields,
        scope: &Scope,
    ) -> Result<Vec<Row>> {
        let object = read.object.as_ref();
        let refers = Test::In(parents.iter().map(|id| Value::text(id.as_str())).collect());
        let filter = Filter::Test(property.to_owned(), refers).and(read.filter.clone());
        let wanted = self.wanted(fields, &[]);
        let plan = self.plan(object, &filter, scope, &wanted, None).await?;
        let seek = Seek {
            sizes: &self.sizes,
            groups: plan.condition,
            properties: wanted,
            key: None,
            limit: self.max_rows,
        };
        let found = seek.run(None, &self.api, object).await?;
        if !found.complete {
            let message = format!(
                "more than {} {object} name these in `{property}`; ask for fewer, or raise `max_rows`",
                self.max_rows
            );
            return Err(self.unsupported(message));
        }
        self.found_rows(object, found.records, fields).await
    }
}

/// The parents of each child, as associations seen from there.
fn by_child(found: &Links, link: &Link) -> Links {
    let mut parents_of = Links::new();
    for (parent, children) in found {
        let labelled: HashSet<String> = link.label.pick(children).into_iter().collect();
        for child in children.iter().filter(|child| labelled.contains(&child.id)) {
            parents_of
                .entry(child.id.clone())
                .or_default()
                .push(To { id: parent.clone(), types: child.types.clone() });
        }
    }
    parents_of
}

/// Tests if the fields ask for no other associations with that object than these.
fn knows(fields: &Fields, link: &Link) -> bool {
    fields.named.iter().all(|(_, field)| match field {
        Field::Linked(other, _) => other.to != link.to || other == link,
        _ => true,
    })
}

fn is_to(field: &Field, link: &Link) -> bool {
    matches!(field, Field::Linked(other, _) if other.to == link.to)
}
