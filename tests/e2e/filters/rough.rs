//! Makes the systems disagree more than they usually do: what the one says and the other does not
//! is where a list goes wrong.

use crate::harness::change;
use channelgraph_sandbox::{
    Control,
    truth::{Node, Ref, System, Text},
    world::edit::{Edit, Kind},
};
use serde_json::{Value, json};

/// Fields that a Salesforce record may lose though HubSpot has them, and the other way round.
const LOSES: &[(Kind, System, &[&str])] = &[
    (Kind::Deals, System::Salesforce, &["amount", "channel", "partner", "registration.status"]),
    (Kind::Deals, System::Hubspot, &["amount", "channel", "partner", "closeDate"]),
    (Kind::Leads, System::Salesforce, &["email", "origin", "partner", "score"]),
    (Kind::Leads, System::Hubspot, &["email", "origin", "partner"]),
];

/// Takes a value from two in five linked records, gives every fifth HubSpot deal to another
/// partner, and has every ninth Opportunity named by one more HubSpot deal.
pub fn roughen(control: &Control) {
    for (kind, source, fields) in LOSES {
        let linked = match kind {
            Kind::Deals => linked(&control.truth().deals, *source),
            _ => linked(&control.truth().leads, *source),
        };
        for (place, id) in linked.into_iter().enumerate() {
            if place % 5 < 2 {
                change(control, *source, *kind, id, fields[place / 5 % fields.len()], Value::Null);
            }
        }
    }
    let companies: Vec<Text> = control
        .truth()
        .partners
        .iter()
        .flatten()
        .filter(|record| record.source == System::Hubspot)
        .map(|record| record.id.clone())
        .collect();
    let deals = linked(&control.truth().deals, System::Hubspot);
    for (place, id) in deals.into_iter().enumerate().filter(|(place, _)| place % 5 == 3) {
        let partner = json!({ "source": "hubspot", "id": companies[place % companies.len()] });
        change(control, System::Hubspot, Kind::Deals, id, "partner", partner);
    }

    let opportunities = linked(&control.truth().deals, System::Salesforce);
    for (place, id) in opportunities.into_iter().enumerate().filter(|(place, _)| place % 9 == 4) {
        let twin = json!({ "name": format!("Twin {place}"), "amount": (place * 1000).to_string(), "closeDate": "2026-05-05" });
        let Value::Object(values) = twin else { panic!("values are an object") };
        let same_as = Some(Ref { source: System::Salesforce, id });
        let (kind, source) = (Kind::Deals, System::Hubspot);
        let edit = Edit { same_as, tied: true, ..Edit::of(source, kind, None, values) };
        control.edit(edit).expect("a twin");
    }
}

fn linked<T>(nodes: &[Node<T>], source: System) -> Vec<Text> {
    let linked =
        nodes.iter().filter(|node| node.iter().filter(|record| record.linkable).count() > 1);
    linked
        .flatten()
        .filter(|record| record.linkable && record.source == source)
        .map(|record| record.id.clone())
        .collect()
}
