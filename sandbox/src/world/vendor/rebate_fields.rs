//! The org's objects of Rebate Management (Channel Revenue Management Developer Guide, API 67.0).

use super::salesforce_fields::Setup;

/// The objects, as the others are written.
pub(crate) const OBJECTS: &[Setup] = &[
    (
        "RebateProgram",
        "1RB",
        "Id:id! Name:string! Status:picklist! StartDate:date! EndDate:date OwnerId>User/Owner! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "RebateProgramMember",
        "1RM",
        "Id:id! Name:string! RebateProgramId>RebateProgram/RebateProgram/RebateProgramMembers! AccountId>Account/Account/RebateProgramMembers! CumulativePayoutAmount:currency CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "RebateProgramPayoutPeriod",
        "1RQ",
        "Id:id! Name:string! RebateProgramId>RebateProgram/RebateProgram/RebateProgramPayoutPeriods! StartDate:date! EndDate:date! Status:picklist! TotalApprovedAmount:currency CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "RebatePayment",
        "1RY",
        "Id:id! Name:string! Amount:currency PaymentDate:date Status:picklist! OwnerId>User/Owner! CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
    (
        "RebateProgramMemberPayout",
        "1RP",
        "Id:id! Name:string! MemberId>RebateProgramMember/Member/RebateProgramMemberPayouts! PeriodId>RebateProgramPayoutPeriod/Period/RebateProgramMemberPayouts! PaymentId>RebatePayment/Payment/RebateProgramMemberPayouts AccruedAmount:currency CalculatedRebateAmount:currency TotalApprovedAdjustmentAmount:currency TotalRebateAmount:currency Status:picklist! CalculationDate:date CreatedDate:datetime! LastModifiedDate:datetime! SystemModstamp:datetime!",
    ),
];

/// A picklist's values in set-up order; none for other fields.
pub(crate) fn picklist(object: &str, field: &str) -> Vec<&'static str> {
    match (object, field) {
        ("RebateProgram" | "RebateProgramPayoutPeriod", "Status") => vec!["Active", "Inactive"],
        ("RebatePayment", "Status") => vec!["Generated", "Paid", "Rejected"],
        ("RebateProgramMemberPayout", "Status") => {
            vec!["Interim", "SystemCalculated", "Pending", "Approved", "Rejected"]
        }
        _ => Vec::new(),
    }
}
