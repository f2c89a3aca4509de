//! The org's set-up: its objects and their fields, as describe tells them.

use crate::salesforce::store::{Field, Object, Store};
use crate::terms::{
    ChannelType, DealStage, LeadStatus, PartnerStatus, PartnerType, RegistrationStatus,
};

use crate::world::geo::COUNTRIES;
use crate::world::names::INDUSTRIES;
use crate::world::plan::{ORIGINS, SEGMENTS};
use crate::world::vendor::{approval_fields, rebate_fields, work_fields};

/// An object: its name, its key prefix, its fields.
pub(crate) type Setup = (&'static str, &'static str, &'static str);

/// One field in short: `name:kind` for one that may be null, `name:kind!` for one that may not; a
/// reference is `name>Object/Path` or `name>Object/Path/Children`; a picklist's values come from
/// [`picklist`].
/// The objects for the channel's work stand in [`work_fields`], those of approvals in
/// [`approval_fields`], and those of Rebate Management in [`rebate_fields`].
const OBJECTS: &[Setup] = &[
    (
        "Account",
        "001",
        "Id:id! Name:string! Website:url Phone:phone Type:picklist Industry:picklist NumberOfEmployees:int ParentId>Account/Parent/ChildAccounts OwnerId>User/Owner! BillingStreet:textarea BillingCity:string BillingState:string BillingPostalCode:string BillingCountry:string BillingCountryCode:string IsPartner:boolean! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime! Legal_Name__c:string Tax_Id__c:string Channel__c:picklist Partner_Status__c:picklist Region__c:picklist Segments__c:multipicklist Partner_Since__c:date AWS_Account_Id__c:string",
    ),
    (
        "Contact",
        "003",
        "Id:id! AccountId>Account/Account/Contacts FirstName:string LastName:string! Name:string! Email:email Phone:phone Title:string CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "User",
        "005",
        "Id:id! Name:string! Email:email! Phone:phone IsActive:boolean! UserType:picklist! ContactId>Contact/Contact",
    ),
    (
        "Opportunity",
        "006",
        "Id:id! Name:string! AccountId>Account/Account/Opportunities StageName:picklist! Amount:currency Probability:percent CloseDate:date! Type:picklist LeadSource:picklist IsClosed:boolean! IsWon:boolean! OwnerId>User/Owner! CampaignId>Campaign/Campaign/Opportunities PartnerAccountId>Account/PartnerAccount CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime! Partner__c>Account/Partner__r/Partner_Deals__r Channel__c:picklist Registration_Status__c:picklist Registration_Submitted__c:datetime Registration_Decided__c:datetime Registration_Expires__c:datetime Registration_Reason__c:string",
    ),
    (
        "OpportunityPartner",
        "00I",
        "Id:id! OpportunityId>Opportunity/Opportunity/OpportunityPartnersFrom! AccountToId>Account/AccountTo! Role:picklist IsPrimary:boolean! CreatedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "Lead",
        "00Q",
        "Id:id! FirstName:string LastName:string! Name:string! Company:string! Email:email Phone:phone Country:string CountryCode:string Status:picklist! LeadSource:picklist Rating:picklist OwnerId>User/Owner! IsConverted:boolean! ConvertedDate:date ConvertedOpportunityId>Opportunity/ConvertedOpportunity PartnerAccountId>Account/PartnerAccount CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime! Partner__c>Account/Partner__r/Partner_Leads__r Score__c:double Estimated_Value__c:currency Assigned_At__c:datetime Accepted_At__c:datetime",
    ),
    (
        "DatedConversionRate",
        "04w",
        "Id:id! IsoCode:string! StartDate:date! NextStartDate:date ConversionRate:double!",
    ),
    ("ChannelProgram", "0gE", "Id:id! Name:string! IsActive:boolean!"),
    (
        "ChannelProgramLevel",
        "0gF",
        "Id:id! Name:string! ProgramId>ChannelProgram/Program/ChannelProgramLevels! Rank:int",
    ),
    (
        "ChannelProgramMember",
        "0gG",
        "Id:id! Name:string! PartnerId>Account/Partner/ChannelProgramMembers! ProgramId>ChannelProgram/Program! LevelId>ChannelProgramLevel/Level CreatedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "PartnerMarketingBudget",
        "0gM",
        "Id:id! Title:string! Amount:currency StartDate:date EndDate:date OwnerId>User/Owner! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "PartnerFundAllocation",
        "0gN",
        "Id:id! Title:string! Amount:currency BudgetId>PartnerMarketingBudget/Budget! ChannelPartnerId>Account/ChannelPartner! OwnerId>User/Owner! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "PartnerFundRequest",
        "0gP",
        "Id:id! Title:string! Activity:picklist Amount:currency RequestedAmount:currency AllocationId>PartnerFundAllocation/Allocation BudgetId>PartnerMarketingBudget/Budget ChannelPartnerId>Account/ChannelPartner/PartnerFundRequests Status:picklist! OwnerId>User/Owner! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime! Campaign__c>Campaign/Campaign__r/Fund_Requests__r",
    ),
    (
        "PartnerFundClaim",
        "0gQ",
        "Id:id! Title:string! Amount:currency Status:picklist! RequestId>PartnerFundRequest/Request/PartnerFundClaims! ChannelPartnerId>Account/ChannelPartner/PartnerFundClaims AllocationId>PartnerFundAllocation/Allocation BudgetId>PartnerMarketingBudget/Budget OwnerId>User/Owner! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime! Paid_Date__c:date Claim_Number__c:string",
    ),
];

/// An org with its set-up and without a record.
pub(crate) fn empty_org() -> Store {
    let all = [OBJECTS, work_fields::OBJECTS, approval_fields::OBJECTS, rebate_fields::OBJECTS];
    let objects = all.into_iter().flatten().map(|(name, key_prefix, fields)| {
        let fields = fields.split(' ').map(|text| field(name, text)).collect();
        (
            (*name).to_owned(),
            Object { key_prefix: (*key_prefix).to_owned(), fields, ..Object::default() },
        )
    });
    Store { objects: objects.collect() }
}

fn field(object: &str, text: &str) -> (String, Field) {
    let (text, nillable) = match text.strip_suffix('!') {
        Some(text) => (text, false),
        None => (text, true),
    };
    if let Some((name, target)) = text.split_once('>') {
        let mut parts = target.split('/').map(str::to_owned);
        let reference = parts.next().zip(parts.next());
        return (
            name.to_owned(),
            Field {
                kind: "reference".to_owned(),
                nillable,
                reference,
                child_relationship: parts.next(),
                picklist: Vec::new(),
            },
        );
    }
    let (name, kind) = text.split_once(':').unwrap_or((text, "string"));
    let picklist = picklist(object, name).into_iter().map(str::to_owned).collect();
    (
        name.to_owned(),
        Field {
            kind: kind.to_owned(),
            nillable,
            reference: None,
            child_relationship: None,
            picklist,
        },
    )
}

/// A picklist's values in set-up order; none for other fields.
fn picklist(object: &str, field: &str) -> Vec<&'static str> {
    match (object, field) {
        ("Account", "Type") => PartnerType::ALL
            .iter()
            .filter(|kind| **kind != PartnerType::Other)
            .map(|kind| kind.salesforce())
            .chain(["Customer", "Other"])
            .collect(),
        ("Account", "Industry") => INDUSTRIES.iter().map(|(salesforce, _)| *salesforce).collect(),
        (_, "Channel__c") => ChannelType::ALL.iter().map(|channel| channel.salesforce()).collect(),
        (_, "Partner_Status__c") => {
            PartnerStatus::ALL.iter().map(|status| status.salesforce()).collect()
        }
        (_, "Region__c") => {
            let mut regions: Vec<_> = COUNTRIES.iter().map(|country| country.region).collect();
            regions.sort_unstable();
            regions.dedup();
            regions
        }
        (_, "Segments__c") => SEGMENTS.to_vec(),
        (_, "StageName") => DealStage::ALL.iter().map(|stage| stage.salesforce()).collect(),
        (_, "Registration_Status__c") => {
            RegistrationStatus::ALL.iter().map(|status| status.salesforce()).collect()
        }
        ("Opportunity", "Type") => vec!["New Business", "Existing Business"],
        ("OpportunityPartner", "Role") => work_fields::ROLES.to_vec(),
        (_, "LeadSource") => ORIGINS.to_vec(),
        ("Lead", "Status") => LeadStatus::ALL.iter().map(|status| status.salesforce()).collect(),
        ("Lead", "Rating") => vec!["Hot", "Warm", "Cold"],
        ("PartnerFundRequest", "Activity") => crate::world::record::funds::ACTIVITIES.to_vec(),
        ("PartnerFundRequest", "Status") => vec!["Draft", "Approved", "Rejected"],
        ("PartnerFundClaim", "Status") => vec!["Draft", "Approved", "Rejected", "Paid"],
        ("User", "UserType") => vec!["Standard", "PowerPartner"],
        _ => {
            let mut known = work_fields::picklist(object, field);
            known.extend(approval_fields::picklist(object, field));
            known.extend(rebate_fields::picklist(object, field));
            known
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picklist_has_values_and_every_reference_a_target() {
        let org = empty_org();
        for (name, object) in &org.objects {
            for (field_name, field) in &object.fields {
                let place = format!("{name}.{field_name}");
                assert_eq!(field.kind.contains("picklist"), !field.picklist.is_empty(), "{place}");
                if let Some((target, _)) = &field.reference {
                    assert!(org.objects.contains_key(target), "{place}");
                }
            }
        }
    }
}
