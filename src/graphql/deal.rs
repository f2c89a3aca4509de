//! Deal, as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use channelgraph_schema::EntityKind as Kind;

use super::{
    connection::{Ask, Connection, Shown, children, page_size},
    enums::{ChannelType, DealStage},
    incentive::Incentive,
    lead::Lead,
    partner::Partner,
    provenance::{Attribute, FieldConflict, SourceRecord, attributes, conflicts, records},
    reference::{node_of, partner_of},
    request::Request,
    scalars::{Date, DateTime},
    values::{Customer, DealRegistration, MarketplaceOffer, Money, Person},
};
use crate::engine::{ListQuery, Node};

const D: Kind = Kind::Deal;

/// An opportunity to sell.
#[derive(Clone)]
pub struct Deal(pub Arc<Node>);

impl Shown for Deal {
    const CONNECTION: &'static str = "DealConnection";
    const EDGE: &'static str = "DealEdge";
    fn show(node: Arc<Node>) -> Self {
        Self(node)
    }
}

/// An opportunity to sell, open or closed.
#[Object]
impl Deal {
    /// The id of the node. The id of any of its records resolves to it too.
    pub async fn id(&self) -> ID {
        ID(self.0.id().to_owned())
    }

    /// The name.
    async fn name(&self) -> Option<&str> {
        self.0.text(const { D.known("name") })
    }

    /// Where it stands; null where the source's own word has no counterpart (see `sourceStage`).
    async fn stage(&self) -> Option<DealStage> {
        self.0.word(const { D.known("stage") })
    }

    /// The source's own word for where it stands.
    async fn source_stage(&self) -> Option<&str> {
        self.0.text(const { D.known("sourceStage") })
    }

    /// How likely it is to be won, 0 to 1.
    async fn probability(&self) -> Option<f64> {
        self.0.float(const { D.known("probability") })
    }

    /// What it is worth.
    async fn amount(&self) -> Option<Money> {
        self.0.money(const { D.known("amount") })
    }

    /// When it is, or was, to be signed.
    async fn close_date(&self) -> Option<Date> {
        self.0.date(const { D.known("closeDate") })
    }

    /// Whether it is won or lost.
    async fn is_closed(&self) -> Option<bool> {
        self.0.bool(const { D.known("isClosed") })
    }

    /// Whether it is won.
    async fn is_won(&self) -> Option<bool> {
        self.0.bool(const { D.known("isWon") })
    }

    /// The way by which it is sold.
    async fn channel(&self) -> Option<ChannelType> {
        self.0.word(const { D.known("channel") })
    }

    /// The partner that sells.
    async fn partner(&self, ctx: &Context<'_>) -> Option<Partner> {
        partner_of(ctx, &self.0, const { D.known("partner") }).await
    }

    /// Who buys.
    async fn customer(&self) -> Option<Customer> {
        let text = |field| self.0.text(field).map(str::to_owned);
        let customer = Customer {
            name: text(const { D.known("customer.name") }),
            domain: text(const { D.known("customer.domain") }),
            country: self.0.country(const { D.known("customer.country") }),
            industry: text(const { D.known("customer.industry") }),
        };
        let known = customer.name.is_some()
            || customer.domain.is_some()
            || customer.country.is_some()
            || customer.industry.is_some();
        known.then_some(customer)
    }

    /// Who works on it for the vendor.
    async fn owner(&self) -> Option<Person> {
        self.0.person(
            const { [D.known("owner.name"), D.known("owner.email"), D.known("owner.phone")] },
        )
    }

    /// The partner's claim to it.
    async fn registration(&self) -> Option<DealRegistration> {
        let registration = DealRegistration {
            status: self.0.word(const { D.known("registration.status") }),
            submitted_at: self.0.time(const { D.known("registration.submittedAt") }),
            decided_at: self.0.time(const { D.known("registration.decidedAt") }),
            expires_at: self.0.time(const { D.known("registration.expiresAt") }),
            reason: self.0.text(const { D.known("registration.reason") }).map(str::to_owned),
        };
        (registration.status.is_some() || registration.submitted_at.is_some())
            .then_some(registration)
    }

    /// The same deal as a marketplace sees it; null if no marketplace is connected.
    async fn marketplace(&self) -> Option<MarketplaceOffer> {
        let text = |field| self.0.text(field).map(str::to_owned);
        let marketplace = text(const { D.known("marketplace.marketplace") })?;
        Some(MarketplaceOffer {
            marketplace: Some(marketplace),
            opportunity_id: text(const { D.known("marketplace.opportunityId") }),
            offer_id: text(const { D.known("marketplace.offerId") }),
            agreement_id: text(const { D.known("marketplace.agreementId") }),
            stage: text(const { D.known("marketplace.stage") }),
            review_status: text(const { D.known("marketplace.reviewStatus") }),
        })
    }

    /// The lead that it grew out of.
    async fn lead(&self, ctx: &Context<'_>) -> Result<Option<Lead>> {
        if self.0.reference(const { D.known("lead") }).is_some() {
            return Ok(node_of(ctx, Kind::Lead, &self.0, const { D.known("lead") })
                .await
                .map(Lead));
        }
        // Systems that keep the link on the lead's side are asked from there.
        let query = ListQuery::first_of_all(1);
        let request = ctx.data_unchecked::<Request>();
        let listed = request
            .children(ctx, Kind::Lead, const { Kind::Lead.known("deal") }, &self.0, query)
            .await?;
        listed.gaps.iter().for_each(|gap| super::error::note(ctx, gap));
        Ok(listed.nodes.first().map(|(_, node)| Lead(node.clone())))
    }

    /// What partners are promised, have earned or were paid for it.
    #[graphql(complexity = "page_size(first) * child_complexity + 1")]
    async fn incentives(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Some(25)", desc = "How many entries, 1 to 200.")] first: Option<
            i32,
        >,
        #[graphql(
            desc = "The cursor behind which the page begins: the `endCursor` of the page before."
        )]
        after: Option<String>,
    ) -> Result<Connection<Incentive>> {
        let ask = Ask { filter: Default::default(), order: Default::default(), first, after };
        children(ctx, Kind::Incentive, const { Kind::Incentive.known("deal") }, &self.0, ask).await
    }

    /// When its record was made.
    async fn created_at(&self) -> Option<DateTime> {
        self.0.time(const { D.known("createdAt") })
    }

    /// When its record was last changed.
    async fn updated_at(&self) -> Option<DateTime> {
        self.0.time(const { D.known("updatedAt") })
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
