//! Incentive, as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use channelgraph_schema::EntityKind as Kind;

use super::{
    connection::Shown,
    deal::Deal,
    enums::{IncentiveKind, IncentiveStatus},
    partner::Partner,
    provenance::{Attribute, FieldConflict, SourceRecord, attributes, conflicts, records},
    reference::{node_of, partner_of},
    scalars::{Date, DateTime},
    values::Money,
};
use crate::engine::Node;

const I: Kind = Kind::Incentive;

/// What a partner is promised, has earned or was paid.
#[derive(Clone)]
pub struct Incentive(pub Arc<Node>);

impl Shown for Incentive {
    const CONNECTION: &'static str = "IncentiveConnection";
    const EDGE: &'static str = "IncentiveEdge";
    fn show(node: Arc<Node>) -> Self {
        Self(node)
    }
}

/// What a partner is promised, has earned or was paid: rebate, commission, market development
/// funds, credit …
#[Object]
impl Incentive {
    /// The id of the node. The id of any of its records resolves to it too.
    pub async fn id(&self) -> ID {
        ID(self.0.id().to_owned())
    }

    /// The name.
    async fn name(&self) -> Option<&str> {
        self.0.text(const { I.known("name") })
    }

    /// What kind it is.
    async fn kind(&self) -> Option<IncentiveKind> {
        self.0.word(const { I.known("kind") })
    }

    /// Where it stands; null where the source's own word has no counterpart (see `sourceStatus`).
    async fn status(&self) -> Option<IncentiveStatus> {
        self.0.word(const { I.known("status") })
    }

    /// The source's own word for where it stands.
    async fn source_status(&self) -> Option<&str> {
        self.0.text(const { I.known("sourceStatus") })
    }

    /// The amount as it now stands: approved if it is approved, else requested.
    async fn amount(&self) -> Option<Money> {
        self.0.money(const { I.known("amount") })
    }

    /// What was asked for.
    async fn requested_amount(&self) -> Option<Money> {
        self.0.money(const { I.known("requestedAmount") })
    }

    /// What was paid.
    async fn paid_amount(&self) -> Option<Money> {
        self.0.money(const { I.known("paidAmount") })
    }

    /// The programme it belongs to.
    async fn program(&self) -> Option<&str> {
        self.0.text(const { I.known("program") })
    }

    /// The partner it is for.
    async fn partner(&self, ctx: &Context<'_>) -> Option<Partner> {
        partner_of(ctx, &self.0, const { I.known("partner") }).await
    }

    /// The deal it is for.
    async fn deal(&self, ctx: &Context<'_>) -> Option<Deal> {
        node_of(ctx, Kind::Deal, &self.0, const { I.known("deal") }).await.map(Deal)
    }

    /// The first day it is for.
    async fn period_start(&self) -> Option<Date> {
        self.0.date(const { I.known("periodStart") })
    }

    /// The last day it is for.
    async fn period_end(&self) -> Option<Date> {
        self.0.date(const { I.known("periodEnd") })
    }

    /// When it was earned.
    async fn earned_at(&self) -> Option<Date> {
        self.0.date(const { I.known("earnedAt") })
    }

    /// When it is to be paid.
    async fn due_at(&self) -> Option<Date> {
        self.0.date(const { I.known("dueAt") })
    }

    /// When it was paid.
    async fn paid_at(&self) -> Option<Date> {
        self.0.date(const { I.known("paidAt") })
    }

    /// Until when it can be used.
    async fn expires_at(&self) -> Option<Date> {
        self.0.date(const { I.known("expiresAt") })
    }

    /// When its record was made.
    async fn created_at(&self) -> Option<DateTime> {
        self.0.time(const { I.known("createdAt") })
    }

    /// When its record was last changed.
    async fn updated_at(&self) -> Option<DateTime> {
        self.0.time(const { I.known("updatedAt") })
    }

    /// The records that make it up, one for each system that knows it.
    async fn records(&self) -> Vec<SourceRecord> {
        records(&self.0)
    }

    /// Where its records disagree.
    async fn conflicts(&self) -> Vec<FieldConflict> {
        conflicts(&self.0)
    }

    /// The systems' own fields that the mapping lists as attributes: all, or those of these names.
    async fn attributes(
        &self,
        #[graphql(desc = "The names of those wanted; all, if left out.")] names: Option<
            Vec<String>,
        >,
    ) -> Vec<Attribute> {
        attributes(&self.0, names.as_deref())
    }
}
