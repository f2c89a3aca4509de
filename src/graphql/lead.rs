//! Lead, as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use channelgraph_schema::EntityKind as Kind;

use super::{
    connection::Shown,
    deal::Deal,
    enums::LeadStatus,
    partner::Partner,
    provenance::{Attribute, FieldConflict, SourceRecord, attributes, conflicts, records},
    reference::{node_of, partner_of},
    scalars::{CountryCode, DateTime},
    values::{Money, Person},
};
use crate::engine::Node;

const L: Kind = Kind::Lead;

/// A possible customer, before there is a deal.
#[derive(Clone)]
pub struct Lead(pub Arc<Node>);

impl Shown for Lead {
    const CONNECTION: &'static str = "LeadConnection";
    const EDGE: &'static str = "LeadEdge";
    fn show(node: Arc<Node>) -> Self {
        Self(node)
    }
}

/// A possible customer, before there is a deal.
#[Object]
impl Lead {
    /// The id of the node. The id of any of its records resolves to it too.
    pub async fn id(&self) -> ID {
        ID(self.0.id().to_owned())
    }

    /// The person's name.
    async fn name(&self) -> Option<&str> {
        self.0.text(const { L.known("name") })
    }

    /// The company.
    async fn company(&self) -> Option<&str> {
        self.0.text(const { L.known("company") })
    }

    /// The mail address.
    async fn email(&self) -> Option<&str> {
        self.0.text(const { L.known("email") })
    }

    /// The telephone number.
    async fn phone(&self) -> Option<&str> {
        self.0.text(const { L.known("phone") })
    }

    /// The country.
    async fn country(&self) -> Option<CountryCode> {
        self.0.country(const { L.known("country") })
    }

    /// Where it stands; null where the source's own word has no counterpart (see `sourceStatus`).
    async fn status(&self) -> Option<LeadStatus> {
        self.0.word(const { L.known("status") })
    }

    /// The source's own word for where it stands.
    async fn source_status(&self) -> Option<&str> {
        self.0.text(const { L.known("sourceStatus") })
    }

    /// Where it came from: web, event, referral, marketplace, partner, campaign …
    async fn origin(&self) -> Option<&str> {
        self.0.text(const { L.known("origin") })
    }

    /// Its score.
    async fn score(&self) -> Option<f64> {
        self.0.float(const { L.known("score") })
    }

    /// What it may be worth.
    async fn estimated_value(&self) -> Option<Money> {
        self.0.money(const { L.known("estimatedValue") })
    }

    /// The partner it is given to.
    async fn partner(&self, ctx: &Context<'_>) -> Option<Partner> {
        partner_of(ctx, &self.0, const { L.known("partner") }).await
    }

    /// Who works on it for the vendor.
    async fn owner(&self) -> Option<Person> {
        self.0.person(
            const { [L.known("owner.name"), L.known("owner.email"), L.known("owner.phone")] },
        )
    }

    /// The deal that it became.
    async fn deal(&self, ctx: &Context<'_>) -> Option<Deal> {
        node_of(ctx, Kind::Deal, &self.0, const { L.known("deal") }).await.map(Deal)
    }

    /// When it was given to a partner or seller.
    async fn assigned_at(&self) -> Option<DateTime> {
        self.0.time(const { L.known("assignedAt") })
    }

    /// When they took it.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.time(const { L.known("acceptedAt") })
    }

    /// When it became a deal.
    async fn converted_at(&self) -> Option<DateTime> {
        self.0.time(const { L.known("convertedAt") })
    }

    /// When its record was made.
    async fn created_at(&self) -> Option<DateTime> {
        self.0.time(const { L.known("createdAt") })
    }

    /// When its record was last changed.
    async fn updated_at(&self) -> Option<DateTime> {
        self.0.time(const { L.known("updatedAt") })
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
