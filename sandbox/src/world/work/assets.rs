//! Assets: files for partners to sell with, some in several versions.

use chrono::Duration;
use serde_json::Value;

use super::cast::Cast;
use super::{Entry, ago, between, insert, named, nodes, of_org, row, share, word};
use crate::terms::AssetKind;
use crate::truth::{Asset, Ref, Text};
use crate::world::World;
use crate::world::dice::Dice;
use crate::world::plan::now;
use crate::world::vendor::{ids, salesforce_rows as sf};

const OBJECT: &str = "ContentVersion";
/// The key prefix of the documents that versions are of.
const DOCUMENT: &str = "069";
const SUBJECTS: [&str; 6] =
    ["Cloud migration", "Security", "Backup", "Data platform", "ERP", "Partner programme"];
const TAGS: [&str; 6] = ["launch", "emea", "sales", "logo", "2026", "co-brand"];

/// Enters the assets: the flagship's first, which is of its campaign.
pub(super) fn enter(cast: &Cast, world: &mut World, mut dice: Dice) {
    let accounts = cast.accounts();
    let campaigns: Vec<(Ref, Option<Ref>)> = world
        .truth
        .campaigns
        .iter()
        .flatten()
        .map(|campaign| (of_org(&campaign.id), campaign.values.partner.clone()))
        .collect();
    let flagship = accounts.first().map(|(_, account)| of_org(account));
    let (mut latest, mut says, mut older) = (Vec::new(), Vec::new(), Vec::new());
    for place in 0..share(cast.partners.len(), 0.2, 12) {
        let mut of = |chance: f64| match place {
            0 => campaigns.iter().find(|(_, partner)| *partner == flagship).cloned(),
            _ => (!campaigns.is_empty() && dice.chance(chance)).then(|| dice.pick(&campaigns)),
        };
        let (campaign, mut partner) = of(0.3).map_or((None, None), |(it, of)| (Some(it), of));
        if campaign.is_none() && !accounts.is_empty() && dice.chance(0.25) {
            partner = Some(of_org(dice.pick(&accounts).1));
        }
        let asset = Asset { campaign, partner, ..file(&mut dice) };
        let document = ids::salesforce_id(DOCUMENT, ids::FIRST_SALESFORCE + place as u64 * 3);
        older.extend(earlier(&asset, &document, &mut dice));
        latest.push(entry(&asset, &document, true));
        says.push(asset);
    }
    let count = latest.len();
    latest.append(&mut older);
    let mut ids = insert(&mut world.salesforce, OBJECT, latest);
    ids.truncate(count);
    world.truth.assets = nodes(OBJECT, ids, says);
}

/// A file; one in twenty is of no kind.
fn file(dice: &mut Dice) -> Asset {
    use AssetKind::{Image, LandingPage, Other, Presentation, SocialPost, Video};
    let kind = dice.pick(AssetKind::ALL);
    let format = match kind {
        Image | SocialPost => "PNG",
        Video => "MP4",
        Presentation => "POWER_POINT_X",
        LandingPage => "HTML",
        _ => "PDF",
    };
    let kind = Some(kind).filter(|kind| *kind != Other && dice.chance(0.95));
    let title = format!("{} {}", dice.pick(&SUBJECTS), kind.map_or("File", AssetKind::salesforce));
    let tags: Vec<Text> =
        TAGS.iter().filter(|_| dice.chance(0.25)).map(|&tag| tag.into()).collect();
    let made = ago((5, 700), dice);
    let until = (made + Duration::days(dice.between(200, 1000))).date_naive();
    let public = dice.chance(0.4);
    let key = dice.letters(8);
    Asset {
        name: Some(title.into()),
        kind,
        format: Some(format.into()),
        size: Some(dice.between(8_000, 90_000_000) as u32),
        language: dice
            .weighted(&[(None, 1), (Some("en"), 5), (Some("de"), 3), (Some("fr"), 1)])
            .map(Into::into),
        tags: (!tags.is_empty()).then_some(tags),
        folder: dice
            .weighted(&[(None, 1), (Some("Brand"), 3), (Some("Campaigns"), 3)])
            .map(Into::into),
        url: public.then(|| format!("https://assets.vendor.example/{key}").into()),
        public: Some(public),
        version: Some(dice.weighted(&[("1", 6), ("2", 3), ("3", 1)]).into()),
        valid_until: dice.chance(0.5).then_some(until),
        created_at: Some(made),
        updated_at: Some(between(made, now(), dice)),
        ..Asset::default()
    }
}

/// The versions before an asset's latest one.
fn earlier(asset: &Asset, document: &Text, dice: &mut Dice) -> Vec<Entry> {
    let version = asset.version.as_deref().and_then(|version| version.parse().ok()).unwrap_or(1);
    let last = asset.created_at.unwrap_or_else(now);
    let entry = |number: u32| {
        let made = last - Duration::days(i64::from(version - number) * dice.between(10, 90));
        let version = Some(number.to_string().into());
        let (created_at, updated_at) = (Some(made), Some(last));
        let older = Asset { version, created_at, updated_at, ..asset.clone() };
        entry(&older, document, false)
    };
    (1..version).map(entry).collect()
}

fn entry(says: &Asset, document: &Text, is_latest: bool) -> Entry {
    let tags = says.tags.as_ref().map(|tags| tags.join(","));
    let row = row([
        ("Title", says.name.as_deref().map(sf::text)),
        ("FileType", says.format.as_deref().map(sf::text)),
        ("ContentSize", says.size.map(Value::from)),
        ("TagCsv", tags.as_deref().map(sf::text)),
        ("VersionNumber", says.version.as_deref().map(sf::text)),
        ("IsLatest", Some(Value::Bool(is_latest))),
        ("ContentDocumentId", word(document)),
        ("Kind__c", says.kind.map(|kind| sf::text(kind.salesforce()))),
        ("Language__c", says.language.as_deref().map(sf::text)),
        ("Valid_Until__c", says.valid_until.map(sf::date)),
        ("Public__c", says.public.map(Value::Bool)),
        ("Folder__c", says.folder.as_deref().map(sf::text)),
        ("Download_URL__c", says.url.as_deref().map(sf::text)),
        ("Partner__c", named(&says.partner)),
        ("Campaign__c", named(&says.campaign)),
    ]);
    let made = says.created_at.unwrap_or_else(now);
    Entry { made, changed: says.updated_at.unwrap_or(made), row }
}
