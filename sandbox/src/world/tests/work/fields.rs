//! Field by field: what the truth says of a record stands in the org where it should.

use chrono::DateTime;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{at, lists};
use crate::truth::System;
use crate::world::World;
use crate::world::tests::world;

/// The values of each list, and where they stand.
const FIELDS: [(&str, &str); 10] = [
    (
        "Campaign",
        "name=Name kind=Type sourceStatus=Status partner=Partner__c parent=ParentId owner.name=Owner.Name owner.email=Owner.Email owner.phone=Owner.Phone startsAt=StartDate endsAt=EndDate budget=BudgetedCost spent=ActualCost expectedRevenue=ExpectedRevenue reported.leads=NumberOfLeads reported.responses=NumberOfResponses reported.deals=NumberOfOpportunities reported.revenue=AmountWonOpportunities",
    ),
    (
        "CampaignMember",
        "campaign=CampaignId lead=LeadId contact=ContactId partner=Campaign.Partner__c name=Name company=CompanyOrAccount status=Status responded=HasResponded respondedAt=FirstRespondedDate",
    ),
    (
        "CampaignInfluence",
        "campaign=CampaignId deal=OpportunityId partner=Campaign.Partner__c amount=RevenueShare model=Model.Name",
    ),
    (
        "Certification__c",
        "name=Name code=Code__c level=Level__c person=Contact__c partner=Partner__c sourceStatus=Status__c issuedAt=Issued__c expiresAt=Expires__c url=Credential_URL__c",
    ),
    (
        "LearningItem",
        "name=EnablementProgram.Name kind=Type startsAt=Start_Date__c endsAt=End_Date__c url=URL__c",
    ),
    (
        "LearningItemAssignment",
        "course=LearningItemId person=Assignee.ContactId partner=Assignee.Contact.AccountId sourceStatus=Progress.ProgressStatus score=Score__c assignedAt=StartDate startedAt=Progress.StartDate dueAt=DueDate completedAt=Progress.CompletedDate overdue=IsOverdue",
    ),
    (
        "Partner_Application__c",
        "partner=Account__c sourceStatus=Status__c program=Program__c owner.name=Owner.Name owner.email=Owner.Email owner.phone=Owner.Phone appliedAt=Applied__c decidedAt=Decided__c startedAt=Started__c dueAt=Due__c completedAt=Completed__c",
    ),
    (
        "ContentVersion",
        "name=Title format=FileType size=ContentSize language=Language__c folder=Folder__c url=Download_URL__c public=Public__c version=VersionNumber validUntil=Valid_Until__c partner=Partner__c campaign=Campaign__c",
    ),
    (
        "Lead_Assignment__c",
        "lead=Lead__c partner=Partner__c owner.name=Owner.Name owner.email=Owner.Email owner.phone=Owner.Phone assignedAt=Assigned_At__c dueAt=Due_At__c acceptedAt=Accepted_At__c endedAt=Ended_At__c reason=Reason__c",
    ),
    ("OpportunityPartner", "deal=OpportunityId partner=AccountToId role=Role primary=IsPrimary"),
];
/// What steps and documents of onboardings say, in the order of their ids.
const PARTS: [(&str, &str, &str, &str); 2] = [
    (
        "steps",
        "Onboarding_Step__c",
        "Application__c",
        "name=Name sourceState=State__c required=Required__c order=Order__c owner.name=Owner__r.Name startedAt=Started__c dueAt=Due__c completedAt=Completed__c",
    ),
    (
        "documents",
        "DocumentChecklistItem",
        "ParentRecordId",
        "name=Name kind=Kind__c sourceState=Status required=IsRequired submittedAt=Submitted__c decidedAt=Decided__c expiresAt=Expires__c",
    ),
];

/// Whether a value of the truth is one of the org's, which are printed in other ways.
fn same(truth: &Value, org: &Value) -> bool {
    let truth = truth.get("id").unwrap_or(truth);
    let number = |value: &Value| match value {
        Value::String(text) => text.parse::<Decimal>().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    };
    let time = |value: &Value| {
        let text = value.as_str()?;
        let parsed = DateTime::parse_from_rfc3339(text);
        parsed.or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z")).ok()
    };
    truth == org
        || org.is_number() && number(truth) == number(org)
        || time(truth).is_some_and(|at| time(org) == Some(at))
}

/// Checks that a record says what stands at each place, and nothing where nothing stands.
fn check(world: &World, (object, id): (&str, &str), says: &Value, fields: &str) {
    for field in fields.split(' ') {
        let (name, path) = field.split_once('=').unwrap();
        let (truth, org) = (says.get(name).unwrap_or(&Value::Null), at(world, object, id, path));
        assert!(same(truth, &org), "{object} {id}: {name} {truth}, {path} {org}");
    }
}

#[test]
fn each_value_stands_in_its_field() {
    let world = world(4, 120);
    for ((object, fields), (listed, told)) in FIELDS.iter().zip(lists(&world.truth)) {
        assert_eq!(*object, listed);
        for told in told.iter().filter(|told| told.source == System::Salesforce) {
            check(&world, (object, &told.id), &told.values, fields);
            let times = match *object {
                "OpportunityPartner" => "createdAt=CreatedDate updatedAt=SystemModstamp",
                _ => "createdAt=CreatedDate updatedAt=LastModifiedDate",
            };
            check(&world, (object, &told.id), &told.values, times);
        }
    }
}

#[test]
fn each_step_and_document_is_a_row_and_each_row_one_of_them() {
    let world = world(4, 120);
    for (name, object, parent, fields) in PARTS {
        let mut count = 0;
        for told in &lists(&world.truth)[6].1 {
            let rows = world.salesforce.objects[object].rows.iter();
            let rows: Vec<_> = rows.filter(|(_, row)| row[parent] == told.id.as_str()).collect();
            let parts = told.values.get(name).and_then(Value::as_array);
            let parts = parts.map_or(&[][..], Vec::as_slice);
            assert_eq!(parts.len(), rows.len(), "{object} of {}", told.id);
            for (part, (id, _)) in parts.iter().zip(&rows) {
                check(&world, (object, id), part, fields);
            }
            count += rows.len();
        }
        assert_eq!(count, world.salesforce.objects[object].rows.len(), "{object}");
    }
}

#[test]
fn shares_and_progress_are_parts_of_one() {
    let world = world(4, 120);
    let percent = |object: &str, id: &str, path: &str| match at(&world, object, id, path) {
        Value::Null => None,
        value => Some(value.to_string().parse::<Decimal>().unwrap() / Decimal::ONE_HUNDRED),
    };
    for record in world.truth.campaign_influences.iter().flatten() {
        let share = percent("CampaignInfluence", &record.id, "Influence");
        assert!(record.values.share.is_some() && record.values.share == share);
    }
    for record in world.truth.course_enrollments.iter().flatten() {
        let path = "Progress.CompletedPercent";
        assert_eq!(record.values.progress, percent("LearningItemAssignment", &record.id, path));
    }
}

#[test]
fn histories_are_the_stages_of_their_deals() {
    let world = world(4, 120);
    let (mut count, mut others) = (0, 0);
    let deals = world.truth.deals.iter().flatten();
    for deal in deals.filter(|deal| deal.source == System::Salesforce) {
        let rows = world.salesforce.objects["OpportunityHistory"].rows.iter();
        let mut rows: Vec<_> =
            rows.filter(|(_, row)| row["OpportunityId"] == deal.id.as_ref()).collect();
        count += rows.len();
        // Other rows tell of another amount in the same stage.
        rows.dedup_by(|row, before| row.1["StageName"] == before.1["StageName"]);
        others += rows.len();
        let stages = deal.values.stages.as_deref().unwrap_or_default();
        assert_eq!(rows.len(), stages.len(), "{}", deal.id);
        for (stage, (id, _)) in stages.iter().zip(&rows) {
            let says = serde_json::to_value(stage).unwrap();
            let fields = "sourceStage=StageName at=CreatedDate by.name=CreatedBy.Name";
            check(&world, ("OpportunityHistory", id), &says, fields);
        }
    }
    assert!(others < count, "each row is of another stage");
    assert_eq!(count, world.salesforce.objects["OpportunityHistory"].rows.len());
}
