//! Selling, API version 2022-07-26: opportunities, engagements and the invitations to them.

use super::{Does, Get, List, Operation, Quota, Records, Service};
use crate::aws::forms;
use crate::aws::keep::Keep::{self, Gathered, Part, Whole};
use crate::aws::shape::{
    Member, Path, Shape, Sorts, Test, any_number, filter, one_to, optional, required, up_to,
};
use crate::aws::switches::Bound;

pub(super) const OPERATIONS: &[Operation] = &[
    list(
        "ListOpportunities",
        LIST_OPPORTUNITIES,
        Quota::Reads,
        List {
            of: Records::Opportunities,
            rows: "OpportunitySummaries",
            keeps: OPPORTUNITY_SUMMARY,
            sorts: OPPORTUNITY_SORTS,
            sorted: Some((&["LastModifiedDate"], true)),
        },
    ),
    get(
        "GetOpportunity",
        &[CATALOG, required("Identifier", OPPORTUNITY)],
        Quota::Reads,
        Records::Opportunities,
        &[],
    ),
    Operation {
        name: "GetAwsOpportunitySummary",
        service: Service::Selling,
        input: &[CATALOG, required("RelatedOpportunityIdentifier", OPPORTUNITY)],
        quota: Quota::Reads,
        does: Does::AwsView,
    },
    list(
        "ListEngagementInvitations",
        LIST_INVITATIONS,
        Quota::Reads,
        List {
            of: Records::Invitations,
            rows: "EngagementInvitationSummaries",
            keeps: INVITATION_SUMMARY,
            sorts: INVITATION_SORTS,
            sorted: None,
        },
    ),
    get(
        "GetEngagementInvitation",
        &[CATALOG, required("Identifier", INVITATION)],
        Quota::Reads,
        Records::Invitations,
        &["ParticipantType"],
    ),
    list(
        "ListEngagements",
        LIST_ENGAGEMENTS,
        Quota::Engagements,
        List {
            of: Records::Engagements,
            rows: "EngagementSummaryList",
            keeps: ENGAGEMENT_SUMMARY,
            sorts: ENGAGEMENT_SORTS,
            sorted: None,
        },
    ),
    get(
        "GetEngagement",
        &[CATALOG, required("Identifier", ENGAGEMENT)],
        Quota::Engagements,
        Records::Engagements,
        &[],
    ),
    list(
        "ListSolutions",
        LIST_SOLUTIONS,
        Quota::Reads,
        List {
            of: Records::Solutions,
            rows: "SolutionSummaries",
            keeps: &[],
            sorts: SOLUTION_SORTS,
            sorted: None,
        },
    ),
];

const fn list(name: &'static str, input: &'static [Member], quota: Quota, list: List) -> Operation {
    Operation { name, service: Service::Selling, input, quota, does: Does::List(list) }
}

const fn get(
    name: &'static str,
    input: &'static [Member],
    quota: Quota,
    of: Records,
    hides: &'static [&'static str],
) -> Operation {
    Operation {
        name,
        service: Service::Selling,
        input,
        quota,
        does: Does::Get(Get { of, within: None, wrapped: None, hides }),
    }
}

const CATALOG: Member = required("Catalog", Shape::Text(forms::letters));
const MAX_RESULTS: Member = optional("MaxResults", Shape::Integer { min: 1, max: 100 });
const NEXT_TOKEN: Member = optional("NextToken", Shape::Text(forms::any));
const SORT_ORDER: Member = required("SortOrder", Shape::Word(&["ASCENDING", "DESCENDING"]));
const OPPORTUNITY: Shape = Shape::Text(forms::opportunity);
const INVITATION: Shape = Shape::Text(forms::invitation);
const ENGAGEMENT: Shape = Shape::Text(forms::engagement);
const ACCOUNT: Shape = Shape::Text(forms::account_or_alias);
const DATE: Shape = Shape::Text(forms::date);
const TEXT: Shape = Shape::Text(forms::any);

const COMPANY: Path = &["Customer", "Account", "CompanyName"];
const CLOSE_DATE: Path = &["LifeCycle", "TargetCloseDate"];

const STAGES: &[&str] = &[
    "Prospect",
    "Qualified",
    "Technical Validation",
    "Business Validation",
    "Committed",
    "Launched",
    "Closed Lost",
];
const REVIEW_STATUSES: &[&str] =
    &["Pending Submission", "Submitted", "In review", "Approved", "Rejected", "Action Required"];
const CONTEXT_TYPE: Shape =
    Shape::Word(&["CustomerProject", "Lead", "ProspectingResult", "CustomerAccount"]);

const OPPORTUNITY_SORTS: Sorts = &[
    ("LastModifiedDate", &["LastModifiedDate"]),
    ("Identifier", &["Id"]),
    ("CustomerCompanyName", COMPANY),
    ("CreatedDate", &["CreatedDate"]),
    ("TargetCloseDate", CLOSE_DATE),
];
const INVITATION_SORTS: Sorts = &[("InvitationDate", &["InvitationDate"])];
const ENGAGEMENT_SORTS: Sorts = &[("CreatedDate", &["CreatedAt"])];
const SOLUTION_SORTS: Sorts = &[
    ("Identifier", &["Id"]),
    ("Name", &["Name"]),
    ("Status", &["Status"]),
    ("Category", &["Category"]),
    ("CreatedDate", &["CreatedDate"]),
];

const LIST_OPPORTUNITIES: &[Member] = &[
    CATALOG,
    MAX_RESULTS,
    NEXT_TOKEN,
    optional(
        "Sort",
        Shape::Structure(&[SORT_ORDER, required("SortBy", Shape::Key(OPPORTUNITY_SORTS))]),
    ),
    optional(
        "LastModifiedDate",
        Shape::Structure(&[
            filter(
                "AfterLastModifiedDate",
                Shape::Time,
                Test::After(Bound::AfterLastModifiedDate, &["LastModifiedDate"]),
            ),
            filter(
                "BeforeLastModifiedDate",
                Shape::Time,
                Test::Before(Bound::BeforeLastModifiedDate, &["LastModifiedDate"]),
            ),
        ]),
    ),
    filter("Identifier", up_to(20, &OPPORTUNITY), Test::OneOf(&["Id"])),
    filter("LifeCycleStage", up_to(10, &Shape::Word(STAGES)), Test::OneOf(&["LifeCycle", "Stage"])),
    filter(
        "LifeCycleReviewStatus",
        up_to(10, &Shape::Word(REVIEW_STATUSES)),
        Test::OneOf(&["LifeCycle", "ReviewStatus"]),
    ),
    filter("CustomerCompanyName", up_to(10, &TEXT), Test::Text(COMPANY)),
    optional(
        "CreatedDate",
        Shape::Structure(&[
            filter(
                "AfterCreatedDate",
                Shape::Time,
                Test::After(Bound::AfterCreatedDate, &["CreatedDate"]),
            ),
            filter(
                "BeforeCreatedDate",
                Shape::Time,
                Test::Before(Bound::BeforeCreatedDate, &["CreatedDate"]),
            ),
        ]),
    ),
    optional(
        "TargetCloseDate",
        Shape::Structure(&[
            filter(
                "AfterTargetCloseDate",
                DATE,
                Test::After(Bound::AfterTargetCloseDate, CLOSE_DATE),
            ),
            filter(
                "BeforeTargetCloseDate",
                DATE,
                Test::Before(Bound::BeforeTargetCloseDate, CLOSE_DATE),
            ),
        ]),
    ),
];

const PAYLOAD_TYPES: &[&str] =
    &["OpportunityInvitation", "LeadInvitation", "AccountPlanningInvitation"];

const LIST_INVITATIONS: &[Member] = &[
    CATALOG,
    MAX_RESULTS,
    NEXT_TOKEN,
    optional(
        "Sort",
        Shape::Structure(&[SORT_ORDER, required("SortBy", Shape::Key(INVITATION_SORTS))]),
    ),
    filter("PayloadType", any_number(&Shape::Word(PAYLOAD_TYPES)), Test::OneOf(&["PayloadType"])),
    Member {
        required: true,
        ..filter(
            "ParticipantType",
            Shape::Word(&["SENDER", "RECEIVER"]),
            Test::OneOf(&["ParticipantType"]),
        )
    },
    filter(
        "Status",
        one_to(10, &Shape::Word(&["ACCEPTED", "PENDING", "REJECTED", "EXPIRED"])),
        Test::OneOf(&["Status"]),
    ),
    filter("EngagementIdentifier", one_to(10, &ENGAGEMENT), Test::Names(&["EngagementId"])),
    filter("SenderAwsAccountId", one_to(10, &ACCOUNT), Test::OneOf(&["SenderAwsAccountId"])),
];

const LIST_ENGAGEMENTS: &[Member] = &[
    CATALOG,
    filter("CreatedBy", one_to(10, &ACCOUNT), Test::OneOf(&["CreatedBy"])),
    filter("ExcludeCreatedBy", one_to(10, &ACCOUNT), Test::NoneOf(&["CreatedBy"])),
    filter("ContextTypes", up_to(5, &CONTEXT_TYPE), Test::OneOf(&["Contexts", "Type"])),
    filter("ExcludeContextTypes", up_to(5, &CONTEXT_TYPE), Test::NoneOf(&["Contexts", "Type"])),
    optional(
        "Sort",
        Shape::Structure(&[SORT_ORDER, required("SortBy", Shape::Key(ENGAGEMENT_SORTS))]),
    ),
    MAX_RESULTS,
    NEXT_TOKEN,
    filter("EngagementIdentifier", one_to(10, &ENGAGEMENT), Test::Names(&["Id"])),
];

const LIST_SOLUTIONS: &[Member] = &[
    CATALOG,
    MAX_RESULTS,
    NEXT_TOKEN,
    optional(
        "Sort",
        Shape::Structure(&[SORT_ORDER, required("SortBy", Shape::Key(SOLUTION_SORTS))]),
    ),
    optional("Status", up_to(10, &Shape::Word(&["Active", "Inactive", "Draft"]))),
    optional("Identifier", up_to(20, &Shape::Text(forms::solution))),
    optional("Category", up_to(10, &TEXT)),
    optional("AwsMarketplaceSolutionArn", up_to(10, &Shape::Text(forms::solution_arn))),
];

/// The summary of an opportunity: no contacts, team, title, revenue, marketing or related
/// entities.
const OPPORTUNITY_SUMMARY: &[Keep] = &[
    Whole("Id"),
    Whole("Arn"),
    Whole("PartnerOpportunityIdentifier"),
    Whole("OpportunityType"),
    Whole("LastModifiedDate"),
    Whole("CreatedDate"),
    Part(
        "LifeCycle",
        &[
            Whole("Stage"),
            Whole("ClosedLostReason"),
            Whole("NextSteps"),
            Whole("TargetCloseDate"),
            Whole("ReviewStatus"),
            Whole("ReviewComments"),
            Whole("ReviewStatusReason"),
        ],
    ),
    Part(
        "Customer",
        &[Part(
            "Account",
            &[
                Whole("Industry"),
                Whole("OtherIndustry"),
                Whole("CompanyName"),
                Whole("WebsiteUrl"),
                Part(
                    "Address",
                    &[
                        Whole("City"),
                        Whole("PostalCode"),
                        Whole("StateOrRegion"),
                        Whole("CountryCode"),
                    ],
                ),
            ],
        )],
    ),
    Part(
        "Project",
        &[
            Whole("DeliveryModels"),
            Whole("ExpectedCustomerSpend"),
            Whole("ExpectedContractDuration"),
        ],
    ),
];

const INVITATION_SUMMARY: &[Keep] = &[
    Whole("Arn"),
    Whole("PayloadType"),
    Whole("Id"),
    Whole("EngagementId"),
    Whole("EngagementTitle"),
    Whole("Status"),
    Whole("InvitationDate"),
    Whole("ExpirationDate"),
    Whole("SenderAwsAccountId"),
    Whole("SenderCompanyName"),
    Whole("Receiver"),
    Whole("ParticipantType"),
];

const ENGAGEMENT_SUMMARY: &[Keep] = &[
    Whole("Arn"),
    Whole("Id"),
    Whole("Title"),
    Whole("CreatedAt"),
    Whole("CreatedBy"),
    Whole("MemberCount"),
    Whole("ModifiedAt"),
    Whole("ModifiedBy"),
    Gathered("ContextTypes", &["Contexts", "Type"]),
];
