//! A run: one world, one gateway over all of it, and for each viewer a gateway over what is left.

use std::{collections::BTreeMap, fmt};

use channelgraph::{config::Config, engine::Viewer};
use channelgraph_sandbox::{Options, World};
use futures::future::join_all;
use serde_json::Value;

use crate::{
    compare::{Comparison, Outcome},
    cut,
    gateway::Gateway,
    generate::{self, list_name},
    operation::{Item, Operation},
    pool::Pool,
    role::Role,
    schema::Schema,
    sight::Sight,
    snapshot::Snapshot,
};

/// Operations under way at once: other viewers ask the same beside them.
const AT_ONCE: usize = 6;
/// Batches of operations between two moments at which the whole gateway forgets all.
const WARM: usize = 8;

/// A viewer, and the gateway over what he sees.
pub struct Eyes {
    /// His role.
    pub role: Role,
    /// The partner that he belongs to.
    pub partner: Option<String>,
    /// Who he is to the whole gateway.
    viewer: Viewer,
    /// The gateway over what he sees.
    cut: Gateway,
    is_decided: bool,
}

/// One world with its gateways.
pub struct Run {
    schema: Schema,
    seed: u64,
    whole: Gateway,
    pool: Pool,
    eyes: Vec<Eyes>,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Report {
    /// Cases by role.
    pub cases: BTreeMap<&'static str, usize>,
    /// Differences, as text.
    pub differences: Vec<String>,
    /// Totals that viewers are not told.
    pub unknown_totals: usize,
    /// Totals that the cut-down world does not know, counted there.
    pub counted: usize,
    /// Masked values.
    pub masked: usize,
    /// Fields and lists refused.
    pub forbidden: usize,
    /// Answers with data and without.
    pub answers: [usize; 2],
}

/// The small world of a seed.
pub fn options(seed: u64) -> Options {
    Options { seed, partners: 60, ..Options::kind() }
}

impl Run {
    /// Starts the gateways of a world.
    pub async fn start(
        seed: u64,
        roles: &[Role],
        viewers: &dyn Fn(&Snapshot) -> Vec<(Role, Option<String>)>,
    ) -> Self {
        let schema = Schema::read();
        let world = World::generate(&options(seed));
        let text: String = roles.iter().map(Role::toml).collect();
        let whole = Gateway::over(world.clone(), &text, |_| {}).await;
        let snapshot = Snapshot::take(&schema, &whole, &world).await;
        let pool = Pool::new(&snapshot);
        let eyes = viewers(&snapshot)
            .into_iter()
            .map(|(role, partner)| Eyes::open(&schema, &world, &snapshot, &whole, role, partner));
        let eyes = join_all(eyes).await;
        Self { schema, seed, whole, pool, eyes }
    }

    /// Asks so many operations, each for two of the viewers.
    pub async fn cases(&self, cases: usize, report: &mut Report) {
        let operations = cases.div_ceil(2);
        for begin in (0..operations).step_by(AT_ONCE) {
            if begin / AT_ONCE % WARM == 0 {
                self.whole.forget();
            }
            let batch = begin..operations.min(begin + AT_ONCE);
            let asked: Vec<(usize, Operation)> = batch
                .map(|at| {
                    let seed = self.seed << 32 | at as u64;
                    (at, generate::operation(&self.schema, &self.pool, seed))
                })
                .collect();
            let told =
                join_all(asked.iter().map(|(at, operation)| self.case(*at, operation))).await;
            for (told, (_, operation)) in told.into_iter().zip(&asked) {
                for (role, outcome, answer) in told {
                    report.add(role, outcome, &answer);
                    self.keep(operation, &operation.items, "Query", &answer["data"]);
                }
            }
        }
    }

    /// Asks one operation as everyone and as two viewers, all at once.
    async fn case(
        &self,
        at: usize,
        operation: &Operation,
    ) -> Vec<(Option<&'static str>, Outcome, Value)> {
        let (document, variables) = operation.print(&self.schema);
        let variables = Value::Object(variables);
        let all = Viewer::everyone();
        let everyone = self.whole.ask(&all, &document, &variables);
        let count = self.eyes.len();
        let mut two = vec![at % count, (at / count + at + 1) % count];
        two.dedup();
        let viewers = two.into_iter().map(async |eyes| {
            let eyes = &self.eyes[eyes];
            let seen = self.whole.ask(&eyes.viewer, &document, &variables);
            let cut = eyes.cut.ask(&all, &document, &variables);
            let (seen, cut) = futures::join!(seen, cut);
            let mut outcome =
                Comparison::run(&self.schema, operation, &eyes.role, eyes.is_decided, &seen, &cut);
            for (list, told) in std::mem::take(&mut outcome.uncounted) {
                let counted = self.counted(eyes, operation, &list).await;
                if counted.is_some_and(|counted| counted != told) {
                    let difference = || format!("{list}: a total of {told}, counted {counted:?}");
                    outcome.difference.get_or_insert_with(difference);
                }
                outcome.counted += usize::from(counted.is_some());
            }
            if let Some(difference) = &mut outcome.difference {
                let how = Failed {
                    seed: self.seed,
                    at,
                    eyes,
                    document: &document,
                    variables: &variables,
                };
                *difference = format!("{how}\n{difference}");
            }
            (Some(eyes.role.name), outcome, seen)
        });
        let (all, mut told) = futures::join!(everyone, join_all(viewers));
        told.push((None, Outcome::default(), all));
        told
    }

    /// Counts the nodes of a list in the cut-down world, where its total is not known; none if they
    /// are more than a page.
    async fn counted(&self, eyes: &Eyes, operation: &Operation, list: &str) -> Option<u64> {
        let path: Vec<&str> = list.split('.').skip(1).collect();
        let (document, variables) = operation.widened(&path).print(&self.schema);
        let variables = Value::Object(variables);
        let answer = eyes.cut.ask(&Viewer::everyone(), &document, &variables).await;
        let found = path.iter().fold(&answer["data"], |value, step| match step.parse::<usize>() {
            Ok(at) => &value[at],
            Err(_) => &value[*step],
        });
        let is_whole = found["pageInfo"]["hasNextPage"] == false;
        found["nodes"].as_array().filter(|_| is_whole).map(|nodes| nodes.len() as u64)
    }

    /// Keeps the cursors of an answer, for whoever asks next.
    fn keep(&self, operation: &Operation, items: &[Item], ty: &str, value: &Value) {
        if let Some(entries) = value.as_array() {
            entries.iter().for_each(|entry| self.keep(operation, items, ty, entry));
            return;
        }
        let ty = value["__typename"].as_str().filter(|_| self.schema.is_abstract(ty)).unwrap_or(ty);
        for field in operation.fields(items, ty) {
            let below = &value[field.key()];
            if let Some(entity) = field.ty.strip_suffix("Connection") {
                let list = list_name(entity, field.arg("orderBy"));
                cursors(below, &mut |cursor| self.pool.keep(&list, cursor));
            }
            if !below.is_null() && !field.items.is_empty() {
                self.keep(operation, &field.items, &field.ty, below);
            }
        }
    }
}

/// Finds the cursors of one page.
fn cursors(value: &Value, keep: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str() {
                    Some(text) if name.to_lowercase().contains("cursor") => keep(text),
                    _ if name == "node" || name == "nodes" => {}
                    _ => cursors(value, keep),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| cursors(item, keep)),
        _ => {}
    }
}

impl Eyes {
    async fn open(
        schema: &Schema,
        world: &World,
        snapshot: &Snapshot,
        whole: &Gateway,
        role: Role,
        partner: Option<String>,
    ) -> Self {
        let sight = Sight::of(snapshot, &role, partner.as_deref());
        let left = cut::cut(world.clone(), &sight);
        let is_decided = cut::lacks_keys(&role);
        let configure = |config: &mut Config| {
            cut::configure(config, &role);
            if is_decided {
                cut::decide(config, snapshot, &sight);
            }
        };
        let cut = Gateway::over(left.clone(), "", configure).await;
        let viewer = whole.viewer(role.name, partner.as_deref()).await;
        let after = Snapshot::take(schema, &cut, &left).await;
        let expected = snapshot.groups(&|thing| sight.visible.contains(&thing.id));
        let found = after.groups(&|_| true);
        let mut lost: Vec<_> = expected.symmetric_difference(&found).collect();
        lost.sort();
        assert!(lost.is_empty(), "{}: the cut-down world has other nodes: {lost:?}", role.name);
        Self { role, partner, viewer, cut, is_decided }
    }
}

impl Report {
    fn add(&mut self, role: Option<&'static str>, outcome: Outcome, answer: &Value) {
        let Some(role) = role else { return };
        *self.cases.entry(role).or_default() += 1;
        self.differences.extend(outcome.difference);
        self.unknown_totals += outcome.unknown_totals;
        self.counted += outcome.counted;
        self.masked += outcome.masked;
        self.forbidden += outcome.forbidden;
        self.answers[usize::from(answer["data"].is_null())] += 1;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: usize = self.cases.values().sum();
        let roles: Vec<String> =
            self.cases.iter().map(|(role, cases)| format!("{role} {cases}")).collect();
        write!(
            f,
            "{all} cases ({}), {} differences; {} with data, {} refused; totals unknown {}, \
             counted {}, values masked {}, refusals {}",
            roles.join(", "),
            self.differences.len(),
            self.answers[0],
            self.answers[1],
            self.unknown_totals,
            self.counted,
            self.masked,
            self.forbidden
        )
    }
}

/// A case that failed, with the way to have it again.
struct Failed<'a> {
    seed: u64,
    at: usize,
    eyes: &'a Eyes,
    document: &'a str,
    variables: &'a Value,
}

impl fmt::Display for Failed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, at, eyes, document, variables } = self;
        let partner = eyes.partner.as_deref().unwrap_or("none");
        write!(
            f,
            "role {}, partner {partner}\n{document}\n{variables}\nagain: SEEDS={seed} CASES={} cargo \
             test -p channelgraph --test rules",
            eyes.role.name,
            2 * (at + 1)
        )
    }
}
