//! The enums that fields hold. A source's word that no mapping knows is null, never an error.

use super::work_enums::{
    ASSET_KIND, ASSIGNMENT_OUTCOME, CAMPAIGN_STATUS, CERTIFICATION_STATUS, ENROLLMENT_STATUS,
    ONBOARDING_STATUS, PARTY, STEP_KIND, STEP_STATE,
};

/// An enum of the unified model.
#[derive(Debug, PartialEq, Eq)]
pub struct EnumDef {
    /// The name in the schema.
    pub name: &'static str,
    /// The description.
    pub doc: &'static str,
    /// The words.
    pub words: &'static [Word],
}

/// One word of an enum.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub word: &'static str,
    /// The description.
    pub doc: &'static str,
}

impl EnumDef {
    /// The words.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().map(|word| word.word)
    }
}

pub(super) const fn word(word: &'static str, doc: &'static str) -> Word {
    Word { word, doc }
}

/// Every enum of the model.
pub const ENUMS: [&EnumDef; 21] = [
    &PARTNER_TYPE,
    &CHANNEL,
    &PARTNER_STATUS,
    &LEAD_STATUS,
    &DEAL_STAGE,
    &DEAL_TYPE,
    &REGISTRATION_STATUS,
    &INCENTIVE_KIND,
    &INCENTIVE_ROLE,
    &INCENTIVE_STATUS,
    &INVOICE_KIND,
    &INVOICE_STATUS,
    &CAMPAIGN_STATUS,
    &CERTIFICATION_STATUS,
    &ENROLLMENT_STATUS,
    &ONBOARDING_STATUS,
    &STEP_KIND,
    &STEP_STATE,
    &PARTY,
    &ASSET_KIND,
    &ASSIGNMENT_OUTCOME,
];

pub(super) static PARTNER_TYPE: EnumDef = EnumDef {
    name: "PartnerType",
    doc: "Type of partner.",
    words: &[
        word("RESELLER", "Buys and resells."),
        word("DISTRIBUTOR", "Supplies resellers."),
        word("WHOLESALER", "Sells in bulk."),
        word("RETAILER", "Sells to consumers."),
        word("AGENT", "Sells in the vendor's name."),
        word("REFERRAL", "Refers possible customers."),
        word("AFFILIATE", "Advertises for a share of the sales."),
        word("AGENCY", "Markets or builds for customers."),
        word("SYSTEM_INTEGRATOR", "Builds solutions from several vendors' products."),
        word("MANAGED_SERVICE_PROVIDER", "Runs the product for its customers."),
        word("TECHNOLOGY", "Offers a product that works with the vendor's."),
        word("OEM", "Builds the product into its own."),
        word("MARKETPLACE", "Runs a marketplace."),
        word("OTHER", "Any other type."),
    ],
};

pub(super) static CHANNEL: EnumDef = EnumDef {
    name: "ChannelType",
    doc: "Channel through which sales reach customers.",
    words: &[
        word("DIRECT", "The vendor sells."),
        word("INDIRECT", "A partner sells."),
        word("HYBRID", "Vendor and partner sell together."),
        word("ONLINE", "Customers buy on the web, without a seller."),
        word("ECOSYSTEM", "Sales through other vendors' offers and marketplaces."),
    ],
};

pub(super) static PARTNER_STATUS: EnumDef = EnumDef {
    name: "PartnerStatus",
    doc: "Stage of the partnership.",
    words: &[
        word("PROSPECT", "Not yet approached."),
        word("APPLIED", "Has applied."),
        word("ONBOARDING", "In onboarding."),
        word("ACTIVE", "Sells."),
        word("INACTIVE", "Does not sell at present."),
        word("SUSPENDED", "May not sell at present."),
        word("TERMINATED", "No longer a partner."),
    ],
};

pub(super) static LEAD_STATUS: EnumDef = EnumDef {
    name: "LeadStatus",
    doc: "Status of a lead.",
    words: &[
        word("NEW", "Not yet assigned."),
        word("ASSIGNED", "Assigned to a partner or seller."),
        word("ACCEPTED", "Accepted by them."),
        word("WORKING", "In progress."),
        word("QUALIFIED", "Worth a deal."),
        word("CONVERTED", "Converted into a deal."),
        word("REJECTED", "Rejected by the assignee."),
        word("LOST", "Lost."),
    ],
};

pub(super) static DEAL_STAGE: EnumDef = EnumDef {
    name: "DealStage",
    doc: "Stage of a deal.",
    words: &[
        word("PROSPECTING", "Looking for a need."),
        word("QUALIFICATION", "Checking need, budget and timing."),
        word("PROPOSAL", "Offer made."),
        word("NEGOTIATION", "Negotiating terms."),
        word("COMMITTED", "Promised, not yet signed."),
        word("WON", "Signed."),
        word("LOST", "Lost."),
    ],
};

pub(super) static DEAL_TYPE: EnumDef = EnumDef {
    name: "DealType",
    doc: "Type of business that a deal is.",
    words: &[
        word("NEW", "With a new customer."),
        word("EXPANSION", "More for a customer: further products, seats or sites."),
        word("RENEWAL", "The same again for a customer."),
        word("OTHER", "Any other type, also with a customer of whom no more is said."),
    ],
};

pub(super) static REGISTRATION_STATUS: EnumDef = EnumDef {
    name: "RegistrationStatus",
    doc: "Status of a deal registration.",
    words: &[
        word("DRAFT", "Not yet submitted."),
        word("SUBMITTED", "Submitted."),
        word("IN_REVIEW", "Under review."),
        word("APPROVED", "Protected for the partner."),
        word("REJECTED", "Rejected."),
        word("EXPIRED", "Protection expired."),
    ],
};

pub(super) static INCENTIVE_KIND: EnumDef = EnumDef {
    name: "IncentiveKind",
    doc: "Kind of incentive.",
    words: &[
        word("REBATE", "Money back on purchases."),
        word("COMMISSION", "Share of sales."),
        word("REFERRAL_FEE", "Fee for a referred customer."),
        word("MARKET_DEVELOPMENT_FUND", "Money for the partner's marketing."),
        word("SPIFF", "Reward for an individual seller."),
        word("DISCOUNT", "Lower price."),
        word("CREDIT", "Credit for later purchases."),
        word("BONUS", "Reward for reaching a goal."),
        word("OTHER", "Any other kind."),
    ],
};

pub(super) static INCENTIVE_ROLE: EnumDef = EnumDef {
    name: "IncentiveRole",
    doc: "Stage from promise to payment.",
    words: &[
        word("PROMISE", "Money that a partner may claim or earn."),
        word("CLAIM", "Money that a partner asks for."),
        word("EARNING", "Money that a partner has earned."),
        word("PAYOUT", "Money that was paid, or is about to be."),
    ],
};

pub(super) static INCENTIVE_STATUS: EnumDef = EnumDef {
    name: "IncentiveStatus",
    doc: "Status of an incentive.",
    words: &[
        word("DRAFT", "Not yet requested."),
        word("REQUESTED", "Requested."),
        word("APPROVED", "Approved."),
        word("EARNED", "Earned."),
        word("SCHEDULED", "Scheduled for payment."),
        word("PAID", "Paid."),
        word("REJECTED", "Rejected."),
        word("EXPIRED", "Not used in time."),
        word("CANCELLED", "Cancelled."),
    ],
};

pub(super) static INVOICE_KIND: EnumDef = EnumDef {
    name: "InvoiceKind",
    doc: "Kind of document that an ERP issues to a customer.",
    words: &[
        word("INVOICE", "Invoice, or a debit memo that adds to one."),
        word("CREDIT_MEMO", "Credit memo: takes back what was billed."),
    ],
};

pub(super) static INVOICE_STATUS: EnumDef = EnumDef {
    name: "InvoiceStatus",
    doc: "Status of an invoice.",
    words: &[
        word("DRAFT", "Not yet issued."),
        word("OPEN", "Issued, and not paid in full."),
        word("PAID", "Paid in full."),
        word("CANCELLED", "Cancelled, or the document that cancels another: nothing is billed."),
    ],
};
