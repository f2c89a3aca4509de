//! The demo's callers: three roles, and a persona for each with a key that opens nothing else.

use std::collections::HashMap;

use channelgraph_sandbox::{
    Sandbox,
    truth::{Node, Partner, Record, Ref, System, Truth},
};

use crate::auth::ApiKey;

/// What the roles may see.
const ROLES: &str = include_str!("../../demo/roles.toml");
/// The role of whoever sends no credentials.
const ROLE: &str = "channel-manager";

/// The personas: role, name, and what they are.
const PERSONAS: [[&str; 3]; 3] = [
    [ROLE, "Channel manager", "sees all partners and everything about them"],
    ["partner", "Partner's user", "sees one partner and what belongs to it"],
    ["bi-reader", "BI reader", "reads all rows for reports, without personal data"],
];

/// The user of SQL whom a demo offers, and his password, which is no secret.
pub fn sql_user() -> (&'static str, String) {
    let key = ApiKey::of_label("channelgraph demo: bi-reader");
    ("demo-bi-reader", key.expose().to_owned())
}

/// Writes `[auth]` and `[roles]` for a demo over these systems.
pub(super) fn text(sandbox: &Sandbox, systems: &[&str]) -> String {
    let partner = partner(&sandbox.control.truth(), systems);
    let mut text = format!("[auth]\nanonymous_role = \"{ROLE}\"\n\n");
    for [role, name, about] in PERSONAS {
        let key = ApiKey::of_label(&format!("channelgraph demo: {role}"));
        text += &format!(
            "[[auth.keys]]\nname = \"demo-{role}\"\nhash = \"{}\"\nrole = \"{role}\"\n",
            key.hash()
        );
        // Without random numbers, nobody of the demo speaks SQL.
        if let Ok(verifier) = key.verifier() {
            text += &format!("sql = \"{verifier}\"\n");
        }
        let mut about = about.to_owned();
        if let Some((partner, title)) = partner.as_ref().filter(|_| role == "partner") {
            text += &format!("partner = {}\n", toml::Value::from(partner.as_str()));
            about = format!("sees {title}, its children, and what belongs to them");
        }
        text += &format!(
            "\n[[auth.personas]]\nname = \"{name}\"\nabout = {}\nkey = \"{}\"\n\n",
            toml::Value::from(about),
            key.expose()
        );
    }
    text + ROLES + "\n"
}

/// The partner that has most to show: children, leads and deals, in this order of weight. As a
/// key names it, and its name.
fn partner(truth: &Truth, systems: &[&str]) -> Option<(String, String)> {
    let shown = |reference: &Ref| systems.contains(&reference.source.name());
    let (mut children, mut leads, mut deals) = (HashMap::new(), HashMap::new(), HashMap::new());
    let parents =
        truth.partners.iter().flatten().filter_map(|record| record.values.parent.as_ref());
    parents.for_each(|of| *children.entry(of).or_insert(0_usize) += 1);
    let named = truth.leads.iter().flatten().filter_map(|record| record.values.partner.as_ref());
    named.filter(|of| shown(of)).for_each(|of| *leads.entry(of).or_insert(0_usize) += 1);
    let named = truth.deals.iter().flatten().filter_map(|record| record.values.partner.as_ref());
    named.filter(|of| shown(of)).for_each(|of| *deals.entry(of).or_insert(0_usize) += 1);

    let weight = |node: &&Node<Partner>| {
        let [children, leads, deals] = [&children, &leads, &deals].map(|counts| {
            let records = node.iter().map(reference);
            records.filter_map(|record| counts.get(&record)).sum::<usize>()
        });
        (children > 0 && leads > 0 && deals > 0, children.min(5), leads + deals)
    };
    // Of equals the first: the choice of one world is always the same.
    let best = truth.partners.iter().rev().max_by_key(weight)?;
    let of = |name: &&str| best.iter().find(|record| record.source.name() == *name);
    let record = systems.iter().find_map(of)?;
    let title = record.values.name.as_deref().unwrap_or("one partner").to_owned();
    Some((format!("record:{}:{}", record.source.name(), record.id), title))
}

fn reference(record: &Record<Partner>) -> Ref {
    let (source, id): (System, _) = (record.source, record.id.clone());
    Ref { source, id }
}
