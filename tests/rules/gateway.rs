//! Gateways over worlds, asked without HTTP.

use std::{sync::Arc, time::Duration};

use channelgraph::{
    app::App,
    auth::Caller,
    config::{self, Config},
    demo,
    engine::{PartnerName, Question, Viewer},
    graphql::{Account, Asker, Bounds, Ceiling, Request, Rights},
};
use channelgraph_core::Limit;
use channelgraph_sandbox::{Ports, Sandbox, World, truth::System};
use channelgraph_schema::{EntityKind, mapping::FieldSpec};
use serde_json::Value;

use crate::{
    operation::{self, Operation},
    schema::Schema,
};

/// A gateway over a world of its own.
pub struct Gateway {
    /// The gateway.
    pub app: App,
    sandbox: Sandbox,
    rights: Rights,
    account: Arc<dyn Account>,
}

impl Gateway {
    /// Starts a gateway over all systems of a world, with further configuration as text, and
    /// changed.
    pub async fn over(world: World, more: &str, change: impl FnOnce(&mut Config)) -> Self {
        let sandbox = Sandbox::over(world, Ports::default()).await.expect("the sandbox starts");
        for (system, switch) in [
            (System::Hubspot, "searches_per_second"),
            (System::Hubspot, "burst_per_10s"),
            (System::Aws, "reads_per_second"),
        ] {
            sandbox.control.switch(system, switch, Value::Null).expect("a switch");
        }
        let text = demo::text(&sandbox, demo::SYSTEMS, None) + more;
        let mut config = config::read("the test's configuration", &text).expect("a configuration");
        settle(&mut config);
        change(&mut config);
        let app = App::connect(&config).await.expect("the gateway connects");
        app.engine.build_index(&|_| {}).await;
        app.engine.look_for_links().await;
        let most = |most| Ceiling { most, key: "" };
        let bounds = Bounds {
            timeout: Duration::from_millis(config.server.timeout_ms),
            complexity: most(config.server.max_complexity as u64),
            calls: most(config.server.max_calls),
        };
        let rights = Rights { bounds, introspection: true, free_documents: true };
        Self { app, sandbox, rights, account: Arc::new(()) }
    }

    /// The answer to a request, the addresses of its systems replaced by their names.
    pub async fn ask(&self, viewer: &Viewer, document: &str, variables: &Value) -> Value {
        let variables = variables.as_object().cloned().unwrap_or_default();
        let text = operation::body(document, &variables).to_string();
        let request = Request {
            query: document.to_owned(),
            variables: Some(variables),
            ..Request::default()
        };
        let question = Question::new(viewer, &text);
        let graphql = &self.app.graphql;
        let asker = Asker { rights: &self.rights, account: &self.account };
        let answer = match graphql.kept(question) {
            Some(answer) => answer,
            None => graphql.answer(&self.app.engine, (viewer, asker), &request, question).await,
        };
        let mut text = String::from_utf8(answer.body.plain().to_vec()).expect("text");
        for system in System::ALL {
            text = text.replace(self.sandbox.url(system), &format!("http://{}", system.name()));
        }
        serde_json::from_str(&text).expect("JSON")
    }

    /// The answer to an operation.
    pub async fn ask_operation(
        &self,
        schema: &Schema,
        viewer: &Viewer,
        operation: &Operation,
    ) -> Value {
        let (document, variables) = operation.print(schema);
        self.ask(viewer, &document, &Value::Object(variables)).await
    }

    /// The data of a query that everyone asks and that must go through.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.ask(&Viewer::everyone(), query, &variables).await;
        assert!(answer["errors"].is_null(), "{query}\n{:#}", answer["errors"]);
        answer["data"].take()
    }

    /// Forgets all that was read and made.
    pub fn forget(&self) {
        self.app.engine.forget();
    }
}

/// What the test is not about does not disturb it: limits of systems, pauses, and the time that a
/// busy machine takes.
fn settle(config: &mut Config) {
    let free = |class: &str| {
        (class.to_owned(), Limit { calls: 1_000_000, window_ms: 1000, concurrency: 20 })
    };
    config
        .hubspot
        .values_mut()
        .for_each(|source| source.limits = ["search", "burst"].map(free).into());
    config.odata.values_mut().for_each(|source| source.limits = ["api"].map(free).into());
    #[cfg(feature = "aws")]
    config.aws.values_mut().for_each(|source| {
        source.limits = ["read", "benefits", "channel"].map(free).into();
        source.max_details = 10_000;
    });
    config.server.timeout_ms = 600_000;
    config.server.source_timeout_ms = config.server.timeout_ms;
    config.lists.detail_ms = config.server.timeout_ms;
    config.server.max_calls = 1_000_000;
    // Nothing changes while the test runs.
    config.cache.seconds = 86_400;
    config.identity.mode = config::IdentityMode::Keys;
    // HubSpot cannot order its leads by properties of their contacts. Who sees few of them is
    // answered without it, everyone is not.
    let unset = FieldSpec { unset: true, ..FieldSpec::default() };
    for source in config.hubspot.values_mut() {
        let leads = source.mapping.0.get_mut(&EntityKind::Lead).and_then(|it| it.get_mut("leads"));
        let fields = &mut leads.expect("leads").fields;
        for name in ["reportingValue", "score"] {
            fields.insert(name.to_owned(), unset.clone());
        }
    }
}

impl Gateway {
    /// The viewer of a role who belongs to a partner.
    pub async fn viewer(&self, role: &str, partner: Option<&str>) -> Viewer {
        let caller = Caller {
            subject: "somebody".into(),
            role: Some(role.into()),
            partner: partner.map(|id| PartnerName::Id(id.to_owned())),
        };
        self.app.viewer(&caller).await
    }
}
