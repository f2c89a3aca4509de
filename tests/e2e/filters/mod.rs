//! Filters, orders and pages, held to an evaluation of the truth that shares no code with the
//! gateway.

mod changes;
pub mod eval;
mod fields;
mod found;
mod large;
pub mod links;
pub mod oracle;
mod random;
mod remembered;
mod rough;
mod walk;
mod work;

use channelgraph::config::Config as Configuration;
use channelgraph_sandbox::{CompanyDirt, Options};
use channelgraph_schema::EntityKind;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use tokio::runtime::Runtime;

use self::oracle::Oracle;
use crate::{
    harness::{Gateway, small},
    identity,
};

/// A gateway over a world, and what is so in it.
pub struct Case {
    pub gateway: Gateway,
    pub oracle: Oracle,
}

impl Case {
    pub async fn start(options: Options) -> Self {
        Self::start_with(options, |_| {}).await
    }

    pub async fn start_with(options: Options, change: impl FnOnce(&mut Configuration)) -> Self {
        let gateway = Gateway::start_with(options.clone(), change).await;
        rough::roughen(&gateway.sandbox.control);
        let clusters = identity::clusters(&gateway).await;
        let oracle = Oracle::new(&options, &gateway.sandbox.control.truth(), &clusters);
        Self { gateway, oracle }
    }
}

/// How many questions are asked of each kind, and from which seed; `QUESTIONS` and `QUESTIONS_SEED`
/// change that for a longer look.
fn setting(name: &str, usual: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn hold(kind: EntityKind, under: bool, usual: u32) {
    let runtime = Runtime::new().expect("a runtime");
    // The days of HubSpot's deals are those of a zone whose clocks change.
    let time_zone = "America/New_York".parse().expect("a zone");
    let small = small(u64::from(setting("WORLD", 7)));
    let options = Options { time_zone, companies: CompanyDirt::default(), ..small };
    let case = runtime.block_on(Case::start(options));
    case.hold(&runtime, kind, under, usual, 1);
}

impl Case {
    /// Asks random questions, and holds the answers to what is so.
    fn hold(&self, runtime: &Runtime, kind: EntityKind, under: bool, usual: u32, seed: u32) {
        let config = Config {
            cases: setting("QUESTIONS", usual),
            failure_persistence: None,
            max_shrink_iters: 200,
            ..Config::default()
        };
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&setting("QUESTIONS_SEED", seed).to_le_bytes());
        let mut runner =
            TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let (mut asked, mut rows) = (0, 0);
        let counted = std::cell::RefCell::new((&mut asked, &mut rows));
        let outcome = runner.run(&random::question(kind, &self.oracle, under), |mut question| {
            // Long lists are not read in the smallest pages: that takes long, and short ones tell
            // as much.
            let all = self.oracle.list(kind, &question.filter, &question.sort).len();
            question.first = question.first.max(all / 8);
            let found = runtime
                .block_on(question.check(&self.gateway, &self.oracle))
                .map_err(TestCaseError::fail)?;
            let mut counted = counted.borrow_mut();
            *counted.0 += 1;
            *counted.1 += found;
            Ok(())
        });
        println!(
            "{kind}{}: {asked} questions, {rows} rows",
            if under { " of one partner" } else { "" }
        );
        if let Err(TestError::Fail(reason, question)) = outcome {
            panic!("{}\n{question:#?}\n{reason}", question.variables(None));
        }
        outcome.expect("no failure");
    }
}

#[test]
fn any_list_of_deals_is_what_the_truth_says() {
    hold(EntityKind::Deal, false, 120);
}

#[test]
fn any_list_of_leads_is_what_the_truth_says() {
    hold(EntityKind::Lead, false, 80);
}

#[test]
fn any_list_of_incentives_is_what_the_truth_says() {
    hold(EntityKind::Incentive, false, 80);
}

#[test]
fn any_list_of_partners_is_what_the_truth_says() {
    hold(EntityKind::Partner, false, 80);
}

#[test]
fn any_list_of_deals_under_a_partner_is_what_the_truth_says() {
    hold(EntityKind::Deal, true, 100);
}

#[test]
fn any_list_of_the_channels_work_is_what_the_truth_says() {
    let runtime = Runtime::new().expect("a runtime");
    let case = runtime.block_on(Case::start(small(u64::from(setting("WORLD", 7)))));
    for kind in work::KINDS {
        case.hold(&runtime, kind, false, 25, 1);
    }
    use EntityKind::{Campaign, Certification, Invoice, LeadAssignment};
    for kind in [Certification, Campaign, LeadAssignment, Invoice] {
        case.hold(&runtime, kind, true, 15, 1);
    }
}
