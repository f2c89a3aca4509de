//! Partner, as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use channelgraph_schema::{EntityKind as Kind, FieldId};

use super::{
    connection::{Ask, Connection, Shown, children, page_size},
    contact::Contact,
    deal::Deal,
    enums::{ChannelType, PartnerStatus, PartnerType},
    filter::{DealFilter, IncentiveFilter, LeadFilter},
    incentive::Incentive,
    lead::Lead,
    order::{DealOrder, IncentiveOrder, LeadOrder},
    provenance::{Attribute, FieldConflict, SourceRecord, attributes, conflicts, records},
    reference::{asked, partner_of},
    scalars::{CountryCode, CurrencyCode, Date, DateTime, Url},
    values::{Address, Billing, Person, ProgramMembership, Tier},
};
use crate::engine::Node;

const P: Kind = Kind::Partner;

/// A company that sells with, through or for the vendor.
#[derive(Clone)]
pub struct Partner(pub Arc<Node>);

impl Shown for Partner {
    const CONNECTION: &'static str = "PartnerConnection";
    const EDGE: &'static str = "PartnerEdge";
    fn show(node: Arc<Node>) -> Self {
        Self(node)
    }
}

/// A company that sells with, through or for the vendor: one node, whatever number of systems know
/// it.
#[Object]
impl Partner {
    /// The id of the node. The id of any of its records resolves to it too.
    pub async fn id(&self) -> ID {
        ID(self.0.id().to_owned())
    }

    /// The name.
    async fn name(&self) -> Option<&str> {
        self.0.text(const { P.known("name") })
    }

    /// The name in the commercial register.
    async fn legal_name(&self) -> Option<&str> {
        self.0.text(const { P.known("legalName") })
    }

    /// The domain: acme.example.
    async fn domain(&self) -> Option<&str> {
        self.0.text(const { P.known("domain") })
    }

    /// The web site.
    async fn website(&self) -> Option<Url> {
        self.0.text(const { P.known("website") }).map(|text| Url(text.to_owned()))
    }

    /// The tax id, as the source writes it.
    async fn tax_id(&self) -> Option<&str> {
        self.0.text(const { P.known("taxId") })
    }

    /// What part it plays.
    async fn r#type(&self) -> Option<PartnerType> {
        self.0.word(const { P.known("type") })
    }

    /// The way by which it sells.
    async fn channel(&self) -> Option<ChannelType> {
        self.0.word(const { P.known("channel") })
    }

    /// Where it stands.
    async fn status(&self) -> Option<PartnerStatus> {
        self.0.word(const { P.known("status") })
    }

    /// Its tier: the highest, if it takes part in several programmes.
    async fn tier(&self) -> Option<Tier> {
        let name = self.0.text(const { P.known("tier.name") })?.to_owned();
        Some(Tier { name, rank: self.0.int(const { P.known("tier.rank") }) })
    }

    /// The programmes it takes part in.
    async fn programs(&self) -> Option<Vec<ProgramMembership>> {
        let column = |field: FieldId| self.0.list(field);
        let programs = column(const { P.known("programs.program") });
        let (tiers, ranks) = (
            column(const { P.known("programs.tier") }),
            column(const { P.known("programs.rank") }),
        );
        let since = column(const { P.known("programs.since") });
        let at = |list: &[Option<String>], place: usize| list.get(place).cloned().flatten();
        let membership = |(place, program): (usize, Option<String>)| {
            let rank =
                at(&ranks, place).and_then(|rank| rank.parse::<f64>().ok()).map(|rank| rank as i32);
            Some(ProgramMembership {
                program: program?,
                tier: at(&tiers, place).map(|name| Tier { name, rank }),
                since: at(&since, place).and_then(|day| day.get(..10)?.parse().ok()).map(Date),
            })
        };
        (!programs.is_empty())
            .then(|| programs.into_iter().enumerate().filter_map(membership).collect())
    }

    /// The segments it is counted in.
    async fn segments(&self) -> Option<Vec<String>> {
        let segments = self.0.list(const { P.known("segments") });
        (!segments.is_empty()).then(|| segments.into_iter().flatten().collect())
    }

    /// The sales region.
    async fn region(&self) -> Option<&str> {
        self.0.text(const { P.known("region") })
    }

    /// The country.
    async fn country(&self) -> Option<CountryCode> {
        self.0.country(const { P.known("country") })
    }

    /// The postal address.
    async fn address(&self) -> Option<Address> {
        let text = |field| self.0.text(field).map(str::to_owned);
        let address = Address {
            street: text(const { P.known("address.street") }),
            city: text(const { P.known("address.city") }),
            state: text(const { P.known("address.state") }),
            postal_code: text(const { P.known("address.postalCode") }),
            country: self.0.country(const { P.known("address.country") }),
        };
        let Address { street, city, state, postal_code, country } = &address;
        let known = [street, city, state, postal_code].into_iter().any(Option::is_some)
            || country.is_some();
        known.then_some(address)
    }

    /// The industry, in the source's words.
    async fn industry(&self) -> Option<&str> {
        self.0.text(const { P.known("industry") })
    }

    /// How many people work there.
    async fn employee_count(&self) -> Option<i32> {
        self.0.int(const { P.known("employeeCount") })
    }

    /// The vendor's channel account manager for it.
    async fn manager(&self) -> Option<Person> {
        self.0.person(
            const { [P.known("manager.name"), P.known("manager.email"), P.known("manager.phone")] },
        )
    }

    /// The people there.
    #[graphql(complexity = "page_size(first) * child_complexity + 1")]
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Some(25)", desc = "How many entries, 1 to 200.")] first: Option<
            i32,
        >,
        #[graphql(
            desc = "The cursor behind which the page begins: the `endCursor` of the page before."
        )]
        after: Option<String>,
    ) -> Result<Connection<Contact>> {
        let ask = Ask { filter: Default::default(), order: Default::default(), first, after };
        children(ctx, Kind::Contact, const { Kind::Contact.known("partner") }, &self.0, ask).await
    }

    /// The partner above it: a reseller's distributor.
    async fn parent(&self, ctx: &Context<'_>) -> Option<Self> {
        partner_of(ctx, &self.0, const { P.known("parent") }).await
    }

    /// The partners below it: a distributor's resellers.
    #[graphql(complexity = "page_size(first) * child_complexity + 1")]
    async fn children(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "Some(25)", desc = "How many entries, 1 to 200.")] first: Option<
            i32,
        >,
        #[graphql(
            desc = "The cursor behind which the page begins: the `endCursor` of the page before."
        )]
        after: Option<String>,
    ) -> Result<Connection<Self>> {
        let ask = Ask { filter: Default::default(), order: Default::default(), first, after };
        children(ctx, P, const { P.known("parent") }, &self.0, ask).await
    }

    /// Since when it is a partner.
    async fn joined_at(&self) -> Option<Date> {
        self.0.date(const { P.known("joinedAt") })
    }

    /// When its record was made.
    async fn created_at(&self) -> Option<DateTime> {
        self.0.time(const { P.known("createdAt") })
    }

    /// When its record was last changed.
    async fn updated_at(&self) -> Option<DateTime> {
        self.0.time(const { P.known("updatedAt") })
    }

    /// What the ERP knows of it as debtor or creditor; null if no ERP is connected.
    async fn billing(&self) -> Option<Billing> {
        let text = |field| self.0.text(field).map(str::to_owned);
        let account_number = text(const { P.known("billing.accountNumber") });
        let open_balance = self.0.money(const { P.known("billing.openBalance") });
        (account_number.is_some() || open_balance.is_some()).then(|| Billing {
            account_number,
            currency: text(const { P.known("billing.currency") }).map(CurrencyCode),
            credit_limit: self.0.money(const { P.known("billing.creditLimit") }),
            open_balance,
            overdue_balance: self.0.money(const { P.known("billing.overdueBalance") }),
            payment_terms: text(const { P.known("billing.paymentTerms") }),
            blocked: self.0.bool(const { P.known("billing.blocked") }),
        })
    }

    /// The leads given to it.
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
        children(
            ctx,
            Kind::Lead,
            const { Kind::Lead.known("partner") },
            &self.0,
            Ask { filter, order, first, after },
        )
        .await
    }

    /// The deals that it sells.
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
        children(
            ctx,
            Kind::Deal,
            const { Kind::Deal.known("partner") },
            &self.0,
            Ask { filter, order, first, after },
        )
        .await
    }

    /// What it is promised, has earned or was paid.
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
        children(
            ctx,
            Kind::Incentive,
            const { Kind::Incentive.known("partner") },
            &self.0,
            Ask { filter, order, first, after },
        )
        .await
    }

    /// The records that make it up, one for each system that knows it (or more, where a system has
    /// it twice).
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
