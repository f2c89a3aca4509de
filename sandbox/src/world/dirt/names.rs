//! Names that are written or kept in odd ways: in the systems' rows, and in the truth.

use std::collections::HashSet;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::super::World;
use crate::truth::{Deal, Incentive, Lead, Node, Partner, Ref, System, Text};
use crate::world::dice::Dice;
use crate::world::vendor::hubspot_rows as hs;
use crate::{aws, hubspot, odata, salesforce};

/// Starts of names in capitals beyond ASCII; the last ends in a sigma, which has two small letters.
const CAPITALS: [&str; 5] = ["ÖBB Ost", "ÅRE", "ÉCLAIR", "ŁÓDŹ", "ΟΔΟΣ"];
/// What stands in the stores for half an emoji.
const HALF: char = char::REPLACEMENT_CHARACTER;
/// The domain of the flagship, whose records stay clean: the documentation shows them.
const FLAGSHIP: &str = "acme.de";

/// The letters with their marks apart; none if nothing changes.
pub(super) fn decomposed(text: &str) -> Option<String> {
    let apart: String = text.nfd().collect();
    (apart != text).then_some(apart)
}

/// With capitals in front.
pub(super) fn capital(text: &str, dice: &mut Dice) -> Option<String> {
    Some(format!("{} {text}", dice.pick(&CAPITALS)))
}

/// With the emoji behind it cut in two.
pub(super) fn cut(text: &str) -> Option<String> {
    Some(format!("{text} {HALF}"))
}

/// Returns true if a name is written in one of these ways.
pub(super) fn is_odd(name: &str) -> bool {
    let capitals = CAPITALS.iter().any(|capitals| name.starts_with(capitals));
    capitals || name.ends_with(HALF) || name.nfc().ne(name.chars())
}

/// A record whose name, or company, can be written in another way.
trait Named {
    /// The text, and the record that holds it if that is another one.
    fn named(&mut self) -> (Option<&mut Text>, Option<Text>);
    /// The partner that the record, `own`, is about.
    fn about(&self, own: Ref) -> Option<Ref>;
}

impl Named for Partner {
    fn named(&mut self) -> (Option<&mut Text>, Option<Text>) {
        (self.name.as_mut(), None)
    }

    fn about(&self, own: Ref) -> Option<Ref> {
        Some(own)
    }
}

impl Named for Deal {
    fn named(&mut self) -> (Option<&mut Text>, Option<Text>) {
        (self.name.as_mut(), None)
    }

    fn about(&self, _: Ref) -> Option<Ref> {
        self.partner.clone()
    }
}

impl Named for Lead {
    fn named(&mut self) -> (Option<&mut Text>, Option<Text>) {
        (self.company.as_mut(), self.contact.as_ref().map(|contact| contact.id.clone()))
    }

    fn about(&self, _: Ref) -> Option<Ref> {
        self.partner.clone()
    }
}

impl Named for Incentive {
    fn named(&mut self) -> (Option<&mut Text>, Option<Text>) {
        (self.name.as_mut(), None)
    }

    fn about(&self, _: Ref) -> Option<Ref> {
        self.partner.clone()
    }
}

/// Rewrites a share of all names; `rewrite` says none of those that it cannot change.
pub(super) fn spread(
    world: &mut World,
    rate: f64,
    mut dice: Dice,
    rewrite: impl Fn(&str, &mut Dice) -> Option<String>,
) {
    let flagship = flagship(&world.truth.partners);
    let World { salesforce, hubspot, erp, aws, truth, .. } = world;
    let stores = Stores { salesforce, hubspot, erp, aws };
    let mut spreader = Spreader { stores, flagship, rate, dice: &mut dice, rewrite };
    spreader.over(&mut truth.partners);
    spreader.over(&mut truth.deals);
    spreader.over(&mut truth.leads);
    spreader.over(&mut truth.incentives);
}

/// The flagship's records.
fn flagship(partners: &[Node<Partner>]) -> HashSet<Ref> {
    let is_flagship = |node: &&Node<Partner>| {
        node.iter().any(|record| record.values.domain.as_deref() == Some(FLAGSHIP))
    };
    let records = partners.iter().filter(is_flagship).flatten();
    records.map(|record| Ref { source: record.source, id: record.id.clone() }).collect()
}

struct Spreader<'a, F> {
    stores: Stores<'a>,
    flagship: HashSet<Ref>,
    rate: f64,
    dice: &'a mut Dice,
    rewrite: F,
}

impl<F: Fn(&str, &mut Dice) -> Option<String>> Spreader<'_, F> {
    fn over<T: Named>(&mut self, nodes: &mut [Node<T>]) {
        for record in nodes.iter_mut().flatten() {
            let own = Ref { source: record.source, id: record.id.clone() };
            if record.values.about(own).is_some_and(|partner| self.flagship.contains(&partner)) {
                continue;
            }
            let (Some(text), elsewhere) = record.values.named() else { continue };
            let id = elsewhere.unwrap_or_else(|| record.id.clone());
            if let Some(new) = (self.rewrite)(text, self.dice)
                && self.dice.chance(self.rate)
                && self.stores.write(record.source, record.object, &id, &new)
            {
                *text = new.into();
            }
        }
    }
}

struct Stores<'a> {
    salesforce: &'a mut salesforce::store::Store,
    hubspot: &'a mut hubspot::store::Store,
    erp: &'a mut odata::store::Store,
    aws: &'a mut aws::store::Store,
}

impl Stores<'_> {
    /// Writes a name into its row; false if the system keeps no name there, but a number.
    fn write(&mut self, source: System, object: &'static str, id: &str, name: &str) -> bool {
        match source {
            System::Salesforce => {
                let field = match object {
                    "Account" | "Opportunity" | "RebateProgramMemberPayout" => "Name",
                    "Lead" => "Company",
                    _ => "Title",
                };
                let table = self.salesforce.objects.get_mut(object);
                set(table.and_then(|table| table.rows.get_mut(id)?.get_mut(field)), name)
            }
            System::Hubspot => {
                let (object, property) = match object {
                    "companies" => (object, "name"),
                    "deals" => (object, "dealname"),
                    "leads" => ("contacts", "company"),
                    _ => (object, "incentive_name"),
                };
                let table = self.hubspot.objects.get_mut(object);
                let row = table.and_then(|table| table.rows.get_mut(&hs::id(&id.into())));
                row.map(|row| hs::put(row, property, Some(name))).is_some()
            }
            System::Erp => {
                let Some((_, "A_BusinessPartner")) = object.split_once('/') else { return false };
                let mut sets = self
                    .erp
                    .services
                    .values_mut()
                    .filter_map(|service| service.sets.get_mut("A_BusinessPartner"));
                let row = sets.find_map(|set| set.rows.get_mut(&vec![id.to_owned()]));
                set(row.and_then(|row| row.get_mut("BusinessPartnerFullName")), name)
            }
            System::Aws => {
                let opportunity =
                    self.aws.opportunities.get_mut(id).filter(|_| object == "Opportunity");
                set(opportunity.and_then(|row| row.get_mut("Project")?.get_mut("Title")), name)
            }
        }
    }
}

fn set(slot: Option<&mut Value>, name: &str) -> bool {
    slot.map(|slot| *slot = Value::String(name.to_owned())).is_some()
}
