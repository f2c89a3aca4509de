//! What each list takes besides ranges: the field that it looks at, the form of a value, and how
//! many at once.

use aws_sdk_partnercentralbenefits::types::{BenefitAllocationStatus, BenefitApplicationStatus};
use aws_sdk_partnercentralchannel::types::{
    AssociationType, Program, ProgramManagementAccountStatus,
};
use aws_sdk_partnercentralselling::types::{
    EngagementContextType, EngagementInvitationPayloadType, InvitationStatus, ParticipantType,
    ReviewStatus, Stage,
};

use crate::field::{HAS_LEAD, Object, account_id, opportunity_id, plain_id};

/// A member of a list's input. Those that compare free text (company and display names) are left
/// out: AWS does not say whether it regards case, and the gateway's filters do not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param {
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

const fn words(field: &'static str, most: usize, words: &'static [&'static str]) -> Param {
    Param { field, most, form: Form::Word(words) }
}

const fn ids(field: &'static str, most: usize, form: fn(&str) -> Option<String>) -> Param {
    Param { field, most, form: Form::Id(form) }
}

const OPPORTUNITY: &[Param] = &[
    ids("Id", 20, opportunity_id),
    words("LifeCycle.Stage", 10, Stage::values()),
    words("LifeCycle.ReviewStatus", 10, ReviewStatus::values()),
];
const INVITATION: &[Param] = &[
    words("PayloadType", 10, EngagementInvitationPayloadType::values()),
    words("Status", 10, InvitationStatus::values()),
    words("ParticipantType", 2, ParticipantType::values()),
    ids("EngagementId", 10, |id| plain_id(id, "eng-", 14)),
    ids("SenderAwsAccountId", 10, account_id),
];
const ENGAGEMENT: &[Param] = &[
    ids("Id", 10, |id| plain_id(id, "eng-", 14)),
    ids("CreatedBy", 10, account_id),
    words("ContextTypes", 5, EngagementContextType::values()),
    words(HAS_LEAD, 1, &["true"]),
];
const APPLICATION: &[Param] = &[
    words("Status", 1, BenefitApplicationStatus::values()),
    ids("BenefitId", 1, |id| plain_id(id, "ben-", 14)),
];
const ALLOCATION: &[Param] = &[
    words("Status", 1, BenefitAllocationStatus::values()),
    ids("BenefitApplicationId", 1, |id| plain_id(id, "benappl-", 14)),
    ids("BenefitId", 1, |id| plain_id(id, "ben-", 14)),
];
const RELATIONSHIP: &[Param] = &[
    words("associationType", 10, AssociationType::values()),
    ids("associatedAccountId", 100, account_id),
    ids("programManagementAccountId", 100, |id| plain_id(id, "pma-", 13)),
];
const ACCOUNT: &[Param] = &[
    words("program", 10, Program::values()),
    words("status", 10, ProgramManagementAccountStatus::values()),
    ids("accountId", 100, account_id),
];

impl Param {
    /// What takes the values of a field.
    pub(crate) fn of(object: Object, field: &str) -> Option<&'static Self> {
        let all = match object {
            Object::Opportunity => OPPORTUNITY,
            Object::EngagementInvitation => INVITATION,
            Object::Engagement => ENGAGEMENT,
            Object::BenefitApplication => APPLICATION,
            Object::BenefitAllocation => ALLOCATION,
            Object::Relationship => RELATIONSHIP,
            Object::ProgramManagementAccount => ACCOUNT,
        };
        all.iter().find(|param| param.field == field)
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
