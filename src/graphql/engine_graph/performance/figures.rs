//! The figures of rows.

use rust_decimal::Decimal;

use super::{
    Answered, RowOf,
    field::{Item, float, number},
    growth::{self, Change},
};
use crate::{
    graphql::{
        engine_graph::{
            bind::Bound,
            object::{self, Shown, count, text},
        },
        types::{CostBasis, Figure, PerformanceField as F},
        walk::{Leaf, Resolved},
    },
    work::performance::{Attributed, Counted, Engagement, Funds, Leads, Registrations},
};

/// A figure of a row.
pub(super) fn row<'a>(row: &'a RowOf, field: F, bound: Option<&Bound>) -> Shown<'a> {
    let (of, figures) = (&*row.of, &row.row().figures);
    match field {
        F::RowPeriod => Item::Period(of.today, row.row().period).shown(),
        F::RowPartners => count(figures.partners),
        F::RowPipelineCreated => counts(of, figures.pipeline_created),
        F::RowOpenPipeline => counts(of, figures.open_pipeline),
        F::RowWeightedPipeline => money(of, figures.weighted_pipeline),
        F::RowRevenue => counts(of, figures.revenue),
        F::RowEngagement => item(figures.engagement.map(Item::Engagement)),
        F::RowBilled => money(of, figures.billed),
        F::RowByAttribution => {
            let all = figures.by_attribution.iter();
            Resolved::List(all.map(|figures| Item::Attributed(of, figures).shown()).collect())
        }
        F::RowWinRate => float(figures.win_rate),
        F::RowValueWinRate => float(figures.value_win_rate),
        F::RowAverageDealSize => money(of, figures.average_deal_size),
        F::RowMedianCycleDays => float(figures.median_cycle_days),
        F::RowMeanCycleDays => float(figures.mean_cycle_days),
        F::RowRenewalRate => float(figures.renewal_rate),
        F::RowRenewalValueRate => float(figures.renewal_value_rate),
        F::RowRegistrations => item(figures.registrations.map(Item::Registrations)),
        F::RowLeads => item(figures.leads.map(Item::Leads)),
        F::RowFunds => item(figures.funds.map(|funds| Item::Funds(of, funds))),
        F::RowIncentiveCost => money(of, growth::cost(figures, basis(bound))),
        F::RowRoi => float(growth::roi(figures, basis(bound))),
        F::RowReturnRatio => float(growth::return_ratio(figures, basis(bound))),
        F::RowGrowth => {
            let of = if let Some(Bound::Figure(of)) = bound { *of } else { Figure::Revenue };
            let previous = row.row().previous.as_ref();
            item(previous.map(|previous| Item::Change(growth::change(figures, previous, of))))
        }
        _ => Resolved::Null,
    }
}

fn basis(bound: Option<&Bound>) -> CostBasis {
    if let Some(Bound::Basis(basis)) = bound { *basis } else { CostBasis::Earned }
}

fn item(item: Option<Item<'_>>) -> Shown<'_> {
    item.map_or(Resolved::Null, Item::shown)
}

fn money(of: &Answered, amount: Option<Decimal>) -> Shown<'_> {
    let money = |amount| Resolved::Object(object::Item::Money(amount, &of.answer.currency));
    amount.map_or(Resolved::Null, money)
}

fn decimal<'a>(number: Option<Decimal>) -> Shown<'a> {
    number.map_or(Resolved::Null, |number| Resolved::Leaf(Leaf::Decimal(number)))
}

fn counts(of: &Answered, counted: Option<Counted>) -> Shown<'_> {
    item(counted.map(|counted| Item::Counted(of, counted)))
}

/// A part of what partners did.
pub(super) fn engagement<'a>(of: Engagement, field: F) -> Shown<'a> {
    match field {
        F::EngagementLevel => of.level.map_or(Resolved::Null, |level| text(level.into())),
        F::EngagementActivities => number(of.activities()),
        F::EngagementRegistrations => number(of.registrations),
        F::EngagementLeads => number(of.leads_accepted),
        F::EngagementCourses => number(of.courses_completed),
        _ => number(of.certifications_issued),
    }
}

/// A part of a number of records with their amount.
pub(super) fn counted(of: &Answered, counted: Counted, field: F) -> Shown<'_> {
    match field {
        F::CountedCount => count(counted.count),
        _ => money(of, counted.amount),
    }
}

/// A figure of one attribution.
pub(super) fn attributed<'a>(of: &'a Answered, figures: &Attributed, field: F) -> Shown<'a> {
    match field {
        F::AttributedAttribution => text(figures.attribution.into()),
        F::AttributedPipelineCreated => counts(of, figures.pipeline_created),
        F::AttributedRevenue => counts(of, figures.revenue),
        _ => float(figures.win_rate),
    }
}

/// A figure of registrations.
pub(super) fn registrations<'a>(of: &Registrations, field: F) -> Shown<'a> {
    match field {
        F::RegistrationsSubmitted => count(of.submitted),
        F::RegistrationsPending => count(of.pending),
        F::RegistrationsApproved => count(of.approved),
        F::RegistrationsRejected => count(of.rejected),
        F::RegistrationsExpired => count(of.expired),
        F::RegistrationsApprovalRate => float(of.approval_rate),
        F::RegistrationsConversionRate => float(of.conversion_rate),
        _ => float(of.median_hours_to_decision),
    }
}

/// A figure of leads.
pub(super) fn leads<'a>(of: &Leads, field: F) -> Shown<'a> {
    match field {
        F::LeadsReceived => count(of.received),
        F::LeadsAccepted => count(of.accepted),
        F::LeadsRejected => count(of.rejected),
        F::LeadsConverted => count(of.converted),
        F::LeadsWaiting => count(of.waiting),
        F::LeadsAcceptanceRate => float(of.acceptance_rate),
        F::LeadsConversionRate => float(of.conversion_rate),
        F::LeadsHoursToAccept => float(of.median_hours_to_accept),
        _ => number(of.sla_breaches),
    }
}

/// A figure of funds.
pub(super) fn funds<'a>(of: &'a Answered, funds: &Funds, field: F) -> Shown<'a> {
    match field {
        F::FundsAllocated => money(of, funds.allocated),
        F::FundsRequested => money(of, funds.requested),
        F::FundsApproved => money(of, funds.approved),
        F::FundsClaimed => money(of, funds.claimed),
        F::FundsReimbursed => money(of, funds.reimbursed),
        _ => float(funds.utilisation),
    }
}

/// A part of a change.
pub(super) fn change<'a>(change: &Change, field: F) -> Shown<'a> {
    match field {
        F::ChangePrevious => decimal(change.previous),
        F::ChangeAbsolute => decimal(change.absolute),
        F::ChangeRatio => float(change.ratio),
        _ => text(change.kind.into()),
    }
}
