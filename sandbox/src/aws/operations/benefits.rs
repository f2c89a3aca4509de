//! Benefits, API version 2018-05-10: what the programmes offer, what was applied for, what was
//! granted.

use super::{Does, Get, List, Operation, Quota, Records, Service};
use crate::aws::forms;
use crate::aws::keep::Keep::{self, Gathered, Texts, Whole};
use crate::aws::shape::{Member, Shape, Test, any_number, filter, optional, required, up_to};

pub(super) const OPERATIONS: &[Operation] = &[
    list("ListBenefits", LIST_BENEFITS, Records::Benefits, "BenefitSummaries", BENEFIT_SUMMARY),
    get("GetBenefit", &[CATALOG, required("Identifier", BENEFIT)], Records::Benefits),
    list(
        "ListBenefitApplications",
        LIST_APPLICATIONS,
        Records::Applications,
        "BenefitApplicationSummaries",
        APPLICATION_SUMMARY,
    ),
    get(
        "GetBenefitApplication",
        &[CATALOG, required("Identifier", APPLICATION)],
        Records::Applications,
    ),
    list(
        "ListBenefitAllocations",
        LIST_ALLOCATIONS,
        Records::Allocations,
        "BenefitAllocationSummaries",
        ALLOCATION_SUMMARY,
    ),
    get(
        "GetBenefitAllocation",
        &[CATALOG, required("Identifier", ALLOCATION)],
        Records::Allocations,
    ),
];

const fn list(
    name: &'static str,
    input: &'static [Member],
    of: Records,
    rows: &'static str,
    keeps: &'static [Keep],
) -> Operation {
    let list = List { of, rows, keeps, sorts: &[], sorted: None };
    Operation {
        name,
        service: Service::Benefits,
        input,
        quota: Quota::None,
        does: Does::List(list),
    }
}

const fn get(name: &'static str, input: &'static [Member], of: Records) -> Operation {
    let get = Get { of, within: None, wrapped: None, hides: &[] };
    Operation { name, service: Service::Benefits, input, quota: Quota::None, does: Does::Get(get) }
}

const CATALOG: Member = required("Catalog", Shape::Text(forms::name));
const MAX_RESULTS: Member = optional("MaxResults", Shape::Integer { min: 1, max: 100 });
const NEXT_TOKEN: Member = optional("NextToken", Shape::Text(forms::token));
const BENEFIT: Shape = Shape::Text(forms::benefit);
const APPLICATION: Shape = Shape::Text(forms::application);
const ALLOCATION: Shape = Shape::Text(forms::allocation);
const ARN: Shape = Shape::Text(forms::arn);
const PROGRAMS: Member =
    filter("Programs", up_to(1, &Shape::Text(forms::program)), Test::OneOf(&["Programs"]));
const FULFILLMENT_TYPES: Shape = up_to(2, &Shape::Word(&["CREDITS", "CASH", "ACCESS"]));
const BENEFIT_IDENTIFIERS: Member =
    filter("BenefitIdentifiers", up_to(1, &BENEFIT), Test::Names(&["BenefitId"]));

const LIST_BENEFITS: &[Member] = &[
    CATALOG,
    PROGRAMS,
    filter("FulfillmentTypes", FULFILLMENT_TYPES, Test::OneOf(&["FulfillmentTypes"])),
    filter("Status", up_to(2, &Shape::Word(&["ACTIVE", "INACTIVE"])), Test::OneOf(&["Status"])),
    MAX_RESULTS,
    NEXT_TOKEN,
];

const LIST_APPLICATIONS: &[Member] = &[
    CATALOG,
    PROGRAMS,
    filter("FulfillmentTypes", FULFILLMENT_TYPES, Test::OneOf(&["FulfillmentTypes"])),
    BENEFIT_IDENTIFIERS,
    filter("Status", up_to(1, &Shape::Word(APPLICATION_STATUSES)), Test::OneOf(&["Status"])),
    filter("Stages", up_to(1, &Shape::Text(forms::any)), Test::OneOf(&["Stage"])),
    // Taken, but without effect since October 2025.
    optional("AssociatedResources", any_number(&Shape::Structure(ASSOCIATED_RESOURCE))),
    filter("AssociatedResourceArns", any_number(&ARN), Test::OneOf(&["AssociatedResources"])),
    MAX_RESULTS,
    NEXT_TOKEN,
];

const APPLICATION_STATUSES: &[&str] =
    &["PENDING_SUBMISSION", "IN_REVIEW", "ACTION_REQUIRED", "APPROVED", "REJECTED", "CANCELED"];

const ASSOCIATED_RESOURCE: &[Member] = &[
    optional("ResourceType", Shape::Word(&["OPPORTUNITY", "BENEFIT_ALLOCATION"])),
    optional("ResourceIdentifier", Shape::Text(forms::any)),
    optional("ResourceArn", ARN),
];

const LIST_ALLOCATIONS: &[Member] = &[
    CATALOG,
    filter("FulfillmentTypes", FULFILLMENT_TYPES, Test::OneOf(&["FulfillmentType"])),
    BENEFIT_IDENTIFIERS,
    filter(
        "BenefitApplicationIdentifiers",
        up_to(1, &APPLICATION),
        Test::Names(&["BenefitApplicationId"]),
    ),
    filter(
        "Status",
        up_to(1, &Shape::Word(&["ACTIVE", "INACTIVE", "FULFILLED"])),
        Test::OneOf(&["Status"]),
    ),
    MAX_RESULTS,
    NEXT_TOKEN,
];

const BENEFIT_SUMMARY: &[Keep] = &[
    Whole("Id"),
    Whole("Arn"),
    Whole("Name"),
    Whole("Description"),
    Whole("Programs"),
    Whole("FulfillmentTypes"),
    Whole("Status"),
];

/// Here the details are a map of texts, while the record has a document.
const APPLICATION_SUMMARY: &[Keep] = &[
    Whole("Name"),
    Whole("Id"),
    Whole("Arn"),
    Whole("BenefitId"),
    Whole("Programs"),
    Whole("FulfillmentTypes"),
    Whole("Status"),
    Whole("Stage"),
    Whole("CreatedAt"),
    Whole("UpdatedAt"),
    Texts("BenefitApplicationDetails"),
    Whole("AssociatedResources"),
];

/// No money: that stands in the record alone. A record has one fulfillment type, its summary a
/// list.
const ALLOCATION_SUMMARY: &[Keep] = &[
    Whole("Id"),
    Whole("Arn"),
    Whole("Status"),
    Whole("StatusReason"),
    Whole("Name"),
    Whole("BenefitId"),
    Whole("BenefitApplicationId"),
    Gathered("FulfillmentTypes", &["FulfillmentType"]),
    Whole("CreatedAt"),
    Whole("ExpiresAt"),
    Whole("ApplicableBenefitIds"),
];
