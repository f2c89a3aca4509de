//! The org's objects for the channel's work: campaigns, learning, onboarding, assets, histories.

use super::salesforce_fields::Setup;
use crate::terms::{
    AssetKind, AssignmentOutcome, CampaignStatus, CertificationStatus, OnboardingStatus, Party,
    StepKind, StepState,
};

/// The roles of partners on deals.
pub(crate) const ROLES: [&str; 6] =
    ["Reseller", "Distributor", "Implementation Partner", "Referral", "Influencer", "Technology"];
/// The types of campaigns.
pub(crate) const CAMPAIGNS: [&str; 5] =
    ["Event", "Webinar", "Email", "Advertisement", "Trade Show"];
/// The statuses of a campaign's members; all but the first are responses.
pub(crate) const MEMBERS: [&str; 4] = ["Sent", "Responded", "Registered", "Attended"];

/// The objects, as the others are written.
pub(crate) const OBJECTS: &[Setup] = &[
    (
        "Campaign",
        "701",
        "Id:id! Name:string! Type:picklist Status:picklist StartDate:date EndDate:date IsActive:boolean! ParentId>Campaign/Parent/ChildCampaigns BudgetedCost:currency ActualCost:currency ExpectedRevenue:currency NumberOfLeads:int! NumberOfConvertedLeads:int! NumberOfContacts:int! NumberOfResponses:int! NumberOfOpportunities:int! NumberOfWonOpportunities:int! AmountAllOpportunities:currency AmountWonOpportunities:currency OwnerId>User/Owner! Partner__c>Account/Partner__r/Partner_Campaigns__r CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "CampaignMember",
        "00v",
        "Id:id! CampaignId>Campaign/Campaign/CampaignMembers! LeadId>Lead/Lead/CampaignMembers ContactId>Contact/Contact/CampaignMembers Name:string CompanyOrAccount:string Status:picklist HasResponded:boolean! FirstRespondedDate:date CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "CampaignInfluenceModel",
        "03V",
        "Id:id! Name:string! IsDefaultModel:boolean! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "CampaignInfluence",
        "0Ir",
        "Id:id! OpportunityId>Opportunity/Opportunity! CampaignId>Campaign/Campaign! ContactId>Contact/Contact ModelId>CampaignInfluenceModel/Model! Influence:percent RevenueShare:currency CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "ContentVersion",
        "068",
        "Id:id! Title:string! FileType:string ContentSize:int TagCsv:string VersionNumber:string IsLatest:boolean! ContentDocumentId:string! Kind__c:picklist Language__c:string Valid_Until__c:date Public__c:boolean! Folder__c:string Download_URL__c:url Partner__c>Account/Partner__r/Partner_Assets__r Campaign__c>Campaign/Campaign__r/Assets__r CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "EnablementProgram",
        "0Ep",
        "Id:id! Name:string! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "LearningItem",
        "0LI",
        "Id:id! EnablementProgramId>EnablementProgram/EnablementProgram Type:picklist Start_Date__c:datetime End_Date__c:datetime URL__c:url CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "LearningItemProgress",
        "0LP",
        "Id:id! ProgressStatus:picklist CompletedPercent:percent StartDate:datetime CompletedDate:datetime OwnerId>User/Owner! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "LearningItemAssignment",
        "0LA",
        "Id:id! AssigneeId>User/Assignee! LearningItemId>LearningItem/LearningItem! StartDate:date DueDate:date IsOverdue:boolean! EnrollmentType:picklist AssignmentStatus:picklist ProgressId>LearningItemProgress/Progress Score__c:double CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "Certification__c",
        "a0C",
        "Id:id! Name:string! Code__c:string Level__c:string Contact__c>Contact/Contact__r/Certifications__r Partner__c>Account/Partner__r/Certifications__r Status__c:picklist Issued__c:date Expires__c:date Credential_URL__c:url CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "Partner_Application__c",
        "a0P",
        "Id:id! Name:string! Account__c>Account/Account__r/Applications__r! Status__c:picklist Program__c:string OwnerId>User/Owner! Applied__c:datetime Decided__c:datetime Started__c:datetime Due__c:date Completed__c:datetime CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "Onboarding_Step__c",
        "a0S",
        "Id:id! Name:string! Application__c>Partner_Application__c/Application__r/Steps__r! Kind__c:picklist State__c:picklist Required__c:boolean! Order__c:double Owner__c>User/Owner__r Waiting_For__c:picklist Started__c:datetime Due__c:datetime Completed__c:datetime CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "DocumentChecklistItem",
        "0DI",
        "Id:id! Name:string! ParentRecordId>Partner_Application__c/ParentRecord/DocumentChecklistItems! AccountId>Account/Account IsRequired:boolean! IsAccepted:boolean! Status:picklist Kind__c:string Submitted__c:datetime Decided__c:datetime Expires__c:date CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "OpportunityHistory",
        "008",
        "Id:id! OpportunityId>Opportunity/Opportunity/OpportunityHistories! StageName:picklist! Amount:currency CloseDate:date Probability:percent CreatedById>User/CreatedBy CreatedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "Lead_Assignment__c",
        "a0L",
        "Id:id! Name:string! Lead__c>Lead/Lead__r/Assignments__r! Partner__c>Account/Partner__r/Lead_Assignments__r OwnerId>User/Owner! Assigned_At__c:datetime Due_At__c:datetime Accepted_At__c:datetime Ended_At__c:datetime Outcome__c:picklist Reason__c:string CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
];

/// A picklist's values in set-up order; none for other fields.
pub(crate) fn picklist(object: &str, field: &str) -> Vec<&'static str> {
    /// The words of these values that the org has.
    fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|value| word(*value)).filter(|word| !word.is_empty()).collect()
    }
    match (object, field) {
        ("Campaign", "Type") => CAMPAIGNS.to_vec(),
        ("Campaign", "Status") => words(CampaignStatus::ALL, CampaignStatus::salesforce),
        ("CampaignMember", "Status") => MEMBERS.to_vec(),
        ("ContentVersion", "Kind__c") => words(AssetKind::ALL, AssetKind::salesforce),
        ("LearningItem", "Type") => vec!["Course", "Exam", "Video"],
        ("LearningItemProgress", "ProgressStatus") => vec![
            "NotStarted",
            "InProgress",
            "OnTrack",
            "Behind",
            "Overdue",
            "Completed",
            "CompletedLate",
            "CompletedOnTime",
            "NoLongerTracking",
        ],
        (_, "EnrollmentType") => vec!["Assigned", "SelfEnrolled"],
        (_, "AssignmentStatus") => vec!["Failed", "InProgress", "Succeeded"],
        ("Certification__c", "Status__c") => {
            words(CertificationStatus::ALL, CertificationStatus::salesforce)
        }
        ("Partner_Application__c", "Status__c") => {
            words(OnboardingStatus::ALL, OnboardingStatus::salesforce)
        }
        ("Onboarding_Step__c", "Kind__c") => words(StepKind::ALL, StepKind::salesforce),
        ("Onboarding_Step__c", "State__c") => words(StepState::ALL, StepState::salesforce),
        (_, "Waiting_For__c") => words(Party::ALL, Party::salesforce),
        ("DocumentChecklistItem", "Status") => vec!["New", "Pending", "Accepted", "Rejected"],
        (_, "Outcome__c") => words(AssignmentOutcome::ALL, AssignmentOutcome::salesforce),
        _ => Vec::new(),
    }
}
