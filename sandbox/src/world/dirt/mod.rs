//! The dirt of everyday life, spread over a finished world, each kind by dice of its own: with or
//! without it, everything else is the same.

mod companies;
mod countries;
mod names;

pub use companies::CompanyDirt;
pub(crate) use companies::spread as spread_over_companies;

use chrono::Duration;

use super::World;
use super::dice::Dice;
use super::vendor::{hubspot_rows as hs, salesforce_rows as sf};
use crate::truth::System;

/// How much of each kind of dirt there is, as a share from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dirt {
    /// Names that end in half an emoji, of those of partners, deals, incentives and leads'
    /// companies: somebody cut the text between two UTF-16 units. The APIs answer `\ud83d`, the
    /// truth says U+FFFD.
    pub half_emojis: f64,
    /// Names whose marks are characters of their own (NFD), of the names with such letters.
    pub combining_marks: f64,
    /// Names that begin with capitals beyond ASCII.
    pub capitals: f64,
    /// HubSpot countries in another language, long or short, of companies and contacts; the truth
    /// says the code.
    pub country_names: f64,
    /// HubSpot deals in the company's own currency that do not name it.
    pub no_currency: f64,
    /// Opportunities with a type that is in no picklist any more; the truth says none.
    pub odd_types: f64,
    /// HubSpot deals that close within an hour of midnight in the account's time zone.
    pub near_midnight: f64,
}

impl Dirt {
    /// None at all.
    pub const fn none() -> Self {
        Self {
            half_emojis: 0.0,
            combining_marks: 0.0,
            capitals: 0.0,
            country_names: 0.0,
            no_currency: 0.0,
            odd_types: 0.0,
            near_midnight: 0.0,
        }
    }
}

impl Default for Dirt {
    fn default() -> Self {
        Self {
            country_names: 0.2,
            no_currency: 0.3,
            odd_types: 0.03,
            near_midnight: 0.05,
            capitals: 0.01,
            combining_marks: 0.05,
            half_emojis: 0.01,
        }
    }
}

/// Spreads dirt over a world.
pub(super) fn spread(dirt: &Dirt, seed: u64, world: &mut World) {
    let dice = |kind: &str| Dice::of(seed, kind);
    names::spread(world, dirt.combining_marks, dice("combining marks"), |text, _| {
        names::decomposed(text)
    });
    names::spread(world, dirt.capitals, dice("capitals"), names::capital);
    names::spread(world, dirt.half_emojis, dice("half emojis"), |text, _| names::cut(text));
    countries::respell(&mut world.hubspot, dirt.country_names, dice("countries"));
    forget_currencies(world, dirt.no_currency, dice("currencies"));
    call_types_oddly(world, dirt.odd_types, dice("types"));
    close_at_night(world, dirt.near_midnight, dice("midnight"));
}

fn forget_currencies(world: &mut World, rate: f64, mut dice: Dice) {
    let company = &world.hubspot.settings.company_currency;
    let Some(deals) = world.hubspot.objects.get_mut("deals") else { return };
    for row in deals.rows.values_mut() {
        if row.get("deal_currency_code") == Some(company) && dice.chance(rate) {
            row.remove("deal_currency_code");
        }
    }
}

fn call_types_oddly(world: &mut World, rate: f64, mut dice: Dice) {
    let Some(opportunities) = world.salesforce.objects.get_mut("Opportunity") else { return };
    for record in world.truth.deals.iter_mut().flatten() {
        if record.source == System::Salesforce && dice.chance(rate) {
            record.values.kind = None;
            if let Some(row) = opportunities.rows.get_mut(&*record.id) {
                sf::put(row, "Type", Some(sf::text("Strategic")));
            }
        }
    }
}

fn close_at_night(world: &mut World, rate: f64, mut dice: Dice) {
    let settings = &world.hubspot.settings;
    let Some(deals) = world.hubspot.objects.get_mut("deals") else { return };
    let records = world.truth.deals.iter().flatten();
    for record in records.filter(|record| record.source == System::Hubspot) {
        let Some(day) = record.values.close_date.filter(|_| dice.chance(rate)) else { continue };
        let off = Duration::milliseconds(dice.between(0, 3_599_999));
        let moment = match dice.chance(0.5) {
            true => settings.begin_of(day) + off,
            false => settings.end_of(day) - off,
        };
        if let Some(row) = deals.rows.get_mut(&hs::id(&record.id)) {
            hs::put(row, "closedate", Some(hs::time(moment)));
        }
    }
}
