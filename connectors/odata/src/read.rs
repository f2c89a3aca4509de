//! Reads: the calls that answer each. What a service lets through is filtered and put in order
//! here, so that every answer is exact.

mod by_id;
mod fetch;
mod list;

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use channelgraph_core::{
    Error, ErrorKind, Page, Read, Result, Select, local,
    pushdown::{Logic, Pushdown, Pushed},
};
use channelgraph_schema::{Filter, Test, Value, mapping::Row};

use crate::{
    config::{ListSupport, Service},
    connector::OData,
    describe::{Model, Property},
    error::{is_refusal, may_be_refusal},
    field::{Column, Scope},
    query::{
        self, Clause, Compiler, Condition, Dialect, Features, FilterText, Key, is_sure, like,
        literal_of, pads, spellings,
    },
    rows,
};

/// One question, with what is known of the set it is put to.
pub(crate) struct Asked<'a> {
    pub(crate) read: &'a Read,
    pub(crate) service: &'a Service,
    pub(crate) scope: &'a Scope,
    pub(crate) dialect: Dialect,
    /// Features of the service that the read needs, as [`Features`].
    pub(crate) used: &'a AtomicU8,
}

impl Asked<'_> {
    /// The read's filter as a condition.
    fn filter(&self) -> Pushed<Condition> {
        self.compile(&self.read.filter)
    }

    /// A filter as a condition.
    fn compile(&self, filter: &Filter<String>) -> Pushed<Condition> {
        let mut compiler = Compiler::new(self.scope, self.dialect);
        let compiled = compiler.push(filter);
        self.uses(compiler.used);
        compiled
    }

    fn uses(&self, features: Features) {
        self.used.fetch_or(features.0, Ordering::Relaxed);
    }

    /// A value of the kind in which the order's key is compared.
    fn like(&self) -> Value {
        local::like(
            self.read,
            self.read
                .order
                .as_ref()
                .and_then(|order| self.scope.column(&order.field))
                .map_or(Value::Null, like),
        )
    }
}

impl OData {
    /// Answers a read. A service may refuse `in`, a function or a path: the read is repeated
    /// without one after the other. Only the last one left out is remembered, as those before it
    /// may be innocent.
    pub(crate) async fn without_refused(&self, read: &Read, model: &Model) -> Result<Page> {
        let (name, _) = self.place(&read.object)?;
        let service = self.api.service(name)?;
        let scope = self.scope(read, service, model)?;
        let forbidden =
            if service.list == ListSupport::Off { Features::LIST } else { Features::NONE };
        let forced = if service.list == ListSupport::On { Features::LIST } else { Features::NONE };
        let ask = async |left_out: Features| {
            let takes = model.takes().without(forbidden).without(left_out);
            let used = AtomicU8::new(0);
            let dialect = Dialect { version: service.version, preset: self.preset, takes };
            let outcome =
                self.ask(&Asked { read, service, scope: &scope, dialect, used: &used }).await;
            (outcome, Features(used.load(Ordering::Relaxed)).without(forced))
        };
        let (mut left_out, mut last) = (Features::NONE, Features::NONE);
        let (mut first, mut is_well) = (None, false);
        loop {
            let (outcome, used) = ask(left_out).await;
            let error = match outcome {
                Ok(page) => {
                    model.refuses(last);
                    return Ok(page);
                }
                Err(error) => error,
            };
            let Some(suspect) = used.first() else { return Err(first.unwrap_or(error)) };
            if may_be_refusal(&error) && !is_well {
                // A service that answers the plainest question is well: it fails over this one.
                let plainest = self.api.set_address(service, &scope.set, "$top=1")?;
                is_well = self.api.page(service, &plainest).await.is_ok();
            }
            let is_refused = is_refusal(&error) || (may_be_refusal(&error) && is_well);
            let error = first.get_or_insert(error);
            if !is_refused {
                return Err(error.clone());
            }
            last = suspect;
            left_out = left_out.with(suspect);
        }
    }

    /// The names of a question, looked up.
    fn scope(&self, read: &Read, service: &Service, model: &Model) -> Result<Scope> {
        let (_, set) = self.place(&read.object)?;
        let names = read.names();
        let scope = Scope::new(model, service.version, set, names.iter().map(String::as_str))
            .ok_or_else(|| self.no_set(&read.object))?;
        match read
            .order
            .as_ref()
            .filter(|order| scope.column(&order.field).is_some_and(|column| !is_sure(column)))
        {
            None => Ok(scope),
            Some(order) => {
                let message = format!(
                    "`{}` cannot be ordered by `{}`: order by a number, day, moment or boolean",
                    read.object, order.field
                );
                Err(Error::new(ErrorKind::Unsupported, &self.api.source, message))
            }
        }
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Page> {
        match &asked.read.select {
            Select::All => self.list(asked).await,
            Select::Ids(ids) => self.by_ids(asked, ids).await,
            Select::Children { field, parents } => self.children(asked, field, parents).await,
        }
    }

    /// The rows with these ids.
    pub(crate) async fn by_ids(&self, asked: &Asked<'_>, ids: &[String]) -> Result<Page> {
        let named = named(asked, ids);
        let few = !named.is_always() && ids.len() < self.sizes.page;
        let mut rows =
            if named.is_never() { Vec::new() } else { self.all(asked, named, few).await? };
        let wanted: HashSet<&str> = ids.iter().map(String::as_str).collect();
        rows.retain(|row| {
            wanted.contains(row.id.as_str()) && local::passes(&asked.read.filter, row)
        });
        Ok(Page { rows, complete: true, exact: true, total: None, ..Page::default() })
    }

    /// The rows whose `field` refers to one of the parents.
    pub(crate) async fn children(
        &self,
        asked: &Asked<'_>,
        field: &str,
        parents: &[String],
    ) -> Result<Page> {
        let filter = asked.filter();
        let refers = match asked.scope.column(field) {
            Some(column) => refers(asked, column, parents),
            None => Condition::never(),
        };
        let condition = Condition::all_of([refers, filter.condition]);
        let key = query::key(asked.scope, asked.read.order.as_ref());
        if let ([parent], Some(key), false, false) =
            (parents, key, asked.read.count, condition.is_never())
        {
            return self.children_of_one(asked, key, field, parent, condition).await;
        }
        let rows = if condition.is_never() {
            Vec::new()
        } else {
            self.all(asked, condition, false).await?
        };
        let known: HashSet<&str> = parents.iter().map(String::as_str).collect();
        let under = rows.into_iter().filter_map(|row| {
            // Of several the first counts, as it does in the record itself.
            let held = row.text(field)?;
            let plain = if asked.dialect.pads() { query::canonical_text(&held) } else { &held };
            let parent = [held.as_str(), plain]
                .into_iter()
                .find(|parent| known.contains(parent))?
                .to_owned();
            Some(Row { parent: Some(parent), ..row })
        });
        Ok(local::children(asked.read, &asked.like(), under.collect()))
    }

    /// The first rows that refer to one parent, in the order of a key.
    async fn children_of_one(
        &self,
        asked: &Asked<'_>,
        key: Key<'_>,
        field: &str,
        parent: &str,
        condition: Condition,
    ) -> Result<Page> {
        // The condition may let more rows through: what a row refers to is one of the things that
        // it is filtered by.
        let held = if asked.dialect.pads() { query::canonical_text(parent) } else { parent };
        let refers = Filter::Test(field.to_owned(), Test::Eq(Value::text(held)));
        let read = Read {
            filter: asked.read.filter.clone().and(refers),
            after: None,
            ..asked.read.clone()
        };
        let asked = Asked { read: &read, ..*asked };
        let mut page = self.by_key(&asked, key, Pushed::wide(condition)).await?;
        page.rows.iter_mut().for_each(|row| row.parent = Some(parent.to_owned()));
        Ok(page)
    }
}

/// The records with these ids, as a condition on the key.
fn named(asked: &Asked<'_>, ids: &[String]) -> Condition {
    let key = asked.scope.key.as_slice();
    if !asked.scope.key_filterable {
        return Condition::always();
    }
    if let [single] = key {
        return Condition::one_of(
            &single.name,
            ids.iter().flat_map(|id| literals(asked, single, id)).collect(),
        );
    }
    let whole = |id: &String| {
        let parts = rows::id_parts(id, key.len())?;
        let part = |(property, part): (&Arc<Property>, &String)| {
            let texts = if asked.dialect.pads() {
                query::part_spellings(property, part)
            } else {
                vec![part.clone()]
            };
            let literals: Option<Vec<_>> = texts
                .iter()
                .map(|text| literal_of(asked.dialect.version, &property.kind, text))
                .collect();
            let either: Vec<_> =
                literals?.iter().map(|literal| format!("{} eq {literal}", property.name)).collect();
            Some(if either.len() == 1 {
                either.join("")
            } else {
                format!("({})", either.join(" or "))
            })
        };
        Some(key.iter().zip(&parts).map(part).collect::<Option<Vec<_>>>()?.join(" and "))
    };
    let mut keys: Vec<String> = ids.iter().filter_map(whole).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() { Condition::never() } else { Condition::Clause(Clause::Keys(keys)) }
}

/// The records whose field refers to one of the parents, as a condition; always true where the
/// service cannot be asked that.
fn refers(asked: &Asked<'_>, column: &Column, parents: &[String]) -> Condition {
    if !column.filterable
        || column.time.is_some()
        || (!column.steps.is_empty() && !asked.dialect.takes.has(Features::PATHS))
    {
        return Condition::always();
    }
    let property = &column.property;
    let path = column.path(property);
    asked.uses(if column.steps.is_empty() { Features::NONE } else { Features::PATHS });
    Condition::one_of(
        &path,
        parents.iter().flat_map(|parent| literals(asked, property, parent)).collect(),
    )
}

/// An id as the property's literals, in every spelling that may be held there.
fn literals(asked: &Asked<'_>, property: &Property, id: &str) -> Vec<String> {
    let texts =
        if asked.dialect.pads() && pads(property) { spellings(id) } else { vec![id.to_owned()] };
    texts
        .iter()
        .filter_map(|text| literal_of(asked.dialect.version, &property.kind, text))
        .collect()
}
