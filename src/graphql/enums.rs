//! The enums of the schema. A value that a source uses and no mapping knows is null, never an
//! error.

use async_graphql::Enum;
use strum::{EnumString, IntoStaticStr};

/// The kinds of thing that can be asked for.
#[derive(Enum, Copy, Clone, Eq, PartialEq, Debug)]
pub enum EntityKind {
    /// A company that sells with, through or for the vendor.
    Partner,
    /// A possible customer, before there is a deal.
    Lead,
    /// An opportunity to sell.
    Deal,
    /// What a partner is promised, has earned or was paid.
    Incentive,
    /// A person at a partner.
    Contact,
}

impl From<EntityKind> for channelgraph_schema::EntityKind {
    fn from(kind: EntityKind) -> Self {
        match kind {
            EntityKind::Partner => Self::Partner,
            EntityKind::Lead => Self::Lead,
            EntityKind::Deal => Self::Deal,
            EntityKind::Incentive => Self::Incentive,
            EntityKind::Contact => Self::Contact,
        }
    }
}

impl From<channelgraph_schema::EntityKind> for EntityKind {
    fn from(kind: channelgraph_schema::EntityKind) -> Self {
        match kind {
            channelgraph_schema::EntityKind::Partner => Self::Partner,
            channelgraph_schema::EntityKind::Lead => Self::Lead,
            channelgraph_schema::EntityKind::Deal => Self::Deal,
            channelgraph_schema::EntityKind::Incentive => Self::Incentive,
            channelgraph_schema::EntityKind::Contact => Self::Contact,
        }
    }
}

/// Declares an enum whose words are those of the unified model.
macro_rules! words {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $value_doc:literal])* $value:ident,)* }) => {
        $(#[doc = $doc])*
        #[derive(Enum, EnumString, IntoStaticStr, Copy, Clone, Eq, PartialEq, Debug)]
        #[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[doc = $value_doc])* $value,)* }
    };
}

words! {
    /// What part a partner plays.
    PartnerType {
        /// Buys and sells on.
        Reseller,
        /// Supplies resellers.
        Distributor,
        /// Sells in bulk.
        Wholesaler,
        /// Sells to consumers.
        Retailer,
        /// Sells in the vendor's name.
        Agent,
        /// Names possible customers.
        Referral,
        /// Advertises for a share.
        Affiliate,
        /// Markets or builds for customers.
        Agency,
        /// Builds solutions from several vendors' products.
        SystemIntegrator,
        /// Runs the product for its customers.
        ManagedServiceProvider,
        /// Has a product that works with the vendor's.
        Technology,
        /// Builds the product into its own.
        Oem,
        /// Runs a place where others sell.
        Marketplace,
        /// Something else.
        Other,
    }
}
words! {
    /// The way by which a sale reaches the customer.
    ChannelType {
        /// The vendor sells itself.
        Direct,
        /// A partner sells.
        Indirect,
        /// Both together.
        Hybrid,
        /// Over the web, without a seller.
        Online,
        /// Through the offers of other vendors and marketplaces.
        Ecosystem,
    }
}
words! {
    /// Where a partner stands in its life with the vendor.
    PartnerStatus {
        /// Wanted, not yet asked.
        Prospect,
        /// Has applied.
        Applied,
        /// Is being brought in.
        Onboarding,
        /// Sells.
        Active,
        /// Does not sell for the time being.
        Inactive,
        /// May not sell for the time being.
        Suspended,
        /// Is no partner any more.
        Terminated,
    }
}
words! {
    /// Where a lead stands.
    LeadStatus {
        /// Nobody has it yet.
        New,
        /// Given to a partner or seller.
        Assigned,
        /// Taken by them.
        Accepted,
        /// Being worked on.
        Working,
        /// Worth a deal.
        Qualified,
        /// Has become a deal.
        Converted,
        /// Sent back by whom it was given to.
        Rejected,
        /// Came to nothing.
        Lost,
    }
}
words! {
    /// Where a deal stands.
    DealStage {
        /// Looking for the need.
        Prospecting,
        /// Checking need, money and time.
        Qualification,
        /// An offer is made.
        Proposal,
        /// Terms are being talked over.
        Negotiation,
        /// Promised, not yet signed.
        Committed,
        /// Signed.
        Won,
        /// Given up.
        Lost,
    }
}
words! {
    /// Where a deal's registration by a partner stands.
    RegistrationStatus {
        /// Not yet sent.
        Draft,
        /// Sent.
        Submitted,
        /// Being looked at.
        InReview,
        /// Protected for the partner.
        Approved,
        /// Refused.
        Rejected,
        /// The protection has ended.
        Expired,
    }
}
words! {
    /// What kind of incentive it is.
    IncentiveKind {
        /// Money back on what was bought.
        Rebate,
        /// A share of what was sold.
        Commission,
        /// A fee for a customer named.
        ReferralFee,
        /// Money for marketing that the partner does.
        MarketDevelopmentFund,
        /// A reward for a seller.
        Spiff,
        /// A lower price.
        Discount,
        /// Credit for later purchases.
        Credit,
        /// A reward for a goal reached.
        Bonus,
        /// Something else.
        Other,
    }
}
words! {
    /// Where an incentive stands.
    IncentiveStatus {
        /// Not yet asked for.
        Draft,
        /// Asked for.
        Requested,
        /// Promised.
        Approved,
        /// Earned.
        Earned,
        /// To be paid at a date.
        Scheduled,
        /// Paid.
        Paid,
        /// Refused.
        Rejected,
        /// Not used in time.
        Expired,
        /// Taken back.
        Cancelled,
    }
}

/// How a source is doing.
#[derive(Enum, Copy, Clone, Eq, PartialEq, Debug)]
pub enum SourceStatus {
    /// It answers.
    Up,
    /// Some of its calls fail.
    Degraded,
    /// None of its calls succeeds.
    Down,
    /// It has not been asked lately.
    Unknown,
}

/// Up or down.
#[derive(Enum, Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Direction {
    /// Smallest, oldest or first in the alphabet first.
    #[default]
    Asc,
    /// Greatest, newest or last in the alphabet first.
    Desc,
}

impl From<Direction> for channelgraph_schema::Direction {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Asc => Self::Asc,
            Direction::Desc => Self::Desc,
        }
    }
}
