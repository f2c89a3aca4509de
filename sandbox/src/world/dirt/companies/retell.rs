//! Has the records of companies that have changed say what the companies now are.

use std::collections::HashMap;

use super::rows::{Field, Rows};
use crate::truth::{Node, Partner, Record, Ref, System, Text};
use crate::world::dice::Dice;
use crate::world::names::variant;
use crate::world::plan::{Company, Plan, Web};
use crate::world::record::partner_view::{domain, website};
use crate::world::{Owner, World};

/// What a record of a changed company is told from.
struct Change<'a> {
    before: &'a Company,
    after: &'a Company,
    /// Whether the record is a further one of its company in its system.
    double: bool,
}

/// Rewrites the partner records of all companies that are no longer what they were, each with dice
/// of its own.
pub(super) fn retell(before: &[Company], plan: &Plan, seed: u64, world: &mut World) {
    let owners = world.owners.clone();
    let users: Vec<String> = world
        .salesforce
        .objects
        .get("User")
        .map(|users| users.rows.keys().cloned().collect())
        .unwrap_or_default();
    let firsts = firsts(plan, &world.truth.partners);
    let mut moves: HashMap<Ref, (Text, Text)> = HashMap::new();
    let (mut rows, truth) = Rows::of(world);
    for (node, &company) in truth.partners.iter_mut().zip(&plan.partners) {
        let (before, after) = (&before[company], &plan.companies[company]);
        let mut dice = Dice::new(seed ^ (company as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut seen: Vec<System> = Vec::new();
        for record in node {
            let double = seen.contains(&record.source);
            seen.push(record.source);
            let change = Change { before, after, double };
            change.names(&mut rows, record, &mut dice);
            change.seat(&mut rows, record);
            if let Some(domains) = change.web(&mut rows, record, &mut dice) {
                moves.insert(Ref { source: record.source, id: record.id.clone() }, domains);
            }
            change.tax_id(&mut rows, record, &mut dice);
            if before.owner != after.owner {
                let user = users.get(after.owner).map(String::as_str);
                let employee = &plan.staff[after.owner];
                rows.own(
                    record,
                    employee,
                    user,
                    owners.get(after.owner).map(|owner: &Owner| owner.id),
                );
            }
            let parent = |company: &Company| company.partner.as_ref().and_then(|it| it.parent);
            if let (Some(parent), true) = (parent(after), parent(before) != parent(after)) {
                let head = firsts(parent, record.source);
                if let Some(head) = head {
                    rows.put_below(record, head);
                }
            }
        }
    }
    rows.move_contacts(&moves);
}

/// The first record of a company in a system.
fn firsts<'a>(
    plan: &'a Plan,
    partners: &[Node<Partner>],
) -> impl Fn(usize, System) -> Option<Ref> + use<'a> {
    let mut found = HashMap::new();
    for (node, &company) in partners.iter().zip(&plan.partners) {
        for record in node {
            let reference = Ref { source: record.source, id: record.id.clone() };
            found.entry((company, record.source)).or_insert(reference);
        }
    }
    move |company, system| found.get(&(company, system)).cloned()
}

impl Change<'_> {
    fn names(&self, rows: &mut Rows<'_>, record: &mut Record<Partner>, dice: &mut Dice) {
        let (before, after) = (self.before, self.after);
        let same = before.stem == after.stem && before.forms() == after.forms();
        if same && before.registered == after.registered {
            return;
        }
        if record.source == System::Erp {
            let old = record.values.name.as_deref().unwrap_or_default();
            let short = format!("{} {}", before.stem, before.forms().1);
            let name = if old == before.registered().to_uppercase() {
                after.registered().to_uppercase()
            } else if old == short && before.forms().0 != before.forms().1 {
                let stem = after.registered.as_ref().unwrap_or(&after.stem);
                format!("{stem} {}", after.forms().1).trim_end().to_owned()
            } else {
                after.registered()
            };
            rows.write(record, Field::Name, Some(&name));
            return;
        }
        if !same {
            let name = variant(&after.stem, after.forms(), dice);
            rows.write(record, Field::Name, Some(&name));
        }
        // Who trades under another name has a field for the registered one filled in.
        let told = record.values.legal_name.is_some();
        if told || after.registered.is_some() && dice.chance(0.7) {
            rows.write(record, Field::LegalName, Some(&after.registered()));
        }
    }

    /// Moves the record to the company's seat; what the ERP has elsewhere stays there.
    fn seat(&self, rows: &mut Rows<'_>, record: &mut Record<Partner>) {
        let (before, after) = (self.before, self.after);
        let here = |company: &Company| (company.country.code, company.town, company.zip.clone());
        if here(before) == here(after) && before.street == after.street {
            return;
        }
        let elsewhere = record.source == System::Erp
            && record.values.postal_code.as_deref() != Some(&before.zip);
        if elsewhere && before.country.code == after.country.code {
            return;
        }
        let (town, state, _) = after.country.towns[after.town];
        rows.write(record, Field::Street, Some(&after.street));
        rows.write(record, Field::City, Some(town));
        rows.write(record, Field::PostalCode, Some(&after.zip));
        rows.place(record, after.country, state);
    }

    /// Tells the company's website; the old and the new domain where its people's mail moves.
    fn web(
        &self,
        rows: &mut Rows<'_>,
        record: &mut Record<Partner>,
        dice: &mut Dice,
    ) -> Option<(Text, Text)> {
        let (before, after) = (self.before, self.after);
        if before.web == after.web || !System::CRMS.contains(&record.source) {
            return None;
        }
        let own = |web: &Web| matches!(web, Web::Own(_));
        let gained = own(&after.web) && !own(&before.web) && !self.double;
        let has_site = record.values.website.is_some() || gained && dice.chance(0.92);
        let has_domain = rows.text(record, Field::Domain).is_some() || gained;
        let site = website(&after.web, dice).filter(|_| has_site);
        let host = domain(&after.web, dice).filter(|_| has_domain);
        let host = host.filter(|_| record.source == System::Hubspot);
        rows.write(record, Field::Website, site.as_ref().map(|(_, typed)| typed.as_str()));
        rows.write(record, Field::Domain, host.as_deref());
        record.values.website = site.as_ref().map(|(meant, _)| meant.as_str().into());
        record.values.domain = match &after.web {
            Web::Own(own) if site.is_some() || host.is_some() => Some(own.clone()),
            _ => None,
        };
        match (&before.web, &after.web) {
            (Web::Own(old), Web::Own(new)) => Some((old.clone(), new.clone())),
            _ => None,
        }
    }

    fn tax_id(&self, rows: &mut Rows<'_>, record: &mut Record<Partner>, dice: &mut Dice) {
        let (before, after) = (self.before, self.after);
        let moved = before.country.code != after.country.code;
        if before.tax_id == after.tax_id && !moved || record.source == System::Aws {
            return;
        }
        let told = record.values.tax_id.is_some()
            || before.tax_id.is_none()
                && !self.double
                && record.source != System::Erp
                && dice.chance(0.75);
        let tax_id: Option<Text> = after.tax_id.clone().filter(|_| told);
        // Where the country is not kept, or another one, the tax id has to carry its own.
        let here = record.values.country.as_deref() == Some(after.country.code);
        let typed = tax_id.as_deref().map(|tax_id| match here {
            true => after.country.mistype(tax_id, dice),
            false => tax_id.to_owned(),
        });
        rows.write(record, Field::TaxId, typed.as_deref());
        if moved {
            rows.type_tax(record, after.country);
        }
        record.values.tax_id = tax_id;
    }
}
