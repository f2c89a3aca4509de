//! What a mapping can name: the objects, and the fields of each. A list tells some of them, the
//! others only the record asked for singly.

use aws_sdk_partnercentralbenefits as benefits;
use aws_sdk_partnercentralchannel as channel;
use aws_sdk_partnercentralselling as selling;
use channelgraph_schema::Value;
use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;

use crate::rows::Shape;

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

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Text,
    /// Several texts.
    Texts,
    /// One of these words, or one that AWS has added since; perhaps several.
    Word(&'static [&'static str]),
    /// An exact number, as text.
    Number,
    /// Yes or no.
    Flag,
    Day,
    Moment,
}

/// A field as a list or a record has it: its name and what it holds.
pub(crate) type Named = (&'static str, Kind);

/// The part of a benefit application that its programme defines: any path under this is a field.
pub(crate) const DETAILS: &str = "BenefitApplicationDetails.";

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

    /// The fields that a list tells.
    pub(crate) fn listed(self) -> Vec<Named> {
        match self {
            Self::Opportunity => names::<selling::types::OpportunitySummary>(),
            Self::EngagementInvitation => names::<selling::types::EngagementInvitationSummary>(),
            Self::Engagement => names::<selling::types::EngagementSummary>(),
            Self::BenefitApplication => names::<benefits::types::BenefitApplicationSummary>(),
            Self::BenefitAllocation => names::<benefits::types::BenefitAllocationSummary>(),
            Self::Relationship => names::<channel::types::RelationshipSummary>(),
            Self::ProgramManagementAccount => {
                names::<channel::types::ProgramManagementAccountSummary>()
            }
        }
    }

    /// The fields of a record that is asked for singly; none where AWS has no such call.
    pub(crate) fn single(self) -> Vec<Named> {
        match self {
            Self::Opportunity => {
                names::<selling::operation::get_opportunity::GetOpportunityOutput>()
            }
            Self::EngagementInvitation => names::<
                selling::operation::get_engagement_invitation::GetEngagementInvitationOutput,
            >(),
            Self::Engagement => names::<selling::operation::get_engagement::GetEngagementOutput>(),
            Self::BenefitApplication => {
                names::<benefits::operation::get_benefit_application::GetBenefitApplicationOutput>()
            }
            Self::BenefitAllocation => {
                names::<benefits::operation::get_benefit_allocation::GetBenefitAllocationOutput>()
            }
            Self::Relationship => names::<channel::types::RelationshipDetail>(),
            Self::ProgramManagementAccount => Vec::new(),
        }
    }

    /// All fields, sorted by name.
    pub(crate) fn fields(self) -> Vec<Named> {
        let mut all = self.listed();
        all.extend(self.single());
        all.sort_unstable_by_key(|(name, _)| *name);
        all.dedup_by_key(|(name, _)| *name);
        all
    }

    /// Whether a list tells a field of every record.
    pub(crate) fn lists(self, name: &str) -> bool {
        self.listed().iter().any(|(known, _)| *known == name)
    }

    /// Whether a record asked for singly tells a field.
    pub(crate) fn tells(self, name: &str) -> bool {
        self.is_open(name) || self.single().iter().any(|(known, _)| *known == name)
    }

    /// Whether a field costs a call for each record: no list tells it, nor might.
    pub(crate) fn tells_only_singly(self, name: &str) -> bool {
        !self.lists(name) && !self.is_open(name) && self.tells(name)
    }

    /// Whether there is a field of this name.
    pub(crate) fn has(self, name: &str) -> bool {
        self.lists(name) || self.tells(name)
    }

    fn is_open(self, name: &str) -> bool {
        self == Self::BenefitApplication
            && name.strip_prefix(DETAILS).is_some_and(|rest| !rest.is_empty())
    }

    /// A value of the kind as which a field is ordered; text for one that there is not.
    pub(crate) fn like(self, name: &str) -> Value {
        let kind = self
            .fields()
            .into_iter()
            .find(|(known, _)| *known == name)
            .map_or(Kind::Text, |(_, kind)| kind);
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

fn names<T: Shape>() -> Vec<Named> {
    T::COLUMNS.iter().map(|column| (column.0, column.1)).collect()
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
                .listed()
                .into_iter()
                .map(|(name, _)| name)
                .filter(|name| !object.tells(name))
                .collect();
            assert!(
                missing.is_empty() || missing == ["ParticipantType"],
                "{object:?}: {missing:?}"
            );
        }
    }
}
