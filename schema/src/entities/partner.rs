//! Partner: a company that sells with, through or for the vendor.

use super::{
    contact::ID,
    enums::{CHANNEL, PARTNER_STATUS, PARTNER_TYPE},
    objects::{ADDRESS, BILLING, PERSON, PROGRAM, TIER},
};
use crate::{
    Class::{Finance, Personal},
    Entity, EntityKind, FieldDef,
    FieldType::{
        Bool, Country, Currency, Date, DateTime, Domain, Enum, Integer, List, Money, Reference,
        Text, TextList, Url,
    },
    Role,
    entity::{Nested, Offer, Relation},
};

pub(crate) static PARTNER: Entity = Entity {
    kind: EntityKind::Partner,
    word: "PARTNER",
    one: Some("partner"),
    many: Some("partners"),
    doc: "A company that sells with, through or for the vendor. One node, however many systems \
          know it.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Partner id."),
        FieldDef::new("source", TextList, "")
            .role(Role::Sources)
            .filter_as("source", "A system that has a record of the partner."),
        FieldDef::new("name", Text, "Company name.")
            .filter()
            .order("NAME", "Company name.")
            .indexed()
            .searched(),
        FieldDef::new("legalName", Text, "Registered company name.").indexed(),
        FieldDef::new("domain", Domain, "Company domain: `acme.example`.")
            .filter()
            .indexed()
            .searched(),
        FieldDef::new("website", Url, "Website."),
        FieldDef::new("taxId", Text, "Tax id, as the source writes it.")
            .role(Role::TaxId)
            .indexed()
            .class(Finance),
        FieldDef::new("type", Enum(&PARTNER_TYPE), "Type of partner.").filter().indexed(),
        FieldDef::new("channel", Enum(&CHANNEL), "Channel through which the partner sells.")
            .filter()
            .indexed(),
        FieldDef::new("status", Enum(&PARTNER_STATUS), "Current status.").filter().indexed(),
        FieldDef::new("tier.name", Text, "Name: `Gold`.")
            .filter_as("tier", "Name of the tier.")
            .indexed()
            .required(),
        FieldDef::new("tier.rank", Integer, "Rank; 1 is the lowest.")
            .order("TIER", "Rank of the tier.")
            .indexed(),
        FieldDef::new("programs.program", List(&Text), "Name of the programme.").required(),
        FieldDef::new("programs.tier", List(&Text), "Name: `Gold`.")
            .path("programs.tier.name")
            .required(),
        FieldDef::new("programs.rank", List(&Integer), "Rank; 1 is the lowest.")
            .path("programs.tier.rank"),
        FieldDef::new("programs.since", List(&Date), "First day of the membership."),
        FieldDef::new("segments", TextList, "Market segments.")
            .filter_as("segment", "One of the market segments.")
            .indexed(),
        FieldDef::new("region", Text, "Sales region.").filter().indexed(),
        FieldDef::new("country", Country, "Country.")
            .filter_as("country", "Country, as an ISO 3166-1 alpha-2 code.")
            .indexed(),
        FieldDef::new("address.street", Text, "Street and number.").tells().indexed(),
        FieldDef::new("address.city", Text, "City.").tells().indexed(),
        FieldDef::new("address.state", Text, "State or province."),
        FieldDef::new("address.postalCode", Text, "Postal code.").indexed(),
        FieldDef::new("address.country", Country, "Country.").indexed(),
        FieldDef::new("industry", Text, "Industry, in the source's words."),
        FieldDef::new("employeeCount", Integer, "Number of employees."),
        FieldDef::new("manager.name", Text, "Full name.").tells().indexed().class(Personal),
        FieldDef::new("manager.email", Text, "Email address.").class(Personal),
        FieldDef::new("manager.phone", Text, "Phone number.").class(Personal),
        FieldDef::new(
            "parent",
            Reference(EntityKind::Partner),
            "Parent partner: a reseller's \
            distributor.",
        )
        .indexed(),
        FieldDef::new("joinedAt", Date, "First day of the partnership.")
            .filter()
            .order("JOINED_AT", "First day of the partnership.")
            .indexed(),
        FieldDef::new("createdAt", DateTime, CREATED)
            .role(Role::Created)
            .filter()
            .order("CREATED_AT", CREATED)
            .indexed(),
        FieldDef::new("updatedAt", DateTime, UPDATED)
            .role(Role::Modified)
            .filter()
            .order("UPDATED_AT", UPDATED)
            .indexed(),
        FieldDef::new("billing.accountNumber", Text, "Account number.").tells().class(Finance),
        FieldDef::new("billing.currency", Currency, "Currency of the account.").class(Finance),
        FieldDef::new("billing.creditLimit", Money, "Credit limit.").tells().class(Finance),
        FieldDef::new("billing.openBalance", Money, "Open balance, in the account's currency.")
            .tells()
            .class(Finance),
        FieldDef::new("billing.overdueBalance", Money, "Overdue part of the open balance.")
            .class(Finance),
        FieldDef::new("billing.paymentTerms", Text, "Payment terms.").class(Finance),
        FieldDef::new("billing.blocked", Bool, "True if the account is blocked for deliveries.")
            .tells()
            .class(Finance),
    ],
    objects: &[
        Nested {
            path: "tier",
            of: &TIER,
            doc: "Tier. The highest one, if the partner is in several programmes.",
            list: false,
        },
        Nested { path: "programs", of: &PROGRAM, doc: "Programme memberships.", list: true },
        Nested { path: "programs.tier", of: &TIER, doc: "Tier in the programme.", list: false },
        Nested { path: "address", of: &ADDRESS, doc: "Postal address.", list: false },
        Nested {
            path: "manager",
            of: &PERSON,
            doc: "The vendor's channel account manager.",
            list: false,
        },
        Nested {
            path: "billing",
            of: &BILLING,
            doc: "Account in the ERP; null if no ERP knows the partner.",
            list: false,
        },
    ],
    relations: &[
        Relation {
            name: "contacts",
            to: EntityKind::Contact,
            by: "partner",
            doc: "People at the partner.",
            offer: Offer::Page,
        },
        Relation {
            name: "children",
            to: EntityKind::Partner,
            by: "parent",
            doc: "Partners below this one: a distributor's resellers.",
            offer: Offer::Page,
        },
        Relation {
            name: "leads",
            to: EntityKind::Lead,
            by: "partner",
            doc: "Leads assigned to the partner.",
            offer: Offer::List,
        },
        Relation {
            name: "deals",
            to: EntityKind::Deal,
            by: "partner",
            doc: "Deals that the partner sells.",
            offer: Offer::List,
        },
        Relation {
            name: "incentives",
            to: EntityKind::Incentive,
            by: "partner",
            doc: "Incentives promised, earned or paid.",
            offer: Offer::List,
        },
        Relation {
            name: "invoices",
            to: EntityKind::Invoice,
            by: "partner",
            doc: "What an ERP billed the partner, and what it credited.",
            offer: Offer::List,
        },
        Relation {
            name: "onboardings",
            to: EntityKind::Onboarding,
            by: "partner",
            doc: "Ways into programmes: applications, and what came of them.",
            offer: Offer::List,
        },
        Relation {
            name: "certifications",
            to: EntityKind::Certification,
            by: "partner",
            doc: "Certifications of the partner and its people.",
            offer: Offer::List,
        },
        Relation {
            name: "enrollments",
            to: EntityKind::CourseEnrollment,
            by: "partner",
            doc: "Courses that the partner's people take, or took.",
            offer: Offer::List,
        },
        Relation {
            name: "campaigns",
            to: EntityKind::Campaign,
            by: "partner",
            doc: "Campaigns that the partner runs.",
            offer: Offer::List,
        },
        Relation {
            name: "assets",
            to: EntityKind::Asset,
            by: "partner",
            doc: "Files and pages made for the partner.",
            offer: Offer::List,
        },
        Relation {
            name: "dealRoles",
            to: EntityKind::DealPartner,
            by: "partner",
            doc: "Deals in which the partner has a part, whoever sells them.",
            offer: Offer::Page,
        },
        Relation {
            name: "leadAssignments",
            to: EntityKind::LeadAssignment,
            by: "partner",
            doc: "Assignments of leads to the partner, present and past.",
            offer: Offer::List,
        },
    ],
    derived: &[],
    detailed: true,
};

/// The description of every entity's `createdAt`.
pub(super) const CREATED: &str = "Creation time of the source's record.";
/// The description of every entity's `updatedAt`.
pub(super) const UPDATED: &str = "Time of the last change to the source's record.";
/// The description of the filter by source, where records of a source name the candidates.
pub(super) const RECORDS_OF: &str = "Systems whose records are listed. Nodes without a record \
    there are left out, and the order is that of these records' own values.";
