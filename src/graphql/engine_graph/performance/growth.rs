//! Figures that are worked out of others: returns, and changes.

use std::cmp::Ordering;

use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    graphql::types::{ChangeKind, CostBasis, Figure},
    work::performance::Figures,
};

/// A change of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    pub(super) previous: Option<Decimal>,
    pub(super) absolute: Option<Decimal>,
    pub(super) ratio: Option<f64>,
    pub(super) kind: ChangeKind,
}

/// The cost of incentives.
pub(super) fn cost(figures: &Figures, basis: CostBasis) -> Option<Decimal> {
    match basis {
        CostBasis::Earned => figures.cost_earned,
        CostBasis::Paid => figures.cost_paid,
    }
}

/// Revenue ÷ cost; none if the cost is 0.
pub(super) fn return_ratio(figures: &Figures, basis: CostBasis) -> Option<f64> {
    ratio(figures.revenue_by_partners?, cost(figures, basis)?)
}

/// (Revenue − cost) ÷ cost; none if the cost is 0.
pub(super) fn roi(figures: &Figures, basis: CostBasis) -> Option<f64> {
    let cost = cost(figures, basis)?;
    ratio(figures.revenue_by_partners?.checked_sub(cost)?, cost)
}

fn ratio(of: Decimal, to: Decimal) -> Option<f64> {
    of.checked_div(to)?.to_f64()
}

/// The change of a figure against earlier figures.
pub(super) fn change(now: &Figures, previous: &Figures, of: Figure) -> Change {
    let (now, previous) = (value(now, of), value(previous, of));
    let (Some(now), Some(before)) = (now, previous) else {
        return Change { previous, absolute: None, ratio: None, kind: ChangeKind::Unknown };
    };
    let absolute = now.checked_sub(before);
    let ratio = match absolute {
        // A rate changes in points.
        _ if of == Figure::WinRate => None,
        Some(absolute) if before.is_zero() => absolute.is_zero().then_some(0.0),
        Some(absolute) => ratio(absolute, before.abs()),
        None => None,
    };
    Change { previous, absolute, ratio, kind: kind(now, before) }
}

fn kind(now: Decimal, before: Decimal) -> ChangeKind {
    match now.cmp(&before) {
        Ordering::Equal => ChangeKind::Flat,
        Ordering::Greater if before.is_zero() => ChangeKind::New,
        Ordering::Less if now.is_zero() => ChangeKind::Gone,
        Ordering::Greater => ChangeKind::Up,
        Ordering::Less => ChangeKind::Down,
    }
}

fn value(figures: &Figures, of: Figure) -> Option<Decimal> {
    match of {
        Figure::PipelineCreated => figures.pipeline_created?.amount,
        Figure::OpenPipeline => figures.open_pipeline?.amount,
        Figure::Revenue => figures.revenue?.amount,
        Figure::WinRate => Decimal::try_from(figures.win_rate?).ok(),
        Figure::DealsWon => Some(figures.revenue?.count.into()),
        Figure::Registrations => Some(figures.registrations?.submitted.into()),
        Figure::LeadsAccepted => Some(figures.leads?.accepted.into()),
        Figure::IncentiveCost => figures.cost_earned,
        Figure::Billed => figures.billed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::performance::Counted;

    fn revenue(amount: Option<i64>) -> Figures {
        let amount = amount.map(Decimal::from);
        Figures { revenue: Some(Counted { count: 1, amount }), ..Figures::default() }
    }

    #[test]
    fn changes_are_told_by_what_was_before() {
        use ChangeKind::{Down, Flat, Gone, New, Unknown, Up};
        for (before, now, ratio, kind) in [
            (Some(100), Some(150), Some(0.5), Up),
            (Some(100), Some(25), Some(-0.75), Down),
            (Some(100), Some(100), Some(0.0), Flat),
            (Some(0), Some(0), Some(0.0), Flat),
            (Some(0), Some(7), None, New),
            (Some(100), Some(0), Some(-1.0), Gone),
            (Some(-100), Some(-50), Some(0.5), Up),
            (Some(-100), Some(-150), Some(-0.5), Down),
            (None, Some(7), None, Unknown),
            (Some(7), None, None, Unknown),
        ] {
            let change = change(&revenue(now), &revenue(before), Figure::Revenue);
            assert_eq!((change.ratio, change.kind), (ratio, kind), "{before:?} → {now:?}");
            let both = before.zip(now);
            let absolute = both.map(|(before, now)| Decimal::from(now - before));
            assert_eq!(change.absolute, absolute, "{before:?} → {now:?}");
        }
    }

    #[test]
    fn a_rate_changes_in_points() {
        let rate = |rate| Figures { win_rate: Some(rate), ..Figures::default() };
        let change = change(&rate(0.75), &rate(0.5), Figure::WinRate);
        assert_eq!(change.absolute, Some(Decimal::new(25, 2)));
        assert_eq!((change.ratio, change.kind), (None, ChangeKind::Up));
    }

    #[test]
    fn returns_stand_on_the_cost_that_is_asked_for() {
        let figures = Figures {
            revenue_by_partners: Some(Decimal::from(500)),
            cost_earned: Some(Decimal::from(200)),
            cost_paid: Some(Decimal::ZERO),
            ..Figures::default()
        };
        assert_eq!(roi(&figures, CostBasis::Earned), Some(1.5));
        assert_eq!(return_ratio(&figures, CostBasis::Earned), Some(2.5));
        assert_eq!(roi(&figures, CostBasis::Paid), None, "the divisor is 0");
        assert_eq!(return_ratio(&Figures::default(), CostBasis::Earned), None);
    }
}
