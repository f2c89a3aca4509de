//! The fields that a caller may write, and those that searches look in: the store does not say, so
//! the rules of the platform stand here.

use super::{soql::schema::Entity, store::Field};

/// Fields the platform fills by itself, on every object.
const SYSTEM: [&str; 5] = ["Id", "IsDeleted", "CreatedDate", "LastModifiedDate", "SystemModstamp"];

/// Fields that follow from others: from the stage, from the owner, from conversion, from the fund
/// request.
const DERIVED: [(&str, &str); 10] = [
    ("Opportunity", "IsClosed"),
    ("Opportunity", "IsWon"),
    ("Opportunity", "PartnerAccountId"),
    ("Lead", "PartnerAccountId"),
    ("Lead", "IsConverted"),
    ("Lead", "ConvertedDate"),
    ("Lead", "ConvertedOpportunityId"),
    ("PartnerFundClaim", "AllocationId"),
    ("PartnerFundClaim", "BudgetId"),
    ("PartnerFundClaim", "ChannelPartnerId"),
];

/// Whether a record may be created with this field.
pub(crate) fn createable(entity: Entity<'_>, field: &str) -> bool {
    // An account becomes a partner account only after it exists.
    updateable(entity, field) && (entity.name, field) != ("Account", "IsPartner")
}

/// Whether the field of an existing record may be changed.
pub(crate) fn updateable(entity: Entity<'_>, field: &str) -> bool {
    let put_together = field == "Name" && person(entity);
    !put_together && !SYSTEM.contains(&field) && !DERIVED.contains(&(entity.name, field))
}

/// Whether `Name` is put together from a first and a last name.
pub(crate) fn person(entity: Entity<'_>) -> bool {
    entity.object.fields.contains_key("LastName")
}

/// Whether a picklist takes no values but its own: custom ones do by default, standard ones do not.
pub(crate) fn restricted(name: &str, field: &Field) -> bool {
    name.ends_with("__c") && !field.picklist.is_empty()
}

/// The objects whose records approvals are about.
const APPROVED: [&str; 7] = [
    "Account",
    "Campaign",
    "Lead",
    "Opportunity",
    "PartnerFundClaim",
    "PartnerFundRequest",
    "Partner_Application__c",
];

/// The relationship of a field that can name records of several objects, and these objects.
pub(crate) fn refers_to_many(
    entity: Entity<'_>,
    field: &str,
) -> Option<(&'static str, &'static [&'static str])> {
    match (entity.name, field) {
        ("ProcessInstance", "TargetObjectId") => Some(("TargetObject", &APPROVED)),
        ("ApprovalSubmission" | "ApprovalWorkItem", "RelatedRecordId") => {
            Some(("RelatedRecord", &APPROVED))
        }
        _ => None,
    }
}

/// Objects without search() among their calls.
const UNSEARCHED: [&str; 16] = [
    "ApprovalSubmission",
    "ApprovalWorkItem",
    "CampaignInfluence",
    "CampaignInfluenceModel",
    "CampaignMember",
    "ChannelProgramMember",
    "DatedConversionRate",
    "LearningItem",
    "LearningItemAssignment",
    "LearningItemProgress",
    "OpportunityHistory",
    "OpportunityPartner",
    "ProcessDefinition",
    "ProcessInstance",
    "ProcessInstanceStep",
    "ProcessInstanceWorkitem",
];

/// Whether searches look at this object.
pub(crate) fn searchable(entity: Entity<'_>) -> bool {
    !UNSEARCHED.contains(&entity.name)
}

/// Whether the field names the record: `Name`, or `Title` where there is none.
pub(crate) fn name_field(entity: Entity<'_>, field: &str) -> bool {
    field == "Name" || field == "Title" && !entity.object.fields.contains_key("Name")
}

/// Whether a search `IN NAME FIELDS` looks at the field.
pub(crate) fn searched_as_name(entity: Entity<'_>, field: &str) -> bool {
    name_field(entity, field)
        || matches!((entity.name, field), ("Account", "Website") | ("Lead", "Company"))
}
