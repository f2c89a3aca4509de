//! A real OpenID provider, of the npm package oidc-provider: its tokens open a whole gateway, also
//! when it has changed its keys.

use std::{path::Path, process::Stdio};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use super::super::harness::{Gateway, client, small};

/// The provider as a process.
struct Oidc {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// What it told of itself.
    told: Value,
}

impl Oidc {
    /// Installs and starts it; none where npm cannot install it.
    async fn start() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc");
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--prefer-offline"]).current_dir(&folder);
        let installed = npm.stdout(Stdio::null()).status().await;
        if !installed.as_ref().is_ok_and(std::process::ExitStatus::success) {
            let live = std::env::var("CHANNELGRAPH_LIVE").is_ok_and(|live| live == "1");
            assert!(!live, "npm cannot install tests/oidc: {installed:?}");
            eprintln!("SKIPPED: npm cannot install tests/oidc: {installed:?}");
            return None;
        }
        let mut node = Command::new("node");
        node.arg("provider.mjs").current_dir(&folder).kill_on_drop(true);
        let node = node.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = node.spawn().expect("node starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let line = lines.next_line().await.expect("a line").expect("it is ready");
        Some(Self { process, lines, told: serde_json::from_str(&line).expect("JSON") })
    }

    fn text(&self, name: &str) -> &str {
        self.told[name].as_str().expect("a text")
    }

    /// A new token.
    async fn token(&self) -> String {
        let asked = client()
            .post(format!("{}/token", self.text("issuer")))
            .basic_auth(self.text("id"), Some(self.text("secret")))
            .form(&[("grant_type", "client_credentials")])
            .send();
        let answer: Value = asked.await.expect("an answer").json().await.expect("JSON");
        answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// Has it take new keys.
    async fn rotate(&mut self, how: &str) {
        let input = self.process.stdin.as_mut().expect("its input");
        input.write_all(format!("{how}\n").as_bytes()).await.expect("it listens");
        self.lines.next_line().await.expect("a line").expect("it is done");
    }
}

/// The answer of the gateway to a caller with this token.
async fn asked(gateway: &Gateway, token: &str) -> (u16, Value) {
    let query = json!({ "query": "{ viewer { subject } partners(first: 3) { nodes { name } } }" });
    let request = client().post(format!("{}/graphql", gateway.url)).bearer_auth(token);
    let response = request.json(&query).send().await.expect("an answer");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

#[tokio::test]
async fn tokens_of_a_real_provider_open_the_gateway() {
    let Some(mut oidc) = Oidc::start().await else { return };
    let issuer = format!(
        "issuer = \"{}\"\naudience = [\"{}\"]\ncooldown_seconds = 1\nrefresh_seconds = 1\n\
         roles = {{ claim = \"groups\", map = [{{ value = \"channel-team\", role = \
         \"channel-manager\" }}] }}",
        oidc.text("issuer"),
        oidc.text("audience")
    );
    let gateway = Gateway::start_with(small(1), |config| {
        config.auth.open = false;
        config.auth.anonymous_role = None;
        let issuer = toml::from_str(&issuer).expect("an issuer");
        config.auth.issuers.insert("idp".into(), issuer);
    })
    .await;

    let first = oidc.token().await;
    let (status, answer) = asked(&gateway, &first).await;
    assert_eq!(status, 200, "{answer:#}");
    assert_eq!(answer["data"]["viewer"]["subject"], "idp:channel-app", "{answer:#}");
    assert_eq!(answer["data"]["partners"]["nodes"].as_array().map(Vec::len), Some(3));
    assert_eq!(asked(&gateway, &format!("{}x", &first[..first.len() - 1])).await.0, 401);

    // A further key: old and new tokens are good.
    oidc.rotate("add").await;
    let second = oidc.token().await;
    while asked(&gateway, &second).await.0 != 200 {}
    assert_eq!(asked(&gateway, &first).await.0, 200);
    // New keys alone: what the old ones signed is not good any more.
    oidc.rotate("replace").await;
    let third = oidc.token().await;
    while asked(&gateway, &third).await.0 != 200 {}
    for gone in [first, second] {
        let (status, answer) = asked(&gateway, &gone).await;
        assert_eq!(status, 401, "{answer:#}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}
