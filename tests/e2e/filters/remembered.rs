//! Random questions while work and answers are remembered for hours, and records change meanwhile.

use channelgraph_sandbox::{
    truth::{Record, System},
    world::edit::Kind,
};
use channelgraph_schema::EntityKind;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::json;

use super::{Case, oracle::Oracle, random, setting, walk::Question};
use crate::{
    harness::{change, small},
    identity,
};

/// Questions of every kind, made at random.
fn questions(case: &Case, runner: &mut TestRunner) -> Vec<Question> {
    let kinds = [
        (EntityKind::Deal, false),
        (EntityKind::Deal, true),
        (EntityKind::Lead, false),
        (EntityKind::Incentive, false),
        (EntityKind::Partner, false),
    ];
    let question = |(kind, under): (EntityKind, bool)| {
        let random = random::question(kind, &case.oracle, under);
        let mut question = random.new_tree(runner).expect("a question").current();
        let rows = case.oracle.list(kind, &question.filter, &question.sort).len();
        question.first = question.first.max(rows / 4);
        question
    };
    kinds.into_iter().map(question).collect()
}

/// Gives a record another name.
fn rename<T>(case: &Case, kind: Kind, record: &Record<T>, name: String) {
    let (control, id) = (&case.gateway.sandbox.control, record.id.clone());
    change(control, record.source, kind, id, "name", json!(name));
}

#[tokio::test]
async fn remembered_answers_are_what_was_so_and_after_forgetting_what_is_so() {
    let options = small(21);
    let mut case = Case::start_with(options.clone(), |config| config.cache.seconds = 3600).await;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[21; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for round in 0..setting("ROUNDS", 4) as usize {
        let questions = questions(&case, &mut runner);
        let hold = async |case: &Case, when: &str| {
            for question in &questions {
                let outcome = question.check(&case.gateway, &case.oracle).await;
                if let Err(reason) = outcome {
                    panic!("{when}: {}\n{question:#?}\n{reason}", question.variables(None));
                }
            }
            case.gateway.call_count()
        };
        hold(&case, "asked first").await;
        assert_eq!(hold(&case, "asked again").await, 0, "all of it is remembered");
        let truth = case.gateway.sandbox.control.truth().clone();
        rename(&case, Kind::Deals, &truth.deals[round * 3][0], format!("Renamed {round}"));
        rename(&case, Kind::Leads, &truth.leads[round * 3][0], format!("Renamed {round}"));
        let crm = |record: &&Record<_>| matches!(record.source, System::Salesforce);
        let partner = truth.partners.iter().flatten().filter(crm).nth(round).expect("a partner");
        rename(&case, Kind::Partners, partner, format!("Renamed {round}"));
        assert_eq!(hold(&case, "within the lifetime").await, 0, "nothing has ended");
        case.gateway.app.engine.forget();
        case.gateway.app.engine.refresh_index().await;
        let clusters = identity::clusters(&case.gateway).await;
        case.oracle = Oracle::new(&options, &case.gateway.sandbox.control.truth(), &clusters);
        hold(&case, "forgotten").await;
    }
}
