//! The org's objects of approvals: those of approval processes, and those of flows (API 62.0 and
//! later). What they are about can be a record of many objects, so no object lists them as its
//! children.

use super::salesforce_fields::Setup;

/// The objects, as the others are written.
pub(crate) const OBJECTS: &[Setup] = &[
    (
        "ProcessDefinition",
        "04a",
        "Id:id! Name:string! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "ProcessInstance",
        "04g",
        "Id:id! TargetObjectId:reference! ProcessDefinitionId>ProcessDefinition/ProcessDefinition! Status:picklist! SubmittedById>User/SubmittedBy LastActorId>User/LastActor CompletedDate:datetime CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "ProcessInstanceStep",
        "04h",
        "Id:id! ProcessInstanceId>ProcessInstance/ProcessInstance/Steps! StepStatus:picklist! ActorId>User/Actor! OriginalActorId>User/OriginalActor! Comments:string CreatedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "ProcessInstanceWorkitem",
        "04i",
        "Id:id! ProcessInstanceId>ProcessInstance/ProcessInstance/Workitems! ActorId>User/Actor! OriginalActorId>User/OriginalActor! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "ApprovalSubmission",
        "8h1",
        "Id:id! Name:string! RelatedRecordId:reference! RelatedRecordObjectName:string Status:picklist! SubmittedById>User/SubmittedBy Comments:textarea CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "ApprovalWorkItem",
        "8h2",
        "Id:id! Name:string! ApprovalSubmissionId>ApprovalSubmission/ApprovalSubmission/ApprovalWorkItems! RelatedRecordId:reference! AssignedToId>User/AssignedTo ReviewedById>User/ReviewedBy ReviewedDate:datetime Status:picklist! Comments:textarea CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
];

/// A picklist's values in set-up order; none for other fields.
pub(crate) fn picklist(object: &str, field: &str) -> Vec<&'static str> {
    match (object, field) {
        ("ProcessInstance", "Status") | ("ProcessInstanceStep", "StepStatus") => vec![
            "Approved",
            "Fault",
            "Held",
            "NoResponse",
            "Pending",
            "Reassigned",
            "Rejected",
            "Removed",
            "Started",
        ],
        ("ApprovalSubmission", "Status") => vec![
            "Approved",
            "Canceled",
            "Errored",
            "InProgress",
            "Recalled",
            "Rejected",
            "Suspended",
        ],
        ("ApprovalWorkItem", "Status") => vec!["Assigned", "Approved", "Rejected", "Recalled"],
        _ => Vec::new(),
    }
}
