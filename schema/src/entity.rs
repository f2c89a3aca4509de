//! Entities, as declared: their fields, nested objects and relations, and how code finds them.

use serde::{Deserialize, Serialize};

use crate::{FieldDef, FieldId, FieldSet, FieldType, Role, Value, entities};

/// The entities that channelgraph knows.
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
    strum::IntoStaticStr,
    strum::VariantArray,
)]
pub enum EntityKind {
    /// A company that sells with, through or for the vendor.
    Partner,
    /// A possible customer, before there is a deal.
    Lead,
    /// An opportunity to sell, open or closed.
    Deal,
    /// A promise, claim or payment to a partner.
    Incentive,
    /// A person at a partner.
    Contact,
    /// An activity of marketing.
    Campaign,
    /// A person that a campaign reached.
    CampaignMember,
    /// A campaign's share in a deal.
    CampaignInfluence,
    /// Proof of a skill.
    Certification,
    /// Training for partners.
    Course,
    /// A person's progress in a course.
    CourseEnrollment,
    /// A company's way into a programme.
    Onboarding,
    /// A file or page that partners may use.
    Asset,
    /// An assignment of a lead to a partner or seller.
    LeadAssignment,
    /// A partner's part in a deal.
    DealPartner,
    /// An invoice or credit memo of an ERP.
    Invoice,
}

/// One entity, as declared.
#[derive(Debug)]
pub struct Entity {
    /// The entity.
    pub kind: EntityKind,
    /// The word of the enum `EntityKind`.
    pub word: &'static str,
    /// The field of `Query` that finds one node, if there is one.
    pub one: Option<&'static str>,
    /// The field of `Query` that lists nodes, if there is one.
    pub many: Option<&'static str>,
    /// The description.
    pub doc: &'static str,
    /// The fields; a [`FieldId`] is a place in this table.
    pub fields: &'static [FieldDef],
    /// The nested objects.
    pub objects: &'static [Nested],
    /// The relations to many nodes of another entity.
    pub relations: &'static [Relation],
    /// What is worked out from a node's own fields.
    pub derived: &'static [Derived],
    /// Whether `conflicts` and `attributes` are printed, besides `records`.
    pub detailed: bool,
}

/// A field that no source holds: it follows from others of the same node, and is seen only by who
/// sees all of them.
#[derive(Debug)]
pub struct Derived {
    /// The name in answers.
    pub name: &'static str,
    /// The type.
    pub ty: FieldType,
    /// The description.
    pub doc: &'static str,
    /// The fields that it follows from.
    pub from: fn() -> &'static [FieldId],
    /// Works it out from their values, in their order.
    pub of: fn(&[&Value]) -> Value,
}

/// A nested object of an entity: its fields are those of the entity below its path.
#[derive(Debug)]
pub struct Nested {
    /// The path of the object in answers: `tier`, `programs.tier`.
    pub path: &'static str,
    /// The type in the schema.
    pub of: &'static ObjectDef,
    /// The description.
    pub doc: &'static str,
    /// Whether there are several: its fields are lists in step.
    pub list: bool,
}

/// A type of nested objects.
#[derive(Debug, PartialEq, Eq)]
pub struct ObjectDef {
    /// The name in the schema.
    pub name: &'static str,
    /// The description.
    pub doc: &'static str,
}

/// A relation to many: the nodes of another entity whose reference names this one.
#[derive(Debug)]
pub struct Relation {
    /// The name in answers.
    pub name: &'static str,
    /// The entity of the nodes.
    pub to: EntityKind,
    /// The field of those nodes that refers to this one.
    pub by: &'static str,
    /// The description.
    pub doc: &'static str,
    /// How many there are, and what a request may say about them.
    pub offer: Offer,
}

/// What a relation offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// A list with filter, order and pages.
    List,
    /// A list with pages.
    Page,
    /// The first node, where the reference of the same name is null: some sources keep the link
    /// on the other side.
    First,
}

impl Entity {
    /// The nested object at a path of answers.
    pub fn object(&self, path: &str) -> Option<&'static Nested> {
        self.objects.iter().find(|object| object.path == path)
    }

    /// The relation of a name.
    pub fn relation(&self, name: &str) -> Option<&'static Relation> {
        self.relations.iter().find(|relation| relation.name == name)
    }
}

impl Relation {
    /// The field of the other entity by which nodes are found.
    pub fn field(&self) -> Option<FieldId> {
        self.to.field(self.by)
    }
}

impl EntityKind {
    /// The entities that `search` looks through, in the order of its hits.
    pub const SEARCHED: &[Self] = &[
        Self::Partner,
        Self::Lead,
        Self::Deal,
        Self::Incentive,
        Self::Contact,
        Self::Campaign,
        Self::Certification,
        Self::Course,
        Self::Asset,
        Self::Invoice,
    ];

    /// The declaration.
    pub const fn entity(self) -> &'static Entity {
        match self {
            Self::Partner => &entities::PARTNER,
            Self::Lead => &entities::LEAD,
            Self::Deal => &entities::DEAL,
            Self::Incentive => &entities::INCENTIVE,
            Self::Contact => &entities::CONTACT,
            Self::Campaign => &entities::CAMPAIGN,
            Self::CampaignMember => &entities::CAMPAIGN_MEMBER,
            Self::CampaignInfluence => &entities::CAMPAIGN_INFLUENCE,
            Self::Certification => &entities::CERTIFICATION,
            Self::Course => &entities::COURSE,
            Self::CourseEnrollment => &entities::COURSE_ENROLLMENT,
            Self::Onboarding => &entities::ONBOARDING,
            Self::Asset => &entities::ASSET,
            Self::LeadAssignment => &entities::LEAD_ASSIGNMENT,
            Self::DealPartner => &entities::DEAL_PARTNER,
            Self::Invoice => &entities::INVOICE,
        }
    }

    /// The name in running text: `campaign member`.
    pub fn noun(self) -> String {
        let mut noun = String::new();
        for letter in <&str>::from(self).chars() {
            if letter.is_uppercase() && !noun.is_empty() {
                noun.push(' ');
            }
            noun.extend(letter.to_lowercase());
        }
        noun
    }

    /// The name with the indefinite article: `an incentive`.
    pub fn one(self) -> String {
        format!("{} {}", self.article(), self.noun())
    }

    /// The indefinite article before the name: `an` before `Incentive`.
    pub fn article(self) -> &'static str {
        let is_vowel = <&str>::from(self).starts_with(['A', 'E', 'I', 'O', 'U']);
        if is_vowel { "an" } else { "a" }
    }

    /// The fields; a [`FieldId`] is a place in this table.
    pub const fn fields(self) -> &'static [FieldDef] {
        self.entity().fields
    }

    /// The field of this name.
    pub fn field(self, name: &str) -> Option<FieldId> {
        let place = self.fields().iter().position(|field| field.name == name)?;
        u8::try_from(place).ok().map(FieldId)
    }

    /// The field of this name, for names written in code:
    /// `const { EntityKind::Deal.known("stage") }` fails to compile if there is none.
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

    /// The declaration of a field.
    ///
    /// # Panics
    /// If the field is one of another entity; ids come from [`Self::field`] only.
    pub fn def(self, field: FieldId) -> &'static FieldDef {
        &self.fields()[field.index()]
    }

    /// The field with this role.
    pub fn with_role(self, role: Role) -> Option<FieldId> {
        let place = self.fields().iter().position(|field| field.role == role)?;
        u8::try_from(place).ok().map(FieldId)
    }

    /// The fields that pass a test of their declaration.
    pub fn fields_that(self, pass: impl Fn(&FieldDef) -> bool) -> FieldSet {
        self.all().iter().filter(|field| pass(self.def(*field))).collect()
    }

    /// The field of this name, or all fields of the nested object of this name (`tier` →
    /// `tier.name`, `tier.rank`).
    pub fn fields_under(self, name: &str) -> FieldSet {
        let is_under = |field: &FieldDef| {
            field.name == name
                || field.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
        };
        self.fields_that(is_under)
    }

    /// The fields of the list of objects that a field is a part of; none if it is of no such list.
    pub fn in_step_with(self, field: FieldId) -> Option<FieldSet> {
        let def = self.def(field);
        let is_item = matches!(def.ty, FieldType::List(_));
        let lists = self.entity().objects.iter().filter(|nested| is_item && nested.list);
        let is_in =
            |path: &str| def.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        let list = lists.map(|nested| nested.path).find(|path| is_in(path))?;
        Some(self.fields_that(|other| {
            other.path.strip_prefix(list).is_some_and(|rest| rest.starts_with('.'))
        }))
    }

    /// The money field whose currency, or reporting value, a field holds.
    pub fn money_of(self, field: FieldId) -> Option<FieldId> {
        match self.def(field).role {
            Role::CurrencyOf(name) | Role::ReportingValueOf(name) => self.field(name),
            _ => None,
        }
    }

    /// The entity that a field refers to.
    pub fn target(self, field: FieldId) -> Option<Self> {
        match self.def(field).ty {
            FieldType::Reference(kind) => Some(kind),
            _ => None,
        }
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
mod tests;
