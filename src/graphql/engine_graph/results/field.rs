//! Fields of results.

use rust_decimal::Decimal;

use super::{Told, basis};
use crate::{
    graphql::{
        engine_graph::{
            EngineGraph,
            object::{self, Shown, count, text},
            performance,
            sight::Sight,
        },
        types::{Meaning, ResultsField as F},
        walk::{Leaf, Resolved},
    },
    work::results::DEAL_AMOUNT,
};

impl EngineGraph<'_> {
    /// A field of results, as far as the viewer may see what it stands on.
    pub(in crate::graphql::engine_graph) fn of_results<'a>(
        &'a self,
        told: &'a Told,
        meaning: Meaning,
    ) -> Shown<'a> {
        let Meaning::OfResults(field) = meaning else { return Resolved::Null };
        let (parts, amounts) = basis(field);
        let fields = parts.iter().flat_map(|part| part.stands_on());
        match Sight::of(self.viewer, fields.chain(amounts.then_some(&DEAL_AMOUNT)).copied()) {
            Sight::Shown => {}
            Sight::Hidden => return Resolved::Null,
            Sight::Forbidden(problem) => return Resolved::Failed(problem),
        }
        let money = |amount: Option<Decimal>| {
            amount.map_or(Resolved::Null, |amount| {
                Resolved::Object(object::Item::Money(amount, &told.currency))
            })
        };
        let number = |number: Option<u64>| number.map_or(Resolved::Null, count);
        match field {
            F::Currency => text(&told.currency),
            F::Leads => number(told.leads),
            F::Deals => number(told.deals),
            F::Pipeline => money(told.pipeline),
            F::DealsWon => number(told.deals_won),
            F::Revenue => money(told.revenue),
            F::Influenced => money(told.influenced),
            F::Cost => money(told.cost),
            F::Roi => told.roi.map_or(Resolved::Null, |roi| Resolved::Leaf(Leaf::Float(roi))),
            F::CostPerLead => money(told.cost_per_lead),
            F::Coverage => performance::Item::Coverage(&told.coverage).shown(),
        }
    }
}
