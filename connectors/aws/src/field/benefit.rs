//! Benefits: applications, and the allocations that came of them.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{
    column::{
        Column,
        Kind::{Moment, Number, Text, Texts, Word},
        always, singly,
    },
    value::{at, bare, ids_of, list},
    words,
};

/// The fields of an application that are the same for all programmes.
pub(super) const APPLICATION: &[Column] = &[
    always("Id", Text),
    always("Arn", Text),
    always("Name", Text),
    always("BenefitId", Text).by(bare),
    always("Programs", Texts),
    always("FulfillmentTypes", Word(words::FULFILLMENT_TYPE)),
    always("Status", Word(words::APPLICATION_STATUS)),
    always("Stage", Text),
    always("CreatedAt", Moment),
    always("UpdatedAt", Moment),
    always("AssociatedResources", Texts),
    always("AssociatedResources.opportunity", Texts).by(opportunity_ids),
    singly("Description", Text),
    singly("StatusReason", Text),
    singly("StatusReasonCodes", Texts),
    singly("Revision", Text),
];

/// The fields of an allocation. The codes of credits are not here: whoever has one can redeem it.
pub(super) const ALLOCATION: &[Column] = &[
    always("Id", Text),
    always("Arn", Text),
    always("Name", Text),
    always("Status", Word(words::ALLOCATION_STATUS)),
    always("StatusReason", Text),
    always("BenefitId", Text).by(bare),
    always("BenefitApplicationId", Text).by(bare),
    always("ApplicableBenefitIds", Texts),
    always("FulfillmentTypes", Word(words::FULFILLMENT_TYPE)).by(fulfillment_types),
    always("CreatedAt", Moment),
    always("ExpiresAt", Moment),
    singly("Description", Text),
    singly("UpdatedAt", Moment),
    singly("StartsAt", Moment),
    singly("FulfillmentDetail.amount", Number).by(amount),
    singly("FulfillmentDetail.paid", Number).by(paid_amount),
    singly("FulfillmentDetail.currency", Word(words::BENEFIT_CURRENCY)).by(currency),
    singly("FulfillmentDetail.issuedAt", Moment).by(issued_at),
    singly("FulfillmentDetail.issuanceId", Text).by(issuance_id),
];

fn opportunity_ids(application: &Json, _: &str) -> Json {
    ids_of("opportunity", application, "AssociatedResources")
}

/// A list tells an allocation's types, a single record its one type.
fn fulfillment_types(allocation: &Json, name: &str) -> Json {
    match (at(allocation, name), at(allocation, "FulfillmentType")) {
        (Json::Null, Json::Null) => Json::Null,
        (Json::Null, one) => list(vec![one]),
        (several, _) => several,
    }
}

fn amount(allocation: &Json, _: &str) -> Json {
    granted(allocation).map_or(Json::Null, |value| at(value, "Amount"))
}

fn paid_amount(allocation: &Json, _: &str) -> Json {
    paid(allocation).map_or(Json::Null, |value| at(value, "Amount"))
}

fn currency(allocation: &Json, _: &str) -> Json {
    let value = granted(allocation).or_else(|| paid(allocation));
    value.map_or(Json::Null, |value| at(value, "CurrencyCode"))
}

fn issued_at(allocation: &Json, _: &str) -> Json {
    issuance(allocation).map_or(Json::Null, |issuance| at(issuance, "IssuedAt"))
}

fn issuance_id(allocation: &Json, _: &str) -> Json {
    issuance(allocation).map_or(Json::Null, |issuance| at(issuance, "IssuanceId"))
}

/// What was granted. Of cash, AWS tells one issuance, and what was disbursed in all: the greater is
/// what there is to be had.
fn granted(allocation: &Json) -> Option<&Json> {
    let cash = [
        "/DisbursementDetails/IssuanceDetails/IssuanceAmount",
        "/DisbursementDetails/DisbursedAmount",
    ];
    let cash = cash.into_iter().filter_map(|path| detail(allocation, &[path]));
    cash.max_by_key(|value| value.get("Amount")?.as_str()?.parse::<Decimal>().ok()).or_else(|| {
        detail(
            allocation,
            &["/ConsumableDetails/AllocatedAmount", "/CreditDetails/AllocatedAmount"],
        )
    })
}

/// What has reached the partner: disbursed, used up, or issued.
fn paid(allocation: &Json) -> Option<&Json> {
    let paths = [
        "/DisbursementDetails/DisbursedAmount",
        "/ConsumableDetails/UtilizedAmount",
        "/CreditDetails/IssuedAmount",
    ];
    detail(allocation, &paths)
}

fn issuance(allocation: &Json) -> Option<&Json> {
    detail(
        allocation,
        &["/DisbursementDetails/IssuanceDetails", "/ConsumableDetails/IssuanceDetails"],
    )
}

/// The part of an allocation's detail, of which AWS fills one form only, at the first of these
/// paths where there is one.
fn detail<'a>(allocation: &'a Json, paths: &[&str]) -> Option<&'a Json> {
    let detail = allocation.get("FulfillmentDetail")?;
    paths.iter().find_map(|path| detail.pointer(path).filter(|part| part.is_object()))
}
