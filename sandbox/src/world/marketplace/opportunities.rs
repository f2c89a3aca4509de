//! Opportunities: the deals shared with AWS, their ids there, and how AWS's word differs from the
//! CRMs'.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use rust_decimal::Decimal;

use super::Market;
use super::opportunity::{Draft, enter};
use crate::terms::DealStage;
use crate::truth::{self, Node, Record, System, Text, Truth};
use crate::world::dice::Deck;
use crate::world::names::PROJECTS;
use crate::world::plan::{Deal, now, today};
use crate::world::vendor::hubspot_rows::rate;
use crate::world::vendor::ids;

/// The partner's own id of an opportunity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// The deal's id, for Salesforce that of 18 characters.
    Whole,
    /// Salesforce's id of 15 characters.
    Short,
    /// The id of a record that has been deleted.
    Gone,
    Nothing,
}

const BY_SALESFORCE: &[(Named, usize)] =
    &[(Named::Whole, 8), (Named::Short, 6), (Named::Gone, 1), (Named::Nothing, 2)];
const BY_HUBSPOT: &[(Named, usize)] = &[(Named::Whole, 6), (Named::Gone, 1), (Named::Nothing, 2)];

/// The differences between an opportunity and its deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Odd {
    Nothing,
    /// A stage behind or ahead.
    Stage,
    CloseDate,
    NoCloseDate,
    Amount,
}

const ODDITIES: &[(Odd, usize)] = &[
    (Odd::Nothing, 6),
    (Odd::Stage, 2),
    (Odd::CloseDate, 2),
    (Odd::NoCloseDate, 1),
    (Odd::Amount, 2),
];

/// Whether an opportunity says what the software is worth.
const VALUED: &[(bool, usize)] = &[(true, 1), (false, 1)];

/// The opportunities that benefits can be claimed for.
#[derive(Default)]
pub(crate) struct Opportunities {
    pub all: Vec<Text>,
    /// Those of a partner's deals, by index of the company.
    pub of: BTreeMap<usize, Vec<Text>>,
}

impl Opportunities {
    fn add(&mut self, partner: Option<usize>, id: &Text) {
        self.all.push(id.clone());
        if let Some(partner) = partner {
            self.of.entry(partner).or_default().push(id.clone());
        }
    }
}

/// Enters three deals in ten, some of them twice, and opportunities that no CRM knows of.
pub(crate) fn record(market: &mut Market<'_>, truth: &mut Truth) -> Opportunities {
    let plan = market.plan;
    let mut opportunities = Opportunities::default();
    let (mut by_salesforce, mut by_hubspot) = (Deck::new(BY_SALESFORCE), Deck::new(BY_HUBSPOT));
    let (mut odds, mut valued) = (Deck::new(ODDITIES), Deck::new(VALUED));
    let mut tied = 0;
    for (node, deal) in truth.deals.iter_mut().zip(&plan.deals) {
        // The flagship shares one deal that both CRMs know.
        let chosen = if deal.flagship {
            deal.known.by_both() && deal.stage == DealStage::Proposal
        } else {
            market.dice.chance(0.3)
        };
        let Some(of_crm) = node.iter().find(|record| record.linkable).filter(|_| chosen) else {
            continue;
        };
        let (crm, id) = (of_crm.source, of_crm.id.clone());
        let named = match crm {
            _ if deal.flagship => Named::Whole,
            System::Salesforce => by_salesforce.deal(&mut market.dice, |_| true),
            _ => by_hubspot.deal(&mut market.dice, |_| true),
        };
        let odd = if deal.flagship { Odd::Nothing } else { odds.deal(&mut market.dice, |_| true) };
        let valued = deal.flagship || valued.deal(&mut market.dice, |_| true) || odd == Odd::Amount;
        let names = match named {
            Named::Whole => Some(id.to_string()),
            Named::Short => Some(ids::short(&id).to_owned()),
            Named::Gone => Some(gone(market, crm)),
            Named::Nothing => None,
        };
        let linkable = matches!(named, Named::Whole | Named::Short);
        let draft = draft(market, deal, odd, valued, names);
        share(market, &mut opportunities, node, deal.partner, &draft, linkable);
        tied += usize::from(linkable && !deal.flagship);
        // One in twenty was shared a second time by somebody who did not look.
        if linkable && tied % 20 == 7 {
            let stage = next(market, draft.stage);
            let again = Draft { title: format!("{} (2)", draft.title), stage, ..draft };
            share(market, &mut opportunities, node, deal.partner, &again, true);
        }
    }
    enter_strangers(market, &mut opportunities, &mut truth.deals);
    opportunities
}

fn share(
    market: &mut Market<'_>,
    opportunities: &mut Opportunities,
    node: &mut Node<truth::Deal>,
    partner: Option<usize>,
    draft: &Draft<'_>,
    linkable: bool,
) {
    let (id, values) = enter(market, draft);
    opportunities.add(partner, &id);
    node.push(Record { source: System::Aws, object: "Opportunity", id, linkable, values });
}

fn draft<'a>(
    market: &mut Market<'a>,
    deal: &Deal,
    odd: Odd,
    valued: bool,
    names: Option<String>,
) -> Draft<'a> {
    let plan = market.plan;
    let customer = &plan.companies[deal.customer];
    let close = match odd {
        Odd::NoCloseDate => None,
        Odd::CloseDate => Some(deal.close + Duration::days(market.dice.pick(&[-30, -7, 14, 45]))),
        _ => Some(deal.close),
    };
    let value = deal.cents.filter(|_| valued).map(|cents| {
        let mut amount = Decimal::new(cents, 2);
        if odd == Odd::Amount {
            amount =
                (amount * Decimal::new(market.dice.pick(&[80, 90, 95, 110, 125]), 2)).round_dp(2);
        }
        let own = customer.country.currency;
        if market.dice.chance(0.25) {
            ((amount / rate(own)).round_dp(2), own)
        } else {
            (amount, "USD")
        }
    });
    let between = market.dice.pick(&[" - ", ": ", " – "]);
    let stage = if odd == Odd::Stage { next(market, deal.stage) } else { deal.stage };
    let created = market.later(deal.created, deal.created + Duration::days(20));
    Draft {
        customer,
        title: format!("{}{between}{}", customer.stem, deal.project),
        renewal: deal.project == "Renewal",
        stage,
        close,
        value,
        names,
        created,
        owner: &plan.staff[deal.owner],
    }
}

/// A stage beside another one.
fn next(market: &mut Market<'_>, stage: DealStage) -> DealStage {
    match stage {
        DealStage::Won | DealStage::Lost => DealStage::Negotiation,
        DealStage::Committed => market.dice.pick(&[DealStage::Won, DealStage::Negotiation]),
        open => DealStage::ALL[open as usize + 1],
    }
}

/// The id of a record that a CRM had once.
fn gone(market: &mut Market<'_>, crm: System) -> String {
    let back = market.dice.between(1, 1_000_000) as u64;
    if crm == System::Salesforce {
        ids::salesforce_id("006", ids::FIRST_SALESFORCE - back).to_string()
    } else {
        (9_800_000_000 - back).to_string()
    }
}

/// Enters opportunities that are no CRM's deals: AWS brought them, or nobody has entered them.
fn enter_strangers(
    market: &mut Market<'_>,
    opportunities: &mut Opportunities,
    deals: &mut Vec<Node<truth::Deal>>,
) {
    let plan = market.plan;
    let customers: Vec<_> =
        plan.companies.iter().filter(|company| company.partner.is_none()).collect();
    let mut valued = Deck::new(VALUED);
    for number in 0..(plan.deals.len() / 40).max(4) {
        let customer = market.dice.pick(&customers);
        let project = market.dice.pick(PROJECTS);
        let stage = market.dice.pick(DealStage::ALL);
        let created = now() - Duration::seconds(market.dice.between(86_400, 30_000_000));
        let close: NaiveDate = if stage.is_closed() { created.date_naive() } else { today() }
            + Duration::days(market.dice.between(1, 90));
        let cents = market.dice.between(50_000, 9_000_000);
        let draft = Draft {
            customer,
            title: format!("{project} for {}", customer.stem),
            renewal: project == "Renewal",
            stage,
            close: Some(if stage.is_closed() { close.min(today()) } else { close }),
            value: valued.deal(&mut market.dice, |_| true).then(|| (Decimal::new(cents, 2), "USD")),
            // Somebody's own numbers, which are no CRM's.
            names: (number % 3 == 0)
                .then(|| format!("PRJ-2026-{}", market.dice.between(1000, 9999))),
            created,
            owner: &plan.staff[market.dice.index(plan.staff.len())],
        };
        let mut node = Vec::new();
        share(market, opportunities, &mut node, None, &draft, true);
        deals.push(node);
    }
}
