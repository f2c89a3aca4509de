//! Results of campaigns.

use super::{Field, InputDef, Meaning, TypeDef, TypeKind, kind::CAMPAIGN_RESULTS};
use ResultsField as F;

/// A field of the results of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "as the schema names and describes them")]
pub enum ResultsField {
    Currency,
    Leads,
    Deals,
    Pipeline,
    DealsWon,
    Revenue,
    Influenced,
    Cost,
    Roi,
    CostPerLead,
    Coverage,
}

/// The type.
pub(super) fn types() -> [TypeDef; 1] {
    let rows = [
        ("currency", "CurrencyCode!", F::Currency, "Currency of all amounts."),
        ("leads", "Int", F::Leads, "Leads that became members."),
        ("deals", "Int", F::Deals, "Deals created that name the campaign as their main source."),
        ("pipeline", "Money", F::Pipeline, "Their amounts."),
        ("dealsWon", "Int", F::DealsWon, "Deals won that name the campaign as their main source."),
        ("revenue", "Money", F::Revenue, "Their amounts."),
        ("influencedRevenue", "Money", F::Influenced, INFLUENCED),
        ("cost", "Money", F::Cost, "What the campaign cost, by the rate of its last day."),
        ("roi", "Float", F::Roi, ROI),
        ("costPerLead", "Money", F::CostPerLead, COST_PER_LEAD),
        ("coverage", "Coverage!", F::Coverage, "What the results stand on."),
    ];
    let field = |(name, ty, field, doc): (&str, &str, F, &str)| {
        Field::new(name, ty, Meaning::OfResults(field), doc)
    };
    let of = TypeKind::Object(Vec::new(), rows.into_iter().map(field).collect());
    [TypeDef { name: CAMPAIGN_RESULTS.to_owned(), doc: DOC.to_owned(), of }]
}

/// The field of `Campaign`.
pub(super) fn of_campaign() -> Field {
    Field::new("results", CAMPAIGN_RESULTS, Meaning::Results, OF_CAMPAIGN).with([
        InputDef::new("period", "PeriodInput", "Period; all days if left out."),
        InputDef::new("currency", "CurrencyCode", "Currency; the reporting currency if left out."),
    ])
}

const DOC: &str = "What a campaign brought, over the deals of all systems, each once. A figure is \
    null if no source that answered maps what it stands on.";
const OF_CAMPAIGN: &str = "What the campaign brought, over the deals of all systems, each once. \
    `reported` is what its own source counts. Null if the question is wrong; the error says why.";
const INFLUENCED: &str = "Its shares in the amounts of deals won, whatever these name as their main \
    source.";
const ROI: &str = "(Revenue − cost) ÷ cost. Null if the cost is 0, and for a period: the cost is \
    that of the whole campaign.";
const COST_PER_LEAD: &str = "Cost ÷ leads. Null if there are none, and for a period.";
