//! Benefits: applications, and the allocations that came of them.

use aws_sdk_partnercentralbenefits::{
    operation::{
        get_benefit_allocation::GetBenefitAllocationOutput,
        get_benefit_application::GetBenefitApplicationOutput,
    },
    types::{
        BenefitAllocationStatus, BenefitAllocationSummary, BenefitApplicationStatus,
        BenefitApplicationSummary, CurrencyCode, FulfillmentDetails, FulfillmentType,
        IssuanceDetail, MonetaryValue,
    },
};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::{Column, Shape, at, bare, moment, named_in, text, texts, word, words};
use crate::field::{
    DETAILS,
    Kind::{Moment, Number, Text, Texts, Word},
};

macro_rules! application {
    ($($more:expr),* $(,)?) => {
        &[
            Column("Id", Text, |a| text(a.id())),
            Column("Arn", Text, |a| text(a.arn())),
            Column("Name", Text, |a| text(a.name())),
            Column("BenefitId", Text, |a| text(bare(a.benefit_id()))),
            Column("Programs", Texts, |a| texts(a.programs())),
            Column("FulfillmentTypes", Word(FulfillmentType::values()), |a| words(a.fulfillment_types())),
            Column("Status", Word(BenefitApplicationStatus::values()), |a| word(a.status())),
            Column("Stage", Text, |a| text(a.stage())),
            Column("CreatedAt", Moment, |a| moment(a.created_at())),
            Column("UpdatedAt", Moment, |a| moment(a.updated_at())),
            Column("AssociatedResources", Texts, |a| texts(a.associated_resources())),
            Column("AssociatedResources.opportunity", Texts, |a| named_in(a.associated_resources(), "opportunity")),
            $($more),*
        ]
    };
}

impl Shape for BenefitApplicationSummary {
    const COLUMNS: &'static [Column<Self>] = application![];

    fn id(&self) -> Option<String> {
        self.id.clone()
    }

    /// A list tells the details as a map of texts. Nobody says that it is all of them, so what is
    /// not in it is asked for.
    fn open(&self, name: &str) -> Option<Json> {
        let details = self.benefit_application_details()?;
        details.get(name.strip_prefix(DETAILS)?).map(|text| json!(text))
    }
}

impl Shape for GetBenefitApplicationOutput {
    const COLUMNS: &'static [Column<Self>] = application![
        Column("Description", Text, |a| text(a.description())),
        Column("StatusReason", Text, |a| text(a.status_reason())),
        Column("StatusReasonCodes", Texts, |a| texts(a.status_reason_codes())),
        Column("Revision", Text, |a| text(a.revision())),
    ];

    fn id(&self) -> Option<String> {
        self.id.clone()
    }

    fn open(&self, name: &str) -> Option<Json> {
        let path = name.strip_prefix(DETAILS)?;
        Some(self.benefit_application_details().map_or(Json::Null, |details| at(details, path)))
    }
}

macro_rules! allocation {
    ($($more:expr),* $(,)?) => {
        &[
            Column("Id", Text, |a| text(a.id())),
            Column("Arn", Text, |a| text(a.arn())),
            Column("Name", Text, |a| text(a.name())),
            Column("Status", Word(BenefitAllocationStatus::values()), |a| word(a.status())),
            Column("StatusReason", Text, |a| text(a.status_reason())),
            Column("BenefitId", Text, |a| text(bare(a.benefit_id()))),
            Column("BenefitApplicationId", Text, |a| text(bare(a.benefit_application_id()))),
            Column("ApplicableBenefitIds", Texts, |a| texts(a.applicable_benefit_ids())),
            Column("CreatedAt", Moment, |a| moment(a.created_at())),
            Column("ExpiresAt", Moment, |a| moment(a.expires_at())),
            $($more),*
        ]
    };
}

impl Shape for BenefitAllocationSummary {
    const COLUMNS: &'static [Column<Self>] =
        allocation![Column("FulfillmentTypes", Word(FulfillmentType::values()), |a| words(
            a.fulfillment_types()
        ))];

    fn id(&self) -> Option<String> {
        self.id.clone()
    }
}

/// The codes of credits are not here: whoever has one can redeem it.
impl Shape for GetBenefitAllocationOutput {
    const COLUMNS: &'static [Column<Self>] = allocation![
        Column("FulfillmentTypes", Word(FulfillmentType::values()), |a| words(
            a.fulfillment_type().map_or(&[], std::slice::from_ref)
        )),
        Column("Description", Text, |a| text(a.description())),
        Column("UpdatedAt", Moment, |a| moment(a.updated_at())),
        Column("StartsAt", Moment, |a| moment(a.starts_at())),
        Column("FulfillmentDetail.amount", Number, |a| amount(granted(a.fulfillment_detail()))),
        Column("FulfillmentDetail.paid", Number, |a| amount(paid(a.fulfillment_detail()))),
        Column("FulfillmentDetail.currency", Word(CurrencyCode::values()), |a| {
            let detail = a.fulfillment_detail();
            word(granted(detail).or(paid(detail)).map(MonetaryValue::currency_code))
        }),
        Column("FulfillmentDetail.issuedAt", Moment, |a| moment(
            issuance(a.fulfillment_detail()).and_then(IssuanceDetail::issued_at)
        )),
        Column("FulfillmentDetail.issuanceId", Text, |a| text(
            issuance(a.fulfillment_detail()).and_then(IssuanceDetail::issuance_id)
        )),
    ];

    fn id(&self) -> Option<String> {
        self.id.clone()
    }
}

fn amount(value: Option<&MonetaryValue>) -> Json {
    text(value.map(MonetaryValue::amount))
}

/// What was granted. Of cash, AWS tells one issuance, and what was disbursed in all: the greater is
/// what there is to be had.
fn granted(detail: Option<&FulfillmentDetails>) -> Option<&MonetaryValue> {
    match detail? {
        FulfillmentDetails::DisbursementDetails(cash) => {
            let issued = cash.issuance_details().and_then(IssuanceDetail::issuance_amount);
            let both = [issued, cash.disbursed_amount()].into_iter().flatten();
            both.max_by_key(|value| value.amount().parse::<Decimal>().ok())
        }
        FulfillmentDetails::ConsumableDetails(consumable) => consumable.allocated_amount(),
        FulfillmentDetails::CreditDetails(credit) => credit.allocated_amount(),
        _ => None,
    }
}

/// What has reached the partner: disbursed, used up, or issued.
fn paid(detail: Option<&FulfillmentDetails>) -> Option<&MonetaryValue> {
    match detail? {
        FulfillmentDetails::DisbursementDetails(cash) => cash.disbursed_amount(),
        FulfillmentDetails::ConsumableDetails(consumable) => consumable.utilized_amount(),
        FulfillmentDetails::CreditDetails(credit) => credit.issued_amount(),
        _ => None,
    }
}

fn issuance(detail: Option<&FulfillmentDetails>) -> Option<&IssuanceDetail> {
    match detail? {
        FulfillmentDetails::DisbursementDetails(cash) => cash.issuance_details(),
        FulfillmentDetails::ConsumableDetails(consumable) => consumable.issuance_details(),
        _ => None,
    }
}
