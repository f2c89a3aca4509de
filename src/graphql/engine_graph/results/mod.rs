//! Results of campaigns: their arguments, calls and fields. They are worked out by
//! [`crate::work`].

mod ask;
mod field;

use std::sync::Arc;

pub(super) use ask::{bind, kinds};

use crate::{
    graphql::types::ResultsField as F,
    work::{
        period::Days,
        results::{CampaignResults, Part},
    },
};

/// Results as they are asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    days: Option<Days>,
    currency: Option<String>,
}

/// The results of a campaign.
pub type Told = Arc<CampaignResults>;

/// The parts that a field stands on, and whether on the amounts of deals.
fn basis(field: F) -> (&'static [Part], bool) {
    match field {
        F::Leads => (&[Part::Leads], false),
        F::Deals | F::DealsWon => (&[Part::Deals], false),
        F::Pipeline | F::Revenue => (&[Part::Deals], true),
        F::Influenced => (&[Part::Influenced], true),
        F::Cost => (&[Part::Cost], false),
        F::Roi => (&[Part::Deals, Part::Cost], true),
        F::CostPerLead => (&[Part::Leads, Part::Cost], false),
        F::Currency | F::Coverage => (&[], false),
    }
}
