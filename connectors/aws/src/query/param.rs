//! What each list takes besides ranges: the field that it looks at, the form of a value, and how
//! many at once.

use super::SIDE;
use crate::field::{HAS_LEAD, Object, account_id, opportunity_id, plain_id, words};

/// A member of a list's input. Those that compare free text (company and display names) are left
/// out: AWS does not say whether it regards case, and the gateway's filters do not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param {
    /// The member's own name.
    pub(crate) member: &'static str,
    /// The field whose values it takes.
    pub(crate) field: &'static str,
    /// Values at once (the services' models, November 2026; where they have no bound, one of ours).
    pub(crate) most: usize,
    form: Form,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    /// One of these words: any other is refused with all that is asked beside it.
    Word(&'static [&'static str]),
    /// What this makes of it.
    Id(fn(&str) -> Option<String>),
}

const fn word(
    member: &'static str,
    field: &'static str,
    most: usize,
    words: &'static [&'static str],
) -> Param {
    Param { member, field, most, form: Form::Word(words) }
}

const fn id(
    member: &'static str,
    field: &'static str,
    most: usize,
    form: fn(&str) -> Option<String>,
) -> Param {
    Param { member, field, most, form: Form::Id(form) }
}

const OPPORTUNITY: &[Param] = &[
    id("Identifier", "Id", 20, opportunity_id),
    word("LifeCycleStage", "LifeCycle.Stage", 10, words::STAGE),
    word("LifeCycleReviewStatus", "LifeCycle.ReviewStatus", 10, words::REVIEW_STATUS),
];
const INVITATION: &[Param] = &[
    word("PayloadType", "PayloadType", 10, words::PAYLOAD_TYPE),
    word("Status", "Status", 10, words::INVITATION_STATUS),
    word("ParticipantType", SIDE, 2, words::PARTICIPANT_TYPE),
    id("EngagementIdentifier", "EngagementId", 10, engagement_id),
    id("SenderAwsAccountId", "SenderAwsAccountId", 10, account_id),
];
const ENGAGEMENT: &[Param] = &[
    id("EngagementIdentifier", "Id", 10, engagement_id),
    id("CreatedBy", "CreatedBy", 10, account_id),
    word("ContextTypes", "ContextTypes", 5, words::CONTEXT_TYPE),
    word("ContextTypes", HAS_LEAD, 1, &["true"]),
];
const APPLICATION: &[Param] = &[
    word("Status", "Status", 1, words::APPLICATION_STATUS),
    id("BenefitIdentifiers", "BenefitId", 1, benefit_id),
];
const ALLOCATION: &[Param] = &[
    word("Status", "Status", 1, words::ALLOCATION_STATUS),
    id("BenefitApplicationIdentifiers", "BenefitApplicationId", 1, application_id),
    id("BenefitIdentifiers", "BenefitId", 1, benefit_id),
];
const RELATIONSHIP: &[Param] = &[
    word("associationTypes", "associationType", 10, words::ASSOCIATION_TYPE),
    id("associatedAccountIds", "associatedAccountId", 100, account_id),
    id("programManagementAccountIdentifiers", "programManagementAccountId", 100, program_id),
];
const ACCOUNT: &[Param] = &[
    word("programs", "program", 10, words::PROGRAM),
    word("statuses", "status", 10, words::ACCOUNT_STATUS),
    id("accountIds", "accountId", 100, account_id),
];

fn engagement_id(id: &str) -> Option<String> {
    plain_id(id, "eng-", 14)
}

fn benefit_id(id: &str) -> Option<String> {
    plain_id(id, "ben-", 14)
}

fn application_id(id: &str) -> Option<String> {
    plain_id(id, "benappl-", 14)
}

fn program_id(id: &str) -> Option<String> {
    plain_id(id, "pma-", 13)
}

impl Param {
    /// What an object's list takes.
    pub(crate) fn all(object: Object) -> &'static [Self] {
        match object {
            Object::Opportunity => OPPORTUNITY,
            Object::EngagementInvitation => INVITATION,
            Object::Engagement => ENGAGEMENT,
            Object::BenefitApplication => APPLICATION,
            Object::BenefitAllocation => ALLOCATION,
            Object::Relationship => RELATIONSHIP,
            Object::ProgramManagementAccount => ACCOUNT,
        }
    }

    /// What takes the values of a field.
    pub(crate) fn of(object: Object, field: &str) -> Option<&'static Self> {
        Self::all(object).iter().find(|param| param.field == field)
    }

    /// Values in the form that AWS takes, each once; nothing if one of them has no such form, as
    /// AWS could not be asked for all of them.
    pub(crate) fn words(
        &self,
        values: impl IntoIterator<Item = Option<String>>,
    ) -> Option<Vec<String>> {
        let one = |value: Option<String>| match self.form {
            Form::Word(words) => words
                .iter()
                .find(|word| word.eq_ignore_ascii_case(value.as_deref().unwrap_or_default()))
                .map(|word| (*word).to_owned()),
            Form::Id(form) => form(&value?),
        };
        let mut words: Vec<String> = values.into_iter().map(one).collect::<Option<_>>()?;
        words.sort_unstable();
        words.dedup();
        (!words.is_empty()).then_some(words)
    }
}
