//! Channel, API version 2024-03-18: the accounts of a programme and their relationships. Its
//! members begin with a small letter.

use super::{Does, Get, List, Operation, Quota, Records, Service};
use crate::aws::forms;
use crate::aws::keep::Keep::{self, Whole};
use crate::aws::shape::{Member, Shape, Sorts, Test, any_number, filter, optional, required};

pub(super) const OPERATIONS: &[Operation] = &[
    list("ListProgramManagementAccounts", LIST_ACCOUNTS, Records::ProgramAccounts, ACCOUNT_SUMMARY),
    list("ListRelationships", LIST_RELATIONSHIPS, Records::Relationships, RELATIONSHIP_SUMMARY),
    Operation {
        name: "GetRelationship",
        service: Service::Channel,
        input: &[
            CATALOG,
            required("programManagementAccountIdentifier", PROGRAM_ACCOUNT),
            required("identifier", Shape::Text(forms::relationship)),
        ],
        quota: Quota::None,
        does: Does::Get(Get {
            of: Records::Relationships,
            within: Some(("programManagementAccountIdentifier", &["programManagementAccountId"])),
            wrapped: Some("relationshipDetail"),
            hides: &[],
        }),
    },
];

const fn list(
    name: &'static str,
    input: &'static [Member],
    of: Records,
    keeps: &'static [Keep],
) -> Operation {
    let list = List { of, rows: "items", keeps, sorts: SORTS, sorted: None };
    Operation { name, service: Service::Channel, input, quota: Quota::None, does: Does::List(list) }
}

const CATALOG: Member = required("catalog", Shape::Text(forms::short_letters));
const MAX_RESULTS: Member = optional("maxResults", Shape::Integer { min: 1, max: 100 });
const NEXT_TOKEN: Member = optional("nextToken", Shape::Text(forms::dense_token));
const PROGRAM_ACCOUNT: Shape = Shape::Text(forms::program_account);
const ACCOUNTS: Shape = any_number(&Shape::Text(forms::account));
const DISPLAY_NAMES: Member = filter(
    "displayNames",
    any_number(&Shape::Text(forms::display_name)),
    Test::Text(&["displayName"]),
);
const SORTS: Sorts = &[("UpdatedAt", &["updatedAt"])];
const SORT: Member = optional(
    "sort",
    Shape::Structure(&[
        required("sortOrder", Shape::Word(&["Ascending", "Descending"])),
        required("sortBy", Shape::Key(SORTS)),
    ]),
);

const PROGRAMS: &[&str] =
    &["SOLUTION_PROVIDER", "DISTRIBUTION", "DISTRIBUTION_SELLER", "MANAGED_SERVICES_PROVIDER"];
const ASSOCIATION_TYPES: &[&str] =
    &["DOWNSTREAM_SELLER", "END_CUSTOMER", "INTERNAL", "MANAGED_SERVICES_END_CUSTOMER"];

const LIST_ACCOUNTS: &[Member] = &[
    CATALOG,
    MAX_RESULTS,
    DISPLAY_NAMES,
    filter("programs", any_number(&Shape::Word(PROGRAMS)), Test::OneOf(&["program"])),
    filter("accountIds", ACCOUNTS, Test::OneOf(&["accountId"])),
    filter(
        "statuses",
        any_number(&Shape::Word(&["PENDING", "ACTIVE", "INACTIVE"])),
        Test::OneOf(&["status"]),
    ),
    SORT,
    NEXT_TOKEN,
    filter(
        "type",
        Shape::Word(&["RESALE_BILLING_TRANSFER", "MANAGED_SERVICES"]),
        Test::OneOf(&["type"]),
    ),
];

const LIST_RELATIONSHIPS: &[Member] = &[
    CATALOG,
    MAX_RESULTS,
    filter("associatedAccountIds", ACCOUNTS, Test::OneOf(&["associatedAccountId"])),
    filter(
        "associationTypes",
        any_number(&Shape::Word(ASSOCIATION_TYPES)),
        Test::OneOf(&["associationType"]),
    ),
    DISPLAY_NAMES,
    filter(
        "programManagementAccountIdentifiers",
        any_number(&PROGRAM_ACCOUNT),
        Test::Names(&["programManagementAccountId"]),
    ),
    SORT,
    NEXT_TOKEN,
];

const ACCOUNT_SUMMARY: &[Keep] = &[
    Whole("id"),
    Whole("revision"),
    Whole("program"),
    Whole("displayName"),
    Whole("accountId"),
    Whole("arn"),
    Whole("createdAt"),
    Whole("updatedAt"),
    Whole("startDate"),
    Whole("status"),
    Whole("type"),
];

/// All but the resale account model, and what managed services alone have.
const RELATIONSHIP_SUMMARY: &[Keep] = &[
    Whole("arn"),
    Whole("id"),
    Whole("revision"),
    Whole("associationType"),
    Whole("programManagementAccountId"),
    Whole("associatedAccountId"),
    Whole("displayName"),
    Whole("sector"),
    Whole("createdAt"),
    Whole("updatedAt"),
    Whole("startDate"),
];
