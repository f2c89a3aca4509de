//! API keys, callers without credentials, and what the door says to each.

use channelgraph::auth::ApiKey;
use jsonwebtoken::Algorithm::ES256;
use serde_json::json;

use super::{
    claims,
    door::{Door, Log},
    only,
    provider::Provider,
    signing::Signer,
    with,
};

fn key(name: &str, key: &ApiKey, more: &str) -> String {
    let hash = key.hash();
    format!("[[auth.keys]]\nname = \"{name}\"\nhash = \"{hash}\"\nrole = \"reader\"\n{more}\n")
}

#[tokio::test]
async fn a_key_opens_the_door_and_is_never_logged() {
    let log = Log::begin();
    let (good, old, own) = (
        ApiKey::random().expect("a key"),
        ApiKey::random().expect("a key"),
        ApiKey::random().expect("a key"),
    );
    let door = Door::new(&format!(
        "{}{}",
        key("export", &good, ""),
        key("old", &old, "expires = \"2020-01-31\"")
    ));
    assert!(door.hears(good.expose()).await.is_let_in());
    assert!(door.takes(&[("x-api-key", good.expose().to_owned())]).await.is_let_in());
    let scheme = format!("bearer   {}", good.expose());
    assert!(door.takes(&[("authorization", scheme)]).await.is_let_in());

    let expired = door.hears(old.expose()).await;
    assert_eq!((expired.status.as_u16(), &*expired.code), (401, "UNAUTHENTICATED"));
    assert!(expired.message.contains("has expired"), "{expired:?}");
    let unknown = door.hears(own.expose()).await;
    assert!(unknown.challenge().ends_with("error=\"invalid_token\""), "{unknown:?}");
    assert!(!unknown.message.contains("export"), "{unknown:?}");

    let logged = log.text();
    assert_eq!(logged.matches("A caller logged in.").count(), 1, "{logged}");
    assert!(logged.contains("\"by\":\"old\"") && logged.contains("\"reason\":\"key_expired\""));
    for key in [&good, &old, &own] {
        assert!(!logged.contains(&key.expose()[4..20]), "{logged}");
        assert!(!logged.contains(&key.hash().to_string()[7..]), "{logged}");
    }
}

#[tokio::test]
async fn credentials_are_sent_once_and_in_one_way() {
    let good = ApiKey::random().expect("a key");
    let door = Door::new(&key("export", &good, ""));
    let bearer = ("authorization", format!("Bearer {}", good.expose()));
    let own = ("x-api-key", good.expose().to_owned());
    let basic = ("authorization", "Basic amFuZTpodXNo".to_owned());
    let bare = ("authorization", good.expose().to_owned());
    for (name, headers, error) in [
        ("none", vec![], "Bearer realm=\"channelgraph\""),
        ("both", vec![bearer.clone(), own.clone()], "error=\"invalid_request\""),
        ("twice", vec![bearer.clone(), bearer.clone()], "error=\"invalid_request\""),
        ("two keys", vec![own.clone(), own], "error=\"invalid_request\""),
        ("another scheme", vec![basic], "Bearer realm=\"channelgraph\""),
        ("no scheme", vec![bare], "Bearer realm=\"channelgraph\""),
    ] {
        let said = door.takes(&headers).await;
        assert_eq!((said.status.as_u16(), &*said.code), (401, "UNAUTHENTICATED"), "{name}");
        assert!(said.challenge().ends_with(error), "{name}: {said:?}");
    }
}

#[tokio::test]
async fn wrong_credentials_never_become_none() {
    let door = Door::new("[auth]\nanonymous_role = \"reader\"\n");
    assert!(door.takes(&[]).await.is_let_in());
    for wrong in ["", "x", "a.b.c", ApiKey::random().expect("a key").expose()] {
        assert_eq!(door.hears(wrong).await.status, 401, "{wrong}");
    }
}

/// Who has a good token and no role is told so: a new token would not help him.
#[tokio::test]
async fn a_token_without_a_role_is_forbidden() {
    let log = Log::begin();
    let signer = Signer::curve(ES256);
    let provider = Provider::start(vec![signer.jwk("a", json!({}))]).await;
    let door = Door::new(&only(&provider, ""));
    let good = claims(&provider.url);
    for roles in [json!([]), json!("teams"), json!(["admin"]), json!(null), json!({ "team": 1 })] {
        let said = door.hears(&signer.token("a", &with(&good, "roles", roles))).await;
        assert_eq!((said.status.as_u16(), &*said.code), (403, "FORBIDDEN"), "{said:?}");
        assert!(said.challenge().ends_with("error=\"insufficient_scope\""), "{said:?}");
    }
    let expired = signer.token("a", &with(&good, "exp", json!(1_000_000)));
    assert!(door.hears(&expired).await.message.contains("has expired"));
    for aud in [json!(["x", "gateway"]), json!("api://gateway")] {
        assert!(door.hears(&signer.token("a", &with(&good, "aud", aud))).await.is_let_in());
    }
    let logged = log.text();
    assert!(logged.contains("\"reason\":\"role\",\"by\":\"acme\""), "{logged}");
    assert!(logged.contains("\"subject\":\"acme:jane-8c1f77e2\""), "{logged}");
}

#[tokio::test]
async fn an_open_door_asks_nobody() {
    let door = Door::new("[auth]\nopen = true\n");
    assert!(door.takes(&[]).await.is_let_in());
    assert!(door.hears("anything").await.is_let_in());
}
