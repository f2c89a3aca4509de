//! The account's own marketing: campaigns without a partner, and the files of its file manager.

use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;

use super::cast::Cast;
use super::{ago, between, share};
use crate::hubspot::store;
use crate::terms::{AssetKind, CampaignStatus};
use crate::truth::{Asset, Campaign, Node, Record, System, Text};
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::hubspot_rows as hs;
use crate::world::{Owner, World};

/// The objects, as the gateway names them.
const CAMPAIGNS: &str = "campaigns";
const FILES: &str = "files";

const THEMES: [&str; 6] = [
    "Newsletter",
    "Retargeting",
    "Webinar series",
    "Trade fair follow-up",
    "Cloud guide download",
    "Customer stories",
];
/// The first id of a file.
const FIRST_FILE: u64 = 48_000_000_001;
/// Folders, each with its id; the topmost has none.
const FOLDERS: [(&str, Option<u64>); 4] = [
    ("", None),
    ("/Brand", Some(7_100_001)),
    ("/Campaigns/2026", Some(7_100_014)),
    ("/Partner programme", Some(7_100_029)),
];
const SUBJECTS: [&str; 6] =
    ["Backup guide", "Cloud brochure", "Logo", "Price list", "Product tour", "Reference story"];
/// The types of files, each with an extension.
const TYPES: [(&str, &str, AssetKind); 8] = [
    ("DOCUMENT", "pdf", AssetKind::Document),
    ("DOCUMENT", "pptx", AssetKind::Document),
    ("DOCUMENT", "docx", AssetKind::Document),
    ("IMG", "png", AssetKind::Image),
    ("IMG", "svg", AssetKind::Image),
    ("MOVIE", "mp4", AssetKind::Video),
    ("AUDIO", "mp3", AssetKind::Other),
    ("OTHER", "zip", AssetKind::Other),
];

/// Enters the campaigns and files of the account.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    for _ in 0..share(cast.partners.len(), 0.08, 6) {
        enter_campaign(world, &mut dice);
    }
    let mut id = FIRST_FILE;
    for _ in 0..share(cast.partners.len(), 0.25, 12) {
        enter_file(world, id, &mut dice);
        id += dice.between(1, 40) as u64;
    }
}

fn node<T>(object: &'static str, id: Text, values: T) -> Node<T> {
    vec![Record { source: System::Hubspot, object, id, linkable: true, values }]
}

fn enter_campaign(world: &mut World, dice: &mut Dice) {
    let made = ago((4, 500), dice);
    let owner = dice.chance(0.9).then(|| dice.index(world.owners.len()));
    let owner = owner.and_then(|place| world.owners.get(place));
    let says = campaign(made, owner, dice);
    let written = store::Campaign {
        properties: properties(&says, owner, dice),
        created_at: made,
        updated_at: says.updated_at.unwrap_or(made),
    };
    let id = dice.guid();
    world.truth.campaigns.push(node(CAMPAIGNS, id.as_str().into(), says));
    world.hubspot.campaigns.insert(id, written);
}

/// What a campaign is about. One in eight has no last day, one in twelve no status; words of
/// statuses come in any case.
fn campaign(made: DateTime<Utc>, owner: Option<&Owner>, dice: &mut Dice) -> Campaign {
    use CampaignStatus::{Active, Completed, Paused, Planned};
    let start = (made + Duration::days(dice.between(3, 40))).date_naive();
    let end = start + Duration::days(dice.between(5, 120));
    let today = now().date_naive();
    let status = match () {
        () if end < today => Completed,
        () if start > today => Planned,
        () if dice.chance(0.25) => Paused,
        () => Active,
    };
    let status = dice.chance(11.0 / 12.0).then_some(status);
    let word = status.map(|status| match dice.chance(0.3) {
        true => status.hubspot().to_uppercase(),
        false => status.hubspot().to_owned(),
    });
    let mut money = |chance| {
        dice.chance(chance).then(|| Decimal::new(dice.between(5, 900), 0) * Decimal::new(1000, 1))
    };
    let budget = money(0.7);
    let spent = money(0.5).filter(|_| status != Some(Planned));
    let foreign = dice.chance(0.3);
    Campaign {
        name: Some(format!("{} {}", dice.pick(&THEMES), made.format("%b %Y")).into()),
        status,
        source_status: word.map(Into::into),
        owner_name: owner.map(|owner| format!("{} {}", owner.first_name, owner.last_name).into()),
        owner_email: owner.map(|owner| owner.email.clone()),
        starts_at: Some(start),
        ends_at: dice.chance(7.0 / 8.0).then_some(end),
        budget,
        spent,
        currency: Some(if foreign { "EUR" } else { "USD" }.into()),
        created_at: Some(made),
        updated_at: Some(between(made, now(), dice)),
        ..Campaign::default()
    }
}

/// The properties of a campaign. Half of those in the account's currency do not name it.
fn properties(says: &Campaign, owner: Option<&Owner>, dice: &mut Dice) -> hs::Row {
    let mut row = hs::Row::new();
    hs::put(&mut row, "hs_name", says.name.as_deref());
    hs::put(&mut row, "hs_campaign_status", says.source_status.as_deref());
    hs::put(&mut row, "hs_start_date", says.starts_at);
    hs::put(&mut row, "hs_end_date", says.ends_at);
    hs::put(&mut row, "hs_owner", owner.map(|owner| owner.id));
    hs::put(&mut row, "hs_budget_items_sum_amount", says.budget.map(|sum| sum.normalize()));
    hs::put(&mut row, "hs_spend_items_sum_amount", says.spent.map(|sum| sum.normalize()));
    let is_named = says.currency.as_deref() != Some("USD") || dice.chance(0.5);
    hs::put(&mut row, "hs_currency_code", says.currency.as_deref().filter(|_| is_named));
    hs::put(&mut row, "hs_notes", dice.chance(0.3).then_some("Ask for the new logo."));
    row
}

/// Enters a file. One in fifteen is hidden, and so told by no search.
fn enter_file(world: &mut World, id: u64, dice: &mut Dice) {
    let (kind, extension, stands_for) = dice.pick(&TYPES);
    let (folder, folder_id) = dice.pick(&FOLDERS);
    let access = dice.weighted(&[
        ("PUBLIC_INDEXABLE", 6),
        ("PUBLIC_NOT_INDEXABLE", 3),
        ("PRIVATE", 4),
        ("SENSITIVE", 1),
        ("HIDDEN_PRIVATE", 1),
    ]);
    let made = ago((2, 700), dice);
    let expires =
        dice.chance(0.2).then(|| made + Duration::seconds(dice.between(60_000_000, 90_000_000)));
    let file = store::File {
        name: format!("{} {}", dice.pick(&SUBJECTS), dice.letters(4)),
        folder: folder.to_owned(),
        folder_id,
        extension: extension.to_owned(),
        kind,
        size: dice.between(4_000, 60_000_000) as u64,
        url: format!("https://4242.fs1.hubspotusercontent.example/hubfs/4242/{id}.{extension}"),
        access,
        expires_at: expires,
        created_at: made,
        updated_at: between(made, now(), dice),
    };
    let zone = world.hubspot.settings.time_zone;
    let public = access.starts_with("PUBLIC");
    let says = Asset {
        name: Some(file.name.as_str().into()),
        kind: Some(stands_for),
        format: Some(extension.into()),
        size: Some(file.size as u32),
        folder: folder.strip_prefix('/').map(Into::into),
        url: public.then(|| file.url.as_str().into()),
        public: Some(public),
        valid_until: expires.map(|at| at.with_timezone(&zone).date_naive()),
        created_at: Some(made),
        updated_at: Some(file.updated_at),
        ..Asset::default()
    };
    if !access.starts_with("HIDDEN") {
        world.truth.assets.push(node(FILES, id.to_string().into(), says));
    }
    world.hubspot.files.insert(id, file);
}
