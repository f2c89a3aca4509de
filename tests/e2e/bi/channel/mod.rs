//! Figures and statements as tables: to the last digit what GraphQL says.

mod feed;
mod figures;
mod periods;
mod statements;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;

use super::rows;

pub type Row = BTreeMap<String, Option<String>>;

/// A column, and the way to its value in GraphQL.
pub type Way = (&'static str, &'static str);

/// The figures of a row.
pub const FIGURES: &[Way] = &[
    ("period_from", "period from"),
    ("period_to", "period to"),
    ("period_closed", "period closed"),
    ("pipeline_created_count", "pipelineCreated count"),
    ("pipeline_created_amount", "pipelineCreated amount amount"),
    ("open_pipeline_count", "openPipeline count"),
    ("open_pipeline_amount", "openPipeline amount amount"),
    ("weighted_pipeline", "weightedPipeline amount"),
    ("revenue_count", "revenue count"),
    ("revenue_amount", "revenue amount amount"),
    ("billed", "billed amount"),
    ("win_rate", "winRate"),
    ("value_win_rate", "valueWinRate"),
    ("average_deal_size", "averageDealSize amount"),
    ("median_cycle_days", "medianCycleDays"),
    ("mean_cycle_days", "meanCycleDays"),
    ("renewal_rate", "renewalRate"),
    ("renewal_value_rate", "renewalValueRate"),
    ("registrations_submitted", "registrations submitted"),
    ("registrations_approved", "registrations approved"),
    ("registrations_approval_rate", "registrations approvalRate"),
    ("registrations_conversion_rate", "registrations conversionRate"),
    ("registrations_median_hours_to_decision", "registrations medianHoursToDecision"),
    ("leads_received", "leads received"),
    ("leads_accepted", "leads accepted"),
    ("leads_waiting", "leads waiting"),
    ("leads_acceptance_rate", "leads acceptanceRate"),
    ("leads_median_hours_to_accept", "leads medianHoursToAccept"),
    ("leads_sla_breaches", "leads slaBreaches"),
    ("engagement_activities", "engagement activities"),
    ("engagement_courses_completed", "engagement coursesCompleted"),
    ("mdf_allocated", "mdf allocated amount"),
    ("mdf_requested", "mdf requested amount"),
    ("mdf_claimed", "mdf claimed amount"),
    ("mdf_utilisation", "mdf utilisation"),
    ("incentive_cost_earned", "earned:incentiveCost(basis:EARNED) amount"),
    ("incentive_cost_paid", "paid:incentiveCost(basis:PAID) amount"),
    ("roi_earned", "roi(basis:EARNED)"),
    ("roi_paid", "roiPaid:roi(basis:PAID)"),
    ("return_ratio_earned", "returnRatio(basis:EARNED)"),
    ("return_ratio_paid", "ratioPaid:returnRatio(basis:PAID)"),
    ("leads_rejected", "leads rejected"),
];

/// The columns, with commas between.
fn columns(ways: &[Way]) -> String {
    ways.iter().map(|(column, _)| *column).collect::<Vec<_>>().join(", ")
}

/// The selection of all these ways.
pub fn selection(ways: &[Way]) -> String {
    let one = |(_, way): &Way| {
        let fields: Vec<&str> = way.split(' ').collect();
        format!("{}{}", fields.join("{"), "}".repeat(fields.len() - 1))
    };
    ways.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// The values of an object, as SQL writes them.
pub fn told(of: &Value, ways: &[Way]) -> Row {
    let value = |(column, way): &Way| {
        let mut value = of;
        for field in way.split(' ') {
            let name = field.split(['(', ':']).next().unwrap_or_default();
            value = &value[name];
        }
        let text = match value {
            Value::Null => None,
            Value::Bool(yes) => Some(if *yes { "t" } else { "f" }.to_owned()),
            Value::Number(number) => Some(digits(number.to_string())),
            Value::String(text) => Some(digits(text.clone())),
            Value::Array(words) => {
                let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                (!words.is_empty()).then(|| words.join(";"))
            }
            Value::Object(_) => panic!("{column} is an object"),
        };
        ((*column).to_owned(), text)
    };
    ways.iter().map(value).collect()
}

/// A number by the digits that a column has, without zeros at its end; any other text as it is.
pub fn digits(text: String) -> String {
    let number = text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(&text));
    let away = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    number.map_or(text, |number| number.round_dp_with_strategy(9, away).normalize().to_string())
}

/// The rows of a statement by the names of their columns.
pub async fn table(client: &tokio_postgres::Client, ways: &[Way], rest: &str) -> Vec<Row> {
    let found = rows(client, &format!("SELECT {} {rest}", columns(ways))).await;
    let row = |values: Vec<Option<String>>| {
        let values = values.into_iter().map(|value| value.map(digits));
        ways.iter().map(|(column, _)| (*column).to_owned()).zip(values).collect()
    };
    found.into_iter().map(row).collect()
}
