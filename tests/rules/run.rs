//! A run: one world, one gateway over all of it, and for each viewer a gateway over what is left.

use std::{collections::BTreeMap, fmt, sync::Arc};

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
    orders,
    pool::Pool,
    role::Role,
    roles::roles,
    schema::Schema,
    sight::Sight,
    snapshot::Snapshot,
};

/// Operations under way at once: other viewers ask the same beside them.
const AT_ONCE: usize = 6;
/// Batches of operations between two moments at which the whole gateway forgets all.
const WARM: usize = 8;

/// The viewers of a world: who acts in which role.
type Viewers<'a> = &'a dyn Fn(&Snapshot) -> Vec<(Role, Option<String>)>;

/// A viewer, and the gateway over what he sees.
pub struct Eyes {
    /// His role.
    pub role: Role,
    /// The partner that he belongs to.
    pub partner: Option<String>,
    /// Who he is to the whole gateway.
    pub viewer: Viewer,
    /// The gateway over what he sees.
    pub cut: Gateway,
    is_decided: bool,
}

/// One world with its gateways.
pub struct Run {
    schema: Schema,
    /// The seed of the world.
    pub seed: u64,
    /// The gateway over all of it.
    pub whole: Gateway,
    pool: Pool,
    /// The viewers.
    pub eyes: Vec<Eyes>,
}

/// What came of one operation for one viewer: everyone's answer has no role.
struct Told {
    role: Option<&'static str>,
    outcome: Outcome,
    answer: Value,
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
    pub async fn start(seed: u64, viewers: Viewers<'_>) -> Arc<Self> {
        Self::start_as(seed, viewers, false).await
    }

    /// The same with viewers to whom no rule applies.
    pub async fn start_blind(seed: u64, viewers: Viewers<'_>) -> Arc<Self> {
        Self::start_as(seed, viewers, true).await
    }

    async fn start_as(seed: u64, viewers: Viewers<'_>, is_blind: bool) -> Arc<Self> {
        let schema = Schema::read();
        let world = World::generate(&options(seed));
        let text: String = roles().iter().map(Role::toml).collect();
        let whole = Gateway::over(world.clone(), &text, |_| {}).await;
        let snapshot = Snapshot::take(&schema, &whole, &world).await;
        let pool = Pool::new(&snapshot);
        let viewers = viewers(&snapshot).into_iter();
        let eyes =
            viewers.map(|(role, partner)| Eyes::open(&schema, &world, &snapshot, role, partner));
        let mut eyes = join_all(eyes).await;
        for eyes in eyes.iter_mut().filter(|_| !is_blind) {
            eyes.viewer = whole.viewer(eyes.role.name, eyes.partner.as_deref()).await;
        }
        Arc::new(Self { schema, seed, whole, pool, eyes })
    }

    /// Asks so many operations, each for two of the viewers.
    pub async fn cases(self: &Arc<Self>, cases: usize, report: &mut Report) {
        let operations = cases.div_ceil(2);
        for begin in (0..operations).step_by(AT_ONCE) {
            if (begin / AT_ONCE).is_multiple_of(WARM) {
                self.whole.forget();
            }
            let batch = begin..operations.min(begin + AT_ONCE);
            let asked: Vec<(usize, Operation)> = batch
                .map(|at| {
                    let seed = self.seed << 32 | at as u64;
                    (at, generate::operation(&self.schema, &self.pool, seed))
                })
                .collect();
            let asked = asked.into_iter().map(|(at, operation)| {
                let this = self.clone();
                // Tasks of their own, so that they meet on several threads.
                tokio::spawn(async move { (this.case(at, &operation).await, operation) })
            });
            for told in join_all(asked).await {
                let (told, operation) = told.expect("a case");
                for Told { role, outcome, answer } in told {
                    report.add(role, outcome, &answer);
                    self.keep(&operation, &operation.items, "Query", &answer["data"]);
                }
            }
        }
    }

    /// Asks one operation as everyone and as two viewers, all at once.
    async fn case(&self, at: usize, operation: &Operation) -> Vec<Told> {
        let all = Viewer::everyone();
        let everyone = self.whole.ask_operation(&self.schema, &all, operation);
        let count = self.eyes.len();
        let mut two = vec![at % count, (at / count + at + 1) % count];
        two.dedup();
        let viewers = two.into_iter().map(|eyes| self.viewed(at, &self.eyes[eyes], operation));
        let (all, mut told) = futures::join!(everyone, join_all(viewers));
        told.push(Told { role: None, outcome: Outcome::default(), answer: all });
        told
    }

    /// Asks one operation as a viewer, and as everyone of what is left for him.
    async fn viewed(&self, at: usize, eyes: &Eyes, operation: &Operation) -> Told {
        let (mine, left) = orders::asked(operation, &eyes.role);
        let seen = self.whole.ask_operation(&self.schema, &eyes.viewer, &mine);
        let all = Viewer::everyone();
        let cut = eyes.cut.ask_operation(&self.schema, &all, &left);
        let (seen, cut) = futures::join!(seen, cut);
        let role = &eyes.role;
        let mut outcome = Comparison::run(&self.schema, &mine, role, eyes.is_decided, &seen, &cut);
        for (list, told) in std::mem::take(&mut outcome.uncounted) {
            let counted = self.counted(eyes, &left, &list).await;
            if counted.is_some_and(|counted| counted != told) {
                let difference = || format!("{list}: a total of {told}, counted {counted:?}");
                outcome.difference.get_or_insert_with(difference);
            }
            outcome.counted += usize::from(counted.is_some());
        }
        if let Some(difference) = &mut outcome.difference {
            let (document, variables) = mine.print(&self.schema);
            let variables = Value::Object(variables);
            let how =
                Failed { seed: self.seed, at, eyes, document: &document, variables: &variables };
            *difference = format!("{how}\n{difference}");
        }
        Told { role: Some(role.name), outcome, answer: seen }
    }

    /// Counts the nodes of a list in the cut-down world, where its total is not known; none if they
    /// are more than a page.
    async fn counted(&self, eyes: &Eyes, operation: &Operation, list: &str) -> Option<u64> {
        let path: Vec<&str> = list.split('.').skip(1).collect();
        let wide = operation.widened(&path);
        let answer = eyes.cut.ask_operation(&self.schema, &Viewer::everyone(), &wide).await;
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
        let after = Snapshot::take(schema, &cut, &left).await;
        let expected = snapshot.groups(&|thing| sight.visible.contains(&thing.id));
        let found = after.groups(&|_| true);
        let mut lost: Vec<_> = expected.symmetric_difference(&found).collect();
        lost.sort();
        assert!(lost.is_empty(), "{}: the cut-down world has other nodes: {lost:?}", role.name);
        Self { role, partner, viewer: Viewer::everyone(), cut, is_decided }
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
