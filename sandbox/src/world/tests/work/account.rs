//! The account's part: campaigns, files and histories hold what the truth says of them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::told;
use crate::hubspot::store::{Object, Stage};
use crate::truth::{Record, System};
use crate::world::World;
use crate::world::tests::world;

fn of_account<T>(nodes: &[Vec<Record<T>>]) -> Vec<&Record<T>> {
    nodes.iter().flatten().filter(|record| record.source == System::Hubspot).collect()
}

#[test]
fn the_truth_tells_of_every_campaign_and_of_every_file_that_is_not_hidden() {
    let world = world(2, 200);
    let campaigns: BTreeSet<_> =
        of_account(&world.truth.campaigns).iter().map(|it| it.id.to_string()).collect();
    assert!(campaigns.len() >= 6 && world.hubspot.campaigns.keys().eq(&campaigns));
    let files: BTreeSet<u64> =
        of_account(&world.truth.assets).iter().map(|it| it.id.parse().unwrap()).collect();
    let hidden = |access: &str| access.starts_with("HIDDEN");
    let shown = world.hubspot.files.iter().filter(|(_, file)| !hidden(file.access));
    assert!(shown.map(|(id, _)| id).eq(&files));
    assert!(files.len() < world.hubspot.files.len(), "no file is hidden");
}

#[test]
fn campaigns_say_what_their_properties_hold() {
    let world = world(2, 400);
    let mut upper = 0;
    for record in told(&world.truth.campaigns) {
        if record.source != System::Hubspot {
            continue;
        }
        let held = &world.hubspot.campaigns[&record.id].properties;
        for (name, property) in [
            ("name", "hs_name"),
            ("sourceStatus", "hs_campaign_status"),
            ("startsAt", "hs_start_date"),
            ("endsAt", "hs_end_date"),
        ] {
            let says = record.values.get(name).and_then(|value| value.as_str());
            assert_eq!(says, held.get(property).map(String::as_str), "{name} of {}", record.id);
        }
        let word = held.get("hs_campaign_status").map_or("", String::as_str);
        upper += usize::from(!word.is_empty() && word == word.to_uppercase());
        let owner = held.get("hs_owner").map(|id| {
            let owner = world.owners.iter().find(|owner| owner.id.to_string() == *id).unwrap();
            owner.email.to_string()
        });
        let says = record.values.get("owner.email").and_then(|value| value.as_str());
        assert_eq!(says, owner.as_deref());
    }
    assert!(upper > 2, "words of statuses come in one case");
}

/// The stage of a pipeline that a deal's property names.
fn stage<'a>(world: &'a World, deals: &Object, id: u64, value: &str) -> &'a Stage {
    let pipelines = &world.hubspot.pipelines["deals"];
    let pipeline = pipelines.iter().find(|it| it.id == deals.rows[&id]["pipeline"]).unwrap();
    pipeline.stages.iter().find(|stage| stage.id == value).unwrap()
}

#[test]
fn histories_end_where_their_deals_stand() {
    let world = world(4, 120);
    let deals = &world.hubspot.objects["deals"];
    let mut count = 0;
    for deal in of_account(&world.truth.deals) {
        let id: u64 = deal.id.parse().unwrap();
        let versions = &world.hubspot.histories[&("deals".to_owned(), id, "dealstage".to_owned())];
        let stages = deal.values.stages.as_ref().unwrap();
        assert_eq!(versions.len(), stages.len());
        for (version, change) in versions.iter().zip(stages) {
            assert_eq!(version.at.parse::<DateTime<Utc>>().ok(), change.at);
            let label = &stage(&world, deals, id, &version.value).label;
            assert_eq!(Some(label.as_str()), change.source_stage.as_deref());
        }
        assert_eq!(versions.last().unwrap().value, deals.rows[&id]["dealstage"]);
        assert_eq!(stages.last().unwrap().stage, deal.values.stage);
        count += 1;
    }
    assert_eq!(count, world.hubspot.histories.len());
    assert!(count > 100, "{count}");
}
