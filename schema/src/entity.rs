//! The entities and their fields. Names are those of the GraphQL schema; a field of a nested object
//! has a dotted name (`tier.name`).

use serde::{Deserialize, Serialize};

use crate::{FieldId, FieldSet, partner_fields::PARTNER};

/// The kinds of thing that channelgraph knows.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::VariantArray,
)]
pub enum EntityKind {
    /// A company that sells with, through or for the vendor.
    Partner,
    /// A possible customer, before there is a deal.
    Lead,
    /// An opportunity to sell, open or closed.
    Deal,
    /// What a partner is promised, has earned or was paid.
    Incentive,
    /// A person at a partner.
    Contact,
}

/// What a field holds, and so how it is converted, compared and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text; compares without regard to case.
    Text,
    /// A host name, kept in lower case without scheme, `www.` and path.
    Domain,
    /// One of these words, exactly.
    Enum(&'static [&'static str]),
    /// An exact number.
    Number,
    /// Yes or no.
    Bool,
    /// A day.
    Date,
    /// A moment, in UTC.
    DateTime,
    /// An amount with its currency.
    Money,
    /// Several texts.
    TextList,
    /// Several values of any kind, in step with their sibling lists.
    List,
    /// An ISO 3166-1 alpha-2 code.
    Country,
    /// A record of this entity in the same source.
    Reference(EntityKind),
}

/// One field of an entity.
#[derive(Debug)]
pub struct FieldDef {
    /// The name, dotted for a field of a nested object.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

pub(crate) const fn field(name: &'static str, kind: Kind) -> FieldDef {
    FieldDef { name, kind }
}

/// The words of `ChannelType`.
pub(crate) const CHANNEL: Kind =
    Kind::Enum(&["DIRECT", "INDIRECT", "HYBRID", "ONLINE", "ECOSYSTEM"]);

// `id` and `source` are no source's fields: the gateway itself knows them (the ids and the sources
// of all records of a node). `currency` is that of `amount`, as a field of its own so that it can
// be filtered by. `reportingAmount` and `reportingValue` are the same money in the company's
// reporting currency, as the source itself holds it: what lists over several currencies and sources
// are ordered by.
const LEAD: &[FieldDef] = &[
    field("id", Kind::TextList),
    field("source", Kind::TextList),
    field("name", Kind::Text),
    field("company", Kind::Text),
    field("email", Kind::Text),
    field("phone", Kind::Text),
    field("country", Kind::Country),
    field(
        "status",
        Kind::Enum(&[
            "NEW",
            "ASSIGNED",
            "ACCEPTED",
            "WORKING",
            "QUALIFIED",
            "CONVERTED",
            "REJECTED",
            "LOST",
        ]),
    ),
    field("sourceStatus", Kind::Text),
    field("origin", Kind::Text),
    field("score", Kind::Number),
    field("estimatedValue", Kind::Money),
    field("reportingValue", Kind::Number),
    field("partner", Kind::Reference(EntityKind::Partner)),
    field("owner.name", Kind::Text),
    field("owner.email", Kind::Text),
    field("owner.phone", Kind::Text),
    field("deal", Kind::Reference(EntityKind::Deal)),
    field("assignedAt", Kind::DateTime),
    field("acceptedAt", Kind::DateTime),
    field("convertedAt", Kind::DateTime),
    field("createdAt", Kind::DateTime),
    field("updatedAt", Kind::DateTime),
];

const DEAL: &[FieldDef] = &[
    field("id", Kind::TextList),
    field("source", Kind::TextList),
    field("name", Kind::Text),
    field(
        "stage",
        Kind::Enum(&[
            "PROSPECTING",
            "QUALIFICATION",
            "PROPOSAL",
            "NEGOTIATION",
            "COMMITTED",
            "WON",
            "LOST",
        ]),
    ),
    field("sourceStage", Kind::Text),
    field("probability", Kind::Number),
    field("amount", Kind::Money),
    field("reportingAmount", Kind::Number),
    field("currency", Kind::Text),
    field("closeDate", Kind::Date),
    field("isClosed", Kind::Bool),
    field("isWon", Kind::Bool),
    field("channel", CHANNEL),
    field("partner", Kind::Reference(EntityKind::Partner)),
    field("customer.name", Kind::Text),
    field("customer.domain", Kind::Domain),
    field("customer.country", Kind::Country),
    field("customer.industry", Kind::Text),
    field("owner.name", Kind::Text),
    field("owner.email", Kind::Text),
    field("owner.phone", Kind::Text),
    field(
        "registration.status",
        Kind::Enum(&["DRAFT", "SUBMITTED", "IN_REVIEW", "APPROVED", "REJECTED", "EXPIRED"]),
    ),
    field("registration.submittedAt", Kind::DateTime),
    field("registration.decidedAt", Kind::DateTime),
    field("registration.expiresAt", Kind::DateTime),
    field("registration.reason", Kind::Text),
    field("marketplace.marketplace", Kind::Text),
    field("marketplace.opportunityId", Kind::Text),
    field("marketplace.offerId", Kind::Text),
    field("marketplace.agreementId", Kind::Text),
    field("marketplace.stage", Kind::Text),
    field("marketplace.reviewStatus", Kind::Text),
    field("lead", Kind::Reference(EntityKind::Lead)),
    field("createdAt", Kind::DateTime),
    field("updatedAt", Kind::DateTime),
];

const INCENTIVE: &[FieldDef] = &[
    field("id", Kind::TextList),
    field("source", Kind::TextList),
    field("name", Kind::Text),
    field(
        "kind",
        Kind::Enum(&[
            "REBATE",
            "COMMISSION",
            "REFERRAL_FEE",
            "MARKET_DEVELOPMENT_FUND",
            "SPIFF",
            "DISCOUNT",
            "CREDIT",
            "BONUS",
            "OTHER",
        ]),
    ),
    field(
        "status",
        Kind::Enum(&[
            "DRAFT",
            "REQUESTED",
            "APPROVED",
            "EARNED",
            "SCHEDULED",
            "PAID",
            "REJECTED",
            "EXPIRED",
            "CANCELLED",
        ]),
    ),
    field("sourceStatus", Kind::Text),
    field("amount", Kind::Money),
    field("reportingAmount", Kind::Number),
    field("currency", Kind::Text),
    field("requestedAmount", Kind::Money),
    field("paidAmount", Kind::Money),
    field("program", Kind::Text),
    field("partner", Kind::Reference(EntityKind::Partner)),
    field("deal", Kind::Reference(EntityKind::Deal)),
    field("periodStart", Kind::Date),
    field("periodEnd", Kind::Date),
    field("earnedAt", Kind::Date),
    field("dueAt", Kind::Date),
    field("paidAt", Kind::Date),
    field("expiresAt", Kind::Date),
    field("createdAt", Kind::DateTime),
    field("updatedAt", Kind::DateTime),
];

const CONTACT: &[FieldDef] = &[
    field("id", Kind::TextList),
    field("source", Kind::TextList),
    field("name", Kind::Text),
    field("email", Kind::Text),
    field("phone", Kind::Text),
    field("title", Kind::Text),
    field("role", Kind::Text),
    field("partner", Kind::Reference(EntityKind::Partner)),
    field("createdAt", Kind::DateTime),
    field("updatedAt", Kind::DateTime),
];

impl EntityKind {
    /// The entity's fields; a [`FieldId`] is a place in this table.
    pub const fn fields(self) -> &'static [FieldDef] {
        match self {
            Self::Partner => PARTNER,
            Self::Lead => LEAD,
            Self::Deal => DEAL,
            Self::Incentive => INCENTIVE,
            Self::Contact => CONTACT,
        }
    }

    /// The field of this name.
    pub fn field(self, name: &str) -> Option<FieldId> {
        let place = self.fields().iter().position(|field| field.name == name)?;
        u8::try_from(place).ok().map(FieldId)
    }

    /// The field of this name, for names written in code: `const { EntityKind::Deal.known("stage")
    /// }` fails to compile if there is none.
    ///
    /// # Panics
    /// If the entity has no such field.
    pub const fn known(self, name: &str) -> FieldId {
        let fields = self.fields();
        let mut place = 0;
        while place < fields.len() {
            if equal(fields[place].name.as_bytes(), name.as_bytes()) {
                return FieldId(place as u8);
            }
            place += 1;
        }
        panic!("the entity has no such field")
    }

    /// What the field is.
    ///
    /// # Panics
    /// If the field is one of another entity; ids come from [`Self::field`] only.
    pub fn def(self, field: FieldId) -> &'static FieldDef {
        &self.fields()[field.index()]
    }

    /// The field of this name, or all fields of the nested object of this name (`tier` →
    /// `tier.name`, `tier.rank`).
    pub fn fields_under(self, path: &str) -> FieldSet {
        self.all()
            .iter()
            .filter(|field| {
                let name = self.def(*field).name;
                name == path || name.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
            })
            .collect()
    }

    /// Every field of the entity.
    pub fn all(self) -> FieldSet {
        (0..self.fields().len()).filter_map(|place| u8::try_from(place).ok()).map(FieldId).collect()
    }
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut place = 0;
    while place < a.len() {
        if a[place] != b[place] {
            return false;
        }
        place += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_entity_fits_a_field_set_and_names_are_unique() {
        for kind in EntityKind::VARIANTS {
            let fields = kind.fields();
            assert!(fields.len() < 64, "{kind}");
            for (place, def) in fields.iter().enumerate() {
                assert_eq!(kind.field(def.name).unwrap().index(), place, "{kind}.{}", def.name);
            }
        }
    }

    #[test]
    fn a_nested_object_is_all_its_fields() {
        let tier = EntityKind::Partner.fields_under("tier");
        let names: Vec<_> = tier.iter().map(|field| EntityKind::Partner.def(field).name).collect();
        assert_eq!(names, ["tier.name", "tier.rank"]);
    }
}
