//! The fields that lists are filtered and ordered by, as requests name them.

use channelgraph_schema::EntityKind;

use super::work;

/// What a field holds, and so which tests it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Text,
    Texts,
    Word,
    Number,
    Bool,
    Day,
    Moment,
    Id,
}

impl Class {
    /// The tests that a field takes.
    pub fn tests(self) -> &'static [&'static str] {
        match self {
            Self::Text | Self::Texts => {
                &["eq", "ne", "in", "notIn", "contains", "startsWith", "isNull"]
            }
            Self::Word => &["eq", "ne", "in", "notIn", "isNull"],
            Self::Number => &["eq", "ne", "gt", "gte", "lt", "lte", "isNull"],
            Self::Bool => &["eq", "isNull"],
            Self::Day => &["eq", "gt", "gte", "lt", "lte", "isNull"],
            Self::Moment => &["gt", "gte", "lt", "lte", "isNull"],
            Self::Id => &["eq", "in"],
        }
    }
}

/// A field of a filter.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// As a filter names it.
    pub name: &'static str,
    /// As the schema names it.
    pub path: &'static str,
    pub class: Class,
}

pub const fn of(name: &'static str, path: &'static str, class: Class) -> Field {
    Field { name, path, class }
}

pub const CREATED: Field = of("createdAt", "createdAt", Class::Moment);
pub const UPDATED: Field = of("updatedAt", "updatedAt", Class::Moment);
pub const NAME: Field = of("name", "name", Class::Text);
pub const PARTNER: Field = of("partner", "partner", Class::Id);

/// The fields of an entity's filter that may stand anywhere in it.
pub fn fields(kind: EntityKind) -> &'static [Field] {
    match kind {
        EntityKind::Partner => {
            const {
                &[
                    NAME,
                    of("domain", "domain", Class::Text),
                    of("type", "type", Class::Word),
                    of("channel", "channel", Class::Word),
                    of("status", "status", Class::Word),
                    of("tier", "tier.name", Class::Text),
                    of("segment", "segments", Class::Texts),
                    of("region", "region", Class::Text),
                    of("country", "country", Class::Text),
                    of("joinedAt", "joinedAt", Class::Day),
                    CREATED,
                    UPDATED,
                    of("source", "source", Class::Texts),
                    of("id", "id", Class::Id),
                ]
            }
        }
        EntityKind::Lead => {
            const {
                &[
                    NAME,
                    of("company", "company", Class::Text),
                    of("email", "email", Class::Text),
                    of("country", "country", Class::Text),
                    of("status", "status", Class::Word),
                    of("origin", "origin", Class::Text),
                    of("score", "score", Class::Number),
                    of("assignedAt", "assignedAt", Class::Moment),
                    of("acceptedAt", "acceptedAt", Class::Moment),
                    of("convertedAt", "convertedAt", Class::Moment),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        EntityKind::Incentive => {
            const {
                &[
                    NAME,
                    of("kind", "kind", Class::Word),
                    of("role", "role", Class::Word),
                    of("status", "status", Class::Word),
                    of("amount", "amount", Class::Number),
                    of("currency", "currency", Class::Text),
                    of("program", "program", Class::Text),
                    of("periodStart", "periodStart", Class::Day),
                    of("periodEnd", "periodEnd", Class::Day),
                    of("earnedAt", "earnedAt", Class::Day),
                    of("dueAt", "dueAt", Class::Day),
                    of("paidAt", "paidAt", Class::Day),
                    of("expiresAt", "expiresAt", Class::Day),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        EntityKind::Deal => {
            const {
                &[
                    NAME,
                    of("stage", "stage", Class::Word),
                    of("type", "type", Class::Word),
                    of("amount", "amount", Class::Number),
                    of("currency", "currency", Class::Text),
                    of("closeDate", "closeDate", Class::Day),
                    of("isClosed", "isClosed", Class::Bool),
                    of("isWon", "isWon", Class::Bool),
                    of("channel", "channel", Class::Word),
                    of("registrationStatus", "registration.status", Class::Word),
                    of("registrationSubmittedAt", "registration.submittedAt", Class::Moment),
                    CREATED,
                    UPDATED,
                    PARTNER,
                ]
            }
        }
        kind => work::fields(kind),
    }
}

/// The field of this name; `source` and `id` at the top of a filter too.
pub fn field(kind: EntityKind, name: &str) -> Field {
    const TOP: [Field; 2] = [of("source", "source", Class::Texts), of("id", "id", Class::Id)];
    *fields(kind)
        .iter()
        .chain(&TOP)
        .find(|field| field.name == name)
        .unwrap_or_else(|| panic!("{kind} has no field {name}"))
}

/// An order's key: as requests name it, the field, and what that holds.
pub type OrderKey = (&'static str, Option<&'static str>, Class);

/// The key of an order by id.
pub const ID: OrderKey = ("ID", None, Class::Id);

/// What a list can be ordered by.
pub fn keys(kind: EntityKind) -> Vec<OrderKey> {
    const CREATED: OrderKey = ("CREATED_AT", Some("createdAt"), Class::Moment);
    const UPDATED: OrderKey = ("UPDATED_AT", Some("updatedAt"), Class::Moment);
    match kind {
        EntityKind::Partner => vec![
            ID,
            CREATED,
            UPDATED,
            ("NAME", Some("name"), Class::Text),
            ("TIER", Some("tier.rank"), Class::Number),
            ("JOINED_AT", Some("joinedAt"), Class::Day),
        ],
        EntityKind::Lead => vec![
            ID,
            CREATED,
            UPDATED,
            ("SCORE", Some("score"), Class::Number),
            ("ESTIMATED_VALUE", Some("reportingValue"), Class::Number),
            ("ASSIGNED_AT", Some("assignedAt"), Class::Moment),
            ("CONVERTED_AT", Some("convertedAt"), Class::Moment),
        ],
        EntityKind::Incentive => vec![
            ID,
            CREATED,
            UPDATED,
            ("AMOUNT", Some("reportingAmount"), Class::Number),
            ("EARNED_AT", Some("earnedAt"), Class::Day),
            ("DUE_AT", Some("dueAt"), Class::Day),
            ("PAID_AT", Some("paidAt"), Class::Day),
            ("EXPIRES_AT", Some("expiresAt"), Class::Day),
        ],
        EntityKind::Deal => vec![
            ID,
            CREATED,
            UPDATED,
            ("AMOUNT", Some("reportingAmount"), Class::Number),
            ("CLOSE_DATE", Some("closeDate"), Class::Day),
        ],
        kind => work::keys(kind),
    }
}
