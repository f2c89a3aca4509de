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
use crate::engine::{Node, Problem};

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
        let (engine, viewer) = (request.engine(), request.viewer());
        let needs = request.needs(ctx, Kind::Partner);
        engine.index_gaps().iter().for_each(|gap| note(ctx, gap));
        let found = match by {
            PartnerKey::Id(id) => first(ctx, Kind::Partner, &[decode(&id, Kind::Partner)?]).await?,
            PartnerKey::Record(record) => {
                let keys = engine.record_keys(Kind::Partner, &record.source, &record.id)?;
                first(ctx, Kind::Partner, &keys).await?
            }
            PartnerKey::Domain(domain) => engine.partner_by_domain(viewer, &domain, &needs).await?,
            PartnerKey::TaxId(tax_id) => engine.partner_by_tax_id(viewer, &tax_id, &needs).await?,
        };
        Ok(found.map(|node| with_failures(ctx, node)).map(Partner))
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
            .sources()
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

fn with_failures(ctx: &Context<'_>, node: Arc<Node>) -> Arc<Node> {
    node.failures.iter().for_each(|failure| note(ctx, &failure.clone().into()));
    node
}

async fn by_record(ctx: &Context<'_>, kind: Kind, by: RecordKeyInput) -> Result<Option<Arc<Node>>> {
    let engine = ctx.data_unchecked::<Request>().engine();
    let keys = match by {
        RecordKeyInput::Id(id) => vec![decode(&id, kind)?],
        RecordKeyInput::Record(record) => engine.record_keys(kind, &record.source, &record.id)?,
    };
    Ok(first(ctx, kind, &keys).await?.map(|node| with_failures(ctx, node)))
}

/// The first node that one of these records is part of.
async fn first(ctx: &Context<'_>, kind: Kind, keys: &[RecordKey]) -> Result<Option<Arc<Node>>> {
    let request = ctx.data_unchecked::<Request>();
    let needs = request.needs(ctx, kind);
    let mut failure = None;
    for outcome in request.engine().nodes(request.viewer(), kind, keys, &needs).await {
        match outcome {
            Ok(Some(node)) => return Ok(Some(node)),
            Ok(None) => {}
            Err(problem) => failure = Some(problem),
        }
    }
    failure.map_or(Ok(None), |problem| Err(problem.into()))
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
        let needs = request.needs(ctx, kind);
        let outcomes = request.engine().nodes(request.viewer(), kind, &keys, &needs).await;
        for (place, outcome) in places.into_iter().zip(outcomes) {
            match outcome {
                Ok(node) => found[place] = node.map(|node| show(with_failures(ctx, node))),
                Err(problem) => note(ctx, &problem),
            }
        }
    }
    Ok(found)
}
