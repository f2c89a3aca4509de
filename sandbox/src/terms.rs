//! The words of the unified model, each with the word that either vendor uses for it.

use serde::{Deserialize, Serialize};

/// Declares an enum of the unified model: its variants, and the vendors' words for them.
macro_rules! terms {
    ($(#[$doc:meta])* $name:ident { $($variant:ident, $salesforce:literal, $hubspot:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #[expect(missing_docs, reason = "the words are the unified schema's own")]
        pub enum $name { $($variant),* }

        impl $name {
            /// Every value, in the order of the schema.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The picklist value that the Salesforce org uses.
            pub fn salesforce(self) -> &'static str {
                match self { $(Self::$variant => $salesforce),* }
            }

            /// The option value (or stage id) that the HubSpot account uses.
            pub fn hubspot(self) -> &'static str {
                match self { $(Self::$variant => $hubspot),* }
            }
        }
    };
}

terms! {
    /// Business model of a partner.
    PartnerType {
        Reseller, "Reseller", "reseller";
        Distributor, "Distributor", "distributor";
        Wholesaler, "Wholesaler", "wholesaler";
        Retailer, "Retailer", "retailer";
        Agent, "Agent", "agent";
        Referral, "Referral Partner", "referral";
        Affiliate, "Affiliate", "affiliate";
        Agency, "Agency", "agency";
        SystemIntegrator, "System Integrator", "system_integrator";
        ManagedServiceProvider, "Managed Service Provider", "msp";
        Technology, "Technology Partner", "technology";
        Oem, "OEM", "oem";
        Marketplace, "Marketplace", "marketplace";
        Other, "Other", "other";
    }
}

terms! {
    /// The way by which a product reaches its customer.
    ChannelType {
        Direct, "Direct", "direct";
        Indirect, "Indirect", "indirect";
        Hybrid, "Hybrid", "hybrid";
        Online, "Online", "online";
        Ecosystem, "Ecosystem", "ecosystem";
    }
}

terms! {
    /// Status of a partner.
    PartnerStatus {
        Prospect, "Prospect", "prospect";
        Applied, "Applied", "applied";
        Onboarding, "Onboarding", "onboarding";
        Active, "Active", "active";
        Inactive, "Inactive", "inactive";
        Suspended, "Suspended", "suspended";
        Terminated, "Terminated", "terminated";
    }
}

terms! {
    /// Status of a lead. HubSpot's lead pipeline has fewer words: see
    /// [`LeadStatus::as_hubspot_says`].
    LeadStatus {
        New, "Open", "new-stage-id";
        Assigned, "Assigned", "new-stage-id";
        Accepted, "Accepted", "connected-stage-id";
        Working, "Working", "attempting-stage-id";
        Qualified, "Qualified", "qualified-stage-id";
        Converted, "Converted", "qualified-stage-id";
        Rejected, "Rejected", "unqualified-stage-id";
        Lost, "Lost", "unqualified-stage-id";
    }
}

impl LeadStatus {
    /// The status as HubSpot's five stages can tell it.
    pub fn as_hubspot_says(self) -> Self {
        match self {
            Self::New | Self::Assigned => Self::New,
            Self::Accepted | Self::Working => Self::Working,
            Self::Qualified | Self::Converted => Self::Qualified,
            Self::Rejected | Self::Lost => Self::Rejected,
        }
    }
}

terms! {
    /// Stage of a deal. HubSpot's word is the stage id of the `default` pipeline.
    DealStage {
        Prospecting, "Prospecting", "appointmentscheduled";
        Qualification, "Qualification", "qualifiedtobuy";
        Proposal, "Proposal", "presentationscheduled";
        Negotiation, "Negotiation", "decisionmakerboughtin";
        Committed, "Committed", "contractsent";
        Won, "Closed Won", "closedwon";
        Lost, "Closed Lost", "closedlost";
    }
}

impl DealStage {
    /// Whether nothing more is expected of the deal.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Won | Self::Lost)
    }

    /// The likelihood of winning, in percent, that both systems set with the stage.
    pub fn percent(self) -> u8 {
        match self {
            Self::Prospecting => 10,
            Self::Qualification => 20,
            Self::Proposal => 50,
            Self::Negotiation => 75,
            Self::Committed => 90,
            Self::Won => 100,
            Self::Lost => 0,
        }
    }
}

terms! {
    /// Type of business that a deal is. The CRMs enter nothing but renewals as existing business,
    /// and have no words for the rest.
    DealType {
        New, "New Business", "newbusiness";
        Expansion, "", "";
        Renewal, "Existing Business", "existingbusiness";
        Other, "", "";
    }
}

terms! {
    /// Status of a partner's claim to a deal.
    RegistrationStatus {
        Draft, "Draft", "draft";
        Submitted, "Submitted", "submitted";
        InReview, "In Review", "in_review";
        Approved, "Approved", "approved";
        Rejected, "Rejected", "rejected";
        Expired, "Expired", "expired";
    }
}

terms! {
    /// Kind of an incentive. Salesforce's standard objects know market development funds only.
    IncentiveKind {
        Rebate, "", "rebate";
        Commission, "", "commission";
        ReferralFee, "", "referral_fee";
        MarketDevelopmentFund, "", "mdf";
        Spiff, "", "spiff";
        Discount, "", "discount";
        Credit, "", "credit";
        Bonus, "", "bonus";
        Other, "", "other";
    }
}

/// Stage of an incentive, from promise to payment: no system has a word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the words are the unified schema's own")]
pub enum IncentiveRole {
    Promise,
    Claim,
    Earning,
    Payout,
}

impl IncentiveKind {
    /// The stage at which HubSpot's custom object holds incentives of this kind.
    pub(crate) fn role_in_hubspot(self) -> IncentiveRole {
        match self {
            Self::MarketDevelopmentFund => IncentiveRole::Claim,
            _ => IncentiveRole::Earning,
        }
    }
}

terms! {
    /// Status of an incentive. Salesforce's fund objects know Draft, Approved, Rejected and, for
    /// claims, Paid.
    IncentiveStatus {
        Draft, "Draft", "draft";
        Requested, "", "requested";
        Approved, "Approved", "approved";
        Earned, "", "earned";
        Scheduled, "", "scheduled";
        Paid, "Paid", "paid";
        Rejected, "Rejected", "rejected";
        Expired, "", "expired";
        Cancelled, "", "cancelled";
    }
}

mod books;
mod work;

pub use books::{InvoiceKind, InvoiceStatus};
pub use work::{
    AssetKind, AssignmentOutcome, CampaignStatus, CertificationStatus, EnrollmentStatus,
    OnboardingStatus, Party, StepKind, StepState,
};
