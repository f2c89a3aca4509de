//! The truth: the records that are one thing, and the values of each in the unified model's
//! terms.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::terms::{
    ChannelType, DealStage, DealType, IncentiveKind, IncentiveRole, IncentiveStatus, LeadStatus,
    PartnerStatus, PartnerType, RegistrationStatus,
};

/// A piece of text, shared where many records say the same.
pub type Text = Arc<str>;

/// The system that a record stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// The Salesforce org.
    Salesforce,
    /// The HubSpot account.
    Hubspot,
    /// The ERP: SAP S/4HANA. The truth says nothing of the second ERP, which is served beside it.
    Erp,
    /// The account at AWS Partner Central.
    Aws,
}

impl System {
    /// The two CRMs.
    pub const CRMS: [Self; 2] = [Self::Salesforce, Self::Hubspot];
    /// All systems.
    pub const ALL: [Self; 4] = [Self::Salesforce, Self::Hubspot, Self::Erp, Self::Aws];

    /// The name used in truth, control and config: `salesforce`, `hubspot`, `erp`, `aws`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Salesforce => "salesforce",
            Self::Hubspot => "hubspot",
            Self::Erp => "erp",
            Self::Aws => "aws",
        }
    }
}

/// A record, as another one names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ref {
    /// The system it stands in.
    pub source: System,
    /// Its id there; for Salesforce the one of 18 characters, for a key of several values these
    /// with `/` between them.
    pub id: Text,
}

/// Everything there is, thing by thing.
///
/// A value is what its record says, not what is so: a HubSpot deal may say another stage than its
/// Opportunity. `sourceStage` and `sourceStatus` are the vendor's word as people read it (a HubSpot
/// stage's label), `industry` is the vendor's value as stored.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// The partners.
    pub partners: Vec<Node<Partner>>,
    /// The leads.
    pub leads: Vec<Node<Lead>>,
    /// The deals.
    pub deals: Vec<Node<Deal>>,
    /// The incentives.
    pub incentives: Vec<Node<Incentive>>,
    /// The campaigns.
    pub campaigns: Vec<Node<Campaign>>,
    /// The leads and contacts that campaigns address.
    pub campaign_members: Vec<Node<CampaignMember>>,
    /// The shares that campaigns have in deals, by the org's default model.
    pub campaign_influences: Vec<Node<CampaignInfluence>>,
    /// The certifications.
    pub certifications: Vec<Node<Certification>>,
    /// The courses, exams and videos.
    pub courses: Vec<Node<Course>>,
    /// The courses that people take.
    pub course_enrollments: Vec<Node<CourseEnrollment>>,
    /// The ways of companies to becoming partners.
    pub onboardings: Vec<Node<Onboarding>>,
    /// The files, each in its latest version.
    pub assets: Vec<Node<Asset>>,
    /// The partners whom leads were given to.
    pub lead_assignments: Vec<Node<LeadAssignment>>,
    /// The partners on deals, each with its role.
    pub deal_partners: Vec<Node<DealPartner>>,
    /// What the ERP billed and credited.
    pub invoices: Vec<Node<Invoice>>,
    /// Partners that are several, however much they look or belong together.
    pub relations: Vec<Relation>,
    /// The kinds of dirt in what a partner's record says, and in its company: among them
    /// `placeholder tax id` and `mistyped tax id`, whose number is of no company.
    pub dirt: BTreeMap<Ref, Vec<&'static str>>,
}

/// Two companies that are not one, though something says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// The first record of one: the branch, the sister, the holding.
    pub company: Ref,
    /// The first record of the other: the head office, the company held.
    pub of: Ref,
    /// The kind of the relation.
    pub kind: RelationKind,
}

/// The kind of a relation between two companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RelationKind {
    /// Strangers of one name.
    Namesake,
    /// Companies of one group, with a country in their names.
    Sister,
    /// A branch of its head office, which is its parent.
    Branch,
    /// A branch that another company runs.
    Franchise,
    /// A holding, at the address of what it holds.
    Holding,
    /// A company and its buyer, whose domain it has.
    Acquired,
    /// Companies with one VAT id.
    VatGroup,
}

impl RelationKind {
    /// The name of the kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::Namesake => "namesake",
            Self::Sister => "sister",
            Self::Branch => "branch",
            Self::Franchise => "franchise",
            Self::Holding => "holding",
            Self::Acquired => "acquired",
            Self::VatGroup => "VAT group",
        }
    }

    /// Returns true if the two belong to one group; namesakes are strangers.
    pub fn is_group(self) -> bool {
        self != Self::Namesake
    }
}

/// The records of one thing, the first of them the one that the others are measured by.
pub type Node<T> = Vec<Record<T>>;

/// One record of one system.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record<T> {
    /// The system it stands in.
    pub source: System,
    /// The system's name for the table: `Account`, `companies`, `2-1001`,
    /// `settlmtdoc/SetlDoc#supplier` …
    pub object: &'static str,
    /// Its id there; for Salesforce the one of 18 characters, for a key of several values these
    /// with `/` between them.
    pub id: Text,
    /// False where no exact key (a link, a tax id, a domain) ties it, straight or by way of others,
    /// to the first record of its node. A deal, a lead or an incentive of which this is so has to
    /// appear as a thing of its own; a partner may be known by what else it says.
    pub linkable: bool,
    /// The record's values; missing ones are left out.
    pub values: T,
}

/// Declares what a record of one entity can say: every field optional, each spelt in JSON as the
/// unified schema has it, with a dot where it nests.
macro_rules! values {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty, $json:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        #[expect(missing_docs, reason = "the fields are the unified schema's own")]
        pub struct $name {
            $(#[serde(rename = $json, skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
        }
    };
}

mod books;
mod work;

pub use books::Invoice;
pub use work::{
    Approval, Asset, Campaign, CampaignInfluence, CampaignMember, Certification, Course,
    CourseEnrollment, DealPartner, Document, LeadAssignment, Onboarding, StageChange, Step,
};

values! {
    /// The values of a partner record. `domain` is the registrable domain, and absent where it is a
    /// free-mail or shared host; `tax_id` is the country's letters and the bare number, however the
    /// record spells it.
    Partner {
        name: Text, "name";
        legal_name: Text, "legalName";
        domain: Text, "domain";
        website: Text, "website";
        tax_id: Text, "taxId";
        kind: PartnerType, "type";
        channel: ChannelType, "channel";
        status: PartnerStatus, "status";
        tier_name: Text, "tier.name";
        tier_rank: u8, "tier.rank";
        programs: Vec<Membership>, "programs";
        segments: Vec<Text>, "segments";
        region: Text, "region";
        country: Text, "country";
        street: Text, "address.street";
        city: Text, "address.city";
        state: Text, "address.state";
        postal_code: Text, "address.postalCode";
        address_country: Text, "address.country";
        industry: Text, "industry";
        employee_count: u32, "employeeCount";
        manager_name: Text, "manager.name";
        manager_email: Text, "manager.email";
        manager_phone: Text, "manager.phone";
        parent: Ref, "parent";
        joined_at: NaiveDate, "joinedAt";
        billing_account_number: Text, "billing.accountNumber";
        billing_currency: Text, "billing.currency";
        billing_payment_terms: Text, "billing.paymentTerms";
        billing_blocked: bool, "billing.blocked";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// A partner's place in a program.
    Membership {
        program: Text, "program";
        tier_name: Text, "tier.name";
        tier_rank: u8, "tier.rank";
        since: NaiveDate, "since";
    }
}

values! {
    /// The values of a lead record; `currency` is that of the estimated value. `contact` is the
    /// HubSpot contact that a lead record is about.
    Lead {
        name: Text, "name";
        company: Text, "company";
        email: Text, "email";
        phone: Text, "phone";
        country: Text, "country";
        status: LeadStatus, "status";
        source_status: Text, "sourceStatus";
        origin: Text, "origin";
        score: Decimal, "score";
        estimated_value: Decimal, "estimatedValue";
        currency: Text, "currency";
        partner: Ref, "partner";
        owner_name: Text, "owner.name";
        owner_email: Text, "owner.email";
        owner_phone: Text, "owner.phone";
        deal: Ref, "deal";
        contact: Ref, "contact";
        assigned_at: DateTime<Utc>, "assignedAt";
        accepted_at: DateTime<Utc>, "acceptedAt";
        converted_at: DateTime<Utc>, "convertedAt";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// The values of a deal record; `partner_via` is the field that names the partner.
    Deal {
        name: Text, "name";
        stage: DealStage, "stage";
        source_stage: Text, "sourceStage";
        kind: DealType, "type";
        probability: Decimal, "probability";
        amount: Decimal, "amount";
        currency: Text, "currency";
        close_date: NaiveDate, "closeDate";
        is_closed: bool, "isClosed";
        is_won: bool, "isWon";
        channel: ChannelType, "channel";
        partner: Ref, "partner";
        partner_via: Text, "partner.via";
        customer_name: Text, "customer.name";
        customer_domain: Text, "customer.domain";
        customer_country: Text, "customer.country";
        customer_industry: Text, "customer.industry";
        owner_name: Text, "owner.name";
        owner_email: Text, "owner.email";
        owner_phone: Text, "owner.phone";
        registration_status: RegistrationStatus, "registration.status";
        registration_submitted_at: DateTime<Utc>, "registration.submittedAt";
        registration_decided_at: DateTime<Utc>, "registration.decidedAt";
        registration_expires_at: DateTime<Utc>, "registration.expiresAt";
        registration_reason: Text, "registration.reason";
        registration_approvals: Vec<Approval>, "registration.approvals";
        marketplace: Text, "marketplace.marketplace";
        marketplace_opportunity_id: Text, "marketplace.opportunityId";
        marketplace_offer_id: Text, "marketplace.offerId";
        marketplace_stage: Text, "marketplace.stage";
        marketplace_review_status: Text, "marketplace.reviewStatus";
        campaign: Ref, "campaign";
        stages: Vec<StageChange>, "stages";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}

values! {
    /// The values of an incentive record; `currency` is that of all its amounts.
    Incentive {
        name: Text, "name";
        kind: IncentiveKind, "kind";
        role: IncentiveRole, "role";
        status: IncentiveStatus, "status";
        source_status: Text, "sourceStatus";
        amount: Decimal, "amount";
        requested_amount: Decimal, "requestedAmount";
        approved_amount: Decimal, "approvedAmount";
        paid_amount: Decimal, "paidAmount";
        currency: Text, "currency";
        program: Text, "program";
        partner: Ref, "partner";
        deal: Ref, "deal";
        request: Ref, "request";
        campaign: Ref, "campaign";
        period_start: NaiveDate, "periodStart";
        period_end: NaiveDate, "periodEnd";
        earned_at: NaiveDate, "earnedAt";
        due_at: NaiveDate, "dueAt";
        paid_at: NaiveDate, "paidAt";
        expires_at: NaiveDate, "expiresAt";
        approvals: Vec<Approval>, "approvals";
        created_at: DateTime<Utc>, "createdAt";
        updated_at: DateTime<Utc>, "updatedAt";
    }
}
