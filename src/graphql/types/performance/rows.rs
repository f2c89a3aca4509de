//! Answers and their rows.

use super::{PerformanceField as F, Row, object};
use crate::graphql::types::{
    DefaultValue, Field, InputDef, Meaning, PageField, TypeDef, TypeKind,
    entity::page_args,
    kind::{DIMENSION_VALUE, PARTNER_PERFORMANCE, PERFORMANCE, PERFORMANCE_ROW},
};

/// The answers, their rows, and the values of a row's dimensions.
pub(super) fn types() -> [TypeDef; 4] {
    [of_all(), of_partner(), row(), dimension_value()]
}

/// What both answers have.
const ANSWER: &[Row] = &[
    ("period", "Period!", F::AnswerPeriod, "Period."),
    ("previous", "Period", F::AnswerPrevious, "Period of comparison; null with `compare: NONE`."),
    ("currency", "CurrencyCode!", F::AnswerCurrency, "Currency of all amounts."),
    ("total", "PerformanceRow!", F::AnswerTotal, TOTAL),
    ("rows", "[PerformanceRow!]!", F::AnswerRows, ROWS),
    ("coverage", "Coverage!", F::AnswerCoverage, "What the figures stand on."),
];

fn of_all() -> TypeDef {
    let mut all = object(PERFORMANCE, "Figures of a period.", ANSWER);
    let count = Meaning::Figures(F::AnswerRowCount);
    let info = Meaning::Page(PageField::PageInfo);
    if let TypeKind::Object(_, fields) = &mut all.of {
        fields.push(Field::new("pageInfo", "PageInfo!", info, "Position of the page of rows."));
        fields.push(Field::new("rowCount", "Int!", count, "Number of rows on all pages."));
    }
    all
}

fn of_partner() -> TypeDef {
    object(PARTNER_PERFORMANCE, "Figures of a partner in a period.", ANSWER)
}

fn row() -> TypeDef {
    let mut row = object(
        PERFORMANCE_ROW,
        "Figures of some days and of one group, or of all. A figure is 0 if everything that could \
         hold it answered and there is none; null if no source that answered maps what it stands \
         on, or its divisor is 0.",
        ROW,
    );
    let basis = || {
        let basis = InputDef::new("basis", "CostBasis!", "What counts as the cost.");
        [InputDef { default: Some(DefaultValue::Word("EARNED")), ..basis }]
    };
    let of = InputDef::new("of", "Figure!", "Figure.");
    let of = InputDef { default: Some(DefaultValue::Word("REVENUE")), ..of };
    let field =
        |name, ty: &str, field, doc: &str| Field::new(name, ty, Meaning::Figures(field), doc);
    if let TypeKind::Object(_, fields) = &mut row.of {
        fields.extend([
            field("deals", "DealConnection!", F::RowDeals, DEALS).with(page_args()),
            field("incentiveCost", "Money", F::RowIncentiveCost, COST).with(basis()),
            field("roi", "Float", F::RowRoi, ROI).with(basis()),
            field("returnRatio", "Float", F::RowReturnRatio, RETURN).with(basis()),
            field("growth", "Change", F::RowGrowth, GROWTH).with([of]),
        ]);
    }
    row
}

const ROW: &[Row] = &[
    ("keys", "[DimensionValue!]!", F::RowKeys, KEYS),
    ("period", "Period!", F::RowPeriod, "Days that the row covers."),
    ("partners", "Int", F::RowPartners, PARTNERS),
    ("pipelineCreated", "CountedMoney", F::RowPipelineCreated, "Deals created in the period."),
    ("openPipeline", "CountedMoney", F::RowOpenPipeline, OPEN),
    ("weightedPipeline", "Money", F::RowWeightedPipeline, WEIGHTED),
    ("revenue", "CountedMoney", F::RowRevenue, "Deals won: closed in the period, with success."),
    ("billed", "Money", F::RowBilled, BILLED),
    ("byAttribution", "[AttributedFigures!]", F::RowByAttribution, BY_ATTRIBUTION),
    ("winRate", "Float", F::RowWinRate, "Deals won ÷ deals closed in the period, 0 to 1."),
    ("valueWinRate", "Float", F::RowValueWinRate, VALUE_WIN_RATE),
    ("averageDealSize", "Money", F::RowAverageDealSize, "Revenue ÷ deals won with an amount."),
    ("medianCycleDays", "Float", F::RowMedianCycleDays, MEDIAN_CYCLE),
    ("meanCycleDays", "Float", F::RowMeanCycleDays, MEAN_CYCLE),
    ("registrations", "RegistrationFigures", F::RowRegistrations, "Registrations of deals."),
    ("leads", "LeadFigures", F::RowLeads, "Leads given to partners."),
    ("engagement", "Engagement", F::RowEngagement, "What partners did."),
    ("mdf", "FundFigures", F::RowFunds, "Market development funds."),
    ("renewalRate", "Float", F::RowRenewalRate, "Renewals won ÷ renewals closed, 0 to 1."),
    ("renewalValueRate", "Float", F::RowRenewalValueRate, RENEWAL_VALUE),
];

fn dimension_value() -> TypeDef {
    object(
        DIMENSION_VALUE,
        "A value of a dimension.",
        &[
            ("dimension", "PerformanceDimension!", F::KeyDimension, "Dimension."),
            ("value", "String", F::KeyValue, VALUE),
            ("partner", "Partner", F::KeyPartner, "Partner, of the dimension `PARTNER`."),
        ],
    )
}

const TOTAL: &str = "Figures of everything, each record once. Rows need not add up to it: one \
    record can be in several.";
const ROWS: &str = "Rows by group and interval: groups with the most revenue first, then by value; \
    of one group by period. A group is there if any record of the figures that are asked for \
    belongs to it.";
const KEYS: &str = "Values of the dimensions, in the order of `groupBy`.";
const PARTNERS: &str =
    "Partners that have any deal, registration, lead, incentive or invoice in the period.";
const OPEN: &str = "Deals open now; of a past period, those open at its end, by their amounts of \
    today.";
const WEIGHTED: &str = "Amounts of the open deals times their probabilities.";
const BILLED: &str = "Net amount of the invoices that an ERP issued in the period, less that of \
    the credit memos. Drafts and cancelled ones bill nothing. It is no part of `revenue`, which is \
    what was booked.";
const BY_ATTRIBUTION: &str = "Figures by the part that partners have in the deals.";
const MEDIAN_CYCLE: &str = "Days from creation to closing of deals won: the median.";
const MEAN_CYCLE: &str = "Days from creation to closing of deals won: the mean.";
const VALUE_WIN_RATE: &str = "Amount of deals won ÷ amount of deals closed in the period, 0 to 1.";
const RENEWAL_VALUE: &str = "Amount of renewals won ÷ amount of renewals closed, 0 to 1.";
const DEALS: &str = "Exactly the deals that are counted as revenue, by id.";
const COST: &str = "Incentives of the period.";
const ROI: &str = "(Revenue that partners sourced or fulfilled − cost of incentives) ÷ that cost. \
    Null if the cost is 0.";
const RETURN: &str = "Revenue that partners sourced or fulfilled ÷ cost of incentives. Null if the \
    cost is 0.";
const GROWTH: &str = "Change of a figure against the period of comparison.";
const VALUE: &str = "Value; of a partner its id. Null is a group of its own: of what has no value.";
