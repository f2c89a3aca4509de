//! Figures of the channel's work, held to a fold of the truth that shares no code with the gateway.

mod answer;
mod engagement;
mod figures;
mod fold;
mod groups;
mod incentives;
mod invoices;
mod line;
mod money;
mod parts;
mod question;
mod results;
mod statements;
mod tiers;

use channelgraph::config::Config as Configuration;
use channelgraph_sandbox::{CompanyDirt, Options};
use channelgraph_schema::EntityKind;
use chrono_tz::Tz;
use serde_json::json;

use self::{fold::World, money::Rates, question::Question};
use crate::{filters::Case, harness::small};

/// Questions of each world in every run; `KPIS` asks more.
const QUESTIONS: usize = 20;

fn questions() -> usize {
    std::env::var("KPIS").ok().and_then(|text| text.parse().ok()).unwrap_or(QUESTIONS)
}

/// A gateway over a world, with the rates that the org keeps.
async fn start(options: Options, change: impl FnOnce(&mut Configuration)) -> Case {
    let options = Options { companies: CompanyDirt::default(), ..options };
    let case = Case::start_with(options, |config| {
        let from = "source = 'salesforce'\nobject = 'DatedConversionRate'\ncurrency = 'IsoCode'\n\
                    rate = 'ConversionRate'\ndate = 'StartDate'";
        config.money.rates_from = Some(toml::from_str(from).expect("a table of rates"));
        change(config);
    })
    .await;
    let app = &case.gateway.app;
    let source = app.engine.source("salesforce").expect("the org").clone();
    app.rates.refresh(&source.name, &*source.connector).await.expect("rates");
    case
}

/// Asks random questions of a world, and holds each figure to what is so.
async fn hold(seed: u64, zone: &str, fiscal_start: u32, accept_hours: Option<u32>) {
    let options = Options { time_zone: "America/New_York".parse().expect("a zone"), ..small(seed) };
    let case = start(options, |config| {
        config.reporting.time_zone = zone.to_owned().try_into().expect("a zone");
        config.reporting.fiscal_year_start = fiscal_start;
        config.leads.accept_hours = accept_hours;
    })
    .await;
    let gateway = &case.gateway;
    let zone: Tz = zone.parse().expect("a zone");
    let world = World { oracle: &case.oracle, zone, rates: Rates::of_the_org(), accept_hours };
    let (mut rows, mut drilled) = (0, 0);
    for number in 0..questions() {
        let question =
            Question::random(seed * 10_000 + number as u64, fiscal_start, zone, &case.oracle);
        let answer = gateway.ask_with(question::TEXT, question.variables()).await;
        assert!(answer["errors"].is_null(), "{question:#?}\n{answer:#}");
        let told = &answer["data"]["performance"];
        let so = world.performance(&question);
        if let Err(difference) = answer::compare(told, &so) {
            panic!("seed {seed}, question {number}: {difference}\n{question:#?}");
        }
        rows += so.rows.len();
        drilled += drill(&case, &question, number).await;
    }
    let (told, lines) =
        statements::hold(&case, &world, seed, fiscal_start, (questions() / 4).max(5)).await;
    assert!(told >= 20, "{told} statements");
    println!("seed {seed}: {told} statements, {lines} lines");
    println!("seed {seed}: {} questions, {rows} rows, {drilled} deals drilled to", questions());
}

/// Holds what a row leads to against its revenue: as many deals, and those of the truth.
async fn drill(case: &Case, question: &Question, number: usize) -> usize {
    let answer = case.gateway.ask_with(question::DRILL, question.variables()).await;
    assert!(answer["errors"].is_null(), "{question:#?}\n{answer:#}");
    let rows = answer["data"]["performance"]["rows"].as_array().expect("rows");
    let Some(row) = (!rows.is_empty()).then(|| &rows[number % rows.len()]) else { return 0 };
    let deals = row["deals"]["nodes"].as_array().expect("deals");
    let counted = row["revenue"]["count"].as_u64().expect("a count");
    assert_eq!(deals.len() as u64, counted.min(100), "{question:#?}\n{row:#}");
    let of = case.oracle.of(EntityKind::Deal);
    for deal in deals {
        let thing = of.iter().find(|thing| deal["id"] == json!(thing.id()));
        assert_eq!(thing.map(|thing| thing.value("isWon")), Some(json!(true)), "{deal}");
    }
    deals.len()
}

macro_rules! worlds {
    ($($name:ident: $seed:literal, $zone:literal, $start:literal, $hours:expr;)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            hold($seed, $zone, $start, $hours).await;
        })*
    };
}

worlds! {
    figures_in_utc: 11, "UTC", 1, Some(48);
    figures_in_the_east: 12, "Asia/Tokyo", 4, None;
    figures_in_the_west: 13, "America/Bogota", 7, Some(24);
    figures_where_clocks_change: 14, "America/New_York", 2, Some(8);
    figures_far_in_the_west: 15, "Pacific/Honolulu", 12, Some(720);
}
