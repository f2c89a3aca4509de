//! The keys of a provider: read once for many, again when they change, never from elsewhere, and
//! good for a while after it has gone.

use futures::future::join_all;
use jsonwebtoken::Algorithm::ES256;
use serde_json::json;

use super::{
    claims,
    door::{Door, Said},
    issuer, only,
    provider::Provider,
    signing::Signer,
    with,
};

/// Each token is another one, so that none is remembered.
fn tokens(signer: &Signer, kid: &str, issuer: &str) -> Vec<String> {
    let good = claims(issuer);
    (0..100).map(|at| signer.token(kid, &with(&good, "jti", json!(at)))).collect()
}

/// Waits until a token is let in, or no longer is; the last answer.
async fn until(door: &Door, token: &str, is_let_in: bool) -> Said {
    loop {
        let said = door.hears(token).await;
        if said.is_let_in() == is_let_in {
            return said;
        }
        // Nothing here waits by itself, and keys are read in the background.
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn many_tokens_cost_one_reading() {
    let signer = Signer::curve(ES256);
    let provider = Provider::start(vec![signer.jwk("a", json!({}))]).await;
    let door = Door::new(&only(&provider, "cooldown_seconds = 3600"));
    let tokens = tokens(&signer, "a", &provider.url);
    let said = join_all(tokens.iter().map(|token| door.hears(token))).await;
    assert!(said.iter().all(|said| said.is_let_in()), "{:?}", said[0]);
    assert_eq!(provider.asked("/keys"), 1);
}

#[tokio::test]
async fn unknown_keys_are_looked_for_once_in_a_while() {
    let signer = Signer::curve(ES256);
    let provider = Provider::start(vec![signer.jwk("a", json!({}))]).await;
    let door = Door::new(&only(&provider, "cooldown_seconds = 3600"));
    let unknown: Vec<_> =
        (0..50).map(|at| signer.token(&format!("k{at}"), &claims(&provider.url))).collect();
    let said = join_all(unknown.iter().map(|token| door.hears(token))).await;
    assert!(said.iter().all(|said| said.status == 401), "{:?}", said[0]);
    assert_eq!(provider.asked("/keys"), 1);
}

#[tokio::test]
async fn a_new_key_is_found_and_an_old_one_is_dropped() {
    let (old, new) = (Signer::curve(ES256), Signer::curve(ES256));
    let provider = Provider::start(vec![old.jwk("old", json!({}))]).await;
    let door = Door::new(&only(&provider, "cooldown_seconds = 1\nrefresh_seconds = 1"));
    let good = claims(&provider.url);
    let (by_old, by_new) = (old.token("old", &good), new.token("new", &good));
    assert!(door.hears(&by_old).await.is_let_in());
    assert_eq!(door.hears(&by_new).await.status, 401);
    provider.publish("/keys", vec![old.jwk("old", json!({})), new.jwk("new", json!({}))]);
    until(&door, &by_new, true).await;
    assert!(door.hears(&by_old).await.is_let_in(), "both are good while both are published");
    // The token was verified and is remembered, but not beyond its key.
    provider.publish("/keys", vec![new.jwk("new", json!({}))]);
    until(&door, &by_old, false).await;
    // Nor does another key under the same name keep it.
    provider.publish("/keys", vec![old.jwk("new", json!({}))]);
    until(&door, &by_new, false).await;
    assert!(door.hears(&old.token("new", &good)).await.is_let_in());
}

#[tokio::test]
async fn keys_stay_good_for_a_while_without_their_provider() {
    let signer = Signer::curve(ES256);
    let keys = vec![signer.jwk("a", json!({}))];
    let provider = Provider::start(keys.clone()).await;
    let times = "cooldown_seconds = 1\nrefresh_seconds = 1";
    let (door, short) = (
        Door::new(&only(&provider, times)),
        Door::new(&only(&provider, &format!("{times}\nkeep_seconds = 2"))),
    );
    let token = signer.token("a", &claims(&provider.url));
    assert!(door.hears(&token).await.is_let_in());
    assert!(short.hears(&token).await.is_let_in());
    provider.answer("/keys", 500, String::new());
    let failed = provider.asked("/keys") + 1;
    while provider.asked("/keys") < failed {
        door.hears(&token).await;
        tokio::task::yield_now().await;
    }
    assert!(door.hears(&token).await.is_let_in(), "a failed reading takes no key away");
    let gone = until(&short, &token, false).await;
    assert_eq!((gone.status.as_u16(), &*gone.code), (503, "OVERLOADED"));
    assert!(gone.headers.contains_key("retry-after"), "{gone:?}");
    provider.publish("/keys", keys);
    until(&short, &token, true).await;
}

#[tokio::test]
async fn keys_come_from_their_address_alone() {
    let signer = Signer::curve(ES256);
    let keys = vec![signer.jwk("a", json!({}))];
    let provider = Provider::start(keys.clone()).await;
    let token = signer.token("a", &claims(&provider.url));
    let many = json!({ "keys": vec![signer.jwk("a", json!({})); 101] }).to_string();
    let huge = json!({ "keys": keys, "x": "x".repeat(600_000) }).to_string();
    let none = json!({ "keys": [] }).to_string();
    for (name, status, text, expected) in [
        ("a redirect", 302, format!("{}/elsewhere", provider.url), 503),
        ("a permanent one", 308, "/elsewhere".to_owned(), 503),
        ("a failure", 500, String::new(), 503),
        ("no keys there", 404, String::new(), 503),
        ("no JSON", 200, "<html>".to_owned(), 503),
        ("another JSON", 200, "[]".to_owned(), 503),
        ("many keys", 200, many, 503),
        ("a huge set", 200, huge, 503),
        ("an empty set", 200, none, 401),
    ] {
        provider.publish("/elsewhere", keys.clone());
        provider.answer("/keys", status, text);
        let said = Door::new(&only(&provider, "")).hears(&token).await;
        assert_eq!(said.status, expected, "{name}: {said:?}");
    }
    assert_eq!(provider.asked("/elsewhere"), 0, "redirects are not followed");
}

#[tokio::test]
async fn a_provider_tells_where_its_keys_are() {
    let signer = Signer::curve(ES256);
    let provider = Provider::start(vec![signer.jwk("a", json!({}))]).await;
    let token = signer.token("a", &claims(&provider.url));
    let door = || Door::new(&issuer("acme", &provider.url, ""));
    assert!(door().hears(&token).await.is_let_in());
    let keys = format!("{}/keys", provider.url);
    for (issuer, keys) in [
        (format!("{}/", provider.url), keys.clone()),
        ("https://evil.example".to_owned(), keys),
        (provider.url.clone(), "http://evil.example/keys".to_owned()),
        (provider.url.clone(), "file:///etc/passwd".to_owned()),
        (provider.url.clone(), "/keys".to_owned()),
    ] {
        let told = json!({ "issuer": issuer, "jwks_uri": keys });
        provider.answer("/.well-known/openid-configuration", 200, told.to_string());
        let said = door().hears(&token).await;
        assert_eq!(said.status, 503, "{told}: {said:?}");
    }
}
