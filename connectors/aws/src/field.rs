//! What a mapping can name: the objects, and the fields of each. A list tells some of them, the
//! others only the record asked for singly.

use channelgraph_schema::Value;
use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;

pub(crate) use column::{Column, Kind};

mod benefit;
mod channel;
mod column;
mod engagement;
mod invitation;
mod opportunity;
pub(crate) mod value;
pub(crate) mod words;

/// A table of AWS's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Opportunity,
    EngagementInvitation,
    Engagement,
    BenefitApplication,
    BenefitAllocation,
    Relationship,
    ProgramManagementAccount,
}

/// The part of a benefit application that its programme defines: any path under this is a field.
pub(crate) const DETAILS: &str = "BenefitApplicationDetails";

/// What stands for the lead among an engagement's contexts.
pub(crate) const HAS_LEAD: &str = "ContextTypes.Lead";

impl Object {
    /// Reads a name; what stands from `#` on tells two mappings of one object apart, and means
    /// nothing here.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name.split('#').next()? {
            "Opportunity" => Self::Opportunity,
            "EngagementInvitation" => Self::EngagementInvitation,
            "Engagement" => Self::Engagement,
            "BenefitApplication" => Self::BenefitApplication,
            "BenefitAllocation" => Self::BenefitAllocation,
            "Relationship" => Self::Relationship,
            "ProgramManagementAccount" => Self::ProgramManagementAccount,
            _ => return None,
        })
    }

    /// The fields that have names of AWS's own.
    pub(crate) fn columns(self) -> &'static [Column] {
        match self {
            Self::Opportunity => opportunity::COLUMNS,
            Self::EngagementInvitation => invitation::COLUMNS,
            Self::Engagement => engagement::COLUMNS,
            Self::BenefitApplication => benefit::APPLICATION,
            Self::BenefitAllocation => benefit::ALLOCATION,
            Self::Relationship => channel::RELATIONSHIP,
            Self::ProgramManagementAccount => channel::ACCOUNT,
        }
    }

    /// The field of this name, if AWS has named it.
    pub(crate) fn column(self, name: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.name == name)
    }

    /// Whether a list tells a field of every record.
    pub(crate) fn lists(self, name: &str) -> bool {
        self.column(name).is_some_and(Column::is_listed)
    }

    /// Whether a record asked for singly tells a field.
    pub(crate) fn tells(self, name: &str) -> bool {
        self.is_open(name) || self.column(name).is_some_and(Column::is_single)
    }

    /// Whether a field costs a call for each record: no list tells it, nor might.
    pub(crate) fn tells_only_singly(self, name: &str) -> bool {
        !self.lists(name) && !self.is_open(name) && self.tells(name)
    }

    /// Whether there is a field of this name.
    pub(crate) fn has(self, name: &str) -> bool {
        self.lists(name) || self.tells(name)
    }

    /// Whether a field is of a benefit application's programme, which gives it its name.
    pub(crate) fn is_open(self, name: &str) -> bool {
        self == Self::BenefitApplication && detail(name).is_some()
    }

    /// A value of the kind as which a field is ordered; text for one that there is not.
    pub(crate) fn like(self, name: &str) -> Value {
        let kind = self.column(name).map_or(Kind::Text, |column| column.kind);
        match kind {
            Kind::Text | Kind::Texts | Kind::Word(_) => Value::Null,
            Kind::Number => Value::Number(Decimal::ZERO),
            Kind::Flag => Value::Bool(false),
            Kind::Day => Value::Date(NaiveDate::default()),
            Kind::Moment => Value::Time(DateTime::default()),
        }
    }

    /// An id in AWS's own form (that of the services' models, November 2026); a relationship's is
    /// `pma-…/rs-…`, as both are needed.
    pub(crate) fn canonical(self, id: &str) -> Option<String> {
        match self {
            Self::Opportunity => opportunity_id(id),
            Self::EngagementInvitation => plain_id(id, "engi-", 13),
            Self::Engagement => plain_id(id, "eng-", 14),
            Self::BenefitApplication => plain_id(id, "benappl-", 14),
            Self::BenefitAllocation => plain_id(id, "benalloc-", 14),
            Self::Relationship => {
                let (account, relationship) = id.split_once('/')?;
                Some(format!(
                    "{}/{}",
                    plain_id(account, "pma-", 13)?,
                    plain_id(relationship, "rs-", 13)?
                ))
            }
            Self::ProgramManagementAccount => plain_id(id, "pma-", 13),
        }
    }
}

/// The path of a field within the details that a programme defines, if it is one of them.
pub(crate) fn detail(name: &str) -> Option<&str> {
    name.strip_prefix(DETAILS)?.strip_prefix('.').filter(|path| !path.is_empty())
}

/// `O` and up to 19 digits.
pub(crate) fn opportunity_id(id: &str) -> Option<String> {
    let digits = id.trim().strip_prefix(['O', 'o'])?;
    let fits = (1..=19).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| format!("O{digits}"))
}

/// A prefix and so many small letters and digits.
pub(crate) fn plain_id(id: &str, prefix: &str, length: usize) -> Option<String> {
    let id = id.trim().to_ascii_lowercase();
    let rest = id.strip_prefix(prefix)?;
    let fits = rest.len() == length && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then_some(id)
}

/// An AWS account's 12 digits.
pub(crate) fn account_id(id: &str) -> Option<String> {
    (id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_forms_of_the_models() {
        let canonical = |object: Object, id| object.canonical(id);
        assert_eq!(canonical(Object::Opportunity, " o0123 ").as_deref(), Some("O0123"));
        assert_eq!(canonical(Object::Opportunity, "006A"), None);
        assert_eq!(
            canonical(Object::Engagement, "eng-0123456789abCD").as_deref(),
            Some("eng-0123456789abcd")
        );
        assert_eq!(canonical(Object::Engagement, "eng-short"), None);
        let both = "pma-0123456789abc/rs-0123456789abc";
        assert_eq!(canonical(Object::Relationship, both).as_deref(), Some(both));
        assert_eq!(canonical(Object::Relationship, "rs-0123456789abc"), None);
    }

    #[test]
    fn each_field_has_one_name() {
        use Object::*;
        for object in [
            Opportunity,
            EngagementInvitation,
            Engagement,
            BenefitApplication,
            BenefitAllocation,
            Relationship,
            ProgramManagementAccount,
        ] {
            let mut names: Vec<_> = object.columns().iter().map(|column| column.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{object:?}");
        }
    }

    #[test]
    fn what_only_a_single_record_tells_is_known() {
        let opportunity = Object::parse("Opportunity#co-sell").unwrap();
        assert!(
            opportunity.lists("LifeCycle.Stage")
                && !opportunity.lists("Project.Title")
                && opportunity.tells("Project.Title")
        );
        assert!(
            Object::EngagementInvitation.lists("ParticipantType")
                && !Object::EngagementInvitation.tells("ParticipantType")
        );
        assert!(Object::BenefitApplication.has("BenefitApplicationDetails.Budget.Amount"));
        assert!(
            !Object::BenefitAllocation.has("FulfillmentDetail.CreditDetails.Codes.AwsCreditCode")
        );
        assert_eq!(Object::parse("Solution"), None);
    }

    #[test]
    fn a_single_record_tells_all_that_its_list_does_but_the_participant() {
        use Object::{
            BenefitAllocation, BenefitApplication, Engagement, EngagementInvitation, Opportunity,
            Relationship,
        };
        for object in [
            Opportunity,
            EngagementInvitation,
            Engagement,
            BenefitApplication,
            BenefitAllocation,
            Relationship,
        ] {
            let missing: Vec<_> = object
                .columns()
                .iter()
                .filter(|column| column.is_listed() && !column.is_single())
                .map(|column| column.name)
                .collect();
            assert!(
                missing.is_empty() || missing == ["ParticipantType"],
                "{object:?}: {missing:?}"
            );
        }
    }
}
