//! What a mapping can name: the objects, and the fields of each. A list tells some of them, the
//! others only the record asked for singly.

use channelgraph_core::Told;
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

    /// The answers that tell a field. Of the details that a programme defines, a list tells some
    /// as texts.
    pub(crate) fn told(self, name: &str) -> Told {
        match (self.lists(name), self.tells(name)) {
            (true, false) => Told::InLists,
            (false, true) if self.is_open(name) => Told::Sometimes,
            (false, true) => Told::Singly,
            _ => Told::Always,
        }
    }

    /// Whether no list takes the ids of its records (the services' models, November 2026).
    pub(crate) fn is_found_one_by_one(self) -> bool {
        matches!(
            self,
            Self::EngagementInvitation | Self::BenefitApplication | Self::BenefitAllocation
        )
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

    /// An id in AWS's own form (that of the services' models, November 2026), also out of an ARN or
    /// address that ends in it; a relationship's is `pma-…/rs-…`, as both are needed.
    pub(crate) fn canonical(self, id: &str) -> Option<String> {
        let id = compact(id)?;
        let last = || id.rsplit('/').next().unwrap_or_default();
        match self {
            Self::Opportunity => opportunity_id(last()),
            Self::EngagementInvitation => plain_id(last(), "engi-", 13),
            Self::Engagement => plain_id(last(), "eng-", 14),
            Self::BenefitApplication => plain_id(last(), "benappl-", 14),
            Self::BenefitAllocation => plain_id(last(), "benalloc-", 14),
            Self::Relationship => {
                let relationship = plain_id(last(), "rs-", 13)?;
                let account = id.rsplit('/').find_map(|part| plain_id(part, "pma-", 13))?;
                Some(format!("{account}/{relationship}"))
            }
            Self::ProgramManagementAccount => plain_id(last(), "pma-", 13),
        }
    }
}

/// Bytes of the longest text that is looked at: an ARN.
const LONGEST: usize = 2_000;

/// An id without blanks and quotes, and without a slash behind it; nothing if it is too long.
fn compact(id: &str) -> Option<String> {
    let is_blank = |c: char| {
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '"' | '\'')
    };
    let compact = || id.chars().filter(|c| !is_blank(*c)).collect::<String>();
    (id.len() <= LONGEST).then(|| compact().trim_end_matches('/').to_owned())
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

/// An AWS account's 12 digits out of a text: with dashes or blanks between, in an ARN, or without
/// the zeros that a table took off its front, three at most.
pub(crate) fn account_key(text: &str) -> Option<String> {
    let text = compact(text)?;
    let account = if text.starts_with("arn:") { text.split(':').nth(4)? } else { &text };
    let digits = account.replace('-', "");
    let fits = (9..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| format!("{digits:0>12}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
    fn ids_are_read_however_they_were_typed() {
        for (object, form, expected) in [
            (Object::Opportunity, "\u{a0}O 0123\n", "O0123"),
            (Object::Opportunity, "\"o0123\"", "O0123"),
            (
                Object::Opportunity,
                "arn:aws:partnercentral:us-east-1::catalog/AWS/opportunity/O0123",
                "O0123",
            ),
            (Object::Engagement, "ENG-0123456789ABCD", "eng-0123456789abcd"),
            (
                Object::Engagement,
                "arn:aws:partnercentral:us-east-1:1:catalog/AWS/engagement/eng-0123456789abcd/",
                "eng-0123456789abcd",
            ),
            (
                Object::Relationship,
                "arn:aws:x:::account/pma-0123456789abc/relationship/rs-0123456789abc",
                "pma-0123456789abc/rs-0123456789abc",
            ),
        ] {
            assert_eq!(object.canonical(form).as_deref(), Some(expected), "{form}");
        }
        for bad in ["", "/", "O", "O12345678901234567890", "O1/eng-0123456789abcd", "Ö1"] {
            assert_eq!(Object::Opportunity.canonical(bad), None, "{bad}");
        }
    }

    #[test]
    fn accounts_are_twelve_digits() {
        for form in [
            "012345678901",
            "0123-4567-8901",
            " 0123 4567 8901 ",
            "12345678901",
            "arn:aws:iam::012345678901:root",
        ] {
            assert_eq!(account_key(form).as_deref(), Some("012345678901"), "{form}");
        }
        for bad in ["", "12345678", "0123456789012", "C-10001", "01234567890a", "arn:aws:iam"] {
            assert_eq!(account_key(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_form_is_its_own(text in any::<String>(), account in "[ 0-9-]{9,16}", id in "[oO]?[0-9]{1,20}") {
            for text in [text, account, id] {
                if let Some(found) = account_key(&text) {
                    prop_assert_eq!(account_key(&found), Some(found.clone()), "{}", text);
                }
                if let Some(found) = Object::Opportunity.canonical(&text) {
                    prop_assert_eq!(Object::Opportunity.canonical(&found), Some(found.clone()), "{}", text);
                }
            }
        }
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
