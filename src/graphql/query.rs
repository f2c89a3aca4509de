//! The root of all questions.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use channelgraph_schema::{EntityKind as Kind, NodeId, RecordKey};

use super::{
    any::{Any, SearchHit, show},
    connection::{Ask, Connection, list, page_size},
    deal::Deal,
    enums::EntityKind,
    error::note,
    filter::{DealFilter, IncentiveFilter, LeadFilter, PartnerFilter},
    incentive::Incentive,
    lead::Lead,
    order::{DealOrder, IncentiveOrder, LeadOrder, PartnerOrder},
    partner::Partner,
    reference::asked,
    request::Request,
    search,
    source::Source,
};
use crate::unify::{Node, Problem};

/// Ids that one request may name.
const MAX_IDS: usize = 200;

/// By what a partner is found.
#[derive(OneofObject)]
pub enum PartnerKey {
    /// Its id.
    Id(ID),
    /// Its domain, or a host under it: acme.example.
    Domain(String),
    /// Its tax id, with or without spaces and country prefix.
    TaxId(String),
    /// One of its records.
    Record(RecordRef),
}

/// By what a lead, deal or incentive is found.
#[derive(OneofObject)]
#[graphql(name = "RecordKey")]
pub enum RecordKeyInput {
    /// Its id.
    Id(ID),
    /// One of its records.
    Record(RecordRef),
}

/// A record as its own system names it, e.g. `{ source: "salesforce", id: "0018000001AbCdE" }`.
#[derive(InputObject)]
pub struct RecordRef {
    /// The system, as configured.
    source: String,
    /// The id in that system.
    id: String,
}

/// Who asks.
#[derive(SimpleObject)]
pub struct Viewer {
    /// The name under which the caller is known.
    subject: String,
    /// What the caller may do.
    roles: Vec<String>,
    /// The partner on whose behalf the caller asks.
    partner: Option<Partner>,
}

/// Everything that can be asked.
pub struct Query;

/// Everything that can be asked.
#[Object]
impl Query {
    /// The node with this id: a partner, lead, deal, incentive or contact.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An id from an earlier answer.")] id: ID,
    ) -> Result<Option<Any>> {
        Ok(load_ids(ctx, &[id]).await?.pop().flatten())
    }

    /// The nodes with these ids, in their order; null where there is none.
    #[graphql(complexity = "ids.len() * child_complexity + 1")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids from earlier answers, at most 200.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Any>>> {
        if ids.len() > MAX_IDS {
            return Err(Problem::input(format!(
                "`ids` has {} ids; at most {MAX_IDS} are taken",
                ids.len()
            ))
            .into());
        }
        load_ids(ctx, &ids).await
    }

    /// The partner found by its id, domain, tax id, or one of its records.
    async fn partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Exactly one key.")] by: PartnerKey,
    ) -> Result<Option<Partner>> {
        let request = ctx.data_unchecked::<Request>();
        let snapshot = request.engine().index.now();
        let found = match by {
            PartnerKey::Id(id) => snapshot.by_record(&decode(&id, Kind::Partner)?).cloned(),
            PartnerKey::Record(record) => records_of(ctx, Kind::Partner, &record)?
                .iter()
                .find_map(|key| snapshot.by_record(key))
                .cloned(),
            PartnerKey::Domain(domain) => one(snapshot.by_domain(&domain), "domain", &domain)?,
            PartnerKey::TaxId(tax_id) => one(snapshot.by_tax_id(&tax_id), "tax id", &tax_id)?,
        };
        request.engine().index.gaps().into_iter().for_each(|gap| note(ctx, &gap.into()));
        let Some(found) = found else { return Ok(None) };
        let mut nodes =
            request.engine().partner_nodes(&[found], request.needs(ctx, Kind::Partner)).await;
        Ok(nodes.pop().flatten().map(|node| with_failures(ctx, node)).map(Partner))
    }

    /// The lead found by its id or one of its records.
    async fn lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Exactly one key.")] by: RecordKeyInput,
    ) -> Result<Option<Lead>> {
        Ok(by_record(ctx, Kind::Lead, by).await?.map(Lead))
    }

    /// The deal found by its id or one of its records.
    async fn deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Exactly one key.")] by: RecordKeyInput,
    ) -> Result<Option<Deal>> {
        Ok(by_record(ctx, Kind::Deal, by).await?.map(Deal))
    }

    /// The incentive found by its id or one of its records.
    async fn incentive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Exactly one key.")] by: RecordKeyInput,
    ) -> Result<Option<Incentive>> {
        Ok(by_record(ctx, Kind::Incentive, by).await?.map(Incentive))
    }

    /// Partners.
    #[graphql(complexity = "page_size(first) * child_complexity + 1")]
    async fn partners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all, if left out.")] filter: Option<PartnerFilter>,
        #[graphql(desc = "In which order, by one key; by id, if left out.")] order_by: Option<
            Vec<PartnerOrder>,
        >,
        #[graphql(default_with = "Some(25)", desc = "How many entries, 1 to 200.")] first: Option<
            i32,
        >,
        #[graphql(
            desc = "The cursor behind which the page begins: the `endCursor` of the page before."
        )]
        after: Option<String>,
    ) -> Result<Connection<Partner>> {
        let filter = asked(ctx, filter, PartnerFilter::read)?;
        let order = PartnerOrder::read(order_by)?;
        list(ctx, Kind::Partner, Ask { filter, order, first, after }).await
    }

    /// Leads.
    #[graphql(complexity = "page_size(first) * child_complexity + 1")]
    async fn leads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all, if left out.")] filter: Option<LeadFilter>,
        #[graphql(desc = "In which order, by one key; by id, if left out.")] order_by: Option<
            Vec<LeadOrder>,
        >,
        #[graphql(default_with = "Some(25)", desc = "How many entries, 1 to 200.")] first: Option<
            i32,
        >,
        #[graphql(
            desc = "The cursor behind which the page begins: the `endCursor` of the page before."
        )]
        after: Option<String>,
    ) -> Result<Connection<Lead>> {
        let filter = asked(ctx, filter, LeadFilter::read)?;
        let order = LeadOrder::read(order_by)?;
        list(ctx, Kind::Lead, Ask { filter, order, first, after }).await
    }

    /// Deals.
    #[graphql(complexity = "page_size(first) * child_complexity + 1")]
    async fn deals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all, if left out.")] filter: Option<DealFilter>,
        #[graphql(desc = "In which order, by one key; by id, if left out.")] order_by: Option<
            Vec<DealOrder>,
        >,
        #[graphql(default_with = "Some(25)", desc = "How many entries, 1 to 200.")] first: Option<
            i32,
        >,
        #[graphql(
            desc = "The cursor behind which the page begins: the `endCursor` of the page before."
        )]
        after: Option<String>,
    ) -> Result<Connection<Deal>> {
        let filter = asked(ctx, filter, DealFilter::read)?;
        let order = DealOrder::read(order_by)?;
        list(ctx, Kind::Deal, Ask { filter, order, first, after }).await
    }

    /// Incentives.
    #[graphql(complexity = "page_size(first) * child_complexity + 1")]
    async fn incentives(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all, if left out.")] filter: Option<IncentiveFilter>,
        #[graphql(desc = "In which order, by one key; by id, if left out.")] order_by: Option<
            Vec<IncentiveOrder>,
        >,
        #[graphql(default_with = "Some(25)", desc = "How many entries, 1 to 200.")] first: Option<
            i32,
        >,
        #[graphql(
            desc = "The cursor behind which the page begins: the `endCursor` of the page before."
        )]
        after: Option<String>,
    ) -> Result<Connection<Incentive>> {
        let filter = asked(ctx, filter, IncentiveFilter::read)?;
        let order = IncentiveOrder::read(order_by)?;
        list(ctx, Kind::Incentive, Ask { filter, order, first, after }).await
    }

    /// Whatever has this text in its name (partners also in their domain, leads in company or mail
    /// address): first partners, then leads, deals, incentives and contacts.
    #[graphql(complexity = "page_size(first) * child_complexity + 1")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At least two characters.")] text: String,
        #[graphql(desc = "Only these kinds.")] kinds: Option<Vec<EntityKind>>,
        #[graphql(default_with = "Some(25)", desc = "How many entries, 1 to 200.")] first: Option<
            i32,
        >,
        #[graphql(
            desc = "The cursor behind which the page begins: the `endCursor` of the page before."
        )]
        after: Option<String>,
    ) -> Result<Connection<SearchHit>> {
        Ok(search::run(ctx, &text, kinds, first, after).await?)
    }

    /// The systems behind this endpoint.
    async fn sources(&self, ctx: &Context<'_>) -> Vec<Source> {
        let engine = ctx.data_unchecked::<Request>().engine();
        engine
            .model
            .sources
            .iter()
            .map(|source| Source { engine: engine.clone(), source: source.clone() })
            .collect()
    }

    /// Who asks.
    async fn viewer(&self) -> Viewer {
        Viewer { subject: "anonymous".into(), roles: Vec::new(), partner: None }
    }
}

fn decode(id: &str, kind: Kind) -> Result<RecordKey> {
    let id = NodeId::decode(id).map_err(Problem::from)?;
    if id.kind != kind {
        return Err(
            Problem::input(format!("this is the id of a {}, not of a {kind}", id.kind)).into()
        );
    }
    Ok(id.record)
}

/// The keys that a record may have: a source can hold an entity in several objects.
fn records_of(ctx: &Context<'_>, kind: Kind, record: &RecordRef) -> Result<Vec<RecordKey>> {
    let model = &ctx.data_unchecked::<Request>().engine().model;
    let Some(source) = model.source(&record.source) else {
        let near = channelgraph_schema::did_you_mean(
            &record.source,
            model.sources.iter().map(|source| &*source.name),
        );
        return Err(Problem::input(format!("there is no source `{}`{near}", record.source)).into());
    };
    let tables = model.tables(kind).iter().filter(|table| table.source.name == source.name);
    let keys: Vec<_> = tables
        .filter_map(|table| {
            source
                .connector
                .canonical_id(&table.mapping.object, &record.id)
                .map(|id| table.key(&id))
        })
        .collect();
    if keys.is_empty() {
        return Err(Problem::input(format!(
            "`{}` cannot be the id of a {kind} in {}",
            record.id, source.name
        ))
        .into());
    }
    Ok(keys)
}

/// The one partner that was found, or an error that there are several.
fn one(found: Vec<&Arc<Node>>, what: &str, key: &str) -> Result<Option<Arc<Node>>> {
    if found.len() > 1 {
        let message = format!(
            "{} partners have the {what} `{key}`; list them with `partners(filter: …)`, or ask by id",
            found.len()
        );
        return Err(Problem {
            code: channelgraph_core::ErrorCode::Conflict,
            ..Problem::input(message)
        }
        .into());
    }
    Ok(found.first().map(|node| (*node).clone()))
}

fn with_failures(ctx: &Context<'_>, node: Arc<Node>) -> Arc<Node> {
    node.failures.iter().for_each(|failure| note(ctx, &failure.clone().into()));
    node
}

async fn by_record(ctx: &Context<'_>, kind: Kind, by: RecordKeyInput) -> Result<Option<Arc<Node>>> {
    let keys = match by {
        RecordKeyInput::Id(id) => vec![decode(&id, kind)?],
        RecordKeyInput::Record(record) => records_of(ctx, kind, &record)?,
    };
    let request = ctx.data_unchecked::<Request>();
    let mut found = request.engine().nodes_by_record(kind, &keys, request.needs(ctx, kind)).await;
    let mut failure = None;
    for outcome in keys.iter().filter_map(|key| found.remove(key)) {
        match outcome {
            Ok(node) => return Ok(Some(with_failures(ctx, node))),
            Err(error) => failure = Some(error),
        }
    }
    failure.map_or(Ok(None), |error| Err(Problem::from(error).into()))
}

async fn load_ids(ctx: &Context<'_>, ids: &[ID]) -> Result<Vec<Option<Any>>> {
    let request = ctx.data_unchecked::<Request>();
    let ids = ids
        .iter()
        .map(|id| NodeId::decode(id).map_err(Problem::from))
        .collect::<Result<Vec<_>, Problem>>()?;
    let mut found: Vec<Option<Any>> = ids.iter().map(|_| None).collect();
    for kind in [Kind::Partner, Kind::Lead, Kind::Deal, Kind::Incentive, Kind::Contact] {
        let places: Vec<usize> = (0..ids.len()).filter(|place| ids[*place].kind == kind).collect();
        if places.is_empty() {
            continue;
        }
        let keys: Vec<RecordKey> = places.iter().map(|place| ids[*place].record.clone()).collect();
        if kind == Kind::Partner {
            let snapshot = request.engine().index.now();
            let known: Vec<(usize, Arc<Node>)> = places
                .iter()
                .zip(&keys)
                .filter_map(|(place, key)| {
                    snapshot.by_record(key).map(|node| (*place, node.clone()))
                })
                .collect();
            let nodes: Vec<Arc<Node>> = known.iter().map(|(_, node)| node.clone()).collect();
            let loaded = request.engine().partner_nodes(&nodes, request.needs(ctx, kind)).await;
            for ((place, _), node) in known.into_iter().zip(loaded) {
                found[place] = node.map(|node| show(with_failures(ctx, node)));
            }
            continue;
        }
        let outcomes =
            request.engine().nodes_by_record(kind, &keys, request.needs(ctx, kind)).await;
        for (place, key) in places.into_iter().zip(keys) {
            match outcomes.get(&key) {
                Some(Ok(node)) => found[place] = Some(show(with_failures(ctx, node.clone()))),
                Some(Err(error)) => note(ctx, &error.clone().into()),
                None => {}
            }
        }
    }
    Ok(found)
}
