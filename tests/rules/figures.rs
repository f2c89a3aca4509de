//! Figures: those of a viewer are those of everyone over the cut-down world, row by row. Roles that
//! do not show every amount are left out: their figures are null, and the tests of performance hold
//! that.

use channelgraph_schema::{Class, EntityKind, FieldDef};
use futures::future::join_all;
use rand::{Rng, SeedableRng, rngs::SmallRng, seq::IndexedRandom};
use serde_json::{Value, json};

use crate::{
    role::{Mode, Role},
    run::Run,
};

const QUERY: &str = "
    query ($by: [PerformanceDimension!]!, $period: PeriodInput!, $interval: Interval, $partners: PartnerFilter,
        $deals: DealFilter, $attribution: [Attribution!], $compare: Comparison!, $other: PeriodInput!) {
      performance(groupBy: $by, period: $period, interval: $interval, filter: $partners, dealFilter: $deals,
          attribution: $attribution, compare: $compare, first: 1000) {
        rowCount total { ...row } rows { keys { dimension value partner { id name } } period { from to } ...row deals(first: 5) { nodes { id } } }
        coverage { complete undated withoutAmount unconverted unattributed unmapped approximate }
      }
      campaigns(first: 12) { nodes { id results { leads deals pipeline { amount } dealsWon revenue { amount } influencedRevenue { amount }
        cost { amount } roi costPerLead { amount } coverage { complete undated unconverted withoutAmount } } } }
      partners(first: 8) { nodes { id performance(period: $other, interval: QUARTER) { total { ...row } rows { period { from } ...row } }
        tierProgress { program tier { name } met atRisk qualifies keep { actual gap state until } reach { actual gap state until } reachGroups { actual state } } } }
    }
    fragment row on PerformanceRow {
      partners pipelineCreated { ...counted } openPipeline { ...counted } weightedPipeline { amount } revenue { ...counted }
      engagement { level activities registrations leadsAccepted coursesCompleted certificationsIssued }
      winRate valueWinRate averageDealSize { amount } medianCycleDays meanCycleDays renewalRate
      byAttribution { attribution revenue { ...counted } winRate }
      registrations { submitted pending approved rejected expired approvalRate conversionRate medianHoursToDecision }
      leads { received accepted rejected waiting converted acceptanceRate medianHoursToAccept }
      mdf { requested { amount } approved { amount } claimed { amount } reimbursed { amount } utilisation }
      incentiveCost(basis: EARNED) { amount } paid: incentiveCost(basis: PAID) { amount } roi(basis: PAID)
      growth(of: REVENUE) { previous absolute ratio kind } billed { amount } billedGrowth: growth(of: BILLED) { kind }
    }
    fragment counted on CountedMoney { count amount { amount currency } }";

/// Dimensions that no role of these hides.
const DIMENSIONS: [&str; 8] =
    ["PARTNER", "TIER", "TYPE", "REGION", "COUNTRY", "SEGMENT", "CHANNEL", "ATTRIBUTION"];

fn variables(seed: u64) -> Value {
    let mut dice = SmallRng::seed_from_u64(seed);
    let count = dice.random_range(0..=2);
    let by: Vec<_> = DIMENSIONS.choose_multiple(&mut dice, count).collect();
    let (year, quarter) = (dice.random_range(2025..=2026), dice.random_range(1..=4));
    let period = match dice.random_range(0..3) {
        0 => json!({ "calendar": { "year": year } }),
        1 => json!({ "calendar": { "year": year, "quarter": quarter } }),
        _ => json!({ "days": { "from": format!("{year}-02-11"), "to": format!("{year}-09-10") } }),
    };
    let partners = [json!({}), json!({}), json!({ "type": { "in": ["RESELLER", "AGENCY"] } })];
    let deals = [json!({}), json!({}), json!({ "channel": { "ne": "DIRECT" } })];
    let interval = ["MONTH", "QUARTER"].choose(&mut dice).filter(|_| count < 2);
    let attribution = seed.is_multiple_of(5).then_some(["SOURCED", "UNATTRIBUTED"]);
    let compare = ["PREVIOUS", "YEAR_AGO", "NONE"].choose(&mut dice);
    json!({
        "by": by, "period": period, "other": { "calendar": { "year": year } },
        "interval": interval, "attribution": attribution, "compare": compare,
        "partners": partners.choose(&mut dice), "deals": deals.choose(&mut dice),
    })
}

impl Run {
    /// Asks for figures so many times, each as every viewer; tells the differences, and how many
    /// viewers asked.
    pub async fn figures(&self, cases: u64) -> (usize, Vec<String>) {
        let eyes: Vec<_> = self.eyes.iter().filter(|eyes| shows_figures(&eyes.role)).collect();
        let mut differences = Vec::new();
        for case in 0..cases {
            let variables = variables(self.seed << 16 | case);
            let asked = eyes.iter().map(async |eyes| {
                let all = channelgraph::engine::Viewer::everyone();
                let seen = Box::pin(self.whole.ask(&eyes.viewer, QUERY, &variables));
                let cut = Box::pin(eyes.cut.ask(&all, QUERY, &variables));
                (eyes.role.name, futures::join!(seen, cut))
            });
            for (role, (seen, cut)) in join_all(asked).await {
                if seen != cut {
                    let at = first_difference("", &seen, &cut);
                    differences.push(format!("{role}: {at}\n{variables}"));
                }
            }
        }
        (eyes.len(), differences)
    }
}

/// Whether a role shows all that figures stand on.
fn shows_figures(role: &Role) -> bool {
    use EntityKind::{Deal, Incentive, Invoice, Lead, Partner};
    [Partner, Deal, Lead, Incentive, Invoice].into_iter().all(|kind| {
        let open = |def: &&FieldDef| matches!(def.class, Class::Public) || kind != Partner;
        let fields = kind.fields().iter().filter(open);
        fields
            .filter(|def| def.class != Class::Personal)
            .all(|def| role.mode(kind, def) == Mode::Show)
    })
}

/// Where two answers differ first, and how.
fn first_difference(path: &str, seen: &Value, cut: &Value) -> String {
    match (seen, cut) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            let differing = a.iter().find(|(name, value)| b[*name] != **value);
            let (name, value) = differing.expect("a difference");
            first_difference(&format!("{path}.{name}"), value, &b[name])
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let place = a.iter().zip(b).position(|(a, b)| a != b).expect("a difference");
            first_difference(&format!("{path}[{place}]"), &a[place], &b[place])
        }
        _ => format!("{path}: got {seen}, expected {cut}"),
    }
}
